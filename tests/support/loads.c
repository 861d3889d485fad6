/* Loads of observations: an indicator to load, and the three ways to send rows.
 * SPDX-License-Identifier: MIT */
#include "support/loads.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct service *start_loads(const char *const *settings)
{
    struct service *service =
        service_start(&(struct service_options){.today = "2018-04-09", .environment = settings});
    free(service_sql(
        service,
        "INSERT INTO safer.indicator (id, title, description, unit, polarity, frequency, year, "
        "priority, source, state, agreed_on, public, focus, kind) "
        "SELECT v.id, v.id, 'Recorded.', 'offences', 'lower_is_better', v.frequency, "
        "       'calendar', (SELECT min(p.id) FROM safer.priority AS p), 'kent-police', 'agreed', "
        "       DATE '2018-01-01', true, false, 'value' "
        "FROM (VALUES ('burglary', 'month'), ('thefts', 'quarter')) AS v (id, frequency)"));
    return service;
}

const char *loader(struct service *service)
{
    return service_token(service, "kcc-analysis", "kcc", "indicators.write");
}

static struct reply send_body(struct service *service, const char *target, const char *key,
                              const char *type, const char *body, size_t length)
{
    return http_send(service_url(service), &(struct request){.method = "POST",
                                                             .target = target,
                                                             .token = loader(service),
                                                             .key = key,
                                                             .body = body,
                                                             .length = length,
                                                             .content_type = type});
}

struct reply send_csv(struct service *service, const char *target, const char *csv)
{
    return send_body(service, target, NULL, "text/csv", csv, strlen(csv));
}

struct reply send_json(struct service *service, const char *target, const char *json)
{
    return send_body(service, target, NULL, "application/json", json, strlen(json));
}

struct reply send_file(struct service *service, const char *target, const char *key,
                       const char *csv, size_t length)
{
    char *form = malloc(sizeof FORM_START + length + sizeof FORM_END);
    cr_assert_not_null(form);
    size_t used = sizeof FORM_START - 1;
    memcpy(form, FORM_START, used);
    memcpy(form + used, csv, length);
    used += length;
    memcpy(form + used, FORM_END, sizeof FORM_END);
    used += sizeof FORM_END - 1;
    const struct reply reply = send_body(service, target, key, FORM_TYPE, form, used);
    free(form);
    return reply;
}

static long number_of(char *text)
{
    cr_assert_not_null(text);
    const long number = strtol(text, NULL, 10);
    free(text);
    return number;
}

long observations(const struct service *service)
{
    return number_of(service_sql(service, "SELECT count(*) FROM safer.observation"));
}

long metric(const struct service *service, const char *name)
{
    reply_auto struct reply reply = http_get(service_url(service), NULL, "/metrics");
    char line[100];
    snprintf(line, sizeof line, "\n%s ", name);
    const char *found = strstr(reply.body, line);
    cr_assert_not_null(found, "no metric %s", name);
    return strtol(found + strlen(line), NULL, 10);
}

long memory_of(const struct service *service, const char *name)
{
    char path[64], line[200];
    long kilobytes = -1;
    snprintf(path, sizeof path, "/proc/%d/status", (int)service_process(service));
    FILE *status = fopen(path, "re");
    cr_assert_not_null(status);
    while (fgets(line, sizeof line, status)) {
        if (strncmp(line, name, strlen(name)) == 0) {
            kilobytes = strtol(line + strlen(name) + 1, NULL, 10);
        }
    }
    fclose(status);
    cr_assert_geq(kilobytes, 0);
    return kilobytes;
}
