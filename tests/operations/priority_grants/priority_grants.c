/* What was awarded to the projects that serve each priority.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_priority_grants. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define GRANTS "/v1/priority-grants"

/* "priority awards awarded share paid returned, ..."; the caller frees it. */
static char *told(struct service *service, const char *partner, const char *target)
{
    reply_auto struct reply list = csa_get(service, partner, target);
    char *text = strdup(""), *longer = NULL;
    size_t index;
    json_t *item;
    json_array_foreach(reply_member(&list, "items"), index, item)
    {
        static const char *const names[] = {"awards", "awarded_pence", "share_pence", "paid_pence",
                                            "returned_pence"};
        char row[200];
        snprintf(row, sizeof row, "%s%s", index ? ", " : "",
                 json_string_value(json_object_get(item, "priority")));
        for (int i = 0; i < 5; i++) {
            snprintf(row + strlen(row), sizeof row - strlen(row), " %lld",
                     (long long)json_integer_value(json_object_get(item, names[i])));
        }
        cr_assert_geq(asprintf(&longer, "%s%s", text, row), 0);
        free(text);
        text = longer;
    }
    return text;
}

static void assert_told(struct service *service, const char *partner, const char *target,
                        const char *expected)
{
    char *found = told(service, partner, target);
    cr_expect_str_eq(found, expected, "%s", target);
    free(found);
}

#define PRINTED                                                                                    \
    "domestic-abuse 2 1308000 1308000 0 0, road-safety 2 910000 910000 0 0,"                       \
    " safeguarding-vulnerable-people 4 1748100 1748100 0 0"

Test(priority_grants, those_of_2016_17_are_39661_pounds_together)
{
    service_auto struct service *service = grants_start();
    assert_told(service, NULL, GRANTS, PRINTED);
    assert_told(service, NULL, GRANTS "?fund=pcc-kcsp-grant-2016-17&round=kcsp-2016-17", PRINTED);
    assert_told(service, NULL, GRANTS "?fund=dhr-fund", "");
    assert_told(service, NULL, GRANTS "?round=none", "");
    char *csv = ledger_csv(service, NULL, GRANTS);
    cr_expect_not_null(strstr(csv, "\r\nroad-safety,Road Safety,2,910000,910000,0,0\r\n"), "%s",
                       csv);
    free(csv);
    reply_auto struct reply wrong = http_get(service_url(service), NULL, GRANTS "?round=A");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"));
}

/* Awards 'theatre' £1,000.01, and pays a first part of it. Its project serves two priorities. */
static char *theatre(struct service *service)
{
    char body[300], *bid = grants_bid(service, GRANT_ROUND, "maidstone", "theatre", 100001);
    char *decision = grants_decide(service, "");
    snprintf(body, sizeof body,
             "{\"amount_pence\":100001,\"decision\":\"%s\",\"tranches\":[{\"amount_pence\":60000,"
             "\"due_on\":\"2018-06-01\"},{\"amount_pence\":40001,\"due_on\":\"2018-06-15\"}]}",
             decision);
    reply_auto struct reply made =
        grants_post(service, "kcc", grants_at("/v1/bids/", bid, "/award"), body);
    char *award = strdup(reply_text(&made, "id"));
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    reply_auto struct reply back =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
                    "{\"amount_pence\":999,\"received_on\":\"2018-06-19\",\"external_reference\":"
                    "\"IN-1\",\"reason\":\"R\"}");
    free(bid);
    free(decision);
    free(first);
    return award;
}

Test(priority_grants, an_award_counts_for_each_and_is_shared_to_the_penny)
{
    service_auto struct service *service = grants_start();
    char *award = theatre(service);
    free(grants_award(service, 600000, "\"tranches\":[{\"parts\":1,\"due_on\":\"2018-06-01\"}]"));
    assert_told(service, "swale", GRANTS "?round=summer",
                "domestic-abuse 1 100001 50001 60000 999, road-safety 2 700001 650000 60000 999");
    assert_told(service, NULL, GRANTS "?round=summer", ""); /* the round is not public */
    assert_told(service, NULL, GRANTS, PRINTED);
    reply_auto struct reply gone = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/withdrawal"), "{\"reason\":\"R\"}");
    /* Then it is what was paid, and not what was released. */
    assert_told(service, "swale", GRANTS "?round=summer",
                "domestic-abuse 1 60000 30000 60000 999, road-safety 2 660000 630000 60000 999");
    free(award);
}
