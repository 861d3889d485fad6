/* Bodies against the contract's own schemas: one verdict, however often and in whatever order.
 * SPDX-License-Identifier: MIT
 *
 * An input is an operation's id, a line end, and a body in JSON. Half of the mutations change the
 * body as a value, so that it stays JSON. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract/json_read.h"
#include "contract/parameters.h"
#include "contract/pointer.h"
#include "fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static void start_contract(void)
{
    static bool started;
    char error[256];
    hold(started || contract_start(error));
    started = true;
}

static const struct operation *find_operation(struct piece id)
{
    for (size_t i = 0; i < operation_count; i++) {
        const struct operation *operation = &operations[i];
        if (operation->body_schema && strlen(operation->id) == id.length &&
            memcmp(operation->id, id.bytes, id.length) == 0)
            return operation;
    }
    return NULL;
}

static bool is_right(const struct operation *operation, const json_t *body)
{
    faults_auto_t faults = {0};
    return contract_check_body(operation, (const struct json_t *)body, &faults);
}

/* RFC 6901, section 3: each step begins with a slash, and a tilde is followed by 0 or 1. */
static void check_fault(const struct fault *fault)
{
    const char *pointer = fault->pointer;
    hold(pointer && !fault->parameter && fault->code && fault->detail);
    hold(strlen(pointer) < POINTER_MAX && fuzz_is_utf8(pointer, strlen(pointer)));
    hold(pointer[0] == '\0' || pointer[0] == '/');
    for (const char *c = pointer; *c; c++) {
        hold((unsigned char)*c >= ' ');
        hold(*c != '~' || c[1] == '0' || c[1] == '1' || strlen(pointer) > POINTER_MAX - 16);
    }
    hold(strlen(fault->detail) <= FAULT_DETAIL_MAX);
    hold(fuzz_is_utf8(fault->detail, strlen(fault->detail)));
}

/* A right body is wrong with a member nobody knows, and without one that is required. */
static void check_neighbours(const struct operation *operation, json_t *body)
{
    json_auto_t *schema = json_loads(operation->body_schema, 0, NULL);
    hold(schema);
    json_auto_t *more = json_copy(body);
    if (json_is_false(json_object_get(schema, "additionalProperties"))) {
        json_object_set_new(more, "nobody knows it", json_null());
        hold(!is_right(operation, more));
    }
    size_t i;
    json_t *name;
    json_array_foreach(json_object_get(schema, "required"), i, name)
    {
        json_auto_t *less = json_copy(body);
        hold(json_object_del(less, json_string_value(name)) == 0);
        hold(!is_right(operation, less));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    start_contract();
    struct piece rest = fuzz_whole(data, size);
    const struct operation *operation = find_operation(fuzz_line(&rest));
    char problem[JSON_PROBLEM_MAX];
    json_auto_t *body = operation ? json_read(rest.bytes, rest.length, 16, problem) : NULL;
    if (!body)
        return -1;
    faults_auto_t faults = {0};
    const bool right = contract_check_body(operation, (const struct json_t *)body, &faults);
    hold(right == (faults.total == 0));
    hold(faults.count == (faults.total < FAULTS_MAX ? faults.total : FAULTS_MAX));
    for (size_t i = 0; i < faults.count; i++)
        check_fault(&faults.items[i]);

    free_auto char *sorted =
        json_dumps(body, JSON_ENCODE_ANY | JSON_SORT_KEYS | JSON_REAL_PRECISION(17));
    hold(sorted);
    json_auto_t *same = json_loads(sorted, JSON_DECODE_ANY, NULL);
    hold(same && is_right(operation, same) == right);
    if (right)
        check_neighbours(operation, body);
    return 0;
}

/* ---- Mutations of the value ---------------------------------------------------------------------
 */

static const char *const values[] = {
    "null",
    "true",
    "0",
    "-1",
    "1",
    "100000",
    "1e2",
    "0.5",
    "9007199254740993",
    "\"\"",
    "\"kcc\"",
    "\"2018/19\"",
    "\"2018/20\"",
    "\"2018-04-03\"",
    "\"2018-02-30\"",
    "[]",
    "{}",
    "[null]",
    "\"a b\"",
    "\"\\u202e\"",
    "\"00000000-0000-7000-8000-000000000000\"",
    "\"https://a.example/x\"",
};

static unsigned take(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

static json_t *new_value(unsigned *seed)
{
    return json_loads(values[take(seed, sizeof values / sizeof *values)], JSON_DECODE_ANY, NULL);
}

/* A text that is cut, or made longer. */
static json_t *changed_text(const json_t *text, unsigned *seed)
{
    const char *bytes = json_string_value(text);
    const size_t length = json_string_length(text);
    if (take(seed, 2) && length)
        return json_stringn_nocheck(bytes, take(seed, (unsigned)length));
    return json_sprintf("%s%s", bytes, take(seed, 2) ? bytes : "0");
}

static json_t *changed(json_t *value, unsigned *seed);

static void change_object(json_t *object, unsigned *seed)
{
    static const char *const names[] = {"fund", "partner", "note", "starts_on", "id", "x"};
    unsigned at = take(seed, (unsigned)json_object_size(object) + 1);
    void *place = json_object_iter(object);
    for (; place && at; at--)
        place = json_object_iter_next(object, place);
    const char *name = place ? json_object_iter_key(place) : names[take(seed, 6)];
    if (place && take(seed, 4) == 0)
        json_object_del(object, name);
    else
        json_object_set_new(object, name,
                            place ? changed(json_object_iter_value(place), seed) : new_value(seed));
}

static void change_array(json_t *array, unsigned *seed)
{
    const size_t size = json_array_size(array), at = take(seed, (unsigned)size + 1);
    const unsigned kind = take(seed, 4);
    if (at == size || kind == 0)
        json_array_append_new(array, size && kind == 1 ? json_deep_copy(json_array_get(array, 0))
                                                       : new_value(seed));
    else if (kind == 1)
        json_array_remove(array, at);
    else
        json_array_set_new(array, at, changed(json_array_get(array, at), seed));
}

/* A new value, much like this one. */
static json_t *changed(json_t *value, unsigned *seed)
{
    if (take(seed, 8) == 0)
        return new_value(seed);
    json_t *copy = json_deep_copy(value);
    if (json_is_object(copy))
        change_object(copy, seed);
    else if (json_is_array(copy))
        change_array(copy, seed);
    else if (json_is_integer(copy))
        json_integer_set(copy, json_integer_value(copy) / 2 + (int)take(seed, 5) - 2);
    else if (json_is_string(copy) && take(seed, 2)) {
        json_decref(copy);
        return changed_text(value, seed);
    } else {
        json_decref(copy);
        return new_value(seed);
    }
    return copy;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct piece rest = fuzz_whole(data, size);
    const size_t head = fuzz_line(&rest).length + 1;
    if (seed % 2 || head > size)
        return LLVMFuzzerMutate(data, size, max_size);
    seed /= 2;
    json_auto_t *body = json_loadb(rest.bytes, rest.length, JSON_DECODE_ANY, NULL);
    json_auto_t *other = body ? changed(body, &seed) : NULL;
    free_auto char *text = other ? json_dumps(other, JSON_ENCODE_ANY) : NULL;
    const size_t length = text ? strlen(text) : 0;
    if (length == 0 || head + length > max_size)
        return LLVMFuzzerMutate(data, size, max_size);
    memcpy(data + head, text, length);
    return head + length;
}
