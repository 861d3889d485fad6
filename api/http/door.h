/* What is no request at all, whatever it asks for: refused before anything else is looked at.
 * SPDX-License-Identifier: MIT
 *
 * A front proxy and this service must never read the same bytes differently. docs/front-door.md
 * lists what is refused here, what libmicrohttpd refuses, and what only the proxy can see. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define DOOR_HEADERS_MAX 100
#define DOOR_TARGET_MAX 8000

struct MHD_Connection;

/* A request line, as libmicrohttpd took it apart in place. */
struct door_line {
    const char *method, *version;
    const char *target;       /* as it was sent */
    const char *target_place; /* where it stood when the line was read */
    size_t target_length;     /* then */
};

/* What is wrong with the request line and the headers of a connection's request, as a sentence, or
 * NULL. */
const char *door_fault(struct MHD_Connection *connection, const struct door_line *line);

/* Whether it is host and perhaps port, as they stand in Host (RFC 9110, section 7.2; RFC 3986,
 * section 3.2, without user information). A NUL ends the text there or later. */
bool door_is_authority(const char *text, size_t length);

/* Whether it can be a target: a path, a path behind http:// or https://, or, for OPTIONS, a star
 * (RFC 9112, section 3.2); short enough, and without blanks, controls or a fragment. */
bool door_is_target(const char *target, const char *method);
