/* What a request may be addressed to, and by which method.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/door.h"
#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

Test(targets, a_path_that_is_none_is_not_found)
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

Test(targets, a_method_that_is_not_taken_is_refused_and_those_taken_are_named)
{
    service_auto struct service *service = start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    static const char *const methods[] = {"GET", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"};
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        const json_t *item =
            json_object_get(json_object_get(contract.document, "paths"), operation->path);
        const bool get = json_object_get(item, "get"), post = json_object_get(item, "post");
        const bool put = json_object_get(item, "put"), patch = json_object_get(item, "patch");
        char allowed[100];
        snprintf(allowed, sizeof allowed, "%s%s%s%sOPTIONS", get ? "GET, HEAD, " : "",
                 post ? "POST, " : "", put ? "PUT, " : "", patch ? "PATCH, " : "");
        char *target = contract_target(operation, NULL, NULL);
        for (size_t m = 0; m < LENGTH(methods); m++) {
            if ((get && m == 0) || (post && m == 1) || (put && m == 2) || (patch && m == 4)) {
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

Test(targets, head_answers_as_get_does_without_the_body)
{
    service_auto struct service *service = start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *token = writer(service);
    const char *auditor = service_token(service, "kcc-audit", "kcc", "audit.read");
    static const char *const same[] = {
        "content-type",        "etag",        "cache-control",   "vary", "link",
        "content-disposition", "retry-after", "www-authenticate"};
    static const char *const queries[] = {"", "format=csv", "limit=1", "nonsense=1"};
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        if (strcmp(operation->method, "GET") != 0 || strcmp(operation->path, "/metrics") == 0) {
            continue;
        }
        /* With a scope that shows reviews, an answer about events is one event more. */
        const bool of_events = strcmp(operation->id, "list_audit_events") == 0;
        char *path = contract_target(operation, NULL, NULL), target[300];
        for (size_t q = 0; q < LENGTH(queries); q++) {
            const char *reader = of_events ? auditor : token;
            const char *with = operation->takes_token && q % 2 == 0 ? reader : NULL;
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

Test(targets, what_is_wrong_in_the_address_is_named)
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

Test(targets, an_absolute_target_and_an_empty_query_are_taken_for_what_they_are)
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

Test(targets, what_is_endless_is_refused_and_nothing_breaks)
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
