/* The steps of a request, in order. Read this second: docs/architecture.md comes first.
 * SPDX-License-Identifier: MIT
 *
 * Each step goes on, or has set the reply and the request is answered. Nothing leaves before COMMIT
 * has answered: the reply is sent by the server when pipeline_answer returns. */
#include "pipeline.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "admission.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "execution.h"
#include "handlers/handlers.h"
#include "http/problem.h"
#include "http/server.h"
#include "http/stream.h"
#include "naming.h"
#include "reading.h"
#include "reply.h"
#include "round_trip.h"
#include "streaming.h"

typedef enum flow step(struct exchange *exchange);

/* A request that another thread goes on with. */
struct later {
    struct slow_job job; /* first: it leads back here */
    struct exchange exchange;
};

static struct means means;

static enum flow walk(struct exchange *exchange, step *const *steps, size_t count)
{
    enum flow flow = GO_ON;
    for (size_t i = 0; i < count && flow == GO_ON; i++)
        flow = steps[i](exchange);
    return flow;
}

void pipeline_use(const struct means *all)
{
    means = *all;
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
    if (!run(exchange->request, exchange->response, means.pool, &exchange->refusal))
        reply_problem(exchange);
    else if (!negotiate_accepts(request_header(exchange->request, "Accept"),
                                exchange->response->media_type))
        return reply_refusal(exchange, "not-acceptable",
                             "This answers in one form only, which Accept leaves out.");
    return ANSWERED;
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
    if (slows_take(means.slows, &later->job))
        return LATER;
    free(later);
    refusal_set(&exchange->refusal, "busy", "Too many requests that take long are waiting.");
    exchange->refusal.retry_after = 5;
    reply_problem(exchange);
    return ANSWERED;
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
            pool_give(round_trip_pool(exchange), exchange->connection);
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

/* Anybody may read what is counted, and the log nobody but operators: so of an operation whose
 * answers are written down when they are read, and are not for everybody, only the latter says
 * which it was. */
static size_t counted_as(const struct operation *operation)
{
    if (!operation)
        return METRICS_NONE;
    const struct operation *shown = operation->reads ? operation->reads : operation;
    return naming_is_of(operation) || (shown->audit_read && !shown->anonymous)
               ? METRICS_CONFIDENTIAL
               : operation->number;
}

static void log_request(const struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const int64_t duration = clock_monotonic_us() - exchange->request->arrived_us;
    metrics_request(counted_as(operation), exchange->response->status, duration);
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
    struct exchange exchange = {.request = request, .response = &unsent, .means = &means};
    /* It costs an unknown sender another request: nobody has signatures checked for nothing. */
    const bool wants = route(&exchange) == GO_ON &&
                       (exchange.operation->body_schema || exchange.operation->load) &&
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
    reply_common_headers(exchange, means.config);
    /* What memory was missing for must look neither like an answer nor like the client's fault. */
    if (response_failed(response) || (memory_lacked() && !response->stored))
        answer_barely(exchange);
    log_request(exchange);
    naming_wipe(exchange);
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
    exchange->ends_us = clock_monotonic_us() + (int64_t)means.config->slow_seconds * 1000000;
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
    struct exchange exchange = {.request = request, .response = response, .means = &means};
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
