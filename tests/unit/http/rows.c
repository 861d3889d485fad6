/* The same rows as JSON and as CSV, by the type of each column.
 * SPDX-License-Identifier: MIT */
#include "http/rows.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A row source of its own: the writer knows only rows.h. */
static const char *const *cells;

void rows_values(const struct rows *rows, size_t row, struct value values[ROWS_COLUMNS_MAX])
{
    for (size_t i = 0; i < rows->column_count; i++) {
        const char *cell = cells[row * rows->column_count + i];
        values[i] = (struct value){cell, cell ? strlen(cell) : 0};
    }
}

#define COLUMN(text, kind)                                                                         \
    {                                                                                              \
        .name = text, .name_length = sizeof text - 1, .type = kind                                 \
    }

static const struct rows sample = {
    .columns = {COLUMN("id", COLUMN_TEXT),
                COLUMN("amount_pence", COLUMN_NUMBER),
                COLUMN("public", COLUMN_BOOLEAN),
                COLUMN("created_at", COLUMN_INSTANT),
                COLUMN("parties", COLUMN_JSON),
                {.name = "_cursor", .name_length = 7, .hidden = true}},
    .column_count = 6,
    .row_count = 2,
};

static const char *const sample_cells[] = {
    "say \"hi\", kcc",
    "1600000",
    "t",
    "2018-04-01 09:30:00.12+00",
    "[\"kcc\"]",
    "c1",
    "",
    NULL,
    "f",
    NULL,
    NULL,
    "c2",
};

Test(rows, become_json_objects_by_the_type_of_their_columns)
{
    cells = sample_cells;
    text_auto out = {0};
    rows_write_objects(&out, &sample, 2, true);
    cr_assert_str_eq(
        out.data,
        "{\"id\":\"say \\\"hi\\\", kcc\",\"amount_pence\":1600000,\"public\":true,"
        "\"created_at\":\"2018-04-01T09:30:00.12Z\",\"parties\":[\"kcc\"]},"
        "{\"id\":\"\",\"amount_pence\":null,\"public\":false,\"created_at\":null,\"parties\":null}");
}

Test(rows, become_csv_without_what_is_nested_or_hidden)
{
    cells = sample_cells;
    text_auto out = {0};
    rows_write_csv_header(&out, &sample);
    rows_write_csv(&out, &sample, false);
    cr_assert_str_eq(out.data, "id,amount_pence,public,created_at\r\n"
                               "\"say \"\"hi\"\", kcc\",1600000,true,2018-04-01T09:30:00.12Z\r\n"
                               "\"\",,false,\r\n");
}

static const struct rows one_text = {
    .columns = {COLUMN("note", COLUMN_TEXT), COLUMN("n", COLUMN_NUMBER)},
    .column_count = 2,
    .row_count = 1,
};

static void expect_cell(const char *value, bool guard, const char *written)
{
    const char *const row[] = {value, "-5"};
    cells = row;
    text_auto out = {0};
    rows_write_csv(&out, &one_text, guard);
    char expected[200];
    snprintf(expected, sizeof expected, "%s,-5\r\n", written);
    cr_expect_str_eq(out.data, expected);
}

Test(rows, are_byte_true_in_csv_unless_a_spreadsheet_reads_them)
{
    expect_cell("=1+1", false, "=1+1");
    expect_cell("=1+1", true, "\"'=1+1\"");
    expect_cell("@cmd", true, "\"'@cmd\"");
    expect_cell("+44", true, "\"'+44\"");
    expect_cell("-a\"b", true, "\"'-a\"\"b\"");
    expect_cell("a=1", true, "a=1");
    expect_cell("two\nlines", false, "\"two\nlines\"");
    expect_cell("cr\rhere", false, "\"cr\rhere\"");
    expect_cell(" blank", false, "\" blank\"");
    expect_cell("blank ", false, "\"blank \"");
    expect_cell("plain", false, "plain");
    expect_cell("", true, "\"\"");
}

Test(rows, that_are_documents_are_written_as_they_are)
{
    static const struct rows documents = {
        .columns = {COLUMN("Identifier", COLUMN_TEXT), COLUMN("document", COLUMN_JSON),
                    COLUMN("other", COLUMN_JSON)},
        .column_count = 3,
        .row_count = 2,
    };
    static const char *const values[] = {"1", "{\"id\":1.50}", "null", "2", "[]", "null"};
    cells = values;
    text_auto out = {0};
    rows_write_documents(&out, &documents, true);
    cr_assert_str_eq(out.data, "{\"id\":1.50},[]");
    rows_write_documents(&out, &documents, false);
    cr_assert_str_eq(out.data, "{\"id\":1.50},[],{\"id\":1.50},[]");
    text_clear(&out);
    rows_write_csv_header(&out, &documents);
    rows_write_csv(&out, &documents, false);
    cr_assert_str_eq(out.data, "Identifier\r\n1\r\n2\r\n");
}
