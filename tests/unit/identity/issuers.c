/* The settings file of issuers: what is right, and the sentence for each fault.
 * SPDX-License-Identifier: MIT */
#include "identity/issuers.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "forge.h"

static struct forge_key p256, rsa_1024;
static const char *folder;
static atomic_uint_fast64_t generation;

static void start(void)
{
    p256 = forge_key(FORGE_P256, "a");
    rsa_1024 = forge_key(FORGE_RSA_1024, "b");
    folder = forge_folder();
    char *set = forge_set((const struct forge_key *[]){&p256}, 1);
    char *weak = forge_set((const struct forge_key *[]){&rsa_1024}, 1);
    forge_file(folder, "keys.json", set);
    forge_file(folder, "weak.json", weak);
    free(set);
    free(weak);
}

static void end(void)
{
    forge_free(&p256);
    forge_free(&rsa_1024);
}

TestSuite(issuers, .init = start, .fini = end);

#define GOOD                                                                                       \
    "{\"issuer\":\"https://a.example\",\"audience\":\"safer\",\"jwks_file\":\"keys.json\","        \
    "\"partners\":[\"kcc\",\"kfrs\"]}"

static struct issuers *read_issuers(const char *text, char error[static 512])
{
    const struct identity_settings settings = {.issuers_file =
                                                   forge_file(folder, "issuers.json", text)};
    return issuers_new(&settings, &generation, NULL, error);
}

/* The good item with this change must be refused with a sentence that holds `words`. */
static void expect_fault(const char *patch, const char *words)
{
    char error[512] = "";
    char *item = forge_patch(GOOD, patch), *text = NULL;
    cr_assert(asprintf(&text, "[%s]", item) > 0);
    struct issuers *issuers = read_issuers(text, error);
    cr_expect_null(issuers, "%s is taken", patch);
    cr_expect(strstr(error, words), "%s: \"%s\" does not say \"%s\"", patch, error, words);
    cr_expect(strstr(error, "item 1"), "%s", error);
    issuers_free(issuers);
    free(item);
    free(text);
}

static void expect_right(const char *patch)
{
    char error[512] = "";
    char *item = forge_patch(GOOD, patch), *text = NULL;
    cr_assert(asprintf(&text, "[%s]", item) > 0);
    struct issuers *issuers = read_issuers(text, error);
    cr_expect(issuers, "%s: %s", patch, error);
    issuers_free(issuers);
    free(item);
    free(text);
}

Test(issuers, the_plain_shape_needs_no_mapping)
{
    char error[512] = "";
    struct issuers *issuers = read_issuers("[" GOOD "]", error);
    cr_assert(issuers, "%s", error);
    const struct issuer *issuer = issuers_find(issuers, "https://a.example");
    cr_assert(issuer);
    cr_expect_null(issuers_find(issuers, "https://a.example/"));
    cr_expect(issuer_takes_type(issuer, "at+jwt"));
    cr_expect(issuer_takes_type(issuer, "application/AT+JWT"));
    cr_expect_not(issuer_takes_type(issuer, "JWT"));
    cr_expect(issuer->takes[ALGORITHM_RS256] && issuer->takes[ALGORITHM_ES256]);
    cr_expect(strict_holds(issuer->rules.client, "client_id"));
    cr_expect(strict_holds(issuer->rules.subject, "sub"));
    cr_expect(strict_holds(issuer->rules.scope, "scope"));
    cr_expect(strict_holds(issuer->rules.partner_from, "partner"));
    cr_expect_not(issuer->rules.persons);
    issuers_free(issuers);
}

Test(issuers, what_may_be_said_is_taken)
{
    expect_right("{\"audience\":[\"a\",\"b\"]}");
    expect_right("{\"typ\":\"JWT\"}");
    expect_right("{\"algorithms\":[\"ES256\"]}");
    expect_right("{\"claims\":{}}");
    expect_right("{\"claims\":{\"client\":[\"azp\",\"appid\"],\"partner\":\"org\"}}");
    expect_right("{\"claims\":{\"partner\":{\"value\":\"kcc\"}}}");
    expect_right("{\"claims\":{\"partner\":{\"from\":\"azp\",\"map\":{\"x\":\"kfrs\"}}}}");
    expect_right("{\"persons\":false}");
    expect_right("{\"persons\":true}");
    expect_right("{\"persons\":true,\"partners\":[]}");
    expect_right("{\"persons\":true,\"claims\":{\"partner\":[\"org\",\"partner\"]}}");
    expect_right(
        "{\"persons\":true,\"claims\":{\"partner\":{\"from\":\"org\",\"map\":{\"x\":\"kfrs\"}}}}");
    expect_right("{\"persons\":false,\"claims\":{\"partner\":{\"value\":\"kcc\"}}}");
}

Test(issuers, each_fault_has_its_sentence)
{
    static const struct {
        const char *patch, *words;
    } rows[] = {
        {"{\"isuer\":\"x\"}", "no member \"isuer\""},
        {"{\"issuer\":null}", "\"issuer\" must be"},
        {"{\"issuer\":\"\"}", "\"issuer\" must be"},
        {"{\"issuer\":5}", "\"issuer\" must be"},
        {"{\"issuer\":\"safer-development\"}", "development"},
        {"{\"audience\":null}", "\"audience\" must be"},
        {"{\"audience\":[]}", "\"audience\" must be"},
        {"{\"audience\":[1]}", "\"audience\" must be"},
        {"{\"jwks_file\":null}", "\"jwks_file\" or \"jwks_url\""},
        {"{\"jwks_url\":\"https://a.example\"}", "one alone"},
        {"{\"jwks_file\":\"absent.json\"}", "absent.json"},
        {"{\"jwks_file\":\"issuers.json\"}", "not a JWK Set"},
        {"{\"jwks_file\":\"weak.json\"}", "no public key"},
        {"{\"jwks_file\":\".\"}", "regular file"},
        {"{\"jwks_file\":null,\"jwks_url\":\"http://a.example/keys\"}", "not https"},
        {"{\"jwks_file\":null,\"jwks_url\":\"http://127.0.0.1.a.example/keys\"}", "not https"},
        {"{\"jwks_file\":null,\"jwks_url\":\"http://localhost.a.example/keys\"}", "not https"},
        {"{\"jwks_file\":null,\"jwks_url\":\"file:///etc/passwd\"}", "not"},
        {"{\"jwks_file\":null,\"jwks_url\":\"ftp://a.example\"}", "not https"},
        {"{\"jwks_file\":null,\"jwks_url\":\"https://u:p@a.example\"}", "no user"},
        {"{\"jwks_file\":null,\"jwks_url\":\"https://a.example/#x\"}", "no fragment"},
        {"{\"jwks_file\":null,\"jwks_url\":\"nonsense\"}", "not a URL"},
        {"{\"jwks_file\":null,\"jwks_url\":7}", "\"jwks_url\" must be"},
        {"{\"ca_file\":\"keys.json\"}", "\"ca_file\" belongs to"},
        {"{\"jwks_file\":null,\"jwks_url\":\"https://a.example\",\"ca_file\":7}",
         "\"ca_file\" must be"},
        {"{\"jwks_file\":null,\"jwks_url\":\"https://a.example\",\"ca_file\":\"absent.pem\"}",
         "absent.pem"},
        {"{\"typ\":[]}", "\"typ\" must be"},
        {"{\"typ\":7}", "\"typ\" must be"},
        {"{\"partners\":null}", "\"partners\" must be"},
        {"{\"partners\":\"kcc\"}", "\"partners\" must be"},
        {"{\"partners\":[]}", "\"partners\" must be"},
        {"{\"partners\":[\"KCC\"]}", "\"KCC\" is not a slug"},
        {"{\"persons\":false,\"partners\":[]}", "\"partners\" must be"},
        {"{\"persons\":true,\"partners\":null}", "\"partners\" must be"},
        {"{\"persons\":true,\"partners\":\"\"}", "\"partners\" must be"},
        {"{\"persons\":true,\"partners\":{}}", "\"partners\" must be"},
        {"{\"persons\":true,\"partners\":[\"\"]}", "\"partners\" must be"},
        {"{\"persons\":\"true\"}", "\"persons\" must be true or false"},
        {"{\"persons\":1}", "\"persons\" must be true or false"},
        {"{\"persons\":[\"x\"]}", "\"persons\" must be true or false"},
        {"{\"persons\":true,\"claims\":{\"partner\":{\"value\":\"kcc\"}}}", "no token is without"},
        {"{\"persons\":true,\"partners\":[],"
         "\"claims\":{\"partner\":{\"from\":\"org\",\"map\":{\"x\":\"kcc\"}}}}",
         "not in \"partners\""},
        {"{\"algorithms\":[]}", "\"algorithms\" must be"},
        {"{\"algorithms\":[\"HS256\"]}", "neither RS256 nor ES256"},
        {"{\"algorithms\":[\"none\"]}", "neither RS256 nor ES256"},
        {"{\"claims\":[]}", "\"claims\" must be"},
        {"{\"claims\":{\"roles\":\"x\"}}", "no member \"roles\""},
        {"{\"claims\":{\"client\":[]}}", "\"client\" must be"},
        {"{\"claims\":{\"partner\":{}}}", "\"map\" must be"},
        {"{\"claims\":{\"partner\":7}}", "\"partner\" must be"},
        {"{\"claims\":{\"partner\":{\"value\":\"kent-police\"}}}", "not in \"partners\""},
        {"{\"claims\":{\"partner\":{\"value\":7}}}", "not in \"partners\""},
        {"{\"claims\":{\"partner\":{\"value\":\"kcc\",\"from\":\"azp\"}}}", "stands alone"},
        {"{\"claims\":{\"partner\":{\"from\":\"azp\"}}}", "\"map\" must be"},
        {"{\"claims\":{\"partner\":{\"map\":{\"x\":\"kcc\"}}}}", "\"from\" must be"},
        {"{\"claims\":{\"partner\":{\"from\":\"azp\",\"map\":{\"x\":\"kent-police\"}}}}",
         "not in \"partners\""},
        {"{\"claims\":{\"partner\":{\"from\":\"azp\",\"map\":{\"x\":\"kcc\"},\"else\":\"kcc\"}}}",
         "no member \"else\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_fault(rows[i].patch, rows[i].words);
}

Test(issuers, a_file_that_is_no_list_of_issuers_is_refused)
{
    static const char *const texts[] = {
        "",    "{}", "[]", GOOD, "[" GOOD, "[" GOOD ",]", "[{\"issuer\":\"a\",\"issuer\":\"b\"}]",
        "null"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char error[512] = "";
        cr_expect_null(read_issuers(texts[i], error), "%s", texts[i]);
        cr_expect(strstr(error, "JSON array"), "%s", error);
    }
    char error[512] = "";
    const struct identity_settings settings = {.issuers_file = "/nowhere/issuers.json"};
    cr_expect_null(issuers_new(&settings, &generation, NULL, error));
    cr_expect(strstr(error, "/nowhere/issuers.json"), "%s", error);
}

Test(issuers, an_issuer_is_there_once)
{
    char error[512] = "";
    cr_expect_null(read_issuers("[" GOOD "," GOOD "]", error));
    cr_expect(strstr(error, "item 2") && strstr(error, "twice"), "%s", error);
}
