/* Which form of an answer the client asked for, and whether it has it already.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/form.h"

/* The form an Accept header (RFC 9110, section 12.5.1; NULL: anything) prefers among those offered
 * (FORM_BITs). Ties go to the form that is named more exactly, then to the first. FORM_NONE: it
 * accepts none of them. */
enum form negotiate_accept(const char *accept, unsigned offered);

/* Whether an Accept header (NULL: anything) takes this media type, whose parameters do not matter.
 */
bool negotiate_accepts(const char *accept, const char *media_type);

/* Whether an Accept-Encoding header (RFC 9110, section 12.5.3; NULL: none) asks for gzip: it is
 * named, or anything is, and nothing says that a plain answer is liked better. */
bool negotiate_gzip(const char *accept_encoding);

/* Whether an If-None-Match (RFC 9110, section 13.1.2; weak comparison) names `etag`. */
bool negotiate_none_match(const char *header, const char *etag);

/* The version in an If-Match header (section 13.1.1): of our tags in it, `"<version>-..."`, the
 * newest; versions only grow, so no older one can be current. IF_MATCH_ANY for `*` or no header;
 * IF_MATCH_BAD when no tag in it can be one of ours. */
enum { IF_MATCH_ANY = -1, IF_MATCH_BAD = -2 };
int64_t negotiate_if_match(const char *header);
