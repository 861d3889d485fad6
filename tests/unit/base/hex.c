/* Bytes become digits and digits bytes, and what is no digit becomes nothing.
 * SPDX-License-Identifier: MIT */
#include "base/hex.h"

#include <criterion/criterion.h>
#include <string.h>

Test(hex, every_byte_comes_back_from_its_digits)
{
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    text_auto digits = {0}, read = {0};
    hex_add(&digits, bytes, sizeof bytes);
    cr_assert_eq(digits.length, 512);
    cr_assert_eq(strncmp(digits.data, "000102", 6), 0);
    cr_assert_str_eq(digits.data + 504, "fcfdfeff");
    cr_assert(hex_read(&read, digits.data, digits.length));
    cr_assert_eq(read.length, sizeof bytes);
    cr_assert_eq(memcmp(read.data, bytes, sizeof bytes), 0);
}

Test(hex, digits_of_either_case_are_read_and_added_to_what_there_is)
{
    text_auto read = {0};
    text_add_string(&read, "a");
    cr_assert(hex_read(&read, "4a4B", 4));
    cr_assert_str_eq(read.data, "aJK");
    cr_assert(hex_read(&read, "", 0));
    cr_assert_eq(read.length, 3);
}

Test(hex, what_is_no_digit_or_half_a_byte_is_refused_and_nothing_is_added)
{
    static const char *const wrong[] = {"4", "4a4", "4g", "g4", "4a4:", "/0", "@0", "`0", " 4"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        text_auto read = {0};
        cr_assert_not(hex_read(&read, wrong[i], strlen(wrong[i])), "%s", wrong[i]);
        cr_assert_eq(read.length, 0);
    }
}

Test(hex, that_finds_no_room_says_so)
{
    text_auto digits = {.maximum = 10}, read = {.maximum = 2};
    hex_add(&digits, "abcdef", 6);
    cr_assert(text_failed(&digits));
    cr_assert(hex_read(&read, "616263", 6));
    cr_assert(text_failed(&read));
}
