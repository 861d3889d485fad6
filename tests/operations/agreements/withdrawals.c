/* Withdrawing from an agreement: notice to the day, what goes back, and what is dissolved.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_withdrawal, list_withdrawals, get_withdrawal, list_agreement_functions. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define MOU "/v1/agreements/kcst-mou-2018"
#define WITHDRAWALS MOU "/withdrawals"
#define TRIAL WITHDRAWALS "?dry_run=true"
#define NOTICE "{\"partner\":\"kcc\",\"notice_on\":\"2018-08-31\"}"

static struct service *start(const char *today)
{
    return service_start(&(struct service_options){.today = today});
}

static const char *party(struct service *service, const char *partner)
{
    return service_token(service, "officer", partner,
                         "agreements.write contributions.write funds.read");
}

static void pay(struct service *service, const char *partner, long pence)
{
    char body[256];
    snprintf(body, sizeof body,
             "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":%ld,"
             "\"received_on\":\"2018-04-03\",\"external_reference\":\"%s-1\"}",
             pence, partner);
    reply_auto struct reply reply = http_post(service_url(service), party(service, partner),
                                              partner, "/v1/contributions", body);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
}

static void assert_shares(const struct reply *reply, json_int_t kcc, json_int_t police,
                          json_int_t kfrs)
{
    cr_expect_eq(json_array_size(reply_member(reply, "shares")), 3);
    cr_expect_str_eq(reply_text(reply, "shares.0.partner"), "kcc");
    cr_expect_eq(reply_integer(reply, "shares.0.amount_pence"), kcc);
    cr_expect_eq(reply_integer(reply, "shares.1.amount_pence"), police);
    cr_expect_eq(reply_integer(reply, "shares.2.amount_pence"), kfrs);
    cr_expect_eq(reply_integer(reply, "remaining_pence"), kcc + police + kfrs);
}

Test(withdrawals, a_trial_says_what_it_would_mean_and_dissolves_nothing)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service);
    pay(service, "kcc", 1600000);
    pay(service, "kfrs", 1000001);
    reply_auto struct reply before = http_get(url, NULL, MOU);
    reply_auto struct reply trial =
        http_post(url, party(service, "kent-police"), NULL, TRIAL, NOTICE);
    cr_assert_eq(trial.status, 200, "%s", trial.body);
    cr_expect_str_eq(reply_text(&trial, "earliest_on"), "2019-02-28");
    cr_expect_str_eq(reply_text(&trial, "dissolves_on"), "2019-02-28");
    cr_expect(json_is_false(reply_member(&trial, "outlives_term")));
    assert_shares(&trial, 1600000, 0, 1000001);
    cr_expect_eq(json_array_size(reply_member(&trial, "returns.functions")), 11);
    cr_expect_not_null(reply_member(&trial, "returns.posts"));
    cr_expect_not_null(reply_member(&trial, "returns.projects"));
    cr_expect_str_eq(reply_text(&trial, "says.1"),
                     "6 calendar months' notice end on 28 February 2019, the last day of that "
                     "month.");

    reply_auto struct reply mou = http_get(url, NULL, MOU);
    cr_expect_str_eq(mou.body, before.body, "a dry run has dissolved it");
    reply_auto struct reply list = http_get(url, party(service, "kcc"), WITHDRAWALS);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 0);
}

Test(withdrawals, a_party_withdraws_and_the_agreement_is_dissolved)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service), *kcc = party(service, "kcc");
    pay(service, "kcc", 300);
    reply_auto struct reply fund_before = http_get(url, kcc, "/v1/funds/kcst-pooled-budget");
    static const char body[] =
        "{\"partner\":\"kcc\",\"resolution_on\":\"2018-08-31\",\"chair_notified_on\":"
        "\"2018-07-02\",\"effective_on\":\"2019-03-31\",\"note\":\"By resolution 12\"}";
    reply_auto struct reply made = http_post(url, kcc, "k", WITHDRAWALS, body);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "partner"), "kcc");
    cr_expect_str_eq(reply_text(&made, "resolution_on"), "2018-08-31");
    cr_expect_str_eq(reply_text(&made, "chair_notified_on"), "2018-07-02");
    cr_expect_str_eq(reply_text(&made, "earliest_on"), "2019-02-28");
    cr_expect_str_eq(reply_text(&made, "effective_on"), "2019-03-31");
    cr_expect_str_eq(reply_text(&made, "dissolves_on"), "2019-03-31");
    assert_shares(&made, 300, 0, 0);
    reply_auto struct reply again = http_post(url, kcc, "k", WITHDRAWALS, body);
    cr_expect_str_eq(again.body, made.body);
    reply_auto struct reply read = http_get(url, kcc, reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    reply_auto struct reply list = http_get(url, party(service, "kfrs"), WITHDRAWALS);
    cr_expect(json_equal(reply_member(&list, "items.0"), made.json));
    reply_auto struct reply csv = http_get(url, kcc, WITHDRAWALS "?format=csv");
    cr_expect_not_null(strstr(csv.body, ",kcst-mou-2018,kcc,2018-08-31,2018-07-02,6,2019-02-28,"
                                        "2019-03-31,2019-03-31,false,2018-09-03,300,By "
                                        "resolution 12,"));

    static const struct {
        const char *on, *state;
    } days[] = {{"2019-03-31", "in_force"}, {"2019-04-01", "dissolved"}};
    for (size_t i = 0; i < 2; i++) {
        char target[80];
        snprintf(target, sizeof target, MOU "?on=%s", days[i].on);
        reply_auto struct reply mou = http_get(url, NULL, target);
        cr_expect_str_eq(reply_text(&mou, "state"), days[i].state, "%s", days[i].on);
        cr_expect_str_eq(reply_text(&mou, "dissolved_on"), "2019-03-31");
        snprintf(target, sizeof target, "/v1/agreements?count=true&on=%s", days[i].on);
        reply_auto struct reply in_force = http_get(url, NULL, target);
        cr_expect_eq(reply_integer(&in_force, "total"), i == 0);
        cr_expect_eq(json_array_size(reply_member(&in_force, "items")), i == 0);
    }
    reply_auto struct reply unknown = http_get(url, NULL, MOU "?on=2018-08-30");
    cr_expect(json_is_null(reply_member(&unknown, "dissolved_on")), "it was not known yet");
    reply_auto struct reply fund = http_get(url, kcc, "/v1/funds/kcst-pooled-budget");
    cr_expect_eq(reply_integer(&fund, "version"), reply_integer(&fund_before, "version") + 1);
    reply_auto struct reply late = http_post(
        url, kcc, "late", "/v1/contributions",
        "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2019/20\",\"amount_pence\":1,"
        "\"received_on\":\"2018-09-01\",\"external_reference\":\"L\"}");
    cr_expect(reply_is_problem(&late, 422, "year-not-covered") &&
              strstr(reply_text(&late, "detail"), "dissolved on 31 March 2019"));
    reply_auto struct reply schedule =
        http_get(url, kcc, "/v1/funds/kcst-pooled-budget/schedule?financial_year=2019/20");
    cr_expect_eq(json_array_size(reply_member(&schedule, "items")), 0);
    reply_auto struct reply twice = http_post(url, kcc, NULL, WITHDRAWALS, NOTICE);
    cr_expect(reply_is_problem(&twice, 409, "already-withdrawn"));
    reply_auto struct reply reused = http_post(url, kcc, "k", WITHDRAWALS, NOTICE);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
}

Test(withdrawals, notice_that_outlives_the_term_dissolves_nothing)
{
    service_auto struct service *service = start("2019-12-02");
    const char *url = service_url(service), *kcc = party(service, "kcc");
    reply_auto struct reply made = http_post(url, kcc, NULL, WITHDRAWALS,
                                             "{\"partner\":\"kcc\",\"notice_on\":\"2019-11-30\"}");
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "earliest_on"), "2020-05-30");
    cr_expect(json_is_null(reply_member(&made, "dissolves_on")));
    cr_expect(json_is_true(reply_member(&made, "outlives_term")));
    cr_expect_str_eq(reply_text(&made, "says.2"),
                     "The notice outlives the term: the agreement ends first, on 31 March 2020, "
                     "and is not dissolved.");
    reply_auto struct reply mou = http_get(url, NULL, MOU "?on=2020-04-01");
    cr_expect_str_eq(reply_text(&mou, "state"), "ended");
    cr_expect(json_is_null(reply_member(&mou, "dissolved_on")));
}

Test(withdrawals, what_is_not_right_is_refused)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service);
    static const struct {
        const char *partner, *target, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"swale", WITHDRAWALS, NOTICE, 403, "not-a-party", NULL},
        {"swale", TRIAL, NOTICE, 403, "not-a-party", NULL},
        {"kfrs", WITHDRAWALS, NOTICE, 403, "not-your-withdrawal", NULL},
        {"kcc", "/v1/agreements/no-such/withdrawals", NOTICE, 404, "not-found", NULL},
        {"kcc", TRIAL, "{\"partner\":\"swale\",\"notice_on\":\"2018-08-31\"}", 422,
         "partner-not-a-party", "/partner"},
        {"kcc", TRIAL, "{\"partner\":\"nobody\",\"notice_on\":\"2018-08-31\"}", 422,
         "partner-not-a-party", "/partner"},
        {"kcc", WITHDRAWALS, "{\"partner\":\"kcc\"}", 422, "notice-invalid", "/resolution_on"},
        {"kcc", WITHDRAWALS, "{\"partner\":\"kcc\",\"resolution_on\":\"2018-08-31\"}", 422,
         "notice-invalid", "/chair_notified_on"},
        {"kcc", WITHDRAWALS,
         "{\"partner\":\"kcc\",\"notice_on\":\"2018-08-31\",\"resolution_on\":\"2018-08-31\"}", 422,
         "notice-invalid", "/resolution_on"},
        {"kcc", WITHDRAWALS, "{\"partner\":\"kcc\",\"notice_on\":\"2018-09-04\"}", 422,
         "date-in-future", "/notice_on"},
        {"kcc", WITHDRAWALS, "{\"partner\":\"kcc\",\"notice_on\":\"2017-12-31\"}", 422,
         "date-implausible", "/notice_on"},
        {"kcc", WITHDRAWALS,
         "{\"partner\":\"kcc\",\"notice_on\":\"2018-08-31\",\"effective_on\":\"2019-02-27\"}", 422,
         "notice-too-short", "/effective_on"},
        {"kcc", WITHDRAWALS,
         "{\"partner\":\"kcc\",\"notice_on\":\"2018-08-31\",\"effective_on\":\"2029-02-28\"}", 422,
         "date-implausible", "/effective_on"},
        {"kcc", WITHDRAWALS, "{\"partner\":\"KCC\",\"notice_on\":\"2018-08-31\"}", 422,
         "invalid-body", "/partner"},
        {"kcc", WITHDRAWALS, "{\"notice_on\":\"2018-08-31\"}", 422, "invalid-body", "/partner"},
        {"kcc", WITHDRAWALS, "{\"partner\":\"kcc\",\"notice_on\":\"31 August\"}", 422,
         "invalid-body", "/notice_on"},
        {"kcc", WITHDRAWALS, "{", 400, "malformed-json", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            http_post(url, party(service, rows[i].partner), NULL, rows[i].target, rows[i].body);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu: %s", i, reply.body);
        if (strcmp(rows[i].slug, "notice-too-short") == 0) {
            cr_expect_str_eq(reply_text(&reply, "earliest_on"), "2019-02-28");
        }
    }
    char *kept = service_sql(service, "SELECT count(*) FROM safer.withdrawal");
    cr_expect_str_eq(kept, "0");
    free(kept);
}

Test(withdrawals, an_agreement_that_has_ended_is_not_withdrawn_from)
{
    service_auto struct service *service = start("2020-05-01");
    reply_auto struct reply over =
        http_post(service_url(service), party(service, "kcc"), NULL, WITHDRAWALS,
                  "{\"partner\":\"kcc\",\"notice_on\":\"2020-04-01\"}");
    cr_expect(reply_is_problem(&over, 409, "agreement-over"));
}

Test(withdrawals, others_than_the_parties_do_not_see_them)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service), *swale = party(service, "swale");
    reply_auto struct reply made = http_post(url, party(service, "kcc"), NULL, WITHDRAWALS, NOTICE);
    cr_assert_eq(made.status, 201);
    reply_auto struct reply hidden = http_get(url, swale, reply_header(&made, "location"));
    reply_auto struct reply nothing =
        http_get(url, swale, WITHDRAWALS "/01900000-0000-7000-8000-000000000000");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    cr_expect_str_eq(reply_text(&hidden, "detail"), reply_text(&nothing, "detail"));
    reply_auto struct reply list = http_get(url, swale, WITHDRAWALS);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 0);
    reply_auto struct reply missing = http_get(url, swale, "/v1/agreements/no-such/withdrawals");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
}

Test(withdrawals, what_is_done_under_the_memorandum_is_published)
{
    service_auto struct service *service = start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply list = http_get(url, NULL, MOU "/functions");
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 11);
    cr_expect_eq(reply_integer(&list, "items.6.phase"), 1);
    cr_expect_eq(reply_integer(&list, "items.7.phase"), 2);
    reply_auto struct reply csv = http_get(url, NULL, MOU "/functions?format=csv");
    cr_expect_eq(strncmp(csv.body, "agreement,place,phase,text\r\nkcst-mou-2018,1,1,", 45), 0);
    reply_auto struct reply missing = http_get(url, NULL, "/v1/agreements/no-such/functions");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
}
