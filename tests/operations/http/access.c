/* Who may call what: every operation without a token, with a bad one, and with one that lacks the
 * scope. SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/contract.h"
#include "support/csa.h"
#include "support/http.h"
#include "support/meetings.h"
#include "support/program.h"
#include "support/service.h"
#include "support/wire.h"

/* Calls an operation with a body where it takes one. `authorization` is the header's value, or
 * NULL. */
static struct reply call(const struct service *service, const struct contract_operation *operation,
                         const char *authorization)
{
    char *target = contract_target(operation, NULL, NULL), *header = NULL;
    if (authorization) {
        cr_assert_geq(asprintf(&header, "Authorization: %s", authorization), 0);
    }
    struct reply reply =
        http_send(service_url(service), &(struct request){
                                            .method = operation->method,
                                            .target = target,
                                            .key = operation->takes_body ? "key" : NULL,
                                            .body = operation->takes_body ? "{}" : NULL,
                                            .headers = (const char *const[]){header, NULL},
                                        });
    free(header);
    free(target);
    return reply;
}

static void assert_challenge(const struct reply *reply, const char *error)
{
    const char *challenge = reply_header(reply, "www-authenticate");
    cr_assert_not_null(challenge);
    cr_assert_eq(strncmp(challenge, "Bearer realm=\"safer-communities\"", 32), 0, "%s", challenge);
    cr_assert(error ? strstr(challenge, error) != NULL : !strstr(challenge, "error"), "%s",
              challenge);
}

Test(access, without_a_token_only_what_is_published_answers)
{
    service_auto struct service *service = service_start(NULL);
    csa_examples(service);
    meeting_examples(service);
    contract_auto struct contract contract = contract_read(service_url(service));
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        reply_auto struct reply reply = call(service, operation, NULL);
        if (operation->anonymous) {
            cr_assert_eq(reply.status, 200, "%s: %d %s", operation->id, reply.status, reply.body);
            cr_assert_null(reply_header(&reply, "www-authenticate"));
        } else {
            cr_assert(reply_is_problem(&reply, 401, "authentication-required"), "%s",
                      operation->id);
            assert_challenge(&reply, NULL);
        }
    }
}

Test(access, a_bad_token_is_refused_even_where_none_is_needed)
{
    service_auto struct service *service = service_start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        reply_auto struct reply reply = call(service, operation, "Bearer no.such.token");
        if (contract_is_handled(operation)) {
            cr_assert_eq(reply.status, 200, "%s: %d %s", operation->id, reply.status, reply.body);
        } else {
            cr_assert(reply_is_problem(&reply, 401, "invalid-token"), "%s", operation->id);
            assert_challenge(&reply, "error=\"invalid_token\"");
        }
    }
}

Test(access, a_token_without_the_scope_is_told_which_one_is_missing)
{
    service_auto struct service *service = service_start(NULL);
    csa_examples(service);
    meeting_examples(service);
    contract_auto struct contract contract = contract_read(service_url(service));
    /* The beginning of a scope, and something around one, are not the scope. */
    const char *token = service_token(service, "kcc-finance", "kcc",
                                      "contributions.writes funds audit.rea xfunds.read");
    char *authorization = NULL;
    size_t refused = 0;
    cr_assert_geq(asprintf(&authorization, "Bearer %s", token), 0);
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        reply_auto struct reply reply = call(service, operation, authorization);
        if (operation->anonymous || !operation->scopes[0]) { /* any token will do */
            cr_assert_eq(reply.status, 200, "%s: %d %s", operation->id, reply.status, reply.body);
            continue;
        }
        cr_assert(reply_is_problem(&reply, 403, "insufficient-scope"), "%s", operation->id);
        assert_challenge(&reply, "error=\"insufficient_scope\"");
        for (size_t s = 0; operation->scopes[s]; s++) {
            cr_assert(strstr(reply_text(&reply, "detail"), operation->scopes[s]), "%s: %s",
                      operation->id, reply.body);
            cr_assert(strstr(reply_header(&reply, "www-authenticate"), operation->scopes[s]));
        }
        refused++;
    }
    free(authorization);
    cr_assert_geq(refused, 12);
}

Test(access, any_one_of_the_scopes_opens_an_operation)
{
    service_auto struct service *service = service_start(NULL);
    contract_auto struct contract contract = contract_read(service_url(service));
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        for (size_t s = 0; operation->scopes[s]; s++) {
            char *authorization = NULL;
            cr_assert_geq(
                asprintf(&authorization, "bearer %s",
                         service_token(service, "kfrs-finance", "kfrs", operation->scopes[s])),
                0);
            reply_auto struct reply reply = call(service, operation, authorization);
            cr_assert(reply.status != 401 && reply.status != 403, "%s with %s: %d %s",
                      operation->id, operation->scopes[s], reply.status, reply.body);
            free(authorization);
        }
    }
}

/* ---- Persons who belong to no partner ------------------------------------------------------- */

/* Every scope that an operation asks for or shows more for. */
static void every_scope(const struct contract *contract, char *out, size_t size)
{
    snprintf(out, size, "restricted.read");
    for (size_t i = 0; i < contract->count; i++) {
        for (const char *const *scope = contract->operations[i].scopes; *scope; scope++) {
            if (!strstr(out, *scope)) {
                const size_t length = strlen(out);
                cr_assert_lt(length + strlen(*scope) + 1, size);
                snprintf(out + length, size - length, " %s", *scope);
            }
        }
    }
}

static void judge_person(const struct contract_operation *operation, const struct reply *reply,
                         const struct reply *everybody)
{
    if (operation->anonymous) {
        cr_assert_eq(reply->status, 200, "%s: %d %s", operation->id, reply->status, reply->body);
        cr_assert(contract_is_handled(operation) || strcmp(reply->body, everybody->body) == 0,
                  "%s: %s", operation->id, reply->body);
    } else if (strcmp(operation->method, "GET") == 0) {
        cr_assert(reply->status == 200 || reply_is_problem(reply, 404, "not-found"), "%s: %d %s",
                  operation->id, reply->status, reply->body);
    } else {
        cr_assert(reply->status >= 400 && reply->status < 500 && reply->status != 401, "%s: %d %s",
                  operation->id, reply->status, reply->body);
    }
}

Test(access, a_person_is_answered_as_the_scopes_say_and_else_as_everybody)
{
    service_auto struct service *service = service_start(NULL);
    csa_examples(service);
    meeting_examples(service);
    contract_auto struct contract contract = contract_read(service_url(service));
    char scopes[1024], *every = NULL, *none = NULL;
    every_scope(&contract, scopes, sizeof scopes);
    cr_assert_geq(
        asprintf(&every, "Bearer %s", service_person(service, "portal", "chair-7", scopes)), 0);
    cr_assert_geq(
        asprintf(&none, "Bearer %s", service_person(service, "portal", "chair-8", "email")), 0);
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        reply_auto struct reply everybody = call(service, operation, NULL);
        reply_auto struct reply with_all = call(service, operation, every);
        reply_auto struct reply with_none = call(service, operation, none);
        judge_person(operation, &with_all, &everybody);
        if (operation->anonymous || !operation->scopes[0]) {
            judge_person(operation, &with_none, &everybody);
        } else {
            cr_assert(reply_is_problem(&with_none, 403, "insufficient-scope"), "%s", operation->id);
        }
    }
    char *events =
        service_sql(service, "SELECT count(*) FROM safer.audit_event WHERE client = 'portal'"
                             " AND (partner IS NOT NULL OR marking IS NULL)");
    cr_expect_str_eq(events, "0", "a person has written something");
    free(events);
    free(every);
    free(none);
}

/* What is restricted is not shown to a person; that it may have been, by a CSV, is on record. */
Test(access, that_a_person_asked_is_on_record_and_is_read_by_nobody)
{
    service_auto struct service *service = service_start(NULL);
    meeting_examples(service);
    const char *token = service_person(service, "portal", "chair-7", "restricted.read audit.read");
    reply_auto struct reply asked =
        http_get(service_url(service), token, "/v1/decisions?format=csv");
    cr_assert_eq(asked.status, 200, "%s", asked.body);
    char *kept = service_sql(service, "SELECT concat_ws(' ', operation, client, subject, partner)"
                                      " FROM safer.audit_event WHERE marking = 'restricted'");
    cr_expect_str_eq(kept, "list_decisions portal chair-7");
    free(kept);
    const char *const readers[] = {token, service_token(service, "portal", "kcc", "audit.read")};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        reply_auto struct reply events =
            http_get(service_url(service), readers[i], "/v1/audit-events?operation=list_decisions");
        cr_expect_eq(events.status, 200);
        cr_expect_eq(json_array_size(reply_member(&events, "items")), 0, "%s", events.body);
    }
}

/* The requests are counted to the system that asks, whoever the person is. */
Test(access, persons_have_the_rate_limit_of_their_client)
{
    service_auto struct service *service = service_start(&(struct service_options){
        .environment = (const char *const[]){"SAFER_RATE_LIMIT=2", NULL}});
    const char *url = service_url(service);
    for (int i = 0; i < 3; i++) {
        const char *subject = (const char *const[]){"chair-7", "chair-8", "chair-9"}[i];
        reply_auto struct reply reply = http_get(
            url, service_person(service, "portal", subject, "audit.read"), "/v1/audit-events");
        cr_assert_eq(reply.status, i < 2 ? 200 : 429, "%s", reply.body);
    }
}

/* ---- Tokens of a real issuer --------------------------------------------------------------- */

/* Runs tests/support/tokens.py; the caller frees what it says. */
static char *tokens(const char *verb, const char *folder, const char *option, const char *value)
{
    const char *const arguments[] = {"/usr/bin/python3",
                                     SOURCE_ROOT "/tests/support/tokens.py",
                                     verb,
                                     folder,
                                     option,
                                     value,
                                     NULL};
    int status = 0;
    char *output = program_run(arguments, NULL, &status);
    cr_assert_eq(status, 0, "%s", output);
    output[strcspn(output, "\n") + (strchr(output, '\t') ? strlen(output) : 0)] = '\0';
    return output;
}

/* A folder with keys and an issuers.json; the caller frees the name. */
static char *make_issuer(void)
{
    char *folder = NULL;
    const char *parent = getenv("SAFER_TEST_FOLDER");
    cr_assert_not_null(parent);
    cr_assert_geq(asprintf(&folder, "%s/issuer-XXXXXX", parent), 0);
    cr_assert_not_null(mkdtemp(folder));
    free(tokens("keys", folder, NULL, NULL));
    return folder;
}

static struct service *start_with_issuer(const char *folder)
{
    char *setting = NULL;
    cr_assert_geq(asprintf(&setting, "SAFER_ISSUERS=%s/issuers.json", folder), 0);
    struct service *service = service_start(
        &(struct service_options){.environment = (const char *const[]){setting, NULL}});
    free(setting);
    return service;
}

static void remove_issuer(char *folder)
{
    const char *const arguments[] = {"rm", "-rf", "--", folder, NULL};
    int status = 0;
    free(program_run(arguments, NULL, &status));
    cr_expect_eq(status, 0);
    free(folder);
}

static struct reply get_with(const struct service *service, const char *authorization,
                             const char *target)
{
    char *header = NULL;
    cr_assert_geq(asprintf(&header, "Authorization: %s", authorization), 0);
    struct reply reply = http_send(
        service_url(service),
        &(struct request){.target = target, .headers = (const char *const[]){header, NULL}});
    free(header);
    return reply;
}

/* Calls `judge` for each line NAME <tab> AUTHORIZATION VALUE. */
static size_t each_token(const struct service *service, char *lines,
                         void judge(const struct service *, const char *name, const char *value))
{
    size_t count = 0;
    for (char *line = lines, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        char *tab = strchr(line, '\t');
        cr_assert(end && tab && tab < end);
        *tab = *end = '\0';
        judge(service, line, tab + 1);
        count++;
    }
    free(lines);
    return count;
}

static void judge_good(const struct service *service, const char *name, const char *value)
{
    reply_auto struct reply funds = get_with(service, value, "/v1/funds");
    cr_assert_eq(funds.status, 200, "%s: %s", name, funds.body);
    cr_assert_eq(json_array_size(reply_member(&funds, "items")), 3, "%s: %s", name, funds.body);
}

static void judge_forged(const struct service *service, const char *name, const char *value)
{
    static const char *const targets[] = {"/v1/partners", "/v1/agreements/kcst-mou-2018",
                                          "/v1/funds"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        reply_auto struct reply reply = get_with(service, value, targets[i]);
        cr_assert(reply_is_problem(&reply, 401, "invalid-token"), "%s: %s", name, targets[i]);
        assert_challenge(&reply, "error=\"invalid_token\"");
        /* Which check failed is the log's to say. */
        cr_assert_str_eq(reply_text(&reply, "title"), "The token is not accepted");
    }
}

Test(access, an_issuer_s_tokens_are_taken_and_every_forgery_is_refused)
{
    char *folder = make_issuer();
    service_auto struct service *service = start_with_issuer(folder);

    cr_assert_geq(each_token(service, tokens("good", folder, NULL, NULL), judge_good), 6);
    cr_assert_geq(each_token(service, tokens("forged", folder, NULL, NULL), judge_forged), 40);
    reply_auto struct reply after = http_get(service_url(service), NULL, "/v1/partners");
    cr_assert_eq(after.status, 200);
    remove_issuer(folder);
}

Test(access, what_is_no_text_in_the_authorization_is_never_an_anonymous_read)
{
    static const char *const values[] = {
        "Bearer \xff\xfe",
        "\xc3\x28 token",
        "Bearer \xc3\xa9.\xc3\xa9.\xc3\xa9",
        "Bearer",
        "Basic a2NjOnNlY3JldA==",
        "Bearer a b",
        "Bearer ..",
        "token",
    };
    service_auto struct service *service = service_start(NULL);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        judge_forged(service, values[i], values[i]);
    }
}

Test(access, an_issuer_asserts_only_the_partners_it_is_set_up_for)
{
    char *folder = make_issuer();
    service_auto struct service *service = start_with_issuer(folder);
    static const struct {
        const char *claims;
        int status;
    } rows[] = {
        {"{\"partner\": \"kfrs\"}", 200},       {"{\"partner\": \"medway\"}", 401},
        {"{\"partner\": [\"kcc\"]}", 401},      {"{\"partner\": \"\"}", 401},
        {"{\"partner\": \"kcc,medway\"}", 401},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *token = tokens("sign", folder, "--claims", rows[i].claims);
        reply_auto struct reply reply = http_get(service_url(service), token, "/v1/funds");
        cr_assert_eq(reply.status, rows[i].status, "%s: %s", rows[i].claims, reply.body);
        free(token);
    }
    remove_issuer(folder);
}

Test(access, an_issuer_of_persons_sends_tokens_without_a_partner)
{
    char *folder = make_issuer();
    service_auto struct service *service = start_with_issuer(folder);
    static const struct {
        const char *claims;
        int status;
        size_t funds;
    } rows[] = {
        {"{\"iss\": \"https://persons.test\", \"partner\": null}", 200, 0}, /* taken out */
        {"{\"iss\": \"https://persons.test\"}", 200, 3},
        {"{\"iss\": \"https://persons.test\", \"partner\": \"\"}", 401, 0},
        {"{\"partner\": null}", 401, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *token = tokens("sign", folder, "--claims", rows[i].claims);
        reply_auto struct reply reply = http_get(service_url(service), token, "/v1/funds");
        cr_assert_eq(reply.status, rows[i].status, "%s: %s", rows[i].claims, reply.body);
        if (reply.status == 200) {
            cr_assert_eq(json_array_size(reply_member(&reply, "items")), rows[i].funds, "%s",
                         reply.body);
        }
        free(token);
    }
    remove_issuer(folder);
}

/* Copies the development key from one state folder to another. */
static void copy_key(const char *from, const char *to)
{
    char source[512], target[512], key[8192];
    snprintf(source, sizeof source, "%s/development-key.json", from);
    snprintf(target, sizeof target, "%s/development-key.json", to);
    const int in = open(source, O_RDONLY | O_CLOEXEC);
    const ssize_t length = read(in, key, sizeof key);
    cr_assert_gt(length, 0);
    close(in);
    const int out = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    cr_assert_eq(write(out, key, (size_t)length), length);
    close(out);
}

Test(access, the_development_key_is_worth_nothing_once_issuers_are_configured)
{
    char *folder = make_issuer();
    service_auto struct service *trying = service_start(NULL);
    service_auto struct service *real = start_with_issuer(folder);
    const char *token = service_token(trying, "kcc-finance", "kcc", "funds.read");
    reply_auto struct reply before = http_get(service_url(trying), token, "/v1/funds");
    cr_assert_eq(before.status, 200);

    copy_key(service_state(trying), service_state(real));
    service_restart(real);
    reply_auto struct reply refused = http_get(service_url(real), token, "/v1/funds");
    cr_assert(reply_is_problem(&refused, 401, "invalid-token"));

    char *issuers = NULL, *state = NULL;
    cr_assert_geq(asprintf(&issuers, "SAFER_ISSUERS=%s/issuers.json", folder), 0);
    cr_assert_geq(asprintf(&state, "SAFER_STATE=%s", service_state(trying)), 0);
    const char *const arguments[] = {
        getenv("SAFERD"), "token",      "--client", "c", "--partner", "kcc",
        "--scope",        "funds.read", NULL};
    const char *const environment[] = {issuers, state, "PATH=/usr/bin:/bin", NULL};
    int status = 0;
    char *output = program_run(arguments, environment, &status);
    cr_assert_eq(status, 1, "%s", output);
    cr_assert(strstr(output, "the development key is refused"), "%s", output);
    cr_assert(!strstr(output, "eyJ"), "%s", output);
    free(output);
    free(issuers);
    free(state);
    remove_issuer(folder);
}

static int status_with(const struct service *service, const char *token)
{
    reply_auto struct reply reply = http_get(service_url(service), token, "/v1/funds");
    cr_assert(reply.status == 200 || reply.status == 401, "%s", reply.body);
    return reply.status;
}

Test(access, a_token_is_looked_at_again_when_it_has_expired)
{
    char *folder = make_issuer();
    service_auto struct service *service = start_with_issuer(folder);
    /* 57 s ago is within the leeway of a minute, and soon is not. */
    char claims[64];
    snprintf(claims, sizeof claims, "{\"exp\": %lld}", (long long)time(NULL) - 57);
    char *token = tokens("sign", folder, "--claims", claims);
    cr_assert_eq(status_with(service, token), 200);
    EVENTUALLY(10, status_with(service, token) == 401);
    free(token);
    remove_issuer(folder);
}
