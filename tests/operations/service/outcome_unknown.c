/* COMMIT was sent and no answer came: the client is told so, tries again with its key, and pays
 * once. SPDX-License-Identifier: MIT
 *
 * A second service works on the first one's database through a relay of the test's, which cuts the
 * connection at COMMIT: before PostgreSQL hears of it, or after it has done it. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/http.h"
#include "support/program.h"
#include "support/service.h"
#include "support/wire.h"

const int service_workers = 8;

#define CONTRIBUTIONS "/v1/contributions"
#define BODY                                                                                       \
    "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":1600000,"    \
    "\"received_on\":\"2018-04-03\",\"external_reference\":\"KCC-1\"}"

enum cut { CUT_NOTHING, CUT_BEFORE_COMMIT, CUT_AFTER_COMMIT };

struct relay {
    char folder[64], path[108];
    int listener;
    _Atomic(enum cut) cut; /* what becomes of the next COMMIT */
    pthread_t thread;
};

struct pair {
    struct relay *relay;
    int client;
};

static int connect_to(const char *folder)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(server >= 0 && connect(server, (struct sockaddr *)&address, sizeof address) == 0);
    return server;
}

/* Hands on what there is; false when the connection is over, or is to be cut. */
static bool hand_on(struct relay *relay, int from, int to, bool is_client, bool *committing)
{
    char bytes[65536];
    const ssize_t length = read(from, bytes, sizeof bytes);
    if (length <= 0)
        return false;
    /* with its NUL: READ COMMITTED is another thing */
    const bool commit = memmem(bytes, (size_t)length, "COMMIT", sizeof "COMMIT");
    if (is_client && commit && atomic_load(&relay->cut) == CUT_BEFORE_COMMIT) {
        atomic_store(&relay->cut, CUT_NOTHING);
        return false;
    }
    if (is_client && commit && atomic_load(&relay->cut) == CUT_AFTER_COMMIT) {
        atomic_store(&relay->cut, CUT_NOTHING);
        *committing = true;
    }
    if (!is_client && commit && *committing)
        return false;
    return write(to, bytes, (size_t)length) == length;
}

static void *relay_pair(void *opaque)
{
    struct pair pair = *(struct pair *)opaque;
    free(opaque);
    const int server = connect_to(getenv("SAFER_TEST_SOCKET"));
    bool committing = false, open = true;
    while (open) {
        struct pollfd both[2] = {{.fd = pair.client, .events = POLLIN},
                                 {.fd = server, .events = POLLIN}};
        if (poll(both, 2, 60000) <= 0)
            break;
        if (both[0].revents)
            open = hand_on(pair.relay, pair.client, server, true, &committing);
        if (open && both[1].revents)
            open = hand_on(pair.relay, server, pair.client, false, &committing);
    }
    close(server);
    close(pair.client);
    return NULL;
}

static void *relay_all(void *opaque)
{
    struct relay *relay = opaque;
    int client;
    while ((client = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        struct pair *pair = malloc(sizeof *pair);
        *pair = (struct pair){relay, client};
        pthread_t thread;
        cr_assert_eq(pthread_create(&thread, NULL, relay_pair, pair), 0);
        pthread_detach(thread);
    }
    return NULL;
}

static void relay_start(struct relay *relay)
{
    *relay = (struct relay){.folder = "/tmp/relay-XXXXXX"}; /* a socket's path is short */
    cr_assert_not_null(mkdtemp(relay->folder));
    snprintf(relay->path, sizeof relay->path, "%s/.s.PGSQL.5432", relay->folder);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, relay->path, sizeof relay->path);
    relay->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(relay->listener, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(relay->listener, 16), 0);
    cr_assert_eq(pthread_create(&relay->thread, NULL, relay_all, relay), 0);
}

static void relay_stop(struct relay *relay)
{
    shutdown(relay->listener, SHUT_RDWR);
    pthread_join(relay->thread, NULL);
    close(relay->listener);
    unlink(relay->path);
    rmdir(relay->folder);
}

/* Starts a service on this database behind the relay; its address in `url`. */
static pid_t serve_behind(const struct relay *relay, const struct service *service,
                          char url[static 64])
{
    char *direct = service_database_url(service, "saferd");
    char database[400], state[400], log[400];
    snprintf(database, sizeof database, "DATABASE_URL=%.*s%s",
             (int)(strstr(direct, "host=") + 5 - direct), direct, relay->folder);
    snprintf(state, sizeof state, "SAFER_STATE=%s", service_state(service));
    snprintf(log, sizeof log, "%s/behind.log", service_state(service));
    free(direct);
    const char *asan = getenv("ASAN_OPTIONS"), *ubsan = getenv("UBSAN_OPTIONS");
    char asan_setting[1000], ubsan_setting[1000];
    snprintf(asan_setting, sizeof asan_setting, "ASAN_OPTIONS=%s", asan ? asan : "");
    snprintf(ubsan_setting, sizeof ubsan_setting, "UBSAN_OPTIONS=%s", ubsan ? ubsan : "");
    const char *const environment[] = {database,     state,         "SAFER_PORT=0",
                                       asan_setting, ubsan_setting, NULL};
    const pid_t process =
        program_start((const char *const[]){getenv("SAFERD"), "serve", NULL}, environment, log);
    url[0] = '\0';
    const double deadline = now_seconds() + 30;
    while (!*url) {
        cr_assert_lt(now_seconds(), deadline, "it does not say that it serves");
        char text[65536] = "";
        const int file = open(log, O_RDONLY | O_CLOEXEC);
        if (file >= 0 && read(file, text, sizeof text - 1) > 0) {
            const char *found = strstr(text, "http://");
            if (found)
                snprintf(url, 64, "%.*s", (int)strcspn(found, "\""), found);
        }
        close(file);
        breathe();
    }
    return process;
}

static void assert_rows(const struct service *service, const char *expected)
{
    char *counts = service_sql(service, "SELECT concat_ws(' ',"
                                        " (SELECT count(*) FROM safer.contribution),"
                                        " (SELECT count(*) FROM safer.posting),"
                                        " (SELECT count(*) FROM safer.audit_event),"
                                        " (SELECT count(*) FROM safer.idempotency_key))");
    cr_assert_str_eq(counts, expected);
    free(counts);
}

/* Tries again, as a client does who is told that the key is in use. */
static bool is_answered(const char *url, const char *token, struct reply *again)
{
    reply_free(again);
    *again = http_post(url, token, "k", CONTRIBUTIONS, BODY);
    return !reply_is_problem(again, 409, "idempotency-key-in-use");
}

static void post_through(enum cut cut, const char *rows_after_cut, const char *replayed)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = service_token(service, "kcc-finance", "kcc", "contributions.write");
    struct relay relay;
    char url[64];
    relay_start(&relay);
    const pid_t behind = serve_behind(&relay, service, url);

    atomic_store(&relay.cut, cut);
    reply_auto struct reply unknown = http_post(url, token, "k", CONTRIBUTIONS, BODY);
    cr_assert(reply_is_problem(&unknown, 503, "outcome-unknown"), "%s", unknown.body);
    cr_assert_str_eq(reply_header(&unknown, "retry-after"), "1");
    cr_assert_eq(atomic_load(&relay.cut), CUT_NOTHING);
    assert_rows(service, rows_after_cut);

    /* The session that was cut may hold the key until PostgreSQL has noticed. */
    reply_auto struct reply again = {0};
    EVENTUALLY(20, is_answered(url, token, &again));
    cr_assert_eq(again.status, 201, "%s", again.body);
    const char *header = reply_header(&again, "idempotency-replayed");
    cr_assert_str_eq(header ? header : "no", replayed);
    assert_rows(service, "1 1 1 1");

    cr_assert_eq(kill(behind, SIGTERM), 0);
    cr_assert_eq(program_wait(behind, 60), 0);
    relay_stop(&relay);
}

Test(outcome_unknown, what_was_committed_unheard_is_answered_again_and_not_paid_again)
{
    post_through(CUT_AFTER_COMMIT, "1 1 1 1", "true");
}

Test(outcome_unknown, what_was_cut_before_its_commit_is_paid_by_the_next_try)
{
    post_through(CUT_BEFORE_COMMIT, "0 0 0 0", "no");
}
