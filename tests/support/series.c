/* Real series as indicators, for tests of what is drawn from them.
 * SPDX-License-Identifier: MIT */
#include "support/series.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERIES SOURCE_ROOT "/tests/unit/analysis/fixtures/series.csv"
#define TEXT_MOST 64

const char *series_analyst(struct service *service)
{
    return service_token(service, "kcc-analyst", "kcc", "indicators.write");
}

struct reply series_post(struct service *service, const char *target, const char *body)
{
    struct reply reply =
        http_post(service_url(service), series_analyst(service), NULL, target, body);
    cr_assert(reply.status == 200 || reply.status == 201, "%s %s: %d %s", target, body,
              reply.status, reply.body);
    return reply;
}

/* The id of an indicator: gb_seatbelts_drivers becomes gb-seatbelts-drivers. */
static void name_of(const char *series, char name[static TEXT_MOST])
{
    size_t i = 0;
    for (; series[i] && i < TEXT_MOST - 1; i++)
        name[i] = series[i] == '_' ? '-' : (char)tolower((unsigned char)series[i]);
    name[i] = '\0';
}

static void agree(struct service *service, const char *series, const char *frequency)
{
    char name[TEXT_MOST], body[512], target[128];
    name_of(series, name);
    snprintf(body, sizeof body,
             "{\"id\":\"%s\",\"title\":\"%s\",\"unit\":\"people\",\"polarity\":\"lower_is_better\","
             "\"frequency\":\"%s\",\"year\":\"calendar\",\"kind\":\"%s\","
             "\"priority\":\"road-safety\",\"public\":true,\"focus\":%s}",
             name, series, frequency, strcmp(series, "uk_gas") == 0 ? "value" : "count",
             strcmp(name, DRIVERS) == 0 || strcmp(name, "us-acc-deaths") == 0 ? "true" : "false");
    reply_auto struct reply made = series_post(service, "/v1/indicators", body);
    snprintf(target, sizeof target, "/v1/indicators/%s/agreement", name);
    reply_auto struct reply agreed = series_post(service, target, "{\"agreed_on\":\"2017-01-01\"}");
}

/* A row to load, of one of the file; nothing where it lies after the day. */
static void write_row(FILE *out, const char *series, const char *frequency, const char *day,
                      const char *value, const char *today, int years)
{
    char name[TEXT_MOST], shifted[16];
    const long year = strtol(day, NULL, 10) + years, month = strtol(day + 5, NULL, 10);
    name_of(series, name);
    snprintf(shifted, sizeof shifted, "%04ld-%02ld-01", year, month);
    if (today && strcmp(shifted, today) > 0)
        return;
    if (strcmp(frequency, "month") == 0)
        fprintf(out, "%s,K03000001,%04ld-%02ld,%s,final\n", name, year, month, value);
    else if (strcmp(frequency, "quarter") == 0)
        fprintf(out, "%s,K03000001,%04ld-Q%ld,%s,final\n", name, year, (month + 2) / 3, value);
    else
        fprintf(out, "%s,K03000001,%04ld,%s,final\n", name, year, value);
}

static void load(struct service *service, const char *csv)
{
    reply_auto struct reply loaded =
        http_send(service_url(service), &(struct request){.method = "POST",
                                                          .target = "/v1/observations",
                                                          .token = series_analyst(service),
                                                          .body = csv,
                                                          .content_type = "text/csv"});
    cr_assert_eq(loaded.status, 201, "%s", loaded.body);
}

struct service *series_start(const char *today, int years)
{
    struct service *service = service_start(&(struct service_options){.today = today});
    char *csv = NULL, line[256], last[TEXT_MOST] = "";
    size_t length = 0;
    FILE *out = open_memstream(&csv, &length), *in = fopen(SERIES, "re");
    cr_assert(in && out && fgets(line, sizeof line, in));
    fputs("indicator,area,period,value,status\n", out);
    while (fgets(line, sizeof line, in)) {
        char series[TEXT_MOST], frequency[16], day[16], value[32];
        cr_assert_eq(sscanf(line, "%63[^,],%15[^,],%15[^,],%31s", series, frequency, day, value),
                     4);
        if (strcmp(series, last) != 0)
            agree(service, series, frequency);
        snprintf(last, sizeof last, "%s", series);
        write_row(out, series, frequency, day, value, today, years);
    }
    fclose(in);
    fclose(out);
    load(service, csv);
    free(csv);
    return service;
}

char *series_rebaseline(struct service *service, const char *area, const char *period)
{
    char body[256], place[64] = "";
    if (area)
        snprintf(place, sizeof place, "\"area\":\"%s\",", area);
    snprintf(body, sizeof body,
             "{%s\"period\":\"%s\",\"kind\":\"event\",\"text\":\"The seat-belt law.\","
             "\"rebaseline\":true}",
             place, period);
    reply_auto struct reply said =
        series_post(service, "/v1/indicators/" DRIVERS "/annotations", body);
    return strdup(reply_header(&said, "location"));
}

const char *series_text(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

json_t *series_find(json_t *list, const char *member, const char *value)
{
    size_t i;
    json_t *entry;
    json_array_foreach(list, i, entry)
    {
        const char *text = series_text(entry, member);
        if (text && strcmp(text, value) == 0)
            return entry;
    }
    return NULL;
}
