/* Awards: those of 2016/17 read back to the penny, and who reads others.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_awards, get_award. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"

#define AWARDS "/v1/awards"
#define FIRST AWARDS "/01590000-0000-7000-8000-000000000801"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

Test(awards, the_eight_of_2016_17_are_39661_pounds)
{
    service_auto struct service *service = start();
    reply_auto struct reply list = csa_get(service, NULL, AWARDS "?round=kcsp-2016-17&count=true");
    cr_assert_eq(reply_integer(&list, "total"), 8);
    json_int_t sum = 0;
    size_t index;
    json_t *item;
    json_array_foreach(reply_member(&list, "items"), index, item) sum +=
        json_integer_value(json_object_get(item, "amount_pence"));
    cr_expect_eq(sum, 3966100);
    reply_auto struct reply one = csa_get(service, NULL, FIRST);
    cr_expect_str_eq(reply_text(&one, "project"), "licence-to-kill");
    cr_expect_eq(reply_integer(&one, "amount_pence"), 600000);
}

Test(awards, the_list_is_narrowed)
{
    service_auto struct service *service = start();
    static const struct {
        const char *query;
        int count;
    } rows[] = {
        {"round=kcsp-2016-17", 8}, {"round=no-such", 0},           {"project=small-steps", 1},
        {"recipient=kcc", 0},      {"priority=domestic-abuse", 2}, {"state=active", 8},
        {"state=withdrawn", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, AWARDS "?count=true&%s", rows[i].query);
        reply_auto struct reply list = csa_get(service, "swale", target);
        cr_expect_eq(reply_integer(&list, "total"), rows[i].count, "%s", target);
        cr_expect_eq(json_array_size(reply_member(&list, "items")), (size_t)rows[i].count, "%s",
                     target);
    }
}

Test(awards, the_public_reads_those_of_public_rounds)
{
    service_auto struct service *service = start();
    free(service_sql(service, "UPDATE safer.grant_round SET public = false"));
    reply_auto struct reply hidden = http_get(service_url(service), NULL, FIRST);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply none = csa_get(service, NULL, AWARDS);
    cr_expect_eq(json_array_size(reply_member(&none, "items")), 0);
    reply_auto struct reply seen = csa_get(service, "swale", FIRST);
    cr_expect_str_eq(reply_text(&seen, "round"), "kcsp-2016-17");
    free(service_sql(service, "UPDATE safer.grant_round SET public = true;"
                              " UPDATE safer.project SET public = false"
                              " WHERE id = 'licence-to-kill'"));
    reply_auto struct reply private = http_get(service_url(service), NULL, FIRST);
    cr_expect(reply_is_problem(&private, 404, "not-found"), "its project is not public");
    reply_auto struct reply others = csa_get(service, NULL, AWARDS "?count=true");
    cr_expect_eq(reply_integer(&others, "total"), 7);
}
