/* A season is removed if it is there, with R's factors, and the trend is left where it is.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/fisher.h"
#include "series.h"

static bool is_close(double value, double expected, double part)
{
    return fabs(value - expected) <= part * fmax(1, fabs(expected));
}

/* A small disturbance, the same each time, that looks like chance: between -1 and 1. */
static double noise(size_t i)
{
    return sin((double)i * (double)i * 12.9898);
}

/* `values` has room for `count`; positions begin with a January. */
static struct chart_input made_input(const double *values, const int32_t *positions, size_t count)
{
    return (struct chart_input){.values = values,
                                .positions = positions,
                                .count = count,
                                .period = 12,
                                .options = CHART_DEFAULTS};
}

static void count_up(int32_t *positions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        positions[i] = (int32_t)i;
}

/* Factors that are added do not change when all values fall alike, but then they must be added. */
static void draw_as(const char *kind, struct series *series, struct chart *ret_chart)
{
    if (strcmp(kind, "additive") == 0)
        for (size_t i = 0; i < series->count; i++)
            series->values[i] -= 10000;
    const struct chart_input input = series_input(series);
    cr_assert_eq(chart_draw(&input, ret_chart), CHART_DONE);
    cr_assert_eq(ret_chart->season.reason, CHART_SEASON_REMOVED, "%s %s", series->name, kind);
    cr_assert_str_eq(chart_season_name(ret_chart->season.kind), kind);
}

Test(season, has_the_factors_that_r_finds)
{
    free_auto char *text = series_file("tests/unit/analysis/fixtures/decompose.csv");
    char line[128], name[40], kind[20], *rest = text;
    size_t compared = 0;
    while (series_line(&rest, line, sizeof line)) {
        unsigned season;
        double factor;
        if (sscanf(line, "%39[^,],%19[^,],%u,%lf", name, kind, &season, &factor) != 4)
            continue;
        struct series series = series_read(name);
        chart_auto chart = {0};
        draw_as(kind, &series, &chart);
        cr_assert(is_close(chart.season.factors[season], factor, 1e-9), "%s: %.17g", line,
                  chart.season.factors[season]);
        compared++;
    }
    cr_assert_eq(compared, 2 * (7 * 12 + 4));
}

Test(season, is_tested_as_r_tests_it)
{
    free_auto char *text = series_file("tests/unit/analysis/fixtures/test.csv");
    char line[200], name[40], kind[20], *rest = text;
    size_t compared = 0;
    while (series_line(&rest, line, sizeof line)) {
        unsigned between, within;
        double statistic, probability;
        if (sscanf(line, "%39[^,],%19[^,],%lf,%u,%u,%lf", name, kind, &statistic, &between, &within,
                   &probability) != 6)
            continue;
        struct series series = series_read(name);
        chart_auto chart = {0};
        draw_as(kind, &series, &chart);
        cr_assert(chart.season.is_tested);
        cr_assert(is_close(chart.season.statistic / statistic, 1, 1e-8), "%s", line);
        cr_assert(is_close(chart.season.probability / probability, 1, 1e-6), "%s: %.17g", line,
                  chart.season.probability);
        cr_assert(chart.season.freedom_between == between && chart.season.freedom_within == within);
        compared++;
    }
    cr_assert_eq(compared, 16);
}

Test(season, takes_the_tail_of_f_as_r_does)
{
    free_auto char *text = series_file("tests/unit/analysis/fixtures/tail.csv");
    char line[128], *rest = text;
    size_t compared = 0;
    while (series_line(&rest, line, sizeof line)) {
        unsigned between, within;
        double statistic, probability;
        if (sscanf(line, "%lf,%u,%u,%lf", &statistic, &between, &within, &probability) != 4)
            continue;
        const double found = fisher_tail(statistic, between, within);
        cr_assert(fabs(found - probability) <= 1e-9 * probability + 1e-300, "%s: %.17g", line,
                  found);
        compared++;
    }
    cr_assert_eq(compared, 144);
    cr_assert_eq(fisher_tail(0, 3, 5), 1);
}

/* The chart of drivers killed or hurt as it was on the day after a month. */
static void draw_until(struct series *series, const char *month, bool season,
                       struct chart *ret_chart)
{
    struct chart_input input = series_input(series);
    input.count = series_find(series, month) + 1;
    input.is_count = true;
    input.options.season = season;
    cr_assert_eq(chart_draw(&input, ret_chart), CHART_DONE);
}

Test(season, decembers_on_the_roads_are_no_exceptions_because_of_it)
{
    struct series series = series_read("gb_seatbelts_drivers");
    static const char *const highest[] = {"1976-12", "1978-12"};
    for (size_t i = 0; i < 2; i++) {
        chart_auto plain = {0}, chart = {0};
        draw_until(&series, highest[i], false, &plain);
        cr_assert_eq(plain.verdict, CHART_CONCERN, "%s", highest[i]);
        cr_assert_eq(plain.points[plain.point_count - 1].rule, CHART_OUTSIDE_LIMITS);
        draw_until(&series, highest[i], true, &chart);
        cr_assert_eq(chart.verdict, CHART_NO_EXCEPTION, "%s", highest[i]);
        const struct chart_point *latest = &chart.points[chart.point_count - 1];
        cr_assert(latest->upper > plain.points[plain.point_count - 1].upper);
        cr_assert(latest->lower < latest->value && latest->value < latest->upper);
    }
    chart_auto whole = {0};
    draw_until(&series, "1982-12", true, &whole);
    for (size_t i = series_find(&series, "1973-12"); i < whole.point_count; i += 12)
        cr_assert_neq(whole.points[i].direction, CHART_UP, "%zu", i);
}

Test(season, the_seat_belt_law_of_1983_is_an_exception_at_once)
{
    static const char *const names[] = {"gb_seatbelts_drivers", "gb_seatbelts_front"};
    for (size_t i = 0; i < 2; i++) {
        struct series series = series_read(names[i]);
        chart_auto before = {0}, after = {0};
        draw_until(&series, "1982-12", true, &before);
        cr_assert_neq(before.points[before.point_count - 1].rule, CHART_OUTSIDE_LIMITS);
        draw_until(&series, "1983-02", true, &after);
        cr_assert_eq(after.verdict, CHART_IMPROVEMENT, "%s", names[i]);
        cr_assert_eq(after.points[after.point_count - 1].rule, CHART_OUTSIDE_LIMITS);
        cr_assert_eq(after.points[after.point_count - 1].direction, CHART_DOWN);
    }
    struct series rear = series_read("gb_seatbelts_rear"); /* whom the law did not bind */
    chart_auto chart = {0};
    draw_until(&rear, "1983-02", true, &chart);
    cr_assert_neq(chart.points[chart.point_count - 1].rule, CHART_OUTSIDE_LIMITS);
}

Test(season, of_both_segments_is_one_and_a_rebaseline_is_no_part_of_it)
{
    struct series series = series_read("gb_seatbelts_drivers");
    const size_t law = series_find(&series, "1983-02");
    struct chart_input input = series_input(&series);
    chart_auto one = {0}, two = {0}, first = {0};
    cr_assert_eq(chart_draw(&input, &one), CHART_DONE);
    input.rebaselines = &law;
    input.rebaseline_count = 1;
    cr_assert_eq(chart_draw(&input, &two), CHART_DONE);
    cr_assert_eq(two.points[law].rule, CHART_NO_RULE);
    cr_assert_eq(two.points[law + 1].rule, CHART_NO_RULE);
    /* Another level after the law leaves the factors as they were: no average reaches over it. */
    for (size_t i = law; i < series.count; i++)
        series.values[i] *= 3;
    cr_assert_eq(chart_draw(&input, &first), CHART_DONE);
    for (size_t s = 0; s < 12; s++) {
        cr_assert(is_close(first.season.factors[s], two.season.factors[s], 1e-12));
        cr_assert(is_close(one.season.factors[s], two.season.factors[s], 0.03));
    }
    cr_assert(is_close(first.segments[1].mean, 3 * two.segments[1].mean, 1e-12));
}

Test(season, leaves_the_trend_in_the_series)
{
    double values[60];
    int32_t positions[60];
    count_up(positions, 60);
    for (size_t i = 0; i < 60; i++)
        values[i] = (1000 + 10 * (double)i) * (i % 12 == 11 ? 1.5 : 1) + noise(i);
    const struct chart_input input = made_input(values, positions, 60);
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.season.kind, CHART_SEASON_MULTIPLICATIVE);
    const double january = chart.points[0].adjusted, later = chart.points[48].adjusted;
    cr_assert(is_close(later / january, 1480.0 / 1000, 0.01), "%g", later / january);
    cr_assert_eq(chart.points[59].rule, CHART_OUTSIDE_LIMITS);
    cr_assert_eq(chart.points[59].direction, CHART_UP);
    cr_assert(is_close(chart.season.factors[11] / chart.season.factors[5], 1.5, 0.01));
}

Test(season, is_left_alone_where_there_is_none)
{
    double values[120];
    int32_t positions[120];
    count_up(positions, 120);
    for (size_t i = 0; i < 120; i++)
        values[i] = 500 + 20 * noise(i) + (double)i;
    const struct chart_input input = made_input(values, positions, 120);
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.season.reason, CHART_SEASON_NOT_SIGNIFICANT);
    cr_assert_eq(chart.season.kind, CHART_SEASON_NONE);
    cr_assert(chart.season.is_tested && chart.season.probability > CHART_SEASON_LEVEL);
    cr_assert_eq(chart.points[7].adjusted, values[7]);
    cr_assert_eq(chart.points[7].mean, chart.segments[0].mean);
}

Test(season, needs_two_full_years)
{
    double values[24];
    int32_t positions[24];
    count_up(positions, 24);
    for (size_t i = 0; i < 24; i++)
        values[i] = 100 + (i % 12 < 2 ? 50 : 0) + noise(i);
    struct chart_input input = made_input(values, positions, 24);
    chart_auto whole = {0}, less = {0}, gap = {0};
    cr_assert_eq(chart_draw(&input, &whole), CHART_DONE);
    cr_assert_eq(whole.season.kind, CHART_SEASON_MULTIPLICATIVE);
    input.count = 23;
    cr_assert_eq(chart_draw(&input, &less), CHART_DONE);
    cr_assert_eq(less.season.reason, CHART_SEASON_TOO_SHORT);
    cr_assert_not(less.season.is_tested);
    positions[23] = 24; /* a December that is missing, and a third January */
    input.count = 24;
    cr_assert_eq(chart_draw(&input, &gap), CHART_DONE);
    cr_assert_eq(gap.season.reason, CHART_SEASON_TOO_SHORT);
}

Test(season, of_quarters_is_found_and_of_years_there_is_none)
{
    double values[20];
    int32_t positions[20];
    count_up(positions, 20);
    for (size_t i = 0; i < 20; i++)
        values[i] = 100 + (i % 4 == 3 ? 30 : 0) + noise(i);
    struct chart_input input = made_input(values, positions, 20);
    input.period = 4;
    chart_auto quarters = {0}, years = {0}, unasked = {0};
    cr_assert_eq(chart_draw(&input, &quarters), CHART_DONE);
    cr_assert_eq(quarters.season.kind, CHART_SEASON_MULTIPLICATIVE);
    cr_assert_gt(quarters.points[3].mean, 1.2 * quarters.points[2].mean);
    input.options.season = false;
    cr_assert_eq(chart_draw(&input, &unasked), CHART_DONE);
    cr_assert_eq(unasked.season.reason, CHART_SEASON_NOT_ASKED);
    input.options.season = true;
    input.period = 1;
    cr_assert_eq(chart_draw(&input, &years), CHART_DONE);
    cr_assert_eq(years.season.reason, CHART_SEASON_YEARLY);
}

Test(season, is_added_where_a_value_is_zero_or_next_to_nothing)
{
    double values[48];
    int32_t positions[48];
    count_up(positions, 48);
    static const double lowest[] = {0, -3, 1e-9};
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < 48; i++)
            values[i] = 10 + (i % 12 == 0 ? 20 : 0) + noise(i);
        values[17] = lowest[k];
        struct chart_input input = made_input(values, positions, 48);
        input.is_count = true;
        chart_auto chart = {0};
        cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
        cr_assert_eq(chart.season.kind, CHART_SEASON_ADDITIVE);
        double sum = 0;
        for (size_t s = 0; s < 12; s++)
            sum += chart.season.factors[s];
        cr_assert(fabs(sum) < 1e-9);
        for (size_t i = 0; i < 48; i++)
            cr_assert_geq(chart.points[i].lower, 0);
        cr_assert(is_close(chart.points[12].adjusted + chart.season.factors[0], values[12], 1e-12));
    }
}

Test(season, compares_months_with_the_same_months_whatever_is_missing)
{
    double values[72], whole[72];
    int32_t positions[72];
    size_t count = 0;
    for (size_t i = 0; i < 72; i++) {
        whole[i] = 200 + (i % 12 == 11 ? 100 : 0) + (double)i + 3 * noise(i);
        if (i % 17 == 5) /* four gaps, in different months */
            continue;
        values[count] = whole[i];
        positions[count++] = (int32_t)i;
    }
    const struct chart_input input = made_input(values, positions, count);
    chart_auto chart = {0}, full = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.season.kind, CHART_SEASON_MULTIPLICATIVE);
    int32_t all[72];
    count_up(all, 72);
    const struct chart_input without = made_input(whole, all, 72);
    cr_assert_eq(chart_draw(&without, &full), CHART_DONE);
    for (size_t s = 0; s < 12; s++)
        cr_assert(is_close(chart.season.factors[s], full.season.factors[s], 0.02),
                  "%zu: %g, not %g", s, chart.season.factors[s], full.season.factors[s]);
    for (size_t i = 0; i < count; i++)
        cr_assert(positions[i] % 12 != 11 ||
                  chart.points[i].upper > 1.3 * chart.points[i - 1].upper);
}

Test(season, that_repeats_exactly_leaves_nothing_to_be_an_exception)
{
    double values[48];
    int32_t positions[48];
    count_up(positions, 48);
    for (size_t i = 0; i < 48; i++)
        values[i] = 0.1 + (double)(i % 12) / 7;
    const struct chart_input input = made_input(values, positions, 48);
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.season.kind, CHART_SEASON_MULTIPLICATIVE);
    cr_assert_eq(chart.season.statistic, CHART_STATISTIC_MAX);
    for (size_t i = 0; i < 48; i++)
        cr_assert_eq(chart.points[i].rule, CHART_NO_RULE, "%zu", i);
}

/* ---- Gaps, holes and beginnings
 * ------------------------------------------------------------------ */

/* A straight line and a season that is added to it, without any chance; from `first` to `last`, but
 * what `is_missing` says. One value is zero, so that factors are added. */
static size_t make_exact(double *values, int32_t *positions, int32_t first, int32_t last,
                         double rise, bool (*is_missing)(int32_t))
{
    size_t count = 0;
    for (int32_t i = first; i <= last; i++) {
        if (is_missing && is_missing(i))
            continue;
        values[count] = rise * (i - first) + (i % 12 == 11 ? 30 : i % 12 == 7 ? 12 : 0);
        positions[count++] = i;
    }
    return count;
}

static bool misses_one(int32_t i)
{
    return i == 31;
}

static bool misses_two_at_the_ends(int32_t i)
{
    return i == 3 || i == 24;
}

static bool misses_three_augusts(int32_t i)
{
    return i % 12 == 7 && i > 24 && i < 60;
}

static void assert_exact_factors(const struct chart *chart)
{
    cr_assert_eq(chart->season.kind, CHART_SEASON_ADDITIVE);
    for (int s = 0; s < 12; s++) {
        const double expected = (s == 11 ? 30 : s == 7 ? 12 : 0) - 42.0 / 12;
        cr_assert(is_close(chart->season.factors[s], expected, 1e-9), "%d: %.17g", s,
                  chart->season.factors[s]);
    }
    cr_assert_eq(chart->season.statistic, CHART_STATISTIC_MAX);
}

Test(season, of_a_straight_line_is_exact_whatever_is_missing_and_wherever_it_begins)
{
    static const struct {
        int32_t first, last;
        double rise;
        bool (*is_missing)(int32_t);
    } cases[] = {
        {0, 71, 1, NULL},
        {5, 71, 1, NULL},
        {0, 71, 2, misses_one},
        {0, 27, 0, misses_two_at_the_ends},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        double values[100];
        int32_t positions[100];
        const size_t count = make_exact(values, positions, cases[k].first, cases[k].last,
                                        cases[k].rise, cases[k].is_missing);
        const struct chart_input input = made_input(values, positions, count);
        chart_auto chart = {0};
        cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
        cr_assert_eq(chart.season.reason, CHART_SEASON_REMOVED, "%zu", k);
        assert_exact_factors(&chart);
    }
}

Test(season, goes_on_straight_with_the_trend_where_a_month_is_missing_for_years)
{
    double values[96];
    int32_t positions[96];
    const size_t count = make_exact(values, positions, 0, 95, 1, misses_three_augusts);
    const struct chart_input input = made_input(values, positions, count);
    chart_auto chart = {0};
    cr_assert_eq(count, 93);
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.season.kind, CHART_SEASON_ADDITIVE);
    cr_assert_eq(chart.season.freedom_within, 93 - 12);
    for (int s = 0; s < 12; s++)
        cr_assert(fabs(chart.season.factors[s] + 3.5 - (s == 11 ? 30 : s == 7 ? 12 : 0)) < 1e-9);
    cr_assert_gt(chart.season.statistic, 1000);
}

Test(season, for_which_no_trend_is_known_is_none)
{
    double values[26];
    int32_t positions[26];
    const size_t count = make_exact(values, positions, 0, 25, 0, NULL), cut = 13;
    struct chart_input input = made_input(values, positions, count);
    input.rebaselines = &cut;
    input.rebaseline_count = 1;
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.season.reason, CHART_SEASON_TOO_SHORT);
    cr_assert_eq(chart.points[11].adjusted, 30);
}

Test(season, leaves_out_what_a_trend_that_reached_zero_cannot_divide)
{
    /* Quarters: the trend falls from 5 to 1 in a year, and would be 0 one quarter on. */
    static const double values[] = {5, 5, 5, 5, 5, 5, 5, 5, 5, 0.5, 0.5, 0.25, 0.5};
    int32_t positions[13];
    count_up(positions, 13);
    struct chart_input input = made_input(values, positions, 13);
    input.period = 4;
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert(chart.season.is_tested && isfinite(chart.season.statistic));
    cr_assert(chart.season.freedom_within < 13 - 4);
}

Test(season, is_found_in_tiny_numbers_as_in_large_ones)
{
    static const double scales[] = {1e-12, 1, 1e12, 1e90};
    for (size_t k = 0; k < sizeof scales / sizeof scales[0]; k++) {
        double values[48];
        int32_t positions[48];
        count_up(positions, 48);
        for (size_t i = 0; i < 48; i++)
            values[i] = scales[k] * (noise(i) - (i % 12 == 3 ? 20 : 5));
        const struct chart_input input = made_input(values, positions, 48);
        chart_auto chart = {0};
        cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
        cr_assert_eq(chart.season.kind, CHART_SEASON_ADDITIVE, "%g", scales[k]);
    }
}
