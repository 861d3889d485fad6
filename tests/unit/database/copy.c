/* Cells as the text format of COPY has them.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "database/connection.h"

static void expect(const char *text, const char *expected)
{
    text_auto out = {0};
    copy_cell(&out, text, text ? strlen(text) : 0, '\t');
    cr_assert_str_eq(out.data, expected);
}

Test(copy, a_cell_is_itself_but_for_what_copy_would_take_for_more)
{
    expect("Kent", "Kent\t");
    expect("", "\t");
    expect("a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e\t");
    expect("\\N", "\\\\N\t");
    expect("\\.", "\\\\.\t");
    expect("\xC3\xA9", "\xC3\xA9\t");
}

Test(copy, no_value_is_told_from_an_empty_one)
{
    expect(NULL, "\\N\t");
}
