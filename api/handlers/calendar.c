/* Meetings as a calendar that others subscribe to (RFC 5545).
 * SPDX-License-Identifier: MIT
 *
 * A meeting keeps its UID for ever. When its time or place changes, or when it is cancelled, its
 * SEQUENCE grows: by that a subscriber's calendar knows which of two states is the later one. */
#include "handlers/calendar.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#define TIME_ZONE "Europe/London"

/* When London's clocks change, since 1996: on the last Sundays of March and October, at 01:00 UTC.
 * It goes with the calendar, so that nobody has to know the zone by its name. */
static const char time_zone[] = "BEGIN:VTIMEZONE\r\n"
                                "TZID:" TIME_ZONE "\r\n"
                                "BEGIN:DAYLIGHT\r\n"
                                "TZOFFSETFROM:+0000\r\n"
                                "TZOFFSETTO:+0100\r\n"
                                "TZNAME:BST\r\n"
                                "DTSTART:19960331T010000\r\n"
                                "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\n"
                                "END:DAYLIGHT\r\n"
                                "BEGIN:STANDARD\r\n"
                                "TZOFFSETFROM:+0100\r\n"
                                "TZOFFSETTO:+0000\r\n"
                                "TZNAME:GMT\r\n"
                                "DTSTART:19961027T020000\r\n"
                                "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n"
                                "END:STANDARD\r\n"
                                "END:VTIMEZONE\r\n";

enum cell { ID, SUMMARY, PLACE, STARTS, ENDS, STATE, SEQUENCE, CHANGED, DESCRIPTION, URL, COLUMNS };

static const char *const column_names[COLUMNS] = {"id",          "summary", "place",    "starts",
                                                  "ends",        "state",   "sequence", "changed",
                                                  "description", "url"};

static void close_calendar(icalcomponent **calendar)
{
    if (*calendar)
        icalcomponent_free(*calendar);
}

/* 2017-03-15T10:00:00 as RFC 5545 has it, without what separates. */
static struct icaltimetype time_of(const char *text, bool is_utc)
{
    char basic[20];
    size_t length = 0;
    for (; *text && length < sizeof basic - 2; text++)
        if (*text != '-' && *text != ':')
            basic[length++] = *text;
    if (is_utc)
        basic[length++] = 'Z';
    basic[length] = '\0';
    return icaltime_from_string(basic);
}

static icalproperty *local(icalproperty *property)
{
    icalproperty_add_parameter(property, icalparameter_new_tzid(TIME_ZONE));
    return property;
}

static icalcomponent *new_event(const char *const *values)
{
    const bool is_cancelled = strcmp(values[STATE], "cancelled") == 0;
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(values[ID]),
        icalproperty_new_dtstamp(time_of(values[CHANGED], true)),
        icalproperty_new_lastmodified(time_of(values[CHANGED], true)),
        icalproperty_new_sequence((int)strtol(values[SEQUENCE], NULL, 10)),
        icalproperty_new_status(is_cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED),
        icalproperty_new_summary(values[SUMMARY]), icalproperty_new_location(values[PLACE]),
        local(icalproperty_new_dtstart(time_of(values[STARTS], false))), (void *)0);
    if (values[ENDS])
        icalcomponent_add_property(event,
                                   local(icalproperty_new_dtend(time_of(values[ENDS], false))));
    if (values[DESCRIPTION])
        icalcomponent_add_property(event, icalproperty_new_description(values[DESCRIPTION]));
    if (values[URL])
        icalcomponent_add_property(event, icalproperty_new_url(values[URL]));
    return event;
}

static icalcomponent *new_calendar(const char *title)
{
    icalproperty *name = icalproperty_new_x(title);
    icalproperty_set_x_name(name, "X-WR-CALNAME");
    icalproperty *again = icalproperty_new_x("PT1H");
    icalproperty_set_x_name(again, "X-PUBLISHED-TTL");
    return icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
                               icalproperty_new_prodid("-//Safer Communities//Meetings//EN"),
                               icalproperty_new_calscale("GREGORIAN"),
                               icalproperty_new_method(ICAL_METHOD_PUBLISH), name, again,
                               icalcomponent_new_from_string(time_zone), (void *)0);
}

bool compose_calendar(struct composition *composition, struct text *out)
{
    const struct rows *rows = &composition->rows;
    size_t columns[COLUMNS], length;
    for (enum cell i = ID; i < COLUMNS; i++)
        columns[i] = rows_find(rows, column_names[i]);
    const char *title = rows_first(composition->head, "title");
    __attribute__((cleanup(close_calendar))) icalcomponent *calendar =
        new_calendar(title ? title : "");
    for (size_t row = 0; row < rows->row_count; row++) {
        const char *values[COLUMNS];
        for (enum cell i = ID; i < COLUMNS; i++)
            values[i] = rows_value(rows, row, columns[i], &length);
        icalcomponent_add_component(calendar, new_event(values));
    }
    char *text = calendar ? icalcomponent_as_ical_string_r(calendar) : NULL;
    if (text)
        text_add_string(out, text);
    free(text);
    return text != NULL;
}
