/* Whether a request may be asked at all: what it means, who asks, how often, with which scope.
 * SPDX-License-Identifier: MIT
 *
 * Steps of the pipeline: each goes on, or has set the reply. */
#pragma once

#include "exchange.h"

/* Whether it is a request at all, and which operation is meant. 400, 404, 405, 503, OPTIONS. */
enum flow route(struct exchange *exchange);

/* Whoever is not known costs his address, before a signature is checked. 429. */
enum flow limit_address(struct exchange *exchange);

/* Who asks. 401. */
enum flow authenticate(struct exchange *exchange);

/* How much the client may still ask, wherever it asks from. 429. */
enum flow limit_client(struct exchange *exchange);

/* Whether the token carries one of the operation's scopes. 403. */
enum flow authorise(struct exchange *exchange);

/* Whether what was read is what was sent, or memory was missing on the way. 503. */
enum flow afford(struct exchange *exchange);
