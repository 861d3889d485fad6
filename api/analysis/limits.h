/* The limits of one segment of a control chart, and the rules that its points are held against.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "analysis/chart.h"

/* Whether two values of these points differ by nothing but rounding: what is equal to twelve
 * figures is equal. `scale` is the size of what they were calculated from. */
must_check bool limits_are_even(double a, double b, double scale);

/* How much a point lies above the one before it; 0 when they are even. */
must_check double limits_step(const struct chart_point *before, const struct chart_point *point);

/* Mean, limits and ranges of a segment, from the adjusted values of its first points. Nothing is
 * drawn, and `has_limits` stays false, when they are fewer than CHART_LIMITS_MIN. */
void limits_draw(struct chart_segment *segment, const struct chart_point *points,
                 const struct chart_options *options);

/* Gives each point of a segment that has limits the first rule that holds, and its direction. */
void rules_apply(const struct chart_segment *segment, struct chart_point *points,
                 const struct chart_options *options);
