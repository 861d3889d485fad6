/* What is left in a fund, and whose it is, to the penny.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_fund_shares. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define SHARES POOLED_FUND "/shares"

/* Asserts "partner paid share, ..." at an address, and that they add up. */
static void assert_shares(struct service *service, const char *target, const char *day,
                          const char *expected)
{
    reply_auto struct reply reply = http_get(service_url(service), ledger_reader(service), target);
    cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
    const json_t *shares = reply_member(&reply, "shares");
    json_int_t paid_in = 0, remaining = 0;
    char found[400] = "";
    for (size_t i = 0; i < json_array_size(shares); i++) {
        const char *partner;
        json_int_t paid, amount;
        cr_assert_eq(json_unpack(json_array_get(shares, i), "{s:s, s:I, s:I}", "partner", &partner,
                                 "paid_in_pence", &paid, "amount_pence", &amount),
                     0);
        const size_t length = strlen(found);
        snprintf(found + length, sizeof found - length, "%s%s %lld %lld", i ? ", " : "", partner,
                 (long long)paid, (long long)amount);
        paid_in += paid;
        remaining += amount;
    }
    cr_expect_str_eq(found, expected, "%s: %s", target, found);
    cr_expect_eq(reply_integer(&reply, "paid_in_pence"), paid_in);
    cr_expect_eq(reply_integer(&reply, "remaining_pence"), remaining);
    cr_expect_str_eq(reply_text(&reply, "on"), day);
    cr_expect_str_eq(reply_text(&reply, "fund"), POOLED);
    cr_expect_not_null(strstr(reply_text(&reply, "rule"), "to the penny"));
}

Test(shares, each_gets_what_it_paid_in_proportion_and_the_pennies_go_to_the_largest_fractions)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    assert_shares(service, SHARES, "2018-06-30", "kcc 0 0, kent-police 0 0, kfrs 0 0");
    free(ledger_pay(service, "kcc", "2018/19", 3));
    free(ledger_pay(service, "kent-police", "2018/19", 2));
    free(ledger_pay(service, "kfrs", "2018/19", 2));
    free(ledger_spend(service, "joint-initiatives", "2018-06-01", 1, NULL));
    assert_shares(service, SHARES, "2018-06-30", "kcc 3 2, kent-police 2 2, kfrs 2 2");
    assert_shares(service, SHARES "?on=2018-06-30", "2018-06-30",
                  "kcc 3 2, kent-police 2 2, kfrs 2 2");
    /* On an earlier day, what had happened by then. */
    assert_shares(service, SHARES "?on=2018-05-31", "2018-05-31",
                  "kcc 3 3, kent-police 2 2, kfrs 2 2");
    assert_shares(service, SHARES "?on=2018-04-02", "2018-04-02",
                  "kcc 0 0, kent-police 0 0, kfrs 0 0");
    assert_shares(service, SHARES "?on=2017-12-31", "2017-12-31", "");
    char *csv = ledger_csv(service, ledger_reader(service), SHARES "?on=2018-05-31");
    cr_expect_str_eq(csv, "partner,name,paid_in_pence,amount_pence\r\n"
                          "kcc,Kent County Council,3,3\r\n"
                          "kent-police,Kent Police,2,2\r\n"
                          "kfrs,Kent Fire and Rescue Service,2,2\r\n");
    free(csv);
    /* An overdraft is shared likewise. */
    free(ledger_spend(service, POST, "2018-06-30", 16, NULL));
    assert_shares(service, SHARES, "2018-06-30", "kcc 3 -4, kent-police 2 -3, kfrs 2 -3");
    char *overdrawn = ledger_csv(service, ledger_reader(service), SHARES);
    cr_expect_not_null(strstr(overdrawn, "\r\nkcc,Kent County Council,3,-4\r\n"));
    free(overdrawn);
}

Test(shares, a_day_to_come_is_the_forecast_s_and_nobody_else_is_told)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    const char *url = service_url(service), *token = ledger_reader(service);
    static const char *const ahead[] = {SHARES "?on=2018-07-01",
                                        SHARES "?on=2018-07-01&format=csv"};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply reply = http_get(url, token, ahead[i]);
        cr_expect(reply_is_problem(&reply, 400, "date-ahead") && reply_names(&reply, "on"), "%s",
                  reply.body);
    }
    assert_readable(service, token, ledger_outsider(service), SHARES, SHARES "?on=today", "on");
    assert_readable(service, token, ledger_outsider(service), SHARES, "/v1/funds/KCST/shares",
                    "fund");
    reply_auto struct reply swale =
        http_get(url, service_token(service, "r", "swale", "funds.read"),
                 "/v1/funds/reserve/shares?format=csv");
    cr_expect(reply_is_problem(&swale, 404, "not-found"));
}
