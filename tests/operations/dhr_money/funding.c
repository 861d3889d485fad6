/* What reviews cost in a year, what partners give and what is missing.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_dhr_funding_model. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhr_money.h"
#include "support/grants.h"
#include "support/ledger.h"

#define MODEL "/v1/dhr-funding-model"

Test(funding, the_papers_leave_38000_pounds_where_they_print_20000)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply model = csa_get(service, NULL, MODEL);
    cr_expect_eq(reply_integer(&model, "cost_pence"), 8000000, "%s", model.body);
    cr_expect_eq(reply_integer(&model, "contributed_pence"), 4200000);
    cr_expect_eq(reply_integer(&model, "gap_pence"), 3800000);
    cr_expect_float_eq(json_real_value(reply_member(&model, "covered_share")), 0.525, 1e-9);
    cr_expect_eq(reply_integer(&model, "printed_gap_pence"), 2000000);
    cr_expect_not_null(strstr(reply_text(&model, "says"),
                              "with 12 districts, a number they do not give, it is £38,000.00:"),
                       "%s", model.body);
    cr_expect_eq(json_array_size(reply_member(&model, "contributions")), 13);
    cr_expect(json_is_null(reply_member(&model, "ledger")));
    cr_expect(json_is_null(reply_member(&model, "contributions.0.may_contribute")));
    char *csv = ledger_csv(service, NULL, MODEL "?reviews=5");
    cr_expect_not_null(strstr(csv, "\r\nkent-pcc,Office of the Kent Police and Crime Commissioner,"
                                   "1200000,\"Agenda pack, March 2017, 3.2\",,1200000,0.12\r\n"),
                       "%s", csv);
    free(csv);
}

Test(funding, a_scenario_changes_one_assumption_at_a_time)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply model =
        csa_get(service, NULL,
                MODEL "?unit_cost_pence=1000000&reviews=3&contributions=kent-pcc:1,kcc:2,swale:0");
    cr_expect_eq(reply_integer(&model, "cost_pence"), 3000000);
    cr_expect_eq(reply_integer(&model, "contributed_pence"), 11 * 250000 + 3, "%s", model.body);
    cr_expect_str_eq(reply_text(&model, "unit_cost_source"), "scenario");
    reply_auto struct reply nothing = csa_get(service, NULL, MODEL "?reviews=0");
    cr_expect(json_is_null(reply_member(&nothing, "covered_share")));
    cr_expect_eq(reply_integer(&nothing, "gap_pence"), -4200000);
    static const struct {
        const char *target, *slug, *parameter;
    } rows[] = {
        {MODEL "?contributions=swale", "invalid-parameters", "contributions"},
        {MODEL "?contributions=swale:-1", "invalid-parameters", "contributions"},
        {MODEL "?reviews=1001", "invalid-parameters", "reviews"},
        {MODEL "?unit_cost_pence=-1", "invalid-parameters", "unit_cost_pence"},
        {MODEL "?financial_year=2018/20", "invalid-parameters", "financial_year"},
        {MODEL "?contributions=nobody:1", "scenario-invalid", "contributions"},
        {MODEL "?contributions=swale:1,swale:2", "scenario-invalid", "contributions"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply refused = http_get(service_url(service), NULL, rows[i].target);
        cr_expect(reply_is_problem(&refused, 400, rows[i].slug) &&
                      reply_names(&refused, rows[i].parameter),
                  "%s: %s", rows[i].target, refused.body);
    }
    struct request request = {.target = MODEL,
                              .headers = (const char *const[]){"Accept: image/png", NULL}};
    reply_auto struct reply image = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
    reply_auto struct reply bad = http_get(service_url(service), "no.such.token", MODEL);
    cr_expect(reply_is_problem(&bad, 401, "invalid-token"));
}

Test(funding, who_reads_the_fund_is_told_who_may_not_contribute_and_what_was_paid)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply excluded =
        csa_post(service, "/v1/funds/dhr-fund/exclusions",
                 "{\"partner\":\"swale\",\"from_on\":\"2021-06-01\",\"to_on\":\"2022-03-31\","
                 "\"reason\":\"A directive\"}");
    reply_auto struct reply paid =
        grants_post(service, "dover", "/v1/contributions",
                    "{\"fund\":\"dhr-fund\",\"financial_year\":\"2021/22\",\"amount_pence\":300,"
                    "\"received_on\":\"2021-04-03\",\"external_reference\":\"C-1\"}");
    reply_auto struct reply spent =
        grants_post(service, "kcc", "/v1/expenditures",
                    "{\"fund\":\"dhr-fund\",\"purpose\":\"reviews\",\"amount_pence\":100,"
                    "\"incurred_on\":\"2021-05-01\",\"external_reference\":\"X\"}");
    reply_auto struct reply today = csa_get(service, "thanet", MODEL);
    cr_expect_eq(reply_integer(&today, "contributed_pence"), 3950000, "%s", today.body);
    reply_auto struct reply year = csa_get(service, "kcc", MODEL "?financial_year=2021/22");
    cr_expect_eq(reply_integer(&year, "contributed_pence"), 4200000, "on the year's first day");
    cr_expect_eq(reply_integer(&year, "ledger.received_pence"), 300, "%s", year.body);
    cr_expect_eq(reply_integer(&year, "ledger.confirmed_pence"), 0);
    cr_expect_eq(reply_integer(&year, "ledger.spent_pence"), 100);
    cr_expect_eq(reply_integer(&year, "ledger.balance_pence"), 200);
    cr_expect_str_eq(reply_text(&year, "ledger.contributions.0.partner"), "dover");
    reply_auto struct reply part = csa_get(service, "thanet", MODEL "?financial_year=2021/22");
    cr_expect(json_is_null(reply_member(&part, "ledger")), "a contributor does not read the fund");
    reply_auto struct reply anyone = csa_get(service, NULL, MODEL);
    cr_expect_eq(reply_integer(&anyone, "contributed_pence"), 4200000,
                 "who may not contribute is not for everybody");
}
