/* A refusal begins anew each time it is set.
 * SPDX-License-Identifier: MIT */
#include "base/refusal.h"

#include <criterion/criterion.h>

Test(refusal, forgets_what_it_said_before)
{
    struct refusal refusal = {0};
    refusal_set(&refusal, "duplicate-reference", "Posted before.");
    text_add_string(&refusal.members, "\"existing\":{}");
    refusal_cause(&refusal, "%s", "23505");
    refusal.retry_after = 3;
    refusal_set(&refusal, "busy", NULL);
    cr_assert_str_eq(refusal.slug, "busy");
    cr_assert_eq(refusal.detail.length, 0);
    cr_assert_eq(refusal.members.length, 0);
    cr_assert_eq(refusal.cause.length, 0);
    cr_assert_eq(refusal.retry_after, 0);
    refusal_clear(&refusal);
    cr_assert_str_eq(refusal.slug, "");
}
