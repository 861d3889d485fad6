/* Each rule names the points it should and no others: one short of a run, one more, and ties.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <string.h>

#include "made.h"

Test(rules, names_a_run_of_seven_on_one_side_and_not_of_six)
{
    double values[40] = {0};
    struct chart_input input = input_of(values, 40);
    for (size_t length = 6; length <= 8; length++) {
        chart_auto chart = {0};
        fill_restless(values, 40);
        for (size_t i = 0; i < length; i++)
            values[15 + i] = i % 2 ? 11.5 : 12;
        values[14] = values[15 + length] = 6;
        draw(&input, &chart);
        for (size_t i = 0; i < 40; i++) {
            const bool inside = i >= 15 && i < 15 + length;
            cr_assert_eq(chart.points[i].rule, length >= 7 && inside ? CHART_SHIFT : CHART_NO_RULE,
                         "%zu of %zu", i, length);
            cr_assert_eq(chart.points[i].direction, length >= 7 && inside ? CHART_UP : CHART_LEVEL);
        }
    }
}

Test(rules, ends_a_run_at_a_point_on_the_mean)
{
    static const double values[] = {0, 4, 0, 4, 3, 3, 3, 2, 3, 3, 3, 0, 0, 4, 0, 1};
    struct chart_input input = input_of(values, 16);
    chart_auto chart = {0};
    double mean = 0;
    for (size_t i = 0; i < 16; i++)
        mean += values[i] / 16;
    draw(&input, &chart);
    assert_near(chart.segments[0].mean, mean);
    assert_near(mean,
                2.0625); /* 2 is below it, by little: the run of seven is broken all the same */
    assert_rules(&chart, "................");

    double even[] = {0, 4, 0, 3, 3, 3, 3, 2, 3, 3, 3, 0, 0, 4, 0, 1}; /* their mean is 2 exactly */
    input = input_of(even, 16);
    chart_auto on = {0}, off = {0};
    draw(&input, &on);
    assert_near(on.segments[0].mean, 2);
    assert_rules(&on, "................");
    even[7] = 3; /* without the 2 there are eight, and the mean is the same */
    even[15] = 0;
    draw(&input, &off);
    assert_near(off.segments[0].mean, 2);
    assert_rules(&off, "...SSSSSSSS.....");
}

Test(rules, names_a_trend_of_seven_and_a_tie_breaks_it)
{
    double values[40] = {0};
    struct chart_input input = input_of(values, 40);
    for (int direction = -1; direction <= 1; direction += 2) {
        for (size_t length = 6; length <= 8; length++) {
            chart_auto chart = {0}, tied = {0};
            fill_restless(values, 40);
            for (size_t i = 0; i < length; i++)
                values[14 + i] = 10 + direction * (-3.5 + (double)i);
            values[13] = values[14] + direction; /* begins with the last step the other way */
            values[14 + length] = values[13 + length] - direction;
            draw(&input, &chart);
            size_t found = 0;
            for (size_t i = 0; i < 40; i++)
                if (chart.points[i].rule == CHART_TREND) {
                    cr_assert(i >= 14 && i < 14 + length);
                    cr_assert_eq(chart.points[i].direction, direction > 0 ? CHART_UP : CHART_DOWN);
                    found++;
                }
            cr_assert_eq(found, length >= 7 ? length : 0, "%zu of %zu", found, length);
            values[18] = values[17];
            draw(&input, &tied);
            for (size_t i = 0; i < 40; i++)
                cr_assert_neq(tied.points[i].rule, CHART_TREND);
        }
    }
}

Test(rules, names_two_of_three_near_a_limit_on_one_side)
{
    double values[40] = {0};
    struct chart_input input = input_of(values, 40);
    /* Mean about 10 and a mean range of about 8: limits near -11 and 31, two thirds near -4 and 24.
     */
    static const struct {
        double values[3];
        const char *rules;
    } cases[] = {
        {{28, 14, 28}, "W.W"}, /* the third is on their side: it is no exception itself */
        {{28, 28, 14}, "WW."}, {{28, 6, 28}, "..."}, /* the third is on the other side */
        {{28, 14, 14}, "..."},                       /* one alone */
        {{28, 40, 14}, ".O."},                       /* what is outside is not near */
        {{-8, 6, -8}, "w.w"},  {{28, 28, 28}, "WWW"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        chart_auto chart = {0};
        fill_restless(values, 40);
        memcpy(values + 20, cases[k].values, sizeof cases[k].values);
        values[19] = cases[k].values[0] > 10 ? 6 : 14;
        values[23] = values[19];
        draw(&input, &chart);
        char expected[41];
        memset(expected, '.', 40);
        memcpy(expected + 20, cases[k].rules, 3);
        expected[40] = '\0';
        assert_rules(&chart, expected);
    }
}

Test(rules, gives_a_point_the_first_rule_that_holds)
{
    /* Seven rise, all of them above the mean; the last two are near the limit, then one beyond it.
     */
    double values[60];
    for (size_t i = 0; i < 60; i++)
        values[i] = i % 2 ? 1 : -1;
    static const double rise[] = {0.5, 1, 2, 3, 4, 4.5, 4.6, 9, 4.6, 4.5};
    memcpy(values + 30, rise, sizeof rise);
    values[29] = 0.6;
    values[40] = -1;
    values[41] = 1;
    struct chart_input input = input_of(values, 60);
    input.options.screen = false;
    chart_auto chart = {0};
    draw(&input, &chart);
    const struct chart_segment *segment = &chart.segments[0];
    cr_assert(segment->mean < 1 && segment->upper > 4.6 && segment->upper < 9);
    cr_assert(segment->mean + (segment->upper - segment->mean) * 2 / 3 < 4.5);
    cr_assert_eq(memcmp(rules_of(&chart) + 28, "..TTTTTTTOWW..", 14), 0, "%s", rules_of(&chart));
}

Test(rules, takes_runs_of_other_lengths)
{
    static const double values[] = {0, 5, 0, 5, 0, 5, 0, 5, 3, 3, 3, 3,
                                    0, 5, 1, 2, 3, 4, 0, 5, 0, 5, 0, 5};
    struct chart_input input = input_of(values, 24);
    chart_auto seven = {0}, short_shift = {0}, short_trend = {0};
    draw(&input, &seven);
    assert_rules(&seven, "........................");
    input.options.shift = 5;
    draw(&input, &short_shift);
    assert_rules(&short_shift, ".......SSSSS............");
    input.options = CHART_DEFAULTS;
    input.options.trend = 4;
    draw(&input, &short_trend);
    assert_rules(&short_trend, "..............TTTT......");
}

Test(rules, goes_on_over_gaps)
{
    double values[40];
    fill_restless(values, 40);
    for (size_t i = 0; i < 7; i++)
        values[15 + i] = i % 2 ? 11.5 : 12;
    values[14] = values[22] = 6;
    struct chart_input input = input_of(values, 40);
    int32_t gaps[40];
    for (int32_t i = 0; i < 40; i++)
        gaps[i] = i < 18 ? 3 * i : 3 * i + 20;
    chart_auto whole = {0}, gapped = {0};
    draw(&input, &whole);
    input.positions = gaps;
    draw(&input, &gapped);
    cr_assert_eq(whole.points[18].rule, CHART_SHIFT);
    cr_assert_str_eq(rules_of(&gapped), rules_of(&whole));
    cr_assert_eq(gapped.segments[0].upper, whole.segments[0].upper);
}

Test(rules, keeps_runs_within_their_segment)
{
    double values[40];
    fill_restless(values, 40);
    for (size_t i = 16; i < 24; i++)
        values[i] = 12 + (i % 2 ? 0.5 : 0);
    const size_t cut = 20;
    struct chart_input input = input_of(values, 40);
    chart_auto whole = {0}, two = {0};
    draw(&input, &whole);
    cr_assert_eq(whole.points[20].rule, CHART_SHIFT);
    input.rebaselines = &cut;
    input.rebaseline_count = 1;
    draw(&input, &two);
    for (size_t i = 0; i < 40; i++)
        cr_assert_eq(two.points[i].rule, CHART_NO_RULE, "%zu", i);
}

Test(rules, falling_above_the_mean_is_falling)
{
    double values[30];
    fill_restless(values, 30);
    for (size_t i = 0; i < 7; i++)
        values[23 + i] = 16 - (double)i / 2;
    values[22] = 6;
    const struct chart_input input = input_of(values, 30);
    chart_auto chart = {0};
    draw(&input, &chart);
    cr_assert(values[29] > chart.segments[0].mean);
    cr_assert_eq(chart.points[29].rule, CHART_TREND);
    cr_assert_eq(chart.points[29].direction, CHART_DOWN);
    cr_assert_eq(chart.verdict, CHART_IMPROVEMENT);
}

Test(rules, takes_what_differs_by_rounding_alone_for_equal)
{
    double values[30];
    fill_restless(values, 30);
    static const double rise[] = {0, 0.1, 0.2, 0.3, 0.1 + 0.2, 0.4, 0.5, 0.6};
    memcpy(values + 15, rise, sizeof rise);
    cr_assert(rise[4] > rise[3]);
    values[14] = 1;
    values[23] = 0;
    const struct chart_input input = input_of(values, 30);
    chart_auto chart = {0};
    draw(&input, &chart);
    for (size_t i = 0; i < 30; i++)
        cr_assert_neq(chart.points[i].rule, CHART_TREND);
}
