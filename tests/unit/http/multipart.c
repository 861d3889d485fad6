/* Forms with a file: in pieces of any size, as programs send them, and as none should.
 * SPDX-License-Identifier: MIT */
#include "http/multipart.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/text.h"

#define TYPE "multipart/form-data; boundary=xyz"
#define PART "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"
#define LAST "\r\n--xyz--\r\n"

static bool add(void *context, const char *bytes, size_t length)
{
    text_add(context, bytes, length);
    return true;
}

/* Reads a form in pieces; what the file held, or the sentence that refuses it. */
static const char *read_in(const char *type, const char *form, size_t length, size_t piece,
                           struct text *file, struct multipart *reader)
{
    *reader = (struct multipart){.take = add, .context = file};
    text_add_string(file, "");
    if (!multipart_begin(reader, type))
        return reader->fault;
    bool good = true;
    for (size_t at = 0; at < length && good; at += piece)
        good = multipart_read(reader, form + at, piece < length - at ? piece : length - at);
    good = good && multipart_end(reader);
    cr_assert_eq(good, reader->fault == NULL);
    return good ? file->data ? file->data : "" : reader->fault;
}

static void expect(const char *type, const char *form, const char *expected)
{
    for (size_t piece = 1; piece < 90; piece += piece < 40 ? 1 : 49) {
        text_auto file = {0};
        struct multipart reader;
        const char *seen = read_in(type, form, strlen(form), piece, &file, &reader);
        cr_assert(reader.fault ? strstr(seen, expected) != NULL : strcmp(seen, expected) == 0,
                  "in pieces of %zu: %s", piece, seen);
    }
}

static void expect_name(const char *disposition, const char *name)
{
    text_auto form = {0}, file = {0};
    struct multipart reader;
    text_add_format(&form, "--xyz\r\n%s\r\n\r\nx" LAST, disposition);
    cr_assert_str_eq(read_in(TYPE, form.data, form.length, 1000, &file, &reader), "x");
    cr_assert_str_eq(reader.filename, name);
}

static void expect_type(const char *header, const char *type)
{
    text_auto form = {0}, file = {0};
    struct multipart reader;
    text_add_format(&form, PART "%s\r\nx" LAST, header);
    cr_assert_str_eq(read_in(TYPE, form.data, form.length, 1000, &file, &reader), "x");
    cr_assert_str_eq(reader.type, type);
}

Test(multipart, the_type_of_the_file_is_what_its_part_says_in_lower_case)
{
    expect_type("Content-Type: application/pdf\r\n", "application/pdf");
    expect_type("CONTENT-TYPE:\t Text/CSV; charset=utf-8\r\n", "text/csv");
    expect_type("Content-Type:image/svg+xml \r\n", "image/svg+xml");
    expect_type("", "");
    expect_type("Content-Type:\r\n", "");
    expect_type("Content-Type: ;x=y\r\n", "");
}

Test(multipart, a_type_that_can_be_none_is_as_if_it_were_not_said)
{
    char longest[2 * MULTIPART_TYPE_MAX] = "Content-Type: ";
    expect_type("Content-Type: caf\xE9/x\r\n", "");
    expect_type("Content-Type: no type\r\n", "");
    expect_type("Content-Type: \"text/csv\"\r\n", "");
    memset(longest + 14, 'x', MULTIPART_TYPE_MAX + 1);
    memcpy(longest + 14 + MULTIPART_TYPE_MAX + 1, "\r\n", 3);
    expect_type(longest, "");
}

Test(multipart, the_file_is_what_stands_between_the_boundaries)
{
    expect(TYPE, PART "Content-Type: text/csv\r\n\r\na,b\r\n1,2\r\n" LAST, "a,b\r\n1,2\r\n");
    expect(TYPE, PART "\r\na" LAST, "a");
    expect(TYPE, PART "\r\n" LAST, "");
}

Test(multipart, what_only_begins_like_a_boundary_is_the_file_s)
{
    expect(TYPE, PART "\r\n\r\n--xy\r\n--x\r\n-\r\r\n\r\n--xz" LAST,
           "\r\n--xy\r\n--x\r\n-\r\r\n\r\n--xz");
    expect(TYPE, PART "\r\n--xyz" LAST, "--xyz");
}

Test(multipart, what_stands_before_and_behind_the_form_is_nobody_s)
{
    expect(TYPE, "hello\r\n--xy\r\n" PART "\r\na" LAST "more\r\n" PART "\r\n", "a");
    expect(TYPE, PART "\r\na\r\n--xyz--", "a");
    expect(TYPE, "--xyz \t\r\nContent-Disposition: form-data; name=file\r\n\r\na\r\n--xyz--", "a");
}

Test(multipart, the_boundary_may_be_quoted_and_stand_anywhere)
{
    expect("Multipart/Form-Data; charset=utf-8; BOUNDARY=\"xyz\"", PART "\r\na" LAST, "a");
    expect("multipart/form-data;boundary=xyz ; x=y", PART "\r\na" LAST, "a");
}

Test(multipart, a_missing_or_wrong_boundary_is_told)
{
    expect("multipart/form-data", PART "\r\na" LAST, "no boundary");
    expect("multipart/form-data; boundary=", PART "\r\na" LAST, "1 to 70");
    expect("multipart/form-data; boundary=\"a\x01\"", PART "\r\na" LAST, "1 to 70");
    expect("multipart/form-data; boundary="
           "0123456789012345678901234567890123456789012345678901234567890123456789x",
           PART "\r\na" LAST, "1 to 70");
    expect("multipart/form-data; boundary=other", PART "\r\na" LAST, "nothing in it");
    expect(TYPE, "--xyzz\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na" LAST,
           "where no part begins");
}

Test(multipart, two_files_are_refused)
{
    expect(TYPE, PART "\r\na\r\n" PART "\r\nb" LAST, "more than one file");
}

Test(multipart, another_field_is_refused_before_and_behind_the_file)
{
    expect(TYPE,
           "--xyz\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n" PART "\r\na" LAST,
           "not named file");
    expect(TYPE, PART "\r\na\r\n--xyz\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1" LAST,
           "not named file");
    expect(TYPE, "--xyz\r\nContent-Type: text/csv\r\n\r\na" LAST, "without a name");
    expect(TYPE, "--xyz\r\n\r\na" LAST, "without a name");
}

Test(multipart, a_form_without_a_file_is_refused)
{
    expect(TYPE, "--xyz--\r\n", "no file");
    expect(TYPE, "", "nothing in it");
}

Test(multipart, a_form_that_was_cut_off_is_refused)
{
    static const char whole[] = PART "\r\na,b\r\n\r\n--xyz--";
    for (size_t length = 7; length < sizeof whole - 1; length++) {
        text_auto file = {0};
        struct multipart reader;
        cr_assert(
            strstr(read_in(TYPE, whole, length, 1000, &file, &reader), "part of it is missing"),
            "cut at %zu", length);
    }
}

Test(multipart, an_encoded_part_is_refused)
{
    expect(TYPE, PART "Content-Transfer-Encoding: base64\r\n\r\nYQ==" LAST, "encoded");
    expect(TYPE, PART "content-transfer-encoding: Binary\r\n\r\na" LAST, "a");
}

Test(multipart, headers_without_end_are_refused)
{
    text_auto form = {0}, file = {0};
    struct multipart reader;
    text_add_string(&form, PART);
    for (int i = 0; i < MULTIPART_HEADERS_MAX; i++)
        text_add_char(&form, 'x');
    cr_assert(strstr(read_in(TYPE, form.data, form.length, 500, &file, &reader), "too long"));
    static const char nul[] = PART "X: \0\r\n\r\na" LAST;
    cr_assert(strstr(read_in(TYPE, nul, sizeof nul - 1, 500, &file, &reader), "NUL"));
}

Test(multipart, a_filename_is_kept_without_its_folders)
{
    expect_name("Content-Disposition: form-data; name=\"file\"", "");
    expect_name("content-disposition: form-data; filename=b.csv; name=file", "b.csv");
    expect_name("Content-Disposition: form-data; name=\"file\"; filename=\"a b;c.csv\"",
                "a b;c.csv");
    expect_name("Content-Disposition: form-data; name=\"file\"; filename=\"/home/x/b.csv\"",
                "b.csv");
    expect_name("Content-Disposition: form-data; name=\"file\"; filename=\"C:\\x\\b.csv\"",
                "b.csv");
    expect_name("Content-Disposition: form-data; name=\"file\"; filename=\"a\\\"b.csv\"",
                "a\"b.csv");
}

Test(multipart, a_filename_is_kept_in_the_letters_it_has)
{
#define NAMED(name) "Content-Disposition: form-data; name=\"file\"; filename" name
    expect_name(NAMED("=\"caf\xC3\xA9.csv\""), "caf\xC3\xA9.csv");
    expect_name(NAMED("=caf\xC3\xA9.csv"), "caf\xC3\xA9.csv");
    expect_name(NAMED("=\"Kent %222017%22 100%.csv\""), "Kent \"2017\" 100%.csv");
    expect_name(NAMED("=\"100%25.csv\""), "100%25.csv");
    expect_name(NAMED("=\"cafe.csv\"; filename*=UTF-8''caf%C3%A9%20%41.csv"), "caf\xC3\xA9 A.csv");
    expect_name(NAMED("*=utf-8'en'%2Fhome%2Fb.csv; filename=a.csv"), "b.csv");
    expect_name(NAMED("*=ISO-8859-1''caf%E9.csv; filename=a.csv"), "a.csv");
    /* what is no text in UTF-8 cannot be shown */
    expect_name(NAMED("=\"caf\xE9.csv\""), "");
    expect_name(NAMED("*=UTF-8''caf%E9.csv"), "");
    text_auto head = {0}, kept = {0};
    text_add_string(&head, NAMED("=\""));
    for (size_t i = 0; i < MULTIPART_FILENAME_MAX; i++) {
        text_add_string(&head, "\xE2\x82\xAC");
        if (i < MULTIPART_FILENAME_MAX / 3)
            text_add_string(&kept, "\xE2\x82\xAC");
    }
    text_add_char(&head, '"');
    expect_name(head.data, kept.data);
}

Test(multipart, a_filename_with_control_characters_is_refused)
{
    static const char *const names[] = {
        NAMED("=\"a\tb.csv\""),  NAMED("=\"a%0Ab.csv\""),     NAMED("=\"a%0d%0ab.csv\""),
        NAMED("=\"a\x7F.csv\""), NAMED("=\"a\xC2\x85.csv\""), NAMED("*=UTF-8''a%00b.csv"),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        text_auto form = {0};
        text_add_format(&form, "--xyz\r\n%s\r\n\r\nx" LAST, names[i]);
        expect(TYPE, form.data, "control character");
    }
}

static bool take_none(void *context, const char *bytes, size_t length)
{
    (void)context, (void)bytes, (void)length;
    return false;
}

Test(multipart, reading_ends_where_bytes_are_not_taken)
{
    struct multipart reader = {.take = take_none};
    static const char form[] = PART "\r\na" LAST;
    cr_assert(multipart_begin(&reader, TYPE));
    cr_assert_not(multipart_read(&reader, form, sizeof form - 1));
    cr_assert_not(multipart_end(&reader));
    cr_assert_null(reader.fault);
}
