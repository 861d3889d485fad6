/* create_observations: what the rows of a load may look like, and how each fault is told.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "support/loads.h"

/* Sends a CSV that is refused, as a body and as a file: nothing is kept, and the first fault is
 * told alike. */
static void expect_refused(struct service *service, const char *csv, size_t length, int status,
                           const char *slug, json_int_t line, const char *column, const char *code)
{
    for (int as_file = 0; as_file < 2; as_file++) {
        reply_auto struct reply reply =
            as_file
                ? send_file(service, OBSERVATIONS, NULL, csv, length)
                : http_send(service_url(service), &(struct request){.method = "POST",
                                                                    .target = OBSERVATIONS,
                                                                    .token = loader(service),
                                                                    .body = csv,
                                                                    .length = length,
                                                                    .content_type = "text/csv"});
        cr_assert(reply_is_problem(&reply, status, slug), "%d %s", reply.status, reply.body);
        cr_assert_eq(reply_integer(&reply, "errors.0.line"), line, "%s", reply.body);
        cr_assert_str_eq(reply_text(&reply, "errors.0.code"), code, "%s", reply.body);
        if (column) {
            cr_assert_str_eq(reply_text(&reply, "errors.0.column"), column, "%s", reply.body);
        }
        if (status == 422) { /* they are counted by other means than they are told */
            cr_assert_eq(reply_integer(&reply, "faults"),
                         (json_int_t)json_array_size(reply_member(&reply, "errors")), "%s",
                         reply.body);
        }
    }
    cr_assert_eq(observations(service), 0);
}

static void expect_file_refused(struct service *service, const char *csv, json_int_t line,
                                const char *column, const char *code)
{
    expect_refused(service, csv, strlen(csv), 400, "malformed-csv", line, column, code);
}

static void expect_row_refused(struct service *service, const char *csv, json_int_t line,
                               const char *column, const char *code)
{
    expect_refused(service, csv, strlen(csv), 422, "rows-refused", line, column, code);
}

static void expect_taken(struct service *service, const char *csv, json_int_t rows)
{
    reply_auto struct reply body = send_csv(service, OBSERVATIONS "?dry_run=true", csv);
    cr_assert_eq(body.status, 200, "%s", body.body);
    cr_assert_eq(reply_integer(&body, "added"), rows, "%s", body.body);
    reply_auto struct reply file =
        send_file(service, OBSERVATIONS "?dry_run=true", NULL, csv, strlen(csv));
    cr_assert_eq(file.status, 200, "%s", file.body);
    cr_assert_eq(reply_integer(&file, "rows"), rows, "%s", file.body);
    cr_assert_eq(observations(service), 0);
}

Test(rows, come_as_csv_as_json_and_as_a_file_and_say_what_became_of_them)
{
    service_auto struct service *service = start_loads(NULL);
    reply_auto struct reply csv = send_csv(service, OBSERVATIONS, HEADER ROW);
    cr_assert_eq(csv.status, 201, "%s", csv.body);
    cr_assert_str_eq(reply_text(&csv, "form"), "csv");
    cr_assert_eq(reply_integer(&csv, "added"), 1);
    cr_assert_eq(reply_integer(&csv, "bytes"), (json_int_t)strlen(HEADER ROW));
    cr_assert_null(reply_text(&csv, "filename"));
    cr_assert_str_eq(reply_text(&csv, "loaded_by"), "kcc");
    cr_assert_str_eq(reply_text(&csv, "client"), "kcc-analysis");
    reply_auto struct reply file =
        send_file(service, OBSERVATIONS, NULL, HEADER ROW, strlen(HEADER ROW));
    cr_assert_eq(file.status, 201, "%s", file.body);
    cr_assert_eq(reply_integer(&file, "unchanged"), 1);
    cr_assert_str_eq(reply_text(&file, "filename"), "a.csv");
    cr_assert_str_eq(reply_text(&file, "sha256"), reply_text(&csv, "sha256"));
    reply_auto struct reply json = send_json(
        service, OBSERVATIONS,
        "{\"items\": [{\"indicator\": \"burglary\", \"area\": \"E10000016\", \"period\": "
        "\"2017-03\", \"value\": 813}, {\"indicator\": \"burglary\", \"area\": \"E10000016\", "
        "\"period\": \"2017-04\", \"value\": \"12.50\", \"status\": \"provisional\"}]}");
    cr_assert_eq(json.status, 201, "%s", json.body);
    cr_assert_str_eq(reply_text(&json, "form"), "json");
    cr_assert_eq(reply_integer(&json, "rows"), 2);
    cr_assert_eq(reply_integer(&json, "added"), 1);
    cr_assert_eq(reply_integer(&json, "revised"), 1);
    reply_auto struct reply read =
        http_get(service_url(service), loader(service), reply_header(&json, "location"));
    cr_assert_eq(read.status, 200);
    cr_assert_str_eq(read.body, json.body);
}

Test(rows, of_json_keep_the_digits_they_were_sent_with)
{
    service_auto struct service *service = start_loads(NULL);
    reply_auto struct reply reply = send_json(
        service, OBSERVATIONS,
        "{\"items\": [{\"indicator\": \"burglary\", \"area\": \"E10000016\", \"period\": "
        "\"2017-01\", \"value\": 0.1}, {\"indicator\": \"burglary\", \"area\": \"E10000016\", "
        "\"period\": \"2017-02\", \"value\": 12.30}, {\"indicator\": \"burglary\", \"area\": "
        "\"E10000016\", \"period\": \"2017-03\", \"value\": 123456789.125}]}");
    cr_assert_eq(reply.status, 201, "%s", reply.body);
    reply_auto struct reply list =
        http_get(service_url(service), NULL, OBSERVATIONS "?indicator=burglary&format=csv");
    cr_assert(strstr(list.body, ",2017-01,0.1,"), "%s", list.body);
    cr_assert(strstr(list.body, ",2017-02,12.3,"), "%s", list.body);
    cr_assert(strstr(list.body, ",2017-03,123456789.125,"), "%s", list.body);
}

Test(rows, of_the_service_s_own_csv_can_be_sent_back)
{
    service_auto struct service *service = start_loads(NULL);
    reply_auto struct reply first =
        send_csv(service, OBSERVATIONS, HEADER ROW "thefts,E10000016,2017-Q1,9,provisional\n");
    cr_assert_eq(first.status, 201, "%s", first.body);
    reply_auto struct reply list = http_get(service_url(service), NULL, OBSERVATIONS "?format=csv");
    cr_assert_eq(list.status, 200, "%s", list.body);
    reply_auto struct reply again = send_csv(service, OBSERVATIONS, list.body);
    cr_assert_eq(again.status, 201, "%s", again.body);
    cr_assert_eq(reply_integer(&again, "unchanged"), 2);
}

Test(rows, with_a_byte_order_mark_and_either_line_end_are_taken)
{
    service_auto struct service *service = start_loads(NULL);
    expect_taken(service,
                 "\xEF\xBB\xBFindicator,area,period,value\r\nburglary,E10000016,2017-03,812\r\n",
                 1);
    expect_taken(service,
                 "value,period,\"area\",indicator\n812,2017-03,E10000016,\"burglary\"\r\n\r\n"
                 "7,2017-04,E10000016,burglary",
                 2);
}

Test(rows, in_another_encoding_are_refused_with_the_line)
{
    service_auto struct service *service = start_loads(NULL);
    static const char utf_16[] = "\xFF\xFEi\0n\0d\0i\0c\0";
    expect_refused(service, utf_16, sizeof utf_16 - 1, 400, "malformed-csv", 1, NULL, "encoding");
    expect_file_refused(service, HEADER ROW "caf\xE9,E10000016,2017-04,1,final\n", 3, "indicator",
                        "encoding");
    static const char nul[] = HEADER "burglary,E10\0000016,2017-03,1,final\n";
    expect_refused(service, nul, sizeof nul - 1, 400, "malformed-csv", 2, "area", "encoding");
}

Test(rows, of_a_file_whose_header_is_wrong_are_refused)
{
    service_auto struct service *service = start_loads(NULL);
    expect_file_refused(service, "indicator,area,period\nburglary,E10000016,2017-03\n", 1, "value",
                        "missing-column");
    expect_file_refused(service, "indicator,area,period,value,Note\n", 1, "Note", "unknown-column");
    expect_file_refused(service, "indicator,area,period,value,area\n", 1, "area",
                        "repeated-column");
    expect_file_refused(service, "indicator;area;period;value\nburglary;E10000016;2017-03;8\n", 1,
                        NULL, "separator");
    expect_file_refused(service, "", 1, NULL, "empty");
    expect_file_refused(service, HEADER "\"burglary,E10000016,2017-03,1,final\n", 2, "indicator",
                        "quotation");
}

Test(rows, that_are_wrong_are_told_by_line_and_column)
{
    service_auto struct service *service = start_loads(NULL);
    expect_row_refused(service, HEADER ROW "thefts,E10000016,2017-03,9,final\n", 3, "period",
                       "period-of-another-frequency");
    expect_row_refused(service, HEADER "burglary,E99999999,2017-03,9,final\n", 2, "area",
                       "unknown-area");
    expect_row_refused(service, HEADER "burglary,E10000016,2017-03,1,234,final\n", 2, NULL,
                       "cells");
    expect_row_refused(service, HEADER ROW HEADER, 3, NULL, "header");
    expect_row_refused(service, HEADER "burglary,E10000016,2017-03,\"1,234\",final\n", 2, "value",
                       "value-not-a-number");
    expect_row_refused(service,
                       HEADER "burglary,E10000016,2017-03,\xC2\xA3"
                              "12,final\n",
                       2, "value", "value-not-a-number");
    expect_row_refused(service, HEADER "burglary,E10000016,2017-03,,final\n", 2, "value",
                       "value-missing");
    expect_row_refused(service, HEADER ROW "\n" ROW, 4, "period", "row-repeated");
}

Test(rows, of_json_are_told_by_their_place)
{
    service_auto struct service *service = start_loads(NULL);
    reply_auto struct reply rows = send_json(
        service, OBSERVATIONS,
        "{\"items\": [{\"indicator\": \"burglary\", \"area\": \"E10000016\", \"period\": "
        "\"2017-03\", \"value\": 1}, {\"indicator\": \"burglary\", \"area\": \"E99999999\", "
        "\"period\": \"2017-04\", \"value\": 1}]}");
    cr_assert(reply_is_problem(&rows, 422, "rows-refused"), "%s", rows.body);
    cr_assert(reply_names(&rows, "/items/1/area"), "%s", rows.body);
    cr_assert_eq(reply_integer(&rows, "faults"), 1);
    reply_auto struct reply shape =
        send_json(service, OBSERVATIONS, "{\"items\": [{\"indicator\": 1}], \"more\": 1}");
    cr_assert(reply_is_problem(&shape, 422, "invalid-body"), "%s", shape.body);
    cr_assert(reply_names(&shape, "/items/0/indicator"), "%s", shape.body);
    cr_assert_eq(observations(service), 0);
}

Test(rows, may_have_several_faults_each_of_which_is_counted)
{
    service_auto struct service *service = start_loads(NULL);
    free(service_sql(service, "UPDATE safer.indicator SET kind = 'count'"));
    reply_auto struct reply reply =
        send_csv(service, OBSERVATIONS,
                 HEADER "nothing,nowhere,never,none,perhaps\n"
                        "burglary,nowhere,2017-Q1,-1,perhaps\n"
                        "thefts,E10000016,2019-Q1,1e99,final\n" ROW ROW ROW "burglary,E10000016\n");
    cr_assert(reply_is_problem(&reply, 422, "rows-refused"));
    cr_assert_eq(reply_integer(&reply, "faults"), 5 + 4 + 2 + 2 + 1, "%s", reply.body);
    cr_assert_eq(json_array_size(reply_member(&reply, "errors")), 14, "%s", reply.body);
}

Test(rows, only_a_hundred_faults_are_told_and_all_are_counted)
{
    service_auto struct service *service = start_loads(NULL);
    char csv[20000] = HEADER;
    size_t used = strlen(csv);
    for (int i = 0; i < 250; i++) {
        used +=
            (size_t)snprintf(csv + used, sizeof csv - used, "burglary,E10000016,no,%d,final\n", i);
    }
    reply_auto struct reply reply = send_csv(service, OBSERVATIONS, csv);
    cr_assert(reply_is_problem(&reply, 422, "rows-refused"));
    cr_assert_eq(json_array_size(reply_member(&reply, "errors")), 100);
    cr_assert_eq(reply_integer(&reply, "faults"), 250);
}

Test(rows, of_a_body_that_is_too_long_are_to_be_sent_as_a_file)
{
    service_auto struct service *service = start_loads(NULL);
    char *body = malloc(BODY_LIMIT + 2);
    memset(body, ' ', BODY_LIMIT + 1);
    body[BODY_LIMIT + 1] = '\0';
    static const char *const types[] = {"text/csv", "application/json"};
    for (size_t i = 0; i < LENGTH(types); i++) {
        reply_auto struct reply reply =
            http_send(service_url(service), &(struct request){.method = "POST",
                                                              .target = OBSERVATIONS,
                                                              .token = loader(service),
                                                              .body = body,
                                                              .content_type = types[i]});
        cr_assert(reply_is_problem(&reply, 413, "body-too-large"), "%s", reply.body);
        cr_assert(strstr(reply_text(&reply, "detail"), "-F file=@"), "%s", reply.body);
    }
    free(body);
}

Test(rows, of_another_media_type_are_refused)
{
    service_auto struct service *service = start_loads(NULL);
    static const char *const types[] = {"", "text/plain", "application/x-www-form-urlencoded",
                                        "text/csvx"};
    for (size_t i = 0; i < LENGTH(types); i++) {
        reply_auto struct reply reply =
            http_send(service_url(service), &(struct request){.method = "POST",
                                                              .target = OBSERVATIONS,
                                                              .token = loader(service),
                                                              .body = HEADER ROW,
                                                              .content_type = types[i]});
        cr_assert(reply_is_problem(&reply, 415, "unsupported-media-type"), "%s", reply.body);
    }
    reply_auto struct reply charset = http_send(
        service_url(service), &(struct request){.method = "POST",
                                                .target = OBSERVATIONS,
                                                .token = loader(service),
                                                .body = HEADER ROW,
                                                .content_type = "Text/CSV; charset=utf-8"});
    cr_assert_eq(charset.status, 201, "%s", charset.body);
}

Test(rows, are_answered_as_json_alone)
{
    service_auto struct service *service = start_loads(NULL);
    const char *const headers[] = {"Accept: text/csv", NULL};
    reply_auto struct reply reply =
        http_send(service_url(service), &(struct request){.method = "POST",
                                                          .target = OBSERVATIONS,
                                                          .token = loader(service),
                                                          .headers = headers,
                                                          .body = HEADER ROW,
                                                          .content_type = "text/csv"});
    cr_assert(reply_is_problem(&reply, 406, "not-acceptable"), "%s", reply.body);
}

Test(rows, are_stored_once_under_a_key_however_they_are_sent)
{
    service_auto struct service *service = start_loads(NULL);
    reply_auto struct reply first =
        send_file(service, OBSERVATIONS, "load-1", HEADER ROW, strlen(HEADER ROW));
    cr_assert_eq(first.status, 201, "%s", first.body);
    reply_auto struct reply second =
        send_file(service, OBSERVATIONS, "load-1", HEADER ROW, strlen(HEADER ROW));
    cr_assert_eq(second.status, 201, "%s", second.body);
    cr_assert_str_eq(reply_header(&second, "idempotency-replayed"), "true");
    cr_assert_str_eq(second.body, first.body);
    reply_auto struct reply other =
        send_file(service, OBSERVATIONS, "load-1", HEADER ROW ROW, strlen(HEADER ROW ROW));
    cr_assert(reply_is_problem(&other, 422, "idempotency-key-reused"), "%s", other.body);
    char *loads = service_sql(service, "SELECT count(*) FROM safer.observation_load");
    cr_assert_str_eq(loads, "1");
    free(loads);
}
