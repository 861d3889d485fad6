/* Indicators with observations, for tests of what is read of them.
 * SPDX-License-Identifier: MIT */
#include "support/indicators.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/session.h"
#include "support/wire.h"

void indicator_make(const struct service *service, const char *id, bool public)
{
    char sql[700];
    snprintf(sql, sizeof sql,
             "INSERT INTO safer.indicator (id, title, unit, polarity, frequency, priority, source,"
             " state, agreed_on, public, kind, suppress_below) VALUES ('%s', 'Title', 'people',"
             " 'neutral', 'month', 'road-safety', 'swale', 'agreed', '2017-01-01', %s, 'value', 5)",
             id, public ? "true" : "false");
    free(service_sql(service, sql));
}

/* A cell as SQL writes it. */
static void put_cell(FILE *out, const char *cell)
{
    if (cell)
        fprintf(out, ", '%s'", cell);
    else
        fputs(", NULL", out);
}

char *indicator_load_sql(const struct row *rows)
{
    char *sql = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&sql, &length);
    cr_assert_not_null(out);
    fputs("SET LOCAL ROLE safer_service;"
          " SELECT set_config('safer.partner', 'kcc', true), set_config('safer.client', 'c', true);"
          " SELECT safer.open_observation_staging();",
          out);
    for (size_t i = 0; rows[i].indicator; i++) {
        fprintf(out,
                " INSERT INTO pg_temp.observation_staging (line, indicator, area, period, value,"
                " status) VALUES (%zu",
                i + 2);
        put_cell(out, rows[i].indicator);
        put_cell(out, rows[i].area);
        put_cell(out, rows[i].period);
        put_cell(out, rows[i].value);
        put_cell(out, rows[i].status);
        fputs(");", out);
    }
    fputs(" SELECT safer.load_observations(gen_random_uuid(), 'csv', 'rows.csv', repeat('a', 64),"
          " 100, false); RESET ROLE;",
          out);
    fclose(out);
    return sql;
}

void indicator_load(const struct service *service, const struct row *rows)
{
    char *load = indicator_load_sql(rows), *sql = NULL;
    cr_assert_geq(asprintf(&sql, "BEGIN; %s COMMIT", load), 0);
    PGconn *session = session_open(service);
    session_run(session, sql);
    PQfinish(session);
    free(load);
    free(sql);
    indicator_settle(service);
}

void indicator_settle(const struct service *service)
{
    char *next = service_sql(service, "SELECT pg_snapshot_xmax(pg_current_snapshot())"),
         *sql = NULL;
    cr_assert_geq(asprintf(&sql,
                           "SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                           " AND backend_xid::text::bigint < %s AND NOT"
                           " (datname = current_database() AND usename = current_user)",
                           next),
                  0);
    for (const double deadline = now_seconds() + 60;;) {
        char *open = service_sql(service, sql);
        const bool settled = strcmp(open, "0") == 0;
        free(open);
        if (settled)
            break;
        cr_assert_lt(now_seconds(), deadline, "others' transactions do not end");
        breathe();
    }
    free(sql);
    free(next);
}

PGconn *indicator_hold_key(const struct service *service)
{
    PGconn *session = session_open(service);
    session_run(session, "SELECT pg_advisory_lock(hashtextextended(json_build_array('idempotency',"
                         " k.issuer, k.client, k.operation, 'two')::text, 0))"
                         " FROM safer.idempotency_key AS k");
    return session;
}

void indicator_examples(const struct service *service)
{
    static const struct row first[] = {
        {"domestic-abuse-incidents", "E10000016", "2017-03", "2310", "provisional"},
        {"domestic-abuse-incidents", "E10000016", "2017-04", "2298", NULL},
        {"domestic-abuse-incidents", "E07000110", "2017-03", "201", NULL},
        {0}};
    static const struct row second[] = {
        {"domestic-abuse-incidents", "E10000016", "2017-03", "2311", "final"}, {0}};
    indicator_load(service, first);
    indicator_load(service, second);
    free(service_sql(
        service,
        "INSERT INTO safer.observation_load (id, form, sha256, bytes, rows, added, revised,"
        " unchanged, partner, client, created_at, database_life, oldest_open) VALUES"
        " ('" CONTRACT_ID "', 'json', repeat('a', 64), 5, 3, 1, 1, 1, 'kcc', 'kcc-analyst',"
        " '2018-04-01Z', 'x', '1');"
        "INSERT INTO safer.observation_withdrawal (id, indicator, area, starts_on, revision,"
        " reason, partner, created_at) SELECT '" CONTRACT_ID "', o.indicator, o.area,"
        " o.starts_on, 3, 'Wrong', 'kcc', '2018-04-01Z' FROM safer.observation AS o LIMIT 1"));
}
