/* Reads a form with one file (multipart/form-data, RFC 7578) that comes in pieces.
 * SPDX-License-Identifier: MIT
 *
 * The file's bytes are handed on as they come, in memory that does not grow. A form with anything
 * but one part named `file` is refused. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

#define MULTIPART_BOUNDARY_MAX 70
#define MULTIPART_HEADERS_MAX 4096
#define MULTIPART_FILENAME_MAX 200
#define MULTIPART_TYPE_MAX 100

struct multipart {
    /* Takes bytes of the file. False ends the reading. */
    bool (*take)(void *context, const char *bytes, size_t length);
    void *context;
    /* Own: */
    enum { FORM_BEFORE, FORM_BEHIND_MARK, FORM_HEADERS, FORM_FILE, FORM_END } state;
    char mark[4 + MULTIPART_BOUNDARY_MAX + 1]; /* CR LF -- boundary */
    size_t mark_length, matched;               /* how much of the mark has come */
    char headers[MULTIPART_HEADERS_MAX + 1];
    size_t headers_length;
    unsigned files;
    bool over;
    char filename[MULTIPART_FILENAME_MAX + 1]; /* without folders; "" where none is said */
    char type[MULTIPART_TYPE_MAX + 1]; /* the part's Content-Type in lower case, without parameters;
                                          "" where none is said, or what is said is none */
    const char *fault;                 /* why it is no such form, as a sentence; or NULL */
};

/* Whether a Content-Type is that of a form with files, whatever it says about the boundary. */
bool multipart_is(const char *content_type);

/* Begins a form of this Content-Type. False with `fault` when it names no boundary. */
must_check bool multipart_begin(struct multipart *form, const char *content_type);

/* The next bytes of the form, and its end. False with `fault` when it is none, or without when
 * `take` did not take them. */
must_check bool multipart_read(struct multipart *form, const char *bytes, size_t length);
must_check bool multipart_end(struct multipart *form);
