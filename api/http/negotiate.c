/* Which form of an answer the client asked for, and whether it has it already.
 * SPDX-License-Identifier: MIT */
#include "http/negotiate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A weight (RFC 9110, section 12.4.2) in thousandths, 1000 at the most; 0 when it is none. Some
 * clients leave out the zero before the point. */
static int read_weight(const char *text, size_t length)
{
    const bool has_whole = length > 0 && text[0] >= '0' && text[0] <= '9';
    const size_t point = has_whole ? 1 : 0;
    if (length == 0 || (length > point && text[point] != '.'))
        return 0;
    int weight = has_whole ? (text[0] - '0') * 1000 : 0;
    for (size_t i = point + 1, place = 100; i < length; i++, place /= 10) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        weight += (text[i] - '0') * (int)place;
    }
    return weight < 1000 ? weight : 1000;
}

/* How many bytes of a parameter's value are there, up to a blank or the next parameter. */
static size_t value_length(const char *value, size_t most)
{
    size_t length = 0;
    while (length < most && value[length] != ';' && value[length] != ' ' && value[length] != '\t')
        length++;
    return length;
}

/* The quality of one media range, in thousandths; 1000 without a q parameter. */
static int quality(const char *range, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++) {
        if (range[i] != ';')
            continue;
        size_t at = i + 1;
        while (at < length && (range[at] == ' ' || range[at] == '\t'))
            at++;
        if (at + 1 < length && (range[at] == 'q' || range[at] == 'Q') && range[at + 1] == '=') {
            const char *value = range + at + 2;
            return read_weight(value, value_length(value, length - at - 2));
        }
    }
    return 1000;
}

/* How exactly `range` names the type: 3 exactly, 2 its kind, 1 anything, 0 not at all. */
static int match(const char *range, size_t length, const char *kind, const char *type)
{
    size_t end = 0;
    while (end < length && range[end] != ';' && range[end] != ' ')
        end++;
    if (end == strlen(type) && strncasecmp(range, type, end) == 0)
        return 3;
    if (end == strlen(kind) && strncasecmp(range, kind, end) == 0)
        return 2;
    return end == 3 && strncmp(range, "*/*", 3) == 0;
}

struct preference {
    int exactness, quality;
};

static void consider(struct preference *best, int exactness, int value)
{
    if (exactness > best->exactness)
        *best = (struct preference){exactness, value};
}

enum form negotiate_accept(const char *accept, unsigned offered)
{
    struct preference found[FORM_NONE] = {0};
    const char *next = accept ? accept : "";
    if (!*next)
        next = "*/*";
    while (*next) {
        next += strspn(next, ", \t");
        const size_t length = strcspn(next, ",");
        const int value = quality(next, length);
        for (size_t i = 0; i < FORM_NONE; i++)
            consider(&found[i], match(next, length, form_types[i].kind, form_types[i].type), value);
        next += length;
    }
    enum form best = FORM_NONE;
    for (enum form form = FORM_JSON; form < FORM_NONE; form++) {
        const struct preference *mine = &found[form];
        if ((offered & FORM_BIT(form)) && mine->quality > 0 &&
            (best == FORM_NONE || mine->quality > found[best].quality ||
             (mine->quality == found[best].quality && mine->exactness > found[best].exactness)))
            best = form;
    }
    return best;
}

bool negotiate_accepts(const char *accept, const char *media_type)
{
    char type[64], kind[64];
    const int type_length = (int)strcspn(media_type, ";"),
              kind_length = (int)strcspn(media_type, "/");
    (void)snprintf(type, sizeof type, "%.*s", type_length, media_type);
    (void)snprintf(kind, sizeof kind, "%.*s/*", kind_length, media_type);
    struct preference best = {0, 0};
    const char *next = accept ? accept : "";
    if (!*next)
        return true;
    while (*next) {
        next += strspn(next, ", \t");
        const size_t length = strcspn(next, ",");
        consider(&best, match(next, length, kind, type), quality(next, length));
        next += length;
    }
    return best.quality > 0;
}

bool negotiate_gzip(const char *accept_encoding)
{
    struct preference gzip = {0, 0}, plain = {0, 0};
    const char *next = accept_encoding ? accept_encoding : "";
    while (*next) {
        next += strspn(next, ", \t");
        const size_t length = strcspn(next, ",");
        const int value = quality(next, length);
        const size_t name = strcspn(next, ",; \t");
        const bool any = name == 1 && *next == '*';
        if (any || (name == 4 && strncasecmp(next, "gzip", name) == 0))
            consider(&gzip, any ? 1 : 2, value);
        if (name == 8 && strncasecmp(next, "identity", name) == 0)
            consider(&plain, 2, value);
        next += length;
    }
    return gzip.quality > 0 && gzip.quality >= plain.quality;
}

bool negotiate_none_match(const char *header, const char *etag)
{
    if (!header || !etag)
        return false;
    const char *next = header;
    while (*next) {
        next += strspn(next, ", \t");
        if (*next == '*')
            return true;
        if (strncmp(next, "W/", 2) == 0)
            next += 2;
        const size_t length = strcspn(next, ", \t");
        if (length == strlen(etag) && memcmp(next, etag, length) == 0)
            return true;
        next += length;
    }
    return false;
}

int64_t negotiate_if_match(const char *header)
{
    if (!header || strcmp(header, "*") == 0)
        return IF_MATCH_ANY;
    int64_t newest = IF_MATCH_BAD;
    const char *next = header;
    while (*next) {
        next += strspn(next, ", \t");
        char *end;
        if (*next == '"' && next[1] >= '0' && next[1] <= '9') {
            const long long version = strtoll(next + 1, &end, 10);
            if ((*end == '-' || *end == '"') && version <= INT32_MAX && version > newest)
                newest = version;
        }
        next += strcspn(next, ",");
    }
    return newest;
}
