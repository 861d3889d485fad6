/* Answers packed with gzip (RFC 1952), for clients that ask for it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"

/* An answer that is packed part by part. */
struct pack;

/* NULL: no memory. The caller frees it. */
must_check struct pack *pack_new(void);
void pack_free(struct pack *pack);

/* Appends to `out` what `length` more bytes have become, which may be nothing yet; with `last` all
 * that is left, and nothing may follow. `out` has failed when there was no memory for it. */
void pack_add(struct pack *pack, const char *bytes, size_t length, bool last, struct text *out);

/* Packs a whole text in place. False: there was no memory, or it would not be shorter; the text is
 * as it was. */
bool pack_text(struct text *text);
