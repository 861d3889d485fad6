/* How priorities follow from each other, read and written.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_lineage, create_lineage_step. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"

#define LINEAGE "/v1/lineage"
#define DRAFT "/v1/priority-sets/csa-2018-19"
#define STEPS DRAFT "/lineage"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

static void say(struct service *service, const char *target, const char *body)
{
    reply_auto struct reply reply = csa_post(service, target, body);
}

Test(lineage, where_sources_differ_both_are_told)
{
    service_auto struct service *service = start();
    reply_auto struct reply set = csa_get(service, NULL, LINEAGE "?set=csa-2016-17");
    cr_assert_eq(items(&set), 7);
    reply_auto struct reply csv = csa_get(service, NULL, LINEAGE "?set=csa-2016-17&format=csv");
    cr_expect_not_null(strstr(csv.body, "csa-2016-17-001,csa-2016-17,removed,violent-crime,"));
    cr_expect_not_null(
        strstr(csv.body, "csa-2016-17-005,csa-2016-17,merged,violent-crime,Violent Crime,"
                         "serious-and-organised-crime,Serious Crime,\"Minutes, October 2016\","));
    reply_auto struct reply draft = csa_get(service, NULL, LINEAGE "?set=csa-2017");
    cr_expect_eq(items(&draft), 0, "the public is told of a draft");
}

Test(lineage, one_priority_is_followed_through_time_in_both_directions)
{
    service_auto struct service *service = start();
    /* From what was merged into it to what it was merged with. */
    reply_auto struct reply crime = csa_get(service, "kcc", LINEAGE "?priority=violent-crime");
    cr_expect_eq(items(&crime), 5, "%s", crime.body);
    /* What it was split into has another predecessor. */
    reply_auto struct reply theme =
        csa_get(service, "kcc", LINEAGE "?priority=safeguarding-children-and-young-people");
    cr_expect_eq(items(&theme), 4, "%s", theme.body);
    reply_auto struct reply none = csa_get(service, "kcc", LINEAGE "?priority=road-safety");
    cr_expect_eq(items(&none), 0);
    reply_auto struct reply all = csa_get(service, "kcc", LINEAGE);
    cr_expect_eq(items(&all), 12);
}

Test(lineage, a_draft_is_changed_step_by_step)
{
    service_auto struct service *service = start();
    const char *token = csa_coordinator(service, "kcc");
    reply_auto struct reply made =
        csa_post(service, "/v1/priorities", "{\"id\":\"hate-crime\",\"title\":\"Hate Crime\"}");
    cr_assert_eq(made.status, 201);
    reply_auto struct reply added = assert_keyed(
        service, token, STEPS,
        "{\"kind\":\"added\",\"to\":\"hate-crime\",\"source\":\"Minutes\",\"place\":7}",
        "{\"kind\":\"removed\",\"from\":\"road-safety\",\"source\":\"Minutes\"}", false);
    cr_expect_eq(added.status, 200);
    cr_expect_str_eq(reply_text(&added, "priorities.6.id"), "hate-crime");
    cr_expect_str_eq(reply_text(&added, "priorities.6.title"), "Hate Crime");
    cr_expect_eq(reply_integer(&added, "version"), 2);

    reply_auto struct reply renamed =
        assert_matched(service, DRAFT, STEPS,
                       "{\"kind\":\"renamed\",\"from\":\"hate-crime\",\"title\":\"Extremism and"
                       " Hate\",\"source\":\"Minutes\"}");
    cr_expect_str_eq(reply_text(&renamed, "priorities.6.title"), "Extremism and Hate");
    reply_auto struct reply other =
        csa_post(service, "/v1/priorities", "{\"id\":\"scams\",\"title\":\"Scams\"}");
    reply_auto struct reply split =
        csa_post(service, STEPS,
                 "{\"kind\":\"split\",\"from\":\"hate-crime\",\"to\":\"scams\",\"title\":\"Scams"
                 " and Fraud\",\"source\":\"Minutes\",\"note\":\"Of its own.\"}");
    cr_expect_eq(json_array_size(reply_member(&split, "priorities")), 8);
    cr_expect_str_eq(reply_text(&split, "priorities.7.title"), "Scams and Fraud");
    reply_auto struct reply merged = csa_post(service, STEPS,
                                              "{\"kind\":\"merged\",\"from\":\"scams\",\"to\":"
                                              "\"hate-crime\",\"source\":\"Minutes\"}");
    cr_expect_eq(json_array_size(reply_member(&merged, "priorities")), 7);
    cr_expect_str_eq(reply_text(&merged, "priorities.6.title"), "Extremism and Hate");
    reply_auto struct reply removed = csa_post(
        service, STEPS, "{\"kind\":\"removed\",\"from\":\"hate-crime\",\"source\":\"Minutes\"}");
    cr_expect_eq(json_array_size(reply_member(&removed, "priorities")), 6);

    reply_auto struct reply followed = csa_get(service, "kcc", LINEAGE "?priority=scams");
    cr_assert_eq(items(&followed), 5);
    cr_expect_str_eq(reply_text(&followed, "items.1.from_title"), "Hate Crime");
    cr_expect_str_eq(reply_text(&followed, "items.1.to_title"), "Extremism and Hate");
    cr_expect_str_eq(reply_text(&followed, "items.2.id"), "csa-2018-19-003");
    reply_auto struct reply one = csa_get(service, "kcc", "/v1/priorities/scams");
    cr_expect_eq(json_array_size(reply_member(&one, "lineage")), 2);
    cr_expect_eq(json_array_size(reply_member(&one, "sets")), 0);
}

Test(lineage, after_the_last_place_comes_the_last_place_again)
{
    service_auto struct service *service = start();
    say(service, "/v1/priorities", "{\"id\":\"hate-crime\",\"title\":\"Hate Crime\"}");
    say(service, "/v1/priorities", "{\"id\":\"scams\",\"title\":\"Scams\"}");
    say(service, STEPS,
        "{\"kind\":\"added\",\"to\":\"hate-crime\",\"source\":\"Minutes\",\"place\":999}");
    reply_auto struct reply added =
        csa_post(service, STEPS, "{\"kind\":\"added\",\"to\":\"scams\",\"source\":\"Minutes\"}");
    cr_assert_eq(added.status, 200, "%s", added.body);
    cr_expect_str_eq(reply_text(&added, "priorities.7.id"), "scams");
}

Test(lineage, a_step_that_does_not_fit_is_refused)
{
    service_auto struct service *service = start();
    static const struct csa_refusal rows[] = {
        {"swale", STEPS, "{\"kind\":\"removed\",\"from\":\"road-safety\",\"source\":\"S\"}", 403,
         "not-a-constituent-partner", NULL},
        {"kcc", "/v1/priority-sets/no-such/lineage",
         "{\"kind\":\"removed\",\"from\":\"road-safety\",\"source\":\"S\"}", 404, "not-found",
         NULL},
        {"kcc", "/v1/priority-sets/csa-2016-17/lineage",
         "{\"kind\":\"removed\",\"from\":\"road-safety\",\"source\":\"S\"}", 409, "state-conflict",
         NULL},
        {"kcc", STEPS, "{\"kind\":\"removed\"}", 422, "invalid-body", "/source"},
        {"kcc", STEPS, "{\"kind\":\"removed\",\"source\":\"S\"}", 422, "lineage-invalid", "/from"},
        {"kcc", STEPS,
         "{\"kind\":\"removed\",\"from\":\"road-safety\",\"to\":\"domestic-abuse\",\"source\":"
         "\"S\"}",
         422, "lineage-invalid", "/to"},
        {"kcc", STEPS,
         "{\"kind\":\"removed\",\"from\":\"road-safety\",\"title\":\"T\",\"source\":\"S\"}", 422,
         "lineage-invalid", "/title"},
        {"kcc", STEPS, "{\"kind\":\"removed\",\"from\":\"violent-crime\",\"source\":\"S\"}", 422,
         "lineage-invalid", "/from"},
        {"kcc", STEPS, "{\"kind\":\"removed\",\"from\":\"no-such\",\"source\":\"S\"}", 422,
         "lineage-invalid", "/from"},
        {"kcc", STEPS,
         "{\"kind\":\"added\",\"from\":\"road-safety\",\"to\":\"violent-crime\",\"source\":"
         "\"S\"}",
         422, "lineage-invalid", "/from"},
        {"kcc", STEPS, "{\"kind\":\"added\",\"source\":\"S\"}", 422, "lineage-invalid", "/to"},
        {"kcc", STEPS, "{\"kind\":\"added\",\"to\":\"road-safety\",\"source\":\"S\"}", 422,
         "lineage-invalid", "/to"},
        {"kcc", STEPS, "{\"kind\":\"added\",\"to\":\"no-such\",\"source\":\"S\"}", 422,
         "lineage-invalid", "/to"},
        {"kcc", STEPS, "{\"kind\":\"renamed\",\"from\":\"road-safety\",\"source\":\"S\"}", 422,
         "lineage-invalid", "/title"},
        {"kcc", STEPS,
         "{\"kind\":\"renamed\",\"from\":\"road-safety\",\"title\":\"Road Safety\",\"source\":"
         "\"S\"}",
         422, "lineage-invalid", "/title"},
        {"kcc", STEPS,
         "{\"kind\":\"merged\",\"from\":\"road-safety\",\"to\":\"road-safety\",\"source\":\"S\"}",
         422, "lineage-invalid", "/to"},
        {"kcc", STEPS,
         "{\"kind\":\"merged\",\"from\":\"road-safety\",\"to\":\"reducing-re-offending\","
         "\"source\":\"S\"}",
         422, "lineage-invalid", "/to"},
        {"kcc", STEPS,
         "{\"kind\":\"split\",\"from\":\"road-safety\",\"to\":\"domestic-abuse\",\"source\":"
         "\"S\"}",
         422, "lineage-invalid", "/to"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}
