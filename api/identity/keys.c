/* Keys as JWKs: read from a set, fetched from a URL, made for development.
 * SPDX-License-Identifier: MIT */
#include "identity/keys.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <gnutls/abstract.h>
#include <pthread.h>
#include <rhonabwy.h>
#include <string.h>

#include "base/memory.h"

#define RSA_BYTES_MIN 256
#define P256_BYTES 32

bool keys_find_algorithm(const char *name, enum algorithm *ret_algorithm)
{
    static const char *const names[ALGORITHM_COUNT] = {"RS256", "ES256"};
    for (int i = 0; i < ALGORITHM_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *ret_algorithm = (enum algorithm)i;
            return true;
        }
    }
    return false;
}

static void start_libraries(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    r_global_init();
}

static void need_libraries(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, start_libraries);
}

static void give_jwk(jwk_t **jwk)
{
    r_jwk_free(*jwk);
}
#define jwk_auto __attribute__((cleanup(give_jwk))) jwk_t

static const char *member(const json_t *jwk, const char *name)
{
    return json_string_value(json_object_get(jwk, name));
}

/* Decoded length of a base64url member, or -1; its first byte must not be zero when it is a number.
 */
static ssize_t member_bytes(const json_t *jwk, const char *name, bool is_number)
{
    unsigned char bytes[KEY_SIGNATURE_MAX];
    const char *text = member(jwk, name);
    if (!text)
        return -1;
    const ssize_t length = strict_base64url(text, strlen(text), bytes, sizeof bytes);
    return is_number && (length < 1 || bytes[0] == 0) ? -1 : length;
}

/* RFC 8017, section 3.1: an odd exponent of 3 at the least; a size is set so that nobody waits for
 * it. */
static bool is_exponent(const json_t *jwk)
{
    unsigned char bytes[8];
    const char *text = member(jwk, "e");
    const ssize_t length = text ? strict_base64url(text, strlen(text), bytes, sizeof bytes) : -1;
    return length >= 1 && bytes[length - 1] % 2 == 1 && (length > 1 || bytes[0] >= 3);
}

static bool is_rsa_2048(const json_t *jwk, size_t *ret_length)
{
    const ssize_t length = member_bytes(jwk, "n", true);
    unsigned char first[KEY_SIGNATURE_MAX];
    if (length < RSA_BYTES_MIN || !is_exponent(jwk))
        return false;
    const char *modulus = member(jwk, "n");
    if (strict_base64url(modulus, strlen(modulus), first, sizeof first) != length)
        return false;
    *ret_length = (size_t)length;
    return length > RSA_BYTES_MIN || first[0] >= 0x80;
}

/* RFC 7517, sections 4.2 to 4.4: what the set says the key is for. */
static bool is_for_signatures(const json_t *jwk, const char *algorithm)
{
    const char *use = member(jwk, "use");
    const char *alg = member(jwk, "alg");
    const json_t *operations = json_object_get(jwk, "key_ops");
    if ((use && strcmp(use, "sig") != 0) || (alg && strcmp(alg, algorithm) != 0))
        return false;
    if (!operations)
        return true;
    for (size_t i = 0; i < json_array_size(operations); i++) {
        const char *operation = json_string_value(json_array_get(operations, i));
        if (operation && strcmp(operation, "verify") == 0)
            return true;
    }
    return false;
}

static void give_public(gnutls_pubkey_t *key)
{
    gnutls_pubkey_deinit(*key);
}

/* A point that is not on the curve is no key. */
static bool is_sound(jwk_t *jwk)
{
    __attribute__((cleanup(give_public))) gnutls_pubkey_t key =
        r_jwk_export_to_gnutls_pubkey(jwk, R_FLAG_IGNORE_REMOTE);
    return key && gnutls_pubkey_verify_params(key) == 0;
}

/* Only the members that make the key go to the library: an x5u among them would be fetched. */
static bool export_pem(const json_t *jwk, const char *const *members, char *pem, size_t *length)
{
    strict_json_auto *bare = json_object();
    for (; *members; members++)
        json_object_set(bare, *members, json_object_get(jwk, *members));
    jwk_auto *key = NULL;
    if (r_jwk_init(&key) != RHN_OK || r_jwk_import_from_json_t(key, bare) != RHN_OK ||
        !is_sound(key) ||
        r_jwk_export_to_pem_der(key, R_FORMAT_PEM, (unsigned char *)pem, length,
                                R_FLAG_IGNORE_REMOTE) != RHN_OK)
        return false;
    pem[*length] = '\0';
    return true;
}

/* RFC 7518, section 6.2: each number of a P-256 key has its 32 bytes. */
static bool is_whole_p256(const json_t *jwk)
{
    return member_bytes(jwk, "x", false) == P256_BYTES &&
           member_bytes(jwk, "y", false) == P256_BYTES;
}

/* False: not a key for us. */
static bool read_key(const json_t *jwk, struct key *key)
{
    static const char *const rsa[] = {"kty", "n", "e", NULL};
    static const char *const p256[] = {"kty", "crv", "x", "y", NULL};
    const char *type = member(jwk, "kty");
    const char *curve = member(jwk, "crv");
    const json_t *id = json_object_get(jwk, "kid");
    if (!type || (id && !strict_is_text(id, KEY_ID_SIZE)))
        return false;
    const char *const *members = NULL;
    if (strcmp(type, "RSA") == 0 && is_for_signatures(jwk, "RS256") &&
        is_rsa_2048(jwk, &key->signature_length)) {
        key->algorithm = ALGORITHM_RS256;
        members = rsa;
    } else if (strcmp(type, "EC") == 0 && curve && strcmp(curve, "P-256") == 0 &&
               is_for_signatures(jwk, "ES256") && is_whole_p256(jwk)) {
        key->algorithm = ALGORITHM_ES256;
        key->signature_length = (size_t)2 * P256_BYTES;
        members = p256;
    }
    if (!members)
        return false;
    if (id)
        memcpy(key->id, json_string_value(id), json_string_length(id) + 1);
    key->pem_length = sizeof key->pem - 1;
    return export_pem(jwk, members, key->pem, &key->pem_length);
}

static const struct key *find_id(const struct key_list *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->keys[i].id, id) == 0)
            return &list->keys[i];
    }
    return NULL;
}

static struct key_list *new_list(size_t count)
{
    struct key_list *list = calloc(1, sizeof *list + count * sizeof(struct key));
    if (!list)
        memory_note_lack();
    return list;
}

struct key_list *keys_read_set(const char *text, size_t length,
                               char error[static STRICT_ERROR_SIZE])
{
    need_libraries();
    strict_json_auto *set = strict_json(text, length, 8);
    const json_t *keys = json_object_get(set, "keys");
    const size_t count = json_array_size(keys);
    if (!json_is_array(keys) || count > KEY_COUNT_MAX) {
        strict_say(error, "not a JWK Set: an object whose \"keys\" are at most %d", KEY_COUNT_MAX);
        return NULL;
    }
    free_auto struct key_list *list = new_list(count);
    if (!list) {
        strict_say(error, "no memory");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *jwk = json_array_get(keys, i);
        struct key *next = &list->keys[list->count];
        memset(next, 0, sizeof *next);
        if (json_object_get(jwk, "d") || !read_key(jwk, next))
            continue;
        if (next->id[0] && find_id(list, next->id)) {
            strict_say(error, "two keys have the kid \"%s\"", next->id);
            return NULL;
        }
        list->count++;
    }
    if (list->count == 0) {
        strict_say(error, "no public key for RS256 (2048 to 8192 bits) or ES256 is in it");
        return NULL;
    }
    struct key_list *read = list;
    list = NULL;
    return read;
}

struct key_list *keys_read_private(const char *text, size_t length,
                                   char error[static STRICT_ERROR_SIZE])
{
    need_libraries();
    strict_json_auto *jwk = strict_json(text, length, 4);
    free_auto struct key_list *list = new_list(1);
    if (!list || !json_object_get(jwk, "d") || !read_key(jwk, &list->keys[0]) ||
        list->keys[0].algorithm != ALGORITHM_ES256 || !list->keys[0].id[0]) {
        strict_say(error, "not a private P-256 key with a kid, as a JWK");
        return NULL;
    }
    list->count = 1;
    struct key_list *read = list;
    list = NULL;
    return read;
}

char *keys_export_private(const char *text, size_t length, char error[static STRICT_ERROR_SIZE])
{
    static const char *const members[] = {"kty", "crv", "x", "y", "d", NULL};
    need_libraries();
    strict_json_auto *jwk = strict_json(text, length, 4);
    size_t pem_length = KEY_PEM_SIZE - 1;
    free_auto char *pem = malloc(KEY_PEM_SIZE);
    if (!pem || !jwk || !export_pem(jwk, members, pem, &pem_length)) {
        strict_say(error, "the private key cannot be read");
        return NULL;
    }
    char *exported = pem;
    pem = NULL;
    return exported;
}

static json_t *make_p256(void)
{
    jwk_auto *private_key = NULL;
    jwk_auto *public_key = NULL;
    if (r_jwk_init(&private_key) != RHN_OK || r_jwk_init(&public_key) != RHN_OK ||
        r_jwk_generate_key_pair(private_key, public_key, R_KEY_TYPE_EC, 256, NULL) != RHN_OK)
        return NULL;
    return r_jwk_export_to_json_t(private_key);
}

char *keys_make_private(void)
{
    need_libraries();
    /* the library drops zeros a number begins with: one key in 86 is no right JWK, and not kept */
    for (int attempt = 0; attempt < 32; attempt++) {
        strict_json_auto *jwk = make_p256();
        if (!jwk || !is_whole_p256(jwk) || member_bytes(jwk, "d", false) != P256_BYTES)
            continue;
        json_object_del(jwk, "key_ops");
        json_object_set_new(jwk, "alg", json_string("ES256"));
        json_object_set_new(jwk, "use", json_string("sig"));
        return json_dumps(jwk, JSON_INDENT(2));
    }
    return NULL;
}

static void give_url(CURLU **url)
{
    curl_url_cleanup(*url);
}

static void give_url_part(char **part)
{
    curl_free(*part);
}
#define url_part_auto __attribute__((cleanup(give_url_part))) char

static bool is_loopback(const char *host)
{
    struct in_addr address;
    return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
           (inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

bool keys_check_url(const char *url, char error[static STRICT_ERROR_SIZE])
{
    need_libraries();
    __attribute__((cleanup(give_url))) CURLU *parts = curl_url();
    url_part_auto *scheme = NULL;
    url_part_auto *host = NULL;
    url_part_auto *other = NULL;
    if (!parts || curl_url_set(parts, CURLUPART_URL, url, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parts, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        strict_say(error, "\"%s\" is not a URL", url);
        return false;
    }
    if (curl_url_get(parts, CURLUPART_USER, &other, 0) == CURLUE_OK ||
        curl_url_get(parts, CURLUPART_FRAGMENT, &other, 0) == CURLUE_OK) {
        strict_say(error, "a key set's URL has no user and no fragment");
        return false;
    }
    if (strcmp(scheme, "https") == 0 || (strcmp(scheme, "http") == 0 && is_loopback(host)))
        return true;
    strict_say(error, "\"%s\" is not https (http is for the machine itself alone)", url);
    return false;
}

struct fetched {
    size_t length;
    char bytes[KEY_SET_SIZE_MAX + 1];
};

static size_t take_bytes(const char *bytes, size_t size, size_t count, void *context)
{
    struct fetched *fetched = context;
    const size_t length = size * count;
    if (length > KEY_SET_SIZE_MAX - fetched->length)
        return 0; /* curl ends the transfer as failed */
    memcpy(fetched->bytes + fetched->length, bytes, length);
    fetched->length += length;
    return length;
}

static int may_go_on(void *context, curl_off_t total, curl_off_t now, curl_off_t total_up,
                     curl_off_t now_up)
{
    (void)total, (void)now, (void)total_up, (void)now_up;
    return atomic_load((const atomic_bool *)context) ? 1 : 0;
}

static void give_curl(CURL **curl)
{
    curl_easy_cleanup(*curl);
}

/* Everything that bounds or guards the transfer; a setting curl does not take fails the fetch. */
static bool set_up(CURL *curl, const char *url, struct fetched *fetched, const atomic_bool *stop)
{
    const bool plain = strncmp(url, "http:", 5) == 0;
    bool done = curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https") == CURLE_OK;
    done &= !plain || curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 2000L) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 5000L) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)KEY_SET_SIZE_MAX) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_WRITEDATA, fetched) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, may_go_on) == CURLE_OK;
    done &= curl_easy_setopt(curl, CURLOPT_XFERINFODATA, stop) == CURLE_OK;
    return done;
}

/* In place of the system's, file and folder, not beside them. */
static bool trust(CURL *curl, const char *authorities)
{
    return !authorities || (curl_easy_setopt(curl, CURLOPT_CAINFO, authorities) == CURLE_OK &&
                            curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) == CURLE_OK);
}

char *keys_fetch(const char *url, const char *authorities, const atomic_bool *stop,
                 size_t *ret_length, char error[static STRICT_ERROR_SIZE])
{
    need_libraries();
    free_auto struct fetched *fetched = malloc(sizeof *fetched);
    __attribute__((cleanup(give_curl))) CURL *curl = curl_easy_init();
    if (!fetched || !curl) {
        memory_note_lack();
        strict_say(error, "no memory");
        return NULL;
    }
    fetched->length = 0;
    CURLcode code = CURLE_FAILED_INIT;
    if (set_up(curl, url, fetched, stop) && trust(curl, authorities))
        code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK) {
        strict_say(error, "%s", curl_easy_strerror(code));
        return NULL;
    }
    if (status != 200) {
        strict_say(error, "answered with status %ld", status);
        return NULL;
    }
    char *text = malloc(fetched->length + 1);
    if (!text) {
        memory_note_lack();
        strict_say(error, "no memory");
        return NULL;
    }
    memcpy(text, fetched->bytes, fetched->length);
    text[fetched->length] = '\0';
    *ret_length = fetched->length;
    return text;
}
