/* What an error of the database means to a client: SQLSTATE and constraint to problem.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/refusal.h"

/* Raised by safer.refuse(): constraint = the problem's slug, message = its sentence, detail = JSON
 * members. */
#define SQLSTATE_REFUSED "SF001"
/* Raised by safer.claim_idempotency_key(): the reply is stored already. No problem, and so the
 * refusal's slug is this code itself. */
#define SQLSTATE_REPLAY "SF002"

struct sql_error {
    const char *sqlstate, *constraint, *message, *detail; /* each may be NULL */
};

/* Fills `refusal` with the problem this error is. What no row of sqlstate.def names is
 * internal-error, with the SQLSTATE and message as its cause for the log: never shown, a message
 * may quote values. */
void sqlstate_refuse(const struct sql_error *error, struct refusal *refusal);
