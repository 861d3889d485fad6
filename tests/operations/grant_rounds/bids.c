/* Bids in a round of grants: who makes, reads, withdraws and rejects them, and what looks like
 * them. SPDX-License-Identifier: MIT
 *
 * Operations: list_bids, create_bid, get_bid, list_similar, withdraw_bid, reject_bid. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define BIDS "/v1/grant-rounds/next/bids"
#define BID(project, members)                                                                      \
    "{\"project\":\"" project                                                                      \
    "\",\"amount_pence\":600000,\"objectives\":\"Show young drivers what "                         \
    "they risk\",\"answers\":[{\"criterion\":\"need\",\"text\":\"Many\"}]" members "}"

/* A round that is open and asks something, and a project that Swale leads and that looks like one
 * of 2016/17. */
static struct service *start(void)
{
    struct service *service = service_start(&(struct service_options){.today = "2018-03-28"});
    reply_auto struct reply made = csa_post(
        service, "/v1/grant-rounds",
        "{\"id\":\"next\",\"title\":\"Next\",\"fund\":\"pcc-kcsp-grant-2016-17\","
        "\"amount_pence\":10000,\"opens_on\":\"2018-03-28\",\"closes_on\":\"2018-03-28\"}");
    reply_auto struct reply asks =
        csa_post(service, "/v1/grant-rounds/next/criteria",
                 "{\"criteria\":[{\"id\":\"need\",\"text\":\"Who needs it?\"},"
                 "{\"id\":\"other\",\"text\":\"Who else?\",\"required\":false}]}");
    reply_auto struct reply project = csa_post(
        service, "/v1/projects",
        "{\"id\":\"own\",\"title\":\"Licence to Kill in Swale\",\"lead\":\"swale\",\"summary\":"
        "\"A road safety show in the theatre, on what young people risk on the roads\","
        "\"priorities\":[\"road-safety\"]}");
    reply_auto struct reply other =
        csa_post(service, "/v1/projects",
                 "{\"id\":\"other\",\"title\":\"Quite another\",\"lead\":\"maidstone\","
                 "\"priorities\":[\"road-safety\"]}");
    return service;
}

static struct reply bid(struct service *service, const char *partner, const char *body)
{
    struct reply made =
        http_post(service_url(service), csa_coordinator(service, partner), NULL, BIDS, body);
    cr_assert_eq(made.status, 201, "%s", made.body);
    return made;
}

Test(bids, the_lead_of_a_project_bids_while_the_round_is_open)
{
    service_auto struct service *service = start();
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "swale"), BIDS,
                     BID("own", ",\"match_kind_pence\":100,\"starts_on\":\"2018-06-01\""),
                     BID("own", ""), false);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "bidder"), "swale");
    cr_expect_str_eq(reply_text(&made, "submitted_on"), "2018-03-28");
    cr_expect_eq(reply_integer(&made, "match_cash_pence"), 0);
    assert_key_in_use(service, "swale", "create_bid", BIDS, BID("own", ""));
    static const struct csa_refusal rows[] = {
        {"nobody", BIDS, BID("other", ""), 403, "not-permitted", NULL},
        {"swale", BIDS, BID("other", ""), 403, "not-your-project", "/project"},
        {"swale", BIDS, BID("own", ""), 409, "bid-exists", "/project"},
        {"swale", "/v1/grant-rounds/none/bids", BID("own", ""), 404, "not-found", NULL},
        {"swale", "/v1/grant-rounds/kcsp-2016-17/bids", BID("own", ""), 409, "round-not-open",
         NULL},
        {"swale", BIDS, BID("none", ""), 422, "unknown-project", "/project"},
        {"kcc", BIDS, "{\"project\":\"other\",\"amount_pence\":0,\"objectives\":\"O\"}", 422,
         "amount-not-positive", "/amount_pence"},
        {"kcc", BIDS, "{\"project\":\"other\",\"amount_pence\":1,\"objectives\":\"O\"}", 422,
         "criterion-unanswered", "/answers"},
        {"kcc", BIDS,
         "{\"project\":\"other\",\"amount_pence\":1,\"objectives\":\"O\",\"answers\":"
         "[{\"criterion\":\"no-such\",\"text\":\"T\"}]}",
         422, "unknown-criterion", "/answers/0/criterion"},
        {"kcc", BIDS,
         "{\"project\":\"other\",\"amount_pence\":1,\"objectives\":\"O\",\"answers\":"
         "[{\"criterion\":\"need\",\"text\":\"T\"},{\"criterion\":\"need\",\"text\":\"T\"}]}",
         422, "duplicate-member", "/answers/1/criterion"},
        {"kcc", BIDS, "{\"project\":\"other\"}", 422, "invalid-body", "/amount_pence"},
        {"kcc", BIDS, BID("other", ",\"starts_on\":\"2018-06-01\",\"ends_on\":\"2018-05-31\""), 422,
         "term-invalid", "/ends_on"},
        {"kcc", BIDS, BID("other", ",\"starts_on\":\"1918-06-01\""), 422, "date-implausible",
         "/starts_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    free(service_sql(service, "UPDATE safer.project SET state = 'withdrawn' WHERE id = 'other';"
                              "UPDATE safer.grant_round SET opens_on = '2018-03-27', closes_on ="
                              " '2018-03-27' WHERE id = 'kcsp-2016-17'"));
    static const struct csa_refusal late[] = {
        {"kcc", BIDS, BID("other", ""), 422, "project-over", "/project"},
        {"swale", "/v1/grant-rounds/kcsp-2016-17/bids", BID("own", ""), 409, "round-not-open",
         NULL},
    };
    assert_refusals(service, late, sizeof late / sizeof *late);
}

Test(bids, one_is_read_by_who_made_it_and_who_decides)
{
    service_auto struct service *service = start();
    reply_auto struct reply own = bid(service, "swale", BID("own", ""));
    reply_auto struct reply other = bid(service, "maidstone", BID("other", ""));
    const char *location = reply_header(&own, "location");
    static const struct {
        const char *partner, *query;
        int count;
    } rows[] = {
        {"kcc", "", 2},
        {"kent-pcc", "", 2},
        {"swale", "", 1},
        {"maidstone", "", 1},
        {"ashford", "", 0},
        {"kcc", "&bidder=swale", 1},
        {"kcc", "&state=submitted", 2},
        {"kcc", "&state=rejected", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, BIDS "?count=true%s", rows[i].query);
        reply_auto struct reply list = csa_get(service, rows[i].partner, target);
        cr_expect_eq(json_array_size(reply_member(&list, "items")), (size_t)rows[i].count,
                     "row %zu", i);
        cr_expect_eq(reply_integer(&list, "total"), rows[i].count, "row %zu", i);
    }
    reply_auto struct reply read = csa_get(service, "kent-pcc", location);
    cr_expect_str_eq(read.body, own.body);
    reply_auto struct reply hidden =
        http_get(service_url(service), csa_coordinator(service, "maidstone"), location);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply none = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                            "/v1/grant-rounds/none/bids");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}

Test(bids, likely_duplicates_are_shown)
{
    service_auto struct service *service = start();
    reply_auto struct reply own = bid(service, "swale", BID("own", ""));
    reply_auto struct reply other = bid(service, "maidstone", BID("other", ""));
    char target[100];
    snprintf(target, sizeof target, "%s/similar", reply_header(&own, "location"));
    reply_auto struct reply all = csa_get(service, "kcc", target);
    cr_assert_eq(json_array_size(reply_member(&all, "items")), 2, "%s", all.body);
    cr_expect_str_eq(reply_text(&all, "items.0.kind"), "bid");
    cr_expect_str_eq(reply_text(&all, "items.0.title"), "Quite another");
    cr_expect_str_eq(reply_text(&all, "items.1.id"), "licence-to-kill");
    reply_auto struct reply some = csa_get(service, "swale", target);
    cr_assert_eq(json_array_size(reply_member(&some, "items")), 1, "no bid of somebody else");
    cr_expect_str_eq(reply_text(&some, "items.0.kind"), "project");
    reply_auto struct reply hidden =
        http_get(service_url(service), csa_coordinator(service, "maidstone"), target);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

/* Closes one of the bids, as this partner may, and shows that it stays so. */
static void assert_closed(struct service *service, const char *partner, const char *operation,
                          const char *location, const char *part, const char *state)
{
    char target[100], none[100];
    snprintf(target, sizeof target, "%s/%s", location, part);
    snprintf(none, sizeof none, "/v1/bids/" CONTRACT_ID "/%s", part);
    struct request stale = {.method = "POST",
                            .target = target,
                            .token = csa_coordinator(service, partner),
                            .body = "{\"reason\":\"R\"}",
                            .headers = (const char *const[]){"If-Match: \"999-x-json\"", NULL}};
    reply_auto struct reply refused = http_send(service_url(service), &stale);
    cr_expect(reply_is_problem(&refused, 412, "precondition-failed"), "%s", refused.body);
    reply_auto struct reply closed =
        assert_keyed(service, csa_coordinator(service, partner), target,
                     "{\"reason\":\"Another does it\"}", "{\"reason\":\"R\"}", false);
    cr_expect_str_eq(reply_text(&closed, "state"), state);
    cr_expect_str_eq(reply_text(&closed, "decided_because"), "Another does it");
    assert_key_in_use(service, partner, operation, target, "{\"reason\":\"R\"}");
    const struct csa_refusal rows[] = {
        {partner, target, "{\"reason\":\"R\"}", 409, "state-conflict", NULL},
        {partner, target, "{}", 422, "invalid-body", "/reason"},
        {partner, none, "{\"reason\":\"R\"}", 404, "not-found", NULL},
        {"ashford", target, "{\"reason\":\"R\"}", 404, "not-found", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(bids, who_made_it_withdraws_it_and_the_host_rejects_it)
{
    service_auto struct service *service = start();
    reply_auto struct reply own = bid(service, "swale", BID("own", ""));
    reply_auto struct reply other = bid(service, "maidstone", BID("other", ""));
    char withdrawal[100], rejection[100];
    snprintf(withdrawal, sizeof withdrawal, "%s/withdrawal", reply_header(&own, "location"));
    snprintf(rejection, sizeof rejection, "%s/rejection", reply_header(&other, "location"));
    const struct csa_refusal rows[] = {
        {"kcc", withdrawal, "{\"reason\":\"R\"}", 403, "not-your-bid", NULL},
        {"kfrs", rejection, "{\"reason\":\"R\"}", 403, "not-the-host", NULL},
        {"maidstone", rejection, "{\"reason\":\"R\"}", 403, "not-the-host", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    assert_closed(service, "swale", "withdraw_bid", reply_header(&own, "location"), "withdrawal",
                  "withdrawn");
    assert_closed(service, "kcc", "reject_bid", reply_header(&other, "location"), "rejection",
                  "rejected");
    reply_auto struct reply again = bid(service, "swale", BID("own", ""));
}
