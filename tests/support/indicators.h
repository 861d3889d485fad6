/* Indicators with observations, for tests of what is read of them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <libpq-fe.h>

#include "support/http.h"
#include "support/service.h"

/* A row of a load: what indicator_load puts into the staging table. `status` may be NULL. */
struct row {
    const char *indicator, *area, *period, *value, *status;
};

/* Observations, a revision, a load and a withdrawal of CONTRACT_ID, so that everything that is read
 * of indicators finds something. */
void indicator_examples(const struct service *service);

/* Loads rows, up to one with a NULL indicator, in the name of KCC, as POST /v1/observations does.
 */
void indicator_load(const struct service *service, const struct row *rows);

/* Waits until what other tests had begun when this was called is over: a watermark is never beyond
 * the oldest transaction of the cluster that is still open. Sessions of the test's own may stay
 * open. What was loaded before is then told by the next list of changes. */
void indicator_settle(const struct service *service);

/* The statements of a load, without the transaction around them. The caller frees it. */
char *indicator_load_sql(const struct row *rows);

/* Takes the key "two" of an operation, as another request with it would, until the session ends;
 * a request with another key was made by the same client before. */
PGconn *indicator_hold_key(const struct service *service);

/* Makes an indicator that is agreed, observed monthly by Swale, and public or not; small numbers
 * below 5 are hidden. */
void indicator_make(const struct service *service, const char *id, bool public);
