/* What changed from one version of the agreement to another.
 * SPDX-License-Identifier: MIT
 *
 * Operation: list_csa_diff. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"

#define VERSIONS "/v1/csa/versions"
#define NEXT VERSIONS "/csa-2018-04"
#define LAST VERSIONS "/csa-2019-04"
#define DIFF "/v1/csa/diff"

static void draft(struct service *service, const char *id, const char *succeeds,
                  const char *starts_on)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"id\":\"%s\",\"title\":\"T\",\"starts_on\":\"%s\",\"succeeds\":\"%s\","
             "\"source\":\"S\"}",
             id, starts_on, succeeds);
    reply_auto struct reply made = csa_post(service, VERSIONS, body);
}

static void change(struct service *service, const char *target, const char *body)
{
    reply_auto struct reply reply = csa_post(service, target, body);
}

/* "change text_changed retitled moved notes" of a chapter, which the caller frees. */
static char *of(const struct reply *diff, const char *chapter)
{
    size_t i;
    json_t *item;
    json_array_foreach(reply_member(diff, "items"), i, item)
    {
        if (strcmp(json_string_value(json_object_get(item, "chapter")), chapter) == 0) {
            const char *notes = json_string_value(json_object_get(item, "change_notes"));
            char *text = NULL;
            cr_assert_geq(
                asprintf(&text, "%s %d%d%d %s", json_string_value(json_object_get(item, "change")),
                         json_is_true(json_object_get(item, "text_changed")),
                         json_is_true(json_object_get(item, "retitled")),
                         json_is_true(json_object_get(item, "moved")), notes ? notes : "-"),
                0);
            return text;
        }
    }
    return strdup("absent");
}

static void assert_diff(struct service *service, const char *query, const char *const (*rows)[2],
                        size_t count)
{
    char target[100];
    snprintf(target, sizeof target, DIFF "?%s", query);
    reply_auto struct reply diff = csa_get(service, "kcc", target);
    for (size_t i = 0; i < count; i++) {
        char *found = of(&diff, rows[i][0]);
        cr_expect_str_eq(found, rows[i][1], "%s, %s: %s", query, rows[i][0], found);
        free(found);
    }
}

Test(diff, each_chapter_says_what_became_of_it_and_why)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-03-28"});
    draft(service, "csa-2018-04", "csa-2017-04", "2018-04-01");
    change(service, NEXT "/chapters/leads/revision",
           "{\"text\":\"A\",\"title\":\"Leads by office\",\"change_note\":\"Leads updated\"}");
    change(service, NEXT "/chapters/governance/revision",
           "{\"title\":\"How it is governed\",\"change_note\":\"Heading\"}");
    change(service, NEXT "/chapters/legislation/revision",
           "{\"place\":12,\"change_note\":\"To the end\"}");
    change(service, NEXT "/chapters/foreword/removal", "{\"change_note\":\"None this year\"}");
    change(service, NEXT "/chapters",
           "{\"chapter\":\"extremism\",\"title\":\"Extremism\",\"change_note\":\"New\"}");
    static const char *const one[][2] = {
        {"leads", "changed 110 Leads updated"},  {"governance", "retitled 010 Heading"},
        {"legislation", "moved 001 To the end"}, {"foreword", "removed 000 None this year"},
        {"extremism", "added 000 New"},          {"introduction", "same 000 -"},
        {"police-and-crime-plan", "same 000 -"},
    };
    assert_diff(service, "from=csa-2017-04&to=csa-2018-04", one, sizeof one / sizeof *one);

    draft(service, "csa-2019-04", "csa-2018-04", "2019-04-01");
    change(service, LAST "/chapters/leads/revision",
           "{\"text\":\"B\",\"change_note\":\"Leads updated again\"}");
    static const char *const two[][2] = {
        {"leads", "changed 110 Leads updated\nLeads updated again"},
        {"governance", "retitled 010 Heading"},
        {"foreword", "removed 000 None this year"},
        {"extremism", "added 000 New"},
    };
    assert_diff(service, "from=csa-2017-04&to=csa-2019-04", two, sizeof two / sizeof *two);
    /* Backwards there are no notes: what was changed was changed the other way. */
    static const char *const back[][2] = {
        {"leads", "changed 100 -"},
        {"extremism", "same 000 -"},
    };
    assert_diff(service, "from=csa-2019-04&to=csa-2018-04", back, sizeof back / sizeof *back);
    static const char *const same[][2] = {{"leads", "same 000 -"}};
    assert_diff(service, "from=csa-2019-04&to=csa-2019-04", same, 1);
    reply_auto struct reply csv =
        csa_get(service, "kcc", DIFF "?from=csa-2017-04&to=csa-2018-04&format=csv");
    cr_expect_not_null(strstr(csv.body, "leads,changed,chapter,7,7,Leads,Leads by office,true,true,"
                                        "false,Leads updated"));
}

Test(diff, a_version_one_may_not_see_is_not_found)
{
    service_auto struct service *service =
        service_start(&(struct service_options){.today = "2018-03-28"});
    const char *url = service_url(service);
    static const struct {
        const char *query, *parameter;
    } rows[] = {
        {"?from=csa-2014-17&to=csa-2017-04", "to"},
        {"?from=csa-2017-04&to=csa-2014-17", "from"},
        {"?from=csa-2014-17&to=no-such", "to"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char target[100];
        snprintf(target, sizeof target, DIFF "%s", rows[i].query);
        reply_auto struct reply reply = http_get(url, NULL, target);
        cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s: %s", target, reply.body);
        cr_expect(reply_names(&reply, rows[i].parameter));
    }
    reply_auto struct reply missing = http_get(url, NULL, DIFF "?from=csa-2014-17");
    cr_expect(reply_is_problem(&missing, 400, "invalid-parameters"));
    cr_expect(reply_names(&missing, "to"));
    reply_auto struct reply nothing =
        csa_get(service, "kcc", DIFF "?from=csa-2014-17&to=csa-2017-04");
    cr_expect_eq(json_array_size(reply_member(&nothing, "items")), 14);
    cr_expect_str_eq(reply_text(&nothing, "items.0.change"), "added");
}
