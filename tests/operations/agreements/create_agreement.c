/* Recording an agreement, so that a new year's contributions can be posted; and what each refusal
 * says. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

const int service_workers = 8;

#define AGREEMENTS "/v1/agreements"
#define MOU AGREEMENTS "/kcst-mou-2018"
#define SCOPE "agreements.write contributions.write"

/* A successor that is right, with one member changed to a JSON value, or taken out when that is
 * NULL. The caller frees it. */
static char *body_with(const char *member, const char *value)
{
    json_t *body = json_loads(
        "{\"id\":\"kcst-mou-2026\",\"title\":\"Memorandum 2026-2029\",\"fund\":\"kcst-pooled-budget\","
        "\"starts_on\":\"2026-04-01\",\"ends_on\":\"2029-03-31\",\"succeeds\":\"kcst-mou-2018\","
        "\"parties\":[\"kfrs\",\"kcc\",\"kent-police\"],"
        "\"minimums\":[{\"financial_year\":\"2027/28\",\"amount_pence\":1700000,"
        "\"due_on\":\"2027-05-31\"},{\"financial_year\":\"2026/27\",\"amount_pence\":1600000}],"
        "\"reviews\":[\"2028-04-15\",\"2027-04-15\"],\"public\":true}",
        0, NULL);
    if (member && value) {
        json_object_set_new(body, member, json_loads(value, JSON_DECODE_ANY, NULL));
    } else if (member) {
        json_object_del(body, member);
    }
    char *text = json_dumps(body, 0);
    json_decref(body);
    cr_assert_not_null(text);
    return text;
}

/* Posts the body without a key, and frees it. */
static struct reply post(const struct service *service, const char *token, char *body)
{
    struct reply reply = http_post(service_url(service), token, NULL, AGREEMENTS, body);
    free(body);
    return reply;
}

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2026-05-01"});
}

static void assert_sql(const struct service *service, const char *sql, const char *expected)
{
    char *found = service_sql(service, sql);
    cr_assert(found && strcmp(found, expected) == 0, "%s: %s instead of %s", sql,
              found ? found : "nothing", expected);
    free(found);
}

/* Agreements with all that belongs to them, events and keys: the memorandum of 2018 and nothing
 * else. */
static void assert_nothing_stored(const struct service *service)
{
    assert_sql(service,
               "SELECT concat_ws(' ', (SELECT count(*) FROM safer.agreement),"
               " (SELECT count(*) FROM safer.agreement_party),"
               " (SELECT count(*) FROM safer.agreement_minimum),"
               " (SELECT count(*) FROM safer.agreement_review),"
               " (SELECT count(*) FROM safer.audit_event),"
               " (SELECT count(*) FROM safer.idempotency_key),"
               " (SELECT version FROM safer.agreement WHERE id = 'kcst-mou-2018'))",
               "1 3 3 2 0 0 1");
}

Test(create_agreement, with_its_successor_this_years_contribution_can_be_posted)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", SCOPE);
    static const char contribution[] =
        "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2026/27\",\"amount_pence\":1600000,"
        "\"received_on\":\"2026-05-01\",\"external_reference\":\"KCC-2026-1\"}";
    reply_auto struct reply early = http_post(url, token, "k", "/v1/contributions", contribution);
    cr_assert(reply_is_problem(&early, 422, "year-not-covered"));
    reply_auto struct reply fund_before = http_get(url, token, "/v1/funds/kcst-pooled-budget");
    reply_auto struct reply mou_before = http_get(url, NULL, MOU);

    reply_auto struct reply made = post(service, token, body_with(NULL, NULL));
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_header(&made, "location"), AGREEMENTS "/kcst-mou-2026");
    cr_expect_str_eq(reply_text(&made, "kind"), "memorandum");
    cr_expect_str_eq(reply_text(&made, "succeeds"), "kcst-mou-2018");
    cr_expect(json_is_null(reply_member(&made, "succeeded_by")));
    cr_expect_eq(reply_integer(&made, "notice_months"), 6);
    cr_expect_eq(reply_integer(&made, "meeting_interval_months"), 2);
    cr_expect(json_is_null(reply_member(&made, "formal_report_on")));
    cr_expect(json_is_true(reply_member(&made, "public")));
    cr_expect_eq(reply_integer(&made, "version"), 1);
    json_t *nested = json_loads(
        "{\"parties\":[\"kcc\",\"kent-police\",\"kfrs\"],\"minimums\":["
        "{\"financial_year\":\"2026/27\",\"amount_pence\":1600000,\"due_on\":\"2026-04-01\"},"
        "{\"financial_year\":\"2027/28\",\"amount_pence\":1700000,\"due_on\":\"2027-05-31\"}],"
        "\"reviews\":[\"2027-04-15\",\"2028-04-15\"]}",
        0, NULL);
    const char *name;
    json_t *value;
    json_object_foreach(nested, name, value)
    {
        cr_expect(json_equal(reply_member(&made, name), value), "%s: %s", name, made.body);
    }
    json_decref(nested);
    reply_auto struct reply read = http_get(url, NULL, AGREEMENTS "/kcst-mou-2026");
    cr_expect_str_eq(read.body, made.body);

    /* What it changes elsewhere, tags included. */
    reply_auto struct reply mou = http_get(url, NULL, MOU);
    cr_expect_str_eq(reply_text(&mou, "succeeded_by"), "kcst-mou-2026");
    cr_expect_eq(reply_integer(&mou, "version"), 2);
    cr_expect_str_neq(reply_header(&mou, "etag"), reply_header(&mou_before, "etag"));
    reply_auto struct reply fund = http_get(url, token, "/v1/funds/kcst-pooled-budget");
    cr_expect_str_eq(reply_text(&fund, "agreement"), "kcst-mou-2026");
    cr_expect_gt(reply_integer(&fund, "version"), reply_integer(&fund_before, "version"));
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), min(operation), min(object), min(before::text))"
               " FROM safer.audit_event",
               "1 create_agreement kcst-mou-2026");

    reply_auto struct reply paid = http_post(url, token, "k", "/v1/contributions", contribution);
    cr_assert_eq(paid.status, 201);
    reply_auto struct reply schedule =
        http_get(url, token, "/v1/funds/kcst-pooled-budget/schedule?financial_year=2026/27");
    cr_expect_str_eq(reply_text(&schedule, "items.0.state"), "paid");
    cr_expect_str_eq(reply_text(&schedule, "items.1.state"), "overdue");
}

Test(create_agreement, what_is_left_out_has_a_default)
{
    service_auto struct service *service = start();
    const char *token = service_token(service, "c", "kfrs", SCOPE);
    reply_auto struct reply made = http_post(
        service_url(service), token, NULL, AGREEMENTS,
        "{\"id\":\"late\",\"title\":\"Late\",\"fund\":\"kcst-pooled-budget\",\"starts_on\":"
        "\"2026-06-15\",\"ends_on\":\"2028-03-31\",\"succeeds\":null,\"parties\":[\"kfrs\"],"
        "\"minimums\":[{\"financial_year\":\"2026/27\",\"amount_pence\":1,\"due_on\":null},"
        "{\"financial_year\":\"2027/28\",\"amount_pence\":1000000000000}],"
        "\"notice_months\":0,\"meeting_interval_months\":24,\"formal_report_on\":\"2028-03-31\","
        "\"note\":\"N\"}");
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "minimums.0.due_on"), "2026-06-15",
                     "the first day of the term");
    cr_expect_str_eq(reply_text(&made, "minimums.1.due_on"), "2027-04-01");
    cr_expect(json_is_false(reply_member(&made, "public")));
    cr_expect_eq(json_array_size(reply_member(&made, "reviews")), 0);
    cr_expect_eq(reply_integer(&made, "notice_months"), 0);
    cr_expect_eq(reply_integer(&made, "meeting_interval_months"), 24);
    cr_expect_str_eq(reply_text(&made, "formal_report_on"), "2028-03-31");
}

Test(create_agreement, a_dry_run_checks_everything_and_keeps_nothing)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", SCOPE);
    char *body = body_with(NULL, NULL), *wrong = body_with("fund", "\"nowhere\"");
    reply_auto struct reply dry = http_post(url, token, NULL, AGREEMENTS "?dry_run=true", body);
    cr_expect_eq(dry.status, 200);
    cr_expect_str_eq(reply_text(&dry, "id"), "kcst-mou-2026");
    reply_auto struct reply keyed = http_post(url, token, "k", AGREEMENTS "?dry_run=true", body);
    cr_expect_eq(keyed.status, 200);
    reply_auto struct reply refused =
        http_post(url, token, NULL, AGREEMENTS "?dry_run=true", wrong);
    cr_expect(reply_is_problem(&refused, 422, "unknown-fund"));
    assert_nothing_stored(service);
    reply_auto struct reply earnest = http_post(url, token, "k", AGREEMENTS, body);
    cr_expect_eq(earnest.status, 201);
    free(body);
    free(wrong);
}

static const struct rule {
    const char *member, *value; /* value: JSON; NULL: the member is left out */
    int status;
    const char *slug, *pointer;
} rules[] = {
    {"fund", "\"nowhere\"", 422, "unknown-fund", "/fund"},
    {"parties", "[\"kcc\",\"nobody\"]", 422, "unknown-partner", "/parties/1"},
    {"parties", "[\"kcc\",\"kfrs\",\"kcc\"]", 422, "duplicate-member", "/parties/2"},
    {"parties", "[\"kfrs\",\"kent-police\"]", 403, "not-permitted", "/parties"},
    {"succeeds", "\"nothing\"", 422, "unknown-agreement", "/succeeds"},
    {"succeeds", "\"kcst-mou-2026\"", 422, "unknown-agreement", "/succeeds"},
    {"id", "\"kcst-mou-2018\"", 409, "agreement-exists", "/id"},
    {"ends_on", "\"2026-03-31\"", 422, "term-invalid", "/ends_on"},
    {"ends_on", "\"2101-01-01\"", 422, "term-invalid", "/ends_on"},
    {"starts_on", "\"1999-12-31\"", 422, "term-invalid", "/starts_on"},
    {"starts_on", "\"2018-01-01\"", 422, "term-invalid", "/starts_on"},
    {"starts_on", "\"1900-01-01\"", 422, "term-invalid", "/starts_on"},
    {"formal_report_on", "\"2026-03-31\"", 422, "term-invalid", "/formal_report_on"},
    {"formal_report_on", "\"2101-01-01\"", 422, "term-invalid", "/formal_report_on"},
    {"reviews", "[\"2026-03-31\"]", 422, "term-invalid", "/reviews/0"},
    {"reviews", "[\"2027-01-01\",\"2029-04-01\"]", 422, "term-invalid", "/reviews/1"},
    {"reviews", "[\"2027-01-01\",\"2027-01-01\"]", 422, "duplicate-member", "/reviews/1"},
    {"minimums", "[{\"financial_year\":\"2025/26\",\"amount_pence\":1}]", 422, "year-outside-term",
     "/minimums/0/financial_year"},
    {"minimums",
     "[{\"financial_year\":\"2026/27\",\"amount_pence\":1},"
     "{\"financial_year\":\"2029/30\",\"amount_pence\":1}]",
     422, "year-outside-term", "/minimums/1/financial_year"},
    {"minimums", "[{\"financial_year\":\"2200/01\",\"amount_pence\":1}]", 422, "year-outside-term",
     "/minimums/0/financial_year"},
    {"minimums",
     "[{\"financial_year\":\"2026/27\",\"amount_pence\":1},"
     "{\"financial_year\":\"2026/27\",\"amount_pence\":2}]",
     422, "duplicate-member", "/minimums/1/financial_year"},
    {"minimums", "[{\"financial_year\":\"2026/27\",\"amount_pence\":1,\"due_on\":\"2027-04-01\"}]",
     422, "date-outside-year", "/minimums/0/due_on"},
    {"minimums", "[{\"financial_year\":\"2026/27\",\"amount_pence\":1,\"due_on\":\"2026-03-31\"}]",
     422, "date-outside-year", "/minimums/0/due_on"},
    {"minimums", "[{\"financial_year\":\"2026/27\",\"amount_pence\":0}]", 422,
     "amount-not-positive", "/minimums/0/amount_pence"},
    /* The shape of the body. */
    {"id", "\"KCST\"", 422, "invalid-body", "/id"},
    {"id", NULL, 422, "invalid-body", "/id"},
    {"title", "\"\"", 422, "invalid-body", "/title"},
    {"starts_on", "\"1 April\"", 422, "invalid-body", "/starts_on"},
    {"parties", "[]", 422, "invalid-body", "/parties"},
    {"parties", "[\"kcc\",7]", 422, "invalid-body", "/parties/1"},
    {"parties", "{\"kcc\":true}", 422, "invalid-body", "/parties"},
    {"minimums", "[]", 422, "invalid-body", "/minimums"},
    {"minimums", "[{\"financial_year\":\"2026/28\",\"amount_pence\":1}]", 422, "invalid-body",
     "/minimums/0/financial_year"},
    {"minimums", "[{\"financial_year\":\"2026/27\",\"amount_pence\":16000.00}]", 422,
     "invalid-body", "/minimums/0/amount_pence"},
    {"minimums", "[{\"financial_year\":\"2026/27\"}]", 422, "invalid-body",
     "/minimums/0/amount_pence"},
    {"minimums", "[{\"financial_year\":\"2026/27\",\"amount_pence\":1,\"note\":\"x\"}]", 422,
     "invalid-body", "/minimums/0/note"},
    {"reviews", "[\"2027-02-29\"]", 422, "invalid-body", "/reviews/0"},
    {"notice_months", "61", 422, "invalid-body", "/notice_months"},
    {"meeting_interval_months", "0", 422, "invalid-body", "/meeting_interval_months"},
    {"public", "\"yes\"", 422, "invalid-body", "/public"},
    {"kind", "\"memorandum\"", 422, "invalid-body", "/kind"},
};

Test(create_agreement, what_is_not_right_is_refused_whole_and_pointed_at)
{
    service_auto struct service *service = start();
    const char *token = service_token(service, "c", "kcc", SCOPE);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        reply_auto struct reply reply =
            post(service, token, body_with(rules[i].member, rules[i].value));
        cr_expect(reply_is_problem(&reply, rules[i].status, rules[i].slug) &&
                      reply_names(&reply, rules[i].pointer),
                  "%s: %s", rules[i].member, rules[i].value ? rules[i].value : "left out");
    }
    assert_nothing_stored(service);
}

Test(create_agreement, a_year_of_a_fund_is_covered_once_and_an_agreement_succeeded_once)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", SCOPE);
    reply_auto struct reply overlapping =
        http_post(url, token, NULL, AGREEMENTS,
                  "{\"id\":\"x\",\"title\":\"X\",\"fund\":\"kcst-pooled-budget\",\"starts_on\":"
                  "\"2020-03-01\",\"ends_on\":\"2021-03-31\",\"parties\":[\"kcc\"],\"minimums\":"
                  "[{\"financial_year\":\"2020/21\",\"amount_pence\":1},"
                  "{\"financial_year\":\"2019/20\",\"amount_pence\":1}]}");
    cr_expect(reply_is_problem(&overlapping, 409, "year-already-covered") &&
              reply_names(&overlapping, "/minimums/1/financial_year"));
    assert_nothing_stored(service);
    reply_auto struct reply made = post(service, token, body_with(NULL, NULL));
    cr_assert_eq(made.status, 201);
    reply_auto struct reply same = post(service, token, body_with(NULL, NULL));
    cr_expect(reply_is_problem(&same, 409, "agreement-exists") && reply_names(&same, "/id"));
    reply_auto struct reply second = post(service, token, body_with("id", "\"another\""));
    cr_expect(reply_is_problem(&second, 409, "agreement-already-succeeded") &&
              reply_names(&second, "/succeeds"));
    /* Another fund has years of its own. */
    reply_auto struct reply other = http_post(
        url, token, NULL, AGREEMENTS,
        "{\"id\":\"x\",\"title\":\"X\",\"fund\":\"dhr-fund\",\"starts_on\":\"2026-04-01\","
        "\"ends_on\":\"2027-03-31\",\"parties\":[\"kcc\",\"swale\"],\"minimums\":"
        "[{\"financial_year\":\"2026/27\",\"amount_pence\":1}]}");
    cr_expect_eq(other.status, 201);
}

Test(create_agreement, only_a_constituent_partner_records_one)
{
    service_auto struct service *service = start();
    reply_auto struct reply district = post(service, service_token(service, "c", "swale", SCOPE),
                                            body_with("parties", "[\"swale\",\"kcc\"]"));
    cr_expect(reply_is_problem(&district, 403, "not-a-constituent-partner"));
    reply_auto struct reply nobody =
        post(service, service_token(service, "c", "nobody", SCOPE), body_with(NULL, NULL));
    cr_expect(reply_is_problem(&nobody, 403, "not-a-constituent-partner"));
    reply_auto struct reply scope = post(
        service, service_token(service, "c", "kcc", "contributions.write"), body_with(NULL, NULL));
    cr_expect(reply_is_problem(&scope, 403, "insufficient-scope"));
    reply_auto struct reply anonymous = post(service, NULL, body_with(NULL, NULL));
    cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));

    const char *token = service_token(service, "c", "kcc", SCOPE);
    struct request request = {.method = "POST", .target = AGREEMENTS, .token = token, .body = "{"};
    reply_auto struct reply broken = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&broken, 400, "malformed-json"));
    enum { TOO_LONG = 1024 * 1024 + 1 };
    char *large = calloc(1, TOO_LONG + 1);
    cr_assert_not_null(large);
    memset(large, ' ', TOO_LONG);
    request.body = large;
    reply_auto struct reply too_long = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&too_long, 413, "body-too-large"));
    free(large);
    char *body = body_with(NULL, NULL);
    request.body = body;
    request.content_type = "text/yaml";
    reply_auto struct reply typed = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&typed, 415, "unsupported-media-type"));
    request.content_type = NULL;
    request.headers = (const char *const[]){"Accept: text/csv", NULL};
    reply_auto struct reply csv = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&csv, 406, "not-acceptable"));
    free(body);
    assert_nothing_stored(service);
}

/* ---- At the same moment ---------------------------------------------------------------------- */

enum { AT_ONCE = 8 };

struct sender {
    const char *url, *token;
    pthread_barrier_t *together;
    char *body;
    struct reply reply;
};

static void *send_one(void *context)
{
    struct sender *sender = context;
    pthread_barrier_wait(sender->together);
    sender->reply = http_post(sender->url, sender->token, NULL, AGREEMENTS, sender->body);
    return NULL;
}

Test(create_agreement, of_many_at_one_moment_one_is_recorded)
{
    service_auto struct service *service = start();
    static struct sender senders[AT_ONCE];
    pthread_t threads[AT_ONCE];
    pthread_barrier_t together;
    pthread_barrier_init(&together, NULL, AT_ONCE);
    for (unsigned i = 0; i < AT_ONCE; i++) {
        char id[32];
        snprintf(id, sizeof id, "\"mou-%u\"", i % 4); /* two of each id */
        senders[i] = (struct sender){.url = service_url(service),
                                     .token = service_token(service, "c", "kcc", SCOPE),
                                     .together = &together,
                                     .body = body_with("id", id)};
        cr_assert_eq(pthread_create(&threads[i], NULL, send_one, &senders[i]), 0);
    }
    unsigned made = 0;
    for (unsigned i = 0; i < AT_ONCE; i++) {
        pthread_join(threads[i], NULL);
        const struct reply *const reply = &senders[i].reply;
        made += reply->status == 201;
        cr_expect(reply->status == 201 || reply->status == 409, "%s", reply->body);
        reply_free(&senders[i].reply);
        free(senders[i].body);
    }
    pthread_barrier_destroy(&together);
    cr_expect_eq(made, 1);
    assert_sql(service, "SELECT count(*) FROM safer.agreement", "2");
}
