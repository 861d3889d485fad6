/* Budgets others have published, their lines, and how they agree.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_budgets, get_budget, list_budget_lines. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define BUDGETS "/v1/budgets"
#define LINES "/v1/budget-lines"
#define COMMISSIONING BUDGETS "/pcc-commissioning-2017-18"

Test(budgets, the_lines_of_2017_18_come_to_the_total_that_is_stated)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply budget = http_get(url, NULL, COMMISSIONING);
    cr_assert_eq(budget.status, 200);
    cr_expect_str_eq(reply_text(&budget, "owner"), "kent-pcc");
    cr_expect_str_eq(reply_text(&budget, "financial_year"), "2017/18");
    cr_expect_eq(reply_integer(&budget, "lines"), 18);
    cr_expect_eq(reply_integer(&budget, "lines_total_pence"), 420151700);
    cr_expect_eq(reply_integer(&budget, "stated_total_pence"), 420151700);
    cr_expect_eq(reply_integer(&budget, "difference_pence"), 0);
    cr_expect(json_is_true(reply_member(&budget, "reconciled")));
    cr_expect_str_eq(reply_text(&budget, "printed_unit"), "£m", "as it is headed, which is wrong");
    cr_expect_not_null(strstr(reply_text(&budget, "note"), "pounds"));

    reply_auto struct reply lines =
        http_get(url, NULL, LINES "?budget=pcc-commissioning-2017-18&count=true");
    cr_expect_eq(reply_integer(&lines, "total"), 18);
    json_int_t sum = 0;
    for (size_t i = 0; i < 18; i++) {
        const json_t *line = json_array_get(reply_member(&lines, "items"), i);
        const json_int_t pence = json_integer_value(json_object_get(line, "amount_pence"));
        cr_expect_eq(json_integer_value(json_object_get(line, "line")), (json_int_t)i + 1);
        /* 1,055,000 as printed is 105500000 pence. */
        char digits[30] = "";
        size_t length = 0;
        for (const char *at = json_string_value(json_object_get(line, "printed_amount")); *at;
             at++) {
            if (*at != ',') {
                digits[length++] = *at;
            }
        }
        cr_expect_eq(strtoll(digits, NULL, 10) * 100, pence);
        sum += pence;
    }
    cr_expect_eq(sum, 420151700);
    reply_auto struct reply list = http_get(url, NULL, BUDGETS "?count=true");
    cr_expect_eq(reply_integer(&list, "total"), 1);
    cr_expect(json_equal(reply_member(&list, "items.0"), budget.json));
}

Test(budgets, a_total_that_does_not_agree_is_shown)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    free(service_sql(service, "UPDATE safer.budget_line SET amount_pence = amount_pence + 1"
                              " WHERE line = 18"));
    reply_auto struct reply more = http_get(url, NULL, COMMISSIONING);
    cr_expect_eq(reply_integer(&more, "difference_pence"), 1);
    cr_expect(json_is_false(reply_member(&more, "reconciled")));
    free(service_sql(service, "INSERT INTO safer.budget (id, title, owner, financial_year,"
                              " stated_total_pence, printed_unit, source) VALUES ('empty', 'Empty',"
                              " 'kcc', '2018/19', 5, '£', 'A paper')"));
    reply_auto struct reply empty = http_get(url, NULL, BUDGETS "/empty");
    cr_expect_eq(reply_integer(&empty, "lines"), 0);
    cr_expect_eq(reply_integer(&empty, "difference_pence"), -5);
    reply_auto struct reply page = http_get(url, NULL, BUDGETS "?limit=1");
    cr_expect_str_eq(reply_text(&page, "items.0.id"), "empty");
    reply_auto struct reply next = http_get(url, NULL, reply_text(&page, "next"));
    cr_expect_str_eq(reply_text(&next, "items.0.id"), "pcc-commissioning-2017-18");
    reply_auto struct reply none = http_get(url, NULL, LINES "?budget=empty");
    cr_expect_eq(json_array_size(reply_member(&none, "items")), 0);
}

Test(budgets, everybody_reads_them_in_both_forms)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply csv = http_get(url, NULL, LINES "?format=csv");
    static const char first[] =
        "id,budget,line,name,amount_pence,printed_amount,printed_unit\r\n"
        "pcc-commissioning-2017-18-001,pcc-commissioning-2017-18,1,Community Safety Partnerships,"
        "51122900,\"511,229\",£m\r\n";
    cr_expect_eq(strncmp(csv.body, first, sizeof first - 1), 0, "%s", csv.body);
    reply_auto struct reply whole = http_get(url, NULL, BUDGETS "?format=csv");
    cr_expect_not_null(strstr(whole.body, ",18,420151700,420151700,0,true,£m,"), "%s", whole.body);
    static const struct {
        const char *target, *wrong, *parameter;
    } rows[] = {
        {BUDGETS, BUDGETS "?owner=kcc", "owner"},
        {COMMISSIONING, BUDGETS "/PCC", "budget"},
        {LINES, LINES "?budget=PCC", "budget"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply wrong = http_get(url, NULL, rows[i].wrong);
        cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") &&
                  reply_names(&wrong, rows[i].parameter));
        struct request request = {.target = rows[i].target,
                                  .headers = (const char *const[]){"Accept: image/png", NULL}};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        reply_auto struct reply seen = http_get(url, NULL, rows[i].target);
        char header[160];
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&seen, "etag"));
        request.headers = (const char *const[]){header, NULL};
        reply_auto struct reply same = http_send(url, &request);
        cr_expect_eq(same.status, 304);
    }
    reply_auto struct reply nothing = http_get(url, NULL, BUDGETS "/nothing");
    cr_expect(reply_is_problem(&nothing, 404, "not-found"));
    static const char *const marks[] = {BUDGETS "?after=x", LINES "?after=x"};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply mark = http_get(url, NULL, marks[i]);
        cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
    }
}
