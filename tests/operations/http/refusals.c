/* What every operation refuses, whatever it does.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/door.h"
#include "support/http.h"
#include "support/meetings.h"
#include "support/service.h"
#include "support/wire.h"

#define FORM                                                                                       \
    "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"           \
    "text\r\n--xyz--\r\n"

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
    /* Who changes something says what he has read; a star stands for whatever that was. */
    const bool wants_match = *operation->method == 'P' && operation->method[1] != 'O';
    const char *const more_headers[] = {wants_match ? "If-Match: *" : NULL, NULL};
    const char *const both_headers[] = {change->headers ? change->headers[0] : NULL,
                                        wants_match ? "If-Match: *" : NULL, NULL};
    const bool wants_form = operation->takes_body && !operation->takes_json;
    const struct request request = {
        .method = operation->method,
        .target = target,
        .token = operation->takes_token ? token : NULL,
        .key = operation->takes_body ? "key" : NULL,
        .headers = change->headers ? both_headers : more_headers,
        .body = change->body            ? change->body
                : wants_form            ? FORM
                : operation->takes_body ? "{}"
                                        : NULL,
        .length = change->length,
        .content_type = change->content_type          ? change->content_type
                        : wants_form && !change->body ? "multipart/form-data; boundary=xyz"
                                                      : NULL,
    };
    return http_send(service_url(service), &request);
}

Test(refusals, every_operation_refuses_a_parameter_it_does_not_know)
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

Test(refusals, every_operation_refuses_forms_of_an_answer_that_it_has_not)
{
    service_auto struct service *service = start(NULL);
    meeting_examples(service); /* a file has but the form in which it was sent */
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

Test(refusals, every_write_refuses_a_body_that_is_too_long_or_of_another_type)
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
        /* A form is read where there are files to take. */
        const size_t count = LENGTH(types) - operation->takes_files;
        for (size_t t = 0; t < count; t++) {
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
