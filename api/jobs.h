/* The service's own work behind the requests: sealing the audit chain, purging old idempotency
 * keys, applying the retention rules. SPDX-License-Identifier: MIT */
#pragma once

#include "database/connection.h"

struct jobs;

struct job_settings {
    struct connection_settings connection;
    int interval_seconds;
    int idempotency_hours;
    const char *today; /* YYYY-MM-DD, or empty for the date in Europe/London; the caller's */
};

/* Starts the thread. Several services on one database may run it: the database lets one at a time.
 */
must_check struct jobs *jobs_start(const struct job_settings *settings);
void jobs_stop(struct jobs *jobs);
