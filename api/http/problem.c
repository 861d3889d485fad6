/* Problem documents (RFC 9457): every refusal the service gives.
 * SPDX-License-Identifier: MIT */
#include "http/problem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "http/target.h"

static const struct problem_type types[] = {
#define PROBLEM(name, slug, status, title, explanation) {slug, status, title, explanation},
#include "http/problem.def"
#undef PROBLEM
};

const struct problem_type *problem_find(const char *slug)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strcmp(types[i].slug, slug) == 0)
            return &types[i];
    return NULL;
}

static void add_member(struct text *body, const char *name, const char *value, size_t length)
{
    text_add_format(body, ",\"%s\":", name);
    text_add_json_string(body, value, length);
}

void problem_write(const struct refusal *refusal, const struct request *request,
                   struct response *response)
{
    const struct problem_type *type = problem_find(refusal->slug);
    if (!type)
        type = problem_find("internal-error");
    assert(type);
    response_reset(response);
    response->status = type->status;
    response->media_type = "application/problem+json";
    struct text *body = &response->body;
    text_add_format(body, "{\"type\":\"/problems/%s\"", type->slug);
    add_member(body, "title", type->title, strlen(type->title));
    text_add_format(body, ",\"status\":%d", type->status);
    if (refusal->detail.length)
        add_member(body, "detail", refusal->detail.data, refusal->detail.length);
    else
        add_member(body, "detail", type->explanation, strlen(type->explanation));
    text_add_string(body, ",\"instance\":\"");
    target_write(body, request->target, request->path_length);
    text_add_char(body, '"');
    add_member(body, "request_id", request->id, strlen(request->id));
    if (refusal->members.length && !text_failed(&refusal->members)) {
        text_add_char(body, ',');
        text_add(body, refusal->members.data, refusal->members.length);
    }
    text_add_char(body, '}');
    response_header(response, "Cache-Control", "no-store");
    /* A 503 always says when to come again, if nobody knows better. */
    if (refusal->retry_after || type->status == 503)
        response_header(response, "Retry-After", "%d",
                        refusal->retry_after ? refusal->retry_after : 1);
    if (type->status == 401)
        response_header(response, "WWW-Authenticate",
                        strcmp(type->slug, "invalid-token") == 0
                            ? "Bearer realm=\"safer-communities\", error=\"invalid_token\""
                            : "Bearer realm=\"safer-communities\"");
}

void problem_write_bare(const char *slug, const struct request *request, struct response *response)
{
    const struct problem_type *type = problem_find(slug);
    assert(type && type->status == 503);
    response_reset(response);
    response->status = type->status;
    response->media_type = "application/problem+json";
    const int length =
        snprintf(response->bare, sizeof response->bare,
                 "{\"type\":\"/problems/%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\","
                 "\"instance\":\"/\",\"request_id\":\"%s\"}",
                 type->slug, type->title, type->status, type->explanation, request->id);
    assert(length > 0 && (size_t)length < sizeof response->bare);
    response->fixed = response->bare;
    response->fixed_length = (size_t)length;
    response_header_lent(response, "Cache-Control", "no-store");
    response_header_lent(response, "Retry-After", "1");
    response_header_lent(response, "X-Request-Id", request->id);
}
