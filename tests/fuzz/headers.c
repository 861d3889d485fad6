/* What headers say does not depend on how they are spelt, and is never more than they say.
 * SPDX-License-Identifier: MIT
 *
 * An input is the value of one header, tried as each of them, and as text for an answer's. */
#include "http/headers.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "http/negotiate.h"
#include "http/response.h"

/* The value twice, with blanks between and around. */
static char *twice(const char *value)
{
    text_auto whole = {0};
    text_add_format(&whole, " \t%s ,\t%s", value, value);
    return text_detach(&whole);
}

static void check_accept(const char *accept)
{
    const unsigned csv = FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV);
    const enum form json = negotiate_accept(accept, FORM_BIT(FORM_JSON)),
                    any = negotiate_accept(accept, csv);
    hold(json == FORM_JSON || json == FORM_NONE);
    hold((json == FORM_JSON) == negotiate_accepts(accept, "application/json; charset=utf-8"));
    hold(any != FORM_CSV || negotiate_accepts(accept, "text/csv"));
    hold(any != FORM_NONE || (json == FORM_NONE && !negotiate_accepts(accept, "text/csv")));
    if (!*accept)
        return;
    free_auto char *more = twice(accept);
    hold(more && negotiate_accept(more, csv) == any);
    for (char *c = more; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    hold(negotiate_accept(more, csv) == any);
}

static void check_tags(const char *header)
{
    static const char tag[] = "\"7-0123456789abcdef-json\"";
    text_auto with = {0};
    text_add_format(&with, "%s,W/%s, \"x\"", header, tag);
    hold(!text_failed(&with));
    hold(negotiate_none_match(with.data, tag));
    hold(!negotiate_none_match(header, tag) || strchr(header, '*') || strstr(header, tag));

    const int64_t version = negotiate_if_match(header);
    hold(version >= IF_MATCH_BAD && version <= INT32_MAX);
    hold(version != IF_MATCH_ANY || strcmp(header, "*") == 0);
    text_auto tags = {0};
    text_add_format(&tags, "%s,%s", header, tag);
    hold(!text_failed(&tags));
    hold(negotiate_if_match(tags.data) >= 7 && negotiate_if_match(tags.data) >= version);
}

static void check_key(const char *value)
{
    char key[IDEMPOTENCY_KEY_MAX + 1] = "", again[IDEMPOTENCY_KEY_MAX + 1] = "";
    if (!headers_read_key(value, key))
        return;
    hold(strlen(key) >= 1 && strstr(value, key));
    for (const char *c = key; *c; c++)
        hold(*c > ' ' && *c < 0x7f && *c != '"');
    hold(headers_read_key(key, again) && strcmp(key, again) == 0);
    text_auto quoted = {0};
    text_add_format(&quoted, "\"%s\"", key);
    hold(headers_read_key(quoted.data, again) && strcmp(key, again) == 0);
}

static void check_answer(const char *value)
{
    struct response response = {0};
    response_header(&response, "X-Other", "%s", value);
    response_header(&response, "X-Other", "%s", value);
    const char *written = response_header_value(&response, "X-Other");
    hold(response.header_count == 1 && written && strlen(written) == strlen(value));
    for (size_t i = 0; written[i]; i++) {
        hold((unsigned char)written[i] >= ' ' && written[i] != 0x7f);
        hold(written[i] == value[i] || written[i] == ' ');
    }
    response_clear(&response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct piece whole = fuzz_whole(data, size);
    if (fuzz_has_nul(whole))
        return -1;
    free_auto char *value = fuzz_text(whole);
    check_accept(value);
    check_tags(value);
    check_key(value);
    check_answer(value);
    hold(!headers_is_json(value) || strlen(value) >= strlen("application/json"));
    return 0;
}
