/* SHA-256 and random identifiers.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

#include "base/cleanup.h"

#define DIGEST_HEX_SIZE 65
#define UUID_TEXT_SIZE 37

/* SHA-256 of `length` bytes, as 64 lower-case hex digits and a NUL (FIPS 180-4). */
void digest_sha256_hex(const void *data, size_t length, char out[static DIGEST_HEX_SIZE]);

/* The same of bytes that come in pieces. NULL: no memory. It ends with digest_end, which writes the
 * digest; `out` may be NULL. */
struct digest;
must_check struct digest *digest_begin(void);
void digest_add(struct digest *digest, const void *data, size_t length);
void digest_end(struct digest *digest, char *out);

/* A new UUIDv7 (RFC 9562, section 5.7) in its 36-character form: sorts by the millisecond it was
 * made in. */
void uuid_v7(char out[static UUID_TEXT_SIZE]);
