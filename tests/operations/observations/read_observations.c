/* Observations: filters, pages, CSV, what was known when, and what is hidden from whom.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_observations, list_observation_revisions, get_observation_load. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/http.h"
#include "support/indicators.h"
#include "support/service.h"

#define OBSERVATIONS "/v1/observations"
#define HEADER "indicator,area,period,value,status,revision,recorded_at,suppressed,deleted\r\n"

static const struct row rows[] = {
    {"open", "E10000016", "2017-03", "12.50", NULL},
    {"open", "E07000110", "2017-03", "4", "provisional"},
    {"open", "E07000110", "2017-04", "5", NULL},
    {"shut", "E10000016", "2017-03", "40", NULL},
    {"shut", "E07000110", "2017-03", "3", NULL},
    {"shut", "E07000114", "2017-03", "2", NULL},
    {0},
};

static struct service *start(void)
{
    struct service *service = service_start(NULL);
    indicator_make(service, "open", true);
    indicator_make(service, "shut", false);
    indicator_load(service, rows);
    return service;
}

/* Each item as area:value, where it is hidden area:~. */
static const char *values_of(const struct reply *reply)
{
    static char values[1000];
    values[0] = '\0';
    const json_t *items = reply_member(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i), *value = json_object_get(item, "value");
        const size_t length = strlen(values);
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        cr_expect_eq(json_is_null(value), json_is_true(json_object_get(item, "suppressed")));
        snprintf(values + length, sizeof values - length, "%s%s:%s", i ? " " : "",
                 json_string_value(json_object_get(item, "area")),
                 json_is_null(value) ? "~" : text);
        free(text);
    }
    return values;
}

Test(read_observations, who_asks_decides_what_is_read)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    static const struct {
        const char *partner, *indicator, *values;
    } readers[] = {
        {NULL, "open", "E10000016:12.5 E07000110:~ E07000110:5"},
        {NULL, "shut", ""},
        {"no-such-partner", "open", "E10000016:12.5 E07000110:~ E07000110:5"},
        {"no-such-partner", "shut", ""},
        {"kcc", "open", "E10000016:12.5 E07000110:4 E07000110:5"},
        {"kcc", "shut", "E10000016:40 E07000110:3 E07000114:2"},
        {"kent-pcc", "shut", "E10000016:40 E07000110:3 E07000114:2"},
        {"swale", "shut", "E10000016:40 E07000110:3 E07000114:2"},
        {"maidstone", "shut", "E10000016:40 E07000110:3"},
        {"mind", "shut", "E10000016:40"},
        {"mind", "open", "E10000016:12.5 E07000110:4 E07000110:5"},
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        char target[100];
        const char *token =
            readers[i].partner ? service_token(service, "c", readers[i].partner, "x") : NULL;
        snprintf(target, sizeof target, OBSERVATIONS "?indicator=%s&count=true",
                 readers[i].indicator);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_expect_str_eq(values_of(&reply), readers[i].values, "%s of %s: %s",
                         readers[i].partner ? readers[i].partner : "nobody", readers[i].indicator,
                         reply.body);
        cr_expect_eq((size_t)reply_integer(&reply, "total"),
                     json_array_size(reply_member(&reply, "items")), "a count tells no more");
    }
}

Test(read_observations, filters_narrow_the_list_together)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", "x");
    static const struct {
        const char *filter, *values;
    } filters[] = {
        {"area=E07000110", "E07000110:4 E07000110:5 E07000110:3"},
        {"indicator=open&area=E07000110&from=2017-04", "E07000110:5"},
        {"indicator=open&to=2017-Q1", "E10000016:12.5 E07000110:4"},
        {"indicator=open&from=2017/18-Q1&to=2017/18", "E07000110:5"},
        {"indicator=open&from=2018", ""},
        {"status=provisional", "E07000110:4"},
        {"indicator=open&status=final", "E10000016:12.5 E07000110:5"},
        {"area=no-such", ""},
        {"indicator=no-such", ""},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[200];
        snprintf(target, sizeof target, OBSERVATIONS "?%s", filters[i].filter);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_expect_str_eq(values_of(&reply), filters[i].values, "%s: %s", target, reply.body);
    }
    static const struct {
        const char *filter, *problem, *parameter;
    } wrong[] = {
        {"from=2017/19", "period-unreadable", "from"},
        {"to=2017/19-Q1", "period-unreadable", "to"},
        {"from=March", "invalid-parameters", "from"},
        {"updated_after=yesterday", "invalid-parameters", "updated_after"},
        {"updated_after=2018-02-30T00:00:00Z", "invalid-parameters", "updated_after"},
        {"updated_after=2026-11-30T01:20:00%2B16:00", "invalid-parameters", "updated_after"},
        {"as_of=2017-11-30T01:20:00%2B16:00", "invalid-parameters", "as_of"},
        {"updated_after=0123456789abcdef-5", "watermark-unknown", "updated_after"},
        {"as_of=2018-01-01T00:00:00Z&updated_after=2018-01-01T00:00:00Z", "delta-of-the-past",
         "as_of"},
        {"as_of=2099-01-01T00:00:00Z", "as-of-in-future", "as_of"},
        {"after=abcd", "bad-cursor", NULL},
        /* a watermark "x", and one beyond everything */
        {"after=eyJsaXN0IjoibGlzdF9vYnNlcnZhdGlvbnMiLCJhZnRlciI6InguMS4xLjIw"
         "MTctMDEtMDEifQ",
         "bad-cursor", "after"},
        {"after=eyJsaXN0IjoibGlzdF9vYnNlcnZhdGlvbnMiLCJhZnRlciI6IjE4NDQ2NzQ0"
         "MDczNzA5NTUxNjE1LjEuMS4yMDE3LTAxLTAxIn0",
         "bad-cursor", "after"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char target[300];
        for (int csv = 0; csv < 2; csv++) {
            snprintf(target, sizeof target, OBSERVATIONS "?%s%s", wrong[i].filter,
                     csv ? "&format=csv" : "");
            reply_auto struct reply reply = http_get(url, token, target);
            cr_expect(reply_is_problem(&reply, 400, wrong[i].problem), "%s: %s", target,
                      reply.body);
            cr_expect(!wrong[i].parameter || reply_names(&reply, wrong[i].parameter), "%s",
                      reply.body);
        }
    }
}

Test(read_observations, a_csv_begins_with_what_is_enough_to_load_it_again)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", "x");
    free(service_sql(service, "UPDATE safer.observation SET recorded_at = '2018-01-01Z'"));
    reply_auto struct reply csv = http_send(
        url, &(struct request){.target = OBSERVATIONS "?indicator=open",
                               .token = token,
                               .headers = (const char *const[]){"Accept: text/csv", NULL}});
    cr_expect_str_eq(csv.body,
                     HEADER "open,E10000016,2017-03,12.50,final,1,2018-01-01T00:00:00Z,false,false"
                            "\r\nopen,E07000110,2017-03,4,provisional,1,2018-01-01T00:00:00Z,"
                            "false,false\r\nopen,E07000110,2017-04,5,final,1,"
                            "2018-01-01T00:00:00Z,false,false\r\n");
    reply_auto struct reply json = http_get(url, token, OBSERVATIONS "?indicator=open");
    cr_expect_not_null(strstr(json.body, "\"value\":12.50,"), "a value keeps its decimals: %s",
                       json.body);
    cr_expect_not_null(reply_header(&csv, "watermark"));
    cr_expect_str_eq(reply_header(&csv, "watermark"), reply_text(&json, "watermark"));
    cr_expect_str_eq(reply_header(&json, "watermark"), reply_text(&json, "watermark"));
    reply_auto struct reply head =
        http_send(url, &(struct request){.method = "HEAD", .target = OBSERVATIONS "?format=csv"});
    cr_expect_str_eq(reply_header(&head, "watermark"), reply_text(&json, "watermark"));
    reply_auto struct reply anonymous =
        http_get(url, NULL, OBSERVATIONS "?indicator=open&format=csv");
    cr_expect_not_null(strstr(anonymous.body, "E07000110,2017-03,,provisional,1,2018-01-01T00:00:"
                                              "00Z,true,false\r\n"),
                       "%s", anonymous.body);
    reply_auto struct reply empty = http_get(url, NULL, OBSERVATIONS "?indicator=shut&format=csv");
    cr_expect_str_eq(empty.body, HEADER);
}

Test(read_observations, what_was_known_then_is_answered_and_each_revision)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "kcc", "x");
    char *between = service_sql(service, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                         " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    static const struct row later[] = {{"open", "E07000110", "2017-03", "7", "final"},
                                       {"open", "E07000110", "2017-05", "9", NULL},
                                       {0}};
    indicator_load(service, later);
    char target[200];
    snprintf(target, sizeof target, OBSERVATIONS "?indicator=open&as_of=%s&count=true", between);
    reply_auto struct reply then = http_get(url, token, target);
    cr_expect_str_eq(values_of(&then), "E10000016:12.5 E07000110:4 E07000110:5", "%s", then.body);
    cr_expect_eq(reply_integer(&then, "total"), 3);
    cr_expect_null(json_object_get(then.json, "watermark"), "the past has none");
    cr_expect_null(reply_header(&then, "watermark"));
    reply_auto struct reply public = http_get(url, NULL, target);
    cr_expect_str_eq(values_of(&public), "E10000016:12.5 E07000110:~ E07000110:5",
                     "what is hidden now or then is hidden as it was then: %s", public.body);
    reply_auto struct reply now = http_get(url, token, OBSERVATIONS "?indicator=open");
    cr_expect_str_eq(values_of(&now), "E10000016:12.5 E07000110:7 E07000110:5 E07000110:9");
    reply_auto struct reply revisions = http_get(
        url, token, "/v1/indicators/open/revisions?area=E07000110&period=2017-03&count=false");
    cr_expect_eq(revisions.status, 400, "a list without a count takes none");
    reply_auto struct reply one =
        http_get(url, token, "/v1/indicators/open/revisions?area=E07000110&period=2017-03");
    cr_assert_eq(one.status, 200, "%s", one.body);
    cr_expect_str_eq(values_of(&one), "E07000110:4 E07000110:7");
    cr_expect_str_eq(reply_text(&one, "items.0.superseded_at"),
                     reply_text(&one, "items.1.recorded_at"));
    cr_expect(json_is_null(reply_member(&one, "items.1.superseded_at")));
    reply_auto struct reply hidden = http_get(url, NULL, "/v1/indicators/open/revisions");
    cr_expect_str_eq(values_of(&hidden),
                     "E10000016:12.5 E07000110:~ E07000110:7 E07000110:5 E07000110:9");
    reply_auto struct reply shut = http_get(url, NULL, "/v1/indicators/shut/revisions");
    cr_expect(reply_is_problem(&shut, 404, "not-found"));
    reply_auto struct reply csv = http_get(url, NULL, "/v1/indicators/open/revisions?format=csv");
    cr_expect_eq(strncmp(csv.body, "area,period,revision,value,status,", 34), 0, "%s", csv.body);
    static const struct {
        const char *query, *problem;
    } wrong[] = {{"period=2017/19", "period-unreadable"},
                 {"period=2017", "period-of-another-frequency"},
                 {"period=x", "invalid-parameters"},
                 {"after=abcd", "bad-cursor"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(target, sizeof target, "/v1/indicators/open/revisions?%s", wrong[i].query);
        reply_auto struct reply reply = http_get(url, NULL, target);
        cr_expect(reply_is_problem(&reply, 400, wrong[i].problem), "%s", reply.body);
    }
    free(between);
}

Test(read_observations, a_load_is_read_by_who_made_it_and_by_constituent_partners)
{
    service_auto struct service *service = service_start(NULL);
    indicator_examples(service);
    const char *url = service_url(service);
    static const struct {
        const char *partner;
        int status;
    } readers[] = {
        {"kcc", 200}, {"kfrs", 200}, {"swale", 404}, {"kent-pcc", 404}, {"no-such-partner", 404}};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        reply_auto struct reply reply =
            http_get(url, service_token(service, "c", readers[i].partner, "indicators.write"),
                     "/v1/observation-loads/" CONTRACT_ID);
        cr_assert_eq(reply.status, readers[i].status, "%s", reply.body);
        cr_expect(reply.status != 200 || strcmp(reply_text(&reply, "loaded_by"), "kcc") == 0);
    }
    reply_auto struct reply wrong = http_get(
        url, service_token(service, "c", "kcc", "indicators.write"), "/v1/observation-loads/x");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"));
}
