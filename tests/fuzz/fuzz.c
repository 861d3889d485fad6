/* What the fuzz targets share: an input is taken line by line, and what must hold is held.
 * SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_fail(const char *promise, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, promise);
    abort();
}

static void *allocate(size_t size)
{
    void *memory = malloc(size);
    if (!memory)
        fuzz_fail("there is memory", __FILE__, __LINE__);
    return memory;
}

struct piece fuzz_whole(const uint8_t *data, size_t size)
{
    return (struct piece){(const char *)data, size};
}

struct piece fuzz_until(struct piece *rest, char mark)
{
    const char *end = rest->length ? memchr(rest->bytes, mark, rest->length) : NULL;
    const struct piece first = {rest->bytes, end ? (size_t)(end - rest->bytes) : rest->length};
    const size_t taken = first.length + (end ? 1 : 0);
    *rest = (struct piece){rest->bytes + taken, rest->length - taken};
    return first;
}

struct piece fuzz_line(struct piece *rest)
{
    return fuzz_until(rest, '\n');
}

char *fuzz_text(struct piece piece)
{
    char *text = allocate(piece.length + 1);
    if (piece.length)
        memcpy(text, piece.bytes, piece.length);
    text[piece.length] = '\0';
    return text;
}

bool fuzz_has_nul(struct piece piece)
{
    return piece.length && memchr(piece.bytes, '\0', piece.length);
}

/* The table of RFC 3629, section 4: by the first byte, how many follow, and the bounds of the
 * second. */
static const struct {
    unsigned char first, last, follow, low, high;
} leads[] = {
    {0x00, 0x7f, 0, 0, 0},       {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf},
    {0xe1, 0xec, 2, 0x80, 0xbf}, {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

/* The bytes of the character there, or 0. */
static size_t character(const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (bytes[0] < leads[i].first || bytes[0] > leads[i].last)
            continue;
        const size_t follow = leads[i].follow;
        if (follow >= length || (follow && (bytes[1] < leads[i].low || bytes[1] > leads[i].high)))
            return 0;
        for (size_t j = 2; j <= follow; j++)
            if (bytes[j] < 0x80 || bytes[j] > 0xbf)
                return 0;
        return follow + 1;
    }
    return 0;
}

bool fuzz_is_utf8(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        const size_t taken = character((const unsigned char *)bytes + at, length - at);
        if (taken == 0)
            return false;
        at += taken;
    }
    return true;
}

char *fuzz_percent(const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = allocate(strlen(text) * 3 + 1), *next = out;
    for (; *text; text++) {
        *next++ = '%';
        *next++ = digits[(unsigned char)*text >> 4];
        *next++ = digits[(unsigned char)*text & 15];
    }
    *next = '\0';
    return out;
}

char *fuzz_base64url(struct piece piece)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *out = allocate(piece.length * 4 / 3 + 4), *next = out;
    unsigned held = 0, count = 0;
    for (size_t i = 0; i < piece.length; i++) {
        held = held << 8 | (unsigned char)piece.bytes[i];
        for (count += 8; count >= 6; count -= 6)
            *next++ = alphabet[held >> (count - 6) & 63];
        held &= 0xff;
    }
    if (count)
        *next++ = alphabet[held << (6 - count) & 63];
    *next = '\0';
    return out;
}
