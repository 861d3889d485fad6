/* A request as it came in, before anything is believed about it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/address.h"

#define REQUEST_ID_SIZE 65

struct upload;

struct request {
    const char *method; /* "GET", as sent */
    const char *target; /* path and query, as sent */
    size_t path_length; /* of the path at the start of target */
    const char *query;  /* behind the question mark, or NULL */
    const char *body;
    size_t body_length;
    const char *fault;           /* why it is no request at all, as a sentence; else NULL */
    bool crowded;                /* its connection is one too many */
    bool body_too_long;          /* it is longer than the limit, and was not kept */
    bool body_dropped;           /* it was not kept */
    const struct upload *upload; /* the file that was sent in a form, or why not; or NULL */
    bool http_1_0;
    bool may_wait;            /* server_suspend may be called for it */
    int64_t arrived_us;       /* clock_monotonic_us at the request line */
    char id[REQUEST_ID_SIZE]; /* the client's X-Request-Id if it is fit, else a new UUIDv7 */
    /* The client's address, behind the proxies of SAFER_PROXIES. Personal data: not for the log. */
    char address[ADDRESS_TEXT_SIZE];
    const void *headers; /* http's own */
    void *connection;    /* http's own: what a stream suspends */
};

struct visit;
struct networks;
struct _u_request;

/* http's own: puts one together from what has come; `visit` and `incoming` outlive it. */
void request_read(struct request *request, const struct visit *visit,
                  const struct _u_request *incoming, const struct networks *proxies);

/* Overwrites the body, which nobody may read after that. */
void request_wipe_body(const struct request *request);

/* A header's value, or NULL. Names are compared without case. A header sent twice reads "a,b". */
const char *request_header(const struct request *request, const char *name);
