/* Reads UTF-8 character by character.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <stdbool.h>

/* The first byte says how many follow and the least character that may be written so. */
static size_t sequence_length(unsigned char first, uint32_t *ret_bits, uint32_t *ret_least)
{
    if (first < 0x80) {
        *ret_bits = first;
        *ret_least = 0;
        return 1;
    }
    if (first >= 0xC0 && first < 0xE0) {
        *ret_bits = first & 0x1FU;
        *ret_least = 0x80;
        return 2;
    }
    if (first >= 0xE0 && first < 0xF0) {
        *ret_bits = first & 0x0FU;
        *ret_least = 0x800;
        return 3;
    }
    if (first >= 0xF0 && first < 0xF8) {
        *ret_bits = first & 0x07U;
        *ret_least = 0x10000;
        return 4;
    }
    return 0;
}

size_t utf8_read(const char *text, size_t length, uint32_t *ret_character)
{
    if (length == 0)
        return 0;
    uint32_t character, least;
    const size_t needed = sequence_length((unsigned char)text[0], &character, &least);
    if (needed == 0 || needed > length)
        return 0;
    for (size_t i = 1; i < needed; i++) {
        const unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xC0) != 0x80)
            return 0;
        character = character << 6 | (byte & 0x3FU);
    }
    const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (character < least || surrogate || character > 0x10FFFF)
        return 0;
    *ret_character = character;
    return needed;
}

size_t utf8_count(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

bool utf8_is(const char *text, size_t length)
{
    for (size_t at = 0, taken; at < length; at += taken) {
        uint32_t character;
        taken = utf8_read(text + at, length - at, &character);
        if (taken == 0)
            return false;
    }
    return true;
}
