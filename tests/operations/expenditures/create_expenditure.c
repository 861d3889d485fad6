/* Posting spending: what is stored, what each refusal says, and that a refusal stores nothing.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define EXPENDITURES "/v1/expenditures"
#define TODAY "2018-06-30"

/* A body that is right, with one member changed to a JSON value, or taken out when that is NULL.
 * The caller frees it. */
static char *body_with(const char *member, const char *value)
{
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s}", "fund", POOLED, "purpose",
                             "joint-initiatives", "amount_pence", 20000, "incurred_on",
                             "2018-06-29", "external_reference", "KFRS-1");
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
    struct reply reply = http_post(service_url(service), token, key, EXPENDITURES, body);
    free(body);
    return reply;
}

/* With £100 in the pooled budget, £40 of them confirmed. */
static struct service *start(void)
{
    struct service *service = ledger_start(TODAY);
    char *confirmed = ledger_pay(service, "kcc", "2018/19", 4000);
    ledger_confirm(service, confirmed);
    free(confirmed);
    free(ledger_pay(service, "kent-police", "2018/19", 6000));
    return service;
}

Test(create_expenditure, answers_with_the_spending_as_it_is_stored)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_host(service);
    char *body = body_with("note", "\"Leaflets: 200\""), *other = body_with(NULL, NULL);
    json_t *small = json_loads(body, 0, NULL);
    json_object_set_new(small, "amount_pence", json_integer(2500));
    free(body);
    body = json_dumps(small, 0);
    json_decref(small);
    reply_auto struct reply posted = assert_keyed(service, token, EXPENDITURES, body, other, true);
    cr_assert_eq(posted.status, 201);
    static const struct {
        const char *member, *value;
    } texts[] = {
        {"fund", POOLED},
        {"partner", "kfrs"},
        {"purpose", "joint-initiatives"},
        {"financial_year", "2018/19"},
        {"incurred_on", "2018-06-29"},
        {"external_reference", "KFRS-1"},
        {"decision", NULL},
        {"note", "Leaflets: 200"},
        {"state", "posted"},
        {"reversed_by", NULL},
        {"reversed_at", NULL},
        {"reversal_reason", NULL},
        {"replaces", NULL},
        {"replaced_by", NULL},
        {"booked_in", "2018/19"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *found = reply_text(&posted, texts[i].member);
        cr_expect(texts[i].value ? found && strcmp(found, texts[i].value) == 0 : !found, "%s",
                  texts[i].member);
    }
    cr_expect_eq(reply_integer(&posted, "amount_pence"), 2500);
    cr_expect_eq(reply_integer(&posted, "version"), 1);

    const char *id = reply_text(&posted, "id"), *location = reply_header(&posted, "location");
    cr_assert(strncmp(location, EXPENDITURES "/", 17) == 0 && strcmp(location + 17, id) == 0);
    reply_auto struct reply read = http_get(url, ledger_reader(service), location);
    cr_assert_eq(read.status, 200);
    cr_assert_str_eq(read.body, posted.body);
    cr_assert_str_eq(reply_header(&read, "etag"), reply_header(&posted, "etag"));

    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', e.kind, e.financial_year, e.belongs_to,"
               " e.occurred_on, d.kind, d.purpose, c.kind, p.amount_pence), '; ')"
               " FROM safer.entry e JOIN safer.posting p ON p.entry = e.id"
               " JOIN safer.account d ON d.id = p.debit_account"
               " JOIN safer.account c ON c.id = p.credit_account WHERE e.expenditure IS NOT NULL",
               "expenditure 2018/19 2018/19 2018-06-29 spending joint-initiatives bank 2500");
    assert_ledger(service, POOLED " bank 1500, " POOLED " contributions kcc -4000, " POOLED
                                  " contributions kent-police -6000, " POOLED
                                  " in-transit 6000, " POOLED " spending joint-initiatives 2500");
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), min(client), min(partner), min(before::text))"
               " FROM safer.audit_event WHERE operation = 'create_expenditure'",
               "1 kfrs-finance kfrs");
    char *after = service_sql(
        service, "SELECT after FROM safer.audit_event WHERE operation = 'create_expenditure'");
    cr_expect_str_eq(after, posted.body);
    free(after);
    free(body);
    free(other);
}

Test(create_expenditure, a_post_the_fund_pays_is_never_refused_and_anything_else_needs_a_decision)
{
    service_auto struct service *service = start();
    const char *token = ledger_host(service);
    reply_auto struct reply refused = post(service, token, "a", body_with("amount_pence", "10001"));
    cr_assert(reply_is_problem(&refused, 409, "overspent"));
    cr_assert(reply_names(&refused, "/amount_pence"));
    cr_assert_eq(reply_integer(&refused, "available_pence"), 10000);
    cr_expect_not_null(strstr(reply_text(&refused, "detail"), "£100.00 left"));
    cr_expect_not_null(strstr(reply_text(&refused, "detail"), "£100.01"));

    /* To the last penny, unconfirmed contributions included. */
    reply_auto struct reply last = post(service, token, "b", body_with("amount_pence", "10000"));
    cr_assert_eq(last.status, 201, "%s", last.body);
    free(ledger_spend(service, POST, "2018-04-30", 100000, NULL));
    json_t *body =
        json_pack("{s:s, s:s, s:i, s:s, s:s, s:s}", "fund", POOLED, "purpose", "team-skills",
                  "amount_pence", 1, "incurred_on", "2018-06-30", "external_reference", "KFRS-2",
                  "decision", "Senior Management Team, 12 June 2018, minute 4");
    char *decided = json_dumps(body, 0);
    json_object_del(body, "decision");
    char *undecided = json_dumps(body, 0);
    json_decref(body);
    reply_auto struct reply penny = post(service, token, "c", undecided);
    cr_assert(reply_is_problem(&penny, 409, "overspent"));
    cr_assert_eq(reply_integer(&penny, "available_pence"), -100000);
    reply_auto struct reply cited = post(service, token, "d", decided);
    cr_assert_eq(cited.status, 201, "%s", cited.body);
    cr_expect_str_eq(reply_text(&cited, "decision"),
                     "Senior Management Team, 12 June 2018, minute 4");
    assert_sql(service, "SELECT count(*) FROM safer.expenditure", "3");
    /* The funding begins in April: before it, the post costs the fund nothing it is bound to. */
    json_t *early =
        json_pack("{s:s, s:s, s:i, s:s, s:s}", "fund", POOLED, "purpose", POST, "amount_pence", 1,
                  "incurred_on", "2018-03-31", "external_reference", "KFRS-3");
    reply_auto struct reply before = post(service, token, "e", json_dumps(early, 0));
    json_decref(early);
    cr_assert(reply_is_problem(&before, 409, "overspent"));
}

static const struct {
    const char *member, *value;
    int status;
    const char *slug, *pointer;
} rules[] = {
    {"fund", "\"nowhere\"", 422, "unknown-fund", "/fund"},
    {"fund", "\"dhr-fund\"", 403, "not-the-host", NULL},
    {"purpose", "\"nothing\"", 422, "unknown-purpose", "/purpose"},
    {"purpose", "\"reviews\"", 422, "unknown-purpose", "/purpose"},
    {"amount_pence", "0", 422, "amount-not-positive", "/amount_pence"},
    {"amount_pence", "-1", 422, "amount-not-positive", "/amount_pence"},
    {"amount_pence", "20000", 409, "overspent", "/amount_pence"},
    {"incurred_on", "\"2018-07-01\"", 422, "date-in-future", "/incurred_on"},
    {"incurred_on", "\"2017-12-31\"", 422, "period-outside-agreement", "/incurred_on"},
    {"incurred_on", "\"1999-12-31\"", 422, "period-outside-agreement", "/incurred_on"},
    {"amount_pence", "200.00", 422, "invalid-body", "/amount_pence"},
    {"amount_pence", "\"200\"", 422, "invalid-body", "/amount_pence"},
    {"amount_pence", "1000000000001", 422, "invalid-body", "/amount_pence"},
    {"amount_pence", NULL, 422, "invalid-body", "/amount_pence"},
    {"fund", NULL, 422, "invalid-body", "/fund"},
    {"fund", "\"KCST\"", 422, "invalid-body", "/fund"},
    {"purpose", NULL, 422, "invalid-body", "/purpose"},
    {"purpose", "\"\"", 422, "invalid-body", "/purpose"},
    {"incurred_on", NULL, 422, "invalid-body", "/incurred_on"},
    {"incurred_on", "\"2018-02-30\"", 422, "invalid-body", "/incurred_on"},
    {"external_reference", NULL, 422, "invalid-body", "/external_reference"},
    {"external_reference", "\" KFRS\"", 422, "invalid-body", "/external_reference"},
    {"external_reference", "\"KF\\nRS\"", 422, "invalid-body", "/external_reference"},
    {"decision", "\"\"", 422, "invalid-body", "/decision"},
    {"decision", "\" \"", 422, "invalid-body", "/decision"},
    {"note", "17", 422, "invalid-body", "/note"},
    {"partner", "\"kfrs\"", 422, "invalid-body", "/partner"},
    {"financial_year", "\"2018/19\"", 422, "invalid-body", "/financial_year"},
    {"booked_in", "\"2018/19\"", 422, "invalid-body", "/booked_in"},
    {"reversed_at", "null", 422, "invalid-body", "/reversed_at"},
};

Test(create_expenditure, spending_against_the_rules_is_refused_with_the_rule)
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
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
}

Test(create_expenditure, only_the_host_spends_and_nobody_learns_of_a_fund_he_may_not_know)
{
    service_auto struct service *service = start();
    const struct {
        const char *partner, *scope, *fund;
        int status;
        const char *slug;
    } callers[] = {
        {"kcc", "funds.write", POOLED, 403, "not-the-host"},
        {"kent-police", "funds.write", POOLED, 403, "not-the-host"},
        {"swale", "funds.write", POOLED, 403, "not-the-host"},
        {"swale", "funds.write", "reserve", 403, "not-the-host"},
        {"dover", "funds.write", "reserve", 422, "unknown-fund"},
        {"no-such-body", "funds.write", POOLED, 422, "unknown-fund"},
        {"kfrs", "funds.read contributions.write", POOLED, 403, "insufficient-scope"},
    };
    char *before = ledger_counts(service);
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        char fund[80];
        snprintf(fund, sizeof fund, "\"%s\"", callers[i].fund);
        reply_auto struct reply reply =
            post(service, service_token(service, "c", callers[i].partner, callers[i].scope), "k",
                 body_with("fund", fund));
        cr_expect(reply_is_problem(&reply, callers[i].status, callers[i].slug), "%s: %s",
                  callers[i].partner, reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
}

Test(create_expenditure, a_reference_is_used_once_and_the_first_use_is_named)
{
    service_auto struct service *service = start();
    const char *token = ledger_host(service);
    reply_auto struct reply first = post(service, token, "k1", body_with("amount_pence", "1"));
    cr_assert_eq(first.status, 201, "%s", first.body);
    reply_auto struct reply again = post(service, token, "k2", body_with("amount_pence", "2"));
    cr_assert(reply_is_problem(&again, 409, "duplicate-reference"));
    cr_expect(reply_names(&again, "/external_reference"));
    cr_expect_str_eq(reply_text(&again, "existing.id"), reply_text(&first, "id"));
    cr_expect_str_eq(reply_text(&again, "existing.href"), reply_header(&first, "location"));
    /* A contribution and a transfer have references of their own. */
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s}", "from_fund", POOLED, "to_fund", "reserve",
                             "amount_pence", 1, "made_on", TODAY, "external_reference", "KFRS-1");
    char *text = json_dumps(body, 0);
    reply_auto struct reply passed =
        http_post(service_url(service), token, "k2", "/v1/transfers", text);
    cr_expect_eq(passed.status, 201, "%s", passed.body);
    json_decref(body);
    free(text);
    ledger_take_back(service, reply_header(&first, "location"));
    reply_auto struct reply after = post(service, token, "k3", body_with("amount_pence", "1"));
    cr_expect(reply_is_problem(&after, 409, "duplicate-reference"), "it is used for ever");
    assert_sql(service, "SELECT count(*) FROM safer.expenditure", "1");
}

Test(create_expenditure, what_is_spent_for_a_closed_year_counts_in_the_first_open_one)
{
    service_auto struct service *service = start();
    free(ledger_close(service, POOLED, "2017/18"));
    char *late = ledger_spend(service, "joint-initiatives", "2018-03-20", 700, NULL);
    reply_auto struct reply read = http_get(service_url(service), ledger_reader(service), late);
    cr_expect_str_eq(reply_text(&read, "financial_year"), "2017/18");
    cr_expect_str_eq(reply_text(&read, "booked_in"), "2018/19");
    assert_sql(service,
               "SELECT concat_ws(' ', financial_year, belongs_to, occurred_on) FROM safer.entry"
               " WHERE expenditure IS NOT NULL",
               "2018/19 2017/18 2018-03-20");
    free(late);
}
