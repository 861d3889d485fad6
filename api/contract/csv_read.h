/* Reads CSV (RFC 4180) that comes in pieces, row by row, in memory that does not grow with it.
 * SPDX-License-Identifier: MIT
 *
 * UTF-8, with or without a byte order mark; lines end with CRLF or LF. The first row names the
 * columns, in any order. What is wrong with one row is that row's fault, and reading goes on; what
 * is wrong with the file ends it. Rows without anything in them are passed over. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* So many columns a file may have, and so many bytes a cell and a row: what is longer is a fault.
 */
#define CSV_COLUMNS_MAX 64
#define CSV_CELL_MAX ((size_t)4096)
#define CSV_ROW_MAX ((size_t)32768)
#define CSV_DETAIL_MAX 600

struct csv_cell {
    const char *text; /* not NUL-terminated; NULL: nothing stands there, not even quotation marks */
    size_t length;
};

/* A fault of a row or of the file. */
struct csv_fault {
    uint64_t line;               /* in the file, from 1: where the row begins */
    char column[64];             /* of the fault, or "" */
    const char *code;            /* static, stable: "cells", "header", ...; NULL: there is none */
    char detail[CSV_DETAIL_MAX]; /* a sentence or two for a person; at most a column's name in it is
                                    the file's own */
};

struct csv_row {
    uint64_t line;
    const struct csv_cell *cells;  /* one for each of the columns asked for, in their order */
    const struct csv_fault *fault; /* what is wrong with it; then there are no cells; or NULL */
};

struct csv_settings {
    const char *const *columns;  /* asked for; ends with NULL */
    const char *const *required; /* of them, those the file must have; ends with NULL */
    const char *const *ignored;  /* others it may have, which are not looked at; ends with NULL */
    /* Takes a row, which is valid until it returns. False ends the reading. */
    bool (*take)(void *context, const struct csv_row *row);
    void *context;
};

struct csv_reader;

/* NULL: no memory. The settings' strings outlive it. Ended with csv_free. */
must_check struct csv_reader *csv_new(const struct csv_settings *settings);
void csv_free(struct csv_reader *reader);

/* The next bytes of the file, and its end. False: reading has ended before, for a fault of the file
 * or because a row was not taken. */
must_check bool csv_read(struct csv_reader *reader, const char *bytes, size_t length);
must_check bool csv_end(struct csv_reader *reader);

/* The fault of the file that ended the reading; its code is NULL when there is none. */
const struct csv_fault *csv_file_fault(const struct csv_reader *reader);
