/* Conditional requests: tags, If-None-Match, If-Match, and what caches are told.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/http.h"
#include "support/indicators.h"
#include "support/ledger.h"
#include "support/meetings.h"
#include "support/service.h"

#define CONTRIBUTIONS "/v1/contributions"
#define RECEIPT "{\"confirmed_on\": \"2018-04-05\", \"bank_reference\": \"BACS 0093311\"}"
#define REVERSAL "{\"reason\": \"Keyed wrongly\"}"

struct world {
    struct service *service;
    const char *url, *kcc, *kfrs; /* the payer's and the host's tokens */
};

static struct world begin(void)
{
    struct service *service = service_start(&(struct service_options){.today = "2018-04-09"});
    return (struct world){
        .service = service,
        .url = service_url(service),
        .kcc = service_token(service, "kcc-finance", "kcc",
                             "contributions.write agreements.write indicators.write "
                             "meetings.write dhrs.write audit.read"),
        .kfrs = service_token(service, "kfrs-finance", "kfrs", "funds.write funds.read"),
    };
}

/* Posts KCC's contribution and returns its id, which the caller frees. */
static char *post(const struct world *world, const char *reference)
{
    char body[400];
    snprintf(body, sizeof body,
             "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","
             " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","
             " \"external_reference\": \"%s\"}",
             reference);
    reply_auto struct reply reply =
        http_post(world->url, world->kcc, reference, CONTRIBUTIONS, body);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
    return strdup(reply_text(&reply, "id"));
}

static char *address(const char *id, const char *part)
{
    char *target = NULL;
    cr_assert_geq(asprintf(&target, CONTRIBUTIONS "/%s%s", id, part), 0);
    return target;
}

/* A request with one more header; `value` NULL sends none. */
static struct reply send_with(const struct world *world, const char *method, const char *token,
                              const char *target, const char *name, const char *value,
                              const char *body)
{
    static unsigned number;
    char key[32], *header = NULL;
    snprintf(key, sizeof key, "conditional-%u", number++);
    if (value) {
        cr_assert_geq(asprintf(&header, "%s: %s", name, value), 0);
    }
    struct reply reply =
        http_send(world->url, &(struct request){.method = method,
                                                .target = target,
                                                .token = token,
                                                .key = body ? key : NULL,
                                                .body = body,
                                                .headers = (const char *const[]){header, NULL}});
    free(header);
    return reply;
}

static struct reply get_unless(const struct world *world, const char *token, const char *target,
                               const char *tags)
{
    return send_with(world, "GET", token, target, "If-None-Match", tags, NULL);
}

static char *tag_of(const struct world *world, const char *token, const char *target)
{
    reply_auto struct reply reply = http_get(world->url, token, target);
    cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
    const char *tag = reply_header(&reply, "etag");
    cr_assert(tag && tag[0] == '"' && tag[strlen(tag) - 1] == '"', "%s", target);
    return strdup(tag);
}

/* Whether reading it adds a row to it; the first row stays the first. */
static bool of_readings(const struct contract_operation *operation)
{
    return strcmp(operation->id, "list_dhr_accesses") == 0 ||
           strcmp(operation->id, "list_audit_events") == 0;
}

static char *with_limit(char *target, int limit)
{
    char *limited = NULL;
    cr_assert_geq(asprintf(&limited, "%s?limit=%d", target, limit), 0);
    free(target);
    return limited;
}

Test(conditional, every_operation_that_promises_304_gives_it)
{
    struct world world = begin();
    contract_auto struct contract contract = contract_read(world.url);
    char *id = post(&world, "KCC-1");
    char *event = service_sql(world.service, "SELECT id FROM safer.audit_event");
    free(service_sql(world.service,
                     "INSERT INTO safer.change_request (id, agreement, partner, title, text,"
                     " requested_on) VALUES ('" CONTRACT_ID "',"
                     " 'kcst-mou-2018', 'kcc', 'Title', 'Text', '2018-04-01')"));
    free(service_sql(world.service,
                     "INSERT INTO safer.withdrawal (id, agreement, partner, resolution_on,"
                     " chair_notified_on, notice_months, earliest_on, effective_on,"
                     " recorded_on) VALUES"
                     " ('" CONTRACT_ID "', 'kcst-mou-2018', 'kcc',"
                     " '2018-04-01', '2018-04-01', 6, '2018-10-01', '2018-10-01',"
                     " '2018-04-01')"));
    free(service_sql(world.service,
                     "INSERT INTO safer.business_case (id, agreement, partner, summary, personnel,"
                     " submitted_on) VALUES ('" CONTRACT_ID "',"
                     " 'kcst-mou-2018', 'swale', 'Summary', 'An officer', '2018-04-01')"));
    ledger_examples(world.service);
    csa_examples(world.service);
    meeting_examples(world.service);
    indicator_examples(world.service);
    size_t count = 0;
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        if (!contract_declares(operation, "304")) {
            continue;
        }
        char *target = contract_target(operation, id, event);
        const char *token = operation->takes_token ? world.kcc : NULL;
        if (of_readings(operation)) {
            target = with_limit(target, 1);
            free(tag_of(&world, token, target));
        }
        char *tag = tag_of(&world, token, target);
        reply_auto struct reply same = get_unless(&world, token, target, tag);
        cr_assert_eq(same.status, 304, "%s: %d", operation->id, same.status);
        cr_assert_eq(same.length, 0);
        cr_assert_str_eq(reply_header(&same, "etag"), tag);
        cr_assert_not_null(reply_header(&same, "x-request-id"));
        reply_auto struct reply head =
            send_with(&world, "HEAD", token, target, "If-None-Match", tag, NULL);
        cr_assert_eq(head.status, 304, "%s: HEAD %d", operation->id, head.status);
        reply_auto struct reply other = get_unless(&world, token, target, "\"0-0000-json\"");
        cr_assert_eq(other.status, 200, "%s", operation->id);
        free(tag);
        free(target);
        count++;
    }
    cr_assert_geq(count, 30);
    free(id);
    free(event);
    service_stop(world.service);
}

Test(conditional, a_list_of_tags_a_weak_one_and_a_star_are_understood)
{
    struct world world = begin();
    char *tag = tag_of(&world, NULL, "/v1/partners/kcc"), value[512];
    static const struct {
        const char *format;
        int status;
    } rows[] = {
        {"%s", 304},        {"W/%s", 304},
        {"\"a\", %s", 304}, {"\"a\",W/\"b\" ,%s,\"c\"", 304},
        {"*", 304},         {"\"a\", \"b\"", 200},
        {"x%s", 200},       {"%sx", 200},
        {"W/", 200},        {",", 200},
        {"\"", 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *place = strstr(rows[i].format, "%s");
        snprintf(value, sizeof value, "%.*s%s%s",
                 place ? (int)(place - rows[i].format) : (int)strlen(rows[i].format),
                 rows[i].format, place ? tag : "", place ? place + 2 : "");
        reply_auto struct reply reply = get_unless(&world, NULL, "/v1/partners/kcc", value);
        cr_assert_eq(reply.status, rows[i].status, "%s: %d", value, reply.status);
    }
    free(tag);
    service_stop(world.service);
}

Test(conditional, a_tag_changes_when_a_contribution_is_confirmed)
{
    struct world world = begin();
    char *id = post(&world, "KCC-1"), *one = address(id, ""), *receipt = address(id, "/receipt");
    char *tag = tag_of(&world, world.kcc, one);
    char *page = tag_of(&world, world.kcc, CONTRIBUTIONS);
    char *schedule =
        tag_of(&world, world.kcc, "/v1/funds/kcst-pooled-budget/schedule?financial_year=2018/19");
    cr_assert_eq(strncmp(tag, "\"1-", 3), 0, "%s", tag);

    reply_auto struct reply confirmed =
        http_post(world.url, world.kfrs, "confirm", receipt, RECEIPT);
    cr_assert_eq(confirmed.status, 200, "%s", confirmed.body);
    cr_assert_eq(strncmp(reply_header(&confirmed, "etag"), "\"2-", 3), 0);

    reply_auto struct reply changed = get_unless(&world, world.kcc, one, tag);
    cr_assert_eq(changed.status, 200);
    cr_assert_str_eq(reply_header(&changed, "etag"), reply_header(&confirmed, "etag"));
    reply_auto struct reply changed_page = get_unless(&world, world.kcc, CONTRIBUTIONS, page);
    cr_assert_eq(changed_page.status, 200);
    reply_auto struct reply changed_schedule =
        get_unless(&world, world.kcc,
                   "/v1/funds/kcst-pooled-budget/schedule?financial_year=2018/19", schedule);
    cr_assert_eq(changed_schedule.status, 200);
    free(id);
    free(one);
    free(receipt);
    free(tag);
    free(page);
    free(schedule);
    service_stop(world.service);
}

Test(conditional, readers_who_see_different_bodies_get_different_tags)
{
    struct world world = begin();
    const char *outsider = service_token(world.service, "medway", "medway", "funds.read");
    char *id = post(&world, "KCC-1");
    char *whole = tag_of(&world, world.kcc, CONTRIBUTIONS);
    char *same = tag_of(&world, world.kfrs, CONTRIBUTIONS);
    char *nothing = tag_of(&world, outsider, CONTRIBUTIONS);
    cr_assert_str_eq(whole, same);
    cr_assert_str_neq(whole, nothing);
    reply_auto struct reply stolen = get_unless(&world, outsider, CONTRIBUTIONS, whole);
    cr_assert_eq(stolen.status, 200);
    cr_assert_str_eq(stolen.body, "{\"items\":[],\"next\":null}");

    /* What may not be seen answers as what is not there, whatever tag is known of it. */
    char *one = address(id, ""), *tag = tag_of(&world, world.kcc, one);
    reply_auto struct reply hidden = get_unless(&world, outsider, one, tag);
    cr_assert(reply_is_problem(&hidden, 404, "not-found"));
    cr_assert_null(reply_header(&hidden, "etag"));
    reply_auto struct reply star = get_unless(&world, outsider, one, "*");
    cr_assert(reply_is_problem(&star, 404, "not-found"));
    free(id);
    free(whole);
    free(same);
    free(nothing);
    free(one);
    free(tag);
    service_stop(world.service);
}

Test(conditional, a_receipt_with_a_stale_tag_is_refused_and_with_the_right_one_done)
{
    struct world world = begin();
    char *id = post(&world, "KCC-1"), *one = address(id, ""), *receipt = address(id, "/receipt");
    char *reversal = address(id, "/reversal"), *tag = tag_of(&world, world.kfrs, one);
    static const char *const stale[] = {"\"2-0000000000000000-json\"",
                                        "\"0\"",
                                        "\"99\"",
                                        "\"99999999999-0-json\"",
                                        "W/\"1-00-json\"",
                                        "1",
                                        "\"x\"",
                                        "\"\"",
                                        "\""};
    for (size_t i = 0; i < sizeof stale / sizeof *stale; i++) {
        reply_auto struct reply refused =
            send_with(&world, "POST", world.kfrs, receipt, "If-Match", stale[i], RECEIPT);
        cr_assert(reply_is_problem(&refused, 412, "precondition-failed"), "%s", stale[i]);
        reply_auto struct reply kept =
            send_with(&world, "POST", world.kcc, reversal, "If-Match", stale[i], REVERSAL);
        cr_assert(reply_is_problem(&kept, 412, "precondition-failed"), "%s", stale[i]);
    }
    char *state = service_sql(world.service, "SELECT state || version FROM safer.contribution");
    cr_assert_str_eq(state, "unconfirmed1");
    free(state);

    reply_auto struct reply confirmed =
        send_with(&world, "POST", world.kfrs, receipt, "If-Match", tag, RECEIPT);
    cr_assert_eq(confirmed.status, 200, "%s", confirmed.body);
    cr_assert_eq(reply_integer(&confirmed, "version"), 2);
    reply_auto struct reply late =
        send_with(&world, "POST", world.kfrs, reversal, "If-Match", tag, REVERSAL);
    cr_assert(reply_is_problem(&late, 412, "precondition-failed"));
    reply_auto struct reply reversed = send_with(&world, "POST", world.kfrs, reversal, "If-Match",
                                                 reply_header(&confirmed, "etag"), REVERSAL);
    cr_assert_eq(reversed.status, 200, "%s", reversed.body);
    cr_assert_eq(reply_integer(&reversed, "version"), 3);
    free(id);
    free(one);
    free(receipt);
    free(reversal);
    free(tag);
    service_stop(world.service);
}

Test(conditional, a_star_and_a_list_of_tags_match_too)
{
    struct world world = begin();
    char *id = post(&world, "KCC-1"), *receipt = address(id, "/receipt");
    char *reversal = address(id, "/reversal");
    reply_auto struct reply confirmed =
        send_with(&world, "POST", world.kfrs, receipt, "If-Match", "*", RECEIPT);
    cr_assert_eq(confirmed.status, 200, "%s", confirmed.body);
    char tags[256];
    snprintf(tags, sizeof tags, "\"1-00-json\", \"other\", %s", reply_header(&confirmed, "etag"));
    reply_auto struct reply reversed =
        send_with(&world, "POST", world.kfrs, reversal, "If-Match", tags, REVERSAL);
    cr_assert_eq(reversed.status, 200, "%s", reversed.body);
    free(id);
    free(receipt);
    free(reversal);
    service_stop(world.service);
}

Test(conditional, a_stale_tag_in_a_dry_run_is_told_too_and_hidden_things_stay_hidden)
{
    struct world world = begin();
    const char *outsider = service_token(world.service, "medway", "medway", "funds.write");
    char *id = post(&world, "KCC-1"), *dry = address(id, "/receipt?dry_run=true");
    char *receipt = address(id, "/receipt");
    reply_auto struct reply refused =
        send_with(&world, "POST", world.kfrs, dry, "If-Match", "\"9-0-json\"", RECEIPT);
    cr_assert(reply_is_problem(&refused, 412, "precondition-failed"));
    static const char *const tags[] = {"\"1-0-json\"", "\"9-0-json\"", "*"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        reply_auto struct reply hidden =
            send_with(&world, "POST", outsider, receipt, "If-Match", tags[i], RECEIPT);
        cr_assert(reply_is_problem(&hidden, 404, "not-found"), "%s", tags[i]);
    }
    free(id);
    free(dry);
    free(receipt);
    service_stop(world.service);
}

Test(conditional, caches_are_told_who_an_answer_is_for)
{
    struct world world = begin();
    static const struct {
        const char *target;
        bool token;
        const char *control, *vary;
    } rows[] = {
        {"/v1/partners", false, "no-cache", "Authorization, Accept, Accept-Encoding"},
        {"/v1/partners", true, "private, no-cache", "Authorization, Accept, Accept-Encoding"},
        {"/v1/partners/kcc", false, "no-cache", "Authorization, Accept-Encoding"},
        {"/v1/partners?format=csv", false, "no-cache", "Authorization, Accept, Accept-Encoding"},
        {"/v1/agreements/kcst-mou-2018", false, "no-cache", "Authorization, Accept-Encoding"},
        {"/v1/contributions", true, "private, no-cache", "Authorization, Accept, Accept-Encoding"},
        {"/v1/contributions?format=csv", true, "private, no-cache",
         "Authorization, Accept, Accept-Encoding"},
        {"/v1/funds/kcst-pooled-budget", true, "private, no-cache",
         "Authorization, Accept-Encoding"},
        {"/v1/funds/nothing-here", true, "no-store", NULL},
        {"/v1/contributions", false, "no-store", NULL},
        {"/health/live", false, "no-store", NULL},
        {"/metrics", false, "no-store", NULL},
        {"/docs", false, "max-age=300", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            http_get(world.url, rows[i].token ? world.kcc : NULL, rows[i].target);
        const char *vary = reply_header(&reply, "vary");
        cr_assert_str_eq(reply_header(&reply, "cache-control"), rows[i].control, "%s",
                         rows[i].target);
        cr_assert(rows[i].vary ? vary && strcmp(vary, rows[i].vary) == 0 : !vary, "%s: Vary %s",
                  rows[i].target, vary ? vary : "is absent");
        /* A streamed list has no tag. */
        cr_assert(!strstr(rows[i].target, "csv") || !reply_header(&reply, "etag"));
    }
    service_stop(world.service);
}

Test(conditional, the_tag_of_a_write_is_that_of_the_resource_it_returns)
{
    struct world world = begin();
    char *id = post(&world, "KCC-1"), *one = address(id, ""), *receipt = address(id, "/receipt");
    reply_auto struct reply confirmed =
        http_post(world.url, world.kfrs, "confirm", receipt, RECEIPT);
    char *tag = tag_of(&world, world.kcc, one);
    cr_assert_str_eq(reply_header(&confirmed, "etag"), tag);
    free(id);
    free(one);
    free(receipt);
    free(tag);
    service_stop(world.service);
}
