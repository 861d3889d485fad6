/* The `after` of a list: an opaque mark of the last row a client has seen.
 * SPDX-License-Identifier: MIT
 *
 * base64url of {"list":"<operation>","after":"<key>"}, unsigned: it gives nothing a filter would
 * not. */
#pragma once

#include "base/text.h"

/* The code of the fault that an `after` which is no mark of the list is. */
#define CURSOR_FAULT "bad-cursor"

/* Appends the mark for the row with this key of the list `operation`. */
void cursor_write(struct text *out, const char *operation, const char *key, size_t length);

/* The key in a mark made for this very list: a new string, the caller's; NULL when it is none. */
must_check char *cursor_read(const char *mark, const char *operation);
