/* The key under which protected names are kept, and what is made with it.
 * SPDX-License-Identifier: MIT */
#include "names/key.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/secret.h"

#define KEY_FILE "names-key"
#define KEY_SIZE 32
#define KEY_LABEL "safer protected names\n"

static unsigned char key[KEY_SIZE];
static char key_id[NAMES_KEY_ID_SIZE];

static char *make_key(void)
{
    unsigned char bytes[KEY_SIZE];
    text_auto digits = {0};
    if (!random_key(bytes, sizeof bytes) || !text_reserve(&digits, 2 * sizeof bytes + 1)) {
        explicit_bzero(bytes, sizeof bytes); /* of digits nothing is copied as they grow */
        return NULL;
    }
    hex_add(&digits, (const char *)bytes, sizeof bytes);
    text_add_char(&digits, '\n');
    explicit_bzero(bytes, sizeof bytes);
    return text_failed(&digits) ? NULL : text_detach(&digits);
}

static void name_key(void)
{
    unsigned char labelled[sizeof KEY_LABEL - 1 + KEY_SIZE];
    char digest[DIGEST_HEX_SIZE];
    memcpy(labelled, KEY_LABEL, sizeof KEY_LABEL - 1);
    memcpy(labelled + sizeof KEY_LABEL - 1, key, KEY_SIZE);
    digest_sha256_hex(labelled, sizeof labelled, digest);
    explicit_bzero(labelled, sizeof labelled);
    memcpy(key_id, digest, NAMES_KEY_ID_SIZE - 1);
    key_id[NAMES_KEY_ID_SIZE - 1] = '\0';
}

/* 64 digits; a line end may stand behind them. */
static bool take_digits(char *digits, size_t length)
{
    text_auto bytes = {0};
    while (length > 0 && (digits[length - 1] == '\n' || digits[length - 1] == '\r'))
        length--;
    const bool is_key =
        length == (size_t)2 * KEY_SIZE && hex_read(&bytes, digits, length) && !text_failed(&bytes);
    if (is_key) {
        memcpy(key, bytes.data, KEY_SIZE);
        name_key();
    }
    if (bytes.data)
        explicit_bzero(bytes.data, bytes.length);
    return is_key;
}

bool names_start(const char *path, const char *state_folder, char error[static 512])
{
    char own[PATH_MAX], digits[2 * KEY_SIZE + 8];
    size_t length;
    if (!*path) {
        const int written = snprintf(own, sizeof own, "%s/" KEY_FILE, state_folder);
        if (written < 0 || (size_t)written >= sizeof own) {
            secret_say(error, "the path of the state folder is too long");
            return false;
        }
        if (!secret_find(state_folder, own, make_key, error))
            return false;
        path = own;
    }
    if (!secret_read(path, digits, sizeof digits, &length, error))
        return false;
    const bool is_key = take_digits(digits, length);
    explicit_bzero(digits, sizeof digits);
    if (!is_key)
        secret_say(error, "%s: no key of %d hexadecimal digits", path, 2 * KEY_SIZE);
    return is_key;
}

void names_stop(void)
{
    explicit_bzero(key, sizeof key);
    *key_id = '\0';
}

const char *names_key_id(void)
{
    return key_id;
}

struct keyed_digest *names_digest(void)
{
    assert(*key_id);
    return keyed_digest_new(key, sizeof key);
}
