/* How many requests each client may still make: a bucket for each, refilled as time goes by.
 * SPDX-License-Identifier: MIT
 *
 * A bucket holds a minute's quota when it is full and fills evenly, so whoever keeps to the quota
 * in every minute is never refused, and nobody has more than twice the quota in any one. A bucket
 * is kept as the moment at which it will be full again: one that is full says nothing, and needs no
 * place.
 *
 * Memory is fixed: LIMITS_BUCKETS places in sets of eight. Which set a key belongs to, and the name
 * it has there, come from a hash under a secret drawn at start (a polynomial modulo 2^61 - 1: two
 * keys have the same name with a probability below 2^-54), so that nobody can aim at a set. When a
 * set is full, the bucket that is nearest to full gives way. What that is worth to somebody who
 * wants his own spent bucket forgotten: it goes only when the seven others of its set are emptier
 * still, and to empty one of those takes a client, or an address, that has a quota of its own. To
 * forget one quota costs seven others. A flood of new addresses pushes out one another: each is the
 * fullest of its set. Who is pushed out starts with a full bucket, so nobody is refused for it.
 *
 * Each set has a lock of its own, held for the comparison of eight numbers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

#define LIMITS_BUCKETS 8192
#define LIMITS_WINDOW_SECONDS 60
#define LIMITS_QUOTA_MAX 1000000
#define LIMITS_ADDRESS_KEY_SIZE 46

struct limits;

/* What is left to one client. */
struct allowance {
    const char *policy; /* which limits counted it, static; NULL: none did */
    int quota;          /* requests in a window */
    int remaining;      /* of them, now */
    /* Until `remaining` is the quota again; when the request was refused, until one more is
     * allowed. Rounded up. */
    int seconds;
};

/* Limits of `quota` requests, 1 to LIMITS_QUOTA_MAX, in each window. `policy` is a static name of
 * lower-case letters. NULL when there is no memory, or no chance to be had from the system. The
 * caller ends it with limits_free; NULL is allowed there. */
must_check struct limits *limits_new(const char *policy, int quota);
void limits_free(struct limits *limits);

/* Takes one request from the bucket of this key. False when it is empty: then nothing was taken.
 * Fills `ret` either way. Thread-safe. */
must_check bool limits_take(struct limits *limits, const void *key, size_t length,
                            struct allowance *ret);

/* The key of an address: all of IPv4, the first 64 bits of IPv6 (the least a household or a machine
 * is given), the text itself when it is neither. Returns its length. */
size_t limits_address_key(const char *address, char key[static LIMITS_ADDRESS_KEY_SIZE]);
