/* Many writers at one moment, half of them through the service and half in SQL as its role: what
 * the ledger says in the end is what became of each thing that was written, and nothing else.
 * SPDX-License-Identifier: MIT
 *
 * They post, confirm and take back contributions, spending and transfers of three funds, and close
 * their years meanwhile, for the same things over and over. SAFER_TEST_NUMBERS is how many writes
 * they try, SAFER_TEST_SEED makes them others. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

#define TODAY "2019-06-30"

enum { WRITERS = 8, FIRST_YEAR = 2001, YEARS = 18, TRIES = 60, WRITES = 2000 };

/* The third is spent from without decisions only, and nothing paid into it is taken back: it is
 * never overdrawn. */
enum fund { POOL, SPARE, TIGHT, FUNDS };
static const char *const fund_ids[FUNDS] = {POOLED, "reserve", "tight"};
static const char *const payers[FUNDS][2] = {{"kcc", "kfrs"}, {"swale", "kcc"}, {"kcc", "kcc"}};

enum kind { CONTRIBUTION, EXPENDITURE, TRANSFER, CLOSING, KINDS };
static const char *const paths[KINDS] = {"/v1/contributions", "/v1/expenditures", "/v1/transfers",
                                         NULL};

struct thing {
    char id[37];
    enum kind kind;
    enum fund fund;
    const char *payer; /* of a contribution */
};

struct world {
    struct service *service;
    const char *url;
    const char *host, *tokens[FUNDS][2]; /* the host's token, and the payers' */
    unsigned writes;
    pthread_mutex_t lock;
    /* The rest is held by the lock. */
    struct thing *things;
    size_t count, room;
    int next_year[FUNDS];
    bool over;
};

struct writer {
    struct world *world;
    PGconn *session; /* NULL: through the service */
    unsigned index, number;
    uint64_t chance;
    unsigned made[KINDS], replaced[KINDS], reversed[KINDS], confirmed;
    unsigned overspent, refused, attacked, deadlocks;
    char failure[2048];
};

/* One write: for a service, and in SQL. */
struct write {
    const char *partner, *token;
    char target[160], body[400], sql[900];
};

enum outcome { DONE, REFUSED, FAILED };

static unsigned below(struct writer *writer, unsigned limit)
{
    writer->chance ^= writer->chance << 13;
    writer->chance ^= writer->chance >> 7;
    writer->chance ^= writer->chance << 17;
    return (unsigned)((writer->chance >> 11) % limit);
}

static void fail(struct writer *writer, const struct write *write, const char *says)
{
    if (!*writer->failure) {
        snprintf(writer->failure, sizeof writer->failure, "%s %s: %s",
                 writer->session ? write->sql : write->target, writer->session ? "" : write->body,
                 says);
    }
}

/* What the state of a thing, or of a fund, may refuse. */
static bool is_expected(const char *slug)
{
    static const char *const slugs[] = {
        "overspent",        "already-reversed",      "already-confirmed",
        "not-the-host",     "not-your-contribution", "year-closed",
        "earlier-year-open"};
    for (size_t i = 0; slug && i < sizeof slugs / sizeof *slugs; i++) {
        if (strcmp(slug, slugs[i]) == 0) {
            return true;
        }
    }
    return false;
}

static enum outcome refuse(struct writer *writer, const struct write *write, const char *slug,
                           const char *says)
{
    if (!is_expected(slug)) {
        fail(writer, write, says);
        return FAILED;
    }
    writer->refused++;
    writer->overspent += strcmp(slug, "overspent") == 0;
    return REFUSED;
}

static enum outcome through_service(struct writer *writer, const struct write *write, char id[37])
{
    char key[40];
    snprintf(key, sizeof key, "race-%u-%u", writer->index, writer->number);
    for (int tries = 0; tries < TRIES; tries++) {
        reply_auto struct reply reply =
            http_post(writer->world->url, write->token, key, write->target, write->body);
        if (reply.status == 503) {
            breathe();
            continue;
        }
        if (reply.status != 200 && reply.status != 201) {
            const char *type = reply.json ? reply_text(&reply, "type") : NULL;
            return refuse(writer, write, type ? type + strlen("/problems/") : NULL, reply.body);
        }
        snprintf(id, 37, "%s", reply_text(&reply, "id"));
        return DONE;
    }
    fail(writer, write, "always 503");
    return FAILED;
}

static enum outcome in_sql(struct writer *writer, const struct write *write, char id[37])
{
    char sql[1200];
    snprintf(sql, sizeof sql,
             "SELECT set_config('safer.issuer', 'race', true), set_config('safer.client', 'race',"
             " true), set_config('safer.partner', '%s', true), set_config('safer.today', '" TODAY
             "', true); %s",
             write->partner, write->sql);
    for (int tries = 0; tries < TRIES; tries++) {
        PGresult *result = PQexec(writer->session, sql);
        if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1) {
            snprintf(id, 37, "%s", PQgetvalue(result, 0, 0));
            PQclear(result);
            return DONE;
        }
        const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (state && (strcmp(state, "40P01") == 0 || strcmp(state, "40001") == 0)) {
            writer->deadlocks++;
            PQclear(result);
            continue;
        }
        const char *slug = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
        const enum outcome outcome = refuse(writer, write, slug, PQresultErrorMessage(result));
        PQclear(result);
        return outcome;
    }
    fail(writer, write, "always a deadlock");
    return FAILED;
}

static enum outcome carry_out(struct writer *writer, const struct write *write, char id[37])
{
    writer->number++;
    return writer->session ? in_sql(writer, write, id) : through_service(writer, write, id);
}

/* ---- What is written ------------------------------------------------------------------------- */

static void keep(struct world *world, const struct thing *thing)
{
    pthread_mutex_lock(&world->lock);
    if (world->count == world->room) {
        world->room = world->room ? 2 * world->room : 1024;
        world->things = realloc(world->things, world->room * sizeof *world->things);
        cr_assert_not_null(world->things);
    }
    world->things[world->count++] = *thing;
    pthread_mutex_unlock(&world->lock);
}

/* One of what all have made, of this kind; of the newest, that several may take the same. */
static bool choose(struct writer *writer, enum kind kind, struct thing *thing)
{
    struct world *const world = writer->world;
    bool found = false;
    pthread_mutex_lock(&world->lock);
    for (int tries = 0; tries < 20 && !found && world->count; tries++) {
        const size_t recent = world->count < 60 || tries > 10 ? world->count : 60;
        *thing = world->things[world->count - 1 - below(writer, (unsigned)recent)];
        found = thing->kind == kind;
    }
    pthread_mutex_unlock(&world->lock);
    return found;
}

static const char *token_of(const struct world *world, const struct thing *thing)
{
    return world->tokens[thing->fund][thing->payer == payers[thing->fund][1]];
}

static void pay(struct writer *writer)
{
    const enum fund fund = below(writer, FUNDS);
    const char *payer = payers[fund][below(writer, 2)];
    const int year = FIRST_YEAR + (int)below(writer, YEARS);
    const unsigned pence = 1 + below(writer, 900);
    struct thing thing = {.kind = CONTRIBUTION, .fund = fund, .payer = payer};
    struct write write = {.partner = payer, .token = token_of(writer->world, &thing)};
    snprintf(write.target, sizeof write.target, "/v1/contributions");
    snprintf(write.body, sizeof write.body,
             "{\"fund\":\"%s\",\"financial_year\":\"%d/%02d\",\"amount_pence\":%u,"
             "\"received_on\":\"%d-05-01\",\"external_reference\":\"%u-%u\"}",
             fund_ids[fund], year, (year + 1) % 100, pence, year, writer->index, writer->number);
    snprintf(
        write.sql, sizeof write.sql,
        "INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence,"
        " received_on, external_reference) VALUES (gen_random_uuid(), '%s', '%s', '%d/%02d', %u,"
        " '%d-05-01', '%u-%u') RETURNING id",
        fund_ids[fund], payer, year, (year + 1) % 100, pence, year, writer->index, writer->number);
    if (carry_out(writer, &write, thing.id) == DONE) {
        writer->made[CONTRIBUTION]++;
        keep(writer->world, &thing);
    }
}

static void confirm(struct writer *writer)
{
    struct thing thing;
    char id[37];
    if (!choose(writer, CONTRIBUTION, &thing)) {
        return;
    }
    struct write write = {.partner = "kfrs", .token = writer->world->host};
    snprintf(write.target, sizeof write.target, "/v1/contributions/%s/receipt", thing.id);
    snprintf(write.body, sizeof write.body,
             "{\"confirmed_on\":\"" TODAY "\",\"bank_reference\":\"B\"}");
    snprintf(write.sql, sizeof write.sql,
             "WITH held AS MATERIALIZED (SELECT safer.hold_contribution('%s') AS before)"
             " UPDATE safer.contribution AS c SET confirmed_on = '" TODAY "', bank_reference = 'B',"
             " version = c.version FROM held AS h WHERE c.id = '%s' AND h.before IS NOT NULL"
             " RETURNING c.id",
             thing.id, thing.id);
    writer->confirmed += carry_out(writer, &write, id) == DONE;
}

static void spend(struct writer *writer)
{
    const enum fund fund = below(writer, FUNDS);
    const bool post = fund == POOL && below(writer, 2);
    const bool decided = fund != TIGHT && !post && below(writer, 2);
    const int year = post ? 2018 : FIRST_YEAR + (int)below(writer, YEARS);
    const unsigned pence = 1 + below(writer, fund == TIGHT ? 2500 : 900);
    const char *purpose = post ? POST : fund == POOL ? "joint-initiatives" : "odds";
    struct thing thing = {.kind = EXPENDITURE, .fund = fund};
    struct write write = {.partner = "kfrs", .token = writer->world->host};
    snprintf(write.target, sizeof write.target, "/v1/expenditures");
    snprintf(write.body, sizeof write.body,
             "{\"fund\":\"%s\",\"purpose\":\"%s\",\"amount_pence\":%u,\"incurred_on\":\"%d-06-01\","
             "\"external_reference\":\"%u-%u\",\"decision\":%s}",
             fund_ids[fund], purpose, pence, year, writer->index, writer->number,
             decided ? "\"Minute 1\"" : "null");
    snprintf(write.sql, sizeof write.sql,
             "INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,"
             " external_reference, decision) VALUES (gen_random_uuid(), '%s', 'kfrs', '%s', %u,"
             " '%d-06-01', '%u-%u', %s) RETURNING id",
             fund_ids[fund], purpose, pence, year, writer->index, writer->number,
             decided ? "'Minute 1'" : "NULL");
    if (carry_out(writer, &write, thing.id) == DONE) {
        writer->made[EXPENDITURE]++;
        keep(writer->world, &thing);
    }
}

static void pass_on(struct writer *writer)
{
    const enum fund from = below(writer, 2) ? POOL : SPARE, to = from == POOL ? SPARE : POOL;
    const bool decided = below(writer, 2);
    const int year = FIRST_YEAR + (int)below(writer, YEARS);
    const unsigned pence = 1 + below(writer, 900);
    struct thing thing = {.kind = TRANSFER, .fund = from};
    struct write write = {.partner = "kfrs", .token = writer->world->host};
    snprintf(write.target, sizeof write.target, "/v1/transfers");
    snprintf(
        write.body, sizeof write.body,
        "{\"from_fund\":\"%s\",\"to_fund\":\"%s\",\"amount_pence\":%u,\"made_on\":\"%d-07-01\","
        "\"external_reference\":\"%u-%u\",\"decision\":%s}",
        fund_ids[from], fund_ids[to], pence, year, writer->index, writer->number,
        decided ? "\"Minute 1\"" : "null");
    snprintf(write.sql, sizeof write.sql,
             "INSERT INTO safer.transfer (id, from_fund, to_fund, partner, amount_pence, made_on,"
             " external_reference, decision) VALUES (gen_random_uuid(), '%s', '%s', 'kfrs', %u,"
             " '%d-07-01', '%u-%u', %s) RETURNING id",
             fund_ids[from], fund_ids[to], pence, year, writer->index, writer->number,
             decided ? "'Minute 1'" : "NULL");
    if (carry_out(writer, &write, thing.id) == DONE) {
        writer->made[TRANSFER]++;
        keep(writer->world, &thing);
    }
}

static void take_back(struct writer *writer, enum kind kind)
{
    struct thing thing;
    if (!choose(writer, kind, &thing) || (kind == CONTRIBUTION && thing.fund == TIGHT)) {
        return;
    }
    const bool owner = kind == CONTRIBUTION && below(writer, 2);
    const bool replaces = kind != TRANSFER && below(writer, 3) == 0;
    const unsigned pence = 1 + below(writer, 900);
    struct write write = {.partner = owner ? thing.payer : "kfrs",
                          .token = owner ? token_of(writer->world, &thing) : writer->world->host};
    char replacement[60] = "";
    if (replaces) {
        snprintf(replacement, sizeof replacement, ",\"replacement\":{\"amount_pence\":%u}", pence);
    }
    snprintf(write.target, sizeof write.target, "%s/%s/reversal", paths[kind], thing.id);
    snprintf(write.body, sizeof write.body, "{\"reason\":\"Race\"%s}", replacement);
    if (kind == TRANSFER) {
        snprintf(write.sql, sizeof write.sql,
                 "SELECT object FROM safer.reverse_transfer('%s', 'Race', NULL)", thing.id);
    } else {
        snprintf(replacement, sizeof replacement, "'{\"amount_pence\":%u}'", pence);
        snprintf(write.sql, sizeof write.sql,
                 "SELECT object FROM safer.reverse_%s('%s', 'Race', %s, gen_random_uuid(), NULL)",
                 kind == CONTRIBUTION ? "contribution" : "expenditure", thing.id,
                 replaces ? replacement : "NULL");
    }
    char id[37];
    if (carry_out(writer, &write, id) == DONE) {
        writer->reversed[kind]++;
        writer->replaced[kind] += replaces;
    }
}

static void close_year(struct writer *writer)
{
    struct world *const world = writer->world;
    const enum fund fund = below(writer, FUNDS);
    pthread_mutex_lock(&world->lock);
    const int year = world->next_year[fund];
    pthread_mutex_unlock(&world->lock);
    if (year == FIRST_YEAR + YEARS) {
        return;
    }
    struct write write = {.partner = "kfrs", .token = world->host};
    snprintf(write.target, sizeof write.target, "/v1/funds/%s/closings", fund_ids[fund]);
    snprintf(write.body, sizeof write.body, "{\"financial_year\":\"%d/%02d\"}", year,
             (year + 1) % 100);
    snprintf(write.sql, sizeof write.sql,
             "SELECT object FROM safer.close_fund_year('%s', '%d/%02d', NULL, gen_random_uuid())",
             fund_ids[fund], year, (year + 1) % 100);
    char id[37];
    const enum outcome outcome = carry_out(writer, &write, id);
    writer->made[CLOSING] += outcome == DONE;
    pthread_mutex_lock(&world->lock);
    if (outcome != FAILED && world->next_year[fund] == year) {
        world->next_year[fund]++;
    }
    pthread_mutex_unlock(&world->lock);
}

/* ---- What the service's role may not do ------------------------------------------------------ */

static const char *const attacks[] = {
    "INSERT INTO safer.account (fund, kind) VALUES ('tight', 'carried-forward') RETURNING id",
    "UPDATE safer.account SET fund = 'tight'",
    "DELETE FROM safer.account",
    "INSERT INTO safer.entry (id, fund, kind, contribution, financial_year, belongs_to, occurred_on)"
    " SELECT gen_random_uuid(), c.fund, 'receipt', c.id, c.financial_year, c.financial_year,"
    " c.received_on FROM safer.contribution AS c LIMIT 1",
    "UPDATE safer.entry SET financial_year = '2018/19'",
    "DELETE FROM safer.entry",
    "INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)"
    " SELECT p.entry, p.line + 100, p.fund, p.credit_account, p.debit_account, p.amount_pence"
    " FROM safer.posting AS p LIMIT 1",
    "UPDATE safer.posting SET amount_pence = 1",
    "DELETE FROM safer.posting",
    "TRUNCATE safer.posting",
    "INSERT INTO safer.closing (id, fund, financial_year, partner, opening_pence, closing_pence)"
    " VALUES (gen_random_uuid(), 'tight', '2018/19', 'kfrs', 0, 0)",
    "UPDATE safer.closing SET closing_pence = 0",
    "DELETE FROM safer.closing",
    "INSERT INTO safer.closing_line (closing, account, amount_pence, late_pence)"
    " SELECT l.closing, l.account + 1, 0, 0 FROM safer.closing_line AS l LIMIT 1",
    "UPDATE safer.closing_line SET amount_pence = 0",
    "DELETE FROM safer.closing_line",
    "UPDATE safer.contribution SET amount_pence = 1",
    "UPDATE safer.contribution SET booked_in = '2018/19'",
    "UPDATE safer.expenditure SET amount_pence = 1",
    "UPDATE safer.expenditure SET fund = 'tight'",
    "UPDATE safer.transfer SET amount_pence = 1",
    "UPDATE safer.transfer SET to_fund = 'tight'",
    "DELETE FROM safer.contribution",
    "DELETE FROM safer.expenditure",
    "DELETE FROM safer.transfer",
    "INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,"
    " external_reference, booked_in) VALUES (gen_random_uuid(), 'tight', 'kfrs', 'odds', 1,"
    " '2018-06-01', 'attack', '2001/02')",
    "INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on,"
    " external_reference) VALUES (gen_random_uuid(), 'tight', 'kcc', '2018/19', 1, '2018-06-01',"
    " 'attack')",
    "INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('mine', 'Mine', 'kfrs', true)",
    "UPDATE safer.fund SET host = 'kcc'",
    "INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('tight', 'mine', 'Mine', 'other')",
    "SELECT safer.open_account('tight', 'carried-forward')",
    "SELECT safer.booked_year('tight', '2018/19')",
    "ALTER TABLE safer.posting DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "SET ROLE safer_rules",
    "SET ROLE safer_owner",
};
enum { ATTACKS = sizeof attacks / sizeof *attacks };

/* Refused for want of the right to it. */
static void attack(struct writer *writer, size_t number)
{
    char sql[900];
    snprintf(sql, sizeof sql, "SELECT set_config('safer.partner', 'kfrs', true); %s",
             attacks[number]);
    PGresult *result = PQexec(writer->session, sql);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if ((!state || strcmp(state, "42501") != 0) && !*writer->failure) {
        snprintf(writer->failure, sizeof writer->failure, "%s: %s %s", attacks[number],
                 PQcmdStatus(result), PQresultErrorMessage(result));
    }
    PQclear(result);
    writer->attacked++;
}

/* ---- All at once ----------------------------------------------------------------------------- */

static void *write_all(void *context)
{
    struct writer *const writer = context;
    for (unsigned i = 0; i < writer->world->writes / WRITERS && !*writer->failure; i++) {
        const unsigned chance = below(writer, 100);
        if (chance < 28) {
            pay(writer);
        } else if (chance < 38) {
            confirm(writer);
        } else if (chance < 48) {
            take_back(writer, CONTRIBUTION);
        } else if (chance < 70) {
            spend(writer);
        } else if (chance < 79) {
            take_back(writer, EXPENDITURE);
        } else if (chance < 90) {
            pass_on(writer);
        } else if (chance < 96) {
            take_back(writer, TRANSFER);
        } else {
            close_year(writer);
        }
        if (writer->session && i % 8 == 0) {
            attack(writer, below(writer, ATTACKS));
        }
    }
    return NULL;
}

/* What must be true at every moment: every fund's accounts sum to nothing, and the tight one has no
 * less than nothing. */
struct watch {
    struct world *world;
    PGconn *session;
    unsigned looks;
    char seen[200];
};

static void *look_on(void *context)
{
    struct watch *const watch = context;
    for (bool over = false; !over && !*watch->seen;) {
        pthread_mutex_lock(&watch->world->lock);
        over = watch->world->over;
        pthread_mutex_unlock(&watch->world->lock);
        char *seen = session_value(
            watch->session,
            "SELECT string_agg(concat_ws(' ', b.fund, b.sum, b.money), ', ') FROM (SELECT fund,"
            " sum(balance_pence) AS sum, sum(balance_pence) FILTER (WHERE kind IN ('bank',"
            " 'in-transit')) AS money FROM api.balances GROUP BY fund) AS b"
            " WHERE b.sum <> 0 OR b.fund = 'tight' AND b.money < 0");
        snprintf(watch->seen, sizeof watch->seen, "%s", seen ? seen : "");
        free(seen);
        watch->looks++;
        breathe();
    }
    return NULL;
}

/* ---- What must be true in the end: each is asked for how often it is not --------------------- */

static const struct {
    const char *what, *sql;
} truths[] = {
    {"every fund sums to nothing",
     "SELECT count(*) FROM (SELECT fund FROM api.balances GROUP BY fund"
     " HAVING sum(balance_pence) <> 0) AS b"},
    {"the bank has what was confirmed and passed on, less what was spent and passed on",
     "SELECT count(*) FROM safer.fund AS f CROSS JOIN LATERAL (SELECT"
     " coalesce((SELECT sum(amount_pence) FROM safer.contribution WHERE fund = f.id"
     "     AND confirmed_on IS NOT NULL AND reversed_at IS NULL), 0)"
     " - coalesce((SELECT sum(amount_pence) FROM safer.expenditure WHERE fund = f.id"
     "     AND reversed_at IS NULL), 0)"
     " - coalesce((SELECT sum(amount_pence) FROM safer.transfer WHERE from_fund = f.id"
     "     AND reversed_at IS NULL), 0)"
     " + coalesce((SELECT sum(amount_pence) FROM safer.transfer WHERE to_fund = f.id"
     "     AND reversed_at IS NULL), 0) AS pence) AS h"
     " WHERE h.pence IS DISTINCT FROM coalesce((SELECT balance_pence FROM api.balances"
     "     WHERE fund = f.id AND kind = 'bank'), 0)"},
    {"in transit is what was not confirmed",
     "SELECT count(*) FROM safer.fund AS f WHERE coalesce((SELECT sum(amount_pence)"
     " FROM safer.contribution WHERE fund = f.id AND confirmed_on IS NULL AND reversed_at IS NULL),"
     " 0) <> coalesce((SELECT balance_pence FROM api.balances WHERE fund = f.id"
     " AND kind = 'in-transit'), 0)"},
    {"each account, with what was carried forward from it, has what its things say",
     "SELECT count(*) FROM api.balances AS b WHERE b.kind IN ('contributions', 'spending',"
     " 'transfers') AND b.balance_pence - coalesce((SELECT sum(l.amount_pence)"
     "     FROM safer.closing_line AS l WHERE l.account = b.id), 0)"
     " <> CASE b.kind WHEN 'contributions' THEN -coalesce((SELECT sum(c.amount_pence)"
     "     FROM safer.contribution AS c WHERE c.fund = b.fund AND c.partner = b.partner"
     "     AND c.reversed_at IS NULL), 0)"
     " WHEN 'spending' THEN coalesce((SELECT sum(x.amount_pence) FROM safer.expenditure AS x"
     "     WHERE x.fund = b.fund AND x.purpose = b.purpose AND x.reversed_at IS NULL), 0)"
     " ELSE coalesce((SELECT sum(CASE t.from_fund WHEN b.fund THEN t.amount_pence"
     "     ELSE -t.amount_pence END) FROM safer.transfer AS t WHERE t.reversed_at IS NULL"
     "     AND (b.fund, b.other_fund) IN ((t.from_fund, t.to_fund), (t.to_fund, t.from_fund))), 0)"
     " END"},
    {"what is carried forward is what the closed years' lines say",
     "SELECT count(*) FROM safer.fund AS f WHERE coalesce((SELECT -sum(l.amount_pence)"
     " FROM safer.closing AS c JOIN safer.closing_line AS l ON l.closing = c.id"
     " WHERE c.fund = f.id), 0) <> coalesce((SELECT balance_pence FROM api.balances"
     " WHERE fund = f.id AND kind = 'carried-forward'), 0)"},
    {"each thing has an entry of each step, and of no other",
     "SELECT count(*) FROM (SELECT (SELECT array_agg(e.kind ORDER BY e.kind) FROM safer.entry AS e"
     "     WHERE e.contribution = c.id) <> array_remove(array_remove(ARRAY['contribution',"
     "     CASE WHEN c.confirmed_on IS NOT NULL THEN 'receipt' ELSE '' END,"
     "     CASE WHEN c.confirmed_on IS NOT NULL AND c.replaced_by IS NOT NULL"
     "         THEN 'receipt-reversal' ELSE '' END,"
     "     CASE WHEN c.reversed_at IS NOT NULL THEN 'reversal' ELSE '' END], ''), NULL) AS wrong"
     " FROM safer.contribution AS c UNION ALL"
     " SELECT (SELECT array_agg(e.kind ORDER BY e.kind) FROM safer.entry AS e"
     "     WHERE e.expenditure = x.id) <> CASE WHEN x.reversed_at IS NULL"
     "     THEN ARRAY['expenditure'] ELSE ARRAY['expenditure', 'reversal'] END"
     " FROM safer.expenditure AS x UNION ALL"
     " SELECT (SELECT array_agg(e.kind || e.fund ORDER BY e.kind, e.fund) FROM safer.entry AS e"
     "     WHERE e.transfer = t.id) <> (SELECT array_agg(s.kind || s.fund ORDER BY s.kind, s.fund)"
     "     FROM (SELECT k.kind, u.fund FROM unnest(ARRAY[t.from_fund, t.to_fund]) AS u (fund),"
     "     unnest(CASE WHEN t.reversed_at IS NULL THEN ARRAY['transfer']"
     "     ELSE ARRAY['reversal', 'transfer'] END) AS k (kind)) AS s)"
     " FROM safer.transfer AS t) AS w WHERE w.wrong IS NOT FALSE"},
    {"every posting is of its thing's amount",
     "SELECT count(*) FROM safer.posting AS p JOIN safer.entry AS e ON e.id = p.entry"
     " LEFT JOIN safer.contribution AS c ON c.id = e.contribution"
     " LEFT JOIN safer.expenditure AS x ON x.id = e.expenditure"
     " LEFT JOIN safer.transfer AS t ON t.id = e.transfer WHERE e.closing IS NULL"
     " AND p.amount_pence <> coalesce(c.amount_pence, x.amount_pence, t.amount_pence)"},
    {"a closed year's lines are the sums of what is counted in it",
     "SELECT count(*) FROM (SELECT c.id AS closing, a.id AS account, sum(s.sign * p.amount_pence)"
     " AS pence, coalesce(sum(s.sign * p.amount_pence) FILTER (WHERE e.belongs_to <>"
     " e.financial_year), 0) AS late FROM safer.closing AS c JOIN safer.entry AS e"
     " ON e.fund = c.fund AND e.financial_year = c.financial_year AND e.kind <> 'closing'"
     " JOIN safer.posting AS p ON p.entry = e.id CROSS JOIN LATERAL (VALUES (p.credit_account, 1),"
     " (p.debit_account, -1)) AS s (account, sign) JOIN safer.account AS a ON a.id = s.account"
     " AND a.kind IN ('contributions', 'spending', 'transfers') GROUP BY c.id, a.id) AS h"
     " FULL JOIN safer.closing_line AS l ON l.closing = h.closing AND l.account = h.account"
     " WHERE l.closing IS NULL OR coalesce(h.pence, 0) <> l.amount_pence"
     " OR coalesce(h.late, 0) <> l.late_pence"},
    {"each closed year opens with what the one before closed with, and adds up",
     "SELECT count(*) FROM (SELECT c.opening_pence, c.closing_pence, lag(c.closing_pence, 1, 0)"
     " OVER (PARTITION BY c.fund ORDER BY c.financial_year) AS before, coalesce((SELECT"
     " sum(l.amount_pence) FROM safer.closing_line AS l WHERE l.closing = c.id), 0) AS moved"
     " FROM safer.closing AS c) AS c WHERE c.opening_pence <> c.before"
     " OR c.closing_pence <> c.opening_pence + c.moved"},
    {"a year's accounts are emptied by its closing",
     "SELECT count(*) FROM (SELECT l.closing, l.account FROM safer.closing_line AS l"
     " JOIN safer.entry AS e ON e.closing = l.closing LEFT JOIN safer.posting AS p"
     " ON p.entry = e.id AND l.account IN (p.debit_account, p.credit_account)"
     " GROUP BY l.closing, l.account, l.amount_pence HAVING coalesce(sum(CASE l.account"
     " WHEN p.debit_account THEN p.amount_pence ELSE -p.amount_pence END), 0)"
     " <> l.amount_pence) AS w"},
    {"nothing is counted before the year it belongs to",
     "SELECT count(*) FROM safer.entry WHERE financial_year < belongs_to"},
    {"the tight fund is not overdrawn",
     "SELECT count(*) FROM (SELECT sum(balance_pence) AS money FROM api.balances"
     " WHERE fund = 'tight' AND kind IN ('bank', 'in-transit')) AS b WHERE b.money < 0"},
    {"a replacement stands for one thing, which is taken back",
     "SELECT count(*) FROM (SELECT r.replaces, o.replaced_by, r.id, o.reversed_at"
     " FROM safer.contribution AS r JOIN safer.contribution AS o ON o.id = r.replaces UNION ALL"
     " SELECT r.replaces, o.replaced_by, r.id, o.reversed_at FROM safer.expenditure AS r"
     " JOIN safer.expenditure AS o ON o.id = r.replaces) AS w"
     " WHERE w.replaced_by IS DISTINCT FROM w.id OR w.reversed_at IS NULL"},
};

/* What the service tells of a fund is what its things say: the money there is. */
static void assert_told(struct world *world, enum fund fund)
{
    char target[120], sql[900];
    snprintf(target, sizeof target, "/v1/funds/%s/statement?financial_year=2019/20",
             fund_ids[fund]);
    reply_auto struct reply reply = http_get(world->url, world->host, target);
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    snprintf(sql, sizeof sql,
             "SELECT coalesce((SELECT sum(amount_pence) FROM safer.contribution WHERE fund = '%s'"
             " AND reversed_at IS NULL), 0) - coalesce((SELECT sum(amount_pence)"
             " FROM safer.expenditure WHERE fund = '%s' AND reversed_at IS NULL), 0)"
             " + coalesce((SELECT sum(CASE to_fund WHEN '%s' THEN amount_pence ELSE -amount_pence"
             " END) FROM safer.transfer WHERE '%s' IN (from_fund, to_fund)"
             " AND reversed_at IS NULL), 0)",
             fund_ids[fund], fund_ids[fund], fund_ids[fund], fund_ids[fund]);
    char *expected = service_sql(world->service, sql);
    cr_expect_eq(reply_integer(&reply, "closing_pence"), strtoll(expected, NULL, 10), "%s: %s, %s",
                 fund_ids[fund], expected, reply.body);
    free(expected);
}

/* As many rows as were said to be made, and as many events of those made through the service. */
static void assert_none_lost(struct world *world, const struct writer *writers)
{
    static const char *const tables[KINDS] = {"contribution", "expenditure", "transfer", "closing"};
    for (enum kind kind = 0; kind < KINDS; kind++) {
        unsigned made = 0, reversed = 0, told = 0;
        char sql[300], expected[60];
        for (unsigned i = 0; i < WRITERS; i++) {
            const unsigned steps = writers[i].made[kind] + writers[i].reversed[kind] +
                                   (kind == CONTRIBUTION ? writers[i].confirmed : 0);
            made += writers[i].made[kind] + writers[i].replaced[kind];
            reversed += writers[i].reversed[kind];
            told += writers[i].session ? 0 : steps;
        }
        snprintf(sql, sizeof sql,
                 "SELECT concat_ws(' ', (SELECT count(*) FROM safer.%s), (SELECT %s FROM safer.%s),"
                 " (SELECT count(*) FROM safer.audit_event WHERE operation ~ '_%s$'))",
                 tables[kind], kind == CLOSING ? "0" : "count(reversed_at)", tables[kind],
                 tables[kind]);
        if (kind == CLOSING) {
            snprintf(sql, sizeof sql,
                     "SELECT concat_ws(' ', (SELECT count(*) FROM safer.closing), 0, (SELECT"
                     " count(*) FROM safer.audit_event WHERE operation ~ '_closing$'))");
        }
        snprintf(expected, sizeof expected, "%u %u %u", made, reversed, told);
        assert_sql(world->service, sql, expected);
    }
}

static unsigned long number_of(const char *setting, unsigned long fallback)
{
    const char *value = getenv(setting);
    return value && *value ? strtoul(value, NULL, 10) : fallback;
}

static struct world begin(void)
{
    struct world world = {.service = ledger_start(TODAY),
                          .writes = (unsigned)number_of("SAFER_TEST_NUMBERS", WRITES)};
    free(service_sql(world.service,
                     "INSERT INTO safer.fund (id, name, host, rolls_forward)"
                     " VALUES ('tight', 'Tight', 'kfrs', true);"
                     "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
                     " VALUES ('" POOLED "', 'kcc', '2001-04-01'), ('" POOLED
                     "', 'kfrs', '2001-04-01'), ('reserve', 'swale', '2001-04-01'),"
                     " ('reserve', 'kcc', '2001-04-01'), ('tight', 'kcc', '2001-04-01');"
                     "INSERT INTO safer.purpose (fund, id, name, kind)"
                     " VALUES ('reserve', 'odds', 'Odds', 'other'), ('tight', 'odds', 'Odds',"
                     " 'other')"));
    world.url = service_url(world.service);
    world.host = ledger_host(world.service);
    for (enum fund fund = 0; fund < FUNDS; fund++) {
        world.next_year[fund] = FIRST_YEAR;
        for (int i = 0; i < 2; i++) {
            world.tokens[fund][i] = service_token(world.service, payers[fund][i], payers[fund][i],
                                                  "contributions.write");
        }
    }
    pthread_mutex_init(&world.lock, NULL);
    return world;
}

static PGconn *as_the_service(const struct world *world)
{
    char *url = service_database_url(world->service, "saferd");
    PGconn *session = PQconnectdb(url);
    cr_assert_eq(PQstatus(session), CONNECTION_OK, "%s", PQerrorMessage(session));
    free(url);
    return session;
}

Test(ledger_race, what_the_ledger_says_is_what_became_of_each_thing, .timeout = 500)
{
    struct world world = begin();
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS], watching;
    const unsigned long seed = number_of("SAFER_TEST_SEED", 2018);
    struct watch watch = {.world = &world, .session = session_open(world.service)};
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.world = &world,
                                     .session = i % 2 ? as_the_service(&world) : NULL,
                                     .index = i,
                                     .chance = (seed + 1) * 0x9e3779b97f4a7c15u + i * 0x1234567u};
    }
    cr_assert_eq(pthread_create(&watching, NULL, look_on, &watch), 0);
    for (unsigned i = 0; i < WRITERS; i++) {
        cr_assert_eq(pthread_create(&threads[i], NULL, write_all, &writers[i]), 0);
    }
    struct writer sum = {.index = WRITERS};
    for (unsigned i = 0; i < WRITERS; i++) {
        pthread_join(threads[i], NULL);
        for (enum kind kind = 0; kind < KINDS; kind++) {
            sum.made[kind] += writers[i].made[kind];
            sum.reversed[kind] += writers[i].reversed[kind];
        }
        sum.confirmed += writers[i].confirmed;
        sum.overspent += writers[i].overspent;
        sum.refused += writers[i].refused;
        sum.deadlocks += writers[i].deadlocks;
    }
    pthread_mutex_lock(&world.lock);
    world.over = true;
    pthread_mutex_unlock(&world.lock);
    pthread_join(watching, NULL);
    for (unsigned i = 0; i < WRITERS; i++) {
        cr_expect_str_empty(writers[i].failure, "seed %lu: %s", seed, writers[i].failure);
    }
    cr_expect_str_empty(watch.seen, "seed %lu: meanwhile %s", seed, watch.seen);
    cr_expect_gt(watch.looks, 2);

    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        char *wrong = service_sql(world.service, truths[i].sql);
        cr_expect_str_eq(wrong, "0", "seed %lu: it is not so that %s: %s times", seed,
                         truths[i].what, wrong);
        free(wrong);
    }
    for (enum fund fund = 0; fund < FUNDS; fund++) {
        assert_told(&world, fund);
    }
    assert_none_lost(&world, writers);
    /* Enough of everything has happened, and nobody waited for somebody who waited for him. */
    for (enum kind kind = 0; kind < KINDS; kind++) {
        cr_expect_gt(sum.made[kind], kind == CLOSING ? YEARS / 2 : world.writes / 200,
                     "%u of kind %d", sum.made[kind], kind);
        cr_expect(kind == CLOSING || sum.reversed[kind] > world.writes / 200);
    }
    cr_expect_gt(sum.confirmed, world.writes / 200);
    cr_expect_gt(sum.overspent, 0, "nobody wanted more than there was");
    cr_expect_eq(sum.deadlocks, 0, "%u deadlocks", sum.deadlocks);
    for (size_t i = 0; i < ATTACKS; i++) {
        attack(&writers[1], i);
        cr_expect_str_empty(writers[1].failure, "%s", writers[1].failure);
        *writers[1].failure = '\0';
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        PQfinish(writers[i].session);
    }
    PQfinish(watch.session);
    pthread_mutex_destroy(&world.lock);
    free(world.things);
    service_stop(world.service);
}
