/* Rows written as CSV and as JSON read back as what they were.
 * SPDX-License-Identifier: MIT
 *
 * An input's first line is a letter a column: t(ext), n(umber), b(oolean), i(nstant), j(son),
 * h(idden). What follows are cells, each ended by "|", row by row; a cell that is "%" alone is
 * NULL. */
#include "http/rows.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

enum { COLUMNS_MAX = 8, CELLS_MAX = 64 };

/* What rows_values gives: the row source of this program. */
static struct piece cells[CELLS_MAX];

void rows_values(const struct rows *rows, size_t row, struct value values[ROWS_COLUMNS_MAX])
{
    for (size_t i = 0; i < rows->column_count; i++) {
        const struct piece *cell = &cells[row * rows->column_count + i];
        values[i] = (struct value){cell->bytes, cell->length};
    }
}

/* ---- A table from an input ----------------------------------------------------------------------
 */

static const char letters[] = "tnbijh";

static bool read_columns(struct piece line, struct rows *rows)
{
    static const char *const names[COLUMNS_MAX] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    static const enum column_type types[] = {COLUMN_TEXT,    COLUMN_NUMBER, COLUMN_BOOLEAN,
                                             COLUMN_INSTANT, COLUMN_JSON,   COLUMN_TEXT};
    if (line.length == 0 || line.length > COLUMNS_MAX)
        return false;
    for (size_t i = 0; i < line.length; i++) {
        const char *at = line.bytes[i] ? strchr(letters, line.bytes[i]) : NULL;
        if (!at)
            return false;
        rows->columns[i] = (struct column){
            .name = names[i], .name_length = 1, .type = types[at - letters], .hidden = *at == 'h'};
    }
    rows->column_count = line.length;
    return true;
}

static bool is_json(struct piece text)
{
    json_auto_t *value = json_loadb(text.bytes, text.length, JSON_DECODE_ANY, NULL);
    return value;
}

static bool is_number(struct piece text)
{
    json_auto_t *value = json_loadb(text.bytes, text.length, JSON_DECODE_ANY, NULL);
    return json_is_number(value) && !memchr(text.bytes, ' ', text.length) &&
           !memchr(text.bytes, '\n', text.length) && !memchr(text.bytes, '\t', text.length) &&
           !memchr(text.bytes, '\r', text.length);
}

static bool is_instant(struct piece text)
{
    static const char shape[] = "0000-00-00 00:00:00";
    const size_t digits = sizeof shape - 1;
    for (size_t i = 0; i < digits && i < text.length; i++)
        if (shape[i] == '0' ? text.bytes[i] < '0' || text.bytes[i] > '9'
                            : text.bytes[i] != shape[i])
            return false;
    return text.length == digits + 3 && memcmp(text.bytes + digits, "+00", 3) == 0;
}

/* Only what PostgreSQL can send for a column of that type. */
static bool is_possible(enum column_type type, struct piece cell)
{
    switch (type) {
    case COLUMN_NUMBER:
        return is_number(cell);
    case COLUMN_BOOLEAN:
        return cell.length == 1 && (cell.bytes[0] == 't' || cell.bytes[0] == 'f');
    case COLUMN_INSTANT:
        return is_instant(cell);
    case COLUMN_JSON:
        return is_json(cell);
    case COLUMN_TEXT:
        break;
    }
    return fuzz_is_utf8(cell.bytes, cell.length);
}

static bool read_table(struct piece rest, struct rows *rows)
{
    if (fuzz_has_nul(rest) || !read_columns(fuzz_line(&rest), rows))
        return false;
    size_t count = 0;
    while (rest.length && count < CELLS_MAX) {
        const struct piece cell = fuzz_until(&rest, '|');
        const bool is_null = cell.length == 1 && cell.bytes[0] == '%';
        if (!is_null && !is_possible(rows->columns[count % rows->column_count].type, cell))
            return false;
        cells[count++] = is_null ? (struct piece){NULL, 0} : cell;
    }
    rows->row_count = count / rows->column_count;
    return true;
}

/* ---- A reader of CSV (RFC 4180) -----------------------------------------------------------------
 */

struct field {
    char *text; /* without its quotes */
    size_t length;
    bool quoted;
    char end; /* what stood behind it: ',' or '\r' */
};

/* Takes the next field. Anything but one whole field and its end is a fault of the writer. */
static struct field take_field(struct piece *csv)
{
    struct field field = {.text = malloc(csv->length + 1)};
    hold(field.text && csv->length);
    size_t at = 0;
    field.quoted = csv->bytes[0] == '"';
    for (at = field.quoted; at < csv->length; at++) {
        const char c = csv->bytes[at];
        if (field.quoted && c == '"' && (at + 1 == csv->length || csv->bytes[at + 1] != '"'))
            break;
        if (!field.quoted && strchr(",\"\r\n", c))
            break;
        at += c == '"';
        field.text[field.length++] = c;
    }
    at += field.quoted;
    hold(at < csv->length);
    field.end = csv->bytes[at++];
    hold(field.end == ',' || (field.end == '\r' && at < csv->length && csv->bytes[at++] == '\n'));
    *csv = (struct piece){csv->bytes + at, csv->length - at};
    return field;
}

static void check_text_field(const struct field *field, struct piece cell, bool guard)
{
    const char *text = field->text;
    size_t length = field->length;
    hold(field->quoted || length > 0);
    const bool formula = cell.length && strchr("=+-@\t\r", cell.bytes[0]);
    if (guard && formula) {
        hold(field->quoted && length > 0 && text[0] == '\'');
        text++;
        length--;
    }
    hold(length == cell.length && memcmp(text, cell.bytes, length) == 0);
}

/* "2018-04-01 09:30:00+00" is written "2018-04-01T09:30:00Z". */
static void check_instant(const char *text, size_t length, struct piece cell)
{
    hold(length == cell.length - 2 && text[10] == 'T' && text[length - 1] == 'Z');
    hold(memcmp(text, cell.bytes, 10) == 0 && memcmp(text + 11, cell.bytes + 11, 8) == 0);
}

static void check_field(const struct field *field, enum column_type type, struct piece cell,
                        bool guard)
{
    if (!cell.bytes) {
        hold(!field->quoted && field->length == 0);
        return;
    }
    if (type == COLUMN_TEXT) {
        check_text_field(field, cell, guard);
        return;
    }
    hold(!field->quoted);
    if (type == COLUMN_INSTANT)
        check_instant(field->text, field->length, cell);
    else if (type == COLUMN_BOOLEAN)
        hold(field->length == (cell.bytes[0] == 't' ? 4 : 5));
    else
        hold(field->length == cell.length && memcmp(field->text, cell.bytes, cell.length) == 0);
}

static void check_csv(const struct rows *rows, bool guard)
{
    size_t columns[COLUMNS_MAX], count = 0;
    for (size_t i = 0; i < rows->column_count; i++)
        if (!rows->columns[i].hidden && rows->columns[i].type != COLUMN_JSON)
            columns[count++] = i;
    text_auto csv = {0};
    rows_write_csv(&csv, rows, guard);
    hold(!text_failed(&csv));
    if (count == 0)
        return;
    struct piece rest = {csv.data, csv.length};
    for (size_t row = 0; row < rows->row_count; row++) {
        for (size_t i = 0; i < count; i++) {
            struct field field = take_field(&rest);
            check_field(&field, rows->columns[columns[i]].type,
                        cells[row * rows->column_count + columns[i]], guard);
            hold(field.end == (i + 1 == count ? '\r' : ','));
            free(field.text);
        }
    }
    hold(rest.length == 0);
}

/* ---- JSON ---------------------------------------------------------------------------------------
 */

static void check_member(const json_t *member, enum column_type type, struct piece cell)
{
    hold(member);
    if (!cell.bytes) {
        hold(json_is_null(member));
        return;
    }
    json_auto_t *meant =
        type == COLUMN_TEXT || type == COLUMN_INSTANT ? json_stringn(cell.bytes, cell.length)
        : type == COLUMN_BOOLEAN                      ? json_boolean(cell.bytes[0] == 't')
                                 : json_loadb(cell.bytes, cell.length, JSON_DECODE_ANY, NULL);
    if (type == COLUMN_INSTANT)
        check_instant(json_string_value(member), json_string_length(member), cell);
    else
        hold(json_equal(member, meant));
}

static void check_objects(const struct rows *rows)
{
    text_auto text = {0};
    text_add_char(&text, '[');
    rows_write_objects(&text, rows, rows->row_count, true);
    text_add_char(&text, ']');
    hold(!text_failed(&text));
    json_auto_t *list = json_loadb(text.data, text.length, JSON_REJECT_DUPLICATES, NULL);
    hold(json_is_array(list) && json_array_size(list) == rows->row_count);
    for (size_t row = 0; row < rows->row_count; row++) {
        const json_t *object = json_array_get(list, row);
        size_t shown = 0;
        for (size_t i = 0; i < rows->column_count; i++) {
            if (rows->columns[i].hidden)
                continue;
            shown++;
            check_member(json_object_get(object, rows->columns[i].name), rows->columns[i].type,
                         cells[row * rows->column_count + i]);
        }
        hold(json_object_size(object) == shown);
    }
}

/* Rows whose first column of JSON is a document in each of them. */
static void check_documents(const struct rows *rows)
{
    size_t column = 0;
    while (column < rows->column_count && rows->columns[column].type != COLUMN_JSON)
        column++;
    for (size_t row = 0; row < rows->row_count; row++)
        if (column == rows->column_count || !cells[row * rows->column_count + column].bytes)
            return;
    if (column == rows->column_count)
        return;
    text_auto text = {0};
    text_add_char(&text, '[');
    rows_write_documents(&text, rows, true);
    text_add_char(&text, ']');
    hold(!text_failed(&text));
    json_auto_t *list = json_loadb(text.data, text.length, 0, NULL);
    hold(json_is_array(list) && json_array_size(list) == rows->row_count);
    for (size_t row = 0; row < rows->row_count; row++)
        check_member(json_array_get(list, row), COLUMN_JSON,
                     cells[row * rows->column_count + column]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rows rows = {.column_count = 0};
    if (!read_table(fuzz_whole(data, size), &rows))
        return -1;
    check_csv(&rows, false);
    check_csv(&rows, true);
    check_objects(&rows);
    check_documents(&rows);
    return 0;
}
