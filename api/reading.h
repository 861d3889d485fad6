/* What a request says: parameters, preconditions and body, read as the contract declares them.
 * SPDX-License-Identifier: MIT
 *
 * Four steps of the pipeline. Each fills the exchange, or has set the reply. */
#pragma once

#include "exchange.h"

/* Path and query, and the form of the answer. What is wrong with them is kept for read_body. 406.
 */
enum flow read_parameters(struct exchange *exchange);

/* Idempotency-Key and If-Match. 400, 412, 428. */
enum flow read_preconditions(struct exchange *exchange);

/* What was refused of a body while it came. 400, 413, 503. */
enum flow take_body(struct exchange *exchange);

/* JSON, and all of it as its schema says; now every fault is told. 400, 413, 415, 422,
 * 503. */
enum flow read_body(struct exchange *exchange);
