# The client's pull and push on a network that misbehaves, played by a scripted server.
# SPDX-License-Identifier: MIT
"""Lists cut in the middle, packed badly or not at all; files of a form refused before their end. What
the service itself does with them is tested with the service."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
from typing import Any, Callable, Dict, List, Optional, Sequence

from support import CLIENT, Request, ScriptedServer, environment, problem, reply, fork_client
from test_service import Terminal

TOKEN = "e30.eyJwYXJ0bmVyIjoia2NjIn0.c2ln"  # {}.{"partner":"kcc"}.sig
HEADING = "indicator,area,period,value,status,revision,recorded_at,deleted\n"
LOAD = {
    "id": "0190b1c4-52aa-7d10-9c7e-1f2a3b4c5d6e",
    "rows": 1200,
    "added": 1100,
    "revised": 60,
    "unchanged": 40,
    "created_at": "2018-04-03T09:00:00.000Z",
}


def token_of(**claims: str) -> str:
    """A token with these claims; nobody here looks at its signature."""
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return "e30.%s.c2ln" % body


def row(indicator: str, area: str, period: str, value: int, deleted: bool = False) -> str:
    """An observation as the service lists it."""
    shown = "" if deleted else value
    return "%s,%s,%s,%s,final,1,2018-04-03T09:00:00.000Z,%s\n" % (
        indicator, area, period, shown, "true" if deleted else "false",
    )  # fmt: skip


def csv_reply(
    text: str, mark: Optional[str] = "life-100", packed: bool = True, cut: int = 0, **more: str
) -> bytes:
    """A list as CSV in chunks, packed, without its end if it is cut."""
    body = gzip.compress(text.encode()) if packed else text.encode()
    lines = ["HTTP/1.1 200 OK", "Content-Type: text/csv; charset=utf-8", "Transfer-Encoding: chunked"]
    lines += ["Content-Encoding: gzip"] if packed else []
    lines += ["Watermark: " + mark] if mark else []
    half = len(body) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:]) if part)
    whole = "\r\n".join(lines + ["", ""]).encode() + chunks + b"0\r\n\r\n"
    return whole[: len(whole) - cut] if cut else whole


class Last(bytes):
    """An answer after which the connection is closed."""


def hang_up(connection: socket.socket, answer: bytes) -> Optional[bytes]:
    """Sends an answer here if it is the last, so that the scripted server closes behind it."""
    if not isinstance(answer, Last):
        return answer
    connection.sendall(answer)
    return None


class Series:
    """A service with the observations of some indicators, and what has changed of them."""

    def __init__(self, rows: Sequence[str], changes: Sequence[str] = ()) -> None:
        self.rows = list(rows)
        self.changes = list(changes)
        self.asked: List[Dict[str, str]] = []
        self.mark = "life-100"
        self.fault: Callable[[Dict[str, str]], Any] = lambda asked: ...

    def __call__(self, request: Request, connection: socket.socket) -> Optional[bytes]:
        target = urllib.parse.urlsplit(request.target)
        asked = dict(urllib.parse.parse_qsl(target.query))
        asked["encoding"] = request.headers.get("accept-encoding", "")
        self.asked.append(asked)
        answer = self.fault(asked)
        if answer is not ...:
            return hang_up(connection, answer)
        rows = self.changes if "updated_after" in asked else self.rows
        own = [text for text in rows if text.startswith(asked["indicator"] + ",")]
        return csv_reply(HEADING + "".join(own), self.mark)


BEFORE = [
    row("a", "E07000105", "2017-01", 1),
    row("a", "E07000105", "2017-03", 3),
    row("a", "E07000106", "2017-01", 5),
    row("b", "E10000016", "2017/18-Q1", 7),
    row("b", "E10000016", "2017/18-Q4", 8),
]


class Pull(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.path = os.path.join(folder.name, "kept.csv")

    def pull(self, server: ScriptedServer, *arguments: str, **settings: str) -> Any:
        """Runs a pull."""
        env = environment(SAFER_URL=server.url, **settings)
        return fork_client("indicators", "pull", *arguments, "--retry-for", "0", env=env)

    def kept(self) -> str:
        """What is in the file."""
        with open(self.path, encoding="utf-8", newline="") as stream:
            return stream.read()

    def write(self, text: str) -> None:
        """Puts something in the file's place."""
        with open(self.path, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)

    def test_several_indicators_come_as_one_list_with_one_heading_packed_on_the_way(self) -> None:
        series = Series(BEFORE)
        with ScriptedServer(series) as server:
            done = self.pull(
                server, "b", "a", "a", "--area", "E10000016", "--from", "2016/17", "--to", "2018-Q1"
            )
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout.decode(), HEADING + "".join(BEFORE))
        self.assertEqual([asked["indicator"] for asked in series.asked], ["a", "b"])
        for asked in series.asked:
            self.assertEqual(asked["encoding"], "gzip")
            self.assertEqual(
                (asked["area"], asked["from"], asked["to"]), ("E10000016", "2016/17", "2018-Q1")
            )

    def test_a_service_that_does_not_pack_is_read_as_well(self) -> None:
        answer = csv_reply(HEADING + BEFORE[0], packed=False)
        with ScriptedServer(lambda *_: answer) as server:
            done = self.pull(server, "a")
        self.assertEqual(done.stdout.decode(), HEADING + BEFORE[0])

    def test_lists_with_other_columns_are_not_put_together(self) -> None:
        def fault(asked: Dict[str, str]) -> Any:
            return csv_reply("indicator,area\n") if asked["indicator"] == "b" else ...

        series = Series(BEFORE)
        series.fault = fault
        with ScriptedServer(series) as server:
            done = self.pull(server, "a", "b", "-o", self.path)
        self.assertEqual(done.returncode, 69)
        self.assertIn(b"the columns of the lists differ", done.stderr)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_broken_transfer_leaves_the_old_file_and_says_so(self) -> None:
        text = HEADING + "".join(row("a", "E07000105", "2017-%02d" % m, m) for m in range(1, 13))
        whole = csv_reply(text)
        damaged = bytearray(whole)
        damaged[-20] ^= 0xFF
        for name, answer in [
            ("no last chunk", csv_reply(text, cut=5)),
            ("half a body", csv_reply(text, cut=60)),
            ("half a body, not packed", csv_reply(text, packed=False, cut=300)),
            ("packed body without its end", self.short(text)),
            ("damaged on the way", bytes(damaged)),
        ]:
            last = Last(answer)
            with self.subTest(name), ScriptedServer(
                lambda _, connection, last=last: hang_up(connection, last)
            ) as server:
                self.write("as it was\n")
                done = self.pull(server, "a", "-o", self.path)
                self.assertEqual(done.returncode, 69)
                self.assertIn(b"kept.csv is as it was\n", done.stderr)
                self.assertEqual(self.kept(), "as it was\n")
                self.assertEqual(os.listdir(self.folder), ["kept.csv"])
                os.unlink(self.path)
                done = self.pull(server, "a", "-o", self.path)
                self.assertIn(b"kept.csv was not written\n", done.stderr)
                self.assertEqual(os.listdir(self.folder), [])
                done = self.pull(server, "a")
                self.assertEqual(done.returncode, 69)
                self.assertIn(b"what was written is not the whole list", done.stderr)

    @staticmethod
    def short(text: str) -> bytes:
        """An answer whose packed body lacks its end, though HTTP thinks it whole."""
        body = gzip.compress(text.encode())[:-12]
        heads = ["HTTP/1.1 200 OK", "Content-Type: text/csv", "Content-Encoding: gzip"]
        heads += ["Content-Length: %d" % len(body), "", ""]
        return "\r\n".join(heads).encode() + body

    def test_a_file_is_resumed_by_what_has_changed(self) -> None:
        series = Series(
            BEFORE,
            [
                row("a", "E07000105", "2016-12", 10),
                row("a", "E07000105", "2017-02", 2),
                row("a", "E07000105", "2017-03", 33),
                row("a", "E07000106", "2017-01", 0, deleted=True),
                row("a", "E07000107", "2017-01", 6),
                row("b", "E10000016", "2018/19-Q1", 9),
            ],
        )
        with ScriptedServer(series) as server:
            done = self.pull(server, "a", "b", "-o", self.path)
            self.assertEqual(done.stdout.decode(), "%s: 5 observations\n" % self.path)
            self.assertEqual(self.kept(), HEADING + "".join(BEFORE))
            series.mark = "life-200"
            done = self.pull(server, "a", "b", "-o", self.path, "--resume")
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(
                done.stdout.decode(),
                "%s: 8 observations; 4 added, 1 changed, 1 removed\n" % self.path,
            )
            expected = [
                series.changes[0], BEFORE[0], series.changes[1], series.changes[2],
                series.changes[4], BEFORE[3], BEFORE[4], series.changes[5],
            ]  # fmt: skip
            self.assertEqual(self.kept(), HEADING + "".join(expected))
            self.assertEqual([asked["updated_after"] for asked in series.asked[2:]], ["life-100"] * 2)
            done = self.pull(server, "a", "b", "-o", self.path, "--resume")
            self.assertEqual([asked["updated_after"] for asked in series.asked[4:]], ["life-200"] * 2)
            self.assertEqual(self.kept(), HEADING + "".join(expected))
            series.changes = []
            done = self.pull(server, "a", "b", "-o", self.path, "--resume")
            self.assertEqual(done.stdout.decode(), "%s: nothing has changed\n" % self.path)
            self.assertEqual(self.kept(), HEADING + "".join(expected))
        self.assertEqual(sorted(os.listdir(self.folder)), ["kept.csv", "kept.csv.watermark"])

    def test_an_indicator_told_anew_is_taken_as_it_is_told(self) -> None:
        told = "a,,,,,,,true\n"
        changes = [told, BEFORE[0], row("a", "E07000105", "2017-03", 4), row("a", "E07000199", "2017", 1)]
        series = Series(BEFORE, changes)
        with ScriptedServer(series) as server:
            self.pull(server, "a", "b", "-o", self.path)
            done = self.pull(server, "a", "b", "-o", self.path, "--resume")
            self.assertIn(b"5 observations; 1 added, 1 changed, 1 removed", done.stdout)
            self.assertEqual(self.kept(), HEADING + "".join(changes[1:] + BEFORE[3:]))
            series.changes = [told]
            done = self.pull(server, "a", "b", "-o", self.path, "--resume")
        self.assertEqual(self.kept(), HEADING + "".join(BEFORE[3:]))

    def test_a_series_stays_where_the_service_has_put_it(self) -> None:
        rows = [row("a", "kent", "2017-01", 1), row("a", "E07000105", "2017-01", 2)]
        changes = [row("a", "E07000105", "2017-02", 3), row("a", "kent", "2017-02", 4)]
        series = Series(rows, changes)
        with ScriptedServer(series) as server:
            self.pull(server, "a", "-o", self.path)
            self.pull(server, "a", "-o", self.path, "--resume")
        expected = [rows[0], changes[1], rows[1], changes[0]]
        self.assertEqual(self.kept(), HEADING + "".join(expected))

    def test_a_transfer_that_breaks_on_resuming_leaves_file_and_watermark(self) -> None:
        series = Series(BEFORE, [row("a", "E07000105", "2017-02", 2)])
        with ScriptedServer(series) as server:
            self.pull(server, "a", "-o", self.path)
            before = self.kept()
            cut = Last(csv_reply(HEADING + series.changes[0], "life-200", cut=5))
            series.fault = lambda asked: cut
            done = self.pull(server, "a", "-o", self.path, "--resume")
            self.assertEqual(done.returncode, 69)
            self.assertIn(b"kept.csv is as it was\n", done.stderr)
            self.assertEqual(self.kept(), before)
            series.fault = lambda asked: ...
            self.pull(server, "a", "-o", self.path, "--resume")
        self.assertEqual(series.asked[-1]["updated_after"], "life-100")
        self.assertIn(series.changes[0], self.kept())

    def test_what_cannot_be_resumed_is_pulled_whole_and_it_is_said_why(self) -> None:
        def gone(asked: Dict[str, str]) -> Any:
            return problem("watermark-unknown", 409) if "updated_after" in asked else ...

        def other(asked: Dict[str, str]) -> Any:
            return csv_reply("indicator,area,period,value\na,b,2017-01,1\n") if "updated_after" in asked else ...

        def touch(text: str) -> Callable[[], None]:
            return lambda: self.write(text)

        changes = [row("a", "E07000105", "2017-02", 2)]
        for name, change, fault, why in [
            ("no file", lambda: os.unlink(self.path), None, "it is not there yet"),
            ("no mark", lambda: os.unlink(self.path + ".watermark"), None, "no watermark kept"),
            ("changed by hand", touch(HEADING + BEFORE[1]), None, "it is not as it was when"),
            ("other columns", touch("indicator,value\n"), None, "not the columns of observations"),
            ("not CSV", touch(HEADING + 'a,"b\n'), None, "a quoted cell is not closed"),
            ("not UTF-8", lambda: self.write_bytes(b"\xff\n"), None, "it cannot be read"),
            ("other life", None, gone, "the service does not know its watermark any more"),
            ("new columns", None, other, "the columns are others by now"),
        ]:
            with self.subTest(name):
                series = Series(BEFORE, changes)
                with ScriptedServer(series) as server:
                    self.pull(server, "a", "-o", self.path)
                    if change:
                        change()
                    series.fault = fault or series.fault
                    done = self.pull(server, "a", "-o", self.path, "--resume")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("is pulled whole: ", done.stderr.decode())
                self.assertIn(why, done.stderr.decode())
                self.assertEqual(self.kept(), HEADING + "".join(BEFORE[:3]))

    def test_a_file_that_is_not_as_it_was_is_pulled_whole_though_nothing_has_changed(self) -> None:
        whole = HEADING + "".join(BEFORE[:3])
        for name, text, why in [
            ("emptied", "", "it is not as it was when it was pulled"),
            ("a row less", HEADING + BEFORE[0], "it is not as it was when it was pulled"),
            ("cut in a row", whole[:-60], "it cannot be read"),
            ("edited", whole.replace(",3,", ",4,"), "it is not as it was when it was pulled"),
        ]:
            with self.subTest(name), ScriptedServer(Series(BEFORE)) as server:
                self.pull(server, "a", "-o", self.path)
                self.assertEqual(self.kept(), whole)
                self.write(text)
                done = self.pull(server, "a", "-o", self.path, "--resume")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn("is pulled whole: " + why, done.stderr.decode())
                self.assertEqual(self.kept(), whole)

    def test_an_indicator_without_observations_is_named(self) -> None:
        series = Series(BEFORE)
        with ScriptedServer(series) as server:
            for arguments in (("nope",), ("a", "nope"), ("nope", "a", "-o", self.path)):
                done = self.pull(server, *arguments)
                self.assertEqual(done.returncode, 0)
                self.assertEqual(
                    done.stderr.decode(), "safer: nope: no observations, or none you may see\n"
                )
            done = self.pull(server, "a", "nope", "-o", self.path, "--resume")
            self.assertIn(b"nothing has changed", done.stdout)
            self.assertIn(b"safer: nope: no observations, or none you may see\n", done.stderr)
            series.changes = [row("a", "E07000105", "2017-02", 2)]
            done = self.pull(server, "a", "nope", "-o", self.path, "--resume")
            self.assertIn(b"1 added", done.stdout)
            self.assertIn(b"safer: nope: no observations, or none you may see\n", done.stderr)
            self.assertNotIn(b"safer: a: ", done.stderr)
            done = self.pull(server, "nope", "--area", "E10000016")
            self.assertIn(b"safer: nope: no observations there and then, or none you", done.stderr)

    def test_a_file_of_another_reader_is_pulled_whole(self) -> None:
        series = Series(BEFORE)
        readers = [
            {},
            {"SAFER_TOKEN": TOKEN},
            {"SAFER_TOKEN": token_of(partner="kcc", client_id="job")},
            {"SAFER_TOKEN": token_of(partner="kfrs", client_id="job")},
            {"SAFER_TOKEN": "not.readable.here"},
        ]
        with ScriptedServer(series) as server:
            self.pull(server, "a", "-o", self.path)
            for before, after in zip(readers, readers[1:]):
                done = self.pull(server, "a", "-o", self.path, "--resume", **before)
                self.assertIn(b"nothing has changed", done.stdout)
                done = self.pull(server, "a", "-o", self.path, "--resume", **after)
                self.assertIn(
                    b"is pulled whole: it was pulled with another partner's or client's token",
                    done.stderr,
                )
                self.assertNotIn("updated_after", series.asked[-1])
            again = {"SAFER_TOKEN": token_of(partner="kcc", client_id="job", jti="1")}
            self.pull(server, "a", "-o", self.path, **again)
            again = {"SAFER_TOKEN": token_of(partner="kcc", client_id="job", jti="2")}
            done = self.pull(server, "a", "-o", self.path, "--resume", **again)
            self.assertIn(b"nothing has changed", done.stdout)
        with open(self.path + ".watermark", encoding="utf-8") as stream:
            self.assertEqual(json.load(stream)["reader"], {"partner": "kcc", "client": "job"})

    def test_a_file_of_which_it_is_not_kept_whose_it_is_is_pulled_whole(self) -> None:
        with ScriptedServer(Series(BEFORE)) as server:
            self.pull(server, "a", "-o", self.path)
            with open(self.path + ".watermark", encoding="utf-8") as stream:
                kept = json.load(stream)
            del kept["reader"]
            with open(self.path + ".watermark", "w", encoding="utf-8") as stream:
                json.dump(kept, stream)
            done = self.pull(server, "a", "-o", self.path, "--resume")
        self.assertIn(b"is pulled whole: ", done.stderr)

    def write_bytes(self, data: bytes) -> None:
        """Puts bytes in the file's place."""
        with open(self.path, "wb") as stream:
            stream.write(data)

    def test_a_file_of_another_pull_is_left_alone(self) -> None:
        series = Series(BEFORE)
        with ScriptedServer(series) as server:
            self.pull(server, "a", "-o", self.path)
            asked = len(series.asked)
            for arguments in (("b",), ("a", "b"), ("a", "--area", "kent"), ("a", "--from", "2017")):
                done = self.pull(server, *arguments, "-o", self.path, "--resume")
                self.assertEqual(done.returncode, 64)
                self.assertIn(b"was pulled from another address, or with other", done.stderr)
            self.assertEqual(len(series.asked), asked)

    def test_a_service_without_watermarks_leaves_none(self) -> None:
        series = Series(BEFORE)
        with ScriptedServer(series) as server:
            self.pull(server, "a", "-o", self.path)
            series.fault = lambda asked: csv_reply(HEADING + BEFORE[0], None)
            self.pull(server, "a", "-o", self.path)
        self.assertEqual(os.listdir(self.folder), ["kept.csv"])

    def test_resuming_needs_a_file_and_periods_are_checked_here(self) -> None:
        with ScriptedServer(Series(BEFORE)) as server:
            done = self.pull(server, "a", "--resume")
            self.assertEqual(done.returncode, 64)
            done = self.pull(server, "a", "--from", "2017-13")
            self.assertEqual(done.returncode, 64)
            self.assertIn(b"2017/18-Q1 (April to June)", done.stderr)
            self.assertEqual(server.requests, [])

    def test_a_refusal_is_told_and_the_file_stays(self) -> None:
        self.write("as it was\n")
        with ScriptedServer(lambda *_: problem("not-found", 404, "There is no such.")) as server:
            done = self.pull(server, "a", "-o", self.path)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"There is no such.", done.stderr)
        self.assertEqual(self.kept(), "as it was\n")


class Push(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, 'Kent "2017".csv')
        self.text = "indicator,area,period,value\n" + "a,E10000016,2017-01,1\n" * 30000
        with open(self.path, "w", encoding="utf-8") as stream:
            stream.write(self.text)

    def push(self, answer: Any, *arguments: str, stdin: bytes = b"", **settings: str) -> Any:
        """Pushes to a server that answers so."""
        with ScriptedServer(answer) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN, **settings)
            done = fork_client("indicators", "push", *arguments, stdin=stdin, env=env)
            self.requests = server.requests
        return done

    def test_a_file_is_sent_as_the_one_file_of_a_form(self) -> None:
        done = self.push(lambda *_: reply(201, LOAD), self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        request = self.requests[0]
        self.assertEqual((request.method, request.target), ("POST", "/v1/observations"))
        kind, _, boundary = request.headers["content-type"].partition("; boundary=")
        self.assertEqual(kind, "multipart/form-data")
        head, _, rest = request.body.partition(b"\r\n\r\n")
        self.assertEqual(
            head.decode(),
            '--%s\r\nContent-Disposition: form-data; name="file"; filename="Kent %%222017%%22.csv"\r\n'
            "Content-Type: text/csv" % boundary,
        )
        self.assertEqual(rest, self.text.encode() + b"\r\n--" + boundary.encode() + b"--\r\n")

    def test_the_key_is_the_files_content_whatever_its_name(self) -> None:
        self.push(lambda *_: reply(201, LOAD), self.path)
        first = self.requests[0].headers["idempotency-key"]
        other = self.path + ".copy"
        os.rename(self.path, other)
        self.push(lambda *_: reply(201, LOAD), other)
        self.assertEqual(self.requests[0].headers["idempotency-key"], first)
        keys = {first}
        for arguments in ((other, "--again"), (other, "--again"), ("-",)):
            self.push(lambda *_: reply(201, LOAD), *arguments, stdin=b"indicator\n")
            keys.add(self.requests[0].headers["idempotency-key"])
        self.assertEqual(len(keys), 4)

    def test_what_became_of_the_rows_is_said(self) -> None:
        done = self.push(lambda *_: reply(201, LOAD), self.path)
        self.assertIn(
            "1,200 observations: 1,100 added, 60 revised, 40 unchanged.\n"
            "Load 0190b1c4-52aa-7d10-9c7e-1f2a3b4c5d6e.\n",
            done.stdout.decode(),
        )
        done = self.push(lambda *_: reply(201, LOAD), self.path, "--json")
        self.assertEqual(json.loads(done.stdout), LOAD)
        self.assertIn(b"1,100 added", done.stderr)

    def test_a_dry_run_has_no_key_and_says_that_nothing_was_kept(self) -> None:
        done = self.push(lambda *_: reply(200, LOAD), self.path, "--dry-run")
        self.assertEqual(self.requests[0].target, "/v1/observations?dry_run=true")
        self.assertNotIn("idempotency-key", self.requests[0].headers)
        self.assertIn(b"this was a dry run, and nothing was kept", done.stdout)
        self.assertNotIn(b"Load", done.stdout)

    def test_a_file_loaded_before_is_said_to_be_so(self) -> None:
        replayed = [("Idempotency-Replayed", "true")]
        done = self.push(lambda *_: reply(201, LOAD, replayed), self.path)
        text = " ".join(done.stdout.decode().split())
        self.assertIn("loaded before, at 2018-04-03T09:00:00.000Z, and was not loaded again", text)
        self.assertIn("--again", text)

    def test_the_stored_answer_to_this_runs_own_lost_request_is_this_runs_load(self) -> None:
        def answer(request: Request, _: socket.socket) -> Optional[bytes]:
            tries.append(request.headers["idempotency-key"])
            replayed = [("Idempotency-Replayed", "true")]
            return reply(201, LOAD, replayed) if len(tries) > 1 else None

        tries: List[str] = []
        done = self.push(answer, self.path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(set(tries)), 1)
        self.assertNotIn(b"loaded before", done.stdout)
        self.assertEqual(self.requests[0].body[-200:][:100], self.requests[1].body[-200:][:100])

    def test_refused_rows_are_named_by_line_and_column_and_the_rest_is_counted(self) -> None:
        errors = [
            {"line": 2, "column": "value", "code": "x", "detail": "The value has a comma in it."},
            {"line": 3, "detail": "The row has four cells; the heading has five."},
            {"pointer": "/items/3/value", "detail": "Not a number.\x1b[2J"},
        ] + [{"line": line, "column": "area", "detail": "Unknown."} for line in range(4, 101)]
        refused = problem("rows-refused", 422, "There are 1,234 faults.", errors=errors, faults=1234)
        done = self.push(lambda *_: refused, self.path)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        lines = done.stderr.decode().splitlines()
        self.assertEqual(lines[0], "safer: line 2: value: The value has a comma in it.")
        self.assertEqual(lines[1], "safer: line 3: The row has four cells; the heading has five.")
        self.assertEqual(lines[2], "safer: /items/3/value: Not a number.\ufffd[2J")
        self.assertEqual(lines[100], "safer: and 1,134 more")
        self.assertIn("1,234 faults in ", lines[101])
        self.assertTrue(lines[101].endswith("; nothing was kept"))
        done = self.push(lambda *_: refused, self.path, "--json")
        self.assertEqual(json.loads(done.stdout)["faults"], 1234)

    def test_other_refusals_are_told_as_everywhere_and_are_json_if_that_is_asked(self) -> None:
        refused = problem("insufficient-scope", 403, "It lacks a scope.")
        done = self.push(lambda *_: refused, self.path)
        self.assertEqual((done.returncode, done.stdout), (77, b""))
        self.assertIn(b"It lacks a scope.", done.stderr)
        done = self.push(lambda *_: refused, self.path, "--json")
        self.assertEqual(done.returncode, 77)
        self.assertIn(b"It lacks a scope.", done.stderr)
        self.assertEqual(json.loads(done.stdout)["type"], "/problems/insufficient-scope")
        bare = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
        done = self.push(lambda *_: bare, self.path, "--json")
        self.assertIn("answered 404 without saying why", json.loads(done.stdout)["detail"])

    def test_whatever_the_problem_its_faults_are_told_by_line_and_column(self) -> None:
        errors = [
            {"line": 7, "column": "area", "pointer": "/x", "code": "x", "detail": "Not yours."},
            {"line": 9, "code": "x", "detail": "The line is too long."},
            {"code": "x", "detail": "There is no heading."},
        ]
        refused = problem("csv-unreadable", 422, "The file cannot be read.", errors=errors)
        done = self.push(lambda *_: refused, self.path, "--json")
        self.assertEqual(done.returncode, 2)
        lines = done.stderr.decode().splitlines()
        self.assertEqual(lines[0], "safer: csv unreadable (422): The file cannot be read.")
        self.assertEqual(
            lines[1:],
            ["  line 7: area: Not yours.", "  line 9: The line is too long.", "  There is no heading."],
        )
        self.assertEqual(json.loads(done.stdout)["errors"], errors)

    def test_a_pipe_with_a_name_is_read_once_as_standard_input_is(self) -> None:
        script = '"$1" "$2" indicators push <(printf "%s" "$3")'
        with ScriptedServer(lambda *_: reply(201, LOAD)) as server:
            for text, code, told in (
                ("indicator,area\n", 0, b"1,200 observations"),
                ("x" * 100000, 0, b"1,200 observations"),
            ):
                done = subprocess.run(
                    ["bash", "-c", script, "bash", sys.executable, str(CLIENT), text],
                    env=environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN),
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False,
                )  # fmt: skip
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(told, done.stdout)
                self.assertEqual(server.requests[-1].body.decode(), text)
                self.assertEqual(server.requests[-1].headers["content-type"], "text/csv; charset=utf-8")
        pipe = os.path.join(os.path.dirname(self.path), "pipe")
        os.mkfifo(pipe)
        writer = threading.Thread(target=self.fill, args=(pipe,), daemon=True)
        writer.start()
        done = self.push(lambda *_: None, pipe)
        writer.join(20)
        self.assertEqual((done.returncode, self.requests), (65, []))
        self.assertIn(b"is a pipe and longer than 1 MiB: write it to a file", done.stderr)

    @staticmethod
    def fill(pipe: str) -> None:
        """Writes more into a pipe than is taken."""
        try:
            with open(pipe, "wb") as stream:
                stream.write(b"x" * 1048577)
        except BrokenPipeError:
            pass

    def test_an_answer_given_before_the_file_is_whole_is_heard(self) -> None:
        with open(self.path, "ab") as stream:
            stream.write(b"a,E10000016,2017-01,1\n" * 1000000)
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def refuse() -> None:
            connection, _ = listener.accept()
            with connection:
                while b"\r\n\r\n" not in connection.recv(65536):
                    pass
                connection.sendall(problem("insufficient-scope", 403, "It lacks a scope."))
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(1 << 20):
                    pass

        thread = threading.Thread(target=refuse, daemon=True)
        thread.start()
        env = environment(
            SAFER_URL="http://127.0.0.1:%d" % listener.getsockname()[1], SAFER_TOKEN=TOKEN
        )
        done = fork_client("indicators", "push", self.path, "--retry-for", "0", env=env)
        thread.join(20)
        self.assertEqual(done.returncode, 77, done.stderr)

    def test_standard_input_goes_as_it_is_up_to_a_mebibyte(self) -> None:
        done = self.push(lambda *_: reply(201, LOAD), "-", stdin=b"indicator,area\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.requests[0].body, b"indicator,area\n")
        self.assertEqual(self.requests[0].headers["content-type"], "text/csv; charset=utf-8")
        self.push(lambda *_: reply(201, LOAD), "-", stdin=b"x" * 1048576)
        self.assertEqual(len(self.requests[0].body), 1048576)
        done = self.push(lambda *_: reply(201, LOAD), "-", stdin=b"x" * 1048577)
        self.assertEqual((done.returncode, self.requests), (65, []))
        self.assertIn(b"write it to a file, and push that", done.stderr)

    def test_the_service_may_take_its_time_to_check(self) -> None:
        gate = threading.Event()

        def answer(request: Request, _: socket.socket) -> bytes:
            gate.wait(2)
            return reply(201, LOAD)

        done = self.push(answer, self.path, "--timeout", "0.5", "--retry-for", "0")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.requests), 1)

    def test_a_file_that_cannot_be_read_and_a_missing_token_are_said_before_anything_is_sent(self) -> None:
        done = self.push(lambda *_: None, "/no/such/file.csv")
        self.assertEqual((done.returncode, self.requests), (65, []))
        done = fork_client("indicators", "push", self.path)
        self.assertEqual(done.returncode, 77)

    def test_memory_does_not_grow_with_the_file(self) -> None:
        with open(self.path, "wb") as stream:
            stream.truncate(300 * 1024 * 1024)
        digest = hashlib.sha256()
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def take() -> None:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as source:
                length = 0
                for line in iter(source.readline, b"\r\n"):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split()[1])
                while length:
                    part = source.read(min(1 << 20, length))
                    length -= len(part)
                    digest.update(part)
                connection.sendall(reply(201, LOAD))

        threading.Thread(target=take, daemon=True).start()
        script = (
            "import resource, runpy, sys; sys.argv = sys.argv[1:]\n"
            "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
            "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(CLIENT), "indicators", "push", self.path],
            env=environment(
                SAFER_URL="http://127.0.0.1:%d" % listener.getsockname()[1], SAFER_TOKEN=TOKEN,
                PYTHONPATH=str(CLIENT.parent),
            ),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLess(int(done.stderr.split()[-1]), 100 * 1024)

    def test_a_terminal_sees_how_far_it_is(self) -> None:
        with open(self.path, "wb") as stream:
            stream.truncate(8 * 1024 * 1024)

        def answer(request: Request, _: socket.socket) -> bytes:
            return reply(201, LOAD)

        with ScriptedServer(answer) as server:
            env = environment(SAFER_URL=server.url, SAFER_TOKEN=TOKEN)
            terminal = Terminal("indicators", "push", self.path, env=env)
            self.assertEqual(terminal.finish(), 0)
        self.assertRegex(terminal.text, r"\rsent [0-9.]+ [kM]B of 8\.4 MB, [0-9.]+ [kMG]B/s")
        self.assertIn("all is sent; the service is checking it", terminal.text)
        self.assertIn("1,200 observations", re.sub(r"\r *\r", "", terminal.text))


class Lists(unittest.TestCase):
    INDICATORS = {
        "items": [
            {"id": "road-ksi", "title": "Killed or seriously injured", "priority": "road-safety",
             "frequency": "month", "state": "agreed", "focus": True},
            {"id": "da-incidents", "title": "Incidents\x1b[2J", "priority": None,
             "frequency": "quarter", "state": "proposed", "focus": False},
        ],
        "next": None,
    }  # fmt: skip

    def listed(self, *arguments: str, answer: Any = None) -> Any:
        """Lists indicators without a token."""
        answer = answer or reply(200, self.INDICATORS)
        with ScriptedServer(lambda *_: answer) as server:
            done = fork_client("indicators", "list", *arguments, env=environment(SAFER_URL=server.url))
            self.requests = server.requests
        return done

    def test_the_table_says_what_is_measured_how_often_and_whether_it_is_of_focus(self) -> None:
        done = self.listed("--priority", "road-safety", "--focus", "--state", "agreed")
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.decode().splitlines()
        self.assertEqual(
            lines[1].split("  ")[0:1] + lines[1].split()[-4:],
            ["road-ksi", "road-safety", "monthly", "agreed", "yes"],
        )
        self.assertNotIn("\x1b", lines[2])
        self.assertEqual(lines[-1], "2 indicators, 1 of focus.")
        self.assertEqual(
            self.requests[0].target,
            "/v1/indicators?priority=road-safety&focus=true&state=agreed&limit=500",
        )
        self.assertNotIn("authorization", self.requests[0].headers)

    def test_csv_and_json_are_passed_on(self) -> None:
        done = self.listed("--csv", answer=csv_reply("id,title\nroad-ksi,K\n", packed=False))
        self.assertEqual(done.stdout, b"id,title\nroad-ksi,K\n")
        self.assertEqual(self.requests[0].headers["accept"], "text/csv")
        done = self.listed("--json")
        self.assertEqual(json.loads(done.stdout), self.INDICATORS)

    def test_none_is_said_and_an_output_needs_a_form(self) -> None:
        done = self.listed(answer=reply(200, {"items": [], "next": None}))
        self.assertEqual(done.stdout, b"There are no such indicators.\n")
        self.assertEqual(self.listed("-o", "x").returncode, 64)


if __name__ == "__main__":
    unittest.main()
