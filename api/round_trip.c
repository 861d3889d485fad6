/* One round trip to the database, and what it came to.
 * SPDX-License-Identifier: MIT */
#include "round_trip.h"

#include <string.h>

#include "base/clock.h"
#include "means.h"

struct pool *round_trip_pool(const struct exchange *exchange)
{
    return exchange->ends_us ? slows_pool(exchange->means->slows) : exchange->means->pool;
}

bool round_trip_may_go_on(struct exchange *exchange)
{
    if (!exchange->ends_us || !slows_are_stopping(exchange->means->slows))
        return true;
    refusal_set(&exchange->refusal, "unavailable", "The service is stopping.");
    exchange->refusal.retry_after = 1;
    return false;
}

int64_t round_trip_deadline(const struct exchange *exchange, int64_t now, bool commits)
{
    const struct config *config = exchange->means->config;
    const int64_t patience =
        ((int64_t)config->statement_timeout_ms + config->lock_timeout_ms) * 1000 * 2;
    const bool is_slow = exchange->ends_us != 0;
    if (!is_slow || (commits && now + patience > exchange->ends_us))
        return now + patience;
    return exchange->ends_us;
}

void round_trip_queue(struct exchange *exchange, const struct statement *statement,
                      const struct argument *arguments)
{
    const char *values[STATEMENT_ARGUMENTS_MAX];
    exchange_values(exchange, arguments, statement->argument_count, values);
    connection_queue(exchange->connection, statement, values);
}

enum flow round_trip_judge(struct exchange *exchange, enum run outcome, int64_t began)
{
    exchange->database_us += clock_monotonic_us() - began;
    exchange->round_trips++;
    if (outcome == RUN_DONE)
        return GO_ON;
    if (outcome == RUN_AGAIN && exchange->retries < ATTEMPTS_MAX - 1)
        return BEGIN_AGAIN;
    if (outcome == RUN_AGAIN && strcmp(exchange->refusal.slug, "internal-error") == 0)
        refusal_set(&exchange->refusal, "busy", NULL);
    return ANSWERED;
}

static enum flow run(struct exchange *exchange, bool commits)
{
    if (!commits && !round_trip_may_go_on(exchange))
        return ANSWERED;
    const int64_t began = clock_monotonic_us();
    const int64_t deadline = round_trip_deadline(exchange, began, commits);
    const enum run outcome = connection_run(exchange->connection, deadline, &exchange->refusal);
    return round_trip_judge(exchange, outcome, began);
}

enum flow round_trip(struct exchange *exchange)
{
    return run(exchange, false);
}

enum flow round_trip_commit(struct exchange *exchange)
{
    return run(exchange, true);
}
