/* Strict readings of what comes from outside: base64url, JSON, names, small files.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/cleanup.h"

/* The size of every `error` of this folder. */
#define STRICT_ERROR_SIZE 512

/* Writes a sentence into `error`, cut where it would not fit. */
void strict_say(char error[static STRICT_ERROR_SIZE], const char *format, ...) printf_like(2, 3);

/* Decodes base64url without padding (RFC 4648, section 5) into `out`; says how many bytes, or -1
 * for any other character, an impossible length, spare bits that are not zero, or more than `size`
 * bytes. */
must_check ssize_t strict_base64url(const char *text, size_t length, unsigned char *out,
                                    size_t size);

/* Reads one JSON object or array (RFC 8259): UTF-8, no member twice, no NUL, no more than `depth`
 * levels, nothing after it. The caller owns it. NULL otherwise. */
must_check json_t *strict_json(const char *text, size_t length, unsigned depth);

/* Whether a JSON value is a string of 1 to `size` - 1 bytes without control characters (C0, DEL,
 * C1). */
must_check bool strict_is_text(const json_t *value, size_t size);

/* Whether this is a partner's slug: ^[a-z0-9-]{1,63}$ */
must_check bool strict_is_slug(const char *text);

/* Whether these bytes are one scope-token (RFC 6749, section 3.3). */
must_check bool strict_is_scope(const char *text, size_t length);

/* Whether `array` of strings holds this text. */
must_check bool strict_holds(const json_t *array, const char *text);

/* The whole of a regular file of at most `size` bytes, ended with NUL; the caller frees it.
 * `ret_about` says which state of the file was read. NULL with a sentence otherwise. */
must_check char *strict_file(const char *path, size_t size, size_t *ret_length,
                             struct stat *ret_about, char error[static STRICT_ERROR_SIZE]);

/* `json_auto`: given back on every way out of the scope. */
static inline void strict_give_json(json_t **value)
{
    json_decref(*value);
}
#define strict_json_auto __attribute__((cleanup(strict_give_json))) json_t
