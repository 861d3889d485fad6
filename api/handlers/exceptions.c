/* Of all series, those whose points are exceptions.
 * SPDX-License-Identifier: MIT */
#include "handlers/exceptions.h"

#include <string.h>

#include "handlers/finding.h"
#include "http/rows.h"

/* Where a series is listed. */
enum list { EXCEPTIONS, FOCUS, NOT_ENOUGH_DATA, NOT_REPORTED, LIST_COUNT };

static const char *const list_names[LIST_COUNT] = {"items", "focus", "not_enough_data",
                                                   "not_reported"};

struct lists {
    enum form form;
    struct text texts[LIST_COUNT];
    size_t series;
};

static enum list list_of(const struct finding *finding, const struct series *series)
{
    const bool is_silent = finding->point == SIZE_MAX && !series->hides_asked;
    return is_silent                                   ? NOT_REPORTED
           : finding->rule != CHART_NO_RULE            ? EXCEPTIONS
           : series->focus                             ? FOCUS
           : finding->verdict == CHART_NOT_ENOUGH_DATA ? NOT_ENOUGH_DATA
                                                       : LIST_COUNT;
}

static bool take_series(struct series *series, void *context)
{
    struct lists *lists = context;
    const struct finding finding = finding_of(series);
    const enum list list = list_of(&finding, series);
    lists->series++;
    if (list == LIST_COUNT)
        return true;
    struct text *out = &lists->texts[list];
    if (lists->form == FORM_CSV)
        text_add_format(out, "%s,", list == EXCEPTIONS ? "exceptions" : list_names[list]);
    else
        text_add_string(out, out->length ? "," : "");
    finding_write(out, series, &finding, lists->form);
    return !text_failed(out);
}

bool compose_exceptions(struct composition *composition, struct text *out)
{
    struct lists lists = {.form = composition->form};
    const struct series_settings settings = {.options = series_options(composition->head)};
    if (composition->form == FORM_CSV) {
        text_add_string(out, "list,");
        finding_write_csv_header(out, composition);
    } else {
        rows_write_object(out, composition->head, 0); /* which goes with the next rows */
    }
    const bool good = series_each(composition, &settings, take_series, &lists);
    if (composition->form != FORM_CSV && !text_failed(out)) {
        out->length--; /* the brace that ends the head */
        text_add_format(out, ",\"series\":%zu", lists.series);
    }
    for (size_t i = 0; i < LIST_COUNT; i++) {
        const struct text *text = &lists.texts[i];
        if (composition->form != FORM_CSV)
            text_add_format(out, ",\"%s\":[", list_names[i]);
        text_add(out, text->data ? text->data : "", text->length);
        if (composition->form != FORM_CSV)
            text_add_char(out, ']');
        out->failed = out->failed || text_failed(text);
        text_free(&lists.texts[i]);
    }
    if (composition->form != FORM_CSV)
        text_add_char(out, '}');
    return good;
}
