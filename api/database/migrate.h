/* `saferd migrate`: brings a database to what this binary needs.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/cleanup.h"

struct migrate_settings {
    const char *url;                   /* a login with CREATEROLE that may create schemas */
    const char *service_url;           /* its login is granted safer_service */
    bool published_data;               /* load sql/data too */
    int lock_timeout_ms;               /* of one try */
    void (*say)(const char *sentence); /* told what is done, a line each */
};

/* Under one advisory lock and in one transaction: makes the roles, applies new migrations, makes
 * views, functions and policies anew. A lock it does not get within the time set lets everybody
 * else through, and is tried for again, a few times. Refuses a history that was edited: an applied
 * migration whose SHA-256 differs, or one this binary does not know. False with a reason in
 * `error`; then nothing has changed but roles. */
must_check bool migrate(const struct migrate_settings *settings, char error[static 1024]);
