/* The organisations, which everybody may read.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_partners, get_partner. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define PARTNERS "/v1/partners"

Test(partners, everybody_reads_the_organisations)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply kcc = http_get(url, NULL, PARTNERS "/kcc");
    cr_assert_eq(kcc.status, 200);
    cr_expect_str_eq(reply_text(&kcc, "name"), "Kent County Council");
    cr_expect_str_eq(reply_text(&kcc, "kind"), "constituent");
    reply_auto struct reply constituent =
        http_get(url, NULL, PARTNERS "?kind=constituent&count=true");
    cr_expect_eq(reply_integer(&constituent, "total"), 3);
    static const char *const three[] = {"kcc", "kent-police", "kfrs"};
    for (size_t i = 0; i < 3; i++) {
        char path[32];
        snprintf(path, sizeof path, "items.%zu.id", i);
        cr_expect_str_eq(reply_text(&constituent, path), three[i]);
    }
    cr_expect(json_equal(reply_member(&constituent, "items.0"), kcc.json));
    reply_auto struct reply districts = http_get(url, NULL, PARTNERS "?kind=district&count=true");
    cr_expect_eq(reply_integer(&districts, "total"), 12);
    reply_auto struct reply nothing = http_get(url, NULL, PARTNERS "/nobody");
    cr_expect(reply_is_problem(&nothing, 404, "not-found"));
}

Test(partners, pages_and_csv_give_the_same_organisations)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply whole = http_get(url, NULL, PARTNERS "?limit=500&count=true");
    const json_t *all = reply_member(&whole, "items");
    cr_assert_eq((json_int_t)json_array_size(all), reply_integer(&whole, "total"));
    size_t seen = 0;
    char *next = strdup(PARTNERS "?limit=7");
    while (next) {
        reply_auto struct reply page = http_get(url, NULL, next);
        const json_t *items = reply_member(&page, "items");
        for (size_t i = 0; i < json_array_size(items); i++) {
            cr_assert(json_equal(json_array_get(items, i), json_array_get(all, seen++)));
        }
        free(next);
        const char *to = reply_text(&page, "next");
        next = to ? strdup(to) : NULL;
    }
    cr_expect_eq(seen, json_array_size(all));
    reply_auto struct reply csv = http_send(
        url, &(struct request){.target = PARTNERS "?kind=constituent",
                               .headers = (const char *const[]){"Accept: text/csv", NULL}});
    cr_expect_str_eq(
        csv.body,
        "id,name,kind,from_on,to_on,note,version,organisation_id\r\n"
        "kcc,Kent County Council,constituent,,,Party to the memorandum of 2018-2020.,1,GB-LAE-KEN\r\n"
        "kent-police,Kent Police,constituent,,,Party to the memorandum of 2018-2020.,1,\r\n"
        "kfrs,Kent Fire and Rescue Service,constituent,,,Party to the memorandum of 2018-2020; hosts "
        "the pooled budget and the team's premises.,1,\r\n");
}

Test(partners, on_a_day_only_those_there_were)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    free(service_sql(service, "INSERT INTO safer.partner (id, name, kind, from_on, to_on) VALUES"
                              " ('was', 'Was', 'csp', NULL, '2015-08-31'),"
                              " ('is', 'Is', 'csp', '2015-09-01', NULL),"
                              " ('day', 'Day', 'csp', '2016-02-29', '2016-02-29')"));
    static const struct {
        const char *day, *ids;
    } days[] = {
        {"2015-08-31", "medway-csp was"},
        {"2015-09-01", "is medway-csp"},
        {"2016-02-29", "day is medway-csp"},
        {"2016-03-01", "is medway-csp"},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        char target[96], ids[128] = "";
        snprintf(target, sizeof target, PARTNERS "?kind=csp&on=%s&count=true", days[i].day);
        reply_auto struct reply reply = http_get(url, NULL, target);
        const json_t *items = reply_member(&reply, "items");
        for (size_t at = 0; at < json_array_size(items); at++) {
            const char *id = json_string_value(json_object_get(json_array_get(items, at), "id"));
            const size_t length = strlen(ids);
            snprintf(ids + length, sizeof ids - length, "%s%s", at ? " " : "", id);
        }
        cr_expect_str_eq(ids, days[i].ids, "%s", days[i].day);
        cr_expect_eq((json_int_t)json_array_size(items), reply_integer(&reply, "total"));
    }
}

Test(partners, each_has_the_name_of_the_day)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-03-31"});
    const char *url = service_url(service);
    static const struct {
        const char *query, *name;
    } days[] = {
        {"", "Shepway District Council"},
        {"on=2018-03-31", "Shepway District Council"},
        {"on=2018-04-01", "Folkestone and Hythe District Council"},
        {"on=2015-01-01", "Shepway District Council"},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        char target[120];
        snprintf(target, sizeof target, PARTNERS "/folkestone-and-hythe?%s", days[i].query);
        reply_auto struct reply one = http_get(url, NULL, target);
        cr_expect_str_eq(reply_text(&one, "name"), days[i].name, "%s", days[i].query);
        snprintf(target, sizeof target, PARTNERS "?kind=district&%s", days[i].query);
        reply_auto struct reply list = http_get(url, NULL, target);
        cr_expect(json_equal(reply_member(&list, "items.4"), one.json), "%s", days[i].query);
    }
    /* A short name or a slip is no name in full. */
    reply_auto struct reply kfrs = http_get(url, NULL, PARTNERS "/kfrs");
    cr_expect_str_eq(reply_text(&kfrs, "name"), "Kent Fire and Rescue Service");
    free(service_sql(service, "INSERT INTO safer.name (id, name, form, kind, refers_to, from_on)"
                              " VALUES ('renamed', 'Kent Fire Service', 'full', 'partner', 'kfrs',"
                              " '2018-04-01')"));
    reply_auto struct reply section =
        http_get(url, service_token(service, "c", "kcc", "x"), "/v1/establishment?on=2018-04-01");
    cr_expect_str_eq(reply_text(&section, "items.0.employer_name"), "Kent Fire Service");
}

Test(partners, what_is_wrong_with_a_question_is_named)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    static const struct {
        const char *target, *parameter;
    } wrong[] = {
        {PARTNERS "?kind=friend", "kind"},     {PARTNERS "?on=2018-02-29", "on"},
        {PARTNERS "?name=kcc", "name"},        {PARTNERS "/KCC", "partner"},
        {PARTNERS "/kcc?on=2018-02-29", "on"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply = http_get(url, NULL, wrong[i].target);
        cr_expect(reply_is_problem(&reply, 400, "invalid-parameters") &&
                      reply_names(&reply, wrong[i].parameter),
                  "%s", wrong[i].target);
    }
    reply_auto struct reply mark = http_get(url, NULL, PARTNERS "?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
    static const char *const targets[] = {PARTNERS, PARTNERS "/kcc"};
    for (size_t i = 0; i < 2; i++) {
        char header[160];
        struct request request = {.target = targets[i],
                                  .headers = (const char *const[]){"Accept: image/png", NULL}};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        reply_auto struct reply first = http_get(url, NULL, targets[i]);
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
        request.headers = (const char *const[]){header, NULL};
        reply_auto struct reply same = http_send(url, &request);
        cr_expect_eq(same.status, 304);
    }
}
