/* The control chart of one series, as clients read it.
 * SPDX-License-Identifier: MIT */
#include "handlers/chart_answer.h"

#include <string.h>

#include "base/memory.h"
#include "handlers/series.h"
#include "http/rows.h"

static void add_limits(struct text *out, bool has_limits, double mean, double lower, double upper)
{
    const double numbers[] = {mean, lower, upper};
    static const char *const names[] = {"mean", "lower", "upper"};
    for (size_t i = 0; i < 3; i++) {
        text_add_format(out, ",\"%s\":", names[i]);
        if (has_limits)
            series_add_number(out, numbers[i]);
        else
            text_add_string(out, "null");
    }
}

static void add_latest(struct text *out, const struct series *series)
{
    const struct chart_point *point = &series->chart.points[series->count - 1];
    text_add_string(out, "{\"period\":");
    const char *period = series_period(series, series->count - 1);
    text_add_json_string(out, period, strlen(period));
    text_add_format(out, ",\"value\":%s", series_value(series, series->count - 1));
    series_add_member(out, "rule", chart_rule_name(point->rule));
    series_add_member(out, "direction", chart_direction_name(point->direction));
    text_add_char(out, '}');
}

static const char *reason_of(enum chart_season_reason reason)
{
    switch (reason) {
    case CHART_SEASON_NOT_ASKED:
        return "not_asked";
    case CHART_SEASON_YEARLY:
        return "one_period_a_year";
    case CHART_SEASON_TOO_SHORT:
        return "less_than_two_years";
    case CHART_SEASON_NOT_SIGNIFICANT:
        return "not_significant";
    case CHART_SEASON_REMOVED:
        return "removed";
    case CHART_SEASON_SUPPRESSED:
        return "suppressed";
    }
    return NULL;
}

static void add_season(struct text *out, const struct chart_season *season)
{
    text_add_string(out, ",\"season\":{\"kind\":");
    const char *kind = chart_season_name(season->kind);
    text_add_json_string(out, kind, strlen(kind));
    series_add_member(out, "reason", reason_of(season->reason));
    if (season->is_tested) {
        text_add_string(out, ",\"f\":");
        series_add_number(out, season->statistic);
        text_add_format(out,
                        ",\"degrees_of_freedom\":[%u,%u],\"probability\":", season->freedom_between,
                        season->freedom_within);
        series_add_number(out, season->probability);
    } else {
        text_add_string(out, ",\"f\":null,\"degrees_of_freedom\":null,\"probability\":null");
    }
    text_add_string(out, ",\"factors\":");
    if (season->reason == CHART_SEASON_REMOVED) {
        for (unsigned i = 0; i < season->period; i++) {
            text_add_char(out, i ? ',' : '[');
            series_add_number(out, season->factors[i]);
        }
        text_add_char(out, ']');
    } else {
        text_add_string(out, "null");
    }
    text_add_char(out, '}');
}

static void add_method(struct text *out, const struct chart_options *options,
                       const struct chart_season *season)
{
    text_add_format(out,
                    "{\"chart\":\"xmr\",\"screen\":%s,\"trend\":%u,\"shift\":%u,"
                    "\"limits_from_first\":",
                    options->screen ? "true" : "false", options->trend, options->shift);
    if (options->limits_from_first)
        text_add_format(out, "%zu", options->limits_from_first);
    else
        text_add_string(out, "null");
    add_season(out, season);
    text_add_char(out, '}');
}

static void add_segments(struct text *out, const struct series *series)
{
    text_add_char(out, '[');
    for (size_t i = 0; i < series->chart.segment_count; i++) {
        const struct chart_segment *segment = &series->chart.segments[i];
        text_add_string(out, i ? ",{\"from\":" : "{\"from\":");
        const char *from = series_period(series, segment->first);
        text_add_json_string(out, from, strlen(from));
        series_add_member(out, "to", series_period(series, segment->last));
        text_add_format(out, ",\"points\":%zu,\"trial\":%s,\"ranges_screened\":%zu", segment->count,
                        segment->is_trial ? "true" : "false", segment->ranges_screened);
        add_limits(out, segment->has_limits, segment->mean, segment->lower, segment->upper);
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

static void add_points(struct text *out, const struct series *series)
{
    text_add_char(out, '[');
    for (size_t i = 0; i < series->count; i++) {
        const struct chart_point *point = &series->chart.points[i];
        text_add_string(out, i ? ",{\"period\":" : "{\"period\":");
        const char *period = series_period(series, i);
        text_add_json_string(out, period, strlen(period));
        text_add_format(out, ",\"value\":%s,\"adjusted\":", series_value(series, i));
        series_add_number(out, point->adjusted);
        add_limits(out, point->has_limits, point->mean, point->lower, point->upper);
        series_add_member(out, "rule", chart_rule_name(point->rule));
        series_add_member(out, "direction", chart_direction_name(point->direction));
        text_add_char(out, '}');
    }
    text_add_char(out, ']');
}

static void add_cells(struct text *out, const struct series *series)
{
    for (size_t i = 0; i < series->count; i++) {
        const struct chart_point *point = &series->chart.points[i];
        const double numbers[] = {point->mean, point->lower, point->upper};
        const char *rule = chart_rule_name(point->rule),
                   *direction = chart_direction_name(point->direction);
        text_add_format(out, "%s,%s,", series_period(series, i), series_value(series, i));
        series_add_number(out, point->adjusted);
        for (size_t j = 0; j < 3; j++) {
            text_add_char(out, ',');
            if (point->has_limits)
                series_add_number(out, numbers[j]);
        }
        text_add_format(out, ",%s,%s\r\n", rule ? rule : "", direction ? direction : "");
    }
}

/* An answer in the making. */
struct answer {
    const struct composition *composition;
    struct text *out;
    struct chart_options options;
};

static void add_answer(const struct answer *answer, const struct series *series)
{
    struct text *out = answer->out;
    text_add_string(out, "\"verdict\":");
    const char *verdict = chart_verdict_name(series->chart.verdict);
    text_add_json_string(out, verdict, strlen(verdict));
    text_add_string(out, ",\"latest\":");
    if (series->count)
        add_latest(out, series);
    else
        text_add_string(out, "null");
    text_add_string(out, ",\"method\":");
    add_method(out, &answer->options, &series->chart.season);
    text_add_string(out, ",\"segments\":");
    add_segments(out, series);
    text_add_string(out, ",\"points\":");
    add_points(out, series);
    text_add_char(out, '}');
}

static bool write_series(struct series *series, void *context)
{
    const struct answer *answer = context;
    if (answer->composition->form == FORM_CSV)
        add_cells(answer->out, series);
    else
        add_answer(answer, series);
    return true;
}

/* The answer of a series without points. */
static bool answer_nothing(const struct answer *answer, const struct series_settings *settings)
{
    struct series series = {.input = series_input(settings)};
    const bool done = chart_draw(&series.input, &series.chart) == CHART_DONE;
    if (done)
        add_answer(answer, &series);
    else
        memory_note_lack();
    chart_free(&series.chart);
    return done;
}

bool compose_chart(struct composition *composition, struct text *out)
{
    const struct rows *head = composition->head;
    struct answer answer = {composition, out, series_options(head)};
    const struct series_settings settings = {
        .options = answer.options,
        .polarity = rows_first(head, "polarity"),
        .frequency = rows_first(head, "frequency"),
        .kind = rows_first(head, "kind"),
    };
    if (composition->form == FORM_CSV) {
        text_add_string(out, "period,value,adjusted,mean,lower,upper,rule,direction\r\n");
    } else {
        rows_write_object(out, head, 0);
        if (text_failed(out))
            return false;
        out->data[out->length - 1] = ',';
    }
    if (composition->rows.row_count == 0 && composition->form != FORM_CSV)
        return answer_nothing(&answer, &settings);
    return series_each(composition, &settings, write_series, &answer);
}
