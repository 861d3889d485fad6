"""Who is measured: the service, pgbench with its statements, and peers written as a developer would.

SPDX-License-Identifier: MIT

Each has a name, knows the process that its work is done in, and puts itself under load: requests a second,
and how long they took.
"""

import base64
import json
import os
import re
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass

import processes

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
TODAY = "2019-06-01"
WORKERS = 8  # the service's default
# The columns clients see of a contribution: what a bare SELECT asks for.
COLUMNS = """id, fund, partner, financial_year, amount_pence, received_on, external_reference, note, state, created_at,
    confirmed_on, bank_reference, reversed_by, reversed_at, reversal_reason, replaces, replaced_by, booked_in,
    version"""


@dataclass
class Load:
    """One case at so many connections: how long it runs, and where what it says may be kept."""
    case: str
    connections: int
    seconds: int
    rows: int
    folder: str
    about: str = ""  # what is asked for, or the fund it is about, where the case does not say


@dataclass
class Result:
    rate: float
    p50_us: float
    p99_us: float = None  # pgbench says the mean alone, which then stands in p50_us


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, what, seconds=60, process=None):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline or process and process.poll() is not None:
            raise RuntimeError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.001)


def listens(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def plain_environment(**settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAFER_", "PG", "DATABASE_"))}
    return {**kept, **settings}


class Http:
    """What wrk asks."""
    process = None

    def load(self, load, token):
        """The command that puts it under load, and its environment."""
        threads = min(2, load.connections)
        return ["wrk", "-t", str(threads), "-c", str(load.connections), "-d", f"{load.seconds}s",
                "--timeout", "30s", "-s", os.path.join(HERE, "load.lua"), f"http://127.0.0.1:{self.port}"], \
            plain_environment(BENCH_CASE=load.case, BENCH_ROWS=str(load.rows), BENCH_RUN=uuid.uuid4().hex[:12],
                              BENCH_TOKEN=token, BENCH_ABOUT=load.about, BENCH_PREFIX=self.prefix)

    def read(self, text):
        found = re.search(r"^BENCH (\d+) (\d+) (\d+) (\d+) (\d+)$", text, re.M)
        if not found or int(found[5]) or not int(found[1]):
            raise RuntimeError(f"{self.name}: not every request was answered well:\n{text}")
        requests, duration, p50, p99, _ = (int(part) for part in found.groups())
        return Result(requests / duration * 1e6, p50, p99)

    def stop(self):
        processes.stop(self.process)


class Service(Http):
    name, prefix, cases = "service", "", ("one", "page", "post", "spend")

    def __init__(self, binary, database, folder, **settings):
        self.binary, self.folder = binary, folder
        self.port = free_port()
        self.environment = plain_environment(
            DATABASE_URL=f"postgresql://saferd@/{database.name}?host={database.socket}",
            SAFER_STATE=os.path.join(folder, "state"), SAFER_PORT=str(self.port), SAFER_TODAY=TODAY,
            SAFER_CONNECTIONS_PER_ADDRESS="0", SAFER_RATE_LIMIT="0", SAFER_IDLE_SECONDS="600", **settings)

    def start(self):
        """Starts it; how many seconds it took until it was ready."""
        began = time.monotonic()
        self.process = processes.start([self.binary, "serve"], self.environment, os.path.join(self.folder, "saferd.log"))
        wait_for(lambda: listens(self.port), "the service to listen",
                 process=self.process)
        ready = ["GET /health/ready HTTP/1.1", "Host: bench", "Connection: close", "", ""]

        def is_ready():
            with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
                connection.sendall("\r\n".join(ready).encode())
                return connection.recv(65536).startswith(b"HTTP/1.1 200")
        wait_for(is_ready, "the service to be ready")
        return time.monotonic() - began

    def token(self):
        return subprocess.run(
            [self.binary, "token", "--client", "bench", "--partner", "kcc", "--scope",
             "contributions.write funds.read funds.write indicators.write"],
            env=self.environment, check=True, capture_output=True, text=True).stdout.strip()


class FastifyPeer:
    """The process behind both of Fastify's contenders."""

    def __init__(self, node, modules, database, folder, key):
        self.port = free_port()
        self.count = len(os.sched_getaffinity(0))
        script = os.path.join(modules, "server.mjs")
        environment = plain_environment(
            PEER_PORT=str(self.port), PEER_SOCKET=database.socket, PEER_DATABASE=database.name, PEER_KEY=key,
            PEER_SQL=os.path.join(ROOT, "sql"), PEER_PROCESSES=str(self.count),
            PEER_POOL=str(max(1, WORKERS // self.count)), NODE_ENV="production", PEER_TODAY=TODAY)
        self.process = processes.start([node, script], environment, os.path.join(folder, "peer.log"))
        wait_for(lambda: listens(self.port), "Fastify to listen", process=self.process)

    def stop(self):
        processes.stop(self.process)


class GoPeer:
    """The process behind both of Go's contenders."""

    def __init__(self, program, database, folder, key):
        self.port = free_port()
        environment = plain_environment(
            PEER_PORT=str(self.port), PEER_SOCKET=database.socket, PEER_DATABASE=database.name, PEER_KEY=key,
            PEER_SQL=os.path.join(ROOT, "sql"), PEER_POOL=str(WORKERS), PEER_TODAY=TODAY)
        self.process = processes.start([program], environment, os.path.join(folder, "peer-go.log"))
        wait_for(lambda: listens(self.port), "Go to listen", process=self.process)

    def stop(self):
        processes.stop(self.process)


class Peer(Http):
    """One side of a peer: `same` does what the service does, `bare` as little as answers."""

    def __init__(self, title, side, peer):
        self.name, self.prefix = f"{title}, {side}", f"/{side}"
        self.port, self.process = peer.port, peer.process
        self.cases = ("one", "page", "post") if side == "same" else ("one", "page")

    def stop(self):
        pass


class Pgbench:
    """The limit: PostgreSQL alone, asked for the same statements by pgbench over as many connections."""
    process = None

    def __init__(self, side, program, database, token):
        self.name, self.side = f"pgbench, {side}", side
        self.program, self.database = program, database
        self.cases = ("one", "page", "post", "spend") if side == "same" else ("one", "page")
        self.claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))

    def claimed(self, mode):
        names = ("issuer", "client", "subject", "partner", "scope", "request", "today", mode)
        return positional("service/set_claims", *(name if name == mode else ":" + name for name in names))

    def script(self, load):
        if self.side == "plain":
            return plain_script(load.case, load.rows)
        if load.case == "one":
            return pick_row(load.rows) + pipeline(self.claimed("'auto'"), named("contributions/get_contribution"))
        if load.case == "page":
            return pipeline(self.claimed("'force_generic_plan'"),
                            named("contributions/list_contributions", page_size=":page_size"))
        return self.posting(load.case)

    def posting(self, case):
        operation, made, shown = POSTED[case]
        return POST_VARIABLES + pipeline(
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;", self.claimed("'auto'"),
            positional("service/claim_idempotency_key", f"'{operation}'", ":key", ":digest"), made, shown,
        ) + pipeline(
            positional("service/record_audit_event", UUID_OF.format("event"), f"'{operation}'",
                       f"{UUID_OF.format('id')}::text", "NULL", ":shown"),
            positional("service/store_reply", f"'{operation}'", ":key", "201", ":location", ":shown"),
            "COMMIT;")

    def load(self, load, token):
        script = os.path.join(load.folder, f"{load.case}-{self.side}.pgbench")
        with open(script, "w", encoding="utf-8") as file:
            file.write(self.script(load))
        user, options = ("postgres", "") if self.side == "plain" else ("saferd", "-c role=safer_service")
        shown = EXAMPLES[load.case == "spend"] % ("0" * 36)
        values = {
            "issuer": self.claims["iss"], "client": self.claims["client_id"], "subject": self.claims["sub"],
            "partner": self.claims["partner"], "scope": self.claims["scope"], "request": str(uuid.uuid4()),
            "today": TODAY, "run": int(time.time() * 1e6), "ready": 0, "digest": "0" * 64, "shown": shown,
            "location": "/v1/contributions/" + "0" * 36, "fund": "kcst-pooled-budget", "financial_year": "2019/20",
            "amount_pence": 1600000, "received_on": "2019-05-01", "page_size": 51,
            "review_fund": "dhr-fund", "purpose": "reviews", "decision": "As agreed"}
        command = [self.program, "-n", "-M", "prepared", "-c", str(load.connections),
                   "-j", str(min(2, load.connections)), "-T", str(load.seconds + 1), "-f", script]  # a second to connect and prepare
        for name, value in values.items():
            command += ["-D", f"{name}={value}"]
        return command + [self.database.name], plain_environment(
            PGHOST=self.database.socket, PGUSER=user, PGOPTIONS=f"-c TimeZone=UTC -c search_path= -c jit=off "
                      f"-c max_parallel_workers_per_gather=0 {options}")

    def read(self, text):
        rate = re.search(r"^tps = ([\d.]+)", text, re.M)
        latency = re.search(r"^latency average = ([\d.]+) ms", text, re.M)
        failed = re.search(r"^number of failed transactions: (\d+)", text, re.M)
        if not rate or not latency or (failed and int(failed[1])):
            raise RuntimeError(f"{self.name}: not every transaction went well:\n{text}")
        return Result(float(rate[1]), float(latency[1]) * 1000)

    def stop(self):
        pass


# ---- The service's statements, as pgbench takes them ------------------------------------------------

EXAMPLES = (
    '{"id":"%s","fund":"kcst-pooled-budget","partner":"kcc","financial_year":"2019/20","amount_pence":1600000,'
    '"received_on":"2019-05-01","external_reference":"0123456789ab-0-12345","note":null,"state":"unconfirmed",'
    '"created_at":"2026-01-01T00:00:00.000000Z","confirmed_on":null,"bank_reference":null,"reversed_by":null,'
    '"reversed_at":null,"reversal_reason":null,"replaces":null,"replaced_by":null,"booked_in":"2019/20","version":1}',
    '{"id":"%s","fund":"dhr-fund","partner":"kcc","purpose":"reviews","financial_year":"2019/20","amount_pence":1600000,'
    '"incurred_on":"2019-05-01","external_reference":"0123456789ab-0-12345","decision":"As agreed","note":null,'
    '"state":"posted","created_at":"2026-01-01T00:00:00.000000Z","reversed_by":null,"reversed_at":null,'
    '"reversal_reason":null,"replaces":null,"replaced_by":null,"booked_in":"2019/20","version":1}')

# pgbench counts in integers: decimal digits are hexadecimal digits too, so 32 of them are a UUID.
UUID_OF = "lpad(:{}::text, 32, '0')"
POST_VARIABLES = """\\if :ready = 0
\\set id :run * 1000 + :client_id
\\set ready 1
\\endif
\\set id :id + 1000
\\set key :id
\\set event :id
"""


def read_sql(name):
    with open(os.path.join(ROOT, "sql/queries", name + ".sql"), encoding="utf-8") as file:
        return re.sub(r"^--.*\n", "", file.read(), flags=re.M)


def named(name, **values):
    """An operation's statement. What is not given and no variable of ours is NULL, as when it is not asked for."""
    ours = {"contribution", "fund", "financial_year", "amount_pence", "received_on", "purpose", "decision"}
    if not values or "page_size" in values:
        ours = {"contribution"}
    return re.sub(r"(?<!:):([a-z_]+)", lambda match: values.get(match[1]) or (
        match[0] if match[1] in ours else "NULL"), read_sql(name))


def positional(name, *values):
    """A statement of the service's own, with what stands for $1, $2, ..."""
    return re.sub(r"\$(\d+)", lambda match: values[int(match[1]) - 1], read_sql(name))


def pipeline(*statements):
    """As the service sends them: all at once, then the answers."""
    return "\\startpipeline\n" + "".join(statement.rstrip("\n") + "\n" for statement in statements) + "\\endpipeline\n"


# What is posted: the operation, its statement, and the one that reads the result.
POSTED = {
    "post": ("create_contribution",
             named("contributions/create_contribution", new_id=UUID_OF.format("id"), external_reference=":key"),
             named("contributions/get_contribution", contribution=UUID_OF.format("id"))),
    "spend": ("create_expenditure",
              named("expenditures/create_expenditure", new_id=UUID_OF.format("id"), external_reference=":key",
                    fund=":review_fund", incurred_on=":received_on"),
              named("expenditures/get_expenditure", expenditure=UUID_OF.format("id"))),
}


def pick_row(rows):
    """Each connection asks for a row of its own, again and again: pgbench makes no UUID of a number."""
    return (f"\\if :ready = 0\nSELECT '01680000-0000-7000-8000-' || lpad(to_hex(1 + (random() * {rows - 1})::int), 12,"
            " '0') AS contribution \\gset\n\\set ready 1\n\\endif\n")


def plain_script(case, rows):
    if case == "one":
        return pick_row(rows) + f"SELECT {COLUMNS} FROM safer.contribution WHERE id = :contribution::uuid;\n"
    return f"SELECT {COLUMNS} FROM safer.contribution ORDER BY id LIMIT 51;\n"
