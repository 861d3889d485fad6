/* What a report says: findings of real series, the plan's progress, and that it stays as issued.
 * SPDX-License-Identifier: MIT
 *
 * Operations: issue_report, get_quarterly_report, get_summary_report. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"
#include "support/series.h"

#define REPORTS "/v1/reports"
#define DETAIL REPORTS "/quarterly?quarter=2016/17-Q3"
#define SUMMARY REPORTS "/summary?quarter=2016/17-Q3"
#define NEXT_DETAIL REPORTS "/quarterly?quarter=2016/17-Q4"
#define NEXT_SUMMARY REPORTS "/summary?quarter=2016/17-Q4"
#define SAFETY "/v1/priorities/road-safety"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* The seat-belt law of February 1983 is one of February 2016. */
static struct service *start(void)
{
    return series_start("2018-04-09", 33);
}

static struct service *start_without_series(void)
{
    return service_start(&(struct service_options){.today = "2018-04-09"});
}

static json_int_t count(const json_t *actions, const char *state)
{
    return json_integer_value(json_object_get(actions, state));
}

/* Makes an action of the fire service's; what is done with it is posted below its address, in
 * which `what` is state or progress. */
static void make_action(struct service *service, const char *body, char address[static 64])
{
    reply_auto struct reply made = csa_post(service, "/v1/actions", body);
    snprintf(address, 64, "%s", reply_header(&made, "location"));
}

static void act(struct service *service, const char *address, const char *what, const char *body)
{
    char target[96];
    snprintf(target, sizeof target, "%s/%s", address, what);
    reply_auto struct reply reply = csa_post(service, target, body);
}

static void say(struct service *service, const char *target, const char *body)
{
    reply_auto struct reply reply = csa_post(service, target, body);
}

/* A lead until March 2017, an action that is begun in the quarter and complete after it, one that
 * was delayed before it, and what the lead says. */
static void make_plan(struct service *service)
{
    char days[64], bikes[64];
    say(service, SAFETY "/leads",
        "{\"from_on\":\"2016-06-01\",\"to_on\":\"2017-03-31\",\"office\":\"Head of Roads\","
        "\"partner\":\"swale\",\"source\":\"Minutes\"}");
    make_action(service,
                "{\"title\":\"Road days\",\"priority\":\"road-safety\",\"owner\":\"kfrs\","
                "\"office\":\"Road Safety Team\",\"due_on\":\"2018-06-30\"}",
                days);
    act(service, days, "state",
        "{\"state\":\"in_progress\",\"reported_on\":\"2016-11-02\",\"text\":\"Begun\"}");
    act(service, days, "progress", "{\"reported_on\":\"2016-12-31\",\"text\":\"Four of eleven\"}");
    act(service, days, "state",
        "{\"state\":\"complete\",\"reported_on\":\"2017-01-01\",\"text\":\"Held\"}");
    make_action(service, "{\"title\":\"Bikes\",\"priority\":\"road-safety\",\"owner\":\"swale\"}",
                bikes);
    act(service, bikes, "state",
        "{\"state\":\"delayed\",\"reported_on\":\"2016-08-01\",\"text\":\"No venue\"}");
    say(service, SAFETY "/commentaries",
        "{\"quarter\":\"2016/17-Q3\",\"text\":\"Fewer \\\"casualties\\\"\"}");
    say(service, SAFETY "/commentaries", "{\"quarter\":\"2016/17-Q4\",\"text\":\"Later\"}");
}

Test(contents, the_plan_is_told_as_it_was_when_the_quarter_ended)
{
    service_auto struct service *service = start_without_series();
    make_plan(service);
    reply_auto struct reply detail = csa_get(service, "kcc", DETAIL);
    cr_assert_eq(json_array_size(reply_member(&detail, "priorities")), 6);
    cr_expect_str_eq(reply_text(&detail, "priorities.0.priority"), "anti-social-behaviour");
    cr_expect_str_eq(reply_text(&detail, "priorities.3.title"), "Safeguarding");
    json_t *safety = series_find(reply_member(&detail, "priorities"), "priority", "road-safety");
    cr_expect_str_eq(series_text(safety, "lead"), "Head of Roads");
    cr_expect_str_eq(series_text(safety, "lead_partner"), "swale");
    json_t *actions = json_object_get(safety, "actions");
    cr_expect(count(actions, "in_progress") == 1 && count(actions, "delayed") == 1 &&
                  count(actions, "planned") == 0 && count(actions, "complete") == 0,
              "%s", detail.body);
    json_t *said = json_object_get(safety, "commentaries");
    cr_assert_eq(json_array_size(said), 1);
    cr_expect_str_eq(series_text(json_array_get(said, 0), "text"), "Fewer \"casualties\"");
    cr_expect_str_eq(series_text(json_array_get(said, 0), "partner"), "kcc");

    json_t *list = json_object_get(safety, "action_list");
    json_t *days = series_find(list, "title", "Road days");
    json_t *bikes = series_find(list, "title", "Bikes");
    cr_expect_str_eq(series_text(days, "state"), "in_progress");
    cr_expect_str_eq(series_text(days, "owner"), "kfrs");
    cr_expect_str_eq(series_text(days, "office"), "Road Safety Team");
    cr_expect_str_eq(series_text(days, "due_on"), "2018-06-30");
    const json_t *progress = json_object_get(days, "progress");
    cr_assert_eq(json_array_size(progress), 2);
    cr_expect_str_eq(series_text(json_array_get(progress, 0), "on"), "2016-11-02");
    cr_expect_str_eq(series_text(json_array_get(progress, 0), "state"), "in_progress");
    cr_expect_str_eq(series_text(json_array_get(progress, 1), "text"), "Four of eleven");
    cr_expect_null(series_text(json_array_get(progress, 1), "state"));
    cr_expect_str_eq(series_text(bikes, "state"), "delayed");
    cr_expect_eq(json_array_size(json_object_get(bikes, "progress")), 0);

    reply_auto struct reply summary = csa_get(service, "kcc", SUMMARY);
    json_t *brief = series_find(reply_member(&summary, "priorities"), "priority", "road-safety");
    cr_expect_null(json_object_get(brief, "action_list"));
    cr_expect(json_equal(json_object_get(brief, "actions"), actions));
    cr_expect(json_equal(json_object_get(brief, "commentaries"), said));

    reply_auto struct reply next = csa_get(service, "kcc", NEXT_SUMMARY);
    json_t *later = series_find(reply_member(&next, "priorities"), "priority", "road-safety");
    cr_expect_eq(count(json_object_get(later, "actions"), "complete"), 1);
    cr_expect_str_eq(series_text(json_array_get(json_object_get(later, "commentaries"), 0), "text"),
                     "Later");
}

Test(contents, a_csv_has_the_progress_of_the_plan_and_what_is_said)
{
    static const char *const targets[] = {DETAIL, SUMMARY};
    service_auto struct service *service = start_without_series();
    make_plan(service);
    for (size_t i = 0; i < LENGTH(targets); i++) {
        char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), targets[i]);
        cr_expect_not_null(strstr(csv, "\r\nplan,,Road Safety,road-safety,,,,,,,,,,,,,,,"
                                       "Head of Roads,swale,0,1,1,0,0,,\r\n"),
                           "%s", csv);
        cr_expect_not_null(strstr(csv, "\r\ncommentary,,Road Safety,road-safety,,,,,,,,,,,,,,,"
                                       "Head of Roads,swale,,,,,,kcc,\"Fewer \"\"casualties\"\"\""
                                       "\r\n"),
                           "%s", csv);
        cr_expect_null(strstr(csv, "Later"));
        free(csv);
    }
}

Test(contents, without_a_set_in_force_priorities_with_actions_are_told_of)
{
    service_auto struct service *service = start_without_series();
    make_plan(service);
    reply_auto struct reply detail =
        csa_get(service, "kcc", REPORTS "/quarterly?quarter=2017/18-Q1");
    cr_assert_eq(json_array_size(reply_member(&detail, "priorities")), 1);
    cr_expect_str_eq(reply_text(&detail, "priorities.0.priority"), "road-safety");
    cr_expect_str_eq(reply_text(&detail, "priorities.0.lead_partner"), "kfrs");
}

Test(contents, findings_are_those_of_the_exceptions_of_the_quarter)
{
    service_auto struct service *service = start();
    const char *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply detail = csa_get(service, "kcc", DETAIL);
    reply_auto struct reply summary = csa_get(service, "kcc", SUMMARY);
    reply_auto struct reply all =
        http_get(service_url(service), kcc, "/v1/exceptions?quarter=2016-Q4");
    cr_assert_eq(all.status, 200);
    cr_expect_eq(reply_integer(&detail, "series"), 9);
    cr_expect_eq(reply_integer(&summary, "series"), 9);
    cr_assert_geq(json_array_size(reply_member(&all, "items")), 2);
    /* Nothing is hidden from those for whom a report is drawn, so it does not say how much. */
    size_t place;
    json_t *item;
    json_array_foreach(reply_member(&all, "items"), place, item)
    {
        cr_expect_eq(json_integer_value(json_object_get(item, "suppressed")), 0);
        json_object_del(item, "suppressed");
    }
    cr_expect(json_equal(reply_member(&summary, "exceptions"), reply_member(&all, "items")), "%s%s",
              summary.body, all.body);
    cr_expect(json_equal(reply_member(&summary, "focus"), reply_member(&all, "focus")), "%s%s",
              summary.body, all.body);
    cr_expect_eq((size_t)reply_integer(&summary, "not_reported"),
                 json_array_size(reply_member(&all, "not_reported")) + 1,
                 "with the one that is watched");
    json_t *indicators = reply_member(&detail, "indicators");
    cr_assert_eq(json_array_size(indicators), 9 + 2, "with two that have no figures");
    json_t *casualties = series_find(indicators, "indicator", "road-casualties-ksi");
    cr_expect_str_eq(series_text(casualties, "list"), "focus");
    cr_expect_str_eq(series_text(casualties, "state"), "no_figures");
    json_t *drivers = series_find(indicators, "indicator", DRIVERS);
    cr_expect_str_eq(series_text(drivers, "list"), "exceptions");
    cr_expect_str_eq(series_text(drivers, "period"), "2016-12");
    cr_expect_str_eq(series_text(drivers, "verdict"), "improvement");
    cr_expect_str_eq(series_text(drivers, "rule"), "outside_limits");
    json_t *deaths = series_find(indicators, "indicator", "us-acc-deaths");
    cr_expect_str_eq(series_text(deaths, "list"), "focus");
    cr_expect(json_is_null(json_object_get(deaths, "period")));
    cr_expect_str_eq(series_text(deaths, "state"), "not_reported");
    cr_expect_not_null(series_find(reply_member(&summary, "focus"), "indicator", "us-acc-deaths"));
    cr_expect_null(series_find(reply_member(&summary, "focus"), "indicator", DRIVERS));

    char *csv = ledger_csv(service, kcc, DETAIL), *brief = ledger_csv(service, kcc, SUMMARY);
    cr_expect_eq(strncmp(csv, "list,indicator,title,priority,focus,area,area_name,unit,", 56), 0);
    cr_expect_not_null(strstr(csv, "\r\nexceptions," DRIVERS ",gb_seatbelts_drivers,road-safety,"
                                   "true,K03000001,Great Britain,people,2016-12,"),
                       "%s", csv);
    cr_expect_not_null(strstr(csv, "\r\nnone,"));
    cr_expect_null(strstr(brief, "\r\nnone,"));
    cr_expect_not_null(strstr(brief, "\r\nexceptions," DRIVERS));
    cr_expect_not_null(strstr(brief, "\r\nfocus,us-acc-deaths,"));
    cr_expect_not_null(strstr(brief, "\r\nfocus,road-casualties-ksi,"));
    cr_expect_not_null(strstr(csv, "\r\nfocus,road-casualties-ksi,"));
    reply_auto struct reply page = csa_get(service, "kcc", SUMMARY "&format=markdown");
    cr_expect_not_null(strstr(page.body, "\n| People killed or seriously injured on the roads |"
                                         " – | – | – | – | No figures yet |\n"),
                       "%s", page.body);
    free(csv);
    free(brief);
}

/* The drivers' series of Great Britain, in Kent and in Ashford, and no longer public. */
static void make_district(struct service *service)
{
    free(service_sql(
        service,
        "UPDATE safer.indicator SET public = false WHERE id = '" DRIVERS "';"
        "INSERT INTO safer.observation (written_by, recorded_at, indicator, area, starts_on,"
        " revision, provisional, value) SELECT pg_current_xact_id(), now(), o.indicator, a.number,"
        " o.starts_on, 1, false, o.value FROM safer.observation AS o"
        " JOIN safer.indicator AS i ON i.number = o.indicator AND i.id = '" DRIVERS "',"
        " safer.area AS a WHERE a.id IN ('E10000016', 'E07000105')"));
}

/* How many findings of an indicator there are in an area. */
static size_t findings_in(json_t *list, const char *area)
{
    size_t i, count = 0;
    json_t *finding;
    json_array_foreach(list, i, finding)
    {
        count += strcmp(series_text(finding, "indicator"), DRIVERS) == 0 &&
                 strcmp(series_text(finding, "area"), area) == 0;
    }
    return count;
}

Test(contents, a_summary_tells_of_the_series_that_every_partner_may_read)
{
    service_auto struct service *service = start();
    make_district(service);
    reply_auto struct reply detail = csa_get(service, "kcc", DETAIL);
    reply_auto struct reply draft = csa_get(service, "kcc", SUMMARY);
    cr_expect_eq(reply_integer(&detail, "series"), 11);
    cr_expect_eq(findings_in(reply_member(&detail, "indicators"), "E07000105"), 1);
    cr_expect_eq(reply_integer(&draft, "series"), 10);
    cr_expect_eq(findings_in(reply_member(&draft, "exceptions"), "E07000105"), 0, "%s", draft.body);
    cr_expect_eq(findings_in(reply_member(&draft, "exceptions"), "E10000016"), 1);
    reply_auto struct reply made = csa_post(service, REPORTS, "{\"quarter\":\"2016/17-Q3\"}");
    reply_auto struct reply issued = csa_get(service, "swale", SUMMARY);
    cr_assert_eq(issued.status, 200, "%s", issued.body);
    cr_expect_null(strstr(issued.body, "E07000105"), "%s", issued.body);
    cr_expect_eq(reply_integer(&issued, "series"), 10);
    cr_expect_eq(reply_integer(&issued, "not_enough_data"),
                 reply_integer(&draft, "not_enough_data"));
    reply_auto struct reply kept = csa_get(service, "kcc", DETAIL);
    cr_expect_eq(findings_in(reply_member(&kept, "indicators"), "E07000105"), 1);
    /* What is published in every area every partner reads. */
    free(service_sql(service, "UPDATE safer.indicator SET public = true WHERE id = '" DRIVERS "'"));
    reply_auto struct reply whole = csa_get(service, "kcc", NEXT_DETAIL);
    reply_auto struct reply open = csa_get(service, "kcc", NEXT_SUMMARY);
    cr_expect_eq(reply_integer(&open, "series"), reply_integer(&whole, "series"));
}

Test(contents, a_rebaseline_ends_an_alarm_and_is_told_of_for_a_year)
{
    service_auto struct service *service = start();
    free(series_rebaseline(service, NULL, "2016-02"));
    reply_auto struct reply summary = csa_get(service, "kcc", SUMMARY);
    cr_expect_null(series_find(reply_member(&summary, "exceptions"), "indicator", DRIVERS));
    json_t *drivers = series_find(reply_member(&summary, "focus"), "indicator", DRIVERS);
    cr_assert_not_null(drivers);
    cr_expect_str_eq(series_text(drivers, "verdict"), "none");
    json_t *law = series_find(reply_member(&summary, "annotations"), "indicator", DRIVERS);
    cr_assert_not_null(law);
    cr_expect_str_eq(series_text(law, "period"), "2016-02");
    cr_expect_str_eq(series_text(law, "text"), "The seat-belt law.");
    cr_expect(json_is_true(json_object_get(law, "rebaseline")));
    reply_auto struct reply page = csa_get(service, "kcc", SUMMARY "&format=markdown");
    cr_expect_not_null(strstr(page.body,
                              "- gb\\_seatbelts\\_drivers, from February 2016: The seat-belt"
                              " law. (limits begin anew)\n"),
                       "%s", page.body);
    cr_expect_not_null(strstr(page.body, "| Nothing out of the ordinary (limits begin anew: The "
                                         "seat-belt law.) |\n"),
                       "%s", page.body);
    reply_auto struct reply next = csa_get(service, "kcc", NEXT_SUMMARY);
    cr_expect_null(series_find(reply_member(&next, "annotations"), "indicator", DRIVERS));
    cr_expect_null(series_find(reply_member(&next, "exceptions"), "indicator", DRIVERS));
}

/* ---- What is issued stays ---------------------------------------------------------------------
 */

#define FORMS(target) target, target "&format=csv", target "&format=markdown"

static const char *const issued[] = {FORMS(DETAIL "&number=1"), FORMS(SUMMARY "&number=1")};
static const char *const drafts[] = {FORMS(NEXT_DETAIL), FORMS(NEXT_SUMMARY)};

static void read_all(struct service *service, const char *const *targets, size_t length,
                     struct reply *replies)
{
    for (size_t i = 0; i < length; i++)
        replies[i] = csa_get(service, "kcc", targets[i]);
}

/* Changes everything a report of the quarter, and of the next, is made of. */
static void change_everything(struct service *service)
{
    char action[64];
    reply_auto struct reply revised = series_post(
        service, "/v1/observations",
        "{\"items\":[{\"indicator\":\"" DRIVERS "\",\"area\":\"K03000001\",\"period\":\"2016-12\","
        "\"value\":98765},{\"indicator\":\"" DRIVERS "\",\"area\":\"K03000001\","
        "\"period\":\"2017-02\",\"value\":98764}]}");
    cr_assert_eq(reply_integer(&revised, "revised"), 2);
    free(series_rebaseline(service, NULL, "2016-10"));
    make_action(service, "{\"title\":\"Late\",\"priority\":\"road-safety\",\"owner\":\"kfrs\"}",
                action);
    act(service, action, "state",
        "{\"state\":\"in_progress\",\"reported_on\":\"2016-11-02\",\"text\":\"Begun\"}");
    act(service, action, "progress", "{\"reported_on\":\"2017-02-01\",\"text\":\"Going on\"}");
    say(service, SAFETY "/commentaries", "{\"quarter\":\"2016/17-Q3\",\"text\":\"An addition\"}");
    say(service, SAFETY "/commentaries", "{\"quarter\":\"2016/17-Q4\",\"text\":\"An addition\"}");
}

Test(contents, what_is_issued_stays_byte_for_byte_and_a_correction_tells_what_is_new)
{
    service_auto struct service *service = start();
    make_plan(service);
    struct reply before[LENGTH(issued)], draft[LENGTH(drafts)];
    reply_auto struct reply made = csa_post(service, REPORTS, "{\"quarter\":\"2016/17-Q3\"}");
    read_all(service, issued, LENGTH(issued), before);
    read_all(service, drafts, LENGTH(drafts), draft);
    change_everything(service);
    for (int corrected = 0; corrected < 2; corrected++) {
        for (size_t i = 0; i < LENGTH(issued); i++) {
            reply_auto struct reply after = csa_get(service, "kcc", issued[i]);
            cr_expect_str_eq(after.body, before[i].body, "%s", issued[i]);
            cr_expect_str_eq(reply_header(&after, "etag"), reply_header(&before[i], "etag"));
        }
        if (!corrected)
            say(service, REPORTS, "{\"quarter\":\"2016/17-Q3\",\"corrects\":1}");
    }
    for (size_t i = 0; i < LENGTH(drafts); i++) {
        reply_auto struct reply after = csa_get(service, "kcc", drafts[i]);
        cr_expect_str_neq(after.body, draft[i].body, "%s", drafts[i]);
        reply_free(&draft[i]);
    }
    for (size_t i = 0; i < LENGTH(issued); i++)
        reply_free(&before[i]);
    reply_auto struct reply detail = csa_get(service, "kcc", DETAIL);
    cr_expect_eq(reply_integer(&detail, "number"), 2);
    cr_expect_not_null(strstr(detail.body, "98765"));
    cr_expect_not_null(strstr(detail.body, "An addition"));
    cr_expect_not_null(strstr(detail.body, "\"Late\""));
    cr_expect_not_null(series_find(reply_member(&detail, "annotations"), "indicator", DRIVERS));
}

Test(contents, a_report_says_what_its_draft_said)
{
    service_auto struct service *service = start();
    make_plan(service);
    static const char *const told[] = {"report",    "number",    "state", "issued_at",
                                       "issued_on", "issued_by", "note"};
    static const char *const targets[] = {DETAIL, SUMMARY};
    struct reply draft[LENGTH(targets)];
    read_all(service, targets, LENGTH(targets), draft);
    say(service, REPORTS, "{\"quarter\":\"2016/17-Q3\",\"note\":\"Minute 4\"}");
    for (size_t i = 0; i < LENGTH(targets); i++) {
        reply_auto struct reply after = csa_get(service, "kfrs", targets[i]);
        cr_expect_str_eq(reply_text(&after, "issued_by"), "kcc");
        cr_expect_str_eq(reply_text(&after, "note"), "Minute 4");
        cr_expect_not_null(reply_text(&after, "issued_at"));
        for (size_t t = 0; t < LENGTH(told); t++) {
            json_object_del(after.json, told[t]);
            json_object_del(draft[i].json, told[t]);
        }
        cr_expect(json_equal(after.json, draft[i].json), "%s: %s", targets[i], after.body);
        reply_free(&draft[i]);
    }
}

/* ---- A page for a committee -------------------------------------------------------------------
 */

/* How often a mark stands in a line without a backslash before it. */
static size_t unescaped(const char *line, size_t length, char mark)
{
    size_t found = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\\')
            i++;
        else
            found += line[i] == mark;
    }
    return found;
}

static void assert_page(const struct reply *page)
{
    size_t rows = 0;
    for (const char *line = page->body, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        cr_assert_not_null(end, "the last line ends too");
        const size_t length = (size_t)(end - line), bars = unescaped(line, length, '|');
        cr_expect(bars == 0 || (bars == 7 && *line == '|'), "%.*s", (int)length, line);
        cr_expect_eq(unescaped(line, length, '<'), 0, "%.*s", (int)length, line);
        cr_expect_eq(unescaped(line, length, '`'), 0, "%.*s", (int)length, line);
        cr_expect_eq(unescaped(line, length, '*'), 0, "%.*s", (int)length, line);
        cr_expect_eq(unescaped(line, length, '['), 0, "%.*s", (int)length, line);
        cr_expect_neq(strncmp(line, "two", 3), 0, "%s", "what is said stays in one line");
        rows += bars == 7;
    }
    cr_expect_geq(rows, 3, "%s", page->body);
}

Test(contents, words_of_others_are_no_marks_in_the_page)
{
    static const char *const targets[] = {DETAIL, SUMMARY};
    service_auto struct service *service = start_without_series();
    char action[64];
    say(service, SAFETY "/commentaries",
        "{\"quarter\":\"2016/17-Q3\",\"text\":\"One | a\\ntwo\\r\\ntwo <b> *c* \\\\\"}");
    make_action(service,
                "{\"title\":\"An | <a> `b` *c* [d](e) \\\\\",\"priority\":\"road-safety\","
                "\"owner\":\"kfrs\"}",
                action);
    act(service, action, "progress",
        "{\"reported_on\":\"2016-11-02\",\"text\":\"One |\\ntwo <script>\"}");
    reply_auto struct reply made =
        series_post(service, "/v1/indicators",
                    "{\"id\":\"marks\",\"title\":\"=A | <a> `b` *c* [d](e) \\\\\",\"unit\":\"|\","
                    "\"polarity\":\"neutral\",\"frequency\":\"month\",\"priority\":\"road-safety\","
                    "\"focus\":true}");
    reply_auto struct reply agreed =
        series_post(service, "/v1/indicators/marks/agreement", "{\"agreed_on\":\"2016-01-01\"}");
    reply_auto struct reply loaded =
        series_post(service, "/v1/observations",
                    "{\"items\":[{\"indicator\":\"marks\",\"area\":\"E10000016\","
                    "\"period\":\"2016-11\",\"value\":12.5}]}");
    reply_auto struct reply said =
        series_post(service, "/v1/indicators/marks/annotations",
                    "{\"period\":\"2016-11\",\"kind\":\"event\",\"text\":\"One |\\ntwo\"}");
    for (size_t i = 0; i < LENGTH(targets); i++) {
        char form[120];
        snprintf(form, sizeof form, "%s&format=markdown", targets[i]);
        reply_auto struct reply page = csa_get(service, "kcc", form);
        cr_expect_eq(strncmp(reply_header(&page, "content-type"), "text/markdown", 13), 0);
        assert_page(&page);
        reply_auto struct reply same = http_send(
            service_url(service),
            &(struct request){.target = targets[i],
                              .token = csa_coordinator(service, "kcc"),
                              .headers = (const char *const[]){"Accept: text/markdown", NULL}});
        cr_expect_str_eq(same.body, page.body);
        cr_expect_not_null(strstr(page.body,
                                  "| \\=A \\| \\<a\\> \\`b\\` \\*c\\* \\[d\\]\\(e\\) \\\\ |"
                                  " Kent | November 2016 | 12.5 | – |"),
                           "%s", page.body);
        reply_auto struct reply plain = http_send(
            service_url(service),
            &(struct request){.target = targets[i],
                              .token = csa_coordinator(service, "kcc"),
                              .headers = (const char *const[]){"Accept: text/csv", NULL}});
        cr_expect_not_null(strstr(plain.body, ",=A | <a> `b` *c* [d](e) \\,"), "%s", plain.body);
        snprintf(form, sizeof form, "%s&format=csv", targets[i]);
        reply_auto struct reply sheet = csa_get(service, "kcc", form);
        cr_expect_not_null(strstr(sheet.body, ",\"'=A | <a>"), "%s", sheet.body);
    }
}

static bool begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

Test(contents, an_issued_page_says_its_number_and_a_draft_that_it_is_one)
{
    service_auto struct service *service = start_without_series();
    make_plan(service);
    reply_auto struct reply draft = csa_get(service, "kcc", DETAIL "&format=markdown");
    cr_expect(begins(draft.body, "# Community safety performance report, 2016/17-Q3\n\n"
                                 "Draft: not issued. 1 October 2016 to 31 December 2016.\n"),
              "%s", draft.body);
    cr_expect_not_null(strstr(draft.body,
                              "\n### Road Safety\n\nLead: Head of Roads, Swale Borough Council.\n\n"
                              "Actions: 1 in progress, 1 delayed.\n"));
    cr_expect_not_null(strstr(draft.body, "\n  - 31 December 2016: Four of eleven\n"));
    cr_expect_not_null(strstr(draft.body, "\n> Fewer \"casualties\" — Kent County Council\n"));
    cr_expect_not_null(strstr(draft.body, " (Kent Fire and Rescue Service, in progress)\n"), "%s",
                       draft.body);
    cr_expect_null(strstr(draft.body, "in_progress"));
    say(service, REPORTS, "{\"quarter\":\"2016/17-Q3\",\"note\":\"Minute 12 *again*\"}");
    reply_auto struct reply issued_page = csa_get(service, "ashford", SUMMARY "&format=markdown");
    cr_expect(begins(issued_page.body, "# Community safety summary, 2016/17-Q3\n\n"
                                       "Report 1, issued on "),
              "%s", issued_page.body);
    cr_expect_not_null(strstr(issued_page.body, "\n\nMinute 12 \\*again\\*\n"), "%s",
                       issued_page.body);
    cr_expect_null(strstr(issued_page.body, "Four of eleven"));
    cr_expect_not_null(strstr(issued_page.body, "No series had figures to judge by.\n"));
}
