/* Small things that the tests of what comes in at the door share.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "support/http.h"
#include "support/service.h"

#define CONTRIBUTIONS "/v1/contributions"
#define DRY CONTRIBUTIONS "?dry_run=true"
#define BODY                                                                                       \
    "{\"fund\": \"kcst-pooled-budget\", \"financial_year\": \"2018/19\","                          \
    " \"amount_pence\": 1600000, \"received_on\": \"2018-04-03\","                                 \
    " \"external_reference\": \"KCC-1\"}"
#define BODY_LIMIT 1048576
#define LENGTH(array) (sizeof(array) / sizeof *(array))

/* A service with one more setting, or NULL. */
struct service *start(const char *setting);

/* With several, ended by NULL. */
struct service *start_with(const char *const *settings);

/* A token that may do much. */
const char *writer(struct service *service);

bool is_healthy(const struct service *service);

struct reply with_headers(const struct service *service, const char *method, const char *target,
                          const char *const *headers);

/* Sends one request by hand on a connection of its own and returns all that comes back; the caller
 * frees it. */
char *raw(const struct service *service, const char *text);

size_t occurrences(const char *text, const char *word);
