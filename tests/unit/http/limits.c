/* A bucket for each client: emptied by requests, refilled by time, never forgotten while it counts.
 * SPDX-License-Identifier: MIT */
#include "http/limits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#define SECOND_US 1000000

static int64_t now_us;

static void go_on(int64_t microseconds)
{
    now_us += microseconds;
    clock_fake_set(0, now_us);
}

static struct limits *start(int quota)
{
    now_us = 0;
    go_on(1000 * (int64_t)SECOND_US);
    struct limits *limits = limits_new("client", quota);
    cr_assert_not_null(limits);
    return limits;
}

static bool take(struct limits *limits, const char *key, struct allowance *ret)
{
    return limits_take(limits, key, strlen(key), ret);
}

static int take_all(struct limits *limits, const char *key)
{
    struct allowance left;
    int count = 0;
    while (take(limits, key, &left))
        count++;
    return count;
}

Test(limits, give_a_quota_at_once_and_no_more)
{
    struct limits *limits = start(60);
    struct allowance left;
    cr_assert(take(limits, "kcc", &left));
    cr_assert_str_eq(left.policy, "client");
    cr_assert_eq(left.quota, 60);
    cr_assert_eq(left.remaining, 59);
    cr_assert_eq(left.seconds, 1);
    for (int i = 58; i >= 0; i--) {
        cr_assert(take(limits, "kcc", &left));
        cr_assert_eq(left.remaining, i);
        cr_assert_eq(left.seconds, 60 - i);
    }
    cr_assert_not(take(limits, "kcc", &left));
    cr_assert_eq(left.remaining, 0);
    cr_assert_eq(left.seconds, 1, "%d", left.seconds);
    cr_assert_str_eq(left.policy, "client");
    limits_free(limits);
}

Test(limits, say_when_the_next_request_is_allowed_and_mean_it)
{
    struct limits *limits = start(4);
    struct allowance left;
    cr_assert_eq(take_all(limits, "kcc"), 4);
    cr_assert_not(take(limits, "kcc", &left));
    cr_assert_eq(left.seconds, 15);
    go_on(14 * SECOND_US);
    cr_assert_not(take(limits, "kcc", &left), "a refused request has taken something, or too soon");
    cr_assert_eq(left.seconds, 1);
    go_on(SECOND_US);
    cr_assert(take(limits, "kcc", &left));
    cr_assert_not(take(limits, "kcc", &left));
    limits_free(limits);
}

Test(limits, fill_again_up_to_the_quota_and_no_further)
{
    struct limits *limits = start(600);
    cr_assert_eq(take_all(limits, "kcc"), 600);
    go_on(30 * SECOND_US);
    cr_assert_eq(take_all(limits, "kcc"), 300);
    go_on(3600 * (int64_t)SECOND_US);
    cr_assert_eq(take_all(limits, "kcc"), 600);
    limits_free(limits);
}

Test(limits, give_exactly_the_quota_whatever_it_is)
{
    static const int quotas[] = {1, 7, 59, 61, 6000, 999983, LIMITS_QUOTA_MAX};
    for (size_t i = 0; i < sizeof quotas / sizeof quotas[0]; i++) {
        struct limits *limits = start(quotas[i]);
        cr_assert_eq(take_all(limits, "kcc"), quotas[i]);
        go_on(60 * (int64_t)SECOND_US);
        cr_assert_eq(take_all(limits, "kcc"), quotas[i]);
        limits_free(limits);
    }
}

/* Twenty at once every twenty seconds is sixty in every minute. */
Test(limits, never_refuse_who_keeps_to_the_quota)
{
    struct limits *limits = start(60);
    struct allowance left;
    for (int burst = 0; burst < 100; burst++) {
        for (int i = 0; i < 20; i++)
            cr_assert(take(limits, "kcc", &left), "burst %d, request %d", burst, i);
        go_on(20 * SECOND_US);
    }
    limits_free(limits);
}

Test(limits, count_each_client_by_itself)
{
    struct limits *limits = start(5);
    struct allowance left;
    cr_assert_eq(take_all(limits, "https://login.example|kcc-finance"), 5);
    cr_assert(take(limits, "https://login.example|kcc-finance2", &left));
    cr_assert(take(limits, "https://login.example|kcc-financ", &left));
    cr_assert(take(limits, "", &left));
    cr_assert(limits_take(limits, "\0", 1, &left), "zeros at the end do not count");
    cr_assert_eq(left.remaining, 4);
    cr_assert(limits_take(limits, "\0\0", 2, &left));
    cr_assert_eq(left.remaining, 4);
    limits_free(limits);
}

/* Ten times as many strangers as there are places. */
Test(limits, do_not_forget_who_has_spent_his_quota_for_a_flood_of_others)
{
    struct limits *limits = start(100);
    struct allowance left;
    static char names[64][24];
    for (int i = 0; i < 64; i++) {
        (void)snprintf(names[i], sizeof names[i], "spent-%d", i);
        cr_assert_eq(take_all(limits, names[i]), 100);
    }
    for (int i = 0; i < 10 * LIMITS_BUCKETS; i++) {
        char stranger[24];
        (void)snprintf(stranger, sizeof stranger, "2001:db8::%x", (unsigned)i);
        cr_assert(take(limits, stranger, &left), "a stranger was refused");
    }
    for (int i = 0; i < 64; i++)
        cr_assert_not(take(limits, names[i], &left), "%s was forgotten", names[i]);
    limits_free(limits);
}

Test(limits, of_a_place_that_is_full_again_are_given_to_others)
{
    struct limits *limits = start(2);
    struct allowance left;
    for (int minute = 0; minute < 3; minute++) {
        for (int i = 0; i < 4 * LIMITS_BUCKETS; i++) {
            char name[24];
            (void)snprintf(name, sizeof name, "%d-%d", minute, i);
            cr_assert(take(limits, name, &left));
            cr_assert_eq(left.remaining, 1);
        }
        go_on(60 * SECOND_US);
    }
    limits_free(limits);
}

static void check_key(const char *one, const char *other, bool is_same)
{
    char first[LIMITS_ADDRESS_KEY_SIZE], second[LIMITS_ADDRESS_KEY_SIZE];
    const size_t length = limits_address_key(one, first);
    const size_t other_length = limits_address_key(other, second);
    cr_assert_leq(length, sizeof first);
    cr_assert_eq(length == other_length && memcmp(first, second, length) == 0, is_same, "%s and %s",
                 one, other);
}

Test(limits, take_a_network_of_ipv6_for_one_address)
{
    check_key("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true);
    check_key("2001:db8:1:2::1", "2001:db8:1:3::1", false);
    check_key("192.0.2.1", "192.0.2.1", true);
    check_key("192.0.2.1", "192.0.2.2", false);
    check_key("192.0.2.1", "192.0.2.10", false);
    check_key("", "", true);
    check_key("unknown", "", false);
}
