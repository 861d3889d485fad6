/* What is no request at all: framing, headers, host and target.
 * SPDX-License-Identifier: MIT */
#include "http/door.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define TOKEN DIGITS LETTERS "!#$%&'*+-.^_`|~" /* RFC 9110, section 5.6.2 */
#define NAME DIGITS LETTERS "-._~!$&'()*+,;="  /* RFC 3986: unreserved, sub-delims */
#define HOST_MAX 255

/* Headers a request may have once. */
enum single { HOST, LENGTH, CODING, AUTHORIZATION, TYPE, KEY, SINGLE_COUNT };
static const char *const single[SINGLE_COUNT] = {
    [HOST] = "Host",
    [LENGTH] = "Content-Length",
    [CODING] = "Transfer-Encoding",
    [AUTHORIZATION] = "Authorization",
    [TYPE] = "Content-Type",
    [KEY] = "Idempotency-Key",
};

struct header {
    const char *name, *value;
    size_t name_length, value_length;
};

struct inspection {
    struct header found[SINGLE_COUNT]; /* name NULL: not there */
    size_t count;
    bool knows_layout;
    const char *end; /* of the line before */
    const char *fault;
};

static bool is_token(const char *text, size_t length)
{
    return length > 0 && strspn(text, TOKEN) == length;
}

static bool has_controls(const char *value, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)value[i];
        if ((c < ' ' && c != '\t') || c == 0x7f)
            return true;
    }
    return false;
}

/* libmicrohttpd 0.9.75 reads more than the standard allows: lines that end in a bare LF, lines with
 * a NUL, folded lines, several blanks in the request line, a header without a name, which it takes
 * for the end of the headers. It takes the request apart in the buffer where it stands, putting a
 * NUL for what ended each part, so whatever is not where it would be in a request that follows the
 * standard betrays them. Other versions may lay things out otherwise. */
static bool knows_layout(void)
{
    return strcmp(MHD_get_version(), "0.9.75") == 0;
}

/* METHOD SP target SP HTTP/1.x */
static bool line_is_plain(const struct door_line *line)
{
    return line->target_place == line->method + strlen(line->method) + 1 &&
           line->version == line->target_place + line->target_length + 1;
}

/* Each part ends with CR LF, at which the next one begins. */
static bool is_plain(const struct inspection *inspection, const struct header *header)
{
    return header->name == inspection->end + 2 &&
           header->value > header->name + header->name_length;
}

/* The empty line comes last, and nothing between: NULs that were sent look like the ends of lines.
 */
static bool ends_plain(struct MHD_Connection *connection, const struct door_line *line,
                       const struct inspection *inspection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    static const char nothing[4] = {0}; /* CR LF CR LF */
    return info && inspection->end + sizeof nothing == line->method + info->header_size &&
           memcmp(inspection->end, nothing, sizeof nothing) == 0;
}

static const char *header_fault(const struct header *header)
{
    if (!is_token(header->name, header->name_length))
        return "The name of a header is no token.";
    if (has_controls(header->value, header->value_length))
        return "A header holds a control character.";
    /* What is no text in Authorization is no token: identity says so, with 401. */
    if (strcasecmp(header->name, single[AUTHORIZATION]) != 0 &&
        !utf8_is(header->value, header->value_length))
        return "A header is not text in UTF-8.";
    return NULL;
}

static enum MHD_Result inspect(void *opaque, enum MHD_ValueKind kind, const char *name,
                               size_t name_length, const char *value, size_t value_length)
{
    (void)kind;
    struct inspection *inspection = opaque;
    const struct header header = {name, value, name_length, value_length};
    if (!value)
        inspection->fault = "A header has no value.";
    else if (++inspection->count > DOOR_HEADERS_MAX)
        inspection->fault = "There are too many headers.";
    else if (inspection->knows_layout && !is_plain(inspection, &header))
        inspection->fault = "A line ends without CR, is folded, or holds a NUL.";
    else
        inspection->fault = header_fault(&header);
    inspection->end = value ? value + value_length : NULL;
    for (size_t i = 0; i < SINGLE_COUNT && !inspection->fault; i++) {
        if (strcasecmp(name, single[i]) != 0)
            continue;
        if (inspection->found[i].name)
            inspection->fault = "A header that may be sent once is sent twice: Host, "
                                "Content-Length, Transfer-Encoding, Authorization, Content-Type "
                                "or Idempotency-Key.";
        inspection->found[i] = header;
    }
    return inspection->fault ? MHD_NO : MHD_YES;
}

/* A registered name (with percent-encoding) or an IPv4 address: RFC 3986, section 3.2.2. */
static bool is_name(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const size_t plain = strspn(text + at, NAME);
        at += plain;
        if (at >= length)
            break;
        if (text[at] != '%' || at + 2 >= length || strspn(text + at + 1, DIGITS "abcdefABCDEF") < 2)
            return false;
        at += 3;
    }
    return length > 0;
}

static bool is_literal(const char *text, size_t length)
{
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr six;
    if (length < 3 || length - 2 >= sizeof copy || text[length - 1] != ']')
        return false;
    memcpy(copy, text + 1, length - 2);
    copy[length - 2] = '\0';
    return inet_pton(AF_INET6, copy, &six) == 1;
}

bool door_is_authority(const char *text, size_t length)
{
    if (length == 0 || length > HOST_MAX)
        return false;
    const char *bracket = text[0] == '[' ? memchr(text, ']', length) : text;
    const char *colon = bracket ? memchr(bracket, ':', (size_t)(text + length - bracket)) : NULL;
    const size_t host = colon ? (size_t)(colon - text) : length;
    if (colon) {
        const size_t digits = length - host - 1;
        if (digits > 5 || strspn(colon + 1, DIGITS) < digits ||
            (digits && strtol(colon + 1, NULL, 10) > UINT16_MAX))
            return false;
    }
    return text[0] == '[' ? is_literal(text, host) : is_name(text, host);
}

/* The authority of an absolute target, or NULL when it is of another form. */
static const char *authority_of(const char *target, size_t *length)
{
    const size_t scheme = strncasecmp(target, "http://", 7) == 0    ? 7
                          : strncasecmp(target, "https://", 8) == 0 ? 8
                                                                    : 0;
    *length = strcspn(target + scheme, "/?");
    return scheme ? target + scheme : NULL;
}

bool door_is_target(const char *target, const char *method)
{
    const size_t length = strlen(target);
    size_t authority_length;
    if (length > DOOR_TARGET_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)target[i] <= ' ' || target[i] == 0x7f || target[i] == '#')
            return false;
    const char *authority = authority_of(target, &authority_length);
    if (authority)
        return door_is_authority(authority, authority_length);
    return target[0] == '/' || (strcmp(target, "*") == 0 && strcmp(method, "OPTIONS") == 0);
}

/* RFC 9112, section 3.2: only HTTP/1.0 knows requests without Host; and a client that names an
 * authority in the target sends the same as Host. */
static const char *host_fault(const struct header *host, const struct door_line *line)
{
    if (!host->name)
        return strcmp(line->version, "HTTP/1.0") == 0 ? NULL : "Host is missing.";
    if (!door_is_authority(host->value, host->value_length))
        return "Host is no host.";
    size_t length;
    const char *authority = authority_of(line->target, &length);
    if (authority &&
        (length != host->value_length || strncasecmp(authority, host->value, length) != 0))
        return "Host is another than the request target's.";
    return NULL;
}

/* RFC 9112, section 6.1. libmicrohttpd would wait for the end of a body in another coding for ever.
 */
static const char *coding_fault(const struct inspection *inspection, const char *version)
{
    const struct header *coding = &inspection->found[CODING];
    if (!coding->name)
        return NULL;
    if (inspection->found[LENGTH].name)
        return "A body has a Content-Length or comes in chunks, not both.";
    if (strcasecmp(coding->value, "chunked") != 0)
        return "The only transfer coding understood is chunked.";
    return strcmp(version, "HTTP/1.0") == 0 ? "HTTP/1.0 knows no transfer coding." : NULL;
}

const char *door_fault(struct MHD_Connection *connection, const struct door_line *line)
{
    struct inspection inspection = {.end = line->version + strlen(line->version),
                                    .knows_layout = knows_layout()};
    if (!is_token(line->method, strlen(line->method)))
        return "The method is no token.";
    if (!door_is_target(line->target, line->method))
        return "The request target is no path, too long, or holds what no address may.";
    if (inspection.knows_layout && !line_is_plain(line))
        return "The request line is not method, target and version with one blank between.";
    (void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, inspect, &inspection);
    if (inspection.fault)
        return inspection.fault;
    if (inspection.knows_layout && !ends_plain(connection, line, &inspection))
        return "The headers do not end with an empty line.";
    const char *fault = coding_fault(&inspection, line->version);
    return fault ? fault : host_fault(&inspection.found[HOST], line);
}
