# A control chart drawn with characters.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple

from safer_client.chart_data import RULES
from safer_client.periods import period_months

if TYPE_CHECKING:
    from safer_client.chart_data import Chart, Point
    from safer_client.console import Console

ROWS = 18
STEP_MAX = 4
TICKS_Y = 8
LABEL_MAX = 9
ROOM_MIN = 20
# What stands for a value, the mean, a limit, the border of two segments, and the two axes.
SIGNS = {"value": "\u25cf", "mean": "\u2500", "limit": "\u2504", "border": "\u250a"}
SIGNS.update({"left": "\u2524", "corner": "\u2514", "bottom": "\u2500", "tick": "\u252c"})
ASCII_SIGNS = {"value": "o", "mean": "-", "limit": ".", "border": ":"}
ASCII_SIGNS.update({"left": "|", "corner": "+", "bottom": "-", "tick": "+"})
# A flagged point is a letter, so that it is seen without colours.
MARKS = {"outside_limits": "X", "trend": "T", "two_of_three": "2", "shift": "S"}
OTHER_MARK = "!"
TICKS = (1, 2, 3, 4, 6, 12, 24, 60, 120, 240)


def nice_ticks(low: float, high: float, most: int) -> List[float]:
    """Round values between two others."""
    size = 10.0 ** -6
    while True:
        for factor in (1, 2, 5):
            step = size * factor
            first = -(-low // step)
            count = int(high // step - first) + 1
            if count <= most:
                return [(first + index) * step for index in range(count)]
        size *= 10


def tick_text(value: float, ticks: Sequence[float]) -> str:
    """A round value, with as many decimals as its neighbours need."""
    step = min((b - a for a, b in zip(ticks, ticks[1:])), default=1.0)
    decimals = 0
    while decimals < 6 and abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    text = format(value, ",.%df" % decimals)
    return text[1:] if text.strip("-0.,") == "" and text.startswith("-") else text


def value_range(points: Sequence[Point]) -> Tuple[float, float]:
    """The lowest and highest that is drawn."""
    values = [point.value for point in points]
    for point in points:
        values += [at for at in (point.lower, point.mean, point.upper) if at is not None]
    low, high = min(values), max(values)
    if low == high:
        room = abs(low) / 10 or 1.0
        low, high = low - room if low < 0 else max(0.0, low - room), high + room
    return low, high


def year_offset(period: str) -> int:
    """At which place, counted in places of a year, a year of this kind begins."""
    months = period_months(period)
    return 3 // months if "/" in period and months < 12 else 0


def tick_places(
    first: int, last: int, step: float, room: float, sample: str
) -> Tuple[int, int]:
    """Every how manieth place is named, where a name takes `room`, and the first of them."""
    year = 12 // period_months(sample)
    # Names fall on the same periods of each year; in a long series, on its first.
    sizes = [size for size in TICKS if size % year == 0 or year % size == 0]
    if last - first >= year * 2:
        sizes = [size for size in sizes if size % year == 0]
    every = next((size for size in sizes if size * step >= room), sizes[-1])
    offset = year_offset(sample)
    start = first + (offset - first) % every
    return every, start


class Canvas:
    """A grid of characters; the colour of a cell is kept beside it."""

    def __init__(self, columns: int, rows: int, low: float, high: float) -> None:
        self._rows = rows
        self._low, self._high = low, high
        self._cells = [[" "] * columns for _ in range(rows)]
        self._flagged: Dict[Tuple[int, int], str] = {}

    def row(self, value: float) -> int:
        """The row of a value."""
        share = (self._high - value) / (self._high - self._low)
        return min(max(round(share * (self._rows - 1)), 0), self._rows - 1)

    def put(self, column: int, value: float, sign: str, colour: str = "") -> None:
        """A character at a value."""
        self._cells[self.row(value)][column] = sign
        self._flagged.pop((self.row(value), column), None)
        if colour:
            self._flagged[self.row(value), column] = colour

    def fill(self, column: int, sign: str) -> None:
        """A column, where nothing stands yet."""
        for row in self._cells:
            if row[column] == " ":
                row[column] = sign

    def line(self, number: int, console: Console) -> str:
        """A row as it is printed."""
        cells = self._cells[number]
        shown = [
            console.paint(cell, self._flagged[number, column])
            if (number, column) in self._flagged
            else cell
            for column, cell in enumerate(cells)
        ]
        return "".join(shown).rstrip()


def draw_terminal(chart: Chart, width: int, console: Console) -> List[str]:
    """The chart's lines: the latest points that fit, the axes, and what the characters mean."""
    if not chart.points:
        return ["There is nothing to draw: there are no observations."]
    signs = SIGNS if console.shows("".join(SIGNS.values())) else ASCII_SIGNS
    room = max(width - LABEL_MAX - 2, ROOM_MIN)
    last = chart.points[-1].place
    first = max(chart.points[0].place, last - room + 1)
    shown = [point for point in chart.points if point.place >= first]
    low, high = value_range(shown)
    ticks = nice_ticks(low, high, TICKS_Y)
    labels = {tick: tick_text(tick, ticks) for tick in ticks}
    margin = max([len(label) for label in labels.values()] or [0])
    step = max(1, min(STEP_MAX, room // (last - first + 1)))
    canvas = Canvas((last - first) * step + 1, ROWS, low, high)
    draw_points(canvas, shown, first, step, signs)
    rows = {canvas.row(tick): labels[tick] for tick in ticks if low <= tick <= high}
    lines = [
        (rows.get(row, "").rjust(margin) + " " + (signs["left"] if row in rows else "|"))
        .replace("|", "\u2502" if signs is SIGNS else "|")
        + canvas.line(row, console)
        for row in range(ROWS)
    ]
    lines += axis(chart, first, last, step, margin, signs)
    lines.append("")
    lines += legend(chart, shown, signs, width)
    if len(shown) < len(chart.points):
        more = "The latest %d of %d points; --width shows more." % (len(shown), len(chart.points))
        lines += textwrap.wrap(more, width)
    return lines


def draw_points(
    canvas: Canvas, points: Sequence[Point], first: int, step: int, signs: Dict[str, str]
) -> None:
    """Limits and means, then what lies on them."""
    before: Optional[Point] = None
    for point in points:
        column = (point.place - first) * step
        begin = column if before is None or before.segment != point.segment else (
            (before.place - first) * step + 1
        )
        for at in range(begin, column + 1):
            levels = ((point.lower, "limit"), (point.upper, "limit"), (point.mean, "mean"))
            for value, sign in levels:
                if value is not None:
                    canvas.put(at, value, signs[sign])
        if before is not None and before.segment != point.segment:
            canvas.fill(max(column - 1, 0) if step > 1 else column, signs["border"])
        before = point
    for point in points:
        column = (point.place - first) * step
        if point.rule:
            canvas.put(column, point.value, MARKS.get(point.rule, OTHER_MARK), "red")
        else:
            canvas.put(column, point.value, signs["value"])


def axis(
    chart: Chart, first: int, last: int, step: int, margin: int, signs: Dict[str, str]
) -> List[str]:
    """The axis of time, with the names of some periods."""
    sample = chart.points[-1]
    every, start = tick_places(first, last, step, len(sample.period) + 2, sample.period)
    line = [signs["bottom"]] * ((last - first) * step + 1)
    names = [" "] * (len(line) + len(sample.period))
    for place in range(start, last + 1, every):
        column = (place - first) * step
        line[column] = signs["tick"]
        for index, letter in enumerate(period_name(place, sample.period)):
            if column + index < len(names):
                names[column + index] = letter
    lead = " " * (margin + 1)
    return [lead + signs["corner"] + "".join(line), lead + " " + "".join(names).rstrip()]


def period_name(place: int, like: str) -> str:
    """The period at a place, written as another one is."""
    months = period_months(like)
    ordinal = place * months
    financial = "/" in like
    year, month = divmod(ordinal - (3 if financial and months < 12 else 0), 12)
    text = "%04d/%02d" % (year, (year + 1) % 100) if financial else "%04d" % year
    if months == 3:
        text += "-Q%d" % (month // 3 + 1)
    elif months == 1:
        text += "-%02d" % (month + 1)
    return text


def legend(
    chart: Chart, shown: Sequence[Point], signs: Dict[str, str], width: int
) -> List[str]:
    """What the characters mean."""
    parts = ["%s value" % signs["value"]]
    if any(point.mean is not None for point in shown):
        parts += ["%s mean" % (signs["mean"] * 2), "%s limits" % (signs["limit"] * 2)]
    if len({point.segment for point in shown}) > 1:
        parts.append("%s new limits" % signs["border"])
    found = {point.rule for point in shown if point.rule}
    parts += ["%s %s" % (mark, RULES[rule][0]) for rule, mark in MARKS.items() if rule in found]
    if found - set(MARKS):
        parts.append("%s flagged" % OTHER_MARK)
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + 3 + len(part) > width:
            lines.append("")
        lines[-1] += ("   " if lines[-1] else "") + part
    return lines
