/* Making a fund, with the contributors it names itself.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

const int service_workers = 8;

#define GRANT                                                                                      \
    "{\"id\":\"grant-2017-18\",\"name\":\"Grant 2017/18\",\"rolls_forward\":false,"                \
    "\"note\":\"For projects\",\"contributors\":["                                                 \
    "{\"partner\":\"kent-pcc\",\"from_on\":\"2017-04-01\",\"to_on\":\"2018-03-31\","               \
    "\"amount_pence\":3966100},{\"partner\":\"swale\",\"from_on\":\"2018-01-01\"}]}"

Test(create_fund, the_caller_hosts_it_and_its_contributors_are_those_named)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    const char *url = service_url(service),
               *kcc = service_token(service, "c", "kcc", "funds.write");
    reply_auto struct reply made = assert_keyed(service, kcc, "/v1/funds", GRANT,
                                                "{\"id\":\"another\",\"name\":\"Another\"}", false);
    cr_assert_eq(made.status, 201);
    cr_assert_str_eq(reply_header(&made, "location"), "/v1/funds/grant-2017-18");
    cr_expect_str_eq(reply_text(&made, "id"), "grant-2017-18");
    cr_expect_str_eq(reply_text(&made, "name"), "Grant 2017/18");
    cr_expect_str_eq(reply_text(&made, "host"), "kcc");
    cr_expect_str_eq(reply_text(&made, "note"), "For projects");
    cr_expect(json_is_false(reply_member(&made, "rolls_forward")));
    cr_expect(json_is_null(reply_member(&made, "agreement")));
    cr_expect_eq(reply_integer(&made, "version"), 1);
    reply_auto struct reply read =
        http_get(url, ledger_reader(service), reply_header(&made, "location"));
    cr_assert_str_eq(read.body, made.body);
    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', partner, from_on, to_on, amount_pence), ', '"
               " ORDER BY partner) FROM safer.fund_contributor WHERE fund = 'grant-2017-18'",
               "kent-pcc 2017-04-01 2018-03-31 3966100, swale 2018-01-01");

    /* What it expects is what its contributors see, and what the schedule says. */
    reply_auto struct reply contributors =
        http_get(url, ledger_reader(service), "/v1/funds/grant-2017-18/contributors");
    cr_expect_eq(reply_integer(&contributors, "items.0.amount_pence"), 3966100);
    cr_expect(json_is_null(reply_member(&contributors, "items.1.amount_pence")));
    reply_auto struct reply schedule =
        http_get(url, service_token(service, "r", "kent-pcc", "funds.read"),
                 "/v1/funds/grant-2017-18/schedule?financial_year=2017/18");
    cr_expect_eq(json_array_size(reply_member(&schedule, "items")), 1);
    cr_expect_eq(reply_integer(&schedule, "items.0.due_pence"), 3966100);
    reply_auto struct reply stranger =
        http_get(url, ledger_outsider(service), "/v1/funds/grant-2017-18");
    cr_expect(reply_is_problem(&stranger, 404, "not-found"));

    reply_auto struct reply least =
        http_post(url, kcc, NULL, "/v1/funds", "{\"id\":\"least\",\"name\":\"Least\"}");
    cr_expect_eq(least.status, 201, "%s", least.body);
    cr_expect(json_is_true(reply_member(&least, "rolls_forward")));
    cr_expect(json_is_null(reply_member(&least, "note")));
    assert_sql(service,
               "SELECT string_agg(object, ' ' ORDER BY object) FROM safer.audit_event"
               " WHERE operation = 'create_fund'",
               "grant-2017-18 least");
}

#define WITH(contributors) "{\"id\":\"a\",\"name\":\"A\",\"contributors\":[" contributors "]}"

static const struct {
    const char *body;
    int status;
    const char *slug, *pointer;
} wrong[] = {
    {"{\"id\":\"" POOLED "\",\"name\":\"Again\"}", 409, "fund-exists", "/id"},
    {WITH("{\"partner\":\"nobody\",\"from_on\":\"2018-01-01\"}"), 422, "unknown-partner",
     "/contributors/0/partner"},
    {WITH("{\"partner\":\"swale\",\"from_on\":\"2018-01-01\"},"
          "{\"partner\":\"dover\",\"from_on\":\"2018-01-01\"},"
          "{\"partner\":\"swale\",\"from_on\":\"2019-01-01\"}"),
     422, "duplicate-member", "/contributors/2/partner"},
    {WITH("{\"partner\":\"swale\",\"from_on\":\"2018-01-01\",\"to_on\":\"2017-12-31\"}"), 422,
     "term-invalid", "/contributors/0/to_on"},
    {WITH("{\"partner\":\"dover\",\"from_on\":\"2018-01-01\"},"
          "{\"partner\":\"swale\",\"from_on\":\"2018-01-01\",\"amount_pence\":0}"),
     422, "amount-not-positive", "/contributors/1/amount_pence"},
    {WITH("{\"partner\":\"swale\"}"), 422, "invalid-body", "/contributors/0/from_on"},
    {WITH("{\"partner\":\"swale\",\"from_on\":\"2018-01-01\",\"name\":\"S\"}"), 422, "invalid-body",
     "/contributors/0/name"},
    {"{\"id\":\"a\",\"name\":\"A\",\"host\":\"kcc\"}", 422, "invalid-body", "/host"},
    {"{\"id\":\"a\",\"name\":\"A\",\"rolls_forward\":\"no\"}", 422, "invalid-body",
     "/rolls_forward"},
    {"{\"id\":\"a\",\"name\":\"A\",\"contributors\":{}}", 422, "invalid-body", "/contributors"},
    {"{\"id\":\"a_b\",\"name\":\"A\"}", 422, "invalid-body", "/id"},
    {"{\"id\":\"a\",\"name\":\"\"}", 422, "invalid-body", "/name"},
    {"{\"id\":\"a\",\"name\":\"A\",\"note\":\"\"}", 422, "invalid-body", "/note"},
    {"{\"name\":\"A\"}", 422, "invalid-body", "/id"},
};

Test(create_fund, what_may_not_be_made_is_refused_with_the_rule_and_nothing_is_kept)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    const char *url = service_url(service);
    char *before = ledger_counts(service);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply =
            http_post(url, ledger_host(service), "k", "/v1/funds", wrong[i].body);
        cr_expect(reply_is_problem(&reply, wrong[i].status, wrong[i].slug) &&
                      reply_names(&reply, wrong[i].pointer),
                  "%s: %s", wrong[i].body, reply.body);
    }
    static const struct {
        const char *partner, *scope, *slug;
    } callers[] = {{"swale", "funds.write", "not-a-constituent-partner"},
                   {"nobody", "funds.write", "not-a-constituent-partner"},
                   {"kcc", "contributions.write agreements.write", "insufficient-scope"}};
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        reply_auto struct reply reply =
            http_post(url, service_token(service, "c", callers[i].partner, callers[i].scope), "k",
                      "/v1/funds", GRANT);
        cr_expect(reply_is_problem(&reply, 403, callers[i].slug), "%s: %s", callers[i].partner,
                  reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
}

/* ---- At the same moment ---------------------------------------------------------------------- */

enum { AT_ONCE = 4, ROUNDS = 8 };

struct maker {
    const char *url, *token;
    char body[200];
    pthread_barrier_t *together;
    struct reply reply;
};

static void *make_one(void *context)
{
    struct maker *maker = context;
    pthread_barrier_wait(maker->together);
    maker->reply = http_post(
        maker->url, maker->token, NULL,
        strstr(maker->body, "kind") ? "/v1/funds/reserve/purposes" : "/v1/funds", maker->body);
    return NULL;
}

/* All make the same thing: one does, the others are told that it is there. */
static void contend(struct service *service, const char *body, const char *slug)
{
    struct maker makers[AT_ONCE];
    pthread_t threads[AT_ONCE];
    pthread_barrier_t together;
    unsigned made = 0;
    pthread_barrier_init(&together, NULL, AT_ONCE);
    for (size_t i = 0; i < AT_ONCE; i++) {
        makers[i] = (struct maker){
            .url = service_url(service), .token = ledger_host(service), .together = &together};
        snprintf(makers[i].body, sizeof makers[i].body, "%s", body);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, make_one, &makers[i]), 0);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        pthread_join(threads[i], NULL);
        made += makers[i].reply.status == 201;
        cr_expect(makers[i].reply.status == 201 || reply_is_problem(&makers[i].reply, 409, slug),
                  "%s", makers[i].reply.body);
        reply_free(&makers[i].reply);
    }
    pthread_barrier_destroy(&together);
    cr_expect_eq(made, 1, "%s was made %u times", body, made);
}

Test(create_fund, at_one_moment_a_fund_and_a_purpose_are_made_once)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    for (unsigned round = 0; round < ROUNDS; round++) {
        char body[200];
        snprintf(body, sizeof body, "{\"id\":\"fund-%u\",\"name\":\"Fund\"}", round);
        contend(service, body, "fund-exists");
        snprintf(body, sizeof body, "{\"id\":\"purpose-%u\",\"name\":\"P\",\"kind\":\"other\"}",
                 round);
        contend(service, body, "purpose-exists");
    }
}
