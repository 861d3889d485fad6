/* Meetings, for tests: examples, and what keeps them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/http.h"
#include "support/service.h"

/* The published meetings of October 2016 and of March 2017. */
#define MEETING_2016 "/v1/meetings/01590000-0000-7000-8000-000000000206"
#define MEETING_2017 "/v1/meetings/01590000-0000-7000-8000-000000000207"

/* Makes a declaration with the name that contract_target names, at a published meeting, and gives
 * the paper that it names a file, "Example". */
void meeting_examples(const struct service *service);

/* A service on 20 June 2018. */
struct service *meeting_service(void);

/* Schedules a meeting of a body on a day of June 2018 at ten in London, as KCC, and returns its
 * address, which the caller frees. */
char *meeting_make(struct service *service, const char *body, int day);

/* Puts an item on its agenda, published or not, and returns its id, which the caller frees. */
char *meeting_item(struct service *service, const char *meeting, int place, bool published);

/* An address below another, for the next call only: "/v1/meetings/...", "replies". */
const char *meeting_at(const char *address, const char *part);

/* Changes what stands at an address, as it is or as `match` says, with the token of a partner's
 * coordinator. The caller frees the reply. */
struct reply meeting_patch(struct service *service, const char *partner, const char *match,
                           const char *target, const char *body);

/* What a change by PATCH promises: it needs If-Match, its key is kept, a stale tag is refused. The
 * caller frees the reply to the change. */
struct reply assert_patched(struct service *service, const char *operation, const char *target,
                            const char *body, const char *other);
