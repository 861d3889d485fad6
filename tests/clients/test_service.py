# The client against the real service: what a finance officer and a nightly job do all year.
# SPDX-License-Identifier: MIT
"""Needs a running service with the published data: SAFER_TEST_URL is its address, SAFERD its binary
and SAFER_STATE the folder of its development key. Without them these tests fail.

Every test posts under references of its own, so that the service may have any history.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
import uuid
from typing import Any, Dict, List, Optional, Tuple

from support import CLIENT, EXAMPLES, environment, fork_client

TERMINAL_SECONDS = 30
WRITE = "contributions.write"
_tokens: Dict[Tuple[str, str], str] = {}


def setting(name: str) -> str:
    """A setting of the test run; without it nothing here can be tested."""
    value = os.environ.get(name)
    if not value:
        raise AssertionError(
            "%s is not set: these tests need a running service (SAFER_TEST_URL), its binary "
            "(SAFERD) and its state folder (SAFER_STATE)" % name
        )
    return value


def token(partner: str = "kcc", scope: str = WRITE) -> str:
    """A development token, made by the client itself."""
    if (partner, scope) not in _tokens:
        env = environment(SAFER_SAFERD=setting("SAFERD"), SAFER_STATE=setting("SAFER_STATE"))
        done = fork_client(
            "token", "--client", "finance", "--partner", partner, "--scope", scope, env=env
        )
        assert done.returncode == 0, done.stderr.decode()
        _tokens[partner, scope] = done.stdout.decode().strip()
    return _tokens[partner, scope]


def settings(partner: str = "kcc", scope: str = WRITE) -> Dict[str, str]:
    """The client's environment for a partner."""
    return environment(SAFER_URL=setting("SAFER_TEST_URL"), SAFER_TOKEN=token(partner, scope))


def reference() -> str:
    """A reference nobody has used."""
    return "T-" + uuid.uuid4().hex[:12]


def sheet(*rows: Tuple[str, str, str, str], note: str = "") -> bytes:
    """A CSV file of (year, pounds, date, reference) rows."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["financial_year", "amount_gbp", "received_on", "external_reference", "note"])
    writer.writerows([row + (note,) for row in rows])
    return stream.getvalue().encode()


def three(prefix: str, amount: str = "1,000.00") -> bytes:
    """Three instalments under one prefix."""
    return sheet(
        ("2017/18", amount, "2018-01-15", prefix + "-1"),
        ("2018/19", amount, "03/04/2018", prefix + "-2"),
        ("2019/20", amount, "2019-04-02", prefix + "-3"),
    )


def post(data: bytes, *more: str, env: Optional[Dict[str, str]] = None) -> Any:
    """Posts a file as a job does: piped, with --yes and --json."""
    return fork_client(
        "contributions", "post", "-", "--yes", "--json", *more, stdin=data, env=env or settings()
    )


def listed(prefix: str) -> List[Dict[str, str]]:
    """The contributions under a prefix, by the client's own CSV."""
    done = fork_client("contributions", "list", "--csv", env=settings())
    assert done.returncode == 0, done.stderr.decode()
    rows = csv.DictReader(io.StringIO(done.stdout.decode("utf-8"), newline=""))
    return [row for row in rows if row["external_reference"].startswith(prefix)]


def reverse(contribution: str, body: Dict[str, Any]) -> None:
    """Reverses a contribution, for which the client has no command."""
    url = "%s/v1/contributions/%s/reversal" % (setting("SAFER_TEST_URL"), contribution)
    request = urllib.request.Request(url, json.dumps(body).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", "Bearer " + token())
    request.add_header("Idempotency-Key", uuid.uuid4().hex)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        assert answer.status == 200


class Terminal:
    """The client at a pseudo-terminal."""

    def __init__(self, *arguments: str, env: Dict[str, str]) -> None:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, str(CLIENT), *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            start_new_session=True,
        )
        os.close(slave)
        self.text = ""

    def read_until(self, piece: str) -> None:
        """Reads until the piece has been shown."""
        deadline = time.monotonic() + TERMINAL_SECONDS
        while piece not in self.text:
            if not self._read(deadline):
                raise AssertionError("%r was not shown, but %r" % (piece, self.text))

    def write(self, text: str) -> None:
        """Types the text."""
        os.write(self._master, text.encode())

    def finish(self) -> int:
        """Reads to the end; returns the exit code."""
        deadline = time.monotonic() + TERMINAL_SECONDS
        while self._read(deadline):
            pass
        os.close(self._master)
        return self._process.wait(TERMINAL_SECONDS)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._master], [], [], max(0, deadline - time.monotonic()))
        try:
            data = os.read(self._master, 65536) if ready else b""
        except OSError:
            data = b""
        self.text += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


class Posting(unittest.TestCase):
    def test_a_file_is_posted_and_posted_again_and_nothing_doubles(self) -> None:
        prefix = reference()
        first = post(three(prefix))
        self.assertEqual(first.returncode, 0, first.stderr.decode())
        summary = json.loads(first.stdout)
        self.assertEqual([row["line"] for row in summary["posted"]], [2, 3, 4])
        self.assertEqual(summary["partner"], "kcc")
        again = post(three(prefix))
        self.assertEqual(again.returncode, 0, again.stderr.decode())
        repeated = json.loads(again.stdout)
        self.assertEqual(repeated["posted"], [])
        self.assertEqual(
            [row["id"] for row in repeated["already_there"]],
            [row["id"] for row in summary["posted"]],
        )
        rows = listed(prefix)
        self.assertEqual([row["amount_pence"] for row in rows], ["100000"] * 3)
        self.assertEqual(sorted(row["received_on"] for row in rows)[1], "2018-04-03")

    def test_lines_added_to_a_posted_file_are_all_that_is_posted(self) -> None:
        prefix = reference()
        one = ("2018/19", "1000", "2018-04-03", prefix + "-1")
        two = ("2018/19", "1000", "2018-05-03", prefix + "-2")
        self.assertEqual(post(sheet(one)).returncode, 0)
        summary = json.loads(post(sheet(one, two)).stdout)
        self.assertEqual([row["line"] for row in summary["already_there"]], [2])
        self.assertEqual([row["line"] for row in summary["posted"]], [3])

    def test_the_same_file_posted_by_two_at_once_doubles_nothing(self) -> None:
        prefix = reference()
        command = [sys.executable, str(CLIENT), "contributions", "post", "-", "--yes", "--json"]
        processes = [
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=settings(),
            )
            for _ in range(2)
        ]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(three(prefix))
            process.stdin.close()
            process.stdin = None
        ended = [process.communicate(timeout=60) for process in processes]
        self.assertEqual([process.returncode for process in processes], [0, 0], ended)
        posted = [len(json.loads(stdout)["posted"]) for stdout, _ in ended]
        self.assertEqual(sum(posted), 3, ended)
        self.assertEqual(len(listed(prefix)), 3)

    def test_a_changed_amount_under_a_used_reference_is_refused_and_says_which(self) -> None:
        prefix = reference()
        self.assertEqual(post(three(prefix)).returncode, 0)
        changed = post(three(prefix).replace(b"1,000.00", b"1,600.00", 1))
        self.assertEqual(changed.returncode, 2)
        summary = json.loads(changed.stdout)
        self.assertEqual(len(summary["already_there"]), 2)
        self.assertEqual(
            summary["refused"][0]["reason"],
            "posted already with another amount (£1,000.00); reverse it to correct it",
        )
        self.assertEqual(summary["refused"][0]["line"], 2)
        self.assertEqual({row["amount_pence"] for row in listed(prefix)}, {"100000"})

    def test_a_reversed_contribution_is_not_there_and_its_replacement_is(self) -> None:
        prefix = reference()
        row = ("2018/19", "1,600.00", "2018-04-03", prefix)
        summary = json.loads(post(sheet(row)).stdout)
        body: Dict[str, Any] = {"reason": "Amount keyed wrongly"}
        reverse(summary["posted"][0]["id"], {**body, "replacement": {"amount_pence": 100000}})
        corrected = post(sheet(("2018/19", "1,000.00", "2018-04-03", prefix)))
        self.assertEqual(corrected.returncode, 0, corrected.stderr.decode())
        there = json.loads(corrected.stdout)["already_there"]
        old = post(sheet(row))
        self.assertEqual(old.returncode, 2)
        self.assertIn("another amount (£1,000.00)", json.loads(old.stdout)["refused"][0]["reason"])
        reverse(there[0]["id"], body)
        gone = post(sheet(("2018/19", "1,000.00", "2018-04-03", prefix)))
        self.assertEqual(gone.returncode, 2)
        self.assertIn("reversed since", json.loads(gone.stdout)["refused"][0]["reason"])

    def test_what_the_service_refuses_is_told_by_line_and_column_and_the_rest_is_posted(
        self,
    ) -> None:
        prefix = reference()
        next_year = str(datetime.date.today() + datetime.timedelta(days=400))
        done = post(
            sheet(
                ("2018/19", "1000", "2018-04-03", prefix + "-1"),
                ("1999/00", "1000", "2018-04-03", prefix + "-2"),
                ("2018/19", "1000", next_year, prefix + "-3"),
            )
        )
        self.assertEqual(done.returncode, 2)
        summary = json.loads(done.stdout)
        self.assertEqual([row["line"] for row in summary["posted"]], [2])
        refused = {row["line"]: row for row in summary["refused"]}
        self.assertEqual(refused[3]["problem"], "year-not-covered")
        self.assertEqual(refused[3]["columns"][0]["column"], "financial_year")
        self.assertEqual(refused[4]["problem"], "date-in-future")
        self.assertEqual(refused[4]["columns"][0]["column"], "received_on")
        self.assertEqual(len(listed(prefix)), 1)

    def test_a_fund_that_is_not_there_or_not_the_partners_is_a_refusal(
        self,
    ) -> None:
        row = sheet(("2018/19", "1000", "2018-04-03", reference()))
        done = post(row, "--fund", "no-such-fund")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(json.loads(done.stdout)["refused"][0]["problem"], "unknown-fund")
        done = post(row, env=settings("dover"))
        self.assertEqual(done.returncode, 2, done.stderr.decode())
        self.assertEqual(json.loads(done.stdout)["refused"][0]["problem"], "not-a-contributor")

    def test_a_dry_run_posts_nothing(self) -> None:
        prefix = reference()
        done = post(three(prefix), "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        summary = json.loads(done.stdout)
        self.assertEqual((len(summary["new"]), summary["dry_run"]), (3, True))
        self.assertEqual(listed(prefix), [])

    def test_what_stays_outstanding_is_what_the_schedule_says_afterwards(self) -> None:
        summary = json.loads(post(three(reference())).stdout)
        for year in summary["schedule"]:
            done = fork_client(
                "schedule", "--json", "--financial-year", year["financial_year"], env=settings()
            )
            items = {item["partner"]: item for item in json.loads(done.stdout)["items"]}
            self.assertEqual(items["kcc"]["outstanding_pence"], year["outstanding_pence"])
            self.assertEqual(
                items["kcc"]["received_pence"], year["received_pence"] + year["file_pence"]
            )

    def test_a_note_in_windows_1252_arrives_as_it_was_written(self) -> None:
        prefix = reference()
        row = ("2018/19", "1000", "2018-04-03", prefix)
        data = sheet(row, note="Café – £").decode().encode("cp1252")
        self.assertEqual(post(data).returncode, 0)
        self.assertEqual(listed(prefix)[0]["note"], "Café – £")

    def test_the_example_files_are_accepted_with_each_partner_s_token(self) -> None:
        for partner in ("kcc", "kfrs", "kent-police"):
            with self.subTest(partner):
                name = str(EXAMPLES / (partner + ".csv"))
                done = fork_client(
                    "contributions", "post", name, "--yes", "--json", env=settings(partner)
                )
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                summary = json.loads(done.stdout)
                there = summary["posted"] + summary["already_there"]
                self.assertEqual(sum(row["amount_pence"] for row in there), 4200000)

    def test_another_partner_s_file_is_refused_before_anything_is_sent(self) -> None:
        name = str(EXAMPLES / "kfrs.csv")
        done = fork_client("contributions", "post", name, "--yes", env=settings("kcc"))
        self.assertEqual(done.returncode, 65)
        self.assertEqual(done.stderr.count(b"is not the partner of this token"), 3)


class Asking(unittest.TestCase):
    def terminal(self, data: bytes, *more: str) -> Terminal:
        stream = tempfile.NamedTemporaryFile(suffix=".csv")
        self.addCleanup(stream.close)
        stream.write(data)
        stream.flush()
        env = settings()
        env.pop("NO_COLOR")
        return Terminal("contributions", "post", stream.name, *more, env=env)

    def test_yes_at_the_terminal_posts(self) -> None:
        prefix = reference()
        terminal = self.terminal(three(prefix))
        terminal.read_until("Post 3 contributions, £3,000.00 in all? [y/N] ")
        self.assertRegex(terminal.text, r"\n +3  2018/19  £1,000\.00  %s-2 +new\n" % prefix)
        self.assertIn("outstanding afterwards", terminal.text)
        self.assertIn("checking 3 of 3", terminal.text)
        self.assertEqual(listed(prefix), [])
        terminal.write("y\n")
        self.assertEqual(terminal.finish(), 0)
        self.assertIn("posting 3 of 3", terminal.text)
        self.assertIn("posted:          3 (£3,000.00)", terminal.text)
        self.assertEqual(len(listed(prefix)), 3)

    def test_no_an_empty_line_and_the_end_of_input_post_nothing(self) -> None:
        prefix = reference()
        for answer in ("n\n", "\n", "yesterday\n", "\x04"):
            with self.subTest(answer):
                terminal = self.terminal(three(prefix))
                terminal.read_until("[y/N] ")
                terminal.write(answer)
                self.assertEqual(terminal.finish(), 1)
                self.assertIn("nothing was sent", terminal.text)
        self.assertEqual(listed(prefix), [])

    def test_ctrl_c_at_the_question_posts_nothing(self) -> None:
        prefix = reference()
        env = settings()
        with tempfile.NamedTemporaryFile(suffix=".csv") as stream:
            stream.write(three(prefix))
            stream.flush()
            script = (
                "import os, pty, sys; pid, master = pty.fork()\n"
                "if pid == 0: os.execv(sys.executable, [sys.executable] + sys.argv[1:])\n"
                "text = b''\n"
                "while b'[y/N]' not in text: text += os.read(master, 65536)\n"
                "os.write(master, b'\\x03')\n"
                "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
            )
            done = subprocess.run(
                [sys.executable, "-c", script, str(CLIENT), "contributions", "post", stream.name],
                env=env,
                stdin=subprocess.DEVNULL,
                timeout=TERMINAL_SECONDS,
                check=False,
            )
        self.assertEqual(done.returncode, 130)
        self.assertEqual(listed(prefix), [])

    def test_a_small_amount_is_questioned_before_it_is_posted(self) -> None:
        prefix = reference()
        terminal = self.terminal(sheet(("2018/19", "160.00", "2018-04-03", prefix)))
        terminal.read_until("[y/N] ")
        self.assertIn("caution, line 2: £160.00 – is this pounds?", terminal.text)
        terminal.write("n\n")
        self.assertEqual(terminal.finish(), 1)

    def test_nothing_is_asked_when_all_is_there_already(self) -> None:
        prefix = reference()
        self.assertEqual(post(three(prefix)).returncode, 0)
        terminal = self.terminal(three(prefix))
        self.assertEqual(terminal.finish(), 0)
        self.assertNotIn("[y/N]", terminal.text)
        self.assertIn("already there:   3 (£3,000.00)", terminal.text)

    def test_refusals_are_red_at_a_terminal_unless_colours_are_off(self) -> None:
        data = sheet(("1999/00", "1000", "2018-04-03", reference()))
        terminal = self.terminal(data)
        self.assertEqual(terminal.finish(), 2)
        self.assertIn("\x1b[31mrefused: ", terminal.text)
        with tempfile.NamedTemporaryFile(suffix=".csv") as stream:
            stream.write(data)
            stream.flush()
            plain = Terminal("contributions", "post", stream.name, env=settings())
            self.assertEqual(plain.finish(), 2)
        self.assertNotIn("\x1b", plain.text)

    def test_piped_without_yes_nothing_is_sent(self) -> None:
        prefix = reference()
        done = fork_client("contributions", "post", "-", stdin=three(prefix), env=settings())
        self.assertEqual(done.returncode, 64)
        self.assertEqual(listed(prefix), [])

    def test_piped_with_yes_the_summary_is_plain_text(self) -> None:
        done = fork_client(
            "contributions", "post", "-", "--yes", stdin=three(reference()), env=settings()
        )
        self.assertEqual(done.returncode, 0)
        self.assertIn("posted:          3 (£3,000.00)", done.stdout.decode())
        self.assertEqual(done.stderr, b"")
        self.assertNotIn(b"\x1b", done.stdout)


class Authority(unittest.TestCase):
    def test_a_token_that_may_only_read_is_77(self) -> None:
        done = post(three(reference()), env=settings(scope="funds.read"))
        self.assertEqual(done.returncode, 77)
        self.assertIn(b"(403)", done.stderr)
        self.assertEqual(len(json.loads(done.stdout)["not_tried"]), 3)

    def test_a_token_nobody_signed_is_77(self) -> None:
        env = settings()
        head, body, signature = env["SAFER_TOKEN"].split(".")
        env["SAFER_TOKEN"] = ".".join([head, body, signature[::-1]])
        done = post(three(reference()), env=env)
        self.assertEqual(done.returncode, 77)
        self.assertIn(b"(401)", done.stderr)


class Reading(unittest.TestCase):
    def test_the_list_is_a_table_with_a_total_at_a_terminal_and_csv_when_asked(self) -> None:
        prefix = reference()
        self.assertEqual(post(three(prefix)).returncode, 0)
        done = fork_client(
            "contributions", "list", "--partner", "kcc", "--financial-year", "2018/19",
            "--state", "unconfirmed", "--fund", "kcst-pooled-budget", env=settings(),
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        text = done.stdout.decode()
        self.assertRegex(
            text, r"2018-04-03 +kcc +kcst-pooled-budget +2018/19 +£1,000\.00 +%s-2" % prefix
        )
        self.assertNotIn(prefix + "-1", text)
        self.assertRegex(text.splitlines()[-1], r"^\d+ contributions?, £[0-9,]+\.\d\d;")

    def test_csv_and_json_of_the_list_hold_the_same(self) -> None:
        self.assertEqual(post(three(reference())).returncode, 0)
        rows = listed("")
        done = fork_client("contributions", "list", "--json", env=settings())
        items = json.loads(done.stdout)["items"]
        self.assertEqual([row["id"] for row in rows], [item["id"] for item in items])

    def test_a_filter_that_fits_nothing_is_an_empty_list(self) -> None:
        arguments = ["contributions", "list", "--financial-year", "1999/00"]
        done = fork_client(*arguments, env=settings())
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"no such contributions", done.stdout)
        done = fork_client(*arguments, "--csv", env=settings())
        self.assertEqual(done.stdout.count(b"\n"), 1)
        done = fork_client(*arguments, "--json", env=settings())
        self.assertEqual(json.loads(done.stdout), {"items": [], "next": None})

    def test_the_schedule_is_a_table_with_totals(self) -> None:
        done = fork_client("schedule", "--financial-year", "2018/19", env=settings())
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        lines = done.stdout.decode().splitlines()
        self.assertEqual(
            [line.split()[0] for line in lines[3:]], ["kcc", "kent-police", "kfrs", "total"]
        )
        self.assertIn("£48,000.00", lines[-1])
        self.assertRegex(lines[3], r"2018-04-01 +(paid|part paid|overdue)$")

    def test_the_schedule_of_a_year_no_agreement_covers_says_so(self) -> None:
        done = fork_client("schedule", "--financial-year", "1999/00", env=settings())
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(b"no agreement covers that year", done.stdout)

    def test_the_schedule_of_today_needs_no_year(self) -> None:
        done = fork_client("schedule", "--csv", env=settings())
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertTrue(done.stdout.startswith(b"partner,name,due_pence,"))

    def test_get_follows_every_page_when_asked_for_all(self) -> None:
        env = environment(SAFER_URL=setting("SAFER_TEST_URL"))
        one = fork_client("get", "/v1/partners", "-q", "limit=2", env=env)
        self.assertEqual(len(json.loads(one.stdout)["items"]), 2)
        whole = fork_client("get", "v1/partners", "-q", "limit=2", "--all", env=env)
        items = json.loads(whole.stdout)["items"]
        sheet_of_all = fork_client("get", "/v1/partners?kind=district", "--csv", env=env)
        self.assertEqual(
            sum(item["kind"] == "district" for item in items), sheet_of_all.stdout.count(b"\n") - 1
        )

    def test_get_reads_what_is_not_json_too(self) -> None:
        env = environment(SAFER_URL=setting("SAFER_TEST_URL"))
        done = fork_client("get", "/openapi.yaml", env=env)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertTrue(done.stdout.startswith(b"openapi:") or b"\nopenapi:" in done.stdout)

    def test_csv_for_excel_guards_against_formulas_and_plain_csv_does_not(self) -> None:
        prefix = reference()
        row = ("2018/19", "1000", "2018-04-03", prefix)
        self.assertEqual(post(sheet(row, note="=1+1")).returncode, 0)
        target = "/v1/contributions?external_reference=" + prefix
        plain = fork_client("get", target, "--csv", env=settings())
        guarded = fork_client("get", target, "--format", "csv", env=settings())
        self.assertIn(b",=1+1,", plain.stdout)
        self.assertNotIn(b",=1+1,", guarded.stdout)
        self.assertIn(b"=1+1", guarded.stdout)

    def test_what_is_not_there_and_what_is_misspelt_is_told_with_its_reason(self) -> None:
        done = fork_client("get", "/v1/partners/nobody", env=settings())
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"(404)", done.stderr)
        self.assertTrue(re.search(rb"request [0-9a-f-]{36}", done.stderr))
        done = fork_client("get", "/v1/partners", "-q", "knid=district", env=settings())
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"knid: ", done.stderr)
        done = fork_client(
            "get", "/v1/contributions", env=environment(SAFER_URL=setting("SAFER_TEST_URL"))
        )
        self.assertEqual(done.returncode, 77)


if __name__ == "__main__":
    unittest.main()
