# What writing commands share: keys, what is there already, what is said.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import json
import sys
import uuid
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence

from safer_client.access import needed_token, partner_of
from safer_client.common import EXIT_DONE, EXIT_FAULTS, FILE_BYTES_MAX, Stop
from safer_client.indicators import open_service
from safer_client.meeting_values import fit
from safer_client.meetings import write_json
from safer_client.posting import send
from safer_client.replies import Reply, refusal
from safer_client.sheet import key_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

Body = Dict[str, Any]


class Work:
    """One write: what is sent, under which key, and how it went."""

    def __init__(self, service: Service, options: argparse.Namespace, console: Console) -> None:
        self.service = service
        self._options = options
        self._console = console
        self.before = False

    def once(
        self, path: str, body: Body, there: Optional[Mapping[str, Any]], more: Sequence[str] = ()
    ) -> Mapping[str, Any]:
        """Makes what is not there already. The key is made of all that is sent, and of `more`: the
        same command again is answered by what it made."""
        if there is not None:
            self.before = True
            return there
        reply = self.send(path, body, [*sorted(body.items()), *more])
        if reply.status not in (200, 201):
            raise refusal(reply)
        return self.taken(reply)

    def send(self, path: str, body: Body, parts: Sequence[Any]) -> Reply:
        """Sends a body under a key made of its path, who sends it, and the parts."""
        key = key_of(["write", partner_of(self.service.token), path, *parts])
        return send(self.service, path, body, None if self._options.dry_run else key)

    def repeatable(self, path: str, body: Body) -> Reply:
        """Sends what may be said again and then counts again, such as a reply that changes back: the
        key holds within this run."""
        return self.send(path, body, [str(uuid.uuid4())])

    def change(self, path: str, body: Body) -> Reply:
        """Changes what is there, as it is there now."""
        read = self.service.get(path)
        headers = {
            "Content-Type": "application/json",
            "If-Match": read.headers.get("ETag") or "",
            "Idempotency-Key": key_of([path, str(uuid.uuid4())]),
        }
        data = json.dumps(body, ensure_ascii=False).encode("utf-8")
        target = path + ("?dry_run=true" if self._options.dry_run else "")
        return self.service.request("PATCH", target, data, headers)

    def taken(self, reply: Reply) -> Mapping[str, Any]:
        """What an answer that was not a refusal holds."""
        replayed = (reply.headers.get("Idempotency-Replayed") or "").lower() == "true"
        self.before = replayed and not reply.after_loss
        value = reply.json()
        return value if isinstance(value, dict) else {}

    def tell(self, value: Mapping[str, Any], done: str, sentences: Sequence[str] = ()) -> int:
        """Says how it went; --json has what the service answered."""
        if self._options.json:
            write_json(None, value)
        said = "Already there: " if self.before else "Dry run: " if self._options.dry_run else ""
        self._console.sentence(said + done)
        if self._options.dry_run:
            self._console.sentence("Nothing was kept.")
        for sentence in filter(None, sentences):
            self._console.sentence(sentence)
        return EXIT_DONE


def open_writing(settings: Settings, console: Console) -> Any:
    """The service, for who has a token."""
    needed_token(settings, console)
    fit(console)
    return open_service(settings, console)


def same_as(found: Sequence[Mapping[str, Any]], wanted: Mapping[str, Any]) -> Optional[Mapping[str, Any]]:
    """The first of a list that has all of these members."""
    for one in found:
        if all(one.get(name) == value for name, value in wanted.items()):
            return one
    return None


def only_said(**members: Any) -> Body:
    """A body without what was not said."""
    return {
        name: value
        for name, value in members.items()
        if value is not None and value is not False and value != []
    }


def text_of(text: Optional[str]) -> Optional[str]:
    """A text as it was given, or of standard input."""
    if text != "-":
        return text
    data = sys.stdin.buffer.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise Stop(EXIT_FAULTS, "standard input is longer than this program takes")
    try:
        read = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(EXIT_FAULTS, "standard input is not UTF-8") from None
    return read.replace("\r\n", "\n").strip("\n") or None
