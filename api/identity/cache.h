/* Tokens that were verified a moment ago, by their SHA-256: a signature is checked once a minute.
 * SPDX-License-Identifier: MIT
 *
 * A bounded table of sets of four places, each set with a lock of its own, held only to compare and
 * copy. Only good tokens are put in, so that nobody without one can push others out. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "identity/identity.h"

/* How many tokens it holds at the most. */
#define CACHE_SIZE 1024

struct cache;

/* NULL when there is no memory. The caller owns it. */
must_check struct cache *cache_new(void);
void cache_free(struct cache *cache);

/* Copies who the token of this digest was found to be, if that was under this generation of the
 * keys and its life has not ended at `now_us` (clock_monotonic_us). Thread-safe. */
must_check bool cache_find(struct cache *cache, const char digest[static DIGEST_HEX_SIZE],
                           uint64_t generation, int64_t now_us, struct caller *ret_caller);

/* Keeps it until `end_us`, in place of whatever of its set is spent or ends first. Thread-safe. */
void cache_put(struct cache *cache, const char digest[static DIGEST_HEX_SIZE], uint64_t generation,
               int64_t end_us, const struct caller *caller);
