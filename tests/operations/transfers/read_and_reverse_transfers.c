/* Transfers as readers see them, and taking one back.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_transfers, get_transfer, reverse_transfer. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define TRANSFERS "/v1/transfers"
#define REASON "{\"reason\":\"Wrong fund\"}"
#define PAID POOLED " contributions kcc -10000, " POOLED " in-transit 10000"

/* With £100 in the pooled budget. */
static struct service *start(void)
{
    struct service *service = ledger_start("2018-06-30");
    free(ledger_pay(service, "kcc", "2018/19", 10000));
    return service;
}

static struct reply reverse(const struct service *service, const char *token, const char *key,
                            const char *transfer, const char *body)
{
    char target[160];
    snprintf(target, sizeof target, "%s/reversal", transfer);
    return http_post(service_url(service), token, key, target, body);
}

Test(reverse_transfer, the_host_takes_it_back_in_both_ledgers)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    char *passed = ledger_pass_on(service, POOLED, "reserve", "2018-06-01", 4000), target[160];
    snprintf(target, sizeof target, "%s/reversal", passed);
    reply_auto struct reply reversed =
        assert_keyed(service, ledger_host(service), target, REASON, "{\"reason\":\"x\"}", true);
    cr_assert_eq(reversed.status, 200);
    cr_expect_str_eq(reply_text(&reversed, "state"), "reversed");
    cr_expect_str_eq(reply_text(&reversed, "reversal_reason"), "Wrong fund");
    cr_expect_not_null(reply_text(&reversed, "reversed_at"));
    cr_expect_eq(reply_integer(&reversed, "version"), 2);
    reply_auto struct reply read = http_get(url, ledger_reader(service), passed);
    cr_expect_str_eq(read.body, reversed.body);
    assert_ledger(service, PAID);
    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', fund, financial_year, occurred_on), ', '"
               " ORDER BY fund) FROM safer.entry WHERE kind = 'reversal'",
               POOLED " 2018/19 2018-06-30, reserve 2018/19 2018-06-30");
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), min(before ->> 'state'), min(after ->> 'state'))"
               " FROM safer.audit_event WHERE operation = 'reverse_transfer'",
               "1 posted reversed");

    reply_auto struct reply twice = reverse(service, ledger_host(service), "again", passed, REASON);
    cr_expect(reply_is_problem(&twice, 409, "already-reversed"));
    char *entry = service_sql(service, "SELECT id FROM safer.entry WHERE kind = 'reversal'"
                                       " AND fund = 'reserve'");
    snprintf(target, sizeof target, TRANSFERS "/%s", entry);
    reply_auto struct reply back = reverse(service, ledger_host(service), "back", target, REASON);
    cr_expect(reply_is_problem(&back, 409, "reversal-of-reversal"));
    reply_auto struct reply hidden =
        reverse(service, ledger_outsider(service), "back", target, REASON);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    free(entry);
    free(passed);
}

Test(reverse_transfer, nobody_else_may_and_nothing_changes)
{
    service_auto struct service *service = start();
    char *passed = ledger_pass_on(service, POOLED, "reserve", "2018-06-01", 4000);
    char *before = ledger_counts(service);
    const struct {
        const char *token, *transfer, *body;
        int status;
        const char *slug;
    } rows[] = {
        {service_token(service, "c", "kcc", "funds.write"), passed, REASON, 403, "not-the-host"},
        {service_token(service, "c", "kfrs", "funds.read"), passed, REASON, 403,
         "insufficient-scope"},
        {service_token(service, "c", "swale", "funds.write"), passed, REASON, 404, "not-found"},
        {ledger_outsider(service), passed, REASON, 404, "not-found"},
        {ledger_host(service), TRANSFERS "/01900000-0000-7000-8000-000000000000", REASON, 404,
         "not-found"},
        {ledger_host(service), TRANSFERS "/KFRS-TR-1", REASON, 400, "invalid-parameters"},
        {ledger_host(service), passed, "{}", 422, "invalid-body"},
        {ledger_host(service), passed, "{\"reason\":\"\"}", 422, "invalid-body"},
        {ledger_host(service), passed, "{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1}}",
         422, "invalid-body"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            reverse(service, rows[i].token, "k", rows[i].transfer, rows[i].body);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug), "%zu: %s", i, reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);

    char target[160], header[200];
    snprintf(target, sizeof target, "%s/reversal", passed);
    struct request request = {.method = "POST",
                              .target = target,
                              .token = ledger_host(service),
                              .key = "k",
                              .body = REASON,
                              .headers = (const char *const[]){"If-Match: \"2-x-json\"", NULL}};
    reply_auto struct reply stale = http_send(service_url(service), &request);
    cr_assert(reply_is_problem(&stale, 412, "precondition-failed"));
    assert_sql(service, "SELECT state || version FROM safer.transfer", "posted1");
    reply_auto struct reply read = http_get(service_url(service), ledger_host(service), passed);
    snprintf(header, sizeof header, "If-Match: %s", reply_header(&read, "etag"));
    request.headers = (const char *const[]){header, NULL};
    reply_auto struct reply reversed = http_send(service_url(service), &request);
    cr_assert_eq(reversed.status, 200, "%s", reversed.body);
    free(before);
    free(after);
    free(passed);
}

Test(reverse_transfer, each_fund_counts_it_in_its_own_first_open_year)
{
    service_auto struct service *service = start();
    free(ledger_pay(service, "kcc", "2017/18", 10000));
    char *passed = ledger_pass_on(service, POOLED, "reserve", "2018-03-01", 4000);
    free(ledger_close(service, POOLED, "2017/18"));
    ledger_take_back(service, passed);
    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', fund, financial_year, belongs_to), ', '"
               " ORDER BY fund) FROM safer.entry WHERE kind = 'reversal'",
               POOLED " 2018/19 2017/18, reserve 2017/18 2017/18");
    free(passed);
}

Test(read_transfers, filters_pages_and_csv)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_reader(service);
    char *passed[] = {ledger_pass_on(service, POOLED, "reserve", "2018-06-01", 4),
                      ledger_pass_on(service, "reserve", POOLED, "2018-06-02", 1),
                      ledger_pass_on(service, POOLED, "reserve", "2018-06-03", 2)};
    static const struct {
        const char *query;
        size_t count;
    } filters[] = {
        {"", 3},
        {"&from_fund=" POOLED, 2},
        {"&from_fund=reserve", 1},
        {"&to_fund=reserve", 2},
        {"&to_fund=" POOLED "&from_fund=reserve", 1},
        {"&to_fund=reserve&from_fund=reserve", 0},
        {"&from_fund=dhr-fund", 0},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[160];
        snprintf(target, sizeof target, TRANSFERS "?count=true%s", filters[i].query);
        reply_auto struct reply page = http_get(url, token, target);
        cr_expect_eq(json_array_size(reply_member(&page, "items")), filters[i].count, "%s", target);
        cr_expect_eq(reply_integer(&page, "total"), (json_int_t)filters[i].count, "%s", target);
    }
    reply_auto struct reply first = http_get(url, token, TRANSFERS "?limit=2");
    cr_expect_eq(reply_integer(&first, "items.0.amount_pence"), 4);
    reply_auto struct reply second = http_get(url, token, reply_text(&first, "next"));
    cr_expect_eq(reply_integer(&second, "items.0.amount_pence"), 2);
    cr_expect_null(reply_text(&second, "next"));
    reply_auto struct reply mark = http_get(url, token, TRANSFERS "?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));

    char *csv = ledger_csv(service, token, TRANSFERS "?from_fund=reserve"), row[512];
    reply_auto struct reply one = http_get(url, token, passed[1]);
    snprintf(row, sizeof row,
             "id,from_fund,to_fund,partner,financial_year,amount_pence,made_on,external_reference,"
             "decision,note,state,created_at,reversed_at,reversal_reason,version\r\n"
             "%s,reserve," POOLED ",kfrs,2018/19,1,2018-06-02,%s,,,posted,%s,,,1\r\n",
             reply_text(&one, "id"), reply_text(&one, "external_reference"),
             reply_text(&one, "created_at"));
    cr_expect_str_eq(csv, row);
    free(csv);

    static const struct {
        const char *partner;
        json_int_t total;
    } readers[] = {{"kfrs", 3}, {"kent-police", 3}, {"swale", 0}, {"dover", 0}, {"nobody", 0}};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *as = service_token(service, "r", readers[i].partner, "contributions.write");
        reply_auto struct reply list = http_get(url, as, TRANSFERS "?count=true");
        cr_expect_eq(reply_integer(&list, "total"), readers[i].total, "%s", readers[i].partner);
        reply_auto struct reply got = http_get(url, as, passed[0]);
        cr_expect(readers[i].total ? got.status == 200 : reply_is_problem(&got, 404, "not-found"),
                  "%s", readers[i].partner);
    }
    assert_readable(service, token, NULL, TRANSFERS, TRANSFERS "?from_fund=X", "from_fund");
    assert_readable(service, token, ledger_outsider(service), passed[0], TRANSFERS "/TR-1",
                    "transfer");
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
        free(passed[i]);
    }
}
