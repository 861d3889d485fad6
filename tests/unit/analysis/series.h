/* The series of fixtures/series.csv, and reading what lies beside it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "analysis/chart.h"

#define SERIES_MAX 200

struct series {
    char name[40];
    unsigned period;
    double values[SERIES_MAX];
    int32_t positions[SERIES_MAX]; /* months, quarters or years since the year 0 */
    size_t count;
};

/* Fails the test if there is no such series. */
struct series series_read(const char *name);

/* Its chart's input, of lower_is_better and all defaults. */
struct chart_input series_input(const struct series *series);

/* The index of the month written "1983-02"; of a series by months. */
size_t series_find(const struct series *series, const char *month);

/* A file of the source tree by its path there, whole; the caller frees it. */
char *series_file(const char *path);

/* Takes the next line of `*rest`, without its end; false at the end, and at an empty line. */
bool series_line(char **rest, char *line, size_t size);
