/* libpq, blocking.
 * SPDX-License-Identifier: MIT */
#include "support/session.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static PGconn *connect_to(const char *url)
{
    PGconn *session = PQconnectdb(url);
    cr_assert_eq(PQstatus(session), CONNECTION_OK, "%s", PQerrorMessage(session));
    return session;
}

PGconn *session_open(const struct service *service)
{
    char *url = service_database_url(service, "postgres");
    PGconn *session = connect_to(url);
    free(url);
    return session;
}

PGconn *session_open_in(const char *database)
{
    char url[512];
    const char *socket = getenv("SAFER_TEST_SOCKET");
    cr_assert_not_null(socket, "SAFER_TEST_SOCKET is not set: these tests are run by ./check");
    snprintf(url, sizeof url, "postgresql://postgres@/%s?host=%s", database, socket);
    return connect_to(url);
}

static bool is_good(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void session_run(PGconn *session, const char *sql)
{
    free(session_value(session, sql));
}

char *session_value(PGconn *session, const char *sql)
{
    PGresult *result = PQexec(session, sql);
    cr_assert(is_good(result), "%s: %s", sql, PQerrorMessage(session));
    char *value = NULL;
    if (PQntuples(result) && PQnfields(result) && !PQgetisnull(result, 0, 0)) {
        value = strdup(PQgetvalue(result, 0, 0));
    }
    PQclear(result);
    return value;
}

void session_send(PGconn *session, const char *sql)
{
    cr_assert(PQsendQuery(session, sql), "%s", PQerrorMessage(session));
}

const char *session_finish(PGconn *session)
{
    static char state[6];
    snprintf(state, sizeof state, "00000");
    for (PGresult *result; (result = PQgetResult(session)); PQclear(result)) {
        const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (!is_good(result) && code) {
            snprintf(state, sizeof state, "%s", code);
        }
    }
    return state;
}

bool session_waits_for(PGconn *session, PGconn *other)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT %d = ANY (pg_blocking_pids(%d))", PQbackendPID(other),
             PQbackendPID(session));
    PGconn *third = session_open_in(PQdb(other));
    char *answer = session_value(third, sql);
    const bool yes = answer && strcmp(answer, "t") == 0;
    free(answer);
    PQfinish(third);
    return yes;
}

PGconn *session_begin_as(const struct service *service, const char *partner, const char *scope,
                         const char *today)
{
    char sql[500];
    snprintf(sql, sizeof sql,
             "BEGIN; SELECT set_config('safer.issuer', 'race', true), set_config('safer.client',"
             " 'race', true), set_config('safer.partner', '%s', true), set_config('safer.today',"
             " '%s', true), set_config('safer.scope', '%s', true); SET LOCAL ROLE safer_service",
             partner, today, scope);
    PGconn *session = session_open(service);
    session_run(session, sql);
    return session;
}
