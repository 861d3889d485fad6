/* The certificate the service shows and its key: read from PEM files, replaced while it serves.
 * SPDX-License-Identifier: MIT
 *
 * There is one of them in the process, because GnuTLS gives its callback nothing to tell several
 * apart by. Each handshake gets copies of its own, which GnuTLS frees, so that a replaced
 * certificate is held by nobody. */
#pragma once

#include <gnutls/abstract.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"

#define TLS_ERROR_SIZE 512
#define TLS_FILE_MAX ((size_t)256 * 1024)
#define TLS_CHAIN_MAX 8

/* TLS 1.3 and 1.2 with forward secrecy and authenticated encryption, nothing else (as NCSC's
 * guidance on TLS for government recommends); the service's order counts. */
extern const char tls_priorities[];

/* Reads the certificate with its chain, its own first, and the private key, and shows them to every
 * handshake from now on. False with a sentence, and what was shown before goes on being shown, when
 * a file cannot be read or is no PEM, when the key is another certificate's or is encrypted, and
 * when a certificate of the chain is out of order or not valid today. Thread-safe. */
must_check bool tls_load(const char *certificate_file, const char *key_file,
                         char error[static TLS_ERROR_SIZE]);

/* The second at which the certificate shown ends, since 1970; 0 when there is none. */
int64_t tls_ends(void);

/* Forgets it: no handshake succeeds from now on. */
void tls_unload(void);

/* Answers GnuTLS which certificate to show. */
gnutls_certificate_retrieve_function3 tls_retrieve;
