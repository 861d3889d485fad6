/* Whose address a request has: sockets, networks of proxies, X-Forwarded-For.
 * SPDX-License-Identifier: MIT */
#include "http/address.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct address read_all(const char *text)
{
    struct address address;
    cr_assert(address_read(text, strlen(text), &address), "%s", text);
    return address;
}

Test(address, of_a_socket_is_shown_as_people_write_it)
{
    const struct sockaddr_in four = {.sin_family = AF_INET,
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    char text[ADDRESS_TEXT_SIZE];
    struct address address = address_of((const struct sockaddr *)&four);
    address_write(&address, text);
    cr_assert_str_eq(text, "127.0.0.1");
    address = address_of((const struct sockaddr *)&six);
    address_write(&address, text);
    cr_assert_str_eq(text, "::1");
    cr_assert_eq(inet_pton(AF_INET6, "::ffff:192.0.2.7", &six.sin6_addr), 1);
    address = address_of((const struct sockaddr *)&six);
    address_write(&address, text);
    cr_assert_str_eq(text, "192.0.2.7");
}

Test(address, is_read_with_brackets_and_port_and_nothing_else)
{
    static const char *const rows[][2] = {
        {"192.0.2.1", "192.0.2.1"},           {"192.0.2.1:80", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},       {"[2001:db8::1]", "2001:db8::1"},
        {"[2001:db8::1]:443", "2001:db8::1"}, {"::ffff:192.0.2.1", "192.0.2.1"},
    };
    static const char *const wrong[] = {
        "",
        "unknown",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1:",
        "192.0.2.1:x",
        "192.0.2.1:123456",
        "[192.0.2.1]",
        "[2001:db8::1",
        "2001:db8::1]",
        "[::1]x",
        "_hidden",
        "1.2.3.4 5",
        "fe80::1%eth0",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000",
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char text[ADDRESS_TEXT_SIZE];
        const struct address address = read_all(rows[i][0]);
        address_write(&address, text);
        cr_expect_str_eq(text, rows[i][1], "%s", rows[i][0]);
    }
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        struct address address;
        cr_expect_not(address_read(wrong[i], strlen(wrong[i]), &address), "%s", wrong[i]);
    }
}

Test(address, is_in_a_network_to_the_last_bit)
{
    static const struct {
        const char *networks, *address;
        bool held;
    } rows[] = {
        {"", "127.0.0.1", false},
        {"192.0.2.1", "192.0.2.1", true},
        {"192.0.2.1", "192.0.2.2", false},
        {"192.0.2.0/25", "192.0.2.127", true},
        {"192.0.2.0/25", "192.0.2.128", false},
        {"10.0.0.0/8  2001:db8::/33", "2001:db8:7fff::1", true},
        {"10.0.0.0/8\t2001:db8::/33", "2001:db8:8000::1", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "203.0.113.9", true},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char error[256];
        struct networks *networks = networks_read(rows[i].networks, error);
        cr_assert_not_null(networks, "%s", error);
        const struct address address = read_all(rows[i].address);
        cr_expect_eq(networks_hold(networks, &address), rows[i].held, "%s in %s", rows[i].address,
                     rows[i].networks);
        networks_free(networks);
    }
}

Test(address, networks_that_are_none_are_named)
{
    static const char *const wrong[] = {"localhost",   "192.0.2.1/33",         "192.0.2.1/",
                                        "192.0.2.1/x", "10.0.0.0/8,192.0.2.1", "::1/129",
                                        "10/8"};
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        char error[256];
        cr_expect_null(networks_read(wrong[i], error), "%s", wrong[i]);
        cr_expect(strstr(error, wrong[i]), "%s", error);
    }
}

Test(address, behind_proxies_is_the_last_that_is_none_of_them)
{
    static const struct {
        const char *peer, *forwarded, *client;
    } rows[] = {
        {"198.51.100.9", "203.0.113.1", "198.51.100.9"}, /* no proxy: not believed */
        {"10.0.0.1", NULL, "10.0.0.1"},
        {"10.0.0.1", "", "10.0.0.1"},
        {"10.0.0.1", "203.0.113.1", "203.0.113.1"},
        {"10.0.0.1", "203.0.113.1, 198.51.100.2", "198.51.100.2"},
        {"10.0.0.1", "203.0.113.1,\t198.51.100.2 , 10.0.0.2", "198.51.100.2"},
        {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
        {"10.0.0.1", "203.0.113.1, unknown", "10.0.0.1"},
        {"10.0.0.1", "203.0.113.1, unknown, 10.0.0.2", "10.0.0.2"},
        {"10.0.0.1", "203.0.113.1,", "10.0.0.1"},
        {"10.0.0.1", "[2001:db8::7]:9", "2001:db8::7"},
    };
    char error[256];
    struct networks *proxies = networks_read("10.0.0.0/8", error);
    cr_assert_not_null(proxies, "%s", error);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char text[ADDRESS_TEXT_SIZE];
        const struct address client =
            address_behind(proxies, read_all(rows[i].peer), rows[i].forwarded);
        address_write(&client, text);
        cr_expect_str_eq(text, rows[i].client, "%s", rows[i].forwarded);
    }
    networks_free(proxies);
}
