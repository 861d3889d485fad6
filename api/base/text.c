/* A growing text with a maximum, for everything the service writes.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static bool grow(struct text *text, size_t more)
{
    const size_t maximum = text->maximum ? text->maximum : TEXT_MAXIMUM;
    if (text->failed || more > maximum || text->length > maximum - more) {
        text->failed = true;
        return false;
    }
    const size_t needed = text->length + more + 1;
    if (needed <= text->capacity)
        return true;
    size_t capacity = text->capacity ? text->capacity * 2 : 256;
    if (capacity < needed)
        capacity = needed;
    char *data = realloc(text->data, capacity);
    if (!data) {
        memory_note_lack();
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

char *text_reserve(struct text *text, size_t length)
{
    return grow(text, length) ? text->data + text->length : NULL;
}

void text_commit(struct text *text, size_t length)
{
    text->length += length;
    text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *bytes, size_t length)
{
    char *room = text_reserve(text, length);
    if (!room)
        return;
    memcpy(room, bytes, length);
    text_commit(text, length);
}

void text_add_string(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_add_char(struct text *text, char c)
{
    text_add(text, &c, 1);
}

void text_add_format(struct text *text, const char *format, ...)
{
    /* Nearly all of it fits where there is room already; only what does not is formatted twice. */
    const size_t room = text->capacity > text->length ? text->capacity - text->length : 0;
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(room ? text->data + text->length : NULL, room, format, arguments);
    va_end(arguments);
    char *end = length < 0 ? NULL : text_reserve(text, (size_t)length);
    if (!end) {
        text->failed = true;
        if (text->data)
            text->data[text->length] = '\0';
    } else {
        if ((size_t)length >= room)
            (void)vsnprintf(end, (size_t)length + 1, format, again);
        text_commit(text, (size_t)length);
    }
    va_end(again);
}

/* What follows the backslash for each byte that needs one: 'u' for \u00XX, 0 for none. */
static const char escapes[256] = {
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b',         't',           'n',          'u',
    'f', 'r', 'u', 'u', 'u', 'u', 'u', 'u', 'u',         'u',           'u',          'u',
    'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', ['"'] = '"', ['\\'] = '\\', [0x7f] = 'u',
};

size_t json_string_room(const char *bytes, size_t length)
{
    size_t room = length + 2;
    for (size_t i = 0; i < length; i++) {
        const char escape = escapes[(unsigned char)bytes[i]];
        room += !escape ? 0 : escape == 'u' ? 5 : 1;
    }
    return room;
}

static char *put_escape(char *next, unsigned char byte)
{
    static const char digits[] = "0123456789abcdef";
    *next++ = '\\';
    *next++ = escapes[byte];
    if (escapes[byte] != 'u')
        return next;
    *next++ = '0';
    *next++ = '0';
    *next++ = digits[byte >> 4];
    *next++ = digits[byte & 15];
    return next;
}

char *json_string_put(char *next, const char *bytes, size_t length)
{
    *next++ = '"';
    for (size_t i = 0; i < length; i++) {
        const unsigned char byte = (unsigned char)bytes[i];
        if (escapes[byte])
            next = put_escape(next, byte);
        else
            *next++ = bytes[i];
    }
    *next++ = '"';
    return next;
}

void text_add_json_string(struct text *text, const char *bytes, size_t length)
{
    if (length > SIZE_MAX / 6 - 2) {
        text->failed = true;
        return;
    }
    char *room = text_reserve(text, json_string_room(bytes, length));
    if (room)
        text_commit(text, (size_t)(json_string_put(room, bytes, length) - room));
}

/* Between these powers of ten a number is written without an exponent: a value has at most 15
 * digits before and behind its point. */
enum { POWER_MIN = -16, POWER_MAX = 16 };

size_t number_put(char out[static NUMBER_ROOM], double number)
{
    int digits = 15;
    if (number == 0)
        number = 0.0; /* no minus before a zero */
    (void)snprintf(out, NUMBER_ROOM, "%.*e", digits - 1, number);
    while (digits < 17 && strtod(out, NULL) != number)
        (void)snprintf(out, NUMBER_ROOM, "%.*e", digits++, number);
    const char *exponent = strchr(out, 'e');
    const long power = exponent ? strtol(exponent + 1, NULL, 10) : 0;
    if (power < POWER_MIN || power > POWER_MAX)
        return (size_t)snprintf(out, NUMBER_ROOM, "%.*g", digits, number);
    const int decimals = digits - 1 - (int)power;
    size_t length = (size_t)snprintf(out, NUMBER_ROOM, "%.*f", decimals > 0 ? decimals : 0, number);
    if (decimals > 0) {
        while (out[length - 1] == '0')
            length--;
        length -= out[length - 1] == '.';
        out[length] = '\0';
    }
    return length;
}

void text_add_number(struct text *text, double number)
{
    char *room = text_reserve(text, NUMBER_ROOM);
    if (room)
        text_commit(text, number_put(room, number));
}

bool text_failed(const struct text *text)
{
    return text->failed;
}

void text_clear(struct text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->data)
        text->data[0] = '\0';
}

void text_free(struct text *text)
{
    free(text->data);
    text->data = NULL;
    text->length = text->capacity = 0;
    text->failed = false;
}

char *text_detach(struct text *text)
{
    char *data = text->data;
    text->data = NULL;
    text->length = text->capacity = 0;
    return data;
}
