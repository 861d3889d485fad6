/* Keys and tokens for tests, right ones and forged ones, made byte by byte.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <gnutls/abstract.h>
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "identity/identity.h"

/* The instant at which tests stand, in seconds; claims may count on it. */
#define FORGE_NOW 1700000000

struct forge_key {
    gnutls_privkey_t key;
    bool is_rsa;
    size_t field_bytes; /* of an elliptic curve */
    json_t *jwk;        /* the public part */
    char *pem;          /* the same as PEM */
};

enum forge_kind { FORGE_RSA, FORGE_RSA_1024, FORGE_P256, FORGE_P384 };

/* A new key; `id` NULL: no kid. Ends the test when it cannot be made. */
struct forge_key forge_key(enum forge_kind kind, const char *id);
void forge_free(struct forge_key *key);

/* A JWK Set of these keys as text; the caller frees it. */
char *forge_set(const struct forge_key *const *keys, size_t count);

/* Each answers text the caller frees. Header and claims are taken as they are. */
char *forge_base64url(const void *bytes, size_t length);
char *forge_join(const char *header, const char *claims, const void *signature, size_t length);
char *forge_sign(const struct forge_key *key, const char *header, const char *claims);
char *forge_sign_der(const struct forge_key *key, const char *header, const char *claims);
char *forge_hmac(const char *secret, const char *header, const char *claims);

/* `base` with the members of the JSON object `patch` set, and those that are null there removed. */
char *forge_patch(const char *base, const char *patch);

/* A new private folder, removed when the test ends, and a file in it, written whole. */
char *forge_folder(void);
char *forge_file(const char *folder, const char *name, const char *text);

/* identity_check of "Bearer <token>"; NULL `out`: nobody wants to know who. */
enum token_state forge_check(struct identity *identity, const char *token, struct caller *out);
