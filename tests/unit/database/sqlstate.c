/* Errors of the database become problems a person understands, and never show a row's values.
 * SPDX-License-Identifier: MIT */
#include "database/sqlstate.h"

#include <criterion/criterion.h>
#include <string.h>

static struct refusal refusal;

static void refuse(const char *sqlstate, const char *constraint, const char *message,
                   const char *detail)
{
    const struct sql_error error = {sqlstate, constraint, message, detail};
    sqlstate_refuse(&error, &refusal);
}

static void stop(void)
{
    refusal_clear(&refusal);
}

TestSuite(sqlstate, .fini = stop);

Test(sqlstate, takes_a_rule_at_its_word)
{
    refuse("SF001", "year-not-covered", "No agreement covers 2031/32.", "{\"errors\":[]}");
    cr_assert_str_eq(refusal.slug, "year-not-covered");
    cr_assert_str_eq(refusal.detail.data, "No agreement covers 2031/32.");
    cr_assert_str_eq(refusal.members.data, "\"errors\":[]");
}

Test(sqlstate, adds_nothing_where_a_rule_has_no_more_to_say)
{
    refuse("SF001", "not-the-host", "Only the host does.", "{}");
    cr_assert_eq(refusal.members.length, 0);
    refuse("SF001", "not-the-host", "Only the host does.", NULL);
    cr_assert_eq(refusal.members.length, 0);
}

Test(sqlstate, knows_a_constraint_by_name)
{
    refuse("23514", "contribution_amount_positive", "Failing row contains (secret).", NULL);
    cr_assert_str_eq(refusal.slug, "amount-not-positive");
    cr_assert_eq(refusal.detail.length, 0);
    cr_assert(strstr(refusal.members.data, "\"pointer\":\"/amount_pence\""));
    cr_assert_null(strstr(refusal.members.data, "secret"));
}

Test(sqlstate, knows_states_and_their_classes)
{
    refuse("57014", NULL, "canceling statement due to statement timeout", NULL);
    cr_assert_str_eq(refusal.slug, "timeout");
    cr_assert_eq(refusal.retry_after, 1);
    refuse("53100", NULL, "could not extend file", NULL);
    cr_assert_str_eq(refusal.slug, "unavailable");
}

Test(sqlstate, lets_a_client_try_again_where_the_server_lacks_something)
{
    static const char *const states[] = {"53100", "53200", "53300", "53400", "58000",
                                         "58030", "58P01", "58P02", NULL};
    for (size_t i = 0; states[i]; i++) {
        refusal_clear(&refusal);
        refuse(states[i], NULL, "could not read block 0", NULL);
        cr_assert_str_eq(refusal.slug, "unavailable", "%s", states[i]);
        cr_assert_eq(refusal.retry_after, 1, "%s", states[i]);
        cr_assert(strstr(refusal.cause.data, states[i]));
    }
}

Test(sqlstate, calls_damaged_data_a_fault_that_no_retry_cures)
{
    static const char *const states[] = {"XX001", "XX002", NULL};
    for (size_t i = 0; states[i]; i++) {
        refusal_clear(&refusal);
        refuse(states[i], NULL, "invalid page in block 0", NULL);
        cr_assert_str_eq(refusal.slug, "internal-error", "%s", states[i]);
        cr_assert_eq(refusal.retry_after, 0, "%s", states[i]);
        cr_assert(strstr(refusal.cause.data, states[i]));
        cr_assert(strstr(refusal.cause.data, "invalid page"));
    }
}

Test(sqlstate, hides_what_it_does_not_know)
{
    refuse("XX000", NULL, "something with \"values\" in it", NULL);
    cr_assert_str_eq(refusal.slug, "internal-error");
    cr_assert_eq(refusal.detail.length, 0);
    cr_assert_eq(refusal.members.length, 0);
    cr_assert(strstr(refusal.cause.data, "XX000"));
}

Test(sqlstate, of_a_replay_is_no_problem)
{
    refuse("SF002", NULL, "stored", NULL);
    cr_assert_str_eq(refusal.slug, SQLSTATE_REPLAY);
}
