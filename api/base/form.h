/* The forms an answer comes in.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* In the order in which they are preferred by who likes all the same. */
enum form {
    FORM_JSON,
    FORM_CSV,
    FORM_MARKDOWN,
    FORM_PAGE,
    FORM_CALENDAR,
    FORM_360GIVING,
    FORM_360GIVING_CSV,
    FORM_NONE
};

#define FORM_BIT(form) (1U << (form))

struct form_type {
    const char *kind, *type; /* the range that has it, and itself */
    const char *name;        /* as `format` has it, and the tag */
    const char *media_type;  /* with its parameters, as it is sent */
    bool is_csv;
    bool is_standard; /* of rows that stand in the words of a published standard: x-standard */
};

/* By enum form; none for FORM_NONE. */
extern const struct form_type form_types[FORM_NONE];
