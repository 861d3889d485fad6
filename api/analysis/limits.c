/* The limits of one segment: its mean, and 2.66 mean moving ranges either side.
 * SPDX-License-Identifier: MIT */
#include "analysis/limits.h"

#include <math.h>

/* 3 / 1.128: three sigma by the mean range of two points, d2 = 1.128. */
static const double limit_ranges = 2.66;
/* D4 of two points: the upper limit of the moving ranges themselves. */
static const double screen_ranges = 3.267;

bool limits_are_even(double a, double b, double scale)
{
    const double size = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= 1e-12 * (size > scale ? size : scale);
}

double limits_step(const struct chart_point *before, const struct chart_point *point)
{
    const double a = fabs(before->value), b = fabs(point->value);
    if (limits_are_even(before->adjusted, point->adjusted, a > b ? a : b))
        return 0;
    return point->adjusted - before->adjusted;
}

/* Of values that are all the same, exactly that: what rounding took from the sum is put back. */
static double mean_of(const struct chart_point *points, size_t count)
{
    double sum = 0, rest = 0;
    for (size_t i = 0; i < count; i++)
        sum += points[i].adjusted;
    const double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++)
        rest += points[i].adjusted - mean;
    return mean + rest / (double)count;
}

/* The mean of the ranges below `bound`, and how many they are. */
static double mean_range(const struct chart_point *points, size_t count, double bound,
                         size_t *ret_kept)
{
    double sum = 0;
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        const double range = fabs(limits_step(&points[i - 1], &points[i]));
        if (range < bound) {
            sum += range;
            kept++;
        }
    }
    *ret_kept = kept;
    return kept ? sum / (double)kept : 0;
}

void limits_draw(struct chart_segment *segment, const struct chart_point *points,
                 const struct chart_options *options)
{
    const size_t first = options->limits_from_first;
    const size_t count = first && first < segment->count ? first : segment->count;
    if (count < CHART_LIMITS_MIN)
        return;
    points += segment->first;
    segment->has_limits = true;
    segment->is_trial = count < CHART_TRIAL_BELOW;
    segment->mean = mean_of(points, count);
    segment->mean_range = mean_range(points, count, INFINITY, &segment->ranges);
    if (options->screen && segment->mean_range > 0) {
        size_t kept;
        const double screened =
            mean_range(points, count, screen_ranges * segment->mean_range, &kept);
        /* If nothing but steps and spikes varied, they are all the variation that is known. */
        if (screened > 0) {
            segment->mean_range = screened;
            segment->ranges_screened = segment->ranges - kept;
        }
    }
    segment->lower = segment->mean - limit_ranges * segment->mean_range;
    segment->upper = segment->mean + limit_ranges * segment->mean_range;
}
