/* What a token claims, read by type and by the words of its issuer.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "identity/identity.h"
#include "identity/token.h"

/* Which claims of an issuer are ours, and what it may say. Each json_t is borrowed; arrays are of
 * strings. */
struct claim_rules {
    const char *issuer;
    const json_t *audience;         /* array: one of these must be in `aud` */
    const json_t *client, *subject; /* arrays: the first claim of these that is there */
    const json_t *scope;        /* array: all of these that are there, a string or an array each */
    const char *partner;        /* the one partner it always speaks for, or NULL */
    const json_t *partner_from; /* array: the first claim of these that is there, else */
    const json_t *partner_map; /* object from that claim's text to slugs, or NULL: it is the slug */
    const json_t *partners;    /* array of slugs it may assert, or NULL: any (development only) */
    bool persons; /* a token without the claim is a person's, who belongs to no partner */
};

/* Reads the claims of a verified payload at `now_ms` into `out`. `ret_expires_ms` is the claim
 * `exp`, in milliseconds, without the leeway. `out` is not to be used unless the answer is
 * REASON_NONE. */
must_check enum reason claims_read(const json_t *payload, const struct claim_rules *rules,
                                   int64_t now_ms, int leeway_seconds, struct caller *out,
                                   int64_t *ret_expires_ms);
