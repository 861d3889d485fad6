/* What leads say about their priorities, quarter by quarter.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_commentaries, create_commentary, get_commentary. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define SAFETY "/v1/priorities/road-safety/commentaries"
#define TEXT "{\"quarter\":\"2017/18-Q4\",\"text\":\"Fewer\\ncasualties\"}"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

Test(commentaries, the_lead_comments_on_a_quarter_for_partners_to_read)
{
    service_auto struct service *service = start();
    free(service_sql(service, "INSERT INTO safer.priority_lead (priority, from_on, office,"
                              " partner, source) VALUES ('road-safety', '2018-01-01', 'Manager',"
                              " 'swale', 'Minutes')"));
    reply_auto struct reply made =
        assert_keyed(service, csa_coordinator(service, "swale"), SAFETY, TEXT,
                     "{\"quarter\":\"2017/18-Q3\",\"text\":\"Other\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "partner"), "swale");
    reply_auto struct reply one = csa_get(service, "maidstone", reply_header(&made, "location"));
    cr_expect_str_eq(one.body, made.body);
    assert_key_in_use(service, "swale", "create_commentary", SAFETY, TEXT);
    reply_auto struct reply later =
        csa_post(service, SAFETY, "{\"quarter\":\"2017/18-Q3\",\"text\":\"Earlier\"}");
    cr_assert_eq(later.status, 201, "a constituent partner may, too");
    reply_auto struct reply list = csa_get(service, "maidstone", SAFETY);
    cr_assert_eq(json_array_size(reply_member(&list, "items")), 2);
    cr_expect_str_eq(reply_text(&list, "items.0.quarter"), "2017/18-Q3");
    reply_auto struct reply quarter = csa_get(service, "kcc", SAFETY "?quarter=2017/18-Q4");
    cr_assert_eq(json_array_size(reply_member(&quarter, "items")), 1);
    reply_auto struct reply csv = csa_get(service, "kcc", SAFETY "?format=csv");
    cr_expect_not_null(strstr(csv.body, ",road-safety,2017/18-Q4,\"Fewer\ncasualties\",swale,"));
    reply_auto struct reply anonymous = http_get(service_url(service), NULL, SAFETY);
    cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
}

Test(commentaries, others_do_not_comment_and_quarters_have_begun)
{
    service_auto struct service *service = start();
    static const struct csa_refusal rows[] = {
        {"swale", SAFETY, TEXT, 403, "not-the-lead", NULL},
        {"nobody", SAFETY, TEXT, 403, "not-the-lead", NULL},
        {"kcc", "/v1/priorities/no-such/commentaries", TEXT, 404, "not-found", NULL},
        {"kcc", SAFETY, "{\"quarter\":\"2017/18-Q5\",\"text\":\"T\"}", 422, "invalid-body",
         "/quarter"},
        {"kcc", SAFETY, "{\"quarter\":\"2017/19-Q1\",\"text\":\"T\"}", 422, "date-implausible",
         "/quarter"},
        {"kcc", SAFETY, "{\"quarter\":\"1997/98-Q3\",\"text\":\"T\"}", 422, "date-implausible",
         "/quarter"},
        {"kcc", SAFETY, "{\"quarter\":\"2018/19-Q1\",\"text\":\"T\"}", 422, "date-in-future",
         "/quarter"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    const char *url = service_url(service), *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply none = http_get(url, kcc, SAFETY "/" CONTRACT_ID);
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply nothing = http_get(url, kcc, "/v1/priorities/no-such/commentaries");
    cr_expect(reply_is_problem(&nothing, 404, "not-found"));
}
