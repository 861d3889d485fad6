/* Whatever finds no memory says so, and makes neither a mark nor a refusal of it.
 * SPDX-License-Identifier: MIT
 *
 * The linker sends what may find none here first: the service's own allocations, jansson's among
 * them, and the functions of libunistring and GnuTLS that allocate. */
#include <criterion/criterion.h>
#include <gnutls/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistd.h>

#include "base/memory.h"
#include "names/guard.h"
#include "names/key.h"

static int left = -1; /* calls that find memory; -1: all */

static bool fails(void)
{
    return left >= 0 && left-- == 0;
}

#define WRAP(result, name, parameters, arguments, failure)                                         \
    result __real_##name parameters;                                                               \
    result __wrap_##name parameters;                                                               \
    result __wrap_##name parameters                                                                \
    {                                                                                              \
        return fails() ? (failure) : __real_##name arguments;                                      \
    }

WRAP(void *, malloc, (size_t size), (size), NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size), NULL)
WRAP(void *, realloc, (void *old, size_t size), (old, size), NULL)
WRAP(char *, strdup, (const char *text), (text), NULL)
WRAP(uint8_t *, u8_normalize,
     (uninorm_t form, const uint8_t *text, size_t length, uint8_t *buffer, size_t *room),
     (form, text, length, buffer, room), NULL)
WRAP(uint8_t *, u8_casefold,
     (const uint8_t *text, size_t length, const char *language, uninorm_t form, uint8_t *buffer,
      size_t *room),
     (text, length, language, form, buffer, room), NULL)
WRAP(int, gnutls_hmac_init,
     (gnutls_hmac_hd_t * hash, gnutls_mac_algorithm_t algorithm, const void *key, size_t length),
     (hash, algorithm, key, length), GNUTLS_E_MEMORY_ERROR)

static json_t *body;

static bool texts(struct text *out, struct faults *faults)
{
    return guard_texts(body, out, faults);
}

static bool names(struct text *out, struct faults *faults)
{
    return guard_names(body, "names", out, faults);
}

static bool fingerprint(struct text *out, struct faults *faults)
{
    char digits[DIGEST_HEX_SIZE];
    (void)faults;
    const bool is_made = guard_fingerprint("what", 4, body, digits);
    if (is_made)
        text_add_string(out, digits);
    return is_made && !text_failed(out);
}

/* Each call in turn finds none; then all find some, and the answer is what it is. */
static void assert_says_so(bool (*make)(struct text *, struct faults *))
{
    text_auto expected = {0};
    faults_auto_t none = {0};
    cr_assert(make(&expected, &none));
    for (int at = 0;; at++) {
        text_auto out = {0};
        faults_auto_t faults = {0};
        left = at;
        const bool is_made = make(&out, &faults);
        const bool has_failed = left < 0;
        left = -1;
        cr_assert_eq(faults.total, 0);
        if (!has_failed) {
            cr_assert(is_made);
            cr_expect_gt(at, 1);
            break;
        }
        cr_assert(!is_made, "it makes something of what call %d has not found", at);
    }
    text_auto again = {0};
    cr_assert(make(&again, &none));
    cr_expect_str_eq(again.data, expected.data);
}

Test(memory, that_is_missing_is_said)
{
    char folder[] = "/tmp/safer-memory-XXXXXX", path[64], error[512];
    cr_assert(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/names-key", folder);
    for (int at = 0;; at++) {
        left = at;
        const bool is_started = names_start("", folder, error);
        const bool has_failed = left < 0;
        left = -1;
        cr_assert_neq(is_started, has_failed, "%d", at);
        if (is_started)
            break;
        names_stop();
        cr_assert_eq(access(path, F_OK) == 0 ? unlink(path) : 0, 0);
    }
    json_set_alloc_funcs(memory_take, memory_give);
    body = json_pack("{s:s, s:[s, s], s:{s:s}}", "text", "for Jane Doe and other people", "names",
                     "Anne-Marie", "O’Brien", "deeper", "more", "12 x");
    char many[1000];
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = i % 2 ? ' ' : 'x';
    many[sizeof many - 1] = '\0';
    json_object_set_new(body, "long", json_string(many)); /* the list of words grows */
    assert_says_so(texts);
    assert_says_so(names);
    assert_says_so(fingerprint);
    json_decref(body);
    names_stop();
    unlink(path);
    rmdir(folder);
}
