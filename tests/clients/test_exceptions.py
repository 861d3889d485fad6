# The client's exceptions and reports: what is said of each finding, and the exit code that cron goes by.
# SPDX-License-Identifier: MIT
"""The answers are small and made here; against the service they are asked for in test_indicators.py."""

from __future__ import annotations

import json
import os
import tempfile
import unittest
from typing import Any, Dict, List

from support import ScriptedServer, environment, problem, reply, fork_client
from test_service import Terminal

TOKEN = "e30.eyJwYXJ0bmVyIjoia2NjIn0.c2ln"  # {}.{"partner":"kcc"}.sig
CSV = "list,indicator,title,priority,focus,area,area_name,unit,period,value,verdict,rule\n"


def finding(verdict: str, **more: Any) -> Dict[str, Any]:
    """A finding of a series in Kent."""
    value = {
        "indicator": "ksi", "title": "Killed or seriously injured", "priority": "road-safety",
        "focus": False, "area": "E10000016", "area_name": "Kent", "unit": "people",
        "period": "2017-Q2", "value": 1234.5, "verdict": verdict, "rule": "outside_limits",
        "direction": "up", "mean": 3.8333, "lower": 1.1733, "upper": 6.4933,
    }  # fmt: skip
    return {**value, **more}


def answer(*items: Any, **lists: Any) -> Dict[str, Any]:
    """What the service answers."""
    value: Dict[str, Any] = {"quarter": "2017/18-Q1", "from": "2017-04-01", "to": "2017-06-30"}
    value.update({"series": 14, "items": list(items), "focus": [], "not_enough_data": []})
    return {**value, "not_reported": [], **lists}


QUIET = {"rule": None, "direction": None}
NOTHING = {"period": None, "value": None, "mean": None, "lower": None, "upper": None, **QUIET}


class Exceptions(unittest.TestCase):
    def asked(self, value: Any, *arguments: str, **settings: str) -> Any:
        """Asks a scripted service."""
        told = value if isinstance(value, bytes) else reply(200, value)
        with ScriptedServer(lambda *_: told) as server:
            env = environment(SAFER_URL=server.url, **settings)
            done = fork_client("exceptions", *arguments, env=env)
            self.requests = server.requests
        return done

    def lines(self, value: Any, *arguments: str, code: int = 0) -> List[str]:
        """What is shown."""
        done = self.asked(value, *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return list(done.stdout.decode().splitlines())

    def test_each_finding_has_its_sentence_and_the_lists_stand_apart(self) -> None:
        value = answer(
            finding("concern"),
            finding("improvement", title="Burglary\x1b[2J", rule="shift", direction="down", unit=""),
            focus=[finding("none", value=4, **QUIET)],
            not_enough_data=[finding("not_enough_data", title="New", **{**NOTHING, "period": "2017-05"})],
            not_reported=[finding("none", title="Late", area_name="Dover", **NOTHING)],
        )
        self.assertEqual(
            self.lines(value),
            [
                "14 series were looked at for 2017/18-Q1: 2 exceptions (1 concern, 1",
                "improvement).",
                "",
                "Exceptions:",
                "verdict      indicator                    area  period     value",
                "concern      Killed or seriously injured  Kent  2017-Q2  1,234.5",
                "    Above the upper limit; expected: 1.17 to 6.49; mean: 3.83 (people).",
                "improvement  Burglary\ufffd[2J                 Kent  2017-Q2  1,234.5",
                "    A shift: 7 or more points in a row below the mean; expected: 1.17 to 6.49;",
                "    mean: 3.83.",
                "",
                "Focus: watched in any case, and no exception:",
                "indicator                    area  period   value",
                "Killed or seriously injured  Kent  2017-Q2      4",
                "    As expected: 1.17 to 6.49; mean: 3.83 (people).",
                "",
                "Not enough data: too few points to tell:",
                "indicator  area  period   value",
                "New        Kent  2017-05      -",
                "",
                "Not reported: no value for the quarter:",
                "indicator  area   period  value",
                "Late       Dover  -           -",
            ],
        )

    def test_what_is_watched_without_figures_and_what_is_new_in_an_answer_is_shown(self) -> None:
        nowhere = {"area": None, "area_name": None, "state": "no_figures", **NOTHING}
        value = answer(
            finding("change", rule="a_new_rule", annotation="Recorded anew.", more=[1, 2]),
            focus=[
                finding("not_enough_data", **nowhere),
                finding("none", title="Late", state="not_reported", **NOTHING),
                finding("not_enough_data", title="Young", annotation="A law.", **QUIET),
            ],
            more={},
        )
        said = " ".join(" ".join(self.lines(value)).split())
        for words in (
            "A new rule; expected: 1.17 to 6.49; mean: 3.83 (people). The limits are new: Recorded anew.",
            "Killed or seriously injured - - - There are no figures yet.",
            "Late Kent - - There is no value for the quarter.",
            "Too few points to tell. The limits are new: A law.",
        ):
            self.assertIn(words, said)

    def test_no_exception_is_told_from_no_figures(self) -> None:
        self.assertEqual(self.lines(answer()), ["14 series were looked at for 2017/18-Q1: no exception."])
        one = answer(series=1, quarter=None, not_enough_data=[finding("not_enough_data")])
        self.assertEqual(self.lines(one)[0], "1 series was looked at: none has enough figures to tell.")

    def test_what_is_asked_is_passed_on_and_no_token_is_needed(self) -> None:
        self.lines(answer(), "--quarter", "2017-Q2", "--area", "E10000016", "--priority", "road-safety")
        self.assertEqual(
            self.requests[0].target,
            "/v1/exceptions?quarter=2017-Q2&priority=road-safety&area=E10000016",
        )
        self.assertNotIn("authorization", self.requests[0].headers)
        for quarter in ("2017", "2017-03", "2017/18-Q5"):
            self.assertEqual(self.asked(answer(), "--quarter", quarter).returncode, 64)
            self.assertEqual(self.requests, [])

    def test_the_exit_code_says_whether_there_is_what_was_named(self) -> None:
        for verdict, codes in [
            ("concern", (3, 3, 3)),
            ("change", (0, 3, 3)),
            ("improvement", (0, 0, 3)),
            (None, (0, 0, 0)),
        ]:
            items = [finding(verdict)] if verdict else []
            value = answer(*items, focus=[finding("none", **QUIET)])
            rows = "".join("exceptions,k,,,,,,,,,%s,\n" % item["verdict"] for item in items)
            table = reply(200, (CSV + rows + "focus,k,,,,,,,,,concern,\n").encode())
            for kind, code in zip(("concern", "change", "any"), codes):
                with self.subTest(verdict=verdict, kind=kind):
                    self.lines(value, "--fail-on", kind, code=code)
            self.lines(value, code=0)
            self.lines(value, "--json", "--fail-on", "any", code=codes[2])
            self.lines(table, "--csv", "--fail-on", "concern", code=codes[0])

    def test_csv_and_json_are_passed_on_byte_by_byte(self) -> None:
        done = self.asked(answer(finding("concern")), "--json")
        self.assertEqual(json.loads(done.stdout), answer(finding("concern")))
        done = self.asked(reply(200, CSV.encode()), "--csv")
        self.assertEqual(done.stdout, CSV.encode())
        self.assertEqual(self.requests[0].headers["accept"], "text/csv")
        self.assertEqual(self.asked(answer(), "-o", "x").returncode, 64)

    def test_what_is_not_as_promised_ends_the_command(self) -> None:
        for value in (
            {}, [], {**answer(), "focus": None}, answer("x"), answer(finding("concern", value="many")),
        ):  # fmt: skip
            self.assertEqual(self.asked(value).returncode, 69)
        done = self.asked(reply(200, b"indicator,verdict\na,concern\n"), "--csv", "--fail-on", "any")
        self.assertEqual(done.returncode, 69)
        self.assertEqual(self.asked(problem("not-acceptable", 406)).returncode, 2)


class Reports(unittest.TestCase):
    PAGE = b"# Community safety, 2017/18-Q1\n\nDelayed\x1b[2J: \xc2\xa31\n"

    def answered(self) -> bytes:
        """A page, as the service sends it."""
        return reply(200, self.PAGE).replace(b"application/json", b"text/markdown; charset=utf-8")

    def asked(self, *arguments: str) -> Any:
        """Asks a scripted service."""
        with ScriptedServer(lambda *_: self.answered()) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
            done = fork_client("report", *arguments, env=env)
            self.requests = server.requests
        return done

    def test_the_summary_comes_as_a_page_and_what_else_is_asked_is_passed_on(self) -> None:
        for arguments, target in [
            ((), "summary?quarter=2017/18-Q1&format=markdown"),
            (("--summary", "--number", "3"), "summary?quarter=2017/18-Q1&number=3&format=markdown"),
            (("--detail", "--format", "csv"), "quarterly?quarter=2017/18-Q1&format=csv"),
        ]:
            done = self.asked("2017/18-Q1", *arguments)
            self.assertEqual((done.returncode, done.stdout), (0, self.PAGE), done.stderr)
            self.assertEqual(self.requests[0].target, "/v1/reports/" + target)
        for arguments in (("2017/18",), ("2017/18-Q1", "--number", "0"), ("2017/18-Q1", "--summary", "--detail")):
            self.assertEqual(self.asked(*arguments).returncode, 64)

    def test_a_file_is_as_the_page_is_and_a_terminal_gets_no_control_characters(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.md")
            self.assertEqual(self.asked("2017/18-Q1", "-o", path).stdout, b"")
            with open(path, "rb") as stream:
                self.assertEqual(stream.read(), self.PAGE)
        with ScriptedServer(lambda *_: self.answered()) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
            terminal = Terminal("report", "2017/18-Q1", env=env)
            self.assertEqual(terminal.finish(), 0)
        self.assertIn("# Community safety, 2017/18-Q1\n\nDelayed\ufffd[2J: \u00a31\n", terminal.text)

    def test_a_token_is_needed_and_a_refusal_is_told(self) -> None:
        self.assertEqual(fork_client("report", "2017/18-Q1").returncode, 77)
        with ScriptedServer(lambda *_: problem("not-found", 404, "There is no such.")) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
            done = fork_client("report", "2017/18-Q1", env=env)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"There is no such.", done.stderr)


if __name__ == "__main__":
    unittest.main()
