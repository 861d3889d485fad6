/* A form is read the same in pieces of any size, and what a form was made of comes out of it.
 * SPDX-License-Identifier: MIT
 *
 * An input is a byte that says how long the pieces are, a line that is a Content-Type, and a form;
 * the rest of it is also what a right form is made of. */
#include "http/multipart.h"

#include <string.h>

#include "base/text.h"
#include "fuzz.h"
#include "http/disposition.h"

#define TYPE "multipart/form-data; boundary=b"
#define START "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
#define END "\r\n--b--\r\n"

static bool add(void *context, const char *bytes, size_t length)
{
    hold(length > 0);
    text_add(context, bytes, length);
    return true;
}

/* A name that was read comes back out of how it is written for who fetches the file. */
static void check_name(const char *name)
{
    text_auto form = {0}, file = {0}, written = {0};
    struct multipart reader = {.take = add, .context = &file};
    disposition_write(&written, name);
    hold(strncmp(written.data, "attachment; ", 12) == 0 && !strpbrk(written.data, "\r\n"));
    text_add_format(&form, "--b\r\nContent-Disposition: form-data; name=\"file\"%s\r\n\r\n" END,
                    written.data + 10);
    hold(multipart_begin(&reader, TYPE) && multipart_read(&reader, form.data, form.length) &&
         multipart_end(&reader));
    hold(strcmp(reader.filename, name) == 0);
}

static const char *read_in(const char *type, struct piece form, size_t piece, struct text *file)
{
    struct multipart reader = {.take = add, .context = file};
    bool good = multipart_begin(&reader, type);
    for (size_t at = 0; good && at < form.length; at += piece)
        good = multipart_read(&reader, form.bytes + at,
                              piece < form.length - at ? piece : form.length - at);
    good = good && multipart_end(&reader);
    hold(good == !reader.fault);
    hold(strlen(reader.filename) <= MULTIPART_FILENAME_MAX);
    hold(!strchr(reader.filename, '/') && !strpbrk(reader.filename, "\r\n"));
    hold(!reader.fault || strlen(reader.fault) > 10);
    hold(strlen(reader.type) <= MULTIPART_TYPE_MAX && !strpbrk(reader.type, "; \t\r\n\""));
    if (good && *reader.filename)
        check_name(reader.filename);
    return reader.fault ? reader.fault : "";
}

static void check(const char *type, struct piece form, size_t piece)
{
    text_auto whole = {0}, parts = {0};
    const char *first = read_in(type, form, form.length + 1, &whole);
    const char *second = read_in(type, form, piece, &parts);
    hold(strcmp(first, second) == 0);
    hold(*first || whole.length == parts.length);
    hold(*first || whole.length == 0 || memcmp(whole.data, parts.data, whole.length) == 0);
}

/* A file that has not the mark in it comes out of its form as it went in. */
static void check_made(struct piece file, size_t piece)
{
    if (memmem(file.bytes, file.length, "\r\n--b", 5) ||
        (file.length >= 3 && memcmp(file.bytes, "--b", 3) == 0))
        return;
    text_auto form = {0}, read = {0};
    text_add_string(&form, START);
    text_add(&form, file.bytes, file.length);
    text_add_string(&form, END);
    hold(*read_in(TYPE, (struct piece){form.data, form.length}, piece, &read) == '\0');
    hold(read.length == file.length);
    hold(file.length == 0 || memcmp(read.data, file.bytes, file.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct piece rest = fuzz_whole(data + 1, size - 1);
    const size_t piece = 1 + data[0] % 16;
    const struct piece line = fuzz_line(&rest);
    if (fuzz_has_nul(line)) /* it comes as a C string */
        return 0;
    free_auto char *type = fuzz_text(line);
    check(type, rest, piece);
    check(TYPE, rest, piece);
    check_made(rest, piece);
    return 0;
}
