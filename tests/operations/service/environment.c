/* What stands in the environment of the service and is not a setting of it changes nothing.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define BODY                                                                                       \
    "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":1600000,"    \
    "\"received_on\":\"2018-05-04\",\"external_reference\":\"KCC-1\"}"

Test(environment, postgresqls_own_variables_mean_nothing)
{
    static const char *const environment[] = {
        "PGTZ=Asia/Tokyo", "PGDATESTYLE=SQL,DMY", "PGHOST=/nowhere",  "PGUSER=nobody",
        "PGPORT=1",        "PGDATABASE=none",     "PGOPTIONS=-c x=y", NULL,
    };
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-05-05", .environment = environment});
    const char *token = service_token(service, "c", "kcc", "contributions.write");
    reply_auto struct reply made =
        http_post(service_url(service), token, "k", "/v1/contributions", BODY);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_text(&made, "received_on"), "2018-05-04");
    char *created = service_sql(service, "SELECT to_char(created_at AT TIME ZONE 'UTC',"
                                         " 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM safer.contribution");
    const char *shown = reply_text(&made, "created_at");
    cr_expect_eq(strncmp(shown, created, strlen(created)), 0, "%s, and it was %s", shown, created);
    cr_expect_eq(shown[strlen(shown) - 1], 'Z');
    free(created);
}

Test(environment, variables_for_clients_under_the_same_prefix_are_left_alone)
{
    static const char *const environment[] = {"SAFER_URL=https://elsewhere.example",
                                              "SAFER_TOKEN=x", NULL};
    service_auto struct service *service =
        service_start(&(struct service_options){.environment = environment});
    reply_auto struct reply partners = http_get(service_url(service), NULL, "/v1/partners");
    cr_expect_eq(partners.status, 200);
}
