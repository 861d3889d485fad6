/* The operations of the contract, as the service itself publishes them: for tables over all of
 * them. SPDX-License-Identifier: MIT */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { CONTRACT_SCOPES_MAX = 8 };

/* The id that contract_target gives where it is given none: nobody's, unless a test makes it
 * somebody's. */
#define CONTRACT_ID "018f0000-0000-7000-8000-000000000000"

struct contract_operation {
    const char *id, *method, *path; /* the method in capitals; the path's template */
    bool takes_token;               /* says who may call it, if only optionally */
    bool anonymous;                 /* may be called without a token */
    bool takes_body;
    bool takes_files; /* a form with a file, beside other bodies or alone */
    bool takes_json;
    const char *scopes[CONTRACT_SCOPES_MAX + 1]; /* any of them will do; ends with NULL */
    json_t *node;                                /* the operation in the document */
};

struct contract {
    json_t *document;
    struct contract_operation *operations;
    size_t count;
};

/* Reads /openapi.json of a service. The caller ends it with contract_free, or contract_auto. */
struct contract contract_read(const char *url);
void contract_free(struct contract *contract);
#define contract_auto __attribute__((cleanup(contract_free)))

/* Whether the operation names this status, such as "304". */
bool contract_declares(const struct contract_operation *operation, const char *status);

/* Whether it is answered before anybody asks who is asking: health, metrics and documentation,
 * wherever they lie. No token is looked at, and nothing counts towards a limit. */
bool contract_is_handled(const struct contract_operation *operation);

/* An address of the operation: things that are published, and for a contribution and an audit event
 * these ids (NULL: CONTRACT_ID), with the query it cannot do without. The caller frees it.
 */
char *contract_target(const struct contract_operation *operation, const char *contribution,
                      const char *event);
