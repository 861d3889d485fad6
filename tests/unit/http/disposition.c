/* The name of a file in Content-Disposition: for clients of today, and for those that read less.
 * SPDX-License-Identifier: MIT */
#include "http/disposition.h"

#include <criterion/criterion.h>

static void expect(const char *name, const char *written)
{
    text_auto out = {0};
    disposition_write(&out, name);
    cr_expect_str_eq(out.data, written);
}

Test(disposition, a_plain_name_stands_between_quotation_marks)
{
    expect("paper.pdf", "attachment; filename=\"paper.pdf\"");
    expect("Item 7; costs (draft), a=b.docx",
           "attachment; filename=\"Item 7; costs (draft), a=b.docx\"");
}

Test(disposition, a_name_in_other_letters_is_written_in_both_ways)
{
    expect("\xC3\x9C"
           "ber \xE2\x82\xAC.pdf",
           "attachment; filename=\"_ber _.pdf\"; filename*=UTF-8''%C3%9Cber%20%E2%82%AC.pdf");
}

Test(disposition, what_clients_read_differently_is_coded)
{
    expect("a\"b\\c%20.pdf",
           "attachment; filename=\"a_b_c_20.pdf\"; filename*=UTF-8''a%22b%5Cc%2520.pdf");
    expect("100%'(*).txt",
           "attachment; filename=\"100_'(*).txt\"; filename*=UTF-8''100%25%27%28%2A%29.txt");
}
