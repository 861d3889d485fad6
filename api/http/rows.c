/* One writer for every row the service answers with: the same rows as JSON or as CSV.
 * SPDX-License-Identifier: MIT */
#include "http/rows.h"

#include <assert.h>
#include <string.h>

/* Writers that return a place take one with room enough, and return where they stopped. */

static char *put(char *next, const char *bytes, size_t length)
{
    memcpy(next, bytes, length);
    return next + length;
}

static char *put_boolean(char *next, const char *value)
{
    return value[0] == 't' ? put(next, "true", 4) : put(next, "false", 5);
}

/* PostgreSQL writes an instant as `2018-04-01 09:30:00.12+00` in UTC; the contract as `…T…Z`. */
static char *put_instant(char *next, const char *value, size_t length)
{
    const size_t zone = length > 13 && value[length - 3] == '+' ? 3 : 0;
    char *end = put(next, value, length - zone);
    if (length > 10)
        next[10] = 'T';
    *end++ = 'Z';
    return end;
}

static char *put_json_value(char *next, enum column_type type, struct value value)
{
    switch (type) {
    case COLUMN_NUMBER:
    case COLUMN_JSON:
        return put(next, value.text, value.length);
    case COLUMN_BOOLEAN:
        return put_boolean(next, value.text);
    case COLUMN_INSTANT:
        *next++ = '"';
        next = put_instant(next, value.text, value.length);
        *next++ = '"';
        return next;
    case COLUMN_TEXT:
        return json_string_put(next, value.text, value.length);
    }
    return next;
}

/* Few texts are long: for others the worst is assumed, instead of looking at each byte. */
static size_t json_text_room(struct value value)
{
    return value.length <= 512 ? 6 * value.length + 2 : json_string_room(value.text, value.length);
}

/* The most bytes a row may take. */
static size_t json_room(const struct rows *rows, const struct value *values)
{
    size_t bytes = 2;
    for (size_t i = 0; i < rows->column_count; i++)
        bytes +=
            rows->columns[i].name_length + sizeof ",\"\":false" +
            (rows->columns[i].type == COLUMN_TEXT ? json_text_room(values[i]) : values[i].length);
    return bytes;
}

void rows_write_object(struct text *out, const struct rows *rows, size_t row)
{
    struct value values[ROWS_COLUMNS_MAX];
    rows_values(rows, row, values);
    char *room = text_reserve(out, json_room(rows, values));
    if (!room)
        return;
    char *next = room;
    char separator = '{';
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct column *column = &rows->columns[i];
        if (column->hidden)
            continue;
        *next++ = separator;
        *next++ = '"';
        separator = ',';
        next = put(next, column->name, column->name_length);
        next = put(next, "\":", 2);
        next =
            values[i].text ? put_json_value(next, column->type, values[i]) : put(next, "null", 4);
    }
    if (separator == '{')
        *next++ = '{';
    *next++ = '}';
    text_commit(out, (size_t)(next - room));
}

void rows_write_objects(struct text *out, const struct rows *rows, size_t count, bool first)
{
    for (size_t row = 0; row < count; row++) {
        if (!first || row)
            text_add_char(out, ',');
        rows_write_object(out, rows, row);
    }
}

void rows_write_documents(struct text *out, const struct rows *rows, bool first)
{
    struct value values[ROWS_COLUMNS_MAX];
    size_t column = 0;
    while (column < rows->column_count && rows->columns[column].type != COLUMN_JSON)
        column++;
    assert(column < rows->column_count);
    for (size_t row = 0; row < rows->row_count; row++) {
        rows_values(rows, row, values);
        assert(values[column].text);
        if (!first || row)
            text_add_char(out, ',');
        text_add(out, values[column].text, values[column].length);
    }
}

/* What makes a text need quotes, wherever it stands in it. */
static const bool quotes_wanted[256] = {[','] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};

static char *put_quoted(char *next, const char *value, size_t length, bool apostrophe)
{
    *next++ = '"';
    if (apostrophe)
        *next++ = '\'';
    for (size_t i = 0; i < length; i++) {
        if (value[i] == '"')
            *next++ = '"';
        *next++ = value[i];
    }
    *next++ = '"';
    return next;
}

/* Copies as if it needed no quotes, looks at each byte on the way, and begins again if it does. */
static char *put_csv_text(char *next, const char *value, size_t length, bool guard)
{
    if (length == 0)
        return put(next, "\"\"", 2);
    const bool formula = guard && strchr("=+-@\t\r", value[0]);
    bool quoted = formula || value[0] == ' ' || value[length - 1] == ' ';
    for (size_t i = 0; i < length; i++) {
        next[i] = value[i];
        quoted |= quotes_wanted[(unsigned char)value[i]];
    }
    return quoted ? put_quoted(next, value, length, formula) : next + length;
}

static char *put_csv_value(char *next, enum column_type type, struct value value, bool guard)
{
    switch (type) {
    case COLUMN_NUMBER:
        return put(next, value.text, value.length);
    case COLUMN_BOOLEAN:
        return put_boolean(next, value.text);
    case COLUMN_INSTANT:
        return put_instant(next, value.text, value.length);
    case COLUMN_JSON:
        break;
    case COLUMN_TEXT:
        return put_csv_text(next, value.text, value.length, guard);
    }
    return next;
}

static bool in_csv(const struct column *column)
{
    return !column->hidden && column->type != COLUMN_JSON;
}

void rows_write_csv_header(struct text *out, const struct rows *rows)
{
    bool first = true;
    for (size_t i = 0; i < rows->column_count; i++) {
        if (!in_csv(&rows->columns[i]))
            continue;
        if (!first)
            text_add_char(out, ',');
        first = false;
        text_add(out, rows->columns[i].name, rows->columns[i].name_length);
    }
    text_add_string(out, "\r\n");
}

/* The most bytes a row may take: every byte of it doubled, quotes, an apostrophe and a comma. */
static size_t csv_room(const struct value *values, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += values[i].length;
    return 2 * bytes + 5 * count + 2;
}

void rows_write_csv_text(struct text *out, const char *value, size_t length, bool guard)
{
    char *room = text_reserve(out, 2 * length + 3);
    if (room)
        text_commit(out, (size_t)(put_csv_text(room, value, length, guard) - room));
}

void rows_write_csv_row(struct text *out, const struct rows *rows, size_t row, bool guard)
{
    struct value values[ROWS_COLUMNS_MAX];
    rows_values(rows, row, values);
    char *room = text_reserve(out, csv_room(values, rows->column_count));
    if (!room)
        return;
    char *next = room;
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct column *column = &rows->columns[i];
        if (!in_csv(column))
            continue;
        if (values[i].text)
            next = put_csv_value(next, column->type, values[i], guard);
        *next++ = ',';
    }
    /* Where there was a column, its comma is one too many. */
    next = put(next > room ? next - 1 : next, "\r\n", 2);
    text_commit(out, (size_t)(next - room));
}

void rows_write_csv(struct text *out, const struct rows *rows, bool guard)
{
    for (size_t row = 0; row < rows->row_count; row++)
        rows_write_csv_row(out, rows, row, guard);
}
