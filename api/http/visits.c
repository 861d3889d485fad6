/* A list of connections, and a thread that looks through it once a second.
 * SPDX-License-Identifier: MIT */
#include "http/visits.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/metrics.h"

/* When a visit ends: at a positive time. A negative one is when it began to wait for a request,
 * which may take as long as it likes to begin. */
#define NEVER INT64_MAX
#define SECOND_US 1000000
#define CROWDED_SECONDS 5
#define CLOCK_SLACK_US 50000 /* the kernel's clock of arrivals ticks slowly */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static pthread_t thread;
static bool stopping;
static struct visits_settings with;
static struct visit *all;
static struct visit **near; /* by the hash of their address */
static size_t near_count, seed;
static int normal, crowded; /* how many there are */
static int promised;        /* may come in, and have not yet */
/* libmicrohttpd takes a connection in on the thread that asked whether there is room; where it had
 * no memory for it, the thread's next question tells. */
static unsigned long episode; /* of visits_start: what was promised in another does not count */
static _Thread_local unsigned long promised_in;

/* What counts as one address: whoever has an IPv6 address has 2^64 of them. */
static size_t key_length(const struct address *address)
{
    return address_is_v4(address) ? sizeof address->bytes : sizeof address->bytes / 2;
}

static struct visit **near_of(const struct address *address)
{
    size_t hash = seed;
    for (size_t i = 0; i < key_length(address); i++)
        hash = (hash ^ address->bytes[i]) * 0x100000001b3;
    return &near[(hash ^ hash >> 32) % near_count];
}

/* With the lock held: would one from there be too many, were `more` others to come in before it? */
static bool is_crowded(const struct address *peer, int more)
{
    if (normal + more >= with.connections)
        return true;
    if (with.per_address == 0 || networks_hold(with.proxies, peer))
        return false;
    int count = more;
    for (const struct visit *visit = *near_of(peer); visit; visit = visit->next_near)
        count += !visit->crowded && key_length(&visit->peer) == key_length(peer) &&
                 memcmp(visit->peer.bytes, peer->bytes, key_length(peer)) == 0;
    return count >= with.per_address;
}

/* Whether a request has begun to come since then: how long ago was the last byte? */
static bool has_begun(const struct visit *visit, int64_t since, int64_t now, int64_t *begun)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(visit->fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0)
        return false;
    *begun = now - (int64_t)info.tcpi_last_data_recv * 1000;
    return *begun > since + CLOCK_SLACK_US;
}

/* With the lock held: a socket whose connection is in the list is open, so its number is its own.
 * What the connection's own thread writes meanwhile wins. */
static void look_at(struct visit *visit, int64_t now)
{
    int64_t ends = atomic_load(&visit->ends_us), begun;
    if (ends > 0 && now > ends)
        (void)shutdown(visit->fd, SHUT_RDWR);
    else if (ends < 0 && has_begun(visit, -ends, now, &begun))
        (void)atomic_compare_exchange_strong(&visit->ends_us, &ends,
                                             begun + with.header_seconds * (int64_t)SECOND_US);
}

static void *look(void *opaque)
{
    (void)opaque;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    pthread_mutex_lock(&lock);
    while (!stopping) {
        until.tv_sec++;
        while (!stopping && pthread_cond_clockwait(&wake, &lock, CLOCK_MONOTONIC, &until) == 0)
            continue;
        const int64_t now = clock_monotonic_us();
        for (struct visit *visit = all; visit; visit = visit->next)
            look_at(visit, now);
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

int visits_reserve(int connections)
{
    return 16 + connections / 16;
}

bool visits_start(const struct visits_settings *settings)
{
    with = *settings;
    stopping = false;
    promised = 0;
    episode++;
    near_count = (size_t)settings->connections * 2 + 1;
    near = calloc(near_count, sizeof(struct visit *));
    if (near && getrandom(&seed, sizeof seed, 0) == sizeof seed &&
        pthread_create(&thread, NULL, look, NULL) == 0)
        return true;
    free(near);
    near = NULL;
    return false;
}

void visits_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
    free(near);
    near = NULL;
}

/* With the lock held. */
static void keep_promise(void)
{
    promised -= promised_in == episode;
    promised_in = 0;
}

static void promise(void)
{
    promised++;
    promised_in = episode;
}

bool visits_has_room(const struct address *peer)
{
    pthread_mutex_lock(&lock);
    keep_promise();
    const bool room =
        crowded + promised < visits_reserve(with.connections) || !is_crowded(peer, promised);
    if (room)
        promise();
    pthread_mutex_unlock(&lock);
    if (!room)
        metrics_count(COUNTER_CONNECTIONS_REFUSED, 1);
    return room;
}

static void link_visit(struct visit *visit)
{
    struct visit **head = near_of(&visit->peer);
    visit->previous = visit->previous_near = NULL;
    visit->next = all;
    if (all)
        all->previous = visit;
    all = visit;
    visit->next_near = *head;
    if (*head)
        (*head)->previous_near = visit;
    *head = visit;
}

static void unlink_visit(struct visit *visit)
{
    if (visit->next)
        visit->next->previous = visit->previous;
    if (visit->next_near)
        visit->next_near->previous_near = visit->previous_near;
    if (visit->previous)
        visit->previous->next = visit->next;
    else
        all = visit->next;
    if (visit->previous_near)
        visit->previous_near->next_near = visit->next_near;
    else
        *near_of(&visit->peer) = visit->next_near;
}

static void end_in(struct visit *visit, int seconds)
{
    atomic_store(&visit->ends_us, clock_monotonic_us() + seconds * (int64_t)SECOND_US);
}

void visits_add(struct visit *visit, int fd)
{
    visit->fd = fd;
    pthread_mutex_lock(&lock);
    keep_promise();
    visit->crowded = is_crowded(&visit->peer, 0);
    visit->crowded ? crowded++ : normal++;
    if (visit->crowded)
        end_in(visit, CROWDED_SECONDS);
    else
        visits_wait(visit);
    link_visit(visit);
    pthread_mutex_unlock(&lock);
    if (visit->crowded)
        metrics_count(COUNTER_CONNECTIONS_REFUSED, 1);
    metrics_gauge_add(GAUGE_CONNECTIONS, 1);
}

void visits_remove(struct visit *visit)
{
    pthread_mutex_lock(&lock);
    unlink_visit(visit);
    visit->crowded ? crowded-- : normal--;
    pthread_mutex_unlock(&lock);
    metrics_gauge_add(GAUGE_CONNECTIONS, -1);
}

void visits_wait(struct visit *visit)
{
    atomic_store(&visit->ends_us, -clock_monotonic_us());
}

void visits_read_headers(struct visit *visit)
{
    /* Its end may be set already, counted from the first byte that was seen. */
    int64_t ends = atomic_load(&visit->ends_us);
    if (ends < 0)
        (void)atomic_compare_exchange_strong(&visit->ends_us, &ends,
                                             clock_monotonic_us() +
                                                 with.header_seconds * (int64_t)SECOND_US);
}

void visits_read_body(struct visit *visit)
{
    end_in(visit, with.body_seconds);
}

void visits_read_upload(struct visit *visit)
{
    end_in(visit, with.upload_seconds);
}

void visits_work(struct visit *visit)
{
    atomic_store(&visit->ends_us, NEVER);
}

void visits_answer(struct visit *visit)
{
    if (!visit->streaming)
        end_in(visit, with.answer_seconds);
}
