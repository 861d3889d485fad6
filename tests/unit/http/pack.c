/* What is packed is unpacked to the same bytes, in whatever parts it comes.
 * SPDX-License-Identifier: MIT */
#include "http/pack.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* The caller frees it. */
static char *unpacked(const struct text *packed, size_t length)
{
    char *plain = malloc(length + 1);
    z_stream stream = {
        .next_in = (unsigned char *)packed->data,
        .avail_in = (unsigned)packed->length,
        .next_out = (unsigned char *)plain,
        .avail_out = (unsigned)length + 1,
    };
    cr_assert(plain && inflateInit2(&stream, 15 + 16) == Z_OK);
    cr_assert_eq(inflate(&stream, Z_FINISH), Z_STREAM_END);
    cr_assert_eq(stream.total_out, length);
    cr_assert_eq(stream.avail_in, 0);
    inflateEnd(&stream);
    return plain;
}

static void add_rows(struct text *text, int count)
{
    for (int i = 0; i < count; i++)
        text_add_format(text, "kcst,E10000016,20%02d-%02d,%d\r\n", i % 50, i % 12 + 1,
                        i * 7919 % 4001);
}

Test(pack, packs_a_text_in_place)
{
    struct text text = {0};
    add_rows(&text, 2000);
    const size_t length = text.length;
    char *before = strdup(text.data);
    cr_assert(pack_text(&text));
    cr_assert_lt(text.length, length / 2);
    char *after = unpacked(&text, length);
    cr_assert_arr_eq(after, before, length);
    free(before);
    free(after);
    text_free(&text);
}

Test(pack, leaves_what_would_not_be_shorter)
{
    struct text text = {0};
    text_add_string(&text, "x");
    cr_assert_not(pack_text(&text));
    cr_assert_str_eq(text.data, "x");
    text_free(&text);
}

Test(pack, packs_part_by_part)
{
    struct text whole = {0}, packed = {0};
    struct pack *pack = pack_new();
    cr_assert(pack);
    add_rows(&whole, 50000); /* what it becomes is longer than one part of the room */
    for (size_t at = 0; at < whole.length;) {
        const size_t part = whole.length - at < 70001 ? whole.length - at : 70001;
        pack_add(pack, whole.data + at, part, at + part == whole.length, &packed);
        at += part;
    }
    pack_free(pack);
    cr_assert_not(text_failed(&packed));
    cr_assert_gt(packed.length, 40000);
    char *after = unpacked(&packed, whole.length);
    cr_assert_arr_eq(after, whole.data, whole.length);
    free(after);
    text_free(&whole);
    text_free(&packed);
}

Test(pack, of_nothing_is_a_whole_file_too)
{
    struct text packed = {0};
    struct pack *pack = pack_new();
    cr_assert(pack);
    pack_add(pack, "", 0, true, &packed);
    pack_free(pack);
    free(unpacked(&packed, 0));
    text_free(&packed);
}
