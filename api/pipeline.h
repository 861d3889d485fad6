/* The steps of a request, in order.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "config.h"
#include "database/pool.h"
#include "export.h"
#include "http/limits.h"
#include "http/request.h"
#include "http/response.h"
#include "identity/identity.h"
#include "slow.h"

/* What the steps work with; all of it outlives the last request. */
struct pipeline {
    const struct config *config;
    struct identity *identity;
    struct pool *pool;
    struct exports *exports;
    struct slows *slows;
    struct limits *clients, *addresses; /* NULL: not limited */
};

/* Says what requests are answered with; once, before the first. */
void pipeline_use(const struct pipeline *pipeline);

/* What the operation is that a request means, of which only the headers are known: enum
 * server_trait. */
unsigned pipeline_traits(const struct request *request);

/* Whether a request of which only the headers are known may send a long body: its operation takes
 * one, and its token is good for it. */
bool pipeline_wants_body(const struct request *request);

/* Answers one request: every step, in order. Called by the server, on any of its threads. False:
 * the request rests, and its answer comes later. */
bool pipeline_answer(const struct request *request, struct response *response);
