/* The host's receipt: who gives it, when it is refused, and what it changes.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define CONTRIBUTIONS "/v1/contributions"
#define RECEIPT "{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"BACS 05APR 0093311\"}"
#define NOBODYS CONTRIBUTIONS "/01900000-0000-7000-8000-000000000000"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-04-10"});
}

static const char *payer(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc", "contributions.write");
}

static const char *host(struct service *service)
{
    return service_token(service, "kfrs-finance", "kfrs", "funds.write funds.read");
}

/* Posts £16,000 of KCC's with the reference, and returns its address, which the caller frees. */
static char *posted(struct service *service, const char *reference)
{
    char body[256];
    snprintf(body, sizeof body,
             "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":"
             "1600000,\"received_on\":\"2018-04-03\",\"external_reference\":\"%s\"}",
             reference);
    reply_auto struct reply reply =
        http_post(service_url(service), payer(service), reference, CONTRIBUTIONS, body);
    cr_assert_eq(reply.status, 201);
    return strdup(reply_header(&reply, "location"));
}

/* Posts to the contribution's sub-resource. */
static struct reply act(const struct service *service, const char *token, const char *key,
                        const char *contribution, const char *action, const char *body)
{
    char target[128];
    snprintf(target, sizeof target, "%s/%s", contribution, action);
    return http_post(service_url(service), token, key, target, body);
}

static void assert_sql(const struct service *service, const char *sql, const char *expected)
{
    char *found = service_sql(service, sql);
    cr_assert(found && strcmp(found, expected) == 0, "%s: %s instead of %s", sql,
              found ? found : "nothing", expected);
    free(found);
}

#define BALANCES                                                                                   \
    "SELECT string_agg(concat_ws(' ', kind, partner, balance_pence), ', ' ORDER BY kind)"          \
    " FROM api.balances"

Test(confirm_contribution, the_host_confirms_and_the_money_moves_to_the_bank)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1");
    reply_auto struct reply before = http_get(service_url(service), host(service), contribution);
    assert_sql(service, BALANCES, "contributions kcc -1600000, in-transit 1600000");

    reply_auto struct reply dry =
        act(service, host(service), NULL, contribution, "receipt?dry_run=true", RECEIPT);
    cr_assert_eq(dry.status, 200);
    cr_assert_str_eq(reply_text(&dry, "state"), "confirmed");
    reply_auto struct reply unchanged = http_get(service_url(service), host(service), contribution);
    cr_assert_str_eq(unchanged.body, before.body, "a dry run has confirmed");

    reply_auto struct reply confirmed =
        act(service, host(service), "k", contribution, "receipt", RECEIPT);
    cr_assert_eq(confirmed.status, 200);
    cr_assert_str_eq(reply_text(&confirmed, "state"), "confirmed");
    cr_assert_str_eq(reply_text(&confirmed, "confirmed_on"), "2018-04-05");
    cr_assert_str_eq(reply_text(&confirmed, "bank_reference"), "BACS 05APR 0093311");
    cr_assert_eq(reply_integer(&confirmed, "version"), 2);
    cr_assert_str_neq(reply_header(&confirmed, "etag"), reply_header(&before, "etag"));
    reply_auto struct reply after = http_get(service_url(service), host(service), contribution);
    cr_assert_str_eq(after.body, confirmed.body);
    cr_assert_str_eq(reply_header(&after, "etag"), reply_header(&confirmed, "etag"));

    assert_sql(service, BALANCES, "bank 1600000, contributions kcc -1600000, in-transit 0");
    assert_sql(service, "SELECT sum(balance_pence) FROM api.balances", "0");
    assert_sql(service, "SELECT occurred_on FROM safer.entry WHERE kind = 'receipt'", "2018-04-05");
    char *event = service_sql(service, "SELECT before FROM safer.audit_event"
                                       " WHERE operation = 'confirm_contribution'");
    json_t *recorded = json_loads(event, 0, NULL);
    cr_assert_str_eq(json_string_value(json_object_get(recorded, "state")), "unconfirmed");
    cr_assert_eq(json_integer_value(json_object_get(recorded, "version")), 1);
    json_decref(recorded);
    free(event);
    assert_sql(service,
               "SELECT count(*) FROM safer.audit_event WHERE operation = 'confirm_contribution'"
               " AND partner = 'kfrs' AND after ->> 'state' = 'confirmed'",
               "1");
    free(contribution);
}

Test(confirm_contribution, only_the_host_confirms)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1");
    static const char *const others[] = {"kcc", "kent-police"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        reply_auto struct reply reply =
            act(service, service_token(service, "c", others[i], "funds.write"), "k", contribution,
                "receipt", RECEIPT);
        cr_expect(reply_is_problem(&reply, 403, "not-the-host"), "%s", others[i]);
    }
    /* Who does not see it is told that there is nothing. */
    reply_auto struct reply hidden =
        act(service, service_token(service, "c", "swale", "funds.write"), "k", contribution,
            "receipt", RECEIPT);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply missing = act(service, host(service), "k", NOBODYS, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply writer =
        act(service, payer(service), "k", contribution, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&writer, 403, "insufficient-scope"));
    reply_auto struct reply anonymous = act(service, NULL, "k", contribution, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
    assert_sql(service,
               "SELECT concat_ws(' ', (SELECT count(*) FROM safer.entry),"
               " (SELECT count(*) FROM safer.audit_event),"
               " (SELECT count(*) FROM safer.idempotency_key),"
               " (SELECT version FROM safer.contribution))",
               "1 1 1 1");
    free(contribution);
}

Test(confirm_contribution, what_is_confirmed_or_reversed_already_says_so)
{
    service_auto struct service *service = start();
    char *first = posted(service, "KCC-1"), *second = posted(service, "KCC-2");
    reply_auto struct reply confirmed =
        act(service, host(service), "k1", first, "receipt", RECEIPT);
    cr_assert_eq(confirmed.status, 200);
    reply_auto struct reply reused = act(service, host(service), "k1", second, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply again = act(service, host(service), "k2", first, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&again, 409, "already-confirmed"));
    reply_auto struct reply reversed =
        act(service, payer(service), "k3", second, "reversal", "{\"reason\":\"Keyed wrongly\"}");
    cr_assert_eq(reversed.status, 200);
    reply_auto struct reply late = act(service, host(service), "k4", second, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&late, 409, "already-reversed"));
    assert_sql(service, "SELECT count(*) FROM safer.entry WHERE kind = 'receipt'", "1");
    free(first);
    free(second);
}

Test(confirm_contribution, if_match_confirms_only_the_version_that_was_read)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1"), target[128], header[128];
    snprintf(target, sizeof target, "%s/receipt", contribution);
    reply_auto struct reply read = http_get(service_url(service), host(service), contribution);
    const char *etag = reply_header(&read, "etag");
    struct request request = {.method = "POST",
                              .target = target,
                              .token = host(service),
                              .key = "k",
                              .headers = (const char *const[]){header, NULL},
                              .body = RECEIPT};

    static const char *const stale[] = {"\"2-partner-json\"",
                                        "\"0-partner-json\"",
                                        "\"99999999999999-partner-json\"",
                                        "W/\"x\"",
                                        "1",
                                        "nothing"};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        snprintf(header, sizeof header, "If-Match: %s", stale[i]);
        reply_auto struct reply reply = http_send(service_url(service), &request);
        cr_expect(reply_is_problem(&reply, 412, "precondition-failed"), "%s", stale[i]);
    }
    assert_sql(service, "SELECT count(*) FROM safer.audit_event", "1");
    snprintf(header, sizeof header, "If-Match: %s", etag);
    reply_auto struct reply confirmed = http_send(service_url(service), &request);
    cr_expect_eq(confirmed.status, 200);

    /* The reversal by the version before the receipt. */
    snprintf(target, sizeof target, "%s/reversal", contribution);
    request.body = "{\"reason\":\"Returned by the bank\"}";
    reply_auto struct reply outdated = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&outdated, 412, "precondition-failed"));
    snprintf(header, sizeof header, "If-Match: \"1-old\", %s", reply_header(&confirmed, "etag"));
    reply_auto struct reply reversed = http_send(service_url(service), &request);
    cr_expect_eq(reversed.status, 200);
    free(contribution);
}

static const struct wrong {
    const char *body;
    int status;
    const char *slug, *pointer;
} wrong[] = {
    {"{\"bank_reference\":\"B\"}", 422, "invalid-body", "/confirmed_on"},
    {"{\"confirmed_on\":\"2018-04-05\"}", 422, "invalid-body", "/bank_reference"},
    {"{\"confirmed_on\":\"05/04/2018\",\"bank_reference\":\"B\"}", 422, "invalid-body",
     "/confirmed_on"},
    {"{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"\"}", 422, "invalid-body",
     "/bank_reference"},
    {"{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\" B\"}", 422, "invalid-body",
     "/bank_reference"},
    {"{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"B\\u0000\"}", 400, "malformed-json",
     NULL},
    {"{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"B\",\"amount_pence\":1}", 422,
     "invalid-body", "/amount_pence"},
    {"{\"confirmed_on\":\"2018-04-11\",\"bank_reference\":\"B\"}", 422, "date-in-future",
     "/confirmed_on"},
    {"{\"confirmed_on\":\"2017-04-01\",\"bank_reference\":\"B\"}", 422, "date-implausible",
     "/confirmed_on"},
    {"[]", 422, "invalid-body", NULL},
    {"", 400, "malformed-json", NULL},
};

Test(confirm_contribution, a_receipt_that_is_not_right_is_refused_whole)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1"), target[128];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply =
            act(service, host(service), "k", contribution, "receipt", wrong[i].body);
        cr_expect(reply_is_problem(&reply, wrong[i].status, wrong[i].slug) &&
                      (!wrong[i].pointer || reply_names(&reply, wrong[i].pointer)),
                  "%s", wrong[i].body);
    }
    reply_auto struct reply keyless =
        act(service, host(service), NULL, contribution, "receipt", RECEIPT);
    cr_expect(reply_is_problem(&keyless, 400, "idempotency-key-required"));
    reply_auto struct reply place =
        act(service, host(service), "k", CONTRIBUTIONS "/17", "receipt", RECEIPT);
    cr_expect(reply_is_problem(&place, 400, "invalid-parameters") &&
              reply_names(&place, "contribution"));
    reply_auto struct reply unknown =
        act(service, host(service), "k", contribution, "receipt?on=2018-04-05", RECEIPT);
    cr_expect(reply_is_problem(&unknown, 400, "invalid-parameters") && reply_names(&unknown, "on"));

    enum { TOO_LONG = 1024 * 1024 + 1 };
    char *large = malloc(TOO_LONG + 1);
    cr_assert_not_null(large);
    memset(large, ' ', TOO_LONG);
    large[TOO_LONG] = '\0';
    snprintf(target, sizeof target, "%s/receipt", contribution);
    struct request request = {
        .method = "POST", .target = target, .token = host(service), .key = "k", .body = large};
    reply_auto struct reply too_long = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&too_long, 413, "body-too-large"));
    request.body = RECEIPT;
    request.content_type = "text/csv";
    reply_auto struct reply typed = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&typed, 415, "unsupported-media-type"));
    request.content_type = NULL;
    request.headers = (const char *const[]){"Accept: text/html", NULL};
    reply_auto struct reply html = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&html, 406, "not-acceptable"));
    free(large);

    assert_sql(service,
               "SELECT concat_ws(' ', (SELECT count(*) FROM safer.entry),"
               " (SELECT count(*) FROM safer.audit_event),"
               " (SELECT count(*) FROM safer.idempotency_key))",
               "1 1 1");
    reply_auto struct reply right =
        act(service, host(service), "k", contribution, "receipt",
            "{\"confirmed_on\":\"2017-04-02\",\"bank_reference\":\"B\"}");
    cr_expect_eq(right.status, 200, "the first day that is plausible, with a key not used up");
    free(contribution);
}
