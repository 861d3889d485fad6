/* The action plan: who puts actions on it, changes and reads them.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_actions, create_action, get_action, change_action. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define ACTIONS "/v1/actions"
#define ROADSHOW                                                                                   \
    "{\"title\":\"Show the roadshow\",\"description\":\"In\\nevery school\","                      \
    "\"priority\":\"road-safety\",\"themes\":[\"reducing-re-offending\","                          \
    "\"early-intervention-prevention-and-education\"],\"plan\":\"kfrs-corporate-plan\","           \
    "\"owner\":\"kfrs\",\"office\":\"Road Safety Team\",\"due_on\":\"2018-09-30\","                \
    "\"public\":true}"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

/* Puts an action of a partner's own on the plan and returns its address, which the caller frees. */
static char *put(struct service *service, const char *partner, const char *priority)
{
    char body[200];
    snprintf(body, sizeof body, "{\"title\":\"Of its own\",\"priority\":\"%s\"}", priority);
    reply_auto struct reply made =
        http_post(service_url(service), csa_coordinator(service, partner), NULL, ACTIONS, body);
    cr_assert_eq(made.status, 201, "%s", made.body);
    return strdup(reply_header(&made, "location"));
}

Test(actions, a_constituent_partner_puts_one_on_the_plan_for_any_owner)
{
    service_auto struct service *service = start();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), ACTIONS, ROADSHOW,
                     "{\"title\":\"Other\",\"priority\":\"road-safety\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "owner"), "kfrs");
    cr_expect_str_eq(reply_text(&made, "state"), "planned");
    cr_expect_str_eq(reply_text(&made, "themes.0"), "early-intervention-prevention-and-education");
    cr_expect(json_is_false(reply_member(&made, "overdue")));
    assert_key_in_use(service, "kcc", "create_action", ACTIONS, ROADSHOW);
    char *own = put(service, "swale", "domestic-abuse");
    reply_auto struct reply one = csa_get(service, NULL, reply_header(&made, "location"));
    cr_expect_str_eq(one.body, made.body);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, own);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply seen = csa_get(service, "maidstone", own);
    cr_expect_str_eq(reply_text(&seen, "owner"), "swale", "its own, when nobody is named");
    reply_auto struct reply published = csa_get(service, NULL, ACTIONS "?count=true");
    cr_expect_eq(reply_integer(&published, "total"), 1);
    reply_auto struct reply all = csa_get(service, "maidstone", ACTIONS "?count=true");
    cr_expect_eq(reply_integer(&all, "total"), 2);
    free(own);
}

Test(actions, a_public_action_of_a_draft_priority_is_not_published)
{
    service_auto struct service *service = start();
    reply_auto struct reply priority =
        csa_post(service, "/v1/priorities", "{\"id\":\"scams\",\"title\":\"Scams\"}");
    reply_auto struct reply made =
        csa_post(service, ACTIONS, "{\"title\":\"T\",\"priority\":\"scams\",\"public\":true}");
    reply_auto struct reply hidden =
        http_get(service_url(service), NULL, reply_header(&made, "location"));
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

Test(actions, its_themes_are_one_column_and_the_public_reads_those_that_are_published)
{
    service_auto struct service *service = start();
    reply_auto struct reply made =
        csa_post(service, ACTIONS,
                 "{\"title\":\"T\",\"priority\":\"road-safety\",\"public\":true,\"themes\":["
                 "\"reducing-re-offending\",\"quality-of-life-and-community-resilience\"]}");
    cr_expect_str_eq(reply_text(&made, "theme_list"),
                     "quality-of-life-and-community-resilience reducing-re-offending");
    reply_auto struct reply one = csa_get(service, NULL, reply_header(&made, "location"));
    cr_assert_eq(json_array_size(reply_member(&one, "themes")), 1, "%s", one.body);
    cr_expect_str_eq(reply_text(&one, "themes.0"), "reducing-re-offending");
    cr_expect_str_eq(reply_text(&one, "theme_list"), "reducing-re-offending");
    reply_auto struct reply none = csa_get(
        service, NULL, ACTIONS "?theme=quality-of-life-and-community-resilience&count=true");
    cr_expect_eq(reply_integer(&none, "total"), 0);
    cr_expect_eq(items(&none), 0);
    reply_auto struct reply csv = csa_get(service, "kcc", ACTIONS "?format=csv");
    cr_expect_not_null(strstr(csv.body, ",version,theme_list\r\n"));
    cr_expect_not_null(
        strstr(csv.body, ",1,quality-of-life-and-community-resilience reducing-re-offending\r\n"));
    char *own = put(service, "swale", "domestic-abuse");
    reply_auto struct reply without = csa_get(service, "swale", own);
    cr_expect(json_is_null(reply_member(&without, "theme_list")));
    free(own);
}

Test(actions, the_list_is_narrowed)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = csa_post(service, ACTIONS, ROADSHOW);
    char *own = put(service, "swale", "domestic-abuse");
    free(service_sql(service, "UPDATE safer.action SET due_on = '2018-03-27', state = 'delayed'"
                              " WHERE owner = 'swale'"));
    static const struct {
        const char *query;
        const char *owner;
    } rows[] = {
        {"priority=road-safety", "kfrs"},   {"theme=reducing-re-offending", "kfrs"},
        {"owner=swale", "swale"},           {"state=planned", "kfrs"},
        {"state=delayed", "swale"},         {"plan=kfrs-corporate-plan", "kfrs"},
        {"due_before=2018-03-28", "swale"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, ACTIONS "?count=true&%s", rows[i].query);
        reply_auto struct reply reply = csa_get(service, "kcc", target);
        cr_assert_eq(items(&reply), 1, "%s", target);
        cr_expect_eq(reply_integer(&reply, "total"), 1, "%s", target);
        cr_expect_str_eq(reply_text(&reply, "items.0.owner"), rows[i].owner, "%s", target);
    }
    reply_auto struct reply none = csa_get(service, "kcc", ACTIONS "?due_before=2018-03-27");
    cr_expect_eq(items(&none), 0);
    reply_auto struct reply csv = csa_get(service, "kcc", ACTIONS "?owner=swale&format=csv");
    cr_expect_not_null(strstr(csv.body, ",Of its own,,domestic-abuse,,swale,,2018-03-27,delayed,"
                                        "true,false,"));
    free(own);
}

Test(actions, its_owner_changes_what_it_says)
{
    service_auto struct service *service = start();
    char *own = put(service, "swale", "domestic-abuse"), changes[100];
    snprintf(changes, sizeof changes, "%s/changes", own);
    reply_auto struct reply changed =
        assert_keyed(service, csa_coordinator(service, "swale"), changes,
                     "{\"due_on\":\"2018-06-30\",\"office\":\"Safety Unit\",\"public\":true,"
                     "\"themes\":[\"reducing-re-offending\"]}",
                     "{\"title\":\"Other\"}", false);
    cr_assert_eq(changed.status, 200);
    cr_expect_str_eq(reply_text(&changed, "title"), "Of its own", "what is left out stays");
    cr_expect_str_eq(reply_text(&changed, "due_on"), "2018-06-30");
    cr_expect_str_eq(reply_text(&changed, "themes.0"), "reducing-re-offending");
    cr_expect_eq(reply_integer(&changed, "version"), 2);
    assert_key_in_use(service, "swale", "change_action", changes, "{\"title\":\"T\"}");
    reply_auto struct reply again = assert_matched(
        service, own, changes,
        "{\"title\":\"New\",\"description\":\"D\",\"plan\":\"vision-for-kent\",\"owner\":"
        "\"swale\"}");
    cr_expect_eq(json_array_size(reply_member(&again, "themes")), 1);
    cr_expect_str_eq(reply_text(&again, "plan"), "vision-for-kent");
    const struct csa_refusal rows[] = {
        {"maidstone", changes, "{\"title\":\"T\"}", 403, "not-your-action", NULL},
        {"swale", changes, "{\"owner\":\"kfrs\"}", 403, "not-your-action", "/owner"},
        {"swale", changes, "{\"owner\":\"nobody\"}", 422, "unknown-partner", "/owner"},
        {"kcc", ACTIONS "/" CONTRACT_ID "/changes", "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"kcc", changes, "{}", 422, "invalid-body", NULL},
        {"kcc", changes, "{\"plan\":\"no-such\"}", 422, "unknown-plan", "/plan"},
        {"kcc", changes, "{\"owner\":\"nobody\"}", 422, "unknown-partner", "/owner"},
        {"kcc", changes, "{\"themes\":[\"road-safety\"]}", 422, "unknown-priority", "/themes/0"},
        {"kcc", changes, "{\"themes\":[\"reducing-re-offending\",\"reducing-re-offending\"]}", 422,
         "duplicate-member", "/themes/1"},
        {"kcc", changes, "{\"due_on\":\"1918-01-01\"}", 422, "date-implausible", "/due_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply passed_on = csa_post(service, changes, "{\"owner\":\"maidstone\"}");
    cr_expect_str_eq(reply_text(&passed_on, "owner"), "maidstone", "a constituent partner may");
    free(own);
}

Test(actions, what_is_not_right_is_not_put_on_the_plan)
{
    service_auto struct service *service = start();
    static const struct csa_refusal rows[] = {
        {"nobody", ACTIONS, "{\"title\":\"T\",\"priority\":\"road-safety\"}", 403, "not-permitted",
         NULL},
        {"swale", ACTIONS, ROADSHOW, 403, "not-your-action", "/owner"},
        {"kcc", ACTIONS, "{\"title\":\"T\"}", 422, "invalid-body", "/priority"},
        {"kcc", ACTIONS, "{\"title\":\"T\",\"priority\":\"no-such\"}", 422, "unknown-priority",
         "/priority"},
        {"kcc", ACTIONS, "{\"title\":\"T\",\"priority\":\"reducing-re-offending\"}", 422,
         "unknown-priority", "/priority"},
        {"kcc", ACTIONS, "{\"title\":\"T\",\"priority\":\"road-safety\",\"plan\":\"no-such\"}", 422,
         "unknown-plan", "/plan"},
        {"kcc", ACTIONS, "{\"title\":\"T\",\"priority\":\"road-safety\",\"owner\":\"nobody\"}", 422,
         "unknown-partner", "/owner"},
        {"kcc", ACTIONS,
         "{\"title\":\"T\",\"priority\":\"road-safety\",\"themes\":[\"reducing-re-offending\","
         "\"reducing-re-offending\"]}",
         422, "duplicate-member", "/themes/1"},
        {"kcc", ACTIONS, "{\"title\":\"T\",\"priority\":\"road-safety\",\"due_on\":\"2018-03-27\"}",
         422, "date-implausible", "/due_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply none = http_get(service_url(service), NULL, ACTIONS "/" CONTRACT_ID);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}
