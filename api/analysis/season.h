/* The season of a series: whether it has one, and its factors.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "analysis/chart.h"

/* Looks for the season of a series of segments, and sets each point's `adjusted`. The trend is
 * taken away while the season is estimated, and stays in the adjusted values. False without memory.
 */
must_check bool season_remove(const struct chart_input *input, struct chart *chart);

/* What a level of the adjusted values is in the season of a position. */
double season_put(const struct chart_season *season, double level, int32_t position);
