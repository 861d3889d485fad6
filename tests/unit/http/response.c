/* Headers are set once each, and no value can start another.
 * SPDX-License-Identifier: MIT */
#include "http/response.h"

#include <criterion/criterion.h>

Test(response, keeps_one_value_for_each_header)
{
    struct response response = {0};
    response_header(&response, "Vary", "Accept");
    response_header(&response, "Vary", "%s, %s", "Accept", "Origin");
    cr_assert_eq(response.header_count, 1);
    cr_assert_str_eq(response_header_value(&response, "Vary"), "Accept, Origin");
    cr_assert_null(response_header_value(&response, "ETag"));
    response_clear(&response);
    cr_assert_eq(response.header_count, 0);
}

Test(response, lets_no_value_break_its_line)
{
    struct response response = {0};
    response_header(&response, "Location", "/v1/%s", "a\r\nSet-Cookie: x=1\x7f");
    cr_assert_str_eq(response_header_value(&response, "Location"), "/v1/a  Set-Cookie: x=1 ");
    response_clear(&response);
}
