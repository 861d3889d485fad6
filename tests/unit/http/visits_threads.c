/* Connections that come, go and take too long, by many threads at once; and who is one too many. A
 * plain program, for ThreadSanitizer. SPDX-License-Identifier: MIT */
#include "http/visits.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"

#define THREADS 4
#define ROUNDS 20000
#define CROWDS 2000
#define AT_ONCE 16
#define PATIENCE_US 20000000

static struct address address_from(const char *text)
{
    struct address address;
    assert(address_read(text, strlen(text), &address));
    return address;
}

/* Says whether it is one too many. */
static bool add(struct visit *visit, const char *address)
{
    *visit = (struct visit){.peer = address_from(address)};
    visits_add(visit, -1);
    return visit->crowded;
}

static void start_with(int connections, int per_address, const struct networks *proxies)
{
    assert(visits_start(&(struct visits_settings){.header_seconds = 1,
                                                  .body_seconds = 1,
                                                  .answer_seconds = 1,
                                                  .connections = connections,
                                                  .per_address = per_address,
                                                  .proxies = proxies}));
}

static void check_counts(void)
{
    char error[256];
    struct networks *proxies = networks_read("192.0.2.0/24", error);
    struct visit visits[12];
    assert(proxies);
    start_with(8, 2, proxies);
    assert(!add(&visits[0], "198.51.100.1") && !add(&visits[1], "198.51.100.1"));
    assert(add(&visits[2], "198.51.100.1") && !add(&visits[3], "198.51.100.2"));
    /* one /64 is one client, whatever else it has */
    assert(!add(&visits[4], "2001:db8:0:1::1") && !add(&visits[5], "2001:db8:0:1:ffff::9"));
    assert(add(&visits[6], "2001:db8:0:1:8000::5") && !add(&visits[7], "2001:db8:0:2::1"));
    visits_remove(&visits[0]);
    assert(!add(&visits[0], "198.51.100.1"));
    visits_remove(&visits[2]); /* had not counted */
    assert(add(&visits[2], "198.51.100.1"));
    /* proxies may have as many as there are, and no more */
    assert(!add(&visits[8], "192.0.2.1") && !add(&visits[9], "192.0.2.1"));
    assert(add(&visits[10], "192.0.2.1") && add(&visits[11], "203.0.113.1"));
    const struct address stranger = address_from("203.0.113.2");
    assert(visits_has_room(&stranger));
    struct visit crowd[64];
    size_t taken = 0;
    while (visits_has_room(&stranger)) {
        assert(taken < 64 && add(&crowd[taken], "203.0.113.2"));
        taken++;
    }
    assert(taken + 4 == (size_t)visits_reserve(8));
    for (size_t i = 0; i < taken; i++)
        visits_remove(&crowd[i]);
    for (size_t i = 0; i < 12; i++)
        visits_remove(&visits[i]);
    assert(metrics_gauge(GAUGE_CONNECTIONS) == 0);
    visits_stop();
    networks_free(proxies);
}

static void *come_and_go(void *opaque)
{
    struct visit visits[AT_ONCE] = {0};
    const int number = *(int *)opaque;
    for (int i = 0; i < ROUNDS; i++) {
        struct visit *visit = &visits[i % AT_ONCE];
        if (i >= AT_ONCE)
            visits_remove(visit);
        char address[32];
        snprintf(address, sizeof address, "198.51.100.%d", (i + number) % 8);
        (void)add(visit, address);
        visits_read_headers(visit);
        visits_read_body(visit);
        visits_work(visit);
        visits_answer(visit);
        visits_wait(visit);
        const struct address peer = address_from(address);
        (void)visits_has_room(&peer);
    }
    for (size_t i = 0; i < AT_ONCE; i++)
        visits_remove(&visits[i]);
    return NULL;
}

/* Threads that ask at the same moment are not all given the last place. */
static void *crowd_in(void *opaque)
{
    pthread_barrier_t *together = opaque;
    const struct address peer = address_from("198.51.100.7");
    struct visit visits[AT_ONCE];
    for (int i = 0; i < CROWDS; i++) {
        size_t taken = 0;
        pthread_barrier_wait(together);
        while (taken < AT_ONCE && visits_has_room(&peer)) {
            sched_yield();
            (void)add(&visits[taken++], "198.51.100.7");
        }
        pthread_barrier_wait(together);
        assert(metrics_gauge(GAUGE_CONNECTIONS) == 2 + visits_reserve(8));
        pthread_barrier_wait(together);
        for (size_t j = 0; j < taken; j++)
            visits_remove(&visits[j]);
    }
    return NULL;
}

static void check_crowds(const struct networks *none)
{
    start_with(8, 2, none);
    pthread_barrier_t together;
    assert(pthread_barrier_init(&together, NULL, THREADS) == 0);
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, crowd_in, &together) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&together);
    visits_stop();
    assert(metrics_gauge(GAUGE_CONNECTIONS) == 0);
}

static bool is_ended(int other)
{
    char byte;
    return recv(other, &byte, 1, MSG_DONTWAIT) == 0;
}

typedef void change(struct visit *visit);

/* What takes too long is ended, what may take long is not; while others come and go. */
static void check_deadlines(void)
{
    static change *const changes[] = {visits_read_headers, visits_read_body, visits_answer,
                                      visits_wait, visits_work};
    enum { ENDED = 3, COUNT = 5 };
    struct visit visits[COUNT];
    int pairs[COUNT][2];
    for (size_t i = 0; i < COUNT; i++) {
        assert(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]) == 0);
        visits[i] = (struct visit){.peer = address_from("203.0.113.9")};
        visits_add(&visits[i], pairs[i][0]);
        changes[i](&visits[i]);
    }
    const int64_t deadline = clock_monotonic_us() + PATIENCE_US;
    for (size_t i = 0; i < ENDED; i++)
        while (!is_ended(pairs[i][1])) {
            assert(clock_monotonic_us() < deadline);
            usleep(1000);
        }
    for (size_t i = 0; i < COUNT; i++) {
        assert(is_ended(pairs[i][1]) == (i < ENDED));
        visits_remove(&visits[i]);
        close(pairs[i][0]);
        close(pairs[i][1]);
    }
}

int main(void)
{
    check_counts();
    char error[256];
    struct networks *none = networks_read("", error);
    assert(none);
    check_crowds(none);
    start_with(100, 20, none);
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        assert(pthread_create(&threads[i], NULL, come_and_go, &numbers[i]) == 0);
    }
    check_deadlines();
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    visits_stop();
    networks_free(none);
    assert(metrics_gauge(GAUGE_CONNECTIONS) == 0);
    puts("1 passed, 0 failed");
    return 0;
}
