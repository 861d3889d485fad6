/* Tokens as real providers shape them: Microsoft Entra app tokens, Keycloak, and one a library
 * made. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "forge.h"
#include "identity/identity.h"

#define ENTRA_V2 "https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/v2.0"
#define ENTRA_V1 "https://sts.windows.net/00000000-0000-4000-8000-000000000001/"
#define KEYCLOAK "https://sso.example/realms/kent"
#define APP "11111111-0000-4000-8000-000000000001"
#define OTHER_APP "11111111-0000-4000-8000-000000000002"
#define ENTRA_HEADER "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"kid\":\"rsa\",\"x5t\":\"rsa\"}"
#define ENTRA_RULES                                                                                \
    "\"typ\":\"JWT\",\"jwks_file\":\"keys.json\",\"partners\":[\"kcc\",\"kfrs\"],"                 \
    "\"algorithms\":[\"RS256\"],\"claims\":{\"client\":[\"azp\",\"appid\"],"                       \
    "\"subject\":[\"oid\",\"sub\"],\"scope\":[\"roles\"],"                                         \
    "\"partner\":{\"from\":[\"azp\",\"appid\"],\"map\":{\"" APP "\":\"kcc\"}}}"

static struct forge_key rsa, foreign, p256, other_p256;
static struct identity *identity;

static void start(void)
{
    clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000);
    rsa = forge_key(FORGE_RSA, "rsa");
    foreign = forge_key(FORGE_RSA, "rsa");
    p256 = forge_key(FORGE_P256, "p256");
    other_p256 = forge_key(FORGE_P256, "p256");
    const char *folder = forge_folder();
    char *set = forge_set((const struct forge_key *[]){&rsa, &p256}, 2);
    forge_file(folder, "keys.json", set);
    free(set);
    const char *path =
        forge_file(folder, "issuers.json",
                   "[{\"issuer\":\"" ENTRA_V2
                   "\",\"audience\":\"22222222-0000-4000-8000-000000000001\"," ENTRA_RULES "},"
                   "{\"issuer\":\"" ENTRA_V1 "\",\"audience\":\"api://safer\"," ENTRA_RULES "},"
                   "{\"issuer\":\"" KEYCLOAK "\",\"audience\":\"safer\",\"typ\":[\"JWT\"],"
                   "\"jwks_file\":\"keys.json\",\"partners\":[\"kent-police\"],"
                   "\"claims\":{\"client\":\"azp\",\"partner\":{\"value\":\"kent-police\"}}}]");
    char error[512] = "";
    const struct identity_settings settings = {.issuers_file = path, .leeway_seconds = 60};
    identity = identity_new(&settings, error);
    cr_assert(identity, "%s", error);
}

static void end(void)
{
    identity_free(identity);
    forge_free(&rsa);
    forge_free(&foreign);
    forge_free(&p256);
    forge_free(&other_p256);
}

TestSuite(providers, .init = start, .fini = end);

static enum token_state check(const char *claims, struct caller *caller)
{
    char *token = forge_sign(&rsa, ENTRA_HEADER, claims);
    const enum token_state state = forge_check(identity, token, caller);
    free(token);
    return state;
}

#define ENTRA_V2_CLAIMS(app, roles)                                                                \
    "{\"aud\":\"22222222-0000-4000-8000-000000000001\",\"iss\":\"" ENTRA_V2 "\","                  \
    "\"iat\":1700000000,\"nbf\":1700000000,\"exp\":1700003900,\"aio\":\"E2ZgYHi\","                \
    "\"azp\":\"" app "\",\"azpacr\":\"1\",\"idtyp\":\"app\",\"oid\":\"33333333\","                 \
    "\"rh\":\"0.A\",\"roles\":" roles ",\"sub\":\"33333333\",\"tid\":\"0000\",\"uti\":\"u\","      \
    "\"ver\":\"2.0\"}"

Test(providers, an_entra_v2_app_token_says_partner_and_roles)
{
    struct caller caller;
    cr_assert_eq(check(ENTRA_V2_CLAIMS(APP, "[\"contributions.write\",\"funds.read\"]"), &caller),
                 TOKEN_GOOD, "%s", identity_last_reason());
    cr_expect_str_eq(caller.client, APP);
    cr_expect_str_eq(caller.subject, "33333333");
    cr_expect_str_eq(caller.partner, "kcc");
    cr_expect_str_eq(caller.scope, "contributions.write funds.read");
    cr_expect(caller_has_scope(&caller, "funds.read"));
}

Test(providers, an_entra_app_that_is_not_mapped_is_refused)
{
    cr_expect_eq(check(ENTRA_V2_CLAIMS(OTHER_APP, "[\"funds.read\"]"), NULL), TOKEN_BAD);
    cr_expect_str_eq(identity_last_reason(), "partner");
}

Test(providers, an_entra_role_that_is_no_scope_word_is_refused)
{
    cr_expect_eq(check(ENTRA_V2_CLAIMS(APP, "[\"funds.read audit.read\"]"), NULL), TOKEN_BAD);
    cr_expect_str_eq(identity_last_reason(), "scope");
    cr_expect_eq(check(ENTRA_V2_CLAIMS(APP, "{\"a\":\"funds.read\"}"), NULL), TOKEN_BAD);
}

Test(providers, an_entra_v1_app_token_has_appid)
{
    struct caller caller;
    cr_assert_eq(check("{\"aud\":\"api://safer\",\"iss\":\"" ENTRA_V1 "\",\"iat\":1700000000,"
                       "\"nbf\":1700000000,\"exp\":1700003900,\"appid\":\"" APP "\","
                       "\"appidacr\":\"1\",\"idp\":\"" ENTRA_V1 "\",\"oid\":\"33333333\","
                       "\"roles\":[\"funds.read\"],\"sub\":\"33333333\",\"ver\":\"1.0\"}",
                       &caller),
                 TOKEN_GOOD, "%s", identity_last_reason());
    cr_expect_str_eq(caller.client, APP);
    cr_expect_str_eq(caller.partner, "kcc");
    cr_expect_str_eq(caller.scope, "funds.read");
}

#define KEYCLOAK_CLAIMS(audience)                                                                  \
    "{\"exp\":1700000300,\"iat\":1700000000,\"jti\":\"trrtcc:1\",\"iss\":\"" KEYCLOAK "\","        \
    "\"aud\":" audience ",\"sub\":\"44444444\",\"typ\":\"Bearer\",\"azp\":\"police-finance\","     \
    "\"acr\":\"1\",\"allowed-origins\":[\"/*\"],\"realm_access\":{\"roles\":[\"offline\"]},"       \
    "\"resource_access\":{\"account\":{\"roles\":[\"view-profile\"]}},"                            \
    "\"scope\":\"email contributions.write profile\",\"email_verified\":false,"                    \
    "\"clientHost\":\"192.0.2.1\",\"preferred_username\":\"service-account-police-finance\"}"

Test(providers, a_keycloak_token_speaks_for_the_partner_of_its_realm)
{
    struct caller caller;
    cr_assert_eq(check(KEYCLOAK_CLAIMS("[\"safer\",\"account\"]"), &caller), TOKEN_GOOD, "%s",
                 identity_last_reason());
    cr_expect_str_eq(caller.issuer, KEYCLOAK);
    cr_expect_str_eq(caller.client, "police-finance");
    cr_expect_str_eq(caller.subject, "44444444");
    cr_expect_str_eq(caller.partner, "kent-police");
    cr_expect(caller_has_scope(&caller, "contributions.write"));
    cr_expect_eq(check(KEYCLOAK_CLAIMS("\"account\""), &caller), TOKEN_BAD);
    cr_expect_str_eq(identity_last_reason(), "audience");
}

Test(providers, a_token_that_libjwt_signed_is_taken)
{
    gnutls_x509_privkey_t key;
    gnutls_datum_t pem;
    jwt_t *jwt;
    cr_assert_eq(gnutls_privkey_export_x509(rsa.key, &key), 0);
    cr_assert_eq(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem), 0);
    cr_assert_eq(jwt_new(&jwt), 0);
    cr_assert_eq(jwt_add_header(jwt, "kid", "rsa"), 0);
    cr_assert_eq(jwt_add_grants_json(jwt, KEYCLOAK_CLAIMS("\"safer\"")), 0);
    cr_assert_eq(jwt_set_alg(jwt, JWT_ALG_RS256, pem.data, (int)pem.size), 0);
    char *token = jwt_encode_str(jwt);
    cr_assert(token);
    cr_expect_eq(forge_check(identity, token, NULL), TOKEN_GOOD, "%s", identity_last_reason());
    free(token);
    jwt_free(jwt);
    gnutls_free(pem.data);
    gnutls_x509_privkey_deinit(key);
}

/* A Keycloak token with this header, signed with this key, after `change` to its text (or NULL). */
static void expect(const struct forge_key *key, const char *header, void (*change)(char *token),
                   const char *reason, const char *sentence)
{
    char *token = forge_sign(key, header, KEYCLOAK_CLAIMS("\"safer\""));
    if (change)
        change(token);
    cr_expect_eq(forge_check(identity, token, NULL),
                 strcmp(reason, "none") == 0 ? TOKEN_GOOD : TOKEN_BAD, "%s", sentence);
    cr_expect_str_eq(identity_last_reason(), reason, "%s: %s", sentence, identity_last_reason());
    free(token);
}

static void change_signature(char *token)
{
    char *at = strrchr(token, '.') + 10;
    *at = *at == 'A' ? 'B' : 'A';
}

static void change_claims(char *token)
{
    char *at = strchr(token, '.') + 10;
    *at = *at == 'A' ? 'B' : 'A';
}

Test(providers, a_token_typed_jwt_is_held_to_its_signature_by_libjwt)
{
    static const char es256[] = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"p256\"}";
    expect(&rsa, ENTRA_HEADER, NULL, "none", "RS256");
    expect(&foreign, ENTRA_HEADER, NULL, "signature", "RS256 by another key");
    expect(&rsa, ENTRA_HEADER, change_signature, "signature", "RS256 with another signature");
    expect(&p256, es256, NULL, "none", "ES256");
    expect(&other_p256, es256, NULL, "signature", "ES256 by another key");
    expect(&p256, es256, change_signature, "signature", "ES256 with another signature");
}

Test(providers, claims_that_were_changed_are_refused)
{
    char *token = forge_sign(&rsa, ENTRA_HEADER, KEYCLOAK_CLAIMS("\"safer\""));
    change_claims(token);
    cr_expect_eq(forge_check(identity, token, NULL), TOKEN_BAD);
    free(token);
}

/* Why there is a second way at all (docs/architecture.md). When this fails, libjwt has learnt to
 * read RFC 9068: let it check every token. */
Test(providers, libjwt_reads_no_token_typed_as_rfc_9068_asks)
{
    static const char at_jwt[] = "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"rsa\"}";
    static const char *const headers[] = {ENTRA_HEADER, at_jwt};
    for (int i = 0; i < 2; i++) {
        char *token = forge_sign(&rsa, headers[i], KEYCLOAK_CLAIMS("\"safer\""));
        jwt_t *jwt = NULL;
        const int refused =
            jwt_decode(&jwt, token, (const unsigned char *)rsa.pem, (int)strlen(rsa.pem));
        cr_expect_eq(refused != 0, i == 1);
        jwt_free(jwt);
        free(token);
    }
}
