/* Who will come to a meeting, who came, what was declared, and what makes a quorum of it.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_replies, reply_to_meeting, list_attendance, create_attendance, get_attendance,
 * record_departure, erase_person, list_declarations, create_declaration, get_declaration. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"
#include "support/meetings.h"

#define ATTENDS "{\"office\":\"Head of Community Safety\",\"answer\":\"attends\"}"
#define MEMBER                                                                                     \
    "{\"partner\":\"kcc\",\"office\":\"Head of Community Safety\",\"capacity\":\"member\"}"
#define DEPUTY                                                                                     \
    "{\"partner\":\"kfrs\",\"office\":\"Group Manager\",\"capacity\":\"deputy\",\"deputy_for\":"   \
    "\"Assistant Director\"}"
#define CLERK(members)                                                                             \
    "{\"partner\":\"kcc\",\"office\":\"Clerk\",\"capacity\":\"in_attendance\"" members "}"
#define NOWHERE "/v1/meetings/" CONTRACT_ID

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

/* Runs SQL about a meeting: its id stands where % does. */
static void say(struct service *service, const char *sql, const char *meeting)
{
    char text[300];
    const char *mark = strchr(sql, '%');
    snprintf(text, sizeof text, "%.*s%s%s", (int)(mark - sql), sql, strrchr(meeting, '/') + 1,
             mark + 1);
    free(service_sql(service, text));
}

Test(attendance, members_reply_and_the_quorum_is_to_be_expected)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcst-smt", 27), replies[100];
    snprintf(replies, sizeof replies, "%s/replies", meeting);
    reply_auto struct reply replied =
        assert_keyed(service, csa_coordinator(service, "kcc"), replies, ATTENDS,
                     "{\"office\":\"Head of Community Safety\",\"answer\":\"apologies\"}", false);
    cr_expect_str_eq(reply_text(&replied, "quorum.expected.present.0"), "kcc");
    cr_expect(json_is_false(reply_member(&replied, "quorum.expected.quorate")));
    assert_key_in_use(service, "kcc", "reply_to_meeting", replies, ATTENDS);
    reply_auto struct reply police =
        http_post(service_url(service), csa_coordinator(service, "kent-police"), NULL, replies,
                  "{\"office\":\"Chief Inspector\",\"answer\":\"sends_deputy\","
                  "\"deputy_office\":\"Inspector\"}");
    reply_auto struct reply kfrs =
        http_post(service_url(service), csa_coordinator(service, "kfrs"), NULL, replies,
                  "{\"office\":\"Assistant Director\",\"answer\":\"attends\"}");
    cr_assert_eq(kfrs.status, 200, "%s", kfrs.body);
    cr_expect(json_is_true(reply_member(&kfrs, "quorum.expected.quorate")));
    const struct csa_refusal rows[] = {
        {"kcc", replies, "{\"office\":\"Cleaner\",\"answer\":\"attends\"}", 422, "not-a-member",
         "/office"},
        {"kcc", replies, "{\"office\":\"Head of Community Safety\",\"answer\":\"sends_deputy\"}",
         422, "deputy-of-nobody", "/deputy_office"},
        {"kcc", replies, "{\"office\":\"Head of Community Safety\"}", 422, "invalid-body",
         "/answer"},
        {"swale", replies, ATTENDS, 404, "not-found", NULL},
        {"swale", MEETING_2017 "/replies", ATTENDS, 403, "not-your-body", NULL},
        {"kcc", MEETING_2016 "/replies", ATTENDS, 409, "state-conflict", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply list = csa_get(service, "kfrs", replies);
    cr_assert_eq(items(&list), 3);
    char *text = ledger_csv(service, csa_coordinator(service, "kfrs"), replies);
    cr_expect_not_null(strstr(text, ",kent-police,Chief Inspector,sends_deputy,Inspector,"));
    reply_auto struct reply hidden =
        http_get(service_url(service), csa_coordinator(service, "swale"), MEETING_2017 "/replies");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "of a body it does not belong to");
    free(text);
    free(meeting);
}

Test(attendance, members_and_their_deputies_make_the_quorum)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcst-smt", 20), attendance[100];
    char *first = meeting_item(service, meeting, 2, true),
         *second = meeting_item(service, meeting, 3, true),
         *absent = meeting_item(service, meeting, 1, false);
    snprintf(attendance, sizeof attendance, "%s/attendance", meeting);
    reply_auto struct reply member = assert_keyed(service, csa_coordinator(service, "kcc"),
                                                  attendance, MEMBER, CLERK(""), false);
    cr_assert_eq(member.status, 201);
    assert_key_in_use(service, "kcc", "create_attendance", attendance, MEMBER);
    reply_auto struct reply deputy = csa_post(service, attendance, DEPUTY);
    cr_expect_str_eq(reply_text(&deputy, "deputy_for"), "Assistant Director");
    cr_expect_eq(json_array_size(reply_member(&deputy, "also_at")), 0);
    reply_auto struct reply watching =
        csa_post(service, attendance,
                 "{\"partner\":\"kent-police\",\"office\":\"Inspector\",\"capacity\":"
                 "\"in_attendance\"}");
    reply_auto struct reply short_of = csa_get(service, "kcc", meeting);
    cr_expect(json_is_false(reply_member(&short_of, "quorum.quorate")));
    cr_expect_str_eq(reply_text(&short_of, "quorum.missing.0"), "kent-police");
    reply_auto struct reply third =
        csa_post(service, attendance,
                 "{\"partner\":\"kent-police\",\"office\":\"Chief Inspector\",\"capacity\":"
                 "\"member\"}");
    reply_auto struct reply quorate = csa_get(service, "kcc", meeting);
    cr_expect(json_is_true(reply_member(&quorate, "quorum.quorate")));
    cr_expect_eq(reply_integer(&quorate, "quorum.counted"), 3);

    char departure[100], leaving[100], elsewhere[120];
    const char *location = reply_header(&third, "location");
    snprintf(departure, sizeof departure, "%s/departure", location);
    snprintf(leaving, sizeof leaving, "{\"until_item\":\"%s\"}", first);
    snprintf(elsewhere, sizeof elsewhere, "{\"until_item\":\"%s\"}", second);
    reply_auto struct reply left = assert_keyed(service, csa_coordinator(service, "kcc"), departure,
                                                leaving, elsewhere, false);
    cr_expect_str_eq(reply_text(&left, "until_item"), first);
    assert_key_in_use(service, "kcc", "record_departure", departure, leaving);
    reply_auto struct reply matched = assert_matched(service, location, departure, leaving);
    say(service, "UPDATE safer.meeting SET state = 'held' WHERE id = '%'", meeting);
    reply_auto struct reply after = csa_get(service, "kcc", meeting);
    cr_expect(json_is_false(reply_member(&after, "quorum.quorate")), "it has left");
    cr_assert_eq(json_array_size(reply_member(&after, "quorum.inquorate_items")), 1);
    cr_expect_str_eq(reply_text(&after, "quorum.inquorate_items.0.item"), second);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, location);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "told with the minutes");

    char early[200], other_departure[100], decision[200], staying[120];
    snprintf(early, sizeof early, CLERK(",\"from_item\":\"%s\",\"until_item\":\"%s\""), second,
             first);
    reply_auto struct reply late_one = csa_post(
        service, attendance,
        "{\"organisation\":\"A parish\",\"office\":\"Councillor\",\"capacity\":\"in_attendance\"}");
    snprintf(other_departure, sizeof other_departure, "%s/departure",
             reply_header(&late_one, "location"));
    say(service,
        "UPDATE safer.attendance SET from_item = (SELECT id FROM safer.item WHERE place = 3"
        " AND meeting = safer.attendance.meeting) WHERE organisation = 'A parish'"
        " AND meeting = '%'",
        meeting);
    snprintf(decision, sizeof decision, "{\"item\":\"%s\",\"text\":\"T\"}", first);
    reply_auto struct reply decided = csa_post(service, meeting_at(meeting, "decisions"), decision);
    snprintf(staying, sizeof staying, "{\"until_item\":\"%s\"}", absent);
    const struct csa_refusal rows[] = {
        {"kcc", departure, staying, 409, "no-quorum", "/until_item"},
        {"kcc", attendance, "{\"partner\":\"kcc\",\"office\":\"Cleaner\",\"capacity\":\"member\"}",
         422, "not-a-member", "/office"},
        {"kcc", attendance,
         "{\"partner\":\"kcc\",\"office\":\"C\",\"capacity\":\"deputy\",\"deputy_for\":\"D\"}", 422,
         "deputy-of-nobody", "/deputy_for"},
        {"kcc", attendance, "{\"office\":\"Clerk\",\"capacity\":\"in_attendance\"}", 422,
         "nobodys-office", "/partner"},
        {"kcc", attendance,
         "{\"partner\":\"nobody\",\"office\":\"C\",\"capacity\":\"in_attendance\"}", 422,
         "unknown-partner", "/partner"},
        {"kcc", attendance, CLERK(",\"from_item\":\"" CONTRACT_ID "\""), 422,
         "item-of-another-meeting", "/from_item"},
        {"kcc", attendance, early, 422, "departure-before-arrival", "/until_item"},
        {"kcc", attendance, "{\"office\":\"Clerk\"}", 422, "invalid-body", "/capacity"},
        {"kcc", attendance, MEMBER, 409, "attendance-recorded", "/office"},
        {"swale", attendance, MEMBER, 404, "not-found", NULL},
        {"swale", MEETING_2016 "/attendance", MEMBER, 403, "not-your-body", NULL},
        {"kcc", other_departure, leaving, 422, "departure-before-arrival", "/until_item"},
        {"kcc", departure, "{\"until_item\":\"" CONTRACT_ID "\"}", 422, "item-of-another-meeting",
         "/until_item"},
        {"kcc", departure, "{}", 422, "invalid-body", "/until_item"},
        {"swale", departure, leaving, 404, "not-found", NULL},
        {"swale", "/v1/attendance/01590000-0000-7000-8000-000000000311/departure", leaving, 403,
         "not-your-body", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    say(service,
        "UPDATE safer.meeting SET minutes_approved_at ="
        " '01590000-0000-7000-8000-000000000208' WHERE id = '%'",
        meeting);
    const struct csa_refusal approved[] = {
        {"kcc", attendance, CLERK(""), 409, "state-conflict", NULL},
        {"kcc", departure, leaving, 409, "state-conflict", NULL},
    };
    assert_refusals(service, approved, 2);
    free(first);
    free(second);
    free(absent);
    free(meeting);
}

Test(attendance, somebody_at_two_meetings_at_once_is_said)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcst-smt", 20),
         *other = meeting_make(service, "kcsp", 20);
    reply_auto struct reply first = csa_post(service, meeting_at(meeting, "attendance"), MEMBER);
    reply_auto struct reply second = csa_post(service, meeting_at(other, "attendance"), MEMBER);
    cr_assert_eq(json_array_size(reply_member(&second, "also_at")), 1);
    cr_expect_str_eq(reply_text(&second, "also_at.0.meeting"), strrchr(meeting, '/') + 1);
    cr_expect_str_eq(reply_text(&second, "also_at.0.body"), "kcst-smt");
    reply_auto struct reply outside =
        csa_get(service, "ashford", reply_header(&second, "location"));
    cr_expect_eq(json_array_size(reply_member(&outside, "also_at")), 0,
                 "of a meeting it does not see it learns nothing");
    free(meeting);
    free(other);
}

Test(attendance, a_name_is_for_members_and_is_erased_for_good)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcsp", 20), attendance[100], erasure[100];
    snprintf(attendance, sizeof attendance, "%s/attendance", meeting);
    reply_auto struct reply made =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "a-key", attendance,
                  CLERK(",\"person\":\"A Person\""));
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect(json_is_true(reply_member(&made, "has_person")));
    say(service,
        "UPDATE safer.meeting SET state = 'held', notice_on = '2018-06-01', minutes_on ="
        " '2018-06-20' WHERE id = '%'",
        meeting);
    reply_auto struct reply members = csa_get(service, "ashford", attendance);
    cr_expect_str_eq(reply_text(&members, "items.0.person"), "A Person");
    reply_auto struct reply public = csa_get(service, NULL, attendance);
    cr_expect(json_is_null(reply_member(&public, "items.0.person")));
    reply_auto struct reply one = csa_get(service, NULL, reply_header(&made, "location"));
    cr_expect(json_is_false(reply_member(&one, "has_person")));
    char *csv = ledger_csv(service, csa_coordinator(service, "ashford"), attendance);
    cr_expect_not_null(strstr(csv, ",kcc,,Clerk,in_attendance,,,,A Person,"));
    snprintf(erasure, sizeof erasure, "%s/erasure", reply_header(&made, "location"));
    const struct csa_refusal rows[] = {
        {"swale", erasure, "{}", 403, "not-your-body", NULL},
        {"kcc", "/v1/attendance/" CONTRACT_ID "/erasure", "{}", 404, "not-found", NULL},
        {"kcc", erasure, "{\"a\":1}", 422, "invalid-body", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply erased = csa_post(service, erasure, "{}");
    cr_expect(json_is_false(reply_member(&erased, "has_person")));
    cr_expect_str_eq(reply_text(&erased, "office"), "Clerk", "that the office was there remains");
    char *left = service_sql(service, "SELECT (SELECT count(*) FROM safer.attendance_person)"
                                      " + (SELECT count(*) FROM safer.audit_event AS e"
                                      " WHERE concat(e.before, e.after) LIKE '%A Person%')"
                                      " + (SELECT count(*) FROM safer.idempotency_key AS k"
                                      " WHERE k::text LIKE '%A Person%')");
    cr_expect_str_eq(left, "0", "nothing that is kept has the name");
    reply_auto struct reply keyed =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "erase", erasure, "{}");
    reply_auto struct reply reused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "erase",
                  "/v1/attendance/01590000-0000-7000-8000-000000000311/erasure", "{}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"), "%s", reused.body);
    assert_key_in_use(service, "kcc", "erase_person", erasure, "{}");
    free(left);
    free(csv);
    free(meeting);
}

Test(attendance, the_public_reads_who_was_at_a_published_meeting)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply list = csa_get(service, NULL, MEETING_2016 "/attendance");
    cr_assert_eq(items(&list), 10);
    cr_expect_str_eq(reply_text(&list, "items.0.capacity"), "member");
    cr_expect_str_eq(reply_text(&list, "items.9.capacity"), "in_attendance");
    reply_auto struct reply none = csa_get(service, NULL, MEETING_2017 "/attendance");
    cr_expect_eq(items(&none), 0);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, NOWHERE "/attendance");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

Test(attendance, interests_are_declared)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcst-smt", 20), declarations[100], body[300], plain[300];
    char *item = meeting_item(service, meeting, 1, true),
         *closed = meeting_item(service, meeting, 2, true);
    snprintf(declarations, sizeof declarations, "%s/declarations", meeting);
#define DECLARE "{\"partner\":\"kfrs\",\"office\":\"Manager\",\"interest\":\"Works there\"%s%s%s}"
    snprintf(body, sizeof body, DECLARE, ",\"withdrew\":true,\"item\":\"", item, "\"");
    snprintf(plain, sizeof plain, DECLARE, "", "", "");
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), declarations, body, plain, false);
    cr_assert_eq(made.status, 201);
    cr_expect(json_is_true(reply_member(&made, "withdrew")));
    assert_key_in_use(service, "kcc", "create_declaration", declarations, plain);
    say(service,
        "UPDATE safer.item SET restricted = true, exempt_ground = '3' WHERE place = 2"
        " AND meeting = '%'",
        meeting);
    char hidden[300], nobody[300], astray[300];
    snprintf(hidden, sizeof hidden, DECLARE, ",\"item\":\"", closed, "\"");
    snprintf(astray, sizeof astray, DECLARE, ",\"item\":\"", CONTRACT_ID, "\"");
    snprintf(nobody, sizeof nobody, "%s",
             "{\"partner\":\"nobody\",\"office\":\"M\",\"interest\":\"I\"}");
    const struct csa_refusal rows[] = {
        {"kcc", declarations, hidden, 403, "restricted-scope-needed", "/item"},
        {"kcc", declarations, astray, 422, "item-of-another-meeting", "/item"},
        {"kcc", declarations, nobody, 422, "unknown-partner", "/partner"},
        {"kcc", declarations, "{\"partner\":\"kcc\",\"office\":\"M\"}", 422, "invalid-body",
         "/interest"},
        {"swale", declarations, plain, 404, "not-found", NULL},
        {"swale", MEETING_2016 "/declarations", plain, 403, "not-your-body", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    const char *secretary =
        service_token(service, "secretary", "kcc", "meetings.write restricted.read");
    reply_auto struct reply restricted =
        http_post(service_url(service), secretary, NULL, declarations, hidden);
    cr_assert_eq(restricted.status, 201, "%s", restricted.body);
    reply_auto struct reply unseen = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                              reply_header(&restricted, "location"));
    cr_expect(reply_is_problem(&unseen, 404, "not-found"));
    reply_auto struct reply list = csa_get(service, "kcc", declarations);
    cr_expect_eq(items(&list), 1);
    reply_auto struct reply whole = http_get(service_url(service), secretary, declarations);
    cr_expect_eq(items(&whole), 2);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), declarations);
    cr_expect_not_null(strstr(csv, ",kfrs,Manager,Works there,true,"));
    say(service,
        "UPDATE safer.meeting SET state = 'cancelled', cancelled_because = 'Snow'"
        " WHERE id = '%'",
        meeting);
    const struct csa_refusal cancelled[] = {
        {"kcc", declarations, plain, 409, "state-conflict", NULL},
    };
    assert_refusals(service, cancelled, 1);
    reply_auto struct reply nowhere = http_get(service_url(service), NULL, NOWHERE "/declarations");
    cr_expect(reply_is_problem(&nowhere, 404, "not-found"));
    free(csv);
    free(item);
    free(closed);
    free(meeting);
}
