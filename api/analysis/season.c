/* The season, by classical decomposition, if an analysis of variance finds one.
 * SPDX-License-Identifier: MIT
 *
 * The trend is a centred moving average over one year, and a season's factor the mean of what its
 * values are beside their trend, as R's decompose() has it (Kendall & Stuart, The Advanced Theory
 * of Statistics, vol. 3). An average never reaches over a rebaseline: the new level would look like
 * a season to it. So each segment has a trend of its own, and all of them share one set of factors.
 */
#include "analysis/season.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/fisher.h"

/* Multiplicative factors divide: no value may be so small beside the others that its trend is not.
 */
static const double smallest_share = 1e-6;

/* One segment by its periods, gaps too: NAN is where there is nothing. */
struct grid {
    double *values, *filled, *trend;
    int32_t first; /* position of the first */
    size_t count;
};

struct groups {
    double means[CHART_SEASONS_MAX], squares[CHART_SEASONS_MAX]; /* squares of the deviations */
    size_t counts[CHART_SEASONS_MAX];
};

static bool is_there(double value)
{
    return !isnan(value);
}

static void groups_add(struct groups *groups, size_t season, double value)
{
    groups->counts[season]++;
    const double off = value - groups->means[season];
    groups->means[season] += off / (double)groups->counts[season];
    groups->squares[season] += off * (value - groups->means[season]);
}

static void grid_fill(struct grid *grid, const struct chart_input *input,
                      const struct chart_segment *segment)
{
    grid->first = input->positions[segment->first];
    grid->count = (size_t)(input->positions[segment->last] - grid->first) + 1;
    for (size_t i = 0; i < grid->count; i++)
        grid->values[i] = grid->trend[i] = NAN;
    for (size_t i = segment->first; i <= segment->last; i++)
        grid->values[input->positions[i] - grid->first] = input->values[i];
    /* A gap is bridged, for the trend alone, by the same season of the years beside it. */
    const size_t year = input->period;
    for (size_t i = 0; i < grid->count; i++) {
        const double before = i >= year ? grid->values[i - year] : NAN;
        const double after = i + year < grid->count ? grid->values[i + year] : NAN;
        if (is_there(grid->values[i]))
            grid->filled[i] = grid->values[i];
        else if (is_there(before) && is_there(after))
            grid->filled[i] = before / 2 + after / 2;
        else
            grid->filled[i] = is_there(before) ? before : after;
    }
}

/* Weights of an even year are half at both ends, so that each season weighs the same. */
static void grid_average(struct grid *grid, size_t year)
{
    const size_t half = year / 2;
    for (size_t i = half; i + half < grid->count; i++) {
        double sum = (grid->filled[i - half] + grid->filled[i + half]) / 2;
        for (size_t j = i - half + 1; j < i + half; j++)
            sum += grid->filled[j];
        grid->trend[i] = sum / (double)year;
    }
}

/* The next that has a trend, from `i` on; the count if none has. */
static size_t next_trend(const struct grid *grid, size_t i)
{
    while (i < grid->count && !is_there(grid->trend[i]))
        i++;
    return i;
}

/* Goes on with the trend to both ends as steeply as it went in the year beside them, and straight
 * over holes: the test needs every value, for two years have only one of each season in the middle.
 */
static void grid_extend(struct grid *grid, size_t year)
{
    const size_t first = next_trend(grid, 0);
    if (first == grid->count)
        return;
    size_t last = first;
    for (size_t next = next_trend(grid, first + 1); next < grid->count;
         next = next_trend(grid, next + 1)) {
        for (size_t i = last + 1; i < next; i++)
            grid->trend[i] = grid->trend[last] + (grid->trend[next] - grid->trend[last]) *
                                                     (double)(i - last) / (double)(next - last);
        last = next;
    }
    const size_t reach = last - first < year ? last - first : year;
    const double rise =
        reach ? (grid->trend[first + reach] - grid->trend[first]) / (double)reach : 0;
    const double late = reach ? (grid->trend[last] - grid->trend[last - reach]) / (double)reach : 0;
    for (size_t i = 0; i < first; i++)
        grid->trend[i] = grid->trend[first] - rise * (double)(first - i);
    for (size_t i = last + 1; i < grid->count; i++)
        grid->trend[i] = grid->trend[last] + late * (double)(i - last);
}

/* What each value is beside its trend, by seasons. A value is at most a year's number of times a
 * trend that is its average; where it is more, the line that the trend was extended by has lost the
 * series. */
static void grid_collect(const struct grid *grid, const struct chart_season *season,
                         struct groups *groups)
{
    const bool ratio = season->kind == CHART_SEASON_MULTIPLICATIVE;
    for (size_t i = 0; i < grid->count; i++) {
        const double value = grid->values[i], trend = grid->trend[i];
        if (!is_there(value) || !is_there(trend) || (ratio && value > trend * season->period))
            continue;
        groups_add(groups, ((size_t)grid->first + i) % season->period,
                   ratio ? value / trend : value - trend);
    }
}

/* One-way analysis of variance: do the seasons differ more than the years do? Differences that are
 * nothing but rounding are none. */
static void season_test(struct chart_season *season, const struct groups *groups, double scale)
{
    double total = 0, mean = 0, between = 0, within = 0;
    for (size_t s = 0; s < season->period; s++) {
        total += (double)groups->counts[s];
        mean += (double)groups->counts[s] * groups->means[s];
    }
    mean /= total;
    for (size_t s = 0; s < season->period; s++) {
        between +=
            (double)groups->counts[s] * (groups->means[s] - mean) * (groups->means[s] - mean);
        within += groups->squares[s];
    }
    season->is_tested = true;
    season->freedom_between = season->period - 1;
    season->freedom_within = (unsigned)total - season->period;
    season->probability = 1;
    if (between + within <= total * (1e-10 * scale) * (1e-10 * scale))
        return;
    const double numerator = between / season->freedom_between;
    const double denominator = within / season->freedom_within;
    season->statistic = numerator < denominator * CHART_STATISTIC_MAX ? numerator / denominator
                                                                      : CHART_STATISTIC_MAX;
    season->probability =
        fisher_tail(season->statistic, season->freedom_between, season->freedom_within);
}

/* Factors whose mean is 1, or 0 if they are added. */
static void season_factors(struct chart_season *season, const struct groups *groups)
{
    double mean = 0;
    for (size_t s = 0; s < season->period; s++)
        mean += groups->means[s] / season->period;
    for (size_t s = 0; s < season->period; s++)
        season->factors[s] = season->kind == CHART_SEASON_MULTIPLICATIVE ? groups->means[s] / mean
                                                                         : groups->means[s] - mean;
}

static bool has_each(const struct groups *groups, size_t period, size_t times)
{
    for (size_t s = 0; s < period; s++)
        if (groups->counts[s] < times)
            return false;
    return true;
}

static enum chart_season_kind kind_for(const struct chart_input *input)
{
    double smallest = input->values[0], largest = input->values[0];
    for (size_t i = 1; i < input->count; i++) {
        smallest = input->values[i] < smallest ? input->values[i] : smallest;
        largest = input->values[i] > largest ? input->values[i] : largest;
    }
    return smallest > 0 && smallest >= smallest_share * largest ? CHART_SEASON_MULTIPLICATIVE
                                                                : CHART_SEASON_ADDITIVE;
}

static double size_of(const struct chart_input *input)
{
    double size = 0;
    for (size_t i = 0; i < input->count; i++)
        size = fmax(size, fabs(input->values[i]));
    return size;
}

/* Estimates the factors and tests them; `season->kind` is what they are to be. */
static enum chart_season_reason season_estimate(const struct chart_input *input,
                                                const struct chart *chart, double *memory,
                                                size_t room, struct chart_season *season)
{
    struct groups inner = {0}, all = {0};
    struct grid grid = {.values = memory, .filled = memory + room, .trend = memory + 2 * room};
    for (size_t i = 0; i < chart->segment_count; i++) {
        grid_fill(&grid, input, &chart->segments[i]);
        grid_average(&grid, input->period);
        grid_collect(&grid, season, &inner);
        grid_extend(&grid, input->period);
        grid_collect(&grid, season, &all);
    }
    if (!has_each(&inner, input->period, 1) ||
        !has_each(&all, input->period, CHART_SEASON_YEARS_MIN))
        return CHART_SEASON_TOO_SHORT;
    season_test(season, &all, season->kind == CHART_SEASON_MULTIPLICATIVE ? 1 : size_of(input));
    if (season->probability > CHART_SEASON_LEVEL)
        return CHART_SEASON_NOT_SIGNIFICANT;
    season_factors(season, &inner);
    return CHART_SEASON_REMOVED;
}

bool season_remove(const struct chart_input *input, struct chart *chart)
{
    struct chart_season *season = &chart->season;
    season->period = input->period;
    if (!input->options.season)
        season->reason = CHART_SEASON_NOT_ASKED;
    else if (input->period == 1)
        season->reason = CHART_SEASON_YEARLY;
    else if (input->count < (size_t)CHART_SEASON_YEARS_MIN * input->period)
        season->reason = CHART_SEASON_TOO_SHORT;
    else {
        const size_t room = (size_t)(input->positions[input->count - 1] - input->positions[0]) + 1;
        free_auto double *memory = calloc(3 * room, sizeof *memory);
        if (!memory)
            return false;
        season->kind = kind_for(input);
        season->reason = season_estimate(input, chart, memory, room, season);
    }
    if (season->reason != CHART_SEASON_REMOVED)
        season->kind = CHART_SEASON_NONE;
    for (size_t i = 0; i < input->count; i++) {
        struct chart_point *point = &chart->points[i];
        const double factor = season->factors[(size_t)input->positions[i] % season->period];
        if (season->kind == CHART_SEASON_MULTIPLICATIVE)
            point->adjusted = point->value / factor;
        else
            point->adjusted = point->value - (season->kind == CHART_SEASON_ADDITIVE ? factor : 0);
    }
    return true;
}

double season_put(const struct chart_season *season, double level, int32_t position)
{
    const double factor = season->factors[(size_t)position % season->period];
    switch (season->kind) {
    case CHART_SEASON_NONE:
        return level;
    case CHART_SEASON_MULTIPLICATIVE:
        return level * factor;
    case CHART_SEASON_ADDITIVE:
        return level + factor;
    }
    return level;
}
