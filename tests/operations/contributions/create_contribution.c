/* Posting a contribution: what is stored, what each refusal says, and that a refusal stores
 * nothing. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define CONTRIBUTIONS "/v1/contributions"
#define SCOPE "contributions.write"

/* A body that is right, with one member changed to a JSON value, or taken out when that is NULL.
 * The caller frees it. */
static char *body_with(const char *member, const char *value)
{
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s}", "fund", "kcst-pooled-budget",
                             "financial_year", "2018/19", "amount_pence", 1600000, "received_on",
                             "2018-04-03", "external_reference", "KCC-2018-004417");
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

/* The same, with a member that is text. */
static char *body_with_text(const char *member, const char *text)
{
    json_t *value = json_string(text);
    char *dumped = json_dumps(value, JSON_ENCODE_ANY);
    char *body = body_with(member, dumped);
    free(dumped);
    json_decref(value);
    return body;
}

/* Posts the body and frees it. */
static struct reply post(const struct service *service, const char *token, const char *key,
                         char *body)
{
    struct reply reply = http_post(service_url(service), token, key, CONTRIBUTIONS, body);
    free(body);
    return reply;
}

static char *stored(const struct service *service)
{
    return service_sql(service, "SELECT concat_ws(' ', (SELECT count(*) FROM safer.contribution),"
                                " (SELECT count(*) FROM safer.account),"
                                " (SELECT count(*) FROM safer.entry),"
                                " (SELECT count(*) FROM safer.posting),"
                                " (SELECT count(*) FROM safer.audit_event),"
                                " (SELECT count(*) FROM safer.idempotency_key))");
}

static void assert_nothing_stored(const struct service *service)
{
    char *counts = stored(service);
    cr_assert_str_eq(counts, "0 0 0 0 0 0");
    free(counts);
}

static void assert_sql(const struct service *service, const char *sql, const char *expected)
{
    char *found = service_sql(service, sql);
    cr_assert(found && strcmp(found, expected) == 0, "%s: %s instead of %s", sql,
              found ? found : "nothing", expected);
    free(found);
}

Test(create_contribution, answers_with_the_contribution_as_it_is_stored)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *token = service_token(service, "kcc-finance", "kcc", SCOPE);
    reply_auto struct reply posted =
        post(service, token, "key-1", body_with_text("note", "First instalment: £16,000"));

    cr_assert_eq(posted.status, 201);
    cr_assert_str_eq(reply_text(&posted, "fund"), "kcst-pooled-budget");
    cr_assert_str_eq(reply_text(&posted, "partner"), "kcc");
    cr_assert_str_eq(reply_text(&posted, "financial_year"), "2018/19");
    cr_assert_eq(reply_integer(&posted, "amount_pence"), 1600000);
    cr_assert_str_eq(reply_text(&posted, "received_on"), "2018-04-03");
    cr_assert_str_eq(reply_text(&posted, "external_reference"), "KCC-2018-004417");
    cr_assert_str_eq(reply_text(&posted, "note"), "First instalment: £16,000");
    cr_assert_str_eq(reply_text(&posted, "state"), "unconfirmed");
    cr_assert_eq(reply_integer(&posted, "version"), 1);
    static const char *const open[] = {"confirmed_on", "bank_reference",  "reversed_by",
                                       "reversed_at",  "reversal_reason", "replaces",
                                       "replaced_by"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        cr_assert(json_is_null(reply_member(&posted, open[i])), "%s is set", open[i]);
    }

    const char *id = reply_text(&posted, "id"), *location = reply_header(&posted, "location");
    cr_assert(strlen(id) == 36 && id[14] == '7', "%s is no UUIDv7", id);
    cr_assert_not_null(location);
    cr_assert(strncmp(location, CONTRIBUTIONS "/", 18) == 0 && strcmp(location + 18, id) == 0);
    reply_auto struct reply read = http_get(service_url(service), token, location);
    cr_assert_eq(read.status, 200);
    cr_assert_str_eq(read.body, posted.body);
    cr_assert_str_eq(reply_header(&read, "etag"), reply_header(&posted, "etag"));

    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', e.kind, e.financial_year, e.occurred_on, d.kind,"
               " c.kind, c.partner, p.amount_pence), '; ')"
               " FROM safer.entry e JOIN safer.posting p ON p.entry = e.id"
               " JOIN safer.account d ON d.id = p.debit_account"
               " JOIN safer.account c ON c.id = p.credit_account",
               "contribution 2018/19 2018-04-03 in-transit contributions kcc 1600000");
    assert_sql(service, "SELECT sum(balance_pence) FROM api.balances", "0");
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), min(operation), min(client), min(partner),"
               " min(before::text)) FROM safer.audit_event",
               "1 create_contribution kcc-finance kcc");
    char *after = service_sql(service, "SELECT after FROM safer.audit_event");
    cr_assert_str_eq(after, posted.body);
    free(after);
    char *request = service_sql(service, "SELECT request_id FROM safer.audit_event");
    cr_assert_str_eq(request, reply_header(&posted, "x-request-id"));
    free(request);
    char *object = service_sql(service, "SELECT object FROM safer.audit_event");
    cr_assert_str_eq(object, id);
    free(object);
}

Test(create_contribution, a_dry_run_checks_everything_keeps_nothing_and_needs_no_key)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", SCOPE);
    char *body = body_with(NULL, NULL), *future = body_with("received_on", "\"2018-04-04\"");

    reply_auto struct reply dry = http_post(url, token, NULL, CONTRIBUTIONS "?dry_run=true", body);
    cr_assert_eq(dry.status, 200);
    cr_assert_str_eq(reply_text(&dry, "partner"), "kcc");
    cr_assert_str_eq(reply_text(&dry, "state"), "unconfirmed");
    cr_assert_null(reply_header(&dry, "location"));
    reply_auto struct reply keyed =
        http_post(url, token, "key-1", CONTRIBUTIONS "?dry_run=true", body);
    cr_assert_eq(keyed.status, 200);
    reply_auto struct reply refused =
        http_post(url, token, NULL, CONTRIBUTIONS "?dry_run=true", future);
    cr_assert(reply_is_problem(&refused, 422, "date-in-future"));
    assert_nothing_stored(service);

    reply_auto struct reply earnest =
        http_post(url, token, "key-1", CONTRIBUTIONS "?dry_run=false", body);
    cr_assert_eq(earnest.status, 201, "a dry run has used the key, or the reference");
    reply_auto struct reply again =
        http_post(url, token, NULL, CONTRIBUTIONS "?dry_run=true", body);
    cr_assert(reply_is_problem(&again, 409, "duplicate-reference"));
    free(body);
    free(future);
}

Test(create_contribution, the_partner_is_the_tokens_and_nothing_in_the_body)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *url = service_url(service);
    const char *kcc = service_token(service, "c", "kcc", SCOPE);

    reply_auto struct reply named = post(service, kcc, "k", body_with("partner", "\"kfrs\""));
    cr_assert(reply_is_problem(&named, 422, "invalid-body"));
    cr_assert(reply_names(&named, "/partner"));
    reply_auto struct reply own = post(service, kcc, "k", body_with("partner", "\"kcc\""));
    cr_assert(reply_is_problem(&own, 422, "invalid-body"));
    reply_auto struct reply nobody = post(
        service, service_token(service, "c", "no-such-body", SCOPE), "k", body_with(NULL, NULL));
    cr_assert(reply_is_problem(&nobody, 422, "unknown-fund"));
    reply_auto struct reply reader =
        post(service, service_token(service, "c", "kcc", "funds.read"), "k", body_with(NULL, NULL));
    cr_assert(reply_is_problem(&reader, 403, "insufficient-scope"));
    cr_assert_not_null(strstr(reply_text(&reader, "detail"), SCOPE));
    reply_auto struct reply anonymous = post(service, NULL, "k", body_with(NULL, NULL));
    cr_assert(reply_is_problem(&anonymous, 401, "authentication-required"));
    assert_nothing_stored(service);

    reply_auto struct reply police =
        http_post(url, service_token(service, "c", "kent-police", SCOPE), "k", CONTRIBUTIONS,
                  "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2017/18\","
                  "\"amount_pence\":1000000,\"received_on\":\"2018-01-31\","
                  "\"external_reference\":\"KCC-2018-004417\",\"note\":null}");
    cr_assert_eq(police.status, 201);
    cr_assert_str_eq(reply_text(&police, "partner"), "kent-police");
}

static const struct change {
    const char *member, *value; /* value: JSON; NULL: the member is left out */
    const char *code;
} wrong_members[] = {
    {"amount_pence", "16000.00", "type"},
    {"amount_pence", "1600000.0", "type"},
    {"amount_pence", "\"16,000\"", "type"},
    {"amount_pence", "\"1600000\"", "type"},
    {"amount_pence", "null", "type"},
    {"amount_pence", "true", "type"},
    {"amount_pence", "[1600000]", "type"},
    {"amount_pence", "1000000000001", "maximum"},
    {"amount_pence", "9223372036854775807", "maximum"},
    {"amount_pence", NULL, "required"},
    {"financial_year", "\"2018/20\"", "format"},
    {"financial_year", "\"2018-19\"", "format"},
    {"financial_year", "\"2018/2019\"", NULL},
    {"financial_year", "\"18/19\"", "format"},
    {"financial_year", "\"0000/01\"", "format"},
    {"financial_year", "\"9999/00\"", "format"},
    {"financial_year", "2018", "type"},
    {"financial_year", NULL, "required"},
    {"received_on", "\"03/04/2018\"", "format"},
    {"received_on", "\"2018-02-29\"", "format"},
    {"received_on", "\"2018-4-3\"", "format"},
    {"received_on", "\"0000-01-01\"", "format"},
    {"received_on", "\"2018-04-03T00:00:00Z\"", NULL},
    {"received_on", "20180403", "type"},
    {"received_on", NULL, "required"},
    {"external_reference", "\"\"", NULL},
    {"external_reference", "\" KCC-1\"", "pattern"},
    {"external_reference", "\"KCC-1 \"", "pattern"},
    {"external_reference", "\"KCC\\n1\"", "pattern"},
    {"external_reference", "\"KCC\\u007f1\"", "pattern"},
    {"external_reference", "17", "type"},
    {"external_reference", NULL, "required"},
    {"fund", "\"KCST\"", "pattern"},
    {"fund", "\"\"", NULL},
    {"fund", "{}", "type"},
    {"fund", NULL, "required"},
    {"note", "17", "type"},
    {"amount", "1600000", NULL},
    {"currency", "\"GBP\"", NULL},
    {"confirmed_on", "\"2018-04-03\"", NULL},
    {"state", "\"confirmed\"", NULL},
};

Test(create_contribution, a_member_that_is_not_right_is_named_with_the_reason)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *token = service_token(service, "c", "kcc", SCOPE);
    for (size_t i = 0; i < sizeof wrong_members / sizeof *wrong_members; i++) {
        const struct change *const change = &wrong_members[i];
        char pointer[64];
        snprintf(pointer, sizeof pointer, "/%s", change->member);
        reply_auto struct reply reply =
            post(service, token, "k", body_with(change->member, change->value));
        cr_expect(reply_is_problem(&reply, 422, "invalid-body") && reply_names(&reply, pointer) &&
                      json_array_size(reply_member(&reply, "errors")) == 1,
                  "%s: %s", change->member, change->value ? change->value : "left out");
        cr_expect(!change->code || strcmp(reply_text(&reply, "errors.0.code"), change->code) == 0,
                  "%s is told of %s", change->code, reply.body);
        cr_expect(*reply_text(&reply, "errors.0.detail"));
    }
    reply_auto struct reply pounds =
        post(service, token, "k", body_with("amount_pence", "16000.5"));
    cr_expect_not_null(strstr(reply_text(&pounds, "errors.0.detail"), "pence"));
    assert_nothing_stored(service);
}

Test(create_contribution, texts_have_a_length_and_are_taken_up_to_it)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *token = service_token(service, "c", "kcc", SCOPE);
    /* Characters, not bytes: é has two. */
    char reference[2 * 101 + 1] = "", note[501 + 1] = "", fund[64 + 1] = "";
    for (size_t i = 0; i < 101; i++) {
        memcpy(reference + 2 * i, "é", 3);
    }
    memset(note, 'n', 501);
    memset(fund, 'f', 64);

    reply_auto struct reply long_reference =
        post(service, token, "k", body_with_text("external_reference", reference));
    cr_expect(reply_is_problem(&long_reference, 422, "invalid-body") &&
              reply_names(&long_reference, "/external_reference"));
    reply_auto struct reply long_note = post(service, token, "k", body_with_text("note", note));
    cr_expect(reply_is_problem(&long_note, 422, "invalid-body") &&
              reply_names(&long_note, "/note"));
    reply_auto struct reply long_fund = post(service, token, "k", body_with_text("fund", fund));
    cr_expect(reply_is_problem(&long_fund, 422, "invalid-body") &&
              reply_names(&long_fund, "/fund"));
    assert_nothing_stored(service);

    reference[2 * 100] = note[500] = '\0';
    reply_auto struct reply longest_reference =
        post(service, token, "k1", body_with_text("external_reference", reference));
    cr_expect_eq(longest_reference.status, 201);
    cr_expect_str_eq(reply_text(&longest_reference, "external_reference"), reference);
    reply_auto struct reply longest_note = post(service, token, "k2", body_with_text("note", note));
    cr_expect_eq(longest_note.status, 201);
    reply_auto struct reply largest =
        http_post(service_url(service), token, "k3", CONTRIBUTIONS,
                  "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\","
                  "\"amount_pence\":1000000000000,\"received_on\":\"2018-04-03\","
                  "\"external_reference\":\"=1+1\\\"';--\",\"note\":\"\"}");
    cr_expect_eq(largest.status, 201);
    cr_expect_eq(reply_integer(&largest, "amount_pence"), 1000000000000);
    cr_expect_str_eq(reply_text(&largest, "external_reference"), "=1+1\"';--");
    cr_expect_str_eq(reply_text(&largest, "note"), "");
}

Test(create_contribution, all_faults_are_listed_together)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", SCOPE);
    reply_auto struct reply reply =
        http_post(url, token, "k", CONTRIBUTIONS,
                  "{\"financial_year\":\"2018/20\",\"amount_pence\":16000.00,"
                  "\"received_on\":\"3 April\",\"external_reference\":\"\",\"amount\":16000}");
    cr_assert(reply_is_problem(&reply, 422, "invalid-body"));
    static const char *const pointers[] = {"/fund",        "/financial_year",     "/amount_pence",
                                           "/received_on", "/external_reference", "/amount"};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
        cr_expect(reply_names(&reply, pointers[i]));
    }
    /* What is wrong in the address is told with what is wrong in the body. */
    reply_auto struct reply both =
        http_post(url, token, "k", CONTRIBUTIONS "?dryrun=true&dry_run=maybe",
                  "{\"amount_pence\":\"16,000\"}");
    cr_assert(reply_is_problem(&both, 400, "invalid-parameters"));
    cr_expect(reply_names(&both, "dryrun"));
    cr_expect(reply_names(&both, "dry_run"));
    cr_expect(reply_names(&both, "/amount_pence"));
    cr_expect(reply_names(&both, "/fund"));
    assert_nothing_stored(service);
}

static const struct raw {
    const char *body;
    size_t length; /* 0: up to its NUL */
    int status;
    const char *slug;
} wrong_bodies[] = {
    {"", 0, 400, "malformed-json"},
    {"   ", 0, 400, "malformed-json"},
    {"{\"fund\":", 0, 400, "malformed-json"},
    {"{'fund':'kcst-pooled-budget'}", 0, 400, "malformed-json"},
    {"{} {}", 0, 400, "malformed-json"},
    {"fund=kcst-pooled-budget", 0, 400, "malformed-json"},
    {"{\"fund\":\"a\",\"fund\":\"b\"}", 0, 400, "malformed-json"},
    {"{\"fund\":\"a\",\"f\\u0075nd\":\"b\"}", 0, 400, "malformed-json"},
    {"{\"note\":{\"a\":1,\"a\":1}}", 0, 400, "malformed-json"},
    {"{\"note\":\"\xff\"}", 0, 400, "malformed-json"},
    {"{\"note\":\"\xc3\"}", 0, 400, "malformed-json"},
    {"{\"note\":\"\xed\xa0\x80\"}", 0, 400, "malformed-json"},
    {"{\"note\":\"\xc0\x80\"}", 0, 400, "malformed-json"},
    {"{\"note\":\"\\ud800\"}", 0, 400, "malformed-json"},
    {"{\"note\":\"a\\u0000b\"}", 0, 400, "malformed-json"},
    {"{\"n\\u0000\":1}", 0, 400, "malformed-json"},
    {"{\"note\":\"a\0b\"}", 14, 400, "malformed-json"},
    {"{}\0", 3, 400, "malformed-json"},
    {"{\"amount_pence\":1e400}", 0, 400, "malformed-json"},
    {"{\"amount_pence\":99999999999999999999}", 0, 400, "malformed-json"},
    {"{\"amount_pence\":01600000}", 0, 400, "malformed-json"},
    {"{\"amount_pence\":NaN}", 0, 400, "malformed-json"},
    {"null", 0, 422, "invalid-body"},
    {"[]", 0, 422, "invalid-body"},
    {"16000", 0, 422, "invalid-body"},
    {"\"16,000\"", 0, 422, "invalid-body"},
    {"true", 0, 422, "invalid-body"},
};

Test(create_contribution, a_body_that_is_no_object_of_json_is_refused)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = service_token(service, "c", "kcc", SCOPE);
    struct request request = {
        .method = "POST", .target = CONTRIBUTIONS, .token = token, .key = "k"};
    for (size_t i = 0; i < sizeof wrong_bodies / sizeof *wrong_bodies; i++) {
        request.body = wrong_bodies[i].body;
        request.length = wrong_bodies[i].length;
        reply_auto struct reply reply = http_send(service_url(service), &request);
        cr_expect(reply_is_problem(&reply, wrong_bodies[i].status, wrong_bodies[i].slug), "%s",
                  wrong_bodies[i].body);
        if (reply.status == 422) {
            cr_expect_str_eq(reply_text(&reply, "errors.0.pointer"), "");
        }
    }
    assert_nothing_stored(service);
}

Test(create_contribution, a_body_too_deep_too_long_or_of_another_type_is_refused)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", SCOPE);
    enum { LIMIT = 1024 * 1024 };
    struct request request = {
        .method = "POST", .target = CONTRIBUTIONS, .token = token, .key = "k"};

    char *large = malloc(LIMIT + 2);
    cr_assert_not_null(large);
    memset(large, '[', LIMIT + 1);
    large[LIMIT + 1] = '\0';
    request.body = large;
    request.length = LIMIT;
    reply_auto struct reply deep = http_send(url, &request);
    cr_expect(reply_is_problem(&deep, 400, "malformed-json"));
    request.length = LIMIT + 1;
    reply_auto struct reply too_long = http_send(url, &request);
    cr_expect(reply_is_problem(&too_long, 413, "body-too-large"));
    free(large);

    request.body = "{\"note\":[[[[[[[[[[[[[[[[[\"\"]]]]]]]]]]]]]]]]]}";
    request.length = 0;
    reply_auto struct reply nested = http_send(url, &request);
    cr_expect(reply_is_problem(&nested, 400, "malformed-json"));

    static const char *const types[] = {"", "text/plain", "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=x", "application/jsonp"};
    char *body = body_with(NULL, NULL);
    request.body = body;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        request.content_type = types[i];
        reply_auto struct reply reply = http_send(url, &request);
        cr_expect(reply_is_problem(&reply, 415, "unsupported-media-type"), "\"%s\"", types[i]);
    }
    request.content_type = "application/json";
    request.headers = (const char *const[]){"Accept: text/csv", NULL};
    reply_auto struct reply csv = http_send(url, &request);
    cr_expect(reply_is_problem(&csv, 406, "not-acceptable"));
    assert_nothing_stored(service);

    request.headers = NULL;
    request.content_type = "Application/JSON; charset=utf-8";
    reply_auto struct reply right = http_send(url, &request);
    cr_expect_eq(right.status, 201);
    free(body);
}

static const struct rule {
    const char *member, *value;
    int status;
    const char *slug, *pointer;
} rules[] = {
    {"fund", "\"nowhere\"", 422, "unknown-fund", "/fund"},
    {"financial_year", "\"2016/17\"", 422, "year-not-covered", "/financial_year"},
    {"financial_year", "\"2020/21\"", 422, "year-not-covered", "/financial_year"},
    {"financial_year", "\"1999/00\"", 422, "year-not-covered", "/financial_year"},
    {"financial_year", "\"2200/01\"", 422, "year-not-covered", "/financial_year"},
    {"financial_year", "\"1900/01\"", 422, "year-not-covered", "/financial_year"},
    {"amount_pence", "0", 422, "amount-not-positive", "/amount_pence"},
    {"amount_pence", "-1600000", 422, "amount-not-positive", "/amount_pence"},
    {"amount_pence", "-9223372036854775808", 422, "amount-not-positive", "/amount_pence"},
    {"received_on", "\"2018-04-04\"", 422, "date-in-future", "/received_on"},
    {"received_on", "\"2200-12-31\"", 422, "date-in-future", "/received_on"},
    {"received_on", "\"2017-03-31\"", 422, "date-implausible", "/received_on"},
    {"received_on", "\"1900-01-01\"", 422, "date-implausible", "/received_on"},
};

Test(create_contribution, a_payment_against_the_rules_is_refused_with_the_rule)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *token = service_token(service, "c", "kcc", SCOPE);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        reply_auto struct reply reply =
            post(service, token, "k", body_with(rules[i].member, rules[i].value));
        cr_expect(reply_is_problem(&reply, rules[i].status, rules[i].slug) &&
                      reply_names(&reply, rules[i].pointer),
                  "%s: %s", rules[i].member, rules[i].value);
    }
    reply_auto struct reply year =
        post(service, token, "k", body_with("financial_year", "\"2020/21\""));
    cr_expect_not_null(strstr(reply_text(&year, "detail"), "2019/20"),
                       "the last year is not named");
    assert_nothing_stored(service);

    reply_auto struct reply first =
        post(service, token, "k", body_with("received_on", "\"2017-04-01\""));
    cr_expect_eq(first.status, 201, "a year before the financial year is still plausible");
}

Test(create_contribution, only_who_contributes_to_a_fund_posts_to_it)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *kcc = service_token(service, "c", "kcc", SCOPE);
    const char *swale = service_token(service, "c", "swale", SCOPE);
    const char *dover = service_token(service, "c", "dover", SCOPE);
    free(service_sql(
        service,
        "INSERT INTO safer.fund (id, name, host, rolls_forward)"
        " VALUES ('district-fund', 'Districts', 'kcc', true), ('bare', 'Bare', 'kcc', true);"
        "INSERT INTO safer.fund_contributor (fund, partner, from_on, to_on)"
        " VALUES ('district-fund', 'swale', '2018-04-01', '2019-03-31'),"
        " ('district-fund', 'kfrs', '2017-04-01', NULL)"));

    reply_auto struct reply host = post(service, kcc, "k", body_with("fund", "\"district-fund\""));
    cr_expect(reply_is_problem(&host, 403, "not-a-contributor"));
    reply_auto struct reply bare = post(service, kcc, "k", body_with("fund", "\"bare\""));
    cr_expect(reply_is_problem(&bare, 422, "year-not-covered"));
    reply_auto struct reply late =
        http_post(service_url(service), swale, "k", CONTRIBUTIONS,
                  "{\"fund\":\"district-fund\",\"financial_year\":\"2017/18\",\"amount_pence\":1,"
                  "\"received_on\":\"2018-04-03\",\"external_reference\":\"S-1\"}");
    cr_expect(reply_is_problem(&late, 403, "not-a-contributor"));
    /* To who may not see a fund it is as if there were none. */
    reply_auto struct reply hidden =
        post(service, dover, "k", body_with("fund", "\"district-fund\""));
    cr_expect(reply_is_problem(&hidden, 422, "unknown-fund") && reply_names(&hidden, "/fund"));
    reply_auto struct reply pooled = post(service, swale, "k", body_with(NULL, NULL));
    cr_expect(reply_is_problem(&pooled, 403, "not-a-contributor"));
    assert_nothing_stored(service);

    reply_auto struct reply named =
        post(service, swale, "k", body_with("fund", "\"district-fund\""));
    cr_expect_eq(named.status, 201);
}

Test(create_contribution, today_is_londons_whatever_the_zone_of_the_database)
{
    service_auto struct service *service = service_start(NULL);
    /* One of the two has another date than London at any moment. */
    free(service_sql(service,
                     "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L',"
                     " current_database(), CASE WHEN (now() AT TIME ZONE 'Europe/London')::date"
                     " <> (now() AT TIME ZONE 'Pacific/Kiritimati')::date"
                     " THEN 'Pacific/Kiritimati' ELSE 'Pacific/Pago_Pago' END); END$$"));
    service_restart(service);
    const char *token = service_token(service, "c", "kcc", SCOPE);
    static const char date[] = "SELECT (now() AT TIME ZONE 'Europe/London')::date + %d";
    for (bool same_day = false; !same_day;) { /* once more, should midnight fall between */
        char sql[128];
        char *today = service_sql(service, "SELECT (now() AT TIME ZONE 'Europe/London')::date");
        snprintf(sql, sizeof sql, date, 1);
        char *tomorrow = service_sql(service, sql);
        reply_auto struct reply early =
            post(service, token, "k1", body_with_text("received_on", tomorrow));
        reply_auto struct reply right =
            post(service, token, "k2", body_with_text("received_on", today));
        char *now = service_sql(service, "SELECT (now() AT TIME ZONE 'Europe/London')::date");
        same_day = strcmp(now, today) == 0;
        if (same_day) {
            cr_expect(reply_is_problem(&early, 422, "date-in-future") &&
                      strstr(reply_text(&early, "detail"), today));
            cr_expect_eq(right.status, 201);
        }
        free(today);
        free(tomorrow);
        free(now);
    }
}

Test(create_contribution, a_reference_is_used_once_and_the_first_use_is_named)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-03"});
    const char *url = service_url(service), *kcc = service_token(service, "c", "kcc", SCOPE);
    reply_auto struct reply first = post(service, kcc, "k1", body_with(NULL, NULL));
    cr_assert_eq(first.status, 201);
    const char *id = reply_text(&first, "id");

    reply_auto struct reply same = post(service, kcc, "k2", body_with(NULL, NULL));
    reply_auto struct reply other = post(service, kcc, "k3", body_with("amount_pence", "1"));
    reply_auto struct reply renamed = post(service, service_token(service, "c2", "kcc", SCOPE),
                                           "k1", body_with("financial_year", "\"2017/18\""));
    struct reply *const refused[] = {&same, &other, &renamed};
    for (size_t i = 0; i < 3; i++) {
        cr_assert(reply_is_problem(refused[i], 409, "duplicate-reference"));
        cr_expect(reply_names(refused[i], "/external_reference"));
        cr_expect_str_eq(reply_text(refused[i], "existing.id"), id);
        cr_expect_str_eq(reply_text(refused[i], "existing.href"), reply_header(&first, "location"));
    }
    char *counts = stored(service);
    cr_expect_str_eq(counts, "1 2 1 1 1 1");
    free(counts);

    char reversal[128];
    snprintf(reversal, sizeof reversal, CONTRIBUTIONS "/%s/reversal", id);
    reply_auto struct reply reversed =
        http_post(url, kcc, "r", reversal, "{\"reason\":\"Sent to the wrong account\"}");
    cr_assert_eq(reversed.status, 200);
    reply_auto struct reply after = post(service, kcc, "k4", body_with(NULL, NULL));
    cr_expect(reply_is_problem(&after, 409, "duplicate-reference"));
    cr_expect_str_eq(reply_text(&after, "existing.id"), id, "a reference is used for ever");

    reply_auto struct reply police =
        post(service, service_token(service, "police", "kent-police", SCOPE), "k1",
             body_with(NULL, NULL));
    cr_expect_eq(police.status, 201, "each partner has references of its own");
}
