# The command lines of safer budget.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any

from safer_client.budget import command_close, command_shares, command_statement, command_withdraw
from safer_client.forecast import command_forecast
from safer_client.options import (
    FILE_FORM,
    POST_DESCRIPTION,
    add_asking,
    add_command,
    add_file,
    add_financial_year,
    add_forms,
    add_fund,
    add_group,
    argument,
    pair,
)
from safer_client.post_commands import command_spend
from safer_client.values import (
    parse_amount_gbp,
    parse_date,
    parse_financial_year,
    parse_instant,
    parse_month,
    parse_owed_gbp,
    parse_slug,
    read_gbp,
)

BUDGET_EXAMPLES = {
    "statement": """\
examples:
  safer budget statement --financial-year 2018/19
  safer budget statement --financial-year 2017/18 --as-of 2018-04-30T23:59:59Z
  safer budget statement --financial-year 2018/19 --csv --output statement.csv
""",
    "forecast": """\
A scenario changes one assumption with each option; those with = may be repeated.

examples:
  safer budget forecast --from 2017-04 --to 2020-03
  safer budget forecast --contribution 2018/19=26,750 --contribution 2019/20=26,750
  safer budget forecast --start kcst-coordinator=2018-10 --cost 2018-06=15,000
  safer budget forecast --opening=-5,000 --actual-until 2018-09 --csv
""",
    "shares": """\
examples:
  safer budget shares
  safer budget shares --on 2019-03-31 --csv
""",
    "spend": """\
columns:
  purpose             what it was spent on, such as kcst-coordinator; all purposes of the fund:
                      safer get /v1/funds/kcst-pooled-budget/purposes
  amount_gbp          pounds: 3750, 3,750.00 or £3,750      } exactly one
  amount_pence        pence: 375000                         } of these two
  incurred_on         2018-04-30 or 30/04/2018 (with slashes the day is always first)
  external_reference  the payment's reference in your own ledger, never used before
  decision            the Senior Management Team's decision; needed beyond what is left, unless
                      it is the cost of a post that the fund pays
  fund, note          optional

%s
running a file again:
  is harmless, as with safer contributions post.

examples:
  safer budget spend spending-2018-19.csv
  safer budget spend spending-2018-19.csv --dry-run
  safer budget spend - --yes --json < today.csv
"""
    % FILE_FORM,
    "close": """\
examples:
  safer budget close --financial-year 2017/18 --dry-run
  safer budget close --financial-year 2017/18
""",
    "withdraw": """\
examples:
  safer budget withdraw --agreement kcst-mou-2018 --partner kcc --notice-on 2018-08-31
  safer budget withdraw --agreement kcst-mou-2018 --partner kcc --notice-on 31/08/2018 \\
      --for-good
""",
}


def add_budget(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer budget statement, forecast, shares, spend, close, withdraw"""
    nested = add_group(
        commands,
        "budget",
        "what a fund has, had and will have; its spending and its end",
        "Reads what a fund has, had and will have; posts spending, closes years.",
    )
    add_statement(nested, common)
    add_forecast(nested, common)
    add_shares(nested, common)
    add_spend(nested, common)
    add_close(nested, common)
    add_withdraw(nested, common)


def add_statement(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer budget statement"""
    parser = add_command(
        nested,
        common,
        "statement",
        "what a year opened with, took, spent and closed with",
        "Shows a fund's statement for a financial year: contributions by partner, transfers,\n"
        "spending by purpose, and the balances before and after.",
        BUDGET_EXAMPLES["statement"],
    )
    add_fund(parser)
    add_financial_year(parser, "such as 2018/19 (default: the current one)")
    parser.add_argument(
        "--as-of",
        metavar="INSTANT",
        type=argument(parse_instant),
        help="as it was known then, in UTC, such as 2018-04-30T23:59:59Z",
    )
    add_forms(parser)
    parser.set_defaults(run=command_statement)


def add_forecast(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer budget forecast"""
    parser = add_command(
        nested,
        common,
        "forecast",
        "what comes in and goes out, month by month, and when it runs out",
        "Forecasts a fund month by month, with what the forecast rests on. Its last line is its\n"
        "address: kept as a bookmark, it gives the same scenario again.",
        BUDGET_EXAMPLES["forecast"],
    )
    add_fund(parser)
    month = argument(parse_month)
    parser.add_argument(
        "--from", dest="from_month", metavar="MONTH", type=month, help="the first month: 2017-04"
    )
    parser.add_argument(
        "--to", dest="to_month", metavar="MONTH", type=month, help="the last month: 2020-03"
    )
    parser.add_argument(
        "--opening",
        metavar="POUNDS",
        type=argument(read_gbp),
        help="what there is before the first month; write a debt as --opening=-5,000",
    )
    for option, form, parse, what in (
        (
            "--contribution",
            "YEAR=POUNDS",
            pair(parse_financial_year, parse_owed_gbp, "2018/19=26,750"),
            "what each partner pays for a year",
        ),
        (
            "--due",
            "YEAR=DATE",
            pair(parse_financial_year, parse_date, "2018/19=2018-07-01"),
            "the day on which a year's contributions come in",
        ),
        (
            "--start",
            "POST=MONTH",
            pair(parse_slug, parse_month, "kcst-coordinator=2018-10"),
            "the month in which a post begins",
        ),
        (
            "--cost",
            "MONTH=POUNDS",
            pair(parse_month, parse_amount_gbp, "2018-06=15,000"),
            "what is spent once in a month",
        ),
    ):
        parser.add_argument(option, metavar=form, type=parse, action="append", help=what)
    parser.add_argument(
        "--actual-until",
        metavar="MONTH",
        type=month,
        help="the last month for which the ledger stands in place of the plan",
    )
    add_forms(parser)
    parser.set_defaults(run=command_forecast)


def add_shares(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer budget shares"""
    parser = add_command(
        nested,
        common,
        "shares",
        "what is left, and each contributor's portion of it",
        "Shows what each contributor has paid in, and its portion of what is left.",
        BUDGET_EXAMPLES["shares"],
    )
    add_fund(parser)
    parser.add_argument(
        "--on",
        metavar="DATE",
        type=argument(parse_date),
        help="the day, 2019-03-31 or 31/03/2019 (default: today)",
    )
    add_forms(parser)
    parser.set_defaults(run=command_shares)


def add_spend(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer budget spend"""
    parser = add_command(
        nested,
        common,
        "spend",
        "post the spending of a CSV file",
        POST_DESCRIPTION % ("spending", "what will be left"),
        BUDGET_EXAMPLES["spend"],
    )
    add_file(parser)
    parser.set_defaults(run=command_spend)


def add_close(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer budget close"""
    parser = add_command(
        nested,
        common,
        "close",
        "close a financial year for good",
        "Shows a fund's statement for a year that is over, asks, and closes it: its figures stay,\n"
        "and what is posted for it later counts in the first open year. By the fund's host.\n"
        "A year that is closed already is no failure.",
        BUDGET_EXAMPLES["close"],
    )
    add_fund(parser)
    add_financial_year(parser, "such as 2017/18", required=True)
    add_asking(parser, "stop after the check: nothing is closed")
    parser.set_defaults(run=command_close)


def add_withdraw(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer budget withdraw"""
    parser = add_command(
        nested,
        common,
        "withdraw",
        "what it would mean if a partner withdrew",
        "Shows when a withdrawal would take effect, each partner's portion of what is left, and\n"
        "what goes back to the partners. It is a dry run, unless --for-good is said and the\n"
        "question answered with y: then notice is given.",
        BUDGET_EXAMPLES["withdraw"],
    )
    parser.add_argument("--agreement", metavar="AGREEMENT", required=True, help="kcst-mou-2018")
    parser.add_argument("--partner", metavar="PARTNER", required=True, help="who withdraws")
    parser.add_argument(
        "--notice-on",
        metavar="DATE",
        type=argument(parse_date),
        required=True,
        help="the day on which the resolution is sent and the chair written to",
    )
    parser.add_argument(
        "--effective-on",
        metavar="DATE",
        type=argument(parse_date),
        help="the day it is to take effect (default: the earliest)",
    )
    parser.add_argument("--for-good", action="store_true", help="give notice, and not only look")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.set_defaults(run=command_withdraw)
