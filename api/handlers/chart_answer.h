/* The control chart of one series, as clients read it.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "handlers/composers.h"

/* The head says the series' polarity, frequency and kind, the options, and whatever else is to be
 * told of the series, as it is; rows are those of handlers/series.h. */
bool compose_chart(struct composition *composition, struct text *out);
