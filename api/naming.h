/* What the pipeline does where names may be in a body: x-names of the contract.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

/* Whether the operation says x-names; of a request, that it has one that does. */
bool naming_is_of(const struct operation *operation);
bool naming_is_wanted(const struct exchange *exchange);

/* Makes the marks of a body that has its schema; what is wrong with its names becomes faults.
 * False: no memory. */
must_check bool naming_read(struct exchange *exchange);

/* The fingerprint of a request, keyed, of `what` and the body. False: no memory. */
must_check bool naming_fingerprint(struct exchange *exchange, const char *what, size_t length);

/* Overwrites the body, as it came and as it was read, when the request is over. */
void naming_wipe(struct exchange *exchange);
