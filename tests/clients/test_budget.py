# The client's budget: what it shows of a fund, drawn and live.
# SPDX-License-Identifier: MIT
"""The live tests start a service of their own (tests/support/service.py), with three posts that the
pooled budget pays: what they show is the same to the penny every time."""

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
from support import environment, run_client, safer

READ = "funds.read contributions.write"
HOST = "funds.read funds.write contributions.write"
POSTS = """
INSERT INTO safer.post (id, employer) VALUES
    ('kcst-admin-officer', 'kcc'), ('kcst-coordinator', 'kfrs'), ('kcst-analyst', 'kcc')
ON CONFLICT DO NOTHING;
INSERT INTO safer.post_term (post, from_on, title, host, placement, funding, fund, agreement,
    annual_cost_pence, funded_from, funded_months) VALUES
    ('kcst-admin-officer', '2018-04-01', 'Admin Officer', 'kcc', 'team', 'joint',
        'kcst-pooled-budget', 'kcst-mou-2018', 2400000, '2018-04-01', 24),
    ('kcst-coordinator', '2018-04-01', 'KCST Coordinator', 'kfrs', 'team', 'joint',
        'kcst-pooled-budget', 'kcst-mou-2018', 4500000, '2018-04-01', 24),
    ('kcst-analyst', '2018-04-01', 'KCST Analyst', 'kcc', 'team', 'joint',
        'kcst-pooled-budget', 'kcst-mou-2018', 3500000, '2018-04-01', 18)
ON CONFLICT DO NOTHING;
"""
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
        self.assertIn("The year is open", text)
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
        cls.service.database.sql(POSTS)
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
        return run_client(*arguments, stdin=stdin, env=env)

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
        self.assertRegex(text, r"contributions +£0\.00\n")
        self.assertIn("As it was known at 2018-01-01T00:00:00", text)

    def test_the_statement_of_today_needs_no_year(self) -> None:
        self.assertRegex(self.read("statement"), r"^kcst-pooled-budget, 20[0-9]{2}/[0-9]{2}\n")

    def test_shares_add_up_to_what_is_left(self) -> None:
        text = self.read("shares", "--on", "31/03/2019")
        self.assertIn("kcst-pooled-budget on 2019-03-31", text)
        self.assertRegex(text, r"Kent County Council +£26,000\.00 +£26,000\.00\n")
        self.assertRegex(text, r"total +£78,000\.00 +£78,000\.00\n")
        self.assertIn("In proportion to what each has paid in", " ".join(text.split()))
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
        self.assertIn(
            ("kcst-coordinator", "2018-10"), [(one["post"], one["from"]) for one in assumed["posts"]]
        )
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


if __name__ == "__main__":
    unittest.main()
