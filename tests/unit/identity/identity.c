/* Which tokens are taken, and which are refused: the whole table of forgeries.
 * SPDX-License-Identifier: MIT */
#include "identity/identity.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "forge.h"

#define ISSUER "https://login.example/kent"
#define HEADER "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa\"}"
#define CLAIMS                                                                                     \
    "{\"iss\":\"" ISSUER "\",\"aud\":\"safer\",\"exp\":1700000600,\"iat\":1700000000,"             \
    "\"sub\":\"finance-system\",\"client_id\":\"kcc-finance\",\"jti\":\"1\","                      \
    "\"scope\":\"contributions.write funds.read\",\"partner\":\"kcc\"}"

/* What all rows share: an issuer with one RSA and one P-256 key, another with a key without a kid.
 */
static struct forge_key rsa, p256, p384, foreign, lone;
static struct identity *identity;
static const char *folder;

static void start(void)
{
    clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000);
    rsa = forge_key(FORGE_RSA, "rsa");
    p256 = forge_key(FORGE_P256, "p256");
    p384 = forge_key(FORGE_P384, "p384");
    foreign = forge_key(FORGE_RSA, "rsa");
    lone = forge_key(FORGE_P256, NULL);
    folder = forge_folder();
    char *set = forge_set((const struct forge_key *[]){&rsa, &p256, &p384}, 3);
    char *lone_set = forge_set((const struct forge_key *[]){&lone}, 1);
    forge_file(folder, "keys.json", set);
    forge_file(folder, "lone.json", lone_set);
    const char *settings_file = forge_file(
        folder, "issuers.json",
        "[{\"issuer\":\"" ISSUER "\",\"audience\":[\"safer\",\"safer-2\"],"
        "  \"jwks_file\":\"keys.json\",\"partners\":[\"kcc\",\"kfrs\"]},"
        " {\"issuer\":\"https://police.example\",\"audience\":\"safer\","
        "  \"jwks_file\":\"keys.json\",\"partners\":[\"kent-police\"],\"algorithms\":\"ES256\"},"
        " {\"issuer\":\"https://lone.example\",\"audience\":\"safer\","
        "  \"jwks_file\":\"lone.json\",\"partners\":[\"kfrs\"]},"
        " {\"issuer\":\"https://persons.example\",\"audience\":\"safer\",\"persons\":true,"
        "  \"jwks_file\":\"keys.json\",\"partners\":[\"kcc\"],"
        "  \"claims\":{\"partner\":[\"partner\",\"org\"]}},"
        " {\"issuer\":\"https://mapped.example\",\"audience\":\"safer\",\"persons\":true,"
        "  \"jwks_file\":\"keys.json\",\"partners\":[\"kcc\"],"
        "  \"claims\":{\"partner\":{\"from\":\"org\",\"map\":{\"county\":\"kcc\"}}}},"
        " {\"issuer\":\"https://none.example\",\"audience\":\"safer\",\"persons\":true,"
        "  \"jwks_file\":\"keys.json\",\"partners\":[]}]");
    free(set);
    free(lone_set);
    char error[512] = "";
    const struct identity_settings settings = {
        .issuers_file = settings_file, .leeway_seconds = 60, .jwks_interval_seconds = 60};
    identity = identity_new(&settings, error);
    cr_assert(identity, "%s", error);
}

static void end(void)
{
    identity_free(identity);
    forge_free(&rsa);
    forge_free(&p256);
    forge_free(&p384);
    forge_free(&foreign);
    forge_free(&lone);
}

TestSuite(identity, .init = start, .fini = end);

/* Checks the token and frees it; `reason` "none": it must be taken. */
static void expect(char *token, const char *reason, const char *sentence)
{
    struct caller caller;
    const enum token_state state = forge_check(identity, token, &caller);
    const enum token_state wanted = strcmp(reason, "none") == 0 ? TOKEN_GOOD : TOKEN_BAD;
    cr_expect(state == wanted, "%s: state %d, because: %s", sentence, (int)state,
              identity_last_reason());
    cr_expect_str_eq(identity_last_reason(), reason, "%s: %s", sentence, identity_last_reason());
    if (wanted == TOKEN_BAD)
        cr_expect(caller.issuer[0] == '\0' && caller.partner[0] == '\0', "%s: says who", sentence);
    free(token);
}

/* A row: what is changed in the header and the claims of a good token signed with `key`. */
struct row {
    const char *sentence, *header, *claims, *reason;
    const struct forge_key *key;
};

static void expect_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *header = forge_patch(HEADER, rows[i].header ? rows[i].header : "{}");
        char *claims = forge_patch(CLAIMS, rows[i].claims ? rows[i].claims : "{}");
        expect(forge_sign(rows[i].key ? rows[i].key : &rsa, header, claims), rows[i].reason,
               rows[i].sentence);
        free(header);
        free(claims);
    }
}
#define EXPECT_ROWS(rows) expect_rows(rows, sizeof(rows) / sizeof *(rows))

Test(identity, a_good_token_says_who_the_caller_is)
{
    struct caller caller;
    char *token = forge_sign(&rsa, HEADER, CLAIMS);
    for (int again = 0; again < 2; again++) { /* the second answer comes from the cache */
        cr_assert_eq(forge_check(identity, token, &caller), TOKEN_GOOD, "%s",
                     identity_last_reason());
        cr_expect_str_eq(caller.issuer, ISSUER);
        cr_expect_str_eq(caller.client, "kcc-finance");
        cr_expect_str_eq(caller.subject, "finance-system");
        cr_expect_str_eq(caller.partner, "kcc");
        cr_expect_str_eq(caller.scope, "contributions.write funds.read");
    }
    cr_expect(caller_has_scope(&caller, "funds.read"));
    cr_expect(caller_has_scope(&caller, "contributions.write"));
    cr_expect_not(caller_has_scope(&caller, "funds"));
    cr_expect_not(caller_has_scope(&caller, "funds.read2"));
    cr_expect_not(caller_has_scope(&caller, "contributions.write funds.read"));
    cr_expect_not(caller_has_scope(&caller, ""));
    free(token);
}

Test(identity, the_header_of_a_token_decides_nothing_it_must_not)
{
    const struct row rows[] = {
        {"an RS256 token is taken", NULL, NULL, "none", &rsa},
        {"an ES256 token is taken", "{\"alg\":\"ES256\",\"kid\":\"p256\"}", NULL, "none", &p256},
        {"alg none is refused", "{\"alg\":\"none\"}", NULL, "algorithm", NULL},
        {"alg None is refused", "{\"alg\":\"None\"}", NULL, "algorithm", NULL},
        {"alg nOnE is refused", "{\"alg\":\"nOnE\"}", NULL, "algorithm", NULL},
        {"alg of the wrong case is refused", "{\"alg\":\"rs256\"}", NULL, "algorithm", NULL},
        {"no alg is refused", "{\"alg\":null}", NULL, "algorithm", NULL},
        {"an alg that is no text is refused", "{\"alg\":256}", NULL, "algorithm", NULL},
        {"alg RS512 is refused", "{\"alg\":\"RS512\"}", NULL, "algorithm", NULL},
        {"alg PS256 is refused", "{\"alg\":\"PS256\"}", NULL, "algorithm", NULL},
        {"alg ES384 is refused", "{\"alg\":\"ES384\",\"kid\":\"p384\"}", NULL, "algorithm", &p384},
        {"a P-384 key does not sign ES256", "{\"alg\":\"ES256\",\"kid\":\"p384\"}", NULL,
         "unknown_key", &p384},
        {"an ES256 token against an RSA key is refused", "{\"alg\":\"ES256\"}", NULL,
         "key_algorithm", &p256},
        {"an RS256 token against a P-256 key is refused", "{\"kid\":\"p256\"}", NULL,
         "key_algorithm", NULL},
        {"an unknown kid is refused", "{\"kid\":\"other\"}", NULL, "unknown_key", NULL},
        {"an empty kid is refused", "{\"kid\":\"\"}", NULL, "unknown_key", NULL},
        {"a kid that is no text is refused", "{\"kid\":1}", NULL, "unknown_key", NULL},
        {"no kid is right with one key of the algorithm", "{\"kid\":null}", NULL, "none", NULL},
        {"a foreign key under a known kid is refused", NULL, NULL, "signature", &foreign},
        {"an embedded jwk is refused", "{\"jwk\":{\"kty\":\"RSA\"}}", NULL, "header_member", NULL},
        {"a jku is refused", "{\"jku\":\"https://a.example\"}", NULL, "header_member", NULL},
        {"an x5u is refused", "{\"x5u\":\"https://a.example\"}", NULL, "header_member", NULL},
        {"an x5c is refused", "{\"x5c\":[\"AA\"]}", NULL, "header_member", NULL},
        {"crit is refused", "{\"crit\":[\"exp\"],\"exp\":1}", NULL, "header_member", NULL},
        {"b64 is refused", "{\"b64\":false}", NULL, "header_member", NULL},
        {"an x5t is harmless", "{\"x5t\":\"AAAA\"}", NULL, "none", NULL},
        {"typ of another case is right", "{\"typ\":\"AT+JWT\"}", NULL, "none", NULL},
        {"typ as a whole media type is right", "{\"typ\":\"application/at+jwt\"}", NULL, "none",
         NULL},
        {"typ JWT is refused where it is not set", "{\"typ\":\"JWT\"}", NULL, "type", NULL},
        {"no typ is refused", "{\"typ\":null}", NULL, "type", NULL},
        {"a typ that is no text is refused", "{\"typ\":[\"at+jwt\"]}", NULL, "type", NULL},
        {"a nested header is refused", "{\"a\":[[[[1]]]]}", NULL, "header_json", NULL},
    };
    EXPECT_ROWS(rows);
}

Test(identity, the_claims_of_a_token_are_read_by_type)
{
    const struct row rows[] = {
        {"no iss is refused", NULL, "{\"iss\":null}", "issuer", NULL},
        {"a foreign iss is refused", NULL, "{\"iss\":\"https://login.example/kent/\"}", "issuer",
         NULL},
        {"an iss that is no text is refused", NULL, "{\"iss\":[\"" ISSUER "\"]}", "issuer", NULL},
        {"no aud is refused", NULL, "{\"aud\":null}", "audience", NULL},
        {"a foreign aud is refused", NULL, "{\"aud\":\"portal\"}", "audience", NULL},
        {"an aud that begins with ours is refused", NULL, "{\"aud\":\"safer-\"}", "audience", NULL},
        {"the second audience of the settings is right", NULL, "{\"aud\":\"safer-2\"}", "none",
         NULL},
        {"an aud array with ours in it is right", NULL, "{\"aud\":[\"portal\",\"safer\"]}", "none",
         NULL},
        {"an aud array without ours is refused", NULL, "{\"aud\":[\"portal\",\"x\"]}", "audience",
         NULL},
        {"an empty aud array is refused", NULL, "{\"aud\":[]}", "audience", NULL},
        {"an aud array with a number in it is refused", NULL, "{\"aud\":[\"safer\",1]}", "audience",
         NULL},
        {"an aud that is an object is refused", NULL, "{\"aud\":{\"safer\":1}}", "audience", NULL},
        {"no exp is refused", NULL, "{\"exp\":null}", "time_claim", NULL},
        {"an exp that is a text is refused", NULL, "{\"exp\":\"1700000600\"}", "time_claim", NULL},
        {"a negative exp is refused", NULL, "{\"exp\":-1}", "time_claim", NULL},
        {"an exp beyond all years is refused", NULL, "{\"exp\":1e300}", "time_claim", NULL},
        {"an expired token is refused", NULL, "{\"exp\":1699999940}", "expired", NULL},
        {"exp within the leeway is right", NULL, "{\"exp\":1699999941}", "none", NULL},
        {"a fractional exp is right", NULL, "{\"exp\":1700000000.5}", "none", NULL},
        {"a fractional exp in the past is refused", NULL, "{\"exp\":1699999939.9}", "expired",
         NULL},
        {"a far future nbf is refused", NULL, "{\"nbf\":1800000000}", "not_yet_valid", NULL},
        {"nbf within the leeway is right", NULL, "{\"nbf\":1700000060}", "none", NULL},
        {"nbf just past the leeway is refused", NULL, "{\"nbf\":1700000061}", "not_yet_valid",
         NULL},
        {"a fractional nbf in the past is right", NULL, "{\"nbf\":1699999999.5}", "none", NULL},
        {"a fractional nbf in the future is refused", NULL, "{\"nbf\":1700000060.5}",
         "not_yet_valid", NULL},
        {"an nbf that is a text is refused", NULL, "{\"nbf\":\"0\"}", "time_claim", NULL},
        {"an iat in the future is refused", NULL, "{\"iat\":1700000061}", "not_yet_valid", NULL},
        {"an iat that is true is refused", NULL, "{\"iat\":true}", "time_claim", NULL},
        {"no iat is right", NULL, "{\"iat\":null}", "none", NULL},
        {"no client is refused", NULL, "{\"client_id\":null}", "client", NULL},
        {"an empty client is refused", NULL, "{\"client_id\":\"\"}", "client", NULL},
        {"a client that is no text is refused", NULL, "{\"client_id\":7}", "client", NULL},
        {"a client with a line break is refused", NULL, "{\"client_id\":\"a\\nb\"}", "client",
         NULL},
        {"a client with a C1 control is refused", NULL, "{\"client_id\":\"a\\u0085b\"}", "client",
         NULL},
        {"a client in other letters is right", NULL, "{\"client_id\":\"\\u00a3 \\u4e2d\"}", "none",
         NULL},
        {"no subject is refused", NULL, "{\"sub\":null}", "subject", NULL},
        {"a subject with DEL is refused", NULL, "{\"sub\":\"a\\u007f\"}", "subject", NULL},
        {"no partner is refused", NULL, "{\"partner\":null}", "partner", NULL},
        {"a partner that is no slug is refused", NULL, "{\"partner\":\"KCC\"}", "partner", NULL},
        {"a partner that is an array is refused", NULL, "{\"partner\":[\"kcc\"]}", "partner", NULL},
        {"another permitted partner is right", NULL, "{\"partner\":\"kfrs\"}", "none", NULL},
        {"a partner this issuer may not assert is refused", NULL, "{\"partner\":\"kent-police\"}",
         "partner_not_permitted", NULL},
        {"no scope is right", NULL, "{\"scope\":null}", "none", NULL},
        {"an empty scope is right", NULL, "{\"scope\":\"\"}", "none", NULL},
        {"a scope with a quote is refused", NULL, "{\"scope\":\"a\\\"b\"}", "scope", NULL},
        {"a scope with a tab is refused", NULL, "{\"scope\":\"a\\tb\"}", "scope", NULL},
        {"a scope that is an object is refused", NULL, "{\"scope\":{\"a\":1}}", "scope", NULL},
        {"a scope array with a number is refused", NULL, "{\"scope\":[1]}", "scope", NULL},
        {"a scope array with two words in one is refused", NULL, "{\"scope\":[\"a b\"]}", "scope",
         NULL},
        {"claims nested too deeply are refused", NULL, "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}",
         "payload_json", NULL},
    };
    EXPECT_ROWS(rows);
}

Test(identity, an_issuer_speaks_for_itself_alone)
{
    const struct row rows[] = {
        {"the police speak for the police", "{\"alg\":\"ES256\",\"kid\":\"p256\"}",
         "{\"iss\":\"https://police.example\",\"partner\":\"kent-police\"}", "none", &p256},
        {"the police do not speak for the county", "{\"alg\":\"ES256\",\"kid\":\"p256\"}",
         "{\"iss\":\"https://police.example\",\"partner\":\"kcc\"}", "partner_not_permitted",
         &p256},
        {"an algorithm that is not this issuer's is refused", NULL,
         "{\"iss\":\"https://police.example\",\"partner\":\"kent-police\"}", "algorithm", NULL},
        {"a key of another issuer does not sign for this one",
         "{\"alg\":\"ES256\",\"kid\":\"p256\"}",
         "{\"iss\":\"https://lone.example\",\"partner\":\"kfrs\"}", "unknown_key", &p256},
        {"a set of one key without a kid takes tokens without one",
         "{\"alg\":\"ES256\",\"kid\":null}",
         "{\"iss\":\"https://lone.example\",\"partner\":\"kfrs\"}", "none", &lone},
        {"the issuer of the development key is refused", "{\"alg\":\"ES256\",\"kid\":\"p256\"}",
         "{\"iss\":\"safer-development\"}", "issuer", &p256},
    };
    EXPECT_ROWS(rows);
}

#define PERSON(issuer)                                                                             \
    "{\"iss\":\"https://" issuer ".example\",\"aud\":\"safer\",\"exp\":1700000600,"                \
    "\"sub\":\"chair-7\",\"client_id\":\"portal\",\"scope\":\"audit.read\""

Test(identity, a_person_has_no_partner_and_a_wrong_partner_is_never_taken_for_none)
{
    static const struct {
        const char *claims, *reason, *partner;
    } rows[] = {
        {PERSON("persons") "}", "none", ""},
        {PERSON("persons") ",\"partner\":\"kcc\"}", "none", "kcc"},
        {PERSON("persons") ",\"org\":\"kcc\"}", "none", "kcc"},
        {PERSON("persons") ",\"partner\":\"\"}", "partner", NULL},
        {PERSON("persons") ",\"partner\":null}", "partner", NULL},
        {PERSON("persons") ",\"partner\":false}", "partner", NULL},
        {PERSON("persons") ",\"partner\":0}", "partner", NULL},
        {PERSON("persons") ",\"partner\":[]}", "partner", NULL},
        {PERSON("persons") ",\"partner\":{}}", "partner", NULL},
        {PERSON("persons") ",\"partner\":\"KCC\"}", "partner", NULL},
        {PERSON("persons") ",\"partner\":\"kfrs\"}", "partner_not_permitted", NULL},
        {PERSON("persons") ",\"partner\":null,\"org\":\"kcc\"}", "partner", NULL},
        {PERSON("persons") ",\"org\":null}", "partner", NULL},
        {PERSON("mapped") "}", "none", ""},
        {PERSON("mapped") ",\"org\":\"county\"}", "none", "kcc"},
        {PERSON("mapped") ",\"org\":\"kcc\"}", "partner", NULL},
        {PERSON("mapped") ",\"org\":\"\"}", "partner", NULL},
        {PERSON("mapped") ",\"org\":null}", "partner", NULL},
        {PERSON("none") "}", "none", ""},
        {PERSON("none") ",\"partner\":\"kcc\"}", "partner_not_permitted", NULL},
        {PERSON("none") ",\"partner\":null}", "partner", NULL},
        {"{\"iss\":\"" ISSUER "\",\"aud\":\"safer\",\"exp\":1700000600,\"sub\":\"chair-7\","
         "\"client_id\":\"portal\"}",
         "partner", NULL},
        {"{\"iss\":\"https://persons.example\",\"aud\":\"safer\",\"exp\":1700000600,"
         "\"client_id\":\"portal\"}",
         "subject", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct caller caller;
        char *token = forge_sign(&rsa, HEADER, rows[i].claims);
        const enum token_state state = forge_check(identity, token, &caller);
        cr_expect_str_eq(identity_last_reason(), rows[i].reason, "%s: %s", rows[i].claims,
                         identity_last_reason());
        cr_expect_eq(state, rows[i].partner ? TOKEN_GOOD : TOKEN_BAD, "%s", rows[i].claims);
        if (rows[i].partner) {
            cr_expect_str_eq(caller.partner, rows[i].partner, "%s", rows[i].claims);
            cr_expect_str_eq(caller.subject, "chair-7");
        }
        free(token);
    }
}

Test(identity, an_hmac_made_with_a_public_key_is_refused)
{
    static const char header[] = "{\"alg\":\"HS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa\"}";
    char *jwk = json_dumps(rsa.jwk, JSON_COMPACT);
    expect(forge_hmac(rsa.pem, header, CLAIMS), "algorithm", "HS256 with the PEM");
    expect(forge_hmac(jwk, header, CLAIMS), "algorithm", "HS256 with the JWK");
    expect(forge_hmac("", header, CLAIMS), "algorithm", "HS256 with nothing");
    expect(forge_hmac(rsa.pem, HEADER, CLAIMS), "signature_length", "an HMAC called RS256");
    free(jwk);
}

Test(identity, json_that_reads_two_ways_is_refused)
{
    static const struct {
        const char *sentence, *header, *claims, *reason;
    } rows[] = {
        {"a header member twice", "{\"alg\":\"RS256\",\"alg\":\"RS256\",\"typ\":\"at+jwt\"}",
         CLAIMS, "header_json"},
        {"a header member twice, once escaped",
         "{\"alg\":\"RS256\",\"\\u0061lg\":\"none\",\"typ\":\"at+jwt\"}", CLAIMS, "header_json"},
        {"a header that is an array", "[\"alg\",\"RS256\"]", CLAIMS, "header_json"},
        {"a header with something after it", HEADER "{}", CLAIMS, "header_json"},
        {"a header that is cut off", "{\"alg\":\"RS256\",\"typ\":\"at+jwt\"", CLAIMS,
         "header_json"},
        {"a claim twice", HEADER, "{\"iss\":\"" ISSUER "\",\"iss\":\"" ISSUER "\"}",
         "payload_json"},
        {"claims that are no object", HEADER, "\"kcc\"", "payload_json"},
        {"a claim that is not UTF-8", HEADER, "{\"iss\":\"" ISSUER "\",\"sub\":\"\xff\xfe\"}",
         "payload_json"},
        {"a claim in overlong UTF-8", HEADER, "{\"iss\":\"" ISSUER "\",\"sub\":\"\xc0\xaf\"}",
         "payload_json"},
        {"a claim with half a surrogate", HEADER, "{\"iss\":\"" ISSUER "\",\"sub\":\"\\ud800\"}",
         "payload_json"},
        {"a claim with a NUL", HEADER, "{\"iss\":\"" ISSUER "\",\"sub\":\"a\\u0000b\"}",
         "payload_json"},
        {"a number too large to be read", HEADER, "{\"iss\":\"" ISSUER "\",\"exp\":1e999}",
         "payload_json"},
        {"not a number", HEADER, "{\"iss\":\"" ISSUER "\",\"exp\":NaN}", "payload_json"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect(forge_sign(&rsa, rows[i].header, rows[i].claims), rows[i].reason, rows[i].sentence);
}

/* The good token with `insert` put in at `at`, after `drop` bytes are taken out. */
static char *changed(const char *token, size_t at, size_t drop, const char *insert)
{
    char *text = NULL;
    cr_assert(asprintf(&text, "%.*s%s%s", (int)at, token, insert, token + at + drop) > 0);
    return text;
}

Test(identity, a_token_of_another_shape_is_refused)
{
    char *token = forge_sign(&rsa, HEADER, CLAIMS);
    const size_t length = strlen(token);
    const size_t first = strcspn(token, "."), second = first + 1 + strcspn(token + first + 1, ".");
    expect(strdup(token), "none", "the token as it is");
    expect(changed(token, 0, first, ""), "shape", "an empty header");
    expect(changed(token, first + 1, second - first - 1, ""), "shape", "an empty payload");
    expect(changed(token, second + 1, length - second - 1, ""), "shape", "an empty signature");
    expect(changed(token, second, length - second, ""), "shape", "no signature");
    expect(changed(token, first, length - first, ""), "shape", "a header alone");
    expect(strdup(".."), "shape", "nothing but dots");
    expect(strdup("."), "shape", "a dot");
    expect(strdup("a"), "shape", "a letter");
    expect(changed(token, length, 0, ".AAAA"), "shape", "a fourth segment");
    expect(changed(token, length, 0, "."), "shape", "a dot at the end");
    expect(changed(token, length, 0, "="), "shape", "padding");
    expect(changed(token, length, 0, "=="), "shape", "more padding");
    expect(changed(token, length, 0, "\n"), "shape", "a line break at the end");
    expect(changed(token, length, 0, " "), "shape", "a space at the end");
    expect(changed(token, second + 9, 0, " "), "shape", "a space in the signature");
    expect(changed(token, first + 9, 0, "\t"), "shape", "a tab in the payload");
    expect(changed(token, second + 9, 0, "*"), "shape", "junk in the signature");
    expect(changed(token, second + 9, 0, "****"), "shape", "more junk in the signature");
    expect(changed(token, second + 9, 1, "+"), "shape", "the other base64's plus");
    expect(changed(token, second + 9, 1, "/"), "shape", "the other base64's slash");
    expect(changed(token, second + 9, 1, "\xc3\xa9"), "shape", "a letter beyond ASCII");
    expect(changed(token, length, 0, "AA"), "signature_length", "a byte more at the end");
    expect(changed(token, length, 0, "AAAA"), "signature_length", "three bytes more at the end");
    expect(changed(token, length, 0, "AAA"), "shape", "characters that cannot be whole bytes");
    expect(changed(token, length - 2, 2, ""), "signature_length", "a cut signature");
    expect(changed(token, length - 1, 1, ""), "shape", "a signature cut by one character");
    expect(changed(token, second + 9, 1, token[second + 9] == 'A' ? "B" : "A"), "signature",
           "another signature");
    expect(changed(token, first + 2, 1, "X"), "payload_json", "another payload");
    free(token);
}

Test(identity, spare_bits_at_the_end_must_be_zero)
{
    /* 256 bytes leave 2 characters over: four spare bits in the last */
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *token = forge_sign(&rsa, HEADER, CLAIMS);
    const size_t last = strlen(token) - 1;
    const size_t value = (size_t)(strchr(digits, token[last]) - digits);
    for (size_t spare = 1; spare < 16; spare++) {
        const char other[2] = {digits[value + spare], '\0'};
        expect(changed(token, last, 1, other), "shape", "spare bits that are not zero");
    }
    expect(token, "none", "spare bits that are zero");
}

Test(identity, an_es256_signature_is_two_numbers_of_32_bytes)
{
    static const char header[] = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"p256\"}";
    unsigned char signature[132] = {0};
    expect(forge_sign(&p256, header, CLAIMS), "none", "r and s");
    expect(forge_sign_der(&p256, header, CLAIMS), "signature_length", "DER");
    expect(forge_join(header, CLAIMS, signature, 64), "signature", "zeros");
    expect(forge_join(header, CLAIMS, signature, 63), "signature_length", "one byte less");
    expect(forge_join(header, CLAIMS, signature, 65), "signature_length", "one byte more");
    expect(forge_join(header, CLAIMS, signature, 96), "signature_length", "of P-384");
    expect(forge_join(header, CLAIMS, signature, 132), "signature_length", "of P-521");
    memset(signature, 0xff, sizeof signature);
    expect(forge_join(header, CLAIMS, signature, 64), "signature", "beyond the order");
    expect(forge_sign(&p384, header, CLAIMS), "signature_length", "another curve under this kid");
}

/* An Authorization header as it is. */
static void expect_header(const char *format, const char *token, const char *reason,
                          const char *sentence)
{
    char *header = NULL;
    const int length = asprintf(&header, "%s%s", format, token);
    cr_assert(length >= 0);
    struct caller caller;
    const enum token_state state = identity_check(identity, header, (size_t)length, &caller);
    cr_expect_eq(state, strcmp(reason, "none") == 0 ? TOKEN_GOOD : TOKEN_BAD, "%s", sentence);
    cr_expect_str_eq(identity_last_reason(), reason, "%s: %s", sentence, identity_last_reason());
    free(header);
}

Test(identity, an_authorization_header_is_one_bearer_token)
{
    struct caller caller;
    char *token = forge_sign(&rsa, HEADER, CLAIMS);
    cr_expect_eq(identity_check(identity, NULL, 0, &caller), TOKEN_ABSENT);
    expect_header("Bearer ", token, "none", "the scheme");
    expect_header("bearer ", token, "none", "the scheme in small letters");
    expect_header("BEARER ", token, "none", "the scheme in capitals");
    expect_header("Bearer  ", token, "none", "two spaces");
    expect_header("", "", "not_bearer", "an empty header");
    expect_header("Bearer", "", "not_bearer", "the scheme alone");
    expect_header("Bearer ", "", "not_bearer", "the scheme and a space");
    expect_header("Bearer   ", "", "not_bearer", "the scheme and spaces");
    expect_header("", token, "not_bearer", "no scheme");
    expect_header("Bearer", token, "not_bearer", "no space");
    expect_header("Bearer\t", token, "not_bearer", "a tab");
    expect_header("Basic ", token, "not_bearer", "another scheme");
    expect_header(" Bearer ", token, "not_bearer", "a space before");
    expect_header("Bearer Bearer ", token, "shape", "two words Bearer");
    char *two = NULL;
    cr_assert(asprintf(&two, "%s,%s", token, token) > 0);
    expect_header("Bearer ", two, "shape", "two tokens");
    cr_expect_eq(identity_check(identity, "Bearer \0aaaa", 12, &caller), TOKEN_BAD);
    free(two);
    free(token);
}

Test(identity, a_header_over_8_kib_is_refused)
{
    char *long_text = malloc(9001);
    memset(long_text, 'a', 9000);
    long_text[9000] = '\0';
    expect_header("Bearer ", long_text, "header_too_long", "9,000 letters");
    long_text[IDENTITY_HEADER_MAX - 7] = '\0';
    expect_header("Bearer ", long_text, "shape", "just within");
    free(long_text);
}

Test(identity, a_long_token_that_fits_is_taken)
{
    char filler[5001], *patch = NULL;
    memset(filler, 'a', sizeof filler - 1);
    filler[5000] = '\0';
    cr_assert(asprintf(&patch, "{\"filler\":\"%s\"}", filler) > 0);
    char *claims = forge_patch(CLAIMS, patch);
    expect(forge_sign(&rsa, HEADER, claims), "none", "7 KiB");
    free(claims);
    free(patch);
}

Test(identity, texts_too_long_for_their_field_are_refused)
{
    static const struct {
        const char *claim, *reason;
        size_t most;
    } rows[] = {{"client_id", "client", 255}, {"sub", "subject", 255}, {"scope", "scope", 1023}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t over = 0; over < 2; over++) {
            char text[1025], *patch = NULL;
            memset(text, 'a', rows[i].most + over);
            text[rows[i].most + over] = '\0';
            cr_assert(asprintf(&patch, "{\"%s\":\"%s\"}", rows[i].claim, text) > 0);
            char *claims = forge_patch(CLAIMS, patch);
            expect(forge_sign(&rsa, HEADER, claims), over ? rows[i].reason : "none", rows[i].claim);
            free(claims);
            free(patch);
        }
    }
}

Test(identity, a_token_in_the_cache_still_ends)
{
    char *token = forge_sign(&rsa, HEADER, CLAIMS);
    expect(strdup(token), "none", "now");
    clock_fake_set((int64_t)1700000659 * 1000, 1000000000 + (int64_t)659 * 1000000);
    expect(strdup(token), "none", "within the leeway");
    clock_fake_set((int64_t)1700000660 * 1000, 1000000000 + (int64_t)660 * 1000000);
    expect(token, "expired", "after it");
}

Test(identity, a_token_in_the_cache_ends_with_its_key)
{
    char *token =
        forge_sign(&p256, "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"p256\"}", CLAIMS);
    expect(strdup(token), "none", "while the key is in the set");
    char *set = forge_set((const struct forge_key *[]){&rsa}, 1);
    forge_file(folder, "keys.json", set);
    expect(strdup(token), "none", "files are looked at once a second");
    clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000 + 1000000);
    expect(strdup(token), "unknown_key", "a second after the key was taken out");
    free(token);
    free(set);
}
