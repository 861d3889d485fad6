/* A whole list as CSV or as a standard has it, or a file, on a thread and a connection of its own.
 * SPDX-License-Identifier: MIT */
#include "streaming.h"

#include "base/metrics.h"
#include "execution.h"
#include "means.h"
#include "reply.h"
#include "round_trip.h"

/* Asks in a transaction of its own, as often as it is worth it. */
static enum flow ask_before(struct exchange *exchange, enum flow (*ask)(struct exchange *exchange))
{
    for (;;) {
        const enum flow begun = begin(exchange);
        const enum flow flow = begun == GO_ON ? ask(exchange) : begun;
        if (exchange->connection)
            pool_give(exchange->means->pool, exchange->connection);
        exchange->connection = NULL;
        if (flow != BEGIN_AGAIN)
            return flow;
        response_reset(exchange->response);
        exchange->retries++;
        metrics_count(COUNTER_DATABASE_RETRIES, 1);
    }
}

/* The head of a list whose rows are streamed: 404, or its watermark, which goes out before the
 * first row is there, so it is asked for before, of a snapshot of its own. That is no later than
 * the rows': what they have too many is told again, and nothing is missed. */
static enum flow ask_watermark(struct exchange *exchange)
{
    const struct statement *head = exchange->operation->head;
    struct rows rows;
    const size_t at = connection_queued(exchange->connection);
    round_trip_queue(exchange, head, head->arguments);
    if (exchange->out_of_memory)
        return reply_refusal(exchange, "unavailable", NULL);
    transaction_end_read(exchange->connection, TRANSACTION_READ_LIST);
    const enum flow flow = round_trip(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    if (flow != GO_ON)
        return flow;
    connection_rows(exchange->connection, at, &rows);
    if (rows.row_count == 0)
        return reply_refusal(exchange, "not-found", NULL);
    return exchange_copy_first(&rows, "_watermark", &exchange->watermark)
               ? GO_ON
               : reply_refusal(exchange, "unavailable", NULL);
}

/* Who may be shown what is restricted is written down before the first byte: which rows there are
 * shows only later. */
static enum flow record_stream(struct exchange *exchange)
{
    execution_record_reading(exchange);
    return exchange->out_of_memory ? reply_refusal(exchange, "unavailable", NULL)
                                   : execution_commit_reading(exchange);
}

/* What is said about a file, or whether the parent of a list is there for this caller, asked first:
 * ANSWERED with 404 where it is not. The rows are the connection's. */
static enum flow ask_head(struct exchange *exchange, struct rows *rows)
{
    const struct statement *head = exchange->operation->head;
    const size_t at = connection_queued(exchange->connection);
    round_trip_queue(exchange, head, head->arguments);
    if (exchange->out_of_memory)
        return reply_refusal(exchange, "unavailable", NULL);
    const enum flow flow = round_trip(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    if (flow != GO_ON)
        return flow;
    connection_rows(exchange->connection, at, rows);
    return rows->row_count ? GO_ON : reply_refusal(exchange, "not-found", NULL);
}

/* What is said about a file, which may be restricted: then that it was asked for is written down
 * before anything is told. */
static enum flow ask_file(struct exchange *exchange)
{
    struct rows rows;
    enum flow flow = ask_head(exchange, &rows);
    if (flow != GO_ON)
        return flow;
    flow = reply_file(exchange, &rows);
    const char *restricted = rows_first(&rows, "_restricted");
    const bool is_shown = restricted && *restricted == 't' && exchange_may_be_shown(exchange);
    return flow == GO_ON && is_shown ? record_stream(exchange) : flow;
}

/* That a list is read is written down where its parent is there for this caller, and else nothing
 * was. */
static enum flow record_list(struct exchange *exchange)
{
    struct rows rows;
    const struct operation *operation = exchange->operation;
    const enum flow flow =
        operation->head && operation->head_always ? ask_head(exchange, &rows) : GO_ON;
    return flow == GO_ON ? record_stream(exchange) : flow;
}

/* Ends with the headers for who has it already, or asks for no more. */
static enum flow stream_file(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const struct statement *parts = operation->statement, *head = operation->head;
    if (ask_before(exchange, ask_file) != GO_ON)
        return ANSWERED;
    reply_conditional(exchange);
    if (exchange->response->status != 200 || exchange_is_head(exchange) ||
        response_failed(exchange->response))
        return ANSWERED;
    const char *values[STATEMENT_ARGUMENTS_MAX], *head_values[STATEMENT_ARGUMENTS_MAX];
    exchange_values(exchange, parts->arguments, parts->argument_count, values);
    exchange_values(exchange, head->arguments, head->argument_count, head_values);
    const struct export_request request = {
        .operation = operation,
        .values = values,
        .head_values = head_values,
        .claims = exchange_claims(exchange),
        .file_sha256 = exchange->file_sha256,
        .file_bytes = exchange->response->length,
        .connection = exchange->request->connection,
    };
    exchange->response->stream =
        export_begin(exchange->means->exports, &request, &exchange->refusal);
    if (!exchange->response->stream)
        reply_problem(exchange);
    return ANSWERED;
}

enum flow stream(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (operation->shape == SHAPE_FILE)
        return stream_file(exchange);
    if (exchange->form == FORM_JSON || operation->compose)
        return GO_ON;
    if (exchange->request->http_1_0)
        return reply_refusal(exchange, "http-version-not-supported", NULL);
    if (exchange_is_head(exchange)) /* its headers are had without a stream */
        return GO_ON;
    if (operation->watermark && ask_before(exchange, ask_watermark) != GO_ON)
        return ANSWERED;
    if (exchange_may_be_shown(exchange) && ask_before(exchange, record_list) != GO_ON)
        return ANSWERED;
    const char *values[STATEMENT_ARGUMENTS_MAX], *head_values[STATEMENT_ARGUMENTS_MAX];
    const bool head = operation->head && operation->head_always && !operation->watermark;
    const struct statement *rows = export_statement(operation, exchange->form);
    exchange_values(exchange, rows->arguments, rows->argument_count, values);
    if (head)
        exchange_values(exchange, operation->head->arguments, operation->head->argument_count,
                        head_values);
    const struct export_request request = {
        .operation = operation,
        .form = exchange->form,
        .values = values,
        .head_values = head ? head_values : NULL,
        .claims = exchange_claims(exchange),
        .guard = exchange->guard,
        .gzip = reply_wants_gzip(exchange),
        .connection = exchange->request->connection,
    };
    struct stream *const stream =
        export_begin(exchange->means->exports, &request, &exchange->refusal);
    if (!stream) {
        exchange_name_cursor(exchange);
        reply_problem(exchange);
        return ANSWERED;
    }
    reply_streamed(exchange);
    exchange->response->stream = stream;
    return ANSWERED;
}
