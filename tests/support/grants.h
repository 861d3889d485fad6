/* Rounds of grants with money in their fund, for tests of what is awarded, paid and returned.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/csa.h"
#include "support/http.h"
#include "support/service.h"

#define GRANT_FUND "grants"
#define GRANT_ROUND "/v1/grant-rounds/summer"
#define GRANT_NONE CONTRACT_ID

/* A service on 20 June 2018 with a fund that KCC hosts and the commissioner has paid £50,000 into;
 * an open round that offers £45,000 of it; a meeting of the 12th, with a quorum, of the body that
 * decides; and the projects 'drive', which Swale leads, and 'theatre', which Maidstone does.
 * Coordinators (support/csa.h) have each scope that grants need. */
struct service *grants_start(void);

/* Makes a project that a partner leads. */
void grants_project(struct service *service, const char *id, const char *lead,
                    const char *priorities);

/* Records a decision of the meeting, with these members beside its text, and returns its id, which
 * the caller frees. */
char *grants_decide(struct service *service, const char *members);

/* Bids for a project, as a partner, in a round; returns the bid's id, which the caller frees. */
char *grants_bid(struct service *service, const char *round, const char *partner,
                 const char *project, long long pence);

/* Bids as Swale for 'drive' and awards it all by a new decision, with these members ("tranches"
 * among them); returns the award's id, which the caller frees. */
char *grants_award(struct service *service, long long pence, const char *members);

/* The id of the nth, from 0, of an award's tranches, conditions, refunds or returns. The caller
 * frees it. */
char *grants_part(struct service *service, const char *award, const char *part, int index);

/* An address, of the next few calls only: "/v1/tranches/", its id, "/payment". */
const char *grants_at(const char *collection, const char *id, const char *part);

/* Posts what is accepted, under a key of its own. The caller frees the reply. */
struct reply grants_post(struct service *service, const char *partner, const char *target,
                         const char *body);

/* Pays a tranche on a day, under a reference of its own. The caller frees the reply. */
struct reply grants_pay(struct service *service, const char *tranche, const char *day);

/* Each of the rows is refused as it says, under a key of its own, and nothing is kept. */
void assert_refused(struct service *service, const struct csa_refusal *rows, size_t count);

/* With an If-Match that is not the present version's it is refused, and nothing is kept. */
void assert_stale(struct service *service, const char *partner, const char *target,
                  const char *body);

/* A list or a thing is read by each of `readers`, by nobody else, and in each of its forms; `wrong`
 * is an address of it that cannot be, for its `parameter`. */
void assert_read_by(struct service *service, const char *target, const char *const *readers,
                    const char *const *others, const char *wrong, const char *parameter);

/* What the round's account says, in pence. */
struct grant_account {
    long long awarded, paid, due, withheld, released, returned, left;
};

/* The account says so, adds up by itself and award by award, and agrees with the fund's ledger,
 * balances and statement, on which nothing else was spent. */
void assert_account(struct service *service, const struct grant_account *expected);
