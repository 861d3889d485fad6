/* Reads a text as the words that names are made of, however they are spelt.
 * SPDX-License-Identifier: MIT
 *
 * A text is taken apart by compatibility (Unicode, NFKD), its letters are folded to one case, marks
 * on letters fall away, and so does whatever is not seen; letters with a stroke, and those that are
 * two, are written as most would type them (Łukasz, lukasz). What is left of letters and digits are
 * the words: "O’Brien-Smith's" is o, brien, smith, s. Their bytes stand behind each other, so that
 * a run of them is one piece, whatever stood between them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

/* A name has no longer words; a longer one is kept as a wall that no run goes over. */
#define WORD_BYTES_MAX 256

struct word {
    size_t at;       /* its place in words.bytes */
    unsigned length; /* in bytes; 0: a wall */
    bool is_apart;   /* from the word before it; not by a hyphen, an apostrophe or nothing alone */
    bool has_letter; /* and not digits alone */
};

/* Start with `= {0}`. The texts in it are wiped when it is freed. */
struct words {
    char *bytes; /* owned, and so are the items; no NUL behind them */
    size_t length, bytes_room;
    struct word *items;
    size_t count, items_room;
};

/* Reads `text`, UTF-8, whose words take the place of what there was, up to `most` of them; whether
 * there are more is said by a count of most + 1. False: no memory, or it is no UTF-8, as JSON that
 * was read is, so that nothing is let through unread. */
must_check bool words_read(struct words *words, const char *text, size_t length, size_t most);

void words_free(struct words *words);

#define words_auto __attribute__((cleanup(words_free))) struct words
