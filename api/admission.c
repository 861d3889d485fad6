/* Whether a request may be asked at all: what it means, who asks, how often, with which scope.
 * SPDX-License-Identifier: MIT */
#include "admission.h"

#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "means.h"
#include "reply.h"

enum flow route(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    if (request->fault)
        return reply_refusal(exchange, "malformed-request", request->fault);
    if (request->crowded)
        return reply_refusal(exchange, "busy", "Too many connections are open.");
    const bool options = strcmp(request->method, "OPTIONS") == 0;
    const enum method method = method_find(request->method);
    if (route_find(request->target, request->path_length, method, &exchange->route)) {
        exchange->operation = exchange->route.operation;
        return GO_ON;
    }
    if (!exchange->route.allowed && !(options && request->target[0] == '*'))
        return reply_refusal(exchange, "not-found",
                             "There is no such path; /docs lists those there are.");
    reply_allow(exchange);
    return ANSWERED;
}

/* One request less for the owner of this key. */
static enum flow take(struct exchange *exchange, struct limits *limits, const char *key,
                      size_t length)
{
    if (!limits || limits_take(limits, key, length, &exchange->allowance))
        return GO_ON;
    refusal_set(&exchange->refusal, "too-many-requests", NULL);
    exchange->refusal.retry_after = exchange->allowance.seconds;
    reply_problem(exchange);
    return ANSWERED;
}

enum flow limit_address(struct exchange *exchange)
{
    const int64_t began = clock_monotonic_us();
    const char *header = request_header(exchange->request, "Authorization");
    exchange->is_known = header && identity_remembers(exchange->means->identity, header,
                                                      strlen(header), &exchange->caller);
    exchange->auth_us = clock_monotonic_us() - began;
    if (exchange->is_known)
        return GO_ON;
    char key[LIMITS_ADDRESS_KEY_SIZE];
    const size_t length = limits_address_key(exchange->request->address, key);
    return take(exchange, exchange->means->addresses, key, length);
}

enum flow authenticate(struct exchange *exchange)
{
    if (exchange->is_known)
        return GO_ON;
    const int64_t began = clock_monotonic_us();
    const char *header = request_header(exchange->request, "Authorization");
    const enum token_state state = identity_check(exchange->means->identity, header,
                                                  header ? strlen(header) : 0, &exchange->caller);
    exchange->auth_us += clock_monotonic_us() - began;
    exchange->anonymous = state == TOKEN_ABSENT;
    if (state == TOKEN_BAD) {
        refusal_set(&exchange->refusal, "invalid-token", NULL);
        refusal_cause(&exchange->refusal, "%s", identity_last_reason());
        reply_problem(exchange);
        return ANSWERED;
    }
    if (state == TOKEN_ABSENT && !exchange->operation->anonymous)
        return reply_refusal(exchange, "authentication-required", NULL);
    return GO_ON;
}

enum flow limit_client(struct exchange *exchange)
{
    const struct caller *caller = &exchange->caller;
    char key[sizeof caller->issuer + sizeof caller->client];
    if (exchange->anonymous)
        return GO_ON;
    const size_t issuer = strlen(caller->issuer) + 1, client = strlen(caller->client);
    memcpy(key, caller->issuer, issuer);
    memcpy(key + issuer, caller->client, client);
    return take(exchange, exchange->means->clients, key, issuer + client);
}

enum flow authorise(struct exchange *exchange)
{
    const char *const *scopes = exchange->operation->scopes;
    if (exchange->operation->anonymous || !scopes[0])
        return GO_ON;
    text_auto wanted = {0};
    for (size_t i = 0; scopes[i]; i++) {
        if (caller_has_scope(&exchange->caller, scopes[i]))
            return GO_ON;
        text_add_format(&wanted, "%s%s", i ? " or " : "", scopes[i]);
    }
    refusal_set(&exchange->refusal, "insufficient-scope", NULL);
    text_add_format(&exchange->refusal.detail, "The token does not carry the scope %s.",
                    wanted.length ? wanted.data : "");
    reply_problem(exchange);
    return ANSWERED;
}

enum flow afford(struct exchange *exchange)
{
    return memory_lacked() ? reply_refusal(exchange, "unavailable", NULL) : GO_ON;
}
