/* One request on its way through the pipeline, and what the steps have found out so far.
 * SPDX-License-Identifier: MIT */
#include "exchange.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "means.h"

const char *exchange_parameter(const struct exchange *exchange, const char *name)
{
    return parameters_get(exchange->operation, &exchange->parameters, name);
}

bool exchange_is_true(const struct exchange *exchange, const char *name)
{
    const char *value = exchange_parameter(exchange, name);
    return value && strcmp(value, "true") == 0;
}

bool exchange_is_head(const struct exchange *exchange)
{
    return strcmp(exchange->request->method, "HEAD") == 0;
}

/* Keeps a text until the exchange ends. */
static const char *keep(struct exchange *exchange, char *text)
{
    assert(exchange->scratch_count < SCRATCH_MAX);
    if (!text)
        exchange->out_of_memory = true;
    exchange->scratch[exchange->scratch_count++] = text;
    return text;
}

static const char *body_value(struct exchange *exchange, const char *name)
{
    const json_t *value = json_object_get(exchange->body, name);
    char *text = NULL;
    if (!value || json_is_null(value))
        return NULL;
    if (json_is_string(value))
        return json_string_value(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? "true" : "false";
    if (json_is_integer(value)) {
        if (asprintf(&text, "%" JSON_INTEGER_FORMAT, json_integer_value(value)) < 0)
            text = NULL;
        return keep(exchange, text);
    }
    return keep(exchange, json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY));
}

const char *exchange_value(struct exchange *exchange, const struct argument *argument)
{
    switch (argument->source) {
    case SOURCE_PARAMETER:
        return exchange->parameters.values[argument->index];
    case SOURCE_BODY:
        return body_value(exchange, argument->name);
    case SOURCE_NEW_ID:
        return exchange->new_id;
    case SOURCE_AFTER:
        return exchange->after;
    case SOURCE_PAGE_SIZE:
        return *exchange->page_size ? exchange->page_size : NULL;
    case SOURCE_IF_MATCH:
        return *exchange->if_match ? exchange->if_match : NULL;
    case SOURCE_COMPOSED:
        return exchange->composed;
    case SOURCE_LOAD_FORM:
        return exchange->load_form;
    case SOURCE_LOAD_FILENAME:
        return exchange->load_filename;
    case SOURCE_LOAD_SHA256:
        return exchange->load_sha256;
    case SOURCE_LOAD_BYTES:
        return exchange->load_bytes;
    case SOURCE_LOAD_TYPE:
        return exchange->load_type;
    case SOURCE_GIVING_PREFIX:
        return exchange->means->config->giving_prefix;
    case SOURCE_PUBLIC_URL:
        return *exchange->means->config->public_url ? exchange->means->config->public_url : NULL;
    case SOURCE_NOTHING:
        break;
    }
    return NULL;
}

void exchange_values(struct exchange *exchange, const struct argument *arguments, size_t count,
                     const char **values)
{
    assert(count <= STATEMENT_ARGUMENTS_MAX);
    for (size_t i = 0; i < count; i++)
        values[i] = exchange_value(exchange, &arguments[i]);
}

void exchange_forget_values(struct exchange *exchange)
{
    for (size_t i = 0; i < exchange->scratch_count; i++)
        free(exchange->scratch[i]);
    exchange->scratch_count = 0;
}

void exchange_clear(struct exchange *exchange)
{
    exchange_forget_values(exchange);
    parameters_clear(&exchange->parameters);
    faults_clear(&exchange->faults);
    refusal_clear(&exchange->refusal);
    json_decref(exchange->body);
    free(exchange->after);
    free(exchange->object);
    free(exchange->before);
    free(exchange->composed);
    free(exchange->watermark);
}

struct claims exchange_claims(const struct exchange *exchange)
{
    const struct caller *caller = &exchange->caller;
    return (struct claims){
        .issuer = caller->issuer,
        .client = caller->client,
        .subject = caller->subject,
        .partner = caller->partner,
        .scope = caller->scope,
        .request = exchange->request->id,
        .today = exchange->means->config->today,
    };
}

void exchange_name_cursor(struct exchange *exchange)
{
    if (exchange->after && strcmp(exchange->refusal.slug, "malformed-request") == 0)
        refusal_set(&exchange->refusal, "bad-cursor", NULL);
}

bool exchange_copy_first(const struct rows *rows, const char *name, char **copy)
{
    const char *value = rows_first(rows, name);
    *copy = value ? strdup(value) : NULL;
    return *copy || !value;
}

/* Whether the caller may be shown what is restricted of what this operation reads. */
static bool may_be_shown(const struct caller *caller, const struct operation *operation)
{
    const char *const *scope = operation->audit_read;
    while (scope && *scope && !caller_has_scope(caller, *scope))
        scope++;
    return scope && *scope;
}

bool exchange_may_be_shown(const struct exchange *exchange)
{
    return may_be_shown(&exchange->caller, exchange->operation);
}

bool exchange_may_hold_restricted(const struct exchange *exchange)
{
    const struct operation *reads = exchange->operation->reads;
    return may_be_shown(&exchange->caller, reads ? reads : exchange->operation);
}
