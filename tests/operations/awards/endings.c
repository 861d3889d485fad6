/* How an award ends: settled, when nothing of it is open, or withdrawn.
 * SPDX-License-Identifier: MIT
 *
 * Operations: complete_award, withdraw_award. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define AWARDED                                                                                    \
    "\"tranches\":[{\"amount_pence\":400000,\"due_on\":\"2018-06-01\"},{\"amount_pence\":200000,"  \
    "\"due_on\":\"2018-06-15\"}],\"conditions\":[{\"text\":\"A\",\"due_on\":\"2018-09-01\"}],"     \
    "\"returns\":[{\"due_on\":\"2018-07-01\"}]"
#define WITHDRAWN "{\"reason\":\"Cancelled\",\"withdrawn_on\":\"2018-06-19\"}"
#define COMPLETED "{\"completed_on\":\"2018-06-20\"}"

/* What is refused as open is of these kinds, in order. */
static void assert_open(struct service *service, const char *award, const char *kinds)
{
    const struct csa_refusal row = {
        "kcc", grants_at("/v1/awards/", award, "/completion"), COMPLETED, 409, "award-not-finished",
        NULL};
    assert_refused(service, &row, 1);
    reply_auto struct reply refused = http_post(
        service_url(service), csa_coordinator(service, "kcc"), NULL, row.target, row.body);
    char found[200] = "";
    size_t index;
    json_t *item;
    json_array_foreach(reply_member(&refused, "open"), index, item)
    {
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", index ? " " : "",
                 json_string_value(json_object_get(item, "kind")));
    }
    cr_expect_str_eq(found, kinds, "%s", refused.body);
    cr_expect_str_eq(reply_text(&refused, "detail"), reply_text(&refused, "open.0.detail"));
}

static void say(struct service *service, const char *award, const char *spent)
{
    char body[100];
    char *first = grants_part(service, award, "returns", 0);
    snprintf(body, sizeof body, "{\"spent_pence\":%s,\"text\":\"T\"}", spent);
    reply_auto struct reply said = grants_post(
        service, "swale", grants_at("/v1/monitoring-returns/", first, "/receipt"), body);
    reply_auto struct reply taken =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", first, "/decision"),
                    "{\"outcome\":\"accepted\"}");
    free(first);
}

Test(endings, an_award_is_settled_when_nothing_of_it_is_open)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "tranches", 0);
    char *condition = grants_part(service, award, "conditions", 0);
    const char *target = grants_at("/v1/awards/", award, "/completion");
    static const struct csa_refusal moved[] = {
        {"kcc", "/v1/projects/drive/state", "{\"state\":\"withdrawn\"}", 409, "project-has-award",
         NULL},
    };
    assert_refused(service, moved, 1);
    assert_open(service, award, "return condition tranche tranche");
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    say(service, award, "384400");
    assert_open(service, award, "condition underspend");
    reply_auto struct reply met =
        grants_post(service, "kcc", grants_at("/v1/conditions/", condition, "/outcome"),
                    "{\"outcome\":\"met\"}");
    assert_open(service, award, "underspend");
    reply_auto struct reply back =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
                    "{\"amount_pence\":15600,\"received_on\":\"2018-06-19\",\"external_reference\":"
                    "\"IN-1\",\"reason\":\"R\"}");
    const struct csa_refusal rows[] = {
        {"swale", target, COMPLETED, 403, "not-the-host", NULL},
        {"kfrs", target, COMPLETED, 403, "not-the-host", NULL},
        {"maidstone", target, COMPLETED, 403, "not-the-host", NULL},
        {"kcc", "/v1/awards/" GRANT_NONE "/completion", COMPLETED, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/completed_on"},
        {"kcc", target, "{\"completed_on\":\"2018-06-21\"}", 422, "date-in-future",
         "/completed_on"},
        {"kcc", target, "{\"completed_on\":\"2018-06-11\"}", 422, "date-implausible",
         "/completed_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    assert_stale(service, "kcc", target, COMPLETED);
    reply_auto struct reply done =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, COMPLETED,
                     "{\"completed_on\":\"2018-06-19\"}", false);
    cr_expect_str_eq(reply_text(&done, "state"), "complete");
    cr_expect_str_eq(reply_text(&done, "completed_on"), "2018-06-20");
    cr_expect_eq(reply_integer(&done, "paid_pence"), 400000);
    cr_expect_eq(reply_integer(&done, "returned_pence"), 15600);
    assert_key_in_use(service, "kcc", "complete_award", target, COMPLETED);
    /* The second tranche was not needed. */
    reply_auto struct reply parts =
        csa_get(service, "swale", grants_at("/v1/awards/", award, "/tranches"));
    cr_expect_str_eq(reply_text(&parts, "items.1.state"), "released");
    assert_account(service, &(struct grant_account){.awarded = 600000,
                                                    .paid = 400000,
                                                    .released = 200000,
                                                    .returned = 15600,
                                                    .left = 4115600});
    const struct csa_refusal over[] = {
        {"kcc", grants_at("/v1/refunds/", reply_text(&back, "id"), "/reversal"),
         "{\"reason\":\"R\"}", 409, "state-conflict", NULL},
        {"kcc", grants_at("/v1/expenditures/", reply_text(&paid, "expenditure"), "/reversal"),
         "{\"reason\":\"R\"}", 409, "state-conflict", NULL},
        {"kcc", target, COMPLETED, 409, "state-conflict", NULL},
        {"kcc", grants_at("/v1/awards/", award, "/withdrawal"), WITHDRAWN, 409, "state-conflict",
         NULL},
    };
    assert_refused(service, over, sizeof over / sizeof *over);
    free(award);
    free(first);
    free(condition);
}

Test(endings, what_was_spent_is_paid_before_an_award_is_settled)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(
        service, 600000,
        "\"tranches\":[{\"amount_pence\":400000,\"due_on\":\"2018-06-01\"},{\"amount_pence\":"
        "200000,\"due_on\":\"2018-06-15\"}],\"returns\":[{\"due_on\":\"2018-07-01\"}]");
    char *first = grants_part(service, award, "tranches", 0);
    char *second = grants_part(service, award, "tranches", 1);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    say(service, award, "400001");
    assert_open(service, award, "tranche");
    reply_auto struct reply rest = grants_pay(service, second, "2018-06-18");
    assert_open(service, award, "underspend");
    reply_auto struct reply back =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
                    "{\"amount_pence\":199999,\"received_on\":\"2018-06-19\","
                    "\"external_reference\":\"IN-1\",\"reason\":\"R\"}");
    reply_auto struct reply done =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/completion"), COMPLETED);
    cr_expect_str_eq(reply_text(&done, "state"), "complete");
    assert_account(service,
                   &(struct grant_account){
                       .awarded = 600000, .paid = 600000, .returned = 199999, .left = 4099999});
    free(award);
    free(first);
    free(second);
}

Test(endings, an_award_that_is_withdrawn_releases_what_is_not_paid)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    const char *target = grants_at("/v1/awards/", award, "/withdrawal");
    const struct csa_refusal rows[] = {
        {"swale", target, WITHDRAWN, 403, "not-the-host", NULL},
        {"kfrs", target, WITHDRAWN, 403, "not-the-host", NULL},
        {"maidstone", target, WITHDRAWN, 403, "not-the-host", NULL},
        {"kcc", "/v1/awards/" GRANT_NONE "/withdrawal", WITHDRAWN, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/reason"},
        {"kcc", target, "{\"reason\":\"R\",\"withdrawn_on\":\"2018-06-21\"}", 422, "date-in-future",
         "/withdrawn_on"},
        {"kcc", target, "{\"reason\":\"R\",\"withdrawn_on\":\"1918-06-21\"}", 422,
         "date-implausible", "/withdrawn_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    assert_stale(service, "kcc", target, WITHDRAWN);
    reply_auto struct reply done = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                WITHDRAWN, "{\"reason\":\"R\"}", false);
    cr_expect_str_eq(reply_text(&done, "state"), "withdrawn");
    cr_expect_str_eq(reply_text(&done, "withdrawn_because"), "Cancelled");
    cr_expect_str_eq(reply_text(&done, "withdrawn_on"), "2018-06-19");
    assert_key_in_use(service, "kcc", "withdraw_award", target, WITHDRAWN);
    assert_account(service,
                   &(struct grant_account){
                       .awarded = 600000, .paid = 400000, .released = 200000, .left = 4100000});
    /* What was paid of it still comes back, and is awarded again. */
    reply_auto struct reply back = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
        "{\"amount_pence\":400000,\"received_on\":\"2018-06-19\",\"external_reference\":"
        "\"IN-1\",\"reason\":\"R\"}");
    assert_account(service, &(struct grant_account){.awarded = 600000,
                                                    .paid = 400000,
                                                    .released = 200000,
                                                    .returned = 400000,
                                                    .left = 4500000});
    const struct csa_refusal over[] = {
        {"kcc", target, WITHDRAWN, 409, "state-conflict", NULL},
        {"kcc", grants_at("/v1/awards/", award, "/completion"), COMPLETED, 409, "state-conflict",
         NULL},
    };
    assert_refused(service, over, sizeof over / sizeof *over);
    reply_auto struct reply today = csa_get(service, "kcc", grants_at("/v1/awards/", award, ""));
    cr_expect_eq(reply_integer(&today, "returned_pence"), 400000);
    free(award);
    free(first);
}
