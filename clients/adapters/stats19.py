#!/usr/bin/env python3
# Counts people killed or seriously injured on roads by area and month, from STATS19.
# SPDX-License-Identifier: MIT
"""Turns the road casualty files of the Department for Transport into observations, on standard
output: people killed or seriously injured (KSI), by area and month."""

from __future__ import annotations

import argparse
import datetime
import re
from typing import Dict, List, Optional, Set, Tuple

from observations import (
    AREAS,
    EXIT_DONE,
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
Give the collision files (accidents, in older editions) and the casualty files of the same years, in
any order: which is which is seen from the columns.

Without --zero-fill a month in which nobody was killed or seriously injured in an area has no row:
to whoever reads it, that is not known, which is not the same as nobody. The files cover the
months of which they have a collision, anywhere in the country.

A collision of Kent or Medway without a casualty ends the program: there is none, so a casualty
file is missing, or was cut.

examples:
  stats19.py --indicator road-ksi collision-2023.csv casualty-2023.csv > ksi.csv
  stats19.py --indicator road-ksi Accidents0515.csv Casualties0515.csv --zero-fill --county
"""
# The districts' numbers in STATS19, in editions that have not the ONS's codes.
NUMBERS = {
    "530": "Ashford",
    "531": "Canterbury",
    "532": "Dartford",
    "533": "Dover",
    "535": "Gravesham",
    "536": "Maidstone",
    "538": "Sevenoaks",
    "539": "Shepway",
    "540": "Swale",
    "541": "Thanet",
    "542": "Tonbridge and Malling",
    "543": "Tunbridge Wells",
    "544": "Medway",
}
INDEX = ("collision_index", "accident_index")
DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\Z|([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")
KSI = {"1": "fatal", "2": "serious"}
SLIGHT = "3"
BARE_SHOWN = 5


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = parser_of(str(__doc__), EPILOG)
    parser.add_argument(
        "--indicator", metavar="INDICATOR", type=slug, required=True, help="such as road-ksi"
    )
    return parser.parse_args()


def month_of(text: str) -> Optional[str]:
    """03/04/2017, the day first, or 2017-04-03 to 2017-04."""
    found = DATE.match(text)
    if not found:
        return None
    year, month, day = (int(found[one] or found[7 - one]) for one in (3, 2, 1))
    try:
        datetime.date(year, month, day)
    except ValueError:
        return None
    return "%04d-%02d" % (year, month)


class Reader:
    """Reads collisions, keeps those of Kent and Medway, and counts their casualties."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._indicator = options.indicator
        self.counts = Counts(options)
        self.faults = Faults()
        self._collisions: Dict[str, Tuple[str, str]] = {}
        self._casualties: Set[Tuple[str, str, str]] = set()
        self._months: Set[str] = set()
        self.elsewhere = 0
        self.here = 0
        self.unplaced: Dict[str, int] = {}

    def read_collisions(self, table: Table) -> None:
        """Where and when: only what lies in Kent and Medway is kept."""
        index, when = table.needed(*INDEX), table.needed("date")
        district = table.place("local_authority_ons_district")
        number = table.place("local_authority_district")
        if district is None and number is None:
            table.needed("local_authority_ons_district", "local_authority_district")
        for cells in table.rows(self.faults):
            period = month_of(cells[when].strip())
            if period is None:
                self.faults.add(table, "the date is not a day such as 03/04/2017 (the day first)")
                continue
            self._months.add(period)
            area = self._area(cells, district, number)
            if area is None:
                continue
            name = cells[index].strip()
            if not name or name in self._collisions:
                self.faults.add(table, "the collision is there twice, or has no index")
                continue
            self._collisions[name] = (area, period)

    def _area(self, cells: List[str], district: Optional[int], number: Optional[int]) -> Optional[str]:
        code = cells[district].strip() if district is not None else ""
        if code in set(AREAS.values()):
            return code
        name = NUMBERS.get(cells[number].strip()) if number is not None else None
        # A code of elsewhere counts, a missing one (blank, -1, NULL) does not.
        return AREAS[name] if name and not re.match(r"[A-Z][0-9]{8}\Z", code) else None

    def read_casualties(self, table: Table) -> None:
        """How badly somebody was hurt: 1 killed, 2 seriously, 3 slightly."""
        index, severity = table.needed(*INDEX), table.needed("casualty_severity")
        vehicle, person = table.needed("vehicle_reference"), table.needed("casualty_reference")
        for cells in table.rows(self.faults):
            name = cells[index].strip()
            if name not in self._collisions:
                self.elsewhere += 1
                continue
            self.here += 1
            area, period = self._collisions[name]
            key = (name, cells[vehicle].strip(), cells[person].strip())
            if key in self._casualties:
                self.faults.add(table, "the casualty is there twice")
                continue
            self._casualties.add(key)
            hurt = cells[severity].strip()
            if hurt in KSI:
                if self.counts.asked(period):
                    self.counts.add(self._indicator, area, period)
            elif hurt != SLIGHT:
                said = "severity %s" % (hurt or "missing")
                self.unplaced[said] = self.unplaced.get(said, 0) + 1

    def covered(self) -> Set[str]:
        """The months the collision files tell of: of those between two files they know nothing."""
        return self._months

    def check_casualties(self) -> None:
        """Ends the program when a collision has no casualty. Each has: without, it is not recorded."""
        hurt = {name for name, _, _ in self._casualties}
        bare = sorted(
            (period, name)
            for name, (_, period) in self._collisions.items()
            if name not in hurt and self.counts.asked(period)
        )
        if not bare:
            return
        named = ", ".join(name for _, name in bare[:BARE_SHOWN])
        more = " and %d more" % (len(bare) - BARE_SHOWN) if len(bare) > BARE_SHOWN else ""
        stop(
            "collisions without a casualty: %d, of %s to %s (%s%s). Is a file with the casualties "
            "of these months missing, or cut? Nothing was written"
            % (len(bare), bare[0][0], bare[-1][0], named, more)
        )


def main() -> int:
    """Counts, and says what was not counted."""
    options = arguments()
    reader = Reader(options)
    casualties, collisions = [], 0
    for path in files_of(options.paths, ".csv"):
        table = Table(path)
        if table.place("casualty_severity") is not None:
            table.close()
            casualties.append(path)
        elif table.place("date") is not None and table.place(*INDEX) is not None:
            collisions += 1
            reader.read_collisions(table)
        else:
            table.close()
            note("%s is left out: it has neither collisions nor casualties" % path)
    if not collisions or not casualties:
        stop("both are needed: collisions (or accidents) and casualties")
    for path in casualties:
        reader.read_casualties(Table(path))
    reader.faults.stop_if_any()
    if not reader.here:
        stop("no casualty belongs to a collision in Kent or Medway: are the years the same?")
    reader.check_casualties()
    if reader.elsewhere:
        note("%d casualties are of collisions elsewhere, or not in the files" % reader.elsewhere)
    tell(reader.unplaced, "casualties are in no row", "how badly they were hurt is not said")
    reader.counts.write([options.indicator], reader.covered())
    return EXIT_DONE


if __name__ == "__main__":
    run(main)
