/* The JSON reader and a recogniser written from the grammar agree, and what is read is kept.
 * SPDX-License-Identifier: MIT
 *
 * An input is a body. */
#include "contract/json_read.h"

#include <string.h>

#include "fuzz.h"
#include "identity/strict.h"

enum { DEPTH_MAX = 16 };

/* RFC 8259, one function a rule of the grammar; each passes over what it recognises. */
struct reader {
    const char *at, *end;
    unsigned depth, deepest;
};

static bool value(struct reader *reader);

static void blanks(struct reader *reader)
{
    while (reader->at < reader->end && *reader->at && strchr(" \t\r\n", *reader->at))
        reader->at++;
}

static bool one(struct reader *reader, const char *of)
{
    if (reader->at == reader->end || !*reader->at || !strchr(of, *reader->at))
        return false;
    reader->at++;
    return true;
}

static bool word(struct reader *reader, const char *expected)
{
    const size_t length = strlen(expected);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, expected, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static bool digits(struct reader *reader)
{
    const char *start = reader->at;
    while (one(reader, "0123456789"))
        continue;
    return reader->at > start;
}

static bool number(struct reader *reader)
{
    (void)one(reader, "-");
    if (!one(reader, "0") && !digits(reader))
        return false;
    if (one(reader, ".") && !digits(reader))
        return false;
    if (!one(reader, "eE"))
        return true;
    (void)one(reader, "+-");
    return digits(reader);
}

/* Four hex digits, or -1. */
static int unit(struct reader *reader)
{
    int number = 0;
    for (int i = 0; i < 4; i++) {
        const char *c = reader->at;
        if (!one(reader, "0123456789abcdefABCDEF"))
            return -1;
        number = number * 16 + (*c <= '9' ? *c - '0' : (*c | 32) - 'a' + 10);
    }
    return number;
}

/* Behind a backslash. Half a surrogate pair is no character. */
static bool escape(struct reader *reader)
{
    if (one(reader, "\"\\/bfnrt"))
        return true;
    if (!one(reader, "u"))
        return false;
    const int first = unit(reader);
    if (first < 0 || (first >= 0xdc00 && first <= 0xdfff))
        return false;
    if (first < 0xd800 || first > 0xdbff)
        return true;
    const int second = word(reader, "\\u") ? unit(reader) : -1;
    return second >= 0xdc00 && second <= 0xdfff;
}

static bool string(struct reader *reader)
{
    if (!one(reader, "\""))
        return false;
    while (reader->at < reader->end && *reader->at != '"') {
        const unsigned char c = (unsigned char)*reader->at++;
        if (c < 0x20 || (c == '\\' && !escape(reader)))
            return false;
    }
    return one(reader, "\"");
}

/* The inside of an object or a list, its opening bracket behind. */
static bool members(struct reader *reader, bool named, const char *end)
{
    blanks(reader);
    if (one(reader, end))
        return true;
    do {
        blanks(reader);
        if (named && !string(reader))
            return false;
        blanks(reader);
        if (named && !one(reader, ":"))
            return false;
        if (!value(reader))
            return false;
    } while (one(reader, ","));
    return one(reader, end);
}

static bool value(struct reader *reader)
{
    blanks(reader);
    bool right;
    if (reader->at < reader->end && (*reader->at == '{' || *reader->at == '[')) {
        const bool named = *reader->at++ == '{';
        if (++reader->depth > reader->deepest)
            reader->deepest = reader->depth;
        right = reader->depth <= 500 && members(reader, named, named ? "}" : "]");
        reader->depth--;
    } else if (reader->at < reader->end && *reader->at == '"') {
        right = string(reader);
    } else {
        right =
            word(reader, "true") || word(reader, "false") || word(reader, "null") || number(reader);
    }
    blanks(reader);
    return right;
}

static bool holds_nul(const json_t *read)
{
    const char *name;
    json_t *item;
    size_t i;
    if (json_is_string(read))
        return strlen(json_string_value(read)) != json_string_length(read);
    json_array_foreach(read, i, item)
    {
        if (holds_nul(item))
            return true;
    }
    json_object_foreach((json_t *)(uintptr_t)read, name, item)
    {
        if (holds_nul(item))
            return true;
    }
    return false;
}

static void check_taken(const json_t *read, const struct reader *reader)
{
    hold(reader->deepest <= DEPTH_MAX);
    hold(!holds_nul(read));
    char problem[JSON_PROBLEM_MAX];
    free_auto char *text =
        json_dumps(read, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17));
    hold(text);
    json_auto_t *again = json_read(text, strlen(text), DEPTH_MAX, problem);
    hold(json_equal(again, read));
}

/* What the grammar allows is refused only for one of these. */
static void check_refused(const char *problem)
{
    static const char *const reasons[] = {"repeats a key", "has a NUL", "nested more",
                                          "is too big"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strstr(problem, reasons[i]))
            return;
    fuzz_fail("what the grammar allows is refused for a reason", __FILE__, __LINE__);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct piece whole = fuzz_whole(data, size);
    char problem[JSON_PROBLEM_MAX] = "";
    /* The two readers of the service differ in what they say, and in what may stand at the top. */
    json_auto_t *strict = strict_json(whole.bytes, whole.length, DEPTH_MAX);
    json_auto_t *read = json_read(whole.bytes, whole.length, DEPTH_MAX, problem);
    struct reader reader = {.at = whole.bytes, .end = whole.bytes + whole.length};
    const bool is_json =
        fuzz_is_utf8(whole.bytes, whole.length) && value(&reader) && reader.at == reader.end;
    const bool is_container = json_is_object(read) || json_is_array(read);
    hold(is_container ? json_equal(strict, read) : !strict);
    if (read) {
        hold(is_json);
        check_taken(read, &reader);
        return 0;
    }
    hold(strlen(problem) > 0 && fuzz_is_utf8(problem, strlen(problem)));
    hold(!strpbrk(problem, "\n\r\t"));
    if (is_json)
        check_refused(problem);
    return 0;
}
