/* The statement of a fund's financial year: that it adds up, what of it is late, and what it was as
 * of an instant. SPDX-License-Identifier: MIT
 *
 * Operations: get_fund_statement. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define STATEMENT POOLED_FUND "/statement"
#define OF_2017 STATEMENT "?financial_year=2017/18"
#define OF_2018 STATEMENT "?financial_year=2018/19"

/* Two years with something of everything in them; the first is closed, and a contribution for it
 * came after. */
static struct service *start(void)
{
    struct service *service = ledger_start("2019-06-30");
    char *confirmed = ledger_pay(service, "kcc", "2017/18", 1000000);
    ledger_confirm(service, confirmed);
    free(confirmed);
    free(ledger_pay(service, "kent-police", "2017/18", 1000000));
    free(ledger_spend(service, "joint-initiatives", "2018-03-20", 250000, NULL));
    free(ledger_pay(service, "kcc", "2018/19", 1600000));
    free(ledger_spend(service, POST, "2018-04-30", 100000, NULL));
    char *taken_back = ledger_spend(service, POST, "2018-05-31", 70000, NULL);
    ledger_take_back(service, taken_back);
    free(taken_back);
    free(ledger_pass_on(service, POOLED, "reserve", "2018-06-01", 300000));
    free(ledger_close(service, POOLED, "2017/18"));
    free(ledger_pay(service, "kfrs", "2017/18", 900000));
    return service;
}

struct sums {
    json_int_t opening, contributed, transferred, spent, closing, unconfirmed;
};

static void assert_sums(const struct reply *reply, const struct sums *sums)
{
    cr_assert_eq(reply->status, 200, "%s", reply->body);
    cr_expect(reply_integer(reply, "opening_pence") == sums->opening &&
                  reply_integer(reply, "contributed_pence") == sums->contributed &&
                  reply_integer(reply, "transferred_pence") == sums->transferred &&
                  reply_integer(reply, "spent_pence") == sums->spent &&
                  reply_integer(reply, "closing_pence") == sums->closing &&
                  reply_integer(reply, "unconfirmed_pence") == sums->unconfirmed,
              "%s", reply->body);
}

/* Asserts the lines of one kind: "item name amount late, ...". */
static void assert_lines(const struct reply *reply, const char *section, const char *item,
                         const char *expected)
{
    const json_t *lines = reply_member(reply, section);
    char found[600] = "";
    for (size_t i = 0; i < json_array_size(lines); i++) {
        const char *id, *name;
        json_int_t amount, late;
        cr_assert_eq(json_unpack(json_array_get(lines, i), "{s:s, s:s, s:I, s:I}", item, &id,
                                 "name", &name, "amount_pence", &amount, "late_pence", &late),
                     0, "%s", reply->body);
        const size_t length = strlen(found);
        snprintf(found + length, sizeof found - length, "%s%s %s %lld %lld", i ? ", " : "", id,
                 name, (long long)amount, (long long)late);
    }
    cr_expect_str_eq(found, expected);
}

Test(statement, each_year_opens_with_what_the_one_before_closed_with_and_adds_up)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_reader(service);
    reply_auto struct reply first = http_get(url, token, OF_2017);
    assert_sums(&first, &(struct sums){0, 2000000, 0, 250000, 1750000, 1000000});
    cr_expect_str_eq(reply_text(&first, "fund"), POOLED);
    cr_expect_str_eq(reply_text(&first, "financial_year"), "2017/18");
    cr_expect_str_eq(reply_text(&first, "basis"), "accruals");
    cr_expect_null(reply_text(&first, "as_of"));
    cr_expect_not_null(reply_text(&first, "closed_at"));
    assert_lines(&first, "contributions", "partner",
                 "kcc Kent County Council 1000000 0, kent-police Kent Police 1000000 0, "
                 "kfrs Kent Fire and Rescue Service 0 0");
    assert_lines(&first, "spending", "purpose", "joint-initiatives Joint initiatives 250000 0");
    cr_expect_eq(json_array_size(reply_member(&first, "late")), 0);

    reply_auto struct reply second = http_get(url, token, OF_2018);
    assert_sums(&second, &(struct sums){1750000, 2500000, -300000, 100000, 3850000, 2500000});
    cr_expect_null(reply_text(&second, "closed_at"));
    assert_lines(&second, "contributions", "partner",
                 "kcc Kent County Council 1600000 0, kent-police Kent Police 0 0, "
                 "kfrs Kent Fire and Rescue Service 900000 900000");
    assert_lines(&second, "transfers", "fund", "reserve Reserve -300000 0");
    assert_lines(&second, "spending", "purpose", "test-post Test post 100000 0");
    cr_assert_eq(json_array_size(reply_member(&second, "late")), 1);
    cr_expect_str_eq(reply_text(&second, "late.0.kind"), "contribution");
    cr_expect_str_eq(reply_text(&second, "late.0.belongs_to"), "2017/18");
    cr_expect_eq(reply_integer(&second, "late.0.amount_pence"), 900000);
    char *late = service_sql(service, "SELECT id FROM safer.contribution WHERE partner = 'kfrs'");
    cr_expect_str_eq(reply_text(&second, "late.0.id"), late);
    free(late);

    reply_auto struct reply before = http_get(url, token, STATEMENT "?financial_year=2016/17");
    assert_sums(&before, &(struct sums){0, 0, 0, 0, 0, 0});
    reply_auto struct reply after = http_get(url, token, STATEMENT "?financial_year=2019/20");
    assert_sums(&after, &(struct sums){3850000, 0, 0, 0, 3850000, 0});
    reply_auto struct reply other =
        http_get(url, token, "/v1/funds/reserve/statement?financial_year=2018/19");
    assert_sums(&other, &(struct sums){0, 0, 300000, 0, 300000, 0});
    assert_lines(&other, "transfers", "fund",
                 POOLED " Kent Community Safety Team pooled budget 300000 0");
}

Test(statement, as_csv_it_is_a_table_whose_last_row_is_the_sum)
{
    service_auto struct service *service = start();
    char *csv = ledger_csv(service, ledger_reader(service), OF_2018);
    cr_expect_str_eq(csv, "section,item,name,amount_pence,late_pence\r\n"
                          "opening,,Opening balance,1750000,0\r\n"
                          "contributions,kcc,Kent County Council,1600000,0\r\n"
                          "contributions,kent-police,Kent Police,0,0\r\n"
                          "contributions,kfrs,Kent Fire and Rescue Service,900000,900000\r\n"
                          "transfers,reserve,Reserve,-300000,0\r\n"
                          "spending,test-post,Test post,-100000,0\r\n"
                          "closing,,Closing balance,3850000,0\r\n");
    free(csv);
    reply_auto struct reply hidden =
        http_get(service_url(service), ledger_outsider(service), OF_2018 "&format=csv");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
}

Test(statement, as_of_an_instant_it_is_what_was_known_then)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = ledger_reader(service);
    static const struct {
        const char *entry; /* as of the last of these */
        const char *year;
        struct sums sums;
    } rows[] = {
        {"kind = 'receipt'", "2017/18", {0, 1000000, 0, 0, 1000000, 0}},
        {"kind = 'contribution' AND financial_year = '2017/18'",
         "2017/18",
         {0, 2000000, 0, 0, 2000000, 1000000}},
        {"kind = 'expenditure' AND financial_year = '2018/19'",
         "2018/19",
         {1750000, 1600000, 0, 170000, 3180000, 1600000}},
        {"kind = 'reversal'", "2018/19", {1750000, 1600000, 0, 100000, 3250000, 1600000}},
        {"kind = 'transfer'", "2018/19", {1750000, 1600000, -300000, 100000, 2950000, 1600000}},
        {"true", "2018/19", {1750000, 2500000, -300000, 100000, 3850000, 2500000}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char sql[300], target[200];
        snprintf(sql, sizeof sql,
                 "SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC',"
                 " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM safer.entry WHERE fund = '" POOLED
                 "' AND %s",
                 rows[i].entry);
        char *instant = service_sql(service, sql);
        snprintf(target, sizeof target, STATEMENT "?financial_year=%s&as_of=%s", rows[i].year,
                 instant);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
        assert_sums(&reply, &rows[i].sums);
        cr_expect_not_null(reply_text(&reply, "as_of"));
        /* Nobody had closed the year by then. */
        cr_expect_null(reply_text(&reply, "closed_at"));
        free(instant);
    }
    reply_auto struct reply never = http_get(url, token, OF_2018 "&as_of=2000-01-01T00:00:00Z");
    assert_sums(&never, &(struct sums){0, 0, 0, 0, 0, 0});
    reply_auto struct reply future = http_get(url, token, OF_2018 "&as_of=2999-01-01T00:00:00Z");
    cr_expect(reply_is_problem(&future, 400, "as-of-in-future") && reply_names(&future, "as_of"));
    reply_auto struct reply table =
        http_get(url, token, OF_2018 "&as_of=2999-01-01T00:00:00Z&format=csv");
    cr_expect(reply_is_problem(&table, 400, "as-of-in-future"), "%s", table.body);
}

Test(statement, answers_by_token_form_and_tag)
{
    service_auto struct service *service = start();
    static const struct {
        const char *target, *parameter;
    } wrong[] = {
        {STATEMENT, "financial_year"},
        {STATEMENT "?financial_year=2018/20", "financial_year"},
        {STATEMENT "?financial_year=2018", "financial_year"},
        {OF_2018 "&as_of=2018-04-03", "as_of"},
        {OF_2018 "&as_of=yesterday", "as_of"},
        {OF_2018 "&limit=1", "limit"},
        {"/v1/funds/KCST/statement?financial_year=2018/19", "fund"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_readable(service, ledger_reader(service), ledger_outsider(service), OF_2018,
                        wrong[i].target, wrong[i].parameter);
    }
    /* Who contributes without reading the fund whole is told nothing of what is in it. */
    reply_auto struct reply swale =
        http_get(service_url(service), service_token(service, "r", "swale", "funds.read"),
                 "/v1/funds/reserve/statement?financial_year=2018/19");
    cr_expect(reply_is_problem(&swale, 404, "not-found"));
}
