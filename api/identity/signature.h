/* Signatures of tokens: RS256 and ES256 (RFC 7518, sections 3.3 and 3.4).
 * SPDX-License-Identifier: MIT
 *
 * libjwt checks what it can read. Version 1.10 reads no `typ` but "JWT", and writes no other, so it
 * cannot see the "at+jwt" of RFC 9068; the header is signed, so it cannot be changed before. Those
 * tokens are checked, and development tokens made, by GnuTLS. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "identity/keys.h"

#define SIGNATURE_ES256_SIZE 64

/* Whether these bytes sign these data with this key, under the key's own algorithm. */
must_check bool signature_check(const struct key *key, const void *data, size_t length,
                                const unsigned char *signature, size_t signature_length);

/* Whether libjwt takes this whole token, whose `typ` is "JWT", as signed with this key under the
 * key's own algorithm. What libjwt would let pass (docs/identity.md) must have been refused before:
 * the token's shape, its algorithm and the signature's length. */
must_check bool signature_check_jwt(const struct key *key, const char *token, size_t length);

/* Signs with a private P-256 key in PEM. False when the key cannot be used. */
must_check bool signature_make(const char *pem, const void *data, size_t length,
                               unsigned char ret_signature[static SIGNATURE_ES256_SIZE]);
