/* Operations whose answer is composed: how their rows are read, and what becomes of the text.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

/* Queues a statement whose rows come in parts, and its first part. */
void composing_queue_parts(struct exchange *exchange, const struct statement *statement,
                           const char *const *values);

/* Has the composer write from these rows: the reply of a GET, or exchange->composed of a write. */
enum flow composing_run(struct exchange *exchange, const struct rows *head,
                        const struct rows *rows);
