/* An award: by which decision, how it is divided to the penny, and how much of it there may be.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_award, and what is left to spend beside it; reject_bid by a decision. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define PARTS                                                                                      \
    "\"tranches\":[{\"parts\":2,\"due_on\":\"2018-06-01\"},{\"parts\":1,\"due_on\":\"2018-12-01\"}]"
#define WHOLE(pence) "\"tranches\":[{\"amount_pence\":" pence ",\"due_on\":\"2018-06-01\"}]"
#define PUBLISHED "01590000-0000-7000-8000-000000000525" /* of another body */

/* The body of an award; of the next few calls only. */
static const char *award(const char *pence, const char *decision, const char *members)
{
    static char body[8][900];
    static unsigned next;
    char *to = body[next++ % 8];
    snprintf(to, sizeof body[0], "{\"amount_pence\":%s,\"decision\":\"%s\",%s}", pence, decision,
             members);
    return to;
}

Test(create_award, two_thirds_and_one_third_are_parted_to_the_penny)
{
    service_auto struct service *service = grants_start();
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", 4000000);
    char *decision = grants_decide(service, "");
    const char *target = grants_at("/v1/bids/", bid, "/award");
    const char *body =
        award("3966100", decision,
              PARTS ",\"note\":\"N\",\"conditions\":[{\"text\":\"Ask the police\"},{\"text\":"
                    "\"Say when\",\"due_on\":\"2018-09-01\"}],\"returns\":[{\"due_on\":"
                    "\"2018-11-15\"},{\"due_on\":\"2019-04-30\"}]");
    assert_stale(service, "kcc", target, body);
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                body, award("1", decision, WHOLE("1")), false);
    cr_assert_eq(made.status, 201, "%s", made.body);
    static const struct {
        const char *member, *text;
    } texts[] = {
        {"round", "summer"},  {"fund", GRANT_FUND},         {"purpose", "drive"},
        {"project", "drive"}, {"recipient", "swale"},       {"state", "active"},
        {"note", "N"},        {"awarded_on", "2018-06-12"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_expect_str_eq(reply_text(&made, texts[i].member), texts[i].text);
    }
    cr_expect_str_eq(reply_text(&made, "decision"), decision);
    cr_expect_eq(reply_integer(&made, "amount_pence"), 3966100);
    cr_expect_eq(reply_integer(&made, "paid_pence"), 0);
    cr_expect_eq(reply_integer(&made, "returned_pence"), 0);
    cr_expect_eq(reply_integer(&made, "version"), 1);
    const char *id = reply_text(&made, "id");
    reply_auto struct reply parts =
        csa_get(service, "swale", grants_at("/v1/awards/", id, "/tranches"));
    cr_expect_eq(reply_integer(&parts, "items.0.amount_pence"), 2644067);
    cr_expect_eq(reply_integer(&parts, "items.1.amount_pence"), 1322033);
    cr_expect_str_eq(reply_text(&parts, "items.1.due_on"), "2018-12-01");
    reply_auto struct reply asked = csa_get(service, "swale", grants_at("/v1/bids/", bid, ""));
    cr_expect_str_eq(reply_text(&asked, "state"), "awarded");
    cr_expect_str_eq(reply_text(&asked, "decided_on"), "2018-06-20");
    reply_auto struct reply conditions =
        csa_get(service, "swale", grants_at("/v1/awards/", id, "/conditions"));
    cr_expect_str_eq(reply_text(&conditions, "items.1.text"), "Say when");
    cr_expect_eq(reply_integer(&conditions, "items.1.place"), 2);
    reply_auto struct reply returns =
        csa_get(service, "swale", grants_at("/v1/monitoring-returns?award=", id, ""));
    cr_expect_str_eq(reply_text(&returns, "items.0.due_on"), "2018-11-15");
    cr_expect_str_eq(reply_text(&returns, "items.1.due_on"), "2019-04-30");
    assert_sql(service,
               "SELECT concat_ws(' ', name, kind, planned_pence) FROM safer.purpose"
               " WHERE fund = '" GRANT_FUND "' AND id = 'drive'",
               "The drive project 3966100");
    /* What a meeting in private decided is named to who may read it. */
    reply_auto struct reply theirs = csa_get(service, "swale", grants_at("/v1/awards/", id, ""));
    cr_expect_null(reply_text(&theirs, "decision"));
    assert_key_in_use(service, "kcc", "create_award", target, body);
    free(bid);
    free(decision);
}

Test(create_award, the_host_makes_it_by_what_the_body_has_resolved)
{
    service_auto struct service *service = grants_start();
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", 600000);
    char *final = grants_decide(service, "");
    char *recommended = grants_decide(service, ",\"kind\":\"recommended\"");
    char *principle = grants_decide(service, ",\"stage\":\"in_principle\"");
    char *conditional =
        grants_decide(service, ",\"stage\":\"conditional\",\"condition\":\"If they agree\"");
    const char *target = grants_at("/v1/bids/", bid, "/award");
    const char *right = award("600000", final, WHOLE("600000"));
    const struct csa_refusal rows[] = {
        {"swale", target, right, 403, "not-the-host", NULL},
        {"kfrs", target, right, 403, "not-the-host", NULL},
        {"kent-pcc", target, right, 403, "not-the-host", NULL},
        {"maidstone", target, right, 404, "not-found", NULL},
        {"kcc", "/v1/bids/" GRANT_NONE "/award", right, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/tranches"},
        {"kcc", target, award("600000", GRANT_NONE, WHOLE("600000")), 422, "unknown-decision",
         "/decision"},
        {"kcc", target, award("600000", PUBLISHED, WHOLE("600000")), 422, "decision-unfit",
         "/decision"},
        {"kcc", target, award("600000", recommended, WHOLE("600000")), 422, "decision-unfit",
         "/decision"},
        {"kcc", target, award("600000", principle, WHOLE("600000")), 422, "decision-unfit",
         "/decision"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    /* A decision that the caller may not see is none: a draft of minutes, or what is restricted. */
    reply_auto struct reply draft =
        http_post(service_url(service), service_token(service, "grants", "kcc", "projects.write"),
                  "draft", target, right);
    cr_expect(reply_is_problem(&draft, 422, "unknown-decision"), "%s", draft.body);
    char sql[200];
    snprintf(sql, sizeof sql, "UPDATE safer.decision SET restricted = true WHERE id = '%s'", final);
    free(service_sql(service, sql));
    reply_auto struct reply shut =
        http_post(service_url(service),
                  service_token(service, "grants", "kcc", "projects.write meetings.write"), "shut",
                  target, right);
    cr_expect(reply_is_problem(&shut, 422, "unknown-decision"), "%s", shut.body);
    reply_auto struct reply made =
        grants_post(service, "kcc", target, award("600000", conditional, WHOLE("600000")));
    cr_expect_str_eq(reply_text(&made, "decision"), conditional);
    free(bid);
    free(final);
    free(recommended);
    free(principle);
    free(conditional);
}

Test(create_award, a_round_that_names_no_body_takes_what_any_has_resolved)
{
    service_auto struct service *service = grants_start();
    free(service_sql(service, "UPDATE safer.grant_round SET body = NULL WHERE id = 'summer'"));
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", 600000);
    reply_auto struct reply made =
        grants_post(service, "kcc", grants_at("/v1/bids/", bid, "/award"),
                    award("600000", PUBLISHED, WHOLE("600000")));
    cr_expect_str_eq(reply_text(&made, "awarded_on"), "2016-10-13", "the day it was decided");
    free(bid);
}

Test(create_award, what_it_consists_of_is_right)
{
    service_auto struct service *service = grants_start();
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", 600000);
    char *decision = grants_decide(service, "");
    const char *target = grants_at("/v1/bids/", bid, "/award");
    static const struct {
        const char *pence, *members, *slug, *pointer;
    } rows[] = {
        {"0", WHOLE("1"), "amount-not-positive", "/amount_pence"},
        {"600001", WHOLE("600001"), "award-over-bid", "/amount_pence"},
        {"600000", WHOLE("599999"), "tranches-do-not-sum", "/tranches"},
        {"600000", WHOLE("600001"), "tranches-do-not-sum", "/tranches"},
        {"1", PARTS, "tranche-invalid", "/tranches/1"},
        {"600000",
         "\"tranches\":[{\"parts\":1,\"due_on\":\"2018-07-01\"},{\"amount_pence\":300000,"
         "\"due_on\":\"2018-07-01\"}]",
         "tranche-invalid", "/tranches/1"},
        {"600000",
         "\"tranches\":[{\"amount_pence\":600000,\"due_on\":\"2018-07-01\"},{\"due_on\":"
         "\"2018-07-01\"}]",
         "tranche-invalid", "/tranches/1"},
        {"600000", "\"tranches\":[{\"amount_pence\":600000,\"parts\":1,\"due_on\":\"2018-07-01\"}]",
         "tranche-invalid", "/tranches/0"},
        {"600000",
         WHOLE("600000") ",\"returns\":[{\"due_on\":\"2018-07-01\"},{\"due_on\":\"2018-07-01\"}]",
         "duplicate-member", "/returns/1/due_on"},
        {"600000", "\"tranches\":[{\"parts\":1,\"due_on\":\"1918-07-01\"}]", "date-implausible",
         "/tranches"},
        {"600000", WHOLE("600000") ",\"returns\":[{\"due_on\":\"1918-07-01\"}]", "date-implausible",
         "/returns/0/due_on"},
        {"600000", WHOLE("600000") ",\"conditions\":[{\"text\":\"T\",\"due_on\":\"1918-07-01\"}]",
         "date-implausible", "/conditions"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct csa_refusal row = {
            "kcc", target,       award(rows[i].pence, decision, rows[i].members),
            422,   rows[i].slug, rows[i].pointer};
        assert_refused(service, &row, 1);
    }
    free(service_sql(service, "UPDATE safer.project SET state = 'withdrawn' WHERE id = 'drive'"));
    const struct csa_refusal over = {
        "kcc", target, award("600000", decision, WHOLE("600000")), 422, "project-over", NULL};
    assert_refused(service, &over, 1);
    free(bid);
    free(decision);
}

Test(create_award, a_bid_that_is_decided_stays_so)
{
    service_auto struct service *service = grants_start();
    char *decision = grants_decide(service, "");
    char *drive = grants_bid(service, GRANT_ROUND, "swale", "drive", 600000);
    char *theatre = grants_bid(service, GRANT_ROUND, "maidstone", "theatre", 600000);
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'drive', 'Drives', 'other')"));
    const char *target = grants_at("/v1/bids/", drive, "/award");
    const char *body = award("600000", decision, WHOLE("600000"));
    const struct csa_refusal taken = {"kcc", target, body, 409, "purpose-exists", NULL};
    assert_refused(service, &taken, 1);
    free(service_sql(service, "DELETE FROM safer.purpose WHERE fund = '" GRANT_FUND "'"));
    reply_auto struct reply made = grants_post(service, "kcc", target, body);
    reply_auto struct reply gone = grants_post(
        service, "maidstone", grants_at("/v1/bids/", theatre, "/withdrawal"), "{\"reason\":\"R\"}");
    const struct csa_refusal rows[] = {
        {"kcc", target, body, 409, "state-conflict", NULL},
        {"kcc", grants_at("/v1/bids/", theatre, "/award"), body, 409, "state-conflict", NULL},
        {"kcc", grants_at("/v1/bids/", drive, "/rejection"), "{\"reason\":\"R\"}", 409,
         "state-conflict", NULL},
        {"swale", grants_at("/v1/bids/", drive, "/withdrawal"), "{\"reason\":\"R\"}", 409,
         "state-conflict", NULL},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    free(decision);
    free(drive);
    free(theatre);
}

Test(create_award, a_bid_is_rejected_by_a_decision_of_the_body_too)
{
    service_auto struct service *service = grants_start();
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", 600000), body[120];
    char *decision = grants_decide(service, "");
    const char *target = grants_at("/v1/bids/", bid, "/rejection");
    const struct csa_refusal rows[] = {
        {"kcc", target, "{\"reason\":\"R\",\"decision\":\"" GRANT_NONE "\"}", 422,
         "unknown-decision", "/decision"},
        {"kcc", target, "{\"reason\":\"R\",\"decision\":\"" PUBLISHED "\"}", 422, "decision-unfit",
         "/decision"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    snprintf(body, sizeof body, "{\"reason\":\"R\",\"decision\":\"%s\"}", decision);
    reply_auto struct reply unseen =
        http_post(service_url(service), service_token(service, "grants", "kcc", "projects.write"),
                  "draft", target, body);
    cr_expect(reply_is_problem(&unseen, 422, "unknown-decision"), "%s", unseen.body);
    reply_auto struct reply rejected = grants_post(service, "kcc", target, body);
    cr_expect_str_eq(reply_text(&rejected, "decision"), decision);
    reply_auto struct reply theirs = csa_get(service, "swale", grants_at("/v1/bids/", bid, ""));
    cr_expect_null(reply_text(&theirs, "decision"), "it was decided in private");
    free(bid);
    free(decision);
}

/* Awards that much; `slug`: a penny more is refused, with that much left. */
static void award_left(struct service *service, const char *bid, const char *decision,
                       long long pence, const char *slug)
{
    char more[24], whole[24], tranches[120];
    const char *target = grants_at("/v1/bids/", bid, "/award");
    snprintf(whole, sizeof whole, "%lld", pence);
    snprintf(more, sizeof more, "%lld", pence + 1);
    if (slug) {
        snprintf(tranches, sizeof tranches,
                 "\"tranches\":[{\"amount_pence\":%s,\"due_on\":\"2018-06-01\"}]", more);
        const struct csa_refusal row = {"kcc", target, award(more, decision, tranches),
                                        409,   slug,   "/amount_pence"};
        assert_refused(service, &row, 1);
        reply_auto struct reply refused = http_post(
            service_url(service), csa_coordinator(service, "kcc"), NULL, target, row.body);
        cr_expect_eq(reply_integer(&refused, "left_pence"), pence, "%s", refused.body);
    }
    snprintf(tranches, sizeof tranches,
             "\"tranches\":[{\"amount_pence\":%s,\"due_on\":\"2018-06-01\"}]", whole);
    reply_auto struct reply made =
        grants_post(service, "kcc", target, award(whole, decision, tranches));
}

Test(create_award, it_is_no_more_than_the_round_and_the_fund_have_left)
{
    service_auto struct service *service = grants_start();
    char *decision = grants_decide(service, "");
    char *drive = grants_bid(service, GRANT_ROUND, "swale", "drive", 4000000);
    char *theatre = grants_bid(service, GRANT_ROUND, "maidstone", "theatre", 4000000);
    award_left(service, drive, decision, 3999999, NULL);
    award_left(service, theatre, decision, 500001, "award-over-round");
    reply_auto struct reply autumn =
        csa_post(service, "/v1/grant-rounds",
                 "{\"id\":\"autumn\",\"title\":\"Autumn\",\"fund\":\"" GRANT_FUND "\",\"body\":"
                 "\"kcst-smt\",\"amount_pence\":9000000,\"opens_on\":\"2018-05-01\",\"closes_on\":"
                 "\"2018-06-30\"}");
    char *again = grants_bid(service, "/v1/grant-rounds/autumn", "swale", "drive", 9000000);
    award_left(service, again, decision, 500000, "award-over-fund");

    /* What is promised is not spent on something else either, nor passed on. */
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'odds', 'Odds', 'other')"));
    static const struct csa_refusal rows[] = {
        {"kcc", "/v1/expenditures",
         "{\"fund\":\"" GRANT_FUND "\",\"purpose\":\"odds\",\"amount_pence\":1,\"incurred_on\":"
         "\"2018-06-01\",\"external_reference\":\"O-1\"}",
         409, "overspent", "/amount_pence"},
        {"kcc", "/v1/transfers",
         "{\"from_fund\":\"" GRANT_FUND "\",\"to_fund\":\"dhr-fund\",\"amount_pence\":1,"
         "\"made_on\":\"2018-06-01\",\"external_reference\":\"O-2\"}",
         409, "overspent", "/amount_pence"},
        {"kcc", "/v1/bids/" GRANT_NONE "/award", "{}", 422, "invalid-body", "/decision"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    free(decision);
    free(drive);
    free(theatre);
    free(again);
}
