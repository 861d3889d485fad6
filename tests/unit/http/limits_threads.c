/* Many threads at the same limits: nobody gets more than the quota, nobody less. A plain program,
 * for ThreadSanitizer. SPDX-License-Identifier: MIT */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/clock.h"
#include "http/limits.h"

#define THREADS 4
#define QUOTA 5000

static atomic_int taken;

static void *take(void *context)
{
    struct limits *limits = context;
    struct allowance left;
    for (int i = 0; i < QUOTA; i++) {
        char stranger[24];
        if (limits_take(limits, "kcc", 3, &left))
            atomic_fetch_add(&taken, 1);
        assert(left.remaining >= 0 && left.remaining < QUOTA);
        const int length = snprintf(stranger, sizeof stranger, "%d", i);
        assert(limits_take(limits, stranger, (size_t)length, &left));
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    struct limits *limits = limits_new("client", QUOTA);
    assert(limits);
    clock_fake_set(0, 1000000);
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, take, limits) == 0);
    for (int i = 0; i < THREADS; i++)
        assert(pthread_join(threads[i], NULL) == 0);
    assert(atomic_load(&taken) == QUOTA);
    limits_free(limits);
    puts("ok");
    return 0;
}
