# safer indicators list: what is measured, and how.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Tuple

from safer_client.access import find_token
from safer_client.addresses import with_query
from safer_client.common import EXIT_DONE, EXIT_USAGE, PAGE_SIZE, Stop
from safer_client.console import clean, counted
from safer_client.reading import output, write_json_list
from safer_client.service import Service

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console

TITLE_MAX = 44
EVERY = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}


def open_service(settings: Settings, console: Console) -> Any:
    """The service, with a token if there is one: what is public needs none."""
    return contextlib.closing(
        Service(settings.base, find_token(settings, console), settings, console)
    )


def command_list_indicators(
    options: argparse.Namespace, settings: Settings, console: Console
) -> int:
    """safer indicators list"""
    if options.output and not (options.csv or options.json):
        raise Stop(EXIT_USAGE, "--output goes with --csv or --json")
    pairs: Sequence[Tuple[str, Optional[str]]] = [
        ("priority", options.priority),
        ("focus", "true" if options.focus else None),
        ("state", options.state),
    ]
    target = with_query("/v1/indicators", pairs)
    paged = with_query(target, [("limit", str(PAGE_SIZE))])
    with open_service(settings, console) as service:
        if options.csv:
            with output(options.output) as sink:
                service.stream(target, "text/csv", sink.write)
        elif options.json:
            with output(options.output) as sink:
                write_json_list(service, paged, sink)
        else:
            show_indicators(list(service.pages(paged)), console)
    return EXIT_DONE


def show_indicators(items: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The table of indicators."""
    if not items:
        console.say("There are no such indicators.")
        return
    console.table(
        ["indicator", "title", "priority", "every", "state", "focus"],
        [
            [
                clean(item.get("id")),
                clean(item.get("title"), TITLE_MAX),
                clean(item.get("priority") or ""),
                EVERY.get(str(item.get("frequency")), clean(item.get("frequency"))),
                clean(item.get("state")),
                "yes" if item.get("focus") else "",
            ]
            for item in items
        ],
        [],
    )
    console.say()
    focus = sum(bool(item.get("focus")) for item in items)
    console.say("%s, %d of focus." % (counted(len(items), "indicator"), focus))
