/* How long what is held is kept: everybody reads the rules, and the service applies them.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_retention_rules. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

#define RULES "/v1/retention-rules"

Test(retention_rules, everybody_reads_them_in_both_forms)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply all = http_get(url, NULL, RULES);
    cr_assert_eq(all.status, 200, "%s", all.body);
    char *tables = service_sql(service, "SELECT count(*) FROM pg_class WHERE relkind = 'r'"
                                        " AND relnamespace = 'safer'::regnamespace");
    cr_expect_geq(json_array_size(reply_member(&all, "items")), strtoul(tables, NULL, 10));
    free(tables);
    /* What has a period comes first. */
    cr_expect_str_eq(reply_text(&all, "items.0.id"), "names-of-imported-agendas");
    cr_expect_eq(reply_integer(&all, "items.0.months"), 24);
    reply_auto struct reply csv = http_get(url, NULL, RULES "?table=attendance_person&format=csv");
    cr_expect_str_eq(
        csv.body,
        "id,table,what,holds,months,setting,runs_from,ends_with,basis,reviewed_on\r\n"
        "people-at-meetings,attendance_person,Which person it was that was at a meeting. That the "
        "office was there stays.,person,24,,the day of the meeting,delete,Minutes are approved "
        "and questions about them asked within the two years after a meeting; from then on the "
        "office that was represented is what matters.,2026-11-30\r\n");
    reply_auto struct reply none = http_get(url, NULL, RULES "?table=nothing_of_the_kind");
    cr_expect_eq(json_array_size(reply_member(&none, "items")), 0);
    reply_auto struct reply wrong = http_get(url, NULL, RULES "?table=Fund");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") && reply_names(&wrong, "table"));
}

static bool is_logged(const struct service *service, const char *words)
{
    FILE *log = fopen(service_log(service), "re");
    char line[1024];
    bool found = false;
    while (log && fgets(line, sizeof line, log))
        found = found || strstr(line, words);
    if (log)
        fclose(log);
    return found;
}

/* The service that runs has applied the rules; it does so next an hour later at the earliest. */
static bool has_applied_them(const struct service *service)
{
    char *found = service_sql(service, "SELECT count(*) FROM pg_stat_activity"
                                       " WHERE datname = current_database() AND state = 'idle'"
                                       " AND pid <> pg_backend_pid()"
                                       " AND query LIKE '%safer.apply_retention(%'");
    const bool has = strcmp(found, "1") == 0;
    free(found);
    return has;
}

static const char *const seldom[] = {"SAFER_JOBS_SECONDS=3600", NULL};

/* A person at a meeting two years ago, and a service that starts. */
Test(retention_rules, the_service_applies_them_when_it_starts_and_says_so)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2016-01-01", .environment = seldom});
    free(service_sql(service, "INSERT INTO safer.attendance_person (attendance, person)"
                              " SELECT a.id, 'Somebody' FROM safer.attendance AS a"
                              " ORDER BY a.id LIMIT 1"));
    service_restart(service);
    EVENTUALLY(30, has_applied_them(service));
    char *held = service_sql(service, "SELECT count(*) FROM safer.attendance_person");
    cr_expect_str_eq(held, "1", "it is not two years yet");
    free(held);
    free(service_sql(service, "UPDATE safer.retention_rule SET months = 1"
                              " WHERE id = 'people-at-meetings'"));
    service_restart(service);
    EVENTUALLY(30, is_logged(service, "\"event\":\"retention_applied\",\"rows\":1,"
                                      "\"rules\":\"people-at-meetings: 1\""));
    held = service_sql(service, "SELECT count(*) FROM safer.attendance_person");
    cr_expect_str_eq(held, "0");
    free(held);
    reply_auto struct reply metrics = http_get(service_url(service), NULL, "/metrics");
    cr_expect(strstr(metrics.body, "\nsafer_retention_rows_total 1\n"), "%s", metrics.body);
    char *event = service_sql(service, "SELECT concat_ws(' ', object, client, after ->> 'rows')"
                                       " FROM safer.audit_event"
                                       " WHERE operation = 'apply_retention'");
    cr_expect_str_eq(event, "people-at-meetings 1");
    free(event);
}
