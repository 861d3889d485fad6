/* Control charts: what of a series is its ordinary variation, and which of its points are
 * exceptions. SPDX-License-Identifier: MIT
 *
 * An XmR chart ("individuals and moving range") as the NHS draws it (NHS England, Making Data
 * Count; D. J. Wheeler, Understanding Variation): limits at the mean and 2.66 mean moving ranges
 * either side, rules for what lies outside of ordinary variation, and, where a season is real, all
 * of it on the series without its season. docs/control-charts.md says the method with a worked
 * example.
 *
 * Pure: no input or output, no locale, no state between calls, the same answer for the same input.
 *
 * Gaps. A period that has no value is no point: it is left out, never taken for zero. Moving ranges
 * and runs go from one point to the next that there is, over gaps. While nothing changes, points
 * are exchangeable, so seven points on one side are as improbable, and the range between two points
 * is as wide to expect, whether or not a period between them is missing; and a range that was left
 * out instead could leave a series with no variation, all of whose points are then exceptions. Only
 * the season needs to know where the gaps are, so that a March is compared with Marches. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

#define CHART_POINTS_MAX ((size_t)10000)
#define CHART_POSITION_MAX 120000 /* months of the years 0 to 9999 */
#define CHART_VALUE_MAX 1e100     /* what is larger has no sum of squares */
#define CHART_SEASONS_MAX 12
#define CHART_RUN_MIN 3 /* what `trend` and `shift` may be */
#define CHART_RUN_MAX 100

/* Points from which limits are calculated: fewer than six tell next to nothing of the variation, so
 * there are no limits and the verdict is that there is not enough data. Wheeler (Understanding
 * Variation, 2nd ed.) calls limits useful from five or six points on. Fewer than twelve give limits
 * that may still move much: the segment is said to be a trial. */
#define CHART_LIMITS_MIN ((size_t)6)
#define CHART_TRIAL_BELOW ((size_t)12)

/* Seasons are looked for where there are points of this many full years. */
#define CHART_SEASON_YEARS_MIN 2
/* At most this probability of what was found, were there no season: X-11's level of its F-test. */
#define CHART_SEASON_LEVEL 0.001
/* What a test that finds no variation within the seasons answers as its statistic. */
#define CHART_STATISTIC_MAX 1e9

enum chart_polarity { CHART_LOWER_IS_BETTER, CHART_HIGHER_IS_BETTER, CHART_NEUTRAL };

/* The first of them that holds names a point, in this order. */
enum chart_rule {
    CHART_NO_RULE,
    CHART_OUTSIDE_LIMITS, /* beyond a limit */
    CHART_TREND,          /* in a run of `trend` points each above, or each below, the one before */
    CHART_TWO_OF_THREE, /* one of two in three on a side, beyond two thirds of the way to its limit
                         */
    CHART_SHIFT,        /* in a run of `shift` points on one side of the mean */
};

enum chart_direction { CHART_LEVEL, CHART_UP, CHART_DOWN };

enum chart_verdict {
    CHART_NOT_ENOUGH_DATA, /* no points, too few for limits in the segment of the latest, or not all
                              that there are */
    CHART_NO_EXCEPTION,    /* the latest point is within ordinary variation */
    CHART_CONCERN,
    CHART_IMPROVEMENT,
    CHART_CHANGE, /* of what is neither better high nor low */
};

enum chart_season_kind { CHART_SEASON_NONE, CHART_SEASON_MULTIPLICATIVE, CHART_SEASON_ADDITIVE };

enum chart_season_reason {
    CHART_SEASON_NOT_ASKED,
    CHART_SEASON_YEARLY,    /* a year has one period: there is no season */
    CHART_SEASON_TOO_SHORT, /* less than two full years, or a season for which no trend is known */
    CHART_SEASON_NOT_SIGNIFICANT, /* what was found may well be chance */
    CHART_SEASON_REMOVED,
    CHART_SEASON_SUPPRESSED, /* values are hidden: the series is partial */
};

enum chart_result {
    CHART_DONE,
    CHART_BAD_VALUE,  /* not a number, infinite, or beyond CHART_VALUE_MAX */
    CHART_BAD_ORDER,  /* positions or rebaselines do not rise, or are out of range */
    CHART_BAD_OPTION, /* a run, period or number of first points that may not be */
    CHART_TOO_MANY,   /* more points than CHART_POINTS_MAX */
    CHART_OUT_OF_MEMORY
};

struct chart_options {
    bool screen;              /* leave out ranges of 3.267 mean ranges or more, once */
    bool season;              /* look for a season, and remove it if it is real */
    unsigned trend, shift;    /* how many points make a run: CHART_RUN_MIN to CHART_RUN_MAX */
    size_t limits_from_first; /* points of each segment that its limits are from; 0: all of them */
};

#define CHART_DEFAULTS                                                                             \
    ((struct chart_options){.screen = true, .season = true, .trend = 7, .shift = 7})

/* A series, in the order of time; everything stays the caller's. */
struct chart_input {
    const double *values;
    const int32_t *positions; /* of each value: a number that rises by one each period, from 0 on;
                                 its remainder by `period` is the season, so months since the year 0
                                 make January the season 0 */
    size_t count;
    const size_t *rebaselines; /* indices, rising, of the points with which a new segment begins; 0,
                                  or one that is `count`, changes nothing */
    size_t rebaseline_count;
    unsigned period; /* seasons of a year: 12, 4 or 1 */
    bool is_partial; /* there are points that are not told, so mean and limits would be wrong */
    bool is_count;   /* what is shown is never below zero; rules use the limits as calculated */
    enum chart_polarity polarity;
    struct chart_options options;
};

/* Limits are those of the point's season: what the value is compared with. */
struct chart_point {
    double value, adjusted; /* as given, and without its season */
    double mean, lower, upper;
    bool has_limits; /* false: the three above are 0 and mean nothing */
    enum chart_rule rule;
    enum chart_direction direction; /* of the rule: above or rising is up */
    size_t segment;
};

/* Points `first` to `last`; limits are on the scale of the adjusted values. */
struct chart_segment {
    size_t first, last, count;
    bool has_limits, is_trial;
    double mean, lower, upper;
    double mean_range; /* of those ranges that were kept */
    size_t ranges, ranges_screened;
};

struct chart_season {
    enum chart_season_kind kind;
    enum chart_season_reason reason;
    unsigned period;
    double factors[CHART_SEASONS_MAX]; /* by season; 1, or 0 if additive, where none was removed */
    bool is_tested; /* then the trend was removed, for the test and the factors alone */
    double statistic, probability; /* F, and of an F as large if there were no season */
    unsigned freedom_between, freedom_within;
};

struct chart {
    struct chart_point *points; /* as many as the input has */
    struct chart_segment *segments;
    size_t point_count, segment_count;
    struct chart_season season;
    enum chart_verdict verdict; /* of the latest point, which is the last */
};

/* Draws the chart of a series. Anything but CHART_DONE leaves an empty chart. The caller frees what
 * it is given with `chart_free`, whatever the answer. */
must_check enum chart_result chart_draw(const struct chart_input *input, struct chart *ret_chart);

/* What a point of a chart is, as the chart's own verdict is of its latest. */
enum chart_verdict chart_judge(enum chart_polarity polarity, const struct chart_point *point);

void chart_free(struct chart *chart);

#define chart_auto __attribute__((cleanup(chart_free))) struct chart

/* As clients read them: "outside_limits", NULL for no rule; "up", NULL; "concern";
 * "multiplicative". */
const char *chart_rule_name(enum chart_rule rule);
const char *chart_direction_name(enum chart_direction direction);
const char *chart_verdict_name(enum chart_verdict verdict);
const char *chart_season_name(enum chart_season_kind kind);
