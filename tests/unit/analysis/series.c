/* The series of fixtures/series.csv, and reading what lies beside it.
 * SPDX-License-Identifier: MIT */
#include "series.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

char *series_file(const char *path)
{
    char whole[512];
    snprintf(whole, sizeof whole, "%s/%s", SOURCE_ROOT, path);
    FILE *file = fopen(whole, "r");
    cr_assert_not_null(file, "%s", whole);
    char *text = calloc(1, 1 << 20);
    const size_t length = fread(text, 1, (1 << 20) - 1, file);
    cr_assert(length > 0 && feof(file));
    fclose(file);
    return text;
}

bool series_line(char **rest, char *line, size_t size)
{
    const size_t length = strcspn(*rest, "\n");
    cr_assert_lt(length, size);
    memcpy(line, *rest, length);
    line[length] = '\0';
    *rest += length + ((*rest)[length] == '\n');
    return length > 0;
}

struct series series_read(const char *name)
{
    struct series series = {0};
    snprintf(series.name, sizeof series.name, "%s", name);
    free_auto char *text = series_file("tests/unit/analysis/fixtures/series.csv");
    char line[128], read[40], frequency[16], *rest = text;
    while (series_line(&rest, line, sizeof line)) {
        int year, month;
        double value;
        if (sscanf(line, "%39[^,],%15[^,],%d-%d-01,%lf", read, frequency, &year, &month, &value) !=
                5 ||
            strcmp(read, name) != 0)
            continue;
        cr_assert_lt(series.count, SERIES_MAX);
        series.period = strcmp(frequency, "month") == 0     ? 12
                        : strcmp(frequency, "quarter") == 0 ? 4
                                                            : 1;
        const int months = 12 / (int)series.period;
        series.positions[series.count] = year * (int)series.period + (month - 1) / months;
        series.values[series.count++] = value;
    }
    cr_assert(series.count > 0, "no series %s", name);
    return series;
}

struct chart_input series_input(const struct series *series)
{
    return (struct chart_input){.values = series->values,
                                .positions = series->positions,
                                .count = series->count,
                                .period = series->period,
                                .polarity = CHART_LOWER_IS_BETTER,
                                .options = CHART_DEFAULTS};
}

size_t series_find(const struct series *series, const char *month)
{
    int year, number;
    cr_assert(series->period == 12 && sscanf(month, "%d-%d", &year, &number) == 2);
    for (size_t i = 0; i < series->count; i++)
        if (series->positions[i] == year * 12 + number - 1)
            return i;
    cr_assert_fail("no month %s", month);
    return 0;
}
