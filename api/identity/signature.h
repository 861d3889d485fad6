/* Signatures of tokens: RS256 and ES256 (RFC 7518, sections 3.3 and 3.4), made and checked by
 * GnuTLS. SPDX-License-Identifier: MIT
 *
 * libjwt 1.10 is not asked: it refuses every `typ` but "JWT", also the "at+jwt" of RFC 9068, and
 * writes no other. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "identity/keys.h"

#define SIGNATURE_ES256_SIZE 64

/* Whether these bytes sign these data with this key, under the key's own algorithm. */
must_check bool signature_check(const struct key *key, const void *data, size_t length,
                                const unsigned char *signature, size_t signature_length);

/* Signs with a private P-256 key in PEM. False when the key cannot be used. */
must_check bool signature_make(const char *pem, const void *data, size_t length,
                               unsigned char ret_signature[static SIGNATURE_ES256_SIZE]);
