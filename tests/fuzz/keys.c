/* Of any JWK Set only keys that are whole, strong, public and told apart are taken.
 * SPDX-License-Identifier: MIT
 *
 * An input is a JWK Set; it is tried as a development key, and as a URL, too. */
#include "identity/keys.h"

#include <gnutls/abstract.h>
#include <string.h>

#include "fuzz.h"

static void give_public(gnutls_pubkey_t *key)
{
    gnutls_pubkey_deinit(*key);
}

/* The PEM is read by another function of the library than wrote it. */
static void check_pem(const struct key *key)
{
    __attribute__((cleanup(give_public))) gnutls_pubkey_t public_key = NULL;
    hold(strlen(key->pem) == key->pem_length && key->pem_length < KEY_PEM_SIZE);
    static const char begins[] = "-----BEGIN PUBLIC KEY-----\n";
    hold(strncmp(key->pem, begins, sizeof begins - 1) == 0);
    hold(!strstr(key->pem + sizeof begins - 1, "-----BEGIN"));
    gnutls_datum_t pem = {(unsigned char *)(uintptr_t)key->pem, (unsigned)key->pem_length};
    hold(gnutls_pubkey_init(&public_key) == 0);
    hold(gnutls_pubkey_import(public_key, &pem, GNUTLS_X509_FMT_PEM) == 0);
    unsigned bits = 0;
    const int algorithm = gnutls_pubkey_get_pk_algorithm(public_key, &bits);
    if (key->algorithm == ALGORITHM_RS256) {
        hold(algorithm == GNUTLS_PK_RSA && bits >= 2048 && bits <= 8192);
        hold(key->signature_length == (bits + 7) / 8);
    } else {
        hold(algorithm == GNUTLS_PK_ECDSA && bits == 256 && key->signature_length == 64);
    }
}

static void check_list(const struct key_list *list)
{
    hold(list->count >= 1 && list->count <= KEY_COUNT_MAX);
    for (size_t i = 0; i < list->count; i++) {
        const struct key *key = &list->keys[i];
        check_pem(key);
        hold(fuzz_is_utf8(key->id, strlen(key->id)));
        for (size_t j = 0; j < i; j++)
            hold(!key->id[0] || strcmp(key->id, list->keys[j].id) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct piece whole = fuzz_whole(data, size);
    char error[STRICT_ERROR_SIZE] = "";
    struct key_list *list = keys_read_set(whole.bytes, whole.length, error);
    hold(list || error[0]);
    if (list)
        check_list(list);
    free(list);
    list = keys_read_private(whole.bytes, whole.length, error);
    if (list) {
        hold(list->count == 1 && list->keys[0].id[0]);
        check_list(list);
    }
    free(list);
    return 0;
}
