/* What the public is told of a review: prepared by who coordinates, read from the day on.
 * SPDX-License-Identifier: MIT
 *
 * Operations: get_dhr_publication, put_dhr_publication, list_published_dhrs, get_published_dhr,
 * list_published_lessons, list_published_recommendations. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhr_money.h"
#include "support/ledger.h"
#include "support/session.h"

#define PUBLICATION "/v1/dhrs/" DHR_FIRST "/publication"
#define PUBLISHED "/v1/published-dhrs"
#define TOLD                                                                                       \
    "{\"title\":\"Executive summary\",\"summary\":\"What agencies knew\",\"url\":"                 \
    "\"https://www.kent.gov.uk/larkspur.pdf\",\"partnership\":\"swale\",\"shown_until\":"          \
    "\"2022-03-31\",\"lessons\":[\"Share what is known\",\"Ask\"],\"recommendations\":[{"          \
    "\"recommendation\":\"" DHR_RECOMMENDED "\",\"text\":\"Practices ask\"}]}"

/* Puts with an If-Match (NULL: none). The caller frees the reply. */
static struct reply put(struct service *service, const char *partner, const char *target,
                        const char *match, const char *body)
{
    char header[200];
    snprintf(header, sizeof header, "If-Match: %s", match ? match : "");
    return http_send(
        service_url(service),
        &(struct request){.method = "PUT",
                          .target = target,
                          .token = partner ? csa_coordinator(service, partner) : NULL,
                          .body = body,
                          .headers = match ? (const char *const[]){header, NULL} : NULL});
}

static struct reply put_whole(struct service *service, const char *match, const char *body)
{
    struct reply reply = put(service, "kcc", PUBLICATION, match, body);
    cr_assert_eq(reply.status, 200, "%d %s", reply.status, reply.body);
    return reply;
}

Test(publication, is_prepared_by_who_coordinates_and_by_nobody_else)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply unwritten =
        http_get(service_url(service), csa_coordinator(service, "kcc"), PUBLICATION);
    cr_expect(reply_is_problem(&unwritten, 404, "not-found"));
    reply_auto struct reply dry = put(service, "kcc", PUBLICATION "?dry_run=true", "*", TOLD);
    cr_expect_eq(dry.status, 200, "%s", dry.body);
    reply_auto struct reply made = put_whole(service, "*", TOLD);
    cr_expect_eq(reply_integer(&made, "version"), 1, "%s", made.body);
    cr_expect(json_is_null(reply_member(&made, "published_on")));
    cr_expect_str_eq(reply_text(&made, "pseudonym"), "Larkspur/2017");
    cr_expect_str_eq(reply_text(&made, "lessons.1"), "Ask");
    static const struct {
        const char *partner, *target, *match, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {"kcc", PUBLICATION, NULL, TOLD, 428, "precondition-required", NULL},
        {"kcc", PUBLICATION, "\"999-x-json\"", TOLD, 412, "precondition-failed", NULL},
        {"kcc", "/v1/dhrs/" DHR_SECOND "/publication", "\"1-x-json\"", "{\"title\":\"T\"}", 412,
         "precondition-failed", NULL},
        {"kcc", "/v1/dhrs/" DHR_NOWHERE "/publication", "*", TOLD, 404, "not-found", NULL},
        {"dover", PUBLICATION, "*", TOLD, 403, "not-the-coordinator", NULL},
        {"swale", PUBLICATION, "*", TOLD, 404, "not-found", NULL},
        {NULL, PUBLICATION, "*", TOLD, 401, "authentication-required", NULL},
        {"kcc", PUBLICATION, "*", "{}", 422, "invalid-body", "/title"},
        {"kcc", PUBLICATION, "*", "{\"title\":", 400, "malformed-json", NULL},
        {"kcc", PUBLICATION "?dry_run=x", "*", TOLD, 400, "invalid-parameters", "dry_run"},
        {"kcc", PUBLICATION, "*", "{\"title\":\"T\",\"url\":\"ftp://a\"}", 422, "invalid-body",
         "/url"},
        {"kcc", PUBLICATION, "*", "{\"title\":\"T\",\"partnership\":\"dover\"}", 422,
         "partnership-differs", "/partnership"},
        {"kcc", PUBLICATION, "*", "{\"title\":\"T\",\"shown_until\":\"1921-01-01\"}", 422,
         "date-implausible", "/shown_until"},
        {"kcc", PUBLICATION, "*",
         "{\"title\":\"T\",\"recommendations\":[{\"recommendation\":\"" DHR_ELSEWHERE
         "\",\"text\":\"T\"}]}",
         422, "unknown-recommendation", "/recommendations/0/recommendation"},
        {"kcc", PUBLICATION, "*",
         "{\"title\":\"T\",\"recommendations\":[{\"recommendation\":\"" DHR_RECOMMENDED
         "\",\"text\":\"T\"},{\"recommendation\":\"" DHR_RECOMMENDED "\",\"text\":\"U\"}]}",
         422, "duplicate-member", "/recommendations/1/recommendation"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply refused =
            put(service, rows[i].partner, rows[i].target, rows[i].match, rows[i].body);
        cr_expect(reply_is_problem(&refused, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&refused, rows[i].pointer)),
                  "row %zu: %d %s", i, refused.status, refused.body);
    }
    reply_auto struct reply same = csa_get(service, "kcc", PUBLICATION);
    cr_expect_eq(reply_integer(&same, "version"), 1, "nothing of that was kept: %s", same.body);
    assert_readable(service, csa_coordinator(service, "dover"), csa_coordinator(service, "swale"),
                    PUBLICATION, PUBLICATION "?a=1", "a");
    assert_read_is_recorded(service, "get_dhr_publication", PUBLICATION);
}

Test(publication, a_put_is_kept_by_its_key)
{
    service_auto struct service *service = dhr_money_start();
    struct request request = {.method = "PUT",
                              .target = PUBLICATION,
                              .token = csa_coordinator(service, "kcc"),
                              .key = "put",
                              .body = TOLD,
                              .headers = (const char *const[]){"If-Match: *", NULL}};
    reply_auto struct reply first = http_send(service_url(service), &request);
    reply_auto struct reply again = http_send(service_url(service), &request);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    cr_expect_str_eq(again.body, first.body);
    request.body = "{\"title\":\"Other\"}";
    reply_auto struct reply reused = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"), "%s", reused.body);
    PGconn *session = session_open(service);
    session_run(session, "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(json_build_array("
                         "'idempotency', k.issuer, k.client, 'put_dhr_publication', 'held')::text,"
                         " 0)) FROM safer.idempotency_key AS k");
    request.key = "held";
    reply_auto struct reply held = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&held, 409, "idempotency-key-in-use"), "%s", held.body);
    PQfinish(session);
    request.headers = (const char *const[]){"If-Match: *", "Accept: image/png", NULL};
    request.key = NULL;
    reply_auto struct reply image = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"), "%s", image.body);
    request.headers = (const char *const[]){"If-Match: *", NULL};
    request.content_type = "text/plain";
    reply_auto struct reply text = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&text, 415, "unsupported-media-type"), "%s", text.body);
}

Test(publication, the_public_reads_a_review_from_the_day_on_and_as_long_as_it_is_shown)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply made = put_whole(service, "*", TOLD);
    char one[120], lessons[140], recommendations[140], wrong[140];
    snprintf(one, sizeof one, PUBLISHED "/%s", reply_text(&made, "published_dhr"));
    snprintf(lessons, sizeof lessons, "%s/lessons", one);
    snprintf(recommendations, sizeof recommendations, "%s/recommendations", one);
    const char *const addresses[] = {one, lessons, recommendations};
    for (int i = 0; i < 3; i++) {
        reply_auto struct reply early = http_get(service_url(service), NULL, addresses[i]);
        cr_expect(reply_is_problem(&early, 404, "not-found"), "%s: %s", addresses[i], early.body);
        reply_auto struct reply known =
            http_get(service_url(service), csa_coordinator(service, "kcc"), addresses[i]);
        cr_expect(reply_is_problem(&known, 404, "not-found"), "to nobody: %s", known.body);
    }
    reply_auto struct reply none = csa_get(service, NULL, PUBLISHED "?count=true");
    cr_expect_eq(reply_integer(&none, "total"), 0);
    reply_auto struct reply unpublished = csa_get(service, "kcc", PUBLICATION);
    dhr_money_publish(service, DHR_FIRST, "2021-06-01");
    reply_auto struct reply shown = csa_get(service, NULL, one);
    cr_expect_str_eq(reply_text(&shown, "partnership"), "swale");
    cr_expect_eq(reply_integer(&shown, "lessons"), 2);
    cr_expect_eq(reply_integer(&shown, "recommendations"), 1);
    cr_expect_null(strstr(shown.body, DHR_FIRST), "it has an id of its own: %s", shown.body);
    reply_auto struct reply recommended = csa_get(service, NULL, recommendations);
    cr_expect_str_eq(reply_text(&recommended, "items.0.text"), "Practices ask");
    cr_expect_str_eq(reply_text(&recommended, "items.0.addressees.1.organisation"), "A surgery");
    cr_expect_null(strstr(recommended.body, DHR_RECOMMENDED));
    char *csv = ledger_csv(service, NULL, lessons);
    cr_expect_not_null(strstr(csv, ",1,Share what is known\r\n"), "%s", csv);
    free(csv);
    for (int i = 0; i < 3; i++) {
        struct request request = {.target = addresses[i],
                                  .headers = (const char *const[]){"Accept: image/png", NULL}};
        reply_auto struct reply image = http_send(service_url(service), &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        snprintf(wrong, sizeof wrong, "%s?a=1", addresses[i]);
        reply_auto struct reply refused = http_get(service_url(service), NULL, wrong);
        cr_expect(reply_is_problem(&refused, 400, "invalid-parameters"));
    }
    /* What is changed then has another tag, for the public too. */
    reply_auto struct reply stale =
        put(service, "kcc", PUBLICATION, reply_header(&unpublished, "etag"), "{\"title\":\"T\"}");
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "publishing changes it");
    reply_auto struct reply read = csa_get(service, "kcc", PUBLICATION);
    reply_auto struct reply changed =
        put_whole(service, reply_header(&read, "etag"),
                  "{\"title\":\"Shorter\",\"shown_until\":\"2021-05-31\"}");
    cr_expect_str_eq(reply_text(&changed, "published_on"), "2021-06-01");
    for (int i = 0; i < 3; i++) {
        reply_auto struct reply gone = http_get(service_url(service), NULL, addresses[i]);
        cr_expect(reply_is_problem(&gone, 404, "not-found"), "%s: %s", addresses[i], gone.body);
    }
    reply_auto struct reply back =
        put_whole(service, reply_header(&changed, "etag"), "{\"title\":\"Shorter\"}");
    reply_auto struct reply again = csa_get(service, NULL, one);
    cr_expect_str_eq(reply_text(&again, "title"), "Shorter");
    cr_expect_str_neq(reply_header(&again, "etag"), reply_header(&shown, "etag"));
    cr_expect_eq(reply_integer(&again, "lessons"), 0);
}

Test(publication, published_reviews_are_listed_the_latest_first)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply made = put_whole(service, "*", TOLD);
    reply_auto struct reply other =
        put(service, "kcc", "/v1/dhrs/" DHR_SECOND "/publication", "*", "{\"title\":\"Second\"}");
    cr_assert_eq(other.status, 200, "%s", other.body);
    dhr_money_publish(service, DHR_FIRST, "2020-12-31");
    dhr_money_publish(service, DHR_SECOND, "2021-01-01");
    static const struct {
        const char *query;
        int total;
        const char *first;
    } rows[] = {
        {"count=true", 2, "Second"},
        {"count=true&year=2020", 1, "Executive summary"},
        {"count=true&year=2021", 1, "Second"},
        {"count=true&partnership=swale", 1, "Executive summary"},
        {"count=true&partnership=swale&year=2021", 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, PUBLISHED "?%s", rows[i].query);
        reply_auto struct reply list = csa_get(service, NULL, target);
        cr_expect_eq(reply_integer(&list, "total"), rows[i].total, "%s: %s", target, list.body);
        if (rows[i].first) {
            cr_expect_str_eq(reply_text(&list, "items.0.title"), rows[i].first);
        }
    }
    reply_auto struct reply page = csa_get(service, NULL, PUBLISHED "?limit=1");
    reply_auto struct reply rest = csa_get(service, NULL, reply_text(&page, "next"));
    cr_expect_str_eq(reply_text(&rest, "items.0.title"), "Executive summary");
    reply_auto struct reply wrong = http_get(service_url(service), NULL, PUBLISHED "?year=2010");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") && reply_names(&wrong, "year"));
    struct request request = {.target = PUBLISHED,
                              .headers = (const char *const[]){"Accept: image/png", NULL}};
    reply_auto struct reply image = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
}
