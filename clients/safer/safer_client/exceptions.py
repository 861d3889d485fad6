# safer exceptions: what is out of the ordinary, for people, for programs, and for cron.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import csv
import decimal
import io
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Sequence, Tuple

from safer_client.addresses import with_query
from safer_client.chart_data import number, rule_words
from safer_client.common import EXIT_DONE, EXIT_FOUND, EXIT_UNAVAILABLE, EXIT_USAGE, Stop
from safer_client.console import clean, counted
from safer_client.indicators import open_service
from safer_client.reading import output

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.replies import Reply

TITLE_MAX = 48
AREA_MAX = 24
# What --fail-on waits for: each is more than the one before.
FAIL_ON: Dict[str, Tuple[str, ...]] = {
    "concern": ("concern",),
    "change": ("concern", "change"),
    "any": ("concern", "change", "improvement"),
}
COLOURS = {"concern": "red", "change": "yellow", "improvement": "green"}

Finding = Mapping[str, Any]


def command_exceptions(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer exceptions"""
    if options.output and not (options.csv or options.json):
        raise Stop(EXIT_USAGE, "--output goes with --csv or --json")
    target = with_query(
        "/v1/exceptions",
        [("quarter", options.quarter), ("priority", options.priority), ("area", options.area)],
    )
    with open_service(settings, console) as service:
        reply = service.get(target, "text/csv" if options.csv else "application/json")
    if options.csv or options.json:
        with output(options.output) as sink:
            sink.write(reply.body)
        verdicts = verdicts_of_csv(reply) if options.csv else verdicts_of(lists_of(reply.json()))
    else:
        value = reply.json()
        lists = lists_of(value)
        try:
            show_exceptions(value, lists, console)
        except (TypeError, ValueError):
            raise Stop(EXIT_UNAVAILABLE, "the findings are not what they should be") from None
        verdicts = verdicts_of(lists)
    if not options.fail_on:
        return EXIT_DONE
    found = sum(verdict in FAIL_ON[options.fail_on] for verdict in verdicts)
    return EXIT_FOUND if found else EXIT_DONE


def lists_of(value: Any) -> Dict[str, List[Finding]]:
    """The four lists of an answer; what is not as promised ends the command."""
    names = ("items", "focus", "not_enough_data", "not_reported")
    lists = {name: value.get(name) if isinstance(value, dict) else None for name in names}
    for found in lists.values():
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise Stop(EXIT_UNAVAILABLE, "the answer is not what it should be; is --url right?")
    return lists  # type: ignore[return-value]


def verdicts_of(lists: Mapping[str, Sequence[Finding]]) -> List[str]:
    """What the exceptions are."""
    return [str(item.get("verdict")) for item in lists["items"]]


def verdicts_of_csv(reply: Reply) -> List[str]:
    """The same of an answer in CSV."""
    rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8", "replace"), newline="")))
    if any(row.get("list") is None or row.get("verdict") is None for row in rows):
        raise Stop(EXIT_UNAVAILABLE, "the answer is not what it should be; is --url right?")
    return [str(row["verdict"]) for row in rows if row["list"] == "exceptions"]


def show_exceptions(
    value: Mapping[str, Any], lists: Mapping[str, Sequence[Finding]], console: Console
) -> None:
    """The exceptions, and apart from them what is watched, and what cannot be told."""
    console.sentence(summary(value, lists))
    for name, heading, noun in (
        ("items", "Exceptions", exception_sentence),
        ("focus", "Focus: watched in any case, and no exception", exception_sentence),
        ("not_enough_data", "Not enough data: too few points to tell", annotation_sentence),
        ("not_reported", "Not reported: no value for the quarter", annotation_sentence),
    ):
        if lists[name]:
            console.say()
            console.say("%s:" % heading)
            show_findings(lists[name], noun, console, name == "items")


def summary(value: Mapping[str, Any], lists: Mapping[str, Sequence[Finding]]) -> str:
    """How many series there are, and how many exceptions among them."""
    series = value.get("series")
    quarter = value.get("quarter")
    looked = "%s looked at%s" % (
        "%d series %s" % (series, "was" if series == 1 else "were")
        if isinstance(series, int)
        else "Series were",
        " for %s" % clean(quarter) if quarter else "",
    )
    verdicts = verdicts_of(lists)
    if not verdicts:
        untold = len(lists["not_enough_data"]) + len(lists["not_reported"])
        if isinstance(series, int) and series <= untold:
            return looked + ": none has enough figures to tell."
        return looked + ": no exception."
    kinds = [(kind, verdicts.count(kind)) for kind in ("concern", "change", "improvement")]
    told = ", ".join(counted(count, kind) for kind, count in kinds if count)
    return "%s: %s (%s)." % (looked, counted(len(verdicts), "exception"), told)


def show_findings(
    findings: Sequence[Finding],
    sentence: Callable[[Finding], str],
    console: Console,
    with_verdict: bool,
) -> None:
    """A table of findings, and below each what it says."""
    headings = ["indicator", "area", "period", "value"]
    rows = [
        [
            clean(item.get("title") or item.get("indicator"), TITLE_MAX),
            clean(item.get("area_name") or item.get("area") or "-", AREA_MAX),
            clean(item.get("period") or "-"),
            exactly(item.get("value")),
        ]
        for item in findings
    ]
    if with_verdict:
        headings = ["verdict"] + headings
        rows = [[clean(item.get("verdict")), *row] for item, row in zip(findings, rows)]
    console.table(
        headings,
        rows,
        [len(headings) - 1],
        [COLOURS.get(str(item.get("verdict"))) if with_verdict else None for item in findings],
        (0,),
        [sentence(item) for item in findings],
    )


def exactly(value: Any) -> str:
    """1234.5 -> 1,234.5, all its figures."""
    return "-" if value is None else format(decimal.Decimal(repr(float(value))).normalize(), ",f")


def exception_sentence(item: Finding) -> str:
    """Above the upper limit; 1.17 to 6.49 are expected, with a mean of 3.83."""
    if item.get("state") == "no_figures" or item.get("area") is None:
        return "There are no figures yet."
    if item.get("value") is None:
        return "There is no value for the quarter."
    if item.get("verdict") == "not_enough_data":
        return " ".join(filter(None, ["Too few points to tell.", annotation_sentence(item)]))
    rule = item.get("rule")
    told, before = "As expected", ": "
    if rule:
        words = rule_words(str(rule), item.get("direction") == "up")
        told, before = words[:1].upper() + words[1:], "; expected: "
    lower, upper = (
        None if item.get(name) is None else number(float(item[name])) for name in ("lower", "upper")
    )
    if lower and upper:
        told += "%s%s to %s" % (before, lower, upper)
    elif lower or upper:
        told += before + ("%s or more" % lower if lower else "up to %s" % upper)
    if item.get("mean") is not None:
        told += "; mean: %s" % number(float(item["mean"]))
    unit = clean(item.get("unit") or "", 60)
    told += " (%s)." % unit if unit else "."
    return " ".join(filter(None, [told, annotation_sentence(item)]))


def annotation_sentence(item: Finding) -> str:
    """Why the limits are new, if they are."""
    text = item.get("annotation")
    return "The limits are new: %s" % clean(text, 500) if isinstance(text, str) and text else ""
