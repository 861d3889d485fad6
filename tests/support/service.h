/* A running service with a database of its own: what the operations tests stand on.
 * SPDX-License-Identifier: MIT
 *
 * ./check says by the environment what to use: SAFERD (the binary), SAFER_TEST_SOCKET (the folder
 * of PostgreSQL's socket), SAFER_TEST_TEMPLATE (a migrated database with the published facts),
 * SAFER_TEST_FOLDER (for temporary files), SAFER_EXCHANGES (see http.h).
 * Whatever goes wrong here fails the test that asked, with a sentence: nothing returns an error. */
#pragma once

#include <sys/types.h>

struct service;

/* SAFER_WORKERS, where a test's settings do not say it: two, unless the program says otherwise by a
 * definition of its own, as those do in which many ask at one time. */
extern const int service_workers;

struct service_options {
    const char *today;              /* SAFER_TODAY, YYYY-MM-DD; NULL: the real date */
    const char *const *environment; /* more settings, "NAME=value", ends with NULL; or NULL */
};

/* Makes a database from the template, starts `saferd serve` on a free port with a state folder of
 * its own, and returns once it is ready. `options` may be NULL. The caller ends it with
 * service_stop. */
struct service *service_start(const struct service_options *options);

/* Ends the service with SIGTERM; the test fails unless it exits with 0 within a minute. The
 * database and the state folder go. NULL is ignored. */
void service_stop(struct service *service);

/* Stops and starts the process again on the same database, state and port. */
void service_restart(struct service *service);

/* "http://127.0.0.1:34567", owned by the service. */
const char *service_url(const struct service *service);

/* Connection string of the service's database for a login ("saferd", "safer_migrate", or
 * "postgres", the superuser). The caller frees it. */
char *service_database_url(const struct service *service, const char *login);

/* The process, for tests that send it signals. */
pid_t service_process(const struct service *service);

/* How many seconds of processor time the service has used, its children's not counted. */
double processor_seconds_of(const struct service *service);

/* The folder that is SAFER_STATE, and the file the service logs to. Owned by the service. */
const char *service_state(const struct service *service);
const char *service_log(const struct service *service);

/* A token signed with the development key, made once for each combination and owned by the service.
 * `partner` NULL: a person's, whose subject is the client. Call it before threads share the
 * service. */
const char *service_token(struct service *service, const char *client, const char *partner,
                          const char *scope);

/* The same of a person with this subject, who belongs to no partner. */
const char *service_person(struct service *service, const char *client, const char *subject,
                           const char *scope);

/* Runs SQL as superuser in the service's database. Returns the first column of the first row, or
 * NULL when there is no row or the value is NULL. The caller frees it. */
char *service_sql(const struct service *service, const char *sql);

/* Cleanup type: `service_auto struct service *service = service_start(NULL);` */
void service_stop_at(struct service **service);
#define service_auto __attribute__((cleanup(service_stop_at), unused))
