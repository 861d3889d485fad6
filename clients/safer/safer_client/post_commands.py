# safer contributions post, budget spend: what the two kinds of file are, and their commands.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import contextlib
import datetime
from typing import Any, Dict, Mapping, Optional

from safer_client.access import given_token, needed_token, partner_of
from safer_client.budget import statement_target
from safer_client.common import (
    EXIT_DECLINED,
    EXIT_DONE,
    EXIT_FAULTS,
    EXIT_INTERRUPTED,
    EXIT_REFUSED,
    ServiceRefusal,
    Stop,
)
from safer_client.console import Console, clean, counted, sterling
from safer_client.posting import Poster, check_somebody_can_say_yes
from safer_client.reading import document, schedule_target, tell_refusal
from safer_client.report import Report
from safer_client.service import Service
from safer_client.settings import Settings
from safer_client.sheet import Column, Kind, Row, read_input, read_sheet
from safer_client.values import (
    financial_year_of,
    parse_amount_gbp,
    parse_amount_pence,
    parse_financial_year,
    parse_iso_date,
    parse_reference,
    parse_slug,
    parse_text,
)


def command_post(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer contributions post"""
    return post_kind(CONTRIBUTIONS, options, settings, console)


def command_spend(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer budget spend"""
    return post_kind(SPENDING, options, settings, console)


def post_kind(
    kind: Kind, options: argparse.Namespace, settings: Settings, console: Console
) -> int:
    """Posts a file of one kind and reports, whatever happens; returns the exit code."""
    report = Report(console, kind, options.file, options.json)
    report.dry_run = options.dry_run
    try:
        return report.finish(post_file(kind, options, settings, console, report))
    except ServiceRefusal as error:
        tell_refusal(console, error)
        return report.finish(error.code, str(error))
    except Stop as error:
        console.note(str(error))
        return report.finish(error.code, str(error))
    except KeyboardInterrupt:
        console.note("interrupted; nothing further is sent")
        return report.finish(EXIT_INTERRUPTED, "interrupted")


def post_file(
    kind: Kind, options: argparse.Namespace, settings: Settings, console: Console, report: Report
) -> int:
    """Reads, checks, asks and posts; returns the exit code."""
    partner = partner_of(given_token(settings))
    sheet = read_sheet(read_input(options.file), kind, options.fund, partner)
    for remark in sheet.remarks:
        console.note(remark)
    if sheet.faults:
        report.faults = sorted(sheet.faults, key=lambda fault: fault.line)
        for fault in report.faults:
            console.note(fault.sentence())
        raise Stop(
            EXIT_FAULTS,
            "%s in %s; nothing was sent"
            % (counted(len(sheet.faults), "fault"), clean(options.file)),
        )
    check_somebody_can_say_yes(options, options.file == "-")
    token = needed_token(settings, console)
    with contextlib.closing(Service(settings.base, token, settings, console)) as service:
        report.poster = Poster(service, console, sheet)
        report.poster.check()
        report.after = report.poster.years_after()
        report.show_check()
        return confirm_and_post(options, console, report.poster)


def confirm_and_post(options: argparse.Namespace, console: Console, poster: Poster) -> int:
    """Asks where it must, posts what is new; returns the exit code."""
    new = poster.new()
    if new and not options.dry_run:
        total = sum(outcome.row.amount_pence for outcome in new)
        if not options.yes and not console.ask(
            "Post %s, %s in all?" % (poster.kind.counted(len(new)), sterling(total))
        ):
            console.note("nothing was sent")
            return EXIT_DECLINED
        poster.post()
    return EXIT_REFUSED if poster.in_state("refused") else EXIT_DONE


AMOUNTS = (
    Column("amount_gbp", parse_amount_gbp, needed=True),
    Column("amount_pence", parse_amount_pence, needed=True),
)


def schedule_figures(
    service: Service, partner: str, fund: str, year: str, pence: int
) -> Optional[Dict[str, int]]:
    """What a partner owes for a year and has paid; None where the schedule does not have it."""
    items = service.get(schedule_target(fund, year)).json()["items"]
    for item in items:
        if item.get("partner") != partner:
            continue
        due, received = item.get("due_pence"), item.get("received_pence")
        if isinstance(due, int) and isinstance(received, int):
            return {
                "due_pence": due,
                "received_pence": received,
                "file_pence": pence,
                "outstanding_pence": max(0, due - received - pence),
            }
    return None


def statement_figures(
    service: Service, _: str, fund: str, year: str, pence: int
) -> Optional[Dict[str, int]]:
    """What a fund has for a year, has spent of it, and will have left."""
    statement = document(service, statement_target(fund, year))
    spent, closing = statement.get("spent_pence"), statement.get("closing_pence")
    if not isinstance(spent, int) or not isinstance(closing, int):
        return None
    return {
        "available_pence": closing + spent,
        "spent_pence": spent,
        "file_pence": pence,
        "closing_pence": closing - pence,
    }


def year_spent_in(row: Row, posted: Mapping[str, Any]) -> str:
    """The year spending counts in: a later one than its own, when that is closed."""
    booked = posted.get("booked_in")
    own = financial_year_of(datetime.date.fromisoformat(row.values["incurred_on"]))
    return booked if isinstance(booked, str) else own


CONTRIBUTIONS = Kind(
    noun="contribution",
    plural="contributions",
    path="/v1/contributions",
    columns=(
        Column("fund", parse_slug),
        Column("financial_year", parse_financial_year, needed=True),
        *AMOUNTS,
        Column("received_on", parse_iso_date, needed=True),
        Column("external_reference", parse_reference, needed=True),
        Column("note", parse_text),
        Column("partner", parse_slug),
    ),
    sent=("fund", "financial_year", "amount_pence", "received_on", "external_reference", "note"),
    shown=(("year", "financial_year"),),
    compared=(
        ("amount_pence", "amount"),
        ("financial_year", "financial year"),
        ("fund", "fund"),
    ),
    headline="%s: %s of %s to %s",
    low_pence=1000 * 100,
    high_pence=100000 * 100,
    refusal_403="not-a-contributor",
    year_of=lambda row, _: str(row.values["financial_year"]),
    after="schedule",
    after_phrase="what stays outstanding",
    figures=(
        ("due_pence", "due"),
        ("received_pence", "received so far"),
        ("file_pence", "new in this file"),
        ("outstanding_pence", "outstanding afterwards"),
    ),
    figures_of=schedule_figures,
)

SPENDING = Kind(
    noun="item of spending",
    plural="items of spending",
    path="/v1/expenditures",
    columns=(
        Column("fund", parse_slug),
        Column("purpose", parse_slug, needed=True),
        *AMOUNTS,
        Column("incurred_on", parse_iso_date, needed=True),
        Column("external_reference", parse_reference, needed=True),
        Column("decision", parse_text),
        Column("note", parse_text),
    ),
    sent=(
        "fund",
        "purpose",
        "amount_pence",
        "incurred_on",
        "external_reference",
        "decision",
        "note",
    ),
    shown=(("day", "incurred_on"), ("purpose", "purpose")),
    compared=(
        ("amount_pence", "amount"),
        ("purpose", "purpose"),
        ("incurred_on", "day"),
        ("fund", "fund"),
    ),
    headline="%s: %s by %s from %s",
    low_pence=100 * 100,
    high_pence=100000 * 100,
    refusal_403="not-the-host",
    year_of=year_spent_in,
    after="statement",
    after_phrase="what will be left",
    figures=(
        ("available_pence", "to spend"),
        ("spent_pence", "spent so far"),
        ("file_pence", "new in this file"),
        ("closing_pence", "left afterwards"),
    ),
    figures_of=statement_figures,
)
