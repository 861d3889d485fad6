/* A token is taken apart only when it is spelt the one right way, and never good without its key.
 * SPDX-License-Identifier: MIT
 *
 * An input is the value of an Authorization header; or, where it holds line ends, the JSON of
 * header and payload and the bytes of a signature, a line each, which are made into one. */
#include "identity/token.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "fuzz.h"
#include "identity/strict.h"

/* The example of RFC 7517, appendix A.1. */
static const char set[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\","
                          "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                          "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}";

static const struct key *get_key(void)
{
    static struct key_list *list;
    char error[STRICT_ERROR_SIZE];
    if (!list)
        list = keys_read_set(set, strlen(set), error);
    hold(list && list->count == 1);
    return &list->keys[0];
}

static char *header_of(struct piece input)
{
    struct piece rest = input;
    const struct piece header = fuzz_line(&rest), payload = fuzz_line(&rest);
    if (!input.length || !memchr(input.bytes, '\n', input.length))
        return fuzz_text(input);
    free_auto char *parts[3] = {fuzz_base64url(header), fuzz_base64url(payload),
                                fuzz_base64url(rest)};
    text_auto whole = {0};
    text_add_format(&whole, "Bearer %s.%s.%s", parts[0], parts[1], parts[2]);
    free(parts[1]);
    free(parts[2]);
    return text_detach(&whole);
}

/* Each segment is what encoding its bytes gives: no second spelling of the same token. */
static void check_spelling(const char *text, size_t length)
{
    struct piece rest = {text, length};
    for (int i = 0; i < 3; i++) {
        const struct piece segment = fuzz_until(&rest, '.');
        unsigned char bytes[IDENTITY_HEADER_MAX];
        const ssize_t size = strict_base64url(segment.bytes, segment.length, bytes, sizeof bytes);
        hold(size > 0 || (size == 0 && segment.length == 0));
        free_auto char *again = fuzz_base64url((struct piece){(const char *)bytes, (size_t)size});
        hold(strlen(again) == segment.length && memcmp(again, segment.bytes, segment.length) == 0);
    }
    hold(rest.length == 0);
}

static void check_split(const struct token *token)
{
    static const char *const forbidden[] = {"jwk", "jku", "x5u", "x5c", "crit", "b64"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        hold(!json_object_get(token->header, forbidden[i]));
    const char *algorithm = json_string_value(json_object_get(token->header, "alg"));
    hold(strcmp(algorithm, token->algorithm == ALGORITHM_RS256 ? "RS256" : "ES256") == 0);
    hold(strcmp(token->type, json_string_value(json_object_get(token->header, "typ"))) == 0);
    hold(json_is_object(token->payload));
    hold(token->signature_length > 0 && token->signature_length <= KEY_SIGNATURE_MAX);
    check_spelling(token->text, token->length);
    hold(token_verify(token, get_key()) != REASON_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    free_auto char *header = header_of(fuzz_whole(data, size));
    const size_t length = header ? strlen(header) : 0;
    const char *text = NULL;
    size_t text_length = 0;
    if (!header || token_find(header, length, &text, &text_length) != REASON_NONE)
        return 0;
    hold(strncasecmp(header, "Bearer ", 7) == 0 && length <= IDENTITY_HEADER_MAX);
    hold(text_length > 0 && text + text_length == header + length);
    struct token token;
    const enum reason reason = token_split(text, text_length, &token);
    hold(token_reason_word(reason));
    if (reason == REASON_NONE)
        check_split(&token);
    token_clear(&token);
    return 0;
}
