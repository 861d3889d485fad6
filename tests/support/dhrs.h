/* Domestic homicide reviews, for tests: who asks, and two reviews with what belongs to them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/csa.h"
#include "support/grants.h"
#include "support/http.h"
#include "support/service.h"

#define DHRS "/v1/dhrs"
#define DHR_ACTIONS "/v1/dhr-actions"
#define DHR_RECOMMENDATIONS "/v1/dhr-recommendations"
#define DHR_NONE CONTRACT_ID
#define DHR_WORD "quagga" /* stands in each free text of the reviews below, and nowhere else */

/* Who asks. Of the first review: its coordinator; a partner on its panel, and one that was; the
 * owner of an action; a partner that may keep reviews but coordinates none; a constituent partner
 * that may not. Of the second: a partner on its panel, and the owner of an action. An auditor of a
 * constituent partner. */
enum dhr_role {
    DHR_COORDINATOR,
    DHR_PANEL,
    DHR_FORMER,
    DHR_OWNER,
    DHR_WRITER,
    DHR_CONSTITUENT,
    DHR_OTHER_PANEL,
    DHR_OTHER_OWNER,
    DHR_AUDITOR,
    DHR_ROLES
};

extern const char *const dhr_partners[DHR_ROLES];

/* The token of a role, with the scopes of that role alone. */
const char *dhr_token(struct service *service, enum dhr_role role);

/* A service on a day without any review. Coordinators (support/csa.h) have each scope of reviews,
 * so that only KCC, Kent Police and the fire service are some. */
struct service *dhrs_start(const char *today);

/* Records a review; `members` stand beside its pseudonym, partnership (Medway's) and day. Returns
 * its id, which the caller frees. */
char *dhr_make(struct service *service, const char *pseudonym, const char *notified_on,
               const char *members);

/* An address of a review, of the next few calls only: dhr_at(id, "/stages"). */
const char *dhr_at(const char *id, const char *part);

/* Takes a review to a stage on a day, with what else the stage says; the test fails when that is
 * refused. */
void dhr_moves(struct service *service, const char *id, const char *stage, const char *day,
               const char *members);

/* Takes a review through its stages up to one, each on the same day: with a chair, a panel and a
 * publication where they are asked for. */
void dhr_comes_to(struct service *service, const char *id, const char *stage, const char *day);

/* Makes a review with a recommendation and an action, each with the name that contract_target
 * names. */
void dhr_examples(const struct service *service);

/* Two reviews with all there can be of one, DHR_WORD in each text. */
struct dhr_world {
    char *one, *other; /* reviews */
    char *recommended, *other_recommended;
    char *owned, *outside, *other_owned; /* actions: two of the first review, one of the second */
};

/* Makes them on a service that dhrs_start started on 4 February 2019. */
struct dhr_world dhrs_make(struct service *service);
void dhr_world_free(struct dhr_world *world);
#define dhr_world_auto __attribute__((cleanup(dhr_world_free), unused))

/* What a problem says, without its own id and without the address and the id that was asked for. */
char *dhr_refusal(const struct reply *reply, const char *id);

/* Reads with the token of a role. The caller frees the reply. */
struct reply dhr_read(struct service *service, enum dhr_role role, const char *target);
