/* Funds with money in them, and what is asked of every operation upon them.
 * SPDX-License-Identifier: MIT */
#include "support/ledger.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"

static unsigned number; /* of references and keys */

struct service *ledger_start(const char *today)
{
    struct service *service = service_start(&(struct service_options){.today = today});
    free(service_sql(
        service,
        "INSERT INTO safer.post (id, employer) VALUES ('" POST "', 'kfrs');"
        "INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund,"
        " agreement, annual_cost_pence, funded_from, funded_months)"
        " VALUES ('" POST "', '2018-04-01', 'Test post', 'kfrs', 'team', 'joint', '" POOLED "',"
        " 'kcst-mou-2018', 1200000, '2018-04-01', 24);"
        "INSERT INTO safer.fund (id, name, host, rolls_forward)"
        " VALUES ('reserve', 'Reserve', 'kfrs', true);"
        "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
        " VALUES ('reserve', 'swale', '2017-04-01')"));
    return service;
}

const char *ledger_host(struct service *service)
{
    return service_token(service, "kfrs-finance", "kfrs", "funds.write funds.read");
}

const char *ledger_reader(struct service *service)
{
    return service_token(service, "kcc-finance", "kcc", "funds.read");
}

const char *ledger_outsider(struct service *service)
{
    return service_token(service, "dover-finance", "dover", "funds.write funds.read");
}

/* Posts a body, which it frees, with a key of its own; the address of what was made. */
static char *make(const struct service *service, const char *token, const char *target,
                  json_t *body)
{
    char key[32], *text = json_dumps(body, 0);
    cr_assert_not_null(text);
    snprintf(key, sizeof key, "ledger-%u", number++);
    reply_auto struct reply reply = http_post(service_url(service), token, key, target, text);
    cr_assert_eq(reply.status, 201, "%s %s: %s", target, text, reply.body);
    json_decref(body);
    free(text);
    return strdup(reply_header(&reply, "location"));
}

static void act(const struct service *service, const char *token, const char *address,
                const char *action, const char *body)
{
    char key[32], target[160];
    snprintf(key, sizeof key, "ledger-%u", number++);
    snprintf(target, sizeof target, "%s/%s", address, action);
    reply_auto struct reply reply = http_post(service_url(service), token, key, target, body);
    cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
}

/* A reference nobody has used. */
static json_t *reference(void)
{
    return json_sprintf("R-%u", number++);
}

/* A day on which contributions for a financial year are paid. */
static const char *day_of(const char *year)
{
    return strcmp(year, "2017/18") == 0   ? "2018-02-01"
           : strcmp(year, "2018/19") == 0 ? "2018-04-03"
                                          : "2019-04-03";
}

char *ledger_pay(struct service *service, const char *partner, const char *year, long long pence)
{
    return make(service, service_token(service, "payer", partner, "contributions.write"),
                "/v1/contributions",
                json_pack("{s:s, s:s, s:I, s:s, s:o}", "fund", POOLED, "financial_year", year,
                          "amount_pence", (json_int_t)pence, "received_on", day_of(year),
                          "external_reference", reference()));
}

void ledger_confirm(struct service *service, const char *contribution)
{
    reply_auto struct reply reply =
        http_get(service_url(service), ledger_host(service), contribution);
    char body[160];
    snprintf(body, sizeof body, "{\"confirmed_on\":\"%s\",\"bank_reference\":\"BACS 1\"}",
             reply_text(&reply, "received_on"));
    act(service, ledger_host(service), contribution, "receipt", body);
}

char *ledger_spend(struct service *service, const char *purpose, const char *day, long long pence,
                   const char *decision)
{
    return make(service, ledger_host(service), "/v1/expenditures",
                json_pack("{s:s, s:s, s:I, s:s, s:s*, s:o}", "fund", POOLED, "purpose", purpose,
                          "amount_pence", (json_int_t)pence, "incurred_on", day, "decision",
                          decision, "external_reference", reference()));
}

char *ledger_pass_on(struct service *service, const char *from, const char *to, const char *day,
                     long long pence)
{
    return make(service, ledger_host(service), "/v1/transfers",
                json_pack("{s:s, s:s, s:I, s:s, s:o}", "from_fund", from, "to_fund", to,
                          "amount_pence", (json_int_t)pence, "made_on", day, "external_reference",
                          reference()));
}

void ledger_take_back(struct service *service, const char *address)
{
    act(service, ledger_host(service), address, "reversal", "{\"reason\":\"Keyed wrongly\"}");
}

char *ledger_close(struct service *service, const char *fund, const char *year)
{
    char target[160];
    snprintf(target, sizeof target, "/v1/funds/%s/closings", fund);
    return make(service, ledger_host(service), target, json_pack("{s:s}", "financial_year", year));
}

void ledger_examples(const struct service *service)
{
    free(service_sql(
        service,
        "SELECT set_config('safer.partner', 'kfrs', false),"
        " set_config('safer.today', '2019-03-31', false);"
        "INSERT INTO safer.fund (id, name, host, rolls_forward)"
        " VALUES ('examples', 'Examples', 'kfrs', true);"
        "INSERT INTO safer.fund_contributor (fund, partner, from_on)"
        " VALUES ('examples', 'medway', '2018-04-01');"
        "INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on,"
        " external_reference, decision) VALUES ('" CONTRACT_ID "', '" POOLED "', 'kfrs',"
        " 'joint-initiatives', 1, '2018-04-03', 'E', 'Minute 1');"
        "INSERT INTO safer.transfer (id, from_fund, to_fund, partner, amount_pence, made_on,"
        " external_reference, decision) VALUES ('" CONTRACT_ID "', '" POOLED
        "', 'examples', 'kfrs',"
        " 1, '2018-04-03', 'T', 'Minute 1');"
        "SELECT safer.close_fund_year('" POOLED "', '2017/18', NULL, '" CONTRACT_ID "')"));
}

void assert_sql(const struct service *service, const char *sql, const char *expected)
{
    char *found = service_sql(service, sql);
    cr_assert(found && strcmp(found, expected) == 0, "%s: %s instead of %s", sql,
              found ? found : "nothing", expected);
    free(found);
}

void assert_ledger(const struct service *service, const char *expected)
{
    assert_sql(service,
               "SELECT coalesce(string_agg(concat_ws(' ', fund, kind, coalesce(partner, purpose,"
               " other_fund), balance_pence), ', ' ORDER BY fund, kind, coalesce(partner, purpose,"
               " other_fund)), 'nothing') FROM api.balances WHERE balance_pence <> 0",
               expected);
    assert_sql(service,
               "SELECT count(*) FROM (SELECT fund FROM api.balances GROUP BY fund"
               " HAVING sum(balance_pence) <> 0) AS b",
               "0");
}

char *ledger_counts(const struct service *service)
{
    return service_sql(
        service,
        "SELECT concat_ws(' ', (SELECT count(*) FROM safer.contribution),"
        " (SELECT count(*) FROM safer.expenditure),"
        " (SELECT count(*) FROM safer.transfer), (SELECT count(*) FROM safer.fund),"
        " (SELECT count(*) FROM safer.fund_contributor),"
        " (SELECT count(*) FROM safer.purpose), (SELECT count(*) FROM safer.closing),"
        " (SELECT count(*) FROM safer.closing_line),"
        " (SELECT count(*) FROM safer.account), (SELECT count(*) FROM safer.entry),"
        " (SELECT count(*) FROM safer.posting),"
        " (SELECT count(*) FROM safer.audit_event WHERE marking IS NULL),"
        " (SELECT count(*) FROM safer.idempotency_key),"
        " (SELECT sum(version) FROM safer.expenditure),"
        " (SELECT sum(version) FROM safer.transfer),"
        " (SELECT count(*) + sum(version) FROM safer.priority_set),"
        " (SELECT count(*) + sum(version) FROM safer.priority),"
        " (SELECT count(*) FROM safer.priority_set_member),"
        " (SELECT count(*) FROM safer.lineage_step),"
        " (SELECT count(*) FROM safer.priority_lead),"
        " (SELECT count(*) + sum(version) FROM safer.plan),"
        " (SELECT count(*) FROM safer.plan_aim), (SELECT count(*) FROM safer.plan_priority),"
        " (SELECT count(*) + sum(version) FROM safer.csa_version),"
        " (SELECT count(*) + sum(version) FROM safer.csa_chapter),"
        " (SELECT count(*) FROM safer.csa_decision),"
        " (SELECT count(*) + sum(version) FROM safer.action),"
        " (SELECT count(*) FROM safer.action_theme),"
        " (SELECT count(*) FROM safer.action_progress),"
        " (SELECT count(*) FROM safer.commentary),"
        " (SELECT count(*) FROM safer.report), (SELECT count(*) FROM safer.report_detail),"
        " (SELECT count(*) + sum(version) FROM safer.item), (SELECT count(*) FROM safer.item_text),"
        " (SELECT count(*) + sum(version) FROM safer.paper),"
        " (SELECT count(*) FROM safer.paper_recommendation),"
        " (SELECT count(*) + sum(version) FROM safer.minute),"
        " (SELECT count(*) + sum(version) FROM safer.decision),"
        " (SELECT count(*) FROM safer.decision_option),"
        " (SELECT count(*) + sum(version) FROM safer.follow_up),"
        " (SELECT count(*) + sum(version) FROM safer.body),"
        " (SELECT count(*) FROM safer.standing_item),"
        " (SELECT count(*) + sum(version) FROM safer.membership),"
        " (SELECT count(*) + sum(version) FROM safer.meeting),"
        " (SELECT count(*) FROM safer.publication), (SELECT count(*) FROM safer.meeting_reply),"
        " (SELECT count(*) + sum(version) FROM safer.attendance),"
        " (SELECT count(*) FROM safer.attendance_person),"
        " (SELECT count(*) FROM safer.declaration),"
        " (SELECT count(*) FROM safer.agenda_import),"
        " (SELECT count(*) + sum(version) FROM safer.project),"
        " (SELECT count(*) FROM safer.project_partner), (SELECT count(*) FROM safer.project_priority),"
        " (SELECT count(*) FROM safer.project_theme), (SELECT count(*) FROM safer.project_action),"
        " (SELECT count(*) FROM safer.project_target), (SELECT count(*) FROM safer.project_outcome),"
        " (SELECT count(*) FROM safer.project_step),"
        " (SELECT count(*) + sum(version) FROM safer.grant_round), (SELECT count(*) FROM safer.criterion),"
        " (SELECT count(*) + sum(version) FROM safer.bid), (SELECT count(*) FROM safer.bid_answer),"
        " (SELECT count(*) + sum(version) FROM safer.award), (SELECT count(*) FROM safer.tranche),"
        " (SELECT count(*) + count(met_on) + 100 * count(failed_on) FROM safer.award_condition),"
        " (SELECT count(*) + sum(version) FROM safer.monitoring_return),"
        " (SELECT count(*) + sum(version) FROM safer.grant_refund))");
}

/* ---- What every write promises --------------------------------------------------------------- */

static void assert_key_is_asked_for(const struct service *service, const char *token,
                                    const char *target, const char *body, bool required)
{
    char endless[300];
    memset(endless, 'k', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    reply_auto struct reply endless_key =
        http_post(service_url(service), token, endless, target, body);
    cr_assert(reply_is_problem(&endless_key, 400, "idempotency-key-invalid"), "%s", target);
    if (required) {
        reply_auto struct reply keyless =
            http_post(service_url(service), token, NULL, target, body);
        cr_assert(reply_is_problem(&keyless, 400, "idempotency-key-required"), "%s", target);
    }
    reply_auto struct reply torn = http_post(service_url(service), token, "k", target, "{\"a\":");
    cr_assert(reply_is_problem(&torn, 400, "malformed-json"), "%s", target);
    reply_auto struct reply anonymous = http_post(service_url(service), NULL, "k", target, body);
    cr_assert(reply_is_problem(&anonymous, 401, "authentication-required"), "%s", target);
}

struct reply assert_keyed(const struct service *service, const char *token, const char *target,
                          const char *body, const char *other, bool key_required)
{
    const char *url = service_url(service);
    char dry_target[300], key[32], *before = ledger_counts(service);
    snprintf(key, sizeof key, "keyed-%u", number++);
    assert_key_is_asked_for(service, token, target, body, key_required);
    snprintf(dry_target, sizeof dry_target, "%s?dry_run=true", target);
    reply_auto struct reply dry = http_post(url, token, NULL, dry_target, body);
    cr_assert_eq(dry.status, 200, "%s: %s", dry_target, dry.body);
    cr_assert_null(reply_header(&dry, "location"));
    reply_auto struct reply keyed = http_post(url, token, key, dry_target, body);
    cr_assert_eq(keyed.status, 200, "%s", keyed.body);
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before, "a dry run of %s has kept something", target);
    free(before);
    free(after);

    struct reply first = http_post(url, token, key, target, body);
    cr_assert(first.status == 200 || first.status == 201, "%s: %s", target, first.body);
    before = ledger_counts(service);
    reply_auto struct reply again = http_post(url, token, key, target, body);
    cr_assert_eq(again.status, first.status, "%s: %s", target, again.body);
    cr_assert_str_eq(again.body, first.body);
    cr_assert_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    cr_assert_str_eq(reply_header(&again, "etag"), reply_header(&first, "etag"));
    const char *location = reply_header(&first, "location");
    cr_assert_eq(first.status == 201, location != NULL, "%s", target);
    cr_assert(!location || strcmp(location, reply_header(&again, "location")) == 0);
    if (other) {
        reply_auto struct reply reused = http_post(url, token, key, target, other);
        cr_assert(reply_is_problem(&reused, 422, "idempotency-key-reused"), "%s: %s", target,
                  reused.body);
    }
    after = ledger_counts(service);
    cr_assert_str_eq(after, before, "the second %s has kept something", target);
    free(before);
    free(after);
    return first;
}

/* ---- What every read promises ---------------------------------------------------------------- */

void assert_readable(const struct service *service, const char *token, const char *outsider,
                     const char *target, const char *wrong, const char *parameter)
{
    const char *url = service_url(service);
    char header[200];
    struct request request = {.target = target};
    reply_auto struct reply anonymous = http_send(url, &request);
    cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"), "%s", target);
    request.token = token;
    reply_auto struct reply first = http_send(url, &request);
    cr_assert_eq(first.status, 200, "%s: %s", target, first.body);
    request.headers = (const char *const[]){"Accept: image/png", NULL};
    reply_auto struct reply image = http_send(url, &request);
    cr_expect(reply_is_problem(&image, 406, "not-acceptable"), "%s", target);
    snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&first, "etag"));
    request.headers = (const char *const[]){header, NULL};
    reply_auto struct reply same = http_send(url, &request);
    cr_expect_eq(same.status, 304, "%s", target);
    cr_expect_eq(same.length, 0);
    reply_auto struct reply refused = http_get(url, token, wrong);
    cr_expect(reply_is_problem(&refused, 400, "invalid-parameters") &&
                  reply_names(&refused, parameter),
              "%s: %s", wrong, refused.body);
    if (outsider) {
        request.token = outsider;
        reply_auto struct reply hidden = http_send(url, &request);
        cr_expect(reply_is_problem(&hidden, 404, "not-found"), "%s: %s", target, hidden.body);
    }
}

char *ledger_csv(const struct service *service, const char *token, const char *target)
{
    const char *url = service_url(service);
    char with_format[400];
    struct request request = {.target = target,
                              .token = token,
                              .headers = (const char *const[]){"Accept: text/csv", NULL}};
    reply_auto struct reply accepted = http_send(url, &request);
    cr_assert_eq(accepted.status, 200, "%s: %s", target, accepted.body);
    cr_assert_eq(strncmp(reply_header(&accepted, "content-type"), "text/csv", 8), 0);
    cr_assert_not_null(reply_header(&accepted, "content-disposition"));
    snprintf(with_format, sizeof with_format, "%s%sformat=csv", target,
             strchr(target, '?') ? "&" : "?");
    reply_auto struct reply named = http_get(url, token, with_format);
    cr_assert_eq(named.status, 200, "%s", with_format);
    cr_assert_str_eq(named.body, accepted.body, "%s", with_format);
    request.method = "HEAD";
    reply_auto struct reply head = http_send(url, &request);
    cr_assert_eq(head.status, 200);
    cr_assert_eq(head.length, 0);
    cr_assert_str_eq(reply_header(&head, "content-type"), reply_header(&accepted, "content-type"));
    cr_assert_str_eq(reply_header(&head, "content-disposition"),
                     reply_header(&accepted, "content-disposition"));
    return strdup(accepted.body);
}
