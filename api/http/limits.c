/* How many requests each client may still make: a bucket for each, refilled as time goes by.
 * SPDX-License-Identifier: MIT */
#include "http/limits.h"

#include <arpa/inet.h>
#include <assert.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"

#define WAYS 8
#define SETS (LIMITS_BUCKETS / WAYS)
#define SECOND_NS ((int64_t)1000000000)
#define WINDOW_NS (LIMITS_WINDOW_SECONDS * SECOND_NS)
#define PRIME ((UINT64_C(1) << 61) - 1)
#define WORD 7 /* bytes that are below the prime, whatever they are */

__extension__ typedef unsigned __int128 wide;

struct bucket {
    uint64_t name;
    int64_t full_ns; /* when it is full again; in the past: the place is free */
};

struct set {
    pthread_mutex_t lock;
    struct bucket buckets[WAYS];
};

struct limits {
    const char *policy;
    int quota;
    int64_t cost_ns;               /* how long one request takes to come back */
    uint64_t point, factor, shift; /* the secret of the hash */
    struct set sets[SETS];
};

struct limits *limits_new(const char *policy, int quota)
{
    assert(quota >= 1 && quota <= LIMITS_QUOTA_MAX);
    uint64_t secret[3];
    if (getrandom(secret, sizeof secret, 0) != sizeof secret)
        return NULL;
    struct limits *limits = calloc(1, sizeof *limits);
    if (!limits)
        return NULL;
    limits->policy = policy;
    limits->quota = quota;
    limits->cost_ns = WINDOW_NS / quota;
    limits->point = 1 + secret[0] % (PRIME - 1);
    limits->factor = 1 + secret[1] % (PRIME - 1);
    limits->shift = secret[2] % PRIME;
    for (size_t i = 0; i < SETS; i++)
        pthread_mutex_init(&limits->sets[i].lock, NULL);
    return limits;
}

void limits_free(struct limits *limits)
{
    for (size_t i = 0; limits && i < SETS; i++)
        pthread_mutex_destroy(&limits->sets[i].lock);
    free(limits);
}

static uint64_t add(uint64_t a, uint64_t b)
{
    const uint64_t sum = a + b;
    return sum >= PRIME ? sum - PRIME : sum;
}

static uint64_t multiply(uint64_t a, uint64_t b)
{
    const wide product = (wide)a * b;
    return add((uint64_t)(product & PRIME), (uint64_t)(product >> 61));
}

static uint64_t name_of(const struct limits *limits, const char *key, size_t length)
{
    uint64_t name = length;
    for (size_t at = 0; at < length; at += WORD) {
        uint64_t word = 0;
        memcpy(&word, key + at, length - at < WORD ? length - at : WORD);
        name = add(multiply(name, limits->point), word);
    }
    return add(multiply(name, limits->factor), limits->shift);
}

/* Its bucket, or the place it is to have. Lock held. */
static struct bucket *find(struct set *set, uint64_t name)
{
    struct bucket *place = &set->buckets[0];
    for (size_t i = 0; i < WAYS; i++) {
        struct bucket *bucket = &set->buckets[i];
        if (bucket->name == name)
            return bucket;
        if (bucket->full_ns < place->full_ns)
            place = bucket;
    }
    return place;
}

static int seconds_of(int64_t ns)
{
    return (int)((ns + SECOND_NS - 1) / SECOND_NS);
}

bool limits_take(struct limits *limits, const void *key, size_t length, struct allowance *ret)
{
    const int64_t now_ns = clock_monotonic_us() * 1000;
    const uint64_t name = name_of(limits, key, length);
    struct set *set = &limits->sets[name % SETS];
    pthread_mutex_lock(&set->lock);
    struct bucket *bucket = find(set, name);
    int64_t missing_ns = 0;
    if (bucket->name == name && bucket->full_ns > now_ns)
        missing_ns = bucket->full_ns - now_ns;
    const bool taken = missing_ns + limits->cost_ns <= WINDOW_NS;
    if (taken) {
        missing_ns += limits->cost_ns;
        *bucket = (struct bucket){.name = name, .full_ns = now_ns + missing_ns};
    }
    pthread_mutex_unlock(&set->lock);
    *ret = (struct allowance){
        .policy = limits->policy,
        .quota = limits->quota,
        .remaining = (int)((WINDOW_NS - missing_ns) / limits->cost_ns),
        .seconds = seconds_of(taken ? missing_ns : missing_ns + limits->cost_ns - WINDOW_NS),
    };
    return taken;
}

size_t limits_address_key(const char *address, char key[static LIMITS_ADDRESS_KEY_SIZE])
{
    struct in6_addr six;
    if (inet_pton(AF_INET6, address, &six) == 1) {
        memcpy(key, &six, 8);
        return 8;
    }
    const size_t length = strnlen(address, LIMITS_ADDRESS_KEY_SIZE);
    memcpy(key, address, length);
    return length;
}
