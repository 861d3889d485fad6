# A control chart as a picture: SVG that reads aloud, prints, and is right in light and in dark.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Dict, List, Optional, Sequence, Tuple
from xml.sax.saxutils import escape, quoteattr

from safer_client.chart_data import RULES, number
from safer_client.chart_terminal import nice_ticks, period_name, tick_places, tick_text, value_range
from safer_client.periods import period_months, period_start

if TYPE_CHECKING:
    from safer_client.chart_data import Chart, Point

WIDTH, HEIGHT = 960, 540
LEFT, RIGHT, TOP, BOTTOM = 76, 160, 98, 96
TICKS_Y = 8
LETTER = 7.2  # the width of an average letter, for what must not overlap
LINE_LETTERS = 118
TITLE_LETTERS = 86
CROWDED = 100  # places from which points are drawn smaller
# A picture of its own has colours for light and dark; on paper it is always the light one.
STYLE = """\
svg{font:13px sans-serif}
text{fill:#1b1b1b}
.paper{fill:#fff}
.title{font-size:18px;font-weight:bold}
.quiet{fill:#555}
.grid{stroke:#e4e4e4}
.axis{stroke:#767676}
.band{fill:#f0f2f4}
.value{fill:none;stroke:#1d5c96;stroke-width:1.5}
.dot{fill:#1d5c96}
.mean{fill:none;stroke:#555;stroke-width:1.25}
.limit{fill:none;stroke:#555;stroke-dasharray:6 3}
.border{stroke:#767676;stroke-dasharray:1 4;stroke-linecap:round;stroke-width:2}
.note{stroke:#8a6d1b;stroke-dasharray:2 3}
.mark{font-weight:bold}
.flag{fill:#fff;stroke:#b3261e;stroke-width:2}
@media screen and (prefers-color-scheme:dark){
text{fill:#ececec}
.paper{fill:#17191c}
.quiet{fill:#b5b5b5}
.grid{stroke:#303338}
.axis{stroke:#8d9196}
.band{fill:#22262b}
.value{stroke:#7fb8ec}
.dot{fill:#7fb8ec}
.mean,.limit{stroke:#c8c8c8}
.border{stroke:#9aa0a6}
.note{stroke:#d9b95b}
.flag{fill:#17191c;stroke:#ff9088}
}
"""


def shape(rule: Optional[str], x: float, y: float, size: float = 5.5) -> str:
    """A flagged point: the shape says the rule, so that no colour has to."""
    if rule == "outside_limits":
        far = size * 1.2
        corners = [(x, y - far), (x + far, y), (x, y + far), (x - far, y)]
    elif rule == "trend":
        wide, low = size * 1.1, y + size * 0.8
        corners = [(x, y - size * 1.2), (x + wide, low), (x - wide, low)]
    elif rule == "two_of_three":
        far = size * 0.9
        corners = [(x - far, y - far), (x + far, y - far), (x + far, y + far), (x - far, y + far)]
    else:
        return '<circle class="flag" cx="%.1f" cy="%.1f" r="%.1f"/>' % (x, y, size)
    return '<path class="flag" d="M%sZ"/>' % "L".join("%.1f %.1f" % corner for corner in corners)


def words(x: float, y: float, text: str, kind: str = "", anchor: str = "") -> str:
    """A line of text."""
    return "<text%s%s x=\"%.1f\" y=\"%.1f\">%s</text>" % (
        ' class="%s"' % kind if kind else "",
        ' text-anchor="%s"' % anchor if anchor else "",
        x,
        y,
        escape(text),
    )


class Frame:
    """Where places and values are on the paper."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.first, self.last = points[0].place, points[-1].place
        low, high = value_range(points)
        room = (high - low) * 0.04
        # A count is never drawn below its zero.
        self.low = low if low == 0 else low - room
        self.high = high + room

    def x(self, place: float) -> float:
        """Half a place is left free at both sides."""
        share = (place - self.first + 0.5) / (self.last - self.first + 1)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Upwards is more."""
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def draw_svg(chart: Chart) -> str:
    """The whole picture."""
    name = re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-") or "chart"
    told = [chart.asked, chart.verdict_sentence(), chart.limits_sentence()]
    told += ["Flagged: " + run.sentence() + "." for run in chart.runs()]
    told += chart.notes()
    above, lower = head(chart)
    below, longer = notes(chart, HEIGHT + lower)
    height = HEIGHT + lower + longer
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d"'
        ' role="img" aria-labelledby=%s>'
        % (WIDTH, height, WIDTH, height, quoteattr("%s-title %s-desc" % (name, name))),
        "<title id=%s>%s</title>" % (quoteattr(name + "-title"), escape(chart.heading())),
        "<desc id=%s>%s</desc>"
        % (quoteattr(name + "-desc"), escape("Control chart. " + " ".join(filter(None, told)))),
        "<style>%s</style>" % STYLE,
        '<rect class="paper" width="%d" height="%d"/>' % (WIDTH, height),
        *above,
        '<g transform="translate(0 %d)">' % lower,
    ]
    if chart.points:
        frame = Frame(chart.points)
        parts += grid(chart, frame) + limits(chart, frame) + values(chart, frame)
        parts += borders(chart, frame) + marks(chart, frame)
        parts += labels(chart, frame) + legend(chart)
    else:
        parts.append(words(24, 110, "There are no observations."))
    return "\n".join(parts + ["</g>", *below, "</svg>", ""])


def head(chart: Chart) -> Tuple[List[str], int]:
    """What stands above the chart, and by how much it makes it stand lower."""
    parts = []
    y = 9
    for line in textwrap.wrap(chart.heading(), TITLE_LETTERS):
        y += 23
        parts.append(words(24, y, line, "title"))
    y += 5
    for kind, text in (("quiet", chart.asked), ("", chart.verdict_sentence())):
        for line in textwrap.wrap(text, LINE_LETTERS):
            y += 17
            parts.append(words(24, y, line, kind))
    free = 44 if chart.annotations else 27
    return parts, max(0, y + free - TOP)


def notes(chart: Chart, y: int) -> Tuple[List[str], int]:
    """What has to be known, numbered as it is marked in the chart, and how much room it takes."""
    parts: List[str] = []
    first = y
    for number_of, text in enumerate(chart.notes(), 1):
        for index, line in enumerate(textwrap.wrap(text, LINE_LETTERS - 4)):
            if index == 0:
                parts.append(words(24, y, "%d" % number_of, "mark"))
            parts.append(words(48, y, line))
            y += 17
    return parts, y - first + 8 if parts else 0


def marks(chart: Chart, frame: Frame) -> List[str]:
    """Where what has to be known begins: its number above the chart, and a line down from it."""
    months = period_months(chart.points[-1].period)
    numbers: Dict[int, List[int]] = {}
    for number_of, item in enumerate(chart.annotations, 1):
        try:
            year, month = period_start(str(item.get("period")))
        except ValueError:
            continue
        place = (year * 12 + month - 1) // months
        if frame.first <= place <= frame.last:
            numbers.setdefault(place, []).append(number_of)
    parts = []
    free = 0.0
    for place, found in sorted(numbers.items()):
        text = ", ".join("%d" % number_of for number_of in found)
        at = frame.x(place - 0.5)
        x = max(at, free)
        free = x + (len(text) + 1) * LETTER
        line = "M%.1f %dV%d" % (at, TOP, HEIGHT - BOTTOM)
        parts.append('<path class="note" d="%s" fill="none"/>' % line)
        parts.append(words(x, TOP - 23, text, "mark", "middle"))
    return parts


def grid(chart: Chart, frame: Frame) -> List[str]:
    """Both axes, and lines across."""
    parts = ['<g aria-hidden="true">']
    ticks = nice_ticks(frame.low, frame.high, TICKS_Y)
    for tick in ticks:
        y = frame.y(tick)
        parts.append(
            '<path class="grid" d="M%d %.1fH%d"/>' % (LEFT, y, WIDTH - RIGHT)
            + words(LEFT - 8, y + 4.5, tick_text(tick, ticks), "quiet", "end")
        )
    bottom = HEIGHT - BOTTOM
    parts.append('<path class="axis" d="M%d %dH%d" fill="none"/>' % (LEFT, bottom, WIDTH - RIGHT))
    sample = chart.points[-1].period
    every, start = tick_places(
        frame.first, frame.last, frame.x(1) - frame.x(0), (len(sample) + 2) * LETTER, sample
    )
    for place in range(start, frame.last + 1, every):
        x = frame.x(place)
        parts.append(
            '<path class="axis" d="M%.1f %dv5" fill="none"/>' % (x, bottom)
            + words(x, bottom + 20, period_name(place, sample), "quiet", "middle")
        )
    return parts + ["</g>"]


def limits(chart: Chart, frame: Frame) -> List[str]:
    """Mean and limits, for each segment, on a band; with a season they go up and down."""
    bands, lines = [], []
    by_segment: Dict[int, List[Point]] = {}
    for point in chart.points:
        by_segment.setdefault(point.segment, []).append(point)
    for points in by_segment.values():
        mean = trace(frame, points, [point.mean for point in points])
        lower = trace(frame, points, [point.lower for point in points])
        upper = trace(frame, points, [point.upper for point in points])
        if lower and upper:
            bands.append('<path class="band" d="M%sZ"/>' % "L".join(upper + lower[::-1]))
        for kind, line in (("limit", lower), ("limit", upper), ("mean", mean)):
            if line:
                lines.append('<path class="%s" d="M%s"/>' % (kind, "L".join(line)))
    return bands + lines


def trace(frame: Frame, points: Sequence[Point], levels: Sequence[Optional[float]]) -> List[str]:
    """A line through the levels, half a place longer at both ends; it goes on over a gap."""
    known = [
        (float(point.place), level) for point, level in zip(points, levels) if level is not None
    ]
    if not known:
        return []
    known = [(known[0][0] - 0.5, known[0][1]), *known, (known[-1][0] + 0.5, known[-1][1])]
    # Where it is flat, its ends are enough.
    kept = [
        known[at]
        for at in range(len(known))
        if at in (0, len(known) - 1)
        or not known[at - 1][1] == known[at][1] == known[at + 1][1]
    ]
    return ["%.1f %.1f" % (frame.x(place), frame.y(level)) for place, level in kept]


def values(chart: Chart, frame: Frame) -> List[str]:
    """The values: a line that a gap breaks, and a point for each, which says what it is."""
    path = ""
    before: Optional[Point] = None
    dots = []
    crowded = frame.last - frame.first >= CROWDED
    for point in chart.points:
        x, y = frame.x(point.place), frame.y(point.value)
        joined = before is not None and before.place + 1 == point.place
        path += "%s%.1f %.1f" % ("L" if joined else "M", x, y)
        before = point
        told = "%s: %s" % (point.period, number(point.value))
        if point.rule:
            told += ", %s" % chart.words(point.rule, point.up)
            dot = shape(point.rule, x, y, 3.8 if crowded else 5.5)
        else:
            dot = '<circle class="dot" cx="%.1f" cy="%.1f" r="%.1f"/>' % (
                x,
                y,
                1.7 if crowded else 2.6,
            )
        dots.append("<g><title>%s</title>%s</g>" % (escape(told), dot))
    return ['<path class="value" d="%s"/>' % path] + dots


def borders(chart: Chart, frame: Frame) -> List[str]:
    """Where new limits begin; a name that would touch the one before is left out."""
    parts = []
    before: Optional[Point] = None
    free = 0.0
    for point in chart.points:
        if before is not None and point.segment != before.segment:
            x = frame.x(point.place - 0.5)
            text = "new limits from " + point.period
            parts.append(
                '<path class="border" d="M%.1f %dV%d" fill="none"/>' % (x, TOP, HEIGHT - BOTTOM)
            )
            if x > free:
                parts.append(words(x, TOP - 7, text, "quiet"))
                free = x + len(text) * LETTER
        before = point
    return parts


def labels(chart: Chart, frame: Frame) -> List[str]:
    """The limits in force, named where their lines end, one under the other."""
    last = chart.points[-1]
    named = [
        (frame.y(at), "%s %s" % (name, number(at)))
        for name, at in (
            ("upper limit", last.upper),
            ("mean", last.mean),
            ("lower limit", last.lower),
        )
        if at is not None
    ]
    parts = []
    lowest = 0.0
    for y, text in named:
        lowest = max(y + 4.5, lowest + 16)
        parts.append(words(WIDTH - RIGHT + 8, lowest, text))
    return parts


def legend(chart: Chart) -> List[str]:
    """What lines and shapes mean."""
    y = HEIGHT - 34
    samples = [('<path class="value" d="M%.1f %.1fh26"/>', "value")]
    if any(point.mean is not None for point in chart.points):
        samples.append(('<path class="mean" d="M%.1f %.1fh26"/>', "mean"))
        samples.append(('<path class="limit" d="M%.1f %.1fh26"/>', "limits"))
    parts = ['<g aria-hidden="true">']
    x = float(LEFT)
    for sample, text in samples:
        parts.append(sample % (x, y) + words(x + 33, y + 4.5, text))
        x += 33 + len(text) * LETTER + 20
    for rule in chart.rules():
        text = RULES[rule][0]
        parts.append(shape(rule, x + 7, y) + words(x + 20, y + 4.5, text))
        x += 20 + len(text) * LETTER + 20
    if any(point.rule and point.rule not in RULES for point in chart.points):
        parts.append(shape(None, x + 7, y) + words(x + 20, y + 4.5, "flagged"))
    return parts + ["</g>"]
