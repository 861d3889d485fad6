/* Monitoring returns: who asks for them, makes them, and says whether they will do.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_monitoring_returns, create_monitoring_return, get_monitoring_return,
 * receive_monitoring_return, decide_monitoring_return. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define RETURNS "/v1/monitoring-returns"
#define AWARDED                                                                                    \
    "\"tranches\":[{\"parts\":1,\"due_on\":\"2018-06-01\"}],\"returns\":[{\"due_on\":"             \
    "\"2018-06-10\"},{\"due_on\":\"2018-11-15\"}]"
#define SAID "{\"spent_pence\":384400,\"text\":\"310 saw it\",\"received_on\":\"2018-06-19\"}"

static const char *const readers[] = {"kcc", "kfrs", "kent-pcc", "swale", NULL};
static const char *const others[] = {"maidstone", "nobody", NULL};

Test(returns, the_host_asks_for_one_more_by_a_day_of_its_own)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    const char *target = grants_at("/v1/awards/", award, "/monitoring-returns");
    static const char body[] = "{\"due_on\":\"2019-01-31\"}";
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                body, "{\"due_on\":\"2019-02-28\"}", false);
    cr_assert_eq(made.status, 201);
    static const struct {
        const char *member, *text;
    } texts[] = {{"round", "summer"}, {"project", "drive"},     {"recipient", "swale"},
                 {"state", "due"},    {"due_on", "2019-01-31"}, {"received_on", NULL}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = reply_text(&made, texts[i].member);
        cr_expect(text && texts[i].text ? strcmp(text, texts[i].text) == 0 : text == texts[i].text,
                  "%s", made.body);
    }
    cr_expect_str_eq(reply_text(&made, "award"), award);
    cr_expect(json_is_false(reply_member(&made, "overdue")));
    cr_expect_eq(reply_integer(&made, "failures"), 0);
    reply_auto struct reply read = csa_get(service, "swale", reply_header(&made, "location"));
    cr_expect_str_eq(read.body, made.body);
    assert_key_in_use(service, "kcc", "create_monitoring_return", target, body);
    const struct csa_refusal rows[] = {
        {"swale", target, body, 403, "not-the-host", NULL},
        {"kent-pcc", target, body, 403, "not-the-host", NULL},
        {"maidstone", target, body, 403, "not-the-host", NULL},
        {"kcc", "/v1/awards/" GRANT_NONE "/monitoring-returns", body, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", "/due_on"},
        {"kcc", target, body, 422, "duplicate-member", "/due_on"},
        {"kcc", target, "{\"due_on\":\"1918-06-21\"}", 422, "date-implausible", "/due_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply gone = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/withdrawal"), "{\"reason\":\"R\"}");
    const struct csa_refusal over = {"kcc", target,           "{\"due_on\":\"2019-03-31\"}",
                                     409,   "state-conflict", NULL};
    assert_refused(service, &over, 1);
    free(award);
}

Test(returns, one_is_made_by_the_recipient_or_by_the_host_for_it)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "returns", 0);
    const char *target = grants_at(RETURNS "/", first, "/receipt");
    assert_stale(service, "swale", target, SAID);
    reply_auto struct reply said = assert_keyed(service, csa_coordinator(service, "swale"), target,
                                                SAID, "{\"spent_pence\":0,\"text\":\"T\"}", false);
    cr_expect_str_eq(reply_text(&said, "state"), "received");
    cr_expect_str_eq(reply_text(&said, "received_on"), "2018-06-19");
    cr_expect_eq(reply_integer(&said, "spent_pence"), 384400);
    cr_expect_str_eq(reply_text(&said, "text"), "310 saw it");
    cr_expect(json_is_false(reply_member(&said, "overdue")));
    assert_key_in_use(service, "swale", "receive_monitoring_return", target, SAID);
    const struct csa_refusal rows[] = {
        {"kfrs", target, SAID, 403, "not-your-award", NULL},
        {"kent-pcc", target, SAID, 403, "not-your-award", NULL},
        {"maidstone", target, SAID, 404, "not-found", NULL},
        {"kcc", RETURNS "/" GRANT_NONE "/receipt", SAID, 404, "not-found", NULL},
        {"swale", target, "{\"text\":\"T\"}", 422, "invalid-body", "/spent_pence"},
        {"swale", target, "{\"spent_pence\":0,\"text\":\"T\",\"received_on\":\"2018-06-21\"}", 422,
         "date-in-future", "/received_on"},
        {"swale", target, "{\"spent_pence\":0,\"text\":\"T\",\"received_on\":\"1918-06-21\"}", 422,
         "date-implausible", "/received_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    /* Until it is accepted it is made anew; it came on paper. */
    reply_auto struct reply paper =
        grants_post(service, "kcc", target, "{\"spent_pence\":384401,\"text\":\"On paper\"}");
    cr_expect_str_eq(reply_text(&paper, "received_on"), "2018-06-20", "today");
    cr_expect_eq(reply_integer(&paper, "version"), 3);
    reply_auto struct reply accepted = grants_post(
        service, "kcc", grants_at(RETURNS "/", first, "/decision"), "{\"outcome\":\"accepted\"}");
    const struct csa_refusal late = {"swale", target, SAID, 409, "state-conflict", NULL};
    assert_refused(service, &late, 1);
    free(award);
    free(first);
}

Test(returns, the_host_says_whether_one_will_do)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "returns", 0);
    char *second = grants_part(service, award, "returns", 1);
    const char *target = grants_at(RETURNS "/", first, "/decision");
    const char *receipt = grants_at(RETURNS "/", first, "/receipt");
    static const char accepted[] = "{\"outcome\":\"accepted\",\"reason\":\"Well said\"}";
    static const char failed[] = "{\"outcome\":\"failed\",\"reason\":\"Thin\"}";
    const struct csa_refusal early = {"kcc", target, accepted, 409, "state-conflict", NULL};
    assert_refused(service, &early, 1);
    reply_auto struct reply said = grants_post(service, "swale", receipt, SAID);
    const struct csa_refusal rows[] = {
        {"swale", target, accepted, 403, "not-the-host", NULL},
        {"kfrs", target, accepted, 403, "not-the-host", NULL},
        {"maidstone", target, accepted, 404, "not-found", NULL},
        {"kcc", RETURNS "/" GRANT_NONE "/decision", accepted, 404, "not-found", NULL},
        {"kcc", target, "{\"outcome\":\"due\"}", 422, "invalid-body", "/outcome"},
        {"kcc", target, "{\"outcome\":\"failed\"}", 422, "reason-missing", "/reason"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    assert_stale(service, "kcc", target, failed);
    reply_auto struct reply no =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, failed, accepted, false);
    cr_expect_str_eq(reply_text(&no, "state"), "failed");
    cr_expect_str_eq(reply_text(&no, "decided_on"), "2018-06-20");
    cr_expect_str_eq(reply_text(&no, "decided_because"), "Thin");
    cr_expect_eq(reply_integer(&no, "failures"), 1);
    assert_key_in_use(service, "kcc", "decide_monitoring_return", target, failed);
    assert_refused(service, &early, 1); /* it has to come in anew */
    reply_auto struct reply anew = grants_post(service, "swale", receipt, SAID);
    cr_expect_null(reply_text(&anew, "decided_because"));
    cr_expect_eq(reply_integer(&anew, "failures"), 1);
    reply_auto struct reply yes = grants_post(service, "kcc", target, accepted);
    cr_expect_str_eq(reply_text(&yes, "state"), "accepted");
    cr_expect_str_eq(reply_text(&yes, "decided_because"), "Well said");
    reply_auto struct reply gone = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/withdrawal"), "{\"reason\":\"R\"}");
    const struct csa_refusal over[] = {
        {"swale", grants_at(RETURNS "/", second, "/receipt"), SAID, 409, "state-conflict", NULL},
        {"kcc", grants_at(RETURNS "/", second, "/decision"), accepted, 409, "state-conflict", NULL},
    };
    assert_refused(service, over, sizeof over / sizeof *over);
    free(award);
    free(first);
    free(second);
}

/* ---- The list -------------------------------------------------------------------------------- */

/* Two of Swale's, of which one is overdue, and three of Maidstone's, of which one has come in, one
 * is accepted and one has failed; in another round, one that Swale has. */
static void several(struct service *service)
{
    free(grants_award(service, 600000, AWARDED));
    free(service_sql(
        service,
        "INSERT INTO safer.grant_round (id, title, fund, amount_pence, source) VALUES ('old',"
        " 'Old', '" GRANT_FUND "', 100, 'Papers');"
        "INSERT INTO safer.purpose (fund, id, name, kind) VALUES ('" GRANT_FUND "', 'theatre',"
        " 'The theatre', 'project');"
        "INSERT INTO safer.award (id, round, fund, purpose, project, recipient, amount_pence,"
        " source) VALUES ('00000000-0000-7000-8000-000000000071', 'summer', '" GRANT_FUND "',"
        " 'theatre', 'theatre', 'maidstone', 100, 'Papers'),"
        " ('00000000-0000-7000-8000-000000000072', 'old', '" GRANT_FUND "', 'drive', 'drive',"
        " 'swale', 100, 'Papers');"
        "INSERT INTO safer.monitoring_return (id, award, due_on, state, received_on, spent_pence,"
        " text, decided_on, decided_because, failures) VALUES"
        " (gen_random_uuid(), '00000000-0000-7000-8000-000000000071', '2018-05-01', 'received',"
        " '2018-05-01', 1, 'T', NULL, NULL, 0),"
        " (gen_random_uuid(), '00000000-0000-7000-8000-000000000071', '2018-05-02', 'accepted',"
        " '2018-05-01', 1, 'T', '2018-05-02', NULL, 0),"
        " (gen_random_uuid(), '00000000-0000-7000-8000-000000000071', '2018-05-03', 'failed',"
        " '2018-05-01', 1, 'T', '2018-05-02', 'R', 1),"
        " (gen_random_uuid(), '00000000-0000-7000-8000-000000000072', '2018-06-10', 'due', NULL,"
        " NULL, NULL, NULL, NULL, 0)"));
}

Test(returns, they_are_listed_as_they_are_due_for_who_follows_the_award)
{
    service_auto struct service *service = grants_start();
    several(service);
    static const struct {
        const char *partner, *query;
        int total;
    } rows[] = {
        {"kcc", "", 6},
        {"kfrs", "", 6},
        {"kent-pcc", "", 6},
        {"swale", "", 3},
        {"maidstone", "", 3},
        {"ashford", "", 0},
        {"kcc", "&award=00000000-0000-7000-8000-000000000071", 3},
        {"kcc", "&award=" GRANT_NONE, 0},
        {"swale", "&award=00000000-0000-7000-8000-000000000071", 0},
        {"kcc", "&round=summer", 5},
        {"kcc", "&round=old", 1},
        {"kcc", "&project=drive", 3},
        {"kcc", "&project=theatre&state=failed", 1},
        {"kcc", "&recipient=swale", 3},
        {"kcc", "&recipient=kcc", 0},
        {"kcc", "&state=due", 3},
        {"kcc", "&state=received", 1},
        {"kcc", "&state=accepted", 1},
        {"kcc", "&state=failed", 1},
        {"kcc", "&overdue=true", 2},
        {"kcc", "&overdue=false", 4},
        {"kcc", "&due_from=2018-06-10", 3},
        {"kcc", "&due_from=2018-06-11", 1},
        {"kcc", "&due_to=2018-05-03", 3},
        {"kcc", "&due_to=2018-05-02", 2},
        {"kcc", "&due_from=2018-05-02&due_to=2018-06-10&overdue=true&round=summer", 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[200];
        snprintf(target, sizeof target, RETURNS "?count=true%s", rows[i].query);
        reply_auto struct reply list = csa_get(service, rows[i].partner, target);
        cr_expect_eq(reply_integer(&list, "total"), rows[i].total, "%s as %s: %s", target,
                     rows[i].partner, list.body);
        cr_expect_eq(json_array_size(reply_member(&list, "items")), (size_t)rows[i].total, "%s",
                     target);
    }
    /* Page by page, two of them due on one day. */
    char *seen[8] = {NULL}, *target = strdup(RETURNS "?limit=1");
    int count = 0;
    const char *due = "";
    char before[16] = "";
    while (target && count < 8) {
        reply_auto struct reply page = csa_get(service, "kcc", target);
        due = reply_text(&page, "items.0.due_on");
        cr_expect_geq(strcmp(due, before), 0, "%s after %s", due, before);
        snprintf(before, sizeof before, "%s", due);
        seen[count] = strdup(reply_text(&page, "items.0.id"));
        for (int i = 0; i < count; i++) {
            cr_expect_str_neq(seen[count], seen[i]);
        }
        count++;
        free(target);
        const char *next = reply_text(&page, "next");
        target = next ? strdup(next) : NULL;
    }
    cr_expect_eq(count, 6);
    free(target);
    for (int i = 0; i < count; i++) {
        free(seen[i]);
    }
    char *csv = ledger_csv(service, csa_coordinator(service, "maidstone"), RETURNS);
    cr_expect_not_null(strstr(csv, ",summer,theatre,maidstone,2018-05-03,failed,false,2018-05-01,1,"
                                   "T,2018-05-02,R,1,"),
                       "%s", csv);
    cr_expect_null(strstr(csv, "swale"));
    free(csv);
    reply_auto struct reply cursor =
        http_get(service_url(service), csa_coordinator(service, "kcc"), RETURNS "?after=e30");
    cr_expect(reply_is_problem(&cursor, 400, "bad-cursor"), "%s", cursor.body);
    assert_readable(service, csa_coordinator(service, "kcc"), NULL, RETURNS, RETURNS "?state=x",
                    "state");
}

Test(returns, one_is_read_by_who_follows_the_award)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "returns", 0);
    assert_read_by(service, grants_at(RETURNS "/", first, ""), readers, others, RETURNS "/x",
                   "return");
    reply_auto struct reply one = csa_get(service, "swale", grants_at(RETURNS "/", first, ""));
    cr_expect(json_is_true(reply_member(&one, "overdue")));
    free(award);
    free(first);
}
