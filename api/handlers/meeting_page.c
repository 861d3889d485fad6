/* The agenda and the notes of a meeting as pages for paper.
 * SPDX-License-Identifier: MIT
 *
 * A page is written as Markdown, in which nothing that somebody wrote is a mark; HTML is made of
 * that by libcmark, so that both say the same. */
#include "handlers/meeting_page.h"

#include <cmark.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "handlers/markdown.h"

struct page {
    const struct rows *head, *rows;
    size_t row;
    struct text *out;
};

static const char *cell(const struct page *page, const char *name)
{
    const size_t column = rows_find(page->rows, name);
    size_t length;
    return column == SIZE_MAX ? NULL : rows_value(page->rows, page->row, column, &length);
}

static bool is_true(const struct page *page, const char *name)
{
    const char *value = cell(page, name);
    return value && *value == 't';
}

/* Somebody's words in one line, between what is the page's own. */
static void add(const struct page *page, const char *before, const char *words, const char *after)
{
    text_add_string(page->out, before);
    markdown_add_words(page->out, words ? words : "", NULL);
    text_add_string(page->out, after);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* A JSON list of the head or of a row; the caller owns it. NULL where there is none. */
static json_t *list_of(const char *json)
{
    json_t *list = json ? json_loads(json, 0, NULL) : NULL;
    if (json && !list)
        memory_note_lack();
    return list;
}

/* ---- What both begin and end with --------------------------------------------------------------
 */

static void add_heading(const struct page *page, const char *what)
{
    add(page, "# ", rows_first(page->head, "body"), "\n\n");
    text_add_format(page->out, "## %s\n\n", what);
    add(page, "", rows_first(page->head, "starts"), "\\\n");
    add(page, "", rows_first(page->head, "place"), "\n\n");
    if (strcmp(rows_first(page->head, "state"), "cancelled") == 0)
        add(page, "**The meeting is cancelled.** ", rows_first(page->head, "cancelled_because"),
            "\n\n");
}

/* Why something is not for publication, by the paragraph of Schedule 12A to the Local Government
 * Act 1972. */
static void add_ground(const struct page *page)
{
    const char *ground = cell(page, "exempt_ground"), *interest = cell(page, "public_interest");
    text_add_string(page->out, "*Not for publication");
    if (ground && strcmp(ground, "confidential") == 0)
        text_add_string(page->out, ": confidential");
    else if (ground && strcmp(ground, "not_stated") != 0)
        text_add_format(page->out,
                        ": paragraph %s of Schedule 12A to the Local Government Act 1972", ground);
    text_add_string(page->out, ".");
    if (interest)
        add(page, " ", interest, "");
    text_add_string(page->out, "*\n");
}

static void add_decision(const struct page *page, const json_t *decision)
{
    const char *text = text_of(decision, "text"), *condition = text_of(decision, "condition");
    const bool is_that = strncmp(text, "That ", 5) == 0;
    const bool is_resolved = strcmp(text_of(decision, "kind"), "resolved") == 0;
    text_add_format(page->out, "**%s%s** ", is_resolved ? "RESOLVED" : "RECOMMENDED",
                    is_that ? " that" : ":");
    add(page, "", is_that ? text + 5 : text, "");
    if (*condition)
        add(page, " On the condition: ", condition, "");
    text_add_string(page->out, "\n\n");
}

static void add_decisions(const struct page *page, const char *json)
{
    json_t *list = list_of(json), *decision;
    size_t i;
    json_array_foreach(list, i, decision)
    {
        add_decision(page, decision);
    }
    json_decref(list);
}

/* ---- Agenda ------------------------------------------------------------------------------------
 */

static void add_papers(const struct page *page)
{
    json_t *list = list_of(cell(page, "papers")), *paper;
    size_t i;
    json_array_foreach(list, i, paper)
    {
        add(page, "  - ", text_of(paper, "title"), "");
        if (*text_of(paper, "classification"))
            add(page, " (", text_of(paper, "classification"), ")");
        if (*text_of(paper, "url"))
            text_add_format(page->out, " <%s>", text_of(paper, "url"));
        text_add_string(page->out, "\n");
    }
    json_decref(list);
}

static void add_item(const struct page *page)
{
    const char *from = cell(page, "page_from"), *to = cell(page, "page_to");
    const char *title = cell(page, "title");
    add(page, "- **", cell(page, "ref"), "** ");
    add(page, "", title ? title : "Not for publication", "");
    if (is_true(page, "verbal") && !(title && strcasestr(title, "verbal update")))
        text_add_string(page->out, " – verbal update");
    if (from && to)
        text_add_format(page->out, strcmp(from, to) == 0 ? " (page %s)" : " (pages %s–%s)", from,
                        to);
    text_add_string(page->out, is_true(page, "restricted") ? "\\\n  " : "\n");
    if (is_true(page, "restricted"))
        add_ground(page);
    add_papers(page);
}

static void write_agenda(struct page *page)
{
    const char *published = rows_first(page->head, "published"),
               *next = rows_first(page->head, "next");
    bool below = false; /* the heading of what is restricted */
    add_heading(page, "Agenda");
    if (page->rows->row_count == 0)
        text_add_string(page->out, "The agenda is not published yet.\n");
    for (page->row = 0; page->row < page->rows->row_count; page->row++) {
        const bool is_restricted = is_true(page, "restricted");
        if (page->row == 0 && !is_restricted)
            text_add_string(page->out, "### Unrestricted items\n\n");
        if (is_restricted && !below)
            text_add_string(page->out,
                            "\n### Restricted items\n\nThe meeting is not open to the press and "
                            "public for these, and their papers are not for publication.\n\n");
        below = is_restricted;
        add_item(page);
    }
    if (next)
        add(page, "\nNext meeting: ", next, "\n");
    if (published)
        add(page, "\nAgenda published on ", published, ".\n");
}

/* ---- Notes -------------------------------------------------------------------------------------
 */

static void add_present(const struct page *page, const json_t *list, bool counts)
{
    size_t i;
    const json_t *one;
    bool first = true;
    json_array_foreach(list, i, one)
    {
        if ((strcmp(text_of(one, "capacity"), "in_attendance") != 0) != counts)
            continue;
        add(page, first ? "" : "; ", text_of(one, "office"), "");
        add(page, ", ", text_of(one, "of"), "");
        if (*text_of(one, "deputy_for"))
            add(page, " (for the ", text_of(one, "deputy_for"), ")");
        first = false;
    }
}

/* Offices where they are known, and how many there were where that is. */
static void add_those(const struct page *page, const json_t *list, bool counts, const char *what,
                      const char *number)
{
    const size_t begun = page->out->length;
    if (number)
        text_add_format(page->out, "**%s** (%s): ", what, number);
    else
        text_add_format(page->out, "**%s**: ", what);
    const size_t before = page->out->length;
    add_present(page, list, counts);
    if (text_failed(page->out))
        return;
    if (page->out->length > before || number) {
        text_add_string(page->out, "\n\n");
        return;
    }
    page->out->length = begun;
    page->out->data[begun] = '\0';
}

static void add_minute(const struct page *page)
{
    const char *title = cell(page, "title"), *ref = cell(page, "ref"), *text = cell(page, "text"),
               *corrects = cell(page, "corrects");
    add(page, "### ", cell(page, "number"), "\\. ");
    add(page, "", title ? title : "Not for publication", "\n\n");
    if (ref)
        text_add_format(page->out, "*Item %s*\n\n", ref);
    if (corrects)
        text_add_format(page->out, "*Corrects minute %s.*\n\n", corrects);
    if (is_true(page, "restricted")) {
        add_ground(page);
        text_add_char(page->out, '\n');
    }
    if (text) {
        markdown_add_words(page->out, text, "\n\n");
        text_add_string(page->out, "\n\n");
    }
    add_decisions(page, cell(page, "decisions"));
}

static void write_notes(struct page *page)
{
    const char *approved = rows_first(page->head, "approved_at"),
               *subject_to = rows_first(page->head, "subject_to");
    json_t *attendance = list_of(rows_first(page->head, "attendance"));
    add_heading(page, "Notes of the meeting");
    add_those(page, attendance, true, "Present", rows_first(page->head, "present_count"));
    add_those(page, attendance, false, "In attendance",
              rows_first(page->head, "in_attendance_count"));
    json_decref(attendance);
    if (page->rows->row_count == 0)
        text_add_string(page->out, "There are no notes yet.\n\n");
    for (page->row = 0; page->row < page->rows->row_count; page->row++)
        add_minute(page);
    add_decisions(page, rows_first(page->head, "decisions"));
    if (approved)
        add(page, "Approved at the meeting of ", approved, "");
    if (approved && subject_to)
        add(page, ", subject to ", subject_to, "");
    text_add_string(page->out, approved ? ".\n" : "Not approved yet.\n");
}

/* ---- HTML --------------------------------------------------------------------------------------
 */

static const char style[] =
    "body{font:11pt/1.45 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em;"
    "color:#1a1a1a;background:#fff}h1{font-size:1.5em;margin:0}h2{font-size:1.2em;margin:.2em 0 "
    "1em;font-weight:600}h3{font-size:1em;margin:1.6em 0 .5em;break-after:avoid}li{margin:.35em 0}"
    "a{color:#0b4f8a}@page{margin:2cm}@media print{body{margin:0;max-width:none;padding:0}}";

static bool write_html(const struct page *page, const struct text *markdown, struct text *out)
{
    char *body = cmark_markdown_to_html(markdown->data, markdown->length, CMARK_OPT_VALIDATE_UTF8);
    text_auto title = {0};
    text_add_string(&title, "# ");
    markdown_add_words(&title, rows_first(page->head, "body"), NULL);
    char *heading = text_failed(&title)
                        ? NULL
                        : cmark_markdown_to_html(title.data, title.length, CMARK_OPT_VALIDATE_UTF8);
    if (body && heading) {
        /* <h1>...</h1>: what stands in it is written as a title may be. */
        const int length = (int)strlen(heading) - (int)sizeof "<h1></h1>";
        text_add_format(
            out,
            "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
            "<title>%.*s</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n%s</main>\n"
            "</body>\n</html>\n",
            length > 0 ? length : 0, heading + 4, style, body);
    }
    const bool done = body && heading;
    free(body);
    free(heading);
    return done;
}

bool compose_meeting_page(struct composition *composition, struct text *out)
{
    text_auto markdown = {0};
    struct page page = {.head = composition->head, .rows = &composition->rows, .out = &markdown};
    if (strcmp(rows_first(page.head, "page"), "agenda") == 0)
        write_agenda(&page);
    else
        write_notes(&page);
    if (text_failed(&markdown))
        return false;
    if (composition->form == FORM_PAGE)
        return write_html(&page, &markdown, out);
    text_add(out, markdown.data, markdown.length);
    return true;
}
