/* A request as it came in, before anything is believed about it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUEST_ID_SIZE 65

struct request {
    const char *method; /* "GET", as sent */
    const char *target; /* path and query, as sent */
    size_t path_length; /* of the path at the start of target */
    const char *query;  /* behind the question mark, or NULL */
    const char *body;
    size_t body_length;
    bool body_too_long; /* it was longer than the limit; `body` is cut */
    bool http_1_0;
    int64_t arrived_us;       /* clock_monotonic_us at the request line */
    char id[REQUEST_ID_SIZE]; /* the client's X-Request-Id if it is fit, else a new UUIDv7 */
    const void *headers;      /* http's own */
    void *connection;         /* http's own: what a stream suspends */
};

/* A header's value, or NULL. Names are compared without case. A header sent twice reads "a,b". */
const char *request_header(const struct request *request, const char *name);

/* Whether `name` was sent at all, and whether its bytes are visible ASCII or UTF-8 without
 * controls. */
bool request_header_is_clean(const char *value);
