/* Whose tokens are taken: the issuers of the settings file, or the development key alone.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stdatomic.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "identity/claims.h"
#include "identity/identity.h"
#include "identity/keyset.h"

#define ISSUERS_MAX 64

struct issuer {
    struct claim_rules rules;
    const json_t *types;         /* array: permitted typ */
    bool takes[ALGORITHM_COUNT]; /* permitted algorithms */
    struct keyset *keys;         /* owned */
};

struct issuers {
    unsigned users;   /* whoever shares them counts here */
    json_t *settings; /* what the rules borrow from */
    size_t count;
    struct issuer items[ISSUERS_MAX];
};

/* Reads the settings file, or sets up the development key where there is none, and all keys; keys
 * behind a URL that `before` (or NULL) has already are taken over from there. `generation` outlives
 * the issuers. NULL with a sentence naming the item and the member that is
 * wrong. */
must_check struct issuers *issuers_new(const struct identity_settings *settings,
                                       atomic_uint_fast64_t *generation,
                                       const struct issuers *before,
                                       char error[static STRICT_ERROR_SIZE]);
void issuers_free(struct issuers *issuers);

/* The issuer whose name is exactly this, or NULL. */
must_check const struct issuer *issuers_find(const struct issuers *issuers, const char *name);

/* Whether a token of this typ may come from it (RFC 7515, section 4.1.9: without regard to case).
 */
must_check bool issuer_takes_type(const struct issuer *issuer, const char *type);
