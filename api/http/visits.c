/* A list of connections, and a thread that looks through it once a second.
 * SPDX-License-Identifier: MIT */
#include "http/visits.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t wake = PTHREAD_COND_INITIALIZER;
static pthread_t thread;
static bool stopping;
static int64_t patience_us;
static struct visit *all;

/* With the lock held: a socket whose connection is in the list is open, so its number is its own.
 */
static void end_late(void)
{
    const int64_t now = clock_monotonic_us();
    for (const struct visit *visit = all; visit; visit = visit->next)
        if (!visit->answering && now - visit->since_us > patience_us)
            (void)shutdown(visit->fd, SHUT_RDWR);
}

static void *look(void *opaque)
{
    (void)opaque;
    struct timespec until;
    pthread_mutex_lock(&lock);
    while (!stopping) {
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        (void)pthread_cond_timedwait(&wake, &lock, &until);
        end_late();
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

bool visits_start(int seconds)
{
    patience_us = (int64_t)seconds * 1000000;
    stopping = false;
    return pthread_create(&thread, NULL, look, NULL) == 0;
}

void visits_stop(void)
{
    pthread_mutex_lock(&lock);
    stopping = true;
    pthread_cond_signal(&wake);
    pthread_mutex_unlock(&lock);
    pthread_join(thread, NULL);
}

void visits_add(struct visit *visit, int fd)
{
    visit->fd = fd;
    visit->since_us = clock_monotonic_us();
    pthread_mutex_lock(&lock);
    visit->next = all;
    if (all)
        all->previous = visit;
    all = visit;
    pthread_mutex_unlock(&lock);
}

void visits_remove(struct visit *visit)
{
    pthread_mutex_lock(&lock);
    if (visit->previous)
        visit->previous->next = visit->next;
    else
        all = visit->next;
    if (visit->next)
        visit->next->previous = visit->previous;
    pthread_mutex_unlock(&lock);
}

void visits_answer(struct visit *visit)
{
    pthread_mutex_lock(&lock);
    visit->answering = true;
    pthread_mutex_unlock(&lock);
}

void visits_expect(struct visit *visit)
{
    pthread_mutex_lock(&lock);
    visit->answering = false;
    visit->since_us = clock_monotonic_us();
    pthread_mutex_unlock(&lock);
}
