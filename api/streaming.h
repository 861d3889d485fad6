/* A whole list as CSV, or a file, on a thread and a connection of its own.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

/* The last step of a list that is wanted as CSV, and of a file; of all else nothing. 404, 406, 503,
 * 505. */
enum flow stream(struct exchange *exchange);
