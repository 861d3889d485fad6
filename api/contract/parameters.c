/* Reads a request's path and query as the contract declares them.
 * SPDX-License-Identifier: MIT */
#include "contract/parameters.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "contract/schema.h"

/* The compiled schemas of one operation, at its number. */
struct compiled {
    struct schema *parameters[PARAMETERS_MAX];
    struct schema *body;
};

static struct compiled *compiled;

bool contract_start(char error[static 256])
{
    compiled = calloc(operation_count, sizeof *compiled);
    if (!compiled) {
        (void)snprintf(error, 256, "no memory for the contract");
        return false;
    }
    for (size_t i = 0; i < operation_count; i++) {
        const struct operation *operation = &operations[i];
        assert(operation->parameter_count <= PARAMETERS_MAX);
        for (size_t p = 0; p < operation->parameter_count; p++) {
            compiled[i].parameters[p] = schema_new(operation->parameters[p].schema, error);
            if (!compiled[i].parameters[p])
                return false;
        }
        if (operation->body_schema) {
            compiled[i].body = schema_new(operation->body_schema, error);
            if (!compiled[i].body)
                return false;
        }
    }
    return true;
}

void contract_stop(void)
{
    for (size_t i = 0; compiled && i < operation_count; i++) {
        for (size_t p = 0; p < PARAMETERS_MAX; p++)
            schema_free(compiled[i].parameters[p]);
        schema_free(compiled[i].body);
    }
    free(compiled);
    compiled = NULL;
}

bool contract_check_body(const struct operation *operation, const struct json_t *body,
                         struct faults *faults)
{
    return schema_check(compiled[operation->number].body, body, "", NULL, faults);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Percent-decodes into a new string (RFC 3986; in a query `+` is a blank). NULL when an escape is
 * broken or stands for NUL. The caller frees it. */
static char *decode(const char *text, size_t length, bool query)
{
    char *out = memory_take(length + 1);
    if (!out)
        return NULL;
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c == '%') {
            const int high = i + 2 < length ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < length ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0)) {
                free(out);
                return NULL;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && query) {
            c = ' ';
        }
        out[used++] = c;
    }
    out[used] = '\0';
    return out;
}

/* The text as the JSON value its type makes of it; NULL when it is none. */
static json_t *typed_value(enum value_type type, const char *text)
{
    if (type == VALUE_STRING)
        return json_string(text);
    if (type == VALUE_BOOLEAN)
        return strcmp(text, "true") == 0    ? json_true()
               : strcmp(text, "false") == 0 ? json_false()
                                            : NULL;
    const char *digits = text[0] == '-' ? text + 1 : text;
    if (!*digits || strlen(digits) > 18 || strspn(digits, "0123456789") != strlen(digits))
        return NULL;
    return json_integer(strtoll(text, NULL, 10));
}

static void check_value(const struct operation *operation, size_t at, const char *text,
                        struct faults *faults)
{
    static const char *const kinds[] = {
        [VALUE_STRING] = "text in UTF-8",
        [VALUE_INTEGER] = "a whole number",
        [VALUE_BOOLEAN] = "true or false",
    };
    const struct parameter *parameter = &operation->parameters[at];
    json_t *value = typed_value(parameter->type, text);
    const size_t before = faults->total;
    const bool good = value && schema_check(compiled[operation->number].parameters[at], value, "",
                                            parameter->name, faults);
    if (!good && faults->total == before)
        faults_add_parameter(faults, parameter->name, "type", "must be %s", kinds[parameter->type]);
    json_decref(value);
}

static void take_value(const struct operation *operation, size_t at, const char *raw, size_t length,
                       struct parameters *parameters, struct faults *faults)
{
    const struct parameter *parameter = &operation->parameters[at];
    char *text = decode(raw, length, parameter->place == PLACE_QUERY);
    if (!text) {
        faults_add_parameter(faults, parameter->name, "encoding",
                             "is not properly percent-encoded");
        return;
    }
    parameters->values[at] = text;
    check_value(operation, at, text, faults);
}

static size_t find_query(const struct operation *operation, const char *name)
{
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].place == PLACE_QUERY &&
            strcmp(operation->parameters[i].name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* Adds a fault for a query parameter nobody declared; its name is the client's, so it is cut and
 * only plain characters of it are shown. */
static void refuse_unknown(const struct operation *operation, const char *name,
                           struct faults *faults)
{
    char shown[61];
    (void)snprintf(shown, sizeof shown, "%s", name);
    for (char *c = shown; *c; c++)
        if (*c <= ' ' || *c >= 0x7f)
            *c = '?';
    struct text known = {0};
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (operation->parameters[i].place == PLACE_QUERY)
            text_add_format(&known, "%s%s", known.length ? ", " : "",
                            operation->parameters[i].name);
    faults_add_parameter(faults, shown, "unknown", "is not a parameter here; known are: %s",
                         known.data ? known.data : "none");
    text_free(&known);
}

static void read_pair(const struct operation *operation, const char *pair, size_t length,
                      struct parameters *parameters, struct faults *faults)
{
    const char *equals = memchr(pair, '=', length);
    const size_t name_length = equals ? (size_t)(equals - pair) : length;
    free_auto char *name = decode(pair, name_length, true);
    const size_t at = name ? find_query(operation, name) : SIZE_MAX;
    if (at == SIZE_MAX)
        refuse_unknown(operation, name ? name : "%", faults);
    else if (parameters->values[at])
        faults_add_parameter(faults, operation->parameters[at].name, "repeated",
                             "is given more than once");
    else
        take_value(operation, at, equals ? equals + 1 : "", equals ? length - name_length - 1 : 0,
                   parameters, faults);
}

bool parameters_read(const struct operation *operation, const struct route *route,
                     const char *query, struct parameters *parameters, struct faults *faults)
{
    for (size_t i = 0; i < route->value_count; i++)
        take_value(operation, i, route->values[i].start, route->values[i].length, parameters,
                   faults);
    const char *next = query ? query : "";
    while (*next) {
        const size_t length = strcspn(next, "&");
        if (length)
            read_pair(operation, next, length, parameters, faults);
        next += length + (next[length] == '&');
    }
    for (size_t i = 0; i < operation->parameter_count; i++) {
        const struct parameter *parameter = &operation->parameters[i];
        if (parameters->values[i] || parameter->place != PLACE_QUERY)
            continue;
        if (parameter->required)
            faults_add_parameter(faults, parameter->name, "required", "is missing");
        else if (parameter->fallback && !(parameters->values[i] = strdup(parameter->fallback)))
            return false;
    }
    return true;
}

void parameters_record(const struct operation *operation, const char *query, struct text *recorded)
{
    const char *next = query ? query : "";
    while (*next) {
        const size_t length = strcspn(next, "&");
        const size_t name_length = strcspn(next, "=&");
        free_auto char *name = decode(next, name_length, true);
        const size_t at = name ? find_query(operation, name) : SIZE_MAX;
        /* A name that cannot be read, or could not for want of memory, is nobody's: its value goes.
         */
        const bool is_kept = at != SIZE_MAX && !operation->parameters[at].unrecorded;
        const size_t with_equals = name_length + (name_length < length);
        text_add(recorded, next, is_kept ? length : with_equals);
        next += length;
        if (*next)
            text_add_char(recorded, *next++);
    }
}

const char *parameters_get(const struct operation *operation, const struct parameters *parameters,
                           const char *name)
{
    for (size_t i = 0; i < operation->parameter_count; i++)
        if (strcmp(operation->parameters[i].name, name) == 0)
            return parameters->values[i];
    return NULL;
}

void parameters_clear(struct parameters *parameters)
{
    for (size_t i = 0; i < PARAMETERS_MAX; i++) {
        free(parameters->values[i]);
        parameters->values[i] = NULL;
    }
}
