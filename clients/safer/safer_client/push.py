# safer indicators push: observations from a CSV file of any length.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Dict, Iterator, Mapping, Tuple, Union

from safer_client.access import needed_token, partner_of
from safer_client.common import EXIT_DONE, EXIT_FAULTS, EXIT_UNAVAILABLE, ServiceRefusal, Stop
from safer_client.console import clean
from safer_client.pull import Rate, observations
from safer_client.reading import tell_refusal
from safer_client.replies import fault_sentence, problem_errors, refusal, slug_of
from safer_client.service import Service
from safer_client.sheet import key_of

if TYPE_CHECKING:
    import argparse

    from safer_client.access import Settings
    from safer_client.console import Console

BODY_BYTES_MAX = 1024 * 1024
PART_BYTES = 256 * 1024
FAULTS_SHOWN = 100
# How long the service may check a file once it has all of it.
CHECK_SECONDS = 1800.0


@dataclass(frozen=True)
class Load:
    """What is sent: its size and fingerprint, and how to begin it anew for each try."""

    name: str
    content_type: str
    length: int
    sha256: str
    begin: Union[bytes, Callable[[], Iterator[bytes]]]


def command_push(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer indicators push"""
    token = needed_token(settings, console)
    load = of_stdin() if options.file == "-" else of_file(options.file, console)
    with contextlib.closing(Service(settings.base, token, settings, console)) as service:
        key = ["observations", partner_of(token), load.sha256]
        key += [uuid.uuid4().hex] if options.again else []
        try:
            value, replayed = send_load(service, load, key_of(key), options.dry_run)
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
        print(json.dumps(value, indent=2))
    show_load(load, value, replayed, options.dry_run, console)
    return EXIT_DONE


def send_load(
    service: Service, load: Load, key: str, dry_run: bool, target: str = "/v1/observations"
) -> Tuple[Mapping[str, Any], bool]:
    """Sends a file; returns the service's load, and whether it is one of before."""
    headers = {"Content-Type": load.content_type, "Content-Length": str(load.length)}
    if dry_run:
        target += "%sdry_run=true" % ("&" if "?" in target else "?")
    else:
        headers["Idempotency-Key"] = key
    reply = service.request("POST", target, load.begin, headers, patience=CHECK_SECONDS)
    if reply.status not in (200, 201):
        raise refusal(reply)
    value = reply.json()
    if not isinstance(value, dict):
        raise Stop(EXIT_UNAVAILABLE, "the answer is not what it should be; is --url right?")
    replayed = (reply.headers.get("Idempotency-Replayed") or "").lower() == "true"
    return value, replayed and not reply.after_loss


def of_stdin() -> Load:
    """Standard input, as a pipe."""
    return of_pipe(sys.stdin.buffer, "standard input")


def of_pipe(stream: BinaryIO, name: str) -> Load:
    """What can be read once only: short, so that it can be kept and sent again."""
    data = stream.read(BODY_BYTES_MAX + 1)
    if len(data) > BODY_BYTES_MAX:
        raise Stop(
            EXIT_FAULTS,
            "%s is a pipe and longer than 1 MiB: write it to a file, and push that" % name,
        )
    return Load(
        name,
        "text/csv; charset=utf-8",
        len(data),
        hashlib.sha256(data).hexdigest(),
        data,
    )


def of_file(path: str, console: Console) -> Load:
    """A file, sent as a form sends one, from the disk and never whole in memory."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "rb") as stream:
                return of_pipe(stream, clean(path))
    except OSError as error:
        raise unreadable(path, error) from None
    sha256, size = fingerprint(path, console)
    boundary = "safer-" + uuid.uuid4().hex
    before, after = form_around(os.path.basename(path), boundary)
    progress = Rate(console, "sent", size)

    def begin() -> Iterator[bytes]:
        progress.begin()
        yield before
        for part in parts_of(path, size):
            yield part
            progress.add(len(part))
        yield after
        console.progress("all is sent; the service is checking it")

    return Load(
        clean(path),
        "multipart/form-data; boundary=" + boundary,
        len(before) + size + len(after),
        sha256,
        begin,
    )


def parts_of(path: str, size: int) -> Iterator[bytes]:
    """A file's bytes, as many as were announced."""
    try:
        with open(path, "rb") as stream:
            while size:
                part = stream.read(min(PART_BYTES, size))
                if not part:
                    raise Stop(EXIT_FAULTS, "%s became shorter while it was sent" % clean(path))
                size -= len(part)
                yield part
    except OSError as error:
        raise unreadable(path, error) from None


def unreadable(path: str, error: OSError) -> Stop:
    """What a file that cannot be read ends the command with."""
    return Stop(EXIT_FAULTS, "%s cannot be read: %s" % (clean(path), error.strerror))


def fingerprint(path: str, console: Console) -> Tuple[str, int]:
    """The SHA-256 and size of a file."""
    digest, progress = hashlib.sha256(), Rate(console, "read")
    try:
        with open(path, "rb") as stream:
            while True:
                part = stream.read(PART_BYTES)
                if not part:
                    break
                digest.update(part)
                progress.add(len(part))
    except OSError as error:
        raise unreadable(path, error) from None
    return digest.hexdigest(), progress.bytes


def form_around(name: str, boundary: str) -> Tuple[bytes, bytes]:
    """What stands before and after the one file of a form (RFC 7578)."""
    for letter, code in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
        name = name.replace(letter, code)
    before = (
        '--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
        "Content-Type: text/csv\r\n\r\n" % (boundary, name)
    )
    return before.encode("utf-8", "replace"), ("\r\n--%s--\r\n" % boundary).encode("ascii")


def show_refused(load: Load, problem: Mapping[str, Any], console: Console) -> None:
    """Which rows were refused, and why: the first hundred, and how many more."""
    errors = problem_errors(problem)[:FAULTS_SHOWN]
    for error in errors:
        console.note(fault_sentence(error))
    count = problem.get("faults")
    count = count if isinstance(count, int) and count >= len(errors) else len(errors)
    if count > len(errors):
        console.note("and %s more" % format(count - len(errors), ","))
    console.note(
        "%s in %s; nothing was kept"
        % ("1 fault" if count == 1 else format(count, ",") + " faults", load.name)
    )


def show_load(
    load: Load, value: Mapping[str, Any], replayed: bool, dry_run: bool, console: Console
) -> None:
    """What became of the rows."""
    counts: Dict[str, int] = {
        name: int(value.get(name) or 0) for name in ("rows", "added", "revised", "unchanged")
    }
    told = "%s: %s: %s added, %s revised, %s unchanged" % (
        load.name,
        observations(counts["rows"]),
        *(format(counts[name], ",") for name in ("added", "revised", "unchanged")),
    )
    if dry_run:
        console.say(told + "; this was a dry run, and nothing was kept.")
        return
    console.say(told + ".")
    console.say("Load %s." % clean(value.get("id") or "without a number", 100))
    if replayed:
        console.sentence(
            "This very file was loaded before, at %s, and was not loaded again. If other values "
            "have been loaded since and these are to stand, say --again."
            % clean(value.get("created_at") or "another time", 40)
        )
    if value.get("sha256") not in (None, load.sha256):
        console.note("caution: the file was changed while it was sent")
