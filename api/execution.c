/* What a request does in the database, from BEGIN to COMMIT.
 * SPDX-License-Identifier: MIT */
#include "execution.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "composing.h"
#include "database/sqlstate.h"
#include "loading.h"
#include "means.h"
#include "reply.h"
#include "round_trip.h"

#define PROTECTED_NAME "protected-name"

static bool wants_head(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    return operation->head && (operation->head_always || exchange_is_true(exchange, "count"));
}

/* Whether this is a page of all there is: no filter is given, and no total asked for. */
static bool is_unfiltered(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (!operation->unfiltered || wants_head(exchange))
        return false;
    for (size_t i = 0; i < operation->statement->argument_count; i++) {
        const struct argument *argument = &operation->statement->arguments[i];
        if (argument->source != SOURCE_PARAMETER)
            continue;
        const struct parameter *parameter = &operation->parameters[argument->index];
        if (parameter->place == PLACE_QUERY && !parameter->required && !parameter->fallback &&
            exchange->parameters.values[argument->index])
            return false;
    }
    return true;
}

static enum transaction_kind kind_of(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    return operation->method != METHOD_GET                        ? TRANSACTION_WRITE
           : exchange_may_be_shown(exchange)                      ? TRANSACTION_READ_AUDITED
           : is_unfiltered(exchange)                              ? TRANSACTION_READ_PAGE
           : operation->shape == SHAPE_LIST || operation->compose ? TRANSACTION_READ_LIST
                                                                  : TRANSACTION_READ_ONE;
}

enum flow begin(struct exchange *exchange)
{
    exchange_forget_values(exchange);
    exchange->connection = pool_take(round_trip_pool(exchange), &exchange->refusal);
    if (!exchange->connection) {
        reply_problem(exchange);
        return ANSWERED;
    }
    if (exchange->operation->random_id)
        uuid_v4(exchange->new_id);
    else if (exchange->operation->method != METHOD_GET)
        uuid_v7(exchange->new_id);
    const struct claims claims = exchange_claims(exchange);
    transaction_begin(exchange->connection, kind_of(exchange), &claims);
    return GO_ON;
}

enum flow claim_idempotency_key(struct exchange *exchange)
{
    if (*exchange->key)
        transaction_claim_key(exchange->connection, exchange->operation->id, exchange->key,
                              exchange->fingerprint);
    return GO_ON;
}

/* The rest of the rows come while the answer is composed, so the transaction stays open until the
 * connection is given back. */
static void queue_parts(struct exchange *exchange)
{
    const struct statement *statement = exchange->operation->statement;
    const char *values[STATEMENT_ARGUMENTS_MAX];
    exchange_values(exchange, statement->arguments, statement->argument_count, values);
    composing_queue_parts(exchange, statement, values);
}

/* What the path is about: its last parameter; or, of a list, the review that it is narrowed to; or
 * NULL. */
static const char *object_of(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const char *object = NULL;
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].place == PLACE_PATH)
            object = exchange->parameters.values[i];
    return object ? object : exchange_parameter(exchange, "dhr");
}

/* Queues the event of a reading: of what, and `after`, JSON. */
static void queue_reading(struct exchange *exchange, const char *object, const char *after)
{
    char id[UUID_TEXT_SIZE];
    uuid_v7(id);
    transaction_record_reading(exchange->connection, id, exchange->operation->id, object, after);
    exchange->audits = true;
}

/* What was restricted in the first reply is so in the second, which is read another time. Of what
 * it made the reply says the address, whose last part is its id. */
static enum flow record_replay(struct exchange *exchange)
{
    const char *location = response_header_value(exchange->response, "Location");
    const char *last = location ? strrchr(location, '/') : NULL;
    queue_reading(exchange, last ? last + 1 : object_of(exchange), "{\"replayed\":true}");
    connection_queue_commit(exchange->connection);
    const enum flow flow = round_trip_commit(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    return flow;
}

/* The request was made before with this key and this body: the first reply, once more. It is worth
 * no less than the first, so its COMMIT is waited for and judged like that one's. */
static enum flow replay(struct exchange *exchange)
{
    connection_reset(exchange->connection);
    const bool is_recorded = exchange_may_hold_restricted(exchange);
    const struct claims claims = exchange_claims(exchange);
    transaction_begin(exchange->connection, TRANSACTION_WRITE, &claims);
    const size_t at = connection_queued(exchange->connection);
    transaction_read_reply(exchange->connection, exchange->operation->id, exchange->key);
    if (!is_recorded)
        connection_queue_commit(exchange->connection);
    const enum flow flow = is_recorded ? round_trip(exchange) : round_trip_commit(exchange);
    struct stored_reply stored;
    if (flow == ANSWERED)
        reply_problem(exchange);
    if (flow != GO_ON)
        return flow;
    /* Purged between the two: then the key is free, and the request is new. */
    if (!transaction_stored_reply(exchange->connection, at, &stored))
        return exchange->retries < ATTEMPTS_MAX - 1 ? BEGIN_AGAIN
                                                    : reply_refusal(exchange, "busy", NULL);
    reply_again(exchange, &stored);
    const enum flow recorded = is_recorded ? record_replay(exchange) : GO_ON;
    if (recorded != GO_ON)
        return recorded;
    exchange->response->stored = true;
    return memory_lacked() ? reply_refusal(exchange, "outcome-unknown", NULL) : ANSWERED;
}

/* A refusal tells that a name is protected, so it is written down that somebody was told, though
 * the rest of the transaction is gone; where that cannot be kept, it is not told. */
static enum flow record_refusal(struct exchange *exchange)
{
    struct refusal told = exchange->refusal;
    exchange->refusal = (struct refusal){0};
    connection_reset(exchange->connection);
    const struct claims claims = exchange_claims(exchange);
    transaction_begin(exchange->connection, TRANSACTION_READ_AUDITED, &claims);
    queue_reading(exchange, object_of(exchange), "{\"refused\":\"" PROTECTED_NAME "\"}");
    const enum flow flow = execution_commit_reading(exchange);
    if (flow != GO_ON) {
        refusal_clear(&told);
        return flow;
    }
    refusal_clear(&exchange->refusal);
    exchange->refusal = told;
    reply_problem(exchange);
    return ANSWERED;
}

/* What came of a round trip that may have found the key used already. */
static enum flow settle(struct exchange *exchange, enum flow flow)
{
    if (flow == ANSWERED && strcmp(exchange->refusal.slug, SQLSTATE_REPLAY) == 0)
        return replay(exchange);
    if (flow == ANSWERED && strcmp(exchange->refusal.slug, PROTECTED_NAME) == 0)
        return record_refusal(exchange);
    if (flow == ANSWERED) {
        exchange_name_cursor(exchange);
        reply_problem(exchange);
    }
    return flow;
}

enum flow stage(struct exchange *exchange)
{
    const struct load *load = exchange->operation->load;
    if (!load)
        return GO_ON;
    round_trip_queue(exchange, load->stage, load->stage->arguments);
    const enum flow flow = round_trip(exchange);
    if (flow != GO_ON)
        return settle(exchange, flow);
    const int64_t began = clock_monotonic_us();
    const enum run outcome = loading_copy(exchange, round_trip_deadline(exchange, began, false));
    return settle(exchange, round_trip_judge(exchange, outcome, began));
}

enum flow execute(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    struct connection *connection = exchange->connection;
    exchange->has_head = wants_head(exchange);
    exchange->head_at = connection_queued(connection);
    if (exchange->has_head)
        round_trip_queue(exchange, operation->head, operation->head->arguments);
    exchange->main_at = connection_queued(connection);
    const struct statement *statement =
        is_unfiltered(exchange) ? operation->unfiltered : operation->statement;
    if (operation->in_parts)
        queue_parts(exchange);
    else
        round_trip_queue(exchange, statement, statement->arguments);
    exchange->reads_at = connection_queued(connection);
    if (operation->reads && !operation->keep)
        round_trip_queue(exchange, operation->reads->statement, operation->reads_arguments);
    if (exchange->out_of_memory)
        return reply_refusal(exchange, "unavailable", NULL);
    if (operation->method == METHOD_GET && !operation->in_parts)
        transaction_end_read(connection, kind_of(exchange));
    return settle(exchange, round_trip(exchange));
}

/* keep: what a write has composed is kept, and the resource it made is read, in a round trip of
 * their own. */
static enum flow keep(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    exchange->main_at = connection_queued(exchange->connection);
    round_trip_queue(exchange, operation->keep, operation->keep->arguments);
    exchange->reads_at = connection_queued(exchange->connection);
    round_trip_queue(exchange, operation->reads->statement, operation->reads_arguments);
    if (exchange->out_of_memory)
        return reply_refusal(exchange, "unavailable", NULL);
    const enum flow flow = round_trip(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    return flow;
}

enum flow compose(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    struct rows rows, head;
    head.row_count = 0;
    if (exchange->has_head)
        connection_rows(exchange->connection, exchange->head_at, &head);
    if (head.row_count && operation->watermark &&
        !exchange_copy_first(&head, "_watermark", &exchange->watermark))
        return reply_refusal(exchange, "unavailable", NULL);
    connection_rows(exchange->connection, exchange->main_at, &rows);
    if ((exchange->has_head && head.row_count == 0) ||
        (operation->shape == SHAPE_ONE && rows.row_count == 0 && !operation->compose))
        return reply_refusal(exchange, "not-found", NULL);
    if (operation->compose) {
        const enum flow flow = composing_run(exchange, &head, &rows);
        if (flow != GO_ON || !operation->keep)
            return flow;
        const enum flow kept = keep(exchange);
        if (kept != GO_ON)
            return kept;
        connection_rows(exchange->connection, exchange->main_at, &rows);
    }
    if (operation->reads) {
        if (!exchange_copy_first(&rows, "object", &exchange->object) ||
            !exchange_copy_first(&rows, "before", &exchange->before))
            return reply_refusal(exchange, "unavailable", NULL);
        connection_rows(exchange->connection, exchange->reads_at, &rows);
        if (rows.row_count == 0 || !exchange->object) {
            refusal_set(&exchange->refusal, "internal-error", NULL);
            refusal_cause(&exchange->refusal, "the resource written cannot be read back");
            reply_problem(exchange);
            return ANSWERED;
        }
    }
    if (exchange->form != FORM_JSON) /* the headers of what would be streamed */
        reply_streamed(exchange);
    else if (operation->shape == SHAPE_LIST)
        reply_list(exchange, &rows, exchange->has_head ? &head : NULL);
    else
        reply_one(exchange, &rows);
    return response_failed(exchange->response) ? reply_refusal(exchange, "unavailable", NULL)
                                               : GO_ON;
}

/* Whether what is restricted stands in what was read: the rows say so, or their head; of a write,
 * the resource that it answers. */
static bool was_shown(const struct exchange *exchange)
{
    struct rows rows;
    size_t length;
    const bool reads = exchange->operation->method == METHOD_GET;
    const size_t last = reads ? exchange->main_at : exchange->reads_at;
    const size_t first = reads && exchange->has_head ? exchange->head_at : last;
    for (size_t at = first; at <= last; at++) {
        connection_rows(exchange->connection, at, &rows);
        const size_t column = rows_find(&rows, "_restricted");
        for (size_t i = 0; column != SIZE_MAX && i < rows.row_count; i++) {
            const char *value = rows_value(&rows, i, column, &length);
            if (value && *value == 't')
                return true;
        }
    }
    return false;
}

void execution_record_reading(struct exchange *exchange)
{
    text_auto query = {0};
    text_auto asked = {0};
    parameters_record(exchange->operation, exchange->request->query, &query);
    text_add_string(&asked, "{\"query\":");
    text_add_json_string(&asked, query.data ? query.data : "", query.length);
    text_add_char(&asked, '}');
    const bool failed = text_failed(&query) || text_failed(&asked);
    exchange->out_of_memory = exchange->out_of_memory || failed;
    queue_reading(exchange, object_of(exchange), failed ? NULL : asked.data);
}

enum flow record(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    exchange->audits = false;
    if (operation->method == METHOD_GET) {
        if (exchange_may_be_shown(exchange) && was_shown(exchange))
            execution_record_reading(exchange);
        return exchange->out_of_memory ? reply_refusal(exchange, "unavailable", NULL) : GO_ON;
    }
    if (exchange->dry_run) { /* written down when what was tried is gone */
        exchange->audits = exchange_may_hold_restricted(exchange) && was_shown(exchange);
        return GO_ON;
    }
    char id[UUID_TEXT_SIZE];
    uuid_v7(id);
    transaction_record_event(exchange->connection, id, operation->id, exchange->object,
                             exchange->before, exchange->response->body.data);
    exchange->audits = true;
    return GO_ON;
}

enum flow store_idempotent_reply(struct exchange *exchange)
{
    if (!*exchange->key)
        return GO_ON;
    const struct stored_reply reply = {
        .status = exchange->response->status,
        .location = response_header_value(exchange->response, "Location"),
        .body = exchange->response->body.data,
    };
    transaction_store_reply(exchange->connection, exchange->operation->id, exchange->key, &reply);
    return GO_ON;
}

/* Nothing is shown whose event may not be there; a reader has nothing to try again with a key. */
enum flow execution_commit_reading(struct exchange *exchange)
{
    connection_queue_commit(exchange->connection);
    const enum flow flow = round_trip_commit(exchange);
    if (flow != ANSWERED)
        return flow;
    if (strcmp(exchange->refusal.slug, "outcome-unknown") == 0)
        refusal_set(&exchange->refusal, "unavailable", NULL);
    reply_problem(exchange);
    return ANSWERED;
}

/* A dry run keeps nothing, but that it showed what is restricted. */
static enum flow record_dry_run(struct exchange *exchange)
{
    connection_reset(exchange->connection);
    const struct claims claims = exchange_claims(exchange);
    transaction_begin(exchange->connection, TRANSACTION_READ_AUDITED, &claims);
    execution_record_reading(exchange);
    return exchange->out_of_memory ? reply_refusal(exchange, "unavailable", NULL)
                                   : execution_commit_reading(exchange);
}

enum flow commit(struct exchange *exchange)
{
    if (exchange->operation->method == METHOD_GET)
        return exchange->audits ? execution_commit_reading(exchange) : GO_ON;
    if (exchange->dry_run)
        connection_queue_text(exchange->connection, "SET CONSTRAINTS ALL IMMEDIATE", NULL, 0);
    else
        connection_queue_commit(exchange->connection);
    const enum flow flow = round_trip_commit(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    if (flow == GO_ON && exchange->dry_run && exchange->audits)
        return record_dry_run(exchange);
    exchange->response->stored = flow == GO_ON && !exchange->dry_run;
    return flow;
}
