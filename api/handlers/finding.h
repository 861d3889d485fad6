/* What a control chart finds of the periods that are asked about, in one row.
 * SPDX-License-Identifier: MIT */
#pragma once

#include "handlers/series.h"

struct finding {
    size_t point; /* of the latest exception among the periods asked about, else of the latest of
                     them; SIZE_MAX: there is none */
    enum chart_rule rule;
    enum chart_direction direction;
    enum chart_verdict verdict;
};

struct finding finding_of(const struct series *series);

/* The series' facts and what was found, as a JSON object or as the rest of a line of a CSV. */
void finding_write(struct text *out, const struct series *series, const struct finding *finding,
                   enum form form);

/* The names of those cells, for rows of this composition, and the end of the line. */
void finding_write_csv_header(struct text *out, const struct composition *composition);
