/* Lines of many threads come out whole, each once, or are counted as lost: a plain program, for
 * ThreadSanitizer. SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <assert.h>
#include <jansson.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/metrics.h"

#define THREADS 4
#define LINES 1500

static void *write_lines(void *context)
{
    char filler[700];
    memset(filler, 'a' + (int)(intptr_t)context, sizeof filler - 1);
    for (int i = 0; i < LINES; i++) {
        struct text line;
        filler[sizeof filler - 1 - (size_t)i % 600] = '\0';
        log_open(&line, "test");
        log_number(&line, "thread", (intptr_t)context);
        log_number(&line, "line", i);
        log_string(&line, "filler", filler);
        log_close(&line);
        memset(filler, 'a' + (int)(intptr_t)context, sizeof filler - 1);
    }
    return NULL;
}

/* The other end of the log: what comes out is JSON, and each thread's lines are in order. */
static long read_lines(FILE *file)
{
    long long last[THREADS] = {-1, -1, -1, -1};
    long lines = 0;
    char *text = NULL;
    size_t room = 0;
    while (getline(&text, &room, file) > 0) {
        json_t *line = json_loads(text, 0, NULL);
        assert(line);
        if (strcmp(json_string_value(json_object_get(line, "event")), "test") == 0) {
            const json_int_t thread = json_integer_value(json_object_get(line, "thread"));
            const json_int_t number = json_integer_value(json_object_get(line, "line"));
            assert(thread >= 0 && thread < THREADS && number > last[thread]);
            last[thread] = number;
            lines++;
        } else {
            lines += (long)json_integer_value(json_object_get(line, "lines"));
        }
        json_decref(line);
    }
    free(text);
    return lines;
}

static void *read_all(void *context)
{
    return (void *)(intptr_t)read_lines(context);
}

static const char *name_of(size_t number)
{
    (void)number;
    return "";
}

static long long count_lost(void)
{
    text_auto text = {0};
    long long lost = -1;
    metrics_write(&text, name_of);
    const char *row = strstr(text.data, "\nsafer_log_lines_lost_total ");
    assert(row && sscanf(row, " safer_log_lines_lost_total %lld", &lost) == 1);
    return lost;
}

/* Writes a line until one gets through, so that what was lost before is said. How many did not. */
static long say_the_end(void)
{
    for (long failed = 0;; failed++) {
        const long long before = count_lost();
        struct text line;
        log_open(&line, "end");
        log_close(&line);
        if (count_lost() == before)
            return failed;
    }
}

int main(void)
{
    int ends[2];
    const int own = dup(STDERR_FILENO);
    assert(own >= 0 && pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) >= 0);
    close(ends[1]);
    FILE *file = fdopen(ends[0], "r");
    assert(file);
    log_start();
    pthread_t threads[THREADS], reading;
    assert(pthread_create(&reading, NULL, read_all, file) == 0);
    for (intptr_t i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, write_lines, (void *)i) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    const long more = say_the_end();
    log_stop();
    assert(dup2(own, STDERR_FILENO) >= 0);
    close(own);
    void *lines = NULL;
    pthread_join(reading, &lines);
    fclose(file);
    assert((intptr_t)lines == (intptr_t)THREADS * LINES + more);
    puts("ok");
    return 0;
}
