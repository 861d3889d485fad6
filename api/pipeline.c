/* The steps of a request, in order. Read this second: docs/architecture.md comes first.
 * SPDX-License-Identifier: MIT
 *
 * Each step goes on, or has set the reply and the request is answered. Nothing leaves before COMMIT
 * has answered: the reply is sent by the server when pipeline_answer returns. */
#include "pipeline.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "database/sqlstate.h"
#include "exchange.h"
#include "handlers/handlers.h"
#include "http/problem.h"
#include "http/server.h"
#include "http/stream.h"
#include "loading.h"
#include "reading.h"
#include "reply.h"

#define ATTEMPTS_MAX 4

typedef enum flow step(struct exchange *exchange);

/* A request that another thread goes on with. */
struct later {
    struct slow_job job; /* first: it leads back here */
    struct exchange exchange;
};

static struct pipeline with;

static enum flow walk(struct exchange *exchange, step *const *steps, size_t count)
{
    enum flow flow = GO_ON;
    for (size_t i = 0; i < count && flow == GO_ON; i++)
        flow = steps[i](exchange);
    return flow;
}

void pipeline_use(const struct pipeline *pipeline)
{
    with = *pipeline;
}

/* route: whether it is a request at all, and which operation is meant. 400, 404, 405, 503,
 * OPTIONS. */
static enum flow route(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    if (request->fault)
        return reply_refusal(exchange, "malformed-request", request->fault);
    if (request->crowded)
        return reply_refusal(exchange, "busy", "Too many connections are open.");
    const bool options = strcmp(request->method, "OPTIONS") == 0;
    const enum method method = method_find(request->method);
    if (route_find(request->target, request->path_length, method, &exchange->route)) {
        exchange->operation = exchange->route.operation;
        return GO_ON;
    }
    if (!exchange->route.allowed && !(options && request->target[0] == '*'))
        return reply_refusal(exchange, "not-found",
                             "There is no such path; /docs lists those there are.");
    reply_allow(exchange);
    return ANSWERED;
}

/* handle: the operations that are no resource: health, metrics, the contract itself. */
static enum flow handle(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (operation->shape != SHAPE_HANDLER)
        return GO_ON;
    if (!parameters_read(operation, &exchange->route, exchange->request->query,
                         &exchange->parameters, &exchange->faults))
        return reply_refusal(exchange, "unavailable", NULL);
    if (exchange->faults.total) {
        reply_faults(exchange);
        return ANSWERED;
    }
    handler *const run = handler_find(operation->handler);
    assert(run);
    if (!run(exchange->request, exchange->response, with.pool, &exchange->refusal))
        reply_problem(exchange);
    else if (!negotiate_accepts(request_header(exchange->request, "Accept"),
                                exchange->response->media_type))
        return reply_refusal(exchange, "not-acceptable",
                             "This answers in one form only, which Accept leaves out.");
    return ANSWERED;
}

/* One request less for the owner of this key. */
static enum flow take(struct exchange *exchange, struct limits *limits, const char *key,
                      size_t length)
{
    if (!limits || limits_take(limits, key, length, &exchange->allowance))
        return GO_ON;
    refusal_set(&exchange->refusal, "too-many-requests", NULL);
    exchange->refusal.retry_after = exchange->allowance.seconds;
    reply_problem(exchange);
    return ANSWERED;
}

/* limit_address: whoever is not known costs his address, before a signature is checked. 429. */
static enum flow limit_address(struct exchange *exchange)
{
    const int64_t began = clock_monotonic_us();
    const char *header = request_header(exchange->request, "Authorization");
    exchange->is_known =
        header && identity_remembers(with.identity, header, strlen(header), &exchange->caller);
    exchange->auth_us = clock_monotonic_us() - began;
    if (exchange->is_known)
        return GO_ON;
    char key[LIMITS_ADDRESS_KEY_SIZE];
    const size_t length = limits_address_key(exchange->request->address, key);
    return take(exchange, with.addresses, key, length);
}

/* authenticate: who asks. 401. */
static enum flow authenticate(struct exchange *exchange)
{
    if (exchange->is_known)
        return GO_ON;
    const int64_t began = clock_monotonic_us();
    const char *header = request_header(exchange->request, "Authorization");
    const enum token_state state =
        identity_check(with.identity, header, header ? strlen(header) : 0, &exchange->caller);
    exchange->auth_us += clock_monotonic_us() - began;
    exchange->anonymous = state == TOKEN_ABSENT;
    if (state == TOKEN_BAD) {
        refusal_set(&exchange->refusal, "invalid-token", NULL);
        refusal_cause(&exchange->refusal, "%s", identity_last_reason());
        reply_problem(exchange);
        return ANSWERED;
    }
    if (state == TOKEN_ABSENT && !exchange->operation->anonymous)
        return reply_refusal(exchange, "authentication-required", NULL);
    return GO_ON;
}

/* limit_client: how much the client may still ask, wherever it asks from. 429. */
static enum flow limit_client(struct exchange *exchange)
{
    const struct caller *caller = &exchange->caller;
    char key[sizeof caller->issuer + sizeof caller->client];
    if (exchange->anonymous)
        return GO_ON;
    const size_t issuer = strlen(caller->issuer) + 1, client = strlen(caller->client);
    memcpy(key, caller->issuer, issuer);
    memcpy(key + issuer, caller->client, client);
    return take(exchange, with.clients, key, issuer + client);
}

/* authorise: whether the token carries one of the operation's scopes. 403. */
static enum flow authorise(struct exchange *exchange)
{
    const char *const *scopes = exchange->operation->scopes;
    if (exchange->operation->anonymous || !scopes[0])
        return GO_ON;
    text_auto wanted = {0};
    for (size_t i = 0; scopes[i]; i++) {
        if (caller_has_scope(&exchange->caller, scopes[i]))
            return GO_ON;
        text_add_format(&wanted, "%s%s", i ? " or " : "", scopes[i]);
    }
    refusal_set(&exchange->refusal, "insufficient-scope", NULL);
    text_add_format(&exchange->refusal.detail, "The token does not carry the scope %s.",
                    wanted.length ? wanted.data : "");
    reply_problem(exchange);
    return ANSWERED;
}

/* afford: whether what was read is what was sent, or memory was missing on the way. 503. */
static enum flow afford(struct exchange *exchange)
{
    return memory_lacked() ? reply_refusal(exchange, "unavailable", NULL) : GO_ON;
}

static void rest(const struct slow_job *job)
{
    server_suspend(((const struct later *)job)->exchange.request);
}

static void go_on(struct slow_job *job, bool stops);

/* hand_over: what may take long is gone on with by another thread, while the connection rests.
 * Whoever may not ask at all has been told so before, and waits for nobody. 503. */
static enum flow hand_over(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (!operation->slow)
        return GO_ON;
    struct later *later = exchange->request->may_wait ? malloc(sizeof *later) : NULL;
    if (!later)
        return reply_refusal(exchange, "unavailable", NULL);
    later->job = (struct slow_job){.is_load = operation->load, .run = go_on, .taken = rest};
    later->exchange = *exchange;
    if (slows_take(with.slows, &later->job))
        return LATER;
    free(later);
    refusal_set(&exchange->refusal, "busy", "Too many requests that take long are waiting.");
    exchange->refusal.retry_after = 5;
    reply_problem(exchange);
    return ANSWERED;
}

static struct claims claims_of(const struct exchange *exchange)
{
    const struct caller *caller = &exchange->caller;
    return (struct claims){
        .issuer = caller->issuer,
        .client = caller->client,
        .subject = caller->subject,
        .partner = caller->partner,
        .scope = caller->scope,
        .request = exchange->request->id,
        .today = with.config->today,
    };
}

/* A mark of the right shape around a key of the wrong one, which the database could not read: it
 * was altered. */
static void name_cursor(struct exchange *exchange)
{
    if (exchange->after && strcmp(exchange->refusal.slug, "malformed-request") == 0)
        refusal_set(&exchange->refusal, "bad-cursor", NULL);
}

static bool wants_head(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    return operation->head && (operation->head_always || exchange_is_true(exchange, "count"));
}

static enum flow begin(struct exchange *exchange);
static enum flow run(struct exchange *exchange);
static void queue(struct exchange *exchange, const struct statement *statement,
                  const struct argument *arguments);
static bool copy_first(const struct rows *rows, const char *name, char **copy);

/* The head of a list whose rows are streamed: 404, or its watermark. */
static enum flow ask_watermark(struct exchange *exchange)
{
    const struct statement *head = exchange->operation->head;
    struct rows rows;
    const size_t at = connection_queued(exchange->connection);
    queue(exchange, head, head->arguments);
    if (exchange->out_of_memory)
        return reply_refusal(exchange, "unavailable", NULL);
    transaction_end_read(exchange->connection, TRANSACTION_READ_LIST);
    const enum flow flow = run(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    if (flow != GO_ON)
        return flow;
    connection_rows(exchange->connection, at, &rows);
    if (rows.row_count == 0)
        return reply_refusal(exchange, "not-found", NULL);
    return copy_first(&rows, "_watermark", &exchange->watermark)
               ? GO_ON
               : reply_refusal(exchange, "unavailable", NULL);
}

/* A stream's watermark goes out before its first row is there, so it is asked for before, of a
 * snapshot of its own. That is no later than the rows': what they have too many is told again, and
 * nothing is missed. */
static enum flow read_watermark(struct exchange *exchange)
{
    static step *const steps[] = {begin, ask_watermark};
    for (;;) {
        const enum flow flow = walk(exchange, steps, 2);
        if (exchange->connection)
            pool_give(with.pool, exchange->connection);
        exchange->connection = NULL;
        if (flow != BEGIN_AGAIN)
            return flow;
        exchange->retries++;
        metrics_count(COUNTER_DATABASE_RETRIES, 1);
    }
}

/* stream: a whole list as CSV goes its own way, on a thread and a connection of its own. 503, 505.
 */
static enum flow stream(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (exchange->form != FORM_CSV)
        return GO_ON;
    if (exchange->request->http_1_0)
        return reply_refusal(exchange, "http-version-not-supported", NULL);
    if (exchange_is_head(exchange)) /* its headers are had without a stream */
        return GO_ON;
    if (operation->watermark && read_watermark(exchange) != GO_ON)
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
        .claims = claims_of(exchange),
        .guard = exchange->guard,
        .gzip = reply_wants_gzip(exchange),
        .connection = exchange->request->connection,
    };
    struct stream *const stream = export_begin(with.exports, &request, &exchange->refusal);
    if (!stream) {
        name_cursor(exchange);
        reply_problem(exchange);
        return ANSWERED;
    }
    reply_csv(exchange);
    exchange->response->stream = stream;
    return ANSWERED;
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
    return operation->method != METHOD_GET  ? TRANSACTION_WRITE
           : is_unfiltered(exchange)        ? TRANSACTION_READ_PAGE
           : operation->shape == SHAPE_LIST ? TRANSACTION_READ_LIST
                                            : TRANSACTION_READ_ONE;
}

/* The connections of this thread. */
static struct pool *pool_of(const struct exchange *exchange)
{
    return exchange->ends_us ? slows_pool(with.slows) : with.pool;
}

/* begin: the first touch of the database. 503. */
static enum flow begin(struct exchange *exchange)
{
    exchange_forget_values(exchange);
    exchange->connection = pool_take(pool_of(exchange), &exchange->refusal);
    if (!exchange->connection) {
        reply_problem(exchange);
        return ANSWERED;
    }
    if (exchange->operation->method != METHOD_GET)
        uuid_v7(exchange->new_id);
    const struct claims claims = claims_of(exchange);
    transaction_begin(exchange->connection, kind_of(exchange), &claims);
    return GO_ON;
}

/* claim_idempotency_key: queued; whether it was got shows when execute has run. */
static enum flow claim_idempotency_key(struct exchange *exchange)
{
    if (*exchange->key)
        transaction_claim_key(exchange->connection, exchange->operation->id, exchange->key,
                              exchange->fingerprint);
    return GO_ON;
}

/* How long PostgreSQL is waited for from `now` on. */
static int64_t deadline_of(const struct exchange *exchange, int64_t now)
{
    const int64_t patience =
        ((int64_t)with.config->statement_timeout_ms + with.config->lock_timeout_ms) * 1000 * 2;
    return now + patience > exchange->ends_us ? now + patience : exchange->ends_us;
}

/* What a round trip that began then came to. */
static enum flow judge(struct exchange *exchange, enum run outcome, int64_t began)
{
    exchange->database_us += clock_monotonic_us() - began;
    exchange->round_trips++;
    if (outcome == RUN_DONE)
        return GO_ON;
    if (outcome == RUN_AGAIN && exchange->retries < ATTEMPTS_MAX - 1)
        return BEGIN_AGAIN;
    if (outcome == RUN_AGAIN && strcmp(exchange->refusal.slug, "internal-error") == 0)
        refusal_set(&exchange->refusal, "busy", NULL);
    return ANSWERED;
}

/* One round trip. */
static enum flow run(struct exchange *exchange)
{
    const int64_t began = clock_monotonic_us();
    return judge(
        exchange,
        connection_run(exchange->connection, deadline_of(exchange, began), &exchange->refusal),
        began);
}

static void queue(struct exchange *exchange, const struct statement *statement,
                  const struct argument *arguments)
{
    const char *values[STATEMENT_ARGUMENTS_MAX];
    exchange_values(exchange, arguments, statement->argument_count, values);
    connection_queue(exchange->connection, statement, values);
}

/* The request was made before with this key and this body: the first reply, once more. It is worth
 * no less than the first, so its COMMIT is waited for and judged like that one's. */
static enum flow replay(struct exchange *exchange)
{
    connection_reset(exchange->connection);
    const struct claims claims = claims_of(exchange);
    transaction_begin(exchange->connection, TRANSACTION_WRITE, &claims);
    const size_t at = connection_queued(exchange->connection);
    transaction_read_reply(exchange->connection, exchange->operation->id, exchange->key);
    connection_queue_commit(exchange->connection);
    const enum flow flow = run(exchange);
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
    exchange->response->stored = true;
    return memory_lacked() ? reply_refusal(exchange, "outcome-unknown", NULL) : ANSWERED;
}

/* What came of a round trip that may have found the key used already. */
static enum flow settle(struct exchange *exchange, enum flow flow)
{
    if (flow == ANSWERED && strcmp(exchange->refusal.slug, SQLSTATE_REPLAY) == 0)
        return replay(exchange);
    if (flow == ANSWERED) {
        name_cursor(exchange);
        reply_problem(exchange);
    }
    return flow;
}

/* stage: the rows of a load are copied to where the statement finds them. 400, 503. */
static enum flow stage(struct exchange *exchange)
{
    const struct load *load = exchange->operation->load;
    if (!load)
        return GO_ON;
    queue(exchange, load->stage, load->stage->arguments);
    const enum flow flow = run(exchange);
    if (flow != GO_ON)
        return settle(exchange, flow);
    const int64_t began = clock_monotonic_us();
    const enum run outcome = loading_copy(exchange, deadline_of(exchange, began));
    return settle(exchange, judge(exchange, outcome, began));
}

/* execute: the operation's statement, and for a write the one that reads its result, in one round
 * trip. */
static enum flow execute(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    struct connection *connection = exchange->connection;
    exchange->has_head = wants_head(exchange);
    exchange->head_at = connection_queued(connection);
    if (exchange->has_head)
        queue(exchange, operation->head, operation->head->arguments);
    exchange->main_at = connection_queued(connection);
    const struct statement *statement =
        is_unfiltered(exchange) ? operation->unfiltered : operation->statement;
    queue(exchange, statement, statement->arguments);
    exchange->reads_at = connection_queued(connection);
    if (operation->reads)
        queue(exchange, operation->reads->statement, operation->reads_arguments);
    if (exchange->out_of_memory)
        return reply_refusal(exchange, "unavailable", NULL);
    if (operation->method == METHOD_GET)
        transaction_end_read(connection, kind_of(exchange));
    return settle(exchange, run(exchange));
}

/* A copy of the first row's value, or NULL where it is NULL. False: no memory. */
static bool copy_first(const struct rows *rows, const char *name, char **copy)
{
    const char *value = rows_first(rows, name);
    *copy = value ? strdup(value) : NULL;
    return *copy || !value;
}

/* compose: rows become the reply. 404. */
static enum flow compose(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    struct rows rows, head;
    head.row_count = 0;
    if (exchange->has_head)
        connection_rows(exchange->connection, exchange->head_at, &head);
    if (head.row_count && operation->watermark &&
        !copy_first(&head, "_watermark", &exchange->watermark))
        return reply_refusal(exchange, "unavailable", NULL);
    connection_rows(exchange->connection, exchange->main_at, &rows);
    if ((exchange->has_head && head.row_count == 0) ||
        (operation->shape == SHAPE_ONE && rows.row_count == 0))
        return reply_refusal(exchange, "not-found", NULL);
    if (operation->reads) {
        if (!copy_first(&rows, "object", &exchange->object) ||
            !copy_first(&rows, "before", &exchange->before))
            return reply_refusal(exchange, "unavailable", NULL);
        connection_rows(exchange->connection, exchange->reads_at, &rows);
        if (rows.row_count == 0 || !exchange->object) {
            refusal_set(&exchange->refusal, "internal-error", NULL);
            refusal_cause(&exchange->refusal, "the resource written cannot be read back");
            reply_problem(exchange);
            return ANSWERED;
        }
    }
    if (exchange->form == FORM_CSV)
        reply_csv(exchange);
    else if (operation->shape == SHAPE_LIST)
        reply_list(exchange, &rows, exchange->has_head ? &head : NULL);
    else
        reply_one(exchange, &rows);
    return response_failed(exchange->response) ? reply_refusal(exchange, "unavailable", NULL)
                                               : GO_ON;
}

/* record: the one audit event of a write, queued. */
static enum flow record(struct exchange *exchange)
{
    if (exchange->operation->method == METHOD_GET || exchange->dry_run)
        return GO_ON;
    char id[UUID_TEXT_SIZE];
    uuid_v7(id);
    transaction_record_event(exchange->connection, id, exchange->operation->id, exchange->object,
                             exchange->before, exchange->response->body.data);
    return GO_ON;
}

/* store_idempotent_reply: queued. */
static enum flow store_idempotent_reply(struct exchange *exchange)
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

/* commit: what was queued, and COMMIT; a dry run checks what is left to check and keeps nothing.
 * 503. */
static enum flow commit(struct exchange *exchange)
{
    if (exchange->operation->method == METHOD_GET)
        return GO_ON;
    if (exchange->dry_run)
        connection_queue_text(exchange->connection, "SET CONSTRAINTS ALL IMMEDIATE", NULL, 0);
    else
        connection_queue_commit(exchange->connection);
    const enum flow flow = run(exchange);
    if (flow == ANSWERED)
        reply_problem(exchange);
    exchange->response->stored = flow == GO_ON && !exchange->dry_run;
    return flow;
}

static step *const steps_before[] = {
    route,        handle,    limit_address,   authenticate,
    limit_client, authorise, read_parameters, read_preconditions,
    take_body,    afford,    hand_over,
};

static step *const steps_of_reading[] = {
    read_body,
    afford,
    stream,
};

static step *const steps_of_transaction[] = {
    begin,  claim_idempotency_key,  stage,  execute, compose, afford,
    record, store_idempotent_reply, commit,
};

#define WALK(exchange, steps) walk(exchange, steps, sizeof(steps) / sizeof(steps)[0])

/* Serialization failures and lost connections begin the transaction again: nothing was kept. */
static void transact(struct exchange *exchange)
{
    for (;;) {
        const enum flow flow = WALK(exchange, steps_of_transaction);
        if (exchange->connection)
            pool_give(pool_of(exchange), exchange->connection);
        exchange->connection = NULL;
        if (flow != BEGIN_AGAIN)
            return;
        exchange->retries++;
        metrics_count(COUNTER_DATABASE_RETRIES, 1);
        response_reset(exchange->response);
        free(exchange->object);
        free(exchange->before);
        free(exchange->watermark);
        exchange->object = exchange->before = exchange->watermark = NULL;
    }
}

/* The trace a front proxy began, if it is one (W3C Trace Context): version, trace, parent, flags.
 */
static const char *trace_of(const struct request *request)
{
    const char *trace = request_header(request, "traceparent");
    return trace && strlen(trace) == 55 && strspn(trace, "0123456789abcdef-") == 55 ? trace : NULL;
}

static void log_request(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const int64_t duration = clock_monotonic_us() - exchange->request->arrived_us;
    metrics_request(operation ? operation->number : SIZE_MAX, exchange->response->status, duration);
    struct text line;
    log_open(&line, "request");
    log_string(&line, "operation", operation ? operation->id : "none");
    log_string(&line, "method", operation ? method_name(operation->method) : "");
    log_number(&line, "status", exchange->response->status);
    log_number(&line, "duration_us", duration);
    log_number(&line, "database_us", exchange->database_us);
    log_number(&line, "round_trips", exchange->round_trips);
    if (exchange->retries)
        log_number(&line, "retries", exchange->retries);
    log_string(&line, "request_id", exchange->request->id);
    log_string(&line, "client", exchange->caller.client);
    log_string(&line, "partner", exchange->caller.partner);
    log_string(&line, "traceparent", trace_of(exchange->request));
    if (exchange->response->status >= 400) {
        log_string(&line, "problem", exchange->refusal.slug);
        log_string(&line, "cause", exchange->refusal.cause.data);
    }
    log_close(&line);
}

unsigned pipeline_traits(const struct request *request)
{
    struct route found;
    if (!route_find(request->target, request->path_length, method_find(request->method), &found))
        return 0;
    return (found.operation->slow ? SERVER_SLOW : 0) | (found.operation->load ? SERVER_FILES : 0);
}

bool pipeline_wants_body(const struct request *request)
{
    struct response unsent = {0};
    struct exchange exchange = {.request = request, .response = &unsent};
    /* It costs an unknown sender another request: nobody has signatures checked for nothing. */
    const bool wants = route(&exchange) == GO_ON && exchange.operation->body_schema &&
                       limit_address(&exchange) == GO_ON && authenticate(&exchange) == GO_ON &&
                       authorise(&exchange) == GO_ON;
    exchange_clear(&exchange);
    response_clear(&unsent);
    return wants;
}

/* Where memory is missing for the answer itself there is one that needs none, and that does not say
 * that nothing was stored when it was. */
static void answer_barely(struct exchange *exchange)
{
    struct response *response = exchange->response;
    if (response->stream)
        stream_drop(response->stream);
    response->stream = NULL;
    refusal_set(&exchange->refusal, response->stored ? "outcome-unknown" : "unavailable", NULL);
    problem_write_bare(exchange->refusal.slug, exchange->request, response);
}

/* What every answer ends with. */
static void finish(struct exchange *exchange)
{
    struct response *response = exchange->response;
    assert(response->status);
    reply_pack(exchange);
    reply_conditional(exchange);
    reply_common_headers(exchange, with.config);
    /* What memory was missing for must look neither like an answer nor like the client's fault. */
    if (response_failed(response) || (memory_lacked() && !response->stored))
        answer_barely(exchange);
    log_request(exchange);
    exchange_clear(exchange);
    memory_forget();
}

/* What follows when it is known that somebody may ask this. */
static void carry_out(struct exchange *exchange)
{
    if (WALK(exchange, steps_of_reading) == GO_ON)
        transact(exchange);
}

/* On a thread for what takes long. Nobody waits for what its client has left meanwhile. */
static void go_on(struct slow_job *job, bool stops)
{
    struct later *later = (struct later *)job;
    struct exchange *exchange = &later->exchange;
    const struct request *request = exchange->request;
    exchange->ends_us = clock_monotonic_us() + (int64_t)with.config->slow_seconds * 1000000;
    if (stops) {
        (void)reply_refusal(exchange, "unavailable", "The service is stopping.");
    } else if (server_is_deserted(request)) {
        (void)reply_refusal(exchange, "unavailable", NULL);
        refusal_cause(&exchange->refusal, "the client left while its request waited");
    } else {
        carry_out(exchange);
    }
    finish(exchange);
    free(later);
    server_resume(request);
}

bool pipeline_answer(const struct request *request, struct response *response)
{
    struct exchange exchange = {.request = request, .response = response};
    const enum flow flow = WALK(&exchange, steps_before);
    if (flow == LATER) {
        memory_forget();
        return false;
    }
    if (flow == GO_ON)
        carry_out(&exchange);
    finish(&exchange);
    return true;
}
