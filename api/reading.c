/* What a request says: parameters, preconditions and body, read as the contract declares them.
 * SPDX-License-Identifier: MIT */
#include "reading.h"

#include <stdio.h>
#include <string.h>

#include "contract/json_read.h"
#include "http/cursor.h"
#include "http/headers.h"
#include "loading.h"
#include "reply.h"

#define JSON_DEPTH_MAX 16

static void read_page(struct exchange *exchange)
{
    const char *limit = exchange_parameter(exchange, "limit"),
               *after = exchange_parameter(exchange, "after");
    exchange->limit = limit ? strtol(limit, NULL, 10) : 0;
    /* In other forms it is the whole list; of one that nobody reads a row is enough. */
    if (exchange->operation->paged && (exchange->form == FORM_JSON || exchange_is_head(exchange)))
        (void)snprintf(exchange->page_size, sizeof exchange->page_size, "%ld",
                       exchange->form == FORM_JSON ? exchange->limit + 1 : 1);
    if (after && !(exchange->after = cursor_read(after, exchange->operation->id)))
        faults_add_parameter(&exchange->faults, "after", CURSOR_FAULT,
                             "is not a mark this list gave; take it from `next` as it is");
}

/* The form that `format` names: one of those that are offered, or the parameter is at fault. */
static enum form form_named(const char *format)
{
    for (enum form form = FORM_JSON; form < FORM_NONE; form++)
        if (strcmp(format, form_types[form].name) == 0)
            return form;
    return FORM_JSON;
}

/* Accept leaves out all forms that there are. */
static enum flow refuse_forms(struct exchange *exchange)
{
    unsigned left = exchange->operation->forms;
    refusal_set(&exchange->refusal, "not-acceptable", NULL);
    struct text *detail = &exchange->refusal.detail;
    text_add_string(detail, "This answers ");
    for (enum form form = FORM_JSON; form < FORM_NONE; form++) {
        if (!(left & FORM_BIT(form)))
            continue;
        left &= ~FORM_BIT(form);
        text_add_format(detail, "%s%s", form_types[form].type,
                        !left               ? "."
                        : left & (left - 1) ? ", "
                                            : " or ");
    }
    reply_problem(exchange);
    return ANSWERED;
}

enum flow read_parameters(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (!parameters_read(operation, &exchange->route, exchange->request->query,
                         &exchange->parameters, &exchange->faults))
        return reply_refusal(exchange, "unavailable", NULL);
    const char *format = exchange_parameter(exchange, "format");
    exchange->form =
        operation->shape == SHAPE_FILE ? FORM_JSON /* its own is known when it is found */
        : format                       ? form_named(format)
                 : negotiate_accept(request_header(exchange->request, "Accept"), operation->forms);
    if (exchange->form == FORM_NONE)
        return refuse_forms(exchange);
    exchange->guard = format && form_types[exchange->form].is_csv;
    exchange->dry_run = operation->dry_run && exchange_is_true(exchange, "dry_run");
    read_page(exchange);
    return GO_ON;
}

/* Refuses for one header, which is named as any parameter is. */
static enum flow refuse_header(struct exchange *exchange, const char *slug, const char *header,
                               const char *code, const char *sentence)
{
    refusal_set(&exchange->refusal, slug, NULL);
    text_add_format(&exchange->refusal.members,
                    "\"errors\":[{\"parameter\":\"%s\",\"code\":\"%s\",\"detail\":\"%s\"}]", header,
                    code, sentence);
    reply_problem(exchange);
    return ANSWERED;
}

/* Elsewhere there is no version it could speak of, and it is ignored. */
static bool takes_if_match(const struct operation *operation)
{
    for (size_t i = 0; i < operation->statement->argument_count; i++)
        if (operation->statement->arguments[i].source == SOURCE_IF_MATCH)
            return true;
    return false;
}

enum flow read_preconditions(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    if (operation->method == METHOD_GET)
        return GO_ON;
    const char *key = request_header(exchange->request, "Idempotency-Key");
    if (!key && operation->key_required && !exchange->dry_run)
        return refuse_header(exchange, "idempotency-key-required", "Idempotency-Key", "required",
                             "is missing");
    if (key && operation->key_allowed && !exchange->dry_run &&
        !headers_read_key(key, exchange->key))
        return refuse_header(
            exchange, "idempotency-key-invalid", "Idempotency-Key", "pattern",
            "must be 1 to 255 visible characters, with or without quotes around them");
    const char *match =
        takes_if_match(operation) ? request_header(exchange->request, "If-Match") : NULL;
    if (!match && operation->if_match_required)
        return reply_refusal(exchange, "precondition-required", NULL);
    const int64_t version = negotiate_if_match(match);
    if (version == IF_MATCH_BAD)
        return reply_refusal(exchange, "precondition-failed", NULL);
    if (version >= 0)
        (void)snprintf(exchange->if_match, sizeof exchange->if_match, "%lld", (long long)version);
    return GO_ON;
}

/* What an Idempotency-Key stands for: who asks what of whom, the body in one canonical form; of a
 * CSV its digest, of a file what it is called and said to be as well. A person, who has no partner,
 * is the subject: the key is the client's, and what it answers one person is not for the next. */
static bool take_fingerprint(struct exchange *exchange)
{
    text_auto whole = {0};
    text_add(&whole, exchange->request->target, exchange->request->path_length);
    text_add_format(&whole, "\n%s\n", exchange->caller.partner);
    if (!*exchange->caller.partner)
        text_add_format(&whole, "%s\n", exchange->caller.subject);
    free_auto char *canonical =
        exchange->body ? json_dumps(exchange->body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
    if (canonical)
        text_add_string(&whole, canonical);
    else if (exchange->load_form)
        text_add_string(&whole, exchange->load_sha256);
    if (exchange->operation->load && exchange->operation->load->file)
        text_add_format(&whole, "\n%s\n%s", exchange->load_type ? exchange->load_type : "",
                        exchange->load_filename ? exchange->load_filename : "");
    /* The reply that is stored shows what is restricted to who may read it, and to nobody else: who
     * asks again has the very same of the scopes. */
    const struct operation *reads = exchange->operation->reads;
    const char *const *scope = reads ? reads->audit_read : NULL;
    if (scope)
        text_add_char(&whole, '\n');
    for (; scope && *scope; scope++)
        text_add_char(&whole, caller_has_scope(&exchange->caller, *scope) ? '1' : '0');
    if (text_failed(&whole) || (exchange->body && !canonical))
        return false;
    digest_sha256_hex(whole.data, whole.length, exchange->fingerprint);
    return true;
}

enum flow take_body(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const struct request *request = exchange->request;
    const enum flow flow = operation->load ? loading_take(exchange) : GO_ON;
    if (flow != GO_ON)
        return flow;
    if (request->body_too_long)
        return reply_refusal(exchange, "body-too-large", NULL);
    if (request->body_dropped && operation->body_schema)
        return reply_refusal(exchange, "busy", "Too many long bodies are on their way.");
    return GO_ON;
}

static enum flow read_json(struct exchange *exchange)
{
    const struct request *request = exchange->request;
    if (!headers_is_json(request_header(request, "Content-Type")))
        return reply_refusal(exchange, "unsupported-media-type", NULL);
    char problem[JSON_PROBLEM_MAX];
    exchange->body = json_read(request->body ? request->body : "", request->body_length,
                               JSON_DEPTH_MAX, problem);
    if (!exchange->body)
        return reply_refusal(exchange, "malformed-json", problem);
    (void)!contract_check_body(exchange->operation, exchange->body, &exchange->faults);
    return GO_ON;
}

enum flow read_body(struct exchange *exchange)
{
    const struct operation *operation = exchange->operation;
    const bool comes = exchange->request->body_length || operation->body_required;
    enum flow flow = operation->load ? loading_read(exchange) : GO_ON;
    const bool is_csv = exchange->load_form && strcmp(exchange->load_form, "csv") == 0;
    if (flow == GO_ON && operation->body_schema && comes && !is_csv)
        flow = read_json(exchange);
    if (flow != GO_ON)
        return flow;
    if (exchange->faults.total) {
        reply_faults(exchange);
        return ANSWERED;
    }
    if (operation->method != METHOD_GET && !take_fingerprint(exchange))
        return reply_refusal(exchange, "unavailable", NULL);
    return GO_ON;
}
