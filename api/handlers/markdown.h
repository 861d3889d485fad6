/* Words, figures and days as they stand on a page of Markdown.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"

/* Words of somebody's, in which nothing is a mark or a link. What stands between their paragraphs
 * is the page's, such as "\n\n"; NULL where they are to stay in one line, as in a table. */
void markdown_add_words(struct text *out, const char *words, const char *between);

/* A number with commas between thousands: as it was written, or with so many decimals. */
void markdown_add_number(struct text *out, double number);
void markdown_add_rounded(struct text *out, double number, size_t decimals);

/* How many decimals a number was written with. */
size_t markdown_decimals(double number);

/* 2017-03 as March 2017, 2017-03-20 as 20 March 2017; quarters and years as they are. */
void markdown_add_day(struct text *out, const char *day);
