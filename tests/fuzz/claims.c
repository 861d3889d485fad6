/* Whatever a provider's tokens claim, who is taken for a caller is well-formed and permitted.
 * SPDX-License-Identifier: MIT
 *
 * An input is the number of a provider below, a line end, and the payload of a token. */
#include "identity/claims.h"

#include <string.h>

#include "fuzz.h"
#include "identity/strict.h"

#define NOW_MS ((int64_t)1700000000000)
#define LEEWAY_SECONDS 60

/* The plain shape, Entra's, Keycloak's, the development key's, and one of persons and of partners
 * by a map, as docs/identity.md has them. */
static const char rules_text[] =
    "[{\"audience\":[\"safer\"],\"client\":[\"client_id\"],\"subject\":[\"sub\"],\"scope\":[\"scope\"],"
    "\"from\":[\"partner\"],\"partners\":[\"kcc\",\"kfrs\"]},"
    "{\"audience\":[\"safer\",\"other\"],\"client\":[\"azp\",\"appid\"],\"subject\":[\"oid\",\"sub\"],"
    "\"scope\":[\"roles\"],\"from\":[\"azp\",\"appid\"],\"map\":{\"app-1\":\"kcc\"},\"partners\":[\"kcc\"]},"
    "{\"audience\":[\"safer\"],\"client\":[\"azp\"],\"subject\":[\"sub\"],\"scope\":[\"scope\",\"scp\"],"
    "\"partner\":\"kent-police\",\"partners\":[\"kent-police\"]},"
    "{\"audience\":[\"safer\"],\"client\":[\"client_id\"],\"subject\":[\"sub\"],\"scope\":[\"scope\"],"
    "\"from\":[\"partner\"],\"persons\":true},"
    "{\"audience\":[\"safer\"],\"client\":[\"client_id\"],\"subject\":[\"sub\"],\"scope\":[\"scope\"],"
    "\"from\":[\"org\",\"partner\"],\"map\":{\"county\":\"kcc\"},\"partners\":[\"kcc\"],\"persons\":true}]";

static struct claim_rules rules_of(unsigned number)
{
    static json_t *all;
    if (!all)
        all = json_loads(rules_text, 0, NULL);
    const json_t *item = json_array_get(all, number);
    hold(item);
    return (struct claim_rules){
        .issuer = "https://a.example",
        .audience = json_object_get(item, "audience"),
        .client = json_object_get(item, "client"),
        .subject = json_object_get(item, "subject"),
        .scope = json_object_get(item, "scope"),
        .partner = json_string_value(json_object_get(item, "partner")),
        .partner_from = json_object_get(item, "from"),
        .partner_map = json_object_get(item, "map"),
        .partners = json_object_get(item, "partners"),
        .persons = json_is_true(json_object_get(item, "persons")),
    };
}

static void check_name(const char *name, size_t size)
{
    const size_t length = strnlen(name, size);
    hold(length > 0 && length < size && fuzz_is_utf8(name, length));
    for (size_t i = 0; i < length; i++)
        hold((unsigned char)name[i] >= ' ' && name[i] != 0x7f);
}

/* RFC 6749, section 3.3, with single spaces between. */
static void check_scope(const char *scope, size_t size)
{
    const size_t length = strnlen(scope, size);
    hold(length < size);
    for (size_t i = 0; i < length; i++) {
        hold(scope[i] >= ' ' && scope[i] <= '~' && scope[i] != '"' && scope[i] != '\\');
        hold(scope[i] != ' ' || (i > 0 && i + 1 < length && scope[i + 1] != ' '));
    }
}

/* A token is a person's where the issuer may send such, and not one claim speaks of a partner. */
static bool is_person(const struct claim_rules *rules, const json_t *payload)
{
    for (size_t i = 0; i < json_array_size(rules->partner_from); i++)
        if (json_object_get(payload, json_string_value(json_array_get(rules->partner_from, i))))
            return false;
    return rules->persons;
}

static void check_caller(const struct caller *caller, const struct claim_rules *rules,
                         const json_t *payload)
{
    hold(strcmp(caller->issuer, rules->issuer) == 0);
    check_name(caller->client, sizeof caller->client);
    check_name(caller->subject, sizeof caller->subject);
    check_scope(caller->scope, sizeof caller->scope);
    hold(is_person(rules, payload) == !*caller->partner);
    if (*caller->partner) {
        check_name(caller->partner, sizeof caller->partner);
        hold(strict_is_slug(caller->partner));
        hold(!rules->partners || strict_holds(rules->partners, caller->partner));
        hold(!rules->partner || strcmp(rules->partner, caller->partner) == 0);
    }
    hold(json_is_number(json_object_get(payload, "exp")));
    hold(json_is_string(json_object_get(payload, "aud")) ||
         json_is_array(json_object_get(payload, "aud")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct piece rest = fuzz_whole(data, size);
    const struct piece number = fuzz_line(&rest);
    if (number.length != 1 || number.bytes[0] < '0' || number.bytes[0] > '4')
        return -1;
    strict_json_auto *payload = strict_json(rest.bytes, rest.length, 16);
    if (!json_is_object(payload))
        return -1;
    const struct claim_rules rules = rules_of((unsigned)(number.bytes[0] - '0'));
    struct caller caller = {.issuer = ""}, again = {.issuer = ""};
    int64_t expires_ms = 0, same_ms = 0;
    const enum reason reason =
        claims_read(payload, &rules, NOW_MS, LEEWAY_SECONDS, &caller, &expires_ms);
    hold(claims_read(payload, &rules, NOW_MS, LEEWAY_SECONDS, &again, &same_ms) == reason);
    if (reason != REASON_NONE)
        return 0;
    check_caller(&caller, &rules, payload);
    hold(expires_ms > NOW_MS - (int64_t)LEEWAY_SECONDS * 1000);
    /* ... and it ends: a moment later than its exp and the leeway, nobody takes it. */
    hold(claims_read(payload, &rules, expires_ms + (int64_t)LEEWAY_SECONDS * 1000, LEEWAY_SECONDS,
                     &again, &same_ms) != REASON_NONE);
    return 0;
}
