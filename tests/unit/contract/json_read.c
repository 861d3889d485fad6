/* Reading a body: what is taken, and the sentence for each thing that is not.
 * SPDX-License-Identifier: MIT */
#include "contract/json_read.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The sentence a body is refused with; "" when it is taken. */
static const char *problem_of(const char *text, size_t length)
{
    static char problem[JSON_PROBLEM_MAX];
    problem[0] = '\0';
    json_auto_t *value = json_read(text, length, 8, problem);
    cr_expect((value == NULL) == (problem[0] != '\0'), "%s", text);
    return problem;
}

struct row {
    const char *text, *problem;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *const problem = problem_of(rows[i].text, strlen(rows[i].text));
        cr_expect(strcmp(problem, rows[i].problem) == 0, "%s\n  gave: %s\n  not:  %s", rows[i].text,
                  problem, rows[i].problem);
    }
}

#define CHECK_ROWS(...)                                                                            \
    do {                                                                                           \
        static const struct row rows[] = {__VA_ARGS__};                                            \
        check_rows(rows, sizeof rows / sizeof rows[0]);                                            \
    } while (0)

Test(json_read, any_value_may_stand_at_the_top)
{
    CHECK_ROWS({"{}", ""}, {" [1, 2.5e3] \r\n", ""}, {"null", ""}, {"\"\xC2\xA3\"", ""},
               {"\"\\\"\\\\u0000\"", ""}, {"9223372036854775807", ""}, {"[[[[[[[[1]]]]]]]]", ""},
               {"\"[[[[[[[[[[[[\"", ""}, {"[{},{},{},{},{},{},{},{},{},{}]", ""},
               {"\"\xF0\x9F\x9A\x92 \\uD83D\\uDE92\"", ""});
}

Test(json_read, an_empty_body_is_said_to_be_empty)
{
    CHECK_ROWS({"", "is empty, where JSON is expected"},
               {" \r\n\t", "is empty, where JSON is expected"});
}

Test(json_read, bytes_that_are_not_utf8_are_refused_with_their_offset)
{
    CHECK_ROWS(
        {"{\"note\":\"\xA3"
         "16\"}",
         "is not UTF-8: the byte at offset 9 (line 1, column 10) begins no character"},
        {"{\n\"\xC2\xA3\xFF\":1}",
         "is not UTF-8: the byte at offset 5 (line 2, column 3) begins no character"},
        {"\"\xC0\x80\"",
         "is not UTF-8: the byte at offset 1 (line 1, column 2) begins no character"},
        {"\"\xED\xA0\x80\"",
         "is not UTF-8: the byte at offset 1 (line 1, column 2) begins no character"},
        {"\"\xF4\x90\x80\x80\"",
         "is not UTF-8: the byte at offset 1 (line 1, column 2) begins no character"},
        {"\"\xE2\x82", "is not UTF-8: the byte at offset 1 (line 1, column 2) begins no character"},
        {"\"\\\xFF\"", "is not UTF-8: the byte at offset 2 (line 1, column 3) begins no character"},
        {"\xEF\xBB\xBF{}",
         "begins with a byte order mark (line 1, column 1): send UTF-8 without one"});
}

Test(json_read, a_nul_is_refused_in_every_spelling)
{
    CHECK_ROWS(
        {"{\"a\":\"x\\u0000\"}", "has a NUL character at line 1, column 8, which no text may hold"},
        {"{\"\\u0000\":1}", "has a NUL character at line 1, column 3, which no text may hold"},
        {"\"\\\\\\u0000\"", "has a NUL character at line 1, column 4, which no text may hold"});
    cr_expect_str_eq(problem_of("{\"a\":\n1}\0", 9),
                     "has a NUL character at line 2, column 3, which no text may hold");
    cr_expect_str_eq(problem_of("\"\\\0\"", 4),
                     "has a NUL character at line 1, column 3, which no text may hold");
}

Test(json_read, a_repeated_key_is_named)
{
    CHECK_ROWS({"{\"fund\":1,\n \"fund\":2}",
                "repeats a key within one object, at line 2, column 7: \"fund\""},
               {"{\"a\":{\"b\":\"c\",\"\\u0062\":1}}",
                "repeats a key within one object, at line 1, column 22: \"b\""},
               {"{\"x\\\"y\\\\\":1,\"x\\\"y\\\\\":2}",
                "repeats a key within one object, at line 1, column 20: \"x\\\"y\\\\\""},
               {"{\"\\u001b[2J\\u202e\":1,\"\\u001b[2J\\u202e\":2}",
                "repeats a key within one object, at line 1, column 38: \"\\u001B[2J\\u202E\""});
}

Test(json_read, the_name_of_a_repeated_key_is_cut_at_a_whole_character)
{
    char name[301] = "", text[1024];
    for (size_t i = 0; i < 300; i += 3)
        memcpy(name + i, "\xE2\x82\xAC", 4);
    snprintf(text, sizeof text, "{\"%s\":1,\"%s\":2}", name, name);
    const char *const problem = problem_of(text, strlen(text));
    cr_expect(strlen(problem) < JSON_PROBLEM_MAX - 1);
    cr_expect_str_eq(problem + strlen(problem) - 4, "\xE2\x82\xAC\"");
}

Test(json_read, depth_is_limited_before_the_parser_runs)
{
    CHECK_ROWS({"[[[[[[[[[1]]]]]]]]]", "is nested more than 8 levels deep, at line 1, column 9"},
               {"{\"a\":[{\"a\":[{\"a\":[{\"a\":[{",
                "is nested more than 8 levels deep, at line 1, column 25"});
    const size_t length = 1024 * 1024;
    char *const deep = malloc(length);
    memset(deep, '[', length);
    cr_expect_str_eq(problem_of(deep, length),
                     "is nested more than 8 levels deep, at line 1, column 9");
    free(deep);
}

Test(json_read, text_after_the_value_is_refused)
{
    CHECK_ROWS({"{} {}", "goes on after its JSON value has ended, at line 1, column 4"},
               {"1 x", "goes on after its JSON value has ended, at line 1, column 3"});
}

Test(json_read, a_number_too_big_to_keep_is_refused)
{
    CHECK_ROWS(
        {"9223372036854775808", "has a number that is too big to be kept, at line 1, column 19"},
        {"[1e999]", "has a number that is too big to be kept, at line 1, column 6"});
}

Test(json_read, a_comma_between_digits_is_explained)
{
    CHECK_ROWS({"{\"amount_pence\": 16,000}",
                "is not JSON: a number is written without commas between its digits, at line 1, "
                "column 21"});
}

Test(json_read, other_mistakes_are_given_with_their_place_and_never_quoted)
{
    CHECK_ROWS(
        {"{\"a\":1", "is not JSON: it ends before it is complete, at line 1, column 6"},
        {"{\"a\":\n \"secret", "is not JSON: it ends before it is complete, at line 2, column 8"},
        {"{a:1}", "is not JSON: something unexpected stands at line 1, column 2"},
        {"{'a':1}", "is not JSON: something unexpected stands at line 1, column 2"},
        {"[1,]", "is not JSON: something unexpected stands at line 1, column 4"},
        {"[01]", "is not JSON: something unexpected stands at line 1, column 2"},
        {"nul", "is not JSON: something unexpected stands at line 1, column 3"},
        {"\"\\uD800\"", "is not JSON: something unexpected stands at line 1, column 8"},
        {"\"a\tb\"", "is not JSON: something unexpected stands at line 1, column 2"});
}

static size_t allocations_left;

static void *failing_malloc(size_t size)
{
    return allocations_left-- == 0 ? NULL : malloc(size);
}

Test(json_read, a_failed_allocation_is_a_refusal_and_no_leak)
{
    static const char *const bodies[] = {"{\"a\":[1,2.5,\"x\"],\"b\":{\"c\":null}}",
                                         "{\"a\":1,\"a\":2}"};
    for (size_t i = 0; i < 2; i++) {
        bool failed = true;
        for (size_t nth = 0; failed && nth < 200; nth++) {
            char problem[JSON_PROBLEM_MAX] = "";
            allocations_left = nth;
            json_set_alloc_funcs(failing_malloc, free);
            json_t *const value = json_read(bodies[i], strlen(bodies[i]), 8, problem);
            failed = allocations_left > nth; /* it went below 0 */
            json_set_alloc_funcs(malloc, free);
            cr_expect((value == NULL) == (problem[0] != '\0'));
            json_decref(value);
        }
        cr_expect(!failed, "some number of allocations suffices");
    }
}
