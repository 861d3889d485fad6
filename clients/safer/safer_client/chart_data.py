# What a control chart shows, as the service has analysed it, and what it says in words.
# SPDX-License-Identifier: MIT

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from safer_client.common import EXIT_UNAVAILABLE, Stop
from safer_client.console import clean, counted
from safer_client.periods import period_place

# What a rule is called, and what it says of points that lie or go up, and down; %s is how many
# points it takes.
RULES: Dict[str, Tuple[str, str, str]] = {
    "outside_limits": ("outside the limits", "above the upper limit", "below the lower limit"),
    "trend": (
        "a trend",
        "a trend: %s or more points, each higher than the one before",
        "a trend: %s or more points, each lower than the one before",
    ),
    "two_of_three": (
        "two of three near a limit",
        "two of three points close to the upper limit",
        "two of three points close to the lower limit",
    ),
    "shift": (
        "a shift",
        "a shift: %s or more points in a row above the mean",
        "a shift: %s or more points in a row below the mean",
    ),
}
SEASONS = {
    "removed": "The season is real: it was taken out before the rules were asked, and the limits "
    "go with it.",
    "not_asked": "A season was not looked for, as asked.",
    "less_than_two_years": "A season was not looked for: there are less than two full years.",
    "not_significant": "No season was found.",
}
NOTES = {"recording_change": "recording was changed", "event": "event", "commentary": "commentary"}


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
    up: bool
    segment: int


@dataclass(frozen=True)
class Run:
    """Points that follow one another and are flagged by the same rule, on the same side."""

    points: Tuple[Point, ...]
    words: str

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
        return "%s: %s" % (when, self.words)


@dataclass(frozen=True)
class Chart:
    """What is drawn."""

    title: str
    unit: str
    verdict: str
    latest: Mapping[str, Any]
    points: Tuple[Point, ...]
    segments: Tuple[Mapping[str, Any], ...]
    method: Mapping[str, Any]
    annotations: Tuple[Mapping[str, Any], ...]
    asked: str = ""  # what else was asked for than the chart as it is left alone

    def heading(self) -> str:
        """What is charted, and in what."""
        return self.title + (" (%s)" % self.unit if self.unit else "")

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
                if same:
                    runs[-1].append(point)
                else:
                    runs.append([point])
            before = point
        return [Run(tuple(run), self.words(run[0].rule, run[0].up)) for run in runs]

    def words(self, rule: Optional[str], up: bool) -> str:
        """A rule in words; one this program does not know yet by its name."""
        return rule_words(rule, up, self.method.get(rule or ""))

    def rules(self) -> List[str]:
        """The rules that have flagged a point, in the order in which they are asked."""
        found = {point.rule for point in self.points}
        return [rule for rule in RULES if rule in found]

    def verdict_sentence(self) -> str:
        """What the latest point says."""
        when = clean(self.latest.get("period") or "")
        if self.verdict == "not_enough_data" and self.season_reason() == "suppressed":
            return (
                "Not enough data: small values are hidden from you, and without them the limits "
                "would be wrong. A partner's token shows them."
            )
        if self.verdict == "not_enough_data":
            return "Not enough data: there are too few points to draw limits from."
        if self.verdict == "none" or not self.latest.get("rule"):
            return "No exception: the latest point, %s, is within what is expected." % when
        words = self.words(str(self.latest["rule"]), self.latest.get("direction") == "up")
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

    def season_reason(self) -> str:
        """Why a season was taken out, or was not."""
        season = self.method.get("season")
        return str(season.get("reason")) if isinstance(season, dict) else ""

    def method_sentences(self) -> List[str]:
        """How the limits were drawn, as far as it must be known to read them."""
        sentences = []
        first = self.method.get("limits_from_first")
        if isinstance(first, int):
            sentences.append("Limits are from the first %d points of each segment." % first)
        wide = sum(item.get("ranges_screened") or 0 for item in self.segments)
        if wide:
            sentences.append("Very wide ranges were left out of the limits: %d." % wide)
        reason = self.season_reason()
        sentences += [SEASONS[reason]] if reason in SEASONS else []
        if self.segments and self.segments[-1].get("trial"):
            sentences.append("The limits are from few points, and may still move much.")
        return sentences

    def notes(self) -> List[str]:
        """What has to be known to read the series."""
        return [
            "From %s, %s%s: %s"
            % (
                clean(item.get("period")),
                NOTES.get(str(item.get("kind")), clean(item.get("kind"), 40)),
                ", and new limits" if item.get("rebaseline") else "",
                clean(item.get("text"), 500),
            )
            for item in self.annotations
        ]


def rule_words(rule: Optional[str], up: bool, length: Any = None) -> str:
    """A rule in words, of so many points; one this program does not know yet by its name."""
    known = RULES.get(rule or "")
    if known is None:
        return clean(rule or "").replace("_", " ")
    text = known[1 if up else 2]
    return text % (length if isinstance(length, int) else 7) if "%s" in text else text


def number(value: float) -> str:
    """1234.5 -> 1,234.5; as many figures as are worth reading."""
    decimals = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2
    text = format(value, ",.%df" % decimals)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def read_chart(analysis: Mapping[str, Any], asked: str = "") -> Chart:
    """The analysis as the service answers it; what is not as promised ends the command."""
    try:
        segments = tuple(dict(item) for item in analysis.get("segments") or ())
        starts = [period_place(str(item["from"])) for item in segments]
        points = [
            read_point(item, starts)
            for item in analysis.get("points") or ()
            if item.get("value") is not None
        ]
        area = clean(analysis.get("area_name") or analysis["area"], 100)
        return Chart(
            "%s, %s" % (clean(analysis.get("title") or analysis["indicator"], 300), area),
            clean(analysis.get("unit") or "", 60),
            str(analysis["verdict"]),
            dict(analysis.get("latest") or {}),
            tuple(points),
            segments,
            dict(analysis.get("method") or {}),
            tuple(dict(item) for item in analysis.get("annotations") or ()),
            asked,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Stop(EXIT_UNAVAILABLE, "the analysis is not what it should be") from None


def read_point(item: Mapping[str, Any], starts: Sequence[int]) -> Point:
    """A point, in the last segment that has begun."""
    place = period_place(str(item["period"]))
    value = float(item["value"])
    mean, lower, upper = (
        None if item.get(name) is None else float(item[name]) for name in ("mean", "lower", "upper")
    )
    way = item.get("direction")
    up = way == "up" if way else mean is not None and value > mean
    number_of = sum(start <= place for start in starts)
    return Point(
        str(item["period"]), place, value, mean, lower, upper, item.get("rule"), up, number_of
    )
