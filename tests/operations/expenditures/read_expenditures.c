/* Reading spending: one, pages, filters, CSV, and who sees it.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_expenditures, get_expenditure. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define EXPENDITURES "/v1/expenditures"

/* Four spendings, the second reversed and replaced by the fifth. */
struct world {
    struct service *service;
    char *spent[4];
};

static struct world begin(void)
{
    struct world world = {.service = ledger_start("2018-06-30")};
    struct service *const service = world.service;
    free(ledger_pay(service, "kcc", "2018/19", 10000));
    world.spent[0] = ledger_spend(service, POST, "2018-04-30", 1, NULL);
    world.spent[1] = ledger_spend(service, "team-skills", "2018-05-31", 2, "Minute 1");
    world.spent[2] = ledger_spend(service, POST, "2018-05-31", 3, NULL);
    world.spent[3] = ledger_spend(service, "team-skills", "2018-03-31", 4, NULL);
    char target[160];
    snprintf(target, sizeof target, "%s/reversal", world.spent[1]);
    reply_auto struct reply reply =
        http_post(service_url(service), ledger_host(service), "r", target,
                  "{\"reason\":\"x\",\"replacement\":{\"amount_pence\":5}}");
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    return world;
}

static void end(struct world *world)
{
    for (size_t i = 0; i < 4; i++) {
        free(world->spent[i]);
    }
    service_stop(world->service);
}

/* The amounts of a page's items, "1 2 3". */
static void read_amounts(const struct reply *page, char amounts[static 64])
{
    const json_t *items = reply_member(page, "items");
    *amounts = '\0';
    for (size_t at = 0; at < json_array_size(items); at++) {
        const size_t length = strlen(amounts);
        snprintf(amounts + length, 64 - length, "%s%lld", at ? " " : "",
                 (long long)json_integer_value(
                     json_object_get(json_array_get(items, at), "amount_pence")));
    }
}

Test(read_expenditures, every_filter_narrows_the_list_and_the_count)
{
    struct world world = begin();
    const char *url = service_url(world.service), *token = ledger_reader(world.service);
    reply_auto struct reply second = http_get(url, token, world.spent[1]);
    char by_reference[160];
    snprintf(by_reference, sizeof by_reference, "external_reference=%s",
             reply_text(&second, "external_reference"));
    const struct {
        const char *query, *amounts;
    } filters[] = {
        {"", "1 2 3 4 5"},
        {"fund=" POOLED, "1 2 3 4 5"},
        {"fund=reserve", ""},
        {"purpose=" POST, "1 3"},
        {"purpose=team-skills", "2 4 5"},
        {"purpose=reviews", ""},
        {"financial_year=2017/18", "4"},
        {"financial_year=2018/19", "1 2 3 5"},
        {"state=posted", "1 3 4 5"},
        {"state=reversed", "2"},
        {by_reference, "2 5"},
        {"external_reference=nothing", ""},
        {"incurred_from=2018-05-31", "2 3 5"},
        {"incurred_to=2018-04-30", "1 4"},
        {"incurred_from=2018-04-01&incurred_to=2018-04-30", "1"},
        {"purpose=team-skills&state=posted&financial_year=2018/19", "5"},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[300], amounts[64];
        snprintf(target, sizeof target, EXPENDITURES "?count=true&%s", filters[i].query);
        target[strlen(target) - (*filters[i].query ? 0 : 1)] = '\0';
        reply_auto struct reply page = http_get(url, token, target);
        cr_assert_eq(page.status, 200, "%s: %s", target, page.body);
        read_amounts(&page, amounts);
        cr_expect_str_eq(amounts, filters[i].amounts, "%s", target);
        cr_expect_eq((size_t)reply_integer(&page, "total"),
                     json_array_size(reply_member(&page, "items")), "%s", target);
    }
    end(&world);
}

Test(read_expenditures, pages_follow_each_other_and_the_csv_is_the_whole_list)
{
    struct world world = begin();
    const char *url = service_url(world.service), *token = ledger_reader(world.service);
    char amounts[64];
    reply_auto struct reply first = http_get(url, token, EXPENDITURES "?limit=3");
    read_amounts(&first, amounts);
    cr_assert_str_eq(amounts, "1 2 3");
    reply_auto struct reply second = http_get(url, token, reply_text(&first, "next"));
    read_amounts(&second, amounts);
    cr_assert_str_eq(amounts, "4 5");
    cr_assert_null(reply_text(&second, "next"));
    reply_auto struct reply mark = http_get(url, token, EXPENDITURES "?after=x");
    cr_assert(reply_is_problem(&mark, 400, "bad-cursor"));

    char *csv = ledger_csv(world.service, token, EXPENDITURES "?state=reversed&limit=1");
    reply_auto struct reply reversed = http_get(url, token, world.spent[1]);
    char row[1024];
    snprintf(row, sizeof row,
             "id,fund,partner,purpose,financial_year,amount_pence,incurred_on,external_reference,"
             "decision,note,state,created_at,reversed_by,reversed_at,reversal_reason,replaces,"
             "replaced_by,booked_in,version\r\n"
             "%s," POOLED
             ",kfrs,team-skills,2018/19,2,2018-05-31,%s,Minute 1,,reversed,%s,%s,%s,x,,"
             "%s,2018/19,2\r\n",
             reply_text(&reversed, "id"), reply_text(&reversed, "external_reference"),
             reply_text(&reversed, "created_at"), reply_text(&reversed, "reversed_by"),
             reply_text(&reversed, "reversed_at"), reply_text(&reversed, "replaced_by"));
    cr_assert_str_eq(csv, row);
    free(csv);
    end(&world);
}

Test(read_expenditures, who_reads_the_fund_whole_sees_it_and_nobody_else)
{
    struct world world = begin();
    static const struct {
        const char *partner;
        json_int_t total;
    } readers[] = {{"kcc", 5},      {"kfrs", 5},  {"kent-police", 5}, {"swale", 0},
                   {"kent-pcc", 0}, {"dover", 0}, {"nobody", 0}};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *token = service_token(world.service, "r", readers[i].partner,
                                          i % 2 ? "contributions.write" : "funds.read");
        reply_auto struct reply list =
            http_get(service_url(world.service), token, EXPENDITURES "?count=true");
        cr_expect_eq(reply_integer(&list, "total"), readers[i].total, "%s", readers[i].partner);
        reply_auto struct reply one = http_get(service_url(world.service), token, world.spent[0]);
        cr_expect(readers[i].total ? one.status == 200 : reply_is_problem(&one, 404, "not-found"),
                  "%s", readers[i].partner);
    }
    reply_auto struct reply nobodys =
        http_get(service_url(world.service), ledger_reader(world.service),
                 EXPENDITURES "/01900000-0000-7000-8000-000000000000");
    cr_expect(reply_is_problem(&nobodys, 404, "not-found"));
    end(&world);
}

Test(read_expenditures, answers_by_token_form_and_tag)
{
    struct world world = begin();
    assert_readable(world.service, ledger_reader(world.service), NULL, EXPENDITURES,
                    EXPENDITURES "?state=confirmed", "state");
    assert_readable(world.service, ledger_reader(world.service), ledger_outsider(world.service),
                    world.spent[0], EXPENDITURES "/KFRS-1", "expenditure");
    end(&world);
}
