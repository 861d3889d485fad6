/* Sending twice: what a key replays, what it refuses, and that nothing is ever carried out twice.
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
#define BODY_OF(pence, reference)                                                                  \
    "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":" pence      \
    ",\"received_on\":\"2018-04-03\",\"external_reference\":\"" reference "\"}"
#define BODY BODY_OF("1600000", "KCC-1")

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-04-10"});
}

static const char *payer(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc", "contributions.write agreements.write");
}

static void assert_sql(const struct service *service, const char *sql, const char *expected)
{
    char *found = service_sql(service, sql);
    cr_assert(found && strcmp(found, expected) == 0, "%s: %s instead of %s", sql,
              found ? found : "nothing", expected);
    free(found);
}

/* Contributions, ledger entries, audit events and keys. */
static void assert_counts(const struct service *service, const char *expected)
{
    assert_sql(service,
               "SELECT concat_ws(' ', (SELECT count(*) FROM safer.contribution),"
               " (SELECT count(*) FROM safer.entry), (SELECT count(*) FROM safer.audit_event),"
               " (SELECT count(*) FROM safer.idempotency_key))",
               expected);
}

static void assert_replay(const struct reply *replay, const struct reply *first)
{
    cr_expect_eq(replay->status, first->status);
    cr_expect_str_eq(replay->body, first->body);
    cr_expect_str_eq(reply_header(replay, "idempotency-replayed"), "true");
    cr_expect_null(reply_header(first, "idempotency-replayed"));
    const char *location = reply_header(first, "location");
    cr_expect(!location || strcmp(reply_header(replay, "location"), location) == 0);
}

Test(idempotency, a_replay_is_the_first_answer_again)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply first = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_assert_eq(first.status, 201);
    /* Whatever happens to the contribution meanwhile. */
    char receipt[160];
    snprintf(receipt, sizeof receipt, "%s/receipt", reply_header(&first, "location"));
    const char *host = service_token(service, "h", "kfrs", "funds.write");
    reply_auto struct reply confirmed = http_post(
        url, host, "k", receipt, "{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"B\"}");
    cr_assert_eq(confirmed.status, 200);
    assert_counts(service, "1 2 2 2");

    reply_auto struct reply second = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    assert_replay(&second, &first);
    reply_auto struct reply quoted = http_post(url, payer(service), "\"k\"", CONTRIBUTIONS, BODY);
    assert_replay(&quoted, &first);
    /* The same JSON in another order and with other blanks is the same body. */
    reply_auto struct reply reordered = http_post(
        url, payer(service), "k", CONTRIBUTIONS,
        "{ \"external_reference\": \"KCC-1\",\n\"received_on\": \"2018-04-03\", \"amount_pence\":"
        "1600000, \"financial_year\": \"2018\\/19\", \"fund\": \"kcst-pooled-budget\" }");
    assert_replay(&reordered, &first);
    reply_auto struct reply receipt_again = http_post(
        url, host, "k", receipt, "{\"confirmed_on\":\"2018-04-05\",\"bank_reference\":\"B\"}");
    assert_replay(&receipt_again, &confirmed);
    service_restart(service);
    reply_auto struct reply later = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    assert_replay(&later, &first);
    assert_counts(service, "1 2 2 2");
}

Test(idempotency, reversals_and_agreements_replay_too)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply posted = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    char reversal[160];
    snprintf(reversal, sizeof reversal, "%s/reversal", reply_header(&posted, "location"));
    static const char body[] = "{\"reason\":\"x\",\"replacement\":{\"amount_pence\":1}}";
    reply_auto struct reply reversed = http_post(url, payer(service), "k", reversal, body);
    cr_assert_eq(reversed.status, 200);
    reply_auto struct reply again = http_post(url, payer(service), "k", reversal, body);
    assert_replay(&again, &reversed);
    reply_auto struct reply other =
        http_post(url, payer(service), "k", reversal, "{\"reason\":\"y\"}");
    cr_expect(reply_is_problem(&other, 422, "idempotency-key-reused"));
    assert_counts(service, "2 3 2 2");

    static const char agreement[] =
        "{\"id\":\"next\",\"title\":\"Next\",\"fund\":\"kcst-pooled-budget\",\"starts_on\":"
        "\"2020-04-01\",\"ends_on\":\"2021-03-31\",\"parties\":[\"kcc\"],\"minimums\":"
        "[{\"financial_year\":\"2020/21\",\"amount_pence\":1}]}";
    reply_auto struct reply made = http_post(url, payer(service), "k", "/v1/agreements", agreement);
    cr_assert_eq(made.status, 201);
    reply_auto struct reply made_again =
        http_post(url, payer(service), "k", "/v1/agreements", agreement);
    assert_replay(&made_again, &made);
    reply_auto struct reply changed = http_post(
        url, payer(service), "k", "/v1/agreements",
        "{\"id\":\"other\",\"title\":\"Next\",\"fund\":\"kcst-pooled-budget\",\"starts_on\":"
        "\"2020-04-01\",\"ends_on\":\"2021-03-31\",\"parties\":[\"kcc\"],\"minimums\":"
        "[{\"financial_year\":\"2020/21\",\"amount_pence\":1}]}");
    cr_expect(reply_is_problem(&changed, 422, "idempotency-key-reused"));
    /* Here a key is not asked for; without one the second is refused by its id. */
    reply_auto struct reply bare =
        http_post(url, payer(service), NULL, "/v1/agreements", agreement);
    cr_expect(reply_is_problem(&bare, 409, "agreement-exists"));
    reply_auto struct reply bad =
        http_post(url, payer(service), "a b", "/v1/agreements", agreement);
    cr_expect(reply_is_problem(&bad, 400, "idempotency-key-invalid"));
    assert_sql(service, "SELECT count(*) FROM safer.agreement WHERE id = 'next'", "1");
}

Test(idempotency, a_refused_request_leaves_its_key_unused)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    static const char *const refused[] = {BODY_OF("\"16,000\"", "KCC-1"), BODY_OF("0", "KCC-1"),
                                          "{", ""};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        reply_auto struct reply reply =
            http_post(url, payer(service), "k", CONTRIBUTIONS, refused[i]);
        cr_expect(reply.status == 400 || reply.status == 422);
    }
    assert_counts(service, "0 0 0 0");
    reply_auto struct reply mended = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_assert_eq(mended.status, 201);

    reply_auto struct reply reused =
        http_post(url, payer(service), "k", CONTRIBUTIONS, BODY_OF("1600001", "KCC-1"));
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    reply_auto struct reply noted =
        http_post(url, payer(service), "k", CONTRIBUTIONS, BODY_OF("1600000", "KCC-2"));
    cr_expect(reply_is_problem(&noted, 422, "idempotency-key-reused"));
    reply_auto struct reply dry = http_post(url, payer(service), "k", CONTRIBUTIONS "?dry_run=true",
                                            BODY_OF("1600000", "KCC-2"));
    cr_expect_eq(dry.status, 200, "a dry run ignores the key");
    cr_expect_null(reply_header(&dry, "idempotency-replayed"));
    assert_counts(service, "1 1 1 1");
    char *after =
        service_sql(service, "SELECT status || ' ' || location FROM safer.idempotency_key");
    cr_expect(strncmp(after, "201 " CONTRIBUTIONS, 21) == 0);
    free(after);
}

Test(idempotency, a_key_is_255_visible_characters_at_most)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    char longest[255 + 1], too_long[256 + 1], quoted[257 + 1];
    memset(longest, 'k', 255);
    longest[255] = '\0';
    snprintf(too_long, sizeof too_long, "%sk", longest);
    snprintf(quoted, sizeof quoted, "\"%s\"", longest);

    reply_auto struct reply keyless = http_post(url, payer(service), NULL, CONTRIBUTIONS, BODY);
    cr_expect(reply_is_problem(&keyless, 400, "idempotency-key-required"));
    cr_expect(reply_names(&keyless, "Idempotency-Key"));
    const char *const bad[] = {too_long,
                               "\"\"",
                               "a b",
                               "a\tb",
                               "a\x01"
                               "b",
                               "a\x7f"
                               "b",
                               "k\xc3\xa9",
                               "\"a\"b\"",
                               "\""};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        reply_auto struct reply reply = http_post(url, payer(service), bad[i], CONTRIBUTIONS, BODY);
        cr_expect(reply.status == 400 && (strstr(reply.body, "idempotency-key-invalid") ||
                                          strstr(reply.body, "malformed-request")),
                  "%s: %s", bad[i], reply.body);
    }
    reply_auto struct reply invalid = http_post(url, payer(service), too_long, CONTRIBUTIONS, BODY);
    cr_expect(reply_is_problem(&invalid, 400, "idempotency-key-invalid"));
    cr_expect(reply_names(&invalid, "Idempotency-Key"));
    reply_auto struct reply twice = http_send(
        url, &(struct request){.method = "POST",
                               .target = CONTRIBUTIONS,
                               .token = payer(service),
                               .key = "k1",
                               .headers = (const char *const[]){"Idempotency-Key: k2", NULL},
                               .body = BODY});
    cr_expect_eq(twice.status, 400, "two keys are none");
    assert_counts(service, "0 0 0 0");

    reply_auto struct reply first = http_post(url, payer(service), longest, CONTRIBUTIONS, BODY);
    cr_assert_eq(first.status, 201);
    reply_auto struct reply second = http_post(url, payer(service), quoted, CONTRIBUTIONS, BODY);
    assert_replay(&second, &first);
}

Test(idempotency, each_client_of_each_issuer_has_keys_of_its_own)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    const char *other = service_token(service, "kcc-treasury", "kcc", "contributions.write");
    const char *police = service_token(service, "police", "kent-police", "contributions.write");
    reply_auto struct reply first = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_assert_eq(first.status, 201);
    reply_auto struct reply second =
        http_post(url, other, "k", CONTRIBUTIONS, BODY_OF("2", "KCC-2"));
    cr_expect_eq(second.status, 201);
    reply_auto struct reply third = http_post(url, police, "k", CONTRIBUTIONS, BODY);
    cr_expect_eq(third.status, 201);
    cr_expect_null(reply_header(&third, "idempotency-replayed"));

    /* A client of the same name, known to another issuer. */
    free(service_sql(service,
                     "INSERT INTO safer.idempotency_key (issuer, client, operation, key,"
                     " request_sha256, status, body) VALUES ('https://elsewhere.example',"
                     " 'kcc-finance', 'create_contribution', 'k2', repeat('0', 64), 201, '{}')"));
    reply_auto struct reply fourth =
        http_post(url, payer(service), "k2", CONTRIBUTIONS, BODY_OF("3", "KCC-3"));
    cr_expect_eq(fourth.status, 201);
    assert_sql(service, "SELECT count(DISTINCT issuer) FROM safer.idempotency_key WHERE key = 'k2'",
               "2");
}

Test(idempotency, one_partners_answer_is_never_replayed_to_another)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    /* One program, with a token for each of the partners it serves. */
    const char *kcc = service_token(service, "shared", "kcc", "contributions.write");
    const char *police = service_token(service, "shared", "kent-police", "contributions.write");
    reply_auto struct reply first = http_post(url, kcc, "k", CONTRIBUTIONS, BODY);
    cr_assert_eq(first.status, 201);
    reply_auto struct reply second = http_post(url, police, "k", CONTRIBUTIONS, BODY);
    cr_expect_null(reply_header(&second, "idempotency-replayed"));
    cr_expect(second.status == 201 ? strcmp(reply_text(&second, "partner"), "kent-police") == 0
                                   : reply_is_problem(&second, 422, "idempotency-key-reused"),
              "%s", second.body);
}

/* One client may have tokens with more scopes and with fewer. */
Test(idempotency, an_answer_that_shows_what_is_restricted_is_replayed_to_who_may_read_it)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    const char *reader = service_token(service, "smt", "kcc", "meetings.write restricted.read"),
               *keeper = service_token(service, "smt", "kcc", "meetings.write");
    static const char meeting[] = "{\"body\":\"kcst-smt\",\"starts_at\":\"2018-06-27T10:00:00Z\","
                                  "\"place\":\"P\"}",
                      secret[] = "{\"ref\":\"1\",\"title\":\"Secret\",\"restricted\":true,"
                                 "\"exempt_ground\":\"3\"}",
                      open[] = "{\"ref\":\"2\",\"title\":\"Open\"}";
    reply_auto struct reply made = http_post(url, keeper, "k", "/v1/meetings", meeting);
    cr_assert_eq(made.status, 201, "%s", made.body);
    reply_auto struct reply made_again = http_post(url, reader, "k", "/v1/meetings", meeting);
    assert_replay(&made_again, &made); /* of which nothing is restricted */

    char items[160];
    snprintf(items, sizeof items, "%s/items", reply_header(&made, "location"));
    reply_auto struct reply first = http_post(url, reader, "shut", items, secret);
    cr_assert_eq(first.status, 201, "%s", first.body);
    cr_expect_not_null(strstr(first.body, "Secret"));
    reply_auto struct reply again = http_post(url, reader, "shut", items, secret);
    assert_replay(&again, &first);
    reply_auto struct reply withheld = http_post(url, keeper, "shut", items, secret);
    cr_expect(reply_is_problem(&withheld, 422, "idempotency-key-reused"), "%s", withheld.body);
    cr_expect_null(strstr(withheld.body, "Secret"));

    reply_auto struct reply kept = http_post(url, keeper, "open", items, open);
    cr_assert_eq(kept.status, 201, "%s", kept.body);
    reply_auto struct reply kept_again = http_post(url, keeper, "open", items, open);
    assert_replay(&kept_again, &kept);
    reply_auto struct reply whole = http_post(url, reader, "open", items, open);
    cr_expect(reply_is_problem(&whole, 422, "idempotency-key-reused"), "%s", whole.body);
    assert_sql(service, "SELECT count(*) FROM safer.item WHERE body = 'kcst-smt'", "2");
}

Test(idempotency, a_key_is_forgotten_after_its_time_and_the_reference_is_not)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .today = "2018-04-10",
        .environment = (const char *const[]){"SAFER_IDEMPOTENCY_HOURS=24", NULL}});
    const char *url = service_url(service);
    reply_auto struct reply old = http_post(url, payer(service), "old", CONTRIBUTIONS, BODY);
    reply_auto struct reply young =
        http_post(url, payer(service), "young", CONTRIBUTIONS, BODY_OF("2", "KCC-2"));
    cr_assert(old.status == 201 && young.status == 201);
    free(service_sql(service, "UPDATE safer.idempotency_key SET created_at = now() - CASE key"
                              " WHEN 'old' THEN interval '25 hours' ELSE interval '23 hours' END"));
    service_restart(service); /* its first work is to purge */
    free(service_sql(service,
                     "DO $$BEGIN FOR i IN 1..3000 LOOP"
                     " EXIT WHEN NOT EXISTS (SELECT FROM safer.idempotency_key"
                     " WHERE key = 'old'); PERFORM pg_sleep(0.01); COMMIT; END LOOP; END$$"));
    assert_sql(service, "SELECT string_agg(key, ' ') FROM safer.idempotency_key", "young");
    reply_auto struct reply again = http_post(url, payer(service), "old", CONTRIBUTIONS, BODY);
    cr_expect(reply_is_problem(&again, 409, "duplicate-reference"));
}

/* ---- At the same moment ---------------------------------------------------------------------- */

enum { AT_ONCE = 16, ROUNDS = 50 };

struct sender {
    const char *url, *token;
    pthread_barrier_t *together;
    char key[32], body[256];
    struct reply reply;
};

static void *send_one(void *context)
{
    struct sender *sender = context;
    pthread_barrier_wait(sender->together);
    sender->reply = http_post(sender->url, sender->token, sender->key, CONTRIBUTIONS, sender->body);
    return NULL;
}

/* Sends what the senders have to say at one moment, as nearly as threads can. */
static void send_together(struct sender *senders, unsigned count)
{
    pthread_t threads[AT_ONCE];
    pthread_barrier_t together;
    pthread_barrier_init(&together, NULL, count);
    for (unsigned i = 0; i < count; i++) {
        senders[i].together = &together;
        cr_assert_eq(pthread_create(&threads[i], NULL, send_one, &senders[i]), 0);
    }
    for (unsigned i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&together);
}

Test(idempotency, two_requests_with_one_key_at_one_moment_store_one_contribution)
{
    service_auto struct service *service = start();
    struct sender senders[2] = {{.url = service_url(service), .token = payer(service)},
                                {.url = service_url(service), .token = payer(service)}};
    unsigned in_use = 0, replayed = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (unsigned i = 0; i < 2; i++) {
            snprintf(senders[i].key, sizeof senders[i].key, "key-%u", round);
            snprintf(senders[i].body, sizeof senders[i].body, BODY_OF("%u", "KCC-%u"), round + 1,
                     round);
        }
        send_together(senders, 2);
        unsigned stored = 0;
        for (unsigned i = 0; i < 2; i++) {
            const struct reply *const reply = &senders[i].reply;
            const bool replay = reply_header(reply, "idempotency-replayed");
            if (reply->status == 409) {
                cr_assert(reply_is_problem(reply, 409, "idempotency-key-in-use"));
                cr_assert_str_eq(reply_header(reply, "retry-after"), "1");
                in_use++;
            } else {
                cr_assert_eq(reply->status, 201, "%s", reply->body);
                stored += !replay;
                replayed += replay;
            }
        }
        cr_assert_eq(stored, 1, "round %u stored %u", round, stored);
        reply_auto struct reply after = http_post(senders[0].url, senders[0].token, senders[0].key,
                                                  CONTRIBUTIONS, senders[0].body);
        cr_assert_str_eq(reply_header(&after, "idempotency-replayed"), "true");
        reply_free(&senders[0].reply);
        reply_free(&senders[1].reply);
    }
    cr_assert_eq(in_use + replayed, ROUNDS);
    assert_counts(service, "50 50 50 50");
}

Test(idempotency, a_key_that_another_request_holds_is_in_use)
{
    service_auto struct service *service = start();
    struct sender first = {.url = service_url(service), .token = payer(service), .key = "k"};
    snprintf(first.body, sizeof first.body, "%s", BODY);
    pthread_barrier_t together;
    pthread_barrier_init(&together, NULL, 1);
    first.together = &together;
    /* The first request takes its time, so that the second meets it on the way. */
    free(service_sql(service, "CREATE FUNCTION safer.hold_on() RETURNS trigger LANGUAGE plpgsql AS"
                              " $$BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END$$;"
                              "GRANT EXECUTE ON FUNCTION safer.hold_on() TO PUBLIC;"
                              "CREATE TRIGGER hold_on AFTER INSERT ON safer.contribution"
                              " FOR EACH ROW EXECUTE FUNCTION safer.hold_on()"));
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, send_one, &first), 0);
    free(service_sql(service, "DO $$BEGIN FOR i IN 1..3000 LOOP EXIT WHEN EXISTS (SELECT FROM"
                              " pg_stat_activity WHERE wait_event = 'PgSleep'"
                              " AND datname = current_database() AND usename = 'saferd');"
                              " PERFORM pg_stat_clear_snapshot(); END LOOP; END$$"));
    reply_auto struct reply second =
        http_post(service_url(service), payer(service), "k", CONTRIBUTIONS, BODY);
    cr_expect(reply_is_problem(&second, 409, "idempotency-key-in-use"));
    cr_expect_str_eq(reply_header(&second, "retry-after"), "1");
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&together);
    cr_expect_eq(first.reply.status, 201);
    reply_free(&first.reply);
    assert_counts(service, "1 1 1 1");
}

Test(idempotency, one_reference_at_one_moment_is_stored_once_and_named_to_the_others)
{
    service_auto struct service *service = start();
    static struct sender senders[AT_ONCE];
    for (unsigned i = 0; i < AT_ONCE; i++) {
        senders[i].url = service_url(service);
        senders[i].token = payer(service);
        snprintf(senders[i].key, sizeof senders[i].key, "key-%u", i);
        snprintf(senders[i].body, sizeof senders[i].body, BODY_OF("%u", "KCC-1"), i + 1);
    }
    send_together(senders, AT_ONCE);
    char *id = service_sql(service, "SELECT id FROM safer.contribution");
    unsigned stored = 0;
    for (unsigned i = 0; i < AT_ONCE; i++) {
        const struct reply *const reply = &senders[i].reply;
        if (reply->status == 201) {
            stored++;
            cr_expect_str_eq(reply_text(reply, "id"), id);
        } else {
            cr_expect(reply_is_problem(reply, 409, "duplicate-reference"));
            cr_expect_str_eq(reply_text(reply, "existing.id"), id);
        }
        reply_free(&senders[i].reply);
    }
    free(id);
    cr_expect_eq(stored, 1);
    assert_counts(service, "1 1 1 1");
}

Test(idempotency, a_reply_that_cannot_be_read_again_is_a_problem_and_not_silence)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply first = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_assert_eq(first.status, 201, "%s", first.body);
    free(service_sql(service, "REVOKE UPDATE (status) ON safer.idempotency_key FROM safer_rules"));
    reply_auto struct reply lost = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_expect_geq(lost.status, 400);
    cr_expect_not_null(strstr(lost.body, "\"type\":\"/problems/"), "%s", lost.body);
    free(service_sql(service, "GRANT UPDATE (status) ON safer.idempotency_key TO safer_rules"));
    reply_auto struct reply again = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_expect_eq(again.status, 201, "%s", again.body);
    cr_expect_str_eq(again.body, first.body);
    cr_expect_str_eq(reply_header(&again, "etag"), reply_header(&first, "etag"));
}

/* What an operator has erased: the key stays used, and tells nothing of what it was used for. */
Test(idempotency, a_key_whose_reply_was_erased_runs_nothing_again)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    reply_auto struct reply first = http_post(url, payer(service), "k", CONTRIBUTIONS, BODY);
    cr_assert_eq(first.status, 201);
    char erase[128];
    snprintf(erase, sizeof erase,
             "SET ROLE safer_owner; SELECT count(*) FROM safer.erase_object('%s')",
             reply_text(&first, "id"));
    free(service_sql(service, erase));
    static const char *const bodies[] = {BODY, BODY_OF("1600000", "KCC-2")};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        reply_auto struct reply again =
            http_post(url, payer(service), "k", CONTRIBUTIONS, bodies[i]);
        cr_expect(reply_is_problem(&again, 409, "idempotency-reply-erased"), "%s", again.body);
    }
    assert_sql(service,
               "SELECT concat_ws(' ', count(*), bool_and(k.body IS NULL), count(*) FILTER (WHERE"
               " k.request_sha256 <> repeat('0', 64))) FROM safer.idempotency_key AS k",
               "1 t 0");
    assert_sql(service, "SELECT count(*) FROM safer.contribution", "1");
    reply_auto struct reply other =
        http_post(url, payer(service), "k2", CONTRIBUTIONS, BODY_OF("1600000", "KCC-2"));
    cr_expect_eq(other.status, 201, "%s", other.body);
}
