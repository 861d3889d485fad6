/* What libmicrohttpd and Ulfius call while a request comes in and its answer goes out.
 * SPDX-License-Identifier: MIT
 *
 * In their order: a connection comes; a request line was read; the headers were (the door looks at
 * them, before Ulfius may wait for a body); parts of a body; the request is whole, and is answered;
 * its answer was taken; the connection goes. All calls about one connection come from one thread.
 */
#pragma once

#include <microhttpd.h>

#include "http/address.h"
#include "http/server.h"

struct _u_request;
struct _u_response;

/* Says how requests are answered, before the first; both must outlive the last. */
void calls_use(const struct server_settings *settings, const struct networks *proxies);

/* The options of libmicrohttpd that name what it calls. */
#define CALLS_OPTIONS 3
void calls_name(struct MHD_OptionItem *options);

/* What libmicrohttpd calls when a connection is about to come: whether it may. */
enum MHD_Result calls_knock(void *cls, const struct sockaddr *peer, socklen_t length);

/* What it calls once with the headers, then with each part of a body, and at the end; and the
 * function of Ulfius that this stands before. */
enum MHD_Result calls_access(void *cls, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *upload,
                             size_t *upload_length, void **context);
void calls_stand_before(MHD_AccessHandlerCallback handler);

/* Whether what comes in passes by the door: known once Ulfius has started. */
bool calls_pass_the_door(void);

/* Ulfius' callback for every request. */
int calls_answer(const struct _u_request *incoming, struct _u_response *outgoing, void *unused);

/* From now on each answer says that the connection closes; or no longer. */
void calls_close(bool closing);
bool calls_are_closing(void);

/* Waits until no request is under way, for so many seconds at most, while closing. Returns how many
 * are. */
size_t calls_wait(int seconds);
