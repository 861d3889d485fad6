/* How actions go on: from state to state, and what is reported on the way.
 * SPDX-License-Identifier: MIT
 *
 * Operations: move_action, report_progress, list_action_progress. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define ACTIONS "/v1/actions"
#define NONE ACTIONS "/" CONTRACT_ID

struct world {
    struct service *service;
    char action[64], state[80], progress[80]; /* addresses of an action of Swale's */
};

static struct world begin(void)
{
    struct world world = {
        .service = service_start(&(struct service_options){.today = "2018-03-28"}),
    };
    reply_auto struct reply made =
        csa_post(world.service, ACTIONS,
                 "{\"title\":\"T\",\"priority\":\"road-safety\",\"owner\":\"swale\","
                 "\"due_on\":\"2018-04-30\",\"public\":true}");
    snprintf(world.action, sizeof world.action, "%s", reply_header(&made, "location"));
    snprintf(world.state, sizeof world.state, "%s/state", world.action);
    snprintf(world.progress, sizeof world.progress, "%s/progress", world.action);
    return world;
}

Test(progress, an_action_begins_is_delayed_goes_on_and_is_complete)
{
    struct world world = begin();
    struct service *service = world.service;
    reply_auto struct reply begun = assert_keyed(
        service, csa_coordinator(service, "swale"), world.state,
        "{\"state\":\"in_progress\",\"reported_on\":\"2018-03-01\",\"text\":\"Begun\"}",
        "{\"state\":\"withdrawn\"}", false);
    cr_assert_eq(begun.status, 200);
    cr_expect_str_eq(reply_text(&begun, "state"), "in_progress");
    cr_expect_str_eq(reply_text(&begun, "last_reported_on"), "2018-03-01");
    const struct csa_refusal earlier = {
        "kcc", world.state,        "{\"state\":\"delayed\",\"reported_on\":\"2018-02-28\"}",
        422,   "date-implausible", "/reported_on"};
    assert_refusals(service, &earlier, 1);
    reply_auto struct reply delayed =
        assert_matched(service, world.action, world.state,
                       "{\"state\":\"delayed\",\"due_on\":\"2018-06-30\",\"text\":\"No venue\"}");
    cr_expect_str_eq(reply_text(&delayed, "due_on"), "2018-06-30");
    cr_expect_str_eq(reply_text(&delayed, "last_reported_on"), "2018-03-28");
    reply_auto struct reply noted =
        assert_keyed(service, csa_coordinator(service, "swale"), world.progress,
                     "{\"text\":\"A venue\\nis found\"}", "{\"text\":\"Other\"}", false);
    cr_assert_eq(noted.status, 200);
    cr_expect_str_eq(reply_text(&noted, "state"), "delayed");
    assert_key_in_use(service, "swale", "report_progress", world.progress, "{\"text\":\"T\"}");
    reply_auto struct reply on = csa_post(service, world.state, "{\"state\":\"in_progress\"}");
    cr_expect_str_eq(reply_text(&on, "due_on"), "2018-06-30");
    reply_auto struct reply done = csa_post(service, world.state, "{\"state\":\"complete\"}");
    cr_expect_eq(reply_integer(&done, "version"), 6);

    reply_auto struct reply list = csa_get(service, NULL, world.progress);
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 5);
    cr_expect_str_eq(reply_text(&list, "items.0.partner"), "swale");
    cr_expect_str_eq(reply_text(&list, "items.1.state"), "delayed");
    cr_expect_null(reply_text(&list, "items.2.state"));
    cr_expect_str_eq(reply_text(&list, "items.2.text"), "A venue\nis found");
    cr_expect_str_eq(reply_text(&list, "items.4.partner"), "kcc");
    reply_auto struct reply csv = csa_get(service, NULL, world.progress);
    cr_expect_not_null(strstr(csv.body, "delayed"));
    service_stop(service);
}

Test(progress, the_public_reads_that_of_public_actions)
{
    struct world world = begin();
    char changes[80];
    snprintf(changes, sizeof changes, "%s/changes", world.action);
    reply_auto struct reply shown = csa_get(world.service, NULL, world.progress);
    cr_expect_eq(json_array_size(reply_member(&shown, "items")), 0);
    reply_auto struct reply hidden = csa_post(world.service, changes, "{\"public\":false}");
    reply_auto struct reply none = http_get(service_url(world.service), NULL, world.progress);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    service_stop(world.service);
}

Test(progress, only_its_owner_and_constituent_partners_take_it_on)
{
    struct world world = begin();
    const struct csa_refusal rows[] = {
        {"maidstone", world.state, "{\"state\":\"in_progress\"}", 403, "not-your-action", NULL},
        {"maidstone", world.progress, "{\"text\":\"T\"}", 403, "not-your-action", NULL},
        {"kcc", NONE "/state", "{\"state\":\"in_progress\"}", 404, "not-found", NULL},
        {"kcc", NONE "/progress", "{\"text\":\"T\"}", 404, "not-found", NULL},
        {"kcc", world.state, "{\"state\":\"complete\"}", 409, "state-conflict", NULL},
        {"kcc", world.state, "{\"state\":\"planned\"}", 422, "invalid-body", "/state"},
        {"kcc", world.state, "{\"state\":\"withdrawn\",\"reported_on\":\"2018-03-29\"}", 422,
         "date-in-future", "/reported_on"},
        {"kcc", world.state, "{\"state\":\"withdrawn\",\"reported_on\":\"1918-03-29\"}", 422,
         "date-implausible", "/reported_on"},
        {"kcc", world.progress, "{}", 422, "invalid-body", "/text"},
        {"kcc", world.progress, "{\"text\":\"T\",\"reported_on\":\"2018-03-29\"}", 422,
         "date-in-future", "/reported_on"},
        {"kcc", world.progress, "{\"text\":\"T\",\"reported_on\":\"1918-03-29\"}", 422,
         "date-implausible", "/reported_on"},
    };
    assert_refusals(world.service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply withdrawn =
        csa_post(world.service, world.state, "{\"state\":\"withdrawn\"}");
    reply_auto struct reply over =
        http_post(service_url(world.service), csa_coordinator(world.service, "kcc"), NULL,
                  world.state, "{\"state\":\"in_progress\"}");
    cr_expect(reply_is_problem(&over, 409, "state-conflict"));
    cr_expect_str_eq(reply_text(&over, "state"), "withdrawn");
    service_stop(world.service);
}
