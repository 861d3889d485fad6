"""What the tests of faults share: a service whose Nth call fails, and a client that tells what came back.

SPDX-License-Identifier: MIT

The service is saferd_faults: saferd with tests/faults/inject.c between it and its libraries.
"""

import http.client
import json
import mmap
import os
import socket
import struct
import subprocess
import tempfile
import time

from service import Database, Service, setting, wait_until

# As in inject.c.
MEMORY, DATABASE, DATABASE_SOCKET, CLIENT_SEND, CLIENT_SHORT, CLIENT_RECEIVE = range(1, 7)
TRACE_MAX, STACKS_MAX = 24, 8000
FAILED_STACK = 5 + TRACE_MAX
SIZE = 65536


class Plan:
    """What is to fail, in a file that the service maps as well."""

    def __init__(self, path):
        self.path = path
        with open(path, "w+b") as file:
            file.truncate(SIZE)
            self.map = mmap.mmap(file.fileno(), SIZE)

    def _put(self, place, value):
        struct.pack_into("q", self.map, 8 * place, value)

    def _get(self, place):
        return struct.unpack_from("q", self.map, 8 * place)[0]

    def arm(self, kind, at, persists=False):
        """From now on the call number `at` of that kind fails, and all later ones if it persists."""
        self.disarm()
        for place, value in ((1, at), (2, int(persists)), (3, 0), (4, 0), (0, kind)):
            self._put(place, value)

    def list(self, kind):
        """From now on each call of that kind is listed, and none fails."""
        self.arm(kind, 0)

    def listed(self):
        """Lists no more. Returns where each call since list() came from: a number for each way through the program."""
        self._put(0, 0)
        assert self.calls <= STACKS_MAX, f"there were {self.calls} calls"
        return [self._get(FAILED_STACK + 1 + i) for i in range(self.calls)]

    @property
    def failed_stack(self):
        """Where the first call that failed came from, as listed() has it."""
        return self._get(FAILED_STACK)

    def disarm(self):
        """Nothing fails any more. Returns how many calls failed since arm()."""
        self._put(0, 0)
        return self._get(4)

    @property
    def calls(self):
        """How many calls of that kind there were since arm()."""
        return self._get(3)

    @property
    def failed(self):
        return self._get(4)

    def trace(self):
        """From where the first call that failed was called, for whoever mends it."""
        offsets = [hex(self._get(5 + i) - 1) for i in range(2, TRACE_MAX) if self._get(5 + i) > 0]
        result = subprocess.run(
            ["addr2line", "-s", "-f", "-p", "-e", setting("SAFERD"), *offsets],
            capture_output=True, text=True, timeout=60, check=False)
        return "\n".join(line for line in result.stdout.split("\n") if not line.startswith("??"))


def new_plan():
    file, path = tempfile.mkstemp(dir=os.environ.get("SAFER_TEST_FOLDER"))
    os.close(file)
    return Plan(path)


def use_faulty():
    """Says that the binary under test is the one in which calls can be made to fail."""
    binary = setting("SAFERD")
    if os.path.basename(binary) == "saferd":
        os.environ["SAFERD"] = os.path.join(os.path.dirname(binary), "tests", "saferd_faults")


class Sql:
    """One session of psql as superuser: quick to ask often."""

    def __init__(self, database):
        self.process = subprocess.Popen(
            ["psql", "-X", "-q", "-A", "-t", "-h", setting("SAFER_TEST_SOCKET"), "-U", "postgres",
             "-d", database.name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def ask(self, text):
        self.process.stdin.write(text + ";\n\\echo END OF ANSWER\n")
        self.process.stdin.flush()
        lines = []
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError("psql has ended:\n" + "".join(lines))
            if line == "END OF ANSWER\n":
                return "".join(lines).rstrip("\n")
            if line.startswith("ERROR"):
                raise RuntimeError(line)
            lines.append(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Answer:
    """What came back on a connection: `status` is 0 when it was no answer, `whole` if all of it came."""

    def __init__(self, read, method):
        self.status, self.whole, self.body, self.method = 0, False, b"", method
        self.headers = http.client.HTTPMessage()
        try:
            answer = http.client.HTTPResponse(read, method=method)
            answer.begin()
            self.status, self.headers = answer.status, answer.headers
            self.body = answer.read()
            self.whole = True
        except http.client.IncompleteRead as error:
            self.body = error.partial
        except (http.client.HTTPException, ConnectionError, ValueError):
            pass

    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        """The problem's slug; "" when it is none."""
        if self.headers.get("Content-Type") != "application/problem+json" or not self.whole:
            return ""
        if self.method == "HEAD":  # which has no body to say so
            return "unavailable"
        document = self.json()
        if document["status"] != self.status:
            return ""
        return document["type"].removeprefix("/problems/")

    def __str__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:300]!r} whole={self.whole}"


class Faulty(Service):
    """A service with one worker and one thread for streams, in which calls can be made to fail."""

    def __init__(self, environment=None):
        use_faulty()
        self.plan = new_plan()
        super().__init__({
            "SAFER_FAULTS": self.plan.path, "SAFER_WORKERS": "1", "SAFER_EXPORTS": "1", "SAFER_SLOW": "1",
            "SAFER_JOBS_SECONDS": "3600", "SAFER_TODAY": "2026-05-01", "SAFER_RATE_LIMIT": "0",
            "SAFER_RATE_LIMIT_ANONYMOUS": "0", **(environment or {}),
        })
        self.sql = Sql(self.database)

    def clean_up(self):
        if hasattr(self, "sql"):
            self.sql.close()
            del self.sql
        super().clean_up()
        if os.path.exists(self.plan.path):
            os.unlink(self.plan.path)

    def send(self, request):
        """Sends bytes on a connection of its own and takes what comes back until it is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            try:
                connection.sendall(request)
            except ConnectionError:
                pass
            return Answer(connection, request.split(b" ", 1)[0].decode())

    def clean(self, request):
        """Sends a request without a fault, again while the service gathers itself after one."""
        deadline = time.monotonic() + 20
        while True:
            answer = self.send(request)
            waits = answer.status in (0, 503) or answer.problem == "idempotency-key-in-use"
            if not waits or time.monotonic() > deadline:
                return answer
            time.sleep(0.01)

    def descriptors(self):
        """What the process holds open, but for its clients' connections."""
        folder, found = f"/proc/{self.process.pid}/fd", []
        for name in os.listdir(folder):
            try:
                found.append(os.readlink(f"{folder}/{name}").split(":")[0])
            except FileNotFoundError:  # closed meanwhile
                pass
        return sorted(found)

    def backends(self):
        """How many connections to PostgreSQL there are, as PostgreSQL counts."""
        return int(self.sql.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'saferd'"
                                " AND datname = current_database()"))

    def cut(self):
        """Ends every connection to PostgreSQL; the service learns of it when it uses one."""
        # Given a time to wait, PostgreSQL would look a tenth of a second later, for each of them.
        ended = self.sql.ask("SELECT string_agg(CASE WHEN pg_terminate_backend(pid) THEN pid::text END, ',')"
                             " FROM pg_stat_activity WHERE usename = 'saferd' AND datname = current_database()")
        # Who was in the middle of something may have connected again at once, so it is those that are waited for.
        wait_until(lambda: self.sql.ask(f"SELECT count(*) FROM pg_stat_activity WHERE pid IN ({ended or 'NULL'})")
                   == "0", 30)

    def metric(self, name):
        for line in self.clean(request("GET", "/metrics")).body.decode().split("\n"):
            if line.startswith(name + " "):
                return int(line.split()[1])
        raise AssertionError(f"there is no metric {name}")


def request(method, target, token=None, body=None, headers=None):
    """The bytes of a request, after which the connection is to be closed."""
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if token:
        lines.append("Authorization: Bearer " + token)
    data = b""
    if body is not None:
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data
