/* The stages of a review: which follow each other, what each says, and what it needs.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhr_stages, move_dhr. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"

#define REVIEW "{\"stage\":\"decision\",\"decision\":\"review\"}"
#define SUSPENDED "{\"stage\":\"suspended\",\"suspended_for\":\"inquest\"}"

/* Every stage that can be said, with what it says. */
static const struct {
    const char *stage, *body;
} stages[] = {
    {"decision", REVIEW},
    {"commissioned", "{\"stage\":\"commissioned\"}"},
    {"chair_appointed", "{\"stage\":\"chair_appointed\"}"},
    {"panel", "{\"stage\":\"panel\"}"},
    {"terms_of_reference", "{\"stage\":\"terms_of_reference\"}"},
    {"management_reviews", "{\"stage\":\"management_reviews\"}"},
    {"overview_report", "{\"stage\":\"overview_report\"}"},
    {"sign_off", "{\"stage\":\"sign_off\"}"},
    {"quality_assurance", "{\"stage\":\"quality_assurance\"}"},
    {"home_office_answer", "{\"stage\":\"home_office_answer\",\"answer\":\"adequate\"}"},
    {"published", "{\"stage\":\"published\"}"},
    {"actions_complete", "{\"stage\":\"actions_complete\"}"},
    {"suspended", SUSPENDED},
    {"resumed", "{\"stage\":\"resumed\"}"},
};

enum { STAGES = sizeof stages / sizeof *stages };

/* Of all stages only those in `allowed`, "a,b", may follow; each other is refused with them, for
 * its own reason. A dry run says so and keeps nothing. */
static void assert_follows(struct service *service, const char *id, const char *allowed)
{
    char target[200], *before = ledger_counts(service);
    snprintf(target, sizeof target, "%s?dry_run=true", dhr_at(id, "/stages"));
    const bool suspended = strcmp(allowed, "resumed") == 0;
    for (size_t i = 0; i < STAGES; i++) {
        reply_auto struct reply reply = http_post(
            service_url(service), csa_coordinator(service, "kcc"), NULL, target, stages[i].body);
        char *found = NULL, list[300];
        snprintf(list, sizeof list, ",%s,", allowed);
        cr_assert_geq(asprintf(&found, ",%s,", stages[i].stage), 0);
        const bool follows = strstr(list, found);
        free(found);
        if (follows) {
            cr_expect(reply.status == 200 || reply_is_problem(&reply, 409, "stage-not-ready"),
                      "%s: %s", stages[i].stage, reply.body);
            continue;
        }
        const char *slug = suspended                                 ? "review-suspended"
                           : strcmp(stages[i].stage, "resumed") == 0 ? "not-suspended"
                                                                     : "stage-out-of-order";
        if (!reply_is_problem(&reply, 409, "publication-before-answer") ||
            strcmp(stages[i].stage, "published") != 0) {
            cr_expect(reply_is_problem(&reply, 409, slug), "%s, not %s: %s", stages[i].stage,
                      allowed, reply.body);
        }
        char told[300] = "";
        size_t index;
        json_t *one;
        json_array_foreach(reply_member(&reply, "allowed"), index, one)
        {
            snprintf(told + strlen(told), sizeof told - strlen(told), "%s%s", index ? "," : "",
                     json_string_value(one));
        }
        cr_expect_str_eq(told, allowed, "%s: %s", stages[i].stage, reply.body);
        cr_expect(json_is_boolean(reply_member(&reply, "suspended")));
    }
    char *after = ledger_counts(service);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
}

static void assert_publication_waits(struct service *service, const char *id)
{
    const struct csa_refusal row = {"kcc", dhr_at(id, "/stages"),       "{\"stage\":\"published\"}",
                                    409,   "publication-before-answer", NULL};
    assert_refused(service, &row, 1);
}

Test(dhr_stages, a_review_goes_from_its_notification_to_the_last_of_its_actions)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2018", "2018-01-31", "");
    const char *target = dhr_at(id, "/stages");
    assert_publication_waits(service, id);
    assert_follows(service, id, "decision,suspended");
    assert_stale(service, "kcc", target, REVIEW);
    reply_auto struct reply decided =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, REVIEW,
                     "{\"stage\":\"decision\",\"decision\":\"no_review\"}", false);
    cr_expect_str_eq(reply_text(&decided, "stage"), "decision");
    cr_expect_str_eq(reply_text(&decided, "decided_on"), "2019-02-04", "today");
    cr_expect_str_eq(reply_text(&decided, "completion_due_on"), "2019-08-04");
    assert_key_in_use(service, "kcc", "move_dhr", target, REVIEW);
    free(id);

    id = dhr_make(service, "Heron/2018", "2018-01-31", "");
    dhr_comes_to(service, id, "decision", "2018-02-28");
    assert_follows(service, id, "commissioned,suspended");
    dhr_moves(service, id, "commissioned", "2018-03-01", "");
    assert_follows(service, id, "chair_appointed,suspended");
    const char *at = dhr_at(id, "/stages");
    const struct csa_refusal no_chair = {
        "kcc", at, "{\"stage\":\"chair_appointed\"}", 409, "stage-not-ready", NULL};
    assert_refused(service, &no_chair, 1);
    reply_auto struct reply chair = csa_post(service, dhr_at(id, "/chair"),
                                             "{\"office\":\"Chair\",\"from_on\":\"2018-03-05\"}");
    dhr_moves(service, id, "chair_appointed", "2018-03-05", "");
    assert_follows(service, id, "panel,suspended");
    const struct csa_refusal no_panel = {"kcc", at, "{\"stage\":\"panel\"}", 409, "stage-not-ready",
                                         NULL};
    assert_refused(service, &no_panel, 1);
    reply_auto struct reply panel =
        csa_post(service, dhr_at(id, "/panel"),
                 "{\"members\":[{\"partner\":\"swale\",\"from_on\":\"2018-03-06\"}]}");
    dhr_moves(service, id, "panel", "2018-03-06", "");
    assert_follows(service, id, "terms_of_reference,suspended");
    dhr_moves(service, id, "terms_of_reference", "2018-03-07", "");
    assert_follows(service, id, "management_reviews,suspended");
    dhr_moves(service, id, "management_reviews", "2018-04-01", "");
    assert_follows(service, id, "overview_report,suspended");
    assert_publication_waits(service, id);
    dhr_moves(service, id, "overview_report", "2018-08-28", "");
    assert_follows(service, id, "sign_off,suspended");
    dhr_moves(service, id, "sign_off", "2018-09-10", "");
    assert_follows(service, id, "quality_assurance,suspended");
    dhr_moves(service, id, "quality_assurance", "2018-09-11", "");
    assert_follows(service, id, "home_office_answer,suspended");
    assert_publication_waits(service, id);
    dhr_moves(service, id, "home_office_answer", "2018-12-01", ",\"answer\":\"adequate\"");
    assert_follows(service, id, "published,suspended");
    const struct csa_refusal unwritten = {"kcc", dhr_at(id, "/stages"), "{\"stage\":\"published\"}",
                                          409,   "stage-not-ready",     NULL};
    assert_refused(service, &unwritten, 1);
    free(service_sql(
        service,
        "INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, title)"
        " SELECT d.id, gen_random_uuid(), d.pseudonym, d.review_type, 'Title' FROM safer.dhr AS d"
        " WHERE d.pseudonym = 'Heron/2018'"));
    dhr_moves(service, id, "published", "2019-01-10", "");
    assert_follows(service, id, "actions_complete");
    dhr_moves(service, id, "actions_complete", "2019-02-04", "");
    assert_follows(service, id, "");
    reply_auto struct reply over = csa_get(service, "kcc", dhr_at(id, ""));
    cr_expect_str_eq(reply_text(&over, "completed_on"), "2018-08-28");
    cr_expect_str_eq(reply_text(&over, "completion_state"), "met");
    cr_expect_str_eq(reply_text(&over, "published_on"), "2019-01-10");
    cr_expect_str_eq(reply_text(&over, "stage"), "actions_complete");
    free(id);
}

Test(dhr_stages, what_the_home_office_finds_wanting_is_mended_and_sent_again)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2018", "2018-01-31", "");
    dhr_comes_to(service, id, "quality_assurance", "2018-03-01");
    dhr_moves(service, id, "home_office_answer", "2018-04-01", ",\"answer\":\"amendments\"");
    assert_follows(service, id, "overview_report,quality_assurance,suspended");
    assert_publication_waits(service, id);
    /* What it was suspended in is what it goes on in. */
    dhr_moves(service, id, "suspended", "2018-04-02", ",\"suspended_for\":\"other\"");
    dhr_moves(service, id, "resumed", "2018-04-03", "");
    assert_follows(service, id, "overview_report,quality_assurance,suspended");
    dhr_moves(service, id, "overview_report", "2018-05-01", "");
    assert_follows(service, id, "sign_off,suspended");
    dhr_moves(service, id, "sign_off", "2018-05-02", "");
    dhr_moves(service, id, "quality_assurance", "2018-05-03", "");
    dhr_moves(service, id, "home_office_answer", "2018-06-01", ",\"answer\":\"amendments\"");
    dhr_moves(service, id, "quality_assurance", "2018-06-02", "");
    assert_follows(service, id, "home_office_answer,suspended");
    assert_publication_waits(service, id);
    dhr_moves(service, id, "home_office_answer", "2018-07-01", ",\"answer\":\"adequate\"");
    assert_follows(service, id, "published,suspended");
    reply_auto struct reply read = csa_get(service, "kcc", dhr_at(id, ""));
    cr_expect_str_eq(reply_text(&read, "completed_on"), "2018-03-01", "the first report counts");
    free(id);
}

Test(dhr_stages, where_there_is_no_review_nothing_follows)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2018", "2018-01-31", "");
    dhr_moves(service, id, "decision", "2018-02-10", ",\"decision\":\"no_review\"");
    assert_follows(service, id, "");
    reply_auto struct reply read = csa_get(service, "kcc", dhr_at(id, ""));
    cr_expect_str_eq(reply_text(&read, "decision"), "no_review");
    cr_expect_str_eq(reply_text(&read, "decision_state"), "met");
    cr_expect_null(reply_text(&read, "completion_due_on"));
    cr_expect_null(reply_text(&read, "completion_state"));
    free(id);
}

Test(dhr_stages, one_that_is_suspended_is_resumed_before_it_comes_to_anything)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2018", "2018-01-31", "");
    const struct csa_refusal not_yet = {"kcc", dhr_at(id, "/stages"), "{\"stage\":\"resumed\"}",
                                        409,   "not-suspended",       NULL};
    assert_refused(service, &not_yet, 1);
    dhr_moves(service, id, "suspended", "2018-02-10",
              ",\"suspended_for\":\"criminal_proceedings\"");
    assert_follows(service, id, "resumed");
    reply_auto struct reply held = csa_get(service, "kcc", dhr_at(id, ""));
    cr_expect(json_is_true(reply_member(&held, "suspended")));
    cr_expect_str_eq(reply_text(&held, "stage"), "notified", "a suspension is no stage");
    cr_expect_str_eq(reply_text(&held, "stages.1.suspended_for"), "criminal_proceedings");
    const struct csa_refusal again = {"kcc", dhr_at(id, "/stages"), SUSPENDED,
                                      409,   "review-suspended",    NULL};
    assert_refused(service, &again, 1);
    dhr_moves(service, id, "resumed", "2018-02-10", "");
    assert_follows(service, id, "decision,suspended");
    free(id);
}

Test(dhr_stages, a_stage_says_what_it_should_on_a_day_that_can_be)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    char *id = dhr_make(service, "Larkspur/2019", "2019-01-31", "");
    const char *target = dhr_at(id, "/stages");
    const struct csa_refusal rows[] = {
        {"swale", dhr_at(world.one, "/stages"), "{\"stage\":\"commissioned\"}", 403,
         "not-the-coordinator", NULL},
        {"dover", dhr_at(world.one, "/stages"), "{\"stage\":\"commissioned\"}", 404, "not-found",
         NULL},
        {"dover", dhr_at(world.one, "/stages"), "{\"stage\":\"resumed\"}", 404, "not-found", NULL},
        {"kcc", DHRS "/" DHR_NONE "/stages", REVIEW, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/stage"},
        {"kcc", target, "{\"stage\":\"notified\"}", 422, "invalid-body", "/stage"},
        {"kcc", target, "{\"stage\":\"decision\"}", 422, "stage-detail-invalid", "/decision"},
        {"kcc", target, "{\"stage\":\"decision\",\"decision\":\"review\",\"answer\":\"adequate\"}",
         422, "stage-detail-invalid", "/answer"},
        {"kcc", target,
         "{\"stage\":\"decision\",\"decision\":\"review\",\"suspended_for\":\"other\"}", 422,
         "stage-detail-invalid", "/suspended_for"},
        {"kcc", target, "{\"stage\":\"suspended\"}", 422, "stage-detail-invalid", "/suspended_for"},
        {"kcc", target,
         "{\"stage\":\"suspended\",\"suspended_for\":\"other\",\"decision\":\"review\"}", 422,
         "stage-detail-invalid", "/decision"},
        {"kcc", target,
         "{\"stage\":\"decision\",\"decision\":\"review\",\"reached_on\":\"2019-02-05\"}", 422,
         "date-in-future", "/reached_on"},
        {"kcc", target,
         "{\"stage\":\"decision\",\"decision\":\"review\",\"reached_on\":\"2019-01-30\"}", 422,
         "date-implausible", "/reached_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    dhr_comes_to(service, id, "quality_assurance", "2019-02-01");
    const struct csa_refusal answers[] = {
        {"kcc", target, "{\"stage\":\"home_office_answer\"}", 422, "stage-detail-invalid",
         "/answer"},
        {"kcc", target,
         "{\"stage\":\"home_office_answer\",\"answer\":\"adequate\",\"reached_on\":\"2019-01-31\"}",
         422, "date-implausible", "/reached_on"},
    };
    assert_refused(service, answers, sizeof answers / sizeof *answers);
    free(id);
}

Test(dhr_stages, its_actions_are_complete_when_each_is_closed)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    static const char *const line[] = {
        "commissioned",       "chair_appointed", "panel",    "terms_of_reference",
        "management_reviews", "overview_report", "sign_off", "quality_assurance"};
    for (size_t i = 0; i < sizeof line / sizeof *line; i++) {
        dhr_moves(service, world.one, line[i], "2019-01-20", "");
    }
    dhr_moves(service, world.one, "home_office_answer", "2019-01-20", ",\"answer\":\"adequate\"");
    free(service_sql(
        service,
        "INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, title)"
        " SELECT d.id, gen_random_uuid(), d.pseudonym, d.review_type, 'Title' FROM safer.dhr AS d"
        " WHERE d.pseudonym = 'Larkspur/2018'"));
    dhr_moves(service, world.one, "published", "2019-01-20", "");
    const char *const actions[] = {world.owned, world.outside};
    const struct csa_refusal open = {"kcc",
                                     dhr_at(world.one, "/stages"),
                                     "{\"stage\":\"actions_complete\"}",
                                     409,
                                     "stage-not-ready",
                                     NULL};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply refused =
            http_post(service_url(service), csa_coordinator(service, "kcc"), NULL,
                      dhr_at(world.one, "/stages"), "{\"stage\":\"actions_complete\"}");
        cr_expect_str_eq(reply_text(&refused, "detail"), i ? "One of its actions is not closed."
                                                           : "2 of its actions are not closed.");
        const char *reports = grants_at(DHR_ACTIONS "/", actions[i], "/reports");
        reply_auto struct reply done =
            csa_post(service, reports, "{\"state\":\"done\",\"text\":\"It is\"}");
        assert_refused(service, &open, 1);
        reply_auto struct reply closed = csa_post(service, reports, "{\"state\":\"closed\"}");
    }
    dhr_moves(service, world.one, "actions_complete", "2019-02-04", "");
}

Test(dhr_stages, they_are_listed_in_order)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/stages");
    reply_auto struct reply list = csa_get(service, "kcc", target);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 2);
    cr_expect_str_eq(reply_text(&list, "items.0.stage"), "notified");
    cr_expect_str_eq(reply_text(&list, "items.1.stage"), "decision");
    cr_expect_str_eq(reply_text(&list, "items.1.reached_on"), "2018-07-25");
    cr_expect_str_eq(reply_text(&list, "items.1.recorded_by"), "kcc");
    cr_expect_eq(reply_integer(&list, "items.1.step"), 2);
    char *csv = ledger_csv(service, dhr_token(service, DHR_PANEL), target);
    cr_expect_not_null(strstr(csv, ",2,decision,2018-07-25,review,,,kcc,"), "%s", csv);
    free(csv);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, DHRS "/x/stages", "dhr");
}
