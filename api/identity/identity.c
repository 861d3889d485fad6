/* Who asks: the way of a token through the checks, in order.
 * SPDX-License-Identifier: MIT */
#include "identity/identity.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/digest.h"
#include "identity/cache.h"
#include "identity/issuers.h"
#include "identity/strict.h"
#include "identity/token.h"

#define CACHE_LIFE_US ((int64_t)60 * 1000000)
#define LOOK_EVERY_US ((int64_t)1000000) /* how soon a changed file of keys is seen */
#define LEEWAY_SECONDS_MAX 300
#define INTERVAL_SECONDS_MAX 86400

struct identity {
    struct identity_settings settings; /* its strings are owned */
    pthread_mutex_t lock;              /* guards the next, and how many use it */
    struct issuers *issuers;
    struct cache *cache;
    atomic_uint_fast64_t
        generation; /* of all keys together: what was verified under another is void */
    atomic_int_fast64_t look_at_us;
};

static _Thread_local enum reason last_reason;

static char *copy(const char *text, bool *is_whole)
{
    char *copied = text ? strdup(text) : NULL;
    *is_whole = *is_whole && !text == !copied;
    return copied;
}

/* False: no memory. */
static bool keep_settings(struct identity *identity, const struct identity_settings *settings)
{
    bool is_whole = true;
    identity->settings = *settings;
    identity->settings.issuers_file = copy(settings->issuers_file, &is_whole);
    identity->settings.state_folder = copy(settings->state_folder, &is_whole);
    identity->settings.audience = copy(settings->audience, &is_whole);
    return is_whole;
}

struct identity *identity_new(const struct identity_settings *settings, char error[static 512])
{
    if (settings->leeway_seconds < 0 || settings->leeway_seconds > LEEWAY_SECONDS_MAX ||
        settings->jwks_interval_seconds < 0 ||
        settings->jwks_interval_seconds > INTERVAL_SECONDS_MAX) {
        strict_say(error, "the leeway is 0 to %d seconds, the interval 0 to %d", LEEWAY_SECONDS_MAX,
                   INTERVAL_SECONDS_MAX);
        return NULL;
    }
    struct identity *identity = calloc(1, sizeof *identity);
    if (!identity) {
        strict_say(error, "no memory");
        return NULL;
    }
    pthread_mutex_init(&identity->lock, NULL);
    identity->cache = cache_new();
    if (!identity->cache || !keep_settings(identity, settings))
        strict_say(error, "no memory");
    else
        identity->issuers = issuers_new(&identity->settings, &identity->generation, NULL, error);
    if (identity->issuers)
        return identity;
    identity_free(identity);
    return NULL;
}

/* The issuers there are now, for as long as the caller needs them. */
static struct issuers *take_issuers(struct identity *identity)
{
    pthread_mutex_lock(&identity->lock);
    struct issuers *issuers = identity->issuers;
    issuers->users++;
    pthread_mutex_unlock(&identity->lock);
    return issuers;
}

/* Those that were replaced end with the last who used them. */
static void give_issuers(struct identity *identity, struct issuers *issuers)
{
    pthread_mutex_lock(&identity->lock);
    const bool is_last = --issuers->users == 0 && issuers != identity->issuers;
    pthread_mutex_unlock(&identity->lock);
    if (is_last)
        issuers_free(issuers);
}

bool identity_reload(struct identity *identity, char error[static 512])
{
    struct issuers *before = take_issuers(identity);
    struct issuers *now = issuers_new(&identity->settings, &identity->generation, before, error);
    if (now) {
        pthread_mutex_lock(&identity->lock);
        identity->issuers = now;
        pthread_mutex_unlock(&identity->lock);
        /* after: who verifies with the old ones and is late keeps a token that is void */
        atomic_fetch_add(&identity->generation, 1);
    }
    give_issuers(identity, before);
    return now;
}

void identity_free(struct identity *identity)
{
    if (!identity)
        return;
    issuers_free(identity->issuers);
    cache_free(identity->cache);
    pthread_mutex_destroy(&identity->lock);
    free((char *)identity->settings.issuers_file);
    free((char *)identity->settings.state_folder);
    free((char *)identity->settings.audience);
    free(identity);
}

/* Once a second one thread looks whether files of keys have changed; the others go on. */
static void look_at_files(struct identity *identity, int64_t now_us)
{
    int_fast64_t due = atomic_load_explicit(&identity->look_at_us, memory_order_relaxed);
    if (now_us < due ||
        !atomic_compare_exchange_strong(&identity->look_at_us, &due, now_us + LOOK_EVERY_US))
        return;
    struct issuers *issuers = take_issuers(identity);
    for (size_t i = 0; i < issuers->count; i++)
        keyset_look(issuers->items[i].keys);
    give_issuers(identity, issuers);
}

static enum reason find_key(const struct issuer *issuer, const struct token *token, struct key *key)
{
    switch (keyset_find(issuer->keys, token->key_id, token->algorithm, key)) {
    case KEY_FOUND:
        return REASON_NONE;
    case KEY_AMBIGUOUS:
        return REASON_AMBIGUOUS_KEY;
    case KEY_UNKNOWN:
        break;
    }
    return REASON_UNKNOWN_KEY;
}

/* The payload is not trusted yet: its issuer only says whose keys to try. */
static enum reason check_token(const struct issuers *issuers, const struct token *token,
                               int leeway_seconds, struct caller *out, int64_t *ret_expires_ms)
{
    const char *name = json_string_value(json_object_get(token->payload, "iss"));
    const struct issuer *issuer = name ? issuers_find(issuers, name) : NULL;
    if (!issuer)
        return REASON_ISSUER;
    if (!issuer_takes_type(issuer, token->type))
        return REASON_TYPE;
    if (!issuer->takes[token->algorithm])
        return REASON_ALGORITHM;
    struct key key;
    enum reason reason = find_key(issuer, token, &key);
    if (reason == REASON_NONE)
        reason = token_verify(token, &key);
    if (reason == REASON_NONE)
        reason = claims_read(token->payload, &issuer->rules, clock_unix_ms(), leeway_seconds, out,
                             ret_expires_ms);
    return reason;
}

static int64_t cache_life_us(int64_t expires_ms)
{
    const int64_t left_us = (expires_ms - clock_unix_ms()) * 1000;
    return left_us < CACHE_LIFE_US ? left_us : CACHE_LIFE_US;
}

static enum reason check_header(struct identity *identity, const char *header, size_t length,
                                struct caller *out)
{
    const char *text = NULL;
    size_t text_length = 0;
    enum reason reason = token_find(header, length, &text, &text_length);
    if (reason != REASON_NONE)
        return reason;
    const int64_t now_us = clock_monotonic_us();
    look_at_files(identity, now_us);
    /* read before the keys are: a token verified with keys that change meanwhile is not kept */
    const uint64_t generation = atomic_load(&identity->generation);
    char digest[DIGEST_HEX_SIZE];
    digest_sha256_hex(text, text_length, digest);
    if (cache_find(identity->cache, digest, generation, now_us, out))
        return REASON_NONE;

    struct token token;
    int64_t expires_ms = 0;
    reason = token_split(text, text_length, &token);
    if (reason == REASON_NONE) {
        struct issuers *issuers = take_issuers(identity);
        reason = check_token(issuers, &token, identity->settings.leeway_seconds, out, &expires_ms);
        give_issuers(identity, issuers);
    }
    token_clear(&token);
    if (reason == REASON_NONE && cache_life_us(expires_ms) > 0)
        cache_put(identity->cache, digest, generation, now_us + cache_life_us(expires_ms), out);
    return reason;
}

bool identity_remembers(struct identity *identity, const char *authorization_header, size_t length,
                        struct caller *out)
{
    const char *text = NULL;
    size_t text_length = 0;
    memset(out, 0, sizeof *out);
    if (token_find(authorization_header, length, &text, &text_length) != REASON_NONE)
        return false;
    const int64_t now_us = clock_monotonic_us();
    look_at_files(identity, now_us);
    char digest[DIGEST_HEX_SIZE];
    digest_sha256_hex(text, text_length, digest);
    return cache_find(identity->cache, digest, atomic_load(&identity->generation), now_us, out);
}

enum token_state identity_check(struct identity *identity, const char *authorization_header,
                                size_t length, struct caller *out)
{
    assert(identity);
    last_reason = REASON_NONE;
    memset(out, 0, sizeof *out);
    if (!authorization_header)
        return TOKEN_ABSENT;
    last_reason = check_header(identity, authorization_header, length, out);
    if (last_reason == REASON_NONE)
        return TOKEN_GOOD;
    memset(out, 0, sizeof *out);
    return TOKEN_BAD;
}

const char *identity_last_reason(void)
{
    return token_reason_word(last_reason);
}

bool caller_has_scope(const struct caller *caller, const char *scope)
{
    const size_t length = strlen(scope);
    for (const char *word = caller->scope; *word;) {
        const size_t word_length = strcspn(word, " ");
        if (word_length == length && memcmp(word, scope, length) == 0)
            return true;
        word += word_length;
        word += *word == ' ' ? 1 : 0;
    }
    return false;
}
