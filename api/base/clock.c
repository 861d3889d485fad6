/* The two clocks the service reads, both replaceable in tests.
 * SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t fake_unix_ms = -1;
static _Atomic int64_t fake_monotonic_us = -1;

int64_t clock_unix_ms(void)
{
    const int64_t fake = atomic_load_explicit(&fake_unix_ms, memory_order_relaxed);
    if (fake >= 0)
        return fake;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_us(void)
{
    const int64_t fake = atomic_load_explicit(&fake_monotonic_us, memory_order_relaxed);
    if (fake >= 0)
        return fake;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void clock_fake_set(int64_t unix_ms, int64_t monotonic_us)
{
    atomic_store(&fake_unix_ms, unix_ms);
    atomic_store(&fake_monotonic_us, monotonic_us);
}
