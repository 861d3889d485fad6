# safer meetings next, show, decisions, follow-ups, watch: what is to come, was resolved, and is due.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence

from safer_client.addresses import segment, with_query
from safer_client.common import EXIT_DONE, EXIT_FOUND, EXIT_USAGE, PAGE_SIZE, ServiceRefusal, Stop
from safer_client.console import clean, counted
from safer_client.indicators import open_service
from safer_client.meeting_values import (
    day_words,
    find_meeting,
    fit,
    items_of,
    listed,
    meeting_path,
    meetings_of,
    start_words,
    today,
)
from safer_client.pull import size
from safer_client.reading import document, output, write_json_list

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

GROUNDS = {"confidential": "confidential", "not_stated": "no ground is stated"}
FAIL_ON_WATCH = ("overdue", "gap")


def write_json(name: Optional[str], value: Any) -> None:
    """A value for a program."""
    with output(name) as sink:
        sink.write((json.dumps(value, ensure_ascii=True, indent=2) + "\n").encode("ascii"))


def check_output(options: argparse.Namespace, *forms: str) -> None:
    """--output goes with a form that is for a file."""
    if options.output and not any(getattr(options, form) for form in forms):
        raise Stop(EXIT_USAGE, "--output goes with %s" % " or ".join("--" + form for form in forms))


def quorum_sentence(meeting: Mapping[str, Any]) -> str:
    """Whether there is a quorum, or will be one; '' when no paper states a rule."""
    quorum = meeting.get("quorum") or {}
    if quorum.get("rule") in (None, "not_stated"):
        return ""
    held = meeting.get("state") == "held"
    told = quorum if held or quorum.get("present") else quorum.get("expected")
    if not isinstance(told, dict) or told.get("quorate") is None:
        return "Quorum: it is not told who %s." % ("was there" if held else "comes")
    if told["quorate"]:
        lost = [
            "%s (nobody from %s)"
            % (clean(one.get("ref")), ", ".join(clean(who) for who in one.get("missing") or []))
            for one in quorum.get("inquorate_items") or []
        ]
        return "Quorum: %s%s." % (
            "there is one" if told is quorum else "to be expected",
            ", but not at %s" % ", ".join(lost) if lost else "",
        )
    missing = ", ".join(clean(one) for one in told.get("missing") or [])
    nobody = "; nobody yet from %s" if told is not quorum else "; nobody from %s"
    return "Quorum: %s%s." % (
        "there is none" if told is quorum else "not to be expected",
        nobody % missing if missing else "",
    )


def notice_sentence(meeting: Mapping[str, Any]) -> str:
    """When the agenda was published, or must be."""
    notice = meeting.get("notice") or {}
    days = notice.get("required_days") or 0
    if meeting.get("agenda_on"):
        told = "Agenda published on %s" % day_words(meeting["agenda_on"])
        if days and notice.get("clear_days") is not None:
            told += ": %s, %d needed" % (
                counted(int(notice["clear_days"]), "clear working day"),
                days,
            )
        return told + (" - too late." if notice.get("sufficient") is False else ".")
    if notice.get("publish_by"):
        return "Agenda to be published by %s." % day_words(notice["publish_by"])
    if not meeting.get("notice_on"):
        return "A draft: no notice was given."
    return "Notice given on %s; no agenda yet." % day_words(meeting["notice_on"])


def show_head(meeting: Mapping[str, Any], console: Console) -> None:
    """When, where, whether it stands, its quorum and its notice."""
    console.sentence(start_words(meeting), "  ", "  ")
    console.sentence(clean(meeting.get("place"), 300), "  ", "  ")
    if meeting.get("state") == "cancelled":
        because = clean(meeting.get("cancelled_because") or "", 2000)
        console.sentence("Cancelled%s" % (": " + because if because else "."), "  ", "  ")
        return
    for sentence in (quorum_sentence(meeting), notice_sentence(meeting)):
        if sentence:
            console.sentence(sentence, "  ", "  ")


def body_titles(service: Service) -> Dict[str, str]:
    """What bodies are called."""
    return {
        str(body.get("id")): clean(body.get("title"), 200) for body in listed(service, "/v1/bodies")
    }


def command_next(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings next"""
    check_output(options, "json")
    fit(console)
    with open_service(settings, console) as service:
        found = meetings_of(service, options.body, "scheduled", options.date or today(), None)
        meetings = [document(service, meeting_path(one)) for one in found[: options.limit]]
        titles = {} if options.json else body_titles(service)
    if options.json:
        write_json(options.output, {"items": meetings, "next": None})
        return EXIT_DONE
    if not meetings:
        console.sentence("No meeting is scheduled that you may see.")
    for number, meeting in enumerate(meetings):
        if number:
            console.say()
        body = clean(meeting.get("body"))
        console.sentence(titles.get(body, body))
        show_head(meeting, console)
        console.say("  %s@%s" % (body, clean(meeting.get("starts_at_local"))[:10]))
    if len(found) > len(meetings):
        console.say()
        console.sentence("%s more: --limit shows them." % counted(len(found) - len(meetings), "meeting"))
    return EXIT_DONE


def command_show(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings show"""
    check_output(options, "markdown", "html", "json")
    fit(console)
    with open_service(settings, console) as service:
        meeting = find_meeting(service, options.meeting)
        if options.markdown or options.html:
            form = "markdown" if options.markdown else "html"
            page = meeting_path(meeting, "notes" if options.notes else "agenda")
            reply = service.get(with_query(page, [("format", form)]), "*/*")
            with output(options.output) as sink:
                if sink is sys.stdout.buffer and sys.stdout.isatty():
                    for line in reply.body.decode("utf-8", "replace").splitlines():
                        console.say(clean(line))
                else:
                    sink.write(reply.body)
            return EXIT_DONE
        value: Dict[str, Any] = {"meeting": meeting, "items": items_of(service, meeting)}
        if options.notes:
            for what in ("attendance", "declarations", "minutes", "decisions"):
                value[what] = listed(service, meeting_path(meeting, what))
        else:
            value["papers"] = papers_of(service, value["items"])
        if options.json:
            write_json(options.output, value)
            return EXIT_DONE
        body = clean(meeting.get("body"))
        console.sentence(body_titles(service).get(body, body))
    show_head(meeting, console)
    if options.notes:
        show_notes(value, console)
    else:
        show_agenda(value["items"], value["papers"], console)
    show_withheld(meeting, console)
    return EXIT_DONE


def ground_words(ground: Any) -> str:
    """paragraph 3 of Schedule 12A"""
    text = clean(ground or "not_stated")
    return GROUNDS.get(text, "paragraph %s of Schedule 12A" % text)


def restricted_words(entry: Mapping[str, Any]) -> str:
    """(not for publication: paragraph 3 of Schedule 12A), or nothing"""
    if not entry.get("restricted"):
        return ""
    return " (not for publication: %s)" % ground_words(entry.get("exempt_ground"))


def papers_of(service: Service, items: Sequence[Mapping[str, Any]]) -> List[Mapping[str, Any]]:
    """The papers to the items of an agenda, in its order; only items that have any are asked."""
    paths = ["/v1/items/%s/papers" % segment(str(item.get("id"))) for item in items if item.get("papers")]
    return [paper for path in paths for paper in listed(service, path)]


def show_agenda(
    items: Sequence[Mapping[str, Any]], papers: Sequence[Mapping[str, Any]], console: Console
) -> None:
    """The items, a paragraph each, with their papers."""
    console.say()
    if not items:
        console.sentence("There is nothing on its agenda yet.")
    width = max([len(clean(item.get("ref"))) for item in items] or [0]) + 2
    for item in items:
        text = clean(item.get("title") or "Withheld", 300) + restricted_words(item)
        if not item.get("published_on"):
            text += " (draft)"
        console.sentence(text, clean(item.get("ref")).ljust(width), " " * width)
        for paper in papers:
            if paper.get("item") == item.get("id"):
                # An id is 36 letters, which a narrow terminal must have room for.
                show_paper(paper, item, " " * (width if console.columns > 60 else 2), console)


def show_paper(
    paper: Mapping[str, Any], item: Mapping[str, Any], indent: str, console: Console
) -> None:
    """A paper: what it is called, where it is, and what it recommends."""
    text = "Paper: %s" % clean(paper.get("title") or "withheld", 300)
    text += " (%s)" % clean(paper["classification"], 100) if paper.get("classification") else ""
    offices = ", ".join(clean(office, 200) for office in paper.get("author_offices") or [])
    text += ", by %s" % offices if offices else ""
    text += restricted_words(paper) if not item.get("restricted") else ""
    text += " (draft)" if item.get("published_on") and not paper.get("published_on") else ""
    console.sentence(text, indent, indent)
    if paper.get("url"):
        console.sentence(clean(paper["url"], 1000), indent, indent)
    if paper.get("file_name"):
        told = "%s, %s:" % (clean(paper["file_name"], 200), size(int(paper.get("file_bytes") or 0)))
        console.sentence("%s safer meetings file %s" % (told, clean(paper.get("id"))), indent, indent)
    for one in paper.get("recommendations") or []:
        told = "%s) %s" % (clean(one.get("letter"), 8), clean(one.get("text"), 4000))
        console.sentence(told, indent, indent + "   ")


def show_notes(value: Mapping[str, Any], console: Console) -> None:
    """Who was there, what was said, and what was resolved."""
    refs = {item.get("id"): clean(item.get("ref")) for item in value["items"]}
    for label, capacities in (
        ("Present", ("member", "deputy")),
        ("In attendance", ("in_attendance",)),
    ):
        there = [one for one in value["attendance"] if one.get("capacity") in capacities]
        if there:
            console.say()
            console.say(label + ":")
        for one in there:
            console.sentence(attendance_words(one), "  ", "    ")
    if value["declarations"]:
        console.say()
        console.say("Declared:")
    for one in value["declarations"]:
        ref = refs.get(one.get("item"))
        told = "%s: %s" % (attendance_words(one), clean(one.get("interest"), 2000))
        told += " (withdrew)" if one.get("withdrew") else ""
        console.sentence(told + (" [%s]" % ref if ref else ""), "  ", "    ")
    decisions: List[Mapping[str, Any]] = list(value["decisions"])
    for minute in value["minutes"]:
        console.say()
        ref = refs.get(minute.get("item"))
        console.sentence(
            "%s. %s%s%s"
            % (
                clean(minute.get("number")),
                clean(minute.get("title") or "Withheld", 300),
                restricted_words(minute),
                " [%s]" % ref if ref else "",
            )
        )
        for line in str(minute.get("text") or "").splitlines():
            console.sentence(clean(line), "  ", "  ")
        own = [one for one in decisions if one.get("minute") == minute.get("id")]
        show_resolved(own, console)
        decisions = [one for one in decisions if one not in own]
    if not value["minutes"] and not decisions:
        console.say()
        console.sentence("There are no notes that you may see.")
    for decision in decisions:
        console.say()
        ref = refs.get(decision.get("item"))
        console.say("Item %s:" % ref if ref else "Without an item:")
        show_resolved([decision], console)


def attendance_words(one: Mapping[str, Any]) -> str:
    """Head of Community Safety, kcc, for the Assistant Director"""
    told = clean(one.get("office"), 200)
    told += ", %s" % clean(one.get("partner") or one.get("organisation") or "", 200)
    if one.get("deputy_for"):
        told += ", for %s" % clean(one["deputy_for"], 200)
    return told


def show_resolved(decisions: Sequence[Mapping[str, Any]], console: Console) -> None:
    """RESOLVED: ..."""
    for decision in decisions:
        console.sentence(
            "%s: %s%s"
            % (clean(decision.get("kind")).upper(), clean(decision.get("text"), 10000), stage_words(decision)),
            "  ",
            "  ",
        )


def stage_words(decision: Mapping[str, Any]) -> str:
    """(in principle), or (conditional: ...), or nothing"""
    if decision.get("stage") == "in_principle":
        return " (in principle)"
    if decision.get("stage") == "conditional":
        return " (conditional: %s)" % clean(decision.get("condition"), 2000)
    return ""


def show_withheld(meeting: Mapping[str, Any], console: Console) -> None:
    """How much of it this reader does not see."""
    withheld = meeting.get("withheld") or {}
    told = [
        counted(int(withheld[name]), noun)
        for name, noun in (("items", "item"), ("papers", "paper"), ("minutes", "minute"))
        if withheld.get(name)
    ]
    if told:
        console.say()
        console.sentence("Withheld from you: %s." % ", ".join(told))


def command_decisions(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings decisions"""
    check_output(options, "csv", "json")
    fit(console)
    target = with_query(
        "/v1/decisions",
        [("body", options.body), ("from", options.first), ("to", options.last), ("stage", options.stage)],
    )
    with open_service(settings, console) as service:
        if passed_on(options, service, target):
            return EXIT_DONE
        found = list(service.pages(with_query(target, [("limit", str(PAGE_SIZE))])))
    for decision in sorted(found, key=lambda one: str(one.get("met_on"))):
        number = decision.get("minute_number")
        console.sentence(
            "%s, %s%s%s"
            % (
                day_words(decision.get("met_on")),
                clean(decision.get("body")),
                ", minute %s" % clean(number) if number is not None else "",
                " (not for publication)" if decision.get("restricted") else "",
            )
        )
        show_resolved([decision], console)
        console.say()
    console.say("%s." % counted(len(found), "decision"))
    return EXIT_DONE


def passed_on(options: argparse.Namespace, service: Service, target: str) -> bool:
    """Writes a list as CSV or JSON where that is asked for."""
    if not (options.csv or options.json):
        return False
    with output(options.output) as sink:
        if options.csv:
            service.stream(target, "text/csv", sink.write)
        else:
            write_json_list(service, with_query(target, [("limit", str(PAGE_SIZE))]), sink)
    return True


def command_follow_ups(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings follow-ups"""
    check_output(options, "csv", "json")
    fit(console)
    target = with_query(
        "/v1/follow-ups",
        [
            ("body", options.body),
            ("partner", options.partner),
            ("state", None if options.all else "open"),
            ("overdue", "true" if options.overdue else None),
        ],
    )
    with open_service(settings, console) as service:
        if passed_on(options, service, target):
            return EXIT_DONE
        found = list(service.pages(with_query(target, [("limit", str(PAGE_SIZE))])))
        named = {one.get(name) for one in found for name in ("meeting", "due_meeting")} - {None}
        meetings: Dict[str, Mapping[str, Any]] = {}
        for meeting in sorted(map(str, named)):
            with contextlib.suppress(ServiceRefusal):  # who sees the follow-up may not see it yet
                meetings[meeting] = document(service, meeting_path({"id": meeting}))
    for one in found:
        show_follow_up(one, meetings, console)
        console.say()
    overdue = sum(bool(one.get("overdue")) for one in found)
    console.say("%s, %d overdue." % (counted(len(found), "follow-up"), overdue))
    return EXIT_DONE


def show_follow_up(
    one: Mapping[str, Any], meetings: Mapping[str, Mapping[str, Any]], console: Console
) -> None:
    """What is to be reported, who asked, who reports, when, and its id."""
    console.sentence(clean(one.get("text"), 4000))
    asked = meetings.get(str(one.get("meeting")), {})
    told = "asked by %s on %s" % (clean(one.get("body")), day_words(asked.get("starts_at_local")))
    who = ", ".join(clean(one[name], 200) for name in ("office", "partner") if one.get(name))
    console.sentence(told + ("; by %s" % who if who else ""), "  ", "  ")
    due = meetings.get(str(one.get("due_meeting")))
    if one.get("state") == "closed":
        because = clean(one.get("closed_because") or "", 2000)
        console.sentence(
            "closed on %s%s" % (day_words(one.get("closed_at")), ": " + because if because else ""),
            "  ", "  ",
        )  # fmt: skip
    elif due is not None:
        late = "OVERDUE: " if one.get("overdue") else ""
        words = "%sdue %s" % (late, day_words(due.get("starts_at_local")))
        console.say("  " + (console.paint(words, "red") if one.get("overdue") else words))
    elif one.get("due") == "next_meeting":
        console.sentence("due at the next meeting, which is not set", "  ", "  ")
    else:
        console.sentence("due at a future meeting", "  ", "  ")
    console.say("  " + clean(one.get("id")))


def command_watch(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings watch"""
    check_output(options, "json")
    fit(console)
    with open_service(settings, console) as service:
        titles = body_titles(service)
        watches = [
            document(
                service,
                with_query("/v1/bodies/%s/watch" % segment(body), [("on", options.on)]),
            )
            for body in ([options.body] if options.body else sorted(titles))
        ]
    if not options.body:
        watches = [watch for watch in watches if is_watched(watch)]
    if options.json:
        write_json(options.output, {"items": watches, "next": None})
    else:
        show_watches(watches, titles, console)
    found = any(
        part.get("overdue") or (options.fail_on == "gap" and part.get("gaps"))
        for watch in watches
        for part in parts_of(watch)
    )
    return EXIT_FOUND if options.fail_on and found else EXIT_DONE


def parts_of(watch: Mapping[str, Any]) -> List[Mapping[str, Any]]:
    """How often it met, and how often it was reported to."""
    return [watch.get(name) or {} for name in ("meetings", "reports")]


def is_watched(watch: Mapping[str, Any]) -> bool:
    """Whether anything must come again within a time."""
    return any(part.get("interval_months") for part in parts_of(watch))


def show_watches(
    watches: Sequence[Mapping[str, Any]], titles: Mapping[str, str], console: Console
) -> None:
    """What is due of each body, and where it took too long."""
    if not watches:
        console.sentence("No body that you may see has an interval to keep.")
    for number, watch in enumerate(watches):
        if number:
            console.say()
        body = clean(watch.get("body"))
        console.sentence("%s, %s" % (titles.get(body, body), day_words(watch.get("on"))))
        meetings, reports = parts_of(watch)
        coming = watch.get("next_on") or meetings.get("next_on")
        show_part("meeting", meetings, coming, console)
        show_part("performance report", reports, None, console)


def show_part(
    noun: str, part: Mapping[str, Any], coming: Optional[str], console: Console
) -> None:
    """The last one, the next one, when it is due, and the gaps."""
    told = "Last %s: %s" % (noun, day_words(part["last_on"]) if part.get("last_on") else "none")
    if coming:
        told += "; next: %s" % day_words(coming)
    if part.get("due_by"):
        told += "; due by %s" % day_words(part["due_by"])
    console.sentence(told + ("." if not part.get("overdue") else " - OVERDUE."), "  ", "  ")
    for gap in part.get("gaps") or []:
        console.sentence(
            "Gap of %s: %s to %s, more than %s apart."
            % (
                counted(int(gap.get("days") or 0), "day"),
                day_words(gap.get("from_on")),
                day_words(gap.get("to_on")),
                counted(int(part.get("interval_months") or 0), "month"),
            ),
            "  ", "  ",
        )  # fmt: skip
