/* Meetings, for tests.
 * SPDX-License-Identifier: MIT */
#include "support/meetings.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/session.h"

void meeting_examples(const struct service *service)
{
    free(service_sql(
        service, "INSERT INTO safer.declaration (id, meeting, partner, office, interest)"
                 " VALUES ('" CONTRACT_ID "', '01590000-0000-7000-8000-000000000203', 'kcc',"
                 " 'Clerk', 'Example');"
                 "UPDATE safer.paper_text SET file_name = 'example.txt', file_type = 'text/plain',"
                 " file_bytes = 7, file_sha256 = encode(sha256('Example'), 'hex')"
                 " WHERE paper = '01590000-0000-7000-8000-000000000701';"
                 "INSERT INTO safer.paper_file (paper, part, content)"
                 " VALUES ('01590000-0000-7000-8000-000000000701', 1, 'Example');"
                 "INSERT INTO safer.agenda_import (id, body, meeting, became, details, restricted,"
                 " form, sha256, bytes, partner, client)"
                 " VALUES ('" CONTRACT_ID "', 'kcsp', '01590000-0000-7000-8000-000000000208',"
                 " 'unchanged', '[]', false, 'csv', repeat('a', 64), 1, 'kcc', 'kcc-finance')"));
}

struct service *meeting_service(void)
{
    return service_start(&(struct service_options){.today = "2018-06-20"});
}

char *meeting_make(struct service *service, const char *body, int day)
{
    char json[200];
    snprintf(json, sizeof json,
             "{\"body\":\"%s\",\"starts_at\":\"2018-06-%02dT10:00:00+01:00\",\"place\":\"P\"}",
             body, day);
    reply_auto struct reply made = csa_post(service, "/v1/meetings", json);
    return strdup(reply_header(&made, "location"));
}

char *meeting_item(struct service *service, const char *meeting, int place, bool published)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "WITH i AS (INSERT INTO safer.item (id, meeting, body, place, ref, published_on)"
             " SELECT gen_random_uuid(), m.id, m.body, %d, '%d', %s FROM safer.meeting AS m"
             " WHERE m.id = '%s' RETURNING id), t AS (INSERT INTO safer.item_text (item, title)"
             " SELECT i.id, 'Title' FROM i) SELECT i.id FROM i",
             place, place, published ? "date '2018-06-01'" : "NULL", strrchr(meeting, '/') + 1);
    return service_sql(service, sql);
}

const char *meeting_at(const char *address, const char *part)
{
    static char target[4][200];
    static unsigned next;
    char *to = target[next++ % 4];
    snprintf(to, sizeof target[0], "%s/%s", address, part);
    return to;
}

static struct reply patch(struct service *service, const char *partner, const char *key,
                          const char *match, const char *target, const char *body)
{
    char header[200];
    snprintf(header, sizeof header, "If-Match: %s", match ? match : "");
    return http_send(
        service_url(service),
        &(struct request){.method = "PATCH",
                          .target = target,
                          .token = csa_coordinator(service, partner),
                          .key = key,
                          .body = body,
                          .headers = (const char *const[]){match ? header : NULL, NULL}});
}

struct reply meeting_patch(struct service *service, const char *partner, const char *match,
                           const char *target, const char *body)
{
    return patch(service, partner, NULL, match, target, body);
}

/* While another session holds the key, the same request is refused. */
static void assert_held(struct service *service, const char *operation, const char *target,
                        const char *body)
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
    reply_auto struct reply reply = patch(service, "kcc", "held", "*", target, body);
    cr_expect(reply_is_problem(&reply, 409, "idempotency-key-in-use"), "%s: %d %s", target,
              reply.status, reply.body);
    PQfinish(session);
}

struct reply assert_patched(struct service *service, const char *operation, const char *target,
                            const char *body, const char *other)
{
    reply_auto struct reply bare = meeting_patch(service, "kcc", NULL, target, body);
    cr_expect(reply_is_problem(&bare, 428, "precondition-required"), "%s", bare.body);
    reply_auto struct reply stale = meeting_patch(service, "kcc", "\"999-x-json\"", target, body);
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "%s", stale.body);
    reply_auto struct reply read = csa_get(service, "kcc", target);
    const char *tag = reply_header(&read, "etag");
    struct reply first = patch(service, "kcc", "k", tag, target, body);
    cr_assert_eq(first.status, 200, "%s: %s", target, first.body);
    reply_auto struct reply again = patch(service, "kcc", "k", tag, target, body);
    cr_expect_str_eq(again.body, first.body);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    reply_auto struct reply reused = patch(service, "kcc", "k", tag, target, other);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"), "%s", reused.body);
    assert_held(service, operation, target, body);
    return first;
}
