/* What has changed since: nothing is missed, whoever commits when, and whatever becomes visible.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_observations. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/indicators.h"
#include "support/service.h"
#include "support/session.h"

#define OBSERVATIONS "/v1/observations"

static const char *reader(struct service *service)
{
    return service_token(service, "c", "kcc", "x");
}

/* A list that begins at a watermark (NULL: all), and the watermark it ends with. */
static struct reply pull(const struct service *service, const char *token, char **watermark,
                         const char *more)
{
    char target[400];
    indicator_settle(service);
    snprintf(target, sizeof target, OBSERVATIONS "?%s%s%s", *watermark ? "updated_after=" : "",
             *watermark ? *watermark : "", more);
    struct reply reply = http_get(service_url(service), token, target);
    cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
    free(*watermark);
    *watermark = strdup(reply_text(&reply, "watermark"));
    return reply;
}

/* The periods of a list: `-` before one that is no longer there, the indicator's name for a series
 * that is told anew. */
static const char *told(const struct reply *reply)
{
    static char text[2000];
    text[0] = '\0';
    const json_t *items = reply_member(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i), *period = json_object_get(item, "period");
        const size_t length = strlen(text);
        const bool deleted = json_is_true(json_object_get(item, "deleted"));
        cr_expect(!deleted || json_is_null(json_object_get(item, "value")));
        snprintf(
            text + length, sizeof text - length, "%s%s%s", i ? " " : "", deleted ? "-" : "",
            json_string_value(json_is_null(period) ? json_object_get(item, "indicator") : period));
    }
    return text;
}

/* Begins a transaction that has loaded one row, and leaves it open. */
static PGconn *loading(const struct service *service, const char *indicator, const char *period,
                       const char *value)
{
    const struct row rows[] = {{indicator, "E10000016", period, value, NULL}, {0}};
    char *load = indicator_load_sql(rows);
    PGconn *session = session_open(service);
    session_run(session, "BEGIN");
    session_run(session, load);
    free(load);
    return session;
}

static void end(PGconn *session)
{
    session_run(session, "COMMIT");
    PQfinish(session);
}

Test(changes, writers_that_commit_out_of_order_lose_nothing)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = reader(service);
    char *watermark = NULL;
    indicator_make(service, "one", true);
    indicator_make(service, "two", true);
    indicator_make(service, "three", true);
    {
        const struct row rows[] = {{"one", "E10000016", "2017-01", "1", NULL}, {0}};
        indicator_load(service, rows);
    }
    reply_auto struct reply all = pull(service, token, &watermark, "");
    cr_expect_str_eq(told(&all), "2017-01");
    reply_auto struct reply nothing = pull(service, token, &watermark, "");
    cr_expect_str_eq(told(&nothing), "", "nothing has changed: %s", nothing.body);

    /* The first to begin is the last to commit. */
    PGconn *first = loading(service, "one", "2017-02", "2");
    PGconn *second = loading(service, "two", "2017-03", "3");
    end(second);
    reply_auto struct reply meanwhile = pull(service, token, &watermark, "");
    PGconn *third = loading(service, "three", "2017-04", "4");
    end(third);
    reply_auto struct reply later = pull(service, token, &watermark, "");
    end(first);
    reply_auto struct reply last = pull(service, token, &watermark, "");
    const struct reply *const pulls[] = {&meanwhile, &later, &last};
    static const char *const periods[] = {"2017-02", "2017-03", "2017-04"};
    for (size_t p = 0; p < 3; p++) {
        int seen = 0;
        for (size_t i = 0; i < 3; i++) {
            seen += strstr(told(pulls[i]), periods[p]) != NULL;
        }
        cr_expect_eq(seen, 1, "%s was told %d times", periods[p], seen);
    }
    reply_auto struct reply end_of_it = pull(service, token, &watermark, "");
    cr_expect_str_eq(told(&end_of_it), "");
    free(watermark);
}

Test(changes, an_instant_instead_of_a_watermark_misses_nothing_either)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = reader(service);
    indicator_make(service, "one", true);
    indicator_make(service, "two", true);
    const struct row rows[] = {{"one", "E10000016", "2017-01", "1", NULL}, {0}};
    const struct row more[] = {{"one", "E10000016", "2017-02", "1", NULL}, {0}};
    char *before = service_sql(service, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                        " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    indicator_load(service, rows);
    PGconn *open = loading(service, "two", "2017-03", "3"); /* begun and recorded before */
    indicator_load(service, more);
    char *instant = service_sql(service, "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',"
                                         " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    end(open);
    char *kept = strdup(instant);
    reply_auto struct reply since = pull(service, token, &kept, "");
    cr_expect_not_null(strstr(told(&since), "2017-03"),
                       "what was committed after the instant is told: %s", since.body);
    cr_expect_null(strstr(told(&since), "2017-01"), "what was long over is not: %s", since.body);
    free(kept);
    kept = strdup(before);
    reply_auto struct reply all = pull(service, token, &kept, "");
    cr_expect_str_eq(told(&all), "2017-01 2017-02 2017-03", "before the first load, everything");
    free(kept);
    free(before);
    free(instant);
}

Test(changes, pages_of_them_end_with_the_watermark_of_the_first)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = reader(service);
    char *watermark = NULL;
    indicator_make(service, "one", true);
    const struct row rows[] = {{"one", "E10000016", "2017-01", "1", NULL},
                               {"one", "E10000016", "2017-02", "1", NULL},
                               {"one", "E10000016", "2017-03", "1", NULL},
                               {0}};
    indicator_load(service, rows);
    reply_auto struct reply page = pull(service, token, &watermark, "&limit=1");
    cr_expect_str_eq(told(&page), "2017-01");
    /* What is behind the reader changes while he turns the pages, and so does what is before him.
     */
    const struct row meanwhile[] = {{"one", "E10000016", "2017-01", "2", NULL},
                                    {"one", "E10000016", "2017-03", "2", NULL},
                                    {0}};
    indicator_load(service, meanwhile);
    char *next = strdup(reply_text(&page, "next"));
    while (next) {
        reply_auto struct reply reply = http_get(url, token, next);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_expect_str_eq(reply_text(&reply, "watermark"), watermark);
        cr_expect_str_eq(reply_header(&reply, "watermark"), watermark);
        free(next);
        next = reply_text(&reply, "next") ? strdup(reply_text(&reply, "next")) : NULL;
    }
    char *of_delta = strdup(watermark);
    reply_auto struct reply since = pull(service, token, &watermark, "&limit=1&count=true");
    cr_expect_str_eq(told(&since), "2017-01");
    cr_expect_eq(reply_integer(&since, "total"), 2);
    reply_auto struct reply second = http_get(url, token, reply_text(&since, "next"));
    cr_expect_str_eq(told(&second), "2017-03");
    cr_expect_eq(reply_integer(&second, "items.0.value"), 2);
    reply_auto struct reply csv = pull(service, token, &of_delta, "");
    cr_expect_str_eq(told(&csv), "2017-01 2017-03");
    free(watermark);
    free(of_delta);
}

Test(changes, a_page_holds_until_something_is_written)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    indicator_make(service, "one", true);
    const struct row rows[] = {{"one", "E10000016", "2017-01", "1", NULL}, {0}};
    indicator_load(service, rows);
    reply_auto struct reply first = http_get(url, NULL, OBSERVATIONS);
    free(service_sql(service, "SELECT pg_current_xact_id()"));
    char header[200];
    snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
    reply_auto struct reply same =
        http_send(url, &(struct request){.target = OBSERVATIONS,
                                         .headers = (const char *const[]){header, NULL}});
    cr_expect_eq(same.status, 304, "other transactions do not move the watermark");
}

Test(changes, what_is_withdrawn_or_has_another_status_is_told_as_gone)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = reader(service);
    char *watermark = NULL, *of_final = NULL;
    indicator_make(service, "one", true);
    const struct row rows[] = {{"one", "E10000016", "2017-01", "1", NULL},
                               {"one", "E10000016", "2017-02", "1", NULL},
                               {0}};
    indicator_load(service, rows);
    reply_auto struct reply all = pull(service, token, &watermark, "");
    reply_auto struct reply final = pull(service, token, &of_final, "&status=final");
    cr_expect_str_eq(told(&final), "2017-01 2017-02");
    reply_auto struct reply gone =
        http_post(url, service_token(service, "c", "kcc", "indicators.write"), NULL,
                  "/v1/observations/withdrawals",
                  "{\"indicator\":\"one\",\"area\":\"E10000016\",\"period\":\"2017-01\","
                  "\"reason\":\"Wrong.\"}");
    cr_assert_eq(gone.status, 201, "%s", gone.body);
    const struct row changed[] = {{"one", "E10000016", "2017-02", "1", "provisional"}, {0}};
    indicator_load(service, changed);
    reply_auto struct reply since = pull(service, token, &watermark, "");
    cr_expect_str_eq(told(&since), "-2017-01 2017-02");
    reply_auto struct reply of_status = pull(service, token, &of_final, "&status=final");
    cr_expect_str_eq(told(&of_status), "-2017-01 -2017-02", "%s", of_status.body);
    free(watermark);
    free(of_final);
}

Test(changes, a_series_that_becomes_public_or_no_longer_is_is_told_anew)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = reader(service);
    const char *mind = service_token(service, "c", "mind", "x");
    const char *maidstone = service_token(service, "c", "maidstone", "x");
    char *nobody = NULL, *some = NULL, *other = NULL, *every = NULL, *single = NULL;
    indicator_make(service, "open", true);
    indicator_make(service, "shut", false);
    const struct row rows[] = {{"open", "E10000016", "2017-01", "9", NULL},
                               {"open", "E07000110", "2017-02", "3", NULL},
                               {"shut", "E10000016", "2017-03", "9", NULL},
                               {"shut", "E07000110", "2017-04", "9", NULL},
                               {0}};
    indicator_load(service, rows);
    reply_auto struct reply a1 = pull(service, NULL, &nobody, "");
    cr_expect_str_eq(told(&a1), "2017-01 2017-02");
    reply_auto struct reply a2 = pull(service, mind, &some, "");
    cr_expect_str_eq(told(&a2), "2017-01 2017-02 2017-03");
    reply_auto struct reply a3 = pull(service, maidstone, &other, "");
    reply_auto struct reply a4 = pull(service, token, &every, "");
    reply_auto struct reply a5 = pull(service, NULL, &single, "&indicator=open");

    /* One opens, the other shuts. */
    free(service_sql(service, "UPDATE safer.indicator SET public = NOT public"
                              " WHERE id IN ('open', 'shut')"));
    const struct row later[] = {{"open", "E10000016", "2017-05", "9", NULL}, {0}};
    indicator_load(service, later);
    reply_auto struct reply b1 = pull(service, NULL, &nobody, "&count=true");
    cr_expect_str_eq(told(&b1), "-open -shut 2017-03 2017-04", "%s", b1.body);
    cr_expect_eq(reply_integer(&b1, "total"), 4);
    cr_expect_null(strstr(b1.body, "2017-05"), "what came when it was shut is not told");
    reply_auto struct reply b2 = pull(service, mind, &some, "");
    cr_expect_str_eq(told(&b2), "-open 2017-01 2017-05 -shut 2017-03 2017-04", "%s", b2.body);
    reply_auto struct reply b3 = pull(service, maidstone, &other, "&area=E07000110");
    cr_expect_str_eq(told(&b3), "-open 2017-02 -shut 2017-04", "%s", b3.body);
    reply_auto struct reply b4 = pull(service, token, &every, "");
    cr_expect_str_eq(told(&b4), "2017-05", "who reads all is told what was written alone");
    reply_auto struct reply b5 = pull(service, NULL, &single, "&indicator=open");
    cr_expect_str_eq(told(&b5), "-open", "also to who asks for it alone: %s", b5.body);
    reply_auto struct reply c1 = pull(service, NULL, &nobody, "");
    cr_expect_str_eq(told(&c1), "", "once");

    /* What is hidden as small changes. */
    free(service_sql(service, "UPDATE safer.indicator SET suppress_below = 100 WHERE id = 'shut'"));
    reply_auto struct reply d1 = pull(service, NULL, &nobody, "");
    cr_expect_str_eq(told(&d1), "-shut 2017-03 2017-04", "%s", d1.body);
    cr_expect(json_is_true(reply_member(&d1, "items.2.suppressed")));

    /* What was never public is told to nobody. */
    indicator_make(service, "secret", false);
    free(service_sql(service, "UPDATE safer.indicator SET source = 'kcc' WHERE id = 'secret'"));
    reply_auto struct reply e1 = pull(service, NULL, &nobody, "");
    cr_expect_str_eq(told(&e1), "");
    free(nobody);
    free(some);
    free(other);
    free(every);
    free(single);
}

Test(changes, a_watermark_of_another_life_of_the_database_is_refused)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply list = http_get(url, NULL, OBSERVATIONS);
    char target[200], life[17] = "";
    memcpy(life, reply_text(&list, "watermark"), 16);
    snprintf(target, sizeof target, OBSERVATIONS "?updated_after=%s-999999999999", life);
    reply_auto struct reply ahead = http_get(url, NULL, target);
    cr_expect(reply_is_problem(&ahead, 400, "watermark-unknown"),
              "a transaction that is still to come: %s", ahead.body);
    service_auto struct service *another = service_start(NULL);
    snprintf(target, sizeof target, OBSERVATIONS "?updated_after=%s",
             reply_text(&list, "watermark"));
    reply_auto struct reply elsewhere = http_get(service_url(another), NULL, target);
    cr_expect(reply_is_problem(&elsewhere, 400, "watermark-unknown"), "%s", elsewhere.body);
}

Test(changes, two_loads_of_one_series_come_one_after_the_other)
{
    service_auto struct service *service = service_start(NULL);
    indicator_make(service, "one", true);
    indicator_make(service, "two", true);
    PGconn *first = loading(service, "one", "2017-01", "1");
    const struct row rows[] = {{"two", "E10000016", "2017-01", "2", NULL},
                               {"one", "E10000016", "2017-01", "2", NULL},
                               {0}};
    char *load = indicator_load_sql(rows), *sql = NULL;
    cr_assert_geq(asprintf(&sql, "BEGIN; %s COMMIT", load), 0);
    PGconn *second = session_open(service);
    session_send(second, sql);
    /* The other waits: what it would find is not there yet. */
    char *waits = NULL;
    for (int i = 0; i < 100000 && (!waits || strcmp(waits, "1") != 0); i++) {
        free(waits);
        waits = service_sql(service, "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                     " current_database() AND wait_event_type = 'Lock'");
    }
    cr_expect_str_eq(waits, "1");
    end(first);
    cr_expect_str_eq(session_finish(second), "00000", "and finds what the first has written");
    char *found = service_sql(service, "SELECT string_agg(concat_ws(' ', value, revision), ','"
                                       " ORDER BY indicator) FROM safer.observation");
    cr_expect_str_eq(found, "2 2,2 1");
    char *history = service_sql(service, "SELECT bool_and(recorded_at < superseded_at)::text"
                                         " FROM safer.observation_revision");
    cr_expect_str_eq(history, "true");
    PQfinish(second);
    free(waits);
    free(found);
    free(history);
    free(load);
    free(sql);
}
