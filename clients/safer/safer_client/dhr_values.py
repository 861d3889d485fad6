# Reviews as people name them, their days, and how the clock comes to them.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import datetime
import sys
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional

from safer_client.access import needed_token
from safer_client.addresses import segment
from safer_client.common import EXIT_REFUSED, EXIT_USAGE, PAGE_SIZE, Stop
from safer_client.console import clean, counted
from safer_client.indicators import open_service
from safer_client.meeting_values import UUID, day_words, fit, listed
from safer_client.reading import document

if TYPE_CHECKING:
    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

# In the order of their law; what stands between them is said apart.
STAGES = (
    "notified", "decision", "commissioned", "chair_appointed", "panel", "terms_of_reference", "management_reviews",
    "overview_report", "sign_off", "quality_assurance", "home_office_answer", "published", "actions_complete",
)  # fmt: skip
ACTION_STATES = ("open", "in_progress", "done", "closed")
CALLED_MAX = 80

Thing = Mapping[str, Any]


def slug_words(slug: Any) -> str:
    """terms_of_reference -> terms of reference"""
    return clean(slug, 60).replace("_", " ")


def parse_review(text: str) -> str:
    """A pseudonym, an older name, a reference or an id; - is what is read from standard input."""
    bare = text.strip()
    if not bare or len(bare) > CALLED_MAX:
        raise ValueError("a review is named by its pseudonym, an older name, its reference or its id")
    return bare.lower() if UUID.match(bare.lower()) else bare


def asked_name(name: str) -> str:
    """The name, or what standard input says it is: a command line is kept by a shell."""
    if name != "-":
        return name
    if sys.stdin.isatty():
        sys.stderr.write("Review: ")
        sys.stderr.flush()
    try:
        return parse_review(sys.stdin.readline())
    except ValueError as error:
        raise Stop(EXIT_USAGE, str(error)) from None


def open_private(settings: Settings, console: Console) -> Any:
    """The service, for who has a token: no review is public as it is worked on."""
    needed_token(settings, console)
    fit(console)
    return open_service(settings, console)


def review_path(review: Thing, what: str = "") -> str:
    """Where a review is, or something of it."""
    return "/v1/dhrs/%s%s" % (segment(str(review.get("id"))), "/" + what if what else "")


def find_review(service: Service, name: str) -> Dict[str, Any]:
    """The review a command line names. Without one the command ends, as it does where there is one that the caller may
    not know of; nothing is said that would tell the two apart."""
    name = asked_name(name)
    if UUID.match(name):
        return document(service, review_path({"id": name}))
    found = listed(service, "/v1/dhrs", ("called", name))
    if not found:
        raise Stop(EXIT_REFUSED, "there is no review of that name that you may know of")
    if len(found) > 1:
        raise Stop(
            EXIT_REFUSED,
            "more than one review goes by that; name it by its id: %s"
            % ", ".join(clean(one.get("id"), 40) for one in found),
        )
    # Who read a review is asked by the review, so it is read as itself.
    return document(service, review_path(found[0]))


def review_names(service: Service, found: List[Dict[str, Any]]) -> Dict[str, str]:
    """What the reviews of actions are called. Who owns an action is told of no review, and asks for none."""
    if not any(one.get("dhr") for one in found):
        return {}
    reviews = listed(service, "/v1/dhrs", ("limit", str(PAGE_SIZE)))
    return {str(one.get("id")): clean(one.get("pseudonym"), 80) for one in reviews}


def owner_of(one: Thing) -> str:
    """The partner, or the other organisation."""
    return clean(one.get("partner") or one.get("organisation") or "", 60)


def parse_day(text: Any) -> Optional[datetime.date]:
    """A day of an answer."""
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


def over_words(days: int) -> str:
    """How far off a day is."""
    if days > 0:
        return "OVERDUE by %s" % counted(days, "day")
    return "today" if days == 0 else "in %s" % counted(-days, "day")


def way_sentence(clock: Thing, what: str) -> str:
    """By when a decision or a completion is due, how that day comes about, and how it stands."""
    decision = what == "decision"
    first = parse_day(clock.get("notified_on" if decision else "decided_on"))
    due = parse_day(clock.get(what + "_due_on"))
    if first is None or due is None:
        return ""
    months = int(clock.get(what + "_months") or 0)
    moved = int(clock.get(what + "_moved_days") or 0)
    way = "%s after it was %s on %s" % (
        counted(months, "month"), "notified" if decision else "decided to review", day_words(first),
    )  # fmt: skip
    if moved:
        way += ", which is %s, and %s of suspension" % (day_words(due - datetime.timedelta(moved)), counted(moved, "day"))
    return "%s by %s: %s; %s." % (
        "To be decided" if decision else "To be complete (%s)" % slug_words(clock.get("completed_by")),
        day_words(due), way, standing_words(clock, what, due),
    )  # fmt: skip


def standing_words(clock: Thing, what: str, due: datetime.date) -> str:
    """How something stands that is due on a day."""
    state = clock.get(what + "_state")
    met = parse_day(clock.get("decided_on" if what == "decision" else "completed_on"))
    if met is not None:
        late = ", %s late" % counted((met - due).days, "day") if state == "met_late" else ", in time"
        return "done on %s%s" % (day_words(met), late)
    if state == "suspended":
        return "suspended, and a day later with every day that lasts"
    asked = parse_day(clock.get("asked_on")) or due
    return over_words((asked - due).days)


def suspension_sentence(one: Thing) -> str:
    """Suspended from 1 February 2019, resumed on 1 March 2019: 28 days, for criminal proceedings."""
    return "Suspended from %s, %s: %s, for %s." % (
        day_words(one.get("from_on")),
        "resumed on %s" % day_words(one["to_on"]) if one.get("to_on") else "not resumed yet",
        counted(int(one.get("days") or 0), "day"),
        slug_words(one.get("suspended_for")),
    )
