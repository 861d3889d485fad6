/* Whose tokens are taken: the issuers of the settings file, or the development key alone.
 * SPDX-License-Identifier: MIT */
#include "identity/issuers.h"

#include <assert.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "identity/development.h"

#define FILE_SIZE_MAX ((size_t)1024 * 1024)
#define CLAIM_NAMES_MAX 8

/* One item of the file while it is read: every fault is said as "item N: ...". */
struct reading {
    const struct identity_settings *settings;
    atomic_uint_fast64_t *generation;
    const struct issuers *before; /* or NULL */
    size_t number;                /* of the item, from 1 */
    json_t *item;
    struct issuer *issuer;
    char *error;
};

static bool refuse(const struct reading *reading, const char *format, ...) printf_like(2, 3);

static bool refuse(const struct reading *reading, const char *format, ...)
{
    char sentence[STRICT_ERROR_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    strict_say(reading->error, "%s: item %zu: %s", reading->settings->issuers_file, reading->number,
               sentence);
    return false;
}

static bool has_only(const struct reading *reading, json_t *object, const char *where,
                     const char *const *names)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        const char *const *known = names;
        while (*known && strcmp(*known, name) != 0)
            known++;
        if (!*known)
            return refuse(reading, "%sthere is no member \"%s\"", where, name);
    }
    return true;
}

static bool read_persons(const struct reading *reading)
{
    const json_t *persons = json_object_get(reading->item, "persons");
    if (persons && !json_is_boolean(persons))
        return refuse(reading, "\"persons\" must be true or false");
    reading->issuer->rules.persons = json_is_true(persons);
    return true;
}

/* Turns a member that is a string, or an array of 1 to `most` strings, into an array in its place;
 * `fallback` is JSON for when it is absent, NULL when it must be there. */
static const json_t *read_strings(const struct reading *reading, json_t *object, const char *name,
                                  size_t most, const char *fallback)
{
    json_t *value = json_object_get(object, name);
    if (!value && fallback) {
        value = json_loads(fallback, 0, NULL);
        json_object_set_new(object, name, value);
    } else if (json_is_string(value)) {
        value = json_pack("[O]", value);
        json_object_set_new(object, name, value);
    }
    const size_t count = json_array_size(value);
    bool is_right = count >= 1 && count <= most;
    for (size_t i = 0; is_right && i < count; i++)
        is_right = strict_is_text(json_array_get(value, i), 256);
    if (is_right)
        return value;
    refuse(reading, "\"%s\" must be a text, or an array of 1 to %zu texts", name, most);
    return NULL;
}

static bool read_partners(const struct reading *reading)
{
    struct claim_rules *rules = &reading->issuer->rules;
    if (json_is_string(json_object_get(reading->item, "partners")))
        return refuse(reading, "\"partners\" must be an array of slugs");
    const json_t *partners = json_object_get(reading->item, "partners");
    if (rules->persons && json_is_array(partners) && json_array_size(partners) == 0) {
        rules->partners = partners; /* it speaks for persons alone */
        return true;
    }
    rules->partners = read_strings(reading, reading->item, "partners", 256, NULL);
    if (!rules->partners)
        return false;
    for (size_t i = 0; i < json_array_size(rules->partners); i++) {
        const char *slug = json_string_value(json_array_get(rules->partners, i));
        if (!strict_is_slug(slug))
            return refuse(reading, "\"partners\": \"%s\" is not a slug", slug);
    }
    return true;
}

static bool may_assert(const struct reading *reading, const json_t *slug)
{
    const char *text = json_string_value(slug);
    if (text && strict_holds(reading->issuer->rules.partners, text))
        return true;
    return refuse(reading, "\"claims\": \"partner\" gives \"%s\", which is not in \"partners\"",
                  text ? text : "(not a text)");
}

static bool read_partner_map(const struct reading *reading, json_t *partner)
{
    static const char *const members[] = {"from", "map", NULL};
    struct claim_rules *rules = &reading->issuer->rules;
    if (!has_only(reading, partner, "\"claims\": \"partner\": ", members))
        return false;
    const json_t *map = json_object_get(partner, "map");
    if (json_object_size(map) == 0)
        return refuse(reading, "\"claims\": \"partner\": \"map\" must be an object from a claim's "
                               "text to a partner's slug");
    const char *text;
    json_t *slug;
    json_object_foreach((json_t *)json_object_get(partner, "map"), text, slug)
    {
        if (!may_assert(reading, slug))
            return false;
    }
    rules->partner_map = map;
    rules->partner_from = read_strings(reading, partner, "from", CLAIM_NAMES_MAX, NULL);
    return rules->partner_from;
}

/* A claim's name (or several), {"value": slug}, or {"from": claim, "map": {...}}. */
static bool read_partner_rule(const struct reading *reading, json_t *claims)
{
    struct claim_rules *rules = &reading->issuer->rules;
    json_t *partner = json_object_get(claims, "partner");
    json_t *value = json_object_get(partner, "value");
    if (value) {
        if (json_object_size(partner) != 1)
            return refuse(reading, "\"claims\": \"partner\": \"value\" stands alone");
        if (rules->persons)
            return refuse(reading, "\"persons\": with \"claims\": \"partner\": \"value\" no token "
                                   "is without a partner");
        rules->partner = json_string_value(value);
        return may_assert(reading, value);
    }
    if (json_is_object(partner))
        return read_partner_map(reading, partner);
    rules->partner_from =
        read_strings(reading, claims, "partner", CLAIM_NAMES_MAX, "[\"partner\"]");
    return rules->partner_from;
}

static bool read_claims(const struct reading *reading)
{
    static const char *const members[] = {"client", "subject", "partner", "scope", NULL};
    struct claim_rules *rules = &reading->issuer->rules;
    if (!json_object_get(reading->item, "claims"))
        json_object_set_new(reading->item, "claims", json_object());
    json_t *claims = json_object_get(reading->item, "claims");
    if (!json_is_object(claims))
        return refuse(reading, "\"claims\" must be an object");
    if (!has_only(reading, claims, "\"claims\": ", members))
        return false;
    return (rules->client =
                read_strings(reading, claims, "client", CLAIM_NAMES_MAX, "[\"client_id\"]")) &&
           (rules->subject =
                read_strings(reading, claims, "subject", CLAIM_NAMES_MAX, "[\"sub\"]")) &&
           (rules->scope =
                read_strings(reading, claims, "scope", CLAIM_NAMES_MAX, "[\"scope\"]")) &&
           read_partner_rule(reading, claims);
}

static bool read_algorithms(const struct reading *reading)
{
    const json_t *names = read_strings(reading, reading->item, "algorithms", ALGORITHM_COUNT,
                                       "[\"RS256\", \"ES256\"]");
    if (!names)
        return false;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        enum algorithm algorithm;
        if (!keys_find_algorithm(name, &algorithm))
            return refuse(reading, "\"algorithms\": \"%s\" is neither RS256 nor ES256", name);
        reading->issuer->takes[algorithm] = true;
    }
    return true;
}

static bool start_keys(const struct reading *reading, enum key_source source, const char *place,
                       const char *authorities)
{
    char why[STRICT_ERROR_SIZE] = "";
    const struct keyset_settings settings = {
        .issuer = reading->issuer->rules.issuer,
        .source = source,
        .place = place,
        .authorities = authorities,
        .interval_seconds = reading->settings->jwks_interval_seconds,
        .generation = reading->generation,
        .notice = reading->settings->notice,
        .notice_context = reading->settings->notice_context,
    };
    const struct issuer *before =
        reading->before ? issuers_find(reading->before, settings.issuer) : NULL;
    reading->issuer->keys = before ? keyset_share(before->keys, &settings) : NULL;
    if (!reading->issuer->keys)
        reading->issuer->keys = keyset_new(&settings, why);
    return reading->issuer->keys || refuse(reading, "%s", why);
}

/* A file is found from the folder of the settings file when its path does not begin with "/". */
static bool find_file(const struct reading *reading, const char *member, const char *name,
                      char ret_path[static PATH_MAX])
{
    const char *settings_file = reading->settings->issuers_file;
    const char *slash = strrchr(settings_file, '/');
    const int folder = name[0] == '/' || !slash ? 0 : (int)(slash - settings_file) + 1;
    const int length = snprintf(ret_path, PATH_MAX, "%.*s%s", folder, settings_file, name);
    return (length >= 0 && length < PATH_MAX) || refuse(reading, "\"%s\" is too long", member);
}

/* Read once now, so that a wrong path is said at the start and not by a fetch that fails later. */
static bool find_authorities(const struct reading *reading, const json_t *file,
                             char ret_path[static PATH_MAX])
{
    char why[STRICT_ERROR_SIZE] = "";
    size_t length = 0;
    struct stat about;
    if (!strict_is_text(file, PATH_MAX))
        return refuse(reading, "\"ca_file\" must be a path");
    if (!find_file(reading, "ca_file", json_string_value(file), ret_path))
        return false;
    free_auto char *text = strict_file(ret_path, FILE_SIZE_MAX, &length, &about, why);
    return text || refuse(reading, "%s", why);
}

static bool read_key_url(const struct reading *reading, const json_t *url)
{
    char why[STRICT_ERROR_SIZE] = "";
    char authorities[PATH_MAX];
    const json_t *file = json_object_get(reading->item, "ca_file");
    if (!strict_is_text(url, 2048))
        return refuse(reading, "\"jwks_url\" must be a URL");
    if (!keys_check_url(json_string_value(url), why))
        return refuse(reading, "\"jwks_url\": %s", why);
    if (file && !find_authorities(reading, file, authorities))
        return false;
    return start_keys(reading, KEY_SOURCE_URL, json_string_value(url), file ? authorities : NULL);
}

static bool read_key_source(const struct reading *reading)
{
    const json_t *file = json_object_get(reading->item, "jwks_file");
    const json_t *url = json_object_get(reading->item, "jwks_url");
    char path[PATH_MAX];
    if (!file == !url)
        return refuse(reading, "there must be \"jwks_file\" or \"jwks_url\", and one alone");
    if (url)
        return read_key_url(reading, url);
    if (json_object_get(reading->item, "ca_file"))
        return refuse(reading, "\"ca_file\" belongs to \"jwks_url\"");
    if (!strict_is_text(file, PATH_MAX))
        return refuse(reading, "\"jwks_file\" must be a path");
    return find_file(reading, "jwks_file", json_string_value(file), path) &&
           start_keys(reading, KEY_SOURCE_FILE, path, NULL);
}

static bool read_name(const struct reading *reading, const struct issuers *issuers)
{
    const json_t *name = json_object_get(reading->item, "issuer");
    if (!strict_is_text(name, sizeof((struct caller *)0)->issuer))
        return refuse(reading, "\"issuer\" must be a text of 1 to 255 bytes");
    const char *text = json_string_value(name);
    if (strcmp(text, IDENTITY_DEVELOPMENT_ISSUER) == 0)
        return refuse(reading, "\"issuer\" must not be the development key's");
    if (issuers_find(issuers, text))
        return refuse(reading, "\"issuer\": \"%s\" is there twice", text);
    reading->issuer->rules.issuer = text;
    return true;
}

static bool read_item(const struct reading *reading, const struct issuers *issuers)
{
    static const char *const members[] = {"issuer",  "audience",   "jwks_file", "jwks_url",
                                          "ca_file", "typ",        "partners",  "persons",
                                          "claims",  "algorithms", NULL};
    struct issuer *issuer = reading->issuer;
    if (!json_is_object(reading->item))
        return refuse(reading, "must be an object");
    return has_only(reading, reading->item, "", members) && read_name(reading, issuers) &&
           (issuer->rules.audience = read_strings(reading, reading->item, "audience", 16, NULL)) &&
           (issuer->types = read_strings(reading, reading->item, "typ", 16,
                                         "[\"at+jwt\", \"application/at+jwt\"]")) &&
           read_persons(reading) && read_partners(reading) && read_claims(reading) &&
           read_algorithms(reading) && read_key_source(reading);
}

static bool read_settings_file(struct issuers *issuers, const struct identity_settings *settings,
                               atomic_uint_fast64_t *generation, const struct issuers *before,
                               char *error)
{
    size_t length = 0;
    struct stat about;
    free_auto char *text =
        strict_file(settings->issuers_file, FILE_SIZE_MAX, &length, &about, error);
    if (!text)
        return false;
    issuers->settings = strict_json(text, length, 8);
    const size_t count = json_array_size(issuers->settings);
    if (count < 1 || count > ISSUERS_MAX) {
        strict_say(error, "%s: must be a JSON array of 1 to %d issuers, no member twice in any",
                   settings->issuers_file, ISSUERS_MAX);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct reading reading = {
            .settings = settings,
            .generation = generation,
            .before = before,
            .number = i + 1,
            .item = json_array_get(issuers->settings, i),
            .issuer = &issuers->items[i],
            .error = error,
        };
        issuers->count = i; /* those before it: a name must not be there twice */
        const bool is_right = read_item(&reading, issuers);
        issuers->count = i + 1;
        if (!is_right)
            return false;
    }
    return true;
}

/* The plain shape of RFC 9068, as development_sign writes it. */
static bool set_up_development(struct issuers *issuers, const struct identity_settings *settings,
                               atomic_uint_fast64_t *generation, char *error)
{
    char path[PATH_MAX];
    assert(settings->state_folder);
    if (!development_key(settings->state_folder, path, error))
        return false;
    issuers->settings = json_pack("{s:[s], s:[s], s:[s], s:[s], s:[s], s:[s]}", "audience",
                                  settings->audience, "typ", "at+jwt", "client", "client_id",
                                  "subject", "sub", "scope", "scope", "partner", "partner");
    if (!issuers->settings) {
        strict_say(error, "the audience of development tokens must be a text");
        return false;
    }
    struct issuer *issuer = &issuers->items[0];
    issuers->count = 1;
    issuer->types = json_object_get(issuers->settings, "typ");
    issuer->takes[ALGORITHM_ES256] = true;
    issuer->rules = (struct claim_rules){
        .issuer = IDENTITY_DEVELOPMENT_ISSUER,
        .audience = json_object_get(issuers->settings, "audience"),
        .client = json_object_get(issuers->settings, "client"),
        .subject = json_object_get(issuers->settings, "subject"),
        .scope = json_object_get(issuers->settings, "scope"),
        .partner_from = json_object_get(issuers->settings, "partner"),
        .persons = true,
    };
    const struct keyset_settings keys = {
        .issuer = IDENTITY_DEVELOPMENT_ISSUER,
        .source = KEY_SOURCE_DEVELOPMENT,
        .place = path,
        .generation = generation,
        .notice = settings->notice,
        .notice_context = settings->notice_context,
    };
    issuer->keys = keyset_new(&keys, error);
    return issuer->keys;
}

struct issuers *issuers_new(const struct identity_settings *settings,
                            atomic_uint_fast64_t *generation, const struct issuers *before,
                            char error[static STRICT_ERROR_SIZE])
{
    struct issuers *issuers = calloc(1, sizeof *issuers);
    if (!issuers) {
        strict_say(error, "no memory");
        return NULL;
    }
    const bool is_ready = settings->issuers_file
                              ? read_settings_file(issuers, settings, generation, before, error)
                              : set_up_development(issuers, settings, generation, error);
    if (!is_ready) {
        issuers_free(issuers);
        return NULL;
    }
    for (size_t i = 0; i < issuers->count; i++)
        keyset_wait_for_first(issuers->items[i].keys);
    return issuers;
}

void issuers_free(struct issuers *issuers)
{
    if (!issuers)
        return;
    for (size_t i = 0; i < issuers->count; i++)
        keyset_free(issuers->items[i].keys);
    json_decref(issuers->settings);
    free(issuers);
}

const struct issuer *issuers_find(const struct issuers *issuers, const char *name)
{
    for (size_t i = 0; i < issuers->count; i++) {
        if (strcmp(issuers->items[i].rules.issuer, name) == 0)
            return &issuers->items[i];
    }
    return NULL;
}

bool issuer_takes_type(const struct issuer *issuer, const char *type)
{
    for (size_t i = 0; i < json_array_size(issuer->types); i++) {
        if (strcasecmp(json_string_value(json_array_get(issuer->types, i)), type) == 0)
            return true;
    }
    return false;
}
