/* What an award asks for, and whether it is met.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_award_conditions, get_award_condition, decide_award_condition. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/grants.h"
#include "support/ledger.h"

#define AWARDED                                                                                    \
    "\"tranches\":[{\"parts\":1,\"due_on\":\"2018-06-01\"}],\"conditions\":[{\"text\":\"Ask the "  \
    "police\",\"due_on\":\"2018-06-01\"},{\"text\":\"Say when\",\"due_on\":\"2018-09-01\"}]"

Test(conditions, they_are_read_by_who_follows_the_award)
{
    service_auto struct service *service = grants_start();
    static const char *const readers[] = {"kcc", "kfrs", "kent-pcc", "swale", NULL};
    static const char *const others[] = {"maidstone", "nobody", NULL};
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "conditions", 0);
    const char *list = grants_at("/v1/awards/", award, "/conditions");
    assert_read_by(service, list, readers, others, "/v1/awards/x/conditions", "award");
    assert_read_by(service, grants_at("/v1/conditions/", first, ""), readers, others,
                   "/v1/conditions/x", "condition");
    reply_auto struct reply none = http_get(service_url(service), csa_coordinator(service, "kcc"),
                                            "/v1/awards/" GRANT_NONE "/conditions");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply all = csa_get(service, "swale", list);
    cr_expect_str_eq(reply_text(&all, "items.0.state"), "overdue");
    cr_expect_str_eq(reply_text(&all, "items.1.state"), "open");
    char *csv = ledger_csv(service, csa_coordinator(service, "swale"), list);
    cr_expect_not_null(strstr(csv, ",1,Ask the police,2018-06-01,overdue,,,\r\n"), "%s", csv);
    cr_expect_not_null(strstr(csv, ",2,Say when,2018-09-01,open,,,\r\n"), "%s", csv);
    free(csv);
    free(award);
    free(first);
}

Test(conditions, the_host_says_whether_one_is_met_and_may_be_mistaken)
{
    service_auto struct service *service = grants_start();
    char *award = grants_award(service, 600000, AWARDED);
    char *first = grants_part(service, award, "conditions", 0);
    const char *target = grants_at("/v1/conditions/", first, "/outcome");
    static const char met[] = "{\"outcome\":\"met\",\"decided_on\":\"2018-06-19\",\"note\":\"N\"}";
    reply_auto struct reply done = assert_keyed(service, csa_coordinator(service, "kcc"), target,
                                                met, "{\"outcome\":\"met\"}", false);
    cr_expect_str_eq(reply_text(&done, "state"), "met");
    cr_expect_str_eq(reply_text(&done, "met_on"), "2018-06-19");
    cr_expect_str_eq(reply_text(&done, "note"), "N");
    reply_auto struct reply after = csa_get(service, "kcc", grants_at("/v1/awards/", award, ""));
    cr_expect_eq(reply_integer(&after, "version"), 2, "who has read the award reads it again");
    reply_auto struct reply failed =
        grants_post(service, "kcc", target, "{\"outcome\":\"failed\"}");
    cr_expect_str_eq(reply_text(&failed, "state"), "failed");
    cr_expect_str_eq(reply_text(&failed, "failed_on"), "2018-06-20", "today");
    cr_expect_null(reply_text(&failed, "met_on"));
    cr_expect_null(reply_text(&failed, "note"));
    assert_key_in_use(service, "kcc", "decide_award_condition", target, met);
    const struct csa_refusal rows[] = {
        {"swale", target, met, 403, "not-the-host", NULL},
        {"kfrs", target, met, 403, "not-the-host", NULL},
        {"maidstone", target, met, 404, "not-found", NULL},
        {"kcc", "/v1/conditions/" GRANT_NONE "/outcome", met, 404, "not-found", NULL},
        {"kcc", target, "{\"outcome\":\"open\"}", 422, "invalid-body", "/outcome"},
        {"kcc", target, "{\"outcome\":\"met\",\"decided_on\":\"2018-06-21\"}", 422,
         "date-in-future", "/decided_on"},
        {"kcc", target, "{\"outcome\":\"met\",\"decided_on\":\"1918-06-21\"}", 422,
         "date-implausible", "/decided_on"},
    };
    assert_refused(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply gone = grants_post(
        service, "kcc", grants_at("/v1/awards/", award, "/withdrawal"), "{\"reason\":\"R\"}");
    const struct csa_refusal over = {"kcc", target, met, 409, "state-conflict", NULL};
    assert_refused(service, &over, 1);
    free(award);
    free(first);
}
