# The client's indicators, live: what is pushed comes back, changed only in order, and is charted.
# SPDX-License-Identifier: MIT
"""Starts a service of its own: see tests/support/service.py. The series is real: car drivers killed
in Great Britain by month, 1969 to 1984."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from typing import Any, Dict, List

from service import Service
from support import EXAMPLES, environment, fork_client

DRIVERS = "gb-drivers-killed"
GREAT_BRITAIN = "K03000001"
OBSERVATIONS = EXAMPLES / "observations.csv"
DISTRICTS = ["E070001%02d" % number for number in range(5, 17)]
HEADING = "indicator,area,period,value,status\n"


class Live(unittest.TestCase):
    def setUp(self) -> None:
        self.service = Service()
        self.addCleanup(self.service.stop)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def propose(self, indicator: str, **more: Any) -> None:
        """An indicator, proposed and agreed by a constituent partner."""
        token = self.service.token("analyst", "kcc", "indicators.write")
        body = {
            "id": indicator, "title": "Car drivers killed", "unit": "people", "kind": "count",
            "polarity": "lower_is_better", "frequency": "month", "priority": "road-safety", **more,
        }  # fmt: skip
        for target, value, status in (
            ("/v1/indicators", body, 201),
            ("/v1/indicators/%s/agreement" % indicator, {}, 200),
        ):
            reply = self.service.post(target, value, token, key=indicator + target)
            self.assertEqual(reply.status, status, reply.text)

    def run_as(self, partner: str, *arguments: str, stdin: bytes = b"") -> Any:
        """Runs a command of indicators with a partner's token, or without one."""
        settings = {"SAFER_URL": self.service.url}
        if partner:
            settings["SAFER_TOKEN"] = self.service.token("analyst", partner, "indicators.write")
        return fork_client("indicators", *arguments, stdin=stdin, env=environment(**settings))

    def done(self, *arguments: str, partner: str = "kcc", stdin: bytes = b"", code: int = 0) -> str:
        """Runs a command that ends so; what it says."""
        done = self.run_as(partner, *arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return str((done.stdout if code == 0 else done.stderr).decode())

    def pulled(self, *arguments: str, partner: str = "kcc") -> List[Dict[str, str]]:
        """The rows of a pull."""
        text = self.done("pull", *arguments, partner=partner)
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def five(self, rows: List[Dict[str, str]]) -> str:
        """The columns that are loaded, as a file."""
        return HEADING + "".join(
            ",".join(row[name] for name in HEADING.strip().split(",")) + "\n" for row in rows
        )


class PushAndPull(Live):
    def test_a_file_comes_back_as_it_was_loaded_and_can_be_loaded_again(self) -> None:
        self.propose(DRIVERS, public=True)
        path = str(OBSERVATIONS)
        self.assertIn("192 added, 0 revised, 0 unchanged; this was a dry run", self.done("push", path, "--dry-run"))
        self.assertEqual(self.pulled(DRIVERS), [])
        said = self.done("push", path)
        self.assertIn("192 observations: 192 added, 0 revised, 0 unchanged.\nLoad ", said)
        self.assertEqual(self.five(self.pulled(DRIVERS, partner="")), OBSERVATIONS.read_text("utf-8"))
        kept = os.path.join(self.folder, "kept.csv")
        self.done("pull", DRIVERS, "-o", kept)
        self.assertIn("0 added, 0 revised, 192 unchanged", self.done("push", kept))

    def test_rows_in_any_order_come_back_in_the_order_of_area_and_period(self) -> None:
        self.propose(DRIVERS)
        rows = [
            "%s,%s,2017-%02d,%d,final\n" % (DRIVERS, area, month, 100 + month)
            for area in DISTRICTS
            for month in range(1, 13)
        ]
        mixed = HEADING + "".join(rows[5::7] + [row for place, row in enumerate(rows) if place % 7 != 5])
        self.done("push", "-", stdin=mixed.encode())
        self.assertEqual(self.five(self.pulled(DRIVERS)), HEADING + "".join(rows))
        some = self.pulled(DRIVERS, "--area", DISTRICTS[3], "--from", "2017/18-Q1", "--to", "2017-06")
        self.assertEqual([row["period"] for row in some], ["2017-04", "2017-05", "2017-06"])

    def test_the_same_file_is_loaded_once_and_again_when_asked(self) -> None:
        self.propose(DRIVERS)
        first = self.done("push", str(OBSERVATIONS), "--json")
        other = HEADING + DRIVERS + ",K03000001,1969-01,1,final\n"
        self.done("push", "-", stdin=other.encode())
        said = self.done("push", str(OBSERVATIONS))
        self.assertIn("Load %s." % json.loads(first)["id"], said)
        self.assertIn("was not loaded again", " ".join(said.split()))
        self.assertEqual(self.pulled(DRIVERS, "--to", "1969-01")[0]["value"], "1")
        self.assertIn("0 added, 1 revised, 191 unchanged", self.done("push", str(OBSERVATIONS), "--again"))
        self.assertEqual(self.pulled(DRIVERS, "--to", "1969-01")[0]["value"], "107")

    def test_refused_rows_are_named_by_line_and_column_and_nothing_is_kept(self) -> None:
        self.propose(DRIVERS)
        text = HEADING + (
            DRIVERS + ",K03000001,1969-01,107,final\n"
            + DRIVERS + ',K03000001,1969-02,"1,234",final\n'
            + DRIVERS + ",K03000001,1969-Q1,5,final\n"
            + DRIVERS + ",Kent,1969-03,5,final\n"
            + DRIVERS + ",K03000001,1969-01,108,final\n"
        )  # fmt: skip
        path = os.path.join(self.folder, "wrong.csv")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        for name, stdin in ((path, b""), ("-", text.encode())):
            said = self.done("push", name, stdin=stdin, code=2)
            for line in (
                "safer: line 3: value: ", "safer: line 4: period: ", "safer: line 5: area: ",
                "safer: line 6: period: ", "; nothing was kept",
            ):  # fmt: skip
                self.assertIn(line, said)
        self.assertEqual(self.pulled(DRIVERS), [])

    def test_more_than_a_hundred_faults_are_counted(self) -> None:
        self.propose(DRIVERS)
        rows = "".join("%s,Kent,1969-01,%d,final\n" % (DRIVERS, number) for number in range(250))
        said = self.done("push", "-", stdin=(HEADING + rows).encode(), code=2).splitlines()
        self.assertRegex(said[100], r"^safer: and [0-9]+ more$")
        self.assertEqual(len(said), 102)

    def test_what_the_file_is_not_is_told(self) -> None:
        self.propose(DRIVERS)
        row = DRIVERS + ",K03000001,1969-01,107\n"
        for data, words in [
            ((HEADING[:-8] + "\n" + row).encode("utf-16"), "UTF"),
            (b"indicator,area,value\n", "period"),
            ((HEADING.replace(",", ";") + row.replace(",", ";")).encode(), "semicolon"),
        ]:
            said = self.done("push", "-", stdin=data, code=2)
            self.assertIn(words, said)
        data = ("\ufeff" + HEADING[:-8] + "\r\n" + row.replace("\n", "\r\n")).encode()
        self.assertIn("1 added", self.done("push", "-", stdin=data))

    def test_who_may_not_write_a_series_is_refused(self) -> None:
        self.propose(DRIVERS)
        said = self.done("push", str(OBSERVATIONS), partner="canterbury", code=2)
        self.assertIn("nothing was kept", said)


class Resume(Live):
    def test_a_resumed_file_is_what_a_new_pull_writes(self) -> None:
        self.propose(DRIVERS)
        self.propose("another", frequency="quarter", year="financial")
        token = self.service.token("analyst", "kcc", "indicators.write")
        path = os.path.join(self.folder, "kept.csv")

        def push(*rows: str) -> None:
            self.done("push", "-", stdin=(HEADING + "".join(row + "\n" for row in rows)).encode())
            self.service.database.settle()

        def check(said: str) -> None:
            self.assertIn(said, self.done("pull", "another", DRIVERS, "-o", path, "--resume"))
            with open(path, encoding="utf-8", newline="") as stream:
                self.assertEqual(stream.read(), self.done("pull", "another", DRIVERS))

        self.done("push", str(OBSERVATIONS))
        self.service.database.settle()
        self.done("pull", "another", DRIVERS, "-o", path)
        check("nothing has changed")
        push(
            DRIVERS + ",K03000001,1984-12,155,provisional",
            DRIVERS + ",K03000001,1985-02,99,provisional",
            "another,E10000016,2017-Q2,5.00,final",
            DRIVERS + ",K03000001,1968-12,1,final",
        )
        check("195 observations; 3 added, 1 changed, 0 removed")
        reply = self.service.post(
            "/v1/observations/withdrawals",
            {"indicator": DRIVERS, "area": GREAT_BRITAIN, "period": "1969-01", "reason": "Wrong."},
            token, key="withdrawn",
        )  # fmt: skip
        self.assertEqual(reply.status, 201, reply.text)
        push("another,E10000016,2018/19-Q4,7,final", "another,E10000016,2016/17-Q1,6,final")
        check("196 observations; 2 added, 0 changed, 1 removed")
        push(DRIVERS + ",K03000001,1969-01,107,final")
        check("197 observations; 1 added, 0 changed, 0 removed")

    def test_a_watermark_of_another_database_pulls_everything(self) -> None:
        self.propose(DRIVERS)
        self.done("push", str(OBSERVATIONS))
        path = os.path.join(self.folder, "kept.csv")
        self.done("pull", DRIVERS, "-o", path)
        with open(path + ".watermark", encoding="utf-8") as stream:
            kept = json.load(stream)
        life, _, number = kept["watermarks"][DRIVERS].partition("-")
        kept["watermarks"][DRIVERS] = "0" * len(life) + "-" + number
        with open(path + ".watermark", "w", encoding="utf-8") as stream:
            json.dump(kept, stream)
        done = self.run_as("kcc", "pull", DRIVERS, "-o", path, "--resume")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"is pulled whole: the service does not know its watermark", done.stderr)


class Charts(Live):
    def test_the_list_shows_what_is_measured(self) -> None:
        self.propose(DRIVERS, focus=True, public=True)
        said = self.done("list", "--focus", "--priority", "road-safety", partner="")
        self.assertRegex(said, DRIVERS + r" +Car drivers killed +road-safety +monthly +agreed +yes")
        items = json.loads(self.done("list", "--state", "agreed", "--json"))["items"]
        self.assertIn(DRIVERS, [item["id"] for item in items])

    def test_the_seat_belt_law_is_an_exception_and_december_is_not(self) -> None:
        self.propose(DRIVERS, public=True)
        text = OBSERVATIONS.read_text("utf-8").split("%s,K03000001,1983-07" % DRIVERS)[0]
        self.done("push", "-", stdin=text.encode())
        said = self.done("chart", DRIVERS, "--area", GREAT_BRITAIN, "--width", "200", partner="")
        words = " ".join(said.split())
        self.assertIn("Car drivers killed, Great Britain (people)", words)
        self.assertIn("The season is real: it was taken out", words)
        self.assertIn("Improvement: the latest point, 1983-06, is an exception, the wanted way", words)
        flagged = words.split("Flagged:")[1]
        self.assertRegex(flagged, r"1983-0[2-6]")
        self.assertNotRegex(flagged, r"-12: above|-12 to [0-9-]+ \([0-9]+ points\): above")
        token = self.service.token("analyst", "kcc", "indicators.write")
        law = {"period": "1983-02", "kind": "event", "rebaseline": True, "text": "Seat belts."}
        reply = self.service.post("/v1/indicators/%s/annotations" % DRIVERS, law, token, key="law")
        self.assertEqual(reply.status, 201, reply.text)
        words = " ".join(self.done("chart", DRIVERS, "--area", GREAT_BRITAIN).split())
        self.assertNotIn("Improvement", words)
        self.assertIn("From 1983-02, event, and new limits: Seat belts.", words)

    def test_the_picture_has_every_month(self) -> None:
        self.propose(DRIVERS)
        self.done("push", str(OBSERVATIONS))
        path = os.path.join(self.folder, "chart.svg")
        self.done("chart", DRIVERS, "--area", GREAT_BRITAIN, "--svg", path)
        root = ElementTree.parse(path).getroot()
        named = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}title")]
        self.assertEqual(len(named), 193)
        self.assertTrue(any(text.startswith("1983-02: ") for text in named))

    def test_too_few_points_are_an_answer_and_a_series_nobody_has_is_none(self) -> None:
        self.propose(DRIVERS)
        rows = "".join("%s,E10000016,2017-0%d,5,final\n" % (DRIVERS, month) for month in (1, 2, 4))
        self.done("push", "-", stdin=(HEADING + rows).encode())
        said = self.done("chart", DRIVERS, "--area", "E10000016")
        self.assertIn("Not enough data", said)
        self.assertIn("Car drivers killed, Kent", said)
        self.done("chart", "no-such-indicator", "--area", "E10000016", code=2)

    def test_a_chart_is_drawn_as_it_was_asked_for(self) -> None:
        self.propose(DRIVERS)
        self.done("push", str(OBSERVATIONS))
        said = self.done(
            "chart", DRIVERS, "--area", GREAT_BRITAIN, "--from", "1975-01", "--to", "1982-12",
            "--season", "none", "--limits-from-first", "24", "--shift", "9", "--trend", "8", "--no-screen",
        )  # fmt: skip
        words = " ".join(said.split())
        self.assertIn("As asked: from 1975-01 to 1982-12; the season is left in; limits from", words)
        self.assertIn("Limits are from the first 24 points of each segment.", words)
        self.assertIn("A season was not looked for, as asked.", words)
        self.assertIn("At 1982-12: ", words)


class Watched(Live):
    def run_other(self, *arguments: str, code: int = 0) -> str:
        """Runs another command than those of indicators, for a constituent partner."""
        token = self.service.token("analyst", "kcc", "indicators.write")
        done = fork_client(
            *arguments, env=environment(SAFER_URL=self.service.url, SAFER_TOKEN=token)
        )
        self.assertEqual(done.returncode, code, done.stderr.decode())
        return str(done.stdout.decode())

    def test_the_exceptions_of_a_quarter_are_told_and_cron_is_by_the_exit_code(self) -> None:
        self.propose(DRIVERS)
        self.done("push", str(OBSERVATIONS))
        asked = ("exceptions", "--quarter", "1983-Q2", "--area", GREAT_BRITAIN)
        said = self.run_other(*asked)
        self.assertIn("1 exception (1 improvement).", " ".join(said.split()))
        self.assertRegex(said, r"improvement +Car drivers killed +Great Britain +1983-0[456] +[0-9]+\n    ")
        self.run_other(*asked, "--fail-on", "change")
        value = json.loads(self.run_other(*asked, "--json", "--fail-on", "any", code=3))
        self.assertEqual(value["items"][0]["indicator"], DRIVERS)
        rows = csv.DictReader(io.StringIO(self.run_other(*asked, "--csv", "--fail-on", "any", code=3)))
        self.assertEqual([row["list"] for row in rows if row["area"]], ["exceptions"])

    def test_a_quarter_has_its_reports_in_each_form(self) -> None:
        self.propose(DRIVERS, focus=True)
        self.done("push", str(OBSERVATIONS))
        for kind in ("--summary", "--detail"):
            page = self.run_other("report", "1983-Q2", kind)
            self.assertTrue(page.startswith("# "), page[:80])
            value = json.loads(self.run_other("report", "1983-Q2", kind, "--format", "json"))
            self.assertEqual((value["quarter"], value["state"]), ("1983/84-Q1", "draft"))
            table = self.run_other("report", "1983-Q2", kind, "--format", "csv")
            self.assertTrue(table.startswith("list,indicator,"))
        self.run_other("report", "1983-Q2", "--number", "999", code=2)


if __name__ == "__main__":
    unittest.main()
