# The command lines of safer dhrs.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any

from safer_client.dhr_values import ACTION_STATES, STAGES, parse_review
from safer_client.dhr_writes import command_dhr_report, command_names, command_stage
from safer_client.dhrs import FAIL_ON_DUE, command_dhr, command_dhr_actions, command_dhrs, command_due
from safer_client.meeting_values import parse_id
from safer_client.meetings_line import add_date, add_write
from safer_client.options import add_command, add_group, argument
from safer_client.values import parse_slug

PRIVATE = """\
Nothing of a review is written to this machine: there is no cache, no history and no file. What is
shown stays on the terminal, and in what it can be scrolled back to; a command line stays in the
shell's history, so that - reads the name, or a text, from standard input.

"""


def slug_of_stage(text: str) -> str:
    """chair-appointed and chair_appointed are the same."""
    return text.strip().replace("-", "_")


def add_print_forms(parser: argparse.ArgumentParser) -> None:
    """--csv, --json, and no --output: who wants a file says where, and to whom it is open, himself."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="as CSV, on standard output")
    form.add_argument("--json", action="store_true", help="as JSON, on standard output")
    parser.set_defaults(output=None)


def add_review_name(parser: argparse.ArgumentParser) -> None:
    """REVIEW"""
    parser.add_argument(
        "review", metavar="REVIEW", type=argument(parse_review),
        help="its pseudonym (Larkspur/2019), an older name, its reference or its id; - asks for it",
    )  # fmt: skip


def add_partner(parser: argparse.ArgumentParser, what: str) -> None:
    """--partner"""
    parser.add_argument("--partner", metavar="PARTNER", type=argument(parse_slug), help=what)


def add_dhrs(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs list, show, due, actions, names, stage, report"""
    nested = add_group(
        commands,
        "dhrs",
        "domestic homicide reviews, for who may know of them",
        "Domestic homicide reviews: for who coordinates them, their chairs and panels, and for agencies\n"
        "the actions that are theirs.",
    )
    add_dhrs_list(nested, common)
    add_dhrs_show(nested, common)
    add_dhrs_due(nested, common)
    add_dhrs_actions(nested, common)
    add_dhrs_names(nested, common)
    add_dhrs_stage(nested, common)
    add_dhrs_report(nested, common)


def add_dhrs_list(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs list"""
    parser = add_command(
        nested, common, "list", "list reviews",
        "Lists the reviews you may know of: where each stands and for how many days, suspensions not\n"
        "counted, and what is due of it next.",
        PRIVATE + "examples:\n  safer dhrs list\n  safer dhrs list --partnership medway-csp --overdue\n",
    )  # fmt: skip
    parser.add_argument("--partnership", metavar="PARTNER", type=argument(parse_slug), help="for this partnership only")
    parser.add_argument(
        "--stage", choices=STAGES, type=slug_of_stage, metavar="STAGE",
        help="that have come to this stage only, such as overview_report",
    )  # fmt: skip
    parser.add_argument("--suspended", action="store_true", help="suspended ones only")
    parser.add_argument("--overdue", action="store_true", help="whose decision or completion is overdue only")
    add_print_forms(parser)
    parser.set_defaults(run=command_dhrs)


def add_dhrs_show(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs show"""
    parser = add_command(
        nested, common, "show", "a review with all that belongs to it",
        "Shows a review: its stages, its clock and how each day comes about, its chair and panel by\n"
        "office, its recommendations and their actions.",
        PRIVATE + "examples:\n  safer dhrs show Larkspur/2019\n  safer dhrs show Larkspur/2019 --on 2019-12-31\n",
    )  # fmt: skip
    add_review_name(parser)
    add_date(parser, "--on", "on", "the clock as it stood at the end of this day (default: today)")
    parser.add_argument("--json", action="store_true", help="as JSON, on standard output")
    parser.set_defaults(run=command_dhr)


def add_dhrs_due(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs due"""
    parser = add_command(
        nested, common, "due", "what is due of reviews",
        "Lists decisions, completions and actions that are still due, the earliest first: of the reviews\n"
        "you may know of, and your own actions.",
        "From cron, --fail-on ends with exit code 3: overdue where something is, any where anything is\n"
        "due at all.\n\n" + PRIVATE + "examples:\n"
        "  safer dhrs due --overdue\n"
        "  safer dhrs due --to 2019-12-31 --partner kent-police\n"
        "  safer dhrs due --fail-on overdue > /dev/null; [ $? -ne 3 ] || echo 'Reviews: overdue.' | mail ...\n",
    )  # fmt: skip
    parser.add_argument("--overdue", action="store_true", help="what is overdue only")
    add_date(parser, "--on", "on", "as it stood at the end of this day (default: today)")
    add_date(parser, "--to", "to", "what is due on this day or earlier only")
    add_partner(parser, "actions of this partner only")
    parser.add_argument("--fail-on", choices=tuple(FAIL_ON_DUE), help="end with exit code 3 where there is one")
    add_print_forms(parser)
    parser.set_defaults(run=command_due)


def add_dhrs_actions(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs actions"""
    parser = add_command(
        nested, common, "actions", "what is to be done after reviews",
        "Lists actions by the day they are due: your own, and those of the reviews you may know of. Who\n"
        "owns an action is told nothing else of the review.",
        PRIVATE + "examples:\n  safer dhrs actions --overdue\n  safer dhrs actions --partner kfrs --state done\n",
    )  # fmt: skip
    add_partner(parser, "of this partner only")
    parser.add_argument("--state", choices=ACTION_STATES, help="in this state only")
    parser.add_argument("--overdue", action="store_true", help="that are not done and whose day is over")
    add_print_forms(parser)
    parser.set_defaults(run=command_dhr_actions)


def add_dhrs_names(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs names"""
    parser = add_command(
        nested, common, "names", "keep names out of a review's texts",
        "Keeps the list of names that no text of a review may hold, in place of the list before. By who\n"
        "coordinates reviews. The names are asked for and not shown while they are typed, or are the lines\n"
        "of standard input; they are never words of the command line, which a shell keeps and others on\n"
        "the machine see.",
        "Nobody can read the list again: to add a name to it, all are typed again. What was written\n"
        "before is not looked through. With - for the review its name is the first line.\n\n"
        + PRIVATE + "examples:\n"
        "  safer dhrs names Larkspur/2019\n"
        "  safer dhrs names - --dry-run\n",
    )  # fmt: skip
    add_review_name(parser)
    add_write(parser)
    parser.set_defaults(run=command_names)


def add_dhrs_stage(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs stage"""
    parser = add_command(
        nested, common, "stage", "take a review to its next stage, suspend or resume it",
        "Says that a review has come to its next stage, or is suspended or resumed. By who coordinates\n"
        "reviews. What is out of order is refused, and the refusal says what may follow. Publication is\n"
        "checked first, and asks.\n\nThe stages, in order: decision, commissioned, chair_appointed, panel, "
        "terms_of_reference,\nmanagement_reviews, overview_report, sign_off, quality_assurance, home_office_answer,\n"
        "published, actions_complete; between them suspended and resumed.",
        "Running a command again is harmless: what was said last is found, and not said twice.\n\n"
        + PRIVATE + "examples:\n"
        "  safer dhrs stage Larkspur/2019 decision --decision review --on 2019-05-20\n"
        "  safer dhrs stage Larkspur/2019 suspended --for criminal_proceedings\n"
        "  safer dhrs stage Larkspur/2019 home_office_answer --answer amendments --dry-run\n",
    )  # fmt: skip
    add_review_name(parser)
    parser.add_argument(
        "stage", metavar="STAGE", type=slug_of_stage, choices=(*STAGES[1:], "suspended", "resumed"),
        help="what it has come to",
    )  # fmt: skip
    add_date(parser, "--on", "on", "the day (default: today)")
    parser.add_argument("--decision", choices=("review", "no_review"), help="of a decision: what it was")
    parser.add_argument("--answer", choices=("adequate", "amendments"), help="of the Home Office's answer: what it was")
    parser.add_argument(
        "--for", dest="suspended_for", choices=("criminal_proceedings", "inquest", "other"),
        help="of a suspension: what for",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="publish without being asked")
    add_write(parser)
    parser.set_defaults(run=command_stage)


def add_dhrs_report(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer dhrs report"""
    parser = add_command(
        nested, common, "report", "say how an action goes on",
        "Says how an action goes on: that it is under way or done, by the partner it is asked of, or for\n"
        "it by who coordinates reviews; who alone closes what is done, or opens it again.",
        "No text may hold the name of anybody; one that is protected in the review is refused.\n"
        "Running a command again is harmless: what was said last is found, and not said twice.\n\n"
        + PRIVATE + "examples:\n"
        "  safer dhrs report ACTION-ID --state in_progress --text 'The training is booked.'\n"
        "  safer dhrs report ACTION-ID --state done --text - --evidence 'Training record 12' < text.txt\n"
        "  safer dhrs report ACTION-ID --state closed\n",
    )  # fmt: skip
    parser.add_argument(
        "reported", metavar="ACTION", type=argument(parse_id), help="its id, as safer dhrs actions shows it"
    )
    parser.add_argument("--state", choices=ACTION_STATES, required=True, help="how it stands")
    parser.add_argument("--text", metavar="TEXT", help="how it goes on, without names; - is standard input")
    parser.add_argument("--evidence", metavar="TEXT", help="where that can be seen")
    add_date(parser, "--on", "on", "the day it is so (default: today)")
    add_write(parser)
    parser.set_defaults(run=command_dhr_report)
