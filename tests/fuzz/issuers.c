/* The file of issuers: whatever is written there, rules that were taken are whole, read again too.
 * SPDX-License-Identifier: MIT
 *
 * An input is such a file, with keys.json beside it. No set is fetched: that is cut out at the
 * link. */
#include "identity/issuers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"
#include "identity/strict.h"

char *__wrap_keys_fetch(const char *url, const char *authorities, const atomic_bool *stop,
                        size_t *ret_length, char error[static STRICT_ERROR_SIZE]);

/* In place of keys_fetch: nobody ever answers. */
char *__wrap_keys_fetch(const char *url, const char *authorities, const atomic_bool *stop,
                        size_t *ret_length, char error[static STRICT_ERROR_SIZE])
{
    (void)authorities, (void)stop;
    char why[STRICT_ERROR_SIZE];
    hold(keys_check_url(url, why));
    *ret_length = 0;
    strict_say(error, "nobody answers");
    return NULL;
}

static const char key_set[] = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"one\","
                              "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
                              "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}";

static char folder[] = "/tmp/safer-fuzz-XXXXXX";
static char issuers_path[64], keys_path[64];

static void remove_files(void)
{
    unlink(issuers_path);
    unlink(keys_path);
    rmdir(folder);
}

static void write_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "w");
    hold(file && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
}

static void make_folder(void)
{
    if (issuers_path[0])
        return;
    hold(mkdtemp(folder));
    (void)snprintf(issuers_path, sizeof issuers_path, "%s/issuers.json", folder);
    (void)snprintf(keys_path, sizeof keys_path, "%s/keys.json", folder);
    write_file(keys_path, key_set, strlen(key_set));
    hold(atexit(remove_files) == 0);
}

static void check_texts(const json_t *array, size_t most)
{
    hold(json_array_size(array) >= 1 && json_array_size(array) <= most);
    for (size_t i = 0; i < json_array_size(array); i++)
        hold(json_string_length(json_array_get(array, i)) > 0);
}

static void check_issuer(const struct issuer *issuer)
{
    const struct claim_rules *rules = &issuer->rules;
    hold(rules->issuer && strcmp(rules->issuer, IDENTITY_DEVELOPMENT_ISSUER) != 0);
    hold(issuer->keys && (issuer->takes[ALGORITHM_RS256] || issuer->takes[ALGORITHM_ES256]));
    check_texts(issuer->types, 16);
    check_texts(rules->audience, 16);
    check_texts(rules->client, 8);
    check_texts(rules->subject, 8);
    check_texts(rules->scope, 8);
    if (!rules->persons || json_array_size(rules->partners))
        check_texts(rules->partners, 256);
    hold(json_is_array(rules->partners) && !(rules->persons && rules->partner));
    hold(!rules->partner != !rules->partner_from);
    if (rules->partner)
        hold(strict_holds(rules->partners, rules->partner));
    else
        check_texts(rules->partner_from, 8);
    const char *text;
    json_t *slug;
    json_object_foreach((json_t *)(uintptr_t)rules->partner_map, text, slug)
    {
        hold(strict_holds(rules->partners, json_string_value(slug)));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    make_folder();
    write_file(issuers_path, (const char *)data, size);
    const struct identity_settings settings = {.issuers_file = issuers_path,
                                               .jwks_interval_seconds = 30};
    atomic_uint_fast64_t generation = 0;
    char error[STRICT_ERROR_SIZE] = "";
    struct issuers *issuers = issuers_new(&settings, &generation, NULL, error);
    hold(issuers || strncmp(error, issuers_path, strlen(issuers_path)) == 0);
    for (size_t i = 0; issuers && i < issuers->count; i++) {
        check_issuer(&issuers->items[i]);
        hold(issuers_find(issuers, issuers->items[i].rules.issuer) == &issuers->items[i]);
    }
    struct issuers *again = issuers ? issuers_new(&settings, &generation, issuers, error) : NULL;
    hold(!issuers || (again && again->count == issuers->count));
    for (size_t i = 0; again && i < again->count; i++)
        check_issuer(&again->items[i]);
    issuers_free(issuers);
    issuers_free(again);
    return 0;
}
