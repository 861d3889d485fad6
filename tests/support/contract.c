/* Reads the contract's operations, their scopes and what they declare.
 * SPDX-License-Identifier: MIT */
#include "support/contract.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"

static const struct {
    const char *name, *method;
} methods[] = {
    {"get", "GET"}, {"put", "PUT"}, {"post", "POST"}, {"patch", "PATCH"}, {"delete", "DELETE"}};

/* {} permits everybody; {"bearer": [...]} asks for all scopes of the array, which is never more
 * than one. */
static void read_security(struct contract_operation *operation, const json_t *security)
{
    size_t count = 0;
    operation->takes_token = json_array_size(security) > 0;
    operation->anonymous = !operation->takes_token;
    for (size_t i = 0; i < json_array_size(security); i++) {
        const json_t *scheme = json_array_get(security, i);
        const json_t *scopes = json_object_get(scheme, "bearer");
        operation->anonymous = operation->anonymous || json_object_size(scheme) == 0;
        cr_assert_leq(json_array_size(scopes), 1);
        cr_assert_lt(count, (size_t)CONTRACT_SCOPES_MAX);
        if (json_array_size(scopes)) {
            operation->scopes[count++] = json_string_value(json_array_get(scopes, 0));
        }
    }
}

struct contract contract_read(const char *url)
{
    reply_auto struct reply reply = http_get(url, NULL, "/openapi.json");
    cr_assert_eq(reply.status, 200);
    struct contract contract = {.document = json_incref(reply.json)};
    json_t *paths = json_object_get(contract.document, "paths"), *item;
    const char *path;
    json_object_foreach(paths, path, item)
    {
        for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
            json_t *node = json_object_get(item, methods[i].name);
            if (!node) {
                continue;
            }
            contract.operations =
                realloc(contract.operations, (contract.count + 1) * sizeof *contract.operations);
            cr_assert_not_null(contract.operations);
            struct contract_operation *operation = &contract.operations[contract.count++];
            *operation = (struct contract_operation){
                .id = json_string_value(json_object_get(node, "operationId")),
                .method = methods[i].method,
                .path = path,
                .takes_body = json_object_get(node, "requestBody"),
                .node = node,
            };
            const json_t *bodies = json_object_get(json_object_get(node, "requestBody"), "content");
            operation->takes_files = json_object_get(bodies, "multipart/form-data");
            operation->takes_json = json_object_get(bodies, "application/json");
            json_t *security = json_object_get(node, "security");
            cr_assert(operation->id && security, "%s %s is not complete", methods[i].method, path);
            read_security(operation, security);
        }
    }
    cr_assert_gt(contract.count, 20);
    return contract;
}

void contract_free(struct contract *contract)
{
    json_decref(contract->document);
    free(contract->operations);
    *contract = (struct contract){.count = 0};
}

bool contract_declares(const struct contract_operation *operation, const char *status)
{
    return json_object_get(json_object_get(operation->node, "responses"), status);
}

bool contract_is_handled(const struct contract_operation *operation)
{
    return strncmp(operation->path, "/v1/", 4) != 0 ||
           strcmp(operation->id, "get_data_package") == 0;
}

static const char *value_for(const char *name, const char *contribution, const char *event)
{
    const struct {
        const char *name, *value;
    } values[] = {
        {"{fund}", "kcst-pooled-budget"},
        {"{agreement}", "kcst-mou-2018"},
        {"{partner}", "kcc"},
        {"{post}", "kcst-coordinator"},
        {"{budget}", "pcc-commissioning-2017-18"},
        {"{problem}", "not-found"},
        {"{contribution}", contribution ? contribution : CONTRACT_ID},
        {"{event}", event ? event : CONTRACT_ID},
        {"{change}", CONTRACT_ID},
        {"{withdrawal}", CONTRACT_ID},
        {"{case}", CONTRACT_ID},
        {"{expenditure}", CONTRACT_ID},
        {"{transfer}", CONTRACT_ID},
        {"{closing}", CONTRACT_ID},
        {"{purpose}", "joint-initiatives"},
        {"{set}", "csa-2016-17"},
        {"{priority}", "road-safety"},
        {"{theme}", "reducing-re-offending"},
        {"{plan}", "safer-in-kent-2017-2021"},
        {"{version}", "csa-2014-17"},
        {"{chapter}", "introduction"},
        {"{action}", CONTRACT_ID},
        {"{commentary}", CONTRACT_ID},
        {"{report}", CONTRACT_ID},
        {"{area}", "E10000016"},
        {"{indicator}", "domestic-abuse-incidents"},
        {"{annotation}", "01580000-0000-7000-8000-000000000001"},
        {"{load}", CONTRACT_ID},
        {"{item}", "01590000-0000-7000-8000-000000000344"},
        {"{paper}", "01590000-0000-7000-8000-000000000701"},
        {"{minute}", "01590000-0000-7000-8000-000000000425"},
        {"{decision}", "01590000-0000-7000-8000-000000000525"},
        {"{follow_up}", "01590000-0000-7000-8000-000000000603"},
        {"{project}", "licence-to-kill"},
        {"{round}", "kcsp-2016-17"},
        {"{bid}", CONTRACT_ID},
        {"{award}", "01590000-0000-7000-8000-000000000801"},
        {"{tranche}", CONTRACT_ID},
        {"{condition}", CONTRACT_ID},
        {"{return}", CONTRACT_ID},
        {"{refund}", CONTRACT_ID},
        {"{dhr}", CONTRACT_ID},
        {"{exclusion}", CONTRACT_ID},
        {"{statistics}", "01590000-0000-7000-8000-000000000901"},
        {"{published_dhr}", CONTRACT_ID},
        {"{body}", "kcsp"},
        {"{membership}", "01590000-0000-7000-8000-000000000111"},
        {"{meeting}", "01590000-0000-7000-8000-000000000207"},
        {"{attendance}", "01590000-0000-7000-8000-000000000311"},
        {"{declaration}", CONTRACT_ID},
        {"{agenda_import}", CONTRACT_ID},
        {"{dhr_recommendation}", CONTRACT_ID},
        {"{dhr_action}", CONTRACT_ID},
        {"{dhr_clock_rule}", "home-office-2016"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strncmp(name, values[i].name, strlen(values[i].name)) == 0) {
            return values[i].value;
        }
    }
    cr_assert(false, "no value is known for %s", name);
    return NULL;
}

/* The query an operation cannot do without. */
static const char *query_of(const struct contract_operation *operation)
{
    static const struct {
        const char *operation, *query;
    } queries[] = {
        {"get_fund_schedule", "?financial_year=2018/19"},
        {"get_fund_statement", "?financial_year=2018/19"},
        {"list_csa_diff", "?from=csa-2014-17&to=csa-2014-17"},
        {"get_indicator_analysis", "?area=E10000016"},
        {"get_quarterly_report", "?quarter=2017/18-Q1"},
        {"get_summary_report", "?quarter=2017/18-Q1"},
        {"search", "?q=review"},
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        if (strcmp(operation->id, queries[i].operation) == 0) {
            return queries[i].query;
        }
    }
    return "";
}

char *contract_target(const struct contract_operation *operation, const char *contribution,
                      const char *event)
{
    char *target = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&target, &length);
    cr_assert_not_null(out);
    for (const char *at = operation->path; *at; at++) {
        if (*at == '{') {
            fputs(value_for(at, contribution, event), out);
            at += strcspn(at, "}");
        } else {
            fputc(*at, out);
        }
    }
    fputs(query_of(operation), out);
    fclose(out);
    return target;
}
