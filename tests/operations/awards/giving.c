/* Awards as open data: in the words of the 360Giving standard, as JSON and as its table.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_awards. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"

#define AWARDS "/v1/awards"
#define JSON_TYPE "application/vnd.360giving+json"
#define CSV_TYPE "text/vnd.360giving.csv; charset=utf-8; header=present"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

static struct reply accepting(struct service *service, const char *accept, const char *target)
{
    char header[200];
    snprintf(header, sizeof header, "Accept: %s", accept);
    return http_send(
        service_url(service),
        &(struct request){.target = target, .headers = (const char *const[]){header, NULL}});
}

/* How many rows a table has below its titles. */
static size_t rows_of(const struct reply *table)
{
    size_t count = 0;
    for (const char *next = table->body; (next = strstr(next, "\r\n")); next += 2)
        count++;
    return count - 1;
}

Test(giving, the_eight_of_2016_17_are_a_package_of_39661_pounds)
{
    service_auto struct service *service = start();
    reply_auto struct reply package = csa_get(service, NULL, AWARDS "?format=360giving");
    cr_expect_str_eq(reply_header(&package, "content-type"), JSON_TYPE);
    cr_expect_str_eq(reply_header(&package, "vary"), "Authorization, Accept, Accept-Encoding");
    cr_expect_str_eq(reply_header(&package, "cache-control"), "no-cache");
    cr_expect_null(reply_header(&package, "etag"), "a stream has no tag");
    cr_expect_null(reply_header(&package, "content-disposition"));
    cr_assert_eq(json_object_size(package.json), 1);
    cr_assert_eq(json_array_size(reply_member(&package, "grants")), 8);
    double sum = 0;
    size_t index;
    json_t *grant;
    json_array_foreach(reply_member(&package, "grants"), index, grant)
    {
        sum += json_number_value(json_object_get(grant, "amountAwarded"));
        cr_expect_str_eq(json_string_value(json_object_get(grant, "awardDate")), "2016-04-01");
        cr_expect_str_eq(json_string_value(json_object_get(grant, "currency")), "GBP");
        cr_expect_null(json_object_get(grant, "dataSource"), "nobody said its address");
    }
    cr_expect_eq(lround(sum * 100), 3966100);
    cr_expect_str_eq(reply_text(&package, "grants.0.id"),
                     "360G-SaferCommunities-01590000-0000-7000-8000-000000000801");
    cr_expect_str_eq(reply_text(&package, "grants.0.title"), "Licence to Kill");
    cr_expect_not_null(strstr(package.body, "\"amountAwarded\":6000.00,"), "pence are written");
    cr_expect_str_eq(reply_text(&package, "grants.0.recipientOrganization.0.id"),
                     "360G-SaferCommunities-ORG:kcsp");
    cr_expect_str_eq(reply_text(&package, "grants.0.fundingOrganization.0.name"),
                     "Office of the Kent Police and Crime Commissioner");
    cr_expect_str_eq(reply_text(&package, "grants.0.classifications.0.code"), "road-safety");
}

Test(giving, the_table_has_the_titles_of_the_standard)
{
    service_auto struct service *service = start();
    reply_auto struct reply table =
        csa_get(service, NULL, AWARDS "?format=360giving-csv&project=licence-to-kill");
    cr_expect_str_eq(reply_header(&table, "content-type"), CSV_TYPE);
    cr_expect_str_eq(reply_header(&table, "content-disposition"),
                     "attachment; filename=\"awards.csv\"");
    static const char titles[] = "Identifier,Title,Description,Currency,Amount Applied For,"
                                 "Amount Awarded,Amount Disbursed,Award Date,"
                                 "Planned Dates:Start Date,Planned Dates:End Date,"
                                 "Recipient Org:Identifier,Recipient Org:Name,"
                                 "Funding Org:Identifier,Funding Org:Name,Grant Programme:Code,"
                                 "Grant Programme:Title,Grant Programme:URL,"
                                 "Beneficiary Location:Name,";
    cr_expect_eq(strncmp(table.body, titles, sizeof titles - 1), 0, "%s", table.body);
    cr_expect_eq(rows_of(&table), 1);
    static const char begin[] = "\r\n360G-SaferCommunities-01590000-0000-7000-8000-000000000801,"
                                "Licence to Kill,\"A road safety show in the theatre, on";
    cr_expect_not_null(strstr(table.body, begin), "%s", table.body);
    cr_expect_not_null(strstr(table.body,
                              ",GBP,,6000.00,,2016-04-01,,,360G-SaferCommunities-ORG:kcsp,"
                              "Kent Community Safety Partnership,"));
}

Test(giving, what_is_accepted_chooses_the_form)
{
    service_auto struct service *service = start();
    static const struct {
        const char *query, *accept, *type;
    } rows[] = {
        {"", JSON_TYPE, JSON_TYPE},
        {"", "text/vnd.360giving.csv", CSV_TYPE},
        {"", JSON_TYPE ", application/json;q=0.5", JSON_TYPE},
        {"", "*/*", "application/json"},
        {"", "text/*", "text/csv; charset=utf-8; header=present"},
        {"?format=360giving", "text/csv", JSON_TYPE},
        {"?format=360giving-csv", "image/png", CSV_TYPE},
        {"?format=json", JSON_TYPE, "application/json"},
        {"?format=csv", JSON_TYPE, "text/csv; charset=utf-8; header=present"},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char target[100];
        snprintf(target, sizeof target, AWARDS "%s", rows[i].query);
        reply_auto struct reply reply = accepting(service, rows[i].accept, target);
        cr_expect_eq(reply.status, 200, "row %zu", i);
        cr_expect_str_eq(reply_header(&reply, "content-type"), rows[i].type, "row %zu", i);
    }
    reply_auto struct reply none = accepting(service, "image/png", AWARDS);
    cr_expect(reply_is_problem(&none, 406, "not-acceptable"));
    cr_expect_not_null(strstr(none.body, "This answers application/json, text/csv, " JSON_TYPE
                                         " or text/vnd.360giving.csv."),
                       "%s", none.body);
    reply_auto struct reply elsewhere = accepting(service, JSON_TYPE, "/v1/grant-rounds");
    cr_expect(reply_is_problem(&elsewhere, 406, "not-acceptable"));
    reply_auto struct reply wrong =
        http_get(service_url(service), NULL, AWARDS "?format=360giving-json&state=lost");
    cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters"));
    cr_expect(reply_names(&wrong, "format") && reply_names(&wrong, "state"));
    reply_auto struct reply unknown =
        http_get(service_url(service), NULL, "/v1/projects?format=360giving");
    cr_expect(reply_is_problem(&unknown, 400, "invalid-parameters"));
}

Test(giving, filters_narrow_both_and_pages_do_not)
{
    service_auto struct service *service = start();
    static const struct {
        const char *query;
        size_t count;
    } rows[] = {
        {"round=kcsp-2016-17", 8},      {"round=no-such", 0},
        {"project=small-steps", 1},     {"recipient=kcc", 0},
        {"priority=domestic-abuse", 2}, {"state=active", 8},
        {"state=withdrawn", 0},         {"limit=1", 8},
        {"limit=1&count=true", 8},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char target[100];
        snprintf(target, sizeof target, AWARDS "?format=360giving&%s", rows[i].query);
        reply_auto struct reply package = csa_get(service, "swale", target);
        cr_expect_eq(json_array_size(reply_member(&package, "grants")), rows[i].count, "%s",
                     target);
        snprintf(target, sizeof target, AWARDS "?format=360giving-csv&%s", rows[i].query);
        reply_auto struct reply table = csa_get(service, "swale", target);
        cr_expect_eq(rows_of(&table), rows[i].count, "%s", target);
    }
    reply_auto struct reply none =
        csa_get(service, NULL, AWARDS "?format=360giving&state=complete");
    cr_expect_str_eq(none.body, "{\"grants\":[]}");
}

Test(giving, a_formula_is_harmless_for_who_opens_the_table_and_true_for_who_reads_it)
{
    service_auto struct service *service = start();
    free(service_sql(service, "UPDATE safer.project SET title = '=1+1, \"Licence\"'"
                              " WHERE id = 'licence-to-kill'"));
    reply_auto struct reply opened =
        csa_get(service, NULL, AWARDS "?format=360giving-csv&project=licence-to-kill");
    cr_expect_not_null(strstr(opened.body, ",\"'=1+1, \"\"Licence\"\"\","), "%s", opened.body);
    reply_auto struct reply read =
        accepting(service, "text/vnd.360giving.csv", AWARDS "?project=licence-to-kill");
    cr_expect_not_null(strstr(read.body, ",\"=1+1, \"\"Licence\"\"\","), "%s", read.body);
    reply_auto struct reply package =
        csa_get(service, NULL, AWARDS "?format=360giving&project=licence-to-kill");
    cr_expect_str_eq(reply_text(&package, "grants.0.title"), "=1+1, \"Licence\"");
}

Test(giving, a_long_list_comes_whole)
{
    service_auto struct service *service = start();
    free(service_sql(
        service,
        "SET session_replication_role = replica;"
        " INSERT INTO safer.project (id, title, state, public, source)"
        " SELECT 'project-' || n, 'Project ' || n, 'active', true, 'A paper'"
        " FROM generate_series(1, 2500) AS n;"
        " INSERT INTO safer.award (id, round, fund, purpose, project, amount_pence, source)"
        " SELECT ('018f0000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'kcsp-2016-17',"
        " 'pcc-kcsp-grant-2016-17', 'small-steps', 'project-' || n, n, 'A paper'"
        " FROM generate_series(1, 2500) AS n"));
    reply_auto struct reply package = csa_get(service, NULL, AWARDS "?format=360giving");
    const json_t *grants = reply_member(&package, "grants");
    cr_assert_eq(json_array_size(grants), 2508);
    for (size_t i = 8; i < 2508; i++)
        cr_assert_eq(
            lround(json_number_value(json_object_get(json_array_get(grants, i), "amountAwarded")) *
                   100),
            (long)i - 7);
    reply_auto struct reply table = csa_get(service, NULL, AWARDS "?format=360giving-csv");
    cr_expect_eq(rows_of(&table), 2508);
    reply_auto struct reply packed = http_send(
        service_url(service),
        &(struct request){.target = AWARDS "?format=360giving",
                          .headers = (const char *const[]){"Accept-Encoding: gzip", NULL}});
    cr_expect_str_eq(reply_header(&packed, "content-encoding"), "gzip");
    cr_expect_lt(packed.length, package.length / 4);
}

Test(giving, the_public_has_what_is_public)
{
    service_auto struct service *service = start();
    free(service_sql(service, "UPDATE safer.project SET public = false"
                              " WHERE id = 'licence-to-kill'"));
    reply_auto struct reply public = csa_get(service, NULL, AWARDS "?format=360giving");
    cr_expect_eq(json_array_size(reply_member(&public, "grants")), 7);
    cr_expect_null(strstr(public.body, "Licence to Kill"));
    reply_auto struct reply partner = csa_get(service, "swale", AWARDS "?format=360giving");
    cr_expect_eq(json_array_size(reply_member(&partner, "grants")), 8);
    cr_expect_str_eq(reply_header(&partner, "cache-control"), "private, no-cache");
    reply_auto struct reply forged =
        http_get(service_url(service), "x", AWARDS "?format=360giving");
    cr_expect(reply_is_problem(&forged, 401, "invalid-token"));
}

Test(giving, who_publishes_it_says_prefix_and_address)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .today = "2018-03-28",
        .environment = (const char *const[]){"SAFER_GIVING_PREFIX=360G-Kent",
                                             "SAFER_PUBLIC_URL=https://safer.example", NULL}});
    reply_auto struct reply package =
        csa_get(service, NULL, AWARDS "?format=360giving&project=small-steps");
    cr_expect_str_eq(reply_text(&package, "grants.0.id"),
                     "360G-Kent-01590000-0000-7000-8000-000000000804");
    cr_expect_str_eq(reply_text(&package, "grants.0.recipientOrganization.0.id"),
                     "360G-Kent-ORG:kcsp");
    cr_expect_str_eq(reply_text(&package, "grants.0.dataSource"),
                     "https://safer.example" AWARDS "/01590000-0000-7000-8000-000000000804");
    reply_auto struct reply table =
        csa_get(service, NULL, AWARDS "?format=360giving-csv&project=small-steps");
    cr_expect_not_null(strstr(table.body, ",https://safer.example" AWARDS
                                          "/01590000-0000-7000-8000-000000000804\r\n"));
}

Test(giving, head_has_the_headers_and_http_1_0_has_no_stream)
{
    service_auto struct service *service = start();
    static const struct {
        const char *target, *type;
    } rows[] = {
        {AWARDS "?format=360giving", JSON_TYPE},
        {AWARDS "?format=360giving-csv", CSV_TYPE},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        reply_auto struct reply head = http_send(
            service_url(service), &(struct request){.method = "HEAD", .target = rows[i].target});
        cr_expect_eq(head.status, 200);
        cr_expect_str_eq(reply_header(&head, "content-type"), rows[i].type);
        char old[100];
        snprintf(old, sizeof old, "GET %s HTTP/1.0\r\n\r\n", rows[i].target);
        char *answer = http_raw(service_url(service), old, strlen(old));
        cr_expect(strstr(answer, " 505 "), "%s", answer);
        free(answer);
    }
}
