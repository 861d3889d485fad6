/* Rows or a file that a request brings, read from its body or its form and copied into a staging
 * table.
 * SPDX-License-Identifier: MIT */
#include "loading.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "contract/csv_read.h"
#include "database/connection.h"
#include "http/headers.h"
#include "http/upload.h"
#include "reply.h"
#include "round_trip.h"

/* So many bytes of rows are handed to PostgreSQL at a time. */
#define PART ((size_t)64 * 1024)
/* So many of a file that is kept as it is are one row of it. */
#define FILE_PART ((size_t)48 * 1024)

struct staging {
    struct exchange *exchange;
    int64_t deadline_us;
    struct text rows;
    int64_t count, parts; /* rows of a load; parts of a file */
    enum run run;
};

/* ---- What comes --------------------------------------------------------------------------------
 */

static enum flow refuse_long(struct exchange *exchange)
{
    refusal_set(&exchange->refusal, "body-too-large", NULL);
    text_add_format(&exchange->refusal.detail,
                    "This body is too long to be taken at once. Send it as a file, which may be of "
                    "any length: curl -H \"Authorization: Bearer $TOKEN\" -F file=@FILE%s "
                    "https://HOST%s",
                    exchange->operation->load->file ? "" : ".csv", exchange->operation->path);
    reply_problem(exchange);
    return ANSWERED;
}

enum flow loading_take(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    if (request->upload && request->upload->slug) {
        refusal_set(&exchange->refusal, request->upload->slug, request->upload->sentence);
        if (strcmp(request->upload->slug, "busy") == 0 ||
            strcmp(request->upload->slug, "no-room-for-file") == 0)
            exchange->refusal.retry_after = 30;
        reply_problem(exchange);
        return ANSWERED;
    }
    return request->body_too_long ? refuse_long(exchange) : GO_ON;
}

static bool is_csv(const char *content_type)
{
    static const char csv[] = "text/csv";
    const size_t length = sizeof csv - 1;
    return content_type && strncasecmp(content_type, csv, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]));
}

enum flow loading_read(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    const char *type = request_header(request, "Content-Type");
    if (request->upload) {
        const struct multipart *form = &request->upload->form;
        exchange->load_form = exchange->operation->load->file ? "file" : "csv";
        exchange->load_filename = *form->filename ? form->filename : NULL;
        exchange->load_type = *form->type ? form->type : NULL;
        (void)snprintf(exchange->load_bytes, sizeof exchange->load_bytes, "%llu",
                       (unsigned long long)spool_size(request->upload->spool));
        memcpy(exchange->load_sha256, spool_sha256(request->upload->spool), DIGEST_HEX_SIZE);
        return GO_ON;
    }
    if (multipart_is(type))
        return reply_refusal(exchange, "malformed-upload", "The form has nothing in it.");
    if (exchange->operation->load->file)
        return reply_refusal(exchange, "unsupported-media-type",
                             "This takes a file in a form (multipart/form-data).");
    if (!is_csv(type) && !headers_is_json(type))
        return reply_refusal(exchange, "unsupported-media-type",
                             "This takes application/json, text/csv, or a CSV file in a form "
                             "(multipart/form-data).");
    exchange->load_form = is_csv(type) ? "csv" : "json";
    (void)snprintf(exchange->load_bytes, sizeof exchange->load_bytes, "%zu", request->body_length);
    digest_sha256_hex(request->body ? request->body : "", request->body_length,
                      exchange->load_sha256);
    return GO_ON;
}

/* ---- Rows --------------------------------------------------------------------------------------
 */

static bool hand_over(struct staging *staging)
{
    struct text *rows = &staging->rows;
    if (text_failed(rows)) {
        refusal_set(&staging->exchange->refusal, "unavailable", NULL);
        staging->run = RUN_REFUSED;
    } else if (!round_trip_may_go_on(staging->exchange)) {
        staging->run = RUN_REFUSED;
    } else {
        staging->run = connection_copy_put(staging->exchange->connection, rows->data, rows->length,
                                           staging->deadline_us, &staging->exchange->refusal);
    }
    text_clear(rows);
    return staging->run == RUN_DONE;
}

static void begin_row(struct staging *staging, uint64_t line)
{
    text_add_format(&staging->rows, "%llu\t", (unsigned long long)line);
    staging->count++;
}

static bool end_row(struct staging *staging)
{
    return staging->rows.length < PART || hand_over(staging);
}

static void stage_fault(struct staging *staging, const struct csv_fault *fault)
{
    text_auto whole = {0};
    text_add_format(&whole, "%s|%s", fault->code, fault->detail);
    copy_cell(&staging->rows, *fault->column ? fault->column : NULL, strlen(fault->column), '\t');
    if (text_failed(&whole))
        staging->rows.failed = true;
    else
        copy_cell(&staging->rows, whole.data, whole.length, '\t');
}

static bool stage_csv_row(void *context, const struct csv_row *row)
{
    struct staging *staging = context;
    const struct load *load = staging->exchange->operation->load;
    begin_row(staging, row->line);
    if (row->fault)
        stage_fault(staging, row->fault);
    else
        text_add_string(&staging->rows, "\\N\t\\N\t");
    for (size_t i = 0; i < load->column_count; i++) {
        const bool there = !row->fault && i < load->csv_column_count;
        copy_cell(&staging->rows, there ? row->cells[i].text : NULL,
                  there ? row->cells[i].length : 0, i + 1 < load->column_count ? '\t' : '\n');
    }
    return end_row(staging);
}

static void stage_json_cell(struct text *rows, const json_t *value, char separator)
{
    char number[NUMBER_ROOM];
    size_t length = 0;
    if (json_is_string(value)) {
        copy_cell(rows, json_string_value(value), json_string_length(value), separator);
        return;
    }
    if (json_is_array(value) || json_is_object(value)) {
        free_auto char *nested = json_dumps(value, JSON_COMPACT);
        if (nested)
            copy_cell(rows, nested, strlen(nested), separator);
        else
            rows->failed = true;
        return;
    }
    if (json_is_integer(value))
        length = (size_t)snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT,
                                  json_integer_value(value));
    else if (json_is_real(value))
        length = number_put(number, json_real_value(value));
    else if (json_is_boolean(value))
        length = (size_t)snprintf(number, sizeof number, json_is_true(value) ? "true" : "false");
    copy_cell(rows, length ? number : NULL, length, separator);
}

static bool stage_json(struct staging *staging)
{
    const struct load *load = staging->exchange->operation->load;
    const json_t *items = json_object_get(staging->exchange->body, load->from), *item;
    size_t at;
    json_array_foreach(items, at, item)
    {
        begin_row(staging, at + 1);
        text_add_string(&staging->rows, "\\N\t\\N\t");
        for (size_t i = 0; i < load->column_count; i++)
            stage_json_cell(&staging->rows, json_object_get(item, load->columns[i]),
                            i + 1 < load->column_count ? '\t' : '\n');
        if (!end_row(staging))
            return false;
    }
    return true;
}

/* ---- The file's bytes --------------------------------------------------------------------------
 */

/* Hands over all of the file, part after part, until one is not taken. */
static bool read_file(struct staging *staging, size_t most,
                      bool (*take)(void *, const char *, size_t), void *context)
{
    const struct spool *spool = staging->exchange->request->upload->spool;
    free_auto char *part = malloc(most);
    if (!part) {
        refusal_set(&staging->exchange->refusal, "unavailable", NULL);
        return false;
    }
    for (uint64_t at = 0; at < spool_size(spool);) {
        const ssize_t got = spool_read(spool, at, part, most);
        if (got <= 0) {
            refusal_set(&staging->exchange->refusal, "unavailable",
                        "The file could not be read again.");
            refusal_cause(&staging->exchange->refusal, "the spool file cannot be read");
            return false;
        }
        if (!take(context, part, (size_t)got))
            return false;
        at += (uint64_t)got;
    }
    return true;
}

static bool take_csv(void *reader, const char *bytes, size_t length)
{
    return csv_read(reader, bytes, length);
}

/* A row of a file that is kept as it is: which part it is, and its bytes. */
static bool take_part(void *context, const char *bytes, size_t length)
{
    struct staging *staging = context;
    text_add_format(&staging->rows, "%lld\t\\\\x", (long long)++staging->parts);
    hex_add(&staging->rows, bytes, length);
    text_add_char(&staging->rows, '\n');
    return hand_over(staging);
}

static bool read_sent(const struct staging *staging, struct csv_reader *reader)
{
    const struct request *request = staging->exchange->request;
    return (request->body_length == 0 || csv_read(reader, request->body, request->body_length)) &&
           csv_end(reader);
}

/* A file that is none: where, and why. */
static void refuse_file(struct exchange *exchange, const struct csv_fault *fault)
{
    struct text *members = &exchange->refusal.members;
    refusal_set(&exchange->refusal, "malformed-csv", NULL);
    text_add_string(&exchange->refusal.detail, fault->detail);
    text_add_format(members, "\"errors\":[{\"line\":%llu,", (unsigned long long)fault->line);
    if (*fault->column) {
        text_add_string(members, "\"column\":");
        text_add_json_string(members, fault->column, strlen(fault->column));
        text_add_char(members, ',');
    }
    text_add_format(members, "\"code\":\"%s\",\"detail\":", fault->code);
    text_add_json_string(members, fault->detail, strlen(fault->detail));
    text_add_string(members, "}]");
}

static bool stage_csv(struct staging *staging)
{
    struct exchange *exchange = staging->exchange;
    const struct load *load = exchange->operation->load;
    struct csv_reader *reader = csv_new(&(struct csv_settings){
        .columns = load->csv_columns,
        .required = load->required,
        .ignored = load->ignored,
        .take = stage_csv_row,
        .context = staging,
    });
    if (!reader) {
        refusal_set(&exchange->refusal, "unavailable", NULL);
        return false;
    }
    const bool whole = exchange->request->upload
                           ? read_file(staging, PART, take_csv, reader) && csv_end(reader)
                           : read_sent(staging, reader);
    if (!whole && csv_file_fault(reader)->code)
        refuse_file(exchange, csv_file_fault(reader));
    csv_free(reader);
    return whole;
}

static bool stage_all(struct staging *staging)
{
    const struct exchange *exchange = staging->exchange;
    return exchange->operation->load->file ? read_file(staging, FILE_PART, take_part, staging)
           : exchange->body                ? stage_json(staging)
                                           : stage_csv(staging);
}

enum run loading_copy(struct exchange *exchange, int64_t deadline_us)
{
    struct connection *connection = exchange->connection;
    struct staging staging = {.exchange = exchange, .deadline_us = deadline_us};
    staging.run = connection_copy_begin(connection, exchange->operation->load->copy, deadline_us,
                                        &exchange->refusal);
    if (staging.run != RUN_DONE)
        return staging.run;
    const bool whole = stage_all(&staging) && (staging.rows.length == 0 || hand_over(&staging));
    text_free(&staging.rows);
    metrics_count(COUNTER_LOAD_ROWS, staging.count);
    if (whole)
        return connection_copy_end(connection, deadline_us, &exchange->refusal);
    return staging.run == RUN_DONE ? RUN_REFUSED : staging.run;
}
