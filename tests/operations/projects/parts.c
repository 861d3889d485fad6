/* What belongs to a project: who takes part, what it is to reach, what it is for.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_project_partners, set_project_partners, list_project_targets,
 * set_project_targets, list_project_outcomes, set_project_outcomes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"

#define LIBERTY "/v1/projects/project-liberty"
#define NONE "/v1/projects/none"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-03-28"});
}

/* All of it is set anew, kept by its key and matched by its tag, and for who reads the project. */
static void assert_set(struct service *service, const char *operation, const char *part,
                       const char *body, const char *other)
{
    char target[80], none[80];
    snprintf(target, sizeof target, LIBERTY "/%s", part);
    snprintf(none, sizeof none, NONE "/%s", part);
    reply_auto struct reply set =
        assert_keyed(service, csa_coordinator(service, "kcc"), target, body, other, false);
    cr_assert_eq(set.status, 200, "%s", set.body);
    assert_key_in_use(service, "kcc", operation, target, body);
    reply_auto struct reply again = assert_matched(service, LIBERTY, target, body);
    const struct csa_refusal rows[] = {
        {"swale", target, body, 403, "not-your-project", NULL},
        {"kcc", none, body, 404, "not-found", NULL},
        {"kcc", target, "{}", 422, "invalid-body", NULL},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply missing = http_get(service_url(service), NULL, none);
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
}

Test(parts, partners_and_others_take_part)
{
    service_auto struct service *service = start();
    assert_set(service, "set_project_partners", "partners",
               "{\"partners\":[{\"partner\":\"swale\",\"role\":\"Offers its theatre\"},"
               "{\"organisation\":\"Big Lottery Fund\"}]}",
               "{\"partners\":[]}");
    reply_auto struct reply list = csa_get(service, NULL, LIBERTY "/partners");
    cr_expect_str_eq(reply_text(&list, "items.0.role"), "Offers its theatre");
    cr_expect_str_eq(reply_text(&list, "items.1.organisation"), "Big Lottery Fund");
    static const struct csa_refusal rows[] = {
        {"kcc", LIBERTY "/partners", "{\"partners\":[{\"role\":\"R\"}]}", 422,
         "organisation-invalid", "/partners/0"},
        {"kcc", LIBERTY "/partners",
         "{\"partners\":[{\"partner\":\"kcc\",\"organisation\":\"O\"}]}", 422,
         "organisation-invalid", "/partners/0"},
        {"kcc", LIBERTY "/partners", "{\"partners\":[{\"partner\":\"kcc\"},{\"partner\":\"kcc\"}]}",
         422, "duplicate-member", "/partners/1"},
        {"kcc", LIBERTY "/partners", "{\"partners\":[{\"partner\":\"nobody\"}]}", 422,
         "unknown-partner", "/partners/0/partner"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
    reply_auto struct reply emptied = csa_post(service, LIBERTY "/partners", "{\"partners\":[]}");
    cr_expect_eq(json_array_size(reply_member(&emptied, "partners")), 0);
}

Test(parts, a_target_says_how_its_number_is_meant)
{
    service_auto struct service *service = start();
    reply_auto struct reply printed = csa_get(service, NULL, LIBERTY "/targets");
    cr_expect_str_eq(reply_text(&printed, "items.0.qualifier"), "at_least");
    cr_expect_eq(reply_integer(&printed, "items.0.number"), 270, "girls, as it is printed");
    assert_set(service, "set_project_targets", "targets",
               "{\"targets\":[{\"text\":\"Girls\",\"qualifier\":\"at_least\",\"number\":270,"
               "\"achieved\":281,\"achieved_on\":\"2018-03-27\"},{\"text\":\"Parents\","
               "\"qualifier\":\"range\",\"number\":100,\"number_to\":200},{\"text\":\"Trust\"}]}",
               "{\"targets\":[]}");
    reply_auto struct reply list = csa_get(service, NULL, LIBERTY "/targets");
    cr_expect_eq(reply_integer(&list, "items.0.achieved"), 281);
    cr_expect_eq(reply_integer(&list, "items.1.number_to"), 200);
#define TARGET(members) "{\"targets\":[{\"text\":\"T\"," members "}]}"
    static const struct {
        const char *body, *slug, *pointer;
    } rows[] = {
        {TARGET("\"number\":1"), "target-invalid", "/targets/0"},
        {TARGET("\"qualifier\":\"about\""), "target-invalid", "/targets/0"},
        {TARGET("\"qualifier\":\"range\",\"number\":1"), "target-invalid", "/targets/0"},
        {TARGET("\"qualifier\":\"about\",\"number\":1,\"number_to\":2"), "target-invalid",
         "/targets/0"},
        {TARGET("\"qualifier\":\"range\",\"number\":2,\"number_to\":2"), "target-invalid",
         "/targets/0"},
        {TARGET("\"achieved\":2"), "target-invalid", "/targets/0"},
        {TARGET("\"achieved\":2,\"achieved_on\":\"2018-03-29\""), "date-in-future",
         "/targets/0/achieved_on"},
        {TARGET("\"achieved\":2,\"achieved_on\":\"1918-03-29\""), "date-implausible",
         "/targets/0/achieved_on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_refusals(service,
                        &(struct csa_refusal){"kcc", LIBERTY "/targets", rows[i].body, 422,
                                              rows[i].slug, rows[i].pointer},
                        1);
    }
}

Test(parts, an_outcome_goes_with_what_came_of_it)
{
    service_auto struct service *service = start();
    assert_set(service, "set_project_outcomes", "outcomes",
               "{\"outcomes\":[{\"text\":\"Girls are safer\",\"result\":\"They say so\"}]}",
               "{\"outcomes\":[]}");
    reply_auto struct reply list = csa_get(service, NULL, LIBERTY "/outcomes");
    cr_expect_str_eq(reply_text(&list, "items.0.result"), "They say so");
}
