/* Words, figures and days as they stand on a page of Markdown.
 * SPDX-License-Identifier: MIT */
#include "handlers/markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- Words ------------------------------------------------------------------------------------
 */

/* Where a line begins: what would be a list's or a heading's mark. Returns what was written. */
static size_t add_start(struct text *out, const char *line)
{
    if (strchr("-+=", *line)) {
        text_add_char(out, '\\');
        return 0;
    }
    const size_t digits = strspn(line, "0123456789");
    if (digits == 0 || line[digits] != '.')
        return 0;
    text_add(out, line, digits);
    text_add_string(out, "\\.");
    return digits + 1;
}

/* Whether the colon or point at `at` makes a link of what stands about it. */
static bool makes_link(const char *line, size_t at)
{
    return line[at] == ':'   ? strncmp(line + at + 1, "//", 2) == 0
           : line[at] == '.' ? at >= 3 && strncasecmp(line + at - 3, "www", 3) == 0
                             : false;
}

static void add_line(struct text *out, const char *line, size_t length)
{
    for (size_t i = add_start(out, line); i < length; i++) {
        if (strchr("\\`*_{}[]()#!|<>~&", line[i]) || makes_link(line, i))
            text_add_char(out, '\\');
        text_add_char(out, line[i]);
    }
}

void markdown_add_words(struct text *out, const char *words, const char *between)
{
    bool first = true;
    for (const char *line = words; *line;) {
        line += strspn(line, " \t\r\n");
        const size_t length = strcspn(line, "\r\n");
        if (length == 0)
            break;
        if (!first)
            text_add_string(out, between ? between : " ");
        first = false;
        add_line(out, line, length);
        line += length;
    }
}

/* ---- Figures ----------------------------------------------------------------------------------
 */

static void add_digits(struct text *out, const char *digits)
{
    size_t whole = strcspn(digits, ".");
    if (*digits == '-') {
        text_add_char(out, '-');
        digits++;
        whole--;
    }
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0)
            text_add_char(out, ',');
        text_add_char(out, digits[i]);
    }
    text_add_string(out, digits + whole);
}

void markdown_add_number(struct text *out, double number)
{
    char digits[NUMBER_ROOM];
    (void)number_put(digits, number);
    if (strchr(digits, 'e'))
        text_add_string(out, digits);
    else
        add_digits(out, digits);
}

void markdown_add_rounded(struct text *out, double number, size_t decimals)
{
    text_auto digits = {0};
    text_add_format(&digits, "%.*f", (int)decimals, number);
    if (text_failed(&digits))
        out->failed = true;
    else
        add_digits(out, digits.data + (strtod(digits.data, NULL) == 0 && *digits.data == '-'));
}

size_t markdown_decimals(double number)
{
    char digits[NUMBER_ROOM];
    (void)number_put(digits, number);
    const char *point = strchr(digits, '.');
    return point && !strchr(digits, 'e') ? strlen(point + 1) : 0;
}

/* ---- Days -------------------------------------------------------------------------------------
 */

/* Whether it is written 2017-03 or 2017-03-20. */
static bool is_month_or_day(const char *day)
{
    const size_t length = strlen(day);
    if (length != 7 && length != 10)
        return false;
    for (size_t i = 0; i < length; i++)
        if (i == 4 || i == 7 ? day[i] != '-' : day[i] < '0' || day[i] > '9')
            return false;
    return true;
}

void markdown_add_day(struct text *out, const char *day)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    const bool is_one = is_month_or_day(day);
    const int month = is_one ? (day[5] - '0') * 10 + day[6] - '0' : 0;
    if (month < 1 || month > 12) {
        text_add_string(out, day);
        return;
    }
    if (day[7])
        text_add_format(out, "%s ", day[8] == '0' ? day + 9 : day + 8);
    text_add_format(out, "%s %.4s", months[month - 1], day);
}
