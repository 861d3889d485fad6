/* Long answers: whole lists as CSV or as a standard has them, and files, streamed by threads of
 * their own, apart from the quick requests. SPDX-License-Identifier: MIT */
#include "export.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "http/pack.h"
#include "http/rows.h"

#define FETCH_ROWS 1000
#define FETCH_PARTS 4 /* of a file; a part is far longer than a row */
#define TEXT_OF(number) #number
#define FETCH_SQL(number) "FETCH " TEXT_OF(number) " FROM export"
#define CLAIM_COUNT 7
#define FIRST_ROWS_WAIT_NS 250000000L

enum job_state { JOB_WAITING, JOB_STREAMING, JOB_REFUSED };

struct job {
    struct job *next;
    const struct operation *operation;
    enum form form;
    char *values[STATEMENT_ARGUMENTS_MAX], *head_values[STATEMENT_ARGUMENTS_MAX];
    bool with_head;
    struct claims claims;
    char *claim_texts[CLAIM_COUNT]; /* what `claims` points to */
    bool guard, gzip;
    bool is_file;
    char file_sha256[DIGEST_HEX_SIZE];
    uint64_t file_bytes;
    struct stream *stream;
    pthread_mutex_t lock;
    pthread_cond_t decided;
    enum job_state state;
    bool left; /* the worker waits no more: 200 has gone out */
    struct refusal refusal;
    unsigned holders;
    int64_t rows, bytes, began_us;
    int64_t deadline_us; /* of all of it */
};

struct exports {
    struct export_settings settings;
    struct pool *pool;
    pthread_t *threads;
    int thread_count;
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct job *first, *last;
    int waiting;
    bool stopping;
};

static void job_release(struct job *job)
{
    pthread_mutex_lock(&job->lock);
    const bool last = --job->holders == 0;
    pthread_mutex_unlock(&job->lock);
    if (!last)
        return;
    for (size_t i = 0; i < STATEMENT_ARGUMENTS_MAX; i++) {
        free(job->values[i]);
        free(job->head_values[i]);
    }
    for (size_t i = 0; i < CLAIM_COUNT; i++)
        free(job->claim_texts[i]);
    refusal_clear(&job->refusal);
    pthread_cond_destroy(&job->decided);
    pthread_mutex_destroy(&job->lock);
    free(job);
}

static bool copy_values(char **copies, const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        copies[i] = values[i] ? strdup(values[i]) : NULL;
        if (values[i] && !copies[i])
            return false;
    }
    return true;
}

const struct statement *export_statement(const struct operation *operation, enum form form)
{
    return form_types[form].is_standard ? operation->standard
           : operation->rows            ? operation->rows
                                        : operation->statement;
}

static bool copy_request(struct job *job, const struct export_request *request)
{
    const struct operation *operation = request->operation;
    const struct claims *claims = &request->claims;
    const char *const texts[CLAIM_COUNT] = {claims->issuer,  claims->client, claims->subject,
                                            claims->partner, claims->scope,  claims->request,
                                            claims->today};
    if (!copy_values(job->values, request->values,
                     export_statement(operation, request->form)->argument_count) ||
        (job->with_head &&
         !copy_values(job->head_values, request->head_values, operation->head->argument_count)) ||
        !copy_values(job->claim_texts, texts, CLAIM_COUNT))
        return false;
    char *const *copies = job->claim_texts;
    job->claims = (struct claims){copies[0], copies[1], copies[2], copies[3],
                                  copies[4], copies[5], copies[6]};
    return true;
}

static struct job *job_new(const struct export_request *request)
{
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        return NULL;
    job->operation = request->operation;
    job->form = request->form;
    job->guard = request->guard;
    job->gzip = request->gzip;
    job->with_head = request->head_values;
    job->is_file = request->file_sha256;
    job->file_bytes = request->file_bytes;
    if (job->is_file)
        memcpy(job->file_sha256, request->file_sha256, DIGEST_HEX_SIZE);
    job->holders = 1;
    job->began_us = clock_monotonic_us();
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&job->lock, NULL);
    pthread_cond_init(&job->decided, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (!copy_request(job, request)) {
        job_release(job);
        return NULL;
    }
    job->holders = 2;
    return job;
}

/* Tells the worker, who takes the refusal over. False when he waits no more: 200 has gone out. */
static bool decide(struct job *job, enum job_state state, struct refusal *refusal)
{
    pthread_mutex_lock(&job->lock);
    const bool heard = !job->left;
    if (heard && refusal) {
        job->refusal = *refusal;
        *refusal = (struct refusal){0};
    }
    job->state = state;
    pthread_cond_signal(&job->decided);
    pthread_mutex_unlock(&job->lock);
    return heard;
}

static int64_t step_deadline(const struct exports *exports, const struct job *job)
{
    const struct connection_settings *settings = &exports->settings.connection;
    const int64_t step =
        clock_monotonic_us() +
        ((int64_t)settings->statement_timeout_ms + settings->lock_timeout_ms) * 1000 * 2;
    return step < job->deadline_us ? step : job->deadline_us;
}

static const char *fetch_sql(const struct job *job)
{
    return job->is_file ? FETCH_SQL(FETCH_PARTS) : FETCH_SQL(FETCH_ROWS);
}

/* What the head says still holds: there is such a thing, and it is the file that was announced. */
static bool check_head(const struct job *job, const struct rows *head, struct refusal *refusal)
{
    if (head->row_count == 0) {
        refusal_set(refusal, "not-found", NULL);
        return false;
    }
    const char *sha256 = job->is_file ? rows_first(head, "_sha256") : NULL;
    if (!job->is_file || (sha256 && strcmp(sha256, job->file_sha256) == 0))
        return true;
    refusal_set(refusal, "busy", "The file is being replaced.");
    refusal->retry_after = 1;
    return false;
}

/* Begins the transaction and fetches the first rows, in one round trip. */
static enum run open_cursor(const struct exports *exports, struct job *job,
                            struct connection *connection, struct refusal *refusal,
                            struct rows *rows)
{
    const struct statement *statement = export_statement(job->operation, job->form);
    text_auto declare = {0};
    text_add_format(&declare, "DECLARE export NO SCROLL CURSOR FOR %s", statement->sql);
    if (text_failed(&declare)) {
        refusal_set(refusal, "unavailable", NULL);
        return RUN_REFUSED;
    }
    transaction_begin(connection, TRANSACTION_READ_LIST, &job->claims);
    const size_t head = connection_queued(connection);
    if (job->with_head)
        connection_queue(connection, job->operation->head, (const char *const *)job->head_values);
    connection_queue_text(connection, declare.data, (const char *const *)job->values,
                          statement->argument_count);
    const size_t fetch = connection_queued(connection);
    connection_queue_text(connection, fetch_sql(job), NULL, 0);
    const enum run run = connection_run(connection, step_deadline(exports, job), refusal);
    if (run != RUN_DONE)
        return run;
    connection_rows(connection, head, rows);
    if (job->with_head && !check_head(job, rows, refusal))
        return RUN_REFUSED;
    connection_rows(connection, fetch, rows);
    return RUN_DONE;
}

static bool fetch_more(const struct exports *exports, const struct job *job,
                       struct connection *connection, struct refusal *refusal, struct rows *rows)
{
    if (clock_monotonic_us() >= job->deadline_us) {
        refusal_cause(refusal, "it took longer than SAFER_EXPORT_SECONDS allows");
        return false;
    }
    connection_queue_text(connection, fetch_sql(job), NULL, 0);
    if (connection_run(connection, step_deadline(exports, job), refusal) != RUN_DONE)
        return false;
    connection_rows(connection, 0, rows);
    return true;
}

/* Hands over what is in `chunk`, packed if `pack` is there, and empties it. */
static bool write_chunk(struct job *job, struct pack *pack, struct text *chunk, bool last)
{
    text_auto packed = {0};
    if (pack && !text_failed(chunk))
        pack_add(pack, chunk->data, chunk->length, last, &packed);
    const struct text *bytes = pack ? &packed : chunk;
    if (text_failed(chunk) || text_failed(bytes) ||
        !stream_write(job->stream, bytes->data, bytes->length))
        return false;
    job->bytes += (int64_t)bytes->length;
    text_clear(chunk);
    return true;
}

/* What stands before the first row, each part of rows, and what stands behind the last. */

static void begin_rows(const struct job *job, const struct rows *rows, struct text *out)
{
    if (form_types[job->form].is_csv)
        rows_write_csv_header(out, rows);
    else
        text_add_format(out, "{\"%s\":[", job->operation->standard_items);
}

static void add_rows(const struct job *job, const struct rows *rows, struct text *out)
{
    if (form_types[job->form].is_csv)
        rows_write_csv(out, rows, job->guard);
    else
        rows_write_documents(out, rows, job->rows == 0);
}

static void end_rows(const struct job *job, struct text *out)
{
    if (!form_types[job->form].is_csv)
        text_add_string(out, "]}");
}

/* Writes all rows; true when the last one was handed over. */
static bool stream_rows(const struct exports *exports, struct job *job, struct pack *pack,
                        struct connection *connection, struct refusal *refusal, struct rows *rows)
{
    text_auto chunk = {0};
    begin_rows(job, rows, &chunk);
    for (;;) {
        const bool last = rows->row_count < FETCH_ROWS;
        add_rows(job, rows, &chunk);
        job->rows += (int64_t)rows->row_count;
        if (last)
            end_rows(job, &chunk);
        if (!write_chunk(job, pack, &chunk, last))
            return false;
        if (last)
            return true;
        if (!fetch_more(exports, job, connection, refusal, rows))
            return false;
    }
}

/* Writes all parts of a file; true when the last one was handed over, and it was as long as its
 * client was told. */
static bool stream_parts(const struct exports *exports, struct job *job,
                         struct connection *connection, struct refusal *refusal, struct rows *rows)
{
    text_auto chunk = {0};
    for (;;) {
        for (size_t i = 0; i < rows->row_count; i++) {
            size_t length;
            const char *digits = rows_value(rows, i, 0, &length);
            if (!digits || !hex_read(&chunk, digits, length) ||
                (uint64_t)job->bytes + chunk.length > job->file_bytes) {
                refusal_cause(refusal, "the parts of the file are not what its head says");
                return false;
            }
            if (!write_chunk(job, NULL, &chunk, false))
                return false;
        }
        if (rows->row_count < FETCH_PARTS)
            break;
        if (!fetch_more(exports, job, connection, refusal, rows))
            return false;
    }
    if ((uint64_t)job->bytes == job->file_bytes)
        return true;
    refusal_cause(refusal, "the file is shorter than its head says");
    return false;
}

static void log_job(const struct job *job, bool complete, const struct refusal *refusal)
{
    struct text line;
    log_open(&line, "export");
    log_string(&line, "operation", job->operation->id);
    log_string(&line, "request_id", job->claims.request);
    log_string(&line, "client", job->claims.client);
    log_string(&line, "outcome", complete ? "complete" : "broken");
    log_number(&line, "rows", job->rows);
    log_number(&line, "bytes", job->bytes);
    log_number(&line, "duration_us", clock_monotonic_us() - job->began_us);
    log_string(&line, "cause", refusal->cause.data);
    log_close(&line);
}

static void run_job(struct exports *exports, struct job *job)
{
    struct refusal refusal = {0};
    struct rows rows;
    struct connection *connection = NULL;
    enum run run = RUN_REFUSED;
    job->deadline_us = job->began_us + (int64_t)exports->settings.total_seconds * 1000000;
    /* A client that left while its export waited for a thread costs no query. */
    for (int attempt = 0; attempt < 3 && !stream_is_over(job->stream); attempt++) {
        connection = pool_take(exports->pool, &refusal);
        if (!connection)
            break;
        run = open_cursor(exports, job, connection, &refusal, &rows);
        if (run == RUN_DONE)
            break;
        pool_give(exports->pool, connection);
        connection = NULL;
        if (run != RUN_AGAIN)
            break;
        metrics_count(COUNTER_DATABASE_RETRIES, 1);
    }
    bool complete = false;
    if (connection) {
        struct pack *pack = job->gzip ? pack_new() : NULL;
        (void)decide(job, JOB_STREAMING, NULL);
        complete = job->is_file ? stream_parts(exports, job, connection, &refusal, &rows)
                                : (pack || !job->gzip) &&
                                      stream_rows(exports, job, pack, connection, &refusal, &rows);
        pack_free(pack);
        pool_give(exports->pool, connection);
        metrics_count(COUNTER_EXPORT_ROWS, job->rows);
        complete = stream_finish(job->stream, complete) && complete;
        if (!complete)
            metrics_count(COUNTER_EXPORTS_BROKEN, 1);
        log_job(job, complete, &refusal);
    } else {
        /* What memory was missing for must not look like the client's fault. */
        if (!refusal.slug[0] || memory_lacked())
            refusal_set(&refusal, "unavailable", NULL);
        if (!decide(job, JOB_REFUSED, &refusal)) {
            metrics_count(COUNTER_EXPORTS_BROKEN, 1);
            log_job(job, false, &refusal);
        }
        (void)stream_finish(job->stream, false);
    }
    refusal_clear(&refusal);
    memory_forget();
    job_release(job);
}

static struct job *next_job(struct exports *exports)
{
    pthread_mutex_lock(&exports->lock);
    while (!exports->first && !exports->stopping)
        pthread_cond_wait(&exports->work, &exports->lock);
    struct job *job = exports->first;
    if (job) {
        exports->first = job->next;
        if (!exports->first)
            exports->last = NULL;
        exports->waiting--;
        metrics_gauge_add(GAUGE_EXPORTS_WAITING, -1);
    }
    pthread_mutex_unlock(&exports->lock);
    return job;
}

static void *work(void *opaque)
{
    struct exports *exports = opaque;
    for (struct job *job = next_job(exports); job; job = next_job(exports)) {
        metrics_gauge_add(GAUGE_EXPORTS_RUNNING, 1);
        run_job(exports, job);
        metrics_gauge_add(GAUGE_EXPORTS_RUNNING, -1);
    }
    return NULL;
}

struct exports *exports_start(const struct export_settings *settings)
{
    struct exports *exports = calloc(1, sizeof *exports);
    if (!exports)
        return NULL;
    exports->settings = *settings;
    pthread_mutex_init(&exports->lock, NULL);
    pthread_cond_init(&exports->work, NULL);
    exports->pool = pool_new(&settings->connection);
    exports->threads = calloc((size_t)settings->threads, sizeof *exports->threads);
    while (exports->pool && exports->threads && exports->thread_count < settings->threads &&
           pthread_create(&exports->threads[exports->thread_count], NULL, work, exports) == 0)
        exports->thread_count++;
    if (exports->thread_count == settings->threads)
        return exports;
    exports_stop(exports);
    return NULL;
}

void exports_stop(struct exports *exports)
{
    if (!exports)
        return;
    pthread_mutex_lock(&exports->lock);
    exports->stopping = true;
    pthread_cond_broadcast(&exports->work);
    pthread_mutex_unlock(&exports->lock);
    for (int i = 0; i < exports->thread_count; i++)
        pthread_join(exports->threads[i], NULL);
    pool_free(exports->pool);
    free(exports->threads);
    pthread_cond_destroy(&exports->work);
    pthread_mutex_destroy(&exports->lock);
    free(exports);
}

static bool enqueue(struct exports *exports, struct job *job)
{
    pthread_mutex_lock(&exports->lock);
    const bool taken = exports->waiting < exports->settings.queue && !exports->stopping;
    if (taken) {
        if (exports->last)
            exports->last->next = job;
        else
            exports->first = job;
        exports->last = job;
        exports->waiting++;
        metrics_gauge_add(GAUGE_EXPORTS_WAITING, 1);
        pthread_cond_signal(&exports->work);
    }
    pthread_mutex_unlock(&exports->lock);
    return taken;
}

static enum job_state wait_for_decision(struct job *job, struct refusal *refusal)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += FIRST_ROWS_WAIT_NS;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    pthread_mutex_lock(&job->lock);
    while (job->state == JOB_WAITING)
        if (pthread_cond_timedwait(&job->decided, &job->lock, &until) != 0)
            break;
    const enum job_state state = job->state;
    job->left = state == JOB_WAITING;
    if (state == JOB_REFUSED) {
        *refusal = job->refusal;
        job->refusal = (struct refusal){0};
    }
    pthread_mutex_unlock(&job->lock);
    return state;
}

struct stream *export_begin(struct exports *exports, const struct export_request *request,
                            struct refusal *refusal)
{
    struct job *job = job_new(request);
    struct stream *stream = job ? stream_new(request->connection, exports->settings.stall_seconds,
                                             exports->settings.total_seconds)
                                : NULL;
    if (stream)
        job->stream = stream;
    if (stream && job->is_file)
        stream_expect(stream, job->file_bytes);
    if (!stream || !enqueue(exports, job)) {
        refusal_set(refusal, stream ? "busy" : "unavailable", NULL);
        refusal->retry_after = 2;
        if (stream) {
            (void)stream_finish(stream, false);
            stream_drop(stream);
        }
        if (job) {
            job_release(job);
            job_release(job);
        }
        return NULL;
    }
    const enum job_state state = wait_for_decision(job, refusal);
    job_release(job);
    if (state != JOB_REFUSED)
        return stream;
    stream_drop(stream);
    return NULL;
}
