"""Measures the service, the limit and the peers in turn, and prints what came out. tests/bench/run starts it.

SPDX-License-Identifier: MIT

Only what was measured in one run, in turn, is worth comparing: the machine is shared by the load, the servers
and PostgreSQL. Nothing is judged here; docs/performance.md says what is wanted, and what limits.
"""

import argparse
import os
import resource
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

import ledger
import observations
import processes
import report
import routing
from contenders import COLUMNS, FastifyPeer, GoPeer, Load, Peer, Pgbench, Service, wait_for

SETTLE_SECONDS = 0.3


@dataclass
class Database:
    socket: str
    name: str
    postmaster: int

    def sql(self, text, **variables):
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.socket, "-U", "postgres",
                   "-d", self.name]
        for name, value in variables.items():
            command += ["-v", f"{name}={value}"]
        return subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout.strip()


@dataclass
class Cell:
    """One contender under one load, once."""
    case: str
    connections: int
    name: str
    round: int
    rate: float
    p50_us: float
    p99_us: float
    server_us: float
    database_us: float
    peak_mb: float


def say(text):
    print(text, file=sys.stderr, flush=True)


# ---- Quick requests -------------------------------------------------------------------------------

def measure_load(contender, load, token, database, number):
    """CPU is taken while the load is even: when all have connected, and before the first leaves."""
    settle = min(SETTLE_SECONDS, load.seconds / 4)
    backends = len(processes.children(database.postmaster))
    command, environment = contender.load(load, token)
    server = contender.process and contender.process.pid
    if server:
        processes.forget_peaks(server)
    generator = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        if not server:
            wait_for(lambda: generator.poll() is not None or
                     len(processes.children(database.postmaster)) >= backends + load.connections, "pgbench")
        time.sleep(settle)
        before = time.monotonic(), processes.family_cpu_seconds(database.postmaster), \
            server and processes.family_cpu_seconds(server)
        time.sleep(load.seconds - 2 * settle)
        after = time.monotonic(), processes.family_cpu_seconds(database.postmaster), \
            server and processes.family_cpu_seconds(server)
        result = contender.read(generator.communicate(timeout=load.seconds + 60)[0])
    finally:
        generator.kill()
        generator.wait()
    if not server:
        wait_for(lambda: len(processes.children(database.postmaster)) <= backends, "pgbench's connections to end")
    answered = result.rate * (after[0] - before[0])
    return Cell(load.case, load.connections, contender.name, number, result.rate, result.p50_us, result.p99_us,
                (after[2] - before[2]) / answered * 1e6 if server else None,
                (after[1] - before[1]) / answered * 1e6, processes.peak_mb(server) if server else None)


def warm_up(contenders, given, token, database, folder):
    """Statements are prepared, and what compiles itself while it runs has begun to."""
    for contender in contenders:
        for case in given.cases:
            if contender.process and case in contender.cases:
                measure_load(contender, Load(case, 8, given.seconds, given.rows, folder), token, database, 0)


def measure_quick(contenders, given, token, database, folder):
    cells = []
    if given.rounds > 1:
        warm_up(contenders, given, token, database, folder)
    for number in range(given.rounds):
        for case in given.cases:
            for connections in given.connections:
                for contender in contenders:
                    if case not in contender.cases:
                        continue
                    load = Load(case, connections, given.seconds, given.rows, folder)
                    cell = measure_load(contender, load, token, database, number)
                    cells.append(cell)
                    say(f"  {case:5} {connections:4}  {contender.name:16} {cell.rate:10.0f}/s "
                        f"{cell.server_us or 0:8.1f} + {cell.database_us:7.1f} us")
    return cells


# ---- Long answers ---------------------------------------------------------------------------------

def count_lines(command, environment=None):
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as program:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: program.stdout.read(1 << 20), b""))
    if program.returncode:
        raise RuntimeError(f"{command[0]} ended with status {program.returncode}")
    return lines


def copy_command(database, year):
    chosen = f"WHERE financial_year = '{year}'" if year else ""
    query = f"COPY (SELECT {COLUMNS} FROM safer.contribution {chosen} ORDER BY id) TO STDOUT (FORMAT csv, HEADER)"
    return ["psql", "-X", "-h", database.socket, "-U", "postgres", "-d", database.name, "-c", query]


def measure_stream(contender, year, token, database):
    """One export by one client: (rows, name, seconds, server s, database s, grown MB, peak MB)."""
    server = contender and contender.process.pid
    if server:
        query = f"?financial_year={year}" if year else ""
        command = ["curl", "-sS", "-f", "-H", f"Authorization: Bearer {token}", "-H", "Accept: text/csv",
                   f"http://127.0.0.1:{contender.port}{contender.prefix}/v1/contributions{query}"]
        processes.forget_peaks(server)
        idle = processes.resident_mb(server)
        used = processes.family_cpu_seconds(server)
    else:
        command = copy_command(database, year)
    before, began = processes.family_cpu_seconds(database.postmaster), time.monotonic()
    if server:
        lines = count_lines(command)
        took, spent = time.monotonic() - began, processes.family_cpu_seconds(database.postmaster) - before
        peak = processes.peak_mb(server)
        return lines - 1, contender.name, took, processes.family_cpu_seconds(server) - used, spent, peak - idle, peak
    # psql's backend is gone when it is done: what the postmaster has counted of its ended children.
    before = processes.ended_children_seconds(database.postmaster)
    backends = len(processes.children(database.postmaster))
    lines = count_lines(command)
    took = time.monotonic() - began
    wait_for(lambda: len(processes.children(database.postmaster)) <= backends, "the backend's end")
    return lines - 1, "COPY in psql", took, None, processes.ended_children_seconds(database.postmaster) - before, None, None


def measure_streams(contenders, given, token, database):
    found = []
    servers = [each for each in contenders if each.process and "same" not in each.name]
    for year in ("2018/19", None):
        for _ in range(given.rounds):
            for contender in [*servers, None]:
                found.append(measure_stream(contender, year, token, database))
                say("  csv   {0:8,} {1:16} {2:6.2f} s".format(*found[-1]))
    return found


# ---- What is one number each ----------------------------------------------------------------------

def hold_idle(port, count):
    """Connections that have each asked once and are silent now."""
    held = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", port), 10)
        connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: bench\r\n\r\n")
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("an idle connection was not answered")
        held.append(connection)
    return held


def measure_idle(service, given, token, database, folder):
    """What a silent connection costs in memory, and what many cost the others."""
    service.stop()
    service = Service(service.binary, database, folder, SAFER_CONNECTIONS=str(given.idle + 160))
    try:
        service.start()
        return measure_idle_of(service, given, token, database, folder)
    finally:
        service.stop()


def measure_idle_of(service, given, token, database, folder):
    load = Load("one", 32, given.seconds, given.rows, folder)
    slower = []
    memory = None
    for number in range(given.rounds):
        alone = measure_load(service, load, token, database, number).rate
        before = processes.resident_mb(service.process.pid)
        held = hold_idle(service.port, given.idle)
        memory = (processes.resident_mb(service.process.pid) - before) * 1024 / given.idle if memory is None else memory
        slower.append(measure_load(service, load, token, database, number).rate / alone)
        for connection in held:
            connection.close()
        time.sleep(SETTLE_SECONDS)
    return [(f"memory of an idle connection ({given.idle:,} of them)", f"{memory:.1f} kB", "≤ 40 kB"),
            (f"get one at 32 connections beside {given.idle:,} idle ones", f"{median(slower):.2f} of alone", "1")]


def measure_start(service):
    took = []
    for _ in range(5):
        service.stop()
        took.append(service.start())
    return [("start to ready, database migrated", f"{median(took):.3f} s", "≤ 0.2 s")]


def measure_routing(folder):
    fifty, five_hundred = (routing.nanoseconds(os.path.join(folder, f"routing-{count}"), count)
                           for count in (50, 500))
    return [("finding the operation among 50", f"{fifty:.0f} ns", ""),
            ("finding the operation among 500", f"{five_hundred:.0f} ns", "the same")]


# ---- All of it ------------------------------------------------------------------------------------

def arguments():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=2, help="how long each load lasts (2)")
    options.add_argument("--rounds", type=int, default=2, help="how often each is measured, in turn (2)")
    options.add_argument("--rows", type=int, default=1000000, help="contributions there are (1000000)")
    options.add_argument("--connections", type=int, nargs="+", default=[1, 8, 32, 256])
    options.add_argument("--cases", nargs="+", choices=list(report.CASES), default=list(report.CASES))
    options.add_argument("--idle", type=int, default=2000, help="idle connections (2000)")
    options.add_argument("--ledgers", type=int, nargs="+", default=[48, 480, 4800],
                         help="postings of each of 199 funds, in ledgers of their own (48 480 4800)")
    options.add_argument("--questions", nargs="+", choices=list(ledger.QUESTIONS), default=list(ledger.QUESTIONS))
    options.add_argument("--observations", type=int, nargs="+", default=[10000, 100000, 1000000],
                         help="observations, in databases of their own (10000 100000 1000000)")
    options.add_argument("--loads", type=int, nargs=2, default=[200000, 10000],
                         help="rows that are loaded as a file, and as a body (200000 10000)")
    parts = ["quick", "csv", "idle", "start", "routing", "ledger", "observations"]
    options.add_argument("--only", nargs="+", choices=parts, default=parts)
    options.add_argument("--who", nargs="+", help="parts of the names of whom to measure beside the service")
    return options.parse_args()


def contenders_of(service, token, database, folder, who):
    key = os.path.join(folder, "state/development-key.json")
    found = [service]
    found += [Pgbench(side, os.environ["BENCH_PGBENCH"], database, token) for side in ("same", "plain")]
    peers = []
    if os.environ.get("BENCH_NODE"):
        peers.append(("Fastify", FastifyPeer(os.environ["BENCH_NODE"], os.environ["BENCH_MODULES"], database, folder, key)))
    if os.environ.get("BENCH_GO"):
        peers.append(("Go", GoPeer(os.environ["BENCH_GO"], database, folder, key)))
    found += [Peer(title, side, peer) for title, peer in peers for side in ("same", "bare")]
    if who:
        found = [each for each in found if each is service or any(part in each.name for part in who)]
    return found, [peer for _, peer in peers]


def measure_ledgers(given, database, folder):
    """A table of what sums cost. The ledgers are gone afterwards."""
    ledgers = [ledger.make(database, share, folder) for share in given.ledgers]
    table = report.sums(ledger.measure(ledgers, given, folder, measure_load, say), ledger.ABOUT, ledgers)
    for each in ledgers:
        database.sql(f"DROP DATABASE {each.database.name} WITH (FORCE)")
    return [table]


def measure_observations(given, database, folder):
    """The tables of what observations cost. Their databases are gone afterwards."""
    grown, largest = observations.grow(database, given, folder, measure_load, say)
    rows = max(grown)
    service = Service(os.environ["BENCH_SAFERD"], largest, folder)
    peers = []
    try:
        service.start()
        token = service.token()
        contenders, peers = contenders_of(service, token, largest, folder, given.who)
        contenders = [each for each in contenders if each is service or "Fastify" in each.name]
        exported = observations.exports(contenders, token, largest, rows, given.rounds, say)
        loaded = observations.loads(contenders, token, largest, given.loads, given.rounds, folder, say)
        cells = observations.series(contenders, given, token, largest, folder, measure_load, say)
        found = {each: observations.exceptions(service, given, token, largest, each, folder, measure_load)
                 for each in (["bench-few", "bench-many"] if rows >= 100000 else ["bench-few"])}
    finally:
        for each in [service, *peers]:
            each.stop()
        for size in grown:
            database.sql(f"DROP DATABASE observations_{size} WITH (FORCE)")
    return [report.work("exported", exported), report.work("loaded", loaded), report.ratios(cells), report.figures(cells),
            report.exceptions(found), report.growth(grown)]


def measure_contributions(given, database, folder):
    """The tables of what is measured with many contributions."""
    with open(os.path.join(os.path.dirname(__file__), "rows.sql"), encoding="utf-8") as file:
        database.sql(file.read(), rows=given.rows)
    service = Service(os.environ["BENCH_SAFERD"], database, folder)
    peers = []
    try:
        service.start()
        token = service.token()
        contenders, peers = contenders_of(service, token, database, folder, given.who)
        cells = measure_quick(contenders, given, token, database, folder) if "quick" in given.only else []
        streams = measure_streams(contenders, given, token, database) if "csv" in given.only else []
        singles = measure_idle(service, given, token, database, folder) if "idle" in given.only else []
        singles += measure_start(service) if "start" in given.only else []
        singles += measure_routing(folder) if "routing" in given.only else []
    finally:
        for each in [service, *peers]:
            each.stop()
    parts = [report.ratios(cells), report.figures(cells)] if cells else []
    parts += [report.streams(streams)] if streams else []
    return parts + ([report.singles(singles)] if singles else [])


def main():
    given = arguments()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    folder = os.environ["BENCH_FOLDER"]
    database = Database(os.environ["BENCH_SOCKET"], "safer", int(os.environ["BENCH_POSTMASTER"]))
    sums = measure_ledgers(given, database, folder) if "ledger" in given.only else []
    seen = measure_observations(given, database, folder) if "observations" in given.only else []
    parts = measure_contributions(given, database, folder) if set(given.only) - {"ledger", "observations"} else []
    say("")
    print("\n".join(parts + sums + seen), end="")


if __name__ == "__main__":
    main()
