/* Jobs that come from many threads, are refused when too many wait, and end when the threads do: a
 * plain program, for ThreadSanitizer. SPDX-License-Identifier: MIT */
#include "slow.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 3, QUEUE = 4, GIVERS = 4, JOBS = 20000 };

static atomic_int taken, ran, stopped, refused, loads, most_loads;

static void take(const struct slow_job *job)
{
    (void)job;
    atomic_fetch_add(&taken, 1);
}

static void run(struct slow_job *job, bool stops)
{
    const bool is_load = job->is_load;
    if (is_load && !stops) {
        const int now = atomic_fetch_add(&loads, 1) + 1;
        int most = atomic_load(&most_loads);
        while (now > most && !atomic_compare_exchange_weak(&most_loads, &most, now))
            continue;
    }
    atomic_fetch_add(stops ? &stopped : &ran, 1);
    free(job);
    if (is_load && !stops)
        atomic_fetch_sub(&loads, 1);
}

static void *give(void *opaque)
{
    struct slows *slows = opaque;
    for (int i = 0; i < JOBS; i++) {
        struct slow_job *job = malloc(sizeof *job);
        assert(job);
        *job = (struct slow_job){.is_load = i % 3 != 0, .run = run, .taken = take};
        if (slows_take(slows, job))
            continue;
        free(job);
        atomic_fetch_add(&refused, 1);
    }
    return NULL;
}

int main(void)
{
    struct slows *slows = slows_start(&(struct slow_settings){
        .threads = THREADS, .queue = QUEUE, .connection = {.url = "postgresql:///none"}});
    assert(slows && slows_pool(slows));
    pthread_t givers[GIVERS];
    for (int i = 0; i < GIVERS; i++)
        assert(pthread_create(&givers[i], NULL, give, slows) == 0);
    for (int i = 0; i < GIVERS / 2; i++)
        pthread_join(givers[i], NULL);
    slows_stop(slows); /* while others still give */
    assert(slows_are_stopping(slows));
    for (int i = GIVERS / 2; i < GIVERS; i++)
        pthread_join(givers[i], NULL);
    slows_stop(slows);
    assert(atomic_load(&taken) == atomic_load(&ran) + atomic_load(&stopped));
    assert(atomic_load(&taken) + atomic_load(&refused) == GIVERS * JOBS);
    assert(atomic_load(&ran) > 0 && atomic_load(&most_loads) <= THREADS - 1);
    slows_free(slows);
    printf("%d ran, %d were ended, %d were refused\n", atomic_load(&ran), atomic_load(&stopped),
           atomic_load(&refused));
    return 0;
}
