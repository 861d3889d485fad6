/* CSV as it comes: in pieces of any size, with every kind of line end, quotation and fault.
 * SPDX-License-Identifier: MIT */
#include "contract/csv_read.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *const columns[] = {"area", "period", "value", NULL};
static const char *const required[] = {"area", "value", NULL};
static const char *const ignored[] = {"revision", "recorded_at", NULL};

/* What was read, a line a row: "2:a|b|c", a "-" where nothing stands, "4!code@column" for a fault.
 */
static bool note(void *context, const struct csv_row *row)
{
    struct text *seen = context;
    text_add_format(seen, "%llu", (unsigned long long)row->line);
    if (row->fault) {
        text_add_format(seen, "!%s@%s\n", row->fault->code, row->fault->column);
        cr_assert_eq(row->fault->line, row->line);
        return true;
    }
    for (size_t i = 0; columns[i]; i++) {
        text_add_char(seen, i ? '|' : ':');
        if (row->cells[i].text)
            text_add(seen, row->cells[i].text, row->cells[i].length);
        else
            text_add_char(seen, '-');
    }
    text_add_char(seen, '\n');
    return true;
}

/* Reads the file in pieces of so many bytes; NULL when there is no fault, else its code. */
static const char *read_in(const char *file, size_t length, size_t piece, struct text *seen,
                           struct csv_fault *fault)
{
    struct csv_reader *reader = csv_new(&(struct csv_settings){.columns = columns,
                                                               .required = required,
                                                               .ignored = ignored,
                                                               .take = note,
                                                               .context = seen});
    cr_assert_not_null(reader);
    bool good = true;
    for (size_t at = 0; at < length && good; at += piece)
        good = csv_read(reader, file + at, piece < length - at ? piece : length - at);
    good = good && csv_end(reader);
    *fault = *csv_file_fault(reader);
    cr_assert_eq(good, fault->code == NULL);
    cr_assert_not(csv_end(reader), "it has ended");
    csv_free(reader);
    return fault->code;
}

/* The same, whatever the pieces are: the text of what was read and, behind it, the file's fault. */
static void expect_bytes(const char *file, size_t length, const char *expected)
{
    static const size_t pieces[] = {1, 2, 3, 7, 100000};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        text_auto seen = {0};
        struct csv_fault fault;
        if (read_in(file, length, pieces[i], &seen, &fault))
            text_add_format(&seen, "%llu!!%s@%s", (unsigned long long)fault.line, fault.code,
                            fault.column);
        cr_assert_str_eq(seen.data ? seen.data : "", expected, "in pieces of %zu", pieces[i]);
    }
}

static void expect(const char *file, const char *expected)
{
    expect_bytes(file, strlen(file), expected);
}

static void expect_detail(const char *file, const char *part)
{
    text_auto seen = {0};
    struct csv_fault fault;
    cr_assert_not_null(read_in(file, strlen(file), 5, &seen, &fault));
    cr_assert(strstr(fault.detail, part), "%s", fault.detail);
}

Test(csv_read, rows_come_in_the_order_of_the_columns_asked_for)
{
    expect("area,period,value\nKent,2017-03,12\n", "2:Kent|2017-03|12\n");
    expect("value,area\n12,Kent\n13,Dover\n", "2:Kent|-|12\n3:Dover|-|13\n");
    expect("area,period,value\nKent,2017-03,12", "2:Kent|2017-03|12\n");
}

Test(csv_read, columns_of_the_service_s_own_list_are_passed_over)
{
    expect("area,period,revision,value,recorded_at\nKent,2017,1,12,x\n", "2:Kent|2017|12\n");
}

Test(csv_read, lines_end_in_either_way_and_in_both)
{
    expect("area,value\r\nKent,1\r\nDover,2\nSwale,3\r\n",
           "2:Kent|-|1\n3:Dover|-|2\n4:Swale|-|3\n");
}

Test(csv_read, a_carriage_return_alone_is_no_line_end)
{
    expect("area,value\rKent,1\r", "1!!line-end@");
    expect("area,value\nKent,1\rDover,2\n", "2!!line-end@");
    expect("area,value\nKent,1\r", "2!!line-end@");
}

Test(csv_read, quotation_marks_hold_commas_line_ends_and_themselves)
{
    expect("area,value\n\"Tonbridge, Malling\",\"1\"\n\"a \"\"b\"\"\",2\n\"two\nlines\",3\nx,4\n",
           "2:Tonbridge, Malling|-|1\n3:a \"b\"|-|2\n4:two\nlines|-|3\n6:x|-|4\n");
    expect("\"area\",\"value\"\r\n\"a\r\nb\",1\r\n", "2:a\r\nb|-|1\n");
}

Test(csv_read, an_empty_cell_is_nothing_and_an_empty_text_is_a_text)
{
    expect("area,period,value\n,\"\",1\n", "2:-||1\n");
}

Test(csv_read, lines_without_anything_are_passed_over_and_counted)
{
    expect("\n\narea,value\n\nKent,1\n,\n\r\nDover,2\n\n", "5:Kent|-|1\n8:Dover|-|2\n");
    expect("area,value\n\"\",\n", "2:|-|-\n");
}

Test(csv_read, a_byte_order_mark_of_utf_8_is_passed_over)
{
    expect("\xEF\xBB\xBF"
           "area,value\r\nKent,1\r\n",
           "2:Kent|-|1\n");
    expect("\xEF\xBB\xBF", "1!!empty@");
}

Test(csv_read, other_encodings_are_refused_by_their_line)
{
    static const char little[] = "\xFF\xFE"
                                 "a\0r\0e\0a\0",
                      big[] = "\xFE\xFF\0a\0r\0e\0a", unmarked[] = "a\0r\0e\0a\0,\0";
    expect_bytes(little, sizeof little - 1, "1!!encoding@");
    expect_bytes(big, sizeof big - 1, "1!!encoding@");
    expect_bytes(unmarked, sizeof unmarked - 1, "1!!encoding@");
    expect("area,value\nKent,1\nCaf\xE9,2\n", "2:Kent|-|1\n3!!encoding@area");
    expect("ar\xE9"
           "a,value\n",
           "1!!encoding@");
    expect("area,value\nCaf\xC3\xA9,2\n", "2:Caf\xC3\xA9|-|2\n");
    expect("area,value\nx,\xC3\n", "2!!encoding@value");
    expect_detail("area,value\nx,\x80\n", "CSV UTF-8");
    expect_bytes("area,value\nKe\0nt,1\n", 18, "2!!encoding@area");
}

Test(csv_read, a_header_that_misses_a_column_names_it)
{
    expect("area,period\nKent,2017\n", "1!!missing-column@value");
    expect_detail("period\n2017\n", "no column area, value;");
}

Test(csv_read, a_column_that_is_not_known_is_named)
{
    expect("area,value,Name\nKent,1,x\n", "1!!unknown-column@Name");
    expect("area,Value\n", "1!!unknown-column@Value");
    expect("area, value\n", "1!!unknown-column@ value");
    expect("area,value,\nKent,1,\n", "1!!unknown-column@");
    expect_detail("area,value,\n", "the 3th");
}

Test(csv_read, a_column_that_is_named_twice_is_refused)
{
    expect("area,value,area\nKent,1,x\n", "1!!repeated-column@area");
    expect("area,value,revision,revision\n", "1!!repeated-column@revision");
}

Test(csv_read, other_separators_are_told_apart)
{
    expect("area;period;value\nKent;2017;1\n", "1!!separator@");
    expect_detail("area;period;value\n", "semicolons");
    expect_detail("area\tperiod\tvalue\n", "tabs");
}

Test(csv_read, a_file_without_a_row_of_names_is_empty)
{
    expect("", "1!!empty@");
    expect("\n\r\n", "1!!empty@");
    expect("area,value\n", "");
}

Test(csv_read, a_line_of_too_few_or_too_many_cells_is_a_fault_of_that_line)
{
    expect("area,value\nKent,1,234\nKent\nDover,2\n", "2!cells@\n3!cells@\n4:Dover|-|2\n");
}

Test(csv_read, the_header_in_the_middle_of_the_file_is_a_fault_of_that_line)
{
    expect("area,value\nKent,1\narea,value\nDover,2\n", "2:Kent|-|1\n3!header@\n4:Dover|-|2\n");
    expect("area,value\nareav,alue\n,areavalue\n", "2:areav|-|alue\n3:-|-|areavalue\n");
}

Test(csv_read, quotation_marks_in_the_wrong_place_are_a_fault_of_that_line)
{
    expect("area,value\nKe\"nt,1\nDover,2\n", "2!quotation@area\n3:Dover|-|2\n");
    expect("area,value\n\"Ke\"nt,1\nDover,2\n", "2!quotation@area\n3:Dover|-|2\n");
}

Test(csv_read, a_quotation_that_never_ends_is_told_by_where_it_began)
{
    expect("area,value\nKent,1\n\"Dover,2\nSwale,3\n", "2:Kent|-|1\n3!!quotation@area");
}

Test(csv_read, what_is_too_long_is_a_fault_and_costs_no_memory)
{
    text_auto file = {0}, seen = {0};
    struct csv_fault fault;
    text_add_string(&file, "area,value\n");
    for (size_t i = 0; i < CSV_CELL_MAX; i++)
        text_add_char(&file, 'x');
    text_add_string(&file, ",1\n");
    for (size_t i = 0; i < CSV_CELL_MAX + 1; i++)
        text_add_char(&file, 'x');
    text_add_string(&file, ",2\nKent,\"");
    for (size_t i = 0; i < CSV_ROW_MAX * 3; i++)
        text_add_char(&file, '\n');
    text_add_string(&file, "\"\nDover,3\n");
    cr_assert_null(read_in(file.data, file.length, 999, &seen, &fault));
    const char *second = strchr(seen.data, '\n') + 1;
    char expected[100];
    snprintf(expected, sizeof expected, "3!length@area\n4!length@value\n%zu:Dover|-|3\n",
             5 + CSV_ROW_MAX * 3);
    cr_assert_str_eq(second, expected);
}

Test(csv_read, more_columns_than_there_can_be_are_refused)
{
    text_auto file = {0}, seen = {0};
    struct csv_fault fault;
    text_add_string(&file, "area,value\nKent,1");
    for (int i = 0; i < 100; i++)
        text_add_char(&file, ',');
    text_add_char(&file, '\n');
    cr_assert_null(read_in(file.data, file.length, 50, &seen, &fault));
    cr_assert_str_eq(seen.data, "2!cells@\n");
    cr_assert_str_eq(read_in(file.data + 11, file.length - 11, 50, &seen, &fault), "cells");
}

static bool take_none(void *context, const struct csv_row *row)
{
    (void)row;
    ++*(int *)context;
    return false;
}

Test(csv_read, reading_ends_where_a_row_is_not_taken)
{
    int taken = 0;
    static const char file[] = "area,value\nKent,1\nDover,2\n";
    struct csv_reader *reader = csv_new(&(struct csv_settings){.columns = columns,
                                                               .required = required,
                                                               .ignored = ignored,
                                                               .take = take_none,
                                                               .context = &taken});
    cr_assert_not(csv_read(reader, file, sizeof file - 1));
    cr_assert_not(csv_end(reader));
    cr_assert_eq(taken, 1);
    cr_assert_null(csv_file_fault(reader)->code);
    csv_free(reader);
}
