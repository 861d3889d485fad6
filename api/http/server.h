/* The HTTP server: accepts, reads, hands each request to one function, sends what that answers.
 * SPDX-License-Identifier: MIT
 *
 * Ulfius on libmicrohttpd, with one wildcard endpoint: routing is the contract's
 * (docs/architecture.md). */
#pragma once

#include "http/request.h"
#include "http/response.h"
#include "http/upload.h"

/* What an operation is, as far as the server has to know before its request has come. */
enum server_trait {
    SERVER_SLOW = 1,  /* its answer may come later: server_suspend */
    SERVER_FILES = 2, /* it takes files in a form */
};

struct server_settings {
    const char *address;
    int port; /* 0: a free one */
    int workers, connections;
    int connections_per_address; /* or per /64 of IPv6; proxies' do not count; 0: any number */
    int idle_seconds;            /* of silence */
    int header_seconds;          /* for the request line and the headers */
    int body_seconds;            /* for a body */
    int upload_seconds;          /* for a form with a file */
    int answer_seconds;          /* for a client to take an answer that is no stream */
    size_t body_limit;           /* bytes */
    size_t bodies_limit;         /* bytes of all long bodies at once */
    struct upload_settings uploads;
    bool tls;            /* tls_load has been called */
    const char *proxies; /* whose X-Forwarded-For is believed: networks, separated by blanks */
    /* These are called on workers' threads, by several at once. What the operation is that a
     * request means (enum server_trait), and whether it may send a long body: asked when only its
     * headers have come. And the answer; false: it was suspended, and comes later. */
    unsigned (*traits)(const struct request *request);
    bool (*wants_body)(const struct request *request);
    bool (*answer)(const struct request *request, struct response *response);
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

/* Within `answer`, for a request that may wait: from now on its connection rests, and costs no
 * thread. Request and response stay where they are until any thread calls server_resume, which must
 * come; they are not to be touched after that. */
void server_suspend(const struct request *request);
void server_resume(const struct request *request);

/* Whether the client of a request that rests has gone away. */
bool server_is_deserted(const struct request *request);

/* Whether notice was given, or server_stop called. */
bool server_is_stopping(void);
