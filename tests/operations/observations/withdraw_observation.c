/* Observations that are taken back.
 * SPDX-License-Identifier: MIT
 *
 * Operations: withdraw_observation, get_observation_withdrawal. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/indicators.h"
#include "support/service.h"

#define WITHDRAWALS "/v1/observations/withdrawals"
#define TAKEN(indicator, area, period)                                                             \
    "{\"indicator\":\"" indicator "\",\"area\":\"" area "\",\"period\":\"" period                  \
    "\",\"reason\":\"Counted twice.\"}"

static const struct row rows[] = {
    {"open", "E10000016", "2017-03", "12", NULL}, {"shut", "E07000110", "2017-03", "3", NULL}, {0}};

static struct service *start(void)
{
    struct service *service = service_start(&(struct service_options){.today = "2018-06-01"});
    indicator_make(service, "open", true);
    indicator_make(service, "shut", false);
    indicator_load(service, rows);
    return service;
}

static const char *writer(struct service *service, const char *partner)
{
    return service_token(service, "c", partner, "indicators.write");
}

Test(withdraw_observation, an_observation_is_taken_back_once_and_can_be_loaded_anew)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "swale");
    static const char taken[] = TAKEN("open", "E10000016", "2017-03");
    reply_auto struct reply dry = http_post(url, token, NULL, WITHDRAWALS "?dry_run=true", taken);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply made = http_post(url, token, "k", WITHDRAWALS, taken);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "withdrawn_by"), "swale");
    cr_expect_eq(reply_integer(&made, "revision"), 2);
    reply_auto struct reply again = http_post(url, token, "k", WITHDRAWALS, taken);
    cr_expect_str_eq(again.body, made.body);
    reply_auto struct reply reused =
        http_post(url, token, "k", WITHDRAWALS, TAKEN("shut", "E07000110", "2017-03"));
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply twice = http_post(url, token, NULL, WITHDRAWALS, taken);
    cr_expect(reply_is_problem(&twice, 422, "unknown-observation"));
    reply_auto struct reply read = http_get(url, token, reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    reply_auto struct reply list = http_get(url, NULL, "/v1/observations?indicator=open");
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 0);
    indicator_load(service, rows);
    reply_auto struct reply back = http_get(url, NULL, "/v1/observations?indicator=open");
    cr_expect_eq(reply_integer(&back, "items.0.revision"), 3);
    reply_auto struct reply revisions = http_get(url, NULL, "/v1/indicators/open/revisions");
    cr_expect_eq(json_array_size(reply_member(&revisions, "items")), 3);
    cr_expect(json_is_true(reply_member(&revisions, "items.1.deleted")));
    char *event = service_sql(service, "SELECT before ->> 'value' FROM safer.audit_event");
    cr_expect_str_eq(event, "12", "what it was is in the record of the write");
    free(event);
}

Test(withdraw_observation, what_cannot_be_taken_back_is_refused)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
    static const struct {
        const char *body, *problem, *place;
    } refused[] = {
        {TAKEN("no-such", "E10000016", "2017-03"), "unknown-indicator", "/indicator"},
        {TAKEN("open", "no-such", "2017-03"), "unknown-area", "/area"},
        {TAKEN("open", "E10000016", "2017-Q1"), "period-invalid", "/period"},
        {TAKEN("open", "E10000016", "2017-04"), "unknown-observation", "/period"},
        {TAKEN("open", "E10000016", "March"), "invalid-body", "/period"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        reply_auto struct reply reply = http_post(url, token, NULL, WITHDRAWALS, refused[i].body);
        cr_expect(reply_is_problem(&reply, 422, refused[i].problem), "%s", reply.body);
        cr_expect(reply_names(&reply, refused[i].place), "%s", reply.body);
    }
    reply_auto struct reply other = http_post(url, writer(service, "maidstone"), NULL, WITHDRAWALS,
                                              TAKEN("open", "E10000016", "2017-03"));
    cr_expect(reply_is_problem(&other, 403, "not-your-indicator"));
    reply_auto struct reply nobody = http_post(url, writer(service, "no-such-partner"), NULL,
                                               WITHDRAWALS, TAKEN("open", "E10000016", "2017-03"));
    cr_expect(reply_is_problem(&nobody, 403, "not-permitted"));
    reply_auto struct reply json = http_post(url, token, NULL, WITHDRAWALS, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
}

Test(withdraw_observation, one_under_way_keeps_its_key)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kcc");
    reply_auto struct reply first =
        http_post(url, token, "one", WITHDRAWALS, TAKEN("open", "E10000016", "2017-03"));
    cr_assert_eq(first.status, 201, "%s", first.body);
    PGconn *session = indicator_hold_key(service);
    reply_auto struct reply held =
        http_post(url, token, "two", WITHDRAWALS, TAKEN("shut", "E07000110", "2017-03"));
    cr_expect(reply_is_problem(&held, 409, "idempotency-key-in-use"), "%s", held.body);
    PQfinish(session);
}

Test(withdraw_observation, why_is_read_by_partners_that_read_the_observation)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply made = http_post(url, writer(service, "kcc"), NULL, WITHDRAWALS,
                                             TAKEN("shut", "E07000110", "2017-03"));
    cr_assert_eq(made.status, 201, "%s", made.body);
    static const struct {
        const char *partner;
        int status;
    } readers[] = {{"swale", 200}, {"maidstone", 200}, {"thanet", 404}, {"no-such-partner", 404}};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        reply_auto struct reply reply =
            http_get(url, writer(service, readers[i].partner), reply_header(&made, "location"));
        cr_expect_eq(reply.status, readers[i].status, "%s: %s", readers[i].partner, reply.body);
    }
}
