/* Many threads ask who asks while the issuers are read again: a plain program, for ThreadSanitizer.
 * SPDX-License-Identifier: MIT */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "forge.h"
#include "identity/identity.h"
#include "key_server.h"

#define THREADS 4
#define RELOADS 60
#define TOKENS 8
#define ITEM                                                                                       \
    "{\"issuer\":\"https://%s.example\",\"audience\":\"safer\",\"%s\":\"%s\",\"partners\":[\"kcc\"]}"

struct work {
    struct identity *identity;
    char *kept[TOKENS], *comes_and_goes[TOKENS];
    atomic_bool is_over;
};

static char *make_token(const struct forge_key *key, const char *issuer, int number)
{
    char claims[512];
    snprintf(claims, sizeof claims,
             "{\"iss\":\"https://%s.example\",\"aud\":\"safer\",\"exp\":1700000600,\"sub\":\"s\","
             "\"client_id\":\"c%d\",\"scope\":\"x\",\"partner\":\"kcc\"}",
             issuer, number);
    return forge_sign(key, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"key\"}", claims);
}

static void *ask(void *context)
{
    struct work *work = context;
    for (int i = 0; !atomic_load(&work->is_over); i++) {
        struct caller caller;
        assert(forge_check(work->identity, work->kept[i % TOKENS], &caller) == TOKEN_GOOD);
        assert(strcmp(caller.issuer, "https://kept.example") == 0);
        char header[1024];
        const int length =
            snprintf(header, sizeof header, "Bearer %s", work->comes_and_goes[i % TOKENS]);
        if (!identity_remembers(work->identity, header, (size_t)length, &caller))
            (void)!forge_check(work->identity, work->comes_and_goes[i % TOKENS], &caller);
    }
    return NULL;
}

/* One issuer stays, its keys behind a URL; another comes and goes, and is what it is known for. */
static void reload(struct work *work, const char *folder, const struct key_server *server)
{
    char both[1024], one[512], error[512];
    snprintf(one, sizeof one, "[" ITEM "]", "kept", "jwks_url", key_server_url(server));
    snprintf(both, sizeof both, "[" ITEM "," ITEM "]", "other", "jwks_file", "keys.json", "kept",
             "jwks_url", key_server_url(server));
    for (int i = 1; i <= RELOADS; i++) {
        forge_file(folder, "issuers.json", i % 10 == 0 ? "[" : i % 2 ? both : one);
        const bool was_read = identity_reload(work->identity, error);
        assert(was_read == (i % 10 != 0));
        if (was_read)
            for (int j = 0; j < TOKENS; j++) {
                const enum token_state state =
                    forge_check(work->identity, work->comes_and_goes[j], NULL);
                assert(state == (i % 2 ? TOKEN_GOOD : TOKEN_BAD));
            }
    }
}

int main(void)
{
    clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000);
    struct forge_key key = forge_key(FORGE_P256, "key");
    char *set = forge_set((const struct forge_key *[]){&key}, 1);
    char folder[128], text[512], error[512] = "";
    snprintf(folder, sizeof folder, "%s", forge_folder());
    forge_file(folder, "keys.json", set);
    struct key_server *server = key_server_start(set);
    snprintf(text, sizeof text, "[" ITEM "]", "kept", "jwks_url", key_server_url(server));
    const struct identity_settings settings = {
        .issuers_file = forge_file(folder, "issuers.json", text),
        .leeway_seconds = 60,
        .jwks_interval_seconds = 1,
    };
    struct work work = {.identity = identity_new(&settings, error)};
    assert(work.identity);
    for (int i = 0; i < TOKENS; i++) {
        work.kept[i] = make_token(&key, "kept", i);
        work.comes_and_goes[i] = make_token(&key, "other", i);
    }
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, ask, &work) == 0);
    reload(&work, folder, server);
    atomic_store(&work.is_over, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    identity_free(work.identity);
    key_server_stop(server);
    for (int i = 0; i < TOKENS; i++) {
        free(work.kept[i]);
        free(work.comes_and_goes[i]);
    }
    free(set);
    forge_free(&key);
    puts("ok");
    return 0;
}
