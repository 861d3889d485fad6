/* The formats of text that a schema may ask for, and the words for what each expects.
 * SPDX-License-Identifier: MIT
 *
 *   date            a day that exists, YYYY-MM-DD, 1900 to 2200
 *   date-time       RFC 3339, an offset required, of less than 16 hours; same years
 *   uuid            RFC 9562, any version, either case
 *   uri             RFC 3986, with a scheme
 *   financial-year  "2018/19": the second year follows the first */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

/* Every format there is; ends with NULL. */
extern const char *const format_names[];

/* Whether `text` is of the format; false for a format that does not exist. */
must_check bool format_check(const char *format, const char *text, size_t length);

/* What follows "must be" in a sentence: "a date that exists, like 2018-04-30". NULL for a format
 * that does not exist. */
const char *format_expects(const char *format);
