# The client's pure functions: amounts, dates, years, keys, and CSV as spreadsheets save it.
# SPDX-License-Identifier: MIT
"""What a finance officer may type, and what is refused, with the line it stands on."""

from __future__ import annotations

import ast
import datetime
import json
import os
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Dict, List

from support import CLIENT, EXAMPLES, PARTS, environment, safer

HEADING = "financial_year,amount_gbp,received_on,external_reference,note\n"


def read(data: bytes, **arguments: str) -> Any:
    """A file of contributions, read."""
    return safer.read_sheet(data, safer.CONTRIBUTIONS, **arguments)


def fault_lines(text: str, **arguments: str) -> List[str]:
    """The sentences of all faults of a file."""
    sheet = read(text.encode("utf-8"), **arguments)
    return [fault.sentence() for fault in sheet.faults]


class Amounts(unittest.TestCase):
    def test_pounds_as_people_write_them_become_pence_exactly(self) -> None:
        for text, pence in [
            ("16000", 1600000),
            ("16,000.00", 1600000),
            ("£16,000", 1600000),
            ("£ 16,000.00 ", 1600000),
            ("16000.5", 1600050),
            ("0.01", 1),
            ("10000.10", 1000010),
            ("1,234,567.89", 123456789),
            ("70368744177.67", None),
            ("4503599627.29", 450359962729),
        ]:
            with self.subTest(text):
                if pence is None:
                    self.assertRaises(ValueError, safer.parse_amount_gbp, text)
                else:
                    self.assertEqual(safer.parse_amount_gbp(text), pence)

    def test_every_amount_of_pence_survives_the_way_there_and_back(self) -> None:
        for pence in list(range(1, 2000)) + [29, 57, 58, 1113, 99999999, 999999999999]:
            self.assertEqual(safer.parse_amount_gbp(safer.sterling(pence)), pence)

    def test_what_is_not_an_amount_in_pounds_is_refused(self) -> None:
        for text in [
            "16,00", "1,6000", "16.000,00", "16000,00", "16 000", "sixteen", "1.6E4", "1e4", "0x10",
            "NaN", "inf", "16000.", ".50", "16000.001", "16000.000", "€16000", "16000p", "١٦٠٠٠",
            "１６０００", "--5", "££5", "9" * 30, "", "£", "+16000", "(16000)", "16000/1",
        ]:  # fmt: skip
            with self.subTest(text):
                self.assertRaises(ValueError, safer.parse_amount_gbp, text)

    def test_more_than_two_decimals_are_not_rounded_but_named(self) -> None:
        with self.assertRaisesRegex(ValueError, "more than two decimals"):
            safer.parse_amount_gbp("16000.005")

    def test_zero_and_negative_amounts_are_refused_with_what_to_do_instead(self) -> None:
        for parse, text in [
            (safer.parse_amount_gbp, "0"),
            (safer.parse_amount_gbp, "0.00"),
            (safer.parse_amount_gbp, "-16,000.00"),
            (safer.parse_amount_gbp, "-£16,000"),
            (safer.parse_amount_gbp, "£-16,000"),
            (safer.parse_amount_pence, "0"),
            (safer.parse_amount_pence, "-1600000"),
        ]:
            with self.subTest(text), self.assertRaisesRegex(ValueError, "more than zero"):
                parse(text)

    def test_pence_are_a_whole_number(self) -> None:
        self.assertEqual(safer.parse_amount_pence(" 1600000 "), 1600000)
        for text in ["16000.00", "16,000", "£16000", "1.6e6", "1600000p", "", "²", "1_600"]:
            with self.subTest(text):
                self.assertRaises(ValueError, safer.parse_amount_pence, text)

    def test_pounds_are_shown_with_thousands_and_two_decimals(self) -> None:
        self.assertEqual(safer.pounds(1600000), "16,000.00")
        self.assertEqual(safer.pounds(5), "0.05")
        self.assertEqual(safer.pounds(-123456), "-1,234.56")
        self.assertEqual(safer.sterling(100000000000), "£1,000,000,000.00")

    def test_amounts_that_look_like_pounds_and_pence_mixed_up_are_questioned(self) -> None:
        self.assertEqual(safer.CONTRIBUTIONS.caution(16000), "£160.00 – is this pounds?")
        self.assertEqual(safer.CONTRIBUTIONS.caution(99999), "£999.99 – is this pounds?")
        self.assertEqual(safer.CONTRIBUTIONS.caution(100000), "")
        self.assertEqual(safer.CONTRIBUTIONS.caution(1600000), "")
        self.assertEqual(safer.CONTRIBUTIONS.caution(160000000), "£1,600,000.00 – is this pence?")


class DatesAndYears(unittest.TestCase):
    def test_dates_are_iso_or_day_first_with_slashes(self) -> None:
        for text, day in [
            ("2018-04-03", (2018, 4, 3)),
            ("03/04/2018", (2018, 4, 3)),
            ("3/4/2018", (2018, 4, 3)),
            ("13/04/2018", (2018, 4, 13)),
            ("29/02/2020", (2020, 2, 29)),
        ]:
            with self.subTest(text):
                self.assertEqual(safer.parse_date(text), datetime.date(*day))

    def test_what_is_no_date_is_refused(self) -> None:
        for text in [
            "04/13/2018", "31/02/2018", "29/02/2019", "2018-13-01", "2018-4-3", "03/04/18",
            "03-04-2018", "20180403", "3 April 2018", "00/04/2018", "2018-04-03T00:00:00Z", "43193",
            "0000-01-01", "٠٣/٠٤/٢٠١٨", "",
        ]:  # fmt: skip
            with self.subTest(text):
                self.assertRaises(ValueError, safer.parse_date, text)

    def test_a_financial_year_names_two_years_that_follow_each_other(self) -> None:
        for text in ["2018/19", " 2018/19 ", "1999/00", "2099/00"]:
            with self.subTest(text):
                self.assertEqual(safer.parse_financial_year(text), text.strip())
        for text in ["2018/20", "2018/18", "2018/2019", "2018-19", "2018", "18/19", "2018/1", ""]:
            with self.subTest(text):
                self.assertRaises(ValueError, safer.parse_financial_year, text)

    def test_the_right_year_is_named_when_the_second_half_is_wrong(self) -> None:
        with self.assertRaisesRegex(ValueError, "2018/19$"):
            safer.parse_financial_year("2018/20")

    def test_a_day_lies_in_the_financial_year_that_begins_on_1_april(self) -> None:
        self.assertEqual(safer.financial_year_of(datetime.date(2018, 3, 31)), "2017/18")
        self.assertEqual(safer.financial_year_of(datetime.date(2018, 4, 1)), "2018/19")
        self.assertEqual(safer.financial_year_of(datetime.date(2000, 1, 1)), "1999/00")


class Keys(unittest.TestCase):
    ROW = dict(
        fund="kcst-pooled-budget",
        financial_year="2018/19",
        amount_pence=1600000,
        received_on="2018-04-03",
        external_reference="KCC-1",
    )
    SPENT = dict(
        fund="kcst-pooled-budget",
        purpose="kcst-coordinator",
        amount_pence=375000,
        incurred_on="2018-04-30",
        external_reference="KFRS-1",
    )

    def key(self, partner: str = "kcc", line: int = 2, **changed: object) -> str:
        row = safer.Row(safer.CONTRIBUTIONS, line, {**self.ROW, **changed})
        return str(safer.idempotency_key(partner, row))

    def key_of_spending(self, partner: str = "kfrs", **changed: object) -> str:
        row = safer.Row(safer.SPENDING, 2, {**self.SPENT, **changed})
        return str(safer.idempotency_key(partner, row))

    def test_the_same_row_has_the_same_key_wherever_it_stands(self) -> None:
        self.assertEqual(self.key(), self.key(line=77))
        self.assertRegex(self.key(), r"^safer-[0-9a-f]{64}$")

    def test_a_key_stays_the_same_from_one_version_of_the_client_to_the_next(self) -> None:
        self.assertEqual(
            self.key(), "safer-8561d1eaac508e860c90052495a934533071c247e94662fb285a82aa77603a25"
        )
        self.assertEqual(
            self.key_of_spending(),
            "safer-0a14dad268a4a75a08ccbe88cab83272e4507022d651edba61376692ef5962d6",
        )

    def test_what_a_key_is_made_of_stays_in_its_order(self) -> None:
        self.assertEqual(
            safer.CONTRIBUTIONS.key,
            ("external_reference", "fund", "financial_year", "amount_pence", "received_on", "note"),
        )
        self.assertEqual(
            safer.SPENDING.key,
            ("external_reference", "fund", "purpose", "amount_pence", "incurred_on", "decision", "note"),
        )

    def test_whatever_is_changed_makes_another_key(self) -> None:
        keys = {
            self.key(),
            self.key("kfrs"),
            self.key(fund="dhr-fund"),
            self.key(financial_year="2019/20"),
            self.key(amount_pence=1600001),
            self.key(received_on="2018-04-04"),
            self.key(external_reference="KCC-2"),
            self.key(note="corrected"),
        }
        self.assertEqual(len(keys), 8)
        keys = {
            self.key_of_spending(),
            self.key_of_spending("kcc"),
            self.key_of_spending(fund="dhr-fund"),
            self.key_of_spending(purpose="kcst-analyst"),
            self.key_of_spending(amount_pence=375001),
            self.key_of_spending(incurred_on="2018-05-01"),
            self.key_of_spending(external_reference="KFRS-2"),
            self.key_of_spending(decision="SMT, 3 May 2018"),
            self.key_of_spending(note="SMT, 3 May 2018"),
        }
        self.assertEqual(len(keys), 9)

    def test_no_character_of_a_reference_can_move_the_border_between_two_parts(self) -> None:
        self.assertNotEqual(
            self.key("kcc", external_reference='a","b'), self.key('kcc","a', external_reference="b")
        )
        self.assertNotEqual(
            self.key(external_reference="a|b", fund="c"),
            self.key(external_reference="a", fund="b|c"),
        )


class Files(unittest.TestCase):
    def read_one(self, data: bytes) -> Any:
        sheet = read(data)
        self.assertEqual([fault.sentence() for fault in sheet.faults], [])
        self.assertEqual(len(sheet.rows), 1)
        return sheet.rows[0]

    def test_a_plain_file_is_read(self) -> None:
        row = self.read_one((HEADING + "2018/19,16000,03/04/2018,KCC-1,\n").encode())
        self.assertEqual(
            row.body(),
            {
                "fund": "kcst-pooled-budget",
                "financial_year": "2018/19",
                "amount_pence": 1600000,
                "received_on": "2018-04-03",
                "external_reference": "KCC-1",
            },
        )

    def test_the_files_of_spreadsheets_are_read_whatever_they_add(self) -> None:
        line = '2018/19,"£16,000.00",03/04/2018,KCC-1,Café\n'
        semicolons = HEADING.replace(",", ";") + "2018/19;16,000.00;03/04/2018;KCC-1;Café\n"
        tabs = HEADING.replace(",", "\t") + "2018/19\t16,000.00\t03/04/2018\tKCC-1\tCafé\n"
        for name, data in {
            "utf-8": (HEADING + line).encode(),
            "byte order mark": (HEADING + line).encode("utf-8-sig"),
            "cr lf": (HEADING + line).replace("\n", "\r\n").encode("utf-8-sig"),
            "cr": (HEADING + line).replace("\n", "\r").encode(),
            "no last line end": (HEADING + line).rstrip("\n").encode(),
            "windows-1252": (HEADING + line).encode("cp1252"),
            "utf-16": tabs.encode("utf-16"),
            "semicolons": semicolons.encode("utf-8-sig"),
            "tabs": tabs.encode(),
            "blank lines": ("\n,,,,\n" + HEADING + "\n \n" + line + "\n\n").encode(),
            "other headings": (
                HEADING.replace("financial_year", " Financial Year ") + line
            ).encode(),
            "everything quoted": (
                '"financial_year","amount_gbp","received_on","external_reference","note"\r\n'
                '"2018/19","£16,000.00","03/04/2018","KCC-1","Café"\r\n'
            ).encode(),
            "cells left over at the right": (
                HEADING.replace("\n", ",,\n") + line.replace("\n", ",,\n")
            ).encode(),
        }.items():
            with self.subTest(name):
                row = self.read_one(data)
                self.assertEqual((row.amount_pence, row.values["note"]), (1600000, "Café"))

    def test_windows_1252_is_remarked_upon(self) -> None:
        sheet = read((HEADING + "2018/19,£1,03/04/2018,A,\n").encode("cp1252"))
        self.assertIn("Windows-1252", sheet.remarks[0])
        self.assertEqual(read(b"\xff\xfeno").faults[0].line, 1)

    def test_columns_may_stand_in_any_order_and_pence_be_used(self) -> None:
        row = self.read_one(
            b"external_reference,received_on,amount_pence,fund,financial_year,partner\n"
            b"A,2018-04-03,1600000,dhr-fund,2018/19,kcc\n"
        )
        self.assertEqual((row.amount_pence, row.fund), (1600000, "dhr-fund"))
        self.assertEqual(row.values["partner"], "kcc")

    def test_a_line_break_in_a_quoted_note_becomes_a_blank_and_lines_are_still_counted(
        self,
    ) -> None:
        text = HEADING + '2018/19,1000,03/04/2018,A,"two\nlines"\n2018/20,1000,03/04/2018,B,\n'
        sheet = read(text.encode())
        self.assertEqual(sheet.rows[0].values["note"], "two lines")
        self.assertEqual([fault.line for fault in sheet.faults], [4])

    def test_every_fault_of_a_file_is_listed_with_its_line(self) -> None:
        text = HEADING + (
            "2018/20,16000.001,31/02/2018,,\n"
            "2018/19,16000,03/04/2018,A,\n"
            "\n"
            "2019/20,0,04/04/2019,A,\n"
            "2019/20,16,000.00,04/04/2019,B\n"
        )
        found = fault_lines(text)
        self.assertEqual(len(found), 7, found)
        for number, piece in [
            (0, "line 2: financial_year: “2018/20” is not a financial year"),
            (1, "line 2: amount_gbp: “16000.001” has more than two decimals"),
            (2, "line 2: received_on: “31/02/2018” is not a day of the calendar"),
            (3, "line 2: external_reference: is empty"),
            (4, "line 5: amount_gbp: must be more than zero"),
            (5, "line 5: external_reference: “A” stands on line 3 already"),
            (6, "line 6: received_on: “000.00” is not a date"),
        ]:
            self.assertIn(piece, found[number])

    def test_an_unquoted_comma_in_an_amount_is_explained(self) -> None:
        found = fault_lines(HEADING + "2018/19,16,000.00,03/04/2018,A,note\n")
        self.assertEqual(len(found), 1)
        self.assertIn("quotation marks", found[0])

    def test_columns_unknown_missing_double_or_contradicting_are_faults_of_the_heading(
        self,
    ) -> None:
        found = fault_lines(
            "financial_year,amount,received_on,received_on,amount_gbp,amount_pence\n"
        )
        self.assertEqual(len(found), 4, found)
        self.assertIn("line 1: received_on: this column is there twice", found)
        self.assertTrue(any("amount: unknown column" in line for line in found))
        self.assertTrue(any("external_reference: this column is missing" in line for line in found))
        self.assertTrue(any("this file has both" in line for line in found))
        self.assertTrue(any("neither" in line for line in fault_lines("financial_year\n")))

    def test_a_file_without_contributions_is_a_fault(self) -> None:
        for text in ["", "\n\n", HEADING]:
            with self.subTest(text):
                self.assertEqual(len(fault_lines(text)), 1)

    def test_broken_quotes_nuls_and_undecodable_text_are_faults_not_crashes(self) -> None:
        for data in [
            (HEADING + '2018/19,16000,03/04/2018,"A').encode(),
            (HEADING + '2018/19,16000,03/04/2018,"A"B,\n').encode(),
            HEADING.encode() + b"2018/19,16000,03/04/2018,A\0,\n",
            b"PK\x03\x04\x14\0\x06\0",
            b"\x81\x8d\x8f\x90\x9d",
            (HEADING + "2018/19,16000,03/04/2018," + "x" * 200000 + ",\n").encode(),
        ]:
            with self.subTest(data[:60]):
                self.assertTrue(read(data).faults)

    def test_what_the_service_would_never_take_is_a_fault_here_already(self) -> None:
        found = fault_lines(
            HEADING
            + "2018/19,16000,03/04/2018,%s,\n" % ("x" * 101)
            + "2018/19,16000,03/04/2018,B,%s\n" % ("x" * 501)
            + '2018/19,16000,03/04/2018,"C\tD",\n'
            + "2018/19,99999999999,03/04/2018,E,\n"
        )
        self.assertEqual(len(found), 4, found)

    def test_the_partner_column_is_checked_against_the_token(self) -> None:
        text = "partner," + HEADING + "kfrs,2018/19,16000,03/04/2018,A,\n"
        self.assertIn("not the partner of this token (kcc)", fault_lines(text, partner="kcc")[0])
        self.assertEqual(fault_lines(text, partner="kfrs"), [])
        self.assertEqual(fault_lines(text), [])

    def test_a_cell_cannot_send_commands_to_a_terminal(self) -> None:
        text = HEADING + "\x1b[2J2018,16000,03/04/2018,A,\n"
        self.assertNotIn("\x1b", fault_lines(text)[0])
        self.assertNotIn("\u202e", safer.clean("a\u202eb"))

    def test_too_many_rows_and_too_many_bytes_are_refused(self) -> None:
        rows = "".join("2018/19,16000,03/04/2018,R%d,\n" % number for number in range(10001))
        self.assertIn("more than 10000", fault_lines(HEADING + rows)[-1])
        self.assertIn("larger than", fault_lines("x" * (5 * 1024 * 1024 + 1))[0])

    def test_the_example_files_are_each_partner_s_three_years(self) -> None:
        for name in ("kcc", "kfrs", "kent-police"):
            with self.subTest(name):
                sheet = read((EXAMPLES / (name + ".csv")).read_bytes(), partner=name)
                self.assertEqual(sheet.faults, [])
                self.assertEqual(
                    [(row.values["financial_year"], row.amount_pence) for row in sheet.rows],
                    [("2017/18", 1000000), ("2018/19", 1600000), ("2019/20", 1600000)],
                )


class Spending(unittest.TestCase):
    HEADING = "purpose,amount_gbp,incurred_on,external_reference,decision,note\n"

    def read(self, text: str) -> Any:
        return safer.read_sheet(text.encode("utf-8"), safer.SPENDING)

    def test_a_file_of_spending_is_read(self) -> None:
        sheet = self.read(
            self.HEADING + "kcst-coordinator,£3750,30/04/2018,KFRS-1,,\n"
            'joint-initiatives,"1,500.50",2018-05-01,KFRS-2,"SMT, 3 May 2018",Café\n'
        )
        self.assertEqual(sheet.faults, [])
        self.assertEqual(
            [row.body() for row in sheet.rows],
            [
                {
                    "fund": "kcst-pooled-budget",
                    "purpose": "kcst-coordinator",
                    "amount_pence": 375000,
                    "incurred_on": "2018-04-30",
                    "external_reference": "KFRS-1",
                },
                {
                    "fund": "kcst-pooled-budget",
                    "purpose": "joint-initiatives",
                    "amount_pence": 150050,
                    "incurred_on": "2018-05-01",
                    "external_reference": "KFRS-2",
                    "decision": "SMT, 3 May 2018",
                    "note": "Café",
                },
            ],
        )

    def test_every_fault_of_spending_is_listed_with_its_line(self) -> None:
        sheet = self.read(
            self.HEADING + "KCST Coordinator,0,31/04/2018,,%s,\n" % ("x" * 501)
            + "kcst-analyst,1,2018-04-30,A,,\nkcst-analyst,1,2018-04-30,A,,\n"
        )
        self.assertEqual(
            [(fault.line, fault.column) for fault in sheet.faults],
            [
                (2, "purpose"),
                (2, "amount_gbp"),
                (2, "incurred_on"),
                (2, "external_reference"),
                (2, "decision"),
                (4, "external_reference"),
            ],
        )
        self.assertIn("every item of spending needs", sheet.faults[-1].message)

    def test_a_file_of_contributions_is_no_file_of_spending(self) -> None:
        sheet = self.read(HEADING + "2018/19,16000,03/04/2018,A,\n")
        self.assertEqual(
            sorted(fault.column for fault in sheet.faults),
            ["financial_year", "incurred_on", "purpose", "received_on"],
        )
        self.assertEqual(sheet.rows, [])

    def test_small_spending_is_questioned_later_than_a_small_contribution(self) -> None:
        self.assertEqual(safer.SPENDING.caution(9999), "£99.99 – is this pounds?")
        self.assertEqual(safer.SPENDING.caution(10000), "")
        self.assertEqual(safer.SPENDING.caution(10000000), "£100,000.00 – is this pence?")

    def test_the_example_file_is_a_year_of_three_posts_to_the_penny(self) -> None:
        sheet = safer.read_sheet(
            (EXAMPLES / "spending-2018-19.csv").read_bytes(), safer.SPENDING, partner="kfrs"
        )
        self.assertEqual(sheet.faults, [])
        paid: Dict[str, List[int]] = {}
        for row in sheet.rows:
            paid.setdefault(row.values["purpose"], []).append(row.amount_pence)
        self.assertEqual(paid["kcst-admin-officer"], [200000] * 12)
        self.assertEqual(paid["kcst-coordinator"], [375000] * 12)
        self.assertEqual(paid["kcst-analyst"], [291667, 291666, 291667] * 4)
        self.assertEqual(sum(map(sum, paid.values())), 10400000)


class Scenarios(unittest.TestCase):
    def test_amounts_that_may_be_owed_or_nothing_are_read_as_pounds(self) -> None:
        self.assertEqual(safer.read_gbp("-£5,000"), -500000)
        self.assertEqual(safer.read_gbp("0"), 0)
        self.assertEqual(safer.parse_owed_gbp("0.00"), 0)
        self.assertRaises(ValueError, safer.parse_owed_gbp, "-1")
        self.assertRaises(ValueError, safer.read_gbp, "5.000")
        self.assertEqual(safer.sterling(-500000), "-£5,000.00")

    def test_months_and_instants_are_what_the_service_takes(self) -> None:
        self.assertEqual(safer.parse_month(" 2018-04 "), "2018-04")
        for text in ["2018-13", "2018-00", "2018-4", "04/2018", "April 2018", "2018-04-01", ""]:
            with self.subTest(text):
                self.assertRaises(ValueError, safer.parse_month, text)
        self.assertEqual(safer.parse_instant("2018-06-30T12:00Z"), "2018-06-30T12:00:00Z")
        self.assertEqual(safer.parse_instant("2018-06-30T12:00:00.5Z"), "2018-06-30T12:00:00.5Z")
        for text in ["2018-06-30", "2018-06-30T12:00", "2018-06-30 12:00Z", "now", ""]:
            with self.subTest(text):
                self.assertRaises(ValueError, safer.parse_instant, text)


class Tokens(unittest.TestCase):
    def test_the_partner_is_read_from_a_token_and_junk_is_no_partner(self) -> None:
        import base64

        payload = base64.urlsafe_b64encode(json.dumps({"partner": "kcc"}).encode()).rstrip(b"=")
        self.assertEqual(safer.partner_of("e30.%s.c2ln" % payload.decode()), "kcc")
        for token in ["", "a.b", "a.b.c", "a.!!.c", "e30.W10.x", "e30.e30.x", "é.é.é"]:
            with self.subTest(token):
                self.assertEqual(safer.partner_of(token), "")


class Waiting(unittest.TestCase):
    def test_retry_after_is_seconds_or_a_date(self) -> None:
        now = 1522746000.0  # 2018-04-03 09:00:00 UTC
        for text, expected in [
            ("7", 7.0),
            ("0", 0.0),
            ("Tue, 03 Apr 2018 09:00:30 GMT", 30.0),
            ("Tue, 03 Apr 2018 08:00:00 GMT", 0.0),
            ("soon", None),
            ("-3", None),
            ("", None),
            ("9999999999", None),
        ]:
            with self.subTest(text):
                self.assertEqual(safer.retry_after({"Retry-After": text}, now), expected)

    def test_the_wait_doubles_up_to_a_bound_and_is_never_quite_the_same(self) -> None:
        for attempt, most in [(1, 0.5), (2, 1.0), (3, 2.0), (9, 10.0), (1000000, 10.0)]:
            waits = [safer.backoff(attempt) for _ in range(50)]
            self.assertTrue(all(most / 2 <= wait <= most for wait in waits))
            self.assertGreater(len(set(waits)), 1)


class Addresses(unittest.TestCase):
    def test_the_address_of_a_service_is_http_or_https_and_nothing_more(self) -> None:
        self.assertEqual(
            str(safer.parse_base("https://api.example.org/x/")), "https://api.example.org/x"
        )
        self.assertEqual(str(safer.parse_base("http://[::1]:8080")), "http://[::1]:8080")
        for url in [
            "",
            "api.example.org",
            "ftp://x",
            "http://",
            "http://u:p@x",
            "http://x:99999",
            "http://x?y=1",
            "http://x/#y",
            "http://x y",
            "http://x\r\nA: b",
            "http://[x",
        ]:
            with self.subTest(url), self.assertRaises(safer.Stop) as caught:
                safer.parse_base(url)
            self.assertEqual(caught.exception.code, 64)

    def test_this_machine_is_recognised(self) -> None:
        for url, expected in [
            ("http://127.0.0.1", True),
            ("http://127.9.9.9", True),
            ("http://localhost:1", True),
            ("http://[::1]", True),
            ("http://10.0.0.1", False),
            ("http://127.0.0.1.example.org", False),
        ]:
            with self.subTest(url):
                self.assertEqual(safer.parse_base(url).loopback, expected)


class Source(unittest.TestCase):
    def test_the_client_is_python_of_version_3_8(self) -> None:
        for path in (CLIENT, *PARTS):
            with self.subTest(path.name):
                ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))

    def test_the_client_may_be_executed(self) -> None:
        self.assertTrue(CLIENT.stat().st_mode & 0o111)

    def test_the_parts_of_the_client_make_one_file_that_runs_alone(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            packed = os.path.join(folder, "safer")
            said = []
            for _ in range(2):
                subprocess.run([sys.executable, str(CLIENT.parent / "pack.py"), packed], check=True)
                with open(packed, "rb") as stream:
                    said.append(stream.read())
            self.assertEqual(said[0], said[1])
            done = subprocess.run(
                [packed, "--help"], cwd=folder, env=environment(), stdout=subprocess.PIPE, check=True
            )
            whole = subprocess.run(
                [str(CLIENT), "--help"], env=environment(), stdout=subprocess.PIPE, check=True
            )
            self.assertEqual(done.stdout, whole.stdout)
            self.assertEqual(os.listdir(folder), ["safer"])


if __name__ == "__main__":
    unittest.main()
