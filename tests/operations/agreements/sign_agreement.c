/* Signing an agreement: a party for itself, once; and what was signed by a day.
 * SPDX-License-Identifier: MIT
 *
 * Operations: sign_agreement, get_agreement_party, get_agreement. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define MOU "/v1/agreements/kcst-mou-2018"
#define KCC MOU "/parties/kcc"
#define SIGNATURE KCC "/signature"
#define BODY "{\"signed_on\":\"2018-01-15\",\"designation\":\"Corporate Director\"}"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-02-01"});
}

static const char *party(struct service *service, const char *partner)
{
    return service_token(service, "officer", partner, "agreements.write");
}

Test(sign_agreement, a_party_signs_for_itself_and_everybody_can_read_it)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply unsigned_party = http_get(url, NULL, KCC);
    cr_assert_eq(unsigned_party.status, 200);
    cr_expect_str_eq(reply_text(&unsigned_party, "state"), "unsigned");
    cr_expect(json_is_null(reply_member(&unsigned_party, "signed_on")));
    reply_auto struct reply before = http_get(url, NULL, MOU);

    reply_auto struct reply dry =
        http_post(url, party(service, "kcc"), NULL, SIGNATURE "?dry_run=true", BODY);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    cr_expect_str_eq(reply_text(&dry, "state"), "signed");
    reply_auto struct reply unchanged = http_get(url, NULL, MOU);
    cr_expect_str_eq(unchanged.body, before.body, "a dry run has signed");

    reply_auto struct reply signed_now =
        http_post(url, party(service, "kcc"), "k", SIGNATURE, BODY);
    cr_assert_eq(signed_now.status, 200, "%s", signed_now.body);
    cr_expect_str_eq(reply_text(&signed_now, "state"), "signed");
    cr_expect_str_eq(reply_text(&signed_now, "signed_on"), "2018-01-15");
    cr_expect_str_eq(reply_text(&signed_now, "designation"), "Corporate Director");
    reply_auto struct reply again = http_post(url, party(service, "kcc"), "k", SIGNATURE, BODY);
    cr_expect_str_eq(again.body, signed_now.body);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    reply_auto struct reply read = http_get(url, NULL, KCC);
    cr_expect_str_eq(read.body, signed_now.body);

    reply_auto struct reply mou = http_get(url, NULL, MOU);
    cr_expect_eq(reply_integer(&mou, "version"), reply_integer(&before, "version") + 1);
    cr_expect_str_eq(reply_text(&mou, "signatures.0.designation"), "Corporate Director");
    cr_expect_eq(json_array_size(reply_member(&mou, "signatures")), 1);
    char *event =
        service_sql(service, "SELECT concat_ws(' ', object, before ->> 'state', after ->> 'state')"
                             " FROM safer.audit_event WHERE operation = 'sign_agreement'");
    cr_expect_str_eq(event, "kcst-mou-2018/kcc unsigned signed");
    free(event);
}

Test(sign_agreement, an_agreement_is_read_as_it_stood_on_a_day)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply signed_now =
        http_post(url, party(service, "kcc"), NULL, SIGNATURE, BODY);
    cr_assert_eq(signed_now.status, 200);
    static const struct {
        const char *on, *state;
        size_t signatures;
    } days[] = {
        {"2017-12-31", "not_started", 0}, {"2018-01-01", "in_force", 0},
        {"2018-01-14", "in_force", 0},    {"2018-01-15", "in_force", 1},
        {"2020-03-31", "in_force", 1},    {"2020-04-01", "ended", 1},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        char target[80];
        snprintf(target, sizeof target, MOU "?on=%s", days[i].on);
        reply_auto struct reply reply = http_get(url, NULL, target);
        cr_expect_str_eq(reply_text(&reply, "state"), days[i].state, "%s", days[i].on);
        cr_expect_eq(json_array_size(reply_member(&reply, "signatures")), days[i].signatures, "%s",
                     days[i].on);
    }
    reply_auto struct reply listed = http_get(url, NULL, "/v1/agreements?on=2018-01-01");
    cr_expect_str_eq(reply_text(&listed, "items.0.state"), "in_force");
    cr_expect_eq(json_array_size(reply_member(&listed, "items.0.signatures")), 0);
}

Test(sign_agreement, what_is_not_right_is_refused)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    static const struct {
        const char *partner, *target, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"kfrs", SIGNATURE, BODY, 403, "not-your-signature", NULL},
        {"swale", MOU "/parties/swale/signature", BODY, 404, "not-found", NULL},
        {"kcc", "/v1/agreements/no-such/parties/kcc/signature", BODY, 404, "not-found", NULL},
        {"kcc", SIGNATURE, "{\"signed_on\":\"2018-02-02\",\"designation\":\"Head\"}", 422,
         "date-in-future", "/signed_on"},
        {"kcc", SIGNATURE, "{\"signed_on\":\"2016-12-31\",\"designation\":\"Head\"}", 422,
         "date-implausible", "/signed_on"},
        {"kcc", SIGNATURE, "{\"signed_on\":\"2018-01-15\"}", 422, "invalid-body", "/designation"},
        {"kcc", SIGNATURE, "{\"signed_on\":\"2018-01-15\",\"designation\":\" \"}", 422,
         "invalid-body", "/designation"},
        {"kcc", SIGNATURE, "{\"signed_on\":\"15 January\",\"designation\":\"Head\"}", 422,
         "invalid-body", "/signed_on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            http_post(url, party(service, rows[i].partner), NULL, rows[i].target, rows[i].body);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu: %s", i, reply.body);
    }
    const char *kcc = party(service, "kcc");
    reply_auto struct reply first = http_post(url, kcc, "k", SIGNATURE, BODY);
    cr_assert_eq(first.status, 200);
    reply_auto struct reply second = http_post(url, kcc, NULL, SIGNATURE, BODY);
    cr_expect(reply_is_problem(&second, 409, "already-signed"));
    reply_auto struct reply reused = http_post(
        url, kcc, "k", SIGNATURE, "{\"signed_on\":\"2018-01-16\",\"designation\":\"Head\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply json = http_post(url, kcc, NULL, SIGNATURE, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
    reply_auto struct reply nobody = http_get(url, NULL, MOU "/parties/swale");
    cr_expect(reply_is_problem(&nobody, 404, "not-found"));
}
