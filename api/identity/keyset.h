/* The keys of one issuer over time: where they come from, when they are read again.
 * SPDX-License-Identifier: MIT
 *
 * A file is read again when its state changed. A URL is fetched by a thread of its own: at start,
 * for an unknown kid no sooner than the interval, and each hour, so that a key withdrawn is not
 * trusted for ever. Old keys stay until a new set was read. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "identity/keys.h"

enum key_source {
    KEY_SOURCE_FILE,        /* a JWK Set */
    KEY_SOURCE_URL,         /* a JWK Set */
    KEY_SOURCE_DEVELOPMENT, /* the file of the development key, a private JWK */
};

struct keyset_settings {
    const char *issuer;
    enum key_source source;
    const char *place;       /* path or URL, copied */
    const char *authorities; /* of a URL: a file of certificates, copied; NULL: the system's */
    int interval_seconds;
    atomic_uint_fast64_t *generation; /* one is added when the keys become others */
    void (*notice)(void *context, const char *sentence); /* or NULL */
    void *notice_context;
};

enum key_answer { KEY_FOUND, KEY_UNKNOWN, KEY_AMBIGUOUS };

struct keyset;

/* Reads the keys of a file, or begins to fetch those of a URL. NULL with a sentence when the file
 * does not hold keys; a URL that does not answer is only noticed. keyset_free ends it. */
must_check struct keyset *keyset_new(const struct keyset_settings *settings,
                                     char error[static STRICT_ERROR_SIZE]);

/* Another owner of a key set behind a URL, if that is what these settings describe; else NULL. Its
 * keys stay, and are fetched again soon. Each owner ends it with keyset_free. */
must_check struct keyset *keyset_share(struct keyset *keyset,
                                       const struct keyset_settings *settings);
void keyset_free(struct keyset *keyset);

/* Waits until the first fetch of a URL has ended, well or not: 5 s at most. */
void keyset_wait_for_first(struct keyset *keyset);

/* Copies the key of this kid; without one (NULL), the only key of the algorithm. Thread-safe. For
 * an unknown kid the place is asked again first, as the interval allows. */
must_check enum key_answer keyset_find(struct keyset *keyset, const char *id,
                                       enum algorithm algorithm, struct key *ret_key);

/* Reads a file again if its state changed since. Thread-safe; nothing to do for a URL. */
void keyset_look(struct keyset *keyset);
