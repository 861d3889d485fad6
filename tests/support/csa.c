/* The Community Safety Agreement, for tests.
 * SPDX-License-Identifier: MIT */
#include "support/csa.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhr_money.h"
#include "support/ledger.h"
#include "support/session.h"

/* The award that contract_target names. */
#define AWARD "01590000-0000-7000-8000-000000000801"

void csa_examples(const struct service *service)
{
    free(service_sql(
        service,
        "INSERT INTO safer.action (id, title, priority, owner, public)"
        " VALUES ('" CONTRACT_ID "', 'Example', 'road-safety', 'kfrs', true);"
        "INSERT INTO safer.action_progress (id, action, reported_on, text, partner)"
        " VALUES ('" CONTRACT_ID "', '" CONTRACT_ID "', '2018-01-01', 'Begun', 'kfrs');"
        "INSERT INTO safer.commentary (id, priority, quarter, text, partner)"
        " VALUES ('" CONTRACT_ID "', 'road-safety', '2017/18-Q1', 'Well', 'kfrs');"
        "INSERT INTO safer.csa_chapter (csa_version, chapter, kind, place, title, revised_in)"
        " VALUES ('csa-2014-17', 'introduction', 'chapter', 1, 'Introduction', 'csa-2014-17');"
        "INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, submitted_on)"
        " VALUES ('" CONTRACT_ID "', 'kcsp-2016-17', 'licence-to-kill', 'kcc', 600000, 'Show it',"
        " '2016-04-01');"
        "INSERT INTO safer.tranche (id, award, place, amount_pence, due_on)"
        " VALUES ('" CONTRACT_ID "', '" AWARD "', 1, 600000, '2016-07-01');"
        "INSERT INTO safer.award_condition (id, award, place, text)"
        " VALUES ('" CONTRACT_ID "', '" AWARD "', 1, 'Show it in Kent');"
        "INSERT INTO safer.monitoring_return (id, award, due_on)"
        " VALUES ('" CONTRACT_ID "', '" AWARD "', '2017-03-31');"
        "INSERT INTO safer.grant_refund (id, award, fund, purpose, partner, financial_year,"
        " amount_pence, received_on, external_reference, reason) VALUES ('" CONTRACT_ID "', '" AWARD
        "', 'pcc-kcsp-grant-2016-17', 'licence-to-kill', 'kcc', '2016/17', 15600,"
        " '2017-03-31', 'IN-1', 'Not spent');"
        "INSERT INTO safer.report (id, quarter, number, partner, issued_at, summary)"
        " VALUES ('" CONTRACT_ID "', '2017/18-Q1', 1, 'kcc', '2017-07-19Z', '{\"priorities\":[],"
        "\"annotations\":[],\"series\":0,\"not_enough_data\":0,\"not_reported\":0,"
        "\"exceptions\":[],\"focus\":[]}');"
        "INSERT INTO safer.report_detail (report, body) VALUES ('" CONTRACT_ID "',"
        " '{\"priorities\":[],\"annotations\":[],\"series\":0,\"indicators\":[]}')"));
    dhr_money_examples(service);
}

const char *csa_scope = "csa.write meetings.write projects.write";

const char *csa_coordinator(struct service *service, const char *partner)
{
    return service_token(service, "coordinator", partner, csa_scope);
}

void assert_refusals(struct service *service, const struct csa_refusal *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *before = ledger_counts(service);
        reply_auto struct reply reply =
            http_post(service_url(service), csa_coordinator(service, rows[i].partner), NULL,
                      rows[i].target, rows[i].body);
        char *after = ledger_counts(service);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu, %s %s: %d %s", i, rows[i].target, rows[i].body, reply.status,
                  reply.body);
        cr_expect_str_eq(after, before, "row %zu has kept something", i);
        free(before);
        free(after);
    }
}

struct reply csa_post(struct service *service, const char *target, const char *body)
{
    struct reply reply =
        http_post(service_url(service), csa_coordinator(service, "kcc"), NULL, target, body);
    cr_assert(reply.status == 200 || reply.status == 201, "%s %s: %d %s", target, body,
              reply.status, reply.body);
    return reply;
}

struct reply csa_get(struct service *service, const char *partner, const char *target)
{
    struct reply reply =
        http_get(service_url(service), partner ? csa_coordinator(service, partner) : NULL, target);
    cr_assert_eq(reply.status, 200, "%s: %d %s", target, reply.status, reply.body);
    return reply;
}

struct reply assert_matched(struct service *service, const char *of, const char *target,
                            const char *body)
{
    const char *token = csa_coordinator(service, "kcc");
    reply_auto struct reply read = csa_get(service, "kcc", of);
    char header[200];
    snprintf(header, sizeof header, "If-Match: %s", reply_header(&read, "etag"));
    struct request request = {.method = "POST",
                              .target = target,
                              .token = token,
                              .body = body,
                              .headers = (const char *const[]){"If-Match: \"999-x-json\"", NULL}};
    reply_auto struct reply stale = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "%s: %d %s", target,
              stale.status, stale.body);
    request.headers = (const char *const[]){header, NULL};
    struct reply fresh = http_send(service_url(service), &request);
    cr_assert_eq(fresh.status, 200, "%s: %d %s", target, fresh.status, fresh.body);
    return fresh;
}

void assert_key_in_use(struct service *service, const char *partner, const char *operation,
                       const char *target, const char *body)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "BEGIN; SELECT pg_advisory_xact_lock(hashtextextended(json_build_array('idempotency',"
             " k.issuer, k.client, '%s', 'held')::text, 0))"
             " FROM (SELECT issuer, client FROM safer.idempotency_key"
             " WHERE client = 'coordinator' LIMIT 1) AS k",
             operation);
    PGconn *session = session_open(service);
    session_run(session, sql);
    reply_auto struct reply reply =
        http_post(service_url(service), csa_coordinator(service, partner), "held", target, body);
    cr_expect(reply_is_problem(&reply, 409, "idempotency-key-in-use"), "%s: %d %s", target,
              reply.status, reply.body);
    cr_expect_not_null(reply_header(&reply, "retry-after"));
    PQfinish(session);
}
