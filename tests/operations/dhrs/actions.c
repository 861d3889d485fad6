/* What is to be done after a review, and how it goes on: by who is to do it, and who follows it.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhr_actions, get_dhr_action, change_dhr_action, list_dhr_action_reports,
 * move_dhr_action. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"
#include "support/meetings.h"
#include "support/session.h"
#include "support/wire.h"

#define NO_ACTION DHR_ACTIONS "/" DHR_NONE
#define DONE "{\"state\":\"done\",\"text\":\"All are trained\",\"evidence\":\"Register\"}"

static const char *reports_of(const char *action)
{
    return grants_at(DHR_ACTIONS "/", action, "/reports");
}

Test(dhr_actions, its_owner_reports_on_it_and_sees_nothing_of_the_review)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = reports_of(world.owned);
    assert_stale(service, "maidstone", target, DONE);
    reply_auto struct reply done =
        assert_keyed(service, csa_coordinator(service, "maidstone"), target, DONE,
                     "{\"state\":\"in_progress\",\"text\":\"T\"}", false);
    cr_expect_str_eq(reply_text(&done, "id"), world.owned);
    cr_expect_str_eq(reply_text(&done, "state"), "done");
    cr_expect_str_eq(reply_text(&done, "done_on"), "2019-02-04", "today");
    cr_expect_null(reply_text(&done, "closed_on"));
    cr_expect(json_is_false(reply_member(&done, "overdue")), "what is done is not overdue");
    cr_expect_str_eq(reply_text(&done, "reports.1.text"), "All are trained");
    cr_expect_str_eq(reply_text(&done, "reports.1.evidence"), "Register");
    cr_expect_str_eq(reply_text(&done, "reports.1.reported_by"), "maidstone");
    cr_expect_null(reply_text(&done, "dhr"));
    cr_expect_null(reply_text(&done, "recommendation"));
    cr_expect_null(strstr(done.body, world.one));
    cr_expect_null(strstr(done.body, world.recommended));
    cr_expect_null(strstr(done.body, "Larkspur"));
    assert_key_in_use(service, "maidstone", "move_dhr_action", target, DONE);
    /* A scope of its own is enough. */
    reply_auto struct reply again =
        http_post(service_url(service), dhr_token(service, DHR_OWNER), NULL, target, DONE);
    cr_expect_eq(again.status, 200, "%s", again.body);
    reply_auto struct reply read =
        dhr_read(service, DHR_OWNER, grants_at(DHR_ACTIONS "/", world.owned, ""));
    cr_expect_str_eq(read.body, again.body);
}

/* What both actions have alike, in the order of their members. */
static char *alike(const json_t *one, const json_t *other)
{
    char names[300] = "";
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)one, name,
                        value) if (json_equal(value, json_object_get(other, name)))
        snprintf(names + strlen(names), sizeof names - strlen(names), "%s ", name);
    return strdup(names);
}

Test(dhr_actions, its_owner_cannot_tell_which_belong_together)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2018", "2018-06-30", "");
    dhr_comes_to(service, id, "decision", "2018-07-25");
    reply_auto struct reply made = csa_post(
        service, dhr_at(id, "/recommendations"),
        "{\"reach\":\"local\",\"text\":\"R\",\"addressees\":[{\"partner\":\"maidstone\",\"actions\":["
        "{\"text\":\"A\",\"due_on\":\"2019-03-31\"},{\"text\":\"B\",\"due_on\":\"2019-04-30\"}]}]}");
    cr_assert_eq(made.status, 201, "%s", made.body);
    reply_auto struct reply third =
        csa_post(service, grants_at(DHR_RECOMMENDATIONS "/", reply_text(&made, "id"), "/actions"),
                 "{\"partner\":\"maidstone\",\"text\":\"C\",\"due_on\":\"2019-05-31\"}");
    cr_assert_eq(third.status, 201, "%s", third.body);
    cr_expect_not_null(reply_text(&third, "created_at"), "who coordinates knows");
    reply_auto struct reply list = dhr_read(service, DHR_OWNER, DHR_ACTIONS);
    const json_t *items = reply_member(&list, "items");
    cr_assert_eq(json_array_size(items), 3, "%s", list.body);
    for (size_t i = 0; i < 3; i++) {
        const json_t *one = json_array_get(items, i), *other = json_array_get(items, (i + 1) % 3);
        cr_expect(json_is_null(json_object_get(one, "created_at")), "%s", list.body);
        cr_expect(json_is_null(json_object_get(one, "dhr")), "%s", list.body);
        cr_expect(json_is_null(json_object_get(one, "recommendation")), "%s", list.body);
        char *names = alike(one, other);
        cr_expect_str_eq(names,
                         "dhr recommendation partner organisation state overdue done_on closed_on "
                         "created_at version reports ");
        free(names);
        /* An id that told the time would begin alike. */
        const char *own = json_string_value(json_object_get(one, "id"));
        cr_expect_eq(own[14], '4', "%s", own);
        cr_expect_neq(strncmp(own, json_string_value(json_object_get(other, "id")), 8), 0, "%s",
                      list.body);
    }
    /* Nor by asking for one day after the other. */
    static const char day_before[] = "/v1/dhr-deadlines?kind=action&on=2018-07-26";
    free(service_sql(service, "UPDATE safer.dhr_action SET created_at = '2018-12-01'"));
    reply_auto struct reply mine = dhr_read(service, DHR_OWNER, day_before);
    cr_expect_eq(json_array_size(reply_member(&mine, "items")), 3, "%s", mine.body);
    reply_auto struct reply all = dhr_read(service, DHR_COORDINATOR, day_before);
    cr_expect_eq(json_array_size(reply_member(&all, "items")), 0, "%s", all.body);
    free(id);
}

Test(dhr_actions, a_report_waits_for_nothing_of_its_review_and_erasure_and_names_for_it)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    char sql[300];
    PGconn *review = session_open(service);
    snprintf(sql, sizeof sql, "BEGIN; SELECT FROM safer.dhr AS d WHERE d.id = '%s' FOR UPDATE",
             world.one);
    session_run(review, sql);
    reply_auto struct reply booked =
        http_post(service_url(service), dhr_token(service, DHR_OWNER), NULL,
                  reports_of(world.owned), "{\"state\":\"in_progress\",\"text\":\"Booked\"}");
    cr_expect_eq(booked.status, 200, "%s", booked.body);
    PQfinish(review);
    PGconn *owner = session_begin_as(service, "maidstone", "dhrs.report", "2019-02-04");
    PGconn *eraser = session_begin_as(service, "kcc", "dhrs.read dhrs.write", "2019-02-04");
    snprintf(sql, sizeof sql,
             "SELECT safer.move_dhr_action('%s', 'in_progress', 'About a late one', NULL, NULL,"
             " '[]', '', NULL)",
             world.owned);
    session_run(owner, sql);
    snprintf(sql, sizeof sql, "SELECT safer.erase_dhr('%s', '{texts}', NULL)", world.one);
    session_send(eraser, sql);
    EVENTUALLY(30, session_waits_for(eraser, owner));
    session_run(owner, "COMMIT");
    cr_expect_str_eq(session_finish(eraser), "00000");
    session_run(eraser, "COMMIT");
    PGconn *reporter = session_begin_as(service, "maidstone", "dhrs.report", "2019-02-04");
    PGconn *keeper = session_begin_as(service, "kcc", "dhrs.read dhrs.write", "2019-02-04");
    snprintf(sql, sizeof sql,
             "SELECT safer.move_dhr_action('%s', 'in_progress', 'About a later one', NULL, NULL,"
             " '[]', '', NULL)",
             world.owned);
    session_run(reporter, sql);
    snprintf(sql, sizeof sql, "SELECT safer.keep_dhr_names('%s', '[]', '', NULL)", world.one);
    session_send(keeper, sql);
    EVENTUALLY(30, session_waits_for(keeper, reporter));
    PQfinish(reporter);
    cr_expect_str_eq(session_finish(keeper), "00000");
    PQfinish(keeper);
    char *left = service_sql(service, "SELECT count(*) FROM safer.dhr_action_report AS r"
                                      " WHERE r.text LIKE 'About a late%' OR r.text = 'Booked'");
    cr_expect_str_eq(left, "0");
    free(left);
    PQfinish(owner);
    PQfinish(eraser);
}

Test(dhr_actions, who_asks_a_list_for_what_is_of_one_review_has_read_that)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    char target[200], id[40];
    for (size_t i = 0; i <= strlen(world.one); i++) {
        id[i] = (char)toupper((unsigned char)world.one[i]);
    }
    snprintf(target, sizeof target, DHR_ACTIONS "?limit=5&%%64hr=%%30%s", id + 1);
    reply_auto struct reply list = dhr_read(service, DHR_PANEL, target);
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 2, "%s", list.body);
    reply_auto struct reply all = dhr_read(service, DHR_PANEL, DHR_ACTIONS);
    cr_assert_eq(all.status, 200, "%s", all.body);
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM safer.audit_event AS e WHERE e.operation = 'list_dhr_actions'"
             " AND e.object = '%s'",
             world.one);
    char *read = service_sql(service, sql);
    cr_expect_str_eq(read, "1");
    free(read);
}

Test(dhr_actions, it_is_followed_until_who_coordinates_closes_it)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = reports_of(world.owned);
    static const char closed[] = "{\"state\":\"closed\"}";
    const struct csa_refusal early[] = {
        {"maidstone", target, closed, 403, "not-the-coordinator", "/state"},
        {"maidstone", target, "{\"state\":\"open\",\"text\":\"T\"}", 403, "not-the-coordinator",
         "/state"},
        {"swale", target, DONE, 403, "not-the-addressee", NULL},
        {"swale", reports_of(world.outside), DONE, 403, "not-the-addressee", NULL},
        {"maidstone", reports_of(world.outside), DONE, 404, "not-found", NULL},
        {"dover", target, DONE, 404, "not-found", NULL},
        {"ashford", target, DONE, 404, "not-found", NULL},
        {"kent-pcc", target, DONE, 404, "not-found", NULL},
        {"kcc", NO_ACTION "/reports", DONE, 404, "not-found", NULL},
        {"kcc", target, closed, 422, "reason-missing", "/text"},
        {"kcc", target, "{\"state\":\"open\",\"text\":\"T\"}", 409, "state-conflict", NULL},
        {"maidstone", target, "{}", 422, "invalid-body", "/state"},
        {"maidstone", target, "{\"state\":\"done\"}", 422, "reason-missing", "/text"},
        {"maidstone", target, "{\"state\":\"in_progress\",\"evidence\":\"E\"}", 422,
         "reason-missing", "/text"},
        {"maidstone", target, "{\"state\":\"done\",\"text\":\"T\",\"reported_on\":\"2019-02-05\"}",
         422, "date-in-future", "/reported_on"},
        {"maidstone", target, "{\"state\":\"done\",\"text\":\"T\",\"reported_on\":\"2019-01-14\"}",
         422, "date-implausible", "/reported_on"},
    };
    assert_refused(service, early, sizeof early / sizeof *early);
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), NULL, target,
                  "{\"state\":\"open\",\"text\":\"T\"}");
    cr_expect_str_eq(reply_text(&refused, "state"), "in_progress");
    cr_expect_str_eq(reply_text(&refused, "allowed.0"), "in_progress");
    cr_expect_str_eq(reply_text(&refused, "allowed.1"), "done");
    cr_expect_str_eq(reply_text(&refused, "allowed.2"), "closed");
    cr_expect_eq(json_array_size(reply_member(&refused, "allowed")), 3);
    /* What was asked of the wrong agency is closed for a reason, and was never done. */
    reply_auto struct reply wrong =
        grants_post(service, "kcc", reports_of(world.outside),
                    "{\"state\":\"closed\",\"text\":\"It is for another\"}");
    cr_expect_null(reply_text(&wrong, "done_on"));
    cr_expect_str_eq(reply_text(&wrong, "closed_on"), "2019-02-04");
    reply_auto struct reply opened = grants_post(service, "kcc", reports_of(world.outside),
                                                 "{\"state\":\"open\",\"text\":\"It is not\"}");
    cr_expect_str_eq(reply_text(&opened, "state"), "open");

    reply_auto struct reply done =
        grants_post(service, "maidstone", target,
                    "{\"state\":\"done\",\"text\":\"T\",\"reported_on\":\"2019-01-20\"}");
    reply_auto struct reply more = grants_post(service, "maidstone", target, DONE);
    cr_expect_str_eq(reply_text(&more, "done_on"), "2019-01-20", "since it was");
    reply_auto struct reply shut = grants_post(service, "kcc", target, closed);
    cr_expect_str_eq(reply_text(&shut, "state"), "closed");
    cr_expect_str_eq(reply_text(&shut, "done_on"), "2019-01-20");
    cr_expect_str_eq(reply_text(&shut, "closed_on"), "2019-02-04");
    const struct csa_refusal late[] = {
        {"maidstone", target, DONE, 409, "state-conflict", NULL},
        {"kcc", target, DONE, 409, "state-conflict", NULL},
        {"kcc", target, closed, 409, "state-conflict", NULL},
        {"kcc", target, "{\"state\":\"open\"}", 422, "reason-missing", "/text"},
    };
    assert_refused(service, late, sizeof late / sizeof *late);
    reply_auto struct reply mine =
        http_post(service_url(service), dhr_token(service, DHR_OWNER), NULL, target, DONE);
    cr_expect_eq(json_array_size(reply_member(&mine, "allowed")), 0, "%s", mine.body);
    reply_auto struct reply open =
        grants_post(service, "kcc", target, "{\"state\":\"open\",\"text\":\"Not yet\"}");
    cr_expect_null(reply_text(&open, "done_on"));
    cr_expect_null(reply_text(&open, "closed_on"));
    cr_expect(json_is_true(reply_member(&open, "overdue")));
    cr_expect_eq(json_array_size(reply_member(&open, "reports")), 5);
    /* For another organisation, who coordinates says it. */
    reply_auto struct reply outside = grants_post(service, "kcc", reports_of(world.outside), DONE);
    cr_expect_str_eq(reply_text(&outside, "reports.0.reported_by"), "kcc");
}

Test(dhr_actions, what_it_asks_for_is_changed_by_who_coordinates)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = grants_at(DHR_ACTIONS "/", world.owned, "");
    reply_auto struct reply changed =
        assert_patched(service, "change_dhr_action", target,
                       "{\"text\":\"Other\",\"due_on\":\"2019-03-31\"}", "{\"text\":\"M\"}");
    cr_expect_str_eq(reply_text(&changed, "text"), "Other");
    cr_expect_str_eq(reply_text(&changed, "due_on"), "2019-03-31");
    cr_expect(json_is_false(reply_member(&changed, "overdue")));
    reply_auto struct reply text = meeting_patch(service, "kcc", "*", target, "{\"text\":\"T\"}");
    cr_expect_str_eq(reply_text(&text, "due_on"), "2019-03-31", "what is left out stays");
    static const struct {
        const char *partner, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"maidstone", "{\"text\":\"T\"}", 403, "not-the-coordinator", NULL},
        {"swale", "{\"text\":\"T\"}", 403, "not-the-coordinator", NULL},
        {"dover", "{\"text\":\"T\"}", 404, "not-found", NULL},
        {"ashford", "{\"text\":\"T\"}", 404, "not-found", NULL},
        {"kcc", "{}", 422, "invalid-body", NULL},
        {"kcc", "{\"state\":\"done\"}", 422, "invalid-body", "/state"},
        {"kcc", "{\"text\":null}", 422, "invalid-body", "/text"},
        {"kcc", "{\"due_on\":null}", 422, "invalid-body", "/due_on"},
        {"kcc", "{\"due_on\":\"2018-06-29\"}", 422, "date-implausible", "/due_on"},
        {"kcc", "{\"due_on\":\"2101-01-01\"}", 422, "date-implausible", "/due_on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *before = ledger_counts(service);
        reply_auto struct reply reply =
            meeting_patch(service, rows[i].partner, "*", target, rows[i].body);
        char *after = ledger_counts(service);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu: %d %s", i, reply.status, reply.body);
        cr_expect_str_eq(after, before);
        free(before);
        free(after);
    }
    reply_auto struct reply none =
        meeting_patch(service, "kcc", "*", NO_ACTION, "{\"text\":\"T\"}");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply done = grants_post(service, "kcc", reports_of(world.owned), DONE);
    reply_auto struct reply shut =
        grants_post(service, "kcc", reports_of(world.owned), "{\"state\":\"closed\"}");
    reply_auto struct reply late = meeting_patch(service, "kcc", "*", target, "{\"text\":\"T\"}");
    cr_expect(reply_is_problem(&late, 409, "state-conflict"), "%s", late.body);
    cr_expect_str_eq(reply_text(&late, "allowed.0"), "open");
}

Test(dhr_actions, the_list_is_narrowed_and_paged)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    char one[80], other[80];
    snprintf(one, sizeof one, "&dhr=%s", world.one);
    snprintf(other, sizeof other, "&dhr=%s", world.other);
    const struct {
        enum dhr_role role;
        const char *query;
        int total;
    } rows[] = {
        {DHR_COORDINATOR, "", 3},
        {DHR_COORDINATOR, one, 2},
        {DHR_COORDINATOR, other, 1},
        {DHR_COORDINATOR, "&partner=maidstone", 1},
        {DHR_COORDINATOR, "&partner=dover", 0},
        {DHR_COORDINATOR, "&state=open", 2},
        {DHR_COORDINATOR, "&state=in_progress", 1},
        {DHR_COORDINATOR, "&state=closed", 0},
        {DHR_COORDINATOR, "&overdue=true", 1},
        {DHR_COORDINATOR, "&overdue=false", 2},
        {DHR_COORDINATOR, "&due_to=2019-01-31", 1},
        {DHR_COORDINATOR, "&due_to=2019-01-30", 0},
        {DHR_PANEL, "", 2},
        {DHR_PANEL, other, 0},
        {DHR_OTHER_PANEL, "", 1},
        {DHR_OTHER_PANEL, one, 0},
        {DHR_OWNER, "", 1},
        {DHR_OWNER, one, 0},
        {DHR_OWNER, "&partner=maidstone", 1},
        {DHR_OWNER, "&partner=ashford", 0},
        {DHR_OTHER_OWNER, "", 1},
        {DHR_FORMER, "", 0},
        {DHR_WRITER, "", 0},
        {DHR_CONSTITUENT, "", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[200];
        snprintf(target, sizeof target, DHR_ACTIONS "?count=true%s", rows[i].query);
        reply_auto struct reply list = dhr_read(service, rows[i].role, target);
        cr_assert_eq(list.status, 200, "%s", list.body);
        cr_expect_eq(reply_integer(&list, "total"), rows[i].total, "row %zu: %s", i, list.body);
        cr_expect_eq(json_array_size(reply_member(&list, "items")), (size_t)rows[i].total);
        cr_expect_null(reply_text(&list, "next"));
    }
    char *target = strdup(DHR_ACTIONS "?limit=1");
    size_t seen = 0;
    while (target && seen < 5) {
        reply_auto struct reply page = csa_get(service, "kcc", target);
        cr_expect_eq(json_array_size(reply_member(&page, "items")), 1);
        seen++;
        free(target);
        const char *next = reply_text(&page, "next");
        target = next ? strdup(next) : NULL;
    }
    cr_expect_eq(seen, 3);
    free(target);
    reply_auto struct reply own = dhr_read(service, DHR_OWNER, DHR_ACTIONS "?limit=1");
    cr_expect_str_eq(reply_text(&own, "items.0.id"), world.owned);
    cr_expect_null(reply_text(&own, "next"), "what others have is no page");
    char *csv = ledger_csv(service, dhr_token(service, DHR_OWNER), DHR_ACTIONS);
    cr_expect_not_null(
        strstr(csv, ",,,maidstone,,Train the " DHR_WORD ",2019-01-31,in_progress,true"), "%s", csv);
    cr_expect_null(strstr(csv, world.one));
    free(csv);
    reply_auto struct reply cursor =
        http_get(service_url(service), csa_coordinator(service, "kcc"), DHR_ACTIONS "?after=e30");
    cr_expect(reply_is_problem(&cursor, 400, "bad-cursor"), "%s", cursor.body);
    assert_readable(service, csa_coordinator(service, "kcc"), NULL, DHR_ACTIONS,
                    DHR_ACTIONS "?state=x", "state");
}

Test(dhr_actions, one_and_its_reports_are_read_by_who_owns_it_or_knows_of_the_review)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    static const char *const readers[] = {"kcc", "kent-police", "swale", "maidstone", NULL};
    static const char *const others[] = {"dover", "ashford", "gravesham", "kent-pcc", NULL};
    assert_read_by(service, grants_at(DHR_ACTIONS "/", world.owned, ""), readers, others,
                   DHR_ACTIONS "/x", "dhr_action");
    assert_read_by(service, reports_of(world.owned), readers, others, DHR_ACTIONS "/x/reports",
                   "dhr_action");
    reply_auto struct reply list = csa_get(service, "swale", reports_of(world.owned));
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 1);
    cr_expect_str_eq(reply_text(&list, "items.0.text"), "Half the " DHR_WORD);
    cr_expect_eq(reply_integer(&list, "items.0.step"), 1);
    char *csv = ledger_csv(service, dhr_token(service, DHR_OWNER), reports_of(world.owned));
    cr_expect_not_null(
        strstr(csv, ",1,in_progress,Half the " DHR_WORD ",File " DHR_WORD ",2019-01-15,kcc,"), "%s",
        csv);
    free(csv);
    reply_auto struct reply panel =
        csa_get(service, "swale", grants_at(DHR_ACTIONS "/", world.owned, ""));
    cr_expect_str_eq(reply_text(&panel, "dhr"), world.one);
    reply_auto struct reply owner =
        csa_get(service, "maidstone", grants_at(DHR_ACTIONS "/", world.owned, ""));
    cr_expect(json_is_null(reply_member(&owner, "dhr")));
    cr_expect(json_is_null(reply_member(&owner, "recommendation")));
}
