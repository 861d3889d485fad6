/* The charts of nine real series are those of an independent implementation of the NHS's rules.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "series.h"

static double number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    cr_assert(json_is_number(value), "%s", name);
    return json_number_value(value);
}

static const char *string(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    cr_assert_not_null(value, "%s", name);
    return value;
}

static void assert_close(double value, double expected, const char *name)
{
    cr_assert(fabs(value - expected) <= 1e-9 * fmax(1, fabs(expected)), "%s: %.12g, not %.12g",
              name, value, expected);
}

static char letter(const struct chart_point *point)
{
    static const char up[] = ".OTWS", down[] = ".otws";
    return (point->direction == CHART_UP ? up : down)[point->rule];
}

static enum chart_polarity polarity_of(const char *name)
{
    return strcmp(name, "neutral") == 0           ? CHART_NEUTRAL
           : strcmp(name, "lower_is_better") == 0 ? CHART_LOWER_IS_BETTER
                                                  : CHART_HIGHER_IS_BETTER;
}

static void check_setting(const json_t *setting)
{
    const struct series series = series_read(string(setting, "series"));
    const json_t *segments = json_object_get(setting, "segments");
    size_t starts[4];
    for (size_t i = 0; i < json_array_size(segments); i++)
        starts[i] = (size_t)number(json_array_get(segments, i), "first");
    struct chart_input input = series_input(&series);
    input.polarity = polarity_of(string(setting, "polarity"));
    input.rebaselines = starts + 1;
    input.rebaseline_count = json_array_size(segments) - 1;
    input.options.season = false;
    input.options.screen = json_is_true(json_object_get(setting, "screen"));
    input.options.limits_from_first = (size_t)number(setting, "limits_from_first");

    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    cr_assert_eq(chart.segment_count, json_array_size(segments));
    for (size_t i = 0; i < chart.segment_count; i++) {
        const json_t *expected = json_array_get(segments, i);
        cr_assert_eq((double)chart.segments[i].first, number(expected, "first"));
        cr_assert_eq((double)chart.segments[i].count, number(expected, "count"));
        assert_close(chart.segments[i].mean, number(expected, "mean"), series.name);
        assert_close(chart.segments[i].lower, number(expected, "lower"), series.name);
        assert_close(chart.segments[i].upper, number(expected, "upper"), series.name);
    }
    char rules[SERIES_MAX + 1] = "";
    for (size_t i = 0; i < chart.point_count; i++) {
        rules[i] = letter(&chart.points[i]);
        assert_close(chart.points[i].upper, chart.segments[chart.points[i].segment].upper,
                     series.name);
    }
    cr_assert_str_eq(rules, string(setting, "rules"), "%s", series.name);
    cr_assert_str_eq(chart_verdict_name(chart.verdict), string(setting, "verdict"), "%s",
                     series.name);
}

Test(reference, every_limit_and_every_exception_of_its_49_settings_is_ours)
{
    free_auto char *text = series_file("tests/unit/analysis/fixtures/expected.json");
    json_auto_t *settings = json_loads(text, 0, NULL);
    cr_assert_eq(json_array_size(settings), 49);
    size_t i, fixed = 0, rebased = 0;
    json_t *setting;
    json_array_foreach(settings, i, setting)
    {
        check_setting(setting);
        fixed += number(setting, "limits_from_first") > 0;
        rebased += json_array_size(json_object_get(setting, "segments")) > 1;
    }
    cr_assert(fixed == 9 && rebased == 4);
}
