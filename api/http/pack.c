/* Answers packed with gzip, for clients that ask for it.
 * SPDX-License-Identifier: MIT */
#include "http/pack.h"

#include <assert.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

/* The quickest level: half the time of the usual one, for CSV a sixth longer. */
#define LEVEL 1
#define GZIP_WINDOW (15 + 16) /* zlib.h: 16 more asks for gzip's header and trailer */
#define MEMORY 8
#define PART ((size_t)16 * 1024)

struct pack {
    z_stream stream;
};

struct pack *pack_new(void)
{
    struct pack *pack = calloc(1, sizeof *pack);
    if (pack && deflateInit2(&pack->stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY,
                             Z_DEFAULT_STRATEGY) == Z_OK)
        return pack;
    free(pack);
    return NULL;
}

void pack_free(struct pack *pack)
{
    if (pack)
        (void)deflateEnd(&pack->stream);
    free(pack);
}

void pack_add(struct pack *pack, const char *bytes, size_t length, bool last, struct text *out)
{
    assert(length <= UINT_MAX);
    pack->stream.next_in = (unsigned char *)(uintptr_t)bytes;
    pack->stream.avail_in = (unsigned)length;
    do {
        char *room = text_reserve(out, PART);
        if (!room)
            return;
        pack->stream.next_out = (unsigned char *)room;
        pack->stream.avail_out = PART;
        const int result = deflate(&pack->stream, last ? Z_FINISH : Z_NO_FLUSH);
        assert(result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR);
        text_commit(out, PART - pack->stream.avail_out);
    } while (pack->stream.avail_out == 0);
}

bool pack_text(struct text *text)
{
    struct pack *pack = pack_new();
    if (!pack)
        return false;
    struct text packed = {0};
    pack_add(pack, text->data, text->length, true, &packed);
    pack_free(pack);
    if (text_failed(&packed) || packed.length >= text->length) {
        text_free(&packed);
        return false;
    }
    text_free(text);
    *text = packed;
    return true;
}
