/* Making posts and changing them from a day on; and what each refusal says.
 * SPDX-License-Identifier: MIT
 *
 * Operations: create_post, create_post_change. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/http.h"
#include "support/service.h"
#include "support/session.h"

const int service_workers = 8;

#define POSTS "/v1/posts"
#define COORDINATOR POSTS "/kcst-coordinator"

static const char joint[] =
    "{\"id\":\"kcst-project-officer\",\"employer\":\"kcc\",\"title\":\"Project Officer\","
    "\"from_on\":\"2018-09-01\",\"phase\":2,\"contract\":\"fixed-term\",\"filled\":false,"
    "\"funding\":\"joint\",\"fund\":\"kcst-pooled-budget\",\"agreement\":\"kcst-mou-2018\","
    "\"annual_cost_pence\":2800000,\"funded_from\":\"2018-09-01\",\"funded_months\":12}";
static const char change[] = "{\"from_on\":\"2019-01-07\",\"filled\":true}";

/* A body with one member changed to a JSON value, or taken out when that is NULL. The caller frees
 * it. */
static char *body_with(const char *text, const char *member, const char *value)
{
    json_t *body = json_loads(text, 0, NULL);
    if (value) {
        json_object_set_new(body, member, json_loads(value, JSON_DECODE_ANY, NULL));
    } else {
        json_object_del(body, member);
    }
    char *changed = json_dumps(body, 0);
    json_decref(body);
    cr_assert_not_null(changed);
    return changed;
}

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-06-01"});
}

static const char *writer(struct service *service, const char *partner)
{
    return service_token(service, "c", partner, "posts.write audit.read");
}

/* Posts, terms, events and keys. */
static void assert_stored(const struct service *service, const char *expected)
{
    char *found = service_sql(service, "SELECT concat_ws(' ', (SELECT count(*) FROM safer.post),"
                                       " (SELECT count(*) FROM safer.post_term),"
                                       " (SELECT count(*) FROM safer.audit_event),"
                                       " (SELECT count(*) FROM safer.idempotency_key))");
    cr_assert_str_eq(found, expected);
    free(found);
}

Test(write_posts, a_post_is_made_and_read_back)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kfrs");
    reply_auto struct reply dry = http_post(url, token, NULL, POSTS "?dry_run=true", joint);
    cr_expect_eq(dry.status, 200, "%s", dry.body);
    cr_expect_str_eq(reply_text(&dry, "id"), "kcst-project-officer");
    assert_stored(service, "18 30 0 0");
    reply_auto struct reply made = http_post(url, token, "k", POSTS, joint);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(made.body, dry.body);
    cr_expect_str_eq(reply_header(&made, "location"), POSTS "/kcst-project-officer");
    cr_expect_str_eq(reply_text(&made, "host"), "kcc", "the employer, when none is named");
    cr_expect_str_eq(reply_text(&made, "placement"), "team");
    cr_expect_eq(reply_integer(&made, "headcount"), 1);
    reply_auto struct reply again = http_post(url, token, "k", POSTS, joint);
    cr_expect_eq(again.status, 201);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    cr_expect_str_eq(again.body, made.body);
    char *other = body_with(joint, "title", "\"Another\"");
    reply_auto struct reply reused = http_post(url, token, "k", POSTS, other);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    free(other);
    reply_auto struct reply twice = http_post(url, token, "l", POSTS, joint);
    cr_expect(reply_is_problem(&twice, 409, "post-exists") && reply_names(&twice, "/id"));
    assert_stored(service, "19 31 1 1");
    reply_auto struct reply early = http_get(url, token, POSTS "/kcst-project-officer");
    cr_expect(reply_is_problem(&early, 404, "not-found"), "it begins in September");
    reply_auto struct reply read =
        http_get(url, token, POSTS "/kcst-project-officer?on=2018-09-01");
    cr_expect_str_eq(read.body, made.body);
    reply_auto struct reply list = http_get(url, token, "/v1/establishment?on=2018-09-01");
    cr_expect_str_eq(reply_text(&list, "items.12.post"), "kcst-project-officer",
                     "after those of its employer that belong to the team");
    cr_expect_str_eq(reply_text(&list, "items.13.post"), "kcc-business-support-co-ordinator");
    reply_auto struct reply plain = http_post(
        url, token, NULL, POSTS,
        "{\"id\":\"plain\",\"employer\":\"kfrs\",\"title\":\"Plain\",\"from_on\":\"2018-06-01\","
        "\"fund\":null,\"note\":null,\"phase\":null,\"filled\":null,\"contract\":null,\"host\":null}");
    cr_expect_eq(plain.status, 201, "%s", plain.body);
    cr_expect_str_eq(reply_text(&plain, "funding"), "partner");
}

Test(write_posts, a_change_holds_from_its_day_and_the_past_stays)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kfrs");
    reply_auto struct reply before = http_get(url, token, COORDINATOR);
    reply_auto struct reply dry =
        http_post(url, token, NULL, COORDINATOR "/changes?dry_run=true", change);
    cr_expect_eq(dry.status, 200, "%s", dry.body);
    assert_stored(service, "18 30 0 0");
    reply_auto struct reply made = http_post(url, token, "k", COORDINATOR "/changes", change);
    cr_assert_eq(made.status, 201, "%s", made.body);
    cr_expect_str_eq(reply_header(&made, "location"), COORDINATOR);
    cr_expect_str_eq(reply_text(&made, "from_on"), "2019-01-07");
    cr_expect(json_is_true(reply_member(&made, "filled")));
    cr_expect_eq(reply_integer(&made, "annual_cost_pence"), 4500000, "what is left out stays");
    cr_expect_eq(reply_integer(&made, "version"), 2);
    reply_auto struct reply again = http_post(url, token, "k", COORDINATOR "/changes", change);
    cr_expect_str_eq(reply_header(&again, "idempotency-replayed"), "true");
    reply_auto struct reply past = http_get(url, token, COORDINATOR "?on=2019-01-06");
    cr_expect(json_is_false(reply_member(&past, "filled")));
    cr_expect_str_eq(reply_text(&past, "until_on"), "2019-01-06");
    cr_expect_str_neq(reply_header(&past, "etag"), reply_header(&before, "etag"));
    /* Between two: until the later one. */
    reply_auto struct reply between = http_post(
        url, token, NULL, COORDINATOR "/changes",
        "{\"from_on\":\"2018-10-01\",\"annual_cost_pence\":4600000,\"clears\":[\"note\"]}");
    cr_assert_eq(between.status, 201, "%s", between.body);
    cr_expect_str_eq(reply_text(&between, "until_on"), "2019-01-06");
    cr_expect(json_is_null(reply_member(&between, "note")));
    reply_auto struct reply later = http_get(url, token, COORDINATOR "?on=2019-01-07");
    cr_expect_eq(reply_integer(&later, "annual_cost_pence"), 4500000);
    /* The same day again: corrected. */
    reply_auto struct reply corrected = http_post(
        url, token, NULL, COORDINATOR "/changes",
        "{\"from_on\":\"2019-01-07\",\"to_on\":\"2020-03-31\",\"title\":\"Coordinator\"}");
    cr_assert_eq(corrected.status, 201, "%s", corrected.body);
    cr_expect(json_is_true(reply_member(&corrected, "filled")));
    reply_auto struct reply gone = http_get(url, token, COORDINATOR "?on=2020-04-01");
    cr_expect(reply_is_problem(&gone, 404, "not-found"));
    reply_auto struct reply changes = http_get(url, token, COORDINATOR "/changes");
    cr_expect_eq(json_array_size(reply_member(&changes, "items")), 3);
    cr_expect_eq(reply_integer(&changes, "items.0.version"), 4);
    reply_auto struct reply events =
        http_get(url, token, "/v1/audit-events?operation=create_post_change");
    cr_expect(json_is_false(reply_member(&events, "items.0.before.filled")));
    cr_expect(json_is_true(reply_member(&events, "items.0.after.filled")));
    cr_expect_str_eq(reply_text(&events, "items.0.object"), "kcst-coordinator");
}

Test(write_posts, the_version_that_was_read_is_the_one_that_changes)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kfrs");
    struct request request = {.method = "POST",
                              .target = COORDINATOR "/changes",
                              .token = token,
                              .body = change,
                              .headers = (const char *const[]){"If-Match: \"2-0-json\"", NULL}};
    reply_auto struct reply stale = http_send(url, &request);
    cr_expect(reply_is_problem(&stale, 412, "precondition-failed"));
    reply_auto struct reply read = http_get(url, token, COORDINATOR);
    char header[160];
    snprintf(header, sizeof header, "If-Match: %s", reply_header(&read, "etag"));
    request.headers = (const char *const[]){header, NULL};
    reply_auto struct reply made = http_send(url, &request);
    cr_expect_eq(made.status, 201, "%s", made.body);
    reply_auto struct reply second = http_send(url, &request);
    cr_expect(reply_is_problem(&second, 412, "precondition-failed"));
}

static const struct rule {
    const char *member, *value; /* value: JSON; NULL: the member is left out */
    const char *slug, *pointer;
} rules[] = {
    {"employer", "\"nobody\"", "unknown-partner", "/employer"},
    {"host", "\"nobody\"", "unknown-partner", "/host"},
    {"fund", "\"nowhere\"", "unknown-fund", "/fund"},
    {"agreement", "\"nothing\"", "unknown-agreement", "/agreement"},
    {"funding", "\"partner\"", "post-term-invalid", "/funding"},
    {"fund", NULL, "post-term-invalid", "/fund"},
    {"annual_cost_pence", NULL, "post-term-invalid", "/annual_cost_pence"},
    {"funded_from", NULL, "post-term-invalid", "/funded_from"},
    {"funded_from", "\"2020-04-01\"", "post-term-invalid", "/funded_from"},
    {"funded_months", NULL, "post-term-invalid", "/funded_months"},
    {"from_on", "\"1999-12-31\"", "post-term-invalid", "/from_on"},
    {"to_on", "\"2018-08-31\"", "post-term-invalid", "/to_on"},
    {"to_on", "\"2101-01-01\"", "post-term-invalid", "/to_on"},
    /* The shape of the body. */
    {"id", "\"KCST\"", "invalid-body", "/id"},
    {"id", NULL, "invalid-body", "/id"},
    {"title", "\" x\"", "invalid-body", "/title"},
    {"headcount", "0", "invalid-body", "/headcount"},
    {"placement", "\"elsewhere\"", "invalid-body", "/placement"},
    {"phase", "3", "invalid-body", "/phase"},
    {"contract", "\"casual\"", "invalid-body", "/contract"},
    {"filled", "\"yes\"", "invalid-body", "/filled"},
    {"annual_cost_pence", "0", "invalid-body", "/annual_cost_pence"},
    {"funded_months", "601", "invalid-body", "/funded_months"},
    {"holder", "\"somebody\"", "invalid-body", "/holder"},
};

static const struct rule changes[] = {
    {"host", "\"nobody\"", "unknown-partner", "/host"},
    {"fund", "\"nowhere\"", "unknown-fund", "/fund"},
    {"agreement", "\"nothing\"", "unknown-agreement", "/agreement"},
    {"from_on", "\"2018-03-31\"", "post-term-invalid", "/from_on"},
    {"to_on", "\"2019-01-06\"", "post-term-invalid", "/to_on"},
    {"clears", "[\"phase\",\"filled\"]", "post-term-invalid", "/clears/1"},
    {"clears", "[\"title\"]", "invalid-body", "/clears/0"},
    {"filled", NULL, "invalid-body", ""},
    {"filled", "null", "invalid-body", "/filled"},
    {"note", "null", "invalid-body", "/note"},
    {"fund", "null", "invalid-body", "/fund"},
    {"employer", "\"kcc\"", "invalid-body", "/employer"},
};

Test(write_posts, what_does_not_fit_is_refused_whole_and_pointed_at)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        char *body = body_with(joint, rules[i].member, rules[i].value);
        /* Without a fund, its host has no part in the post. */
        const bool unpaid = strcmp(rules[i].member, "fund") == 0 && !rules[i].value;
        const char *token = writer(service, unpaid ? "kcc" : "kfrs");
        reply_auto struct reply reply = http_post(url, token, NULL, POSTS, body);
        cr_expect(reply_is_problem(&reply, 422, rules[i].slug) &&
                      reply_names(&reply, rules[i].pointer),
                  "%s: %s", body, reply.body);
        free(body);
    }
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        char *body = body_with(change, changes[i].member, changes[i].value);
        reply_auto struct reply reply =
            http_post(url, writer(service, "kfrs"), NULL, COORDINATOR "/changes", body);
        cr_expect(reply_is_problem(&reply, 422, changes[i].slug) &&
                      (!*changes[i].pointer || reply_names(&reply, changes[i].pointer)),
                  "%s: %s", body, reply.body);
        free(body);
    }
    assert_stored(service, "18 30 0 0");
    reply_auto struct reply made =
        http_post(url, writer(service, "kfrs"), "k", COORDINATOR "/changes", change);
    cr_expect_eq(made.status, 201);
    char *other = body_with(change, "filled", "false");
    reply_auto struct reply reused =
        http_post(url, writer(service, "kfrs"), "k", COORDINATOR "/changes", other);
    cr_expect(reply_is_problem(&reused, 422, "idempotency-key-reused"));
    free(other);
}

Test(write_posts, employer_host_and_the_host_of_the_fund_write_and_nobody_else)
{
    service_auto struct service *service = start();
    const char *url = service_url(service);
    static const struct {
        const char *partner;
        int make, change, pay;
    } rows[] = {{"kent-police", 403, 403, 403},
                {"maidstone", 403, 403, 403},
                {"nobody", 403, 404, 404},
                {"kfrs", 200, 200, 200},
                {"kcc", 403, 200, 403}}; /* the employer fills a post, the fund's host pays it */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *token = writer(service, rows[i].partner);
        reply_auto struct reply make = http_post(url, token, NULL, POSTS "?dry_run=true", joint);
        reply_auto struct reply changed =
            http_post(url, token, NULL, POSTS "/kcst-analyst/changes?dry_run=true",
                      "{\"from_on\":\"2018-07-01\",\"filled\":true}");
        reply_auto struct reply paid =
            http_post(url, token, NULL, POSTS "/kcst-analyst/changes?dry_run=true",
                      "{\"from_on\":\"2018-07-01\",\"annual_cost_pence\":3600000}");
        cr_expect_eq(paid.status, rows[i].pay, "%s: %s", rows[i].partner, paid.body);
        cr_expect(rows[i].make == 200 ? make.status == 200
                                      : reply_is_problem(&make, 403, "not-your-post"),
                  "%s: %s", rows[i].partner, make.body);
        cr_expect(rows[i].change == 200   ? changed.status == 200
                  : rows[i].change == 404 ? reply_is_problem(&changed, 404, "not-found")
                                          : reply_is_problem(&changed, 403, "not-your-post"),
                  "%s: %s", rows[i].partner, changed.body);
    }
    reply_auto struct reply missing =
        http_post(url, writer(service, "kcc"), NULL, POSTS "/no-such-post/changes", change);
    cr_expect(reply_is_problem(&missing, 404, "not-found"));
    reply_auto struct reply scope =
        http_post(url, service_token(service, "c", "kcc", "funds.write"), NULL, POSTS, joint);
    cr_expect(reply_is_problem(&scope, 403, "insufficient-scope"));
    assert_stored(service, "18 30 0 0");
}

Test(write_posts, a_fund_pays_no_post_under_the_name_of_another_purpose)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kfrs");
    char *body = body_with(joint, "id", "\"team-skills\"");
    reply_auto struct reply made = http_post(url, token, NULL, POSTS, body);
    cr_expect(reply_is_problem(&made, 409, "purpose-exists") && reply_names(&made, "/fund"), "%s",
              made.body);
    free(body);
    assert_stored(service, "18 30 0 0");
    reply_auto struct reply alone = http_post(
        url, token, NULL, POSTS,
        "{\"id\":\"team-skills\",\"employer\":\"kfrs\",\"title\":\"A\",\"from_on\":\"2018-06-01\"}");
    cr_assert_eq(alone.status, 201, "%s", alone.body);
    reply_auto struct reply changed = http_post(
        url, token, NULL, POSTS "/team-skills/changes",
        "{\"from_on\":\"2018-07-01\",\"funding\":\"joint\",\"fund\":\"kcst-pooled-budget\","
        "\"annual_cost_pence\":100,\"funded_from\":\"2018-07-01\",\"funded_months\":12}");
    cr_expect(reply_is_problem(&changed, 409, "purpose-exists") && reply_names(&changed, "/fund"),
              "%s", changed.body);
    assert_stored(service, "19 31 1 0");
}

static void assert_shape(const char *url, struct request request)
{
    request.method = "POST";
    request.body = "{";
    reply_auto struct reply broken = http_send(url, &request);
    cr_expect(reply_is_problem(&broken, 400, "malformed-json"));
    request.body = "{}";
    request.key = "\"\"";
    reply_auto struct reply key = http_send(url, &request);
    cr_expect(reply_is_problem(&key, 400, "idempotency-key-invalid"));
}

Test(write_posts, a_body_that_is_no_json_and_a_key_that_is_none_are_refused)
{
    service_auto struct service *service = start();
    const char *token = writer(service, "kcc");
    assert_shape(service_url(service), (struct request){.target = POSTS, .token = token});
    assert_shape(service_url(service),
                 (struct request){.target = COORDINATOR "/changes", .token = token});
}

Test(write_posts, a_change_under_way_keeps_its_key)
{
    service_auto struct service *service = start();
    const char *url = service_url(service), *token = writer(service, "kfrs");
    reply_auto struct reply first = http_post(url, token, "one", COORDINATOR "/changes", change);
    cr_assert_eq(first.status, 201);
    PGconn *session = session_open(service); /* as another request with the key would */
    session_run(session, "SELECT pg_advisory_lock(hashtextextended(json_build_array('idempotency',"
                         " k.issuer, k.client, k.operation, 'two')::text, 0))"
                         " FROM safer.idempotency_key AS k");
    reply_auto struct reply held = http_post(url, token, "two", COORDINATOR "/changes", change);
    cr_expect(reply_is_problem(&held, 409, "idempotency-key-in-use"), "%s", held.body);
    PQfinish(session);
    reply_auto struct reply read = http_get(url, token, COORDINATOR "?on=2019-01-07");
    cr_expect_eq(reply_integer(&read, "version"), 2);
}

/* ---- At the same moment ---------------------------------------------------------------------- */

enum { AT_ONCE = 8 };

struct sender {
    const char *url, *token, *target;
    pthread_barrier_t *together;
    char *body;
    struct reply reply;
};

static void *send_one(void *context)
{
    struct sender *sender = context;
    pthread_barrier_wait(sender->together);
    sender->reply = http_post(sender->url, sender->token, NULL, sender->target, sender->body);
    return NULL;
}

Test(write_posts, of_many_at_one_moment_one_is_made_and_every_change_counts)
{
    service_auto struct service *service = start();
    static struct sender senders[AT_ONCE];
    pthread_t threads[AT_ONCE];
    pthread_barrier_t together;
    pthread_barrier_init(&together, NULL, AT_ONCE);
    for (unsigned i = 0; i < AT_ONCE; i++) {
        char day[32];
        snprintf(day, sizeof day, "\"2019-01-0%u\"", i + 1);
        senders[i] =
            (struct sender){.url = service_url(service),
                            .token = writer(service, "kfrs"),
                            .target = i % 2 ? COORDINATOR "/changes" : POSTS,
                            .together = &together,
                            .body = i % 2 ? body_with(change, "from_on", day) : strdup(joint)};
        cr_assert_eq(pthread_create(&threads[i], NULL, send_one, &senders[i]), 0);
    }
    unsigned made = 0, changed = 0;
    for (unsigned i = 0; i < AT_ONCE; i++) {
        pthread_join(threads[i], NULL);
        const struct reply *const reply = &senders[i].reply;
        made += i % 2 == 0 && reply->status == 201;
        changed += i % 2 == 1 && reply->status == 201;
        cr_expect(reply->status == 201 || reply_is_problem(reply, 409, "post-exists"), "%s",
                  reply->body);
        reply_free(&senders[i].reply);
        free(senders[i].body);
    }
    pthread_barrier_destroy(&together);
    cr_expect_eq(made, 1);
    cr_expect_eq(changed, AT_ONCE / 2);
    reply_auto struct reply post =
        http_get(service_url(service), writer(service, "kcc"), COORDINATOR);
    cr_expect_eq(reply_integer(&post, "version"), 1 + AT_ONCE / 2);
}
