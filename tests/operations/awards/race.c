/* Two who award the last pounds, pay one tranche or take back what was paid, at the same moment:
 * what there is goes once, and whoever comes second is told what is left.
 * SPDX-License-Identifier: MIT
 *
 * The first tests have a session of each in one transaction: the second is known to wait once
 * PostgreSQL says that the first blocks it. Then many ask the service at once, and what stands in
 * the end is what was answered. SAFER_TEST_SEED makes them others. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

enum { WRITERS = 8, BIDS = 24, FIT = 9, TRIES = 60, STEPS = 60, SLUGS = 40 };

#define EACH 500000 /* nine of them are what the round offers, ten what the fund has */

/* ---- One after the other --------------------------------------------------------------------- */

struct race {
    struct service *service;
    PGconn *first, *second, *watch;
};

static PGconn *begin_as_host(struct service *service)
{
    PGconn *session = session_open(service);
    session_run(session, "SET deadlock_timeout = '100ms'; BEGIN;"
                         " SELECT set_config('safer.partner', 'kcc', true),"
                         " set_config('safer.today', '2018-06-20', true),"
                         " set_config('safer.scope', 'projects.write funds.write', true)");
    return session;
}

static struct race begin(void)
{
    struct race race = {.service = grants_start()};
    race.first = begin_as_host(race.service);
    race.second = begin_as_host(race.service);
    race.watch = session_open(race.service);
    return race;
}

static void end(struct race *race)
{
    PQfinish(race->first);
    PQfinish(race->second);
    PQfinish(race->watch);
    service_stop(race->service);
}

static bool waits(const struct race *race)
{
    char sql[100];
    snprintf(sql, sizeof sql, "SELECT %d = ANY (pg_blocking_pids(%d))", PQbackendPID(race->first),
             PQbackendPID(race->second));
    char *answer = session_value(race->watch, sql);
    const bool yes = strcmp(answer, "t") == 0;
    free(answer);
    return yes;
}

/* The first does its part and the second waits for it; once the first has committed, the second is
 * refused as `slug`, and says so much is left (-1: nothing of that). */
static void assert_second(struct race *race, const char *first, const char *second,
                          const char *slug, long long left)
{
    session_run(race->first, first);
    session_send(race->second, second);
    EVENTUALLY(20, waits(race));
    session_run(race->first, "COMMIT");
    char found[80] = "", detail[400] = "";
    for (PGresult *result; (result = PQgetResult(race->second)); PQclear(result)) {
        const char *name = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        const char *members = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (state) {
            snprintf(found, sizeof found, "%s", name ? name : state);
            snprintf(detail, sizeof detail, "%s", members ? members : "");
        }
    }
    cr_expect_str_eq(found, slug);
    char member[60];
    snprintf(member, sizeof member, "left_pence\": %lld", left);
    cr_expect(left < 0 || strstr(detail, member), "%s", detail);
}

/* The SQL that awards a bid; of the next few calls only. */
static const char *award_sql(const char *bid, const char *decision, long long pence)
{
    static char sql[4][500];
    static unsigned next;
    char *to = sql[next++ % 4];
    snprintf(to, sizeof sql[0],
             "SELECT safer.create_award(gen_random_uuid(), '%s', %lld, '%s',"
             " '[{\"parts\": 1, \"due_on\": \"2018-06-01\"}]', NULL, NULL, NULL, NULL)",
             bid, pence, decision);
    return to;
}

Test(race, two_awards_of_one_round_are_no_more_than_it_offers)
{
    struct race race = begin();
    char *decision = grants_decide(race.service, "");
    char *drive = grants_bid(race.service, GRANT_ROUND, "swale", "drive", 4000000);
    char *theatre = grants_bid(race.service, GRANT_ROUND, "maidstone", "theatre", 4000000);
    assert_second(&race, award_sql(drive, decision, 4000000), award_sql(theatre, decision, 500001),
                  "award-over-round", 500000);
    end(&race);
    free(decision);
    free(drive);
    free(theatre);
}

static void other_round(struct service *service)
{
    reply_auto struct reply made =
        csa_post(service, "/v1/grant-rounds",
                 "{\"id\":\"autumn\",\"title\":\"Autumn\",\"fund\":\"" GRANT_FUND "\",\"body\":"
                 "\"kcst-smt\",\"amount_pence\":4500000,\"opens_on\":\"2018-05-01\",\"closes_on\":"
                 "\"2018-06-30\"}");
}

Test(race, two_awards_of_two_rounds_are_no_more_than_their_fund_has)
{
    struct race race = begin();
    other_round(race.service);
    char *decision = grants_decide(race.service, "");
    char *drive = grants_bid(race.service, GRANT_ROUND, "swale", "drive", 4000000);
    char *theatre =
        grants_bid(race.service, "/v1/grant-rounds/autumn", "maidstone", "theatre", 4000000);
    assert_second(&race, award_sql(drive, decision, 4000000), award_sql(theatre, decision, 1000001),
                  "award-over-fund", 1000000);
    end(&race);
    free(decision);
    free(drive);
    free(theatre);
}

#define SPEND(pence)                                                                               \
    "INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,"        \
    " external_reference) VALUES (gen_random_uuid(), '" GRANT_FUND "', 'kcc', 'odds', " pence      \
    ", '2018-06-01', 'O-1')"

Test(race, an_award_and_spending_beside_it_are_no_more_than_the_fund_has)
{
    for (int awarded_first = 0; awarded_first < 2; awarded_first++) {
        struct race race = begin();
        free(service_sql(race.service, "INSERT INTO safer.purpose (fund, id, name, kind)"
                                       " VALUES ('" GRANT_FUND "', 'odds', 'Odds', 'other')"));
        char *decision = grants_decide(race.service, "");
        char *drive = grants_bid(race.service, GRANT_ROUND, "swale", "drive", 4000000);
        if (awarded_first) {
            assert_second(&race, award_sql(drive, decision, 4000000), SPEND("1000001"), "overspent",
                          -1);
        } else {
            assert_second(&race, SPEND("1000001"), award_sql(drive, decision, 4000000),
                          "award-over-fund", 3999999);
        }
        end(&race);
        free(decision);
        free(drive);
    }
}

Test(race, a_bid_is_awarded_or_withdrawn)
{
    struct race race = begin();
    char *decision = grants_decide(race.service, "");
    char *drive = grants_bid(race.service, GRANT_ROUND, "kcc", "drive", 4000000), close[200];
    snprintf(close, sizeof close,
             "SELECT count(*) FROM safer.close_bid('%s', 'withdrawn', 'R', false, NULL, NULL)",
             drive);
    assert_second(&race, close, award_sql(drive, decision, 1), "state-conflict", -1);
    end(&race);
    free(decision);
    free(drive);
}

#define TRANCHES                                                                                   \
    "\"tranches\":[{\"amount_pence\":400000,\"due_on\":\"2018-06-01\"},{\"amount_pence\":200000,"  \
    "\"due_on\":\"2018-06-15\"}]"

/* The SQL that pays a tranche; of the next few calls only. */
static const char *pay_sql(const char *tranche)
{
    static char sql[4][300];
    static unsigned next;
    char *to = sql[next++ % 4];
    snprintf(to, sizeof sql[0],
             "SELECT count(*) FROM safer.pay_tranche('%s', gen_random_uuid(), '2018-06-18',"
             " 'RACE-%u', NULL)",
             tranche, next);
    return to;
}

Test(race, a_tranche_is_paid_once)
{
    struct race race = begin();
    char *award = grants_award(race.service, 600000, TRANCHES);
    char *first = grants_part(race.service, award, "tranches", 0);
    assert_second(&race, pay_sql(first), pay_sql(first), "tranche-paid", -1);
    assert_account(
        race.service,
        &(struct grant_account){.awarded = 600000, .paid = 400000, .due = 200000, .left = 3900000});
    end(&race);
    free(award);
    free(first);
}

Test(race, a_tranche_is_not_paid_of_an_award_that_is_being_withdrawn_or_divided)
{
    static const struct {
        const char *call, *rest, *slug;
    } rows[] = {
        {"withdraw_award", ", 'R', NULL, NULL)", "state-conflict"},
        {"set_tranches", ", '[{\"parts\": 1, \"due_on\": \"2018-06-19\"}]', NULL)",
         ""}, /* it is not there any more */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct race race = begin();
        char *award = grants_award(race.service, 600000, TRANCHES), sql[300];
        char *first = grants_part(race.service, award, "tranches", 0);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM safer.%s('%s'%s", rows[i].call, award,
                 rows[i].rest);
        assert_second(&race, sql, pay_sql(first), rows[i].slug, -1);
        session_run(race.second, "COMMIT");
        assert_sql(race.service, "SELECT count(*) FROM safer.expenditure", "0");
        end(&race);
        free(award);
        free(first);
    }
}

Test(race, no_more_comes_back_than_stays_paid)
{
    struct race race = begin();
    char *award = grants_award(race.service, 600000, TRANCHES);
    char *first = grants_part(race.service, award, "tranches", 0);
    reply_auto struct reply paid = grants_pay(race.service, first, "2018-06-18");
    char refund[300], reverse[300];
    snprintf(refund, sizeof refund,
             "SELECT safer.create_refund(gen_random_uuid(), '%s', 400000, '2018-06-19', 'IN-1',"
             " 'R')",
             award);
    snprintf(reverse, sizeof reverse,
             "SELECT count(*) FROM safer.reverse_expenditure('%s', 'R', NULL, gen_random_uuid(),"
             " NULL)",
             reply_text(&paid, "expenditure"));
    assert_second(&race, refund, reverse, "refund-over-paid", -1);
    assert_account(
        race.service,
        &(struct grant_account){
            .awarded = 600000, .paid = 400000, .due = 200000, .returned = 400000, .left = 4300000});
    end(&race);
    free(award);
    free(first);
}

Test(race, what_came_back_is_awarded_again_or_taken_back)
{
    for (int awarded_first = 0; awarded_first < 2; awarded_first++) {
        struct race race = begin();
        char *award = grants_award(race.service, 600000, TRANCHES);
        char *tranche = grants_part(race.service, award, "tranches", 0), sql[200];
        reply_auto struct reply paid = grants_pay(race.service, tranche, "2018-06-18");
        reply_auto struct reply made = grants_post(
            race.service, "kcc", grants_at("/v1/awards/", award, "/refunds"),
            "{\"amount_pence\":15600,\"received_on\":\"2018-06-19\",\"external_reference\":"
            "\"IN-1\",\"reason\":\"R\"}");
        char *decision = grants_decide(race.service, "");
        char *theatre = grants_bid(race.service, GRANT_ROUND, "maidstone", "theatre", 3915600);
        snprintf(sql, sizeof sql, "SELECT count(*) FROM safer.reverse_refund('%s', 'R', NULL)",
                 reply_text(&made, "id"));
        const char *again = award_sql(theatre, decision, 3900001);
        assert_second(&race, awarded_first ? again : sql, awarded_first ? sql : again,
                      "award-over-round", awarded_first ? 15599 : 3900000);
        end(&race);
        free(award);
        free(tranche);
        free(decision);
        free(theatre);
    }
}

/* ---- Many at once ---------------------------------------------------------------------------- */

struct told {
    char slug[40];
    unsigned count;
};

struct hammer {
    struct service *service;
    const char *url, *token;
    unsigned number; /* of this writer */
    uint64_t chance;
    const char *decision;
    char *const *ids; /* what they write on */
    unsigned count;
    struct told told[SLUGS]; /* how often each was refused as what; "" for what was done */
    long long left;          /* what was said to be left, altogether */
    char failure[600];
};

static unsigned below(struct hammer *hammer, unsigned limit)
{
    hammer->chance ^= hammer->chance << 13;
    hammer->chance ^= hammer->chance >> 7;
    hammer->chance ^= hammer->chance << 17;
    return (unsigned)((hammer->chance >> 11) % limit);
}

static unsigned told(struct hammer *hammers, const char *slug)
{
    unsigned count = 0;
    for (unsigned i = 0; i < WRITERS; i++) {
        for (unsigned s = 0; s < SLUGS; s++) {
            count += hammers[i].told[s].count && strcmp(hammers[i].told[s].slug, slug) == 0
                         ? hammers[i].told[s].count
                         : 0;
        }
    }
    return count;
}

static void note(struct hammer *hammer, const char *slug)
{
    for (unsigned s = 0; s < SLUGS; s++) {
        struct told *row = &hammer->told[s];
        if (row->count == 0 || strcmp(row->slug, slug) == 0) {
            snprintf(row->slug, sizeof row->slug, "%s", slug);
            row->count++;
            return;
        }
    }
}

/* Posts under a key of its own, again while the service is busy, and notes what came of it. */
static void ask(struct hammer *hammer, const char *target, const char *body)
{
    static _Atomic unsigned keys;
    char key[40];
    snprintf(key, sizeof key, "race-%u", keys++);
    for (int tries = 0; tries < TRIES; tries++) {
        reply_auto struct reply reply = http_post(hammer->url, hammer->token, key, target, body);
        if (reply.status == 503) {
            breathe();
            continue;
        }
        const char *type =
            reply.status < 300 ? NULL : json_string_value(json_object_get(reply.json, "type"));
        if (reply.status >= 300 && (!type || reply.status >= 500)) {
            break;
        }
        const json_t *left = json_object_get(reply.json, "left_pence");
        hammer->left += left ? json_integer_value(left) : 0;
        note(hammer, type ? type + strlen("/problems/") : "");
        return;
    }
    snprintf(hammer->failure, sizeof hammer->failure, "%s %s is not answered", target, body);
}

/* All of them at once; nobody may have failed. */
static void all_at_once(struct service *service, void *(*work)(void *), char *const *ids,
                        unsigned count, const char *decision, struct hammer hammers[WRITERS])
{
    const char *seed = getenv("SAFER_TEST_SEED");
    pthread_t threads[WRITERS];
    for (unsigned i = 0; i < WRITERS; i++) {
        hammers[i] = (struct hammer){
            .service = service,
            .url = service_url(service),
            .token = csa_coordinator(service, "kcc"),
            .number = i,
            .chance = (strtoul(seed && *seed ? seed : "2018", NULL, 10) + 1) * 0x9e3779b97f4a7c15u +
                      i * 0x1234567u,
            .decision = decision,
            .ids = ids,
            .count = count,
        };
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, work, &hammers[i]), 0);
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_str_empty(hammers[i].failure, "%s", hammers[i].failure);
    }
}

/* Awards each bid, from another one on than the others do. */
static void *award_all(void *argument)
{
    struct hammer *hammer = argument;
    for (unsigned i = 0; i < hammer->count; i++) {
        const char *bid = hammer->ids[(hammer->number * 3 + i) % hammer->count];
        char target[100], body[300];
        snprintf(target, sizeof target, "/v1/bids/%s/award", bid);
        snprintf(body, sizeof body,
                 "{\"amount_pence\":%d,\"decision\":\"%s\",\"tranches\":[{\"parts\":2,\"due_on\":"
                 "\"2018-06-01\"},{\"parts\":1,\"due_on\":\"2018-06-15\"}]}",
                 EACH, hammer->decision);
        ask(hammer, target, body);
    }
    return NULL;
}

/* Bids of KCC's own for new projects; each for the caller to free. */
static void make_bids(struct service *service, char *bids[BIDS], const char *other)
{
    for (int i = 0; i < BIDS; i++) {
        char project[16];
        snprintf(project, sizeof project, "race-%d", i);
        grants_project(service, project, "kcc", "\"road-safety\"");
        bids[i] = grants_bid(service, i % 2 && other ? other : GRANT_ROUND, "kcc", project, EACH);
    }
}

static void free_all(char **ids, int count)
{
    for (int i = 0; i < count; i++) {
        free(ids[i]);
    }
}

Test(race, of_many_awards_of_one_round_those_are_made_that_it_has_money_for, .timeout = 300)
{
    service_auto struct service *service = grants_start();
    struct hammer hammers[WRITERS];
    char *bids[BIDS], *decision = grants_decide(service, "");
    make_bids(service, bids, NULL);
    all_at_once(service, award_all, bids, BIDS, decision, hammers);
    cr_expect_eq(told(hammers, ""), FIT, "%u are awarded", told(hammers, ""));
    cr_expect_eq(told(hammers, "award-over-round") + told(hammers, "state-conflict"),
                 WRITERS * BIDS - FIT);
    cr_expect_geq(told(hammers, "award-over-round"), (BIDS - FIT) * WRITERS);
    for (unsigned i = 0; i < WRITERS; i++) {
        cr_expect_eq(hammers[i].left, 0, "nothing is left");
    }
    assert_account(service, &(struct grant_account){.awarded = (long long)FIT * EACH,
                                                    .due = (long long)FIT * EACH});
    free_all(bids, BIDS);
    free(decision);
}

Test(race, of_many_awards_of_two_rounds_those_are_made_that_their_fund_has_money_for,
     .timeout = 300)
{
    service_auto struct service *service = grants_start();
    struct hammer hammers[WRITERS];
    char *bids[BIDS], *decision = grants_decide(service, "");
    other_round(service);
    make_bids(service, bids, "/v1/grant-rounds/autumn");
    all_at_once(service, award_all, bids, BIDS, decision, hammers);
    cr_expect_eq(told(hammers, ""), FIT + 1, "%u are awarded", told(hammers, ""));
    cr_expect_gt(told(hammers, "award-over-fund"), 0);
    assert_sql(service, "SELECT sum(amount_pence) FROM safer.award WHERE fund = '" GRANT_FUND "'",
               "5000000");
    assert_sql(service,
               "SELECT safer.fund_available('" GRANT_FUND "') - safer.fund_promised('" GRANT_FUND
               "')",
               "0");
    free_all(bids, BIDS);
    free(decision);
}

/* Each pays it once, under a reference of its own. */
static void *pay_it(void *argument)
{
    struct hammer *hammer = argument;
    char target[100], body[100];
    snprintf(target, sizeof target, "/v1/tranches/%s/payment", hammer->ids[0]);
    for (unsigned i = 0; i < 3; i++) {
        snprintf(body, sizeof body,
                 "{\"paid_on\":\"2018-06-18\",\"external_reference\":\"W-%u-%u\"}", hammer->number,
                 i);
        ask(hammer, target, body);
    }
    return NULL;
}

Test(race, of_many_payments_of_one_tranche_one_is_made, .timeout = 300)
{
    service_auto struct service *service = grants_start();
    struct hammer hammers[WRITERS];
    char *award = grants_award(service, 600000, TRANCHES);
    char *first = grants_part(service, award, "tranches", 0);
    all_at_once(service, pay_it, &first, 1, NULL, hammers);
    cr_expect_eq(told(hammers, ""), 1);
    cr_expect_eq(told(hammers, "tranche-paid"), WRITERS * 3 - 1);
    assert_account(service, &(struct grant_account){
                                .awarded = 600000, .paid = 400000, .due = 200000, .left = 3900000});
    free(award);
    free(first);
}

/* ---- Whatever they do, money is conserved ---------------------------------------------------- */

/* What can be taken back now: the id of a payment or a refund, or "" when there is none. */
static void pick(struct hammer *hammer, const char *target, const char *member, char id[40])
{
    reply_auto struct reply list = http_get(hammer->url, hammer->token, target);
    const json_t *items = json_object_get(list.json, "items");
    *id = '\0';
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *found = json_string_value(json_object_get(json_array_get(items, i), member));
        if (found && (!*id || below(hammer, 2))) {
            snprintf(id, 40, "%s", found);
        }
    }
}

static void step(struct hammer *hammer, const char *award)
{
    char target[160], list[160], body[200], id[40];
    switch (below(hammer, 6)) {
    case 0:
    case 1:
        snprintf(list, sizeof list, "/v1/awards/%s/tranches", award);
        pick(hammer, list, "id", id);
        snprintf(target, sizeof target, "/v1/tranches/%s/payment", *id ? id : CONTRACT_ID);
        snprintf(body, sizeof body,
                 "{\"paid_on\":\"2018-06-18\",\"external_reference\":\"M-%u-%u\"}", hammer->number,
                 below(hammer, 1000000000));
        break;
    case 2:
        snprintf(list, sizeof list, "/v1/awards/%s/tranches", award);
        pick(hammer, list, "expenditure", id);
        snprintf(target, sizeof target, "/v1/expenditures/%s/reversal", *id ? id : CONTRACT_ID);
        snprintf(body, sizeof body, "{\"reason\":\"R\"%s}",
                 below(hammer, 2) ? ",\"replacement\":{\"amount_pence\":250000}" : "");
        break;
    case 3:
        snprintf(target, sizeof target, "/v1/awards/%s/refunds", award);
        snprintf(body, sizeof body,
                 "{\"amount_pence\":%u,\"received_on\":\"2018-06-19\",\"external_reference\":"
                 "\"N-%u-%u\",\"reason\":\"R\"}",
                 1 + below(hammer, 300000), hammer->number, below(hammer, 1000000000));
        break;
    case 4:
        snprintf(list, sizeof list, "/v1/awards/%s/refunds", award);
        pick(hammer, list, "id", id);
        snprintf(target, sizeof target, "/v1/refunds/%s/reversal", *id ? id : CONTRACT_ID);
        snprintf(body, sizeof body, "{\"reason\":\"R\"}");
        break;
    default:
        snprintf(target, sizeof target, "/v1/awards/%s/tranches", award);
        snprintf(body, sizeof body,
                 "{\"tranches\":[{\"parts\":1,\"due_on\":\"2018-06-01\"},{\"parts\":%u,\"due_on\":"
                 "\"2018-06-15\"}]}",
                 1 + below(hammer, 2));
    }
    ask(hammer, target, body);
}

static void *meddle(void *argument)
{
    struct hammer *hammer = argument;
    for (unsigned i = 0; i < STEPS && !*hammer->failure; i++) {
        step(hammer, hammer->ids[below(hammer, hammer->count)]);
    }
    return NULL;
}

Test(race, whatever_is_paid_refunded_and_taken_back_at_once_the_account_is_right, .timeout = 300)
{
    service_auto struct service *service = grants_start();
    struct hammer hammers[WRITERS];
    enum { AWARDS = 3 };
    char *awards[AWARDS], *decision = grants_decide(service, "");
    for (int i = 0; i < AWARDS; i++) {
        char project[16], body[300];
        snprintf(project, sizeof project, "race-%d", i);
        grants_project(service, project, "kcc", "\"road-safety\"");
        char *bid = grants_bid(service, GRANT_ROUND, "kcc", project, EACH);
        snprintf(body, sizeof body,
                 "{\"amount_pence\":%d,\"decision\":\"%s\",\"tranches\":[{\"parts\":1,\"due_on\":"
                 "\"2018-06-01\"},{\"parts\":1,\"due_on\":\"2018-06-15\"}]}",
                 EACH, decision);
        reply_auto struct reply made =
            grants_post(service, "kcc", grants_at("/v1/bids/", bid, "/award"), body);
        awards[i] = strdup(reply_text(&made, "id"));
        free(bid);
    }
    all_at_once(service, meddle, awards, AWARDS, decision, hammers);
    cr_expect_gt(told(hammers, ""), WRITERS * STEPS / 10, "%u were done", told(hammers, ""));
    static const char *const truths[] = {
        /* what stands on the award is what its tranches and refunds say */
        "SELECT count(*) FROM safer.award AS a WHERE a.paid_pence <> coalesce((SELECT"
        " sum(t.amount_pence) FROM safer.tranche AS t WHERE t.award = a.id AND t.expenditure IS"
        " NOT NULL), 0) OR a.returned_pence <> coalesce((SELECT sum(r.amount_pence) FROM"
        " safer.grant_refund AS r WHERE r.award = a.id AND r.reversed_at IS NULL), 0)",
        /* a tranche is paid by spending that stands, as much, and all that stands pays one */
        "SELECT count(*) FROM safer.tranche AS t JOIN safer.expenditure AS x ON x.id ="
        " t.expenditure WHERE x.reversed_at IS NOT NULL OR x.amount_pence <> t.amount_pence",
        "SELECT count(*) FROM safer.expenditure AS x WHERE x.reversed_at IS NULL AND NOT EXISTS"
        " (SELECT FROM safer.tranche AS t WHERE t.expenditure = x.id)",
        /* tranches are the whole */
        "SELECT count(*) FROM safer.award AS a WHERE a.source IS NULL AND a.amount_pence <>"
        " (SELECT sum(t.amount_pence) FROM safer.tranche AS t WHERE t.award = a.id)",
        /* each refund has its entries and no other */
        "SELECT count(*) FROM safer.grant_refund AS r WHERE (SELECT array_agg(e.kind ORDER BY"
        " e.kind) FROM safer.entry AS e WHERE e.refund = r.id) <> CASE WHEN r.reversed_at IS NULL"
        " THEN ARRAY['refund'] ELSE ARRAY['refund', 'reversal'] END",
    };
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        assert_sql(service, truths[i], "0");
    }
    reply_auto struct reply account = csa_get(service, "kcc", GRANT_ROUND "/account");
    assert_account(
        service, &(struct grant_account){
                     .awarded = (long long)AWARDS * EACH,
                     .paid = reply_integer(&account, "paid_pence"),
                     .due = AWARDS * EACH - reply_integer(&account, "paid_pence"),
                     .returned = reply_integer(&account, "returned_pence"),
                     .left = 4500000 - AWARDS * EACH + reply_integer(&account, "returned_pence")});
    free_all(awards, AWARDS);
    free(decision);
}
