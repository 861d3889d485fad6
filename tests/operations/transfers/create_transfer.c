/* Passing money of one fund on to another: what is stored in both, and what each refusal says.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define TRANSFERS "/v1/transfers"

/* A body that is right, with one member changed to a JSON value, or taken out when that is NULL.
 * The caller frees it. */
static char *body_with(const char *member, const char *value)
{
    json_t *body =
        json_pack("{s:s, s:s, s:i, s:s, s:s}", "from_fund", POOLED, "to_fund", "reserve",
                  "amount_pence", 4000, "made_on", "2018-06-29", "external_reference", "KFRS-TR-1");
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

/* Posts the body and frees it. */
static struct reply post(const struct service *service, const char *token, const char *key,
                         char *body)
{
    struct reply reply = http_post(service_url(service), token, key, TRANSFERS, body);
    free(body);
    return reply;
}

/* With £100 in the pooled budget, and nothing in the reserve. */
static struct service *start(void)
{
    struct service *service = ledger_start("2018-06-30");
    free(ledger_pay(service, "kcc", "2018/19", 10000));
    return service;
}

Test(create_transfer, stands_in_the_ledgers_of_both_funds)
{
    service_auto struct service *service = start();
    char *body = body_with("note", "\"For the spring\""), *other = body_with(NULL, NULL);
    reply_auto struct reply posted =
        assert_keyed(service, ledger_host(service), TRANSFERS, body, other, true);
    cr_assert_eq(posted.status, 201);
    static const struct {
        const char *member, *value;
    } texts[] = {
        {"from_fund", POOLED},     {"to_fund", "reserve"},
        {"partner", "kfrs"},       {"financial_year", "2018/19"},
        {"made_on", "2018-06-29"}, {"external_reference", "KFRS-TR-1"},
        {"decision", NULL},        {"note", "For the spring"},
        {"state", "posted"},       {"reversed_at", NULL},
        {"reversal_reason", NULL},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *found = reply_text(&posted, texts[i].member);
        cr_expect(texts[i].value ? found && strcmp(found, texts[i].value) == 0 : !found, "%s",
                  texts[i].member);
    }
    cr_expect_eq(reply_integer(&posted, "amount_pence"), 4000);
    cr_expect_eq(reply_integer(&posted, "version"), 1);
    const char *location = reply_header(&posted, "location");
    cr_assert(strncmp(location, TRANSFERS "/", 14) == 0 &&
              strcmp(location + 14, reply_text(&posted, "id")) == 0);
    reply_auto struct reply read = http_get(service_url(service), ledger_reader(service), location);
    cr_assert_str_eq(read.body, posted.body);
    cr_assert_str_eq(reply_header(&read, "etag"), reply_header(&posted, "etag"));

    assert_ledger(service, POOLED " bank -4000, " POOLED " contributions kcc -10000, " POOLED
                                  " in-transit 10000, " POOLED " transfers reserve 4000, "
                                  "reserve bank 4000, reserve transfers " POOLED " -4000");
    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', fund, kind, financial_year, belongs_to,"
               " occurred_on), ', ' ORDER BY fund) FROM safer.entry WHERE transfer IS NOT NULL",
               POOLED " transfer 2018/19 2018/19 2018-06-29, "
                      "reserve transfer 2018/19 2018/19 2018-06-29");
    char *after = service_sql(
        service, "SELECT after FROM safer.audit_event WHERE operation = 'create_transfer'");
    cr_expect_str_eq(after, posted.body);
    free(after);
    free(body);
    free(other);
}

static const struct {
    const char *member, *value;
    int status;
    const char *slug, *pointer;
} rules[] = {
    {"from_fund", "\"nowhere\"", 422, "unknown-fund", "/from_fund"},
    {"to_fund", "\"nowhere\"", 422, "unknown-fund", "/to_fund"},
    {"from_fund", "\"dhr-fund\"", 403, "not-the-host", NULL},
    {"to_fund", "\"dhr-fund\"", 403, "not-the-host", NULL},
    {"to_fund", "\"" POOLED "\"", 422, "same-fund", "/to_fund"},
    {"amount_pence", "0", 422, "amount-not-positive", "/amount_pence"},
    {"amount_pence", "-4000", 422, "amount-not-positive", "/amount_pence"},
    {"amount_pence", "10001", 409, "overspent", "/amount_pence"},
    {"made_on", "\"2018-07-01\"", 422, "date-in-future", "/made_on"},
    {"made_on", "\"2017-12-31\"", 422, "period-outside-agreement", "/made_on"},
    {"from_fund", NULL, 422, "invalid-body", "/from_fund"},
    {"to_fund", "7", 422, "invalid-body", "/to_fund"},
    {"amount_pence", "40.00", 422, "invalid-body", "/amount_pence"},
    {"amount_pence", "1000000000001", 422, "invalid-body", "/amount_pence"},
    {"made_on", "\"29/06/2018\"", 422, "invalid-body", "/made_on"},
    {"external_reference", "\"\"", 422, "invalid-body", "/external_reference"},
    {"decision", "\" \"", 422, "invalid-body", "/decision"},
    {"partner", "\"kfrs\"", 422, "invalid-body", "/partner"},
    {"fund", "\"reserve\"", 422, "invalid-body", "/fund"},
};

Test(create_transfer, a_transfer_against_the_rules_is_refused_with_the_rule)
{
    service_auto struct service *service = start();
    char *before = ledger_counts(service);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        reply_auto struct reply reply =
            post(service, ledger_host(service), "k", body_with(rules[i].member, rules[i].value));
        cr_expect(reply_is_problem(&reply, rules[i].status, rules[i].slug) &&
                      (!rules[i].pointer || reply_names(&reply, rules[i].pointer)),
                  "%s: %s: %s", rules[i].member, rules[i].value, reply.body);
    }
    const struct {
        const char *partner, *scope;
        int status;
        const char *slug;
    } callers[] = {
        {"kcc", "funds.write", 403, "not-the-host"},
        {"swale", "funds.write", 403, "not-the-host"},
        {"no-such-body", "funds.write", 422, "unknown-fund"},
        {"kfrs", "funds.read", 403, "insufficient-scope"},
    };
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        reply_auto struct reply reply =
            post(service, service_token(service, "c", callers[i].partner, callers[i].scope), "k",
                 body_with(NULL, NULL));
        cr_expect(reply_is_problem(&reply, callers[i].status, callers[i].slug), "%s: %s",
                  callers[i].partner, reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
}

Test(create_transfer, goes_to_the_last_penny_and_beyond_with_a_decision)
{
    service_auto struct service *service = start();
    const char *token = ledger_host(service);
    free(ledger_pass_on(service, POOLED, "reserve", "2018-06-01", 10000));
    reply_auto struct reply refused = post(service, token, "a", body_with("amount_pence", "1"));
    cr_assert(reply_is_problem(&refused, 409, "overspent"));
    cr_expect_eq(reply_integer(&refused, "available_pence"), 0);
    reply_auto struct reply cited =
        post(service, token, "b", body_with("decision", "\"Minute 7 of 12 June 2018\""));
    cr_assert_eq(cited.status, 201, "%s", cited.body);
    /* What came in can be passed on again, and back. */
    free(ledger_pass_on(service, "reserve", POOLED, "2018-06-30", 14000));
    assert_ledger(service, POOLED " contributions kcc -10000, " POOLED " in-transit 10000");
}

Test(create_transfer, a_reference_is_used_once_and_the_first_use_is_named)
{
    service_auto struct service *service = start();
    const char *token = ledger_host(service);
    reply_auto struct reply first = post(service, token, "k1", body_with(NULL, NULL));
    cr_assert_eq(first.status, 201, "%s", first.body);
    reply_auto struct reply again = post(service, token, "k2", body_with("amount_pence", "1"));
    cr_assert(reply_is_problem(&again, 409, "duplicate-reference"));
    cr_expect(reply_names(&again, "/external_reference"));
    cr_expect_str_eq(reply_text(&again, "existing.id"), reply_text(&first, "id"));
    cr_expect_str_eq(reply_text(&again, "existing.href"), reply_header(&first, "location"));
    ledger_take_back(service, reply_header(&first, "location"));
    reply_auto struct reply after = post(service, token, "k3", body_with(NULL, NULL));
    cr_expect(reply_is_problem(&after, 409, "duplicate-reference"), "it is used for ever");
}
