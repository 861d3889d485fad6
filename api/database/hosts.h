/* The hosts that a connection string names, tried one at a time.
 * SPDX-License-Identifier: MIT
 *
 * libpq tries several hosts by itself, but not when it is asked to connect without blocking: then a
 * host that accepts and never answers keeps it from the others for ever (connect_timeout belongs to
 * PQconnectdb alone). */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"

struct hosts;

/* Reads a connection string: `host`, `hostaddr` and `port` may be lists, matched one to one, as
 * libpq has them. NULL with a reason, which tells nothing of the string. The caller frees it. */
must_check struct hosts *hosts_read(const char *url, char error[static 256]);
void hosts_free(struct hosts *hosts);

/* At least 1; 1 too where the lists do not match, which libpq then says itself. */
size_t hosts_count(const struct hosts *hosts);

/* Begins to connect to one of them, with the string's other settings and those given, which win.
 * NULL: no memory. The caller ends it with PQfinish. */
must_check PGconn *hosts_start(const struct hosts *hosts, size_t at, const char *const *names,
                               const char *const *values);

/* What to call one of them in a log line, at most so many bytes. */
void hosts_name(const struct hosts *hosts, size_t at, char *name, size_t size);
