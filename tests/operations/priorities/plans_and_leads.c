/* Who leads a priority, and the plans it links to.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_priority_leads, create_priority_lead, list_plans, get_plan, create_plan,
 * publish_plan, list_plan_aims, list_priority_plans, link_priority_plan. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"

#define SAFETY "/v1/priorities/road-safety"
#define LEADS SAFETY "/leads"
#define LINKS SAFETY "/plans"
#define PLANS "/v1/plans"
#define PCC PLANS "/safer-in-kent-2017-2021"
#define DRAFT PLANS "/kent-drug-strategy"
#define PUBLICATION DRAFT "/publication"
#define PUBLISHED "{\"source\":\"Cabinet committee paper\"}"
#define LEAD                                                                                       \
    "{\"from_on\":\"2018-04-01\",\"office\":\"Head of Road Safety\",\"partner\":\"kfrs\","         \
    "\"source\":\"Minutes\"}"

static struct service *start(const char *today)
{
    return service_start(&(struct service_options){.today = today});
}

static size_t items(const struct reply *reply)
{
    return json_array_size(reply_member(reply, "items"));
}

Test(leads, the_office_that_leads_is_that_of_the_day)
{
    service_auto struct service *service = start("2018-03-28");
    reply_auto struct reply set =
        assert_keyed(service, csa_coordinator(service, "kfrs"), LEADS, LEAD,
                     "{\"from_on\":\"2018-05-01\",\"office\":\"Another\",\"source\":\"S\"}", false);
    cr_assert_eq(set.status, 200);
    cr_expect_str_eq(reply_text(&set, "lead_office"), "Director Operations", "today is before");
    assert_key_in_use(service, "kfrs", "create_priority_lead", LEADS, LEAD);
    reply_auto struct reply leads = csa_get(service, NULL, LEADS);
    cr_assert_eq(items(&leads), 2);
    cr_expect_str_eq(reply_text(&leads, "items.0.until_on"), "2018-03-31");
    cr_expect_null(reply_text(&leads, "items.1.until_on"));
    reply_auto struct reply on = csa_get(service, NULL, LEADS "?on=2018-04-01");
    cr_assert_eq(items(&on), 1);
    cr_expect_str_eq(reply_text(&on, "items.0.office"), "Head of Road Safety");
    reply_auto struct reply listed = csa_get(service, NULL, "/v1/priorities?on=2016-06-01");
    cr_expect_null(reply_text(&listed, "items.5.lead_office"), "nobody is known to have led then");
    reply_auto struct reply corrected =
        csa_post(service, LEADS,
                 "{\"from_on\":\"2018-04-01\",\"to_on\":\"2018-06-30\",\"office\":\"Group Head\","
                 "\"partner\":\"kcc\",\"source\":\"Minutes\"}");
    reply_auto struct reply csv = csa_get(service, NULL, LEADS "?format=csv");
    cr_expect_not_null(strstr(csv.body, "road-safety,2018-04-01,2018-06-30,Group Head,kcc,"));
}

Test(leads, what_is_not_right_is_refused)
{
    service_auto struct service *service = start("2018-03-28");
    static const struct csa_refusal rows[] = {
        {"swale", LEADS, LEAD, 403, "not-a-constituent-partner", NULL},
        {"kcc", "/v1/priorities/no-such/leads", LEAD, 404, "not-found", NULL},
        {"kcc", "/v1/priorities/reducing-re-offending/leads", LEAD, 404, "not-found", NULL},
        {"kcc", LEADS, "{\"from_on\":\"2018-04-01\"}", 422, "invalid-body", "/office"},
        {"kcc", LEADS,
         "{\"from_on\":\"2018-04-01\",\"to_on\":\"2018-03-31\",\"office\":\"O\",\"source\":\"S\"}",
         422, "term-invalid", "/to_on"},
        {"kcc", LEADS,
         "{\"from_on\":\"2018-04-01\",\"office\":\"O\",\"partner\":\"nobody\",\"source\":\"S\"}",
         422, "unknown-partner", "/partner"},
        {"kcc", LEADS, "{\"from_on\":\"1918-04-01\",\"office\":\"O\",\"source\":\"S\"}", 422,
         "date-implausible", "/from_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply none =
        http_get(service_url(service), NULL, "/v1/priorities/no-such/leads");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}

Test(plans, fourteen_are_published_and_one_is_in_due_regard)
{
    service_auto struct service *service = start("2018-03-28");
    reply_auto struct reply all = csa_get(service, NULL, PLANS);
    cr_expect_eq(items(&all), 14);
    reply_auto struct reply regard = csa_get(service, NULL, PLANS "?due_regard=true");
    cr_assert_eq(items(&regard), 1);
    reply_auto struct reply plan = csa_get(service, NULL, PCC);
    cr_expect(json_equal(plan.json, reply_member(&regard, "items.0")));
    cr_expect_str_eq(reply_text(&plan, "owner"), "kent-pcc");
    cr_expect_str_eq(reply_text(&plan, "ends_on"), "2021-03-31");
    cr_expect_not_null(strstr(reply_text(&plan, "note"), "2017-2020"));
    cr_expect_eq(json_array_size(reply_member(&plan, "aims")), 15);
    reply_auto struct reply aims = csa_get(service, NULL, PCC "/aims?format=csv");
    cr_expect_not_null(strstr(aims.body, "safer-in-kent-2017-2021,4,priority,Put victims first"));
    reply_auto struct reply none = http_get(service_url(service), NULL, PLANS "/no-such");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
    reply_auto struct reply nothing = http_get(service_url(service), NULL, PLANS "/no-such/aims");
    cr_expect(reply_is_problem(&nothing, 404, "not-found"));
}

Test(plans, a_plan_is_added_and_linked)
{
    service_auto struct service *service = start("2018-03-28");
    const char *token = csa_coordinator(service, "kcc");
    reply_auto struct reply made = assert_keyed(
        service, token, PLANS,
        "{\"id\":\"kent-alcohol-strategy\",\"title\":\"Kent Alcohol Strategy\",\"owner\":\"kcc\","
        "\"source\":\"Report\",\"aims\":[{\"kind\":\"priority\",\"text\":\"Prevent\"},"
        "{\"kind\":\"support\",\"text\":\"Treat\"}]}",
        "{\"id\":\"b\",\"title\":\"B\",\"source\":\"S\"}", false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "aims.1.text"), "Treat");
    cr_expect_eq(reply_integer(&made, "aims.1.place"), 2);
    reply_auto struct reply linked =
        assert_keyed(service, token, LINKS, "{\"plan\":\"kent-alcohol-strategy\"}",
                     "{\"plan\":\"vision-for-kent\"}", false);
    cr_assert_eq(linked.status, 200);
    cr_expect_str_eq(reply_text(&linked, "plans.0"), "kent-alcohol-strategy");
    assert_key_in_use(service, "kcc", "link_priority_plan", LINKS,
                      "{\"plan\":\"vision-for-kent\"}");
    reply_auto struct reply again =
        csa_post(service, LINKS, "{\"plan\":\"kent-alcohol-strategy\",\"note\":\"Drink driving\"}");
    cr_expect_eq(json_array_size(reply_member(&again, "plans")), 1);
    reply_auto struct reply links = csa_get(service, NULL, LINKS);
    cr_assert_eq(items(&links), 1);
    cr_expect_str_eq(reply_text(&links, "items.0.link_note"), "Drink driving");
    reply_auto struct reply by = csa_get(service, NULL, PLANS "?priority=road-safety");
    cr_assert_eq(items(&by), 1);
    cr_expect_str_eq(reply_text(&by, "items.0.priorities.0"), "road-safety");
    static const struct csa_refusal rows[] = {
        {"swale", PLANS, "{\"id\":\"c\",\"title\":\"C\",\"source\":\"S\"}", 403,
         "not-a-constituent-partner", NULL},
        {"swale", LINKS, "{\"plan\":\"vision-for-kent\"}", 403, "not-a-constituent-partner", NULL},
        {"kcc", PLANS, "{\"id\":\"vision-for-kent\",\"title\":\"C\",\"source\":\"S\"}", 409,
         "id-taken", "/id"},
        {"kcc", PLANS, "{\"id\":\"c\",\"title\":\"C\"}", 422, "invalid-body", "/source"},
        {"kcc", PLANS,
         "{\"id\":\"c\",\"title\":\"C\",\"source\":\"S\",\"starts_on\":\"2018-04-01\","
         "\"ends_on\":\"2018-03-31\"}",
         422, "term-invalid", "/ends_on"},
        {"kcc", PLANS,
         "{\"id\":\"c\",\"title\":\"C\",\"source\":\"S\",\"starts_on\":\"1918-04-01\"}", 422,
         "date-implausible", "/starts_on"},
        {"kcc", PLANS, "{\"id\":\"c\",\"title\":\"C\",\"source\":\"S\",\"owner\":\"nobody\"}", 422,
         "unknown-partner", "/owner"},
        {"kcc", LINKS, "{\"plan\":\"no-such\"}", 422, "unknown-plan", "/plan"},
        {"kcc", LINKS, "{}", 422, "invalid-body", "/plan"},
        {"kcc", "/v1/priorities/no-such/plans", "{\"plan\":\"vision-for-kent\"}", 404, "not-found",
         NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply none =
        http_get(service_url(service), NULL, "/v1/priorities/no-such/plans");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}

/* Makes a draft plan, links it to a priority and names it in a public action, whose address it
 * returns, which the caller frees. */
static char *make_draft(struct service *service)
{
    reply_auto struct reply made =
        csa_post(service, PLANS,
                 "{\"id\":\"kent-drug-strategy\",\"title\":\"T\",\"state\":\"draft\","
                 "\"source\":\"S\",\"aims\":[{\"kind\":\"priority\",\"text\":\"Prevent\"}]}");
    reply_auto struct reply linked = csa_post(service, LINKS, "{\"plan\":\"kent-drug-strategy\"}");
    reply_auto struct reply action =
        csa_post(service, "/v1/actions",
                 "{\"title\":\"T\",\"priority\":\"road-safety\",\"plan\":\"kent-drug-strategy\","
                 "\"public\":true}");
    return strdup(reply_header(&action, "location"));
}

/* How many the public finds: plans, those of the priority, actions of the plan. */
static void assert_found(struct service *service, size_t plans, size_t links, size_t actions)
{
    reply_auto struct reply all = csa_get(service, NULL, PLANS);
    reply_auto struct reply linked = csa_get(service, NULL, LINKS);
    reply_auto struct reply priority = csa_get(service, NULL, SAFETY);
    reply_auto struct reply acted =
        csa_get(service, NULL, "/v1/actions?plan=kent-drug-strategy&count=true");
    cr_expect_eq(items(&all), plans);
    cr_expect_eq(items(&linked), links);
    cr_expect_eq(json_array_size(reply_member(&priority, "plans")), links);
    cr_expect_eq(items(&acted), actions);
    cr_expect_eq((size_t)reply_integer(&acted, "total"), actions);
}

Test(plans, a_draft_is_for_partners_until_it_is_published)
{
    service_auto struct service *service = start("2018-03-28");
    const char *url = service_url(service);
    char *action = make_draft(service);
    reply_auto struct reply seen = csa_get(service, "swale", DRAFT);
    cr_expect_str_eq(reply_text(&seen, "state"), "draft");
    reply_auto struct reply hidden = http_get(url, NULL, DRAFT);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"));
    reply_auto struct reply aims = http_get(url, NULL, DRAFT "/aims");
    cr_expect(reply_is_problem(&aims, 404, "not-found"));
    reply_auto struct reply unnamed = csa_get(service, NULL, action);
    cr_expect_null(reply_text(&unnamed, "plan"));
    reply_auto struct reply named = csa_get(service, "swale", action);
    cr_expect_str_eq(reply_text(&named, "plan"), "kent-drug-strategy");
    assert_found(service, 14, 0, 0);
    reply_auto struct reply of_partner =
        csa_get(service, "swale", "/v1/actions?plan=kent-drug-strategy&count=true");
    cr_expect_eq(reply_integer(&of_partner, "total"), 1);

    reply_auto struct reply published =
        assert_keyed(service, csa_coordinator(service, "kfrs"), PUBLICATION, PUBLISHED,
                     "{\"source\":\"Other\"}", false);
    cr_assert_eq(published.status, 200, "%s", published.body);
    cr_expect_str_eq(reply_text(&published, "state"), "published");
    cr_expect_str_eq(reply_text(&published, "source"), "Cabinet committee paper");
    cr_expect_eq(reply_integer(&published, "version"), 3);
    assert_key_in_use(service, "kfrs", "publish_plan", PUBLICATION, PUBLISHED);
    reply_auto struct reply found = csa_get(service, NULL, DRAFT "/aims");
    cr_expect_eq(items(&found), 1);
    reply_auto struct reply shown = csa_get(service, NULL, action);
    cr_expect_str_eq(reply_text(&shown, "plan"), "kent-drug-strategy");
    assert_found(service, 15, 1, 1);
    free(action);
}

Test(plans, a_draft_that_papers_print_is_published_like_any_other)
{
    service_auto struct service *service = start("2018-03-28");
    reply_auto struct reply draft = csa_get(service, NULL, PCC);
    cr_expect_str_eq(reply_text(&draft, "state"), "draft");
    static const struct csa_refusal rows[] = {
        {"swale", PCC "/publication", PUBLISHED, 403, "not-a-constituent-partner", NULL},
        {"kcc", PLANS "/no-such/publication", PUBLISHED, 404, "not-found", NULL},
        {"kcc", PLANS "/vision-for-kent/publication", PUBLISHED, 409, "state-conflict", NULL},
        {"kcc", PCC "/publication", "{}", 422, "invalid-body", "/source"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply published = assert_matched(service, PCC, PCC "/publication", PUBLISHED);
    cr_expect_str_eq(reply_text(&published, "state"), "published");
    cr_expect_eq(json_array_size(reply_member(&published, "aims")), 15);
}
