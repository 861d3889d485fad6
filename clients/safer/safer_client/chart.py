# safer indicators chart: a control chart at the terminal, or as a picture, and in words.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Optional

from safer_client.addresses import segment, with_query
from safer_client.chart_data import Chart, read_chart
from safer_client.chart_svg import draw_svg
from safer_client.chart_terminal import draw_terminal
from safer_client.common import COLUMNS, EXIT_DONE
from safer_client.console import clean
from safer_client.indicators import open_service
from safer_client.reading import document, output

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console

WIDTH_MAX = 200
RUNS_SHOWN = 12


def command_chart(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer indicators chart"""
    width = chart_width(options.width)
    console.columns = min(width, COLUMNS)
    with open_service(settings, console) as service:
        chart = read_chart(document(service, chart_target(options)), asked_for(options))
    if options.svg:
        with output(None if options.svg == "-" else options.svg) as sink:
            sink.write(draw_svg(chart).encode("utf-8"))
        if options.svg != "-":
            console.sentence("%s: %s" % (clean(options.svg), chart.title))
    else:
        console.sentence(chart.heading())
        if chart.asked:
            console.sentence(chart.asked)
        console.say()
        for line in draw_terminal(chart, width, console):
            console.say(line)
    console.say()
    say_chart(chart, console)
    return EXIT_DONE


def chart_target(options: argparse.Namespace) -> str:
    """Where the analysis is."""

    def number(value: Optional[int]) -> Optional[str]:
        return None if value is None else str(value)

    return with_query(
        "/v1/indicators/%s/analysis" % segment(options.indicator),
        [
            ("area", options.area),
            ("from", options.from_period),
            ("to", options.to_period),
            ("season", options.season),
            ("limits_from_first", number(options.limits_from_first)),
            ("shift", number(options.shift)),
            ("trend", number(options.trend)),
            ("screen", "false" if options.no_screen else None),
        ],
    )


def asked_for(options: argparse.Namespace) -> str:
    """What makes this chart another than the one that exceptions go by, for its heading."""
    parts = []
    span = (("from", options.from_period), ("to", options.to_period))
    if any(period for _, period in span):
        parts.append(" ".join("%s %s" % pair for pair in span if pair[1]))
    if options.season == "none":
        parts.append("the season is left in")
    if options.limits_from_first is not None:
        parts.append("limits from the first %d points" % options.limits_from_first)
    for name, points in (("shift", options.shift), ("trend", options.trend)):
        if points is not None:
            parts.append("%d points make a %s" % (points, name))
    if options.no_screen:
        parts.append("very wide ranges are kept")
    return "As asked: %s." % "; ".join(parts) if parts else ""


def chart_width(asked: Optional[int]) -> int:
    """How many columns the chart may take."""
    return asked or min(shutil.get_terminal_size((COLUMNS, 24)).columns, WIDTH_MAX)


def say_chart(chart: Chart, console: Console) -> None:
    """The verdict, the flagged points and the limits, in words."""
    console.sentence(chart.verdict_sentence())
    if chart.limits_sentence():
        console.sentence(chart.limits_sentence())
    runs = chart.runs()
    if runs:
        console.say()
        console.say("Flagged:")
        for run in runs[-RUNS_SHOWN:]:
            console.sentence(run.sentence(), "- ", "  ")
        if len(runs) > RUNS_SHOWN:
            console.say("and %d before them." % (len(runs) - RUNS_SHOWN))
    notes = chart.notes()
    if notes:
        console.say()
        console.say("To be known:")
    for line in notes:
        console.sentence(line, "- ", "  ")
    console.say()
    for line in chart.method_sentences():
        console.sentence(line)
