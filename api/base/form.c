/* The forms an answer comes in.
 * SPDX-License-Identifier: MIT */
#include "base/form.h"

const struct form_type form_types[FORM_NONE] = {
    [FORM_JSON] = {"application/*", "application/json", "json", "application/json"},
    [FORM_CSV] = {"text/*", "text/csv", "csv", "text/csv; charset=utf-8; header=present",
                  .is_csv = true},
    [FORM_MARKDOWN] = {"text/*", "text/markdown", "markdown", "text/markdown; charset=utf-8"},
    [FORM_PAGE] = {"text/*", "text/html", "html", "text/html; charset=utf-8"},
    [FORM_CALENDAR] = {"text/*", "text/calendar", "ics", "text/calendar; charset=utf-8"},
    [FORM_360GIVING] = {"application/*", "application/vnd.360giving+json", "360giving",
                        "application/vnd.360giving+json", .is_standard = true},
    [FORM_360GIVING_CSV] = {"text/*", "text/vnd.360giving.csv", "360giving-csv",
                            "text/vnd.360giving.csv; charset=utf-8; header=present", .is_csv = true,
                            .is_standard = true},
};
