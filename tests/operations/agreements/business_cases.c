/* Joining an agreement: a business case, the decision on it, and what the agreement then names.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_business_case, list_business_cases, get_business_case,
 * decide_business_case. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define MOU "/v1/agreements/kcst-mou-2018"
#define CASES MOU "/business-cases"
#define BODY "{\"summary\":\"Joint work on\\nroad safety\",\"personnel\":\"One officer\"}"
#define ACCEPTED                                                                                   \
    "{\"accepted\":true,\"decided_on\":\"2018-07-12\",\"decision\":\"Minutes of 12 July, item 4\"}"

static struct service *start(const char *today)
{
    return service_start(&(struct service_options){.today = today});
}

static const char *officer(struct service *service, const char *partner)
{
    return service_token(service, "officer", partner, "agreements.write");
}

/* Puts a partner's case and returns its address, which the caller frees. */
static char *put(struct service *service, const char *partner)
{
    reply_auto struct reply reply =
        http_post(service_url(service), officer(service, partner), NULL, CASES, BODY);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
    return strdup(reply_header(&reply, "location"));
}

static struct reply decide(struct service *service, const char *partner, const char *business_case,
                           const char *key, const char *body)
{
    char target[160];
    snprintf(target, sizeof target, "%s/decision", business_case);
    return http_post(service_url(service), officer(service, partner), key, target, body);
}

Test(business_cases, a_partner_whose_case_is_accepted_has_joined)
{
    service_auto struct service *service = start("2018-08-01");
    const char *url = service_url(service), *secamb = officer(service, "secamb");
    reply_auto struct reply dry = http_post(url, secamb, NULL, CASES "?dry_run=true", BODY);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply none = http_get(url, secamb, CASES);
    cr_expect_eq(json_array_size(reply_member(&none, "items")), 0, "a dry run has kept it");

    reply_auto struct reply made = http_post(url, secamb, "k", CASES, BODY);
    cr_assert_eq(made.status, 201, "%s", made.body);
    const char *business_case = reply_header(&made, "location");
    cr_expect_str_eq(reply_text(&made, "partner"), "secamb");
    cr_expect_str_eq(reply_text(&made, "state"), "submitted");
    cr_expect_str_eq(reply_text(&made, "submitted_on"), "2018-08-01");
    reply_auto struct reply read = http_get(url, officer(service, "kcc"), business_case);
    cr_expect_str_eq(read.body, made.body);

    reply_auto struct reply decided = decide(service, "kfrs", business_case, "d", ACCEPTED);
    cr_assert_eq(decided.status, 200, "%s", decided.body);
    cr_expect_str_eq(reply_text(&decided, "state"), "accepted");
    cr_expect_str_eq(reply_text(&decided, "decided_by"), "kfrs");
    cr_expect_str_eq(reply_text(&decided, "decision"), "Minutes of 12 July, item 4");
    cr_expect_eq(reply_integer(&decided, "version"), 2);
    reply_auto struct reply list = http_get(url, secamb, CASES);
    cr_expect(json_equal(reply_member(&list, "items.0"), decided.json));
    reply_auto struct reply csv = http_get(url, secamb, CASES "?format=csv");
    cr_expect_not_null(strstr(csv.body, ",kcst-mou-2018,secamb,accepted,"));
    static const struct {
        const char *on;
        size_t joined;
    } days[] = {{"2018-07-11", 0}, {"2018-07-12", 1}};
    for (size_t i = 0; i < 2; i++) {
        char target[80];
        snprintf(target, sizeof target, MOU "?on=%s", days[i].on);
        reply_auto struct reply mou = http_get(url, NULL, target);
        cr_expect_eq(json_array_size(reply_member(&mou, "additional_partners")), days[i].joined);
        cr_expect_eq(json_array_size(reply_member(&mou, "parties")), 3);
    }

    reply_auto struct reply reused =
        http_post(url, secamb, "k", CASES, "{\"summary\":\"Other\",\"personnel\":\"None\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply again = http_post(url, secamb, NULL, CASES, BODY);
    cr_expect(reply_is_problem(&again, 409, "already-a-party"));
    reply_auto struct reply twice = decide(service, "kcc", business_case, NULL, ACCEPTED);
    cr_expect(reply_is_problem(&twice, 409, "already-decided"));
    reply_auto struct reply other =
        decide(service, "kfrs", business_case, "d",
               "{\"accepted\":false,\"decided_on\":\"2018-07-12\",\"decision\":\"Minutes\"}");
    cr_expect(reply_is_problem(&other, 422, "idempotency-key-reused"));
}

Test(business_cases, a_party_needs_none_and_a_partner_joins_once)
{
    service_auto struct service *service = start("2018-08-01");
    const char *url = service_url(service);
    reply_auto struct reply party = http_post(url, officer(service, "kcc"), NULL, CASES, BODY);
    cr_expect(reply_is_problem(&party, 409, "already-a-party"));
    reply_auto struct reply nobody = http_post(url, officer(service, "nobody"), NULL, CASES, BODY);
    cr_expect(reply_is_problem(&nobody, 403, "not-permitted"));
    char *first = put(service, "swale"), *second = put(service, "swale");
    reply_auto struct reply joined = decide(service, "kcc", first, NULL, ACCEPTED);
    cr_assert_eq(joined.status, 200);
    reply_auto struct reply refused = decide(service, "kcc", second, NULL, ACCEPTED);
    cr_expect(reply_is_problem(&refused, 409, "already-a-party"));
    free(first);
    free(second);
}

Test(business_cases, it_is_seen_by_who_put_it_and_by_the_parties_only)
{
    service_auto struct service *service = start("2018-08-01");
    const char *url = service_url(service), *ashford = officer(service, "ashford");
    char *business_case = put(service, "secamb");
    reply_auto struct reply hidden = http_get(url, ashford, business_case);
    reply_auto struct reply nothing =
        http_get(url, ashford, CASES "/01900000-0000-7000-8000-000000000000");
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    cr_expect_str_eq(reply_text(&hidden, "detail"), reply_text(&nothing, "detail"));
    reply_auto struct reply list = http_get(url, ashford, CASES);
    cr_expect_eq(json_array_size(reply_member(&list, "items")), 0);
    reply_auto struct reply decision = decide(service, "ashford", business_case, NULL, ACCEPTED);
    cr_expect(reply_is_problem(&decision, 404, "not-found"));
    reply_auto struct reply own = decide(service, "secamb", business_case, NULL, ACCEPTED);
    cr_expect(reply_is_problem(&own, 403, "not-a-party"));
    reply_auto struct reply missing =
        http_get(url, ashford, "/v1/agreements/no-such/business-cases");
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply none =
        http_post(url, ashford, NULL, "/v1/agreements/no-such/business-cases", BODY);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    free(business_case);
}

Test(business_cases, what_is_not_right_is_refused)
{
    service_auto struct service *service = start("2018-08-01");
    const char *url = service_url(service);
    char *business_case = put(service, "secamb");
    static const struct {
        const char *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"{\"accepted\":true,\"decided_on\":\"2018-08-02\",\"decision\":\"M\"}", 422,
         "date-in-future", "/decided_on"},
        {"{\"accepted\":true,\"decided_on\":\"2017-12-31\",\"decision\":\"M\"}", 422,
         "date-implausible", "/decided_on"},
        {"{\"accepted\":true,\"decided_on\":\"2018-07-12\"}", 422, "invalid-body", "/decision"},
        {"{\"decided_on\":\"2018-07-12\",\"decision\":\"M\"}", 422, "invalid-body", "/accepted"},
        {"{", 400, "malformed-json", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = decide(service, "kcc", business_case, NULL, rows[i].body);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu: %s", i, reply.body);
    }
    const char *swale = officer(service, "swale");
    reply_auto struct reply wrong = http_post(url, swale, NULL, CASES, "{\"summary\":\"S\"}");
    cr_expect(reply_is_problem(&wrong, 422, "invalid-body") && reply_names(&wrong, "/personnel"));
    reply_auto struct reply json = http_post(url, swale, NULL, CASES, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
    free(business_case);
}

Test(business_cases, an_agreement_that_is_over_is_not_joined)
{
    service_auto struct service *service = start("2020-04-02");
    const char *url = service_url(service);
    reply_auto struct reply over = http_post(url, officer(service, "secamb"), NULL, CASES, BODY);
    cr_expect(reply_is_problem(&over, 409, "agreement-over"));
    free(service_sql(service,
                     "INSERT INTO safer.business_case (id, agreement, partner, summary, personnel,"
                     " submitted_on) VALUES ('018f0000-0000-7000-8000-000000000001',"
                     " 'kcst-mou-2018', 'secamb', 'Summary', 'An officer', '2020-03-01')"));
    reply_auto struct reply late =
        decide(service, "kcc", CASES "/018f0000-0000-7000-8000-000000000001", NULL,
               "{\"accepted\":true,\"decided_on\":\"2020-04-01\",\"decision\":\"Minutes\"}");
    cr_expect(reply_is_problem(&late, 409, "agreement-over"));
}
