/* What each contributor owes: the states around the day it is due, and sums that hide nothing.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define SCHEDULE "/v1/funds/kcst-pooled-budget/schedule"
#define OF_2018 SCHEDULE "?financial_year=2018/19"

static struct service *start(const char *today)
{
    return service_start(&(struct service_options){.today = today});
}

/* Posts a contribution for 2018/19 and returns its address, which the caller frees. */
static char *pay(struct service *service, const char *partner, int pence, const char *received_on)
{
    static unsigned paid;
    char body[256], key[32];
    snprintf(key, sizeof key, "key-%u", paid++);
    snprintf(body, sizeof body,
             "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":%d,"
             "\"received_on\":\"%s\",\"external_reference\":\"%s\"}",
             pence, received_on, key);
    reply_auto struct reply reply =
        http_post(service_url(service), service_token(service, "p", partner, "contributions.write"),
                  key, "/v1/contributions", body);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
    return strdup(reply_header(&reply, "location"));
}

static void act(struct service *service, const char *partner, const char *contribution,
                const char *action, const char *body)
{
    char target[128];
    snprintf(target, sizeof target, "%s/%s", contribution, action);
    reply_auto struct reply reply =
        http_post(service_url(service),
                  service_token(service, "p", partner, "contributions.write funds.write"),
                  contribution, target, body);
    cr_assert_eq(reply.status, 200, "%s", reply.body);
}

/* Asserts a line: "partner due received unconfirmed outstanding due_on state". */
static void assert_line(struct service *service, const char *reader, const char *expected)
{
    reply_auto struct reply reply =
        http_get(service_url(service), service_token(service, "r", reader, "funds.read"), OF_2018);
    cr_assert_eq(reply.status, 200);
    const json_t *items = reply_member(&reply, "items");
    char lines[4][160];
    for (size_t i = 0; i < json_array_size(items) && i < 4; i++) {
        const char *partner, *due_on, *state;
        json_int_t due, received, unconfirmed, outstanding;
        cr_assert_eq(json_unpack(json_array_get(items, i), "{s:s, s:I, s:I, s:I, s:I, s:s, s:s}",
                                 "partner", &partner, "due_pence", &due, "received_pence",
                                 &received, "unconfirmed_pence", &unconfirmed, "outstanding_pence",
                                 &outstanding, "due_on", &due_on, "state", &state),
                     0);
        snprintf(lines[i], sizeof lines[i], "%s %lld %lld %lld %lld %s %s", partner, (long long)due,
                 (long long)received, (long long)unconfirmed, (long long)outstanding, due_on,
                 state);
        if (strcmp(lines[i], expected) == 0) {
            return;
        }
    }
    cr_assert(false, "not \"%s\": %s", expected, reply.body);
}

Test(get_fund_schedule, before_the_day_nothing_is_due)
{
    service_auto struct service *service = start("2018-03-31");
    assert_line(service, "kcc", "kcc 1600000 0 0 1600000 2018-04-01 not_due");
    char *paid = pay(service, "kcc", 1, "2018-03-31");
    assert_line(service, "kcc", "kcc 1600000 1 1 1599999 2018-04-01 part_paid");
    assert_line(service, "kcc", "kfrs 1600000 0 0 1600000 2018-04-01 not_due");
    free(paid);
    paid = pay(service, "kcc", 1599999, "2018-03-31");
    assert_line(service, "kcc", "kcc 1600000 1600000 1600000 0 2018-04-01 paid");
    free(paid);
}

Test(get_fund_schedule, on_the_day_it_is_due_and_not_overdue)
{
    service_auto struct service *service = start("2018-04-01");
    assert_line(service, "kcc", "kcc 1600000 0 0 1600000 2018-04-01 due");
    char *paid = pay(service, "kcc", 1000000, "2018-04-01");
    assert_line(service, "kcc", "kcc 1600000 1000000 1000000 600000 2018-04-01 part_paid");
    free(paid);
    paid = pay(service, "kcc", 600001, "2018-04-01");
    assert_line(service, "kcc", "kcc 1600000 1600001 1600001 0 2018-04-01 paid");
    free(paid);
}

Test(get_fund_schedule, after_the_day_it_is_overdue_until_all_is_paid)
{
    service_auto struct service *service = start("2018-04-02");
    assert_line(service, "kcc", "kcc 1600000 0 0 1600000 2018-04-01 overdue");
    char *first = pay(service, "kcc", 1000000, "2018-04-02");
    assert_line(service, "kcc", "kcc 1600000 1000000 1000000 600000 2018-04-01 overdue");
    char *second = pay(service, "kcc", 600000, "2018-04-02");
    assert_line(service, "kcc", "kcc 1600000 1600000 1600000 0 2018-04-01 paid");
    /* A receipt moves money from unconfirmed, a reversal takes it out. */
    act(service, "kfrs", first, "receipt",
        "{\"confirmed_on\":\"2018-04-02\",\"bank_reference\":\"B\"}");
    assert_line(service, "kcc", "kcc 1600000 1600000 600000 0 2018-04-01 paid");
    act(service, "kcc", second, "reversal",
        "{\"reason\":\"x\",\"replacement\":{\"amount_pence\":500000}}");
    assert_line(service, "kcc", "kcc 1600000 1500000 500000 100000 2018-04-01 overdue");
    act(service, "kfrs", first, "reversal", "{\"reason\":\"x\"}");
    assert_line(service, "kcc", "kcc 1600000 500000 500000 1100000 2018-04-01 overdue");
    /* More than the minimum is welcome, and makes nothing negative. */
    char *third = pay(service, "kcc", 9000000, "2018-04-02");
    assert_line(service, "kcc", "kcc 1600000 9500000 9500000 0 2018-04-01 paid");
    free(first);
    free(second);
    free(third);
}

Test(get_fund_schedule, each_year_has_its_own_and_a_year_nobody_covers_is_empty)
{
    service_auto struct service *service = start("2018-04-02");
    const char *url = service_url(service),
               *token = service_token(service, "r", "kfrs", "funds.read");
    char *paid = pay(service, "kcc", 5, "2018-04-02");
    reply_auto struct reply first = http_get(url, token, SCHEDULE "?financial_year=2017%2F18");
    static const char *const partners[] = {"kcc", "kent-police", "kfrs"};
    cr_assert_eq(json_array_size(reply_member(&first, "items")), 3);
    cr_assert(json_is_null(reply_member(&first, "next")));
    for (size_t i = 0; i < 3; i++) {
        char path[32];
        snprintf(path, sizeof path, "items.%zu.partner", i);
        cr_expect_str_eq(reply_text(&first, path), partners[i]);
        snprintf(path, sizeof path, "items.%zu.due_pence", i);
        cr_expect_eq(reply_integer(&first, path), 1000000);
        snprintf(path, sizeof path, "items.%zu.received_pence", i);
        cr_expect_eq(reply_integer(&first, path), 0);
        snprintf(path, sizeof path, "items.%zu.due_on", i);
        cr_expect_str_eq(reply_text(&first, path), "2018-01-01", "the first day of the term");
    }
    reply_auto struct reply last = http_get(url, token, SCHEDULE "?financial_year=2019/20");
    cr_expect_str_eq(reply_text(&last, "items.0.state"), "not_due");
    reply_auto struct reply none = http_get(url, token, SCHEDULE "?financial_year=2020/21");
    cr_expect_str_eq(none.body, "{\"items\":[],\"next\":null}");
    reply_auto struct reply csv =
        http_get(url, token, SCHEDULE "?financial_year=2018/19&format=csv");
    cr_expect_str_eq(
        csv.body,
        "partner,name,due_pence,received_pence,unconfirmed_pence,outstanding_pence,due_on,"
        "state\r\n"
        "kcc,Kent County Council,1600000,5,5,1599995,2018-04-01,overdue\r\n"
        "kent-police,Kent Police,1600000,0,0,1600000,2018-04-01,overdue\r\n"
        "kfrs,Kent Fire and Rescue Service,1600000,0,0,1600000,2018-04-01,overdue\r\n");
    free(paid);
}

Test(get_fund_schedule, sums_are_right_for_a_reader_that_sees_half_of_the_fund)
{
    service_auto struct service *service = start("2018-04-02");
    free(service_sql(service,
                     "INSERT INTO safer.agreement_party VALUES ('kcst-mou-2018', 'swale', NULL),"
                     " ('kcst-mou-2018', 'dover', NULL);"
                     "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
                     " VALUES ('kcst-pooled-budget', 'thanet', '2018-06-01')"));
    char *paid[] = {pay(service, "swale", 600000, "2018-04-02"),
                    pay(service, "swale", 400000, "2018-04-02"),
                    pay(service, "dover", 7, "2018-04-02"), pay(service, "kcc", 9, "2018-04-02")};
    act(service, "kfrs", paid[0], "receipt",
        "{\"confirmed_on\":\"2018-04-02\",\"bank_reference\":\"B\"}");
    static const struct {
        const char *reader, *expected;
        size_t lines;
    } readers[] = {
        {"swale", "swale 1600000 1000000 400000 600000 2018-04-01 overdue", 1},
        {"dover", "dover 1600000 7 7 1599993 2018-04-01 overdue", 1},
        {"thanet", "thanet 0 0 0 0 2018-06-01 paid", 1},
        {"kent-police", "swale 1600000 1000000 400000 600000 2018-04-01 overdue", 6},
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        reply_auto struct reply reply =
            http_get(service_url(service),
                     service_token(service, "r", readers[i].reader, "funds.read"), OF_2018);
        cr_assert_eq(json_array_size(reply_member(&reply, "items")), readers[i].lines, "%s",
                     readers[i].reader);
        if (readers[i].lines == 1) {
            assert_line(service, readers[i].reader, readers[i].expected);
        } else {
            cr_expect_str_eq(reply_text(&reply, "items.4.partner"), "swale");
            cr_expect_eq(reply_integer(&reply, "items.4.received_pence"), 1000000);
            cr_expect_eq(reply_integer(&reply, "items.4.unconfirmed_pence"), 400000);
        }
    }
    for (size_t i = 0; i < sizeof paid / sizeof *paid; i++) {
        free(paid[i]);
    }
}

Test(get_fund_schedule, what_is_wrong_with_a_question_is_named)
{
    service_auto struct service *service = start("2018-04-02");
    const char *url = service_url(service),
               *token = service_token(service, "r", "kfrs", "funds.read");
    static const struct {
        const char *target, *parameter;
    } wrong[] = {
        {SCHEDULE, "financial_year"},
        {SCHEDULE "?financial_year=", "financial_year"},
        {SCHEDULE "?financial_year=2018/20", "financial_year"},
        {SCHEDULE "?financial_year=2018", "financial_year"},
        {OF_2018 "&limit=1", "limit"},
        {OF_2018 "&count=true", "count"},
        {"/v1/funds/KCST/schedule?financial_year=2018/19", "fund"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply = http_get(url, token, wrong[i].target);
        cr_expect(reply_is_problem(&reply, 400, "invalid-parameters") &&
                      reply_names(&reply, wrong[i].parameter),
                  "%s", wrong[i].target);
    }
    struct request request = {.target = OF_2018};
    reply_auto struct reply anonymous = http_send(url, &request);
    cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
    request.token = service_token(service, "r", "kfrs", "funds.write");
    reply_auto struct reply scope = http_send(url, &request);
    cr_expect(reply_is_problem(&scope, 403, "insufficient-scope"));
    request.token = service_token(service, "r", "swale", "contributions.write");
    reply_auto struct reply outside = http_send(url, &request);
    cr_expect_str_eq(outside.body, "{\"items\":[],\"next\":null}", "what others owe is not told");
    request.token = service_token(service, "r", "nobody", "contributions.write");
    reply_auto struct reply hidden = http_send(url, &request);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    request.target = "/v1/funds/nowhere/schedule?financial_year=2018/19&format=csv";
    request.token = token;
    reply_auto struct reply missing = http_send(url, &request);
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    request.target = OF_2018;
    request.headers = (const char *const[]){"Accept: image/png", NULL};
    reply_auto struct reply image = http_send(url, &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
    request.headers = NULL;
    reply_auto struct reply first = http_send(url, &request);
    char header[160];
    snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
    request.headers = (const char *const[]){header, NULL};
    reply_auto struct reply same = http_send(url, &request);
    cr_expect_eq(same.status, 304);
    free(pay(service, "kcc", 1, "2018-04-02"));
    reply_auto struct reply changed = http_send(url, &request);
    cr_expect_eq(changed.status, 200, "a payment changes the schedule");
}
