/* Compares our verdicts on our schemas with those of another validator, read from standard input.
 * SPDX-License-Identifier: MIT
 *
 * A line {"schema"}, then {"value", "valid"} for each value of it, as second_opinion.mjs writes
 * them. Ends with 1 when a verdict differs, a line cannot be read, or there are too few of either.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "contract/schema.h"

/* Of each verdict: fewer, and the other validator has not done its work. */
enum { VERDICTS_MIN = 100 };

/* The schema of the lines that follow. */
struct current {
    char *title;
    struct schema *schema;
};

static void current_free(struct current *current)
{
    free(current->title);
    schema_free(current->schema);
    *current = (struct current){0};
}

static bool take_schema(struct current *current, const json_t *source)
{
    current_free(current);
    const char *const title = json_string_value(json_object_get(source, "title"));
    current->title = strdup(title != NULL ? title : "a schema");
    free_auto char *text = json_dumps(source, JSON_ENCODE_ANY);
    char error[SCHEMA_ERROR_MAX] = "out of memory";
    current->schema = text != NULL ? schema_new(text, error) : NULL;
    if (current->schema == NULL)
        fprintf(stderr, "%s is not compiled: %s\n", title != NULL ? title : "a schema", error);
    return current->schema != NULL;
}

/* Whether both agree on a line, or its schema is taken; counts the verdict. */
static bool compare(struct current *current, const json_t *line, size_t verdicts[static 2])
{
    const json_t *const source = json_object_get(line, "schema");
    const json_t *const value = json_object_get(line, "value");
    const json_t *const valid = json_object_get(line, "valid");
    if (source != NULL)
        return take_schema(current, source);
    if (value == NULL || !json_is_boolean(valid)) {
        fprintf(stderr, "a line is neither {\"schema\"} nor {\"value\", \"valid\"}\n");
        return false;
    }
    if (current->schema == NULL)
        return false;
    faults_auto_t faults = {0};
    const bool answer = schema_check(current->schema, value, "", NULL, &faults);
    verdicts[answer]++;
    if (answer == json_is_true(valid))
        return true;
    free_auto char *shown = json_dumps(value, JSON_ENCODE_ANY);
    fprintf(stderr, "%s: %.300s is %s here, and not there%s%s%s%s\n", current->title, shown,
            answer ? "right" : "wrong", faults.count > 0 ? ": " : "",
            faults.count > 0 ? faults.items[0].pointer : "", faults.count > 0 ? " " : "",
            faults.count > 0 ? faults.items[0].detail : "");
    return false;
}

int main(void)
{
    struct current current = {0};
    size_t verdicts[2] = {0}, disagreed = 0, room = 0;
    free_auto char *text = NULL;
    while (getline(&text, &room, stdin) > 0) {
        json_error_t error;
        json_auto_t *line = json_loads(text, 0, &error);
        if (line == NULL)
            fprintf(stderr, "a line cannot be read: %s\n", error.text);
        disagreed += line == NULL || !compare(&current, line, verdicts);
    }
    current_free(&current);
    printf("%zu values right, %zu wrong, %zu verdicts disagreed\n", verdicts[true], verdicts[false],
           disagreed);
    const bool enough = verdicts[true] >= VERDICTS_MIN && verdicts[false] >= VERDICTS_MIN;
    return disagreed == 0 && enough ? EXIT_SUCCESS : EXIT_FAILURE;
}
