/* Reading contributions: pages, filters, CSV, and who sees whose.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define CONTRIBUTIONS "/v1/contributions"
#define MANY 120

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2019-06-30"});
}

static const char *reader(struct service *service)
{
    return service_token(service, "r", "kfrs", "funds.read");
}

/* Posts a contribution of the partner's and returns its id, which the caller frees. */
static char *posted(struct service *service, const char *partner, const char *year, int pence,
                    const char *received_on, const char *reference)
{
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s}", "fund", "kcst-pooled-budget",
                             "financial_year", year, "amount_pence", pence, "received_on",
                             received_on, "external_reference", reference);
    char *text = json_dumps(body, 0), key[160];
    json_decref(body);
    snprintf(key, sizeof key, "%s-%d-%s", partner, pence, received_on);
    reply_auto struct reply reply =
        http_post(service_url(service), service_token(service, "p", partner, "contributions.write"),
                  key, CONTRIBUTIONS, text);
    free(text);
    cr_assert_eq(reply.status, 201, "%s", reply.body);
    return strdup(reply_text(&reply, "id"));
}

/* Makes many contributions at once, by the rules of the database, in the order of their ids. */
static void post_many(const struct service *service)
{
    free(service_sql(
        service,
        "SELECT set_config('safer.partner', 'kcc', false);"
        "INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence,"
        " received_on, external_reference, note)"
        " SELECT ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'kcst-pooled-budget',"
        " 'kcc', CASE n % 2 WHEN 0 THEN '2018/19' ELSE '2017/18' END, n, date '2018-01-01' + n,"
        " 'R-' || n, CASE n % 3 WHEN 0 THEN 'a \"note\", with' || chr(10) || 'two lines'"
        " WHEN 1 THEN '' END FROM generate_series(1, 120) AS n"));
}

static json_t *one_page(const struct service *service, const char *token, const char *target)
{
    reply_auto struct reply reply = http_get(service_url(service), token, target);
    cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
    return json_incref(reply.json);
}

Test(list_contributions, pages_give_each_contribution_once_and_in_order)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = reader(service);
    post_many(service);
    static const struct {
        const char *target;
        size_t pages, last;
        int step, first;
    } walks[] = {
        {CONTRIBUTIONS, 3, 20, 1, 1},
        {CONTRIBUTIONS "?limit=50&count=true", 3, 20, 1, 1},
        {CONTRIBUTIONS "?limit=40", 3, 40, 1, 1},
        {CONTRIBUTIONS "?limit=120", 1, 120, 1, 1},
        {CONTRIBUTIONS "?limit=500", 1, 120, 1, 1},
        {CONTRIBUTIONS "?financial_year=2018%2F19&partner=kcc&limit=25", 3, 10, 2, 2},
    };
    for (size_t i = 0; i < sizeof walks / sizeof *walks; i++) {
        size_t pages = 0, last = 0;
        int expected = walks[i].first;
        char *next = strdup(walks[i].target);
        while (next) {
            reply_auto struct reply page = http_get(url, token, next);
            free(next);
            cr_assert_eq(page.status, 200);
            const json_t *items = reply_member(&page, "items");
            for (size_t at = 0; at < json_array_size(items); at++, expected += walks[i].step) {
                cr_assert_eq(
                    json_integer_value(json_object_get(json_array_get(items, at), "amount_pence")),
                    expected);
            }
            if (strstr(walks[i].target, "count=true")) {
                cr_assert_eq(reply_integer(&page, "total"), MANY);
            }
            last = json_array_size(items);
            pages++;
            const char *to = reply_text(&page, "next"), *link = reply_header(&page, "link");
            next = to ? strdup(to) : NULL;
            cr_assert_eq(!to, !link);
            cr_assert(!to || (strncmp(link + 1, to, strlen(to)) == 0 &&
                              strcmp(link + 1 + strlen(to), ">; rel=\"next\"") == 0),
                      "%s is not the link to %s", link, to);
        }
        cr_expect_eq(pages, walks[i].pages, "%s", walks[i].target);
        cr_expect_eq(last, walks[i].last, "%s", walks[i].target);
    }
}

/* One cell of RFC 4180 from `*at`, which is put behind its comma or line end; NULL when it is empty
 * and not quoted. The caller frees it. */
static char *take_cell(const char **at, bool *ends_row)
{
    const char *from = *at;
    char *cell = calloc(strlen(from) + 1, 1), *to = cell;
    const bool quoted = *from == '"';
    cr_assert_not_null(cell);
    if (quoted) {
        for (from++; *from != '"' || from[1] == '"'; from++) {
            cr_assert(*from, "a cell is not closed");
            from += *from == '"';
            *to++ = *from;
        }
        from++;
    } else {
        while (*from && *from != ',' && *from != '\r') {
            *to++ = *from++;
        }
    }
    *ends_row = *from != ',';
    cr_assert(!*ends_row || strncmp(from, "\r\n", 2) == 0, "a row does not end: %.40s", from);
    *at = from + 1 + *ends_row;
    if (quoted || *cell) {
        return cell;
    }
    free(cell);
    return NULL;
}

/* Asserts that a CSV has the same rows as the items of a list, cell by cell. */
static void assert_same(const char *csv, const json_t *items)
{
    const char *at = csv;
    char *names[32];
    size_t columns = 0;
    for (bool ends = false; !ends; columns++) {
        names[columns] = take_cell(&at, &ends);
    }
    for (size_t row = 0; row < json_array_size(items); row++) {
        bool ends = false;
        for (size_t i = 0; i < columns; i++) {
            cr_assert(!ends && *at, "row %zu is too short", row);
            char *cell = take_cell(&at, &ends), number[32];
            const json_t *value = json_object_get(json_array_get(items, row), names[i]);
            cr_assert_not_null(value, "%s is not in the JSON", names[i]);
            const char *expected = json_is_string(value) ? json_string_value(value) : NULL;
            if (json_is_integer(value)) {
                snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
                expected = number;
            }
            cr_assert(expected ? cell && strcmp(cell, expected) == 0 : !cell, "%s is %s in row %zu",
                      names[i], cell ? cell : "empty", row);
            free(cell);
        }
        cr_assert(ends, "row %zu is too long", row);
    }
    cr_assert_str_empty(at, "there is more in the CSV");
    for (size_t i = 0; i < columns; i++) {
        free(names[i]);
    }
}

Test(list_contributions, csv_is_the_whole_list_and_says_the_same_as_json)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = reader(service);
    const struct request header = {.target = CONTRIBUTIONS,
                                   .token = token,
                                   .headers = (const char *const[]){"Accept: text/csv", NULL}};
    reply_auto struct reply none = http_send(url, &header);
    cr_assert_str_eq(
        none.body,
        "id,fund,partner,financial_year,amount_pence,received_on,external_reference,note,"
        "state,created_at,confirmed_on,bank_reference,reversed_by,reversed_at,"
        "reversal_reason,replaces,replaced_by,booked_in,version\r\n");
    post_many(service);
    json_t *all = one_page(service, token, CONTRIBUTIONS "?limit=500");
    reply_auto struct reply accepted = http_send(url, &header);
    cr_assert_eq(accepted.status, 200);
    assert_same(accepted.body, json_object_get(all, "items"));
    /* A page's size is no matter for a CSV. */
    reply_auto struct reply limited = http_get(url, token, CONTRIBUTIONS "?format=csv&limit=1");
    cr_assert_str_eq(limited.body, accepted.body);
    json_decref(all);
    json_t *some = one_page(service, token, CONTRIBUTIONS "?limit=500&financial_year=2017/18");
    reply_auto struct reply filtered =
        http_get(url, token, CONTRIBUTIONS "?financial_year=2017/18&format=csv");
    assert_same(filtered.body, json_object_get(some, "items"));
    json_decref(some);
    /* The word in the address wins over the header. */
    struct request both = header;
    both.target = CONTRIBUTIONS "?format=json&limit=1";
    reply_auto struct reply json = http_send(url, &both);
    cr_assert_eq(json_array_size(reply_member(&json, "items")), 1);
}

Test(list_contributions, formulas_are_made_harmless_for_spreadsheets_only)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = reader(service);
    static const char *const references[] = {
        "=1+1", "+44 1622", "-5", "@SUM(A1)", "=HYPERLINK(\"x\",\"y\")", "A=1"};
    char key[16];
    for (int i = 0; i < 6; i++) {
        snprintf(key, sizeof key, "2019-04-%02d", i + 1);
        free(posted(service, "kcc", "2019/20", i + 1, key, references[i]));
    }
    json_t *all = one_page(service, token, CONTRIBUTIONS), *items = json_object_get(all, "items");
    reply_auto struct reply exact = http_send(
        url, &(struct request){.target = CONTRIBUTIONS,
                               .token = token,
                               .headers = (const char *const[]){"Accept: text/csv", NULL}});
    assert_same(exact.body, items);
    reply_auto struct reply guarded = http_get(url, token, CONTRIBUTIONS "?format=csv");
    for (size_t i = 0; i < 5; i++) {
        char with_apostrophe[64];
        snprintf(with_apostrophe, sizeof with_apostrophe, "'%s", references[i]);
        json_object_set_new(json_array_get(items, i), "external_reference",
                            json_string(with_apostrophe));
    }
    assert_same(guarded.body, items);
    json_decref(all);
}

Test(list_contributions, every_filter_narrows_the_list_and_the_count)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = reader(service);
    const char *host = service_token(service, "h", "kfrs", "funds.write");
    const char *kcc = service_token(service, "p", "kcc", "contributions.write");
    char *a = posted(service, "kcc", "2017/18", 1, "2018-02-01", "A");
    char *b = posted(service, "kcc", "2018/19", 2, "2018-05-01", "B & C");
    char *c = posted(service, "kent-police", "2018/19", 3, "2018-05-02", "A");
    char target[160];
    snprintf(target, sizeof target, CONTRIBUTIONS "/%s/receipt", a);
    reply_auto struct reply confirmed = http_post(
        url, host, "k", target, "{\"confirmed_on\":\"2018-02-02\",\"bank_reference\":\"B\"}");
    cr_assert_eq(confirmed.status, 200);
    snprintf(target, sizeof target, CONTRIBUTIONS "/%s/reversal", b);
    reply_auto struct reply reversed =
        http_post(url, kcc, "k", target, "{\"reason\":\"x\",\"replacement\":{\"amount_pence\":4}}");
    cr_assert_eq(reversed.status, 200);

    static const struct {
        const char *query, *amounts;
    } filters[] = {
        {"", "1 2 3 4"},
        {"fund=kcst-pooled-budget", "1 2 3 4"},
        {"fund=dhr-fund", ""},
        {"partner=kcc", "1 2 4"},
        {"partner=kent-police", "3"},
        {"partner=kfrs", ""},
        {"financial_year=2018/19", "2 3 4"},
        {"financial_year=2031/32", ""},
        {"state=unconfirmed", "3 4"},
        {"state=confirmed", "1"},
        {"state=reversed", "2"},
        {"external_reference=A", "1 3"},
        {"external_reference=B+%26+C", "2 4"},
        {"external_reference=a", ""},
        {"received_from=2018-05-01", "2 3 4"},
        {"received_from=2018-05-02", "3"},
        {"received_to=2018-05-01", "1 2 4"},
        {"received_from=2018-05-01&received_to=2018-05-01", "2 4"},
        {"received_from=2018-05-02&received_to=2018-05-01", ""},
        {"partner=kcc&state=unconfirmed&financial_year=2018/19&external_reference=B%20%26%20C",
         "4"},
        {"partner=kcc&external_reference=A&limit=1", "1"},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char amounts[64] = "";
        snprintf(target, sizeof target, CONTRIBUTIONS "?%s%scount=true", filters[i].query,
                 *filters[i].query ? "&" : "");
        json_t *page = one_page(service, token, target), *items = json_object_get(page, "items");
        for (size_t at = 0; at < json_array_size(items); at++) {
            const json_t *pence = json_object_get(json_array_get(items, at), "amount_pence");
            const size_t length = strlen(amounts);
            snprintf(amounts + length, sizeof amounts - length, "%s%lld", at ? " " : "",
                     (long long)json_integer_value(pence));
        }
        cr_expect_str_eq(amounts, filters[i].amounts, "%s", filters[i].query);
        cr_expect_eq((size_t)json_integer_value(json_object_get(page, "total")),
                     json_array_size(items), "%s", filters[i].query);
        json_decref(page);
    }
    json_t *plain = one_page(service, token, CONTRIBUTIONS "?count=false");
    cr_expect_null(json_object_get(plain, "total"));
    json_decref(plain);
    free(a);
    free(b);
    free(c);
}

Test(list_contributions, each_reader_sees_what_concerns_it)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    free(service_sql(service, "INSERT INTO safer.fund (id, name, host, rolls_forward)"
                              " VALUES ('district-fund', 'Districts', 'medway', true);"
                              "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
                              " VALUES ('district-fund', 'swale', '2017-04-01'),"
                              " ('district-fund', 'dover', '2017-04-01')"));
    free(service_sql(
        service,
        "SELECT set_config('safer.partner', 'kfrs', false);"
        "INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence,"
        " received_on, external_reference) SELECT safer.new_uuid(), v.fund, v.partner, '2018/19', 5,"
        " '2018-05-01', 'X' FROM (VALUES ('kcst-pooled-budget', 'kcc'),"
        " ('kcst-pooled-budget', 'kent-police'), ('district-fund', 'swale'),"
        " ('district-fund', 'dover')) AS v (fund, partner)"));
    static const struct {
        const char *partner;
        json_int_t total;
    } readers[] = {
        {"kcc", 4},   {"kfrs", 4},  {"kent-police", 4}, {"medway", 2},
        {"swale", 1}, {"dover", 1}, {"thanet", 0},      {"nobody", 0},
    };
    char *police =
        service_sql(service, "SELECT id FROM safer.contribution WHERE partner = 'dover'");
    char *own = service_sql(service, "SELECT id FROM safer.contribution WHERE partner = 'swale'");
    char target[128];
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *token = service_token(service, "r", readers[i].partner, "funds.read");
        reply_auto struct reply list = http_get(url, token, CONTRIBUTIONS "?count=true");
        cr_expect_eq(reply_integer(&list, "total"), readers[i].total, "%s", readers[i].partner);
        cr_expect_eq((json_int_t)json_array_size(reply_member(&list, "items")), readers[i].total);
        reply_auto struct reply csv = http_get(url, token, CONTRIBUTIONS "?format=csv");
        json_int_t lines = 0;
        for (const char *at = csv.body; (at = strstr(at, "\r\n")); at += 2) {
            lines++;
        }
        cr_expect_eq(lines, readers[i].total + 1, "%s", readers[i].partner);
        reply_auto struct reply filtered =
            http_get(url, token, CONTRIBUTIONS "?partner=dover&count=true");
        const bool sees = readers[i].total > 1 || strcmp(readers[i].partner, "dover") == 0;
        cr_expect_eq(reply_integer(&filtered, "total"), sees, "%s", readers[i].partner);
        snprintf(target, sizeof target, CONTRIBUTIONS "/%s", police);
        reply_auto struct reply read = http_get(url, token, target);
        cr_expect(sees ? read.status == 200 : reply_is_problem(&read, 404, "not-found"), "%s",
                  readers[i].partner);
    }
    /* Who may post may read. */
    snprintf(target, sizeof target, CONTRIBUTIONS "/%s", own);
    reply_auto struct reply poster =
        http_get(url, service_token(service, "p", "swale", "contributions.write"), target);
    cr_expect_eq(poster.status, 200);
    free(police);
    free(own);
}

Test(list_contributions, what_is_wrong_with_a_question_is_named)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = reader(service);
    post_many(service);
    static const struct {
        const char *query, *parameter;
    } wrong[] = {
        {"patner=kcc", "patner"},
        {"partner=KCC", "partner"},
        {"partner=kcc&partner=kfrs", "partner"},
        {"partner=", "partner"},
        {"financial_year=2018/20", "financial_year"},
        {"state=open", "state"},
        {"received_from=01/04/2018", "received_from"},
        {"received_to=2018-02-30", "received_to"},
        {"limit=0", "limit"},
        {"limit=501", "limit"},
        {"limit=-1", "limit"},
        {"limit=ten", "limit"},
        {"limit=1e2", "limit"},
        {"count=yes", "count"},
        {"format=xml", "format"},
        {"external_reference=%00", "external_reference"},
        {"external_reference=%FF", "external_reference"},
    };
    char target[256];
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(target, sizeof target, CONTRIBUTIONS "?%s", wrong[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect(reply.status == 400 && (strstr(reply.body, "malformed-request") ||
                                          (reply_is_problem(&reply, 400, "invalid-parameters") &&
                                           reply_names(&reply, wrong[i].parameter))),
                  "%s: %s", wrong[i].query, reply.body);
    }
    reply_auto struct reply several =
        http_get(url, token, CONTRIBUTIONS "?limit=501&patner=kcc&state=open");
    cr_expect(reply_names(&several, "limit") && reply_names(&several, "patner") &&
              reply_names(&several, "state"));

    reply_auto struct reply page = http_get(url, token, CONTRIBUTIONS "?limit=1");
    const char *mark = strstr(reply_text(&page, "next"), "after=") + 6;
    reply_auto struct reply partners = http_get(url, NULL, "/v1/partners?limit=1");
    const char *foreign = strstr(reply_text(&partners, "next"), "after=") + 6;
    const char *const marks[] = {"x", "AAAA", "eyJ9", "%20", foreign};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        snprintf(target, sizeof target, CONTRIBUTIONS "?after=%s", marks[i]);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect(reply_is_problem(&reply, 400, "bad-cursor") && reply_names(&reply, "after"), "%s",
                  marks[i]);
    }
    /* Cut short, and with a key that is no key of this list. */
    snprintf(target, sizeof target, CONTRIBUTIONS "?after=%.*s", (int)strlen(mark) - 4, mark);
    reply_auto struct reply cut = http_get(url, token, target);
    cr_expect(reply_is_problem(&cut, 400, "bad-cursor"));
    reply_auto struct reply forged = http_get(
        url, token, CONTRIBUTIONS "?after=eyJsaXN0IjoibGlzdF9jb250cmlidXRpb25zIiwiYWZ0ZXIiOiJ4In0");
    cr_expect(reply_is_problem(&forged, 400, "bad-cursor"));
    reply_auto struct reply streamed =
        http_get(url, token,
                 CONTRIBUTIONS "?format=csv"
                               "&after=eyJsaXN0IjoibGlzdF9jb250cmlidXRpb25zIiwiYWZ0ZXIiOiJ4In0");
    cr_expect(reply_is_problem(&streamed, 400, "bad-cursor"), "as CSV too");

    reply_auto struct reply place = http_get(url, token, CONTRIBUTIONS "/17");
    cr_expect(reply_is_problem(&place, 400, "invalid-parameters") &&
              reply_names(&place, "contribution"));
    reply_auto struct reply question =
        http_get(url, token, CONTRIBUTIONS "/01900000-0000-7000-8000-000000000001?fund=x");
    cr_expect(reply_is_problem(&question, 400, "invalid-parameters"));
    reply_auto struct reply nothing =
        http_get(url, token, CONTRIBUTIONS "/01900000-0000-7000-8000-000000000999");
    cr_expect(reply_is_problem(&nothing, 404, "not-found"));
}

Test(list_contributions, answers_by_token_form_and_tag)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = reader(service);
    post_many(service);
    static const char *const targets[] = {CONTRIBUTIONS,
                                          CONTRIBUTIONS "/01900000-0000-7000-8000-000000000001"};
    for (size_t i = 0; i < 2; i++) {
        char header[160];
        struct request request = {.target = targets[i]};
        reply_auto struct reply anonymous = http_send(url, &request);
        cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
        request.token = service_token(service, "r", "kcc", "audit.read");
        reply_auto struct reply scope = http_send(url, &request);
        cr_expect(reply_is_problem(&scope, 403, "insufficient-scope"));
        request.token = token;
        request.headers = (const char *const[]){"Accept: image/png", NULL};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        request.headers = NULL;
        reply_auto struct reply first = http_send(url, &request);
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
        request.headers = (const char *const[]){header, NULL};
        reply_auto struct reply same = http_send(url, &request);
        cr_expect_eq(same.status, 304);
    }
    reply_auto struct reply before = http_get(url, token, targets[1]);
    const char *host = service_token(service, "h", "kfrs", "funds.write");
    char target[128];
    snprintf(target, sizeof target, "%s/receipt", targets[1]);
    reply_auto struct reply confirmed = http_post(
        url, host, "k", target, "{\"confirmed_on\":\"2018-02-02\",\"bank_reference\":\"B\"}");
    cr_assert_eq(confirmed.status, 200);
    char header[160];
    snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&before, "etag"));
    reply_auto struct reply changed =
        http_send(url, &(struct request){.target = targets[1],
                                         .token = token,
                                         .headers = (const char *const[]){header, NULL}});
    cr_expect_eq(changed.status, 200);
    cr_expect_str_eq(changed.body, confirmed.body);
}
