/* A mark comes back as the key it was made of, for its own list alone.
 * SPDX-License-Identifier: MIT */
#include "http/cursor.h"

#include <criterion/criterion.h>
#include <string.h>

static char *there_and_back(const char *key, const char *asked)
{
    text_auto mark = {0};
    cursor_write(&mark, "list_partners", key, strlen(key));
    cr_assert_eq(
        strspn(mark.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        mark.length, "%s", mark.data);
    return cursor_read(mark.data, asked);
}

Test(cursor, gives_back_every_key_whatever_its_length)
{
    char key[300] = "";
    for (size_t i = 0; i < sizeof key - 1; i++) {
        free_auto char *back = there_and_back(key, "list_partners");
        cr_assert_str_eq(back, key);
        key[i] = (char)(i % 7 == 0 ? '"' : 'a' + (char)(i % 26));
        key[i + 1] = '\0';
    }
}

Test(cursor, belongs_to_the_list_that_gave_it)
{
    cr_assert_null(there_and_back("kcc", "list_funds"));
}

Test(cursor, is_refused_when_it_is_not_one)
{
    static const char *const marks[] = {"",
                                        "a",
                                        "!!!!",
                                        "e30",
                                        "bm90IGpzb24",
                                        "W10",
                                        "eyJsaXN0IjoibGlzdF9wYXJ0bmVycyJ9",
                                        "eyJsaXN0IjoibGlzdF9wYXJ0bmVycyIsImFmdGVyIjo1fQ"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        cr_expect_null(cursor_read(marks[i], "list_partners"), "%s", marks[i]);
    char long_mark[5000];
    memset(long_mark, 'A', sizeof long_mark - 1);
    long_mark[sizeof long_mark - 1] = '\0';
    cr_expect_null(cursor_read(long_mark, "list_partners"));
}
