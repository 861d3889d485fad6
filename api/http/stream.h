/* A long answer that suspends its connection instead of a worker's thread.
 * SPDX-License-Identifier: MIT
 *
 * A producer's thread writes; the connection's worker takes what is there and, when nothing is,
 * suspends the connection, which the next write resumes. The buffer is bounded: a producer ahead of
 * its client waits. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/cleanup.h"

#define STREAM_BUFFER_SIZE ((size_t)256 * 1024)

/* Shared by the producer and the connection; it goes when both have let go of it. */
struct stream;

/* A stream for the request whose `connection` this is, with `stall_seconds` of patience for a
 * client that takes nothing and `total_seconds` for all of it. NULL when there is no memory or the
 * service is stopping. Both sides hold it. */
must_check struct stream *stream_new(void *connection, int stall_seconds, int total_seconds);

/* Before anything is written: exactly so many bytes come, which the client is told. It has all of
 * it with the last one, and lets go before it hears of an end. */
void stream_expect(struct stream *stream, uint64_t length);

/* Producer: hands over `length` bytes, waiting while the buffer is full. False when there is nobody
 * to write to any more: the client left, stalled, or the service stops. */
must_check bool stream_write(struct stream *stream, const char *bytes, size_t length);

/* Producer: whether nobody takes anything any more. */
bool stream_is_over(struct stream *stream);

/* Producer: no more comes. Without `complete` the transfer is broken, so that the client sees it.
 * Lets go of the stream. Returns whether the client had taken part to the end so far. */
bool stream_finish(struct stream *stream, bool complete);

/* The connection's side, where no answer was begun after all. */
void stream_drop(struct stream *stream);

/* Wakes every producer and connection, and ends every stream; none can be made from now on. */
void stream_stop_all(void);

/* How many streams there are. */
size_t stream_count(void);

/* http's own: what Ulfius calls. */
ssize_t stream_pull(void *stream, uint64_t offset, char *out, size_t most);
void stream_gone(void *stream);
