/* Files in a form: sent in pieces, slowly, cut off, by whom they are not taken, and by many at
 * once. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/loads.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

/* The beginning of an upload by hand; the caller frees it. */
static char *heading(const char *token, const char *framing)
{
    char *text = NULL;
    cr_assert_geq(asprintf(&text,
                           "POST " OBSERVATIONS " HTTP/1.1\r\nHost: x\r\n%s%s%s"
                           "Content-Type: " FORM_TYPE "\r\n%s\r\n\r\n",
                           token ? "Authorization: Bearer " : "", token ? token : "",
                           token ? "\r\n" : "", framing),
                  0);
    return text;
}

static int begin_upload(const struct service *service, const char *token, const char *framing)
{
    const int wire = wire_open(service_url(service), 0);
    char *text = heading(token, framing);
    wire_send(wire, text);
    free(text);
    return wire;
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

static long busy_connections(const struct service *service)
{
    char *count = service_sql(service, "SELECT count(*) FROM pg_stat_activity WHERE datname = "
                                       "current_database() AND application_name = 'saferd' AND "
                                       "state <> 'idle'");
    const long busy = strtol(count, NULL, 10);
    free(count);
    return busy;
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
    /* What is done beside requests has a connection too, for a moment now and then. */
    EVENTUALLY(10, busy_connections(service) == 0);
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
