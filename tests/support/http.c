/* Requests by libcurl, answers as jansson values, and the record of both.
 * SPDX-License-Identifier: MIT */
#include "support/http.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <ctype.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_SECONDS = 60, ANSWER_MAX = 256 * 1024 * 1024 };

/* ---- The record ---------------------------------------------------------------------------- */

/* A body in the record: {"text": ...} when it is UTF-8 without NUL, else {"base64": ...}. */
static json_t *recorded_body(const char *body, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    if (!body) {
        return json_pack("{s:n}", "text");
    }
    json_t *text = json_stringn(body, length);
    if (text) {
        return json_pack("{s:o}", "text", text);
    }
    char *encoded = malloc(4 * (length / 3 + 1) + 1);
    size_t out = 0;
    cr_assert_not_null(encoded);
    for (size_t at = 0; at < length; at += 3) {
        unsigned bytes[3] = {0, 0, 0};
        for (size_t i = 0; i < 3 && at + i < length; i++) {
            bytes[i] = (unsigned char)body[at + i];
        }
        const unsigned group = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
        for (unsigned i = 0; i < 4; i++) {
            encoded[out++] = at + i > length ? '=' : digits[group >> (18 - 6 * i) & 63];
        }
    }
    json_t *result = json_pack("{s:s%}", "base64", encoded, out);
    free(encoded);
    return result;
}

/* Adds "Name: value" to an object of arrays, the name in lower case. */
static void add_header(json_t *headers, const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    if (!colon) {
        return;
    }
    char name[128];
    const size_t name_length = (size_t)(colon - line);
    cr_assert_lt(name_length, sizeof name, "a header's name is too long");
    for (size_t i = 0; i < name_length; i++) {
        name[i] = (char)tolower((unsigned char)line[i]);
    }
    name[name_length] = '\0';
    const char *value = colon + 1, *end = line + length;
    while (value < end && isspace((unsigned char)*value)) {
        value++;
    }
    while (end > value && isspace((unsigned char)end[-1])) {
        end--;
    }
    json_t *values = json_object_get(headers, name);
    if (!values) {
        values = json_array();
        json_object_set_new(headers, name, values);
    }
    json_t *text = json_stringn(value, (size_t)(end - value));
    json_array_append_new(values, text ? text : json_string("(not UTF-8)"));
}

/* A target with what is not ASCII escaped, so that the record can hold any. */
static json_t *recorded_target(const char *target)
{
    char *escaped = malloc(3 * strlen(target) + 1), *end = escaped;
    cr_assert_not_null(escaped);
    for (; *target; target++) {
        if ((unsigned char)*target < 0x80) {
            *end++ = *target;
        } else {
            end += snprintf(end, 4, "%%%02X", (unsigned char)*target);
        }
    }
    json_t *text = json_stringn(escaped, (size_t)(end - escaped));
    free(escaped);
    return text;
}

static void record(const struct request *request, size_t body_length,
                   const struct curl_slist *headers, const struct reply *reply)
{
    const char *path = getenv("SAFER_EXCHANGES");
    if (!path) {
        return;
    }
    json_t *sent = json_object();
    for (; headers; headers = headers->next) {
        const bool withheld =
            headers->data[strlen(headers->data) - 1] == ':'; /* curl's "do not send" */
        if (!withheld && strncasecmp(headers->data, "authorization:", 14) != 0) {
            add_header(sent, headers->data, strlen(headers->data));
        }
    }
    json_t *exchange = json_pack(
        "{s:s, s:o, s:o, s:o, s:i, s:O, s:o}", "method", request->method ? request->method : "GET",
        "target", recorded_target(request->target), "request_headers", sent, "request_body",
        recorded_body(request->body, body_length), "status", reply->status, "headers",
        reply->headers, "body", recorded_body(reply->body, reply->length));
    cr_assert_not_null(exchange);
    char *text = json_dumps(exchange, JSON_COMPACT);
    json_decref(exchange);
    cr_assert_not_null(text);
    const size_t length = strlen(text);
    text[length] = '\n'; /* in place of the NUL: one write, so that lines of two tests never mix */
    const int file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_geq(file, 0, "cannot open %s", path);
    const ssize_t written = write(file, text, length + 1);
    close(file);
    free(text);
    cr_assert_eq(written, (ssize_t)length + 1, "the record of exchanges is cut short");
}

/* ---- Requests ------------------------------------------------------------------------------ */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct reply *reply = context;
    const size_t length = size * count;
    if (reply->length + length > ANSWER_MAX) {
        return 0;
    }
    char *grown = realloc(reply->body, reply->length + length + 1);
    if (!grown) {
        return 0;
    }
    memcpy(grown + reply->length, bytes, length);
    reply->body = grown;
    reply->length += length;
    grown[reply->length] = '\0';
    return length;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct reply *reply = context;
    if (size * count > 5 && memcmp(bytes, "HTTP/", 5) == 0) {
        json_object_clear(reply->headers); /* an interim answer went before */
    } else {
        add_header(reply->headers, bytes, size * count);
    }
    return size * count;
}

static struct curl_slist *with_header(struct curl_slist *headers, const char *name,
                                      const char *value)
{
    const size_t length = strlen(name) + strlen(value) + 3;
    char *line = malloc(length);
    cr_assert_not_null(line);
    snprintf(line, length, "%s: %s", name, value);
    headers = curl_slist_append(headers, line);
    free(line);
    cr_assert_not_null(headers);
    return headers;
}

static struct curl_slist *request_headers(const struct request *request)
{
    /* Without "Expect:" libcurl would wait for 100 Continue before a large body. */
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    if (request->token) {
        char *value = NULL;
        cr_assert_geq(asprintf(&value, "Bearer %s", request->token), 0);
        headers = with_header(headers, "Authorization", value);
        free(value);
    }
    if (request->key) {
        headers = with_header(headers, "Idempotency-Key", request->key);
    }
    if (request->body) {
        const char *type = request->content_type ? request->content_type : "application/json";
        headers = *type ? with_header(headers, "Content-Type", type)
                        : curl_slist_append(headers, "Content-Type:");
    }
    for (const char *const *more = request->headers; more && *more; more++) {
        headers = curl_slist_append(headers, *more);
    }
    return headers;
}

struct reply http_send(const char *url, const struct request *request)
{
    struct reply reply = {.headers = json_object()};
    const char *method = request->method ? request->method : "GET";
    const size_t body_length =
        request->body && !request->length ? strlen(request->body) : request->length;
    struct curl_slist *headers = request_headers(request);
    char *address = NULL, error[CURL_ERROR_SIZE] = "";
    CURL *curl = curl_easy_init();

    cr_assert_not_null(curl);
    cr_assert_geq(asprintf(&address, "%s%s", url, request->target), 0);
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)ANSWER_SECONDS);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply);
    if (request->body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_length);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
    } else if (strcmp(method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    const CURLcode code = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    free(address);
    cr_assert_eq(code, CURLE_OK, "%s %s: %s (%s)", method, request->target,
                 curl_easy_strerror(code), error);
    reply.status = (int)status;
    if (!reply.body) {
        reply.body = calloc(1, 1);
    }
    cr_assert_not_null(reply.body);
    record(request, body_length, headers, &reply);
    curl_slist_free_all(headers);

    const char *type = reply_header(&reply, "content-type");
    if (type && strstr(type, "json") && reply.length && !reply_header(&reply, "content-encoding")) {
        json_error_t fault;
        reply.json = json_loadb(reply.body, reply.length, JSON_DECODE_ANY, &fault);
        cr_assert_not_null(reply.json, "%s %s answered what is not JSON: %s", method,
                           request->target, fault.text);
    }
    return reply;
}

struct reply http_get(const char *url, const char *token, const char *target)
{
    return http_send(url, &(struct request){.target = target, .token = token});
}

struct reply http_post(const char *url, const char *token, const char *key, const char *target,
                       const char *body)
{
    return http_send(
        url, &(struct request){
                 .method = "POST", .target = target, .token = token, .key = key, .body = body});
}

char *http_raw(const char *url, const char *bytes, size_t length)
{
    const char *colon = strrchr(url, ':');
    cr_assert_not_null(colon);
    const struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    const int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(connection, 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    cr_assert_eq(connect(connection, (const struct sockaddr *)&address, sizeof address), 0);
    for (size_t sent = 0; sent < length;) {
        const ssize_t now = send(connection, bytes + sent, length - sent, MSG_NOSIGNAL);
        if (now <= 0) {
            break; /* the service has had enough: its answer says why */
        }
        sent += (size_t)now;
    }
    struct reply collected = {.status = 0};
    char chunk[4096];
    for (ssize_t got; (got = recv(connection, chunk, sizeof chunk, 0)) > 0;) {
        cr_assert_eq(take_body(chunk, 1, (size_t)got, &collected), (size_t)got);
    }
    close(connection);
    return collected.body ? collected.body : calloc(1, 1);
}

/* ---- Replies ------------------------------------------------------------------------------- */

void reply_free(struct reply *reply)
{
    json_decref(reply->headers);
    json_decref(reply->json);
    free(reply->body);
    *reply = (struct reply){.status = 0};
}

const char *reply_header(const struct reply *reply, const char *name)
{
    return json_string_value(json_array_get(json_object_get(reply->headers, name), 0));
}

json_t *reply_member(const struct reply *reply, const char *path)
{
    json_t *value = reply->json;
    for (const char *at = path; *at;) {
        const size_t length = strcspn(at, ".");
        char step[128];
        cr_assert_lt(length, sizeof step);
        memcpy(step, at, length);
        step[length] = '\0';
        value = json_is_array(value) ? json_array_get(value, strtoul(step, NULL, 10))
                                     : json_object_get(value, step);
        at += length + (at[length] == '.');
    }
    cr_assert_not_null(value, "no \"%s\" in the answer (%d): %.2000s", path, reply->status,
                       reply->body);
    return value;
}

const char *reply_text(const struct reply *reply, const char *path)
{
    const json_t *value = reply_member(reply, path);
    cr_assert(json_is_string(value) || json_is_null(value), "\"%s\" is not text: %.2000s", path,
              reply->body);
    return json_string_value(value);
}

json_int_t reply_integer(const struct reply *reply, const char *path)
{
    const json_t *value = reply_member(reply, path);
    cr_assert(json_is_integer(value), "\"%s\" is not an integer: %.2000s", path, reply->body);
    return json_integer_value(value);
}

bool reply_is_problem(const struct reply *reply, int status, const char *slug)
{
    const char *type = json_string_value(json_object_get(reply->json, "type"));
    const char *media = reply_header(reply, "content-type");
    const bool right = reply->status == status && media &&
                       strcmp(media, "application/problem+json") == 0 && type &&
                       strncmp(type, "/problems/", 10) == 0 && strcmp(type + 10, slug) == 0 &&
                       json_integer_value(json_object_get(reply->json, "status")) == status;
    if (!right) {
        fprintf(stderr, "expected %d %s; the answer is %d %.4000s\n", status, slug, reply->status,
                reply->body);
    }
    return right;
}

bool reply_names(const struct reply *reply, const char *pointer_or_parameter)
{
    const char *member = *pointer_or_parameter == '/' ? "pointer" : "parameter";
    const json_t *faults = json_object_get(reply->json, "errors");
    for (size_t i = 0; i < json_array_size(faults); i++) {
        const char *where = json_string_value(json_object_get(json_array_get(faults, i), member));
        if (where && strcmp(where, pointer_or_parameter) == 0) {
            return true;
        }
    }
    fprintf(stderr, "no fault at %s in %.4000s\n", pointer_or_parameter, reply->body);
    return false;
}
