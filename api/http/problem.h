/* Problem documents (RFC 9457): every refusal the service gives.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "base/refusal.h"
#include "http/request.h"
#include "http/response.h"

/* One row of problem.def. */
struct problem_type {
    const char *slug;
    int status;
    const char *title, *explanation;
};

/* The type with this slug, or NULL. */
const struct problem_type *problem_find(const char *slug);

/* Makes the answer this refusal: status, application/problem+json body, Retry-After, and
 * WWW-Authenticate where the status is 401. A slug that is not in problem.def becomes
 * internal-error. Headers that were set before are gone. */
void problem_write(const struct refusal *refusal, const struct request *request,
                   struct response *response);

/* Makes the answer this problem where there is no memory for more: the type and what it says of
 * itself. Needs none, and cannot fail; the slug is one of a 503. */
void problem_write_bare(const char *slug, const struct request *request, struct response *response);
