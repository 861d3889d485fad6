/* Reversal of spending: by the host alone, once, with which replacement, and what the ledger says
 * after. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define REASON "{\"reason\":\"Keyed wrongly\"}"
#define PAID POOLED " contributions kcc -10000, " POOLED " in-transit 10000"
#define NOBODYS "/v1/expenditures/01900000-0000-7000-8000-000000000000"

/* With £100 in the pooled budget. */
static struct service *start(void)
{
    struct service *service = ledger_start("2018-06-30");
    free(ledger_pay(service, "kcc", "2018/19", 10000));
    return service;
}

static struct reply reverse(const struct service *service, const char *token, const char *key,
                            const char *expenditure, const char *body)
{
    char target[160];
    snprintf(target, sizeof target, "%s/reversal", expenditure);
    return http_post(service_url(service), token, key, target, body);
}

static struct reply read_id(struct service *service, const char *id)
{
    char target[128];
    snprintf(target, sizeof target, "/v1/expenditures/%s", id);
    return http_get(service_url(service), ledger_reader(service), target);
}

Test(reverse_expenditure, the_host_takes_it_back_and_the_ledger_shows_both)
{
    service_auto struct service *service = start();
    char *spent = ledger_spend(service, "joint-initiatives", "2018-06-01", 4000, NULL);
    assert_ledger(service,
                  POOLED " bank -4000, " PAID ", " POOLED " spending joint-initiatives 4000");
    reply_auto struct reply before = http_get(service_url(service), ledger_reader(service), spent);
    char target[160];
    snprintf(target, sizeof target, "%s/reversal", spent);
    reply_auto struct reply reversed =
        assert_keyed(service, ledger_host(service), target, REASON, "{\"reason\":\"Other\"}", true);
    cr_assert_eq(reversed.status, 200);
    cr_expect_str_eq(reply_text(&reversed, "state"), "reversed");
    cr_expect_str_eq(reply_text(&reversed, "reversal_reason"), "Keyed wrongly");
    cr_expect_not_null(reply_text(&reversed, "reversed_at"));
    cr_expect_null(reply_text(&reversed, "replaced_by"));
    cr_expect_eq(reply_integer(&reversed, "version"), 2);
    cr_expect_str_neq(reply_header(&reversed, "etag"), reply_header(&before, "etag"));
    reply_auto struct reply after = http_get(service_url(service), ledger_reader(service), spent);
    cr_expect_str_eq(after.body, reversed.body);
    assert_ledger(service, PAID);
    assert_sql(
        service,
        "SELECT concat_ws(' ', e.kind, e.financial_year, e.belongs_to, e.occurred_on, d.kind,"
        " c.kind, c.purpose, p.amount_pence, e.id = x.reversed_by) FROM safer.expenditure x"
        " JOIN safer.entry e ON e.expenditure = x.id AND e.kind = 'reversal'"
        " JOIN safer.posting p ON p.entry = e.id"
        " JOIN safer.account d ON d.id = p.debit_account"
        " JOIN safer.account c ON c.id = p.credit_account",
        "reversal 2018/19 2018/19 2018-06-30 bank spending joint-initiatives 4000 t");
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), min(before ->> 'state'), min(after ->> 'state'))"
               " FROM safer.audit_event WHERE operation = 'reverse_expenditure'",
               "1 posted reversed");

    reply_auto struct reply twice = reverse(service, ledger_host(service), "again", spent, REASON);
    cr_expect(reply_is_problem(&twice, 409, "already-reversed"));
    char reversal[128];
    snprintf(reversal, sizeof reversal, "/v1/expenditures/%s",
             reply_text(&reversed, "reversed_by"));
    reply_auto struct reply back = reverse(service, ledger_host(service), "back", reversal, REASON);
    cr_expect(reply_is_problem(&back, 409, "reversal-of-reversal"));
    reply_auto struct reply hidden =
        reverse(service, ledger_outsider(service), "back", reversal, REASON);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    assert_ledger(service, PAID);
    free(spent);
}

Test(reverse_expenditure, a_replacement_stands_under_the_same_reference)
{
    service_auto struct service *service = start();
    char *spent = ledger_spend(service, "joint-initiatives", "2018-06-01", 4000, "Minute 1");
    reply_auto struct reply reversed =
        reverse(service, ledger_host(service), "k1", spent,
                "{\"reason\":\"Another amount\","
                "\"replacement\":{\"amount_pence\":5000,\"decision\":\"Minute 1\"}}");
    cr_assert_eq(reversed.status, 200, "%s", reversed.body);
    reply_auto struct reply second = read_id(service, reply_text(&reversed, "replaced_by"));
    cr_assert_eq(second.status, 200);
    cr_expect_str_eq(reply_text(&second, "state"), "posted");
    cr_expect_eq(reply_integer(&second, "amount_pence"), 5000);
    cr_expect_str_eq(reply_text(&second, "replaces"), reply_text(&reversed, "id"));
    static const char *const same[] = {"fund",        "partner",  "purpose",
                                       "incurred_on", "decision", "external_reference"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        cr_expect_str_eq(reply_text(&second, same[i]), reply_text(&reversed, same[i]), "%s",
                         same[i]);
    }
    assert_ledger(service,
                  POOLED " bank -5000, " PAID ", " POOLED " spending joint-initiatives 5000");

    /* And that in its turn, every member of it. */
    char address[128];
    snprintf(address, sizeof address, "/v1/expenditures/%s", reply_text(&second, "id"));
    reply_auto struct reply again =
        reverse(service, ledger_host(service), "k2", address,
                "{\"reason\":\"Was training\",\"replacement\":{\"amount_pence\":10000,"
                "\"purpose\":\"team-skills\",\"incurred_on\":\"2018-05-31\",\"decision\":null,"
                "\"note\":\"A course\"}}");
    cr_assert_eq(again.status, 200, "%s", again.body);
    reply_auto struct reply third = read_id(service, reply_text(&again, "replaced_by"));
    cr_expect_str_eq(reply_text(&third, "purpose"), "team-skills");
    cr_expect_str_eq(reply_text(&third, "incurred_on"), "2018-05-31");
    cr_expect_str_eq(reply_text(&third, "note"), "A course");
    cr_expect_null(reply_text(&third, "decision"));
    assert_ledger(service, POOLED " bank -10000, " PAID ", " POOLED " spending team-skills 10000");

    /* The old batch names the one that stands, and the middle of the chain is closed. */
    char body[300];
    snprintf(body, sizeof body,
             "{\"fund\":\"" POOLED "\",\"purpose\":\"team-skills\",\"amount_pence\":1,"
             "\"incurred_on\":\"2018-06-01\",\"external_reference\":\"%s\"}",
             reply_text(&third, "external_reference"));
    reply_auto struct reply rerun =
        http_post(service_url(service), ledger_host(service), "k3", "/v1/expenditures", body);
    cr_expect(reply_is_problem(&rerun, 409, "duplicate-reference"));
    cr_expect_str_eq(reply_text(&rerun, "existing.id"), reply_text(&third, "id"));
    reply_auto struct reply closed = reverse(service, ledger_host(service), "k4", address, REASON);
    cr_expect(reply_is_problem(&closed, 409, "already-reversed"));
    free(spent);
}

static const struct {
    const char *body;
    int status;
    const char *slug, *pointer;
} wrong[] = {
    {"{}", 422, "invalid-body", "/reason"},
    {"{\"reason\":\" \"}", 422, "invalid-body", "/reason"},
    {"{\"reason\":\"a\",\"amount_pence\":1}", 422, "invalid-body", "/amount_pence"},
    {"{\"reason\":\"a\",\"replacement\":1}", 422, "invalid-body", "/replacement"},
    {"{\"reason\":\"a\",\"replacement\":{}}", 422, "invalid-body", "/replacement/amount_pence"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"fund\":\"reserve\"}}", 422,
     "invalid-body", "/replacement/fund"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"external_reference\":\"X\"}}", 422,
     "invalid-body", "/replacement/external_reference"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":0}}", 422, "amount-not-positive",
     "/replacement/amount_pence"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"purpose\":\"nothing\"}}", 422,
     "unknown-purpose", "/replacement/purpose"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"incurred_on\":\"2018-07-01\"}}", 422,
     "date-in-future", "/replacement/incurred_on"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"incurred_on\":\"2017-12-31\"}}", 422,
     "period-outside-agreement", "/replacement/incurred_on"},
    {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":10001}}", 409, "overspent",
     "/replacement/amount_pence"},
};

Test(reverse_expenditure, a_reversal_against_the_rules_is_refused_and_changes_nothing)
{
    service_auto struct service *service = start();
    char *spent = ledger_spend(service, "joint-initiatives", "2018-06-01", 4000, NULL);
    char *before = ledger_counts(service);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply =
            reverse(service, ledger_host(service), "k", spent, wrong[i].body);
        cr_expect(reply_is_problem(&reply, wrong[i].status, wrong[i].slug) &&
                      (!wrong[i].pointer || reply_names(&reply, wrong[i].pointer)),
                  "%s: %s", wrong[i].body, reply.body);
    }
    const struct {
        const char *token, *expenditure;
        int status;
        const char *slug;
    } callers[] = {
        {service_token(service, "c", "kcc", "funds.write"), spent, 403, "not-the-host"},
        {service_token(service, "c", "kent-police", "funds.write"), spent, 403, "not-the-host"},
        {service_token(service, "c", "kfrs", "funds.read"), spent, 403, "insufficient-scope"},
        {ledger_outsider(service), spent, 404, "not-found"},
        {ledger_host(service), NOBODYS, 404, "not-found"},
        {ledger_host(service), "/v1/expenditures/KFRS-1", 400, "invalid-parameters"},
    };
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        reply_auto struct reply reply =
            reverse(service, callers[i].token, "k", callers[i].expenditure, REASON);
        cr_expect(reply_is_problem(&reply, callers[i].status, callers[i].slug), "%zu: %s", i,
                  reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
    free(spent);
}

Test(reverse_expenditure, a_stale_tag_is_refused_and_the_right_one_taken)
{
    service_auto struct service *service = start();
    char *spent = ledger_spend(service, POST, "2018-06-01", 4000, NULL), target[160], header[200];
    snprintf(target, sizeof target, "%s/reversal", spent);
    reply_auto struct reply read = http_get(service_url(service), ledger_reader(service), spent);
    struct request request = {.method = "POST",
                              .target = target,
                              .token = ledger_host(service),
                              .key = "k",
                              .body = REASON,
                              .headers = (const char *const[]){"If-Match: \"2-x-json\"", NULL}};
    reply_auto struct reply stale = http_send(service_url(service), &request);
    cr_assert(reply_is_problem(&stale, 412, "precondition-failed"));
    assert_sql(service, "SELECT state || version FROM safer.expenditure", "posted1");
    snprintf(header, sizeof header, "If-Match: %s", reply_header(&read, "etag"));
    request.headers = (const char *const[]){header, NULL};
    reply_auto struct reply reversed = http_send(service_url(service), &request);
    cr_assert_eq(reversed.status, 200, "%s", reversed.body);
    free(spent);
}

Test(reverse_expenditure, what_was_spent_in_a_year_closed_since_is_taken_back_in_the_open_one)
{
    service_auto struct service *service = start();
    free(ledger_pay(service, "kfrs", "2017/18", 5000));
    char *spent = ledger_spend(service, "joint-initiatives", "2018-03-20", 700, NULL);
    char *closing = ledger_close(service, POOLED, "2017/18");
    ledger_take_back(service, spent);
    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', kind, financial_year, belongs_to), ', '"
               " ORDER BY id) FROM safer.entry WHERE expenditure IS NOT NULL",
               "expenditure 2017/18 2017/18, reversal 2018/19 2017/18");
    reply_auto struct reply read = http_get(service_url(service), ledger_reader(service), closing);
    cr_expect_eq(reply_integer(&read, "closing_pence"), 4300, "a closed year stays as it was");
    free(spent);
    free(closing);
}
