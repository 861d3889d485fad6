/* A compiled schema's tree: written by schema.c, read by schema_check.c, known to nobody else.
 * SPDX-License-Identifier: MIT
 *
 * Strings and numbers are the schema's own JSON, which `struct schema` keeps; a keyword that is
 * absent is NULL, 0, or for a maximum SIZE_MAX. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "contract/pattern.h"

/* Bits of node.types. An integer is a number too. */
enum {
    TYPE_NULL = 1,
    TYPE_BOOLEAN = 2,
    TYPE_INTEGER = 4,
    TYPE_NUMBER = 8,
    TYPE_STRING = 16,
    TYPE_ARRAY = 32,
    TYPE_OBJECT = 64,
    TYPE_ANY = 127,
};

/* A name in `properties`, in `required`, or in both. */
struct member {
    const char *name;
    size_t length;
    struct node *node; /* NULL: only required */
    bool required;
};

struct node_list {
    struct node **items;
    size_t count;
};

struct node {
    struct node *next;     /* all of a schema's nodes, to free them */
    unsigned char visited; /* while cycles are looked for */

    bool nothing; /* the schema `false` */
    unsigned types;
    const char *description;
    const json_t *values;   /* enum */
    const json_t *constant; /* const */

    const char *ref_name; /* as written, until it is resolved */
    struct node *ref;
    struct node_list all_of, any_of, one_of;
    struct node *not_of, *if_of, *then_of, *else_of;

    struct member *members; /* sorted by bytes, then length */
    size_t member_count, required_count;
    const json_t *properties, *required; /* as written: the order in which they are named */
    struct node *additional;
    size_t members_min, members_max;

    struct node *items;
    size_t items_min, items_max;
    bool unique;

    size_t length_min, length_max; /* code points */
    const char *pattern_text;
    struct pattern *pattern;
    const char *format;

    const json_t *minimum, *maximum, *above, *below, *multiple_of;
};

struct schema {
    json_t *source;
    struct node *root;
    struct node *nodes;
};

/* Orders names as node.members are ordered: below 0, 0, above 0. */
int member_compare(const char *a, size_t a_length, const char *b, size_t b_length);
