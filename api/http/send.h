/* Hands answers to Ulfius, or to libmicrohttpd where a request is refused before it was read.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <microhttpd.h>

#include "http/response.h"
#include "http/visits.h"

struct _u_response;

/* Fills what Ulfius sends; `closes`: the connection ends with this answer. What the answer holds
 * goes over to Ulfius, or is dropped. */
void send_by_ulfius(struct response *response, struct _u_response *outgoing, bool closes);

/* Hands an answer to libmicrohttpd before the request was read to its end, which then closes the
 * connection and takes nothing that follows for a request. */
must_check enum MHD_Result send_at_once(struct visit *visit, struct response *response);
