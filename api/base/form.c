/* The forms an answer comes in.
 * SPDX-License-Identifier: MIT */
#include "base/form.h"

const struct form_type form_types[FORM_NONE] = {
    [FORM_JSON] = {"application/*", "application/json", "json", "application/json"},
    [FORM_CSV] = {"text/*", "text/csv", "csv", "text/csv; charset=utf-8; header=present"},
    [FORM_MARKDOWN] = {"text/*", "text/markdown", "markdown", "text/markdown; charset=utf-8"},
    [FORM_PAGE] = {"text/*", "text/html", "html", "text/html; charset=utf-8"},
    [FORM_CALENDAR] = {"text/*", "text/calendar", "ics", "text/calendar; charset=utf-8"},
};
