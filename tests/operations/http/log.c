/* What is written to the log about a request, and what is not.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/door.h"
#include "support/http.h"
#include "support/service.h"

const int service_workers = 8;

static char *read_log(const struct service *service)
{
    FILE *file = fopen(service_log(service), "re");
    cr_assert_not_null(file);
    char *text = calloc(1, 1 << 20);
    cr_assert_not_null(text);
    cr_assert_lt(fread(text, 1, (1 << 20) - 1, file), (size_t)(1 << 20) - 1);
    fclose(file);
    return text;
}

Test(request_log, each_request_is_one_line_of_the_log_and_nothing_secret_is_in_it)
{
    service_auto struct service *service = start(NULL);
    const char *url = service_url(service), *token = writer(service);
    const char *host = service_token(service, "kfrs-finance", "kfrs", "funds.write");
    char target[200], *before = read_log(service);
    const size_t earlier = occurrences(before, "\"event\":\"request\"");
    free(before);

    reply_auto struct reply posted =
        http_post(url, token, "SECRETKEY1", CONTRIBUTIONS,
                  "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","
                  " \"amount_pence\": 1600123, \"received_on\": \"2018-04-03\","
                  " \"external_reference\": \"SECRETREFERENCE\", \"note\": \"SECRETNOTE\"}");
    cr_assert_eq(posted.status, 201, "%s", posted.body);
    snprintf(target, sizeof target, CONTRIBUTIONS "/%s/receipt", reply_text(&posted, "id"));
    reply_auto struct reply confirmed = http_post(
        url, host, "SECRETKEY2", target,
        "{\"confirmed_on\": \"2018-04-05\", \"bank_reference\": \"SECRETBANKREFERENCE\"}");
    cr_assert_eq(confirmed.status, 200, "%s", confirmed.body);
    reply_auto struct reply wrong =
        http_post(url, token, "SECRETKEY3", CONTRIBUTIONS, "{\"SECRETMEMBER\": \"SECRETVALUE\"}");
    cr_assert_eq(wrong.status, 422);
    reply_auto struct reply filtered =
        http_get(url, token, CONTRIBUTIONS "?external_reference=SECRETFILTER");
    cr_assert_eq(filtered.status, 200);
    reply_auto struct reply forged = http_get(url, "SECRET.TOKEN.SECRET", "/v1/SECRETPATH");
    cr_assert_eq(forged.status, 404);
    reply_auto struct reply odd = http_send(
        url,
        &(struct request){.method = "SECRETMETHOD",
                          .target = "/v1/partners",
                          .headers = (const char *const[]){"X-Request-Id: line\\nbreak\"",
                                                           "traceparent: \"}{\"SECRET", NULL}});
    cr_assert_eq(odd.status, 405);

    char *log = read_log(service);
    size_t requests = 0;
    for (char *line = log, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        cr_assert_not_null(end, "a line of the log does not end");
        *end = '\0';
        json_error_t fault;
        json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &fault);
        cr_assert(json_is_object(object), "%s: %s", fault.text, line);
        cr_assert(json_is_string(json_object_get(object, "time")), "%s", line);
        const char *event = json_string_value(json_object_get(object, "event"));
        cr_assert_not_null(event);
        if (strcmp(event, "request") == 0) {
            requests++;
            cr_assert(json_is_integer(json_object_get(object, "status")) &&
                          json_is_integer(json_object_get(object, "duration_us")) &&
                          json_is_string(json_object_get(object, "operation")) &&
                          json_is_string(json_object_get(object, "request_id")),
                      "%s", line);
        }
        cr_assert_not(strstr(line, "SECRET"), "%s", line);
        cr_assert_not(strstr(line, token), "%s", line);
        cr_assert_not(strstr(line, "eyJ"), "%s", line);
        cr_assert_not(strstr(line, "1600123"), "%s", line);
        json_decref(object);
    }
    cr_assert_eq(requests - earlier, 6, "%zu lines for 6 requests", requests - earlier);
    free(log);
}

Test(request_log, the_log_says_who_asked_for_what_and_how_it_went)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply reply = http_send(
        service_url(service),
        &(struct request){
            .target = CONTRIBUTIONS "/018f0000-0000-7000-8000-000000000000",
            .token = writer(service),
            .headers = (const char *const[]){
                "X-Request-Id: find-me-in-the-log",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", NULL}});
    cr_assert_eq(reply.status, 404);
    char *log = read_log(service);
    char *line = strstr(log, "find-me-in-the-log");
    cr_assert_not_null(line);
    while (line > log && line[-1] != '\n') {
        line--;
    }
    line[strcspn(line, "\n")] = '\0';
    json_t *object = json_loads(line, 0, NULL);
    static const char *const members[][2] = {
        {"operation", "get_contribution"},
        {"method", "GET"},
        {"client", "kcc-finance"},
        {"partner", "kcc"},
        {"problem", "not-found"},
        {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
    };
    for (size_t i = 0; i < LENGTH(members); i++) {
        const char *value = json_string_value(json_object_get(object, members[i][0]));
        cr_assert(value && strcmp(value, members[i][1]) == 0, "%s", line);
    }
    cr_assert_eq(json_integer_value(json_object_get(object, "status")), 404);
    json_decref(object);
    free(log);
}

/* Of a person the system that asks for them is named, and neither a partner nor who it is. */
Test(request_log, a_person_s_line_has_no_partner_and_tells_nobody_who_it_was)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply reply = http_get(
        service_url(service),
        service_person(service, "portal", "chair-of-7", "contributions.write"), CONTRIBUTIONS);
    cr_assert_eq(reply.status, 200);
    char *log = read_log(service);
    char *line = strstr(log, "\"operation\":\"list_contributions\"");
    cr_assert_not_null(line);
    line[strcspn(line, "\n")] = '\0';
    cr_expect(strstr(line, "\"client\":\"portal\""), "%s", line);
    cr_expect_null(strstr(line, "\"partner\""), "%s", line);
    cr_expect_null(strstr(line, "chair-of-7"), "%s", line);
    free(log);
}
