/* Asks a service on this machine whether it is ready: `saferd check-health`.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/cleanup.h"
#include "config.h"

#define HEALTH_SECONDS 5

/* Whether the service that runs with these settings answers GET /health/ready with 200, asked over
 * its own address (loopback where it listens on all) within HEALTH_SECONDS. What it said, or what
 * went wrong, is in `said`. */
must_check bool health_ask(const struct config *config, char said[static 512]);

/* Asks until it is ready, `seconds` at the longest. */
must_check bool health_wait(const struct config *config, int seconds, char said[static 512]);
