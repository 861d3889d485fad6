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

/* Where a finding is listed. What is watched is so whether it was reported or not. */
enum finding_list {
    FINDING_EXCEPTIONS,
    FINDING_FOCUS,
    FINDING_NOT_ENOUGH_DATA,
    FINDING_NOT_REPORTED,
    FINDING_NOWHERE,
};

struct finding finding_of(const struct series *series);

/* Whether nothing was reported of the periods that are asked about; what is hidden from the reader
 * was. */
bool finding_is_silent(const struct series *series, const struct finding *finding);

enum finding_list finding_list(const struct series *series, const struct finding *finding);

/* As clients read it: "exceptions"; "none" for nowhere. */
const char *finding_list_name(enum finding_list list);

/* The series' facts and what was found, as a JSON object or as the rest of a line of a CSV. */
void finding_write(struct text *out, const struct series *series, const struct finding *finding,
                   enum form form);

/* The names of those cells, for rows of this composition, and the end of the line. */
void finding_write_csv_header(struct text *out, const struct composition *composition);
