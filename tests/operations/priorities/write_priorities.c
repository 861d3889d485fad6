/* Drafting next year's priorities, and agreeing them.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_priority_set, create_priority, create_theme, agree_priority_set. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"

#define SETS "/v1/priority-sets"
#define SET                                                                                        \
    "{\"id\":\"csa-2019-20\",\"title\":\"Priorities for 2019/20\",\"starts_on\":\"2019-04-01\","   \
    "\"succeeds\":\"csa-2018-19\",\"source\":\"Working Group\"}"
#define AGREED "{\"agreed_on\":\"2018-03-21\",\"minute\":\"Minutes of 21 March 2018, item B1\"}"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

Test(drafting, a_set_takes_over_what_is_in_the_one_it_succeeds)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = assert_keyed(
        service, csa_coordinator(service, "kent-police"), SETS, SET,
        "{\"id\":\"b\",\"title\":\"B\",\"starts_on\":\"2019-04-01\",\"source\":\"S\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_header(&made, "location"), SETS "/csa-2019-20");
    cr_expect_str_eq(reply_text(&made, "state"), "draft");
    cr_expect_eq(json_array_size(reply_member(&made, "priorities")), 6);
    cr_expect_eq(json_array_size(reply_member(&made, "themes")), 3);
    cr_expect_str_eq(reply_text(&made, "priorities.3.title"), "Safeguarding Vulnerable People");
    static const struct csa_refusal rows[] = {
        {"swale", SETS, SET, 403, "not-a-constituent-partner", NULL},
        {"kcc", SETS, SET, 409, "id-taken", "/id"},
        {"kcc", SETS, "{\"id\":\"c\"}", 422, "invalid-body", "/source"},
        {"kcc", SETS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"2019-04-01\",\"ends_on\":\"2019-03-31\","
         "\"source\":\"S\"}",
         422, "term-invalid", "/ends_on"},
        {"kcc", SETS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"2019-04-01\",\"succeeds\":\"no-such\","
         "\"source\":\"S\"}",
         422, "unknown-priority-set", "/succeeds"},
        {"kcc", SETS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"1919-04-01\",\"source\":\"S\"}", 422,
         "date-implausible", "/starts_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(drafting, priorities_and_themes_are_made_before_they_are_in_a_set)
{
    service_auto struct service *service = start();
    const char *token = csa_coordinator(service, "kfrs");
    reply_auto struct reply made = assert_keyed(
        service, token, "/v1/priorities", "{\"id\":\"scams\",\"title\":\"Scams\",\"note\":\"New\"}",
        "{\"id\":\"fraud\",\"title\":\"Fraud\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "state"), "draft");
    cr_expect_null(reply_text(&made, "set"));
    reply_auto struct reply theme = assert_keyed(
        service, token, "/v1/themes", "{\"id\":\"mental-health\",\"title\":\"Mental health\"}",
        "{\"id\":\"ageing\",\"title\":\"Ageing\"}", false);
    cr_assert_eq(theme.status, 201);
    cr_expect_str_eq(reply_header(&theme, "location"), "/v1/themes/mental-health");
    reply_auto struct reply unseen = http_get(service_url(service), NULL, "/v1/priorities/scams");
    cr_expect(reply_is_problem(&unseen, 404, "not-found"));
    static const struct csa_refusal rows[] = {
        {"swale", "/v1/priorities", "{\"id\":\"a\",\"title\":\"A\"}", 403,
         "not-a-constituent-partner", NULL},
        {"swale", "/v1/themes", "{\"id\":\"a\",\"title\":\"A\"}", 403, "not-a-constituent-partner",
         NULL},
        {"kcc", "/v1/priorities", "{\"id\":\"mental-health\",\"title\":\"A\"}", 409, "id-taken",
         "/id"},
        {"kcc", "/v1/themes", "{\"id\":\"road-safety\",\"title\":\"A\"}", 409, "id-taken", "/id"},
        {"kcc", "/v1/priorities", "{\"id\":\"a\"}", 422, "invalid-body", "/title"},
        {"kcc", "/v1/themes", "{\"id\":\"a\"}", 422, "invalid-body", "/title"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(drafting, once_agreed_a_set_is_published_and_supersedes_the_one_before)
{
    service_auto struct service *service = start();
    reply_auto struct reply agreed = assert_keyed(
        service, csa_coordinator(service, "kcc"), SETS "/csa-2017/agreement",
        "{\"agreed_on\":\"2017-03-15\",\"minute\":\"Minutes of 15 March 2017, item B1\"}", AGREED,
        false);
    cr_assert_eq(agreed.status, 200);
    cr_expect_str_eq(reply_text(&agreed, "state"), "agreed");
    cr_expect_str_eq(reply_text(&agreed, "minute"), "Minutes of 15 March 2017, item B1");
    reply_auto struct reply before = csa_get(service, NULL, SETS "/csa-2016-17");
    cr_expect_str_eq(reply_text(&before, "state"), "superseded");
    reply_auto struct reply title =
        csa_get(service, NULL, "/v1/priorities/safeguarding-vulnerable-people");
    cr_expect_str_eq(reply_text(&title, "title"), "Safeguarding Vulnerable People");
    cr_expect_gt(reply_integer(&title, "version"), 1);
    reply_auto struct reply lost =
        csa_get(service, NULL, "/v1/themes/safeguarding-children-and-young-people");
    cr_expect_str_eq(reply_text(&lost, "state"), "superseded");
    reply_auto struct reply next =
        assert_matched(service, SETS "/csa-2018-19", SETS "/csa-2018-19/agreement", AGREED);
    cr_expect_str_eq(reply_text(&next, "state"), "agreed");
}

/* Drafts a set of 2017 that succeeds another. */
static void draft(struct service *service, const char *id, const char *succeeds)
{
    char body[200];
    snprintf(body, sizeof body,
             "{\"id\":\"%s\",\"title\":\"T\",\"starts_on\":\"2017-04-01\",\"succeeds\":\"%s\","
             "\"source\":\"S\"}",
             id, succeeds);
    reply_auto struct reply made = csa_post(service, SETS, body);
}

Test(drafting, of_sets_that_would_take_the_same_place_one_is_agreed)
{
    service_auto struct service *service = start();
    draft(service, "beside", "csa-2016-17");
    draft(service, "behind", "beside");
    reply_auto struct reply agreed = csa_post(service, SETS "/csa-2017/agreement", AGREED);
    static const struct csa_refusal beside[] = {
        {"kcc", SETS "/beside/agreement", AGREED, 409, "priority-set-succeeded", NULL},
        {"kcc", SETS "/behind/agreement", AGREED, 409, "priority-set-succeeded", NULL},
    };
    assert_refusals(service, beside, sizeof beside / sizeof *beside);
}

Test(drafting, nothing_is_agreed_before_what_is_agreed_already)
{
    service_auto struct service *service = start();
    reply_auto struct reply agreed = csa_post(service, SETS "/csa-2018-19/agreement", AGREED);
    reply_auto struct reply former = csa_get(service, NULL, SETS "/csa-2016-17");
    cr_expect_str_eq(reply_text(&former, "state"), "superseded", "though a draft lies between");
    static const struct csa_refusal before = {"kcc", SETS "/csa-2017/agreement", AGREED,
                                              409,   "priority-set-succeeded",   NULL};
    assert_refusals(service, &before, 1);
}

Test(drafting, a_set_is_agreed_once_on_a_day_that_can_be)
{
    service_auto struct service *service = start();
    reply_auto struct reply empty = csa_post(
        service, SETS,
        "{\"id\":\"empty\",\"title\":\"E\",\"starts_on\":\"2019-04-01\",\"source\":\"S\"}");
    cr_assert_eq(empty.status, 201);
    static const struct csa_refusal rows[] = {
        {"swale", SETS "/csa-2018-19/agreement", AGREED, 403, "not-a-constituent-partner", NULL},
        {"kcc", SETS "/no-such/agreement", AGREED, 404, "not-found", NULL},
        {"kcc", SETS "/csa-2016-17/agreement", AGREED, 409, "state-conflict", NULL},
        {"kcc", SETS "/empty/agreement", AGREED, 409, "state-conflict", NULL},
        {"kcc", SETS "/csa-2018-19/agreement", "{\"agreed_on\":\"2018-03-21\"}", 422,
         "invalid-body", "/minute"},
        {"kcc", SETS "/csa-2018-19/agreement", "{\"agreed_on\":\"2018-03-29\",\"minute\":\"M\"}",
         422, "date-in-future", "/agreed_on"},
        {"kcc", SETS "/csa-2018-19/agreement", "{\"agreed_on\":\"2016-03-31\",\"minute\":\"M\"}",
         422, "date-implausible", "/agreed_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}
