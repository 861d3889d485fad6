/* One structured line for each thing worth telling, on standard error.
 * SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

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
    /* A full disk under the log must not stop the service: what cannot be written is lost. */
    if (!text_failed(line)) {
        const ssize_t written = write(STDERR_FILENO, line->data, line->length);
        (void)written;
    }
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
