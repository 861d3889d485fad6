/* The service's own work behind the requests: sealing the audit chain, purging old idempotency
 * keys, applying the retention rules. SPDX-License-Identifier: MIT */
#include "jobs.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "database/embedded.h"
#include "database/pool.h"

#define PATIENCE_US ((int64_t)60 * 1000000)
#define SECOND_US ((int64_t)1000000)
#define TRY_AGAIN_US (60 * SECOND_US) /* what is not done each round, and failed */

enum job { JOB_SEAL, JOB_PURGE, JOB_RETAIN, JOB_COUNT };

/* every_us: 0 is each round. */
static const struct {
    const char *name;
    const struct statement *statement;
    int64_t every_us;
    enum counter counter;
} plan[JOB_COUNT] = {
    [JOB_SEAL] = {"seal_audit_events", &statement_seal_audit_events, 0,
                  COUNTER_AUDIT_EVENTS_SEALED},
    [JOB_PURGE] = {"purge_idempotency_keys", &statement_purge_idempotency_keys, 300 * SECOND_US,
                   COUNTER_IDEMPOTENCY_KEYS_PURGED},
    [JOB_RETAIN] = {"apply_retention", &statement_apply_retention, 86400 * SECOND_US,
                    COUNTER_RETENTION_ROWS},
};

struct jobs {
    struct job_settings settings;
    struct pool *pool;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    bool failing[JOB_COUNT]; /* it has been said */
    int64_t due_us[JOB_COUNT];
};

/* Runs one statement and returns the number it answers; -1 when it could not. What else it says is
 * put into `said`. */
static int64_t run_one(struct jobs *jobs, const struct statement *statement,
                       const char *const *values, struct text *said, struct refusal *refusal)
{
    struct connection *connection = pool_take(jobs->pool, refusal);
    if (!connection)
        return -1;
    connection_queue(connection, statement, values);
    int64_t number = -1;
    if (connection_run(connection, clock_monotonic_us() + PATIENCE_US, refusal) == RUN_DONE) {
        struct rows rows;
        size_t length;
        connection_rows(connection, 0, &rows);
        const char *value = rows.row_count ? rows_value(&rows, 0, 0, &length) : NULL;
        number = value ? strtoll(value, NULL, 10) : 0;
        const char *words =
            rows.row_count && rows.column_count > 1 ? rows_value(&rows, 0, 1, &length) : NULL;
        if (words)
            text_add(said, words, length);
    }
    pool_give(jobs->pool, connection);
    return number;
}

/* An outage is said once, and once that it is over: not at every round. */
static void report(struct jobs *jobs, enum job job, bool failed, const struct refusal *refusal)
{
    metrics_count(COUNTER_JOBS_FAILED, failed);
    if (failed == jobs->failing[job])
        return;
    jobs->failing[job] = failed;
    struct text line;
    log_open(&line, failed ? "job_failed" : "job_recovered");
    log_string(&line, "job", plan[job].name);
    if (failed)
        log_string(&line, "cause", refusal->cause.data);
    log_close(&line);
}

static bool is_stopping(struct jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    const bool stopping = jobs->stopping;
    pthread_mutex_unlock(&jobs->lock);
    return stopping;
}

/* Once, or while there is more of it; false when it could not be done. */
static bool do_job(struct jobs *jobs, enum job job, const char *const *values, bool while_more)
{
    int64_t number;
    do {
        struct refusal refusal = {0};
        text_auto said = {0};
        number = run_one(jobs, plan[job].statement, values, &said, &refusal);
        report(jobs, job, number < 0, &refusal);
        if (number > 0)
            metrics_count(plan[job].counter, number);
        if (said.length) {
            struct text line;
            log_open(&line, "retention_applied");
            log_number(&line, "rows", number);
            log_string(&line, "rules", said.data);
            log_close(&line);
        }
        refusal_clear(&refusal);
    } while (while_more && number > 0 && !is_stopping(jobs));
    return number >= 0;
}

static void do_round(struct jobs *jobs)
{
    char hours[12];
    (void)snprintf(hours, sizeof hours, "%d", jobs->settings.idempotency_hours);
    const char *const no_values[1] = {NULL};
    const char *const hours_only[] = {hours};
    const char *const today_only[] = {*jobs->settings.today ? jobs->settings.today : NULL};
    const char *const *values[JOB_COUNT] = {
        [JOB_SEAL] = no_values, [JOB_PURGE] = hours_only, [JOB_RETAIN] = today_only};
    for (enum job job = 0; job < JOB_COUNT; job++) {
        if (is_stopping(jobs) || clock_monotonic_us() < jobs->due_us[job])
            continue;
        const bool done = do_job(jobs, job, values[job], job == JOB_RETAIN);
        const int64_t every_us = plan[job].every_us;
        jobs->due_us[job] =
            clock_monotonic_us() + (done || every_us < TRY_AGAIN_US ? every_us : TRY_AGAIN_US);
    }
}

/* Waits for the next round; false when the service stops. */
static bool wait_for_round(struct jobs *jobs)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += jobs->settings.interval_seconds;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->stopping)
        if (pthread_cond_timedwait(&jobs->wake, &jobs->lock, &until) != 0)
            break;
    const bool go_on = !jobs->stopping;
    pthread_mutex_unlock(&jobs->lock);
    return go_on;
}

static void *work(void *opaque)
{
    struct jobs *jobs = opaque;
    do
        do_round(jobs);
    while (wait_for_round(jobs));
    return NULL;
}

struct jobs *jobs_start(const struct job_settings *settings)
{
    struct jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs)
        return NULL;
    jobs->settings = *settings;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&jobs->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    jobs->pool = pool_new(&settings->connection);
    if (jobs->pool && pthread_create(&jobs->thread, NULL, work, jobs) == 0)
        return jobs;
    pool_free(jobs->pool);
    free(jobs);
    return NULL;
}

void jobs_stop(struct jobs *jobs)
{
    if (!jobs)
        return;
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    pthread_cond_signal(&jobs->wake);
    pthread_mutex_unlock(&jobs->lock);
    pthread_join(jobs->thread, NULL);
    pool_free(jobs->pool);
    pthread_cond_destroy(&jobs->wake);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}
