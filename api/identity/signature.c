/* Signatures of tokens: RS256 and ES256, checked by libjwt where it can, and by GnuTLS.
 * SPDX-License-Identifier: MIT */
#include "identity/signature.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <jwt.h>
#include <string.h>

#include "base/memory.h"

#define NUMBER_SIZE (SIGNATURE_ES256_SIZE / 2)

static void give_public(gnutls_pubkey_t *key)
{
    gnutls_pubkey_deinit(*key);
}

static void give_private(gnutls_privkey_t *key)
{
    gnutls_privkey_deinit(*key);
}

static void give_datum(gnutls_datum_t *datum)
{
    gnutls_free(datum->data);
}
#define datum_auto __attribute__((cleanup(give_datum))) gnutls_datum_t

/* GnuTLS reads, and never writes, through the data it is given. */
static gnutls_datum_t lend(const void *data, size_t length)
{
    return (gnutls_datum_t){.data = (unsigned char *)(size_t)data, .size = (unsigned)length};
}

static bool check_rs256(gnutls_pubkey_t key, const gnutls_datum_t *data,
                        const gnutls_datum_t *signature)
{
    return gnutls_pubkey_get_pk_algorithm(key, NULL) == GNUTLS_PK_RSA &&
           gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, data, signature) >= 0;
}

/* A JWS has r and s as two numbers of 32 bytes; GnuTLS takes them in DER. */
static bool check_es256(gnutls_pubkey_t key, const gnutls_datum_t *data,
                        const gnutls_datum_t *signature)
{
    if (gnutls_pubkey_get_pk_algorithm(key, NULL) != GNUTLS_PK_ECDSA ||
        signature->size != SIGNATURE_ES256_SIZE)
        return false;
    const gnutls_datum_t r = lend(signature->data, NUMBER_SIZE);
    const gnutls_datum_t s = lend(signature->data + NUMBER_SIZE, NUMBER_SIZE);
    datum_auto der = {0};
    return gnutls_encode_rs_value(&der, &r, &s) == 0 &&
           gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_ECDSA_SHA256, 0, data, &der) >= 0;
}

bool signature_check(const struct key *key, const void *data, size_t length,
                     const unsigned char *signature, size_t signature_length)
{
    __attribute__((cleanup(give_public))) gnutls_pubkey_t public_key = NULL;
    const gnutls_datum_t pem = lend(key->pem, key->pem_length);
    if (gnutls_pubkey_init(&public_key) != 0 ||
        gnutls_pubkey_import(public_key, &pem, GNUTLS_X509_FMT_PEM) != 0)
        return false;
    const gnutls_datum_t signed_data = lend(data, length);
    const gnutls_datum_t signed_with = lend(signature, signature_length);
    switch (key->algorithm) {
    case ALGORITHM_RS256:
        return check_rs256(public_key, &signed_data, &signed_with);
    case ALGORITHM_ES256:
        return check_es256(public_key, &signed_data, &signed_with);
    case ALGORITHM_COUNT:
        break;
    }
    return false;
}

static void give_jwt(jwt_t **jwt)
{
    jwt_free(*jwt);
}

bool signature_check_jwt(const struct key *key, const char *token, size_t length)
{
    static const jwt_alg_t algorithms[ALGORITHM_COUNT] = {
        [ALGORITHM_RS256] = JWT_ALG_RS256,
        [ALGORITHM_ES256] = JWT_ALG_ES256,
    };
    free_auto char *text = strndup(token, length);
    __attribute__((cleanup(give_jwt))) jwt_t *jwt = NULL;
    /* libjwt takes the algorithm from the token, so that it is held against the key's once more. */
    if (!text)
        memory_note_lack();
    if (!text)
        return false;
    memory_begin_reading();
    const int fault = jwt_decode(&jwt, text, (const unsigned char *)key->pem, (int)key->pem_length);
    return memory_end_reading() && fault == 0 && jwt_get_alg(jwt) == algorithms[key->algorithm];
}

/* DER has no zeros before a number, but one where its first bit is set. */
static void place_number(unsigned char *field, const gnutls_datum_t *number)
{
    const size_t spare = number->size > NUMBER_SIZE ? number->size - NUMBER_SIZE : 0;
    const size_t length = number->size - spare;
    memset(field, 0, NUMBER_SIZE);
    memcpy(field + NUMBER_SIZE - length, number->data + spare, length);
}

bool signature_make(const char *pem, const void *data, size_t length,
                    unsigned char ret_signature[static SIGNATURE_ES256_SIZE])
{
    __attribute__((cleanup(give_private))) gnutls_privkey_t private_key = NULL;
    const gnutls_datum_t key = lend(pem, strlen(pem));
    const gnutls_datum_t signed_data = lend(data, length);
    datum_auto der = {0};
    datum_auto r = {0};
    datum_auto s = {0};
    if (gnutls_privkey_init(&private_key) != 0 ||
        gnutls_privkey_import_x509_raw(private_key, &key, GNUTLS_X509_FMT_PEM, NULL, 0) != 0 ||
        gnutls_privkey_get_pk_algorithm(private_key, NULL) != GNUTLS_PK_ECDSA ||
        gnutls_privkey_sign_data(private_key, GNUTLS_DIG_SHA256, 0, &signed_data, &der) != 0 ||
        gnutls_decode_rs_value(&der, &r, &s) != 0)
        return false;
    place_number(ret_signature, &r);
    place_number(ret_signature + NUMBER_SIZE, &s);
    return true;
}
