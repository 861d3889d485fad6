/* Real series as indicators, for tests of what is drawn from them.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "support/http.h"
#include "support/service.h"

#define DRIVERS "gb-seatbelts-drivers"

/* A service at a day (NULL: the real date) in which the series of tests/unit/analysis are agreed,
 * public indicators of road safety, observed in Great Britain so many years after they were; those
 * of drivers and of deaths in accidents are watched. What lies after the day is left out. */
struct service *series_start(const char *today, int years);

/* The token of KCC's analyst, who reads and writes all of it. */
const char *series_analyst(struct service *service);

/* Posts what is accepted, as KCC's analyst. The caller frees the reply. */
struct reply series_post(struct service *service, const char *target, const char *body);

/* Says that limits of the drivers' series begin anew with a period. The caller frees the address of
 * what was said. */
char *series_rebaseline(struct service *service, const char *area, const char *period);

/* The first of a list whose member has this value, or NULL. Owned by the list. */
json_t *series_find(json_t *list, const char *member, const char *value);

/* A member of an object as text; NULL when it is none. */
const char *series_text(const json_t *object, const char *member);
