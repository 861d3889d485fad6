/* What takes long is answered by threads of its own: who waits for it, who does not, and its end.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/loads.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

/* Holds whatever a load writes until the session ends. */
static PGconn *hold_loads(const struct service *service)
{
    PGconn *session = session_open(service);
    session_run(session, "BEGIN");
    session_run(session, "LOCK TABLE safer.observation_load IN ACCESS EXCLUSIVE MODE");
    return session;
}

static int begin_load(struct service *service, const char *key)
{
    char *request = NULL;
    cr_assert_geq(asprintf(&request,
                           "POST " OBSERVATIONS " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           "Authorization: Bearer %s\r\nIdempotency-Key: %s\r\n"
                           "Content-Type: text/csv\r\nContent-Length: %zu\r\n\r\n" HEADER ROW,
                           loader(service), key, strlen(HEADER ROW)),
                  0);
    const int wire = wire_open(service_url(service), 0);
    wire_send(wire, request);
    free(request);
    return wire;
}

static int finish(int wire)
{
    char *answer = wire_read(wire, NULL, 60);
    const int status = wire_status(answer);
    free(answer);
    wire_close(wire);
    return status;
}

static const char *const one_thread[] = {"SAFER_SLOW=1",
                                         "SAFER_SLOW_QUEUE=1",
                                         "SAFER_WORKERS=1",
                                         "SAFER_LOCK_TIMEOUT_MS=60000",
                                         "SAFER_STATEMENT_TIMEOUT_MS=60000",
                                         NULL};

Test(slow, requests_hold_up_neither_quick_ones_nor_refusals)
{
    service_auto struct service *service = start_loads(one_thread);
    const char *reader = service_token(service, "reader", "kcc", "funds.read");
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    const int second = begin_load(service, "two");
    EVENTUALLY(10, metric(service, "safer_slow_waiting") == 1);
    reply_auto struct reply quick = http_get(service_url(service), NULL, "/v1/partners/kcc");
    cr_assert_eq(quick.status, 200);
    const struct {
        const char *token, *type, *target;
        int status;
    } refused[] = {
        {NULL, "text/csv", OBSERVATIONS, 401},
        {"not.a.token", "text/csv", OBSERVATIONS, 401},
        {reader, "text/csv", OBSERVATIONS, 403},
        {loader(service), "text/csv", OBSERVATIONS, 503},
    };
    for (size_t i = 0; i < LENGTH(refused); i++) {
        reply_auto struct reply reply =
            http_send(service_url(service), &(struct request){.method = "POST",
                                                              .target = refused[i].target,
                                                              .token = refused[i].token,
                                                              .body = HEADER ROW,
                                                              .content_type = refused[i].type});
        cr_assert_eq(reply.status, refused[i].status, "%s", reply.body);
        cr_assert(reply.status != 503 || reply_is_problem(&reply, 503, "busy"));
        cr_assert(reply.status != 503 || reply_header(&reply, "retry-after"));
    }
    session_run(held, "ROLLBACK");
    PQfinish(held);
    cr_assert_eq(finish(first), 201);
    cr_assert_eq(finish(second), 201);
    EVENTUALLY(10, metric(service, "safer_slow_running") == 0);
    cr_assert_eq(observations(service), 1);
}

Test(slow, loads_leave_a_thread_to_what_is_only_read)
{
    const char *const settings[] = {"SAFER_SLOW=2", "SAFER_LOCK_TIMEOUT_MS=60000", NULL};
    service_auto struct service *service = start_loads(settings);
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    const int second = begin_load(service, "two");
    EVENTUALLY(10, metric(service, "safer_slow_waiting") == 1);
    cr_assert_eq(metric(service, "safer_slow_running"), 1);
    session_run(held, "ROLLBACK");
    PQfinish(held);
    cr_assert_eq(finish(first), 201);
    cr_assert_eq(finish(second), 201);
}

Test(slow, requests_with_a_key_that_is_in_use_are_told_so)
{
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=60000", NULL});
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    char *waits = NULL;
    do {
        free(waits);
        waits =
            service_sql(service, "SELECT count(*) FROM pg_locks WHERE locktype = 'relation' AND "
                                 "NOT granted");
        breathe();
    } while (strcmp(waits, "0") == 0);
    free(waits);
    reply_auto struct reply second =
        send_file(service, OBSERVATIONS, "one", HEADER ROW, strlen(HEADER ROW));
    cr_assert(reply_is_problem(&second, 409, "idempotency-key-in-use"), "%s", second.body);
    session_run(held, "ROLLBACK");
    PQfinish(held);
    cr_assert_eq(finish(first), 201);
}

Test(slow, requests_whose_client_left_before_they_began_are_not_begun)
{
    service_auto struct service *service = start_loads(one_thread);
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    const int second = begin_load(service, "two");
    EVENTUALLY(10, metric(service, "safer_slow_waiting") == 1);
    wire_close(second);
    session_run(held, "ROLLBACK");
    PQfinish(held);
    cr_assert_eq(finish(first), 201);
    EVENTUALLY(10, metric(service, "safer_slow_waiting") == 0 &&
                       metric(service, "safer_slow_running") == 0);
    EVENTUALLY(10, metric(service, "safer_requests_in_flight") == 1);
    char *loads = service_sql(service, "SELECT count(*) FROM safer.observation_load");
    cr_assert_str_eq(loads, "1");
    free(loads);
}

Test(slow, requests_whose_client_left_meanwhile_are_finished)
{
    service_auto struct service *service = start_loads(one_thread);
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    wire_close(first);
    session_run(held, "ROLLBACK");
    PQfinish(held);
    EVENTUALLY(10, metric(service, "safer_slow_running") == 0);
    EVENTUALLY(10, metric(service, "safer_requests_in_flight") == 1);
    cr_assert_eq(observations(service), 1);
}

Test(slow, requests_end_at_their_time)
{
    const char *const settings[] = {"SAFER_SLOW_SECONDS=1", "SAFER_STATEMENT_TIMEOUT_MS=100",
                                    "SAFER_LOCK_TIMEOUT_MS=60000", NULL};
    service_auto struct service *service = start_loads(settings);
    PGconn *held = hold_loads(service);
    reply_auto struct reply late = send_csv(service, OBSERVATIONS, HEADER ROW);
    cr_assert(reply_is_problem(&late, 503, "timeout"), "%s", late.body);
    PQfinish(held);
    reply_auto struct reply next = send_csv(service, OBSERVATIONS, HEADER ROW);
    cr_assert_eq(next.status, 201, "%s", next.body);
}

Test(slow, requests_do_not_keep_a_service_from_stopping)
{
    const char *const settings[] = {"SAFER_SLOW=1", "SAFER_LOCK_TIMEOUT_MS=600000",
                                    "SAFER_DRAIN_SECONDS=1", NULL};
    struct service *service = start_loads(settings);
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one"), second = begin_load(service, "two");
    EVENTUALLY(10, metric(service, "safer_slow_waiting") == 1);
    const int upload = wire_open(service_url(service), 0);
    char *request = NULL;
    cr_assert_geq(asprintf(&request,
                           "POST " OBSERVATIONS " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                           "%s\r\nContent-Type: " FORM_TYPE
                           "\r\nContent-Length: 1000\r\n\r\n" FORM_START,
                           loader(service)),
                  0);
    wire_send(upload, request);
    free(request);
    EVENTUALLY(10, metric(service, "safer_uploads") == 1);
    const double began = now_seconds();
    PQfinish(held);
    service_stop(service);
    cr_assert_lt(now_seconds() - began, 20);
    wire_close(first);
    wire_close(second);
    wire_close(upload);
}

Test(slow, requests_that_rest_when_a_service_stops_are_told_so)
{
    enum { MANY = 24 };
    const char *const settings[] = {"SAFER_SLOW=1", "SAFER_LOCK_TIMEOUT_MS=600000",
                                    "SAFER_SLOW_QUEUE=32", "SAFER_DRAIN_SECONDS=1", NULL};
    struct service *service = start_loads(settings);
    PGconn *held = hold_loads(service);
    int wires[MANY];
    for (int i = 0; i < MANY; i++) {
        char key[16];
        snprintf(key, sizeof key, "key-%d", i);
        wires[i] = begin_load(service, key);
    }
    EVENTUALLY(10, metric(service, "safer_slow_waiting") == MANY - 1);
    cr_assert_eq(kill(service_process(service), SIGTERM), 0);
    for (int i = 0; i < MANY; i++)
        cr_assert_eq(finish(wires[i]), 503, "the request number %d had no answer", i);
    PQfinish(held);
    service_stop(service);
}

Test(slow, requests_are_finished_by_a_service_that_stops)
{
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=60000", NULL});
    PGconn *held = hold_loads(service);
    const int first = begin_load(service, "one");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    cr_assert_eq(kill(service_process(service), SIGTERM), 0);
    session_run(held, "ROLLBACK");
    PQfinish(held);
    cr_assert_eq(finish(first), 201);
    cr_assert_eq(observations(service), 1);
}

Test(slow, requests_are_begun_again_when_their_connection_is_lost)
{
    service_auto struct service *service = start_loads(one_thread);
    reply_auto struct reply first = send_csv(service, OBSERVATIONS, HEADER ROW);
    cr_assert_eq(first.status, 201, "%s", first.body);
    PGconn *held = hold_loads(service);
    const int second = begin_load(service, "two");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    free(service_sql(service, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
                              "datname = current_database() AND application_name = 'saferd'"));
    session_run(held, "ROLLBACK");
    PQfinish(held);
    cr_assert_eq(finish(second), 201);
}
