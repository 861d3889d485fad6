/* One writer for every row the service answers with: the same rows as JSON or as CSV.
 * SPDX-License-Identifier: MIT */
#include "http/rows.h"

#include <string.h>

/* PostgreSQL writes an instant as `2018-04-01 09:30:00.12+00` in UTC; the contract as `…T…Z`. */
static void add_instant(struct text *out, const char *value, size_t length)
{
    char *room = text_reserve(out, length + 1);
    if (!room)
        return;
    size_t used = 0;
    for (size_t i = 0; i < length && !(i > 10 && value[i] == '+'); i++)
        room[used++] = i == 10 ? 'T' : value[i];
    room[used++] = 'Z';
    text_commit(out, used);
}

static void add_json_value(struct text *out, enum column_type type, const char *value,
                           size_t length)
{
    switch (type) {
    case COLUMN_NUMBER:
    case COLUMN_JSON:
        text_add(out, value, length);
        break;
    case COLUMN_BOOLEAN:
        text_add_string(out, value[0] == 't' ? "true" : "false");
        break;
    case COLUMN_INSTANT:
        text_add_char(out, '"');
        add_instant(out, value, length);
        text_add_char(out, '"');
        break;
    case COLUMN_TEXT:
        text_add_json_string(out, value, length);
        break;
    }
}

void rows_write_object(struct text *out, const struct rows *rows, size_t row)
{
    char separator = '{';
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct column *column = &rows->columns[i];
        if (column->hidden)
            continue;
        char *room = text_reserve(out, column->name_length + 4);
        if (!room)
            return;
        room[0] = separator;
        room[1] = '"';
        memcpy(room + 2, column->name, column->name_length);
        memcpy(room + 2 + column->name_length, "\":", 2);
        text_commit(out, column->name_length + 4);
        separator = ',';
        size_t length;
        const char *value = rows_value(rows, row, i, &length);
        if (value)
            add_json_value(out, column->type, value, length);
        else
            text_add(out, "null", 4);
    }
    if (separator == '{')
        text_add_char(out, '{');
    text_add_char(out, '}');
}

void rows_write_objects(struct text *out, const struct rows *rows, size_t count, bool first)
{
    for (size_t row = 0; row < count; row++) {
        if (!first || row)
            text_add_char(out, ',');
        rows_write_object(out, rows, row);
    }
}

static void add_quoted(struct text *out, const char *value, size_t length, bool apostrophe)
{
    char *room = text_reserve(out, 2 * length + 3);
    if (!room)
        return;
    char *next = room;
    *next++ = '"';
    if (apostrophe)
        *next++ = '\'';
    for (size_t i = 0; i < length; i++) {
        if (value[i] == '"')
            *next++ = '"';
        *next++ = value[i];
    }
    *next++ = '"';
    text_commit(out, (size_t)(next - room));
}

static bool needs_quotes(const char *value, size_t length)
{
    if (length == 0 || value[0] == ' ' || value[length - 1] == ' ')
        return true;
    for (size_t i = 0; i < length; i++)
        if (value[i] == ',' || value[i] == '"' || value[i] == '\r' || value[i] == '\n')
            return true;
    return false;
}

static void add_csv_value(struct text *out, enum column_type type, const char *value, size_t length,
                          bool guard)
{
    switch (type) {
    case COLUMN_NUMBER:
        text_add(out, value, length);
        break;
    case COLUMN_BOOLEAN:
        text_add_string(out, value[0] == 't' ? "true" : "false");
        break;
    case COLUMN_INSTANT:
        add_instant(out, value, length);
        break;
    case COLUMN_JSON:
        break;
    case COLUMN_TEXT: {
        const bool formula = guard && length && strchr("=+-@\t\r", value[0]);
        if (formula || needs_quotes(value, length))
            add_quoted(out, value, length, formula);
        else
            text_add(out, value, length);
        break;
    }
    }
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

void rows_write_csv(struct text *out, const struct rows *rows, bool guard)
{
    for (size_t row = 0; row < rows->row_count; row++) {
        bool first = true;
        for (size_t i = 0; i < rows->column_count; i++) {
            if (!in_csv(&rows->columns[i]))
                continue;
            if (!first)
                text_add_char(out, ',');
            first = false;
            size_t length;
            const char *value = rows_value(rows, row, i, &length);
            if (value)
                add_csv_value(out, rows->columns[i].type, value, length, guard);
        }
        text_add_string(out, "\r\n");
    }
}
