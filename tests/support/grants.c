/* Rounds of grants with money in their fund.
 * SPDX-License-Identifier: MIT */
#include "support/grants.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/ledger.h"

#define MEETING "00000000-0000-7000-8000-000000000091"

static unsigned number; /* of keys and references */

struct service *grants_start(void)
{
    csa_scope = "csa.write meetings.write projects.write funds.write funds.read contributions.write"
                " restricted.read";
    struct service *service = service_start(&(struct service_options){.today = "2018-06-20"});
    free(service_sql(service,
                     "INSERT INTO safer.fund (id, name, host, rolls_forward)"
                     " VALUES ('" GRANT_FUND "', 'Grants', 'kcc', true);"
                     "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
                     " VALUES ('" GRANT_FUND "', 'kent-pcc', '2018-04-01');"
                     "INSERT INTO safer.meeting (id, body, starts_at, place, state)"
                     " VALUES ('" MEETING
                     "', 'kcst-smt', '2018-06-12 09:00Z', 'Maidstone', 'scheduled');"
                     "INSERT INTO safer.attendance (id, meeting, partner, office, capacity)"
                     " SELECT gen_random_uuid(), '" MEETING "', p, 'Head', 'member'"
                     " FROM unnest(ARRAY['kcc', 'kfrs', 'kent-police']) AS u (p)"));
    reply_auto struct reply paid =
        grants_post(service, "kent-pcc", "/v1/contributions",
                    "{\"fund\":\"" GRANT_FUND "\",\"financial_year\":\"2018/19\","
                    "\"amount_pence\":5000000,\"received_on\":\"2018-04-10\","
                    "\"external_reference\":\"PCC-1\"}");
    char receipt[160];
    snprintf(receipt, sizeof receipt, "%s/receipt", reply_header(&paid, "location"));
    reply_auto struct reply confirmed = grants_post(
        service, "kcc", receipt, "{\"confirmed_on\":\"2018-04-10\",\"bank_reference\":\"BACS 1\"}");
    reply_auto struct reply round = csa_post(
        service, "/v1/grant-rounds",
        "{\"id\":\"summer\",\"title\":\"Summer\",\"fund\":\"" GRANT_FUND "\",\"body\":\"kcst-smt\","
        "\"amount_pence\":4500000,\"opens_on\":\"2018-05-01\",\"closes_on\":\"2018-06-30\"}");
    grants_project(service, "drive", "swale", "\"road-safety\"");
    grants_project(service, "theatre", "maidstone", "\"domestic-abuse\",\"road-safety\"");
    return service;
}

void grants_project(struct service *service, const char *id, const char *lead,
                    const char *priorities)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"id\":\"%s\",\"title\":\"The %s\",\"lead\":\"%s\",\"priorities\":[%s]}", id, id,
             lead, priorities);
    reply_auto struct reply made = csa_post(service, "/v1/projects", body);
}

char *grants_decide(struct service *service, const char *members)
{
    char body[300];
    snprintf(body, sizeof body, "{\"text\":\"The bid is awarded\"%s}", members);
    reply_auto struct reply made = csa_post(service, "/v1/meetings/" MEETING "/decisions", body);
    return strdup(reply_text(&made, "id"));
}

char *grants_bid(struct service *service, const char *round, const char *partner,
                 const char *project, long long pence)
{
    char body[200], target[100];
    snprintf(target, sizeof target, "%s/bids", round);
    snprintf(body, sizeof body,
             "{\"project\":\"%s\",\"amount_pence\":%lld,\"objectives\":\"Show it\"}", project,
             pence);
    reply_auto struct reply made = grants_post(service, partner, target, body);
    return strdup(reply_text(&made, "id"));
}

char *grants_award(struct service *service, long long pence, const char *members)
{
    char body[1200];
    char *bid = grants_bid(service, GRANT_ROUND, "swale", "drive", pence);
    char *decision = grants_decide(service, "");
    snprintf(body, sizeof body, "{\"amount_pence\":%lld,\"decision\":\"%s\",%s}", pence, decision,
             members);
    reply_auto struct reply made =
        grants_post(service, "kcc", grants_at("/v1/bids/", bid, "/award"), body);
    free(bid);
    free(decision);
    return strdup(reply_text(&made, "id"));
}

char *grants_part(struct service *service, const char *award, const char *part, int index)
{
    char target[160], member[32];
    if (strcmp(part, "returns") == 0) {
        snprintf(target, sizeof target, "/v1/monitoring-returns?award=%s", award);
    } else {
        snprintf(target, sizeof target, "/v1/awards/%s/%s", award, part);
    }
    snprintf(member, sizeof member, "items.%d.id", index);
    reply_auto struct reply list = csa_get(service, "kcc", target);
    return strdup(reply_text(&list, member));
}

const char *grants_at(const char *collection, const char *id, const char *part)
{
    static char address[32][200];
    static unsigned next;
    char *to = address[next++ % 32];
    snprintf(to, sizeof address[0], "%s%s%s", collection, id, part);
    return to;
}

struct reply grants_post(struct service *service, const char *partner, const char *target,
                         const char *body)
{
    char key[32];
    snprintf(key, sizeof key, "grants-%u", number++);
    struct reply reply =
        http_post(service_url(service), csa_coordinator(service, partner), key, target, body);
    cr_assert(reply.status == 200 || reply.status == 201, "%s %s: %d %s", target, body,
              reply.status, reply.body);
    return reply;
}

struct reply grants_pay(struct service *service, const char *tranche, const char *day)
{
    char body[120];
    snprintf(body, sizeof body, "{\"paid_on\":\"%s\",\"external_reference\":\"PAY-%u\"}", day,
             number++);
    return grants_post(service, "kcc", grants_at("/v1/tranches/", tranche, "/payment"), body);
}

void assert_refused(struct service *service, const struct csa_refusal *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char key[32], *before = ledger_counts(service);
        snprintf(key, sizeof key, "refused-%u", number++);
        reply_auto struct reply reply =
            http_post(service_url(service), csa_coordinator(service, rows[i].partner), key,
                      rows[i].target, rows[i].body);
        char *after = ledger_counts(service);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "row %zu, %s as %s, %s: %d %s", i, rows[i].target, rows[i].partner, rows[i].body,
                  reply.status, reply.body);
        cr_expect_str_eq(after, before, "row %zu has kept something", i);
        free(before);
        free(after);
    }
}

void assert_stale(struct service *service, const char *partner, const char *target,
                  const char *body)
{
    char *before = ledger_counts(service);
    struct request request = {.method = "POST",
                              .target = target,
                              .token = csa_coordinator(service, partner),
                              .key = "stale",
                              .body = body,
                              .headers = (const char *const[]){"If-Match: \"999-x-json\"", NULL}};
    reply_auto struct reply stale = http_send(service_url(service), &request);
    char *after = ledger_counts(service);
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"), "%s: %d %s", target,
              stale.status, stale.body);
    cr_expect_str_eq(after, before);
    free(before);
    free(after);
}

void assert_read_by(struct service *service, const char *target, const char *const *readers,
                    const char *const *others, const char *wrong, const char *parameter)
{
    for (size_t i = 0; readers[i]; i++) {
        assert_readable(service, csa_coordinator(service, readers[i]), NULL, target, wrong,
                        parameter);
    }
    for (size_t i = 0; others[i]; i++) {
        reply_auto struct reply hidden =
            http_get(service_url(service), csa_coordinator(service, others[i]), target);
        cr_expect(reply_is_problem(&hidden, 404, "not-found"), "%s as %s: %d %s", target, others[i],
                  hidden.status, hidden.body);
    }
}

/* ---- The account ----------------------------------------------------------------------------- */

static long long amount(const struct reply *reply, const char *name)
{
    return (long long)reply_integer(reply, name);
}

/* The lines are what the sums are made of, each divided without a rest. */
static void assert_lines(const struct reply *account)
{
    static const char *const names[] = {"awarded_pence",  "paid_pence",     "due_pence",
                                        "withheld_pence", "released_pence", "undivided_pence",
                                        "returned_pence"};
    long long sums[7] = {0};
    size_t index;
    json_t *line;
    json_array_foreach(reply_member(account, "awards"), index, line)
    {
        long long rest = 0;
        for (int i = 0; i < 7; i++) {
            const long long pence = json_integer_value(json_object_get(line, names[i]));
            sums[i] += pence;
            rest += i == 0 ? pence : i < 6 ? -pence : 0;
        }
        cr_expect_eq(rest, 0, "award %zu is not divided to the penny: %s", index, account->body);
    }
    for (int i = 0; i < 7; i++) {
        cr_expect_eq(sums[i], amount(account, names[i]), "%s: %s", names[i], account->body);
    }
}

void assert_account(struct service *service, const struct grant_account *expected)
{
    reply_auto struct reply account = csa_get(service, "kcc", GRANT_ROUND "/account");
    const struct {
        const char *name;
        long long pence;
    } rows[] = {
        {"awarded_pence", expected->awarded},
        {"paid_pence", expected->paid},
        {"due_pence", expected->due},
        {"withheld_pence", expected->withheld},
        {"released_pence", expected->released},
        {"undivided_pence", 0},
        {"returned_pence", expected->returned},
        {"left_pence", expected->left},
        {"fund_available_pence", 5000000 - expected->paid + expected->returned},
        {"fund_promised_pence", expected->due + expected->withheld},
        {"fund_spent_pence", expected->paid - expected->returned},
        {"spent_otherwise_pence", 0},
        {"difference_pence", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(amount(&account, rows[i].name), rows[i].pence, "%s is not %lld: %s",
                     rows[i].name, rows[i].pence, account.body);
    }
    cr_expect_eq(amount(&account, "offered_pence"),
                 expected->left + expected->awarded - expected->released - expected->returned);
    assert_lines(&account);
    reply_auto struct reply statement =
        csa_get(service, "kcc", "/v1/funds/" GRANT_FUND "/statement?financial_year=2018/19");
    cr_expect_eq(amount(&statement, "spent_pence"), expected->paid - expected->returned, "%s",
                 statement.body);
    char balance[32];
    snprintf(balance, sizeof balance, "%lld", 5000000 - expected->paid + expected->returned);
    assert_sql(service,
               "SELECT sum(balance_pence) FROM api.balances WHERE fund = '" GRANT_FUND "'"
               " AND kind IN ('bank', 'in-transit')",
               balance);
    assert_sql(service, "SELECT sum(balance_pence) FROM api.balances WHERE fund = '" GRANT_FUND "'",
               "0");
}
