# Meetings as people name them, and times as the clocks in London show them.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import datetime
import re
import shutil
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Tuple

from safer_client.addresses import segment, with_query
from safer_client.common import COLUMNS, EXIT_REFUSED, PAGE_SIZE, Stop
from safer_client.console import clean
from safer_client.reading import document
from safer_client.values import parse_iso_date, parse_slug, quoted

if TYPE_CHECKING:
    from safer_client.console import Console
    from safer_client.service import Service

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
REF = re.compile(r"[A-Z]?[0-9]{1,3}[a-z]?\Z")
TIME = re.compile(r"(?P<day>[0-9/-]+)[T ](?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(:00)?\Z")
WITH_OFFSET = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
# A partner by its identifier; anything else is the name of an organisation.
SLUG_OR_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
HOUR = datetime.timedelta(hours=1)
# What a command line names: an id, or a body and its day, or its next or last meeting.
MeetingName = Tuple[str, str]


def parse_meeting(text: str) -> MeetingName:
    """An id, or BODY@DATE, BODY@next, BODY@last."""
    bare = text.strip()
    if UUID.match(bare.lower()):
        return "", bare.lower()
    body, at, day = bare.partition("@")
    if not at:
        raise ValueError(
            "%s is not a meeting; write it as kcst-smt@2018-05-14, kcst-smt@next, kcst-smt@last, "
            "or as its id" % quoted(text)
        )
    return parse_slug(body), day if day in ("next", "last") else parse_iso_date(day)


def parse_ref(text: str) -> str:
    """The reference of an item on an agenda: A1, 3, B12a."""
    bare = text.strip()
    bare = bare[:1].upper() + bare[1:]
    if not REF.match(bare):
        raise ValueError("%s is not an item's reference; they look like A1 or 3" % quoted(text))
    return bare


def parse_id(text: str) -> str:
    """What the service has given as an id."""
    if not UUID.match(text.strip().lower()):
        raise ValueError("%s is not an id as the service gives them" % quoted(text))
    return text.strip().lower()


def last_sunday(year: int, month: int) -> datetime.datetime:
    """The last Sunday of a month of 31 days, at the hour of the change, in UTC."""
    day = datetime.datetime(year, month, 31, 1)
    return day - datetime.timedelta(days=(day.weekday() + 1) % 7)


def parse_start(text: str) -> str:
    """2018-05-14T10:00, or 14/05/2018 10:00, as the clocks in London show it, to UTC; with an offset
    of its own it is taken as it is."""
    bare = text.strip()
    if WITH_OFFSET.match(bare):
        return bare
    found = TIME.match(bare)
    if not found or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise ValueError(
            "%s is not a day and a time; write it as 2018-05-14T10:00 or \u201c14/05/2018 10:00\u201d"
            % quoted(text)
        )
    day = datetime.date.fromisoformat(parse_iso_date(found["day"]))
    clock = datetime.datetime.combine(day, datetime.time(int(found["hour"]), int(found["minute"])))
    begins, ends = last_sunday(day.year, 3), last_sunday(day.year, 10)
    if begins <= clock < begins + HOUR:
        raise ValueError("that night the clocks go forward, and %s does not come" % quoted(text))
    if ends <= clock < ends + HOUR:
        raise ValueError(
            "that night the clocks go back, and %s comes twice; write it with its offset, such as "
            "%s+01:00" % (quoted(text), clock.strftime("%Y-%m-%dT%H:%M"))
        )
    summer = begins + HOUR <= clock < ends
    return (clock - HOUR if summer else clock).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_words(text: Any, weekday: bool = False) -> str:
    """2017-03-15 -> 15 March 2017; what is no date stays as it is."""
    try:
        day = datetime.date.fromisoformat(str(text)[:10])
    except ValueError:
        return clean(text, 40)
    words = "%d %s %d" % (day.day, MONTHS[day.month - 1], day.year)
    return "%s, %s" % (DAYS[day.weekday()], words) if weekday else words


def start_words(meeting: Mapping[str, Any]) -> str:
    """Wednesday, 15 March 2017, 10.00 am"""
    text = str(meeting.get("starts_at_local"))
    try:
        clock = datetime.datetime.fromisoformat(text)
    except ValueError:
        return clean(text, 40)
    return "%s, %d.%02d %s" % (
        day_words(text, True),
        (clock.hour + 11) % 12 + 1,
        clock.minute,
        "am" if clock.hour < 12 else "pm",
    )


def fit(console: Console) -> None:
    """Lets lines be no longer than the terminal."""
    console.columns = max(24, min(COLUMNS, shutil.get_terminal_size((COLUMNS, 24)).columns))


def listed(service: Service, path: str, *pairs: Tuple[str, Optional[str]]) -> List[Dict[str, Any]]:
    """A whole list."""
    return list(service.pages(with_query(path, pairs)))


def meeting_path(meeting: Mapping[str, Any], what: str = "") -> str:
    """Where a meeting is, or something of it."""
    return "/v1/meetings/%s%s" % (segment(str(meeting.get("id"))), "/" + what if what else "")


def meetings_of(
    service: Service, body: Optional[str], state: Optional[str], first: Optional[str], last: Optional[str]
) -> List[Dict[str, Any]]:
    """Meetings as they are listed, by time."""
    found = listed(
        service, "/v1/meetings", ("body", body), ("state", state), ("from", first), ("to", last),
        ("limit", str(PAGE_SIZE)),
    )  # fmt: skip
    return sorted(found, key=lambda meeting: str(meeting.get("starts_at")))


def today() -> str:
    """Today, by this machine's clock."""
    return str(datetime.date.today())


def find_meeting(service: Service, name: MeetingName) -> Dict[str, Any]:
    """The meeting a command line names; with none, or several, the command ends."""
    body, which = name
    if not body:
        return document(service, "/v1/meetings/" + segment(which))
    if which == "next":
        found = meetings_of(service, body, "scheduled", today(), None)[:1]
    elif which == "last":
        found = meetings_of(service, body, "held", None, None)[-1:]
    else:
        found = meetings_of(service, body, None, which, which)
        found = [one for one in found if one.get("state") != "cancelled"] or found
    if not found:
        when = which if which in ("next", "last") else "on %s" % day_words(which)
        raise Stop(
            EXIT_REFUSED,
            "there is no meeting of %s %s that you may see" % (body, when)
            if which not in ("next", "last")
            else "there is no %s meeting of %s that you may see" % (when, body),
        )
    if len(found) > 1:
        raise Stop(
            EXIT_REFUSED,
            "%s met more than once that day; name the meeting by its id: %s"
            % (body, ", ".join(clean(one.get("id"), 40) for one in found)),
        )
    return document(service, meeting_path(found[0]))


def items_of(service: Service, meeting: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """What is on the agenda of a meeting, in its order."""
    return listed(service, meeting_path(meeting, "items"))


def find_item(service: Service, meeting: Mapping[str, Any], ref: str) -> Dict[str, Any]:
    """The item with a reference; without one the command ends."""
    items = items_of(service, meeting)
    for item in items:
        if item.get("ref") == ref:
            return item
    raise Stop(
        EXIT_REFUSED,
        "there is no item %s on the agenda; there are: %s"
        % (ref, ", ".join(clean(item.get("ref"), 8) for item in items) or "none"),
    )
