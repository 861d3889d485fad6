/* For whom a stored reply is, and whose answers nobody keeps: by partner, person and scopes.
 * SPDX-License-Identifier: MIT */
#include "reading.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char *const audit_read[] = {"reviews.read", "reviews.write", NULL};
static const struct operation read_it = {.method = METHOD_GET, .audit_read = audit_read};
static const struct operation read_open = {.method = METHOD_GET};
static const struct operation write_it = {.method = METHOD_POST, .reads = &read_it};
static const struct operation write_open = {.method = METHOD_POST, .reads = &read_open};

static struct exchange exchange_of(const struct operation *operation, const char *partner,
                                   const char *subject, const char *scope)
{
    static const struct request request = {.target = "/v1/x", .path_length = 5};
    struct exchange exchange = {.request = &request, .operation = operation};
    snprintf(exchange.caller.partner, sizeof exchange.caller.partner, "%s", partner);
    snprintf(exchange.caller.subject, sizeof exchange.caller.subject, "%s", subject);
    snprintf(exchange.caller.scope, sizeof exchange.caller.scope, "%s", scope);
    return exchange;
}

struct caller_row {
    const char *partner, *subject, *scope;
};

/* Whether a reply that was stored for one of them is given to the other, who sends the same. */
static bool shares(const struct operation *operation, struct caller_row one,
                   struct caller_row other)
{
    struct exchange first = exchange_of(operation, one.partner, one.subject, one.scope);
    struct exchange second = exchange_of(operation, other.partner, other.subject, other.scope);
    cr_assert_eq(read_body(&first), GO_ON);
    cr_assert_eq(read_body(&second), GO_ON);
    cr_assert_eq(strlen(first.fingerprint), DIGEST_HEX_SIZE - 1);
    return strcmp(first.fingerprint, second.fingerprint) == 0;
}

Test(reading, a_stored_reply_goes_to_who_has_the_very_same_of_the_scopes_that_show_more)
{
    static const char *const scopes[] = {"other", "other reviews.read", "other reviews.write",
                                         "reviews.read reviews.write"};
    const size_t count = sizeof scopes / sizeof *scopes;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            const struct caller_row one = {"kcc", "a", scopes[i]}, other = {"kcc", "a", scopes[j]};
            cr_expect_eq(shares(&write_it, one, other), i == j, "%s | %s", scopes[i], scopes[j]);
            cr_expect(shares(&write_open, one, other), "%s | %s", scopes[i], scopes[j]);
        }
    }
    cr_expect(shares(&write_it, (struct caller_row){"kcc", "a", "reviews.read reviews.write"},
                     (struct caller_row){"kcc", "a", "reviews.write x reviews.read"}));
}

Test(reading, a_stored_reply_goes_to_the_same_partner_or_the_same_person)
{
    const struct caller_row kcc = {"kcc", "a", ""}, person = {"", "a", ""};
    cr_expect(shares(&write_it, kcc, (struct caller_row){"kcc", "b", ""}));
    cr_expect_not(shares(&write_it, kcc, (struct caller_row){"kfrs", "a", ""}));
    cr_expect(shares(&write_it, person, person));
    cr_expect_not(shares(&write_it, person, (struct caller_row){"", "b", ""}));
    cr_expect_not(shares(&write_it, person, kcc));
    cr_expect_not(shares(&write_it, (struct caller_row){"", "kcc", ""}, kcc));
}

Test(reading, what_may_be_restricted_is_told_by_any_of_the_scopes_and_of_writes_by_what_they_read)
{
    static const struct {
        const struct operation *operation;
        const char *scope;
        bool shown, held;
    } rows[] = {
        {&read_it, "", false, false},
        {&read_it, "reviews.reads xreviews.write", false, false},
        {&read_it, "reviews.read", true, true},
        {&read_it, "a reviews.write", true, true},
        {&read_open, "reviews.read reviews.write", false, false},
        {&write_it, "a", false, false},
        {&write_it, "reviews.read", false, true},
        {&write_it, "reviews.write", false, true},
        {&write_open, "reviews.read reviews.write", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct exchange exchange = exchange_of(rows[i].operation, "kcc", "a", rows[i].scope);
        cr_expect_eq(exchange_may_be_shown(&exchange), rows[i].shown, "row %zu", i);
        cr_expect_eq(exchange_may_hold_restricted(&exchange), rows[i].held, "row %zu", i);
    }
}
