/* Threads for requests that may take long, apart from those that answer the quick ones.
 * SPDX-License-Identifier: MIT
 *
 * Each has a PostgreSQL connection of its own. Loads take all threads but one, so that something
 * that is only read does not wait for them. */
#pragma once

#include "database/pool.h"

struct slows;

struct slow_settings {
    int threads, queue;
    struct connection_settings connection;
};

/* What is to be done; part of what the caller owns until it was run. */
struct slow_job {
    struct slow_job *next;
    bool is_load;
    /* Runs it, on one of the threads. `stops`: the service is stopping, and it is to end at once.
     */
    void (*run)(struct slow_job *job, bool stops);
    /* Told once it is certain that it will be run, before it can begin. */
    void (*taken)(const struct slow_job *job);
};

/* Starts the threads. NULL: no memory, or no threads. */
must_check struct slows *slows_start(const struct slow_settings *settings);

/* Has what waits and what comes end at once, waits for what runs, and ends the threads. Once. */
void slows_stop(struct slows *slows);
void slows_free(struct slows *slows);

/* The connections of the threads. */
struct pool *slows_pool(const struct slows *slows);

/* Whether the service is stopping: what takes long asks now and then. */
bool slows_are_stopping(struct slows *slows);

/* Takes a job. False: too many wait, or the service is stopping. */
must_check bool slows_take(struct slows *slows, struct slow_job *job);
