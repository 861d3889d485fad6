/* A report as a table, and as a page for a committee.
 * SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "handlers/report.h"

/* What is found of a series, in the order of a CSV. */
static const char *const columns[] = {
    "list",   "indicator", "title",   "priority", "focus",     "area", "area_name", "unit",
    "period", "value",     "verdict", "rule",     "direction", "mean", "lower",     "upper"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- CSV --------------------------------------------------------------------------------------
 */

static void add_cell(struct text *out, const char *text, bool guard)
{
    const bool formula = guard && *text && strchr("=+-@\t\r", *text);
    if (!formula && !strpbrk(text, ",\"\r\n")) {
        text_add_string(out, text);
        return;
    }
    text_add_string(out, formula ? "\"'" : "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"')
            text_add_char(out, '"');
        text_add_char(out, *c);
    }
    text_add_char(out, '"');
}

static void add_value(struct text *out, const json_t *value, bool guard)
{
    if (json_is_string(value))
        add_cell(out, json_string_value(value), guard);
    else if (json_is_integer(value))
        text_add_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        text_add_format(out, "%.10g", json_real_value(value));
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

/* ---- Markdown ---------------------------------------------------------------------------------
 */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* Words of somebody's, in which nothing is a mark: one line, also within a table. */
static void add_words(struct text *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\n' || *c == '\r') {
            text_add_char(out, ' ');
            continue;
        }
        if (strchr("\\`*_{}[]()#+!|<>~&", *c))
            text_add_char(out, '\\');
        text_add_char(out, *c);
    }
}

/* A value as it was sent. */
static void add_number(struct text *out, const json_t *value)
{
    if (json_is_number(value))
        add_value(out, value, false);
    else
        text_add_string(out, "–");
}

/* A limit to four digits, and never fewer than its whole ones. */
static void add_limit(struct text *out, const json_t *value)
{
    const double limit = json_number_value(value);
    text_add_format(out, fabs(limit) < 1000 ? "%.4g" : "%.0f", limit);
}

static const char *rule_in_words(const char *rule, const char *direction)
{
    static const struct {
        const char *rule, *up, *down;
    } words[] = {
        {"outside_limits", "above the upper limit", "below the lower limit"},
        {"trend", "rising, point after point", "falling, point after point"},
        {"two_of_three", "two of three points near the upper limit",
         "two of three points near the lower limit"},
        {"shift", "a run of points above the mean", "a run of points below the mean"},
    };
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(words[i].rule, rule) == 0)
            return strcmp(direction, "up") == 0 ? words[i].up : words[i].down;
    return "";
}

static const char *verdict_in_words(const char *verdict)
{
    static const char *const words[][2] = {
        {"concern", "Concern"},
        {"improvement", "Improvement"},
        {"change", "Change"},
        {"none", "Nothing out of the ordinary"},
        {"not_enough_data", "Not enough data"},
    };
    for (size_t i = 0; i < COUNT(words); i++)
        if (strcmp(words[i][0], verdict) == 0)
            return words[i][1];
    return verdict;
}

static void add_range(struct text *out, const json_t *finding)
{
    const json_t *lower = json_object_get(finding, "lower");
    if (json_is_null(lower)) {
        text_add_string(out, "–");
        return;
    }
    add_limit(out, lower);
    text_add_string(out, " to ");
    add_limit(out, json_object_get(finding, "upper"));
}

static void add_finding(struct text *out, const json_t *finding)
{
    const bool reported = json_is_string(json_object_get(finding, "period"));
    text_add_string(out, "| ");
    add_words(out, text_of(finding, "title"));
    text_add_string(out, " | ");
    add_words(out, text_of(finding, "area_name"));
    text_add_format(out, " | %s | ", reported ? text_of(finding, "period") : "–");
    add_number(out, json_object_get(finding, "value"));
    text_add_string(out, " | ");
    add_range(out, finding);
    const char *rule = rule_in_words(text_of(finding, "rule"), text_of(finding, "direction")),
               *verdict = verdict_in_words(text_of(finding, "verdict"));
    text_add_format(out, " | %s%s%s |\n", reported ? verdict : "No value for the quarter",
                    *rule ? ": " : "", rule);
}

static void add_findings(struct text *out, const char *title, const char *none, const json_t *list)
{
    size_t index;
    const json_t *finding;
    text_add_format(out, "\n## %s\n\n", title);
    if (json_array_size(list) == 0) {
        text_add_format(out, "%s\n", none);
        return;
    }
    text_add_string(out, "| Indicator | Area | Period | Value | Ordinary range | Finding |\n"
                         "|---|---|---|---:|---|---|\n");
    json_array_foreach(list, index, finding)
    {
        add_finding(out, finding);
    }
}

static const char *const states[][2] = {{"planned", "planned"},
                                        {"in_progress", "in progress"},
                                        {"delayed", "delayed"},
                                        {"complete", "complete"},
                                        {"withdrawn", "withdrawn"}};

static const char *state_in_words(const char *state)
{
    for (size_t i = 0; i < COUNT(states); i++)
        if (strcmp(states[i][0], state) == 0)
            return states[i][1];
    return state;
}

static void add_progress(struct text *out, const json_t *actions)
{
    bool any = false;
    for (size_t i = 0; i < COUNT(states); i++) {
        const json_int_t count = json_integer_value(json_object_get(actions, states[i][0]));
        if (count)
            text_add_format(out, "%s%" JSON_INTEGER_FORMAT " %s", any ? ", " : "Actions: ", count,
                            states[i][1]);
        any = any || count;
    }
    text_add_string(out, any ? ".\n" : "No actions are recorded.\n");
}

/* The actions themselves, in the quarterly report. */
static void add_actions(struct text *out, const json_t *list)
{
    size_t index, place;
    const json_t *action, *note;
    if (json_array_size(list))
        text_add_char(out, '\n');
    json_array_foreach(list, index, action)
    {
        text_add_string(out, "- ");
        add_words(out, text_of(action, "title"));
        text_add_format(out, " (%s, %s)\n", text_of(action, "owner"),
                        state_in_words(text_of(action, "state")));
        json_array_foreach(json_object_get(action, "progress"), place, note)
        {
            text_add_format(out, "  - %s: ", text_of(note, "on"));
            add_words(out, text_of(note, "text"));
            text_add_char(out, '\n');
        }
    }
}

static void add_priorities(struct text *out, const json_t *list)
{
    size_t index, place;
    const json_t *priority, *commentary;
    text_add_string(out, "\n## Progress of the plan\n");
    if (json_array_size(list) == 0)
        text_add_string(out, "\nNo priorities are recorded for the quarter.\n");
    json_array_foreach(list, index, priority)
    {
        text_add_string(out, "\n### ");
        add_words(out, text_of(priority, "title"));
        text_add_string(out, "\n\n");
        if (*text_of(priority, "lead")) {
            text_add_string(out, "Lead: ");
            add_words(out, text_of(priority, "lead"));
            text_add_string(out, ".\n\n");
        }
        add_progress(out, json_object_get(priority, "actions"));
        add_actions(out, json_object_get(priority, "action_list"));
        json_array_foreach(json_object_get(priority, "commentaries"), place, commentary)
        {
            text_add_string(out, "\n> ");
            add_words(out, text_of(commentary, "text"));
            text_add_char(out, '\n');
        }
    }
}

static void add_annotations(struct text *out, const json_t *list)
{
    size_t index;
    const json_t *annotation;
    if (json_array_size(list) == 0)
        return;
    text_add_string(out, "\n## What has to be known to read the figures\n\n");
    json_array_foreach(list, index, annotation)
    {
        text_add_string(out, "- ");
        add_words(out, text_of(annotation, "title"));
        if (*text_of(annotation, "area_name")) {
            text_add_string(out, ", ");
            add_words(out, text_of(annotation, "area_name"));
        }
        text_add_format(out, ", from %s: ", text_of(annotation, "period"));
        add_words(out, text_of(annotation, "text"));
        if (json_is_true(json_object_get(annotation, "rebaseline")))
            text_add_string(out, " (limits begin anew)");
        text_add_char(out, '\n');
    }
}

static void add_heading(struct text *out, const json_t *report, bool summary)
{
    text_add_format(out, "# %s, %s\n\n",
                    summary ? "Community safety summary" : "Community safety performance report",
                    text_of(report, "quarter"));
    const json_t *number = json_object_get(report, "number");
    if (json_is_integer(number))
        text_add_format(out, "Report %" JSON_INTEGER_FORMAT ", issued on %.10s. ",
                        json_integer_value(number), text_of(report, "issued_at"));
    else
        text_add_string(out, "Draft: not issued. ");
    text_add_format(out, "%s to %s.\n", text_of(report, "from"), text_of(report, "to"));
    if (*text_of(report, "note")) {
        text_add_char(out, '\n');
        add_words(out, text_of(report, "note"));
        text_add_char(out, '\n');
    }
}

static void add_counts(struct text *out, const json_t *report)
{
    text_add_format(out,
                    "\n%" JSON_INTEGER_FORMAT " series were looked at; %" JSON_INTEGER_FORMAT
                    " have too few points to tell, and %" JSON_INTEGER_FORMAT
                    " have no value for the quarter.\n",
                    json_integer_value(json_object_get(report, "series")),
                    json_integer_value(json_object_get(report, "not_enough_data")),
                    json_integer_value(json_object_get(report, "not_reported")));
}

bool report_write_markdown(const json_t *report, struct text *out)
{
    const json_t *indicators = json_object_get(report, "indicators");
    add_heading(out, report, !indicators);
    if (indicators) {
        add_findings(out, "Indicators", "No series has a value.", indicators);
    } else {
        add_findings(out, "Exceptions", "Nothing was out of the ordinary.",
                     json_object_get(report, "exceptions"));
        add_findings(out, "Focus", "Nothing is watched in particular.",
                     json_object_get(report, "focus"));
        add_counts(out, report);
    }
    add_annotations(out, json_object_get(report, "annotations"));
    add_priorities(out, json_object_get(report, "priorities"));
    return !text_failed(out);
}
