/* What the contract compiles to: the table of operations, as openapi.yaml, schema/ and sql/ say it.
 * SPDX-License-Identifier: MIT
 *
 * operations.py reads the contract at build time and writes operations.c, which holds data only.
 * Nothing here is ever changed at run time. Each string is the contract's own spelling. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/form.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE, METHOD_COUNT };

/* What a successful answer looks like. */
enum shape {
    SHAPE_ONE,  /* one resource: the first row of `statement`, or of `reads` after a write; as CSV,
                   where that is offered, the rows of `rows` */
    SHAPE_LIST, /* {"items": [...], "next": ...} or CSV */
    SHAPE_HANDLER, /* x-handler: the C function handle_<handler> makes the answer */
    SHAPE_FILE, /* x-file: the bytes of a file, whose `_name`, `_type`, `_bytes` and `_sha256` are
                   said by the one row of `head`, and whose parts, as hexadecimal digits, are the
                   rows of `statement` */
};

enum place { PLACE_PATH, PLACE_QUERY, PLACE_HEADER };

enum value_type { VALUE_STRING, VALUE_INTEGER, VALUE_BOOLEAN };

/* One declared parameter. */
struct parameter {
    const char *name; /* as written in the contract; header names in the contract's case */
    enum place place;
    enum value_type type; /* how its text is read before `schema` is asked */
    bool required;
    const char *schema;   /* its JSON Schema, as JSON text, self-contained */
    const char *fallback; /* text of the schema's default, or NULL */
    bool unrecorded;      /* x-unrecorded: no audit event has what was asked with it */
};

/* Where the value of $n of a statement comes from. */
enum source {
    SOURCE_PARAMETER, /* parameters[index] of the operation */
    SOURCE_BODY,      /* the top-level member `name` of the body */
    SOURCE_NEW_ID,    /* :new_id, a UUID the service makes for the request */
    SOURCE_AFTER,     /* :after, the key of the last row seen, or NULL */
    SOURCE_PAGE_SIZE, /* :page_size, limit + 1; NULL when all rows are streamed */
    SOURCE_IF_MATCH,  /* :if_match, the version in If-Match, or NULL */
    SOURCE_LOAD_FORM, /* :load_form, "csv" or "json": how the rows of a load came; and below */
    SOURCE_LOAD_FILENAME,
    SOURCE_LOAD_SHA256,
    SOURCE_LOAD_BYTES,
    SOURCE_LOAD_TYPE, /* of a file: the type its sender says, or NULL */
    SOURCE_NOTHING,   /* NULL: an optional parameter of `reads` that the writer has no word for */
    SOURCE_COMPOSED,  /* :composed, what a write with x-compose has composed */
    SOURCE_GIVING_PREFIX, /* :giving_prefix, the setting SAFER_GIVING_PREFIX; and below */
    SOURCE_PUBLIC_URL,    /* NULL where it is not set */
    SOURCE_NAME_MARKS,    /* :name_marks, what x-names makes of the body, as JSON; and below */
    SOURCE_NAME_KEY,      /* which key the marks are made with */
};

struct argument {
    enum source source;
    unsigned index;   /* SOURCE_PARAMETER: which one */
    const char *name; /* the :name in the SQL file */
};

#define STATEMENT_ARGUMENTS_MAX 32

/* One SQL statement: its file's text with :names turned into $1, $2, ... */
struct statement {
    const char *name; /* of the prepared statement: the operation's id, with ".head" for a head */
    unsigned
        number; /* dense, unique, below statement_count: index into what a connection prepared */
    const char *sql;
    const struct argument *arguments;
    size_t argument_count;
};

/* x-load: rows that come as JSON, as CSV or as a CSV file, or a file that is kept as it is, staged
 * before the operation's statement runs. Lists end with NULL; a file kept as it is has none. */
struct load {
    const struct statement *stage; /* makes the staging table */
    const char *copy;              /* COPY of line, fault_column, fault and the columns into it, or
                                      of part and content */
    bool file;                     /* it comes in a form, and is staged part by part */
    const char *const *columns;    /* of the staging table, and members of an item; what an item
                                      has not is NULL */
    size_t column_count;
    const char *const *csv_columns; /* the first of them: what a CSV has; the others are NULL */
    size_t csv_column_count;
    const char *const *required; /* a CSV must have these */
    const char *const *ignored;  /* and may have these, which the list of the same rows has */
    const char *from;            /* the JSON body's member that is the list of items */
};

struct operation {
    const char *id;  /* operationId: one name through everything */
    unsigned number; /* position in operations[] */
    enum method method;
    enum shape shape;
    const char *path; /* template, "/v1/contributions/{contribution}/receipt" */
    const char *summary;
    bool anonymous;            /* may be called without a token */
    const char *const *scopes; /* any one of them suffices; NULL-terminated; empty: any token */
    const struct parameter *parameters; /* path parameters first, in the path's order */
    size_t parameter_count;
    const char *body_schema; /* JSON Schema text of the body, self-contained ($ref only to
                                #/$defs/...), or NULL */
    bool body_required;
    int status;             /* of success: 200 or 201 */
    unsigned forms;         /* that are offered: FORM_BITs */
    bool paged;             /* declares `after` and `limit` */
    bool key_allowed;       /* Idempotency-Key is declared */
    bool key_required;      /* ... and required: the operation moves money */
    bool dry_run;           /* declares `dry_run` */
    bool if_match_required; /* PUT, PATCH, DELETE */
    bool head_always; /* the head decides 404 (a list, or an answer with rows, under a parent; what
                         is composed; a file), or says the watermark, so it is always run */
    bool watermark;   /* declares `updated_after`: the head's _watermark goes with the answer */
    const char *compose; /* x-compose: the C function that makes the answer of the rows, or NULL */
    bool in_parts;       /* ... which come to it part by part, however many there are */
    const struct statement *statement;  /* NULL for SHAPE_HANDLER */
    const struct statement *head;       /* <id>.head.sql, or NULL */
    const struct statement *unfiltered; /* of a paged list: `statement` with every filter that may
                                           be left out left out, so that its plan can be kept */
    const struct statement *rows;       /* of one answer that is CSV too: what its CSV holds */
    const struct statement *standard; /* x-standard: the rows of a list in the words of a standard;
                                         the first column of JSON is the item of the JSON, all
                                         others are the CSV. NULL when there is none */
    const char *standard_items;       /* ... and the member of the JSON that is the list of items */
    const struct statement *keep;     /* of a write that composes: what keeps the text composed,
                                         and answers `object` and `before` */
    const struct operation *reads; /* x-reads: the operation that returns the resource, or NULL */
    const struct argument
        *reads_arguments;    /* values for `reads->statement`, resolved in the writer's own names */
    const char *location;    /* x-reads of a 201: path template of the resource,
                                "/v1/contributions/{contribution}" */
    bool random_id;          /* x-random-id: :new_id is a UUIDv4, and else a UUIDv7 */
    const char *handler;     /* x-handler: its name, or NULL */
    bool slow;               /* x-slow, x-load: answered by a thread of its own */
    const struct load *load; /* x-load, or NULL */
    const char *const *audit_read; /* x-audit-read: with any of these scopes a reader may be shown
                                      what is restricted, which is an audit event; NULL-terminated,
                                      or NULL */
    bool guards_names;             /* x-names: every text of the body is looked through for names */
    const char *keeps_names; /* ... or the member of the body whose names are kept as marks, and in
                                no other form; or NULL */
};

extern const struct operation operations[];
extern const size_t operation_count;
extern const size_t statement_count; /* of all statements, the service's own included */

/* The tree of paths. node 0 is the root "/". Children of a node lie side by side in route_nodes:
 * first the literals in byte order, then at most one parameter (literal == NULL). */
struct route_node {
    const char *literal;
    unsigned first_child, literal_count;
    bool has_parameter_child; /* at first_child + literal_count */
    const struct operation *by_method[METHOD_COUNT];
};

extern const struct route_node route_nodes[];

/* A text the service hands out as it is: /openapi.yaml, /openapi.json, /docs, /problems/<slug>.
 * Sorted by path. */
struct document {
    const char *path, *media_type, *text;
    size_t length;
    const char *etag; /* with its quotes */
};

extern const struct document documents[];
extern const size_t document_count;
