/* Minutes: numbered over the meetings of a body, approved, and then corrected by others.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_minutes, create_minute, get_minute, change_minute, approve_minutes. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

const int service_workers = 8;

#define MINUTES MEETINGS APRIL "/minutes"
#define APPROVAL MEETINGS APRIL "/approval"
#define LOADED MEETINGS "01590000-0000-7000-8000-000000000206/minutes"

Test(minutes, those_of_2016_are_read_with_what_is_withheld)
{
    service_auto struct service *service = agenda_published();
    reply_auto struct reply published = csa_get(service, NULL, LOADED);
    cr_assert_eq(json_array_size(reply_member(&published, "items")), 12);
    cr_expect_eq(reply_integer(&published, "items.0.number"), 126);
    cr_expect_eq(reply_integer(&published, "items.11.number"), 137);
    cr_expect_str_eq(reply_text(&published, "items.11.title"), "Domestic Homicide Review briefing");
    cr_expect(json_is_true(reply_member(&published, "items.11.withheld")));
    cr_expect_str_eq(reply_text(&published, "items.11.exempt_ground"), "not_stated");
    reply_auto struct reply whole = csa_get(service, "kfrs", LOADED);
    cr_expect(json_is_false(reply_member(&whole, "items.11.withheld")));
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"), LOADED);
    cr_expect_not_null(strstr(csv, ",kcsp,137,"));
    free(csv);
    reply_auto struct reply one =
        csa_get(service, NULL, "/v1/minutes/01590000-0000-7000-8000-000000000425");
    cr_expect_eq(reply_integer(&one, "number"), 130);
    reply_auto struct reply none =
        http_get(service_url(service), NULL, MEETINGS CONTRACT_ID "/minutes");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply no_one =
        http_get(service_url(service), NULL, "/v1/minutes/" CONTRACT_ID);
    cr_expect(reply_is_problem(&no_one, 404, "not-found"));
}

Test(minutes, one_is_written_changed_and_once_approved_stays)
{
    service_auto struct service *service = agenda_start();
    const char *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply made = assert_keyed(
        service, kcc, MINUTES, "{\"title\":\"Open\",\"item\":\"" OPEN_ITEM "\",\"text\":\"Words\"}",
        "{\"title\":\"Other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_eq(reply_integer(&made, "number"), 1);
    const char *minute = reply_header(&made, "location");
    assert_changed_once(service, minute, "{\"text\":\"Other words\"}", "{\"text\":\"None\"}");
    reply_auto struct reply shut = csa_post(
        service, MINUTES,
        "{\"title\":\"Pay\",\"restricted\":true,\"exempt_ground\":\"1\",\"text\":\"Secret\"}");
    const char *secret = reply_header(&shut, "location");
    reply_auto struct reply withheld =
        http_get(service_url(service), agenda_keeper(service, "kfrs"), secret);
    cr_expect(json_is_null(reply_member(&withheld, "text")));
    cr_expect_eq(reply_integer(&withheld, "number"), 2, "the number alone is seen");
    const struct agenda_refusal changes[] = {
        {"kcc", false, "/v1/minutes/" CONTRACT_ID, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, minute, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"swale", false, "/v1/minutes/01590000-0000-7000-8000-000000000425", "{\"title\":\"T\"}",
         403, "not-your-body", NULL},
        {"kcc", true, secret, "{\"title\":\"T\"}", 403, "restricted-scope-needed", NULL},
        {"kcc", true, minute, "{\"item\":\"" SHUT_ITEM "\"}", 403, "restricted-scope-needed", NULL},
        {"kcc", false, minute, "{}", 422, "invalid-body", NULL},
        {"kcc", false, minute, "{\"restricted\":true}", 422, "restriction-invalid",
         "/exempt_ground"},
        {"kcc", false, minute, "{\"item\":\"01590000-0000-7000-8000-000000000344\"}", 422,
         "item-of-another-meeting", "/item"},
    };
    assert_agenda_refusals(service, "PATCH", changes, sizeof changes / sizeof *changes);

    const struct agenda_refusal early[] = {
        {"kcc", false, APPROVAL, "{\"at_meeting\":\"" JUNE "\"}", 409, "state-conflict", NULL},
        {"kcc", false, MEETINGS CONTRACT_ID "/approval", "{\"at_meeting\":\"" JUNE "\"}", 404,
         "not-found", NULL},
        {"swale", false, MEETINGS PUBLIC_MEETING "/approval", "{\"at_meeting\":\"" JUNE "\"}", 403,
         "not-your-body", NULL},
        {"kcc", false, APPROVAL, "{}", 422, "invalid-body", "/at_meeting"},
        {"kcc", false, MINUTES, "{\"title\":\"T\",\"corrects\":\"" CONTRACT_ID "\"}", 422,
         "correction-invalid", "/corrects"},
        {"kcc", false, MINUTES, "{\"title\":\"T\",\"restricted\":true}", 422, "restriction-invalid",
         "/exempt_ground"},
        {"kcc", false, MINUTES,
         "{\"title\":\"T\",\"item\":\"01590000-0000-7000-8000-000000000344\"}", 422,
         "item-of-another-meeting", "/item"},
        {"kcc", false, MINUTES, "{}", 422, "invalid-body", "/title"},
        {"kcc", true, MINUTES, "{\"title\":\"T\",\"item\":\"" SHUT_ITEM "\"}", 403,
         "restricted-scope-needed", NULL},
        {"swale", false, MEETINGS PUBLIC_MEETING "/minutes", "{\"title\":\"T\"}", 403,
         "not-your-body", NULL},
        {"swale", false, MINUTES, "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"kcc", false, MEETINGS CANCELLED "/minutes", "{\"title\":\"T\"}", 409, "state-conflict",
         NULL},
    };
    assert_agenda_refusals(service, "POST", early, sizeof early / sizeof *early);

    free(service_sql(service, "UPDATE safer.meeting SET state = 'held' WHERE id = '" APRIL "'"));
    reply_auto struct reply wrong =
        http_post(service_url(service), kcc, NULL, APPROVAL, "{\"at_meeting\":\"" CANCELLED "\"}");
    cr_expect(reply_is_problem(&wrong, 422, "approval-invalid"), "%s", wrong.body);
    reply_auto struct reply approved = assert_keyed(
        service, kcc, APPROVAL, "{\"at_meeting\":\"" JUNE "\",\"subject_to\":\"A word\"}",
        "{\"at_meeting\":\"" SEPTEMBER "\"}", false);
    cr_assert_eq(approved.status, 200);
    cr_expect_str_eq(reply_text(&approved, "minutes_state"), "approved");
    const struct agenda_refusal late[] = {
        {"kcc", false, APPROVAL, "{\"at_meeting\":\"" JUNE "\"}", 409, "minutes-approved", NULL},
        {"kcc", false, MINUTES, "{\"title\":\"T\"}", 409, "minutes-approved", NULL},
    };
    assert_agenda_refusals(service, "POST", late, sizeof late / sizeof *late);
    const struct agenda_refusal fixed[] = {
        {"kcc", false, minute, "{\"title\":\"T\"}", 409, "minutes-approved", NULL},
    };
    assert_agenda_refusals(service, "PATCH", fixed, 1);
    char body[200];
    snprintf(body, sizeof body, "{\"title\":\"Addition\",\"corrects\":\"%s\"}",
             reply_text(&made, "id"));
    reply_auto struct reply correction = csa_post(service, MEETINGS JUNE "/minutes", body);
    cr_expect_eq(reply_integer(&correction, "number"), 3);
    cr_expect_str_eq(reply_text(&correction, "corrects"), reply_text(&made, "id"));
    snprintf(body, sizeof body, "{\"title\":\"Addition\",\"corrects\":\"%s\"}",
             reply_text(&shut, "id"));
    reply_auto struct reply open =
        http_post(service_url(service), kcc, NULL, MEETINGS JUNE "/minutes", body);
    cr_expect(reply_is_problem(&open, 422, "restriction-invalid"), "%s", open.body);
}

Test(minutes, approval_is_by_the_meeting_that_was_read)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made = csa_post(service, MINUTES, "{\"title\":\"T\"}");
    free(service_sql(service, "UPDATE safer.meeting SET state = 'held' WHERE id = '" APRIL "'"));
    reply_auto struct reply approved =
        assert_matched(service, MEETINGS APRIL, APPROVAL, "{\"at_meeting\":\"" JUNE "\"}");
    cr_expect_str_eq(reply_text(&approved, "minutes_state"), "approved");
}

Test(minutes, a_minute_of_a_cancelled_meeting_is_not_changed)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply made = csa_post(service, MINUTES, "{\"title\":\"T\"}");
    free(service_sql(service, "UPDATE safer.meeting SET state = 'cancelled',"
                              " cancelled_because = 'Snow' WHERE id = '" APRIL "'"));
    const struct agenda_refusal rows[] = {
        {"kcc", false, reply_header(&made, "location"), "{\"title\":\"U\"}", 409, "state-conflict",
         NULL},
    };
    assert_agenda_refusals(service, "PATCH", rows, 1);
}

enum { WRITERS = 8, EACH = 5 };

struct writer {
    const char *url, *token, *target;
};

static void *write_minutes(void *given)
{
    const struct writer *writer = given;
    for (int i = 0; i < EACH; i++) {
        reply_auto struct reply reply =
            http_post(writer->url, writer->token, NULL, writer->target, "{\"title\":\"T\"}");
        cr_assert_eq(reply.status, 201, "%s", reply.body);
    }
    return NULL;
}

Test(minutes, numbers_run_on_without_gaps_whoever_writes_at_once)
{
    service_auto struct service *service = agenda_start();
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){service_url(service), csa_coordinator(service, "kcc"),
                                     i % 2 ? MINUTES : MEETINGS JUNE "/minutes"};
    }
    for (int i = 0; i < WRITERS; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, write_minutes, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        cr_assert_eq(pthread_join(threads[i], NULL), 0);
    }
    assert_sql(service,
               "SELECT concat_ws(' ', min(number), max(number), count(*)) FROM safer.minute"
               " WHERE body = 'kcst-smt'",
               "1 40 40");
}
