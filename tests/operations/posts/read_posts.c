/* Posts by date, and the tables of who belongs to the team.
 * SPDX-License-Identifier: MIT
 *
 * Operations: list_posts, get_post, list_post_changes, get_establishment. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"

#define POSTS "/v1/posts"
#define ESTABLISHMENT "/v1/establishment"

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-06-01"});
}

/* The ids of a list, with blanks between them. */
static const char *ids_of(const struct reply *reply, const char *member)
{
    static char ids[1000];
    ids[0] = '\0';
    const json_t *items = reply_member(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const size_t length = strlen(ids);
        const json_t *id = json_object_get(json_array_get(items, i), member);
        snprintf(ids + length, sizeof ids - length, "%s%s", i ? " " : "", json_string_value(id));
    }
    return ids;
}

Test(read_posts, both_phases_are_answered_as_the_memorandum_prints_them)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "swale", "x");
    static const char header[] =
        "section,employer,employer_name,headcount,title,funding,placement,filled,phase,host,post\r\n";
    static const struct {
        size_t count;
        const char *day, *rows;
    } phases[] = {
        {13, "2018-01-01",
         "senior-management,kfrs,Kent Fire and Rescue Service,1,Assistant Director,partner,"
         "senior-management,,1,kfrs,kfrs-senior-management\r\n"
         "senior-management,kent-police,Kent Police,1,Superintendent,partner,senior-management,,1,"
         "kent-police,kent-police-senior-management\r\n"
         "senior-management,kcc,Kent County Council,1,Group Head of Public Protection,partner,"
         "senior-management,,1,kcc,kcc-senior-management\r\n"
         "kfrs,kfrs,Kent Fire and Rescue Service,1,Senior Partnership Manager,partner,team,,1,kfrs,"
         "kfrs-senior-partnership-manager\r\n"
         "kfrs,kfrs,Kent Fire and Rescue Service,3,Partnership Manager,partner,team,,1,kfrs,"
         "kfrs-partnership-manager\r\n"
         "kcc,kcc,Kent County Council,1,Community Safety Team Leader,partner,team,,1,kcc,"
         "kcc-team-leader\r\n"
         "kcc,kcc,Kent County Council,2,Community Safety Officer,partner,team,,1,kcc,"
         "kcc-community-safety-officer\r\n"
         "kcc,kcc,Kent County Council,2,Assistant Community Safety Officer,partner,team,,1,kcc,"
         "kcc-assistant-community-safety-officer\r\n"
         "kcc,kcc,Kent County Council,1,Admin Officer,joint,team,,1,kcc,kcst-admin-officer\r\n"
         "kcc,kcc,Kent County Council,1,Business Support Co-ordinator (Kent Community Warden "
         "Service),partner,co-located,,1,kcc,kcc-business-support-co-ordinator\r\n"
         "kent-police,kent-police,Kent Police,1,Partnership Inspector,partner,team,,1,kent-police,"
         "kent-police-partnership-inspector\r\n"
         "kent-police,kent-police,Kent Police,1,Partnership Sergeant,partner,team,,1,kent-police,"
         "kent-police-partnership-sergeant\r\n"
         "kent-police,kent-police,Kent Police,1,Civilian Officer,partner,team,,1,kent-police,"
         "kent-police-civilian-officer\r\n"},
        {17, "2018-04-01",
         "senior-management,kfrs,Kent Fire and Rescue Service,1,Assistant Director,partner,"
         "senior-management,,2,kfrs,kfrs-senior-management\r\n"
         "senior-management,kent-police,Kent Police,1,Chief Inspector,partner,senior-management,,2,"
         "kent-police,kent-police-senior-management\r\n"
         "senior-management,kcc,Kent County Council,1,Head of Community Safety,partner,"
         "senior-management,,2,kcc,kcc-senior-management\r\n"
         "kfrs,kfrs,Kent Fire and Rescue Service,1,Senior Partnership Manager,partner,team,,2,kfrs,"
         "kfrs-senior-partnership-manager\r\n"
         "kfrs,kfrs,Kent Fire and Rescue Service,1,Partnership Manager,partner,team,,2,kfrs,"
         "kfrs-partnership-manager\r\n"
         "kfrs,kfrs,Kent Fire and Rescue Service,1,Watch Manager,partner,team,,2,kfrs,"
         "kfrs-watch-manager\r\n"
         "kfrs,kfrs,Kent Fire and Rescue Service,1,KCST Coordinator,joint,team,false,2,kfrs,"
         "kcst-coordinator\r\n"
         "kcc,kcc,Kent County Council,1,Team Leader,partner,team,,2,kcc,kcc-team-leader\r\n"
         "kcc,kcc,Kent County Council,2,Community Safety Officer,partner,team,,2,kcc,"
         "kcc-community-safety-officer\r\n"
         "kcc,kcc,Kent County Council,2,Assistant Community Safety Officer,partner,team,,2,kcc,"
         "kcc-assistant-community-safety-officer\r\n"
         "kcc,kcc,Kent County Council,1,Admin Officer,joint,team,true,2,kcc,kcst-admin-officer\r\n"
         "kcc,kcc,Kent County Council,1,KCST Analyst,joint,team,false,2,kcc,kcst-analyst\r\n"
         "kcc,kcc,Kent County Council,1,Business Support Co-ordinator (Kent Community Warden "
         "Service),partner,co-located,,2,kcc,kcc-business-support-co-ordinator\r\n"
         "kcc,kcc,Kent County Council,1,Admin Apprentice for KCWS,partner,co-located,,2,kcc,"
         "kcc-admin-apprentice\r\n"
         "kent-police,kent-police,Kent Police,1,Partnership Inspector,partner,team,,2,kent-police,"
         "kent-police-partnership-inspector\r\n"
         "kent-police,kent-police,Kent Police,1,Partnership Sergeant,partner,team,,2,kent-police,"
         "kent-police-partnership-sergeant\r\n"
         "kent-police,kent-police,Kent Police,1,Substance misuse and licensing specialist (hot "
         "desking),partner,co-located,,2,kent-police,kent-police-substance-misuse-specialist\r\n"},
        {0, "2015-08-31", ""},
    };
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
        char target[100], expected[4000];
        snprintf(target, sizeof target, ESTABLISHMENT "?on=%s", phases[i].day);
        snprintf(expected, sizeof expected, "%s%s", header, phases[i].rows);
        reply_auto struct reply csv = http_send(
            url, &(struct request){.target = target,
                                   .token = token,
                                   .headers = (const char *const[]){"Accept: text/csv", NULL}});
        cr_expect_str_eq(csv.body, expected, "%s", phases[i].day);
        reply_auto struct reply json = http_get(url, token, target);
        cr_expect_eq(json_array_size(reply_member(&json, "items")), phases[i].count);
        cr_expect(json_is_null(reply_member(&json, "next")));
    }
    reply_auto struct reply today = http_get(url, token, ESTABLISHMENT);
    cr_expect_eq(json_array_size(reply_member(&today, "items")), 17,
                 "today's, when no day is given");
}

Test(read_posts, a_post_is_answered_as_it_was_on_the_day)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "swale", "x");
    reply_auto struct reply then =
        http_get(url, token, POSTS "/kfrs-partnership-manager?on=2018-03-31");
    cr_expect_eq(reply_integer(&then, "headcount"), 3);
    cr_expect_str_eq(reply_text(&then, "from_on"), "2015-09-01");
    cr_expect_str_eq(reply_text(&then, "until_on"), "2018-03-31");
    cr_expect(json_is_null(reply_member(&then, "to_on")), "it did not end");
    reply_auto struct reply now = http_get(url, token, POSTS "/kfrs-partnership-manager");
    cr_expect_eq(reply_integer(&now, "headcount"), 1);
    cr_expect(json_is_null(reply_member(&now, "until_on")));
    reply_auto struct reply coordinator = http_get(url, token, POSTS "/kcst-coordinator");
    cr_expect_eq(reply_integer(&coordinator, "annual_cost_pence"), 4500000);
    cr_expect_str_eq(reply_text(&coordinator, "agreement"), "kcst-mou-2018");
    cr_expect_eq(reply_integer(&coordinator, "funded_months"), 24);
    cr_expect(json_is_false(reply_member(&coordinator, "filled")));
    static const char *const missing[] = {
        POSTS "/no-such-post", POSTS "/kcst-coordinator?on=2018-03-31",
        POSTS "/kent-police-civilian-officer", POSTS "/kcc-team-leader?on=2015-08-31",
        POSTS "/no-such-post/changes"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        reply_auto struct reply reply = http_get(url, token, missing[i]);
        cr_expect(reply_is_problem(&reply, 404, "not-found"), "%s", missing[i]);
    }
    reply_auto struct reply changes =
        http_get(url, token, POSTS "/kfrs-partnership-manager/changes");
    cr_expect_eq(json_array_size(reply_member(&changes, "items")), 2);
    cr_expect(json_equal(reply_member(&changes, "items.0"), then.json));
    cr_expect(json_equal(reply_member(&changes, "items.1"), now.json));
    reply_auto struct reply csv =
        http_get(url, token, POSTS "/kent-police-civilian-officer/changes?format=csv");
    cr_expect_str_eq(
        csv.body,
        "id,employer,title,from_on,until_on,to_on,headcount,host,placement,phase,contract,filled,"
        "funding,fund,agreement,annual_cost_pence,funded_from,funded_months,note,version\r\n"
        "kent-police-civilian-officer,kent-police,Civilian Officer,2015-09-01,2018-03-31,2018-03-31,"
        "1,kent-police,team,1,,,partner,,,,,,The team was established in September 2015 without a "
        "day: the first of the month stands for it. Not among the members of phase 2.,1\r\n");
}

Test(read_posts, filters_narrow_the_list_on_its_day)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = service_token(service, "c", "swale", "x");
    static const struct {
        const char *query, *ids;
    } filters[] = {
        {"funding=joint", "kcst-admin-officer kcst-analyst kcst-coordinator"},
        {"funding=joint&on=2018-03-31", "kcst-admin-officer"},
        {"fund=kcst-pooled-budget", "kcst-admin-officer kcst-analyst kcst-coordinator"},
        {"fund=kcst-pooled-budget&on=2018-03-31", ""},
        {"employer=kent-police",
         "kent-police-partnership-inspector kent-police-partnership-sergeant "
         "kent-police-senior-management kent-police-substance-misuse-specialist"},
        {"employer=kent-police&on=2018-03-31",
         "kent-police-civilian-officer kent-police-partnership-inspector "
         "kent-police-partnership-sergeant kent-police-senior-management"},
        {"employer=kfrs&fund=kcst-pooled-budget", "kcst-coordinator"},
        {"employer=swale", ""},
        {"on=2015-08-31", ""},
    };
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        char target[128];
        snprintf(target, sizeof target, POSTS "?count=true&%s", filters[i].query);
        reply_auto struct reply reply = http_get(url, token, target);
        cr_expect_str_eq(ids_of(&reply, "id"), filters[i].ids, "%s", filters[i].query);
        cr_expect_eq(reply_integer(&reply, "total"),
                     (json_int_t)json_array_size(reply_member(&reply, "items")));
    }
    reply_auto struct reply first = http_get(url, token, POSTS "?limit=16&on=2018-04-01");
    reply_auto struct reply second = http_get(url, token, reply_text(&first, "next"));
    cr_expect_str_eq(ids_of(&second, "id"), "kfrs-watch-manager",
                     "the next page is of the same day");
    cr_expect(json_is_null(reply_member(&second, "next")));
    reply_auto struct reply mark = http_get(url, token, POSTS "?after=x");
    cr_expect(reply_is_problem(&mark, 400, "bad-cursor"));
}

Test(read_posts, whoever_stands_for_a_partner_reads_them_and_nobody_else)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    static const struct {
        const char *target, *wrong, *parameter;
    } rows[] = {
        {POSTS, POSTS "?funding=both", "funding"},
        {POSTS "/kcst-analyst", POSTS "/kcst-analyst?on=soon", "on"},
        {POSTS "/kcst-analyst/changes", POSTS "/KCST/changes", "post"},
        {ESTABLISHMENT, ESTABLISHMENT "?limit=1", "limit"},
    };
    const char *nobody = service_token(service, "c", "nobody", "funds.read posts.write");
    const char *token = service_token(service, "c", "maidstone", "x");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        reply_auto struct reply anonymous = http_get(url, NULL, rows[i].target);
        cr_expect(reply_is_problem(&anonymous, 401, "authentication-required"));
        reply_auto struct reply none = http_get(url, nobody, rows[i].target);
        if (i == 0 || i == 3) {
            cr_expect_eq(none.status, 200);
            cr_expect_eq(json_array_size(reply_member(&none, "items")), 0);
        } else {
            cr_expect(reply_is_problem(&none, 404, "not-found"), "%s", rows[i].target);
        }
        struct request request = {.target = rows[i].target, .token = token};
        request.headers = (const char *const[]){"Accept: image/png", NULL};
        reply_auto struct reply image = http_send(url, &request);
        cr_expect(reply_is_problem(&image, 406, "not-acceptable"));
        request.headers = NULL;
        reply_auto struct reply seen = http_send(url, &request);
        cr_expect_eq(seen.status, 200);
        char header[160];
        snprintf(header, sizeof header, "If-None-Match: %s", reply_header(&seen, "etag"));
        request.headers = (const char *const[]){header, NULL};
        reply_auto struct reply same = http_send(url, &request);
        cr_expect_eq(same.status, 304);
        reply_auto struct reply wrong = http_get(url, token, rows[i].wrong);
        cr_expect(reply_is_problem(&wrong, 400, "invalid-parameters") &&
                  reply_names(&wrong, rows[i].parameter));
    }
}
