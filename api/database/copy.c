/* Rows that are sent to PostgreSQL by COPY, without more of them in memory than one buffer.
 * SPDX-License-Identifier: MIT
 *
 * libpq has no COPY in pipeline mode: it is left for the time of the COPY, and entered again by
 * whatever is queued next. */
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "database/connection_inside.h"

#define STOP_US 2000000 /* so long PostgreSQL may take to hear that no more comes */

static enum run end_with(struct connection *connection, enum run run)
{
    connection->copying = false;
    return run;
}

/* Hands over to the system what libpq holds. */
static enum run flush(struct connection *connection, int64_t deadline_us, struct refusal *refusal)
{
    for (;;) {
        const int unsent = PQflush(connection->pg);
        if (unsent == 0 && !connection_gives_up(connection))
            return RUN_DONE;
        if (unsent < 0)
            return connection_lost(connection, false, refusal);
        if (unsent == 0 || !connection_wait(connection, POLLIN | POLLOUT, deadline_us))
            return connection_lost(connection, true, refusal);
        if (!PQconsumeInput(connection->pg))
            return connection_lost(connection, false, refusal);
    }
}

/* What a command came to, with all that follows it read. `expected` is what is right. */
static enum run read_result(struct connection *connection, ExecStatusType expected,
                            int64_t deadline_us, struct refusal *refusal)
{
    bool late = false, again = false;
    enum run run = RUN_DONE;
    for (;;) {
        PGresult *result = connection_next_result(connection, deadline_us, &late);
        if (late)
            return connection_lost(connection, true, refusal);
        if (!result)
            break;
        const ExecStatusType status = PQresultStatus(result);
        if (status != expected) {
            again = connection_take_error(connection, result, refusal);
            run = again ? RUN_AGAIN : RUN_REFUSED;
        }
        PQclear(result);
        if (status == PGRES_COPY_IN) /* the next would be another of the same */
            break;
    }
    return run;
}

enum run connection_copy_begin(struct connection *connection, const char *sql, int64_t deadline_us,
                               struct refusal *refusal)
{
    refusal_clear(refusal);
    if (connection->send_failed || connection->queued > 0 ||
        (PQpipelineStatus(connection->pg) != PQ_PIPELINE_OFF &&
         !PQexitPipelineMode(connection->pg)) ||
        !PQsendQuery(connection->pg, sql))
        return connection_lost(connection, false, refusal);
    const enum run run = read_result(connection, PGRES_COPY_IN, deadline_us, refusal);
    connection->copying = run == RUN_DONE;
    return run;
}

enum run connection_copy_put(struct connection *connection, const char *bytes, size_t length,
                             int64_t deadline_us, struct refusal *refusal)
{
    const int taken = PQputCopyData(connection->pg, bytes, (int)length);
    /* Not blocking, it says 0 where there is no memory: what came before was handed over. */
    if (taken != 1)
        return end_with(connection, connection_lost(connection, false, refusal));
    const enum run run = flush(connection, deadline_us, refusal);
    return run == RUN_DONE ? run : end_with(connection, run);
}

enum run connection_copy_end(struct connection *connection, int64_t deadline_us,
                             struct refusal *refusal)
{
    connection->copying = false;
    if (PQputCopyEnd(connection->pg, NULL) != 1)
        return connection_lost(connection, false, refusal);
    return read_result(connection, PGRES_COMMAND_OK, deadline_us, refusal);
}

void connection_copy_stop(struct connection *connection)
{
    struct refusal refusal = {0};
    const int64_t deadline = clock_monotonic_us() + STOP_US;
    connection->copying = false;
    if (PQputCopyEnd(connection->pg, "not all of it came") != 1)
        connection->send_failed = true;
    else
        (void)read_result(connection, PGRES_COMMAND_OK, deadline, &refusal);
    refusal_clear(&refusal);
}

/* What stands for a byte that means something to COPY; 0: itself. */
static char escape_of(char c)
{
    switch (c) {
    case '\\':
        return '\\';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

void copy_cell(struct text *out, const char *text, size_t length, char separator)
{
    if (!text) {
        text = "\\N";
        length = 2;
        text_add(out, text, length);
    } else {
        size_t start = 0;
        for (size_t i = 0; i < length; i++) {
            const char escape = escape_of(text[i]);
            if (!escape)
                continue;
            text_add(out, text + start, i - start);
            text_add_char(out, '\\');
            text_add_char(out, escape);
            start = i + 1;
        }
        text_add(out, text + start, length - start);
    }
    text_add_char(out, separator);
}
