/* A quarter's record, and the two reports that are made of it.
 * SPDX-License-Identifier: MIT
 *
 * The quarterly report has every series and every action, for the Working Group; the summary has
 * the plan's progress, what the leads say and the exceptions, for the partnership. Both are
 * composed together when a report is issued, and are then kept as they are. */
#pragma once

#include <jansson.h>

#include "handlers/composers.h"

/* The head says what is told of the report itself, and, hidden:
 *
 *   _which        quarterly or summary; a write keeps both
 *   _kept         the report as it was issued, or NULL
 *   _priorities   for the quarterly report: each with its lead, commentary and actions
 *   _progress     for the summary: each with its lead, commentary and how many actions are where
 *   _partners, _partners_of_progress  the names of the partners named in them
 *   _annotations  what was said about series in the quarter
 *
 * Rows are those of handlers/series.h; the summary tells of the shared ones. */
bool compose_report(struct composition *composition, struct text *out);

/* A report as a CSV of what was found, or as a page of Markdown that can go into a committee's
 * papers. False: no memory. */
must_check bool report_write_csv(const json_t *report, bool guard, struct text *out);
must_check bool report_write_markdown(const json_t *report, struct text *out);
