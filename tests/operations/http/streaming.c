/* Whole lists as CSV: complete or visibly broken, in flat memory, and never in the way of the
 * quick. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/http.h"
#include "support/service.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

#define LIST "/v1/contributions"
#define NARROW 4096 /* bytes a slow reader's window holds */
#define LENGTH(array) (sizeof(array) / sizeof *(array))

enum { MANY = 100000, WIDE = 20000, WIDE_NOTE = 450 };

static struct service *start(const char *const *settings)
{
    return service_start(&(struct service_options){.environment = settings});
}

static const char *reader(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc", "funds.read");
}

/* Rows as they would stand after having been posted; row n has n + 1 pence. */
static void insert(const struct service *service, int first, int count, int note)
{
    char *sql = NULL;
    cr_assert_geq(
        asprintf(
            &sql,
            "SET session_replication_role = replica; SET synchronous_commit = off;"
            " INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in,"
            " amount_pence, received_on, external_reference, note)"
            " SELECT format('018f0000-0000-7000-8000-%%s', lpad(n::text, 12, '0'))::uuid,"
            " 'kcst-pooled-budget', (ARRAY['kcc', 'kfrs', 'kent-police'])[n %% 3 + 1],"
            " '2018/19', '2018/19', n + 1, '2018-04-03', 'REF-' || n, nullif(repeat('n', %d), '')"
            " FROM generate_series(%d, %d) AS n",
            note, first, first + count - 1),
        0);
    free(service_sql(service, sql));
    free(sql);
}

/* More than all buffers between the service and a reader that does not read. */
static void insert_wide(const struct service *service)
{
    insert(service, 0, WIDE, WIDE_NOTE);
}

/* Asks for the whole list on a connection of its own. */
static int ask(const struct service *service, const char *token, int window)
{
    char request[4096];
    snprintf(request, sizeof request,
             "GET " LIST "?format=csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
             token);
    const int wire = wire_open(service_url(service), window);
    wire_send(wire, request);
    return wire;
}

static int status_of(int wire)
{
    char *head = wire_read(wire, "\r\n\r\n", 20);
    const int status = wire_status(head);
    free(head);
    return status;
}

static long metric(const struct service *service, const char *name)
{
    char line[128];
    reply_auto struct reply reply = http_get(service_url(service), NULL, "/metrics");
    snprintf(line, sizeof line, "\n%s ", name);
    const char *found = strstr(reply.body, line);
    cr_assert_not_null(found, "%s", name);
    return strtol(found + strlen(line), NULL, 10);
}

static long running(const struct service *service)
{
    return metric(service, "safer_exports_running");
}

static long waiting(const struct service *service)
{
    return metric(service, "safer_exports_waiting");
}

/* Of the service's PostgreSQL connections, those in the middle of a stream. */
static long busy_connections(const struct service *service)
{
    char *count = service_sql(service, "SELECT count(*) FROM pg_stat_activity"
                                       " WHERE datname = current_database() AND usename = 'saferd'"
                                       " AND state <> 'idle' AND query LIKE 'FETCH%'");
    const long number = strtol(count, NULL, 10);
    free(count);
    return number;
}

static char *log_of(const struct service *service)
{
    const int file = open(service_log(service), O_RDONLY | O_CLOEXEC);
    char *text = calloc(1, 1 << 20);
    cr_assert(file >= 0 && text);
    cr_assert_geq(read(file, text, (1 << 20) - 1), 0);
    close(file);
    return text;
}

static bool log_holds(const struct service *service, const char *words)
{
    char *text = log_of(service);
    const bool found = strstr(text, words);
    free(text);
    return found;
}

/* A figure of /proc/PID/status, in kB. */
static long memory(const struct service *service, const char *name)
{
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%ld/status", (long)service_process(service));
    FILE *file = fopen(path, "re");
    long found = -1;
    cr_assert_not_null(file);
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, name, strlen(name)) == 0) {
            found = strtol(line + strlen(name) + 1, NULL, 10);
        }
    }
    fclose(file);
    cr_assert_geq(found, 0);
    return found;
}

static void forget_peak(const struct service *service)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%ld/clear_refs", (long)service_process(service));
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    cr_assert_geq(file, 0);
    cr_assert_eq(write(file, "5", 1), 1);
    close(file);
}

/* ---- Whole --------------------------------------------------------------------------------- */

Test(streaming, a_hundred_thousand_rows_come_whole_and_memory_stays_flat)
{
    /* The sanitizer's quarantine of freed memory would be all that is measured. */
    const char *options = getenv("ASAN_OPTIONS");
    char *quiet = NULL;
    cr_assert_geq(asprintf(&quiet, "%s:quarantine_size_mb=1:thread_local_quarantine_size_kb=64",
                           options ? options : ""),
                  0);
    setenv("ASAN_OPTIONS", quiet, 1);
    service_auto struct service *service = start(NULL);
    const char *token = reader(service);
    insert(service, 0, MANY, 0);
    for (int i = 0; i < 20; i++) { /* every thread has its connection and its buffers */
        reply_auto struct reply warm = http_get(service_url(service), token, LIST "?limit=500");
        cr_assert_eq(warm.status, 200);
    }
    const long idle = memory(service, "VmRSS:");
    forget_peak(service);

    const int wire = ask(service, token, 0);
    wire_send(wire, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    char *answer = wire_read(wire, NULL, 60);
    wire_close(wire);
    const long peak = memory(service, "VmHWM:");
    cr_assert_eq(wire_status(answer), 200, "%.500s", answer);
    size_t length;
    const char *line = wire_body(answer, &length), *const over = line + length;
    long rows = -1;
    static const char header[] = "id,fund,partner,financial_year,amount_pence,";
    cr_assert_eq(memcmp(line, header, sizeof header - 1), 0);
    for (const char *end; line < over; line = end + 1, rows++) {
        end = memchr(line, '\n', (size_t)(over - line));
        cr_assert(end && end[-1] == '\r');
        if (rows >= 0) {
            static const char *const partners[] = {"kcc", "kfrs", "kent-police"};
            char expected[120];
            const int known =
                snprintf(expected, sizeof expected,
                         "018f0000-0000-7000-8000-%012ld,kcst-pooled-budget,%s,2018/19,%ld,"
                         "2018-04-03,REF-%ld,",
                         rows, partners[rows % 3], rows + 1, rows);
            cr_assert_eq(memcmp(line, expected, (size_t)known), 0, "row %ld: %.120s", rows, line);
        }
    }
    cr_assert_eq(rows, MANY);
    cr_assert_lt(peak - idle, 64 * 1024, "%ld kB at rest, %ld kB at the most", idle, peak);
    cr_assert(log_holds(service, "\"outcome\":\"complete\",\"rows\":100000"));
    free(answer);
    free(quiet);
}

Test(streaming, a_stream_is_of_one_moment)
{
    service_auto struct service *service = start(NULL);
    insert_wide(service);
    const int wire = ask(service, reader(service), NARROW);
    cr_assert_eq(status_of(wire), 200);
    insert(service, WIDE, 1000, 1);
    free(service_sql(service, "SET session_replication_role = replica;"
                              " DELETE FROM safer.contribution WHERE amount_pence > 15000"));
    size_t length;
    cr_assert(wire_drain(wire, 60, &length));
    wire_close(wire);
    EVENTUALLY(10, log_holds(service, "\"outcome\":\"complete\",\"rows\":20000"));
}

Test(streaming, an_empty_list_is_its_header)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply reply =
        http_get(service_url(service), reader(service), LIST "?format=csv");
    cr_assert_eq(reply.status, 200);
    cr_assert_eq(strncmp(reply.body, "id,fund,", 8), 0);
    cr_assert_str_eq(strstr(reply.body, "\r\n"), "\r\n");
    cr_assert_str_eq(reply_header(&reply, "content-disposition"),
                     "attachment; filename=\"contributions.csv\"");
}

/* ---- Forms --------------------------------------------------------------------------------- */

Test(streaming, format_in_the_address_beats_accept)
{
    service_auto struct service *service = start(NULL);
    const char *url = service_url(service), *token = reader(service);
    insert(service, 0, 3, 1);
    free(service_sql(service, "SET session_replication_role = replica;"
                              " UPDATE safer.contribution SET note = '=1+1'"));
    static const struct {
        const char *query, *accept, *type;
        bool guarded;
    } rows[] = {
        {"?format=csv", "Accept: application/json", "text/csv", true},
        {"?format=csv", "Accept: image/png", "text/csv", true},
        {"?format=json", "Accept: text/csv", "application/json", false},
        {"", "Accept: text/csv", "text/csv", false},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char target[100];
        snprintf(target, sizeof target, LIST "%s", rows[i].query);
        reply_auto struct reply reply = http_send(
            url, &(struct request){.target = target,
                                   .token = token,
                                   .headers = (const char *const[]){rows[i].accept, NULL}});
        cr_assert_eq(reply.status, 200);
        cr_assert_eq(
            strncmp(reply_header(&reply, "content-type"), rows[i].type, strlen(rows[i].type)), 0);
        cr_assert_not_null(strstr(reply.body, rows[i].guarded ? "'=1+1" : "=1+1"));
        cr_assert_eq(strstr(reply.body, "'=1+1") != NULL, rows[i].guarded);
    }
}

Test(streaming, http_1_0_could_not_tell_a_broken_stream_so_it_gets_none)
{
    service_auto struct service *service = start(NULL);
    static const char *const requests[] = {
        "GET /v1/partners?format=csv HTTP/1.0\r\n\r\n",
        "GET /v1/partners HTTP/1.0\r\nAccept: text/csv\r\n\r\n",
    };
    for (size_t i = 0; i < LENGTH(requests); i++) {
        char *answer = http_raw(service_url(service), requests[i], strlen(requests[i]));
        cr_assert(strstr(answer, " 505 "), "%s", answer);
        cr_assert(strstr(answer, "/problems/http-version-not-supported"), "%s", answer);
        free(answer);
    }
}

Test(streaming, head_asks_for_the_headers_and_starts_no_stream)
{
    service_auto struct service *service = start(NULL);
    insert_wide(service);
    const long before = metric(service, "safer_export_rows_total");
    reply_auto struct reply head =
        http_send(service_url(service), &(struct request){.method = "HEAD",
                                                          .target = LIST "?format=csv",
                                                          .token = reader(service)});
    cr_assert_eq(head.status, 200);
    cr_assert_str_eq(reply_header(&head, "content-type"),
                     "text/csv; charset=utf-8; header=present");
    cr_assert_eq(running(service), 0);
    cr_assert_eq(metric(service, "safer_export_rows_total"), before);
    cr_assert_not(log_holds(service, "\"event\":\"export\""));
}

Test(streaming, what_may_not_be_seen_is_a_problem_and_no_empty_csv)
{
    service_auto struct service *service = start(NULL);
    const char *outsider = service_token(service, "medway", "medway", "funds.read");
    free(service_sql(service, "SET session_replication_role = replica;"
                              " UPDATE safer.agreement SET public = false"));
    static const char *const targets[] = {
        "/v1/funds/nothing-here/contributors?format=csv",
        "/v1/funds/kcst-pooled-budget/contributors?format=csv",
        "/v1/funds/kcst-pooled-budget/schedule?financial_year=2018/19&format=csv",
        "/v1/agreements/nothing-here/parties?format=csv",
    };
    for (size_t i = 0; i < LENGTH(targets); i++) {
        static const char *const methods[] = {"GET", "HEAD"};
        for (size_t m = 0; m < LENGTH(methods); m++) {
            reply_auto struct reply reply = http_send(
                service_url(service),
                &(struct request){.method = methods[m], .target = targets[i], .token = outsider});
            cr_assert_eq(reply.status, 404, "%s %s: %d", methods[m], targets[i], reply.status);
            cr_assert_str_eq(reply_header(&reply, "content-type"), "application/problem+json");
        }
    }
    reply_auto struct reply mistaken =
        http_get(service_url(service), outsider, LIST "?format=csv&state=lost&received_from=x");
    cr_assert(reply_is_problem(&mistaken, 400, "invalid-parameters"));
    cr_assert_eq(json_array_size(reply_member(&mistaken, "errors")), 2);
}

/* ---- Those who do not read ----------------------------------------------------------------- */

Test(streaming, a_client_that_goes_away_frees_its_thread_and_connection)
{
    service_auto struct service *service = start((const char *const[]){"SAFER_EXPORTS=1", NULL});
    const char *token = reader(service);
    insert_wide(service);
    for (int i = 0; i < 3; i++) {
        const int wire = ask(service, token, NARROW);
        cr_assert_eq(status_of(wire), 200);
        cr_assert_eq(running(service), 1);
        cr_assert_eq(busy_connections(service), 1);
        wire_close(wire);
        EVENTUALLY(10, running(service) == 0);
        cr_assert_eq(busy_connections(service), 0);
    }
    cr_assert(log_holds(service, "\"outcome\":\"broken\""));
    const int whole = ask(service, token, 0);
    size_t length;
    cr_assert(wire_drain(whole, 30, &length));
    wire_close(whole);
}

Test(streaming, a_client_that_goes_away_while_it_waits_is_forgotten)
{
    service_auto struct service *service = start((const char *const[]){"SAFER_EXPORTS=1", NULL});
    const char *token = reader(service);
    insert_wide(service);
    const int slow = ask(service, token, NARROW);
    cr_assert_eq(status_of(slow), 200);
    for (int i = 0; i < 3; i++) {
        const int gone = ask(service, token, NARROW);
        EVENTUALLY(10, waiting(service) == i + 1);
        wire_close(gone);
    }
    wire_close(slow);
    EVENTUALLY(10, running(service) + waiting(service) == 0);
    cr_assert_eq(busy_connections(service), 0);
}

Test(streaming, a_client_that_takes_nothing_is_ended)
{
    service_auto struct service *service = start((const char *const[]){
        "SAFER_EXPORTS=1", "SAFER_EXPORT_STALL_SECONDS=1", "SAFER_IDLE_SECONDS=600", NULL});
    insert_wide(service);
    const int wire = ask(service, reader(service), NARROW);
    cr_assert_eq(status_of(wire), 200);
    cr_assert_eq(running(service), 1);
    EVENTUALLY(10, running(service) == 0);
    cr_assert_eq(busy_connections(service), 0);
    size_t length;
    /* Its connection goes with it, though it was not read and is not idle for long enough. */
    EVENTUALLY(20, metric(service, "safer_connections") == 1);
    cr_assert_not(wire_drain(wire, 30, &length), "a stream cut short looks whole");
    wire_close(wire);
    cr_assert_geq(metric(service, "safer_exports_broken_total"), 1);
}

static bool sips_while_running(int wire, const struct service *service)
{
    char bytes[256];
    (void)recv(wire, bytes, sizeof bytes, MSG_DONTWAIT);
    return running(service) > 0;
}

Test(streaming, a_client_that_takes_too_long_in_all_is_ended)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_EXPORTS=1", "SAFER_EXPORT_SECONDS=2", NULL});
    insert_wide(service);
    const int wire = ask(service, reader(service), NARROW);
    cr_assert_eq(status_of(wire), 200);
    EVENTUALLY(30, !sips_while_running(wire, service));
    cr_assert_eq(busy_connections(service), 0);
    size_t length;
    cr_assert_not(wire_drain(wire, 30, &length), "a stream cut short looks whole");
    wire_close(wire);
    cr_assert_geq(metric(service, "safer_exports_broken_total"), 1);
}

Test(streaming, the_quick_stay_quick_while_slow_streams_are_open_and_more_are_waiting)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_EXPORTS=4", "SAFER_WORKERS=2", NULL});
    const char *token = reader(service);
    int wires[7];
    insert_wide(service);
    for (size_t i = 0; i < LENGTH(wires); i++) {
        wires[i] = ask(service, token, NARROW);
    }
    EVENTUALLY(20, running(service) == 4 && waiting(service) == 3);
    for (int i = 0; i < 40; i++) {
        const double began = now_seconds();
        reply_auto struct reply reply = http_get(service_url(service), token, LIST "?limit=5");
        cr_assert_eq(reply.status, 200);
        /* Behind a stream they would wait until it is ended, a minute and more. */
        cr_assert_lt(now_seconds() - began, 10.0);
    }
    for (size_t i = 0; i < LENGTH(wires); i++) {
        wire_close(wires[i]);
    }
    EVENTUALLY(20, running(service) + waiting(service) == 0);
}

Test(streaming, one_more_than_may_wait_is_told_to_come_back)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_EXPORTS=1", "SAFER_EXPORT_QUEUE=2", NULL});
    const char *token = reader(service);
    insert_wide(service);
    const int first = ask(service, token, NARROW);
    cr_assert_eq(status_of(first), 200);
    const int second = ask(service, token, 0);
    EVENTUALLY(10, waiting(service) == 1);
    const int third = ask(service, token, 0);
    EVENTUALLY(10, waiting(service) == 2);
    for (int i = 0; i < 3; i++) {
        reply_auto struct reply busy =
            http_get(service_url(service), token, LIST "?format=csv&fund=kcst-pooled-budget");
        cr_assert(reply_is_problem(&busy, 503, "busy"));
        const char *after = reply_header(&busy, "retry-after");
        cr_assert(after && strtol(after, NULL, 10) >= 1);
    }
    wire_close(first);
    size_t length;
    cr_assert(wire_drain(second, 30, &length));
    cr_assert(wire_drain(third, 30, &length));
    wire_close(second);
    wire_close(third);
    const int again = ask(service, token, 0);
    cr_assert(wire_drain(again, 30, &length));
    wire_close(again);
}

/* ---- The database in between --------------------------------------------------------------- */

Test(streaming, a_connection_lost_on_the_way_breaks_the_transfer_visibly)
{
    service_auto struct service *service = start(NULL);
    insert_wide(service);
    const int wire = ask(service, reader(service), NARROW);
    cr_assert_eq(status_of(wire), 200);
    char *ended =
        service_sql(service, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                             " WHERE datname = current_database() AND query LIKE 'FETCH%'"
                             " AND usename = 'saferd'");
    cr_assert_str_eq(ended, "1");
    free(ended);
    size_t length;
    cr_assert_not(wire_drain(wire, 30, &length), "a stream cut short looks whole");
    wire_close(wire);
    EVENTUALLY(10, log_holds(service, "\"outcome\":\"broken\""));
    const int again = ask(service, reader(service), 0);
    cr_assert(wire_drain(again, 30, &length), "the thread has no new connection");
    wire_close(again);
}

Test(streaming, a_connection_lost_before_is_mended_unseen)
{
    service_auto struct service *service = start((const char *const[]){"SAFER_EXPORTS=1", NULL});
    const char *token = reader(service);
    insert(service, 0, 10, 1);
    for (int i = 0; i < 3; i++) {
        reply_auto struct reply reply = http_get(service_url(service), token, LIST "?format=csv");
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        free(service_sql(service, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                  " WHERE datname = current_database() AND usename = 'saferd'"));
    }
}

Test(streaming, a_list_that_cannot_be_begun_in_time_is_a_problem)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=50", NULL});
    PGconn *session = session_open(service);
    const char *token = reader(service);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution");
    reply_auto struct reply busy = http_get(service_url(service), token, LIST "?format=csv");
    cr_assert(reply_is_problem(&busy, 503, "busy"));
    cr_assert_not_null(reply_header(&busy, "retry-after"));
    session_run(session, "ROLLBACK");
    PQfinish(session);
    reply_auto struct reply good = http_get(service_url(service), token, LIST "?format=csv");
    cr_assert_eq(good.status, 200);
}

Test(streaming, rows_that_take_their_time_are_waited_for_without_holding_a_worker)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_WORKERS=1", "SAFER_LOCK_TIMEOUT_MS=60000", NULL});
    PGconn *session = session_open(service);
    insert(service, 0, 10, 1);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution");
    const int wire = ask(service, reader(service), 0);
    cr_assert_eq(status_of(wire), 200);
    reply_auto struct reply quick = http_get(service_url(service), NULL, "/v1/partners/kcc");
    cr_assert_eq(quick.status, 200);
    session_run(session, "ROLLBACK");
    size_t length;
    cr_assert(wire_drain(wire, 30, &length));
    wire_close(wire);
    PQfinish(session);
}
