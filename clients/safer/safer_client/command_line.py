# The command line, and the program's entry.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, Mapping, Sequence

from safer_client.access import command_token
from safer_client.budget_line import add_budget
from safer_client.common import (
    EXIT_CODES,
    EXIT_DECLINED,
    EXIT_INTERRUPTED,
    ServiceRefusal,
    Stop,
    VERSION,
)
from safer_client.console import Console
from safer_client.grants_line import add_grants
from safer_client.indicators_line import add_indicators
from safer_client.meetings_line import add_meetings
from safer_client.options import (
    FILE_FORM,
    POST_DESCRIPTION,
    Parser,
    add_command,
    add_file,
    add_financial_year,
    add_forms,
    add_fund,
    add_group,
    common_options,
    whole_seconds,
)
from safer_client.post_commands import command_post
from safer_client.projects_line import add_projects
from safer_client.reading import command_get, command_list, command_schedule, tell_refusal
from safer_client.reports_line import add_exceptions, add_report, add_search
from safer_client.settings import settings_of


def add_get(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer get"""
    parser = add_command(
        commands,
        common,
        "get",
        "read anything the service has",
        "Reads any address of the service. CSV is passed on byte by byte.",
        "examples:\n"
        "  safer get /v1/partners\n"
        "  safer get v1/agreements/kcst-mou-2018/minimums --csv\n"
        "  safer get /v1/contributions -q financial_year=2018/19 -q state=unconfirmed --all\n\n"
        "The first / may be left out, which Git Bash on Windows needs. For Excel use\n"
        "--format csv --output list.csv: cells that could be formulas are made harmless.\n",
    )
    parser.add_argument("path", metavar="PATH", help="for example /v1/partners")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as CSV, the whole list, unchanged")
    form.add_argument(
        "--format",
        choices=("json", "csv"),
        help="ask with format=; csv is safe to open " "in Excel",
    )
    parser.add_argument(
        "--all", action="store_true", help="every page of a list as one (CSV is always " "whole)"
    )
    parser.add_argument(
        "-q",
        "--query",
        metavar="NAME=VALUE",
        action="append",
        help="a query parameter; may be repeated",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write to FILE, which appears only when " "it is whole",
    )
    parser.set_defaults(run=command_get)


def add_token(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer token"""
    parser = add_command(
        commands,
        common,
        "token",
        "print a token",
        "Prints a token: from your organisation's identity provider when\n"
        "SAFER_TOKEN_URL, SAFER_CLIENT_ID and SAFER_CLIENT_SECRET are set (OAuth client\n"
        "credentials), else a development token signed by saferd, for trying out.",
        "examples:\n"
        "  safer token --client kcc-finance --partner kcc --scope \"contributions.write\"\n"
        "  SAFER_TOKEN_URL=https://login.example.org/token safer token --scope funds.read\n\n"
        "saferd is looked for in --saferd, SAFER_SAFERD, build/saferd of the project, PATH.\n"
        "The other commands fetch a token themselves when SAFER_TOKEN_URL is set and no token\n"
        "is given; SAFER_SCOPE is the scope they ask for.\n",
    )
    parser.add_argument("--client", metavar="NAME", help="development: who acts")
    parser.add_argument(
        "--partner",
        metavar="PARTNER",
        help="development: for which partner (kcc, kfrs, " "kent-police)",
    )
    parser.add_argument(
        "--subject",
        metavar="SUBJECT",
        help="development: as whom (the client's name); without a partner it is a person's",
    )
    parser.add_argument(
        "--scope",
        metavar="SCOPE",
        help="what it is for, separated by blanks " "(SAFER_SCOPE for an identity provider)",
    )
    parser.add_argument(
        "--ttl", metavar="SECONDS", type=whole_seconds, help="development: how long it is valid"
    )
    parser.add_argument(
        "--saferd", metavar="PATH", help="development: the service's binary " "(SAFER_SAFERD)"
    )
    parser.add_argument(
        "--token-url",
        metavar="URL",
        help="the identity provider's token endpoint " "(SAFER_TOKEN_URL)",
    )
    parser.set_defaults(run=command_token)


POST_EPILOG = """\
columns:
  financial_year      2018/19
  amount_gbp          pounds: 16000, 16,000.00 or £16,000   } exactly one
  amount_pence        pence: 1600000                        } of these two
  received_on         2018-04-03 or 03/04/2018 (with slashes the day is always first)
  external_reference  your own reference, never used before
  fund, note          optional; partner is optional too, and only checked against the token

%s
running a file again:
  is harmless. Every row is sent under an idempotency key made of the partner and everything
  in the row: the same row has the same key, and the service answers it once. A row that was
  changed has another key; if its reference is used already, the service refuses it, and the
  summary says what it stands for. Correct a posted contribution by its reversal.

examples:
  safer contributions post kcc.csv
  safer contributions post kcc.csv --dry-run
  safer contributions post - --yes --json < kcc.csv
"""


def add_contributions(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer contributions post, list"""
    nested = add_group(
        commands, "contributions", "post or list contributions", "Posts or lists contributions."
    )
    post = add_command(
        nested,
        common,
        "post",
        "post the contributions of a CSV file",
        POST_DESCRIPTION % ("contributions", "what stays outstanding"),
        POST_EPILOG % FILE_FORM,
    )
    add_file(post)
    post.set_defaults(run=command_post)
    add_list(nested, common)


def add_list(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer contributions list"""
    parser = add_command(
        nested,
        common,
        "list",
        "list contributions",
        "Lists the contributions you may see, all of them.",
        "examples:\n"
        "  safer contributions list --financial-year 2018/19\n"
        "  safer contributions list --partner kcc --csv > kcc.csv\n"
        "  py safer contributions list --csv --output kcc.csv      (Windows)\n",
    )
    add_fund(parser, "of this fund only", None)
    parser.add_argument("--partner", metavar="PARTNER", help="of this partner only")
    add_financial_year(parser, "for this financial year only, such as 2018/19")
    parser.add_argument(
        "--state", choices=("unconfirmed", "confirmed", "reversed"), help="in this state only"
    )
    add_forms(parser)
    parser.set_defaults(run=command_list)


def add_schedule(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer schedule"""
    parser = add_command(
        commands,
        common,
        "schedule",
        "what is due, received and outstanding in a year",
        "Shows what each contributor owes to a fund in a year, and what came in.",
        "examples:\n"
        "  safer schedule\n"
        "  safer schedule --financial-year 2018/19 --csv\n",
    )
    add_fund(parser)
    add_financial_year(parser, "such as 2018/19 (default: the current one)")
    add_forms(parser)
    parser.set_defaults(run=command_schedule)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = common_options()
    parser = Parser(
        prog="safer",
        parents=[common],
        description="Posts contributions and observations to the Safer Communities service, and\n"
        "reads from it.",
        epilog="examples:\n"
        "  safer contributions post kcc.csv\n"
        "  safer schedule --financial-year 2018/19\n"
        "  safer budget statement --financial-year 2018/19\n"
        "  safer indicators chart road-ksi --area E10000016\n"
        "  safer exceptions --quarter 2017/18-Q1\n"
        "  safer meetings next\n"
        "  safer projects report --round kcsp-2016-17\n"
        "  safer grants round list\n"
        "  safer search domestic abuse review\n"
        "  safer get /v1/partners --csv\n\n"
        "safer COMMAND --help says more. On Windows: py safer COMMAND.\n\n" + EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version="safer " + VERSION)
    commands = parser.add_subparsers(
        title="commands", dest="command", metavar="COMMAND", required=True
    )
    add_contributions(commands, common)
    add_schedule(commands, common)
    add_budget(commands, common)
    add_indicators(commands, common)
    add_exceptions(commands, common)
    add_report(commands, common)
    add_meetings(commands, common)
    add_projects(commands, common)
    add_grants(commands, common)
    add_search(commands, common)
    add_get(commands, common)
    add_token(commands, common)
    return parser


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs one command; returns its exit code."""
    console = Console(environ)
    options = build_parser().parse_args(arguments)
    if getattr(options, "json", False) or getattr(options, "svg", None) == "-":
        console = Console(environ, human_on_stderr=True)
    try:
        code: int = options.run(options, settings_of(options, environ), console)
        return code
    except ServiceRefusal as error:
        tell_refusal(console, error)
        return error.code
    except Stop as error:
        console.note(str(error))
        return error.code


def main() -> int:
    """The command line's entry."""
    try:
        code = run(sys.argv[1:], os.environ)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("\nsafer: interrupted", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has had enough (| head); Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_DECLINED
