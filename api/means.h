/* What requests are answered with.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "config.h"
#include "database/pool.h"
#include "export.h"
#include "http/limits.h"
#include "identity/identity.h"
#include "slow.h"

/* All of it outlives the last request. */
struct means {
    const struct config *config;
    struct identity *identity;
    struct pool *pool;
    struct exports *exports;
    struct slows *slows;
    struct limits *clients, *addresses; /* NULL: not limited */
};
