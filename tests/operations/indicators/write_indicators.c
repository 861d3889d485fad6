/* Proposing, changing, agreeing and retiring indicators; and what each refusal says.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_indicator, change_indicator, agree_indicator, retire_indicator. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/indicators.h"
#include "support/service.h"

#define INDICATORS "/v1/indicators"
#define FIRES INDICATORS "/fires"

static const char fires[] =
    "{\"id\":\"fires\",\"title\":\"Fires\",\"unit\":\"fires\",\"polarity\":\"lower_is_better\","
    "\"frequency\":\"quarter\",\"priority\":\"anti-social-behaviour\"}";

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-06-01"});
}

static const char *writer(struct service *service, const char *partner)
{
    return service_token(service, "c", partner, "indicators.write");
}

static struct reply patch(const char *url, const char *token, const char *match, const char *target,
                          const char *body)
{
    char header[200];
    snprintf(header, sizeof header, "If-Match: %s", match ? match : "");
    return http_send(
        url, &(struct request){.method = "PATCH",
                               .target = target,
                               .token = token,
                               .body = body,
                               .headers = (const char *const[]){match ? header : NULL, NULL}});
}

static struct reply post_if(const char *url, const char *token, const char *match,
                            const char *target, const char *body)
{
    char header[200];
    snprintf(header, sizeof header, "If-Match: %s", match);
    return http_send(url, &(struct request){.method = "POST",
                                            .target = target,
                                            .token = token,
                                            .body = body,
                                            .headers = (const char *const[]){header, NULL}});
}

static void propose(struct service *service)
{
    reply_auto struct reply made =
        http_post(service_url(service), writer(service, "swale"), NULL, INDICATORS, fires);
    cr_assert_eq(made.status, 201, "%s", made.body);
}

Test(write_indicators, any_partner_proposes_one_that_it_measures)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "swale");
    reply_auto struct reply dry = http_post(url, token, NULL, INDICATORS "?dry_run=true", fires);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply none = http_get(url, token, FIRES);
    cr_expect_eq(none.status, 404, "a dry run keeps nothing");
    reply_auto struct reply made = http_post(url, token, "k", INDICATORS, fires);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_header(&made, "location"), FIRES);
    cr_expect_str_eq(reply_text(&made, "source"), "swale");
    cr_expect_str_eq(reply_text(&made, "state"), "proposed");
    cr_expect_str_eq(reply_text(&made, "kind"), "value");
    cr_expect(json_is_null(reply_member(&made, "year")), "the first period decides");
    cr_expect(json_is_false(reply_member(&made, "public")));
    reply_auto struct reply again = http_post(url, token, "k", INDICATORS, fires);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    cr_expect_str_eq(again.body, made.body);
    reply_auto struct reply reused =
        http_post(url, token, "k", INDICATORS,
                  "{\"id\":\"other\",\"title\":\"Other\",\"unit\":\"x\",\"polarity\":\"neutral\","
                  "\"frequency\":\"year\",\"priority\":\"road-safety\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply twice = http_post(url, token, NULL, INDICATORS, fires);
    cr_expect(reply_is_problem(&twice, 409, "indicator-exists") && reply_names(&twice, "/id"));
    reply_auto struct reply read = http_get(url, token, FIRES);
    cr_expect_str_eq(read.body, made.body);
    reply_auto struct reply whole = http_post(
        url, token, NULL, INDICATORS,
        "{\"id\":\"whole\",\"title\":\"Whole\",\"description\":\"D\",\"unit\":\"x\","
        "\"polarity\":\"neutral\",\"frequency\":\"year\",\"year\":\"calendar\","
        "\"priority\":\"road-safety\",\"source\":\"maidstone\",\"public\":true,\"focus\":true,"
        "\"kind\":\"rate\",\"suppress_below\":3,\"note\":\"N\"}");
    cr_assert_eq(whole.status, 201, "%s", whole.body);
    cr_expect_str_eq(reply_text(&whole, "source"), "maidstone");
    cr_expect_str_eq(reply_text(&whole, "year"), "calendar");
    cr_expect_eq(reply_integer(&whole, "suppress_below"), 3);
}

Test(write_indicators, small_numbers_of_what_is_counted_are_hidden_unless_none_are_to_be)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "swale");
    static const struct {
        const char *id, *more, *below;
    } rows[] = {{"plain", "\"kind\":\"count\"", "5"},
                {"none", "\"kind\":\"count\",\"suppress_below\":0", "null"},
                {"unsaid", "\"kind\":\"count\",\"suppress_below\":null", "5"},
                {"ten", "\"kind\":\"count\",\"suppress_below\":10", "10"},
                {"rate", "\"kind\":\"rate\"", "null"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char body[300];
        snprintf(body, sizeof body,
                 "{\"id\":\"%s\",\"title\":\"X\",\"unit\":\"x\",\"polarity\":\"neutral\","
                 "\"frequency\":\"month\",\"priority\":\"road-safety\",%s}",
                 rows[i].id, rows[i].more);
        reply_auto struct reply made = http_post(url, token, NULL, INDICATORS, body);
        cr_assert_eq(made.status, 201, "%s", made.body);
        char *below = json_dumps(reply_member(&made, "suppress_below"), JSON_ENCODE_ANY);
        cr_expect_str_eq(below, rows[i].below, "%s", rows[i].id);
        free(below);
    }
}

Test(write_indicators, what_everybody_reads_is_of_a_priority_that_everybody_reads)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
    free(service_sql(service, "INSERT INTO safer.priority (id, kind, title)"
                              " VALUES ('drafted', 'priority', 'Drafted')"));
    propose(service);
    reply_auto struct reply meant =
        patch(url, token, "*", FIRES, "{\"public\":true,\"priority\":\"drafted\"}");
    cr_assert_eq(meant.status, 200, "%s", meant.body);
    reply_auto struct reply refused = http_post(url, token, NULL, FIRES "/agreement", "{}");
    cr_expect(reply_is_problem(&refused, 409, "priority-not-published"), "%s", refused.body);
    reply_auto struct reply back = patch(url, token, "*", FIRES, "{\"priority\":\"road-safety\"}");
    cr_assert_eq(back.status, 200, "%s", back.body);
    reply_auto struct reply agreed = http_post(url, token, NULL, FIRES "/agreement", "{}");
    cr_assert_eq(agreed.status, 200, "%s", agreed.body);
    reply_auto struct reply moved = patch(url, token, "*", FIRES, "{\"priority\":\"drafted\"}");
    cr_expect(reply_is_problem(&moved, 409, "priority-not-published"), "%s", moved.body);
    cr_expect(reply_names(&moved, "/priority"), "%s", moved.body);
}

Test(write_indicators, what_is_no_indicator_is_refused)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
#define PLAIN(member)                                                                              \
    "{\"id\":\"x\",\"title\":\"X\",\"unit\":\"x\",\"polarity\":\"neutral\","                       \
    "\"frequency\":\"month\",\"priority\":\"road-safety\"," member "}"
    static const struct {
        const char *body, *problem, *place;
    } rows[] = {
        {"{\"id\":\"x\",\"title\":\"X\",\"unit\":\"x\",\"polarity\":\"neutral\","
         "\"frequency\":\"month\",\"priority\":\"fires\"}",
         "unknown-priority", "/priority"},
        {PLAIN("\"source\":\"nobody\""), "unknown-partner", "/source"},
        {PLAIN("\"suppress_below\":-1"), "invalid-body", "/suppress_below"},
        {PLAIN("\"year\":\"lunar\""), "invalid-body", "/year"},
        {PLAIN("\"state\":\"agreed\""), "invalid-body", "/state"},
        {PLAIN("\"note\":\"\""), "invalid-body", "/note"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = http_post(url, token, NULL, INDICATORS, rows[i].body);
        cr_expect(reply_is_problem(&reply, 422, rows[i].problem), "%s: %s", rows[i].body,
                  reply.body);
        cr_expect(reply_names(&reply, rows[i].place), "%s: %s", rows[i].body, reply.body);
    }
    reply_auto struct reply nobody =
        http_post(url, writer(service, "no-such-partner"), NULL, INDICATORS, fires);
    cr_expect(reply_is_problem(&nobody, 403, "not-permitted"));
    reply_auto struct reply json = http_post(url, token, NULL, INDICATORS, "[");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
}

Test(write_indicators, a_change_says_what_it_has_read)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "swale");
    propose(service);
    reply_auto struct reply read = http_get(url, token, FIRES);
    const char *tag = reply_header(&read, "etag");
    reply_auto struct reply blind = patch(url, token, NULL, FIRES, "{\"title\":\"All fires\"}");
    cr_expect(reply_is_problem(&blind, 428, "precondition-required"));
    reply_auto struct reply dry =
        patch(url, token, tag, FIRES "?dry_run=true", "{\"title\":\"All fires\"}");
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply changed =
        patch(url, token, tag, FIRES,
              "{\"title\":\"All fires\",\"public\":true,\"suppress_below\":5,\"note\":\"N\"}");
    cr_assert_eq(changed.status, 200, "%s", changed.body);
    cr_expect_str_eq(reply_text(&changed, "title"), "All fires");
    cr_expect_str_eq(reply_text(&changed, "unit"), "fires", "what is left out stays");
    cr_expect_eq(reply_integer(&changed, "version"), 2);
    reply_auto struct reply stale = patch(url, token, tag, FIRES, "{\"title\":\"X\"}");
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"));
    reply_auto struct reply cleared =
        patch(url, token, reply_header(&changed, "etag"), FIRES,
              "{\"clears\":[\"note\",\"suppress_below\"],\"frequency\":\"month\"}");
    cr_assert_eq(cleared.status, 200, "%s", cleared.body);
    cr_expect(json_is_null(reply_member(&cleared, "note")));
    cr_expect(json_is_null(reply_member(&cleared, "suppress_below")));
    cr_expect_str_eq(reply_text(&cleared, "frequency"), "month");
    static const struct {
        const char *body, *problem, *place;
    } rows[] = {
        {"{\"priority\":\"fires\"}", "unknown-priority", "/priority"},
        {"{\"source\":\"nobody\"}", "unknown-partner", "/source"},
        {"{}", "invalid-body", NULL},
        {"{\"id\":\"other\"}", "invalid-body", "/id"},
        {"{\"clears\":[\"title\"]}", "invalid-body", "/clears/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = patch(url, token, "*", FIRES, rows[i].body);
        cr_expect(reply_is_problem(&reply, 422, rows[i].problem), "%s: %s", rows[i].body,
                  reply.body);
        cr_expect(!rows[i].place || reply_names(&reply, rows[i].place), "%s: %s", rows[i].body,
                  reply.body);
    }
    reply_auto struct reply json = patch(url, token, "*", FIRES, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
    reply_auto struct reply other =
        patch(url, writer(service, "maidstone"), "*", FIRES, "{\"title\":\"X\"}");
    cr_expect(reply_is_problem(&other, 403, "not-your-indicator"));
    reply_auto struct reply missing =
        patch(url, token, "*", INDICATORS "/no-such", "{\"title\":\"X\"}");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply anonymous =
        patch(url, writer(service, "no-such-partner"), "*", FIRES, "{\"title\":\"X\"}");
    cr_expect(reply_is_problem(&anonymous, 404, "not-found"), "who is nobody does not see it");
}

Test(write_indicators, a_keyed_change_is_made_once)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "swale");
    propose(service);
    const struct request request = {.method = "PATCH",
                                    .target = FIRES,
                                    .token = token,
                                    .key = "k",
                                    .body = "{\"title\":\"All fires\"}",
                                    .headers =
                                        (const char *const[]){"If-Match: \"1-0-json\"", NULL}};
    reply_auto struct reply first = http_send(url, &request);
    cr_assert_eq(first.status, 200, "%s", first.body);
    reply_auto struct reply again = http_send(url, &request);
    cr_expect_eq(again.status, 200, "%s", again.body);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    struct request other = request;
    other.body = "{\"title\":\"No fires\"}";
    reply_auto struct reply reused = http_send(url, &other);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
}

Test(write_indicators, what_was_observed_keeps_its_periods)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
    propose(service);
    static const struct row rows[] = {{"fires", "E10000016", "2017-Q2", "3", NULL}, {0}};
    indicator_load(service, rows);
    reply_auto struct reply read = http_get(url, token, FIRES);
    cr_expect_str_eq(reply_text(&read, "year"), "calendar", "which the first of them decided");
    static const char *const bodies[] = {"{\"frequency\":\"month\"}", "{\"year\":\"financial\"}"};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply reply = patch(url, token, "*", FIRES, bodies[i]);
        cr_expect(reply_is_problem(&reply, 409, "indicator-observed"), "%s", reply.body);
    }
    reply_auto struct reply same =
        patch(url, token, "*", FIRES, "{\"frequency\":\"quarter\",\"year\":\"calendar\"}");
    cr_expect_eq(same.status, 200, "what it is already is no change");
}

Test(write_indicators, a_constituent_partner_agrees_and_retires)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
    propose(service);
    reply_auto struct reply public = patch(url, token, "*", FIRES, "{\"public\":true}");
    cr_assert_eq(public.status, 200, "%s", public.body);
    reply_auto struct reply early = http_post(url, token, NULL, FIRES "/retirement", "{}");
    cr_expect(reply_is_problem(&early, 409, "indicator-state"));
    cr_expect_str_eq(reply_text(&early, "allowed.0"), "agreed");
    reply_auto struct reply hidden = http_get(url, NULL, FIRES);
    cr_expect_eq(hidden.status, 404, "while it is proposed, it is not published");
    reply_auto struct reply dry =
        http_post(url, token, NULL, FIRES "/agreement?dry_run=true", "{}");
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply agreed =
        http_post(url, token, "k", FIRES "/agreement", "{\"agreed_on\":\"2018-05-31\"}");
    cr_assert_eq(agreed.status, 200, "%s", agreed.body);
    cr_expect_str_eq(reply_text(&agreed, "state"), "agreed");
    cr_expect_str_eq(reply_text(&agreed, "agreed_on"), "2018-05-31");
    reply_auto struct reply again =
        http_post(url, token, "k", FIRES "/agreement", "{\"agreed_on\":\"2018-05-31\"}");
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    reply_auto struct reply reused =
        http_post(url, token, "k", FIRES "/agreement", "{\"agreed_on\":\"2018-05-30\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply twice = http_post(url, token, NULL, FIRES "/agreement", "{}");
    cr_expect(reply_is_problem(&twice, 409, "indicator-state"));
    reply_auto struct reply shown = http_get(url, NULL, FIRES);
    cr_expect_eq(shown.status, 200, "now it is");
    reply_auto struct reply retired = http_post(url, token, "l", FIRES "/retirement", "{}");
    cr_assert_eq(retired.status, 200, "%s", retired.body);
    cr_expect_str_eq(reply_text(&retired, "retired_on"), "2018-06-01");
    reply_auto struct reply replayed = http_post(url, token, "l", FIRES "/retirement", "{}");
    cr_expect_str_eq(reply_header(&replayed, "idempotency-replayed"), "true");
    reply_auto struct reply rekeyed =
        http_post(url, token, "l", FIRES "/retirement", "{\"retired_on\":\"2018-06-01\"}");
    cr_expect(reply_is_problem(&rekeyed, 422, "idempotency-key-reused"));
    reply_auto struct reply over = http_post(url, token, NULL, FIRES "/retirement", "{}");
    cr_expect(reply_is_problem(&over, 409, "indicator-state"));
    cr_expect_eq(json_array_size(reply_member(&over, "allowed")), 0);
}

Test(write_indicators, a_step_is_refused_to_others_and_on_days_that_cannot_be)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
    propose(service);
    static const char *const steps[] = {"agreement", "retirement"};
    for (size_t i = 0; i < 2; i++) {
        char target[100], missing[100], body[100];
        snprintf(target, sizeof target, FIRES "/%s", steps[i]);
        snprintf(missing, sizeof missing, INDICATORS "/no-such/%s", steps[i]);
        reply_auto struct reply source =
            http_post(url, writer(service, "swale"), NULL, target, "{}");
        cr_expect(reply_is_problem(&source, 403, "not-a-constituent-partner"), "%s", source.body);
        reply_auto struct reply nowhere = http_post(url, token, NULL, missing, "{}");
        cr_expect(reply_is_problem(&nowhere, 404, "not-found"));
        reply_auto struct reply stale = post_if(url, token, "\"9-0-json\"", target, "{}");
        cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "%s", stale.body);
        static const struct {
            const char *day, *problem;
        } days[] = {{"2018-06-02", "date-in-future"}, {"1990-01-01", "date-implausible"}};
        for (size_t d = 0; d < 2; d++) {
            snprintf(body, sizeof body, "{\"%s_on\":\"%s\"}", i ? "retired" : "agreed",
                     days[d].day);
            reply_auto struct reply reply = http_post(url, token, NULL, target, body);
            cr_expect(reply_is_problem(&reply, 422, days[d].problem), "%s: %s", body, reply.body);
        }
        reply_auto struct reply wrong = http_post(url, token, NULL, target, "{\"x\":1}");
        cr_expect(reply_is_problem(&wrong, 422, "invalid-body"));
        reply_auto struct reply json = http_post(url, token, NULL, target, "{");
        cr_expect(reply_is_problem(&json, 400, "malformed-json"));
        reply_auto struct reply agreed = http_post(url, token, NULL, FIRES "/agreement", "{}");
        cr_expect(i == 1 || agreed.status == 200, "%s", agreed.body);
    }
}
