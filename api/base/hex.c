/* Bytes as hexadecimal digits, as PostgreSQL takes and gives them.
 * SPDX-License-Identifier: MIT */
#include "base/hex.h"

void hex_add(struct text *out, const char *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    char *next = text_reserve(out, 2 * length);
    if (!next)
        return;
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        next[2 * i] = digits[byte >> 4];
        next[2 * i + 1] = digits[byte & 15];
    }
    text_commit(out, 2 * length);
}

static int value_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool hex_read(struct text *out, const char *digits, size_t length)
{
    if (length % 2 != 0)
        return false;
    char *next = text_reserve(out, length / 2);
    if (!next)
        return true; /* as with every writer, the text says so */
    for (size_t i = 0; i < length; i += 2) {
        const int high = value_of(digits[i]), low = value_of(digits[i + 1]);
        if (high < 0 || low < 0)
            return false;
        next[i / 2] = (char)(high * 16 + low);
    }
    text_commit(out, length / 2);
    return true;
}
