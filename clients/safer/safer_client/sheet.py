# A CSV file of contributions or spending: its rows, and every fault in it with its line.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import json
import sys
from dataclasses import dataclass, field
from typing import (
    Any,
    Callable,
    Dict,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    TYPE_CHECKING,
    Tuple,
)

from safer_client.common import DEFAULT_FUND, EXIT_FAULTS, FILE_BYTES_MAX, FILE_ROWS_MAX, Stop
from safer_client.console import clean, sterling
from safer_client.values import quoted

if TYPE_CHECKING:
    from safer_client.service import Service

AMOUNT_COLUMNS = ("amount_gbp", "amount_pence")


@dataclass(frozen=True)
class Column:
    """A column of a file: how its cells are read, and whether every row needs it."""

    name: str
    parse: Callable[[str], Any]
    needed: bool = False

    @property
    def member(self) -> str:
        """What the service calls it: an amount is in pence, however it is written."""
        return "amount_pence" if self.name in AMOUNT_COLUMNS else self.name


@dataclass(frozen=True)
class Kind:
    """What the rows of a file are, contributions or spending, and all that differs between them."""

    noun: str
    plural: str
    path: str
    columns: Tuple[Column, ...]
    # What is sent, of which an idempotency key is made, too. Their order may never change: the same
    # row must be the same request to the next version of this program.
    sent: Tuple[str, ...]
    # Headings and members of the table, and what is compared with what a reference stands for.
    shown: Tuple[Tuple[str, str], ...]
    compared: Tuple[Tuple[str, str], ...]
    headline: str
    low_pence: int
    high_pence: int
    # The one 403 that is about the row; any other 401 or 403 is about the token.
    refusal_403: str
    year_of: Callable[[Row, Mapping[str, Any]], str]
    # What is shown of the years the rows fall in: its name, its figures, and where they come from.
    after: str
    after_phrase: str
    figures: Tuple[Tuple[str, str], ...]
    figures_of: Callable[[Service, str, str, str, int], Optional[Dict[str, int]]]

    @property
    def key(self) -> Tuple[str, ...]:
        """What an idempotency key is made of: all that is sent, the reference first."""
        first = "external_reference"
        return (first, *(name for name in self.sent if name != first))

    def counted(self, number: int) -> str:
        """3 contributions"""
        return "%d %s" % (number, self.noun if number == 1 else self.plural)

    def caution(self, pence: int) -> str:
        """A question about an amount that looks like pounds and pence mixed up, or ''."""
        if pence < self.low_pence:
            return "%s \u2013 is this pounds?" % sterling(pence)
        if pence >= self.high_pence:
            return "%s \u2013 is this pence?" % sterling(pence)
        return ""


@dataclass(frozen=True)
class Fault:
    """One thing to mend in the file; column is empty when it concerns the whole line."""

    line: int
    column: str
    message: str

    def sentence(self) -> str:
        """line 4: amount_gbp: must be more than zero"""
        return "line %d: %s%s" % (
            self.line,
            self.column + ": " if self.column else "",
            self.message,
        )


@dataclass(frozen=True)
class Row:
    """One line of the file: what it says, by the names of the service; an empty cell says nothing.
    `partner`, where a file has it, is for checking only."""

    kind: Kind
    line: int
    values: Mapping[str, Any]

    @property
    def fund(self) -> str:
        """The fund it concerns."""
        return str(self.values["fund"])

    @property
    def amount_pence(self) -> int:
        """How much it is."""
        return int(self.values["amount_pence"])

    @property
    def external_reference(self) -> str:
        """What it is called in the books it comes from."""
        return str(self.values["external_reference"])

    def body(self) -> Dict[str, Any]:
        """What is sent to create it."""
        return {name: self.values[name] for name in self.kind.sent if name in self.values}


@dataclass
class Sheet:
    """What was read from a file: its rows, its faults, and remarks about how it was read."""

    kind: Kind
    rows: List[Row] = field(default_factory=list)
    faults: List[Fault] = field(default_factory=list)
    remarks: List[str] = field(default_factory=list)
    amount_column: str = "amount_gbp"


def decode_file(data: bytes, sheet: Sheet) -> Optional[str]:
    """The text of a file as spreadsheets save it: UTF-8, UTF-16 with its mark, else cp1252."""
    encodings = ["utf-8-sig", "cp1252"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if encoding == "cp1252":
            sheet.remarks.append(
                "the file is not UTF-8; it was read as Windows-1252 (what Excel "
                "saves as plain CSV)"
            )
        if "\0" in text:
            sheet.faults.append(
                Fault(
                    text.count("\n", 0, text.index("\0")) + 1,
                    "",
                    "has a NUL character in it; is this a CSV file?",
                )
            )
            return None
        return text
    sheet.faults.append(
        Fault(
            1,
            "",
            "the text is in no encoding this program knows; save the file "
            "as \u201cCSV UTF-8\u201d",
        )
    )
    return None


def column_name(cell: str) -> str:
    """A heading as the columns are named: “Financial Year ” is financial_year."""
    return "_".join(cell.strip().lower().split())


def find_delimiter(text: str, kind: Kind) -> str:
    """The one of comma, semicolon and tab that splits the heading into the most known columns."""
    names = {column.name for column in kind.columns}

    def known(delimiter: str) -> int:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                return sum(column_name(cell) in names for cell in cells)
        return 0

    def score(delimiter: str) -> int:
        try:
            return known(delimiter)
        except csv.Error:
            return 0

    return max((",", ";", "\t"), key=score)


def records(text: str, sheet: Sheet) -> Iterator[Tuple[int, List[str]]]:
    """The records that are not blank, each with the line it starts on."""
    delimiter = find_delimiter(text, sheet.kind)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        sheet.faults.append(Fault(start, "", "cannot be read as CSV from here on: %s" % error))


def check_heading(line: int, names: List[str], sheet: Sheet) -> bool:
    """Whether the heading names what is needed, once, and nothing else."""
    before = len(sheet.faults)
    known = [column.name for column in sheet.kind.columns]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        sheet.faults.append(Fault(line, clean(name, 40), "this column is there twice"))
    for name in names:
        if name and name not in known:
            sheet.faults.append(
                Fault(
                    line,
                    clean(name, 40),
                    "unknown column; the columns are " + ", ".join(known),
                )
            )
    for column in sheet.kind.columns:
        if column.needed and column.name not in names + list(AMOUNT_COLUMNS):
            sheet.faults.append(Fault(line, column.name, "this column is missing"))
    amounts = [name for name in AMOUNT_COLUMNS if name in names]
    if len(amounts) != 1:
        sheet.faults.append(
            Fault(
                line,
                " or ".join(AMOUNT_COLUMNS),
                "exactly one of these columns "
                "is needed; this file has %s" % ("both" if amounts else "neither"),
            )
        )
    else:
        sheet.amount_column = amounts[0]
    return len(sheet.faults) == before


class RowReader:
    """Turns records into rows, collecting every fault on the way."""

    def __init__(self, names: List[str], sheet: Sheet, default_fund: str, partner: str) -> None:
        self._names = names
        self._sheet = sheet
        self._default_fund = default_fund
        self._partner = partner
        self._references: Dict[str, int] = {}

    def read(self, line: int, cells: List[str]) -> None:
        """Adds the record's row, or its faults, to the sheet."""
        before = len(self._sheet.faults)
        cell = self._cells_by_name(line, cells)
        if cell is None:
            return
        values: Dict[str, Any] = {"fund": self._default_fund}
        for column in self._sheet.kind.columns:
            if column.name in cell:
                value = self._value(line, column, cell[column.name].strip())
                if value is not None:
                    values[column.member] = value
        self._check_reference(line, values.get("external_reference"))
        if len(self._sheet.faults) == before:
            self._sheet.rows.append(Row(self._sheet.kind, line, values))

    def _cells_by_name(self, line: int, cells: List[str]) -> Optional[Dict[str, str]]:
        surplus = [
            cell
            for index, cell in enumerate(cells)
            if cell.strip() and (index >= len(self._names) or not self._names[index])
        ]
        if surplus:
            self._sheet.faults.append(
                Fault(
                    line,
                    "",
                    "has more cells than the heading has columns; an amount such as 16,000.00 "
                    "must stand in quotation marks",
                )
            )
            return None
        return dict(zip(self._names, cells + [""] * (len(self._names) - len(cells))))

    def _value(self, line: int, column: Column, text: str) -> Any:
        """What the cell says; None if it is empty, or a fault."""
        try:
            if text:
                value = column.parse(text)
                if column.name == "partner":
                    self._check_partner(text)
                return value
            if column.needed:
                raise ValueError("is empty")
        except ValueError as error:
            self._sheet.faults.append(Fault(line, column.name, str(error)))
        return None

    def _check_reference(self, line: int, reference: Optional[str]) -> None:
        first = self._references.setdefault(reference, line) if reference else line
        if first != line:
            self._sheet.faults.append(
                Fault(
                    line,
                    "external_reference",
                    "%s stands on line %d already; every %s needs "
                    "a reference of its own" % (quoted(reference), first, self._sheet.kind.noun),
                )
            )

    def _check_partner(self, slug: str) -> None:
        if self._partner and slug != self._partner:
            raise ValueError(
                "%s is not the partner of this token (%s); a partner posts its own "
                "%s only" % (quoted(slug), clean(self._partner, 40), self._sheet.kind.plural)
            )


def read_sheet(
    data: bytes, kind: Kind, default_fund: str = DEFAULT_FUND, partner: str = ""
) -> Sheet:
    """Reads a whole CSV file; every fault in it is in the result, with its line."""
    sheet = Sheet(kind)
    if len(data) > FILE_BYTES_MAX:
        sheet.faults.append(
            Fault(
                1, "", "the file is larger than %d MiB; split it" % (FILE_BYTES_MAX // 1024 // 1024)
            )
        )
        return sheet
    text = decode_file(data, sheet)
    if text is None:
        return sheet
    reader: Optional[RowReader] = None
    count = 0
    for line, cells in records(text, sheet):
        if reader is None:
            names = [column_name(cell) for cell in cells]
            if not check_heading(line, names, sheet):
                return sheet
            reader = RowReader(names, sheet, default_fund, partner)
            continue
        count += 1
        if count > FILE_ROWS_MAX:
            sheet.faults.append(
                Fault(line, "", "more than %s; split the file" % kind.counted(FILE_ROWS_MAX))
            )
            break
        reader.read(line, cells)
    if count == 0 and not sheet.faults:
        sheet.faults.append(Fault(1, "", "there is no %s in this file" % kind.noun))
    return sheet


def read_input(name: str) -> bytes:
    """The bytes of the file, or of standard input for -; one more than the most is enough."""
    if name == "-":
        return sys.stdin.buffer.read(FILE_BYTES_MAX + 1)
    try:
        with open(name, "rb") as stream:
            return stream.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise Stop(EXIT_FAULTS, "%s cannot be read: %s" % (clean(name), error.strerror)) from None


def idempotency_key(partner: str, row: Row) -> str:
    """The key under which a row is sent.

    The same row has the same key whenever and wherever it is sent, so a rerun or a retry can never
    pay twice. Everything that is sent is part of it: a row corrected in any way is another request
    and gets another key, instead of meeting the stored answer to the uncorrected one. That the
    corrected row cannot slip in beside the first is the external reference's work: the service
    takes each once per partner, for ever. The parts are a JSON array, so that no character inside
    a reference can pass for the border between two of them.
    """
    return key_of([partner] + [row.values.get(name, "") for name in row.kind.key])


def key_of(parts: Sequence[Any]) -> str:
    """The key of whatever is made of these parts, and of nothing else."""
    text = json.dumps(parts, ensure_ascii=True, separators=(",", ":"))
    return "safer-" + hashlib.sha256(text.encode("ascii")).hexdigest()
