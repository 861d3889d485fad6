/* What a control chart finds of the periods that are asked about, in one row.
 * SPDX-License-Identifier: MIT */
#include "handlers/finding.h"

#include <string.h>

#include "http/rows.h"

/* What a chart says of the latest point, for any point of it. */
static enum chart_verdict verdict_of(const struct series *series, const struct chart_point *point)
{
    if (!point->has_limits)
        return CHART_NOT_ENOUGH_DATA;
    if (point->rule == CHART_NO_RULE)
        return CHART_NO_EXCEPTION;
    if (series->input.polarity == CHART_NEUTRAL)
        return CHART_CHANGE;
    const bool lower_is_better = series->input.polarity == CHART_LOWER_IS_BETTER;
    return (point->direction == CHART_DOWN) == lower_is_better ? CHART_IMPROVEMENT : CHART_CONCERN;
}

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
        .verdict = verdict_of(series, point),
    };
}

static void write_cells(struct text *out, const struct series *series,
                        const struct finding *finding)
{
    const char *rule = chart_rule_name(finding->rule),
               *direction = chart_direction_name(finding->direction);
    if (finding->point == SIZE_MAX) {
        text_add_format(out, ",,%s,,,,,\r\n", chart_verdict_name(finding->verdict));
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
    text_add_string(out, "\r\n");
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
    text_add_char(out, '}');
}

void finding_write_csv_header(struct text *out, const struct composition *composition)
{
    struct rows facts = composition->rows;
    facts.column_count = rows_find(&composition->rows, "period");
    rows_write_csv_header(out, &facts);
    out->length -= text_failed(out) ? 0 : 2; /* the end of the line */
    text_add_string(out, ",period,value,verdict,rule,direction,mean,lower,upper\r\n");
}
