/* The SQL that lives in the binary: what `saferd migrate` applies, and the service's own
 * statements. SPDX-License-Identifier: MIT
 *
 * operations.py writes the data at build time from sql/. */
#pragma once

#include <stddef.h>

#include "contract/operation.h"

struct sql_file {
    const char *name; /* "0001_foundation.sql": the file's name */
    const char *sql;
    const char *sha256; /* of the file's bytes, lower-case hex */
};

/* Each list is sorted by name and ends with a row whose name is NULL. */
extern const struct sql_file
    sql_migrations[]; /* sql/migrations: numbered, never edited once landed */
extern const struct sql_file sql_functions[]; /* sql/functions: dropped and made again */
extern const struct sql_file sql_views[];     /* sql/views */
extern const struct sql_file sql_policies[];  /* sql/policies */
extern const struct sql_file sql_data[];      /* sql/data: the partnership's published facts */

/* SHA-256, lower-case hex, over all of the above but sql_data: what `check_ready` compares. */
extern const char sql_digest[];

/* The service's own statements, sql/queries/service/<name>.sql; arguments by position. */
extern const struct statement statement_set_claims;
extern const struct statement statement_claim_idempotency_key;
extern const struct statement statement_read_stored_reply;
extern const struct statement statement_store_reply;
extern const struct statement statement_record_audit_event;
extern const struct statement statement_record_reading;
extern const struct statement statement_purge_idempotency_keys;
extern const struct statement statement_seal_audit_events;
extern const struct statement statement_apply_retention;
extern const struct statement statement_check_ready;
