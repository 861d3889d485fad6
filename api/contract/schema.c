/* JSON Schema: compiles the contract's subset into a tree of nodes, refusing what it does not know.
 * SPDX-License-Identifier: MIT */
#include "contract/schema.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract/format.h"
#include "contract/pointer.h"
#include "contract/schema_node.h"

/* A schema that $ref may name: "#/" container "/" name. */
struct definition {
    const char *container; /* "$defs" or "definitions" */
    const char *name;
    struct node *node;
};

struct compiler {
    struct schema *schema;
    struct definition *definitions;
    size_t definition_count;
    char *error; /* SCHEMA_ERROR_MAX bytes */
};

/* Reads one keyword's value into `field` of `node`; false once the error is written. */
typedef bool (*reader)(struct compiler *compiler, struct node *node, void *field,
                       const json_t *value, const struct step *at);

static struct node *compile(struct compiler *compiler, const json_t *json, const struct step *at);

/* Writes why, and where; answers false. */
static bool fail(struct compiler *compiler, const struct step *at, const char *format, ...)
    printf_like(3, 4);

static bool fail(struct compiler *compiler, const struct step *at, const char *format, ...)
{
    char place[POINTER_MAX], reason[SCHEMA_ERROR_MAX];
    pointer_write("", at, place);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    snprintf(compiler->error, SCHEMA_ERROR_MAX, "at \"#%.100s\": %.140s", place, reason);
    return false;
}

static struct step step_into(const struct step *parent, const char *name)
{
    return (struct step){.parent = parent, .name = name, .length = strlen(name)};
}

/* ---- keywords with plain values ---- */

static bool read_text(struct compiler *compiler, struct node *node, void *field,
                      const json_t *value, const struct step *at)
{
    (void)node;
    if (!json_is_string(value))
        return fail(compiler, at, "must be text");
    *(const char **)field = json_string_value(value);
    return true;
}

static bool read_flag(struct compiler *compiler, struct node *node, void *field,
                      const json_t *value, const struct step *at)
{
    (void)node;
    if (!json_is_boolean(value))
        return fail(compiler, at, "must be true or false");
    *(bool *)field = json_is_true(value);
    return true;
}

static bool read_size(struct compiler *compiler, struct node *node, void *field,
                      const json_t *value, const struct step *at)
{
    (void)node;
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return fail(compiler, at, "must be a whole number, 0 or more");
    *(size_t *)field = (size_t)json_integer_value(value);
    return true;
}

static bool read_number(struct compiler *compiler, struct node *node, void *field,
                        const json_t *value, const struct step *at)
{
    (void)node;
    if (!json_is_number(value))
        return fail(compiler, at, "must be a number");
    *(const json_t **)field = value;
    return true;
}

static bool read_divisor(struct compiler *compiler, struct node *node, void *field,
                         const json_t *value, const struct step *at)
{
    if (json_is_number(value) && json_number_value(value) <= 0.0)
        return fail(compiler, at, "must be above 0");
    return read_number(compiler, node, field, value, at);
}

static bool read_any(struct compiler *compiler, struct node *node, void *field, const json_t *value,
                     const struct step *at)
{
    (void)compiler, (void)node, (void)at;
    *(const json_t **)field = value;
    return true;
}

static bool read_values(struct compiler *compiler, struct node *node, void *field,
                        const json_t *value, const struct step *at)
{
    if (json_array_size(value) == 0)
        return fail(compiler, at, "must be a list of at least one value");
    return read_any(compiler, node, field, value, at);
}

static bool add_type(struct compiler *compiler, struct node *node, const json_t *name,
                     const struct step *at)
{
    static const struct {
        const char *name;
        unsigned types;
    } types[] = {
        {"null", TYPE_NULL},       {"boolean", TYPE_BOOLEAN},
        {"integer", TYPE_INTEGER}, {"number", TYPE_NUMBER | TYPE_INTEGER},
        {"string", TYPE_STRING},   {"array", TYPE_ARRAY},
        {"object", TYPE_OBJECT},
    };
    for (size_t i = 0; json_is_string(name) && i < sizeof types / sizeof types[0]; i++) {
        if (strcmp(types[i].name, json_string_value(name)) == 0) {
            node->types |= types[i].types;
            return true;
        }
    }
    return fail(compiler, at, "must name types of JSON Schema");
}

static bool read_types(struct compiler *compiler, struct node *node, void *field,
                       const json_t *value, const struct step *at)
{
    (void)field;
    if (!json_is_array(value))
        return add_type(compiler, node, value, at);
    for (size_t i = 0; i < json_array_size(value); i++) {
        if (!add_type(compiler, node, json_array_get(value, i), at))
            return false;
    }
    return node->types != 0 || fail(compiler, at, "must name a type");
}

static bool read_format(struct compiler *compiler, struct node *node, void *field,
                        const json_t *value, const struct step *at)
{
    (void)field;
    for (size_t i = 0; json_is_string(value) && format_names[i] != NULL; i++) {
        if (strcmp(format_names[i], json_string_value(value)) == 0) {
            node->format = format_names[i];
            return true;
        }
    }
    return fail(compiler, at, "the format \"%s\" is not implemented",
                json_is_string(value) ? json_string_value(value) : "?");
}

static bool read_pattern(struct compiler *compiler, struct node *node, void *field,
                         const json_t *value, const struct step *at)
{
    if (!read_text(compiler, node, field, value, at))
        return false;
    char reason[128];
    node->pattern = pattern_new(json_string_value(value), json_string_length(value), reason);
    return node->pattern != NULL || fail(compiler, at, "%s", reason);
}

/* ---- keywords that hold schemas ---- */

static bool read_schema(struct compiler *compiler, struct node *node, void *field,
                        const json_t *value, const struct step *at)
{
    (void)node;
    *(struct node **)field = compile(compiler, value, at);
    return *(struct node **)field != NULL;
}

static bool read_schemas(struct compiler *compiler, struct node *node, void *field,
                         const json_t *value, const struct step *at)
{
    (void)node;
    struct node_list *const list = field;
    const size_t count = json_array_size(value);
    if (count == 0)
        return fail(compiler, at, "must be a list of at least one schema");
    list->items = calloc(count, sizeof(struct node *));
    if (list->items == NULL)
        return fail(compiler, at, "out of memory");
    for (list->count = 0; list->count < count; list->count++) {
        const struct step item = {.parent = at, .index = list->count};
        list->items[list->count] = compile(compiler, json_array_get(value, list->count), &item);
        if (list->items[list->count] == NULL)
            return false;
    }
    return true;
}

/* The member of that name, added when there is none; NULL when there is no memory. */
static struct member *find_or_add_member(struct node *node, const char *name, size_t length)
{
    for (size_t i = 0; i < node->member_count; i++) {
        const struct member *const member = &node->members[i];
        if (member_compare(member->name, member->length, name, length) == 0)
            return &node->members[i];
    }
    struct member *const grown =
        realloc(node->members, (node->member_count + 1) * sizeof *node->members);
    if (grown == NULL)
        return NULL;
    node->members = grown;
    grown[node->member_count] = (struct member){.name = name, .length = length};
    return &grown[node->member_count++];
}

static bool read_properties(struct compiler *compiler, struct node *node, void *field,
                            const json_t *value, const struct step *at)
{
    *(const json_t **)field = value;
    if (!json_is_object(value))
        return fail(compiler, at, "must be an object");
    const char *name;
    json_t *property;
    json_object_foreach((json_t *)value, name, property)
    {
        const struct step inside = step_into(at, name);
        struct node *const compiled = compile(compiler, property, &inside);
        if (compiled == NULL)
            return false;
        struct member *const member = find_or_add_member(node, name, inside.length);
        if (member == NULL)
            return fail(compiler, at, "out of memory");
        member->node = compiled;
    }
    return true;
}

static bool read_required(struct compiler *compiler, struct node *node, void *field,
                          const json_t *value, const struct step *at)
{
    *(const json_t **)field = value;
    if (!json_is_array(value))
        return fail(compiler, at, "must be a list of names");
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *const name = json_array_get(value, i);
        if (!json_is_string(name))
            return fail(compiler, at, "must be a list of names");
        struct member *const member =
            find_or_add_member(node, json_string_value(name), json_string_length(name));
        if (member == NULL)
            return fail(compiler, at, "out of memory");
        node->required_count += !member->required;
        member->required = true;
    }
    return true;
}

static bool add_definition(struct compiler *compiler, const char *container, const char *name,
                           struct node *node)
{
    const size_t count = compiler->definition_count;
    struct definition *const grown =
        realloc(compiler->definitions, (count + 1) * sizeof *compiler->definitions);
    if (grown == NULL)
        return false;
    grown[count] = (struct definition){container, name, node};
    compiler->definitions = grown;
    compiler->definition_count++;
    return true;
}

static bool read_definitions(struct compiler *compiler, struct node *node, void *field,
                             const json_t *value, const struct step *at)
{
    (void)node, (void)field;
    if (at->parent != NULL)
        return fail(compiler, at, "definitions stand at the root only");
    if (!json_is_object(value))
        return fail(compiler, at, "must be an object");
    const char *name;
    json_t *definition;
    json_object_foreach((json_t *)value, name, definition)
    {
        const struct step inside = step_into(at, name);
        struct node *const compiled = compile(compiler, definition, &inside);
        if (compiled == NULL)
            return false;
        if (!add_definition(compiler, at->name, name, compiled))
            return fail(compiler, at, "out of memory");
    }
    return true;
}

static bool read_id(struct compiler *compiler, struct node *node, void *field, const json_t *value,
                    const struct step *at)
{
    (void)node, (void)field;
    if (at->parent != NULL || !json_is_string(value))
        return fail(compiler, at, "$id is text, at the root only");
    return true;
}

/* ---- the tree ---- */

static const struct {
    const char *name;
    reader read; /* NULL: a remark */
    size_t field;
} keywords[] = {
    {"$comment", NULL, 0},
    {"$defs", read_definitions, 0},
    {"$id", read_id, 0},
    {"$ref", read_text, offsetof(struct node, ref_name)},
    {"$schema", NULL, 0},
    {"additionalProperties", read_schema, offsetof(struct node, additional)},
    {"allOf", read_schemas, offsetof(struct node, all_of)},
    {"anyOf", read_schemas, offsetof(struct node, any_of)},
    {"const", read_any, offsetof(struct node, constant)},
    {"default", NULL, 0},
    {"definitions", read_definitions, 0},
    {"deprecated", NULL, 0},
    {"description", read_text, offsetof(struct node, description)},
    {"else", read_schema, offsetof(struct node, else_of)},
    {"enum", read_values, offsetof(struct node, values)},
    {"examples", NULL, 0},
    {"exclusiveMaximum", read_number, offsetof(struct node, below)},
    {"exclusiveMinimum", read_number, offsetof(struct node, above)},
    {"format", read_format, 0},
    {"if", read_schema, offsetof(struct node, if_of)},
    {"items", read_schema, offsetof(struct node, items)},
    {"maxItems", read_size, offsetof(struct node, items_max)},
    {"maxLength", read_size, offsetof(struct node, length_max)},
    {"maxProperties", read_size, offsetof(struct node, members_max)},
    {"maximum", read_number, offsetof(struct node, maximum)},
    {"minItems", read_size, offsetof(struct node, items_min)},
    {"minLength", read_size, offsetof(struct node, length_min)},
    {"minProperties", read_size, offsetof(struct node, members_min)},
    {"minimum", read_number, offsetof(struct node, minimum)},
    {"multipleOf", read_divisor, offsetof(struct node, multiple_of)},
    {"not", read_schema, offsetof(struct node, not_of)},
    {"oneOf", read_schemas, offsetof(struct node, one_of)},
    {"pattern", read_pattern, offsetof(struct node, pattern_text)},
    {"properties", read_properties, offsetof(struct node, properties)},
    {"readOnly", NULL, 0},
    {"required", read_required, offsetof(struct node, required)},
    {"then", read_schema, offsetof(struct node, then_of)},
    {"title", NULL, 0},
    {"type", read_types, 0},
    {"uniqueItems", read_flag, offsetof(struct node, unique)},
    {"writeOnly", NULL, 0},
};

static bool read_keyword(struct compiler *compiler, struct node *node, const char *name,
                         const json_t *value, const struct step *parent)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        if (strcmp(keywords[i].name, name) != 0)
            continue;
        const struct step at = step_into(parent, name);
        void *const field = (char *)node + keywords[i].field;
        return keywords[i].read == NULL || keywords[i].read(compiler, node, field, value, &at);
    }
    return fail(compiler, parent, "the keyword \"%s\" is not implemented", name);
}

int member_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
    const int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order != 0 ? order : (a_length > b_length) - (a_length < b_length);
}

static int member_sort_order(const void *a, const void *b)
{
    const struct member *const left = a, *const right = b;
    return member_compare(left->name, left->length, right->name, right->length);
}

/* The node is the schema's, also when compiling it fails halfway. */
static struct node *add_node(struct schema *schema)
{
    struct node *const node = calloc(1, sizeof *node);
    if (node == NULL)
        return NULL;
    node->members_max = node->items_max = node->length_max = SIZE_MAX;
    node->next = schema->nodes;
    schema->nodes = node;
    return node;
}

static struct node *compile(struct compiler *compiler, const json_t *json, const struct step *at)
{
    struct node *const node = add_node(compiler->schema);
    if (node == NULL) {
        fail(compiler, at, "out of memory");
        return NULL;
    }
    if (json_is_boolean(json)) {
        node->nothing = json_is_false(json);
        return node;
    }
    if (!json_is_object(json)) {
        fail(compiler, at, "a schema is an object, true or false");
        return NULL;
    }
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)json, name, value)
    {
        if (!read_keyword(compiler, node, name, value, at))
            return NULL;
    }
    if (node->member_count > 1)
        qsort(node->members, node->member_count, sizeof *node->members, member_sort_order);
    return node;
}

/* ---- references ---- */

static bool is_reference_to(const char *reference, const struct definition *definition)
{
    const size_t container = strlen(definition->container);
    return strncmp(reference, "#/", 2) == 0 &&
           strncmp(reference + 2, definition->container, container) == 0 &&
           reference[2 + container] == '/' &&
           strcmp(reference + 2 + container + 1, definition->name) == 0 &&
           strpbrk(definition->name, "/~%") == NULL; /* those would be written escaped */
}

static bool resolve_reference(struct compiler *compiler, struct node *node)
{
    if (strcmp(node->ref_name, "#") == 0) {
        node->ref = compiler->schema->root;
        return true;
    }
    for (size_t i = 0; i < compiler->definition_count; i++) {
        if (is_reference_to(node->ref_name, &compiler->definitions[i])) {
            node->ref = compiler->definitions[i].node;
            return true;
        }
    }
    return fail(compiler, NULL, "$ref \"%s\" names no definition here", node->ref_name);
}

static bool resolve_references(struct compiler *compiler)
{
    for (struct node *node = compiler->schema->nodes; node != NULL; node = node->next) {
        if (node->ref_name != NULL && !resolve_reference(compiler, node))
            return false;
    }
    return true;
}

enum { VISIT_NONE, VISIT_UNDER_WAY, VISIT_DONE };

static bool returns_to_itself(struct node *node);

static bool list_returns(const struct node_list *list)
{
    bool returns = false;
    for (size_t i = 0; i < list->count && !returns; i++)
        returns = returns_to_itself(list->items[i]);
    return returns;
}

/* Whether checking one value against the node could ask the same node about the same value again.
 */
static bool returns_to_itself(struct node *node)
{
    if (node == NULL || node->visited == VISIT_DONE)
        return false;
    if (node->visited == VISIT_UNDER_WAY)
        return true;
    node->visited = VISIT_UNDER_WAY;
    const bool returns = returns_to_itself(node->ref) || list_returns(&node->all_of) ||
                         list_returns(&node->any_of) || list_returns(&node->one_of) ||
                         returns_to_itself(node->not_of) || returns_to_itself(node->if_of) ||
                         returns_to_itself(node->then_of) || returns_to_itself(node->else_of);
    node->visited = VISIT_DONE;
    return returns;
}

static bool every_check_ends(struct compiler *compiler)
{
    for (struct node *node = compiler->schema->nodes; node != NULL; node = node->next) {
        if (returns_to_itself(node))
            return fail(compiler, NULL, "a $ref comes back to itself without going into a value");
    }
    return true;
}

/* ---- the whole ---- */

static bool compile_whole(struct compiler *compiler)
{
    struct schema *const schema = compiler->schema;
    schema->root = compile(compiler, schema->source, NULL);
    const bool whole =
        schema->root != NULL && resolve_references(compiler) && every_check_ends(compiler);
    free(compiler->definitions);
    return whole;
}

struct schema *schema_new(const char *json_text, char error[static SCHEMA_ERROR_MAX])
{
    json_error_t json_error;
    json_t *const source =
        json_loads(json_text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &json_error);
    if (source == NULL) {
        snprintf(error, SCHEMA_ERROR_MAX, "not JSON, line %d column %d: %.160s", json_error.line,
                 json_error.column, json_error.text);
        return NULL;
    }
    struct schema *const schema = calloc(1, sizeof *schema);
    if (schema == NULL) {
        json_decref(source);
        snprintf(error, SCHEMA_ERROR_MAX, "out of memory");
        return NULL;
    }
    schema->source = source;
    struct compiler compiler = {.schema = schema, .error = error};
    if (compile_whole(&compiler))
        return schema;
    schema_free(schema);
    return NULL;
}

static void free_node(struct node *node)
{
    pattern_free(node->pattern);
    free(node->members);
    free(node->all_of.items);
    free(node->any_of.items);
    free(node->one_of.items);
    free(node);
}

void schema_free(struct schema *schema)
{
    if (schema == NULL)
        return;
    while (schema->nodes != NULL) {
        struct node *const node = schema->nodes;
        schema->nodes = node->next;
        free_node(node);
    }
    json_decref(schema->source);
    free(schema);
}
