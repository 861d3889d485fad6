/* Of all series, those whose points are exceptions.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "handlers/composers.h"

/* The head says the options and whatever else is to be told, as it is; rows are those of
 * handlers/series.h, of which `focus` is a fact that is looked at. */
bool compose_exceptions(struct composition *composition, struct text *out);
