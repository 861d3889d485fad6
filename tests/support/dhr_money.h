/* Reviews, for tests of what they cost, what is published of them and how many there are.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "support/csa.h"
#include "support/http.h"
#include "support/service.h"

#define DHR_FIRST "00000000-0000-7000-8000-0000000000d1"
#define DHR_SECOND "00000000-0000-7000-8000-0000000000d2"
#define DHR_NOWHERE "00000000-0000-7000-8000-0000000000d9"
/* Recommendations of the first and of the second. */
#define DHR_RECOMMENDED "00000000-0000-7000-8000-0000000000e1"
#define DHR_ELSEWHERE "00000000-0000-7000-8000-0000000000e2"

/* A review that is published, and an exclusion, each with the name that contract_target names. */
void dhr_money_examples(const struct service *service);

/* A service on 1 June 2021 with two reviews for Swale, of which Dover is on the first's panel, and
 * each with a recommendation. Coordinators (support/csa.h) have each scope that is needed. */
struct service *dhr_money_start(void);

/* More reviews of a partnership that came to a stage on a day, with a victim each. */
void dhr_money_reviews(const struct service *service, int number, const char *partnership,
                       const char *stage, const char *day);

/* As move_dhr publishes a review. */
void dhr_money_publish(const struct service *service, const char *dhr, const char *day);

/* What is recorded of a reading, or a write, of an object is one event more than before. */
void assert_read_is_recorded(struct service *service, const char *operation, const char *target);

/* The list or thing is for who coordinates reviews: read and recorded; to Dover, which knows of the
 * review, and to others it is not there; `wrong` is an address that cannot be for `parameter`. */
void assert_coordinators(struct service *service, const char *operation, const char *target,
                         const char *wrong, const char *parameter);
