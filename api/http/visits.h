/* The connections there are: how many, whose, and how long each may take for what it does.
 * SPDX-License-Identifier: MIT
 *
 * libmicrohttpd ends a connection that is silent. One that sends or takes a byte now and then it
 * keeps, and it does not know whose it is; that is looked after here. Adding, removing and looking
 * take a lock; what happens to one request on its way takes none. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "http/address.h"

/* A connection, with what Ulfius cannot tell a handler about its request. Owned by http/calls.c. */
struct visit {
    struct MHD_Connection *connection;
    struct address peer;
    bool crowded; /* it is one too many, and is only told so */
    /* Of the present request: */
    int64_t arrived_us; /* its first line was read */
    void *context;      /* Ulfius' own */
    const char *target; /* where it stood when the line was read: not to be read again */
    size_t target_length;
    bool pending;          /* it is under way */
    bool met;              /* its headers were looked at */
    bool streaming;        /* its answer is a stream */
    bool too_long;         /* its body */
    bool dropped;          /* its body is read and forgotten */
    bool admitted;         /* its body may be large */
    bool slow;             /* its answer may come later */
    size_t body_length;    /* so far */
    size_t reserved;       /* of the memory for large bodies */
    struct upload *upload; /* a file that it sends in a form, or NULL */
    struct call *call;     /* what answers it later, or NULL */
    /* Below: visits.c alone. */
    int fd;
    _Atomic int64_t ends_us;
    struct visit *next, *previous;           /* of all */
    struct visit *next_near, *previous_near; /* of those with the same hash of their address */
};

struct visits_settings {
    int header_seconds; /* for a request's first line and headers, from their first byte */
    int body_seconds;   /* for its body */
    int upload_seconds; /* for a form with a file */
    int answer_seconds; /* for the client to take an answer that is no stream */
    int connections;
    int per_address; /* of them from one address, or one /64 of IPv6; 0: any number */
    const struct networks *proxies; /* whose connections are not counted by address */
};

/* How many connections may be held beyond `connections`, only to be told that they are too many. */
int visits_reserve(int connections);

/* Starts to look after connections. False when there is no memory or no thread for it. Ended with
 * visits_stop, once. */
bool visits_start(const struct visits_settings *settings);
void visits_stop(void);

/* Whether a connection from there can be taken in at all. Its place is kept until this thread adds
 * it or asks again, so that threads that ask at once do not take in more than there is room for. */
bool visits_has_room(const struct address *peer);

/* A connection has come from visit->peer, on this socket: sets visit->crowded. It goes. */
void visits_add(struct visit *visit, int fd);
void visits_remove(struct visit *visit);

/* What a connection does, in the order in which it does it: waits for a request; its first line was
 * read; its body is coming; it has come whole and is worked on; the answer is being taken. */
void visits_wait(struct visit *visit);
void visits_read_headers(struct visit *visit);
void visits_read_body(struct visit *visit);
void visits_read_upload(struct visit *visit);
void visits_work(struct visit *visit);
void visits_answer(struct visit *visit);
