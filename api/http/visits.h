/* The connections there are, and an end for those that take for ever to send a request.
 * SPDX-License-Identifier: MIT
 *
 * libmicrohttpd ends a connection that is silent; one that sends a byte now and then it keeps. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "http/address.h"

/* A connection, with what Ulfius cannot tell a handler about its request. Owned by http/server.c.
 */
struct visit {
    struct MHD_Connection *connection;
    struct address peer;
    int64_t arrived_us; /* of the present request: its first line was read */
    bool pending;       /* a request is under way */
    void *context;      /* Ulfius' own, of that request */
    /* Below: visits.c alone. */
    int fd;
    int64_t since_us; /* from when on a request is expected */
    bool answering;   /* it has come whole */
    struct visit *next, *previous;
};

/* Starts to look after connections: one from which no whole request came for so many seconds is
 * ended. False when there is no thread for it. Ended with visits_stop, once. */
bool visits_start(int seconds);
void visits_stop(void);

/* A connection has come, on this socket; it goes. */
void visits_add(struct visit *visit, int fd);
void visits_remove(struct visit *visit);

/* Its request has come whole; or it has been answered, and the next may come. */
void visits_answer(struct visit *visit);
void visits_expect(struct visit *visit);
