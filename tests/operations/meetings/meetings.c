/* Meetings: scheduled, moved, cancelled, held, and what of them is published when.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_meetings, create_meeting, get_meeting, change_meeting, cancel_meeting,
 * hold_meeting, list_publications, publish_meeting, list_bank_holidays. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"
#include "support/meetings.h"

#define MEETINGS "/v1/meetings"
#define NEW(members)                                                                               \
    "{\"body\":\"kcst-smt\",\"starts_at\":\"2018-06-27T10:00:00+01:00\",\"place\":\"Maidstone\""   \
    "" members "}"

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

Test(meetings, the_public_reads_those_that_are_published)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply all = csa_get(service, NULL, MEETINGS "?count=true");
    cr_assert_eq(reply_integer(&all, "total"), 8);
    cr_expect_str_eq(reply_text(&all, "items.0.starts_at"), "2014-07-08T09:00:00Z");
    cr_expect_str_eq(reply_text(&all, "items.0.starts_at_local"), "2014-07-08T10:00");
    reply_auto struct reply one = csa_get(service, NULL, MEETING_2017);
    cr_expect_str_eq(reply_text(&one, "starts_at"), "2017-03-15T10:00:00Z");
    cr_expect_eq(reply_integer(&one, "notice.clear_days"), 5);
    cr_expect(json_is_true(reply_member(&one, "notice.sufficient")));
    cr_expect_str_eq(reply_text(&one, "quorum.rule"), "not_stated");
    cr_expect(json_is_null(reply_member(&one, "quorum.quorate")));
    cr_expect(json_is_null(reply_member(&one, "quorum.expected")));
    reply_auto struct reply held = csa_get(service, NULL, MEETING_2016);
    cr_expect_eq(reply_integer(&held, "present_count"), 16);
    cr_expect_str_eq(reply_text(&held, "minutes_state"), "published");
    cr_expect_str_eq(reply_text(&held, "quorum.present.0"), "kcc");
    reply_auto struct reply published =
        csa_get(service, NULL, MEETING_2017 "/publications?format=csv");
    cr_expect_not_null(strstr(published.body, ",2,agenda,2017-03-07,,"));
    reply_auto struct reply none = http_get(service_url(service), NULL, MEETINGS "/" CONTRACT_ID);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}

Test(meetings, the_list_is_narrowed_and_paged)
{
    service_auto struct service *service = meeting_service();
    char *draft = meeting_make(service, "kcst-smt", 27);
    static const struct {
        const char *query;
        json_int_t total;
    } rows[] = {
        {"body=kcsp", 8},
        {"body=kcst-smt", 1},
        {"state=held", 5},
        {"state=cancelled", 0},
        {"from=2016-10-13", 4},
        {"from=2016-10-14", 3},
        {"to=2016-10-12", 5},
        {"to=2016-10-13", 6},
        {"partner=ashford", 8},
        {"partner=dover", 0},
        {"from=2018-06-27&to=2018-06-27", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, MEETINGS "?count=true&%s", rows[i].query);
        reply_auto struct reply reply = csa_get(service, "kcc", target);
        cr_expect_eq(reply_integer(&reply, "total"), rows[i].total, "%s", target);
        cr_expect_eq((json_int_t)items(&reply), rows[i].total, "%s", target);
    }
    reply_auto struct reply hidden = csa_get(service, NULL, MEETINGS "?body=kcst-smt&count=true");
    cr_expect_eq(reply_integer(&hidden, "total"), 0, "a draft is not counted");
    reply_auto struct reply first = csa_get(service, NULL, MEETINGS "?limit=5");
    cr_assert_eq(items(&first), 5);
    reply_auto struct reply second = csa_get(service, NULL, reply_text(&first, "next"));
    cr_assert_eq(items(&second), 3);
    cr_expect_str_eq(reply_text(&second, "items.0.starts_at_local"), "2016-10-13T10:00");
    reply_auto struct reply csv = csa_get(service, NULL, MEETINGS "?state=held&format=csv");
    cr_expect_not_null(strstr(csv.body, ",kcsp,2015-03-19T10:00:00Z,2015-03-19T10:00,,"));
    free(draft);
}

Test(meetings, its_officers_schedule_one)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), MEETINGS,
                     NEW(",\"external_system\":\"x\",\"external_id\":\"7\""), NEW(""), false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "starts_at"), "2018-06-27T09:00:00Z");
    cr_expect_str_eq(reply_text(&made, "starts_at_local"), "2018-06-27T10:00");
    cr_expect_str_eq(reply_text(&made, "state"), "scheduled");
    cr_expect(json_is_null(reply_member(&made, "notice_on")), "it is a draft");
    cr_expect(json_is_false(reply_member(&made, "quorum.quorate")), "nobody is there");
    cr_expect_eq(json_array_size(reply_member(&made, "quorum.missing")), 3);
    assert_key_in_use(service, "kcc", "create_meeting", MEETINGS, NEW(""));
    reply_auto struct reply read = csa_get(service, "kfrs", reply_header(&made, "location"));
    reply_auto struct reply hidden =
        http_get(service_url(service), service_token(service, "reader", "kfrs", ""),
                 reply_header(&made, "location"));
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "a draft is for officers");
    static const struct csa_refusal rows[] = {
        {"ashford", MEETINGS, NEW(""), 403, "not-your-body", NULL},
        {"kcc", MEETINGS, "{\"body\":\"kcsp\",\"place\":\"P\"}", 422, "invalid-body", "/starts_at"},
        {"kcc", MEETINGS,
         "{\"body\":\"no-body\",\"starts_at\":\"2018-06-27T10:00:00Z\",\"place\":\"P\"}", 422,
         "unknown-body", "/body"},
        {"kcc", MEETINGS, NEW(",\"external_id\":\"7\""), 422, "external-id-incomplete",
         "/external_id"},
        {"kcc", MEETINGS, NEW(",\"ends_at\":\"2018-06-27T09:00:00Z\""), 422, "times-invalid",
         "/ends_at"},
        {"kcc", MEETINGS,
         "{\"body\":\"kcsp\",\"starts_at\":\"1918-06-27T10:00:00Z\",\"place\":\"P\"}", 422,
         "date-implausible", "/starts_at"},
        {"kcc", MEETINGS, NEW(",\"external_system\":\"x\",\"external_id\":\"7\""), 409,
         "external-id-taken", "/external_id"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(meetings, one_is_moved_and_calendars_learn_of_it)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcst-smt", 27),
         *other = meeting_make(service, "kcsp", 28),
         *sibling = meeting_make(service, "kcst-smt", 29),
         *approving = meeting_make(service, "kcsp", 30);
    reply_auto struct reply moved = assert_patched(
        service, "change_meeting", meeting,
        "{\"starts_at\":\"2018-06-28T09:00:00Z\",\"external_system\":\"x\",\"external_id\":\"7\"}",
        "{\"note\":\"N\"}");
    cr_expect_eq(reply_integer(&moved, "sequence"), 1);
    cr_expect_str_eq(reply_text(&moved, "starts_at_local"), "2018-06-28T10:00");
    cr_expect_str_eq(reply_text(&moved, "place"), "P", "what is left out stays");
    reply_auto struct reply noted =
        meeting_patch(service, "kfrs", "*", meeting, "{\"note\":\"N\"}");
    cr_expect_eq(reply_integer(&noted, "sequence"), 1, "a note is no news to a calendar");
    reply_auto struct reply cancelled = assert_matched(
        service, meeting, meeting_at(meeting, "cancellation"), "{\"reason\":\"Snow\"}");
    char approval[300];
    snprintf(approval, sizeof approval,
             "UPDATE safer.meeting SET minutes_approved_at = '%s'"
             " WHERE body = 'kcsp' AND starts_at::date = '2016-10-13'",
             approving + strlen(MEETINGS "/"));
    free(service_sql(service, approval));
    struct {
        const char *partner, *target, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"kcc", other, "{}", 422, "invalid-body", NULL},
        {"kcc", other, "{\"external_id\":\"7\"}", 422, "external-id-incomplete", "/external_id"},
        {"kcc", other, "{\"ends_at\":\"2018-06-28T09:00:00Z\"}", 422, "times-invalid", "/ends_at"},
        {"kcc", other, "{\"starts_at\":\"1918-06-28T09:00:00Z\"}", 422, "date-implausible",
         "/starts_at"},
        {"kcc", approving, "{\"starts_at\":\"2016-10-13T09:00:00Z\"}", 422, "approval-invalid",
         "/starts_at"},
        {"kcc", sibling, "{\"external_system\":\"x\",\"external_id\":\"7\"}", 409,
         "external-id-taken", "/external_id"},
        {"kcc", meeting, "{\"place\":\"Q\"}", 409, "state-conflict", NULL},
        {"swale", meeting, "{\"place\":\"Q\"}", 404, "not-found", NULL},
        {"swale", MEETING_2017, "{\"place\":\"Q\"}", 403, "not-your-body", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            meeting_patch(service, rows[i].partner, "*", rows[i].target, rows[i].body);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu: %d %s", i, reply.status, reply.body);
    }
    reply_auto struct reply shared = meeting_patch(
        service, "kcc", "*", other, "{\"external_system\":\"x\",\"external_id\":\"7\"}");
    cr_expect_eq(shared.status, 200, "another body has numbers of its own: %s", shared.body);
    free(meeting);
    free(other);
    free(sibling);
    free(approving);
}

Test(meetings, one_that_was_held_is_not_cancelled)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcst-smt", 20),
         *later = meeting_make(service, "kcst-smt", 21);
    const char *holding = meeting_at(meeting, "holding");
    reply_auto struct reply held =
        assert_keyed(service, csa_coordinator(service, "kcc"), holding,
                     "{\"present_count\":3,\"in_attendance_count\":1}", "{}", false);
    cr_expect_str_eq(reply_text(&held, "state"), "held");
    cr_expect_eq(reply_integer(&held, "present_count"), 3);
    assert_key_in_use(service, "kcc", "hold_meeting", holding, "{}");
    char cancellation[100], cancelling[100], holding_later[100];
    snprintf(cancellation, sizeof cancellation, "%s/cancellation", meeting);
    snprintf(cancelling, sizeof cancelling, "%s/cancellation", later);
    snprintf(holding_later, sizeof holding_later, "%s/holding", later);
    const struct csa_refusal rows[] = {
        {"kcc", cancellation, "{\"reason\":\"R\"}", 409, "state-conflict", NULL},
        {"kcc", holding, "{}", 409, "state-conflict", NULL},
        {"kcc", holding_later, "{}", 409, "state-conflict", NULL},
        {"kcc", cancelling, "{}", 422, "invalid-body", "/reason"},
        {"kcc", holding_later, "{\"present_count\":-1}", 422, "invalid-body", "/present_count"},
        {"swale", cancelling, "{\"reason\":\"R\"}", 404, "not-found", NULL},
        {"swale", holding, "{}", 404, "not-found", NULL},
        {"swale", MEETING_2017 "/cancellation", "{\"reason\":\"R\"}", 403, "not-your-body", NULL},
        {"swale", MEETING_2017 "/holding", "{}", 403, "not-your-body", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply cancelled =
        assert_keyed(service, csa_coordinator(service, "kcc"), cancelling, "{\"reason\":\"Snow\"}",
                     "{\"reason\":\"Rain\"}", false);
    cr_expect_str_eq(reply_text(&cancelled, "cancelled_because"), "Snow");
    cr_expect_eq(reply_integer(&cancelled, "sequence"), 1);
    assert_key_in_use(service, "kcc", "cancel_meeting", cancelling, "{\"reason\":\"Snow\"}");
    char *third = meeting_make(service, "kcsp", 19), *minuted = meeting_make(service, "kcsp", 18);
    reply_auto struct reply minute =
        csa_post(service, meeting_at(minuted, "minutes"), "{\"title\":\"T\"}");
    const struct csa_refusal recorded[] = {
        {"kcc", meeting_at(minuted, "cancellation"), "{\"reason\":\"R\"}", 409, "state-conflict",
         NULL},
    };
    assert_refusals(service, recorded, 1);
    reply_auto struct reply matched =
        assert_matched(service, third, meeting_at(third, "holding"), "{}");
    free(meeting);
    free(later);
    free(minuted);
    free(third);
}

Test(meetings, notice_agenda_and_minutes_are_published_each_by_itself)
{
    service_auto struct service *service = meeting_service();
    char *meeting = meeting_make(service, "kcsp", 20), publications[100];
    char *item = meeting_item(service, meeting, 1, false);
    snprintf(publications, sizeof publications, "%s/publications", meeting);
    const char *token = csa_coordinator(service, "kcc");
    reply_auto struct reply notice = assert_keyed(
        service, token, publications, "{\"what\":\"notice\",\"published_on\":\"2018-06-01\"}",
        "{\"what\":\"agenda\"}", false);
    cr_expect_str_eq(reply_text(&notice, "notice_on"), "2018-06-01");
    cr_expect(json_is_null(reply_member(&notice, "agenda_on")));
    assert_key_in_use(service, "kcc", "publish_meeting", publications, "{\"what\":\"agenda\"}");
    reply_auto struct reply seen = csa_get(service, NULL, meeting);
    cr_expect_eq(reply_integer(&seen, "item_count"), 0, "the agenda is a draft still");
    cr_expect_str_eq(reply_text(&seen, "notice.publish_by"), "2018-06-12");
    reply_auto struct reply agenda =
        csa_post(service, publications, "{\"what\":\"agenda\",\"published_on\":\"2018-06-13\"}");
    cr_expect_str_eq(reply_text(&agenda, "agenda_on"), "2018-06-13");
    cr_expect(json_is_false(reply_member(&agenda, "notice.sufficient")));
    reply_auto struct reply shown = csa_get(service, NULL, meeting);
    cr_expect_eq(reply_integer(&shown, "item_count"), 1);
    const struct csa_refusal rows[] = {
        {"kcc", publications, "{\"what\":\"agenda\"}", 409, "nothing-to-publish", NULL},
        {"kcc", publications, "{\"what\":\"minutes\"}", 409, "state-conflict", NULL},
        {"kcc", publications, "{\"what\":\"book\"}", 422, "invalid-body", "/what"},
        {"kcc", publications, "{\"what\":\"agenda\",\"published_on\":\"2018-06-21\"}", 422,
         "date-in-future", "/published_on"},
        {"swale", publications, "{\"what\":\"agenda\"}", 403, "not-your-body", NULL},
        {"kcc", "/v1/meetings/" CONTRACT_ID "/publications", "{\"what\":\"agenda\"}", 404,
         "not-found", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    char *late = meeting_item(service, meeting, 2, false);
    reply_auto struct reply old =
        http_post(service_url(service), token, NULL, publications,
                  "{\"what\":\"agenda\",\"published_on\":\"1918-06-13\"}");
    cr_expect(reply_is_problem(&old, 422, "date-implausible") &&
              reply_names(&old, "/published_on"));
    reply_auto struct reply supplement =
        assert_matched(service, meeting, publications, "{\"what\":\"agenda\"}");
    cr_expect_str_eq(reply_text(&supplement, "agenda_on"), "2018-06-13", "the first one counts");
    reply_auto struct reply steps = csa_get(service, NULL, publications);
    cr_assert_eq(items(&steps), 3);
    cr_expect_str_eq(reply_text(&steps, "items.2.what"), "agenda");
    cr_expect_str_eq(reply_text(&steps, "items.2.recorded_by"), "kcc");
    reply_auto struct reply hidden =
        http_get(service_url(service), NULL, "/v1/meetings/" CONTRACT_ID "/publications");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    free(late);
    free(item);
    free(meeting);
}

Test(meetings, bank_holidays_are_no_working_days)
{
    service_auto struct service *service = meeting_service();
    reply_auto struct reply all = csa_get(service, NULL, "/v1/bank-holidays");
    cr_expect_eq(items(&all), 123);
    reply_auto struct reply some =
        csa_get(service, NULL, "/v1/bank-holidays?from=2017-04-14&to=2017-04-17");
    cr_assert_eq(items(&some), 2);
    cr_expect_str_eq(reply_text(&some, "items.0.title"), "Good Friday");
    reply_auto struct reply csv =
        csa_get(service, NULL, "/v1/bank-holidays?from=2028-12-26&format=csv");
    cr_expect_str_eq(csv.body, "on,title\r\n2028-12-26,Boxing Day\r\n");
}
