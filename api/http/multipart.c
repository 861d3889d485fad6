/* Reads a form with one file (multipart/form-data, RFC 7578) that comes in pieces.
 * SPDX-License-Identifier: MIT */
#include "http/multipart.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define CR_LF 2 /* the first mark may stand at the very beginning, without a line end before it */

static const char *const characters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "'()+_,-./:=? ";

/* RFC 6838, section 4.2, and the slash between. */
static const char *const type_characters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$&-^_.+/";

static bool fail(struct multipart *form, const char *sentence)
{
    form->fault = sentence;
    form->over = true;
    return false;
}

bool multipart_is(const char *content_type)
{
    static const char form[] = "multipart/form-data";
    const size_t length = sizeof form - 1;
    return content_type && strncasecmp(content_type, form, length) == 0 &&
           (content_type[length] == '\0' || strchr("; \t", content_type[length]));
}

/* ---- Parameters of a header: ; name=value; name="value" ----------------------------------------
 */

/* The value that begins at `at`: its bytes without quotes, at most `most`. Returns where it ends.
 */
static const char *read_value(const char *at, char *out, size_t most, size_t *length)
{
    *length = 0;
    const bool quoted = *at == '"';
    at += quoted;
    while (*at && (quoted ? *at != '"' : !strchr("; \t\r\n", *at))) {
        /* A backslash stands before a quotation mark; elsewhere it is a folder's of Windows. */
        at += quoted && at[0] == '\\' && at[1] == '"';
        if (*length < most)
            out[(*length)++] = *at;
        at++;
    }
    out[*length] = '\0';
    return at + (quoted && *at == '"');
}

/* Looks for a parameter in the rest of a header's line, which begins behind the first word. */
static bool find_parameter(const char *line, const char *name, char *out, size_t most)
{
    const size_t name_length = strlen(name);
    const char *at = line + strcspn(line, ";\r\n");
    while (*at == ';') {
        size_t length;
        at += 1 + strspn(at + 1, " \t");
        const size_t word = strcspn(at, "=;\r\n");
        const bool found = word == name_length && strncasecmp(at, name, word) == 0;
        at += word;
        if (*at != '=')
            continue;
        char unused[2];
        at =
            found ? read_value(at + 1, out, most, &length) : read_value(at + 1, unused, 1, &length);
        if (found)
            return true;
        at += strspn(at, " \t");
    }
    return false;
}

bool multipart_begin(struct multipart *form, const char *content_type)
{
    char boundary[MULTIPART_BOUNDARY_MAX + 2];
    if (!find_parameter(content_type, "boundary", boundary, sizeof boundary - 1))
        return fail(form, "The form names no boundary in its Content-Type; let the program that "
                          "sends it set that header itself.");
    const size_t length = strlen(boundary);
    if (length == 0 || length > MULTIPART_BOUNDARY_MAX || boundary[length - 1] == ' ' ||
        strspn(boundary, characters) != length)
        return fail(form,
                    "The form's boundary is not 1 to 70 of the characters that one may have.");
    memcpy(form->mark, "\r\n--", 4);
    memcpy(form->mark + 4, boundary, length + 1);
    form->mark_length = length + 4;
    form->matched = CR_LF;
    form->state = FORM_BEFORE;
    return true;
}

/* ---- A part's headers --------------------------------------------------------------------------
 */

/* The line of the header with this name, from behind its colon; or NULL. */
static const char *find_header(const char *headers, const char *name)
{
    const size_t length = strlen(name);
    for (const char *line = headers; *line;) {
        if (strncasecmp(line, name, length) == 0 && line[length] == ':')
            return line + length + 1;
        const char *end = strstr(line, "\r\n");
        line = end ? end + 2 : "";
    }
    return NULL;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Browsers write a quotation mark and line ends with a percent sign, and nothing else so. */
static bool is_browser_s(char c)
{
    return c == '"' || c == '\r' || c == '\n';
}

/* Takes out what was written with a percent sign. */
static size_t decode(char *text, bool all)
{
    size_t length = 0;
    for (const char *c = text; *c; c++) {
        const int high = *c == '%' ? hex_digit(c[1]) : -1;
        const int low = high >= 0 ? hex_digit(c[2]) : -1;
        const char decoded = (char)(high * 16 + low);
        const bool is_coded = low >= 0 && (all || is_browser_s(decoded));
        text[length++] = is_coded ? decoded : *c;
        c += is_coded ? 2 : 0;
    }
    text[length] = '\0';
    return length;
}

/* Cuts a name that is too long, at the end of a letter. */
static size_t cut(char *name, size_t length)
{
    while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80)
        length--;
    name[length] = '\0';
    return length;
}

static bool has_control(const char *text, size_t length)
{
    uint32_t character;
    for (size_t at = 0, taken; at < length; at += taken) {
        taken = utf8_read(text + at, length - at, &character);
        if (taken == 0)
            character = (unsigned char)text[at], taken = 1;
        if (character < ' ' || character == 0x7F || (taken == 2 && character < 0xA0))
            return true;
    }
    return false;
}

/* Without the folders that some programs send, and only where it is text. */
static bool take_filename(struct multipart *form, char *name, size_t length)
{
    if (has_control(name, length))
        return fail(form, "The file's name has a control character in it: name it otherwise.");
    char *slash = strrchr(name, '/'), *backslash = strrchr(name, '\\');
    const char *last = slash > backslash ? slash : backslash;
    last = last ? last + 1 : name;
    length -= (size_t)(last - name);
    if (utf8_is(last, length))
        memcpy(form->filename, last, length + 1);
    return true;
}

/* filename*=UTF-8''… as RFC 5987 has it, else filename="…" as browsers and curl send it. */
static bool find_filename(struct multipart *form, const char *disposition)
{
    static const char utf8[] = "UTF-8'";
    char value[MULTIPART_HEADERS_MAX + 1];
    form->filename[0] = '\0';
    bool all = find_parameter(disposition, "filename*", value, sizeof value - 1) &&
               strncasecmp(value, utf8, sizeof utf8 - 1) == 0;
    char *name = all ? strchr(value + sizeof utf8 - 1, '\'') : NULL;
    if (name) {
        name++;
    } else {
        all = false;
        name = value;
        if (!find_parameter(disposition, "filename", value, sizeof value - 1))
            return true;
    }
    size_t length = decode(name, all);
    if (length > MULTIPART_FILENAME_MAX)
        length = cut(name, MULTIPART_FILENAME_MAX);
    return take_filename(form, name, length);
}

static void take_type(struct multipart *form, const char *type)
{
    form->type[0] = '\0';
    if (!type)
        return;
    type += strspn(type, " \t");
    const size_t length = strcspn(type, "; \t\r\n");
    if (length == 0 || length > MULTIPART_TYPE_MAX || !memchr(type, '/', length) ||
        strspn(type, type_characters) < length)
        return;
    for (size_t i = 0; i < length; i++)
        form->type[i] = type[i] >= 'A' && type[i] <= 'Z' ? (char)(type[i] - 'A' + 'a') : type[i];
    form->type[length] = '\0';
}

static bool read_headers(struct multipart *form)
{
    char value[MULTIPART_FILENAME_MAX + 1];
    form->headers[form->headers_length] = '\0';
    if (strlen(form->headers) != form->headers_length)
        return fail(form, "The form has a NUL character in the headers of a part.");
    const char *disposition = find_header(form->headers, "Content-Disposition");
    const char *encoding = find_header(form->headers, "Content-Transfer-Encoding");
    if (!disposition || !find_parameter(disposition, "name", value, sizeof value - 1))
        return fail(form, "The form has a part without a name (Content-Disposition).");
    if (strcmp(value, "file") != 0)
        return fail(form,
                    "The form has a field that is not named file. It has one, named file, and "
                    "everything else is said in the address.");
    if (form->files++ > 0)
        return fail(form, "The form has more than one file. Send each by a request of its own.");
    if (encoding) {
        encoding += strspn(encoding, " \t");
        if (strncasecmp(encoding, "binary", 6) != 0 && strncasecmp(encoding, "8bit", 4) != 0 &&
            strncasecmp(encoding, "7bit", 4) != 0)
            return fail(form, "The form sends the file encoded (Content-Transfer-Encoding); send "
                              "it as it is.");
    }
    if (!find_filename(form, disposition))
        return false;
    take_type(form, find_header(form->headers, "Content-Type"));
    form->state = FORM_FILE;
    form->matched = 0;
    return true;
}

/* One byte of a part's headers; an empty line ends them. */
static bool take_header_byte(struct multipart *form, char c)
{
    if (form->headers_length == MULTIPART_HEADERS_MAX)
        return fail(form, "The form has a part whose headers are too long.");
    form->headers[form->headers_length++] = c;
    const size_t length = form->headers_length;
    const char *end = form->headers + length;
    const bool empty_line = (length == 2 && memcmp(end - 2, "\r\n", 2) == 0) ||
                            (length >= 4 && memcmp(end - 4, "\r\n\r\n", 4) == 0);
    return !empty_line || read_headers(form);
}

/* ---- Bytes -------------------------------------------------------------------------------------
 */

/* Behind a mark: two hyphens end the form, a line end begins a part; blanks may stand before it. */
static bool take_behind_mark(struct multipart *form, char c)
{
    char *seen = form->headers;
    size_t *length = &form->headers_length;
    if (*length == 0 && (c == ' ' || c == '\t'))
        return true;
    seen[(*length)++] = c;
    if (*length < 2)
        return c == '-' || c == '\r' ||
               fail(form, "The form's boundary stands where no part begins.");
    if (memcmp(seen, "--", 2) == 0)
        form->state = FORM_END;
    else if (memcmp(seen, "\r\n", 2) == 0)
        form->state = FORM_HEADERS;
    else
        return fail(form, "The form's boundary stands where no part begins.");
    *length = 0;
    return true;
}

static bool hand_on(struct multipart *form, const char *bytes, size_t length)
{
    if (length == 0 || form->state != FORM_FILE || form->take(form->context, bytes, length))
        return true;
    form->over = true;
    return false;
}

/* Passes over bytes up to the next mark, of which the first may have come with the bytes before.
 * CR stands nowhere in it but at its start, so a match that fails begins anew with the byte that
 * failed. Returns how many bytes were used, 0 when they were not taken. */
static size_t take_to_mark(struct multipart *form, const char *bytes, size_t length)
{
    size_t at = 0, start = 0;
    while (at < length && form->matched < form->mark_length) {
        if (bytes[at] == form->mark[form->matched]) {
            if (form->matched++ == 0 && !hand_on(form, bytes + start, at - start))
                return 0;
            at++;
            continue;
        }
        if (form->matched > 0) {
            if (!hand_on(form, form->mark, form->matched))
                return 0;
            form->matched = 0;
            start = at;
            continue;
        }
        const char *next = memchr(bytes + at, '\r', length - at);
        at = next ? (size_t)(next - bytes) : length;
    }
    if (form->matched == 0 && !hand_on(form, bytes + start, at - start))
        return 0;
    if (form->matched == form->mark_length) {
        form->state = FORM_BEHIND_MARK;
        form->headers_length = 0;
    }
    return at;
}

bool multipart_read(struct multipart *form, const char *bytes, size_t length)
{
    if (form->over)
        return false;
    for (size_t at = 0; at < length;) {
        size_t used = 1;
        bool good = true;
        switch (form->state) {
        case FORM_BEFORE:
        case FORM_FILE:
            used = take_to_mark(form, bytes + at, length - at);
            good = used > 0;
            break;
        case FORM_BEHIND_MARK:
            good = take_behind_mark(form, bytes[at]);
            break;
        case FORM_HEADERS:
            good = take_header_byte(form, bytes[at]);
            break;
        case FORM_END: /* what follows is nobody's */
            return true;
        }
        if (!good)
            return false;
        at += used;
    }
    return true;
}

bool multipart_end(struct multipart *form)
{
    if (form->over)
        return false;
    if (form->state != FORM_END)
        return fail(form, form->state == FORM_BEFORE
                              ? "The form has nothing in it that its boundary marks."
                              : "The form ends before its last boundary: part of it is missing.");
    if (form->files == 0)
        return fail(form, "The form has no file. It has one, in a field named file.");
    form->over = true;
    return true;
}
