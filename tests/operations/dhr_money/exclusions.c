/* Who may not contribute to a fund: what is refused and what is not due.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_fund_exclusions, create_fund_exclusion, get_fund_exclusion, end_fund_exclusion,
 * create_contribution, reverse_contribution, get_fund_schedule, get_fund_forecast. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhr_money.h"
#include "support/grants.h"
#include "support/ledger.h"
#include "support/session.h"
#include "support/wire.h"

#define EXCLUSIONS "/v1/funds/dhr-fund/exclusions"
#define BODY "{\"partner\":\"swale\",\"from_on\":\"2021-04-01\",\"reason\":\"A directive\"}"

static struct reply contribute(struct service *service, const char *reference, const char *day)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"fund\":\"dhr-fund\",\"financial_year\":\"2021/22\",\"amount_pence\":250000,"
             "\"received_on\":\"%s\",\"external_reference\":\"%s\"}",
             day, reference);
    return http_post(service_url(service), csa_coordinator(service, "swale"), reference,
                     "/v1/contributions", body);
}

Test(exclusions, the_host_says_who_may_not_contribute_and_until_when)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), EXCLUSIONS, BODY,
                     "{\"partner\":\"dover\",\"from_on\":"
                     "\"2021-04-01\",\"reason\":\"R\"}",
                     false);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "partner"), "swale");
    const char *address = reply_header(&made, "location");
    char end[100], wrong[100];
    snprintf(end, sizeof end, "%s/end", address);
    snprintf(wrong, sizeof wrong, "%s?a=1", address);
    assert_key_in_use(service, "kcc", "create_fund_exclusion", EXCLUSIONS, BODY);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "medway"),
                    address, wrong, "a");
    assert_readable(service, csa_coordinator(service, "swale"), csa_coordinator(service, "medway"),
                    EXCLUSIONS, EXCLUSIONS "?on=2021-02-30", "on");
    static const struct csa_refusal rows[] = {
        {"kcc", EXCLUSIONS, BODY, 409, "exclusion-exists", "/from_on"},
        {"kfrs", EXCLUSIONS, BODY, 403, "not-the-host", NULL},
        {"medway", EXCLUSIONS, BODY, 404, "not-found", NULL},
        {"kcc", EXCLUSIONS, "{}", 422, "invalid-body", NULL},
        {"kcc", EXCLUSIONS, "{\"partner\":\"nobody\",\"from_on\":\"2021-04-01\",\"reason\":\"R\"}",
         422, "unknown-partner", "/partner"},
        {"kcc", EXCLUSIONS, "{\"partner\":\"dover\",\"from_on\":\"1921-04-01\",\"reason\":\"R\"}",
         422, "date-implausible", "/from_on"},
        {"kcc", EXCLUSIONS,
         "{\"partner\":\"dover\",\"from_on\":\"2021-04-01\",\"to_on\":\"2021-03-31\","
         "\"reason\":\"R\"}",
         422, "term-invalid", "/to_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    const struct csa_refusal ends[] = {
        {"kfrs", end, "{\"to_on\":\"2021-05-31\"}", 403, "not-the-host", NULL},
        {"medway", end, "{\"to_on\":\"2021-05-31\"}", 404, "not-found", NULL},
        {"kcc", end, "{\"to_on\":\"2021-03-31\"}", 422, "term-invalid", "/to_on"},
        {"kcc", end, "{}", 422, "invalid-body", "/to_on"},
    };
    assert_refusals(service, ends, sizeof ends / sizeof *ends);
    assert_stale(service, "kcc", end, "{\"to_on\":\"2021-05-31\"}");
    assert_key_in_use(service, "kcc", "end_fund_exclusion", end, "{\"to_on\":\"2021-05-31\"}");
    reply_auto struct reply ended =
        assert_keyed(service, csa_coordinator(service, "kcc"), end, "{\"to_on\":\"2021-05-31\"}",
                     "{\"to_on\":\"2021-05-30\"}", false);
    cr_expect_eq(reply_integer(&ended, "version"), 2);
    cr_expect_str_eq(reply_text(&ended, "to_on"), "2021-05-31");
    assert_refusals(service,
                    &(struct csa_refusal){"kcc", end, "{\"to_on\":\"2021-05-31\"}", 409,
                                          "exclusion-ended", NULL},
                    1);
    reply_auto struct reply then = csa_get(service, "kcc", EXCLUSIONS "?on=2021-05-31");
    cr_expect_eq(json_array_size(reply_member(&then, "items")), 1);
    reply_auto struct reply after = csa_get(service, "kcc", EXCLUSIONS "?on=2021-06-01");
    cr_expect_eq(json_array_size(reply_member(&after, "items")), 0);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), EXCLUSIONS);
    cr_expect_not_null(strstr(csv, "dhr-fund,swale,2021-04-01,2021-05-31,A directive,"), "%s", csv);
    free(csv);
}

Test(exclusions, who_is_excluded_contributes_nothing_and_owes_nothing)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply before = contribute(service, "S-1", "2021-04-01");
    cr_assert_eq(before.status, 201, "%s", before.body);
    reply_auto struct reply made =
        csa_post(service, EXCLUSIONS,
                 "{\"partner\":\"swale\",\"from_on\":\"2021-04-02\",\"reason\":\"A directive\"}");
    reply_auto struct reply refused = contribute(service, "S-2", "2021-04-02");
    cr_expect(reply_is_problem(&refused, 403, "may-not-contribute"), "%s", refused.body);
    cr_expect_null(strstr(refused.body, "directive"), "why is not told: %s", refused.body);
    reply_auto struct reply day_before = contribute(service, "S-3", "2021-04-01");
    cr_expect_eq(day_before.status, 201, "%s", day_before.body);
    char target[100];
    snprintf(target, sizeof target, "%s/reversal", reply_header(&before, "location"));
    reply_auto struct reply replaced =
        http_post(service_url(service), csa_coordinator(service, "swale"), "R-1", target,
                  "{\"reason\":\"Keyed wrongly\",\"replacement\":{\"amount_pence\":240000,"
                  "\"received_on\":\"2021-04-03\"}}");
    cr_expect(reply_is_problem(&replaced, 403, "may-not-contribute"), "%s", replaced.body);
    reply_auto struct reply righted =
        http_post(service_url(service), csa_coordinator(service, "swale"), "R-2", target,
                  "{\"reason\":\"Keyed wrongly\",\"replacement\":{\"amount_pence\":240000}}");
    cr_expect_eq(righted.status, 200, "%s", righted.body);

    reply_auto struct reply dover =
        csa_post(service, EXCLUSIONS,
                 "{\"partner\":\"dover\",\"from_on\":\"2021-04-01\",\"reason\":\"A directive\"}");
    char *due = ledger_csv(service, csa_coordinator(service, "kcc"),
                           "/v1/funds/dhr-fund/schedule?financial_year=2021/22");
    cr_expect_null(strstr(due, "\r\ndover,"), "%s", due);
    cr_expect_not_null(strstr(due, "\r\nthanet,"), "%s", due);
    free(due);
}

Test(exclusions, a_forecast_expects_nothing_of_who_is_excluded)
{
    service_auto struct service *service = dhr_money_start();
    free(service_sql(service,
                     "UPDATE safer.fund_contributor SET amount_pence = 250000"
                     " WHERE fund = 'dhr-fund' AND partner IN ('swale', 'dover', 'thanet')"));
    const char *target = "/v1/funds/dhr-fund/forecast?from=2021-04&to=2022-03";
    reply_auto struct reply whole = csa_get(service, "kcc", target);
    cr_expect_eq(reply_integer(&whole, "years.0.in_pence"), 750000, "%s", whole.body);
    reply_auto struct reply made = csa_post(service, EXCLUSIONS, BODY);
    reply_auto struct reply less = csa_get(service, "kcc", target);
    cr_expect_eq(reply_integer(&less, "years.0.in_pence"), 500000, "%s", less.body);
}

#define CONTRIBUTE(partner, reference)                                                             \
    "INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence,"             \
    " received_on, external_reference) VALUES (gen_random_uuid(), 'dhr-fund', '" partner           \
    "', '2021/22', 250000, '2021-04-02', '" reference "')"
#define EXCLUDE(partner)                                                                           \
    "SELECT safer.create_fund_exclusion(gen_random_uuid(), 'dhr-fund', '" partner                  \
    "', '2021-04-01', NULL, 'A directive')"

/* Of a partner that contributes, and hosts the fund where it is the host. */
static PGconn *begin_as(struct service *service, const char *partner)
{
    return session_begin_as(service, partner, "contributions.write funds.write", "2021-06-01");
}

Test(exclusions, a_contribution_waits_for_an_exclusion_that_is_being_made_and_it_for_that)
{
    service_auto struct service *service = dhr_money_start();
    /* The first into a fund opens its accounts, and who comes meanwhile waits for these. */
    reply_auto struct reply first = contribute(service, "S-0", "2021-03-31");
    cr_assert_eq(first.status, 201, "%s", first.body);
    PGconn *host = begin_as(service, "kcc"), *swale = begin_as(service, "swale");
    session_run(host, EXCLUDE("swale"));
    session_send(swale, CONTRIBUTE("swale", "S-1"));
    EVENTUALLY(20, session_waits_for(swale, host));
    session_run(host, "COMMIT");
    cr_expect_str_neq(session_finish(swale), "00000");
    session_run(swale, "ROLLBACK");
    assert_sql(service, "SELECT count(*) FROM safer.contribution", "1");
    PQfinish(host);
    PQfinish(swale);
    /* Two contributions are made side by side; an exclusion comes after both. */
    PGconn *dover = begin_as(service, "dover"), *thanet = begin_as(service, "thanet");
    host = begin_as(service, "kcc");
    session_run(dover, CONTRIBUTE("dover", "D-1"));
    session_run(thanet, "SET LOCAL lock_timeout = '10s'; " CONTRIBUTE("thanet", "T-1"));
    session_send(host, EXCLUDE("dover"));
    EVENTUALLY(20, session_waits_for(host, dover));
    session_run(dover, "COMMIT");
    EVENTUALLY(20, session_waits_for(host, thanet));
    session_run(thanet, "COMMIT");
    cr_expect_str_eq(session_finish(host), "00000");
    session_run(host, "COMMIT");
    assert_sql(service, "SELECT count(*) FROM safer.contribution", "3");
    PQfinish(dover);
    PQfinish(thanet);
    PQfinish(host);
}
