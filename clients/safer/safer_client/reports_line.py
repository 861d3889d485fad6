# The command lines of safer exceptions and safer report.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any

from safer_client.exceptions import FAIL_ON, command_exceptions
from safer_client.options import (
    add_area,
    add_command,
    add_forms,
    add_priority,
    argument,
    whole_number,
)
from safer_client.periods import parse_quarter
from safer_client.quarter_report import command_report


def add_exceptions(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer exceptions"""
    parser = add_command(
        commands,
        common,
        "exceptions",
        "what is out of the ordinary",
        "Lists the series whose latest point is an exception, or with --quarter those that had\n"
        "one in that quarter; apart from them those that are watched in any case (focus), those\n"
        "with too few points to tell, and those that were not reported.",
        "From cron, --fail-on ends with exit code 3 where there is an exception of the kind:\n"
        "concern for one that goes the unwanted way; change for one of an indicator of which\n"
        "neither way is better, or a concern; any for every exception, the wanted ones too.\n\n"
        "examples:\n"
        "  safer exceptions\n"
        "  safer exceptions --quarter 2017/18-Q1 --priority road-safety\n"
        "  safer exceptions --fail-on concern > concerns.txt; [ $? -ne 3 ] || lp concerns.txt\n"
        "  safer exceptions --quarter 2017/18-Q1 --csv --output exceptions.csv\n",
    )
    parser.add_argument(
        "--quarter",
        metavar="QUARTER",
        type=argument(parse_quarter),
        help="2017/18-Q1 or 2017-Q2, April to June 2017 (default: the latest points)",
    )
    add_area(parser)
    add_priority(parser)
    parser.add_argument(
        "--fail-on", choices=tuple(FAIL_ON), help="end with exit code 3 where there is one"
    )
    add_forms(parser)
    parser.set_defaults(run=command_exceptions)


def add_report(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer report"""
    parser = add_command(
        commands,
        common,
        "report",
        "a quarter's report, as a page for a committee's papers",
        "Writes a quarter's report: as it was issued, else a draft, drawn now. The summary has\n"
        "the plan's progress and the exceptions, for the partnership; the detail every series\n"
        "and action, for the Working Group.",
        "examples:\n"
        "  safer report 2017/18-Q1 > summary.md\n"
        "  safer report 2017/18-Q1 --detail --output detail.md\n"
        "  safer report 2017/18-Q1 --number 3 --format csv --output report-3.csv\n",
    )
    parser.add_argument(
        "quarter",
        metavar="QUARTER",
        type=argument(parse_quarter),
        help="2017/18-Q1 or 2017-Q2, April to June 2017",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--summary", action="store_true", help="the summary, the default")
    kind.add_argument("--detail", action="store_true", help="the detailed report")
    parser.add_argument(
        "--number",
        metavar="NUMBER",
        type=whole_number(1, 1000000),
        help="the number of an issued report on the quarter (default: the latest)",
    )
    parser.add_argument(
        "--format",
        choices=("markdown", "json", "csv"),
        default="markdown",
        help="markdown, the default; json; csv is safe to open in Excel",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, which appears only when it is whole"
    )
    parser.set_defaults(run=command_report)
