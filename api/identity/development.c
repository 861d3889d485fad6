/* The development key: made at first use, signs tokens for trying the service out.
 * SPDX-License-Identifier: MIT */
#include "identity/development.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "identity/identity.h"
#include "identity/keys.h"
#include "identity/signature.h"

#define KEY_FILE "development-key.json"
#define TTL_SECONDS_MAX 31622400

static bool write_whole(int file, const char *text, size_t length)
{
    while (length > 0) {
        const ssize_t written = write(file, text, length);
        if (written < 0 && errno != EINTR)
            return false;
        text += written > 0 ? written : 0;
        length -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* Written beside its place and linked into it whole: whoever comes second keeps the first one's
 * key. */
static bool make_key(const char *path, char error[static STRICT_ERROR_SIZE])
{
    char draft[PATH_MAX];
    const int length = snprintf(draft, sizeof draft, "%s.XXXXXX", path);
    free_auto char *jwk = keys_make_private();
    if (!jwk || length < 0 || (size_t)length >= sizeof draft) {
        strict_say(error, "%s: the development key cannot be made", path);
        return false;
    }
    const int file = mkstemp(draft); /* mode 0600 */
    bool is_made = file >= 0 && write_whole(file, jwk, strlen(jwk)) && fsync(file) == 0;
    is_made = is_made && (link(draft, path) == 0 || errno == EEXIST);
    if (!is_made)
        strict_say(error, "%s: the development key cannot be kept: %s", path, strerror(errno));
    if (file >= 0) {
        close(file);
        unlink(draft);
    }
    return is_made;
}

bool development_key(const char *state_folder, char ret_path[static PATH_MAX],
                     char error[static STRICT_ERROR_SIZE])
{
    const int length = snprintf(ret_path, PATH_MAX, "%s/" KEY_FILE, state_folder);
    if (length < 0 || length >= PATH_MAX) {
        strict_say(error, "the path of the state folder is too long");
        return false;
    }
    struct stat about;
    if (stat(ret_path, &about) != 0 && errno == ENOENT) {
        if (mkdir(state_folder, 0700) != 0 && errno != EEXIST) {
            strict_say(error, "%s: %s", state_folder, strerror(errno));
            return false;
        }
        if (!make_key(ret_path, error))
            return false;
    }
    if (stat(ret_path, &about) != 0) {
        strict_say(error, "%s: %s", ret_path, strerror(errno));
        return false;
    }
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        strict_say(error, "%s: others can reach this key; it must have mode 0600", ret_path);
        return false;
    }
    return true;
}

static bool is_claim(const char *text)
{
    strict_json_auto *value = text ? json_string(text) : NULL;
    return strict_is_text(value, sizeof((struct caller *)0)->client);
}

static bool is_scope_list(const char *scope)
{
    if (!scope || strlen(scope) >= sizeof((struct caller *)0)->scope)
        return false;
    for (const char *word = scope; *word;) {
        const size_t length = strcspn(word, " ");
        if (length > 0 && !strict_is_scope(word, length))
            return false;
        word += length + strspn(word + length, " ");
    }
    return true;
}

static bool check_wishes(const struct identity_settings *settings,
                         const struct development_token *wanted,
                         char error[static STRICT_ERROR_SIZE])
{
    if (settings->issuers_file)
        strict_say(error, "the development key is refused: issuers are set (%s)",
                   settings->issuers_file);
    else if (!is_claim(settings->audience))
        strict_say(error, "the audience must be a text of 1 to 255 bytes");
    else if (!is_claim(wanted->client))
        strict_say(error, "the client must be a text of 1 to 255 bytes without control characters");
    else if (wanted->subject && !is_claim(wanted->subject))
        strict_say(error,
                   "the subject must be a text of 1 to 255 bytes without control characters");
    else if (wanted->partner && !strict_is_slug(wanted->partner))
        strict_say(error, "the partner must be a slug: a to z, 0 to 9 and \"-\", 1 to 63 of them");
    else if (!is_scope_list(wanted->scope))
        strict_say(error, "the scope must be words separated by spaces, at most 1023 bytes");
    else if (wanted->ttl_seconds < 1 || wanted->ttl_seconds > TTL_SECONDS_MAX)
        strict_say(error, "the life of a token is 1 to %d seconds", TTL_SECONDS_MAX);
    else
        return true;
    return false;
}

/* RFC 9068, section 2.2, and the partner, if there is one. The caller frees it. */
static char *write_claims(const char *audience, const struct development_token *wanted)
{
    char id[UUID_TEXT_SIZE];
    uuid_v7(id);
    const json_int_t now = clock_unix_ms() / 1000;
    strict_json_auto *claims = json_pack(
        "{s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:s, s:s*}", "iss", IDENTITY_DEVELOPMENT_ISSUER, "aud",
        audience, "exp", now + (json_int_t)wanted->ttl_seconds, "iat", now, "sub",
        wanted->subject ? wanted->subject : wanted->client, "client_id", wanted->client, "jti", id,
        "scope", wanted->scope, "partner", wanted->partner);
    return claims ? json_dumps(claims, JSON_COMPACT) : NULL;
}

/* RFC 4648, section 5, without padding. The caller frees it. */
static char *write_base64url(const unsigned char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *text = calloc(1, length / 3 * 4 + 5);
    char *next = text;
    for (size_t i = 0; text && i < length; i += 3) {
        const size_t left = length - i;
        const unsigned bits = (unsigned)bytes[i] << 16 |
                              (left > 1 ? (unsigned)bytes[i + 1] << 8 : 0) |
                              (left > 2 ? (unsigned)bytes[i + 2] : 0);
        *next++ = digits[bits >> 18];
        *next++ = digits[bits >> 12 & 63];
        if (left > 1)
            *next++ = digits[bits >> 6 & 63];
        if (left > 2)
            *next++ = digits[bits & 63];
    }
    return text;
}

static char *write_header(const char *key_id)
{
    strict_json_auto *header =
        json_pack("{s:s, s:s, s:s}", "alg", "ES256", "typ", "at+jwt", "kid", key_id);
    return header ? json_dumps(header, JSON_COMPACT) : NULL;
}

/* The caller frees it. */
static char *sign(const char *header, const char *claims, const char *pem)
{
    unsigned char signature[SIGNATURE_ES256_SIZE];
    free_auto char *first = write_base64url((const unsigned char *)header, strlen(header));
    free_auto char *second = write_base64url((const unsigned char *)claims, strlen(claims));
    free_auto char *input = NULL;
    char *token = NULL;
    if (!first || !second || asprintf(&input, "%s.%s", first, second) < 0 ||
        !signature_make(pem, input, strlen(input), signature))
        return NULL;
    free_auto char *third = write_base64url(signature, sizeof signature);
    return third && asprintf(&token, "%s.%s", input, third) > 0 ? token : NULL;
}

bool identity_sign_development(const struct identity_settings *settings,
                               const struct development_token *wanted, FILE *out,
                               char error[static 512])
{
    char path[PATH_MAX];
    if (!check_wishes(settings, wanted, error) ||
        !development_key(settings->state_folder, path, error))
        return false;
    size_t length = 0;
    struct stat about;
    free_auto char *jwk = strict_file(path, KEY_SET_SIZE_MAX, &length, &about, error);
    free_auto struct key_list *key = jwk ? keys_read_private(jwk, length, error) : NULL;
    free_auto char *pem = key ? keys_export_private(jwk, length, error) : NULL;
    if (!pem)
        return false;
    free_auto char *claims = write_claims(settings->audience, wanted);
    free_auto char *header = write_header(key->keys[0].id);
    free_auto char *token = header && claims ? sign(header, claims, pem) : NULL;
    if (!token || fprintf(out, "%s\n", token) < 0 || fflush(out) != 0) {
        strict_say(error, "the token cannot be %s", token ? "written" : "signed");
        return false;
    }
    return true;
}
