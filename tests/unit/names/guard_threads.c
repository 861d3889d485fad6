/* Several threads look through texts and keep names with one key: a plain program, for
 * ThreadSanitizer. SPDX-License-Identifier: MIT */
#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names/guard.h"
#include "names/key.h"

enum { THREADS = 4, ROUNDS = 200 };

static char *expected_texts, *expected_names;

static char *make(const char *member)
{
    struct text out = {0};
    struct faults faults = {0};
    char digits[DIGEST_HEX_SIZE];
    json_t *body = json_pack("{s:s, s:[s, s]}", "text", "Straße und ŁÓDŹ, Jane Doe’s", "names",
                             "Jane Doe", "O’Brien");
    assert(body);
    assert(member ? guard_names(body, member, &out, &faults) : guard_texts(body, &out, &faults));
    assert(faults.total == 0 && strlen(names_key_id()) == NAMES_KEY_ID_SIZE - 1);
    assert(guard_fingerprint("what", 4, body, digits));
    guard_wipe(body);
    json_decref(body);
    return text_detach(&out);
}

static void *work(void *context)
{
    for (int i = 0; i < ROUNDS; i++) {
        char *texts = make(NULL), *names = make("names");
        assert(strcmp(texts, expected_texts) == 0 && strcmp(names, expected_names) == 0);
        free(texts);
        free(names);
    }
    return context;
}

int main(void)
{
    char folder[] = "/tmp/safer-guard-XXXXXX", path[64], error[512];
    assert(mkdtemp(folder));
    assert(names_start("", folder, error));
    expected_texts = make(NULL);
    expected_names = make("names");
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, work, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    free(expected_texts);
    free(expected_names);
    names_stop();
    snprintf(path, sizeof path, "%s/names-key", folder);
    unlink(path);
    rmdir(folder);
    return 0;
}
