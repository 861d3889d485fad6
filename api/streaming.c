/* A whole list as CSV, on a thread and a connection of its own.
 * SPDX-License-Identifier: MIT */
#include "streaming.h"

#include "base/metrics.h"
#include "execution.h"
#include "means.h"
#include "reply.h"
#include "round_trip.h"

/* The head of a list whose rows are streamed: 404, or its watermark. */
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

/* A stream's watermark goes out before its first row is there, so it is asked for before, of a
 * snapshot of its own. That is no later than the rows': what they have too many is told again, and
 * nothing is missed. */
static enum flow read_watermark(struct exchange *exchange)
{
    for (;;) {
        const enum flow begun = begin(exchange);
        const enum flow flow = begun == GO_ON ? ask_watermark(exchange) : begun;
        if (exchange->connection)
            pool_give(exchange->means->pool, exchange->connection);
        exchange->connection = NULL;
        if (flow != BEGIN_AGAIN)
            return flow;
        exchange->retries++;
        metrics_count(COUNTER_DATABASE_RETRIES, 1);
    }
}

/* Who may be shown what is restricted is written down before the first byte: which rows there are
 * shows only later. */
static enum flow record_stream(struct exchange *exchange)
{
    for (;;) {
        enum flow flow = begin(exchange);
        if (flow == GO_ON) {
            execution_record_reading(exchange);
            flow = exchange->out_of_memory ? reply_refusal(exchange, "unavailable", NULL)
                                           : execution_commit_reading(exchange);
        }
        if (exchange->connection)
            pool_give(exchange->means->pool, exchange->connection);
        exchange->connection = NULL;
        if (flow != BEGIN_AGAIN)
            return flow;
        exchange->retries++;
        metrics_count(COUNTER_DATABASE_RETRIES, 1);
    }
}

enum flow stream(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (exchange->form != FORM_CSV || operation->compose)
        return GO_ON;
    if (exchange->request->http_1_0)
        return reply_refusal(exchange, "http-version-not-supported", NULL);
    if (exchange_is_head(exchange)) /* its headers are had without a stream */
        return GO_ON;
    if (operation->watermark && read_watermark(exchange) != GO_ON)
        return ANSWERED;
    if (exchange_may_be_shown(exchange) && record_stream(exchange) != GO_ON)
        return ANSWERED;
    const char *values[STATEMENT_ARGUMENTS_MAX], *head_values[STATEMENT_ARGUMENTS_MAX];
    const bool head = operation->head && operation->head_always && !operation->watermark;
    const struct statement *rows = export_statement(operation);
    exchange_values(exchange, rows->arguments, rows->argument_count, values);
    if (head)
        exchange_values(exchange, operation->head->arguments, operation->head->argument_count,
                        head_values);
    const struct export_request request = {
        .operation = operation,
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
    reply_csv(exchange);
    exchange->response->stream = stream;
    return ANSWERED;
}
