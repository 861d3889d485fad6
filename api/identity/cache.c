/* Tokens that were verified a moment ago, by their SHA-256.
 * SPDX-License-Identifier: MIT */
#include "identity/cache.h"

#include <pthread.h>
#include <string.h>

#define WAYS 4
#define SETS (CACHE_SIZE / WAYS)

struct entry {
    char digest[DIGEST_HEX_SIZE]; /* "" while the place is empty */
    uint64_t generation;
    int64_t end_us;
    struct caller caller;
};

struct set {
    pthread_mutex_t lock;
    struct entry entries[WAYS];
};

struct cache {
    struct set sets[SETS];
};

struct cache *cache_new(void)
{
    struct cache *cache = calloc(1, sizeof *cache);
    for (size_t i = 0; cache && i < SETS; i++)
        pthread_mutex_init(&cache->sets[i].lock, NULL);
    return cache;
}

void cache_free(struct cache *cache)
{
    for (size_t i = 0; cache && i < SETS; i++)
        pthread_mutex_destroy(&cache->sets[i].lock);
    free(cache);
}

static unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

static struct set *find_set(struct cache *cache, const char *digest)
{
    _Static_assert(SETS == 256, "two hex digits choose the set");
    return &cache->sets[hex_digit(digest[0]) << 4 | hex_digit(digest[1])];
}

static bool is_digest(const struct entry *entry, const char *digest)
{
    return memcmp(entry->digest, digest, DIGEST_HEX_SIZE) == 0;
}

bool cache_find(struct cache *cache, const char digest[static DIGEST_HEX_SIZE], uint64_t generation,
                int64_t now_us, struct caller *ret_caller)
{
    struct set *set = find_set(cache, digest);
    bool found = false;
    pthread_mutex_lock(&set->lock);
    for (size_t i = 0; i < WAYS && !found; i++) {
        const struct entry *entry = &set->entries[i];
        found =
            is_digest(entry, digest) && entry->generation == generation && now_us < entry->end_us;
        if (found)
            *ret_caller = entry->caller;
    }
    pthread_mutex_unlock(&set->lock);
    return found;
}

void cache_put(struct cache *cache, const char digest[static DIGEST_HEX_SIZE], uint64_t generation,
               int64_t end_us, const struct caller *caller)
{
    struct set *set = find_set(cache, digest);
    pthread_mutex_lock(&set->lock);
    struct entry *place = &set->entries[0];
    for (size_t i = 0; i < WAYS; i++) {
        struct entry *entry = &set->entries[i];
        if (is_digest(entry, digest)) {
            place = entry;
            break;
        }
        if (entry->generation < place->generation ||
            (entry->generation == place->generation && entry->end_us < place->end_us))
            place = entry;
    }
    memcpy(place->digest, digest, DIGEST_HEX_SIZE);
    place->generation = generation;
    place->end_us = end_us;
    place->caller = *caller;
    pthread_mutex_unlock(&set->lock);
}
