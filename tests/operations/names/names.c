/* What names in the papers refer to, and when.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_names. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define NAMES "/v1/names"

Test(names, a_name_means_what_it_meant_on_the_day)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    static const struct {
        const char *query, *refers_to; /* with a blank after each */
    } rows[] = {
        {"name=KCST&on=2014-10-14", "kcsp-working-group "},
        {"name=KCST&on=2015-08-31", "kcsp-working-group "},
        {"name=KCST&on=2015-09-01", "kcst "},
        {"name=kcst", "kcsp-working-group kcst "},
        {"name=Morale", "morile "},
        {"name=MoRiL", ""},
        {"name=MoRiLE%20", ""},
        {"name=shepway%20district%20council&on=2018-04-01", ""},
        {"name=shepway%20district%20council&on=2018-03-31", "folkestone-and-hythe "},
        {"name=service%20level%20agreement", "kcst-mou-2018 "},
        {"refers_to=kcst&on=2020-01-01", "kcst kcst kcst "},
        {"refers_to=kcst&name=CST", "kcst "},
        {"refers_to=nothing", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[120], found[300] = "";
        snprintf(target, sizeof target, NAMES "?count=true&%s", rows[i].query);
        reply_auto struct reply reply = http_get(url, NULL, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        const json_t *items = reply_member(&reply, "items");
        for (size_t at = 0; at < json_array_size(items); at++) {
            const json_t *item = json_array_get(items, at);
            const size_t length = strlen(found);
            snprintf(found + length, sizeof found - length, "%s ",
                     json_string_value(json_object_get(item, "refers_to")));
        }
        cr_expect_str_eq(found, rows[i].refers_to, "%s", rows[i].query);
        cr_expect_eq(reply_integer(&reply, "total"), (json_int_t)json_array_size(items));
    }
}

Test(names, everybody_reads_them_in_both_forms)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply csv = http_get(url, NULL, NAMES "?name=KCST&format=csv");
    cr_expect_str_eq(
        csv.body,
        "id,name,form,kind,refers_to,from_on,to_on,source,note\r\n"
        "kcst-sub-group,KCST,short,body,kcsp-working-group,,2015-08-31,\"Report on the action plan, "
        "October 2014\",\"A sub-group of the Kent Community Safety Partnership, which became its "
        "Working Group.\"\r\n"
        "kcst-team,KCST,short,team,kcst,2015-09-01,,Memorandum of Understanding 2018-2020,The "
        "co-located team. It was established in September 2015 without a day: the first of the month "
        "stands for it.\r\n");
    reply_auto struct reply page = http_get(url, NULL, NAMES "?limit=1");
    reply_auto struct reply next = http_get(url, NULL, reply_text(&page, "next"));
    cr_expect_eq(json_array_size(reply_member(&next, "items")), 1);
    static const struct {
        const char *target, *parameter;
    } wrong[] = {{NAMES "?on=soon", "on"},
                 {NAMES "?refers_to=KCST", "refers_to"},
                 {NAMES "?name=", "name"},
                 {NAMES "?kind=team", "kind"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply = http_get(url, NULL, wrong[i].target);
        cr_expect(reply_is_problem(&reply, 400, "invalid-parameters") &&
                  reply_names(&reply, wrong[i].parameter));
    }
    reply_auto struct reply mark = http_get(url, NULL, NAMES "?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
    struct request request = {.target = NAMES,
                              .headers = (const char *const[]){"Accept: image/png", NULL}};
    reply_auto struct reply image = http_send(url, &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
    char header[160];
    snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&page, "etag"));
    request = (struct request){.target = NAMES "?limit=1",
                               .headers = (const char *const[]){header, NULL}};
    reply_auto struct reply same = http_send(url, &request);
    cr_expect_eq(same.status, 304);
}
