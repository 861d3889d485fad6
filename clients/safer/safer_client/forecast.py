# safer budget forecast: months drawn, what it comes to, and what it rests on.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any, List, Mapping, Optional, Sequence, TYPE_CHECKING, Tuple

from safer_client.budget import BARS_MAX, BARS_MIN, NAME_MAX, fund_target
from safer_client.common import COLUMNS
from safer_client.console import Console, clean, counted, red_below_zero, sterling
from safer_client.reading import document, pence_of, read_or_show

if TYPE_CHECKING:
    from safer_client.settings import Settings
    from safer_client.service import Service

# What a scenario changes: the option, and the parameter of the address that takes its values.
SCENARIO = (
    ("contribution", "contributions"),
    ("due", "due"),
    ("start", "starts"),
    ("cost", "costs"),
)


def forecast_target(options: argparse.Namespace) -> str:
    """The address of a forecast; its scenario is part of it."""
    pairs: List[Tuple[str, Optional[str]]] = [
        ("from", options.from_month),
        ("to", options.to_month),
        ("opening_pence", None if options.opening is None else str(options.opening)),
    ]
    for option, parameter in SCENARIO:
        given = getattr(options, option)
        pairs.append((parameter, ",".join(given) if given else None))
    pairs.append(("actual_until", options.actual_until))
    return fund_target(options.fund, "forecast", pairs)


def command_forecast(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer budget forecast"""
    target = forecast_target(options)

    def show(service: Service) -> None:
        show_forecast(document(service, target), console)
        console.say()
        console.say("To see it again, keep its address (safer get reads it):")
        console.say("%s%s" % (service.base, target))

    return read_or_show(options, settings, console, target, show)


def show_forecast(forecast: Mapping[str, Any], console: Console) -> None:
    """Years, months with their balance drawn, what it comes to, and what it rests on."""
    console.say(
        "%s: forecast, %s to %s"
        % tuple(clean(forecast.get(name)) for name in ("fund", "from", "to"))
    )
    console.say()
    years: Sequence[Mapping[str, Any]] = forecast.get("years") or []
    figures = ("in_pence", "out_pence", "closing_pence")
    console.table(
        ["year", "in", "out", "closing balance"],
        [
            [clean(year.get("financial_year"))]
            + [sterling(pence_of(year, name)) for name in figures]
            for year in years
        ],
        [1, 2, 3],
        [red_below_zero(pence_of(year, "closing_pence")) for year in years],
    )
    console.say()
    show_months(forecast.get("months") or [], console)
    console.say()
    for sentence in forecast_sentences(forecast):
        console.sentence(sentence)
    console.say()
    show_assumptions(forecast.get("assumptions") or {}, console)


def show_months(months: Sequence[Mapping[str, Any]], console: Console) -> None:
    """The months, each with its balance as a bar to the left or right of the zero line."""
    if not months:
        return
    names = ("in_pence", "out_pence", "balance_pence")
    some_actual = any(month.get("actual") for month in months)
    rows = [
        [clean(month.get("month")) + (" *" if month.get("actual") else "")]
        + [sterling(pence_of(month, name)) for name in names]
        for month in months
    ]
    headings = ["month", "in", "out", "balance"]
    taken = sum(
        max(console.width(row[index]) for row in [headings] + rows) + 2
        for index in range(len(headings))
    )
    balances = [pence_of(month, "balance_pence") for month in months]
    ruler, drawn = bars(balances, COLUMNS - 1 - taken, console.shows(BLOCKS))
    console.table(
        headings + [ruler],
        [row + [bar] for row, bar in zip(rows, drawn)],
        [1, 2, 3],
        [red_below_zero(balance) for balance in balances],
        (3, 4),
    )
    if some_actual:
        console.say("* as the ledger has it; the other months are the plan's.")


BLOCKS = "\u2588\u258c\u2590\u2502"
BLOCK_STAND_INS = "###|"


def bars(values: Sequence[int], width: int, blocks: bool) -> Tuple[str, List[str]]:
    """A bar for each value, to the left of the zero line or to its right, and a heading whose 0
    stands over that line. With block characters a bar is exact to half a column."""
    full, half_right, half_left, line = BLOCKS if blocks else BLOCK_STAND_INS
    steps = 2 if blocks else 1
    room = min(max(width, BARS_MIN), BARS_MAX) - 1
    low, high = -min([0, *values]), max([0, *values])
    left = round(room * low / max(low + high, 1))
    # Whatever is below zero, or above it, has a column to be seen in.
    left = min(max(left, 1 if low else 0), room - 1 if high else room)
    scale = min(left / low if low else room, (room - left) / high if high else room)
    drawn = []
    for value in values:
        length = max(1, round(abs(value) * scale * steps)) if value else 0
        whole, part = divmod(length, steps)
        if value < 0:
            drawn.append((half_left * part + full * whole).rjust(left) + line)
        else:
            drawn.append(" " * left + line + full * whole + half_right * part)
    return " " * left + "0", drawn


def forecast_sentences(forecast: Mapping[str, Any]) -> List[str]:
    """What a forecast comes to."""
    below = forecast.get("first_negative_month")
    sentences = [
        "The first month that ends below zero is %s." % clean(below)
        if below
        else "No month ends below zero."
    ]
    first = forecast.get("break_even_from")
    if not first:
        return sentences + ["Break-even: there is no year of which it could be asked."]
    for name, aim in (
        ("break_even_pence", "for the forecast to close at zero or more"),
        ("never_negative_pence", "for no month to end below zero"),
    ):
        pence = forecast.get(name)
        if isinstance(pence, int):
            sentences.append(
                "Break-even: each partner would have to pay %s a year from %s on %s."
                % (sterling(pence), clean(first), aim)
            )
        else:
            sentences.append("Break-even: no amount would do %s." % aim)
    return sentences


def show_assumptions(assumptions: Mapping[str, Any], console: Console) -> None:
    """What a forecast rests on: shown with it always."""
    console.say("It rests on this:")
    for sentence in assumptions.get("says") or []:
        console.sentence(clean(sentence), "- ", "  ")
    for line in counted_on(assumptions):
        console.sentence(line, "- ", "  ")


def counted_on(assumptions: Mapping[str, Any]) -> List[str]:
    """The payments, posts and costs a forecast counts on, and what it leaves out."""

    def scenario(item: Mapping[str, Any]) -> str:
        return " (scenario)" if item.get("source") == "scenario" else ""

    lines = [
        "Counted on: %s from %s for %s, due on %s%s."
        % (
            sterling(pence_of(item, "amount_pence")),
            "each of " + counted(int(item.get("partners") or 0), "partner"),
            clean(item.get("financial_year")),
            clean(item.get("due_on")),
            scenario(item),
        )
        for item in assumptions.get("contributions") or []
    ]
    lines += [
        "Counted on: %s for %s a year, %s to %s%s."
        % (
            clean(item.get("title"), NAME_MAX),
            sterling(pence_of(item, "annual_cost_pence")),
            clean(item.get("from")),
            clean(item.get("until")),
            scenario(item),
        )
        for item in assumptions.get("posts") or []
    ]
    lines += [
        "Counted on: %s spent in %s (scenario)."
        % (sterling(pence_of(item, "amount_pence")), clean(item.get("month")))
        for item in assumptions.get("costs") or []
    ]
    left_out = [clean(item.get("name"), NAME_MAX) for item in assumptions.get("not_counted") or []]
    if left_out:
        lines.append("Not counted: %s." % "; ".join(left_out))
    return lines
