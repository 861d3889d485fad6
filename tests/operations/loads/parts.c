/* What is composed from rows that come in parts: it ends at its time, with the service, and is not
 * begun again for ever. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/loads.h"
#include "support/wire.h"

#define EXCEPTIONS "/v1/exceptions"
#define A_TENTH_OF_A_SECOND_A_PART "IF at % 10 = 0 THEN PERFORM pg_sleep(0.0001); END IF"

/* A service in which the points of all series are 33,600 of one, and each costs what this PL/pgSQL
 * does with its number `at`; not at once, as they would if they were sorted, but part by part. */
static struct service *start_costly(const char *const *settings, const char *costs)
{
    struct service *service = start_loads(settings);
    char *functions = NULL;
    cr_assert_geq(
        asprintf(
            &functions,
            "CREATE FUNCTION public.costly(at integer) RETURNS integer LANGUAGE plpgsql STABLE "
            "SECURITY DEFINER SET search_path = pg_catalog AS $$ BEGIN %s; RETURN at; END $$; "
            "GRANT EXECUTE ON FUNCTION public.costly TO PUBLIC; "
            "CREATE TABLE public.many (at integer PRIMARY KEY); "
            "INSERT INTO public.many SELECT generate_series(1, 33600); "
            "ANALYZE public.many; GRANT SELECT ON public.many TO PUBLIC; "
            "CREATE OR REPLACE FUNCTION safer.series_points(first date, last date, "
            "of_priority text, in_area text) RETURNS TABLE (indicator text, title text, "
            "priority text, focus boolean, area text, area_name text, unit text, period text, "
            "value numeric, _series text, _position integer, _rebaseline boolean, _asked "
            "boolean, _polarity text, _frequency text, _kind text, _suppressed bigint, _shared "
            "boolean, _indicator integer, _area integer, _starts_on date) LANGUAGE sql STABLE AS $$ "
            "SELECT 'burglary', 'Burglary', 'road-safety', true, 'E10000016', 'Kent', "
            "'offences', '2017-03', 5, '1.1', public.costly(m.at), false, true, 'neutral', "
            "'month', 'count', 0::bigint, true, m.at, 1, DATE '2017-03-01' "
            "FROM public.many AS m $$",
            costs),
        0);
    free(service_sql(service, functions));
    free(functions);
    return service;
}

static char *last_line(const struct service *service, const char *operation)
{
    FILE *log = fopen(service_log(service), "r");
    cr_assert(log);
    char *line = NULL, *found = NULL;
    size_t size = 0;
    while (getline(&line, &size, log) > 0)
        if (strstr(line, operation)) {
            free(found);
            found = strdup(line);
        }
    free(line);
    fclose(log);
    return found;
}

Test(parts, end_at_the_time_of_their_request)
{
    service_auto struct service *service = start_costly(
        (const char *const[]){"SAFER_SLOW_SECONDS=1", NULL}, A_TENTH_OF_A_SECOND_A_PART);
    reply_auto struct reply late = http_get(service_url(service), NULL, EXCEPTIONS);
    char *line = last_line(service, "get_exceptions");
    cr_assert(reply_is_problem(&late, 503, "timeout"), "%s", line);
    cr_assert_not(strstr(line, "\"round_trips\":1,"), "%s", line);
    free(line);
}

Test(parts, end_with_a_service_that_stops)
{
    struct service *service = start_costly((const char *const[]){"SAFER_DRAIN_SECONDS=1", NULL},
                                           A_TENTH_OF_A_SECOND_A_PART);
    const int wire = wire_open(service_url(service), 0);
    wire_send(wire, "GET " EXCEPTIONS " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EVENTUALLY(10, metric(service, "safer_slow_running") == 1);
    cr_assert_eq(kill(service_process(service), SIGTERM), 0);
    char *answer = wire_read(wire, NULL, 60);
    cr_assert_eq(wire_status(answer), 503, "%s", answer);
    free(answer);
    wire_close(wire);
    service_stop(service);
}

Test(parts, are_begun_again_so_many_times_and_no_more)
{
    service_auto struct service *service = start_costly(
        NULL, "IF at = 5000 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF");
    reply_auto struct reply lost = http_get(service_url(service), NULL, EXCEPTIONS);
    char *line = last_line(service, "get_exceptions");
    cr_assert(reply_is_problem(&lost, 503, "unavailable"), "%s", line);
    cr_assert(line && strstr(line, "\"retries\":3,"), "%s", line);
    free(line);
}
