# The client's reviews: what who may see of them, how the clock is told, what is refused, and that nothing is kept.
# SPDX-License-Identifier: MIT
"""The live tests share a service of their own (tests/support/service.py) on 2 March 2020, with two reviews in it."""

from __future__ import annotations

import contextlib
import csv
import getpass
import io
import json
import os
import pty
import select
import sys
import unittest
import unittest.mock
import warnings
from typing import Any, Dict, Iterator, List, Optional, Tuple

from service import Service
from support import CLIENT, environment, fork_client, safer

TODAY = "2020-03-02"
COORDINATES = ("kcc", "dhrs.write")
PANEL = ("swale", "dhrs.read")
OWNER = ("kent-police", "dhrs.report")
OUTSIDE = ("ashford", "dhrs.read dhrs.report")
NOBODY = "01900000-0000-7000-8000-000000000999"
CLOCK: Dict[str, Any] = {
    "asked_on": "2019-12-01", "rule": "home-office-2016", "decision_months": 1, "completion_months": 6,
    "completed_by": "overview_report", "notified_on": "2019-01-31", "decided_on": "2019-08-31",
    "decision_due_on": "2019-02-28", "decision_state": "met_late", "completion_due_on": "2020-03-05",
    "completed_on": None, "completion_state": "due",
    "decision_moved_days": 0, "completion_moved_days": 5,
}  # fmt: skip


class Words(unittest.TestCase):
    def test_the_clock_says_how_its_days_come_about(self) -> None:
        self.assertEqual(
            safer.way_sentence(CLOCK, "decision"),
            "To be decided by 28 February 2019: 1 month after it was notified on 31 January 2019; "
            "done on 31 August 2019, 184 days late.",
        )
        self.assertEqual(
            safer.way_sentence(CLOCK, "completion"),
            "To be complete (overview report) by 5 March 2020: 6 months after it was decided to review on 31 August 2019, "
            "which is 29 February 2020, and 5 days of suspension; in 95 days.",
        )
        for more, said in (
            ({"completion_state": "overdue", "asked_on": "2020-03-06"}, "; OVERDUE by 1 day."),
            ({"asked_on": "2020-03-05"}, "; today."),
            ({"completion_state": "suspended"}, "; suspended, and a day later with every day that lasts."),
            ({"completion_state": "met", "completed_on": "2020-03-05"}, "; done on 5 March 2020, in time."),
        ):
            self.assertTrue(safer.way_sentence({**CLOCK, **more}, "completion").endswith(said), said)
        self.assertEqual(safer.way_sentence({**CLOCK, "completion_due_on": None}, "completion"), "")

    def test_a_suspension_is_said_with_its_days(self) -> None:
        one = {"from_on": "2020-02-10", "to_on": "2020-03-10", "days": 29, "suspended_for": "criminal_proceedings"}
        self.assertEqual(
            safer.suspension_sentence(one),
            "Suspended from 10 February 2020, resumed on 10 March 2020: 29 days, for criminal proceedings.",
        )
        self.assertIn("not resumed yet: 1 day,", safer.suspension_sentence({**one, "to_on": None, "days": 1}))

    def test_a_review_is_named_by_anything_it_goes_by(self) -> None:
        self.assertEqual(safer.parse_review(" Larkspur/2019 "), "Larkspur/2019")
        self.assertEqual(safer.parse_review(NOBODY.upper()), NOBODY)
        for text in ("", "  ", "x" * 81):
            with self.assertRaisesRegex(ValueError, "its pseudonym, an older name"):
                safer.parse_review(text)

    def test_what_was_erased_of_an_action_is_said_to_be(self) -> None:
        report = {"reported_on": "2020-03-01", "state": "done", "text": None, "evidence": "Record 12"}
        self.assertEqual(safer.action_words({"text": "Train."}), "Train.")
        self.assertEqual(
            safer.action_words({"text": None, "reports": [{}, report]}),
            "erased \u2013 1 March 2020, done: without a word (Record 12)",
        )


class Typed:
    """Standard input at a terminal where this is typed."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text)

    def isatty(self) -> bool:
        """A person is there."""
        return True

    def readline(self) -> str:
        """What is typed next."""
        return self._lines.readline()


class Terminal:
    """The client at a terminal of its own, and whoever types there."""

    SECONDS = 30

    def __init__(self, arguments: List[str], env: Dict[str, str]) -> None:
        self._shown = ""
        self._seen = 0
        self._child, self._there = pty.fork()
        if self._child == 0:
            try:
                os.execve(sys.executable, [sys.executable, str(CLIENT), *arguments], env)
            finally:
                os._exit(126)

    def _read(self) -> bool:
        """Waits for more of what is shown; whether there was any."""
        if not select.select([self._there], [], [], self.SECONDS)[0]:
            raise AssertionError("nothing more is shown: %r" % self._shown)
        try:
            data = os.read(self._there, 4096)
        except OSError:  # nobody is at the other end any more
            data = b""
        self._shown += data.decode()
        return bool(data)

    def answers(self, asked: str, typed: str) -> None:
        """Types a line when the client asks for it."""
        while asked not in self._shown[self._seen :]:
            if not self._read():
                raise AssertionError("it ended: %r" % self._shown)
        self._seen = len(self._shown)
        os.write(self._there, typed.encode() + b"\n")

    def ends(self) -> Tuple[int, str]:
        """How it ends, and all that was shown."""
        while self._read():
            pass
        return os.WEXITSTATUS(os.waitpid(self._child, 0)[1]), self._shown

    def close(self) -> None:
        """Gives the terminal back."""
        os.close(self._there)


class Watch:
    """What is opened for writing, made or renamed while it looks; a hook of the interpreter cannot be taken away."""

    def __init__(self) -> None:
        self.seen: List[Tuple[Any, ...]] = []
        self._looking = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, values: Tuple[Any, ...]) -> None:
        if not self._looking:
            return
        if event == "open" and values[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self.seen.append((event, *values))
        if event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "subprocess.Popen", "tempfile.mkstemp"):
            self.seen.append((event, *values))

    @contextlib.contextmanager
    def looks(self) -> Iterator[None]:
        """While this lasts."""
        self._looking = True
        try:
            yield
        finally:
            self._looking = False


class Live(unittest.TestCase):
    """Larkspur/2019, late, with Swale on its panel and two actions of Kent Police; Foxglove/2020, suspended."""

    service: Any
    larkspur: str
    reference: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.service = Service({"SAFER_TODAY": TODAY})
        cls.addClassCleanup(cls.service.clean_up)
        made = cls.send("/v1/dhrs", {
            "pseudonym": "Larkspur/2019", "partnership": "swale", "notified_on": "2019-01-31", "summary": "Summary.",
            "aliases": ["Larkspur, A/19"],
        })  # fmt: skip
        cls.larkspur, cls.reference = made["id"], made["reference"]
        at = "/v1/dhrs/%s/" % cls.larkspur
        cls.send(at + "panel", {"members": [
            {"partner": "swale", "office": "Community Safety Manager", "from_on": "2019-03-01"},
            {"organisation": "Example Housing", "from_on": "2019-03-01"},
        ]})  # fmt: skip
        cls.send(at + "chair", {"office": "Independent chair", "from_on": "2019-03-01"})
        for stage in (
            {"stage": "decision", "decision": "review", "reached_on": "2019-02-20"},
            {"stage": "suspended", "suspended_for": "inquest", "reached_on": "2019-03-01"},
            {"stage": "resumed", "reached_on": "2019-03-31"},
            {"stage": "commissioned", "reached_on": "2019-04-01"},
        ):
            cls.send(at + "stages", stage)
        cls.send(at + "recommendations", {"reach": "local", "text": "All know the signs.", "addressees": [
            {"partner": "kent-police", "actions": [
                {"text": "Train who answers.", "due_on": "2020-02-29"}, {"text": "Count calls.", "due_on": "2020-12-31"},
            ]},
            {"organisation": "Example Trust", "actions": [{"text": "Train who receives.", "due_on": "2020-06-30"}]},
        ]})  # fmt: skip
        foxglove = cls.send("/v1/dhrs", {
            "pseudonym": "Foxglove/2020", "partnership": "medway-csp", "notified_on": "2020-02-24", "reference": "F 7",
        })["id"]  # fmt: skip
        cls.send("/v1/dhrs/%s/stages" % foxglove, {"stage": "suspended", "suspended_for": "other"})

    @classmethod
    def token(cls, who: Tuple[str, str]) -> str:
        """A token of a partner with scopes."""
        return str(cls.service.token("%s-officer" % who[0], *who))

    @classmethod
    def send(cls, path: str, body: Any) -> Any:
        """A write for which the client has no command."""
        answer = cls.service.post(path, body, cls.token(COORDINATES), key="key-%s-%d" % (path, hash(str(body))))
        assert answer.status in (200, 201), answer.text
        return answer.json()

    def do(
        self, *arguments: str, who: Optional[Tuple[str, str]] = COORDINATES, code: int = 0, stdin: bytes = b""
    ) -> str:
        """What safer dhrs says, which ends with this code."""
        env = environment(SAFER_URL=self.service.url, **({"SAFER_TOKEN": self.token(who)} if who else {}))
        done = fork_client("dhrs", *arguments, env=env, stdin=stdin)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return str((done.stdout + done.stderr).decode())

    def here(self, *arguments: str, typed: str = "") -> Tuple[int, str]:
        """The same in this process, at a terminal: how it ends, and what is shown."""
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        kept, sys.stdin = sys.stdin, Typed(typed)  # type: ignore[assignment]
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                code = safer.run(
                    ("dhrs", *arguments), environment(SAFER_URL=self.service.url, SAFER_TOKEN=self.token(COORDINATES))
                )
        finally:
            sys.stdin = kept
        out.flush()
        return code, out.buffer.getvalue().decode()  # type: ignore[attr-defined]

    def action(self, text: str) -> Dict[str, Any]:
        """The action that asks for this."""
        for one in json.loads(self.do("actions", "--json"))["items"]:
            if one["text"] == text:
                return dict(one)
        raise AssertionError(text)


class Reading(Live):
    def test_a_review_is_a_line_with_its_stage_its_days_and_what_is_due_next(self) -> None:
        lines = self.do("list").splitlines()
        self.assertRegex(
            lines[1], r"^DHR/2019/[0-9A-Za-z]+ +Larkspur/2019 +commissioned +336  completion 2019-09-19  OVERDUE by 165 days$"
        )
        self.assertRegex(lines[2], r"^F 7 +Foxglove/2020 +notified +7  decision 2020-03-24 +suspended +suspended$")
        self.assertEqual(lines[-1], "2 reviews.")

    def test_filters_narrow_the_list_and_its_csv(self) -> None:
        for filters, found in (
            (("--partnership", "medway-csp"), ["Foxglove/2020"]),
            (("--stage", "commissioned"), ["Larkspur/2019"]),
            (("--suspended",), ["Foxglove/2020"]),
            (("--overdue",), ["Larkspur/2019"]),
            (("--overdue", "--suspended"), []),
        ):
            with self.subTest(filters):
                rows = list(csv.DictReader(io.StringIO(self.do("list", *filters, "--csv"))))
                self.assertEqual([row["pseudonym"] for row in rows], found)
                items = json.loads(self.do("list", *filters, "--json"))["items"]
                self.assertEqual([one["pseudonym"] for one in items], found)
        self.assertIn("There are no such reviews", self.do("list", "--overdue", "--suspended"))

    def test_a_review_is_shown_with_all_that_belongs_to_it(self) -> None:
        said = " ".join(self.do("show", "larkspur, a/19").split())
        for piece in (
            "Larkspur/2019 (%s), for swale: commissioned" % self.reference,
            "Also called: Larkspur, A/19",
            "2019-02-20 decision: review 2019-03-01 suspended: inquest 2019-03-31 resumed",
            "Clock on 2 March 2020 (home-office-2016): 336 days in the stage \u201ccommissioned\u201d since 1 April 2019,",
            "by 28 February 2019: 1 month after it was notified on 31 January 2019; done on 20 February 2019, in time.",
            "by 19 September 2019: 6 months after it was decided to review on 20 February 2019, which is 20 August 2019, "
            "and 30 days of suspension; OVERDUE by 165 days.",
            "Suspended from 1 March 2019, resumed on 31 March 2019: 30 days, for inquest.",
            "Chair: Independent chair, from 1 March 2019 Panel: swale, Community Safety Manager, from 1 March 2019 "
            "Example Housing, from 1 March 2019",
            "1 (local, open): All know the signs.",
            "kent-police: open, due 29 February 2020, OVERDUE: Train who answers. [",
            "kent-police: open, due 31 December 2020: Count calls. [",
            "Example Trust: open, due 30 June 2020: Train who receives. [",
        ):
            self.assertIn(piece, said)
        self.assertEqual(self.do("show", "Larkspur/2019", "--on", "2019-03-11").count("OVERDUE"), 0)
        whole = json.loads(self.do("show", self.reference, "--json", "--on", "2019-03-11"))
        self.assertEqual(whole["clock"]["completion_due_on"], "2019-08-30")
        self.assertEqual(whole["review"]["id"], self.larkspur)
        self.assertEqual([one["number"] for one in whole["recommendations"]], [1])
        self.assertIn("Larkspur/2019 (", self.do("show", self.larkspur, who=PANEL))
        self.assertIn("Larkspur/2019 (", self.do("show", "-", stdin=b"Larkspur/2019\n"))
        self.do("show", "-", stdin=b"\n", code=64)

    def test_what_is_due_ends_as_a_nightly_job_asks_for(self) -> None:
        lines = self.do("due").splitlines()
        self.assertRegex(lines[1], r"^2019-09-19  completion  Larkspur/2019  - +OVERDUE by 165 days")
        self.assertRegex(lines[2], r"^2020-02-29  action +Larkspur/2019  kent-police +OVERDUE by 2 days +[0-9a-f-]{36}$")
        self.assertEqual(lines[-1], "5 due, 2 of it overdue.")
        for form in ((), ("--csv",), ("--json",)):
            for filters, code in (
                (("--fail-on", "overdue"), 3),
                (("--fail-on", "overdue", "--on", "2019-03-10"), 0),
                (("--fail-on", "any", "--on", "2019-03-10"), 3),
                (("--fail-on", "any", "--to", "2019-01-01"), 0),
                (("--fail-on", "overdue", "--partner", "kfrs"), 0),
                (("--overdue",), 0),
            ):
                with self.subTest((*form, *filters)):
                    self.do("due", *form, *filters, code=code)
        self.assertEqual(len(json.loads(self.do("due", "--overdue", "--json"))["items"]), 2)

    def test_who_owns_an_action_is_told_of_no_review(self) -> None:
        for arguments in (("actions",), ("actions", "--csv"), ("actions", "--json"), ("due",), ("due", "--json")):
            with self.subTest(arguments):
                said = self.do(*arguments, who=OWNER)
                self.assertIn(self.action("Train who answers.")["id"], said)
                for hidden in ("Larkspur", "swale", "Trust", "signs", self.larkspur, self.reference):
                    self.assertNotIn(hidden, said)
        self.assertEqual(self.do("actions", who=OWNER).splitlines()[0].split(), ["action", "due", "state", "whose"])
        self.assertEqual(self.do("due", who=OWNER).splitlines()[0].split(), ["due", "what", "whose", "action"])
        self.assertIn("review", self.do("actions", who=PANEL).splitlines()[0])
        self.assertIn("2 actions, 1 of them overdue.", self.do("actions", "--partner", "kent-police", "--state", "open"))
        self.assertIn("1 action, 1 of them overdue.", self.do("actions", "--overdue"))

    def test_what_one_may_not_know_of_is_what_there_is_not(self) -> None:
        said = self.do("show", "Larkspur/2019", who=OUTSIDE, code=2)
        self.assertEqual(said, self.do("show", "Marigold/2019", code=2))
        by_id = [
            [line for line in self.do("show", name, who=OUTSIDE, code=2).splitlines() if "request" not in line]
            for name in (self.larkspur, NOBODY)
        ]
        self.assertEqual(*by_id)
        self.assertIn("There are no such reviews", self.do("list", who=OUTSIDE))
        self.assertIn("Nothing is due", self.do("due", who=OUTSIDE))
        self.assertIn("There are no such actions", self.do("actions", who=OUTSIDE))
        self.do("list", who=OWNER, code=77)
        self.do("list", who=None, code=77)

    def test_nothing_of_a_review_is_written_to_the_machine(self) -> None:
        watch = Watch()
        name = self.action("Count calls.")["id"]
        with watch.looks():
            for arguments in (
                ("list",), ("list", "--csv"), ("list", "--json"), ("show", "Larkspur/2019"),
                ("show", "Larkspur/2019", "--json"), ("due",), ("due", "--csv"), ("due", "--json"), ("actions",),
                ("actions", "--csv"), ("actions", "--json"),
                ("stage", "Larkspur/2019", "chair_appointed", "--dry-run", "--json"),
                ("report", name, "--state", "in_progress", "--text", "Counted.", "--dry-run"),
            ):  # fmt: skip
                self.assertEqual(self.here(*arguments)[0], 0, arguments)
        self.assertEqual(watch.seen, [])
        with watch.looks(), open(os.devnull, "w", encoding="utf-8"):
            pass
        self.assertEqual(len(watch.seen), 1, "it would have been seen")


class Names(Live):
    """What must stand nowhere in a review is typed, and stands nowhere else either."""

    def kept(self, name: str) -> int:
        """How many names are kept out of a review."""
        return int(json.loads(self.do("show", name, "--json"))["review"]["protected_names"])

    def test_names_are_lines_of_standard_input_and_keep_each_other_company_as_a_whole(self) -> None:
        lines = b"Jane Example\r\n\n  Example \n"
        said = self.do("names", "Larkspur/2019", "--dry-run", stdin=lines)
        self.assertIn("Nothing was kept.", said)
        self.assertEqual(self.kept("Larkspur/2019"), 0)
        said = self.do("names", "Larkspur/2019", stdin=lines)
        self.assertEqual(said, "Larkspur/2019: 2 names kept out of its texts.\n")
        said = self.do("names", "-", stdin=b"larkspur, a/19\nJane Example")
        self.assertEqual(said, "Larkspur/2019: 1 name kept out of its texts, in place of the 2 before.\n")
        name = self.action("Count calls.")["id"]
        said = self.do("report", name, "--state", "in_progress", "--text", "-", stdin=b"JANE EXAMPLE counts.", code=2)
        self.assertNotIn("JANE", said)
        for arguments, given, code in (
            (("Larkspur/2019",), b"", 64), (("Larkspur/2019",), b"\n \n", 64), (("-",), b"", 64),
            (("-",), b"Larkspur/2019\n", 64), (("Larkspur/2019",), b"J\xff\n", 65), (("Marigold/2019",), b"Jane\n", 2),
            (("Larkspur/2019",), b"12\n", 2),
        ):  # fmt: skip
            with self.subTest((arguments, given)):
                self.assertNotIn("Jane", self.do("names", *arguments, stdin=given, code=code))
        self.assertEqual(self.kept("Larkspur/2019"), 1)
        self.do("names", "Larkspur/2019", who=PANEL, stdin=lines, code=77)
        self.do("names", "Larkspur/2019", who=None, stdin=lines, code=77)

    def test_a_name_is_never_a_word_of_the_command_line(self) -> None:
        before = self.kept("Foxglove/2020")
        for arguments in (("Jane",), ("--name", "Jane"), ("--names", "Jane")):
            self.do("names", "Foxglove/2020", *arguments, stdin=b"A\nB\nC\nD\n", code=64)
        self.assertEqual(self.kept("Foxglove/2020"), before)

    def test_names_that_are_typed_are_not_shown(self) -> None:
        terminal = Terminal(
            ["dhrs", "names", "Foxglove/2020"],
            environment(SAFER_URL=self.service.url, SAFER_TOKEN=self.token(COORDINATES)),
        )
        with contextlib.closing(terminal):
            for asked, typed in (
                ("Name 1: ", "Jane Example"), ("Again: ", "Jane Exmaple"), ("Name 1: ", "Jane Example"),
                ("Again: ", "Jane Example"), ("Name 2: ", "Example"), ("Again: ", "Example"), ("Name 3: ", ""),
            ):  # fmt: skip
                terminal.answers(asked, typed)
            code, said = terminal.ends()
        self.assertEqual(code, 0, said)
        self.assertIn("the two are not the same", said)
        self.assertIn("Foxglove/2020: 2 names kept out of its texts.", said)
        self.assertNotIn("Jane", said)
        self.assertNotIn("Exa", said)
        self.assertEqual(self.kept("Foxglove/2020"), 2)

    def test_a_terminal_that_would_show_them_is_given_none(self) -> None:
        def shows(_prompt: str) -> str:
            warnings.warn("it is shown", getpass.GetPassWarning)
            return "Jane Example"

        with unittest.mock.patch("getpass.getpass", shows):
            code, said = self.here("names", "-", typed="Foxglove/2020\n")
        self.assertEqual(code, 64)
        self.assertIn("this terminal would show the names", " ".join(said.split()))
        with unittest.mock.patch("getpass.getpass", side_effect=EOFError):
            code, said = self.here("names", "Foxglove/2020")
        self.assertEqual(code, 64)
        self.assertIn("there is no name to keep", said)


class Writing(Live):
    def test_a_report_is_made_once_and_closed_by_who_coordinates(self) -> None:
        name = self.action("Train who answers.")["id"]
        report = ("report", name, "--state", "done", "--text", "-", "--evidence", "Record 12")
        said = self.do(*report, "--dry-run", who=OWNER, stdin=b"All were trained.\n")
        self.assertIn("Nothing was kept.", said)
        self.assertEqual(self.action("Train who answers.")["reports"], [])
        self.assertEqual(
            self.do(*report, who=OWNER, stdin=b"All were trained.\n"),
            "The action of kent-police, due 29 February 2020, is done.\n",
        )
        self.assertIn("Already there: ", self.do(*report, who=OWNER, stdin=b"All were trained.\n"))
        one = self.action("Train who answers.")
        self.assertEqual([(x["state"], x["text"], x["evidence"]) for x in one["reports"]],
                         [("done", "All were trained.", "Record 12")])  # fmt: skip
        self.assertIn("2 March 2020, done: All were trained. (Record 12)", " ".join(self.do("actions").split()))
        self.assertIn("closes an action", self.do("report", name, "--state", "closed", who=OWNER, code=77))
        self.assertIn("is closed.", self.do("report", name, "--state", "closed"))
        self.assertIn("is open.", self.do("report", name, "--state", "open", "--text", "Not all of them."))
        self.assertIn("is done.", self.do(*report, who=OWNER, stdin=b"All were trained.\n"))
        self.assertEqual(len(self.action("Train who answers.")["reports"]), 4)
        self.do("report", name, "--state", "in_progress", "--text", "x", who=OUTSIDE, code=2)
        self.do("report", "Larkspur/2019", "--state", "done", code=64)

    def test_a_stage_that_is_out_of_order_is_refused_and_told_what_may_follow(self) -> None:
        said = self.do("stage", "Larkspur/2019", "sign_off", code=2)
        self.assertIn("what may follow is: chair_appointed, suspended.", said)
        marigold = self.send("/v1/dhrs", {"pseudonym": "Marigold/2020", "partnership": "swale", "notified_on": TODAY})
        self.send("/v1/dhrs/%s/stages" % marigold["id"], {"stage": "suspended", "suspended_for": "other"})
        said = self.do("stage", "Marigold/2020", "decision", "--decision", "review", code=2)
        self.assertIn("what may follow is: resumed.", said)
        for arguments, said in (
            (("decision",), "the stage decision needs --decision"),
            (("home_office_answer",), "the stage home_office_answer needs --answer"),
            (("suspended",), "the stage suspended needs --for"),
            (("panel", "--for", "inquest"), "--for goes with the stage suspended"),
            (("nothing",), "invalid choice"),
            (("notified",), "invalid choice"),
            (("published",), "nobody can be asked"),
        ):
            with self.subTest(arguments):
                self.assertIn(said, self.do("stage", "Larkspur/2019", *arguments, code=64))
        self.do("stage", "Larkspur/2019", "chair_appointed", who=PANEL, code=77)
        self.do("stage", "Larkspur/2019", "chair_appointed", who=("kcc", "dhrs.read"), code=2)

    def test_a_stage_is_said_once_and_a_suspension_as_often_as_there_is_one(self) -> None:
        foxglove = ("stage", "Foxglove/2020")
        self.assertIn("Already there: ", self.do(*foxglove, "suspended", "--for", "other"))
        self.assertIn("Nothing was kept.", self.do(*foxglove, "resumed", "--dry-run"))
        said = " ".join(self.do(*foxglove, "resumed").split())
        self.assertEqual(said, "Foxglove/2020: resumed on 2 March 2020. To be decided by 24 March 2020.")
        self.assertIn("Already there: ", self.do(*foxglove, "resumed"))
        self.assertIn("suspended on 2 March 2020 (other)", self.do(*foxglove, "suspended", "--for", "other"))
        self.assertIn("resumed on", self.do(*foxglove, "resumed"))
        self.assertIn("(no review)", self.do(*foxglove, "decision", "--decision", "no_review"))
        self.assertIn("what may follow is: nothing.", self.do(*foxglove, "commissioned", code=2))

    def test_publication_is_checked_and_asked_before_it_is_for_good(self) -> None:
        poppy = self.send("/v1/dhrs", {"pseudonym": "Poppy/2019", "partnership": "swale", "notified_on": "2019-06-01"})["id"]
        at = "/v1/dhrs/%s/" % poppy
        self.send(at + "panel", {"members": [{"partner": "kfrs", "from_on": "2019-06-01"}]})
        self.send(at + "chair", {"office": "Independent chair", "from_on": "2019-06-01"})
        for stage in safer.STAGES[1:11]:
            more = {"decision": {"decision": "review"}, "home_office_answer": {"answer": "adequate"}}.get(stage, {})
            self.send(at + "stages", {"stage": stage, **more})
        publish = ("stage", "Poppy/2019", "published")
        self.assertIn("not written yet", self.do(*publish, "--yes", code=2))
        with self.assertRaisesRegex(safer.ServiceRefusal, "not written yet"):
            safer.may_publish(*self.asking(poppy))
        told = self.service.request(
            "PUT", at + "publication", {"title": "Title"}, self.token(COORDINATES), {"If-Match": "*"}
        )
        self.assertIn(told.status, (200, 201), told.text)
        code, said = self.here(*publish, typed="no\n")
        self.assertEqual(code, 1)
        self.assertIn("It cannot be taken back, only hidden again.", " ".join(said.split()))
        self.assertIn("Publish Poppy/2019? [y/N]", said)
        self.assertIn('"stage":"home_office_answer"', self.stage_of(poppy))
        self.assertEqual(self.here(*publish, typed="y\n")[0], 0)
        self.assertIn('"stage":"published"', self.stage_of(poppy))
        self.assertIn("Already there: ", self.here(*publish)[1])

    def asking(self, poppy: str) -> Tuple[Any, ...]:
        """What may_publish is told of a publication that nobody has answered for."""
        settings = safer.Settings(
            base=safer.parse_base(self.service.url), timeout=30.0, retry_for=0.0, environ={}, token="", token_file="",
            ca_file="", insecure_http=False,
        )  # fmt: skip
        console = safer.Console({})
        service = safer.Service(settings.base, self.token(COORDINATES), settings, console)
        self.addCleanup(service.close)
        options = safer.build_parser().parse_args(["dhrs", "stage", "Poppy/2019", "published"])
        return service, {"id": poppy}, {"stage": "published"}, options, console

    def stage_of(self, identifier: str) -> str:
        """The review as the service has it."""
        return str(self.service.get("/v1/dhrs/" + identifier, self.token(COORDINATES)).text)


if __name__ == "__main__":
    unittest.main()
