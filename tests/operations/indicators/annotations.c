/* What is said about a series, and taken back.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_annotations, get_annotation, create_annotation, withdraw_annotation. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/indicators.h"
#include "support/service.h"

#define INDICATORS "/v1/indicators"
#define KSI INDICATORS "/road-casualties-ksi/annotations"
#define CHANGE                                                                                     \
    "{\"period\":\"2017-03\",\"kind\":\"recording_change\",\"text\":\"Counted by new rules.\","    \
    "\"rebaseline\":true}"

static const char *writer(struct service *service, const char *partner)
{
    return service_token(service, "c", partner, "indicators.write");
}

/* The address of a new annotation, which the caller frees. */
static char *annotate(struct service *service, const char *body)
{
    reply_auto struct reply made =
        http_post(service_url(service), writer(service, "kent-police"), NULL, KSI, body);
    cr_assert_eq(made.status, 201, "%s", made.body);
    return strdup(reply_header(&made, "location"));
}

Test(annotations, what_the_papers_say_is_there_and_begins_nothing_anew)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply list = http_get(url, NULL, KSI);
    cr_assert_eq(list.status, 200, "%s", list.body);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 1);
    cr_expect_str_eq(reply_text(&list, "items.0.kind"), "commentary");
    cr_expect_str_eq(reply_text(&list, "items.0.period"), "2016-10");
    cr_expect(json_is_false(reply_member(&list, "items.0.rebaseline")));
    cr_expect_not_null(strstr(reply_text(&list, "items.0.source"), "13 October 2016"));
    reply_auto struct reply hidden =
        http_get(url, NULL, INDICATORS "/domestic-abuse-referrals/annotations");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply seen = http_get(url, service_token(service, "c", "mind", "x"),
                                            INDICATORS "/domestic-abuse-referrals/annotations");
    cr_expect_eq(json_array_size(reply_member(&seen, "items")), 1);
    reply_auto struct reply wrong = http_get(url, NULL, KSI "?area=x%20y");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"));
}

Test(annotations, the_source_says_that_recording_changed)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = writer(service, "kent-police");
    reply_auto struct reply dry = http_post(url, token, NULL, KSI "?dry_run=true", CHANGE);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply made = http_post(url, token, "k", KSI, CHANGE);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "indicator"), "road-casualties-ksi");
    cr_expect_str_eq(reply_text(&made, "partner"), "kent-police");
    cr_expect(json_is_true(reply_member(&made, "rebaseline")));
    reply_auto struct reply again = http_post(url, token, "k", KSI, CHANGE);
    cr_expect_str_eq(again.body, made.body);
    reply_auto struct reply reused = http_post(
        url, token, "k", KSI, "{\"period\":\"2017-03\",\"kind\":\"event\",\"text\":\"Other.\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply read = http_get(url, NULL, reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body, "and everybody reads it");
    free(annotate(service, "{\"area\":\"E07000110\",\"period\":\"2016-01\",\"kind\":\"event\","
                           "\"text\":\"A road was closed.\"}"));
    reply_auto struct reply all = http_get(url, NULL, KSI "?format=csv");
    cr_expect_not_null(strstr(all.body, "A road was closed."));
    cr_expect_lt(strstr(all.body, "A road was closed."), strstr(all.body, "Counted by new rules."),
                 "in the order of the periods");
    reply_auto struct reply own = http_get(url, NULL, KSI "?area=E07000110");
    cr_expect_eq(json_array_size(reply_member(&own, "items")), 3);
    reply_auto struct reply other = http_get(url, NULL, KSI "?area=E07000111");
    cr_expect_eq(json_array_size(reply_member(&other, "items")), 2, "what is said of all areas");
    reply_auto struct reply missing =
        http_get(url, NULL, KSI "/018f0000-0000-7000-8000-000000000000");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
}

Test(annotations, one_under_way_keeps_its_key)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = writer(service, "kent-police");
    reply_auto struct reply first = http_post(url, token, "one", KSI, CHANGE);
    cr_assert_eq(first.status, 201, "%s", first.body);
    PGconn *session = indicator_hold_key(service);
    reply_auto struct reply held = http_post(url, token, "two", KSI, CHANGE);
    cr_expect(reply_is_problem(&held, 409, "idempotency-key-in-use"), "%s", held.body);
    PQfinish(session);
}

Test(annotations, what_cannot_be_said_is_refused)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-06-01"});
    const char *url = service_url(service), *token = writer(service, "kcc");
#define SAID(members) "{\"text\":\"Text\"," members "}"
    static const struct {
        const char *body, *problem, *place;
    } rows[] = {
        {SAID("\"kind\":\"event\",\"period\":\"2017-03\",\"area\":\"no-such\""), "unknown-area",
         "/area"},
        {SAID("\"kind\":\"event\",\"period\":\"2017-Q1\""), "period-invalid", "/period"},
        {SAID("\"kind\":\"event\",\"period\":\"2018-07\""), "period-invalid", "/period"},
        {SAID("\"kind\":\"event\",\"period\":\"2017/19\""), "period-invalid", "/period"},
        {SAID("\"kind\":\"event\",\"period\":\"March\""), "invalid-body", "/period"},
        {SAID("\"kind\":\"rumour\",\"period\":\"2017-03\""), "invalid-body", "/kind"},
        {SAID("\"kind\":\"commentary\",\"period\":\"2017-03\",\"rebaseline\":true"),
         "rebaseline-without-cause", "/rebaseline"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = http_post(url, token, NULL, KSI, rows[i].body);
        cr_expect(reply_is_problem(&reply, 422, rows[i].problem), "%s: %s", rows[i].body,
                  reply.body);
        cr_expect(reply_names(&reply, rows[i].place), "%s: %s", rows[i].body, reply.body);
    }
    reply_auto struct reply other = http_post(url, writer(service, "swale"), NULL, KSI, CHANGE);
    cr_expect(reply_is_problem(&other, 403, "not-your-indicator"));
    reply_auto struct reply missing =
        http_post(url, token, NULL, INDICATORS "/no-such/annotations", CHANGE);
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply hidden =
        http_post(url, writer(service, "no-such-partner"), NULL,
                  INDICATORS "/domestic-abuse-referrals/annotations", CHANGE);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply json = http_post(url, token, NULL, KSI, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
}

Test(annotations, what_was_said_is_taken_back_once_and_stays_to_be_read)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service), *token = writer(service, "kent-police");
    char *one = annotate(service, CHANGE), *target = NULL, *dry = NULL;
    cr_assert_geq(asprintf(&target, "%s/withdrawal", one), 0);
    cr_assert_geq(asprintf(&dry, "%s?dry_run=true", target), 0);
    reply_auto struct reply tried = http_post(url, token, NULL, dry, "{\"reason\":\"Wrong.\"}");
    cr_assert_eq(tried.status, 200, "%s", tried.body);
    reply_auto struct reply other =
        http_post(url, writer(service, "swale"), NULL, target, "{\"reason\":\"Wrong.\"}");
    cr_expect(reply_is_problem(&other, 403, "not-your-indicator"));
    reply_auto struct reply stale = http_send(
        url, &(struct request){.method = "POST",
                               .target = target,
                               .token = token,
                               .body = "{\"reason\":\"Wrong.\"}",
                               .headers = (const char *const[]){"If-Match: \"7-0-json\"", NULL}});
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"));
    reply_auto struct reply done = http_post(url, token, "k", target, "{\"reason\":\"Wrong.\"}");
    cr_assert_eq(done.status, 200, "%s", done.body);
    cr_expect_str_eq(reply_text(&done, "withdrawal_reason"), "Wrong.");
    cr_expect_eq(reply_integer(&done, "version"), 2);
    reply_auto struct reply again = http_post(url, token, "k", target, "{\"reason\":\"Wrong.\"}");
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    reply_auto struct reply reused = http_post(url, token, "k", target, "{\"reason\":\"No.\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply twice = http_post(url, token, NULL, target, "{\"reason\":\"Wrong.\"}");
    cr_expect(reply_is_problem(&twice, 409, "annotation-withdrawn"));
    reply_auto struct reply read = http_get(url, NULL, one);
    cr_expect_str_eq(read.body, done.body);
    reply_auto struct reply empty = http_post(url, token, NULL, target, "{\"reason\":\"\"}");
    cr_expect(reply_is_problem(&empty, 422, "invalid-body"));
    reply_auto struct reply json = http_post(url, token, NULL, target, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
    reply_auto struct reply missing =
        http_post(url, token, NULL, KSI "/018f0000-0000-7000-8000-000000000000/withdrawal",
                  "{\"reason\":\"Wrong.\"}");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    free(one);
    free(target);
    free(dry);
}
