/* Reads a request body as JSON, strictly, and says for a person what is wrong with it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "base/cleanup.h"

#define JSON_PROBLEM_MAX 200

/* Parses `text` (RFC 8259): UTF-8 without a byte order mark, no NUL in any spelling, no repeated
 * key, nothing after the value, nested at most `depth_max` deep (counted before the parser runs).
 * Any value may stand at the top. NULL with a sentence in `problem`: it begins as if after "The
 * body ", gives line and column, and quotes nothing but the name of a repeated key. The caller owns
 * the value. */
must_check json_t *json_read(const char *text, size_t length, unsigned depth_max,
                             char problem[static JSON_PROBLEM_MAX]);
