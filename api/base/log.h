/* One structured line for each thing worth telling, on standard error.
 * SPDX-License-Identifier: MIT
 *
 * Only main, the pipeline and the background jobs log. A line never holds a body, a token or a
 * person's name.
 *
 * A line that cannot be written is lost, never waited for longer than a tenth of a second: lost
 * lines are counted (safer_log_lines_lost_total), and the next line that is written is preceded by
 * one that says how many they were. */
#pragma once

#include <stdint.h>

#include "base/text.h"

/* From now on standard error keeps nobody waiting when it is a pipe or a terminal that nobody
 * reads; once, before threads log. Signals of a pipe that is closed (SIGPIPE) and of a file that
 * has reached its limit (SIGXFSZ) are the caller's to ignore. */
void log_start(void);
void log_stop(void);

/* A line in the making: {"time":"…","event":"…", … */
void log_open(struct text *line, const char *event);
void log_string(struct text *line, const char *name,
                const char *value); /* left out when NULL or empty */
void log_number(struct text *line, const char *name, int64_t value);

/* Ends the line and writes it in one call; frees the text. */
void log_close(struct text *line);

/* A whole line with one sentence. */
void log_say(const char *event, const char *format, ...) printf_like(2, 3);
