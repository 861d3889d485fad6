/* Many handshakes while the certificate is replaced: each has a certificate and its own key. A
 * plain program, for ThreadSanitizer. SPDX-License-Identifier: MIT */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/tls.h"

#define THREADS 4
#define LOADS 200

static atomic_bool is_over;
static atomic_int handshakes;

struct pair {
    char certificate[160], key[160];
};

static void write_file(const char *path, const gnutls_datum_t *text)
{
    FILE *file = fopen(path, "we");
    assert(file && fwrite(text->data, 1, text->size, file) == text->size && fclose(file) == 0);
}

/* A certificate signed by itself. */
static struct pair make_pair(const char *folder, unsigned char number)
{
    struct pair pair;
    gnutls_x509_privkey_t key;
    gnutls_x509_crt_t certificate;
    gnutls_datum_t text;
    snprintf(pair.certificate, sizeof pair.certificate, "%s/%u.pem", folder, number);
    snprintf(pair.key, sizeof pair.key, "%s/%u.key", folder, number);
    assert(gnutls_x509_privkey_init(&key) == 0 && gnutls_x509_crt_init(&certificate) == 0);
    assert(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                        GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0) == 0);
    assert(gnutls_x509_crt_set_key(certificate, key) == 0);
    assert(gnutls_x509_crt_set_version(certificate, 3) == 0);
    assert(gnutls_x509_crt_set_serial(certificate, &number, 1) == 0);
    assert(gnutls_x509_crt_set_activation_time(certificate, time(NULL) - 60) == 0);
    assert(gnutls_x509_crt_set_expiration_time(certificate, time(NULL) + 3600) == 0);
    assert(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0) == 0);
    assert(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &text) == 0);
    write_file(pair.certificate, &text);
    gnutls_free(text.data);
    assert(gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                             &text) == 0);
    write_file(pair.key, &text);
    gnutls_free(text.data);
    gnutls_x509_crt_deinit(certificate);
    gnutls_x509_privkey_deinit(key);
    return pair;
}

/* What GnuTLS does with what it is given: signs with the key, and the certificate fits. */
static void check_pair(gnutls_pcert_st *certificates, gnutls_privkey_t key)
{
    static const gnutls_datum_t data = {(unsigned char *)"data", 4};
    gnutls_datum_t signature;
    assert(gnutls_privkey_sign_data(key, GNUTLS_DIG_SHA256, 0, &data, &signature) == 0);
    assert(gnutls_pubkey_verify_data2(certificates[0].pubkey, GNUTLS_SIGN_ECDSA_SHA256, 0, &data,
                                      &signature) >= 0);
    gnutls_free(signature.data);
}

static void *shake_hands(void *context)
{
    (void)context;
    while (!atomic_load(&is_over)) {
        gnutls_pcert_st *certificates = NULL;
        gnutls_ocsp_data_st *ocsp = NULL;
        gnutls_privkey_t key = NULL;
        unsigned count = 0, ocsp_count = 0, flags = 0;
        assert(tls_retrieve(NULL, NULL, &certificates, &count, &ocsp, &ocsp_count, &key, &flags) ==
               0);
        assert(count == 1 && ocsp_count == 0 && flags == GNUTLS_CERT_RETR_DEINIT_ALL);
        check_pair(certificates, key);
        gnutls_pcert_deinit(&certificates[0]);
        gnutls_free(certificates);
        gnutls_privkey_deinit(key);
        atomic_fetch_add(&handshakes, 1);
    }
    return NULL;
}

int main(void)
{
    char folder[] = "/tmp/safer-tls-XXXXXX", error[TLS_ERROR_SIZE];
    assert(mkdtemp(folder));
    const struct pair pairs[] = {make_pair(folder, 1), make_pair(folder, 2)};
    assert(tls_load(pairs[0].certificate, pairs[0].key, error));
    assert(tls_ends() > time(NULL));
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert(pthread_create(&threads[i], NULL, shake_hands, NULL) == 0);
    for (int i = 0; i < LOADS || atomic_load(&handshakes) < LOADS; i++) {
        const struct pair *pair = &pairs[i % 2];
        assert(tls_load(pair->certificate, pair->key, error));
        assert(!tls_load(pair->certificate, pairs[1 - i % 2].key, error));
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    tls_unload();
    for (int i = 0; i < 2; i++)
        assert(unlink(pairs[i].certificate) == 0 && unlink(pairs[i].key) == 0);
    assert(tls_ends() == 0 && rmdir(folder) == 0);
    puts("ok");
    return 0;
}
