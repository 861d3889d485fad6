/* Who may know of a review: to everybody else it answers as what is not there, whichever way it is
 * asked for; and who was told of it is written down.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhrs, get_dhr, list_dhr_stages, get_dhr_clock, list_dhr_panel,
 * list_dhr_persons, list_dhr_recommendations, get_dhr_recommendation, list_dhr_actions,
 * get_dhr_action, list_dhr_action_reports, list_dhr_deadlines, list_dhr_accesses. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"

enum { ONE, OTHER, RECOMMENDED, OWNED, OUTSIDE, OTHER_OWNED, THINGS };
enum { LIST = 1 };

/* Each address of a review's, with the operation, and what it is of. */
static const struct {
    const char *operation, *before, *after;
    int of, is;
} reads[] = {
    {"get_dhr", DHRS "/", "", ONE, 0},
    {"list_dhr_stages", DHRS "/", "/stages", ONE, LIST},
    {"get_dhr_clock", DHRS "/", "/clock", ONE, 0},
    {"list_dhr_panel", DHRS "/", "/panel", ONE, LIST},
    {"list_dhr_persons", DHRS "/", "/persons", ONE, LIST},
    {"list_dhr_recommendations", DHRS "/", "/recommendations", ONE, LIST},
    {"get_dhr_recommendation", DHR_RECOMMENDATIONS "/", "", RECOMMENDED, 0},
    {"get_dhr_action", DHR_ACTIONS "/", "", OWNED, 0},
    {"list_dhr_action_reports", DHR_ACTIONS "/", "/reports", OWNED, LIST},
    {"get_dhr_action", DHR_ACTIONS "/", "", OUTSIDE, 0},
    {"list_dhr_action_reports", DHR_ACTIONS "/", "/reports", OUTSIDE, LIST},
    {"get_dhr", DHRS "/", "", OTHER, 0},
    {"get_dhr_action", DHR_ACTIONS "/", "", OTHER_OWNED, 0},
};

enum { READS = sizeof reads / sizeof *reads };

/* Who asks, and which of the things are known to it. */
static bool knows(enum dhr_role role, int thing)
{
    const bool first = thing != OTHER && thing != OTHER_OWNED;
    return role == DHR_COORDINATOR || (role == DHR_PANEL && first) ||
           (role == DHR_OTHER_PANEL && !first) || (role == DHR_OWNER && thing == OWNED) ||
           (role == DHR_OTHER_OWNER && thing == OTHER_OWNED);
}

/* Whether the role has a scope with which it may ask for a thing at all. */
static bool may_ask(enum dhr_role role, int thing)
{
    const bool action = thing == OWNED || thing == OUTSIDE || thing == OTHER_OWNED;
    return role != DHR_AUDITOR && (action || (role != DHR_OWNER && role != DHR_OTHER_OWNER));
}

static const char *id_of(const struct dhr_world *world, int thing)
{
    const char *const ids[THINGS] = {world->one,   world->other,   world->recommended,
                                     world->owned, world->outside, world->other_owned};
    return ids[thing];
}

/* The names of an answer's headers, in order, but for what its request and its moment name. */
static char *header_names(const struct reply *reply)
{
    static const char *const own[] = {"x-request-id", "date", "server-timing", "ratelimit"};
    json_t *some = json_copy(reply->headers);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        json_object_del(some, own[i]);
    }
    char *text = json_dumps(some, JSON_SORT_KEYS);
    json_decref(some);
    return text;
}

/* Two answers are the same, but for the ids that were asked for. */
static void assert_same(const struct reply *one, const char *id, const struct reply *other,
                        const char *other_id, const char *what)
{
    char *first = dhr_refusal(one, id), *second = dhr_refusal(other, other_id);
    cr_expect_eq(one->status, other->status, "%s: %d", what, one->status);
    cr_expect_str_eq(first, second, "%s", what);
    cr_expect_str_eq(reply_header(one, "cache-control"), "no-store", "%s", what);
    cr_expect_null(reply_header(one, "etag"), "%s", what);
    free(first);
    free(second);
    first = header_names(one);
    second = header_names(other);
    cr_expect_str_eq(first, second, "%s", what);
    free(first);
    free(second);
}

static struct reply ask(struct service *service, enum dhr_role role, const char *method,
                        const char *target, const char *header)
{
    return http_send(service_url(service),
                     &(struct request){.method = method,
                                       .target = target,
                                       .token = dhr_token(service, role),
                                       .headers = (const char *const[]){header, NULL}});
}

Test(dhr_known, what_may_not_be_known_answers_as_what_is_not_there)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    for (int i = 0; i < READS; i++) {
        const char *id = id_of(&world, reads[i].of);
        char target[200], nothing[200], tag[200];
        snprintf(target, sizeof target, "%s%s%s", reads[i].before, id, reads[i].after);
        snprintf(nothing, sizeof nothing, "%s%s%s", reads[i].before, DHR_NONE, reads[i].after);
        reply_auto struct reply known = csa_get(service, "kcc", target);
        snprintf(tag, sizeof tag, "If-None-Match: %s", reply_header(&known, "etag"));
        for (enum dhr_role role = 0; role < DHR_ROLES; role++) {
            char what[300];
            snprintf(what, sizeof what, "%s as %s", target, dhr_partners[role]);
            reply_auto struct reply reply = dhr_read(service, role, target);
            if (!may_ask(role, reads[i].of)) {
                cr_expect(reply_is_problem(&reply, 403, "insufficient-scope"), "%s: %s", what,
                          reply.body);
                reply_auto struct reply other = dhr_read(service, role, nothing);
                assert_same(&reply, id, &other, DHR_NONE, what);
                continue;
            }
            if (knows(role, reads[i].of)) {
                cr_expect_eq(reply.status, 200, "%s: %s", what, reply.body);
                cr_expect(strstr(reply_header(&reply, "cache-control"),
                                 role == DHR_OWNER || role == DHR_OTHER_OWNER ? "no-" : "no-store"),
                          "%s", what);
                continue;
            }
            cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s: %s", what, reply.body);
            reply_auto struct reply other = dhr_read(service, role, nothing);
            assert_same(&reply, id, &other, DHR_NONE, what);
            /* With the tag of who knows it, with any, as CSV, and by its head. */
            const char *const headers[] = {tag, "If-None-Match: *", "Accept: text/csv"};
            for (size_t h = 0; h < 3; h++) {
                reply_auto struct reply with = ask(service, role, NULL, target, headers[h]);
                reply_auto struct reply none = ask(service, role, NULL, nothing, headers[h]);
                assert_same(&with, id, &none, DHR_NONE, what);
            }
            reply_auto struct reply head = ask(service, role, "HEAD", target, NULL);
            reply_auto struct reply no_head = ask(service, role, "HEAD", nothing, NULL);
            cr_expect_eq(head.status, 404);
            char *first = header_names(&head), *second = header_names(&no_head);
            cr_expect_str_eq(first, second, "HEAD %s", what);
            free(first);
            free(second);
        }
        reply_auto struct reply anybody = http_get(service_url(service), NULL, target);
        reply_auto struct reply no_body = http_get(service_url(service), NULL, nothing);
        cr_expect_eq(anybody.status, 401);
        assert_same(&anybody, id, &no_body, DHR_NONE, target);
    }
}

Test(dhr_known, a_list_and_its_count_tell_nothing_of_what_may_not_be_known)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    static const enum dhr_role roles[] = {DHR_WRITER, DHR_FORMER, DHR_CONSTITUENT};
    static const char *const lists[] = {DHRS "?count=true",     DHRS,
                                        DHRS "?limit=1",        DHR_ACTIONS "?count=true",
                                        DHR_ACTIONS "?limit=1", "/v1/dhr-deadlines"};
    static const char *const filters[][2] = {
        {DHRS "?count=true&called=Larkspur/2018", DHRS "?count=true&called=Nothing/2018"},
        {DHRS "?count=true&called=DHR/2018/1", DHRS "?count=true&called=DHR/2018/9"},
        {DHRS "?count=true&called=Lark+" DHR_WORD, DHRS "?count=true&called=Lark"},
        {DHRS "?count=true&partnership=medway-csp", DHRS "?count=true&partnership=swale"},
        {DHRS "?count=true&stage=decision", DHRS "?count=true&stage=published"},
        {DHRS "?count=true&overdue=true", DHRS "?count=true&overdue=false"},
        {DHR_ACTIONS "?count=true&partner=maidstone", DHR_ACTIONS "?count=true&partner=dover"},
    };
    enum { LISTS = sizeof lists / sizeof *lists, ROLES = sizeof roles / sizeof *roles };
    char *empty[ROLES][LISTS][2];
    for (size_t r = 0; r < ROLES; r++) {
        for (size_t l = 0; l < LISTS; l++) {
            reply_auto struct reply list = dhr_read(service, roles[r], lists[l]);
            cr_assert_eq(list.status, 200, "%s", list.body);
            empty[r][l][0] = strdup(list.body);
            empty[r][l][1] = header_names(&list);
        }
    }
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    for (size_t r = 0; r < ROLES; r++) {
        for (size_t l = 0; l < LISTS; l++) {
            reply_auto struct reply list = dhr_read(service, roles[r], lists[l]);
            char *headers = header_names(&list);
            cr_expect_str_eq(list.body, empty[r][l][0], "%s as %s", lists[l],
                             dhr_partners[roles[r]]);
            cr_expect_str_eq(headers, empty[r][l][1], "%s", lists[l]);
            free(headers);
            free(empty[r][l][0]);
            free(empty[r][l][1]);
        }
        for (size_t f = 0; f < sizeof filters / sizeof *filters; f++) {
            reply_auto struct reply right = dhr_read(service, roles[r], filters[f][0]);
            reply_auto struct reply wrong = dhr_read(service, roles[r], filters[f][1]);
            char *first = header_names(&right), *second = header_names(&wrong);
            cr_expect_str_eq(right.body, wrong.body, "%s", filters[f][0]);
            cr_expect_str_eq(first, second, "%s", filters[f][0]);
            free(first);
            free(second);
        }
        char *csv = ledger_csv(service, dhr_token(service, roles[r]), DHRS);
        cr_expect_str_eq(strchr(csv, '\n'), "\n", "only the names of the columns: %s", csv);
        free(csv);
    }
    /* Who knows of one sees no page of another. */
    static const struct {
        enum dhr_role role;
        const char *pseudonym;
    } panels[] = {{DHR_PANEL, "Larkspur/2018"}, {DHR_OTHER_PANEL, "Heron/2018"}};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply page =
            dhr_read(service, panels[i].role, DHRS "?limit=1&count=true");
        cr_expect_str_eq(reply_text(&page, "items.0.pseudonym"), panels[i].pseudonym);
        cr_expect_eq(reply_integer(&page, "total"), 1);
        cr_expect_null(reply_text(&page, "next"));
        cr_expect_null(strstr(page.body, panels[1 - i].pseudonym));
        char *csv = ledger_csv(service, dhr_token(service, panels[i].role), DHRS);
        cr_expect_null(strstr(csv, panels[1 - i].pseudonym), "%s", csv);
        free(csv);
        reply_auto struct reply called =
            dhr_read(service, panels[i].role,
                     grants_at(DHRS "?count=true&called=", panels[1 - i].pseudonym, ""));
        cr_expect_eq(reply_integer(&called, "total"), 0);
    }
    /* A cursor of who sees more gives nothing more. */
    reply_auto struct reply page = csa_get(service, "kcc", DHRS "?limit=1");
    reply_auto struct reply after = dhr_read(service, DHR_PANEL, reply_text(&page, "next"));
    cr_expect(after.status == 400 || json_array_size(reply_member(&after, "items")) == 0, "%s",
              after.body);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static const struct {
    const char *method, *before, *after, *body;
    int of;
} writes[] = {
    {"PATCH", DHRS "/", "", "{\"pseudonym\":\"Heron/2018\"}", ONE},
    {"POST", DHRS "/", "/stages", "{\"stage\":\"published\"}", ONE},
    {"POST", DHRS "/", "/stages", "{\"stage\":\"resumed\"}", ONE},
    {"POST", DHRS "/", "/panel", "{\"members\":[{\"from_on\":\"2019-01-01\"}]}", ONE},
    {"POST", DHRS "/", "/chair", "{\"office\":\"O\",\"from_on\":\"2011-04-12\"}", ONE},
    {"POST", DHRS "/", "/persons", "{\"persons\":[]}", ONE},
    {"POST", DHRS "/", "/erasure", "{\"parts\":[\"texts\"]}", ONE},
    {"POST", DHRS "/", "/recommendations",
     "{\"number\":1,\"reach\":\"local\",\"text\":\"T\",\"addressees\":[{\"partner\":\"nobody\","
     "\"actions\":[]}]}",
     ONE},
    {"PATCH", DHR_RECOMMENDATIONS "/", "", "{\"text\":\"T\"}", RECOMMENDED},
    {"POST", DHR_RECOMMENDATIONS "/", "/actions",
     "{\"partner\":\"nobody\",\"text\":\"T\",\"due_on\":\"2011-04-12\"}", RECOMMENDED},
    {"PATCH", DHR_ACTIONS "/", "", "{\"due_on\":\"2011-04-12\"}", OWNED},
    {"POST", DHR_ACTIONS "/", "/reports", "{\"state\":\"closed\"}", OWNED},
};

Test(dhr_known, a_write_tells_nothing_of_what_may_not_be_known)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    static const char *const partners[] = {"thanet", "dover", "gravesham", "ashford", "kent-pcc"};
    static const char *const matches[] = {"If-Match: *", "If-Match: \"999-x-json\"",
                                          "If-Match: \"1-x-json\""};
    char *before = ledger_counts(service);
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
        const char *id = id_of(&world, writes[i].of);
        for (size_t p = 0; p < sizeof partners / sizeof *partners; p++) {
            for (size_t m = 0; m < 6; m++) {
                char target[200], nothing[200], what[300];
                const char *query = m < 3 ? "" : "?dry_run=true";
                snprintf(target, sizeof target, "%s%s%s%s", writes[i].before, id, writes[i].after,
                         query);
                snprintf(nothing, sizeof nothing, "%s" DHR_NONE "%s%s", writes[i].before,
                         writes[i].after, query);
                snprintf(what, sizeof what, "%s %s as %s, %s", writes[i].method, target,
                         partners[p], matches[m % 3]);
                struct request request = {
                    .method = writes[i].method,
                    .target = target,
                    .token = csa_coordinator(service, partners[p]),
                    .body = writes[i].body,
                    .headers = (const char *const[]){matches[m % 3], NULL},
                };
                reply_auto struct reply hidden = http_send(service_url(service), &request);
                request.target = nothing;
                reply_auto struct reply none = http_send(service_url(service), &request);
                cr_expect(reply_is_problem(&hidden, 404, "not-found"), "%s: %s", what, hidden.body);
                assert_same(&hidden, id, &none, DHR_NONE, what);
            }
        }
    }
    /* Nor does it say that something is called so: that is for who coordinates alone. */
    static const char *const bodies[] = {
        "{\"pseudonym\":\"Larkspur/2018\",\"partnership\":\"swale\",\"notified_on\":\"2019-01-31\"}",
        "{\"pseudonym\":\"Nothing/2018\",\"partnership\":\"swale\",\"notified_on\":\"2019-01-31\"}",
        "{\"pseudonym\":\"Nothing/2018\",\"partnership\":\"no-such\",\"notified_on\":"
        "\"2019-01-31\",\"reference\":\"DHR/2018/1\",\"aliases\":[\"Lark " DHR_WORD "\"]}",
    };
    for (size_t p = 0; p < sizeof partners / sizeof *partners; p++) {
        char *first = NULL;
        for (size_t b = 0; b < 3; b++) {
            reply_auto struct reply reply = http_post(
                service_url(service), csa_coordinator(service, partners[p]), NULL, DHRS, bodies[b]);
            cr_expect(reply_is_problem(&reply, 403, "not-the-coordinator"), "%s", reply.body);
            char *text = dhr_refusal(&reply, "");
            cr_expect(!first || strcmp(first, text) == 0, "%s", reply.body);
            free(first);
            first = text;
        }
        free(first);
    }
    char *after = ledger_counts(service);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
}

/* The coordinator's reply is stored under a key; the same request of somebody else, with the same
 * key and by the same client, is not answered with it. */
Test(dhr_known, a_stored_reply_is_given_to_nobody_else)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    static const char body[] = "{\"state\":\"in_progress\",\"text\":\"More\"}";
    const char *url = service_url(service),
               *target = grants_at(DHR_ACTIONS "/", world.owned, "/reports");
    reply_auto struct reply first =
        http_post(url, dhr_token(service, DHR_COORDINATOR), "key", target, body);
    cr_assert_eq(first.status, 200, "%s", first.body);
    cr_assert_not_null(strstr(first.body, world.one));
    const char *const others[] = {
        dhr_token(service, DHR_OWNER),
        dhr_token(service, DHR_WRITER),
        dhr_token(service, DHR_CONSTITUENT),
        service_token(service, "reviews", "kcc", "dhrs.report"),
        service_token(service, "another", "kcc", "dhrs.report"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        reply_auto struct reply replay = http_post(url, others[i], "key", target, body);
        cr_expect_null(reply_header(&replay, "idempotency-replayed"), "%zu: %s", i, replay.body);
        cr_expect(replay.status == 422 || replay.status == 404, "%zu: %d %s", i, replay.status,
                  replay.body);
        cr_expect_null(strstr(replay.body, world.one));
        cr_expect_null(strstr(replay.body, DHR_WORD));
    }
    /* A key that was used for what is hidden says the same as one that was used for anything. */
    reply_auto struct reply made =
        http_post(url, dhr_token(service, DHR_COORDINATOR), "made", DHRS,
                  "{\"pseudonym\":\"Wren/2019\",\"partnership\":\"swale\",\"notified_on\":"
                  "\"2019-01-31\",\"note\":\"A " DHR_WORD "\"}");
    cr_assert_eq(made.status, 201);
    reply_auto struct reply again =
        http_post(url, dhr_token(service, DHR_WRITER), "made", DHRS,
                  "{\"pseudonym\":\"Wren/2019\",\"partnership\":\"swale\",\"notified_on\":"
                  "\"2019-01-31\",\"note\":\"A " DHR_WORD "\"}");
    cr_expect(reply_is_problem(&again, 422, "idempotency-key-reused"), "%s", again.body);
    cr_expect_null(reply_header(&again, "location"));
}

/* ---- What problems say ----------------------------------------------------------------------- */

#define W "x" DHR_WORD

Test(dhr_known, no_problem_repeats_a_word_that_was_written)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    const char *one = dhr_at(world.one, "");
    const char *recommended = grants_at(DHR_RECOMMENDATIONS "/", world.recommended, "");
    const char *owned = grants_at(DHR_ACTIONS "/", world.owned, "");
    const struct {
        const char *method, *target, *body;
    } rows[] = {
        {"POST", DHRS,
         "{\"pseudonym\":\"Larkspur/2018\",\"partnership\":\"swale\",\"notified_on\":"
         "\"2019-01-31\",\"summary\":\"" W "\",\"note\":\"" W "\",\"documents_location\":\"" W
         "\"}"},
        {"POST", DHRS,
         "{\"pseudonym\":\"" W "\",\"partnership\":\"swale\",\"notified_on\":\"" W
         "\",\"summary\":{\"" W "\":1},\"note\":[\"" W "\"],\"documents_location\":\" " W
         "\",\"aliases\":[\" " W "\"],\"review_type\":\"" W "\",\"reference\":\"\\u0007" W "\"}"},
        {"POST", DHRS,
         "{\"pseudonym\":\"New/2018\",\"partnership\":\"swale\",\"notified_on\":\"2019-01-31\","
         "\"aliases\":[\"" W "\",\"" W "\"]}"},
        {"POST", DHRS,
         "{\"pseudonym\":\"New/2018\",\"partnership\":\"swale\",\"notified_on\":\"2019-01-31\","
         "\"aliases\":[\"Lark " DHR_WORD "\"]}"},
        {"PATCH", one, "{\"aliases\":[\"Grey " DHR_WORD "\"]}"},
        {"PATCH", one, "{\"summary\":\"\",\"note\":7,\"documents_location\":\"" W "\\n\"}"},
        {"POST", dhr_at(world.one, "/stages"), "{\"stage\":\"" W "\"}"},
        {"POST", dhr_at(world.one, "/stages"), "{\"stage\":\"published\"}"},
        {"POST", dhr_at(world.one, "/panel"),
         "{\"members\":[{\"organisation\":\"" W "\",\"partner\":\"kcc\",\"office\":\"" W
         "\",\"from_on\":\"2019-01-01\"}]}"},
        {"POST", dhr_at(world.one, "/panel"),
         "{\"members\":[{\"organisation\":\"" W "\",\"office\":\"" W
         "\",\"from_on\":\"2019-01-01\",\"to_on\":\"2018-01-01\"}]}"},
        {"POST", dhr_at(world.one, "/panel"),
         "{\"members\":[{\"organisation\":\"" W "\",\"from_on\":\"2101-01-01\"}]}"},
        {"POST", dhr_at(world.one, "/chair"), "{\"office\":\"" W "\",\"from_on\":\"2011-04-12\"}"},
        {"POST", dhr_at(world.one, "/chair"), "{\"office\":\"" W "\",\"from_on\":\"2101-01-01\"}"},
        {"POST", dhr_at(world.one, "/chair"),
         "{\"office\":\"O\",\"from_on\":\"2019-01-01\",\"account\":{\"issuer\":\"" W "\"}}"},
        {"POST", dhr_at(world.one, "/persons"), "{\"persons\":[{\"role\":\"" W "\"}]}"},
        {"POST", dhr_at(world.one, "/recommendations"),
         "{\"number\":1,\"reach\":\"local\",\"text\":\"" W "\",\"addressees\":[{\"organisation\":"
         "\"" W "\",\"actions\":[{\"text\":\"" W "\",\"due_on\":\"2019-12-31\"}]}]}"},
        {"POST", dhr_at(world.one, "/recommendations"),
         "{\"reach\":\"local\",\"text\":\"" W "\",\"addressees\":[{\"organisation\":\"" W
         "\",\"actions\":[{\"text\":\"" W "\",\"due_on\":\"2011-12-31\"}]}]}"},
        {"POST", dhr_at(world.one, "/recommendations"),
         "{\"reach\":\"local\",\"text\":\"" W "\",\"addressees\":[{\"organisation\":\"" W
         "\",\"actions\":[]}]}"},
        {"PATCH", recommended, "{\"reach\":\"" W "\",\"text\":\"\"}"},
        {"POST", grants_at(recommended, "", "/actions"),
         "{\"organisation\":\"" W "\",\"text\":\"" W "\",\"due_on\":\"2019-12-31\"}"},
        {"PATCH", owned, "{\"text\":\"" W "\",\"due_on\":\"2011-01-01\"}"},
        {"POST", grants_at(owned, "", "/reports"), "{\"state\":\"open\",\"text\":\"" W "\"}"},
        {"POST", grants_at(owned, "", "/reports"),
         "{\"state\":\"done\",\"text\":\"" W "\",\"evidence\":\"" W
         "\",\"reported_on\":\"2019-03-01\"}"},
        {"POST", grants_at(owned, "", "/reports"),
         "{\"state\":\"done\",\"text\":\"" W "\",\"evidence\":\"" W
         "\",\"reported_on\":\"2011-03-01\"}"},
        {"POST", grants_at(owned, "", "/reports"), "{\"state\":\"done\",\"evidence\":\"" W "\"}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            http_send(service_url(service),
                      &(struct request){.method = rows[i].method,
                                        .target = rows[i].target,
                                        .token = csa_coordinator(service, "kcc"),
                                        .body = rows[i].body,
                                        .headers = (const char *const[]){"If-Match: *", NULL}});
        cr_expect_geq(reply.status, 400, "row %zu: %s", i, reply.body);
        cr_expect_null(strstr(reply.body, DHR_WORD), "row %zu: %s", i, reply.body);
        cr_expect_null(strstr(reply.body, "Larkspur/2018"), "row %zu: %s", i, reply.body);
    }
}

/* ---- Who was told ---------------------------------------------------------------------------- */

static int events(const struct service *service)
{
    char *count = service_sql(service, "SELECT count(*) FROM safer.audit_event");
    const int number = (int)strtol(count, NULL, 10);
    free(count);
    return number;
}

Test(dhr_known, each_reading_of_what_is_known_is_one_event_and_nothing_else_is)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    static const enum dhr_role roles[] = {DHR_COORDINATOR, DHR_PANEL,  DHR_OTHER_PANEL,
                                          DHR_FORMER,      DHR_WRITER, DHR_CONSTITUENT};
    for (int i = 0; i < READS; i++) {
        const char *id = id_of(&world, reads[i].of);
        char target[200];
        snprintf(target, sizeof target, "%s%s%s", reads[i].before, id, reads[i].after);
        for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
            const bool known = knows(roles[r], reads[i].of);
            int before = events(service);
            reply_auto struct reply reply = dhr_read(service, roles[r], target);
            cr_expect_eq(events(service), before + known, "%s as %s", target,
                         dhr_partners[roles[r]]);
            if (!known) {
                reply_auto struct reply head = ask(service, roles[r], "HEAD", target, NULL);
                cr_expect_eq(events(service), before, "%s as %s", target, dhr_partners[roles[r]]);
                reply_auto struct reply csv =
                    ask(service, roles[r], NULL, target, "Accept: text/csv");
                cr_expect_eq(events(service), before, "%s as CSV, as %s", target,
                             dhr_partners[roles[r]]);
                continue;
            }
            char sql[300], expected[300];
            snprintf(sql, sizeof sql,
                     "SELECT concat_ws(' ', e.operation, e.partner, e.object, e.marking)"
                     " FROM safer.audit_event AS e ORDER BY e.id DESC LIMIT 1");
            snprintf(expected, sizeof expected, "%s %s %s dhr", reads[i].operation,
                     dhr_partners[roles[r]], id);
            assert_sql(service, sql, expected);
            cr_expect_str_eq(reply_header(&reply, "cache-control"), "no-store");
            if (reads[i].is & LIST) {
                before = events(service);
                reply_auto struct reply csv =
                    ask(service, roles[r], NULL, target, "Accept: text/csv");
                cr_expect_eq(csv.status, 200);
                cr_expect_eq(events(service), before + 1, "%s as CSV", target);
                cr_expect_str_eq(reply_header(&csv, "cache-control"), "no-store");
            }
            before = events(service);
            reply_auto struct reply head = ask(service, roles[r], "HEAD", target, NULL);
            cr_expect_eq(head.status, 200);
            cr_expect_eq(events(service), before + 1, "HEAD %s", target);
            /* Who finds that nothing has changed was told so. */
            char tag[200];
            snprintf(tag, sizeof tag, "If-None-Match: %s", reply_header(&reply, "etag"));
            reply_auto struct reply same = ask(service, roles[r], NULL, target, tag);
            cr_expect_eq(same.status, 304, "%s", target);
            cr_expect_eq(events(service), before + 2, "304 %s", target);
        }
    }
    static const struct {
        enum dhr_role role;
        const char *target;
        int events;
    } lists[] = {
        {DHR_COORDINATOR, DHRS, 1},
        {DHR_COORDINATOR, DHRS "?count=true", 1},
        {DHR_COORDINATOR, DHRS "?called=Nothing", 0},
        {DHR_COORDINATOR, DHRS "?format=csv", 1},
        {DHR_PANEL, DHRS, 1},
        {DHR_WRITER, DHRS "?count=true", 0},
        {DHR_COORDINATOR, DHR_ACTIONS, 1},
        {DHR_COORDINATOR, DHR_ACTIONS "?format=csv", 1},
        {DHR_PANEL, DHR_ACTIONS "?count=true", 1},
        {DHR_WRITER, DHR_ACTIONS, 0},
        {DHR_COORDINATOR, "/v1/dhr-deadlines", 1},
        {DHR_PANEL, "/v1/dhr-deadlines?format=csv", 1},
        {DHR_WRITER, "/v1/dhr-deadlines", 0},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const int before = events(service);
        reply_auto struct reply list = dhr_read(service, lists[i].role, lists[i].target);
        cr_expect_eq(list.status, 200);
        cr_expect_eq(events(service), before + lists[i].events, "%s as %s", lists[i].target,
                     dhr_partners[lists[i].role]);
        cr_expect_str_eq(reply_header(&list, "cache-control"), "no-store");
    }
}

Test(dhr_known, a_reply_that_is_shown_again_is_the_same_subjects_and_written_down)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    const char *const tokens[] = {
        service_token(service, "reviews", "kcc", "dhrs.read dhrs.write"),
        service_colleague(service, "reviews", "kcc", "somebody", "dhrs.read dhrs.write"),
    };
    static const char body[] = "{\"pseudonym\":\"Heron/2018\",\"partnership\":\"medway-csp\","
                               "\"notified_on\":\"2018-11-01\"}";
    static const char last[] =
        "SELECT concat_ws(' ', e.operation, e.marking, e.object, e.before, e.after) FROM"
        " safer.audit_event AS e ORDER BY e.id DESC LIMIT 1";
    const char *url = service_url(service);
    reply_auto struct reply made = http_post(url, tokens[0], "k", DHRS, body);
    cr_assert_eq(made.status, 201, "%s", made.body);
    reply_auto struct reply again = http_post(url, tokens[0], "k", DHRS, body);
    cr_expect_str_eq(again.body, made.body);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    char expected[200];
    (void)snprintf(expected, sizeof expected, "create_dhr dhr %s {\"replayed\":true}",
                   reply_text(&made, "id"));
    assert_sql(service, last, expected);
    reply_auto struct reply other = http_post(url, tokens[1], "k", DHRS, body);
    cr_expect(reply_is_problem(&other, 422, "idempotency-key-reused"), "%s", other.body);
    assert_sql(service, "SELECT count(*) FROM safer.audit_event", "2");
    /* Where nothing was made, it is of what the path names. */
    char *target = strdup(dhr_at(reply_text(&made, "id"), "/panel"));
    static const char panel[] =
        "{\"members\":[{\"partner\":\"swale\",\"from_on\":\"2019-01-01\"}]}";
    for (int i = 0; i < 2; i++) {
        reply_auto struct reply set = http_post(url, tokens[0], "p", target, panel);
        cr_expect_eq(set.status, 200, "%s", set.body);
    }
    (void)snprintf(expected, sizeof expected, "set_dhr_panel dhr %s {\"replayed\":true}",
                   reply_text(&made, "id"));
    assert_sql(service, last, expected);
    free(target);
}

Test(dhr_known, the_figures_tell_nobody_what_was_done_with_reviews)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply read = csa_get(service, "kcc", dhr_at(world.one, ""));
    reply_auto struct reply hidden =
        dhr_read(service, DHR_WRITER, dhr_at(world.one, "/publication"));
    reply_auto struct reply account = csa_get(service, "kcc", dhr_at(world.one, "/account"));
    reply_auto struct reply open = http_get(service_url(service), NULL, "/v1/published-dhrs");
    cr_assert(hidden.status == 404 && open.status == 200, "%s%s", hidden.body, open.body);
    reply_auto struct reply figures = http_get(service_url(service), NULL, "/metrics");
    for (const char *at = figures.body; (at = strstr(at, "operation=\"")); at++) {
        const size_t length = strcspn(at + 11, "\"");
        char name[100];
        (void)snprintf(name, sizeof name, "%.*s", (int)length, at + 11);
        cr_expect(!strstr(name, "dhr") || strcmp(name, "list_published_dhrs") == 0, "%s", name);
    }
    static const char *const lines[] = {"safer_requests_total", "safer_request_duration_seconds"};
    char line[100];
    (void)snprintf(line, sizeof line, "%s{operation=\"confidential\",status=\"2xx\"} ", lines[0]);
    cr_expect_not_null(strstr(figures.body, line), "%s", figures.body);
    (void)snprintf(line, sizeof line, "%s{operation=\"confidential\",status=\"4xx\"} 1\n",
                   lines[0]);
    cr_expect_not_null(strstr(figures.body, line), "%s", figures.body);
    (void)snprintf(line, sizeof line, "%s_count{operation=\"confidential\"} ", lines[1]);
    cr_expect_not_null(strstr(figures.body, line), "%s", figures.body);
    cr_expect_null(strstr(figures.body, "confidential\",status=\"2\"}"));
}

Test(dhr_known, who_was_told_is_told_to_who_coordinates_and_to_auditors)
{
    service_auto struct service *service = dhrs_start("2019-02-04");
    dhr_world_auto struct dhr_world world = dhrs_make(service);
    reply_auto struct reply read = dhr_read(service, DHR_PANEL, dhr_at(world.one, "/clock"));
    reply_auto struct reply action =
        dhr_read(service, DHR_PANEL, grants_at(DHR_ACTIONS "/", world.outside, ""));
    reply_auto struct reply other = dhr_read(service, DHR_OTHER_PANEL, dhr_at(world.other, ""));
    const char *target = dhr_at(world.one, "/accesses");
    reply_auto struct reply list = csa_get(service, "kcc", target);
    const size_t count = json_array_size(reply_member(&list, "items"));
    char member[60];
    snprintf(member, sizeof member, "items.%zu.operation", count - 2);
    cr_expect_str_eq(reply_text(&list, member), "get_dhr_clock");
    snprintf(member, sizeof member, "items.%zu.partner", count - 2);
    cr_expect_str_eq(reply_text(&list, member), "swale");
    snprintf(member, sizeof member, "items.%zu.object", count - 1);
    cr_expect_str_eq(reply_text(&list, member), world.outside);
    cr_expect_str_eq(reply_text(&list, "items.0.operation"), "create_dhr");
    cr_expect_null(strstr(list.body, world.other), "of this one alone");
    cr_expect_null(strstr(list.body, DHR_WORD), "that it was read, not what was");
    char *paged = strdup(grants_at(target, "", "?limit=3"));
    size_t seen = 0;
    while (paged && seen < count) {
        reply_auto struct reply page = csa_get(service, "kcc", paged);
        seen += json_array_size(reply_member(&page, "items"));
        free(paged);
        const char *next = reply_text(&page, "next");
        paged = next ? strdup(next) : NULL;
    }
    cr_expect_geq(seen, count, "%zu, not %zu", seen, count);
    free(paged);
    reply_auto struct reply cursor = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                              grants_at(target, "", "?after=e30"));
    cr_expect(reply_is_problem(&cursor, 400, "bad-cursor"), "%s", cursor.body);
    /* Each reading of the list is in the next. */
    char as_csv[200];
    snprintf(as_csv, sizeof as_csv, "%s?format=csv", target);
    reply_auto struct reply csv =
        http_get(service_url(service), csa_coordinator(service, "kcc"), as_csv);
    cr_expect_not_null(strstr(csv.body, ",get_dhr_clock,"), "%s", csv.body);
    cr_expect_not_null(strstr(csv.body, ",list_dhr_accesses,"), "%s", csv.body);

    reply_auto struct reply audited = dhr_read(service, DHR_AUDITOR, target);
    cr_expect_eq(audited.status, 200, "%s", audited.body);
    cr_expect_null(strstr(audited.body, DHR_WORD));
    cr_expect_null(strstr(audited.body, "Larkspur"));
    assert_sql(service,
               "SELECT concat_ws(' ', operation, partner) FROM safer.audit_event ORDER BY id DESC"
               " LIMIT 1",
               "list_dhr_accesses kfrs");
    const char *nothing = DHRS "/" DHR_NONE "/accesses";
    const char *const others[] = {
        service_token(service, "auditor", "swale", "audit.read dhrs.read"),
        service_token(service, "auditor", "dover", "audit.read"),
        service_token(service, "auditor", "thanet", "audit.read dhrs.write"),
        service_token(service, "auditor", "kent-pcc", "audit.read"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        reply_auto struct reply hidden = http_get(service_url(service), others[i], target);
        reply_auto struct reply none = http_get(service_url(service), others[i], nothing);
        cr_expect(reply_is_problem(&hidden, 404, "not-found"), "%zu: %s", i, hidden.body);
        assert_same(&hidden, world.one, &none, DHR_NONE, target);
    }
    reply_auto struct reply none = dhr_read(service, DHR_AUDITOR, nothing);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply wrong =
        http_get(service_url(service), csa_coordinator(service, "kcc"), DHRS "/x/accesses");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"), "%s", wrong.body);
    reply_auto struct reply unchanged =
        http_send(service_url(service),
                  &(struct request){.target = target,
                                    .token = csa_coordinator(service, "kcc"),
                                    .headers = (const char *const[]){"If-None-Match: *", NULL}});
    cr_expect_eq(unchanged.status, 304);
    /* What was done is told to nobody but who coordinates, by the events themselves either. */
    static const struct {
        const char *scopes;
        bool told;
    } auditors[] = {
        {"audit.read", false}, {"audit.read dhrs.read", false}, {"audit.read dhrs.write", true}};
    for (size_t i = 0; i < 3; i++) {
        const char *token = service_token(service, "auditor", "kcc", auditors[i].scopes);
        reply_auto struct reply all =
            http_get(service_url(service), token, "/v1/audit-events?operation=create_dhr");
        cr_expect_eq(all.status, 200);
        cr_expect_eq(strstr(all.body, DHR_WORD) != NULL, auditors[i].told, "%s: %s",
                     auditors[i].scopes, all.body);
        cr_expect_eq(strstr(all.body, "Larkspur") != NULL, auditors[i].told);
    }
}
