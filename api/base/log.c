/* One structured line for each thing worth telling, on standard error.
 * SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metrics.h"

/* So long a line waits for a reader that is behind; the next ones do not, until one is taken. */
#define PATIENCE_US 100000

/* How to write without being kept: a disk takes what it can at once, a socket and a descriptor that
 * does not block say when there is no room, and of any other that is asked first. */
enum way { WAY_WRITE, WAY_SEND, WAY_ASK };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int out = STDERR_FILENO;
static enum way way = WAY_WRITE;
static bool torn;      /* the last line stands there without its end */
static bool stalled;   /* the last line found no room in time */
static int64_t unsaid; /* lines lost since the last one that was written */

void log_start(void)
{
    struct stat about;
    if (fstat(STDERR_FILENO, &about) != 0 || S_ISREG(about.st_mode))
        return;
    way = S_ISSOCK(about.st_mode) ? WAY_SEND : WAY_ASK;
    if (way == WAY_SEND)
        return;
    /* Opened anew, so that it does not block for us alone: others may have it as well. */
    const int own = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (own < 0)
        return;
    out = own;
    way = WAY_WRITE;
}

void log_stop(void)
{
    if (out != STDERR_FILENO)
        close(out);
    out = STDERR_FILENO;
    way = WAY_WRITE;
}

static bool has_room(int64_t patience_us)
{
    struct pollfd one = {.fd = out, .events = POLLOUT};
    return poll(&one, 1, (int)(patience_us / 1000)) > 0;
}

/* One write, which does not wait. */
static ssize_t put(const char *bytes, size_t length)
{
    if (way == WAY_SEND)
        return send(out, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (way == WAY_ASK && !has_room(0)) {
        errno = EAGAIN;
        return -1;
    }
    /* What a pipe has room for when it says so. */
    return write(out, bytes, way == WAY_ASK && length > PIPE_BUF ? PIPE_BUF : length);
}

/* All of it, or what there is room for within the patience. */
static bool put_whole(const char *bytes, size_t length)
{
    int64_t deadline = 0;
    for (size_t done = 0; done < length;) {
        const ssize_t part = put(bytes + done, length - done);
        if (part > 0) {
            done += (size_t)part;
            torn = done < length;
            continue;
        }
        if (part < 0 && errno == EINTR)
            continue;
        if (part == 0 || (errno != EAGAIN && errno != EWOULDBLOCK) || stalled)
            return false;
        const int64_t now = clock_monotonic_us();
        deadline = deadline ? deadline : now + PATIENCE_US;
        stalled = now >= deadline || !has_room(deadline - now);
    }
    stalled = false;
    return true;
}

/* Says how many lines are missing, where they are. */
static bool say_lost(void)
{
    text_auto line = {0};
    log_open(&line, "log_lines_lost");
    log_number(&line, "lines", unsaid);
    text_add_string(&line, "}\n");
    if (text_failed(&line) || !put_whole(line.data, line.length))
        return false;
    unsaid = 0;
    return true;
}

/* A full disk under the log, or nobody who reads it, must not stop the service: what cannot be
 * written is lost, and counted. */
static void write_line(const struct text *line)
{
    pthread_mutex_lock(&lock);
    if (text_failed(line) || (torn && !put_whole("\n", 1)) || (unsaid && !say_lost()) ||
        !put_whole(line->data, line->length)) {
        unsaid++;
        metrics_count(COUNTER_LOG_LINES_LOST, 1);
    }
    pthread_mutex_unlock(&lock);
}

void log_open(struct text *line, const char *event)
{
    *line = (struct text){.maximum = 16384};
    const int64_t now = clock_unix_ms();
    const time_t seconds = (time_t)(now / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    text_add_format(line, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"event\":\"%s\"",
                    utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min,
                    utc.tm_sec, (int)(now % 1000), event);
}

void log_string(struct text *line, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_add_format(line, ",\"%s\":", name);
    text_add_json_string(line, value, strlen(value));
}

void log_number(struct text *line, const char *name, int64_t value)
{
    text_add_format(line, ",\"%s\":%lld", name, (long long)value);
}

void log_close(struct text *line)
{
    text_add_string(line, "}\n");
    write_line(line);
    text_free(line);
}

void log_say(const char *event, const char *format, ...)
{
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    struct text line;
    log_open(&line, event);
    log_string(&line, "message", sentence);
    log_close(&line);
}
