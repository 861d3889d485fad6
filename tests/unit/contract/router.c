/* Paths find their operations; 404 and 405 are told apart.
 * SPDX-License-Identifier: MIT */
#include "contract/router.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static bool find(const char *path, enum method method, struct route *route)
{
    return route_find(path, strlen(path), method, route);
}

Test(router, finds_every_operation_of_the_contract_by_its_own_path)
{
    for (size_t i = 0; i < operation_count; i++) {
        char path[300] = "";
        size_t used = 0;
        /* each {parameter} becomes a segment of its own */
        for (const char *c = operations[i].path; *c; c++) {
            if (*c == '{') {
                used += (size_t)snprintf(path + used, sizeof path - used, "some-value");
                c = strchr(c, '}');
            } else {
                path[used++] = *c;
            }
        }
        path[used] = '\0';
        struct route route;
        cr_assert(find(path, operations[i].method, &route), "%s", path);
        cr_expect_str_eq(route.operation->id, operations[i].id);
    }
    cr_assert_gt(operation_count, 20);
}

Test(router, gives_the_values_of_the_paths_parameters)
{
    struct route route;
    cr_assert(find("/v1/contributions/some-id/receipt", METHOD_POST, &route));
    cr_assert_str_eq(route.operation->id, "confirm_contribution");
    cr_assert_eq(route.value_count, 1);
    cr_assert_eq(route.values[0].length, 7);
    cr_assert_eq(strncmp(route.values[0].start, "some-id", 7), 0);
}

Test(router, tells_a_missing_path_from_a_missing_method)
{
    struct route route;
    cr_assert_not(find("/v1/contributions", METHOD_DELETE, &route));
    cr_assert_eq(route.allowed, 1u << METHOD_GET | 1u << METHOD_POST);
    static const char *const nowhere[] = {"/",
                                          "",
                                          "/v1",
                                          "/v1/",
                                          "/v2/partners",
                                          "/v1/partners/",
                                          "/v1//partners",
                                          "/v1/partners/kcc/x",
                                          "/v1/partner",
                                          "/v1/partnerss",
                                          "v1/partners",
                                          "//v1/partners"};
    for (size_t i = 0; i < sizeof nowhere / sizeof nowhere[0]; i++) {
        cr_expect_not(find(nowhere[i], METHOD_GET, &route), "%s", nowhere[i]);
        cr_expect_eq(route.allowed, 0, "%s", nowhere[i]);
    }
}

Test(router, takes_no_segment_for_a_literal_that_it_only_begins_like)
{
    static const char path[] = "/v1\0\0\0/partners", end[] = "/v1/partners\0\0\0";
    struct route route;
    cr_expect_not(route_find(path, sizeof path - 1, METHOD_GET, &route));
    cr_expect_eq(route.allowed, 0);
    cr_expect_not(route_find(end, sizeof end - 1, METHOD_GET, &route));
    cr_expect_eq(route.allowed, 0);
}

Test(router, knows_its_methods_by_name)
{
    cr_assert_eq(method_find("GET"), METHOD_GET);
    cr_assert_eq(method_find("HEAD"), METHOD_GET);
    cr_assert_eq(method_find("get"), METHOD_COUNT);
    cr_assert_eq(method_find("BREW"), METHOD_COUNT);
    for (int i = 0; i < METHOD_COUNT; i++)
        cr_assert_eq(method_find(method_name((enum method)i)), (enum method)i);
}
