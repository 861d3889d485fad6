/* Pages of a list: their size, where the next one is, and that nothing is skipped or repeated.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/dhrs.h"
#include "support/http.h"
#include "support/indicators.h"
#include "support/ledger.h"
#include "support/meetings.h"
#include "support/service.h"

#define LIST "/v1/contributions"

/* Inserts contributions as they would stand after having been posted: `count` of them, their ids
 * and references made of numbers from `first` on, `step` apart. */
static void insert(const struct service *service, int first, int count, int step)
{
    char *sql = NULL;
    cr_assert_geq(
        asprintf(&sql,
                 "SET session_replication_role = replica;"
                 " INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in,"
                 " amount_pence, received_on, external_reference)"
                 " SELECT format('018f0000-0000-7000-8000-%%s', lpad(n::text, 12, '0'))::uuid,"
                 " 'kcst-pooled-budget', (ARRAY['kcc', 'kfrs', 'kent-police'])[n %% 3 + 1],"
                 " '2018/19', '2018/19', n + 1, '2018-04-03', 'REF-' || n"
                 " FROM generate_series(%d, %d, %d) AS n",
                 first, first + (count - 1) * step, step),
        0);
    free(service_sql(service, sql));
    free(sql);
}

static void assert_link(const struct reply *reply)
{
    const char *next = reply_text(reply, "next"), *link = reply_header(reply, "link");
    char expected[2048];
    if (!next) {
        cr_assert_null(link);
        return;
    }
    snprintf(expected, sizeof expected, "<%s>; rel=\"next\"", next);
    cr_assert_not_null(link);
    cr_assert_str_eq(link, expected);
}

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

/* Where the amount of a contribution says which it is. */
static json_int_t number(const struct reply *reply, size_t at)
{
    char path[64];
    snprintf(path, sizeof path, "items.%zu.amount_pence", at);
    return reply_integer(reply, path) - 1;
}

/* Follows `next` from a first page to the end; the numbers seen, in order. Calls `between` after
 * each page. */
static size_t follow(const struct service *service, const char *token, const char *first,
                     json_int_t *seen, size_t most,
                     void between(const struct service *, size_t page))
{
    char *target = strdup(first);
    size_t count = 0;
    for (size_t page = 1; target; page++) {
        reply_auto struct reply reply = http_get(service_url(service), token, target);
        cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
        assert_link(&reply);
        const size_t here = items(&reply);
        cr_assert(here > 0 || page == 1, "%s is an empty page", target);
        for (size_t i = 0; i < here; i++) {
            cr_assert_lt(count, most, "the pages do not end");
            seen[count++] = number(&reply, i);
        }
        free(target);
        const char *next = reply_text(&reply, "next");
        target = next ? strdup(next) : NULL;
        if (between) {
            between(service, page);
        }
    }
    return count;
}

Test(paging, a_page_has_fifty_rows_unless_said_otherwise_and_five_hundred_at_most)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    insert(service, 0, 600, 1);
    static const struct {
        const char *query;
        size_t rows;
        bool more;
    } rows[] = {
        {"", 50, true},
        {"?limit=1", 1, true},
        {"?limit=2", 2, true},
        {"?limit=499", 499, true},
        {"?limit=500", 500, true},
        {"?limit=50&count=true", 50, true},
        {"?limit=00500", 500, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, LIST "%s", rows[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 200, "%s", reply.body);
        cr_assert_eq(items(&reply), rows[i].rows, "%s", target);
        cr_assert_eq(reply_text(&reply, "next") != NULL, rows[i].more);
        cr_assert_eq(json_object_get(reply.json, "total") != NULL,
                     strstr(rows[i].query, "count") != NULL);
        assert_link(&reply);
    }
    reply_auto struct reply counted = http_get(url, token, LIST "?limit=3&count=true");
    cr_assert_eq(reply_integer(&counted, "total"), 600);

    static const char *const wrong[] = {"0",  "-1",   "501", "1000000", "99999999999999999999999",
                                        "x",  "1.5",  "1e2", "",        "%20",
                                        "+5", "0x10", "5%00"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char target[100];
        snprintf(target, sizeof target, LIST "?limit=%s", wrong[i]);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert(reply_is_problem(&reply, 400, "invalid-parameters"), "%s", target);
        cr_assert(reply_names(&reply, "limit"));
    }
}

Test(paging, every_paged_list_of_the_contract_is_read_whole_in_pages_of_one)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-04-09"});
    const char *url = service_url(service);
    const char *token = service_token(service, "kcc-finance", "kcc",
                                      "contributions.write dhrs.read dhrs.write audit.read");
    const char *auditor = service_token(service, "kcc-audit", "kcc", "audit.read");
    for (int i = 0; i < 3; i++) {
        char body[400], key[16];
        snprintf(key, sizeof key, "key-%d", i);
        snprintf(body, sizeof body,
                 "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","
                 " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","
                 " \"external_reference\": \"%s\"}",
                 key);
        reply_auto struct reply posted = http_post(url, token, key, LIST, body);
        cr_assert_eq(posted.status, 201, "%s", posted.body);
    }
    ledger_examples(service);
    csa_examples(service);
    meeting_examples(service);
    indicator_examples(service);
    dhr_examples(service);
    contract_auto struct contract contract = contract_read(url);
    size_t lists = 0;
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        char *parameters = json_dumps(json_object_get(operation->node, "parameters"), 0);
        const bool paged = parameters && strstr(parameters, "/after");
        const bool counted = parameters && strstr(parameters, "/count");
        free(parameters);
        /* Of who read a review, each page that is read is one row more. */
        if (!paged || strcmp(operation->id, "list_dhr_accesses") == 0) {
            continue;
        }
        /* With a scope that shows reviews, so does each page of events. */
        const char *reader = strcmp(operation->id, "list_audit_events") == 0 ? auditor : token;
        char *path = contract_target(operation, NULL, NULL), target[300];
        const char join = strchr(path, '?') ? '&' : '?';
        snprintf(target, sizeof target, "%s%climit=500%s", path, join,
                 counted ? "&count=true" : "");
        reply_auto struct reply whole =
            http_get(url, operation->takes_token ? reader : NULL, target);
        cr_assert_eq(whole.status, 200, "%s", whole.body);
        const size_t total = items(&whole);
        cr_assert(!counted || reply_integer(&whole, "total") == (json_int_t)total);
        cr_assert_gt(total, 0, "%s has nothing to page through", operation->id);
        snprintf(target, sizeof target, "%s%climit=1", path, join);
        for (size_t at = 0; at < total; at++) {
            reply_auto struct reply page =
                http_get(url, operation->takes_token ? reader : NULL, target);
            cr_assert_eq(page.status, 200, "%s", page.body);
            cr_assert_eq(items(&page), 1);
            cr_assert(json_equal(reply_member(&page, "items.0"),
                                 json_array_get(reply_member(&whole, "items"), at)),
                      "%s: row %zu is %s", operation->id, at, page.body);
            assert_link(&page);
            const char *next = reply_text(&page, "next");
            cr_assert_eq(next != NULL, at + 1 < total);
            snprintf(target, sizeof target, "%s", next ? next : "");
        }
        free(path);
        lists++;
    }
    cr_assert_geq(lists, 8);
}

static void insert_between(const struct service *service, size_t page)
{
    /* Before all, among those still to come and those gone by, and behind the last. */
    insert(service, 1 + (int)page * 20, 3, 2);
    insert(service, 100000 + (int)page, 1, 1);
}

Test(paging, rows_that_come_in_between_skip_and_repeat_nothing_that_was_there)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    enum { ROWS = 100, MOST = 400 };
    json_int_t seen[MOST];
    insert(service, 0, ROWS, 2); /* the even numbers up to 198 */
    const size_t count = follow(service, token, LIST "?limit=17&financial_year=2018%2F19", seen,
                                MOST, insert_between);
    size_t even = 0;
    for (size_t i = 0; i < count; i++) {
        cr_assert(i == 0 || seen[i] > seen[i - 1], "%lld comes after %lld", (long long)seen[i],
                  (long long)seen[i - 1]);
        if (seen[i] < 2 * ROWS && seen[i] % 2 == 0) {
            cr_assert_eq(seen[i], (json_int_t)(2 * even));
            even++;
        }
    }
    cr_assert_eq(even, ROWS);
    cr_assert_gt(count, ROWS, "nothing came in between");
}

Test(paging, a_mark_of_another_list_or_an_altered_one_is_refused)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read audit.read");
    insert(service, 0, 3, 1);
    reply_auto struct reply page = http_get(url, token, LIST "?limit=1");
    reply_auto struct reply partners = http_get(url, token, "/v1/partners?limit=1");
    const char *mark = strstr(reply_text(&page, "next"), "after=") + 6;
    const char *foreign = strstr(reply_text(&partners, "next"), "after=") + 6;
    const struct {
        const char *path, *mark;
    } rows[] = {
        {LIST, foreign},
        {"/v1/partners", mark},
        {"/v1/audit-events", mark},
        {"/v1/agreements", foreign},
        {LIST, ""},
        {LIST, "x"},
        {LIST, "AAAAAAAA"},
        {LIST, "e30"},                                                     /* {} */
        {LIST, "bnVsbA"},                                                  /* null */
        {LIST, "eyJsaXN0IjoibGlzdF9jb250cmlidXRpb25zIiwiYWZ0ZXIiOjF9"},    /* a number */
        {LIST, "eyJsaXN0IjoibGlzdF9jb250cmlidXRpb25zIiwiYWZ0ZXIiOiJ4In0"}, /* "x" */
        {LIST, "eyJsaXN0IjoibGlzdF9jb250cmlidXRpb25zIiwiYWZ0ZXIiOiInIE9SIDE9MS0tIn0"}, /* SQL */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[2048];
        snprintf(target, sizeof target, "%s?limit=1&after=%s", rows[i].path, rows[i].mark);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_assert_eq(reply.status, 400, "%s: %s", target, reply.body);
        cr_assert(
            reply_is_problem(&reply, 400, *rows[i].mark ? "bad-cursor" : "invalid-parameters"),
            "%s", target);
    }
    char target[4096];
    memset(target, 'A', sizeof target);
    memcpy(target, LIST "?after=", sizeof LIST "?after=" - 1);
    target[3000] = '\0';
    reply_auto struct reply endless = http_get(url, token, target);
    cr_assert_eq(endless.status, 400, "%s", endless.body);
    cr_assert(reply_names(&endless, "after"));

    /* Each single character of a mark altered: refused, or another place in the same list; never a
     * fault. */
    char altered[2048];
    const size_t length = strlen(mark);
    for (size_t i = 0; i < length; i++) {
        snprintf(altered, sizeof altered, LIST "?limit=1&after=%s", mark);
        char *at = strstr(altered, "after=") + 6 + i;
        *at = *at == 'Q' ? 'R' : 'Q';
        reply_auto struct reply reply = http_get(url, token, altered);
        cr_assert(reply.status == 200 || reply.status == 400, "%s: %s", altered, reply.body);
    }
}

Test(paging, a_legal_query_however_odd_is_kept_in_next)
{
    service_auto struct service *service = service_start(NULL);
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    enum { ROWS = 6 };
    static const char *const queries[] = {
        "?limit=2&financial_year=2018/19",
        "?limit=2&financial_year=2018%2F19",
        "?limit=2&financial_year=2018%2f19&",
        "?&&limit=2&&&fund=kcst-pooled-budget",
        "?%6cimit=2&f%75nd=kcst%2Dpooled%2dbudget",
        "?limit=2&state=unconfirmed&format=json&count=false",
        "?received_from=2018-04-03&received_to=2018-04-03&limit=%32",
        "?limit=2&fund=kcst-pooled-budget&count=true",
    };
    insert(service, 0, ROWS, 1);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        char target[300];
        json_int_t seen[ROWS];
        snprintf(target, sizeof target, LIST "%s", queries[i]);
        const size_t count = follow(service, token, target, seen, ROWS, NULL);
        cr_assert_eq(count, ROWS, "%s: %zu", target, count);
    }
}

Test(paging, after_is_taken_out_of_next_however_it_was_spelt)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    insert(service, 0, 6, 1);
    reply_auto struct reply first = http_get(url, token, LIST "?limit=2");
    const char *mark = strstr(reply_text(&first, "next"), "after=") + 6;
    static const char *const names[] = {"after", "%61fter", "a%66te%72"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char target[600];
        json_int_t seen[6];
        snprintf(target, sizeof target, LIST "?%s=%s&limit=2", names[i], mark);
        const size_t count = follow(service, token, target, seen, 6, NULL);
        cr_assert_eq(count, 4, "%s: %zu", target, count);
        cr_assert_eq(seen[0], 2);
    }
}

Test(paging, what_is_no_ascii_in_the_query_stands_escaped_in_next)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    insert(service, 0, 3, 1);
    free(service_sql(service, "SET session_replication_role = replica; UPDATE safer.contribution"
                              " SET external_reference = 'Größe \"<>'"));
    reply_auto struct reply reply =
        http_get(url, token, LIST "?limit=1&external_reference=Gr\xc3\xb6\xc3\x9f%65+\"<%3e");
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    const char *next = reply_text(&reply, "next");
    cr_assert_not_null(next);
    cr_assert_not_null(strstr(next, "external_reference=Gr%C3%B6%C3%9F%65+%22%3C%3e&"), "%s", next);
    assert_link(&reply);
    reply_auto struct reply more = http_get(url, token, next);
    cr_assert_eq(more.status, 200);
    cr_assert_eq(items(&more), 1);
}

Test(paging, a_list_that_comes_whole_takes_no_page_parameters)
{
    service_auto struct service *service = service_start(NULL);
    const char *url = service_url(service);
    static const char *const parameters[] = {"limit=1", "after=x", "count=true"};
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        char target[200];
        snprintf(target, sizeof target, "/v1/agreements/kcst-mou-2018/parties?%s", parameters[i]);
        reply_auto struct reply reply = http_get(url, NULL, target);
        cr_assert(reply_is_problem(&reply, 400, "invalid-parameters"), "%s", target);
    }
    reply_auto struct reply whole = http_get(url, NULL, "/v1/agreements/kcst-mou-2018/parties");
    cr_assert_eq(items(&whole), 3);
    cr_assert_null(reply_text(&whole, "next"));
    assert_link(&whole);
}
