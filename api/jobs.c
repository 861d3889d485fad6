/* The service's own work behind the requests: sealing the audit chain, purging old idempotency
 * keys. SPDX-License-Identifier: MIT */
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
#define PURGE_EVERY 60 /* rounds */

enum job { JOB_SEAL, JOB_PURGE, JOB_COUNT };

static const char *const job_names[JOB_COUNT] = {"seal_audit_events", "purge_idempotency_keys"};

struct jobs {
    struct job_settings settings;
    struct pool *pool;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    bool failing[JOB_COUNT]; /* it has been said */
};

/* Runs one statement and returns the number it answers; -1 when it could not. */
static int64_t run_one(struct jobs *jobs, const struct statement *statement,
                       const char *const *values, struct refusal *refusal)
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
    log_string(&line, "job", job_names[job]);
    if (failed)
        log_string(&line, "cause", refusal->cause.data);
    log_close(&line);
}

static void do_job(struct jobs *jobs, enum job job, const struct statement *statement,
                   const char *const *values, enum counter counter)
{
    struct refusal refusal = {0};
    const int64_t number = run_one(jobs, statement, values, &refusal);
    report(jobs, job, number < 0, &refusal);
    if (number > 0)
        metrics_count(counter, number);
    refusal_clear(&refusal);
}

static void do_round(struct jobs *jobs, unsigned round)
{
    do_job(jobs, JOB_SEAL, &statement_seal_audit_events, NULL, COUNTER_AUDIT_EVENTS_SEALED);
    if (round % PURGE_EVERY != 0 && !jobs->failing[JOB_PURGE])
        return;
    char hours[12];
    (void)snprintf(hours, sizeof hours, "%d", jobs->settings.idempotency_hours);
    const char *const values[] = {hours};
    do_job(jobs, JOB_PURGE, &statement_purge_idempotency_keys, values,
           COUNTER_IDEMPOTENCY_KEYS_PURGED);
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
    unsigned round = 0;
    do
        do_round(jobs, round++);
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
