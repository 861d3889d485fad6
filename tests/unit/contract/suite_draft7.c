/* The draft 7 tests of Debian's json-schema-test-suite, over what the subset implements.
 * SPDX-License-Identifier: MIT
 *
 * Every test of every group must agree, but for the groups in `skips`, each with its reason; a
 * reason that is no longer needed fails too. */
#include <criterion/criterion.h>
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract/schema.h"

#define SUITE "/usr/share/json-schema-test-suite/tests/draft7"

/* Fewer than this, and something was not run. */
enum { AGREED_MIN = 320 };

#define NOT_IN_SUBSET "a keyword the subset leaves out, and schema_new refuses by name"
#define REMOTE "refers outside its own schema"

static struct skip {
    const char *file, *group, *test; /* group NULL: all of the file; test NULL: all of the group */
    const char *reason;
    bool used;
} skips[] = {
    {"additionalItems.json", NULL, NULL, NOT_IN_SUBSET, false},
    {"contains.json", NULL, NULL, NOT_IN_SUBSET, false},
    {"dependencies.json", NULL, NULL, NOT_IN_SUBSET, false},
    {"patternProperties.json", NULL, NULL, NOT_IN_SUBSET, false},
    {"propertyNames.json", NULL, NULL, NOT_IN_SUBSET, false},
    {"refRemote.json", NULL, NULL, REMOTE, false},
    {"definitions.json", NULL, NULL, REMOTE, false},
    {"additionalProperties.json",
     "additionalProperties being false does not allow other properties", NULL, NOT_IN_SUBSET,
     false},
    {"additionalProperties.json", "non-ASCII pattern with additionalProperties", NULL,
     NOT_IN_SUBSET, false},
    {"properties.json", "properties, patternProperties, additionalProperties interaction", NULL,
     NOT_IN_SUBSET, false},
    {"items.json", "an array of schemas for items", NULL, "items is one schema in 2020-12", false},
    {"items.json", "items with boolean schemas", NULL, "items is one schema in 2020-12", false},
    {"ref.json", "relative pointer ref to object", NULL, "$ref goes to definitions only", false},
    {"ref.json", "relative pointer ref to array", NULL, "$ref goes to definitions only", false},
    {"ref.json", "escaped pointer ref", NULL, "$ref goes to definitions only", false},
    {"ref.json", "remote ref, containing refs itself", NULL, REMOTE, false},
    {"ref.json", "Recursive references between schemas", NULL, REMOTE, false},
    {"ref.json", "ref overrides any sibling keywords", "ref valid, maxItems ignored",
     "beside $ref all keywords apply, as in 2020-12", false},
};

static size_t agreed;

static bool is_skipped(const char *file, const char *group, const char *test)
{
    for (size_t i = 0; i < sizeof skips / sizeof skips[0]; i++) {
        struct skip *const skip = &skips[i];
        if (strcmp(skip->file, file) != 0 ||
            (skip->group != NULL && strcmp(skip->group, group) != 0) ||
            (skip->test != NULL && (test == NULL || strcmp(skip->test, test) != 0)))
            continue;
        skip->used = true;
        return true;
    }
    return false;
}

static void run_group(const char *file, const json_t *group)
{
    const char *const title = json_string_value(json_object_get(group, "description"));
    if (is_skipped(file, title, NULL))
        return;
    char *const text = json_dumps(json_object_get(group, "schema"), JSON_ENCODE_ANY);
    char error[SCHEMA_ERROR_MAX] = "";
    struct schema *const schema = schema_new(text, error);
    free(text);
    cr_expect(schema != NULL, "%s, %s: %s", file, title, error);
    size_t index;
    const json_t *test;
    json_array_foreach(json_object_get(group, "tests"), index, test)
    {
        const char *const name = json_string_value(json_object_get(test, "description"));
        if (schema == NULL || is_skipped(file, title, name))
            continue;
        faults_auto_t faults = {0};
        const bool valid = json_is_true(json_object_get(test, "valid"));
        const bool answer = schema_check(schema, json_object_get(test, "data"), "", NULL, &faults);
        cr_expect(answer == valid, "%s, %s, %s: expected %d", file, title, name, valid);
        cr_expect((faults.total == 0) == answer, "%s, %s, %s: %zu faults", file, title, name,
                  faults.total);
        agreed += answer == valid;
    }
    schema_free(schema);
}

static void run_file(const char *folder, const char *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, file);
    json_auto_t *groups = json_load_file(path, 0, NULL);
    cr_assert(json_is_array(groups), "%s cannot be read", path);
    size_t index;
    const json_t *group;
    json_array_foreach(groups, index, group) run_group(file, group);
}

Test(suite_draft7, every_test_of_the_implemented_keywords_agrees)
{
    DIR *const folder = opendir(SUITE);
    cr_assert(folder != NULL, "install Debian's json-schema-test-suite");
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        const char *const end = strrchr(entry->d_name, '.');
        if (end != NULL && strcmp(end, ".json") == 0)
            run_file(SUITE, entry->d_name);
    }
    closedir(folder);
    run_file(SUITE "/optional/format", "date.json");
    run_file(SUITE "/optional/format", "date-time.json");
    run_file(SUITE "/optional/format", "uri.json");
    for (size_t i = 0; i < sizeof skips / sizeof skips[0]; i++)
        cr_expect(skips[i].used, "%s, %s needs no skip (%s)", skips[i].file,
                  skips[i].group != NULL ? skips[i].group : "all", skips[i].reason);
    cr_log_info("%zu tests of the suite agreed", agreed);
    cr_expect(agreed >= AGREED_MIN, "only %zu tests were run and agreed", agreed);
}
