/* What people read of a report: values as they were sent, a page for a committee in words.
 * SPDX-License-Identifier: MIT
 *
 * Operations: issue_report, get_quarterly_report, get_summary_report. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/csa.h"
#include "support/ledger.h"
#include "support/series.h"

#define REPORTS "/v1/reports"
#define DETAIL REPORTS "/quarterly?quarter=2016/17-Q3"
#define SUMMARY REPORTS "/summary?quarter=2016/17-Q3"
#define SAFETY "/v1/priorities/road-safety"
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static struct service *start(void)
{
    return service_start(&(struct service_options){.today = "2018-04-09"});
}

static void say(struct service *service, const char *target, const char *body)
{
    reply_auto struct reply reply = csa_post(service, target, body);
}

/* An agreed indicator that is watched. */
static void make_indicator(struct service *service, const char *id, const char *frequency)
{
    char body[400], target[100];
    snprintf(body, sizeof body,
             "{\"id\":\"%s\",\"title\":\"Of %s\",\"unit\":\"pounds\",\"polarity\":\"neutral\","
             "\"frequency\":\"%s\",\"priority\":\"road-safety\",\"focus\":true}",
             id, id, frequency);
    reply_auto struct reply made = series_post(service, "/v1/indicators", body);
    snprintf(target, sizeof target, "/v1/indicators/%s/agreement", id);
    reply_auto struct reply agreed = series_post(service, target, "{\"agreed_on\":\"2016-01-01\"}");
}

static void observe(struct service *service, const char *indicator, const char *period,
                    const char *value)
{
    char body[300];
    snprintf(body, sizeof body,
             "{\"items\":[{\"indicator\":\"%s\",\"area\":\"E10000016\",\"period\":\"%s\","
             "\"value\":%s}]}",
             indicator, period, value);
    reply_auto struct reply loaded = series_post(service, "/v1/observations", body);
}

static struct reply page_of(struct service *service, const char *target)
{
    char form[120];
    snprintf(form, sizeof form, "%s&format=markdown", target);
    return csa_get(service, "kcc", form);
}

static void assert_holds(const char *text, const char *wanted)
{
    cr_expect_not_null(strstr(text, wanted), "no %s in\n%s", wanted, text);
}

Test(pages, values_come_out_as_they_went_in)
{
    static const struct {
        const char *id, *value, *shown;
    } rows[] = {
        {"long", "1234567.8912", "1,234,567.8912"},
        {"large", "12345678912.25", "12,345,678,912.25"},
        {"largest", "123456789012345", "123,456,789,012,345"},
        {"small", "0.00001234", "0.00001234"},
        {"negative", "-1234.5", "-1,234.5"},
        {"digits", "1.123456789012345", "1.123456789012345"},
    };
    service_auto struct service *service = start();
    for (size_t i = 0; i < LENGTH(rows); i++) {
        make_indicator(service, rows[i].id, "month");
        observe(service, rows[i].id, "2016-12", rows[i].value);
    }
    reply_auto struct reply page = page_of(service, SUMMARY);
    char *csv = ledger_csv(service, csa_coordinator(service, "kcc"), SUMMARY);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char wanted[120];
        snprintf(wanted, sizeof wanted, "| Of %s | Kent | December 2016 | %s |", rows[i].id,
                 rows[i].shown);
        assert_holds(page.body, wanted);
        snprintf(wanted, sizeof wanted, ",E10000016,Kent,pounds,2016-12,%s,not_enough_data,",
                 rows[i].value);
        assert_holds(csv, wanted);
    }
    free(csv);
}

Test(pages, limits_have_as_many_digits_as_a_mean_of_the_values_needs)
{
    service_auto struct service *service = start();
    make_indicator(service, "large", "month");
    make_indicator(service, "quarters", "quarter");
    for (int i = 0; i < 8; i++) {
        char period[16], value[32];
        snprintf(period, sizeof period, "2016-%02d", 5 + i);
        snprintf(value, sizeof value, "%d.25", 1234560 + i % 3);
        observe(service, "large", period, value);
        snprintf(period, sizeof period, "%d/%d-Q%d", 2015 + i / 4, 16 + i / 4, 1 + i % 4);
        snprintf(value, sizeof value, "%d", 1 + i % 3);
        if (i < 7)
            observe(service, "quarters", period, value);
    }
    reply_auto struct reply page = page_of(service, SUMMARY);
    assert_holds(page.body, "| Of large | Kent | December 2016 | 1,234,561.25 | "
                            "1,234,557.705 to 1,234,564.545 |");
    assert_holds(page.body, "| Of quarters | Kent | 2016/17-Q3 | 1 | -1.7 to 5.4 |");
    reply_auto struct reply chart = http_get(service_url(service), series_analyst(service),
                                             "/v1/indicators/large/analysis"
                                             "?area=E10000016&season=none");
    assert_holds(chart.body, "\"adjusted\":1234561.25,\"mean\":1234561.125,");
}

Test(pages, marks_at_the_beginning_of_words_and_links_are_no_marks)
{
    static const struct {
        const char *said, *shown;
    } rows[] = {
        {"- one", "\\- one"},
        {"+ one", "\\+ one"},
        {"=====", "\\====="},
        {"1. one", "1\\. one"},
        {"12) one", "12\\) one"},
        {"2.5 per cent", "2\\.5 per cent"},
        {"    one", "one"},
        {"\\t- one", "\\- one"},
        {"see www.example.org, http://a.example and https://b.example",
         "see www\\.example.org, http\\://a.example and https\\://b.example"},
        {"WWW.example.org", "WWW\\.example.org"},
    };
    service_auto struct service *service = start();
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char body[400];
        snprintf(body, sizeof body, "{\"quarter\":\"2016/17-Q3\",\"text\":\"%s\"}", rows[i].said);
        say(service, SAFETY "/commentaries", body);
    }
    reply_auto struct reply page = page_of(service, SUMMARY);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char wanted[200];
        snprintf(wanted, sizeof wanted, "\n> %s — Kent County Council\n", rows[i].shown);
        assert_holds(page.body, wanted);
    }
}

Test(pages, who_leads_says_and_owns_is_named_and_paragraphs_are_kept)
{
    service_auto struct service *service = start();
    say(service, SAFETY "/leads",
        "{\"from_on\":\"2016-06-01\",\"to_on\":\"2017-03-31\",\"office\":\"Head of Roads\","
        "\"partner\":\"kfrs\",\"source\":\"Minutes\"}");
    say(service, SAFETY "/commentaries",
        "{\"quarter\":\"2016/17-Q3\",\"text\":\"First.\\nA line.\\r\\n\\r\\n- Second.\"}");
    reply_auto struct reply made = csa_post(
        service, "/v1/actions",
        "{\"title\":\"Road days\",\"priority\":\"road-safety\",\"owner\":\"kent-police\"}");
    char target[100];
    snprintf(target, sizeof target, "%s/progress", reply_header(&made, "location"));
    say(service, target, "{\"reported_on\":\"2016-11-02\",\"text\":\"Four.\\n\\nOf eleven.\"}");
    reply_auto struct reply page = page_of(service, DETAIL);
    assert_holds(page.body, "\nLead: Head of Roads, Kent Fire and Rescue Service.\n");
    assert_holds(page.body, "\n> First.\n>\n> A line.\n>\n> \\- Second. — Kent County Council\n");
    assert_holds(page.body, "\n- Road days (Kent Police, planned)\n"
                            "  - 2 November 2016: Four.\n\n    Of eleven.\n");
    say(service, REPORTS, "{\"quarter\":\"2016/17-Q3\",\"note\":\"Minute 4.\\n\\n1. Agreed.\"}");
    free(service_sql(service, "UPDATE safer.partner SET name = 'Another' WHERE id = 'kfrs'"));
    reply_auto struct reply issued = page_of(service, DETAIL);
    assert_holds(issued.body, "\n\nMinute 4.\n\n1\\. Agreed.\n");
    assert_holds(issued.body, "\nLead: Head of Roads, Kent Fire and Rescue Service.\n");
    reply_auto struct reply summary = page_of(service, SUMMARY);
    assert_holds(summary.body, "\nLead: Head of Roads, Kent Fire and Rescue Service.\n");
}

Test(pages, a_report_is_issued_on_the_day_it_is_in_london)
{
    service_auto struct service *service = start();
    csa_examples(service);
    free(service_sql(service, "ALTER TABLE safer.report DISABLE TRIGGER USER;"
                              "UPDATE safer.report SET issued_at = '2017-07-19 23:30Z'"));
    static const char *const targets[] = {REPORTS "/quarterly?quarter=2017/18-Q1",
                                          REPORTS "/summary?quarter=2017/18-Q1"};
    for (size_t i = 0; i < LENGTH(targets); i++) {
        reply_auto struct reply page = page_of(service, targets[i]);
        assert_holds(page.body, "\n\nReport 1, issued on 20 July 2017. "
                                "1 April 2017 to 30 June 2017.\n");
        reply_auto struct reply report = csa_get(service, "kcc", targets[i]);
        cr_expect_str_eq(reply_text(&report, "issued_on"), "2017-07-20");
    }
}

Test(pages, what_cannot_be_judged_is_not_said_to_be_ordinary)
{
    service_auto struct service *service = start();
    reply_auto struct reply none = page_of(service, SUMMARY);
    assert_holds(none.body, "\n## Exceptions\n\nNo series had figures to judge by.\n");
    assert_holds(none.body, "\nNo series was looked at.\n");
    make_indicator(service, "one", "month");
    observe(service, "one", "2016-12", "1");
    reply_auto struct reply few = page_of(service, SUMMARY);
    assert_holds(few.body, "\n## Exceptions\n\nNo series had figures to judge by.\n");
    assert_holds(few.body, "\n1 series was looked at: 1 has too few points to tell, and none is "
                           "without a value for the quarter.\n");
    for (int i = 1; i < 12; i++) {
        char period[16];
        snprintf(period, sizeof period, "2016-%02d", i);
        observe(service, "one", period, i % 2 ? "2" : "1");
    }
    reply_auto struct reply judged = page_of(service, SUMMARY);
    assert_holds(judged.body, "\n## Exceptions\n\nThe one series with figures was not out of the "
                              "ordinary.\n");
    make_indicator(service, "two", "month");
    for (int i = 1; i <= 12; i++) {
        char period[16];
        snprintf(period, sizeof period, "2016-%02d", i);
        observe(service, "two", period, i % 2 ? "2" : "1");
    }
    make_indicator(service, "three", "month");
    observe(service, "three", "2016-05", "1");
    reply_auto struct reply both = page_of(service, SUMMARY);
    assert_holds(both.body, "\n## Exceptions\n\nOf the 2 series with figures, none was out of the "
                            "ordinary.\n");
    assert_holds(both.body, "\n3 series were looked at: none has too few points to tell, and 1 is "
                            "without a value for the quarter.\n");
}
