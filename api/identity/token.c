/* One token: its shape, its header, its signature.
 * SPDX-License-Identifier: MIT */
#include "identity/token.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "identity/signature.h"
#include "identity/strict.h"

#define HEADER_DEPTH_MAX 4
#define PAYLOAD_DEPTH_MAX 16

const char *token_reason_word(enum reason reason)
{
    static const char *const words[] = {
#define REASON(name, word) [REASON_##name] = word,
#include "identity/reason.def"
#undef REASON
    };
    return words[reason];
}

enum reason token_find(const char *header, size_t length, const char **ret_text, size_t *ret_length)
{
    static const char scheme[] = "Bearer ";
    const size_t scheme_length = sizeof scheme - 1;
    if (length > IDENTITY_HEADER_MAX)
        return REASON_HEADER_TOO_LONG;
    if (length <= scheme_length || strncasecmp(header, scheme, scheme_length) != 0)
        return REASON_NOT_BEARER;
    size_t start = scheme_length;
    while (start < length && header[start] == ' ')
        start++;
    if (start == length)
        return REASON_NOT_BEARER;
    *ret_text = header + start;
    *ret_length = length - start;
    return REASON_NONE;
}

/* A key, or an extension that must be understood, is never taken from the token itself. */
static bool has_forbidden_member(const json_t *header)
{
    static const char *const forbidden[] = {"jwk", "jku", "x5u", "x5c", "crit", "b64"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        if (json_object_get(header, forbidden[i]))
            return true;
    }
    return false;
}

static enum reason read_header(struct token *token)
{
    if (has_forbidden_member(token->header))
        return REASON_HEADER_MEMBER;
    const json_t *algorithm = json_object_get(token->header, "alg");
    if (!json_is_string(algorithm) ||
        !keys_find_algorithm(json_string_value(algorithm), &token->algorithm))
        return REASON_ALGORITHM;
    const json_t *type = json_object_get(token->header, "typ");
    if (!strict_is_text(type, 64))
        return REASON_TYPE;
    token->type = json_string_value(type);
    const json_t *key_id = json_object_get(token->header, "kid");
    if (key_id && !strict_is_text(key_id, KEY_ID_SIZE))
        return REASON_UNKNOWN_KEY;
    token->key_id = json_string_value(key_id);
    return REASON_NONE;
}

static json_t *read_object(const unsigned char *bytes, ssize_t length, unsigned depth)
{
    json_t *value = strict_json((const char *)bytes, (size_t)length, depth);
    if (json_is_object(value))
        return value;
    json_decref(value);
    return NULL;
}

enum reason token_split(const char *text, size_t length, struct token *ret_token)
{
    assert(length <= IDENTITY_HEADER_MAX);
    ret_token->header = ret_token->payload = NULL;
    ret_token->text = text;
    ret_token->length = length;
    const char *first = memchr(text, '.', length);
    const char *end = text + length;
    const char *second = first ? memchr(first + 1, '.', (size_t)(end - first - 1)) : NULL;
    /* a third dot is no base64url, so it is refused with the signature's other characters */
    if (!second || first == text || second == first + 1 || second + 1 == end)
        return REASON_SHAPE;

    unsigned char header[IDENTITY_HEADER_MAX], payload[IDENTITY_HEADER_MAX];
    const ssize_t header_length =
        strict_base64url(text, (size_t)(first - text), header, sizeof header);
    const ssize_t payload_length =
        strict_base64url(first + 1, (size_t)(second - first - 1), payload, sizeof payload);
    const ssize_t signature_length = strict_base64url(
        second + 1, (size_t)(end - second - 1), ret_token->signature, sizeof ret_token->signature);
    if (header_length < 0 || payload_length < 0 || signature_length < 0)
        return REASON_SHAPE;
    ret_token->signature_length = (size_t)signature_length;
    ret_token->signed_length = (size_t)(second - text);

    ret_token->header = read_object(header, header_length, HEADER_DEPTH_MAX);
    if (!ret_token->header)
        return REASON_HEADER_JSON;
    const enum reason reason = read_header(ret_token);
    if (reason != REASON_NONE)
        return reason;
    ret_token->payload = read_object(payload, payload_length, PAYLOAD_DEPTH_MAX);
    return ret_token->payload ? REASON_NONE : REASON_PAYLOAD_JSON;
}

enum reason token_verify(const struct token *token, const struct key *key)
{
    if (key->algorithm != token->algorithm)
        return REASON_KEY_ALGORITHM;
    if (key->signature_length != token->signature_length)
        return REASON_SIGNATURE_LENGTH;
    const bool is_signed = strcasecmp(token->type, "JWT") == 0
                               ? signature_check_jwt(key, token->text, token->length)
                               : signature_check(key, token->text, token->signed_length,
                                                 token->signature, token->signature_length);
    return is_signed ? REASON_NONE : REASON_SIGNATURE;
}

void token_clear(struct token *token)
{
    json_decref(token->header);
    json_decref(token->payload);
    token->header = token->payload = NULL;
}
