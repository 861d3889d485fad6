"""Starts the service with a database of its own, asks it, and stops it: what the Python tests share.

SPDX-License-Identifier: MIT

./check says by the environment what to use:
  SAFERD               the binary under test
  SAFER_TEST_SOCKET    the folder of the private PostgreSQL's socket
  SAFER_TEST_TEMPLATE  a migrated database with the published facts, to make others from
  SAFER_TEST_FOLDER    where temporary files may lie
  SAFER_EXCHANGES      the file that every exchange is added to, for the contract checker (optional)
"""

import base64
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
START_SECONDS = 60
STOP_SECONDS = 60


def setting(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set: these tests are run by ./check")
    return value


def free_port():
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def steady_port():
    """A free port that no outgoing connection takes for its own while nobody listens on it: for a
    server that is to come back on the same one."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="utf-8") as file:
        lowest = int(file.read().split()[0])
    for _ in range(1000):
        port = random.SystemRandom().randrange(10000, lowest) if lowest > 11000 else free_port()
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no port is free")


class Database:
    """A database of its own, copied from the template; dropped by drop()."""

    def __init__(self, template=None):
        self.name = "test_" + uuid.uuid4().hex
        template = template or setting("SAFER_TEST_TEMPLATE")
        self.sql(
            f"CREATE DATABASE {self.name} OWNER safer_migrate TEMPLATE {template} STRATEGY file_copy", "postgres"
        )

    def url(self, login="saferd"):
        return f"postgresql://{login}@/{self.name}?host={setting('SAFER_TEST_SOCKET')}"

    def sql(self, text, database=None):
        """Runs SQL as superuser; what it answers as text: a line a row, columns apart by |."""
        result = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
             "-h", setting("SAFER_TEST_SOCKET"), "-U", "postgres", "-d", database or self.name],
            input=text, capture_output=True, text=True, timeout=60, check=False)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return result.stdout.rstrip("\n")

    def settle(self):
        """Waits until what others in the cluster had begun is over: no watermark is beyond what is still open."""
        begun = self.sql("SELECT pg_snapshot_xmax(pg_current_snapshot())")
        wait_until(lambda: self.sql("SELECT count(*) FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                                    f" AND backend_xid::text::bigint < {begun}") == "0", 60)

    def drop(self):
        self.sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", "postgres")


class Reply:
    """An answer: status, headers (a dict that ignores case) and body."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class Service:
    """`saferd serve` on a free port, with its own database and state folder; a context manager.

    environment: more settings, such as {"SAFER_TODAY": "2018-04-03"}; None takes one away.
    port: the one to serve on at every start; None takes a free one each time.
    """

    def __init__(self, environment=None, database=None, port=None):
        self.fixed_port = port
        self.database = database or Database()
        self.owns_database = database is None
        self.folder = tempfile.mkdtemp(prefix="service-", dir=os.environ.get("SAFER_TEST_FOLDER"))
        self.log_path = os.path.join(self.folder, "log")
        self.tokens = {}
        self.process = None
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("SAFER_", "PG"))
        }
        self.environment.update(
            DATABASE_URL=self.database.url(),
            SAFER_STATE=os.path.join(self.folder, "state"),
            SAFER_ADDRESS="127.0.0.1",
        )
        for name, value in (environment or {}).items():
            self.environment[name] = value
        self.environment = {k: v for k, v in self.environment.items() if v is not None}
        # another instance may have made it: they share the development key
        os.makedirs(self.environment.get("SAFER_STATE", self.folder + "/unused"), exist_ok=True)
        try:
            self.start()
        except BaseException:
            self.clean_up()
            raise

    def start(self):
        """Starts the process and waits until it says that it is ready."""
        for _ in range(5):  # somebody else may take the port first
            self.port = self.fixed_port or free_port()
            self.environment["SAFER_PORT"] = str(self.port)
            before = len(self.log())
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen(
                    ["setpriv", "--pdeathsig", "TERM", setting("SAFERD"), "serve"],
                    env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            deadline = time.monotonic() + START_SECONDS
            while self.process.poll() is None and time.monotonic() < deadline:
                if '"event":"ready"' in self.log()[before:]:
                    return
                time.sleep(0.005)
            self.process.kill()
            self.process.wait()
        raise RuntimeError("the service did not start:\n" + self.log())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def token(self, client="kcc-finance", partner="kcc", scope="contributions.write funds.read",
              ttl=None, subject=None):
        """A token signed with the development key; without a partner a person's, by default of the client's name."""
        key = (client, partner, scope, ttl, subject)
        if key not in self.tokens:
            command = [setting("SAFERD"), "token", "--client", client, "--scope", scope]
            command += ["--partner", partner] if partner else []
            command += ["--subject", subject] if subject else []
            command += ["--ttl", str(ttl)] if ttl is not None else []
            self.tokens[key] = subprocess.run(
                command, env=self.environment, capture_output=True, text=True, timeout=60,
                check=True).stdout.strip()
        return self.tokens[key]

    def request(self, method, target, body=None, token=None, headers=None):
        """Sends a request and records the exchange. A dict or list is sent as JSON."""
        headers = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        if isinstance(body, str):
            body = body.encode()
        recorded = dict(headers)
        if token:
            headers["Authorization"] = "Bearer " + token
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            reply = Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        record(exchange_of(method, target, recorded, body, reply))
        return reply

    def get(self, target, token=None, headers=None):
        return self.request("GET", target, None, token, headers)

    def post(self, target, body, token=None, key=None, headers=None):
        headers = dict(headers or {})
        if key:
            headers["Idempotency-Key"] = key
        return self.request("POST", target, body, token, headers)

    def stop(self):
        """Asks the service to stop and insists that it does so well."""
        process, self.process = self.process, None
        try:
            if process is None:
                return
            process.send_signal(signal.SIGTERM)
            try:
                status = process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                status = f"killed after {STOP_SECONDS} s ({process.wait()})"
            if status != 0:
                raise AssertionError(f"the service ended with status {status}:\n{self.log()}")
        finally:
            self.clean_up()

    def kill(self):
        """Ends the service with SIGKILL, as a crash would; start() brings it back."""
        self.process.kill()
        self.process.wait()

    def clean_up(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.owns_database:
            self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            self.stop()
        else:
            self.clean_up()


def as_text(body):
    """A body for the record: text if it is text, else base64."""
    if body is None:
        return {"text": None}
    try:
        return {"text": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def exchange_of(method, target, request_headers, request_body, reply):
    """An exchange as the contract checker reads it: without the token."""
    headers = {}
    for name, value in reply.headers.items():
        headers.setdefault(name.lower(), []).append(value)
    return {
        "method": method,
        "target": target,
        "request_headers": {name.lower(): [value] for name, value in request_headers.items()
                            if name.lower() != "authorization"},
        "request_body": as_text(request_body),
        "status": reply.status,
        "headers": headers,
        "body": as_text(reply.body),
    }


def record(exchange):
    """Adds an exchange to the file of exchanges, in one write."""
    path = os.environ.get("SAFER_EXCHANGES")
    if not path:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, json.dumps(exchange).encode() + b"\n")
    finally:
        os.close(descriptor)


def wait_until(condition, seconds=10):
    """Polls until a condition holds; a failure when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain")
        time.sleep(0.01)
