/* A small HTTP server on the loopback that answers every request with one text, for key sets in
 * tests. SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

struct key_server;

/* Listens on a free port. `status_line` and `extra_headers` stand until they are changed; so does
 * the body. */
struct key_server *key_server_start(const char *body);
void key_server_stop(struct key_server *server);

/* "http://127.0.0.1:PORT/keys", the server's own. */
const char *key_server_url(const struct key_server *server);

/* From now on it answers with this; `status` as "200 OK", `headers` each ended with CRLF. */
void key_server_answer(struct key_server *server, const char *status, const char *headers,
                       const char *body);

/* Answers nobody, and keeps whoever asks waiting, until it is told to go on. */
void key_server_hold(struct key_server *server);
void key_server_go_on(struct key_server *server);

/* How many requests have come; the second waits until that many have. */
unsigned key_server_count(struct key_server *server);
void key_server_wait(struct key_server *server, unsigned count);
