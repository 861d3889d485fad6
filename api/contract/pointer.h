/* Where in a JSON document: steps chained on the stack, written as a JSON pointer only when asked.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* A pointer is cut to so many bytes; only a client that tries can reach it. */
#define POINTER_MAX 1024

/* A name a client chose is shown with so many characters at most, then "…". */
#define NAME_SHOWN_MAX 60

/* Room for a shown name: four bytes a character, the "…" and a NUL. */
#define NAME_TEXT_MAX (NAME_SHOWN_MAX * 4 + 4)

/* One step down from `parent` (NULL: from the top): into a member, or into a list's item. */
struct step {
    const struct step *parent;
    const char *name; /* the member's, UTF-8; NULL for an item */
    size_t length;    /* of the name */
    size_t index;     /* of the item, from 0 */
};

/* Writes `prefix` and the steps down to `at` (NULL: none) as an RFC 6901 pointer. Names are cut,
 * and control characters in them replaced by U+FFFD. */
void pointer_write(const char *prefix, const struct step *at, char out[static POINTER_MAX]);

/* Writes a name as it may stand between quotes in a sentence: cut; quotes, backslashes, control and
 * direction-changing characters escaped. */
void name_write(const char *name, size_t length, char out[static NAME_TEXT_MAX]);
