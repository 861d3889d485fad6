/* Headers that a write brings: what their values mean, or that they mean nothing.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/cleanup.h"

#define IDEMPOTENCY_KEY_MAX 255

/* Reads an Idempotency-Key, quoted as the IETF draft has it or bare: 1 to IDEMPOTENCY_KEY_MAX
 * visible characters, none of them a quote. False when it is none. */
must_check bool headers_read_key(const char *value, char ret_key[static IDEMPOTENCY_KEY_MAX + 1]);

/* Whether a Content-Type (NULL: none) is JSON, with parameters or without. */
must_check bool headers_is_json(const char *content_type);
