/* JSON values compared as JSON Schema has it: exactly, 1 equal to 1.0, members without an order.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stdbool.h>

/* Compares two numbers, also beyond what a double holds: below 0, 0, above 0. */
int json_compare_numbers(const json_t *a, const json_t *b);

/* Whether the number `value` is a whole multiple of the number `divisor`, which is above 0. */
bool json_is_multiple(const json_t *value, const json_t *divisor);

/* Whether two values are the same. */
bool json_same(const json_t *a, const json_t *b);
