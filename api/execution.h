/* What a request does in the database, from BEGIN to COMMIT.
 * SPDX-License-Identifier: MIT
 *
 * Steps of the pipeline: each goes on, or has set the reply, or says that the transaction is to
 * begin again. */
#pragma once

#include "exchange.h"

/* The first touch of the database. 503. */
enum flow begin(struct exchange *exchange);

/* Queued; whether the key was got shows when execute has run. */
enum flow claim_idempotency_key(struct exchange *exchange);

/* The rows of a load are copied to where the statement finds them. 400, 409, 422, 503. */
enum flow stage(struct exchange *exchange);

/* The operation's statement, and for a write the one that reads its result, in one round trip. */
enum flow execute(struct exchange *exchange);

/* Rows become the reply. 404. */
enum flow compose(struct exchange *exchange);

/* The one audit event of a write, or of a read that was shown what is restricted; queued. */
enum flow record(struct exchange *exchange);

/* Queued. */
enum flow store_idempotent_reply(struct exchange *exchange);

/* What was queued, and COMMIT; a dry run checks what is left to check and keeps nothing. 503. */
enum flow commit(struct exchange *exchange);

/* Queues that what is restricted may be shown, where it is not known before; and commits that. */
void execution_record_reading(struct exchange *exchange);
enum flow execution_commit_reading(struct exchange *exchange);
