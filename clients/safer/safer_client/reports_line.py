# The command lines of safer exceptions, safer report and safer search.
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
from safer_client.search import SEARCHED, command_search
from safer_client.values import parse_iso_date, parse_slug


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


def add_search(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer search"""
    parser = add_command(
        commands,
        common,
        "search",
        "words in meetings, papers, minutes, decisions, the plan and the agreement",
        "Looks for words in meetings, agendas, papers, minutes, decisions and follow-ups, in the\n"
        "action plan, priorities, themes and plans, and in the agreement; the best first. What is\n"
        "found is what you may read, and how to see it whole is said.",
        "All of the words must be there, in any form: reviews finds reviewed. or between two asks for\n"
        "either; in quotation marks of their own words stay together, and a minus leaves out.\n\n"
        "examples:\n"
        "  safer search domestic abuse review\n"
        "  safer search '\"domestic abuse\" review -budget' --kind decision --body kcsp\n"
        "  safer search prevent or channel --from 2016-10-01 --csv --output found.csv\n",
    )
    parser.add_argument("words", metavar="WORDS", nargs="+", help="what to look for")
    parser.add_argument(
        "--kind", metavar="KIND", choices=SEARCHED, help="of this kind only: %s" % ", ".join(SEARCHED)
    )
    parser.add_argument(
        "--body",
        metavar="BODY",
        type=argument(parse_slug),
        help="of the meetings of this body only, such as kcsp",
    )
    for option, dest, what in (
        ("--from", "first", "of this day or later"),
        ("--to", "last", "of this day or earlier"),
    ):
        parser.add_argument(
            option, dest=dest, metavar="DATE", type=argument(parse_iso_date), help=what
        )
    parser.add_argument(
        "--limit",
        metavar="NUMBER",
        type=whole_number(1, 500),
        help="how many, the best ones (default 20; a CSV has all)",
    )
    add_forms(parser)
    parser.set_defaults(run=command_search)
