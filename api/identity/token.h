/* One token: its shape, its header, its signature. What it claims is read by claims.h.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "identity/identity.h"
#include "identity/keys.h"

enum reason {
#define REASON(name, word) REASON_##name,
#include "identity/reason.def"
#undef REASON
};

/* A token taken apart. Nothing in it is trusted until token_verify has said REASON_NONE. */
struct token {
    const char *text;         /* as it came; borrowed, not ended with NUL */
    size_t length;            /* of all three segments, with their dots */
    size_t signed_length;     /* its first two segments, with the dot between */
    json_t *header, *payload; /* owned */
    enum algorithm algorithm; /* as the header says */
    const char *type;         /* typ, in `header` */
    const char *key_id;       /* kid, in `header`, or NULL */
    size_t signature_length;
    unsigned char signature[KEY_SIGNATURE_MAX];
};

/* The static word for a reason. */
const char *token_reason_word(enum reason reason);

/* Finds the token in the value of an Authorization header (RFC 6750, section 2.1): it lies within
 * `header`. Looks at nothing but the scheme and the lengths. */
must_check enum reason token_find(const char *header, size_t length, const char **ret_text,
                                  size_t *ret_length);

/* Takes a token apart and checks everything that needs no key: three segments in canonical
 * base64url, strict JSON, an algorithm of ours, no header member that would bring a key or change
 * the rules. token_clear it afterwards, whatever the answer; `text` must live as long. */
must_check enum reason token_split(const char *text, size_t length, struct token *ret_token);

/* Checks the signature with this key, which alone decides the algorithm (RFC 8725, section 3.1). */
must_check enum reason token_verify(const struct token *token, const struct key *key);

void token_clear(struct token *token);
