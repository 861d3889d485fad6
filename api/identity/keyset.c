/* The keys of one issuer over time: where they come from, when they are read again.
 * SPDX-License-Identifier: MIT */
#include "identity/keyset.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/memory.h"

#define REFRESH_SECONDS 3600
#define RETRY_SECONDS_MIN 60
#define FETCH_SECONDS_MAX 6 /* longer than a fetch ever takes */
/* Unknown kids are cheap to send: no more threads than these wait for a fetch, the others refuse.
 */
#define WAITING_MAX 2
#define NEVER (-1) /* a size no file has */

struct keyset {
    char *issuer, *place, *authorities;
    enum key_source source;
    atomic_uint owners;
    int64_t interval_us;
    atomic_uint_fast64_t *generation;
    void (*notice)(void *context, const char *sentence);
    void *notice_context;

    pthread_mutex_t lock;  /* guards all below but `stop` */
    struct key_list *keys; /* NULL while none was ever read */
    char digest[DIGEST_HEX_SIZE];
    struct stat seen, failed; /* the file's state when it was last read, or could not be */

    pthread_t fetcher;
    bool has_fetcher;
    atomic_bool stop;
    pthread_cond_t wake, answered;
    bool wanted; /* a fetch is asked for or under way */
    bool lacked; /* memory, in the last fetch */
    uint64_t fetches;
    int64_t last_fetch_us;
    unsigned waiting;
};

static void give_notice(const struct keyset *keyset, const char *sentence)
{
    if (!keyset->notice)
        return;
    char whole[STRICT_ERROR_SIZE];
    strict_say(whole, "issuer %s: %s", keyset->issuer, sentence);
    keyset->notice(keyset->notice_context, whole);
}

/* Takes the keys this text holds in place of the present ones. Lock held, or nobody else knows it.
 */
static bool adopt(struct keyset *keyset, const char *text, size_t length,
                  char error[static STRICT_ERROR_SIZE])
{
    char digest[DIGEST_HEX_SIZE];
    digest_sha256_hex(text, length, digest);
    if (keyset->keys && strcmp(digest, keyset->digest) == 0)
        return true;
    const size_t lacks = memory_lacks();
    struct key_list *keys = keyset->source == KEY_SOURCE_DEVELOPMENT
                                ? keys_read_private(text, length, error)
                                : keys_read_set(text, length, error);
    /* a key that could not be read for want of memory looks like one that is not for us */
    if (memory_lacks() != lacks) {
        strict_say(error, "no memory");
        free(keys);
        keys = NULL;
    }
    if (!keys)
        return false;
    free(keyset->keys);
    keyset->keys = keys;
    memcpy(keyset->digest, digest, sizeof digest);
    atomic_fetch_add(keyset->generation, 1);
    return true;
}

static bool is_same_state(const struct stat *one, const struct stat *other)
{
    return one->st_ino == other->st_ino && one->st_dev == other->st_dev &&
           one->st_size == other->st_size && one->st_mtim.tv_sec == other->st_mtim.tv_sec &&
           one->st_mtim.tv_nsec == other->st_mtim.tv_nsec;
}

/* Lock held, or nobody else knows it. */
static bool read_file(struct keyset *keyset, char error[static STRICT_ERROR_SIZE])
{
    size_t length = 0;
    struct stat about = {0};
    free_auto char *text = strict_file(keyset->place, KEY_SET_SIZE_MAX, &length, &about, error);
    if (!text)
        return false;
    char why[STRICT_ERROR_SIZE] = "";
    if (!adopt(keyset, text, length, why)) {
        strict_say(error, "%s: %s", keyset->place, why);
        return false;
    }
    keyset->seen = about;
    keyset->failed.st_size = NEVER;
    return true;
}

void keyset_look(struct keyset *keyset)
{
    struct stat now = {0};
    if (keyset->source == KEY_SOURCE_URL)
        return;
    const bool is_there = stat(keyset->place, &now) == 0;
    char error[STRICT_ERROR_SIZE] = "";
    pthread_mutex_lock(&keyset->lock);
    if (is_there && is_same_state(&now, &keyset->seen)) {
        pthread_mutex_unlock(&keyset->lock);
        return;
    }
    const bool was_read = read_file(keyset, error);
    /* a file that is being written is tried until it is whole, and complained of once a state */
    const bool is_news = was_read || !is_same_state(&now, &keyset->failed);
    if (!was_read)
        keyset->failed = now;
    pthread_mutex_unlock(&keyset->lock);
    if (is_news)
        give_notice(keyset, was_read ? "the key set was read again" : error);
}

static struct timespec in_seconds(int64_t seconds)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)seconds;
    return at;
}

/* Lock held; let go while the answer is waited for. */
static bool fetch(struct keyset *keyset)
{
    const uint64_t before = atomic_load(keyset->generation);
    keyset->last_fetch_us = clock_monotonic_us();
    keyset->wanted = true;
    pthread_mutex_unlock(&keyset->lock);
    const size_t lacks = memory_lacks();
    size_t length = 0;
    char error[STRICT_ERROR_SIZE] = "";
    free_auto char *text =
        keys_fetch(keyset->place, keyset->authorities, &keyset->stop, &length, error);
    pthread_mutex_lock(&keyset->lock);
    const bool was_read = text && adopt(keyset, text, length, error);
    keyset->lacked = memory_lacks() != lacks;
    keyset->wanted = false;
    keyset->fetches++;
    pthread_cond_broadcast(&keyset->answered);
    if (atomic_load(&keyset->stop))
        return was_read;
    pthread_mutex_unlock(&keyset->lock);
    if (!was_read)
        give_notice(keyset, error);
    else if (before != atomic_load(keyset->generation))
        give_notice(keyset, "the key set was fetched");
    pthread_mutex_lock(&keyset->lock);
    return was_read;
}

static void *run_fetcher(void *context)
{
    struct keyset *keyset = context;
    const int64_t interval = keyset->interval_us / 1000000;
    const int64_t retry = interval > RETRY_SECONDS_MIN ? interval : RETRY_SECONDS_MIN;
    pthread_mutex_lock(&keyset->lock);
    while (!atomic_load(&keyset->stop)) {
        const bool was_read = fetch(keyset);
        const struct timespec due = in_seconds(was_read ? REFRESH_SECONDS : retry);
        int waited = 0;
        while (waited == 0 && !keyset->wanted && !atomic_load(&keyset->stop))
            waited = pthread_cond_timedwait(&keyset->wake, &keyset->lock, &due);
    }
    pthread_mutex_unlock(&keyset->lock);
    return NULL;
}

/* The fetcher takes no signals: those are for the thread that waits for them. */
static bool start_fetcher(struct keyset *keyset)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    keyset->has_fetcher = pthread_create(&keyset->fetcher, NULL, run_fetcher, keyset) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return keyset->has_fetcher;
}

static void start_locks(struct keyset *keyset)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&keyset->lock, NULL);
    pthread_cond_init(&keyset->wake, &monotonic);
    pthread_cond_init(&keyset->answered, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

struct keyset *keyset_new(const struct keyset_settings *settings,
                          char error[static STRICT_ERROR_SIZE])
{
    struct keyset *keyset = calloc(1, sizeof *keyset);
    if (!keyset) {
        strict_say(error, "no memory");
        return NULL;
    }
    start_locks(keyset);
    atomic_init(&keyset->owners, 1);
    keyset->failed.st_size = NEVER;
    keyset->issuer = strdup(settings->issuer);
    keyset->place = strdup(settings->place);
    keyset->authorities = settings->authorities ? strdup(settings->authorities) : NULL;
    keyset->source = settings->source;
    keyset->interval_us = (int64_t)settings->interval_seconds * 1000000;
    keyset->generation = settings->generation;
    keyset->notice = settings->notice;
    keyset->notice_context = settings->notice_context;
    bool begun = keyset->issuer && keyset->place && (!settings->authorities || keyset->authorities);
    if (!begun)
        strict_say(error, "no memory");
    else if (keyset->source != KEY_SOURCE_URL)
        begun = read_file(keyset, error);
    else if (!(begun = start_fetcher(keyset)))
        strict_say(error, "no thread can be started");
    if (begun)
        return keyset;
    keyset_free(keyset);
    return NULL;
}

static bool is_same_text(const char *one, const char *other)
{
    return one && other ? strcmp(one, other) == 0 : one == other;
}

struct keyset *keyset_share(struct keyset *keyset, const struct keyset_settings *settings)
{
    if (keyset->source != KEY_SOURCE_URL || settings->source != KEY_SOURCE_URL ||
        !is_same_text(keyset->issuer, settings->issuer) ||
        !is_same_text(keyset->place, settings->place) ||
        !is_same_text(keyset->authorities, settings->authorities))
        return NULL;
    atomic_fetch_add(&keyset->owners, 1);
    pthread_mutex_lock(&keyset->lock);
    keyset->wanted = true;
    pthread_cond_signal(&keyset->wake);
    pthread_mutex_unlock(&keyset->lock);
    return keyset;
}

void keyset_free(struct keyset *keyset)
{
    if (!keyset || atomic_fetch_sub(&keyset->owners, 1) > 1)
        return;
    if (keyset->has_fetcher) {
        pthread_mutex_lock(&keyset->lock);
        atomic_store(&keyset->stop, true);
        pthread_cond_broadcast(&keyset->wake);
        pthread_mutex_unlock(&keyset->lock);
        pthread_join(keyset->fetcher, NULL);
    }
    pthread_cond_destroy(&keyset->answered);
    pthread_cond_destroy(&keyset->wake);
    pthread_mutex_destroy(&keyset->lock);
    free(keyset->keys);
    free(keyset->authorities);
    free(keyset->place);
    free(keyset->issuer);
    free(keyset);
}

/* Lock held. Waits until the number of ended fetches is another. */
static void wait_for_fetch(struct keyset *keyset)
{
    const uint64_t before = keyset->fetches;
    const struct timespec due = in_seconds(FETCH_SECONDS_MAX);
    int waited = 0;
    keyset->waiting++;
    while (waited == 0 && keyset->fetches == before)
        waited = pthread_cond_timedwait(&keyset->answered, &keyset->lock, &due);
    keyset->waiting--;
}

void keyset_wait_for_first(struct keyset *keyset)
{
    if (keyset->source != KEY_SOURCE_URL)
        return;
    pthread_mutex_lock(&keyset->lock);
    if (keyset->fetches == 0)
        wait_for_fetch(keyset);
    pthread_mutex_unlock(&keyset->lock);
}

/* Lock held. */
static enum key_answer find(const struct keyset *keyset, const char *id, enum algorithm algorithm,
                            struct key *ret_key)
{
    const struct key *found = NULL;
    for (size_t i = 0; keyset->keys && i < keyset->keys->count; i++) {
        const struct key *key = &keyset->keys->keys[i];
        if (id ? strcmp(key->id, id) != 0 : key->algorithm != algorithm)
            continue;
        if (found)
            return KEY_AMBIGUOUS;
        found = key;
    }
    if (!found)
        return KEY_UNKNOWN;
    *ret_key = *found;
    return KEY_FOUND;
}

/* Lock held. Whether there may be other keys now. */
static bool ask_again(struct keyset *keyset)
{
    const bool is_due = clock_monotonic_us() - keyset->last_fetch_us >= keyset->interval_us;
    if ((!keyset->wanted && !is_due) || keyset->waiting >= WAITING_MAX)
        return false;
    keyset->wanted = true;
    pthread_cond_signal(&keyset->wake);
    wait_for_fetch(keyset);
    return true;
}

enum key_answer keyset_find(struct keyset *keyset, const char *id, enum algorithm algorithm,
                            struct key *ret_key)
{
    pthread_mutex_lock(&keyset->lock);
    enum key_answer answer = find(keyset, id, algorithm, ret_key);
    if (answer == KEY_UNKNOWN && keyset->source == KEY_SOURCE_URL && ask_again(keyset))
        answer = find(keyset, id, algorithm, ret_key);
    if (answer == KEY_UNKNOWN && keyset->lacked) /* another thread; nobody knows what was missed */
        memory_note_lack();
    pthread_mutex_unlock(&keyset->lock);
    if (answer != KEY_UNKNOWN || keyset->source == KEY_SOURCE_URL)
        return answer;
    keyset_look(keyset);
    pthread_mutex_lock(&keyset->lock);
    answer = find(keyset, id, algorithm, ret_key);
    pthread_mutex_unlock(&keyset->lock);
    return answer;
}
