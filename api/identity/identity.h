/* Who asks: reads the Authorization header of a request and says who the caller is.
 * SPDX-License-Identifier: MIT
 *
 * Tokens are JWTs (RFC 7519) in the shape of RFC 9068, signed with RS256 or ES256 by an issuer of
 * the settings file, or by the development key where no such file is set. docs/identity.md says how
 * an issuer is set up and what is refused.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The longest Authorization header that is read, in bytes, its scheme included. */
#define IDENTITY_HEADER_MAX 8192

/* The issuer of tokens signed with the development key; no settings file may name it. */
#define IDENTITY_DEVELOPMENT_ISSUER "safer-development"

/* Who asks, as the token says and its issuer may say. All are UTF-8 without control characters and
 * end with NUL. A client is only unique within its issuer. */
struct caller {
    char issuer[256];
    char client[256];
    char subject[256];
    char partner[64]; /* "" of a person who belongs to none and is known by issuer and subject */
    char scope[1024]; /* words separated by single spaces; "" when there are none */
};

enum token_state {
    TOKEN_ABSENT, /* no Authorization header: an anonymous reader */
    TOKEN_GOOD,
    TOKEN_BAD, /* answer 401 and nothing more; identity_last_reason() is for the log alone */
};

struct identity_settings {
    const char *issuers_file;  /* SAFER_ISSUERS, or NULL: the development key */
    const char *state_folder;  /* where the development key lies; unused when issuers_file is set */
    const char *audience;      /* of development tokens; unused when issuers_file is set */
    int leeway_seconds;        /* how far the clocks of issuer and service may differ, 0 to 300 */
    int jwks_interval_seconds; /* the least time between two fetches of one issuer's key set */
    /* Told one sentence when keys were changed, or could not be read or fetched; never token text.
     * Called from any thread. NULL: nobody listens. */
    void (*notice)(void *context, const char *sentence);
    void *notice_context;
};

struct identity;

/* Reads the issuers and their keys; strings of the settings are copied. Without an issuers file the
 * development key is read, or made. Waits for key sets behind a URL for at most 5 s each; one that
 * cannot be fetched is told to `notice` and tried again later. NULL with a sentence in `error` when
 * the settings are wrong. The caller owns what is returned and ends it with identity_free. */
__attribute__((warn_unused_result)) struct identity *
identity_new(const struct identity_settings *settings, char error[static 512]);

/* Reads the issuers and their keys again. Once it has returned true, a token of an issuer or a key
 * that is no longer there is refused whenever it comes, also one that was verified before; keys
 * behind a URL that is still there stay until they were fetched again. False with a sentence, and
 * everything is as it was, when the settings or a file of keys are wrong. While it reads, requests
 * go on with what there was. One thread at a time may call it. */
__attribute__((warn_unused_result)) bool identity_reload(struct identity *identity,
                                                         char error[static 512]);

/* Ends it; no other thread may be using it. NULL is allowed. */
void identity_free(struct identity *identity);

/* Reads the value of an Authorization header of `length` bytes (it need not end with NUL; NULL:
 * there is none). `out` is filled when TOKEN_GOOD and zeroed otherwise. Thread-safe. It waits only
 * for a token whose key is unknown, and then for no longer than one fetch of the issuer's key set.
 */
__attribute__((warn_unused_result)) enum token_state
identity_check(struct identity *identity, const char *authorization_header, size_t length,
               struct caller *out);

/* Whether this Authorization header holds a token that was found good within the last minute, and
 * is still: then `out` is filled, else zeroed. Costs no check of a signature, and never waits.
 * Thread-safe. */
__attribute__((warn_unused_result)) bool identity_remembers(struct identity *identity,
                                                            const char *authorization_header,
                                                            size_t length, struct caller *out);

/* Why the last identity_check of this thread answered as it did: a static snake_case word, for log
 * and metrics, never for the client. "none" when the token was good or absent. */
const char *identity_last_reason(void);

/* Whether the caller's token carries this very scope. */
__attribute__((warn_unused_result)) bool caller_has_scope(const struct caller *caller,
                                                          const char *scope);

/* What a token signed with the development key is to say. */
struct development_token {
    const char *client;
    const char *subject; /* NULL: the client's name */
    const char *partner; /* NULL: none, it is a person's */
    const char *scope;   /* words separated by spaces, or "" */
    int64_t ttl_seconds; /* 1 to 31,622,400 (366 days) */
};

/* Writes a token signed with the development key, and a newline, to `out`; the key is made if there
 * is none. False with a sentence in `error`; always so when an issuers file is set. */
__attribute__((warn_unused_result)) bool
identity_sign_development(const struct identity_settings *settings,
                          const struct development_token *wanted, FILE *out,
                          char error[static 512]);
