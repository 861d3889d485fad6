/* The target of a request: what of it means anything here, and how it is shown again.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/text.h"

/* The path and query of a target as it was sent: behind the host of an absolute form, which every
 * server must take (RFC 9112, section 3.2.2), and the target itself otherwise. */
const char *target_path(const char *target);

/* Appends bytes of a target so that they can stand in a header and in JSON alike: what is not
 * visible ASCII, and what either would have to escape, is percent-encoded. */
void target_write(struct text *out, const char *bytes, size_t length);
