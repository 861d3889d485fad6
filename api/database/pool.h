/* One PostgreSQL connection for each thread that asks, opened when first needed and mended when
 * lost. SPDX-License-Identifier: MIT
 *
 * No lock and no waiting for one another: a worker's connection is its own. What is bounded is the
 * number of threads, and how long connecting may take. While PostgreSQL gives no answer one thread
 * tries, and all others are told so at once: what needs no database goes on being served. */
#pragma once

#include "database/connection.h"

struct pool;

/* Strings of the settings stay the caller's and must live as long as the pool, and so must
 * `give_up`; `first_host` is the pool's own. NULL: no memory. */
must_check struct pool *pool_new(const struct connection_settings *settings);

/* Every thread that took a connection must have ended before. */
void pool_free(struct pool *pool);

/* The calling thread's connection, alive as far as is known. NULL with `refusal` filled when there
 * is none: then, for a moment, further calls are refused at once, and after it one at a time tries
 * again until one gets through. */
must_check struct connection *pool_take(struct pool *pool, struct refusal *refusal);

/* Gives it back: an open transaction is rolled back, a dead connection is closed. */
void pool_give(struct pool *pool, struct connection *connection);
