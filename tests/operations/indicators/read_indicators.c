/* Indicators as they are read, and who reads which.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_indicators, get_indicator. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define INDICATORS "/v1/indicators"

Test(read_indicators, anybody_reads_what_is_published_and_any_partner_all)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = service_token(service, "c", "mind", "x");
    reply_auto struct reply published = http_get(url, NULL, INDICATORS "?count=true");
    cr_expect_eq(reply_integer(&published, "total"), 2);
    cr_expect_str_eq(reply_text(&published, "items.0.id"), "domestic-abuse-incidents");
    cr_expect_str_eq(reply_text(&published, "items.1.id"), "road-casualties-ksi");
    reply_auto struct reply all = http_get(url, token, INDICATORS "?count=true");
    cr_expect_eq(reply_integer(&all, "total"), 7);
    reply_auto struct reply hidden = http_get(url, NULL, INDICATORS "/modern-slavery");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply missing = http_get(url, NULL, INDICATORS "/no-such");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    cr_expect_str_eq(reply_text(&missing, "detail"), reply_text(&hidden, "detail"),
                     "what may not be seen answers as what does not exist");
    reply_auto struct reply nobody = http_get(
        url, service_token(service, "c", "no-such-partner", "x"), INDICATORS "/modern-slavery");
    cr_expect_eq(nobody.status, 404, "a token of nobody is worth no more than none");
    reply_auto struct reply seen = http_get(url, token, INDICATORS "/modern-slavery");
    cr_assert_eq(seen.status, 200, "%s", seen.body);
    cr_expect_str_eq(reply_text(&seen, "state"), "proposed");
    cr_expect_eq(reply_integer(&seen, "suppress_below"), 5);
    cr_expect(json_is_null(reply_member(&seen, "agreed_on")));
}

Test(read_indicators, filters_narrow_the_list_and_its_csv)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", "x");
    static const struct {
        const char *filter;
        json_int_t count;
    } rows[] = {
        {"priority=domestic-abuse", 3},
        {"state=agreed", 2},
        {"state=retired", 0},
        {"source=kent-police", 6},
        {"frequency=quarter", 3},
        {"frequency=year", 0},
        {"focus=true", 4},
        {"focus=false", 3},
        {"public=true", 2},
        {"public=false", 5},
        {"focus=true&state=proposed", 2},
        {"priority=no-such", 0},
        {"priority=road-safety&public=true&focus=true&frequency=month", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[200];
        snprintf(target, sizeof target, INDICATORS "?%s&count=true", rows[i].filter);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_expect_eq(reply_integer(&reply, "total"), rows[i].count, "%s", target);
        cr_expect_eq((json_int_t)json_array_size(reply_member(&reply, "items")), rows[i].count);
        snprintf(target, sizeof target, INDICATORS "?%s&format=csv", rows[i].filter);
        reply_auto struct reply csv = http_get(url, token, target);
        json_int_t lines = -1;
        for (const char *at = csv.body; (at = strstr(at, "\r\n")); at += 2) {
            lines++;
        }
        cr_expect_eq(lines, rows[i].count, "%s: %s", target, csv.body);
    }
    reply_auto struct reply header = http_get(url, token, INDICATORS "?state=retired&format=csv");
    cr_expect_str_eq(header.body,
                     "id,title,description,unit,polarity,frequency,year,priority,source,state,"
                     "public,focus,kind,suppress_below,agreed_on,retired_on,note,created_at,"
                     "version\r\n");
    reply_auto struct reply wrong = http_get(url, token, INDICATORS "?state=done");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") && reply_names(&wrong, "state"));
    reply_auto struct reply cursor = http_get(url, token, INDICATORS "?after=abcd");
    cr_expect(reply_is_problem(&cursor, 400, "bad-cursor"));
}
