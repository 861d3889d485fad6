/* The certificate the service shows and its key: read from PEM files, replaced while it serves.
 * SPDX-License-Identifier: MIT */
#include "http/tls.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

#define KEY_ID_MAX 64

const char tls_priorities[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
    "-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:"
    "%SERVER_PRECEDENCE";

struct credentials {
    gnutls_x509_crt_t *chain; /* the service's own first; the array is GnuTLS' */
    unsigned count;
    gnutls_x509_privkey_t key;
    int64_t ends; /* Unix seconds */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct credentials *shown; /* guarded by the lock */

static void credentials_free(struct credentials *credentials)
{
    if (!credentials)
        return;
    for (unsigned i = 0; i < credentials->count; i++)
        gnutls_x509_crt_deinit(credentials->chain[i]);
    gnutls_free(credentials->chain);
    if (credentials->key)
        gnutls_x509_privkey_deinit(credentials->key);
    free(credentials);
}

static bool refuse(char *error, const char *file, const char *why)
{
    (void)snprintf(error, TLS_ERROR_SIZE, "%.200s: %.200s", file, why);
    return false;
}

/* A whole file; `data` is to be freed by forget. */
static bool read_file(const char *path, gnutls_datum_t *data, char *error)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return refuse(error, path, strerror(errno));
    data->data = malloc(TLS_FILE_MAX);
    const size_t length = data->data ? fread(data->data, 1, TLS_FILE_MAX, file) : 0;
    const bool was_read = data->data && !ferror(file);
    (void)fclose(file);
    data->size = (unsigned)length;
    if (was_read && length < TLS_FILE_MAX)
        return true;
    return refuse(error, path, was_read ? "is too long" : "cannot be read");
}

static void forget(gnutls_datum_t *data)
{
    if (data->data)
        explicit_bzero(data->data, data->size);
    free(data->data);
}

static bool read_chain(struct credentials *credentials, const char *file, char *error)
{
    __attribute__((cleanup(forget))) gnutls_datum_t text = {0};
    if (!read_file(file, &text, error))
        return false;
    const int result =
        gnutls_x509_crt_list_import2(&credentials->chain, &credentials->count, &text,
                                     GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
    if (result == GNUTLS_E_CERTIFICATE_LIST_UNSORTED)
        return refuse(error, file,
                      "the certificates are not in order: the service's own comes first, then the "
                      "one that signed it, and so on");
    if (result < 0)
        return refuse(error, file, "is no certificate in PEM");
    if (credentials->count > TLS_CHAIN_MAX)
        return refuse(error, file, "holds too many certificates");
    return true;
}

static bool check_dates(struct credentials *credentials, const char *file, char *error)
{
    const time_t now = (time_t)(clock_unix_ms() / 1000);
    for (unsigned i = 0; i < credentials->count; i++) {
        const time_t begins = gnutls_x509_crt_get_activation_time(credentials->chain[i]);
        const time_t ends = gnutls_x509_crt_get_expiration_time(credentials->chain[i]);
        if (begins <= now && now < ends)
            continue;
        char day[16] = "", sentence[128];
        struct tm when;
        if (gmtime_r(now < begins ? &begins : &ends, &when))
            (void)strftime(day, sizeof day, "%Y-%m-%d", &when);
        (void)snprintf(sentence, sizeof sentence, "%s %s %s",
                       i == 0 ? "the certificate" : "a certificate of the chain",
                       now < begins ? "is not valid until" : "has expired on", day);
        return refuse(error, file, sentence);
    }
    credentials->ends = gnutls_x509_crt_get_expiration_time(credentials->chain[0]);
    return true;
}

static bool read_key(struct credentials *credentials, const char *file, char *error)
{
    __attribute__((cleanup(forget))) gnutls_datum_t text = {0};
    if (!read_file(file, &text, error))
        return false;
    if (gnutls_x509_privkey_init(&credentials->key) < 0)
        return refuse(error, file, "no memory");
    if (gnutls_x509_privkey_import2(credentials->key, &text, GNUTLS_X509_FMT_PEM, NULL, 0) < 0)
        return refuse(error, file, "is no private key in PEM, or is encrypted");
    return true;
}

static bool check_pair(const struct credentials *credentials, const char *file, char *error)
{
    unsigned char of_certificate[KEY_ID_MAX], of_key[KEY_ID_MAX];
    size_t length = sizeof of_certificate, key_length = sizeof of_key;
    if (gnutls_x509_crt_get_key_id(credentials->chain[0], GNUTLS_KEYID_USE_SHA256, of_certificate,
                                   &length) == 0 &&
        gnutls_x509_privkey_get_key_id(credentials->key, GNUTLS_KEYID_USE_SHA256, of_key,
                                       &key_length) == 0 &&
        length == key_length && memcmp(of_certificate, of_key, length) == 0)
        return true;
    return refuse(error, file, "is not the key of the certificate");
}

bool tls_load(const char *certificate_file, const char *key_file, char error[static TLS_ERROR_SIZE])
{
    struct credentials *credentials = calloc(1, sizeof *credentials);
    if (!credentials)
        return refuse(error, certificate_file, "no memory");
    if (!read_chain(credentials, certificate_file, error) ||
        !check_dates(credentials, certificate_file, error) ||
        !read_key(credentials, key_file, error) || !check_pair(credentials, key_file, error)) {
        credentials_free(credentials);
        return false;
    }
    pthread_mutex_lock(&lock);
    struct credentials *before = shown;
    shown = credentials;
    pthread_mutex_unlock(&lock);
    credentials_free(before);
    return true;
}

int64_t tls_ends(void)
{
    pthread_mutex_lock(&lock);
    const int64_t ends = shown ? shown->ends : 0;
    pthread_mutex_unlock(&lock);
    return ends;
}

void tls_unload(void)
{
    pthread_mutex_lock(&lock);
    struct credentials *before = shown;
    shown = NULL;
    pthread_mutex_unlock(&lock);
    credentials_free(before);
}

/* Lock held. */
static bool copy_chain(gnutls_pcert_st **ret, unsigned *ret_count)
{
    gnutls_pcert_st *chain = gnutls_malloc(shown->count * sizeof *chain);
    unsigned count = 0;
    while (chain && count < shown->count &&
           gnutls_pcert_import_x509(&chain[count], shown->chain[count], 0) == 0)
        count++;
    *ret = chain;
    *ret_count = count;
    return count == shown->count;
}

/* Lock held. */
static bool copy_key(gnutls_privkey_t *ret)
{
    gnutls_x509_privkey_t copy = NULL;
    if (gnutls_x509_privkey_init(&copy) == 0 && gnutls_x509_privkey_cpy(copy, shown->key) == 0 &&
        gnutls_privkey_init(ret) == 0) {
        if (gnutls_privkey_import_x509(*ret, copy, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE) == 0)
            return true;
        gnutls_privkey_deinit(*ret);
    }
    if (copy)
        gnutls_x509_privkey_deinit(copy);
    return false;
}

int tls_retrieve(gnutls_session_t session, const struct gnutls_cert_retr_st *info,
                 gnutls_pcert_st **certs, unsigned *certs_length, gnutls_ocsp_data_st **ocsp,
                 unsigned *ocsp_length, gnutls_privkey_t *privkey, unsigned *flags)
{
    (void)session;
    (void)info;
    *ocsp = NULL;
    *ocsp_length = 0;
    *flags = GNUTLS_CERT_RETR_DEINIT_ALL;
    *certs = NULL;
    *certs_length = 0;
    pthread_mutex_lock(&lock);
    const bool was_copied = shown && copy_chain(certs, certs_length) && copy_key(privkey);
    pthread_mutex_unlock(&lock);
    if (was_copied)
        return 0;
    for (unsigned i = 0; i < *certs_length; i++)
        gnutls_pcert_deinit(&(*certs)[i]);
    gnutls_free(*certs);
    return -1;
}
