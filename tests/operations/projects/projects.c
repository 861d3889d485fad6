/* Projects: who proposes, changes and reads them, and how they go from one state to the next.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_projects, create_project, get_project, change_project, move_project,
 * list_project_steps. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/ledger.h"
#include "support/meetings.h"

#define PROJECTS "/v1/projects"
#define DRIVE PROJECTS "/safe-drive"
#define SAFE_DRIVE                                                                                 \
    "{\"id\":\"safe-drive\",\"title\":\"Safe Drive\",\"lead\":\"kfrs\",\"summary\":\"A show\","    \
    "\"beneficiaries\":\"Young drivers\",\"starts_on\":\"2018-04-01\",\"ends_on\":"                \
    "\"2019-03-31\",\"public\":true,\"source\":\"Minutes\",\"note\":\"N\",\"priorities\":"         \
    "[\"road-safety\",\"domestic-abuse\"],\"themes\":[\"reducing-re-offending\"],"                 \
    "\"actions\":[\"" CONTRACT_ID "\"]}"
#define OF(members) "{\"id\":\"p\",\"title\":\"T\"," members "}"
#define SERVES "\"priorities\":[\"road-safety\"]"

static struct service *start(void)
{
    struct service *service = service_start(&(struct service_options){.today = "2018-03-28"});
    csa_examples(service);
    return service;
}

static void move(struct service *service, const char *target, const char *state)
{
    char body[80];
    snprintf(body, sizeof body, "{\"state\":\"%s\"}", state);
    reply_auto struct reply moved = csa_post(service, target, body);
}

Test(projects, a_constituent_partner_proposes_one_for_any_lead)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = assert_keyed(service, csa_coordinator(service, "kcc"), PROJECTS,
                                                SAFE_DRIVE, OF(SERVES), false);
    cr_assert_eq(made.status, 201);
    cr_expect_str_eq(reply_text(&made, "lead"), "kfrs");
    cr_expect_str_eq(reply_text(&made, "state"), "proposed");
    cr_expect_str_eq(reply_text(&made, "priority_list"), "domestic-abuse road-safety");
    cr_expect_str_eq(reply_text(&made, "theme_list"), "reducing-re-offending");
    cr_expect_str_eq(reply_text(&made, "actions.0"), CONTRACT_ID);
    assert_key_in_use(service, "kcc", "create_project", PROJECTS, SAFE_DRIVE);
    reply_auto struct reply seen = csa_get(service, "maidstone", DRIVE);
    cr_expect_str_eq(seen.body, made.body, "every partner reads it");
}

Test(projects, another_partner_proposes_what_it_leads)
{
    service_auto struct service *service = start();
    reply_auto struct reply own =
        http_post(service_url(service), csa_coordinator(service, "swale"), NULL, PROJECTS,
                  "{\"id\":\"own\",\"title\":\"Own\"," SERVES "}");
    cr_assert_eq(own.status, 201, "%s", own.body);
    cr_expect_str_eq(reply_text(&own, "lead"), "swale", "its own, when nobody is named");
    reply_auto struct reply other =
        csa_post(service, PROJECTS, OF("\"lead_organisation\":\"A charity\"," SERVES));
    cr_expect(json_is_null(reply_member(&other, "lead")));
    cr_expect_str_eq(reply_text(&other, "lead_organisation"), "A charity");
    static const struct csa_refusal rows[] = {
        {"nobody", PROJECTS, OF(SERVES), 403, "not-permitted", NULL},
        {"swale", PROJECTS, SAFE_DRIVE, 403, "not-your-project", "/lead"},
        {"swale", PROJECTS, "{\"id\":\"q\",\"title\":\"T\",\"lead_organisation\":\"O\"," SERVES "}",
         403, "not-your-project", "/lead_organisation"},
        {"kcc", PROJECTS, "{\"id\":\"own\",\"title\":\"T\"," SERVES "}", 409, "id-taken", "/id"},
        {"kcc", PROJECTS, "{\"id\":\"q\",\"title\":\"T\"}", 422, "project-without-priority",
         "/priorities"},
        {"kcc", PROJECTS, "{\"id\":\"q\",\"title\":\"T\",\"priorities\":[]}", 422,
         "project-without-priority", "/priorities"},
        {"kcc", PROJECTS, "{\"id\":\"q\"," SERVES "}", 422, "invalid-body", "/title"},
        {"kcc", PROJECTS, "{\"id\":\"q\",\"title\":\"T\",\"priorities\":[\"no-such\"]}", 422,
         "unknown-priority", "/priorities/0"},
        {"kcc", PROJECTS, "{\"id\":\"q\",\"title\":\"T\",\"themes\":[\"road-safety\"]," SERVES "}",
         422, "unknown-priority", "/themes/0"},
        {"kcc", PROJECTS,
         "{\"id\":\"q\",\"title\":\"T\",\"priorities\":[\"road-safety\",\"road-safety\"]}", 422,
         "duplicate-member", "/priorities/1"},
        {"kcc", PROJECTS,
         "{\"id\":\"q\",\"title\":\"T\",\"actions\":[\"0190ffff-1234-7abc-8def-0123456789ab\"]"
         "," SERVES "}",
         422, "unknown-action", "/actions/0"},
        {"kcc", PROJECTS, "{\"id\":\"q\",\"title\":\"T\",\"lead\":\"nobody\"," SERVES "}", 422,
         "unknown-partner", "/lead"},
        {"kcc", PROJECTS,
         "{\"id\":\"q\",\"title\":\"T\",\"lead\":\"kcc\",\"lead_organisation\":\"O\"," SERVES "}",
         422, "organisation-invalid", "/lead"},
        {"kcc", PROJECTS,
         "{\"id\":\"q\",\"title\":\"T\",\"starts_on\":\"2018-02-01\",\"ends_on\":\"2018-01-31\""
         "," SERVES "}",
         422, "term-invalid", "/ends_on"},
        {"kcc", PROJECTS, "{\"id\":\"q\",\"title\":\"T\",\"starts_on\":\"1918-02-01\"," SERVES "}",
         422, "date-implausible", "/starts_on"},
    };
    assert_refusals(service, rows, sizeof rows / sizeof *rows);
}

Test(projects, it_goes_from_the_proposal_to_its_end_step_by_step)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = csa_post(service, PROJECTS, SAFE_DRIVE);
    static const struct csa_refusal early[] = {
        {"kfrs", DRIVE "/state", "{\"state\":\"active\"}", 409, "state-conflict", NULL},
        {"swale", DRIVE "/state", "{\"state\":\"withdrawn\"}", 403, "not-your-project", NULL},
        {"kcc", PROJECTS "/none/state", "{\"state\":\"approved\"}", 404, "not-found", NULL},
        {"kcc", DRIVE "/state", "{\"state\":\"proposed\"}", 422, "invalid-body", "/state"},
        {"kcc", DRIVE "/state", "{\"state\":\"approved\",\"moved_on\":\"2018-03-29\"}", 422,
         "date-in-future", "/moved_on"},
        {"kcc", DRIVE "/state", "{\"state\":\"approved\",\"moved_on\":\"1918-03-29\"}", 422,
         "date-implausible", "/moved_on"},
    };
    assert_refusals(service, early, sizeof early / sizeof *early);
    reply_auto struct reply hidden = http_get(service_url(service), NULL, DRIVE);
    cr_expect(reply_is_problem(&hidden, 404, "not-found"), "public, but not approved");
    reply_auto struct reply approved =
        assert_keyed(service, csa_coordinator(service, "kcc"), DRIVE "/state",
                     "{\"state\":\"approved\",\"moved_on\":\"2018-03-21\",\"text\":\"Agreed\"}",
                     "{\"state\":\"withdrawn\"}", false);
    cr_expect_str_eq(reply_text(&approved, "state"), "approved");
    cr_expect_str_eq(reply_text(&approved, "steps.0.moved_on"), "2018-03-21");
    assert_key_in_use(service, "kcc", "move_project", DRIVE "/state", "{\"state\":\"active\"}");
    reply_auto struct reply shown = csa_get(service, NULL, DRIVE);
    static const struct csa_refusal before[] = {
        {"kcc", DRIVE "/state", "{\"state\":\"active\",\"moved_on\":\"2018-03-20\"}", 422,
         "date-implausible", "/moved_on"},
    };
    assert_refusals(service, before, 1);
    reply_auto struct reply active =
        assert_matched(service, DRIVE, DRIVE "/state", "{\"state\":\"active\"}");
    cr_expect_str_eq(reply_text(&active, "steps.1.moved_on"), "2018-03-28", "today");
    move(service, DRIVE "/state", "complete");
    reply_auto struct reply over = http_post(service_url(service), csa_coordinator(service, "kcc"),
                                             NULL, DRIVE "/state", "{\"state\":\"withdrawn\"}");
    cr_expect(reply_is_problem(&over, 409, "state-conflict"));
    cr_expect_eq(json_array_size(reply_member(&over, "allowed")), 0);
    reply_auto struct reply steps = csa_get(service, NULL, DRIVE "/steps");
    cr_expect_eq(json_array_size(reply_member(&steps, "items")), 3);
    cr_expect_str_eq(reply_text(&steps, "items.0.recorded_by"), "kcc");
    reply_auto struct reply none = http_get(service_url(service), NULL, PROJECTS "/none/steps");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}

Test(projects, its_lead_moves_it_but_does_not_approve_it)
{
    service_auto struct service *service = start();
    reply_auto struct reply own =
        http_post(service_url(service), csa_coordinator(service, "swale"), NULL, PROJECTS,
                  "{\"id\":\"own\",\"title\":\"Own\"," SERVES "}");
    static const struct csa_refusal rows[] = {
        {"swale", PROJECTS "/own/state", "{\"state\":\"approved\"}", 403,
         "not-a-constituent-partner", NULL},
    };
    assert_refusals(service, rows, 1);
    move(service, PROJECTS "/own/state", "approved");
    reply_auto struct reply active =
        http_post(service_url(service), csa_coordinator(service, "swale"), NULL,
                  PROJECTS "/own/state", "{\"state\":\"active\"}");
    cr_expect_eq(active.status, 200, "%s", active.body);
}

Test(projects, what_it_says_is_changed_by_its_lead)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = csa_post(service, PROJECTS, SAFE_DRIVE);
    reply_auto struct reply changed =
        assert_patched(service, "change_project", DRIVE,
                       "{\"evaluation\":\"More came\",\"priorities\":[\"violent-crime\"],"
                       "\"themes\":[],\"actions\":[]}",
                       "{\"note\":\"M\"}");
    cr_expect_str_eq(reply_text(&changed, "evaluated_on"), "2018-03-28");
    cr_expect_str_eq(reply_text(&changed, "priority_list"), "violent-crime");
    cr_expect(json_is_null(reply_member(&changed, "theme_list")));
    cr_expect_eq(json_array_size(reply_member(&changed, "actions")), 0);
    cr_expect_str_eq(reply_text(&changed, "title"), "Safe Drive", "what is left out stays");
    static const struct csa_refusal rows[] = {
        {"swale", DRIVE, "{\"title\":\"T\"}", 403, "not-your-project", NULL},
        {"kcc", PROJECTS "/none", "{\"title\":\"T\"}", 404, "not-found", NULL},
        {"kcc", DRIVE, "{}", 422, "invalid-body", NULL},
        {"kcc", DRIVE, "{\"priorities\":[]}", 422, "project-without-priority", "/priorities"},
        {"kcc", DRIVE, "{\"priorities\":[\"no-such\"]}", 422, "unknown-priority", "/priorities/0"},
        {"kcc", DRIVE, "{\"themes\":[\"reducing-re-offending\",\"reducing-re-offending\"]}", 422,
         "duplicate-member", "/themes/1"},
        {"kcc", DRIVE, "{\"actions\":[\"0190ffff-1234-7abc-8def-0123456789ab\"]}", 422,
         "unknown-action", "/actions/0"},
        {"kcc", DRIVE, "{\"lead\":\"nobody\"}", 422, "unknown-partner", "/lead"},
        {"kcc", DRIVE, "{\"lead\":\"kcc\",\"lead_organisation\":\"O\"}", 422,
         "organisation-invalid", "/lead"},
        {"kcc", DRIVE, "{\"ends_on\":\"2018-03-31\"}", 422, "term-invalid", "/ends_on"},
        {"kcc", DRIVE, "{\"starts_on\":\"1918-03-31\"}", 422, "date-implausible", "/starts_on"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct csa_refusal *row = &rows[i];
        reply_auto struct reply reply =
            meeting_patch(service, row->partner, "*", row->target, row->body);
        cr_expect(reply_is_problem(&reply, row->status, row->slug) &&
                      (!row->pointer || reply_names(&reply, row->pointer)),
                  "row %zu: %d %s", i, reply.status, reply.body);
    }
    reply_auto struct reply given =
        meeting_patch(service, "kcc", "*", DRIVE, "{\"lead\":\"swale\"}");
    cr_expect_str_eq(reply_text(&given, "lead"), "swale", "%s", given.body);
    reply_auto struct reply back =
        meeting_patch(service, "swale", "*", DRIVE, "{\"lead_organisation\":\"Another\"}");
    cr_expect(reply_is_problem(&back, 403, "not-your-project") &&
                  reply_names(&back, "/lead_organisation"),
              "%s", back.body);
    reply_auto struct reply away =
        meeting_patch(service, "kcc", "*", DRIVE, "{\"lead_organisation\":\"Another\"}");
    cr_expect(json_is_null(reply_member(&away, "lead")), "%s", away.body);
}

Test(projects, the_list_is_narrowed)
{
    service_auto struct service *service = start();
    reply_auto struct reply made = csa_post(service, PROJECTS, SAFE_DRIVE);
    reply_auto struct reply published = csa_get(service, NULL, PROJECTS "?count=true");
    cr_expect_eq(reply_integer(&published, "total"), 8, "the eight of 2016/17");
    static const struct {
        const char *query;
        int count;
    } rows[] = {
        {"state=proposed", 1},
        {"state=active", 8},
        {"lead=kfrs", 1},
        {"priority=road-safety", 3},
        {"theme=reducing-re-offending", 1},
        {"action=" CONTRACT_ID, 1},
        {"priority=road-safety&state=active", 2},
        {"lead=swale", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, PROJECTS "?count=true&%s", rows[i].query);
        reply_auto struct reply reply = csa_get(service, "kcc", target);
        cr_expect_eq(json_array_size(reply_member(&reply, "items")), (size_t)rows[i].count, "%s",
                     target);
        cr_expect_eq(reply_integer(&reply, "total"), rows[i].count, "%s", target);
    }
    reply_auto struct reply csv = csa_get(service, "kcc", PROJECTS "?lead=kfrs&format=csv");
    cr_expect_not_null(strstr(csv.body, ",priority_list,theme_list\r\n"));
    cr_expect_not_null(strstr(csv.body, ",1,domestic-abuse road-safety,reducing-re-offending\r\n"));
    reply_auto struct reply none = http_get(service_url(service), NULL, PROJECTS "/none");
    cr_expect(reply_is_problem(&none, 404, "not-found"));
}
