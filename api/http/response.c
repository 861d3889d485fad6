/* An answer in the making.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

static void give_value(struct response *response, size_t at)
{
    /* written down by response_header, which allocated it */
    if (!response->headers[at].lent)
        free((char *)(uintptr_t)response->headers[at].value);
}

static void set_header(struct response *response, const char *name, const char *value, bool lent)
{
    size_t at = 0;
    while (at < response->header_count && strcmp(response->headers[at].name, name) != 0)
        at++;
    assert(at < RESPONSE_HEADERS_MAX);
    if (at == response->header_count)
        response->header_count++;
    else
        give_value(response, at);
    response->headers[at].name = name;
    response->headers[at].value = value;
    response->headers[at].lent = lent;
}

void response_header_lent(struct response *response, const char *name, const char *value)
{
    set_header(response, name, value, true);
}

void response_header(struct response *response, const char *name, const char *format, ...)
{
    char short_value[512];
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(short_value, sizeof short_value, format, arguments);
    va_end(arguments);
    char *value = length < 0 ? NULL : malloc((size_t)length + 1);
    if (value && (size_t)length < sizeof short_value)
        memcpy(value, short_value, (size_t)length + 1);
    else if (value)
        (void)vsnprintf(value, (size_t)length + 1, format, again);
    va_end(again);
    if (!value) {
        memory_note_lack();
        response->failed = true;
        return;
    }
    for (char *c = value; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    set_header(response, name, value, false);
}

const char *response_header_value(const struct response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

bool response_failed(const struct response *response)
{
    return response->failed || text_failed(&response->body);
}

void response_reset(struct response *response)
{
    for (size_t i = 0; i < response->header_count; i++)
        give_value(response, i);
    response->header_count = 0;
    response->status = 0;
    response->failed = false;
    response->media_type = NULL;
    response->fixed = NULL;
    response->fixed_length = 0;
    response->length = 0;
    text_clear(&response->body);
}

void response_clear(struct response *response)
{
    response_reset(response);
    text_free(&response->body);
}

void response_page_headers(struct response *response)
{
    response_header(response, "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
                    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response_header(response, "Referrer-Policy", "no-referrer");
}
