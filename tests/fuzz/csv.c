/* The CSV reader and one written plainly agree on what each row holds, in pieces of any size.
 * SPDX-License-Identifier: MIT
 *
 * An input is a byte that says how long the pieces are, and a file. */
#include "contract/csv_read.h"

#include <string.h>

#include "base/text.h"
#include "fuzz.h"

static const char *const columns[] = {"a", "b", NULL};
static const char *const required[] = {"a", NULL};
static const char *const ignored[] = {"c", NULL};

static void check_fault(const struct csv_fault *fault)
{
    hold(fault->line > 0 && fault->code && strlen(fault->detail) > 10);
    hold(fuzz_is_utf8(fault->detail, strlen(fault->detail)));
    hold(fuzz_is_utf8(fault->column, strlen(fault->column)));
    hold(!strpbrk(fault->detail, "\r\n\t") && !strpbrk(fault->column, "\r\n\t"));
}

struct seen {
    struct text rows;
    uint64_t line;
};

/* Writes down a row so that it can be told from any other. */
static bool note(void *context, const struct csv_row *row)
{
    struct seen *seen = context;
    hold(row->line > seen->line);
    seen->line = row->line;
    text_add_format(&seen->rows, "%llu", (unsigned long long)row->line);
    if (row->fault) {
        check_fault(row->fault);
        hold(row->fault->line == row->line);
        text_add_string(&seen->rows, row->fault->code);
    } else {
        for (size_t i = 0; columns[i]; i++) {
            const struct csv_cell *cell = &row->cells[i];
            hold(cell->text || cell->length == 0);
            hold(cell->length <= CSV_CELL_MAX);
            if (!cell->text)
                continue;
            hold(fuzz_is_utf8(cell->text, cell->length) && !memchr(cell->text, '\0', cell->length));
            text_add_format(&seen->rows, "[%zu:", cell->length);
            text_add(&seen->rows, cell->text, cell->length);
        }
    }
    text_add_char(&seen->rows, '\n');
    return true;
}

static void read_in(const char *bytes, size_t length, size_t piece, struct text *out)
{
    struct seen seen = {.rows = {.maximum = (size_t)1 << 30}};
    struct csv_reader *reader = csv_new(&(struct csv_settings){.columns = columns,
                                                               .required = required,
                                                               .ignored = ignored,
                                                               .take = note,
                                                               .context = &seen});
    hold(reader);
    bool good = true;
    for (size_t at = 0; good && at < length; at += piece)
        good = csv_read(reader, bytes + at, piece < length - at ? piece : length - at);
    good = good && csv_end(reader);
    const struct csv_fault *fault = csv_file_fault(reader);
    hold(good == !fault->code);
    if (!good) {
        check_fault(fault);
        text_add_format(&seen.rows, "%s %llu %s", fault->code, (unsigned long long)fault->line,
                        fault->detail);
    }
    hold(!csv_end(reader));
    csv_free(reader);
    *out = seen.rows;
}

/* Whether a file that has none of what is hard (quotation marks, carriage returns, long lines) is
 * read as one that is split at its commas. */
static void check_plainly(const char *bytes, size_t length, const struct text *rows)
{
    static const char header[] = "a,b\n";
    if (length < sizeof header || memcmp(bytes, header, sizeof header - 1) != 0 ||
        memchr(bytes, '"', length) || memchr(bytes, '\r', length) || memchr(bytes, '\0', length) ||
        !fuzz_is_utf8(bytes, length) || length > CSV_CELL_MAX)
        return;
    text_auto expected = {0};
    struct piece rest = {bytes, length};
    (void)fuzz_line(&rest);
    for (size_t line = 2; rest.length > 0; line++) {
        const struct piece row = fuzz_line(&rest);
        const char *comma = memchr(row.bytes, ',', row.length);
        const size_t first = comma ? (size_t)(comma - row.bytes) : row.length;
        const size_t second = comma ? row.length - first - 1 : 0;
        const bool more = comma && memchr(comma + 1, ',', second);
        size_t commas = 0;
        for (size_t i = 0; i < row.length; i++)
            commas += row.bytes[i] == ',';
        if (commas == row.length && commas < CSV_COLUMNS_MAX) /* nothing but commas */
            continue;
        text_add_format(&expected, "%zu", line);
        if (!comma || more)
            text_add_string(&expected, "cells");
        else if (first == 1 && second == 1 && row.bytes[0] == 'a' && row.bytes[2] == 'b')
            text_add_string(&expected, "header");
        else {
            if (first)
                text_add_format(&expected, "[%zu:%.*s", first, (int)first, row.bytes);
            if (second)
                text_add_format(&expected, "[%zu:%.*s", second, (int)second, comma + 1);
        }
        text_add_char(&expected, '\n');
    }
    hold(expected.length == rows->length);
    hold(rows->length == 0 || memcmp(expected.data, rows->data, rows->length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    const struct piece file = fuzz_whole(data + 1, size - 1);
    text_auto whole = {0}, parts = {0};
    read_in(file.bytes, file.length, file.length + 1, &whole);
    read_in(file.bytes, file.length, 1 + data[0] % 16, &parts);
    hold(whole.length == parts.length);
    hold(whole.length == 0 || memcmp(whole.data, parts.data, whole.length) == 0);
    check_plainly(file.bytes, file.length, &whole);
    return 0;
}
