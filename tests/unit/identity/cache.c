/* The cache of verified tokens: how long, how many, and for which keys.
 * SPDX-License-Identifier: MIT */
#include "identity/cache.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void digest_of(int number, char digest[static DIGEST_HEX_SIZE])
{
    digest_sha256_hex(&number, sizeof number, digest);
}

static struct caller caller_of(int number)
{
    struct caller caller = {0};
    snprintf(caller.client, sizeof caller.client, "client-%d", number);
    return caller;
}

Test(cache, a_token_is_found_until_its_end_and_under_its_keys_only)
{
    struct cache *cache = cache_new();
    char digest[DIGEST_HEX_SIZE], other[DIGEST_HEX_SIZE];
    digest_of(1, digest);
    digest_of(2, other);
    const struct caller caller = caller_of(1);
    struct caller found;
    cr_expect_not(cache_find(cache, digest, 1, 0, &found), "nothing is there yet");
    cache_put(cache, digest, 1, 100, &caller);
    cr_expect(cache_find(cache, digest, 1, 99, &found));
    cr_expect_str_eq(found.client, "client-1");
    cr_expect_not(cache_find(cache, digest, 1, 100, &found), "its life has ended");
    cr_expect_not(cache_find(cache, digest, 2, 99, &found), "the keys are others");
    cr_expect_not(cache_find(cache, other, 1, 99, &found), "another token");
    cache_free(cache);
}

Test(cache, it_holds_a_bounded_number_and_each_caller_is_its_own)
{
    struct cache *cache = cache_new();
    char digest[DIGEST_HEX_SIZE];
    for (int i = 0; i < 10 * CACHE_SIZE; i++) {
        const struct caller caller = caller_of(i);
        digest_of(i, digest);
        cache_put(cache, digest, 1, 1000 + i, &caller);
    }
    int count = 0;
    for (int i = 0; i < 10 * CACHE_SIZE; i++) {
        struct caller found;
        const struct caller caller = caller_of(i);
        digest_of(i, digest);
        if (!cache_find(cache, digest, 1, 0, &found))
            continue;
        cr_expect_str_eq(found.client, caller.client);
        count++;
    }
    cr_expect_eq(count, CACHE_SIZE);
    cache_free(cache);
}

Test(cache, what_was_verified_with_old_keys_makes_room_first)
{
    struct cache *cache = cache_new();
    char digest[DIGEST_HEX_SIZE] = "00aa", old[DIGEST_HEX_SIZE] = "00bb";
    const struct caller caller = caller_of(1);
    struct caller found;
    cache_put(cache, old, 1, 9000, &caller);
    for (int i = 0; i < 4; i++) {
        digest[4] = (char)('0' + i);
        cache_put(cache, digest, 2, 100 + i, &caller);
    }
    for (int i = 0; i < 4; i++) {
        digest[4] = (char)('0' + i);
        cr_expect(cache_find(cache, digest, 2, 0, &found), "%d", i);
    }
    cr_expect_not(cache_find(cache, old, 1, 0, &found));
    cache_free(cache);
}
