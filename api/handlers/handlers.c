/* The few operations that SQL alone cannot do: x-handler in the contract.
 * SPDX-License-Identifier: MIT */
#include "handlers/handlers.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "contract/operation.h"
#include "database/embedded.h"
#include "http/negotiate.h"
#include "http/server.h"

#define ASK_US 2000000  /* so long PostgreSQL may take to say whether it is ready */
#define READY_US 100000 /* so long what it said holds for all who ask */

static bool answer_status(struct response *response, const char *status)
{
    response->status = 200;
    response->media_type = "application/json";
    text_add_format(&response->body, "{\"status\":\"%s\"}", status);
    response_header(response, "Cache-Control", "no-store");
    return true;
}

/* The process answers: nothing else is asked. */
static bool health_live(const struct request *request, struct response *response, struct pool *pool,
                        struct refusal *refusal)
{
    (void)request;
    (void)pool;
    (void)refusal;
    return answer_status(response, "live");
}

/* Says why not, and keeps the cause that was found for the log. */
static bool refuse_ready(struct refusal *refusal, const char *sentence)
{
    struct text cause = refusal->cause;
    refusal->cause = (struct text){0};
    refusal_set(refusal, "unavailable", sentence);
    refusal->cause = cause;
    refusal->retry_after = 1;
    return false;
}

/* Asks once whether the database is this binary's. */
static enum run ask_once(struct pool *pool, bool *current, struct refusal *refusal)
{
    struct connection *connection = pool_take(pool, refusal);
    if (!connection)
        return RUN_REFUSED;
    connection_queue(connection, &statement_check_ready, NULL);
    const enum run run = connection_run(connection, clock_monotonic_us() + ASK_US, refusal);
    struct rows rows;
    if (run == RUN_DONE) {
        connection_rows(connection, 0, &rows);
        const char *digest = rows.row_count ? rows_value(&rows, 0, 0, &(size_t){0}) : NULL;
        *current = digest && strcmp(digest, sql_digest) == 0;
    }
    pool_give(pool, connection);
    return run;
}

/* False when PostgreSQL gives no proper answer. That a connection was lost while nobody used it
 * says nothing: then it is asked on another. */
static bool ask_database(struct pool *pool, bool *current, struct refusal *refusal)
{
    enum run run = ask_once(pool, current, refusal);
    if (run == RUN_AGAIN)
        run = ask_once(pool, current, refusal);
    return run == RUN_DONE ||
           refuse_ready(
               refusal,
               "PostgreSQL does not answer as it should, or the database is not migrated.");
}

/* Set once the database was this binary's. An instance that serves goes on being ready while a
 * newer version migrates the database, until it is replaced in its turn; one that starts then is
 * not. */
static atomic_bool was_current;

/* Anybody may ask, as often as he likes, and each answer would be a round trip. */
static atomic_int_fast64_t ready_until_us;

/* PostgreSQL answers and is migrated to what this binary needs, and the service is not stopping. */
static bool health_ready(const struct request *request, struct response *response,
                         struct pool *pool, struct refusal *refusal)
{
    (void)request;
    const int64_t now = clock_monotonic_us();
    bool current = false;
    if (server_is_stopping())
        return refuse_ready(refusal, "The service is stopping.");
    if (now < atomic_load(&ready_until_us))
        return answer_status(response, "ready");
    if (!ask_database(pool, &current, refusal))
        return false;
    if (current)
        atomic_store(&was_current, true);
    if (!atomic_load(&was_current))
        return refuse_ready(refusal,
                            "The database is not migrated for this version of the service.");
    atomic_store(&ready_until_us, now + READY_US);
    return answer_status(response, "ready");
}

static const char *operation_name(size_t number)
{
    return operations[number].id;
}

static bool metrics(const struct request *request, struct response *response, struct pool *pool,
                    struct refusal *refusal)
{
    (void)request;
    (void)pool;
    (void)refusal;
    response->status = 200;
    response->media_type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_write(&response->body, operation_name);
    response_header(response, "Cache-Control", "no-store");
    return true;
}

static const struct document *find_document(const char *path, size_t length)
{
    size_t low = 0, high = document_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        int order = strncmp(documents[middle].path, path, length);
        if (order == 0)
            order = documents[middle].path[length] != '\0';
        if (order == 0)
            return &documents[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* The contract and its reference, made at build time. */
static bool document(const struct request *request, struct response *response, struct pool *pool,
                     struct refusal *refusal)
{
    (void)pool;
    const struct document *found = find_document(request->target, request->path_length);
    if (!found) {
        refusal_set(refusal, "not-found", NULL);
        return false;
    }
    response->status = 200;
    response->media_type = found->media_type;
    response->fixed = found->text;
    response->fixed_length = found->length;
    response_header(response, "ETag", "%s", found->etag);
    response_header(response, "Cache-Control", "max-age=300");
    if (strncmp(found->media_type, "text/html", 9) == 0)
        response_page_headers(response);
    return true;
}

handler *handler_find(const char *name)
{
    static const struct {
        const char *name;
        handler *handler;
    } rows[] = {
        {"health_live", health_live},
        {"health_ready", health_ready},
        {"metrics", metrics},
        {"document", document},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].handler;
    return NULL;
}
