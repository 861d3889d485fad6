/* Reports on a quarter: who reads and issues them, and that each is issued once.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_reports, issue_report, get_report, get_quarterly_report, get_summary_report. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"
#include "support/session.h"
#include "support/wire.h"

const int service_workers = 8;

#define REPORTS "/v1/reports"
#define ISSUE "{\"quarter\":\"2016/17-Q3\"}"
#define DETAIL REPORTS "/quarterly?quarter=2016/17-Q3"
#define SUMMARY REPORTS "/summary?quarter=2016/17-Q3"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-04-09"});
}

static struct reply get(struct service *service, const char *partner, const char *target)
{
    return http_get(service_url(service), csa_coordinator(service, partner), target);
}

Test(reports, a_quarter_is_issued_once_however_it_is_written)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), REPORTS,
                                                ISSUE, "{\"quarter\":\"2016/17-Q2\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "quarter"), "2016/17-Q3");
    cr_expect_eq(reply_integer(&made, "number"), 1);
    cr_expect_str_eq(reply_text(&made, "partner"), "kcc");
    cr_expect_null(reply_text(&made, "note"));
    cr_expect(json_is_null(reply_member(&made, "corrects")));
    cr_expect(json_is_null(reply_member(&made, "corrected_by")));
    reply_auto struct reply one = csa_get(service, "ashford", reply_header(&made, "location"));
    cr_expect_str_eq(one.body, made.body);
    static const struct csa_refusal rows[] = {
        {"kcc", REPORTS, ISSUE, 409, "report-issued", "/quarter"},
        {"ashford", REPORTS, ISSUE, 403, "not-a-constituent-partner", NULL},
        {"kfrs", REPORTS, "{\"quarter\":\"2016-Q4\"}", 409, "report-issued", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-Q4\",\"corrects\":2}", 409, "report-issued",
         "/corrects"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-Q3\",\"corrects\":1}", 409, "report-issued",
         "/corrects"},
    };
    assert_refusals(service, rows, LENGTH(rows));
    reply_auto struct reply other = csa_post(service, REPORTS, "{\"quarter\":\"2016-Q3\"}");
    cr_expect_str_eq(reply_text(&other, "quarter"), "2016/17-Q2");
    cr_expect_eq(reply_integer(&other, "number"), 2);
}

Test(reports, a_correction_has_the_next_number_and_the_older_is_read_by_its_own)
{
    service_auto struct service *service = start();
    reply_auto struct reply first = csa_post(service, REPORTS, ISSUE);
    reply_auto struct reply other = csa_post(service, REPORTS, "{\"quarter\":\"2016-Q3\"}");
    reply_auto struct reply second = csa_post(
        service, REPORTS, "{\"quarter\":\"2016-Q4\",\"corrects\":1,\"note\":\"Minute\\n4\"}");
    cr_expect_eq(reply_integer(&second, "number"), 3);
    cr_expect_eq(reply_integer(&second, "corrects"), 1);
    cr_expect_str_eq(reply_text(&second, "note"), "Minute\n4");
    reply_auto struct reply former = csa_get(service, "kcc", reply_header(&first, "location"));
    cr_expect_eq(reply_integer(&former, "corrected_by"), 3);
    cr_expect_eq(reply_integer(&former, "version"), 2);
    cr_expect_str_neq(reply_header(&former, "etag"), reply_header(&first, "etag"));
    static const struct csa_refusal rows[] = {
        {"kcc", REPORTS, ISSUE, 409, "report-issued", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-Q4\",\"corrects\":1}", 409, "report-issued",
         "/corrects"},
    };
    assert_refusals(service, rows, LENGTH(rows));
    static const struct {
        const char *query;
        int number; /* 0: there is none */
    } reads[] = {{"", 3}, {"&number=3", 3}, {"&number=1", 1}, {"&number=2", 0}, {"&number=4", 0}};
    for (size_t i = 0; i < LENGTH(reads) * 2; i++) {
        char target[120];
        snprintf(target, sizeof target, "%s%s", i % 2 ? DETAIL : SUMMARY, reads[i / 2].query);
        reply_auto struct reply reply = get(service, "kcc", target);
        if (reads[i / 2].number == 0) {
            cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s", target);
            continue;
        }
        cr_assert_eq(reply.status, 200, "%s: %s", target, reply.body);
        cr_expect_eq(reply_integer(&reply, "number"), reads[i / 2].number, "%s", target);
        cr_expect_str_eq(reply_text(&reply, "state"), "issued");
    }
}

Test(reports, a_report_is_issued_by_a_constituent_partner_of_a_quarter_that_is_over)
{
    service_auto struct service *service = start();
    static const struct csa_refusal rows[] = {
        {"kent-ccgs", REPORTS, ISSUE, 403, "not-a-constituent-partner", NULL},
        {"kent-pcc", REPORTS, ISSUE, 403, "not-a-constituent-partner", NULL},
        {"ashford", REPORTS, ISSUE, 403, "not-a-constituent-partner", NULL},
        {"nobody", REPORTS, ISSUE, 403, "not-a-constituent-partner", NULL},
        {"kcc", REPORTS, "{\"quarter\":\"1800/01-Q1\"}", 422, "date-implausible", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"1997-Q4\"}", 422, "date-implausible", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2018/19-Q1\"}", 422, "quarter-not-over", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2018-Q2\"}", 422, "quarter-not-over", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2016/17-Q3\",\"corrects\":1}", 409, "report-issued",
         "/corrects"},
        {"kcc", REPORTS, "{\"quarter\":\"2016/18-Q1\"}", 400, "period-unreadable", NULL},
        {"kcc", REPORTS, "{\"quarter\":\"2016/17-Q5\"}", 422, "invalid-body", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2016\"}", 422, "invalid-body", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-10\"}", 422, "invalid-body", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":null}", 422, "invalid-body", "/quarter"},
        {"kcc", REPORTS, "{}", 422, "invalid-body", "/quarter"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-Q4\",\"corrects\":0}", 422, "invalid-body",
         "/corrects"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-Q4\",\"note\":\"\"}", 422, "invalid-body", "/note"},
        {"kcc", REPORTS, "{\"quarter\":\"2016-Q4\",\"number\":9}", 422, "invalid-body", "/number"},
    };
    assert_refusals(service, rows, LENGTH(rows));
}

struct issuer {
    const struct service *service;
    const char *token;
    int status;
    char type[64];
};

static void *issue(void *context)
{
    struct issuer *issuer = context;
    reply_auto struct reply reply =
        http_post(service_url(issuer->service), issuer->token, NULL, REPORTS, ISSUE);
    issuer->status = reply.status;
    snprintf(issuer->type, sizeof issuer->type, "%s",
             reply.status == 201 ? "" : reply_text(&reply, "type"));
    return NULL;
}

static bool both_wait(PGconn *session)
{
    char *count = session_value(session, "SELECT count(*) FROM pg_locks WHERE NOT granted"
                                         " AND relation = 'safer.report'::regclass");
    const bool both = strcmp(count, "2") == 0;
    free(count);
    return both;
}

Test(reports, of_two_issued_at_the_same_moment_one_is_refused)
{
    service_auto struct service *service = start();
    struct issuer issuers[2];
    pthread_t threads[2];
    PGconn *session = session_open(service);
    session_run(session, "BEGIN; LOCK TABLE safer.report IN SHARE ROW EXCLUSIVE MODE");
    for (size_t i = 0; i < 2; i++) {
        issuers[i] = (struct issuer){
            .service = service,
            .token = csa_coordinator(service, i ? "kcc" : "kfrs"),
        };
    }
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, issue, &issuers[i]), 0);
    EVENTUALLY(10, both_wait(session));
    session_run(session, "COMMIT");
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    PQfinish(session);
    const size_t refused = issuers[0].status == 201;
    cr_expect_eq(issuers[!refused].status, 201);
    cr_expect_eq(issuers[refused].status, 409);
    cr_expect_str_eq(issuers[refused].type, "/problems/report-issued");
    assert_sql(service, "SELECT count(*) FROM safer.report", "1");
    assert_sql(service, "SELECT count(*) FROM safer.report_detail", "1");
}

struct sight {
    const char *partner;
    int detail, summary;
};

static void assert_seen(struct service *service, const struct sight *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        reply_auto struct reply detail = get(service, rows[i].partner, DETAIL);
        reply_auto struct reply summary = get(service, rows[i].partner, SUMMARY);
        cr_expect_eq(detail.status, rows[i].detail, "%s: %s", rows[i].partner, detail.body);
        cr_expect_eq(summary.status, rows[i].summary, "%s: %s", rows[i].partner, summary.body);
    }
}

Test(reports, drafts_and_the_detail_are_for_those_who_read_every_series)
{
    service_auto struct service *service = start();
    static const struct sight drafts[] = {
        {"kcc", 200, 200},      {"kfrs", 200, 200},    {"kent-ccgs", 200, 200},
        {"kent-pcc", 200, 200}, {"ashford", 404, 404}, {"nobody", 404, 404},
    };
    static const struct sight issued[] = {
        {"kcc", 200, 200},      {"kfrs", 200, 200},    {"kent-ccgs", 200, 200},
        {"kent-pcc", 200, 200}, {"ashford", 404, 200}, {"nobody", 404, 404},
    };
    assert_seen(service, drafts, LENGTH(drafts));
    reply_auto struct reply made = csa_post(service, REPORTS, ISSUE);
    assert_seen(service, issued, LENGTH(issued));
    const char *location = reply_header(&made, "location");
    static const struct {
        const char *partner;
        int status;
        size_t listed;
    } rows[] = {{"kcc", 200, 1}, {"ashford", 200, 1}, {"nobody", 404, 0}};
    for (size_t i = 0; i < LENGTH(rows); i++) {
        reply_auto struct reply list = get(service, rows[i].partner, REPORTS);
        reply_auto struct reply one = get(service, rows[i].partner, location);
        cr_expect_eq(json_array_size(reply_member(&list, "items")), rows[i].listed, "row %zu", i);
        cr_expect_eq(one.status, rows[i].status, "row %zu", i);
    }
    reply_auto struct reply other = get(service, "ashford", REPORTS "/summary?quarter=2016/17-Q4");
    cr_expect(reply_is_problem(&other, 404, "not-found"), "another quarter's draft");
    reply_auto struct reply draft = csa_get(service, "kcc", REPORTS "/summary?quarter=2017-Q1");
    cr_expect_str_eq(reply_text(&draft, "state"), "draft");
    cr_expect_str_eq(reply_text(&draft, "quarter"), "2016/17-Q4");
    cr_expect(json_is_null(reply_member(&draft, "number")));
}

Test(reports, what_a_correction_would_say_is_read_before_it_is_issued)
{
    static const char *const targets[] = {DETAIL, SUMMARY};
    service_auto struct service *service = start();
    reply_auto struct reply made = csa_post(service, REPORTS, ISSUE);
    reply_auto struct reply said =
        csa_post(service, "/v1/priorities/road-safety/commentaries",
                 "{\"quarter\":\"2016/17-Q3\",\"text\":\"An afterthought\"}");
    for (size_t i = 0; i < LENGTH(targets); i++) {
        char target[120];
        snprintf(target, sizeof target, "%s&draft=true", targets[i]);
        reply_auto struct reply draft = csa_get(service, "kent-pcc", target);
        cr_expect_str_eq(reply_text(&draft, "state"), "draft");
        cr_expect(json_is_null(reply_member(&draft, "number")));
        cr_expect_not_null(strstr(draft.body, "An afterthought"));
        reply_auto struct reply other = get(service, "ashford", target);
        cr_expect(reply_is_problem(&other, 404, "not-found"), "%s", other.body);
        snprintf(target, sizeof target, "%s&draft=true&number=1", targets[i]);
        reply_auto struct reply numbered = get(service, "kcc", target);
        cr_expect(reply_is_problem(&numbered, 404, "not-found"), "%s", numbered.body);
        snprintf(target, sizeof target, "%s&draft=false", targets[i]);
        reply_auto struct reply issued = get(service, "kcc", target);
        cr_expect_eq(reply_integer(&issued, "number"), 1);
        cr_expect_null(strstr(issued.body, "An afterthought"));
    }
}

Test(reports, each_is_read_as_every_resource_is)
{
    service_auto struct service *service = start();
    const char *kcc = csa_coordinator(service, "kcc"),
               *outsider = csa_coordinator(service, "nobody"), *url = service_url(service);
    assert_readable(service, kcc, outsider, DETAIL, REPORTS "/quarterly?quarter=2016", "quarter");
    reply_auto struct reply made = csa_post(service, REPORTS, ISSUE);
    assert_readable(service, kcc, outsider, DETAIL, DETAIL "&number=0", "number");
    assert_readable(service, kcc, outsider, SUMMARY, REPORTS "/summary", "quarter");
    assert_readable(service, kcc, outsider, reply_header(&made, "location"), REPORTS "/1",
                    "report");
    assert_readable(service, kcc, NULL, REPORTS, REPORTS "?quarter=2016", "quarter");
    static const char *const torn[] = {REPORTS "?quarter=2016/18-Q1",
                                       REPORTS "/quarterly?quarter=2016/18-Q1",
                                       REPORTS "/summary?quarter=2016/18-Q1"};
    for (size_t i = 0; i < LENGTH(torn); i++) {
        reply_auto struct reply reply = http_get(url, kcc, torn[i]);
        cr_expect(reply_is_problem(&reply, 400, "period-unreadable") &&
                      reply_names(&reply, "quarter"),
                  "%s: %s", torn[i], reply.body);
    }
    reply_auto struct reply form = http_get(url, kcc, DETAIL "&format=xml");
    cr_expect(reply_is_problem(&form, 400, "invalid-parameters") && reply_names(&form, "format"));
    reply_auto struct reply none = http_get(url, kcc, REPORTS "/" CONTRACT_ID);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply plain = http_send(url, &(struct request){.method = "POST",
                                                                     .target = REPORTS,
                                                                     .token = kcc,
                                                                     .body = ISSUE,
                                                                     .content_type = "text/plain"});
    cr_expect(reply_is_problem(&plain, 415, "unsupported-media-type"));
}

Test(reports, the_list_comes_in_pages_by_quarter_and_as_csv)
{
    service_auto struct service *service = start();
    reply_auto struct reply one = csa_post(service, REPORTS, ISSUE);
    reply_auto struct reply two = csa_post(service, REPORTS, "{\"quarter\":\"2016-Q3\"}");
    reply_auto struct reply three =
        csa_post(service, REPORTS, "{\"quarter\":\"2016-Q4\",\"corrects\":1}");
    reply_auto struct reply page = csa_get(service, "kcc", REPORTS "?limit=2&count=true");
    cr_assert_eq(json_array_size(reply_member(&page, "items")), 2);
    cr_expect_eq(reply_integer(&page, "total"), 3);
    cr_expect_eq(reply_integer(&page, "items.0.corrected_by"), 3);
    cr_expect_eq(reply_integer(&page, "items.1.number"), 2);
    reply_auto struct reply next = csa_get(service, "kcc", reply_text(&page, "next"));
    cr_assert_eq(json_array_size(reply_member(&next, "items")), 1);
    cr_expect_null(reply_text(&next, "next"));
    reply_auto struct reply quarter =
        csa_get(service, "kcc", REPORTS "?quarter=2016-Q4&count=true");
    cr_expect_eq(reply_integer(&quarter, "total"), 2);
    cr_expect_eq(reply_integer(&quarter, "items.1.number"), 3);
    reply_auto struct reply none = csa_get(service, "kcc", REPORTS "?quarter=2017-Q4&count=true");
    cr_expect_eq(reply_integer(&none, "total"), 0);
    reply_auto struct reply wrong = get(service, "kcc", REPORTS "?after=abcd");
    cr_expect(reply_is_problem(&wrong, 400, "bad-cursor"), "%s", wrong.body);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), REPORTS "?quarter=2016-Q4");
    cr_expect_eq(
        strncmp(csv, "id,quarter,number,corrects,corrected_by,partner,issued_at,note,", 63), 0,
        "%s", csv);
    cr_expect_not_null(strstr(csv, ",2016/17-Q3,3,1,,kcc,"), "%s", csv);
    free(csv);
}
