/* JSON Schema: the subset the contract is written in, compiled once, then asked for every request.
 * SPDX-License-Identifier: MIT
 *
 * Keywords, meaning the same in draft 7 and 2020-12:
 *   any value   type (one or several), enum, const
 *   objects     properties, required, additionalProperties, minProperties, maxProperties
 *   lists       items (one schema), minItems, maxItems, uniqueItems
 *   text        minLength, maxLength (code points), pattern, format (see format.h)
 *   numbers     minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
 *   combined    allOf, anyOf, oneOf, not, if/then/else, true, false
 *   reuse       $ref to "#", "#/$defs/NAME" or "#/definitions/NAME"; $defs, definitions at the root
 *   remarks     description (ends each sentence), title, default, examples, $schema, $comment,
 *               deprecated, readOnly, writeOnly; $id at the root
 * Anything else is refused when the schema is compiled. What is narrower than the standard:
 *   - an integer is written without fraction or exponent: 16000.0 and 1e3 are refused as integers;
 *   - a list longer than SCHEMA_UNIQUE_MAX cannot be shown to be unique, and is refused;
 *   - a $ref that comes back to itself without going into a member or an item is refused;
 *   - $ref beside other keywords: all apply, as in 2020-12. */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "contract/faults.h"

#define SCHEMA_ERROR_MAX 256
#define SCHEMA_UNIQUE_MAX 1000

/* Immutable once made: threads share it without a lock. */
struct schema;

/* Compiles a schema. NULL when it is not JSON or uses what is not implemented, with the reason and
 * its place in `error`. The caller owns it. */
must_check struct schema *schema_new(const char *json_text, char error[static SCHEMA_ERROR_MAX]);

void schema_free(struct schema *schema);

/* Adds every fault of `value` to `faults`; true when there is none. The pointers begin with
 * `pointer_prefix` ("" for a whole body); with a `parameter`, the faults name that instead.
 * Allocates nothing for a value without faults (very entangled patterns excepted).
 * Codes: type enum const required unknown too_few too_many not_unique too_short too_long pattern
 * format minimum maximum multiple_of no_match several_match not_allowed. */
must_check bool schema_check(const struct schema *schema, const json_t *value,
                             const char *pointer_prefix, const char *parameter,
                             struct faults *faults);
