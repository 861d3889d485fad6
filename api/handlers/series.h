/* Series read from rows, one after the other, each with its control chart.
 * SPDX-License-Identifier: MIT
 *
 * Rows are of one series after another, and of each in the order of time. These columns have a
 * meaning; those before `period` are facts about the series, the same in each of its rows:
 *
 *   _series      what tells it from the one before; absent where there is one series only
 *   period       as clients read it; NULL in the one row of what has no figures
 *   value        a number; NULL where it is hidden from the reader: of such a series there are no
 *                limits. A period without an observation has no row
 *   _position    of the period among all of its kind (chart.h)
 *   _rebaseline  whether a new segment begins with it
 *   _annotation  why, where it does
 *   _asked       whether the period is of those that are asked about
 *   _shared      whether every partner may read the series */
#pragma once

#include "analysis/chart.h"
#include "handlers/composers.h"

struct series {
    struct text facts; /* the columns before `period`: as JSON members, or as cells of a CSV, with a
                          comma behind */
    struct text texts; /* periods and values as they came, each ended by a NUL */
    bool focus;        /* the column `focus`, if there is one */
    bool is_shared;    /* the column `_shared`, if there is one */
    bool is_begun;     /* rows of it were read */
    bool is_empty;     /* it has no figures at all: it is no series, and is only listed */
    bool is_partial;   /* values are hidden from the reader; `count` does not have them */
    bool hides_asked;  /* one of them is of a period that is asked about */
    bool guard;        /* of CSV: against spreadsheet formulas */
    size_t count, capacity;
    struct series_point {
        size_t period, text; /* in `texts` */
        bool asked;
    } * points;
    double *values;
    int32_t *positions;
    size_t *rebaselines, rebaseline_count;
    size_t *reasons;          /* of each rebaseline: in `texts`; SIZE_MAX where none is told */
    struct chart_input input; /* polarity, period and options come from who draws */
    struct chart chart;
};

/* What is the same for all of them, or is read from the first row of each. */
struct series_settings {
    struct chart_options options;
    const char *polarity, *frequency, *kind; /* NULL: from the columns of these names, with an
                                                underscore before them */
};

/* Draws every series and hands it to `visit`, in their order. False: memory or rows could not be
 * had, or `visit` said so. */
typedef bool series_visitor(struct series *series, void *context);
must_check bool series_each(struct composition *composition, const struct series_settings *settings,
                            series_visitor *visit, void *context);

/* What a chart is drawn from, without points; polarity, frequency and kind are given. */
struct chart_input series_input(const struct series_settings *settings);

/* The options in the columns _screen, _season, _trend, _shift and _limits_from_first of a head. */
struct chart_options series_options(const struct rows *head);

const char *series_period(const struct series *series, size_t point);
const char *series_value(const struct series *series, size_t point);

/* Why the segment that a point is in began anew; NULL when it did not. */
const char *series_reason(const struct series *series, size_t point);

/* A number of the analysis. */
void series_add_number(struct text *out, double number);

/* A member or a cell, with a comma before it: `null`, or nothing, where there is no text. */
void series_add_member(struct text *out, const char *name, const char *text);
