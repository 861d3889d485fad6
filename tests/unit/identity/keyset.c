/* Keys over time: a URL whose keys change, that does not answer, that answers nonsense; a file that
 * changes. SPDX-License-Identifier: MIT */
#include "identity/keyset.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "forge.h"
#include "key_server.h"

#define SECOND INT64_C(1000000)
#define START (1000 * SECOND)

static struct forge_key old_key, new_key;
static char *old_set, *both_sets;
static atomic_uint_fast64_t generation;
static atomic_uint notices;
static char last_notice[512];
static pthread_mutex_t notice_lock = PTHREAD_MUTEX_INITIALIZER;

static void take_notice(void *context, const char *sentence)
{
    (void)context;
    pthread_mutex_lock(&notice_lock);
    snprintf(last_notice, sizeof last_notice, "%s", sentence);
    pthread_mutex_unlock(&notice_lock);
    atomic_fetch_add(&notices, 1);
}

static void start(void)
{
    clock_fake_set((int64_t)FORGE_NOW * 1000, START);
    old_key = forge_key(FORGE_P256, "old");
    new_key = forge_key(FORGE_P256, "new");
    old_set = forge_set((const struct forge_key *[]){&old_key}, 1);
    both_sets = forge_set((const struct forge_key *[]){&old_key, &new_key}, 2);
}

static void end(void)
{
    forge_free(&old_key);
    forge_free(&new_key);
    free(old_set);
    free(both_sets);
}

TestSuite(keyset, .init = start, .fini = end);

static struct keyset *open_keyset(enum key_source source, const char *place, int interval_seconds)
{
    char error[512] = "";
    const struct keyset_settings settings = {
        .issuer = "https://a.example",
        .source = source,
        .place = place,
        .interval_seconds = interval_seconds,
        .generation = &generation,
        .notice = take_notice,
    };
    struct keyset *keyset = keyset_new(&settings, error);
    cr_assert(keyset, "%s", error);
    keyset_wait_for_first(keyset);
    return keyset;
}

static enum key_answer ask(struct keyset *keyset, const char *id)
{
    struct key key;
    const enum key_answer answer = keyset_find(keyset, id, ALGORITHM_ES256, &key);
    if (answer == KEY_FOUND && id)
        cr_expect_str_eq(key.id, id);
    return answer;
}

Test(keyset, a_known_kid_is_never_fetched_again)
{
    struct key_server *server = key_server_start(old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 0);
    for (int i = 0; i < 10; i++)
        cr_expect_eq(ask(keyset, "old"), KEY_FOUND);
    cr_expect_eq(key_server_count(server), 1);
    keyset_free(keyset);
    key_server_stop(server);
}

Test(keyset, a_new_kid_is_followed_and_makes_a_new_generation)
{
    struct key_server *server = key_server_start(old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 60);
    const uint64_t before = atomic_load(&generation);
    key_server_answer(server, "200 OK", "", both_sets);
    clock_fake_set((int64_t)FORGE_NOW * 1000, START + 60 * SECOND);
    cr_expect_eq(ask(keyset, "new"), KEY_FOUND);
    cr_expect_eq(ask(keyset, "old"), KEY_FOUND);
    cr_expect_eq(key_server_count(server), 2);
    cr_expect_eq(atomic_load(&generation), before + 1);
    keyset_free(keyset);
    key_server_stop(server);
}

Test(keyset, unknown_kids_are_asked_for_once_an_interval)
{
    struct key_server *server = key_server_start(old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 60);
    const uint64_t before = atomic_load(&generation);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(ask(keyset, "other"), KEY_UNKNOWN);
    cr_expect_eq(key_server_count(server), 1, "within the interval of the first fetch");
    clock_fake_set((int64_t)FORGE_NOW * 1000, START + 60 * SECOND);
    for (int i = 0; i < 5; i++)
        cr_expect_eq(ask(keyset, "other"), KEY_UNKNOWN);
    cr_expect_eq(key_server_count(server), 2, "once after it");
    cr_expect_eq(atomic_load(&generation), before, "the same keys are no new generation");
    keyset_free(keyset);
    key_server_stop(server);
}

struct asking {
    struct keyset *keyset;
    const char *id;
    enum key_answer answer;
};

static void *ask_in_thread(void *context)
{
    struct asking *asking = context;
    asking->answer = ask(asking->keyset, asking->id);
    return NULL;
}

Test(keyset, threads_that_ask_at_one_moment_make_one_fetch_and_known_keys_go_on)
{
    struct key_server *server = key_server_start(old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 60);
    clock_fake_set((int64_t)FORGE_NOW * 1000, START + 60 * SECOND);
    key_server_answer(server, "200 OK", "", both_sets);
    key_server_hold(server);
    struct asking asking[8];
    pthread_t threads[8];
    for (int i = 0; i < 8; i++) {
        asking[i] = (struct asking){.keyset = keyset, .id = i % 2 ? "new" : "other"};
        cr_assert_eq(pthread_create(&threads[i], NULL, ask_in_thread, &asking[i]), 0);
    }
    key_server_wait(server, 2);
    cr_expect_eq(ask(keyset, "old"), KEY_FOUND, "while the fetch is under way");
    key_server_go_on(server);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
    cr_expect_eq(key_server_count(server), 2);
    cr_expect_eq(ask(keyset, "new"), KEY_FOUND);
    keyset_free(keyset);
    key_server_stop(server);
}

Test(keyset, known_keys_go_on_serving_when_the_server_is_gone)
{
    struct key_server *server = key_server_start(old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 0);
    key_server_stop(server);
    cr_expect_eq(ask(keyset, "new"), KEY_UNKNOWN);
    cr_expect_eq(ask(keyset, "old"), KEY_FOUND);
    keyset_free(keyset);
    cr_expect(strstr(last_notice, "https://a.example"), "%s", last_notice);
}

Test(keyset, a_server_that_is_not_there_at_start_is_tried_again)
{
    struct key_server *server = key_server_start(old_set);
    key_server_answer(server, "503 Service Unavailable", "", "");
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 60);
    cr_expect_eq(ask(keyset, "old"), KEY_UNKNOWN, "within the interval");
    key_server_answer(server, "200 OK", "", old_set);
    clock_fake_set((int64_t)FORGE_NOW * 1000, START + 60 * SECOND);
    cr_expect_eq(ask(keyset, "old"), KEY_FOUND);
    keyset_free(keyset);
    key_server_stop(server);
}

Test(keyset, an_answer_that_is_no_key_set_changes_nothing)
{
    char *large = malloc(KEY_SET_SIZE_MAX + 2);
    memset(large, ' ', KEY_SET_SIZE_MAX + 1);
    memcpy(large, old_set, strlen(old_set));
    large[KEY_SET_SIZE_MAX + 1] = '\0';
    const struct {
        const char *sentence, *status, *headers, *body;
    } rows[] = {
        {"not found", "404 Not Found", "", both_sets},
        {"a redirect", "302 Found", "Location: http://127.0.0.1:1/\r\n", both_sets},
        {"no JSON", "200 OK", "", "<html>"},
        {"no set", "200 OK", "", "[]"},
        {"an empty set", "200 OK", "", "{\"keys\":[]}"},
        {"nothing", "200 OK", "", ""},
        {"too much", "200 OK", "", large},
        {"a member twice", "200 OK", "", "{\"keys\":[],\"keys\":[]}"},
    };
    struct key_server *server = key_server_start(old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_URL, key_server_url(server), 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        key_server_answer(server, rows[i].status, rows[i].headers, rows[i].body);
        cr_expect_eq(ask(keyset, "new"), KEY_UNKNOWN, "%s", rows[i].sentence);
        cr_expect_eq(ask(keyset, "old"), KEY_FOUND, "%s", rows[i].sentence);
    }
    key_server_answer(server, "200 OK", "", both_sets);
    cr_expect_eq(ask(keyset, "new"), KEY_FOUND, "and then it is right again");
    keyset_free(keyset);
    key_server_stop(server);
    free(large);
}

Test(keyset, ending_does_not_wait_for_a_server_that_does_not_answer)
{
    struct key_server *server = key_server_start(old_set);
    key_server_hold(server);
    char error[512] = "";
    const struct keyset_settings settings = {.issuer = "https://a.example",
                                             .source = KEY_SOURCE_URL,
                                             .place = key_server_url(server),
                                             .generation = &generation};
    struct keyset *keyset = keyset_new(&settings, error);
    cr_assert(keyset, "%s", error);
    key_server_wait(server, 1);
    clock_fake_set(-1, -1);
    const int64_t before = clock_monotonic_us();
    keyset_free(keyset);
    cr_expect_lt(clock_monotonic_us() - before, 4 * SECOND);
    key_server_stop(server);
}

Test(keyset, a_file_is_read_again_when_it_changed)
{
    const char *folder = forge_folder();
    const char *path = forge_file(folder, "keys.json", old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_FILE, path, 60);
    const uint64_t before = atomic_load(&generation);
    cr_expect_eq(ask(keyset, "old"), KEY_FOUND);
    cr_expect_eq(ask(keyset, "new"), KEY_UNKNOWN);
    keyset_look(keyset);
    cr_expect_eq(atomic_load(&generation), before);
    forge_file(folder, "keys.json", both_sets);
    cr_expect_eq(ask(keyset, "new"), KEY_FOUND, "an unknown kid looks at once");
    forge_file(folder, "keys.json", old_set);
    keyset_look(keyset);
    cr_expect_eq(ask(keyset, "new"), KEY_UNKNOWN, "a key taken out is trusted no longer");
    cr_expect_eq(atomic_load(&generation), before + 2);
    keyset_free(keyset);
}

Test(keyset, a_file_that_is_broken_or_gone_changes_nothing_and_is_noticed_once)
{
    const char *folder = forge_folder();
    const char *path = forge_file(folder, "keys.json", old_set);
    struct keyset *keyset = open_keyset(KEY_SOURCE_FILE, path, 60);
    const unsigned before = atomic_load(&notices);
    forge_file(folder, "keys.json", "{\"keys\":[");
    for (int i = 0; i < 3; i++)
        keyset_look(keyset);
    cr_expect_eq(atomic_load(&notices), before + 1);
    unlink(path);
    for (int i = 0; i < 3; i++)
        keyset_look(keyset);
    cr_expect_eq(atomic_load(&notices), before + 2);
    cr_expect_eq(ask(keyset, "old"), KEY_FOUND);
    forge_file(folder, "keys.json", both_sets);
    keyset_look(keyset);
    cr_expect_eq(ask(keyset, "new"), KEY_FOUND);
    keyset_free(keyset);
}
