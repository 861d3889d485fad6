/* The Community Safety Agreement, for tests: examples, and rows of what is refused.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/http.h"
#include "support/service.h"

/* Makes a public action with a report of its progress, a commentary, a chapter of the published
 * version, a bid, and what belongs to an award, each with the name that contract_target names. */
void csa_examples(const struct service *service);

/* The scopes of a coordinator's token; a test may say others before it asks for one. */
extern const char *csa_scope;

/* The token of a partner's coordinator. */
const char *csa_coordinator(struct service *service, const char *partner);

/* What a coordinator of `partner` posts, and how it is refused. */
struct csa_refusal {
    const char *partner, *target, *body;
    int status;
    const char *slug, *pointer; /* `pointer` NULL: no place is named */
};

/* Each of the rows is refused as it says, and nothing is kept. */
void assert_refusals(struct service *service, const struct csa_refusal *rows, size_t count);

/* Posts what is accepted, as KCC. The caller frees the reply. */
struct reply csa_post(struct service *service, const char *target, const char *body);

/* Reads with the token of a partner, or without one. The caller frees the reply. */
struct reply csa_get(struct service *service, const char *partner, const char *target);

/* While another session holds the key of a coordinator's request, the same request is refused. Of a
 * service that has kept a key already. */
void assert_key_in_use(struct service *service, const char *partner, const char *operation,
                       const char *target, const char *body);

/* Posts with an If-Match that is not the present version's, and then with the one that is: 412,
 * then 200. `of` is the address whose tag is meant. The caller frees the second reply. */
struct reply assert_matched(struct service *service, const char *of, const char *target,
                            const char *body);
