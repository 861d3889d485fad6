/* Charts of values that a test makes.
 * SPDX-License-Identifier: MIT */
#include "made.h"

#include <criterion/criterion.h>
#include <math.h>

struct chart_input input_of(const double *values, size_t count)
{
    static int32_t in_order[MADE_MAX];
    for (int32_t i = 0; i < MADE_MAX; i++)
        in_order[i] = i;
    return (struct chart_input){.values = values,
                                .positions = in_order,
                                .count = count,
                                .period = 1,
                                .polarity = CHART_LOWER_IS_BETTER,
                                .options = CHART_DEFAULTS};
}

void draw(const struct chart_input *input, struct chart *ret_chart)
{
    cr_assert_eq(chart_draw(input, ret_chart), CHART_DONE);
    cr_assert_eq(ret_chart->point_count, input->count);
}

const char *rules_of(const struct chart *chart)
{
    static const char up[] = ".OTWS", down[] = ".otws";
    static char letters[MADE_MAX + 1];
    cr_assert_leq(chart->point_count, MADE_MAX);
    for (size_t i = 0; i < chart->point_count; i++)
        letters[i] = (chart->points[i].direction == CHART_UP ? up : down)[chart->points[i].rule];
    letters[chart->point_count] = '\0';
    return letters;
}

void assert_near(double value, double expected)
{
    cr_assert(fabs(value - expected) <= 1e-6 * fmax(1, fabs(expected)), "%.9g, not %.9g", value,
              expected);
}

void fill_restless(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = i % 2 ? 14 : 6;
}
