/* Connections by hand, for what an HTTP client would not do: send slowly, read slowly, go away.
 * SPDX-License-Identifier: MIT
 *
 * Nothing of this is recorded. Whatever goes wrong fails the test. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Connects to an address such as service_url(). `window` bounds what the system takes in ahead of
 * the reader, in bytes; 0 is its own choice. The caller ends it with wire_close. */
int wire_open(const char *url, int window);
void wire_close(int wire);

/* The same from another address of this machine, such as "127.0.0.2". */
int wire_open_from(const char *url, const char *source);

void wire_send(int wire, const char *text);

/* Reads until the text read holds `mark` (NULL: until the other side closes). Returns all of it,
 * which the caller frees, and fails the test when that takes longer than so many seconds or the
 * connection closes before the mark. */
char *wire_read(int wire, const char *mark, double seconds);

/* Reads to the end without keeping more than the last few bytes: whether the other side ended a
 * chunked body with its last chunk. `*length` is how many bytes came. */
bool wire_drain(int wire, double seconds, size_t *length);

/* Whether the other side has closed the connection, or broken it; what it sent is thrown away. */
bool wire_is_closed(int wire);

/* The status of an answer that was read, 0 when it is none. */
int wire_status(const char *answer);

/* A chunked body without its chunks' sizes, in place; the test fails when it is not whole. Returns
 * its start in `answer`. */
char *wire_body(char *answer, size_t *length);

/* Seconds on a clock that only goes forward. */
double now_seconds(void);

/* A moment to let others go on; for loops with a deadline only. */
void breathe(void);

/* Asks again and again until `condition` holds; the test fails when it does not within so many
 * seconds. */
#define EVENTUALLY(seconds, condition)                                                             \
    do {                                                                                           \
        const double until_ = now_seconds() + (seconds);                                           \
        while (!(condition)) {                                                                     \
            cr_assert(now_seconds() < until_, "not within %g s: %s", (double)(seconds),            \
                      #condition);                                                                 \
            breathe();                                                                             \
        }                                                                                          \
    } while (0)
