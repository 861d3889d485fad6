/* Two who write on the meetings of one body at the same moment: neither waits for the other for
 * ever, and whoever comes second sees what the first has done.
 * SPDX-License-Identifier: MIT
 *
 * Each is a session of its own in one transaction. The second is known to wait once PostgreSQL says
 * that the first blocks it; then the first goes on. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

#define FOLLOW_UP "00000000-0000-7000-8000-000000000031"
#define DECISION "00000000-0000-7000-8000-000000000032"
#define MINUTE "00000000-0000-7000-8000-000000000033"
#define MEMBER "00000000-0000-7000-8000-000000000034"
#define DEPUTY "00000000-0000-7000-8000-000000000035"
#define NEW_ITEM "00000000-0000-7000-8000-000000000036"
#define NEW_MINUTE "00000000-0000-7000-8000-000000000037"

#define RESTRICT "SELECT * FROM safer.restrict_item('" OPEN_ITEM "', '3', NULL, NULL, NULL)"

struct race {
    struct service *service;
    PGconn *first, *second, *watch;
};

static PGconn *begin_as(struct service *service, const char *scope)
{
    char sql[400];
    snprintf(
        sql, sizeof sql,
        "SET deadlock_timeout = '100ms'; BEGIN; SELECT set_config('safer.issuer', 'race', true),"
        " set_config('safer.client', 'race', true), set_config('safer.partner', 'kcc', true),"
        " set_config('safer.today', '2018-04-20', true), set_config('safer.scope', '%s', true)",
        scope);
    PGconn *session = session_open(service);
    session_run(session, sql);
    return session;
}

/* April's was held and is minuted, has resolved something on its open item, and asked for a report;
 * who decides at June's is a member that has a deputy. The second may not read what is restricted.
 */
static struct race race_start(void)
{
    struct race race = {.service = agenda_start()};
    free(service_sql(
        race.service,
        "UPDATE safer.meeting SET state = 'held' WHERE id = '" APRIL "';"
        "INSERT INTO safer.minute (id, meeting, body, number, item)"
        " VALUES ('" MINUTE "', '" APRIL "', 'kcst-smt', 1, '" OPEN_ITEM "');"
        "INSERT INTO safer.minute_text (minute, title) VALUES ('" MINUTE "', 'T');"
        "INSERT INTO safer.decision (id, meeting, body, item, text)"
        " VALUES ('" DECISION "', '" APRIL "', 'kcst-smt', '" OPEN_ITEM "', 'T');"
        "INSERT INTO safer.follow_up (id, meeting, body, decision, text, due) VALUES ('" FOLLOW_UP
        "', '" APRIL "', 'kcst-smt', '" DECISION "', 'T', 'next_meeting');"
        "INSERT INTO safer.membership (id, body, partner, office, from_on)"
        " VALUES ('" MEMBER "', 'kcst-smt', 'kcc', 'Officer', '2018-04-01');"
        "INSERT INTO safer.membership (id, body, partner, office, role, deputy_for, from_on) VALUES ('" DEPUTY
        "', 'kcst-smt', 'kcc', 'Clerk', 'deputy', '" MEMBER "', '2018-04-01')"));
    race.first = begin_as(race.service, "meetings.write restricted.read");
    race.second = begin_as(race.service, "meetings.write");
    race.watch = session_open(race.service);
    return race;
}

static void race_end(struct race *race)
{
    PQfinish(race->first);
    PQfinish(race->second);
    PQfinish(race->watch);
    service_stop(race->service);
}

static bool waits(const struct race *race)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT %d = ANY (pg_blocking_pids(%d))", PQbackendPID(race->first),
             PQbackendPID(race->second));
    char *answer = session_value(race->watch, sql);
    const bool yes = strcmp(answer, "t") == 0;
    free(answer);
    return yes;
}

/* The second begins, and waits for the first. */
static void second_waits(const struct race *race, const char *sql)
{
    session_send(race->second, sql);
    EVENTUALLY(20, waits(race));
}

/* What the second has refused, "" when nothing; it must have ended. The caller frees it. */
static char *second_ends(const struct race *race)
{
    char *slug = strdup("");
    for (PGresult *result; (result = PQgetResult(race->second)); PQclear(result)) {
        const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME),
                   *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (state) {
            free(slug);
            slug = strdup(name && *name ? name : state);
        }
    }
    return slug;
}

static void assert_second(const struct race *race, const char *expected)
{
    char *slug = second_ends(race);
    cr_expect_str_eq(slug, expected);
    free(slug);
}

static void assert_says(const struct race *race, const char *sql, const char *expected)
{
    char *answer = session_value(race->watch, sql);
    cr_expect(answer && strcmp(answer, expected) == 0, "%s: %s", sql, answer ? answer : "nothing");
    free(answer);
}

Test(races, a_follow_up_is_not_closed_while_its_item_is_being_restricted)
{
    struct race race = race_start();
    session_run(race.first, "SELECT safer.hold_item('" OPEN_ITEM "', NULL)");
    second_waits(&race,
                 "SELECT count(*) FROM safer.close_follow_up('" FOLLOW_UP "', NULL, 'R', NULL)");
    session_run(race.first, RESTRICT "; COMMIT");
    PGresult *closed = PQgetResult(race.second);
    cr_assert_eq(PQresultStatus(closed), PGRES_TUPLES_OK, "%s", PQresultErrorMessage(closed));
    cr_expect_str_eq(PQgetvalue(closed, 0, 0), "0",
                     "it is not there any more for who may not read it");
    PQclear(closed);
    assert_second(&race, "");
    session_run(race.second, "COMMIT");
    assert_says(&race, "SELECT state || restricted FROM safer.follow_up WHERE id = '" FOLLOW_UP "'",
                "opentrue");
    race_end(&race);
}

Test(races, what_is_being_restricted_is_not_taken_up_by_an_open_item)
{
    struct race race = race_start();
    session_run(race.first, RESTRICT);
    second_waits(&race,
                 "SELECT safer.create_item('" NEW_ITEM "', '" JUNE "', '{\"ref\": \"9\", \"title\":"
                 " \"T\", \"follow_up\": \"" FOLLOW_UP "\"}')");
    session_run(race.first, "COMMIT");
    assert_second(&race, "unknown-follow-up");
    race_end(&race);
}

Test(races, nothing_is_restricted_that_is_just_being_taken_up)
{
    struct race race = race_start();
    session_run(race.first, "SELECT safer.create_item('" NEW_ITEM "', '" JUNE "', '{\"ref\": \"9\","
                            " \"title\": \"T\", \"follow_up\": \"" FOLLOW_UP "\"}')");
    session_run(race.second,
                "SELECT set_config('safer.scope', 'meetings.write restricted.read', true)");
    second_waits(&race, RESTRICT);
    session_run(race.first, "COMMIT");
    assert_second(&race, "restriction-invalid");
    race_end(&race);
}

Test(races, an_agenda_is_not_drafted_with_what_is_being_restricted)
{
    struct race race = race_start();
    session_run(race.first, RESTRICT);
    second_waits(&race, "SELECT * FROM safer.draft_agenda('" JUNE "', NULL)");
    session_run(race.first, "COMMIT");
    assert_second(&race, "");
    session_run(race.second, "COMMIT");
    assert_says(&race, "SELECT count(*) FROM safer.item WHERE follow_up = '" FOLLOW_UP "'", "0");
    race_end(&race);
}

/* An import holds the body, then its meeting. */
Test(races, a_minute_is_written_after_an_import_that_is_under_way)
{
    struct race race = race_start();
    session_run(race.first, "SELECT safer.kept_body('kcst-smt', NULL)");
    second_waits(&race,
                 "SELECT safer.create_minute('" NEW_MINUTE "', '" APRIL "', NULL, 'T', 'T', NULL,"
                 " NULL, NULL, NULL)");
    session_run(race.first, "SELECT safer.open_meeting('" APRIL "'); COMMIT");
    assert_second(&race, "");
    session_run(race.second, "COMMIT");
    assert_says(&race, "SELECT number FROM safer.minute WHERE id = '" NEW_MINUTE "'", "2");
    race_end(&race);
}

/* It looks for the meeting of that day which has no id yet. */
Test(races, an_import_takes_no_meeting_that_is_just_being_given_another_id)
{
    struct race race = race_start();
    session_run(race.first, "SELECT * FROM safer.change_meeting('" JUNE
                            "', '{\"external_system\": \"x\", \"external_id\": \"1\"}', NULL)");
    char *sql = NULL;
    char *starts =
        session_value(race.watch, "SELECT starts_at FROM safer.meeting WHERE id = '" JUNE "'");
    cr_assert_geq(
        asprintf(&sql,
                 "SELECT became FROM safer.import_meeting('kcst-smt', jsonb_build_object("
                 "'external_system', 'x', 'external_id', '2', 'starts_at', '%s', 'place', 'P'))",
                 starts),
        0);
    second_waits(&race, sql);
    session_run(race.first, "COMMIT");
    assert_second(&race, "");
    session_run(race.second, "COMMIT");
    assert_says(&race, "SELECT external_id FROM safer.meeting WHERE id = '" JUNE "'", "1");
    free(starts);
    free(sql);
    race_end(&race);
}

Test(races, a_minute_does_not_correct_openly_what_is_being_restricted)
{
    struct race race = race_start();
    free(service_sql(race.service, "UPDATE safer.meeting SET minutes_approved_at = '" JUNE
                                   "' WHERE id = '" APRIL "'"));
    session_run(race.first, RESTRICT);
    second_waits(&race,
                 "SELECT safer.create_minute('" NEW_MINUTE "', '" JUNE "', NULL, 'T', 'T', NULL,"
                 " NULL, NULL, '" MINUTE "')");
    session_run(race.first, "COMMIT");
    assert_second(&race, "restriction-invalid");
    race_end(&race);
}

/* An item of June's that is restricted takes up April's follow-up, and has a minute that corrects
 * April's, which is approved. The second may open it. */
static struct race race_of_corrections(void)
{
    struct race race = race_start();
    free(service_sql(
        race.service,
        "INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground, follow_up)"
        " VALUES ('" NEW_ITEM "', '" JUNE "', 'kcst-smt', 1, '1', true, '3', NULL);"
        "INSERT INTO safer.item_text (item, title) VALUES ('" NEW_ITEM "', 'T');"
        "INSERT INTO safer.minute (id, meeting, body, number, item, corrects)"
        " VALUES ('" NEW_MINUTE "', '" JUNE "', 'kcst-smt', 2, '" NEW_ITEM "', '" MINUTE "');"
        "INSERT INTO safer.minute_text (minute, title) VALUES ('" NEW_MINUTE "', 'T');"
        "UPDATE safer.meeting SET minutes_approved_at = '" JUNE "' WHERE id = '" APRIL "'"));
    session_run(race.second,
                "SELECT set_config('safer.scope', 'meetings.write restricted.read', true)");
    return race;
}

Test(races, an_item_is_not_opened_that_takes_up_what_is_being_restricted)
{
    struct race race = race_of_corrections();
    free(service_sql(race.service,
                     "UPDATE safer.item SET follow_up = '" FOLLOW_UP "' WHERE id = '" NEW_ITEM
                     "'; UPDATE safer.minute SET corrects = NULL WHERE id = '" NEW_MINUTE "'"));
    session_run(race.first, RESTRICT);
    second_waits(&race, "SELECT * FROM safer.release_item('" NEW_ITEM "', NULL)");
    session_run(race.first, "COMMIT");
    assert_second(&race, "restriction-invalid");
    race_end(&race);
}

Test(races, an_item_is_not_opened_that_corrects_what_is_being_restricted)
{
    struct race race = race_of_corrections();
    session_run(race.first, RESTRICT);
    second_waits(&race, "SELECT * FROM safer.release_item('" NEW_ITEM "', NULL)");
    session_run(race.first, "COMMIT");
    assert_second(&race, "restriction-invalid");
    race_end(&race);
}

Test(races, a_minute_is_not_opened_that_corrects_what_is_being_restricted)
{
    struct race race = race_of_corrections();
    free(service_sql(race.service,
                     "UPDATE safer.minute SET restricted = true, exempt_ground = '3', item = NULL"
                     " WHERE id = '" NEW_MINUTE "'"));
    session_run(race.first, RESTRICT);
    second_waits(&race, "SELECT * FROM safer.change_minute('" NEW_MINUTE
                        "', '{\"restricted\": false}', NULL,"
                        " NULL)");
    session_run(race.first, "COMMIT");
    assert_second(&race, "restriction-invalid");
    race_end(&race);
}

Test(races, minutes_are_not_approved_at_a_meeting_that_is_being_cancelled)
{
    struct race race = race_start();
    session_run(race.first, "SELECT * FROM safer.cancel_meeting('" JUNE "', 'Snow', NULL)");
    second_waits(&race, "SELECT * FROM safer.approve_minutes('" APRIL "', '" JUNE "', NULL, NULL)");
    session_run(race.first, "COMMIT");
    assert_second(&race, "approval-invalid");
    race_end(&race);
}

Test(races, a_meeting_is_not_cancelled_at_which_minutes_are_being_approved)
{
    struct race race = race_start();
    session_run(race.first,
                "SELECT * FROM safer.approve_minutes('" APRIL "', '" JUNE "', NULL, NULL)");
    second_waits(&race, "SELECT * FROM safer.cancel_meeting('" JUNE "', 'Snow', NULL)");
    session_run(race.first, "COMMIT");
    assert_second(&race, "state-conflict");
    race_end(&race);
}

Test(races, a_member_and_its_deputy_end_at_once)
{
    struct race race = race_start();
    session_run(race.first, "SELECT safer.kept_body('kcst-smt', NULL)");
    second_waits(&race, "SELECT * FROM safer.end_membership('" DEPUTY "', '2018-12-31', NULL)");
    session_run(race.first,
                "SELECT * FROM safer.end_membership('" MEMBER "', '2018-11-30', NULL); COMMIT");
    assert_second(&race, "state-conflict");
    assert_says(&race, "SELECT to_on FROM safer.membership WHERE id = '" DEPUTY "'", "2018-11-30");
    race_end(&race);
}
