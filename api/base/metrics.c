/* What the service counts about itself, by operation and status.
 * SPDX-License-Identifier: MIT */
#include "base/metrics.h"

#include <stdatomic.h>
#include <time.h>

/* The statuses the service gives; any other is counted as 0. */
static const int statuses[] = {200, 201, 204, 304, 400, 401, 403, 404, 405, 406, 409,
                               412, 413, 415, 422, 428, 429, 500, 503, 505, 0};
#define STATUS_COUNT (sizeof statuses / sizeof statuses[0])

const int64_t metrics_bounds_us[METRICS_BUCKETS] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000, 30000000};

struct operation_metrics {
    _Atomic int64_t by_status[STATUS_COUNT];
    _Atomic int64_t buckets[METRICS_BUCKETS + 1];
    _Atomic int64_t total_us;
};

static struct operation_metrics
    *metrics; /* one a operation, and a last one for what matched none */
static size_t metrics_operations;
static time_t started;
static _Atomic int64_t gauges[GAUGE_COUNT];
static _Atomic int64_t counters[COUNTER_COUNT];

bool metrics_start(size_t operations)
{
    metrics = calloc(operations + 1, sizeof *metrics);
    metrics_operations = metrics ? operations : 0;
    started = time(NULL);
    return metrics;
}

void metrics_stop(void)
{
    free(metrics);
    metrics = NULL;
    metrics_operations = 0;
}

void metrics_request(size_t number, int status, int64_t duration_us)
{
    if (!metrics)
        return;
    struct operation_metrics *one =
        &metrics[number < metrics_operations ? number : metrics_operations];
    size_t at = 0;
    while (at < STATUS_COUNT - 1 && statuses[at] != status)
        at++;
    atomic_fetch_add_explicit(&one->by_status[at], 1, memory_order_relaxed);
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS && duration_us > metrics_bounds_us[bucket])
        bucket++;
    atomic_fetch_add_explicit(&one->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&one->total_us, duration_us, memory_order_relaxed);
}

void metrics_gauge_add(enum gauge gauge, int64_t change)
{
    atomic_fetch_add_explicit(&gauges[gauge], change, memory_order_relaxed);
}

int64_t metrics_gauge(enum gauge gauge)
{
    return atomic_load_explicit(&gauges[gauge], memory_order_relaxed);
}

void metrics_count(enum counter counter, int64_t change)
{
    atomic_fetch_add_explicit(&counters[counter], change, memory_order_relaxed);
}

static void write_requests(struct text *out, const char *(*name_of)(size_t))
{
    text_add_string(out, "# HELP safer_requests_total Requests answered, by operation and status.\n"
                         "# TYPE safer_requests_total counter\n");
    for (size_t i = 0; i <= metrics_operations; i++)
        for (size_t s = 0; s < STATUS_COUNT; s++) {
            const int64_t count = atomic_load(&metrics[i].by_status[s]);
            if (count)
                text_add_format(out, "safer_requests_total{operation=\"%s\",status=\"%d\"} %lld\n",
                                i < metrics_operations ? name_of(i) : "none", statuses[s],
                                (long long)count);
        }
}

static void write_durations(struct text *out, const char *(*name_of)(size_t))
{
    text_add_string(
        out,
        "# HELP safer_request_duration_seconds Time from the request's arrival to its answer.\n"
        "# TYPE safer_request_duration_seconds histogram\n");
    for (size_t i = 0; i < metrics_operations; i++) {
        int64_t sum = 0;
        for (size_t b = 0; b <= METRICS_BUCKETS; b++)
            sum += atomic_load(&metrics[i].buckets[b]);
        if (!sum)
            continue;
        int64_t below = 0;
        for (size_t b = 0; b < METRICS_BUCKETS; b++) {
            below += atomic_load(&metrics[i].buckets[b]);
            text_add_format(
                out, "safer_request_duration_seconds_bucket{operation=\"%s\",le=\"%g\"} %lld\n",
                name_of(i), (double)metrics_bounds_us[b] / 1e6, (long long)below);
        }
        text_add_format(out,
                        "safer_request_duration_seconds_bucket{operation=\"%s\",le=\"+Inf\"} %lld\n"
                        "safer_request_duration_seconds_sum{operation=\"%s\"} %.6f\n"
                        "safer_request_duration_seconds_count{operation=\"%s\"} %lld\n",
                        name_of(i), (long long)sum, name_of(i),
                        (double)atomic_load(&metrics[i].total_us) / 1e6, name_of(i),
                        (long long)sum);
    }
}

void metrics_write(struct text *out, const char *(*name_of)(size_t number))
{
    static const struct {
        const char *name, *help;
    } gauge_rows[GAUGE_COUNT] = {
        [GAUGE_CONNECTIONS] = {"safer_connections", "Open HTTP connections."},
        [GAUGE_REQUESTS_IN_FLIGHT] = {"safer_requests_in_flight",
                                      "Requests accepted, not yet answered."},
        [GAUGE_DATABASE_CONNECTIONS] = {"safer_database_connections",
                                        "Open PostgreSQL connections."},
        [GAUGE_EXPORTS_RUNNING] = {"safer_exports_running", "Streams being produced."},
        [GAUGE_EXPORTS_WAITING] = {"safer_exports_waiting", "Streams waiting for a thread."},
        [GAUGE_SLOW_RUNNING] = {"safer_slow_running", "Slow requests being answered."},
        [GAUGE_SLOW_WAITING] = {"safer_slow_waiting", "Slow requests waiting for a thread."},
        [GAUGE_UPLOADS] = {"safer_uploads", "Files that are being sent, or worked on."},
        [GAUGE_TLS_CERTIFICATE_END] = {"safer_tls_certificate_end_seconds",
                                       "When the certificate shown ends, since 1970; 0: http."},
    };
    static const struct {
        const char *name, *help;
    } counter_rows[COUNTER_COUNT] = {
        [COUNTER_CONNECTIONS_REFUSED] = {"safer_connections_refused_total",
                                         "HTTP connections that were one too many."},
        [COUNTER_DATABASE_CONNECT_FAILURES] = {"safer_database_connect_failures_total",
                                               "Attempts to connect to PostgreSQL that failed."},
        [COUNTER_DATABASE_RETRIES] = {"safer_database_retries_total",
                                      "Transactions begun again before COMMIT was sent."},
        [COUNTER_EXPORT_ROWS] = {"safer_export_rows_total", "Rows streamed out."},
        [COUNTER_EXPORTS_BROKEN] = {"safer_exports_broken_total",
                                    "Streams that ended before their last row."},
        [COUNTER_LOAD_ROWS] = {"safer_load_rows_total", "Rows of loads sent to PostgreSQL."},
        [COUNTER_AUDIT_EVENTS_SEALED] = {"safer_audit_events_sealed_total",
                                         "Audit events added to the hash chain."},
        [COUNTER_IDEMPOTENCY_KEYS_PURGED] = {"safer_idempotency_keys_purged_total",
                                             "Idempotency keys past their time that were deleted."},
        [COUNTER_RETENTION_ROWS] = {"safer_retention_rows_total",
                                    "Rows past their time whose words were erased or that went."},
        [COUNTER_LOG_LINES_LOST] = {"safer_log_lines_lost_total",
                                    "Log lines that could not be written."},
        [COUNTER_JOBS_FAILED] = {"safer_jobs_failed_total",
                                 "Rounds of the service's own jobs that could not be done."},
    };
    if (metrics) {
        write_requests(out, name_of);
        write_durations(out, name_of);
    }
    text_add_format(out,
                    "# HELP process_start_time_seconds When the process began, since 1970.\n"
                    "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds %lld\n",
                    (long long)started);
    for (int i = 0; i < GAUGE_COUNT; i++)
        text_add_format(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", gauge_rows[i].name,
                        gauge_rows[i].help, gauge_rows[i].name, gauge_rows[i].name,
                        (long long)atomic_load(&gauges[i]));
    for (int i = 0; i < COUNTER_COUNT; i++)
        text_add_format(out, "# HELP %s %s\n# TYPE %s counter\n%s %lld\n", counter_rows[i].name,
                        counter_rows[i].help, counter_rows[i].name, counter_rows[i].name,
                        (long long)atomic_load(&counters[i]));
}
