/* Charts of values that a test makes.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "analysis/chart.h"

#define MADE_MAX 200

/* A series without gaps, of years, lower_is_better and all defaults. The values stay the caller's.
 */
struct chart_input input_of(const double *values, size_t count);

/* Fails the test unless the chart is drawn. */
void draw(const struct chart_input *input, struct chart *ret_chart);

/* A letter a point: O, T, W, S, and in lower case below or falling; until it is called again. */
const char *rules_of(const struct chart *chart);

#define assert_rules(chart, expected)                                                              \
    cr_assert_str_eq(rules_of(chart), expected, "%s", rules_of(chart))

/* To six figures. */
void assert_near(double value, double expected);

/* Values about 10 with a wide range each, so that nothing but what is put among them is an
 * exception. */
void fill_restless(double *values, size_t count);
