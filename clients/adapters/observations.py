# What the adapters share: files to read, Kent's areas, counts by area and month, the CSV they write.
# SPDX-License-Identifier: MIT
"""The file that `safer indicators push` takes: indicator,area,period,value,status."""

from __future__ import annotations

import argparse
import codecs
import csv
import os
import re
import shlex
import sys
from typing import Callable, Dict, Iterable, Iterator, List, NoReturn, Optional, Sequence, Set, Tuple

EXIT_DONE = 0
EXIT_USAGE = 64
EXIT_FAULTS = 65

KENT = "E10000016"
MEDWAY = "E06000035"
DISTRICTS = {
    "Ashford": "E07000105",
    "Canterbury": "E07000106",
    "Dartford": "E07000107",
    "Dover": "E07000108",
    "Gravesham": "E07000109",
    "Maidstone": "E07000110",
    "Sevenoaks": "E07000111",
    "Folkestone and Hythe": "E07000112",
    "Shepway": "E07000112",  # its name until April 2018
    "Swale": "E07000113",
    "Thanet": "E07000114",
    "Tonbridge and Malling": "E07000115",
    "Tunbridge Wells": "E07000116",
}
AREAS = {**DISTRICTS, "Medway": MEDWAY}
KENT_DISTRICTS = set(DISTRICTS.values())

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])\Z")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
FAULTS_SHOWN = 20
KINDS_SHOWN = 20


def note(text: str) -> None:
    """A line about what is written, on standard error."""
    print(text, file=sys.stderr)


def stop(text: str) -> NoReturn:
    """Ends the program: what was given cannot be counted rightly, so nothing is written."""
    note(text)
    sys.exit(EXIT_FAULTS)


class Parser(argparse.ArgumentParser):
    """argparse with the exit code that scripts know for a wrong command line."""

    def error(self, message: str) -> NoReturn:
        """Says what is wrong with the command line."""
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, "%s: %s\n" % (self.prog, message))


def run(main: Callable[[], int]) -> NoReturn:
    """Ends with the program's exit code; whoever reads may stop early (| head)."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_DONE
    sys.exit(code)


def month(text: str) -> str:
    """2017-03"""
    if not MONTH.match(text):
        raise argparse.ArgumentTypeError("%r is not a month; write it as 2017-03" % text)
    return text


def slug(text: str) -> str:
    """The identifier of an indicator."""
    if not SLUG.match(text):
        raise argparse.ArgumentTypeError("%r is not an indicator; they look like road-ksi" % text)
    return text


def parser_of(description: str, epilog: str) -> Parser:
    """The options all adapters have."""
    parser = Parser(
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("paths", metavar="FILE", nargs="+", help="files, or folders with files")
    parser.add_argument(
        "--from", dest="first", metavar="MONTH", type=month, help="from this month on: 2017-03"
    )
    parser.add_argument(
        "--to", dest="last", metavar="MONTH", type=month, help="up to this month"
    )
    parser.add_argument(
        "--zero-fill",
        action="store_true",
        help="write 0 for an area and month in which nothing was counted, where the files "
        "cover that month; without it there is no row, which means: not known",
    )
    parser.add_argument(
        "--county",
        action="store_true",
        help="write Kent (%s) as well: the sum of its twelve districts, without Medway" % KENT,
    )
    parser.add_argument(
        "--status",
        choices=("provisional", "final"),
        default="final",
        help="the status of every row (default: final)",
    )
    return parser


def files_of(paths: Sequence[str], ending: str) -> Iterator[str]:
    """The files named, and those in the folders named whose name ends so; each once."""
    seen: Set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            found = sorted(
                os.path.join(folder, name)
                for folder, _, names in os.walk(path)
                for name in names
                if name.lower().endswith(ending)
            )
            if not found:
                stop("%s: there is no file in it whose name ends with %s" % (path, ending))
        else:
            found = [path]
        for name in found:
            if os.path.realpath(name) not in seen:
                seen.add(os.path.realpath(name))
                yield name


class Table:
    """A CSV file, row by row, its columns found by name, whatever the case."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.line = 0
        try:
            # utf-8-sig: spreadsheets and some editions put a mark in front.
            self._stream = open(path, encoding="utf-8-sig", newline="")
            self._reader = csv.reader(self._stream)
            heading = next(self._reader, [])
        except UnicodeDecodeError:
            stop(encoding_fault(path))
        except (OSError, csv.Error) as error:
            stop("%s cannot be read: %s" % (path, error))
        self.names = [plain(name) for name in heading]

    def place(self, *names: str) -> Optional[int]:
        """Where the first of these columns is that there is."""
        found = [self.names.index(plain(name)) for name in names if plain(name) in self.names]
        return found[0] if found else None

    def needed(self, *names: str) -> int:
        """As place, for a column that must be there."""
        found = self.place(*names)
        if found is None:
            stop("%s: the column %s is missing" % (self.path, " or ".join(names)))
        return found

    def rows(self, faults: Faults) -> Iterator[List[str]]:
        """The rows; one with more or fewer cells than the heading is a fault: in a cut one, what is
        missing is not known, and in one with a stray comma every cell after it is another's."""
        try:
            with self._stream:
                self.line = self._reader.line_num + 1
                for cells in self._reader:
                    if len(cells) == len(self.names):
                        yield cells
                    elif cells:
                        faults.add(
                            self,
                            "the row has %d cells, and the heading %d"
                            % (len(cells), len(self.names)),
                        )
                    self.line = self._reader.line_num + 1
        except UnicodeDecodeError:
            stop(encoding_fault(self.path))
        except csv.Error as error:
            stop("%s, line %d cannot be read: %s" % (self.path, self.line, error))

    def close(self) -> None:
        """A file whose rows are not read."""
        self._stream.close()


def encoding_fault(path: str) -> str:
    """Where a file is not UTF-8, and what is to be done."""
    if not os.path.isfile(path):  # a pipe cannot be read again
        return "%s cannot be read: it is not UTF-8" % path
    line, start = 0, b""
    with open(path, "rb") as stream:
        for line, raw in enumerate(stream, 1):
            start = start or raw[:2]
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError:
                break
    encoding = "UTF-16" if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "WINDOWS-1252"
    return (
        "%s, line %d cannot be read: it is not UTF-8. Save the file as CSV UTF-8, or convert it:\n"
        "  iconv -f %s -t UTF-8 %s > utf-8.csv" % (path, line, encoding, shlex.quote(path))
    )


def plain(name: str) -> str:
    """Local_Authority_(District) and local_authority_district are one name."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


class Faults:
    """What is wrong with rows, with the file and the line."""

    def __init__(self) -> None:
        self._said: List[str] = []
        self._count = 0

    def add(self, table: Table, text: str) -> None:
        """One more."""
        self._count += 1
        if len(self._said) < FAULTS_SHOWN:
            self._said.append("%s, line %d: %s" % (table.path, table.line, text))

    def stop_if_any(self) -> None:
        """Ends the program when there are some."""
        if not self._count:
            return
        for text in self._said:
            note(text)
        more = self._count - len(self._said)
        if more:
            note("and %d more" % more)
        stop("%d faults; nothing was written" % self._count)


def tell(counts: Dict[str, int], noun: str, why: str) -> None:
    """What was left out, by kind; the most frequent first."""
    whole = sum(counts.values())
    if not whole:
        return
    note("%d %s: %s" % (whole, noun, why))
    kinds = sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))
    for name, number in kinds[:KINDS_SHOWN]:
        note("  %7d  %s" % (number, name))
    if len(kinds) > KINDS_SHOWN:
        note("  and %d kinds more" % (len(kinds) - KINDS_SHOWN))


def months_between(first: str, last: str) -> Iterator[str]:
    """Each month from one to another."""
    place = int(first[:4]) * 12 + int(first[5:]) - 1
    while place <= int(last[:4]) * 12 + int(last[5:]) - 1:
        yield "%04d-%02d" % (place // 12, place % 12 + 1)
        place += 1


class Counts:
    """How many there were of each indicator, by area and month."""

    def __init__(self, options: argparse.Namespace) -> None:
        if options.first and options.last and options.first > options.last:
            stop("--from %s is after --to %s" % (options.first, options.last))
        self._options = options
        self._numbers: Dict[Tuple[str, str, str], int] = {}

    def asked(self, period: str) -> bool:
        """Whether a month lies in the range asked for."""
        options = self._options
        return (not options.first or period >= options.first) and (
            not options.last or period <= options.last
        )

    def add(self, indicator: str, area: str, period: str) -> None:
        """One more."""
        key = (indicator, area, period)
        self._numbers[key] = self._numbers.get(key, 0) + 1

    def write(self, indicators: Iterable[str], covered: Set[str]) -> None:
        """The CSV. `covered` are the months of which the files tell: in those, what was not
        counted was not there; in others it is not known, and there is no row."""
        months = sorted(period for period in covered if self.asked(period))
        self._tell_gaps(months)
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("indicator", "area", "period", "value", "status"))
        for indicator in sorted(set(indicators)):
            for area in sorted({*AREAS.values(), *([KENT] if self._options.county else [])}):
                for period in months:
                    number = self._number(indicator, area, period)
                    if number or self._options.zero_fill:
                        writer.writerow((indicator, area, period, number, self._options.status))

    def _number(self, indicator: str, area: str, period: str) -> int:
        areas = KENT_DISTRICTS if area == KENT else {area}
        return sum(self._numbers.get((indicator, one, period), 0) for one in areas)

    def _tell_gaps(self, months: Sequence[str]) -> None:
        if not months:
            note("the files have nothing in the months asked for")
            return
        first, last = self._options.first or months[0], self._options.last or months[-1]
        gaps = [period for period in months_between(first, last) if period not in months]
        if gaps:
            note(
                "no file tells of %d of the months: %s%s; they have no rows, not zeros"
                % (len(gaps), ", ".join(gaps[:12]), " and more" if len(gaps) > 12 else "")
            )
