/* Closing a fund's financial years: in their order, once, and what is frozen by it.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_fund_closings, create_fund_closing, get_fund_closing. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/ledger.h"
#include "support/service.h"

const int service_workers = 8;

#define CLOSINGS POOLED_FUND "/closings"
#define OF_2017 "{\"financial_year\":\"2017/18\"}"
#define OF_2018 "{\"financial_year\":\"2018/19\"}"

/* £100 in 2017/18 of which £30 are spent, and £50 in 2018/19. */
static struct service *start(const char *today)
{
    struct service *service = ledger_start(today);
    free(ledger_pay(service, "kcc", "2017/18", 10000));
    free(ledger_spend(service, "joint-initiatives", "2018-03-20", 3000, NULL));
    free(ledger_pay(service, "kent-police", "2018/19", 5000));
    return service;
}

static void assert_year(struct service *service, const char *year, json_int_t opening,
                        json_int_t contributed, json_int_t spent, json_int_t closing)
{
    char target[160];
    snprintf(target, sizeof target, POOLED_FUND "/statement?financial_year=%s", year);
    reply_auto struct reply reply = http_get(service_url(service), ledger_reader(service), target);
    cr_assert_eq(reply.status, 200, "%s", reply.body);
    cr_assert(reply_integer(&reply, "opening_pence") == opening &&
                  reply_integer(&reply, "contributed_pence") == contributed &&
                  reply_integer(&reply, "spent_pence") == spent &&
                  reply_integer(&reply, "closing_pence") == closing,
              "%s", reply.body);
}

Test(closings, a_year_is_closed_by_the_host_and_read_by_who_reads_the_fund)
{
    service_auto struct service *service = start("2019-06-30");
    const char *url = service_url(service);
    reply_auto struct reply closed = assert_keyed(
        service, ledger_host(service), CLOSINGS,
        "{\"financial_year\":\"2017/18\",\"note\":\"Agreed by the accountants\"}", OF_2017, true);
    cr_assert_eq(closed.status, 201);
    const char *id = reply_text(&closed, "id"), *location = reply_header(&closed, "location");
    cr_assert(strncmp(location, CLOSINGS "/", strlen(CLOSINGS) + 1) == 0 &&
                  strcmp(location + strlen(CLOSINGS) + 1, id) == 0,
              "%s", location);
    cr_expect_str_eq(reply_text(&closed, "fund"), POOLED);
    cr_expect_str_eq(reply_text(&closed, "financial_year"), "2017/18");
    cr_expect_str_eq(reply_text(&closed, "partner"), "kfrs");
    cr_expect_str_eq(reply_text(&closed, "note"), "Agreed by the accountants");
    cr_expect_eq(reply_integer(&closed, "opening_pence"), 0);
    cr_expect_eq(reply_integer(&closed, "closing_pence"), 7000);
    cr_expect_eq(reply_integer(&closed, "version"), 1);
    reply_auto struct reply read = http_get(url, ledger_reader(service), location);
    cr_assert_str_eq(read.body, closed.body);
    /* Carried forward by an entry that empties the year's accounts. */
    assert_ledger(service, POOLED " bank -3000, " POOLED " carried-forward -7000, " POOLED
                                  " contributions kent-police -5000, " POOLED " in-transit 15000");

    reply_auto struct reply second =
        http_post(url, ledger_host(service), "second", CLOSINGS, OF_2018);
    cr_assert_eq(second.status, 201, "%s", second.body);
    cr_expect_eq(reply_integer(&second, "opening_pence"), 7000);
    cr_expect_eq(reply_integer(&second, "closing_pence"), 12000);
    reply_auto struct reply list = http_get(url, ledger_reader(service), CLOSINGS);
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 2);
    cr_assert(json_equal(reply_member(&list, "items.0"), closed.json));
    cr_assert(json_equal(reply_member(&list, "items.1"), second.json));
    char *csv = ledger_csv(service, ledger_reader(service), CLOSINGS), rows[600];
    snprintf(
        rows, sizeof rows,
        "id,fund,financial_year,partner,opening_pence,closing_pence,note,created_at,version\r\n"
        "%s," POOLED ",2017/18,kfrs,0,7000,Agreed by the accountants,%s,1\r\n"
        "%s," POOLED ",2018/19,kfrs,7000,12000,,%s,1\r\n",
        id, reply_text(&closed, "created_at"), reply_text(&second, "id"),
        reply_text(&second, "created_at"));
    cr_expect_str_eq(csv, rows);
    free(csv);
    char elsewhere[160];
    snprintf(elsewhere, sizeof elsewhere, "/v1/funds/reserve/closings/%s", id);
    reply_auto struct reply other = http_get(url, ledger_reader(service), elsewhere);
    cr_expect(reply_is_problem(&other, 404, "not-found"), "it is another fund's");
    assert_readable(service, ledger_reader(service), ledger_outsider(service), CLOSINGS,
                    CLOSINGS "?limit=1", "limit");
    assert_readable(service, ledger_reader(service), ledger_outsider(service), location,
                    CLOSINGS "/2017", "closing");
    assert_sql(service,
               "SELECT count(*) FROM safer.audit_event WHERE operation = 'create_fund_closing'"
               " AND before IS NULL AND after ->> 'financial_year' IS NOT NULL",
               "2");
}

Test(closings, what_comes_late_counts_in_the_first_open_year_and_the_closed_one_stays)
{
    service_auto struct service *service = start("2019-06-30");
    char *late_spending = ledger_spend(service, "team-skills", "2018-03-31", 100, NULL);
    free(ledger_close(service, POOLED, "2017/18"));
    assert_year(service, "2017/18", 0, 10000, 3100, 6900);
    assert_year(service, "2018/19", 6900, 5000, 0, 11900);

    char *late = ledger_pay(service, "kfrs", "2017/18", 800);
    free(ledger_spend(service, "joint-initiatives", "2018-02-01", 20, NULL));
    ledger_take_back(service, late_spending);
    assert_year(service, "2017/18", 0, 10000, 3100, 6900);
    assert_year(service, "2018/19", 6900, 5800, -80, 12780);
    reply_auto struct reply paid = http_get(service_url(service), ledger_reader(service), late);
    cr_expect_str_eq(reply_text(&paid, "financial_year"), "2017/18");
    cr_expect_str_eq(reply_text(&paid, "booked_in"), "2018/19");
    /* Confirming it moves nothing in or out. */
    ledger_confirm(service, late);
    assert_year(service, "2018/19", 6900, 5800, -80, 12780);
    free(ledger_close(service, POOLED, "2018/19"));
    assert_year(service, "2018/19", 6900, 5800, -80, 12780);
    ledger_take_back(service, late);
    assert_year(service, "2018/19", 6900, 5800, -80, 12780);
    assert_year(service, "2019/20", 12780, -800, 0, 11980);
    free(late);
    free(late_spending);
}

Test(closings, a_year_is_closed_once_when_it_is_over_and_after_those_before)
{
    service_auto struct service *service = start("2019-03-31");
    const char *url = service_url(service);
    char *before = ledger_counts(service);
    const struct {
        const char *token, *target, *body;
        int status;
        const char *slug, *pointer;
    } rows[] = {
        {ledger_host(service), CLOSINGS, OF_2018, 409, "year-not-over", "/financial_year"},
        {ledger_host(service), CLOSINGS, "{\"financial_year\":\"2199/00\"}", 409, "year-not-over",
         "/financial_year"},
        {ledger_host(service), CLOSINGS, "{}", 422, "invalid-body", "/financial_year"},
        {ledger_host(service), CLOSINGS, "{\"financial_year\":\"2017/19\"}", 422, "invalid-body",
         "/financial_year"},
        {ledger_host(service), CLOSINGS, "{\"financial_year\":\"2017/18\",\"note\":\"\"}", 422,
         "invalid-body", "/note"},
        {ledger_host(service), CLOSINGS, "{\"financial_year\":\"2017/18\",\"closing_pence\":1}",
         422, "invalid-body", "/closing_pence"},
        {service_token(service, "c", "kcc", "funds.write"), CLOSINGS, OF_2017, 403, "not-the-host",
         NULL},
        {service_token(service, "c", "swale", "funds.write"), "/v1/funds/reserve/closings", OF_2017,
         403, "not-the-host", NULL},
        {service_token(service, "c", "kfrs", "funds.read"), CLOSINGS, OF_2017, 403,
         "insufficient-scope", NULL},
        {service_token(service, "c", "dover", "funds.write"), "/v1/funds/reserve/closings", OF_2017,
         404, "not-found", NULL},
        {ledger_host(service), "/v1/funds/nowhere/closings", OF_2017, 404, "not-found", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply reply =
            http_post(url, rows[i].token, "k", rows[i].target, rows[i].body);
        cr_expect(reply_is_problem(&reply, rows[i].status, rows[i].slug) &&
                      (!rows[i].pointer || reply_names(&reply, rows[i].pointer)),
                  "%zu: %s", i, reply.body);
    }
    char *after = ledger_counts(service);
    cr_assert_str_eq(after, before);
    free(before);
    free(after);
    free(ledger_close(service, POOLED, "2017/18"));
    reply_auto struct reply again = http_post(url, ledger_host(service), "k", CLOSINGS, OF_2017);
    cr_expect(reply_is_problem(&again, 409, "year-closed"));
    reply_auto struct reply earlier =
        http_post(url, ledger_host(service), "k", CLOSINGS, "{\"financial_year\":\"2016/17\"}");
    cr_expect(reply_is_problem(&earlier, 409, "year-closed"));
}

Test(closings, an_earlier_year_in_which_something_is_counted_comes_first)
{
    service_auto struct service *service = start("2020-06-30");
    const char *url = service_url(service);
    static const char *const years[] = {"2018/19", "2019/20"};
    for (size_t i = 0; i < 2; i++) {
        char body[80];
        snprintf(body, sizeof body, "{\"financial_year\":\"%s\"}", years[i]);
        reply_auto struct reply open = http_post(url, ledger_host(service), "k", CLOSINGS, body);
        cr_expect(reply_is_problem(&open, 409, "earlier-year-open"), "%s", years[i]);
        cr_expect_not_null(strstr(reply_text(&open, "detail"), "2017/18"));
    }
    free(ledger_close(service, POOLED, "2017/18"));
    reply_auto struct reply gap =
        http_post(url, ledger_host(service), "k", CLOSINGS, "{\"financial_year\":\"2019/20\"}");
    cr_expect(reply_is_problem(&gap, 409, "earlier-year-open"));
    /* A fund in which nothing is counted begins where its host says; from there on, year by year.
     */
    free(ledger_close(service, "reserve", "2018/19"));
    reply_auto struct reply next =
        http_post(url, ledger_host(service), "n", "/v1/funds/reserve/closings",
                  "{\"financial_year\":\"2019/20\"}");
    cr_expect_eq(next.status, 201, "%s", next.body);
}

enum { AT_ONCE = 4 };

struct closer {
    const char *url, *token;
    char key[8];
    pthread_barrier_t *together;
    struct reply reply;
};

static void *close_one(void *context)
{
    struct closer *closer = context;
    pthread_barrier_wait(closer->together);
    closer->reply = http_post(closer->url, closer->token, closer->key, CLOSINGS, OF_2017);
    return NULL;
}

Test(closings, at_one_moment_a_year_is_closed_once)
{
    service_auto struct service *service = start("2019-06-30");
    struct closer closers[AT_ONCE];
    pthread_t threads[AT_ONCE];
    pthread_barrier_t together;
    unsigned closed = 0;
    pthread_barrier_init(&together, NULL, AT_ONCE);
    for (unsigned i = 0; i < AT_ONCE; i++) {
        closers[i] = (struct closer){
            .url = service_url(service), .token = ledger_host(service), .together = &together};
        snprintf(closers[i].key, sizeof closers[i].key, "%u", i);
        cr_assert_eq(pthread_create(&threads[i], NULL, close_one, &closers[i]), 0);
    }
    for (size_t i = 0; i < AT_ONCE; i++) {
        pthread_join(threads[i], NULL);
        closed += closers[i].reply.status == 201;
        cr_expect(closers[i].reply.status == 201 ||
                      reply_is_problem(&closers[i].reply, 409, "year-closed"),
                  "%s", closers[i].reply.body);
        reply_free(&closers[i].reply);
    }
    pthread_barrier_destroy(&together);
    cr_expect_eq(closed, 1);
    assert_sql(service, "SELECT count(*) FROM safer.entry WHERE kind = 'closing'", "1");
}
