# The client's grants and projects: a round from its criteria to what comes back, and the published one of 2016/17.
# SPDX-License-Identifier: MIT
"""The live tests start services of their own (tests/support/service.py) with the published data, on 20 July 2018."""

from __future__ import annotations

import csv
import json
import os
import socket
import tempfile
import unittest
from typing import Any, Dict, List, Optional

from service import Service
from support import Request, ScriptedServer, environment, fork_client, problem, reply, safer
from test_service import Terminal

SCOPE = "projects.write funds.write funds.read contributions.write meetings.write"
TODAY = "2018-07-20"
FUND = "pcc-kcsp-grant-2018-19"
MEETING = "kcsp-working-group@2018-07-12"
COUNTED = (
    "grant_round", "criterion", "bid", "bid_answer", "award", "award_condition", "tranche", "monitoring_return",
    "grant_refund", "expenditure", "entry", "purpose",
)  # fmt: skip
IDENTIFIER = "01590000-0000-7000-8000-000000000801"
TOKEN = "e30.eyJwYXJ0bmVyIjoia2NjIn0.c2ln"
THIRDS = ("--tranche", "2018-07-20=2/3", "--tranche", "2018-12-01=1/3")


class Words(unittest.TestCase):
    def test_bids_and_what_belongs_to_awards_are_named_as_people_name_them(self) -> None:
        name = safer.parse_name("safe-drive@kcsp-2018-19")
        self.assertEqual(name, ("", "safe-drive", "kcsp-2018-19", ""))
        self.assertEqual(str(name), "safe-drive@kcsp-2018-19")
        self.assertEqual(safer.parse_name(IDENTIFIER.upper()), (IDENTIFIER, "", "", ""))
        for parse, part, meant in (
            (safer.parse_tranche_name, "2", "2"),
            (safer.parse_condition_name, "12", "12"),
            (safer.parse_tranche_name, "9999", "9999"),
            (safer.parse_return_name, "15/11/2018", "2018-11-15"),
            (safer.parse_refund_name, "KCC/IN 7", "KCC/IN 7"),
        ):
            with self.subTest(part):
                name = parse("safe-drive@kcsp-2018-19/" + part)
                self.assertEqual(str(name), "safe-drive@kcsp-2018-19/" + meant)
                self.assertEqual(str(parse(IDENTIFIER)), IDENTIFIER)

    def test_what_names_nothing_is_refused(self) -> None:
        for parse, text, said in (
            (safer.parse_name, "safe-drive", "safe-drive@kcsp-2018-19"),
            (safer.parse_name, "Safe Drive@kcsp-2018-19", "not an identifier"),
            (safer.parse_tranche_name, "safe-drive@kcsp-2018-19", "neither a part of an award nor an id"),
            (safer.parse_tranche_name, "safe-drive@kcsp-2018-19/0", "the first one is 1"),
            (safer.parse_tranche_name, "safe-drive@kcsp-2018-19/10000", "the first one is 1"),
            (safer.parse_condition, "2018-9-1=They agree.", "not a date"),
            (safer.parse_condition, "31/09/2018=They agree.", "not a day of the calendar"),
            (safer.parse_condition, "01.09.2018=They agree.", "not a date"),
            (safer.parse_return_name, "safe-drive@kcsp-2018-19/1", "not a date"),
            (safer.parse_decision, "kcsp-working-group@2018-06-12", "the meeting and the item"),
            (safer.parse_decision, "kcsp-working-group@2018-06-12/x", "not an item's reference"),
            (safer.parse_tranche, "2018-07-01=2/0", "no part of the whole"),
            (safer.parse_tranche, "2018-07-01=lots", "not an amount in pounds"),
            (safer.parse_tranche, "4000", "not a date"),
            (safer.named_text("id", "a=b"), "duplication", "write it as a=b"),
        ):
            with self.subTest(text), self.assertRaisesRegex(ValueError, said):
                parse(text)

    def test_a_decision_is_named_by_its_meeting_and_item_or_its_id(self) -> None:
        self.assertEqual(
            safer.parse_decision("kcsp-working-group@12/06/2018/5"), (("kcsp-working-group", "2018-06-12"), "5")
        )
        self.assertEqual(safer.parse_decision(IDENTIFIER + "/b5"), (("", IDENTIFIER), "B5"))
        self.assertEqual(safer.parse_decision(IDENTIFIER), (None, IDENTIFIER))

    def test_tranches_are_pounds_or_parts_of_the_whole(self) -> None:
        def body(*texts: str) -> List[Dict[str, Any]]:
            found: List[Dict[str, Any]] = safer.tranches_body([safer.parse_tranche(text) for text in texts])
            return found

        self.assertEqual(
            body("2018-07-01=2/3", "01/12/2018=1/3"),
            [{"parts": 2, "due_on": "2018-07-01"}, {"parts": 1, "due_on": "2018-12-01"}],
        )
        self.assertEqual([one["parts"] for one in body("2018-07-01=1/2", "2018-08-01=1/3", "2018-09-01=1/6")], [3, 2, 1])
        self.assertEqual(body("2018-07-01"), [{"parts": 1, "due_on": "2018-07-01"}])
        self.assertEqual(
            body("2018-07-01=4,000", "2018-12-01=\u00a32,000.50"),
            [{"amount_pence": 400000, "due_on": "2018-07-01"}, {"amount_pence": 200050, "due_on": "2018-12-01"}],
        )
        for texts, said in (
            (("2018-07-01=2/3", "2018-12-01=1/6"), "5/6 of the whole together"),
            (("2018-07-01=2/3", "2018-12-01=2,000"), "for every tranche"),
        ):
            with self.subTest(texts), self.assertRaisesRegex(safer.Stop, said) as caught:
                body(*texts)
            self.assertEqual(caught.exception.code, 64)
        finest = ("2018-07-01=1/999983", "2018-07-02=999982/999983")
        self.assertEqual([one["parts"] for one in body(*finest)], [1, 999982])
        egyptian = [safer.Tranche("2018-07-01", None, safer.Fraction(1, part)) for part in (2, 3, 7, 43, 1807, 3263442)]
        with self.assertRaisesRegex(safer.Stop, "too finely divided"):
            safer.tranches_body(egyptian)

    def test_parts_of_an_amount_are_what_the_service_makes_of_them(self) -> None:
        def amounts(whole: int, *parts: int) -> List[int]:
            tranches = [{"parts": part, "due_on": "2018-07-01"} for part in parts]
            return [pence for _, pence in safer.tranche_amounts(tranches, whole)]

        self.assertEqual(amounts(3966100, 2, 1), [2644067, 1322033])
        self.assertEqual(amounts(100, 1, 1, 1), [34, 33, 33])
        self.assertEqual(amounts(5, 1, 3), [1, 4])
        self.assertEqual(amounts(2, 1, 3), [0, 2])
        self.assertEqual(amounts(1000000000000, 333333, 333333, 333334), [333333000000, 333333000000, 333334000000])

    def test_a_condition_may_have_its_day(self) -> None:
        self.assertEqual(safer.parse_condition("2018-09-01=They agree."), {"text": "They agree.", "due_on": "2018-09-01"})
        self.assertEqual(safer.parse_condition("01/09/2018=They agree."), {"text": "They agree.", "due_on": "2018-09-01"})
        self.assertEqual(safer.parse_condition("They agree: a=b."), {"text": "They agree: a=b."})
        self.assertEqual(safer.parse_condition("5 agree, a=b."), {"text": "5 agree, a=b."})

    def test_a_target_says_what_was_promised_and_what_was_reached(self) -> None:
        target: Dict[str, Any] = {"text": "Girls", "qualifier": "at_least", "number": 1270, "number_to": None}
        for more, said in (
            ({}, "Girls: at least 1,270; not counted yet"),
            ({"qualifier": "range", "number_to": 1300}, "Girls: 1,270 to 1,300; not counted yet"),
            ({"achieved": 1281, "achieved_on": "2018-03-31"}, "Girls: at least 1,270; 1,281 reached by 31 March 2018"),
            ({"number": None, "qualifier": None, "achieved": 0}, "Girls: 0 reached"),
        ):
            self.assertEqual(safer.target_words({**target, **more}), said)

    def test_an_award_that_is_over_counts_with_what_was_paid(self) -> None:
        for state, paid, source, kept in (
            ("active", 400, None, 1000),
            ("withdrawn", 300, None, 300),
            ("withdrawn", 0, "Paper", 0),
            ("complete", 700, None, 700),
            ("complete", 0, None, 0),
            ("complete", 0, "Paper", 1000),
        ):
            award = {"state": state, "amount_pence": 1000, "paid_pence": paid, "returned_pence": 1, "source": source}
            with self.subTest(award):
                self.assertEqual(
                    safer.money_of([award, award]),
                    {"awarded_pence": 2 * kept, "paid_pence": 2 * paid, "returned_pence": 2},
                )

    def test_an_account_that_does_not_agree_says_by_how_much(self) -> None:
        account = {
            "fund_available_pence": 100, "fund_promised_pence": 20, "fund_spent_pence": 60, "paid_pence": 50,
            "returned_pence": 5, "spent_otherwise_pence": 10, "difference_pence": 5,
        }  # fmt: skip
        said = safer.account_sentences(account)
        self.assertIn("\u00a30.45 was paid here and has not come back, \u00a30.10 was spent on them otherwise.", said[1])
        self.assertEqual(said[2], "THE TWO DO NOT AGREE: the difference is \u00a30.05.")
        account.update(difference_pence=0, spent_otherwise_pence=0)
        self.assertEqual(safer.account_sentences(account)[2], "The two agree.")
        account.update(difference_pence=None)
        said = ["What the fund holds, and what its ledger says, is not for you to see."]
        self.assertEqual(safer.account_sentences(account), said)


BID: Dict[str, Any] = {
    "id": "01590000-0000-7000-8000-000000000901", "project": "safe-drive", "round": "r", "state": "submitted",
    "bidder": "kfrs\x1b[2J", "amount_pence": 600000, "version": 1,
}  # fmt: skip
AWARD: Dict[str, Any] = {
    "id": "01590000-0000-7000-8000-000000000902", "project": "safe-drive", "round": "r", "fund": "f", "state": "active",
    "amount_pence": 600000, "paid_pence": 0, "returned_pence": 0, "recipient": "kfrs", "decision": IDENTIFIER,
}  # fmt: skip
TRANCHE: Dict[str, Any] = {
    "id": "01590000-0000-7000-8000-000000000903", "award": AWARD["id"], "place": 1, "amount_pence": 400000,
    "due_on": "2018-07-01", "state": "due", "paid_on": None, "expenditure": None,
}  # fmt: skip
RETURN: Dict[str, Any] = {
    "id": "01590000-0000-7000-8000-000000000904", "award": AWARD["id"], "project": "safe-drive", "round": "r",
    "due_on": "2018-11-15", "state": "received", "version": 3,
}  # fmt: skip


class Forgetful:
    """A service that seems to have forgotten all that it was told: what it is asked for is always as it was."""

    def __init__(self, fault: Any = None, **lists: List[Dict[str, Any]]) -> None:
        self.keys: List[str] = []
        self.dry_runs = 0
        self._fault = fault
        self._lists: Dict[str, List[Dict[str, Any]]] = {
            "bids": [BID], "awards": [AWARD], "tranches": [TRANCHE], "monitoring-returns": [RETURN], **lists,
        }  # fmt: skip

    def __call__(self, request: Request, _: socket.socket) -> Optional[bytes]:
        path = request.target.split("?")[0].split("/")[2:]
        if request.method == "GET":
            if len(path) == 2:
                return reply(200, self._lists[path[0]][0] if path[0] in self._lists else {"criteria": []})
            return reply(200, {"items": self._lists.get(path[-1], []), "next": None})
        if request.dry_run:
            self.dry_runs += 1
            return reply(200, self.made(path))
        self.keys.append(request.headers["idempotency-key"])
        if self._fault:
            answer: Optional[bytes] = self._fault(len(self.keys))
            if answer != b"":
                return answer
        return reply(201 if path[-1] in ("award", "bids", "refunds") else 200, self.made(path))

    def made(self, path: List[str]) -> Dict[str, Any]:
        """What a write answers, more or less."""
        return {"bids": BID, "tranches": TRANCHE, "monitoring-returns": RETURN}.get(path[0], AWARD)


def run_forgetful(service: Forgetful, *arguments: str) -> Any:
    """A run against it; the token is kcc's."""
    with ScriptedServer(service) as server:
        env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
        return fork_client("grants", *arguments, env=env)


MAKE = ("award", "make", "safe-drive@r", "6,000", "--decision", IDENTIFIER, *THIRDS, "--yes")
PAY = ("pay", "safe-drive@r/1", "--on", "2018-07-02", "--reference", "P-1", "--yes")
REFUND = ("refund", "make", "safe-drive@r", "156", "Not spent.", "--on", "2018-07-02", "--reference", "R-1", "--yes")


class Keys(unittest.TestCase):
    """The keys that are sent."""

    def keys(self, *arguments: str, **lists: Any) -> List[str]:
        """The idempotency keys of a run."""
        service = Forgetful(**lists)
        done = run_forgetful(service, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"\x1b", done.stdout)
        return service.keys

    def test_the_same_command_has_the_same_key_and_another_one_another(self) -> None:
        for command, other in (
            (MAKE, (*MAKE, "--note", "N")),
            (PAY, (*PAY[:-2], "P-2", "--yes")),
            (REFUND, ("refund", "make", "safe-drive@r", "157", *REFUND[4:])),
            (("return", "fail", "safe-drive@r/2018-11-15", "a"), ("return", "fail", "safe-drive@r/2018-11-15", "b")),
            (("award", "withdraw", "safe-drive@r", "a"), ("award", "withdraw", "safe-drive@r", "b")),
        ):
            with self.subTest(command):
                first = self.keys(*command)
                self.assertEqual(len(first), 1)
                self.assertEqual(self.keys(*command), first)
                self.assertNotEqual(self.keys(*other), first)

    def test_a_bid_after_one_that_was_withdrawn_is_another_bid(self) -> None:
        make = ("bid", "make", "safe-drive@r", "6,000", "Objectives.")
        gone = {**BID, "state": "withdrawn"}
        self.assertNotEqual(self.keys(*make, bids=[]), self.keys(*make, bids=[gone]))

    def test_a_return_that_came_in_anew_may_fail_again_for_the_same_reason(self) -> None:
        fail = ("return", "fail", "safe-drive@r/2018-11-15", "a")
        again = {"monitoring-returns": [{**RETURN, "version": 5}]}
        self.assertNotEqual(self.keys(*fail), self.keys(*fail, **again))

    def test_what_may_be_said_again_and_then_counts_again_has_a_key_of_its_run(self) -> None:
        for command in (
            ("award", "tranches", "safe-drive@r", "--tranche", "2019-01-15"),
            ("round", "criteria", "r", "--criterion", "a=A?"),
            ("return", "make", "safe-drive@r/2018-11-15", "1", "Done."),
        ):
            with self.subTest(command):
                self.assertNotEqual(self.keys(*command), self.keys(*command))

    def test_money_is_checked_by_a_dry_run_before_it_moves(self) -> None:
        for command in (MAKE, PAY, REFUND):
            with self.subTest(command):
                service = Forgetful()
                self.assertEqual(run_forgetful(service, *command).returncode, 0)
                self.assertEqual((service.dry_runs, len(service.keys)), (1, 1))
                service = Forgetful()
                done = run_forgetful(service, *command, "--dry-run")
                self.assertEqual(done.returncode, 0)
                self.assertIn(b"Nothing was kept.", done.stdout)
                self.assertEqual((service.dry_runs, service.keys), (1, []))

    def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_key(self) -> None:
        for command in (MAKE, PAY, REFUND):
            with self.subTest(command):
                service = Forgetful(lambda number: None if number == 1 else b"")
                done = run_forgetful(service, *command)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(service.keys, [service.keys[0]] * 2)
                self.assertNotIn(b"Already there", done.stdout)

    def test_a_service_that_stays_away_ends_the_run_with_69(self) -> None:
        with ScriptedServer(Forgetful(lambda _: None)) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
            done = fork_client("grants", *PAY, "--retry-for", "0", env=env)
        self.assertEqual(done.returncode, 69)


class Several(unittest.TestCase):
    """Names that several bids or awards have, after one was withdrawn."""

    other = "01590000-0000-7000-8000-000000000912"

    def run_with(self, *arguments: str, code: int = 0, **lists: Any) -> Any:
        """How often something was sent, and what was said on one line."""
        service = Forgetful(**lists)
        done = run_forgetful(service, *arguments)
        self.assertEqual(done.returncode, code, (done.stdout, done.stderr))
        return len(service.keys), " ".join((done.stderr if code else done.stdout).decode().split())

    def test_what_came_back_is_posted_to_the_award_that_has_money_out(self) -> None:
        gone = {**AWARD, "state": "withdrawn", "paid_pence": 400000}
        again = {**AWARD, "id": self.other, "paid_pence": 300000, "returned_pence": 100}
        sent, said = self.run_with(*REFUND, code=2, awards=[gone, again])
        self.assertEqual(sent, 0)
        self.assertIn("more than one award safe-drive@r has money out", said)
        self.assertIn(
            "by its id: %s (withdrawn, \u00a34,000.00 has not come back), %s (active, \u00a32,999.00 has not come back)"
            % (AWARD["id"], self.other), said,
        )  # fmt: skip
        self.assertEqual(self.run_with("refund", "make", AWARD["id"], *REFUND[3:], awards=[gone, again])[0], 1)
        for mine, its in ((gone, {**again, "returned_pence": 300000}), ({**gone, "returned_pence": 400000}, again)):
            with ScriptedServer(Forgetful(awards=[mine, its])) as server:
                done = fork_client("grants", *REFUND, env=environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN))
                self.assertEqual(done.returncode, 0, done.stderr)
                meant = mine if mine is gone else its
                self.assertEqual(
                    {one.target.split("?")[0] for one in server.requests if one.method == "POST"},
                    {"/v1/awards/%s/refunds" % meant["id"]},
                )

    def test_who_withdraws_again_after_another_was_made_leaves_the_other_alone(self) -> None:
        for verb, kind, gone in (
            ("award", "awards", {**AWARD, "state": "withdrawn", "withdrawn_because": "Cancelled."}),
            ("bid", "bids", {**BID, "state": "withdrawn", "decided_because": "Cancelled."}),
        ):
            with self.subTest(verb):
                stands = {**(AWARD if verb == "award" else BID), "id": self.other}
                sent, said = self.run_with(verb, "withdraw", "safe-drive@r", "Cancelled.", **{kind: [gone, stands]})
                self.assertEqual(sent, 0)
                self.assertIn("Already there: ", said)
                self.assertIn("was left alone: to close that one, name it by its id, %s." % self.other, said)
                sent, said = self.run_with(verb, "withdraw", "safe-drive@r", "Closed.", **{kind: [gone, stands]})
                self.assertEqual(sent, 1)
                self.assertNotIn("Already there: ", said)

    def test_an_award_is_there_already_only_with_the_same_tranches_conditions_and_returns(self) -> None:
        condition = {"text": "They agree.", "due_on": "2018-09-01", "place": 1}
        lists: Dict[str, Any] = {
            "bids": [{**BID, "state": "awarded"}],
            "tranches": [
                {**TRANCHE, "due_on": "2018-07-20"},
                {**TRANCHE, "place": 2, "amount_pence": 200000, "due_on": "2018-12-01"},
            ],
            "conditions": [condition],
        }
        make = (*MAKE, "--condition", "01/09/2018=They agree.", "--return", "2018-11-15")
        self.assertIn("Already there: ", self.run_with(*make, **lists)[1])
        pounds = (*make[:6], "--tranche", "2018-07-20=4,000", "--tranche", "2018-12-01=2,000", *make[10:])
        self.assertIn("Already there: ", self.run_with(*pounds, **lists)[1])
        for command, said in (
            ((*make[:-1], "2018-11-16"), "and with other returns (there are: 15 November 2018); nothing was changed"),
            (make[:-2], "other returns (there are: 15 November 2018)"),
            ((*MAKE, *make[-2:]), "other conditions (there are: They agree. (by 1 September 2018))"),
            ((*make, "--condition", "They agree."), "other conditions (there are: They agree. (by 1 September 2018))"),
            (
                (*make[:6], "--tranche", "2018-07-20=2,000", "--tranche", "2018-12-01=4,000", *make[10:]),
                "other tranches (there are: \u00a34,000.00 on 20 July 2018; \u00a32,000.00 on 1 December 2018)",
            ),
            ((*make[:6], "--tranche", "2018-07-20", *make[10:-2]), "1 December 2018), and other returns (there are: 15"),
            ((*make[:3], "5,000", *make[4:]), "by another decision or another amount"),
        ):
            with self.subTest(command):
                sent, told = self.run_with(*command, code=2, **lists)
                self.assertEqual(sent, 0)
                self.assertIn("the bid is awarded already: \u00a36,000.00 to kfrs", told)
                self.assertIn(said, told)

    def test_what_a_conditional_decision_asks_for_is_not_said_again(self) -> None:
        lists: Dict[str, Any] = {
            "bids": [{**BID, "state": "awarded"}],
            "tranches": [{**TRANCHE, "amount_pence": 600000}],
            "conditions": [
                {"text": "If the police agree.", "due_on": None, "place": 1}, {"text": "Tell us.", "due_on": None, "place": 2},
            ],
            "monitoring-returns": [],
        }  # fmt: skip
        make = (*MAKE[:6], "--tranche", "2018-07-01", "--yes", "--condition", "Tell us.")
        decided = {"decisions": [{"id": IDENTIFIER, "condition": "If the police agree."}]}
        self.assertIn("Already there: ", self.run_with(*make, **lists, **decided)[1])
        decided["decisions"][0]["condition"] = "If the fire service agrees."
        self.assertIn("other conditions", self.run_with(*make, code=2, **lists, **decided)[1])

    def test_a_settled_award_frees_only_the_tranches_that_were_not_paid(self) -> None:
        complete = ("award", "complete", "safe-drive@r", "--on", "2019-05-20")
        published = self.run_with(*complete, tranches=[])[1]
        self.assertIn("is settled", published)
        self.assertNotIn("can be awarded again", published)
        tranches = [{**TRANCHE, "state": "paid"}, {**TRANCHE, "amount_pence": 50000, "state": "released"}]
        self.assertIn("\u00a3500.00 will not be paid, and can be awarded again.", self.run_with(*complete, tranches=tranches)[1])


class Refusals(unittest.TestCase):
    """What is not there, and what the service refuses."""

    def test_what_is_not_there_is_told_by_its_name(self) -> None:
        for command, said in (
            (("bid", "show", "other@r"), b"there is no bid for other in r that you may see"),
            (("award", "show", "other@r"), b"there is no award to other in r that you may see"),
            (("pay", "safe-drive@r/9", *PAY[2:]), b"there is no tranche 9 of safe-drive@r that you may see; there are: 1"),
            (("return", "accept", "safe-drive@r/2018-11-16"), b"there is no return 2018-11-16 of safe-drive@r"),
            (("refund", "reverse", "safe-drive@r/R-1", "why", "--yes"), b"there is no refund R-1 of safe-drive@r"),
            (("award", "condition", "safe-drive@r/1", "met"), b"there are: none"),
        ):
            with self.subTest(command):
                service = Forgetful(awards=[] if "other@r" in command else [AWARD])
                done = run_forgetful(service, *command)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(said, done.stderr)
                self.assertEqual(service.keys, [])

    def test_all_that_withholds_a_tranche_is_told(self) -> None:
        reasons = ["The return has not come in: withheld until it has.", "Condition 2 has failed: withheld until it is met."]
        refused = problem(
            "tranche-withheld", 409, reasons[0], withheld=[{"kind": "return", "detail": reason} for reason in reasons]
        )
        answer = lambda request, _: refused if request.method == "POST" else Forgetful()(request, _)  # noqa: E731
        with ScriptedServer(answer) as server:
            done = fork_client("grants", *PAY, env=environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN))
        self.assertEqual(done.returncode, 2)
        for reason in reasons:
            self.assertEqual(done.stderr.decode().count(reason), 1)

    def test_a_decision_that_is_not_one_is_refused(self) -> None:
        meeting = {"id": IDENTIFIER, "state": "held", "body": "b"}
        item = {"id": "i", "ref": "5"}
        for decisions, said in (
            ([], b"nothing was decided on item 5"),
            ([{"id": "a", "item": "i", "text": "T"}, {"id": "b", "item": "i", "text": "U"}], b"by its id: a (T), b (U)"),
        ):

            def answer(request: Request, _: Any) -> Optional[bytes]:
                if request.target.endswith("/decisions"):
                    return reply(200, {"items": decisions, "next": None})  # noqa: B023
                if request.target.endswith("/items"):
                    return reply(200, {"items": [item], "next": None})
                return reply(200, meeting) if "/meetings/" in request.target else Forgetful()(request, _)

            with self.subTest(said), ScriptedServer(answer) as server:
                env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
                command = [IDENTIFIER + "/5" if word == IDENTIFIER else word for word in MAKE]
                done = fork_client("grants", *command, env=env)
                self.assertEqual(done.returncode, 2)
                self.assertIn(said, done.stderr)

    def test_wrong_command_lines_are_refused_before_anything_is_sent(self) -> None:
        for command in (
            ("award", "make", "safe-drive@r", "6,000", "--decision", IDENTIFIER, "--tranche", "2018-07-01=1/2", "--yes"),
            ("award", "make", "safe-drive@r", "6,000", "--decision", IDENTIFIER, "--yes"),
            MAKE[:-1],
            PAY[:-1],
            REFUND[:-1],
            ("refund", "reverse", "safe-drive@r/R-1", "why"),
            ("round", "criteria", "r"),
            ("bid", "make", IDENTIFIER, "1", "O"),
            ("bid", "make", "safe-drive@r", "0", "O"),
            ("bid", "list", "r", "--output", "x"),
            ("award", "complete", "safe-drive@r"),
            ("pay", "safe-drive@r", *PAY[2:]),
            ("return", "fail", "safe-drive@r/2018-11-15"),
            ("round", "account", "r", "--output", "x"),
        ):
            with self.subTest(command), ScriptedServer(Forgetful()) as server:
                done = fork_client("grants", *command, env=environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN))
                self.assertEqual(done.returncode, 64, done.stderr)
                self.assertEqual(server.requests, [])

    def test_what_is_for_nobody_without_a_token_says_so(self) -> None:
        for command in (
            PAY, MAKE, REFUND, ("bid", "list", "r"), ("bid", "show", "safe-drive@r"), ("return", "list"),
            ("round", "account", "r"), ("refund", "list", "safe-drive@r"), ("bid", "similar", "safe-drive@r"),
        ):  # fmt: skip
            with self.subTest(command), ScriptedServer(Forgetful()) as server:
                done = fork_client("grants", *command, env=environment(SAFER_URL=server.url))
                self.assertEqual(done.returncode, 77)
                self.assertIn(b"a token is needed", done.stderr)
                self.assertEqual(server.requests, [])


    def test_the_public_is_asked_for_no_more_than_it_may_read(self) -> None:
        with ScriptedServer(Forgetful()) as server:
            done = fork_client("grants", "award", "show", "safe-drive@r", env=environment(SAFER_URL=server.url))
            self.assertEqual((done.returncode, len(server.requests)), (0, 1))
        with ScriptedServer(Forgetful()) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
            self.assertEqual(fork_client("grants", "award", "show", "safe-drive@r", env=env).returncode, 0)
            self.assertEqual(len(server.requests), 5)


class Live(unittest.TestCase):
    """Running the client against a service of its own, whose fund has money in it."""

    service: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.service = Service({"SAFER_TODAY": TODAY})
        cls.addClassCleanup(cls.service.clean_up)
        cls.send("kcc", "/v1/funds", {
            "id": FUND, "name": "Grant", "rolls_forward": False,
            "contributors": [{"partner": "kent-pcc", "from_on": "2018-04-01", "amount_pence": 10000000}],
        })  # fmt: skip
        cls.send("kent-pcc", "/v1/contributions", {
            "fund": FUND, "financial_year": "2018/19", "amount_pence": 10000000, "received_on": "2018-04-03",
            "external_reference": "PCC-1",
        })  # fmt: skip
        at = "/v1/meetings/%s/" % cls.send("kcc", "/v1/meetings", {
            "body": "kcsp-working-group", "starts_at": "2018-07-12T09:00:00Z", "place": "Maidstone",
        })["id"]  # fmt: skip
        item = cls.send("kcc", at + "items", {"ref": "5", "title": "Grants"})["id"]
        cls.send("kcc", at + "decisions", {"item": item, "text": "That they be given.", "kind": "resolved"})

    @classmethod
    def send(cls, partner: str, path: str, body: Any) -> Any:
        """A write for which the client has no command, or not now."""
        token = cls.service.token("%s-officer" % partner, partner, SCOPE)
        answer = cls.service.post(path, body, token, key="key-%s-%d" % (path, hash(str(body))))
        assert answer.status in (200, 201), answer.text
        return answer.json()

    def run_as(self, partner: Optional[str], *arguments: str, stdin: bytes = b"", scope: str = SCOPE) -> Any:
        """The client with a token of the partner; None is the public."""
        env = environment(SAFER_URL=self.service.url)
        if partner:
            env["SAFER_TOKEN"] = self.service.token("%s-officer" % partner, partner, scope)
        return fork_client(*arguments, stdin=stdin, env=env)

    def do(self, *arguments: str, partner: Optional[str] = "kcc", code: int = 0, **more: Any) -> str:
        """What the client says, which ends with this code."""
        done = self.run_as(partner, *arguments, **more)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return str((done.stdout if code == 0 else done.stderr).decode())

    def grants(self, *arguments: str, **more: Any) -> str:
        """The same of safer grants, on one line."""
        return " ".join(self.do("grants", *arguments, **more).split())

    def value(self, *arguments: str, **more: Any) -> Any:
        """What --json prints."""
        return json.loads(self.do(*arguments, "--json", **more))

    def counts(self) -> Dict[str, int]:
        """How many rows there are of what grants are made of."""
        rows = self.service.database.sql(
            "SELECT " + ", ".join("(SELECT count(*) FROM safer.%s)" % name for name in COUNTED)
        )
        return dict(zip(COUNTED, map(int, rows.split("|"))))

    def twice(self, *arguments: str, **more: Any) -> str:
        """Runs a command dry, and twice: nothing is kept the first time, and nothing is made the last. Returns what is
        said when it is made."""
        before = self.counts()
        self.assertIn("Nothing was kept.", self.grants(*arguments, "--dry-run", **more))
        self.assertEqual(self.counts(), before, arguments)
        said = self.grants(*arguments, **more)
        self.assertNotIn("Already there: ", said)
        before = self.counts()
        self.assertIn("Already there: ", self.grants(*arguments, **more))
        self.assertEqual(self.counts(), before, arguments)
        return said

    def refused(self, said: str, *arguments: str, code: int = 2, **more: Any) -> None:
        """Runs a command that the service refuses, and keeps nothing of."""
        before = self.counts()
        told = self.grants(*arguments, code=code, **more)
        self.assertIn(said, told)
        self.assertEqual(self.counts(), before, arguments)

    def offer(self, name: str, pounds: str = "10,000") -> None:
        """A round that is open and asks one thing."""
        self.grants(
            "round", "create", name, "Round " + name, pounds, "--fund", FUND, "--opens", "2018-07-01", "--closes",
            "2018-07-31", "--body", "kcsp-working-group", "--public",
        )  # fmt: skip
        self.grants("round", "criteria", name, "--criterion", "need=Who needs it?")

    def bid(self, project: str, name: str, pounds: str = "6,000") -> str:
        """A project of Swale's, and a bid for it."""
        self.send("kcc", "/v1/projects", {
            "id": project, "title": "Project " + project, "lead": "swale", "priorities": ["road-safety"], "public": True,
        })  # fmt: skip
        self.send("kcc", "/v1/projects/%s/state" % project, {"state": "approved"})
        self.grants("bid", "make", "%s@%s" % (project, name), pounds, "Do it.", "--answer", "need=All.", partner="swale")
        return "%s@%s" % (project, name)

    def award(self, project: str, name: str, *more: str) -> str:
        """A bid that is awarded: in two thirds and one third if nothing else is said."""
        bid = self.bid(project, name)
        more = more if "--tranche" in more else (*THIRDS, *more)
        self.grants("award", "make", bid, "6,000", "--decision", MEETING + "/5", *more, "--yes")
        return bid


class WalkThrough(Live):
    """One round, from its criteria to the return of an underspend."""

    def test_a_round_is_run_from_its_criteria_to_the_return_of_an_underspend(self) -> None:
        self.announce_and_bid()
        self.award_and_pay()
        self.report_and_return()
        self.account_for_it()

    def announce_and_bid(self) -> None:
        """The round, and a bid in it."""
        said = self.twice(
            "round", "create", "walk", "Community safety", "\u00a310,000.00", "--fund", FUND, "--opens", "2018-07-01",
            "--closes", "31/07/2018", "--body", "kcsp-working-group", "--public", "--link", "https://example.org/r",
        )  # fmt: skip
        self.assertIn("Round walk offers \u00a310,000.00 of %s; it takes bids 1 July 2018 to 31 July 2018." % FUND, said)
        self.twice("round", "criteria", "walk", "--criterion", "need=Who needs it?", "--optional", "more=What else?")
        shown = self.grants("round", "show", "walk", partner=None)
        for line in (
            "it is open", "Announced at: https://example.org/r", "need: Who needs it?", "more: What else? (if you like)",
            "Decided by: kcsp-working-group",
        ):  # fmt: skip
            self.assertIn(line, shown)
        self.assertIn("open", self.do("grants", "round", "list", "--fund", FUND, partner=None))
        self.send("swale", "/v1/projects", {
            "id": "safe-drive", "title": "Safe Drive", "summary": "A show on what young people risk on the roads.",
            "priorities": ["road-safety"], "public": True,
        })  # fmt: skip
        make = (
            "bid", "make", "safe-drive@walk", "6,000", "-", "--match-cash", "100", "--match-kind", "1,500", "--from",
            "2018-08-01", "--to", "2019-03-31",
        )  # fmt: skip
        text = "Many see it.\r\nThey drive safely.\r\n".encode()
        self.refused("The criterion 'need' is to be answered.", *make, partner="swale", stdin=text)
        said = self.twice(*make, "--answer", "need=The young.", partner="swale", stdin=text)
        self.assertIn("Bid safe-drive@walk, by swale, asks for \u00a36,000.00.", said)
        self.assertIn("alike: Licence to Kill (project licence-to-kill)", said)
        self.assertIn("Licence to Kill", self.grants("bid", "similar", "safe-drive@walk"))
        shown = self.do("grants", "bid", "show", "safe-drive@walk", partner="kent-pcc")
        for line in (
            "safe-drive@walk, by swale: submitted", "  Others pay: \u00a3100.00", "  Others give in kind: \u00a31,500.00",
            "  From: 1 August 2018 to 31 March 2019", "  They drive safely.", "  Who needs it?", "    The young.",
        ):  # fmt: skip
            self.assertIn(line, shown.splitlines())
        self.assertIn("1 bid, \u00a36,000.00", self.grants("bid", "list", "walk", "--state", "submitted", "--bidder", "swale"))
        self.refused("There are bids", "round", "criteria", "walk", "--criterion", "a=A?")

    def award_and_pay(self) -> None:
        """The award, and its first tranche once its condition is met."""
        said = self.twice(
            "award", "make", "safe-drive@walk", "6,000", "--decision", MEETING + "/5", *THIRDS,
            "--condition", "2018-07-19=The police agree.", "--condition", "There is insurance.", "--return", "2018-11-15",
            "--note", "In two parts.", "--yes",
        )  # fmt: skip
        for line in (
            "Awarded: safe-drive@walk, \u00a36,000.00 to swale on 12 July 2018, of %s." % FUND,
            "Of the round \u00a34,000.00 are left.", "1 \u00a34,000.00, due 20 July 2018: WITHHELD.",
            "2 \u00a32,000.00, due 1 December 2018: WITHHELD.", "The police agree. (by 19 July 2018): OVERDUE",
            "There is insurance. (before anything is paid): open", "Due 15 November 2018: due",
        ):  # fmt: skip
            self.assertIn(line, said)
        pay = ("pay", "safe-drive@walk/1", "--on", "2018-07-20", "--reference", "WALK-1", "--yes")
        self.refused("Condition 1 was to be met by 2018-07-19: withheld until it is.", *pay)
        self.refused("Condition 2 is to be met before anything is paid", *pay)
        self.grants("award", "condition", "safe-drive@walk/1", "failed", "--on", "2018-07-19", "--note", "Not yet.")
        self.assertIn("FAILED on 19 July 2018 - Not yet.", self.grants("award", "show", "safe-drive@walk"))
        for place in ("1", "2"):
            said = self.twice("award", "condition", "safe-drive@walk/" + place, "met", "--on", "2018-07-20")
            self.assertIn("Condition %s is met" % place, said)
        said = self.twice(*pay)
        self.assertIn("Paid: tranche 1 of safe-drive@walk, \u00a34,000.00, on 20 July 2018 (WALK-1).", said)
        self.refused("The tranche was paid on 2018-07-20.", *pay[:-2], "WALK-1b", "--yes")
        later = ("pay", "safe-drive@walk/2", "--on", "2018-07-20", "--reference", "WALK-2", "--yes")
        self.refused("The tranche is due on 2018-12-01, and this was on 2018-07-20.", *later)
        said = self.grants("award", "tranches", "safe-drive@walk", "--tranche", "2018-07-20=1,500", "--tranche", "2018-07-21=500")
        self.assertIn("2 \u00a31,500.00, due 20 July 2018: to be paid", said)
        self.assertIn("3 \u00a3500.00, due 21 July 2018: to be paid", said)

    def report_and_return(self) -> None:
        """The returns, the rest, and what was not spent."""
        self.twice("return", "ask", "safe-drive@walk", "2018-07-19")
        pay = ("pay", "safe-drive@walk/2", "--on", "2018-07-20", "--reference", "WALK-2", "--yes")
        self.refused("The monitoring return that was due on 2018-07-19 has not come in: withheld until it has.", *pay)
        listed = self.grants("return", "list", "--overdue", "--project", "safe-drive")
        self.assertIn("safe-drive@walk/2018-07-19 swale OVERDUE", listed)
        self.assertIn("1 return, 1 overdue.", listed)
        due = "safe-drive@walk/2018-07-19"
        self.refused("is made by the recipient", "return", "make", due, "1", "T", partner="kfrs", code=77)
        self.refused("there are: none", "return", "make", due, "1", "T", partner="maidstone")
        said = self.twice("return", "make", due, "3,844", "Many.", "--on", "2018-07-20", partner="swale")
        self.assertIn("due 19 July 2018 has come in, on 20 July 2018: \u00a33,844.00 spent until then.", said)
        said = self.twice("return", "fail", due, "How many?")
        self.assertIn("has failed. What is still to be paid is withheld until", said)
        self.refused("has failed: withheld until it has come in anew and is accepted.", *pay)
        self.assertIn("\u00a30.00 spent until then.", self.twice("return", "make", due, "0", "None.", partner="swale"))
        self.grants("return", "make", due, "3,844", "-", partner="swale", stdin=b"Three hundred.\n")
        self.twice("return", "accept", due, "Good.")
        self.twice(*pay)
        last = "safe-drive@walk/2018-11-15"
        self.twice("return", "make", last, "5,344", "Five hundred.", "--on", "2018-07-20", partner="swale")
        complete = ("award", "complete", "safe-drive@walk", "--on", "2018-07-20")
        self.refused("The monitoring return that is due on 2018-11-15 is not accepted.", *complete)
        self.refused("Of what was paid \u00a31,656.00 were not spent and have not come back.", *complete)
        self.grants("return", "accept", last)
        self.refused("Of what was paid \u00a3156.00 were not spent and have not come back.", *complete)
        refund = ("refund", "make", "safe-drive@walk", "156", "Not spent.", "--on", "2018-07-20", "--reference", "IN-1", "--yes")
        self.refused("were paid and have not come back", "refund", "make", "safe-drive@walk", "5,501", *refund[4:])
        said = self.twice(*refund)
        self.assertIn("\u00a3156.00 of safe-drive@walk came back to %s, on 20 July 2018 (IN-1)." % FUND, said)
        self.refused("posted already, with \u00a3156.00 on 20 July 2018", "refund", "make", "safe-drive@walk", "157", *refund[4:])
        self.twice("refund", "reverse", "safe-drive@walk/IN-1", "Another award.", "--yes")
        self.refused("and reversed since", *refund)
        self.grants(*refund[:-2], "IN-2", "--yes")
        listed = self.grants("refund", "list", "safe-drive@walk", partner="swale")
        self.assertIn("(IN-1): Not spent. REVERSED: Another award.", listed)
        self.assertIn("\u00a3156.00 in all.", listed)
        said = self.twice(*complete)
        self.assertIn("Award safe-drive@walk is settled: \u00a35,500.00 paid, \u00a3156.00 returned.", said)
        self.assertIn("\u00a3500.00 will not be paid, and can be awarded again.", said)

    def account_for_it(self) -> None:
        """The account, the report and the story."""
        said = self.grants("round", "account", "walk")
        for line in (
            "bid for, in 1 bid \u00a36,000.00", "awarded \u00a36,000.00", "paid \u00a35,500.00", "released \u00a3500.00",
            "returned \u00a3156.00", "left to award \u00a34,656.00",
            "Its ledger says that \u00a35,344.00 was spent on these projects: \u00a35,344.00 was paid here and has not come back.",
            "The two agree.",
        ):  # fmt: skip
            self.assertIn(line, said)
        self.send("swale", "/v1/projects/safe-drive/targets", {"targets": [
            {"text": "Drivers", "qualifier": "at_least", "number": 500, "achieved": 512, "achieved_on": TODAY},
        ]})  # fmt: skip
        report = " ".join(self.do("projects", "report", "--round", "walk").split())
        for line in (
            "Safe Drive swale \u00a35,500.00 \u00a35,500.00 \u00a3156.00 approved",
            "Drivers: at least 500; 512 reached by 20 July 2018. Return of 20 July 2018, accepted: Five hundred.",
            "Road Safety 1 \u00a35,500.00",
        ):  # fmt: skip
            self.assertIn(line, report)
        story = " ".join(self.do("projects", "show", "safe-drive").split())
        for line in (
            "Money: asked \u00a36,000.00, awarded \u00a35,500.00, paid \u00a35,500.00, returned \u00a3156.00.",
            "1 \u00a34,000.00, due 20 July 2018: paid on 20 July 2018", "20 July 2018: Tranche 1 is paid: \u00a34,000.00.",
            "20 July 2018: The award is settled.",
        ):  # fmt: skip
            self.assertIn(line, story)


class Limits(Live):
    """What is refused, and who may do what."""

    def test_an_award_over_what_is_left_says_what_is_left(self) -> None:
        self.offer("left")
        self.award("left-one", "left")
        bid = self.bid("left-two", "left")
        make = ("award", "make", bid, "6,000", "--decision", MEETING + "/5", "--tranche", "2018-08-01", "--yes")
        self.refused("Of the round \u00a34,000.00 are left, and this is \u00a36,000.00.", *make)
        self.refused("The bid asks for \u00a36,000.00.", "award", "make", bid, "6,000.01", *make[4:])
        said = self.grants("award", "make", bid, "4,000", *make[4:], "--dry-run")
        self.assertIn("Of the round \u00a30.00 would be left.", said)
        said = self.twice("award", "make", bid, "4,000", *make[4:])
        self.assertIn("Of the round \u00a30.00 are left.", said)
        self.refused("the bid is awarded already: \u00a34,000.00 to swale", "award", "make", bid, "3,000", *make[4:])

    def test_a_round_may_offer_more_than_its_fund_has_but_not_award_it(self) -> None:
        self.offer("rich", "500,000")
        bid = self.bid("rich-one", "rich", "300,000")
        make = ("award", "make", bid, "300,000", "--decision", MEETING + "/5", "--tranche", "2018-08-01", "--yes")
        self.refused("that are not awarded yet, and this is \u00a3300,000.00.", *make)

    def test_tranches_that_do_not_sum_are_told_what_they_come_to(self) -> None:
        self.offer("sum")
        bid = self.bid("sum-one", "sum")
        self.refused(
            "The tranches are \u00a35,999.99 together, and \u00a36,000.00 are to be paid.",
            "award", "make", bid, "6,000", "--decision", MEETING + "/5", "--tranche", "2018-08-01=4,000", "--tranche",
            "2018-12-01=1,999.99", "--yes",
        )  # fmt: skip

    def test_a_bid_is_made_once_while_the_round_is_open_and_by_its_lead(self) -> None:
        self.offer("once")
        bid = self.bid("once-one", "once")
        make = ("bid", "make", bid, "6,000", "Do it.", "--answer", "need=All.")
        self.assertIn("Already there: ", self.grants(*make, partner="swale"))
        self.refused(
            "there is a bid once-one@once already, with another amount, objectives (it asks for \u00a36,000.00)",
            "bid", "make", bid, "5,000", "Do it well.", "--answer", "need=All.", partner="swale",
        )  # fmt: skip
        self.refused("bids for projects that it leads", *make, partner="maidstone", code=77)
        self.refused("The round", "bid", "make", "once-one@kcsp-2016-17", "1", "O", partner="swale")
        self.refused("", "bid", "withdraw", bid, "Closed.", partner="kcc", code=77)
        said = self.twice("bid", "withdraw", bid, "Closed.", partner="swale")
        self.assertIn("Bid once-one@once is withdrawn: Closed.", said)
        self.assertIn("asks for", self.twice(*make, partner="swale"))
        reject = ("bid", "reject", bid, "Another does.", "--decision", MEETING + "/5")
        self.assertIn("is rejected: Another does.", self.twice(*reject))
        shown = self.grants("bid", "show", bid)
        self.assertIn("Because: Another does.", shown)
        self.assertIn("Decision: 0", shown)
        states = [one["state"] for one in self.value("grants", "bid", "list", "once")["items"]]
        self.assertEqual(states, ["withdrawn", "rejected"])

    def test_only_the_host_announces_awards_and_pays(self) -> None:
        self.offer("host")
        award = self.award("host-one", "host")
        bid = self.bid("host-two", "host")
        for command in (
            ("round", "create", "host-2", "R", "1", "--fund", FUND, "--opens", "2018-07-01", "--closes", "2018-07-31"),
            ("round", "criteria", "host", "--criterion", "a=A?"),
            ("bid", "reject", bid, "No."),
            ("award", "make", bid, "1", "--decision", MEETING + "/5", "--tranche", "2018-08-01", "--yes"),
            ("award", "tranches", award, "--tranche", "2018-08-01"),
            ("award", "withdraw", award, "No."),
            ("award", "complete", award, "--on", "2018-07-20"),
            ("pay", award + "/1", "--on", "2018-07-20", "--reference", "HOST-1", "--yes"),
            ("return", "ask", award, "2018-08-01"),
            ("refund", "make", award, "1", "R", "--on", "2018-07-20", "--reference", "HOST-2", "--yes"),
        ):
            with self.subTest(command):
                self.refused("host", *command, partner="kfrs", code=77)
        pay = ("pay", award + "/1", "--on", "2018-07-20", "--reference", "HOST-1", "--yes")
        self.refused("scope", *pay, scope="projects.write", code=77)
        self.assertIn("Paid", self.grants(*pay))

    def test_a_payment_under_another_reference_or_on_another_day_is_not_the_same(self) -> None:
        self.offer("same")
        award = self.award("same-one", "same")
        pay = ("pay", award + "/1", "--on", "2018-07-20", "--reference")
        self.grants(*pay, "SAME-1", "--yes")
        self.refused("The tranche was paid on 2018-07-20.", *pay, "SAME-2", "--yes")
        tranche = self.value("grants", "award", "show", award)["tranches"][0]
        self.assertIn("Already there", self.grants("pay", tranche["id"], *pay[2:], "SAME-1", "--yes"))
        # Who may not read the ledger is told so only where the first reply is to the payment that stands.
        narrow = {"scope": "projects.write funds.write"}
        self.assertIn("Already there", self.grants(*pay, "SAME-1", "--yes", **narrow))
        self.refused("The tranche was paid on 2018-07-20.", *pay, "SAME-1", "--dry-run", **narrow)
        self.refused("The tranche was paid on 2018-07-20.", *pay, "SAME-2", "--yes", **narrow)
        self.send("kcc", "/v1/expenditures/%s/reversal" % tranche["expenditure"], {"reason": "It came back."})
        self.refused("This reference has been posted already", *pay, "SAME-1", "--yes")
        self.assertNotIn("Already there", self.grants(*pay, "SAME-3", "--yes"))
        self.refused("The tranche was paid on 2018-07-20.", *pay, "SAME-1", "--yes", **narrow)

    def test_a_withdrawn_award_says_what_is_free_again_and_what_has_to_come_back(self) -> None:
        self.offer("gone")
        award = self.award("gone-one", "gone")
        self.grants("pay", award + "/1", "--on", "2018-07-20", "--reference", "GONE-1", "--yes")
        said = self.twice("award", "withdraw", award, "Cancelled.", "--on", "2018-07-20")
        self.assertIn("\u00a32,000.00 will not be paid, and can be awarded again.", said)
        self.assertIn("\u00a34,000.00 was paid and has not come back.", said)
        self.assertIn("Withdrawn on: 20 July 2018: Cancelled.", self.grants("award", "show", award))
        value = self.value("projects", "report", "--round", "gone")
        self.assertEqual(value["projects"][0]["awarded_pence"], 400000)
        self.assertEqual(value["priorities"][0]["share_pence"], 400000)
        self.refused("The bid is 'awarded', and stays so.", "award", "make", award, "6,000", "--decision", MEETING + "/5",
            *THIRDS, "--yes")  # fmt: skip
        self.twice("bid", "make", award, "6,000", "Do it.", "--answer", "need=All.", partner="swale")
        self.grants("award", "make", award, "6,000", "--decision", MEETING + "/5", *THIRDS, "--yes")
        self.assertIn("\u00a36,000.00 to swale", self.grants("award", "show", award))
        self.assertIn(": active", self.grants("award", "show", award))
        before = self.counts()
        self.assertIn("left alone", self.grants("award", "withdraw", award, "Cancelled.", "--on", "2018-07-20"))
        self.assertIn(": active", self.grants("award", "show", award))
        self.assertEqual(self.counts(), before)
        refund = ("refund", "make", award, "3,900", "Cancelled.", "--on", "2018-07-20", "--reference", "GONE-2", "--yes")
        self.assertIn("\u00a33,900.00 of gone-one@gone came back", self.twice(*refund))
        self.assertIn("is reversed", self.grants("refund", "reverse", award + "/GONE-2", "Not all.", "--yes"))
        self.grants("pay", award + "/1", "--on", "2018-07-20", "--reference", "GONE-3", "--yes")
        self.refused("has money out", *refund[:-2], "GONE-4", "--yes")

    def test_the_question_is_asked_and_only_yes_moves_money(self) -> None:
        self.offer("asked")
        bid = self.bid("asked-one", "asked")
        make = ("award", "make", bid, "6,000", "--decision", MEETING + "/5", *THIRDS)
        pay = ("pay", bid + "/1", "--on", "2018-07-20", "--reference", "ASKED-1")
        refund = ("refund", "make", bid, "156", "Not spent.", "--on", "2018-07-20", "--reference", "ASKED-2")
        reverse = ("refund", "reverse", bid + "/ASKED-2", "Another's.")
        for command, question in (
            (make, "Award \u00a36,000.00 to asked-one@asked? [y/N] "),
            (pay, "Pay tranche 1 of asked-one@asked, \u00a34,000.00? [y/N] "),
            (refund, "Post \u00a3156.00 as returned? [y/N] "),
            (reverse, "Reverse the refund of \u00a3156.00? [y/N] "),
        ):
            with self.subTest(command):
                self.refused("say --yes", *command, code=64)
                before = self.counts()
                for answer, code in (("n\n", 1), ("y\n", 0)):
                    self.assertEqual(self.counts(), before)
                    env = environment(SAFER_URL=self.service.url, SAFER_TOKEN=self.service.token("kcc-officer", "kcc", SCOPE))
                    terminal = Terminal("grants", *command, env=env)
                    terminal.read_until(question)
                    terminal.write(answer)
                    self.assertEqual(terminal.finish(), code, terminal.text)
                self.assertNotEqual(self.counts(), before)


class Published(Live):
    """The round and the projects of 2016/17."""

    def test_the_eight_projects_read_back_and_come_to_what_was_granted(self) -> None:
        said = self.grants("award", "list", "--round", "kcsp-2016-17", partner=None)
        self.assertIn("8 awards in all \u00a339,661.00 \u00a30.00 \u00a30.00", said)
        report = " ".join(self.do("projects", "report", "--round", "kcsp-2016-17", partner=None).split())
        self.assertEqual(report.count("in all \u00a339,661.00"), 2)
        self.assertIn("Girls aged 11 to 24 who are supported: at least 270; not counted yet.", report)
        listed = self.do("projects", "list", "--priority", "road-safety", partner=None)
        self.assertIn("licence-to-kill", listed)
        self.assertIn("2 projects.", listed)
        self.assertIn("There are no such projects", self.do("projects", "list", "--lead", "kfrs", partner=None))
        self.assertIn("There are no such projects", self.do("projects", "list", "--state", "complete", partner=None))
        self.assertIn("it is not known when; it is not open", self.grants("round", "show", "kcsp-2016-17", partner=None))
        one = self.grants("award", "show", "project-liberty@kcsp-2016-17", partner=None)
        self.assertIn("Awarded: \u00a37,535.00, of pcc-kcsp-grant-2016-17", one)

    def test_the_public_sees_of_a_project_what_was_awarded_and_not_how_it_is_paid(self) -> None:
        self.offer("shown")
        award = self.award("shown-one", "shown", "--return", "2018-07-19", "--condition", "Secret.")
        for partner, seen in ((None, False), ("maidstone", False), ("swale", True), ("kent-pcc", True)):
            with self.subTest(partner):
                value = self.value("grants", "award", "show", award, partner=partner)
                self.assertEqual(bool(value.get("tranches")), seen)
                self.assertEqual("Secret." in json.dumps(value), seen)
                story = self.do("projects", "show", "shown-one", partner=partner)
                self.assertIn("\u00a36,000.00", story)
                self.assertEqual("Secret." in story, seen)
                report = self.value("projects", "report", "--round", "shown", partner=partner)
                self.assertEqual(report["projects"][0]["returns_overdue"], int(seen))
        self.assertIn("1 return OVERDUE.", self.do("projects", "report", "--round", "shown"))

    def test_lists_are_passed_on_as_the_service_has_them(self) -> None:
        token = self.service.token("kcc-officer", "kcc", SCOPE)
        for command, target in (
            (("grants", "award", "list", "--round", "kcsp-2016-17"), "/v1/awards?round=kcsp-2016-17"),
            (("grants", "round", "list"), "/v1/grant-rounds"),
            (("grants", "bid", "list", "kcsp-2016-17"), "/v1/grant-rounds/kcsp-2016-17/bids"),
            (("grants", "return", "list", "--from", "2018-01-01", "--to", "2018-12-31", "--state", "due"),
                "/v1/monitoring-returns?state=due&due_from=2018-01-01&due_to=2018-12-31"),
            (("grants", "round", "account", "kcsp-2016-17"), "/v1/grant-rounds/kcsp-2016-17/account"),
            (("projects", "list"), "/v1/projects"),
            (("projects", "show", "small-steps"), "/v1/projects/small-steps/story"),
        ):  # fmt: skip
            with self.subTest(command):
                answer = self.service.get(target, token, {"Accept": "text/csv"})
                self.assertEqual(answer.status, 200)
                self.assertEqual(self.do(*command, "--csv").encode(), answer.body)
                whole = self.service.get(target, token).json()
                self.assertEqual(self.value(*command), whole)

    def test_the_report_is_a_row_a_project_as_csv(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "report.csv")
            self.do("projects", "report", "--round", "kcsp-2016-17", "--csv", "--output", path, partner=None)
            with open(path, encoding="utf-8", newline="") as stream:
                rows = list(csv.DictReader(stream))
        self.assertEqual(sum(int(row["awarded_pence"]) for row in rows), 3966100)
        liberty = next(row for row in rows if row["project"] == "project-liberty")
        self.assertEqual(liberty["priorities"], "safeguarding-vulnerable-people")
        self.assertEqual(liberty["targets"], "Girls aged 11 to 24 who are supported: at least 270; not counted yet")
        self.assertEqual((liberty["last_return_on"], liberty["returns_overdue"]), ("", "0"))


if __name__ == "__main__":
    unittest.main()
