/* A name is found in every spelling of it that is promised, and in no other text.
 * SPDX-License-Identifier: MIT */
#include "names/marks.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"

static struct keyed_digest *digest;

static void start(void)
{
    digest = keyed_digest_new("a key of thirty-two bytes, or so", 32);
    cr_assert(digest);
}

static void stop(void)
{
    keyed_digest_free(digest);
}

TestSuite(marks, .init = start, .fini = stop);

static void mark_name(const char *name, struct text *out)
{
    words_auto words = {0};
    cr_assert(words_read(&words, name, strlen(name), NAME_WORDS_MAX));
    cr_assert(name_is_fit(&words), "%s", name);
    mark_add_name(out, digest, &words);
    cr_assert_eq(out->length, MARK_DIGITS);
}

static void mark_text(const char *text, struct text *out)
{
    words_auto words = {0};
    cr_assert(words_read(&words, text, strlen(text), 100000));
    cr_assert(marks_add(out, digest, &words));
    cr_assert_eq(out->length % MARK_DIGITS, 0);
}

static bool is_found(const char *name, const char *text)
{
    text_auto mark = {0}, marks = {0};
    mark_name(name, &mark);
    mark_text(text, &marks);
    for (size_t at = 0; at < marks.length; at += MARK_DIGITS)
        if (strncmp(marks.data + at, mark.data, MARK_DIGITS) == 0)
            return true;
    return false;
}

Test(marks, are_the_first_half_of_a_keyed_hash)
{
    /* python3 -c 'import hashlib, hmac; print(hmac.new(b"a key of thirty-two bytes, or so",
       b"1doe", hashlib.sha256).hexdigest()[:32])', and of b"2janedoe" */
    text_auto one = {0}, two = {0};
    mark_name("Doe", &one);
    mark_name("Jane Doe", &two);
    cr_expect_str_eq(one.data, "0ca3322fd166e8a56ad8ffdb49419dc5");
    cr_expect_str_eq(two.data, "b22afd04d57de6f8bae0b298df455eac");
}

Test(marks, find_a_name_in_all_its_spellings)
{
    static const struct {
        const char *name, *texts[12];
    } rows[] = {
        {"Jane Doe",
         {"We spoke to Jane Doe.", "JANE  DOE", "jane\ndoe", "Jane-Doe", "jane.doe@example.org",
          "JaneDoe", "#janedoe1", "(Jane)Doe", "Ja\u00ADne D\u200Boe", "Jane Doe’s"}},
        {"O'Brien",
         {"Mr O'Brien said", "O’Brien", "O’BRIEN’S", "OBrien", "O Brien", "O-Brien", "o´brien",
          "Oʼbrien", "Sean O'Brien-Hall"}},
        {"OBrien", {"O'Brien", "O’Brien's", "obrien", "O-Brien"}},
        {"Anne-Marie",
         {"Anne-Marie", "Anne Marie", "annemarie", "Anne‑Marie's", "ANNE–MARIE", "Anne\nMarie"}},
        {"Anne Marie", {"Anne-Marie", "Annemarie"}},
        {"Annemarie", {"Anne-Marie", "Anne-\nMarie"}},
        {"Smith",
         {"Smith's", "Smith’s", "SMITHS' not, SMITH'", "Smith-Jones", "pre-Smith", "“Smith”",
          "Smith1", "Smi-\nth"}},
        {"Sean O'Brien",
         {"Sean OBrien", "Seán O Brien", "Sean O’Brien", "SEAN-O'BRIEN", "seanobrien"}},
        {"Anne-Marie O’Brien-Smith", {"Annemarie OBrien Smith", "anne marie o brien smith’s"}},
        {"José", {"jose", "JOSÉ", "Jose\u0301"}},
        {"Wałęsa", {"walesa", "WAŁĘSA"}},
        {"John Smith2", {"john smith 2", "john smith²"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < 12 && rows[i].texts[j]; j++)
            cr_expect(is_found(rows[i].name, rows[i].texts[j]), "%s in %s", rows[i].name,
                      rows[i].texts[j]);
}

Test(marks, find_no_name_in_what_only_looks_like_it)
{
    static const struct {
        const char *name, *texts[8];
    } rows[] = {
        {"Justin", {"just in time", "just — in", "just. In", "Justine", "adjusting", "just\nin"}},
        {"Isa", {"there is a rule"}},
        {"Jane Doe",
         {"Jane and Doe", "Doe, Jane", "Jane", "Doe", "Jane A. Doe", "J. Doe", "janedoer"}},
        {"O'Brien", {"Brien", "o", "O'Brian", "Obrienson"}},
        {"Ann", {"Anne", "An n"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < 8 && rows[i].texts[j]; j++)
            cr_expect_not(is_found(rows[i].name, rows[i].texts[j]), "%s in %s", rows[i].name,
                          rows[i].texts[j]);
}

Test(marks, find_a_name_of_five_words_in_the_middle_of_a_text)
{
    cr_expect(is_found("a b c d e", "1 2 3 a b c d e 4 5 6"));
    cr_expect(is_found("e", "a b c d e"));
}

Test(marks, go_over_no_wall)
{
    char text[WORD_BYTES_MAX + 100];
    memset(text, 'x', sizeof text);
    memcpy(text, "jane ", 5);
    snprintf(text + sizeof text - 5, 5, " doe");
    cr_expect_not(is_found("jane doe", text));
    cr_expect(is_found("jane", text));
    cr_expect(is_found("doe", text));
}

Test(marks, of_a_text_are_each_there_once_and_in_no_order_of_the_text)
{
    text_auto once = {0}, often = {0}, turned = {0}, digits = {0}, none = {0};
    mark_text("a", &once);
    cr_expect_eq(once.length, 2 * MARK_DIGITS);
    mark_text("a. a. a. a.", &often);
    cr_expect_eq(often.length, (2 + 3) * MARK_DIGITS, "%zu", often.length);
    mark_text("a a a a", &turned);
    cr_expect_str_eq(often.data, turned.data);
    mark_text("2018-04-01 12 £5.00", &digits);
    cr_expect_eq(digits.length, 0);
    mark_text("", &none);
    cr_expect_eq(none.length, 0);
    for (size_t at = MARK_DIGITS; at < often.length; at += MARK_DIGITS)
        cr_expect_lt(strncmp(often.data + at - MARK_DIGITS, often.data + at, MARK_DIGITS), 0);
}

Test(marks, differ_with_the_key)
{
    text_auto ours = {0}, theirs = {0};
    mark_name("Jane Doe", &ours);
    keyed_digest_free(digest);
    digest = keyed_digest_new("another key of thirty-two bytes.", 32);
    mark_name("Jane Doe", &theirs);
    cr_expect_str_neq(ours.data, theirs.data);
}

Test(marks, are_made_of_names_alone)
{
    static const char *const unfit[] = {
        "", " ", "12", "1-2", "?!", "a b c d e f", "\u200B", "Anne-Marie O'Brien-Smith's"};
    words_auto words = {0};
    for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
        cr_assert(words_read(&words, unfit[i], strlen(unfit[i]), NAME_WORDS_MAX));
        cr_expect_not(name_is_fit(&words), "%s", unfit[i]);
    }
    char longest[WORD_BYTES_MAX + 2];
    memset(longest, 'a', sizeof longest);
    cr_assert(words_read(&words, longest, WORD_BYTES_MAX + 1, NAME_WORDS_MAX));
    cr_expect_not(name_is_fit(&words));
    cr_assert(words_read(&words, longest, WORD_BYTES_MAX, NAME_WORDS_MAX));
    cr_expect(name_is_fit(&words));
}

Test(marks, that_find_no_room_say_so)
{
    text_auto small = {.maximum = 40};
    words_auto words = {0};
    cr_assert(words_read(&words, "jane doe", 8, 10));
    cr_expect_not(marks_add(&small, digest, &words));
}
