/* Keys and tokens for tests, right ones and forged ones, made byte by byte.
 * SPDX-License-Identifier: MIT */
#include "forge.h"

#include <assert.h>
#include <ftw.h>
#include <gnutls/crypto.h>
#include <rhonabwy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Puts a number at the end of its field, whatever zeros it came with or without. */
static void place_number(unsigned char *field, size_t size, gnutls_datum_t number)
{
    const unsigned char *from = number.data;
    size_t length = number.size;
    for (; length > size; length--)
        from++;
    memcpy(field + size - length, from, length);
}

/* rhonabwy leaves out the zeros a coordinate begins with; RFC 7518, section 6.2.1.2, wants them. */
static void set_coordinates(json_t *jwk, gnutls_pubkey_t key, size_t field_bytes)
{
    gnutls_datum_t x, y;
    assert(gnutls_pubkey_export_ecc_raw(key, NULL, &x, &y) == 0);
    const struct {
        const char *name;
        gnutls_datum_t *number;
    } coordinates[] = {{"x", &x}, {"y", &y}};
    for (int i = 0; i < 2; i++) {
        unsigned char field[48] = {0};
        place_number(field, field_bytes, *coordinates[i].number);
        char *text = forge_base64url(field, field_bytes);
        json_object_set_new(jwk, coordinates[i].name, json_string(text));
        free(text);
        gnutls_free(coordinates[i].number->data);
    }
}

struct forge_key forge_key(enum forge_kind kind, const char *id)
{
    static const struct {
        gnutls_pk_algorithm_t algorithm;
        unsigned bits, field_bytes;
    } kinds[] = {
        [FORGE_RSA] = {GNUTLS_PK_RSA, 2048, 0},
        [FORGE_RSA_1024] = {GNUTLS_PK_RSA, 1024, 0},
        [FORGE_P256] = {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 32},
        [FORGE_P384] = {GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1), 48},
    };
    struct forge_key made = {.is_rsa = kinds[kind].algorithm == GNUTLS_PK_RSA,
                             .field_bytes = kinds[kind].field_bytes};
    assert(gnutls_privkey_init(&made.key) == 0);
    assert(gnutls_privkey_generate(made.key, kinds[kind].algorithm, kinds[kind].bits, 0) == 0);

    gnutls_pubkey_t public_key;
    assert(gnutls_pubkey_init(&public_key) == 0);
    assert(gnutls_pubkey_import_privkey(public_key, made.key, 0, 0) == 0);
    gnutls_datum_t pem;
    assert(gnutls_pubkey_export2(public_key, GNUTLS_X509_FMT_PEM, &pem) == 0);
    made.pem = strndup((const char *)pem.data, pem.size);
    gnutls_free(pem.data);
    jwk_t *jwk;
    assert(r_jwk_init(&jwk) == RHN_OK);
    assert(r_jwk_import_from_gnutls_pubkey(jwk, public_key) == RHN_OK);
    made.jwk = r_jwk_export_to_json_t(jwk);
    r_jwk_free(jwk);
    if (!made.is_rsa)
        set_coordinates(made.jwk, public_key, made.field_bytes);
    gnutls_pubkey_deinit(public_key);
    json_object_del(made.jwk, "kid");
    json_object_del(made.jwk, "alg");
    if (id)
        json_object_set_new(made.jwk, "kid", json_string(id));
    return made;
}

void forge_free(struct forge_key *key)
{
    gnutls_privkey_deinit(key->key);
    json_decref(key->jwk);
    free(key->pem);
}

char *forge_set(const struct forge_key *const *keys, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append(array, keys[i]->jwk);
    json_t *set = json_pack("{s:o}", "keys", array);
    char *text = json_dumps(set, 0);
    json_decref(set);
    return text;
}

char *forge_base64url(const void *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const unsigned char *from = bytes;
    char *text = calloc(1, length * 4 / 3 + 4), *next = text;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < length; i++) {
        bits = bits << 8 | from[i];
        for (held += 8; held >= 6; held -= 6)
            *next++ = digits[bits >> (held - 6) & 63];
    }
    if (held > 0)
        *next++ = digits[bits << (6 - held) & 63];
    return text;
}

static char *signing_input(const char *header, const char *claims)
{
    char *first = forge_base64url(header, strlen(header));
    char *second = forge_base64url(claims, strlen(claims));
    char *input = NULL;
    assert(asprintf(&input, "%s.%s", first, second) > 0);
    free(first);
    free(second);
    return input;
}

char *forge_join(const char *header, const char *claims, const void *signature, size_t length)
{
    char *input = signing_input(header, claims);
    char *third = forge_base64url(signature, length);
    char *token = NULL;
    assert(asprintf(&token, "%s.%s", input, third) > 0);
    free(input);
    free(third);
    return token;
}

static gnutls_datum_t sign_input(const struct forge_key *key, const char *header,
                                 const char *claims)
{
    char *input = signing_input(header, claims);
    const gnutls_datum_t data = {(unsigned char *)input, (unsigned)strlen(input)};
    gnutls_datum_t signature;
    assert(gnutls_privkey_sign_data(key->key, GNUTLS_DIG_SHA256, 0, &data, &signature) == 0);
    free(input);
    return signature;
}

char *forge_sign_der(const struct forge_key *key, const char *header, const char *claims)
{
    const gnutls_datum_t signature = sign_input(key, header, claims);
    char *token = forge_join(header, claims, signature.data, signature.size);
    gnutls_free(signature.data);
    return token;
}

char *forge_sign(const struct forge_key *key, const char *header, const char *claims)
{
    if (key->is_rsa)
        return forge_sign_der(key, header, claims);
    const gnutls_datum_t der = sign_input(key, header, claims);
    gnutls_datum_t r, s;
    assert(gnutls_decode_rs_value(&der, &r, &s) == 0);
    unsigned char signature[96] = {0};
    place_number(signature, key->field_bytes, r);
    place_number(signature + key->field_bytes, key->field_bytes, s);
    gnutls_free(der.data);
    gnutls_free(r.data);
    gnutls_free(s.data);
    return forge_join(header, claims, signature, 2 * key->field_bytes);
}

char *forge_hmac(const char *secret, const char *header, const char *claims)
{
    char *input = signing_input(header, claims);
    unsigned char code[32];
    assert(gnutls_hmac_fast(GNUTLS_MAC_SHA256, secret, strlen(secret), input, strlen(input),
                            code) == 0);
    free(input);
    return forge_join(header, claims, code, sizeof code);
}

char *forge_patch(const char *base, const char *patch)
{
    json_t *whole = json_loads(base, 0, NULL);
    json_t *changes = json_loads(patch, 0, NULL);
    assert(whole && changes);
    const char *name;
    json_t *value;
    json_object_foreach(changes, name, value)
    {
        if (json_is_null(value))
            json_object_del(whole, name);
        else
            json_object_set(whole, name, value);
    }
    char *text = json_dumps(whole, JSON_COMPACT);
    json_decref(whole);
    json_decref(changes);
    return text;
}

static char folders[8][64];
static size_t folder_count;

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

static void remove_folders(void)
{
    for (size_t i = 0; i < folder_count; i++)
        nftw(folders[i], remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

char *forge_folder(void)
{
    assert(folder_count < sizeof folders / sizeof *folders);
    if (folder_count == 0)
        assert(atexit(remove_folders) == 0);
    char *folder = folders[folder_count++];
    snprintf(folder, sizeof *folders, "/tmp/identity-test-XXXXXX");
    assert(mkdtemp(folder));
    return folder;
}

char *forge_file(const char *folder, const char *name, const char *text)
{
    static char path[256];
    char draft[256 + 4];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(draft, sizeof draft, "%s.new", path);
    FILE *file = fopen(draft, "w");
    assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    assert(rename(draft, path) == 0);
    return path;
}

enum token_state forge_check(struct identity *identity, const char *token, struct caller *out)
{
    struct caller unused;
    char *header = NULL;
    const int length = asprintf(&header, "Bearer %s", token);
    assert(length > 0);
    const enum token_state state =
        identity_check(identity, header, (size_t)length, out ? out : &unused);
    free(header);
    return state;
}
