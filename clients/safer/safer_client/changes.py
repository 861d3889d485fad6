# What has changed of a file of observations, and the file with the changes made.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from typing import (
    TYPE_CHECKING,
    Any,
    BinaryIO,
    Callable,
    Dict,
    Iterator,
    List,
    Optional,
    Sequence,
    Set,
    Tuple,
)

from safer_client.addresses import with_query
from safer_client.periods import period_start

if TYPE_CHECKING:
    from safer_client.service import Service

CHANGES_MAX = 200000
KEY_COLUMNS = ("indicator", "area", "period")

Series = Tuple[str, str]  # an indicator and an area
Start = Tuple[int, int]  # the year and month in which a period begins
Key = Tuple[str, str, Start]


@dataclass(frozen=True)
class Query:
    """What is pulled: the same again is what can be brought up to date."""

    service: str
    indicators: Tuple[str, ...]
    area: Optional[str]
    first: Optional[str]
    last: Optional[str]

    def target(self, indicator: str, updated_after: Optional[str] = None) -> str:
        """Where one indicator's observations are."""
        return with_query(
            "/v1/observations",
            [
                ("indicator", indicator),
                ("area", self.area),
                ("from", self.first),
                ("to", self.last),
                ("updated_after", updated_after),
            ],
        )

    def members(self) -> Dict[str, Any]:
        """As it is kept."""
        return {
            "service": self.service,
            "indicators": list(self.indicators),
            "area": self.area,
            "from": self.first,
            "to": self.last,
        }


class NotTheSame(Exception):
    """What is on the disk cannot be brought up to date; the sentence says why."""


def records(stream: Any) -> Iterator[Tuple[bytes, List[str]]]:
    """Each record of a CSV file, as it stands there and by its cells."""
    raw = b""
    for line in stream:
        raw += line
        if raw.count(b'"') % 2 == 0:
            yield raw, next(csv.reader([raw.decode("utf-8").rstrip("\r\n")]), [])
            raw = b""
    if raw:
        raise ValueError("a quoted cell is not closed")


class Layout:
    """Where in a record its key is."""

    def __init__(self, names: Sequence[str]) -> None:
        try:
            self._places = [names.index(name) for name in KEY_COLUMNS]
        except ValueError:
            raise NotTheSame("it has not the columns of observations") from None
        self._deleted = names.index("deleted") if "deleted" in names else None

    def key(self, cells: Sequence[str]) -> Key:
        """What a record is about."""
        indicator, area, period = (cells[place] for place in self._places)
        return indicator, area, period_start(period)

    def whole(self, cells: Sequence[str]) -> bool:
        """Whether a record says that all of its indicator is told anew: it names no period."""
        return not cells[self._places[1]] and not cells[self._places[2]]

    def deleted(self, cells: Sequence[str]) -> bool:
        """Whether a record only says that there is none any more."""
        return self._deleted is not None and cells[self._deleted] == "true"


class Changes:
    """What has changed since the watermarks: records by key, None for those that are gone."""

    def __init__(self) -> None:
        self.heading = b""
        self.records: Dict[Key, Optional[bytes]] = {}
        self.anew: Set[str] = set()  # indicators of which all is told again
        self.marks: Dict[str, Optional[str]] = {}

    def fetch(self, service: Service, query: Query, indicator: str, mark: str) -> None:
        """Asks for one indicator's changes."""
        kept = bytearray()
        headers = service.stream(
            query.target(indicator, mark), "text/csv", self._keep(kept), packed=True
        )
        self.marks[indicator] = headers.get("Watermark")
        layout: Optional[Layout] = None
        for raw, cells in records(io.BytesIO(bytes(kept))):
            if layout is None:
                layout = Layout(cells)
                self.heading = raw
            elif layout.whole(cells):
                self.anew.add(indicator)
            else:
                gone = layout.deleted(cells)
                self.records[layout.key(cells)] = None if gone else raw

    def _keep(self, kept: bytearray) -> Callable[[bytes], None]:
        lines = len(self.records)

        def keep(part: bytes) -> None:
            nonlocal lines
            lines += part.count(b"\n")
            if lines > CHANGES_MAX:
                raise NotTheSame("more than %d observations have changed" % CHANGES_MAX)
            kept.extend(part)

        return keep


class Merge:
    """Writes the records of a file with the changes made. Each series, an indicator in an area,
    stays where it was, its periods in order; a new one comes before the first that sorts after it.
    """

    def __init__(self, changes: Changes) -> None:
        self._left: Dict[Series, Dict[Start, Optional[bytes]]] = {}
        for (indicator, area, start), raw in changes.records.items():
            self._left.setdefault((indicator, area), {})[start] = raw
        self._changes = changes
        self._known: Set[Series] = set()
        self._sink: Callable[[bytes], Any] = lambda raw: None
        self.written = hashlib.sha256()
        self.indicators: Set[str] = set()  # that have rows: in the old file, later in the new one
        self.rows = 0
        self.counts = [0, 0, 0]

    def check(self, stream: BinaryIO, sha256: str) -> None:
        """Reads the old file once: whether it is as it was, and which series it has."""
        digest = hashlib.sha256()
        layout: Optional[Layout] = None
        for raw, cells in records(stream):
            digest.update(raw)
            if layout is None:
                layout = Layout(cells)
                if raw != self._changes.heading:
                    raise NotTheSame("the columns are others by now")
            else:
                self._known.add(layout.key(cells)[:2])
        if digest.hexdigest() != sha256:
            raise NotTheSame("it is not as it was when it was pulled")
        self.indicators = {indicator for indicator, _ in self._known}

    def write(self, stream: BinaryIO, sink: Callable[[bytes], Any]) -> None:
        """Reads it again, and writes the new one."""
        self._sink = sink
        self.indicators = set()
        self._write(self._changes.heading)
        new = sorted(series for series in self._left if series not in self._known)
        layout: Optional[Layout] = None
        before: Optional[Series] = None
        for raw, cells in records(stream):
            if layout is None:
                layout = Layout(cells)
                continue
            indicator, area, start = layout.key(cells)
            series = (indicator, area)
            if series != before:
                self._finish(before)
                while new and new[0] < series:
                    self._finish(new.pop(0))
                before = series
            self._write_row(series, start, raw)
        self._finish(before)
        for series in new:
            self._finish(series)

    def _write_row(self, series: Series, start: Start, raw: bytes) -> None:
        """A record of the old file, or what it has become; before it, what is new."""
        left = self._left.get(series, {})
        self._add(series, start)
        kept: Optional[bytes] = None if series[0] in self._changes.anew else raw
        kept = left.pop(start, kept)
        if kept is None:
            self.counts[2] += 1
            return
        self.counts[1] += kept != raw
        self._write(kept)
        self.indicators.add(series[0])
        self.rows += 1

    def _finish(self, series: Optional[Series]) -> None:
        """What is left of a series' changes."""
        if series is not None and series in self._left:
            self._add(series, None)

    def _add(self, series: Series, end: Optional[Start]) -> None:
        """What is new in a series, up to a period."""
        left = self._left.get(series, {})
        for start in sorted(start for start in left if end is None or start < end):
            raw = left.pop(start)
            if raw is not None:
                self._write(raw)
                self.indicators.add(series[0])
                self.rows += 1
                self.counts[0] += 1

    def _write(self, raw: bytes) -> None:
        self._sink(raw)
        self.written.update(raw)
