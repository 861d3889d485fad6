/* Reads a request's path and query as the contract declares them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"
#include "contract/faults.h"
#include "contract/operation.h"
#include "contract/router.h"

#define PARAMETERS_MAX 32

/* The declared parameters' values by their place in operation->parameters; header parameters stay
 * NULL. */
struct parameters {
    char *
        values[PARAMETERS_MAX]; /* owned; decoded text, or NULL when absent and without a default */
};

/* Compiles the schemas of every parameter and body of the contract; once, before the first request.
 * False with a sentence when one cannot be compiled. */
bool contract_start(char error[static 256]);
void contract_stop(void);

/* Checks `body` (a json_t) against the operation's body schema; every fault is added. */
struct json_t;
bool contract_check_body(const struct operation *operation, const struct json_t *body,
                         struct faults *faults);

/* Decodes and checks path and query (without the question mark; may be NULL). Everything wrong is
 * added to `faults`: unknown, repeated, missing, badly encoded, out of its schema. False: no
 * memory. */
must_check bool parameters_read(const struct operation *operation, const struct route *route,
                                const char *query, struct parameters *parameters,
                                struct faults *faults);

/* Adds the query (may be NULL) to `recorded` as it was sent, but without the values of parameters
 * that are not to be written down, however their names are encoded. */
void parameters_record(const struct operation *operation, const char *query, struct text *recorded);

/* The value of the parameter `name`, or NULL when absent or not declared. */
const char *parameters_get(const struct operation *operation, const struct parameters *parameters,
                           const char *name);

void parameters_clear(struct parameters *parameters);
