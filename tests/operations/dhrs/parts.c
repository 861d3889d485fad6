/* What belongs to a review: its panel, its chair, what is counted of its people; and what is
 * erased. SPDX-License-Identifier: MIT
 *
 * Operations: list_dhr_panel, set_dhr_panel, list_dhr_chairs, appoint_dhr_chair, end_dhr_chair,
 * list_dhr_persons, set_dhr_persons, erase_dhr. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"

#define NO_REVIEW DHRS "/" DHR_NONE

/* What everybody is refused who is no coordinator: who knows of the review, and who does not. */
static void assert_for_the_coordinator(struct service *service, const char *target,
                                       const char *nothing, const char *body)
{
    const struct csa_refusal rows[] = {
        {"swale", target, body, 403, "not-the-coordinator", NULL},
        {"dover", target, body, 404, "not-found", NULL},
        {"maidstone", target, body, 404, "not-found", NULL},
        {"gravesham", target, body, 404, "not-found", NULL},
        {"kent-pcc", target, body, 404, "not-found", NULL},
        {"kcc", nothing, body, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", NULL},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
}

/* ---- The panel ------------------------------------------------------------------------------- */

#define PANEL                                                                                      \
    "{\"members\":[{\"partner\":\"dover\",\"office\":\"Head\",\"from_on\":\"2019-01-01\"},"        \
    "{\"organisation\":\"A charity\",\"from_on\":\"2019-01-01\",\"to_on\":\"2019-12-31\"}]}"

Test(dhr_parts, the_panel_is_said_whole_in_order)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/panel");
    assert_for_the_coordinator(service, target, NO_REVIEW "/panel", PANEL);
    assert_stale(service, "kcc", target, PANEL);
    reply_auto struct reply set = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                               PANEL, "{\"members\":[]}", false);
    cr_expect_str_eq(reply_text(&set, "panel.0.partner"), "dover");
    cr_expect_str_eq(reply_text(&set, "panel.0.office"), "Head");
    cr_expect_str_eq(reply_text(&set, "panel.1.organisation"), "A charity");
    cr_expect_eq(json_array_size(reply_member(&set, "panel")), 2, "in place of those before");
    assert_key_in_use(service, "kcc", "set_dhr_panel", target, PANEL);
    reply_auto struct reply list = csa_get(service, "kcc", target);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 2);
    cr_expect_eq(reply_integer(&list, "items.1.place"), 2);
    cr_expect_str_eq(reply_text(&list, "items.1.to_on"), "2019-12-31");
    /* Who sits on it now knows of it from now on, and who did no more. */
    reply_auto struct reply new = dhr_read(service, DHR_OTHER_PANEL, target);
    cr_expect_eq(new.status, 200, "%s", new.body);
    reply_auto struct reply old = dhr_read(service, DHR_PANEL, target);
    cr_expect(reply_is_problem(&old, 404, "not-found"), "%s", old.body);
    char *csv = ledger_csv(service, dhr_token(service, DHR_OTHER_PANEL), target);
    cr_expect_not_null(strstr(csv, ",1,dover,,Head,2019-01-01,\r\n"), "%s", csv);
    free(csv);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "swale"),
                    target, DHRS "/x/panel", "dhr");
    const struct csa_refusal rows[] = {
        {"kcc", target, "{\"members\":[{\"from_on\":\"2019-01-01\"}]}", 422, "organisation-invalid",
         "/members/0"},
        {"kcc", target,
         "{\"members\":[{\"partner\":\"kcc\",\"from_on\":\"2019-01-01\"},{\"partner\":\"dover\","
         "\"organisation\":\"O\",\"from_on\":\"2019-01-01\"}]}",
         422, "organisation-invalid", "/members/1"},
        {"kcc", target, "{\"members\":[{\"partner\":\"nobody\",\"from_on\":\"2019-01-01\"}]}", 422,
         "unknown-partner", "/members/0/partner"},
        {"kcc", target,
         "{\"members\":[{\"partner\":\"kcc\",\"from_on\":\"2019-01-02\",\"to_on\":"
         "\"2019-01-01\"}]}",
         422, "term-invalid", "/members/0/to_on"},
        {"kcc", target, "{\"members\":[{\"partner\":\"kcc\",\"from_on\":\"2011-04-12\"}]}", 422,
         "date-implausible", NULL},
        {"kcc", target, "{\"members\":[{\"partner\":\"kcc\",\"from_on\":\"2101-01-01\"}]}", 422,
         "date-implausible", NULL},
        {"kcc", target, "{\"members\":[{\"partner\":\"kcc\"}]}", 422, "invalid-body",
         "/members/0/from_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    /* A partner may be on it twice, at other times; and there may be nobody. */
    reply_auto struct reply twice = csa_post(
        service, target,
        "{\"members\":[{\"partner\":\"swale\",\"from_on\":\"2018-07-01\",\"to_on\":\"2018-12-31\"},"
        "{\"partner\":\"swale\",\"from_on\":\"2019-02-04\",\"to_on\":\"2019-02-04\"}]}");
    reply_auto struct reply today = dhr_read(service, DHR_PANEL, target);
    cr_expect_eq(today.status, 200, "on its first and last day: %s", today.body);
    reply_auto struct reply none = csa_post(service, target, "{\"members\":[]}");
    cr_expect_eq(json_array_size(reply_member(&none, "panel")), 0);
}

Test(dhr_parts, who_is_on_the_panel_from_tomorrow_knows_of_the_review_tomorrow)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    char *id = dhr_make(service, "Larkspur/2019", "2019-01-31", "");
    static const struct {
        const char *from, *to;
        int status;
    } rows[] = {
        {"2019-02-05", "null", 404},
        {"2019-02-04", "null", 200},
        {"2019-02-01", "\"2019-02-03\"", 404},
        {"2019-02-01", "\"2019-02-04\"", 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char body[200];
        snprintf(body, sizeof body,
                 "{\"members\":[{\"partner\":\"swale\",\"from_on\":\"%s\",\"to_on\":%s}]}",
                 rows[i].from, rows[i].to);
        reply_auto struct reply set = csa_post(service, dhr_at(id, "/panel"), body);
        reply_auto struct reply read = dhr_read(service, DHR_PANEL, dhr_at(id, ""));
        cr_expect_eq(read.status, rows[i].status, "row %zu: %s", i, read.body);
        reply_auto struct reply list = dhr_read(service, DHR_PANEL, DHRS "?count=true");
        cr_expect_eq(reply_integer(&list, "total"), rows[i].status == 200, "row %zu", i);
    }
    free(id);
}

/* ---- The chair ------------------------------------------------------------------------------- */

#define CHAIR "{\"office\":\"Second chair\",\"from_on\":\"2019-02-01\"}"

Test(dhr_parts, a_chair_follows_the_one_before)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/chair");
    assert_for_the_coordinator(service, target, NO_REVIEW "/chair", CHAIR);
    assert_stale(service, "kcc", target, CHAIR);
    reply_auto struct reply set =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, CHAIR,
                     "{\"office\":\"Third\",\"from_on\":\"2019-02-02\"}", false);
    cr_expect_str_eq(reply_text(&set, "chair_office"), "Second chair");
    cr_expect_str_eq(reply_text(&set, "chairs.0.to_on"), "2019-01-31");
    cr_expect_str_eq(reply_text(&set, "chairs.1.from_on"), "2019-02-01");
    assert_key_in_use(service, "kcc", "appoint_dhr_chair", target, CHAIR);
    const struct csa_refusal rows[] = {
        {"kcc", target, "{\"office\":\"O\",\"from_on\":\"2019-01-31\"}", 422, "date-implausible",
         "/from_on"},
        {"kcc", target, "{\"office\":\"O\",\"from_on\":\"2018-06-29\"}", 422, "date-implausible",
         "/from_on"},
        {"kcc", target, "{\"office\":\"O\",\"from_on\":\"2101-01-01\"}", 422, "date-implausible",
         "/from_on"},
        {"kcc", target, "{\"office\":\"O\",\"from_on\":\"2019-02-03\",\"account\":{}}", 422,
         "invalid-body", "/account/issuer"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply righted =
        csa_post(service, target, "{\"office\":\"Put right\",\"from_on\":\"2019-02-01\"}");
    cr_expect_str_eq(reply_text(&righted, "chairs.1.office"), "Put right");
    cr_expect_eq(json_array_size(reply_member(&righted, "chairs")), 2, "%s", righted.body);
    reply_auto struct reply list = csa_get(service, "kcc", target);
    cr_expect(json_is_null(reply_member(&list, "items.1.subject")), "%s", list.body);
}

Test(dhr_parts, whose_tokens_are_the_chairs_is_listed_for_the_coordinator)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/chair");
    reply_auto struct reply list = csa_get(service, "kcc", target);
    cr_expect_str_eq(reply_text(&list, "items.0.issuer"), "https://chairs.example");
    cr_expect_str_eq(reply_text(&list, "items.0.subject"), DHR_WORD "-1");
    reply_auto struct reply panel = dhr_read(service, DHR_PANEL, target);
    cr_expect_str_eq(reply_text(&panel, "items.0.office"), "Independent " DHR_WORD);
    cr_expect_null(reply_text(&panel, "items.0.issuer"));
    cr_expect_null(reply_text(&panel, "items.0.subject"));
    reply_auto struct reply other = dhr_read(service, DHR_OTHER_PANEL, target);
    cr_expect(reply_is_problem(&other, 404, "not-found"), "%s", other.body);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), target);
    cr_expect_not_null(strstr(csv, ",2018-08-01,,https://chairs.example," DHR_WORD "-1\r\n"), "%s",
                       csv);
    free(csv);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, DHRS "/x/chair", "dhr");
}

#define END "{\"to_on\":\"2019-02-03\"}"

Test(dhr_parts, the_time_of_a_chair_ends)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/chair/end");
    const char *person = service_person(service, "portal", DHR_WORD "-1", "dhrs.read");
    free(service_sql(service, "UPDATE safer.dhr_chair_account SET issuer = 'safer-development'"));
    reply_auto struct reply seen = http_get(service_url(service), person, dhr_at(world.one, ""));
    cr_expect_eq(seen.status, 200, "%s", seen.body);
    assert_for_the_coordinator(service, target, NO_REVIEW "/chair/end", END);
    assert_stale(service, "kcc", target, END);
    const struct csa_refusal early[] = {
        {"kcc", target, "{\"to_on\":\"2018-07-31\"}", 422, "term-invalid", "/to_on"},
    };
    assert_refused(service, early, sizeof early / sizeof *early);
    reply_auto struct reply ended = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                 END, "{\"to_on\":\"2019-02-04\"}", false);
    cr_expect_str_eq(reply_text(&ended, "chairs.0.to_on"), "2019-02-03");
    cr_expect_null(reply_text(&ended, "chair_office"));
    assert_key_in_use(service, "kcc", "end_dhr_chair", target, END);
    const struct csa_refusal late[] = {
        {"kcc", target, END, 409, "state-conflict", NULL},
    };
    assert_refused(service, late, sizeof late / sizeof *late);
    reply_auto struct reply hidden = http_get(service_url(service), person, dhr_at(world.one, ""));
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "%s", hidden.body);
}

/* ---- People ---------------------------------------------------------------------------------- */

#define PERSONS                                                                                    \
    "{\"persons\":[{\"role\":\"victim\",\"sex\":\"male\",\"age_band\":\"65_over\"},"               \
    "{\"role\":\"victim\",\"sex\":\"not_known\",\"age_band\":\"under_18\"},"                       \
    "{\"role\":\"perpetrator\",\"sex\":\"female\",\"age_band\":\"18_24\",\"relationship\":"        \
    "\"child\"}]}"

Test(dhr_parts, what_is_counted_of_its_people_is_said_whole)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/persons");
    assert_for_the_coordinator(service, target, NO_REVIEW "/persons", PERSONS);
    assert_stale(service, "kcc", target, PERSONS);
    reply_auto struct reply set = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                               PERSONS, "{\"persons\":[]}", false);
    assert_key_in_use(service, "kcc", "set_dhr_persons", target, PERSONS);
    reply_auto struct reply list = dhr_read(service, DHR_PANEL, target);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 3, "in place of those before");
    cr_expect_str_eq(reply_text(&list, "items.2.relationship"), "child");
    cr_expect_null(reply_text(&list, "items.0.relationship"));
    cr_expect_str_eq(reply_text(&list, "items.1.age_band"), "under_18");
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), target);
    cr_expect_not_null(strstr(csv, ",3,perpetrator,female,18_24,child\r\n"), "%s", csv);
    free(csv);
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, DHRS "/x/persons", "dhr");
    const struct csa_refusal rows[] = {
        {"kcc", target,
         "{\"persons\":[{\"role\":\"perpetrator\",\"sex\":\"male\",\"age_band\":\"18_24\"}]}", 422,
         "person-invalid", "/persons/0/relationship"},
        {"kcc", target,
         "{\"persons\":[{\"role\":\"victim\",\"sex\":\"male\",\"age_band\":\"18_24\"},"
         "{\"role\":\"victim\",\"sex\":\"male\",\"age_band\":\"18_24\",\"relationship\":"
         "\"child\"}]}",
         422, "person-invalid", "/persons/1/relationship"},
        {"kcc", target,
         "{\"persons\":[{\"role\":\"witness\",\"sex\":\"male\",\"age_band\":\"18_24\"}]}", 422,
         "invalid-body", "/persons/0/role"},
        {"kcc", target,
         "{\"persons\":[{\"role\":\"victim\",\"sex\":\"male\",\"age_band\":\"18_24\",\"name\":"
         "\"N\"}]}",
         422, "invalid-body", "/persons/0/name"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
}

/* ---- Erasure --------------------------------------------------------------------------------- */

#define TEXTS "{\"parts\":[\"texts\"]}"

/* What is left of the word in the tables of a review, but for what is asked not to go. */
static int words_left(const struct service *service)
{
    char *count = service_sql(
        service,
        "SELECT (SELECT count(*) FROM safer.dhr_text AS t WHERE t::text LIKE '%" DHR_WORD "%')"
        " + (SELECT count(*) FROM safer.dhr_recommendation_text AS t"
        " WHERE t::text LIKE '%" DHR_WORD "%')"
        " + (SELECT count(*) FROM safer.dhr_action_text AS t WHERE t::text LIKE '%" DHR_WORD "%')"
        " + (SELECT count(*) FROM safer.dhr_action_report AS t"
        " WHERE t::text LIKE '%" DHR_WORD "%')");
    const int left = (int)strtol(count, NULL, 10);
    free(count);
    return left;
}

Test(dhr_parts, texts_are_erased_from_the_review_from_events_and_from_stored_replies)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/erasure");
    reply_auto struct reply keyed = http_post(service_url(service), csa_coordinator(service, "kcc"),
                                              "stored", dhr_at(world.one, "/persons"), PERSONS);
    cr_assert_eq(keyed.status, 200);
    assert_for_the_coordinator(service, target, NO_REVIEW "/erasure", TEXTS);
    assert_stale(service, "kcc", target, TEXTS);
    cr_expect_eq(words_left(service), 8);
    reply_auto struct reply erased = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                  TEXTS, "{\"parts\":[\"persons\"]}", false);
    cr_expect_null(reply_text(&erased, "summary"));
    cr_expect_null(reply_text(&erased, "documents_location"));
    cr_expect_null(reply_text(&erased, "note"));
    cr_expect_str_eq(reply_text(&erased, "pseudonym"), "Larkspur/2018");
    cr_expect_eq(reply_integer(&erased, "actions_open"), 2, "that there are actions stays");
    cr_expect_eq(words_left(service), 3, "the other review keeps its own");
    assert_key_in_use(service, "kcc", "erase_dhr", target, TEXTS);
    reply_auto struct reply action =
        csa_get(service, "kcc", grants_at(DHR_ACTIONS "/", world.owned, ""));
    cr_expect_null(reply_text(&action, "text"));
    cr_expect_null(reply_text(&action, "reports.0.text"));
    cr_expect_null(reply_text(&action, "reports.0.evidence"));
    reply_auto struct reply recommendation =
        csa_get(service, "kcc", grants_at(DHR_RECOMMENDATIONS "/", world.recommended, ""));
    cr_expect_null(reply_text(&recommendation, "text"));
    char sql[900];
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM safer.audit_event AS e WHERE e.object IN ('%s', '%s', '%s', '%s')"
        " AND e.operation !~ '^(get|list)_'" /* who read it stays */
        " AND (e.operation <> 'erase_dhr' AND num_nonnulls(e.before, e.after, e.subject) > 0"
        " OR concat(e.before, e.after) LIKE '%%About a %%')",
        world.one, world.recommended, world.owned, world.outside);
    free(service_sql(service, "SELECT 1"));
    reply_auto struct reply again = csa_post(service, target, TEXTS);
    assert_sql(service, sql, "0");
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM safer.audit_event AS e WHERE e.object = '%s'"
             " AND e.after IS NOT NULL",
             world.other);
    char *others = service_sql(service, sql);
    cr_expect_gt((int)strtol(others, NULL, 10), 0,
                 "what was done with the other review is still said");
    free(others);
    assert_sql(service,
               "SELECT concat_ws(' ', num_nonnulls(k.body, k.location), k.erased_at IS NOT NULL)"
               " FROM safer.idempotency_key AS k WHERE k.key = 'stored'",
               "0 t");
}

Test(dhr_parts, each_part_is_erased_by_itself)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    char sql[300];
    snprintf(sql, sizeof sql,
             "INSERT INTO safer.dhr_name (dhr, mark, key_id) VALUES ('%s', repeat('a', 32),"
             " repeat('b', 16))",
             world.one);
    free(service_sql(service, sql));
    static const struct {
        const char *part, *left;
    } rows[] = {
        {"names", "3 2 1 0 2"},
        {"persons", "3 0 1 0 2"},
        {"chair_account", "3 0 0 0 2"},
        {"aliases", "1 0 0 0 2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char body[60];
        snprintf(body, sizeof body, "{\"parts\":[\"%s\"]}", rows[i].part);
        reply_auto struct reply erased = csa_post(service, dhr_at(world.one, "/erasure"), body);
        assert_sql(service,
                   "SELECT concat_ws(' ', (SELECT count(*) FROM safer.dhr_alias),"
                   " (SELECT count(*) FROM safer.dhr_person),"
                   " (SELECT count(*) FROM safer.dhr_chair_account),"
                   " (SELECT count(*) FROM safer.dhr_name), (SELECT count(*) FROM safer.dhr_text))",
                   rows[i].left);
    }
    const struct csa_refusal wrong[] = {
        {"kcc", dhr_at(world.one, "/erasure"), "{\"parts\":[]}", 422, "invalid-body", "/parts"},
        {"kcc", dhr_at(world.one, "/erasure"), "{\"parts\":[\"stages\"]}", 422, "invalid-body",
         "/parts/0"},
    };
    assert_refused(service, wrong, sizeof wrong / sizeof *wrong);
}

#define DRAFT "okapi" /* stands in each text of the draft below, and nowhere else */

/* Puts what the public will be told of a review, with a key. The caller frees the reply. */
static struct reply put_draft(struct service *service, const char *target, const char *key,
                              const char *recommendation)
{
    char body[600];
    snprintf(body, sizeof body,
             "{\"title\":\"An " DRAFT "\",\"summary\":\"Its " DRAFT "\",\"lessons\":[\"One " DRAFT
             "\",\"Two " DRAFT "s\"],\"recommendations\":[{\"recommendation\":\"%s\",\"text\":"
             "\"Keep an " DRAFT "\"}]}",
             recommendation);
    return http_send(service_url(service),
                     &(struct request){.method = "PUT",
                                       .target = target,
                                       .token = csa_coordinator(service, "kcc"),
                                       .key = key,
                                       .body = body,
                                       .headers = (const char *const[]){"If-Match: *", NULL}});
}

Test(dhr_parts, of_a_draft_that_is_erased_nothing_is_left)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const struct {
        const char *review, *recommendation;
    } drafts[] = {{world.one, world.recommended}, {world.other, world.other_recommended}};
    for (size_t i = 0; i < 2; i++) {
        const char *target = dhr_at(drafts[i].review, "/publication");
        reply_auto struct reply put =
            put_draft(service, target, i ? "other" : "draft", drafts[i].recommendation);
        cr_assert_eq(put.status, 200, "%s", put.body);
        reply_auto struct reply again = put_draft(service, target, NULL, drafts[i].recommendation);
        cr_assert_eq(again.status, 200, "what was put before stands in an event: %s", again.body);
    }
    static const char left[] =
        "SELECT concat_ws(' ',"
        " (SELECT count(*) FROM safer.dhr_publication AS p WHERE p::text LIKE '%" DRAFT "%'),"
        " (SELECT count(*) FROM safer.dhr_lesson AS l WHERE l::text LIKE '%" DRAFT "%'),"
        " (SELECT count(*) FROM safer.dhr_recommendation_public AS r"
        " WHERE r::text LIKE '%" DRAFT "%'),"
        " (SELECT count(*) FROM safer.audit_event AS e"
        " WHERE concat(e.before, e.after) LIKE '%" DRAFT "%'),"
        " (SELECT count(*) FROM safer.idempotency_key AS k WHERE k::text LIKE '%" DRAFT "%'))";
    assert_sql(service, left, "2 4 2 4 2");
    reply_auto struct reply erased =
        csa_post(service, dhr_at(world.one, "/erasure"), "{\"parts\":[\"draft\"]}");
    assert_sql(service, left, "1 2 1 2 1");
    cr_expect_str_eq(reply_text(&erased, "summary"), "About a " DHR_WORD, "what is no draft stays");
    reply_auto struct reply gone =
        dhr_read(service, DHR_COORDINATOR, dhr_at(world.one, "/publication"));
    cr_expect(reply_is_problem(&gone, 404, "not-found"), "%s", gone.body);
    reply_auto struct reply replayed =
        put_draft(service, dhr_at(world.one, "/publication"), "draft", world.recommended);
    cr_expect(reply_is_problem(&replayed, 409, "idempotency-reply-erased"), "%s", replayed.body);
    reply_auto struct reply other =
        csa_post(service, dhr_at(world.other, "/erasure"), "{\"parts\":[\"draft\"]}");
    assert_sql(service, left, "0 0 0 0 0");
    assert_sql(service, "SELECT safer.verify_audit_chain() IS NULL", "t");
}
