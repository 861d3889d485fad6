/* Operations whose answer is composed: how their rows are read, and what becomes of the text.
 * SPDX-License-Identifier: MIT */
#include "composing.h"

#include <assert.h>

#include "handlers/composers.h"
#include "reply.h"
#include "round_trip.h"

#define FETCH_SQL "FETCH 1000 FROM composed"

void composing_queue_parts(struct exchange *exchange, const struct statement *statement,
                           const char *const *values)
{
    text_auto declare = {0};
    text_add_format(&declare, "DECLARE composed NO SCROLL CURSOR FOR %s", statement->sql);
    if (text_failed(&declare)) {
        exchange->out_of_memory = true;
        return;
    }
    connection_queue_text(exchange->connection, declare.data, values, statement->argument_count);
    exchange->main_at = connection_queued(exchange->connection);
    connection_queue_text(exchange->connection, FETCH_SQL, NULL, 0);
}

/* Reads the next part, as long as the request may take and the service goes on. */
struct reader {
    struct exchange *exchange;
    enum flow flow; /* of the last part */
};

static bool read_more(struct composition *composition)
{
    struct reader *reader = composition->context;
    struct connection *connection = reader->exchange->connection;
    connection_queue_text(connection, FETCH_SQL, NULL, 0);
    reader->flow = round_trip(reader->exchange);
    if (reader->flow != GO_ON)
        return false;
    connection_rows(connection, 0, &composition->rows);
    return true;
}

/* There is no answer, and the composer says why, or memory was missing. */
static enum flow refuse(struct exchange *exchange, struct composition *composition)
{
    refusal_clear(&exchange->refusal);
    exchange->refusal = composition->refusal;
    composition->refusal = (struct refusal){0};
    if (!exchange->refusal.slug[0])
        refusal_set(&exchange->refusal, "unavailable", NULL);
    reply_problem(exchange);
    return ANSWERED;
}

enum flow composing_run(struct exchange *exchange, const struct rows *head, const struct rows *rows)
{
    const struct operation *operation = exchange->operation;
    struct reader reader = {.exchange = exchange, .flow = GO_ON};
    struct composition composition = {
        .head = head,
        .rows = *rows,
        .form = exchange->form,
        .guard = exchange->guard,
        .is_write = operation->method != METHOD_GET,
        .more = operation->in_parts ? read_more : NULL,
        .context = &reader,
    };
    composer *const write = composer_find(operation->compose);
    struct text text = {0};
    assert(write);
    const bool composed = write(&composition, &text) && !text_failed(&text);
    if (!composed) {
        text_free(&text);
        if (reader.flow == GO_ON)
            return refuse(exchange, &composition);
        if (reader.flow == ANSWERED)
            reply_problem(exchange);
        return reader.flow;
    }
    if (composition.is_write) {
        free(exchange->composed);
        exchange->composed = text_detach(&text);
        return GO_ON;
    }
    reply_composed(exchange, &text);
    return GO_ON;
}
