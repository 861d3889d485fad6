/* What a token claims, read by type and by the words of its issuer.
 * SPDX-License-Identifier: MIT */
#include "identity/claims.h"

#include <string.h>

#include "identity/strict.h"

/* The last second of the year 9999. */
#define TIME_MAX 253402300799.0

/* RFC 7519, section 2, NumericDate: seconds, with or without a fraction. False: not a time. */
static bool read_time(const json_t *value, int64_t *ret_ms)
{
    if (!json_is_number(value))
        return false;
    const double seconds = json_number_value(value);
    if (!(seconds >= 0 && seconds <= TIME_MAX))
        return false;
    *ret_ms = (int64_t)(seconds * 1000);
    return true;
}

static enum reason check_times(const json_t *payload, int64_t now_ms, int64_t leeway_ms,
                               int64_t *ret_expires_ms)
{
    static const char *const beginnings[] = {"nbf", "iat"};
    if (!read_time(json_object_get(payload, "exp"), ret_expires_ms))
        return REASON_TIME_CLAIM;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        const json_t *value = json_object_get(payload, beginnings[i]);
        int64_t ms = 0;
        if (value && !read_time(value, &ms))
            return REASON_TIME_CLAIM;
        if (ms > now_ms + leeway_ms)
            return REASON_NOT_YET_VALID;
    }
    return now_ms < *ret_expires_ms + leeway_ms ? REASON_NONE : REASON_EXPIRED;
}

static bool is_ours(const json_t *audience, const json_t *ours)
{
    if (json_is_string(audience))
        return strict_holds(ours, json_string_value(audience));
    bool found = false;
    for (size_t i = 0; i < json_array_size(audience); i++) {
        const json_t *one = json_array_get(audience, i);
        if (!json_is_string(one))
            return false;
        found = found || strict_holds(ours, json_string_value(one));
    }
    return found;
}

static const json_t *first_claim(const json_t *payload, const json_t *names)
{
    const json_t *claim = NULL;
    for (size_t i = 0; !claim && i < json_array_size(names); i++)
        claim = json_object_get(payload, json_string_value(json_array_get(names, i)));
    return claim;
}

static bool copy_text(const json_t *value, char *out, size_t size)
{
    if (!strict_is_text(value, size))
        return false;
    memcpy(out, json_string_value(value), json_string_length(value) + 1);
    return true;
}

static bool add_scope(char *scope, size_t size, const char *word, size_t length)
{
    const size_t used = strlen(scope);
    const size_t gap = used > 0 ? 1 : 0;
    if (!strict_is_scope(word, length) || used + gap + length >= size)
        return false;
    if (gap)
        scope[used] = ' ';
    memcpy(scope + used + gap, word, length);
    scope[used + gap + length] = '\0';
    return true;
}

static bool add_scope_words(char *scope, size_t size, const char *words, size_t length)
{
    for (size_t start = 0; start < length;) {
        const char *space = memchr(words + start, ' ', length - start);
        const size_t end = space ? (size_t)(space - words) : length;
        if (end > start && !add_scope(scope, size, words + start, end - start))
            return false;
        start = end + 1;
    }
    return true;
}

static bool read_scope(const json_t *payload, const json_t *names, char *scope, size_t size)
{
    scope[0] = '\0';
    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *claim = json_object_get(payload, json_string_value(json_array_get(names, i)));
        if (json_is_string(claim)) {
            if (!add_scope_words(scope, size, json_string_value(claim), json_string_length(claim)))
                return false;
        } else if (claim && !json_is_array(claim)) {
            return false;
        }
        for (size_t j = 0; j < json_array_size(claim); j++) {
            const json_t *word = json_array_get(claim, j);
            if (!json_is_string(word) ||
                !add_scope(scope, size, json_string_value(word), json_string_length(word)))
                return false;
        }
    }
    return true;
}

static enum reason read_partner(const json_t *payload, const struct claim_rules *rules, char *out,
                                size_t size)
{
    const char *partner = rules->partner;
    if (!partner) {
        const json_t *claim = first_claim(payload, rules->partner_from);
        if (!claim && rules->persons) { /* one that is there and wrong is never taken for none */
            out[0] = '\0';
            return REASON_NONE;
        }
        if (!strict_is_text(claim, 256))
            return REASON_PARTNER;
        const char *text = json_string_value(claim);
        partner = rules->partner_map ? json_string_value(json_object_get(rules->partner_map, text))
                                     : text;
    }
    if (!partner || !strict_is_slug(partner))
        return REASON_PARTNER;
    if (rules->partners && !strict_holds(rules->partners, partner))
        return REASON_PARTNER_NOT_PERMITTED;
    memcpy(out, partner, strnlen(partner, size - 1) + 1);
    return REASON_NONE;
}

enum reason claims_read(const json_t *payload, const struct claim_rules *rules, int64_t now_ms,
                        int leeway_seconds, struct caller *out, int64_t *ret_expires_ms)
{
    const json_t *issuer = json_object_get(payload, "iss");
    if (!copy_text(issuer, out->issuer, sizeof out->issuer) ||
        strcmp(out->issuer, rules->issuer) != 0)
        return REASON_ISSUER;
    if (!is_ours(json_object_get(payload, "aud"), rules->audience))
        return REASON_AUDIENCE;
    const enum reason time =
        check_times(payload, now_ms, (int64_t)leeway_seconds * 1000, ret_expires_ms);
    if (time != REASON_NONE)
        return time;
    if (!copy_text(first_claim(payload, rules->client), out->client, sizeof out->client))
        return REASON_CLIENT;
    if (!copy_text(first_claim(payload, rules->subject), out->subject, sizeof out->subject))
        return REASON_SUBJECT;
    if (!read_scope(payload, rules->scope, out->scope, sizeof out->scope))
        return REASON_SCOPE;
    return read_partner(payload, rules, out->partner, sizeof out->partner);
}
