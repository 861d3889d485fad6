/* Paths and queries are read as the contract declares them, and everything wrong is named.
 * SPDX-License-Identifier: MIT */
#include "contract/parameters.h"

#include <criterion/criterion.h>
#include <string.h>

static struct parameters parameters;
static struct faults faults;
static struct route route;

static void start(void)
{
    char error[256];
    cr_assert(contract_start(error), "%s", error);
}

static void stop(void)
{
    parameters_clear(&parameters);
    faults_clear(&faults);
    contract_stop();
}

TestSuite(parameters, .init = start, .fini = stop);

static void read(const char *path, const char *query)
{
    parameters_clear(&parameters);
    faults_clear(&faults);
    cr_assert(route_find(path, strlen(path), METHOD_GET, &route));
    cr_assert(parameters_read(route.operation, &route, query, &parameters, &faults));
}

static const char *value(const char *name)
{
    return parameters_get(route.operation, &parameters, name);
}

static void expect_fault(const char *query, const char *parameter, const char *code)
{
    read("/v1/contributions", query);
    cr_expect_eq(faults.total, 1, "%s: %zu faults", query, faults.total);
    cr_expect(faults.count == 1 && strcmp(faults.items[0].parameter, parameter) == 0, "%s", query);
    if (code)
        cr_expect(faults.count == 1 && strcmp(faults.items[0].code, code) == 0, "%s: %s", query,
                  faults.items[0].code);
}

Test(parameters, are_decoded_and_given_by_name)
{
    read("/v1/contributions", "financial_year=2018%2F19&partner=kcc&limit=10&count=true");
    cr_assert_eq(faults.total, 0);
    cr_assert_str_eq(value("financial_year"), "2018/19");
    cr_assert_str_eq(value("partner"), "kcc");
    cr_assert_str_eq(value("limit"), "10");
    cr_assert_null(value("fund"));
    cr_assert_null(value("no_such_name"));
}

Test(parameters, take_a_plus_in_a_query_for_a_blank)
{
    read("/v1/contributions", "external_reference=KCC+2018%2B19");
    cr_assert_eq(faults.total, 0);
    cr_assert_str_eq(value("external_reference"), "KCC 2018+19");
}

Test(parameters, have_their_defaults_when_absent)
{
    read("/v1/contributions", NULL);
    cr_assert_eq(faults.total, 0);
    cr_assert_str_eq(value("limit"), "50");
    read("/v1/contributions", "&&");
    cr_assert_eq(faults.total, 0);
}

Test(parameters, of_the_path_are_read_too)
{
    read("/v1/partners/kent%2Dpolice", NULL);
    cr_assert_eq(faults.total, 0);
    cr_assert_str_eq(value("partner"), "kent-police");
}

Test(parameters, that_are_wrong_are_named_each_with_its_code)
{
    expect_fault("finacial_year=2018/19", "finacial_year", "unknown");
    expect_fault("limit=501", "limit", "maximum");
    expect_fault("limit=0", "limit", "minimum");
    expect_fault("limit=ten", "limit", "type");
    expect_fault("limit=1e2", "limit", "type");
    expect_fault("limit=-", "limit", "type");
    expect_fault("limit=", "limit", "type");
    expect_fault("limit=99999999999999999999", "limit", "type");
    expect_fault("count=yes", "count", "type");
    expect_fault("financial_year=2018/20", "financial_year", "format");
    expect_fault("state=paid", "state", "enum");
    expect_fault("received_from=2018-02-30", "received_from", "format");
    expect_fault("partner=kcc&partner=kfrs", "partner", "repeated");
    expect_fault("partner=%zz", "partner", "encoding");
    expect_fault("partner=%4", "partner", "encoding");
    expect_fault("partner=%00", "partner", "encoding");
    expect_fault("partner=%ff%fe", "partner", "type");
}

Test(parameters, that_are_wrong_together_are_all_named)
{
    read("/v1/contributions", "limit=0&stat=x&financial_year=18/19");
    cr_assert_eq(faults.total, 3);
}

Test(parameters, that_nobody_knows_are_shown_without_harm)
{
    char query[500] = "";
    memset(query, 'x', sizeof query - 1);
    memcpy(query, "%0a%22", 6);
    read("/v1/contributions", query);
    cr_assert_eq(faults.count, 1);
    cr_assert_leq(strlen(faults.items[0].parameter), 60);
    cr_assert_null(strchr(faults.items[0].parameter, '\n'));
}

Test(parameters, that_are_required_are_missed)
{
    read("/v1/funds/kcst-pooled-budget/schedule", NULL);
    cr_assert_eq(faults.total, 1);
    cr_assert_str_eq(faults.items[0].code, "required");
    cr_assert_str_eq(faults.items[0].parameter, "financial_year");
}

static void expect_recorded(const char *path, const char *query, const char *expected)
{
    text_auto recorded = {0};
    cr_assert(route_find(path, strlen(path), METHOD_GET, &route));
    parameters_record(route.operation, query, &recorded);
    cr_expect_str_eq(recorded.data ? recorded.data : "", expected, "%s", query);
}

Test(parameters, that_are_not_to_be_written_down_are_left_out_of_what_was_asked)
{
    const char *reviews = "/v1/dhrs";
    expect_recorded(reviews, NULL, "");
    expect_recorded(reviews, "limit=5&stage=not%69fied", "limit=5&stage=not%69fied");
    expect_recorded(reviews, "called=Old+7", "called=");
    expect_recorded(reviews, "called", "called");
    expect_recorded(reviews, "&limit=5&called=Old=7&&count=true", "&limit=5&called=&&count=true");
    expect_recorded(reviews, "c%61lled=Old%207&called=Old+8", "c%61lled=&called=");
    expect_recorded(reviews, "%zz=Old+7&alias=Old+7&=Old+7", "%zz=&alias=&=");
    expect_recorded("/v1/contributions", "external_reference=Old+7", "external_reference=Old+7");
}
