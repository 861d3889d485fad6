/* The steps of a request, in order.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "http/request.h"
#include "http/response.h"
#include "means.h"

/* Says what requests are answered with; once, before the first. */
void pipeline_use(const struct means *all);

/* What the operation is that a request means, of which only the headers are known: enum
 * server_trait. */
unsigned pipeline_traits(const struct request *request);

/* Whether a request of which only the headers are known may send a long body: its operation takes
 * one, and its token is good for it. */
bool pipeline_wants_body(const struct request *request);

/* Answers one request: every step, in order. Called by the server, on any of its threads. False:
 * the request rests, and its answer comes later. */
bool pipeline_answer(const struct request *request, struct response *response);
