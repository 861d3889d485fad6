/* One writer for every row the service answers with: the same rows as JSON or as CSV.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"
#include "database/rows.h"

/* Row `row` as a JSON object: the columns that are not hidden, in their order. */
void rows_write_object(struct text *out, const struct rows *rows, size_t row);

/* The first `count` rows as JSON objects with commas between; `first` says no row was written
 * before. */
void rows_write_objects(struct text *out, const struct rows *rows, size_t count, bool first);

/* The rows of what is composed as JSON in PostgreSQL: of each the first column that is JSON, as it
 * is, with commas between. */
void rows_write_documents(struct text *out, const struct rows *rows, bool first);

/* CSV (RFC 4180): CRLF, NULL is empty, "" the empty string; columns of JSON are left out. */
void rows_write_csv_header(struct text *out, const struct rows *rows);

/* One cell of text. */
void rows_write_csv_text(struct text *out, const char *value, size_t length, bool guard);

/* With `guard`, a text cell that a spreadsheet would read as a formula gets an apostrophe in front.
 */
void rows_write_csv_row(struct text *out, const struct rows *rows, size_t row, bool guard);
void rows_write_csv(struct text *out, const struct rows *rows, bool guard);
