/* A round from its criteria to the return of what was not spent, and its account at each step.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_grant_account. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define PRINTED "/v1/grant-rounds/kcsp-2016-17/account"

Test(account, of_2016_17_it_says_what_was_awarded_and_that_no_payment_is_known)
{
    service_auto struct service *service = grants_start();
    reply_auto struct reply account = csa_get(service, "kcc", PRINTED);
    static const struct {
        const char *name;
        int pence;
    } rows[] = {
        {"offered_pence", 3966100},
        {"awarded_pence", 3966100},
        {"undivided_pence", 3966100},
        {"paid_pence", 0},
        {"due_pence", 0},
        {"withheld_pence", 0},
        {"released_pence", 0},
        {"returned_pence", 0},
        {"left_pence", 0},
        {"fund_promised_pence", 0},
        {"fund_spent_pence", 0},
        {"fund_available_pence", 0},
        {"spent_otherwise_pence", 0},
        {"difference_pence", 0},
        {"bids", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(reply_integer(&account, rows[i].name), rows[i].pence, "%s: %s", rows[i].name,
                     account.body);
    }
    cr_expect_eq(json_array_size(reply_member(&account, "awards")), 8);
}

Test(account, it_is_read_by_who_reads_every_bid)
{
    service_auto struct service *service = grants_start();
    static const char *const readers[] = {"kcc", "kfrs", "kent-police", "kent-pcc", NULL};
    static const char *const others[] = {"swale", "maidstone", "nobody", NULL};
    free(grants_award(service, 600000, "\"tranches\":[{\"parts\":1,\"due_on\":\"2018-06-01\"}]"));
    assert_read_by(service, GRANT_ROUND "/account", readers, others, "/v1/grant-rounds/A/account",
                   "round");
    reply_auto struct reply none = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                            "/v1/grant-rounds/none/account");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    /* What is the fund's is for who reads it whole. */
    reply_auto struct reply own = csa_get(service, "kcc", GRANT_ROUND "/account");
    reply_auto struct reply theirs = csa_get(service, "kent-pcc", GRANT_ROUND "/account");
    static const char *const funds[] = {"fund_available_pence", "fund_promised_pence",
                                        "fund_spent_pence", "spent_otherwise_pence",
                                        "difference_pence"};
    for (size_t i = 0; i < sizeof funds / sizeof *funds; i++) {
        cr_expect(json_is_integer(reply_member(&own, funds[i])), "%s", own.body);
        cr_expect(json_is_null(reply_member(&theirs, funds[i])), "%s", theirs.body);
        json_object_del(own.json, funds[i]);
        json_object_del(theirs.json, funds[i]);
    }
    cr_expect(json_equal(own.json, theirs.json), "the rest is the same: %s", theirs.body);
    char *csv = ledger_csv(service, csa_coordinator(service, "kfrs"), GRANT_ROUND "/account");
    cr_expect_not_null(strstr(csv, ",drive,The drive,swale,active,600000,0,600000,0,0,0,0\r\n"),
                       "%s", csv);
    free(csv);
    reply_auto struct reply shut = http_send(
        service_url(service), &(struct request){.target = GRANT_ROUND "/account?format=csv",
                                                .token = csa_coordinator(service, "swale")});
    cr_expect(reply_is_problem(&shut, 404, "not-found"), "as CSV neither: %s", shut.body);
}

Test(account, a_host_that_is_no_constituent_reads_its_own)
{
    service_auto struct service *service = grants_start();
    free(service_sql(service,
                     "INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('town',"
                     " 'Town', 'swale', true);"
                     "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
                     " VALUES ('town', 'swale', '2018-04-01')"));
    reply_auto struct reply made =
        grants_post(service, "swale", "/v1/grant-rounds",
                    "{\"id\":\"town\",\"title\":\"Town\",\"fund\":\"town\",\"amount_pence\":100,"
                    "\"opens_on\":\"2018-05-01\",\"closes_on\":\"2018-06-30\"}");
    reply_auto struct reply account = csa_get(service, "swale", "/v1/grant-rounds/town/account");
    cr_expect_eq(reply_integer(&account, "left_pence"), 100);
    reply_auto struct reply hidden =
        http_get(service_url(service), csa_coordinator(service, "maidstone"),
                 "/v1/grant-rounds/town/account");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

Test(account, what_was_spent_on_a_purpose_otherwise_is_told_apart)
{
    service_auto struct service *service = grants_start();
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'drive', 'The drive', 'project')"));
    reply_auto struct reply spent =
        grants_post(service, "kcc", "/v1/expenditures",
                    "{\"fund\":\"" GRANT_FUND "\",\"purpose\":\"drive\",\"amount_pence\":123,"
                    "\"incurred_on\":\"2018-06-01\",\"external_reference\":\"O-1\"}");
    char *award =
        grants_award(service, 600000, "\"tranches\":[{\"parts\":1,\"due_on\":\"2018-06-01\"}]");
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    reply_auto struct reply account = csa_get(service, "kcc", GRANT_ROUND "/account");
    cr_expect_eq(reply_integer(&account, "fund_spent_pence"), 600123, "%s", account.body);
    cr_expect_eq(reply_integer(&account, "paid_pence"), 600000);
    cr_expect_eq(reply_integer(&account, "spent_otherwise_pence"), 123);
    cr_expect_eq(reply_integer(&account, "difference_pence"), 0);
    free(award);
    free(first);
}

/* Bids as the partner that leads a project, and answers what is asked. */
static struct reply bid(struct service *service, const char *partner, const char *project)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"project\":\"%s\",\"amount_pence\":4000000,\"objectives\":\"Show it\","
             "\"answers\":[{\"criterion\":\"need\",\"text\":\"Many\"}]}",
             project);
    return grants_post(service, partner, GRANT_ROUND "/bids", body);
}

#define CHECKED(...)                                                                               \
    assert_account(service, &(struct grant_account){.awarded = 3966100, __VA_ARGS__})

Test(account, a_round_goes_from_its_criteria_to_the_return_of_what_was_not_spent)
{
    service_auto struct service *service = grants_start();
    reply_auto struct reply asks =
        csa_post(service, GRANT_ROUND "/criteria",
                 "{\"criteria\":[{\"id\":\"need\",\"text\":\"Who needs it?\"}]}");
    assert_account(service, &(struct grant_account){.left = 4500000});

    reply_auto struct reply drive = bid(service, "swale", "drive");
    reply_auto struct reply theatre = bid(service, "maidstone", "theatre");
    reply_auto struct reply withdrawn = grants_post(
        service, "maidstone", grants_at(reply_header(&theatre, "location"), "", "/withdrawal"),
        "{\"reason\":\"Too much\"}");
    reply_auto struct reply again = bid(service, "maidstone", "theatre");
    reply_auto struct reply asked = csa_get(service, "kcc", GRANT_ROUND "/account");
    cr_expect_eq(reply_integer(&asked, "bids"), 2);
    cr_expect_eq(reply_integer(&asked, "bid_pence"), 8000000);
    assert_account(service, &(struct grant_account){.left = 4500000});

    char *decision = grants_decide(service, ""), body[600];
    snprintf(body, sizeof body,
             "{\"amount_pence\":3966100,\"decision\":\"%s\",\"tranches\":[{\"parts\":2,\"due_on\":"
             "\"2018-06-01\"},{\"parts\":1,\"due_on\":\"2018-06-15\"}],\"conditions\":[{\"text\":"
             "\"Ask the police\",\"due_on\":\"2018-07-01\"}],\"returns\":[{\"due_on\":"
             "\"2018-06-10\"},{\"due_on\":\"2018-07-31\"}]}",
             decision);
    reply_auto struct reply made = grants_post(
        service, "kcc", grants_at(reply_header(&drive, "location"), "", "/award"), body);
    reply_auto struct reply rejected =
        grants_post(service, "kcc", grants_at(reply_header(&again, "location"), "", "/rejection"),
                    "{\"reason\":\"Too little is left\"}");
    char *award = strdup(reply_text(&made, "id"));
    char *first = grants_part(service, award, "tranches", 0);
    char *second = grants_part(service, award, "tranches", 1);
    char *interim = grants_part(service, award, "returns", 0);
    char *last = grants_part(service, award, "returns", 1);
    char *condition = grants_part(service, award, "conditions", 0);
    CHECKED(.withheld = 3966100, .left = 533900);

    static const char said[] = "{\"spent_pence\":1000000,\"text\":\"It has begun\"}";
    reply_auto struct reply came = grants_post(
        service, "swale", grants_at("/v1/monitoring-returns/", interim, "/receipt"), said);
    CHECKED(.due = 3966100, .left = 533900);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    CHECKED(.paid = 2644067, .due = 1322033, .left = 533900);
    reply_auto struct reply failed =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", interim, "/decision"),
                    "{\"outcome\":\"failed\",\"reason\":\"Where are the receipts?\"}");
    CHECKED(.paid = 2644067, .withheld = 1322033, .left = 533900);
    reply_auto struct reply anew = grants_post(
        service, "swale", grants_at("/v1/monitoring-returns/", interim, "/receipt"), said);
    CHECKED(.paid = 2644067, .withheld = 1322033, .left = 533900);
    reply_auto struct reply taken =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", interim, "/decision"),
                    "{\"outcome\":\"accepted\"}");
    CHECKED(.paid = 2644067, .due = 1322033, .left = 533900);
    reply_auto struct reply rest = grants_pay(service, second, "2018-06-18");
    CHECKED(.paid = 3966100, .left = 533900);

    reply_auto struct reply met =
        grants_post(service, "kcc", grants_at("/v1/conditions/", condition, "/outcome"),
                    "{\"outcome\":\"met\"}");
    reply_auto struct reply final =
        grants_post(service, "swale", grants_at("/v1/monitoring-returns/", last, "/receipt"),
                    "{\"spent_pence\":3950500,\"text\":\"It is over\"}");
    reply_auto struct reply fine =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", last, "/decision"),
                    "{\"outcome\":\"accepted\"}");
    CHECKED(.paid = 3966100, .left = 533900);
    reply_auto struct reply back =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
                    "{\"amount_pence\":15600,\"received_on\":\"2018-06-20\",\"external_reference\":"
                    "\"IN-1\",\"reason\":\"It was not all spent\"}");
    CHECKED(.paid = 3966100, .returned = 15600, .left = 549500);
    reply_auto struct reply done =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/completion"),
                    "{\"completed_on\":\"2018-06-20\"}");
    CHECKED(.paid = 3966100, .returned = 15600, .left = 549500);
    free(decision);
    free(award);
    free(first);
    free(second);
    free(interim);
    free(last);
    free(condition);
}
