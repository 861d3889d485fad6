/* Any series has a chart whose every number is finite and whose rules hold, or is refused for a
 * reason. SPDX-License-Identifier: MIT
 *
 * An input is eight bytes of options, then a point every six bytes: how far it lies from the one
 * before, whether a new segment begins with it, and its value. */
#include <math.h>
#include <string.h>

#include "analysis/chart.h"
#include "fuzz.h"

#define POINTS 700

static double values[POINTS];
static int32_t positions[POINTS];
static size_t rebaselines[POINTS];

/* Small numbers, halves, and now and then what no one would send. */
static double read_value(const uint8_t *bytes)
{
    static const double special[] = {
        0,     -0.0,     5e-324, -1e-300, CHART_VALUE_MAX, -CHART_VALUE_MAX,
        1e101, INFINITY, NAN,    0.1,     1e15 / 3,        -1e-9};
    int16_t number;
    memcpy(&number, bytes, sizeof number);
    if (bytes[2] == 0xff)
        return special[bytes[3] % (sizeof special / sizeof special[0])];
    return bytes[2] & 1 ? number / 8.0 : fabs((double)(number % 1000));
}

static struct chart_input read_input(const uint8_t *data, size_t size)
{
    static const unsigned periods[] = {12, 4, 1, 12, 4, 1, 12, 3};
    struct chart_input input = {
        .values = values,
        .positions = positions,
        .rebaselines = rebaselines,
        .period = periods[data[0] & 7],
        .is_count = data[0] & 8,
        .is_partial = data[7] & 1,
        .polarity = (enum chart_polarity)(data[1] % 3),
        .options = {.screen = data[0] & 16,
                    .season = data[0] & 32,
                    .trend = data[2] % 104,
                    .shift = data[3] % 104,
                    .limits_from_first = data[4] & 1 ? data[5] : 0},
    };
    int32_t position = data[6];
    for (size_t i = 8; i + 6 <= size && input.count < POINTS; i += 6) {
        position +=
            data[i] == 0xff ? data[i + 1] * 40 - 40 : 1 + (data[i] > 0xe0 ? data[i] & 15 : 0);
        if (data[i + 1] > 0xf4)
            rebaselines[input.rebaseline_count++] = input.count;
        positions[input.count] = position;
        values[input.count++] = read_value(data + i + 2);
    }
    return input;
}

static void check_limits(const struct chart_input *input, const struct chart *chart)
{
    for (size_t i = 0; i < chart->point_count; i++) {
        const struct chart_point *point = &chart->points[i];
        hold(point->value == input->values[i] && isfinite(point->adjusted));
        hold(isfinite(point->mean) && isfinite(point->lower) && isfinite(point->upper));
        hold(point->lower <= point->mean && point->mean <= point->upper);
        hold(!input->is_count || point->lower >= 0);
        hold(point->has_limits || (!point->rule && point->mean == 0));
        hold((point->rule == CHART_NO_RULE) == (point->direction == CHART_LEVEL));
        hold((chart_rule_name(point->rule) == NULL) == (point->rule == CHART_NO_RULE));
        hold(point->segment < chart->segment_count);
        hold(i >= chart->segments[point->segment].first &&
             i <= chart->segments[point->segment].last);
        /* What is outside as it is drawn is said to be outside, but for rounding and the zero of
         * counts. */
        const double slack = 1e-6 * (fabs(point->value) + fabs(point->mean) + fabs(point->upper));
        if (point->has_limits && point->value > point->upper + slack && point->upper > 0)
            hold(point->rule == CHART_OUTSIDE_LIMITS && point->direction == CHART_UP);
    }
}

/* Of a series that is not told whole nothing is said but what its points are. */
static void check_partial(const struct chart_input *input, const struct chart *chart)
{
    hold(input->is_partial == (chart->season.reason == CHART_SEASON_SUPPRESSED));
    if (!input->is_partial)
        return;
    hold(chart->verdict == CHART_NOT_ENOUGH_DATA);
    for (size_t i = 0; i < chart->point_count; i++)
        hold(!chart->points[i].has_limits && chart->points[i].adjusted == input->values[i]);
}

static void check_segments(const struct chart *chart)
{
    size_t next = 0;
    for (size_t i = 0; i < chart->segment_count; i++) {
        const struct chart_segment *segment = &chart->segments[i];
        hold(segment->first == next && segment->count == segment->last + 1 - segment->first);
        hold(!segment->has_limits || segment->count >= CHART_LIMITS_MIN);
        hold(segment->lower <= segment->mean && segment->mean <= segment->upper);
        hold(isfinite(segment->lower) && isfinite(segment->upper) && segment->mean_range >= 0);
        hold(segment->ranges_screened <= segment->ranges && segment->ranges < segment->count);
        next = segment->last + 1;
    }
    hold(next == chart->point_count);
}

static void check_season(const struct chart_season *season)
{
    hold((season->kind == CHART_SEASON_NONE) == (season->reason != CHART_SEASON_REMOVED));
    hold(season->statistic >= 0 && season->statistic <= CHART_STATISTIC_MAX);
    hold(season->probability >= 0 && season->probability <= 1);
    hold(season->kind == CHART_SEASON_NONE || season->probability <= CHART_SEASON_LEVEL);
    for (unsigned s = 0; s < season->period; s++) {
        hold(isfinite(season->factors[s]));
        hold(season->kind != CHART_SEASON_MULTIPLICATIVE || season->factors[s] > 0);
    }
}

/* The same answer for the same input. */
static void check_again(const struct chart_input *input, const struct chart *chart)
{
    chart_auto again = {0};
    hold(chart_draw(input, &again) == CHART_DONE);
    hold(again.verdict == chart->verdict);
    for (size_t i = 0; i < chart->point_count; i++) {
        hold(again.points[i].rule == chart->points[i].rule);
        hold(again.points[i].upper == chart->points[i].upper);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 8)
        return -1;
    const struct chart_input input = read_input(data, size);
    chart_auto chart = {0};
    const enum chart_result result = chart_draw(&input, &chart);
    if (result != CHART_DONE) {
        hold(!chart.points && !chart.segments && !chart.point_count);
        return 0;
    }
    hold(chart.point_count == input.count);
    check_limits(&input, &chart);
    check_partial(&input, &chart);
    check_segments(&chart);
    check_season(&chart.season);
    check_again(&input, &chart);
    return 0;
}
