# safer search: words in meetings, papers, minutes, decisions, the plan and the agreement.
# SPDX-License-Identifier: MIT

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from safer_client.addresses import with_query
from safer_client.common import EXIT_DONE, EXIT_USAGE, Stop
from safer_client.console import MARKS, clean
from safer_client.indicators import open_service
from safer_client.meeting_values import day_words, fit
from safer_client.meetings import check_output, write_json
from safer_client.reading import document, output

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console

SEARCHED = (
    "meeting", "item", "paper", "minute", "decision", "follow_up", "action", "priority", "theme", "plan",
    "chapter",
)  # fmt: skip
SHOWN = 20


def command_search(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer search"""
    check_output(options, "csv", "json")
    if options.csv and options.limit:
        raise Stop(EXIT_USAGE, "--limit does not go with --csv, which has all that is found")
    fit(console)
    target = with_query(
        "/v1/search",
        [
            ("q", " ".join(options.words)),
            ("kind", options.kind),
            ("body", options.body),
            ("from", options.first),
            ("to", options.last),
        ],
    )
    with open_service(settings, console) as service:
        if options.csv:
            with output(options.output) as sink:
                service.stream(target, "text/csv", sink.write)
            return EXIT_DONE
        found = document(service, with_query(target, [("limit", str(options.limit or SHOWN))]))
    if options.json:
        write_json(options.output, found)
        return EXIT_DONE
    items = found.get("items") or []
    for entry in items:
        show_entry(entry, console)
        console.say()
    if not items:
        console.sentence(
            "Nothing was found that you may read. All of the words must be in it; or between two asks for either."
        )
    elif found.get("next"):
        console.sentence("These are the best %d; there is more: --limit shows it." % len(items))
    else:
        console.say("%d found." % len(items))
    return EXIT_DONE


def show_entry(entry: Mapping[str, Any], console: Console) -> None:
    """What it is, of which day and body, where the words are, and how to see it whole."""
    title, snippet = clean(entry.get("title"), 300), clean(entry.get("snippet"), 2000)
    plain = snippet.translate({ord(mark): None for mark in MARKS})
    kind = clean(entry.get("kind"), 40).replace("_", "-").capitalize()
    console.marked("%s: %s" % (kind, snippet if plain == title else title), "", "  ")
    told = [day_words(entry["date"])] if entry.get("date") else []
    told += [clean(entry["body"], 63)] if entry.get("body") else []
    if told:
        console.sentence(", ".join(told), "  ", "  ")
    if plain != title:
        console.marked(snippet, "  ", "  ")
    console.sentence(shown_by(entry), "  ", "  ")


def shown_by(entry: Mapping[str, Any]) -> str:
    """The command that shows it."""
    body, day, kind = clean(entry.get("body"), 63), clean(entry.get("date"), 10), entry.get("kind")
    if not entry.get("meeting"):
        return "safer get %s" % clean(entry.get("url"), 300)
    if kind == "follow_up":
        return "safer meetings follow-ups --all --body %s" % body
    notes = " --notes" if kind in ("minute", "decision") else ""
    return "safer meetings show %s@%s%s" % (body, day, notes)
