/* Rounds of grants: who announces and changes them, and what a bid has to answer.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_grant_rounds, create_grant_round, get_grant_round, change_grant_round,
 * list_criteria, set_criteria. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"
#include "support/meetings.h"

#define ROUNDS "/v1/grant-rounds"
#define NEXT ROUNDS "/next"
#define PRINTED ROUNDS "/kcsp-2016-17"
#define ROUND(id, members)                                                                         \
    "{\"id\":\"" id "\",\"title\":\"Next\",\"fund\":\"pcc-kcsp-grant-2016-17\",\"amount_pence\":"  \
    "10000,\"opens_on\":\"2018-03-01\",\"closes_on\":\"2018-04-30\"" members "}"
#define NEXT_ROUND ROUND("next", ",\"body\":\"kcsp-working-group\",\"funder\":\"kent-pcc\"")

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

Test(grant_rounds, the_host_of_the_fund_announces_one)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), ROUNDS,
                                                NEXT_ROUND, ROUND("other", ""), false);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect(json_is_true(reply_member(&made, "open")));
    cr_expect_str_eq(reply_text(&made, "funder"), "kent-pcc");
    assert_key_in_use(service, "kcc", "create_grant_round", ROUNDS, NEXT_ROUND);
    static const struct csa_refusal rows[] = {
        {"nobody", ROUNDS, ROUND("x", ""), 403, "not-permitted", NULL},
        {"kfrs", ROUNDS, ROUND("x", ""), 403, "not-the-host", NULL},
        {"swale", ROUNDS, ROUND("x", ""), 422, "unknown-fund", "/fund"},
        {"kcc", ROUNDS, ROUND("next", ""), 409, "id-taken", "/id"},
        {"kcc", ROUNDS, "{\"id\":\"x\"}", 422, "invalid-body", "/fund"},
        {"kcc", ROUNDS, ROUND("x", ",\"body\":\"no-such\""), 422, "unknown-body", "/body"},
        {"kcc", ROUNDS, ROUND("x", ",\"funder\":\"no-such\""), 422, "unknown-partner", "/funder"},
        {"kcc", ROUNDS,
         "{\"id\":\"x\",\"title\":\"T\",\"fund\":\"dhr-fund\",\"amount_pence\":0,\"opens_on\":"
         "\"2018-04-01\",\"closes_on\":\"2018-04-01\"}",
         422, "amount-not-positive", "/amount_pence"},
        {"kcc", ROUNDS,
         "{\"id\":\"x\",\"title\":\"T\",\"fund\":\"dhr-fund\",\"amount_pence\":1,\"opens_on\":"
         "\"2018-04-02\",\"closes_on\":\"2018-04-01\"}",
         422, "term-invalid", "/closes_on"},
        {"kcc", ROUNDS,
         "{\"id\":\"x\",\"title\":\"T\",\"fund\":\"dhr-fund\",\"amount_pence\":1,\"opens_on\":"
         "\"1918-04-02\",\"closes_on\":\"2018-04-01\"}",
         422, "date-implausible", "/opens_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, NEXT);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "it is not public");
    reply_auto struct reply seen = csa_get(service, "swale", NEXT);
    cr_expect_str_eq(seen.body, made.body);
    reply_auto struct reply all = csa_get(service, NULL, ROUNDS "?fund=pcc-kcsp-grant-2016-17");
    cr_expect_eq(json_array_size(reply_member(&all, "items")), 1);
    cr_expect_eq(reply_integer(&all, "items.0.amount_pence"), 3966100);
    reply_auto struct reply none = csa_get(service, NULL, ROUNDS "?fund=dhr-fund");
    cr_expect_eq(json_array_size(reply_member(&none, "items")), 0);
}

Test(grant_rounds, it_offers_no_less_than_it_has_awarded)
{
    service_auto struct service *service = start();
    reply_auto struct reply changed = assert_patched(
        service, "change_grant_round", PRINTED, "{\"amount_pence\":3966100}", "{\"note\":\"N\"}");
    cr_expect_eq(reply_integer(&changed, "amount_pence"), 3966100);
    static const struct csa_refusal rows[] = {
        {"kfrs", PRINTED, "{\"title\":\"T\"}", 403, "not-the-host", NULL},
        {"kcc", ROUNDS "/none", "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"kcc", PRINTED, "{}", 422, "invalid-body", NULL},
        {"kcc", PRINTED, "{\"amount_pence\":3966099}", 422, "amount-below-awarded",
         "/amount_pence"},
        {"kcc", PRINTED, "{\"amount_pence\":0}", 422, "amount-not-positive", "/amount_pence"},
        {"kcc", PRINTED, "{\"body\":\"no-such\"}", 422, "unknown-body", "/body"},
        {"kcc", PRINTED, "{\"funder\":\"no-such\"}", 422, "unknown-partner", "/funder"},
        {"kcc", PRINTED, "{\"opens_on\":\"2018-01-02\",\"closes_on\":\"2018-01-01\"}", 422,
         "term-invalid", "/closes_on"},
        {"kcc", PRINTED, "{\"opens_on\":\"1918-01-02\",\"closes_on\":\"2018-01-01\"}", 422,
         "date-implausible", "/opens_on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct csa_refusal *row = &rows[i];
        reply_auto struct reply reply =
            meeting_patch(service, row->partner, "*", row->target, row->body);
        cr_expect(reply_is_problem(&reply, row->status, row->slug) &&
                      (!row->pointer || reply_names(&reply, row->pointer)),
                  "row %zu: %d %s", i, reply.status, reply.body);
    }
}

Test(grant_rounds, the_host_gives_where_no_funder_is_named)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = csa_post(service, ROUNDS, ROUND("next", ""));
    cr_expect_str_eq(reply_text(&made, "funder"), "kcc");
    reply_auto struct reply changed =
        meeting_patch(service, "kcc", "*", NEXT, "{\"funder\":\"kent-police\"}");
    cr_expect_str_eq(reply_text(&changed, "funder"), "kent-police");
    reply_auto struct reply kept =
        meeting_patch(service, "kcc", "*", NEXT, "{\"funder\":null,\"note\":\"N\"}");
    cr_expect_str_eq(reply_text(&kept, "funder"), "kent-police");
    reply_auto struct reply printed = csa_get(service, NULL, PRINTED);
    cr_expect_str_eq(reply_text(&printed, "funder"), "kent-pcc");
}

Test(grant_rounds, what_it_asks_stays_once_somebody_has_answered)
{
    service_auto struct service *service = start();
    static const char asks[] = "{\"criteria\":[{\"id\":\"need\",\"text\":\"Who needs it?\"},"
                               "{\"id\":\"other\",\"text\":\"Who else?\",\"required\":false}]}";
    reply_auto struct reply made = csa_post(service, ROUNDS, NEXT_ROUND);
    reply_auto struct reply set = assert_keyed(service, csa_coordinator(service, "kcc"),
                                               NEXT "/criteria", asks, "{\"criteria\":[]}", false);
    cr_assert_eq(set.status, 200, "%s", set.body);
    cr_expect_str_eq(reply_text(&set, "criteria.0.id"), "need");
    assert_key_in_use(service, "kcc", "set_criteria", NEXT "/criteria", asks);
    reply_auto struct reply again = assert_matched(service, NEXT, NEXT "/criteria", asks);
    reply_auto struct reply list = csa_get(service, "swale", NEXT "/criteria");
    cr_expect(json_is_true(reply_member(&list, "items.0.required")));
    cr_expect(json_is_false(reply_member(&list, "items.1.required")));
    reply_auto struct reply none = http_get(service_url(service), NULL, NEXT "/criteria");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    csa_examples(service);
    static const struct csa_refusal rows[] = {
        {"kfrs", NEXT "/criteria", asks, 403, "not-the-host", NULL},
        {"kcc", ROUNDS "/none/criteria", asks, 404, "not-found", NULL},
        {"kcc", NEXT "/criteria", "{}", 422, "invalid-body", "/criteria"},
        {"kcc", NEXT "/criteria",
         "{\"criteria\":[{\"id\":\"a\",\"text\":\"A\"},{\"id\":\"a\",\"text\":\"B\"}]}", 422,
         "duplicate-member", "/criteria/1/id"},
        {"kcc", PRINTED "/criteria", asks, 409, "round-has-bids", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}
