/* A report as a page for a committee.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "handlers/markdown.h"
#include "handlers/report.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define DECIMALS_MAX ((size_t)6)

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* Words in one line. */
static void add_words(struct text *out, const char *words)
{
    markdown_add_words(out, words, NULL);
}

/* A partner by its name; by its id in reports that were issued without names. */
static void add_partner(struct text *out, const json_t *report, const char *id)
{
    size_t index;
    const json_t *partner;
    const char *name = id;
    json_array_foreach(json_object_get(report, "partners"), index, partner)
    {
        if (strcmp(text_of(partner, "partner"), id) == 0)
            name = text_of(partner, "name");
    }
    add_words(out, name);
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

/* Limits to one decimal more than the value they are compared with has. */
static void add_range(struct text *out, const json_t *finding)
{
    const json_t *lower = json_object_get(finding, "lower"),
                 *upper = json_object_get(finding, "upper");
    if (!json_is_number(lower) || !json_is_number(upper)) {
        text_add_string(out, "–");
        return;
    }
    const size_t wanted =
        markdown_decimals(json_number_value(json_object_get(finding, "value"))) + 1;
    const size_t decimals = wanted < DECIMALS_MAX ? wanted : DECIMALS_MAX;
    markdown_add_rounded(out, json_number_value(lower), decimals);
    text_add_string(out, " to ");
    markdown_add_rounded(out, json_number_value(upper), decimals);
}

static void add_finding(struct text *out, const json_t *finding)
{
    const json_t *value = json_object_get(finding, "value");
    const bool reported = json_is_string(json_object_get(finding, "period"));
    text_add_string(out, "| ");
    add_words(out, text_of(finding, "title"));
    text_add_string(out, " | ");
    add_words(out, *text_of(finding, "area_name") ? text_of(finding, "area_name") : "–");
    text_add_string(out, " | ");
    markdown_add_day(out, reported ? text_of(finding, "period") : "–");
    text_add_string(out, " | ");
    if (json_is_number(value))
        markdown_add_number(out, json_number_value(value));
    else
        text_add_string(out, "–");
    text_add_string(out, " | ");
    add_range(out, finding);
    const char *rule = rule_in_words(text_of(finding, "rule"), text_of(finding, "direction")),
               *verdict = verdict_in_words(text_of(finding, "verdict"));
    text_add_format(out, " | %s%s%s",
                    reported ? verdict
                    : strcmp(text_of(finding, "state"), "no_figures") == 0
                        ? "No figures yet"
                        : "No value for the quarter",
                    *rule ? ": " : "", rule);
    if (*text_of(finding, "annotation")) {
        text_add_string(out, " (limits begin anew: ");
        add_words(out, text_of(finding, "annotation"));
        text_add_char(out, ')');
    }
    text_add_string(out, " |\n");
}

static void add_findings(struct text *out, const json_t *list)
{
    size_t index;
    const json_t *finding;
    text_add_string(out, "| Indicator | Area | Period | Value | Ordinary range | Finding |\n"
                         "|---|---|---|---:|---|---|\n");
    json_array_foreach(list, index, finding)
    {
        add_finding(out, finding);
    }
}

/* A list under its title, or a sentence where it has nothing. */
static void add_list(struct text *out, const char *title, const json_t *list, const char *none)
{
    text_add_format(out, "\n## %s\n\n", title);
    if (json_array_size(list) == 0)
        text_add_format(out, "%s\n", none);
    else
        add_findings(out, list);
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
static void add_actions(struct text *out, const json_t *report, const json_t *list)
{
    size_t index, place;
    const json_t *action, *note;
    if (json_array_size(list))
        text_add_char(out, '\n');
    json_array_foreach(list, index, action)
    {
        text_add_string(out, "- ");
        add_words(out, text_of(action, "title"));
        text_add_string(out, " (");
        add_partner(out, report, text_of(action, "owner"));
        text_add_format(out, ", %s)\n", state_in_words(text_of(action, "state")));
        json_array_foreach(json_object_get(action, "progress"), place, note)
        {
            text_add_string(out, "  - ");
            markdown_add_day(out, text_of(note, "on"));
            text_add_string(out, ": ");
            markdown_add_words(out, text_of(note, "text"), "\n\n    ");
            text_add_char(out, '\n');
        }
    }
}

static void add_commentaries(struct text *out, const json_t *report, const json_t *list)
{
    size_t index;
    const json_t *commentary;
    json_array_foreach(list, index, commentary)
    {
        text_add_string(out, "\n> ");
        markdown_add_words(out, text_of(commentary, "text"), "\n>\n> ");
        text_add_string(out, " — ");
        add_partner(out, report, text_of(commentary, "partner"));
        text_add_char(out, '\n');
    }
}

static void add_lead(struct text *out, const json_t *report, const json_t *priority)
{
    const char *lead = text_of(priority, "lead"), *partner = text_of(priority, "lead_partner");
    if (!*lead)
        return;
    text_add_string(out, "Lead: ");
    add_words(out, lead);
    if (*partner) {
        text_add_string(out, ", ");
        add_partner(out, report, partner);
    }
    text_add_string(out, ".\n\n");
}

static void add_priorities(struct text *out, const json_t *report)
{
    size_t index;
    const json_t *priority, *list = json_object_get(report, "priorities");
    text_add_string(out, "\n## Progress of the plan\n");
    if (json_array_size(list) == 0)
        text_add_string(out, "\nNo priorities are recorded for the quarter.\n");
    json_array_foreach(list, index, priority)
    {
        text_add_string(out, "\n### ");
        add_words(out, text_of(priority, "title"));
        text_add_string(out, "\n\n");
        add_lead(out, report, priority);
        add_progress(out, json_object_get(priority, "actions"));
        add_actions(out, report, json_object_get(priority, "action_list"));
        add_commentaries(out, report, json_object_get(priority, "commentaries"));
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
        text_add_string(out, ", from ");
        markdown_add_day(out, text_of(annotation, "period"));
        text_add_string(out, ": ");
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
    if (json_is_integer(number)) {
        text_add_format(out, "Report %" JSON_INTEGER_FORMAT ", issued on ",
                        json_integer_value(number));
        markdown_add_day(out, text_of(report, "issued_on"));
        text_add_string(out, ". ");
    } else {
        text_add_string(out, "Draft: not issued. ");
    }
    markdown_add_day(out, text_of(report, "from"));
    text_add_string(out, " to ");
    markdown_add_day(out, text_of(report, "to"));
    text_add_string(out, ".\n");
    if (*text_of(report, "note")) {
        text_add_char(out, '\n');
        markdown_add_words(out, text_of(report, "note"), "\n\n");
        text_add_char(out, '\n');
    }
}

static json_int_t integer_of(const json_t *report, const char *name)
{
    return json_integer_value(json_object_get(report, name));
}

/* The exceptions, or why there are none: it is no good news where nothing could be judged. */
static void add_exceptions(struct text *out, const json_t *report)
{
    const json_int_t judged = integer_of(report, "series") - integer_of(report, "not_enough_data") -
                              integer_of(report, "not_reported");
    const json_t *exceptions = json_object_get(report, "exceptions");
    text_add_string(out, "\n## Exceptions\n\n");
    if (json_array_size(exceptions) > 0)
        add_findings(out, exceptions);
    else if (judged <= 0)
        text_add_string(out, "No series had figures to judge by.\n");
    else if (judged == 1)
        text_add_string(out, "The one series with figures was not out of the ordinary.\n");
    else
        text_add_format(out,
                        "Of the %" JSON_INTEGER_FORMAT
                        " series with figures, none was out of the ordinary.\n",
                        judged);
}

static void add_some(struct text *out, json_int_t count)
{
    if (count)
        text_add_format(out, "%" JSON_INTEGER_FORMAT, count);
    else
        text_add_string(out, "none");
}

static void add_counts(struct text *out, const json_t *report)
{
    const json_int_t series = integer_of(report, "series"),
                     few = integer_of(report, "not_enough_data"),
                     silent = integer_of(report, "not_reported");
    if (series == 0) {
        text_add_string(out, "\nNo series was looked at.\n");
        return;
    }
    text_add_format(out, "\n%" JSON_INTEGER_FORMAT " series %s looked at: ", series,
                    series == 1 ? "was" : "were");
    add_some(out, few);
    text_add_format(out, " %s too few points to tell, and ", few > 1 ? "have" : "has");
    add_some(out, silent);
    text_add_format(out, " %s without a value for the quarter.\n", silent > 1 ? "are" : "is");
}

bool report_write_markdown(const json_t *report, struct text *out)
{
    const json_t *indicators = json_object_get(report, "indicators");
    add_heading(out, report, !indicators);
    if (indicators) {
        add_list(out, "Indicators", indicators, "No series has a value.");
    } else {
        add_exceptions(out, report);
        add_list(out, "Focus", json_object_get(report, "focus"),
                 "Nothing is watched in particular.");
        add_counts(out, report);
    }
    add_annotations(out, json_object_get(report, "annotations"));
    add_priorities(out, report);
    return !text_failed(out);
}
