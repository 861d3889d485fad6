/* Files in a form: sent in pieces, slowly, cut off, by whom they are not taken, and by many at
 * once. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/loads.h"
#include "support/session.h"
#include "support/wire.h"

/* The beginning of an upload by hand; the caller frees it. */
static char *heading(const char *target, const char *token, const char *framing)
{
    char *text = NULL;
    cr_assert_geq(asprintf(&text,
                           "POST %s HTTP/1.1\r\nHost: x\r\n%s%s%s"
                           "Content-Type: " FORM_TYPE "\r\n%s\r\n\r\n",
                           target, token ? "Authorization: Bearer " : "", token ? token : "",
                           token ? "\r\n" : "", framing),
                  0);
    return text;
}

static int begin_upload_to(const struct service *service, const char *target, const char *token,
                           const char *framing)
{
    const int wire = wire_open(service_url(service), 0);
    char *text = heading(target, token, framing);
    wire_send(wire, text);
    free(text);
    return wire;
}

static int begin_upload(const struct service *service, const char *token, const char *framing)
{
    return begin_upload_to(service, OBSERVATIONS, token, framing);
}

static int status_of(int wire)
{
    char *answer = wire_read(wire, "\r\n\r\n", 60);
    const int status = wire_status(answer);
    free(answer);
    return status;
}

static int entries(const char *folder)
{
    int count = 0;
    DIR *open = opendir(folder);
    cr_assert_not_null(open);
    while (readdir(open)) {
        count++;
    }
    closedir(open);
    return count;
}

static struct reply send_form(struct service *service, const char *type, const char *form)
{
    return http_send(service_url(service), &(struct request){.method = "POST",
                                                             .target = OBSERVATIONS,
                                                             .token = loader(service),
                                                             .body = form,
                                                             .content_type = type});
}

static void expect_malformed(struct service *service, const char *type, const char *form,
                             const char *sentence)
{
    reply_auto struct reply reply = send_form(service, type, form);
    cr_assert(reply_is_problem(&reply, 400, "malformed-upload"), "%d %s", reply.status, reply.body);
    cr_assert(strstr(reply_text(&reply, "detail"), sentence), "%s", reply.body);
}

Test(uploads, of_a_form_that_is_none_are_refused)
{
    service_auto struct service *service = start_loads(NULL);
    expect_malformed(service, "multipart/form-data", FORM_START HEADER ROW FORM_END, "boundary");
    expect_malformed(service, FORM_TYPE, FORM_START HEADER "\r\n" FORM_START HEADER FORM_END,
                     "more than one");
    expect_malformed(
        service, FORM_TYPE,
        "--xyz\r\nContent-Disposition: form-data; name=\"dry_run\"\r\n\r\ntrue\r\n" FORM_START
            HEADER FORM_END,
        "not named file");
    expect_malformed(service, FORM_TYPE, "--xyz--\r\n", "no file");
    expect_malformed(service, FORM_TYPE, FORM_START HEADER ROW, "part of it is missing");
    expect_malformed(service, FORM_TYPE, "", "nothing in it");
    cr_assert_eq(observations(service), 0);
    cr_assert_eq(metric(service, "safer_uploads"), 0);
}

Test(uploads, come_in_pieces_of_any_size)
{
    service_auto struct service *service = start_loads(NULL);
    static const char form[] = FORM_START HEADER ROW "thefts,E10000016,2017-Q1,8,final" FORM_END;
    char framing[64];
    snprintf(framing, sizeof framing, "Content-Length: %zu", sizeof form - 1);
    const int whole = begin_upload(service, loader(service), framing);
    for (const char *c = form; *c; c++) {
        wire_send(whole, (const char[]){*c, '\0'});
    }
    cr_assert_eq(status_of(whole), 201);
    wire_close(whole);
    const int chunked = begin_upload(service, loader(service), "Transfer-Encoding: chunked");
    for (size_t at = 0; at < sizeof form - 1; at += 7) {
        char chunk[32];
        const size_t left = sizeof form - 1 - at, length = left < 7 ? left : 7;
        snprintf(chunk, sizeof chunk, "%zx\r\n%.*s\r\n", length, (int)length, form + at);
        wire_send(chunked, chunk);
    }
    wire_send(chunked, "0\r\n\r\n");
    cr_assert_eq(status_of(chunked), 201);
    wire_close(chunked);
    cr_assert_eq(observations(service), 2);
}

Test(uploads, that_are_cut_off_keep_nothing)
{
    service_auto struct service *service = start_loads(NULL);
    const int cut = begin_upload(service, loader(service), "Content-Length: 100000");
    wire_send(cut, FORM_START HEADER ROW);
    EVENTUALLY(10, metric(service, "safer_uploads") == 1);
    wire_close(cut);
    EVENTUALLY(10, metric(service, "safer_uploads") == 0);
    const int chunked = begin_upload(service, loader(service), "Transfer-Encoding: chunked");
    wire_send(chunked, "1\r\n-\r\n");
    EVENTUALLY(10, metric(service, "safer_uploads") == 1);
    wire_close(chunked);
    EVENTUALLY(10, metric(service, "safer_uploads") == 0);
    cr_assert_eq(observations(service), 0);
    cr_assert(is_healthy(service));
}

Test(uploads, that_come_slowly_hold_no_connection_to_postgresql_and_no_thread)
{
    service_auto struct service *service = start_loads(
        (const char *const[]){"SAFER_WORKERS=1", "SAFER_SLOW=1", "SAFER_IDLE_SECONDS=600", NULL});
    int slow[8];
    for (size_t i = 0; i < LENGTH(slow); i++) {
        slow[i] = begin_upload(service, loader(service), "Content-Length: 100000");
        wire_send(slow[i], FORM_START HEADER ROW);
    }
    EVENTUALLY(10, metric(service, "safer_uploads") == (long)LENGTH(slow));
    char *others = service_sql(service, "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                                        "current_database() AND application_name = 'saferd' AND "
                                        "state <> 'idle'");
    cr_assert_str_eq(others, "0");
    free(others);
    reply_auto struct reply quick = http_get(service_url(service), NULL, "/v1/partners/kcc");
    cr_assert_eq(quick.status, 200);
    reply_auto struct reply load = send_csv(service, OBSERVATIONS, HEADER ROW);
    cr_assert_eq(load.status, 201, "%s", load.body);
    for (size_t i = 0; i < LENGTH(slow); i++) {
        wire_close(slow[i]);
    }
}

Test(uploads, have_to_come_in_time)
{
    service_auto struct service *service = start_loads(
        (const char *const[]){"SAFER_UPLOAD_SECONDS=1", "SAFER_IDLE_SECONDS=600", NULL});
    const int slow = begin_upload(service, loader(service), "Content-Length: 100000");
    wire_send(slow, FORM_START HEADER);
    const double deadline = now_seconds() + 30;
    while (!wire_is_closed(slow) && send(slow, "x", 1, MSG_NOSIGNAL) > 0) {
        cr_assert_lt(now_seconds(), deadline, "a slow sender is kept for ever");
        breathe();
    }
    wire_close(slow);
    EVENTUALLY(10, metric(service, "safer_uploads") == 0);
}

Test(uploads, of_whom_may_not_send_them_are_kept_nowhere)
{
    service_auto struct service *service = start_loads(NULL);
    const char *reader = service_token(service, "reader", "kcc", "funds.read");
    const struct {
        const char *token;
        int status;
    } strangers[] = {{NULL, 401}, {"not.a.token", 401}, {reader, 403}};
    char *filler = malloc(2000001);
    memset(filler, 'x', 2000000);
    filler[2000000] = '\0';
    for (size_t i = 0; i < LENGTH(strangers); i++) {
        const int told = begin_upload(service, strangers[i].token,
                                      "Content-Length: 4000000000\r\nExpect: 100-continue");
        cr_assert_eq(status_of(told), strangers[i].status, "before a byte was sent");
        wire_close(told);
        const int sends = begin_upload(service, strangers[i].token, "Content-Length: 2000000");
        wire_send(sends, filler);
        cr_assert_eq(status_of(sends), strangers[i].status, "after all was read");
        wire_close(sends);
        const int much = begin_upload(service, strangers[i].token, "Content-Length: 1000000000000");
        cr_assert_eq(status_of(much), strangers[i].status, "at once");
        wire_close(much);
    }
    free(filler);
    cr_assert_eq(metric(service, "safer_uploads"), 0);
}

Test(uploads, longer_than_the_limit_are_refused)
{
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_UPLOAD_LIMIT_MIB=1", NULL});
    const size_t length = 2 * 1024 * 1024;
    char *csv = malloc(length);
    memset(csv, '\n', length);
    reply_auto struct reply all = send_file(service, OBSERVATIONS, NULL, csv, length);
    cr_assert(reply_is_problem(&all, 413, "body-too-large"), "%s", all.body);
    free(csv);
    const int chunked = begin_upload(service, loader(service), "Transfer-Encoding: chunked");
    char *chunk = malloc(0x100010);
    snprintf(chunk, 20, "100000\r\n");
    memset(chunk + 8, 'x', 0x100000);
    snprintf(chunk + 8 + 0x100000, 3, "\r\n");
    wire_send(chunked, chunk);
    wire_send(chunked, chunk);
    wire_send(chunked, "0\r\n\r\n");
    cr_assert_eq(status_of(chunked), 413);
    free(chunk);
    wire_close(chunked);
}

Test(uploads, more_than_may_be_at_once_are_told_to_wait)
{
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_UPLOADS=1", NULL});
    const int first = begin_upload(service, loader(service), "Content-Length: 100000");
    EVENTUALLY(10, metric(service, "safer_uploads") == 1);
    reply_auto struct reply second =
        send_file(service, OBSERVATIONS, NULL, HEADER ROW, strlen(HEADER ROW));
    cr_assert(reply_is_problem(&second, 503, "busy"), "%s", second.body);
    cr_assert_not_null(reply_header(&second, "retry-after"));
    wire_close(first);
    EVENTUALLY(10, metric(service, "safer_uploads") == 0);
    reply_auto struct reply third =
        send_file(service, OBSERVATIONS, NULL, HEADER ROW, strlen(HEADER ROW));
    cr_assert_eq(third.status, 201, "%s", third.body);
}

Test(uploads, for_which_the_disk_has_no_room_are_told_so)
{
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_UPLOAD_LIMIT_MIB=1048576", NULL});
    const int much = begin_upload(service, loader(service),
                                  "Content-Length: 1099511627776\r\nExpect: 100-continue");
    char *answer = wire_read(much, "\"request_id\"", 20);
    cr_assert_eq(wire_status(answer), 503, "%s", answer);
    cr_assert(strstr(answer, "no-room-for-file"), "%s", answer);
    cr_assert(strstr(answer, "Retry-After"), "%s", answer);
    free(answer);
    wire_close(much);
    EVENTUALLY(10, metric(service, "safer_uploads") == 0);
}

Test(uploads, whose_folder_is_not_there_are_unavailable_and_nothing_else_is)
{
    service_auto struct service *service =
        start_loads((const char *const[]){"SAFER_SPOOL=/nonexistent/folder", NULL});
    reply_auto struct reply file =
        send_file(service, OBSERVATIONS, NULL, HEADER ROW, strlen(HEADER ROW));
    cr_assert(reply_is_problem(&file, 503, "unavailable"), "%s", file.body);
    reply_auto struct reply body = send_csv(service, OBSERVATIONS, HEADER ROW);
    cr_assert_eq(body.status, 201);
}

Test(uploads, leave_no_file_with_a_name)
{
    service_auto struct service *service = start_loads(NULL);
    const int before = entries(service_state(service));
    const int some = begin_upload(service, loader(service), "Content-Length: 100000");
    wire_send(some, FORM_START HEADER ROW);
    EVENTUALLY(10, metric(service, "safer_uploads") == 1);
    cr_assert_eq(entries(service_state(service)), before);
    wire_close(some);
}

/* ---- Many rows --------------------------------------------------------------------------------
 */

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
    const int wire =
        begin_upload_to(sender->service, sender->target, loader(sender->service), framing);
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
    snprintf(quiet, sizeof quiet, "%s%squarantine_size_mb=1", options ? options : "",
             options && *options ? ":" : "");
    setenv("ASAN_OPTIONS", quiet, 1);
}

Test(uploads, of_a_million_rows_take_no_memory_and_hold_up_nobody, .timeout = 900)
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
    struct sender senders[] = {{.service = service, .target = OBSERVATIONS},
                               {.service = service, .target = OBSERVATIONS "?dry_run=true"}};
    char *csv = many_rows(ROWS, &senders[0].length),
         *fewer = many_rows(FEWER_ROWS, &senders[1].length);
    senders[0].csv = csv;
    senders[1].csv = fewer;
    reply_auto struct reply warm = send_csv(service, OBSERVATIONS "?dry_run=true", HEADER ROW);
    cr_assert_eq(warm.status, 200, "%s", warm.body);
    const long before = memory_of(service, "VmHWM");
    pthread_t threads[LENGTH(senders)];
    for (size_t i = 0; i < LENGTH(senders); i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
    }
    double slowest = 0;
    int quick = 0;
    EVENTUALLY(60, metric(service, "safer_uploads") > 0);
    while (metric(service, "safer_uploads") > 0) {
        const double began = now_seconds();
        reply_auto struct reply reply = http_get(service_url(service), NULL, "/v1/partners/kcc");
        const double took = now_seconds() - began;
        cr_assert_eq(reply.status, 200);
        slowest = took > slowest ? took : slowest;
        quick++;
        breathe();
    }
    for (size_t i = 0; i < LENGTH(senders); i++) {
        pthread_join(threads[i], NULL);
    }
    cr_assert_eq(senders[0].status, 201);
    cr_assert_eq(senders[1].status, 200);
    cr_assert_eq(observations(service), ROWS);
    const long grown = memory_of(service, "VmHWM") - before;
    cr_assert_lt(grown, 16384, "%ld kB for %zu kB of rows", grown, senders[0].length / 1024);
    cr_assert_gt(quick, 20);
    cr_assert_lt(slowest, 2.0);
    free(csv);
    free(fewer);
}
