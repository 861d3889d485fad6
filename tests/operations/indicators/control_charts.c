/* Control charts and exceptions, of real series: what is ordinary, what is not, and why.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_indicator_analysis, get_exceptions. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/series.h"
#include "support/service.h"

#define CHART "/v1/indicators/" DRIVERS "/analysis?area=K03000001"

static struct service *start(void)
{
    return series_start(NULL, 0);
}

static double real(const json_t *object, const char *name)
{
    return json_number_value(json_object_get(object, name));
}

static bool is_near(double a, double b)
{
    return fabs(a - b) <= 1e-6 * fabs(b);
}

Test(control_charts, without_a_season_limits_are_those_of_the_reference)
{
    service_auto struct service *service = start();
    reply_auto struct reply reply = http_get(service_url(service), NULL, CHART "&season=none");
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    const json_t *segment = reply_member(&reply, "segments.0");
    cr_assert(is_near(real(segment, "mean"), 1670.3072916667));
    cr_assert(is_near(real(segment, "lower"), 1245.048682041));
    cr_assert(is_near(real(segment, "upper"), 2095.5659012923));
    cr_assert_eq(reply_integer(&reply, "segments.0.points"), 192);
    cr_assert_str_eq(reply_text(&reply, "method.season.reason"), "not_asked");
    cr_assert_str_eq(
        series_text(series_find(reply_member(&reply, "points"), "period", "1972-12"), "rule"),
        "outside_limits");
    cr_assert_str_eq(reply_text(&reply, "verdict"), "concern");
    cr_assert_str_eq(reply_text(&reply, "latest.rule"), "trend");
}

/* How many Decembers before the law lie above their upper limit. */
static int decembers_above(json_t *points)
{
    size_t i;
    json_t *point;
    int count = 0;
    json_array_foreach(points, i, point)
    {
        const char *period = series_text(point, "period");
        count += strcmp(period + 4, "-12") == 0 && strcmp(period, "1983") < 0 &&
                 real(point, "value") > real(point, "upper");
    }
    return count;
}

Test(control_charts, a_december_is_no_exception_and_the_law_is_one)
{
    service_auto struct service *service = start();
    reply_auto struct reply reply = http_get(service_url(service), NULL, CHART);
    cr_assert_eq(reply.status, 200);
    cr_assert_str_eq(reply_text(&reply, "method.season.kind"), "multiplicative");
    reply_auto struct reply plain = http_get(service_url(service), NULL, CHART "&season=none");
    json_t *points = reply_member(&reply, "points");
    cr_assert_geq(decembers_above(reply_member(&plain, "points")), 8);
    /* 1972, the worst of all years, was high for a December too. */
    cr_assert_eq(decembers_above(points), 1);
    cr_assert_str_eq(series_text(series_find(points, "period", "1972-12"), "rule"),
                     "outside_limits");
    json_t *law = series_find(points, "period", "1983-02");
    cr_assert_str_eq(series_text(law, "rule"), "outside_limits");
    cr_assert_str_eq(series_text(law, "direction"), "down");
    cr_assert_lt(real(law, "value"), real(law, "lower"));
    cr_assert_str_eq(reply_text(&reply, "verdict"), "improvement");
}

Test(control_charts, a_rebaseline_begins_limits_anew_and_ends_the_alarm)
{
    service_auto struct service *service = start();
    reply_auto struct reply before = http_get(service_url(service), NULL, "/v1/exceptions");
    cr_assert_not_null(
        series_find(reply_member(&before, "items"), "indicator", "gb-seatbelts-drivers"));
    free(series_rebaseline(service, NULL, "1983-02"));
    reply_auto struct reply chart = http_get(service_url(service), NULL, CHART);
    cr_assert_eq(json_array_size(reply_member(&chart, "segments")), 2);
    cr_assert_str_eq(reply_text(&chart, "segments.0.to"), "1983-01");
    cr_assert_str_eq(reply_text(&chart, "segments.1.from"), "1983-02");
    cr_assert_str_eq(reply_text(&chart, "annotations.0.text"), "The seat-belt law.");
    cr_assert_str_eq(reply_text(&chart, "annotations.0.period"), "1983-02");
    cr_assert_str_eq(reply_text(&chart, "verdict"), "none");
    reply_auto struct reply after = http_get(service_url(service), NULL, "/v1/exceptions");
    cr_assert_null(series_find(reply_member(&after, "items"), "indicator", "gb-seatbelts-drivers"));
    cr_assert_not_null(
        series_find(reply_member(&after, "focus"), "indicator", "gb-seatbelts-drivers"));
}

Test(control_charts, a_rebaseline_that_is_withdrawn_or_of_another_area_changes_nothing)
{
    service_auto struct service *service = start();
    free(series_rebaseline(service, "E10000016", "1983-02"));
    reply_auto struct reply other = http_get(service_url(service), NULL, CHART);
    cr_assert_eq(json_array_size(reply_member(&other, "segments")), 1);
    cr_assert_eq(json_array_size(reply_member(&other, "annotations")), 0);
    char *own_address = series_rebaseline(service, "K03000001", "1983-02"), target[200];
    reply_auto struct reply own = http_get(service_url(service), NULL, CHART);
    cr_assert_eq(json_array_size(reply_member(&own, "segments")), 2);
    snprintf(target, sizeof target, "%s/withdrawal", own_address);
    reply_auto struct reply taken_back = series_post(service, target, "{\"reason\":\"A slip.\"}");
    reply_auto struct reply withdrawn = http_get(service_url(service), NULL, CHART);
    cr_assert_eq(json_array_size(reply_member(&withdrawn, "segments")), 1);
    cr_assert_eq(json_array_size(reply_member(&withdrawn, "annotations")), 0);
    free(own_address);
}

Test(control_charts, options_and_the_part_looked_at_are_the_askers)
{
    service_auto struct service *service = start();
    reply_auto struct reply part = http_get(service_url(service), NULL,
                                            CHART "&from=1975-Q1&to=1976&season=none&trend=5"
                                                  "&shift=9&limits_from_first=12&screen=false");
    cr_assert_eq(part.status, 200, "%s", part.body);
    cr_assert_eq(json_array_size(reply_member(&part, "points")), 24);
    cr_assert_str_eq(reply_text(&part, "points.0.period"), "1975-01");
    cr_assert_str_eq(reply_text(&part, "points.23.period"), "1976-12");
    cr_assert_eq(reply_integer(&part, "method.trend"), 5);
    cr_assert_eq(reply_integer(&part, "method.shift"), 9);
    cr_assert_eq(reply_integer(&part, "method.limits_from_first"), 12);
    cr_assert(json_is_false(reply_member(&part, "method.screen")));
    double sum = 0;
    for (size_t i = 0; i < 12; i++)
        sum += real(json_array_get(reply_member(&part, "points"), i), "value");
    cr_assert(is_near(real(reply_member(&part, "segments.0"), "mean"), sum / 12));
    static const char *const wrong[] = {"&trend=2",   "&shift=101",    "&limits_from_first=1",
                                        "&season=no", "&from=1975-13", "&screen=2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char target[256];
        snprintf(target, sizeof target, CHART "%s", wrong[i]);
        reply_auto struct reply refused = http_get(service_url(service), NULL, target);
        cr_assert(reply_is_problem(&refused, 400, "invalid-parameters"), "%s", wrong[i]);
    }
}

Test(control_charts, what_is_no_period_is_told)
{
    service_auto struct service *service = service_start(NULL);
    static const char *const names[] = {"from", "to"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char target[200];
        snprintf(target, sizeof target,
                 "/v1/indicators/road-casualties-ksi/analysis?area=E10000016&%s=1975/77", names[i]);
        reply_auto struct reply reply = http_get(service_url(service), NULL, target);
        cr_expect(reply_is_problem(&reply, 400, "period-unreadable") &&
                      reply_names(&reply, names[i]),
                  "%s", reply.body);
    }
}

Test(control_charts, too_few_points_are_an_answer)
{
    service_auto struct service *service = start();
    reply_auto struct reply few =
        http_get(service_url(service), NULL, CHART "&from=1975-01&to=1975-05");
    cr_assert_str_eq(reply_text(&few, "verdict"), "not_enough_data");
    cr_assert(json_is_null(reply_member(&few, "points.0.mean")));
    cr_assert(json_is_null(reply_member(&few, "segments.0.upper")));
    reply_auto struct reply none = http_get(
        service_url(service), NULL, "/v1/indicators/gb-seatbelts-drivers/analysis?area=E10000016");
    cr_assert_eq(none.status, 200);
    cr_assert_str_eq(reply_text(&none, "verdict"), "not_enough_data");
    cr_assert(json_is_null(reply_member(&none, "latest")));
    cr_assert_eq(json_array_size(reply_member(&none, "points")), 0);
}

/* A year of months in Ashford, of which two are small; and a quarter of Dover, all of it small. */
static void make_small_numbers(struct service *service)
{
    free(service_sql(
        service,
        "INSERT INTO safer.indicator (id, title, unit, polarity, frequency, priority, state,"
        " agreed_on, public, kind, suppress_below) VALUES ('small', 'Small', 'people',"
        " 'lower_is_better', 'month', 'road-safety', 'agreed', '2017-01-01', true, 'count', 5);"
        "INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on,"
        " revision, provisional, value) SELECT pg_current_xact_id(), now(), i.number, a.number,"
        " date '2016-01-01' + make_interval(months => m), 1, false,"
        " CASE WHEN a.id = 'E07000108' OR m IN (3, 11) THEN 2 ELSE 40 + m % 3 END"
        " FROM safer.indicator AS i, safer.area AS a, generate_series(0, 11) AS m"
        " WHERE i.id = 'small' AND (a.id = 'E07000105' OR a.id = 'E07000108' AND m > 8)"));
}

#define SMALL "/v1/indicators/small/analysis?area=E07000105"

Test(control_charts, a_chart_with_hidden_values_has_no_limits_and_says_how_many)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    make_small_numbers(service);
    reply_auto struct reply whole = http_get(url, series_analyst(service), SMALL);
    cr_assert_eq(whole.status, 200, "%s", whole.body);
    cr_expect_eq(reply_integer(&whole, "suppressed"), 0);
    cr_expect_str_eq(reply_text(&whole, "verdict"), "improvement");
    cr_expect_eq(json_array_size(reply_member(&whole, "points")), 12);
    reply_auto struct reply part = http_get(url, NULL, SMALL);
    cr_expect_eq(reply_integer(&part, "suppressed"), 2);
    cr_expect_str_eq(reply_text(&part, "verdict"), "not_enough_data");
    cr_expect_str_eq(reply_text(&part, "method.season.reason"), "suppressed");
    cr_expect_str_eq(reply_text(&part, "latest.period"), "2016-11");
    cr_expect_eq(json_array_size(reply_member(&part, "points")), 10);
    cr_expect(json_is_null(reply_member(&part, "points.0.mean")), "%s", part.body);
    cr_expect(json_is_null(reply_member(&part, "segments.0.mean")), "%s", part.body);
    /* Where none is hidden of what is looked at, there are limits. */
    reply_auto struct reply seen = http_get(url, NULL, SMALL "&from=2016-05&to=2016-11");
    cr_expect_eq(reply_integer(&seen, "suppressed"), 0);
    cr_expect_str_eq(reply_text(&seen, "verdict"), "none");
    reply_auto struct reply none =
        http_get(url, NULL, "/v1/indicators/small/analysis?area=E07000108");
    cr_assert_eq(none.status, 200, "%s", none.body);
    cr_expect_eq(reply_integer(&none, "suppressed"), 3);
    cr_expect(json_is_null(reply_member(&none, "latest")));
    cr_expect_eq(json_array_size(reply_member(&none, "points")), 0);
    cr_expect_eq(json_array_size(reply_member(&none, "segments")), 0);
    reply_auto struct reply csv =
        http_get(url, NULL, "/v1/indicators/small/analysis?area=E07000108&format=csv");
    cr_expect_str_eq(csv.body, "period,value,adjusted,mean,lower,upper,rule,direction\r\n");
    /* A segment that begins with a hidden value begins with the next that is seen. */
    reply_auto struct reply said =
        series_post(service, "/v1/indicators/small/annotations",
                    "{\"period\":\"2016-04\",\"kind\":\"event\",\"text\":\"Anew.\","
                    "\"rebaseline\":true}");
    reply_auto struct reply anew = http_get(url, NULL, SMALL);
    cr_expect_eq(json_array_size(reply_member(&anew, "segments")), 2);
    cr_expect_str_eq(reply_text(&anew, "segments.1.from"), "2016-05");
}

Test(control_charts, a_series_with_hidden_values_is_no_exception_and_has_reported)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    make_small_numbers(service);
    reply_auto struct reply all =
        http_get(url, series_analyst(service), "/v1/exceptions?quarter=2016-Q4&area=E07000105");
    cr_expect_eq(json_array_size(reply_member(&all, "items")), 1, "%s", all.body);
    cr_expect_eq(reply_integer(&all, "items.0.suppressed"), 0);
    reply_auto struct reply part =
        http_get(url, NULL, "/v1/exceptions?quarter=2016-Q4&area=E07000105");
    cr_expect_eq(reply_integer(&part, "series"), 1);
    cr_expect_eq(json_array_size(reply_member(&part, "items")), 0);
    cr_expect_eq(reply_integer(&part, "not_enough_data.0.suppressed"), 2, "%s", part.body);
    cr_expect_str_eq(reply_text(&part, "not_enough_data.0.period"), "2016-11");
    reply_auto struct reply none =
        http_get(url, NULL, "/v1/exceptions?quarter=2016-Q4&area=E07000108");
    cr_expect_eq(json_array_size(reply_member(&none, "not_reported")), 0, "%s", none.body);
    cr_expect_eq(reply_integer(&none, "not_enough_data.0.suppressed"), 3);
    cr_expect(json_is_null(reply_member(&none, "not_enough_data.0.period")));
    /* Of a quarter nothing was observed in, nothing is hidden, but of those before it. */
    reply_auto struct reply later =
        http_get(url, NULL, "/v1/exceptions?quarter=2017-Q1&area=E07000108");
    cr_expect_eq(json_array_size(reply_member(&later, "not_reported")), 1, "%s", later.body);
    reply_auto struct reply csv =
        http_get(url, NULL, "/v1/exceptions?quarter=2016-Q4&area=E07000105&format=csv");
    cr_expect_not_null(strstr(csv.body, "\r\nnot_enough_data,small,Small,road-safety,false,"
                                        "E07000105,Ashford,people,2,2016-11,"),
                       "%s", csv.body);
}

Test(control_charts, exceptions_of_what_there_is_not_are_not_found)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    free(service_sql(service,
                     "INSERT INTO safer.priority (id, kind, title)"
                     " VALUES ('drafted', 'priority', 'Drafted'), ('theme', 'theme', 'T')"));
    static const char *const missing[] = {"area=nowhere",
                                          "priority=nowhere",
                                          "priority=theme",
                                          "priority=drafted",
                                          "priority=road-safety&area=nowhere",
                                          "priority=nowhere&format=csv"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        char target[128];
        snprintf(target, sizeof target, "/v1/exceptions?%s", missing[i]);
        reply_auto struct reply reply = http_get(url, NULL, target);
        cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s: %s", missing[i], reply.body);
    }
    reply_auto struct reply seen =
        http_get(url, series_analyst(service), "/v1/exceptions?priority=drafted");
    cr_expect_eq(seen.status, 200, "who may see a priority is told of it: %s", seen.body);
}

Test(control_charts, what_is_not_there_or_not_published_is_not_found)
{
    service_auto struct service *service = start();
    const char *partner = service_token(service, "ashford-analyst", "ashford", "indicators.read");
    free(service_sql(service, "UPDATE safer.indicator SET public = false WHERE id = 'nile-flow'"));
    static const char *const missing[] = {
        "/v1/indicators/no-such-thing/analysis?area=K03000001",
        "/v1/indicators/gb-seatbelts-drivers/analysis?area=nowhere",
        "/v1/indicators/nile-flow/analysis?area=K03000001"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        reply_auto struct reply reply = http_get(service_url(service), NULL, missing[i]);
        cr_assert(reply_is_problem(&reply, 404, "not-found"), "%s", missing[i]);
    }
    reply_auto struct reply seen = http_get(service_url(service), partner, missing[2]);
    cr_assert_eq(seen.status, 200);
    reply_auto struct reply nowhere =
        http_get(service_url(service), NULL, "/v1/indicators/gb-seatbelts-drivers/analysis");
    cr_assert(reply_is_problem(&nowhere, 400, "invalid-parameters"));
    cr_assert(reply_names(&nowhere, "area"));
}

Test(control_charts, points_come_as_csv_too_and_stay_the_same_while_nothing_changes)
{
    service_auto struct service *service = start();
    reply_auto struct reply csv = http_get(service_url(service), NULL, CHART "&format=csv");
    cr_assert_eq(csv.status, 200);
    cr_assert_str_eq(reply_header(&csv, "content-disposition"),
                     "attachment; filename=\"analysis.csv\"");
    cr_assert_eq(strncmp(csv.body, "period,value,adjusted,mean,lower,upper,rule,direction\r\n", 55),
                 0);
    cr_assert_not_null(strstr(csv.body, "\r\n1983-02,1057,"));
    size_t lines = 0;
    for (const char *at = csv.body; (at = strchr(at, '\n')); at++)
        lines++;
    cr_assert_eq(lines, 193);
    const char *tag = reply_header(&csv, "etag");
    char header[128];
    snprintf(header, sizeof header, "If-None-Match: %s", tag);
    const char *const headers[] = {header, NULL};
    reply_auto struct reply same = http_send(
        service_url(service), &(struct request){.target = CHART "&format=csv", .headers = headers});
    cr_assert_eq(same.status, 304);
}

Test(control_charts, exceptions_name_their_rule_and_list_what_is_watched)
{
    service_auto struct service *service = start();
    reply_auto struct reply all = http_get(service_url(service), NULL, "/v1/exceptions");
    cr_assert_eq(all.status, 200, "%s", all.body);
    cr_assert_eq(reply_integer(&all, "series"), 9);
    json_t *items = reply_member(&all, "items");
    json_t *gas = series_find(items, "indicator", "uk-gas");
    cr_assert_str_eq(series_text(gas, "verdict"), "concern");
    cr_assert_str_eq(series_text(gas, "rule"), "outside_limits");
    cr_assert_str_eq(series_text(gas, "period"), "1986-Q4");
    cr_assert_str_eq(series_text(gas, "area_name"), "Great Britain");
    cr_assert_null(series_find(items, "indicator", "us-acc-deaths"));
    json_t *watched = series_find(reply_member(&all, "focus"), "indicator", "us-acc-deaths");
    cr_assert_str_eq(series_text(watched, "verdict"), "none");
    cr_assert(json_is_null(json_object_get(watched, "rule")));
    cr_assert_null(series_find(reply_member(&all, "focus"), "indicator", "nile-flow"));
}

Test(control_charts, of_a_quarter_its_latest_exception_counts_and_who_has_not_reported)
{
    service_auto struct service *service = start();
    reply_auto struct reply quarter =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1983-Q1");
    cr_assert_eq(quarter.status, 200, "%s", quarter.body);
    cr_assert_str_eq(reply_text(&quarter, "from"), "1983-01-01");
    cr_assert_str_eq(reply_text(&quarter, "to"), "1983-03-31");
    json_t *drivers =
        series_find(reply_member(&quarter, "items"), "indicator", "gb-seatbelts-drivers");
    cr_assert_str_eq(series_text(drivers, "period"), "1983-03");
    cr_assert_str_eq(series_text(drivers, "verdict"), "improvement");
    json_t *silent = series_find(reply_member(&quarter, "focus"), "indicator", "us-acc-deaths");
    cr_assert_not_null(silent, "what is watched stands with it, reported or not");
    cr_assert_str_eq(series_text(silent, "state"), "not_reported");
    cr_assert(json_is_null(json_object_get(silent, "value")));
    cr_assert_str_eq(series_text(drivers, "state"), "reported");
    cr_assert_null(
        series_find(reply_member(&quarter, "not_reported"), "indicator", "us-acc-deaths"));
    cr_assert_not_null(
        series_find(reply_member(&quarter, "not_reported"), "indicator", "uk-lung-deaths"));
    /* years are looked at with the quarter they end in, which these end in as well */
    cr_assert_null(series_find(reply_member(&quarter, "not_reported"), "indicator", "nile-flow"));
    reply_auto struct reply written =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1982/83-Q4");
    cr_assert_str_eq(reply_text(&written, "from"), "1983-01-01");
    cr_assert_eq(json_array_size(reply_member(&written, "items")),
                 json_array_size(reply_member(&quarter, "items")));
    reply_auto struct reply last =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1969-Q1");
    json_t *early = series_find(reply_member(&last, "focus"), "indicator", "gb-seatbelts-drivers");
    cr_assert_str_eq(series_text(early, "period"), "1969-03");
    cr_assert_str_eq(series_text(early, "verdict"), "not_enough_data");
    cr_assert_not_null(
        series_find(reply_member(&last, "not_enough_data"), "indicator", "gb-seatbelts-front"));
    static const char *const wrong[] = {"1983", "1983-Q5", "1983-01"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char target[128];
        snprintf(target, sizeof target, "/v1/exceptions?quarter=%s", wrong[i]);
        reply_auto struct reply refused = http_get(service_url(service), NULL, target);
        cr_assert(reply_is_problem(&refused, 400, "invalid-parameters"), "%s", wrong[i]);
    }
    reply_auto struct reply torn =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1983/85-Q1");
    cr_assert(reply_is_problem(&torn, 400, "period-unreadable"), "%s", torn.body);
}

Test(control_charts, exceptions_are_narrowed_and_come_as_csv)
{
    service_auto struct service *service = start();
    reply_auto struct reply csv = http_get(service_url(service), NULL, "/v1/exceptions?format=csv");
    cr_assert_eq(csv.status, 200);
    cr_assert_eq(strncmp(csv.body, "list,indicator,title,priority,focus,area,area_name,unit,", 56),
                 0);
    cr_assert_not_null(strstr(csv.body, "\r\nexceptions,uk-gas,uk_gas,road-safety,false,"));
    cr_assert_not_null(strstr(csv.body, "\r\nfocus,us-acc-deaths,"));
    reply_auto struct reply elsewhere =
        http_get(service_url(service), NULL, "/v1/exceptions?area=E10000016");
    cr_assert_eq(reply_integer(&elsewhere, "series"), 0);
    reply_auto struct reply other =
        http_get(service_url(service), NULL, "/v1/exceptions?priority=domestic-abuse");
    cr_assert_eq(reply_integer(&other, "series"), 0);
    free(service_sql(service, "UPDATE safer.indicator SET state = 'retired',"
                              " retired_on = '2018-01-01' WHERE id = 'uk-gas'"));
    reply_auto struct reply retired = http_get(service_url(service), NULL, "/v1/exceptions");
    cr_assert_eq(reply_integer(&retired, "series"), 8);
}

Test(control_charts, without_points_the_answer_says_why_there_is_no_season)
{
    static const char *const rows[][2] = {
        {"/v1/indicators/" DRIVERS "/analysis?area=E10000016", "less_than_two_years"},
        {"/v1/indicators/" DRIVERS "/analysis?area=E10000016&season=none", "not_asked"},
        {"/v1/indicators/nile-flow/analysis?area=E10000016", "one_period_a_year"},
    };
    service_auto struct service *service = start();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = http_get(service_url(service), NULL, rows[i][0]);
        cr_expect_str_eq(reply_text(&reply, "method.season.reason"), rows[i][1], "%s", rows[i][0]);
        cr_expect_str_eq(reply_text(&reply, "verdict"), "not_enough_data");
        cr_expect(json_is_null(reply_member(&reply, "latest")));
        cr_expect_eq(json_array_size(reply_member(&reply, "points")), 0);
        cr_expect_eq(json_array_size(reply_member(&reply, "segments")), 0);
    }
}

/* Two indicators of the papers are agreed and watched, and have no figures. */
Test(control_charts, what_is_watched_without_figures_is_listed_too)
{
    service_auto struct service *service = start();
    reply_auto struct reply all = http_get(service_url(service), NULL, "/v1/exceptions");
    json_t *casualties =
        series_find(reply_member(&all, "focus"), "indicator", "road-casualties-ksi");
    cr_assert_not_null(casualties);
    cr_assert_str_eq(series_text(casualties, "state"), "no_figures");
    cr_assert_str_eq(series_text(casualties, "verdict"), "not_enough_data");
    cr_assert(json_is_null(json_object_get(casualties, "area")));
    cr_assert(json_is_null(json_object_get(casualties, "period")));
    cr_assert_not_null(
        series_find(reply_member(&all, "focus"), "indicator", "domestic-abuse-incidents"));
    cr_assert_eq(reply_integer(&all, "series"), 9, "it is no series");
    reply_auto struct reply csv =
        http_get(service_url(service), NULL, "/v1/exceptions?format=csv&priority=domestic-abuse");
    cr_assert_not_null(
        strstr(csv.body,
               "\r\nfocus,domestic-abuse-incidents,Domestic abuse incidents,"
               "domestic-abuse,true,,,incidents,0,,,not_enough_data,,,,,,no_figures,\r\n"),
        "%s", csv.body);
    cr_assert_null(strstr(csv.body, "road-casualties-ksi"));
    free(service_sql(service, "UPDATE safer.indicator SET public = false"
                              " WHERE id = 'road-casualties-ksi'"));
    reply_auto struct reply hidden = http_get(service_url(service), NULL, "/v1/exceptions");
    cr_assert_null(series_find(reply_member(&hidden, "focus"), "indicator", "road-casualties-ksi"));
    reply_auto struct reply loaded =
        series_post(service, "/v1/observations",
                    "{\"items\":[{\"indicator\":\"domestic-abuse-incidents\",\"area\":"
                    "\"E10000016\",\"period\":\"2016-12\",\"value\":9}]}");
    reply_auto struct reply filled = http_get(service_url(service), NULL, "/v1/exceptions");
    json_t *found =
        series_find(reply_member(&filled, "focus"), "indicator", "domestic-abuse-incidents");
    cr_assert_str_eq(series_text(found, "area"), "E10000016");
    reply_auto struct reply before =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=2016-Q3&area=K03000001");
    found = series_find(reply_member(&before, "focus"), "indicator", "domestic-abuse-incidents");
    cr_assert_str_eq(series_text(found, "state"), "no_figures");
}

Test(control_charts, a_finding_says_why_its_limits_began_anew)
{
    service_auto struct service *service = start();
    free(series_rebaseline(service, NULL, "1983-02"));
    reply_auto struct reply found =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1984-Q4");
    json_t *drivers = series_find(reply_member(&found, "focus"), "indicator", DRIVERS);
    cr_assert_str_eq(series_text(drivers, "annotation"), "The seat-belt law.");
    json_t *deaths = series_find(reply_member(&found, "items"), "indicator", "uk-gas");
    cr_assert(json_is_null(json_object_get(deaths, "annotation")));
    reply_auto struct reply first =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1983-Q1");
    drivers = series_find(reply_member(&first, "focus"), "indicator", DRIVERS);
    cr_assert_str_eq(series_text(drivers, "verdict"), "not_enough_data");
    cr_assert_str_eq(series_text(drivers, "annotation"), "The seat-belt law.");
    reply_auto struct reply before =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1982-Q4");
    json_t *earlier = series_find(reply_member(&before, "focus"), "indicator", DRIVERS);
    if (!earlier)
        earlier = series_find(reply_member(&before, "items"), "indicator", DRIVERS);
    cr_assert(json_is_null(json_object_get(earlier, "annotation")));
    free(service_sql(service, "UPDATE safer.indicator SET focus = false WHERE id = '" DRIVERS "'"));
    reply_auto struct reply plain =
        http_get(service_url(service), NULL, "/v1/exceptions?quarter=1983-Q1&format=csv");
    cr_assert_not_null(strstr(plain.body, "\r\nnot_enough_data," DRIVERS));
    cr_assert_not_null(strstr(plain.body, ",reported,The seat-belt law.\r\n"), "%s", plain.body);
}

/* Rows come to the calculation a thousand at a time: no series is cut where a part ends. */
Test(control_charts, of_many_series_each_is_looked_at_whole)
{
    service_auto struct service *service = start();
    const char *token = service_token(service, "kcc-analyst", "kcc", "indicators.read");
    reply_auto struct reply one = http_get(service_url(service), token, "/v1/exceptions");
    free(service_sql(
        service,
        "INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on,"
        " revision, provisional, value)"
        " SELECT pg_current_xact_id(), now(), o.indicator, a.number, o.starts_on, 1, false, o.value"
        " FROM safer.observation AS o, safer.area AS a WHERE a.id <> 'K03000001'"));
    reply_auto struct reply all = http_get(service_url(service), token, "/v1/exceptions");
    cr_assert_eq(all.status, 200);
    const json_int_t areas = reply_integer(&all, "series") / 9;
    cr_assert_geq(areas, 14);
    cr_assert_eq(json_array_size(reply_member(&all, "items")),
                 (size_t)areas * json_array_size(reply_member(&one, "items")));
    size_t i;
    json_t *item;
    json_array_foreach(reply_member(&all, "items"), i, item)
    {
        json_t *same =
            series_find(reply_member(&one, "items"), "indicator", series_text(item, "indicator"));
        cr_assert_not_null(same);
        cr_assert_eq(real(item, "upper"), real(same, "upper"));
        cr_assert_str_eq(series_text(item, "rule"), series_text(same, "rule"));
    }
}
