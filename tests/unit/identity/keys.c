/* Which keys of a set are taken, and from which places a set may come.
 * SPDX-License-Identifier: MIT */
#include "identity/keys.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "forge.h"

static struct forge_key rsa, rsa_1024, p256, p384;

static void start(void)
{
    rsa = forge_key(FORGE_RSA, "rsa");
    rsa_1024 = forge_key(FORGE_RSA_1024, "weak");
    p256 = forge_key(FORGE_P256, "p256");
    p384 = forge_key(FORGE_P384, "p384");
}

static void end(void)
{
    forge_free(&rsa);
    forge_free(&rsa_1024);
    forge_free(&p256);
    forge_free(&p384);
}

TestSuite(keys, .init = start, .fini = end);

/* A set of the P-256 key, and of this key with `patch`; how many are taken. */
static size_t count_taken(const struct forge_key *key, const char *patch)
{
    char error[512] = "";
    char *whole = json_dumps(key->jwk, 0), *changed = forge_patch(whole, patch);
    json_t *set = json_pack("{s:[O, o]}", "keys", p256.jwk, json_loads(changed, 0, NULL));
    char *text = json_dumps(set, 0);
    struct key_list *list = keys_read_set(text, strlen(text), error);
    const size_t count = list ? list->count : 0;
    free(list);
    free(text);
    json_decref(set);
    free(changed);
    free(whole);
    return count;
}

Test(keys, only_strong_public_keys_for_signatures_are_taken)
{
    const struct {
        const char *sentence;
        const struct forge_key *key;
        const char *patch;
        size_t taken;
    } rows[] = {
        {"an RSA key of 2048 bits", &rsa, "{}", 2},
        {"for signatures", &rsa, "{\"use\":\"sig\",\"alg\":\"RS256\"}", 2},
        {"for verifying", &rsa, "{\"key_ops\":[\"verify\"]}", 2},
        {"without a kid", &rsa, "{\"kid\":null}", 2},
        {"with a certificate", &rsa, "{\"x5c\":[\"AA\"],\"x5t\":\"AA\"}", 2},
        {"with the URL of a certificate", &rsa, "{\"x5u\":\"http://127.0.0.1:1/x\"}", 2},
        {"for encryption", &rsa, "{\"use\":\"enc\"}", 1},
        {"for another algorithm", &rsa, "{\"alg\":\"RS512\"}", 1},
        {"for signing only", &rsa, "{\"key_ops\":[\"sign\"]}", 1},
        {"with its private part", &rsa, "{\"d\":\"AQAB\"}", 1},
        {"with an even exponent", &rsa, "{\"e\":\"AQAC\"}", 1},
        {"with an exponent of one", &rsa, "{\"e\":\"AQ\"}", 1},
        {"without an exponent", &rsa, "{\"e\":null}", 1},
        {"with a modulus that is no base64url", &rsa, "{\"n\":\"AQ==\"}", 1},
        {"with a kid that is no text", &rsa, "{\"kid\":7}", 1},
        {"an RSA key of 1024 bits", &rsa_1024, "{}", 1},
        {"a P-384 key", &p384, "{}", 1},
        {"a P-384 key called P-256", &p384, "{\"crv\":\"P-256\"}", 1},
        {"a P-256 key of another kid", &p256, "{\"kid\":\"other\"}", 2},
        {"a P-256 key for another algorithm", &p256, "{\"kid\":\"o\",\"alg\":\"ES384\"}", 1},
        {"a point that is not on the curve", &p256,
         "{\"kid\":\"o\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}", 1},
        {"a key of unknown type", &p256, "{\"kid\":\"o\",\"kty\":\"OKP\"}", 1},
        {"a symmetric key", &p256, "{\"kid\":\"o\",\"kty\":\"oct\",\"k\":\"AAAA\"}", 1},
        {"one kid twice refuses the set", &p256, "{}", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(count_taken(rows[i].key, rows[i].patch), rows[i].taken, "%s",
                     rows[i].sentence);
}

Test(keys, the_pem_of_a_key_is_the_key)
{
    char error[512] = "";
    char *text = forge_set((const struct forge_key *[]){&rsa, &p256}, 2);
    struct key_list *list = keys_read_set(text, strlen(text), error);
    cr_assert(list, "%s", error);
    cr_expect_str_eq(list->keys[0].pem, rsa.pem);
    cr_expect_eq(list->keys[0].signature_length, 256);
    cr_expect_str_eq(list->keys[1].pem, p256.pem);
    cr_expect_eq(list->keys[1].signature_length, 64);
    free(list);
    free(text);
}

/* One of 128 keys has a coordinate that begins with a zero byte: made until there is one. */
Test(keys, a_coordinate_that_begins_with_zeros_is_right_and_only_in_full)
{
    struct forge_key key = forge_key(FORGE_P256, "zeros");
    while (strncmp(json_string_value(json_object_get(key.jwk, "x")), "AA", 2) != 0 &&
           strncmp(json_string_value(json_object_get(key.jwk, "x")), "AB", 2) != 0) {
        forge_free(&key);
        key = forge_key(FORGE_P256, "zeros");
    }
    cr_expect_eq(count_taken(&key, "{}"), 2);
    char error[512] = "";
    char *text = forge_set((const struct forge_key *[]){&key}, 1);
    struct key_list *list = keys_read_set(text, strlen(text), error);
    cr_assert(list, "%s", error);
    cr_expect_str_eq(list->keys[0].pem, key.pem);
    free(list);
    free(text);
    forge_free(&key);
}

Test(keys, every_development_key_that_is_made_can_be_read)
{
    for (int i = 0; i < 300; i++) {
        char error[512] = "";
        char *jwk = keys_make_private();
        cr_assert(jwk);
        struct key_list *list = keys_read_private(jwk, strlen(jwk), error);
        cr_assert(list, "%s: %s", error, jwk);
        char *pem = keys_export_private(jwk, strlen(jwk), error);
        cr_assert(pem, "%s", error);
        free(pem);
        free(list);
        free(jwk);
    }
}

Test(keys, a_set_comes_over_https_or_from_the_machine_itself)
{
    static const char *const good[] = {"https://a.example/keys",     "https://a.example:8443/k?v=1",
                                       "http://127.0.0.1:8080/keys", "http://127.1.2.3/keys",
                                       "http://localhost/keys",      "http://[::1]:8080/keys"};
    static const char *const bad[] = {"http://a.example/keys",
                                      "http://10.0.0.1/",
                                      "http://[::2]/",
                                      "http://0.0.0.0/",
                                      "http://localhost@a.example/",
                                      "//a.example/",
                                      "https://",
                                      "https://a.example/\n",
                                      ""};
    char error[512];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(keys_check_url(good[i], error), "%s: %s", good[i], error);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(keys_check_url(bad[i], error), "%s", bad[i]);
}
