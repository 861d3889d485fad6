/* The development key: made once, its tokens taken, and refused beside any other source of keys.
 * SPDX-License-Identifier: MIT */
#include "identity/development.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "forge.h"
#include "identity/identity.h"

static char state[128];
static struct identity_settings settings;

static void start(void)
{
    clock_fake_set((int64_t)FORGE_NOW * 1000, 1000000000);
    snprintf(state, sizeof state, "%s/state", forge_folder());
    settings = (struct identity_settings){
        .state_folder = state, .audience = "safer", .leeway_seconds = 60};
}

TestSuite(development, .init = start);

/* A token as `saferd token` prints it; the caller frees it. NULL with a sentence in `error`. */
static char *sign_wanted(const struct development_token *wanted, char error[static 512])
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    const bool signed_it = identity_sign_development(&settings, wanted, out, error);
    fclose(out);
    if (signed_it) {
        cr_expect_eq(text[length - 1], '\n');
        text[length - 1] = '\0';
        return text;
    }
    cr_expect_eq(length, 0);
    free(text);
    return NULL;
}

static char *sign(const char *client, const char *partner, const char *scope, int64_t ttl_seconds,
                  char error[static 512])
{
    const struct development_token wanted = {
        .client = client, .partner = partner, .scope = scope, .ttl_seconds = ttl_seconds};
    return sign_wanted(&wanted, error);
}

Test(development, a_signed_token_is_taken_for_any_partner)
{
    char error[512] = "";
    struct identity *identity = identity_new(&settings, error);
    cr_assert(identity, "%s", error);
    for (int i = 0; i < 50; i++) { /* r and s are short once in a while */
        char *token = sign("kfrs-finance", "kfrs", " funds.write  funds.read", 600, error);
        cr_assert(token, "%s", error);
        struct caller caller;
        cr_assert_eq(forge_check(identity, token, &caller), TOKEN_GOOD, "%s",
                     identity_last_reason());
        cr_expect_str_eq(caller.issuer, IDENTITY_DEVELOPMENT_ISSUER);
        cr_expect_str_eq(caller.client, "kfrs-finance");
        cr_expect_str_eq(caller.subject, "kfrs-finance");
        cr_expect_str_eq(caller.partner, "kfrs");
        cr_expect_str_eq(caller.scope, "funds.write funds.read");
        free(token);
    }
    identity_free(identity);
}

Test(development, a_token_without_a_partner_is_a_person_s_whose_subject_may_be_said)
{
    static const struct development_token wanted[] = {
        {.client = "portal", .scope = "audit.read", .ttl_seconds = 60},
        {.client = "portal", .subject = "chair 7", .scope = "", .ttl_seconds = 60},
        {.client = "portal", .subject = "x", .partner = "kcc", .scope = "", .ttl_seconds = 60},
    };
    char error[512] = "";
    struct identity *identity = identity_new(&settings, error);
    cr_assert(identity, "%s", error);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        char *token = sign_wanted(&wanted[i], error);
        struct caller caller;
        cr_assert(token, "%s", error);
        cr_assert_eq(forge_check(identity, token, &caller), TOKEN_GOOD, "%s",
                     identity_last_reason());
        cr_expect_str_eq(caller.client, "portal");
        cr_expect_str_eq(caller.subject, wanted[i].subject ? wanted[i].subject : "portal");
        cr_expect_str_eq(caller.partner, wanted[i].partner ? wanted[i].partner : "");
        cr_expect_str_eq(caller.scope, wanted[i].scope);
        free(token);
    }
    identity_free(identity);
}

Test(development, a_token_ends_when_it_says)
{
    char error[512] = "";
    struct identity *identity = identity_new(&settings, error);
    char *token = sign("a", "kcc", "", 1, error);
    cr_expect_eq(forge_check(identity, token, NULL), TOKEN_GOOD);
    clock_fake_set(((int64_t)FORGE_NOW + 61) * 1000, 1061000000);
    cr_expect_eq(forge_check(identity, token, NULL), TOKEN_BAD);
    cr_expect_str_eq(identity_last_reason(), "expired");
    free(token);
    identity_free(identity);
}

Test(development, the_key_is_its_owners_alone_and_stays)
{
    char error[512] = "", path[PATH_MAX], again[PATH_MAX];
    struct stat about;
    size_t length;
    cr_assert(development_key(state, path, error), "%s", error);
    char *first = strict_file(path, 4096, &length, &about, error);
    cr_assert(first, "%s", error);
    cr_expect_eq(about.st_mode & 0777, 0600);
    cr_assert(development_key(state, again, error), "%s", error);
    char *second = strict_file(again, 4096, &length, &about, error);
    cr_expect_str_eq(first, second);
    free(first);
    free(second);
    cr_assert_eq(chmod(path, 0644), 0);
    cr_expect_not(development_key(state, again, error));
    cr_expect(strstr(error, "0600"), "%s", error);
}

static void *make_key(void *context)
{
    char error[512], path[PATH_MAX];
    *(bool *)context = development_key(state, path, error);
    return NULL;
}

Test(development, several_that_make_the_key_at_one_moment_find_the_same)
{
    pthread_t threads[8];
    bool made[8];
    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, make_key, &made[i]), 0);
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        cr_expect(made[i]);
    }
    char error[512] = "";
    struct identity *identity = identity_new(&settings, error);
    char *token = sign("a", "kcc", "x", 60, error);
    cr_expect_eq(forge_check(identity, token, NULL), TOKEN_GOOD);
    free(token);
    identity_free(identity);
}

Test(development, it_is_refused_once_issuers_are_set)
{
    char error[512] = "";
    char *token = sign("a", "kcc", "x", 60, error);
    cr_assert(token, "%s", error);
    struct forge_key key = forge_key(FORGE_P256, "a");
    char *set = forge_set((const struct forge_key *[]){&key}, 1);
    const char *folder = forge_folder();
    forge_file(folder, "keys.json", set);
    settings.issuers_file = forge_file(folder, "issuers.json",
                                       "[{\"issuer\":\"https://a.example\",\"audience\":\"safer\","
                                       "\"jwks_file\":\"keys.json\",\"partners\":[\"kcc\"]}]");
    struct identity *identity = identity_new(&settings, error);
    cr_assert(identity, "%s", error);
    cr_expect_eq(forge_check(identity, token, NULL), TOKEN_BAD);
    cr_expect_str_eq(identity_last_reason(), "issuer");
    cr_expect_null(sign("a", "kcc", "x", 60, error), "nor does it sign");
    cr_expect(strstr(error, "issuers are set"), "%s", error);
    identity_free(identity);
    free(set);
    free(token);
    forge_free(&key);
}

Test(development, what_cannot_be_in_a_token_is_refused_with_a_sentence)
{
    char long_text[2048];
    memset(long_text, 'a', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    const struct {
        struct development_token wanted;
        const char *words;
    } rows[] = {
        {{"", NULL, "kcc", "x", 60}, "client"},     {{"a\nb", NULL, "kcc", "x", 60}, "client"},
        {{"\xff", NULL, "kcc", "x", 60}, "client"}, {{long_text, NULL, "kcc", "x", 60}, "client"},
        {{NULL, NULL, "kcc", "x", 60}, "client"},   {{"a", "", "kcc", "x", 60}, "subject"},
        {{"a", "a\nb", NULL, "x", 60}, "subject"},  {{"a", long_text, NULL, "x", 60}, "subject"},
        {{"a", NULL, "KCC", "x", 60}, "partner"},   {{"a", NULL, "", "x", 60}, "partner"},
        {{"a", NULL, "kcc", "a\"b", 60}, "scope"},  {{"a", NULL, "kcc", long_text, 60}, "scope"},
        {{"a", NULL, "kcc", NULL, 60}, "scope"},    {{"a", NULL, "kcc", "x", 0}, "life"},
        {{"a", NULL, "kcc", "x", -5}, "life"},      {{"a", NULL, "kcc", "x", 31622401}, "life"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char error[512] = "";
        char *token = sign_wanted(&rows[i].wanted, error);
        cr_expect_null(token, "row %zu", i);
        cr_expect(strstr(error, rows[i].words), "row %zu: %s", i, error);
        free(token);
    }
}

Test(development, a_state_folder_that_cannot_be_had_is_an_error)
{
    char error[512] = "";
    settings.state_folder = "/proc/nowhere/state";
    cr_expect_null(identity_new(&settings, error));
    cr_expect(strstr(error, "/proc/nowhere/state"), "%s", error);
    settings.state_folder = state;
    settings.leeway_seconds = -1;
    cr_expect_null(identity_new(&settings, error));
}
