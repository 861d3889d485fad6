# safer projects list, show, report: what is done with the money, and what came of it.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Sequence

from safer_client.addresses import segment, with_query
from safer_client.common import EXIT_DONE, PAGE_SIZE
from safer_client.console import clean, counted, sterling
from safer_client.grants import award_words, list_or_show, return_state, show_parts, told
from safer_client.indicators import open_service
from safer_client.meeting_values import day_words, fit, listed
from safer_client.meetings import check_output, write_json
from safer_client.reading import document, output, pence_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

TITLE_MAX = 36
QUALIFIERS = {"at_least": "at least ", "about": "about ", "exactly": "exactly ", "at_most": "at most "}
REPORT_COLUMNS = (
    "project", "title", "lead", "state", "priorities", "awarded_pence", "paid_pence", "returned_pence", "targets",
    "last_return_on", "last_return_state", "last_return", "returns_overdue",
)  # fmt: skip


def command_projects(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer projects list"""
    target = with_query(
        "/v1/projects", [("state", options.state), ("lead", options.lead), ("priority", options.priority)]
    )
    return list_or_show(options, settings, console, target, show_projects)


def show_projects(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of projects."""
    if not found:
        console.say("There are no such projects that you may see.")
        return
    console.table(
        ["project", "title", "lead", "state", "priorities"],
        [
            [
                clean(one.get("id")),
                clean(one.get("title"), TITLE_MAX),
                clean(lead_of(one) or "-", TITLE_MAX),
                clean(one.get("state")),
                clean(", ".join(one.get("priorities") or [])),
            ]
            for one in found
        ],
        [],
    )
    console.say()
    console.say("%s." % counted(len(found), "project"))


def lead_of(project: Mapping[str, Any]) -> str:
    """Who leads a project, where that is known."""
    return str(project.get("lead") or project.get("lead_organisation") or "")


def target_words(one: Mapping[str, Any]) -> str:
    """Girls aged 11 to 24 who are supported: at least 270; 281 by 31 March 2017."""
    number, achieved = one.get("number"), one.get("achieved")
    said = ""
    if number is not None:
        said = QUALIFIERS.get(str(one.get("qualifier")), "") + format(int(number), ",")
        if one.get("number_to") is not None:
            said += " to %s" % format(int(one["number_to"]), ",")
    counted_on = " by %s" % day_words(one["achieved_on"]) if one.get("achieved_on") else ""
    reached = "not counted yet" if achieved is None else "%s reached%s" % (format(int(achieved), ","), counted_on)
    return "%s: %s" % (clean(one.get("text"), 1000), "; ".join(filter(None, [said, reached])))


def command_project(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer projects show"""
    check_output(options, "csv", "json")
    fit(console)
    target = "/v1/projects/%s/story" % segment(options.project)
    with open_service(settings, console) as service:
        if options.csv or options.json:
            with output(options.output) as sink:
                service.stream(target, "text/csv" if options.csv else "application/json", sink.write)
            return EXIT_DONE
        story = document(service, target)
    show_story(story, console)
    return EXIT_DONE


def show_story(story: Mapping[str, Any], console: Console) -> None:
    """A project from what it is to what happened."""
    console.sentence("%s (%s): %s" % (clean(story.get("title"), 300), clean(story.get("project")), clean(story.get("state"))))
    for line in str(story.get("summary") or "").splitlines():
        console.sentence(clean(line), "  ", "  ")
    told(console, "Led by", lead_of(story))
    told(console, "For", story.get("beneficiaries"))
    told(console, "Priorities", ", ".join(story.get("priorities") or []))
    for one in story.get("actions") or []:
        told(console, "Action", "%s (%s)" % (one.get("title"), one.get("state")))
    for heading, name, words in (("Targets", "targets", target_words), ("Outcomes", "outcomes", outcome_words)):
        if story.get(name):
            console.say()
            console.say(heading + ":")
        for one in story.get(name) or []:
            console.sentence(words(one), "  ", "    ")
    if story.get("evaluation"):
        console.say()
        console.say("Evaluation:")
        for line in str(story["evaluation"]).splitlines():
            console.sentence(clean(line), "  ", "  ")
    show_money(story, console)
    if story.get("events"):
        console.say()
        console.say("What happened:")
    for one in story.get("events") or []:
        day = day_words(one["happened_on"]) if one.get("happened_on") else "on a day that is not known"
        console.sentence("%s: %s" % (day, clean(one.get("text"), 4000)), "  ", "    ")


def outcome_words(one: Mapping[str, Any]) -> str:
    """Fewer young people are hurt: two fewer than the year before."""
    return "%s: %s" % (clean(one.get("text"), 2000), clean(one.get("result") or "not said yet", 4000))


def show_money(story: Mapping[str, Any], console: Console) -> None:
    """What was asked for, given, paid and returned; and award by award, how."""
    console.say()
    console.sentence(
        "Money: %s."
        % ", ".join(
            "%s %s" % (label, sterling(pence_of(story, label + "_pence")))
            for label in ("asked", "awarded", "paid", "returned")
            if label == "awarded" or story.get(label + "_pence")
        )
    )
    for award in story.get("awards") or []:
        console.sentence("%s: %s (%s)" % (clean(award.get("round")), award_words(award), clean(award.get("state"))), "  ", "    ")
        show_parts(award, console, "    ")


def command_project_report(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer projects report"""
    check_output(options, "csv", "json")
    fit(console)
    with open_service(settings, console) as service:
        rows = report_rows(service, options)
        priorities = listed(service, "/v1/priority-grants", ("round", options.round))
    if options.json:
        write_json(options.output, {"projects": rows, "priorities": priorities})
    elif options.csv:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, REPORT_COLUMNS, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(flat(row) for row in rows)
        with output(options.output) as sink:
            sink.write(text.getvalue().encode("utf-8"))
    else:
        show_report(rows, priorities, options, console)
    return EXIT_DONE


def report_rows(service: Service, options: argparse.Namespace) -> List[Dict[str, Any]]:
    """Each project with its money, its targets and its last return; of a round, those that it awarded."""
    limit = ("limit", str(PAGE_SIZE))
    awards = listed(service, "/v1/awards", ("round", options.round), limit)
    returns: List[Dict[str, Any]] = []
    if service.token:
        returns = listed(service, "/v1/monitoring-returns", ("round", options.round), limit)
    projects = listed(service, "/v1/projects", limit)
    if options.round:
        awarded = {award.get("project") for award in awards}
        projects = [one for one in projects if one.get("id") in awarded]
    return [
        {
            "project": one.get("id"),
            "title": one.get("title"),
            "lead": lead_of(one) or None,
            "state": one.get("state"),
            "priorities": one.get("priorities") or [],
            **money_of([award for award in awards if award.get("project") == one.get("id")]),
            "targets": one.get("targets") or [],
            **last_return_of([entry for entry in returns if entry.get("project") == one.get("id")]),
        }
        for one in projects
    ]


def money_of(awards: Sequence[Mapping[str, Any]]) -> Dict[str, int]:
    """What a project was given, counted as for the priorities."""
    return {
        "awarded_pence": sum(kept_of(one) for one in awards),
        "paid_pence": sum(pence_of(one, "paid_pence") for one in awards),
        "returned_pence": sum(pence_of(one, "returned_pence") for one in awards),
    }


def kept_of(award: Mapping[str, Any]) -> int:
    """What an award comes to: of one that is over what was paid, and not what was released. Where a published one
    does not say what was paid, all of it."""
    paid = pence_of(award, "paid_pence")
    over = award.get("state") == "withdrawn" or (award.get("state") == "complete" and (paid or not award.get("source")))
    return paid if over else pence_of(award, "amount_pence")


def last_return_of(returns: Sequence[Mapping[str, Any]]) -> Dict[str, Any]:
    """The last return that has come in, and how many should have and have not."""
    received = [one for one in returns if one.get("received_on")]
    last: Mapping[str, Any] = max(received, key=lambda one: (one["received_on"], one["due_on"])) if received else {}
    return {
        "last_return_on": last.get("received_on"),
        "last_return_state": return_state(last) if last else None,
        "last_return": last.get("text"),
        "returns_overdue": sum(bool(one.get("overdue")) for one in returns),
    }


def flat(row: Mapping[str, Any]) -> Dict[str, Any]:
    """A row as CSV has it: what is a list is one text."""
    return {
        **row,
        "priorities": " ".join(row["priorities"]),
        "targets": "\n".join(target_words(one) for one in row["targets"]),
    }


def show_report(
    rows: Sequence[Mapping[str, Any]],
    priorities: Sequence[Mapping[str, Any]],
    options: argparse.Namespace,
    console: Console,
) -> None:
    """The projects, and what each priority received."""
    if not rows:
        console.say("There are no such projects that you may see.")
        return
    console.say("Projects of %s:" % options.round if options.round else "Projects:")
    console.say()
    figures = ("awarded_pence", "paid_pence", "returned_pence")
    table = [
        [clean(row["title"], TITLE_MAX), clean(row["lead"] or "-", TITLE_MAX)]
        + [sterling(row[name]) for name in figures]
        + [clean(row["state"])]
        for row in rows
    ]
    totals = [sterling(sum(row[name] for row in rows)) for name in figures]
    console.table(
        ["project", "lead", "awarded", "paid", "returned", "state"],
        [*table, ["in all", "", *totals, ""]],
        [2, 3, 4],
        below=[*(row_words(row) for row in rows), ""],
    )
    console.say()
    console.say("What each priority received:")
    console.say()
    console.table(
        ["priority", "awards", "its share", "paid", "returned"],
        [
            [clean(one.get("title"), TITLE_MAX), clean(one.get("awards"))]
            + [sterling(pence_of(one, name)) for name in ("share_pence", "paid_pence", "returned_pence")]
            for one in priorities
        ]
        + [["in all", "", sterling(sum(pence_of(one, "share_pence") for one in priorities)), "", ""]],
        [1, 2, 3, 4],
    )


def row_words(row: Mapping[str, Any]) -> str:
    """What a project was to reach, what it did, and what its last return said."""
    said = [target_words(one) + "." for one in row["targets"]]
    if row["last_return_on"]:
        said.append(
            "Return of %s, %s: %s"
            % (day_words(row["last_return_on"]), row["last_return_state"], clean(row["last_return"], 2000))
        )
    if row["returns_overdue"]:
        said.append("%s OVERDUE." % counted(row["returns_overdue"], "return"))
    return " ".join(said)
