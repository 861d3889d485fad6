/* A long answer that suspends its connection instead of a worker's thread.
 * SPDX-License-Identifier: MIT */
#include "http/stream.h"

#include <assert.h>
#include <microhttpd.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define NOTHING_YET 0

struct stream {
    pthread_mutex_t lock;
    pthread_cond_t room; /* the buffer has room again, or the stream is over */
    struct MHD_Connection *connection;
    int stall_seconds;
    struct timespec end; /* on the monotonic clock: longer nothing is waited for */
    unsigned holders;
    bool suspended;
    bool ended;    /* the producer is done */
    bool complete; /* ... and all was well */
    bool gone;     /* nobody takes any more */
    size_t start, used;
    uint64_t missing; /* of the bytes that are expected; or 0 */
    bool expects;
    struct stream *next, *previous; /* in `all` */
    char buffer[STREAM_BUFFER_SIZE];
};

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static struct stream *all;
static size_t all_count;
static bool stopping;

static void link_stream(struct stream *stream)
{
    stream->next = all;
    if (all)
        all->previous = stream;
    all = stream;
    all_count++;
}

static void unlink_stream(struct stream *stream)
{
    if (stream->previous)
        stream->previous->next = stream->next;
    else
        all = stream->next;
    if (stream->next)
        stream->next->previous = stream->previous;
    all_count--;
}

struct stream *stream_new(void *connection, int stall_seconds, int total_seconds)
{
    struct stream *stream = malloc(sizeof *stream);
    if (!stream)
        return NULL;
    memset(stream, 0, offsetof(struct stream, buffer));
    stream->connection = connection;
    stream->stall_seconds = stall_seconds;
    clock_gettime(CLOCK_MONOTONIC, &stream->end);
    stream->end.tv_sec += total_seconds;
    stream->holders = 2;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&stream->lock, NULL);
    pthread_cond_init(&stream->room, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_lock(&all_lock);
    const bool refused = stopping;
    if (!refused)
        link_stream(stream);
    pthread_mutex_unlock(&all_lock);
    if (!refused)
        return stream;
    pthread_cond_destroy(&stream->room);
    pthread_mutex_destroy(&stream->lock);
    free(stream);
    return NULL;
}

void stream_expect(struct stream *stream, uint64_t length)
{
    stream->missing = length;
    stream->expects = true;
}

/* One side lets go; called with the lock held, which is given back. */
static void release(struct stream *stream)
{
    assert(stream->holders > 0);
    const bool last = --stream->holders == 0;
    pthread_mutex_unlock(&stream->lock);
    if (!last)
        return;
    pthread_mutex_lock(&all_lock);
    unlink_stream(stream);
    pthread_mutex_unlock(&all_lock);
    pthread_cond_destroy(&stream->room);
    pthread_mutex_destroy(&stream->lock);
    free(stream);
}

/* With the lock held: lets the connection's worker come for what there is. */
static void resume(struct stream *stream)
{
    if (!stream->suspended)
        return;
    stream->suspended = false;
    MHD_resume_connection(stream->connection);
}

/* With the lock held: the client takes nothing. Its connection is still there, because stream_gone
 * was not called, and would stay until it is idle for too long. */
static void give_up(struct stream *stream)
{
    stream->gone = true;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(stream->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info)
        (void)shutdown(info->connect_fd, SHUT_RDWR);
}

/* With the lock held: waits until there is room; false when the stream is over or its client
 * stalled. */
static bool wait_for_room(struct stream *stream)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += stream->stall_seconds;
    if (until.tv_sec > stream->end.tv_sec)
        until = stream->end;
    const size_t before = stream->used;
    while (!stream->gone && stream->used == before && before == STREAM_BUFFER_SIZE)
        if (pthread_cond_timedwait(&stream->room, &stream->lock, &until) != 0)
            give_up(stream);
    return !stream->gone;
}

bool stream_write(struct stream *stream, const char *bytes, size_t length)
{
    pthread_mutex_lock(&stream->lock);
    while (length > 0 && wait_for_room(stream)) {
        const size_t end = (stream->start + stream->used) % STREAM_BUFFER_SIZE;
        size_t part = STREAM_BUFFER_SIZE - stream->used;
        if (part > STREAM_BUFFER_SIZE - end)
            part = STREAM_BUFFER_SIZE - end;
        if (part > length)
            part = length;
        memcpy(stream->buffer + end, bytes, part);
        stream->used += part;
        bytes += part;
        length -= part;
        resume(stream);
    }
    const bool taken = !stream->gone;
    pthread_mutex_unlock(&stream->lock);
    return taken;
}

bool stream_is_over(struct stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    const bool over = stream->gone;
    pthread_mutex_unlock(&stream->lock);
    return over;
}

bool stream_finish(struct stream *stream, bool complete)
{
    pthread_mutex_lock(&stream->lock);
    const bool taken = !stream->gone || (stream->expects && stream->missing == 0);
    stream->ended = true;
    stream->complete = complete && taken;
    resume(stream);
    release(stream);
    return taken;
}

ssize_t stream_pull(void *opaque, uint64_t offset, char *out, size_t most)
{
    (void)offset;
    struct stream *stream = opaque;
    ssize_t result;
    pthread_mutex_lock(&stream->lock);
    if (stream->used > 0 && !stream->gone) {
        size_t part = stream->used < most ? stream->used : most;
        if (part > STREAM_BUFFER_SIZE - stream->start)
            part = STREAM_BUFFER_SIZE - stream->start;
        memcpy(out, stream->buffer + stream->start, part);
        stream->start = (stream->start + part) % STREAM_BUFFER_SIZE;
        stream->used -= part;
        stream->missing -= stream->missing < part ? stream->missing : part;
        pthread_cond_signal(&stream->room);
        result = (ssize_t)part;
    } else if (stream->ended || stream->gone) {
        result =
            stream->complete ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
    } else {
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
        result = NOTHING_YET;
    }
    pthread_mutex_unlock(&stream->lock);
    return result;
}

void stream_gone(void *opaque)
{
    struct stream *stream = opaque;
    pthread_mutex_lock(&stream->lock);
    stream->gone = true;
    stream->suspended = false;
    pthread_cond_signal(&stream->room);
    release(stream);
}

void stream_drop(struct stream *stream)
{
    stream_gone(stream);
}

void stream_stop_all(void)
{
    pthread_mutex_lock(&all_lock);
    stopping = true;
    for (struct stream *stream = all; stream; stream = stream->next) {
        pthread_mutex_lock(&stream->lock);
        stream->gone = true;
        pthread_cond_signal(&stream->room);
        resume(stream);
        pthread_mutex_unlock(&stream->lock);
    }
    pthread_mutex_unlock(&all_lock);
}

size_t stream_count(void)
{
    pthread_mutex_lock(&all_lock);
    const size_t count = all_count;
    pthread_mutex_unlock(&all_lock);
    return count;
}
