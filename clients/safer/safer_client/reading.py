# safer get, contributions list, schedule: reading, as tables, JSON and CSV.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import sys
from typing import Any, BinaryIO, Callable, Dict, Iterator, List, Mapping, Optional, Sequence

from safer_client.access import find_token, needed_token
from safer_client.addresses import segment, with_query
from safer_client.common import (
    EXIT_DONE,
    EXIT_UNAVAILABLE,
    EXIT_USAGE,
    PAGE_SIZE,
    ServiceRefusal,
    Stop,
)
from safer_client.console import Console, clean, counted, sterling
from safer_client.replies import Reply, problem_lines
from safer_client.service import Service
from safer_client.settings import Settings
from safer_client.values import financial_year_of, quoted


def tell_refusal(console: Console, error: ServiceRefusal) -> None:
    """A problem document, readable, on standard error."""
    console.note(str(error))
    for line in problem_lines(error.problem):
        print(line, file=sys.stderr)


@contextlib.contextmanager
def output(name: Optional[str]) -> Iterator[BinaryIO]:
    """Where bytes go: standard output, or a file that appears only when it is whole."""
    if name is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = name + ".part"
    try:
        with open(part, "wb") as stream:
            yield stream
        os.replace(part, name)
    except OSError as error:
        raise Stop(EXIT_USAGE, "%s cannot be written: %s" % (clean(name), error.strerror)) from None
    finally:
        with contextlib.suppress(OSError):
            os.unlink(part)


def write_json_list(service: Service, target: str, sink: BinaryIO) -> None:
    """A whole list as one JSON document, written as the pages arrive."""
    separator = '{"items":[\n'
    for item in service.pages(target):
        sink.write((separator + json.dumps(item, ensure_ascii=True)).encode("ascii"))
        separator = ",\n"
    end = "\n" if separator == ",\n" else separator
    sink.write((end + '],"next":null}\n').encode("ascii"))


def command_get(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer get"""
    pairs = []
    for text in options.query or []:
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise Stop(EXIT_USAGE, "-q takes name=value, not %s" % quoted(text))
        pairs.append((name, value))
    with contextlib.closing(
        Service(settings.base, find_token(settings, console), settings, console)
    ) as service:
        target = with_query(service.local(options.path), pairs + [("format", options.format)])
        with output(options.output) as sink:
            if options.csv or options.format == "csv":
                service.stream(target, "text/csv" if options.csv else "*/*", sink.write)
            elif options.all:
                write_json_list(service, target, sink)
            else:
                write_reply(service.get(target, "application/json, */*;q=0.1"), sink, console)
    return EXIT_DONE


def write_reply(reply: Reply, sink: BinaryIO, console: Console) -> None:
    """A reply as it came; JSON indented for a terminal."""
    if (
        reply.media_type() == "application/json"
        and sink is sys.stdout.buffer
        and sys.stdout.isatty()
    ):
        for line in json.dumps(reply.json(), indent=2, ensure_ascii=False).splitlines():
            console.say(clean(line))
    else:
        sink.write(reply.body)


def command_list(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer contributions list"""
    target = with_query(
        "/v1/contributions",
        [
            ("fund", options.fund),
            ("partner", options.partner),
            ("financial_year", options.financial_year),
            ("state", options.state),
        ],
    )
    with contextlib.closing(
        Service(settings.base, needed_token(settings, console), settings, console)
    ) as service:
        paged = with_query(target, [("limit", str(PAGE_SIZE))])
        if options.csv or options.json:
            with output(options.output) as sink:
                if options.csv:
                    service.stream(target, "text/csv", sink.write)
                else:
                    write_json_list(service, paged, sink)
            return EXIT_DONE
        if options.output:
            raise Stop(EXIT_USAGE, "--output goes with --csv or --json")
        show_contributions(list(service.pages(paged)), console)
    return EXIT_DONE


def show_contributions(items: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of contributions, and what they come to."""
    rows = [
        [
            clean(item.get("received_on")),
            clean(item.get("partner")),
            clean(item.get("fund")),
            clean(item.get("financial_year")),
            sterling(pence_of(item, "amount_pence")),
            clean(item.get("external_reference")),
            clean(item.get("state")),
        ]
        for item in items
    ]
    if not rows:
        console.say("There are no such contributions.")
        return
    console.table(
        ["received", "partner", "fund", "year", "amount", "reference", "state"], rows, [4]
    )
    standing = [item for item in items if item.get("state") != "reversed"]
    console.say()
    console.say(
        "%s, %s; reversed ones not counted."
        % (
            counted(len(standing), "contribution"),
            sterling(sum(pence_of(item, "amount_pence") for item in standing)),
        )
    )


def read_or_show(
    options: argparse.Namespace,
    settings: Settings,
    console: Console,
    target: str,
    show: Callable[[Service], None],
) -> int:
    """Passes on the service's CSV or JSON, byte by byte, or shows a table."""
    if options.output and not (options.csv or options.json):
        raise Stop(EXIT_USAGE, "--output goes with --csv or --json")
    with contextlib.closing(
        Service(settings.base, needed_token(settings, console), settings, console)
    ) as service:
        if options.csv or options.json:
            with output(options.output) as sink:
                service.stream(
                    target, "text/csv" if options.csv else "application/json", sink.write
                )
        else:
            show(service)
    return EXIT_DONE


def document(service: Service, target: str) -> Dict[str, Any]:
    """An answer that is one object."""
    value = service.get(target).json()
    if not isinstance(value, dict):
        raise Stop(EXIT_UNAVAILABLE, "the answer is not what it should be; is --url right?")
    return value


def pence_of(item: Mapping[str, Any], name: str) -> int:
    """An amount of an answer; 0 for null."""
    return int(item.get(name) or 0)


def schedule_target(fund: str, year: str) -> str:
    """Where a fund's schedule of a year is."""
    return with_query("/v1/funds/%s/schedule" % segment(fund), [("financial_year", year)])


def command_schedule(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer schedule"""
    year = options.financial_year or financial_year_of(datetime.date.today())
    target = schedule_target(options.fund, year)

    def show(service: Service) -> None:
        show_schedule(options.fund, year, list(service.pages(target)), console)

    return read_or_show(options, settings, console, target, show)


def show_schedule(
    fund: str, year: str, items: Sequence[Mapping[str, Any]], console: Console
) -> None:
    """The schedule as a table with a line of totals."""
    if not items:
        console.say(
            "Nothing is scheduled for %s in %s: no agreement covers that year." % (fund, year)
        )
        return
    figures = ("due_pence", "received_pence", "unconfirmed_pence", "outstanding_pence")
    rows = [
        [clean(item.get("partner"))]
        + [sterling(pence_of(item, name)) for name in figures]
        + [clean(item.get("due_on") or ""), clean(item.get("state")).replace("_", " ")]
        for item in items
    ]
    totals = [sterling(sum(pence_of(item, name) for item in items)) for name in figures]
    colours: List[Optional[str]] = [
        {"overdue": "red", "paid": "green"}.get(str(item.get("state"))) for item in items
    ]
    console.say("%s, %s" % (clean(fund), year))
    console.say()
    console.table(
        ["partner", "due", "received", "of it unconfirmed", "outstanding", "due on", "state"],
        rows + [["total"] + totals + ["", ""]],
        [1, 2, 3, 4],
        colours + [None],
    )
