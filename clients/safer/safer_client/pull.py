# safer indicators pull: observations as CSV, to a pipe or a file, and later only what has changed.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import csv
import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from typing import (
    TYPE_CHECKING,
    Any,
    BinaryIO,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Optional,
)

from safer_client.access import reader_of
from safer_client.changes import Changes, Merge, NotTheSame, Query
from safer_client.common import (
    EXIT_DONE,
    EXIT_UNAVAILABLE,
    EXIT_USAGE,
    Broken,
    ServiceRefusal,
    Stop,
)
from safer_client.console import clean
from safer_client.indicators import open_service
from safer_client.reading import output
from safer_client.replies import slug_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

PROGRESS_SECONDS = 0.2


def size(number: float) -> str:
    """1536000 -> 1.5 MB"""
    for unit in ("B", "kB", "MB"):
        if number < 1000:
            return "%.0f %s" % (number, unit) if unit == "B" else "%.1f %s" % (number, unit)
        number /= 1000
    return "%.2f GB" % number


class Rate:
    """The progress of a transfer, a few times a second."""

    def __init__(self, console: Console, what: str, whole: int = 0) -> None:
        self._console = console
        self._what = what
        self._whole = whole
        self.begin()

    def begin(self) -> None:
        """Nothing has gone yet, or not in this try."""
        self._started = time.monotonic()
        self._shown = 0.0
        self.bytes = 0

    def add(self, number: int) -> None:
        """So many bytes more."""
        self.bytes += number
        now = time.monotonic()
        if now - self._shown < PROGRESS_SECONDS:
            return
        self._shown = now
        part = " of %s" % size(self._whole) if self._whole else ""
        rate = self.bytes / max(now - self._started, 0.001)
        self._console.progress("%s %s%s, %s/s" % (self._what, size(self.bytes), part, size(rate)))


def command_pull(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer indicators pull"""
    if options.resume and not options.output:
        raise Stop(EXIT_USAGE, "--resume brings a file up to date: name it with --output")
    query = Query(
        str(settings.base),
        tuple(sorted(set(options.indicators))),
        options.area,
        options.from_period,
        options.to_period,
    )
    with open_service(settings, console) as service:
        if options.output is None:
            with output(None) as sink:
                without = pull_whole(service, query, sink.write).without
            tell_empty(console, query, without)
            return EXIT_DONE
        try:
            PulledFile(options.output, query, service, console).pull(options.resume)
        except Broken as error:
            left = "is as it was" if os.path.exists(options.output) else "was not written"
            raise Stop(
                EXIT_UNAVAILABLE, "%s; %s %s" % (error.reason, clean(options.output), left)
            ) from None
    return EXIT_DONE


@dataclass
class Pulled:
    """What came: each indicator's watermark, and those of which there was nothing."""

    marks: Dict[str, Optional[str]] = field(default_factory=dict)
    without: List[str] = field(default_factory=list)


def pull_whole(service: Service, query: Query, sink: Callable[[bytes], Any]) -> Pulled:
    """All observations, under one heading."""
    pulled = Pulled()
    heading = Heading(sink)
    for indicator in query.indicators:
        heading.begin()
        headers = service.stream(query.target(indicator), "text/csv", heading.write, packed=True)
        pulled.marks[indicator] = headers.get("Watermark")
        if heading.empty:
            pulled.without.append(indicator)
    return pulled


def tell_empty(console: Console, query: Query, indicators: Iterable[str]) -> None:
    """Names the indicators of which there was nothing: a misspelt one looks like that, too."""
    narrowed = " there and then" if query.area or query.first or query.last else ""
    for indicator in indicators:
        console.note("%s: no observations%s, or none you may see" % (indicator, narrowed))


class Heading:
    """Passes several lists on as one: the first with its heading, the others without."""

    def __init__(self, sink: Callable[[bytes], Any]) -> None:
        self._sink = sink
        self._first: Optional[bytes] = None
        self._line: Optional[bytes] = None
        self.empty = True  # the list has nothing below its heading

    def begin(self) -> None:
        """The next list begins."""
        self._line = b""
        self.empty = True

    def write(self, part: bytes) -> None:
        """The next bytes of the list."""
        if self._line is None:
            self.empty = self.empty and not part
            self._sink(part)
            return
        line, end, rest = (self._line + part).partition(b"\n")
        if not end:
            self._line = line
            return
        self._line = None
        if self._first is None:
            self._first = line
            self._sink(line + end)
        elif line != self._first:
            raise Stop(EXIT_UNAVAILABLE, "the columns of the lists differ; pull them one by one")
        if rest:
            self.empty = False
            self._sink(rest)


class PulledFile:
    """A file of observations, and beside it what is needed to bring it up to date."""

    def __init__(self, path: str, query: Query, service: Service, console: Console) -> None:
        self._path = path
        self._mark_path = path + ".watermark"
        self._query = query
        self._service = service
        self._console = console
        self._reader = reader_of(service.token)
        self._sha256 = ""

    def pull(self, resume: bool) -> None:
        """Writes the file whole or, to resume it, with what has changed."""
        if resume:
            try:
                self._resume()
                return
            except NotTheSame as error:
                self._console.note(
                    "%s is pulled whole: %s" % (clean(self._path), clean(error, 200))
                )
        rows, rate = -1, Rate(self._console, "pulled")
        digest = hashlib.sha256()
        with output(self._path) as stream:

            def sink(part: bytes) -> None:
                nonlocal rows
                stream.write(part)
                digest.update(part)
                rows += part.count(b"\n")
                rate.add(len(part))

            pulled = pull_whole(self._service, self._query, sink)
        self._keep_marks(pulled.marks, digest.hexdigest())
        self._console.say("%s: %s" % (clean(self._path), observations(max(rows, 0))))
        tell_empty(self._console, self._query, pulled.without)

    def _resume(self) -> None:
        kept = self._kept_marks()
        changes = Changes()
        for indicator in self._query.indicators:
            try:
                changes.fetch(self._service, self._query, indicator, kept[indicator])
            except ServiceRefusal as error:
                if "watermark" not in slug_of(error.problem):
                    raise
                raise NotTheSame("the service does not know its watermark any more") from None
            except ValueError as error:
                raise Stop(EXIT_UNAVAILABLE, "the answer cannot be read: %s" % error) from None
        # Nothing may have changed and yet the file be another: then it is pulled whole.
        merge = Merge(changes)
        with self._opened() as stream:
            merge.check(stream, self._sha256)
        if not changes.records and not changes.anew:
            self._keep_marks(changes.marks, self._sha256)
            self._console.say("%s: nothing has changed" % clean(self._path))
            self._tell_empty(merge)
            return
        with output(self._path) as sink, open(self._path, "rb") as stream:
            merge.write(stream, sink.write)
        self._keep_marks(changes.marks, merge.written.hexdigest())
        self._console.say(
            "%s: %s; %d added, %d changed, %d removed"
            % (clean(self._path), observations(merge.rows), *merge.counts)
        )
        self._tell_empty(merge)

    def _tell_empty(self, merge: Merge) -> None:
        without = [name for name in self._query.indicators if name not in merge.indicators]
        tell_empty(self._console, self._query, without)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with open(self._path, "rb") as stream:
                yield stream
        except (OSError, ValueError, IndexError, csv.Error) as error:
            raise NotTheSame("it cannot be read: %s" % error) from None

    def _kept_marks(self) -> Dict[str, str]:
        """The watermarks kept beside the file, if they are those of this pull."""
        if not os.path.exists(self._path):
            raise NotTheSame("it is not there yet")
        try:
            with open(self._mark_path, encoding="utf-8") as stream:
                kept = json.load(stream)
            marks = {str(name): str(mark) for name, mark in kept.pop("watermarks").items()}
            self._sha256 = str(kept.pop("sha256"))
            reader = kept.pop("reader", "unknown")
        except (OSError, ValueError, KeyError, AttributeError):
            raise NotTheSame("there is no watermark kept beside it") from None
        if kept != self._query.members():
            raise Stop(
                EXIT_USAGE,
                "%s was pulled from another address, or with other indicators, areas or periods; "
                "say the same again, or name another file" % clean(self._path),
            )
        if set(marks) != set(self._query.indicators):
            raise NotTheSame("there is no watermark kept beside it")
        if reader != self._reader:
            # What one may see another may not, and what changed for one did not for the other.
            raise NotTheSame("it was pulled with another partner's or client's token, or with none")
        return marks

    def _keep_marks(self, marks: Dict[str, Optional[str]], sha256: str) -> None:
        """Written after the file: should it be missed, the next pull starts from before."""
        if None in marks.values():
            with contextlib.suppress(OSError):
                os.unlink(self._mark_path)
            return
        kept = {**self._query.members(), "reader": self._reader}
        kept.update({"sha256": sha256, "watermarks": marks})
        with output(self._mark_path) as stream:
            stream.write((json.dumps(kept, indent=1) + "\n").encode("utf-8"))


def observations(number: int) -> str:
    """1,234 observations"""
    return "%s observation%s" % (format(number, ","), "" if number == 1 else "s")
