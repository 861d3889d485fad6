/* Headers: what they decide, and which of them come back.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/door.h"
#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

Test(headers, the_client_s_request_id_comes_back_when_it_is_fit)
{
    service_auto struct service *service = start(NULL);
    static const struct {
        const char *id;
        bool fit;
    } rows[] = {
        {"batch-2018-04.1_a", true},
        {"12345678", true},
        {"0123456789012345678901234567890123456789012345678901234567890123", true},
        {"01234567890123456789012345678901234567890123456789012345678901234", false},
        {"1234567", false},
        {"two words", false},
        {"semi;colon;", false},
        {"quote\"quote", false},
        {"<script>alert(1)</script>", false},
        {"gr\xc3\xb6\xc3\x9f"
         "e-1234",
         false},
        {"\xff\xfe\xfd\xfc\xff\xfe\xfd\xfc", false},
        {"a,b,c,d,e", false},
        {NULL, false},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char header[200];
        snprintf(header, sizeof header, "X-Request-Id: %s", rows[i].id ? rows[i].id : "");
        reply_auto struct reply reply =
            with_headers(service, "GET", i % 2 ? "/v1/partners/kcc" : "/v1/nothing",
                         (const char *const[]){rows[i].id ? header : NULL, NULL});
        const char *id = reply_header(&reply, "x-request-id");
        cr_assert_not_null(id);
        cr_assert_eq(rows[i].fit, rows[i].id && strcmp(id, rows[i].id) == 0, "%s became %s", header,
                     id);
        cr_assert(rows[i].fit || (strlen(id) == 36 && id[14] == '7'), "%s became %s", header, id);
    }
}

Test(headers, every_answer_says_how_long_it_took_and_is_not_to_be_sniffed)
{
    service_auto struct service *service = start(NULL);
    static const char *const targets[] = {"/v1/partners", "/v1/nothing", "/health/live",
                                          "/docs",        "/v1/funds",   "/v1/partners?format=csv"};
    for (size_t i = 0; i < LENGTH(targets); i++) {
        reply_auto struct reply reply = http_get(service_url(service), NULL, targets[i]);
        cr_assert_str_eq(reply_header(&reply, "x-content-type-options"), "nosniff");
        const char *timing = reply_header(&reply, "server-timing");
        double auth, database, total;
        int end = 0;
        cr_assert_not_null(timing);
        const int found = sscanf(timing, "auth;dur=%lf, db;dur=%lf, total;dur=%lf%n", &auth,
                                 &database, &total, &end);
        cr_assert(found == 3 && timing[end] == '\0', "%s", timing);
        cr_assert(auth >= 0 && database >= 0 && total >= database && total < 10000, "%s", timing);
    }
}

Test(headers, no_web_page_may_read_answers_unless_its_origin_is_set)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply reply =
        with_headers(service, "GET", "/v1/partners",
                     (const char *const[]){"Origin: https://portal.example", NULL});
    cr_assert_eq(reply.status, 200);
    cr_assert_null(reply_header(&reply, "access-control-allow-origin"));
    cr_assert_str_eq(reply_header(&reply, "vary"), "Authorization, Accept, Accept-Encoding");
}

Test(headers, a_web_page_of_an_allowed_origin_may_ask_and_send)
{
    service_auto struct service *service =
        start("SAFER_CORS_ORIGINS=https://portal.example https://other.example:8443");
    static const struct {
        const char *origin;
        bool allowed;
    } rows[] = {
        {"https://portal.example", true},
        {"https://other.example:8443", true},
        {"https://other.example", false},
        {"https://portal.example.attacker.test", false},
        {"http://portal.example", false},
        {"https://PORTAL.example", false},
        {"null", false},
        {"https://portal.example https://x.test", false},
        {"*", false},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char origin[200];
        snprintf(origin, sizeof origin, "Origin: %s", rows[i].origin);
        reply_auto struct reply get =
            with_headers(service, "GET", "/v1/partners", (const char *const[]){origin, NULL});
        reply_auto struct reply refused =
            with_headers(service, "GET", "/v1/funds", (const char *const[]){origin, NULL});
        reply_auto struct reply before = with_headers(
            service, "OPTIONS", CONTRIBUTIONS,
            (const char *const[]){origin, "Access-Control-Request-Method: POST",
                                  "Access-Control-Request-Headers: authorization, idempotency-key",
                                  NULL});
        const struct reply *const all[] = {&get, &refused, &before};
        for (size_t a = 0; a < LENGTH(all); a++) {
            const char *allowed = reply_header(all[a], "access-control-allow-origin");
            cr_assert(rows[i].allowed ? allowed && strcmp(allowed, rows[i].origin) == 0 : !allowed,
                      "%s: %s", origin, allowed ? allowed : "none");
            cr_assert(strstr(reply_header(all[a], "vary"), "Origin"));
            cr_assert_null(reply_header(all[a], "access-control-allow-credentials"));
        }
        cr_assert_eq(before.status, 204);
        const char *methods = reply_header(&before, "access-control-allow-methods");
        const char *headers = reply_header(&before, "access-control-allow-headers");
        cr_assert_eq(rows[i].allowed, methods && strstr(methods, "POST"), "%s", origin);
        cr_assert_eq(rows[i].allowed, headers && strstr(headers, "Authorization") &&
                                          strstr(headers, "Idempotency-Key") &&
                                          strstr(headers, "If-Match"));
        const char *exposed = reply_header(&get, "access-control-expose-headers");
        cr_assert_eq(rows[i].allowed, exposed && strstr(exposed, "ETag") &&
                                          strstr(exposed, "Link") &&
                                          strstr(exposed, "X-Request-Id"));
    }
}

Test(headers, a_star_allows_every_origin)
{
    service_auto struct service *service = start("SAFER_CORS_ORIGINS=*");
    reply_auto struct reply reply =
        with_headers(service, "GET", "/v1/partners",
                     (const char *const[]){"Origin: https://anywhere.example", NULL});
    cr_assert_str_eq(reply_header(&reply, "access-control-allow-origin"),
                     "https://anywhere.example");
    reply_auto struct reply none = http_get(service_url(service), NULL, "/v1/partners");
    cr_assert_null(reply_header(&none, "access-control-allow-origin"));
}

Test(headers, accept_chooses_the_form_by_its_weights)
{
    service_auto struct service *service = start(NULL);
    static const struct {
        const char *accept, *type;
    } rows[] = {
        {"Accept: text/csv", "text/csv"},
        {"Accept: TEXT/CSV", "text/csv"},
        {"Accept: text/csv, application/json", "application/json"},
        {"Accept: text/csv, application/json;q=0.9", "text/csv"},
        {"Accept: text/*;q=0.5, application/json;q=0.1", "text/csv"},
        {"Accept: text/html,application/xhtml+xml,*/*;q=0.8", "application/json"},
        {"Accept: */*", "application/json"},
        {"Accept: application/*", "application/json"},
        {"Accept: text/csv;q=0, */*", "application/json"},
        {"Accept: application/json;q=0, */*", "text/csv"},
        {"Accept: application/json;q=0", NULL},
        {"Accept: text/html", NULL},
        {"Accept: text/csvx", NULL},
        {"Accept: application/problem+json", NULL},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        reply_auto struct reply reply = with_headers(service, "GET", "/v1/partners",
                                                     (const char *const[]){rows[i].accept, NULL});
        const char *type = reply_header(&reply, "content-type");
        if (rows[i].type) {
            cr_assert_eq(reply.status, 200, "%s: %s", rows[i].accept, reply.body);
            cr_assert_eq(strncmp(type, rows[i].type, strlen(rows[i].type)), 0, "%s: %s",
                         rows[i].accept, type);
        } else {
            cr_assert(reply_is_problem(&reply, 406, "not-acceptable"), "%s", rows[i].accept);
        }
    }
    reply_auto struct reply one = with_headers(service, "GET", "/v1/partners/kcc",
                                               (const char *const[]){"Accept: text/csv", NULL});
    cr_assert(reply_is_problem(&one, 406, "not-acceptable"));
}

Test(headers, a_header_that_decides_something_is_not_taken_twice)
{
    service_auto struct service *service = start(NULL);
    const char *token = writer(service);
    static const char *const twice[] = {
        "Content-Length: 2\r\nContent-Length: 2",
        "Content-Length: 2\r\nContent-Length: 40",
        "Content-Length: 2\r\nTransfer-Encoding: chunked",
        "Content-Length: 2\r\nHost: y",
        "Content-Length: 2\r\nIdempotency-Key: a\r\nIdempotency-Key: b",
        "Content-Length: 2\r\nIdempotency-Key: a\r\nidempotency-key: a",
        "Content-Length: 2\r\nContent-Type: text/plain",
        "Content-Length: 2\r\nAuthorization: Bearer x",
    };
    for (size_t i = 0; i < LENGTH(twice); i++) {
        char *request = NULL;
        cr_assert_geq(asprintf(&request,
                               "POST " DRY " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                               "Authorization: Bearer %s\r\nContent-Type: application/json\r\n"
                               "%s\r\n\r\n{}",
                               token, twice[i]),
                      0);
        char *answer = raw(service, request);
        cr_expect_eq(wire_status(answer), 400, "%s: %.300s", twice[i], answer);
        free(answer);
        free(request);
    }
    cr_assert(is_healthy(service));
}

Test(headers, a_header_that_is_no_text_is_refused)
{
    service_auto struct service *service = start(NULL);
    static const char *const headers[] = {"Accept: \xff\xfe", "If-None-Match: \"\xc3\x28\"",
                                          "X-Anything: \xff", "Accept: application/json\x01"};
    for (size_t i = 0; i < LENGTH(headers); i++) {
        reply_auto struct reply reply =
            with_headers(service, "GET", "/v1/partners", (const char *const[]){headers[i], NULL});
        cr_expect(reply_is_problem(&reply, 400, "malformed-request"), "%s", headers[i]);
    }
    reply_auto struct reply good =
        with_headers(service, "GET", "/v1/partners",
                     (const char *const[]){"X-Anything: Gr\xc3\xb6\xc3\x9f"
                                           "e",
                                           NULL});
    cr_assert_eq(good.status, 200);
}
