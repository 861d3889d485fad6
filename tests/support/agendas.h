/* Meetings with agendas, for tests of what is written to them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/http.h"
#include "support/service.h"

/* Meetings of the team's Senior Management Team, which are private: one in April 2018 at which each
 * constituent partner has a member, one in June, one in August that is cancelled, one in September.
 * No notice of any is given. One of the partnership's, of June, of which everybody knows. */
#define APRIL "00000000-0000-7000-8000-000000000001"
#define JUNE "00000000-0000-7000-8000-000000000002"
#define CANCELLED "00000000-0000-7000-8000-000000000003"
#define SEPTEMBER "00000000-0000-7000-8000-000000000004"
#define PUBLIC_MEETING "00000000-0000-7000-8000-000000000005"
#define MEETINGS "/v1/meetings/"

/* Drafts of items of April's: an open one, and one that is restricted. */
#define OPEN_ITEM "00000000-0000-7000-8000-000000000011"
#define SHUT_ITEM "00000000-0000-7000-8000-000000000012"

/* A service in March 2018 with all of that. */
struct service *agenda_start(void);

/* The token of somebody of a partner's who keeps meetings and may not read what is restricted.
 * Others act with the token of the partner's coordinator (support/csa.h). */
const char *agenda_keeper(struct service *service, const char *partner);

/* Changes what was read, with any If-Match. The caller frees the reply. */
struct reply agenda_patch(struct service *service, const char *token, const char *target,
                          const char *body);

/* A write of a partner's, and how it is refused. */
struct agenda_refusal {
    const char *partner;
    bool keeper; /* by whom may not read what is restricted */
    const char *target, *body;
    int status;
    const char *slug, *pointer; /* `pointer` NULL: no place is named */
};

/* Each is refused as it says, and nothing is kept. `method` is POST or PATCH. */
void assert_agenda_refusals(struct service *service, const char *method,
                            const struct agenda_refusal *rows, size_t count);

/* A change is made once by its key, refused under it with another body, and refused without an
 * If-Match or with a stale one. */
void assert_changed_once(struct service *service, const char *target, const char *body,
                         const char *other);
