/* Search: what is found, in which form, and who finds what.
 * SPDX-License-Identifier: MIT
 *
 * Operations: search. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/http.h"
#include "support/service.h"

#define SEARCH "/v1/search?q="
#define REVIEW SEARCH "review"
#define OKAPI SEARCH "okapi"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-04-09"});
}

/* The token of somebody who may read what the bodies of his organisation do not publish. */
static const char *trusted(struct service *service, const char *partner)
{
    return service_token(service, "trusted", partner, "restricted.read");
}

/* One item that is restricted and published with its public title, as the partnership's are. */
static void restrict_one(struct service *service)
{
    static const char *const statements[] = {
        "UPDATE safer.item SET restricted = true, exempt_ground = '3', public_title = 'Quagga'"
        " WHERE id = (SELECT min(id::text)::uuid FROM safer.item WHERE body = 'kcsp'"
        " AND published_on IS NOT NULL)",
        "UPDATE safer.item_text SET title = 'Okapi', description = 'An <b>okapi</b> at large'"
        " WHERE item = (SELECT id FROM safer.item WHERE public_title = 'Quagga')"};
    for (size_t i = 0; i < LENGTH(statements); i++) {
        free(service_sql(service, statements[i]));
    }
}

static long readings(struct service *service)
{
    char *count =
        service_sql(service, "SELECT count(*) FROM safer.audit_event WHERE operation = 'search'");
    const long number = strtol(count, NULL, 10);
    free(count);
    return number;
}

Test(search, what_was_published_is_found_with_the_words_marked)
{
    service_auto struct service *service = start();
    reply_auto struct reply reply =
        csa_get(service, NULL, SEARCH "%22domestic+homicide%22&kind=minute&from=2016-10-13");
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    const json_t *items = reply_member(&reply, "items");
    cr_assert_gt(json_array_size(items), 0);
    size_t i, marked = 0;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        cr_expect_str_eq(json_string_value(json_object_get(item, "kind")), "minute");
        cr_expect_str_eq(json_string_value(json_object_get(item, "body")), "kcsp");
        cr_expect_null(json_object_get(item, "_restricted"));
        cr_expect_null(json_object_get(item, "_cursor"));
        marked += strstr(json_string_value(json_object_get(item, "snippet")), "«") != NULL;
        reply_auto struct reply found =
            csa_get(service, NULL, json_string_value(json_object_get(item, "url")));
        cr_assert_eq(found.status, 200, "%s", found.body);
        cr_expect_str_eq(reply_text(&found, "title"),
                         json_string_value(json_object_get(item, "title")));
    }
    cr_expect_gt(marked, 0);
}

Test(search, each_kind_is_found_and_its_address_leads_to_it)
{
    service_auto struct service *service = start();
    csa_examples(service);
    free(service_sql(service,
                     "INSERT INTO safer.paper (id, item, meeting, body, place, published_on) SELECT"
                     " gen_random_uuid(), i.id, i.meeting, i.body, 99, i.published_on FROM"
                     " safer.item AS i WHERE i.published_on IS NOT NULL AND NOT i.restricted LIMIT"
                     " 1"));
    free(service_sql(service, "INSERT INTO safer.paper_text (paper, title, text) SELECT id,"
                              " 'Safety', 'A review of safety' FROM safer.paper WHERE place = 99"));
    static const struct {
        const char *kind, *q;
    } rows[] = {
        {"meeting", "hall"},   {"item", "review"},          {"paper", "safety"},
        {"minute", "review"},  {"decision", "report"},      {"follow_up", "exploitation"},
        {"action", "example"}, {"priority", "road"},        {"theme", "offending"},
        {"plan", "kent"},      {"chapter", "introduction"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char target[120];
        snprintf(target, sizeof target, SEARCH "%s&kind=%s", rows[i].q, rows[i].kind);
        reply_auto struct reply reply = csa_get(service, "kcc", target);
        cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
        cr_assert_gt(json_array_size(reply_member(&reply, "items")), 0, "%s: nothing", target);
        cr_expect_str_eq(reply_text(&reply, "items.0.kind"), rows[i].kind);
        reply_auto struct reply found = csa_get(service, "kcc", reply_text(&reply, "items.0.url"));
        cr_expect_eq(found.status, 200, "%s: %s", reply_text(&reply, "items.0.url"), found.body);
    }
}

Test(search, pages_follow_each_other_and_the_csv_has_all)
{
    service_auto struct service *service = start();
    reply_auto struct reply whole = csa_get(service, NULL, REVIEW "&limit=500");
    const size_t count = json_array_size(reply_member(&whole, "items"));
    cr_assert_gt(count, 4);
    cr_expect(json_is_null(reply_member(&whole, "next")));
    char target[600] = REVIEW "&limit=3";
    for (size_t at = 0; *target;) {
        reply_auto struct reply page = csa_get(service, NULL, target);
        cr_assert_eq(page.status, 200, "%s: %s", target, page.body);
        const size_t length = json_array_size(reply_member(&page, "items"));
        for (size_t i = 0; i < length; i++, at++) {
            cr_expect(json_equal(json_array_get(reply_member(&page, "items"), i),
                                 json_array_get(reply_member(&whole, "items"), at)),
                      "%zu is another", at);
        }
        const char *next = reply_text(&page, "next");
        snprintf(target, sizeof target, "%s", next ? next : "");
        cr_expect(next || at == count);
    }
    reply_auto struct reply csv = csa_get(service, NULL, REVIEW "&format=csv");
    cr_assert_eq(csv.status, 200);
    cr_expect_eq(strncmp(csv.body, "kind,id,title,snippet,rank,body,meeting,date,url\r\n", 50), 0);
    size_t addresses = 0;
    for (const char *at = csv.body; (at = strstr(at, ",/v1/")); at++) {
        addresses++;
    }
    cr_expect_eq(addresses, count);
}

Test(search, filters_narrow_what_is_found)
{
    service_auto struct service *service = start();
    static const char *const none[] = {REVIEW "&body=kcst-smt", REVIEW "&from=2099-01-01",
                                       REVIEW "&to=1999-01-01", REVIEW "&kind=action",
                                       SEARCH "review+-review", SEARCH "quagga"};
    for (size_t i = 0; i < LENGTH(none); i++) {
        reply_auto struct reply reply = csa_get(service, NULL, none[i]);
        cr_assert_eq(reply.status, 200, "%s: %s", none[i], reply.body);
        cr_expect_eq(json_array_size(reply_member(&reply, "items")), 0, "%s: %s", none[i],
                     reply.body);
    }
    reply_auto struct reply some =
        csa_get(service, NULL, REVIEW "&body=kcsp&from=2016-10-13&to=2016-10-13");
    cr_assert_gt(json_array_size(reply_member(&some, "items")), 0);
    cr_expect_str_eq(reply_text(&some, "items.0.date"), "2016-10-13");
}

Test(search, what_is_no_question_is_refused)
{
    service_auto struct service *service = start();
    static const struct {
        const char *target, *slug, *parameter;
    } rows[] = {
        {"/v1/search", "invalid-parameters", "q"},
        {SEARCH, "invalid-parameters", "q"},
        {SEARCH "the+of", "nothing-to-look-for", "q"},
        {SEARCH "-review", "nothing-to-look-for", "q"},
        {SEARCH "!", "nothing-to-look-for", "q"},
        {SEARCH "the&format=csv", "nothing-to-look-for", "q"},
        {REVIEW "&kind=letter", "invalid-parameters", "kind"},
        {REVIEW "&from=2017", "invalid-parameters", "from"},
        {REVIEW "&to=2017-02-30", "invalid-parameters", "to"},
        {REVIEW "&after=abcd", "bad-cursor", "after"},
        {REVIEW "&q=other", "invalid-parameters", "q"},
        {REVIEW "%zz", "invalid-parameters", "q"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        reply_auto struct reply reply = http_get(service_url(service), NULL, rows[i].target);
        cr_expect(reply_is_problem(&reply, 400, rows[i].slug), "%s: %s", rows[i].target,
                  reply.body);
        cr_expect(!rows[i].parameter || reply_names(&reply, rows[i].parameter), "%s: %s",
                  rows[i].target, reply.body);
    }
}

Test(search, an_answer_has_a_tag_and_two_forms)
{
    service_auto struct service *service = start();
    reply_auto struct reply reply = csa_get(service, NULL, REVIEW);
    char line[200];
    snprintf(line, sizeof line, "If-None-Match: %s", reply_header(&reply, "etag"));
    reply_auto struct reply same =
        http_send(service_url(service),
                  &(struct request){.target = REVIEW, .headers = (const char *[]){line, NULL}});
    cr_expect_eq(same.status, 304);
    reply_auto struct reply image =
        http_send(service_url(service),
                  &(struct request){.target = REVIEW,
                                    .headers = (const char *[]){"Accept: image/png", NULL}});
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
}

Test(search, what_is_restricted_is_found_by_who_may_read_it_and_that_is_written_down)
{
    service_auto struct service *service = start();
    restrict_one(service);
    const struct {
        const char *token;
        bool reads;
    } callers[] = {{NULL, false},
                   {csa_coordinator(service, "swale"), false},
                   {trusted(service, "swale"), false},
                   {service_token(service, "officer", "kcc", "meetings.write"), false},
                   {trusted(service, "kcc"), true}};
    long written = 0;
    for (size_t i = 0; i < LENGTH(callers); i++) {
        const char *token = callers[i].token, *url = service_url(service);
        reply_auto struct reply own = http_get(url, token, OKAPI);
        reply_auto struct reply title = http_get(url, token, SEARCH "quagga");
        cr_expect_eq(json_array_size(reply_member(&own, "items")), callers[i].reads, "%zu", i);
        cr_expect_eq(json_array_size(reply_member(&title, "items")), !callers[i].reads, "%zu", i);
        cr_expect_null(strstr(title.body, "kapi"), "%zu: %s", i, title.body);
        if (callers[i].reads) {
            cr_expect_str_eq(reply_text(&own, "items.0.title"), "Okapi");
            cr_expect_null(strchr(reply_text(&own, "items.0.snippet"), '<'));
            cr_expect_not_null(strstr(reply_text(&own, "items.0.snippet"), "«okapi»"));
        } else {
            cr_expect_str_eq(reply_text(&title, "items.0.title"), "Quagga");
            cr_expect_str_eq(reply_text(&title, "items.0.snippet"), "«Quagga»");
        }
        written += callers[i].reads;
        cr_expect_eq(readings(service), written, "%zu", i);
    }
    reply_auto struct reply other =
        http_get(service_url(service), trusted(service, "kcc"), REVIEW "&kind=plan");
    cr_assert_eq(other.status, 200);
    cr_expect_eq(readings(service), written, "nothing restricted was found");
    char *asked =
        service_sql(service, "SELECT count(*) FROM safer.audit_event AS e WHERE e.operation"
                             " = 'search' AND e.after ->> 'query' !~ '(^|&)q=(&|$)'");
    cr_expect_str_eq(asked, "0", "the words are in none of them");
    free(asked);
    reply_auto struct reply csv =
        http_get(service_url(service), trusted(service, "kcc"), OKAPI "&format=csv");
    cr_expect_not_null(strstr(csv.body, "Okapi"));
    cr_expect_eq(readings(service), written + 1);
}
