# The command lines of safer grants.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any, Callable, Dict

from safer_client.grant_money import command_make_award, command_pay, command_refund, command_reverse
from safer_client.grant_values import (
    named_text,
    parse_condition,
    parse_condition_name,
    parse_decision,
    parse_name,
    parse_refund_name,
    parse_return_name,
    parse_tranche,
    parse_tranche_name,
)
from safer_client.grant_writes import (
    command_ask_return,
    command_close_bid,
    command_condition,
    command_create_round,
    command_criteria,
    command_decide_return,
    command_end_award,
    command_make_bid,
    command_make_return,
    command_tranches,
)
from safer_client.grants import (
    command_account,
    command_award,
    command_awards,
    command_bid,
    command_bids,
    command_refunds,
    command_returns,
    command_round,
    command_rounds,
    command_similar,
)
from safer_client.meetings_line import add_date, add_json, add_write
from safer_client.options import add_command, add_forms, add_fund, add_group, add_priority, argument
from safer_client.values import (
    parse_amount_gbp,
    parse_iso_date,
    parse_owed_gbp,
    parse_reference,
    parse_slug,
    parse_text,
)

BID_STATES = ("submitted", "withdrawn", "rejected", "awarded")
AWARD_STATES = ("active", "complete", "withdrawn")
RETURN_STATES = ("due", "received", "accepted", "failed")
AGAIN = """\
A bid or an award is named by its project and its round (safe-drive@kcsp-2018-19), what belongs to
an award by that and its place, day or reference (safe-drive@kcsp-2018-19/1), or each by its id.
Of several of a name the one that stands is meant, or the last; the others are named by their ids.
Running a command again is harmless: what is there already is found, and nothing is made twice.

"""
ASKS = "It is checked and shown first, and nothing is kept until the question is answered with y."
EXAMPLES: Dict[str, str] = {
    "round list": "  safer grants round list\n  safer grants round list --fund pcc-kcsp-grant-2016-17 --csv\n",
    "round show": "  safer grants round show kcsp-2016-17\n",
    "round create": "  safer grants round create kcsp-2018-19 'Community safety projects 2018/19' 39,661 \\\n"
    "      --fund pcc-kcsp-grant-2018-19 --opens 2018-04-01 --closes 2018-05-31 \\\n"
    "      --body kcsp-working-group --public\n",
    "round criteria": "  safer grants round criteria kcsp-2018-19 \\\n"
    "      --criterion 'duplication=What else in the county does this?' \\\n"
    "      --optional 'more=What else is worth knowing?'\n",
    "round account": "  safer grants round account kcsp-2018-19\n"
    "  safer grants round account kcsp-2018-19 --csv --output account.csv\n",
    "bid make": "  safer grants bid make safe-drive@kcsp-2018-19 6,000 'Five hundred young drivers see it.' \\\n"
    "      --match-kind 1,500 --answer 'duplication=Nothing.'\n"
    "  safer grants bid make safe-drive@kcsp-2018-19 6,000 - < objectives.txt\n",
    "bid list": "  safer grants bid list kcsp-2018-19\n  safer grants bid list kcsp-2018-19 --state submitted --csv\n",
    "bid show": "  safer grants bid show safe-drive@kcsp-2018-19\n",
    "bid similar": "  safer grants bid similar safe-drive@kcsp-2018-19\n",
    "bid withdraw": "  safer grants bid withdraw safe-drive@kcsp-2018-19 'The theatre is closed.'\n",
    "bid reject": "  safer grants bid reject safe-drive@kcsp-2018-19 'Another project does this.' \\\n"
    "      --decision kcsp-working-group@2018-06-12/5\n",
    "award make": "  safer grants award make safe-drive@kcsp-2018-19 6,000 \\\n"
    "      --decision kcsp-working-group@2018-06-12/5 \\\n"
    "      --tranche 2018-07-01=2/3 --tranche 2018-12-01=1/3 \\\n"
    "      --condition '2018-09-01=The police agree to the times.' \\\n"
    "      --return 2018-11-15 --return 2019-04-30 --dry-run\n",
    "award list": "  safer grants award list --round kcsp-2016-17\n"
    "  safer grants award list --priority road-safety --csv --output awards.csv\n",
    "award show": "  safer grants award show safe-drive@kcsp-2018-19\n",
    "award tranches": "  safer grants award tranches safe-drive@kcsp-2018-19 --tranche 2019-01-15=2,000\n",
    "award condition": "  safer grants award condition safe-drive@kcsp-2018-19/1 met --note 'Letter of 20 August.'\n",
    "award withdraw": "  safer grants award withdraw safe-drive@kcsp-2018-19 'The show was cancelled.'\n",
    "award complete": "  safer grants award complete safe-drive@kcsp-2018-19 --on 2019-05-20\n",
    "pay": "  safer grants pay safe-drive@kcsp-2018-19/1 --on 2018-07-02 --reference KCC-PAY-2018-0702\n"
    "  safer grants pay safe-drive@kcsp-2018-19/2 --on 2018-12-03 --reference KCC-PAY-2018-1203 --dry-run\n",
    "return list": "  safer grants return list --overdue\n"
    "  safer grants return list --round kcsp-2018-19 --from 2018-11-01 --to 2018-11-30\n",
    "return ask": "  safer grants return ask safe-drive@kcsp-2018-19 2019-07-31\n",
    "return make": "  safer grants return make safe-drive@kcsp-2018-19/2018-11-15 3,844 \\\n"
    "      'Three hundred and ten young drivers have seen the show.'\n",
    "return accept": "  safer grants return accept safe-drive@kcsp-2018-19/2018-11-15\n",
    "return fail": "  safer grants return fail safe-drive@kcsp-2018-19/2018-11-15 'It does not say how many came.'\n",
    "refund list": "  safer grants refund list safe-drive@kcsp-2018-19\n",
    "refund make": "  safer grants refund make safe-drive@kcsp-2018-19 156.00 'Not all of it was spent.' \\\n"
    "      --on 2019-05-10 --reference KCC-IN-2019-0311\n",
    "refund reverse": "  safer grants refund reverse safe-drive@kcsp-2018-19/KCC-IN-2019-0311 'Another award.'\n",
}


def add_grants(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer grants"""
    nested = add_group(
        commands,
        "grants",
        "a round of grants, from its criteria to what comes back",
        "Announces rounds of grants, bids, awards, pays, follows what is done with the money.",
    )
    for name, summary, add in (
        ("round", "rounds: what is offered, asked, and what became of it", add_round),
        ("bid", "bids: what is asked of a round for a project", add_bid),
        ("award", "awards: what a project is given, in which tranches, on what condition", add_award),
    ):
        add(add_group(nested, name, summary, summary[:1].upper() + summary[1:] + "."), common)
    add_pay(nested, common)
    for name, summary, add in (
        ("return", "monitoring returns: what was done with the money", add_return),
        ("refund", "refunds: what of an award came back", add_refund),
    ):
        add(add_group(nested, name, summary, summary[:1].upper() + summary[1:] + "."), common)


def command(
    nested: Any, common: argparse.ArgumentParser, key: str, summary: str, description: str, run: Any
) -> argparse.ArgumentParser:
    """One command of safer grants; `key` is its name, with that of its group."""
    verb = key.split()[-1]
    parser = add_command(nested, common, verb, summary, description, AGAIN + "examples:\n" + EXAMPLES[key])
    parser.set_defaults(run=run, verb=verb)
    return parser


def add_named(parser: argparse.ArgumentParser, name: str, parse: Callable[[str], Any], what: str) -> None:
    """BID, AWARD, TRANCHE, CONDITION, RETURN, REFUND"""
    parser.add_argument(name, metavar=name.rstrip("_").upper(), type=argument(parse), help=what)


def add_bid_name(parser: argparse.ArgumentParser) -> None:
    """BID"""
    add_named(parser, "bid", parse_name, "PROJECT@ROUND, such as safe-drive@kcsp-2018-19, or its id")


def add_award_name(parser: argparse.ArgumentParser) -> None:
    """AWARD"""
    add_named(parser, "award", parse_name, "PROJECT@ROUND, such as safe-drive@kcsp-2018-19, or its id")


def add_return_name(parser: argparse.ArgumentParser) -> None:
    """RETURN"""
    add_named(
        parser, "return_", parse_return_name, "PROJECT@ROUND/DATE, the day it is due, or its id"
    )


def add_round_name(parser: argparse.ArgumentParser) -> None:
    """ROUND"""
    parser.add_argument("round", metavar="ROUND", type=argument(parse_slug), help="such as kcsp-2018-19")


def add_amount(parser: argparse.ArgumentParser, what: str) -> None:
    """POUNDS"""
    parser.add_argument("amount", metavar="POUNDS", type=argument(parse_amount_gbp), help=what)


def add_of(parser: argparse.ArgumentParser, *names: str) -> None:
    """--round, --project, --recipient: of these only"""
    for name in names:
        parser.add_argument(
            "--" + name, metavar=name.upper(), type=argument(parse_slug), help="of this %s only" % name
        )


def add_payment(parser: argparse.ArgumentParser, what: str) -> None:
    """--on, --reference"""
    parser.add_argument(
        "--on", metavar="DATE", type=argument(parse_iso_date), required=True, help=what
    )
    parser.add_argument(
        "--reference",
        metavar="REFERENCE",
        type=argument(parse_reference),
        required=True,
        help="its reference in your own ledger, never used before",
    )


def add_money(parser: argparse.ArgumentParser) -> None:
    """--yes, --dry-run, --json"""
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_write(parser)


def add_decision(parser: argparse.ArgumentParser, what: str, required: bool) -> None:
    """--decision"""
    parser.add_argument(
        "--decision",
        metavar="DECISION",
        type=argument(parse_decision),
        required=required,
        help=what + ": MEETING/ITEM, such as kcsp-working-group@2018-06-12/5, or its id",
    )


def add_tranches(parser: argparse.ArgumentParser) -> None:
    """--tranche"""
    parser.add_argument(
        "--tranche",
        dest="tranches",
        metavar="DATE=SHARE",
        type=argument(parse_tranche),
        action="append",
        required=True,
        help="from which day how much is paid: 2018-07-01=4,000, or a part of the whole, 2018-07-01=2/3; "
        "2018-07-01 alone is all of it; may be repeated",
    )


def add_round(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer grants round list, show, create, criteria, account"""
    parser = command(
        nested, common, "round list", "list rounds", "Lists the rounds of grants you may see.", command_rounds
    )
    add_fund(parser, "of this fund only", None)
    add_forms(parser)
    parser = command(
        nested, common, "round show", "a round, and what a bid has to answer",
        "Shows what a round offers, when it takes bids, and what a bid has to answer.", command_round,
    )  # fmt: skip
    add_round_name(parser)
    add_json(parser)
    parser = command(
        nested, common, "round create", "announce a round",
        "Announces a round: how much of a fund is offered, and when it takes bids. By the fund's host.",
        command_create_round,
    )  # fmt: skip
    parser.add_argument("round", metavar="ROUND", type=argument(parse_slug), help="a short name of your choice")
    parser.add_argument("title", metavar="TITLE", help="what it is called")
    add_amount(parser, "what is offered altogether")
    parser.add_argument("--fund", metavar="FUND", type=argument(parse_slug), required=True, help="whose money it is")
    for option, what in (("--opens", "the first day on which it takes bids"), ("--closes", "the last day")):
        parser.add_argument(option, metavar="DATE", type=argument(parse_iso_date), required=True, help=what)
    parser.add_argument("--body", metavar="BODY", type=argument(parse_slug), help="the body that decides")
    parser.add_argument("--public", action="store_true", help="everybody may read it, and its awards to public projects")
    parser.add_argument("--link", metavar="URL", help="where it is announced")
    parser.add_argument("--note", metavar="TEXT", help="what else is worth knowing")
    add_write(parser)
    parser = command(
        nested, common, "round criteria", "say what a bid has to answer",
        "Says what a bid has to answer, all of it at once, in the order of the form. By the fund's host,\n"
        "until there is a bid.", command_criteria,
    )  # fmt: skip
    add_round_name(parser)
    criterion = named_text("id", "duplication=What else does this?")
    for option, required, what in (
        ("--criterion", True, "what a bid has to answer, under a short name; may be repeated"),
        ("--optional", False, "what it may answer; may be repeated"),
    ):
        parser.add_argument(
            option, dest="criteria", metavar="NAME=TEXT", type=argument(asked(criterion, required)),
            action="append", default=[], help=what,
        )  # fmt: skip
    add_write(parser)
    parser = command(
        nested, common, "round account", "what became of the money of a round",
        "Shows what was offered, bid for, awarded, paid, withheld and returned, and what is left, award\n"
        "by award; and whether that agrees with the ledger of the fund.", command_account,
    )  # fmt: skip
    add_round_name(parser)
    add_forms(parser)


def asked(parse: Callable[[str], Dict[str, Any]], required: bool) -> Callable[[str], Dict[str, Any]]:
    """A criterion as the service has it."""
    return lambda text: {**parse(text), "required": required}


def add_bid(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer grants bid make, list, show, similar, withdraw, reject"""
    parser = command(
        nested, common, "bid make", "bid for a project",
        "Bids in an open round for a project that your organisation leads, and shows what looks like\n"
        "it: that refuses nothing.", command_make_bid,
    )  # fmt: skip
    add_bid_name(parser)
    add_amount(parser, "what is asked for")
    parser.add_argument("objectives", metavar="OBJECTIVES", help="what is to be achieved; - is standard input")
    for option, what in (("--match-cash", "what others pay towards it"), ("--match-kind", "what others give in kind")):
        parser.add_argument(option, metavar="POUNDS", type=argument(parse_owed_gbp), help=what)
    add_date(parser, "--from", "first", "the first day")
    add_date(parser, "--to", "last", "the last day")
    parser.add_argument(
        "--answer",
        dest="answers",
        metavar="NAME=TEXT",
        type=argument(named_text("criterion", "duplication=Nothing.")),
        action="append",
        help="the answer to a criterion; may be repeated",
    )
    add_write(parser)
    parser = command(
        nested, common, "bid list", "list the bids of a round",
        "Lists the bids of a round: all of them for who decides, your own for you.", command_bids,
    )  # fmt: skip
    add_round_name(parser)
    parser.add_argument("--state", choices=BID_STATES, help="in this state only")
    add_of(parser, "bidder")
    add_forms(parser)
    parser = command(
        nested, common, "bid show", "a bid with its answers", "Shows a bid with its objectives and its answers.",
        command_bid,
    )  # fmt: skip
    add_bid_name(parser)
    add_json(parser)
    parser = command(
        nested, common, "bid similar", "what looks like a bid",
        "Shows projects and bids that look like a bid, the most like it first.", command_similar,
    )  # fmt: skip
    add_bid_name(parser)
    add_forms(parser)
    for verb, summary, who in (
        ("withdraw", "withdraw a bid", "Withdraws a bid that is not decided yet. By who made it."),
        ("reject", "reject a bid", "Rejects a bid that is not decided yet. By the fund's host."),
    ):
        parser = command(nested, common, "bid " + verb, summary, who, command_close_bid)
        add_bid_name(parser)
        parser.add_argument("reason", metavar="REASON", help="why")
        if verb == "reject":
            add_decision(parser, "the decision of a meeting that rejects it", False)
        add_write(parser)


def add_award(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer grants award make, list, show, tranches, condition, withdraw, complete"""
    parser = command(
        nested, common, "award make", "award a bid",
        "Awards what a bid asks for, or less, by the decision of a meeting. By the fund's host; never\n"
        "more than the round offers, nor than the fund has and has not promised.\n" + ASKS, command_make_award,
    )  # fmt: skip
    add_bid_name(parser)
    add_amount(parser, "how much is awarded")
    add_decision(parser, "the decision of a meeting that makes it", True)
    add_tranches(parser)
    parser.add_argument(
        "--condition",
        dest="conditions",
        metavar="[DATE=]TEXT",
        type=argument(parse_condition),
        action="append",
        help="what it asks for, by this day; without a day before anything is paid; may be repeated",
    )
    parser.add_argument(
        "--return",
        dest="returns",
        metavar="DATE",
        type=argument(parse_iso_date),
        action="append",
        help="the day a monitoring return is due; may be repeated",
    )
    parser.add_argument("--note", metavar="TEXT", help="what else is worth knowing")
    add_money(parser)
    parser = command(
        nested, common, "award list", "list awards", "Lists the awards you may see.", command_awards
    )
    add_of(parser, "round", "project", "recipient")
    add_priority(parser)
    parser.add_argument("--state", choices=AWARD_STATES, help="in this state only")
    add_forms(parser)
    parser = command(
        nested, common, "award show", "an award, with all that belongs to it",
        "Shows an award with its tranches, and what withholds them, its conditions, its returns, and\n"
        "what came back.", command_award,
    )  # fmt: skip
    add_award_name(parser)
    add_json(parser)
    parser = command(
        nested, common, "award tranches", "divide anew what is not paid yet",
        "Divides anew what is not paid yet of an award. By the fund's host. What is paid stays.", command_tranches,
    )  # fmt: skip
    add_award_name(parser)
    add_tranches(parser)
    add_write(parser)
    parser = command(
        nested, common, "award condition", "say whether a condition is met",
        "Says that a condition of an award is met, or has failed. By the fund's host.", command_condition,
    )  # fmt: skip
    add_named(parser, "condition", parse_condition_name, "PROJECT@ROUND/PLACE, or its id")
    parser.add_argument("outcome", metavar="OUTCOME", choices=("met", "failed"), help="met or failed")
    add_date(parser, "--on", "on", "the day (default: today)")
    parser.add_argument("--note", metavar="TEXT", help="what there is to say of it")
    add_write(parser)
    parser = command(
        nested, common, "award withdraw", "withdraw an award",
        "Withdraws an award: what is not paid yet can be awarded again. By the fund's host.", command_end_award,
    )  # fmt: skip
    add_award_name(parser)
    parser.add_argument("reason", metavar="REASON", help="why")
    add_date(parser, "--on", "on", "the day (default: today)")
    add_write(parser)
    parser = command(
        nested, common, "award complete", "settle an award",
        "Says that an award is settled: its returns are accepted, its conditions met, what was not spent\n"
        "has come back. By the fund's host.", command_end_award,
    )  # fmt: skip
    add_award_name(parser)
    parser.add_argument("--on", metavar="DATE", type=argument(parse_iso_date), required=True, help="the day")
    add_write(parser)


def add_pay(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer grants pay"""
    parser = command(
        nested, common, "pay", "record that a tranche was paid",
        "Records that a tranche was paid, as spending on the fund's ledger. By the fund's host. What is\n"
        "withheld is not paid, and the refusal says why and until when.\n" + ASKS, command_pay,
    )  # fmt: skip
    add_named(parser, "tranche", parse_tranche_name, "PROJECT@ROUND/PLACE, or its id")
    add_payment(parser, "the day the money went out")
    parser.add_argument("--note", metavar="TEXT", type=argument(parse_text), help="what else is worth knowing")
    add_money(parser)


def add_return(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer grants return list, ask, make, accept, fail"""
    parser = command(
        nested, common, "return list", "list monitoring returns",
        "Lists monitoring returns by the day they are due: all for who decides, your own for you.", command_returns,
    )  # fmt: skip
    add_of(parser, "round", "project", "recipient")
    parser.add_argument("--state", choices=RETURN_STATES, help="in this state only")
    parser.add_argument("--overdue", action="store_true", help="that have not come in and whose day is over")
    add_date(parser, "--from", "first", "due on this day or later")
    add_date(parser, "--to", "last", "due on this day or earlier")
    add_forms(parser)
    parser = command(
        nested, common, "return ask", "ask for a monitoring return",
        "Asks for one more return of an award. By the fund's host.", command_ask_return,
    )  # fmt: skip
    add_award_name(parser)
    parser.add_argument("due_on", metavar="DATE", type=argument(parse_iso_date), help="the day it is due")
    add_write(parser)
    parser = command(
        nested, common, "return make", "make a monitoring return",
        "Says what was done, and what was spent until now altogether. By the recipient, or by the fund's\n"
        "host where it came on paper. Until it is accepted it may be made anew.", command_make_return,
    )  # fmt: skip
    add_return_name(parser)
    parser.add_argument(
        "spent", metavar="POUNDS", type=argument(parse_owed_gbp), help="what of the award was spent until now"
    )
    parser.add_argument("text", metavar="TEXT", help="what was done; - is standard input")
    add_date(parser, "--on", "on", "the day it came in (default: today)")
    add_write(parser)
    for verb, summary, who, more in (
        ("accept", "accept a monitoring return", "Says that a return that has come in will do.", "?"),
        (
            "fail", "say that a monitoring return will not do",
            "Says that a return that has come in will not do: what is still to be paid is withheld until\n"
            "it has come in anew and is accepted.", None,
        ),
    ):  # fmt: skip
        parser = command(nested, common, "return " + verb, summary, who + " By the fund's host.", command_decide_return)
        add_return_name(parser)
        parser.add_argument("reason", metavar="REASON", nargs=more, help="what there is to say of it")
        add_write(parser)


def add_refund(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer grants refund list, make, reverse"""
    parser = command(
        nested, common, "refund list", "list what came back of an award", "Lists what came back of an award.",
        command_refunds,
    )  # fmt: skip
    add_award_name(parser)
    add_forms(parser)
    parser = command(
        nested, common, "refund make", "post what came back of an award",
        "Records that money of an award came back, as less spending on the fund's ledger. By the fund's\n"
        "host; never more than was paid. It can be awarded again.\n" + ASKS, command_refund,
    )  # fmt: skip
    add_award_name(parser)
    add_amount(parser, "how much")
    parser.add_argument("reason", metavar="REASON", type=argument(parse_text), help="why it came back")
    add_payment(parser, "the day it came in")
    add_money(parser)
    parser = command(
        nested, common, "refund reverse", "take back a refund that was posted in error",
        "Takes back a refund that was posted in error, unless what came back is awarded again or a settled\n"
        "award would be left with an underspend; both stay on the ledger. By the fund's host.\n" + ASKS,
        command_reverse,
    )  # fmt: skip
    add_named(parser, "refund", parse_refund_name, "PROJECT@ROUND/REFERENCE, or its id")
    parser.add_argument("reason", metavar="REASON", type=argument(parse_text), help="why")
    add_money(parser)
