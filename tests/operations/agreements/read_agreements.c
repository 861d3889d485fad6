/* Agreements as they are read: the published memorandum, and those that are not for everybody.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_agreements, get_agreement, list_agreement_parties, list_agreement_minimums,
 * list_agreement_reviews. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define AGREEMENTS "/v1/agreements"
#define MOU AGREEMENTS "/kcst-mou-2018"
#define HIDDEN AGREEMENTS "/not-public"

/* A successor that is not public. */
static void record_hidden(struct service *service)
{
    reply_auto struct reply reply =
        http_post(service_url(service), service_token(service, "c", "kcc", "agreements.write"),
                  NULL, AGREEMENTS,
                  "{\"id\":\"not-public\",\"title\":\"A \\\"draft\\\", not public\",\"fund\":"
                  "\"kcst-pooled-budget\",\"starts_on\":\"2020-04-01\",\"ends_on\":\"2022-03-31\","
                  "\"succeeds\":\"kcst-mou-2018\",\"parties\":[\"kcc\",\"kfrs\"],\"minimums\":"
                  "[{\"financial_year\":\"2020/21\",\"amount_pence\":5}],"
                  "\"reviews\":[\"2021-04-01\"]}");
    cr_assert_eq(reply.status, 201, "%s", reply.body);
}

Test(read_agreements, the_memorandum_of_2018_is_published_whole)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply mou = http_get(url, NULL, MOU);
    cr_assert_eq(mou.status, 200);
    cr_expect_str_eq(reply_text(&mou, "fund"), "kcst-pooled-budget");
    cr_expect_str_eq(reply_text(&mou, "starts_on"), "2018-01-01");
    cr_expect_str_eq(reply_text(&mou, "ends_on"), "2020-03-31");
    cr_expect_str_eq(reply_text(&mou, "formal_report_on"), "2019-03-01");
    cr_expect_eq(reply_integer(&mou, "notice_months"), 6);
    cr_expect_eq(reply_integer(&mou, "meeting_interval_months"), 2);
    json_t *nested = json_loads(
        "{\"parties\":[\"kcc\",\"kent-police\",\"kfrs\"],\"minimums\":["
        "{\"financial_year\":\"2017/18\",\"amount_pence\":1000000,\"due_on\":\"2018-01-01\"},"
        "{\"financial_year\":\"2018/19\",\"amount_pence\":1600000,\"due_on\":\"2018-04-01\"},"
        "{\"financial_year\":\"2019/20\",\"amount_pence\":1600000,\"due_on\":\"2019-04-01\"}],"
        "\"reviews\":[\"2019-01-01\",\"2020-01-01\"]}",
        0, NULL);
    const char *name;
    json_t *value;
    json_object_foreach(nested, name, value)
    {
        cr_expect(json_equal(reply_member(&mou, name), value), "%s: %s", name, mou.body);
    }
    json_decref(nested);
    reply_auto struct reply list = http_get(url, NULL, AGREEMENTS "?count=true");
    cr_expect_eq(reply_integer(&list, "total"), 1);
    cr_expect(json_equal(reply_member(&list, "items.0"), mou.json));

    static const struct {
        const char *target, *csv;
    } parts[] = {
        {MOU "/parties", "agreement,partner,name,state,signed_on,designation\r\n"
                         "kcst-mou-2018,kcc,Kent County Council,unsigned,,\r\n"
                         "kcst-mou-2018,kent-police,Kent Police,unsigned,,\r\n"
                         "kcst-mou-2018,kfrs,Kent Fire and Rescue Service,unsigned,,\r\n"},
        {MOU "/minimums",
         "agreement,financial_year,amount_pence,due_on,note\r\n"
         "kcst-mou-2018,2017/18,1000000,2018-01-01,\"The due date is an assumption: the first day of "
         "the term, as no paper gives one.\"\r\n"
         "kcst-mou-2018,2018/19,1600000,2018-04-01,\"The due date is an assumption: 1 April, as no "
         "paper gives one. The amount includes all costs.\"\r\n"
         "kcst-mou-2018,2019/20,1600000,2019-04-01,\"The due date is an assumption: 1 April, as no "
         "paper gives one. The amount includes all costs.\"\r\n"},
        {MOU "/reviews", "agreement,review_on\r\n"
                         "kcst-mou-2018,2019-01-01\r\n"
                         "kcst-mou-2018,2020-01-01\r\n"},
    };
    for (size_t i = 0; i < 3; i++) {
        reply_auto struct reply csv = http_send(
            url, &(struct request){.target = parts[i].target,
                                   .headers = (const char *const[]){"Accept: text/csv", NULL}});
        cr_expect_str_eq(csv.body, parts[i].csv);
        reply_auto struct reply json = http_get(url, NULL, parts[i].target);
        cr_expect_eq(json_array_size(reply_member(&json, "items")), i == 2 ? 2 : 3);
        cr_expect(json_is_null(reply_member(&json, "next")));
        cr_expect_str_eq(reply_text(&json, "items.0.agreement"), "kcst-mou-2018");
    }
}

Test(read_agreements, what_is_not_public_leaks_nowhere_without_a_token)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply before = http_get(url, NULL, MOU);
    record_hidden(service);
    static const char *const addresses[] = {
        HIDDEN,
        HIDDEN "/parties",
        HIDDEN "/minimums",
        HIDDEN "/reviews",
        HIDDEN "/parties?format=csv",
        HIDDEN "/minimums?format=csv",
        HIDDEN "/reviews?format=csv",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        reply_auto struct reply hidden = http_get(url, NULL, addresses[i]);
        char missing[128];
        snprintf(missing, sizeof missing, AGREEMENTS "/no-such-one%s",
                 addresses[i] + sizeof HIDDEN - 1);
        reply_auto struct reply nothing = http_get(url, NULL, missing);
        cr_expect(reply_is_problem(&hidden, 404, "not-found"), "%s", addresses[i]);
        cr_expect(reply_is_problem(&nothing, 404, "not-found"), "%s", missing);
        cr_expect_str_eq(reply_text(&hidden, "detail"), reply_text(&nothing, "detail"));
    }
    static const char *const lists[] = {AGREEMENTS, AGREEMENTS "?fund=kcst-pooled-budget",
                                        AGREEMENTS "?on=2020-04-01", AGREEMENTS "?limit=1",
                                        AGREEMENTS "?format=csv"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        reply_auto struct reply list = http_get(url, NULL, lists[i]);
        cr_expect_eq(list.status, 200);
        cr_expect_null(strstr(list.body, "not-public"), "%s: %s", lists[i], list.body);
        cr_expect_null(strstr(list.body, "after="), "%s: there is no other page", lists[i]);
    }
    reply_auto struct reply counted = http_get(url, NULL, AGREEMENTS "?count=true");
    cr_expect_eq(reply_integer(&counted, "total"), 1);
    reply_auto struct reply mou = http_get(url, NULL, MOU);
    cr_expect(json_is_null(reply_member(&mou, "succeeded_by")));
    cr_expect_str_eq(mou.body, before.body, "its version tells of a successor");
    cr_expect_str_eq(reply_header(&mou, "etag"), reply_header(&before, "etag"));

    /* With a token it is there, whole. */
    static const char *const partners[] = {"kent-police", "swale"};
    for (size_t i = 0; i < 2; i++) {
        const char *token = service_token(service, "r", partners[i], "funds.read");
        for (size_t at = 0; at < sizeof addresses / sizeof *addresses; at++) {
            reply_auto struct reply seen = http_get(url, token, addresses[at]);
            cr_expect_eq(seen.status, 200, "%s", addresses[at]);
        }
        reply_auto struct reply list = http_get(url, token, AGREEMENTS "?count=true");
        cr_expect_eq(reply_integer(&list, "total"), 2);
        reply_auto struct reply known = http_get(url, token, MOU);
        cr_expect_str_eq(reply_text(&known, "succeeded_by"), "not-public");
        cr_expect_str_neq(reply_header(&known, "etag"), reply_header(&mou, "etag"));
        reply_auto struct reply csv = http_get(url, token, AGREEMENTS "?format=csv");
        cr_expect_not_null(strstr(csv.body,
                                  "\r\nnot-public,\"A \"\"draft\"\", not public\",memorandum,"
                                  "kcst-pooled-budget,2020-04-01,2022-03-31,,ended,kcst-mou-2018,,"
                                  "6,2,,false,,"));
    }
}

Test(read_agreements, filters_and_pages)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    record_hidden(service);
    const char *token = service_token(service, "r", "kcc", "funds.read");
    static const struct {
        const char *query;
        json_int_t total;
    } filters[] = {
        {"", 2},
        {"&fund=kcst-pooled-budget", 2},
        {"&fund=dhr-fund", 0},
        {"&on=2017-12-31", 0},
        {"&on=2018-01-01", 1},
        {"&on=2020-03-31", 1},
        {"&on=2020-04-01", 1},
        {"&on=2022-04-01", 0},
        {"&on=2020-04-01&fund=kcst-pooled-budget", 1},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[128];
        snprintf(target, sizeof target, AGREEMENTS "?count=true%s", filters[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect_eq(reply_integer(&reply, "total"), filters[i].total, "%s", filters[i].query);
        cr_expect_eq((json_int_t)json_array_size(reply_member(&reply, "items")), filters[i].total);
    }
    reply_auto struct reply first = http_get(url, token, AGREEMENTS "?limit=1");
    cr_expect_str_eq(reply_text(&first, "items.0.id"), "kcst-mou-2018");
    reply_auto struct reply second = http_get(url, token, reply_text(&first, "next"));
    cr_expect_str_eq(reply_text(&second, "items.0.id"), "not-public");
    cr_expect(json_is_null(reply_member(&second, "next")));
    reply_auto struct reply mark = http_get(url, token, AGREEMENTS "?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
}

Test(read_agreements, answers_by_token_form_and_tag)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    static const struct {
        const char *target, *wrong, *parameter;
    } rows[] = {
        {AGREEMENTS, AGREEMENTS "?on=soon&limit=1", "on"},
        {MOU, AGREEMENTS "/MOU", "agreement"},
        {MOU "/parties", MOU "/parties?limit=1", "limit"},
        {MOU "/minimums", MOU "/minimums?after=x", "after"},
        {MOU "/reviews", MOU "/reviews?count=true", "count"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char header[160];
        struct request request = {.target = rows[i].target, .token = "a.b.c"};
        reply_auto struct reply forged = http_send(url, &request);
        cr_expect(reply_is_problem(&forged, 401, "invalid-token"), "a bad token is not none");
        request.token = NULL;
        request.headers = (const char *const[]){"Accept: image/png", NULL};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        request.headers = NULL;
        reply_auto struct reply first = http_send(url, &request);
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
        request.headers = (const char *const[]){header, NULL};
        reply_auto struct reply same = http_send(url, &request);
        cr_expect_eq(same.status, 304);
        reply_auto struct reply wrong = http_get(url, NULL, rows[i].wrong);
        cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") &&
                  reply_names(&wrong, rows[i].parameter));
    }
}
