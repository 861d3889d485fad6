/* What of a request's target means anything, and how it is shown again.
 * SPDX-License-Identifier: MIT */
#include "http/target.h"

#include <criterion/criterion.h>
#include <string.h>

Test(target, of_the_absolute_form_is_what_follows_the_host)
{
    static const char *const rows[][2] = {
        {"/v1/partners?limit=2", "/v1/partners?limit=2"},
        {"http://kent.example/v1/partners?x=1", "/v1/partners?x=1"},
        {"HTTPS://kent.example:8443/v1", "/v1"},
        {"http://kent.example", "/"},
        {"http://kent.example?x", "/"},
        {"http://", "/"},
        {"ftp://kent.example/v1", "ftp://kent.example/v1"},
        {"*", "*"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_str_eq(target_path(rows[i][0]), rows[i][1], "%s", rows[i][0]);
}

Test(target, is_shown_so_that_it_can_stand_anywhere)
{
    text_auto out = {0};
    const char *target = "/v1/\xff?q=\"a\\b\"&r=<x> y&s=%41";
    target_write(&out, target, strlen(target));
    cr_assert_str_eq(out.data, "/v1/%FF?q=%22a%5Cb%22&r=%3Cx%3E%20y&s=%41");
}
