/* What the service counts about itself, by operation and status.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Upper bounds of the histogram's buckets, in microseconds; the last bucket has none. */
#define METRICS_BUCKETS 12
extern const int64_t metrics_bounds_us[METRICS_BUCKETS];

enum gauge {
    GAUGE_CONNECTIONS,
    GAUGE_REQUESTS_IN_FLIGHT,
    GAUGE_DATABASE_CONNECTIONS,
    GAUGE_EXPORTS_RUNNING,
    GAUGE_EXPORTS_WAITING,
    GAUGE_SLOW_RUNNING,
    GAUGE_SLOW_WAITING,
    GAUGE_UPLOADS,
    GAUGE_TLS_CERTIFICATE_END,
    GAUGE_COUNT
};

enum counter {
    COUNTER_CONNECTIONS_REFUSED,
    COUNTER_DATABASE_CONNECT_FAILURES,
    COUNTER_DATABASE_RETRIES,
    COUNTER_EXPORT_ROWS,
    COUNTER_EXPORTS_BROKEN,
    COUNTER_LOAD_ROWS,
    COUNTER_AUDIT_EVENTS_SEALED,
    COUNTER_IDEMPOTENCY_KEYS_PURGED,
    COUNTER_RETENTION_ROWS,
    COUNTER_LOG_LINES_LOST,
    COUNTER_JOBS_FAILED,
    COUNTER_COUNT
};

/* Makes room for `operations` operations; once, before the first request. False: no memory. */
must_check bool metrics_start(size_t operations);
void metrics_stop(void);

/* A request of operation `number` (SIZE_MAX: none matched) was answered with `status` after
 * `duration_us`. */
void metrics_request(size_t number, int status, int64_t duration_us);

void metrics_gauge_add(enum gauge gauge, int64_t change);
int64_t metrics_gauge(enum gauge gauge);
void metrics_count(enum counter counter, int64_t change);

/* Everything in the Prometheus text format, version 0.0.4; `name_of` gives the operation's name. */
void metrics_write(struct text *out, const char *(*name_of)(size_t number));
