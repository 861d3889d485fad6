/* What meetings resolve or recommend.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_meeting_decisions, create_decision, list_decisions, get_decision. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define DECISIONS MEETINGS APRIL "/decisions"

Test(decisions, what_was_resolved_in_2015_and_2016_is_read)
{
    service_auto struct service *service = service_start(NULL);
    reply_auto struct reply all = csa_get(service, NULL, "/v1/decisions?count=true");
    cr_expect_eq(reply_integer(&all, "total"), 20);
    reply_auto struct reply member = csa_get(service, "kfrs", "/v1/decisions?count=true");
    cr_expect_eq(reply_integer(&member, "total"), 24, "with those on what is restricted");
    reply_auto struct reply one =
        csa_get(service, NULL, "/v1/decisions/01590000-0000-7000-8000-000000000525");
    cr_expect_eq(reply_integer(&one, "minute_number"), 130);
    cr_expect_str_eq(reply_text(&one, "met_on"), "2016-10-13");
    cr_assert_eq(json_array_size(reply_member(&one, "options")), 6);
    cr_expect(json_is_true(reply_member(&one, "options.0.chosen")));
    reply_auto struct reply hidden =
        http_get(service_url(service), NULL, "/v1/decisions/01590000-0000-7000-8000-000000000529");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    static const struct {
        const char *query;
        int total;
    } rows[] = {
        {"body=kcsp", 20},      {"body=kcst-smt", 0},     {"from=2016-10-13", 8},
        {"from=2016-10-14", 0}, {"to=2015-03-19", 12},    {"to=2015-03-18", 0},
        {"stage=final", 20},    {"stage=conditional", 0}, {"from=2015-03-19&to=2015-03-19", 12},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, "/v1/decisions?count=true&limit=500&%s", rows[i].query);
        reply_auto struct reply reply = csa_get(service, NULL, target);
        cr_expect_eq(reply_integer(&reply, "total"), rows[i].total, "%s", target);
        cr_expect_eq((int)json_array_size(reply_member(&reply, "items")), rows[i].total, "%s",
                     target);
    }
    reply_auto struct reply page = csa_get(service, NULL, "/v1/decisions?limit=8");
    reply_auto struct reply next = csa_get(service, NULL, reply_text(&page, "next"));
    cr_expect_str_eq(reply_text(&next, "items.0.id"), "01590000-0000-7000-8000-000000000509");
    reply_auto struct reply meeting =
        csa_get(service, NULL, MEETINGS "01590000-0000-7000-8000-000000000203/decisions");
    cr_expect_eq(json_array_size(reply_member(&meeting, "items")), 12);
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"), "/v1/decisions");
    cr_expect_not_null(strstr(csv, ",130,resolved,final,,That the Committee agree"));
    cr_expect_null(strstr(csv, ",134,"));
    free(csv);
}

Test(decisions, one_is_recorded_with_its_options_and_its_follow_up)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply minute = csa_post(service, MEETINGS APRIL "/minutes",
                                              "{\"title\":\"T\",\"item\":\"" OPEN_ITEM "\"}");
    char body[600];
    snprintf(body, sizeof body,
             "{\"item\":\"" OPEN_ITEM "\",\"minute\":\"%s\",\"text\":\"Agreed\",\"stage\":"
             "\"conditional\",\"condition\":\"If it is paid for\",\"options\":[{\"text\":\"A\","
             "\"chosen\":true},{\"text\":\"B\"}],\"follow_up\":{\"text\":\"Report\",\"partner\":"
             "\"kfrs\",\"office\":\"Assistant Director\"}}",
             reply_text(&minute, "id"));
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), DECISIONS,
                                                body, "{\"text\":\"Other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_eq(reply_integer(&made, "minute_number"), 1);
    cr_expect(json_is_false(reply_member(&made, "options.1.chosen")));
    cr_expect_str_eq(reply_text(&made, "recorded_by"), "kcc");
    char target[100];
    snprintf(target, sizeof target, "/v1/follow-ups/%s", reply_text(&made, "follow_ups.0"));
    reply_auto struct reply asked = csa_get(service, "kfrs", target);
    cr_expect_str_eq(reply_text(&asked, "due_meeting"), JUNE);
    cr_expect_str_eq(reply_text(&asked, "decision"), reply_text(&made, "id"));
    reply_auto struct reply list = csa_get(service, "kfrs", DECISIONS);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 1);
    reply_auto struct reply unseen =
        http_get(service_url(service), service_token(service, "reader", "kfrs", "restricted.read"),
                 reply_header(&made, "location"));
    cr_expect(reply_is_problem(&unseen, 404, "not-found"), "until the minutes are published");
    reply_auto struct reply none = http_get(service_url(service), NULL, DECISIONS);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}

Test(decisions, without_a_quorum_nothing_is_resolved_but_it_is_recommended)
{
    service_auto struct service *service = agenda_start();
    free(service_sql(service, "DELETE FROM safer.attendance WHERE partner = 'kent-police'"));
    char *before = ledger_counts(service);
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), NULL, DECISIONS,
                  "{\"text\":\"T\",\"follow_up\":{\"text\":\"F\"}}");
    char *after = ledger_counts(service);
    cr_expect(reply_is_problem(&refused, 409, "no-quorum"), "%s", refused.body);
    cr_expect_str_eq(reply_text(&refused, "missing.0"), "kent-police");
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
    reply_auto struct reply recommended =
        csa_post(service, DECISIONS, "{\"text\":\"T\",\"kind\":\"recommended\"}");
    char body[200];
    snprintf(body, sizeof body, "{\"text\":\"T\",\"kind\":\"recommended\",\"follows\":\"%s\"}",
             reply_text(&recommended, "id"));
    reply_auto struct reply followed = csa_post(service, MEETINGS JUNE "/decisions", body);
    cr_expect_str_eq(reply_text(&followed, "follows"), reply_text(&recommended, "id"));
}

Test(decisions, what_is_not_right_is_not_recorded)
{
    service_auto struct service *service = agenda_start();
    static const struct agenda_refusal rows[] = {
        {"swale", false, DECISIONS, "{\"text\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, MEETINGS PUBLIC_MEETING "/decisions", "{\"text\":\"T\"}", 403,
         "not-your-body", NULL},
        {"kcc", true, DECISIONS, "{\"text\":\"T\",\"item\":\"" SHUT_ITEM "\"}", 403,
         "restricted-scope-needed", NULL},
        {"kcc", false, MEETINGS CANCELLED "/decisions", "{\"text\":\"T\"}", 409, "state-conflict",
         NULL},
        {"kcc", false, MEETINGS "01590000-0000-7000-8000-000000000205/decisions",
         "{\"text\":\"T\"}", 409, "minutes-approved", NULL},
        {"kcc", false, DECISIONS, "{}", 422, "invalid-body", "/text"},
        {"kcc", false, DECISIONS,
         "{\"text\":\"T\",\"item\":\"01590000-0000-7000-8000-000000000344\"}", 422,
         "item-of-another-meeting", "/item"},
        {"kcc", false, DECISIONS,
         "{\"text\":\"T\",\"minute\":\"01590000-0000-7000-8000-000000000425\"}", 422,
         "item-of-another-meeting", "/minute"},
        {"kcc", false, DECISIONS, "{\"text\":\"T\",\"stage\":\"conditional\"}", 422,
         "decision-invalid", "/condition"},
        {"kcc", false, DECISIONS, "{\"text\":\"T\",\"condition\":\"C\"}", 422, "decision-invalid",
         "/condition"},
        {"kcc", false, DECISIONS, "{\"text\":\"T\",\"follows\":\"" CONTRACT_ID "\"}", 422,
         "unknown-decision", "/follows"},
        {"kcc", false, DECISIONS,
         "{\"text\":\"T\",\"follow_up\":{\"text\":\"F\",\"partner\":\"nobody\"}}", 422,
         "unknown-partner", "/follow_up/partner"},
    };
    assert_agenda_refusals(service, "POST", rows, sizeof rows / sizeof *rows);
}
