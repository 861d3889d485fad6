/* What is to be reported back: to which meeting, and what closes it.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_follow_ups, create_follow_up, get_follow_up, close_follow_up. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define FOLLOW_UPS "/v1/follow-ups"
#define LOADED FOLLOW_UPS "/01590000-0000-7000-8000-000000000603"

Test(follow_ups, those_of_2015_are_read_and_due_at_the_meeting_announced_then)
{
    service_auto struct service *service = agenda_published();
    reply_auto struct reply one = csa_get(service, NULL, LOADED);
    cr_expect_str_eq(reply_text(&one, "due_meeting"), "01590000-0000-7000-8000-000000000204");
    cr_expect(json_is_false(reply_member(&one, "overdue")));
    reply_auto struct reply none = http_get(service_url(service), NULL, FOLLOW_UPS "/" CONTRACT_ID);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply list = csa_get(service, NULL, FOLLOW_UPS "?count=true&partner=kcc");
    cr_expect_eq(reply_integer(&list, "total"), 3);
    free(service_sql(service, "UPDATE safer.meeting SET state = 'held'"
                              " WHERE id = '01590000-0000-7000-8000-000000000204'"));
    static const struct {
        const char *query;
        int total;
    } rows[] = {
        {"body=kcsp", 5},    {"body=kcst-smt", 0}, {"state=open", 5},    {"state=closed", 0},
        {"partner=kfrs", 1}, {"overdue=true", 3},  {"overdue=false", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, FOLLOW_UPS "?count=true&%s", rows[i].query);
        reply_auto struct reply reply = csa_get(service, NULL, target);
        cr_expect_eq(reply_integer(&reply, "total"), rows[i].total, "%s", target);
        cr_expect_eq((int)json_array_size(reply_member(&reply, "items")), rows[i].total, "%s",
                     target);
    }
    reply_auto struct reply page = csa_get(service, NULL, FOLLOW_UPS "?limit=2");
    reply_auto struct reply next = csa_get(service, NULL, reply_text(&page, "next"));
    cr_expect_str_eq(reply_text(&next, "items.0.id"), "01590000-0000-7000-8000-000000000603");
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"), FOLLOW_UPS);
    cr_expect_not_null(strstr(csv, ",How the MARAC is commissioned.,next_meeting,"));
    free(csv);
}

Test(follow_ups, one_is_recorded_moves_when_its_meeting_is_cancelled_and_is_closed)
{
    service_auto struct service *service = agenda_start();
    const char *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply made = assert_keyed(
        service, kcc, FOLLOW_UPS,
        "{\"meeting\":\"" APRIL "\",\"item\":\"" OPEN_ITEM "\",\"text\":\"Report\",\"partner\":"
        "\"kfrs\",\"office\":\"Assistant Director\"}",
        "{\"meeting\":\"" APRIL "\",\"text\":\"Other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "due_meeting"), JUNE);
    const char *follow_up = reply_header(&made, "location");
    free(service_sql(service, "UPDATE safer.meeting SET state = 'cancelled',"
                              " cancelled_because = 'Snow' WHERE id = '" JUNE "'"));
    reply_auto struct reply moved = csa_get(service, "kcc", follow_up);
    cr_expect_str_eq(reply_text(&moved, "due_meeting"), SEPTEMBER);
    free(
        service_sql(service, "UPDATE safer.meeting SET state = 'held' WHERE id = '" SEPTEMBER "'"));
    reply_auto struct reply late = csa_get(service, "kcc", follow_up);
    cr_expect(json_is_true(reply_member(&late, "overdue")));
    reply_auto struct reply item =
        csa_post(service, MEETINGS SEPTEMBER "/items", "{\"ref\":\"9\",\"title\":\"Report\"}");
    char closing[100], body[200];
    snprintf(closing, sizeof closing, "%s/closing", follow_up);
    snprintf(body, sizeof body, "{\"item\":\"%s\"}", reply_text(&item, "id"));
    const struct agenda_refusal rows[] = {
        {"kcc", false, FOLLOW_UPS "/" CONTRACT_ID "/closing", "{\"reason\":\"R\"}", 404,
         "not-found", NULL},
        {"swale", false, closing, "{\"reason\":\"R\"}", 404, "not-found", NULL},
        {"swale", false, LOADED "/closing", "{\"reason\":\"R\"}", 403, "not-your-body", NULL},
        {"kcc", false, closing, "{}", 422, "invalid-body", NULL},
        {"kcc", false, closing, "{\"item\":\"" OPEN_ITEM "\"}", 422, "item-of-another-meeting",
         "/item"},
        {"kcc", false, closing, "{\"item\":\"01590000-0000-7000-8000-000000000344\"}", 422,
         "item-of-another-meeting", "/item"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
    reply_auto struct reply closed =
        assert_keyed(service, kcc, closing, body, "{\"reason\":\"Other\"}", false);
    cr_assert_eq(closed.status, 200);
    cr_expect_str_eq(reply_text(&closed, "state"), "closed");
    cr_expect_str_eq(reply_text(&closed, "closed_by"), reply_text(&item, "id"));
    cr_expect(json_is_false(reply_member(&closed, "overdue")));
    const struct agenda_refusal again[] = {
        {"kcc", false, closing, body, 409, "state-conflict", NULL},
    };
    assert_agenda_refusals(service, "POST", again, 1);
    reply_auto struct reply reasoned =
        assert_matched(service, LOADED, LOADED "/closing", "{\"reason\":\"No longer wanted\"}");
    cr_expect_str_eq(reply_text(&reasoned, "closed_because"), "No longer wanted");
}

Test(follow_ups, what_is_not_right_is_not_recorded)
{
    service_auto struct service *service = agenda_start();
    static const struct agenda_refusal rows[] = {
        {"swale", false, FOLLOW_UPS, "{\"meeting\":\"" APRIL "\",\"text\":\"T\"}", 422,
         "unknown-meeting", "/meeting"},
        {"swale", false, FOLLOW_UPS, "{\"meeting\":\"" PUBLIC_MEETING "\",\"text\":\"T\"}", 403,
         "not-your-body", NULL},
        {"kcc", true, FOLLOW_UPS,
         "{\"meeting\":\"" APRIL "\",\"item\":\"" SHUT_ITEM "\",\"text\":\"T\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", false, FOLLOW_UPS, "{\"meeting\":\"" CANCELLED "\",\"text\":\"T\"}", 409,
         "state-conflict", NULL},
        {"kcc", false, FOLLOW_UPS, "{\"meeting\":\"" APRIL "\"}", 422, "invalid-body", "/text"},
        {"kcc", false, FOLLOW_UPS,
         "{\"meeting\":\"" APRIL "\",\"item\":\"01590000-0000-7000-8000-000000000344\","
         "\"text\":\"T\"}",
         422, "item-of-another-meeting", "/item"},
        {"kcc", false, FOLLOW_UPS,
         "{\"meeting\":\"" APRIL "\",\"decision\":\"01590000-0000-7000-8000-000000000525\","
         "\"text\":\"T\"}",
         422, "unknown-decision", "/decision"},
        {"kcc", false, FOLLOW_UPS,
         "{\"meeting\":\"" APRIL "\",\"text\":\"T\",\"partner\":\"nobody\"}", 422,
         "unknown-partner", "/partner"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
}
