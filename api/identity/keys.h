/* Keys as JWKs (RFC 7517): read from a set, fetched from a URL, made for development.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "identity/strict.h"

/* The algorithms of RFC 7518 that are taken: each belongs to one type of key. */
enum algorithm { ALGORITHM_RS256, ALGORITHM_ES256, ALGORITHM_COUNT };

#define KEY_ID_SIZE 256
#define KEY_PEM_SIZE 2048
#define KEY_SIGNATURE_MAX 1024 /* bytes: RSA of 8192 bits */
#define KEY_SET_SIZE_MAX ((size_t)256 * 1024)
#define KEY_COUNT_MAX 64

/* A key to verify with. */
struct key {
    char id[KEY_ID_SIZE]; /* kid; "" when the set gives none */
    enum algorithm algorithm;
    size_t signature_length; /* bytes each signature of it has */
    size_t pem_length;
    char pem[KEY_PEM_SIZE]; /* the public key, ended with NUL */
};

struct key_list {
    size_t count;
    struct key keys[];
};

/* Which algorithm a JWS header means by `alg`; false when it is none of ours. */
must_check bool keys_find_algorithm(const char *name, enum algorithm *ret_algorithm);

/* Reads a JWK Set. Only the public parts of RSA keys (2048 to 8192 bits) and P-256 keys meant for
 * signatures are taken, other keys are passed over, and a private key is never one to trust. The
 * caller frees the list. NULL with a sentence when it is no set, has no key for us, or names one
 * `kid` twice. */
must_check struct key_list *keys_read_set(const char *text, size_t length,
                                          char error[static STRICT_ERROR_SIZE]);

/* Reads the one private P-256 JWK of the development key; the list holds its public part. */
must_check struct key_list *keys_read_private(const char *text, size_t length,
                                              char error[static STRICT_ERROR_SIZE]);

/* The private key of such a JWK as PEM, ended with NUL, to sign with; the caller frees it. */
must_check char *keys_export_private(const char *text, size_t length,
                                     char error[static STRICT_ERROR_SIZE]);

/* A new private P-256 key as a JWK; the caller frees the text. NULL when it cannot be made. */
must_check char *keys_make_private(void);

/* Whether a set may be fetched from there: https, or http to the machine itself; no user, no
 * fragment. */
must_check bool keys_check_url(const char *url, char error[static STRICT_ERROR_SIZE]);

/* Fetches at most KEY_SET_SIZE_MAX bytes from a URL keys_check_url has passed, ended with NUL: 2 s
 * to connect, 5 s in all, no redirects. Whoever answers https is checked against the certificates
 * in the file `authorities`, or the system's when it is NULL. Gives up soon after `stop` is set.
 * The caller frees it. */
must_check char *keys_fetch(const char *url, const char *authorities, const atomic_bool *stop,
                            size_t *ret_length, char error[static STRICT_ERROR_SIZE]);
