/* Many threads at one pool, before servers that answer, are silent, only read or are not there: a
 * plain program, for ThreadSanitizer. SPDX-License-Identifier: MIT
 *
 * The servers here say no more than the beginning of PostgreSQL's protocol, as a host that hangs or
 * recovers does. What follows it is tested on PostgreSQL itself. */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"
#include "database/pool.h"

#define THREADS 8
#define CLIENTS_MAX 64
#define SECOND_US 1000000

enum manner { ANSWERS, ONLY_READS, SILENT, TALKS_NONSENSE };

struct server {
    int listener, port;
    pthread_t thread;
    _Atomic(enum manner) manner;
    atomic_int accepted, most_open;
    atomic_bool is_over;
};

/* ---- Servers ------------------------------------------------------------------------------- */

static size_t add_message(char *to, char type, const char *body, size_t length)
{
    const uint32_t size = htonl((uint32_t)length + 4);
    to[0] = type;
    memcpy(to + 1, &size, 4);
    memcpy(to + 5, body, length);
    return length + 5;
}

/* What PostgreSQL 15 says to whoever it lets in without a question. */
static void let_in(int client, bool only_reads)
{
    char said[512];
    size_t length = add_message(said, 'R', "\0\0\0\0", 4);
#define STATUS(name, value)                                                                        \
    length += add_message(said + length, 'S', name "\0" value, sizeof name + sizeof value)
    STATUS("server_version", "15.0");
    STATUS("client_encoding", "UTF8");
    STATUS("default_transaction_read_only", "off");
    if (only_reads)
        STATUS("in_hot_standby", "on");
    else
        STATUS("in_hot_standby", "off");
    length += add_message(said + length, 'K', "\0\0\0\1\0\0\0\1", 8);
    length += add_message(said + length, 'Z', "I", 1);
    assert(send(client, said, length, MSG_NOSIGNAL) == (ssize_t)length);
}

/* A message of a kind there is not, and then that all is done. */
static void talk_nonsense(int client)
{
    char said[16];
    size_t length = add_message(said, '?', "", 0);
    length += add_message(said + length, 'Z', "I", 1);
    assert(send(client, said, length, MSG_NOSIGNAL) == (ssize_t)length);
}

/* Answers one that has said who he is, or a command; false when he has gone. */
static bool hear(struct server *server, int client)
{
    char bytes[4096];
    const ssize_t length = recv(client, bytes, sizeof bytes, 0);
    if (length <= 0)
        return false;
    const enum manner manner = atomic_load(&server->manner);
    if (manner == TALKS_NONSENSE && bytes[0] == 'P')
        talk_nonsense(client);
    else if (manner != SILENT && bytes[0] != 'X')
        let_in(client, manner == ONLY_READS);
    return true;
}

static void *serve(void *opaque)
{
    struct server *server = opaque;
    struct pollfd all[CLIENTS_MAX + 1] = {{.fd = server->listener, .events = POLLIN}};
    nfds_t count = 1;
    while (!atomic_load(&server->is_over)) {
        (void)poll(all, count, 20);
        if (all[0].revents && count <= CLIENTS_MAX) {
            const int client = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
            assert(client >= 0);
            all[count++] = (struct pollfd){.fd = client, .events = POLLIN};
            atomic_fetch_add(&server->accepted, 1);
            if ((int)count - 1 > atomic_load(&server->most_open))
                atomic_store(&server->most_open, (int)count - 1);
        }
        for (nfds_t i = count - 1; i > 0; i--)
            if (all[i].revents && !hear(server, all[i].fd)) {
                close(all[i].fd);
                all[i] = all[--count];
            }
    }
    while (count > 1)
        close(all[--count].fd);
    return NULL;
}

static struct server *server_start(enum manner manner)
{
    struct server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    assert(server);
    atomic_store(&server->manner, manner);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(bind(server->listener, (struct sockaddr *)&address, length) == 0);
    assert(listen(server->listener, CLIENTS_MAX) == 0);
    assert(getsockname(server->listener, (struct sockaddr *)&address, &length) == 0);
    server->port = ntohs(address.sin_port);
    assert(pthread_create(&server->thread, NULL, serve, server) == 0);
    return server;
}

static void server_stop(struct server *server)
{
    atomic_store(&server->is_over, true);
    pthread_join(server->thread, NULL);
    close(server->listener);
    free(server);
}

/* A port at which nobody listens: one that somebody did a moment ago. */
static int closed_port(void)
{
    struct server *server = server_start(SILENT);
    const int port = server->port;
    server_stop(server);
    return port;
}

/* ---- Threads ------------------------------------------------------------------------------- */

struct work {
    struct pool *pool;
    int64_t until_us; /* 0: one try each */
    atomic_int got, refused;
};

static void *use(void *opaque)
{
    struct work *work = opaque;
    do {
        struct refusal refusal = {0};
        struct connection *connection = pool_take(work->pool, &refusal);
        atomic_fetch_add(connection ? &work->got : &work->refused, 1);
        if (connection)
            pool_give(work->pool, connection);
        else
            assert(strcmp(refusal.slug, "unavailable") == 0 && refusal.retry_after == 1);
        refusal_clear(&refusal);
        (void)poll(NULL, 0, 1);
    } while (clock_monotonic_us() < work->until_us);
    return NULL;
}

static void run_threads(struct work *work)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, use, work) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static struct pool *pool_at(const char *hosts, const char *ports, int timeout_ms,
                            const atomic_bool *give_up, char url[static 200])
{
    (void)snprintf(url, 200, "host=%s port=%s user=u dbname=d sslmode=disable gssencmode=disable",
                   hosts, ports);
    struct pool *pool = pool_new(&(struct connection_settings){
        .url = url, .connect_timeout_ms = timeout_ms, .give_up = give_up});
    assert(pool);
    return pool;
}

/* ---- What is shown ------------------------------------------------------------------------- */

static void all_get_one_where_it_answers(void)
{
    struct server *server = server_start(ANSWERS);
    char url[200], port[16];
    (void)snprintf(port, sizeof port, "%d", server->port);
    struct work work = {.pool = pool_at("127.0.0.1", port, 20000, NULL, url),
                        .until_us = clock_monotonic_us() + SECOND_US / 5};
    run_threads(&work);
    assert(work.refused == 0 && work.got >= THREADS);
    assert(server->accepted == THREADS); /* each keeps his own */
    pool_free(work.pool);
    server_stop(server);
}

/* At first all may wait, since it may be slow; then one at a time tries, and nobody else waits. */
static void one_at_a_time_tries_where_it_is_silent(void)
{
    struct server *server = server_start(SILENT);
    char url[200], port[16];
    (void)snprintf(port, sizeof port, "%d", server->port);
    struct work work = {.pool = pool_at("127.0.0.1", port, 300, NULL, url)};
    run_threads(&work);
    assert(work.got == 0 && work.refused == THREADS);

    const int before = server->accepted;
    atomic_store(&server->most_open, 0);
    work.refused = 0;
    work.until_us = clock_monotonic_us() + 2 * SECOND_US;
    run_threads(&work);
    assert(work.got == 0 && work.refused > 10 * THREADS);
    assert(server->accepted > before && server->most_open <= 2); /* one may be leaving still */
    assert(server->accepted - before < 8);

    atomic_store(&server->manner, ANSWERS);
    work.until_us = clock_monotonic_us() + 2 * SECOND_US;
    run_threads(&work);
    assert(work.got > 0);
    pool_free(work.pool);
    server_stop(server);
}

/* Silent, refusing and reading hosts are passed by, and from then on the writable one is asked
 * first. */
static void the_writable_one_of_several_is_found_and_remembered(void)
{
    struct server *silent = server_start(SILENT), *reads = server_start(ONLY_READS);
    struct server *writes = server_start(ANSWERS);
    char url[200], ports[64];
    (void)snprintf(ports, sizeof ports, "%d,%d,%d,%d", silent->port, closed_port(), reads->port,
                   writes->port);
    struct pool *pool = pool_at("127.0.0.1,127.0.0.1,127.0.0.1,127.0.0.1", ports, 4000, NULL, url);
    struct refusal refusal = {0};
    const int64_t began = clock_monotonic_us();
    struct connection *connection = pool_take(pool, &refusal);
    assert(connection && clock_monotonic_us() - began >= SECOND_US - SECOND_US / 10);
    assert(silent->accepted == 1 && reads->accepted == 1 && writes->accepted == 1);
    pool_give(pool, connection);

    struct work work = {.pool = pool};
    run_threads(&work);
    assert(work.refused == 0 && work.got == THREADS);
    assert(silent->accepted == 1 && reads->accepted == 1 && writes->accepted == 1 + THREADS);

    /* They change places: the one that reads now is left for the one that writes. */
    atomic_store(&writes->manner, ONLY_READS);
    atomic_store(&reads->manner, ANSWERS);
    work.got = 0;
    run_threads(&work);
    assert(work.got == THREADS && reads->accepted > THREADS / 2);
    pool_free(pool);
    server_stop(silent);
    server_stop(reads);
    server_stop(writes);
}

/* libpq has an error then that is its own: COMMIT may have been done, and anything else is worth
 * another connection. */
static void an_answer_that_cannot_be_read_is_no_refusal(void)
{
    struct server *server = server_start(TALKS_NONSENSE);
    char url[200], port[16];
    (void)snprintf(port, sizeof port, "%d", server->port);
    struct pool *pool = pool_at("127.0.0.1", port, 20000, NULL, url);
    for (int commits = 0; commits < 2; commits++) {
        struct refusal refusal = {0};
        struct connection *connection = pool_take(pool, &refusal);
        assert(connection);
        if (commits)
            connection_queue_commit(connection);
        else
            connection_queue_text(connection, "BEGIN", NULL, 0);
        const enum run run =
            connection_run(connection, clock_monotonic_us() + 20 * SECOND_US, &refusal);
        assert(run == (commits ? RUN_UNKNOWN : RUN_AGAIN));
        assert(!commits || strcmp(refusal.slug, "outcome-unknown") == 0);
        assert(!connection_is_alive(connection));
        pool_give(pool, connection);
        refusal_clear(&refusal);
    }
    pool_free(pool);
    server_stop(server);
}

static void lists_that_do_not_match_are_refused(void)
{
    char url[200];
    struct pool *pool = pool_at("127.0.0.1,127.0.0.1,127.0.0.1", "1,2", 1000, NULL, url);
    struct refusal refusal = {0};
    assert(!pool_take(pool, &refusal));
    assert(strstr(refusal.cause.data, "could not match 2 port numbers to 3 hosts"));
    refusal_clear(&refusal);
    pool_free(pool);
}

static void a_string_that_cannot_be_read_is_not_told(void)
{
    static const char *const urls[] = {"postgresql://u:secret@[::1/d", "postgresql://u:secret@h/d%",
                                       "host=h password='secret", "secret"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct pool *pool =
            pool_new(&(struct connection_settings){.url = urls[i], .connect_timeout_ms = 1000});
        struct refusal refusal = {0};
        assert(pool && !pool_take(pool, &refusal));
        assert(strstr(refusal.cause.data, "connection string"));
        assert(!strstr(refusal.cause.data, "secret"));
        refusal_clear(&refusal);
        pool_free(pool);
    }
}

static void *tell_to_give_up(void *give_up)
{
    (void)poll(NULL, 0, 100);
    atomic_store((atomic_bool *)give_up, true);
    return NULL;
}

static void who_stops_does_not_wait_for_silence(void)
{
    static atomic_bool give_up;
    struct server *server = server_start(SILENT);
    char url[200], ports[32];
    (void)snprintf(ports, sizeof ports, "%d,%d", server->port, server->port);
    struct work work = {.pool = pool_at("127.0.0.1,127.0.0.1", ports, 60000, &give_up, url)};
    pthread_t telling;
    const int64_t began = clock_monotonic_us();
    assert(pthread_create(&telling, NULL, tell_to_give_up, &give_up) == 0);
    run_threads(&work);
    pthread_join(telling, NULL);
    assert(work.got == 0 && clock_monotonic_us() - began < 15 * SECOND_US);
    pool_free(work.pool);
    server_stop(server);
}

int main(void)
{
    assert(metrics_start(1));
    all_get_one_where_it_answers();
    one_at_a_time_tries_where_it_is_silent();
    the_writable_one_of_several_is_found_and_remembered();
    an_answer_that_cannot_be_read_is_no_refusal();
    lists_that_do_not_match_are_refused();
    a_string_that_cannot_be_read_is_not_told();
    who_stops_does_not_wait_for_silence();
    assert(metrics_gauge(GAUGE_DATABASE_CONNECTIONS) == 0);
    metrics_stop();
    puts("ok");
    return 0;
}
