# The client's meetings: a meeting of the SMT from agenda to follow-up, and what the public sees of published ones.
# SPDX-License-Identifier: MIT
"""The live tests start services of their own (tests/support/service.py) with the published data, on 20 July 2018."""

from __future__ import annotations

import json
import os
import re
import tempfile
import unittest
from typing import Any, Dict, List, Optional, Sequence

from service import Service
from support import Request, ScriptedServer, environment, problem, reply, fork_client, safer

WRITE = "meetings.write restricted.read"
TODAY = "2018-07-20"
COUNTED = (
    "meeting", "item", "attendance", "minute", "decision", "follow_up", "publication", "meeting_reply",
    "decision_option", "paper", "paper_recommendation", "paper_file", "declaration", "agenda_import",
)  # fmt: skip
HEAD, DEPUTY, FIRE = "Head of Community Safety", "Inspector", "Assistant Director"
MEETING = {
    "id": "01590000-0000-7000-8000-000000000999", "body": "kcst-smt", "starts_at": "2018-05-14T09:00:00Z",
    "starts_at_local": "2018-05-14T10:00", "place": "Here\x1b[2J", "state": "scheduled", "quorum": {}, "notice": {},
}  # fmt: skip


class Words(unittest.TestCase):
    def test_a_time_is_what_the_clocks_in_london_show(self) -> None:
        for text, instant in (
            ("2018-05-14T10:00", "2018-05-14T09:00:00Z"),
            ("14/05/2018 10.00", "2018-05-14T09:00:00Z"),
            ("2018-01-14 9:30", "2018-01-14T09:30:00Z"),
            ("2018-03-25T00:59", "2018-03-25T00:59:00Z"),
            ("2018-03-25T02:00", "2018-03-25T01:00:00Z"),
            ("2018-10-28T00:59", "2018-10-27T23:59:00Z"),
            ("2018-10-28T02:00", "2018-10-28T02:00:00Z"),
            ("2018-10-28T01:30+01:00", "2018-10-28T01:30+01:00"),
        ):
            with self.subTest(text):
                self.assertEqual(safer.parse_start(text), instant)

    def test_a_time_that_is_none_or_comes_twice_is_refused(self) -> None:
        for text, said in (
            ("2018-03-25T01:30", "does not come"),
            ("2018-10-28T01:30", "comes twice"),
            ("2018-05-14", "not a day and a time"),
            ("2018-05-14T24:00", "not a day and a time"),
            ("2018-02-30T10:00", "not a day of the calendar"),
        ):
            with self.subTest(text), self.assertRaisesRegex(ValueError, said):
                safer.parse_start(text)

    def test_meetings_and_items_are_named_as_people_name_them(self) -> None:
        self.assertEqual(safer.parse_meeting("kcsp@15/03/2017"), ("kcsp", "2017-03-15"))
        self.assertEqual(safer.parse_meeting("kcsp@next"), ("kcsp", "next"))
        self.assertEqual(safer.parse_meeting(MEETING["id"].upper()), ("", MEETING["id"]))
        self.assertEqual(safer.parse_ref("a1"), "A1")
        self.assertEqual(safer.parse_ref("3a"), "3a")
        for name in ("kcsp", "kcsp@soon", "KCSP@2017-03-15"):
            with self.subTest(name), self.assertRaises(ValueError):
                safer.parse_meeting(name)

    def test_a_start_is_said_in_words(self) -> None:
        for local, words in (
            ("2017-03-15T10:00", "Wednesday, 15 March 2017, 10.00 am"),
            ("2017-03-15T00:05", "Wednesday, 15 March 2017, 12.05 am"),
            ("2017-03-15T12:30", "Wednesday, 15 March 2017, 12.30 pm"),
        ):
            self.assertEqual(safer.start_words({"starts_at_local": local}), words)

    def test_a_quorum_is_expected_before_the_meeting_and_there_or_not_once_offices_are_recorded(self) -> None:
        expected = {"quorate": False, "present": ["kcc"], "missing": ["kfrs"]}
        quorum = {
            "rule": "each_constituent_partner", "quorate": False, "present": [], "missing": ["kcc", "kfrs"],
            "expected": expected, "inquorate_items": [],
        }  # fmt: skip
        meeting: Dict[str, Any] = {"state": "scheduled", "quorum": quorum}
        said = safer.quorum_sentence
        self.assertEqual(said(meeting), "Quorum: not to be expected; nobody yet from kfrs.")
        expected["quorate"] = True
        self.assertEqual(said(meeting), "Quorum: to be expected.")
        meeting["state"] = "held"
        self.assertEqual(said(meeting), "Quorum: there is none; nobody from kcc, kfrs.")
        quorum.update(quorate=True, inquorate_items=[{"ref": "7", "missing": ["kfrs"]}])
        self.assertEqual(said(meeting), "Quorum: there is one, but not at 7 (nobody from kfrs).")
        quorum["quorate"] = None
        self.assertEqual(said(meeting), "Quorum: it is not told who was there.")
        quorum["rule"] = "not_stated"
        self.assertEqual(said(meeting), "")


class Keys(unittest.TestCase):
    """The keys that are sent, where the service seems to have forgotten all that it was told."""

    def keys(self, *arguments: str) -> List[str]:
        """The idempotency keys of a run."""

        def answer(request: Request, _: Any) -> bytes:
            if request.method == "GET" and "?" not in request.target and request.target.count("/") == 3:
                return reply(200, MEETING)
            if request.method == "GET":
                listed = request.target.startswith("/v1/meetings?")
                return reply(200, {"items": [MEETING] if listed and arguments[0] != "create" else [], "next": None})
            return reply(200, MEETING)

        with ScriptedServer(answer) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN="e30.eyJwYXJ0bmVyIjoia2NjIn0.c2ln")
            done = fork_client("meetings", *arguments, env=env)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn(b"\x1b", done.stdout)
            return [
                one.headers.get("idempotency-key") or one.headers["Idempotency-Key"]
                for one in server.requests if one.method == "POST" and not one.dry_run
            ]  # fmt: skip

    def test_the_same_command_has_the_same_key_and_another_one_another(self) -> None:
        create = ("create", "kcst-smt", "2018-05-14T10:00", "Here")
        attend = ("attend", "kcst-smt@2018-05-14", "kcc", HEAD)
        for command, other in (
            (create, (*create[:3], "There")),
            (attend, (*attend, "--in-attendance")),
            (("hold", "kcst-smt@2018-05-14"), ("hold", "kcst-smt@2018-05-14", "--present", "3")),
            (("cancel", "kcst-smt@2018-05-14", "a"), ("cancel", "kcst-smt@2018-05-14", "b")),
        ):
            with self.subTest(command[0]):
                first = self.keys(*command)
                self.assertEqual(len(first), 1)
                self.assertEqual(self.keys(*command), first)
                self.assertNotEqual(self.keys(*other), first)

    def test_what_may_be_said_again_and_then_counts_again_has_a_key_of_its_run(self) -> None:
        for command in (
            ("reply", "kcst-smt@2018-05-14", HEAD, "--attends"),
            ("publish", "kcst-smt@2018-05-14", "agenda"),
            ("agenda", "kcst-smt@2018-05-14"),
        ):
            with self.subTest(command[0]):
                self.assertNotEqual(self.keys(*command), self.keys(*command))


class Live(unittest.TestCase):
    """Running the client against a service of its own."""

    service: Any

    @classmethod
    def setUpClass(cls) -> None:
        cls.service = Service({"SAFER_TODAY": TODAY})
        cls.addClassCleanup(cls.service.clean_up)

    def run_as(
        self, partner: Optional[str], *arguments: str, stdin: bytes = b"", scope: str = WRITE, **settings: str
    ) -> Any:
        """The client with a token of the partner; None is the public."""
        env = environment(SAFER_URL=self.service.url, **settings)
        if partner:
            env["SAFER_TOKEN"] = self.service.token("%s-officer" % partner, partner, scope)
        return fork_client("meetings", *arguments, stdin=stdin, env=env)

    def do(self, *arguments: str, stdin: bytes = b"", partner: Optional[str] = "kcc", code: int = 0, **more: Any) -> str:
        """What the client says, which ends with this code."""
        done = self.run_as(partner, *arguments, stdin=stdin, **more)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return str((done.stdout if code in (0, 3) else done.stderr).decode())

    def value(self, *arguments: str, partner: Optional[str] = "kcc", **more: Any) -> Any:
        """What --json prints."""
        return json.loads(self.do(*arguments, "--json", partner=partner, **more))

    def counts(self) -> Dict[str, int]:
        """How many rows there are of what meetings are made of."""
        rows = self.service.database.sql(
            "SELECT " + ", ".join("(SELECT count(*) FROM safer.%s)" % name for name in COUNTED)
        )
        return dict(zip(COUNTED, map(int, rows.split("|"))))

    def twice(self, *arguments: str, **more: Any) -> str:
        """Runs a command, and again: nothing is made the second time. Returns what is said first."""
        said = self.do(*arguments, **more)
        before = self.counts()
        again = self.do(*arguments, **more)
        self.assertEqual(self.counts(), before, arguments)
        if arguments[0] not in ("agenda", "reply"):
            self.assertIn("Already there: ", again)
        return said

    def quorate(self, day: str, *refs: str) -> str:
        """A meeting of the SMT that has a quorum, with these items."""
        name = "kcst-smt@" + day
        self.do("create", "kcst-smt", day + "T10:00", "Here")
        for ref in refs:
            self.do("item", name, ref, "Item " + ref)
        self.do("attend", name, "kcc", HEAD)
        self.do("attend", name, "kent-police", DEPUTY, "--deputy-for", "Chief Inspector")
        self.do("attend", name, "kfrs", FIRE)
        return name


class WalkThrough(Live):
    """One meeting of the SMT, and the one after."""

    def test_a_meeting_is_run_from_agenda_to_follow_up(self) -> None:
        first, second = "kcst-smt@2018-05-14", "kcst-smt@2018-07-09"
        said = self.twice("create", "kcst-smt", "2018-05-14T10:00", "Sessions House")
        self.assertIn("Monday, 14 May 2018, 10.00 am, Sessions House.", said)
        said = self.twice("agenda", first)
        self.assertIn("6 items put on the agenda of kcst-smt on 14 May 2018.", said)
        self.assertIn("+ 4 Pooled budget\n", said)
        self.twice("item", first, "7", "The coordinator post")
        self.twice("publish", first, "agenda", "--on", "2018-05-04")
        said = self.twice("reply", first, HEAD, "--attends")
        self.assertIn("Quorum: not to be expected; nobody yet from kent-police, kfrs.", said)
        self.twice("reply", first, FIRE, "--attends", partner="kfrs")
        said = self.twice("reply", first, "Chief Inspector", "--deputy", DEPUTY, partner="kent-police")
        self.assertIn("Quorum: to be expected.", said)
        shown = self.do("next", "kcst-smt", "--from", "2018-05-01")
        self.assertIn("Monday, 14 May 2018, 10.00 am", shown)
        self.assertIn("Quorum: to be expected.", shown)
        self.assertIn("Agenda published on 4 May 2018", shown)
        self.assertIn(first, shown)
        self.at_the_meeting(first)
        self.after_it(first, second)

    def at_the_meeting(self, first: str) -> None:
        """Who was there; a decision is refused until there is a quorum."""
        self.twice("attend", first, "kcc", HEAD)
        self.twice("attend", first, "kent-police", DEPUTY, "--deputy-for", "Chief Inspector")
        said = self.twice("attend", first, "kfrs", "Analyst", "--in-attendance")
        self.assertIn("Quorum: there is none; nobody from kfrs.", said)
        before = self.counts()
        decide = (
            "decide", first, "7", "That the post be filled.", "--option", "Leave it", "--chosen", "Fill it",
            "--follow-up", "How far it is.", "--due", "next_meeting", "--partner", "kcc",
        )  # fmt: skip
        said = self.do(*decide, code=2)
        self.assertIn("no quorum (409)", said)
        self.assertIn("kfrs", said)
        self.assertEqual(self.counts(), before)
        self.assertIn("Quorum: there is one.", self.twice("attend", first, "kfrs", FIRE))
        self.twice("hold", first)
        self.assertEqual(self.twice("minute", first, "4", "Pooled budget", "Noted."), "Minute 1, Pooled budget.\n")
        text = "The post is vacant.\r\n\r\nIt was compared.\r\n".encode()
        self.assertEqual(
            self.twice("minute", first, "7", "The coordinator post", "-", stdin=text),
            "Minute 2, The coordinator post.\n",
        )
        said = self.twice(*decide)
        self.assertIn("Resolved at kcst-smt on 14 May 2018: That the post be filled.", said)
        self.twice("publish", first, "minutes", "--on", "2018-05-21")
        notes = self.do("show", first, "--notes")
        for line in (
            "Present:", "  %s, kent-police, for Chief Inspector" % DEPUTY, "In attendance:", "1. Pooled budget [4]",
            "2. The coordinator post [7]", "  The post is vacant.", "  RESOLVED: That the post be filled.",
        ):  # fmt: skip
            self.assertIn(line, notes.splitlines())
        self.assertIn("RESOLVED that", self.do("show", first, "--notes", "--markdown"))
        value = self.value("show", first, "--notes")
        self.assertEqual(value["minutes"][1]["text"], "The post is vacant.\n\nIt was compared.")
        chosen = {one["text"]: one["chosen"] for one in value["decisions"][0]["options"]}
        self.assertEqual(chosen, {"Leave it": False, "Fill it": True})
        self.assertEqual(value["decisions"][0]["minute_number"], 2)

    def after_it(self, first: str, second: str) -> None:
        """What is to be reported moves to the meeting that is not cancelled, and is closed there."""
        self.assertIn("due at the next meeting, which is not set", self.do("follow-ups", "--body", "kcst-smt"))
        self.twice("create", "kcst-smt", "02/07/2018 10:00", "Here")
        self.assertIn("due 2 July 2018", self.do("follow-ups", "--body", "kcst-smt"))
        self.twice("cancel", "kcst-smt@2018-07-02", "No room.")
        self.assertIn("Cancelled: No room.", self.do("show", "kcst-smt@2018-07-02"))
        self.do("create", "kcst-smt", "09/07/2018 10:00", "Here")
        self.assertIn("due 9 July 2018", self.do("follow-ups", "--body", "kcst-smt"))
        self.assertIn("+ 3a How far it is.\n", self.twice("agenda", second))
        self.assertIn("no item 3b", self.do("close-follow-up", second, "3b", code=2))
        self.assertIn("was not put there for a follow-up", self.do("close-follow-up", second, "4", code=2))
        self.do("hold", second)
        overdue = self.do("follow-ups", "--overdue")
        self.assertIn("OVERDUE: due 9 July 2018", overdue)
        self.assertIn("1 follow-up, 1 overdue.", overdue)
        self.twice("close-follow-up", second, "3a")
        self.assertIn("\n0 follow-ups", "\n" + self.do("follow-ups", "--body", "kcst-smt"))
        self.assertIn("closed on ", self.do("follow-ups", "--body", "kcst-smt", "--all"))
        self.twice("approve", first, second)
        self.assertIn("stay as they are", self.do("minute", first, "1", "Late", code=2))
        said = self.do("decisions", "--body", "kcst-smt")
        self.assertIn("14 May 2018, kcst-smt, minute 2\n  RESOLVED: That the post be filled.", said)


class Writing(Live):
    """What can go wrong, a meeting each."""

    def test_what_is_cancelled_may_be_set_again(self) -> None:
        create = ("create", "kcst-smt", "2018-06-01T10:00", "Here")
        self.do(*create)
        self.do("cancel", "kcst-smt@2018-06-01", "No room.")
        said = self.twice(*create)
        self.assertNotIn("Already there", said)
        self.assertEqual(self.value("show", "kcst-smt@2018-06-01")["meeting"]["state"], "scheduled")

    def test_a_second_agenda_is_a_supplement(self) -> None:
        name = self.quorate("2018-06-02", "1")
        self.do("publish", name, "agenda", "--on", "2018-05-20")
        self.do("item", name, "2", "Late")
        self.assertIn("2  Late (draft)", self.do("show", name))
        self.assertNotIn("Already", self.twice("publish", name, "agenda", "--on", "2018-05-30"))
        self.assertNotIn("draft", self.do("show", name))

    def test_an_agenda_with_nothing_on_it_is_not_published(self) -> None:
        self.do("create", "kcst-smt", "2018-06-03T10:00", "Here")
        self.assertIn("(409)", self.do("publish", "kcst-smt@2018-06-03", "agenda", code=2))

    def test_a_reply_changes_back(self) -> None:
        self.do("create", "kcst-smt", "2018-06-04T10:00", "Here")
        for answer in ("--attends", "--apologies", "--attends"):
            said = self.do("reply", "kcst-smt@2018-06-04", HEAD, answer)
            self.assertEqual("from kcc" in said, answer == "--apologies", said)

    def test_a_minute_is_not_written_twice_but_replaced(self) -> None:
        name = self.quorate("2018-06-05", "1")
        number = self.do("minute", name, "1", "Title", "As it was.")
        self.assertIn("--replace changes it", self.do("minute", name, "1", "Title", "As it is.", code=2))
        self.assertEqual(self.do("minute", name, "1", "Title", "As it is.", "--replace"), number)
        self.assertEqual([one["text"] for one in self.value("show", name, "--notes")["minutes"]], ["As it is."])

    def test_a_decision_with_another_follow_up_is_not_taken_for_the_same(self) -> None:
        name = self.quorate("2018-06-06", "1")
        decide = ("decide", name, "1", "That it be noted.")
        self.do(*decide)
        before = self.counts()
        for more in (("--follow-up", "Progress."), ("--chosen", "Note it")):
            self.assertIn("nothing was changed", self.do(*decide, *more, code=2))
        self.assertEqual(self.counts(), before)
        self.assertNotIn("Already", self.do(*decide, "--condition", "Money is found."))

    def test_who_has_left_is_missing_at_what_comes_later(self) -> None:
        name = self.quorate("2018-06-07", "1", "2", "3")
        self.twice("leave", name, "kfrs", FIRE, "2")
        self.do("decide", name, "2", "That this be noted.")
        self.assertIn("kfrs", self.do("decide", name, "3", "That this be noted.", code=2))
        self.assertIn("Recommended", self.do("decide", name, "3", "That this be noted.", "--recommended"))
        self.assertIn("is not recorded there", self.do("leave", name, "kfrs", "Nobody", "2", code=2))

    def test_a_dry_run_keeps_nothing(self) -> None:
        name = self.quorate("2018-06-08", "1")
        before = self.counts()
        for command in (
            ("create", "kcst-smt", "2018-06-09T10:00", "Here"),
            ("agenda", name),
            ("item", name, "9", "Nine"),
            ("publish", name, "notice"),
            ("reply", name, HEAD, "--attends"),
            ("attend", name, "A guest's organisation", "Guest", "--in-attendance"),
            ("leave", name, "kcc", HEAD, "1"),
            ("minute", name, "1", "One"),
            ("decide", name, "1", "That it be noted.", "--follow-up", "Progress."),
            ("hold", name),
            ("cancel", name, "No room."),
        ):
            with self.subTest(command[0]):
                said = self.do(*command, "--dry-run")
                self.assertTrue(said.startswith("Dry run: "), said)
                self.assertIn("Nothing was kept.", said)
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.value("show", name)["meeting"]["version"], 1)

    def test_a_restricted_item_needs_its_ground_and_the_scope(self) -> None:
        name = self.quorate("2018-06-10")
        item = ("item", name, "D1", "A review", "--restricted", "3", "--public-title", "Reviews")
        self.do(*item, code=77, scope="meetings.write")
        self.assertIn("not for publication", self.twice(*item))
        self.do("publish", name, "agenda", "--on", "2018-06-01")
        seen = self.do("show", name, scope="meetings.write")
        self.assertIn("D1  Reviews (not for publication: paragraph 3 of Schedule 12A)", seen)
        self.assertIn("Withheld from you: 1 item.", seen)
        self.assertNotIn("A review", seen)
        self.assertIn("--public-title goes with", self.do("item", name, "2", "T", "--public-title", "T", code=64))

    def test_another_organisation_is_recorded_by_its_name(self) -> None:
        name = self.quorate("2018-06-11")
        self.twice("attend", name, "Kent Association of Local Councils", "Vice-Chair", "--in-attendance")
        self.assertIn("Vice-Chair, Kent Association of Local Councils", self.do("show", name, "--notes"))

    def test_wrong_command_lines_and_input_are_refused_before_anything_is_sent(self) -> None:
        name, before = "kcst-smt@2018-06-30", self.counts()
        for code, command in (
            (64, ("show", "smt")),
            (64, ("publish", name, "all")),
            (64, ("reply", name, HEAD)),
            (64, ("decide", name, "1", "T", "--due", "next_meeting")),
            (64, ("close-follow-up", name)),
            (64, ("close-follow-up", "--because", "Done.")),
            (64, ("decisions", "--output", "x")),
            (64, ("show", "kcsp@2017-03-15", "--output", "x")),
            (2, ("show", name)),
            (2, ("minute", name, "1", "T")),
        ):
            with self.subTest(command):
                self.do(*command, code=code)
        self.do("create", "kcst-smt", "2018-06-30T10:00", "Here", partner=None, code=77)
        self.assertEqual(self.counts(), before)
        name = self.quorate("2018-06-12", "1")
        before = self.counts()
        self.do("minute", name, "1", "T", "-", stdin=b"\xff\xfe\xff", code=65)
        self.assertEqual(self.counts(), before)


AGENDA = (
    "meeting_external_id,meeting_starts_at,meeting_place,ref,title,paper_title,paper_url\n"
    '%s,%s,"Darent Room, Maidstone",A1,Apologies,,\n'
    ",,,B1,Performance,Report,https://example.org/1\n"
    ",,,,,Annex,https://example.org/2\n"
)


class Imports(Live):
    """Agendas that are published elsewhere."""

    def file(self, text: str, name: str = "agenda.csv") -> str:
        """A file with this text."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(text)
        return path

    def test_an_agenda_comes_as_csv_and_the_same_again_changes_nothing(self) -> None:
        path = self.file(AGENDA % ("1", "16/10/2018 10:00"))
        said = self.do("import", path, "--body", "kcsp")
        self.assertIn("The meeting is new: kcsp on 16 October 2018.", said)
        self.assertIn("2 items new, 0 changed, 0 as before, 0 missing.", said)
        self.assertIn("2 papers new, 0 changed, 0 as before, 0 missing.", said)
        self.assertNotIn("published", said)
        before = self.counts()
        said = self.do("import", path, "--body", "kcsp")
        self.assertIn("The meeting is as it was: kcsp on 16 October 2018.", said)
        self.assertIn("0 items new, 0 changed, 2 as before, 0 missing.", said)
        before["agenda_import"] += 1
        self.assertEqual(self.counts(), before)
        value = self.value("import", path, "--body", "kcsp")
        self.assertEqual((value["form"], value["filename"]), ("csv", "agenda.csv"))
        self.assertIn("A1  Apologies", self.do("show", "kcsp@2018-10-16"))

    def test_what_has_changed_and_what_is_missing_is_said(self) -> None:
        self.do("import", self.file(AGENDA % ("2", "17/10/2018 10:00")), "--body", "kcsp")
        head = AGENDA.splitlines()[0] + "\n2,17/10/2018 11:00,Elsewhere,B1,Figures,Report,https://example.org/1\n"
        said = self.do("import", self.file(head), "--body", "kcsp")
        self.assertIn("The meeting is another than it was (place, starts_at): kcsp on 17 October 2018.", said)
        self.assertIn("0 items new, 1 changed, 0 as before, 1 missing.", said)
        self.assertIn("Not on the agenda any more, and still here:", said)
        self.assertIn("A1", said)
        self.assertIn("B1 (a paper)", said)

    def test_an_agenda_comes_as_json_and_from_a_pipe(self) -> None:
        agenda = {
            "external_id": "3", "starts_at": "2018-10-18T10:00:00+01:00", "place": "Maidstone",
            "items": [{"ref": "1", "title": "One", "papers": [{"title": "Report", "url": "https://example.org/1"}]}],
        }  # fmt: skip
        path = self.file("\ufeff" + json.dumps(agenda), "agenda.txt")
        self.assertEqual(self.value("import", path, "--body", "kcsp")["form"], "json")
        data = json.dumps(agenda).encode()
        self.assertEqual(self.value("import", "-", "--body", "kcsp", stdin=data)["became"], "unchanged")
        said = self.do("import", "-", "--body", "kcsp", stdin=(AGENDA % ("4", "2018-10-19T10:00")).encode())
        self.assertIn("kcsp on 19 October 2018", said)

    def test_a_dry_run_keeps_nothing(self) -> None:
        before = self.counts()
        said = self.do("import", self.file(AGENDA % ("5", "20/10/2018 10:00")), "--body", "kcsp", "--dry-run")
        self.assertIn("Dry run: nothing was kept.", said)
        self.assertIn("The meeting is new: kcsp.", said)
        self.assertEqual(self.counts(), before)

    def test_it_may_be_published(self) -> None:
        path = self.file(AGENDA % ("6", "21/10/2018 10:00"))
        said = self.do("import", path, "--body", "kcsp", "--published-on", "2018-07-19")
        self.assertIn("The agenda is published.", said)
        self.assertIn("B1  Performance", self.do("show", "kcsp@2018-10-21", partner=None))
        late = ("import", path, "--body", "kcsp", "--published-on", "2018-07-21")
        self.assertIn("Nothing was published on 2018-07-21", self.do(*late, code=2))

    def test_each_fault_is_told_by_its_line_and_nothing_is_kept(self) -> None:
        before = self.counts()
        path = self.file(AGENDA % ("7", "someday") + ",,,b9,Nine,,\n")
        said = self.do("import", path, "--body", "kcsp", code=2)
        self.assertIn("line 2: meeting_starts_at: Write day and time as", said)
        self.assertIn("line 5: ref: Write the reference", said)
        self.assertIn("2 faults in ", said)
        self.assertEqual(self.counts(), before)
        self.do("import", self.file("{"), "--body", "kcsp", code=2)
        self.do("import", path, "--body", "kcsp", partner="swale", code=77)
        self.do("import", path + ".none", "--body", "kcsp", code=65)
        self.do("import", self.file("{" + " " * 1048576), "--body", "kcsp", code=65)
        self.do("import", path, code=64)
        self.assertEqual(self.counts(), before)


class Published(Live):
    """The three published meetings, and nothing else."""

    def test_the_public_reads_the_notes_of_march_2015(self) -> None:
        notes = self.do("show", "kcsp@2015-03-19", "--notes", partner=None)
        self.assertIn("Thursday, 19 March 2015, 10.00 am", notes)
        numbers = re.findall(r"^([0-9]+)\. ", notes, re.M)
        self.assertEqual(numbers, [str(number) for number in range(92, 104)])
        self.assertIn("RESOLVED: That the representative of the Kent Association of Local", notes)
        self.assertNotIn("Withheld", notes)

    def test_the_public_reads_the_notes_of_october_2016_without_what_is_restricted(self) -> None:
        notes = self.do("show", "kcsp@2016-10-13", "--notes", partner=None)
        numbers = re.findall(r"^([0-9]+)\. ", notes, re.M)
        self.assertEqual(numbers, [str(number) for number in range(126, 138)])
        self.assertEqual(notes.count("RESOLVED: "), 8)
        self.assertIn("Withheld from you: 4 items, 4 minutes.", notes)
        whole = self.do("show", "kcsp@2016-10-13", "--notes")
        self.assertEqual(whole.count("RESOLVED: "), 12)
        self.assertNotIn("Withheld", whole)
        unscoped = self.do("show", "kcsp@2016-10-13", "--notes", scope="meetings.write")
        self.assertIn("Withheld from you: 4 items, 4 minutes.", unscoped)

    def test_what_is_restricted_is_in_no_form_of_the_notes(self) -> None:
        secrets = [one["text"] for one in self.value("decisions")["items"] if one["restricted"]]
        self.assertEqual(len(secrets), 4)
        for form in ("--markdown", "--html", "--json"):
            for notes in ((), ("--notes",)):
                text = self.do("show", "kcsp@2016-10-13", *notes, form, partner=None)
                for secret in secrets:
                    self.assertNotIn(secret.rstrip("."), text)
        for form in ((), ("--csv",), ("--json",)):
            text = self.do("decisions", "--body", "kcsp", "--from", "2016-10-13", *form, partner=None)
            for secret in secrets:
                self.assertNotIn(secret, text)

    def test_the_public_reads_the_agenda_of_march_2017(self) -> None:
        agenda = self.do("show", "kcsp@2017-03-15", partner=None)
        for line in (
            "Kent Community Safety Partnership", "  Wednesday, 15 March 2017, 10.00 am",
            "  Agenda published on 7 March 2017: 5 clear working days, 5 needed.", "A1  Apologies",
            "D1  Prevent Duty Delivery Board (not for publication: no ground is stated)",
        ):  # fmt: skip
            self.assertIn(line, agenda.splitlines())
        self.assertIn("Withheld from you: 2 items.", agenda)
        self.assertNotIn("Withheld", self.do("show", "kcsp@2017-03-15"))

    def test_the_public_sees_no_meeting_of_a_body_that_meets_in_private(self) -> None:
        self.do("create", "kcst-smt", "2018-05-14T10:00", "Here")
        self.do("publish", "kcst-smt@2018-05-14", "notice")
        identifier = self.value("show", "kcst-smt@2018-05-14")["meeting"]["id"]
        for name in ("kcst-smt@2018-05-14", "kcst-smt@next", "kcst-smt@last", identifier):
            self.do("show", name, partner=None, code=2)
        self.assertEqual(self.value("next", "--from", "2018-05-01", partner=None)["items"], [])
        said = self.do("show", "kcst-smt@2018-05-14", partner=None, code=2)
        none = self.do("show", "kcst-smt@2018-05-15", partner=None, code=2)
        self.assertEqual(said.replace("14 May", "15 May"), none)

    def test_the_printed_page_is_the_services_own(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "agenda.html")
            self.do("show", "kcsp@2017-03-15", "--html", "--output", path, partner=None)
            with open(path, "rb") as stream:
                page = stream.read()
        meeting = self.value("show", "kcsp@2017-03-15", partner=None)["meeting"]["id"]
        answer = self.service.request("GET", "/v1/meetings/%s/agenda?format=html" % meeting)
        self.assertEqual(page, answer.body)

    def test_lists_are_passed_on_as_the_service_has_them(self) -> None:
        answer = self.service.request("GET", "/v1/decisions?body=kcsp", headers={"Accept": "text/csv"})
        self.assertEqual(self.do("decisions", "--body", "kcsp", "--csv", partner=None).encode(), answer.body)
        self.assertEqual(len(self.value("decisions", "--to", "2015-12-31", partner=None)["items"]), 12)
        self.assertEqual(self.value("decisions", "--stage", "conditional", partner=None)["items"], [])
        found = self.value("follow-ups", "--body", "kcsp", "--partner", "kfrs", partner=None)["items"]
        self.assertEqual([one["office"] for one in found], ["Deputy Operations Manager"])

    def test_every_line_fits_a_narrow_terminal(self) -> None:
        for command in (
            ("next", "--from", "2015-01-01"),
            ("show", "kcsp@2017-03-15"),
            ("show", "kcsp@2016-10-13", "--notes"),
            ("decisions",),
            ("follow-ups", "--all"),
            ("watch", "--on", "2018-06-01"),
        ):
            for line in self.do(*command, COLUMNS="40").splitlines():
                self.assertLess(len(line), 40, line)

    def test_the_next_meetings_are_those_to_come(self) -> None:
        said = self.do("next", "kcsp", "--from", "2017-03-15", partner=None)
        self.assertLess(said.index("15 March 2017"), said.index("19 July 2017"))
        self.assertIn("Agenda to be published by 11 July 2017.", said)
        one = self.do("next", "kcsp", "--from", "2017-03-15", "--limit", "1", partner=None)
        self.assertNotIn("19 July 2017, ", one)
        self.assertIn("1 meeting more", one)


class Watching(Live):
    """Meetings of the SMT too far apart."""

    def test_watch_tells_of_what_is_overdue_and_of_gaps_by_its_exit_code(self) -> None:
        self.do("hold", self.quorate("2018-04-03", "5"))
        second = self.quorate("2018-07-03", "5")
        early = ("watch", "kcst-smt", "--on", "2018-05-01")
        told = "Last meeting: 3 April 2018; next: 3 July 2018; due by 3 June 2018."
        self.assertIn(told, " ".join(self.do(*early).split()))
        late = ("watch", "kcst-smt", "--on", "2018-06-04")
        self.assertIn("OVERDUE", self.do(*late))
        self.assertIn("OVERDUE", self.do(*late, "--fail-on", "overdue", code=3))
        report = self.value(*early)["items"][0]["reports"]
        self.assertTrue(report["overdue"])  # no performance report was on the agenda
        self.do("hold", second)
        gap = "Gap of 91 days: 3 April 2018 to 3 July 2018, more than 2 months apart."
        self.assertIn(gap, " ".join(self.do("watch", "--on", "2018-07-04", "--fail-on", "gap", code=3).split()))
        self.do("watch", "kcsp", "--fail-on", "gap", partner=None)


class Refusals(unittest.TestCase):
    def test_a_meeting_that_is_not_there_is_told_by_its_body_and_day(self) -> None:
        with ScriptedServer(lambda *_: reply(200, {"items": [], "next": None})) as server:
            done = fork_client("meetings", "show", "kcsp@2017-03-16", env=environment(SAFER_URL=server.url))
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"there is no meeting of kcsp on 16 March 2017 that you may see", done.stderr)

    def test_two_meetings_on_a_day_are_told_apart_by_their_ids(self) -> None:
        two: Sequence[Dict[str, Any]] = [{"id": "a", "state": "held"}, {"id": "b", "state": "held"}]
        with ScriptedServer(lambda *_: reply(200, {"items": two, "next": None})) as server:
            done = fork_client("meetings", "show", "kcsp@2017-03-16", env=environment(SAFER_URL=server.url))
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"name the meeting by its id: a, b", done.stderr)

    def test_a_refusal_of_the_service_is_told_with_its_reason(self) -> None:
        with ScriptedServer(lambda *_: problem("not-your-body", 403, "The body is not yours.")) as server:
            done = fork_client("meetings", "next", env=environment(SAFER_URL=server.url))
        self.assertEqual(done.returncode, 77)
        self.assertIn(b"The body is not yours.", done.stderr)


if __name__ == "__main__":
    unittest.main()
