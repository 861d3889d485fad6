/* Threads for requests that may take long, apart from those that answer the quick ones.
 * SPDX-License-Identifier: MIT */
#include "slow.h"

#include <pthread.h>

#include "base/metrics.h"

struct slows {
    struct slow_settings settings;
    struct pool *pool;
    pthread_t *threads;
    int thread_count;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct slow_job *first;
    int waiting, loads; /* loads that run */
    atomic_bool stopping;
};

/* With the lock held: the first that may be run now, taken out of the queue; or NULL. */
static struct slow_job *next_allowed(struct slows *slows)
{
    const int most = slows->settings.threads > 1 ? slows->settings.threads - 1 : 1;
    struct slow_job **link = &slows->first;
    while (*link && (*link)->is_load && slows->loads >= most && !atomic_load(&slows->stopping))
        link = &(*link)->next;
    struct slow_job *job = *link;
    if (!job)
        return NULL;
    *link = job->next;
    slows->waiting--;
    slows->loads += job->is_load;
    metrics_gauge_add(GAUGE_SLOW_WAITING, -1);
    return job;
}

/* NULL when the service stops and nothing is left. */
static struct slow_job *next_job(struct slows *slows)
{
    pthread_mutex_lock(&slows->lock);
    struct slow_job *job = next_allowed(slows);
    while (!job && !atomic_load(&slows->stopping)) {
        pthread_cond_wait(&slows->work, &slows->lock);
        job = next_allowed(slows);
    }
    pthread_mutex_unlock(&slows->lock);
    return job;
}

static void end_load(struct slows *slows)
{
    pthread_mutex_lock(&slows->lock);
    slows->loads--;
    pthread_cond_signal(&slows->work);
    pthread_mutex_unlock(&slows->lock);
}

static void *work(void *opaque)
{
    struct slows *slows = opaque;
    for (struct slow_job *job = next_job(slows); job; job = next_job(slows)) {
        const bool was_load = job->is_load; /* it frees itself */
        metrics_gauge_add(GAUGE_SLOW_RUNNING, 1);
        job->run(job, atomic_load(&slows->stopping));
        metrics_gauge_add(GAUGE_SLOW_RUNNING, -1);
        if (was_load)
            end_load(slows);
    }
    return NULL;
}

struct slows *slows_start(const struct slow_settings *settings)
{
    struct slows *slows = calloc(1, sizeof *slows);
    if (!slows)
        return NULL;
    slows->settings = *settings;
    pthread_mutex_init(&slows->lock, NULL);
    pthread_cond_init(&slows->work, NULL);
    slows->pool = pool_new(&settings->connection);
    slows->threads = calloc((size_t)settings->threads, sizeof *slows->threads);
    while (slows->pool && slows->threads && slows->thread_count < settings->threads &&
           pthread_create(&slows->threads[slows->thread_count], NULL, work, slows) == 0)
        slows->thread_count++;
    if (slows->thread_count == settings->threads)
        return slows;
    slows_stop(slows);
    slows_free(slows);
    return NULL;
}

void slows_stop(struct slows *slows)
{
    if (!slows)
        return;
    pthread_mutex_lock(&slows->lock);
    atomic_store(&slows->stopping, true);
    pthread_cond_broadcast(&slows->work);
    pthread_mutex_unlock(&slows->lock);
    for (int i = 0; i < slows->thread_count; i++)
        pthread_join(slows->threads[i], NULL);
    slows->thread_count = 0;
}

void slows_free(struct slows *slows)
{
    if (!slows)
        return;
    pool_free(slows->pool);
    free(slows->threads);
    pthread_cond_destroy(&slows->work);
    pthread_mutex_destroy(&slows->lock);
    free(slows);
}

struct pool *slows_pool(const struct slows *slows)
{
    return slows->pool;
}

bool slows_are_stopping(struct slows *slows)
{
    return atomic_load(&slows->stopping);
}

bool slows_take(struct slows *slows, struct slow_job *job)
{
    pthread_mutex_lock(&slows->lock);
    const bool taken = slows->waiting < slows->settings.queue && !atomic_load(&slows->stopping);
    if (taken) {
        struct slow_job **link = &slows->first;
        while (*link)
            link = &(*link)->next;
        *link = job;
        job->next = NULL;
        slows->waiting++;
        metrics_gauge_add(GAUGE_SLOW_WAITING, 1);
        job->taken(job);
        pthread_cond_signal(&slows->work);
    }
    pthread_mutex_unlock(&slows->lock);
    return taken;
}
