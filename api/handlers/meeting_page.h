/* The agenda and the notes of a meeting as pages for paper.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "handlers/composers.h"

/* Writes the page that the head's row names (`page`: agenda or notes), as Markdown or as HTML. */
bool compose_meeting_page(struct composition *composition, struct text *out);
