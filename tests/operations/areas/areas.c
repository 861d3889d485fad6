/* Areas: what is published of them, and recording others.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_areas, get_area, create_area. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define AREAS "/v1/areas"

static const char west[] =
    "{\"id\":\"west\",\"name\":\"West\",\"kind\":\"csp\",\"from_on\":\"2017-04-01\"}";

Test(areas, anybody_reads_the_county_its_districts_and_its_neighbours)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    reply_auto struct reply kent = http_get(url, NULL, AREAS "/E10000016");
    cr_assert_eq(kent.status, 200, "%s", kent.body);
    cr_expect_str_eq(reply_text(&kent, "name"), "Kent");
    cr_expect_str_eq(reply_text(&kent, "kind"), "county");
    reply_auto struct reply districts = http_get(url, NULL, AREAS "?kind=district&count=true");
    cr_expect_eq(reply_integer(&districts, "total"), 12);
    cr_expect_str_eq(reply_text(&districts, "items.0.name"), "Ashford");
    reply_auto struct reply own = http_get(url, NULL, AREAS "?partner=medway&count=true");
    cr_expect_eq(reply_integer(&own, "total"), 1);
    cr_expect_str_eq(reply_text(&own, "items.0.id"), "E06000035");
    reply_auto struct reply csv = http_get(url, NULL, AREAS "?kind=county&format=csv");
    cr_expect_str_eq(csv.body,
                     "id,name,kind,partner,from_on,to_on,note,version\r\n"
                     "E10000016,Kent,county,,,,\"The county council's area: twelve districts, "
                     "without Medway.\",1\r\n");
    reply_auto struct reply none = http_get(url, NULL, AREAS "/E99999999");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply wrong = http_get(url, NULL, AREAS "?after=abcd");
    cr_expect(reply_is_problem(&wrong, 400, "bad-cursor"));
}

Test(areas, a_constituent_partner_records_an_area_once)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    const char *token = service_token(service, "c", "kcc", "indicators.write");
    reply_auto struct reply dry = http_post(url, token, NULL, AREAS "?dry_run=true", west);
    cr_assert_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply none = http_get(url, NULL, AREAS "/west");
    cr_expect_eq(none.status, 404, "a dry run keeps nothing");
    reply_auto struct reply made = http_post(url, token, "k", AREAS, west);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(made.body, dry.body);
    cr_expect_str_eq(reply_header(&made, "location"), AREAS "/west");
    cr_expect_str_eq(reply_text(&made, "from_on"), "2017-04-01");
    reply_auto struct reply again = http_post(url, token, "k", AREAS, west);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    reply_auto struct reply reused =
        http_post(url, token, "k", AREAS, "{\"id\":\"east\",\"name\":\"East\",\"kind\":\"csp\"}");
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply twice = http_post(url, token, NULL, AREAS, west);
    cr_expect(reply_is_problem(&twice, 409, "area-exists") && reply_names(&twice, "/id"));
    reply_auto struct reply read = http_get(url, NULL, AREAS "/west");
    cr_expect_str_eq(read.body, made.body);
}

Test(areas, what_is_no_area_is_refused)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    const char *token = service_token(service, "c", "kfrs", "indicators.write");
    static const struct {
        const char *body, *problem, *place;
    } rows[] = {
        {"{\"id\":\"x\",\"name\":\"X\",\"kind\":\"csp\",\"partner\":\"nobody\"}", "unknown-partner",
         "/partner"},
        {"{\"id\":\"X\",\"name\":\"X\",\"kind\":\"csp\"}", "invalid-body", "/id"},
        {"{\"id\":\"x\",\"name\":\" X\",\"kind\":\"csp\"}", "invalid-body", "/name"},
        {"{\"id\":\"x\",\"name\":\"X\",\"kind\":\"town\"}", "invalid-body", "/kind"},
        {"{\"id\":\"x\",\"name\":\"X\",\"kind\":\"csp\",\"from_on\":\"2018-01-02\","
         "\"to_on\":\"2018-01-01\"}",
         "date-implausible", "/to_on"},
        {"{\"id\":\"x\",\"name\":\"X\",\"kind\":\"csp\",\"from_on\":\"1066-10-14\"}",
         "date-implausible", "/from_on"},
        {"{\"id\":\"x\",\"name\":\"X\",\"kind\":\"csp\",\"from_on\":\"9999-12-31\"}",
         "date-implausible", "/from_on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply = http_post(url, token, NULL, AREAS, rows[i].body);
        cr_expect(reply_is_problem(&reply, 422, rows[i].problem), "%s: %s", rows[i].body,
                  reply.body);
        cr_expect(reply_names(&reply, rows[i].place), "%s: %s", rows[i].body, reply.body);
    }
    reply_auto struct reply district =
        http_post(url, service_token(service, "c", "swale", "indicators.write"), NULL, AREAS, west);
    cr_expect(reply_is_problem(&district, 403, "not-a-constituent-partner"));
    reply_auto struct reply nobody = http_post(
        url, service_token(service, "c", "no-such-partner", "indicators.write"), NULL, AREAS, west);
    cr_expect(reply_is_problem(&nobody, 403, "not-a-constituent-partner"));
    reply_auto struct reply json = http_post(url, token, NULL, AREAS, "{");
    cr_expect(reply_is_problem(&json, 400, "malformed-json"));
}
