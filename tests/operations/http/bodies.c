/* Bodies: how long they may be, and of whom they are taken.
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

/* A right body of exactly so many bytes; the caller frees it. */
static char *padded(size_t length)
{
    char *body = malloc(length + 1);
    const size_t used = sizeof BODY - 1;
    cr_assert_not_null(body);
    memcpy(body, BODY, used);
    memset(body + used, ' ', length - used);
    body[length] = '\0';
    return body;
}

Test(bodies, a_body_of_the_limit_is_read_and_one_byte_more_is_not)
{
    service_auto struct service *service = start(NULL);
    const char *token = writer(service);
    char *right = padded(BODY_LIMIT), *long_body = padded(BODY_LIMIT + 1);
    reply_auto struct reply taken = http_post(service_url(service), token, NULL, DRY, right);
    cr_assert_eq(taken.status, 200, "%s", taken.body);
    reply_auto struct reply refused = http_post(service_url(service), token, NULL, DRY, long_body);
    cr_assert(reply_is_problem(&refused, 413, "body-too-large"));
    free(right);
    free(long_body);
    cr_assert(is_healthy(service));
}

Test(bodies, a_body_that_comes_in_chunks_is_read_like_any_other)
{
    service_auto struct service *service = start(NULL);
    char *request = NULL;
    const char *token = writer(service);
    cr_assert_geq(asprintf(&request,
                           "POST " DRY " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n"
                           "5\r\n%.5s\r\n%zx\r\n%s\r\n0\r\n\r\n",
                           token, BODY, strlen(BODY) - 5, &BODY[5]),
                  0);
    char *answer = raw(service, request);
    cr_assert_eq(wire_status(answer), 200, "%s", answer);
    free(answer);
    free(request);
}

Test(bodies, forms_are_refused_quickly)
{
    service_auto struct service *service = start(NULL);
    const char *token = writer(service);
    enum { KEYS = 20000 };
    char *form = malloc(KEYS * 8 + 1);
    size_t length = 0;
    for (int i = 0; i < KEYS; i++) {
        length += (size_t)snprintf(form + length, 9, "%05d=&", i);
    }
    const double before = processor_seconds_of(service);
    static const char *const types[] = {"application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=00001"};
    for (size_t i = 0; i < LENGTH(types); i++) {
        reply_auto struct reply reply =
            http_send(service_url(service), &(struct request){.method = "POST",
                                                              .target = DRY,
                                                              .token = token,
                                                              .body = form,
                                                              .content_type = types[i]});
        cr_assert(reply_is_problem(&reply, 415, "unsupported-media-type"));
    }
    cr_assert_lt(processor_seconds_of(service) - before, 1.0);
    free(form);
}

Test(bodies, a_body_where_none_is_wanted_changes_nothing)
{
    service_auto struct service *service = start(NULL);
    static const char *const types[] = {"application/json", "text/plain",
                                        "application/x-www-form-urlencoded"};
    for (size_t i = 0; i < LENGTH(types); i++) {
        reply_auto struct reply reply =
            http_send(service_url(service), &(struct request){.method = "GET",
                                                              .target = "/v1/partners/kcc",
                                                              .body = "id=kfrs&x=1",
                                                              .content_type = types[i]});
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_assert_str_eq(reply_text(&reply, "id"), "kcc");
    }
}

/* ---- Who may send a long body -------------------------------------------------------------- */

/* Kilobytes of memory the service's process holds. */
static long resident(const struct service *service)
{
    char path[64], line[200];
    long kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)service_process(service));
    FILE *status = fopen(path, "re");
    cr_assert_not_null(status);
    while (fgets(line, sizeof line, status)) {
        if (sscanf(line, "VmRSS: %ld", &kilobytes) == 1) {
            break;
        }
    }
    fclose(status);
    cr_assert_gt(kilobytes, 0);
    return kilobytes;
}

static void send_bytes(int wire, const char *bytes, size_t length)
{
    while (length > 0) {
        const ssize_t sent = send(wire, bytes, length, MSG_NOSIGNAL);
        cr_assert_gt(sent, 0);
        bytes += sent;
        length -= (size_t)sent;
    }
}

static char *heading(const char *token, const char *framing)
{
    char *text = NULL;
    cr_assert_geq(asprintf(&text,
                           "POST " DRY " HTTP/1.1\r\nHost: x\r\n%s%s%s"
                           "Content-Type: application/json\r\n%s\r\n\r\n",
                           token ? "Authorization: Bearer " : "", token ? token : "",
                           token ? "\r\n" : "", framing),
                  0);
    return text;
}

Test(bodies, of_strangers_are_read_and_forgotten)
{
    enum { CLIENTS = 96, CHUNK = BODY_LIMIT - 1 };
    static const char *const framings[] = {"Content-Length: 1048576",
                                           "Transfer-Encoding: chunked\r\n\r\nfffff"};
    static const char *const tokens[] = {NULL, "not.a.token"};
    service_auto struct service *service = start("SAFER_RATE_LIMIT=0");
    char *filler = malloc(CHUNK);
    memset(filler, 'x', CHUNK);
    cr_assert(is_healthy(service));
    const long before = resident(service);
    int wires[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++) {
        char *head = heading(tokens[i % 2], framings[i / 2 % 2]);
        head[strlen(head) - (i / 2 % 2 ? 2 : 0)] = '\0'; /* the chunk's size is in it */
        wires[i] = wire_open(service_url(service), 0);
        wire_send(wires[i], head);
        send_bytes(wires[i], filler, CHUNK);
        free(head);
    }
    /* 16 KiB each, and what libmicrohttpd reads into; 96 MiB if they were kept. */
    const long after = resident(service);
    cr_assert_lt(after - before, 24 * 1024, "%ld KiB more", after - before);
    for (size_t i = 0; i < CLIENTS; i++) {
        wire_send(wires[i], i / 2 % 2 ? "\r\n0\r\n\r\n" : "x");
        char *answer = wire_read(wires[i], "request_id", 20);
        cr_assert_eq(wire_status(answer), 401, "%s", answer);
        free(answer);
        wire_close(wires[i]);
    }
    free(filler);
}

Test(bodies, a_client_that_asks_before_it_sends_is_told_at_once)
{
    service_auto struct service *service = start(NULL);
    char *good = heading(writer(service), "Expect: 100-continue\r\nContent-Length: 100000");
    char *bad = heading("not.a.token", "Expect: 100-continue\r\nContent-Length: 100000");
    const int taken = wire_open(service_url(service), 0);
    wire_send(taken, good);
    char *answer = wire_read(taken, "\r\n\r\n", 20);
    cr_assert_eq(wire_status(answer), 100, "%s", answer);
    free(answer);
    char *body = padded(100000);
    send_bytes(taken, body, 100000);
    answer = wire_read(taken, "amount_pence", 20);
    cr_assert_eq(wire_status(answer), 200, "%s", answer);
    free(answer);
    wire_close(taken);
    const int refused = wire_open(service_url(service), 0);
    wire_send(refused, bad);
    answer = wire_read(refused, NULL, 20);
    cr_assert_eq(wire_status(answer), 401, "%s", answer);
    free(answer);
    wire_close(refused);
    free(body);
    free(good);
    free(bad);
}

Test(bodies, one_that_is_absurdly_long_is_not_waited_for)
{
    service_auto struct service *service = start(NULL);
    char *head = heading(writer(service), "Content-Length: 1000000000000");
    char *answer = raw(service, head);
    cr_assert_eq(wire_status(answer), 413, "%s", answer);
    cr_assert(strstr(answer, "body-too-large"), "%s", answer);
    free(answer);
    free(head);
}

Test(bodies, a_long_one_where_none_is_wanted_is_no_matter)
{
    service_auto struct service *service = start(NULL);
    char *filler = malloc(100000);
    memset(filler, 'x', 100000);
    const int wire = wire_open(service_url(service), 0);
    for (int i = 0; i < 2; i++) {
        wire_send(wire,
                  "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
        send_bytes(wire, filler, 100000);
        char *answer = wire_read(wire, "\"id\":\"kcc\"", 20);
        cr_assert_eq(wire_status(answer), 200, "%s", answer);
        free(answer);
    }
    wire_close(wire);
    free(filler);
}

Test(bodies, all_of_them_together_take_no_more_memory_than_is_set)
{
    enum { CLIENTS = 16 }; /* times 1 MiB is all */
    service_auto struct service *service = start("SAFER_BODIES_LIMIT=16777216");
    const char *token = writer(service);
    char *head = heading(token, "Expect: 100-continue\r\nContent-Length: 1048576");
    char *body = padded(BODY_LIMIT);
    int wires[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++) {
        wires[i] = wire_open(service_url(service), 0);
        wire_send(wires[i], head);
        free(wire_read(wires[i], "100 Continue", 20)); /* so it is expected */
        send_bytes(wires[i], body, BODY_LIMIT - 1);
    }
    reply_auto struct reply refused = http_post(service_url(service), token, NULL, DRY, body);
    cr_assert(reply_is_problem(&refused, 503, "busy"));
    cr_assert_not_null(reply_header(&refused, "retry-after"));
    reply_auto struct reply small = http_post(service_url(service), token, NULL, DRY, BODY);
    cr_assert_eq(small.status, 200, "%s", small.body);
    for (size_t i = 0; i < CLIENTS; i++) {
        if (i % 2) {
            wire_send(wires[i], " ");
            char *answer = wire_read(wires[i], "amount_pence", 20);
            cr_assert_eq(wire_status(answer), 200, "%s", answer);
            free(answer);
        }
        wire_close(wires[i]);
    }
    for (const double deadline = now_seconds() + 20;;) {
        reply_auto struct reply taken = http_post(service_url(service), token, NULL, DRY, body);
        if (taken.status == 200) {
            break;
        }
        cr_assert_lt(now_seconds(), deadline, "what was held is not given back: %s", taken.body);
    }
    free(head);
    free(body);
}
