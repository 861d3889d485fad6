/* What a review cost and what was given for it, known to who coordinates reviews alone.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhr_costs, attribute_dhr_cost, list_dhr_contributions,
 * attribute_dhr_contribution, get_dhr_account. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhr_money.h"
#include "support/grants.h"
#include "support/ledger.h"

#define FIRST "/v1/dhrs/" DHR_FIRST
#define SECOND "/v1/dhrs/" DHR_SECOND

static char *contribute(struct service *service, const char *partner, long long pence)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"fund\":\"dhr-fund\",\"financial_year\":\"2021/22\",\"amount_pence\":%lld,"
             "\"received_on\":\"2021-04-03\",\"external_reference\":\"C-1\"}",
             pence);
    reply_auto struct reply made = grants_post(service, partner, "/v1/contributions", body);
    return strdup(reply_text(&made, "id"));
}

static char *spend(struct service *service, long long pence)
{
    static unsigned number;
    char body[300];
    snprintf(body, sizeof body,
             "{\"fund\":\"dhr-fund\",\"purpose\":\"reviews\",\"amount_pence\":%lld,"
             "\"incurred_on\":\"2021-05-01\",\"external_reference\":\"X-%u\",\"decision\":"
             "\"Minute 1\"}",
             pence, number++);
    reply_auto struct reply made = grants_post(service, "kcc", "/v1/expenditures", body);
    return strdup(reply_text(&made, "id"));
}

static const char *attributed(const char *member, const char *id, long long pence)
{
    static char bodies[16][120];
    static unsigned next;
    char *body = bodies[next++ % 16];
    snprintf(body, sizeof bodies[0], "{\"%s\":\"%s\",\"amount_pence\":%lld}", member, id, pence);
    return body;
}

/* What is attributed is kept by its key, to one review no more than there is, by who may. */
static void assert_attributed(struct service *service, const char *operation, const char *part,
                              const char *member, const char *id, const char *exceeded,
                              const char *unknown)
{
    char first[120], second[120], none[120], pointer[40];
    snprintf(first, sizeof first, FIRST "/%s", part);
    snprintf(second, sizeof second, SECOND "/%s", part);
    snprintf(none, sizeof none, "/v1/dhrs/" DHR_NOWHERE "/%s", part);
    snprintf(pointer, sizeof pointer, "/%s", member);
    const char *body = attributed(member, id, 60000), *more = attributed(member, id, 40001);
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), first,
                                                body, attributed(member, id, 1), false);
    cr_assert_eq(made.status, 200, "%s", made.body);
    assert_key_in_use(service, "kcc", operation, first, body);
    const struct csa_refusal rows[] = {
        {"kcc", second, more, 409, exceeded, "/amount_pence"},
        {"kcc", first, attributed(member, DHR_NOWHERE, 1), 422, unknown, pointer},
        {"kcc", first, "{}", 422, "invalid-body", pointer},
        {"kcc", first, attributed(member, id, -1), 422, "invalid-body", "/amount_pence"},
        {"kcc", none, body, 404, "not-found", NULL},
        {"dover", first, body, 403, "not-the-coordinator", NULL},
        {"dover", second, body, 404, "not-found", NULL},
        {"swale", first, body, 404, "not-found", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(costs, spending_is_attributed_to_reviews_to_the_penny)
{
    service_auto struct service *service = dhr_money_start();
    char *id = spend(service, 100000), *other = spend(service, 500), target[100];
    assert_attributed(service, "attribute_dhr_cost", "costs", "expenditure", id,
                      "cost-over-expenditure", "unknown-expenditure");
    reply_auto struct reply rest =
        csa_post(service, SECOND "/costs", attributed("expenditure", id, 40000));
    cr_expect_eq(reply_integer(&rest, "cost_pence"), 40000, "%s", rest.body);
    reply_auto struct reply added =
        csa_post(service, FIRST "/costs", attributed("expenditure", other, 500));
    cr_expect_eq(reply_integer(&added, "cost_pence"), 60500);
    cr_expect_eq(reply_integer(&added, "unit_cost_pence"), 2000000);
    cr_expect_eq(reply_integer(&added, "over_unit_cost_pence"), 60500 - 2000000);
    assert_coordinators(service, "list_dhr_costs", FIRST "/costs", FIRST "/costs?a=1", "a");
    assert_coordinators(service, "get_dhr_account", FIRST "/account", FIRST "/account?a=1", "a");

    snprintf(target, sizeof target, "/v1/expenditures/%s/reversal", id);
    reply_auto struct reply reversed =
        grants_post(service, "kcc", target, "{\"reason\":\"Keyed wrongly\"}");
    cr_expect_null(strstr(reversed.body, DHR_FIRST), "who posts spending learns of no review");
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), FIRST "/costs");
    cr_expect_not_null(strstr(csv, ",dhr-fund,reviews,2021-05-01,100000,60000,reversed,0\r\n"),
                       "%s", csv);
    free(csv);
    assert_refusals(service,
                    &(struct csa_refusal){"kcc", FIRST "/costs", attributed("expenditure", id, 1),
                                          409, "already-reversed", "/expenditure"},
                    1);
    reply_auto struct reply account = csa_get(service, "kcc", FIRST "/account");
    cr_expect_eq(reply_integer(&account, "cost_pence"), 500, "what is reversed counts nothing");
    reply_auto struct reply taken =
        csa_post(service, FIRST "/costs", attributed("expenditure", id, 0));
    reply_auto struct reply left = csa_get(service, "kcc", FIRST "/costs");
    cr_expect_eq(json_array_size(reply_member(&left, "items")), 1, "%s", left.body);
    free(id);
    free(other);
}

Test(costs, contributions_are_attributed_to_reviews_and_leave_a_gap)
{
    service_auto struct service *service = dhr_money_start();
    char *given = contribute(service, "swale", 100000), *spent = spend(service, 70000), target[100];
    assert_attributed(service, "attribute_dhr_contribution", "contributions", "contribution", given,
                      "contribution-exceeded", "unknown-contribution");
    reply_auto struct reply cost =
        csa_post(service, FIRST "/costs", attributed("expenditure", spent, 70000));
    cr_expect_eq(reply_integer(&cost, "contributed_pence"), 60000);
    cr_expect_eq(reply_integer(&cost, "gap_pence"), 10000);
    cr_expect_eq(reply_integer(&cost, "contributions.0.confirmed_pence"), 0);
    snprintf(target, sizeof target, "/v1/contributions/%s/receipt", given);
    reply_auto struct reply confirmed = grants_post(
        service, "kcc", target, "{\"confirmed_on\":\"2021-04-06\",\"bank_reference\":\"BACS 1\"}");
    reply_auto struct reply account = csa_get(service, "kcc", FIRST "/account");
    cr_expect_str_eq(reply_text(&account, "contributions.0.partner"), "swale");
    cr_expect_eq(reply_integer(&account, "contributions.0.confirmed_pence"), 60000);
    assert_coordinators(service, "list_dhr_contributions", FIRST "/contributions",
                        FIRST "/contributions?a=1", "a");
    snprintf(target, sizeof target, "/v1/contributions/%s/reversal", given);
    reply_auto struct reply reversed =
        grants_post(service, "kcc", target, "{\"reason\":\"Not theirs\"}");
    assert_refusals(service,
                    &(struct csa_refusal){"kcc", SECOND "/contributions",
                                          attributed("contribution", given, 1), 409,
                                          "already-reversed", "/contribution"},
                    1);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), FIRST "/contributions");
    cr_expect_not_null(strstr(csv, ",dhr-fund,swale,2021-04-03,100000,60000,reversed,0\r\n"), "%s",
                       csv);
    free(csv);
    reply_auto struct reply nothing = csa_get(service, "kcc", FIRST "/account");
    cr_expect_eq(reply_integer(&nothing, "contributed_pence"), 0);
    free(given);
    free(spent);
}
