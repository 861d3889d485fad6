/* Rows or a file that a request brings, read from its body or its form and copied into a staging
 * table.
 * SPDX-License-Identifier: MIT
 *
 * Nothing is checked here but their shape: the operation's own statement looks at what was staged.
 */
#pragma once

#include "exchange.h"

/* Refuses what was refused while it came: too long, too many at once, no proper form. 413, 503. */
enum flow loading_take(struct exchange *exchange);

/* Finds out in which form they come, and their digest. 415, 503. */
enum flow loading_read(struct exchange *exchange);

/* Copies them into the staging table, which is there; from the start whenever it is called.
 * Anything but RUN_DONE leaves `refusal` filled. */
must_check enum run loading_copy(struct exchange *exchange, int64_t deadline_us);
