/* Formats: what is of each, and what is not.
 * SPDX-License-Identifier: MIT */
#include "contract/format.h"

#include <criterion/criterion.h>
#include <string.h>

struct row {
    const char *format, *text;
    bool good;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        cr_expect(format_check(rows[i].format, rows[i].text, strlen(rows[i].text)) == rows[i].good,
                  "%s of \"%s\" should be %d", rows[i].format, rows[i].text, rows[i].good);
}

#define CHECK_ROWS(...)                                                                            \
    do {                                                                                           \
        static const struct row rows[] = {__VA_ARGS__};                                            \
        check_rows(rows, sizeof rows / sizeof rows[0]);                                            \
    } while (0)

Test(format, a_date_is_a_day_of_the_calendar)
{
    CHECK_ROWS(
        {"date", "2018-04-30", true}, {"date", "1900-01-01", true}, {"date", "2200-12-31", true},
        {"date", "2020-02-29", true}, {"date", "2000-02-29", true}, {"date", "2019-02-29", false},
        {"date", "1900-02-29", false}, {"date", "2100-02-29", false}, {"date", "2018-04-31", false},
        {"date", "2018-00-10", false}, {"date", "2018-13-10", false}, {"date", "2018-01-00", false},
        {"date", "0000-12-31", false}, {"date", "2999-01-01", true}, {"date", "0001-01-01", true},
        {"date", "30/04/2018", false}, {"date", "2018-4-30", false}, {"date", "2018-04-30 ", false},
        {"date", " 2018-04-30", false}, {"date", "2018-04-3O", false},
        {"date", "+018-04-30", false}, {"date", "", false}, {"date", "20180430", false},
        {"date", "２０18-04", false});
}

Test(format, an_instant_has_a_date_a_time_and_an_offset)
{
    CHECK_ROWS(
        {"date-time", "2018-04-30T09:00:00Z", true}, {"date-time", "2018-04-30t09:00:00z", true},
        {"date-time", "2018-04-30T09:00:00.123456+01:00", true},
        {"date-time", "2018-04-30T23:59:59-15:59", true},
        {"date-time", "2018-04-30T23:59:59+15:59", true},
        {"date-time", "2018-04-30T09:00:00+16:00", false},
        {"date-time", "2018-04-30T09:00:00-16:00", false},
        {"date-time", "2016-12-31T23:59:60Z", true},
        {"date-time", "2017-01-01T00:59:60+01:00", true},
        {"date-time", "2016-12-31T15:59:60-08:00", true},
        {"date-time", "2016-12-31T12:00:60Z", false}, {"date-time", "2018-04-30T09:00:00", false},
        {"date-time", "2018-04-30T09:00Z", false}, {"date-time", "2018-04-30", false},
        {"date-time", "2018-04-30 09:00:00Z", false}, {"date-time", "2018-04-30T24:00:00Z", false},
        {"date-time", "2018-04-30T09:60:00Z", false}, {"date-time", "2018-04-30T09:00:61Z", false},
        {"date-time", "2018-04-30T09:00:00.Z", false},
        {"date-time", "2018-04-30T09:00:00.5", false},
        {"date-time", "2018-04-30T09:00:00+0100", false},
        {"date-time", "2018-04-30T09:00:00+24:00", false},
        {"date-time", "2018-04-30T09:00:00+01:60", false},
        {"date-time", "2018-04-31T09:00:00Z", false},
        {"date-time", "2018-04-30T09:00:00ZZ", false});
}

Test(format, a_uuid_has_its_dashes_where_they_belong)
{
    CHECK_ROWS({"uuid", "0190a5f0-3c8e-7b1a-9f00-5d2c8e4a1b36", true},
               {"uuid", "0190A5F0-3C8E-7B1A-9F00-5D2C8E4A1B36", true},
               {"uuid", "0190a5f03c8e7b1a9f005d2c8e4a1b36", false},
               {"uuid", "0190a5f0-3c8e-7b1a-9f00-5d2c8e4a1b3", false},
               {"uuid", "0190a5f0-3c8e-7b1a-9f00-5d2c8e4a1b366", false},
               {"uuid", "0190a5f0-3c8e-7b1a-9f005-d2c8e4a1b36", false},
               {"uuid", "0190a5g0-3c8e-7b1a-9f00-5d2c8e4a1b36", false}, {"uuid", "", false});
}

Test(format, a_uri_begins_with_its_scheme)
{
    CHECK_ROWS({"uri", "https://safer.example/problems/invalid-body", true},
               {"uri", "https://u:p@host.example:8443/a/b;c?d=e/f?#g?h", true},
               {"uri", "https://[2001:db8::1]:80/", true}, {"uri", "urn:isbn:0451450523", true},
               {"uri", "mailto:someone@example.org", true}, {"uri", "file:///a", true},
               {"uri", "a:", true}, {"uri", "/problems/invalid-body", false},
               {"uri", "//host.example/", false}, {"uri", "host.example", false},
               {"uri", "1https://host.example", false}, {"uri", "https://host example/", false},
               {"uri", "https://host.example:port/", false}, {"uri", "https://[::1/", false},
               {"uri", "https://[]/", false}, {"uri", "https://host.example/%4", false},
               {"uri", "https://host.example/%zz", false}, {"uri", "https://host.example/ä", false},
               {"uri", "https://host.example/#a#b", false}, {"uri", "https://a@b@c/", false},
               {"uri", "", false}, {"uri", ":", false});
}

Test(format, a_financial_year_names_two_years_that_follow)
{
    CHECK_ROWS({"financial-year", "2018/19", true}, {"financial-year", "1999/00", true},
               {"financial-year", "2099/00", true}, {"financial-year", "1900/01", true},
               {"financial-year", "2018/20", false}, {"financial-year", "2018/18", false},
               {"financial-year", "2018/2019", false}, {"financial-year", "2018-19", false},
               {"financial-year", "18/19", false}, {"financial-year", "2018/1", false},
               {"financial-year", "1899/00", false}, {"financial-year", "2018/19 ", false},
               {"financial-year", "", false});
}

Test(format, a_nul_inside_a_text_is_of_no_format)
{
    for (size_t i = 0; format_names[i] != NULL; i++) {
        cr_expect(!format_check(format_names[i], "2018\0", 5), "%s", format_names[i]);
        cr_expect(!format_check(format_names[i], "a:\0", 3), "%s", format_names[i]);
        cr_expect(!format_check(format_names[i], "2018-04-30\0", 11), "%s", format_names[i]);
    }
}

Test(format, each_format_says_what_it_expects)
{
    for (size_t i = 0; format_names[i] != NULL; i++)
        cr_expect(strncmp(format_expects(format_names[i]), "a", 1) == 0, "%s", format_names[i]);
}

Test(format, a_format_that_does_not_exist_is_matched_by_nothing)
{
    cr_expect(format_expects("e-mail") == NULL);
    cr_expect(!format_check("e-mail", "a@b", 3));
}
