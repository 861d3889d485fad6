/* A whole list as CSV or as a standard has it, or a file, on a thread and a connection of its own.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "exchange.h"

/* The last step of a list that is wanted in another form than JSON, and of a file; of all else
 * nothing. 404, 406, 503, 505. */
enum flow stream(struct exchange *exchange);
