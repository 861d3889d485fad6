# safer dhrs list, show, due, actions: what is known of reviews to who may know of them. Nothing of it is kept here.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Tuple

from safer_client.addresses import with_query
from safer_client.common import EXIT_DONE, EXIT_FOUND, EXIT_UNAVAILABLE, PAGE_SIZE, Stop
from safer_client.console import clean, counted
from safer_client.dhr_values import (
    Thing,
    find_review,
    open_private,
    over_words,
    owner_of,
    review_names,
    review_path,
    suspension_sentence,
    way_sentence,
    slug_words,
)
from safer_client.grants import told
from safer_client.meeting_values import day_words, listed
from safer_client.meetings import passed_on, write_json
from safer_client.reading import document, output

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.replies import Reply

# What --fail-on waits for.
FAIL_ON_DUE: Dict[str, Tuple[str, ...]] = {"overdue": ("overdue",), "any": ("overdue", "due", "suspended")}


def flag(said: bool) -> Optional[str]:
    """A filter that is said or not."""
    return "true" if said else None


def command_dhrs(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs list"""
    target = with_query(
        "/v1/dhrs",
        [
            ("partnership", options.partnership),
            ("stage", options.stage),
            ("suspended", flag(options.suspended)),
            ("overdue", flag(options.overdue)),
        ],
    )
    with open_private(settings, console) as service:
        if passed_on(options, service, target):
            return EXIT_DONE
        found = list(service.pages(with_query(target, [("limit", str(PAGE_SIZE))])))
        due = listed(service, "/v1/dhr-deadlines") if found else []
    show_reviews(found, due, console)
    return EXIT_DONE


def show_reviews(found: Sequence[Thing], due: Sequence[Thing], console: Console) -> None:
    """One line a review: where it stands, and what is due of it next."""
    if not found:
        console.say("There are no such reviews that you may know of.")
        return
    following: Dict[str, Thing] = {}
    for one in due:  # the earliest first
        following.setdefault(str(one.get("dhr")), one)
    nearest: List[Thing] = [following.get(str(one.get("id")), {}) for one in found]
    console.table(
        ["reference", "review", "stage", "days", "next due", "", ""],
        [
            [
                clean(one.get("reference"), 60),
                clean(one.get("pseudonym"), 80),
                slug_words(one.get("stage")),
                clean(one.get("days_in_stage")),
                "%s %s" % (clean(next_["kind"]), clean(next_["due_on"])) if next_ else "-",
                due_words(next_) if next_ else "",
                "suspended" if one.get("suspended") else "",
            ]
            for one, next_ in zip(found, nearest)
        ],
        [3],
        ["red" if next_.get("state") == "overdue" else None for next_ in nearest],
        (5,),
    )
    console.say()
    console.say("%s." % counted(len(found), "review"))


def due_words(one: Thing) -> str:
    """How a deadline stands."""
    return "suspended" if one.get("state") == "suspended" else over_words(int(one.get("days_over") or 0))


def command_dhr(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs show"""
    with open_private(settings, console) as service:
        review = find_review(service, options.review)
        clock = document(service, with_query(review_path(review, "clock"), [("on", options.on)]))
        recommendations = listed(service, review_path(review, "recommendations"))
    if options.json:
        write_json(None, {"review": review, "clock": clock, "recommendations": recommendations})
        return EXIT_DONE
    show_review(review, console)
    show_clock(clock, console)
    show_panel(review, console)
    # They are as they stand now, so what is late among them is so by today and not by another day.
    show_recommendations(recommendations, not options.on, console)
    return EXIT_DONE


def show_review(review: Thing, console: Console) -> None:
    """What a review is, and which way it has gone."""
    console.sentence(
        "%s (%s), for %s: %s%s"
        % (
            clean(review.get("pseudonym"), 80), clean(review.get("reference"), 60),
            clean(review.get("partnership"), 63), slug_words(review.get("stage")),
            ", SUSPENDED" if review.get("suspended") else "",
        )
    )  # fmt: skip
    told(console, "Also called", ", ".join(review.get("aliases") or []))
    for label, name in (("About", "summary"), ("Papers are at", "documents_location"), ("Note", "note")):
        told(console, label, review.get(name))
    if review.get("protected_names") is not None:
        told(console, "Protected names", str(review["protected_names"]))
    told(console, "Id", review.get("id"))
    console.say()
    console.say("Stages:")
    for one in review.get("stages") or []:
        said = one.get("decision") or one.get("answer") or one.get("suspended_for")
        detail = ": " + slug_words(said) if said else ""
        console.sentence(
            "%s  %s%s" % (clean(one.get("reached_on")), slug_words(one.get("stage")), detail), "  ", "      "
        )


def show_clock(clock: Thing, console: Console) -> None:
    """The clock, with how each day comes about."""
    console.say()
    console.sentence(
        "Clock on %s (%s): %s in the stage \u201c%s\u201d since %s%s."
        % (
            day_words(clock.get("asked_on")), clean(clock.get("rule"), 63),
            counted(int(clock.get("days_in_stage") or 0), "day"), slug_words(clock.get("stage")),
            day_words(clock.get("stage_on")),
            ", suspensions not counted" if clock.get("suspended_days") else "",
        )
    )  # fmt: skip
    for sentence in [
        way_sentence(clock, "decision"),
        way_sentence(clock, "completion"),
        *(suspension_sentence(one) for one in clock.get("suspensions") or []),
    ]:
        if sentence:
            console.sentence(sentence, "  ", "    ")


def term(one: Thing) -> str:
    """from 1 June 2019 to 1 July 2020"""
    last = " to %s" % day_words(one["to_on"]) if one.get("to_on") else ""
    return "from %s%s" % (day_words(one.get("from_on")), last)


def show_panel(review: Thing, console: Console) -> None:
    """Who chairs it and who is on its panel, by office."""
    if review.get("chairs") or review.get("panel"):
        console.say()
    for one in review.get("chairs") or []:
        console.sentence("Chair: %s, %s" % (clean(one.get("office"), 200), term(one)), "", "  ")
    if review.get("panel"):
        console.say("Panel:")
    for one in review.get("panel") or []:
        office = ", %s" % clean(one["office"], 200) if one.get("office") else ""
        console.sentence("%s%s, %s" % (owner_of(one), office, term(one)), "  ", "    ")


def show_recommendations(found: Sequence[Thing], today: bool, console: Console) -> None:
    """What is recommended, to whom, and how that goes; what is late, if that is asked as of today."""
    console.say()
    if not found:
        console.say("There is no recommendation yet.")
        return
    console.say("Recommendations:")
    for one in found:
        console.sentence(
            "%s (%s, %s): %s"
            % (
                clean(one.get("number")), clean(one.get("reach")), clean(one.get("state")),
                clean(one.get("text") or "erased", 4000),
            ),
            "  ", "    ",
        )  # fmt: skip
        for addressee in one.get("addressees") or []:
            for action in addressee.get("actions") or []:
                console.sentence(
                    "%s: %s, due %s%s: %s [%s]"
                    % (
                        owner_of(addressee), slug_words(action.get("state")), day_words(action.get("due_on")),
                        ", OVERDUE" if today and action.get("overdue") else "",
                        clean(action.get("text") or "erased", 4000), clean(action.get("id"), 40),
                    ),
                    "    ", "      ",
                )  # fmt: skip


def command_due(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs due"""
    target = with_query(
        "/v1/dhr-deadlines",
        [
            ("on", options.on),
            ("due_to", options.to),
            ("partner", options.partner),
            ("overdue", flag(options.overdue)),
        ],
    )
    with open_private(settings, console) as service:
        reply = service.get(target, "text/csv" if options.csv else "application/json")
    found = rows_of(reply) if options.csv else items_of_reply(reply)
    if options.csv or options.json:
        with output(None) as sink:
            sink.write(reply.body)
    else:
        show_due(found, console)
    states = [str(one.get("state")) for one in found]
    if options.fail_on and any(state in FAIL_ON_DUE[options.fail_on] for state in states):
        return EXIT_FOUND
    return EXIT_DONE


def items_of_reply(reply: Reply) -> List[Thing]:
    """What a list that has no pages holds."""
    value = reply.json()
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list) or not all(isinstance(one, dict) and one.get("state") for one in items):
        raise Stop(EXIT_UNAVAILABLE, "the answer is not what it should be; is --url right?")
    return items


def rows_of(reply: Reply) -> List[Thing]:
    """The same of an answer in CSV."""
    rows: List[Thing] = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8", "replace"), newline="")))
    if any(row.get("state") is None for row in rows):
        raise Stop(EXIT_UNAVAILABLE, "the answer is not what it should be; is --url right?")
    return rows


def show_due(found: Sequence[Thing], console: Console) -> None:
    """What is due, the earliest first. What may not be known of a review has no column."""
    if not found:
        console.say("Nothing is due that you may know of.")
        return
    known = any(one.get("pseudonym") for one in found)
    acted = any(one.get("action") for one in found)
    headings = ["due", "what", *(["review"] if known else []), "whose", "", *(["action"] if acted else [])]
    console.table(
        headings,
        [
            [
                clean(one.get("due_on")),
                clean(one.get("kind")),
                *([clean(one.get("pseudonym") or "-", 80)] if known else []),
                owner_of(one) or "-",
                due_words(one),
                *([clean(one.get("action") or "", 40)] if acted else []),
            ]
            for one in found
        ],
        [],
        ["red" if one.get("state") == "overdue" else None for one in found],
        (headings.index(""),),
    )
    console.say()
    late = sum(one.get("state") == "overdue" for one in found)
    console.say("%d due, %d of it overdue." % (len(found), late))


def command_dhr_actions(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs actions"""
    target = with_query(
        "/v1/dhr-actions",
        [("partner", options.partner), ("state", options.state), ("overdue", flag(options.overdue))],
    )
    with open_private(settings, console) as service:
        if passed_on(options, service, target):
            return EXIT_DONE
        found = list(service.pages(with_query(target, [("limit", str(PAGE_SIZE))])))
        names = review_names(service, found)
    show_actions(sorted(found, key=lambda one: (str(one.get("due_on")), str(one.get("id")))), names, console)
    return EXIT_DONE


def show_actions(found: Sequence[Thing], names: Mapping[str, str], console: Console) -> None:
    """The actions by the day they are due, each with what it asks for and what was last said of it."""
    if not found:
        console.say("There are no such actions that you may see.")
        return
    console.table(
        ["action", "due", "state", "whose", *(["review"] if names else [])],
        [
            [
                clean(one.get("id"), 40),
                clean(one.get("due_on")),
                slug_words(one.get("state")) + (", OVERDUE" if one.get("overdue") else ""),
                owner_of(one),
                *([names.get(str(one.get("dhr")), "-")] if names else []),
            ]
            for one in found
        ],
        [],
        ["red" if one.get("overdue") else None for one in found],
        (2,),
        [action_words(one) for one in found],
    )
    console.say()
    late = sum(bool(one.get("overdue")) for one in found)
    console.say("%s, %d of them overdue." % (counted(len(found), "action"), late))


def action_words(action: Mapping[str, Any]) -> str:
    """What an action asks for, and what was last said of it."""
    said = clean(action.get("text") or "erased", 4000)
    for report in (action.get("reports") or [])[-1:]:
        evidence = " (%s)" % clean(report["evidence"], 1000) if report.get("evidence") else ""
        said += " \u2013 %s, %s: %s%s" % (
            day_words(report.get("reported_on")), slug_words(report.get("state")),
            clean(report.get("text") or "without a word", 4000), evidence,
        )  # fmt: skip
    return said
