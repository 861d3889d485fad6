/* What the files of database/ that drive a connection share of its inside.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <libpq-fe.h>

#include "database/connection.h"

struct queued {
    const struct statement *statement; /* NULL for a command */
    bool prepares;                     /* a Parse goes before it */
    PGresult *result;
};

struct connection {
    PGconn *pg;
    const atomic_bool *give_up;
    unsigned char *prepared; /* by statement number */
    struct queued queue[CONNECTION_QUEUE_MAX];
    size_t queued, ran; /* what is queued now, and what the last run had */
    bool send_failed;
    bool commits; /* the queue ends with COMMIT */
    bool warned;  /* the server warned during this run */
    bool copying; /* rows are being sent */
};

/* Whether nobody wants to wait for PostgreSQL any more. */
bool connection_gives_up(const struct connection *connection);

/* Waits until the socket is ready for `events` (of poll); false at the deadline, and when nobody
 * wants to wait any more. */
bool connection_wait(const struct connection *connection, short events, int64_t deadline_us);

/* The next result of the pipeline, NULL for the end of one command; `late` at the deadline. */
PGresult *connection_next_result(struct connection *connection, int64_t deadline_us, bool *late);

/* Fills `refusal` with an error. Returns whether beginning the transaction again may help. */
bool connection_take_error(struct connection *connection, const PGresult *result,
                           struct refusal *refusal);

/* The connection is of no more use: what that means for what was under way. */
enum run connection_lost(struct connection *connection, bool late, struct refusal *refusal);
