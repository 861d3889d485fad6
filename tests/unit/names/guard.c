/* What a request says becomes marks: of each text with its pointer, of each name; nothing else
 * leaves. SPDX-License-Identifier: MIT */
#include "names/guard.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names/key.h"
#include "names/marks.h"

static char folder[] = "/tmp/safer-guard-XXXXXX";

static void start(void)
{
    char error[512] = "";
    cr_assert(mkdtemp(folder));
    cr_assert(names_start("", folder, error), "%s", error);
}

static void stop(void)
{
    char path[64];
    names_stop();
    snprintf(path, sizeof path, "%s/names-key", folder);
    unlink(path);
    rmdir(folder);
}

TestSuite(guard, .init = start, .fini = stop);

static json_t *read_json(const char *text)
{
    json_t *value = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    cr_assert(value, "%s", text);
    return value;
}

/* What the guard makes of `body`, read again. */
static json_t *look_at(const char *body, const char *member, struct faults *faults)
{
    json_auto_t *value = read_json(body);
    text_auto out = {0};
    cr_assert(member ? guard_names(value, member, &out, faults) : guard_texts(value, &out, faults));
    return read_json(out.data);
}

static const char *text_at(const json_t *list, size_t index, const char *member)
{
    return json_string_value(json_object_get(json_array_get(list, index), member));
}

static bool has_mark(const char *marks, const char *mark)
{
    for (; *marks; marks += MARK_DIGITS)
        if (strncmp(marks, mark, MARK_DIGITS) == 0)
            return true;
    return false;
}

Test(guard, looks_at_every_text_at_any_depth_and_says_where_it_stands)
{
    faults_auto_t faults = {0};
    json_auto_t *list =
        look_at("{\"a\": \"Jane Doe\", \"b\": [{\"c/d\": \"x\"}, [\"y\", 1, null, true]], "
                "\"e\": {\"f~\": {\"g\": \"z\"}}, \"h\": 12, \"i\": \"...\", \"j\": \"2018\"}",
                NULL, &faults);
    static const char *const pointers[] = {"/a", "/b/0/c~1d", "/b/1/0", "/e/f~0/g"};
    cr_assert_eq(json_array_size(list), 4);
    for (size_t i = 0; i < 4; i++)
        cr_expect_str_eq(text_at(list, i, "pointer"), pointers[i]);
    cr_expect_eq(strlen(text_at(list, 0, "marks")), 5 * MARK_DIGITS);
    cr_expect_eq(strlen(text_at(list, 1, "marks")), 2 * MARK_DIGITS);
    cr_expect_eq(json_object_size(json_array_get(list, 0)), 2);
    cr_expect_eq(faults.total, 0);
}

Test(guard, looks_at_no_names_of_members)
{
    faults_auto_t faults = {0};
    json_auto_t *list = look_at("{\"Jane Doe\": 1}", NULL, &faults);
    cr_expect_eq(json_array_size(list), 0);
}

Test(guard, has_nothing_to_say_of_a_body_that_is_not_there)
{
    faults_auto_t faults = {0};
    text_auto out = {0}, names = {0};
    cr_assert(guard_texts(NULL, &out, &faults));
    cr_expect_str_eq(out.data, "[]");
    cr_assert(guard_names(NULL, "names", &names, &faults));
    cr_expect_str_eq(names.data, "[]");
    cr_expect_eq(faults.total, 0);
}

Test(guard, makes_of_names_the_marks_that_texts_with_them_have)
{
    faults_auto_t faults = {0};
    json_auto_t *names =
        look_at("{\"names\": [\"Jane Doe\", \"O’Brien\", \"Smith\"], \"note\": \"Other\"}", "names",
                &faults);
    json_auto_t *texts = look_at("[\"for jane doe\", \"OBRIEN\", \"Smith's\"]", NULL, &faults);
    cr_assert_eq(json_array_size(names), 3);
    cr_expect_str_eq(text_at(names, 1, "pointer"), "/names/1");
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(strlen(text_at(names, i, "mark")), MARK_DIGITS);
        cr_expect_eq(json_integer_value(json_object_get(json_array_get(names, i), "words")),
                     i == 2 ? 1 : 2);
        for (size_t j = 0; j < 3; j++)
            cr_expect_eq(has_mark(text_at(texts, j, "marks"), text_at(names, i, "mark")), i == j);
    }
    cr_expect_eq(faults.total, 0);
}

Test(guard, refuses_what_is_no_name_and_says_which_but_not_what)
{
    faults_auto_t faults = {0};
    char body[NAME_BYTES_MAX + 200], longest[NAME_BYTES_MAX + 2];
    memset(longest, ' ', sizeof longest);
    longest[0] = 'x';
    longest[NAME_BYTES_MAX + 1] = '\0';
    snprintf(body, sizeof body,
             "{\"names\": [\"Jane Doe\", \"1234\", \"one two three four five six\", \"\", \"%s\"]}",
             longest);
    json_auto_t *names = look_at(body, "names", &faults);
    cr_expect_eq(json_array_size(names), 1);
    cr_assert_eq(faults.count, 4);
    for (size_t i = 0; i < 4; i++) {
        char pointer[20];
        snprintf(pointer, sizeof pointer, "/names/%zu", i + 1);
        cr_expect_str_eq(faults.items[i].pointer, pointer);
        cr_expect_str_eq(faults.items[i].code, "name");
        cr_expect_null(strstr(faults.items[i].detail, "three"));
        cr_expect_null(strstr(faults.items[i].detail, "1234"));
    }
}

Test(guard, refuses_more_words_than_it_looks_at)
{
    const size_t length = 2 * GUARD_WORDS_MAX;
    char *text = malloc(length + 3);
    for (size_t i = 0; i < length + 2; i++)
        text[i] = i % 2 ? ' ' : (char)('a' + i / 2 % 26);
    for (size_t more = 2; more-- > 0;) {
        faults_auto_t faults = {0};
        text_auto out = {0};
        text[length + more] = '\0';
        json_auto_t *body = json_pack("{s:{s:s}, s:s}", "a", "b", text, "c", "12");
        cr_assert(guard_texts(body, &out, &faults));
        cr_expect_eq(faults.total, 1, "the last text has a word too many");
        cr_expect_str_eq(faults.items[0].pointer, more ? "/a/b" : "/c");
        cr_expect_str_eq(faults.items[0].code, "maxWords");
    }
    free(text);
}

Test(guard, refuses_more_bytes_than_it_looks_at)
{
    char *text = malloc(GUARD_BYTES_MAX + 2);
    memset(text, '.', GUARD_BYTES_MAX + 1);
    for (size_t more = 2; more-- > 0;) {
        faults_auto_t faults = {0};
        text_auto out = {0};
        text[GUARD_BYTES_MAX + more] = '\0';
        json_auto_t *body = json_pack("[s, s]", "", text);
        cr_assert(guard_texts(body, &out, &faults));
        cr_expect_eq(faults.total, more);
        if (more)
            cr_expect_str_eq(faults.items[0].pointer, "/1");
    }
    free(text);
}

static void fingerprint(const char *what, const char *body, char out[static DIGEST_HEX_SIZE])
{
    json_auto_t *value = body ? read_json(body) : NULL;
    cr_assert(guard_fingerprint(what, strlen(what), value, out));
}

Test(guard, has_one_fingerprint_for_one_request_and_others_for_others)
{
    char one[DIGEST_HEX_SIZE], other[DIGEST_HEX_SIZE], plain[DIGEST_HEX_SIZE];
    fingerprint("/v1/a\nkcc\n", "{\"b\": \"Jane\", \"a\": 1}", one);
    fingerprint("/v1/a\nkcc\n", "{\"a\": 1,\"b\": \"\\u004aane\"}", other);
    cr_expect_str_eq(one, other);
    static const struct {
        const char *what, *body;
    } others[] = {
        {"/v1/b\nkcc\n", "{\"a\":1,\"b\":\"Jane\"}"},
        {"/v1/a\nkcc\n", "{\"a\":1,\"b\":\"Joan\"}"},
        {"/v1/a\nkcc\n", NULL},
    };
    for (size_t i = 0; i < 3; i++) {
        fingerprint(others[i].what, others[i].body, other);
        cr_expect_eq(strlen(other), 64);
        cr_expect_str_neq(one, other);
    }
    static const char whole[] = "/v1/a\nkcc\n{\"a\":1,\"b\":\"Jane\"}";
    static const char labelled[] = "request\n/v1/a\nkcc\n{\"a\":1,\"b\":\"Jane\"}";
    digest_sha256_hex(whole, sizeof whole - 1, plain);
    cr_expect_str_neq(one, plain, "a digest that anybody can make of a guess");
    digest_sha256_hex(labelled, sizeof labelled - 1, plain);
    cr_expect_str_neq(one, plain);
}

Test(guard, wipes_every_text_of_a_body)
{
    json_auto_t *body = read_json("{\"a\": \"Jane\", \"b\": [{\"c\": \"Doe\"}, [\"x\"], 1, null]}");
    guard_wipe(body);
    free_auto char *left = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
    cr_expect_str_eq(
        left, "{\"a\":\"\\u0000\\u0000\\u0000\\u0000\",\"b\":[{\"c\":\"\\u0000\\u0000\\u0000\"},"
              "[\"\\u0000\"],1,null]}");
    guard_wipe(NULL);
}
