/* How an answer is put together: body, tags, links, headers.
 * SPDX-License-Identifier: MIT */
#include "reply.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "http/cursor.h"
#include "http/disposition.h"
#include "http/pack.h"
#include "http/problem.h"
#include "http/rows.h"
#include "http/target.h"

/* What fits one packet is not sent faster for being shorter. */
#define WORTH_PACKING 1400

/* The tag says the version, for If-Match, and a digest of the body, for If-None-Match: so it
 * differs for every reader who sees something else, and whenever anything in the body does. */
static void tag(struct exchange *exchange, const char *version)
{
    struct response *response = exchange->response;
    char digest[DIGEST_HEX_SIZE];
    digest_sha256_hex(response->body.data, response->body.length, digest);
    response_header(response, "ETag", "\"%s-%.16s-%s\"", version ? version : "0", digest,
                    form_types[exchange->form].name);
}

static void cache_headers(struct exchange *exchange)
{
    const bool shared = exchange->anonymous && exchange->operation->anonymous;
    response_header(exchange->response, "Cache-Control",
                    exchange_may_hold_restricted(exchange) ? "no-store"
                    : shared                               ? "no-cache"
                                                           : "private, no-cache");
    response_header(exchange->response, "Vary",
                    (exchange->operation->forms & (exchange->operation->forms - 1))
                        ? "Authorization, Accept, Accept-Encoding"
                        : "Authorization, Accept-Encoding");
}

static void csv_headers(struct exchange *exchange)
{
    const char *name = strrchr(exchange->operation->path, '/');
    response_header(exchange->response, "Content-Disposition", "attachment; filename=\"%s.csv\"",
                    name + 1);
}

/* The path of what was made: the template's last parameter is the object's id, those before it are
 * the request's own. */
static void location_header(struct exchange *exchange)
{
    const char *next = exchange->operation->location;
    const char *last = next ? strrchr(next, '{') : NULL;
    text_auto path = {0};
    if (!last || !exchange->object)
        return;
    for (const char *open = strchr(next, '{'); open && open != last; open = strchr(next, '{')) {
        char name[64];
        const char *close = strchr(open, '}');
        (void)snprintf(name, sizeof name, "%.*s", (int)(close - open - 1), open + 1);
        const char *value = exchange_parameter(exchange, name);
        text_add_format(&path, "%.*s%s", (int)(open - next), next, value ? value : "");
        next = close + 1;
    }
    text_add_format(&path, "%.*s%s", (int)(last - next), next, exchange->object);
    if (!text_failed(&path))
        response_header(exchange->response, "Location", "%s", path.data);
    else
        exchange->response->body.failed = true;
}

void reply_one(struct exchange *exchange, const struct rows *rows)
{
    struct response *response = exchange->response;
    response->status = exchange->dry_run ? 200 : exchange->operation->status;
    response->media_type = "application/json";
    rows_write_object(&response->body, rows, 0);
    tag(exchange, rows_first(rows, "version"));
    cache_headers(exchange);
    if (response->status == 201)
        location_header(exchange);
}

void reply_composed(struct exchange *exchange, struct text *body)
{
    struct response *response = exchange->response;
    text_free(&response->body);
    response->body = *body;
    *body = (struct text){0};
    response->status = 200;
    response->media_type = form_types[exchange->form].media_type;
    tag(exchange, NULL);
    if (exchange->form == FORM_CSV)
        csv_headers(exchange);
    if (exchange->form == FORM_PAGE)
        response_page_headers(response);
    cache_headers(exchange);
}

/* Whether a pair of the query is `after`, whichever of its characters are percent-encoded. */
static bool is_after(const char *pair, size_t length)
{
    static const char name[] = "after";
    size_t at = 0;
    for (size_t i = 0; i < length && pair[i] != '='; i++, at++) {
        char c = pair[i];
        if (c == '%' && i + 2 < length) {
            const char digits[] = {pair[i + 1], pair[i + 2], '\0'};
            c = (char)strtol(digits, NULL, 16);
            i += 2;
        }
        if (at == sizeof name - 1 || c != name[at])
            return false;
    }
    return at == sizeof name - 1;
}

/* The same request from behind the row with this key. */
static void next_target(const struct exchange *exchange, const char *key, size_t key_length,
                        struct text *out)
{
    const struct request *request = exchange->request;
    target_write(out, request->target, request->path_length);
    text_add_char(out, '?');
    const char *pair = request->query ? request->query : "";
    while (*pair) {
        const size_t length = strcspn(pair, "&");
        if (length && !is_after(pair, length)) {
            target_write(out, pair, length);
            text_add_char(out, '&');
        }
        pair += length + (pair[length] == '&');
    }
    text_add_string(out, "after=");
    cursor_write(out, exchange->operation->id, key, key_length);
}

/* `"next":` and the Link header: where the next page is, or null. */
static void add_next(struct exchange *exchange, const struct rows *rows, size_t shown)
{
    struct response *response = exchange->response;
    const size_t cursor = rows_find(rows, "_cursor");
    text_add_string(&response->body, ",\"next\":");
    if (shown == rows->row_count || shown == 0 || cursor == SIZE_MAX) {
        text_add_string(&response->body, "null");
        return;
    }
    size_t length;
    const char *key = rows_value(rows, shown - 1, cursor, &length);
    text_auto target = {0};
    next_target(exchange, key, length, &target);
    if (text_failed(&target)) {
        response->body.failed = true;
        return;
    }
    text_add_json_string(&response->body, target.data, target.length);
    response_header(response, "Link", "<%s>; rel=\"next\"", target.data);
}

/* What the next list of changes begins at: a CSV has no other place to say it. */
static void watermark_header(struct exchange *exchange)
{
    if (exchange->watermark)
        response_header(exchange->response, "Watermark", "%s", exchange->watermark);
}

void reply_list(struct exchange *exchange, const struct rows *rows, const struct rows *head)
{
    struct response *response = exchange->response;
    size_t shown = rows->row_count;
    if (exchange->operation->paged && shown > (size_t)exchange->limit)
        shown = (size_t)exchange->limit;
    response->status = 200;
    response->media_type = "application/json";
    text_add_string(&response->body, "{\"items\":[");
    rows_write_objects(&response->body, rows, shown, true);
    text_add_char(&response->body, ']');
    add_next(exchange, rows, shown);
    const char *total = head ? rows_first(head, "_total") : NULL;
    if (total)
        text_add_format(&response->body, ",\"total\":%s", total);
    if (exchange->watermark)
        text_add_format(&response->body, ",\"watermark\":\"%s\"", exchange->watermark);
    text_add_char(&response->body, '}');
    if (text_failed(&response->body))
        return;
    tag(exchange, NULL);
    cache_headers(exchange);
    watermark_header(exchange);
}

void reply_again(struct exchange *exchange, const struct stored_reply *stored)
{
    struct response *response = exchange->response;
    response->status = stored->status;
    response->media_type = "application/json";
    text_add_string(&response->body, stored->body);
    if (stored->location)
        response_header(response, "Location", "%s", stored->location);
    response_header(response, "Idempotency-Replayed", "true");
    memory_begin_reading();
    json_auto_t *body = json_loads(stored->body, 0, NULL);
    (void)memory_end_reading(); /* the pipeline looks whether memory sufficed */
    char version[24];
    (void)snprintf(version, sizeof version, "%" JSON_INTEGER_FORMAT,
                   json_integer_value(json_object_get(body, "version")));
    tag(exchange, version);
    cache_headers(exchange);
}

void reply_streamed(struct exchange *exchange)
{
    struct response *response = exchange->response;
    response->status = 200;
    response->media_type = form_types[exchange->form].media_type;
    if (form_types[exchange->form].is_csv)
        csv_headers(exchange);
    cache_headers(exchange);
    watermark_header(exchange);
    if (reply_wants_gzip(exchange))
        response_header(response, "Content-Encoding", "gzip");
}

enum flow reply_file(struct exchange *exchange, const struct rows *head)
{
    struct response *response = exchange->response;
    const char *name = rows_first(head, "_name"), *type = rows_first(head, "_type"),
               *sha256 = rows_first(head, "_sha256"), *bytes = rows_first(head, "_bytes");
    assert(name && type && sha256 && bytes && strlen(sha256) == DIGEST_HEX_SIZE - 1);
    if (!negotiate_accepts(request_header(exchange->request, "Accept"), type)) {
        refusal_set(&exchange->refusal, "not-acceptable", NULL);
        text_add_format(&exchange->refusal.detail, "This file is %s, which Accept leaves out.",
                        type);
        reply_problem(exchange);
        return ANSWERED;
    }
    text_auto disposition = {0};
    disposition_write(&disposition, name);
    memcpy(exchange->file_sha256, sha256, DIGEST_HEX_SIZE);
    response->status = 200;
    response->length = strtoull(bytes, NULL, 10);
    response_header(response, "Content-Type", "%s", type);
    response_header(response, "Content-Disposition", "%s",
                    text_failed(&disposition) ? "attachment" : disposition.data);
    response_header(response, "ETag", "\"%s\"", sha256);
    cache_headers(exchange);
    return GO_ON;
}

bool reply_wants_gzip(const struct exchange *exchange)
{
    return negotiate_gzip(request_header(exchange->request, "Accept-Encoding"));
}

void reply_pack(struct exchange *exchange)
{
    struct response *response = exchange->response;
    const char *etag = response_header_value(response, "ETag");
    if (response->status != 200 || !exchange->operation ||
        exchange->operation->method != METHOD_GET || !etag ||
        response->body.length < WORTH_PACKING || !reply_wants_gzip(exchange) ||
        !pack_text(&response->body))
        return;
    response_header(response, "Content-Encoding", "gzip");
    /* Other bytes, so another tag (RFC 9110, section 8.8.3.3). */
    response_header(response, "ETag", "%.*s-gzip\"", (int)strlen(etag) - 1, etag);
}

static void authenticate_header(struct exchange *exchange)
{
    if (strcmp(exchange->refusal.slug, "insufficient-scope") != 0)
        return;
    text_auto scopes = {0};
    for (size_t i = 0; exchange->operation->scopes[i]; i++)
        text_add_format(&scopes, "%s%s", i ? " " : "", exchange->operation->scopes[i]);
    response_header(
        exchange->response, "WWW-Authenticate",
        "Bearer realm=\"safer-communities\", error=\"insufficient_scope\", scope=\"%s\"",
        scopes.length ? scopes.data : "");
}

void reply_problem(struct exchange *exchange)
{
    problem_write(&exchange->refusal, exchange->request, exchange->response);
    if (exchange->operation)
        authenticate_header(exchange);
}

enum flow reply_refusal(struct exchange *exchange, const char *slug, const char *sentence)
{
    refusal_set(&exchange->refusal, slug, sentence);
    reply_problem(exchange);
    return ANSWERED;
}

static void add_fault(struct text *members, const struct fault *fault)
{
    const char *where = fault->parameter ? fault->parameter : fault->pointer;
    text_add_format(members, "{\"%s\":", fault->parameter ? "parameter" : "pointer");
    text_add_json_string(members, where ? where : "", where ? strlen(where) : 0);
    text_add_format(members, ",\"code\":\"%s\",\"detail\":", fault->code);
    text_add_json_string(members, fault->detail ? fault->detail : "",
                         fault->detail ? strlen(fault->detail) : 0);
    text_add_char(members, '}');
}

void reply_faults(struct exchange *exchange)
{
    const struct faults *faults = &exchange->faults;
    bool of_parameters = false;
    for (size_t i = 0; i < faults->count; i++)
        of_parameters = of_parameters || faults->items[i].parameter;
    if (faults->count == 0) { /* there were some, and no memory to keep them */
        refusal_set(&exchange->refusal, "unavailable", NULL);
        reply_problem(exchange);
        return;
    }
    const bool of_cursor = faults->total == 1 && strcmp(faults->items[0].code, CURSOR_FAULT) == 0;
    refusal_set(&exchange->refusal,
                of_cursor       ? "bad-cursor"
                : of_parameters ? "invalid-parameters"
                                : "invalid-body",
                NULL);
    if (faults->total == 1)
        text_add_format(&exchange->refusal.detail, "One thing is wrong with this request.");
    else
        text_add_format(&exchange->refusal.detail, "%zu things are wrong with this request%s.",
                        faults->total,
                        faults->total > faults->count ? "; the first of them are listed" : "");
    struct text *members = &exchange->refusal.members;
    text_add_string(members, "\"errors\":[");
    for (size_t i = 0; i < faults->count; i++) {
        if (i)
            text_add_char(members, ',');
        add_fault(members, &faults->items[i]);
    }
    text_add_char(members, ']');
    reply_problem(exchange);
}

static void add_allowed(const struct route *route, struct text *out)
{
    for (int i = 0; i < METHOD_COUNT; i++)
        if (route->allowed & 1u << i)
            text_add_format(out, "%s%s, ", method_name((enum method)i),
                            i == METHOD_GET ? ", HEAD" : "");
    text_add_string(out, "OPTIONS");
}

void reply_allow(struct exchange *exchange)
{
    text_auto allowed = {0};
    add_allowed(&exchange->route, &allowed);
    if (strcmp(exchange->request->method, "OPTIONS") == 0) {
        exchange->response->status = 204;
    } else {
        refusal_set(&exchange->refusal, "method-not-allowed", NULL);
        text_add_format(&exchange->refusal.detail, "This path answers %s.",
                        allowed.length ? allowed.data : "");
        reply_problem(exchange);
    }
    response_header(exchange->response, "Allow", "%s", allowed.length ? allowed.data : "");
}

void reply_conditional(struct exchange *exchange)
{
    struct response *response = exchange->response;
    const char *method = exchange->request->method;
    if (response->status != 200 || (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0))
        return;
    const char *etag = response_header_value(response, "ETag");
    if (!negotiate_none_match(request_header(exchange->request, "If-None-Match"), etag))
        return;
    /* The body stays: libmicrohttpd sends its length, as with HEAD, and not the body itself. */
    response->status = 304;
    response->media_type = NULL;
}

/* Whether this web page's origin may read the answer. */
static bool origin_allowed(const char *origin, const char *allowed)
{
    if (strcmp(allowed, "*") == 0)
        return true;
    const size_t length = strlen(origin);
    for (const char *next = allowed; *next;) {
        const size_t word = strcspn(next, " ");
        if (word == length && length && memcmp(next, origin, length) == 0)
            return true;
        next += word + strspn(next + word, " ");
    }
    return false;
}

static void cors_headers(struct exchange *exchange, const char *allowed)
{
    struct response *response = exchange->response;
    const char *origin = request_header(exchange->request, "Origin");
    if (!*allowed)
        return;
    const char *vary = response_header_value(response, "Vary");
    /* the value given is read before the one that stands is freed */
    response_header(response, "Vary", "%s%sOrigin", vary ? vary : "", vary ? ", " : "");
    if (!origin || !origin_allowed(origin, allowed))
        return;
    response_header(response, "Access-Control-Allow-Origin", "%s", origin);
    response_header(response, "Access-Control-Expose-Headers",
                    "ETag, Link, Location, Retry-After, X-Request-Id, Idempotency-Replayed, "
                    "Server-Timing, RateLimit, RateLimit-Policy, Watermark");
    if (strcmp(exchange->request->method, "OPTIONS") != 0 ||
        !request_header(exchange->request, "Access-Control-Request-Method"))
        return;
    const char *methods = response_header_value(response, "Allow");
    response_header(response, "Access-Control-Allow-Methods", "%s", methods ? methods : "GET");
    response_header(response, "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
                    "X-Request-Id");
    response_header(response, "Access-Control-Max-Age", "600");
}

/* As draft-ietf-httpapi-ratelimit-headers-10 has them. */
static void limit_headers(struct response *response, const struct allowance *allowance)
{
    if (!allowance->policy)
        return;
    response_header(response, "RateLimit-Policy", "\"%s\";q=%d;w=%d", allowance->policy,
                    allowance->quota, LIMITS_WINDOW_SECONDS);
    response_header(response, "RateLimit", "\"%s\";r=%d;t=%d", allowance->policy,
                    allowance->remaining, allowance->seconds);
}

void reply_common_headers(struct exchange *exchange, const struct config *config)
{
    struct response *response = exchange->response;
    const int64_t total = clock_monotonic_us() - exchange->request->arrived_us;
    response_header(response, "X-Request-Id", "%s", exchange->request->id);
    response_header(response, "X-Content-Type-Options", "nosniff");
    response_header(response, "Server-Timing",
                    "auth;dur=%d.%03d, db;dur=%d.%03d, total;dur=%d.%03d",
                    (int)(exchange->auth_us / 1000), (int)(exchange->auth_us % 1000),
                    (int)(exchange->database_us / 1000), (int)(exchange->database_us % 1000),
                    (int)(total / 1000), (int)(total % 1000));
    if (*config->tls_certificate)
        response_header(response, "Strict-Transport-Security", "max-age=31536000");
    limit_headers(response, &exchange->allowance);
    cors_headers(exchange, config->cors_origins);
}
