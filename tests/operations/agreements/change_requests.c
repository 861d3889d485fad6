/* Changes to an agreement: asked for, agreed to by every party, made at the next review.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_change_request, list_change_requests, get_change_request, create_consent. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define MOU "/v1/agreements/kcst-mou-2018"
#define CHANGES MOU "/change-requests"
#define BODY                                                                                       \
    "{\"title\":\"Meet once a quarter\",\"text\":\"At least once\\nin three months.\",\"clause\":\"4.1\"}"
#define NOBODYS CHANGES "/01900000-0000-7000-8000-000000000000"

static struct service *start(const char *today)
{
    return service_start(&(struct service_options){.today = today});
}

static const char *party(struct service *service, const char *partner)
{
    return service_token(service, "officer", partner, "agreements.write");
}

/* Asks for a change as KCC and returns its address, which the caller frees. */
static char *asked(struct service *service)
{
    reply_auto struct reply reply =
        http_post(service_url(service), party(service, "kcc"), NULL, CHANGES, BODY);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
    return strdup(reply_header(&reply, "location"));
}

static struct reply answer(struct service *service, const char *partner, const char *change,
                           const char *body)
{
    char target[160];
    snprintf(target, sizeof target, "%s/consents", change);
    return http_post(service_url(service), party(service, partner), NULL, target, body);
}

static const char *says(const struct reply *reply)
{
    return reply_text(reply, "says.0");
}

Test(change_requests, with_every_consent_it_is_made_at_the_next_review)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service), *kcc = party(service, "kcc");
    reply_auto struct reply dry = http_post(url, kcc, NULL, CHANGES "?dry_run=true", BODY);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply none = http_get(url, kcc, CHANGES);
    cr_expect_eq(json_array_size(reply_member(&none, "items")), 0, "a dry run has asked");

    reply_auto struct reply made = http_post(url, kcc, "k", CHANGES, BODY);
    cr_assert_eq(made.status, 201, "%s", made.body);
    const char *change = reply_header(&made, "location");
    char expected[160];
    snprintf(expected, sizeof expected, CHANGES "/%s", reply_text(&made, "id"));
    cr_assert_str_eq(change, expected);
    cr_expect_str_eq(reply_text(&made, "state"), "requested");
    cr_expect_str_eq(reply_text(&made, "clause"), "4.1");
    cr_expect_str_eq(reply_text(&made, "requested_on"), "2018-09-03");
    cr_expect_str_eq(reply_text(&made, "consents.0.partner"), "kcc");
    cr_expect_str_eq(reply_text(&made, "missing.0"), "kent-police");
    cr_expect_str_eq(reply_text(&made, "missing.1"), "kfrs");
    cr_expect_not_null(strstr(says(&made), "The next review is on 1 January 2019"));
    reply_auto struct reply replayed = http_post(url, kcc, "k", CHANGES, BODY);
    cr_expect_str_eq(reply_header(&replayed, "location"), change);

    reply_auto struct reply first =
        answer(service, "kfrs", change, "{\"agrees\":true,\"note\":\"If the room is free\"}");
    cr_assert_eq(first.status, 200, "%s", first.body);
    cr_expect_str_eq(reply_text(&first, "state"), "under_consideration");
    cr_expect_eq(reply_integer(&first, "version"), 2);
    reply_auto struct reply last =
        answer(service, "kent-police", change, "{\"agrees\":true,\"decided_on\":\"2018-09-03\"}");
    cr_assert_eq(last.status, 200, "%s", last.body);
    cr_expect_str_eq(reply_text(&last, "state"), "scheduled");
    cr_expect_str_eq(reply_text(&last, "lands_on"), "2019-01-01");
    cr_expect_eq(json_array_size(reply_member(&last, "missing")), 0);

    static const struct {
        const char *on, *state;
    } days[] = {{"2018-12-31", "scheduled"}, {"2019-01-01", "applied"}};
    for (size_t i = 0; i < 2; i++) {
        char target[200];
        snprintf(target, sizeof target, "%s?on=%s", change, days[i].on);
        reply_auto struct reply reply = http_get(url, kcc, target);
        cr_expect_str_eq(reply_text(&reply, "state"), days[i].state);
        snprintf(target, sizeof target, CHANGES "?on=%s", days[i].on);
        reply_auto struct reply list = http_get(url, kcc, target);
        cr_expect(json_equal(reply_member(&list, "items.0"), reply.json));
    }
    reply_auto struct reply early = http_get(url, kcc, CHANGES "?on=2018-09-02");
    cr_expect_eq(json_array_size(reply_member(&early, "items")), 0);
    reply_auto struct reply csv = http_get(url, kcc, CHANGES "?format=csv");
    cr_expect_not_null(strstr(csv.body, ",scheduled,2018-09-03,2018-09-03,2019-01-01,,"));
    char *event = service_sql(
        service, "SELECT string_agg(concat_ws(' ', before ->> 'state', after ->> 'state'), ', '"
                 " ORDER BY id) FROM safer.audit_event WHERE operation = 'create_consent'");
    cr_expect_str_eq(event, "requested under_consideration, under_consideration scheduled");
    free(event);
}

Test(change_requests, when_no_review_is_left_it_waits_for_the_next_agreement)
{
    service_auto struct service *service = start("2020-01-02");
    const char *url = service_url(service), *kcc = party(service, "kcc");
    reply_auto struct reply made = http_post(url, kcc, NULL, CHANGES, BODY);
    cr_assert_eq(made.status, 201);
    cr_expect_not_null(strstr(says(&made), "No review of this agreement is left"));
    const char *change = reply_header(&made, "location");
    reply_auto struct reply first = answer(service, "kfrs", change, "{\"agrees\":true}");
    reply_auto struct reply last = answer(service, "kent-police", change, "{\"agrees\":true}");
    cr_assert_eq(last.status, 200, "%s", last.body);
    cr_expect_str_eq(reply_text(&last, "state"), "waiting");
    cr_expect(json_is_null(reply_member(&last, "lands_on")));
    cr_expect(json_is_null(reply_member(&last, "waits_for")));
    cr_expect_not_null(strstr(says(&last), "waits for the next agreement"));
    free(service_sql(service,
                     "INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on, succeeds)"
                     " VALUES ('next', 'Next', 'kcst-pooled-budget', '2020-04-01', '2023-03-31',"
                     " 'kcst-mou-2018')"));
    reply_auto struct reply waits = http_get(url, kcc, change);
    cr_expect_str_eq(reply_text(&waits, "waits_for"), "next");
    cr_expect_str_eq(reply_text(&waits, "says.1"), "That is next.");
    cr_expect_eq(reply_integer(&waits, "version"), reply_integer(&last, "version") + 1);
}

Test(change_requests, one_refusal_rejects_it_and_each_party_answers_once)
{
    service_auto struct service *service = start("2018-09-03");
    char *change = asked(service);
    reply_auto struct reply asker = answer(service, "kcc", change, "{\"agrees\":true}");
    cr_expect(reply_is_problem(&asker, 409, "already-decided"));
    reply_auto struct reply no = answer(service, "kfrs", change, "{\"agrees\":false}");
    cr_assert_eq(no.status, 200);
    cr_expect_str_eq(reply_text(&no, "state"), "rejected");
    cr_expect_not_null(strstr(says(&no), "kfrs does not agree"));
    reply_auto struct reply twice = answer(service, "kfrs", change, "{\"agrees\":true}");
    cr_expect(reply_is_problem(&twice, 409, "already-decided"));
    reply_auto struct reply closed = answer(service, "kent-police", change, "{\"agrees\":true}");
    cr_expect(reply_is_problem(&closed, 409, "change-request-closed"));
    free(change);
}

Test(change_requests, others_than_the_parties_neither_see_nor_touch_it)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service);
    char *change = asked(service);
    const char *swale = party(service, "swale");
    reply_auto struct reply ask = http_post(url, swale, NULL, CHANGES, BODY);
    cr_expect(reply_is_problem(&ask, 403, "not-a-party"));
    reply_auto struct reply list = http_get(url, swale, CHANGES);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 0);
    reply_auto struct reply one = http_get(url, swale, change);
    reply_auto struct reply nothing = http_get(url, swale, NOBODYS);
    cr_expect(reply_is_problem(&one, 404, "not-found"));
    cr_expect_str_eq(reply_text(&one, "detail"), reply_text(&nothing, "detail"));
    reply_auto struct reply consent = answer(service, "swale", change, "{\"agrees\":true}");
    cr_expect(reply_is_problem(&consent, 404, "not-found"));
    reply_auto struct reply missing =
        http_get(url, party(service, "kcc"), "/v1/agreements/no-such/change-requests");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply no_agreement =
        http_post(url, party(service, "kcc"), NULL, "/v1/agreements/no-such/change-requests", BODY);
    cr_expect(reply_is_problem(&no_agreement, 404, "not-found"));
    free(change);

    /* A constituent partner that is no party reads it, and has no word in it. */
    free(service_sql(service, "DELETE FROM safer.agreement_party WHERE partner = 'kent-police'"));
    change = asked(service);
    reply_auto struct reply seen = http_get(url, party(service, "kent-police"), change);
    cr_expect_eq(seen.status, 200);
    reply_auto struct reply word = answer(service, "kent-police", change, "{\"agrees\":true}");
    cr_expect(reply_is_problem(&word, 403, "not-a-party"));
    free(change);
}

Test(change_requests, what_is_not_right_is_refused)
{
    service_auto struct service *service = start("2018-09-03");
    const char *url = service_url(service), *kcc = party(service, "kcc");
    static const struct {
        const char *body, *pointer;
    } bodies[] = {
        {"{\"title\":\"T\"}", "/text"},
        {"{\"title\":\"\",\"text\":\"x\"}", "/title"},
        {"{\"title\":\"T\",\"text\":\"x\",\"clause\":7}", "/clause"},
        {"{\"title\":\"T\",\"text\":\"x\",\"partner\":\"kcc\"}", "/partner"},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        reply_auto struct reply reply = http_post(url, kcc, NULL, CHANGES, bodies[i].body);
        cr_expect(reply_is_problem(&reply, 422, "invalid-body") &&
                  reply_names(&reply, bodies[i].pointer));
    }
    char *change = asked(service), target[160];
    static const struct {
        const char *body, *slug, *pointer;
    } answers[] = {
        {"{}", "invalid-body", "/agrees"},
        {"{\"agrees\":\"yes\"}", "invalid-body", "/agrees"},
        {"{\"agrees\":true,\"decided_on\":\"2018-09-04\"}", "date-in-future", "/decided_on"},
        {"{\"agrees\":true,\"decided_on\":\"2018-09-02\"}", "date-implausible", "/decided_on"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        reply_auto struct reply reply = answer(service, "kfrs", change, answers[i].body);
        cr_expect(reply_is_problem(&reply, 422, answers[i].slug) &&
                      reply_names(&reply, answers[i].pointer),
                  "%s: %s", answers[i].body, reply.body);
    }

    /* Keys and JSON. */
    snprintf(target, sizeof target, "%s/consents", change);
    const char *const addresses[] = {CHANGES, target};
    const char *const rights[] = {BODY, "{\"agrees\":true}"};
    const char *const others[] = {"{\"title\":\"T\",\"text\":\"x\"}", "{\"agrees\":false}"};
    for (size_t i = 0; i < 2; i++) {
        const char *token = party(service, i ? "kfrs" : "kcc");
        reply_auto struct reply json = http_post(url, token, NULL, addresses[i], "{");
        cr_expect(reply_is_problem(&json, 400, "malformed-json"));
        reply_auto struct reply first = http_post(url, token, "k", addresses[i], rights[i]);
        cr_expect_lt(first.status, 300, "%s", first.body);
        reply_auto struct reply reused = http_post(url, token, "k", addresses[i], others[i]);
        cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    }
    free(change);
}

Test(change_requests, it_is_asked_for_while_the_agreement_is_in_force)
{
    static const struct {
        const char *today, *slug;
    } days[] = {{"2017-12-31", "agreement-not-started"}, {"2020-04-01", "agreement-over"}};
    for (size_t i = 0; i < 2; i++) {
        service_auto struct service *service = start(days[i].today);
        reply_auto struct reply reply =
            http_post(service_url(service), party(service, "kcc"), NULL, CHANGES, BODY);
        cr_expect(reply_is_problem(&reply, 409, days[i].slug), "%s", reply.body);
    }
}
