/* A text becomes the words that names are made of, in whichever way it is spelt.
 * SPDX-License-Identifier: MIT */
#include "names/words.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The words with what is between them: " " apart, "-" together; "#" a wall. The text is static. */
static const char *spelt(const char *text, size_t length, size_t most)
{
    static char out[2000];
    size_t at = 0;
    words_auto words = {0};
    cr_assert(words_read(&words, text, length, most));
    out[0] = '\0';
    for (size_t i = 0; i < words.count; i++) {
        const struct word *word = &words.items[i];
        cr_assert_leq(word->at + word->length, words.length);
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s%s",
                               i == 0           ? ""
                               : word->is_apart ? " "
                                                : "-",
                               (int)word->length, words.bytes + word->at, word->length ? "" : "#");
    }
    return out;
}

static void assert_words(const char *text, const char *expected)
{
    cr_expect_str_eq(spelt(text, strlen(text), 100), expected, "%s: %s", text,
                     spelt(text, strlen(text), 100));
}

Test(words, are_letters_in_one_case_and_digits)
{
    assert_words("", "");
    assert_words(" ... \t\n", "");
    assert_words("Jane DOE", "jane doe");
    assert_words("(Jane,Doe)", "jane doe");
    assert_words("jane.doe@example.org", "jane doe example org");
    assert_words("flat 12", "flat 12");
}

Test(words, hyphens_and_apostrophes_of_every_kind_keep_words_together)
{
    static const char *const apostrophes[] = {"'", "`", "‘",  "’", "‛", "ʼ",
                                              "ʻ", "′", "＇", "ꞌ", "׳"};
    static const char *const hyphens[] = {"-", "‐", "‑", "‒", "–", "−", "﹣", "－", "⁃"};
    char text[100];
    for (size_t i = 0; i < sizeof apostrophes / sizeof *apostrophes; i++) {
        snprintf(text, sizeof text, "O%sBrien%ss", apostrophes[i], apostrophes[i]);
        assert_words(text, "o-brien-s");
    }
    for (size_t i = 0; i < sizeof hyphens / sizeof *hyphens; i++) {
        snprintf(text, sizeof text, "Anne%sMarie", hyphens[i]);
        assert_words(text, "anne-marie");
    }
}

Test(words, a_blank_or_a_dash_of_a_sentence_parts_them)
{
    assert_words("Anne - Marie", "anne marie");
    assert_words("Anne- Marie", "anne marie");
    assert_words("Anne -Marie", "anne marie");
    assert_words("just—in", "just in");
    assert_words("Anne\u00A0Marie", "anne marie");
    assert_words("O´Brien", "o brien");
}

Test(words, one_that_a_line_end_breaks_is_together)
{
    assert_words("Thomp-\nson", "thomp-son");
    assert_words("Thomp-\r\nson", "thomp-son");
    assert_words("Thomp-\u2028son", "thomp-son");
    assert_words("Thomp\nson", "thomp son");
    assert_words("Thomp -\nson", "thomp son");
}

Test(words, digits_beside_letters_are_words_of_their_own)
{
    assert_words("Smith1", "smith-1");
    assert_words("Smith²", "smith-2");
    assert_words("smith1985kent", "smith-1985-kent");
    assert_words("٣Doe", "٣-doe");
}

Test(words, composed_decomposed_and_compatible_letters_are_the_same)
{
    assert_words("José Müller", "jose muller");
    assert_words("Jose\u0301 Mu\u0308ller", "jose muller");
    assert_words("ＪＯＳＥ́ ｍüller", "jose muller");
    assert_words("𝐉𝐚𝐧𝐞 Ⓓⓞⓔ", "jane doe");
    assert_words("Gri\uFB03n", "griffin");
    assert_words("Nguyễn Thị Đào", "nguyen thi dao");
    assert_words("Ｏ＇Ｂｒｉｅｎ", "o-brien");
    assert_words("\u1112\u1161\u11ab", "\u1112\u1161\u11ab");
    assert_words("한", "\u1112\u1161\u11ab");
}

Test(words, case_is_folded_as_languages_do)
{
    assert_words("STRAẞE Straße STRASSE", "strasse strasse strasse");
    assert_words("ΟΔΥΣΣΕΥΣ Ὀδυσσεύς", "οδυσσευσ οδυσσευσ");
    assert_words("İPEK ıpek Ipek", "ipek ipek ipek");
    assert_words("Ǆ ǅ ǆ", "dz dz dz");
}

Test(words, letters_with_a_stroke_and_double_letters_are_as_most_type_them)
{
    assert_words("Łukasz Bjørn Ðorđe Þór", "lukasz bjorn dorde thor");
    assert_words("Ægir Œuvre Ħal Ŧor", "aegir oeuvre hal tor");
}

Test(words, what_is_not_seen_is_not_there)
{
    static const char *const unseen[] = {
        "\u00AD",     "\u200B", "\u200C", "\u200D",   "\u2060", "\uFEFF",
        "\u034F",     "\u061C", "\u115F", "\u180E",   "\uFE0F", "\u202E",
        "\U000E0041", "\x01",   "\x7f",   "\xC2\x80", "\uE000", "\u0301",
    };
    char text[100];
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
        snprintf(text, sizeof text, "Smi%sth%s D%soe", unseen[i], unseen[i], unseen[i]);
        assert_words(text, "smith doe");
    }
    assert_words("S\u0336m\u0336i\u0336t\u0336h\u0336", "smith");
}

Test(words, a_nul_is_passed_over_as_what_else_is_not_seen)
{
    cr_expect_str_eq(spelt("Ja\0ne", 5, 100), "jane");
}

Test(words, one_that_is_too_long_for_a_name_is_a_wall)
{
    char text[2 * WORD_BYTES_MAX + 20], expected[2 * WORD_BYTES_MAX + 20];
    memset(text, 'A', sizeof text);
    snprintf(text + WORD_BYTES_MAX, sizeof text - WORD_BYTES_MAX, " doe");
    memset(expected, 'a', sizeof expected);
    snprintf(expected + WORD_BYTES_MAX, sizeof expected - WORD_BYTES_MAX, " doe");
    assert_words(text, expected);
    memset(text, 'A', sizeof text);
    snprintf(text + WORD_BYTES_MAX + 1, sizeof text - WORD_BYTES_MAX - 1, " doe");
    assert_words(text, "# doe");
    memset(text, 'A', sizeof text);
    memcpy(text, "jane ", 5);
    snprintf(text + sizeof text - 5, 5, " doe");
    assert_words(text, "jane # doe");
}

Test(words, no_more_are_read_than_are_asked_for_and_one)
{
    words_auto words = {0};
    cr_assert(words_read(&words, "a b c d", 7, 4));
    cr_expect_eq(words.count, 4);
    cr_assert(words_read(&words, "a b c d", 7, 3));
    cr_expect_eq(words.count, 4);
    cr_assert(words_read(&words, "a b c d", 7, 2));
    cr_expect_eq(words.count, 3);
    cr_assert(words_read(&words, "a b c d", 7, 0));
    cr_expect_eq(words.count, 1);
    cr_assert(words_read(&words, "", 0, 0));
    cr_expect_eq(words.count, 0);
}

Test(words, of_one_text_take_the_place_of_anothers)
{
    words_auto words = {0};
    for (int i = 0; i < 200; i++) {
        char text[1000];
        memset(text, 'x', sizeof text);
        for (int at = 1; at < i; at += 2)
            text[at] = ' ';
        cr_assert(words_read(&words, text, (size_t)i, 1000));
        cr_expect_eq(words.count, (size_t)(i + 1) / 2);
    }
}

Test(words, bytes_that_are_no_text_are_not_let_through)
{
    words_auto words = {0};
    cr_expect_not(words_read(&words, "Jane \xff\xfe Doe", 11, 100));
    cr_expect_not(words_read(&words, "\xed\xa0\x80", 3, 100));
}

Test(words, know_letters_from_digits)
{
    words_auto words = {0};
    cr_assert(words_read(&words, "Doe 12", 6, 10));
    cr_expect(words.items[0].has_letter);
    cr_expect_not(words.items[1].has_letter);
}
