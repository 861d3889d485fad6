/* Reviews, for tests of what they cost, what is published of them and how many there are.
 * SPDX-License-Identifier: MIT */
#include "support/dhr_money.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhrs.h"
#include "support/ledger.h"

#define RULE                                                                                       \
    "INSERT INTO safer.dhr_clock_rule (id, from_on, decision_months, completion_months,"           \
    " completed_by, source) SELECT 'test', '2011-04-13', 1, 6, 'sign_off', 'Test'"                 \
    " WHERE NOT EXISTS (SELECT FROM safer.dhr_clock_rule);"
#define REVIEW(id, name)                                                                           \
    "INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage_on)"   \
    " SELECT '" id "', 'R-" name "', '" name "/2017', 'swale', min(r.id), '2017-02-01',"           \
    " '2017-02-01' FROM safer.dhr_clock_rule AS r;"                                                \
    "INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, recorded_by)"                      \
    " VALUES ('" id "', 1, 'notified', '2017-02-01', 'kcc');"
#define RECOMMENDED(id, dhr)                                                                       \
    "INSERT INTO safer.dhr_recommendation (id, dhr, number, reach)"                                \
    " VALUES ('" id "', '" dhr "', 1, 'local');"                                                   \
    "INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner)"                        \
    " VALUES ('" id "', '" dhr "', 1, 'kmpt');"                                                    \
    "INSERT INTO safer.dhr_addressee (recommendation, dhr, place, organisation)"                   \
    " VALUES ('" id "', '" dhr "', 2, 'A surgery');"

void dhr_money_examples(const struct service *service)
{
    dhr_examples(service);
    free(service_sql(
        service,
        "INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, published_on, title)"
        " VALUES ('" CONTRACT_ID "', '" CONTRACT_ID "', 'Example/2018', 'dhr', '2018-01-10',"
        " 'Executive summary') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_lesson (dhr, place, text) VALUES ('" CONTRACT_ID "', 1, 'Ask')"
        " ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_recommendation_public (recommendation, dhr, text)"
        " VALUES ('" CONTRACT_ID "', '" CONTRACT_ID "', 'Practices ask') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.fund_exclusion (id, fund, partner, from_on, reason)"
        " VALUES ('" CONTRACT_ID "', 'dhr-fund', 'national-probation-service', '2018-01-01',"
        " 'Directive') ON CONFLICT DO NOTHING"));
}

struct service *dhr_money_start(void)
{
    csa_scope = "dhrs.write dhrs.read funds.read funds.write contributions.write audit.read";
    struct service *service = service_start(&(struct service_options){.today = "2021-06-01"});
    free(service_sql(
        service, RULE REVIEW(DHR_FIRST, "Larkspur") REVIEW(DHR_SECOND, "Lobelia")
                     RECOMMENDED(DHR_RECOMMENDED, DHR_FIRST) RECOMMENDED(
                         DHR_ELSEWHERE,
                         DHR_SECOND) "INSERT INTO safer.dhr_panel (dhr, place, partner, from_on)"
                                     " VALUES ('" DHR_FIRST "', 1, 'dover', '2017-03-01')"));
    return service;
}

void dhr_money_reviews(const struct service *service, int number, const char *partnership,
                       const char *stage, const char *day)
{
    static int made;
    for (int i = 0; i < number; i++) {
        char sql[1400];
        const int n = made++;
        snprintf(
            sql, sizeof sql,
            "WITH made AS (INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule,"
            " notified_on, stage, stage_on, decision, decided_on)"
            " SELECT gen_random_uuid(), 'M-%d', 'Made %c%c/2018', '%s', min(r.id),"
            " '2018-01-01', '%s', '%s', 'review', '2018-02-01'"
            " FROM safer.dhr_clock_rule AS r RETURNING id), stage AS ("
            " INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, decision, recorded_by)"
            " SELECT m.id, s.step, s.stage, s.reached_on::date, s.decision, 'kcc' FROM made AS m"
            " CROSS JOIN (VALUES (1, 'notified', '2018-01-01', NULL),"
            " (2, 'decision', '2018-02-01', 'review'), (3, '%s', '%s', NULL))"
            " AS s (step, stage, reached_on, decision))"
            " INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band)"
            " SELECT m.id, 1, 'victim', 'female', '25_44' FROM made AS m",
            n, 'A' + n / 26, 'A' + n % 26, partnership, stage, day, stage, day);
        free(service_sql(service, sql));
    }
}

void dhr_money_publish(const struct service *service, const char *dhr, const char *day)
{
    char sql[200];
    snprintf(sql, sizeof sql,
             "UPDATE safer.dhr_publication SET published_on = '%s' WHERE dhr = '%s'", day, dhr);
    free(service_sql(service, sql));
}

void assert_read_is_recorded(struct service *service, const char *operation, const char *target)
{
    char sql[200], more[300];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM safer.audit_event WHERE operation = '%s'",
             operation);
    char *before = service_sql(service, sql);
    reply_auto struct reply read = csa_get(service, "kcc", target);
    snprintf(more, sizeof more, "SELECT (%s) - %s", sql, before);
    assert_sql(service, more, "1");
    cr_expect_not_null(strstr(reply_header(&read, "cache-control"), "no-store"), "%s", target);
    free(before);
}

void assert_coordinators(struct service *service, const char *operation, const char *target,
                         const char *wrong, const char *parameter)
{
    assert_readable(service, csa_coordinator(service, "kcc"), csa_coordinator(service, "dover"),
                    target, wrong, parameter);
    assert_read_is_recorded(service, operation, target);
    const char *reader = service_token(service, "reader", "kcc", "dhrs.read funds.read");
    reply_auto struct reply scopeless = http_get(service_url(service), reader, target);
    cr_expect(reply_is_problem(&scopeless, 403, "insufficient-scope"), "%s", target);
}
