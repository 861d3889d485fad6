/* Reads a request body as JSON, strictly, and says for a person what is wrong with it.
 * SPDX-License-Identifier: MIT */
#include "contract/json_read.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "contract/pointer.h"

/* Of the name of a repeated key, so many bytes are quoted. */
enum { NAME_BYTES_MAX = 100 };

/* How far the text has been looked at, before the parser sees any of it. */
struct scan {
    const char *text;
    size_t length, at;
    unsigned line, column; /* of `at`, from 1; columns are characters */
    unsigned depth;
    bool in_string;
};

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n')
            return false;
    }
    return true;
}

static bool starts_with(const struct scan *scan, const char *expected)
{
    const size_t length = strlen(expected);
    return scan->length - scan->at >= length &&
           memcmp(scan->text + scan->at, expected, length) == 0;
}

/* Brackets and quotes that the ASCII character at scan->at opens or closes. */
static void scan_structure(struct scan *scan, char c)
{
    if (c == '"')
        scan->in_string = !scan->in_string;
    else if (!scan->in_string && (c == '{' || c == '['))
        scan->depth++;
    else if (!scan->in_string && (c == '}' || c == ']') && scan->depth > 0)
        scan->depth--;
}

static void scan_pass(struct scan *scan, size_t bytes)
{
    const bool line_end = scan->text[scan->at] == '\n';
    scan->line += line_end;
    scan->column = line_end ? 1 : scan->column + 1;
    scan->at += bytes;
}

/* Neither structure nor possibly wrong: most of a body. */
static bool is_plain(char c)
{
    const unsigned char byte = (unsigned char)c;
    return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\' && c != '{' && c != '}' &&
           c != '[' && c != ']';
}

static void scan_plain(struct scan *scan)
{
    const size_t start = scan->at;
    while (scan->at < scan->length && is_plain(scan->text[scan->at]))
        scan->at++;
    scan->column += (unsigned)(scan->at - start);
}

/* Finds what must not reach the parser: bytes that are not UTF-8, NULs, too deep a nesting. */
static bool scan_text(struct scan *scan, unsigned depth_max, char problem[static JSON_PROBLEM_MAX])
{
    for (scan_plain(scan); scan->at < scan->length; scan_plain(scan)) {
        uint32_t character;
        const size_t bytes = utf8_read(scan->text + scan->at, scan->length - scan->at, &character);
        if (bytes == 0) {
            snprintf(
                problem, JSON_PROBLEM_MAX,
                "is not UTF-8: the byte at offset %zu (line %u, column %u) begins no character",
                scan->at, scan->line, scan->column);
            return false;
        }
        if (character == 0 || (scan->in_string && starts_with(scan, "\\u0000"))) {
            snprintf(problem, JSON_PROBLEM_MAX,
                     "has a NUL character at line %u, column %u, which no text may hold",
                     scan->line, scan->column);
            return false;
        }
        if (scan->in_string && character == '\\' && scan->length - scan->at >= 2) {
            scan_pass(scan, 1); /* what is escaped is neither quote nor backslash */
            if ((unsigned char)scan->text[scan->at] < 0x80 && scan->text[scan->at] != '\0')
                scan_pass(scan, 1);
            continue;
        }
        scan_structure(scan, (char)(bytes == 1 ? character : 0));
        if (scan->depth > depth_max) {
            snprintf(problem, JSON_PROBLEM_MAX,
                     "is nested more than %u levels deep, at line %u, column %u", depth_max,
                     scan->line, scan->column);
            return false;
        }
        scan_pass(scan, bytes);
    }
    return true;
}

/* The last string that ends at or before `end`, with its quotes, as the parser read it. */
static json_t *read_last_string(const char *text, size_t end)
{
    size_t start = 0, stop = 0;
    for (size_t at = 0; at < end; at++) {
        if (text[at] != '"')
            continue;
        const size_t opening = at++;
        while (at < end && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        if (at < end) {
            start = opening;
            stop = at + 1;
        }
    }
    memory_begin_reading();
    json_t *value = json_loadb(text + start, stop - start, JSON_DECODE_ANY, NULL);
    if (memory_end_reading())
        return value;
    json_decref(value);
    return NULL;
}

static size_t error_position(const json_error_t *error, size_t length)
{
    const size_t position = error->position < 0 ? 0 : (size_t)error->position;
    return position < length ? position : length;
}

static void say_repeated_key(const char *text, size_t length, const json_error_t *error,
                             char problem[static JSON_PROBLEM_MAX])
{
    json_auto_t *key = read_last_string(text, error_position(error, length));
    char name[NAME_TEXT_MAX] = "";
    if (json_is_string(key))
        name_write(json_string_value(key), json_string_length(key), name);
    size_t shown = strlen(name);
    if (shown > NAME_BYTES_MAX) { /* so that the sentence fits */
        shown = NAME_BYTES_MAX;
        while (((unsigned char)name[shown] & 0xC0) == 0x80)
            shown--;
    }
    snprintf(problem, JSON_PROBLEM_MAX,
             "repeats a key within one object, at line %d, column %d: \"%.*s\"", error->line,
             error->column, (int)shown, name);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether the digits before `end` follow a comma after a digit: 16,000 where 16000 was meant. */
static bool has_comma_in_number(const char *text, size_t end)
{
    size_t start = end;
    while (start > 0 && is_digit(text[start - 1]))
        start--;
    return start < end && start >= 2 && text[start - 1] == ',' && is_digit(text[start - 2]);
}

/* The parser's own words quote the body, so only its code and place are used. */
static void say_syntax(const char *text, size_t length, const json_error_t *error,
                       char problem[static JSON_PROBLEM_MAX])
{
    const char *what = "is not JSON: something unexpected stands";
    switch ((int)json_error_code(error)) {
    case json_error_duplicate_key:
        say_repeated_key(text, length, error, problem);
        return;
    case json_error_numeric_overflow:
        what = "has a number that is too big to be kept,";
        break;
    case json_error_premature_end_of_input:
        what = "is not JSON: it ends before it is complete,";
        break;
    case json_error_end_of_input_expected:
        what = "goes on after its JSON value has ended,";
        break;
    case json_error_out_of_memory:
        what = "could not be read for want of memory,";
        break;
    default:
        if (has_comma_in_number(text, error_position(error, length)))
            what = "is not JSON: a number is written without commas between its digits,";
        break;
    }
    snprintf(problem, JSON_PROBLEM_MAX, "%s at line %d, column %d", what, error->line,
             error->column);
}

json_t *json_read(const char *text, size_t length, unsigned depth_max,
                  char problem[static JSON_PROBLEM_MAX])
{
    assert(depth_max <= JSON_PARSER_MAX_DEPTH);
    struct scan scan = {.text = text, .length = length, .line = 1, .column = 1};
    if (is_blank(text, length)) {
        snprintf(problem, JSON_PROBLEM_MAX, "is empty, where JSON is expected");
        return NULL;
    }
    if (starts_with(&scan, "\xEF\xBB\xBF")) {
        snprintf(problem, JSON_PROBLEM_MAX,
                 "begins with a byte order mark (line 1, column 1): send UTF-8 without one");
        return NULL;
    }
    if (!scan_text(&scan, depth_max, problem))
        return NULL;
    json_error_t error;
    memory_begin_reading();
    json_t *const value =
        json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    const bool sufficed = memory_end_reading();
    if (value != NULL && sufficed)
        return value;
    if (value == NULL)
        say_syntax(text, length, &error, problem);
    else
        snprintf(problem, JSON_PROBLEM_MAX, "could not be read for want of memory");
    json_decref(value);
    return NULL;
}
