/* Control charts: a series is checked, cut into segments, freed of its season and held to the
 * rules. SPDX-License-Identifier: MIT */
#include "analysis/chart.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/limits.h"
#include "analysis/season.h"

static bool are_values_right(const struct chart_input *input)
{
    for (size_t i = 0; i < input->count; i++)
        if (!(fabs(input->values[i]) <= CHART_VALUE_MAX))
            return false;
    return true;
}

static bool is_order_right(const struct chart_input *input)
{
    for (size_t i = 0; i < input->count; i++)
        if (input->positions[i] < (i ? input->positions[i - 1] + 1 : 0) ||
            input->positions[i] > CHART_POSITION_MAX)
            return false;
    for (size_t i = 0; i < input->rebaseline_count; i++)
        if (input->rebaselines[i] > input->count ||
            (i && input->rebaselines[i] <= input->rebaselines[i - 1]))
            return false;
    return true;
}

static bool is_run_right(unsigned length)
{
    return length >= CHART_RUN_MIN && length <= CHART_RUN_MAX;
}

static bool are_options_right(const struct chart_input *input)
{
    const struct chart_options *options = &input->options;
    return is_run_right(options->trend) && is_run_right(options->shift) &&
           (!options->limits_from_first || options->limits_from_first >= CHART_LIMITS_MIN) &&
           (input->period == 1 || input->period == 4 || input->period == 12);
}

/* A new segment begins with the first point and with each rebaseline among the others. */
static void cut(const struct chart_input *input, struct chart *chart)
{
    size_t next = 0;
    for (size_t i = 0; i < input->count; i++) {
        while (next < input->rebaseline_count && input->rebaselines[next] < i)
            next++;
        const bool begins = next < input->rebaseline_count && input->rebaselines[next] == i;
        if (i == 0 || begins)
            chart->segments[chart->segment_count++] = (struct chart_segment){.first = i};
        struct chart_segment *segment = &chart->segments[chart->segment_count - 1];
        segment->last = i;
        segment->count++;
        chart->points[i] =
            (struct chart_point){.value = input->values[i], .segment = chart->segment_count - 1};
    }
    chart->point_count = input->count;
}

static double shown(const struct chart_input *input, double level)
{
    return input->is_count && level < 0 ? 0 : level;
}

/* What clients see: limits of each point's season, none of a count below zero. After the rules. */
static void show(const struct chart_input *input, struct chart *chart)
{
    for (size_t i = 0; i < chart->point_count; i++) {
        struct chart_point *point = &chart->points[i];
        const struct chart_segment *segment = &chart->segments[point->segment];
        const struct chart_season *season = &chart->season;
        const int32_t position = input->positions[i];
        point->has_limits = segment->has_limits;
        if (!point->has_limits)
            continue;
        point->mean = shown(input, season_put(season, segment->mean, position));
        point->lower = shown(input, season_put(season, segment->lower, position));
        point->upper = shown(input, season_put(season, segment->upper, position));
    }
    for (size_t i = 0; i < chart->segment_count; i++) {
        struct chart_segment *segment = &chart->segments[i];
        segment->mean = shown(input, segment->mean);
        segment->lower = shown(input, segment->lower);
        segment->upper = shown(input, segment->upper);
    }
}

enum chart_verdict chart_judge(enum chart_polarity polarity, const struct chart_point *point)
{
    if (!point->has_limits)
        return CHART_NOT_ENOUGH_DATA;
    if (point->rule == CHART_NO_RULE)
        return CHART_NO_EXCEPTION;
    if (polarity == CHART_NEUTRAL)
        return CHART_CHANGE;
    const enum chart_direction better = polarity == CHART_HIGHER_IS_BETTER ? CHART_UP : CHART_DOWN;
    return point->direction == better ? CHART_IMPROVEMENT : CHART_CONCERN;
}

/* Points and segments as they are, without season, limits and rules. */
static void leave(const struct chart_input *input, struct chart *chart)
{
    chart->season =
        (struct chart_season){.period = input->period, .reason = CHART_SEASON_SUPPRESSED};
    for (size_t i = 0; i < chart->point_count; i++)
        chart->points[i].adjusted = chart->points[i].value;
}

/* False without memory. */
static bool draw(const struct chart_input *input, struct chart *chart)
{
    if (!season_remove(input, chart))
        return false;
    for (size_t i = 0; i < chart->segment_count; i++) {
        limits_draw(&chart->segments[i], chart->points, &input->options);
        rules_apply(&chart->segments[i], chart->points, &input->options);
    }
    show(input, chart);
    return true;
}

enum chart_result chart_draw(const struct chart_input *input, struct chart *ret_chart)
{
    *ret_chart = (struct chart){0};
    if (input->count > CHART_POINTS_MAX)
        return CHART_TOO_MANY;
    if (!are_options_right(input))
        return CHART_BAD_OPTION;
    if (!are_values_right(input))
        return CHART_BAD_VALUE;
    if (!is_order_right(input))
        return CHART_BAD_ORDER;

    chart_auto chart = {0};
    /* One more than there may be: calloc may answer NULL for nothing. */
    chart.points = calloc(input->count + 1, sizeof *chart.points);
    chart.segments = calloc(input->rebaseline_count + 1, sizeof *chart.segments);
    if (!chart.points || !chart.segments)
        return CHART_OUT_OF_MEMORY;
    cut(input, &chart);
    if (input->is_partial)
        leave(input, &chart);
    else if (!draw(input, &chart))
        return CHART_OUT_OF_MEMORY;
    chart.verdict = chart.point_count
                        ? chart_judge(input->polarity, &chart.points[chart.point_count - 1])
                        : CHART_NOT_ENOUGH_DATA;
    *ret_chart = chart;
    chart = (struct chart){0};
    return CHART_DONE;
}

void chart_free(struct chart *chart)
{
    free(chart->points);
    free(chart->segments);
    *chart = (struct chart){0};
}

const char *chart_rule_name(enum chart_rule rule)
{
    static const char *const names[] = {
        [CHART_NO_RULE] = NULL,  [CHART_OUTSIDE_LIMITS] = "outside_limits",
        [CHART_TREND] = "trend", [CHART_TWO_OF_THREE] = "two_of_three",
        [CHART_SHIFT] = "shift",
    };
    return names[rule];
}

const char *chart_direction_name(enum chart_direction direction)
{
    static const char *const names[] = {
        [CHART_LEVEL] = NULL,
        [CHART_UP] = "up",
        [CHART_DOWN] = "down",
    };
    return names[direction];
}

const char *chart_verdict_name(enum chart_verdict verdict)
{
    static const char *const names[] = {
        [CHART_NOT_ENOUGH_DATA] = "not_enough_data",
        [CHART_NO_EXCEPTION] = "none",
        [CHART_CONCERN] = "concern",
        [CHART_IMPROVEMENT] = "improvement",
        [CHART_CHANGE] = "change",
    };
    return names[verdict];
}

const char *chart_season_name(enum chart_season_kind kind)
{
    static const char *const names[] = {
        [CHART_SEASON_NONE] = "none",
        [CHART_SEASON_MULTIPLICATIVE] = "multiplicative",
        [CHART_SEASON_ADDITIVE] = "additive",
    };
    return names[kind];
}
