# The client against a network that misbehaves, played by a scripted TCP server.
# SPDX-License-Identifier: MIT
"""Answers that are late, cut, refused for now, or not the service's at all; and what is never sent.

The scripted server stands for the network and for what lies between, nothing else: how the service
behaves is tested against the service itself, in test_service.py.
"""

from __future__ import annotations

import email.utils
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from typing import Any, Callable, Dict, List, Optional

from support import CLIENT, Request, ScriptedServer, environment, fork_client, problem, reply, run_client

TOKEN = "e30.eyJwYXJ0bmVyIjoia2NjIn0.c2ln"  # {}.{"partner":"kcc"}.sig
ROWS = (
    "financial_year,amount_gbp,received_on,external_reference\n"
    "2017/18,10000,2018-01-15,KCC-A\n"
    "2018/19,16000,2018-04-03,KCC-B\n"
    "2019/20,16000,2019-04-02,KCC-C\n"
).encode()
SCHEDULE = {
    "items": [{"partner": "kcc", "due_pence": 1600000, "received_pence": 0}],
    "next": None,
}


def post(server: ScriptedServer, *more: str, rows: bytes = ROWS, **settings: str) -> Any:
    """Posts the rows to the server, as a cron job would."""
    env = environment(SAFER_TOKEN=TOKEN, SAFER_URL=server.url, **settings)
    return run_client("contributions", "post", "-", "--yes", "--json", *more, stdin=rows, env=env)


def created(request: Request, identifier: str = "id") -> Dict[str, Any]:
    """The contribution a request asks for."""
    return {"id": identifier, "partner": "kcc", **json.loads(request.body)}


class Network:
    """Answers as if all were well, unless `fault` answers first (... means: nothing special)."""

    def __init__(self, fault: Optional[Callable[..., Any]] = None) -> None:
        self._fault = fault
        self.keys: List[str] = []

    def __call__(self, request: Request, connection: socket.socket) -> Optional[bytes]:
        if request.method == "POST" and not request.dry_run:
            self.keys.append(request.headers["idempotency-key"])
        fault = self._fault(self, request, connection) if self._fault else ...
        if fault is not ...:
            return fault
        if "/schedule" in request.target:
            return reply(200, SCHEDULE)
        return reply(200 if request.dry_run else 201, created(request))


class Retries(unittest.TestCase):
    def check_posted(self, done: Any, number: int = 3) -> Dict[str, Any]:
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        summary: Dict[str, Any] = json.loads(done.stdout)
        self.assertEqual(len(summary["posted"]), number)
        return summary

    def test_a_503_is_tried_again_after_the_seconds_it_asks_for(self) -> None:
        times: List[float] = []

        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) in (1, 2):
                times.append(time.monotonic())
                if len(times) == 1:
                    body = {"type": "/problems/busy", "title": "Busy", "status": 503}
                    return reply(503, body, [("Retry-After", "2")])
            return ...

        network = Network(fault)
        with ScriptedServer(network) as server:
            self.check_posted(post(server))
        self.assertEqual(network.keys[0], network.keys[1])
        self.assertEqual(len(set(network.keys)), 3)
        self.assertGreaterEqual(times[1] - times[0], 2.0)

    def test_retry_after_may_be_a_date(self) -> None:
        times: List[float] = []

        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            times.append(time.time())
            if len(times) == 1:
                later = email.utils.formatdate(time.time() + 3, usegmt=True)
                return reply(429, {"title": "Too many requests"}, [("Retry-After", later)])
            return ...

        with ScriptedServer(Network(fault)) as server:
            self.check_posted(post(server))
        self.assertGreaterEqual(times[1] - times[0], 1.9)

    def test_a_connection_cut_after_the_request_was_read_is_tried_with_the_same_key(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            return None if network.keys and len(network.keys) in (1, 2) else ...

        network = Network(fault)
        with ScriptedServer(network) as server:
            self.check_posted(post(server))
        self.assertEqual(len(network.keys), 5)
        self.assertEqual(len(set(network.keys[:3])), 1)
        self.assertEqual(len(set(network.keys)), 3)

    def test_an_answer_cut_in_its_middle_is_tried_again(self) -> None:
        def fault(network: Network, request: Request, connection: socket.socket) -> Any:
            if len(network.keys) == 1:
                connection.sendall(reply(201, created(request))[:-7])
                return None
            return ...

        network = Network(fault)
        with ScriptedServer(network) as server:
            self.check_posted(post(server))
        self.assertEqual(network.keys[0], network.keys[1])

    def test_the_stored_answer_to_a_lost_request_of_this_run_counts_as_posted(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) == 1:
                return None
            if len(network.keys) == 2:
                return reply(201, created(request), [("Idempotency-Replayed", "true")])
            return ...

        with ScriptedServer(Network(fault)) as server:
            self.check_posted(post(server))

    def test_a_stored_answer_to_another_run_counts_as_already_there(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) == 1:
                return reply(201, created(request), [("Idempotency-Replayed", "true")])
            return ...

        with ScriptedServer(Network(fault)) as server:
            summary = self.check_posted(post(server), 2)
        self.assertEqual([row["line"] for row in summary["already_there"]], [2])

    def test_a_stored_answer_after_a_wait_for_another_run_is_not_this_run_s_posting(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) == 1:
                return problem("idempotency-key-in-use", 409)
            if len(network.keys) == 2:
                return reply(201, created(request), [("Idempotency-Replayed", "true")])
            return ...

        with ScriptedServer(Network(fault)) as server:
            summary = self.check_posted(post(server), 2)
        self.assertEqual([row["line"] for row in summary["already_there"]], [2])

    def test_an_unknown_outcome_and_a_key_in_use_are_tried_again_with_the_same_key(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) == 1:
                return problem("outcome-unknown", 503)
            if len(network.keys) == 2:
                return problem("idempotency-key-in-use", 409)
            return ...

        network = Network(fault)
        with ScriptedServer(network) as server:
            self.check_posted(post(server))
        self.assertEqual(len(set(network.keys[:3])), 1)

    def test_an_answer_that_does_not_come_in_time_is_tried_again(self) -> None:
        released = threading.Event()

        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) == 1:
                released.wait(20)
            return ...

        network = Network(fault)
        with ScriptedServer(network) as server:
            done = post(server, "--timeout", "0.5")
            released.set()
        self.check_posted(done)
        self.assertEqual(network.keys[0], network.keys[1])
        self.assertIn("did not answer in time", done.stderr.decode())

    def test_a_connection_closed_while_idle_is_opened_again_without_a_word(self) -> None:
        def fault(network: Network, request: Request, connection: socket.socket) -> Any:
            if "/schedule" in request.target:
                connection.sendall(reply(200, SCHEDULE))
                return None
            return ...

        with ScriptedServer(Network(fault)) as server:
            done = post(server)
        self.check_posted(done)
        self.assertNotIn("trying again", done.stderr.decode())

    def test_a_service_that_asks_for_a_longer_wait_than_allowed_is_given_up_at_once(self) -> None:
        body = {"type": "/problems/unavailable", "title": "Unavailable", "status": 503}
        answer = reply(503, body, [("Retry-After", "3600")])
        started = time.monotonic()
        with ScriptedServer(lambda *_: answer) as server:
            done = post(server)
        self.assertEqual(done.returncode, 69)
        self.assertLess(time.monotonic() - started, 10)
        self.assertEqual(len(json.loads(done.stdout)["not_tried"]), 3)

    def test_a_service_that_stays_away_ends_the_run_with_69(self) -> None:
        with ScriptedServer(lambda *_: None) as server:
            done = post(server, "--retry-for", "1")
        self.assertEqual(done.returncode, 69)
        self.assertIn("was cut before the answer was whole", done.stderr.decode())

    def test_a_port_where_nobody_listens_ends_the_run_with_69(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = "http://127.0.0.1:%d" % listener.getsockname()[1]
        env = environment(SAFER_URL=url)
        done = run_client("get", "/v1/partners", "--retry-for", "0", env=env)
        self.assertEqual(done.returncode, 69)
        self.assertIn("nothing answers at", done.stderr.decode())

    def test_lost_in_the_middle_what_was_sent_and_what_was_not_is_told(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            return problem("unavailable", 503) if len(network.keys) >= 2 else ...

        with ScriptedServer(Network(fault)) as server:
            done = post(server, "--retry-for", "0.5")
        summary = json.loads(done.stdout)
        self.assertEqual(done.returncode, 69)
        self.assertEqual(
            [[row["line"] for row in summary[name]] for name in ("posted", "unknown", "not_tried")],
            [[2], [3], [4]],
        )
        self.assertIn("run the same file again", summary["unknown"][0]["reason"])

    def test_a_token_that_expires_in_the_middle_ends_the_run_with_77(self) -> None:
        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            return problem("invalid-token", 401) if len(network.keys) >= 2 else ...

        with ScriptedServer(Network(fault)) as server:
            done = post(server)
        summary = json.loads(done.stdout)
        self.assertEqual(done.returncode, 77)
        self.assertEqual([row["line"] for row in summary["posted"]], [2])
        self.assertEqual([row["line"] for row in summary["not_tried"]], [3, 4])

    def test_a_500_is_not_tried_again_and_named_with_its_request(self) -> None:
        answer = problem("internal-error", 500, "Something is wrong here.", request_id="0190-abc")
        with ScriptedServer(lambda *_: answer) as server:
            done = post(server)
            self.assertEqual(len(server.requests), 1)
        self.assertEqual(done.returncode, 69)
        self.assertIn("0190-abc", done.stderr.decode())

    def test_interrupted_the_run_says_what_was_sent(self) -> None:
        reached = threading.Event()
        released = threading.Event()

        def fault(network: Network, request: Request, _: socket.socket) -> Any:
            if len(network.keys) == 2:
                reached.set()
                released.wait(20)
                return None
            return ...

        with ScriptedServer(Network(fault)) as server:
            env = environment(SAFER_TOKEN=TOKEN, SAFER_URL=server.url)
            command = [sys.executable, str(CLIENT), "contributions", "post", "-", "--yes", "--json"]
            with subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=env,
            ) as process:
                assert process.stdin is not None
                process.stdin.write(ROWS)
                process.stdin.close()
                process.stdin = None
                self.assertTrue(reached.wait(20))
                process.send_signal(signal.SIGINT)
                stdout, _ = process.communicate(timeout=20)
            released.set()
        summary = json.loads(stdout)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(
            [[row["line"] for row in summary[name]] for name in ("posted", "unknown", "not_tried")],
            [[2], [3], [4]],
        )


class Strangers(unittest.TestCase):
    """What answers is not the service, or would lead the token elsewhere."""

    def get(self, answer: bytes, *arguments: str, **settings: str) -> Any:
        with ScriptedServer(lambda *_: answer) as server:
            env = environment(SAFER_TOKEN=TOKEN, SAFER_URL=server.url, **settings)
            done = run_client("get", "/v1/partners", "--retry-for", "0", *arguments, env=env)
            self.requests = list(server.requests)
        return done

    def test_a_redirection_is_not_followed(self) -> None:
        done = self.get(reply(302, b"", [("Location", "https://elsewhere.example.org/")]))
        self.assertEqual(done.returncode, 2)
        self.assertEqual(len(self.requests), 1)

    def test_a_next_page_elsewhere_is_not_fetched(self) -> None:
        for address in ["http://elsewhere.example.org/v1/x", "//elsewhere.example.org/x"]:
            with self.subTest(address):
                done = self.get(reply(200, {"items": [], "next": address}), "--all")
                self.assertEqual(done.returncode, 64)

    def test_a_list_that_leads_back_to_itself_ends(self) -> None:
        done = self.get(reply(200, {"items": [1], "next": "/v1/partners?after=x"}), "--all")
        self.assertEqual(done.returncode, 69)
        self.assertEqual(len(self.requests), 2)

    def test_a_page_in_html_or_no_http_at_all_is_an_error_with_a_sentence(self) -> None:
        for answer, code in [
            (reply(404, b"<html>"), 2),
            (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>", 69),
            (b"SSH-2.0-OpenSSH_9.2\r\n", 69),
            (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", 69),
            (reply(200, [1, 2]), 2),
        ]:
            with self.subTest(answer[:40]):
                done = self.get(answer, "--all")
                self.assertEqual(done.returncode, code, done.stderr.decode())
                self.assertNotIn(b"Traceback", done.stderr)

    def test_a_problem_is_printed_readably_and_cannot_command_the_terminal(self) -> None:
        errors = [{"parameter": "limit", "code": "maximum", "detail": "at most 500\x1b[31m"}]
        done = self.get(problem("invalid-parameters", 400, "One is wrong.", errors=errors))
        text = done.stderr.decode()
        self.assertEqual(done.returncode, 2)
        self.assertIn("invalid parameters (400): One is wrong.", text)
        self.assertIn("limit: at most 500", text)
        self.assertNotIn("\x1b", text)

    def test_csv_is_passed_on_byte_by_byte(self) -> None:
        data = 'a,b\r\n"é, £",\r\n'.encode() + b"\xff\r\n"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n" % len(
            data
        )
        done = self.get(head + data, "--csv")
        self.assertEqual((done.returncode, done.stdout), (0, data))
        self.assertEqual(self.requests[0].headers["accept"], "text/csv")

    def test_a_list_cut_in_its_middle_is_not_taken_for_the_whole(self) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n"
        for answer in [
            head + b"Content-Length: 100\r\n\r\na,b\r\n1,2\r\n",
            head + b"Transfer-Encoding: chunked\r\n\r\n5\r\na,b\r\n\r\n9\r\n1,2",
            head + b"Transfer-Encoding: chunked\r\n\r\n5\r\na,b\r\n\r\n",
        ]:

            def cut(_: Request, connection: socket.socket, answer: bytes = answer) -> None:
                connection.sendall(answer)

            with self.subTest(answer), tempfile.TemporaryDirectory() as folder:
                name = os.path.join(folder, "list.csv")
                with ScriptedServer(cut) as server:
                    env = environment(SAFER_URL=server.url)
                    piped = run_client("get", "/v1/partners", "--csv", env=env)
                    filed = run_client("get", "/v1/partners", "--csv", "-o", name, env=env)
                self.assertEqual((piped.returncode, filed.returncode), (69, 69))
                self.assertIn(b"not the whole list", piped.stderr)
                self.assertEqual(os.listdir(folder), [])

    def test_output_appears_in_a_file_when_it_is_whole(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "list.csv")
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 3\r\n\r\na\r\n"
            done = self.get(answer, "--csv", "--output", name)
            self.assertEqual((done.returncode, done.stdout), (0, b""))
            with open(name, "rb") as stream:
                self.assertEqual(stream.read(), b"a\r\n")

    def test_old_consoles_that_know_no_pound_sign_get_gbp(self) -> None:
        for encoding in ("ascii", "cp437", "latin-1", "cp1252"):
            with self.subTest(encoding), ScriptedServer(Network()) as server:
                env = environment(
                    SAFER_TOKEN=TOKEN, SAFER_URL=server.url, PYTHONIOENCODING=encoding
                )
                done = run_client("contributions", "post", "-", "--yes", stdin=ROWS, env=env)
                self.assertEqual(done.returncode, 0, done.stderr)
                expected = "GBP 16,000.00" if encoding == "ascii" else "£16,000.00"
                self.assertIn(expected, done.stdout.decode(encoding))
                self.assertNotIn(b"\x1b", done.stdout + done.stderr)

    def test_a_reader_that_has_had_enough_is_no_error_with_a_trace(self) -> None:
        data = b"x" * 4000000
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n" % len(
            data
        )
        with ScriptedServer(lambda *_: head + data) as server:
            process = subprocess.Popen(
                [sys.executable, str(CLIENT), "get", "/v1/partners", "--csv"],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(SAFER_URL=server.url),
            )
            assert process.stdout is not None and process.stderr is not None
            process.stdout.read(1)
            process.stdout.close()
            errors = process.stderr.read()
            process.stderr.close()
            process.wait(20)
        self.assertEqual(errors, b"")

    def test_a_certificate_nobody_vouches_for_is_refused_and_one_s_own_may_be_named(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = (os.path.join(folder, name) for name in ("cert.pem", "key.pem"))
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                 "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                 "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                check=True, capture_output=True,
            )  # fmt: skip
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            with socket.create_server(("127.0.0.1", 0)) as listener:
                thread = threading.Thread(target=serve_tls, args=(listener, context), daemon=True)
                thread.start()
                url = "https://127.0.0.1:%d" % listener.getsockname()[1]
                env = environment(SAFER_URL=url)
                refused = run_client("get", "/v1/partners", env=env)
                trusted = run_client("get", "/v1/partners", "--ca-file", certificate, env=env)
                thread.join(20)
        self.assertEqual(refused.returncode, 69)
        self.assertIn(b"is not trusted", refused.stderr)
        self.assertEqual((trusted.returncode, trusted.stdout), (0, b"{}"), trusted.stderr)


def serve_tls(listener: socket.socket, context: ssl.SSLContext) -> None:
    """Answers the second of two TLS connections; the first one's client does not trust it."""
    for _ in range(2):
        connection, _address = listener.accept()
        with connection:
            try:
                with context.wrap_socket(connection, server_side=True) as channel:
                    channel.recv(65536)
                    channel.sendall(reply(200, {}))
            except OSError:
                continue


class NothingIsSent(unittest.TestCase):
    """Refused before a byte leaves: by the command line, the file, or for the token's sake."""

    def run_against_nobody(self, *arguments: str, stdin: bytes = b"", **settings: str) -> Any:
        with ScriptedServer(lambda *_: None) as server:
            env = environment(**{"SAFER_URL": server.url, "SAFER_TOKEN": TOKEN, **settings})
            done = fork_client(*arguments, stdin=stdin, env=env)
            self.assertEqual(server.requests, [])
        self.assertNotIn(b"Traceback", done.stderr)
        return done

    def test_a_wrong_command_line_is_64(self) -> None:
        for arguments in [
            [],
            ["contributions"],
            ["contributions", "post"],
            ["contributions", "list", "--financial-year", "2018/20"],
            ["contributions", "list", "--state", "lost"],
            ["contributions", "list", "--csv", "--json"],
            ["schedule", "--output", "x"],
            ["get", "/v1/partners", "-q", "limit"],
            ["get", "/v1/partners", "--retry-for", "soon"],
            ["get", "/v1/partners", "--timeout", "0"],
            ["get", "http://elsewhere.example.org/v1/partners"],
            ["get", "/v1/partners", "--ca-file", "/nowhere", "--url", "https://127.0.0.1:1"],
            ["get", "/v1/partners", "--ur", "http://127.0.0.1"],
            ["get", "/v1/partners", "--url", "example.org"],
            ["token", "--client", "x"],
            ["token", "--token-url", "https://x.example.org", "--client", "x"],
            ["token", "--client", "x", "--scope", "y", "--saferd", "/nowhere/saferd"],
        ]:
            with self.subTest(arguments):
                self.assertEqual(self.run_against_nobody(*arguments).returncode, 64)

    def test_without_a_terminal_and_without_yes_it_is_64(self) -> None:
        done = self.run_against_nobody("contributions", "post", "-", stdin=ROWS)
        self.assertEqual(done.returncode, 64)
        self.assertIn(b"--yes", done.stderr)

    def test_a_file_with_faults_is_65_and_all_are_listed(self) -> None:
        rows = ROWS + b"2018/20,0,31/02/2018,KCC-A\n"
        done = self.run_against_nobody("contributions", "post", "-", "--yes", stdin=rows)
        self.assertEqual(done.returncode, 65)
        self.assertEqual(done.stderr.count(b"line 5: "), 4)
        self.assertIn(b"nothing was sent", done.stderr)
        done = self.run_against_nobody("contributions", "post", "-", "--yes", "--json", stdin=rows)
        self.assertEqual(len(json.loads(done.stdout)["faults"]), 4)

    def test_the_faults_of_a_file_are_told_before_anybody_is_missed_to_say_yes(self) -> None:
        rows = ROWS + b"2018/20,0,31/02/2018,KCC-A\n"
        done = self.run_against_nobody("contributions", "post", "-", stdin=rows)
        self.assertEqual(done.returncode, 65)
        self.assertEqual(done.stderr.count(b"line 5: "), 4)

    def test_a_file_that_is_not_there_is_65(self) -> None:
        done = self.run_against_nobody("contributions", "post", "/nowhere.csv", "--yes")
        self.assertEqual(done.returncode, 65)

    def test_no_token_or_a_broken_one_is_77(self) -> None:
        for settings in [
            {"SAFER_TOKEN": ""},
            {"SAFER_TOKEN": "a b"},
            {"SAFER_TOKEN": "é"},
            {"SAFER_TOKEN": "", "SAFER_TOKEN_FILE": "/nowhere"},
        ]:
            with self.subTest(settings):
                done = self.run_against_nobody(
                    "contributions", "post", "-", "--yes", stdin=ROWS, **settings
                )
                self.assertEqual(done.returncode, 77)

    def test_a_token_is_not_sent_over_plain_http_to_another_machine(self) -> None:
        done = run_client(
            "get", "/v1/partners", env=environment(SAFER_TOKEN=TOKEN, SAFER_URL="http://192.0.2.1")
        )
        self.assertEqual(done.returncode, 64)
        self.assertIn(b"--insecure-http", done.stderr)
        env = environment(
            SAFER_TOKEN_URL="http://192.0.2.1/token", SAFER_CLIENT_ID="a", SAFER_CLIENT_SECRET="b"
        )
        self.assertEqual(run_client("token", env=env).returncode, 64)


class Tokens(unittest.TestCase):
    def test_a_token_file_may_be_written_by_powershell(self) -> None:
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            with self.subTest(encoding), tempfile.NamedTemporaryFile(suffix=".txt") as stream:
                stream.write((TOKEN + "\r\n").encode(encoding))
                stream.flush()
                with ScriptedServer(lambda *_: reply(200, {})) as server:
                    env = environment(SAFER_URL=server.url, SAFER_TOKEN_FILE=stream.name)
                    self.assertEqual(run_client("get", "v1/partners", env=env).returncode, 0)
                    sent = server.requests[0]
                self.assertEqual(sent.headers["authorization"], "Bearer " + TOKEN)
                self.assertEqual(sent.target, "/v1/partners")

    def test_a_token_is_fetched_by_client_credentials(self) -> None:
        answer = reply(200, {"access_token": TOKEN, "token_type": "Bearer"})
        with ScriptedServer(lambda *_: answer) as server:
            env = environment(
                SAFER_TOKEN_URL=server.url + "/realms/kcc/token?x=1",
                SAFER_CLIENT_ID="finance",
                SAFER_CLIENT_SECRET="a:b&c",
            )
            done = run_client("token", "--scope", "funds.read x", env=env)
            sent = server.requests[0]
        self.assertEqual((done.returncode, done.stdout.decode().strip()), (0, TOKEN))
        self.assertEqual(sent.body, b"grant_type=client_credentials&scope=funds.read+x")
        self.assertEqual(sent.target, "/realms/kcc/token?x=1")
        self.assertEqual(sent.headers["authorization"], "Basic ZmluYW5jZTphJTNBYiUyNmM=")

    def test_other_commands_fetch_a_token_when_none_is_given(self) -> None:
        def answer(request: Request, _: socket.socket) -> bytes:
            return reply(200, {"access_token": TOKEN} if request.method == "POST" else {"a": 1})

        with ScriptedServer(answer) as server:
            env = environment(
                SAFER_URL=server.url,
                SAFER_TOKEN_URL=server.url,
                SAFER_CLIENT_ID="a",
                SAFER_CLIENT_SECRET="b",
            )
            self.assertEqual(run_client("get", "/v1/funds", env=env).returncode, 0)
            self.assertEqual(server.requests[1].headers["authorization"], "Bearer " + TOKEN)

    def test_an_identity_provider_that_refuses_is_77(self) -> None:
        answer = reply(400, b'{"error":"invalid_client"}')
        answer = answer.replace(b"application/problem+json", b"application/json")
        with ScriptedServer(lambda *_: answer) as server:
            env = environment(
                SAFER_TOKEN_URL=server.url, SAFER_CLIENT_ID="a", SAFER_CLIENT_SECRET="b"
            )
            done = run_client("token", env=env)
        self.assertEqual(done.returncode, 77)
        self.assertIn(b"invalid_client", done.stderr)

    def test_proxies_of_the_environment_are_not_asked_for_this_machine(self) -> None:
        with ScriptedServer(lambda *_: reply(200, {})) as server:
            env = environment(SAFER_URL=server.url, http_proxy="http://192.0.2.1:3128")
            self.assertEqual(run_client("get", "/v1/partners", env=env).returncode, 0)

    def test_a_proxy_is_asked_for_another_machine(self) -> None:
        with ScriptedServer(lambda *_: reply(200, {})) as server:
            proxy = server.url.replace("http://", "http://user:p%40ss@")
            env = environment(SAFER_URL="http://service.example.org/api", http_proxy=proxy)
            self.assertEqual(run_client("get", "/v1/partners", env=env).returncode, 0)
            sent = server.requests[0]
        self.assertEqual(sent.target, "http://service.example.org/api/v1/partners")
        self.assertEqual(sent.headers["host"], "service.example.org")
        self.assertEqual(sent.headers["proxy-authorization"], "Basic dXNlcjpwQHNz")


if __name__ == "__main__":
    unittest.main()
