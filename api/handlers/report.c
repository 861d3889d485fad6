/* A quarter's record, and the two reports that are made of it.
 * SPDX-License-Identifier: MIT */
#include "handlers/report.h"

#include <string.h>

#include "base/memory.h"
#include "handlers/finding.h"
#include "http/rows.h"

enum which { QUARTERLY, SUMMARY, WHICH_COUNT };

static const char *const which_names[WHICH_COUNT] = {"quarterly", "summary"};

/* Both reports in the making. */
struct record {
    struct text indicators, exceptions, focus;
    size_t series, shared, not_enough_data, not_reported; /* the last three: of the summary */
};

static void add_finding(struct text *list, const struct series *series,
                        const struct finding *finding)
{
    if (list->length)
        text_add_char(list, ',');
    finding_write(list, series, finding, FORM_JSON);
}

/* Why the series is in the report: as a member at the end of what was found. */
static void add_list(struct text *indicators, const char *name)
{
    if (text_failed(indicators))
        return;
    indicators->length--; /* the brace */
    text_add_format(indicators, ",\"list\":\"%s\"}", name);
}

/* The summary is read by partners that may not read every series: it tells of those alone that each
 * of them may read, whoever has it composed. */
static void add_to_summary(struct record *record, const struct series *series,
                           const struct finding *finding, enum finding_list list)
{
    const bool is_silent = finding_is_silent(series, finding);
    record->shared += !series->is_empty;
    record->not_reported += !series->is_empty && is_silent;
    record->not_enough_data += !is_silent && finding->verdict == CHART_NOT_ENOUGH_DATA;
    if (list == FINDING_EXCEPTIONS)
        add_finding(&record->exceptions, series, finding);
    else if (list == FINDING_FOCUS)
        add_finding(&record->focus, series, finding);
}

static bool take_series(struct series *series, void *context)
{
    struct record *record = context;
    const struct finding finding = finding_of(series);
    const enum finding_list list = finding_list(series, &finding);
    record->series += !series->is_empty;
    if (series->is_shared)
        add_to_summary(record, series, &finding, list);
    add_finding(&record->indicators, series, &finding);
    add_list(&record->indicators, finding_list_name(list));
    return !text_failed(&record->indicators);
}

static void add_json(struct text *out, const char *name, const struct rows *head,
                     const char *column)
{
    const char *json = rows_first(head, column);
    text_add_format(out, "\"%s\":%s,", name, json ? json : "[]");
}

static void add_texts(struct text *out, const char *name, const struct text *list)
{
    text_add_format(out, ",\"%s\":[", name);
    text_add(out, list->data ? list->data : "", list->length);
    text_add_char(out, ']');
    out->failed = out->failed || text_failed(list);
}

/* Draws every series, and ends the reports that `begun` holds the beginnings of. */
static bool finish(struct composition *composition, struct text begun[static WHICH_COUNT])
{
    struct record record = {0};
    const struct series_settings settings = {.options = CHART_DEFAULTS};
    const bool good = series_each(composition, &settings, take_series, &record);
    text_add_format(&begun[QUARTERLY], "\"series\":%zu", record.series);
    text_add_format(&begun[SUMMARY], "\"series\":%zu", record.shared);
    add_texts(&begun[QUARTERLY], "indicators", &record.indicators);
    text_add_format(&begun[SUMMARY], ",\"not_enough_data\":%zu,\"not_reported\":%zu",
                    record.not_enough_data, record.not_reported);
    add_texts(&begun[SUMMARY], "exceptions", &record.exceptions);
    add_texts(&begun[SUMMARY], "focus", &record.focus);
    text_free(&record.indicators);
    text_free(&record.exceptions);
    text_free(&record.focus);
    for (size_t i = 0; i < WHICH_COUNT; i++)
        text_add_char(&begun[i], '}');
    return good;
}

/* Both reports, without what is told of them. What the head holds goes with the next rows. */
static bool compose_both(struct composition *composition, struct text both[static WHICH_COUNT])
{
    const struct rows *head = composition->head;
    for (size_t i = 0; i < WHICH_COUNT; i++)
        text_add_char(&both[i], '{');
    add_json(&both[QUARTERLY], "priorities", head, "_priorities");
    add_json(&both[SUMMARY], "priorities", head, "_progress");
    add_json(&both[QUARTERLY], "partners", head, "_partners");
    add_json(&both[SUMMARY], "partners", head, "_partners_of_progress");
    for (size_t i = 0; i < WHICH_COUNT; i++)
        add_json(&both[i], "annotations", head, "_annotations");
    return finish(composition, both) && !text_failed(&both[QUARTERLY]) &&
           !text_failed(&both[SUMMARY]);
}

static bool write_form(const struct text *whole, enum form form, bool guard, struct text *out)
{
    memory_begin_reading();
    json_auto_t *report = json_loadb(whole->data, whole->length, 0, NULL);
    if (!memory_end_reading() || !report)
        return false;
    return form == FORM_CSV ? report_write_csv(report, guard, out)
                            : report_write_markdown(report, out);
}

/* What is told of the report, and the report: one object. */
static void join(struct text *told, const char *report, size_t length, struct text *out)
{
    if (text_failed(told))
        return;
    text_add(out, told->data, told->length - 1);
    text_add_char(out, ',');
    text_add(out, report + 1, length - 1);
}

bool compose_report(struct composition *composition, struct text *out)
{
    text_auto told = {0}, whole = {0};
    struct text both[WHICH_COUNT] = {0};
    const enum form form = composition->form;
    const struct rows *head = composition->head;
    const char *name = rows_first(head, "_which"), *kept = rows_first(head, "_kept");
    const enum which which = name && strcmp(name, "summary") == 0 ? SUMMARY : QUARTERLY;
    rows_write_object(&told, head, 0);
    composition->form = FORM_JSON; /* what was found is read again for the other forms */
    bool good = true;
    if (kept)
        join(&told, kept, strlen(kept), &whole);
    else
        good = compose_both(composition, both);
    if (good && !kept && composition->is_write) {
        for (size_t i = 0; i < WHICH_COUNT; i++) {
            text_add_format(out, "%c\"%s\":", i ? ',' : '{', which_names[i]);
            text_add(out, both[i].data, both[i].length);
        }
        text_add_char(out, '}');
    } else if (good && !kept) {
        join(&told, both[which].data, both[which].length, &whole);
    }
    for (size_t i = 0; i < WHICH_COUNT; i++)
        text_free(&both[i]);
    composition->form = form;
    if (!good || composition->is_write)
        return good;
    if (text_failed(&whole) || !whole.data)
        return false;
    if (form != FORM_JSON)
        return write_form(&whole, form, composition->guard, out);
    text_add(out, whole.data, whole.length);
    return true;
}
