/* The worked examples of docs/control-charts.md are what the charts of their values say.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "series.h"

#define CELLS 5
#define CELL_SIZE 200

static char page[1 << 16];
static double values[32];
static int32_t positions[32];

static void open_page(void)
{
    free_auto char *text = series_file("docs/control-charts.md");
    cr_assert_lt(strlen(text), sizeof page);
    snprintf(page, sizeof page, "%s", text);
    for (int32_t i = 0; i < 32; i++)
        positions[i] = i;
}

TestSuite(page, .init = open_page);

/* The cells of the row numbered `number` in the table of a heading; false behind its last. */
static bool find_row(const char *heading, unsigned number, char cells[CELLS][CELL_SIZE])
{
    const char *line = strstr(page, heading);
    cr_assert_not_null(line, "%s", heading);
    char start[16];
    snprintf(start, sizeof start, "\n| %u |", number);
    const char *end = strstr(line, "\n\n");
    line = strstr(line, start);
    if (!line || line > end)
        return false;
    line++;
    memset(cells, 0, CELLS * sizeof cells[0]);
    for (size_t i = 0; i < CELLS && *line == '|'; i++) {
        const size_t width = strcspn(line + 1, "|\n");
        snprintf(cells[i], CELL_SIZE, "%.*s", (int)width, line + 1);
        line += 1 + width;
    }
    return true;
}

/* What a table says of a step: its last number, to as many places as are written. */
static void assert_step(const char *name, double value)
{
    char start[80];
    snprintf(start, sizeof start, "\n| %s |", name);
    const char *line = strstr(page, start);
    cr_assert_not_null(line, "%s", name);
    const char *end = strchr(line + 1, '\n') - 1; /* the last bar */
    const char *cell = end - 1;
    while (*cell != '|')
        cell--;
    char said[40], found[40];
    snprintf(said, sizeof said, "%.*s", (int)(end - cell - 3), cell + 2);
    const char *point = strchr(said, '.');
    snprintf(found, sizeof found, "%.*f", point ? (int)strlen(point + 1) : 0, value);
    cr_assert_str_eq(said, found, "%s", name);
}

static void assert_cell(const char *cell, double value, unsigned number)
{
    char said[40], found[40];
    cr_assert_eq(sscanf(cell, "%39s", said), 1, "%u", number);
    const char *point = strchr(said, '.');
    snprintf(found, sizeof found, "%.*f", point ? (int)strlen(point + 1) : 0, value);
    cr_assert_str_eq(said, found, "%u", number);
}

static size_t read_values(const char *heading)
{
    char cells[CELLS][CELL_SIZE];
    size_t count = 0;
    while (find_row(heading, (unsigned)count + 1, cells))
        cr_assert_eq(sscanf(cells[1], "%lf", &values[count++]), 1);
    return count;
}

Test(page, has_the_limits_and_exceptions_of_its_worked_example)
{
    static const char heading[] = "| month | value |";
    const size_t count = read_values(heading);
    cr_assert_eq(count, 19);
    struct chart_input input = {.values = values,
                                .positions = positions,
                                .count = count,
                                .period = 12,
                                .is_count = true,
                                .options = CHART_DEFAULTS};
    chart_auto chart = {0}, plain = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    input.options.screen = false;
    cr_assert_eq(chart_draw(&input, &plain), CHART_DONE);
    for (size_t i = 0; i < count; i++) {
        char cells[CELLS][CELL_SIZE], rule[40] = "";
        find_row(heading, (unsigned)i + 1, cells);
        if (i > 0)
            assert_cell(cells[2], fabs(values[i] - values[i - 1]), (unsigned)i + 1);
        sscanf(cells[3], "%39s", rule);
        const char *name = chart_rule_name(chart.points[i].rule);
        cr_assert_str_eq(rule, name ? name : "", "%zu", i + 1);
    }
    assert_step("mean", chart.segments[0].mean);
    assert_step("mean moving range, all", plain.segments[0].mean_range);
    assert_step("a range is screened from", 3.267 * plain.segments[0].mean_range);
    assert_step("ranges screened", (double)chart.segments[0].ranges_screened);
    assert_step("mean moving range, kept", chart.segments[0].mean_range);
    assert_step("lower limit", chart.segments[0].lower);
    assert_step("upper limit", chart.segments[0].upper);
    cr_assert_eq(chart.verdict, CHART_IMPROVEMENT);
}

/* The trend by hand: half, three whole, half. */
static double trend_at(size_t i)
{
    return (values[i - 2] / 2 + values[i - 1] + values[i] + values[i + 1] + values[i + 2] / 2) / 4;
}

Test(page, has_the_season_of_its_second_example)
{
    static const char heading[] = "| quarter | value |";
    const size_t count = read_values(heading);
    cr_assert_eq(count, 12);
    const struct chart_input input = {.values = values,
                                      .positions = positions,
                                      .count = count,
                                      .period = 4,
                                      .options = CHART_DEFAULTS};
    chart_auto chart = {0};
    cr_assert_eq(chart_draw(&input, &chart), CHART_DONE);
    for (size_t i = 0; i < count; i++) {
        char cells[CELLS][CELL_SIZE];
        find_row(heading, (unsigned)i + 1, cells);
        if (i >= 2 && i < count - 2) {
            assert_cell(cells[2], trend_at(i), (unsigned)i + 1);
            assert_cell(cells[3], values[i] / trend_at(i), (unsigned)i + 1);
        }
        assert_cell(cells[4], chart.points[i].adjusted, (unsigned)i + 1);
    }
    for (size_t s = 0; s < 4; s++) {
        char name[40];
        snprintf(name, sizeof name, "factor of quarter %zu", s + 1);
        assert_step(name, chart.season.factors[s]);
    }
    assert_step("F", chart.season.statistic);
    assert_step("mean without season", chart.segments[0].mean);
    assert_step("upper limit in a quarter 3", chart.points[2].upper);
    assert_step("upper limit in a quarter 4", chart.points[3].upper);
    cr_assert_eq(chart.points[11].rule, CHART_OUTSIDE_LIMITS);
}
