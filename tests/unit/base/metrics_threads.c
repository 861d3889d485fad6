/* What many threads count comes out whole, while others read it: a plain program, for
 * ThreadSanitizer. SPDX-License-Identifier: MIT */
#include "base/metrics.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define THREADS 4
#define OPERATIONS 3
#define ROUNDS 30000

static atomic_bool over;

static const char *name_of(size_t number)
{
    static const char *const names[OPERATIONS] = {"one", "two", "three"};
    return names[number];
}

static void *count(void *context)
{
    (void)context;
    for (size_t i = 0; i < ROUNDS; i++) {
        metrics_gauge_add(GAUGE_REQUESTS_IN_FLIGHT, 1);
        metrics_request(i % 4 < OPERATIONS ? i % 4 : SIZE_MAX, i % 2 ? 200 : 404, (int64_t)i);
        metrics_count(COUNTER_EXPORT_ROWS, 2);
        metrics_gauge_add(GAUGE_REQUESTS_IN_FLIGHT, -1);
    }
    return NULL;
}

/* Nothing that is counted upwards ever goes back. */
static void *read_often(void *context)
{
    (void)context;
    long long before = 0;
    while (!atomic_load(&over)) {
        text_auto text = {0};
        metrics_write(&text, name_of);
        assert(!text_failed(&text));
        const char *rows = strstr(text.data, "\nsafer_export_rows_total ");
        long long now = -1;
        assert(rows && sscanf(rows, " safer_export_rows_total %lld", &now) == 1);
        assert(now >= before && now <= 2LL * THREADS * ROUNDS);
        before = now;
    }
    return NULL;
}

static void expect(const struct text *text, const char *line)
{
    if (!strstr(text->data, line))
        fprintf(stderr, "%s is not in:\n%s\n", line, text->data);
    assert(strstr(text->data, line));
}

int main(void)
{
    pthread_t counting[THREADS], reading;
    assert(metrics_start(OPERATIONS));
    assert(pthread_create(&reading, NULL, read_often, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&counting[i], NULL, count, NULL) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(counting[i], NULL);
    atomic_store(&over, true);
    pthread_join(reading, NULL);

    text_auto text = {0};
    metrics_write(&text, name_of);
    expect(&text, "safer_requests_total{operation=\"one\",status=\"404\"} 30000\n");
    expect(&text, "safer_requests_total{operation=\"two\",status=\"200\"} 30000\n");
    expect(&text, "safer_requests_total{operation=\"none\",status=\"200\"} 30000\n");
    expect(&text, "safer_request_duration_seconds_count{operation=\"three\"} 30000\n");
    expect(&text, "\nsafer_export_rows_total 240000\n");
    assert(metrics_gauge(GAUGE_REQUESTS_IN_FLIGHT) == 0);
    metrics_stop();
    puts("ok");
    return 0;
}
