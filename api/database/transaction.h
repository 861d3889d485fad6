/* A request's transaction: how it begins, what it is told about the caller, how a key is claimed
 * and a reply stored. SPDX-License-Identifier: MIT
 *
 * Everything here is queued on the connection; connection_run sends it. */
#pragma once

#include "database/connection.h"

/* What the database is told of who asks; row-level security and the rules read it. "" is absent. */
struct claims {
    const char *issuer, *client, *subject, *partner, *scope, *request, *today;
};

enum transaction_kind {
    TRANSACTION_READ_ONE,  /* one statement by key: no BEGIN, the pipeline is the transaction */
    TRANSACTION_READ_PAGE, /* the same for a page without filters, whose plan is always the same */
    TRANSACTION_READ_LIST, /* one snapshot for head and rows; plans made for these very filters */
    TRANSACTION_READ_AUDITED, /* the same, which may end with an audit event and COMMIT */
    TRANSACTION_WRITE,
};

/* Queues the beginning and the claims. */
void transaction_begin(struct connection *connection, enum transaction_kind kind,
                       const struct claims *claims);

/* Queues the end of a TRANSACTION_READ_LIST; the other readers need none. */
void transaction_end_read(struct connection *connection, enum transaction_kind kind);

/* Queues the claim of an Idempotency-Key for `operation` and the request whose SHA-256 is given. */
void transaction_claim_key(struct connection *connection, const char *operation, const char *key,
                           const char *sha256);

/* Queues the reading of the reply stored under a key; after the run, `transaction_stored_reply`. */
void transaction_read_reply(struct connection *connection, const char *operation, const char *key);

struct stored_reply {
    int status;
    const char *location, *body; /* valid until the next run; location may be NULL */
};
bool transaction_stored_reply(const struct connection *connection, size_t at,
                              struct stored_reply *reply);

void transaction_store_reply(struct connection *connection, const char *operation, const char *key,
                             const struct stored_reply *reply);

/* Queues the one audit event of this request. `before` may be NULL. */
void transaction_record_event(struct connection *connection, const char *id, const char *operation,
                              const char *object, const char *before, const char *after);

/* Queues the one audit event of a request that was shown what is restricted. `object` may be NULL;
 * `asked` is JSON. */
void transaction_record_reading(struct connection *connection, const char *id,
                                const char *operation, const char *object, const char *asked);
