/* A PostgreSQL connection and what has been sent on it: statements queue up and go out as one
 * pipeline. SPDX-License-Identifier: MIT */
#include "database/connection_inside.h"

#include <assert.h>
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "database/hosts.h"
#include "database/sqlstate.h"

/* How long a wait lasts before it is asked whether to go on. */
#define SLICE_MS 250

/* PostgreSQL's type numbers (pg_type.dat) that are not written as JSON text. */
enum {
    TYPE_BOOL = 16,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_JSON = 114,
    TYPE_FLOAT8 = 701,
    TYPE_TIMESTAMPTZ = 1184,
    TYPE_NUMERIC = 1700
};

static void on_notice(void *opaque, const PGresult *result)
{
    struct connection *connection = opaque;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && strcmp(severity, "WARNING") == 0)
        connection->warned = true;
}

bool connection_gives_up(const struct connection *connection)
{
    return connection->give_up && atomic_load(connection->give_up);
}

bool connection_wait(const struct connection *connection, short events, int64_t deadline_us)
{
    struct pollfd one = {.fd = PQsocket(connection->pg), .events = events};
    for (;;) {
        const int64_t left = (deadline_us - clock_monotonic_us() + 999) / 1000;
        const int slice = left > SLICE_MS ? SLICE_MS : left > 0 ? (int)left : 0;
        const int ready = poll(&one, 1, slice);
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
        if (ready == 0 && (left <= SLICE_MS || connection_gives_up(connection)))
            return false;
    }
}

/* False with `late` at the deadline. */
static bool finish_connecting(struct connection *connection, int64_t deadline_us, bool *late)
{
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (state != PGRES_POLLING_OK) {
        if (state == PGRES_POLLING_FAILED)
            return false;
        *late = !connection_wait(connection, state == PGRES_POLLING_READING ? POLLIN : POLLOUT,
                                 deadline_us);
        if (*late)
            return false;
        state = PQconnectPoll(connection->pg);
    }
    return true;
}

static PGconn *start_connecting(const struct hosts *hosts, size_t at,
                                const struct connection_settings *settings)
{
    char options[320];
    (void)snprintf(options, sizeof options,
                   "-c TimeZone=UTC -c DateStyle=ISO -c search_path= -c jit=off "
                   "-c max_parallel_workers_per_gather=0 -c statement_timeout=%d "
                   "-c lock_timeout=%d -c idle_in_transaction_session_timeout=%d%s%s",
                   settings->statement_timeout_ms, settings->lock_timeout_ms,
                   settings->idle_timeout_ms, settings->role ? " -c role=" : "",
                   settings->role ? settings->role : "");
    static const char *const names[] = {"options",
                                        "client_encoding",
                                        "application_name",
                                        "tcp_user_timeout",
                                        "keepalives_idle",
                                        "target_session_attrs",
                                        NULL};
    const char *const values[] = {options, "UTF8", "saferd", "15000", "30", "read-write", NULL};
    return hosts_start(hosts, at, names, values);
}

/* Not only what PQconndefaults() lists: PGTZ, PGDATESTYLE and PGGEQO go into every startup packet
 * and beat `options`. */
void connection_forget_environment(void)
{
    for (char **entry = environ; *entry;) {
        char name[64];
        const size_t length = strcspn(*entry, "=");
        if (strncmp(*entry, "PG", 2) != 0 || length >= sizeof name) {
            entry++;
            continue;
        }
        memcpy(name, *entry, length);
        name[length] = '\0';
        (void)unsetenv(name); /* what follows moves up */
    }
}

static void hang_up(struct connection *connection)
{
    if (!connection->pg)
        return;
    /* PQfinish sends what is still queued, and the server would carry it out. */
    if (connection->send_failed && PQsocket(connection->pg) >= 0)
        (void)shutdown(PQsocket(connection->pg), SHUT_RDWR);
    PQfinish(connection->pg);
    connection->pg = NULL;
    metrics_gauge_add(GAUGE_DATABASE_CONNECTIONS, -1);
}

void connection_close(struct connection *connection)
{
    if (!connection)
        return;
    for (size_t i = 0; i < connection->ran; i++)
        PQclear(connection->queue[i].result);
    hang_up(connection);
    free(connection->prepared);
    free(connection);
}

/* Tries one host; what it said, or that it said nothing, is added to `refusal`'s cause. */
static bool try_host(struct connection *connection, const struct hosts *hosts, size_t at,
                     const struct connection_settings *settings, int64_t deadline_us,
                     struct refusal *refusal)
{
    bool late = false;
    connection->pg = start_connecting(hosts, at, settings);
    if (connection->pg) {
        metrics_gauge_add(GAUGE_DATABASE_CONNECTIONS, 1);
        PQsetNoticeReceiver(connection->pg, on_notice, connection);
        if (PQstatus(connection->pg) != CONNECTION_BAD &&
            finish_connecting(connection, deadline_us, &late) &&
            PQsetnonblocking(connection->pg, 1) == 0)
            return true;
    }
    char name[128] = "";
    hosts_name(hosts, at, name, sizeof name);
    const char *said = !connection->pg ? "no memory"
                       : late          ? "no answer in time"
                                       : PQerrorMessage(connection->pg);
    const size_t length = strlen(said);
    text_add_format(&refusal->cause, " %s: %.*s;", name,
                    (int)(length && said[length - 1] == '\n' ? length - 1 : length), said);
    hang_up(connection);
    return false;
}

/* Tries the hosts one after the other, from the one that answered last. */
static bool try_hosts(struct connection *connection, const struct hosts *hosts,
                      const struct connection_settings *settings, struct refusal *refusal)
{
    const size_t count = hosts_count(hosts);
    const size_t first = settings->first_host ? atomic_load(settings->first_host) % count : 0;
    const int64_t deadline = clock_monotonic_us() + (int64_t)settings->connect_timeout_ms * 1000;
    for (size_t tried = 0; tried < count; tried++) {
        const size_t at = (first + tried) % count;
        const int64_t now = clock_monotonic_us();
        const int64_t share = (deadline - now) / (int64_t)(count - tried);
        if (try_host(connection, hosts, at, settings, now + share, refusal)) {
            if (settings->first_host)
                atomic_store(settings->first_host, at);
            return true;
        }
        if (connection_gives_up(connection))
            return false;
    }
    return false;
}

static bool connect_now(struct connection *connection, const struct connection_settings *settings,
                        struct refusal *refusal)
{
    char error[256] = "";
    struct hosts *hosts = hosts_read(settings->url, error);
    refusal_set(refusal, "unavailable", NULL);
    refusal->retry_after = 1;
    refusal_cause(refusal, "cannot connect:%s%s", *error ? " " : "", error);
    const bool connected = hosts && try_hosts(connection, hosts, settings, refusal);
    hosts_free(hosts);
    if (connected)
        refusal_clear(refusal);
    else
        metrics_count(COUNTER_DATABASE_CONNECT_FAILURES, 1);
    return connected;
}

struct connection *connection_open(const struct connection_settings *settings,
                                   struct refusal *refusal)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection)
        connection->prepared = calloc(statement_count + 1, 1);
    if (!connection || !connection->prepared) {
        refusal_set(refusal, "unavailable", NULL);
        connection_close(connection);
        return NULL;
    }
    connection->give_up = settings->give_up;
    if (connect_now(connection, settings, refusal))
        return connection;
    connection_close(connection);
    return NULL;
}

bool connection_is_alive(const struct connection *connection)
{
    return connection && !connection->send_failed && PQstatus(connection->pg) == CONNECTION_OK;
}

static struct queued *next_in_queue(struct connection *connection)
{
    assert(connection->queued < CONNECTION_QUEUE_MAX);
    if (connection->queued == 0) {
        for (size_t i = 0; i < connection->ran; i++)
            PQclear(connection->queue[i].result);
        connection->ran = 0;
        connection->commits = connection->warned = false;
        if (PQpipelineStatus(connection->pg) == PQ_PIPELINE_OFF &&
            !PQenterPipelineMode(connection->pg))
            connection->send_failed = true;
    }
    struct queued *queued = &connection->queue[connection->queued++];
    *queued = (struct queued){0};
    return queued;
}

void connection_queue(struct connection *connection, const struct statement *statement,
                      const char *const *values)
{
    struct queued *queued = next_in_queue(connection);
    queued->statement = statement;
    if (connection->send_failed)
        return;
    if (!connection->prepared[statement->number]) {
        queued->prepares = true;
        if (!PQsendPrepare(connection->pg, statement->name, statement->sql, 0, NULL))
            connection->send_failed = true;
        /* A second use in this same pipeline must not prepare it again. */
        connection->prepared[statement->number] = 1;
    }
    if (!PQsendQueryPrepared(connection->pg, statement->name, (int)statement->argument_count,
                             values, NULL, NULL, 0))
        connection->send_failed = true;
}

void connection_queue_text(struct connection *connection, const char *sql,
                           const char *const *values, size_t value_count)
{
    (void)next_in_queue(connection);
    /* Where one statement of a transaction could not be queued, its COMMIT must not be. */
    if (!connection->send_failed &&
        !PQsendQueryParams(connection->pg, sql, (int)value_count, NULL, values, NULL, NULL, 0))
        connection->send_failed = true;
}

void connection_queue_commit(struct connection *connection)
{
    const bool commits = !connection->send_failed;
    connection_queue_text(connection, "COMMIT", NULL, 0);
    connection->commits = commits;
}

size_t connection_queued(const struct connection *connection)
{
    return connection->queued;
}

PGresult *connection_next_result(struct connection *connection, int64_t deadline_us, bool *late)
{
    for (;;) {
        const int unsent = PQflush(connection->pg);
        if (unsent < 0 || !PQisBusy(connection->pg))
            break;
        if (!connection_wait(connection, (short)(unsent ? POLLIN | POLLOUT : POLLIN),
                             deadline_us)) {
            *late = true;
            return NULL;
        }
        if (!PQconsumeInput(connection->pg))
            break;
    }
    return PQgetResult(connection->pg);
}

/* An error without an SQLSTATE is libpq's own. */
static void read_error(const PGresult *result, struct refusal *refusal)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const struct sql_error error = {
        .sqlstate = sqlstate,
        .constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME),
        .message = sqlstate ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)
                            : PQresultErrorMessage(result),
        .detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL),
    };
    sqlstate_refuse(&error, refusal);
}

/* Whether beginning again may help: nothing was kept, and the reason is not the request's. */
static bool worth_again(struct connection *connection, const char *sqlstate)
{
    /* libpq's own error: the connection was lost, or an answer could not be read or kept. */
    if (!sqlstate) {
        connection->send_failed = true;
        return true;
    }
    static const char *const stale[] = {"0A000", "26000", "42P05", NULL};
    for (size_t i = 0; stale[i]; i++)
        if (strcmp(sqlstate, stale[i]) == 0) {
            /* "cached plan must not change result type" and its kin: prepare anew on a new
             * connection */
            connection->send_failed = true;
            return true;
        }
    /* The server goes away, or has become one that only reads: another may be the writable one. */
    if (strncmp(sqlstate, "57P", 3) == 0 || strcmp(sqlstate, "25P03") == 0 ||
        strcmp(sqlstate, "25006") == 0) {
        connection->send_failed = true;
        return true;
    }
    return strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0;
}

bool connection_take_error(struct connection *connection, const PGresult *result,
                           struct refusal *refusal)
{
    read_error(result, refusal);
    return worth_again(connection, PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

/* Reads the results of one queued command. True while the pipeline goes on well. */
static bool read_one(struct connection *connection, struct queued *queued, int64_t deadline_us,
                     struct refusal *refusal, bool *again, bool *late)
{
    bool good = true;
    for (int part = queued->prepares ? 0 : 1; part < 2; part++) {
        PGresult *result = connection_next_result(connection, deadline_us, late);
        if (!result)
            return false;
        const ExecStatusType status = PQresultStatus(result);
        const bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!ok && part == 0)
            connection->prepared[queued->statement->number] = 0;
        if (status == PGRES_FATAL_ERROR && !refusal->slug[0]) {
            *again = connection_take_error(connection, result, refusal);
        }
        good = good && ok;
        if (part == 1 && ok)
            queued->result = result;
        else
            PQclear(result);
        /* each command's results end with a NULL */
        PGresult *end = connection_next_result(connection, deadline_us, late);
        if (end || *late) {
            PQclear(end);
            return false;
        }
    }
    return good;
}

enum run connection_lost(struct connection *connection, bool late, struct refusal *refusal)
{
    const bool unknown = connection->commits;
    connection->send_failed = true;
    const char *reason = !late                             ? PQerrorMessage(connection->pg)
                         : connection_gives_up(connection) ? "no answer, and the service stops"
                                                           : "no answer before the deadline";
    refusal_set(refusal, unknown ? "outcome-unknown" : late ? "timeout" : "unavailable", NULL);
    refusal->retry_after = 1;
    refusal_cause(refusal, "%s", reason);
    return unknown ? RUN_UNKNOWN : late ? RUN_REFUSED : RUN_AGAIN;
}

/* What the last command of a committing run said: "COMMIT", or "ROLLBACK" when it kept nothing. */
static enum run judge_commit(struct connection *connection, struct refusal *refusal)
{
    PGresult *result = connection->queue[connection->ran - 1].result;
    if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        refusal_set(refusal, "internal-error", NULL);
        refusal_cause(refusal, "COMMIT answered %s", PQcmdStatus(result));
        return RUN_REFUSED;
    }
    if (!connection->warned)
        return RUN_DONE;
    refusal_set(refusal, "outcome-unknown", NULL);
    refusal->retry_after = 1;
    refusal_cause(refusal, "COMMIT answered with a warning: a standby may not have it");
    return RUN_UNKNOWN;
}

enum run connection_run(struct connection *connection, int64_t deadline_us, struct refusal *refusal)
{
    refusal_clear(refusal);
    connection->ran = connection->queued;
    connection->queued = 0;
    bool again = false, late = false, good = true;
    if (connection->send_failed || !PQpipelineSync(connection->pg))
        return connection_lost(connection, false, refusal);
    for (size_t i = 0; i < connection->ran && !late; i++)
        good = read_one(connection, &connection->queue[i], deadline_us, refusal, &again, &late) &&
               good;
    PGresult *sync = late ? NULL : connection_next_result(connection, deadline_us, &late);
    const bool synced = sync && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    if (!synced && !refusal->slug[0])
        return connection_lost(connection, late, refusal);
    if (!synced)
        connection->send_failed = true;
    if (good)
        return connection->commits ? judge_commit(connection, refusal) : RUN_DONE;
    if (!refusal->slug[0])
        return connection_lost(connection, false, refusal);
    if (!connection->commits)
        return again ? RUN_AGAIN : RUN_REFUSED;
    /* An error before COMMIT could do anything: the transaction is gone, and that is certain. Not
     * so when the server went away: it may have committed before it did. */
    return connection->send_failed ? connection_lost(connection, false, refusal) : RUN_REFUSED;
}

static enum column_type type_of(Oid type)
{
    switch (type) {
    case TYPE_BOOL:
        return COLUMN_BOOLEAN;
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
    case TYPE_FLOAT8:
    case TYPE_NUMERIC:
        return COLUMN_NUMBER;
    case TYPE_JSON:
        return COLUMN_JSON;
    case TYPE_TIMESTAMPTZ:
        return COLUMN_INSTANT;
    default:
        return COLUMN_TEXT;
    }
}

void connection_rows(const struct connection *connection, size_t at, struct rows *rows)
{
    assert(at < connection->ran);
    const PGresult *result = connection->queue[at].result;
    const int columns = PQnfields(result);
    assert(columns >= 0 && columns <= ROWS_COLUMNS_MAX);
    rows->result = result;
    rows->column_count = (size_t)columns;
    rows->row_count = (size_t)PQntuples(result);
    for (int i = 0; i < columns; i++) {
        const char *name = PQfname(result, i);
        rows->columns[i] = (struct column){
            .name = name,
            .name_length = strlen(name),
            .type = type_of(PQftype(result, i)),
            .hidden = name[0] == '_',
        };
    }
}

/* libpq checks row and column at each call: a value is asked for twice, never three times. */
static struct value value_of(const PGresult *result, int row, int column)
{
    const size_t length = (size_t)PQgetlength(result, row, column);
    /* An empty value may be a NULL; no other can. */
    if (length == 0)
        return (struct value){PQgetisnull(result, row, column) ? NULL : "", 0};
    return (struct value){PQgetvalue(result, row, column), length};
}

void rows_values(const struct rows *rows, size_t row, struct value values[ROWS_COLUMNS_MAX])
{
    for (size_t i = 0; i < rows->column_count; i++)
        values[i] = value_of(rows->result, (int)row, (int)i);
}

const char *rows_value(const struct rows *rows, size_t row, size_t column, size_t *length)
{
    const struct value value = value_of(rows->result, (int)row, (int)column);
    *length = value.length;
    return value.text;
}

size_t rows_find(const struct rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->column_count; i++)
        if (strcmp(rows->columns[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

const char *rows_first(const struct rows *rows, const char *name)
{
    const size_t at = rows_find(rows, name);
    size_t length;
    return at == SIZE_MAX || rows->row_count == 0 ? NULL : rows_value(rows, 0, at, &length);
}

void connection_reset(struct connection *connection)
{
    if (!connection_is_alive(connection))
        return;
    struct refusal refusal = {0};
    if (connection->copying)
        connection_copy_stop(connection);
    if (!connection_is_alive(connection))
        return;
    const PGTransactionStatusType state = PQtransactionStatus(connection->pg);
    /* What was queued and never run must not be run now. */
    if (connection->queued) {
        connection->send_failed = true;
        return;
    }
    if (state == PQTRANS_INTRANS || state == PQTRANS_INERROR || state == PQTRANS_ACTIVE) {
        connection_queue_text(connection, "ROLLBACK", NULL, 0);
        if (connection_run(connection, clock_monotonic_us() + 2000000, &refusal) != RUN_DONE)
            connection->send_failed = true;
    }
    refusal_clear(&refusal);
}

bool connection_script(struct connection *connection, const char *sql, struct refusal *refusal)
{
    if (PQpipelineStatus(connection->pg) != PQ_PIPELINE_OFF)
        (void)PQexitPipelineMode(connection->pg);
    (void)PQsetnonblocking(connection->pg, 0);
    PGresult *result = PQexec(connection->pg, sql);
    const ExecStatusType status = PQresultStatus(result);
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good) {
        read_error(result, refusal);
        refusal_cause(refusal, "%s",
                      result ? PQresultErrorMessage(result) : "no memory for an answer");
    }
    PQclear(result);
    return good;
}
