/* What the fuzz targets share: an input is taken line by line, and what must hold is held.
 * SPDX-License-Identifier: MIT
 *
 * Each target is a program of libFuzzer's (CONTRIBUTING.md says how to run one for long). It does
 * not only look for crashes: it says what must be true of every answer, whatever the input. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* What libFuzzer calls with each input. Answers 0, or -1 to keep an input out of the corpus. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, and libFuzzer keeps the input, when a promise is broken. */
#define hold(promise) ((promise) ? (void)0 : fuzz_fail(#promise, __FILE__, __LINE__))
_Noreturn void fuzz_fail(const char *promise, const char *file, int line);

/* Bytes of an input; they do not end with NUL. */
struct piece {
    const char *bytes;
    size_t length;
};

struct piece fuzz_whole(const uint8_t *data, size_t size);

/* The first line of `rest`, without its end; `rest` becomes what follows. */
struct piece fuzz_line(struct piece *rest);

/* The same up to the first `mark`. */
struct piece fuzz_until(struct piece *rest, char mark);

/* A copy that ends with NUL, in memory that ends there too; the caller frees it. */
must_check char *fuzz_text(struct piece piece);

/* Whether there is a NUL among the bytes: what comes as a C string never has one. */
must_check bool fuzz_has_nul(struct piece piece);

/* Whether these bytes are UTF-8 (RFC 3629), found without the service's own reader. */
must_check bool fuzz_is_utf8(const char *bytes, size_t length);

/* Percent-encodes every byte, as upper-case hex; the caller frees it. */
must_check char *fuzz_percent(const char *text);

/* base64url without padding; the caller frees it. */
must_check char *fuzz_base64url(struct piece piece);
