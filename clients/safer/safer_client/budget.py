# safer budget statement, shares, close, withdraw.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import contextlib
import datetime
from typing import Any, List, Mapping, Optional, Sequence, Tuple

from safer_client.access import needed_token, partner_of
from safer_client.addresses import segment, with_query
from safer_client.common import EXIT_DECLINED, EXIT_DONE, ServiceRefusal
from safer_client.console import Console, clean, red_below_zero, sterling
from safer_client.posting import check_somebody_can_say_yes, send
from safer_client.reading import document, pence_of, read_or_show
from safer_client.replies import Reply, refusal, slug_of
from safer_client.service import Service
from safer_client.settings import Settings
from safer_client.sheet import key_of
from safer_client.values import financial_year_of

NAME_MAX = 44
BARS_MAX = 40
BARS_MIN = 8
LATE_KINDS = {"expenditure": "spending"}

# What stands on a line of a statement: its name, how much of it is late, and how much it is.
StatementRow = Tuple[str, int, Optional[int]]


def fund_target(fund: str, what: str, pairs: Sequence[Tuple[str, Optional[str]]] = ()) -> str:
    """Where something about a fund is."""
    return with_query("/v1/funds/%s/%s" % (segment(fund), what), pairs)


def statement_target(fund: str, year: str, as_of: Optional[str] = None) -> str:
    """Where a fund's statement of a year is."""
    return fund_target(fund, "statement", [("financial_year", year), ("as_of", as_of)])


def command_statement(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer budget statement"""
    year = options.financial_year or financial_year_of(datetime.date.today())
    target = statement_target(options.fund, year, options.as_of)

    def show(service: Service) -> None:
        show_statement(document(service, target), console)

    return read_or_show(options, settings, console, target, show)


def show_statement(statement: Mapping[str, Any], console: Console) -> None:
    """A year of a fund: what came in is above zero, what went out below; the rows add up."""
    console.say(
        "%s, %s" % (clean(statement.get("fund")), clean(statement.get("financial_year")))
    )
    console.say()
    rows: List[StatementRow] = [("opening balance", 0, pence_of(statement, "opening_pence"))]
    rows += section_rows("contributions", statement.get("contributions") or [], 1)
    if statement.get("transfers"):
        rows += section_rows("transfers", statement["transfers"], 1)
    rows += section_rows("spending", statement.get("spending") or [], -1)
    rows.append(("closing balance", 0, pence_of(statement, "closing_pence")))
    shown = [
        [name, sterling(late) if late else "", "" if pence is None else sterling(pence)]
        for name, late, pence in rows
    ]
    headings = ["", "of it late", "amount"]
    if not any(late for _, late, _ in rows):
        headings, shown = ["", "amount"], [[row[0], row[2]] for row in shown]
    console.table(headings, shown, [1, 2], [red_below_zero(pence or 0) for _, _, pence in rows])
    console.say()
    show_late(statement.get("late") or [], console)
    for sentence in statement_sentences(statement):
        console.sentence(sentence)


def section_rows(
    heading: str, items: Sequence[Mapping[str, Any]], sign: int
) -> List[StatementRow]:
    """A section of a statement: its heading, its lines, and what they come to."""
    if not items:
        return [(heading, 0, 0)]
    lines = [
        (
            "  " + clean(item.get("name"), NAME_MAX),
            sign * pence_of(item, "late_pence"),
            sign * pence_of(item, "amount_pence"),
        )
        for item in items
    ]
    total = ("  in all", sum(line[1] for line in lines), sum(line[2] for line in lines))
    return [(heading, 0, None), *lines, total]


def show_late(late: Sequence[Mapping[str, Any]], console: Console) -> None:
    """What is counted in a year and belongs to an earlier one."""
    if not late:
        return
    console.sentence(
        "Late: counted here, and belonging to an earlier year that was closed before it was posted."
    )
    rows = []
    for entry in late:
        kind = clean(entry.get("kind"))
        rows.append(
            [
                clean(entry.get("belongs_to")),
                LATE_KINDS.get(kind, kind),
                clean(entry.get("id")),
                sterling(pence_of(entry, "amount_pence")),
            ]
        )
    console.table(["belongs to", "what", "id", "amount"], rows, [3])
    console.say()


def statement_sentences(statement: Mapping[str, Any]) -> List[str]:
    """What must be known of a statement to read it rightly."""
    sentences = []
    unconfirmed = pence_of(statement, "unconfirmed_pence")
    if unconfirmed:
        sentences.append(
            "Of the contributions %s is unconfirmed: the host has not said that it arrived."
            % sterling(unconfirmed)
        )
    elif pence_of(statement, "contributed_pence"):
        sentences.append("The host has confirmed all contributions.")
    basis = clean(statement.get("basis"), 40)
    sentences.append(
        "Basis: %s.%s"
        % (
            basis,
            " A contribution counts in the year it is for, spending in the year it was incurred in."
            if basis == "accruals"
            else "",
        )
    )
    if statement.get("as_of"):
        sentences.append("As it was known at %s." % clean(statement["as_of"], 40))
    closed_at = clean(statement.get("closed_at") or "")
    if closed_at:
        sentences.append("The year was closed on %s: this stays." % closed_at[:10])
    else:
        sentences.append("The year is open: what is posted for it still changes this, unless a year after it is closed.")
    return sentences


def command_shares(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer budget shares"""
    day = str(options.on) if options.on else None
    target = fund_target(options.fund, "shares", [("on", day)])

    def show(service: Service) -> None:
        show_shares(document(service, target), console)

    return read_or_show(options, settings, console, target, show)


def show_shares(shares: Mapping[str, Any], console: Console) -> None:
    """What each contributor has paid in, and its portion of what is left."""
    console.say("%s on %s" % (clean(shares.get("fund")), clean(shares.get("on"))))
    console.say()
    show_portions(
        shares.get("shares") or [],
        ("total", pence_of(shares, "paid_in_pence"), pence_of(shares, "remaining_pence")),
        console,
    )
    console.say()
    console.sentence(clean(shares.get("rule")))
    if pence_of(shares, "remaining_pence") < 0:
        console.sentence("The fund is overdrawn: a portion below zero is what its partner lacks.")


def show_portions(
    items: Sequence[Mapping[str, Any]], total: Tuple[str, int, int], console: Console
) -> None:
    """A line for each contributor, and the total, which is what is left."""
    rows = [
        (
            clean(item.get("name") or item.get("partner"), NAME_MAX),
            pence_of(item, "paid_in_pence"),
            pence_of(item, "amount_pence"),
        )
        for item in items
    ] + [total]
    console.table(
        ["partner", "paid in", "portion of what is left"],
        [[name, sterling(paid), sterling(portion)] for name, paid, portion in rows],
        [1, 2],
        [red_below_zero(portion) for _, _, portion in rows],
    )


def command_close(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer budget close"""
    check_somebody_can_say_yes(options)
    token = needed_token(settings, console)
    fund, year = options.fund, options.financial_year
    path = fund_target(fund, "closings")
    body = {"financial_year": year}
    with contextlib.closing(Service(settings.base, token, settings, console)) as service:
        closing, before = closing_of(service, path, year, send(service, path, body, None))
        if before:
            say_closed(closing, "was closed already", console)
            return EXIT_DONE
        with contextlib.suppress(ServiceRefusal):  # who may close may not always read
            show_statement(document(service, statement_target(fund, year)), console)
            console.say()
        say_closed(closing, "would be closed", console)
        if options.dry_run:
            return EXIT_DONE
        console.sentence(
            "A closed year stays as it is. What is posted for it later counts in the first open "
            "year. It cannot be undone."
        )
        if not options.yes and not console.ask("Close %s of %s for good?" % (year, clean(fund))):
            console.note("nothing was sent")
            return EXIT_DECLINED
        key = key_of(["closing", partner_of(token), fund, year])
        closing, _ = closing_of(service, path, year, send(service, path, body, key))
        say_closed(closing, "is closed", console)
    return EXIT_DONE


def closing_of(
    service: Service, path: str, year: str, reply: Reply
) -> Tuple[Mapping[str, Any], bool]:
    """The closing an answer tells of, and whether the year was closed before: no failure, for who
    runs this again after an answer was lost wants nothing else."""
    if reply.status in (200, 201):
        return reply.json(), False
    if reply.status == 409 and slug_of(reply.problem()) == "year-closed":
        for item in service.pages(path):
            if item.get("financial_year") == year:
                return item, True
    raise refusal(reply)


def say_closed(closing: Mapping[str, Any], what: str, console: Console) -> None:
    """What a year opened and closed with."""
    console.sentence(
        "%s of %s %s: it opens with %s and closes with %s."
        % (
            clean(closing.get("financial_year")),
            clean(closing.get("fund")),
            what,
            sterling(pence_of(closing, "opening_pence")),
            sterling(pence_of(closing, "closing_pence")),
        )
    )


def command_withdraw(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer budget withdraw"""
    if options.for_good:
        check_somebody_can_say_yes(options)
    token = needed_token(settings, console)
    path = "/v1/agreements/%s/withdrawals" % segment(options.agreement)
    body = {"partner": options.partner, "notice_on": str(options.notice_on)}
    if options.effective_on:
        body["effective_on"] = str(options.effective_on)
    with contextlib.closing(Service(settings.base, token, settings, console)) as service:
        reply = send(service, path, body, None)
        if reply.status != 200:
            raise refusal(reply)
        show_withdrawal(reply.json(), console)
        if not options.for_good:
            console.say()
            console.say("This was a dry run: no notice was given. --for-good gives it.")
            return EXIT_DONE
        console.say()
        if not options.yes and not console.ask(
            "Give notice for %s, for good?" % clean(options.partner)
        ):
            console.note("nothing was sent")
            return EXIT_DECLINED
        key = key_of(["withdrawal", options.agreement, *sorted(body.items())])
        reply = send(service, path, body, key)
        if reply.status != 201:
            raise refusal(reply)
        console.say("Notice was given: %s." % clean(reply.json().get("id")))
    return EXIT_DONE


def show_withdrawal(withdrawal: Mapping[str, Any], console: Console) -> None:
    """What a withdrawal means: its days, what is left to whom, and what goes back."""
    said = [
        (label, clean(withdrawal[name]) + unit)
        for label, name, unit in (
            ("agreement", "agreement", ""),
            ("withdraws", "partner", ""),
            ("resolution sent on", "resolution_on", ""),
            ("chair written to on", "chair_notified_on", ""),
            ("notice", "notice_months", " calendar months"),
            ("earliest day", "earliest_on", ""),
            ("takes effect on", "effective_on", ""),
            ("dissolves the agreement on", "dissolves_on", ""),
        )
        if withdrawal.get(name) is not None
    ]
    width = max(len(label) for label, _ in said) if said else 0
    for label, value in said:
        console.say("%s  %s" % (label.ljust(width), value))
    console.say()
    for sentence in withdrawal.get("says") or []:
        console.sentence(clean(sentence))
    shares: Sequence[Mapping[str, Any]] = withdrawal.get("shares") or []
    if shares:
        console.say()
        rows = [(clean(item.get("partner")), pence_of(item, "amount_pence")) for item in shares]
        rows.append(("total", sum(pence for _, pence in rows)))
        day = clean(withdrawal.get("shares_on") or "that day")
        console.table(
            ["partner", "portion of what is left on %s" % day],
            [[name, sterling(pence)] for name, pence in rows],
            [1],
            [red_below_zero(pence) for _, pence in rows],
        )
    show_returns(withdrawal.get("returns") or {}, console)


def show_returns(returns: Mapping[str, Any], console: Console) -> None:
    """The functions and duties that go back to the partners, and what else is touched."""
    lines = [clean(item.get("text")) for item in returns.get("functions") or []]
    lines += [
        "post: %s (%s)" % (clean(item.get("title")), clean(item.get("employer")))
        for item in returns.get("posts") or []
    ]
    lines += ["project: %s" % clean(item.get("name")) for item in returns.get("projects") or []]
    if lines:
        console.say()
        console.say("What goes back to the partners:")
    for line in lines:
        console.sentence(line, "- ", "  ")
