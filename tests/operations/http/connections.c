/* Connections: kept, shared, and how many there may be.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "support/door.h"
#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

const int service_workers = 8;

Test(connections, a_connection_is_kept_and_requests_may_be_sent_ahead)
{
    service_auto struct service *service = start(NULL);
    const int wire = wire_open(service_url(service), 0);
    for (int i = 0; i < 3; i++) {
        wire_send(wire, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        char *answer = wire_read(wire, "{\"status\":\"live\"}", 10);
        cr_assert_eq(wire_status(answer), 200);
        free(answer);
    }
    wire_close(wire);
    char *answers = raw(service, "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "HEAD /v1/partners/kcc HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "GET /v1/partners?format=csv HTTP/1.1\r\nHost: x\r\n\r\n"
                                 "GET /v1/partners/kfrs HTTP/1.1\r\nHost: x\r\n"
                                 "Connection: close\r\n\r\n");
    cr_assert_eq(occurrences(answers, "HTTP/1.1 200"), 4, "%s", answers);
    cr_assert_eq(occurrences(answers, "HTTP/1.1 404"), 1);
    cr_assert_eq(occurrences(answers, "\"id\":\"kcc\""), 1);
    cr_assert_eq(occurrences(answers, "\"id\":\"kfrs\""), 1);
    cr_assert_eq(occurrences(answers, "\r\n0\r\n\r\n"), 1);
    free(answers);
}

Test(connections, http_1_0_is_answered_too)
{
    service_auto struct service *service = start(NULL);
    char *answer = raw(service, "GET /v1/partners/kcc HTTP/1.0\r\n\r\n");
    cr_assert(strncmp(answer, "HTTP/1.", 7) == 0 && strstr(answer, " 200 "), "%s", answer);
    cr_assert(strstr(answer, "\"id\":\"kcc\""));
    free(answer);
}

Test(connections, nonsense_and_half_a_request_do_no_harm)
{
    service_auto struct service *service = start(NULL);
    static const struct {
        const char *bytes;
        size_t length;
    } rows[] = {
#define ROW(text) {text, sizeof text - 1}
        ROW("\0\0\0\0\0\0\0\0\r\n\r\n"),
        ROW("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
        ROW("GET\r\n\r\n"),
        ROW("GET /v1/partners\r\n\r\n"),
        ROW("GET /v1/partners HTTP/9.9\r\nHost: x\r\n\r\n"),
        ROW("GET /v1/partners HTTP/1.1\r\n\r\n"),
        ROW("GET /v1/part\0ners HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
        ROW("GET /v1/funds HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\0b\r\n"
            "Connection: close\r\n\r\n"),
        ROW("GET /v1/partners HTTP/1.1\r\nHost: x\r\nno colon\r\nConnection: close\r\n\r\n"),
        ROW("GET /v1/partners HTTP/1.1\r\nHost: x\r\n folded\r\nConnection: close\r\n\r\n"),
        ROW("POST " DRY " HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        ROW("POST " DRY " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        ROW("POST " DRY " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        ROW("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ROW("G\xc3\x89T /v1/partners HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
#undef ROW
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const int wire = wire_open(service_url(service), 0);
        cr_assert_gt(send(wire, rows[i].bytes, rows[i].length, MSG_NOSIGNAL), 0);
        shutdown(wire, SHUT_WR);
        char *answer = wire_read(wire, NULL, 20);
        const int status = wire_status(answer);
        cr_assert_neq(status, 200, "row %zu: %s", i, answer);
        cr_assert_neq(status, 500, "row %zu: %s", i, answer);
        free(answer);
        wire_close(wire);
    }
    static const char *const halves[] = {"", "GET", "GET /v1/partners HTTP/1.1\r\nHost: x\r\n",
                                         "POST " DRY
                                         " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"};
    for (size_t i = 0; i < LENGTH(halves); i++) {
        const int wire = wire_open(service_url(service), 0);
        wire_send(wire, halves[i]);
        wire_close(wire);
    }
    cr_assert(is_healthy(service));
}

/* ---- How many ------------------------------------------------------------------------------ */

static bool is_live_from(const struct service *service, const char *source)
{
    const int wire = wire_open_from(service_url(service), source);
    wire_send(wire, "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    char *answer = wire_read(wire, NULL, 20);
    const bool live = wire_status(answer) == 200;
    free(answer);
    wire_close(wire);
    return live;
}

static long metric(const struct service *service, const char *source, const char *name)
{
    const int wire = wire_open_from(service_url(service), source);
    wire_send(wire, "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    char *answer = wire_read(wire, NULL, 20), line[100];
    snprintf(line, sizeof line, "\n%s ", name);
    const char *at = strstr(answer, line);
    const long value = at ? strtol(at + strlen(line), NULL, 10) : -1;
    free(answer);
    wire_close(wire);
    return value;
}

static void open_many(const struct service *service, const char *source, int *wires, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wires[i] = wire_open_from(service_url(service), source);
        (void)!send(wires[i], "GET", 3, MSG_NOSIGNAL); /* and never goes on */
    }
}

static void close_many(const int *wires, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        wire_close(wires[i]);
    }
}

Test(connections, one_too_many_is_told_so_and_closed)
{
    service_auto struct service *service =
        start_with((const char *const[]){"SAFER_CONNECTIONS=6", "SAFER_RATE_LIMIT=0", NULL});
    int wires[6];
    for (size_t i = 0; i < LENGTH(wires); i++) { /* answered, so each has come in */
        wires[i] = wire_open(service_url(service), 0);
        wire_send(wires[i], "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        free(wire_read(wires[i], "\"live\"}", 20));
    }
    const int wire = wire_open(service_url(service), 0);
    wire_send(wire, "GET /v1/partners HTTP/1.1\r\nHost: x\r\n\r\n"
                    "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
    char *answer = wire_read(wire, NULL, 20);
    cr_assert_eq(wire_status(answer), 503, "%s", answer);
    cr_assert_eq(occurrences(answer, "HTTP/1.1 "), 1, "%s", answer);
    cr_assert(strstr(answer, "\"type\":\"/problems/busy\""), "%s", answer);
    cr_assert(strstr(answer, "Too many connections are open."), "%s", answer);
    cr_assert(strstr(answer, "Retry-After: "), "%s", answer);
    cr_assert(strstr(answer, "Connection: close\r\n"), "%s", answer);
    free(answer);
    wire_close(wire);
    close_many(wires, LENGTH(wires));
    EVENTUALLY(20, is_live_from(service, "127.0.0.1"));
    cr_assert_geq(metric(service, "127.0.0.1", "safer_connections_refused_total"), 1);
    EVENTUALLY(20, metric(service, "127.0.0.1", "safer_connections") == 1);
}

/* Slow senders from one address take what that address may have, and what there is to tell it that
 * it is too much; others do not notice. */
Test(connections, one_address_never_locks_the_others_out)
{
    service_auto struct service *service = start_with((const char *const[]){
        "SAFER_CONNECTIONS=32", "SAFER_CONNECTIONS_PER_ADDRESS=8", "SAFER_RATE_LIMIT=0", NULL});
    int wires[80];
    open_many(service, "127.0.0.2", wires, LENGTH(wires));
    EVENTUALLY(20, metric(service, "127.0.0.1", "safer_connections_refused_total") >= 72);
    for (int i = 0; i < 20; i++) {
        cr_assert(is_live_from(service, "127.0.0.1"));
        cr_assert(is_live_from(service, "127.0.0.3"));
    }
    /* Soon, not later: those that are one too many are closed after five seconds anyway, and those
     * of the questions just asked have hardly gone. */
    EVENTUALLY(4, metric(service, "127.0.0.1", "safer_connections") <= 8 + 16 + 2 + 1);
    size_t closed = 0;
    for (const double deadline = now_seconds() + 30; closed < LENGTH(wires) - 8;) {
        cr_assert_lt(now_seconds(), deadline, "%zu of those too many were ended", closed);
        closed = 0;
        for (size_t i = 0; i < LENGTH(wires); i++) {
            closed += wire_is_closed(wires[i]);
        }
        breathe();
    }
    cr_assert_eq(closed, LENGTH(wires) - 8);
    close_many(wires, LENGTH(wires));
    EVENTUALLY(20, is_live_from(service, "127.0.0.2"));
}

Test(connections, of_a_proxy_are_not_counted_by_address)
{
    service_auto struct service *service = start_with((const char *const[]){
        "SAFER_CONNECTIONS_PER_ADDRESS=2", "SAFER_PROXIES=127.0.0.4 10.0.0.0/8", NULL});
    int proxy[6], other[2];
    open_many(service, "127.0.0.4", proxy, LENGTH(proxy));
    open_many(service, "127.0.0.1", other, LENGTH(other));
    cr_assert(is_live_from(service, "127.0.0.4"));
    EVENTUALLY(20, !is_live_from(service, "127.0.0.1"));
    close_many(proxy, LENGTH(proxy));
    close_many(other, LENGTH(other));
    EVENTUALLY(20, is_live_from(service, "127.0.0.1"));
}
