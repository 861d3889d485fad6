/* Marks: what stands for a name, so that it is known again and cannot be read.
 * SPDX-License-Identifier: MIT
 *
 * A mark is the first half of HMAC-SHA-256, under the key of names/key.h, of a kind and of a run of
 * words with nothing between them. There are two kinds. A name of several words is kept as `wide`:
 * it is found in its words however they are held together, by blanks, by hyphens or by nothing. A
 * name of one word is kept as `narrow`, and is not found where a blank divides it: else "just in
 * time" would have a Justin in it. */
#pragma once

#include "base/text.h"
#include "names/words.h"

struct keyed_digest;

/* The longest run of words that is marked, so the longest name. */
#define NAME_WORDS_MAX 5

#define NAME_BYTES_MAX 1000

/* In hexadecimal digits, without a NUL. */
#define MARK_DIGITS 32

/* Adds the marks of all runs of 1 to NAME_WORDS_MAX words, in their own order and each once: their
 * number is at most 10 to a word. False: no memory. */
must_check bool marks_add(struct text *out, struct keyed_digest *digest, const struct words *words);

/* Adds the mark of a name, which is all these words together: 1 to NAME_WORDS_MAX of them, no wall
 * and a letter among them (name_is_fit). */
void mark_add_name(struct text *out, struct keyed_digest *digest, const struct words *words);
must_check bool name_is_fit(const struct words *words);
