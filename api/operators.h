/* What operators ask of the record itself: `saferd audit verify`, `find` and `erase`.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/cleanup.h"

#define OPERATORS_USAGE (-1)

struct operator_settings {
    const char *url; /* of a login that is a member of safer_owner, as the one that migrates is */
    int connect_timeout_ms;
};

/* Whether this is the first word of one of these commands. */
must_check bool operators_know(const char *command);

/* Runs the command of these words ("audit", "verify", …); what it found goes to standard output,
 * why it could not to standard error. Answers the exit status: 0 when it is done and all is well, 1
 * when the audit chain is broken or nothing is held, 2 when the database could not be asked;
 * OPERATORS_USAGE when the words are none of these commands. */
must_check int operators_run(const struct operator_settings *settings, int count, char **words);
