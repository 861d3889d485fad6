# The command lines of safer meetings.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any, Callable, Dict, Mapping

from safer_client.meeting_import import command_import
from safer_client.meeting_record import (
    command_attend,
    command_close_follow_up,
    command_decide,
    command_leave,
    command_minute,
)
from safer_client.meeting_values import parse_id, parse_meeting, parse_ref, parse_start
from safer_client.meeting_writes import (
    command_agenda,
    command_approve,
    command_cancel,
    command_create,
    command_hold,
    command_item,
    command_publish,
    command_reply,
)
from safer_client.meetings import (
    FAIL_ON_WATCH,
    command_decisions,
    command_follow_ups,
    command_next,
    command_show,
    command_watch,
)
from safer_client.options import add_command, add_forms, add_group, argument, whole_number
from safer_client.values import parse_iso_date, parse_slug

GROUNDS = ("1", "2", "3", "4", "5", "6", "7", "confidential", "not_stated")
KINDS = (
    "business", "apologies", "declarations", "minutes", "follow_ups", "budget",
    "performance_report", "next_meeting",
)  # fmt: skip
MEETING = "kcst-smt@2018-05-14, kcst-smt@next, kcst-smt@last, or its id"
AGAIN = """\
A meeting is named by its body and its day in London (kcst-smt@2018-05-14, kcst-smt@14/05/2018),
as kcst-smt@next or kcst-smt@last, or by its id. Running a command again is harmless: what is
there already is found, and nothing is made twice.

"""
EXAMPLES: Dict[str, str] = {
    "next": "  safer meetings next\n  safer meetings next kcst-smt --json\n",
    "show": "  safer meetings show kcsp@2017-03-15\n"
    "  safer meetings show kcsp@2016-10-13 --notes\n"
    "  safer meetings show kcsp@2017-03-15 --html --output agenda.html\n",
    "decisions": "  safer meetings decisions --body kcsp --from 2016-10-01\n"
    "  safer meetings decisions --stage conditional --csv --output conditions.csv\n",
    "follow-ups": "  safer meetings follow-ups --body kcst-smt\n"
    "  safer meetings follow-ups --overdue --partner kfrs\n",
    "watch": "  safer meetings watch kcst-smt\n"
    "  safer meetings watch --fail-on overdue > due.txt; [ $? -ne 3 ] || lp due.txt\n",
    "create": "  safer meetings create kcst-smt 2018-05-14T10:00 'Sessions House'\n"
    "  safer meetings create kcst-smt '14/05/2018 10:00' 'Sessions House' --ends 2018-05-14T12:00\n",
    "agenda": "  safer meetings agenda kcst-smt@2018-05-14\n",
    "import": "  safer meetings import agenda.csv --body kcsp --dry-run\n"
    "  safer meetings import agenda.json --body kcsp --published-on 2018-10-08\n",
    "item": "  safer meetings item kcst-smt@2018-05-14 7 'The coordinator post'\n"
    "  safer meetings item kcsp@next D1 'A review' --restricted 3 --public-title 'Reviews'\n",
    "publish": "  safer meetings publish kcst-smt@2018-05-14 agenda\n"
    "  safer meetings publish kcst-smt@2018-05-14 minutes --on 2018-05-21\n",
    "reply": "  safer meetings reply kcst-smt@next 'Head of Community Safety' --attends\n"
    "  safer meetings reply kcst-smt@next 'Chief Inspector' --deputy Inspector\n",
    "attend": "  safer meetings attend kcst-smt@2018-05-14 kfrs 'Assistant Director'\n"
    "  safer meetings attend kcst-smt@2018-05-14 kent-police Inspector \\\n"
    "      --deputy-for 'Chief Inspector'\n"
    "  safer meetings attend kcst-smt@2018-05-14 kcc Analyst --in-attendance\n",
    "leave": "  safer meetings leave kcst-smt@2018-05-14 kfrs 'Assistant Director' 4\n",
    "minute": "  safer meetings minute kcst-smt@2018-05-14 4 'Pooled budget' 'The year was closed.'\n"
    "  safer meetings minute kcst-smt@2018-05-14 5 'Performance report' - < minute.txt\n",
    "decide": "  safer meetings decide kcst-smt@2018-05-14 4 'That the statement be noted.'\n"
    "  safer meetings decide kcst-smt@2018-05-14 7 'That the post be filled.' \\\n"
    "      --option 'Leave it vacant' --chosen 'Fill it' \\\n"
    "      --follow-up 'How far recruiting is.' --due next_meeting --partner kcc\n",
    "hold": "  safer meetings hold kcst-smt@2018-05-14\n",
    "cancel": "  safer meetings cancel kcst-smt@2018-07-09 'The room is not to be had.'\n",
    "approve": "  safer meetings approve kcst-smt@2018-05-14 kcst-smt@2018-07-09\n",
    "close-follow-up": "  safer meetings close-follow-up kcst-smt@2018-07-09 3a\n"
    "  safer meetings close-follow-up --follow-up 01590000-0000-7000-8000-000000000603 \\\n"
    "      --because 'It is reported to the partnership instead.'\n",
}


def add_meetings(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings"""
    nested = add_group(
        commands,
        "meetings",
        "what is to come, was resolved and is due; a meeting from agenda to follow-up",
        "Reads meetings, their agendas, notes, decisions and follow-ups; arranges and minutes them.",
    )
    add_reads(nested, common)
    add_before(nested, common)
    add_at(nested, common)
    add_after(nested, common)


def command(
    nested: Any, common: argparse.ArgumentParser, name: str, summary: str, description: str, run: Any
) -> argparse.ArgumentParser:
    """One command of safer meetings."""
    parser = add_command(
        nested, common, name, summary, description, AGAIN + "examples:\n" + EXAMPLES[name]
    )
    parser.set_defaults(run=run)
    return parser


def add_meeting(parser: argparse.ArgumentParser, name: str = "meeting") -> None:
    """MEETING"""
    parser.add_argument(
        name, metavar=name.upper(), type=argument(parse_meeting), help=MEETING
    )


def add_ref(parser: argparse.ArgumentParser, what: str) -> None:
    """ITEM"""
    parser.add_argument("ref", metavar="ITEM", type=argument(parse_ref), help=what)


def add_body(parser: argparse.ArgumentParser, what: str) -> None:
    """BODY, where it may be left out"""
    parser.add_argument("body", metavar="BODY", nargs="?", type=argument(parse_slug), help=what)


def add_of_body(parser: argparse.ArgumentParser) -> None:
    """--body"""
    parser.add_argument(
        "--body", metavar="BODY", type=argument(parse_slug), help="of this body only, such as kcsp"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json, --output"""
    parser.add_argument("--json", action="store_true", help="as JSON")
    add_output(parser)


def add_output(parser: argparse.ArgumentParser) -> None:
    """--output"""
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="write to FILE, which appears only when it is whole"
    )


def add_write(parser: argparse.ArgumentParser) -> None:
    """--dry-run, --json"""
    parser.add_argument("--dry-run", action="store_true", help="check it; nothing is kept")
    parser.add_argument(
        "--json", action="store_true", help="what the service answers as JSON on standard output"
    )


def add_date(
    parser: argparse.ArgumentParser, option: str, dest: str, what: str
) -> None:
    """An option that is a day."""
    parser.add_argument(
        option, dest=dest, metavar="DATE", type=argument(parse_iso_date), help=what
    )


def add_restricted(parser: argparse.ArgumentParser) -> None:
    """--restricted, --public-interest"""
    parser.add_argument(
        "--restricted",
        metavar="GROUND",
        choices=GROUNDS,
        help="not for publication: a paragraph of Schedule 12A to the Local Government Act 1972, 1 to 7, "
        "confidential, or not_stated",
    )
    parser.add_argument(
        "--public-interest",
        metavar="TEXT",
        help="why the public interest is in keeping it so",
    )


def add_reads(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings next, show, decisions, follow-ups, watch"""
    parser = command(
        nested, common, "next", "the next meetings",
        "Shows the meetings to come: date, place, the quorum to be expected, and the notice.", command_next,
    )  # fmt: skip
    add_body(parser, "of this body only, such as kcst-smt")
    add_date(parser, "--from", "date", "from this day on (default: today)")
    parser.add_argument(
        "--limit", metavar="NUMBER", type=whole_number(1, 100), default=5, help="how many (default 5)"
    )
    add_json(parser)
    parser = command(
        nested, common, "show", "the agenda or the notes of a meeting",
        "Shows a meeting's agenda, or with --notes what was said and resolved; as text, or as the\n"
        "printed page.", command_show,
    )  # fmt: skip
    add_meeting(parser)
    parser.add_argument("--notes", action="store_true", help="the notes, not the agenda")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="the page as Markdown")
    form.add_argument("--html", action="store_true", help="the page as HTML, fit for paper")
    form.add_argument("--json", action="store_true", help="as JSON")
    add_output(parser)
    add_decisions(nested, common)
    add_follow_ups(nested, common)
    parser = command(
        nested, common, "watch", "whether bodies meet as often as they must",
        "Shows when each body, and its performance report, must come again, and where it took\n"
        "too long. From cron, --fail-on ends with exit code 3: overdue where one is overdue on the\n"
        "day; gap where one is, or ever took longer than it may.", command_watch,
    )  # fmt: skip
    add_body(parser, "this body only (default: all that have an interval to keep)")
    add_date(parser, "--on", "on", "as on this day (default: today)")
    parser.add_argument(
        "--fail-on", choices=FAIL_ON_WATCH, help="end with exit code 3 where there is one"
    )
    add_json(parser)


def add_decisions(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings decisions"""
    parser = command(
        nested, common, "decisions", "what was resolved",
        "Lists what meetings have resolved or recommended, by their day.", command_decisions,
    )  # fmt: skip
    add_of_body(parser)
    add_date(parser, "--from", "first", "of meetings from this day on")
    add_date(parser, "--to", "last", "of meetings until this day")
    parser.add_argument(
        "--stage", choices=("in_principle", "conditional", "final"), help="of this stage only"
    )
    add_forms(parser)


def add_follow_ups(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings follow-ups"""
    parser = command(
        nested, common, "follow-ups", "what is to be reported back",
        "Lists what meetings have asked to be reported back, with its id.", command_follow_ups,
    )  # fmt: skip
    add_of_body(parser)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--open", action="store_true", help="the open ones, the default")
    which.add_argument(
        "--overdue", action="store_true", help="those that were due at a meeting that was held"
    )
    which.add_argument("--all", action="store_true", help="the closed ones, too")
    parser.add_argument("--partner", metavar="PARTNER", help="which this partner is to report")
    add_forms(parser)


def add_before(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings create, agenda, item, import, publish, reply, cancel"""
    parser = command(
        nested, common, "create", "schedule a meeting",
        "Schedules a meeting of a body: a draft until notice or its agenda is published.", command_create,
    )  # fmt: skip
    parser.add_argument("body", metavar="BODY", type=argument(parse_slug), help="such as kcst-smt")
    parser.add_argument(
        "starts_at",
        metavar="STARTS_AT",
        type=argument(parse_start),
        help="2018-05-14T10:00, by the clocks in London; with an offset, such as 10:00+01:00, by that",
    )
    parser.add_argument("place", metavar="PLACE", help="where")
    parser.add_argument(
        "--ends", dest="ends_at", metavar="TIME", type=argument(parse_start), help="when it ends"
    )
    parser.add_argument("--note", metavar="TEXT", help="what else is worth knowing")
    add_write(parser)
    parser = command(
        nested, common, "agenda", "draft the agenda",
        "Puts on the agenda what stands on each of the body's, and the follow-ups that are due, as\n"
        "far as it is not there yet.", command_agenda,
    )  # fmt: skip
    add_meeting(parser)
    add_write(parser)
    add_item(nested, common)
    add_import(nested, common)
    parser = command(
        nested, common, "publish", "publish notice, agenda or minutes",
        "Publishes what of it is a draft until now. The agenda gives notice as well; a second one is\n"
        "a supplement.", command_publish,
    )  # fmt: skip
    add_meeting(parser)
    parser.add_argument(
        "what", metavar="WHAT", choices=("agenda", "notice", "minutes"), help="agenda, notice or minutes"
    )
    add_date(parser, "--on", "on", "the day, today or earlier (default: today)")
    add_write(parser)
    parser = command(
        nested, common, "reply", "say who comes",
        "Says for your organisation whether an office that belongs to the body comes. The last word\n"
        "counts.", command_reply,
    )  # fmt: skip
    add_meeting(parser)
    parser.add_argument("office", metavar="OFFICE", help="your office that belongs to the body")
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument("--attends", action="store_true", help="it comes")
    answer.add_argument("--apologies", action="store_true", help="it does not")
    answer.add_argument("--deputy", metavar="OFFICE", help="this office comes in its place")
    add_write(parser)
    parser = command(
        nested, common, "cancel", "cancel a meeting",
        "Cancels a meeting that was not held. What was to be reported to it moves to the next.", command_cancel,
    )  # fmt: skip
    add_meeting(parser)
    parser.add_argument("reason", metavar="REASON", help="why, for everybody to read")
    add_write(parser)


def add_item(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings item"""
    parser = command(
        nested, common, "item", "put an item on the agenda",
        "Puts an item on the agenda of a meeting, as a draft until the agenda is published.", command_item,
    )  # fmt: skip
    add_meeting(parser)
    add_ref(parser, "its reference, such as B2")
    parser.add_argument("title", metavar="TITLE", help="its title")
    parser.add_argument("--kind", metavar="KIND", choices=KINDS, help="%s (default: business)" % ", ".join(KINDS))
    parser.add_argument("--description", metavar="TEXT", help="what it is about")
    parser.add_argument("--verbal", action="store_true", help="the report is spoken")
    add_restricted(parser)
    parser.add_argument(
        "--public-title", metavar="TITLE", help="what everybody sees of what is restricted"
    )
    add_write(parser)


def add_import(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings import"""
    parser = command(
        nested, common, "import", "bring an agenda that is published elsewhere",
        "Brings a meeting up to date with its agenda as it is published elsewhere, such as in\n"
        "ModernGov; makes the meeting when it is not there. All of it, or nothing: faults are told by\n"
        "line. What is not on that agenda any more is told, and stays.", command_import,
    )  # fmt: skip
    parser.add_argument(
        "file", metavar="FILE", help="the agenda as CSV, a row an item or a paper, or as JSON; - is standard input"
    )
    parser.add_argument(
        "--body", metavar="BODY", type=argument(parse_slug), required=True, help="whose meeting it is, such as kcsp"
    )
    add_date(
        parser, "--published-on", "published_on",
        "publish it here as well: the day on which it was (default: it stays a draft)",
    )  # fmt: skip
    add_write(parser)


def add_at(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings attend, leave, minute, decide"""
    parser = command(
        nested, common, "attend", "record who was there",
        "Records that an office was there: a member, a deputy of one, or in attendance, which does\n"
        "not count for the quorum.", command_attend,
    )  # fmt: skip
    add_meeting(parser)
    add_organisation(parser)
    capacity = parser.add_mutually_exclusive_group()
    capacity.add_argument("--deputy-for", metavar="OFFICE", help="as the deputy of this member")
    capacity.add_argument("--in-attendance", action="store_true", help="not as a member")
    for option, what in (("--from-item", "it came for this item"), ("--until-item", "it left after this item")):
        parser.add_argument(option, metavar="ITEM", type=argument(parse_ref), help=what)
    add_write(parser)
    parser = command(
        nested, common, "leave", "record who left",
        "Records the last item that an office was there for; what is decided later lacks it.", command_leave,
    )  # fmt: skip
    add_meeting(parser)
    add_organisation(parser)
    add_ref(parser, "the last item it was there for")
    add_write(parser)
    parser = command(
        nested, common, "minute", "write a minute",
        "Writes a minute, a draft until the minutes are published. Its number comes by itself.", command_minute,
    )  # fmt: skip
    add_meeting(parser)
    add_ref(parser, "the item it is of")
    parser.add_argument("title", metavar="TITLE", help="its title")
    parser.add_argument("text", metavar="TEXT", nargs="?", help="what was said; - is standard input")
    parser.add_argument(
        "--replace", action="store_true", help="change the text of the item's minute of this title"
    )
    add_restricted(parser)
    add_write(parser)
    add_decide(nested, common)


def add_organisation(parser: argparse.ArgumentParser) -> None:
    """PARTNER OFFICE"""
    parser.add_argument(
        "partner", metavar="PARTNER", help="such as kfrs, or the name of an organisation that is no partner"
    )
    parser.add_argument("office", metavar="OFFICE", help="the office, never a person")


def considered(chosen: bool) -> Callable[[str], Mapping[str, Any]]:
    """An option as the service takes it."""
    return lambda text: {"text": text, "chosen": chosen}


def add_decide(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings decide"""
    parser = command(
        nested, common, "decide", "record what was resolved",
        "Records what a meeting resolved on an item, and what is to be reported back. Without a\n"
        "quorum nothing is resolved: --recommended records what is recommended to a meeting with one.",
        command_decide,
    )  # fmt: skip
    add_meeting(parser)
    add_ref(parser, "the item it was decided on")
    parser.add_argument("text", metavar="TEXT", help="what was decided; - is standard input")
    parser.add_argument("--recommended", action="store_true", help="recommended, not resolved")
    parser.add_argument(
        "--stage", choices=("in_principle", "conditional", "final"), help="how far it is decided (default: final)"
    )
    parser.add_argument("--condition", metavar="TEXT", help="what it is subject to")
    for option, chosen, what in (
        ("--option", False, "an option that was considered; may be repeated"),
        ("--chosen", True, "the option that was taken; may be repeated"),
    ):
        parser.add_argument(
            option, dest="considered", metavar="TEXT", action="append", type=considered(chosen), help=what
        )
    parser.add_argument("--follow-up", metavar="TEXT", help="what is to be reported back on it")
    parser.add_argument(
        "--due", choices=("next_meeting", "future_meeting"), help="when (default: next_meeting)"
    )
    parser.add_argument("--partner", metavar="PARTNER", help="the partner that is to report")
    parser.add_argument("--office", metavar="OFFICE", help="the office that is to report, never a person")
    add_write(parser)


def add_after(nested: Any, common: argparse.ArgumentParser) -> None:
    """safer meetings hold, approve, close-follow-up"""
    parser = command(
        nested, common, "hold", "say that a meeting was held", "Says that a meeting was held, on its day or after.",
        command_hold,
    )  # fmt: skip
    add_meeting(parser)
    for option, dest, what in (
        ("--present", "present", "how many were present, where that is counted"),
        ("--attending", "in_attendance_count", "how many were in attendance, where that is counted"),
    ):
        parser.add_argument(option, dest=dest, metavar="NUMBER", type=whole_number(0, 1000), help=what)
    add_write(parser)
    parser = command(
        nested, common, "approve", "say where the minutes were approved",
        "Records that the minutes were approved at a later meeting; from then on they stay.", command_approve,
    )  # fmt: skip
    add_meeting(parser)
    add_meeting(parser, "at_meeting")
    parser.add_argument("--subject-to", metavar="TEXT", help="what they were approved subject to")
    add_write(parser)
    parser = command(
        nested, common, "close-follow-up", "close what was reported back",
        "Closes a follow-up by the item of a later meeting that answers it, or for a reason.", command_close_follow_up,
    )  # fmt: skip
    parser.add_argument("meeting", metavar="MEETING", nargs="?", type=argument(parse_meeting), help="the later meeting")
    parser.add_argument("ref", metavar="ITEM", nargs="?", type=argument(parse_ref), help="the item that answers it")
    parser.add_argument(
        "--follow-up", metavar="ID", type=argument(parse_id),
        help="which (default: the one for which the item was put on the agenda)",
    )  # fmt: skip
    parser.add_argument("--because", metavar="REASON", help="why it is closed without an item")
    add_write(parser)
