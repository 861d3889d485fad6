# The command lines of safer indicators.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any

from safer_client.chart import command_chart
from safer_client.indicators import command_list_indicators
from safer_client.options import (
    add_area,
    add_command,
    add_forms,
    add_group,
    add_priority,
    argument,
    whole_number,
)
from safer_client.periods import parse_period
from safer_client.pull import command_pull
from safer_client.push import command_push
from safer_client.values import parse_slug

STATES = ("proposed", "agreed", "retired")
COLUMNS_MIN, COLUMNS_MAX = 40, 400

INDICATORS_EXAMPLES = {
    "list": """\
examples:
  safer indicators list
  safer indicators list --priority road-safety --state agreed
  safer indicators list --focus --csv --output focus.csv
""",
    "pull": """\
The file is replaced when the new one is whole. Beside it, FILE.watermark keeps how far it was
read; --resume asks for what has changed since, puts it in its place, and takes out what was
withdrawn. If the file is not as it was left, another partner or client has pulled it, or the
service knows the watermark no more, all is pulled anew. An indicator without observations is
named on standard error: it may be misspelt. For Excel rather use: safer get /v1/observations
--format csv, which makes cells harmless that could be formulas.

examples:
  safer indicators pull road-ksi > road-ksi.csv
  safer indicators pull road-ksi da-incidents --area E10000016 --from 2016/17 -o kent.csv
  safer indicators pull road-ksi da-incidents --area E10000016 --from 2016/17 -o kent.csv --resume
""",
    "push": """\
columns, in any order:
  indicator  its identifier: safer indicators list
  area       a GSS code such as E10000016, or our own: safer get /v1/areas
  period     2017-03; 2017-Q1 (January to March); 2017/18-Q1 (April to June); 2017; 2017/18
  value      a number: 1234 or 12.5, without commas, signs or units. A gap is no row.
  status     provisional or final; may be left out: final

  The file is UTF-8 separated by commas, of any length. All of it is loaded, or nothing: every
  row that is refused is named by its line, the first hundred, and how many there are.

running a file again:
  is harmless. It is sent under a key made of its content; the same file is loaded once. To load
  it once more, because other values have been loaded since, say --again.

examples:
  safer indicators push observations.csv --dry-run
  safer indicators push observations.csv
  python3 stats19.py collisions.csv casualties.csv | safer indicators push -
""",
    "chart": """\
Flagged points are letters in the terminal and shapes in the picture; what flagged them is said
in words below. The limits are the service's own, by GET /v1/indicators/INDICATOR/analysis. Left
alone, the chart is the one that safer exceptions goes by; what else was asked for stands in its
heading.

examples:
  safer indicators chart road-ksi --area E10000016
  safer indicators chart road-ksi --area E07000106 --svg canterbury.svg
  safer indicators chart road-ksi --area E10000016 --from 2014/15 --limits-from-first 24
""",
}


def add_span(parser: argparse.ArgumentParser) -> None:
    """--from, --to"""
    period = argument(parse_period)
    parser.add_argument(
        "--from", dest="from_period", metavar="PERIOD", type=period, help="from this period on"
    )
    parser.add_argument(
        "--to", dest="to_period", metavar="PERIOD", type=period, help="up to this period"
    )


def add_indicators(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer indicators list, pull, push, chart"""
    nested = add_group(
        commands,
        "indicators",
        "list indicators; pull, push and chart observations",
        "Lists indicators; pulls, pushes and charts their observations.",
    )
    add_list_indicators(nested, common)
    add_pull(nested, common)
    add_push(nested, common)
    add_chart(nested, common)


def add_list_indicators(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer indicators list"""
    parser = add_command(
        nested,
        common,
        "list",
        "list indicators",
        "Lists the indicators you may see, all of them.",
        INDICATORS_EXAMPLES["list"],
    )
    add_priority(parser)
    parser.add_argument(
        "--focus", action="store_true", help="only those watched even without an exception"
    )
    parser.add_argument("--state", choices=STATES, help="in this state only")
    add_forms(parser)
    parser.set_defaults(run=command_list_indicators)


def add_pull(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer indicators pull"""
    parser = add_command(
        nested,
        common,
        "pull",
        "observations as CSV, to a pipe or a file",
        "Writes the observations of indicators as CSV, in the order of indicator, area and period.",
        INDICATORS_EXAMPLES["pull"],
    )
    parser.add_argument(
        "indicators",
        metavar="INDICATOR",
        nargs="+",
        type=argument(parse_slug),
        help="whose observations; one or more",
    )
    add_area(parser)
    add_span(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to FILE, which is replaced when the new one is whole",
    )
    parser.add_argument(
        "--resume", action="store_true", help="only fetch what has changed since FILE was pulled"
    )
    parser.set_defaults(run=command_pull)


def add_push(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer indicators push"""
    parser = add_command(
        nested,
        common,
        "push",
        "load the observations of a CSV file",
        "Loads the observations of a CSV file: all of them, or none.",
        INDICATORS_EXAMPLES["push"],
    )
    parser.add_argument(
        "file",
        metavar="FILE.csv",
        help="the file, of any length; - is standard input, which, as any pipe, may have 1 MiB",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="check everything, and keep nothing"
    )
    parser.add_argument(
        "--again", action="store_true", help="load the same file once more, if it was before"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="the load, or the refusal, as JSON on standard output, all else on standard error",
    )
    parser.set_defaults(run=command_push)


def add_chart(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer indicators chart"""
    parser = add_command(
        nested,
        common,
        "chart",
        "a control chart, in the terminal or as a picture",
        "Draws the control chart of an indicator in an area, and says what it shows.",
        INDICATORS_EXAMPLES["chart"],
    )
    parser.add_argument(
        "indicator", metavar="INDICATOR", type=argument(parse_slug), help="what is charted"
    )
    parser.add_argument(
        "--area", metavar="AREA", required=True, help="where, such as E10000016"
    )
    add_span(parser)
    parser.add_argument(
        "--season",
        choices=("auto", "none"),
        help="none leaves a season in the series; auto, the default, takes out a real one",
    )
    parser.add_argument(
        "--limits-from-first",
        metavar="POINTS",
        type=whole_number(6, 1000),
        help="limits from so many first points of each segment (default: from all)",
    )
    for name, what in (("shift", "on one side of the mean"), ("trend", "going one way")):
        parser.add_argument(
            "--" + name,
            metavar="POINTS",
            type=whole_number(3, 100),
            help="how many points %s make a %s (default 7)" % (what, name),
        )
    parser.add_argument(
        "--no-screen", action="store_true", help="keep very wide ranges when limits are set"
    )
    parser.add_argument(
        "--svg", metavar="FILE", help="write the chart to FILE, as a picture; - is standard output"
    )
    parser.add_argument(
        "--width",
        metavar="COLUMNS",
        type=whole_number(COLUMNS_MIN, COLUMNS_MAX),
        help="how wide it is drawn (default: the terminal's width)",
    )
    parser.set_defaults(run=command_chart)
