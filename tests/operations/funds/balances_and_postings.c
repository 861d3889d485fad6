/* The ledger of a fund: its accounts with what stands on them, and its postings.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_fund_balances, list_fund_postings. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define BALANCES POOLED_FUND "/balances"
#define POSTINGS POOLED_FUND "/postings"

/* Two contributions, of which one is confirmed and reversed; spending, a transfer and a closing. */
static struct service *start(void)
{
    struct service *service = ledger_start("2018-06-30");
    char *first = ledger_pay(service, "kcc", "2017/18", 10000);
    ledger_confirm(service, first);
    ledger_take_back(service, first);
    free(first);
    free(ledger_pay(service, "kent-police", "2018/19", 5000));
    free(ledger_spend(service, "joint-initiatives", "2018-05-01", 400, NULL));
    free(ledger_pass_on(service, POOLED, "reserve", "2018-06-01", 300));
    free(ledger_close(service, POOLED, "2017/18"));
    return service;
}

Test(balances, are_debits_less_credits_and_sum_to_nothing_on_any_day)
{
    service_auto struct service *service = start();
    const char *token = ledger_reader(service);
    char *now = ledger_csv(service, token, BALANCES);
    cr_expect_str_eq(now,
                     "kind,partner,purpose,other_fund,debit_pence,credit_pence,balance_pence\r\n"
                     "bank,,,,10000,10700,-700\r\n"
                     "contributions,kcc,,,10000,10000,0\r\n"
                     "contributions,kent-police,,,0,5000,-5000\r\n"
                     "in-transit,,,,25000,20000,5000\r\n"
                     "spending,,joint-initiatives,,400,0,400\r\n"
                     "transfers,,,reserve,300,0,300\r\n");
    free(now);
    static const struct {
        const char *on, *expected;
    } days[] = {
        {"2018-05-01", "bank 9600, contributions -10000, contributions -5000, in-transit 5000,"
                       " spending 400"},
        {"2018-02-01", "bank 10000, contributions -10000, in-transit 0"},
        {"2018-01-31", ""},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        char target[120], found[300] = "";
        snprintf(target, sizeof target, BALANCES "?on=%s", days[i].on);
        reply_auto struct reply reply = http_get(service_url(service), token, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        const json_t *items = reply_member(&reply, "items");
        json_int_t sum = 0;
        for (size_t at = 0; at < json_array_size(items); at++) {
            const json_t *item = json_array_get(items, at);
            const json_int_t balance = json_integer_value(json_object_get(item, "balance_pence"));
            const size_t length = strlen(found);
            snprintf(found + length, sizeof found - length, "%s%s %lld", at ? ", " : "",
                     json_string_value(json_object_get(item, "kind")), (long long)balance);
            sum += balance;
        }
        cr_expect_str_eq(found, days[i].expected, "%s", days[i].on);
        cr_expect_eq(sum, 0);
        cr_expect(json_is_null(reply_member(&reply, "next")));
    }
}

Test(balances, as_of_an_instant_are_what_was_known_then)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_reader(service);
    char *instant = service_sql(
        service, "SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC',"
                 " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM safer.entry WHERE kind = 'receipt'");
    char target[200];
    snprintf(target, sizeof target, BALANCES "?as_of=%s&format=csv", instant);
    reply_auto struct reply then = http_get(url, token, target);
    cr_expect_str_eq(then.body,
                     "kind,partner,purpose,other_fund,debit_pence,credit_pence,balance_pence\r\n"
                     "bank,,,,10000,0,10000\r\n"
                     "contributions,kcc,,,0,10000,-10000\r\n"
                     "in-transit,,,,10000,10000,0\r\n");
    free(instant);
    static const struct {
        const char *query, *slug, *parameter;
    } ahead[] = {{"?on=2018-07-01", "date-ahead", "on"},
                 {"?on=2018-07-01&format=csv", "date-ahead", "on"},
                 {"?as_of=2999-01-01T00:00:00Z", "as-of-in-future", "as_of"}};
    for (size_t i = 0; i < sizeof ahead / sizeof *ahead; i++) {
        snprintf(target, sizeof target, BALANCES "%s", ahead[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect(reply_is_problem(&reply, 400, ahead[i].slug) &&
                      reply_names(&reply, ahead[i].parameter),
                  "%s: %s", target, reply.body);
    }
    assert_readable(service, token, ledger_outsider(service), BALANCES, BALANCES "?on=today", "on");
    assert_readable(service, token, ledger_outsider(service), BALANCES, BALANCES "?limit=1",
                    "limit");
    reply_auto struct reply hidden =
        http_get(url, service_token(service, "r", "swale", "funds.read"),
                 "/v1/funds/reserve/balances?format=csv");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

/* "kind debit credit amount", of a page's items. */
static void read_postings(const struct reply *page, char *into, size_t size)
{
    const json_t *items = reply_member(page, "items");
    for (size_t at = 0; at < json_array_size(items); at++) {
        const char *kind, *debit, *credit;
        json_int_t pence, line;
        cr_assert_eq(json_unpack(json_array_get(items, at), "{s:s, s:s, s:s, s:I, s:I}", "kind",
                                 &kind, "debit_account", &debit, "credit_account", &credit,
                                 "amount_pence", &pence, "line", &line),
                     0, "%s", page->body);
        const size_t length = strlen(into);
        snprintf(into + length, size - length, "%s%s.%lld %s %s %lld", length ? ", " : "", kind,
                 (long long)line, debit, credit, (long long)pence);
    }
}

/* In the order in which they were made. */
#define ALL                                                                                        \
    "contribution.1 in-transit contributions 10000, receipt.1 bank in-transit 10000, "             \
    "reversal.1 in-transit bank 10000, reversal.2 contributions in-transit 10000, "                \
    "contribution.1 in-transit contributions 5000, expenditure.1 spending bank 400, "              \
    "transfer.1 transfers bank 300"

Test(postings, are_read_in_their_order_in_pages_of_any_size)
{
    service_auto struct service *service = start();
    for (int limit = 1; limit <= 8; limit++) {
        char found[1000] = "", target[700];
        snprintf(target, sizeof target, POSTINGS "?limit=%d", limit);
        for (int pages = 0; *target; pages++) {
            cr_assert_leq(pages, 8, "the pages do not end");
            reply_auto struct reply page =
                http_get(service_url(service), ledger_reader(service), target);
            cr_assert_eq(page.status, 200, "%s: %s", target, page.body);
            read_postings(&page, found, sizeof found);
            const char *next = reply_text(&page, "next");
            snprintf(target, sizeof target, "%s", next ? next : "");
        }
        cr_expect_str_eq(found, ALL, "in pages of %d: %s", limit, found);
    }
}

Test(postings, are_narrowed_by_year_and_kind_and_name_what_they_tell_of)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_reader(service);
    static const struct {
        const char *query;
        size_t count;
    } filters[] = {
        {"?financial_year=2017/18", 4},
        {"?financial_year=2018/19", 3},
        {"?financial_year=2031/32", 0},
        {"?kind=contribution", 2},
        {"?kind=receipt", 1},
        {"?kind=reversal", 2},
        {"?kind=expenditure", 1},
        {"?kind=transfer", 1},
        {"?kind=closing", 0},
        {"?kind=refund", 0},
        {"?kind=contribution&financial_year=2018/19", 1},
        {"?kind=expenditure&financial_year=2017/18", 0},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[160];
        snprintf(target, sizeof target, POSTINGS "%s", filters[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect_eq(json_array_size(reply_member(&reply, "items")), filters[i].count, "%s: %s",
                     target, reply.body);
    }
    char *csv = ledger_csv(service, token, POSTINGS "?kind=expenditure"), row[700];
    reply_auto struct reply spent = http_get(url, token, "/v1/expenditures");
    reply_auto struct reply entry = http_get(url, token, POSTINGS "?kind=expenditure");
    snprintf(row, sizeof row,
             "fund,entry,line,kind,financial_year,belongs_to,occurred_on,recorded_at,debit_account,"
             "debit_item,credit_account,credit_item,amount_pence,contribution,expenditure,transfer,"
             "closing,refund\r\n" POOLED
             ",%s,1,expenditure,2018/19,2018/19,2018-05-01,%s,spending,joint-initiatives,bank,,400,"
             ",%s,,,\r\n",
             reply_text(&entry, "items.0.entry"), reply_text(&entry, "items.0.recorded_at"),
             reply_text(&spent, "items.0.id"));
    cr_expect_str_eq(csv, row);
    free(csv);
    char *all = ledger_csv(service, token, POSTINGS);
    cr_expect_not_null(strstr(all, ",transfers,reserve,bank,,300,,,"));
    free(all);
}

Test(postings, a_mark_that_was_tampered_with_is_refused)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_reader(service);
    reply_auto struct reply funds = http_get(url, token, "/v1/funds?limit=1");
    static const char *const marks[] = {
        "x",
        "e30",
        "AAAAAAAA",
        "eyJsaXN0IjoibGlzdF9mdW5kX3Bvc3RpbmdzIiwiYWZ0ZXIiOiJ4In0", /* x */
        /* a line that is none, or too large; no line; no entry; SQL */
        "eyJsaXN0IjoibGlzdF9mdW5kX3Bvc3RpbmdzIiwiYWZ0ZXIiOiIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAw"
        "MDAwMDAueCJ9",
        "eyJsaXN0IjoibGlzdF9mdW5kX3Bvc3RpbmdzIiwiYWZ0ZXIiOiIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAw"
        "MDAwMDAuOTk5OTkifQ",
        "eyJsaXN0IjoibGlzdF9mdW5kX3Bvc3RpbmdzIiwiYWZ0ZXIiOiIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAw"
        "MDAwMDAifQ",
        "eyJsaXN0IjoibGlzdF9mdW5kX3Bvc3RpbmdzIiwiYWZ0ZXIiOiIuMSJ9",
        "eyJsaXN0IjoibGlzdF9mdW5kX3Bvc3RpbmdzIiwiYWZ0ZXIiOiInIE9SIDE9MS0tLjEifQ",
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char target[400];
        snprintf(target, sizeof target, POSTINGS "?limit=1&after=%s", marks[i]);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect(reply_is_problem(&reply, 400, "bad-cursor"), "%s: %s", target, reply.body);
    }
    char target[400];
    snprintf(target, sizeof target, POSTINGS "?after=%s",
             strstr(reply_text(&funds, "next"), "after=") + 6);
    reply_auto struct reply foreign = http_get(url, token, target);
    cr_expect(reply_is_problem(&foreign, 400, "bad-cursor"), "the mark is another list's");
    /* A mark is a place in the list, and gives nothing that the fund would not. */
    reply_auto struct reply first = http_get(url, token, POSTINGS "?limit=1");
    reply_auto struct reply hidden =
        http_get(url, ledger_outsider(service), reply_text(&first, "next"));
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    snprintf(target, sizeof target, "/v1/funds/reserve/postings?after=%s",
             strstr(reply_text(&first, "next"), "after=") + 6);
    reply_auto struct reply other = http_get(url, token, target);
    cr_expect_eq(json_array_size(reply_member(&other, "items")), 1);
    cr_expect_str_eq(reply_text(&other, "items.0.fund"), "reserve");

    assert_readable(service, token, ledger_outsider(service), POSTINGS, POSTINGS "?kind=x", "kind");
    assert_readable(service, token, ledger_outsider(service), POSTINGS,
                    POSTINGS "?financial_year=2018/20", "financial_year");
}
