/* Reversal, the only correction: by whom, with which replacement, and what the ledger says after.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

const int service_workers = 8;

#define CONTRIBUTIONS "/v1/contributions"
#define RECEIPT "{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"BACS 05APR 0093311\"}"
#define REASON "{\"reason\":\"Keyed wrongly\"}"
#define NOBODYS CONTRIBUTIONS "/01900000-0000-7000-8000-000000000000"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-04-10"});
}

static const char *payer(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc", "contributions.write");
}

static const char *host(struct service *service)
{
    return service_token(service, "kfrs-finance", "kfrs", "funds.write funds.read");
}

static struct reply post(struct service *service, const char *key, const char *reference)
{
    char body[256];
    snprintf(
        body, sizeof body,
        "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":"
        "160000,\"received_on\":\"2018-04-03\",\"external_reference\":\"%s\",\"note\":\"Old\"}",
        reference);
    return http_post(service_url(service), payer(service), key, CONTRIBUTIONS, body);
}

/* Posts £1,600 of KCC's and returns its address, which the caller frees. */
static char *posted(struct service *service, const char *reference)
{
    reply_auto struct reply reply = post(service, reference, reference);
    cr_assert_eq(reply.status, 201);
    return strdup(reply_header(&reply, "location"));
}

/* Posts to the contribution's sub-resource. */
static struct reply act(const struct service *service, const char *token, const char *key,
                        const char *contribution, const char *action, const char *body)
{
    char target[128];
    snprintf(target, sizeof target, "%s/%s", contribution, action);
    return http_post(service_url(service), token, key, target, body);
}

/* Reads the contribution with the id. */
static struct reply read_id(struct service *service, const char *id)
{
    char target[128];
    snprintf(target, sizeof target, CONTRIBUTIONS "/%s", id);
    return http_get(service_url(service), host(service), target);
}

static void assert_sql(const struct service *service, const char *sql, const char *expected)
{
    char *found = service_sql(service, sql);
    cr_assert(found && strcmp(found, expected) == 0, "%s: %s instead of %s", sql,
              found ? found : "nothing", expected);
    free(found);
}

static void assert_balances(const struct service *service, const char *expected)
{
    assert_sql(service,
               "SELECT string_agg(concat_ws(' ', kind, partner, balance_pence), ', '"
               " ORDER BY kind, partner) FROM api.balances WHERE balance_pence <> 0"
               " HAVING count(*) > 0 UNION ALL SELECT 'nothing' LIMIT 1",
               expected);
    assert_sql(service, "SELECT sum(balance_pence) FROM api.balances", "0");
}

Test(reverse_contribution, the_owner_takes_back_what_is_not_confirmed)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1");
    reply_auto struct reply before = http_get(service_url(service), payer(service), contribution);
    assert_balances(service, "contributions kcc -160000, in-transit 160000");

    reply_auto struct reply dry =
        act(service, payer(service), NULL, contribution, "reversal?dry_run=true", REASON);
    cr_assert_eq(dry.status, 200);
    cr_assert_str_eq(reply_text(&dry, "state"), "reversed");
    reply_auto struct reply unchanged =
        http_get(service_url(service), payer(service), contribution);
    cr_assert_str_eq(unchanged.body, before.body, "a dry run has reversed");

    reply_auto struct reply reversed =
        act(service, payer(service), "k", contribution, "reversal", REASON);
    cr_assert_eq(reversed.status, 200);
    cr_assert_str_eq(reply_text(&reversed, "state"), "reversed");
    cr_assert_str_eq(reply_text(&reversed, "reversal_reason"), "Keyed wrongly");
    cr_assert_not_null(reply_text(&reversed, "reversed_at"));
    cr_assert_null(reply_text(&reversed, "replaced_by"));
    cr_assert_eq(reply_integer(&reversed, "version"), 2);
    cr_assert_str_neq(reply_header(&reversed, "etag"), reply_header(&before, "etag"));
    reply_auto struct reply after = http_get(service_url(service), payer(service), contribution);
    cr_assert_str_eq(after.body, reversed.body);

    assert_balances(service, "nothing");
    char *entry = service_sql(service, "SELECT id FROM safer.entry WHERE kind = 'reversal'");
    cr_assert_str_eq(reply_text(&reversed, "reversed_by"), entry);
    free(entry);
    assert_sql(service, "SELECT count(*) FROM safer.posting", "2");
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), min(before ->> 'state'), min(after ->> 'state'))"
               " FROM safer.audit_event WHERE operation = 'reverse_contribution'",
               "1 unconfirmed reversed");

    /* The batch once more, with the keys of then and with new ones. */
    reply_auto struct reply replayed = post(service, "KCC-1", "KCC-1");
    cr_assert_eq(replayed.status, 201);
    cr_assert_str_eq(reply_header(&replayed, "idempotency-replayed"), "true");
    reply_auto struct reply rerun = post(service, "another", "KCC-1");
    cr_assert(reply_is_problem(&rerun, 409, "duplicate-reference"));
    assert_sql(service, "SELECT count(*) FROM safer.contribution", "1");
    assert_balances(service, "nothing");
    free(contribution);
}

Test(reverse_contribution, a_replacement_stands_under_the_same_reference)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1");
    reply_auto struct reply reversed =
        act(service, payer(service), "k", contribution, "reversal",
            "{\"reason\":\"A zero was missing\",\"replacement\":{\"amount_pence\":1600000}}");
    cr_assert_eq(reversed.status, 200);
    reply_auto struct reply second = read_id(service, reply_text(&reversed, "replaced_by"));
    cr_assert_eq(second.status, 200);
    cr_assert_str_eq(reply_text(&second, "state"), "unconfirmed");
    cr_assert_str_eq(reply_text(&second, "partner"), "kcc");
    cr_assert_eq(reply_integer(&second, "amount_pence"), 1600000);
    cr_assert_str_eq(reply_text(&second, "replaces"), reply_text(&reversed, "id"));
    cr_assert_str_eq(reply_text(&second, "note"), "Old", "what is left out is the original's");
    assert_balances(service, "contributions kcc -1600000, in-transit 1600000");

    /* The replacement is replaced in its turn, every member of it. */
    char address[128];
    snprintf(address, sizeof address, CONTRIBUTIONS "/%s", reply_text(&second, "id"));
    reply_auto struct reply again =
        act(service, payer(service), "k2", address, "reversal",
            "{\"reason\":\"For the year before\",\"replacement\":{\"amount_pence\":1000000,"
            "\"financial_year\":\"2017/18\",\"received_on\":\"2018-03-29\",\"note\":null}}");
    cr_assert_eq(again.status, 200);
    reply_auto struct reply third = read_id(service, reply_text(&again, "replaced_by"));
    cr_assert_str_eq(reply_text(&third, "financial_year"), "2017/18");
    cr_assert_str_eq(reply_text(&third, "received_on"), "2018-03-29");
    cr_assert_str_eq(reply_text(&third, "external_reference"), "KCC-1");
    cr_assert_null(reply_text(&third, "note"));
    cr_assert_str_eq(reply_text(&third, "replaces"), reply_text(&second, "id"));
    assert_balances(service, "contributions kcc -1000000, in-transit 1000000");
    reply_auto struct reply chain = http_get(service_url(service), payer(service),
                                             CONTRIBUTIONS "?external_reference=KCC-1&count=true");
    cr_assert_eq(reply_integer(&chain, "total"), 3);
    assert_sql(service, "SELECT count(*) FROM safer.audit_event", "3");

    /* The old batch names the one that stands. */
    reply_auto struct reply rerun = post(service, "another", "KCC-1");
    cr_assert(reply_is_problem(&rerun, 409, "duplicate-reference"));
    cr_assert_str_eq(reply_text(&rerun, "existing.id"), reply_text(&third, "id"));
    assert_balances(service, "contributions kcc -1000000, in-transit 1000000");

    /* The middle of the chain is closed. */
    reply_auto struct reply closed =
        act(service, payer(service), "k3", address, "reversal", REASON);
    cr_assert(reply_is_problem(&closed, 409, "already-reversed"));
    free(contribution);
}

Test(reverse_contribution, once_confirmed_the_host_takes_it_back)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1");
    reply_auto struct reply early =
        act(service, host(service), "k", contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&early, 403, "not-your-contribution"));
    reply_auto struct reply confirmed =
        act(service, host(service), "k", contribution, "receipt", RECEIPT);
    cr_assert_eq(confirmed.status, 200);
    reply_auto struct reply owner =
        act(service, payer(service), "k", contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&owner, 403, "not-the-host"));

    reply_auto struct reply reversed =
        act(service, host(service), "k", contribution, "reversal",
            "{\"reason\":\"Another amount arrived\",\"replacement\":{\"amount_pence\":150000}}");
    cr_assert_eq(reversed.status, 200);
    cr_assert_eq(reply_integer(&reversed, "version"), 3);
    cr_assert_str_eq(reply_text(&reversed, "confirmed_on"), "2018-04-05", "the receipt is kept");
    reply_auto struct reply replacement = read_id(service, reply_text(&reversed, "replaced_by"));
    cr_assert_str_eq(reply_text(&replacement, "partner"), "kcc", "the money is still the payer's");
    cr_assert_str_eq(reply_text(&replacement, "state"), "unconfirmed");
    assert_balances(service, "contributions kcc -150000, in-transit 150000");
    assert_sql(service,
               "SELECT string_agg(d.kind || ' ' || c.kind, ', ' ORDER BY e.kind)"
               " FROM safer.entry e JOIN safer.posting p ON p.entry = e.id"
               " JOIN safer.account d ON d.id = p.debit_account"
               " JOIN safer.account c ON c.id = p.credit_account"
               " WHERE e.kind IN ('reversal', 'receipt-reversal')",
               "in-transit bank, contributions in-transit");
    reply_auto struct reply twice =
        act(service, host(service), "k2", contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&twice, 409, "already-reversed"));
    free(contribution);
}

Test(reverse_contribution, a_reversal_is_not_reversed_and_nobody_else_is_told_of_it)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1"), reversal[128];
    reply_auto struct reply reversed =
        act(service, payer(service), "k", contribution, "reversal", REASON);
    cr_assert_eq(reversed.status, 200);
    snprintf(reversal, sizeof reversal, CONTRIBUTIONS "/%s", reply_text(&reversed, "reversed_by"));
    const char *const concerned[] = {payer(service), host(service)};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply refused =
            act(service, concerned[i], "back", reversal, "reversal", REASON);
        cr_expect(reply_is_problem(&refused, 409, "reversal-of-reversal"), "%s", refused.body);
    }
    reply_auto struct reply hidden =
        act(service, service_token(service, "c", "swale", "contributions.write"), "back", reversal,
            "reversal", REASON);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    assert_sql(service, "SELECT count(*) FROM safer.entry", "2");
    free(contribution);
}

Test(reverse_contribution, nobody_else_may_and_nothing_changes)
{
    service_auto struct service *service = start();
    char *contribution = posted(service, "KCC-1");
    free(service_sql(service,
                     "INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on) VALUES"
                     " ('next', 'Without KCC', 'kcst-pooled-budget', '2020-04-01', '2021-03-31');"
                     "INSERT INTO safer.agreement_party VALUES ('next', 'kfrs', NULL);"
                     "INSERT INTO safer.agreement_minimum VALUES"
                     " ('next', 'kcst-pooled-budget', '2020/21', 1, '2020-04-01', NULL)"));
    reply_auto struct reply police =
        act(service, service_token(service, "c", "kent-police", "contributions.write funds.write"),
            "k", contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&police, 403, "not-your-contribution"));
    reply_auto struct reply hidden =
        act(service, service_token(service, "c", "swale", "funds.write"), "k", contribution,
            "reversal", REASON);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply missing =
        act(service, payer(service), "k", NOBODYS, "reversal", REASON);
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply reader = act(service, service_token(service, "c", "kcc", "funds.read"),
                                         "k", contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&reader, 403, "insufficient-scope"));
    reply_auto struct reply anonymous = act(service, NULL, "k", contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));

    static const struct {
        const char *body;
        int status;
        const char *slug, *pointer;
    } wrong[] = {
        {"{}", 422, "invalid-body", "/reason"},
        {"{\"reason\":\"\"}", 422, "invalid-body", "/reason"},
        {"{\"reason\":\" \"}", 422, "invalid-body", "/reason"},
        {"{\"reason\":\"a\\tb\"}", 422, "invalid-body", "/reason"},
        {"{\"reason\":\"a\",\"amount_pence\":1}", 422, "invalid-body", "/amount_pence"},
        {"{\"reason\":\"a\",\"replacement\":1600000}", 422, "invalid-body", "/replacement"},
        {"{\"reason\":\"a\",\"replacement\":{}}", 422, "invalid-body", "/replacement/amount_pence"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":16000.00}}", 422, "invalid-body",
         "/replacement/amount_pence"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"financial_year\":\"2018/20\"}}",
         422, "invalid-body", "/replacement/financial_year"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"external_reference\":\"X\"}}",
         422, "invalid-body", "/replacement/external_reference"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"partner\":\"kfrs\"}}", 422,
         "invalid-body", "/replacement/partner"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"financial_year\":\"2021/22\"}}",
         422, "year-not-covered", "/replacement/financial_year"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"received_on\":\"2018-04-11\"}}",
         422, "date-in-future", "/replacement/received_on"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"received_on\":\"2016-04-11\"}}",
         422, "date-implausible", "/replacement/received_on"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":0}}", 422, "amount-not-positive",
         "/replacement/amount_pence"},
        {"{\"reason\":\"a\",\"replacement\":{\"amount_pence\":1,\"financial_year\":\"2020/21\"}}",
         403, "not-a-contributor", NULL},
        {"{\"reason\":", 400, "malformed-json", NULL},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        reply_auto struct reply reply =
            act(service, payer(service), "k", contribution, "reversal", wrong[i].body);
        cr_expect(reply_is_problem(&reply, wrong[i].status, wrong[i].slug) &&
                      (!wrong[i].pointer || reply_names(&reply, wrong[i].pointer)),
                  "%s", wrong[i].body);
    }
    reply_auto struct reply keyless =
        act(service, payer(service), NULL, contribution, "reversal", REASON);
    cr_expect(reply_is_problem(&keyless, 400, "idempotency-key-required"));

    enum { TOO_LONG = 1024 * 1024 + 1 };
    char *large = malloc(TOO_LONG + 1), target[128];
    cr_assert_not_null(large);
    memset(large, ' ', TOO_LONG);
    large[TOO_LONG] = '\0';
    snprintf(target, sizeof target, "%s/reversal", contribution);
    struct request request = {
        .method = "POST", .target = target, .token = payer(service), .key = "k", .body = large};
    reply_auto struct reply too_long = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&too_long, 413, "body-too-large"));
    request.body = REASON;
    request.content_type = "";
    reply_auto struct reply typed = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&typed, 415, "unsupported-media-type"));
    request.content_type = NULL;
    request.headers = (const char *const[]){"Accept: image/png", NULL};
    reply_auto struct reply image = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
    request.headers = (const char *const[]){"If-Match: \"2-x\"", NULL};
    reply_auto struct reply stale = http_send(service_url(service), &request);
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"));
    free(large);

    assert_sql(service,
               "SELECT concat_ws(' ', (SELECT count(*) FROM safer.contribution),"
               " (SELECT count(*) FROM safer.entry), (SELECT count(*) FROM safer.audit_event),"
               " (SELECT count(*) FROM safer.idempotency_key),"
               " (SELECT version FROM safer.contribution))",
               "1 1 1 1 1");
    free(contribution);
}

/* ---- At the same moment ---------------------------------------------------------------------- */

enum { AT_ONCE = 4, ROUNDS = 10 };

struct sender {
    const struct service *service;
    const char *token, *contribution, *action, *body;
    char key[16];
    pthread_barrier_t *together;
    struct reply reply;
};

static void *send_one(void *context)
{
    struct sender *sender = context;
    pthread_barrier_wait(sender->together);
    sender->reply = act(sender->service, sender->token, sender->key, sender->contribution,
                        sender->action, sender->body);
    return NULL;
}

/* Two reversals by the owner, one by the host, and the host's receipt, of one contribution. */
static void contend(struct service *service, const char *contribution, unsigned round)
{
    static const char replacing[] = "{\"reason\":\"x\",\"replacement\":{\"amount_pence\":7}}";
    struct sender senders[AT_ONCE] = {
        {.token = payer(service), .action = "reversal", .body = replacing},
        {.token = payer(service), .action = "reversal", .body = REASON},
        {.token = host(service), .action = "reversal", .body = REASON},
        {.token = host(service), .action = "receipt", .body = RECEIPT},
    };
    pthread_t threads[AT_ONCE];
    pthread_barrier_t together;
    unsigned reversals = 0;

    pthread_barrier_init(&together, NULL, AT_ONCE);
    for (unsigned i = 0; i < AT_ONCE; i++) {
        senders[i].service = service;
        senders[i].contribution = contribution;
        senders[i].together = &together;
        snprintf(senders[i].key, sizeof senders[i].key, "%u-%u", round, i);
        cr_assert_eq(pthread_create(&threads[i], NULL, send_one, &senders[i]), 0);
    }
    for (unsigned i = 0; i < AT_ONCE; i++) {
        pthread_join(threads[i], NULL);
        const int status = senders[i].reply.status;
        cr_expect(status == 200 || status == 403 || status == 409, "%s", senders[i].reply.body);
        reversals += status == 200 && strcmp(senders[i].action, "reversal") == 0;
        reply_free(&senders[i].reply);
    }
    pthread_barrier_destroy(&together);
    cr_expect_leq(reversals, 1, "%s was reversed %u times", contribution, reversals);
}

Test(reverse_contribution, at_one_moment_a_contribution_is_reversed_once)
{
    service_auto struct service *service = start();
    for (unsigned round = 0; round < ROUNDS; round++) {
        char reference[16];
        snprintf(reference, sizeof reference, "KCC-%u", round);
        char *contribution = posted(service, reference);
        contend(service, contribution, round);
        free(contribution);
    }
    assert_sql(service, "SELECT sum(balance_pence) FROM api.balances", "0");
    assert_sql(service,
               "SELECT (SELECT coalesce(sum(amount_pence), 0) FROM safer.contribution"
               " WHERE state <> 'reversed') = -(SELECT balance_pence FROM api.balances"
               " WHERE kind = 'contributions')",
               "t");
    assert_sql(service,
               "SELECT (SELECT coalesce(sum(amount_pence), 0) FROM safer.contribution"
               " WHERE state = 'confirmed') = coalesce((SELECT balance_pence FROM api.balances"
               " WHERE kind = 'bank'), 0)",
               "t");
    assert_sql(service,
               "SELECT count(*) = (SELECT count(*) FROM safer.audit_event"
               " WHERE operation = 'reverse_contribution') FROM safer.contribution"
               " WHERE state = 'reversed'",
               "t");
}
