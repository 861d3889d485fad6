/* Reads UTF-8 character by character.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the character `text` begins with (RFC 3629). Answers how many of its `length` bytes it
 * takes, or 0 when they are no character: cut short, overlong, a surrogate, beyond U+10FFFF. */
size_t utf8_read(const char *text, size_t length, uint32_t *ret_character);

/* How many characters valid UTF-8 has. */
size_t utf8_count(const char *text, size_t length);

/* Whether all of it is UTF-8. */
bool utf8_is(const char *text, size_t length);
