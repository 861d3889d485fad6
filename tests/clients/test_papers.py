# The client's papers with their files, declarations and search.
# SPDX-License-Identifier: MIT
"""The live tests start services of their own (tests/support/service.py) with the published data, on 20 July 2018."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pathlib
import shlex
import tempfile
import unittest
from typing import Any, Dict, List
from unittest import mock

from support import Request, ScriptedServer, environment, reply, fork_client, safer
from test_meetings import FIRE, HEAD, WRITE, Live

PAPER = "01590000-0000-7000-8000-000000000999"
FIRST, SECOND = b"%PDF-1.7\nThe post is vacant.\n", b"%PDF-1.7\nThe post is filled.\n"


def listing(folder: str) -> List[str]:
    """The files of a folder."""
    return sorted(os.listdir(folder))


class Names(unittest.TestCase):
    def test_a_file_is_saved_in_the_current_folder_whatever_it_is_called(self) -> None:
        for name, own in (
            ("report.pdf", "report.pdf"),
            ("Report, part 1.pdf", "Report, part 1.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\report.pdf", "report.pdf"),
            ("c:report.pdf", "c_report.pdf"),
            (".bashrc", "_.bashrc"),
            ("..", "paper-" + PAPER),
            ("folder/", "paper-" + PAPER),
            ("", "paper-" + PAPER),
            ("-rf", "_-rf"),
            ("a\nb\x1b[2J.txt", "a_b_[2J.txt"),
            ("report\u202efdp.exe", "report_fdp.exe"),
            ("con.txt", "_con.txt"),
            ("console.txt", "console.txt"),
            ("LPT1", "_LPT1"),
            ("report. ", "report"),
        ):
            with self.subTest(name):
                self.assertEqual(safer.own_name(name, PAPER), own)


class NewFiles(unittest.TestCase):
    """Files that must not be there, in a folder of each test."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "report.pdf")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)

    def test_a_file_that_came_meanwhile_is_not_written_over(self) -> None:
        for links in (os.link, mock.Mock(side_effect=PermissionError)):
            with self.subTest(links), mock.patch("os.link", links):
                with self.assertRaisesRegex(safer.Stop, "is there already"), safer.new_file("report.pdf") as sink:
                    sink.write(b"new")
                    pathlib.Path(self.path).write_bytes(b"old")
                self.assertEqual(pathlib.Path(self.path).read_bytes(), b"old")
                self.assertEqual(listing(self.folder), ["report.pdf"])

    def test_a_link_that_leads_elsewhere_is_not_followed(self) -> None:
        os.symlink("elsewhere", self.path)
        with self.assertRaisesRegex(safer.Stop, "is there already"), safer.new_file("report.pdf") as sink:
            sink.write(b"new")
        self.assertEqual(listing(self.folder), ["report.pdf"])

    def test_a_file_has_its_name_where_a_file_has_one_name_only(self) -> None:
        with mock.patch("os.link", side_effect=PermissionError), safer.new_file("report.pdf") as sink:
            sink.write(b"new")
        self.assertEqual(listing(self.folder), ["report.pdf"])
        self.assertEqual(pathlib.Path(self.path).read_bytes(), b"new")

    def test_a_file_that_was_cut_does_not_appear(self) -> None:
        with self.assertRaises(safer.Broken), safer.new_file("report.pdf") as sink:
            sink.write(b"new")
            raise safer.Broken("the connection was cut")
        self.assertEqual(listing(self.folder), [])

    def test_what_comes_is_saved_by_a_safe_name_and_only_when_it_is_what_was_announced(self) -> None:
        sent = {"file": FIRST}

        def answer(request: Request, _: Any) -> bytes:
            if request.target.endswith("/file"):
                return reply(200, sent["file"])
            sha256 = hashlib.sha256(FIRST).hexdigest()
            return reply(200, {"id": PAPER, "file_name": "../a\x1b[2J.pdf", "file_bytes": 1, "file_sha256": sha256})

        with ScriptedServer(answer) as server:
            command = ("meetings", "file", PAPER)
            env = environment(SAFER_URL=server.url)
            sent["file"] = SECOND
            done = fork_client(*command, env=env, folder=self.folder)
            self.assertEqual(done.returncode, 69)
            self.assertIn(b"became another one meanwhile", done.stderr)
            self.assertEqual(listing(self.folder), [])
            sent["file"] = FIRST
            done = fork_client(*command, env=env, folder=self.folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn(b"\x1b", done.stdout)
        self.assertEqual(listing(self.folder), ["a_[2J.pdf"])


class Papers(Live):
    """Papers to the items of an agenda of the SMT."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def made(self, day: str, *refs: str, **more: Any) -> str:
        """A meeting of the SMT with these items, made without the client."""
        token = self.service.token("kcc-officer", "kcc", WRITE)
        body = {"body": "kcst-smt", "starts_at": day + "T09:00:00Z", "place": "Here"}
        meeting = self.service.post("/v1/meetings", body, token)
        self.assertEqual(meeting.status, 201)
        for ref in refs:
            item = {"ref": ref, "title": "Item " + ref, **more}
            path = "/v1/meetings/%s/items" % json.loads(meeting.body)["id"]
            self.assertEqual(self.service.post(path, item, token).status, 201)
        return "kcst-smt@" + day

    def file(self, name: str, data: bytes) -> str:
        """A file with this in it."""
        path = os.path.join(self.folder, name)
        pathlib.Path(path).write_bytes(data)
        return path

    def papers(self, name: str) -> List[Dict[str, Any]]:
        """The papers of a meeting, as the service has them."""
        found: List[Dict[str, Any]] = []
        body, day = name.split("@")
        [meeting] = self.listed("/v1/meetings?body=%s&from=%s&to=%s" % (body, day, day))
        for item in self.listed("/v1/meetings/%s/items" % meeting["id"]):
            found += self.listed("/v1/items/%s/papers" % item["id"])
        return found

    def listed(self, path: str) -> List[Dict[str, Any]]:
        """A list of the service."""
        answer = self.service.get(path, self.service.token("kcc-officer", "kcc", WRITE))
        return list(json.loads(answer.body)["items"])

    def test_a_paper_comes_with_its_file_and_is_saved_again(self) -> None:
        name, first, second = self.made("2018-06-01", "4", "7"), self.file("a.pdf", FIRST), self.file("b.pdf", SECOND)
        offices = ("--by", HEAD, "--by", FIRE)
        asks = ("--recommend", "To note it.", "--recommend", "To fill it.")
        says = (
            "paper", name, "7", "The post", "--text", "-", "--link", "https://example.org/1", "--summary", "Vacant.",
            "--classification", "For Decision", *offices, *asks,
        )  # fmt: skip
        said = self.do(*says, "--file", first, "--dry-run", stdin=b"One.\r\nTwo.\r\n")
        self.assertTrue(said.startswith("Dry run: Paper 1 to item 7 of kcst-smt on 1 June 2018, The post."), said)
        self.assertIn("Its file is not checked", said)
        self.assertEqual(self.papers(name), [])
        said = self.twice(*says, "--file", first, stdin=b"One.\r\nTwo.\r\n")
        self.assertIn("Its file: a.pdf, %d B." % len(FIRST), said)
        [paper] = self.papers(name)
        self.assertIn("id " + paper["id"], said)
        expected = {
            "title": "The post", "text": "One.\nTwo.", "url": "https://example.org/1", "summary": "Vacant.",
            "classification": "For Decision", "author_offices": [HEAD, FIRE], "file_name": "a.pdf",
            "file_type": "application/pdf", "file_sha256": hashlib.sha256(FIRST).hexdigest(),
            "recommendations": [{"letter": "a", "text": "To note it."}, {"letter": "b", "text": "To fill it."}],
        }  # fmt: skip
        self.assertEqual({key: paper[key] for key in expected}, expected)
        self.assertEqual(paper["version"], 2)  # the file was sent once
        self.assertEqual(self.value("show", name)["papers"], [paper])
        shown = self.do("show", name).splitlines()
        told = "   a.pdf, %d B: safer meetings file %s" % (len(FIRST), paper["id"])
        at = shown.index("7  Item 7 (draft)")
        self.assertEqual(shown[at + 1], "   Paper: The post (For Decision), by Head of Community Safety, Assistant")
        self.assertEqual(
            shown[at + 3 :], ["   https://example.org/1", told, "   a) To note it.", "   b) To fill it."]
        )
        for line in self.do("show", name, COLUMNS="40").splitlines():
            self.assertLess(len(line), 40, line)
        self.changes(name, paper, first, second)
        self.saves(paper["id"])

    def changes(self, name: str, paper: Dict[str, Any], first: str, second: str) -> None:
        """Other contents need --replace; the first ones may come back; what is not said stays."""
        call, before = ("paper", name, "7", "The post"), self.counts()
        self.assertIn("another summary; --replace changes it", self.do(*call, "--summary", "Filled.", code=2))
        self.assertIn("another file already, a.pdf", self.do(*call, "--file", second, code=2))
        replace = (*call, "--summary", "Filled.", "--file", second, "--replace")
        self.assertIn("Its file: b.pdf", self.do(*replace, "--dry-run"))
        self.assertEqual(self.papers(name), [paper])
        self.assertNotIn("Already there", self.do(*replace))
        self.assertIn("Already there", self.do(*replace))
        [new] = self.papers(name)
        self.assertEqual((new["summary"], new["file_name"]), ("Filled.", "b.pdf"))
        self.assertEqual((new["text"], new["url"]), (paper["text"], paper["url"]))
        self.do(*call, "--file", first, "--replace")
        [new] = self.papers(name)
        self.assertEqual((new["summary"], new["file_sha256"]), ("Filled.", paper["file_sha256"]))
        self.assertEqual(self.counts(), before)
        self.do("publish", name, "agenda", "--on", "2018-05-20")
        self.assertIn("published (409)", self.do(*call, "--summary", "Later.", "--file", second, "--replace", code=2))
        [published] = self.papers(name)
        self.assertEqual((published["summary"], published["file_name"]), ("Filled.", "a.pdf"))

    def saves(self, identifier: str) -> None:
        """The file, under its own name and never over another."""
        path, env = os.path.join(self.folder, "saved"), environment(SAFER_URL=self.service.url)
        os.mkdir(path)
        done = fork_client("meetings", "file", identifier, env=env, folder=path)
        self.assertEqual((done.returncode, listing(path)), (2, []))  # the body meets in private
        env["SAFER_TOKEN"] = self.service.token("kcc-officer", "kcc", WRITE)
        saved = pathlib.Path(path) / "a.pdf"
        for code, said, data in ((0, "a.pdf, ", FIRST), (0, "Already there: a.pdf", FIRST), (64, "", SECOND)):
            if data == SECOND:
                saved.write_bytes(data)
            done = fork_client("meetings", "file", identifier, env=env, folder=path)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(said, done.stdout.decode())
            self.assertEqual((saved.read_bytes(), listing(path)), (data, ["a.pdf"]))
        self.assertIn(b"a.pdf is there already; name another file with --output", done.stderr)
        self.do("file", identifier, "--output", str(saved))
        self.assertEqual((saved.read_bytes(), listing(path)), (FIRST, ["a.pdf"]))

    def test_a_file_that_is_refused_leaves_its_paper_and_the_right_one_follows(self) -> None:
        name = self.made("2018-06-02", "1")
        wrong, right = self.file("wrong.pdf", b"no PDF"), self.file("right.txt", b"One.\n")
        said = self.do("paper", name, "1", "Report", "--file", wrong, code=2)
        self.assertIn("the paper is there, without its file", said)
        self.assertIn("does not begin as one", said)
        [paper] = self.papers(name)
        self.assertIsNone(paper["file_name"])
        self.assertIn("no file to this paper", self.do("file", paper["id"], code=2))
        self.assertNotIn("Already", self.do("paper", name, "1", "Report", "--file", right))
        self.assertEqual([one["file_name"] for one in self.papers(name)], ["right.txt"])

    def test_a_paper_that_has_another_title_since_is_not_made_again(self) -> None:
        name, path = self.made("2018-06-06", "1"), self.file("a.pdf", FIRST)
        command = ("paper", name, "1", "Report", "--file", path)
        self.do(*command)
        [paper] = self.papers(name)
        token = self.service.token("kcc-officer", "kcc", WRITE)
        headers = {"If-Match": self.service.get("/v1/papers/" + paper["id"], token).headers["ETag"]}
        changed = self.service.request("PATCH", "/v1/papers/" + paper["id"], {"title": "Renamed"}, token, headers)
        self.assertEqual(changed.status, 200, changed.body)
        self.assertIn("Already there: Paper 1 to item 1 of kcst-smt on 6 June 2018, Renamed.", self.do(*command))
        self.assertEqual(self.papers(name), [json.loads(changed.body)])

    def test_a_file_that_cannot_be_sent_is_refused_before_anything_is(self) -> None:
        name, before = self.made("2018-06-03", "1"), self.counts()
        self.do("paper", name, "1", "Report", "--file", self.folder, code=65)
        pipe = os.path.join(self.folder, "pipe")
        os.mkfifo(pipe)
        for path, said in (
            (self.folder, "is not a regular file"),
            (pipe, "is not a regular file"),
            (self.file("empty.pdf", b""), "there is nothing in "),
            (os.path.join(self.folder, "none.pdf"), "cannot be read"),
        ):
            with self.subTest(path), self.assertRaisesRegex(safer.Stop, said) as stopped:
                safer.paper_file(path, safer.Console({}))
            self.assertEqual(stopped.exception.code, 65)
        self.do("paper", name, "1", "Report", "--public-title", "Reports", code=64)
        self.do("paper", name, "2", "Report", code=2)
        self.do("paper", "kcsp@2017-03-15", "B1", "Report", partner="swale", code=77)
        self.assertEqual(self.counts(), before)

    def test_a_restricted_paper_is_withheld_from_who_may_not_read_it(self) -> None:
        name, path = self.made("2018-06-04", "1"), self.file("secret.txt", b"Secret.\n")
        command = ("paper", name, "1", "A review", "--restricted", "3", "--public-title", "Reviews", "--file", path)
        self.do(*command, scope="meetings.write", code=77)
        self.assertIn("(not for publication: paragraph 3 of", " ".join(self.twice(*command).split()))
        seen = self.do("show", name, scope="meetings.write")
        self.assertIn("Paper: Reviews (not for publication: paragraph 3 of Schedule 12A)", seen)
        self.assertNotIn("A review", seen)
        self.assertNotIn("secret.txt", seen)
        identifier = self.papers(name)[0]["id"]
        self.do("file", identifier, scope="meetings.write", code=2)
        # What has the public title of another, which is withheld, is another paper.
        self.assertNotIn("Already", self.do("paper", name, "1", "Reviews", scope="meetings.write"))
        self.assertEqual([one["title"] for one in self.papers(name)], ["A review", "Reviews"])

    def test_an_interest_is_declared_once_and_stands_in_the_notes(self) -> None:
        name = self.made("2018-06-05", "7")
        declare = ("declare", name, "kfrs", FIRE, "Manages the site.")
        self.assertIn("Dry run: ", self.do(*declare, "--dry-run"))
        self.assertEqual(self.value("show", name, "--notes")["declarations"], [])
        said = self.twice(*declare, "--item", "7", "--withdrew")
        told = "Assistant Director, kfrs, has declared an interest in item 7, kcst-smt on 5 June 2018: Manages the site."
        self.assertEqual(" ".join(said.split()), told + " (it withdrew)")
        self.assertNotIn("Already", self.do(*declare))
        notes = self.do("show", name, "--notes").splitlines()
        at = notes.index("Declared:")
        self.assertEqual(
            sorted(notes[at + 1 : at + 3]),
            ["  Assistant Director, kfrs: Manages the site.", "  Assistant Director, kfrs: Manages the site. (withdrew) [7]"],
        )
        self.do("declare", name, "nobody", FIRE, "Nothing.", code=2)
        self.do("declare", name, "kfrs", FIRE, "Nothing.", "--item", "8", code=2)


class Searches(Live):
    """Words in the published data."""

    def search(self, *arguments: str, code: int = 0, **settings: str) -> str:
        """What the public finds."""
        done = fork_client("search", *arguments, env=environment(SAFER_URL=self.service.url, **settings))
        self.assertEqual(done.returncode, code, done.stderr)
        return (done.stderr if code else done.stdout).decode()

    def test_what_is_found_is_shown_with_the_command_that_shows_it(self) -> None:
        said = self.search("domestic", "abuse", "review")
        self.assertTrue(said.startswith("Minute: Kent Community Safety Partnership Working Group Update\n"), said)
        self.assertIn("\n  13 October 2016, kcsp\n", said)
        self.assertIn("«domestic» «abuse»", said)
        self.assertIn("\n  safer meetings show kcsp@2016-10-13 --notes\n", said)
        self.assertTrue(said.endswith("\n1 found.\n"))
        plan = self.search("road", "safety", "--kind", "priority")
        self.assertTrue(plan.startswith("Priority: «Road» «Safety»\n"), plan)
        for text in (said, plan):
            shown = [line.strip() for line in text.splitlines() if line.startswith("  safer ")]
            done = fork_client(*shlex.split(shown[0])[1:], env=environment(SAFER_URL=self.service.url))
            self.assertEqual(done.returncode, 0, done.stderr)
        for line in self.search("road", "safety", COLUMNS="40").splitlines():
            self.assertLess(len(line), 40, line)

    def test_fewer_are_asked_for_and_more_are_told_of(self) -> None:
        self.assertIn("These are the best 2; there is more", self.search("safety", "--limit", "2"))
        minutes = self.search("safety", "--kind", "minute", "--to", "2015-12-31", "--body", "kcsp")
        self.assertIn("19 March 2015, kcsp", minutes)
        self.assertNotIn("2016", minutes)

    def test_nothing_found_is_no_failure_and_nothing_to_look_for_is_one(self) -> None:
        self.assertIn("Nothing was found that you may read.", self.search("safety", "--", "-safety"))
        self.assertIn("There is no word to look for (400)", self.search("the", code=2))
        self.assertIn("--limit does not go with --csv", self.search("safety", "--csv", "--limit", "2", code=64))

    def test_programs_have_it_as_the_service_does(self) -> None:
        answer = self.service.request("GET", "/v1/search?q=safety+partnership", headers={"Accept": "text/csv"})
        self.assertEqual(self.search("safety", "partnership", "--csv").encode(), answer.body)
        answer = self.service.request("GET", "/v1/search?q=safety&limit=2")
        self.assertEqual(json.loads(self.search("safety", "--json", "--limit", "2")), json.loads(answer.body))


class Terminal(io.StringIO):
    """A terminal that keeps what is printed on it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        """It is one."""
        return True


class Shown(unittest.TestCase):
    def marked(self, text: str, columns: int = 80, **environ: str) -> str:
        """What a terminal shows of a text with marks."""
        console = safer.Console(environ)
        console.main, console.columns = Terminal(), columns
        console.marked(text, "  ", "  ")
        return str(console.main.getvalue())

    def test_words_found_are_bold_on_a_terminal_alone(self) -> None:
        self.assertEqual(self.marked("a «b» c"), "  a \x1b[1mb\x1b[0m c\n")
        for environ in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertEqual(self.marked("a «b» c", **environ), "  a «b» c\n")

    def test_no_line_leaves_the_terminal_bold(self) -> None:
        self.assertEqual(
            self.marked("a «bb cc» d", 8), "  a \x1b[1mbb\x1b[0m\n\x1b[1m  cc\x1b[0m d\n"
        )
        self.assertEqual(self.marked("» a «b", 80), "  \x1b[0m a \x1b[1mb\x1b[0m\n")

    def test_each_thing_found_has_its_command(self) -> None:
        for entry, command in (
            ({"kind": "paper"}, "safer meetings show kcsp@2017-03-15"),
            ({"kind": "decision"}, "safer meetings show kcsp@2017-03-15 --notes"),
            ({"kind": "follow_up"}, "safer meetings follow-ups --all --body kcsp"),
            ({"kind": "chapter", "meeting": None}, "safer get /v1/csa/versions/1/chapters/a"),
        ):
            whole = {
                "meeting": PAPER, "body": "kcsp", "date": "2017-03-15", "url": "/v1/csa/versions/1/chapters/a", **entry,
            }  # fmt: skip
            self.assertEqual(safer.shown_by(whole), command)


if __name__ == "__main__":
    unittest.main()
