# What a control chart shows, as the service has analysed it, and what it says in words.
# SPDX-License-Identifier: MIT

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from safer_client.common import EXIT_UNAVAILABLE, Stop
from safer_client.console import clean, counted
from safer_client.periods import period_place

# What a rule is called, and what it says of points that lie up or down.
RULES: Dict[str, Tuple[str, str, str]] = {
    "outside_limits": (
        "outside the limits",
        "above the upper limit",
        "below the lower limit",
    ),
    "trend": (
        "a trend",
        "a trend: each point higher than the one before",
        "a trend: each point lower than the one before",
    ),
    "two_of_three": (
        "two of three near a limit",
        "two of three points close to the upper limit",
        "two of three points close to the lower limit",
    ),
    "shift": (
        "a shift",
        "a shift: a run of points above the mean",
        "a shift: a run of points below the mean",
    ),
}


@dataclass(frozen=True)
class Point:
    """A value with its limits; a limit is None where there are too few points for one."""

    period: str
    place: int
    value: float
    mean: Optional[float]
    lower: Optional[float]
    upper: Optional[float]
    rule: Optional[str]
    segment: int

    @property
    def up(self) -> bool:
        """Whether it lies above the mean."""
        return self.mean is not None and self.value > self.mean


@dataclass(frozen=True)
class Run:
    """Points that follow one another and are flagged by the same rule, on the same side."""

    points: Tuple[Point, ...]

    def sentence(self) -> str:
        """1983-02 to 1983-06 (5 points): below the lower limit"""
        first, last = self.points[0], self.points[-1]
        if len(self.points) == 1:
            when = clean(first.period)
        else:
            when = "%s to %s (%s)" % (
                clean(first.period),
                clean(last.period),
                counted(len(self.points), "point"),
            )
        return "%s: %s" % (when, rule_words(first.rule, rising(self.points)))


@dataclass(frozen=True)
class Chart:
    """What is drawn."""

    title: str
    unit: str
    verdict: str
    latest: Mapping[str, Any]
    points: Tuple[Point, ...]
    segments: Tuple[Mapping[str, Any], ...]
    method: Tuple[str, ...] = field(default=())

    def runs(self) -> List[Run]:
        """The flagged points, those that belong together as one."""
        runs: List[List[Point]] = []
        before: Optional[Point] = None
        for point in self.points:
            if point.rule:
                same = before is not None and (point.rule, point.segment, point.up) == (
                    before.rule,
                    before.segment,
                    before.up,
                )
                # A trend crosses the mean on its way.
                trend = before is not None and point.rule == before.rule == "trend"
                if same or (trend and before is not None and point.segment == before.segment):
                    runs[-1].append(point)
                else:
                    runs.append([point])
            before = point
        return [Run(tuple(points)) for points in runs]

    def rules(self) -> List[str]:
        """The rules that have flagged a point, in the order in which they are asked."""
        found = {point.rule for point in self.points}
        return [rule for rule in RULES if rule in found]

    def verdict_sentence(self) -> str:
        """What the latest point says."""
        when = clean(self.latest.get("period") or "")
        if self.verdict == "not_enough_data":
            return "Not enough data: there are too few points to draw limits from."
        if self.verdict == "none" or not self.latest.get("rule"):
            return "No exception: the latest point, %s, is within what is expected." % when
        words = rule_words(str(self.latest["rule"]), self.latest.get("direction") == "up")
        wanted = {
            "concern": "Concern: the latest point, %s, is an exception, and not the wanted way",
            "improvement": "Improvement: the latest point, %s, is an exception, the wanted way",
        }.get(self.verdict, "Change: the latest point, %s, is an exception")
        return "%s (%s)." % (wanted % when, words)

    def limits_sentence(self) -> str:
        """The limits in force."""
        last = self.points[-1] if self.points else None
        if last is None or last.mean is None:
            return ""
        since = ""
        if len(self.segments) > 1:
            since = ", from %s" % clean(self.segments[-1].get("from"))
        parts = [("lower limit", last.lower), ("mean", last.mean), ("upper limit", last.upper)]
        told = ", ".join("%s %s" % (name, number(at)) for name, at in parts if at is not None)
        return "At %s: %s%s." % (clean(last.period), told, since)


def rule_words(rule: Optional[str], up: bool) -> str:
    """A rule in words; one this program does not know yet by its name."""
    known = RULES.get(rule or "")
    return known[1 if up else 2] if known else clean(rule or "").replace("_", " ")


def rising(points: Sequence[Point]) -> bool:
    """Whether a run lies above the mean, or a trend rises: from the mean, so that seasons do not
    count."""
    if points[0].rule != "trend" or len(points) == 1:
        return points[0].up
    return (points[-1].value - (points[-1].mean or 0)) > (points[0].value - (points[0].mean or 0))


def number(value: float) -> str:
    """1234.5 -> 1,234.5; as many figures as are worth reading."""
    decimals = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2
    text = format(value, ",.%df" % decimals)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def read_chart(analysis: Mapping[str, Any], title: str, unit: str) -> Chart:
    """The analysis as the service answers it; what is not as promised ends the command."""
    try:
        segments = tuple(analysis.get("segments") or ())
        starts = [period_place(str(item["from"])) for item in segments]
        points = []
        for item in analysis.get("points") or ():
            if item.get("value") is None:
                continue
            place = period_place(str(item["period"]))
            points.append(
                Point(
                    str(item["period"]),
                    place,
                    float(item["value"]),
                    *(
                        None if item.get(name) is None else float(item[name])
                        for name in ("mean", "lower", "upper")
                    ),
                    item.get("rule"),
                    sum(start <= place for start in starts),
                )
            )
        latest = analysis.get("latest") or {}
        return Chart(
            title,
            unit,
            str(analysis["verdict"]),
            latest,
            tuple(points),
            segments,
            method_lines(analysis.get("method")),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Stop(EXIT_UNAVAILABLE, "the analysis is not what it should be") from None


def method_lines(method: Any) -> Tuple[str, ...]:
    """How it was done: sentences as they are, figures by their names."""
    if isinstance(method, str):
        return (clean(method, 500),)
    if not isinstance(method, dict):
        return ()
    said = method.get("says")
    if isinstance(said, list):
        return tuple(clean(sentence, 500) for sentence in said)
    parts = [
        "%s: %s" % (clean(name).replace("_", " "), clean(value, 100))
        for name, value in method.items()
        if isinstance(value, (str, int, float))
    ]
    return ("Method: %s." % "; ".join(parts),) if parts else ()
