#!/usr/bin/env python3
# Counts street-level crime of data.police.uk by area and month.
# SPDX-License-Identifier: MIT
"""Turns the street-level files of data.police.uk into observations, on standard output."""

from __future__ import annotations

import argparse
import re
from typing import Dict, List, Optional, Set, Tuple

from observations import (
    AREAS,
    EXIT_DONE,
    MONTH,
    Counts,
    Faults,
    Table,
    files_of,
    note,
    parser_of,
    run,
    slug,
    stop,
    tell,
)

EPILOG = """\
Without --zero-fill a month without a crime of a kind in an area has no row: to whoever reads it,
that is not known, which is not the same as none. Only a month for which Kent Police have sent a
file can say none; a month without one has no rows, whatever other forces sent.

examples:
  police_uk.py 2017-03 --indicator "Burglary=burglary" > burglary.csv
  police_uk.py downloads --map types.csv --from 2016-04 --to 2017-03 --zero-fill --county
  police_uk.py downloads --map types.csv --zero-fill | safer indicators push -

--map names a CSV with the columns crime_type and indicator; --lookup one with an LSOA's code and a
district's (lsoa and area, or as the ONS calls them: LSOA11CD and LAD22CD, of any year).
"""
# Whose file tells of a month in Kent. Others tell of what they met there, never of all.
FORCE = "Kent Police"
# "Canterbury 001A": the district's name, and the LSOA's number in it.
LSOA_NAME = re.compile(r"(.+?) [0-9]{3}[A-Z]\Z")
# The types of crime there have been, some under other names over the years. One of an indicator's
# may be in none of the files, if another of its is: then it was called so before, or since.
TYPES = {
    "anti-social behaviour",
    "bicycle theft",
    "burglary",
    "criminal damage and arson",
    "drugs",
    "other crime",
    "other theft",
    "possession of weapons",
    "public disorder and weapons",
    "public order",
    "robbery",
    "shoplifting",
    "theft from the person",
    "vehicle crime",
    "violence and sexual offences",
    "violent crime",
}
ONS_LSOA = re.compile(r"lsoa[0-9]{2}cd\Z")
ONS_DISTRICT = re.compile(r"lad[0-9]{2}cd\Z")


def pair(text: str) -> Tuple[str, str]:
    """Burglary=burglary"""
    kind, equals, indicator = text.partition("=")
    if not equals or not kind.strip():
        raise argparse.ArgumentTypeError('%r has no =; write it as "Burglary=burglary"' % text)
    return kind.strip(), slug(indicator.strip())


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = parser_of(str(__doc__), EPILOG)
    parser.add_argument(
        "--indicator",
        metavar="TYPE=INDICATOR",
        type=pair,
        action="append",
        default=[],
        help="count crimes of a type for an indicator; may be repeated",
    )
    parser.add_argument("--map", metavar="FILE", help="the same from a file")
    parser.add_argument("--lookup", metavar="FILE", help="which district an LSOA lies in")
    options = parser.parse_args()
    if not options.indicator and not options.map:
        parser.error("say what is counted: --indicator TYPE=INDICATOR, or --map FILE")
    return options


def kinds_of(options: argparse.Namespace, faults: Faults) -> Dict[str, str]:
    """The indicator of each type of crime; two types may be counted for one."""
    kinds = {kind.lower(): indicator for kind, indicator in options.indicator}
    if options.map:
        table = Table(options.map)
        kind, indicator = table.needed("crime_type"), table.needed("indicator")
        for cells in table.rows(faults):
            try:
                kinds[cells[kind].strip().lower()] = slug(cells[indicator].strip())
            except argparse.ArgumentTypeError as error:
                stop("%s, line %d: %s" % (table.path, table.line, error))
    return kinds


def lookup_of(path: Optional[str], faults: Faults) -> Dict[str, str]:
    """The district of each LSOA, from a file."""
    if not path:
        return {}
    table = Table(path)
    places: List[int] = []
    for name, pattern in (("lsoa", ONS_LSOA), ("area", ONS_DISTRICT)):
        found = [
            place for place, known in enumerate(table.names) if known == name or pattern.match(known)
        ]
        if len(found) != 1:
            stop("%s: there must be one column with the code of the %s" % (path, name))
        places += found
    return {cells[places[0]].strip(): cells[places[1]].strip() for cells in table.rows(faults)}


class Reader:
    """Reads street-level files, and counts."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.faults = Faults()
        self._kinds = kinds_of(options, self.faults)
        self._lookup = lookup_of(options.lookup, self.faults)
        self.counts = Counts(options)
        self._met: Set[str] = set()
        self.unplaced: Dict[str, int] = {}
        self.unasked: Dict[str, int] = {}
        self.covered: Set[str] = set()
        self._sources: Dict[Tuple[str, str], str] = {}

    def read(self, path: str) -> None:
        """One file. A force's month comes from one file only: it would be counted twice."""
        table = Table(path)
        when, force = table.needed("Month"), table.needed("Reported by")
        code, name = table.needed("LSOA code"), table.needed("LSOA name")
        kind = table.needed("Crime type")
        for cells in table.rows(self.faults):
            self._met.add(cells[kind].strip().lower())
            period = cells[when].strip()
            if not MONTH.match(period):
                self.faults.add(table, "Month is not a month such as 2017-03")
                continue
            source = self._sources.setdefault((cells[force].strip(), period), path)
            if source != path:
                stop("%s of %s is in %s and in %s" % (period, cells[force].strip(), source, path))
            if not self.counts.asked(period):
                continue
            if cells[force].strip() == FORCE:
                self.covered.add(period)
            area = self._area(cells[code].strip(), cells[name].strip())
            self._count(cells[kind].strip(), area, period)

    def _count(self, kind: str, area: str, period: str) -> None:
        indicator = self._kinds.get(kind.lower())
        if indicator is None:
            self.unasked[kind or "no type"] = self.unasked.get(kind or "no type", 0) + 1
        elif area.startswith("?"):
            self.unplaced[area[1:]] = self.unplaced.get(area[1:], 0) + 1
        else:
            self.counts.add(indicator, area, period)

    def _area(self, code: str, name: str) -> str:
        """The district of an LSOA; with ? before it, why there is none."""
        if not code and not name:
            return "?no location"
        area = self._lookup.get(code)
        if area is None:
            found = LSOA_NAME.match(name)
            area = AREAS.get(found.group(1) if found else name)
            if area is None:
                return "?" + (found.group(1) if found else name or code)
        return area if area in set(AREAS.values()) else "?" + area

    def check_kinds(self) -> None:
        """Ends the program when a type that is to be counted is in none of the files: it is
        misspelt, or they do not tell of it, and its zeros would be none."""
        met = {indicator for kind, indicator in self._kinds.items() if kind in self._met}
        unmet = sorted(kind for kind in self._kinds if kind not in self._met)
        renamed = [kind for kind in unmet if kind in TYPES and self._kinds[kind] in met]
        wrong = [kind for kind in unmet if kind not in renamed]
        if wrong:
            note("types in the files: %s" % "; ".join(sorted(filter(None, self._met))))
            stop(
                "no crime in the files is of the type %s: is it spelt as there? Nothing was written"
                % ", or ".join('"%s"' % kind for kind in wrong)
            )
        for kind in renamed:
            note('no crime in the files is of the type "%s"' % kind)

    @property
    def indicators(self) -> Set[str]:
        """What is counted."""
        return set(self._kinds.values())


def main() -> int:
    """Counts, and says what was not counted."""
    options = arguments()
    reader = Reader(options)
    for path in files_of(options.paths, "-street.csv"):
        reader.read(path)
    reader.faults.stop_if_any()
    reader.check_kinds()
    tell(reader.unplaced, "crimes are in no row", "they lie in no district of Kent or Medway")
    tell(reader.unasked, "crimes are in no row", "no indicator is named for their type")
    reader.counts.write(reader.indicators, reader.covered)
    return EXIT_DONE


if __name__ == "__main__":
    run(main)
