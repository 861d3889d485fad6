/* What of an award comes back to the fund.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_refunds, create_refund, get_refund, reverse_refund. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define AWARDED                                                                                    \
    "\"tranches\":[{\"amount_pence\":400000,\"due_on\":\"2018-06-01\"},{\"amount_pence\":200000,"  \
    "\"due_on\":\"2018-06-15\"}]"
#define REFUND(pence, reference)                                                                   \
    "{\"amount_pence\":" pence                                                                     \
    ",\"received_on\":\"2018-06-19\",\"external_reference\":\"" reference                          \
    "\",\"reason\":\"Not all of it was spent\"}"
#define REASON "{\"reason\":\"Another award's\"}"

/* An award of which £4,000 are paid; its id is for the caller to free. */
static char *paid_award(struct service *service)
{
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    free(first);
    return award;
}

Test(refunds, money_comes_back_as_less_spending_and_can_be_awarded_again)
{
    service_auto struct service *service = grants_start();
    char *award = paid_award(service);
    const char *target = grants_at("/v1/awards/", award, "/refunds");
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                REFUND("15600", "IN-1"), REFUND("1", "IN-2"), true);
    cr_assert_eq(made.status, 201, "%s", made.body);
    static const struct {
        const char *member, *text;
    } texts[] = {
        {"fund", GRANT_FUND},          {"purpose", "drive"},          {"partner", "kcc"},
        {"state", "posted"},           {"financial_year", "2018/19"}, {"received_on", "2018-06-19"},
        {"external_reference", "IN-1"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_str_eq(reply_text(&made, texts[i].member), texts[i].text);
    }
    cr_expect_eq(reply_integer(&made, "amount_pence"), 15600);
    reply_auto struct reply read = csa_get(service, "swale", reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    assert_key_in_use(service, "kcc", "create_refund", target, REFUND("1", "IN-2"));
    assert_ledger(service, GRANT_FUND " bank 4615600, " GRANT_FUND
                                      " contributions kent-pcc -5000000, " GRANT_FUND
                                      " spending drive 384400");
    assert_account(
        service,
        &(struct grant_account){
            .awarded = 600000, .paid = 400000, .due = 200000, .returned = 15600, .left = 3915600});
    reply_auto struct reply posted =
        csa_get(service, "kcc", "/v1/funds/" GRANT_FUND "/postings?kind=refund");
    cr_assert_eq(json_array_size(reply_member(&posted, "items")), 1, "%s", posted.body);
    cr_expect_str_eq(reply_text(&posted, "items.0.refund"), reply_text(&made, "id"));
    cr_expect_str_eq(reply_text(&posted, "items.0.debit_account"), "bank");
    cr_expect_str_eq(reply_text(&posted, "items.0.credit_account"), "spending");
    cr_expect_str_eq(reply_text(&posted, "items.0.credit_item"), "drive");
    cr_expect_str_eq(reply_text(&posted, "items.0.occurred_on"), "2018-06-19");
    cr_expect_eq(reply_integer(&posted, "items.0.amount_pence"), 15600);

    reply_auto struct reply rest = grants_post(service, "kcc", target, REFUND("384400", "IN-3"));
    const struct csa_refusal rows[] = {
        {"swale", target, REFUND("1", "IN-4"), 403, "not-the-host", NULL},
        {"kfrs", target, REFUND("1", "IN-4"), 403, "not-the-host", NULL},
        {"maidstone", target, REFUND("1", "IN-4"), 403, "not-the-host", NULL},
        {"kcc", "/v1/awards/" GRANT_NONE "/refunds", REFUND("1", "IN-4"), 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/reason"},
        {"kcc", target, REFUND("0", "IN-4"), 422, "amount-not-positive", "/amount_pence"},
        {"kcc", target, REFUND("1", "IN-4"), 409, "refund-over-paid", "/amount_pence"},
        {"kcc", target, REFUND("1", "IN-1"), 409, "duplicate-reference", "/external_reference"},
        {"kcc", target,
         "{\"amount_pence\":1,\"received_on\":\"2018-06-21\",\"external_reference\":\"I\","
         "\"reason\":\"R\"}",
         422, "date-in-future", "/received_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply again = http_post(service_url(service), csa_coordinator(service, "kcc"),
                                              "again", target, REFUND("1", "IN-1"));
    cr_expect_str_eq(reply_text(&again, "existing.id"), reply_text(&made, "id"));
    free(award);
}

Test(refunds, nothing_comes_back_before_it_was_paid)
{
    service_auto struct service *service = grants_start();
    char *award = paid_award(service);
    const struct csa_refusal row = {
        "kcc",
        grants_at("/v1/awards/", award, "/refunds"),
        "{\"amount_pence\":1,\"received_on\":\"2018-06-17\",\"external_reference\":\"I\","
        "\"reason\":\"R\"}",
        422,
        "date-implausible",
        "/received_on"};
    assert_refused(service, &row, 1);
    free(award);
}

Test(refunds, one_is_taken_back_once)
{
    service_auto struct service *service = grants_start();
    char *award = paid_award(service);
    reply_auto struct reply made = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/refunds"), REFUND("15600", "IN-1"));
    const char *target = grants_at("/v1/refunds/", reply_text(&made, "id"), "/reversal");
    assert_stale(service, "kcc", target, REASON);
    const struct csa_refusal rows[] = {
        {"swale", target, REASON, 403, "not-the-host", NULL},
        {"kent-pcc", target, REASON, 403, "not-the-host", NULL},
        {"maidstone", target, REASON, 404, "not-found", NULL},
        {"kcc", "/v1/refunds/" GRANT_NONE "/reversal", REASON, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/reason"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply back = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                REASON, "{\"reason\":\"Other\"}", true);
    cr_expect_str_eq(reply_text(&back, "state"), "reversed");
    cr_expect_str_eq(reply_text(&back, "reversal_reason"), "Another award's");
    cr_expect_not_null(reply_text(&back, "reversed_at"));
    cr_expect_eq(reply_integer(&back, "version"), 2);
    assert_key_in_use(service, "kcc", "reverse_refund", target, REASON);
    assert_account(service, &(struct grant_account){
                                .awarded = 600000, .paid = 400000, .due = 200000, .left = 3900000});
    reply_auto struct reply posted =
        csa_get(service, "kcc", "/v1/funds/" GRANT_FUND "/postings?kind=reversal");
    cr_expect_str_eq(reply_text(&posted, "items.0.refund"), reply_text(&made, "id"));
    cr_expect_str_eq(reply_text(&posted, "items.0.debit_account"), "spending");
    const struct csa_refusal twice = {"kcc", target, REASON, 409, "already-reversed", NULL};
    assert_refused(service, &twice, 1);
    /* Its reference is used for ever. */
    const struct csa_refusal used = {"kcc",
                                     grants_at("/v1/awards/", award, "/refunds"),
                                     REFUND("1", "IN-1"),
                                     409,
                                     "duplicate-reference",
                                     NULL};
    assert_refused(service, &used, 1);
    free(award);
}

Test(refunds, they_are_read_by_who_follows_the_award)
{
    service_auto struct service *service = grants_start();
    static const char *const readers[] = {"kcc", "kfrs", "kent-pcc", "swale", NULL};
    static const char *const others[] = {"maidstone", "nobody", NULL};
    char *award = paid_award(service);
    const char *list = grants_at("/v1/awards/", award, "/refunds");
    reply_auto struct reply made = grants_post(service, "kcc", list, REFUND("15600", "IN-1"));
    reply_auto struct reply more = grants_post(service, "kcc", list, REFUND("400", "IN-2"));
    assert_read_by(service, list, readers, others, "/v1/awards/x/refunds", "award");
    assert_read_by(service, grants_at("/v1/refunds/", reply_text(&made, "id"), ""), readers, others,
                   "/v1/refunds/x", "refund");
    reply_auto struct reply all = csa_get(service, "swale", list);
    cr_expect_str_eq(reply_text(&all, "items.0.external_reference"), "IN-1");
    cr_expect_str_eq(reply_text(&all, "items.1.external_reference"), "IN-2");
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"), list);
    cr_expect_not_null(strstr(csv, ",grants,drive,kcc,2018/19,15600,2018-06-19,IN-1,"
                                   "Not all of it was spent,posted,"),
                       "%s", csv);
    free(csv);
    free(award);
}

Test(refunds, one_that_belongs_to_a_year_that_is_closed_counts_in_the_next_and_is_told_as_late)
{
    service_auto struct service *service = grants_start();
    char *award = paid_award(service);
    free(service_sql(service, "SELECT set_config('safer.partner', 'kcc', false),"
                              " set_config('safer.today', '2019-04-10', false);"
                              "SELECT safer.close_fund_year('" GRANT_FUND "', '2018/19', NULL,"
                              " gen_random_uuid())"));
    reply_auto struct reply made = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/refunds"), REFUND("15600", "IN-1"));
    reply_auto struct reply statement =
        csa_get(service, "kcc", "/v1/funds/" GRANT_FUND "/statement?financial_year=2019/20");
    cr_expect_eq(reply_integer(&statement, "opening_pence"), 4600000, "%s", statement.body);
    cr_expect_eq(reply_integer(&statement, "spent_pence"), -15600);
    cr_expect_eq(reply_integer(&statement, "closing_pence"), 4615600);
    cr_expect_str_eq(reply_text(&statement, "late.0.kind"), "refund");
    cr_expect_str_eq(reply_text(&statement, "late.0.id"), reply_text(&made, "id"));
    cr_expect_str_eq(reply_text(&statement, "late.0.belongs_to"), "2018/19");
    reply_auto struct reply account = csa_get(service, "kcc", GRANT_ROUND "/account");
    cr_expect_eq(reply_integer(&account, "difference_pence"), 0, "%s", account.body);
    cr_expect_eq(reply_integer(&account, "fund_available_pence"), 4615600, "%s", account.body);
    free(award);
}

Test(refunds, one_that_was_awarded_again_is_not_taken_back)
{
    service_auto struct service *service = grants_start();
    char *award = paid_award(service), body[300];
    reply_auto struct reply made = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/refunds"), REFUND("15600", "IN-1"));
    char *bid = grants_bid(service, GRANT_ROUND, "maidstone", "theatre", 3915600);
    char *decision = grants_decide(service, "");
    snprintf(body, sizeof body,
             "{\"amount_pence\":3900001,\"decision\":\"%s\",\"tranches\":[{\"parts\":1,"
             "\"due_on\":\"2018-06-01\"}]}",
             decision);
    reply_auto struct reply again =
        grants_post(service, "kcc", grants_at("/v1/bids/", bid, "/award"), body);
    const struct csa_refusal row = {"kcc",
                                    grants_at("/v1/refunds/", reply_text(&made, "id"), "/reversal"),
                                    REASON,
                                    409,
                                    "award-over-round",
                                    NULL};
    assert_refused(service, &row, 1);
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "k", row.target, row.body);
    cr_expect_eq(reply_integer(&refused, "left_pence"), 15599, "%s", refused.body);
    free(award);
    free(bid);
    free(decision);
}

Test(refunds, one_that_the_fund_has_spent_is_not_taken_back)
{
    service_auto struct service *service = grants_start();
    char *award = paid_award(service);
    reply_auto struct reply made = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/refunds"), REFUND("15600", "IN-1"));
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'odds', 'Odds', 'other')"));
    /* £50,000.00 less £3,844.00 that were kept and £2,000.00 that are promised, but for £100.00. */
    reply_auto struct reply spent =
        grants_post(service, "kcc", "/v1/expenditures",
                    "{\"fund\":\"" GRANT_FUND "\",\"purpose\":\"odds\",\"amount_pence\":4405600,"
                    "\"incurred_on\":\"2018-06-19\",\"external_reference\":\"ODDS\"}");
    const struct csa_refusal row = {"kcc",
                                    grants_at("/v1/refunds/", reply_text(&made, "id"), "/reversal"),
                                    REASON,
                                    409,
                                    "award-over-fund",
                                    NULL};
    assert_refused(service, &row, 1);
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "k", row.target, row.body);
    cr_expect_eq(reply_integer(&refused, "left_pence"), 10000, "%s", refused.body);
    free(award);
}
