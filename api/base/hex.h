/* Bytes as hexadecimal digits, as PostgreSQL takes and gives them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"

/* Adds the bytes as lower-case digits, two each. */
void hex_add(struct text *out, const char *bytes, size_t length);

/* Adds the bytes that `length` digits, of either case, stand for. False, and nothing is added: they
 * are not digits, or one is missing. */
must_check bool hex_read(struct text *out, const char *digits, size_t length);
