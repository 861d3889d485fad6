/* Strict readings of what comes from outside: base64url, JSON, names, small files.
 * SPDX-License-Identifier: MIT */
#include "identity/strict.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

void strict_say(char error[static STRICT_ERROR_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error, STRICT_ERROR_SIZE, format, arguments);
    va_end(arguments);
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    return c == '_' ? 63 : -1;
}

ssize_t strict_base64url(const char *text, size_t length, unsigned char *out, size_t size)
{
    if (length % 4 == 1 || length / 4 * 3 + length % 4 * 3 / 4 > size)
        return -1;
    uint32_t bits = 0;
    unsigned held = 0;
    size_t written = 0;
    for (size_t i = 0; i < length; i++) {
        const int value = sextet(text[i]);
        if (value < 0)
            return -1;
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[written++] = (unsigned char)(bits >> held);
            bits &= (1U << held) - 1;
        }
    }
    return bits == 0 ? (ssize_t)written : -1;
}

/* Counted before jansson sees the text, so that nesting never becomes its recursion. */
static bool is_within_depth(const char *text, size_t length, unsigned depth)
{
    unsigned level = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++level > depth)
                return false;
        } else if ((c == '}' || c == ']') && level > 0) {
            level--;
        }
    }
    return true;
}

json_t *strict_json(const char *text, size_t length, unsigned depth)
{
    /* the parser passes over a NUL behind a number, where it should be the end of it */
    if (memchr(text, '\0', length) || !is_within_depth(text, length, depth))
        return NULL;
    memory_begin_reading();
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    if (memory_end_reading())
        return value;
    json_decref(value);
    return NULL;
}

bool strict_is_text(const json_t *value, size_t size)
{
    if (!json_is_string(value))
        return false;
    const char *text = json_string_value(value);
    const size_t length = json_string_length(value);
    if (length == 0 || length >= size)
        return false;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool is_c1 = c == 0xc2 && (unsigned char)text[i + 1] < 0xa0;
        if (c < 0x20 || c == 0x7f || is_c1)
            return false;
    }
    return true;
}

bool strict_is_slug(const char *text)
{
    const size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length >= 1 && length <= 63 && text[length] == '\0';
}

bool strict_is_scope(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c < 0x21 || c > 0x7e || c == '"' || c == '\\')
            return false;
    }
    return length > 0;
}

bool strict_holds(const json_t *array, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (strcmp(json_string_value(json_array_get(array, i)), text) == 0)
            return true;
    }
    return false;
}

static void close_file(const int *file)
{
    if (*file >= 0)
        close(*file);
}

char *strict_file(const char *path, size_t size, size_t *ret_length, struct stat *ret_about,
                  char error[static STRICT_ERROR_SIZE])
{
    __attribute__((cleanup(close_file))) const int file =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 || fstat(file, ret_about) != 0) {
        strict_say(error, "%s: %s", path, strerror(errno));
        return NULL;
    }
    if (!S_ISREG(ret_about->st_mode) || ret_about->st_size < 0 ||
        (size_t)ret_about->st_size > size) {
        strict_say(error, "%s: not a regular file of at most %zu bytes", path, size);
        return NULL;
    }
    free_auto char *text = malloc(size + 1);
    size_t length = 0;
    if (!text)
        memory_note_lack();
    while (text && length <= size) {
        const ssize_t got = read(file, text + length, size + 1 - length);
        if (got == 0) {
            text[length] = '\0';
            *ret_length = length;
            char *whole = text;
            text = NULL;
            return whole;
        }
        if (got < 0 && errno != EINTR)
            break;
        length += got > 0 ? (size_t)got : 0;
    }
    strict_say(error, "%s: cannot be read, or grew while it was", path);
    return NULL;
}
