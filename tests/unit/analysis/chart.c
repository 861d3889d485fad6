/* Limits, segments and verdicts, at their edges, and what must be true of every chart.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "made.h"

#define MANY MADE_MAX

static uint32_t random_state = 2018;

/* Between -1 and 1, the same in every run. */
static double next_random(void)
{
    random_state = random_state * 1664525U + 1013904223U;
    return (double)(random_state >> 8) / (1 << 23) - 1;
}

static const double published[] = {1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1};
#define PUBLISHED_COUNT (sizeof published / sizeof published[0])

Test(chart, of_a_published_series_has_its_published_limits)
{
    struct chart_input input = input_of(published, PUBLISHED_COUNT);
    chart_auto screened = {0}, plain = {0};
    draw(&input, &screened);
    assert_near(screened.segments[0].mean, 35.0 / 18);
    cr_assert(fabs(screened.segments[0].lower + 0.7156) < 5e-5);
    cr_assert(fabs(screened.segments[0].upper - 4.6044) < 5e-5);
    cr_assert(screened.segments[0].ranges == 17 && screened.segments[0].ranges_screened == 2);
    assert_near(screened.segments[0].mean_range, 1);
    input.options.screen = false;
    draw(&input, &plain);
    cr_assert(fabs(plain.segments[0].lower + 3.0626) < 5e-5);
    cr_assert(fabs(plain.segments[0].upper - 6.9515) < 5e-5);
    cr_assert_eq(plain.segments[0].ranges_screened, 0);
    assert_rules(&screened, "....O.............");
    assert_rules(&plain, "....O.............");
}

Test(chart, of_a_count_shows_no_limit_below_zero_and_rules_do_not_mind)
{
    struct chart_input input = input_of(published, PUBLISHED_COUNT);
    input.is_count = true;
    chart_auto chart = {0}, low = {0}, shown = {0};
    draw(&input, &chart);
    cr_assert_eq(chart.points[0].lower, 0);
    cr_assert_eq(chart.segments[0].lower, 0);
    assert_rules(&chart, "....O.............");
    /* Mean 4 and a lower limit of -3.98: two thirds of the way lie at -1.32, not at 4 / 3. */
    static const double values[] = {4, 7, 4, 7, 4, 7, 1, 1, 1, 4, 4, 4, 4, 7, 1, 4};
    input = input_of(values, 16);
    draw(&input, &low);
    cr_assert(low.segments[0].lower < -1);
    input.is_count = true;
    draw(&input, &shown);
    cr_assert_eq(shown.segments[0].lower, 0);
    cr_assert_eq(shown.verdict, low.verdict);
    for (size_t i = 0; i < 16; i++)
        cr_assert_eq(shown.points[i].rule, low.points[i].rule);
    cr_assert_eq(shown.points[7].rule, CHART_NO_RULE);
}

Test(chart, of_too_few_points_has_no_limits_and_says_so)
{
    static const double values[] = {3, 5, 4, 6, 2, 60};
    for (size_t count = 0; count <= 6; count++) {
        const struct chart_input input = input_of(values, count);
        chart_auto chart = {0};
        draw(&input, &chart);
        cr_assert_eq(chart.segment_count, count ? 1 : 0);
        cr_assert_eq(chart.verdict == CHART_NOT_ENOUGH_DATA, count < CHART_LIMITS_MIN);
        for (size_t i = 0; i < count; i++)
            cr_assert_eq(chart.points[i].has_limits, count >= CHART_LIMITS_MIN);
    }
    struct chart_input nothing = {.period = 12, .options = CHART_DEFAULTS};
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&nothing, &chart), CHART_DONE);
    cr_assert_eq(chart.verdict, CHART_NOT_ENOUGH_DATA);
}

Test(chart, of_which_points_are_not_told_has_no_limits_and_no_exception)
{
    struct chart_input input = input_of(published, PUBLISHED_COUNT);
    const size_t rebaselines[] = {9};
    input.rebaselines = rebaselines;
    input.rebaseline_count = 1;
    input.is_partial = true;
    chart_auto chart = {0}, none = {0};
    draw(&input, &chart);
    cr_assert_eq(chart.verdict, CHART_NOT_ENOUGH_DATA);
    cr_assert_eq(chart.season.reason, CHART_SEASON_SUPPRESSED);
    cr_assert_eq(chart.season.kind, CHART_SEASON_NONE);
    cr_assert_eq(chart.segment_count, 2, "it is cut where limits would begin anew");
    cr_assert(!chart.segments[0].has_limits && !chart.segments[1].has_limits);
    assert_rules(&chart, "..................");
    for (size_t i = 0; i < chart.point_count; i++)
        cr_assert(!chart.points[i].has_limits && chart.points[i].adjusted == published[i]);
    input.count = 0;
    input.rebaseline_count = 0;
    draw(&input, &none);
    cr_assert_eq(none.verdict, CHART_NOT_ENOUGH_DATA);
}

Test(chart, of_few_points_says_that_its_limits_are_a_trial)
{
    struct chart_input input = input_of(published, 11);
    chart_auto eleven = {0}, twelve = {0};
    draw(&input, &eleven);
    input.count = 12;
    draw(&input, &twelve);
    cr_assert(eleven.segments[0].is_trial && !twelve.segments[0].is_trial);
}

Test(chart, begins_anew_at_a_rebaseline)
{
    double values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = (i < 20 ? 10 : 30) + (i % 2 ? 1 : -1);
    struct chart_input input = input_of(values, 40);
    chart_auto one = {0}, two = {0}, odd = {0}, late = {0};
    draw(&input, &one);
    cr_assert_eq(one.verdict, CHART_CONCERN);
    const size_t cut = 20;
    input.rebaselines = &cut;
    input.rebaseline_count = 1;
    draw(&input, &two);
    cr_assert_eq(two.verdict, CHART_NO_EXCEPTION);
    cr_assert_eq(two.segment_count, 2);
    cr_assert(two.segments[0].last == 19 && two.segments[1].first == 20 &&
              two.segments[1].count == 20);
    assert_near(two.segments[0].mean, 10);
    assert_near(two.segments[1].mean, 30);
    assert_near(two.points[19].mean, 10);
    assert_near(two.points[20].mean, 30);
    assert_rules(&two, "........................................");
    /* At the first point, and behind the last, there is nothing to begin. */
    static const size_t edges[] = {0, 20, 40};
    input.rebaselines = edges;
    input.rebaseline_count = 3;
    draw(&input, &odd);
    cr_assert_eq(odd.segment_count, 2);
    /* Five points after it are too few, whatever came before. */
    const size_t last = 35;
    input.rebaselines = &last;
    input.rebaseline_count = 1;
    draw(&input, &late);
    cr_assert_eq(late.verdict, CHART_NOT_ENOUGH_DATA);
    cr_assert(late.points[34].has_limits && !late.points[35].has_limits);
    cr_assert_eq(late.points[39].rule, CHART_NO_RULE);
}

Test(chart, takes_limits_from_the_first_points_of_each_segment)
{
    double values[40];
    for (size_t i = 0; i < 40; i++)
        values[i] = (i % 20 < 8 ? 10 : 14) + (i % 2 ? 1 : -1);
    const size_t cut = 20;
    struct chart_input input = input_of(values, 40);
    input.rebaselines = &cut;
    input.rebaseline_count = 1;
    input.options.limits_from_first = 8;
    chart_auto chart = {0}, few = {0};
    draw(&input, &chart);
    for (size_t k = 0; k < 2; k++) {
        assert_near(chart.segments[k].mean, 10);
        assert_near(chart.segments[k].upper, 10 + 2.66 * 2);
        cr_assert_eq(chart.segments[k].ranges, 7);
        cr_assert(chart.segments[k].is_trial);
    }
    cr_assert_eq(chart.points[8].rule, CHART_SHIFT);
    cr_assert_eq(chart.points[28].rule, CHART_SHIFT);
    input.options.limits_from_first = 100; /* more than there are: all of them */
    draw(&input, &few);
    assert_near(few.segments[0].mean, 12.4);
}

Test(chart, judges_the_latest_point_by_what_is_better)
{
    double values[20];
    static const struct {
        enum chart_polarity polarity;
        double latest;
        enum chart_verdict verdict;
    } cases[] = {
        {CHART_LOWER_IS_BETTER, 90, CHART_CONCERN},
        {CHART_LOWER_IS_BETTER, -90, CHART_IMPROVEMENT},
        {CHART_HIGHER_IS_BETTER, 90, CHART_IMPROVEMENT},
        {CHART_HIGHER_IS_BETTER, -90, CHART_CONCERN},
        {CHART_NEUTRAL, 90, CHART_CHANGE},
        {CHART_NEUTRAL, -90, CHART_CHANGE},
        {CHART_LOWER_IS_BETTER, 8, CHART_NO_EXCEPTION},
        {CHART_NEUTRAL, 8, CHART_NO_EXCEPTION},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        fill_restless(values, 20);
        values[5] = 90; /* what was an exception once is not the verdict */
        values[19] = cases[k].latest;
        struct chart_input input = input_of(values, 20);
        input.polarity = cases[k].polarity;
        chart_auto chart = {0};
        draw(&input, &chart);
        cr_assert_eq(chart.verdict, cases[k].verdict, "%zu", k);
    }
}

Test(chart, of_values_that_never_change_has_no_exception)
{
    static const double constants[] = {
        0, 0.1, -7.3, -1e15 / 3, -1e17 / 7, 1e15 / 3, CHART_VALUE_MAX, 5e-324};
    double values[36];
    for (size_t k = 0; k < sizeof constants / sizeof constants[0]; k++) {
        for (size_t i = 0; i < 36; i++)
            values[i] = constants[k];
        struct chart_input input = input_of(values, 36);
        input.period = 12;
        chart_auto chart = {0};
        draw(&input, &chart);
        cr_assert_eq(chart.verdict, CHART_NO_EXCEPTION, "%g", constants[k]);
        cr_assert_eq(chart.season.kind, CHART_SEASON_NONE);
        for (size_t i = 0; i < 36; i++)
            cr_assert_eq(chart.points[i].rule, CHART_NO_RULE, "%g", constants[k]);
        cr_assert(chart.points[0].mean == constants[k] && chart.points[0].lower == constants[k]);
        cr_assert_eq(chart.segments[0].mean_range, 0);
    }
}

Test(chart, does_not_screen_away_all_the_variation_there_is)
{
    double values[30] = {0};
    values[17] = 5;
    const struct chart_input input = input_of(values, 30);
    chart_auto chart = {0};
    draw(&input, &chart);
    cr_assert_eq(chart.segments[0].ranges_screened, 0);
    assert_near(chart.segments[0].mean_range, 10.0 / 29);
    cr_assert_eq(chart.points[17].rule, CHART_OUTSIDE_LIMITS);
    cr_assert_neq(chart.points[3].rule, CHART_OUTSIDE_LIMITS);
}

Test(chart, screens_a_range_of_exactly_the_bound)
{
    /* Ten ranges of 10,000 in all: their mean is 1000, and one of them is 3267. */
    static const double values[] = {0, 748, 0, 748, 0, 748, 4015, 3267, 4015, 3267, 4016};
    const struct chart_input input = input_of(values, 11);
    chart_auto chart = {0};
    draw(&input, &chart);
    cr_assert_eq(chart.segments[0].ranges_screened, 1);
    assert_near(chart.segments[0].mean_range, 6733.0 / 9);
}

Test(chart, refuses_what_is_no_number_or_too_large)
{
    static const double wrong[] = {NAN, INFINITY, -INFINITY, 1.1e100, -1e300};
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        double values[8] = {1, 2, 3, 4, 5, 6, 7, 8};
        values[k] = wrong[k];
        const struct chart_input input = input_of(values, 8);
        struct chart chart;
        cr_assert_eq(chart_draw(&input, &chart), CHART_BAD_VALUE);
        cr_assert(!chart.points && !chart.segments && chart.point_count == 0);
        chart_free(&chart);
    }
}

Test(chart, refuses_what_is_not_in_order)
{
    static const int32_t wrong[][3] = {
        {-1, 0, 1}, {0, 0, 1}, {0, 2, 1}, {0, 1, CHART_POSITION_MAX + 1}};
    static const size_t cuts[][2] = {{1, 1}, {2, 1}, {1, 4}};
    struct chart chart;
    struct chart_input input = input_of(published, 3);
    for (size_t k = 0; k < 4; k++) {
        input.positions = wrong[k];
        cr_assert_eq(chart_draw(&input, &chart), CHART_BAD_ORDER, "%zu", k);
    }
    input = input_of(published, 3);
    input.rebaseline_count = 2;
    for (size_t k = 0; k < 3; k++) {
        input.rebaselines = cuts[k];
        cr_assert_eq(chart_draw(&input, &chart), CHART_BAD_ORDER, "%zu", k);
    }
}

Test(chart, refuses_options_that_make_no_sense)
{
    struct chart chart;
    for (int k = 0; k < 7; k++) {
        struct chart_input input = input_of(published, PUBLISHED_COUNT);
        unsigned *runs[] = {&input.options.trend, &input.options.trend, &input.options.shift,
                            &input.options.shift};
        if (k < 4)
            *runs[k] = k % 2 ? CHART_RUN_MIN - 1 : CHART_RUN_MAX + 1;
        else if (k == 4)
            input.options.limits_from_first = CHART_LIMITS_MIN - 1;
        else
            input.period = k == 5 ? 0 : 7;
        cr_assert_eq(chart_draw(&input, &chart), CHART_BAD_OPTION, "%d", k);
    }
    struct chart_input input = input_of(published, CHART_POINTS_MAX + 1);
    cr_assert_eq(chart_draw(&input, &chart), CHART_TOO_MANY);
}

Test(chart, of_ten_thousand_points_is_drawn)
{
    static double values[CHART_POINTS_MAX];
    static int32_t positions[CHART_POINTS_MAX];
    for (size_t i = 0; i < CHART_POINTS_MAX; i++) {
        values[i] = 100 + next_random() + (i % 12 == 0 ? 20 : 0);
        positions[i] = (int32_t)i * 12;
    }
    struct chart_input input = input_of(values, CHART_POINTS_MAX);
    input.positions = positions;
    input.period = 12;
    chart_auto chart = {0};
    draw(&input, &chart);
    cr_assert_eq(chart.segments[0].ranges, CHART_POINTS_MAX - 1);
}

/* ---- What is true of every series
 * ---------------------------------------------------------------- */

/* A wandering series by months, with a season in every other one, and now and then a spike. */
static size_t make_series(double *values)
{
    const size_t count = 20 + (size_t)((next_random() + 1) * 80);
    const bool season = next_random() > 0;
    double level = 100;
    for (size_t i = 0; i < count; i++) {
        level += next_random();
        values[i] = level + 6 * next_random() + (season && i % 12 < 3 ? 25 : 0) +
                    (next_random() > 0.95 ? 40 : 0);
    }
    return count;
}

static void assert_same_rules(const struct chart *a, const struct chart *b, int sign)
{
    for (size_t i = 0; i < a->point_count; i++) {
        const enum chart_direction up = sign > 0 ? CHART_UP : CHART_DOWN;
        cr_assert_eq(a->points[i].rule, b->points[i].rule, "%zu", i);
        cr_assert_eq(a->points[i].direction == CHART_UP,
                     b->points[i].direction == up && b->points[i].rule);
    }
}

Test(chart, shifted_has_shifted_limits_scaled_has_scaled_and_reversed_has_mirrored)
{
    double values[MANY], others[MANY];
    for (int round = 0; round < 200; round++) {
        const size_t count = make_series(values);
        struct chart_input input = input_of(values, count), other = input_of(others, count);
        chart_auto chart = {0}, shifted = {0}, scaled = {0}, mirrored = {0};
        input.options.season = other.options.season = false;
        draw(&input, &chart);
        for (size_t i = 0; i < count; i++)
            others[i] = values[i] + 1000;
        draw(&other, &shifted);
        for (size_t i = 0; i < count; i++)
            others[i] = values[i] * 8;
        input.period = other.period = 12;
        input.options.season = other.options.season = true;
        chart_auto seasonal = {0};
        draw(&input, &seasonal);
        draw(&other, &scaled);
        for (size_t i = 0; i < count; i++)
            others[i] = -values[i];
        other.options.season = false;
        draw(&other, &mirrored);
        assert_near(shifted.segments[0].upper, chart.segments[0].upper + 1000);
        assert_near(shifted.segments[0].lower, chart.segments[0].lower + 1000);
        assert_near(scaled.points[count - 1].lower, 8 * seasonal.points[count - 1].lower);
        cr_assert_eq(scaled.season.kind, seasonal.season.kind);
        assert_near(mirrored.segments[0].upper, -chart.segments[0].lower);
        assert_same_rules(&chart, &shifted, 1);
        assert_same_rules(&seasonal, &scaled, 1);
        assert_same_rules(&chart, &mirrored, -1);
    }
}

Test(chart, is_the_same_each_time_and_leaves_its_input_alone)
{
    double values[MANY], before[MANY];
    for (int round = 0; round < 50; round++) {
        const size_t count = make_series(values);
        memcpy(before, values, sizeof values);
        struct chart_input input = input_of(values, count);
        input.period = 12;
        chart_auto one = {0}, two = {0};
        draw(&input, &one);
        draw(&input, &two);
        cr_assert_eq(memcmp(before, values, count * sizeof values[0]), 0);
        for (size_t i = 0; i < count; i++) {
            cr_assert(one.points[i].upper == two.points[i].upper &&
                      one.points[i].rule == two.points[i].rule);
            cr_assert_eq(one.points[i].value, values[i]);
            cr_assert(one.points[i].lower <= one.points[i].mean &&
                      one.points[i].mean <= one.points[i].upper);
        }
    }
}

Test(chart, has_names_for_all_that_clients_read)
{
    cr_assert_null(chart_rule_name(CHART_NO_RULE));
    cr_assert_str_eq(chart_rule_name(CHART_OUTSIDE_LIMITS), "outside_limits");
    cr_assert_str_eq(chart_rule_name(CHART_TREND), "trend");
    cr_assert_str_eq(chart_rule_name(CHART_TWO_OF_THREE), "two_of_three");
    cr_assert_str_eq(chart_rule_name(CHART_SHIFT), "shift");
    cr_assert_null(chart_direction_name(CHART_LEVEL));
    cr_assert_str_eq(chart_direction_name(CHART_UP), "up");
    cr_assert_str_eq(chart_direction_name(CHART_DOWN), "down");
    cr_assert_str_eq(chart_verdict_name(CHART_NOT_ENOUGH_DATA), "not_enough_data");
    cr_assert_str_eq(chart_verdict_name(CHART_NO_EXCEPTION), "none");
    cr_assert_str_eq(chart_verdict_name(CHART_CONCERN), "concern");
    cr_assert_str_eq(chart_verdict_name(CHART_IMPROVEMENT), "improvement");
    cr_assert_str_eq(chart_verdict_name(CHART_CHANGE), "change");
    cr_assert_str_eq(chart_season_name(CHART_SEASON_NONE), "none");
    cr_assert_str_eq(chart_season_name(CHART_SEASON_MULTIPLICATIVE), "multiplicative");
    cr_assert_str_eq(chart_season_name(CHART_SEASON_ADDITIVE), "additive");
}
