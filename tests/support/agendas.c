/* Meetings with agendas, for tests of what is written to them.
 * SPDX-License-Identifier: MIT */
#include "support/agendas.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "support/csa.h"
#include "support/ledger.h"

struct service *agenda_start(void)
{
    struct service *service = service_start(&(struct service_options){.today = "2018-03-28"});
    free(service_sql(
        service,
        "INSERT INTO safer.meeting (id, body, starts_at, place, state, cancelled_because,"
        " notice_on) VALUES"
        " ('" APRIL "', 'kcst-smt', '2018-04-10 09:00Z', 'Maidstone', 'scheduled', NULL, NULL),"
        " ('" JUNE "', 'kcst-smt', '2018-06-10 09:00Z', 'Maidstone', 'scheduled', NULL, NULL),"
        " ('" CANCELLED "', 'kcst-smt', '2018-08-10 09:00Z', 'Maidstone', 'cancelled', 'Snow',"
        " NULL),"
        " ('" SEPTEMBER "', 'kcst-smt', '2018-09-10 09:00Z', 'Maidstone', 'scheduled', NULL, NULL),"
        " ('" PUBLIC_MEETING "', 'kcsp', '2018-06-20 09:00Z', 'Maidstone', 'scheduled', NULL,"
        " '2018-03-01');"
        "INSERT INTO safer.attendance (id, meeting, partner, office, capacity) VALUES"
        " ('00000000-0000-7000-8000-000000000021', '" APRIL "', 'kcc',"
        " 'Head of Community Safety', 'member'),"
        " ('00000000-0000-7000-8000-000000000022', '" APRIL "', 'kfrs', 'Assistant Director',"
        " 'member'),"
        " ('00000000-0000-7000-8000-000000000023', '" APRIL "', 'kent-police', 'Chief Inspector',"
        " 'member');"
        "INSERT INTO safer.item (id, meeting, body, place, ref, restricted, exempt_ground,"
        " public_title) VALUES"
        " ('" OPEN_ITEM "', '" APRIL "', 'kcst-smt', 1, '1', false, NULL, NULL),"
        " ('" SHUT_ITEM "', '" APRIL "', 'kcst-smt', 2, '2', true, '3', 'Staff');"
        "INSERT INTO safer.item_text (item, title) VALUES"
        " ('" OPEN_ITEM "', 'Open'), ('" SHUT_ITEM "', 'Secret')"));
    return service;
}

const char *agenda_keeper(struct service *service, const char *partner)
{
    return service_token(service, "keeper", partner, "meetings.write");
}

struct reply agenda_patch(struct service *service, const char *token, const char *target,
                          const char *body)
{
    return http_send(service_url(service),
                     &(struct request){.method = "PATCH",
                                       .target = target,
                                       .token = token,
                                       .body = body,
                                       .headers = (const char *const[]){"If-Match: *", NULL}});
}

void assert_agenda_refusals(struct service *service, const char *method,
                            const struct agenda_refusal *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct agenda_refusal *row = &rows[i];
        char *before = ledger_counts(service);
        reply_auto struct reply reply = http_send(
            service_url(service),
            &(struct request){.method = method,
                              .target = row->target,
                              .token = row->keeper ? agenda_keeper(service, row->partner)
                                                   : csa_coordinator(service, row->partner),
                              .body = row->body,
                              .headers = (const char *const[]){"If-Match: *", NULL}});
        char *after = ledger_counts(service);
        cr_expect(reply_is_problem(&reply, row->status, row->slug) &&
                      (!row->pointer || reply_names(&reply, row->pointer)),
                  "row %zu, %s %s: %d %s", i, row->target, row->body, reply.status, reply.body);
        cr_expect_str_eq(after, before, "row %zu has kept something", i);
        free(before);
        free(after);
    }
}

void assert_changed_once(struct service *service, const char *target, const char *body,
                         const char *other)
{
    const char *url = service_url(service);
    struct request request = {.method = "PATCH",
                              .target = target,
                              .token = csa_coordinator(service, "kcc"),
                              .key = "changed-once",
                              .body = body,
                              .headers = (const char *const[]){"If-Match: *", NULL}};
    reply_auto struct reply first = http_send(url, &request);
    cr_assert_eq(first.status, 200, "%s", first.body);
    reply_auto struct reply again = http_send(url, &request);
    cr_expect_str_eq(again.body, first.body);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    request.body = other;
    reply_auto struct reply reused = http_send(url, &request);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"), "%s", reused.body);
    request.key = NULL;
    request.headers = (const char *const[]){"If-Match: \"999-x-json\"", NULL};
    reply_auto struct reply stale = http_send(url, &request);
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "%s", stale.body);
    request.headers = NULL;
    reply_auto struct reply unread = http_send(url, &request);
    cr_expect(reply_is_problem(&unread, 428, "precondition-required"), "%s", unread.body);
}
