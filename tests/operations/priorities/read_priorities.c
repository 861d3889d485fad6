/* Priorities and themes as published, by set and by date, and who sees which.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_priority_sets, get_priority_set, list_priorities, get_priority, list_themes,
 * get_theme. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"

#define SETS "/v1/priority-sets"
#define PRIORITIES "/v1/priorities"
#define THEMES "/v1/themes"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

static void assert_not_found(struct service *service, const char *partner, const char *target)
{
    reply_auto struct reply reply =
        http_get(service_url(service), partner ? csa_coordinator(service, partner) : NULL, target);
    cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s: %d", target, reply.status);
}

Test(priorities, the_public_reads_what_was_agreed_and_a_partner_reads_drafts_too)
{
    service_auto struct service *service = start();
    reply_auto struct reply published = csa_get(service, NULL, SETS);
    cr_assert_eq(items(&published), 2);
    cr_expect_str_eq(reply_text(&published, "items.0.id"), "csa-2014-17");
    cr_expect_str_eq(reply_text(&published, "items.0.state"), "superseded");
    cr_expect_str_eq(reply_text(&published, "items.1.id"), "csa-2016-17");
    cr_expect_str_eq(reply_text(&published, "items.1.state"), "agreed");
    reply_auto struct reply all = csa_get(service, "swale", SETS);
    cr_assert_eq(items(&all), 4);
    cr_expect_str_eq(reply_text(&all, "items.3.id"), "csa-2018-19");
    cr_expect_str_eq(reply_text(&all, "items.3.state"), "draft");
    reply_auto struct reply one = csa_get(service, NULL, SETS "/csa-2016-17");
    cr_expect(json_equal(one.json, reply_member(&published, "items.1")));
    assert_not_found(service, NULL, SETS "/csa-2018-19");
    assert_not_found(service, NULL, SETS "/csa-1999");
    reply_auto struct reply drafts = csa_get(service, "kcc", SETS "?state=draft");
    cr_expect_eq(items(&drafts), 2);
    reply_auto struct reply csv = csa_get(service, NULL, SETS "?format=csv");
    cr_expect_not_null(strstr(csv.body, "\r\ncsa-2014-17,Community Safety Agreement 2014-17,"));
    cr_expect_null(strstr(csv.body, "csa-2018-19"));
}

Test(priorities, a_priority_keeps_its_name_while_its_title_changes)
{
    service_auto struct service *service = start();
    reply_auto struct reply agreed =
        csa_get(service, NULL, PRIORITIES "/safeguarding-vulnerable-people");
    cr_expect_str_eq(reply_text(&agreed, "title"), "Safeguarding");
    cr_expect_str_eq(reply_text(&agreed, "state"), "agreed");
    cr_expect_eq(json_array_size(reply_member(&agreed, "sets")), 1,
                 "the public is told of a draft");
    cr_expect_null(strstr(agreed.body, "Safeguarding Vulnerable People"));
    reply_auto struct reply seen =
        csa_get(service, "swale", PRIORITIES "/safeguarding-vulnerable-people");
    cr_expect_str_eq(reply_text(&seen, "title"), "Safeguarding");
    cr_expect_str_eq(reply_text(&seen, "sets.1.title"), "Safeguarding Vulnerable People");
    cr_expect_str_eq(reply_text(&seen, "lead_office"), "Group Head of Public Protection");
    reply_auto struct reply draft = csa_get(service, "swale", PRIORITIES "?set=csa-2018-19");
    cr_expect_eq(items(&draft), 6);
    cr_expect_str_eq(reply_text(&draft, "items.3.title"), "Safeguarding Vulnerable People");
    reply_auto struct reply nothing = csa_get(service, NULL, PRIORITIES "?set=csa-2018-19");
    cr_expect_eq(items(&nothing), 0);
    reply_auto struct reply lost = csa_get(service, NULL, PRIORITIES "/violent-crime");
    cr_expect_str_eq(reply_text(&lost, "state"), "superseded");
    assert_not_found(service, NULL, PRIORITIES "/reducing-re-offending");
    assert_not_found(service, "kcc", PRIORITIES "/no-such");
}

Test(priorities, they_are_those_of_a_day)
{
    service_auto struct service *service = start();
    static const struct {
        const char *query;
        size_t count;
        const char *fourth;
    } rows[] = {
        {"?on=2015-06-01", 6, "violent-crime"},
        {"?on=2016-03-31", 6, "violent-crime"},
        {"?on=2016-04-01", 6, "safeguarding-vulnerable-people"},
        {"?on=2017-04-01", 0, NULL}, /* those of 2017 are a draft */
        {"?on=2013-01-01", 0, NULL},
        {"?state=agreed", 6, "safeguarding-vulnerable-people"},
        {"?state=draft", 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[80];
        snprintf(target, sizeof target, PRIORITIES "%s", rows[i].query);
        reply_auto struct reply reply = csa_get(service, "kcc", target);
        cr_assert_eq(items(&reply), rows[i].count, "%s: %s", target, reply.body);
        if (rows[i].fourth) {
            cr_expect_str_eq(reply_text(&reply, "items.3.id"), rows[i].fourth);
        }
    }
    reply_auto struct reply csv = csa_get(service, NULL, PRIORITIES "?set=csa-2016-17&format=csv");
    cr_expect_not_null(strstr(csv.body, "\r\nroad-safety,Road Safety,agreed,csa-2016-17,6,"));
}

Test(priorities, themes_cut_across_them)
{
    service_auto struct service *service = start();
    reply_auto struct reply agreed = csa_get(service, NULL, THEMES);
    cr_expect_eq(items(&agreed), 4);
    reply_auto struct reply draft = csa_get(service, "kcc", THEMES "?set=csa-2017");
    cr_assert_eq(items(&draft), 3);
    cr_expect_str_eq(reply_text(&draft, "items.1.title"),
                     "Reducing re-offending and supporting victims");
    reply_auto struct reply new = csa_get(service, "kcc", THEMES "?state=draft");
    cr_assert_eq(items(&new), 1);
    cr_expect_str_eq(reply_text(&new, "items.0.id"), "quality-of-life-and-community-resilience");
    reply_auto struct reply on = csa_get(service, "kcc", THEMES "?on=2016-10-01");
    cr_expect_eq(items(&on), 4);
    reply_auto struct reply one = csa_get(service, NULL, THEMES "/reducing-re-offending");
    cr_expect_str_eq(reply_text(&one, "title"), "Reducing Re-Offending");
    assert_not_found(service, NULL, THEMES "/quality-of-life-and-community-resilience");
    assert_not_found(service, "kcc", THEMES "/road-safety");
}
