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

    from safer_client.access import Settings
    from safer_client.console import Console

WIDTH_MAX = 200
RUNS_SHOWN = 12


def command_chart(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer indicators chart"""
    path = "/v1/indicators/%s/analysis" % segment(options.indicator)
    with open_service(settings, console) as service:
        chart = read_chart(document(service, with_query(path, [("area", options.area)])))
    if options.svg:
        with output(options.svg) as sink:
            sink.write(draw_svg(chart).encode("utf-8"))
        console.say("%s: %s" % (clean(options.svg), chart.title))
    else:
        console.say(chart.title + (" (%s)" % chart.unit if chart.unit else ""))
        console.say()
        for line in draw_terminal(chart, chart_width(options.width), console):
            console.say(line)
    console.say()
    say_chart(chart, console)
    return EXIT_DONE


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
