/* Content-Disposition: under which name a file is kept by who fetches it.
 * SPDX-License-Identifier: MIT */
#include "http/disposition.h"

#include <string.h>

/* attr-char of RFC 5987, section 3.2.1: what needs no percent sign. */
static bool is_attribute_character(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c != '\0' && strchr("!#$&+-.^_`|~", c));
}

/* What no client reads as anything but itself between quotation marks: a percent sign would be
 * decoded by some, a backslash by others. */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '%';
}

void disposition_write(struct text *out, const char *name)
{
    bool plain = true;
    text_add_string(out, "attachment; filename=\"");
    for (const char *c = name; *c; c++) {
        plain = plain && is_plain(*c);
        if (((unsigned char)*c & 0xC0) != 0x80) /* one for each letter, however many its bytes */
            text_add_char(out, is_plain(*c) ? *c : '_');
    }
    text_add_char(out, '"');
    if (plain)
        return;
    text_add_string(out, "; filename*=UTF-8''");
    for (const char *c = name; *c; c++)
        if (is_attribute_character(*c))
            text_add_char(out, *c);
        else
            text_add_format(out, "%%%02X", (unsigned)(unsigned char)*c);
}
