/* Which composers there are.
 * SPDX-License-Identifier: MIT */
#include "handlers/composers.h"

#include <string.h>

#include "handlers/calendar.h"
#include "handlers/chart_answer.h"
#include "handlers/exceptions.h"
#include "handlers/meeting_page.h"
#include "handlers/report.h"

composer *composer_find(const char *name)
{
    static const struct {
        const char *name;
        composer *compose;
    } composers[] = {
        {"calendar", compose_calendar},     {"chart", compose_chart},
        {"exceptions", compose_exceptions}, {"meeting_page", compose_meeting_page},
        {"report", compose_report},
    };
    for (size_t i = 0; i < sizeof composers / sizeof composers[0]; i++)
        if (strcmp(composers[i].name, name) == 0)
            return composers[i].compose;
    return NULL;
}
