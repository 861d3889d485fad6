/* One PostgreSQL connection for each thread that asks, opened when first needed and mended when
 * lost. SPDX-License-Identifier: MIT */
#include "database/pool.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"

/* After a failure so long nobody tries again: workers answer 503 at once instead of all waiting. */
#define PAUSE_US 200000

struct pool {
    struct connection_settings settings;
    pthread_key_t key;
    _Atomic int64_t refused_until_us;
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
    if (pthread_key_create(&pool->key, close_at_thread_end) == 0)
        return pool;
    free(pool);
    return NULL;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    connection_close(pthread_getspecific(pool->key));
    pthread_key_delete(pool->key);
    free(pool);
}

struct connection *pool_take(struct pool *pool, struct refusal *refusal)
{
    struct connection *connection = pthread_getspecific(pool->key);
    if (connection_is_alive(connection))
        return connection;
    connection_close(connection);
    pthread_setspecific(pool->key, NULL);
    if (clock_monotonic_us() < atomic_load(&pool->refused_until_us)) {
        refusal_set(refusal, "unavailable", NULL);
        refusal->retry_after = 1;
        refusal_cause(refusal, "connecting failed a moment ago");
        return NULL;
    }
    connection = connection_open(&pool->settings, refusal);
    if (!connection) {
        atomic_store(&pool->refused_until_us, clock_monotonic_us() + PAUSE_US);
        return NULL;
    }
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
