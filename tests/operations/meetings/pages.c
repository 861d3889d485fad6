/* get_meeting_agenda, get_meeting_notes, get_body_calendar, get_calendar: meetings on paper and in
 * calendars, and that who was shown what is restricted is written down.
 * SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/agendas.h"
#include "support/csa.h"
#include "support/ledger.h"

#define OF_2016 MEETINGS "01590000-0000-7000-8000-000000000206"
#define OF_2017 MEETINGS "01590000-0000-7000-8000-000000000207"
#define NOBODYS MEETINGS "01590000-0000-7000-8000-0000000002ff"

static struct reply get_as(struct service *service, const char *token, const char *target,
                           const char *accept)
{
    char header[128];
    snprintf(header, sizeof header, "Accept: %s", accept ? accept : "*/*");
    return http_send(service_url(service),
                     &(struct request){.target = target,
                                       .token = token,
                                       .headers = (const char *const[]){header, NULL}});
}

static long events(const struct service *service)
{
    char *count = service_sql(service, "SELECT count(*) FROM safer.audit_event"
                                       " WHERE marking = 'restricted'");
    const long number = strtol(count, NULL, 10);
    free(count);
    return number;
}

Test(pages, an_agenda_is_printed_as_it_was_published)
{
    service_auto struct service *service = agenda_published();
    reply_auto struct reply page = get_as(service, NULL, OF_2017 "/agenda", NULL);
    cr_assert_eq(page.status, 200, "%s", page.body);
    cr_assert_str_eq(reply_header(&page, "content-type"), "text/markdown; charset=utf-8");
    static const char *const lines[] = {
        "# Kent Community Safety Partnership\n",
        ("\nWednesday, 15 March 2017, 10.00 am\\\nDarent Room, Sessions House, County Hall, "
         "Maidstone\n"),
        "\n### Unrestricted items\n",
        "\n- **A3** Notes of meeting held on 13 October 2016 (pages 3–10)\n",
        "\n- **B4** Mental Health Update - verbal update\n",
        "\n### Restricted items\n",
        "\n- **D2** Domestic Homicide Reviews \\(DHRs\\) - Update\\\n  *Not for publication.*\n",
        "\nNext meeting: Wednesday, 19 July 2017, 10.00 am",
        "\nAgenda published on 7 March 2017.\n",
    };
    const char *at = page.body;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        at = strstr(at, lines[i]);
        cr_assert_not_null(at, "%s\nis not in its place in\n%s", lines[i], page.body);
    }
}

Test(pages, notes_tell_who_was_there_what_was_said_and_what_was_resolved)
{
    service_auto struct service *service = agenda_published();
    reply_auto struct reply page = get_as(service, NULL, OF_2016 "/notes?format=markdown", NULL);
    static const char *const parts[] = {
        "\n**Present** (16): ",
        "\n**In attendance** (3): Head of Public Protection, Kent County Council; ",
        "\n### 130\\. Review of the funding arrangements for the Domestic Homicide Review",
        "\n*Item B4*\n",
        "\n**RESOLVED that** the Committee agree to support option 1 ",
        "\n### 136\\. Domestic Homicide Review briefing\n",
        "\n*Not for publication.*\n",
    };
    const char *at = page.body;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        at = strstr(at, parts[i]);
        cr_assert_not_null(at, "%s\nis not in its place in\n%s", parts[i], page.body);
    }
    cr_assert_null(strstr(at, "RESOLVED that** the Committee note the briefing"));
    cr_assert_not_null(strstr(page.body, "Not approved yet."));
}

Test(pages, a_browser_gets_a_page_that_loads_nothing)
{
    service_auto struct service *service = agenda_published();
    reply_auto struct reply page =
        get_as(service, NULL, OF_2017 "/agenda", "text/html,application/xhtml+xml,*/*;q=0.8");
    cr_assert_str_eq(reply_header(&page, "content-type"), "text/html; charset=utf-8");
    cr_assert_not_null(strstr(page.body, "<title>Kent Community Safety Partnership</title>"));
    cr_assert_not_null(strstr(page.body, "<li><strong>A1</strong> Apologies</li>"));
    cr_assert_not_null(
        strstr(reply_header(&page, "content-security-policy"), "default-src 'none'"));
    char tag[128];
    snprintf(tag, sizeof tag, "If-None-Match: %s", reply_header(&page, "etag"));
    reply_auto struct reply again = http_send(
        service_url(service), &(struct request){.target = OF_2017 "/agenda?format=html",
                                                .headers = (const char *const[]){tag, NULL}});
    cr_assert_eq(again.status, 304);
    reply_auto struct reply json = get_as(service, NULL, OF_2017 "/agenda", "application/json");
    cr_assert(reply_is_problem(&json, 406, "not-acceptable"), "%s", json.body);
    cr_assert_not_null(strstr(json.body, "This answers text/markdown or text/html."));
}

/* What somebody wrote is words, whatever it looks like. */
Test(pages, what_is_written_is_never_a_mark)
{
    service_auto struct service *service = agenda_start();
    const char *kcc = csa_coordinator(service, "kcc");
    reply_auto struct reply made =
        csa_post(service, MEETINGS APRIL "/items",
                 "{\"ref\":\"Z9\",\"title\":\"<script>alert(1)</script> **bold** [x](http://y)\"}");
    cr_assert_eq(made.status, 201, "%s", made.body);
    reply_auto struct reply page = get_as(service, kcc, MEETINGS APRIL "/agenda", "text/html");
    cr_assert_null(strstr(page.body, "<script"), "%s", page.body);
    cr_assert_null(strstr(page.body, "<strong>bold"), "%s", page.body);
    cr_assert_null(strstr(page.body, "href"), "%s", page.body);
    cr_assert_not_null(strstr(page.body, "&lt;script&gt;alert(1)&lt;/script&gt; **bold** [x]"),
                       "%s", page.body);
}

Test(pages, who_is_shown_what_is_restricted_is_written_down)
{
    service_auto struct service *service = agenda_published();
    const char *kcc = csa_coordinator(service, "kcc"), *swale = csa_coordinator(service, "swale");
    static const char *const shown[] = {OF_2016 "/agenda",    OF_2016 "/notes",
                                        OF_2016 "/items",     OF_2016 "/minutes",
                                        OF_2016 "/decisions", OF_2016 "/items?format=csv"};
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        const long before = events(service);
        reply_auto struct reply nobody = get_as(service, NULL, shown[i], NULL);
        reply_auto struct reply stranger = get_as(service, swale, shown[i], NULL);
        cr_assert_eq(nobody.status, 200);
        cr_assert_eq(stranger.status, 200);
        const bool streams = strstr(shown[i], "csv");
        cr_assert_eq(events(service), before + streams, "%s: a stream says who might be shown",
                     shown[i]);
        reply_auto struct reply member = get_as(service, kcc, shown[i], NULL);
        cr_assert_eq(member.status, 200);
        cr_assert_eq(events(service), before + streams + 1, "%s", shown[i]);
    }
    reply_auto struct reply open = get_as(service, kcc, OF_2017, NULL);
    cr_assert_eq(open.status, 200);
    char *last = service_sql(service, "SELECT concat_ws(' ', operation, object, partner, client)"
                                      " FROM safer.audit_event ORDER BY id DESC LIMIT 1");
    cr_assert_not_null(strstr(last, "list_items 01590000-0000-7000-8000-000000000206 kcc "), "%s",
                       last);
    free(last);
}

Test(pages, of_meetings_that_are_not_to_be_seen_there_are_none)
{
    service_auto struct service *service = agenda_start();
    static const char *const targets[] = {NOBODYS "/agenda", NOBODYS "/notes",
                                          MEETINGS APRIL "/agenda", MEETINGS APRIL "/notes",
                                          "/v1/bodies/nobody/calendar.ics"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        reply_auto struct reply hidden = get_as(service, NULL, targets[i], NULL);
        cr_assert(reply_is_problem(&hidden, 404, "not-found"), "%s: %s", targets[i], hidden.body);
    }
}

Test(pages, calendars_tell_what_is_published)
{
    service_auto struct service *service = agenda_start();
    reply_auto struct reply all = get_as(service, NULL, "/v1/calendar.ics", NULL);
    cr_assert_eq(all.status, 200, "%s", all.body);
    cr_assert_str_eq(reply_header(&all, "content-type"), "text/calendar; charset=utf-8");
    cr_assert_not_null(strstr(all.body, "UID:" PUBLIC_MEETING "\r\n"));
    cr_assert_null(strstr(all.body, APRIL));
    cr_assert_not_null(strstr(all.body, "\r\nDTSTART;TZID=Europe/London:20170315T100000\r\n"));
    reply_auto struct reply body =
        get_as(service, csa_coordinator(service, "kcc"), "/v1/bodies/kcsp/calendar.ics", NULL);
    cr_assert_eq(body.status, 200);
    cr_assert_null(strstr(body.body, APRIL));
    cr_assert_null(strstr(body.body, "Larkspur"));
}
