/* Reads CSV (RFC 4180) that comes in pieces, row by row, in memory that does not grow with it.
 * SPDX-License-Identifier: MIT */
#include "contract/csv_read.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define SAVE_AS " Save it as \"CSV UTF-8\" and send that."
#define NOWHERE SIZE_MAX

enum state { BEFORE_CELL, IN_CELL, IN_QUOTES, BEHIND_QUOTE };

struct span {
    size_t start, length;
    bool quoted;
};

struct csv_reader {
    struct csv_settings settings;
    size_t column_count; /* asked for */
    enum state state;
    bool after_return; /* the last byte was a CR outside quotation marks */
    bool has_header, ended, is_not_ascii;
    unsigned char head[3]; /* the file's first bytes, for its byte order mark */
    size_t head_length;
    uint64_t line, row_line, quote_line; /* now; where the row, and its open quotation, began */
    size_t cell_start, used;             /* in `bytes` */
    size_t cell_count, header_count;     /* of this row; of the header */
    size_t places[CSV_COLUMNS_MAX];      /* of each column asked for, in the file; or NOWHERE */
    size_t names[CSV_COLUMNS_MAX];       /* of each of the file's, among those asked for */
    size_t header_starts[CSV_COLUMNS_MAX];
    struct csv_fault fault, row_fault;
    struct csv_cell cells[CSV_COLUMNS_MAX];
    struct span spans[CSV_COLUMNS_MAX];
    char bytes[CSV_ROW_MAX];
    char header[CSV_ROW_MAX]; /* its cells, one behind the other */
    size_t header_length;
};

struct csv_reader *csv_new(const struct csv_settings *settings)
{
    struct csv_reader *reader = malloc(sizeof *reader);
    if (!reader)
        return NULL;
    memset(reader, 0, offsetof(struct csv_reader, bytes));
    reader->header_length = 0;
    reader->settings = *settings;
    while (settings->columns[reader->column_count])
        reader->column_count++;
    assert(reader->column_count <= CSV_COLUMNS_MAX);
    reader->line = reader->row_line = 1;
    return reader;
}

void csv_free(struct csv_reader *reader)
{
    free(reader);
}

const struct csv_fault *csv_file_fault(const struct csv_reader *reader)
{
    return &reader->fault;
}

/* ---- Faults ------------------------------------------------------------------------------------
 */

static void fault_at(struct csv_fault *fault, uint64_t line, const char *column, const char *code,
                     const char *format, va_list arguments) printf_like(5, 0);
static void fault_at(struct csv_fault *fault, uint64_t line, const char *column, const char *code,
                     const char *format, va_list arguments)
{
    fault->line = line;
    fault->code = code;
    (void)snprintf(fault->column, sizeof fault->column, "%s", column);
    (void)vsnprintf(fault->detail, sizeof fault->detail, format, arguments);
}

/* Ends the reading: false, to be returned. */
static bool fail(struct csv_reader *reader, uint64_t line, const char *column, const char *code,
                 const char *format, ...) printf_like(5, 6);
static bool fail(struct csv_reader *reader, uint64_t line, const char *column, const char *code,
                 const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fault_at(&reader->fault, line, column, code, format, arguments);
    va_end(arguments);
    reader->ended = true;
    return false;
}

/* A fault of the row; the first is kept. */
static void blame(struct csv_reader *reader, const char *column, const char *code,
                  const char *format, ...) printf_like(4, 5);
static void blame(struct csv_reader *reader, const char *column, const char *code,
                  const char *format, ...)
{
    if (reader->row_fault.code)
        return;
    va_list arguments;
    va_start(arguments, format);
    fault_at(&reader->row_fault, reader->row_line, column, code, format, arguments);
    va_end(arguments);
}

/* The name of the column that is being read, where it is one that is asked for. */
static const char *column_now(const struct csv_reader *reader)
{
    const bool known = reader->has_header && reader->cell_count < reader->header_count &&
                       reader->names[reader->cell_count] != NOWHERE;
    return known ? reader->settings.columns[reader->names[reader->cell_count]] : "";
}

/* ---- The header --------------------------------------------------------------------------------
 */

static size_t find(const char *const *names, const char *text, size_t length)
{
    for (size_t i = 0; names[i]; i++)
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0)
            return i;
    return NOWHERE;
}

static void list(const char *const *names, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; names[i] && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", names[i]);
}

/* A name of the file's as it can be shown: short, and without what would break a sentence. */
static void show(const char *text, size_t length, char out[static 48])
{
    size_t used = 0;
    for (size_t i = 0; i < length && used < 40;) {
        uint32_t character;
        const size_t bytes = utf8_read(text + i, length - i, &character);
        if (bytes == 0)
            break;
        if (character >= ' ' && character != 0x7f && character != '"')
            memcpy(out + used, text + i, bytes);
        else
            out[used] = ' ';
        used += character >= ' ' && character != 0x7f && character != '"' ? bytes : 1;
        i += bytes;
    }
    out[used] = '\0';
}

/* Whether one cell holds what should be several, with another separator between them. */
static bool is_separated_by(const struct csv_reader *reader, char separator)
{
    const struct span *only = &reader->spans[0];
    const char *first = reader->settings.columns[0];
    const char *text = reader->bytes + only->start;
    if (reader->cell_count != 1 || !memchr(text, separator, only->length))
        return false;
    return memmem(text, only->length, first, strlen(first));
}

static bool read_name(struct csv_reader *reader, size_t at)
{
    const char *text = reader->bytes + reader->spans[at].start;
    const size_t length = reader->spans[at].length;
    const size_t column = find(reader->settings.columns, text, length);
    char name[48], known[300];
    show(text, length, name);
    reader->names[at] = column;
    for (size_t i = 0; i < at; i++)
        if (reader->spans[i].length == length &&
            memcmp(reader->bytes + reader->spans[i].start, text, length) == 0)
            return fail(reader, reader->row_line, name, "repeated-column",
                        "The file names the column \"%s\" twice in its header; keep one of them.",
                        name);
    if (column != NOWHERE) {
        reader->places[column] = at;
        return true;
    }
    if (find(reader->settings.ignored, text, length) != NOWHERE)
        return true;
    list(reader->settings.columns, known, sizeof known);
    if (length == 0)
        return fail(
            reader, reader->row_line, "", "unknown-column",
            "The file has a column without a name, the %zuth of its header; the first line names "
            "the columns, which are %s.",
            at + 1, known);
    return fail(
        reader, reader->row_line, name, "unknown-column",
        "The file has the column \"%s\", which is not known; the columns are %s. Take it out, or "
        "write its name as it is here.",
        name, known);
}

static bool read_header(struct csv_reader *reader)
{
    if (is_separated_by(reader, ';'))
        return fail(
            reader, reader->row_line, "", "separator",
            "The file is separated by semicolons; its cells are to be separated by commas.%s",
            SAVE_AS);
    if (is_separated_by(reader, '\t'))
        return fail(reader, reader->row_line, "", "separator",
                    "The file is separated by tabs; its cells are to be separated by commas.%s",
                    SAVE_AS);
    if (reader->row_fault.code)
        return fail(reader, reader->row_line, "", reader->row_fault.code, "%s",
                    reader->row_fault.detail);
    for (size_t i = 0; i < CSV_COLUMNS_MAX; i++)
        reader->places[i] = NOWHERE;
    for (size_t i = 0; i < reader->cell_count; i++)
        if (!read_name(reader, i))
            return false;
    const char *missing[CSV_COLUMNS_MAX + 1] = {NULL};
    size_t count = 0;
    for (size_t i = 0; reader->settings.required[i]; i++) {
        const char *name = reader->settings.required[i];
        if (reader->places[find(reader->settings.columns, name, strlen(name))] == NOWHERE)
            missing[count++] = name;
    }
    if (count > 0) {
        char names[300];
        list(missing, names, sizeof names);
        return fail(
            reader, reader->row_line, missing[0], "missing-column",
            "The file has no column %s; its first line must name the columns, with commas between "
            "them.",
            names);
    }
    for (size_t i = 0; i < reader->cell_count; i++)
        reader->header_starts[i] = reader->spans[i].start;
    memcpy(reader->header, reader->bytes, reader->used);
    reader->header_length = reader->used;
    reader->header_count = reader->cell_count;
    reader->has_header = true;
    return true;
}

/* ---- Rows --------------------------------------------------------------------------------------
 */

static bool is_empty(const struct csv_reader *reader)
{
    for (size_t i = 0; i < reader->cell_count; i++)
        if (reader->spans[i].length || reader->spans[i].quoted)
            return false;
    return !reader->row_fault.code;
}

static bool is_header_again(const struct csv_reader *reader)
{
    if (reader->cell_count != reader->header_count || reader->used != reader->header_length)
        return false;
    for (size_t i = 0; i < reader->cell_count; i++)
        if (reader->spans[i].start != reader->header_starts[i])
            return false;
    return memcmp(reader->bytes, reader->header, reader->used) == 0;
}

static void check_row(struct csv_reader *reader)
{
    if (reader->cell_count != reader->header_count)
        blame(
            reader, "", "cells",
            "The line has %zu cells where the header has %zu. A number is written without commas, and "
            "text that has commas in it stands in quotation marks.",
            reader->cell_count, reader->header_count);
    if (is_header_again(reader))
        blame(reader, "", "header", "The line is the header again; take it out.");
}

static bool give_row(struct csv_reader *reader)
{
    struct csv_row row = {.line = reader->row_line};
    check_row(reader);
    if (reader->row_fault.code) {
        row.fault = &reader->row_fault;
    } else {
        for (size_t i = 0; i < reader->column_count; i++) {
            const size_t place = reader->places[i];
            const struct span *span = place == NOWHERE ? NULL : &reader->spans[place];
            const bool stands = span && (span->length || span->quoted);
            reader->cells[i].text = stands ? reader->bytes + span->start : NULL;
            reader->cells[i].length = stands ? span->length : 0;
        }
        row.cells = reader->cells;
    }
    if (reader->settings.take(reader->settings.context, &row))
        return true;
    reader->ended = true;
    return false;
}

static bool end_row(struct csv_reader *reader)
{
    bool good = true;
    if (!is_empty(reader))
        good = reader->has_header ? give_row(reader) : read_header(reader);
    reader->cell_count = reader->used = reader->cell_start = 0;
    reader->row_fault.code = NULL;
    reader->row_line = reader->line;
    return good;
}

/* ---- Bytes -------------------------------------------------------------------------------------
 */

static bool is_utf8(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t character;
        const size_t bytes = utf8_read(text + at, length - at, &character);
        if (bytes == 0)
            return false;
        at += bytes;
    }
    return true;
}

static bool end_cell(struct csv_reader *reader, bool quoted)
{
    const size_t start = reader->cell_start, length = reader->used - start;
    if (reader->is_not_ascii && !is_utf8(reader->bytes + start, length) && !reader->row_fault.code)
        return fail(
            reader, reader->row_line, column_now(reader), "encoding",
            "The file is not UTF-8: it was saved in another encoding, such as Windows-1252.%s",
            SAVE_AS);
    reader->is_not_ascii = false;
    if (reader->cell_count < CSV_COLUMNS_MAX)
        reader->spans[reader->cell_count] = (struct span){start, length, quoted};
    else
        blame(reader, "", "cells", "The line has more than %d cells.", CSV_COLUMNS_MAX);
    reader->cell_count += reader->cell_count < CSV_COLUMNS_MAX;
    reader->cell_start = reader->used;
    reader->state = BEFORE_CELL;
    return true;
}

static void keep(struct csv_reader *reader, const char *bytes, size_t length)
{
    if (length > CSV_ROW_MAX - reader->used ||
        length + reader->used - reader->cell_start > CSV_CELL_MAX) {
        blame(
            reader, column_now(reader), "length",
            "The line is too long: a cell has at most %zu bytes, a line %zu. Is a quotation mark missing?",
            CSV_CELL_MAX, CSV_ROW_MAX);
        return;
    }
    memcpy(reader->bytes + reader->used, bytes, length);
    reader->used += length;
}

/* The end of a line outside quotation marks. */
static bool take_line_end(struct csv_reader *reader)
{
    const bool quoted = reader->state == BEHIND_QUOTE;
    reader->line++;
    return end_cell(reader, quoted) && end_row(reader);
}

static bool take_quote(struct csv_reader *reader)
{
    switch (reader->state) {
    case BEFORE_CELL:
        reader->state = IN_QUOTES;
        reader->quote_line = reader->line;
        break;
    case IN_CELL:
        blame(reader, column_now(reader), "quotation",
              "There is a quotation mark within a cell that does not begin with one; put the whole "
              "cell in quotation marks, and double those within it.");
        break;
    case IN_QUOTES:
        reader->state = BEHIND_QUOTE;
        break;
    case BEHIND_QUOTE:
        reader->state = IN_QUOTES;
        keep(reader, "\"", 1);
        break;
    }
    return true;
}

/* One byte that means something. */
static bool take_mark(struct csv_reader *reader, char mark)
{
    const bool within = reader->state == IN_QUOTES;
    if (mark == '\0')
        return fail(
            reader, reader->line, column_now(reader), "encoding",
            "The file has a NUL character in line %llu, as a file has that was saved as Unicode "
            "text (UTF-16).%s",
            (unsigned long long)reader->line, SAVE_AS);
    if (mark == '"')
        return take_quote(reader);
    if (within) { /* a comma, the end of a line */
        reader->line += mark == '\n';
        keep(reader, &mark, 1);
        return true;
    }
    if (mark == ',')
        return end_cell(reader, reader->state == BEHIND_QUOTE);
    if (mark == '\n')
        return take_line_end(reader);
    reader->after_return = true;
    return true;
}

/* Bytes that mean nothing but themselves. */
static void take_plain(struct csv_reader *reader, const char *bytes, size_t length)
{
    if (reader->state == BEHIND_QUOTE)
        blame(
            reader, column_now(reader), "quotation",
            "Text goes on behind the quotation mark that ends a cell; double a quotation mark that "
            "is part of the text.");
    else if (reader->state == BEFORE_CELL)
        reader->state = IN_CELL;
    keep(reader, bytes, length);
}

static bool is_mark(char c)
{
    return c == ',' || c == '"' || c == '\n' || c == '\r' || c == '\0';
}

static bool take(struct csv_reader *reader, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        const size_t start = at;
        unsigned char seen = 0;
        if (reader->after_return && bytes[at] != '\n')
            return fail(reader, reader->line, "", "line-end",
                        "The file ends line %llu with a carriage return alone.%s",
                        (unsigned long long)reader->line, SAVE_AS);
        reader->after_return = false;
        for (; at < length && !is_mark(bytes[at]); at++)
            seen |= (unsigned char)bytes[at];
        if (at > start) {
            reader->is_not_ascii = reader->is_not_ascii || seen >= 0x80;
            take_plain(reader, bytes + start, at - start);
        } else if (!take_mark(reader, bytes[at++])) {
            return false;
        }
    }
    return true;
}

/* What stands before anything else: a byte order mark, which says what the file is written in. */
static bool take_head(struct csv_reader *reader)
{
    const unsigned char *head = reader->head;
    const size_t length = reader->head_length;
    reader->head_length = sizeof reader->head + 1;
    if (length >= 2 &&
        ((head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF)))
        return fail(reader, 1, "", "encoding", "The file is saved as Unicode text (UTF-16).%s",
                    SAVE_AS);
    if (length == 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
        return true;
    return take(reader, (const char *)head, length);
}

bool csv_read(struct csv_reader *reader, const char *bytes, size_t length)
{
    size_t at = 0;
    if (reader->ended)
        return false;
    while (reader->head_length < sizeof reader->head && at < length)
        reader->head[reader->head_length++] = (unsigned char)bytes[at++];
    if (reader->head_length == sizeof reader->head && !take_head(reader))
        return false;
    return at == length || take(reader, bytes + at, length - at);
}

bool csv_end(struct csv_reader *reader)
{
    if (reader->ended)
        return false;
    if (reader->head_length < sizeof reader->head && !take_head(reader))
        return false;
    reader->ended = true;
    if (reader->state == IN_QUOTES)
        return fail(reader, reader->quote_line, column_now(reader), "quotation",
                    "The file opens a quotation mark in line %llu that is never closed.",
                    (unsigned long long)reader->quote_line);
    if (reader->after_return)
        return fail(reader, reader->line, "", "line-end",
                    "The file ends line %llu with a carriage return alone.%s",
                    (unsigned long long)reader->line, SAVE_AS);
    const bool more = reader->cell_count > 0 || reader->state != BEFORE_CELL;
    if (more && !take_line_end(reader))
        return false;
    reader->ended = true;
    if (!reader->has_header)
        return fail(
            reader, 1, "", "empty",
            "The file is empty: its first line names the columns, and each further line is a row.");
    return true;
}
