/* JSON Schema: asks a compiled schema about a value, and words every fault for a person.
 * SPDX-License-Identifier: MIT
 *
 * One walk, two voices: with faults to fill it speaks of each; without (branches that are only
 * tried) it just answers. Where a value is stands in a chain of steps on the stack. */
#include "contract/schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "contract/format.h"
#include "contract/json_compare.h"
#include "contract/pattern.h"
#include "contract/pointer.h"
#include "contract/schema_node.h"

/* What a list in a sentence may take, in bytes. */
enum { CHOICES_TEXT_MAX = 400 };

struct check {
    struct faults *faults; /* NULL: only the answer is wanted */
    const char *prefix;
    const char *parameter;
    bool *entangled; /* a pattern was given up: none is tried any more in this check */
};

/* A value to be checked: against which node, where it stands, and how that place is described. */
struct subject {
    const struct node *node;
    const json_t *value;
    const struct step *at;
    const char *description; /* or NULL */
};

static bool check_value(const struct check *check, const struct subject *subject);

/* ---- saying what is wrong ---- */

static bool is_told_already(const struct faults *faults, const char *place, const char *code,
                            const char *sentence)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct fault *const fault = &faults->items[i];
        const char *const told_of = fault->parameter != NULL ? fault->parameter : fault->pointer;
        if (strcmp(told_of, place) == 0 && strcmp(fault->code, code) == 0 &&
            strcmp(fault->detail, sentence) == 0)
            return true;
    }
    return false;
}

static void tell(const struct check *check, const struct step *at, const char *code,
                 const char *sentence)
{
    char pointer[POINTER_MAX];
    pointer_write(check->prefix, at, pointer);
    const char *const place = check->parameter != NULL ? check->parameter : pointer;
    if (is_told_already(check->faults, place, code, sentence))
        return; /* two branches of allOf that agree */
    if (check->parameter != NULL)
        faults_add_parameter(check->faults, place, code, "%s", sentence);
    else
        faults_add_pointer(check->faults, place, code, "%s", sentence);
}

/* Answers false, having told the fault if anybody listens: the sentence, then ": " and the
 * description, if there is one. */
static bool refuse(const struct check *check, const struct step *at, const char *description,
                   const char *code, const char *format, ...) printf_like(5, 6);

static bool refuse(const struct check *check, const struct step *at, const char *description,
                   const char *code, const char *format, ...)
{
    if (check->faults == NULL)
        return false;
    if (check->faults->count == FAULTS_MAX) { /* counted, at no further cost */
        check->faults->total++;
        return false;
    }
    char reason[FAULT_DETAIL_MAX], sentence[2 * FAULT_DETAIL_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    snprintf(sentence, sizeof sentence, "%s%s%s", reason, description != NULL ? ": " : "",
             description != NULL ? description : "");
    tell(check, at, code, sentence);
    return false;
}

#define refuse_subject(check, subject, ...)                                                        \
    refuse(check, (subject)->at, (subject)->description, __VA_ARGS__)

/* A list of choices in a sentence: `a, b or c`, ended with "…" when it grows too long. */
struct choices {
    char text[CHOICES_TEXT_MAX];
    size_t length;
    bool full;
};

static void add_choice(struct choices *choices, const char *choice, bool last)
{
    const char *const join = choices->length == 0 ? "" : last ? " or " : ", ";
    const size_t needed = strlen(join) + strlen(choice) + sizeof ", …";
    if (choices->full)
        return;
    if (needed > sizeof choices->text - choices->length) {
        choices->full = true;
        memcpy(choices->text + choices->length, ", …", sizeof ", …");
        return;
    }
    choices->length +=
        (size_t)snprintf(choices->text + choices->length, sizeof choices->text - choices->length,
                         "%s%s", join, choice);
}

/* ---- types ---- */

static unsigned type_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return TYPE_OBJECT;
    case JSON_ARRAY:
        return TYPE_ARRAY;
    case JSON_STRING:
        return TYPE_STRING;
    case JSON_INTEGER:
        return TYPE_INTEGER;
    case JSON_REAL:
        return TYPE_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return TYPE_BOOLEAN;
    case JSON_NULL:
        return TYPE_NULL;
    }
    return 0;
}

/* What kind of thing was sent: never the thing itself. */
static const char *kind_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "text";
    case JSON_INTEGER:
        return "a whole number";
    case JSON_REAL:
        return "a number with a decimal point";
    case JSON_TRUE:
    case JSON_FALSE:
        return "true or false";
    case JSON_NULL:
        return "null";
    }
    return "something else";
}

static bool refuse_type(const struct check *check, const struct subject *subject, unsigned types)
{
    static const struct {
        unsigned type;
        const char *words;
    } kinds[] = {
        {TYPE_OBJECT, "an object"},
        {TYPE_ARRAY, "a list"},
        {TYPE_STRING, "text"},
        {TYPE_NUMBER, "a number"},
        {TYPE_INTEGER, "a whole number"},
        {TYPE_BOOLEAN, "true or false"},
        {TYPE_NULL, "null"},
    };
    if (types == TYPE_INTEGER && json_is_real(subject->value))
        return refuse_subject(check, subject, "type",
                              "must be a whole number written without a decimal point");
    if (types & TYPE_NUMBER)
        types &= ~(unsigned)TYPE_INTEGER;
    struct choices choices = {.length = 0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const unsigned later = types & ~kinds[i].type;
        if (!(types & kinds[i].type))
            continue;
        add_choice(&choices, kinds[i].words, later == 0);
        types = later;
    }
    return refuse_subject(check, subject, "type", "must be %s, not %s", choices.text,
                          kind_of(subject->value));
}

/* The types a value may have to fit the node, as far as type, $ref and allOf say. */
static unsigned types_allowed(const struct node *node)
{
    unsigned types = node->nothing ? 0 : node->types != 0 ? node->types : TYPE_ANY;
    if (node->constant != NULL)
        types &= type_of(node->constant) | (json_is_number(node->constant) ? TYPE_NUMBER : 0);
    if (node->ref != NULL)
        types &= types_allowed(node->ref);
    for (size_t i = 0; i < node->all_of.count; i++)
        types &= types_allowed(node->all_of.items[i]);
    return types;
}

/* ---- enum and const ---- */

/* One of the schema's own values, as a sentence shows it. */
static void write_value(const json_t *value, char out[static NAME_TEXT_MAX])
{
    if (json_is_string(value))
        snprintf(out, NAME_TEXT_MAX, "\"%.200s\"", json_string_value(value));
    else if (json_is_integer(value))
        snprintf(out, NAME_TEXT_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(out, NAME_TEXT_MAX, "%.15g", json_real_value(value));
    else if (json_is_boolean(value))
        snprintf(out, NAME_TEXT_MAX, "%s", json_is_true(value) ? "true" : "false");
    else
        snprintf(out, NAME_TEXT_MAX, "%s", kind_of(value));
}

static bool refuse_enum(const struct check *check, const struct subject *subject)
{
    const json_t *const values = subject->node->values;
    const size_t count = json_array_size(values);
    struct choices choices = {.length = 0};
    for (size_t i = 0; i < count; i++) {
        char shown[NAME_TEXT_MAX];
        write_value(json_array_get(values, i), shown);
        add_choice(&choices, shown, i + 1 == count);
    }
    return refuse_subject(check, subject, "enum", "must be %s%s", count > 1 ? "one of " : "",
                          choices.text);
}

static bool check_enum(const struct check *check, const struct subject *subject)
{
    const json_t *const values = subject->node->values;
    for (size_t i = 0; i < json_array_size(values); i++) {
        if (json_same(json_array_get(values, i), subject->value))
            return true;
    }
    return refuse_enum(check, subject);
}

static bool check_const(const struct check *check, const struct subject *subject)
{
    if (json_same(subject->node->constant, subject->value))
        return true;
    char shown[NAME_TEXT_MAX];
    write_value(subject->node->constant, shown);
    return refuse_subject(check, subject, "const", "must be %s", shown);
}

/* ---- text ---- */

static bool check_pattern(const struct check *check, const struct subject *subject,
                          const char *text, size_t length)
{
    if (length > PATTERN_TEXT_MAX)
        return refuse_subject(check, subject, "too_long", "must be at most %d bytes long",
                              PATTERN_TEXT_MAX);
    const enum pattern_answer answer =
        *check->entangled ? PATTERN_GIVEN_UP : pattern_check(subject->node->pattern, text, length);
    if (answer == PATTERN_FOUND)
        return true;
    if (answer == PATTERN_GIVEN_UP) {
        *check->entangled = true;
        return refuse_subject(check, subject, "pattern", "is too entangled to be checked");
    }
    if (subject->description != NULL)
        return refuse_subject(check, subject, "pattern", "is not written as expected");
    return refuse_subject(check, subject, "pattern",
                          "is not written as expected, which is by the pattern %s",
                          subject->node->pattern_text);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static bool check_length(const struct check *check, const struct subject *subject, const char *text,
                         size_t length)
{
    const struct node *const node = subject->node;
    if (node->length_min == 0 && length <= node->length_max)
        return true; /* no more characters than bytes */
    const size_t count = utf8_count(text, length);
    if (count == 0 && node->length_min > 0)
        return refuse_subject(check, subject, "too_short", "must not be empty");
    if (count < node->length_min)
        return refuse_subject(check, subject, "too_short",
                              "must be at least %zu character%s long, not %zu", node->length_min,
                              plural(node->length_min), count);
    if (count > node->length_max)
        return refuse_subject(check, subject, "too_long",
                              "must be at most %zu character%s long, not %zu", node->length_max,
                              plural(node->length_max), count);
    return true;
}

/* One fault a text, the most telling first: what is no date need not be told that it is too long.
 */
static bool check_text(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    const char *const text = json_string_value(subject->value);
    const size_t length = json_string_length(subject->value);
    if (node->format != NULL && !format_check(node->format, text, length))
        return refuse_subject(check, subject, "format", "must be %s", format_expects(node->format));
    return check_length(check, subject, text, length) &&
           (node->pattern == NULL || check_pattern(check, subject, text, length));
}

/* ---- numbers ---- */

static bool refuse_number(const struct check *check, const struct subject *subject,
                          const char *code, const char *words, const json_t *bound)
{
    char shown[NAME_TEXT_MAX];
    write_value(bound, shown);
    return refuse_subject(check, subject, code, "must be %s %s", words, shown);
}

static bool check_number(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    const json_t *const value = subject->value;
    bool good = true;
    if (node->minimum != NULL && json_compare_numbers(value, node->minimum) < 0)
        good = refuse_number(check, subject, "minimum", "at least", node->minimum);
    if (node->above != NULL && json_compare_numbers(value, node->above) <= 0)
        good = refuse_number(check, subject, "minimum", "more than", node->above);
    if (node->maximum != NULL && json_compare_numbers(value, node->maximum) > 0)
        good = refuse_number(check, subject, "maximum", "at most", node->maximum);
    if (node->below != NULL && json_compare_numbers(value, node->below) >= 0)
        good = refuse_number(check, subject, "maximum", "less than", node->below);
    if (node->multiple_of != NULL && !json_is_multiple(value, node->multiple_of))
        good = refuse_number(check, subject, "multiple_of", "a multiple of", node->multiple_of);
    return good;
}

/* ---- lists ---- */

/* Whether the item at `index` stands in the list before. */
static bool is_repeated(const json_t *list, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (json_same(json_array_get(list, i), json_array_get(list, index)))
            return true;
    }
    return false;
}

static bool check_unique(const struct check *check, const struct subject *subject)
{
    bool good = true;
    for (size_t i = 1; i < json_array_size(subject->value); i++) {
        const struct step item = {.parent = subject->at, .index = i};
        if (is_repeated(subject->value, i))
            good = refuse(check, &item, NULL, "not_unique", "repeats an item before it");
    }
    return good;
}

static bool check_list(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    const size_t size = json_array_size(subject->value);
    const size_t most =
        node->unique && node->items_max > SCHEMA_UNIQUE_MAX ? SCHEMA_UNIQUE_MAX : node->items_max;
    bool good = true;
    if (size < node->items_min)
        good = refuse_subject(check, subject, "too_few", "must have at least %zu item%s, not %zu",
                              node->items_min, plural(node->items_min), size);
    if (size > most)
        good = refuse_subject(check, subject, "too_many", "must have at most %zu item%s, not %zu",
                              most, plural(most), size);
    else if (node->unique)
        good &= check_unique(check, subject);
    for (size_t i = 0; node->items != NULL && i < size; i++) {
        const struct step item = {.parent = subject->at, .index = i};
        const struct subject inside = {
            .node = node->items, .value = json_array_get(subject->value, i), .at = &item};
        good &= check_value(check, &inside);
    }
    return good;
}

/* ---- objects ---- */

static const struct member *find_member(const struct node *node, const char *name, size_t length)
{
    size_t low = 0, high = node->member_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct member *const member = &node->members[middle];
        const int order = member_compare(name, length, member->name, member->length);
        if (order == 0)
            return member;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* How many letters must be added, dropped, changed or swapped with the next to turn one name into
 * the other (optimal string alignment). Both are at most NAME_SHOWN_MAX bytes long. */
static unsigned edit_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned rows[3][NAME_SHOWN_MAX + 1];
    for (unsigned j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_length; i++) {
        unsigned *const row = rows[i % 3];
        const unsigned *const above = rows[(i + 2) % 3], *const over = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b_length; j++) {
            unsigned least = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < least)
                least = above[j] + 1;
            if (row[j - 1] + 1 < least)
                least = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                over[j - 2] + 1 < least)
                least = over[j - 2] + 1;
            row[j] = least;
        }
    }
    return rows[a_length % 3][b_length];
}

/* The member a misspelt name most likely means: at most two letters off, or the name carried on
 * ("amount" for "amount_pence"). NULL when none is close. */
static const struct member *closest_member(const struct node *node, const char *name, size_t length)
{
    const struct member *closest = NULL;
    unsigned least = 3;
    for (size_t i = 0; length <= NAME_SHOWN_MAX && i < node->member_count; i++) {
        const struct member *const member = &node->members[i];
        if (member->node == NULL || member->length > NAME_SHOWN_MAX)
            continue;
        unsigned distance = edit_distance(name, length, member->name, member->length);
        if (distance > 2 && length >= 3 && member->length > length &&
            memcmp(name, member->name, length) == 0)
            distance = 2;
        if (distance < least && distance < length) {
            least = distance;
            closest = member;
        }
    }
    return closest;
}

static bool refuse_unknown(const struct check *check, const struct subject *subject,
                           const struct step *at)
{
    if (check->faults == NULL)
        return false;
    const struct node *const node = subject->node;
    char name[NAME_TEXT_MAX];
    name_write(at->name, at->length, name);
    const struct member *const closest = closest_member(node, at->name, at->length);
    if (closest != NULL)
        return refuse(check, at, NULL, "unknown", "\"%s\" is not known here; did you mean \"%s\"?",
                      name, closest->name);
    struct choices choices = {.length = 0};
    json_t *const properties = (json_t *)node->properties;
    size_t left = json_object_size(properties);
    for (void *i = json_object_iter(properties); i; i = json_object_iter_next(properties, i)) {
        char shown[NAME_TEXT_MAX];
        snprintf(shown, sizeof shown, "\"%.200s\"", json_object_iter_key(i));
        add_choice(&choices, shown, --left == 0);
    }
    return refuse(check, at, NULL, "unknown", "\"%s\" is not known here%s%s", name,
                  choices.length > 0 ? "; known: " : "", choices.text);
}

static bool check_member(const struct check *check, const struct subject *subject,
                         const struct member *member, const struct step *at, const json_t *value)
{
    const struct node *const additional = subject->node->additional;
    const struct node *const node =
        member != NULL && member->node != NULL ? member->node : additional;
    if (node == NULL)
        return true;
    if (node == additional && node->nothing)
        return refuse_unknown(check, subject, at);
    const struct subject inside = {.node = node, .value = value, .at = at};
    return check_value(check, &inside);
}

/* The description of a member that is not there. */
static const char *description_of(const struct member *member)
{
    const struct node *node = member->node;
    while (node != NULL && node->description == NULL)
        node = node->ref;
    return node != NULL ? node->description : NULL;
}

static bool refuse_missing(const struct check *check, const struct subject *subject)
{
    const json_t *const names = subject->node->required;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const json_t *const name = json_array_get(names, i);
        const struct step at = {.parent = subject->at,
                                .name = json_string_value(name),
                                .length = json_string_length(name)};
        if (json_object_getn(subject->value, at.name, at.length) != NULL)
            continue;
        const struct member *const member = find_member(subject->node, at.name, at.length);
        refuse(check, &at, description_of(member), "required", "is missing");
    }
    return false;
}

static bool check_member_count(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    const size_t size = json_object_size(subject->value);
    if (size < node->members_min)
        return refuse_subject(check, subject, "too_few", "must have at least %zu member%s, not %zu",
                              node->members_min, plural(node->members_min), size);
    if (size > node->members_max)
        return refuse_subject(check, subject, "too_many", "must have at most %zu member%s, not %zu",
                              node->members_max, plural(node->members_max), size);
    return true;
}

static bool check_object(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    bool good = check_member_count(check, subject);
    if (node->member_count == 0 && node->additional == NULL)
        return good;
    json_t *const object =
        (json_t *)subject->value; /* iterators are not const, but change nothing */
    size_t required = 0;
    for (void *i = json_object_iter(object); i != NULL; i = json_object_iter_next(object, i)) {
        const struct step at = {.parent = subject->at,
                                .name = json_object_iter_key(i),
                                .length = json_object_iter_key_len(i)};
        const struct member *const member = find_member(node, at.name, at.length);
        required += member != NULL && member->required;
        good &= check_member(check, subject, member, &at, json_object_iter_value(i));
    }
    if (required < node->required_count)
        good = refuse_missing(check, subject);
    return good;
}

/* ---- combinations ---- */

/* The same value against another node; its own description is the nearer one. */
static struct subject seen_by(const struct subject *subject, const struct node *node)
{
    struct subject other = *subject;
    other.node = node;
    if (node->description != NULL)
        other.description = node->description;
    return other;
}

static bool fits(const struct check *check, const struct subject *subject, const struct node *node)
{
    struct check silent = *check;
    silent.faults = NULL;
    const struct subject tried = seen_by(subject, node);
    return check_value(&silent, &tried);
}

static size_t count_fitting(const struct check *check, const struct subject *subject,
                            const struct node_list *branches, size_t enough)
{
    size_t fitting = 0;
    for (size_t i = 0; i < branches->count && fitting < enough; i++)
        fitting += fits(check, subject, branches->items[i]);
    return fitting;
}

/* No branch fits. Where only one has a place for this kind of value, its faults are the answer. */
static bool refuse_branches(const struct check *check, const struct subject *subject,
                            const struct node_list *branches)
{
    const struct node *meant = NULL;
    size_t candidates = 0;
    unsigned all_types = 0;
    for (size_t i = 0; i < branches->count; i++) {
        const unsigned types = types_allowed(branches->items[i]);
        all_types |= types;
        if (types & type_of(subject->value)) {
            meant = branches->items[i];
            candidates++;
        }
    }
    if (candidates == 0 && all_types != 0)
        return refuse_type(check, subject, all_types);
    if (candidates != 1)
        return refuse_subject(check, subject, "no_match", "has none of the forms allowed here");
    const struct subject seen = seen_by(subject, meant);
    return check_value(check, &seen);
}

static bool check_any_of(const struct check *check, const struct subject *subject)
{
    const struct node_list *const branches = &subject->node->any_of;
    return count_fitting(check, subject, branches, 1) == 1 ||
           refuse_branches(check, subject, branches);
}

static bool check_one_of(const struct check *check, const struct subject *subject)
{
    const struct node_list *const branches = &subject->node->one_of;
    const size_t fitting = count_fitting(check, subject, branches, 2);
    if (fitting > 1)
        return refuse_subject(check, subject, "several_match",
                              "has more than one of the forms of which it must have one");
    return fitting == 1 || refuse_branches(check, subject, branches);
}

static bool check_condition(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    const struct node *const follows =
        fits(check, subject, node->if_of) ? node->then_of : node->else_of;
    if (follows == NULL)
        return true;
    const struct subject seen = seen_by(subject, follows);
    return check_value(check, &seen);
}

static bool check_combinations(const struct check *check, const struct subject *subject)
{
    const struct node *const node = subject->node;
    bool good = true;
    for (size_t i = 0; i < node->all_of.count; i++) {
        const struct subject seen = seen_by(subject, node->all_of.items[i]);
        good &= check_value(check, &seen);
    }
    if (node->any_of.count > 0)
        good &= check_any_of(check, subject);
    if (node->one_of.count > 0)
        good &= check_one_of(check, subject);
    if (node->not_of != NULL && fits(check, subject, node->not_of))
        good = refuse_subject(check, subject, "not_allowed", "has a form that is not allowed here");
    if (node->if_of != NULL)
        good &= check_condition(check, subject);
    return good;
}

/* ---- the walk ---- */

static bool check_by_type(const struct check *check, const struct subject *subject)
{
    switch (json_typeof(subject->value)) {
    case JSON_OBJECT:
        return check_object(check, subject);
    case JSON_ARRAY:
        return check_list(check, subject);
    case JSON_STRING:
        return check_text(check, subject);
    case JSON_INTEGER:
    case JSON_REAL:
        return check_number(check, subject);
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        return true;
    }
    return true;
}

/* What is said beside a $ref is about this very member, so it goes before what is said behind it.
 */
static bool check_reference(const struct check *check, const struct subject *subject)
{
    struct subject behind = *subject;
    behind.node = subject->node->ref;
    return check_value(check, &behind);
}

static bool check_value(const struct check *check, const struct subject *asked)
{
    struct subject subject = *asked;
    const struct node *const node = subject.node;
    if (subject.description == NULL)
        subject.description = node->description;
    if (node->nothing)
        return refuse_subject(check, &subject, "not_allowed", "is not allowed here");
    if (node->types != 0 && !(node->types & type_of(subject.value)))
        return refuse_type(check, &subject, node->types); /* the rest would only repeat it */
    bool good = node->ref == NULL || check_reference(check, &subject);
    if (node->values != NULL)
        good &= check_enum(check, &subject);
    if (node->constant != NULL)
        good &= check_const(check, &subject);
    good &= check_by_type(check, &subject);
    good &= check_combinations(check, &subject);
    return good;
}

bool schema_check(const struct schema *schema, const json_t *value, const char *pointer_prefix,
                  const char *parameter, struct faults *faults)
{
    bool entangled = false;
    const struct check check = {
        .faults = faults,
        .prefix = pointer_prefix,
        .parameter = parameter,
        .entangled = &entangled,
    };
    const struct subject subject = {.node = schema->root, .value = value};
    return check_value(&check, &subject);
}
