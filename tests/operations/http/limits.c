/* How much one client, and one address, may ask: told with every answer, refused beyond.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/contract.h"
#include "support/http.h"
#include "support/service.h"
#include "support/wire.h"

const int service_workers = 8;

#define ALL_SCOPES                                                                                 \
    "contributions.write funds.read funds.write agreements.read agreements.write "                 \
    "posts.write audit.read"
#define CONTRIBUTIONS "/v1/contributions"
#define BODY                                                                                       \
    "{\"fund\":\"kcst-pooled-budget\",\"financial_year\":\"2018/19\",\"amount_pence\":1600000,"    \
    "\"received_on\":\"2018-04-03\",\"external_reference\":\"KCC-%d\"}"

static struct service *start(const char *const *environment)
{
    return service_start(&(struct service_options){.environment = environment});
}

static struct reply call(const struct service *service, const struct contract_operation *operation,
                         const char *token)
{
    char *target = contract_target(operation, NULL, NULL);
    struct reply reply =
        http_send(service_url(service), &(struct request){
                                            .method = operation->method,
                                            .target = target,
                                            .token = token,
                                            .key = operation->takes_body ? "key" : NULL,
                                            .body = operation->takes_body ? "{}" : NULL,
                                        });
    free(target);
    return reply;
}

static void assert_limits(const struct reply *reply, const char *policy, const char *limit)
{
    const char *got_policy = reply_header(reply, "ratelimit-policy");
    const char *got_limit = reply_header(reply, "ratelimit");
    cr_assert(got_policy && strcmp(got_policy, policy) == 0, "%s", got_policy);
    cr_assert(got_limit && strncmp(got_limit, limit, strlen(limit)) == 0, "%s", got_limit);
}

/* 429 as it should be; returns the seconds it asks to wait. */
static long assert_refused(const struct reply *reply, const char *policy, const char *limit)
{
    cr_assert(reply_is_problem(reply, 429, "too-many-requests"), "%d %s", reply->status,
              reply->body);
    assert_limits(reply, policy, limit);
    const char *wait = reply_header(reply, "retry-after");
    cr_assert_not_null(wait);
    const char *reset = strstr(reply_header(reply, "ratelimit"), ";t=");
    cr_assert_str_eq(reset + 3, wait, "the two say different moments");
    cr_assert(strstr(reply_header(reply, "server-timing"), "db;dur=0.000"));
    return strtol(wait, NULL, 10);
}

Test(limits, every_operation_refuses_a_client_that_has_made_its_requests)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_RATE_LIMIT=1", "SAFER_RATE_LIMIT_ANONYMOUS=100", NULL});
    contract_auto struct contract contract = contract_read(service_url(service));
    const char *token = service_token(service, "kcc-finance", "kcc", ALL_SCOPES);
    reply_auto struct reply first = http_get(service_url(service), token, "/v1/partners");
    cr_assert_eq(first.status, 200);
    assert_limits(&first, "\"client\";q=1;w=60", "\"client\";r=0;t=60");
    size_t refused = 0;
    for (size_t i = 0; i < contract.count; i++) {
        const struct contract_operation *operation = &contract.operations[i];
        reply_auto struct reply reply = call(service, operation, token);
        if (contract_is_handled(operation)) {
            cr_assert_eq(reply.status, 200, "%s: %d", operation->id, reply.status);
            cr_assert_null(reply_header(&reply, "ratelimit"), "%s", operation->id);
            continue;
        }
        const long wait = assert_refused(&reply, "\"client\";q=1;w=60", "\"client\";r=0;t=");
        cr_assert(wait >= 1 && wait <= 60, "%ld", wait);
        refused++;
    }
    cr_assert_geq(refused, 15);
}

Test(limits, one_client_takes_nothing_from_another)
{
    service_auto struct service *service = start((const char *const[]){"SAFER_RATE_LIMIT=2", NULL});
    const char *one = service_token(service, "kcc-finance", "kcc", "funds.read");
    const char *renewed = service_token(service, "kcc-finance", "kcc", "funds.read audit.read");
    const char *other = service_token(service, "kcc-portal", "kcc", "funds.read");
    reply_auto struct reply a = http_get(service_url(service), one, "/v1/funds");
    reply_auto struct reply b = http_get(service_url(service), renewed, "/v1/funds");
    assert_limits(&a, "\"client\";q=2;w=60", "\"client\";r=1;t=30");
    assert_limits(&b, "\"client\";q=2;w=60", "\"client\";r=0;t=");
    reply_auto struct reply c = http_get(service_url(service), one, "/v1/funds");
    assert_refused(&c, "\"client\";q=2;w=60", "\"client\";r=0;t=");
    reply_auto struct reply d = http_get(service_url(service), other, "/v1/funds");
    cr_assert_eq(d.status, 200);
    assert_limits(&d, "\"client\";q=2;w=60", "\"client\";r=1;t=30");
}

/* A token that is not known may cost the check of a signature: from an address that has spent its
 * minute it is not looked at, good or not. */
Test(limits, an_address_without_a_good_token_has_a_minute_of_its_own)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_RATE_LIMIT_ANONYMOUS=4", NULL});
    const char *url = service_url(service);
    const char *known = service_token(service, "kcc-finance", "kcc", "funds.read");
    const char *unknown = service_token(service, "kcc-portal", "kcc", "funds.read");
    reply_auto struct reply good = http_get(url, known, "/v1/funds");
    assert_limits(&good, "\"client\";q=6000;w=60", "\"client\";r=5999;t=1");
    reply_auto struct reply anonymous = http_get(url, NULL, "/v1/partners");
    cr_assert_eq(anonymous.status, 200);
    assert_limits(&anonymous, "\"address\";q=4;w=60", "\"address\";r=2;t=");
    reply_auto struct reply absent = http_get(url, NULL, "/v1/funds");
    cr_assert(reply_is_problem(&absent, 401, "authentication-required"));
    reply_auto struct reply bad = http_get(url, "no.such.token", "/v1/funds");
    cr_assert(reply_is_problem(&bad, 401, "invalid-token"));
    assert_limits(&bad, "\"address\";q=4;w=60", "\"address\";r=0;t=");
    static const char *const targets[] = {"/v1/partners", "/v1/funds"};
    const char *const tokens[] = {NULL, "no.such.token", unknown};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 3; j++) {
            reply_auto struct reply reply = http_get(url, tokens[j], targets[i]);
            assert_refused(&reply, "\"address\";q=4;w=60", "\"address\";r=0;t=");
        }
    }
    reply_auto struct reply still = http_get(url, known, "/v1/funds");
    cr_assert_eq(still.status, 200, "a known token was refused for its address");
    reply_auto struct reply health = http_get(url, NULL, "/health/ready");
    cr_assert_eq(health.status, 200);
}

static struct reply get_from(const struct service *service, const char *address)
{
    char *header = NULL;
    cr_assert_geq(asprintf(&header, "X-Forwarded-For: %s", address), 0);
    struct reply reply = http_send(
        service_url(service), &(struct request){.target = "/v1/partners",
                                                .headers = (const char *const[]){header, NULL}});
    free(header);
    return reply;
}

Test(limits, behind_a_proxy_each_address_counts_and_a_network_of_ipv6_is_one)
{
    service_auto struct service *service = start(
        (const char *const[]){"SAFER_RATE_LIMIT_ANONYMOUS=1", "SAFER_PROXIES=127.0.0.0/8", NULL});
    static const struct {
        const char *address;
        int status;
    } rows[] = {
        {"192.0.2.1", 200},   {"192.0.2.2", 200},       {"192.0.2.1", 429}, {"2001:db8::1", 200},
        {"2001:db8::2", 429}, {"2001:db8:0:1::1", 200}, {"192.0.2.2", 429},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        reply_auto struct reply reply = get_from(service, rows[i].address);
        cr_assert_eq(reply.status, rows[i].status, "%zu, %s: %d", i, rows[i].address, reply.status);
    }
}

static struct reply post(const struct service *service, const char *token, int number)
{
    char key[16], body[256];
    (void)snprintf(key, sizeof key, "key-%d", number);
    (void)snprintf(body, sizeof body, BODY, number);
    return http_post(service_url(service), token, key, "/v1/contributions", body);
}

/* Spends what there is, then posts: until that is refused. Returns the number of the post, 1 more
 * than were taken. */
static int post_until_refused(const struct service *service, const char *token)
{
    for (int number = 1;; number++) {
        int status = 200;
        cr_assert_lt(number, 50);
        while (status == 200) {
            reply_auto struct reply read = http_get(service_url(service), token, CONTRIBUTIONS);
            status = read.status;
        }
        cr_assert_eq(status, 429);
        reply_auto struct reply reply = post(service, token, number);
        if (reply.status == 429)
            return number;
        cr_assert_eq(reply.status, 201, "%s", reply.body);
    }
}

Test(limits, what_was_refused_is_taken_later_with_the_same_key)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_RATE_LIMIT=30", NULL});
    const char *token = service_token(service, "kcc-finance", "kcc", "contributions.write");
    const int number = post_until_refused(service, token);
    const double until = now_seconds() + 60;
    for (bool is_made = false; !is_made; breathe()) {
        cr_assert_lt(now_seconds(), until);
        reply_auto struct reply reply = post(service, token, number);
        is_made = reply.status == 201;
        cr_assert(is_made || reply.status == 429, "%d %s", reply.status, reply.body);
        cr_assert_null(reply_header(&reply, "idempotency-replayed"));
    }
    char *count = service_sql(service, "SELECT count(*) FROM safer.contribution");
    cr_assert_eq(strtol(count, NULL, 10), number);
    free(count);
}

Test(limits, may_be_taken_away)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_RATE_LIMIT=0", "SAFER_RATE_LIMIT_ANONYMOUS=0", NULL});
    const char *token = service_token(service, "kcc-finance", "kcc", "funds.read");
    const char *const tokens[] = {NULL, token};
    for (size_t i = 0; i < 2; i++) {
        reply_auto struct reply reply = http_get(service_url(service), tokens[i], "/v1/partners");
        cr_assert_eq(reply.status, 200);
        cr_assert_null(reply_header(&reply, "ratelimit"));
        cr_assert_null(reply_header(&reply, "ratelimit-policy"));
    }
}

Test(limits, can_be_read_by_a_web_page)
{
    service_auto struct service *service =
        start((const char *const[]){"SAFER_CORS_ORIGINS=*", NULL});
    reply_auto struct reply reply = http_send(
        service_url(service),
        &(struct request){.target = "/v1/partners",
                          .headers = (const char *const[]){"Origin: https://a.example", NULL}});
    const char *exposed = reply_header(&reply, "access-control-expose-headers");
    cr_assert(exposed && strstr(exposed, "RateLimit, RateLimit-Policy"), "%s", exposed);
}
