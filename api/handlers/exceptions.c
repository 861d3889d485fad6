/* Of all series, those whose points are exceptions.
 * SPDX-License-Identifier: MIT */
#include "handlers/exceptions.h"

#include <string.h>

#include "handlers/finding.h"
#include "http/rows.h"

#define LIST_COUNT FINDING_NOWHERE

struct lists {
    enum form form;
    struct text texts[LIST_COUNT];
    size_t series;
};

static bool take_series(struct series *series, void *context)
{
    struct lists *lists = context;
    const struct finding finding = finding_of(series);
    const enum finding_list list = finding_list(series, &finding);
    lists->series += !series->is_empty;
    if (list == FINDING_NOWHERE)
        return true;
    struct text *out = &lists->texts[list];
    if (lists->form == FORM_CSV)
        text_add_format(out, "%s,", finding_list_name(list));
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
    for (enum finding_list i = FINDING_EXCEPTIONS; i < LIST_COUNT; i++) {
        const struct text *text = &lists.texts[i];
        if (composition->form != FORM_CSV)
            text_add_format(out, ",\"%s\":[",
                            i == FINDING_EXCEPTIONS ? "items" : finding_list_name(i));
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
