/* Strict readings: base64url, JSON, texts, slugs, scope words.
 * SPDX-License-Identifier: MIT */
#include "identity/strict.h"

#include <criterion/criterion.h>
#include <string.h>

static ssize_t decode(const char *text, unsigned char *out, size_t size)
{
    return strict_base64url(text, strlen(text), out, size);
}

Test(strict, base64url_has_one_spelling)
{
    unsigned char out[8];
    cr_expect_eq(decode("", out, 8), 0);
    cr_expect_eq(decode("AA", out, 8), 1);
    cr_expect_eq(decode("_w", out, 8), 1);
    cr_expect_eq(out[0], 0xff);
    cr_expect_eq(decode("Zm9vYmFy", out, 8), 6);
    cr_expect_eq(memcmp(out, "foobar", 6), 0);
    cr_expect_eq(decode("Zm9vYg", out, 8), 4);
    static const char *const bad[] = {"A",  "AAAAA", "AB", "AAB",      "AA==", "AA=", "A A",   "+w",
                                      "/w", "AA\n",  "A.", "\xc3\xa9", "_x",   "__9", "AAAA A"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_eq(decode(bad[i], out, 8), -1, "%s", bad[i]);
    cr_expect_eq(decode("Zm9vYmFyYmE", out, 8), 8, "as much as there is room for");
    cr_expect_eq(decode("Zm9vYmFyYmFy", out, 8), -1, "no more than there is room for");
}

Test(strict, json_depth_is_counted_outside_of_texts)
{
    static const struct {
        const char *text;
        bool is_right;
    } rows[] = {
        {"{\"a\":[{\"b\":1}]}", true},
        {"{\"a\":[[[1]]]}", false},
        {"{\"a\":\"[[[[{{{{\"}", true},
        {"{\"a\":\"\\\"[[[[\"}", true},
        {"[[],[],[],[]]", true},
        {"[1] ", true},
        {"[1]]", false},
        {"", false},
        {"{\"a\":1,\"a\":2}", false},
        {"[\"\\u0000\"]", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *value = strict_json(rows[i].text, strlen(rows[i].text), 3);
        cr_expect_eq(value != NULL, rows[i].is_right, "%s", rows[i].text);
        json_decref(value);
    }
}

/* The library passes over one behind a number. */
Test(strict, json_holds_no_nul_wherever_it_stands)
{
    static const char texts[][8] = {"[1\0]", "[1]\0", "\0[1]", "[\0]", "[1\0,2]", "[true\0]"};
    static const size_t lengths[] = {4, 4, 4, 3, 6, 7};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        cr_expect_null(strict_json(texts[i], lengths[i], 3), "%zu", i);
}

Test(strict, slugs_and_scope_words)
{
    cr_expect(strict_is_slug("kent-police"));
    cr_expect(strict_is_slug("a23456789012345678901234567890123456789012345678901234567890123"));
    cr_expect_not(
        strict_is_slug("a234567890123456789012345678901234567890123456789012345678901234"));
    cr_expect_not(strict_is_slug(""));
    cr_expect_not(strict_is_slug("Kcc"));
    cr_expect_not(strict_is_slug("k cc"));
    cr_expect_not(strict_is_slug("k\xc3\xa9"));
    cr_expect(strict_is_scope("contributions.write", 19));
    cr_expect(strict_is_scope("https://a.example/x?y=[z]", 25));
    cr_expect_not(strict_is_scope("", 0));
    cr_expect_not(strict_is_scope("a b", 3));
    cr_expect_not(strict_is_scope("a\"b", 3));
    cr_expect_not(strict_is_scope("a\\b", 3));
    cr_expect_not(strict_is_scope("a\x7f", 2));
    cr_expect_not(strict_is_scope("\xc3\xa9", 2));
}
