/* A PostgreSQL connection and what has been sent on it: statements queue up and go out as one
 * pipeline. SPDX-License-Identifier: MIT
 *
 * Queue statements, then `connection_run` sends them with one sync and reads every result: one
 * round trip. Results are asked for by the order of queueing. */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/refusal.h"
#include "contract/operation.h"
#include "database/rows.h"

#define CONNECTION_QUEUE_MAX 12

struct connection;

struct connection_settings {
    const char *url;  /* may name several hosts: they are tried one by one, for the writable one */
    const char *role; /* works as this role; NULL: as the login itself */
    int connect_timeout_ms, statement_timeout_ms, lock_timeout_ms; /* 0: none, but for connecting */
    int idle_timeout_ms; /* how long a transaction may wait for its next command; 0: for ever */
    atomic_size_t *first_host;  /* which host is tried first, and which answered; NULL: the first */
    const atomic_bool *give_up; /* once true, a silent PostgreSQL is not waited for; or NULL */
};

enum run {
    RUN_DONE,
    RUN_REFUSED, /* the database said no, and why: a problem for the client */
    RUN_AGAIN,   /* nothing was kept, and it is worth beginning again: serialization, a lost
                    connection */
    RUN_UNKNOWN, /* COMMIT was sent and no answer came: nobody knows */
};

/* From now on PG* environment variables mean nothing to this process. */
void connection_forget_environment(void);

/* Connects within the time set, of which each host that is still to be tried has an equal share. A
 * host that only reads is passed over. NULL with `refusal` filled (503). The caller closes it, and
 * the settings' atomics outlive it. */
must_check struct connection *connection_open(const struct connection_settings *settings,
                                              struct refusal *refusal);
void connection_close(struct connection *connection);

/* Whether it can be used still. */
bool connection_is_alive(const struct connection *connection);

/* Queues a prepared statement; it is prepared on the way when it is this connection's first time.
 * `values` are texts or NULL, as many as the statement has arguments. */
void connection_queue(struct connection *connection, const struct statement *statement,
                      const char *const *values);

/* Queues a command as it is: BEGIN, COMMIT, DECLARE, FETCH. */
void connection_queue_text(struct connection *connection, const char *sql,
                           const char *const *values, size_t value_count);

/* Says that the queue ends with COMMIT: from its sending on, no answer means RUN_UNKNOWN. */
void connection_queue_commit(struct connection *connection);

/* Sends what is queued and waits for all of it until `deadline_us` (clock_monotonic_us). */
must_check enum run connection_run(struct connection *connection, int64_t deadline_us,
                                   struct refusal *refusal);

/* The rows of the `at`-th thing queued in the last run; valid until the next run. */
void connection_rows(const struct connection *connection, size_t at, struct rows *rows);

/* How many things are queued now: the place of the next. */
size_t connection_queued(const struct connection *connection);

/* COPY ... FROM STDIN: `sql` is sent by itself, apart from what is queued (of which there must be
 * nothing), then bytes in the text format (copy_cell), as many times as there are, then
 * its end; each within its deadline. Bytes are handed to the system before more are taken, so that
 * memory stays flat. Anything but RUN_DONE ends it: RUN_AGAIN, RUN_REFUSED as connection_run. */
must_check enum run connection_copy_begin(struct connection *connection, const char *sql,
                                          int64_t deadline_us, struct refusal *refusal);
must_check enum run connection_copy_put(struct connection *connection, const char *bytes,
                                        size_t length, int64_t deadline_us,
                                        struct refusal *refusal);
must_check enum run connection_copy_end(struct connection *connection, int64_t deadline_us,
                                        struct refusal *refusal);

/* Gives up a COPY that was begun: PostgreSQL keeps nothing of it, and the transaction is over. */
void connection_copy_stop(struct connection *connection);

/* A cell as the text format of COPY has it, with what follows it (a tab or a newline); NULL is no
 * value at all. */
void copy_cell(struct text *out, const char *text, size_t length, char separator);

/* Ends whatever transaction is open by rolling it back; the connection is dead when that fails. */
void connection_reset(struct connection *connection);

/* Runs several commands in one text, as migrations are; SQL errors come with their place in
 * `refusal`'s cause, and with the slug of what they are. */
must_check bool connection_script(struct connection *connection, const char *sql,
                                  struct refusal *refusal);
