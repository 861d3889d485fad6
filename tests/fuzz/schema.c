/* Any schema that compiles gives each value one verdict, and the logic of its combinations holds.
 * SPDX-License-Identifier: MIT
 *
 * An input is a schema in JSON, a line end, and a value in JSON. */
#include "contract/schema.h"

#include <string.h>

#include "fuzz.h"

static bool check(const struct schema *schema, const json_t *value)
{
    faults_auto_t faults = {0};
    const bool right = schema_check(schema, value, "", NULL, &faults);
    hold(right == (faults.total == 0));
    for (size_t i = 0; i < faults.count; i++)
        hold(fuzz_is_utf8(faults.items[i].detail, strlen(faults.items[i].detail)));
    return right;
}

/* The verdict of a schema that wraps this one, whose own words stay at its root. */
static bool check_in(const char *keyword, const char *schema, const json_t *value)
{
    json_auto_t *inner = json_loads(schema, JSON_DECODE_ANY, NULL);
    const bool is_list = strcmp(keyword, "not") != 0;
    json_auto_t *outer = json_pack(is_list ? "{s:[O]}" : "{s:O}", keyword, inner);
    hold(outer);
    free_auto char *text = json_dumps(outer, 0);
    char error[SCHEMA_ERROR_MAX];
    struct schema *wrapped = schema_new(text, error);
    hold(wrapped);
    const bool right = check(wrapped, value);
    schema_free(wrapped);
    return right;
}

/* What names something of the root means another thing one level further down. */
static bool can_be_wrapped(const char *schema)
{
    static const char *const root_words[] = {"$ref", "$defs", "definitions", "$id", "$schema"};
    for (size_t i = 0; i < sizeof root_words / sizeof *root_words; i++)
        if (strstr(schema, root_words[i]))
            return false;
    return !strchr(schema, '\\');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct piece rest = fuzz_whole(data, size);
    const struct piece first = fuzz_line(&rest);
    if (fuzz_has_nul(first))
        return -1;
    free_auto char *text = fuzz_text(first);
    json_auto_t *value = json_loadb(rest.bytes, rest.length, JSON_DECODE_ANY, NULL);
    char error[SCHEMA_ERROR_MAX] = "";
    struct schema *schema = schema_new(text, error);
    hold(schema || strlen(error) > 0);
    if (schema && value) {
        const bool right = check(schema, value);
        hold(check(schema, value) == right);
        if (can_be_wrapped(text)) {
            hold(check_in("not", text, value) == !right);
            hold(check_in("allOf", text, value) == right);
            hold(check_in("anyOf", text, value) == right);
            hold(check_in("oneOf", text, value) == right);
        }
    }
    schema_free(schema);
    return schema && value ? 0 : -1;
}
