/* What a request says, as marks: of every text of its body, or of the names it brings.
 * SPDX-License-Identifier: MIT
 *
 * x-names of the contract (docs/contract-extensions.md). Nothing of this is kept or logged but the
 * marks. */
#pragma once

#include <jansson.h>

#include "base/digest.h"
#include "base/text.h"
#include "contract/faults.h"

/* So much of a body is looked through; a body with more is at fault. It is more than any that has
 * its proper schema, and holds a thread for a fraction of a second at the most. */
#define GUARD_BYTES_MAX ((size_t)256 * 1024)
#define GUARD_WORDS_MAX ((size_t)20000)

/* Adds [{"pointer": "/text", "marks": "<32 digits><32 digits>..."}, ...]: every text of `body`, at
 * any depth, that has a word with a letter. Names of members are not looked at: they are the
 * contract's. False: no memory. */
must_check bool guard_texts(const json_t *body, struct text *out, struct faults *faults);

/* Adds [{"pointer": "/names/0", "mark": "<32 digits>", "words": 2}, ...] of the names in the member
 * `member` of `body`. One that has no letter, or more than NAME_WORDS_MAX words, is at fault.
 * False: no memory. */
must_check bool guard_names(const json_t *body, const char *member, struct text *out,
                            struct faults *faults);

/* What an Idempotency-Key stands for where names may be: HMAC under the same key, of `what` and of
 * the body in one canonical form (NULL: there is none). False: no memory. */
must_check bool guard_fingerprint(const char *what, size_t length, const json_t *body,
                                  char out[static DIGEST_HEX_SIZE]);

/* Overwrites every text in `value`, which is then good for nothing but to be dropped. */
void guard_wipe(json_t *value);
