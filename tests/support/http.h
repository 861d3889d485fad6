/* A small HTTP client for tests; each exchange is recorded for the contract checker.
 * SPDX-License-Identifier: MIT
 *
 * The record is the file $SAFER_EXCHANGES, one JSON object a line, without tokens. A request that
 * gets no answer fails the test. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct request {
    const char *method;         /* NULL: GET */
    const char *target;         /* path and query, sent as they are */
    const char *token;          /* for Authorization: Bearer; NULL: none */
    const char *key;            /* Idempotency-Key; NULL: none */
    const char *const *headers; /* more, "Name: value", ends with NULL; or NULL */
    const char *body;           /* NULL: none */
    size_t length;              /* of the body; 0: up to its NUL */
    const char *content_type;   /* of the body; NULL: application/json; "": none is sent */
};

/* An answer. reply_free, or reply_auto, frees what it holds. */
struct reply {
    int status;
    json_t *headers; /* names in lower case, each with an array of values */
    char *body;      /* ends with a NUL beyond `length` */
    size_t length;
    json_t *json; /* the body, when it is JSON by its Content-Type, and not packed; else NULL */
};

/* Sends a request to a base address such as service_url() and waits for the answer, a minute at
 * most. Threads may do so at the same time. */
struct reply http_send(const char *url, const struct request *request);

struct reply http_get(const char *url, const char *token, const char *target);

/* Posts JSON; `key` may be NULL. */
struct reply http_post(const char *url, const char *token, const char *key, const char *target,
                       const char *body);

/* Sends bytes to the address as they are and returns all that comes back until the connection
 * closes or a minute is over, as text the caller frees. Not recorded. */
char *http_raw(const char *url, const char *bytes, size_t length);

void reply_free(struct reply *reply);
#define reply_auto __attribute__((cleanup(reply_free), unused))

/* The first value of a header (its name in lower case), or NULL. Owned by the reply. */
const char *reply_header(const struct reply *reply, const char *name);

/* A member of the JSON body by a path such as "items.0.partner"; the test fails when it is not
 * there. Owned by the reply. */
json_t *reply_member(const struct reply *reply, const char *path);

/* The same as text or integer; the test fails when it is of another type. JSON null as text is
 * NULL. */
const char *reply_text(const struct reply *reply, const char *path);
json_int_t reply_integer(const struct reply *reply, const char *path);

/* Whether the reply is the problem with this slug: its status, its type and the status in its body.
 */
bool reply_is_problem(const struct reply *reply, int status, const char *slug);

/* Whether a problem lists a fault at this pointer (or, when it has no leading slash, parameter). */
bool reply_names(const struct reply *reply, const char *pointer_or_parameter);
