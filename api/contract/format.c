/* The formats of text that a schema may ask for, and the words for what each expects.
 * SPDX-License-Identifier: MIT */
#include "contract/format.h"

#include <string.h>

enum { OFFSET_HOURS_MAX = 15 }; /* PostgreSQL knows no more, and the world no more than 14 */
enum { YEAR_FIRST = 1900, YEAR_LAST = 2200 }; /* of financial years */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* `digits` digits at `text` as a number, or -1 when they are not all digits. */
static int read_digits(const char *text, size_t digits)
{
    int number = 0;
    for (size_t i = 0; i < digits; i++) {
        if (!is_digit(text[i]))
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* RFC 3339, full-date. */
static bool is_date(const char *text, size_t length)
{
    if (length != strlen("2018-04-30") || text[4] != '-' || text[7] != '-')
        return false;
    const int year = read_digits(text, 4);
    const int month = read_digits(text + 5, 2);
    const int day = read_digits(text + 8, 2);
    /* Whether a date is a sensible one is for the rules to say, which know what it is the date of.
     */
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

/* RFC 3339, time-offset. The minutes it adds to UTC are needed for the leap second. */
static bool read_offset(const char *text, size_t length, int *ret_minutes)
{
    *ret_minutes = 0;
    if (length == 1)
        return text[0] == 'Z' || text[0] == 'z';
    if (length != strlen("+01:00") || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return false;
    const int hours = read_digits(text + 1, 2);
    const int minutes = read_digits(text + 4, 2);
    if (hours < 0 || hours > OFFSET_HOURS_MAX || minutes < 0 || minutes > 59)
        return false;
    *ret_minutes = (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

/* RFC 3339, section 5.7: a 61st second stands only at the end of a day of UTC. */
static bool is_leap_second(int hour, int minute, int offset_minutes)
{
    const int day = 24 * 60;
    return (hour * 60 + minute - offset_minutes + day) % day == day - 1;
}

/* RFC 3339, date-time. */
static bool is_date_time(const char *text, size_t length)
{
    const size_t date = strlen("2018-04-30"), time = strlen("2018-04-30T09:00:00");
    if (length <= time || !is_date(text, date) || (text[date] != 'T' && text[date] != 't') ||
        text[13] != ':' || text[16] != ':')
        return false;
    const int hour = read_digits(text + 11, 2);
    const int minute = read_digits(text + 14, 2);
    const int second = read_digits(text + 17, 2);
    size_t at = time;
    if (text[at] == '.') {
        const size_t fraction = ++at;
        while (at < length && is_digit(text[at]))
            at++;
        if (at == fraction || at == length)
            return false;
    }
    int offset;
    if (!read_offset(text + at, length - at, &offset) || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0)
        return false;
    return second <= 59 || (second == 60 && is_leap_second(hour, minute, offset));
}

static bool is_uuid(const char *text, size_t length)
{
    if (length != strlen("0190a5f0-0000-7000-8000-000000000000"))
        return false;
    for (size_t i = 0; i < length; i++) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i]))
            return false;
    }
    return true;
}

/* How many bytes at the start of `text` are RFC 3986 unreserved, sub-delims, percent-encoded, or
 * one of `more`. */
static size_t uri_span(const char *text, size_t length, const char *more)
{
    size_t at = 0;
    while (at < length) {
        const char c = text[at];
        if (c == '%' && length - at > 2 && is_hex(text[at + 1]) && is_hex(text[at + 2]))
            at += 3;
        else if (is_letter(c) || is_digit(c) ||
                 (c != '\0' && (strchr("-._~!$&'()*+,;=", c) || strchr(more, c))))
            at++;
        else
            break;
    }
    return at;
}

/* RFC 3986, host and port, the user information already passed over. */
static bool is_uri_host(const char *text, size_t length)
{
    size_t at;
    if (length > 0 && text[0] == '[') {
        const char *const end = memchr(text, ']', length);
        if (end == NULL)
            return false;
        const size_t inside = (size_t)(end - text) - 1;
        if (inside == 0 || uri_span(text + 1, inside, ":") != inside)
            return false;
        at = inside + 2;
    } else {
        at = uri_span(text, length, "");
    }
    if (at < length && text[at] == ':')
        at++;
    else if (at < length)
        return false;
    while (at < length && is_digit(text[at]))
        at++;
    return at == length;
}

static bool is_uri_authority(const char *text, size_t length)
{
    const char *const sign = memchr(text, '@', length);
    if (sign == NULL)
        return is_uri_host(text, length);
    const size_t user = (size_t)(sign - text);
    return uri_span(text, user, ":") == user && is_uri_host(sign + 1, length - user - 1);
}

/* RFC 3986, section 3: scheme ":" hier-part [ "?" query ] [ "#" fragment ]. */
static bool is_uri(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length &&
           (is_letter(text[at]) || (at > 0 && (is_digit(text[at]) || text[at] == '+' ||
                                               text[at] == '-' || text[at] == '.'))))
        at++;
    if (at == 0 || at == length || text[at] != ':')
        return false;
    at++;
    if (length - at >= 2 && text[at] == '/' && text[at + 1] == '/') {
        at += 2;
        size_t end = at;
        while (end < length && text[end] != '/' && text[end] != '?' && text[end] != '#')
            end++;
        if (!is_uri_authority(text + at, end - at))
            return false;
        at = end;
    }
    at += uri_span(text + at, length - at, ":@/");
    if (at < length && text[at] == '?') {
        at++;
        at += uri_span(text + at, length - at, ":@/?");
    }
    if (at < length && text[at] == '#') {
        at++;
        at += uri_span(text + at, length - at, ":@/?");
    }
    return at == length;
}

static bool is_financial_year(const char *text, size_t length)
{
    if (length != strlen("2018/19") || text[4] != '/')
        return false;
    const int first = read_digits(text, 4);
    const int second = read_digits(text + 5, 2);
    return first >= YEAR_FIRST && first <= YEAR_LAST && second == (first + 1) % 100;
}

/* In the order of format_names. */
static const struct {
    bool (*check)(const char *text, size_t length);
    const char *expects;
} formats[] = {
    {is_date, "a date that exists, written like 2018-04-30"},
    {is_date_time, "an instant with its offset from UTC, written like 2018-04-30T09:00:00Z"},
    {is_uuid, "an identifier (UUID) written like 0190a5f0-3c8e-7b1a-9f00-5d2c8e4a1b36"},
    {is_uri, "a whole web address (URI), beginning with its scheme, like https://"},
    {is_financial_year, "a financial year like 2018/19, the second year following the first"},
};

const char *const format_names[] = {"date", "date-time", "uuid", "uri", "financial-year", NULL};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };
_Static_assert(sizeof format_names / sizeof format_names[0] == FORMAT_COUNT + 1,
               "each format has one name");

/* The position of a name, or FORMAT_COUNT. */
static size_t find_format(const char *name)
{
    size_t i = 0;
    while (i < FORMAT_COUNT && strcmp(format_names[i], name) != 0)
        i++;
    return i;
}

bool format_check(const char *format, const char *text, size_t length)
{
    const size_t found = find_format(format);
    return found < FORMAT_COUNT && formats[found].check(text, length);
}

const char *format_expects(const char *format)
{
    const size_t found = find_format(format);
    return found < FORMAT_COUNT ? formats[found].expects : NULL;
}
