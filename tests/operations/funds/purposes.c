/* What a fund's money is spent on.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_fund_purposes, create_fund_purpose, get_fund_purpose. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

#define PURPOSES "/v1/funds/reserve/purposes"
#define CONFERENCE                                                                                 \
    "{\"id\":\"autumn-conference\",\"name\":\"Autumn conference\",\"kind\":\"project\","           \
    "\"planned_pence\":250000,\"note\":\"In Maidstone\"}"

Test(purposes, the_host_makes_one_and_spends_on_it)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    const char *url = service_url(service);
    reply_auto struct reply made = assert_keyed(
        service, ledger_host(service), PURPOSES, CONFERENCE,
        "{\"id\":\"spring-conference\",\"name\":\"Spring conference\",\"kind\":\"other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_assert_str_eq(reply_header(&made, "location"), PURPOSES "/autumn-conference");
    static const struct {
        const char *member, *value;
    } texts[] = {{"fund", "reserve"},
                 {"id", "autumn-conference"},
                 {"name", "Autumn conference"},
                 {"kind", "project"},
                 {"post", NULL},
                 {"note", "In Maidstone"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *found = reply_text(&made, texts[i].member);
        cr_expect(texts[i].value ? found && strcmp(found, texts[i].value) == 0 : !found, "%s",
                  texts[i].member);
    }
    cr_expect_eq(reply_integer(&made, "planned_pence"), 250000);
    cr_expect_eq(reply_integer(&made, "version"), 1);
    reply_auto struct reply read =
        http_get(url, ledger_reader(service), reply_header(&made, "location"));
    cr_assert_str_eq(read.body, made.body);
    reply_auto struct reply list = http_get(url, ledger_reader(service), PURPOSES);
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 1);
    cr_assert(json_equal(reply_member(&list, "items.0"), made.json));
    char *csv = ledger_csv(service, ledger_reader(service), PURPOSES), row[256];
    snprintf(row, sizeof row,
             "fund,id,name,kind,post,planned_pence,note,created_at,version\r\n"
             "reserve,autumn-conference,Autumn conference,project,,250000,In Maidstone,%s,1\r\n",
             reply_text(&made, "created_at"));
    cr_expect_str_eq(csv, row);
    free(csv);
    /* It is the fund's own. */
    reply_auto struct reply elsewhere =
        http_get(url, ledger_reader(service), POOLED_FUND "/purposes/autumn-conference");
    cr_expect(reply_is_problem(&elsewhere, 404, "not-found"));
    reply_auto struct reply unkeyed =
        http_post(url, ledger_host(service), NULL, PURPOSES,
                  "{\"id\":\"least\",\"name\":\"Least\",\"kind\":\"other\"}");
    cr_expect_eq(unkeyed.status, 201, "%s", unkeyed.body);
    cr_expect(json_is_null(reply_member(&unkeyed, "planned_pence")));
    assert_sql(service,
               "SELECT string_agg(object, ' ' ORDER BY object) FROM safer.audit_event"
               " WHERE operation = 'create_fund_purpose'",
               "autumn-conference least");
}

static const struct {
    const char *body;
    int status;
    const char *slug, *pointer;
} wrong[] = {
    {"{\"id\":\"joint-initiatives\",\"name\":\"Again\",\"kind\":\"other\"}", 409, "purpose-exists",
     "/id"},
    {"{\"id\":\"" POST "\",\"name\":\"The post\",\"kind\":\"other\"}", 409, "purpose-exists",
     "/id"},
    {"{\"id\":\"a\",\"name\":\"A\",\"kind\":\"other\",\"planned_pence\":0}", 422,
     "amount-not-positive", "/planned_pence"},
    {"{\"id\":\"a\",\"name\":\"A\",\"kind\":\"other\",\"planned_pence\":-5}", 422,
     "amount-not-positive", "/planned_pence"},
    {"{\"id\":\"a\",\"name\":\"A\",\"kind\":\"post\"}", 422, "invalid-body", "/kind"},
    {"{\"id\":\"A b\",\"name\":\"A\",\"kind\":\"other\"}", 422, "invalid-body", "/id"},
    {"{\"id\":\"a\",\"name\":\" \",\"kind\":\"other\"}", 422, "invalid-body", "/name"},
    {"{\"id\":\"a\",\"name\":\"A\",\"kind\":\"other\",\"note\":\"\"}", 422, "invalid-body",
     "/note"},
    {"{\"id\":\"a\",\"name\":\"A\",\"kind\":\"other\",\"planned_pence\":1.5}", 422, "invalid-body",
     "/planned_pence"},
    {"{\"id\":\"a\",\"name\":\"A\",\"kind\":\"other\",\"post\":\"" POST "\"}", 422, "invalid-body",
     "/post"},
    {"{\"name\":\"A\"}", 422, "invalid-body", "/id"},
};

Test(purposes, what_may_not_be_made_is_refused_with_the_rule)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    const char *url = service_url(service);
    char *before = ledger_counts(service);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply =
            http_post(url, ledger_host(service), "k", POOLED_FUND "/purposes", wrong[i].body);
        cr_expect(reply_is_problem(&reply, wrong[i].status, wrong[i].slug) &&
                      reply_names(&reply, wrong[i].pointer),
                  "%s: %s", wrong[i].body, reply.body);
    }
    static const struct {
        const char *partner, *scope, *target;
        int status;
        const char *slug;
    } callers[] = {
        {"kcc", "funds.write", PURPOSES, 403, "not-the-host"},
        {"swale", "funds.write", PURPOSES, 403, "not-the-host"},
        {"kfrs", "funds.read", PURPOSES, 403, "insufficient-scope"},
        {"dover", "funds.write", PURPOSES, 404, "not-found"},
        {"kfrs", "funds.write", "/v1/funds/nowhere/purposes", 404, "not-found"},
        {"kfrs", "funds.write", "/v1/funds/NOWHERE/purposes", 400, "invalid-parameters"},
    };
    for (size_t i = 0; i < sizeof callers / sizeof *callers; i++) {
        reply_auto struct reply reply =
            http_post(url, service_token(service, "c", callers[i].partner, callers[i].scope), "k",
                      callers[i].target, CONFERENCE);
        cr_expect(reply_is_problem(&reply, callers[i].status, callers[i].slug), "%s: %s",
                  callers[i].partner, reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
}

Test(purposes, a_post_that_the_fund_pays_is_one)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    reply_auto struct reply post =
        http_get(service_url(service), ledger_reader(service), POOLED_FUND "/purposes/" POST);
    cr_expect_str_eq(reply_text(&post, "kind"), "post");
    cr_expect_str_eq(reply_text(&post, "post"), POST);
    cr_expect_str_eq(reply_text(&post, "name"), "Test post");
    reply_auto struct reply list =
        http_get(service_url(service), ledger_reader(service), POOLED_FUND "/purposes");
    const json_t *items = reply_member(&list, "items");
    const char *last = "";
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *id = json_string_value(json_object_get(json_array_get(items, i), "id"));
        cr_expect_gt(strcmp(id, last), 0, "%s comes after %s", id, last);
        last = id;
    }
}

Test(purposes, answers_by_token_form_and_tag)
{
    service_auto struct service *service = ledger_start("2018-06-30");
    assert_readable(service, ledger_reader(service), ledger_outsider(service),
                    POOLED_FUND "/purposes", "/v1/funds/KCST/purposes", "fund");
    assert_readable(service, ledger_reader(service), ledger_outsider(service),
                    POOLED_FUND "/purposes/joint-initiatives", POOLED_FUND "/purposes/Joint",
                    "purpose");
    /* Who contributes knows of the fund, but not what it is spent on. */
    const char *swale = service_token(service, "r", "swale", "funds.read");
    reply_auto struct reply fund = http_get(service_url(service), swale, "/v1/funds/reserve");
    cr_expect_eq(fund.status, 200);
    reply_auto struct reply hidden = http_get(service_url(service), swale, PURPOSES);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply csv = http_get(service_url(service), swale, PURPOSES "?format=csv");
    cr_expect(reply_is_problem(&csv, 404, "not-found"));
}
