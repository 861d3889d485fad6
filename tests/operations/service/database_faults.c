/* PostgreSQL lost, slow, read-only, altered or refusing: what clients are told, and what is stored.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/http.h"
#include "support/service.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

#define CONTRIBUTIONS "/v1/contributions"
#define LENGTH(array) (sizeof(array) / sizeof *(array))
#define SERVICE_CONNECTIONS                                                                        \
    " FROM pg_stat_activity WHERE datname = current_database() AND usename = 'saferd'"

struct world {
    struct service *service;
    const char *url, *kcc, *kfrs;
};

static struct world begin(const char *const *settings)
{
    struct service *service =
        service_start(&(struct service_options){.today = "2018-04-09", .environment = settings});
    return (struct world){
        .service = service,
        .url = service_url(service),
        .kcc = service_token(service, "kcc-finance", "kcc", "contributions.write"),
        .kfrs = service_token(service, "kfrs-finance", "kfrs", "funds.write funds.read"),
    };
}

static void sql(const struct world *world, const char *text)
{
    free(service_sql(world->service, text));
}

static long count(const struct world *world, const char *what)
{
    char text[300];
    snprintf(text, sizeof text, "SELECT count(*) %s", what);
    char *value = service_sql(world->service, text);
    const long number = strtol(value, NULL, 10);
    free(value);
    return number;
}

static long posted(const struct world *world)
{
    return count(world, "FROM safer.contribution");
}

static struct reply post(const struct world *world, const char *reference)
{
    char body[400];
    snprintf(body, sizeof body,
             "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","
             " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","
             " \"external_reference\": \"%s\"}",
             reference);
    return http_post(world->url, world->kcc, reference, CONTRIBUTIONS, body);
}

static int read_status(const struct world *world)
{
    reply_auto struct reply reply = http_get(world->url, world->kcc, CONTRIBUTIONS);
    return reply.status;
}

static int ready_status(const struct world *world)
{
    reply_auto struct reply reply = http_get(world->url, NULL, "/health/ready");
    return reply.status;
}

/* Ends every connection the service has, and waits until PostgreSQL has forgotten them. */
static void cut(const struct world *world)
{
    sql(world, "SELECT pg_terminate_backend(pid, 5000)" SERVICE_CONNECTIONS);
}

/* A refusal that is the database's says when to come back, and nothing about the database. */
static void assert_tells_nothing(const struct reply *reply)
{
    static const char *const words[] = {"SELECT",    "INSERT",    "safer.",      "relation",
                                        "canceling", "timeout\"", "postgres",    "saferd",
                                        "lock",      "deadlock",  "plan",        "SQL",
                                        "role",      "57P01",     "terminating", "transaction"};
    const char *after = reply_header(reply, "retry-after");
    cr_assert(after && strtol(after, NULL, 10) >= 1, "no Retry-After: %s", reply->body);
    const char *detail = reply_text(reply, "detail");
    for (size_t i = 0; i < LENGTH(words); i++) {
        cr_assert_not(strstr(detail, words[i]), "%s", reply->body);
    }
    cr_assert_null(json_object_get(reply->json, "errors"));
}

static bool log_holds(const struct world *world, const char *words)
{
    char *text = calloc(1, 1 << 20);
    const int file = open(service_log(world->service), O_RDONLY | O_CLOEXEC);
    cr_assert(text && file >= 0);
    cr_assert_geq(read(file, text, (1 << 20) - 1), 0);
    close(file);
    const bool found = strstr(text, words);
    free(text);
    return found;
}

/* ---- Lost connections ---------------------------------------------------------------------- */

Test(database_faults, a_connection_lost_between_requests_is_not_noticed)
{
    struct world world = begin((const char *const[]){"SAFER_WORKERS=2", NULL});
    for (int i = 0; i < 6; i++) {
        char reference[16];
        snprintf(reference, sizeof reference, "KCC-%d", i);
        cut(&world);
        reply_auto struct reply made = post(&world, reference);
        cr_assert_eq(made.status, 201, "%s", made.body);
        cr_assert_null(reply_header(&made, "idempotency-replayed"));
        cut(&world);
        reply_auto struct reply list = http_get(world.url, world.kcc, CONTRIBUTIONS "?count=true");
        cr_assert_eq(list.status, 200, "%s", list.body);
        cr_assert_eq(reply_integer(&list, "total"), i + 1);
        cut(&world);
        reply_auto struct reply one = http_get(world.url, NULL, "/v1/partners/kcc");
        cr_assert_eq(one.status, 200, "%s", one.body);
    }
    cr_assert_eq(posted(&world), 6);
    cr_assert_eq(count(&world, "FROM safer.audit_event"), 6);
    service_stop(world.service);
}

/* A proxy would take an instance out, for nothing. */
Test(database_faults, a_connection_lost_between_requests_is_no_reason_not_to_be_ready)
{
    struct world world = begin((const char *const[]){"SAFER_WORKERS=1", NULL});
    cr_assert_eq(read_status(&world), 200);
    cut(&world);
    cr_assert_eq(ready_status(&world), 200);
    service_stop(world.service);
}

struct sending {
    const struct world *world;
    const char *reference;
    struct reply reply;
};

static void *send_one(void *context)
{
    struct sending *sending = context;
    sending->reply = post(sending->world, sending->reference);
    return NULL;
}

static long waiting(const struct world *world)
{
    return count(world, SERVICE_CONNECTIONS " AND wait_event_type = 'Lock'");
}

Test(database_faults, a_connection_lost_in_the_middle_is_begun_again_and_the_effect_is_one)
{
    struct world world = begin((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=20000",
                                                     "SAFER_STATEMENT_TIMEOUT_MS=20000", NULL});
    PGconn *session = session_open(world.service);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution IN EXCLUSIVE MODE");
    struct sending sending = {.world = &world, .reference = "KCC-1"};
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, send_one, &sending), 0);
    EVENTUALLY(10, waiting(&world) == 1);
    cut(&world);
    EVENTUALLY(10, waiting(&world) == 1); /* on its next connection */
    session_run(session, "ROLLBACK");
    PQfinish(session);
    pthread_join(thread, NULL);
    cr_assert_eq(sending.reply.status, 201, "%s", sending.reply.body);
    cr_assert_eq(posted(&world), 1);
    cr_assert_eq(count(&world, "FROM safer.entry"), 1);
    cr_assert(log_holds(&world, "\"retries\":1"));
    reply_free(&sending.reply);
    service_stop(world.service);
}

Test(database_faults, one_that_is_lost_again_and_again_is_given_up)
{
    struct world world = begin((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=20000",
                                                     "SAFER_STATEMENT_TIMEOUT_MS=20000", NULL});
    PGconn *session = session_open(world.service);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution IN EXCLUSIVE MODE");
    struct sending sending = {.world = &world, .reference = "KCC-1"};
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, send_one, &sending), 0);
    for (int i = 0; i < 4; i++) {
        EVENTUALLY(10, waiting(&world) == 1);
        cut(&world);
    }
    pthread_join(thread, NULL);
    cr_assert(reply_is_problem(&sending.reply, 503, "unavailable"));
    assert_tells_nothing(&sending.reply);
    session_run(session, "ROLLBACK");
    PQfinish(session);
    cr_assert_eq(posted(&world), 0);
    reply_free(&sending.reply);
    reply_auto struct reply again = post(&world, "KCC-1");
    cr_assert_eq(again.status, 201, "%s", again.body);
    service_stop(world.service);
}

/* ---- Waiting ------------------------------------------------------------------------------- */

Test(database_faults, a_lock_that_is_not_had_in_time_is_told_as_busy)
{
    struct world world = begin((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=100", NULL});
    PGconn *session = session_open(world.service);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution");
    const double began = now_seconds();
    reply_auto struct reply made = post(&world, "KCC-1");
    cr_assert(reply_is_problem(&made, 503, "busy"));
    assert_tells_nothing(&made);
    reply_auto struct reply list = http_get(world.url, world.kcc, CONTRIBUTIONS);
    cr_assert(reply_is_problem(&list, 503, "busy"));
    assert_tells_nothing(&list);
    cr_assert_lt(now_seconds() - began, 3);
    reply_auto struct reply other = http_get(world.url, NULL, "/v1/partners/kcc");
    cr_assert_eq(other.status, 200);
    session_run(session, "ROLLBACK");
    PQfinish(session);
    cr_assert_eq(posted(&world), 0);
    cr_assert_eq(count(&world, "FROM safer.idempotency_key"), 0);
    reply_auto struct reply again = post(&world, "KCC-1");
    cr_assert_eq(again.status, 201, "a refused request has used up its key: %s", again.body);
    service_stop(world.service);
}

Test(database_faults, a_statement_that_takes_too_long_is_told_as_a_timeout)
{
    struct world world = begin((const char *const[]){"SAFER_STATEMENT_TIMEOUT_MS=150",
                                                     "SAFER_LOCK_TIMEOUT_MS=20000", NULL});
    PGconn *session = session_open(world.service);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution");
    reply_auto struct reply made = post(&world, "KCC-1");
    cr_assert(reply_is_problem(&made, 503, "timeout"));
    assert_tells_nothing(&made);
    reply_auto struct reply list = http_get(world.url, world.kcc, CONTRIBUTIONS);
    cr_assert(reply_is_problem(&list, 503, "timeout"));
    assert_tells_nothing(&list);
    session_run(session, "ROLLBACK");
    PQfinish(session);
    cr_assert_eq(posted(&world), 0);
    reply_auto struct reply again = post(&world, "KCC-1");
    cr_assert_eq(again.status, 201, "%s", again.body);
    service_stop(world.service);
}

Test(database_faults, one_worker_that_waits_does_not_stop_another)
{
    struct world world =
        begin((const char *const[]){"SAFER_WORKERS=4", "SAFER_LOCK_TIMEOUT_MS=20000",
                                    "SAFER_STATEMENT_TIMEOUT_MS=20000", NULL});
    PGconn *session = session_open(world.service);
    session_run(session, "BEGIN; LOCK TABLE safer.contribution");
    struct sending sending = {.world = &world, .reference = "KCC-1"};
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, send_one, &sending), 0);
    EVENTUALLY(10, waiting(&world) == 1);
    /* A connection goes to whichever worker takes it first; one that waits takes none. */
    for (int i = 0; i < 12; i++) {
        const double began = now_seconds();
        reply_auto struct reply reply = http_get(world.url, NULL, "/v1/partners/kcc");
        cr_assert_eq(reply.status, 200);
        cr_assert_lt(now_seconds() - began, 10.0);
    }
    session_run(session, "ROLLBACK");
    PQfinish(session);
    pthread_join(thread, NULL);
    cr_assert_eq(sending.reply.status, 201, "%s", sending.reply.body);
    reply_free(&sending.reply);
    service_stop(world.service);
}

Test(database_faults, a_deadlock_is_begun_again)
{
    struct world world = begin((const char *const[]){"SAFER_LOCK_TIMEOUT_MS=20000",
                                                     "SAFER_STATEMENT_TIMEOUT_MS=20000", NULL});
    /* The service finds the deadlock, because the test's own session is willing to wait. */
    sql(&world, "DO $$ BEGIN EXECUTE format('ALTER ROLE saferd IN DATABASE %I"
                " SET deadlock_timeout = 50', current_database()); END $$");
    cut(&world);
    PGconn *session = session_open(world.service);
    session_run(session, "SET deadlock_timeout = '60s'");
    session_run(session, "BEGIN; LOCK TABLE safer.posting IN EXCLUSIVE MODE");
    struct sending sending = {.world = &world, .reference = "KCC-1"};
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, send_one, &sending), 0);
    EVENTUALLY(10, waiting(&world) == 1); /* it holds its contribution, and wants to post it */
    session_send(session, "LOCK TABLE safer.contribution IN EXCLUSIVE MODE; COMMIT");
    cr_assert_str_eq(session_finish(session), "00000");
    pthread_join(thread, NULL);
    cr_assert_eq(sending.reply.status, 201, "%s", sending.reply.body);
    cr_assert_eq(posted(&world), 1);
    cr_assert_eq(count(&world, "FROM safer.audit_event"), 1);
    cr_assert(log_holds(&world, "\"retries\":1"));
    reply_free(&sending.reply);
    PQfinish(session);
    service_stop(world.service);
}

/* A trigger that fails the first so many inserts with this SQLSTATE; a sequence is not rolled back.
 */
static void fail_inserts(const struct world *world, int times, const char *sqlstate)
{
    char text[1000];
    snprintf(text, sizeof text,
             "CREATE SEQUENCE public.tried; GRANT ALL ON public.tried TO PUBLIC;"
             " CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
             " IF nextval('public.tried') <= %d THEN"
             " RAISE EXCEPTION 'the value 1600000 of kcc in safer.contribution'"
             " USING ERRCODE = '%s'; END IF; RETURN NEW; END $$;"
             " CREATE TRIGGER fail BEFORE INSERT ON safer.contribution"
             " FOR EACH ROW EXECUTE FUNCTION public.fail()",
             times, sqlstate);
    sql(world, text);
}

Test(database_faults, a_serialization_failure_is_begun_again_four_times_in_all)
{
    struct world world = begin(NULL);
    fail_inserts(&world, 3, "40001");
    reply_auto struct reply made = post(&world, "KCC-1");
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_assert_eq(posted(&world), 1);
    cr_assert(log_holds(&world, "\"retries\":3"));

    sql(&world, "ALTER SEQUENCE public.tried RESTART WITH 1;"
                " CREATE OR REPLACE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$"
                " BEGIN PERFORM nextval('public.tried'); RAISE EXCEPTION 'x'"
                " USING ERRCODE = '40001'; END $$");
    reply_auto struct reply refused = post(&world, "KCC-2");
    cr_assert(reply_is_problem(&refused, 503, "busy"));
    assert_tells_nothing(&refused);
    char *tried = service_sql(world.service, "SELECT last_value FROM public.tried");
    cr_assert_str_eq(tried, "4");
    free(tried);
    cr_assert_eq(posted(&world), 1);
    service_stop(world.service);
}

Test(database_faults, an_error_nobody_foresaw_is_a_fault_that_shows_nothing_of_it)
{
    struct world world = begin(NULL);
    static const char *const states[] = {"XX000", "P0001", "42P01", "22012", "54000", "0B000"};
    fail_inserts(&world, 1000, "XX000");
    for (size_t i = 0; i < LENGTH(states); i++) {
        char text[500], reference[16];
        snprintf(text, sizeof text,
                 "CREATE OR REPLACE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$"
                 " BEGIN RAISE EXCEPTION 'the value 1600000 of kcc in safer.contribution'"
                 " USING ERRCODE = '%s', DETAIL = 'Failing row contains (1600000)',"
                 " HINT = 'SELECT it'; END $$",
                 states[i]);
        sql(&world, text);
        snprintf(reference, sizeof reference, "KCC-%zu", i);
        char body[400], target[] = CONTRIBUTIONS;
        snprintf(body, sizeof body,
                 "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","
                 " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","
                 " \"external_reference\": \"%s\"}",
                 reference);
        /* By hand: the record of exchanges has no place for an internal error. */
        char request[4096];
        snprintf(request, sizeof request,
                 "POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %s\r\n"
                 "Idempotency-Key: %s\r\nContent-Type: application/json\r\n"
                 "Content-Length: %zu\r\n\r\n%s",
                 target, world.kcc, reference, strlen(body), body);
        char *answer = http_raw(world.url, request, strlen(request));
        cr_assert_eq(wire_status(answer), 500, "%s: %s", states[i], answer);
        cr_assert(strstr(answer, "/problems/internal-error"), "%s", answer);
        static const char *const words[] = {"1600000", "kcc", "safer.", "SELECT", "Failing"};
        for (size_t w = 0; w < LENGTH(words); w++) {
            cr_assert_not(strstr(answer, words[w]), "%s: %s", words[w], answer);
        }
        free(answer);
        cr_assert(log_holds(&world, states[i]), "the log does not say why");
    }
    cr_assert_eq(posted(&world), 0);
    service_stop(world.service);
}

/* ---- A database that is altered under it --------------------------------------------------- */

Test(database_faults, a_view_that_gets_a_column_is_read_anew)
{
    struct world world = begin((const char *const[]){"SAFER_WORKERS=2", NULL});
    for (int i = 0; i < 12; i++) { /* prepared on every connection */
        reply_auto struct reply one = http_get(world.url, NULL, "/v1/partners/kcc");
        reply_auto struct reply all = http_get(world.url, NULL, "/v1/partners");
        cr_assert_eq(one.status + all.status, 400);
    }
    for (int round = 0; round < 3; round++) {
        char text[300];
        snprintf(text, sizeof text, "ALTER TABLE safer.partner ALTER COLUMN note TYPE varchar(%d)",
                 3000 + round);
        /* The view hangs on the table: it goes and comes back with another type of one column. */
        char *view = service_sql(world.service, "SELECT pg_get_viewdef('api.partners')");
        char *change = NULL;
        cr_assert_geq(asprintf(&change,
                               "BEGIN; SET LOCAL ROLE safer_owner; DROP VIEW api.partners; %s;"
                               " CREATE VIEW api.partners WITH (security_invoker) AS %s;"
                               " GRANT SELECT ON api.partners TO safer_service; COMMIT",
                               text, view),
                      0);
        sql(&world, change);
        free(change);
        free(view);
        for (int i = 0; i < 6; i++) {
            reply_auto struct reply one = http_get(world.url, NULL, "/v1/partners/kcc");
            cr_assert_eq(one.status, 200, "%s", one.body);
            reply_auto struct reply all = http_get(world.url, NULL, "/v1/partners");
            cr_assert_eq(all.status, 200, "%s", all.body);
            reply_auto struct reply csv = http_get(world.url, NULL, "/v1/partners?format=csv");
            cr_assert_eq(csv.status, 200, "%s", csv.body);
        }
    }
    service_stop(world.service);
}

Test(database_faults, prepared_statements_that_were_forgotten_are_prepared_again)
{
    struct world world = begin((const char *const[]){"SAFER_WORKERS=1", NULL});
    cr_assert_eq(read_status(&world), 200);
    /* As a pooler between them might: the next request finds nothing prepared. */
    sql(&world, "CREATE FUNCTION public.forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " DEALLOCATE ALL; RETURN NEW; END $$;"
                " CREATE TRIGGER forget AFTER INSERT ON safer.contribution"
                " FOR EACH ROW EXECUTE FUNCTION public.forget()");
    for (int i = 0; i < 3; i++) {
        char reference[16];
        snprintf(reference, sizeof reference, "KCC-%d", i);
        reply_auto struct reply made = post(&world, reference);
        cr_assert_eq(made.status, 201, "%s", made.body);
        cr_assert_eq(read_status(&world), 200);
    }
    cr_assert_eq(posted(&world), 3);
    cr_assert(log_holds(&world, "\"retries\":1"));
    service_stop(world.service);
}

/* ---- A database that refuses --------------------------------------------------------------- */

static void set_read_only(const struct world *world, const char *change)
{
    char text[200], *name = service_sql(world->service, "SELECT current_database()");
    PGconn *elsewhere = session_open_in("postgres");
    snprintf(text, sizeof text, "ALTER DATABASE %s %s", name, change);
    session_run(elsewhere, text);
    PQfinish(elsewhere);
    free(name);
}

Test(database_faults, a_read_only_database_refuses_and_stores_nothing_until_it_is_writable)
{
    struct world world = begin(NULL);
    set_read_only(&world, "SET default_transaction_read_only = on");
    cut(&world);
    for (int i = 0; i < 3; i++) {
        const double began = now_seconds();
        reply_auto struct reply made = post(&world, "KCC-1");
        cr_assert(reply_is_problem(&made, 503, "unavailable"));
        assert_tells_nothing(&made);
        cr_assert_lt(now_seconds() - began, 3);
    }
    set_read_only(&world, "RESET default_transaction_read_only");
    cr_assert_eq(posted(&world), 0);
    EVENTUALLY(10, read_status(&world) == 200);
    reply_auto struct reply made = post(&world, "KCC-1");
    cr_assert_eq(made.status, 201, "%s", made.body);
    service_stop(world.service);
}

static void *hammer(void *context)
{
    const struct world *world = context;
    for (int i = 0; i < 10; i++) {
        reply_auto struct reply reply = http_get(world->url, NULL, "/v1/partners/kcc");
        cr_assert(reply_is_problem(&reply, 503, "unavailable"));
        assert_tells_nothing(&reply);
    }
    return NULL;
}

Test(database_faults, new_logins_refused_are_told_at_once_and_nothing_piles_up)
{
    /* Only this database: other tests log in as the same role. */
    struct world world = begin(NULL);
    char *name = service_sql(world.service, "SELECT current_database()");
    char text[200];
    PGconn *elsewhere = session_open_in("postgres");
    cr_assert_eq(ready_status(&world), 200);
    snprintf(text, sizeof text, "ALTER DATABASE %s ALLOW_CONNECTIONS false", name);
    session_run(elsewhere, text);
    snprintf(text, sizeof text,
             "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'",
             name);
    session_run(elsewhere, text);

    const double began = now_seconds();
    pthread_t threads[4];
    for (size_t i = 0; i < LENGTH(threads); i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, hammer, &world), 0);
    }
    for (size_t i = 0; i < LENGTH(threads); i++) {
        pthread_join(threads[i], NULL);
    }
    cr_assert_lt(now_seconds() - began, 15); /* waiting for each would take twenty */
    reply_auto struct reply live = http_get(world.url, NULL, "/health/live");
    cr_assert_eq(live.status, 200);
    EVENTUALLY(10, ready_status(&world) == 503);
    reply_auto struct reply ready = http_get(world.url, NULL, "/health/ready");
    cr_assert(reply_is_problem(&ready, 503, "unavailable"));
    reply_auto struct reply csv = http_get(world.url, NULL, "/v1/partners?format=csv");
    cr_assert(reply_is_problem(&csv, 503, "unavailable"));

    snprintf(text, sizeof text, "ALTER DATABASE %s ALLOW_CONNECTIONS true", name);
    session_run(elsewhere, text);
    PQfinish(elsewhere);
    EVENTUALLY(5, read_status(&world) == 200);
    reply_auto struct reply again = http_get(world.url, NULL, "/health/ready");
    cr_assert_eq(again.status, 200);
    free(name);
    service_stop(world.service);
}

Test(database_faults, a_restart_of_all_backends_under_load_loses_no_write)
{
    struct world world = begin((const char *const[]){"SAFER_WORKERS=4", NULL});
    long made = 0;
    for (int i = 0; i < 30; i++) {
        char reference[16];
        snprintf(reference, sizeof reference, "KCC-%d", i);
        struct sending sending = {.world = &world, .reference = reference};
        pthread_t thread;
        cr_assert_eq(pthread_create(&thread, NULL, send_one, &sending), 0);
        cut(&world); /* at whichever moment it comes */
        pthread_join(thread, NULL);
        const int status = sending.reply.status;
        cr_assert(status == 201 || status == 503, "%s", sending.reply.body);
        reply_free(&sending.reply);
        for (int again = 0; status != 201 && again < 10; again++) {
            reply_auto struct reply retried = post(&world, reference);
            if (retried.status == 201) {
                break;
            }
            cr_assert_eq(retried.status, 503, "%s", retried.body);
            breathe();
        }
        made++;
        cr_assert_eq(posted(&world), made, "%s", reference);
    }
    cr_assert_eq(count(&world, "FROM safer.audit_event"), made);
    cr_assert_eq(count(&world, "FROM safer.entry"), made);
    service_stop(world.service);
}
