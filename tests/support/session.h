/* A PostgreSQL session of the test's own, beside the service's: to hold a lock, for example.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>

#include "support/service.h"

/* Opens one as superuser in the service's database. Ended with PQfinish. */
PGconn *session_open(const struct service *service);

/* The same in a database by its name. */
PGconn *session_open_in(const char *database);

/* Opens one as the service is for a caller of a partner, in a transaction, on a day. */
PGconn *session_begin_as(const struct service *service, const char *partner, const char *scope,
                         const char *today);

/* Runs SQL; the test fails when it does. */
void session_run(PGconn *session, const char *sql);

/* Sends SQL that is to wait, and returns at once; session_finish takes the end of it. */
void session_send(PGconn *session, const char *sql);

/* Waits for what was sent. Returns its SQLSTATE, "00000" when it went well; owned by nobody. */
const char *session_finish(PGconn *session);

/* Whether what was sent waits now for a lock that another session holds. */
bool session_waits_for(PGconn *session, PGconn *other);

/* The first column of the first row, or NULL. The caller frees it. */
char *session_value(PGconn *session, const char *sql);
