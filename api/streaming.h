/* A whole list as CSV, on a thread and a connection of its own.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

/* The last step of a list that is wanted as CSV; of all else nothing. 404, 503, 505. */
enum flow stream(struct exchange *exchange);
