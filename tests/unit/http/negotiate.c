/* Accept, If-None-Match and If-Match are read as RFC 9110 has them.
 * SPDX-License-Identifier: MIT */
#include "http/negotiate.h"

#include <criterion/criterion.h>
#include <stddef.h>

Test(negotiate, chooses_the_form_the_client_prefers)
{
    static const struct {
        const char *accept;
        bool csv;
        enum form form;
    } rows[] = {
        {NULL, true, FORM_JSON},
        {"", true, FORM_JSON},
        {"*/*", true, FORM_JSON},
        {"application/json", true, FORM_JSON},
        {"application/*", false, FORM_JSON},
        {"text/csv", true, FORM_CSV},
        {"TEXT/CSV", true, FORM_CSV},
        {"text/*", true, FORM_CSV},
        {"text/csv", false, FORM_NONE},
        {"text/csv, */*", true, FORM_CSV},
        {"text/csv;q=0.5, application/json", true, FORM_JSON},
        {"text/csv, application/json;q=0.9", true, FORM_CSV},
        {"text/csv;q=0, */*", true, FORM_JSON},
        {"application/json;q=0, text/csv", true, FORM_CSV},
        {"application/json; charset=utf-8 ; q=0.3, text/csv;q=0.2", true, FORM_JSON},
        {"text/html", true, FORM_NONE},
        {"text/html, application/xhtml+xml, */*;q=0.8", true, FORM_JSON},
        {"image/png", false, FORM_NONE},
        {"*/*;q=0", true, FORM_NONE},
        {"*/*;q=", true, FORM_NONE},
        {"*/*;q= ", true, FORM_NONE},
        {"*/*;q=nan", true, FORM_NONE},
        {"*/*;q=0x1", true, FORM_NONE},
        {"*/*;q=-1", true, FORM_NONE},
        {"text/csv;q=.2, */*; q=.1", true, FORM_CSV},
        {"text/csv;q=0.9994;x=1, */*;q=0.9991", true, FORM_CSV},
        {"text/csv;Q=1.000, */* ; q=0.999", true, FORM_CSV},
        {"text/csv;q=1.5, application/json;q=1", true, FORM_JSON},
        {", ,text/csv,", true, FORM_CSV},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(negotiate_accept(rows[i].accept,
                                      FORM_BIT(FORM_JSON) | (rows[i].csv ? FORM_BIT(FORM_CSV) : 0)),
                     rows[i].form, "%s", rows[i].accept);
}

Test(negotiate, chooses_among_three_forms)
{
    static const struct {
        const char *accept;
        enum form form;
    } rows[] = {
        {NULL, FORM_JSON},
        {"text/markdown", FORM_MARKDOWN},
        {"text/*", FORM_CSV},
        {"text/csv;q=0.5, text/markdown", FORM_MARKDOWN},
        {"text/csv, text/markdown;q=0.9", FORM_CSV},
        {"text/markdown, */*", FORM_MARKDOWN},
        {"text/*, text/csv;q=0", FORM_MARKDOWN},
        {"text/html, */*;q=0.8", FORM_JSON},
        {"text/html", FORM_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(negotiate_accept(rows[i].accept, FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV) |
                                                          FORM_BIT(FORM_MARKDOWN)),
                     rows[i].form, "%s", rows[i].accept);
}

Test(negotiate, chooses_among_forms_of_which_none_is_json)
{
    static const struct {
        const char *accept;
        enum form form;
    } rows[] = {
        {NULL, FORM_MARKDOWN},
        {"*/*", FORM_MARKDOWN},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", FORM_PAGE},
        {"text/markdown, text/html;q=0.9", FORM_MARKDOWN},
        {"application/json", FORM_NONE},
        {"text/calendar", FORM_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(
            negotiate_accept(rows[i].accept, FORM_BIT(FORM_MARKDOWN) | FORM_BIT(FORM_PAGE)),
            rows[i].form, "%s", rows[i].accept);
    cr_expect_eq(negotiate_accept("text/calendar", FORM_BIT(FORM_CALENDAR)), FORM_CALENDAR);
    cr_expect_eq(negotiate_accept("text/*", FORM_BIT(FORM_CALENDAR)), FORM_CALENDAR);
}

Test(negotiate, chooses_a_standard_only_by_its_name)
{
    static const struct {
        const char *accept;
        enum form form;
    } rows[] = {
        {NULL, FORM_JSON},
        {"*/*", FORM_JSON},
        {"application/*", FORM_JSON},
        {"text/*", FORM_CSV},
        {"application/vnd.360giving+json", FORM_360GIVING},
        {"Application/vnd.360Giving+JSON;q=0.1", FORM_360GIVING},
        {"application/vnd.360giving+json, application/json", FORM_JSON},
        {"application/vnd.360giving+json, application/json;q=0.9", FORM_360GIVING},
        {"text/vnd.360giving.csv", FORM_360GIVING_CSV},
        {"text/vnd.360giving.csv, */*;q=0.5", FORM_360GIVING_CSV},
        {"text/*;q=0.5, text/csv;q=0", FORM_360GIVING_CSV},
        {"application/vnd.360giving", FORM_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(negotiate_accept(rows[i].accept, FORM_BIT(FORM_JSON) | FORM_BIT(FORM_CSV) |
                                                          FORM_BIT(FORM_360GIVING) |
                                                          FORM_BIT(FORM_360GIVING_CSV)),
                     rows[i].form, "%s", rows[i].accept);
}

Test(negotiate, packs_for_who_asks_for_it)
{
    static const struct {
        const char *header;
        bool gzip;
    } rows[] = {
        {NULL, false},
        {"", false},
        {"gzip", true},
        {"GZIP", true},
        {"deflate, gzip;q=1.0, *;q=0.5", true},
        {"gzip;q=0", false},
        {"gzip;q=0, *", false},
        {"*", true},
        {"*;q=0", false},
        {"identity", false},
        {"identity;q=0.5, gzip;q=0.4", false},
        {"identity;q=0.5, gzip;q=0.5", true},
        {"identity;q=0, *;q=0.1", true},
        {"br, zstd", false},
        {"gzipped", false},
        {" , gzip ; q=0.1", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(negotiate_gzip(rows[i].header), rows[i].gzip, "%s", rows[i].header);
}

Test(negotiate, finds_a_tag_in_if_none_match)
{
    const char *tag = "\"1-abc-json\"";
    cr_expect(negotiate_none_match("\"1-abc-json\"", tag));
    cr_expect(negotiate_none_match("W/\"1-abc-json\"", tag));
    cr_expect(negotiate_none_match("\"x\", \"1-abc-json\"", tag));
    cr_expect(negotiate_none_match("*", tag));
    cr_expect_not(negotiate_none_match("\"1-abc-jso\"", tag));
    cr_expect_not(negotiate_none_match("\"2-abc-json\"", tag));
    cr_expect_not(negotiate_none_match("", tag));
    cr_expect_not(negotiate_none_match(NULL, tag));
    cr_expect_not(negotiate_none_match("*", NULL));
}

Test(negotiate, knows_whether_a_type_is_taken)
{
    static const struct {
        const char *accept, *type;
        bool taken;
    } rows[] = {
        {NULL, "text/html; charset=utf-8", true},
        {"", "text/html", true},
        {"*/*", "text/html; charset=utf-8", true},
        {"text/html", "text/html; charset=utf-8", true},
        {"text/*", "text/plain; version=0.0.4", true},
        {"image/png, text/html;q=0.1", "text/html", true},
        {"application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
         "text/plain; version=0.0.4", true},
        {"text/html;q=0, */*", "text/html", false},
        {"application/json", "application/yaml", false},
        {"text/htm", "text/html", false},
        {"text/*", "application/json", false},
        {",", "text/html", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(negotiate_accepts(rows[i].accept, rows[i].type), rows[i].taken, "%s",
                     rows[i].accept);
}

Test(negotiate, takes_the_version_from_if_match)
{
    cr_expect_eq(negotiate_if_match(NULL), IF_MATCH_ANY);
    cr_expect_eq(negotiate_if_match("*"), IF_MATCH_ANY);
    cr_expect_eq(negotiate_if_match("\"1-0123456789abcdef-json\""), 1);
    cr_expect_eq(negotiate_if_match("\"17\""), 17);
    cr_expect_eq(negotiate_if_match("\"other\", \"3-x\""), 3);
    cr_expect_eq(negotiate_if_match("\"7-x\", \"9-x\",\"8-x\""), 9, "versions only grow");
    cr_expect_eq(negotiate_if_match("\"2147483647-x\""), 2147483647);
    cr_expect_eq(negotiate_if_match("\"2147483648-x\""), IF_MATCH_BAD);
    cr_expect_eq(negotiate_if_match("\"99999999999999999999-x\""), IF_MATCH_BAD);
    cr_expect_eq(negotiate_if_match("W/\"3-x\""), IF_MATCH_BAD, "a weak tag never matches");
    cr_expect_eq(negotiate_if_match("3"), IF_MATCH_BAD);
    cr_expect_eq(negotiate_if_match("\"3x\""), IF_MATCH_BAD);
    cr_expect_eq(negotiate_if_match(""), IF_MATCH_BAD);
}
