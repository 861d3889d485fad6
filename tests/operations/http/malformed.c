/* What is no request at all is refused, and nothing that follows it on the connection is read.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "support/door.h"
#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

#define TABLE SOURCE_ROOT "/tests/support/malformed_requests.json"
#define NEXT "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"

/* The bytes of a text of the table, where each character stands for one byte. */
static char *bytes_of(const json_t *text, size_t *length)
{
    const char *utf8 = json_string_value(text);
    const size_t most = json_string_length(text);
    char *bytes = malloc(most + sizeof NEXT);
    cr_assert_not_null(bytes);
    *length = 0;
    for (size_t i = 0; i < most; i++) {
        const unsigned char c = (unsigned char)utf8[i];
        const unsigned second = c < 0x80 ? 0 : (unsigned char)utf8[++i];
        const unsigned byte = c < 0x80 ? c : ((c & 3u) << 6 | (second & 0x3fu));
        bytes[(*length)++] = (char)byte;
    }
    return bytes;
}

/* Sends it with a good request behind, in so many parts, and returns what comes back until the
 * service closes the connection. */
static char *send_all(const struct service *service, const char *bytes, size_t length, size_t parts)
{
    const int wire = wire_open(service_url(service), 0);
    for (size_t part = 0; part < parts; part++) {
        const size_t from = length * part / parts, to = length * (part + 1) / parts;
        (void)!send(wire, bytes + from, to - from, MSG_NOSIGNAL);
    }
    char *answer = wire_read(wire, NULL, 20);
    wire_close(wire);
    return answer;
}

static bool is_refused(const char *answer)
{
    static const char line[] = "HTTP/1.1 ";
    if (strstr(answer, "live"))
        return false;
    for (const char *at = answer; (at = strstr(at, line)); at++) {
        const long status = strtol(at + sizeof line - 1, NULL, 10);
        if (status != 400 && status != 413 && status != 505)
            return false;
    }
    return true;
}

Test(malformed, whatever_could_be_read_in_two_ways_is_refused_and_the_connection_closed)
{
    json_error_t fault;
    json_t *table = json_load_file(TABLE, JSON_ALLOW_NUL, &fault), *row;
    size_t i, seen = 0;
    cr_assert_not_null(table, "%s", fault.text);
    service_auto struct service *service = start("SAFER_RATE_LIMIT=0");
    json_array_foreach(table, i, row)
    {
        if (!json_is_true(json_object_get(row, "seen"))) {
            continue;
        }
        size_t length;
        char *bytes = bytes_of(json_object_get(row, "request"), &length);
        memcpy(bytes + length, NEXT, sizeof NEXT - 1);
        length += sizeof NEXT - 1;
        for (size_t parts = 1; parts <= 3; parts += 2) {
            char *answer = send_all(service, bytes, length, parts);
            cr_expect(is_refused(answer), "%s: %s", json_string_value(json_object_get(row, "name")),
                      answer);
            free(answer);
        }
        free(bytes);
        seen++;
    }
    cr_assert_gt(seen, 80);
    json_decref(table);
    cr_assert(is_healthy(service));
}

Test(malformed, what_cannot_be_seen_does_no_harm)
{
    json_t *table = json_load_file(TABLE, JSON_ALLOW_NUL, NULL), *row;
    size_t i;
    service_auto struct service *service = start("SAFER_RATE_LIMIT=0");
    json_array_foreach(table, i, row)
    {
        if (json_is_true(json_object_get(row, "seen"))) {
            continue;
        }
        size_t length;
        char *bytes = bytes_of(json_object_get(row, "request"), &length);
        const int wire = wire_open(service_url(service), 0);
        (void)!send(wire, bytes, length, MSG_NOSIGNAL);
        shutdown(wire, SHUT_WR);
        char *answer = wire_read(wire, NULL, 20);
        cr_expect_neq(wire_status(answer), 500, "%s", answer);
        free(answer);
        free(bytes);
        wire_close(wire);
    }
    json_decref(table);
    cr_assert(is_healthy(service));
}

Test(malformed, a_refusal_says_what_is_wrong_and_that_the_connection_closes)
{
    service_auto struct service *service = start(NULL);
    char *answer =
        raw(service, "POST " CONTRIBUTIONS " HTTP/1.1\r\nHost: x\r\nX-Request-Id: find-me"
                     "-again\r\nTransfer-Encoding: gzip\r\n\r\n" NEXT);
    cr_assert_eq(wire_status(answer), 400, "%s", answer);
    cr_assert_eq(occurrences(answer, "HTTP/1.1 "), 1, "%s", answer);
    cr_assert(strstr(answer, "Connection: close\r\n"), "%s", answer);
    cr_assert(strstr(answer, "Content-Type: application/problem+json"), "%s", answer);
    cr_assert(strstr(answer, "\"type\":\"/problems/malformed-request\""), "%s", answer);
    cr_assert(strstr(answer, "The only transfer coding understood is chunked."), "%s", answer);
    cr_assert(strstr(answer, "\"request_id\":\"find-me-again\""), "%s", answer);
    free(answer);
}

Test(malformed, what_is_only_unusual_is_taken)
{
    service_auto struct service *service = start(NULL);
    static const char *const good[] = {
        "GET /v1/partners/kcc HTTP/1.0\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.0\r\nConnection: close\r\n\r\n",
        "\r\nGET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nhost:x\r\nConnection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: \t kent.example:\r\nConnection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: 127.0.0.1:65535\r\nConnection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: [::1]:8080\r\nConnection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: a%41_b~\r\nConnection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Tab: a\tb \r\n"
        "Connection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nAccept: text/csv;q=0\r\nAccept: */*\r\n"
        "Connection: close\r\n\r\n",
        "GET HTTP://Kent.Example/v1/partners/kcc HTTP/1.1\r\nHost: kent.example\r\n"
        "Connection: close\r\n\r\n",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n"
        "{}",
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n"
        "Connection: close\r\n\r\n2;ext=1\r\n{}\r\n0\r\nX-Trailer: x\r\n\r\n",
    };
    for (size_t i = 0; i < LENGTH(good); i++) {
        char *answer = raw(service, good[i]);
        cr_expect(strncmp(answer, "HTTP/1.", 7) == 0 && strstr(answer, " 200 "), "%s%s", good[i],
                  answer);
        free(answer);
    }
    static const char slow[] =
        "GET /v1/partners/kcc HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    const int wire = wire_open(service_url(service), 0);
    for (size_t i = 0; i < sizeof slow - 1; i++) {
        cr_assert_eq(send(wire, slow + i, 1, MSG_NOSIGNAL), 1);
        breathe();
    }
    char *answer = wire_read(wire, NULL, 20);
    cr_assert_eq(wire_status(answer), 200, "%s", answer);
    free(answer);
    wire_close(wire);
}
