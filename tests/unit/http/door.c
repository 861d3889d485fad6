/* Hosts and targets: what can be one, and what cannot.
 * SPDX-License-Identifier: MIT */
#include "http/door.h"

#include <criterion/criterion.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

Test(door, a_host_is_a_name_or_an_address_and_perhaps_a_port)
{
    static const char *const good[] = {
        "x",           "kent.example", "KENT.example:443", "kent.example:", "127.0.0.1",
        "127.0.0.1:1", "[::1]",        "[2001:db8::1]:80", "a%2Fb",         "under_score",
        "a,b;c=d",     "x:65535",      "x:00080",
    };
    static const char *const bad[] = {
        "",     ":",    ":80",    "x:65536", "x:-1",     "x:8 0",     "x:http",       "x:800000",
        "a b",  "a/b",  "a?b",    "a#b",     "a@b",      "a\tb",      "[::1",         "::1]",
        "[]",   "[x]",  "[::1]x", "[::1]:x", "::1",      "[1.2.3.4]", "a%",           "a%2",
        "a%2g", "a\\b", "a\"b",   "<a>",     "\xc3\xa9", "a\x7f",     "[::1%25eth0]",
    };
    for (size_t i = 0; i < LENGTH(good); i++)
        cr_expect(door_is_authority(good[i], strlen(good[i])), "%s", good[i]);
    for (size_t i = 0; i < LENGTH(bad); i++)
        cr_expect_not(door_is_authority(bad[i], strlen(bad[i])), "%s", bad[i]);
    char name[300];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    cr_assert(door_is_authority(name, 255));
    cr_assert_not(door_is_authority(name, 256));
    cr_assert(door_is_authority("x:80/path", 4));
    cr_assert_not(door_is_authority("x%41", 3));
}

Test(door, a_target_is_a_path_alone_or_behind_a_host)
{
    static const char *const good[] = {
        "/", "/v1/partners?x=1&y=%20", "//", "/\xff", "http://x/v1", "HTTPS://x:443", "http://x?y",
    };
    static const char *const bad[] = {
        "",        "v1",      "?x",       "*",        "x:443",       "ftp://x/v1",
        "http:/x", "http://", "http://?", "http:///", "http://u@x/", "/a b",
        "/a\tb",   "/a\x01",  "/a\x7f",   "/a#b",     "https://",    "http://[x/",
    };
    for (size_t i = 0; i < LENGTH(good); i++)
        cr_expect(door_is_target(good[i], "GET"), "%s", good[i]);
    for (size_t i = 0; i < LENGTH(bad); i++)
        cr_expect_not(door_is_target(bad[i], "GET"), "%s", bad[i]);
    cr_assert(door_is_target("*", "OPTIONS"));
    char path[DOOR_TARGET_MAX + 2];
    memset(path, '/', sizeof path);
    path[DOOR_TARGET_MAX] = '\0';
    cr_assert(door_is_target(path, "GET"));
    path[DOOR_TARGET_MAX] = '/';
    path[DOOR_TARGET_MAX + 1] = '\0';
    cr_assert_not(door_is_target(path, "GET"));
}
