/* A load of a million rows beside another: what memory it takes, and whom it holds up.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/loads.h"
#include "support/wire.h"

const int service_workers = 8;

enum { ROWS = 1000000, FEWER_ROWS = 200000 };

struct sender {
    struct service *service;
    const char *target, *csv;
    size_t length;
    int status;
};

static void *send_all(void *opaque)
{
    struct sender *sender = opaque;
    char framing[64], end[] = FORM_END;
    snprintf(framing, sizeof framing, "Content-Length: %zu",
             sizeof FORM_START - 1 + sender->length + sizeof FORM_END - 1);
    char *request = NULL;
    cr_assert_geq(asprintf(&request,
                           "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                           "Content-Type: " FORM_TYPE "\r\n%s\r\n\r\n",
                           sender->target, loader(sender->service), framing),
                  0);
    const int wire = wire_open(service_url(sender->service), 0);
    wire_send(wire, request);
    free(request);
    wire_send(wire, FORM_START);
    wire_send(wire, sender->csv);
    wire_send(wire, end);
    char *answer = wire_read(wire, "\r\n\r\n", 600);
    sender->status = wire_status(answer);
    free(answer);
    wire_close(wire);
    return NULL;
}

/* Rows of many indicators, by month, of the twelve districts. */
static char *many_rows(int rows, size_t *length)
{
    char *csv = NULL;
    FILE *out = open_memstream(&csv, length);
    fputs(HEADER, out);
    for (int i = 0; i < rows; i++) {
        const int month = i / 12 % 280;
        fprintf(out, "many-%d,E070001%02d,%d-%02d,%d,final\n", i / 3360, 5 + i % 12,
                1990 + month / 12, 1 + month % 12, i % 1000);
    }
    fclose(out);
    return csv;
}

/* So that a sanitizer's quarantine of freed memory is not taken for the service's. */
static void keep_little_of_what_is_freed(void)
{
    const char *options = getenv("ASAN_OPTIONS");
    char quiet[500];
    snprintf(quiet, sizeof quiet, "%s%squarantine_size_mb=1:thread_local_quarantine_size_kb=64",
             options ? options : "", options && *options ? ":" : "");
    setenv("ASAN_OPTIONS", quiet, 1);
}

/* Sends all of them at once, asks quick requests meanwhile, and says how many and how long the
 * slowest took, in seconds. */
static int send_beside_quick_ones(struct sender *senders, size_t count, double *slowest)
{
    const struct service *service = senders[0].service;
    pthread_t threads[4];
    int quick = 0;
    cr_assert_leq(count, LENGTH(threads));
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
    }
    EVENTUALLY(60, metric(service, "safer_uploads") > 0);
    while (metric(service, "safer_uploads") > 0) {
        const double began = now_seconds();
        reply_auto struct reply reply = http_get(service_url(service), NULL, "/v1/partners/kcc");
        const double took = now_seconds() - began;
        cr_assert_eq(reply.status, 200);
        *slowest = took > *slowest ? took : *slowest;
        quick++;
        breathe();
    }
    for (size_t i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
    return quick;
}

Test(many_rows, take_no_memory_and_hold_up_nobody, .timeout = 900)
{
    keep_little_of_what_is_freed();
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_WORKERS=2", "SAFER_RATE_LIMIT_ANONYMOUS=0", NULL});
    free(service_sql(
        service,
        "INSERT INTO safer.indicator (id, title, description, unit, polarity, frequency, year, "
        "priority, source, state, agreed_on, public, focus, kind) "
        "SELECT format('many-%s', n), 'x', 'Recorded.', 'offences', 'lower_is_better', 'month', "
        "       'calendar', (SELECT min(p.id) FROM safer.priority AS p), 'kent-police', 'agreed', "
        "       DATE '2018-01-01', true, false, 'count' FROM generate_series(0, 299) AS n"));
    size_t length = 0, fewer_length = 0;
    char *csv = many_rows(ROWS, &length), *fewer = many_rows(FEWER_ROWS, &fewer_length);
    struct sender tried = {service, OBSERVATIONS "?dry_run=true", fewer, fewer_length, 0};
    double slowest = 0;
    /* Every thread has its connection and its buffers, and a sanitizer what it keeps of them, from
     * a fifth of the rows; five times as many take no more. */
    struct sender first[] = {tried, tried};
    (void)send_beside_quick_ones(first, LENGTH(first), &slowest);
    const long before = memory_of(service, "VmHWM");
    struct sender senders[] = {{service, OBSERVATIONS, csv, length, 0}, tried};
    const int quick = send_beside_quick_ones(senders, LENGTH(senders), &slowest);
    cr_assert_eq(senders[0].status, 201);
    cr_assert_eq(senders[1].status, 200);
    cr_assert_eq(observations(service), ROWS);
    const long grown = memory_of(service, "VmHWM") - before;
    /* What would keep the rows would keep all that came in addition. A sanitizer's allocator was
     * seen to take two fifths of that, where threads met differently from before. */
    const long more = (long)(length - fewer_length) / 1024;
    cr_assert_lt(grown, more / 2, "%ld kB for %ld kB more of rows", grown, more);
    cr_assert_gt(quick, 20);
    cr_assert_lt(slowest, 10.0, "%g s", slowest);
    free(csv);
    free(fewer);
}
