/* Domestic homicide reviews, for tests.
 * SPDX-License-Identifier: MIT */
#include "support/dhrs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"

const char *const dhr_partners[DHR_ROLES] = {
    [DHR_COORDINATOR] = "kcc",   [DHR_PANEL] = "swale",         [DHR_FORMER] = "gravesham",
    [DHR_OWNER] = "maidstone",   [DHR_WRITER] = "thanet",       [DHR_CONSTITUENT] = "kent-police",
    [DHR_OTHER_PANEL] = "dover", [DHR_OTHER_OWNER] = "ashford", [DHR_AUDITOR] = "kfrs",
};

const char *dhr_token(struct service *service, enum dhr_role role)
{
    static const char *const scopes[DHR_ROLES] = {
        [DHR_COORDINATOR] = "dhrs.read dhrs.write",
        [DHR_PANEL] = "dhrs.read",
        [DHR_FORMER] = "dhrs.read",
        [DHR_OWNER] = "dhrs.report",
        [DHR_WRITER] = "dhrs.read dhrs.write dhrs.report",
        [DHR_CONSTITUENT] = "dhrs.read dhrs.report",
        [DHR_OTHER_PANEL] = "dhrs.read",
        [DHR_OTHER_OWNER] = "dhrs.report",
        [DHR_AUDITOR] = "audit.read",
    };
    return service_token(service, "reviews", dhr_partners[role], scopes[role]);
}

struct service *dhrs_start(const char *today)
{
    csa_scope = "dhrs.read dhrs.write dhrs.report";
    return service_start(&(struct service_options){.today = today});
}

char *dhr_make(struct service *service, const char *pseudonym, const char *notified_on,
               const char *members)
{
    char body[2000];
    snprintf(body, sizeof body,
             "{\"pseudonym\":\"%s\",\"partnership\":\"medway-csp\",\"notified_on\":\"%s\"%s}",
             pseudonym, notified_on, members);
    reply_auto struct reply made = csa_post(service, DHRS, body);
    return strdup(reply_text(&made, "id"));
}

const char *dhr_at(const char *id, const char *part)
{
    return grants_at(DHRS "/", id, part);
}

void dhr_moves(struct service *service, const char *id, const char *stage, const char *day,
               const char *members)
{
    char body[300];
    snprintf(body, sizeof body, "{\"stage\":\"%s\",\"reached_on\":\"%s\"%s}", stage, day, members);
    reply_auto struct reply moved = csa_post(service, dhr_at(id, "/stages"), body);
}

static void prepare(struct service *service, const char *id, const char *stage, const char *day)
{
    char body[300];
    if (strcmp(stage, "chair_appointed") == 0) {
        snprintf(body, sizeof body, "{\"office\":\"Independent chair\",\"from_on\":\"%s\"}", day);
        reply_auto struct reply chair = csa_post(service, dhr_at(id, "/chair"), body);
    } else if (strcmp(stage, "panel") == 0) {
        snprintf(body, sizeof body, "{\"members\":[{\"partner\":\"kcc\",\"from_on\":\"%s\"}]}",
                 day);
        reply_auto struct reply panel = csa_post(service, dhr_at(id, "/panel"), body);
    } else if (strcmp(stage, "published") == 0) {
        char sql[400];
        snprintf(
            sql, sizeof sql,
            "INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, title)"
            " SELECT d.id, gen_random_uuid(), d.pseudonym, d.review_type, 'Title' FROM safer.dhr AS d"
            " WHERE d.id = '%s' ON CONFLICT DO NOTHING",
            id);
        free(service_sql(service, sql));
    }
}

void dhr_comes_to(struct service *service, const char *id, const char *stage, const char *day)
{
    static const struct {
        const char *stage, *members;
    } line[] = {
        {"decision", ",\"decision\":\"review\""},
        {"commissioned", ""},
        {"chair_appointed", ""},
        {"panel", ""},
        {"terms_of_reference", ""},
        {"management_reviews", ""},
        {"overview_report", ""},
        {"sign_off", ""},
        {"quality_assurance", ""},
        {"home_office_answer", ",\"answer\":\"adequate\""},
        {"published", ""},
        {"actions_complete", ""},
    };
    size_t at = 0;
    do {
        cr_assert_lt(at, sizeof line / sizeof *line);
        prepare(service, id, line[at].stage, day);
        dhr_moves(service, id, line[at].stage, day, line[at].members);
    } while (strcmp(line[at++].stage, stage) != 0);
}

void dhr_examples(const struct service *service)
{
    free(service_sql(
        service,
        "INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage_on)"
        " VALUES ('" CONTRACT_ID "', 'Example', 'Example/2018', 'medway-csp', 'home-office-2016',"
        " '2018-01-31', '2018-01-31') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, recorded_by)"
        " VALUES ('" CONTRACT_ID "', 1, 'notified', '2018-01-31', 'kcc') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_recommendation (id, dhr, number, reach)"
        " VALUES ('" CONTRACT_ID "', '" CONTRACT_ID "', 1, 'local') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_recommendation_text (recommendation, text)"
        " VALUES ('" CONTRACT_ID "', 'Example') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner)"
        " VALUES ('" CONTRACT_ID "', '" CONTRACT_ID "', 1, 'kcc') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_action (id, partner, due_on)"
        " VALUES ('" CONTRACT_ID "', 'kcc', '2018-12-31') ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_action_source (action, dhr, recommendation, addressee)"
        " VALUES ('" CONTRACT_ID "', '" CONTRACT_ID "', '" CONTRACT_ID
        "', 1) ON CONFLICT DO NOTHING;"
        "INSERT INTO safer.dhr_action_text (action, text) VALUES ('" CONTRACT_ID
        "', 'Example') ON CONFLICT DO NOTHING"));
}

/* ---- Two reviews ----------------------------------------------------------------------------- */

static char *recommend(struct service *service, const char *id, const char *addressees)
{
    char body[1000];
    snprintf(body, sizeof body,
             "{\"reach\":\"local\",\"text\":\"Share the " DHR_WORD
             " of risk\",\"addressees\":[%s]}",
             addressees);
    reply_auto struct reply made = csa_post(service, dhr_at(id, "/recommendations"), body);
    return strdup(reply_text(&made, "id"));
}

static char *action_of(struct service *service, const char *recommendation, int addressee)
{
    char member[40];
    snprintf(member, sizeof member, "addressees.%d.actions.0.id", addressee);
    reply_auto struct reply read =
        csa_get(service, "kcc", grants_at(DHR_RECOMMENDATIONS "/", recommendation, ""));
    return strdup(reply_text(&read, member));
}

struct dhr_world dhrs_make(struct service *service)
{
    struct dhr_world world = {
        .one =
            dhr_make(service, "Larkspur/2018", "2018-06-30",
                     ",\"reference\":\"DHR/2018/1\",\"summary\":\"About a " DHR_WORD
                     "\",\"documents_location\":\"Box " DHR_WORD "\",\"note\":\"Ask the " DHR_WORD
                     "\",\"aliases\":[\"Sorrel " DHR_WORD ", B/2012\",\"Lark " DHR_WORD "\"]"),
        .other =
            dhr_make(service, "Heron/2018", "2018-12-10",
                     ",\"summary\":\"Another " DHR_WORD "\",\"aliases\":[\"Grey " DHR_WORD "\"]"),
    };
    reply_auto struct reply panel =
        csa_post(service, dhr_at(world.one, "/panel"),
                 "{\"members\":[{\"partner\":\"swale\",\"office\":\"Head " DHR_WORD
                 "\",\"from_on\":\"2018-09-01\"},{\"organisation\":\"The " DHR_WORD
                 " charity\",\"from_on\":\"2018-09-01\"},{\"partner\":\"gravesham\",\"from_on\":"
                 "\"2018-09-01\",\"to_on\":\"2019-02-03\"}]}");
    reply_auto struct reply other_panel =
        csa_post(service, dhr_at(world.other, "/panel"),
                 "{\"members\":[{\"partner\":\"dover\",\"from_on\":\"2019-01-01\"}]}");
    reply_auto struct reply chair =
        csa_post(service, dhr_at(world.one, "/chair"),
                 "{\"office\":\"Independent " DHR_WORD "\",\"from_on\":\"2018-08-01\",\"account\":"
                 "{\"issuer\":\"https://chairs.example\",\"subject\":\"" DHR_WORD "-1\"}}");
    reply_auto struct reply persons =
        csa_post(service, dhr_at(world.one, "/persons"),
                 "{\"persons\":[{\"role\":\"victim\",\"sex\":\"female\",\"age_band\":\"25_44\"},"
                 "{\"role\":\"perpetrator\",\"sex\":\"male\",\"age_band\":\"45_64\","
                 "\"relationship\":\"former_partner\"}]}");
    dhr_moves(service, world.one, "decision", "2018-07-25", ",\"decision\":\"review\"");
    world.recommended = recommend(
        service, world.one,
        "{\"partner\":\"maidstone\",\"actions\":[{\"text\":\"Train the " DHR_WORD
        "\",\"due_on\":\"2019-01-31\"}]},{\"organisation\":\"Ministry of " DHR_WORD
        "\",\"actions\":[{\"text\":\"Publish the " DHR_WORD "\",\"due_on\":\"2019-06-30\"}]}");
    world.other_recommended =
        recommend(service, world.other,
                  "{\"partner\":\"ashford\",\"actions\":[{\"text\":\"Find the " DHR_WORD
                  "\",\"due_on\":\"2019-03-31\"}]}");
    world.owned = action_of(service, world.recommended, 0);
    world.outside = action_of(service, world.recommended, 1);
    world.other_owned = action_of(service, world.other_recommended, 0);
    reply_auto struct reply reported =
        csa_post(service, grants_at(DHR_ACTIONS "/", world.owned, "/reports"),
                 "{\"state\":\"in_progress\",\"text\":\"Half the " DHR_WORD
                 "\",\"evidence\":\"File " DHR_WORD "\",\"reported_on\":\"2019-01-15\"}");
    return world;
}

void dhr_world_free(struct dhr_world *world)
{
    char *const all[] = {world->one,   world->other,   world->recommended, world->other_recommended,
                         world->owned, world->outside, world->other_owned};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        free(all[i]);
    }
}

char *dhr_refusal(const struct reply *reply, const char *id)
{
    cr_assert_not_null(reply->json, "%s", reply->body);
    json_t *said = json_copy(reply->json);
    json_object_del(said, "request_id");
    json_object_del(said, "instance");
    char *text = json_dumps(said, JSON_SORT_KEYS | JSON_COMPACT), *at = strstr(text, id);
    json_decref(said);
    while (at && *id) {
        memset(at, 'x', strlen(id));
        at = strstr(at, id);
    }
    return text;
}

struct reply dhr_read(struct service *service, enum dhr_role role, const char *target)
{
    return http_get(service_url(service), dhr_token(service, role), target);
}
