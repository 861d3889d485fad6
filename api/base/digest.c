/* SHA-256, the same under a key, and random identifiers.
 * SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <assert.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdint.h>

#include "base/clock.h"

static void write_hex(const unsigned char *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
}

void digest_sha256_hex(const void *data, size_t length, char out[static DIGEST_HEX_SIZE])
{
    unsigned char digest[32];
    const int failed = gnutls_hash_fast(GNUTLS_DIG_SHA256, data, length, digest);
    assert(failed == 0);
    write_hex(digest, sizeof digest, out);
    out[64] = '\0';
}

/* `struct digest` is GnuTLS's own. */
struct digest *digest_begin(void)
{
    gnutls_hash_hd_t hash;
    return gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) == 0 ? (struct digest *)hash : NULL;
}

void digest_add(struct digest *digest, const void *data, size_t length)
{
    const int failed = gnutls_hash((gnutls_hash_hd_t)digest, data, length);
    assert(failed == 0);
}

void digest_end(struct digest *digest, char *out)
{
    unsigned char bytes[32];
    gnutls_hash_deinit((gnutls_hash_hd_t)digest, bytes);
    if (!out)
        return;
    write_hex(bytes, sizeof bytes, out);
    out[64] = '\0';
}

/* `struct keyed_digest` is GnuTLS's own as well, which wipes the key when it ends. */
struct keyed_digest *keyed_digest_new(const void *key, size_t length)
{
    gnutls_hmac_hd_t hash;
    return gnutls_hmac_init(&hash, GNUTLS_MAC_SHA256, key, length) == 0
               ? (struct keyed_digest *)hash
               : NULL;
}

void keyed_digest_add(struct keyed_digest *digest, const void *data, size_t length)
{
    const int failed = gnutls_hmac((gnutls_hmac_hd_t)digest, data, length);
    assert(failed == 0);
}

void keyed_digest_take(struct keyed_digest *digest, unsigned char out[static KEYED_DIGEST_SIZE])
{
    gnutls_hmac_output((gnutls_hmac_hd_t)digest, out);
}

void keyed_digest_free(struct keyed_digest *digest)
{
    if (digest)
        gnutls_hmac_deinit((gnutls_hmac_hd_t)digest, NULL);
}

bool random_key(unsigned char *out, size_t length)
{
    return gnutls_rnd(GNUTLS_RND_KEY, out, length) == 0;
}

static void take_random(unsigned char bytes[static 16])
{
    const int failed = gnutls_rnd(GNUTLS_RND_NONCE, bytes, 16);
    assert(failed == 0);
}

static void write_uuid(unsigned char bytes[static 16], int version, char *out)
{
    bytes[6] = (unsigned char)(version << 4 | (bytes[6] & 0x0f));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3f));
    char hex[32];
    write_hex(bytes, 16, hex);
    char *next = out;
    for (int i = 0; i < 32; i++) {
        if (i == 8 || i == 12 || i == 16 || i == 20)
            *next++ = '-';
        *next++ = hex[i];
    }
    *next = '\0';
}

void uuid_v7(char out[static UUID_TEXT_SIZE])
{
    unsigned char bytes[16];
    take_random(bytes);
    const uint64_t now = (uint64_t)clock_unix_ms();
    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(now >> (40 - 8 * i));
    write_uuid(bytes, 7, out);
}

void uuid_v4(char out[static UUID_TEXT_SIZE])
{
    unsigned char bytes[16];
    take_random(bytes);
    write_uuid(bytes, 4, out);
}
