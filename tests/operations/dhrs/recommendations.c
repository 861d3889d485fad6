/* What reviews recommend, to whom, and what each of them is to do.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhr_recommendations, create_dhr_recommendation, get_dhr_recommendation,
 * change_dhr_recommendation, create_dhr_action. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"
#include "support/meetings.h"

#define DO "\"actions\":[{\"text\":\"Do it\",\"due_on\":\"2019-12-31\"}]"
#define TO(addressees) "{\"reach\":\"local\",\"text\":\"Share\",\"addressees\":[" addressees "]}"
#define ONE TO("{\"partner\":\"swale\"," DO "}")

Test(dhr_recommendations, one_is_addressed_to_several_each_with_something_to_do)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/recommendations");
    static const char body[] =
        TO("{\"partner\":\"swale\",\"actions\":[{\"text\":\"Second\",\"due_on\":\"2019-12-31\"},"
           "{\"text\":\"First\",\"due_on\":\"2019-11-30\"}]},"
           "{\"organisation\":\"Home Office\"," DO "},{\"organisation\":\"Ofsted\"," DO "}");
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, body, ONE, false);
    cr_assert_eq(made.status, 201);
    cr_expect_eq(reply_integer(&made, "number"), 2, "the next");
    cr_expect_str_eq(reply_text(&made, "dhr"), world.one);
    cr_expect_str_eq(reply_text(&made, "state"), "open");
    cr_expect_eq(reply_integer(&made, "actions"), 4);
    cr_expect_eq(reply_integer(&made, "actions_open"), 4);
    cr_expect_str_eq(reply_text(&made, "addressees.0.partner"), "swale");
    cr_expect_str_eq(reply_text(&made, "addressees.0.actions.0.text"), "First", "by their days");
    cr_expect_str_eq(reply_text(&made, "addressees.2.organisation"), "Ofsted");
    cr_expect_str_eq(reply_text(&made, "addressees.2.actions.0.state"), "open");
    cr_expect(json_is_false(reply_member(&made, "addressees.2.actions.0.overdue")));
    cr_expect_null(reply_text(&made, "public_text"));
    reply_auto struct reply read = csa_get(service, "kcc", reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    assert_key_in_use(service, "kcc", "create_dhr_recommendation", target, body);
    reply_auto struct reply numbered =
        csa_post(service, target,
                 "{\"number\":7,\"reach\":\"national\",\"text\":\"T\",\"addressees\":["
                 "{\"partner\":\"kcc\"," DO "}]}");
    cr_expect_eq(reply_integer(&numbered, "number"), 7);
    reply_auto struct reply after = csa_post(service, target, ONE);
    cr_expect_eq(reply_integer(&after, "number"), 8);
    reply_auto struct reply list = csa_get(service, "kcc", target);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 4);
    for (int i = 0; i < 4; i++) {
        char member[40];
        static const int numbers[] = {1, 2, 7, 8};
        snprintf(member, sizeof member, "items.%d.number", i);
        cr_expect_eq(reply_integer(&list, member), numbers[i]);
    }
    char *csv = ledger_csv(service, dhr_token(service, DHR_PANEL), target);
    cr_expect_not_null(strstr(csv, ",7,national,T,,open,1,1,"), "%s", csv);
    free(csv);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, DHRS "/x/recommendations", "dhr");
}

Test(dhr_recommendations, one_that_is_not_right_is_refused_and_not_recorded)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/recommendations");
    const struct csa_refusal rows[] = {
        {"swale", target, ONE, 403, "not-the-coordinator", NULL},
        {"dover", target, ONE, 404, "not-found", NULL},
        {"maidstone", target, ONE, 404, "not-found", NULL},
        {"dover", target, TO("{\"partner\":\"nobody\"," DO "}"), 404, "not-found", NULL},
        {"kcc", DHRS "/" DHR_NONE "/recommendations", ONE, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/text"},
        {"kcc", target, TO(""), 422, "invalid-body", "/addressees"},
        {"kcc", target, TO("{\"partner\":\"swale\"}"), 422, "invalid-body",
         "/addressees/0/actions"},
        {"kcc", target, TO("{\"partner\":\"swale\"," DO "},{\"partner\":\"kcc\",\"actions\":[]}"),
         422, "addressee-without-action", "/addressees/1/actions"},
        {"kcc", target, TO("{" DO "}"), 422, "organisation-invalid", "/addressees/0"},
        {"kcc", target, TO("{\"partner\":\"kcc\",\"organisation\":\"O\"," DO "}"), 422,
         "organisation-invalid", "/addressees/0"},
        {"kcc", target, TO("{\"partner\":\"kcc\"," DO "},{\"partner\":\"nobody\"," DO "}"), 422,
         "unknown-partner", "/addressees/1/partner"},
        {"kcc", target, TO("{\"partner\":\"kcc\"," DO "},{\"partner\":\"kcc\"," DO "}"), 422,
         "duplicate-member", "/addressees/1"},
        {"kcc", target, TO("{\"organisation\":\"O\"," DO "},{\"organisation\":\"O\"," DO "}"), 422,
         "duplicate-member", "/addressees/1"},
        {"kcc", target,
         TO("{\"partner\":\"kcc\",\"actions\":[{\"text\":\"T\",\"due_on\":\"2019-12-31\"},"
            "{\"text\":\"T\",\"due_on\":\"2018-06-29\"}]}"),
         422, "date-implausible", "/addressees/0/actions/1/due_on"},
        {"kcc", target,
         TO("{\"partner\":\"kcc\",\"actions\":[{\"text\":\"T\",\"due_on\":\"2101-01-01\"}]}"), 422,
         "date-implausible", "/addressees/0/actions/0/due_on"},
        {"kcc", target,
         "{\"number\":1,\"reach\":\"local\",\"text\":\"T\",\"addressees\":[{\"partner\":\"kcc\"," DO
         "}]}",
         409, "recommendation-number-taken", "/number"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    /* A partner and an organisation that is called the same are two. */
    reply_auto struct reply two = csa_post(
        service, target, TO("{\"partner\":\"kcc\"," DO "},{\"organisation\":\"kcc\"," DO "}"));
}

Test(dhr_recommendations, nothing_is_added_to_a_review_that_is_over)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *none = dhr_make(service, "Larkspur/2018", "2018-01-31", "");
    char *complete = dhr_make(service, "Heron/2018", "2018-01-31", "");
    reply_auto struct reply early = csa_post(service, dhr_at(none, "/recommendations"), ONE);
    reply_auto struct reply unasked = csa_post(
        service,
        grants_at(DHR_ACTIONS "/", reply_text(&early, "addressees.0.actions.0.id"), "/reports"),
        "{\"state\":\"closed\",\"text\":\"There is no review\"}");
    reply_auto struct reply made = csa_post(service, dhr_at(complete, "/recommendations"), ONE);
    dhr_moves(service, none, "decision", "2018-02-01", ",\"decision\":\"no_review\"");
    const char *reports =
        grants_at(DHR_ACTIONS "/", reply_text(&made, "addressees.0.actions.0.id"), "/reports");
    reply_auto struct reply done =
        csa_post(service, reports, "{\"state\":\"done\",\"text\":\"D\"}");
    reply_auto struct reply closed = csa_post(service, reports, "{\"state\":\"closed\"}");
    dhr_comes_to(service, complete, "actions_complete", "2018-03-01");
    static const char action[] = "{\"partner\":\"swale\",\"text\":\"T\",\"due_on\":\"2019-12-31\"}";
    const struct csa_refusal rows[] = {
        {"kcc", dhr_at(none, "/recommendations"), ONE, 409, "review-over", NULL},
        {"kcc", dhr_at(complete, "/recommendations"), ONE, 409, "review-over", NULL},
        {"kcc", grants_at(DHR_RECOMMENDATIONS "/", reply_text(&early, "id"), "/actions"), action,
         409, "review-over", NULL},
        {"kcc", grants_at(DHR_RECOMMENDATIONS "/", reply_text(&made, "id"), "/actions"), action,
         409, "review-over", NULL},
        {"kcc", reports, "{\"state\":\"open\",\"text\":\"Again\"}", 409, "review-over", NULL},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply read = csa_get(service, "kcc", reply_header(&made, "location"));
    cr_expect_str_eq(reply_text(&read, "state"), "closed");
    cr_expect_eq(reply_integer(&read, "actions_open"), 0);
    free(none);
    free(complete);
}

Test(dhr_recommendations, what_one_says_is_changed_by_who_coordinates)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = grants_at(DHR_RECOMMENDATIONS "/", world.recommended, "");
    reply_auto struct reply changed =
        assert_patched(service, "change_dhr_recommendation", target,
                       "{\"reach\":\"national\",\"text\":\"Other\"}", "{\"text\":\"M\"}");
    cr_expect_str_eq(reply_text(&changed, "reach"), "national");
    cr_expect_str_eq(reply_text(&changed, "text"), "Other");
    reply_auto struct reply text = meeting_patch(service, "kcc", "*", target, "{\"text\":\"T\"}");
    cr_expect_str_eq(reply_text(&text, "reach"), "national", "what is left out stays");
    const struct {
        const char *partner, *match, *target, *body;
        int status;
        const char *slug;
    } rows[] = {
        {"swale", "*", target, "{\"text\":\"T\"}", 403, "not-the-coordinator"},
        {"dover", "*", target, "{\"text\":\"T\"}", 404, "not-found"},
        {"maidstone", "*", target, "{\"text\":\"T\"}", 404, "not-found"},
        {"dover", "\"999-x-json\"", target, "{\"text\":\"T\"}", 404, "not-found"},
        {"kcc", "*", DHR_RECOMMENDATIONS "/" DHR_NONE, "{\"text\":\"T\"}", 404, "not-found"},
        {"kcc", "*", target, "{}", 422, "invalid-body"},
        {"kcc", "*", target, "{\"reach\":\"other\"}", 422, "invalid-body"},
        {"kcc", "*", target, "{\"reach\":null}", 422, "invalid-body"},
        {"kcc", "*", target, "{\"text\":null}", 422, "invalid-body"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *before = ledger_counts(service);
        reply_auto struct reply reply =
            meeting_patch(service, rows[i].partner, rows[i].match, rows[i].target, rows[i].body);
        char *after = ledger_counts(service);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug), "row %zu: %d %s", i,
                  reply.status, reply.body);
        cr_expect_str_eq(after, before);
        free(before);
        free(after);
    }
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, DHR_RECOMMENDATIONS "/x", "dhr_recommendation");
}

Test(dhr_recommendations, an_addressee_gets_one_thing_more_to_do)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = grants_at(DHR_RECOMMENDATIONS "/", world.recommended, "/actions");
    static const char body[] =
        "{\"partner\":\"maidstone\",\"text\":\"More\",\"due_on\":\"2018-06-30\"}";
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, body,
                     "{\"partner\":\"maidstone\",\"text\":\"M\",\"due_on\":\"2019-12-31\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "dhr"), world.one);
    cr_expect_str_eq(reply_text(&made, "recommendation"), world.recommended);
    cr_expect_str_eq(reply_text(&made, "partner"), "maidstone");
    cr_expect_str_eq(reply_text(&made, "state"), "open");
    cr_expect(json_is_true(reply_member(&made, "overdue")), "%s", made.body);
    cr_expect_eq(json_array_size(reply_member(&made, "reports")), 0);
    reply_auto struct reply read = csa_get(service, "kcc", reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    assert_key_in_use(service, "kcc", "create_dhr_action", target, body);
    reply_auto struct reply outside = csa_post(service, target,
                                               "{\"organisation\":\"Ministry of " DHR_WORD
                                               "\",\"text\":\"T\",\"due_on\":\"2019-12-31\"}");
    cr_expect_null(reply_text(&outside, "partner"));
    const struct csa_refusal rows[] = {
        {"swale", target, body, 403, "not-the-coordinator", NULL},
        {"dover", target, body, 404, "not-found", NULL},
        {"maidstone", target, body, 404, "not-found", NULL},
        {"kcc", DHR_RECOMMENDATIONS "/" DHR_NONE "/actions", body, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/text"},
        {"kcc", target, "{\"partner\":\"swale\",\"text\":\"T\",\"due_on\":\"2019-12-31\"}", 422,
         "unknown-addressee", "/partner"},
        {"kcc", target, "{\"organisation\":\"maidstone\",\"text\":\"T\",\"due_on\":\"2019-12-31\"}",
         422, "unknown-addressee", "/organisation"},
        {"kcc", target, "{\"text\":\"T\",\"due_on\":\"2019-12-31\"}", 422, "unknown-addressee",
         NULL},
        {"kcc", target,
         "{\"partner\":\"maidstone\",\"organisation\":\"Ministry of " DHR_WORD
         "\",\"text\":\"T\",\"due_on\":\"2019-12-31\"}",
         422, "unknown-addressee", NULL},
        {"kcc", target, "{\"partner\":\"maidstone\",\"text\":\"T\",\"due_on\":\"2018-06-29\"}", 422,
         "date-implausible", "/due_on"},
        {"kcc", target, "{\"partner\":\"maidstone\",\"text\":\"T\",\"due_on\":\"2101-01-01\"}", 422,
         "date-implausible", "/due_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
}
