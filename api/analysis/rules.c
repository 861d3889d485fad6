/* The rules of a control chart: which of a segment's points are exceptions, and by which rule.
 * SPDX-License-Identifier: MIT
 *
 * They are applied from the last to the first, each overwriting what came before it, so that a
 * point ends with the first rule that holds. */
#include <math.h>

#include "analysis/limits.h"

/* -1, 0 or 1: how a point's adjusted value compares with `level`. */
static int side_of(const struct chart_point *point, double level)
{
    if (limits_are_even(point->adjusted, level, fabs(point->value)))
        return 0;
    return point->adjusted > level ? 1 : -1;
}

static void flag(struct chart_point *point, enum chart_rule rule, int side)
{
    point->rule = rule;
    point->direction = side > 0 ? CHART_UP : CHART_DOWN;
}

static void flag_all(struct chart_point *points, size_t from, size_t end, enum chart_rule rule,
                     int side)
{
    for (size_t i = from; i < end; i++)
        flag(&points[i], rule, side);
}

/* A point on the mean ends a run, and belongs to none. */
static void apply_shift(struct chart_point *points, size_t count, double mean, unsigned length)
{
    size_t from = 0;
    int run = 0;
    for (size_t i = 0; i <= count; i++) {
        const int side = i < count ? side_of(&points[i], mean) : 0;
        if (i > 0 && side == run)
            continue;
        if (run && i - from >= length)
            flag_all(points, from, i, CHART_SHIFT, run);
        from = i;
        run = side;
    }
}

/* 1 or -1 beyond two thirds of the way to a limit, and not beyond the limit. */
static int near_limit(const struct chart_segment *segment, const struct chart_point *point)
{
    if (side_of(point, segment->upper) > 0 || side_of(point, segment->lower) < 0)
        return 0;
    const double reach = (segment->upper - segment->mean) * 2 / 3;
    if (side_of(point, segment->mean + reach) > 0)
        return 1;
    return side_of(point, segment->mean - reach) < 0 ? -1 : 0;
}

/* All three are on one side of the mean; the two are flagged, the third is not. */
static void apply_two_of_three(const struct chart_segment *segment, struct chart_point *points)
{
    int sides[3] = {0}, near[3] = {0}; /* of the last three points, by their index */
    for (size_t i = 0; i < segment->count; i++) {
        sides[i % 3] = side_of(&points[i], segment->mean);
        near[i % 3] = near_limit(segment, &points[i]);
        const int side = sides[0] + sides[1] + sides[2], count = near[0] + near[1] + near[2];
        if ((side != 3 && side != -3) || (count > -2 && count < 2))
            continue;
        for (size_t j = i - 2; j <= i; j++)
            if (near[j % 3])
                flag(&points[j], CHART_TWO_OF_THREE, side);
    }
}

static int step_before(const struct chart_point *point)
{
    const double step = limits_step(point - 1, point);
    return (step > 0) - (step < 0);
}

/* Of a peak, which ends one run and begins the next, the later run is told. */
static void apply_trend(struct chart_point *points, size_t count, unsigned length)
{
    size_t from = 0;
    int run = 0;
    for (size_t i = 1; i <= count; i++) {
        const int step = i < count ? step_before(&points[i]) : 0;
        if (step == run && i < count)
            continue;
        if (run && i - from >= length)
            flag_all(points, from, i, CHART_TREND, run);
        from = i - 1;
        run = step;
    }
}

static void apply_outside(const struct chart_segment *segment, struct chart_point *points)
{
    for (size_t i = 0; i < segment->count; i++) {
        if (side_of(&points[i], segment->upper) > 0)
            flag(&points[i], CHART_OUTSIDE_LIMITS, 1);
        else if (side_of(&points[i], segment->lower) < 0)
            flag(&points[i], CHART_OUTSIDE_LIMITS, -1);
    }
}

void rules_apply(const struct chart_segment *segment, struct chart_point *points,
                 const struct chart_options *options)
{
    if (!segment->has_limits)
        return;
    points += segment->first;
    apply_shift(points, segment->count, segment->mean, options->shift);
    apply_two_of_three(segment, points);
    apply_trend(points, segment->count, options->trend);
    apply_outside(segment, points);
}
