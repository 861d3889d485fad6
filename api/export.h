/* Long answers: whole lists as CSV or as a standard has them, and files, streamed by threads of
 * their own, apart from the quick requests. SPDX-License-Identifier: MIT */
#pragma once

#include "base/refusal.h"
#include "contract/operation.h"
#include "database/pool.h"
#include "database/transaction.h"
#include "http/stream.h"

struct exports;

struct export_settings {
    int threads, queue;
    int stall_seconds; /* how long a client may take nothing */
    int total_seconds; /* how long one export may take in all */
    struct connection_settings connection;
};

/* The statement whose rows are streamed in this form: those of a standard, those of one answer's
 * CSV, or the list's own. */
const struct statement *export_statement(const struct operation *operation, enum form form);

/* What is to be streamed; everything is copied. */
struct export_request {
    const struct operation *operation;
    enum form form;                 /* of a list */
    const char *const *values;      /* of export_statement's arguments */
    const char *const *head_values; /* of operation->head's, or NULL when there is none to run */
    struct claims claims;
    bool guard;              /* against spreadsheet formulas */
    bool gzip;               /* it is to be packed */
    const char *file_sha256; /* of the file that is streamed, or NULL: it is a list; */
    uint64_t file_bytes;     /* and how long it is */
    void *connection;        /* the request's */
};

/* Starts the threads. NULL: no memory, or no threads. */
must_check struct exports *exports_start(const struct export_settings *settings);

/* Ends the threads; streams must have been stopped before (server_stop does). */
void exports_stop(struct exports *exports);

/* Begins a stream. Waits for its first rows for a quarter of a second, so that what is refused is
 * answered as a problem; a slower one answers 200, and a later fault breaks the transfer. NULL with
 * `refusal`. */
must_check struct stream *export_begin(struct exports *exports,
                                       const struct export_request *request,
                                       struct refusal *refusal);
