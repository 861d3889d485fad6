/* Sockets without an HTTP library in between.
 * SPDX-License-Identifier: MIT */
#include "support/wire.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void breathe(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
}

static int connect_to(const char *url, int window, const char *source)
{
    const char *colon = strrchr(url, ':');
    cr_assert_not_null(colon);
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    struct sockaddr_in from = {.sin_family = AF_INET};
    const int wire = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(wire, 0);
    if (window) {
        setsockopt(wire, SOL_SOCKET, SO_RCVBUF, &window, sizeof window);
    }
    if (source) {
        cr_assert_eq(inet_pton(AF_INET, source, &from.sin_addr), 1);
        cr_assert_eq(bind(wire, (const struct sockaddr *)&from, sizeof from), 0);
    }
    cr_assert_eq(connect(wire, (const struct sockaddr *)&address, sizeof address), 0);
    return wire;
}

int wire_open(const char *url, int window)
{
    return connect_to(url, window, NULL);
}

int wire_open_from(const char *url, const char *source)
{
    return connect_to(url, 0, source);
}

bool wire_is_closed(int wire)
{
    char bytes[65536];
    ssize_t got;
    while ((got = recv(wire, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
    }
    return got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void wire_close(int wire)
{
    close(wire);
}

void wire_send(int wire, const char *text)
{
    const size_t length = strlen(text);
    cr_assert_eq(send(wire, text, length, MSG_NOSIGNAL), (ssize_t)length);
}

/* What there is, 0 at the end, or when the connection broke. */
static size_t take(int wire, char *out, size_t size, double deadline)
{
    const double left = deadline - now_seconds();
    struct pollfd one = {.fd = wire, .events = POLLIN};
    cr_assert_gt(poll(&one, 1, left > 0 ? (int)(left * 1000) : 0), 0, "nothing came in time");
    const ssize_t got = recv(wire, out, size, 0);
    return got > 0 ? (size_t)got : 0;
}

char *wire_read(int wire, const char *mark, double seconds)
{
    const double deadline = now_seconds() + seconds;
    size_t length = 0, room = 65536;
    char *text = malloc(room);
    cr_assert_not_null(text);
    text[0] = '\0';
    while (!mark || !strstr(text, mark)) {
        if (room - length < 4096) {
            room *= 2;
            text = realloc(text, room);
            cr_assert_not_null(text);
        }
        const size_t got = take(wire, text + length, room - length - 1, deadline);
        cr_assert(got || !mark, "the connection closed before \"%s\": %s", mark, text);
        if (!got) {
            break;
        }
        length += got;
        text[length] = '\0';
    }
    return text;
}

bool wire_drain(int wire, double seconds, size_t *length)
{
    static const char end[] = "\r\n0\r\n\r\n";
    const size_t wanted = sizeof end - 1;
    const double deadline = now_seconds() + seconds;
    char chunk[65536 + 8];
    size_t kept = 0;
    *length = 0;
    for (;;) {
        const size_t got = take(wire, chunk + kept, 65536, deadline);
        if (!got) {
            return false;
        }
        *length += got;
        const size_t total = kept + got;
        if (total >= wanted && memcmp(chunk + total - wanted, end, wanted) == 0) {
            return true;
        }
        kept = total < wanted ? total : wanted;
        memmove(chunk, chunk + total - kept, kept);
    }
}

int wire_status(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? (int)strtol(answer + 9, NULL, 10) : 0;
}

char *wire_body(char *answer, size_t *length)
{
    char *body = strstr(answer, "\r\n\r\n");
    cr_assert_not_null(body);
    body += 4;
    char *out = body, *next = body;
    for (;;) {
        char *end;
        const size_t size = strtoul(next, &end, 16);
        cr_assert(end > next && end[0] == '\r' && end[1] == '\n', "the body is not whole");
        if (size == 0) {
            break;
        }
        memmove(out, end + 2, size);
        out += size;
        next = end + 2 + size + 2;
    }
    *out = '\0';
    *length = (size_t)(out - body);
    return body;
}
