/* What passes the door is a request that can be read in one way only.
 * SPDX-License-Identifier: MIT
 *
 * An input is what a client sends. libmicrohttpd reads it as it does for the service; if the door
 * then finds no fault, a recogniser written from RFC 9112 must find none. */
#include "http/door.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fuzz.h"

#define CONNECTION_MEMORY ((size_t)32 * 1024) /* as the service has it */
#define DIGITS "0123456789"
#define TOKEN "!#$%&'*+-.^_`|~" DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* ---- The server
 * ---------------------------------------------------------------------------------- */

/* The first request of a connection. */
static struct {
    char *target;
    const char *place;
    size_t length;
    bool asked, passed, over;
} first;

static void *on_line(void *context, const char *target, struct MHD_Connection *connection)
{
    (void)context, (void)connection;
    if (first.target)
        return NULL;
    first.place = target;
    first.length = strlen(target);
    first.target = fuzz_text((struct piece){target, first.length});
    return NULL;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *body,
                              size_t *body_length, void **request)
{
    (void)context, (void)url, (void)body, (void)body_length, (void)request;
    if (first.asked)
        return MHD_NO;
    first.asked = true;
    first.passed = !door_fault(connection, &(struct door_line){
                                               .method = method,
                                               .version = version,
                                               .target = first.target,
                                               .target_place = first.place,
                                               .target_length = first.length,
                                           });
    return MHD_NO; /* and the connection is closed */
}

static void on_connection(void *context, struct MHD_Connection *connection, void **own,
                          enum MHD_ConnectionNotificationCode code)
{
    (void)context, (void)connection, (void)own;
    first.over = code == MHD_CONNECTION_NOTIFY_CLOSED;
}

static void ignore_log(void *context, const char *format, va_list arguments)
{
    (void)context, (void)format, (void)arguments;
}

static struct MHD_Daemon *get_daemon(void)
{
    static struct MHD_Daemon *daemon;
    if (!daemon)
        daemon = MHD_start_daemon(MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0, NULL, NULL,
                                  answer, NULL, MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL,
                                  MHD_OPTION_URI_LOG_CALLBACK, on_line, NULL,
                                  MHD_OPTION_NOTIFY_CONNECTION, on_connection, NULL,
                                  MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY,
                                  MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_END);
    hold(daemon);
    return daemon;
}

/* Sends it all, and nothing more will come; libmicrohttpd works until it has closed. */
static void send_whole(struct piece input)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int ends[2];
    hold(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    hold(send(ends[0], input.bytes, input.length, MSG_NOSIGNAL) == (ssize_t)input.length);
    hold(shutdown(ends[0], SHUT_WR) == 0);
    first.asked = first.passed = first.over = false;
    hold(MHD_add_connection(get_daemon(), ends[1], (struct sockaddr *)&address, sizeof address) ==
         MHD_YES);
    for (int turn = 0; !first.over; turn++) {
        hold(turn < 10000);
        hold(MHD_run(get_daemon()) == MHD_YES);
    }
    close(ends[0]);
    free(first.target);
    first.target = NULL;
}

/* ---- The recogniser
 * ------------------------------------------------------------------------------ */

/* One line, which ends with CR LF and holds neither CR nor LF nor NUL. That a NUL stands in the
 * place of the CR cannot be seen behind libmicrohttpd, which puts one there itself. */
static bool take_line(struct piece *rest, struct piece *ret_line)
{
    const char *end = rest->length ? memchr(rest->bytes, '\n', rest->length) : NULL;
    if (!end || end == rest->bytes || (end[-1] != '\r' && end[-1]))
        return false;
    *ret_line = (struct piece){rest->bytes, (size_t)(end - rest->bytes) - 1};
    *rest = (struct piece){end + 1, rest->length - ret_line->length - 2};
    return !fuzz_has_nul(*ret_line) &&
           !(ret_line->length && memchr(ret_line->bytes, '\r', ret_line->length));
}

static bool is_of(struct piece text, const char *set)
{
    for (size_t i = 0; i < text.length; i++)
        if (!text.bytes[i] || !strchr(set, text.bytes[i]))
            return false;
    return text.length > 0;
}

static bool is(struct piece text, const char *word)
{
    return text.length == strlen(word) && strncasecmp(text.bytes, word, text.length) == 0;
}

/* RFC 9112, section 3. */
static bool is_request_line(struct piece line)
{
    const struct piece method = fuzz_until(&line, ' '), target = fuzz_until(&line, ' ');
    for (size_t i = 0; i < target.length; i++)
        if ((unsigned char)target.bytes[i] <= ' ' || target.bytes[i] == 0x7f)
            return false;
    /* Section 2.3: a later minor version is read as 1.1. */
    return is_of(method, TOKEN) && target.length && line.length == strlen("HTTP/1.1") &&
           memcmp(line.bytes, "HTTP/1.", line.length - 1) == 0 &&
           strchr(DIGITS, line.bytes[line.length - 1]) && line.bytes[line.length - 1];
}

struct framing {
    unsigned hosts, lengths, codings;
    bool is_right; /* of what decides where the body ends */
};

/* RFC 9112, section 5: a name, at once a colon, and a value without controls. */
static bool is_header(struct piece line, struct framing *framing)
{
    struct piece value = line;
    const struct piece name = fuzz_until(&value, ':');
    if (name.length == line.length || !is_of(name, TOKEN))
        return false;
    while (value.length && strchr(" \t", value.bytes[0]))
        value = (struct piece){value.bytes + 1, value.length - 1};
    while (value.length && strchr(" \t", value.bytes[value.length - 1]))
        value.length--;
    for (size_t i = 0; i < value.length; i++)
        if (((unsigned char)value.bytes[i] < ' ' && value.bytes[i] != '\t') ||
            value.bytes[i] == 0x7f)
            return false;
    framing->hosts += is(name, "Host");
    if (is(name, "Content-Length")) {
        framing->lengths++;
        framing->is_right = framing->is_right && is_of(value, DIGITS);
    }
    if (is(name, "Transfer-Encoding")) {
        framing->codings++;
        framing->is_right = framing->is_right && is(value, "chunked");
    }
    return true;
}

static bool is_framed(const struct framing *framing, bool is_old)
{
    return framing->is_right && framing->lengths + framing->codings <= 1 && framing->hosts <= 1 &&
           (framing->hosts == 1 || is_old) && !(framing->codings && is_old);
}

/* The last header, and what libmicrohttpd takes for its end and that of all headers: CR LF CR LF,
 * but it puts a NUL for each of those, and for a colon too, so that others in their place leave no
 * trace. */
static bool is_last(struct piece rest, struct piece *ret_line)
{
    size_t at = 0;
    while (at < rest.length && rest.bytes[at] && !strchr("\r\n", rest.bytes[at]))
        at++;
    *ret_line = (struct piece){rest.bytes, at};
    if (at == 1 && rest.bytes[0] == ':') /* the end of the line before is behind already */
        return at < rest.length && rest.bytes[at] == '\n';
    if (at == 0 || rest.length - at < 4 || rest.bytes[at + 3] != '\n')
        return false;
    for (size_t i = 1; i < 3; i++)
        if (rest.bytes[at + i] && !strchr("\r\n:", rest.bytes[at + i]))
            return false;
    return true;
}

static bool is_request(struct piece rest)
{
    struct framing framing = {.is_right = true};
    struct piece line;
    /* Section 2.2: empty lines before a request are passed over. libmicrohttpd also passes over a
     * line that begins with NUL, which cannot be seen behind it. */
    while (rest.length && (!rest.bytes[0] || strchr("\r\n", rest.bytes[0])))
        (void)fuzz_until(&rest, rest.bytes[0] == '\r' ? '\r' : '\n');
    const bool is_alone = is_last(rest, &line);
    if ((!is_alone && !take_line(&rest, &line)) || !is_request_line(line))
        return false;
    const bool is_old = line.bytes[line.length - 1] == '0';
    if (is_alone)
        return is_framed(&framing, is_old);
    while (!is_last(rest, &line)) {
        if (!take_line(&rest, &line))
            return false;
        if (line.length == 0)
            return is_framed(&framing, is_old);
        if (!is_header(line, &framing))
            return false;
    }
    const bool is_none = line.length == 1;
    return (is_none || is_header(line, &framing)) && is_framed(&framing, is_old);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct piece whole = fuzz_whole(data, size);
    send_whole(whole);
    hold(!first.passed || is_request(whole));
    return first.asked ? 0 : -1;
}
