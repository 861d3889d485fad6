/* Many threads at one cache, and at one identity whose keys change: a plain program, for
 * ThreadSanitizer. SPDX-License-Identifier: MIT */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "forge.h"
#include "identity/cache.h"
#include "identity/identity.h"
#include "key_server.h"

#define THREADS 4
#define DIGESTS 64
#define HEADER "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"%s\"}"
#define CLAIMS                                                                                     \
    "{\"iss\":\"https://%s.example\",\"aud\":\"safer\",\"exp\":1700000600,\"sub\":\"s\","          \
    "\"client_id\":\"c%d\",\"scope\":\"x\",\"partner\":\"kcc\"}"

static struct caller caller_of(int number)
{
    struct caller caller = {0};
    memset(caller.client, 'a' + number % 26, 200);
    memset(caller.scope, 'a' + number % 26, 1000);
    return caller;
}

static void *use_cache(void *context)
{
    struct cache *cache = context;
    for (int i = 0; i < 20000; i++) {
        const int number = i * 7 % DIGESTS;
        const struct caller caller = caller_of(number);
        struct caller found;
        char digest[DIGEST_HEX_SIZE];
        digest_sha256_hex(&number, sizeof number, digest);
        if (cache_find(cache, digest, (uint64_t)(i / 5000), 0, &found))
            assert(memcmp(&found, &caller, sizeof found) == 0);
        else
            cache_put(cache, digest, (uint64_t)(i / 5000), 1, &caller);
    }
    return NULL;
}

struct work {
    struct identity *identity;
    char *file_tokens[8], *url_tokens[8], *unknown;
    atomic_bool is_over;
};

static void *use_identity(void *context)
{
    struct work *work = context;
    for (int i = 0; i < 3000; i++) {
        struct caller caller;
        char client[8];
        snprintf(client, sizeof client, "c%d", i % 8);
        assert(forge_check(work->identity, work->file_tokens[i % 8], &caller) == TOKEN_GOOD);
        assert(strcmp(caller.client, client) == 0);
        assert(forge_check(work->identity, work->url_tokens[i % 8], &caller) == TOKEN_GOOD);
        assert(strcmp(caller.client, client) == 0);
        if (i % 100 == 0)
            assert(forge_check(work->identity, work->unknown, &caller) == TOKEN_BAD);
    }
    return NULL;
}

struct rotation {
    struct work *work;
    const char *folder, *sets[2];
    struct key_server *server;
};

/* Another key comes and goes, in the file and behind the URL; the clock goes on, so both are looked
 * at. */
static void *rotate(void *context)
{
    const struct rotation *rotation = context;
    for (int64_t i = 1; !atomic_load(&rotation->work->is_over); i++) {
        const char *set = rotation->sets[i % 2];
        forge_file(rotation->folder, "keys.json", set);
        key_server_answer(rotation->server, "200 OK", "", set);
        clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000 + i * 2000000);
    }
    return NULL;
}

static void run_all(void *(*function)(void *), void *context)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, function, context) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static char *make_token(const struct forge_key *key, const char *id, const char *issuer, int client)
{
    char header[256], claims[512];
    snprintf(header, sizeof header, HEADER, id);
    snprintf(claims, sizeof claims, CLAIMS, issuer, client);
    return forge_sign(key, header, claims);
}

static struct identity *open_identity(const char *folder, const struct key_server *server)
{
    char text[1024], error[512] = "";
    snprintf(text, sizeof text,
             "[{\"issuer\":\"https://file.example\",\"audience\":\"safer\","
             "\"jwks_file\":\"keys.json\",\"partners\":[\"kcc\"]},"
             "{\"issuer\":\"https://url.example\",\"audience\":\"safer\","
             "\"jwks_url\":\"%s\",\"partners\":[\"kcc\"]}]",
             key_server_url(server));
    const struct identity_settings settings = {
        .issuers_file = forge_file(folder, "issuers.json", text),
        .leeway_seconds = 60,
        .jwks_interval_seconds = 1,
    };
    struct identity *identity = identity_new(&settings, error);
    if (!identity)
        fprintf(stderr, "%s\n", error);
    assert(identity);
    return identity;
}

static void check_identity(void)
{
    clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000);
    struct forge_key kept = forge_key(FORGE_P256, "kept"), other = forge_key(FORGE_P256, "other");
    char *one = forge_set((const struct forge_key *[]){&kept}, 1);
    char *both = forge_set((const struct forge_key *[]){&kept, &other}, 2);
    char folder[128];
    snprintf(folder, sizeof folder, "%s", forge_folder());
    forge_file(folder, "keys.json", one);
    struct key_server *server = key_server_start(one);
    struct work work = {.identity = open_identity(folder, server)};
    for (int i = 0; i < 8; i++) {
        work.file_tokens[i] = make_token(&kept, "kept", "file", i);
        work.url_tokens[i] = make_token(&kept, "kept", "url", i);
    }
    work.unknown = make_token(&other, "unknown", "url", 0);
    struct rotation rotation = {&work, folder, {one, both}, server};
    pthread_t rotating;
    assert(pthread_create(&rotating, NULL, rotate, &rotation) == 0);
    run_all(use_identity, &work);
    atomic_store(&work.is_over, true);
    pthread_join(rotating, NULL);

    identity_free(work.identity);
    key_server_stop(server);
    for (int i = 0; i < 8; i++) {
        free(work.file_tokens[i]);
        free(work.url_tokens[i]);
    }
    free(work.unknown);
    free(one);
    free(both);
    forge_free(&kept);
    forge_free(&other);
}

int main(void)
{
    struct cache *cache = cache_new();
    assert(cache);
    run_all(use_cache, cache);
    cache_free(cache);
    check_identity();
    puts("ok");
    return 0;
}
