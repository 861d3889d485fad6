/* The clocks run, and stand still when a test asks them to.
 * SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <criterion/criterion.h>
#include <time.h>

Test(clock, tells_the_time_of_day_and_never_goes_back)
{
    const int64_t seconds = (int64_t)time(NULL);
    const int64_t unix_ms = clock_unix_ms();
    cr_assert_geq(unix_ms, seconds * 1000);
    cr_assert_leq(unix_ms, (seconds + 5) * 1000);
    int64_t last = clock_monotonic_us();
    for (int i = 0; i < 1000; i++) {
        const int64_t now = clock_monotonic_us();
        cr_assert_geq(now, last);
        last = now;
    }
}

Test(clock, stands_where_a_test_puts_it)
{
    clock_fake_set(1522569600000, 42);
    cr_assert_eq(clock_unix_ms(), 1522569600000);
    cr_assert_eq(clock_monotonic_us(), 42);
    clock_fake_set(-1, -1);
    cr_assert_gt(clock_unix_ms(), 1522569600000);
}
