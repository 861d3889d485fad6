/* Funds and who contributes to them, as different readers see them.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_funds, get_fund, list_fund_contributors. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define FUND "/v1/funds/kcst-pooled-budget"

static struct service *start(const char *today)
{
    struct service *service = service_start(&(struct service_options){.today = today});
    free(service_sql(
        service, "INSERT INTO safer.fund (id, name, host, rolls_forward, note) VALUES"
                 " ('district-fund', 'Districts', 'medway', false, 'Named contributors only')"));
    free(service_sql(
        service, "INSERT INTO safer.fund_contributor (fund, partner, from_on, to_on, amount_pence)"
                 " VALUES ('district-fund', 'swale', '2017-04-01', '2018-03-31', NULL),"
                 " ('district-fund', 'swale', '2019-04-01', NULL, NULL),"
                 " ('district-fund', 'kent-pcc', '2017-04-01', NULL, 39661)"));
    return service;
}

static const char *reader(struct service *service, const char *partner)
{
    return service_token(service, "r", partner, "funds.read");
}

Test(read_funds, the_pooled_budget_is_hosted_by_the_fire_service)
{
    service_auto struct service *service = start("2018-04-03");
    reply_auto struct reply fund = http_get(service_url(service), reader(service, "kcc"), FUND);
    cr_assert_eq(fund.status, 200);
    cr_expect_str_eq(reply_text(&fund, "id"), "kcst-pooled-budget");
    cr_expect_str_eq(reply_text(&fund, "host"), "kfrs");
    cr_expect_str_eq(reply_text(&fund, "agreement"), "kcst-mou-2018");
    cr_expect(json_is_true(reply_member(&fund, "rolls_forward")));
    reply_auto struct reply list =
        http_get(service_url(service), reader(service, "kcc"), "/v1/funds?count=true");
    cr_expect_eq(reply_integer(&list, "total"), 4);
    cr_expect_str_eq(reply_text(&list, "items.1.id"), "district-fund");
    cr_expect(json_is_null(reply_member(&list, "items.1.agreement")));
    cr_expect(json_equal(reply_member(&list, "items.2"), fund.json));
    reply_auto struct reply page =
        http_get(service_url(service), reader(service, "kcc"), "/v1/funds?limit=2");
    reply_auto struct reply next =
        http_get(service_url(service), reader(service, "kcc"), reply_text(&page, "next"));
    cr_expect(json_equal(reply_member(&next, "items.0"), fund.json));
    cr_expect_str_eq(reply_text(&next, "items.1.id"), "pcc-kcsp-grant-2016-17");
    cr_expect(json_is_null(reply_member(&next, "next")));
    reply_auto struct reply csv =
        http_get(service_url(service), reader(service, "kcc"), "/v1/funds?format=csv");
    cr_expect_not_null(
        strstr(csv.body, "\r\ndistrict-fund,Districts,medway,,false,Named contributors only,"));
}

Test(read_funds, the_agreement_in_force_and_the_tag_follow_the_calendar)
{
    static const struct {
        const char *today, *agreement;
    } days[] = {{"2017-12-31", NULL}, {"2020-03-31", "kcst-mou-2018"}, {"2020-04-01", NULL}};
    char *tags[3];
    for (size_t i = 0; i < 3; i++) {
        service_auto struct service *service = start(days[i].today);
        reply_auto struct reply fund = http_get(service_url(service), reader(service, "kcc"), FUND);
        const char *agreement = reply_text(&fund, "agreement");
        cr_expect(days[i].agreement ? agreement && strcmp(agreement, days[i].agreement) == 0
                                    : !agreement,
                  "%s", days[i].today);
        tags[i] = strdup(reply_header(&fund, "etag"));
    }
    cr_expect_str_neq(tags[0], tags[1]);
    cr_expect_str_neq(tags[1], tags[2]);
    cr_expect_str_neq(tags[0], tags[2]);
    for (size_t i = 0; i < 3; i++) {
        free(tags[i]);
    }
}

Test(read_funds, contributors_are_those_of_agreements_and_those_a_fund_names)
{
    service_auto struct service *service = start("2018-04-03");
    const char *url = service_url(service), *kcc = reader(service, "kcc");
    reply_auto struct reply parties = http_get(url, kcc, FUND "/contributors");
    cr_expect_eq(json_array_size(reply_member(&parties, "items")), 3);
    cr_expect_str_eq(reply_text(&parties, "items.1.partner"), "kent-police");
    cr_expect_str_eq(reply_text(&parties, "items.1.name"), "Kent Police");
    cr_expect_str_eq(reply_text(&parties, "items.1.agreement"), "kcst-mou-2018");
    cr_expect_str_eq(reply_text(&parties, "items.1.from_on"), "2018-01-01");
    cr_expect(json_is_null(reply_member(&parties, "items.1.amount_pence")));
    cr_expect(json_is_null(reply_member(&parties, "next")));
    static const struct {
        const char *target;
        size_t count;
    } days[] = {
        {FUND "/contributors?on=2017-12-31", 0},
        {FUND "/contributors?on=2018-01-01", 3},
        {FUND "/contributors?on=2020-03-31", 3},
        {FUND "/contributors?on=2020-04-01", 0},
        {"/v1/funds/district-fund/contributors", 3},
        {"/v1/funds/district-fund/contributors?on=2018-04-01", 1},
        {"/v1/funds/district-fund/contributors?on=2019-04-01", 2},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        reply_auto struct reply reply = http_get(url, kcc, days[i].target);
        cr_expect_eq(json_array_size(reply_member(&reply, "items")), days[i].count, "%s",
                     days[i].target);
    }
    reply_auto struct reply csv =
        http_get(url, reader(service, "medway"), "/v1/funds/district-fund/contributors?format=csv");
    cr_expect_str_eq(
        csv.body,
        "fund,partner,name,from_on,to_on,agreement,amount_pence\r\n"
        "district-fund,kent-pcc,Office of the Kent Police and Crime Commissioner,2017-04-01,,,39661\r\n"
        "district-fund,swale,Swale Borough Council,2017-04-01,2018-03-31,,\r\n"
        "district-fund,swale,Swale Borough Council,2019-04-01,,,\r\n");
}

Test(read_funds, a_fund_is_seen_by_who_it_concerns)
{
    service_auto struct service *service = start("2018-04-03");
    const char *url = service_url(service);
    static const struct {
        const char *partner;
        json_int_t funds;
        bool pooled, reviews;
    } readers[] = {
        {"kcc", 4, true, true},      {"kfrs", 4, true, true},  {"kent-police", 4, true, true},
        {"medway", 2, true, true},   {"swale", 3, true, true}, {"dover", 2, true, false},
        {"nobody", 0, false, false},
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *token = reader(service, readers[i].partner);
        reply_auto struct reply list = http_get(url, token, "/v1/funds?count=true");
        cr_expect_eq(reply_integer(&list, "total"), readers[i].funds, "%s", readers[i].partner);
        cr_expect_eq((json_int_t)json_array_size(reply_member(&list, "items")), readers[i].funds);
        reply_auto struct reply csv = http_get(url, token, "/v1/funds?format=csv");
        cr_expect_eq(!!strstr(csv.body, "kcst-pooled-budget"), readers[i].pooled);
        cr_expect_eq(!!strstr(csv.body, "district-fund"), readers[i].reviews);
        static const char *const targets[] = {FUND, FUND "/contributors", "/v1/funds/district-fund",
                                              "/v1/funds/district-fund/contributors"};
        for (size_t at = 0; at < 4; at++) {
            reply_auto struct reply reply = http_get(url, token, targets[at]);
            cr_expect((at < 2 ? readers[i].pooled : readers[i].reviews)
                          ? reply.status == 200
                          : reply_is_problem(&reply, 404, "not-found"),
                      "%s for %s", targets[at], readers[i].partner);
        }
    }
    reply_auto struct reply own =
        http_get(url, reader(service, "swale"), "/v1/funds/district-fund/contributors");
    cr_expect_eq(json_array_size(reply_member(&own, "items")), 2, "its own two terms");
}

Test(read_funds, answers_by_token_form_and_tag)
{
    service_auto struct service *service = start("2018-04-03");
    const char *url = service_url(service);
    static const struct {
        const char *target, *wrong, *parameter;
    } rows[] = {
        {"/v1/funds", "/v1/funds?on=2018-04-03", "on"},
        {FUND, "/v1/funds/KCST", "fund"},
        {FUND "/contributors", FUND "/contributors?on=today", "on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char header[160];
        struct request request = {.target = rows[i].target};
        reply_auto struct reply anonymous = http_send(url, &request);
        cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
        request.token = service_token(service, "r", "kcc", "audit.read");
        reply_auto struct reply scope = http_send(url, &request);
        cr_expect(reply_is_problem(&scope, 403, "insufficient-scope"));
        request.token = reader(service, "kcc");
        request.headers = (const char *const[]){"Accept: image/png", NULL};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        request.headers = NULL;
        reply_auto struct reply first = http_send(url, &request);
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
        request.headers = (const char *const[]){header, NULL};
        reply_auto struct reply same = http_send(url, &request);
        cr_expect_eq(same.status, 304);
        reply_auto struct reply wrong = http_get(url, request.token, rows[i].wrong);
        cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") &&
                  reply_names(&wrong, rows[i].parameter));
    }
    reply_auto struct reply mark = http_get(url, reader(service, "kcc"), "/v1/funds?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
}
