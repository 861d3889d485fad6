/* Versions of the Community Safety Agreement: drafted, and agreed step by step.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_csa_versions, get_csa_version, create_csa_version, list_csa_decisions,
 * decide_csa_version. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"

#define VERSIONS "/v1/csa/versions"
#define DRAFT VERSIONS "/csa-2017-04"
#define DECISIONS DRAFT "/decisions"
#define VERSION                                                                                    \
    "{\"id\":\"csa-2018-04\",\"title\":\"April 2018\",\"starts_on\":\"2018-04-01\","               \
    "\"succeeds\":\"csa-2017-04\",\"source\":\"Working Group\"}"
#define FINAL "{\"decision\":\"final\",\"decided_on\":\"2018-03-21\",\"minute\":\"Item B1\"}"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

Test(versions, the_public_reads_what_is_final_and_a_partner_the_draft_of_april_2017)
{
    service_auto struct service *service = start();
    reply_auto struct reply published = csa_get(service, NULL, VERSIONS);
    cr_assert_eq(items(&published), 1);
    cr_expect_str_eq(reply_text(&published, "items.0.id"), "csa-2014-17");
    cr_expect_str_eq(reply_text(&published, "items.0.decisions.0.decided_on"), "2014-07-08");
    reply_auto struct reply draft = csa_get(service, "swale", DRAFT);
    cr_expect_str_eq(reply_text(&draft, "state"), "draft");
    cr_assert_eq(json_array_size(reply_member(&draft, "chapters")), 14);
    cr_expect_str_eq(reply_text(&draft, "chapters.0.title"), "Foreword");
    cr_expect_null(reply_text(&draft, "chapters.0.number"));
    cr_expect_str_eq(reply_text(&draft, "chapters.9.title"), "Responsible Authorities");
    cr_expect_str_eq(reply_text(&draft, "chapters.9.number"), "9");
    cr_expect_str_eq(reply_text(&draft, "chapters.13.number"), "D");
    cr_expect_str_eq(reply_text(&draft, "chapters.13.kind"), "appendix");
    reply_auto struct reply hidden = http_get(service_url(service), NULL, DRAFT);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply unseen = http_get(service_url(service), NULL, DECISIONS);
    cr_expect(reply_is_problem(&unseen, 404, "not-found"));
    reply_auto struct reply on = csa_get(service, "kcc", VERSIONS "?on=2016-01-01");
    cr_assert_eq(items(&on), 1);
    cr_expect_str_eq(reply_text(&on, "items.0.id"), "csa-2014-17");
    reply_auto struct reply state = csa_get(service, "kcc", VERSIONS "?state=draft&format=csv");
    cr_expect_not_null(strstr(state.body, "\r\ncsa-2017-04,\"Kent Community Safety Agreement"));
    cr_expect_null(strstr(state.body, "\r\ncsa-2014-17"));
}

Test(versions, it_is_agreed_in_principle_then_on_a_condition_then_finally)
{
    service_auto struct service *service = start();
    const char *token = csa_coordinator(service, "kcc");
    reply_auto struct reply principle = assert_keyed(
        service, token, DECISIONS,
        "{\"decision\":\"in_principle\",\"decided_on\":\"2017-03-07\",\"minute\":\"The Chair\"}",
        FINAL, false);
    cr_expect_str_eq(reply_text(&principle, "state"), "in_principle");
    reply_auto struct reply conditional = assert_matched(
        service, DRAFT, DECISIONS,
        "{\"decision\":\"conditional\",\"decided_on\":\"2017-03-15\",\"minute\":\"Item B1\","
        "\"condition\":\"The final outcomes of the strategic assessments.\"}");
    cr_expect_str_eq(reply_text(&conditional, "state"), "conditional");
    cr_expect_str_eq(reply_text(&conditional, "decisions.1.condition"),
                     "The final outcomes of the strategic assessments.");
    reply_auto struct reply hidden = http_get(service_url(service), NULL, DRAFT);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    static const struct csa_refusal rows[] = {
        {"kcc", DECISIONS,
         "{\"decision\":\"in_principle\",\"decided_on\":\"2018-03-21\",\"minute\":\"M\"}", 409,
         "state-conflict", NULL},
        {"kcc", DECISIONS,
         "{\"decision\":\"final\",\"decided_on\":\"2017-03-14\",\"minute\":\"M\"}", 422,
         "date-implausible", "/decided_on"},
        {"kcc", DECISIONS,
         "{\"decision\":\"final\",\"decided_on\":\"2018-03-21\",\"minute\":\"M\",\"condition\":"
         "\"C\"}",
         422, "decision-invalid", "/condition"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply final = csa_post(service, DECISIONS, FINAL);
    cr_expect_str_eq(reply_text(&final, "state"), "final");
    reply_auto struct reply published = csa_get(service, NULL, DECISIONS);
    cr_assert_eq(items(&published), 3);
    cr_expect_str_eq(reply_text(&published, "items.2.recorded_by"), "kcc");
    reply_auto struct reply csv = csa_get(service, NULL, DECISIONS "?format=csv");
    cr_expect_not_null(strstr(csv.body, "csa-2017-04,3,final,2018-03-21,Item B1,,kcc,"));
    reply_auto struct reply over = http_post(service_url(service), token, NULL, DECISIONS, FINAL);
    cr_expect(reply_is_problem(&over, 409, "state-conflict"));
    cr_expect_str_eq(reply_text(&over, "state"), "final");
    cr_expect_eq(json_array_size(reply_member(&over, "allowed")), 0);
}

Test(versions, a_decision_that_cannot_be_is_refused)
{
    service_auto struct service *service = start();
    static const struct csa_refusal rows[] = {
        {"swale", DECISIONS, FINAL, 403, "not-a-constituent-partner", NULL},
        {"kcc", VERSIONS "/no-such/decisions", FINAL, 404, "not-found", NULL},
        {"kcc", DECISIONS, "{\"decision\":\"final\",\"decided_on\":\"2018-03-21\"}", 422,
         "invalid-body", "/minute"},
        {"kcc", DECISIONS,
         "{\"decision\":\"conditional\",\"decided_on\":\"2018-03-21\",\"minute\":\"M\"}", 422,
         "decision-invalid", "/condition"},
        {"kcc", DECISIONS,
         "{\"decision\":\"final\",\"decided_on\":\"2018-03-29\",\"minute\":\"M\"}", 422,
         "date-in-future", "/decided_on"},
        {"kcc", DECISIONS,
         "{\"decision\":\"final\",\"decided_on\":\"2015-03-29\",\"minute\":\"M\"}", 422,
         "date-implausible", "/decided_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(versions, a_new_one_takes_over_the_chapters_of_the_one_it_succeeds)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = assert_keyed(
        service, csa_coordinator(service, "kfrs"), VERSIONS, VERSION,
        "{\"id\":\"b\",\"title\":\"B\",\"starts_on\":\"2018-04-01\",\"source\":\"S\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_header(&made, "location"), VERSIONS "/csa-2018-04");
    cr_expect_eq(json_array_size(reply_member(&made, "chapters")), 14);
    cr_expect_str_eq(reply_text(&made, "chapters.0.revised_in"), "csa-2017-04");
    static const struct csa_refusal rows[] = {
        {"swale", VERSIONS, VERSION, 403, "not-a-constituent-partner", NULL},
        {"kcc", VERSIONS, VERSION, 409, "id-taken", "/id"},
        {"kcc", VERSIONS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"2018-05-01\",\"succeeds\":\"csa-2017-04\","
         "\"source\":\"S\"}",
         409, "agreement-already-succeeded", "/succeeds"},
        {"kcc", VERSIONS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"2018-05-01\",\"succeeds\":\"no-such\","
         "\"source\":\"S\"}",
         422, "unknown-version", "/succeeds"},
        {"kcc", VERSIONS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"2018-04-01\",\"succeeds\":\"csa-2018-04\","
         "\"source\":\"S\"}",
         422, "term-invalid", "/starts_on"},
        {"kcc", VERSIONS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"2018-04-01\",\"ends_on\":\"2018-03-31\","
         "\"source\":\"S\"}",
         422, "term-invalid", "/ends_on"},
        {"kcc", VERSIONS,
         "{\"id\":\"c\",\"title\":\"C\",\"starts_on\":\"1918-04-01\",\"source\":\"S\"}", 422,
         "date-implausible", "/starts_on"},
        {"kcc", VERSIONS, "{\"id\":\"c\"}", 422, "invalid-body", "/title"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}
