# The import adapters: files of data.police.uk and STATS19, made here in their forms, to observations.
# SPDX-License-Identifier: MIT
"""What is counted, what is said not to be, and what is refused because it would be counted wrongly."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Dict, List, Sequence, Tuple

from support import ROOT, environment

ADAPTERS = ROOT / "clients" / "adapters"
SERIES = ROOT / "tests" / "unit" / "analysis" / "fixtures" / "series.csv"
STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context\n"
)
HEADING = "indicator,area,period,value,status\n"
# The same two files as four editions name their columns.
EDITIONS: Dict[str, Tuple[str, str]] = {
    "older": (
        "Accident_Index,Location_Easting_OSGR,Accident_Severity,Date,Time,"
        "Local_Authority_(District),Local_Authority_(Highway)\n"
        "{index},,2,{date},08:15,{number},E10000016\n",
        "Accident_Index,Vehicle_Reference,Casualty_Reference,Casualty_Class,Casualty_Severity\n"
        "{index},1,{person},1,{severity}\n",
    ),
    "newer": (
        "accident_index,accident_year,accident_reference,date,time,local_authority_district,"
        "local_authority_ons_district,local_authority_highway\n"
        "{index},2017,1,{date},08:15,{number},{code},E10000016\n",
        "accident_index,accident_year,accident_reference,vehicle_reference,casualty_reference,"
        "casualty_class,casualty_severity\n"
        "{index},2017,1,1,{person},1,{severity}\n",
    ),
    "newest": (
        "collision_index,collision_year,collision_ref_no,date,time,local_authority_district,"
        "local_authority_ons_district,local_authority_highway,collision_severity\n"
        "{index},2017,1,{date},08:15,-1,{code},E10000016,2\n",
        "collision_index,collision_year,collision_ref_no,vehicle_reference,casualty_reference,"
        "casualty_class,casualty_severity\n"
        "{index},2017,1,1,{person},1,{severity}\n",
    ),
    "without the ONS's codes": (
        "accident_index,date,local_authority_district,local_authority_ons_district\n"
        "{index},{date},{number},NULL\n",
        "accident_index,vehicle_reference,casualty_reference,casualty_severity\n"
        "{index},1,{person},{severity}\n",
    ),
}
COLLISIONS = [
    ("A", "03/01/2017", "531", "E07000106"),
    ("B", "31/01/2017", "531", "E07000106"),
    ("C", "12/03/2017", "539", "E07000112"),
    ("D", "01/03/2017", "544", "E06000035"),
    ("E", "07/02/2017", "1", "E09000033"),
]
CASUALTIES = [
    ("A", 1, 2), ("A", 2, 1), ("A", 3, 3), ("B", 1, 2), ("C", 1, 2), ("D", 1, 1), ("E", 1, 1),
    ("C", 2, -1),
]  # fmt: skip


def street(*rows: Tuple[str, str, str, str]) -> str:
    """A street-level file: month, force, LSOA's name, type."""
    return STREET + "".join(
        ",%s,%s,%s,0.1,51.2,On or near High Street,%s,%s,%s,,\n"
        % (month, force, force, "E01%06d" % number if name else "", name, kind)
        for number, (month, force, name, kind) in enumerate(rows)
    )


def edition(name: str) -> Tuple[str, str]:
    """The collisions and casualties above, as an edition has them."""
    texts = []
    for text, rows in zip(
        EDITIONS[name],
        (
            [dict(zip(("index", "date", "number", "code"), row)) for row in COLLISIONS],
            [dict(zip(("index", "person", "severity"), row)) for row in CASUALTIES],
        ),
    ):
        heading, row = text.splitlines(keepends=True)
        texts.append(heading + "".join(row.format(**values) for values in rows))
    return texts[0], texts[1]


class Adapters(unittest.TestCase):
    def setUp(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)

    def write(self, name: str, text: str, encoding: str = "utf-8") -> str:
        """A file in the test's folder."""
        path = os.path.join(self._folder.name, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding=encoding, newline="") as stream:
            stream.write(text)
        return path

    def run_adapter(self, name: str, *arguments: str) -> Any:
        """Runs an adapter."""
        return subprocess.run(
            [sys.executable, str(ADAPTERS / name), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=self._folder.name,
            timeout=60,
            check=False,
        )

    def counted(self, name: str, *arguments: str) -> List[str]:
        """The rows an adapter writes."""
        done = self.run_adapter(name, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        text = done.stdout.decode()
        self.assertTrue(text.startswith(HEADING))
        self.said = done.stderr.decode()
        return text[len(HEADING) :].splitlines()

    def refused(self, name: str, *arguments: str) -> str:
        """What an adapter says that writes nothing."""
        done = self.run_adapter(name, *arguments)
        self.assertEqual((done.returncode, done.stdout), (65, b""))
        return str(done.stderr.decode())


class PoliceUk(Adapters):
    def march(self, more: Sequence[Tuple[str, str, str, str]] = ()) -> str:
        """A month of Kent Police."""
        return self.write(
            "downloads/2017-03/2017-03-kent-street.csv",
            street(
                ("2017-03", "Kent Police", "Canterbury 001A", "Burglary"),
                ("2017-03", "Kent Police", "Canterbury 014C", "Burglary"),
                ("2017-03", "Kent Police", "Shepway 002B", "Burglary"),
                ("2017-03", "Kent Police", "Medway 003A", "Burglary"),
                ("2017-03", "Kent Police", "Canterbury 001A", "Drugs"),
                ("2017-03", "Kent Police", "", "Burglary"),
                ("2017-03", "Kent Police", "Bexley 001A", "Burglary"),
                *more,
            ),
        )

    def test_crimes_are_counted_by_district_and_month_for_the_indicator_of_their_type(self) -> None:
        rows = self.counted("police_uk.py", self.march(), "--indicator", "Burglary=burglary")
        self.assertEqual(
            rows,
            [
                "burglary,E06000035,2017-03,1,final",
                "burglary,E07000106,2017-03,2,final",
                "burglary,E07000112,2017-03,1,final",
            ],
        )

    def test_what_lies_nowhere_or_is_not_asked_for_is_counted_and_said(self) -> None:
        self.counted("police_uk.py", self.march(), "--indicator", "Burglary=burglary")
        self.assertIn("2 crimes are in no row: they lie in no district of Kent", self.said)
        self.assertIn("      1  Bexley", self.said)
        self.assertIn("      1  no location", self.said)
        self.assertIn("1 crimes are in no row: no indicator is named for their type", self.said)
        self.assertIn("      1  Drugs", self.said)

    def test_two_types_of_a_map_may_be_one_indicator_and_folders_are_searched(self) -> None:
        self.march()
        self.write(
            "downloads/2017-04/2017-04-kent-street.csv",
            street(("2017-04", "Kent Police", "Dover 001A", "Violent crime")),
        )
        self.write("downloads/2017-04/2017-04-kent-outcomes.csv", "not a street-level file\n")
        kinds = self.write("map.csv", "crime_type,indicator\nDrugs,harm\nViolent Crime,harm\n")
        rows = self.counted("police_uk.py", "downloads", "--map", kinds, "--status", "provisional")
        self.assertEqual(
            rows,
            ["harm,E07000106,2017-03,1,provisional", "harm,E07000108,2017-04,1,provisional"],
        )

    def test_kent_is_the_sum_of_its_districts_without_medway(self) -> None:
        rows = self.counted(
            "police_uk.py", self.march(), "--indicator", "Burglary=burglary", "--county"
        )
        self.assertEqual(rows[-1], "burglary,E10000016,2017-03,3,final")

    def test_zeros_are_only_for_months_of_which_kent_police_tell(self) -> None:
        self.march()
        self.write(
            "downloads/2017-05/2017-05-sussex-street.csv",
            street(("2017-05", "Sussex Police", "Ashford 001A", "Burglary")),
        )
        self.write(
            "downloads/2017-06/2017-06-kent-street.csv",
            street(("2017-06", "Kent Police", "Ashford 001A", "Drugs")),
        )
        rows = self.counted(
            "police_uk.py", "downloads", "--indicator", "Burglary=burglary", "--zero-fill",
            "--from", "2017-03", "--to", "2017-07",
        )  # fmt: skip
        self.assertEqual(len(rows), 13 * 2)
        self.assertEqual({row.split(",")[2] for row in rows}, {"2017-03", "2017-06"})
        self.assertEqual(sum(row.endswith(",0,final") for row in rows), 13 * 2 - 3)
        self.assertIn(
            "no file tells of 3 of the months: 2017-04, 2017-05, 2017-07; they have no rows, "
            "not zeros",
            self.said,
        )

    def test_without_zero_fill_what_was_not_counted_has_no_row(self) -> None:
        path = self.march([("2017-03", "Kent Police", "Bexley 001A", "Robbery")])
        rows = self.counted("police_uk.py", path, "--indicator", "Robbery=robbery")
        self.assertEqual(rows, [])

    def test_a_type_that_no_file_has_is_refused_and_those_they_have_are_named(self) -> None:
        for zeros in ([], ["--zero-fill"]):
            said = self.refused("police_uk.py", self.march(), "--indicator", "Burglery=b", *zeros)
            self.assertIn("types in the files: burglary; drugs\n", said)
            self.assertIn('is of the type "burglery": is it spelt as there?', said)
        self.refused(
            "police_uk.py", self.march(), "--indicator", "Burglary=b", "--indicator", "Robbery=r"
        )

    def test_an_older_name_of_a_type_may_be_in_no_file_and_a_misspelt_one_may_not(self) -> None:
        path = self.march([("2017-03", "Kent Police", "Dover 001A", "Violence and sexual offences")])
        new, old = "Violence and sexual offences=v", "Violent crime=v"
        rows = self.counted("police_uk.py", path, "--indicator", new, "--indicator", old)
        self.assertEqual(rows, ["v,E07000108,2017-03,1,final"])
        self.assertIn('no crime in the files is of the type "violent crime"', self.said)
        said = self.refused(
            "police_uk.py", path, "--indicator", new, "--indicator", "Violent crimes=v"
        )
        self.assertIn('"violent crimes"', said)

    def test_a_row_that_is_cut_or_has_a_cell_too_many_is_a_fault(self) -> None:
        path = self.march()
        with open(path, encoding="utf-8", newline="") as stream:
            lines = stream.read().splitlines(keepends=True)
        lines[2] = lines[2].replace("High Street", "High Street, Canterbury")
        lines[-1] = lines[-1][:60]
        path = self.write("cut-street.csv", "".join(lines))
        said = self.refused("police_uk.py", path, "--indicator", "Burglary=b")
        self.assertIn("cut-street.csv, line 3: the row has 13 cells, and the heading 12\n", said)
        self.assertRegex(said, r"cut-street.csv, line 8: the row has [0-9]+ cells, and the heading 12")
        self.assertIn("2 faults; nothing was written", said)
        for option, heading in (("--map", "crime_type,indicator"), ("--lookup", "lsoa,area")):
            other = self.write("other.csv", heading + "\nBurglary\n")
            said = self.refused(
                "police_uk.py", self.march(), "--indicator", "Burglary=b", option, other
            )
            self.assertIn("other.csv, line 2: the row has 1 cells, and the heading 2", said)

    def test_a_file_of_another_encoding_is_refused_by_line_with_what_helps(self) -> None:
        rows = [("2017-03", "Kent Police", "Dover 001A", "Burglary")] * 2000
        rows[1500] = ("2017-03", "Kent Police", "Dover 001A", "Caf\u00e9")
        path = self.write("it's-street.csv", street(*rows), "cp1252")
        said = self.refused("police_uk.py", path, "--indicator", "Burglary=b")
        self.assertIn("it's-street.csv, line 1502 cannot be read: it is not UTF-8. Save", said)
        self.assertIn("iconv -f WINDOWS-1252 -t UTF-8 '", said)
        command = said.splitlines()[-1].replace("utf-8.csv", "new-street.csv")
        subprocess.run(["bash", "-c", command], cwd=self._folder.name, check=True)
        self.counted("police_uk.py", "new-street.csv", "--indicator", "Burglary=b")
        script = '"$0" "$1" <(cat "$2") --indicator Burglary=b'
        done = subprocess.run(
            ["bash", "-c", script, sys.executable, str(ADAPTERS / "police_uk.py"), path],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), timeout=60, check=False,
        )  # fmt: skip
        self.assertEqual((done.returncode, done.stdout), (65, b""))
        self.assertRegex(done.stderr.decode(), r"^/dev/fd/[0-9]+ cannot be read: it is not UTF-8\n$")

    def test_a_lookup_comes_before_the_name(self) -> None:
        path = self.march()
        for heading in ("lsoa,area", "LSOA11CD,LAD22CD", "lad21cd,lsoa21cd"):
            row = "E01000000,E07000105"
            row = ",".join(reversed(row.split(","))) if heading.startswith("lad") else row
            lookup = self.write("lookup.csv", heading + "\n" + row + "\n", "utf-8-sig")
            rows = self.counted(
                "police_uk.py", path, "--indicator", "Burglary=b", "--lookup", lookup
            )
            self.assertIn("b,E07000105,2017-03,1,final", rows)
            self.assertIn("b,E07000106,2017-03,1,final", rows)
        lookup = self.write("lookup.csv", "lsoa,place\n")
        said = self.refused(
            "police_uk.py", path, "--indicator", "Burglary=b", "--lookup", lookup
        )
        self.assertIn("one column with the code of the area", said)

    def test_a_month_of_a_force_in_two_files_is_refused(self) -> None:
        path = self.march()
        rows = self.counted("police_uk.py", path, path, "--indicator", "Burglary=burglary")
        self.assertIn("burglary,E07000106,2017-03,2,final", rows)
        other = self.write("again.csv", street(("2017-03", "Kent Police", "Dover 1", "Burglary")))
        said = self.refused("police_uk.py", path, other, "--indicator", "Burglary=burglary")
        self.assertIn("2017-03 of Kent Police is in", said)

    def test_faults_are_named_by_file_and_line_and_nothing_is_written(self) -> None:
        path = self.write(
            "x-street.csv",
            street(
                ("2017-03", "Kent Police", "Dover 001A", "Burglary"),
                ("2017-13", "Kent Police", "Dover 001A", "Burglary"),
            ),
        )
        said = self.refused("police_uk.py", path, "--indicator", "Burglary=burglary")
        self.assertIn("x-street.csv, line 3: Month is not a month", said)
        path = self.write("y-street.csv", "Month,Crime type\n2017-03,Burglary\n")
        said = self.refused("police_uk.py", path, "--indicator", "Burglary=burglary")
        self.assertIn("the column Reported by is missing", said)
        path = self.write("z-street.csv", STREET + ",2017-03,Caf\u00e9\n", "utf-16")
        said = self.refused("police_uk.py", path, "--indicator", "Burglary=burglary")
        self.assertIn("z-street.csv, line 1 cannot be read: it is not UTF-8", said)
        self.assertIn("iconv -f UTF-16 ", said)

    def test_what_is_counted_must_be_said(self) -> None:
        for arguments in ((), ("--indicator", "Burglary"), ("--indicator", "Burglary=B b")):
            done = self.run_adapter("police_uk.py", self.march(), *arguments)
            self.assertEqual((done.returncode, done.stdout), (64, b""))

    def test_a_pipe_that_is_closed_early_is_no_failure(self) -> None:
        script = '"$0" "$1" "$2" --indicator Burglary=b --zero-fill | head -n 1'
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", script, sys.executable,
             str(ADAPTERS / "police_uk.py"), self.march()],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), check=False,
        )  # fmt: skip
        self.assertNotIn(b"Traceback", done.stderr)
        self.assertEqual(done.stdout.decode(), HEADING)


class Stats19(Adapters):
    EXPECTED = [
        "road-ksi,E06000035,2017-03,1,final",
        "road-ksi,E07000106,2017-01,3,final",
        "road-ksi,E07000112,2017-03,1,final",
    ]

    def files(self, name: str = "newest") -> Tuple[str, str]:
        """Both files of an edition."""
        collisions, casualties = edition(name)
        return (
            self.write("download/collision.csv", collisions),
            self.write("download/casualty.csv", casualties),
        )

    def test_killed_and_seriously_injured_are_counted_in_every_edition(self) -> None:
        for name in EDITIONS:
            with self.subTest(name):
                paths = self.files(name)
                rows = self.counted("stats19.py", "--indicator", "road-ksi", *paths)
                self.assertEqual(rows, self.EXPECTED)

    def test_the_files_may_come_in_any_order_or_in_a_folder_with_others(self) -> None:
        paths = self.files()
        self.write("download/vehicle.csv", "collision_index,vehicle_reference\nA,1\n")
        for given in (reversed(paths), ["download"]):
            rows = self.counted("stats19.py", "--indicator", "road-ksi", *given)
            self.assertEqual(rows, self.EXPECTED)
        self.assertIn("vehicle.csv is left out", self.said)

    def test_what_lies_elsewhere_or_says_no_severity_is_said(self) -> None:
        self.counted("stats19.py", "--indicator", "road-ksi", *self.files())
        self.assertIn("1 casualties are of collisions elsewhere, or not in the files", self.said)
        self.assertIn("1 casualties are in no row: how badly they were hurt is not said", self.said)
        self.assertIn("      1  severity -1", self.said)

    def test_zeros_are_for_the_months_of_which_there_is_a_collision_anywhere(self) -> None:
        rows = self.counted(
            "stats19.py", "--indicator", "road-ksi", *self.files(), "--zero-fill", "--county",
            "--to", "2017-06",
        )  # fmt: skip
        self.assertEqual(len(rows), 14 * 3)
        self.assertIn("road-ksi,E07000106,2017-02,0,final", rows)
        self.assertEqual(
            rows[-3:],
            ["road-ksi,E10000016,2017-01,3,final", "road-ksi,E10000016,2017-02,0,final",
             "road-ksi,E10000016,2017-03,1,final"],
        )  # fmt: skip
        self.assertIn("no file tells of 3 of the months: 2017-04, 2017-05, 2017-06", self.said)

    def test_months_between_two_files_are_not_covered(self) -> None:
        texts = list(edition("newest"))
        later = [text.replace("2017", "2019").replace("\n", "\nL") for text in texts]
        later = [text[: -len("L")] for text in later]
        rows = self.counted(
            "stats19.py", "--indicator", "k", "--zero-fill", *self.files(),
            self.write("later/a.csv", later[0]), self.write("later/b.csv", later[1]),
        )  # fmt: skip
        self.assertEqual(
            sorted({row.split(",")[2] for row in rows}),
            ["2017-01", "2017-02", "2017-03", "2019-01", "2019-02", "2019-03"],
        )
        self.assertIn("no file tells of 21 of the months: 2017-04, ", self.said)

    def test_a_collision_without_a_casualty_is_refused_for_a_file_is_missing_or_cut(self) -> None:
        collisions, casualties = edition("newest")
        path = self.write("collision.csv", collisions)
        cut = self.write("cut.csv", "".join(casualties.splitlines(keepends=True)[:4]))
        for zeros in ([], ["--zero-fill"]):
            said = self.refused("stats19.py", "--indicator", "k", path, cut, *zeros)
            self.assertIn(
                "collisions without a casualty: 3, of 2017-01 to 2017-03 (B, C, D). Is a file with "
                "the casualties of these months missing, or cut?",
                said,
            )
        said = self.refused("stats19.py", "--indicator", "k", path, cut, "--from", "2017-02")
        self.assertIn("collisions without a casualty: 2, of 2017-03 to 2017-03 (C, D)", said)
        some = self.write("some.csv", "".join(casualties.splitlines(keepends=True)[:5]))
        rows = self.counted("stats19.py", "--indicator", "k", path, some, "--to", "2017-02")
        self.assertEqual(rows, ["k,E07000106,2017-01,3,final"])

    def test_a_range_is_kept_to(self) -> None:
        rows = self.counted(
            "stats19.py", "--indicator", "k", *self.files(), "--from", "2017-02", "--to", "2017-03"
        )
        self.assertEqual({row.split(",")[2] for row in rows}, {"2017-03"})
        self.refused(
            "stats19.py", "--indicator", "k", *self.files(), "--from", "2017-03", "--to", "2017-02"
        )

    def test_what_is_there_twice_is_refused_by_line(self) -> None:
        collisions, casualties = self.files()
        copy = self.write("copy.csv", edition("newest")[1])
        said = self.refused("stats19.py", "--indicator", "k", collisions, casualties, copy)
        self.assertIn("copy.csv, line 2: the casualty is there twice", said)
        copy = self.write("copy.csv", edition("newest")[0])
        said = self.refused("stats19.py", "--indicator", "k", collisions, casualties, copy)
        self.assertIn("copy.csv, line 2: the collision is there twice", said)

    def test_dates_are_read_the_day_first_and_impossible_ones_are_refused(self) -> None:
        collisions, casualties = edition("newest")
        path = self.write("casualty.csv", casualties)
        iso = self.write("iso.csv", collisions.replace("03/01/2017", "2017-01-03"))
        self.assertEqual(
            self.counted("stats19.py", "--indicator", "road-ksi", iso, path), self.EXPECTED
        )
        wrong = self.write("wrong.csv", collisions.replace("31/01/2017", "01/31/2017"))
        said = self.refused("stats19.py", "--indicator", "road-ksi", wrong, path)
        self.assertIn("wrong.csv, line 3: the date is not a day", said)

    def test_both_kinds_of_file_are_needed_and_of_the_same_years(self) -> None:
        collisions, casualties = self.files()
        self.assertIn("both are needed", self.refused("stats19.py", "--indicator", "k", collisions))
        other = self.write("other.csv", edition("newest")[1].replace("\n", "\nX")[:-1])
        said = self.refused("stats19.py", "--indicator", "k", collisions, other)
        self.assertIn("are the years the same?", said)

    def test_the_real_series_of_drivers_killed_comes_out_as_it_went_in(self) -> None:
        with open(SERIES, encoding="utf-8", newline="") as stream:
            series = [
                (row["period"], int(row["value"]))
                for row in csv.DictReader(stream)
                if row["series"] == "gb_seatbelts_DriversKilled"
            ]
        self.assertEqual(len(series), 192)
        collisions, casualties = io.StringIO(), io.StringIO()
        collisions.write("Accident_Index,Date,Local_Authority_(District)\n")
        casualties.write("Accident_Index,Vehicle_Reference,Casualty_Reference,Casualty_Severity\n")
        for day, number in series:
            year, month, _ = day.split("-")
            collisions.write("%s,15/%s/%s,530\n" % (day, month, year))
            for person in range(number + 1):  # and one that is hurt slightly
                severity = 3 if person == number else 1 + person % 2
                casualties.write("%s,1,%d,%d\n" % (day, person, severity))
        rows = self.counted(
            "stats19.py", "--indicator", "drivers-killed",
            self.write("a.csv", collisions.getvalue()), self.write("b.csv", casualties.getvalue()),
        )  # fmt: skip
        self.assertEqual(
            rows,
            ["drivers-killed,E07000105,%s,%d,final" % (day[:7], number) for day, number in series],
        )


class Page(unittest.TestCase):
    def test_the_page_names_every_option_and_column_that_is_read(self) -> None:
        page = (ROOT / "docs" / "imports.md").read_text(encoding="utf-8")
        for name in ("police_uk.py", "stats19.py"):
            done = subprocess.run(
                [sys.executable, str(ADAPTERS / name), "--help"],
                stdout=subprocess.PIPE, env=environment(), check=True,
            )  # fmt: skip
            for option in ("--from", "--to", "--zero-fill", "--county", "--status", "--indicator"):
                self.assertIn(option, done.stdout.decode())
                self.assertIn("`%s" % option, page)
        for column in (
            "Month", "Reported by", "LSOA code", "LSOA name", "Crime type", "collision_index",
            "Accident_Index", "date", "local_authority_ons_district", "Local_Authority_(District)",
            "casualty_severity", "vehicle_reference", "casualty_reference", "--map", "--lookup",
        ):  # fmt: skip
            self.assertIn("`%s`" % column, page)


if __name__ == "__main__":
    unittest.main()
