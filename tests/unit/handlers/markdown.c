/* Words, figures and days as they stand on a page.
 * SPDX-License-Identifier: MIT */
#include "handlers/markdown.h"

#include <criterion/criterion.h>

static void expect_words(const char *words, const char *between, const char *expected)
{
    text_auto out = {0};
    text_add_string(&out, "");
    markdown_add_words(&out, words, between);
    cr_expect_str_eq(out.data ? out.data : "", expected);
}

Test(markdown, words_stay_in_one_line_or_in_their_paragraphs)
{
    expect_words("", NULL, "");
    expect_words(" \r\n\t", "\n\n", "");
    expect_words("One\ntwo\r\n\r\n three\n", NULL, "One two three");
    expect_words("One\ntwo\r\n\r\n three\n", "\n>\n> ", "One\n>\n> two\n>\n> three");
    expect_words("- One\n1. two", "\n\n", "\\- One\n\n1\\. two");
    expect_words("5 - 1 = 4 + 0, in 2017.", NULL, "5 - 1 = 4 + 0, in 2017.");
    expect_words("2017", NULL, "2017");
    expect_words("a.www.b ww.", NULL, "a.www\\.b ww.");
    expect_words("ftp://a: b", NULL, "ftp\\://a: b");
}

Test(markdown, numbers_have_commas_between_thousands)
{
    static const struct {
        double number;
        const char *whole, *rounded;
    } rows[] = {
        {0, "0", "0.0"},
        {-0.04, "-0.04", "0.0"},
        {999, "999", "999.0"},
        {-1000, "-1,000", "-1,000.0"},
        {1234567.891, "1,234,567.891", "1,234,567.9"},
        {100000, "100,000", "100,000.0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        text_auto whole = {0}, rounded = {0};
        markdown_add_number(&whole, rows[i].number);
        markdown_add_rounded(&rounded, rows[i].number, 1);
        cr_expect_str_eq(whole.data, rows[i].whole);
        cr_expect_str_eq(rounded.data, rows[i].rounded);
    }
    cr_expect_eq(markdown_decimals(12), 0);
    cr_expect_eq(markdown_decimals(12.25), 2);
}

Test(markdown, months_and_days_are_words_and_other_periods_stay)
{
    static const char *const rows[][2] = {
        {"2017-03", "March 2017"}, {"2017-03-09", "9 March 2017"},
        {"2017-Q1", "2017-Q1"},    {"2017/18-Q1", "2017/18-Q1"},
        {"2017", "2017"},          {"2017/18", "2017/18"},
        {"2017-13", "2017-13"},    {"–", "–"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        text_auto out = {0};
        markdown_add_day(&out, rows[i][0]);
        cr_expect_str_eq(out.data, rows[i][1]);
    }
}
