/* A request's transaction: how it begins, what it is told about the caller, how a key is claimed
 * and a reply stored. SPDX-License-Identifier: MIT */
#include "database/transaction.h"

#include <stdio.h>

#include "database/embedded.h"

/* How the statements' plans are had, by kind: by key, PostgreSQL finds out; a page has one plan,
 * though it would rather know the LIMIT; filters are worth a plan each time. */
static const char *const plan_cache_modes[] = {
    [TRANSACTION_READ_ONE] = "auto",
    [TRANSACTION_READ_PAGE] = "force_generic_plan",
    [TRANSACTION_READ_LIST] = "force_custom_plan",
    [TRANSACTION_READ_AUDITED] = "force_custom_plan",
    [TRANSACTION_WRITE] = "auto",
};

void transaction_begin(struct connection *connection, enum transaction_kind kind,
                       const struct claims *claims)
{
    if (kind == TRANSACTION_WRITE)
        /* Not READ WRITE, which would overrule an administrator who lets the database only be read.
         */
        connection_queue_text(connection, "BEGIN ISOLATION LEVEL READ COMMITTED", NULL, 0);
    else if (kind == TRANSACTION_READ_LIST)
        connection_queue_text(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", NULL,
                              0);
    else if (kind == TRANSACTION_READ_AUDITED)
        connection_queue_text(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ", NULL, 0);
    const char *const values[] = {claims->issuer,  claims->client,        claims->subject,
                                  claims->partner, claims->scope,         claims->request,
                                  claims->today,   plan_cache_modes[kind]};
    connection_queue(connection, &statement_set_claims, values);
}

void transaction_end_read(struct connection *connection, enum transaction_kind kind)
{
    if (kind == TRANSACTION_READ_LIST)
        connection_queue_text(connection, "COMMIT", NULL, 0);
}

void transaction_claim_key(struct connection *connection, const char *operation, const char *key,
                           const char *sha256)
{
    const char *const values[] = {operation, key, sha256};
    connection_queue(connection, &statement_claim_idempotency_key, values);
}

void transaction_read_reply(struct connection *connection, const char *operation, const char *key)
{
    const char *const values[] = {operation, key};
    connection_queue(connection, &statement_read_stored_reply, values);
}

bool transaction_stored_reply(const struct connection *connection, size_t at,
                              struct stored_reply *reply)
{
    struct rows rows;
    connection_rows(connection, at, &rows);
    const char *status = rows_first(&rows, "status");
    if (!status)
        return false;
    reply->status = (int)strtol(status, NULL, 10);
    reply->location = rows_first(&rows, "location");
    reply->body = rows_first(&rows, "body");
    return reply->body;
}

void transaction_store_reply(struct connection *connection, const char *operation, const char *key,
                             const struct stored_reply *reply)
{
    char status[12];
    (void)snprintf(status, sizeof status, "%d", reply->status);
    const char *const values[] = {operation, key, status, reply->location, reply->body};
    connection_queue(connection, &statement_store_reply, values);
}

void transaction_record_event(struct connection *connection, const char *id, const char *operation,
                              const char *object, const char *before, const char *after)
{
    const char *const values[] = {id, operation, object, before, after};
    connection_queue(connection, &statement_record_audit_event, values);
}

void transaction_record_reading(struct connection *connection, const char *id,
                                const char *operation, const char *object, const char *asked)
{
    const char *const values[] = {id, operation, object, asked};
    connection_queue(connection, &statement_record_reading, values);
}
