# What the service answers: problems, what is worth another try, and what to say of it.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import datetime
import email.utils
import http.client
import json
import random
import re
import socket
import zlib
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, TYPE_CHECKING

from safer_client.common import (
    BACKOFF_FIRST,
    BACKOFF_MAX,
    EXIT_NOT_AUTHORISED,
    EXIT_REFUSED,
    EXIT_UNAVAILABLE,
    ServiceRefusal,
    Stop,
)
from safer_client.console import clean

if TYPE_CHECKING:
    from safer_client.addresses import Base


# Lists of a problem beside its faults, whose entries each say something.
LISTED = ("withheld", "open")


@dataclass
class Reply:
    """One answer of the service, read to its end; `after_loss` says that an earlier try of the same
    request may have been carried out without its answer getting here."""

    status: int
    headers: Any
    body: bytes
    after_loss: bool = False

    def media_type(self) -> str:
        """application/json without its parameters."""
        return (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()

    def json(self) -> Any:
        """The body's value; an answer that is not JSON ends the command."""
        try:
            return json.loads(self.body.decode("utf-8"))
        except ValueError:
            raise Stop(
                EXIT_UNAVAILABLE,
                "the answer (%d) is not JSON; is --url the address of the "
                "service?" % self.status,
            ) from None

    def problem(self) -> Dict[str, Any]:
        """The problem document of a refusal, or {}."""
        if self.media_type() != "application/problem+json":
            return {}
        try:
            value = json.loads(self.body.decode("utf-8"))
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


def slug_of(problem: Mapping[str, Any]) -> str:
    """duplicate-reference of /problems/duplicate-reference"""
    return str(problem.get("type", "")).rsplit("/", 1)[-1]


def problem_errors(problem: Mapping[str, Any]) -> List[Dict[str, Any]]:
    """The faults a problem lists; junk in their place is left out."""
    errors = problem.get("errors")
    return (
        [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    )


def refusal(reply: Reply) -> ServiceRefusal:
    """What a refusing answer ends the command with."""
    problem = reply.problem()
    code = EXIT_NOT_AUTHORISED if reply.status in (401, 403) else EXIT_REFUSED
    if reply.status >= 500:
        code = EXIT_UNAVAILABLE
    if 300 <= reply.status < 400:
        return ServiceRefusal(
            EXIT_REFUSED,
            "the service answered with a redirection (%d), which is "
            "not followed; set --url to where it leads" % reply.status,
            problem,
        )
    if not problem:
        return ServiceRefusal(
            code,
            "the service answered %d without saying why; is --url right?" % reply.status,
            problem,
        )
    title = clean(problem.get("title") or "refused", 200)
    detail = clean(problem.get("detail") or "", 1000)
    return ServiceRefusal(
        code, "%s (%d)%s" % (title, reply.status, ": " + detail if detail else ""), problem
    )


def fault_sentence(error: Mapping[str, Any]) -> str:
    """line 7: value: is not a number"""
    where: List[str] = []
    if isinstance(error.get("line"), int):
        where.append("line %d" % error["line"])
    place = error.get("column") or error.get("pointer") or error.get("parameter")
    where += [clean(place, 100)] if place else []
    return ": ".join(where + [clean(error.get("detail") or error.get("code") or "refused", 500)])


def problem_lines(problem: Mapping[str, Any]) -> List[str]:
    """What a problem document says beyond its title and detail, a line each."""
    lines = []
    for error in problem_errors(problem):
        lines.append("  " + fault_sentence(error))
    for name in LISTED:
        found = problem.get(name)
        for one in found if isinstance(found, list) else []:
            text = clean(one.get("detail") or "", 1000) if isinstance(one, dict) else ""
            if text and text not in clean(problem.get("detail") or "", 1000):
                lines.append("  " + text)
    if problem.get("request_id"):
        lines.append("  request %s" % clean(problem["request_id"], 100))
    return lines


def retry_after(headers: Any, now: float) -> Optional[float]:
    """Seconds the service asks to wait: Retry-After as seconds or as an HTTP date."""
    text = (headers.get("Retry-After") or "").strip()
    if re.match(r"[0-9]{1,9}\Z", text):
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return max(0.0, moment.timestamp() - now)


def backoff(attempt: int) -> float:
    """Seconds to wait after the nth try: doubled each time, and never in step with others."""
    return min(BACKOFF_MAX, BACKOFF_FIRST * float(2 ** min(attempt - 1, 16))) * random.uniform(
        0.5, 1
    )


def worth_retrying(reply: Reply) -> Optional[str]:
    """Why an answer may be another one soon, or None."""
    if reply.status in (429, 502, 503, 504) or (
        reply.status == 409 and slug_of(reply.problem()) == "idempotency-key-in-use"
    ):
        return "the service answered %d (%s)" % (
            reply.status,
            clean(reply.problem().get("title") or "temporarily unavailable", 100),
        )
    return None


def may_be_done(reply: Reply) -> bool:
    """Whether a request answered like this may have been carried out all the same."""
    unsaid = reply.status == 503 and slug_of(reply.problem()) in ("outcome-unknown", "")
    return unsaid or reply.status in (502, 504)


def transport_sentence(base: Base, error: BaseException) -> str:
    """What went wrong on the way, in words."""
    if isinstance(error, socket.timeout):
        return "%s did not answer in time" % base
    if isinstance(error, ConnectionRefusedError):
        return "nothing answers at %s" % base
    if isinstance(error, socket.gaierror):
        return "the name %s is not known" % base.host
    if isinstance(error, (ConnectionError, http.client.HTTPException)):
        return "the connection to %s was cut before the answer was whole" % base
    if isinstance(error, zlib.error):
        return "what %s packed cannot be unpacked" % base
    return "no connection to %s (%s)" % (
        base,
        clean(getattr(error, "strerror", None) or error, 200),
    )
