/* Protected names: kept as marks that tell nothing, and every text of a review held against them.
 * SPDX-License-Identifier: MIT
 *
 * Operations: keep_dhr_names. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"

#define NAMES "{\"names\":[\"Zoe Quibble\",\"O'Quibble\",\"ZOE  QUIBBLE\"]}"
#define OTHERS "{\"names\":[\"Wherry\"]}"

Test(dhr_names, they_are_kept_by_the_coordinator_and_read_by_nobody)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *target = dhr_at(world.one, "/protected-names");
    const struct csa_refusal rows[] = {
        {"swale", target, NAMES, 403, "not-the-coordinator", NULL},
        {"dover", target, NAMES, 404, "not-found", NULL},
        {"kcc", DHRS "/" DHR_NONE "/protected-names", NAMES, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", NULL},
        {"kcc", target, "{\"names\":[\"---\"]}", 422, "invalid-body", "/names/0"},
        {"kcc", target, "{\"names\":[\"a\",\"one two three four five six\"]}", 422, "invalid-body",
         "/names/1"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    assert_stale(service, "kcc", target, NAMES);
    reply_auto struct reply kept =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, NAMES, OTHERS, false);
    cr_expect_eq(reply_integer(&kept, "protected_names"), 2, "two spellings of one are one");
    assert_key_in_use(service, "kcc", "keep_dhr_names", target, NAMES);
    reply_auto struct reply panel = dhr_read(service, DHR_PANEL, dhr_at(world.one, ""));
    cr_expect(json_is_null(reply_member(&panel, "protected_names")), "%s", panel.body);
    char *told = service_sql(
        service,
        "SELECT count(*) FROM safer.audit_event AS e WHERE concat_ws(' ', e.before, e.after)"
        " ILIKE '%quibble%'");
    cr_expect_str_eq(told, "0", "no event has a name");
    free(told);
    told = service_sql(service,
                       "SELECT count(*) FROM safer.idempotency_key AS k"
                       " WHERE k.body ILIKE '%quibble%' OR k.request_sha256 ILIKE '%quibble%'");
    cr_expect_str_eq(told, "0", "and no reply");
    free(told);
    reply_auto struct reply others = grants_post(service, "kcc", target, OTHERS);
    cr_expect_eq(reply_integer(&others, "protected_names"), 1,
                 "they stand in place of those before");
    reply_auto struct reply none = grants_post(service, "kcc", target, "{\"names\":[]}");
    cr_expect_eq(reply_integer(&none, "protected_names"), 0);
}

Test(dhr_names, who_was_told_that_a_name_is_protected_is_written_down)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply kept =
        grants_post(service, "kcc", dhr_at(world.one, "/protected-names"), NAMES);
    cr_assert_eq(kept.status, 200, "%s", kept.body);
    char *reports = strdup(grants_at(DHR_ACTIONS "/", world.owned, "/reports"));
    char *dry = strdup(grants_at(DHR_ACTIONS "/", world.owned, "/reports?dry_run=true"));
    const char *const targets[] = {reports, dry};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply told =
            http_post(service_url(service), dhr_token(service, DHR_OWNER), i ? NULL : "k",
                      targets[i], "{\"state\":\"in_progress\",\"text\":\"As Zoe Quibble said\"}");
        cr_expect(reply_is_problem(&told, 422, "protected-name"), "%s", told.body);
        cr_expect_str_eq(reply_text(&told, "errors.0.pointer"), "/text");
        char *event = service_sql(
            service,
            "SELECT concat_ws(' ', e.operation, e.partner, e.marking, e.object = a.id::text,"
            " e.before, e.after) FROM safer.audit_event AS e"
            " JOIN safer.dhr_action AS a ON a.id::text = e.object ORDER BY e.id DESC LIMIT 1");
        cr_expect_str_eq(event, "move_dhr_action maidstone dhr t {\"refused\":\"protected-name\"}");
        free(event);
    }
    char *count = service_sql(service, "SELECT count(*) FROM safer.audit_event AS e"
                                       " WHERE e.after ->> 'refused' = 'protected-name'");
    cr_expect_str_eq(count, "2", "each once");
    free(count);
    count = service_sql(service, "SELECT count(*) FROM safer.dhr_action_report AS r"
                                 " WHERE r.text LIKE '%Quibble%'");
    cr_expect_str_eq(count, "0");
    free(count);
    free(reports);
    free(dry);
}

Test(dhr_names, an_agency_that_tries_names_is_stopped_for_a_day_and_who_coordinates_is_not)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply kept =
        grants_post(service, "kcc", dhr_at(world.one, "/protected-names"), NAMES);
    cr_assert_eq(kept.status, 200, "%s", kept.body);
    const char *owner = dhr_token(service, DHR_OWNER);
    char *reports = strdup(grants_at(DHR_ACTIONS "/", world.owned, "/reports"));
    for (char *at = strrchr(reports, '-'); *at != '/'; at++) {
        *at = (char)toupper((unsigned char)*at); /* an id is the same in capitals */
    }
    for (int i = 0; i < 5; i++) {
        reply_auto struct reply told =
            http_post(service_url(service), owner, NULL, reports,
                      "{\"state\":\"in_progress\",\"text\":\"Zoe Quibble\"}");
        cr_expect(reply_is_problem(&told, 422, "protected-name"), "%s", told.body);
    }
    static const char booked[] = "{\"state\":\"in_progress\",\"text\":\"It is booked.\"}";
    reply_auto struct reply stopped = http_post(service_url(service), owner, NULL, reports, booked);
    cr_expect(reply_is_problem(&stopped, 409, "too-many-tries"), "%s", stopped.body);
    reply_auto struct reply taken = grants_post(service, "kcc", reports, booked);
    cr_expect_eq(taken.status, 200, "%s", taken.body);
    free(reports);
}

/* A write of a text, in which ~ stands for one. */
struct writing {
    const char *method, *target, *body, *pointer;
};

/* It is answered so, with the tag of what is there where it needs one; nothing of the text is. */
static void assert_answered(struct service *service, const struct writing *writing,
                            const char *text, int status, const char *slug)
{
    char body[1000];
    const size_t before = strcspn(writing->body, "~");
    (void)snprintf(body, sizeof body, "%.*s%s%s", (int)before, writing->body, text,
                   writing->body + before + 1);
    const char *match = NULL;
    char tag[200];
    if (strcmp(writing->method, "POST") != 0) {
        reply_auto struct reply now =
            http_get(service_url(service), csa_coordinator(service, "kcc"), writing->target);
        (void)snprintf(tag, sizeof tag, "If-Match: %s",
                       now.status == 200 ? reply_header(&now, "etag") : "*");
        match = tag;
    }
    const char *const headers[] = {match, NULL};
    reply_auto struct reply reply =
        http_send(service_url(service), &(struct request){.method = writing->method,
                                                          .target = writing->target,
                                                          .token = csa_coordinator(service, "kcc"),
                                                          .headers = headers,
                                                          .body = body});
    cr_expect(reply_is_problem(&reply, status, slug), "%s %s: %s", writing->method, writing->target,
              reply.body);
    cr_expect_null(strcasestr(reply.body, "quibble"), "%s", reply.body);
    if (writing->pointer && status == 422)
        cr_expect_str_eq(reply_text(&reply, "errors.0.pointer"), writing->pointer, "%s",
                         reply.body);
}

/* Anybody could make a plain digest of a guess at what stands in the notification, and compare. */
Test(dhr_names, what_the_key_of_a_notification_is_compared_by_tells_none_of_it)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    reply_auto struct reply made =
        http_post(service_url(service), csa_coordinator(service, "kcc"), "k", DHRS,
                  "{\"pseudonym\":\"Heron/2019\",\"partnership\":\"swale\",\"notified_on\":"
                  "\"2019-01-31\",\"summary\":\"As Zoe Quibble said\"}");
    cr_assert_eq(made.status, 201, "%s", made.body);
    char *same = service_sql(
        service,
        "SELECT length(k.request_sha256) || ' ' || (k.request_sha256 = encode(sha256(convert_to("
        "E'/v1/dhrs\\nkcc\\n{\"notified_on\":\"2019-01-31\",\"partnership\":\"swale\",\"pseudonym\":"
        "\"Heron/2019\",\"summary\":\"As Zoe Quibble said\"}\\n' || e.subject || E'\\n11', 'UTF8')),"
        " 'hex')) FROM safer.idempotency_key AS k, safer.audit_event AS e"
        " WHERE k.operation = 'create_dhr' AND e.operation = 'create_dhr'");
    cr_expect_str_eq(same, "64 false");
    free(same);
}

Test(dhr_names, every_text_of_the_review_is_held_against_them)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply kept =
        grants_post(service, "kcc", dhr_at(world.one, "/protected-names"), NAMES);
    cr_assert_eq(kept.status, 200, "%s", kept.body);
    char review[120], recommendation[120], action[120];
    char panel[200], chair[200], recommendations[200], publication[200], actions[200], reports[200];
    (void)snprintf(review, sizeof review, DHRS "/%s", world.one);
    (void)snprintf(panel, sizeof panel, "%s/panel", review);
    (void)snprintf(chair, sizeof chair, "%s/chair", review);
    (void)snprintf(publication, sizeof publication, "%s/publication", review);
    (void)snprintf(recommendations, sizeof recommendations, "%s/recommendations", review);
    (void)snprintf(recommendation, sizeof recommendation, DHR_RECOMMENDATIONS "/%s",
                   world.recommended);
    (void)snprintf(actions, sizeof actions, "%s/actions", recommendation);
    (void)snprintf(action, sizeof action, DHR_ACTIONS "/%s", world.owned);
    (void)snprintf(reports, sizeof reports, "%s/reports", action);
    const struct writing writings[] = {
        {"PATCH", review, "{\"summary\":\"As ~ said\"}", "/summary"},
        {"PATCH", review, "{\"aliases\":[\"Lobelia\",\"~\"]}", "/aliases/1"},
        {"POST", panel, "{\"members\":[{\"organisation\":\"~\",\"from_on\":\"2019-02-01\"}]}",
         "/members/0/organisation"},
        {"POST", chair, "{\"office\":\"~\",\"from_on\":\"2019-02-04\"}", "/office"},
        {"POST", recommendations,
         "{\"reach\":\"local\",\"text\":\"T\",\"addressees\":[{\"partner\":\"dover\",\"actions\":"
         "[{\"text\":\"Ask ~\",\"due_on\":\"2019-12-31\"}]}]}",
         "/addressees/0/actions/0/text"},
        {"PATCH", recommendation, "{\"text\":\"~\"}", "/text"},
        {"POST", actions, "{\"partner\":\"maidstone\",\"text\":\"~\",\"due_on\":\"2019-12-31\"}",
         "/text"},
        {"PATCH", action, "{\"text\":\"~\"}", "/text"},
        {"POST", reports, "{\"state\":\"in_progress\",\"text\":\"T\",\"evidence\":\"~\"}",
         "/evidence"},
        {"PUT", publication, "{\"title\":\"T\",\"lessons\":[\"A\",\"~\"]}", "/lessons/1"},
    };
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++) {
        assert_answered(service, &writings[i], "Zoe Quibble", 422, "protected-name");
        assert_answered(service, &writings[i], "zoe-QUIBBLE's", 422, "protected-name");
        assert_answered(service, &writings[i], "OQuibble", 422, "protected-name");
    }
    /* Under another key nothing can be held against them, so nothing is taken. */
    free(service_sql(service, "UPDATE safer.dhr_name SET key_id = repeat('0', 16)"));
    for (size_t i = 0; i < sizeof writings / sizeof *writings; i++)
        assert_answered(service, &writings[i], "nobody", 409, "names-key-changed");
    reply_auto struct reply again =
        grants_post(service, "kcc", dhr_at(world.one, "/protected-names"), NAMES);
    cr_assert_eq(again.status, 200, "%s", again.body);
    assert_answered(service, &writings[0], "Zoe Quibble", 422, "protected-name");
    /* Another review has its own. */
    reply_auto struct reply other =
        grants_post(service, "kcc", dhr_at(world.other, "/recommendations"),
                    "{\"reach\":\"local\",\"text\":\"Zoe Quibble\",\"addressees\":[{\"partner\":"
                    "\"dover\",\"actions\":[{\"text\":\"T\",\"due_on\":\"2019-12-31\"}]}]}");
    cr_expect_eq(other.status, 201, "%s", other.body);
}
