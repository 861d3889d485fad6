/* A report as a table.
 * SPDX-License-Identifier: MIT */
#include "handlers/report.h"
#include "http/rows.h"

/* What is found of a series, in the order of a CSV. */
static const char *const columns[] = {"list",    "indicator", "title",     "priority", "focus",
                                      "area",    "area_name", "unit",      "period",   "value",
                                      "verdict", "rule",      "direction", "mean",     "lower",
                                      "upper",   "state",     "annotation"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void add_value(struct text *out, const json_t *value, bool guard)
{
    if (json_is_string(value))
        rows_write_csv_text(out, json_string_value(value), json_string_length(value), guard);
    else if (json_is_integer(value))
        text_add_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        text_add_number(out, json_real_value(value));
    else if (json_is_boolean(value))
        text_add_string(out, json_is_true(value) ? "true" : "false");
}

static void add_rows(struct text *out, const json_t *list, const char *name, bool guard)
{
    size_t index;
    const json_t *finding;
    json_array_foreach(list, index, finding)
    {
        for (size_t i = 0; i < COUNT(columns); i++) {
            if (i)
                text_add_char(out, ',');
            const json_t *value = json_object_get(finding, columns[i]);
            if (i == 0 && !value)
                text_add_string(out, name);
            else
                add_value(out, value, guard);
        }
        text_add_string(out, "\r\n");
    }
}

bool report_write_csv(const json_t *report, bool guard, struct text *out)
{
    for (size_t i = 0; i < COUNT(columns); i++)
        text_add_format(out, "%s%s", i ? "," : "", columns[i]);
    text_add_string(out, "\r\n");
    add_rows(out, json_object_get(report, "indicators"), "none", guard);
    add_rows(out, json_object_get(report, "exceptions"), "exceptions", guard);
    add_rows(out, json_object_get(report, "focus"), "focus", guard);
    return !text_failed(out);
}
