/* What comes in at the door: methods, headers, targets and bodies of every kind, and what is
 * logged. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "support/contract.h"
#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

#define CONTRIBUTIONS "/v1/contributions"
#define DRY CONTRIBUTIONS "?dry_run=true"
#define BODY                                                                                       \
    "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","                          \
    " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","                                 \
    " \"external_reference\": \"KCC-1\"}"
#define BODY_LIMIT 1048576
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct service *start(const char *setting)
{
    return service_start(&(struct service_options){
        .today = "2018-04-09", .environment = (const char *const[]){setting, NULL}});
}

static const char *writer(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc",
                         "contributions.write funds.write agreements.write audit.read");
}

static bool is_healthy(const struct service *service)
{
    reply_auto struct reply live = http_get(service_url(service), NULL, "/health/live");
    reply_auto struct reply read = http_get(service_url(service), NULL, "/v1/partners/kcc");
    return live.status == 200 && read.status == 200;
}

static struct reply with_headers(const struct service *service, const char *method,
                                 const char *target, const char *const *headers)
{
    return http_send(service_url(service),
                     &(struct request){.method = method, .target = target, .headers = headers});
}

/* Sends one request by hand on a connection of its own and returns all that comes back. */
static char *raw(const struct service *service, const char *text)
{
    return http_raw(service_url(service), text, strlen(text));
}

/* ---- Methods and addresses ----------------------------------------------------------------- */

Test(door, a_path_that_is_none_is_not_found)
{
    static const char *const targets[] = {"/",
                                          "/v1",
                                          "/v1/",
                                          "/v1/partners/",
                                          "/V1/partners",
                                          "/v1/partners/kcc/",
                                          "//v1/partners",
                                          "/v1//partners",
                                          "/v1/./partners",
                                          "/v1/x/../partners",
                                          "/v1/contributions/x/receipt/y",
                                          "/v1/funds/kcst-pooled-budget/nothing",
                                          "/health",
                                          "/.git/config",
                                          "/v1%2Fpartners",
                                          "/v1/partners;x=1",
                                          "/openapi.yaml.bak"};
    service_auto struct service *service = start(NULL);
    for (size_t i = 0; i < LENGTH(targets); i++) {
        reply_auto struct reply reply = http_get(service_url(service), NULL, targets[i]);
        cr_assert(reply_is_problem(&reply, 404, "not-found"), "%s", targets[i]);
        cr_assert_str_eq(reply_text(&reply, "instance"), targets[i]);
        cr_assert_str_eq(reply_text(&reply, "request_id"), reply_header(&reply, "x-request-id"));
    }
}

Test(door, a_method_that_is_not_taken_is_refused_and_those_taken_are_named)
{
    service_auto struct service *service = start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"};
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        const json_t *item =
            json_object_get(json_object_get(contract.document, "paths"), operation->path);
        const bool get = json_object_get(item, "get"), post = json_object_get(item, "post");
        const char *allowed = get && post ? "GET, HEAD, POST, OPTIONS"
                              : get       ? "GET, HEAD, OPTIONS"
                                          : "POST, OPTIONS";
        char *target = contract_target(operation, NULL, NULL);
        for (size_t m = 0; m < LENGTH(methods); m++) {
            if ((get && m == 0) || (post && m == 1)) {
                continue;
            }
            reply_auto struct reply reply = with_headers(service, methods[m], target, NULL);
            cr_assert(reply_is_problem(&reply, 405, "method-not-allowed"), "%s %s", methods[m],
                      target);
            cr_assert_str_eq(reply_header(&reply, "allow"), allowed);
        }
        reply_auto struct reply options = with_headers(service, "OPTIONS", target, NULL);
        cr_assert_eq(options.status, 204, "%s", target);
        cr_assert_str_eq(reply_header(&options, "allow"), allowed);
        cr_assert_eq(options.length, 0);
        free(target);
    }
    reply_auto struct reply nowhere = with_headers(service, "OPTIONS", "/v1/nothing", NULL);
    cr_assert(reply_is_problem(&nowhere, 404, "not-found"));
    char *all = raw(service, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    cr_assert_eq(wire_status(all), 204, "%s", all);
    free(all);
}

Test(door, head_answers_as_get_does_without_the_body)
{
    service_auto struct service *service = start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *token = writer(service);
    static const char *const same[] = {
        "content-type",        "etag",        "cache-control",   "vary", "link",
        "content-disposition", "retry-after", "www-authenticate"};
    static const char *const queries[] = {"", "format=csv", "limit=1", "nonsense=1"};
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        if (strcmp(operation->method, "GET") != 0 || strcmp(operation->path, "/metrics") == 0) {
            continue;
        }
        char *path = contract_target(operation, NULL, NULL), target[300];
        for (size_t q = 0; q < LENGTH(queries); q++) {
            const char *with = operation->takes_token && q % 2 == 0 ? token : NULL;
            snprintf(target, sizeof target, "%s%s%s", path,
                     !*queries[q]        ? ""
                     : strchr(path, '?') ? "&"
                                         : "?",
                     queries[q]);
            reply_auto struct reply get = http_get(service_url(service), with, target);
            reply_auto struct reply head =
                http_send(service_url(service),
                          &(struct request){.method = "HEAD", .target = target, .token = with});
            cr_assert_eq(head.status, get.status, "%s: %d, %d", target, head.status, get.status);
            cr_assert_eq(head.length, 0);
            for (size_t h = 0; h < LENGTH(same); h++) {
                const char *one = reply_header(&get, same[h]), *two = reply_header(&head, same[h]);
                cr_assert(one ? two && strcmp(one, two) == 0 : !two, "%s: %s is %s, %s", target,
                          same[h], one ? one : "absent", two ? two : "absent");
            }
        }
        free(path);
    }
}

/* ---- What every operation refuses ---------------------------------------------------------- */

/* Calls an operation as it wants to be called, but for what `change` is about. */
static struct reply call(const struct service *service, const struct contract_operation *operation,
                         const char *token, const char *more, const struct request *change)
{
    char *path = contract_target(operation, NULL, NULL), target[300];
    snprintf(target, sizeof target, "%s%s%s", path,
             !more               ? ""
             : strchr(path, '?') ? "&"
                                 : "?",
             more ? more : "");
    free(path);
    const struct request request = {
        .method = operation->method,
        .target = target,
        .token = operation->takes_token ? token : NULL,
        .key = operation->takes_body ? "key" : NULL,
        .headers = change->headers,
        .body = change->body            ? change->body
                : operation->takes_body ? "{}"
                                        : NULL,
        .length = change->length,
        .content_type = change->content_type,
    };
    return http_send(service_url(service), &request);
}

Test(door, every_operation_refuses_a_parameter_it_does_not_know)
{
    service_auto struct service *service = start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *token = writer(service);
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        if (!contract_declares(operation, "400")) {
            continue;
        }
        reply_auto struct reply reply =
            call(service, operation, token, "partnr=kcc", &(struct request){0});
        cr_assert(reply_is_problem(&reply, 400, "invalid-parameters"), "%s", operation->id);
        cr_assert(reply_names(&reply, "partnr"));
    }
}

Test(door, every_operation_refuses_forms_of_an_answer_that_it_has_not)
{
    service_auto struct service *service = start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *token = writer(service);
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        if (!contract_declares(operation, "406")) {
            continue;
        }
        const struct request image = {
            .headers = (const char *const[]){"Accept: image/png, audio/*", NULL}};
        reply_auto struct reply reply = call(service, operation, token, NULL, &image);
        cr_assert(reply_is_problem(&reply, 406, "not-acceptable"), "%s", operation->id);
    }
}

Test(door, every_write_refuses_a_body_that_is_too_long_or_of_another_type)
{
    service_auto struct service *service = start("SAFER_BODY_LIMIT=2048");
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *token = writer(service);
    char *large = calloc(1, 2050);
    memset(large, ' ', 2049);
    size_t writes = 0;
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        if (!operation->takes_body) {
            continue;
        }
        reply_auto struct reply long_body =
            call(service, operation, token, NULL, &(struct request){.body = large});
        cr_assert(reply_is_problem(&long_body, 413, "body-too-large"), "%s", operation->id);
        static const char *const types[] = {"text/plain",
                                            "application/jsonp",
                                            "text/json",
                                            "",
                                            "application/x-www-form-urlencoded",
                                            "multipart/form-data; boundary=x"};
        for (size_t t = 0; t < LENGTH(types); t++) {
            reply_auto struct reply typed =
                call(service, operation, token, NULL, &(struct request){.content_type = types[t]});
            cr_assert(reply_is_problem(&typed, 415, "unsupported-media-type"), "%s: %s",
                      operation->id, types[t]);
        }
        writes++;
    }
    free(large);
    cr_assert_geq(writes, 4);
}

/* ---- Bodies -------------------------------------------------------------------------------- */

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

Test(door, a_body_of_the_limit_is_read_and_one_byte_more_is_not)
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

Test(door, a_body_that_comes_in_chunks_is_read_like_any_other)
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

Test(door, forms_are_refused_quickly)
{
    service_auto struct service *service = start(NULL);
    const char *token = writer(service);
    enum { KEYS = 20000 };
    char *form = malloc(KEYS * 8 + 1);
    size_t length = 0;
    for (int i = 0; i < KEYS; i++) {
        length += (size_t)snprintf(form + length, 9, "%05d=&", i);
    }
    const double began = now_seconds();
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
    cr_assert_lt(now_seconds() - began, 1.0);
    free(form);
}

Test(door, a_body_where_none_is_wanted_changes_nothing)
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

/* ---- Targets ------------------------------------------------------------------------------- */

Test(door, what_is_wrong_in_the_address_is_named)
{
    service_auto struct service *service = start(NULL);
    static const struct {
        const char *target, *name;
    } rows[] = {
        {"/v1/partners?kind=district&kind=csp", "kind"},
        {"/v1/partners?kind=district&k%69nd=district", "kind"},
        {"/v1/partners?kind=%", "kind"},
        {"/v1/partners?kind=%4", "kind"},
        {"/v1/partners?kind=%zz", "kind"},
        {"/v1/partners?kind=%00", "kind"},
        {"/v1/partners?kind=district%00", "kind"},
        {"/v1/partners?kind=%ff", "kind"},
        {"/v1/partners?kind=\xff", "kind"},
        {"/v1/partners?kind", "kind"},
        {"/v1/partners?kind=", "kind"},
        {"/v1/partners?on=2018-02-29", "on"},
        {"/v1/partners?on=2018-4-3", "on"},
        {"/v1/partners?count=yes", "count"},
        {"/v1/partners?format=xml", "format"},
        {"/v1/partners?KIND=district", "KIND"},
        {"/v1/partners?kind%00=district", "%"},
        {"/v1/partners?=1", ""},
        {"/v1/partners/k%zz", "partner"},
        {"/v1/partners/KCC", "partner"},
        {"/v1/partners/%00", "partner"},
        {"/v1/partners/kcc%00", "partner"},
        {"/v1/partners/%ff%fe", "partner"},
        {"/v1/partners/kcc%2f..", "partner"},
        {"/v1/partners/'; DROP TABLE safer.partner; --", "partner"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char target[200], *out = target;
        for (const char *c = rows[i].target; *c; c++) { /* curl leaves blanks alone */
            out += snprintf(out, 4, *c == ' ' ? "%%20" : "%c", *c);
        }
        reply_auto struct reply reply = http_get(service_url(service), NULL, target);
        cr_assert(reply_is_problem(&reply, 400, "invalid-parameters"), "%s", target);
        cr_assert(reply_names(&reply, rows[i].name), "%s", target);
    }
    reply_auto struct reply all =
        http_get(service_url(service), NULL, "/v1/partners?kind=x&on=y&limit=0&nothing=1&format=z");
    cr_assert(reply_is_problem(&all, 400, "invalid-parameters"));
    cr_assert_eq(json_array_size(reply_member(&all, "errors")), 5, "%s", all.body);
    cr_assert(is_healthy(service));
}

Test(door, an_absolute_target_and_an_empty_query_are_taken_for_what_they_are)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply empty = http_get(service_url(service), NULL, "/v1/partners/kcc?");
    cr_assert_eq(empty.status, 200, "%s", empty.body);
    char *absolute = raw(
        service, "GET http://x/v1/partners/kcc?x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    cr_assert_eq(wire_status(absolute), 400, "%s", absolute);
    cr_assert(strstr(absolute, "\"instance\":\"/v1/partners/kcc\""), "%s", absolute);
    free(absolute);
    absolute = raw(service,
                   "GET http://x/v1/partners/kcc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    cr_assert_eq(wire_status(absolute), 200, "%s", absolute);
    free(absolute);
    static const char *const requests[] = {
        "GET v1/partners HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET ?x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    };
    for (size_t i = 0; i < LENGTH(requests); i++) {
        char *answer = raw(service, requests[i]);
        cr_assert_eq(wire_status(answer), 400, "%s", answer);
        cr_assert(strstr(answer, "malformed-request"), "%s", answer);
        free(answer);
    }
}

Test(door, what_is_endless_is_refused_and_nothing_breaks)
{
    service_auto struct service *service = start(NULL);
    enum { LONG = 200000 };
    static const char *const formats[] = {
        "GET /v1/%s HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/partners?kind=%s HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /v1/partners HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n",
        "GET /v1/partners HTTP/1.1\r\nHost: x\r\n%s: x\r\n\r\n",
        "GET /v1/partners HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n",
        "%s",
    };
    char *filler = malloc(LONG + 1), *request = malloc(LONG + 200);
    memset(filler, 'a', LONG);
    filler[LONG] = '\0';
    for (size_t i = 0; i < LENGTH(formats); i++) {
        const char *place = strstr(formats[i], "%s");
        snprintf(request, LONG + 200, "%.*s%s%s", (int)(place - formats[i]), formats[i], filler,
                 place + 2);
        char *answer = raw(service, request);
        const int status = wire_status(answer);
        /* libmicrohttpd answers before the rest is read, or closes. */
        cr_assert(status == 0 || status == 400 || status == 413 || status == 414 || status == 431,
                  "%s", answer);
        free(answer);
    }
    size_t used = (size_t)snprintf(request, LONG, "GET /v1/partners?");
    for (int i = 0; i < 3000; i++) {
        used += (size_t)snprintf(request + used, 16, "a%d=%d&", i, i);
    }
    snprintf(request + used, 100, "x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    char *many = raw(service, request);
    cr_assert(wire_status(many) != 200, "%s", many);
    free(many);
    free(filler);
    free(request);
    cr_assert(is_healthy(service));
}

/* ---- Headers ------------------------------------------------------------------------------- */

Test(door, the_client_s_request_id_comes_back_when_it_is_fit)
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

Test(door, every_answer_says_how_long_it_took_and_is_not_to_be_sniffed)
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

Test(door, no_web_page_may_read_answers_unless_its_origin_is_set)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply reply =
        with_headers(service, "GET", "/v1/partners",
                     (const char *const[]){"Origin: https://portal.example", NULL});
    cr_assert_eq(reply.status, 200);
    cr_assert_null(reply_header(&reply, "access-control-allow-origin"));
    cr_assert_str_eq(reply_header(&reply, "vary"), "Authorization, Accept");
}

Test(door, a_web_page_of_an_allowed_origin_may_ask_and_send)
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

Test(door, a_star_allows_every_origin)
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

Test(door, accept_chooses_the_form_by_its_weights)
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

Test(door, a_header_that_decides_something_is_not_taken_twice)
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

Test(door, a_header_that_is_no_text_is_refused)
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

/* ---- Connections --------------------------------------------------------------------------- */

static size_t occurrences(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)); at += strlen(word)) {
        count++;
    }
    return count;
}

Test(door, a_connection_is_kept_and_requests_may_be_sent_ahead)
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

Test(door, http_1_0_is_answered_too)
{
    service_auto struct service *service = start(NULL);
    char *answer = raw(service, "GET /v1/partners/kcc HTTP/1.0\r\n\r\n");
    cr_assert(strncmp(answer, "HTTP/1.", 7) == 0 && strstr(answer, " 200 "), "%s", answer);
    cr_assert(strstr(answer, "\"id\":\"kcc\""));
    free(answer);
}

Test(door, nonsense_and_half_a_request_do_no_harm)
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

Test(door, a_request_that_never_comes_to_an_end_is_ended_however_busy_it_looks)
{
    service_auto struct service *service = start("SAFER_IDLE_SECONDS=1");
    static const char *const beginnings[] = {
        "GET /v1/partners HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        "POST " DRY " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
    };
    const int good = wire_open(service_url(service), 0);
    int slow[LENGTH(beginnings)];
    for (size_t i = 0; i < LENGTH(beginnings); i++) {
        slow[i] = wire_open(service_url(service), 0);
        wire_send(slow[i], beginnings[i]);
    }
    const double deadline = now_seconds() + 20;
    for (size_t ended = 0; ended < LENGTH(slow);) {
        cr_assert_lt(now_seconds(), deadline, "a slow sender is kept for ever");
        wire_send(good, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
        free(wire_read(good, "live", 10));
        ended = 0;
        for (size_t i = 0; i < LENGTH(slow); i++) {
            char byte;
            ended += send(slow[i], "x", 1, MSG_NOSIGNAL) < 0 ||
                     recv(slow[i], &byte, 1, MSG_DONTWAIT) == 0;
        }
        breathe();
    }
    for (size_t i = 0; i < LENGTH(slow); i++) {
        wire_close(slow[i]);
    }
    wire_close(good);
    cr_assert(is_healthy(service));
}

/* ---- The log ------------------------------------------------------------------------------- */

static char *read_log(const struct service *service)
{
    FILE *file = fopen(service_log(service), "re");
    cr_assert_not_null(file);
    char *text = calloc(1, 1 << 20);
    cr_assert_not_null(text);
    cr_assert_lt(fread(text, 1, (1 << 20) - 1, file), (size_t)(1 << 20) - 1);
    fclose(file);
    return text;
}

Test(door, each_request_is_one_line_of_the_log_and_nothing_secret_is_in_it)
{
    service_auto struct service *service = start(NULL);
    const char *url = service_url(service), *token = writer(service);
    const char *host = service_token(service, "kfrs-finance", "kfrs", "funds.write");
    char target[200], *before = read_log(service);
    const size_t earlier = occurrences(before, "\"event\":\"request\"");
    free(before);

    reply_auto struct reply posted =
        http_post(url, token, "SECRETKEY1", CONTRIBUTIONS,
                  "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","
                  " \"amount_pence\": 1600123, \"received_on\": \"2018-04-03\","
                  " \"external_reference\": \"SECRETREFERENCE\", \"note\": \"SECRETNOTE\"}");
    cr_assert_eq(posted.status, 201, "%s", posted.body);
    snprintf(target, sizeof target, CONTRIBUTIONS "/%s/receipt", reply_text(&posted, "id"));
    reply_auto struct reply confirmed = http_post(
        url, host, "SECRETKEY2", target,
        "{\"confirmed_on\": \"2018-04-05\", \"bank_reference\": \"SECRETBANKREFERENCE\"}");
    cr_assert_eq(confirmed.status, 200, "%s", confirmed.body);
    reply_auto struct reply wrong =
        http_post(url, token, "SECRETKEY3", CONTRIBUTIONS, "{\"SECRETMEMBER\": \"SECRETVALUE\"}");
    cr_assert_eq(wrong.status, 422);
    reply_auto struct reply filtered =
        http_get(url, token, CONTRIBUTIONS "?external_reference=SECRETFILTER");
    cr_assert_eq(filtered.status, 200);
    reply_auto struct reply forged = http_get(url, "SECRET.TOKEN.SECRET", "/v1/SECRETPATH");
    cr_assert_eq(forged.status, 404);
    reply_auto struct reply odd = http_send(
        url,
        &(struct request){.method = "SECRETMETHOD",
                          .target = "/v1/partners",
                          .headers = (const char *const[]){"X-Request-Id: line\\nbreak\"",
                                                           "traceparent: \"}{\"SECRET", NULL}});
    cr_assert_eq(odd.status, 405);

    char *log = read_log(service);
    size_t requests = 0;
    for (char *line = log, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        cr_assert_not_null(end, "a line of the log does not end");
        *end = '\0';
        json_error_t fault;
        json_t *object = json_loads(line, JSON_REJECT_DUPLICATES, &fault);
        cr_assert(json_is_object(object), "%s: %s", fault.text, line);
        cr_assert(json_is_string(json_object_get(object, "time")), "%s", line);
        const char *event = json_string_value(json_object_get(object, "event"));
        cr_assert_not_null(event);
        if (strcmp(event, "request") == 0) {
            requests++;
            cr_assert(json_is_integer(json_object_get(object, "status")) &&
                          json_is_integer(json_object_get(object, "duration_us")) &&
                          json_is_string(json_object_get(object, "operation")) &&
                          json_is_string(json_object_get(object, "request_id")),
                      "%s", line);
        }
        cr_assert_not(strstr(line, "SECRET"), "%s", line);
        cr_assert_not(strstr(line, token), "%s", line);
        cr_assert_not(strstr(line, "eyJ"), "%s", line);
        cr_assert_not(strstr(line, "1600123"), "%s", line);
        json_decref(object);
    }
    cr_assert_eq(requests - earlier, 6, "%zu lines for 6 requests", requests - earlier);
    free(log);
}

Test(door, the_log_says_who_asked_for_what_and_how_it_went)
{
    service_auto struct service *service = start(NULL);
    reply_auto struct reply reply = http_send(
        service_url(service),
        &(struct request){
            .target = CONTRIBUTIONS "/018f0000-0000-7000-8000-000000000000",
            .token = writer(service),
            .headers = (const char *const[]){
                "X-Request-Id: find-me-in-the-log",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", NULL}});
    cr_assert_eq(reply.status, 404);
    char *log = read_log(service);
    char *line = strstr(log, "find-me-in-the-log");
    cr_assert_not_null(line);
    while (line > log && line[-1] != '\n') {
        line--;
    }
    line[strcspn(line, "\n")] = '\0';
    json_t *object = json_loads(line, 0, NULL);
    static const char *const members[][2] = {
        {"operation", "get_contribution"},
        {"method", "GET"},
        {"client", "kcc-finance"},
        {"partner", "kcc"},
        {"problem", "not-found"},
        {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
    };
    for (size_t i = 0; i < LENGTH(members); i++) {
        const char *value = json_string_value(json_object_get(object, members[i][0]));
        cr_assert(value && strcmp(value, members[i][1]) == 0, "%s", line);
    }
    cr_assert_eq(json_integer_value(json_object_get(object, "status")), 404);
    json_decref(object);
    free(log);
}
