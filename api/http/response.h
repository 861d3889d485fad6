/* An answer in the making.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

#include "base/text.h"
#include "http/request.h"

struct stream;

#define RESPONSE_HEADERS_MAX 24

struct response {
    int status;
    const char *media_type; /* static; NULL when there is no body */
    struct text body;
    const char *fixed; /* a constant body instead of `body`, or NULL */
    size_t fixed_length;
    struct stream *stream; /* a body that comes by and by instead, or NULL */
    uint64_t length;       /* bytes of that one, or of what HEAD asks about; 0: nobody knows */
    struct {
        const char *name;  /* static */
        const char *value; /* owned, or lent */
        bool lent;
    } headers[RESPONSE_HEADERS_MAX];
    size_t header_count;
    bool failed; /* a header could not be written down */
    bool stored; /* what was asked is done and committed, whatever becomes of the answer */
    char bare[512];
};

/* Adds a header; a value already there under this name is replaced. Line breaks and other controls
 * in the value become blanks, so that no value can start a header of its own. */
void response_header(struct response *response, const char *name, const char *format, ...)
    printf_like(3, 4);

/* The same with a value that outlives the answer, taken as it is: needs no memory. */
void response_header_lent(struct response *response, const char *name, const char *value);

/* The value set under `name`, or NULL. */
const char *response_header_value(const struct response *response, const char *name);

/* Whether something of the answer is missing for want of memory: it must not be sent. */
bool response_failed(const struct response *response);

/* Takes back status, body and headers: the answer starts anew. */
void response_reset(struct response *response);

void response_clear(struct response *response);

/* What an HTML page of the service's own carries: nothing of others is loaded, nothing is sent on.
 */
void response_page_headers(struct response *response);
