/* All of a project in one answer, and what of it who reads.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_project_story. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define STORY "/v1/projects/drive/story"
#define LIBERTY "/v1/projects/project-liberty/story"

/* The kinds of what happened, in order; the caller frees it. */
static char *kinds(const struct reply *story)
{
    char *text = strdup(""), *longer = NULL;
    size_t index;
    json_t *event;
    json_array_foreach(reply_member(story, "events"), index, event)
    {
        cr_assert_geq(asprintf(&longer, "%s%s%s", text, index ? " " : "",
                               json_string_value(json_object_get(event, "kind"))),
                      0);
        free(text);
        text = longer;
    }
    return text;
}

/* Of 'drive': moved, bid for twice, awarded, paid, watched, in part refunded, settled and
 * evaluated, all on the 20th but the award of the 12th. */
static void live(struct service *service)
{
    free(service_sql(service, "UPDATE safer.project SET created_at = '2018-05-02 09:00Z';"
                              "INSERT INTO safer.action (id, title, priority, owner)"
                              " VALUES ('" CONTRACT_ID "', 'Show it', 'road-safety', 'kfrs');"
                              "INSERT INTO safer.project_action (project, action)"
                              " VALUES ('drive', '" CONTRACT_ID "')"));
    static const char *const states[] = {"{\"state\":\"approved\",\"text\":\"Good\"}",
                                         "{\"state\":\"active\"}"};
    for (int i = 0; i < 2; i++) {
        reply_auto struct reply moved =
            grants_post(service, "kcc", "/v1/projects/drive/state", states[i]);
    }
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", 700000);
    reply_auto struct reply gone = grants_post(
        service, "swale", grants_at("/v1/bids/", bid, "/withdrawal"), "{\"reason\":\"Too much\"}");
    char *award = grants_award(
        service, 600000,
        "\"tranches\":[{\"parts\":2,\"due_on\":\"2018-06-01\"},{\"parts\":1,\"due_on\":"
        "\"2018-06-15\"}],\"conditions\":[{\"text\":\"A\",\"due_on\":\"2018-07-01\"}],"
        "\"returns\":[{\"due_on\":\"2018-07-31\"}]");
    char *first = grants_part(service, award, "tranches", 0);
    char *second = grants_part(service, award, "tranches", 1);
    char *condition = grants_part(service, award, "conditions", 0);
    char *due = grants_part(service, award, "returns", 0);
    reply_auto struct reply one = grants_pay(service, first, "2018-06-20");
    reply_auto struct reply two = grants_pay(service, second, "2018-06-20");
    reply_auto struct reply met =
        grants_post(service, "kcc", grants_at("/v1/conditions/", condition, "/outcome"),
                    "{\"outcome\":\"met\",\"note\":\"Letter\"}");
    reply_auto struct reply said =
        grants_post(service, "swale", grants_at("/v1/monitoring-returns/", due, "/receipt"),
                    "{\"spent_pence\":584400,\"text\":\"310 saw it\"}");
    reply_auto struct reply taken =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", due, "/decision"),
                    "{\"outcome\":\"accepted\"}");
    reply_auto struct reply back =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
                    "{\"amount_pence\":15600,\"received_on\":\"2018-06-20\",\"external_reference\":"
                    "\"IN-1\",\"reason\":\"Not spent.\"}");
    reply_auto struct reply done =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/completion"),
                    "{\"completed_on\":\"2018-06-20\"}");
    free(service_sql(service, "UPDATE safer.project SET evaluation = 'They drive more slowly.',"
                              " evaluated_on = '2018-06-20' WHERE id = 'drive'"));
    free(bid);
    free(award);
    free(first);
    free(second);
    free(condition);
    free(due);
}

Test(story, it_is_all_of_a_project_in_order)
{
    service_auto struct service *service = grants_start();
    live(service);
    reply_auto struct reply story = csa_get(service, "kcc", STORY);
    char *found = kinds(&story);
    cr_expect_str_eq(found,
                     "proposed awarded approved active bid bid bid_withdrawn condition_met"
                     " return_received paid paid return_accepted refunded award_complete evaluated",
                     "%s", story.body);
    free(found);
    static const struct {
        const char *member;
        int pence;
    } sums[] = {{"asked_pence", 600000},
                {"awarded_pence", 600000},
                {"paid_pence", 600000},
                {"returned_pence", 15600},
                {"awards.0.tranches.1.amount_pence", 200000},
                {"awards.0.returns.0.spent_pence", 584400},
                {"events.1.amount_pence", 600000},
                {"events.9.amount_pence", 400000},
                {"events.10.amount_pence", 200000},
                {"events.12.amount_pence", 15600}};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        cr_expect_eq(reply_integer(&story, sums[i].member), sums[i].pence, "%s: %s", sums[i].member,
                     story.body);
    }
    static const struct {
        const char *member, *text;
    } texts[] = {
        {"project", "drive"},
        {"lead", "swale"},
        {"actions.0.action", CONTRACT_ID},
        {"awards.0.conditions.0.note", "Letter"},
        {"awards.0.returns.0.text", "310 saw it"},
        {"events.0.text", "The project is proposed."},
        {"events.0.happened_on", "2018-05-02"},
        {"events.1.text", "Awarded in Summer: £6,000.00."},
        {"events.2.text", "The project is approved. Good"},
        {"events.4.text", "Bid of 'swale' in Summer: £7,000.00."},
        {"events.6.text", "The bid is withdrawn. Too much"},
        {"events.7.text", "Condition 1 is met. Letter"},
        {"events.8.text", "The return that is due on 2018-07-31 comes in: £5,844.00 spent."},
        {"events.9.text", "Tranche 1 is paid: £4,000.00."},
        {"events.11.text", "The return that is due on 2018-07-31 is accepted."},
        {"events.12.text", "£156.00 come back: Not spent."},
        {"events.13.text", "The award is settled."},
        {"events.14.text", "They drive more slowly."},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_str_eq(reply_text(&story, texts[i].member), texts[i].text);
    }
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), STORY);
    cr_expect_not_null(strstr(csv, "2018-06-20,paid,\"Tranche 2 is paid: £2,000.00.\",200000,"),
                       "%s", csv);
    free(csv);
}

Test(story, each_reader_sees_of_it_what_it_may_read)
{
    service_auto struct service *service = grants_start();
    live(service);
    static const struct {
        const char *partner, *kinds;
        int asked;
        size_t tranches;
    } rows[] = {
        {"kent-pcc",
         "proposed awarded approved active bid bid bid_withdrawn condition_met return_received"
         " paid paid return_accepted refunded award_complete evaluated",
         600000, 2},
        {"swale",
         "proposed awarded approved active bid bid bid_withdrawn condition_met return_received"
         " paid paid return_accepted refunded award_complete evaluated",
         600000, 2},
        {"maidstone", "proposed awarded approved active award_complete evaluated", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply story = csa_get(service, rows[i].partner, STORY);
        char *found = kinds(&story);
        cr_expect_str_eq(found, rows[i].kinds, "as %s", rows[i].partner);
        cr_expect_eq(reply_integer(&story, "asked_pence"), rows[i].asked);
        cr_expect_eq(json_array_size(reply_member(&story, "awards.0.tranches")), rows[i].tranches);
        cr_expect_eq(json_array_size(reply_member(&story, "awards.0.returns")),
                     rows[i].tranches / 2);
        cr_expect_eq(json_array_size(reply_member(&story, "awards.0.conditions")),
                     rows[i].tranches / 2);
        free(found);
    }
    reply_auto struct reply hidden = http_get(service_url(service), NULL, STORY);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "it is not public");
    reply_auto struct reply csv = http_get(service_url(service), NULL, STORY "?format=csv");
    cr_expect(reply_is_problem(&csv, 404, "not-found"));
    /* In public, what of a round is not public is not told. */
    free(service_sql(service, "UPDATE safer.project SET public = true"));
    reply_auto struct reply seen = csa_get(service, NULL, STORY);
    char *found = kinds(&seen);
    cr_expect_str_eq(found, "proposed approved active evaluated", "%s", seen.body);
    cr_expect_eq(reply_integer(&seen, "awarded_pence"), 0);
    cr_expect_eq(json_array_size(reply_member(&seen, "actions")), 0, "nor an action that is not");
    free(found);
}

Test(story, of_a_project_of_2016_17_it_is_what_is_printed)
{
    service_auto struct service *service = grants_start();
    reply_auto struct reply story = csa_get(service, NULL, LIBERTY);
    cr_expect_eq(reply_integer(&story, "awarded_pence"), 753500);
    cr_expect_eq(reply_integer(&story, "asked_pence"), 0);
    cr_expect_eq(reply_integer(&story, "targets.0.number"), 270);
    char *found = kinds(&story);
    cr_expect_str_eq(found, "awarded");
    free(found);
    cr_expect_null(reply_text(&story, "events.0.happened_on"), "the day is not printed");
    struct request request = {.target = LIBERTY,
                              .headers = (const char *const[]){"Accept: image/png", NULL}};
    reply_auto struct reply image = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
    char header[200];
    snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&story, "etag"));
    request.headers = (const char *const[]){header, NULL};
    reply_auto struct reply same = http_send(service_url(service), &request);
    cr_expect_eq(same.status, 304);
    reply_auto struct reply wrong = http_get(service_url(service), NULL, "/v1/projects/A/story");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"));
}
