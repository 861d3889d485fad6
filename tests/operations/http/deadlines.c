/* How long anything may take: to ask, to send, to receive; however busy it looks.
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

#define LIVE "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"

static void ask_whether_live(int wire)
{
    wire_send(wire, LIVE);
    free(wire_read(wire, "\"live\"}", 20));
}

/* Sends a byte every few milliseconds on each connection until the service has ended all. */
static void trickle(const int *wires, size_t count, const char *byte)
{
    const double deadline = now_seconds() + 30;
    bool ended[8] = {false};
    for (size_t left = count; left > 0;) {
        cr_assert_lt(now_seconds(), deadline, "a slow sender is kept for ever");
        for (size_t i = 0; i < count; i++) {
            if (!ended[i] &&
                (send(wires[i], byte, 1, MSG_NOSIGNAL) < 0 || wire_is_closed(wires[i]))) {
                ended[i] = true;
                left--;
            }
        }
        breathe();
    }
}

Test(deadlines, headers_have_to_come_in_time_and_silence_between_requests_is_no_matter)
{
    service_auto struct service *service =
        start_with((const char *const[]){"SAFER_HEADER_SECONDS=1", "SAFER_IDLE_SECONDS=600", NULL});
    static const char *const beginnings[] = {
        "",
        "GE",
        "GET /v1/partners HTTP/1.1\r\n",
        "GET /v1/partners HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    };
    int slow[2 * LENGTH(beginnings)];
    const int silent = wire_open(service_url(service), 0);
    const int quiet = wire_open(service_url(service), 0);
    ask_whether_live(quiet);
    for (size_t i = 0; i < LENGTH(slow); i++) {
        slow[i] = wire_open(service_url(service), 0);
        if (i >= LENGTH(beginnings)) { /* kept after an answer */
            ask_whether_live(slow[i]);
        }
        wire_send(slow[i], beginnings[i % LENGTH(beginnings)]);
    }
    trickle(slow, LENGTH(slow), "x");
    for (size_t i = 0; i < LENGTH(slow); i++) {
        wire_close(slow[i]);
    }
    ask_whether_live(silent);
    ask_whether_live(quiet);
    wire_close(silent);
    wire_close(quiet);
}

Test(deadlines, a_body_has_to_come_in_time)
{
    service_auto struct service *service =
        start_with((const char *const[]){"SAFER_BODY_SECONDS=1", "SAFER_IDLE_SECONDS=600", NULL});
    static const char *const beginnings[] = {
        "POST " DRY " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
        "POST " DRY " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n",
        "POST " DRY " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n",
        "GET /v1/partners HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
    };
    int slow[LENGTH(beginnings)];
    for (size_t i = 0; i < LENGTH(slow); i++) {
        slow[i] = wire_open(service_url(service), 0);
        wire_send(slow[i], beginnings[i]);
    }
    trickle(slow, LENGTH(slow), "x");
    for (size_t i = 0; i < LENGTH(slow); i++) {
        wire_close(slow[i]);
    }
    cr_assert(is_healthy(service));
}

Test(deadlines, a_silent_connection_is_ended_before_any_of_them)
{
    service_auto struct service *service =
        start_with((const char *const[]){"SAFER_IDLE_SECONDS=1", NULL});
    const int silent = wire_open(service_url(service), 0);
    const int half = wire_open(service_url(service), 0);
    wire_send(half, "GET /v1/partners HTTP/1.1\r\n");
    EVENTUALLY(15, wire_is_closed(silent));
    EVENTUALLY(15, wire_is_closed(half));
    wire_close(silent);
    wire_close(half);
}

/* The answers are more than all buffers on the way hold; then one byte at a time is taken. */
Test(deadlines, an_answer_has_to_be_taken_in_time)
{
    enum { REQUESTS = 400 };
    static const char request[] = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    service_auto struct service *service = start_with((const char *const[]){
        "SAFER_ANSWER_SECONDS=1", "SAFER_IDLE_SECONDS=600", "SAFER_RATE_LIMIT=0", NULL});
    const int slow = wire_open(service_url(service), 4096);
    for (int i = 0; i < REQUESTS; i++) {
        if (send(slow, request, sizeof request - 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
            break;
        }
    }
    const double deadline = now_seconds() + 30;
    for (;;) {
        cr_assert_lt(now_seconds(), deadline, "a slow reader is kept for ever");
        char byte;
        /* What lies in the system's own buffers is still read when the service has hung up. */
        reply_auto struct reply metrics = http_get(service_url(service), NULL, "/metrics");
        if (strstr(metrics.body, "\nsafer_connections 1\n")) {
            break;
        }
        (void)!recv(slow, &byte, 1, MSG_DONTWAIT);
        breathe();
    }
    wire_close(slow);
}
