/* A report as a table.
 * SPDX-License-Identifier: MIT */
#include "handlers/report.h"
#include "http/rows.h"

/* What is found of a series, and what is told of a priority, in the order of a CSV. */
static const char *const columns[] = {
    "list",        "indicator", "title",    "priority",   "focus",   "area",         "area_name",
    "unit",        "period",    "value",    "verdict",    "rule",    "direction",    "mean",
    "lower",       "upper",     "state",    "annotation", "lead",    "lead_partner", "planned",
    "in_progress", "delayed",   "complete", "withdrawn",  "partner", "text"};

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

/* A row of the list `name`, from the first of two objects that has a column. */
static void add_row(struct text *out, const char *name, const json_t *object, const json_t *other,
                    bool guard)
{
    for (size_t i = 0; i < COUNT(columns); i++) {
        const json_t *value = json_object_get(object, columns[i]);
        if (i)
            text_add_char(out, ',');
        if (i == 0 && !value)
            text_add_string(out, name);
        else
            add_value(out, value ? value : json_object_get(other, columns[i]), guard);
    }
    text_add_string(out, "\r\n");
}

static void add_rows(struct text *out, const json_t *list, const char *name, bool guard)
{
    size_t index;
    const json_t *finding;
    json_array_foreach(list, index, finding)
    {
        add_row(out, name, finding, NULL, guard);
    }
}

/* Progress of the plan, and what the lead says. */
static void add_priority(struct text *out, const json_t *priority, bool guard)
{
    size_t index;
    const json_t *commentary;
    add_row(out, "plan", priority, json_object_get(priority, "actions"), guard);
    json_array_foreach(json_object_get(priority, "commentaries"), index, commentary)
    {
        add_row(out, "commentary", commentary, priority, guard);
    }
}

bool report_write_csv(const json_t *report, bool guard, struct text *out)
{
    size_t index;
    const json_t *priority;
    for (size_t i = 0; i < COUNT(columns); i++)
        text_add_format(out, "%s%s", i ? "," : "", columns[i]);
    text_add_string(out, "\r\n");
    add_rows(out, json_object_get(report, "indicators"), "none", guard);
    add_rows(out, json_object_get(report, "exceptions"), "exceptions", guard);
    add_rows(out, json_object_get(report, "focus"), "focus", guard);
    json_array_foreach(json_object_get(report, "priorities"), index, priority)
    {
        add_priority(out, priority, guard);
    }
    return !text_failed(out);
}
