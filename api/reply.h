/* How an answer is put together: body, tags, links, headers.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "config.h"
#include "exchange.h"

/* One resource from the first row of `rows`. */
void reply_one(struct exchange *exchange, const struct rows *rows);

/* One page of a list from `rows` and, when there is one, the head's row. */
void reply_list(struct exchange *exchange, const struct rows *rows, const struct rows *head);

/* What a composer wrote, taken out of `body`: in the form the client asked for. */
void reply_composed(struct exchange *exchange, struct text *body);

/* The headers of a file, from its head's row, whose bytes are streamed; its digest is kept. 406. */
enum flow reply_file(struct exchange *exchange, const struct rows *head);

/* A reply stored under the same Idempotency-Key. */
void reply_again(struct exchange *exchange, const struct stored_reply *stored);

/* The headers of a list that is streamed. */
void reply_streamed(struct exchange *exchange);

/* Whether the client asks for a packed answer. */
bool reply_wants_gzip(const struct exchange *exchange);

/* Packs the body of a 200 to a GET, where the client asks for it and it is long enough. */
void reply_pack(struct exchange *exchange);

/* A problem from exchange->refusal. */
void reply_problem(struct exchange *exchange);

/* Refuses with the problem of this slug; `sentence` may be NULL. Always ANSWERED. */
enum flow reply_refusal(struct exchange *exchange, const char *slug, const char *sentence);

/* A problem from exchange->faults: all of them. */
void reply_faults(struct exchange *exchange);

/* 405, or the answer to OPTIONS, with the methods allowed. */
void reply_allow(struct exchange *exchange);

/* Turns a 200 the client has already into 304. */
void reply_conditional(struct exchange *exchange);

/* What every answer carries: request id, timing, what is left to the client, CORS, nosniff. */
void reply_common_headers(struct exchange *exchange, const struct config *config);
