/* What a control chart finds of the periods that are asked about, in one row.
 * SPDX-License-Identifier: MIT */
#include "handlers/finding.h"

#include <string.h>

#include "http/rows.h"

struct finding finding_of(const struct series *series)
{
    size_t found = SIZE_MAX;
    for (size_t i = series->count; i-- > 0;) {
        if (!series->points[i].asked)
            continue;
        const bool flagged = series->chart.points[i].rule != CHART_NO_RULE;
        if (found == SIZE_MAX || flagged)
            found = i;
        if (flagged)
            break;
    }
    if (found == SIZE_MAX)
        return (struct finding){.point = SIZE_MAX, .verdict = CHART_NOT_ENOUGH_DATA};
    const struct chart_point *point = &series->chart.points[found];
    return (struct finding){
        .point = found,
        .rule = point->rule,
        .direction = point->direction,
        .verdict = chart_judge(series->input.polarity, point),
    };
}

bool finding_is_silent(const struct series *series, const struct finding *finding)
{
    return finding->point == SIZE_MAX && !series->hides_asked;
}

enum finding_list finding_list(const struct series *series, const struct finding *finding)
{
    return finding->rule != CHART_NO_RULE              ? FINDING_EXCEPTIONS
           : series->focus                             ? FINDING_FOCUS
           : finding_is_silent(series, finding)        ? FINDING_NOT_REPORTED
           : finding->verdict == CHART_NOT_ENOUGH_DATA ? FINDING_NOT_ENOUGH_DATA
                                                       : FINDING_NOWHERE;
}

const char *finding_list_name(enum finding_list list)
{
    static const char *const names[] = {
        [FINDING_EXCEPTIONS] = "exceptions",
        [FINDING_FOCUS] = "focus",
        [FINDING_NOT_ENOUGH_DATA] = "not_enough_data",
        [FINDING_NOT_REPORTED] = "not_reported",
        [FINDING_NOWHERE] = "none",
    };
    return names[list];
}

static const char *state_of(const struct series *series, const struct finding *finding)
{
    return series->is_empty                     ? "no_figures"
           : finding_is_silent(series, finding) ? "not_reported"
                                                : "reported";
}

static const char *reason_of(const struct series *series, const struct finding *finding)
{
    return finding->point == SIZE_MAX ? NULL : series_reason(series, finding->point);
}

static void end_cells(struct text *out, const struct series *series, const struct finding *finding)
{
    const char *reason = reason_of(series, finding);
    text_add_format(out, ",%s,", state_of(series, finding));
    if (reason)
        rows_write_csv_text(out, reason, strlen(reason), series->guard);
    text_add_string(out, "\r\n");
}

static void write_cells(struct text *out, const struct series *series,
                        const struct finding *finding)
{
    const char *rule = chart_rule_name(finding->rule),
               *direction = chart_direction_name(finding->direction);
    if (finding->point == SIZE_MAX) {
        text_add_format(out, ",,%s,,,,,", chart_verdict_name(finding->verdict));
        end_cells(out, series, finding);
        return;
    }
    const struct chart_point *point = &series->chart.points[finding->point];
    const double numbers[] = {point->mean, point->lower, point->upper};
    text_add_format(out, "%s,%s,%s,%s,%s", series_period(series, finding->point),
                    series_value(series, finding->point), chart_verdict_name(finding->verdict),
                    rule ? rule : "", direction ? direction : "");
    for (size_t i = 0; i < 3; i++) {
        text_add_char(out, ',');
        if (point->has_limits)
            series_add_number(out, numbers[i]);
    }
    end_cells(out, series, finding);
}

void finding_write(struct text *out, const struct series *series, const struct finding *finding,
                   enum form form)
{
    text_add(out, series->facts.data, series->facts.length);
    if (form == FORM_CSV) {
        write_cells(out, series, finding);
        return;
    }
    const bool none = finding->point == SIZE_MAX;
    const struct chart_point *point = none ? NULL : &series->chart.points[finding->point];
    text_add_string(out, "\"period\":");
    const char *period = none ? "" : series_period(series, finding->point);
    if (none)
        text_add_string(out, "null");
    else
        text_add_json_string(out, period, strlen(period));
    text_add_format(out, ",\"value\":%s", none ? "null" : series_value(series, finding->point));
    series_add_member(out, "verdict", chart_verdict_name(finding->verdict));
    series_add_member(out, "rule", chart_rule_name(finding->rule));
    series_add_member(out, "direction", chart_direction_name(finding->direction));
    const double numbers[] = {point ? point->mean : 0, point ? point->lower : 0,
                              point ? point->upper : 0};
    static const char *const names[] = {"mean", "lower", "upper"};
    for (size_t i = 0; i < 3; i++) {
        text_add_format(out, ",\"%s\":", names[i]);
        if (point && point->has_limits)
            series_add_number(out, numbers[i]);
        else
            text_add_string(out, "null");
    }
    series_add_member(out, "state", state_of(series, finding));
    series_add_member(out, "annotation", reason_of(series, finding));
    text_add_char(out, '}');
}

void finding_write_csv_header(struct text *out, const struct composition *composition)
{
    struct rows facts = composition->rows;
    facts.column_count = rows_find(&composition->rows, "period");
    rows_write_csv_header(out, &facts);
    out->length -= text_failed(out) ? 0 : 2; /* the end of the line */
    text_add_string(out,
                    ",period,value,verdict,rule,direction,mean,lower,upper,state,annotation\r\n");
}
