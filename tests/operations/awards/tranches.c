/* The tranches of an award: how they are divided, paid once, withheld, and taken back.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_tranches, set_tranches, get_tranche, pay_tranche; reverse_expenditure of what
 * paid one. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define TRANCHES                                                                                   \
    "\"tranches\":[{\"amount_pence\":400000,\"due_on\":\"2018-06-01\"},{\"amount_pence\":200000,"  \
    "\"due_on\":\"2018-06-15\"}]"
#define PAYMENT(reference) "{\"paid_on\":\"2018-06-18\",\"external_reference\":\"" reference "\"}"
#define PAID_IN GRANT_FUND " contributions kent-pcc -5000000"

static const char *const readers[] = {"kcc", "kfrs", "kent-pcc", "swale", NULL};
static const char *const others[] = {"maidstone", "nobody", NULL};

Test(tranches, one_is_paid_once_as_spending_for_the_purpose_of_the_award)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, TRANCHES);
    char *first = grants_part(service, award, "tranches", 0);
    const char *target = grants_at("/v1/tranches/", first, "/payment");
    reply_auto struct reply due = csa_get(service, "swale", grants_at("/v1/tranches/", first, ""));
    cr_expect_str_eq(reply_text(&due, "state"), "due");
    cr_expect_null(reply_text(&due, "paid_on"));
    assert_account(service,
                   &(struct grant_account){.awarded = 600000, .due = 600000, .left = 3900000});
    reply_auto struct reply paid = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                PAYMENT("PAY-A"), PAYMENT("PAY-B"), true);
    cr_assert_eq(paid.status, 200, "%s", paid.body);
    cr_expect_str_eq(reply_text(&paid, "state"), "paid");
    cr_expect_str_eq(reply_text(&paid, "paid_on"), "2018-06-18");
    cr_expect_null(reply_text(&paid, "withheld_because"));
    reply_auto struct reply spent = csa_get(
        service, "kcc", grants_at("/v1/expenditures/", reply_text(&paid, "expenditure"), ""));
    cr_expect_eq(reply_integer(&spent, "amount_pence"), 400000);
    cr_expect_str_eq(reply_text(&spent, "purpose"), "drive");
    cr_expect_str_eq(reply_text(&spent, "external_reference"), "PAY-A");
    cr_expect_str_eq(strchr(reply_text(&spent, "decision"), ' ') + 1, award, "the award is cited");
    assert_ledger(service,
                  GRANT_FUND " bank 4600000, " PAID_IN ", " GRANT_FUND " spending drive 400000");
    assert_account(service, &(struct grant_account){
                                .awarded = 600000, .paid = 400000, .due = 200000, .left = 3900000});
    reply_auto struct reply one = csa_get(service, "kcc", grants_at("/v1/awards/", award, ""));
    cr_expect_eq(reply_integer(&one, "paid_pence"), 400000);
    cr_expect_eq(reply_integer(&one, "version"), 2);
    /* The recipient knows the day; the spending is named to who reads it. */
    reply_auto struct reply theirs =
        csa_get(service, "swale", grants_at("/v1/tranches/", first, ""));
    cr_expect_str_eq(reply_text(&theirs, "paid_on"), "2018-06-18");
    cr_expect_null(reply_text(&theirs, "expenditure"));
    const struct csa_refusal row = {"kcc", target, PAYMENT("PAY-C"), 409, "tranche-paid", NULL};
    assert_refused(service, &row, 1);
    assert_key_in_use(service, "kcc", "pay_tranche", target, PAYMENT("PAY-C"));
    free(award);
    free(first);
}

Test(tranches, the_host_pays_one_that_is_due_on_a_day_that_was)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(
        service, 600000,
        "\"tranches\":[{\"amount_pence\":1,\"due_on\":\"2018-01-01\"},{\"amount_pence\":599999,"
        "\"due_on\":\"2018-06-19\"}]");
    char *old = grants_part(service, award, "tranches", 0);
    char *next = grants_part(service, award, "tranches", 1);
    const char *target = grants_at("/v1/tranches/", next, "/payment");
    const char *early = grants_at("/v1/tranches/", old, "/payment");
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'odds', 'Odds', 'other')"));
    reply_auto struct reply spent =
        grants_post(service, "kcc", "/v1/expenditures",
                    "{\"fund\":\"" GRANT_FUND "\",\"purpose\":\"odds\",\"amount_pence\":1,"
                    "\"incurred_on\":\"2018-06-01\",\"external_reference\":\"USED\"}");
    const struct csa_refusal rows[] = {
        {"swale", target, PAYMENT("P"), 403, "not-the-host", NULL},
        {"kfrs", target, PAYMENT("P"), 403, "not-the-host", NULL},
        {"kent-pcc", target, PAYMENT("P"), 403, "not-the-host", NULL},
        {"maidstone", target, PAYMENT("P"), 404, "not-found", NULL},
        {"kcc", "/v1/tranches/" GRANT_NONE "/payment", PAYMENT("P"), 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/paid_on"},
        {"kcc", target, PAYMENT("P"), 409, "tranche-not-due", "/paid_on"},
        {"kcc", target, "{\"paid_on\":\"2018-06-21\",\"external_reference\":\"P\"}", 422,
         "date-in-future", "/paid_on"},
        {"kcc", early, "{\"paid_on\":\"2018-06-11\",\"external_reference\":\"P\"}", 422,
         "date-implausible", "/paid_on"},
        {"kcc", target, "{\"paid_on\":\"2018-06-20\",\"external_reference\":\"USED\"}", 409,
         "duplicate-reference", "/external_reference"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply paid = grants_pay(service, next, "2018-06-19");
    cr_expect_str_eq(reply_text(&paid, "paid_on"), "2018-06-19");
    reply_auto struct reply gone = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/withdrawal"), "{\"reason\":\"R\"}");
    const struct csa_refusal over[] = {
        {"kcc", early, "{\"paid_on\":\"2018-06-20\",\"external_reference\":\"P\"}", 409,
         "state-conflict", NULL},
        {"kcc", target, "{\"paid_on\":\"2018-06-20\",\"external_reference\":\"P\"}", 409,
         "tranche-paid", NULL},
    };
    assert_refused(service, over, sizeof over / sizeof *over);
    free(award);
    free(old);
    free(next);
}

Test(tranches, one_of_an_award_that_cites_no_decision_is_paid_of_what_the_fund_has)
{
    service_auto struct service *service = grants_start();
    char *published = strdup("01590000-0000-7000-8000-000000000802");
    reply_auto struct reply set =
        grants_post(service, "kcc", grants_at("/v1/awards/", published, "/tranches"),
                    "{\"tranches\":[{\"amount_pence\":100000,\"due_on\":\"2016-07-01\"}]}");
    char *tranche = grants_part(service, published, "tranches", 0);
    const struct csa_refusal row = {"kcc",
                                    grants_at("/v1/tranches/", tranche, "/payment"),
                                    "{\"paid_on\":\"2016-07-01\",\"external_reference\":\"P\"}",
                                    409,
                                    "overspent",
                                    NULL};
    assert_refused(service, &row, 1);
    free(service_sql(
        service, "SELECT set_config('safer.partner', 'kent-pcc', false);"
                 "INSERT INTO safer.contribution (id, fund, partner, financial_year,"
                 " amount_pence, received_on, external_reference) VALUES (gen_random_uuid(),"
                 " 'pcc-kcsp-grant-2016-17', 'kent-pcc', '2016/17', 100000, '2016-04-01', 'G')"));
    reply_auto struct reply paid = grants_pay(service, tranche, "2016-07-01");
    cr_expect_str_eq(reply_text(&paid, "state"), "paid");
    free(published);
    free(tranche);
}

Test(tranches, they_are_read_by_who_follows_the_award)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, TRANCHES);
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    assert_read_by(service, grants_at("/v1/awards/", award, "/tranches"), readers, others,
                   "/v1/awards/x/tranches", "award");
    assert_read_by(service, grants_at("/v1/tranches/", first, ""), readers, others,
                   "/v1/tranches/x", "tranche");
    reply_auto struct reply none = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                            "/v1/awards/" GRANT_NONE "/tranches");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"),
                           grants_at("/v1/awards/", award, "/tranches"));
    static const char columns[] =
        "id,award,place,amount_pence,due_on,state,withheld_because,paid_on,expenditure\r\n";
    cr_expect_eq(strncmp(csv, columns, sizeof columns - 1), 0, "%s", csv);
    cr_expect_not_null(strstr(csv, ",1,400000,2018-06-01,paid,,2018-06-18,\r\n"), "%s", csv);
    cr_expect_not_null(strstr(csv, ",2,200000,2018-06-15,due,,,\r\n"), "%s", csv);
    free(csv);
    free(award);
    free(first);
}

/* ---- Withheld -------------------------------------------------------------------------------- */

#define OVERDUE                                                                                    \
    "The monitoring return that was due on 2018-06-10 has not come in: withheld until it has."
#define FAILED                                                                                     \
    "The monitoring return of 2018-06-10 has failed: withheld until it has come in anew and is"    \
    " accepted."
#define FIRST "Condition 1 is to be met before anything is paid: withheld until it is."
#define SECOND "Condition 2 was to be met by 2018-06-19: withheld until it is."
#define SECOND_FAILED "Condition 2 has failed: withheld until it is met."

/* To pay is refused with these sentences, and that is what the list says of what is not paid. */
static void assert_withheld(struct service *service, const char *award, const char *tranche,
                            const char *const *because)
{
    const struct csa_refusal row = {"kcc",
                                    grants_at("/v1/tranches/", tranche, "/payment"),
                                    PAYMENT("P"),
                                    409,
                                    "tranche-withheld",
                                    NULL};
    assert_refused(service, &row, 1);
    reply_auto struct reply refused = http_post(
        service_url(service), csa_coordinator(service, "kcc"), "withheld", row.target, row.body);
    reply_auto struct reply dry =
        http_post(service_url(service), csa_coordinator(service, "kcc"), NULL,
                  grants_at("/v1/tranches/", tranche, "/payment?dry_run=true"), row.body);
    cr_expect(reply_is_problem(&dry, 409, "tranche-withheld"), "a dry run says so too");
    char all[1000] = "";
    size_t count = 0;
    for (; because[count]; count++) {
        char member[40];
        snprintf(member, sizeof member, "withheld.%zu.detail", count);
        cr_expect_str_eq(reply_text(&refused, member), because[count]);
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s", count ? " " : "",
                 because[count]);
    }
    cr_expect_str_eq(reply_text(&refused, "detail"), because[0]);
    cr_expect_eq(json_array_size(reply_member(&refused, "withheld")), count, "%s", refused.body);
    reply_auto struct reply list =
        csa_get(service, "swale", grants_at("/v1/awards/", award, "/tranches"));
    cr_expect_str_eq(reply_text(&list, "items.0.state"), "withheld");
    cr_expect_str_eq(reply_text(&list, "items.0.withheld_because"), all);
    cr_expect_str_eq(reply_text(&list, "items.1.withheld_because"), all);
    assert_account(service,
                   &(struct grant_account){.awarded = 600000, .withheld = 600000, .left = 3900000});
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(tranches, what_is_missing_withholds_them_and_says_until_when)
{
    service_auto struct service *service = grants_start();
    char *award =
        grants_award(service, 600000,
                     TRANCHES ",\"conditions\":[{\"text\":\"A\"},{\"text\":\"B\",\"due_on\":"
                              "\"2018-06-19\"},{\"text\":\"C\",\"due_on\":\"2018-06-20\"}],"
                              "\"returns\":[{\"due_on\":\"2018-06-10\"},{\"due_on\":"
                              "\"2018-06-20\"}]");
    char *tranche = grants_part(service, award, "tranches", 0);
    char *due = grants_part(service, award, "returns", 0);
    char *first = grants_part(service, award, "conditions", 0);
    char *second = grants_part(service, award, "conditions", 1);
    static const char met[] = "{\"outcome\":\"met\"}",
                      said[] = "{\"spent_pence\":0,\"text\":\"T\"}";
    assert_withheld(service, award, tranche, LIST(FIRST, OVERDUE, SECOND));
    reply_auto struct reply refused =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "k",
                  grants_at("/v1/tranches/", tranche, "/payment"), PAYMENT("P"));
    cr_expect_str_eq(reply_text(&refused, "withheld.0.kind"), "condition");
    cr_expect_str_eq(reply_text(&refused, "withheld.0.id"), first);
    cr_expect_null(reply_text(&refused, "withheld.0.due_on"));
    cr_expect_str_eq(reply_text(&refused, "withheld.1.kind"), "return");
    cr_expect_str_eq(reply_text(&refused, "withheld.1.id"), due);
    cr_expect_str_eq(reply_text(&refused, "withheld.1.due_on"), "2018-06-10");
    reply_auto struct reply one =
        grants_post(service, "kcc", grants_at("/v1/conditions/", first, "/outcome"), met);
    assert_withheld(service, award, tranche, LIST(OVERDUE, SECOND));
    reply_auto struct reply two =
        grants_post(service, "kcc", grants_at("/v1/conditions/", second, "/outcome"),
                    "{\"outcome\":\"failed\"}");
    assert_withheld(service, award, tranche, LIST(OVERDUE, SECOND_FAILED));
    reply_auto struct reply three =
        grants_post(service, "kcc", grants_at("/v1/conditions/", second, "/outcome"), met);
    assert_withheld(service, award, tranche, LIST(OVERDUE));
    reply_auto struct reply four =
        grants_post(service, "swale", grants_at("/v1/monitoring-returns/", due, "/receipt"), said);
    assert_account(service,
                   &(struct grant_account){.awarded = 600000, .due = 600000, .left = 3900000});
    reply_auto struct reply five =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", due, "/decision"),
                    "{\"outcome\":\"failed\",\"reason\":\"Thin\"}");
    assert_withheld(service, award, tranche, LIST(FAILED));
    reply_auto struct reply six =
        grants_post(service, "swale", grants_at("/v1/monitoring-returns/", due, "/receipt"), said);
    assert_withheld(service, award, tranche, LIST(FAILED));
    reply_auto struct reply seven =
        grants_post(service, "kcc", grants_at("/v1/monitoring-returns/", due, "/decision"),
                    "{\"outcome\":\"accepted\"}");
    reply_auto struct reply paid = grants_pay(service, tranche, "2018-06-18");
    cr_expect_str_eq(reply_text(&paid, "state"), "paid");
    free(award);
    free(tranche);
    free(due);
    free(first);
    free(second);
}

/* ---- Divided anew ---------------------------------------------------------------------------- */

Test(tranches, what_is_not_paid_is_divided_anew)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, TRANCHES);
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    const char *target = grants_at("/v1/awards/", award, "/tranches");
    static const char set[] =
        "{\"tranches\":[{\"parts\":1,\"due_on\":\"2018-07-01\"},{\"parts\":1,\"due_on\":"
        "\"2018-08-01\"},{\"parts\":1,\"due_on\":\"2018-09-01\"}]}";
    static const char whole[] =
        "{\"tranches\":[{\"amount_pence\":200000,\"due_on\":\"2018-07-01\"}]}";
    assert_stale(service, "kcc", target, set);
    reply_auto struct reply done =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, set, whole, false);
    cr_expect_eq(reply_integer(&done, "version"), 3);
    reply_auto struct reply list = csa_get(service, "swale", target);
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 4, "%s", list.body);
    static const struct {
        int place, pence;
        const char *state;
    } parts[] = {{1, 400000, "paid"}, {2, 66667, "due"}, {3, 66667, "due"}, {4, 66666, "due"}};
    for (int i = 0; i < 4; i++) {
        json_t *item = json_array_get(reply_member(&list, "items"), (size_t)i);
        cr_expect_eq(json_integer_value(json_object_get(item, "place")), parts[i].place);
        cr_expect_eq(json_integer_value(json_object_get(item, "amount_pence")), parts[i].pence,
                     "%s", list.body);
        cr_expect_str_eq(json_string_value(json_object_get(item, "state")), parts[i].state);
    }
    assert_key_in_use(service, "kcc", "set_tranches", target, set);
    const struct csa_refusal rows[] = {
        {"swale", target, whole, 403, "not-the-host", NULL},
        {"kfrs", target, whole, 403, "not-the-host", NULL},
        {"maidstone", target, whole, 403, "not-the-host", NULL},
        {"kcc", "/v1/awards/" GRANT_NONE "/tranches", whole, 404, "not-found", NULL},
        {"kcc", target, "{\"tranches\":[]}", 422, "invalid-body", "/tranches"},
        {"kcc", target, "{\"tranches\":[{\"amount_pence\":200001,\"due_on\":\"2018-07-01\"}]}", 422,
         "tranches-do-not-sum", "/tranches"},
        {"kcc", target, "{\"tranches\":[{\"amount_pence\":600000,\"due_on\":\"2018-07-01\"}]}", 422,
         "tranches-do-not-sum", "/tranches"},
        {"kcc", target, "{\"tranches\":[{\"due_on\":\"2018-07-01\"}]}", 422, "tranche-invalid",
         "/tranches/0"},
        {"kcc", target, "{\"tranches\":[{\"parts\":1,\"due_on\":\"1918-07-01\"}]}", 422,
         "date-implausible", "/tranches"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    /* As many as may be said at once, after the one that is paid. */
    char many[4000] = "{\"tranches\":[{\"parts\":1,\"due_on\":\"2018-07-01\"}";
    for (int i = 1; i < 99; i++) {
        snprintf(many + strlen(many), sizeof many - strlen(many),
                 ",{\"parts\":1,\"due_on\":\"2018-07-01\"}");
    }
    snprintf(many + strlen(many), sizeof many - strlen(many), "]}");
    reply_auto struct reply most = grants_post(service, "kcc", target, many);
    reply_auto struct reply all = csa_get(service, "swale", target);
    cr_expect_eq(json_array_size(reply_member(&all, "items")), 100);
    reply_auto struct reply gone = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/withdrawal"), "{\"reason\":\"R\"}");
    const struct csa_refusal over = {"kcc", target, whole, 409, "state-conflict", NULL};
    assert_refused(service, &over, 1);
    free(award);
    free(first);
}

/* ---- Taken back ------------------------------------------------------------------------------ */

Test(tranches, a_payment_that_is_reversed_leaves_the_tranche_unpaid)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, TRANCHES);
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    const char *reversal =
        grants_at("/v1/expenditures/", reply_text(&paid, "expenditure"), "/reversal");
    reply_auto struct reply refund =
        grants_post(service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
                    "{\"amount_pence\":1,\"received_on\":\"2018-06-19\",\"external_reference\":"
                    "\"IN-1\",\"reason\":\"R\"}");
    const struct csa_refusal kept = {"kcc", reversal,           "{\"reason\":\"R\"}",
                                     409,   "refund-over-paid", NULL};
    assert_refused(service, &kept, 1);
    reply_auto struct reply back = grants_post(
        service, "kcc", grants_at("/v1/refunds/", reply_text(&refund, "id"), "/reversal"),
        "{\"reason\":\"R\"}");
    reply_auto struct reply reversed =
        grants_post(service, "kcc", reversal, "{\"reason\":\"Bounced\"}");
    cr_expect_str_eq(reply_text(&reversed, "state"), "reversed");
    reply_auto struct reply now = csa_get(service, "kcc", grants_at("/v1/tranches/", first, ""));
    cr_expect_str_eq(reply_text(&now, "state"), "due");
    cr_expect_null(reply_text(&now, "paid_on"));
    cr_expect_null(reply_text(&now, "expenditure"));
    assert_account(service,
                   &(struct grant_account){.awarded = 600000, .due = 600000, .left = 3900000});
    reply_auto struct reply again = grants_pay(service, first, "2018-06-20");
    cr_expect_str_eq(reply_text(&again, "paid_on"), "2018-06-20");
    assert_account(service, &(struct grant_account){
                                .awarded = 600000, .paid = 400000, .due = 200000, .left = 3900000});
    free(award);
    free(first);
}

Test(tranches, what_replaces_a_payment_is_as_much_for_the_same_purpose)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, TRANCHES);
    char *first = grants_part(service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(service, first, "2018-06-18");
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'odds', 'Odds', 'other')"));
    const char *reversal =
        grants_at("/v1/expenditures/", reply_text(&paid, "expenditure"), "/reversal");
    const struct csa_refusal rows[] = {
        {"kcc", reversal, "{\"reason\":\"R\",\"replacement\":{\"amount_pence\":399999}}", 422,
         "payment-of-tranche", "/replacement"},
        {"kcc", reversal,
         "{\"reason\":\"R\",\"replacement\":{\"amount_pence\":400000,\"purpose\":\"odds\"}}", 422,
         "payment-of-tranche", "/replacement"},
        {"kcc", reversal,
         "{\"reason\":\"R\",\"replacement\":{\"amount_pence\":400000,\"incurred_on\":"
         "\"2018-05-31\"}}",
         409, "tranche-not-due", "/replacement/incurred_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply refund = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
        "{\"amount_pence\":400000,\"received_on\":\"2018-06-19\",\"external_reference\":"
        "\"IN-1\",\"reason\":\"R\"}");
    reply_auto struct reply replaced = grants_post(
        service, "kcc", reversal,
        "{\"reason\":\"Another day\",\"replacement\":{\"amount_pence\":400000,\"incurred_on\":\"2018-06-17\"}}");
    reply_auto struct reply now = csa_get(service, "kcc", grants_at("/v1/tranches/", first, ""));
    cr_expect_str_eq(reply_text(&now, "state"), "paid");
    cr_expect_str_eq(reply_text(&now, "paid_on"), "2018-06-17");
    cr_expect_str_eq(reply_text(&now, "expenditure"), reply_text(&replaced, "replaced_by"));
    assert_account(
        service,
        &(struct grant_account){
            .awarded = 600000, .paid = 400000, .due = 200000, .returned = 400000, .left = 4300000});
    free(award);
    free(first);
}

Test(tranches, nothing_is_spent_for_the_purpose_of_an_award_beside_them)
{
    service_auto struct service *service = grants_start();
    free(service_sql(service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                              " VALUES ('" GRANT_FUND "', 'odds', 'Odds', 'other')"));
    reply_auto struct reply spent =
        grants_post(service, "kcc", "/v1/expenditures",
                    "{\"fund\":\"" GRANT_FUND "\",\"purpose\":\"odds\",\"amount_pence\":1,"
                    "\"incurred_on\":\"2018-06-01\",\"external_reference\":\"O-1\"}");
    char *award = grants_award(service, 600000, TRANCHES);
    const struct csa_refusal rows[] = {
        {"kcc", "/v1/expenditures",
         "{\"fund\":\"" GRANT_FUND "\",\"purpose\":\"drive\",\"amount_pence\":1,\"incurred_on\":"
         "\"2018-06-01\",\"external_reference\":\"O-2\",\"decision\":\"Minute 1\"}",
         409, "paid-by-tranche", "/purpose"},
        {"kcc", grants_at("/v1/expenditures/", reply_text(&spent, "id"), "/reversal"),
         "{\"reason\":\"R\",\"replacement\":{\"amount_pence\":1,\"purpose\":\"drive\"}}", 409,
         "paid-by-tranche", "/replacement/purpose"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply refused = http_post(
        service_url(service), csa_coordinator(service, "kcc"), "k", rows[0].target, rows[0].body);
    cr_expect_str_eq(reply_text(&refused, "existing.id"), award);
    free(award);
}
