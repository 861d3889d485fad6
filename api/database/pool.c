/* One PostgreSQL connection for each thread that asks, opened when first needed and mended when
 * lost. SPDX-License-Identifier: MIT */
#include "database/pool.h"

#include <pthread.h>

#include "base/clock.h"

/* After a failure so long nobody tries again: workers answer 503 at once instead of all waiting. */
#define PAUSE_US 200000

struct pool {
    struct connection_settings settings;
    pthread_key_t key;
    atomic_size_t first_host;
    pthread_mutex_t lock; /* of what follows: who may connect now */
    unsigned trying;      /* threads that are connecting */
    int64_t trying_since_us, refused_until_us;
    bool failing; /* the last that tried did not get through */
};

static void close_at_thread_end(void *connection)
{
    connection_close(connection);
}

struct pool *pool_new(const struct connection_settings *settings)
{
    struct pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    pool->settings = *settings;
    pool->settings.first_host = &pool->first_host;
    pthread_mutex_init(&pool->lock, NULL);
    if (pthread_key_create(&pool->key, close_at_thread_end) == 0)
        return pool;
    pthread_mutex_destroy(&pool->lock);
    free(pool);
    return NULL;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    connection_close(pthread_getspecific(pool->key));
    pthread_key_delete(pool->key);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

/* Whether this thread may try to connect, and for how long: the first for as long as is set, others
 * beside it for half of that, and nobody while the first has been without an answer for so long. */
static bool begin_trying(struct pool *pool, struct connection_settings *settings)
{
    const int64_t now = clock_monotonic_us();
    const int half_ms = pool->settings.connect_timeout_ms / 2;
    *settings = pool->settings;
    pthread_mutex_lock(&pool->lock);
    const bool first = pool->trying == 0;
    const bool may =
        now >= pool->refused_until_us &&
        (first || (!pool->failing && now - pool->trying_since_us < (int64_t)half_ms * 1000));
    if (may && first)
        pool->trying_since_us = now;
    else if (may)
        settings->connect_timeout_ms = half_ms;
    pool->trying += may;
    pthread_mutex_unlock(&pool->lock);
    return may;
}

static void end_trying(struct pool *pool, bool connected)
{
    pthread_mutex_lock(&pool->lock);
    pool->trying--;
    pool->failing = !connected;
    if (connected)
        pool->trying_since_us = clock_monotonic_us(); /* it answers: others may go on waiting */
    else
        pool->refused_until_us = clock_monotonic_us() + PAUSE_US;
    pthread_mutex_unlock(&pool->lock);
}

static struct connection *open_one(struct pool *pool, struct refusal *refusal)
{
    struct connection_settings settings;
    if (!begin_trying(pool, &settings)) {
        refusal_set(refusal, "unavailable", NULL);
        refusal->retry_after = 1;
        refusal_cause(refusal, "connecting failed a moment ago, or gets no answer");
        return NULL;
    }
    struct connection *connection = connection_open(&settings, refusal);
    end_trying(pool, connection);
    return connection;
}

struct connection *pool_take(struct pool *pool, struct refusal *refusal)
{
    struct connection *connection = pthread_getspecific(pool->key);
    if (connection_is_alive(connection))
        return connection;
    connection_close(connection);
    pthread_setspecific(pool->key, NULL);
    connection = open_one(pool, refusal);
    if (!connection)
        return NULL;
    if (pthread_setspecific(pool->key, connection) == 0)
        return connection;
    connection_close(connection);
    refusal_set(refusal, "unavailable", NULL);
    return NULL;
}

void pool_give(struct pool *pool, struct connection *connection)
{
    connection_reset(connection);
    if (connection_is_alive(connection))
        return;
    pthread_setspecific(pool->key, NULL);
    connection_close(connection);
}
