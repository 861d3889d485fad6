"""The service over TLS: what it speaks, what it refuses to start with, long answers to slow readers.

SPDX-License-Identifier: MIT
"""

import csv
import http.client
import io
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import unittest
import warnings

from certificates import Authority, Client, certificate_pem, key_pem, make_key, write
from service import ROOT, Service, free_port, setting

ROWS = 4000
# Rows as they would stand after having been posted, long enough to fill every buffer on the way.
FILL_CONTRIBUTIONS = f"""
    SET session_replication_role = replica;
    INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in, amount_pence,
        received_on, external_reference, note)
    SELECT format('018f0000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid, 'kcst-pooled-budget',
        'kcc', '2018/19', '2018/19', n + 1, '2018-04-03', 'REF-' || n, repeat('n', 450)
    FROM generate_series(1, {ROWS}) AS n;
"""


class WithAuthority(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tls-", dir=setting("SAFER_TEST_FOLDER"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.authority = Authority(self.folder)

    def connect(self, service, context=None):
        client = Client(service.port, context or self.authority.context())
        self.addCleanup(client.close)
        return client


class Serving(WithAuthority):
    def test_requests_are_answered_over_https_and_nothing_over_http(self):
        self.authority.install(1001)
        with Service(self.authority.settings()) as service:
            self.assertIn(f"serves on https://127.0.0.1:{service.port}", service.log())
            client = self.connect(service)
            for _ in range(3):
                status, headers, body = client.get("/v1/partners")
                self.assertEqual(status, 200)
                self.assertIn(b"kent-police", body)
                self.assertEqual(headers["Strict-Transport-Security"], "max-age=31536000")
            self.assertEqual(client.serial(), 1001)
            with socket.create_connection(("127.0.0.1", service.port), timeout=60) as plain:
                plain.sendall(b"GET /v1/partners HTTP/1.1\r\nHost: a\r\n\r\n")
                self.assertNotIn(b"HTTP/1.1", plain.makefile("rb").read())

    def test_without_a_certificate_browsers_are_told_nothing(self):
        with Service() as service:
            self.assertIsNone(service.get("/v1/partners").headers["Strict-Transport-Security"])

    def test_keys_of_both_kinds_serve_both_versions_of_tls_and_no_older_one(self):
        for kind in ("rsa", "ec"):
            self.authority.install(7, kind)
            with Service(self.authority.settings()) as service:
                for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                    context = self.authority.context()
                    context.minimum_version = context.maximum_version = version
                    client = self.connect(service, context)
                    self.assertEqual(client.get("/health/live")[0], 200)
                    self.assertIn("GCM", client.connection.sock.cipher()[0])
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    context = self.authority.context()
                    context.set_ciphers("ALL:@SECLEVEL=0")
                    context.minimum_version = ssl.TLSVersion.TLSv1
                    context.maximum_version = ssl.TLSVersion.TLSv1_1
                with self.assertRaises(ssl.SSLError):
                    self.connect(service, context).get("/health/live")

    def test_what_has_no_forward_secrecy_or_is_not_authenticated_is_not_spoken(self):
        self.authority.install(8, "rsa")
        with Service(self.authority.settings()) as service:
            for cipher in ("AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "AES256-SHA"):
                context = self.authority.context()
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                context.set_ciphers(cipher)
                with self.assertRaises(ssl.SSLError, msg=cipher):
                    self.connect(service, context).get("/health/live")

    def test_another_handshake_on_the_same_connection_ends_it(self):
        self.authority.install(11)
        with Service(self.authority.settings()) as service:
            command = ["openssl", "s_client", "-tls1_2", "-connect", f"127.0.0.1:{service.port}"]
            with subprocess.Popen(["timeout", "60", *command], stdin=subprocess.PIPE, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as asking:
                while "Verify return code" not in asking.stdout.readline():
                    self.assertIsNone(asking.poll())
                asking.stdin.write("R\n")
                asking.stdin.flush()
                said = asking.stdout.read()
            self.assertIn("RENEGOTIATING", said)
            self.assertIn("closed", said)

    def test_the_chain_is_shown_with_the_certificate(self):
        key = make_key()
        certificate = self.authority.sign(key, 9)
        write(self.authority.path("key.pem"), key_pem(key))
        write(self.authority.path("certificate.pem"), certificate_pem(certificate),
              certificate_pem(self.authority.certificate))
        with Service(self.authority.settings()) as service:
            shown = subprocess.run(
                ["openssl", "s_client", "-showcerts", "-connect", f"127.0.0.1:{service.port}"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(shown.stdout.count("BEGIN CERTIFICATE"), 2)

    def test_the_health_check_speaks_tls_too(self):
        self.authority.install(10)
        with Service(self.authority.settings()) as service:
            done = subprocess.run([setting("SAFERD"), "check-health"], env=service.environment,
                                  capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class OneConnection(WithAuthority):
    """What lies decrypted in the service, while the socket has nothing more to read."""

    def setUp(self):
        super().setUp()
        self.authority.install(3001)
        self.service = Service(self.authority.settings())
        self.addCleanup(self.service.stop)
        raw = socket.create_connection(("127.0.0.1", self.service.port), timeout=60)
        self.wire = self.authority.context().wrap_socket(raw, server_hostname="127.0.0.1")
        self.addCleanup(self.wire.close)

    def answers(self, count):
        """The statuses of so many answers, in order."""
        statuses, stream = [], self.wire.makefile("rb")
        for _ in range(count):
            statuses.append(int(stream.readline().split()[1]))
            headers = http.client.parse_headers(stream)
            if headers["Transfer-Encoding"] == "chunked":
                while size := int(stream.readline(), 16):
                    stream.read(size + 2)
                stream.readline()
            else:
                stream.read(int(headers["Content-Length"]))
        return statuses

    def test_requests_sent_at_once_are_answered_one_after_the_other(self):
        token = self.service.token()
        one = "GET %s HTTP/1.1\r\nHost: safer.test\r\nAccept: %s\r\nAuthorization: Bearer " + token
        rows = [("/v1/contributions", "text/csv"), ("/health/live", "*/*"),
                ("/v1/nothing", "*/*"), ("/v1/contributions", "text/csv"), ("/v1/partners", "*/*")]
        self.wire.sendall("".join(one % row + "\r\n\r\n" for row in rows).encode())
        self.assertEqual(self.answers(len(rows)), [200, 200, 404, 200, 200])

    def test_a_body_of_any_length_is_read(self):
        token = self.service.token()
        for length in (1, 16383, 16384, 16385, 40000, 1_000_000, 1_048_576, 1_048_577):
            body = b'"' + b"x" * (length - 2) + b'"' if length > 1 else b"5"
            self.wire.sendall((
                "POST /v1/contributions?dry_run=true HTTP/1.1\r\nHost: safer.test\r\n"
                f"Content-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
                f"Content-Length: {length}\r\n\r\n").encode() + body)
            self.assertEqual(self.answers(1), [413 if length > 1_048_576 else 422], length)

    def test_who_does_not_finish_the_handshake_is_let_go(self):
        with Service({**self.authority.settings(), "SAFER_IDLE_SECONDS": "1"}) as service:
            for sent in (b"", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"):
                with socket.create_connection(("127.0.0.1", service.port), timeout=60) as silent:
                    silent.sendall(sent)
                    while silent.recv(1000):
                        pass

    def test_the_script_client_trusts_the_authority_it_is_told(self):
        command = [sys.executable, os.path.join(ROOT, "clients", "safer", "safer"), "get",
                   "/v1/partners", "--retry-for", "0"]
        environment = {**os.environ, "SAFER_URL": f"https://127.0.0.1:{self.service.port}"}
        for more, status in ((["--ca-file", self.authority.file], 0), ([], 69)):
            done = subprocess.run(command + more, env=environment, capture_output=True, text=True,
                                  timeout=60, check=False)
            self.assertEqual(done.returncode, status, done.stderr)


class LongAnswers(WithAuthority):
    """A list as CSV is streamed: its connection is suspended while there is nothing to send."""

    def setUp(self):
        super().setUp()
        self.authority.install(2001)
        self.service = Service(self.authority.settings())
        self.addCleanup(self.service.stop)
        self.service.database.sql(FILL_CONTRIBUTIONS)
        self.token = self.service.token()

    def check(self, body):
        rows = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
        self.assertEqual(len(rows), ROWS + 1)
        self.assertEqual(len({row[0] for row in rows}), ROWS + 1)

    def test_a_long_list_arrives_whole_and_the_connection_serves_on(self):
        client = self.connect(self.service)
        for _ in range(2):
            status, _, body = client.get(
                "/v1/contributions", self.token, {"Accept": "text/csv"})
            self.assertEqual(status, 200)
            self.check(body)
        self.assertEqual(client.get("/health/live")[0], 200)

    def test_a_slow_reader_gets_it_whole_and_keeps_nobody_waiting(self):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(60)
        raw.connect(("127.0.0.1", self.service.port))
        with self.authority.context().wrap_socket(raw, server_hostname="127.0.0.1") as slow:
            slow.sendall((
                "GET /v1/contributions HTTP/1.1\r\nHost: safer.test\r\nAccept: text/csv\r\n"
                f"Authorization: Bearer {self.token}\r\nConnection: close\r\n\r\n").encode())
            got, quick = bytearray(), self.connect(self.service)
            while chunk := slow.recv(2000):
                if len(got) < 100_000:  # others are answered in between
                    self.assertEqual(quick.get("/v1/partners")[0], 200)
                got += chunk
        head, _, rest = bytes(got).partition(b"\r\n\r\n")
        self.assertIn(b"200 OK", head)
        body = bytearray()
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            body += rest[:int(size, 16)]
            rest = rest[int(size, 16) + 2:]
        self.assertEqual(size, b"0", "the last chunk is missing")
        self.check(bytes(body))

    def test_a_reader_that_leaves_in_the_middle_leaves_nothing_behind(self):
        for _ in range(3):
            raw = socket.create_connection(("127.0.0.1", self.service.port), timeout=60)
            with self.authority.context().wrap_socket(raw, server_hostname="127.0.0.1") as leaver:
                leaver.sendall((
                    "GET /v1/contributions HTTP/1.1\r\nHost: safer.test\r\nAccept: text/csv\r\n"
                    f"Authorization: Bearer {self.token}\r\n\r\n").encode())
                self.assertTrue(leaver.recv(1000))
        self.assertEqual(self.connect(self.service).get("/v1/partners")[0], 200)


class NotStarting(WithAuthority):
    """Each is refused at the start, with a sentence that says what to mend."""

    def refusal(self, environment):
        with tempfile.TemporaryDirectory(dir=self.folder) as state:
            done = subprocess.run(
                [setting("SAFERD"), "serve"], capture_output=True, text=True, timeout=60,
                check=False, env=dict(
                    os.environ, DATABASE_URL="postgresql:///nowhere", SAFER_STATE=state,
                    SAFER_PORT=str(free_port()), **environment))
        self.assertNotEqual(done.returncode, 0)
        self.assertNotIn("ready", done.stderr)
        return done.stderr

    def test_one_of_the_two_without_the_other(self):
        self.authority.install(1)
        for name, value in self.authority.settings().items():
            self.assertEqual(self.refusal({name: value}),
                             "SAFER_TLS_CERTIFICATE and SAFER_TLS_KEY go together\n")

    def test_a_certificate_that_is_not_valid_today(self):
        for dates, sentence in (({"begins": -10, "ends": -1}, "the certificate has expired on 20"),
                                ({"begins": 2, "ends": 9}, "the certificate is not valid until 20")):
            self.authority.install(2, **dates)
            self.assertIn(sentence, self.refusal(self.authority.settings()))

    def test_a_key_of_another_certificate(self):
        self.authority.install(3)
        write(self.authority.path("key.pem"), key_pem(make_key()))
        self.assertIn("key.pem: is not the key of the certificate",
                      self.refusal(self.authority.settings()))

    def test_files_that_are_not_what_they_should_be(self):
        self.authority.install(4)
        key = make_key()
        certificate = certificate_pem(self.authority.sign(key, 5))
        rows = (
            ("key.pem", key_pem(key, b"secret"), "is no private key in PEM, or is encrypted"),
            ("key.pem", certificate, "is no private key in PEM, or is encrypted"),
            ("key.pem", b"", "is no private key in PEM, or is encrypted"),
            ("certificate.pem", b"-----BEGIN CERTIFICATE-----\n", "is no certificate in PEM"),
            ("certificate.pem", b"x" * 300_000, "is too long"),
            ("certificate.pem", certificate_pem(self.authority.certificate) + certificate,
             "the certificates are not in order"),
            ("certificate.pem", None, "No such file or directory"),
        )
        for name, text, sentence in rows:
            self.authority.install(4)
            if text is None:
                os.remove(self.authority.path(name))
            else:
                write(self.authority.path(name), text)
            said = self.refusal(self.authority.settings())
            self.assertIn(f"{name}: {sentence}", said)
            self.assertEqual(said.count("\n"), 1, said)


if __name__ == "__main__":
    unittest.main()
