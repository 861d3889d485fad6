/* Meetings as a calendar that others subscribe to (RFC 5545).
 * SPDX-License-Identifier: MIT */
#pragma once

#include "handlers/composers.h"

/* Writes a calendar of the rows: id, summary, place, starts and ends (2017-03-15T10:00:00, London's
 * clocks; ends may be NULL), state, sequence, changed (the same shape, UTC), description and url
 * (NULL where there is none). The head's row has its title. */
bool compose_calendar(struct composition *composition, struct text *out);
