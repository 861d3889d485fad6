/* What operators ask of the record itself: `saferd audit verify`, `find` and `erase`.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

#include "base/cleanup.h"

struct operator_settings {
    const char *url; /* of a login that is a member of safer_owner, as the one that migrates is */
    int connect_timeout_ms;
};

/* Whether this is the first word of one of these commands. */
must_check bool operators_know(const char *command);

/* Runs the command of these words ("audit", "verify", …); what it found goes to standard output,
 * why it could not to standard error. Answers the exit status: 0 when it is done and all is well, 1
 * when the audit chain is broken or nothing is held, 2 when the database could not be asked, or
 * what was found could not be written down whole; 64 when the words are none of these commands, and
 * which of them does not belong there is said. */
must_check int operators_run(const struct operator_settings *settings, int count, char **words);
