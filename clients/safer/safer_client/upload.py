# Files that are sent to the service, from the disk and again when a try fails.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import hashlib
import os
import stat
import sys
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Callable, Iterator, Mapping, Tuple, Union

from safer_client.common import EXIT_FAULTS, EXIT_UNAVAILABLE, Stop
from safer_client.console import clean
from safer_client.pull import Rate
from safer_client.replies import fault_sentence, problem_errors, refusal

if TYPE_CHECKING:
    from safer_client.console import Console
    from safer_client.service import Service

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


def send_load(
    service: Service, load: Load, key: str, dry_run: bool, target: str
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


def of_file(path: str, console: Console, media_type: str = "text/csv") -> Load:
    """A file, sent as a form sends one, from the disk and never whole in memory. With an empty
    media type the service tells it by the file's name."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "rb") as stream:
                return of_pipe(stream, clean(path))
    except OSError as error:
        raise unreadable(path, error) from None
    sha256, size = fingerprint(path, console)
    boundary = "safer-" + uuid.uuid4().hex
    before, after = form_around(os.path.basename(path), boundary, media_type)
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


def form_around(name: str, boundary: str, media_type: str) -> Tuple[bytes, bytes]:
    """What stands before and after the one file of a form (RFC 7578)."""
    for letter, code in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
        name = name.replace(letter, code)
    before = '--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n%s\r\n' % (
        boundary,
        name,
        "Content-Type: %s\r\n" % media_type if media_type else "",
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
