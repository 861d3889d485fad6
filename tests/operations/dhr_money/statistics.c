/* How many reviews there are: as it was printed, as it was issued, and as it is.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_dhr_statistics, issue_dhr_statistics, get_dhr_statistics, list_dhr_counts. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/dhr_money.h"
#include "support/ledger.h"

#define STATISTICS "/v1/dhr-statistics"
#define PRINTED STATISTICS "/01590000-0000-7000-8000-000000000901"

Test(statistics, what_the_papers_print_is_there)
{
    service_auto struct service *service = dhr_money_start();
    char *csv = ledger_csv(service, NULL, STATISTICS "?dimension=stage&counted_to=2015-12-31");
    cr_expect_not_null(strstr(csv,
                              ",2015-03-19,,\"Minutes, March 2015, 102\",stage,completed,8,false"
                              "\r\n"),
                       "%s", csv);
    free(csv);
    reply_auto struct reply later = csa_get(service, NULL, STATISTICS "?counted_from=2016-01-01");
    cr_expect_eq(json_array_size(reply_member(&later, "items")), 3, "%s", later.body);
    cr_expect_str_eq(reply_text(&later, "items.0.value"), "commissioned");
    cr_expect_eq(reply_integer(&later, "items.0.number"), 3);
    reply_auto struct reply page = csa_get(service, NULL, STATISTICS "?limit=4&count=true");
    cr_expect_eq(reply_integer(&page, "total"), 6);
    reply_auto struct reply rest = csa_get(service, NULL, reply_text(&page, "next"));
    cr_expect_str_eq(reply_text(&rest, "items.0.value"), "sent_to_home_office");
    reply_auto struct reply whole = csa_get(service, NULL, PRINTED);
    cr_expect_eq(reply_integer(&whole, "reviews"), 10);
    cr_expect(json_is_null(reply_member(&whole, "says")));
    reply_auto struct reply none = http_get(service_url(service), NULL, STATISTICS "/" DHR_NOWHERE);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    static const char *const wrong[] = {STATISTICS "?dimension=age", PRINTED "?a=1"};
    static const char *const right[] = {STATISTICS, PRINTED};
    for (int i = 0; i < 2; i++) {
        reply_auto struct reply refused = http_get(service_url(service), NULL, wrong[i]);
        cr_expect(reply_is_problem(&refused, 400, "invalid-parameters"), "%s", wrong[i]);
        struct request request = {.target = right[i],
                                  .headers = (const char *const[]){"Accept: image/png", NULL}};
        reply_auto struct reply image = http_send(service_url(service), &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
    }
}

Test(statistics, counts_are_issued_by_who_coordinates)
{
    service_auto struct service *service = dhr_money_start();
    dhr_money_reviews(service, 2, "dover", "published", "2021-03-31");
    dhr_money_reviews(service, 1, "swale", "quality_assurance", "2021-03-31");
    const char *body = "{\"counted_on\":\"2021-03-31\",\"from_on\":\"2020-04-01\"}";
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "kcc"), STATISTICS, body,
                     "{\"counted_on\":\"2021-03-30\"}", false);
    cr_assert_eq(made.status, 201, "%s", made.body);
    assert_key_in_use(service, "kcc", "issue_dhr_statistics", STATISTICS, body);
    cr_expect_eq(reply_integer(&made, "reviews"), 3);
    cr_expect(json_is_false(reply_member(&made, "breakdown")));
    cr_expect_not_null(strstr(reply_text(&made, "says"), "left out"), "%s", made.body);
    static const int numbers[] = {2, 0, 1, 0, 1, 2};
    for (int i = 0; i < 6; i++) {
        char member[32];
        snprintf(member, sizeof member, "counts.%d.number", i);
        cr_expect_eq(reply_integer(&made, member), numbers[i], "%s: %s", member, made.body);
    }
    reply_auto struct reply read = csa_get(service, NULL, reply_header(&made, "location"));
    cr_expect(json_equal(read.json, made.json), "the public reads the same");
    static const struct csa_refusal rows[] = {
        {"kcc", STATISTICS, "{}", 422, "invalid-body", "/counted_on"},
        {"kcc", STATISTICS, "{\"counted_on\":\"2021-06-02\"}", 422, "date-in-future",
         "/counted_on"},
        {"kcc", STATISTICS, "{\"counted_on\":\"1921-06-02\"}", 422, "date-implausible",
         "/counted_on"},
        {"kcc", STATISTICS, "{\"counted_on\":\"2021-03-31\",\"from_on\":\"2021-04-01\"}", 422,
         "term-invalid", "/from_on"},
        {"swale", STATISTICS, "{\"counted_on\":\"2021-03-31\"}", 403, "not-the-coordinator", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(statistics, what_is_recorded_changes_no_public_answer_and_small_numbers_are_hidden)
{
    service_auto struct service *service = dhr_money_start();
    reply_auto struct reply before = csa_get(service, NULL, STATISTICS);
    dhr_money_reviews(service, 6, "dover", "commissioned", "2021-03-31");
    dhr_money_reviews(service, 9, "medway-csp", "commissioned", "2021-03-31");
    dhr_money_reviews(service, 1, "swale", "commissioned", "2021-03-31");
    reply_auto struct reply after = csa_get(service, NULL, STATISTICS);
    cr_expect_str_eq(after.body, before.body);
    reply_auto struct reply made =
        csa_post(service, STATISTICS, "{\"counted_on\":\"2021-03-31\",\"note\":\"N\"}");
    cr_expect(json_is_true(reply_member(&made, "breakdown")), "%s", made.body);
    size_t index, shown = 0, hidden = 0;
    json_t *count;
    json_array_foreach(reply_member(&made, "counts"), index, count)
    {
        if (strcmp(json_string_value(json_object_get(count, "dimension")), "partnership") == 0) {
            const bool secret = json_is_true(json_object_get(count, "hidden"));
            cr_expect_eq(secret, json_is_null(json_object_get(count, "number")));
            shown += !secret;
            hidden += secret;
        }
    }
    cr_expect_eq(shown, 1, "Medway's nine, and not Dover's six beside Swale's one: %s", made.body);
    cr_expect_eq(hidden, 12);
    char *csv = ledger_csv(service, NULL, STATISTICS "?dimension=partnership");
    cr_expect_not_null(strstr(csv, ",partnership,medway-csp,9,false\r\n"), "%s", csv);
    cr_expect_not_null(strstr(csv, ",partnership,swale,,true\r\n"), "%s", csv);
    free(csv);
}

Test(statistics, who_coordinates_counts_all_of_it)
{
    service_auto struct service *service = dhr_money_start();
    dhr_money_reviews(service, 1, "swale", "commissioned", "2021-03-31");
    const char *kcc = csa_coordinator(service, "kcc");
    assert_readable(service, kcc, NULL, "/v1/dhr-counts", "/v1/dhr-counts?a=1", "a");
    assert_read_is_recorded(service, "list_dhr_counts", "/v1/dhr-counts");
    char *csv = ledger_csv(service, kcc, "/v1/dhr-counts");
    cr_expect_not_null(strstr(csv, "\r\nstage,in_progress,1,\r\n"), "%s", csv);
    cr_expect_not_null(strstr(csv, "\r\nstage,undecided,2,\r\n"), "%s", csv);
    cr_expect_not_null(strstr(csv, "\r\npartnership,swale,1,\r\n"), "%s", csv);
    cr_expect_not_null(strstr(csv, "\r\nopen_days,R-Larkspur,1581," DHR_FIRST "\r\n"), "%s", csv);
    free(csv);
    reply_auto struct reply others = csa_get(service, "dover", "/v1/dhr-counts");
    cr_expect_eq(json_array_size(reply_member(&others, "items")), 0);
    reply_auto struct reply scopeless =
        http_get(service_url(service), service_token(service, "reader", "kcc", "dhrs.read"),
                 "/v1/dhr-counts");
    cr_expect(reply_is_problem(&scopeless, 403, "insufficient-scope"));
}
