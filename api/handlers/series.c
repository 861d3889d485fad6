/* Series read from rows, one after the other, each with its control chart.
 * SPDX-License-Identifier: MIT */
#include "handlers/series.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "http/rows.h"

#define POINTS_AT_FIRST 128
#define NUMBERS_BITS 8

/* Numbers as they were written last. Means and limits come again from point to point, and writing a
 * double is dear: it was more than half of what a chart's answer cost. */
static _Thread_local struct written {
    uint64_t bits;
    size_t length;
    char text[NUMBER_ROOM];
} numbers[1U << NUMBERS_BITS];

/* Where the columns are that mean something. */
struct columns {
    size_t series, period, value, position, rebaseline, annotation, asked, focus, shared, polarity,
        frequency, kind;
};

static struct columns columns_of(const struct rows *rows)
{
    return (struct columns){
        .series = rows_find(rows, "_series"),
        .period = rows_find(rows, "period"),
        .value = rows_find(rows, "value"),
        .position = rows_find(rows, "_position"),
        .rebaseline = rows_find(rows, "_rebaseline"),
        .annotation = rows_find(rows, "_annotation"),
        .asked = rows_find(rows, "_asked"),
        .focus = rows_find(rows, "focus"),
        .shared = rows_find(rows, "_shared"),
        .polarity = rows_find(rows, "_polarity"),
        .frequency = rows_find(rows, "_frequency"),
        .kind = rows_find(rows, "_kind"),
    };
}

static const char *cell(const struct rows *rows, size_t row, size_t column)
{
    size_t length;
    return column == SIZE_MAX ? NULL : rows_value(rows, row, column, &length);
}

static bool is_true(const struct rows *rows, size_t row, size_t column)
{
    const char *text = cell(rows, row, column);
    return text && text[0] == 't';
}

static bool grow(struct series *series)
{
    const size_t capacity = series->capacity ? series->capacity * 2 : POINTS_AT_FIRST;
    struct series_point *points = realloc(series->points, capacity * sizeof *points);
    if (points)
        series->points = points;
    double *values = realloc(series->values, capacity * sizeof *values);
    if (values)
        series->values = values;
    int32_t *positions = realloc(series->positions, capacity * sizeof *positions);
    if (positions)
        series->positions = positions;
    size_t *rebaselines = realloc(series->rebaselines, capacity * sizeof *rebaselines);
    if (rebaselines)
        series->rebaselines = rebaselines;
    size_t *reasons = realloc(series->reasons, capacity * sizeof *reasons);
    if (reasons)
        series->reasons = reasons;
    if (!points || !values || !positions || !rebaselines || !reasons) {
        memory_note_lack();
        return false;
    }
    series->capacity = capacity;
    return true;
}

static size_t keep_text(struct series *series, const char *text)
{
    const size_t at = series->texts.length;
    assert(text);
    text_add(&series->texts, text, strlen(text) + 1);
    return at;
}

static void add_rebaseline(struct series *series, const char *why)
{
    series->reasons[series->rebaseline_count] = why ? keep_text(series, why) : SIZE_MAX;
    series->rebaselines[series->rebaseline_count++] = series->count;
}

static bool add_point(struct series *series, const struct rows *rows, size_t row,
                      const struct columns *columns)
{
    if (series->count == series->capacity && !grow(series))
        return false;
    const char *value = cell(rows, row, columns->value),
               *position = cell(rows, row, columns->position);
    const bool asked = columns->asked == SIZE_MAX || is_true(rows, row, columns->asked);
    assert(position);
    /* Where a hidden value begins a segment, the next that is seen does. */
    const size_t begun = series->rebaseline_count;
    if (is_true(rows, row, columns->rebaseline) &&
        (begun == 0 || series->rebaselines[begun - 1] != series->count))
        add_rebaseline(series, cell(rows, row, columns->annotation));
    if (!value) {
        series->is_partial = true;
        series->hides_asked = series->hides_asked || asked;
        return true;
    }
    series->values[series->count] = strtod(value, NULL);
    series->positions[series->count] = (int32_t)strtol(position, NULL, 10);
    series->points[series->count++] = (struct series_point){
        .period = keep_text(series, cell(rows, row, columns->period)),
        .text = keep_text(series, value),
        .asked = asked,
    };
    return !text_failed(&series->texts);
}

/* What is said about the series itself, from a row of it. */
static void add_facts(struct series *series, const struct composition *composition, size_t row,
                      const struct columns *columns)
{
    struct rows facts = composition->rows;
    facts.column_count = columns->period;
    if (composition->form == FORM_CSV) {
        rows_write_csv_row(&series->facts, &facts, row, composition->guard);
        series->facts.length -= 2; /* the end of the line */
        text_add_char(&series->facts, ',');
        return;
    }
    rows_write_object(&series->facts, &facts, row);
    if (!text_failed(&series->facts))
        series->facts.data[series->facts.length - 1] = ',';
}

static enum chart_polarity polarity_of(const char *text)
{
    return strcmp(text, "lower_is_better") == 0    ? CHART_LOWER_IS_BETTER
           : strcmp(text, "higher_is_better") == 0 ? CHART_HIGHER_IS_BETTER
                                                   : CHART_NEUTRAL;
}

static unsigned period_of(const char *frequency)
{
    return strcmp(frequency, "month") == 0 ? 12 : strcmp(frequency, "quarter") == 0 ? 4 : 1;
}

struct chart_input series_input(const struct series_settings *settings)
{
    assert(settings->polarity && settings->frequency && settings->kind);
    return (struct chart_input){
        .period = period_of(settings->frequency),
        .is_count = strcmp(settings->kind, "count") == 0,
        .polarity = polarity_of(settings->polarity),
        .options = settings->options,
    };
}

static void begin_series(struct series *series, const struct composition *composition, size_t row,
                         const struct columns *columns, const struct series_settings *settings)
{
    const struct rows *rows = &composition->rows;
    struct series_settings own = *settings;
    if (!own.polarity)
        own.polarity = cell(rows, row, columns->polarity);
    if (!own.frequency)
        own.frequency = cell(rows, row, columns->frequency);
    if (!own.kind)
        own.kind = cell(rows, row, columns->kind);
    series->count = series->rebaseline_count = 0;
    series->is_begun = true;
    series->is_partial = series->hides_asked = false;
    series->is_empty = !cell(rows, row, columns->period);
    series->guard = composition->guard;
    text_clear(&series->facts);
    text_clear(&series->texts);
    add_facts(series, composition, row, columns);
    series->focus = is_true(rows, row, columns->focus);
    series->is_shared = is_true(rows, row, columns->shared);
    series->input = series_input(&own);
}

static bool end_series(struct series *series, struct composition *composition,
                       series_visitor *visit, void *context)
{
    struct chart_input *input = &series->input;
    input->values = series->values;
    input->positions = series->positions;
    input->count = series->count;
    input->is_partial = series->is_partial;
    input->rebaselines = series->rebaselines;
    input->rebaseline_count = series->rebaseline_count;
    const enum chart_result result = chart_draw(input, &series->chart);
    if (result == CHART_OUT_OF_MEMORY)
        memory_note_lack();
    if (result != CHART_DONE && result != CHART_OUT_OF_MEMORY) {
        refusal_set(&composition->refusal, "internal-error", NULL);
        refusal_cause(&composition->refusal, "no chart can be drawn of a series (%d)", result);
    }
    const bool done =
        result == CHART_DONE && !text_failed(&series->facts) && visit(series, context);
    chart_free(&series->chart);
    return done;
}

static void free_series(struct series *series)
{
    text_free(&series->facts);
    text_free(&series->texts);
    free(series->points);
    free(series->values);
    free(series->positions);
    free(series->rebaselines);
    free(series->reasons);
}

/* Reads the rows that are there; `last` is what tells the series they belong to. */
static bool read_rows(struct series *series, struct composition *composition,
                      const struct series_settings *settings, struct text *last,
                      series_visitor *visit, void *context)
{
    const struct rows *rows = &composition->rows;
    const struct columns columns = columns_of(rows);
    assert(columns.period != SIZE_MAX);
    for (size_t row = 0; row < rows->row_count; row++) {
        const char *name = cell(rows, row, columns.series);
        if (!name)
            name = "";
        if (!series->is_begun || strcmp(name, last->data) != 0) {
            if (series->is_begun && !end_series(series, composition, visit, context))
                return false;
            begin_series(series, composition, row, &columns, settings);
            text_clear(last);
            text_add(last, name, strlen(name) + 1);
            if (text_failed(last))
                return false;
        }
        if (!series->is_empty && !add_point(series, rows, row, &columns))
            return false;
    }
    return true;
}

bool series_each(struct composition *composition, const struct series_settings *settings,
                 series_visitor *visit, void *context)
{
    struct series series = {0};
    text_auto last = {0};
    bool good = true;
    while (good && composition->rows.row_count > 0) {
        good = read_rows(&series, composition, settings, &last, visit, context);
        if (!composition->more)
            break;
        good = good && composition->more(composition);
    }
    if (good && series.is_begun)
        good = end_series(&series, composition, visit, context);
    free_series(&series);
    return good;
}

static unsigned number_of(const struct rows *head, const char *name, unsigned otherwise)
{
    const char *text = rows_first(head, name);
    return text ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

struct chart_options series_options(const struct rows *head)
{
    struct chart_options options = CHART_DEFAULTS;
    const char *screen = rows_first(head, "_screen"), *season = rows_first(head, "_season");
    options.screen = !screen || screen[0] == 't';
    options.season = !season || strcmp(season, "none") != 0;
    options.trend = number_of(head, "_trend", options.trend);
    options.shift = number_of(head, "_shift", options.shift);
    options.limits_from_first = number_of(head, "_limits_from_first", 0);
    return options;
}

const char *series_period(const struct series *series, size_t point)
{
    return series->texts.data + series->points[point].period;
}

const char *series_value(const struct series *series, size_t point)
{
    return series->texts.data + series->points[point].text;
}

const char *series_reason(const struct series *series, size_t point)
{
    const size_t first = series->chart.segments[series->chart.points[point].segment].first;
    for (size_t i = 0; i < series->rebaseline_count; i++)
        if (series->rebaselines[i] == first && series->reasons[i] != SIZE_MAX)
            return series->texts.data + series->reasons[i];
    return NULL;
}

void series_add_number(struct text *out, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    struct written *written = &numbers[bits * 0x9E3779B97F4A7C15U >> (64 - NUMBERS_BITS)];
    if (written->length == 0 || written->bits != bits) {
        written->bits = bits;
        written->length = number_put(written->text, number);
    }
    text_add(out, written->text, written->length);
}

void series_add_member(struct text *out, const char *name, const char *text)
{
    text_add_format(out, ",\"%s\":", name);
    if (text)
        text_add_json_string(out, text, strlen(text));
    else
        text_add_string(out, "null");
}
