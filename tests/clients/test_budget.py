# The client's budget: what it shows of a fund, drawn and live.
# SPDX-License-Identifier: MIT
"""The live tests start a service of their own (tests/support/service.py) with the published data,
three posts that the pooled budget pays among them: what they show is the same every time."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import tempfile
import unittest
from typing import Any, Dict, List

from service import Service
from support import (
    EXAMPLES,
    Request,
    ScriptedServer,
    environment,
    problem,
    reply,
    fork_client,
    safer,
)
from test_service import Terminal

READ = "funds.read contributions.write"
HOST = "funds.read funds.write contributions.write"
PAID = "financial_year,amount_gbp,received_on,external_reference\n" + "".join(
    "%s,%s,%s,PAID-%s\n" % (year, amount, day, year)
    for year, amount, day in [
        ("2017/18", "10000", "2018-01-15"),
        ("2018/19", "16000", "2018-04-03"),
        ("2019/20", "16000", "2019-04-02"),
    ]
)


class Shown(io.TextIOWrapper):
    """A stream of an encoding, a terminal or not, that keeps what is written to it."""

    def __init__(self, encoding: str = "utf-8", terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="safer", newline="\n")
        self._terminal = terminal

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        return self._terminal

    def text(self) -> str:
        """What was written."""
        self.flush()
        return bytes(self.buffer.getvalue()).decode(self.encoding)  # type: ignore[attr-defined]


def shown(show: Any, value: Any, encoding: str = "utf-8", terminal: bool = False) -> str:
    """What one of the client's functions shows."""
    stream = Shown(encoding, terminal)
    with contextlib.redirect_stdout(stream):
        console = safer.Console({"TERM": "xterm"})
        show(value, console)
        return stream.text()


def month(name: str, balance: int, actual: bool = False) -> Dict[str, Any]:
    """A month of a forecast."""
    return {
        "month": name,
        "in_pence": 4800000,
        "out_pence": 866667,
        "balance_pence": balance,
        "actual": actual,
    }


STATEMENT: Dict[str, Any] = {
    "fund": "kcst-pooled-budget",
    "financial_year": "2018/19",
    "basis": "accruals",
    "as_of": None,
    "closed_at": None,
    "opening_pence": 3000000,
    "contributed_pence": 3600000,
    "transferred_pence": -100000,
    "spent_pence": 10400000,
    "closing_pence": -3900000,
    "unconfirmed_pence": 1600000,
    "contributions": [
        {"name": "Kent County Council", "amount_pence": 2000000, "late_pence": 400000},
        {"name": "Kent Police", "amount_pence": 1600000, "late_pence": 0},
    ],
    "transfers": [{"name": "Reviews", "amount_pence": -100000, "late_pence": 0}],
    "spending": [{"name": "KCST Coordinator", "amount_pence": 10400000, "late_pence": 0}],
    "late": [
        {
            "kind": "contribution",
            "id": "0190b1c4-52aa-7d10-9c7e-1f2a3b4c5d6e",
            "belongs_to": "2017/18",
            "amount_pence": 400000,
        },
        {
            "kind": "expenditure",
            "id": "0190b1c4-52aa-7d10-9c7e-1f2a3b4c5d6f",
            "belongs_to": "2016/17",
            "amount_pence": -5,
        },
    ],
}


class Statements(unittest.TestCase):
    def test_the_rows_of_a_statement_add_up_in_pounds(self) -> None:
        text = shown(safer.show_statement, STATEMENT)
        amounts = {
            line[:40].split("  ")[0].strip() or "amount": line.split()[-1]
            for line in text.splitlines()[3:15]
        }
        self.assertEqual(amounts["opening balance"], "£30,000.00")
        self.assertEqual(amounts["closing balance"], "-£39,000.00")
        self.assertIn("  KCST Coordinator", text)
        self.assertRegex(text, r"KCST Coordinator +-£104,000\.00\n")
        self.assertRegex(text, r"Reviews +-£1,000\.00\n")
        self.assertRegex(text, r"in all +£4,000\.00 +£36,000\.00\n")

    def test_amounts_stand_under_one_another(self) -> None:
        lines = shown(safer.show_statement, STATEMENT).splitlines()[2:]
        table = lines[: lines.index("")]
        self.assertEqual(len({len(line) for line in table if "£" in line}), 1)

    def test_what_is_late_says_which_year_it_belongs_to(self) -> None:
        text = shown(safer.show_statement, STATEMENT)
        self.assertRegex(text, r"\n2017/18     contribution  0190b1c4\S+ +£4,000\.00\n")
        self.assertRegex(text, r"\n2016/17     spending      0190b1c4\S+ +-£0\.05\n")
        on_time = dict(STATEMENT, late=[], contributions=STATEMENT["contributions"][1:])
        self.assertNotIn("late", shown(safer.show_statement, on_time).lower())

    def test_unconfirmed_open_or_closed_the_basis_and_the_instant_are_said(self) -> None:
        text = shown(safer.show_statement, STATEMENT)
        self.assertIn("Of the contributions £16,000.00 is unconfirmed", text)
        self.assertIn(
            "The year is open: what is posted for it still changes this, unless a year after it is closed.", " ".join(text.split())
        )
        self.assertIn("Basis: accruals.", text)
        self.assertNotIn("As it was known", text)
        closed = dict(
            STATEMENT,
            unconfirmed_pence=0,
            closed_at="2018-04-20T09:00:00.000Z",
            as_of="2018-05-01T00:00:00.000Z",
        )
        text = shown(safer.show_statement, closed)
        self.assertIn("The host has confirmed all contributions.", text)
        self.assertIn("The year was closed on 2018-04-20", text)
        self.assertIn("As it was known at 2018-05-01T00:00:00.000Z.", text)

    def test_what_is_below_zero_is_red_at_a_terminal_and_stays_in_its_column(self) -> None:
        text = shown(safer.show_statement, STATEMENT, terminal=True)
        self.assertRegex(text, r"closing balance +\x1b\[31m +-£39,000\.00\x1b\[0m\n")
        self.assertEqual(
            re.sub(r"\x1b\[[0-9]+m", "", text), shown(safer.show_statement, STATEMENT)
        )

    def test_names_cannot_command_the_terminal_or_break_the_table(self) -> None:
        line = {"name": "\x1b[2J" + "x" * 200, "amount_pence": 1, "late_pence": 0}
        text = shown(safer.show_statement, dict(STATEMENT, spending=[line]))
        self.assertNotIn("\x1b", text)
        self.assertLessEqual(max(len(part) for part in text.splitlines()), 80)


class Bars(unittest.TestCase):
    def test_bars_grow_right_above_zero_and_left_below_it(self) -> None:
        ruler, drawn = safer.bars([20, 0, -10, 10], 16, False)
        self.assertEqual(drawn, ["     |##########", "     |", "#####|", "     |#####"])
        self.assertEqual(ruler, "     0")

    def test_block_characters_show_halves(self) -> None:
        _, drawn = safer.bars([20, 1, -10, -1], 16, True)
        self.assertEqual(drawn, ["     │██████████", "     │▌", "█████│", "    ▐│"])

    def test_the_least_amount_is_seen_on_its_side_whatever_stands_beside_it(self) -> None:
        for values in ([10**14, -1], [-(10**14), 1], [10**14, 0, 1], [-(10**14), -1]):
            for blocks in (True, False):
                with self.subTest(values=values, blocks=blocks):
                    ruler, drawn = safer.bars(values, 30, blocks)
                    for value, bar in zip(values, drawn):
                        left, _, right = bar.partition("│" if blocks else "|")
                        self.assertEqual(bool(left.strip()), value < 0)
                        self.assertEqual(bool(right.strip()), value > 0)
                        self.assertEqual(len(left), ruler.index("0"))
                        self.assertLessEqual(len(bar), 30)

    def test_nothing_at_all_is_a_line(self) -> None:
        self.assertEqual(safer.bars([0, 0], 30, False), ("0", ["|", "|"]))
        self.assertEqual(safer.bars([], 30, False), ("0", []))

    def test_months_fit_in_80_columns_even_with_large_amounts(self) -> None:
        for encoding, most in (("utf-8", 10**12), ("ascii", 10**10)):
            months = [
                {
                    "month": "2018-04",
                    "in_pence": most,
                    "out_pence": most,
                    "balance_pence": balance,
                    "actual": True,
                }
                for balance in (most, -most)
            ]
            text = shown(safer.show_months, months, encoding)
            self.assertLessEqual(max(len(line) for line in text.splitlines()), 80, text)

    def test_consoles_without_block_characters_get_ascii(self) -> None:
        months = [month("2018-04", 3933333), month("2018-05", -3066667)]
        for encoding, bar in (
            ("utf-8", "│█"), ("cp437", "│█"), ("cp1252", "|#"), ("ascii", "|#"), ("latin-1", "|#"),
        ):  # fmt: skip
            with self.subTest(encoding):
                self.assertIn(bar, shown(safer.show_months, months, encoding))

    def test_months_below_zero_are_red_at_a_terminal(self) -> None:
        months = [month("2018-04", 3933333), month("2018-05", -3066667)]
        lines = shown(safer.show_months, months, terminal=True).splitlines()
        self.assertNotIn("\x1b", lines[1])
        self.assertEqual(lines[2].count("\x1b[31m"), 2)

    def test_the_ledger_s_months_are_told_from_the_plan_s(self) -> None:
        text = shown(safer.show_months, [month("2018-04", 1, True), month("2018-05", 1)])
        self.assertIn("\n2018-04 *  ", text)
        self.assertIn("\n2018-05    ", text)
        self.assertIn("* as the ledger has it", text)
        self.assertNotIn("*", shown(safer.show_months, [month("2018-04", 1)]))


class Outcomes(unittest.TestCase):
    def test_break_even_is_said_with_its_year_or_that_there_is_none(self) -> None:
        said = safer.forecast_sentences(
            {
                "first_negative_month": "2019-01",
                "break_even_from": "2018/19",
                "break_even_pence": 2675000,
                "never_negative_pence": None,
            }
        )
        self.assertEqual(
            said,
            [
                "The first month that ends below zero is 2019-01.",
                "Break-even: each partner would have to pay £26,750.00 a year from 2018/19 on for "
                "the forecast to close at zero or more.",
                "Break-even: no amount would do for no month to end below zero.",
            ],
        )
        said = safer.forecast_sentences({"first_negative_month": None, "break_even_from": None})
        self.assertEqual(said[0], "No month ends below zero.")
        self.assertIn("no year", said[1])


class Live(unittest.TestCase):
    """Reading, against a service of its own."""

    service: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.service = Service({"SAFER_TODAY": "2019-06-15"})
        cls.addClassCleanup(cls.service.clean_up)
        for partner in ("kcc", "kfrs", "kent-police"):
            done = cls.run_as(
                partner, READ, "contributions", "post", "-", "--yes", stdin=PAID.encode()
            )
            assert done.returncode == 0, done.stderr.decode()

    @classmethod
    def run_as(cls, partner: str, scope: str, *arguments: str, stdin: bytes = b"") -> Any:
        """Runs the client with a partner's token."""
        env = environment(
            SAFER_URL=cls.service.url, SAFER_TOKEN=cls.service.token("test", partner, scope)
        )
        return fork_client(*arguments, stdin=stdin, env=env)

    def read(self, *arguments: str) -> str:
        """What a reading command of the budget says."""
        done = self.run_as("kcc", READ, "budget", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(done.stderr, b"")
        return str(done.stdout.decode())

    def read_csv(self, *arguments: str) -> List[Dict[str, str]]:
        """The rows of its CSV."""
        return list(csv.DictReader(io.StringIO(self.read(*arguments, "--csv"), newline="")))


class ReadingLive(Live):
    def test_a_statement_is_a_table_csv_and_json_of_the_same(self) -> None:
        arguments = ["statement", "--financial-year", "2018/19"]
        text = self.read(*arguments)
        self.assertRegex(text, r"opening balance +£30,000\.00\n")
        self.assertRegex(text, r"Kent Police +£16,000\.00\n")
        self.assertRegex(text, r"closing balance +£78,000\.00\n")
        self.assertIn("£48,000.00 is unconfirmed", text)
        rows = self.read_csv(*arguments)
        self.assertEqual(rows[-1]["amount_pence"], "7800000")
        document = json.loads(self.read(*arguments, "--json"))
        self.assertEqual(document["closing_pence"], 7800000)

    def test_a_statement_as_of_an_instant_does_not_know_what_came_after(self) -> None:
        text = self.read("statement", "--financial-year", "2018/19", "--as-of", "2018-01-01T00:00Z")
        self.assertRegex(text, r"in all +£0\.00\n")
        self.assertIn("As it was known at 2018-01-01T00:00:00", text)

    def test_the_statement_of_today_needs_no_year(self) -> None:
        self.assertRegex(self.read("statement"), r"^kcst-pooled-budget, 20[0-9]{2}/[0-9]{2}\n")

    def test_shares_add_up_to_what_is_left(self) -> None:
        text = self.read("shares", "--on", "31/03/2019")
        self.assertIn("kcst-pooled-budget on 2019-03-31", text)
        self.assertRegex(text, r"Kent County Council +£26,000\.00 +£26,000\.00\n")
        self.assertRegex(text, r"total +£78,000\.00 +£78,000\.00\n")
        self.assertIn(
            "In proportion to what each has paid in, or equally where nobody has paid anything", " ".join(text.split())
        )
        rows = self.read_csv("shares", "--on", "2019-03-31")
        self.assertEqual(sum(int(row["amount_pence"]) for row in rows), 7800000)

    def test_the_plan_runs_out_in_january_2019_and_breaks_even_at_26_750(self) -> None:
        text = self.read("forecast", "--from", "2017-04", "--to", "2020-03")
        flat = " ".join(text.split())
        self.assertRegex(text, r"2018/19 +£48,000\.00 +£104,000\.00 +-£26,000\.00\n")
        self.assertRegex(text, r"2019/20 +£48,000\.00 +£86,500\.00 +-£64,500\.00\n")
        self.assertRegex(text, r"2018-04 +£48,000\.00 +£8,666\.67 +£69,333\.33 +│█+▌?\n")
        self.assertRegex(text, r"2020-03 +£0\.00 +£5,750\.00 +-£64,500\.00 +▐?█+│\n")
        self.assertIn("The first month that ends below zero is 2019-01.", flat)
        self.assertIn("pay £26,750.00 a year from 2018/19 on for the forecast to close", flat)
        lines = text.splitlines()
        self.assertLessEqual(max(len(line) for line in lines[:-1]), 80)

    def test_a_forecast_always_says_what_it_rests_on(self) -> None:
        for arguments in ([], ["--to", "2018-06"], ["--actual-until", "2018-09"]):
            says = json.loads(self.read("forecast", *arguments, "--json"))["assumptions"]["says"]
            flat = " ".join(self.read("forecast", *arguments).split())
            self.assertGreaterEqual(len(says), 4)
            for sentence in says:
                self.assertIn(" - " + sentence, flat)

    def test_every_option_of_a_scenario_reaches_the_service_in_pence(self) -> None:
        scenario = [
            "--opening=-5,000", "--contribution", "2018/19=£26,750",
            "--contribution", "2019/20=0", "--due", "2018/19=01/07/2018",
            "--start", "kcst-coordinator=2018-10", "--cost", "2018-06=15,000.50",
            "--cost", "2019-06=1", "--from", "2018-04", "--to", "2020-03",
        ]  # fmt: skip
        assumed = json.loads(self.read("forecast", *scenario, "--json"))["assumptions"]
        self.assertEqual(assumed["opening_pence"], -500000)
        self.assertEqual(
            [(one["financial_year"], one["amount_pence"], one["due_on"])
             for one in assumed["contributions"]],
            [("2018/19", 2675000, "2018-07-01"), ("2019/20", 0, "2019-04-01")],
        )  # fmt: skip
        begins = {one["post"]: one["from"] for one in assumed["posts"]}
        self.assertEqual(begins["kcst-coordinator"], "2018-10")
        self.assertEqual(
            [(one["month"], one["amount_pence"]) for one in assumed["costs"]],
            [("2018-06", 1500050), ("2019-06", 100)],
        )
        flat = " ".join(self.read("forecast", *scenario).split())
        self.assertIn("£26,750.00 from each of 3 partners for 2018/19, due on 2018-07-01", flat)
        self.assertIn("2018-10 to 2020-03 (scenario).", flat)

    def test_the_ledger_stands_for_the_months_it_is_asked_for(self) -> None:
        text = self.read("forecast", "--actual-until", "2018-05")
        self.assertRegex(text, r"\n2018-05 \* ")
        self.assertRegex(text, r"\n2018-06   ")

    def test_the_address_at_the_end_is_the_same_scenario(self) -> None:
        text = self.read(
            "forecast", "--contribution", "2018/19=26,750", "--cost", "2018-06=15,000"
        )
        address = text.splitlines()[-1]
        self.assertTrue(
            address.endswith("/forecast?contributions=2018/19:2675000&costs=2018-06:1500000"),
            address,
        )
        done = self.run_as("kcc", READ, "get", address)
        direct = self.read(
            "forecast", "--contribution", "2018/19=26,750", "--cost", "2018-06=15,000", "--json"
        )
        self.assertEqual(done.stdout.decode(), direct)

    def test_a_scenario_that_cannot_be_is_told_with_every_fault(self) -> None:
        done = self.run_as(
            "kcc", READ, "budget", "forecast", "--start", "nobody=2018-10", "--cost", "2035-01=1"
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"starts: The fund pays no post 'nobody'", done.stderr)
        self.assertIn(b"costs: 2035-01 lies outside", done.stderr)
        self.assertEqual(done.stdout, b"")

    def test_output_goes_to_a_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "forecast.csv")
            self.assertEqual(self.read("forecast", "--csv", "--output", name), "")
            with open(name, encoding="utf-8") as stream:
                self.assertTrue(stream.readline().startswith("month,financial_year,in_pence,"))

    def test_whoever_may_not_read_the_fund_gets_a_refusal(self) -> None:
        for command in ("statement", "forecast", "shares"):
            done = self.run_as("dover", READ, "budget", command)
            self.assertEqual(done.returncode, 2, command)
            self.assertIn(b"(404)", done.stderr)


def spending(*rows: str) -> bytes:
    """A file of spending."""
    heading = "purpose,amount_gbp,incurred_on,external_reference,decision"
    return "\n".join([heading, *rows, ""]).encode()


class Spender(Live):
    """What tests of spending share."""

    def spend(self, *arguments: str, stdin: bytes = b"", partner: str = "kfrs") -> Any:
        """Posts spending as a job does."""
        return self.run_as(partner, HOST, "budget", "spend", *arguments, "--json", stdin=stdin)

    def summary(self, done: Any, code: int = 0) -> Dict[str, Any]:
        """The summary of a run that ended with this exit code."""
        self.assertEqual(done.returncode, code, done.stderr.decode())
        value: Dict[str, Any] = json.loads(done.stdout)
        return value

    def count(self, condition: str = "true") -> int:
        """How many expenditures the database has."""
        return int(
            self.service.database.sql(
                "SELECT count(*) FROM safer.expenditure WHERE " + condition + ";"
            )
        )


class SpendingLive(Spender):
    def test_a_dry_run_of_spending_posts_nothing(self) -> None:
        done = self.spend("-", "--dry-run", stdin=spending("kcst-coordinator,1000,2018-05-01,DRY,"))
        self.assertEqual(len(self.summary(done)["new"]), 1)
        self.assertEqual(self.count("external_reference = 'DRY'"), 0)

    def test_what_the_service_refuses_is_told_by_line_and_the_rest_is_posted(self) -> None:
        done = self.spend(
            "-", "--yes",
            stdin=spending(
                "joint-initiatives,900000,2018-05-01,R-1,",
                "joint-initiatives,150,2018-05-01,R-2,\"SMT, 3 May 2018\"",
                "no-such-purpose,150,2018-05-01,R-3,",
                "kcst-coordinator,150,2015-05-01,R-4,",
            ),
        )  # fmt: skip
        summary = self.summary(done, 2)
        refused = {row["line"]: row for row in summary["refused"]}
        self.assertEqual(
            {line: row["problem"] for line, row in refused.items()},
            {2: "overspent", 4: "unknown-purpose", 5: "period-outside-agreement"},
        )
        self.assertEqual(refused[2]["columns"][0]["column"], "amount_gbp")
        self.assertEqual([row["line"] for row in summary["posted"]], [3])
        self.assertEqual(
            self.count("external_reference = 'R-2' AND decision = 'SMT, 3 May 2018'"), 1
        )

    def test_a_reference_that_stands_for_other_spending_is_refused_with_what_it_is(self) -> None:
        one = "kcst-coordinator,%s,%s,D-1,"
        self.summary(self.spend("-", "--yes", stdin=spending(one % (150, "2018-05-01"))))
        for row, reason in (
            (one % (151, "2018-05-01"), "another amount (£150.00)"),
            (one % (150, "2018-05-02"), "another day (2018-05-01)"),
            ("kcst-analyst,150,2018-05-01,D-1,", "another purpose (kcst-coordinator)"),
        ):
            summary = self.summary(self.spend("-", "--yes", stdin=spending(row)), 2)
            self.assertIn(reason, summary["refused"][0]["reason"])
            self.assertEqual(summary["refused"][0]["problem"], "duplicate-reference")
        self.assertEqual(self.count("external_reference = 'D-1'"), 1)

    def test_only_the_host_spends(self) -> None:
        row = spending("kcst-coordinator,150,2018-05-01,H-1,")
        summary = self.summary(self.spend("-", "--yes", stdin=row, partner="kcc"), 2)
        self.assertEqual(summary["refused"][0]["problem"], "not-the-host")
        done = self.run_as("kfrs", READ, "budget", "spend", "-", "--yes", "--json", stdin=row)
        self.assertEqual(self.summary(done, 77)["not_tried"][0]["line"], 2)
        self.assertEqual(self.count("external_reference = 'H-1'"), 0)

    def test_without_yes_and_a_terminal_nothing_is_sent(self) -> None:
        row = spending("kcst-coordinator,150,2018-05-01,Y-1,")
        self.assertEqual(self.spend("-", stdin=row).returncode, 64)
        self.assertEqual(self.spend("-", "--yes", stdin=row + b"x\n").returncode, 65)
        self.assertEqual(self.count("external_reference = 'Y-1'"), 0)

    def test_the_table_of_spending_says_what_will_be_left(self) -> None:
        done = self.run_as(
            "kfrs", HOST, "budget", "spend", "-", "--dry-run",
            stdin=spending("kcst-coordinator,\"1,000\",2019-05-01,T-1,"),
        )  # fmt: skip
        text = done.stdout.decode()
        self.assertIn("1 item of spending by kfrs from kcst-pooled-budget", text)
        self.assertRegex(text, r"\n +2  2019-05-01  kcst-coordinator  £1,000\.00  T-1 +new\n")
        self.assertRegex(text, r"\n2019/20 +-?£[0-9,.]+ +£[0-9,.]+ +£1,000\.00 +-?£[0-9,.]+\n")


class ExampleLive(Spender):
    """The example file, in a database where nothing else is spent."""

    def test_the_example_year_is_posted_once_and_is_what_the_forecast_planned(self) -> None:
        planned = self.read_csv("forecast", "--from", "2018-04", "--to", "2019-03")
        name = str(EXAMPLES / "spending-2018-19.csv")
        first = self.summary(self.spend(name, "--yes"))
        self.assertEqual(len(first["posted"]), 36)
        self.assertEqual(
            first["statement"],
            [
                {
                    "fund": "kcst-pooled-budget",
                    "financial_year": "2018/19",
                    "available_pence": 7800000,
                    "spent_pence": 0,
                    "file_pence": 10400000,
                    "closing_pence": -2600000,
                }
            ],
        )
        again = self.summary(self.spend(name, "--yes"))
        self.assertEqual((len(again["already_there"]), again["posted"]), (36, []))
        self.assertEqual(
            [row["id"] for row in again["already_there"]], [row["id"] for row in first["posted"]]
        )
        self.assertEqual(self.count("external_reference LIKE 'KFRS-20%'"), 36)
        actual = self.read_csv(
            "forecast", "--from", "2018-04", "--to", "2019-03", "--actual-until", "2019-03"
        )
        self.assertEqual(
            [row["out_pence"] for row in actual], [row["out_pence"] for row in planned]
        )
        text = self.read("statement", "--financial-year", "2018/19")
        self.assertRegex(text, r"KCST Analyst +-£35,000\.00\n")
        self.assertRegex(text, r"closing balance +-£26,000\.00\n")
        text = self.read("shares", "--on", "2019-03-31")
        self.assertRegex(text, r"Kent County Council +£26,000\.00 +-£8,666\.6[67]\n")
        self.assertRegex(text, r"total +£78,000\.00 +-£26,000\.00\n")


class ClosingLive(Live):
    def close(self, *arguments: str, scope: str = HOST, partner: str = "kfrs") -> Any:
        """Closes a year of the pooled budget."""
        return self.run_as(partner, scope, "budget", "close", *arguments)

    def closed(self) -> str:
        """The years that are closed."""
        return str(
            self.service.database.sql(
                "SELECT coalesce(string_agg(financial_year, ' '), '-') FROM safer.closing;"
            )
        )

    def test_a_year_is_shown_closed_once_and_what_comes_late_says_its_year(self) -> None:
        year = ["--financial-year", "2017/18"]
        done = self.close(*year, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertRegex(done.stdout.decode(), r"closing balance +£30,000\.00\n")
        self.assertIn("2017/18 of kcst-pooled-budget would be closed", done.stdout.decode())
        self.assertEqual(self.close(*year).returncode, 64)
        for refused, code in (
            (self.close("--financial-year", "2019/20", "--yes"), 2),
            (self.close("--financial-year", "2018/19", "--yes"), 2),
            (self.close(*year, "--yes", partner="kcc"), 77),
            (self.close(*year, "--yes", scope=READ), 77),
        ):
            self.assertEqual(refused.returncode, code, refused.stderr.decode())
        env = environment(
            SAFER_URL=self.service.url, SAFER_TOKEN=self.service.token("test", "kfrs", HOST)
        )
        terminal = Terminal("budget", "close", *year, env=env)
        terminal.read_until("Close 2017/18 of kcst-pooled-budget for good? [y/N] ")
        terminal.write("n\n")
        self.assertEqual(terminal.finish(), 1)
        self.assertIn("nothing was sent", terminal.text)
        self.assertEqual(self.closed(), "-")

        done = self.close(*year, "--yes")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        flat = " ".join(done.stdout.decode().split())
        self.assertIn("is closed: it opens with £0.00 and closes with £30,000.00.", flat)
        self.assertIn("It cannot be undone.", flat)
        self.assertEqual(self.closed(), "2017/18")
        done = self.close(*year, "--yes")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn("was closed already", done.stdout.decode())
        done = self.close("--financial-year", "2015/16", "--yes")
        self.assertEqual(done.returncode, 2, done.stdout.decode())
        self.assertIn(b"(409)", done.stderr)
        self.assertIn("The year was closed on 20", self.read("statement", *year))

        late = spending('joint-initiatives,250,2018-03-05,LATE-1,"SMT, 5 March 2018"')
        done = self.run_as("kfrs", HOST, "budget", "spend", "-", "--yes", "--json", stdin=late)
        self.assertEqual(json.loads(done.stdout)["statement"][0]["financial_year"], "2018/19")
        text = self.read("statement", "--financial-year", "2018/19")
        self.assertRegex(text, r"Joint initiatives +-£250\.00 +-£250\.00\n")
        self.assertRegex(text, r"\n2017/18 +spending +\S{36} +-£250\.00\n")


WITHDRAWAL: Dict[str, Any] = {
    "id": "0190b1c4-52aa-7d10-9c7e-1f2a3b4c5d6e",
    "agreement": "kcst-mou-2018",
    "partner": "kcc",
    "resolution_on": "2018-08-31",
    "chair_notified_on": "2018-08-31",
    "notice_months": 6,
    "earliest_on": "2019-02-28",
    "effective_on": "2019-02-28",
    "dissolves_on": "2019-02-28",
    "outlives_term": False,
    "shares_on": "2019-02-28",
    "shares": [
        {"partner": "kcc", "amount_pence": -866667},
        {"partner": "kent-police", "amount_pence": -866667},
        {"partner": "kfrs", "amount_pence": -866666},
    ],
    "returns": {
        "functions": [{"phase": 1, "text": "Reviews are organised by each partner."}],
        "posts": [{"post": "kcst-analyst", "title": "KCST Analyst", "employer": "kcc"}],
        "projects": [{"purpose": "liberty", "name": "Project Liberty"}],
    },
    "says": ["It dissolves the agreement for all."],
}


class Withdrawing(unittest.TestCase):
    """What is sent for a withdrawal, and what is not."""

    ARGUMENTS = (
        "budget", "withdraw", "--agreement", "kcst-mou-2018", "--partner", "kcc",
        "--notice-on", "31/08/2018",
    )  # fmt: skip

    def setUp(self) -> None:
        self.requests: List[Request] = []

    def answer(self, request: Request, _: Any) -> bytes:
        """Answers as the service does."""
        self.requests.append(request)
        return reply(200 if request.dry_run else 201, WITHDRAWAL)

    def withdraw(self, *more: str) -> Any:
        """Runs the command without a terminal."""
        with ScriptedServer(self.answer) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN="e30.e30.c2ln")
            return fork_client(*self.ARGUMENTS, *more, env=env)

    def test_it_is_a_dry_run_and_says_what_it_would_mean(self) -> None:
        done = self.withdraw("--effective-on", "2019-03-31")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertEqual(
            [(one.method, one.target) for one in self.requests],
            [("POST", "/v1/agreements/kcst-mou-2018/withdrawals?dry_run=true")],
        )
        self.assertEqual(
            json.loads(self.requests[0].body),
            {"partner": "kcc", "notice_on": "2018-08-31", "effective_on": "2019-03-31"},
        )
        text = done.stdout.decode()
        self.assertRegex(text, r"earliest day +2019-02-28\n")
        self.assertRegex(text, r"dissolves the agreement on +2019-02-28\n")
        self.assertRegex(text, r"notice +6 calendar months\n")
        self.assertIn("portion of what is left on 2019-02-28", text)
        self.assertRegex(text, r"kfrs +-£8,666\.66\ntotal +-£26,000\.00\n")
        self.assertIn("It dissolves the agreement for all.\n", text)
        self.assertIn("- Reviews are organised by each partner.\n", text)
        self.assertIn("- post: KCST Analyst (kcc)\n- project: Project Liberty\n", text)
        self.assertIn("no notice was given", text)

    def test_for_good_needs_somebody_who_says_yes(self) -> None:
        self.assertEqual(self.withdraw("--for-good").returncode, 64)
        self.assertEqual(self.requests, [])

    def test_for_good_and_yes_gives_notice_once(self) -> None:
        for _ in range(2):
            done = self.withdraw("--for-good", "--yes")
            self.assertEqual(done.returncode, 0, done.stderr.decode())
            self.assertIn(b"Notice was given: 0190b1c4-", done.stdout)
            self.assertNotIn(b"dry run", done.stdout)
        self.assertEqual([one.dry_run for one in self.requests], [True, False, True, False])
        keys = [one.headers.get("idempotency-key") for one in self.requests]
        self.assertEqual((keys[0], keys[1]), (None, keys[3]))
        self.assertRegex(str(keys[1]), r"^safer-[0-9a-f]{64}$")

    def test_yes_without_for_good_is_still_a_dry_run(self) -> None:
        self.assertEqual(self.withdraw("--yes").returncode, 0)
        self.assertEqual([one.dry_run for one in self.requests], [True])

    def test_no_at_the_terminal_gives_no_notice(self) -> None:
        with ScriptedServer(self.answer) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN="e30.e30.c2ln")
            terminal = Terminal(*self.ARGUMENTS, "--for-good", env=env)
            terminal.read_until("Give notice for kcc, for good? [y/N] ")
            terminal.write("\n")
            self.assertEqual(terminal.finish(), 1)
        self.assertEqual([one.dry_run for one in self.requests], [True])

    def test_a_refusal_is_told_and_nothing_more_is_sent(self) -> None:
        def refuse(request: Request, _: Any) -> bytes:
            self.requests.append(request)
            return problem("notice-too-short", 422, "It takes effect on 28 February 2019.")

        with ScriptedServer(refuse) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN="e30.e30.c2ln")
            done = fork_client(*self.ARGUMENTS, "--for-good", "--yes", env=env)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"28 February 2019", done.stderr)
        self.assertEqual(len(self.requests), 1)


class WithdrawingLive(Live):
    """What the service says of a withdrawal, and that notice is given once and by oneself only."""

    def withdraw(self, *more: str, partner: str = "kcc") -> Any:
        """A notice of 31 August 2018, with the token of kcc."""
        return self.run_as(
            "kcc", READ + " agreements.write", "budget", "withdraw",
            "--agreement", "kcst-mou-2018", "--partner", partner, "--notice-on", "2018-08-31",
            *more,
        )  # fmt: skip

    def notices(self) -> str:
        """Who has given notice."""
        return str(
            self.service.database.sql(
                "SELECT coalesce(string_agg(partner, ' '), '-') FROM safer.withdrawal;"
            )
        )

    def test_notice_is_six_calendar_months_is_looked_at_first_and_given_once(self) -> None:
        done = self.withdraw(partner="kent-police")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        text = done.stdout.decode()
        self.assertRegex(text, r"earliest day +2019-02-28\n")
        self.assertRegex(text, r"dissolves the agreement on +2019-02-28\n")
        self.assertIn("portion of what is left on 2019-06-15\n", text)
        self.assertRegex(text, r"kent-police +£42,000\.00\n")
        self.assertRegex(text, r"total +£126,000\.00\n")
        self.assertIn("- post: KCST Coordinator (kfrs)\n", text)
        self.assertLessEqual(max(len(line) for line in text.splitlines()), 80)
        done = self.withdraw("--for-good", "--yes", partner="kent-police")
        self.assertEqual(done.returncode, 77, done.stdout.decode())
        done = self.withdraw("--for-good", "--yes", "--effective-on", "2018-09-30")
        self.assertEqual(done.returncode, 2, done.stdout.decode())
        self.assertIn(b"28 February 2019", done.stderr)
        self.assertEqual(self.notices(), "-")
        done = self.withdraw("--for-good", "--yes")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b"Notice was given: ", done.stdout)
        done = self.withdraw("--for-good", "--yes")
        self.assertEqual(done.returncode, 2, done.stdout.decode())
        self.assertEqual(self.notices(), "kcc")


class NothingIsSent(unittest.TestCase):
    def test_a_wrong_command_line_is_64_and_says_what_is_right(self) -> None:
        for arguments, said in [
            (["statement", "--financial-year", "2018/20"], "2018/19"),
            (["statement", "--as-of", "2018-04-30"], "2018-06-30T12:00:00Z"),
            (["statement", "--output", "x"], "--csv or --json"),
            (["shares", "--on", "soon"], "2018-04-03"),
            (["shares", "--csv", "--json"], "not allowed"),
            (["forecast", "--from", "April"], "2018-04"),
            (["forecast", "--contribution", "26750"], "2018/19=26,750"),
            (["forecast", "--contribution", "2018/19=-1"], "more than zero"),
            (["forecast", "--cost", "2018-06=0"], "more than zero"),
            (["forecast", "--cost", "2018-06=1.005"], "two decimals"),
            (["forecast", "--due", "2018/19=31/02/2018"], "calendar"),
            (["forecast", "--start", "KCST Coordinator=2018-10"], "identifier"),
            (["forecast", "--start", "kcst-coordinator=soon"], "2018-04"),
            (["close"], "--financial-year"),
            (["close", "--financial-year", "2017/18"], "--yes"),
            (["withdraw", "--agreement", "x", "--partner", "kcc"], "--notice-on"),
            ([], "COMMAND"),
        ]:
            with self.subTest(arguments), ScriptedServer(lambda *_: None) as server:
                env = environment(SAFER_URL=server.url, SAFER_TOKEN="e30.e30.c2ln")
                done = fork_client("budget", *arguments, env=env)
                self.assertEqual((done.returncode, server.requests), (64, []))
                self.assertIn(said, done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
