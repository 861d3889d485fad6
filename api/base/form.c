/* The forms an answer comes in.
 * SPDX-License-Identifier: MIT */
#include "base/form.h"

#define FORM(range, name_of_type, parameters, short_name, csv, standard)                           \
    {                                                                                              \
        .kind = range, .type = name_of_type, .name = short_name,                                   \
        .media_type = name_of_type parameters, .is_csv = csv, .is_standard = standard              \
    }

#define UTF_8 "; charset=utf-8"
#define TABLE UTF_8 "; header=present"

const struct form_type form_types[FORM_NONE] = {
    [FORM_JSON] = FORM("application/*", "application/json", "", "json", false, false),
    [FORM_CSV] = FORM("text/*", "text/csv", TABLE, "csv", true, false),
    [FORM_MARKDOWN] = FORM("text/*", "text/markdown", UTF_8, "markdown", false, false),
    [FORM_PAGE] = FORM("text/*", "text/html", UTF_8, "html", false, false),
    [FORM_CALENDAR] = FORM("text/*", "text/calendar", UTF_8, "ics", false, false),
    [FORM_360GIVING] =
        FORM("application/*", "application/vnd.360giving+json", "", "360giving", false, true),
    [FORM_360GIVING_CSV] =
        FORM("text/*", "text/vnd.360giving.csv", TABLE, "360giving-csv", true, true),
};
