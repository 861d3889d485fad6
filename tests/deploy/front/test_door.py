"""The HAProxy example at the door: what may be read in two ways reaches no service, byte by byte.

SPDX-License-Identifier: MIT
"""

import json
import os
import re
import ssl
import subprocess
import tempfile
import unittest

from front import EXAMPLE, NAME, Front, Wire, certificate
from service import Service, wait_until

HOST = f"Host: {NAME}\r\n"
SMUGGLED = "GET /v1/smuggled HTTP/1.1\r\n" + HOST + "\r\n"


def get(lines="", target="/v1/partners", line_end="\r\n"):
    return f"GET {target} HTTP/1.1\r\n{HOST}{lines}\r\n".replace("\r\n", line_end)


def post(lines, body):
    return (f"POST /v1/contributions HTTP/1.1\r\n{HOST}Content-Type: application/json\r\n"
            f"{lines}\r\n{body}")


# What is sent, and whether it is refused (True) or may be mended into one plain request (False).
ODD = {
    "a NUL in a header's value": (get("X-Odd: a\0b\r\n"), True),
    "a NUL in the target": (get(target="/v1/part\0ners"), True),
    "a carriage return in a header's value": (get("X-Odd: a\rb\r\n"), True),
    "a control in a header's value": (get("X-Odd: a\x01b\r\n"), True),
    "lines that end with LF alone": (get(line_end="\n"), False),
    "a blank before the colon": (get("X-Odd : a\r\n"), True),
    "a blank before the colon of Content-Length": (
        post("Content-Length : 5\r\n", "{}   ") + SMUGGLED, True),
    "a header without a name": (get(": a\r\n"), True),
    "a header without a colon": (get("X-Odd\r\n"), True),
    "a name with a blank": (get("X Odd: a\r\n"), True),
    "a folded header": (get("X-Odd: a\r\n b: c\r\n"), False),
    "a folded first header": (f"GET /v1/partners HTTP/1.1\r\n X-Odd: a\r\n{HOST}\r\n", True),
    "two lengths that differ": (
        post("Content-Length: 2\r\nContent-Length: 50\r\n", "{}" + SMUGGLED), True),
    "two lengths in one": (post("Content-Length: 2, 50\r\n", "{}" + SMUGGLED), True),
    "a length with a sign": (post("Content-Length: +2\r\n", "{}" + SMUGGLED), True),
    "a length that is no number": (post("Content-Length: two\r\n", "{}" + SMUGGLED), True),
    "a length without digits": (post("Content-Length:\r\n", "{}" + SMUGGLED), True),
    "a length beyond numbers": (post("Content-Length: 99999999999999999999\r\n", "{}"), True),
    "a length and chunks": (
        post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + SMUGGLED), False),
    "chunks twice": (
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
             "0\r\n\r\n" + SMUGGLED), True),
    "a coding nobody knows": (post("Transfer-Encoding: odd\r\n", "0\r\n\r\n" + SMUGGLED), True),
    "a coding before chunks": (
        post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" + SMUGGLED), True),
    "chunks before a coding": (
        post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + SMUGGLED), True),
    "a coding behind a tab that is none": (
        post("Transfer-Encoding: \x0bchunked\r\n", "0\r\n\r\n" + SMUGGLED), True),
    "chunks over HTTP/1.0": (
        post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0"), True),
    "a chunk with a size that is none": (
        post("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"), True),
    "a chunk with a size beyond numbers": (
        post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"), True),
    "a chunk longer than its size": (
        post("Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"), True),
    "no Host": ("GET /v1/partners HTTP/1.1\r\n\r\n", True),
    "two Hosts": (get(f"Host: {NAME}\r\n"), False),
    "two Hosts that differ": (get("Host: other.example\r\n"), True),
    "another's Host": ("GET /v1/partners HTTP/1.1\r\nHost: other.example\r\n\r\n", True),
    "a Host that is none": (f"GET /v1/partners HTTP/1.1\r\nHost: {NAME}/a\r\n\r\n", True),
    "an empty Host": ("GET /v1/partners HTTP/1.1\r\nHost:\r\n\r\n", True),
    "a target with another host": (get(target="http://other.example/v1/partners"), True),
    "a target with this host": (get(target=f"http://{NAME}/v1/partners"), False),
    "a target with a blank": (get(target="/v1/partners /v1/funds"), True),
    "a target with a tab": (get(target="/v1/partners\t"), False),
    "a target that is no path": (get(target="partners"), True),
    "a target that is not ASCII": (get(target="/v1/partners?kind=\xe9"), True),
    "a version that is none": (get().replace("HTTP/1.1", "HTTP/1.9x"), True),
    "a version of long ago": ("GET /v1/partners\r\n", True),
    "a method that is none": (get().replace("GET", "G(T"), True),
    "two keys": (
        post("Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 2\r\n", "{}"), True),
    "two tokens": (get("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n"), True),
    "more headers than anybody needs": (get("".join(f"X-{n}: a\r\n" for n in range(80))), True),
    "a header longer than anybody needs": (get("X-Odd: " + "a" * 40000 + "\r\n"), True),
    "a length beyond the limit": (post("Content-Length: 1048577\r\n", "{"), True),
}

# Refused by a rule of the configuration: with a problem document.
RULED = ("a NUL in a header's value", "two keys", "two tokens", "chunks over HTTP/1.0")


def unseen():
    """What the service cannot see (docs/front-door.md), sent to this host, and one more request."""
    path = os.path.join(os.path.dirname(__file__), "../../support/malformed_requests.json")
    with open(path, encoding="utf-8") as file:
        last = get("Connection: close\r\n", "/v1/smuggled")
        return {row["name"]: row["request"].replace("Host: x", f"Host: {NAME}") + last
                for row in json.load(file) if not row["seen"]}


def answers(front, text):
    """Everything that comes back for these bytes, until the other side closes or says no more."""
    said = b""
    with front.connect() as wire:
        wire.settimeout(20)
        try:
            wire.sendall(text.encode("latin-1"))
            while more := wire.recv(65536):
                said += more
                if statuses(said):
                    wire.settimeout(0.2)  # what a second request would be answered with
        except (TimeoutError, ConnectionError, ssl.SSLError):
            pass
    return said


def statuses(said):
    return [int(line.split(b" ")[1]) for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.")]


def lines_of(head, name):
    """What a head says under a name, line by line."""
    return [line.split(b":", 1)[1].strip().decode() for line in head.split(b"\r\n")
            if line.lower().startswith(name.encode() + b":")]


class Door(unittest.TestCase):
    """One service behind HAProxy, with a relay between them that keeps what HAProxy sends."""

    @classmethod
    def setUpClass(cls):
        cls.service = Service({"SAFER_TODAY": "2018-06-01"})
        cls.addClassCleanup(cls.service.__exit__, None, None, None)
        cls.wire = Wire(cls.service.port)
        cls.addClassCleanup(cls.wire.__exit__)

    def open(self, *changes):
        front = Front([self.wire.port], changes)
        self.addCleanup(front.stop)
        wait_until(lambda: front.servers()["one"], 30)
        self.wire.requests()
        return front

    def test_what_may_be_read_in_two_ways_is_refused_or_becomes_one_plain_request(self):
        front = self.open()
        for what, (text, refused) in ODD.items():
            with self.subTest(what):
                answer = answers(front, text)
                said = statuses(answer)
                passed = self.wire.requests()
                if refused:
                    self.assertEqual(passed, [])
                    # what is longer than a buffer is cut off, and its sender may not hear the 400
                    if "longer" not in what or said:
                        self.assertEqual(len(said), 1)
                        self.assertIn(said[0], (400, 413, 421, 422))
                    # what is no HTTP at all is answered before anything is configured
                    if said != [] and (said[0] in (413, 421) or what in RULED):
                        self.assertIn(b'{"type":"', answer)
                        self.assertIn(b'"status":%d' % said[0], answer)
                else:
                    self.assertEqual((len(said), len(passed)), (1, 1))
                    self.assertNotIn(b"smuggled", passed[0][0] + passed[0][1])

    def test_what_the_service_cannot_see_is_refused_or_becomes_a_plain_request(self):
        front = self.open()
        self.assertGreaterEqual(len(unseen()), 4)
        for what, text in unseen().items():
            with self.subTest(what):
                with front.connect() as wire:
                    wire.sendall(text.encode("latin-1"))
                    while wire.recv(65536):
                        pass
                passed = self.wire.requests()  # which reads strictly
                # what follows is a request of its own, or does not come through at all
                own = [head.startswith(b"GET /v1/smuggled ") for head, _ in passed]
                self.assertIn(sorted(own), ([], [True], [False, True]))
                for (head, body), follows in zip(passed, own):
                    self.assertEqual(follows, b"smuggled" in head + body)

    def test_a_plain_request_goes_through_and_says_who_the_client_is(self):
        front = self.open()
        self.assertEqual(statuses(answers(front, get(
            "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n"
            "Forwarded: for=192.0.2.3\r\nX-Real-IP: 192.0.2.4\r\n"))), [200])
        (head, _), = self.wire.requests()
        self.assertEqual(lines_of(head, "x-forwarded-for"), ["127.0.0.1"])
        self.assertEqual(len(lines_of(head, "x-request-id")), 1)
        self.assertNotIn(b"192.0.2.", head)
        self.assertEqual(statuses(answers(front, get("X-Request-Id: ours-4711\r\n"))), [200])
        (head, _), = self.wire.requests()
        self.assertEqual(lines_of(head, "x-request-id"), ["ours-4711"])

    def test_http_2_is_spoken_to_clients_and_http_1_1_to_the_service(self):
        front = self.open()
        said = subprocess.run(
            ["curl", "-s", "--http2", "--cacert", front.pem, "--noproxy", "*", "-o", "/dev/null",
             "-w", "%{http_version} %{http_code}", "--resolve", f"{NAME}:{front.port}:127.0.0.1",
             f"https://{NAME}:{front.port}/v1/partners/kcc"],
            capture_output=True, text=True, timeout=60, check=True).stdout
        self.assertEqual(said, "2 200")
        self.assertEqual(len(self.wire.requests()), 1)

    def test_a_body_in_chunks_meets_the_limit_of_the_service(self):
        front = self.open()
        connection = front.client()
        self.addCleanup(connection.close)
        chunk = b" " * 65536
        connection.request(
            "POST", "/v1/contributions", (chunk for _ in range(17)), encode_chunked=True,
            headers={"Authorization": "Bearer " + self.service.token(), "Idempotency-Key": "long",
                     "Content-Type": "application/json", "Transfer-Encoding": "chunked"})
        self.assertEqual(connection.getresponse().status, 413)

    def test_metrics_are_not_for_everybody(self):
        front = self.open((r"!{ src 127\.0\.0\.0/8 ", "!{ src 192.0.2.0/24 "))
        for target in ("/metrics", "/%6detrics", "/metrics?a=b", "/metrics/"):
            self.assertEqual(front.get(target).status, 404, target)
        self.assertEqual(self.wire.requests(), [])

    def test_its_log_has_paths_and_never_what_was_asked_for(self):
        front = self.open()
        for method, target in (
                ("GET", "/v1/partners?called=Larkspur/2019&q=Foxglove"), ("GET", "/metrics?called=Larkspur"),
                ("GET", f"https://{NAME}/v1/partners/kcc?called=Larkspur"), ("POST", "/v1/dhrs?called=Larkspur"),
                ("GET", "/v1/partners/?/?called=Larkspur"), ("GET", "/v1/partners/kfrs?a#Larkspur")):
            with self.subTest(target):
                connection = front.client()
                self.addCleanup(connection.close)
                connection.request(method, target)
                connection.getresponse().read()
        front.get("/v1/partners/kent-police")
        # What was asked last is logged last.
        wait_until(lambda: '"GET /v1/partners/kent-police HTTP/' in front.log(), 30)
        self.assertRegex(front.log(), r' \d+ \d+ - - \S+ \S+ \S+ "GET /v1/partners HTTP/1\.1"\n')
        self.assertIn('"POST /v1/dhrs HTTP/1.1"', front.log())
        for word in ("called", "Larkspur", "Foxglove"):
            self.assertNotIn(word, front.log())

    def test_a_request_that_never_comes_whole_ends(self):
        front = self.open((r"timeout http-request 10s", "timeout http-request 300ms"))
        for begun in ("GET /v1/partners HT", get()[:-2], get("X-Odd: a")[:-2],
                      post("Content-Length: 50\r\n", "{"),
                      post("Transfer-Encoding: chunked\r\n", "1\r\n{\r\n")):
            with front.connect() as wire:
                wire.sendall(begun.encode())
                said = b""
                while more := wire.recv(65536):
                    said += more
                self.assertEqual(statuses(said), [408], begun)
        self.assertEqual(self.wire.requests(), [])

    def test_one_address_holds_and_makes_so_many_connections_and_requests(self):
        front = self.open((r"sc0_conn_cur gt 100", "sc0_conn_cur gt 3"),
                          (r"sc0_http_req_rate gt 3000", "sc0_http_req_rate gt 20"))
        held = [front.connect() for _ in range(3)]
        with self.assertRaises((ConnectionError, ssl.SSLError)):
            front.connect()
        for wire in held:
            wire.close()
        wait_until(lambda: "conn_cur=0" in front.tell("show table public"))
        connection = front.client()
        self.addCleanup(connection.close)
        said = []
        for _ in range(30):
            connection.request("GET", "/health/live")
            reply = connection.getresponse()
            said.append((reply.status, reply.headers["Retry-After"],
                         json.loads(reply.read())["status"]))
        self.assertEqual(said[0], (200, None, "live"))
        self.assertEqual(said[-1], (429, "10", 429))

    def test_what_haproxy_answers_itself_is_a_problem_that_the_service_knows(self):
        front = self.open()
        front.tell("disable server safer/one")
        reply = front.get("/v1/partners")
        self.assertEqual((reply.status, reply.headers["Retry-After"]), (503, "1"))
        self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
        with open(EXAMPLE, encoding="utf-8") as file:
            bodies = [json.loads(text.replace('\\"', '"')) for text in
                      re.findall(r'^ +http-error status .* string "(.*?[^\\])"', file.read(), re.M)]
        self.assertEqual(len(bodies), 9)
        for problem in bodies:
            self.assertEqual(set(problem), {"type", "title", "status", "detail"})
            if problem["type"] != "about:blank":
                page = self.service.get(problem["type"])
                self.assertEqual(page.status, 200, problem["type"])
                self.assertIn(problem["title"], page.text)

    def test_the_certificate_changes_without_a_restart(self):
        front = self.open()
        before = front.trust()
        connection = front.client()
        self.addCleanup(connection.close)
        connection.request("GET", "/v1/partners/kcc")
        connection.getresponse().read()
        front.write_certificate(certificate())
        with open(front.pem, encoding="ascii") as file:
            said = front.tell(f"set ssl cert {front.pem} <<\n{file.read()}")
        self.assertIn("Transaction created", said)
        self.assertIn("Success", front.tell(f"commit ssl cert {front.pem}"))
        front.connect().close()
        with self.assertRaises(ssl.SSLError):
            front.connect(before)
        connection.request("GET", "/v1/partners/kcc")  # what was connected before goes on
        self.assertEqual(connection.getresponse().status, 200)


class Inside(unittest.TestCase):
    """A network between HAProxy and the instances that is not the operator's alone."""

    def test_haproxy_speaks_tls_to_an_instance_whose_certificate_it_knows(self):
        with tempfile.TemporaryDirectory(dir=os.environ.get("SAFER_TEST_FOLDER")) as folder:
            def pem(name):
                path = os.path.join(folder, name)
                with open(path, "w", encoding="ascii") as file:
                    file.write(certificate())
                return path
            own, another = pem("own"), pem("another")
            with Service({"SAFER_TLS_CERTIFICATE": own, "SAFER_TLS_KEY": own}) as service:
                for known, status in ((own, 200), (another, 503)):
                    with Front([service.port], [
                            (r"^    default-server check", "    default-server ssl verify required"
                             f" ca-file {known} verifyhost {NAME} check")]) as front:
                        wait_until(lambda front=front: "Health check" in front.log(), 30)
                        wait_until(lambda front=front, status=status:
                                   front.get("/v1/partners/kcc").status == status, 30)


if __name__ == "__main__":
    unittest.main()
