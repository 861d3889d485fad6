/* A text grows to its maximum, takes no more, and says so; JSON strings are escaped as RFC 8259
 * asks. SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

Test(text, grows_as_it_is_added_to)
{
    text_auto text = {0};
    for (int i = 0; i < 1000; i++)
        text_add_format(&text, "%d,", i);
    cr_assert_not(text_failed(&text));
    cr_assert_eq(text.length, 3890);
    cr_assert_eq(strlen(text.data), text.length);
    cr_assert_eq(strncmp(text.data, "0,1,2,3,", 8), 0);
}

Test(text, takes_nothing_beyond_its_maximum_and_says_so)
{
    text_auto text = {.maximum = 10};
    text_add_string(&text, "0123456789");
    cr_assert_not(text_failed(&text));
    text_add_char(&text, 'x');
    cr_assert(text_failed(&text));
    cr_assert_str_eq(text.data, "0123456789");
    text_clear(&text);
    text_add_string(&text, "again");
    cr_assert_not(text_failed(&text));
    cr_assert_str_eq(text.data, "again");
}

Test(text, writes_every_string_so_that_a_parser_reads_it_back)
{
    char all[256];
    for (int i = 0; i < 0x80; i++)
        all[i] = (char)i;
    const char *rest = "é € 𝄞 \" \\ end";
    memcpy(all + 0x80, rest, strlen(rest));
    const size_t length = 0x80 + strlen(rest);
    text_auto text = {0};
    text_add_json_string(&text, all, length);
    cr_assert_not(text_failed(&text));
    json_auto_t *value = json_loadb(text.data, text.length, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    cr_assert_not_null(value, "%s", text.data);
    cr_assert_eq(json_string_length(value), length);
    cr_assert_eq(memcmp(json_string_value(value), all, length), 0);
}

Test(text, escapes_a_string_of_nothing_but_quotes)
{
    char quotes[500];
    memset(quotes, '"', sizeof quotes);
    text_auto text = {0};
    text_add_json_string(&text, quotes, sizeof quotes);
    cr_assert_eq(text.length, 2 * sizeof quotes + 2);
    cr_assert_eq(text.data[1], '\\');
    cr_assert_eq(text.data[text.length - 1], '"');
}

Test(text, hands_over_what_it_holds)
{
    struct text text = {0};
    text_add_string(&text, "held");
    char *held = text_detach(&text);
    cr_assert_str_eq(held, "held");
    cr_assert_null(text.data);
    cr_assert_eq(text.length, 0);
    free(held);
}

Test(text, writes_a_number_as_it_was_read)
{
    static const char *const numbers[] = {
        "0",
        "12",
        "-12.5",
        "1234567.8912",
        "12345678912.25",
        "123456789012345",
        "999999999999999",
        "0.1",
        "0.00001",
        "0.000000000000001",
        "0.1234567890123456",
        "3.8333333333333335",
        "12345678901234568",
        "1e+17",
        "1e-300",
        "-1.7976931348623157e+308",
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        text_auto text = {0};
        text_add_number(&text, strtod(numbers[i], NULL));
        cr_expect_str_eq(text.data, numbers[i]);
    }
    text_auto zero = {0};
    text_add_number(&zero, -0.0);
    cr_expect_str_eq(zero.data, "0");
}
