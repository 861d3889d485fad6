/* Where rows come from: columns with a name and a type, values row by row, chunk after chunk.
 * SPDX-License-Identifier: MIT
 *
 * This is all that http knows of the database. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum column_type {
    COLUMN_TEXT,
    COLUMN_NUMBER,  /* its text is a JSON number */
    COLUMN_BOOLEAN, /* "t" or "f" */
    COLUMN_INSTANT, /* "2018-04-01 09:30:00.123456+00" */
    COLUMN_JSON,    /* its text is JSON; absent from CSV */
};

#define ROWS_COLUMNS_MAX 48

struct column {
    const char *name;
    size_t name_length;
    enum column_type type;
    bool hidden; /* its name begins with an underscore: said about the row, not shown */
};

struct rows {
    struct column columns[ROWS_COLUMNS_MAX];
    size_t column_count;
    size_t row_count;   /* of the present chunk */
    const void *result; /* database's own */
};

struct value {
    const char *text; /* NULL for an SQL NULL */
    size_t length;
};

/* All values of a row, in the columns' order. Valid as long as the rows are. */
void rows_values(const struct rows *rows, size_t row, struct value values[ROWS_COLUMNS_MAX]);

/* The text of one value and its length; NULL for an SQL NULL. Valid as long as the rows are. */
const char *rows_value(const struct rows *rows, size_t row, size_t column, size_t *length);

/* The place of the column `name`, or SIZE_MAX. */
size_t rows_find(const struct rows *rows, const char *name);

/* The value of column `name` in the first row, or NULL when there is none. */
const char *rows_first(const struct rows *rows, const char *name);
