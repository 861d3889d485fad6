# safer meetings import: a meeting with its agenda as it is published elsewhere.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import dataclasses
import json
import os
import stat
import sys
import uuid
from typing import TYPE_CHECKING, Any, BinaryIO, List, Mapping
from urllib.parse import urlencode

from safer_client.addresses import segment
from safer_client.common import EXIT_DONE, EXIT_FAULTS, ServiceRefusal, Stop
from safer_client.console import clean, counted
from safer_client.meeting_work import title_of
from safer_client.meetings import write_json
from safer_client.reading import document, tell_refusal
from safer_client.replies import slug_of
from safer_client.sheet import key_of
from safer_client.upload import (
    BODY_BYTES_MAX,
    Load,
    of_file,
    of_pipe,
    send_load,
    show_refused,
    unreadable,
)
from safer_client.writing import open_writing

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MEETING = {
    "created": "The meeting is new: %s.",
    "changed": "The meeting is another than it was (%s): %s.",
    "unchanged": "The meeting is as it was: %s.",
}


def command_import(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer meetings import"""
    load = load_of(options.file, console)
    target = "/v1/bodies/%s/agenda-imports" % segment(options.body)
    if options.published_on:
        target += "?" + urlencode({"published_on": options.published_on})
    # The same agenda changes nothing, whatever became of the meeting since: so each run has its key.
    key = key_of(["agenda", target, uuid.uuid4().hex])
    with open_writing(settings, console) as service:
        try:
            value, _ = send_load(service, load, key, options.dry_run, target)
        except ServiceRefusal as error:
            if slug_of(error.problem) == "rows-refused":
                show_refused(load, error.problem, console)
            else:
                tell_refusal(console, error)
            if options.json:
                print(json.dumps(error.problem or {"detail": str(error)}, indent=2))
            return error.code
        console.clear_progress()
        if options.json:
            write_json(None, value)
        show_import(service, value, options, console)
    return EXIT_DONE


def load_of(name: str, console: Console) -> Load:
    """A file, or standard input: CSV as a form sends it, JSON as a body."""
    if name == "-":
        load = of_pipe(sys.stdin.buffer, "standard input")
        return as_json(load) if isinstance(load.begin, bytes) and is_json(load.begin) else load
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):
            with open(name, "rb") as stream:
                load = of_pipe(stream, clean(name))
            return as_json(load) if isinstance(load.begin, bytes) and is_json(load.begin) else load
        with open(name, "rb") as stream:
            if is_json(stream.read(4096)):
                return as_json(whole(stream, name))
    except OSError as error:
        raise unreadable(name, error) from None
    return of_file(name, console)


def whole(stream: BinaryIO, name: str) -> Load:
    """A file of JSON, from its beginning."""
    stream.seek(0)
    if os.fstat(stream.fileno()).st_size > BODY_BYTES_MAX:
        raise Stop(EXIT_FAULTS, "%s is longer than 1 MiB: that is no agenda" % clean(name))
    return of_pipe(stream, clean(name))


def is_json(beginning: bytes) -> bool:
    """Whether this is how an agenda as JSON begins."""
    if beginning.startswith(BYTE_ORDER_MARK):
        beginning = beginning[len(BYTE_ORDER_MARK) :]
    return beginning.lstrip()[:1] == b"{"


def as_json(load: Load) -> Load:
    """The same, sent as JSON, which has no byte order mark."""
    data = load.begin if isinstance(load.begin, bytes) else b""
    if data.startswith(BYTE_ORDER_MARK):
        data = data[len(BYTE_ORDER_MARK) :]
    return dataclasses.replace(load, content_type="application/json", length=len(data), begin=data)


def show_import(
    service: Service, value: Mapping[str, Any], options: argparse.Namespace, console: Console
) -> None:
    """What became of the meeting, its items and its papers; what is missing by its reference."""
    became = str(value.get("became"))
    unmade = options.dry_run and became == "created"
    title = clean(value.get("body"))
    if not unmade:
        title = title_of(document(service, "/v1/meetings/" + segment(str(value.get("meeting")))))
    changed = ", ".join(clean(name, 40) for name in value.get("changed") or [])
    told = MEETING.get(became, MEETING["unchanged"])
    if options.dry_run:
        console.sentence("Dry run: nothing was kept.")
    console.sentence(told % ((changed, title) if became == "changed" else (title,)))
    for what, name in (("item", "items"), ("paper", "papers")):
        counts = value.get(name) or {}
        console.sentence(
            "%s new, %s changed, %s as before, %s missing."
            % (counted(int(counts.get("created") or 0), what),
               *(int(counts.get(count) or 0) for count in ("changed", "unchanged", "missing")))
        )  # fmt: skip
    missing: List[str] = []
    for one in value.get("details") or []:
        if one.get("became") == "missing":
            missing.append(clean(one.get("ref"), 8) + (" (a paper)" if one.get("paper") else ""))
    if missing:
        console.sentence("Not on the agenda any more, and still here: %s." % ", ".join(missing))
    if value.get("published_on"):
        console.sentence("The agenda is published.")
