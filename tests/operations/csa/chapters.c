/* The chapters of a version: put in, revised and taken out while it is a draft, and then no more.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_csa_chapters, get_csa_chapter, create_csa_chapter, revise_csa_chapter,
 * remove_csa_chapter. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"

#define DRAFT "/v1/csa/versions/csa-2017-04"
#define CHAPTERS DRAFT "/chapters"
#define LEADS CHAPTERS "/leads"
#define CHAPTER                                                                                    \
    "{\"chapter\":\"mental-health\",\"number\":\"10\",\"place\":11,\"title\":\"Mental Health\","   \
    "\"text\":\"A third\\nof activity\",\"change_note\":\"New\"}"
#define REVISION "{\"text\":\"Each has a lead.\",\"change_note\":\"Brought up to date\"}"
#define REMOVAL "{\"change_note\":\"Now in the introduction\"}"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

Test(chapters, a_chapter_is_put_in_revised_and_taken_out)
{
    service_auto struct service *service = start();
    const char *token = csa_coordinator(service, "kcc");
    reply_auto struct reply made = assert_keyed(service, token, CHAPTERS, CHAPTER,
                                                "{\"chapter\":\"b\",\"title\":\"B\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_header(&made, "location"), CHAPTERS "/mental-health");
    cr_expect_str_eq(reply_text(&made, "kind"), "chapter");
    cr_expect_str_eq(reply_text(&made, "revised_in"), "csa-2017-04");
    reply_auto struct reply revised =
        assert_keyed(service, token, LEADS "/revision", REVISION, REMOVAL, false);
    cr_assert_eq(revised.status, 200);
    cr_expect_str_eq(reply_text(&revised, "text"), "Each has a lead.");
    cr_expect_str_eq(reply_text(&revised, "title"), "Leads");
    cr_expect_eq(reply_integer(&revised, "version"), 2);
    reply_auto struct reply again = assert_matched(
        service, LEADS, LEADS "/revision",
        "{\"title\":\"Lead Officers\",\"kind\":\"chapter\",\"place\":8,\"number\":\"7\","
        "\"change_note\":\"Heading\"}");
    cr_expect_str_eq(reply_text(&again, "text"), "Each has a lead.");
    cr_expect_str_eq(reply_text(&again, "title"), "Lead Officers");
    reply_auto struct reply list = csa_get(service, "swale", CHAPTERS);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 15);
    cr_expect_str_eq(reply_text(&list, "items.10.chapter"), "mental-health");

    reply_auto struct reply gone = assert_keyed(service, token, CHAPTERS "/mental-health/removal",
                                                REMOVAL, "{\"change_note\":\"Other\"}", false);
    cr_assert_eq(gone.status, 200);
    cr_expect_eq(json_array_size(reply_member(&gone, "chapters")), 14);
    reply_auto struct reply missing =
        http_get(service_url(service), token, CHAPTERS "/mental-health");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply other =
        assert_matched(service, DRAFT, CHAPTERS "/foreword/removal", REMOVAL);
    cr_expect_eq(json_array_size(reply_member(&other, "chapters")), 13);
    reply_auto struct reply back = csa_post(service, CHAPTERS, CHAPTER);
    cr_expect_eq(back.status, 201, "it may come back");
    cr_expect_str_eq(reply_text(&back, "change_note"), "New");
    reply_auto struct reply csv = csa_get(service, "kcc", CHAPTERS "?format=csv");
    cr_expect_not_null(strstr(csv.body, "csa-2017-04,leads,chapter,8,7,Lead Officers,Each has a"
                                        " lead.,Heading,csa-2017-04,"));
}

Test(chapters, what_is_not_right_is_refused)
{
    service_auto struct service *service = start();
    static const struct csa_refusal rows[] = {
        {"swale", CHAPTERS, CHAPTER, 403, "not-a-constituent-partner", NULL},
        {"swale", LEADS "/revision", REVISION, 403, "not-a-constituent-partner", NULL},
        {"swale", LEADS "/removal", REMOVAL, 403, "not-a-constituent-partner", NULL},
        {"kcc", "/v1/csa/versions/no-such/chapters", CHAPTER, 404, "not-found", NULL},
        {"kcc", CHAPTERS "/no-such/revision", REVISION, 404, "not-found", NULL},
        {"kcc", CHAPTERS "/no-such/removal", REMOVAL, 404, "not-found", NULL},
        {"kcc", CHAPTERS, "{\"chapter\":\"leads\",\"title\":\"L\"}", 409, "id-taken", "/chapter"},
        {"kcc", CHAPTERS, "{\"chapter\":\"b\"}", 422, "invalid-body", "/title"},
        {"kcc", LEADS "/revision", "{\"text\":\"T\"}", 422, "invalid-body", "/change_note"},
        {"kcc", LEADS "/removal", "{}", 422, "invalid-body", "/change_note"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, CHAPTERS);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply one = http_get(service_url(service), NULL, LEADS);
    cr_expect(reply_is_problem(&one, 404, "not-found"));
}

Test(chapters, after_the_last_place_comes_the_last_place_again)
{
    service_auto struct service *service = start();
    reply_auto struct reply last =
        csa_post(service, CHAPTERS, "{\"chapter\":\"one\",\"title\":\"One\",\"place\":999}");
    cr_assert_eq(last.status, 201, "%s", last.body);
    reply_auto struct reply next =
        csa_post(service, CHAPTERS, "{\"chapter\":\"two\",\"title\":\"Two\"}");
    cr_assert_eq(next.status, 201, "%s", next.body);
    cr_expect_eq(reply_integer(&next, "place"), 999);
}

Test(chapters, once_another_version_follows_they_are_written_in_that_one)
{
    service_auto struct service *service = start();
    reply_auto struct reply next =
        csa_post(service, "/v1/csa/versions",
                 "{\"id\":\"csa-2018-04\",\"title\":\"T\",\"starts_on\":\"2018-04-01\","
                 "\"succeeds\":\"csa-2017-04\",\"source\":\"S\"}");
    static const struct csa_refusal rows[] = {
        {"kcc", CHAPTERS, CHAPTER, 409, "state-conflict", NULL},
        {"kcc", LEADS "/revision", REVISION, 409, "state-conflict", NULL},
        {"kcc", LEADS "/removal", REMOVAL, 409, "state-conflict", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), NULL, CHAPTERS, CHAPTER);
    cr_expect_not_null(strstr(refused.body, "'csa-2018-04' succeeds this version"));
    reply_auto struct reply there =
        csa_post(service, "/v1/csa/versions/csa-2018-04/chapters/leads/revision", REVISION);
    cr_expect_str_eq(reply_text(&there, "revised_in"), "csa-2018-04");
    reply_auto struct reply decided =
        csa_post(service, DRAFT "/decisions",
                 "{\"decision\":\"final\",\"decided_on\":\"2017-07-19\",\"minute\":\"M\"}");
    cr_expect_str_eq(reply_text(&decided, "state"), "final", "what was decided is recorded late");
}

Test(chapters, once_the_version_is_agreed_they_stay_as_they_are)
{
    service_auto struct service *service = start();
    reply_auto struct reply principle =
        csa_post(service, DRAFT "/decisions",
                 "{\"decision\":\"in_principle\",\"decided_on\":\"2017-03-07\",\"minute\":\"M\"}");
    reply_auto struct reply still = csa_post(service, LEADS "/revision", REVISION);
    cr_expect_eq(still.status, 200, "in principle, it is still written");
    reply_auto struct reply conditional =
        csa_post(service, DRAFT "/decisions",
                 "{\"decision\":\"conditional\",\"decided_on\":\"2017-03-15\",\"minute\":\"M\","
                 "\"condition\":\"C\"}");
    static const struct csa_refusal rows[] = {
        {"kcc", CHAPTERS, CHAPTER, 409, "state-conflict", NULL},
        {"kcc", LEADS "/revision", REVISION, 409, "state-conflict", NULL},
        {"kcc", LEADS "/removal", REMOVAL, 409, "state-conflict", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply final =
        csa_post(service, DRAFT "/decisions",
                 "{\"decision\":\"final\",\"decided_on\":\"2017-07-19\",\"minute\":\"M\"}");
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply published = csa_get(service, NULL, LEADS);
    cr_expect_str_eq(reply_text(&published, "text"), "Each has a lead.");
}
