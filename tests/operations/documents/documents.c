/* The contract, its reference, health and figures: what the service says about itself.
 * SPDX-License-Identifier: MIT
 *
 * Operations: health_live, health_ready, get_metrics, get_openapi_yaml, get_openapi_json, get_docs,
 * get_problem_page, get_data_package. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/http.h"
#include "support/program.h"
#include "support/series.h"
#include "support/service.h"
#include "support/wire.h"

static bool holds(const struct reply *reply, const char *text)
{
    return strstr(reply->body, text) != NULL;
}

Test(documents, the_contract_in_json_is_that_in_yaml)
{
    service_auto struct service *service = service_start(NULL);
    reply_auto struct reply yaml = http_get(service_url(service), NULL, "/openapi.yaml");
    reply_auto struct reply json = http_get(service_url(service), NULL, "/openapi.json");
    cr_assert_eq(yaml.status, 200);
    cr_assert_str_eq(reply_header(&yaml, "content-type"), "application/yaml");
    cr_assert_eq(json.status, 200);
    cr_assert_str_eq(reply_header(&json, "content-type"), "application/json");
    cr_assert_str_eq(reply_text(&json, "openapi"), "3.1.0");

    /* A second opinion on both: a YAML parser that has nothing to do with the service. */
    static const char script[] =
        "import json, sys, urllib.request, yaml\n"
        "read = lambda name: urllib.request.urlopen(sys.argv[1] + name).read()\n"
        "Loader = yaml.SafeLoader\n"
        "Loader.yaml_implicit_resolvers = {first: [(tag, pattern) for tag, pattern in rows\n"
        "    if not tag.endswith(':timestamp')]\n"
        "    for first, rows in Loader.yaml_implicit_resolvers.items()}\n"
        "one = json.loads(json.dumps(yaml.load(read('/openapi.yaml'), Loader)))\n"
        "two = json.loads(read('/openapi.json'))\n"
        "print(one == two, len(one['paths']) > 10)\n";
    const char *const arguments[] = {"/usr/bin/python3", "-c", script, service_url(service), NULL};
    int status = 0;
    char *output = program_run(arguments, NULL, &status);
    cr_assert_str_eq(output, "True True\n", "%s", output);
    free(output);
}

/* Every CSV the package describes, at the paths it names and at others, held against it. */
static void assert_described(struct service *service, const char *const others[3])
{
    const char *token = service_token(service, "kfrs-analyst", "kfrs",
                                      "funds.read agreements.read posts.read audit.read "
                                      "dhrs.write");
    const char *const arguments[] = {"/usr/bin/python3",
                                     SOURCE_ROOT "/tests/contract/check_package.py",
                                     service_url(service),
                                     token,
                                     others[0],
                                     others[1],
                                     others[2],
                                     NULL};
    int status = 0, resources = 0, rows = 0;
    char *output = program_run(arguments, NULL, &status);
    cr_assert_eq(sscanf(output, "%d resources, %d rows", &resources, &rows), 2, "%s", output);
    cr_expect_geq(resources, 40);
    cr_expect_geq(rows, 200);
    cr_expect_eq(status, 0);
    free(output);
}

Test(documents, the_data_package_describes_each_csv_of_published_data)
{
    service_auto struct service *service = service_start(NULL);
    assert_described(service, (const char *const[]){NULL, NULL, NULL});
}

Test(documents, the_data_package_describes_each_csv_of_a_service_in_use)
{
    service_auto struct service *service = series_start("2018-04-09", 33);
    free(series_rebaseline(service, NULL, "2016-02"));
    free(service_sql(
        service,
        "INSERT INTO safer.action (id, title, priority, owner) VALUES"
        " ('0190a5c8-3f1e-7b42-9c6d-5e2f8a1b0c51', 'Example', 'road-safety', 'kfrs');"
        "INSERT INTO safer.commentary (id, priority, quarter, text, partner) VALUES"
        " ('0190a5c8-3f1e-7b42-9c6d-5e2f8a1b0c51', 'road-safety', '2016/17-Q3', 'Well', 'kfrs')"));
    assert_described(service, (const char *const[]){
                                  "get-quarterly-report=reports/quarterly?quarter=2016/17-Q3",
                                  "get-summary-report=reports/summary?quarter=2016/17-Q3",
                                  "get-exceptions=exceptions?quarter=2016/17-Q3",
                              });
}

Test(documents, the_reference_shows_every_operation_and_runs_no_scripts)
{
    service_auto struct service *service = service_start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    reply_auto struct reply docs = http_get(service_url(service), NULL, "/docs");
    cr_assert_eq(docs.status, 200);
    cr_assert_str_eq(reply_header(&docs, "content-type"), "text/html; charset=utf-8");
    const char *policy = reply_header(&docs, "content-security-policy");
    cr_assert(policy && strstr(policy, "default-src 'none'"), "%s", policy ? policy : "none");
    cr_assert_str_eq(reply_header(&docs, "referrer-policy"), "no-referrer");
    cr_assert_str_eq(reply_header(&docs, "x-content-type-options"), "nosniff");
    cr_assert(holds(&docs, "<html lang=\"en"));
    cr_assert_not(holds(&docs, "<script"));
    cr_assert_not(holds(&docs, "src=\"http"));
    cr_assert_not(holds(&docs, "<link rel=\"stylesheet\""));
    for (size_t i = 0; i < contract.count; i++) {
        cr_assert(holds(&docs, contract.operations[i].id), "%s", contract.operations[i].id);
    }
}

/* The slugs the contract's examples name. */
static size_t each_slug(const json_t *document, const char *slugs[], size_t most)
{
    json_t *examples = json_object_get(json_object_get(document, "components"), "examples"),
           *example;
    const char *name;
    size_t count = 0;
    json_object_foreach(examples, name, example)
    {
        const char *type =
            json_string_value(json_object_get(json_object_get(example, "value"), "type"));
        if (type && strncmp(type, "/problems/", 10) == 0) {
            cr_assert_lt(count, most);
            slugs[count++] = type;
        }
    }
    return count;
}

Test(documents, every_problem_the_contract_shows_has_its_page)
{
    service_auto struct service *service = service_start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *slugs[400];
    const size_t count = each_slug(contract.document, slugs, sizeof slugs / sizeof *slugs);
    cr_assert_geq(count, 40);
    for (size_t i = 0; i < count; i++) {
        reply_auto struct reply page = http_get(service_url(service), NULL, slugs[i]);
        cr_assert_eq(page.status, 200, "%s", slugs[i]);
        cr_assert_str_eq(reply_header(&page, "content-type"), "text/html; charset=utf-8");
        cr_assert_not_null(reply_header(&page, "content-security-policy"));
        cr_assert(holds(&page, slugs[i] + 10), "%s", slugs[i]);
    }
    static const char *const unknown[] = {"/problems/nothing",    "/problems/not-foun",
                                          "/problems/not-found2", "/problems/not-found/",
                                          "/problems/",           "/problems"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        reply_auto struct reply page = http_get(service_url(service), NULL, unknown[i]);
        cr_assert(reply_is_problem(&page, 404, "not-found"), "%s", unknown[i]);
    }
}

Test(documents, every_problem_of_the_table_has_its_page)
{
    service_auto struct service *service = service_start(NULL);
    FILE *table = fopen(SOURCE_ROOT "/api/http/problem.def", "re");
    char line[2000], page[100] = "/problems/";
    size_t rows = 0;
    cr_assert_not_null(table);
    while (fgets(line, sizeof line, table)) {
        if (sscanf(line, "PROBLEM(%*[A-Z_0-9], \"%63[a-z0-9-]\"", page + 10) != 1) {
            continue;
        }
        reply_auto struct reply reply = http_get(service_url(service), NULL, page);
        cr_assert_eq(reply.status, 200, "%s", page);
        rows++;
    }
    fclose(table);
    cr_assert_geq(rows, 40);
}

Test(documents, health_says_that_it_lives_and_is_ready)
{
    service_auto struct service *service = service_start(NULL);
    reply_auto struct reply live = http_get(service_url(service), NULL, "/health/live");
    cr_assert_eq(live.status, 200);
    cr_assert_str_eq(live.body, "{\"status\":\"live\"}");
    reply_auto struct reply ready = http_get(service_url(service), NULL, "/health/ready");
    cr_assert_eq(ready.status, 200);
    cr_assert_str_eq(ready.body, "{\"status\":\"ready\"}");
}

Test(documents, a_database_of_another_version_is_not_ready)
{
    service_auto struct service *service = service_start(NULL);
    free(service_sql(service, "UPDATE safer.schema_state SET digest = 'other'"));
    reply_auto struct reply ready = http_get(service_url(service), NULL, "/health/ready");
    cr_assert(reply_is_problem(&ready, 503, "unavailable"));
    cr_assert_not_null(reply_header(&ready, "retry-after"));
    cr_assert(strstr(reply_text(&ready, "detail"), "not migrated"), "%s", ready.body);
    reply_auto struct reply live = http_get(service_url(service), NULL, "/health/live");
    cr_assert_eq(live.status, 200);
}

/* The value of a metric with its labels as written, 0 when it is not there. */
static double metric(const struct service *service, const char *name)
{
    reply_auto struct reply reply = http_get(service_url(service), NULL, "/metrics");
    char line[256];
    cr_assert_eq(reply.status, 200);
    snprintf(line, sizeof line, "\n%s ", name);
    const char *found = strstr(reply.body, line);
    return found ? strtod(found + strlen(line), NULL) : 0;
}

Test(documents, the_figures_count_what_was_asked)
{
    service_auto struct service *service = service_start(NULL);
    static const char partners[] =
        "safer_requests_total{operation=\"list_partners\",status=\"200\"}";
    static const char refused[] = "safer_requests_total{operation=\"list_funds\",status=\"401\"}";
    static const char unknown[] = "safer_requests_total{operation=\"none\",status=\"404\"}";
    static const char timed[] = "safer_request_duration_seconds_count{operation=\"list_partners\"}";
    cr_assert_eq(metric(service, partners), 0);
    for (int i = 0; i < 3; i++) {
        reply_auto struct reply one = http_get(service_url(service), NULL, "/v1/partners");
        reply_auto struct reply two = http_get(service_url(service), NULL, "/v1/funds");
        reply_auto struct reply three = http_get(service_url(service), NULL, "/v1/nothing");
        cr_assert_eq(one.status + two.status + three.status, 200 + 401 + 404);
    }
    cr_assert_eq(metric(service, partners), 3);
    cr_assert_eq(metric(service, refused), 3);
    cr_assert_eq(metric(service, unknown), 3);
    cr_assert_eq(metric(service, timed), 3);
    EVENTUALLY(5, metric(service, "safer_requests_in_flight") == 1); /* its own */
    cr_assert_geq(metric(service, "safer_database_connections"), 1);
}

Test(documents, the_figures_are_in_the_form_of_prometheus)
{
    service_auto struct service *service = service_start(NULL);
    reply_auto struct reply partners = http_get(service_url(service), NULL, "/v1/partners");
    reply_auto struct reply reply = http_get(service_url(service), NULL, "/metrics");
    cr_assert_str_eq(reply_header(&reply, "content-type"),
                     "text/plain; version=0.0.4; charset=utf-8");
    size_t values = 0;
    for (char *line = reply.body, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        cr_assert_not_null(end, "the last line does not end");
        *end = '\0';
        static const char process[] =
            "process_start_time_seconds"; /* Prometheus' own name for it */
        const char *name = line[0] == '#' ? line + sizeof "# HELP" : line;
        cr_assert(strncmp(name, "safer_", 6) == 0 ||
                      strncmp(name, process, sizeof process - 1) == 0,
                  "%s", line);
        if (strncmp(line, "# HELP ", 7) == 0 || strncmp(line, "# TYPE ", 7) == 0) {
            continue;
        }
        const char *value = strrchr(line, ' ');
        char *after;
        cr_assert_not_null(value);
        (void)strtod(value + 1, &after);
        cr_assert(after > value + 1 && *after == '\0', "%s", line);
        values++;
    }
    cr_assert_geq(values, 20);
}
