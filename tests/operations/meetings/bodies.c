/* Bodies that meet, what stands on their agendas, who belongs to them, and how often they meet.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_bodies, create_body, get_body, change_body, list_standing_items,
 * set_standing_items, list_memberships, create_membership, get_membership, end_membership,
 * get_body_watch. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"
#include "support/meetings.h"

#define BODIES "/v1/bodies"
#define SMT BODIES "/kcst-smt"
#define KCSP BODIES "/kcsp"
#define GROUP                                                                                      \
    "{\"id\":\"roadshow-group\",\"title\":\"Roadshow Group\",\"meets_in\":\"private\","            \
    "\"quorum_rule\":\"members\",\"quorum_members\":3,\"parent\":\"kcsp-working-group\","          \
    "\"from_on\":\"2018-04-01\",\"external_system\":\"moderngov\",\"external_id\":\"1\","          \
    "\"url\":\"https://example.org/\"}"
#define OFFICER "{\"partner\":\"kfrs\",\"office\":\"Officer\",\"from_on\":\"2018-01-01\"}"
#define MEMBER_SMT "01590000-0000-7000-8000-000000000101"

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

Test(bodies, everybody_reads_which_there_are)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply all = csa_get(service, NULL, BODIES);
    cr_expect_eq(items(&all), 7);
    reply_auto struct reply public = csa_get(service, NULL, BODIES "?meets_in=public");
    cr_expect_eq(items(&public), 4);
    cr_expect_str_eq(reply_text(&public, "items.0.id"), "kcc-cabinet-committee");
    reply_auto struct reply csv = csa_get(service, NULL, BODIES "?format=csv");
    cr_expect_not_null(strstr(csv.body, "\r\nkcst-smt,Kent Community Safety Team Senior Management "
                                        "Team,private,each_constituent_partner,,2,2,0,,"));
    reply_auto struct reply smt = csa_get(service, NULL, SMT);
    cr_expect_eq(json_array_size(reply_member(&smt, "standing_items")), 6);
    reply_auto struct reply listed = csa_get(service, NULL, SMT "/standing-items");
    cr_assert_eq(items(&listed), 6);
    cr_expect_str_eq(reply_text(&listed, "items.3.title"), "Pooled budget");
    cr_expect_str_eq(reply_text(&listed, "items.4.kind"), "performance_report");
    reply_auto struct reply none = http_get(service_url(service), NULL, BODIES "/no-body");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply nothing =
        http_get(service_url(service), NULL, BODIES "/no-body/standing-items");
    cr_expect(reply_is_problem(&nothing, 404, "not-found"));
}

Test(bodies, a_constituent_partner_records_and_changes_them)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kfrs"), BODIES, GROUP,
                     "{\"id\":\"b\",\"title\":\"B\",\"meets_in\":\"public\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_header(&made, "location"), BODIES "/roadshow-group");
    cr_expect_eq(reply_integer(&made, "quorum_members"), 3);
    cr_expect_eq(reply_integer(&made, "notice_days"), 0, "none, unless it says so");
    assert_key_in_use(service, "kfrs", "create_body", BODIES, GROUP);
#define NEW(members) "{\"id\":\"b\",\"title\":\"B\",\"meets_in\":\"public\"," members "}"
    static const struct csa_refusal rows[] = {
        {"ashford", BODIES, GROUP, 403, "not-a-constituent-partner", NULL},
        {"kcc", BODIES, GROUP, 409, "id-taken", "/id"},
        {"kcc", BODIES, "{\"id\":\"b\",\"title\":\"B\"}", 422, "invalid-body", "/meets_in"},
        {"kcc", BODIES, NEW("\"quorum_rule\":\"members\""), 422, "quorum-invalid",
         "/quorum_members"},
        {"kcc", BODIES, NEW("\"quorum_members\":3"), 422, "quorum-invalid", "/quorum_members"},
        {"kcc", BODIES, NEW("\"parent\":\"no-body\""), 422, "unknown-body", "/parent"},
        {"kcc", BODIES, NEW("\"from_on\":\"2018-04-02\",\"to_on\":\"2018-04-01\""), 422,
         "term-invalid", "/to_on"},
        {"kcc", BODIES, NEW("\"from_on\":\"1918-04-02\""), 422, "date-implausible", "/from_on"},
        {"kcc", BODIES, NEW("\"external_id\":\"7\""), 422, "invalid-body", "/external_id"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply changed = assert_patched(
        service, "change_body", BODIES "/roadshow-group",
        "{\"quorum_rule\":\"not_stated\",\"interval_months\":3}", "{\"note\":\"N\"}");
    cr_expect_str_eq(reply_text(&changed, "quorum_rule"), "not_stated");
    cr_expect(json_is_null(reply_member(&changed, "quorum_members")));
    cr_expect_str_eq(reply_text(&changed, "title"), "Roadshow Group", "what is left out stays");
    static const struct csa_refusal changes[] = {
        {"ashford", KCSP, "{\"title\":\"T\"}", 403, "not-a-constituent-partner", NULL},
        {"kcc", BODIES "/no-body", "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"kcc", KCSP, "{}", 422, "invalid-body", NULL},
        {"kcc", KCSP, "{\"quorum_members\":3}", 422, "quorum-invalid", "/quorum_members"},
        {"kcc", KCSP, "{\"parent\":\"kcsp\"}", 422, "unknown-body", "/parent"},
        {"kcc", SMT, "{\"to_on\":\"2017-12-31\"}", 422, "term-invalid", "/to_on"},
        {"kcc", KCSP, "{\"from_on\":\"1918-01-01\"}", 422, "date-implausible", "/from_on"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const struct csa_refusal *row = &changes[i];
        reply_auto struct reply reply =
            meeting_patch(service, row->partner, "*", row->target, row->body);
        cr_expect(reply_is_problem(&reply, row->status, row->slug) &&
                      (!row->pointer || reply_names(&reply, row->pointer)),
                  "row %zu: %d %s", i, reply.status, reply.body);
    }
}

Test(bodies, their_officers_say_what_stands_on_each_agenda)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply set =
        assert_keyed(service, csa_coordinator(service, "ashford"), KCSP "/standing-items",
                     "{\"items\":[{\"ref\":\"A1\",\"title\":\"Apologies\",\"kind\":\"apologies\"},"
                     "{\"title\":\"Any other business\"}]}",
                     "{\"items\":[]}", false);
    cr_assert_eq(set.status, 200);
    cr_expect_eq(json_array_size(reply_member(&set, "standing_items")), 2);
    cr_expect_str_eq(reply_text(&set, "standing_items.1.kind"), "business");
    assert_key_in_use(service, "ashford", "set_standing_items", KCSP "/standing-items",
                      "{\"items\":[]}");
    reply_auto struct reply csv = csa_get(service, NULL, KCSP "/standing-items?format=csv");
    cr_expect_not_null(strstr(csv.body, "kcsp,1,A1,Apologies,apologies\r\n"));
    reply_auto struct reply matched =
        assert_matched(service, KCSP, KCSP "/standing-items", "{\"items\":[]}");
    static const struct csa_refusal rows[] = {
        {"ashford", SMT "/standing-items", "{\"items\":[]}", 403, "not-your-body", NULL},
        {"kcc", BODIES "/no-body/standing-items", "{\"items\":[]}", 404, "not-found", NULL},
        {"kcc", SMT "/standing-items", "{}", 422, "invalid-body", "/items"},
        {"kcc", SMT "/standing-items",
         "{\"items\":[{\"ref\":\"1\",\"title\":\"A\"},{\"ref\":\"1\",\"title\":\"B\"}]}", 422,
         "duplicate-member", "/items/1/ref"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(bodies, offices_belong_to_them_and_deputise)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), SMT "/memberships", OFFICER,
                     "{\"partner\":\"kcc\",\"office\":\"O\",\"from_on\":\"2018-01-01\"}", false);
    cr_assert_eq(made.status, 201);
    assert_key_in_use(service, "kcc", "create_membership", SMT "/memberships", OFFICER);
    reply_auto struct reply read = csa_get(service, "kfrs", reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    reply_auto struct reply hidden =
        http_get(service_url(service), NULL, reply_header(&made, "location"));
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "of a body that meets in private");
    char deputy[300];
    snprintf(deputy, sizeof deputy,
             "{\"partner\":\"kfrs\",\"office\":\"Manager\",\"role\":\"deputy\",\"deputy_for\":"
             "\"%s\",\"from_on\":\"2018-01-01\"}",
             reply_text(&made, "id"));
    reply_auto struct reply deputising = csa_post(service, SMT "/memberships", deputy);
    cr_expect_str_eq(reply_text(&deputising, "deputy_for"), reply_text(&made, "id"));
#define JOIN(partner, members)                                                                     \
    "{\"partner\":\"" partner "\",\"office\":\"O\",\"from_on\":\"2018-01-01\"," members "}"
    static const struct csa_refusal rows[] = {
        {"swale", SMT "/memberships", OFFICER, 403, "not-your-body", NULL},
        {"kcc", BODIES "/no-body/memberships", OFFICER, 404, "not-found", NULL},
        {"kcc", SMT "/memberships", "{\"partner\":\"kfrs\",\"office\":\"O\"}", 422, "invalid-body",
         "/from_on"},
        {"kcc", SMT "/memberships", OFFICER, 409, "membership-overlaps", "/office"},
        {"kcc", SMT "/memberships", JOIN("nobody", "\"note\":\"N\""), 422, "unknown-partner",
         "/partner"},
        {"kcc", SMT "/memberships", JOIN("kfrs", "\"role\":\"deputy\""), 422, "deputy-of-nobody",
         "/deputy_for"},
        {"kcc", SMT "/memberships", JOIN("kfrs", "\"to_on\":\"2017-12-31\""), 422, "term-invalid",
         "/to_on"},
        {"kcc", SMT "/memberships",
         "{\"partner\":\"kfrs\",\"office\":\"O\",\"from_on\":\"1918-01-01\"}", 422,
         "date-implausible", "/from_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(bodies, a_membership_ends)
{
    service_auto struct service *service = meeting_service();
#define MEMBERSHIP "/v1/memberships/" MEMBER_SMT
    static const struct csa_refusal rows[] = {
        {"swale", MEMBERSHIP "/end", "{\"to_on\":\"2018-12-31\"}", 404, "not-found", NULL},
        {"swale", "/v1/memberships/01590000-0000-7000-8000-000000000111/end",
         "{\"to_on\":\"2018-12-31\"}", 403, "not-your-body", NULL},
        {"kcc", MEMBERSHIP "/end", "{}", 422, "invalid-body", "/to_on"},
        {"kcc", MEMBERSHIP "/end", "{\"to_on\":\"2017-12-31\"}", 422, "term-invalid", "/to_on"},
        {"kcc", MEMBERSHIP "/end", "{\"to_on\":\"2101-01-01\"}", 422, "date-implausible", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply ended =
        assert_keyed(service, csa_coordinator(service, "kfrs"), MEMBERSHIP "/end",
                     "{\"to_on\":\"2018-12-31\"}", "{\"to_on\":\"2018-11-30\"}", false);
    cr_expect_str_eq(reply_text(&ended, "to_on"), "2018-12-31");
    assert_key_in_use(service, "kfrs", "end_membership", MEMBERSHIP "/end",
                      "{\"to_on\":\"2018-12-31\"}");
    static const struct csa_refusal again[] = {
        {"kcc", MEMBERSHIP "/end", "{\"to_on\":\"2018-11-30\"}", 409, "state-conflict", NULL},
    };
    assert_refusals(service, again, 1);
    reply_auto struct reply matched = assert_matched(
        service, "/v1/memberships/01590000-0000-7000-8000-000000000111",
        "/v1/memberships/01590000-0000-7000-8000-000000000111/end", "{\"to_on\":\"2018-12-31\"}");
    reply_auto struct reply on = csa_get(service, "kfrs", SMT "/memberships?on=2018-03-31");
    cr_expect_eq(items(&on), 3);
    reply_auto struct reply later = csa_get(service, "kfrs", SMT "/memberships?on=2019-01-01");
    cr_expect_eq(items(&later), 2);
    reply_auto struct reply csv = csa_get(service, NULL, KCSP "/memberships?format=csv");
    cr_expect_not_null(strstr(csv.body, ",kcsp,kent-police,Superintendent,member,,2015-03-19,,"));
    reply_auto struct reply hidden =
        http_get(service_url(service), csa_coordinator(service, "swale"), SMT "/memberships");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

Test(bodies, somebody_watches_how_often_they_meet)
{
    service_auto struct service *service = meeting_service();
    char *first = meeting_make(service, "kcst-smt", 1),
         *second = meeting_make(service, "kcst-smt", 27);
    free(service_sql(service, "UPDATE safer.meeting SET state = 'held', starts_at ="
                              " '2018-02-01 10:00Z' WHERE starts_at = '2018-06-01 09:00Z'"));
    reply_auto struct reply watch = csa_get(service, "kcc", SMT "/watch");
    cr_expect_str_eq(reply_text(&watch, "on"), "2018-06-20");
    cr_expect_str_eq(reply_text(&watch, "meetings.last_on"), "2018-02-01");
    cr_expect_str_eq(reply_text(&watch, "meetings.due_by"), "2018-04-01");
    cr_expect(json_is_true(reply_member(&watch, "meetings.overdue")));
    cr_expect_str_eq(reply_text(&watch, "meetings.next_on"), "2018-06-27");
    cr_expect_str_eq(reply_text(&watch, "reports.due_by"), "2018-03-01", "there was no report");
    reply_auto struct reply then = csa_get(service, "kcc", SMT "/watch?on=2018-04-01");
    cr_expect(json_is_false(reply_member(&then, "meetings.overdue")));
    free(service_sql(service, "UPDATE safer.meeting SET state = 'held' WHERE starts_at ="
                              " '2018-06-27 09:00Z'"));
    reply_auto struct reply gap = csa_get(service, "kcc", SMT "/watch?on=2018-06-30");
    cr_expect_str_eq(reply_text(&gap, "meetings.gaps.0.from_on"), "2018-02-01");
    cr_expect_eq(reply_integer(&gap, "meetings.gaps.0.days"), 146);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, SMT "/watch");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply open = csa_get(service, NULL, KCSP "/watch?on=2016-11-01");
    cr_expect(json_is_null(reply_member(&open, "meetings.overdue")), "no paper says how often");
    cr_expect_str_eq(reply_text(&open, "meetings.next_on"), "2017-03-15");
    free(first);
    free(second);
}
