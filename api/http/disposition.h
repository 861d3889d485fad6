/* Content-Disposition: under which name a file is kept by who fetches it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"

/* Writes `attachment` with a name in UTF-8 (RFC 6266): as filename* where it has other than plain
 * characters, and for clients that do not read that as filename, with a low line for each of them.
 */
void disposition_write(struct text *out, const char *name);
