/* The HTTP server: accepts, reads, hands each request to one function, sends what that answers.
 * SPDX-License-Identifier: MIT
 *
 * Ulfius on libmicrohttpd, with one wildcard endpoint: routing is the contract's
 * (docs/architecture.md). */
#pragma once

#include "http/request.h"
#include "http/response.h"

struct server_settings {
    const char *address;
    int port; /* 0: a free one */
    int workers, connections;
    int connections_per_address; /* or per /64 of IPv6; proxies' do not count; 0: any number */
    int idle_seconds;            /* of silence */
    int header_seconds;          /* for the request line and the headers */
    int body_seconds;            /* for a body */
    int answer_seconds;          /* for a client to take an answer that is no stream */
    size_t body_limit;           /* bytes */
    size_t bodies_limit;         /* bytes of all long bodies at once */
    bool tls;                    /* tls_load has been called */
    const char *proxies; /* whose X-Forwarded-For is believed: networks, separated by blanks */
    /* Both are called on workers' threads, by several at once. Whether a request, of which only the
     * headers have come, may send a long body: asked before it is taken; and the answer. */
    bool (*wants_body)(const struct request *request);
    void (*answer)(const struct request *request, struct response *response);
    /* Told once, by server_stop, that the time to finish requests is over; or NULL. */
    void (*drained)(void);
};

struct server;

/* Listens and serves. NULL with a sentence when it cannot. */
must_check struct server *server_start(const struct server_settings *settings,
                                       char error[static 256]);

int server_port(const struct server *server);

/* From now on /health/ready says that the service is stopping, and answers close their connections;
 * everything is answered as before. */
void server_give_notice(void);

/* Takes no more connections, finishes the requests it has for up to `seconds`, breaks what is left,
 * ends its threads and frees it. Returns how many requests were left unfinished. */
size_t server_stop(struct server *server, int seconds);

/* Whether notice was given, or server_stop called. */
bool server_is_stopping(void);
