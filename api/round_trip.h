/* One round trip to the database, and what it came to.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

#define ATTEMPTS_MAX 4 /* of one transaction */

/* The connections of this thread: those for what is quick, or those for what may take long. */
struct pool *round_trip_pool(const struct exchange *exchange);

/* Whether what takes long may ask for more: not while the service stops. False with
 * exchange->refusal filled. */
must_check bool round_trip_may_go_on(struct exchange *exchange);

/* Until when PostgreSQL is waited for, of a round trip that begins at `now` (clock_monotonic_us). A
 * COMMIT has some time of its own, whatever it took to come to it. */
int64_t round_trip_deadline(const struct exchange *exchange, int64_t now, bool commits);

/* Queues a statement with the values the request has for it. */
void round_trip_queue(struct exchange *exchange, const struct statement *statement,
                      const struct argument *arguments);

/* Sends what is queued and waits for it. GO_ON, or BEGIN_AGAIN as often as ATTEMPTS_MAX allows; or
 * ANSWERED with exchange->refusal filled and no reply set yet. */
enum flow round_trip(struct exchange *exchange);
enum flow round_trip_commit(struct exchange *exchange);

/* The same of a round trip that was made by other means, and began then. */
enum flow round_trip_judge(struct exchange *exchange, enum run outcome, int64_t began);
