# What the user, or a program, is told about a file.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Sequence, TYPE_CHECKING

from safer_client.console import Console, clean, red_below_zero, sterling

if TYPE_CHECKING:
    from safer_client.posting import Outcome, Poster, YearAfter
    from safer_client.sheet import Fault, Kind


class Report:
    """What the user, or a program, is told about a file."""

    def __init__(self, console: Console, kind: Kind, name: str, as_json: bool) -> None:
        self._console = console
        self._kind = kind
        self._name = "standard input" if name == "-" else name
        self._as_json = as_json
        self.faults: List[Fault] = []
        self.poster: Optional[Poster] = None
        self.after: List[YearAfter] = []
        self.dry_run = False

    def show_check(self) -> None:
        """The table of rows, the total, and what becomes of their years."""
        assert self.poster is not None
        outcomes = self.poster.outcomes
        funds = sorted({outcome.row.fund for outcome in outcomes})
        self._console.say(
            self._kind.headline
            % (
                clean(self._name),
                self._kind.counted(len(outcomes)),
                clean(self.poster.partner or "this partner"),
                ", ".join(funds),
            )
        )
        self._console.say()
        self._show_rows(outcomes, len(funds) > 1)
        self._console.say()
        total = sum(outcome.row.amount_pence for outcome in outcomes)
        new = self.poster.new()
        pence = sum(outcome.row.amount_pence for outcome in new)
        what = "new %s in %s" % (sterling(pence), self._kind.counted(len(new)))
        self._console.say("Total %s; %s." % (sterling(total), what if new else "nothing new"))
        self._show_after()
        self._console.say()
        for outcome in new:
            question = self._kind.caution(outcome.row.amount_pence)
            if question:
                self._console.note("caution, line %d: %s" % (outcome.row.line, question))

    def finish(self, code: int, error: str = "") -> int:
        """The summary, for people or as JSON; returns the exit code."""
        if self._as_json:
            print(json.dumps(self._value(code, error), indent=2))
        elif self.poster is not None and not self.dry_run:
            self._show_summary()
        return code

    def _show_rows(self, outcomes: Sequence[Outcome], with_fund: bool) -> None:
        own = self._kind.shown
        if with_fund:
            own = (("fund", "fund"),) + own
        rows = [
            [str(outcome.row.line)]
            + [clean(outcome.row.values.get(name, "")) for _, name in own]
            + [
                sterling(outcome.row.amount_pence),
                clean(outcome.row.external_reference),
                self._result(outcome),
            ]
            for outcome in outcomes
        ]
        headings = ["line"] + [heading for heading, _ in own] + ["amount", "reference", "result"]
        colours = [self._colour(outcome) for outcome in outcomes]
        self._console.table(headings, rows, [0, len(own) + 1], colours)

    def _result(self, outcome: Outcome) -> str:
        if outcome.state == "refused":
            return "refused: " + outcome.reason
        question = self._kind.caution(outcome.row.amount_pence)
        return "new    <- " + question if outcome.state == "new" and question else outcome.state

    def _colour(self, outcome: Outcome) -> Optional[str]:
        if outcome.state == "refused":
            return "red"
        question = self._kind.caution(outcome.row.amount_pence)
        return "yellow" if outcome.state == "new" and question else None

    def _show_after(self) -> None:
        if not self.after:
            return
        several = len({year.fund for year in self.after}) > 1
        rows = []
        for year in self.after:
            name = "%s %s" % (year.fund, year.financial_year) if several else year.financial_year
            rows.append(
                [clean(name)] + [sterling(year.figures[name]) for name, _ in self._kind.figures]
            )
        headings = ["year"] + [heading for _, heading in self._kind.figures]
        self._console.say()
        last = self._kind.figures[-1][0]
        colours = [red_below_zero(year.figures[last]) for year in self.after]
        self._console.table(headings, rows, range(1, len(headings)), colours)

    def _show_summary(self) -> None:
        assert self.poster is not None
        for state, label in (
            ("posted", "posted"),
            ("already there", "already there"),
            ("refused", "refused"),
            ("unknown", "outcome unknown"),
            ("new", "not sent"),
            ("not tried", "not tried"),
        ):
            outcomes = self.poster.in_state(state)
            if not outcomes and state in ("unknown", "new", "not tried"):
                continue
            pence = sum(outcome.row.amount_pence for outcome in outcomes)
            self._console.say(
                "%-16s %d%s"
                % (label + ":", len(outcomes), " (%s)" % sterling(pence) if outcomes else "")
            )
            if state in ("refused", "unknown", "not tried"):
                self._show_outcomes(outcomes)

    def _show_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            reason = ": " + outcome.reason if outcome.reason else ""
            self._console.say(
                "  line %d, %s%s"
                % (outcome.row.line, clean(outcome.row.external_reference), reason)
            )
            for name, text in outcome.columns:
                if text not in outcome.reason:
                    self._console.say("    %s: %s" % (name or "the row", text))

    def _value(self, code: int, error: str) -> Dict[str, Any]:
        def listed(*states: str) -> List[Dict[str, Any]]:
            outcomes = self.poster.outcomes if self.poster else []
            return [outcome.as_json() for outcome in outcomes if outcome.state in states]

        return {
            "file": self._name,
            "exit_code": code,
            "error": error or None,
            "dry_run": self.dry_run,
            "partner": (self.poster.partner or None) if self.poster else None,
            "faults": [
                {"line": fault.line, "column": fault.column or None, "reason": fault.message}
                for fault in self.faults
            ],
            "posted": listed("posted"),
            "already_there": listed("already there"),
            "refused": listed("refused"),
            "unknown": listed("unknown"),
            "new": listed("new"),
            "not_tried": listed("not tried"),
            self._kind.after: [
                {"fund": year.fund, "financial_year": year.financial_year, **year.figures}
                for year in self.after
            ],
        }
