# What the command lines of all commands share.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, Callable, NoReturn, Optional

from safer_client.common import DEFAULT_FUND, DEFAULT_URL, EXIT_CODES, EXIT_USAGE
from safer_client.values import parse_financial_year, parse_slug, quoted


class Parser(argparse.ArgumentParser):
    """argparse with the exit code cron jobs know for a wrong command line."""

    def __init__(self, **arguments: Any) -> None:
        arguments.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **arguments)

    def error(self, message: str) -> NoReturn:
        """Says what is wrong with the command line."""
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, "safer: %s\n" % message)


def seconds(text: str) -> float:
    """A number of seconds from 0 to a day."""
    if not re.match(r"[0-9]{1,5}(\.[0-9]{1,3})?\Z", text) or float(text) > 86400:
        raise argparse.ArgumentTypeError(
            "%s is not a number of seconds from 0 to 86400" % quoted(text)
        )
    return float(text)


def positive_seconds(text: str) -> float:
    """A number of seconds that is not 0."""
    value = seconds(text)
    if value <= 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def whole_seconds(text: str) -> int:
    """A whole number of seconds."""
    if not re.match(r"[1-9][0-9]{0,8}\Z", text):
        raise argparse.ArgumentTypeError("%s is not a whole number of seconds" % quoted(text))
    return int(text)


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """A parser of whole numbers in a range."""

    def parsed(text: str) -> int:
        if not re.match(r"[0-9]{1,7}\Z", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                "must be a whole number from %d to %d" % (least, most)
            )
        return int(text)

    return parsed


def argument(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """A parser as argparse takes it: what is wrong with the value reaches the user."""

    def parsed(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return parsed


def pair(
    parse_name: Callable[[str], Any], parse_value: Callable[[str], Any], example: str
) -> Callable[[str], Any]:
    """A parser of NAME=VALUE, to what a scenario in an address says: name:value."""

    def parsed(text: str) -> str:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError("%s has no =; write it as %s" % (quoted(text), example))
        return "%s:%s" % (parse_name(name), parse_value(value))

    return argument(parsed)


def add_group(commands: Any, name: str, summary: str, description: str) -> Any:
    """A command that only holds others; returns what they are added to."""
    parent = commands.add_parser(name, help=summary, description=description)
    return parent.add_subparsers(title="commands", dest="action", metavar="COMMAND", required=True)


def add_command(
    commands: Any,
    common: argparse.ArgumentParser,
    name: str,
    summary: str,
    description: str,
    more: str,
) -> argparse.ArgumentParser:
    """One command; `more` is what its help says after its options: examples, and what they need."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        parents=[common],
        help=summary,
        description=description,
        epilog=more + "\n" + EXIT_CODES,
    )
    return parser


def add_financial_year(
    parser: argparse.ArgumentParser, what: str, required: bool = False
) -> None:
    """--financial-year"""
    parser.add_argument(
        "--financial-year",
        metavar="YEAR",
        type=argument(parse_financial_year),
        required=required,
        help=what,
    )


def add_fund(
    parser: argparse.ArgumentParser, what: str = "the fund", default: Optional[str] = DEFAULT_FUND
) -> None:
    """--fund"""
    what += " (default %s)" % default if default else ""
    parser.add_argument("--fund", metavar="FUND", default=default, help=what)


def add_area(parser: argparse.ArgumentParser) -> None:
    """--area"""
    parser.add_argument("--area", metavar="AREA", help="of this area only, such as E10000016")


def add_priority(parser: argparse.ArgumentParser) -> None:
    """--priority"""
    parser.add_argument(
        "--priority",
        metavar="PRIORITY",
        type=argument(parse_slug),
        help="of this priority only, such as road-safety",
    )


def common_options() -> argparse.ArgumentParser:
    """The options every command takes, before or after its name."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("the service and the token")
    group.add_argument(
        "--url", metavar="URL", help="where the service is (SAFER_URL; default %s)" % DEFAULT_URL
    )
    group.add_argument(
        "--token",
        metavar="TOKEN",
        help="the token; other users of this machine may "
        "see it there: SAFER_TOKEN, --token-file or SAFER_TOKEN_FILE are safer",
    )
    group.add_argument(
        "--token-file", metavar="FILE", help="a file with the token in it " "(SAFER_TOKEN_FILE)"
    )
    group.add_argument(
        "--ca-file", metavar="FILE", help="certificates to trust as well, PEM " "(SAFER_CA_FILE)"
    )
    group.add_argument(
        "--insecure-http",
        action="store_true",
        help="send the token over plain http " "to another machine",
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=positive_seconds,
        help="how long one try may stay without an answer (default 30)",
    )
    group.add_argument(
        "--retry-for",
        metavar="SECONDS",
        type=seconds,
        help="how long a request is "
        "tried again when the service is away or busy (default 60; 0: never)",
    )
    return common


POST_DESCRIPTION = """\
Posts the %s of a CSV file. First the whole file is read, and every fault in it listed;
then the service checks each row and keeps nothing; then you see a table, the total, and
%s, and are asked. Only then is anything posted."""

FILE_FORM = """\
  The file may be UTF-8 (with or without its mark), UTF-16 or Windows-1252, separated by
  comma, semicolon or tab, with quoted cells and blank lines; - is standard input.
"""


def add_file(parser: argparse.ArgumentParser) -> None:
    """FILE.csv, and how it is posted"""
    parser.add_argument("file", metavar="FILE.csv", help="the file; - is standard input")
    add_fund(parser, "the fund of rows that name none")
    add_asking(parser, "stop after the check: nothing is posted")
    parser.add_argument(
        "--json",
        action="store_true",
        help="the summary as JSON on standard output, all " "else on standard error",
    )


def add_asking(parser: argparse.ArgumentParser, dry_run: str) -> None:
    """--yes, --dry-run"""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help=dry_run)


def add_forms(parser: argparse.ArgumentParser) -> None:
    """--csv, --json, --output"""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as CSV")
    form.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write CSV or JSON to FILE, which appears " "only when it is whole",
    )
