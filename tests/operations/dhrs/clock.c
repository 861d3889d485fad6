/* The clock of a review: by when it is to be decided and completed, what a suspension takes out,
 * and which version of the rules it goes by. SPDX-License-Identifier: MIT
 *
 * Operations: get_dhr_clock, list_dhr_clock_rules, create_dhr_clock_rule, get_dhr_clock_rule,
 * list_dhr_deadlines. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"

#define RULES "/v1/dhr-clock-rules"
#define DEADLINES "/v1/dhr-deadlines"

enum { STEPS = 6 };

/* What a review came to, "suspended 2019-01-20" or "decision 2019-02-20", and what its clock says
 * at the end of a day; NULL: nothing is due. */
struct example {
    const char *name, *notified, *steps[STEPS + 1], *on;
    const char *decision_due, *decision_state, *completion_due, *completion_state;
    int suspended_days, days_in_stage;
};

static void assert_text(const struct reply *reply, const char *member, const char *expected,
                        const char *name)
{
    const char *text = reply_text(reply, member);
    cr_expect(text && expected ? strcmp(text, expected) == 0 : text == expected,
              "%s: %s is %s, not %s", name, member, text ? text : "null",
              expected ? expected : "null");
}

static void assert_example(struct service *service, const struct example *example, unsigned number)
{
    char pseudonym[40], target[200];
    snprintf(pseudonym, sizeof pseudonym, "Example %c%c/2019", 'A' + (char)(number / 26),
             'a' + (char)(number % 26));
    char *id = dhr_make(service, pseudonym, example->notified, "");
    for (size_t i = 0; example->steps[i]; i++) {
        char stage[30];
        const char *day = strchr(example->steps[i], ' ') + 1;
        snprintf(stage, sizeof stage, "%.*s", (int)(day - example->steps[i] - 1),
                 example->steps[i]);
        if (strcmp(stage, "overview_report") == 0) { /* what is between says nothing of the clock */
            char sql[300];
            snprintf(sql, sizeof sql,
                     "INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, recorded_by)"
                     " VALUES ('%s', 99, 'overview_report', '%s', 'kcc')",
                     id, day);
            free(service_sql(service, sql));
            continue;
        }
        dhr_moves(service, id, stage, day,
                  strcmp(stage, "decision") == 0    ? ",\"decision\":\"review\""
                  : strcmp(stage, "suspended") == 0 ? ",\"suspended_for\":\"inquest\""
                                                    : "");
    }
    snprintf(target, sizeof target, "%s?on=%s", dhr_at(id, "/clock"), example->on);
    reply_auto struct reply clock = csa_get(service, "kcc", target);
    assert_text(&clock, "decision_due_on", example->decision_due, example->name);
    assert_text(&clock, "decision_state", example->decision_state, example->name);
    assert_text(&clock, "completion_due_on", example->completion_due, example->name);
    assert_text(&clock, "completion_state", example->completion_state, example->name);
    cr_expect_eq(reply_integer(&clock, "suspended_days"), example->suspended_days, "%s: %s",
                 example->name, clock.body);
    cr_expect_eq(reply_integer(&clock, "days_in_stage"), example->days_in_stage, "%s: %s",
                 example->name, clock.body);
    cr_expect_str_eq(reply_text(&clock, "asked_on"), example->on);
    free(id);
}

#define EXAMPLES(examples)                                                                         \
    do {                                                                                           \
        service_auto struct service *service = dhrs_start("2021-06-30");                           \
        for (unsigned i = 0; i < sizeof(examples) / sizeof *(examples); i++) {                     \
            assert_example(service, &(examples)[i], i);                                            \
        }                                                                                          \
    } while (0)

Test(dhr_clock, a_month_ends_with_its_last_day_in_leap_years_too)
{
    static const struct example examples[] = {
        {"31 January", "2019-01-31", {NULL}, "2019-02-28", "2019-02-28", "due", NULL, NULL, 0, 28},
        {"31 January, a day late",
         "2019-01-31",
         {NULL},
         "2019-03-01",
         "2019-02-28",
         "overdue",
         NULL,
         NULL,
         0,
         29},
        {"30 January", "2019-01-30", {NULL}, "2019-02-01", "2019-02-28", "due", NULL, NULL, 0, 2},
        {"29 January", "2019-01-29", {NULL}, "2019-02-01", "2019-02-28", "due", NULL, NULL, 0, 3},
        {"28 January", "2019-01-28", {NULL}, "2019-02-01", "2019-02-28", "due", NULL, NULL, 0, 4},
        {"of a leap year",
         "2020-01-31",
         {NULL},
         "2020-02-29",
         "2020-02-29",
         "due",
         NULL,
         NULL,
         0,
         29},
        {"of a leap year, late",
         "2020-01-30",
         {NULL},
         "2020-03-01",
         "2020-02-29",
         "overdue",
         NULL,
         NULL,
         0,
         31},
        {"29 February", "2020-02-29", {NULL}, "2020-02-29", "2020-03-29", "due", NULL, NULL, 0, 0},
        {"31 March", "2019-03-31", {NULL}, "2019-04-01", "2019-04-30", "due", NULL, NULL, 0, 1},
        {"31 December", "2019-12-31", {NULL}, "2020-01-31", "2020-01-31", "due", NULL, NULL, 0, 31},
        {"31 August and six months",
         "2019-08-20",
         {"decision 2019-08-31"},
         "2020-02-29",
         "2019-09-20",
         "met",
         "2020-02-29",
         "due",
         0,
         182},
        {"the same before another year",
         "2018-08-20",
         {"decision 2018-08-31"},
         "2019-03-01",
         "2018-09-20",
         "met",
         "2019-02-28",
         "overdue",
         0,
         182},
        {"29 February and six months",
         "2020-02-10",
         {"decision 2020-02-29"},
         "2020-03-01",
         "2020-03-10",
         "met",
         "2020-08-29",
         "due",
         0,
         1},
    };
    EXAMPLES(examples);
}

Test(dhr_clock, days_suspended_are_taken_out)
{
    static const struct example examples[] = {
        {"before the decision",
         "2019-01-10",
         {"suspended 2019-01-20", "resumed 2019-02-03"},
         "2019-02-15",
         "2019-02-24",
         "due",
         NULL,
         NULL,
         14,
         22},
        {"of what is decided, not of what comes after",
         "2019-01-10",
         {"suspended 2019-01-20", "resumed 2019-02-03", "decision 2019-02-20"},
         "2019-03-01",
         "2019-02-24",
         "met",
         "2019-08-20",
         "due",
         14,
         9},
        {"after the decision, not of what is decided",
         "2019-01-10",
         {"decision 2019-02-01", "suspended 2019-02-05", "resumed 2019-03-07"},
         "2019-03-10",
         "2019-02-10",
         "met",
         "2019-08-31",
         "due",
         30,
         7},
        {"across the day it is due",
         "2019-01-10",
         {"suspended 2019-02-05", "resumed 2019-02-20"},
         "2019-02-25",
         "2019-02-25",
         "due",
         NULL,
         NULL,
         15,
         31},
        {"across the day it is due, late",
         "2019-01-10",
         {"suspended 2019-02-05", "resumed 2019-02-20"},
         "2019-02-26",
         "2019-02-25",
         "overdue",
         NULL,
         NULL,
         15,
         32},
        {"begun on the day it is due",
         "2019-01-10",
         {"suspended 2019-02-10", "resumed 2019-02-15"},
         "2019-02-15",
         "2019-02-15",
         "due",
         NULL,
         NULL,
         5,
         31},
        {"begun after it",
         "2019-01-10",
         {"suspended 2019-02-11", "resumed 2019-02-15"},
         "2019-02-15",
         "2019-02-10",
         "overdue",
         NULL,
         NULL,
         4,
         32},
        {"two, of which the second begins within what the first moved",
         "2019-01-10",
         {"suspended 2019-01-15", "resumed 2019-01-20", "suspended 2019-02-12",
          "resumed 2019-02-20"},
         "2019-02-23",
         "2019-02-23",
         "due",
         NULL,
         NULL,
         13,
         31},
        {"two, of which the second begins after it",
         "2019-01-10",
         {"suspended 2019-01-15", "resumed 2019-01-20", "suspended 2019-02-16",
          "resumed 2019-02-20"},
         "2019-02-23",
         "2019-02-15",
         "overdue",
         NULL,
         NULL,
         9,
         35},
        {"one that lasts",
         "2019-01-10",
         {"suspended 2019-02-01"},
         "2019-03-01",
         "2019-03-10",
         "suspended",
         NULL,
         NULL,
         28,
         22},
        {"one that lasts longer",
         "2019-01-10",
         {"suspended 2019-02-01"},
         "2020-02-29",
         "2020-03-09",
         "suspended",
         NULL,
         NULL,
         393,
         22},
        {"its first day",
         "2019-01-10",
         {"suspended 2019-02-01"},
         "2019-02-01",
         "2019-02-10",
         "suspended",
         NULL,
         NULL,
         0,
         22},
        {"the day before",
         "2019-01-10",
         {"suspended 2019-02-01"},
         "2019-01-31",
         "2019-02-10",
         "due",
         NULL,
         NULL,
         0,
         21},
        {"one that lasts, begun after it was due",
         "2019-01-10",
         {"suspended 2019-02-11"},
         "2019-03-01",
         "2019-02-10",
         "overdue",
         NULL,
         NULL,
         18,
         32},
        {"resumed the same day",
         "2019-01-10",
         {"suspended 2019-02-01", "resumed 2019-02-01"},
         "2019-02-10",
         "2019-02-10",
         "due",
         NULL,
         NULL,
         0,
         31},
        {"resumed the day after",
         "2019-01-10",
         {"suspended 2019-02-01", "resumed 2019-02-02"},
         "2019-02-11",
         "2019-02-11",
         "due",
         NULL,
         NULL,
         1,
         31},
        {"before it was resumed, as it stood",
         "2019-01-10",
         {"suspended 2019-02-05", "resumed 2019-02-20"},
         "2019-02-12",
         "2019-02-17",
         "suspended",
         NULL,
         NULL,
         7,
         26},
        {"across a leap day",
         "2020-01-31",
         {"suspended 2020-02-20", "resumed 2020-03-05"},
         "2020-03-14",
         "2020-03-14",
         "due",
         NULL,
         NULL,
         14,
         29},
        {"decided on the day it is due",
         "2019-01-10",
         {"decision 2019-02-10"},
         "2019-02-10",
         "2019-02-10",
         "met",
         "2019-08-10",
         "due",
         0,
         0},
        {"decided a day late",
         "2019-01-10",
         {"decision 2019-02-11"},
         "2019-02-11",
         "2019-02-10",
         "met_late",
         "2019-08-11",
         "due",
         0,
         0},
        {"before it was decided, as it stood",
         "2019-01-10",
         {"decision 2019-02-11"},
         "2019-02-10",
         "2019-02-10",
         "due",
         NULL,
         NULL,
         0,
         31},
        {"complete on the day it is due",
         "2019-01-10",
         {"decision 2019-01-31", "overview_report 2019-07-31"},
         "2019-08-02",
         "2019-02-10",
         "met",
         "2019-07-31",
         "met",
         0,
         2},
        {"complete a day late",
         "2019-01-10",
         {"decision 2019-01-31", "overview_report 2019-08-01"},
         "2019-08-02",
         "2019-02-10",
         "met",
         "2019-07-31",
         "met_late",
         0,
         1},
        {"before it was complete, as it stood",
         "2019-01-10",
         {"decision 2019-01-31", "overview_report 2019-08-01"},
         "2019-07-31",
         "2019-02-10",
         "met",
         "2019-07-31",
         "due",
         0,
         181},
        {"of what is to be complete",
         "2019-08-20",
         {"decision 2019-08-31", "suspended 2020-02-29", "resumed 2020-03-10"},
         "2020-03-10",
         "2019-09-20",
         "met",
         "2020-03-10",
         "due",
         10,
         182},
    };
    EXAMPLES(examples);
}

Test(dhr_clock, it_is_read_as_it_stands_today_or_stood_on_a_day)
{
    service_auto struct service *service = dhrs_start("2019-02-10");
    char *id = dhr_make(service, "Larkspur/2019", "2019-01-10", "");
    dhr_moves(service, id, "suspended", "2019-01-20", ",\"suspended_for\":\"inquest\"");
    dhr_moves(service, id, "resumed", "2019-01-25", "");
    dhr_moves(service, id, "suspended", "2019-02-08",
              ",\"suspended_for\":\"criminal_proceedings\"");
    const char *target = dhr_at(id, "/clock");
    reply_auto struct reply today = csa_get(service, "kcc", target);
    cr_expect_str_eq(reply_text(&today, "asked_on"), "2019-02-10");
    cr_expect_str_eq(reply_text(&today, "dhr"), id);
    cr_expect_str_eq(reply_text(&today, "rule"), "home-office-2016");
    cr_expect_eq(reply_integer(&today, "decision_months"), 1);
    cr_expect_eq(reply_integer(&today, "completion_months"), 6);
    cr_expect_str_eq(reply_text(&today, "completed_by"), "overview_report");
    cr_expect_str_eq(reply_text(&today, "stage"), "notified");
    cr_expect(json_is_true(reply_member(&today, "suspended")));
    cr_expect_eq(reply_integer(&today, "suspended_days"), 7);
    cr_expect_eq(json_array_size(reply_member(&today, "suspensions")), 2);
    cr_expect_eq(reply_integer(&today, "decision_moved_days"), 7);
    cr_expect(json_is_null(reply_member(&today, "completion_moved_days")));
    cr_expect_eq(reply_integer(&today, "suspensions.0.days"), 5);
    cr_expect_eq(reply_integer(&today, "suspensions.1.days"), 2,
                 "until the day that is asked about");
    cr_expect_str_eq(reply_text(&today, "suspensions.0.from_on"), "2019-01-20");
    cr_expect_str_eq(reply_text(&today, "suspensions.0.to_on"), "2019-01-25");
    cr_expect_str_eq(reply_text(&today, "suspensions.1.suspended_for"), "criminal_proceedings");
    cr_expect_null(reply_text(&today, "suspensions.1.to_on"));
    /* The review itself says the same. */
    reply_auto struct reply read = csa_get(service, "kcc", dhr_at(id, ""));
    static const char *const same[] = {"stage_on",       "days_in_stage", "suspended",
                                       "suspended_days", "rule",          "decision_due_on",
                                       "decision_state"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        cr_expect(json_equal(reply_member(&today, same[i]), reply_member(&read, same[i])), "%s",
                  same[i]);
    }
    reply_auto struct reply then = csa_get(service, "kcc", grants_at(target, "", "?on=2019-01-22"));
    cr_expect(json_is_true(reply_member(&then, "suspended")));
    cr_expect_eq(json_array_size(reply_member(&then, "suspensions")), 1);
    cr_expect_null(reply_text(&then, "suspensions.0.to_on"), "as it was known then");
    reply_auto struct reply first =
        csa_get(service, "kcc", grants_at(target, "", "?on=2019-01-10"));
    cr_expect_eq(json_array_size(reply_member(&first, "suspensions")), 0);
    reply_auto struct reply before = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                              grants_at(target, "", "?on=2019-01-09"));
    cr_expect(reply_is_problem(&before, 404, "not-found"), "there was none: %s", before.body);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, grants_at(target, "", "?on=2019-02-30"), "on");
    free(id);
}

/* ---- Versions of the rules ------------------------------------------------------------------- */

#define LATER                                                                                      \
    "{\"id\":\"later\",\"from_on\":\"2019-03-01\",\"decision_months\":2,\"completion_months\":12," \
    "\"completed_by\":\"sign_off\",\"source\":\"Guidance 2019\",\"note\":\"Longer\"}"
#define RULE(id, day)                                                                              \
    "{\"id\":\"" id "\",\"from_on\":\"" day "\",\"decision_months\":1,\"completion_months\":6,"    \
    "\"completed_by\":\"published\",\"source\":\"S\"}"

Test(dhr_clock, a_new_version_is_for_what_is_notified_from_its_day_on)
{
    service_auto struct service *service = dhrs_start("2019-02-28");
    char *old = dhr_make(service, "Larkspur/2019", "2019-02-28", "");
    char *decided = dhr_make(service, "Heron/2019", "2019-01-31", "");
    dhr_moves(service, decided, "decision", "2019-02-10", ",\"decision\":\"review\"");
    reply_auto struct reply was = csa_get(service, "kcc", dhr_at(old, ""));
    reply_auto struct reply decided_was = csa_get(service, "kcc", dhr_at(decided, ""));
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), RULES,
                                                LATER, RULE("other", "2019-04-01"), false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_header(&made, "location"), RULES "/later");
    cr_expect_str_eq(reply_text(&made, "from_on"), "2019-03-01");
    cr_expect_eq(reply_integer(&made, "decision_months"), 2);
    assert_key_in_use(service, "kcc", "create_dhr_clock_rule", RULES, LATER);
    reply_auto struct reply now = csa_get(service, "kcc", dhr_at(old, ""));
    reply_auto struct reply decided_now = csa_get(service, "kcc", dhr_at(decided, ""));
    cr_expect_str_eq(now.body, was.body, "what was notified keeps its version");
    cr_expect_str_eq(decided_now.body, decided_was.body);
    free(service_sql(
        service,
        "SELECT set_config('safer.partner', 'kcc', false), set_config('safer.scope', 'dhrs.write',"
        " false), set_config('safer.today', '2019-03-02', false);"
        "SELECT safer.create_dhr('00000000-0000-7000-8000-0000000000d1', '{\"pseudonym\":"
        "\"Wren/2019\",\"partnership\":\"swale\",\"notified_on\":\"2019-03-01\"}', NULL);"
        "SELECT safer.create_dhr('00000000-0000-7000-8000-0000000000d2', '{\"pseudonym\":"
        "\"Robin/2019\",\"partnership\":\"swale\",\"notified_on\":\"2019-02-28\"}', NULL);"
        "SELECT safer.move_dhr('00000000-0000-7000-8000-0000000000d1', 'decision', '2019-03-02',"
        " 'review', NULL, NULL, NULL)"));
    static const char *const rows[][4] = {
        {"/00000000-0000-7000-8000-0000000000d1/clock?on=2019-03-02", "later", "2019-05-01",
         "2020-03-02"},
        {"/00000000-0000-7000-8000-0000000000d2/clock?on=2019-03-02", "home-office-2016",
         "2019-03-28", NULL},
    };
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply clock = csa_get(service, "kcc", grants_at(DHRS, rows[i][0], ""));
        assert_text(&clock, "rule", rows[i][1], rows[i][0]);
        assert_text(&clock, "decision_due_on", rows[i][2], rows[i][0]);
        assert_text(&clock, "completion_due_on", rows[i][3], rows[i][0]);
    }
    free(old);
    free(decided);
}

Test(dhr_clock, the_past_gets_no_new_version)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    reply_auto struct reply made = csa_post(service, RULES, LATER);
    static const struct csa_refusal rows[] = {
        {"swale", RULES, RULE("new", "2019-04-01"), 403, "not-the-coordinator", NULL},
        {"swale", RULES, RULE("later", "2019-04-01"), 403, "not-the-coordinator", NULL},
        {"kcc", RULES, "{}", 422, "invalid-body", "/id"},
        {"kcc", RULES, RULE("later", "2019-04-01"), 409, "id-taken", "/id"},
        {"kcc", RULES, RULE("new", "2019-02-04"), 422, "clock-rule-in-past", "/from_on"},
        {"kcc", RULES, RULE("new", "2019-02-05"), 422, "clock-rule-in-past", "/from_on"},
        {"kcc", RULES, RULE("new", "2019-03-01"), 422, "clock-rule-in-past", "/from_on"},
        {"kcc", RULES, RULE("new", "2101-01-01"), 422, "date-implausible", "/from_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
}

Test(dhr_clock, anybody_reads_what_is_asked_of_reviews)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    reply_auto struct reply made = csa_post(service, RULES, LATER);
    const char *url = service_url(service);
    reply_auto struct reply list = http_get(url, NULL, RULES);
    cr_expect_eq(list.status, 200);
    cr_expect_str_eq(reply_text(&list, "items.0.id"), "home-office-2016");
    cr_expect_str_eq(reply_text(&list, "items.1.id"), "later");
    char *csv = ledger_csv(service, csa_coordinator(service, "dover"), RULES);
    cr_expect_not_null(strstr(csv, "later,2019-03-01,2,12,sign_off,Guidance 2019,Longer,"), "%s",
                       csv);
    free(csv);
    static const char *const targets[] = {RULES, RULES "/later"};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply read = http_get(url, NULL, targets[i]);
        cr_expect_eq(read.status, 200);
        char header[200];
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&read, "etag"));
        reply_auto struct reply same =
            http_send(url, &(struct request){.target = targets[i],
                                             .headers = (const char *const[]){header, NULL}});
        cr_expect_eq(same.status, 304);
        reply_auto struct reply image = http_send(
            url, &(struct request){.target = targets[i],
                                   .headers = (const char *const[]){"Accept: image/png", NULL}});
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        reply_auto struct reply bad = http_get(url, "no.such.token", targets[i]);
        cr_expect(reply_is_problem(&bad, 401, "invalid-token"));
    }
    reply_auto struct reply none = http_get(url, NULL, RULES "/none");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply wrong = http_get(url, NULL, RULES "/A");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") &&
              reply_names(&wrong, "dhr_clock_rule"));
    reply_auto struct reply form = http_get(url, NULL, RULES "?format=x");
    cr_expect(reply_is_problem(&form, 400, "invalid-parameters") && reply_names(&form, "format"));
}

/* ---- What is due ----------------------------------------------------------------------------- */

Test(dhr_clock, what_is_due_is_listed_the_earliest_first)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply list = csa_get(service, "kcc", DEADLINES);
    static const char *const expected[][5] = {
        {"decision", "2019-01-10", "overdue", NULL, NULL},
        {"completion", "2019-01-25", "overdue", NULL, NULL},
        {"action", "2019-01-31", "overdue", "maidstone", NULL},
        {"action", "2019-03-31", "due", "ashford", NULL},
        {"action", "2019-06-30", "due", NULL, "Ministry of " DHR_WORD},
    };
    static const int over[] = {25, 10, 4, -55, -146};
    static const char *const members[] = {"kind", "due_on", "state", "partner", "organisation"};
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 5, "%s", list.body);
    for (int i = 0; i < 5; i++) {
        char member[40];
        for (int m = 0; m < 5; m++) {
            snprintf(member, sizeof member, "items.%d.%s", i, members[m]);
            assert_text(&list, member, expected[i][m], member);
        }
        snprintf(member, sizeof member, "items.%d.days_over", i);
        cr_expect_eq(reply_integer(&list, member), over[i], "%s", list.body);
    }
    cr_expect_str_eq(reply_text(&list, "items.1.dhr"), world.one);
    cr_expect_str_eq(reply_text(&list, "items.1.pseudonym"), "Larkspur/2018");
    cr_expect_str_eq(reply_text(&list, "items.2.action"), world.owned);
    char of_one[80], of_other[80];
    snprintf(of_one, sizeof of_one, "?dhr=%s", world.one);
    snprintf(of_other, sizeof of_other, "?dhr=%s", world.other);
    const struct {
        enum dhr_role role;
        const char *query;
        size_t count;
    } rows[] = {
        {DHR_COORDINATOR, "?kind=action", 3},
        {DHR_COORDINATOR, "?kind=decision", 1},
        {DHR_COORDINATOR, "?kind=completion", 1},
        {DHR_COORDINATOR, of_one, 3},
        {DHR_COORDINATOR, of_other, 2},
        {DHR_COORDINATOR, "?partner=maidstone", 1},
        {DHR_COORDINATOR, "?partner=dover", 0},
        {DHR_COORDINATOR, "?overdue=true", 3},
        {DHR_COORDINATOR, "?overdue=false", 2},
        {DHR_COORDINATOR, "?due_to=2019-01-25", 2},
        {DHR_COORDINATOR, "?due_to=2019-01-24", 1},
        {DHR_COORDINATOR, "?on=2019-01-10&overdue=true", 0},
        {DHR_COORDINATOR, "?on=2019-01-11&overdue=true", 1},
        {DHR_COORDINATOR, "?on=2018-07-01&kind=decision", 1},
        {DHR_COORDINATOR, "?on=2018-07-01&kind=completion", 0},
        {DHR_PANEL, "", 3},
        {DHR_PANEL, of_other, 0},
        {DHR_OTHER_PANEL, "", 2},
        {DHR_OTHER_PANEL, of_one, 0},
        {DHR_FORMER, "", 0},
        {DHR_OWNER, "", 1},
        {DHR_OWNER, of_one, 0},
        {DHR_OWNER, of_other, 0},
        {DHR_OWNER, "?partner=ashford", 0},
        {DHR_OTHER_OWNER, "", 1},
        {DHR_WRITER, "", 0},
        {DHR_CONSTITUENT, "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply some =
            dhr_read(service, rows[i].role, grants_at(DEADLINES, rows[i].query, ""));
        cr_expect_eq(some.status, 200, "%s", some.body);
        cr_expect_eq(json_array_size(reply_member(&some, "items")), rows[i].count, "row %zu: %s", i,
                     some.body);
    }
    /* Who owns an action is not told of which review. */
    reply_auto struct reply own = dhr_read(service, DHR_OWNER, DEADLINES);
    cr_expect_str_eq(reply_text(&own, "items.0.action"), world.owned);
    cr_expect_null(reply_text(&own, "items.0.dhr"));
    cr_expect_null(reply_text(&own, "items.0.pseudonym"));
    char *csv = ledger_csv(service, dhr_token(service, DHR_OWNER), DEADLINES);
    cr_expect_not_null(strstr(csv, "\r\naction,,,"), "%s", csv);
    cr_expect_null(strstr(csv, "Larkspur"));
    free(csv);
    assert_readable(service, csa_coordinator(service, "kcc"), NULL, DEADLINES, DEADLINES "?kind=x",
                    "kind");
}
