/* The record of who wrote what: one event a write, none of anything else, sealed behind.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_audit_events, get_audit_event. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/http.h"
#include "support/service.h"
#include "support/session.h"
#include "support/wire.h"

#define EVENTS "/v1/audit-events"
#define CONTRIBUTIONS "/v1/contributions"
#define BODY_OF(reference)                                                                         \
    "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":1600000,"    \
    "\"received_on\":\"2018-04-03\",\"external_reference\":\"" reference "\"}"
#define RECEIPT "{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"B\"}"

static const char *const every_second[] = {"SAFER_JOBS_SECONDS=1", NULL};

static struct service *start(void)
{
    return service_start(
        &(struct service_options){.today = "2018-04-10", .environment = every_second});
}

static const char *writer(struct service *service, const char *partner)
{
    return service_token(service, partner, partner,
                         "contributions.write funds.write agreements.write");
}

static const char *auditor(struct service *service, const char *partner)
{
    return service_token(service, "auditor", partner, "audit.read");
}

static struct reply act(struct service *service, const char *partner, const char *contribution,
                        const char *action, const char *body)
{
    char target[128];
    snprintf(target, sizeof target, "%s/%s", contribution, action);
    return http_post(service_url(service), writer(service, partner), "k", target, body);
}

/* Posts KCC's contribution, which KFRS confirms and reverses; returns its address, which the caller
 * frees. Three writes. */
static char *write_three(struct service *service)
{
    reply_auto struct reply posted =
        http_post(service_url(service), writer(service, "kcc"), "k", CONTRIBUTIONS, BODY_OF("A"));
    char *contribution = strdup(reply_header(&posted, "location"));
    reply_auto struct reply confirmed = act(service, "kfrs", contribution, "receipt", RECEIPT);
    reply_auto struct reply reversed =
        act(service, "kfrs", contribution, "reversal",
            "{\"reason\":\"x\",\"replacement\":{\"amount_pence\":1500000}}");
    cr_assert(posted.status == 201 && confirmed.status == 200 && reversed.status == 200);
    return contribution;
}

/* One write more. */
static void record_agreement(struct service *service, const char *client, const char *partner)
{
    char body[384];
    snprintf(body, sizeof body,
             "{\"id\":\"next\",\"title\":\"Next\",\"fund\":\"kcst-pooled-budget\",\"starts_on\":"
             "\"2020-04-01\",\"ends_on\":\"2021-03-31\",\"parties\":[\"%s\"],\"minimums\":"
             "[{\"financial_year\":\"2020/21\",\"amount_pence\":1}]}",
             partner);
    reply_auto struct reply reply =
        http_post(service_url(service), service_token(service, client, partner, "agreements.write"),
                  NULL, "/v1/agreements", body);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
}

static void assert_events(const struct service *service, const char *expected)
{
    char *events =
        service_sql(service, "SELECT coalesce(string_agg(operation || ' ' || partner, ', '"
                             " ORDER BY id), '') FROM safer.audit_event");
    cr_assert_str_eq(events, expected);
    free(events);
}

Test(audit_events, each_write_is_one_event_and_nothing_else_is)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *kcc = writer(service, "kcc");
    static const char all[] = "create_contribution kcc, confirm_contribution kfrs, "
                              "reverse_contribution kfrs";
    char *contribution = write_three(service);
    assert_events(service, all);
    /* A replay, a dry run, refusals and reading. */
    const struct {
        const char *key, *target, *body;
        int status;
    } others[] = {
        {"k", CONTRIBUTIONS, BODY_OF("A"), 201},
        {NULL, CONTRIBUTIONS "?dry_run=true", BODY_OF("B"), 200},
        {"k2", CONTRIBUTIONS, BODY_OF("A"), 409},
        {"k", CONTRIBUTIONS, BODY_OF("B"), 422},
        {NULL, CONTRIBUTIONS, BODY_OF("B"), 400},
        {"k2", CONTRIBUTIONS, "{}", 422},
        {NULL, "/v1/agreements", "{}", 422},
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        reply_auto struct reply reply =
            http_post(url, kcc, others[i].key, others[i].target, others[i].body);
        cr_expect_eq(reply.status, others[i].status, "%s", reply.body);
    }
    reply_auto struct reply again =
        act(service, "kcc", contribution, "reversal", "{\"reason\":\"x\"}");
    cr_expect_eq(again.status, 409);
    reply_auto struct reply read = http_get(url, kcc, contribution);
    cr_expect_eq(read.status, 200);
    reply_auto struct reply list = http_get(url, auditor(service, "kcc"), EVENTS);
    cr_expect_eq(list.status, 200);
    assert_events(service, all);
    free(contribution);
}

Test(audit_events, an_event_says_who_did_what_before_and_after)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = auditor(service, "kfrs");
    char *contribution = write_three(service);
    reply_auto struct reply list = http_get(url, token, EVENTS "?count=true");
    cr_assert_eq(reply_integer(&list, "total"), 2);
    cr_expect_str_eq(reply_text(&list, "items.0.operation"), "confirm_contribution");
    cr_expect_str_eq(reply_text(&list, "items.1.operation"), "reverse_contribution");
    for (int i = 0; i < 2; i++) {
        static const struct {
            const char *member, *text;
        } expected[] = {{"client", "kfrs"}, {"partner", "kfrs"}, {"marking", NULL}};
        char path[64];
        for (size_t at = 0; at < 3; at++) {
            snprintf(path, sizeof path, "items.%d.%s", i, expected[at].member);
            const char *text = reply_text(&list, path);
            cr_expect(expected[at].text ? text && strcmp(text, expected[at].text) == 0 : !text);
        }
        snprintf(path, sizeof path, "items.%d.object", i);
        cr_expect_str_eq(reply_text(&list, path), contribution + sizeof CONTRIBUTIONS);
        snprintf(path, sizeof path, "items.%d.issuer", i);
        cr_expect(*reply_text(&list, path));
    }
    cr_expect_str_eq(reply_text(&list, "items.0.before.state"), "unconfirmed");
    cr_expect_str_eq(reply_text(&list, "items.0.after.state"), "confirmed");
    cr_expect(
        json_equal(reply_member(&list, "items.0.after"), reply_member(&list, "items.1.before")),
        "what one write leaves the next one finds: %s", list.body);
    reply_auto struct reply now = http_get(url, writer(service, "kcc"), contribution);
    cr_expect(json_equal(reply_member(&list, "items.1.after"), now.json));

    char target[128];
    snprintf(target, sizeof target, EVENTS "/%s", reply_text(&list, "items.1.id"));
    reply_auto struct reply one = http_get(url, token, target);
    cr_assert_eq(one.status, 200);
    cr_expect(json_equal(reply_member(&one, "after"), now.json));
    reply_auto struct reply csv = http_get(url, token, EVENTS "?format=csv");
    cr_expect_eq(strstr(csv.body, "id,recorded_at,issuer,client,subject,partner,operation,object,"
                                  "request_id,marking,sealed\r\n"),
                 csv.body);
    cr_expect_null(strstr(csv.body, "amount_pence"), "what is nested is not in a CSV");
    free(contribution);
}

Test(audit_events, a_reader_sees_the_writes_of_its_own_organisation)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    free(write_three(service));
    char *own = service_sql(service, "SELECT id FROM safer.audit_event WHERE partner = 'kcc'");
    static const struct {
        const char *partner;
        json_int_t total;
    } readers[] = {{"kcc", 1}, {"kfrs", 2}, {"kent-police", 0}, {"swale", 0}};
    char target[128];
    snprintf(target, sizeof target, EVENTS "/%s", own);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *token = auditor(service, readers[i].partner);
        reply_auto struct reply list = http_get(url, token, EVENTS "?count=true");
        cr_expect_eq(reply_integer(&list, "total"), readers[i].total, "%s", readers[i].partner);
        cr_expect_eq((json_int_t)json_array_size(reply_member(&list, "items")), readers[i].total);
        reply_auto struct reply csv = http_get(url, token, EVENTS "?format=csv");
        cr_expect_eq(!!strstr(csv.body, own), i == 0);
        reply_auto struct reply one = http_get(url, token, target);
        cr_expect(i == 0 ? one.status == 200 : reply_is_problem(&one, 404, "not-found"));
    }
    free(own);
}

Test(audit_events, filters_and_pages)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = auditor(service, "kfrs");
    char *contribution = write_three(service);
    record_agreement(service, "other & co", "kfrs");
    reply_auto struct reply all = http_get(url, token, EVENTS);
    cr_assert_eq(json_array_size(reply_member(&all, "items")), 3);
    const char *first = reply_text(&all, "items.0.recorded_at"),
               *last = reply_text(&all, "items.2.recorded_at");
    const struct {
        const char *name, *value;
        json_int_t total;
    } filters[] = {
        {"operation", "confirm_contribution", 1},
        {"operation", "create_contribution", 0},
        {"object", contribution + sizeof CONTRIBUTIONS, 2},
        {"object", "next", 1},
        {"client", "kfrs", 2},
        {"client", "other+%26+co", 1},
        {"from", first, 3},
        {"to", last, 3},
        {"from", last, 1},
        {"to", first, 1},
        {"from", "2100-01-01T00:00:00Z", 0},
        {"to", "2018-01-01T00:00:00Z", 0},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[256];
        snprintf(target, sizeof target, EVENTS "?count=true&%s=%s", filters[i].name,
                 filters[i].value);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_expect_eq(reply_integer(&reply, "total"), filters[i].total, "%s=%s", filters[i].name,
                     filters[i].value);
        cr_expect_eq((json_int_t)json_array_size(reply_member(&reply, "items")), filters[i].total);
    }
    size_t seen = 0;
    char *next = strdup(EVENTS "?limit=1");
    while (next) {
        reply_auto struct reply page = http_get(url, token, next);
        char path[32];
        snprintf(path, sizeof path, "items.%zu.id", seen++);
        cr_expect_str_eq(reply_text(&page, "items.0.id"), reply_text(&all, path));
        free(next);
        const char *to = reply_text(&page, "next");
        next = to ? strdup(to) : NULL;
    }
    cr_expect_eq(seen, 3);
    free(contribution);
}

static bool waits_for_a_lock(const struct service *service)
{
    char *count = service_sql(service, "SELECT count(*) FROM pg_locks WHERE NOT granted"
                                       " AND relation = 'safer.audit_seal'::regclass");
    const bool waits = strcmp(count, "1") == 0;
    free(count);
    return waits;
}

Test(audit_events, events_are_sealed_behind_and_the_chain_holds)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = auditor(service, "kfrs");
    free(write_three(service));
    const time_t deadline = time(NULL) + 30;
    bool sealed = false;
    while (!sealed && time(NULL) < deadline) {
        reply_auto struct reply list = http_get(url, token, EVENTS);
        sealed = json_is_true(reply_member(&list, "items.0.sealed")) &&
                 json_is_true(reply_member(&list, "items.1.sealed"));
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    cr_assert(sealed, "the events are not sealed in time");
    char *fault = service_sql(service, "SELECT safer.verify_audit_chain()");
    cr_expect_null(fault);
    char *seals = service_sql(service, "SELECT count(*) FROM safer.audit_seal");
    cr_expect_str_eq(seals, "3");
    free(seals);
    /* Nobody can change one; a superuser who does is found out. */
    free(service_sql(service, "SET session_replication_role = replica;"
                              "UPDATE safer.audit_event SET client = 'somebody else' WHERE id ="
                              " (SELECT event FROM safer.audit_seal WHERE sequence = 2)"));
    fault = service_sql(service, "SELECT safer.verify_audit_chain()");
    cr_expect(fault && strcmp(fault, "2") == 0);
    free(fault);
}

/* Seals what can be sealed: transactions of other databases, too, hold it back for as long as they
 * last. */
static bool are_sealed(PGconn *sealer, const char *expected)
{
    free(session_value(sealer, "SELECT safer.seal_audit_events()"));
    char *order = session_value(sealer, "SELECT string_agg(e.operation, ' ' ORDER BY s.sequence)"
                                        " FROM safer.audit_event AS e"
                                        " JOIN safer.audit_seal AS s ON s.event = e.id");
    const bool as_expected = order && strcmp(order, expected) == 0;
    free(order);
    return as_expected;
}

/* The sealer is held up between its first look and its reading; meanwhile a transaction begins, and
 * one that began later ends. */
Test(audit_events, an_event_written_slowly_is_sealed_after_all)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .environment = (const char *const[]){"SAFER_JOBS_SECONDS=3600", NULL}});
    PGconn *lock = session_open(service), *sealer = session_open(service);
    PGconn *slow = session_open(service);
    session_run(lock, "BEGIN; LOCK TABLE safer.audit_seal IN ACCESS EXCLUSIVE MODE");
    session_send(sealer, "SELECT safer.seal_audit_events()");
    EVENTUALLY(10, waits_for_a_lock(service));
    session_run(slow, "BEGIN; SELECT safer.record_audit_event(gen_random_uuid(), 'slow', 'a',"
                      " NULL, NULL)");
    free(service_sql(service, "SELECT safer.record_audit_event(gen_random_uuid(), 'quick', 'b',"
                              " NULL, NULL)"));
    session_run(lock, "ROLLBACK");
    cr_assert_str_eq(session_finish(sealer), "00000");
    session_run(slow, "COMMIT");
    EVENTUALLY(60, are_sealed(sealer, "slow quick"));
    PQfinish(lock);
    PQfinish(sealer);
    PQfinish(slow);
}

Test(audit_events, answers_by_token_form_and_tag)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = auditor(service, "kcc");
    record_agreement(service, "c", "kcc");
    char *id = service_sql(service, "SELECT id FROM safer.audit_event"), address[96];
    snprintf(address, sizeof address, EVENTS "/%s", id);
    free(id);
    const struct {
        const char *target, *wrong, *parameter;
    } rows[] = {
        {EVENTS "?to=2100-01-01T00:00:00Z", EVENTS "?from=yesterday", "from"},
        {address, EVENTS "/1", "event"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct request request = {.target = rows[i].target};
        reply_auto struct reply anonymous = http_send(url, &request);
        cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
        request.token = writer(service, "kcc");
        reply_auto struct reply scope = http_send(url, &request);
        cr_expect(reply_is_problem(&scope, 403, "insufficient-scope"));
        request.token = token;
        request.headers = (const char *const[]){"Accept: image/png", NULL};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        request.headers = NULL;
        int status = 0; /* it may be sealed between the two, which changes it once */
        for (int tries = 0; tries < 3 && status != 304; tries++) {
            char header[160];
            request.headers = NULL;
            reply_auto struct reply first = http_send(url, &request);
            cr_assert_eq(first.status, 200);
            snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
            request.headers = (const char *const[]){header, NULL};
            reply_auto struct reply same = http_send(url, &request);
            status = same.status;
        }
        cr_expect_eq(status, 304);
        reply_auto struct reply wrong = http_get(url, token, rows[i].wrong);
        cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") &&
                  reply_names(&wrong, rows[i].parameter));
    }
    static const struct {
        const char *query, *parameter;
    } wrong[] = {
        {"operation=Create", "operation"},    {"object=", "object"},      {"to=2018-04-03", "to"},
        {"from=2018-04-03T10:00:00", "from"}, {"partner=kcc", "partner"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char target[96];
        snprintf(target, sizeof target, EVENTS "?%s", wrong[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect(reply_is_problem(&reply, 400, "invalid-parameters") &&
                      reply_names(&reply, wrong[i].parameter),
                  "%s", wrong[i].query);
    }
    reply_auto struct reply mark = http_get(url, token, EVENTS "?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
}
