# Checks the rows of a file against the service, then posts those that are new.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence, TYPE_CHECKING, Tuple

from safer_client.access import partner_of
from safer_client.addresses import segment
from safer_client.common import EXIT_USAGE, REPLACEMENTS_MAX, ServiceRefusal, Stop
from safer_client.console import Console, clean, sterling
from safer_client.replies import Reply, problem_errors, refusal, slug_of
from safer_client.sheet import Row, Sheet, idempotency_key

if TYPE_CHECKING:
    from safer_client.service import Service


@dataclass
class Outcome:
    """What became of one row: new, posted, already there, refused, not tried or unknown; and the
    financial year it counts in."""

    row: Row
    state: str
    reason: str = ""
    problem: str = ""
    columns: List[Tuple[str, str]] = field(default_factory=list)
    identifier: str = ""
    financial_year: str = ""

    def as_json(self) -> Dict[str, Any]:
        """For programs; only what there is."""
        value: Dict[str, Any] = {"line": self.row.line}
        value.update(
            (name, text) for name, text in self.row.body().items() if name not in FREE_TEXT
        )
        if self.identifier:
            value["id"] = self.identifier
        if self.reason:
            value["reason"] = self.reason
        if self.problem:
            value["problem"] = self.problem
        if self.columns:
            value["columns"] = [{"column": name, "reason": text} for name, text in self.columns]
        return value


@dataclass
class YearAfter:
    """A financial year of a fund before and after what is about to be posted, by Kind.figures."""

    fund: str
    financial_year: str
    figures: Dict[str, int]


def differences(row: Row, existing: Mapping[str, Any]) -> List[str]:
    """In what whatever stands under this reference differs from the row."""
    found = []
    for name, what in row.kind.compared:
        value = existing.get(name)
        if value != row.values.get(name):
            shown = clean(value, 60)
            if name == "amount_pence":
                shown = sterling(value) if isinstance(value, int) else "unknown"
            found.append("another %s (%s)" % (what, shown))
    return found


def send(service: Service, path: str, body: Mapping[str, Any], key: Optional[str]) -> Reply:
    """Posts a body under an idempotency key; without one it is a dry run, and nothing stays."""
    headers = {"Content-Type": "application/json"}
    if key is None:
        path += "?dry_run=true"
    else:
        headers["Idempotency-Key"] = key
    data = json.dumps(body, ensure_ascii=False).encode("utf-8")
    return service.request("POST", path, data, headers)


class Poster:
    """Checks the rows of a file against the service, then posts those that are new."""

    def __init__(self, service: Service, console: Console, sheet: Sheet) -> None:
        self._service = service
        self._console = console
        self._rows = sheet.rows
        self._amount_column = sheet.amount_column
        self.kind = sheet.kind
        self.partner = partner_of(service.token)
        self.outcomes: List[Outcome] = []

    def check(self) -> None:
        """A dry run of every row; nothing is kept by the service."""
        self.outcomes = [Outcome(row, "not tried") for row in self._rows]
        for number, outcome in enumerate(self.outcomes, 1):
            self._console.progress("checking %d of %d" % (number, len(self._rows)))
            reply = self._create(outcome.row, dry_run=True)
            if reply.status == 200:
                self._accept_dry_run(outcome, reply.json())
            else:
                self._settle(outcome, reply)
        self._console.clear_progress()

    def post(self) -> None:
        """Posts the rows the check found new, in the order of the file."""
        new = self.new()
        for number, outcome in enumerate(new, 1):
            self._console.progress("posting %d of %d" % (number, len(new)))
            outcome.state, outcome.reason = "unknown", (
                "sent, but the answer did not arrive: run the "
                "same file again, nothing is posted twice"
            )
            try:
                reply = self._create(outcome.row, dry_run=False)
            except (Stop, KeyboardInterrupt):
                self._rest_not_tried(new[number:])
                raise
            self._settle_post(outcome, reply, new[number:])
        self._console.clear_progress()

    def new(self) -> List[Outcome]:
        """The rows that are not there yet and were not refused."""
        return self.in_state("new")

    def in_state(self, state: str) -> List[Outcome]:
        """The outcomes in a state."""
        return [outcome for outcome in self.outcomes if outcome.state == state]

    def years_after(self) -> List[YearAfter]:
        """What becomes of each fund and year of the file, as far as it can be read."""
        years: Dict[Tuple[str, str], int] = {}
        for outcome in self.outcomes:
            if outcome.state in ("new", "already there"):
                place = (outcome.row.fund, outcome.financial_year)
                added = outcome.row.amount_pence if outcome.state == "new" else 0
                years[place] = years.get(place, 0) + added
        after = []
        for (fund, year), pence in sorted(years.items()):
            try:
                figures = self.kind.figures_of(self._service, self.partner, fund, year, pence)
            except ServiceRefusal as error:
                self._console.note(
                    "%s for %s cannot be shown: %s" % (self.kind.after_phrase, year, error)
                )
                continue
            if figures is not None:
                after.append(YearAfter(fund, year, figures))
        return after

    def _create(self, row: Row, dry_run: bool) -> Reply:
        key = None if dry_run else idempotency_key(self.partner, row)
        return send(self._service, self.kind.path, row.body(), key)

    def _accept_dry_run(self, outcome: Outcome, would_be: Any) -> None:
        partner = would_be.get("partner") if isinstance(would_be, dict) else None
        if isinstance(partner, str):
            self.partner = partner
        if outcome.row.values.get("partner", self.partner) != self.partner:
            outcome.state, outcome.reason = "refused", (
                "the file says partner %s, the token is %s's"
                % (outcome.row.values["partner"], clean(self.partner))
            )
            outcome.columns = [("partner", outcome.reason)]
            return
        outcome.state = "new"
        outcome.financial_year = self.kind.year_of(
            outcome.row, would_be if isinstance(would_be, dict) else {}
        )

    def _settle_post(self, outcome: Outcome, reply: Reply, rest: Sequence[Outcome]) -> None:
        if reply.status == 201:
            outcome.identifier = clean(reply.json().get("id", ""), 100)
            replayed = (reply.headers.get("Idempotency-Replayed") or "").lower() == "true"
            # A stored answer to this run's own lost request is this run's posting.
            outcome.state = "already there" if replayed and not reply.after_loss else "posted"
            outcome.reason = ""
            return
        try:
            if reply.status < 500:
                outcome.state, outcome.reason = "not tried", ""
            self._settle(outcome, reply)
        except Stop:
            self._rest_not_tried(rest)
            raise

    def _settle(self, outcome: Outcome, reply: Reply) -> None:
        """Reads a refusal: already there, refused, or (for the whole run) the end."""
        problem = reply.problem()
        slug = slug_of(problem)
        if slug == "duplicate-reference":
            self._settle_duplicate(outcome, problem)
        elif (
            problem
            and 400 <= reply.status < 500
            and reply.status != 401
            and (reply.status != 403 or slug == self.kind.refusal_403)
        ):
            outcome.state = "refused"
            outcome.problem = slug
            outcome.reason = clean(problem.get("detail") or problem.get("title") or slug, 1000)
            outcome.columns = [self._column(error) for error in problem_errors(problem)]
            if slug == "invalid-body" and outcome.columns:
                outcome.reason = "; ".join(name + " " + text for name, text in outcome.columns)
        else:
            raise refusal(reply)

    def _settle_duplicate(self, outcome: Outcome, problem: Mapping[str, Any]) -> None:
        existing = self._existing(problem)
        outcome.problem = "duplicate-reference"
        outcome.state = "refused"
        if existing is None:
            outcome.reason = (
                "this reference is posted already, and what it stands for cannot be read"
            )
            return
        outcome.identifier = clean(existing.get("id", ""), 100)
        found = differences(outcome.row, existing)
        if existing.get("state") == "reversed":
            outcome.reason = (
                "posted already, and reversed since; if it is due again, post it under "
                "a reference of its own"
            )
        elif found:
            outcome.reason = "posted already with %s; reverse it to correct it" % " and ".join(
                found
            )
        else:
            outcome.state, outcome.problem = "already there", ""
            outcome.financial_year = self.kind.year_of(outcome.row, existing)

    def _existing(self, problem: Mapping[str, Any]) -> Optional[Dict[str, Any]]:
        """What a reference stands for today: reversed ones lead to their replacement."""
        named = problem.get("existing")
        identifier = named.get("id") if isinstance(named, dict) else None
        for _ in range(REPLACEMENTS_MAX):
            if not isinstance(identifier, str):
                return None
            reply = self._service.request("GET", "%s/%s" % (self.kind.path, segment(identifier)))
            found = reply.json() if reply.status == 200 else None
            if not isinstance(found, dict):
                return None
            if found.get("state") != "reversed" or not found.get("replaced_by"):
                return found
            identifier = found["replaced_by"]
        return None

    def _column(self, error: Mapping[str, Any]) -> Tuple[str, str]:
        """A problem's pointer as the file's column, and what is wrong with it."""
        name = str(error.get("pointer") or error.get("parameter") or "").split("/")[-1]
        if name == "amount_pence":
            name = self._amount_column
        return clean(name, 60), clean(error.get("detail", ""), 500)

    @staticmethod
    def _rest_not_tried(rest: Sequence[Outcome]) -> None:
        for outcome in rest:
            outcome.state = "not tried"


def check_somebody_can_say_yes(options: argparse.Namespace, stdin_taken: bool = False) -> None:
    """Without a terminal nobody can be asked, so --yes must have been said."""
    if options.yes or getattr(options, "dry_run", False):
        return
    if stdin_taken or not (sys.stdin and sys.stdin.isatty()):
        raise Stop(
            EXIT_USAGE,
            "nobody can be asked here (standard input is not a terminal): say --yes "
            "to go on without being asked, or make it a dry run",
        )


# What may be long, and is left out of the summary.
FREE_TEXT = ("note", "decision")
