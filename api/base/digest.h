/* SHA-256, the same under a key, and random identifiers.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
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

/* HMAC-SHA-256 (RFC 2104) under one key, of one text after the other: keyed_digest_take writes the
 * digest of what was added since the last, and begins anew. One thread at a time. NULL: no memory.
 * The key is copied; the caller frees the digest, which forgets it. */
#define KEYED_DIGEST_SIZE 32
struct keyed_digest;
must_check struct keyed_digest *keyed_digest_new(const void *key, size_t length);
void keyed_digest_add(struct keyed_digest *digest, const void *data, size_t length);
void keyed_digest_take(struct keyed_digest *digest, unsigned char out[static KEYED_DIGEST_SIZE]);
void keyed_digest_free(struct keyed_digest *digest);

/* Random bytes from the system, good for a key that lasts. False: there are none. */
must_check bool random_key(unsigned char *out, size_t length);

/* A new UUIDv7 (RFC 9562, section 5.7) in its 36-character form: sorts by the millisecond it was
 * made in. */
void uuid_v7(char out[static UUID_TEXT_SIZE]);

/* A new UUIDv4 (section 5.4): random, so that it tells nothing of when it was made. */
void uuid_v4(char out[static UUID_TEXT_SIZE]);
