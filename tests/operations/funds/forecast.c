/* The forecast of a fund: the plan by itself, each thing a scenario changes, and what cannot be.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_fund_forecast. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define FORECAST "/v1/funds/plan/forecast"

/* A fund whose three parties pay £1,000 each for 2018/19, on 1 April, and that pays a post £12,000
 * a year from then on. */
static struct service *start(const char *today)
{
    struct service *service = ledger_start(today);
    free(service_sql(
        service,
        "INSERT INTO safer.fund (id, name, host, rolls_forward)"
        " VALUES ('plan', 'Plan', 'kfrs', true);"
        "INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on)"
        " VALUES ('plan-mou', 'Plan', 'plan', '2018-04-01', '2019-03-31');"
        "INSERT INTO safer.agreement_party (agreement, partner)"
        " VALUES ('plan-mou', 'kcc'), ('plan-mou', 'kfrs'), ('plan-mou', 'kent-police');"
        "INSERT INTO safer.agreement_minimum (agreement, fund, financial_year, amount_pence, due_on)"
        " VALUES ('plan-mou', 'plan', '2018/19', 100000, '2018-04-01');"
        "INSERT INTO safer.post (id, employer) VALUES ('plan-post', 'kfrs');"
        "INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund,"
        " agreement, annual_cost_pence, funded_from, funded_months)"
        " VALUES ('plan-post', '2018-04-01', 'Planner', 'kfrs', 'team', 'joint', 'plan', 'plan-mou',"
        " 1200000, '2018-04-01', 24);"
        "INSERT INTO safer.purpose (fund, id, name, kind)"
        " VALUES ('plan', 'odds', 'Odds and ends', 'other')"));
    return service;
}

static struct reply ask(struct service *service, const char *query)
{
    char target[400];
    snprintf(target, sizeof target, FORECAST "%s", query);
    return http_get(service_url(service), ledger_reader(service), target);
}

/* What a forecast comes to, as text: months, closing, first negative month, break-even and
 * never-negative. */
static void read_outcome(const struct reply *reply, char outcome[static 160])
{
    const json_t *months = reply_member(reply, "months");
    const json_t *last = json_array_get(months, json_array_size(months) - 1);
    const char *negative = reply_text(reply, "first_negative_month");
    const json_t *even = reply_member(reply, "break_even_pence");
    const json_t *never = reply_member(reply, "never_negative_pence");
    char amounts[2][24] = {"none", "none"};
    if (json_is_integer(even)) {
        snprintf(amounts[0], sizeof amounts[0], "%lld", (long long)json_integer_value(even));
    }
    if (json_is_integer(never)) {
        snprintf(amounts[1], sizeof amounts[1], "%lld", (long long)json_integer_value(never));
    }
    snprintf(outcome, 160, "%zu %lld %s %s %s", json_array_size(months),
             (long long)json_integer_value(json_object_get(last, "balance_pence")),
             negative ? negative : "never", amounts[0], amounts[1]);
}

Test(forecast, left_alone_it_is_the_plan)
{
    service_auto struct service *service = start("2018-06-30");
    reply_auto struct reply plan = ask(service, "");
    cr_assert_eq(plan.status, 200, "%s", plan.body);
    cr_expect_str_eq(reply_text(&plan, "fund"), "plan");
    cr_expect_str_eq(reply_text(&plan, "from"), "2018-04");
    cr_expect_str_eq(reply_text(&plan, "to"), "2019-03");
    cr_expect_str_eq(reply_text(&plan, "break_even_from"), "2018/19");
    char outcome[160];
    read_outcome(&plan, outcome);
    cr_expect_str_eq(outcome, "12 -900000 2018-07 400000 400000");
    for (int i = 0; i < 12; i++) {
        char path[40];
        snprintf(path, sizeof path, "months.%d.in_pence", i);
        cr_expect_eq(reply_integer(&plan, path), i ? 0 : 300000);
        snprintf(path, sizeof path, "months.%d.out_pence", i);
        cr_expect_eq(reply_integer(&plan, path), 100000);
        snprintf(path, sizeof path, "months.%d.balance_pence", i);
        cr_expect_eq(reply_integer(&plan, path), 300000 - 100000 * (i + 1));
        snprintf(path, sizeof path, "months.%d.actual", i);
        cr_expect(json_is_false(reply_member(&plan, path)));
    }
    cr_expect_eq(json_array_size(reply_member(&plan, "years")), 1);
    cr_expect_eq(reply_integer(&plan, "years.0.closing_pence"), -900000);
    static const struct {
        const char *path, *value;
    } assumed[] = {
        {"assumptions.opening_source", "nothing"},
        {"assumptions.actual_until", NULL},
        {"assumptions.contributions.0.financial_year", "2018/19"},
        {"assumptions.contributions.0.due_on", "2018-04-01"},
        {"assumptions.contributions.0.source", "agreement"},
        {"assumptions.posts.0.post", "plan-post"},
        {"assumptions.posts.0.from", "2018-04"},
        {"assumptions.posts.0.until", "2019-03"},
        {"assumptions.posts.0.source", "post"},
        {"assumptions.not_counted.0.purpose", "odds"},
    };
    for (size_t i = 0; i < sizeof assumed / sizeof *assumed; i++) {
        const char *found = reply_text(&plan, assumed[i].path);
        cr_expect(assumed[i].value ? found && strcmp(found, assumed[i].value) == 0 : !found, "%s",
                  assumed[i].path);
    }
    cr_expect_eq(reply_integer(&plan, "assumptions.contributions.0.partners"), 3);
    cr_expect_gt(json_array_size(reply_member(&plan, "assumptions.says")), 4);
}

Test(forecast, a_scenario_changes_what_it_names_and_nothing_else)
{
    service_auto struct service *service = start("2018-06-30");
    static const struct {
        const char *query, *outcome;
    } rows[] = {
        {"?from=2018-04&to=2019-03", "12 -900000 2018-07 400000 400000"},
        {"?to=2018-06", "3 0 never 100000 100000"},
        {"?from=2018-06&to=2018-07", "2 -200000 2018-06 none none"},
        {"?from=2018-01", "15 -900000 2018-07 400000 400000"},
        {"?opening_pence=50000", "12 -850000 2018-07 383334 383334"},
        {"?opening_pence=-300000", "12 -1200000 2018-04 500000 500000"},
        {"?contributions=2018/19:400000", "12 0 never 400000 400000"},
        {"?contributions=2018/19:0", "12 -1200000 2018-04 400000 400000"},
        {"?due=2018/19:2018-10-01", "12 -900000 2018-04 400000 none"},
        {"?starts=plan-post:2018-10", "12 -300000 2019-01 200000 200000"},
        {"?costs=2018-06:5,2018-07:1", "12 -900006 2018-06 400002 400002"},
        {"?starts=plan-post:2019-01&contributions=2018/19:100001&opening_pence=1",
         "12 4 never 100000 100000"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = ask(service, rows[i].query);
        char outcome[160];
        cr_assert_eq(reply.status, 200, "%s: %s", rows[i].query, reply.body);
        read_outcome(&reply, outcome);
        cr_expect_str_eq(outcome, rows[i].outcome, "%s: %s", rows[i].query, outcome);
    }
    /* A scenario says so among its assumptions. */
    reply_auto struct reply changed =
        ask(service, "?contributions=2018/19:5&starts=plan-post:2018-10&costs=2018-06:7"
                     "&opening_pence=3");
    cr_expect_str_eq(reply_text(&changed, "assumptions.contributions.0.source"), "scenario");
    cr_expect_str_eq(reply_text(&changed, "assumptions.posts.0.source"), "scenario");
    cr_expect_str_eq(reply_text(&changed, "assumptions.opening_source"), "scenario");
    cr_expect_eq(reply_integer(&changed, "assumptions.opening_pence"), 3);
    cr_expect_str_eq(reply_text(&changed, "assumptions.costs.0.month"), "2018-06");
    cr_expect_eq(reply_integer(&changed, "assumptions.costs.0.amount_pence"), 7);
}

Test(forecast, the_ledger_stands_in_place_of_the_plan_up_to_a_month)
{
    service_auto struct service *service = start("2018-06-30");
    free(service_sql(
        service,
        "SELECT set_config('safer.partner', 'kfrs', false), set_config('safer.today', '2018-06-30',"
        " false);"
        "INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence,"
        " received_on, external_reference)"
        " VALUES (safer.new_uuid(), 'plan', 'kfrs', '2018/19', 90000, '2018-05-03', 'A');"
        "INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,"
        " external_reference)"
        " VALUES (safer.new_uuid(), 'plan', 'kfrs', 'plan-post', 80000, '2018-05-31', 'A')"));
    reply_auto struct reply reply = ask(service, "?actual_until=2018-05");
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    static const json_int_t balances[] = {0, 10000, -90000};
    for (int i = 0; i < 3; i++) {
        char path[40];
        snprintf(path, sizeof path, "months.%d.balance_pence", i);
        cr_expect_eq(reply_integer(&reply, path), balances[i], "%s", path);
        snprintf(path, sizeof path, "months.%d.actual", i);
        cr_expect_eq(json_is_true(reply_member(&reply, path)), i < 2, "%s", path);
    }
    cr_expect_str_eq(reply_text(&reply, "assumptions.opening_source"), "ledger");
    cr_expect_str_eq(reply_text(&reply, "assumptions.actual_until"), "2018-05");
    cr_expect_eq(json_array_size(reply_member(&reply, "assumptions.contributions")), 0);
    reply_auto struct reply later = ask(service, "?from=2018-06&actual_until=2018-06");
    cr_expect_eq(reply_integer(&later, "assumptions.opening_pence"), 10000);
    cr_expect_eq(reply_integer(&later, "months.0.balance_pence"), 10000);
}

Test(forecast, as_csv_it_is_its_months)
{
    service_auto struct service *service = start("2018-06-30");
    char *csv = ledger_csv(service, ledger_reader(service),
                           FORECAST "?from=2018-03&to=2018-07&costs=2018-06:5");
    cr_expect_str_eq(csv, "month,financial_year,in_pence,out_pence,balance_pence,actual\r\n"
                          "2018-03,2017/18,0,0,0,false\r\n"
                          "2018-04,2018/19,300000,100000,200000,false\r\n"
                          "2018-05,2018/19,0,100000,100000,false\r\n"
                          "2018-06,2018/19,0,100005,-5,false\r\n"
                          "2018-07,2018/19,0,100000,-100005,false\r\n");
    free(csv);
}

Test(forecast, a_scenario_that_cannot_be_is_refused_and_every_fault_is_named)
{
    service_auto struct service *service = start("2018-06-30");
    static const struct {
        const char *query;
        size_t faults;
        const char *parameters[4];
    } rows[] = {
        {"?from=2018-05&to=2018-04", 1, {"to"}},
        {"?from=2019-04", 1, {"from"}},
        {"?to=2018-03", 1, {"to"}},
        {"?from=1999-12", 1, {"from"}},
        {"?to=2101-01", 1, {"to"}},
        {"?to=2069-04", 1, {"to"}},
        {"?contributions=2018/20:1", 1, {"contributions"}},
        {"?contributions=2020/21:1", 1, {"contributions"}},
        {"?contributions=2018/19:1,2018/19:2", 1, {"contributions"}},
        {"?due=2018/19:2018-02-30", 1, {"due"}},
        {"?due=2018/19:2019-04-01", 1, {"due"}},
        {"?due=2017/18:2018-03-01", 1, {"due"}},
        {"?starts=plan-post:2018-13", 1, {"starts"}},
        {"?starts=plan-post:2019-04", 1, {"starts"}},
        {"?starts=no-such-post:2018-04", 1, {"starts"}},
        {"?starts=" POST ":2018-04", 1, {"starts"}},
        {"?costs=2018-13:1", 1, {"costs"}},
        {"?costs=2019-04:1", 1, {"costs"}},
        {"?costs=2018-05:1,2018-05:1", 1, {"costs"}},
        {"?actual_until=2018-07", 1, {"actual_until"}},
        {"?actual_until=2018-02", 1, {"actual_until"}},
        {"?contributions=2018/20:1,2021/22:5&due=2018/19:2018-02-30&starts=nobody:2018-04"
         "&costs=2019-04:1",
         5,
         {"contributions", "due", "starts", "costs"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = ask(service, rows[i].query);
        cr_assert(reply_is_problem(&reply, 400, "scenario-invalid"), "%s: %s", rows[i].query,
                  reply.body);
        cr_expect_eq(json_array_size(reply_member(&reply, "errors")), rows[i].faults, "%s: %s",
                     rows[i].query, reply.body);
        for (size_t p = 0; p < 4 && rows[i].parameters[p]; p++) {
            cr_expect(reply_names(&reply, rows[i].parameters[p]), "%s: %s", rows[i].query,
                      reply.body);
        }
    }
    reply_auto struct reply table = ask(service, "?costs=2019-04:1&format=csv");
    cr_expect(reply_is_problem(&table, 400, "scenario-invalid"), "%s", table.body);
}

Test(forecast, answers_by_token_form_and_tag)
{
    service_auto struct service *service = start("2018-06-30");
    static const struct {
        const char *query, *parameter;
    } wrong[] = {
        {"?from=2018", "from"},
        {"?to=2018-00", "to"},
        {"?opening_pence=1.5", "opening_pence"},
        {"?opening_pence=1000000000001", "opening_pence"},
        {"?contributions=2018/19", "contributions"},
        {"?contributions=2018/19:-1", "contributions"},
        {"?due=2018-04-01", "due"},
        {"?starts=plan-post", "starts"},
        {"?costs=2018-06:0", "costs"},
        {"?actual_until=2018-04-30", "actual_until"},
        {"?on=2018-04-30", "on"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply = ask(service, wrong[i].query);
        cr_expect(reply_is_problem(&reply, 400, "invalid-parameters") &&
                      reply_names(&reply, wrong[i].parameter),
                  "%s: %s", wrong[i].query, reply.body);
    }
    assert_readable(service, ledger_reader(service), ledger_outsider(service), FORECAST,
                    "/v1/funds/PLAN/forecast", "fund");
    reply_auto struct reply hidden =
        http_get(service_url(service), ledger_outsider(service), FORECAST "?format=csv");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    /* What cannot be is not told to who may not see the fund. */
    reply_auto struct reply silent =
        http_get(service_url(service), ledger_outsider(service), FORECAST "?costs=2019-04:1");
    cr_expect(reply_is_problem(&silent, 404, "not-found"));
}

Test(forecast, a_fund_without_an_agreement_is_forecast_for_three_years)
{
    service_auto struct service *service = start("2018-06-30");
    reply_auto struct reply reply =
        http_get(service_url(service), ledger_reader(service), "/v1/funds/reserve/forecast");
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    cr_expect_str_eq(reply_text(&reply, "from"), "2018-04");
    cr_expect_str_eq(reply_text(&reply, "to"), "2021-03");
    char outcome[160];
    read_outcome(&reply, outcome);
    cr_expect_str_eq(outcome, "36 0 never none none");
}
