/* Reviews: what they are called, who records them, how the list is narrowed.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhrs, create_dhr, get_dhr, change_dhr. */
#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"
#include "support/meetings.h"
#include "support/session.h"
#include "support/wire.h"

#define LARKSPUR                                                                                   \
    "{\"pseudonym\":\"Larkspur/2019\",\"partnership\":\"medway-csp\",\"notified_on\":"             \
    "\"2019-01-31\",\"documents_location\":\"Box 12\",\"aliases\":[\"Sorrel, B/2012\",\"Lark\"]}"
#define NEW(pseudonym, more)                                                                       \
    "{\"pseudonym\":\"" pseudonym                                                                  \
    "\",\"partnership\":\"swale\",\"notified_on\":\"2019-01-31\"" more "}"

static void assert_members(const struct reply *reply, const char *const (*rows)[2], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *text = reply_text(reply, rows[i][0]);
        cr_expect(text && rows[i][1] ? strcmp(text, rows[i][1]) == 0 : text == rows[i][1],
                  "%s is %s: %s", rows[i][0], text, reply->body);
    }
}

/* A made reference: of the year it was notified, and four signs that count nothing. */
static void assert_drawn(const char *reference, const char *year)
{
    cr_expect_eq(strncmp(reference, year, strlen(year)), 0, "%s", reference);
    cr_expect_eq(strspn(reference + strlen(year), "23456789ACDEFGHJKLMNPQRTUVWXYZ"), 4, "%s",
                 reference);
    cr_expect_eq(strlen(reference), strlen(year) + 4, "%s", reference);
}

Test(dhrs, a_coordinator_records_one_that_was_notified)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), DHRS,
                                                LARKSPUR, NEW("Heron/2019", ""), false);
    cr_assert_eq(made.status, 201);
    static const char *const texts[][2] = {
        {"pseudonym", "Larkspur/2019"},
        {"review_type", "dhr"},
        {"partnership", "medway-csp"},
        {"stage", "notified"},
        {"stage_on", "2019-01-31"},
        {"notified_on", "2019-01-31"},
        {"rule", "home-office-2016"},
        {"decision", NULL},
        {"decided_on", NULL},
        {"decision_due_on", "2019-02-28"},
        {"decision_state", "due"},
        {"completed_on", NULL},
        {"completion_due_on", NULL},
        {"completion_state", NULL},
        {"published_on", NULL},
        {"summary", NULL},
        {"documents_location", "Box 12"},
        {"chair_office", NULL},
        {"aliases.0", "Sorrel, B/2012"},
        {"aliases.1", "Lark"},
        {"stages.0.stage", "notified"},
    };
    assert_members(&made, texts, sizeof texts / sizeof *texts);
    cr_expect(json_is_false(reply_member(&made, "suspended")));
    assert_drawn(reply_text(&made, "reference"), "DHR/2019/");
    cr_expect_eq(reply_integer(&made, "days_in_stage"), 4);
    cr_expect_eq(reply_integer(&made, "protected_names"), 0);
    reply_auto struct reply read = csa_get(service, "kcc", reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    assert_key_in_use(service, "kcc", "create_dhr", DHRS, LARKSPUR);
    /* Each of the three constituent partners coordinates; a district is its own partnership. */
    reply_auto struct reply police = grants_post(
        service, "kent-police", DHRS,
        NEW("Heron/2019", ",\"review_type\":\"dardr\",\"summary\":\"S\",\"note\":\"N\""));
    assert_drawn(reply_text(&police, "reference"), "DHR/2019/");
    cr_expect_str_neq(reply_text(&police, "reference"), reply_text(&made, "reference"));
    cr_expect_str_eq(reply_text(&police, "review_type"), "dardr");
    reply_auto struct reply fire =
        grants_post(service, "kfrs", DHRS, NEW("O'Brien-Le Gros/2019", ",\"reference\":\"Old 7\""));
    cr_expect_str_eq(reply_text(&fire, "reference"), "Old 7");
    reply_auto struct reply before = grants_post(
        service, "kcc", DHRS,
        "{\"pseudonym\":\"Old/2011\",\"partnership\":\"dover\",\"notified_on\":\"2011-04-13\"}");
    assert_drawn(reply_text(&before, "reference"), "DHR/2011/");
}

Test(dhrs, one_that_is_not_right_is_refused_and_not_recorded)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    free(dhr_make(service, "Larkspur/2019", "2019-01-31",
                  ",\"reference\":\"R 1\",\"aliases\":[\"Old Lark\"]"));
    static const struct csa_refusal rows[] = {
        {"swale", DHRS, NEW("Heron/2019", ""), 403, "not-the-coordinator", NULL},
        {"kent-pcc", DHRS, NEW("Heron/2019", ""), 403, "not-the-coordinator", NULL},
        {"medway-csp", DHRS, NEW("Heron/2019", ""), 403, "not-the-coordinator", NULL},
        {"kcc", DHRS, "{}", 422, "invalid-body", "/pseudonym"},
        {"kcc", DHRS, NEW("heron/2019", ""), 422, "invalid-body", "/pseudonym"},
        {"kcc", DHRS, NEW("Heron 2019", ""), 422, "invalid-body", "/pseudonym"},
        {"kcc", DHRS, NEW("Heron/3019", ""), 422, "invalid-body", "/pseudonym"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"review_type\":\"other\""), 422, "invalid-body",
         "/review_type"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"name\":\"N\""), 422, "invalid-body", "/name"},
        {"kcc", DHRS, NEW("Larkspur/2019", ""), 409, "pseudonym-in-use", "/pseudonym"},
        {"kcc", DHRS, NEW("LARKSPUR/2019", ""), 409, "pseudonym-in-use", "/pseudonym"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"aliases\":[\"A\",\"larkspur/2019\"]"), 409,
         "pseudonym-in-use", "/aliases/1"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"aliases\":[\"OLD LARK\"]"), 409, "pseudonym-in-use",
         "/aliases/0"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"reference\":\"R 1\""), 409, "pseudonym-in-use",
         "/reference"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"aliases\":[\"A\",\"a\"]"), 422, "duplicate-member",
         "/aliases/1"},
        {"kcc", DHRS, NEW("Heron/2019", ",\"aliases\":[\"heron/2019\"]"), 422, "duplicate-member",
         "/aliases/0"},
        {"kcc", DHRS,
         "{\"pseudonym\":\"Heron/2019\",\"partnership\":\"kcc\",\"notified_on\":\"2019-01-31\"}",
         422, "unknown-partnership", "/partnership"},
        {"kcc", DHRS,
         "{\"pseudonym\":\"Heron/2019\",\"partnership\":\"no-such\",\"notified_on\":"
         "\"2019-01-31\"}",
         422, "unknown-partnership", "/partnership"},
        {"kcc", DHRS,
         "{\"pseudonym\":\"Heron/2019\",\"partnership\":\"swale\",\"notified_on\":\"2019-02-05\"}",
         422, "date-in-future", "/notified_on"},
        {"kcc", DHRS,
         "{\"pseudonym\":\"Heron/2019\",\"partnership\":\"swale\",\"notified_on\":\"2011-04-12\"}",
         422, "date-implausible", "/notified_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
}

Test(dhrs, an_older_form_of_one_is_no_pseudonym_of_another)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    free(dhr_make(service, "Larkspur/2019", "2019-01-31", ",\"aliases\":[\"Heron/2019\"]"));
    static const struct csa_refusal rows[] = {
        {"kcc", DHRS, NEW("Heron/2019", ""), 409, "pseudonym-in-use", "/pseudonym"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
}

static bool waits(PGconn *watch, PGconn *session)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT pg_blocking_pids(%d) <> '{}'", PQbackendPID(session));
    char *answer = session_value(watch, sql);
    const bool yes = strcmp(answer, "t") == 0;
    free(answer);
    return yes;
}

/* Each takes the other's pseudonym for an older name of its own, and both stop half way, at a name
 * that a third one holds. The second waits for the first, not each for the other. */
Test(dhrs, of_two_that_take_each_others_names_one_is_recorded_and_one_refused)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    static const char *const sql[] = {
        "SELECT safer.create_dhr(gen_random_uuid(), '{\"pseudonym\":\"Heron/2019\",\"partnership\":"
        "\"swale\",\"notified_on\":\"2019-01-31\"}', '[\"Middle\",\"Wren/2019\"]')",
        "SELECT safer.create_dhr(gen_random_uuid(), '{\"pseudonym\":\"Wren/2019\",\"partnership\":"
        "\"swale\",\"notified_on\":\"2019-01-31\"}', '[\"Middle\",\"Heron/2019\"]')",
    };
    PGconn *holder = session_open(service), *sides[2];
    session_run(holder,
                "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('[\"dhr names\"]', 0)),"
                " pg_advisory_xact_lock(hashtextextended('[\"dhr\",\"middle\"]', 0))");
    for (size_t i = 0; i < 2; i++) {
        sides[i] = session_open(service);
        session_run(sides[i], "SET deadlock_timeout = '100ms'; SELECT set_config('safer.partner',"
                              " 'kcc', false), set_config('safer.scope', 'dhrs.write', false),"
                              " set_config('safer.today', '2019-02-04', false)");
        session_send(sides[i], sql[i]);
        EVENTUALLY(20, waits(holder, sides[i]));
    }
    session_run(holder, "ROLLBACK");
    cr_expect_str_eq(session_finish(sides[0]), "00000");
    char *second = strdup("accepted");
    for (PGresult *result; (result = PQgetResult(sides[1])); PQclear(result)) {
        const char *refused = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (state) {
            free(second);
            second = strdup(refused && *refused ? refused : state);
        }
    }
    cr_expect_str_eq(second, "pseudonym-in-use");
    free(second);
    assert_sql(service, "SELECT string_agg(d.pseudonym, ' ') FROM safer.dhr AS d", "Heron/2019");
    PQfinish(sides[0]);
    PQfinish(sides[1]);
    PQfinish(holder);
}

Test(dhrs, what_is_said_of_one_is_changed_by_who_coordinates)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "");
    reply_auto struct reply changed =
        assert_patched(service, "change_dhr", target,
                       "{\"pseudonym\":\"Skylark/2018\",\"review_type\":\"dardr\",\"partnership\":"
                       "\"swale\",\"note\":\"Other\",\"aliases\":[\"Larkspur/2018\"]}",
                       "{\"note\":\"M\"}");
    static const char *const texts[][2] = {
        {"pseudonym", "Skylark/2018"},
        {"review_type", "dardr"},
        {"partnership", "swale"},
        {"note", "Other"},
        {"aliases.0", "Larkspur/2018"},
        {"summary", "About a " DHR_WORD},
        {"documents_location", "Box " DHR_WORD},
    };
    assert_members(&changed, texts, sizeof texts / sizeof *texts);
    cr_expect_eq(json_array_size(reply_member(&changed, "aliases")), 1);
    cr_expect_str_eq(reply_text(&changed, "stage"), "decision", "what is left out stays");
    static const struct {
        const char *partner, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"swale", "{\"note\":\"N\"}", 403, "not-the-coordinator", NULL},
        {"dover", "{\"note\":\"N\"}", 404, "not-found", NULL},
        {"dover", "{\"pseudonym\":\"Heron/2018\"}", 404, "not-found", NULL},
        {"kcc", "{}", 422, "invalid-body", NULL},
        {"kcc", "{\"pseudonym\":\"x\"}", 422, "invalid-body", "/pseudonym"},
        {"kcc", "{\"pseudonym\":\"heron/2018\"}", 422, "invalid-body", "/pseudonym"},
        {"kcc", "{\"pseudonym\":\"Heron/2018\"}", 409, "pseudonym-in-use", "/pseudonym"},
        {"kcc", "{\"aliases\":[\"HERON/2018\"]}", 409, "pseudonym-in-use", "/aliases/0"},
        {"kcc", "{\"aliases\":[\"grey " DHR_WORD "\"]}", 409, "pseudonym-in-use", "/aliases/0"},
        {"kcc", "{\"aliases\":[\"A\",\"B\",\"A\"]}", 422, "duplicate-member", "/aliases/2"},
        {"kcc", "{\"pseudonym\":\"Larkspur/2018\"}", 422, "duplicate-member", "/aliases/0"},
        {"kcc", "{\"partnership\":\"kcc\"}", 422, "unknown-partnership", "/partnership"},
        {"kcc", "{\"pseudonym\":null}", 422, "invalid-body", "/pseudonym"},
        {"kcc", "{\"review_type\":null}", 422, "invalid-body", "/review_type"},
        {"kcc", "{\"partnership\":null}", 422, "invalid-body", "/partnership"},
        {"kcc", "{\"aliases\":null}", 422, "invalid-body", "/aliases"},
        {"kcc", "{\"summary\":null}", 422, "invalid-body", "/summary"},
        {"kcc", "{\"documents_location\":null}", 422, "invalid-body", "/documents_location"},
        {"kcc", "{\"note\":null}", 422, "invalid-body", "/note"},
        {"kcc", "{\"clears\":[\"pseudonym\"]}", 422, "invalid-body", "/clears/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *before = ledger_counts(service);
        reply_auto struct reply reply =
            meeting_patch(service, rows[i].partner, "*", target, rows[i].body);
        char *after = ledger_counts(service);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu: %d %s", i, reply.status, reply.body);
        cr_expect_str_eq(after, before, "row %zu", i);
        free(before);
        free(after);
    }
    reply_auto struct reply none =
        meeting_patch(service, "kcc", "*", DHRS "/" DHR_NONE, "{\"note\":\"N\"}");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    /* What has nothing of the kind gets it, and takes its old name back. */
    reply_auto struct reply first = meeting_patch(
        service, "kcc", "*", dhr_at(world.other, ""),
        "{\"documents_location\":\"Box 1\",\"note\":\"N\",\"pseudonym\":\"Heron/2017\","
        "\"aliases\":[\"Heron/2018\"]}");
    cr_expect_eq(first.status, 200, "%s", first.body);
    cr_expect_str_eq(reply_text(&first, "summary"), "Another " DHR_WORD);
    reply_auto struct reply back = meeting_patch(service, "kcc", "*", dhr_at(world.other, ""),
                                                 "{\"pseudonym\":\"Heron/2018\",\"aliases\":[]}");
    cr_expect_str_eq(reply_text(&back, "pseudonym"), "Heron/2018", "%s", back.body);
}

Test(dhrs, what_is_named_to_be_emptied_is_and_all_else_stays)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "");
    reply_auto struct reply less =
        meeting_patch(service, "kcc", "*", target, "{\"clears\":[\"note\"],\"summary\":\"S\"}");
    cr_expect_eq(less.status, 200, "%s", less.body);
    static const char *const texts[][2] = {
        {"pseudonym", "Larkspur/2018"},
        {"summary", "S"},
        {"documents_location", "Box " DHR_WORD},
        {"note", NULL},
    };
    assert_members(&less, texts, sizeof texts / sizeof *texts);
    reply_auto struct reply empty =
        meeting_patch(service, "kcc", "*", target,
                      "{\"clears\":[\"summary\",\"documents_location\"],\"note\":\"N\"}");
    static const char *const left[][2] = {
        {"summary", NULL}, {"documents_location", NULL}, {"note", "N"}};
    assert_members(&empty, left, sizeof left / sizeof *left);
}

Test(dhrs, the_pseudonym_that_is_published_is_the_present_one)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2018", "2018-06-30", "");
    dhr_comes_to(service, id, "published", "2018-07-01");
    reply_auto struct reply changed =
        meeting_patch(service, "kcc", "*", dhr_at(id, ""), "{\"pseudonym\":\"Heron/2018\"}");
    cr_expect_eq(changed.status, 200, "%s", changed.body);
    assert_sql(service, "SELECT pseudonym || ' ' || published_on FROM safer.dhr_publication",
               "Heron/2018 2018-07-01");
    free(id);
}

Test(dhrs, the_list_is_narrowed_and_paged)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    char *third = dhr_make(service, "Wren/2019", "2019-02-01", ",\"reference\":\"Old 7\"");
    dhr_moves(service, third, "suspended", "2019-02-02", ",\"suspended_for\":\"inquest\"");
    /* The first is past its completion (25 January 2019), the second past its decision. */
    static const struct {
        const char *query;
        int total;
    } rows[] = {
        {"", 3},
        {"&partnership=medway-csp", 3},
        {"&partnership=swale", 0},
        {"&stage=notified", 2},
        {"&stage=decision", 1},
        {"&stage=published", 0},
        {"&suspended=true", 1},
        {"&suspended=false", 2},
        {"&overdue=true", 2},
        {"&overdue=false", 1},
        {"&called=Larkspur/2018", 1},
        {"&called=LARKSPUR/2018", 1},
        {"&called=Larkspur", 0},
        {"&called=Old+7", 1},
        {"&called=DHR/2018/1", 1},
        {"&called=sorrel+" DHR_WORD ",+b/2012", 1},
        {"&called=grey+" DHR_WORD, 1},
        {"&called=" DHR_WORD, 0},
        {"&called=%25", 0},
        {"&overdue=true&stage=notified&partnership=medway-csp&suspended=false", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[200];
        snprintf(target, sizeof target, DHRS "?count=true%s", rows[i].query);
        reply_auto struct reply list = csa_get(service, "kcc", target);
        cr_expect_eq(reply_integer(&list, "total"), rows[i].total, "%s: %s", target, list.body);
        cr_expect_eq(json_array_size(reply_member(&list, "items")), (size_t)rows[i].total, "%s",
                     target);
    }
    char *target = strdup(DHRS "?limit=1");
    const char *const order[] = {world.one, world.other, third};
    for (size_t i = 0; i < 3; i++) {
        cr_assert_not_null(target);
        reply_auto struct reply page = csa_get(service, "kcc", target);
        cr_expect_str_eq(reply_text(&page, "items.0.id"), order[i]);
        free(target);
        const char *next = reply_text(&page, "next");
        target = next ? strdup(next) : NULL;
    }
    cr_expect_null(target);
    free(third);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), DHRS);
    cr_expect_not_null(strstr(csv, ",Larkspur/2018,dhr,medway-csp,decision,2018-07-25,"), "%s",
                       csv);
    free(csv);
    reply_auto struct reply cursor =
        http_get(service_url(service), csa_coordinator(service, "kcc"), DHRS "?after=e30");
    cr_expect(reply_is_problem(&cursor, 400, "bad-cursor"), "%s", cursor.body);
    assert_readable(service, csa_coordinator(service, "kcc"), NULL, DHRS, DHRS "?stage=x", "stage");
}

Test(dhrs, by_which_name_one_was_looked_up_is_written_nowhere)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply found =
        csa_get(service, "kcc", DHRS "?limit=5&called=Sorrel+" DHR_WORD ",+B/2012");
    cr_expect_str_eq(reply_text(&found, "items.0.id"), world.one, "%s", found.body);
    assert_sql(service,
               "SELECT e.after ->> 'query' FROM safer.audit_event AS e"
               " WHERE e.operation = 'list_dhrs'",
               "limit=5&called=");
    static const char csv_target[] = DHRS "?c%61lled=%53orrel%20" DHR_WORD "%2C%20b%2f2012";
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), csv_target);
    cr_expect_not_null(strstr(csv, world.one), "%s", csv);
    free(csv);
    assert_sql(service,
               "SELECT count(*) || ' ' || max(e.after ->> 'query') FROM safer.audit_event AS e"
               " WHERE e.operation = 'list_dhrs' AND e.after ->> 'query' LIKE 'c%61lled=%'",
               "3 c%61lled=&format=csv");
    reply_auto struct reply twice = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                             DHRS "?called=Sorrel&called=" DHR_WORD);
    cr_expect(reply_is_problem(&twice, 400, "invalid-parameters"), "%s", twice.body);
    assert_sql(service,
               "SELECT count(*) FROM safer.audit_event AS e WHERE e.operation = 'list_dhrs'"
               " AND concat_ws(' ', e.before, e.after) ~* 'orrel|" DHR_WORD "|2012'",
               "0");
}

Test(dhrs, one_is_read_with_all_that_belongs_to_it)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "");
    reply_auto struct reply read = csa_get(service, "kcc", target);
    static const char *const texts[][2] = {
        {"reference", "DHR/2018/1"},
        {"decision", "review"},
        {"decided_on", "2018-07-25"},
        {"decision_due_on", "2018-07-30"},
        {"decision_state", "met"},
        {"completion_due_on", "2019-01-25"},
        {"completion_state", "overdue"},
        {"chair_office", "Independent " DHR_WORD},
        {"panel.0.partner", "swale"},
        {"panel.0.office", "Head " DHR_WORD},
        {"panel.1.organisation", "The " DHR_WORD " charity"},
        {"panel.2.to_on", "2019-02-03"},
        {"chairs.0.office", "Independent " DHR_WORD},
        {"stages.1.stage", "decision"},
        {"stages.1.decision", "review"},
    };
    assert_members(&read, texts, sizeof texts / sizeof *texts);
    cr_expect_eq(reply_integer(&read, "recommendations"), 1);
    cr_expect_eq(reply_integer(&read, "actions_open"), 2);
    /* Its panel reads the same, but whose tokens are the chair's and how many names there are. */
    reply_auto struct reply panel = dhr_read(service, DHR_PANEL, target);
    cr_assert_eq(panel.status, 200);
    cr_expect(json_is_null(reply_member(&panel, "protected_names")));
    cr_expect_null(strstr(panel.body, DHR_WORD "-1"));
    json_t *mine = json_deep_copy(read.json);
    json_object_set_new(mine, "protected_names", json_null());
    cr_expect(json_equal(mine, panel.json), "%s", panel.body);
    json_decref(mine);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, DHRS "/x", "dhr");
}
