"""What observations cost: the whole of them as CSV, loads, one series and its analysis, exceptions; and how that grows.

SPDX-License-Identifier: MIT

Each number of observations is a database of its own (observations.sql says what is in it). Who is measured does so on the
largest, in turn; growth is asked of the service alone, of all of them.
"""

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass, replace

import processes
from contenders import TODAY, Load, Service, named, wait_for

SERIES = "/v1/observations?indicator=bench-rest-1&area=E10000016&limit=500"
ANALYSIS = "/v1/indicators/bench-rest-1/analysis?area=E10000016"
# The columns a CSV has, by a superuser who asks for nothing else.
PLAIN = """SELECT i.id AS indicator, a.id AS area, safer.period_text(o.starts_on, i.frequency, i.year) AS period, o.value,
    CASE WHEN o.provisional THEN 'provisional' ELSE 'final' END AS status, o.revision, o.recorded_at,
    false AS suppressed, false AS deleted
    FROM safer.observation AS o
    JOIN safer.indicator AS i ON i.number = o.indicator
    JOIN safer.area AS a ON a.number = o.area
    ORDER BY o.indicator, o.area, o.starts_on"""
AREAS = ["E10000016", "E06000035", *(f"E07000{number}" for number in range(105, 117))]


@dataclass
class Cost:
    """One piece of work, once: what it took of whom."""
    rows: int
    who: str
    seconds: float
    server: float
    database: float
    grown_mb: float
    peak_mb: float

    def row(self):
        return self.rows, self.who, self.seconds, self.server, self.database, self.grown_mb, self.peak_mb


def make(database, rows):
    """A database of so many observations, from what `saferd migrate` has made of `database`."""
    made = replace(database, name=f"observations_{rows}")
    database.sql(f"CREATE DATABASE {made.name} TEMPLATE {database.name}")
    with open(os.path.join(os.path.dirname(__file__), "observations.sql"), encoding="utf-8") as file:
        made.sql(file.read(), rows=rows)
    return made


def measured(database, server, rows, who, work):
    """Work by somebody who answers as `server`, or by psql alone."""
    backends = len(processes.children(database.postmaster))
    if server:
        processes.forget_peaks(server)
    idle = processes.resident_mb(server) if server else 0
    used = processes.family_cpu_seconds(server) if server else 0
    before, began = processes.family_cpu_seconds(database.postmaster), time.monotonic()
    work()
    took = time.monotonic() - began
    if not server:
        wait_for(lambda: len(processes.children(database.postmaster)) <= backends, "the backend's end")
    spent = processes.family_cpu_seconds(database.postmaster) - before
    if not server:
        return Cost(rows, who, took, None, spent, None, None)
    peak = processes.peak_mb(server)
    return Cost(rows, who, took, processes.family_cpu_seconds(server) - used, spent, peak - idle, peak)


def curl(contender, token, path, *options):
    return ["curl", "-sS", "-f", "-o", "/dev/null", "-H", f"Authorization: Bearer {token}", *options,
            f"http://127.0.0.1:{contender.port}{contender.prefix}{path}"]


def psql(database, *options):
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", database.socket, "-U", "postgres", "-d", database.name,
            *options]


# ---- The whole of them ----------------------------------------------------------------------------

def exports(contenders, token, database, rows, rounds, say):
    found = []
    for _ in range(rounds):
        for contender in contenders:
            for form, options in (("CSV", []), ("CSV, gzip", ["-H", "Accept-Encoding: gzip"])):
                command = curl(contender, token, "/v1/observations", "-H", "Accept: text/csv", *options)
                found.append(measured(database, contender.process.pid, rows, f"{contender.name}: {form}",
                                      lambda command=command: subprocess.run(command, check=True)))
                say(f"  export {rows:10,} {found[-1].who:24} {found[-1].server:6.2f} + {found[-1].database:6.2f} s")
        copy = psql(database, "-o", "/dev/null", "-c", f"COPY ({PLAIN}) TO STDOUT (FORMAT csv, HEADER)")
        found.append(measured(database, None, rows, "COPY in psql", lambda: subprocess.run(copy, check=True)))
        say(f"  export {rows:10,} {found[-1].who:24}          {found[-1].database:6.2f} s")
    return found


# ---- Loads ----------------------------------------------------------------------------------------

def write_rows(folder, rows):
    """The file that is loaded, and the same with the number of each line for psql."""
    plain, lined = (os.path.join(folder, name) for name in ("load.csv", "lined.csv"))
    with open(plain, "w", encoding="ascii") as file, open(lined, "w", encoding="ascii") as beside:
        file.write("indicator,area,period,value,status\n")
        for number in range(rows):
            series, month = divmod(number, 348)
            text = f"bench-load-{1 + series // 14},{AREAS[series % 14]},{1990 + month // 12}-{1 + month % 12:02}," \
                   f"{100 + number * 7919 % 97},final\n"
            file.write(text)
            beside.write(f"{number + 2},{text}")
    os.chmod(lined, 0o644)
    return plain, lined


def forget_loads(database):
    database.sql("SET session_replication_role = replica; DELETE FROM safer.observation WHERE indicator IN"
                 " (SELECT number FROM safer.indicator WHERE id LIKE 'bench-load-%')")
    database.sql("VACUUM safer.observation")


def load_in_psql(database, lined):
    script = f"""BEGIN;
        SET LOCAL ROLE safer_service;
        SELECT set_config('safer.partner', 'kcc', true), set_config('safer.client', 'bench', true),
            set_config('safer.today', '{TODAY}', true);
        SELECT safer.open_observation_staging();
        \\copy pg_temp.observation_staging (line, indicator, area, period, value, status) FROM '{lined}' CSV
        SELECT safer.load_observations(gen_random_uuid(), 'csv', NULL, repeat('0', 64), 1, false);
        COMMIT;"""
    script = "\n".join(line.strip() for line in script.splitlines())
    subprocess.run(psql(database, "-o", "/dev/null"), input=script, check=True, text=True)


def loads(contenders, token, database, sizes, rounds, folder, say):
    """The first size comes as a file, by the service in a form; the other as the body itself."""
    found = []
    for rows, is_file in zip(sizes, (True, False)):
        plain, lined = write_rows(folder, rows)
        for _ in range(rounds):
            for contender in contenders:
                if "bare" in contender.name:
                    continue
                body = ["-F", f"file=@{plain};type=text/csv"] if is_file and contender.name == "service" else \
                    ["-H", "Content-Type: text/csv", "-H", "Expect:", "--data-binary", f"@{plain}"]
                command = curl(contender, token, "/v1/observations", *body)
                found.append(measured(database, contender.process.pid, rows, contender.name,
                                      lambda command=command: subprocess.run(command, check=True)))
                say(f"  load   {rows:10,} {found[-1].who:24} {found[-1].server:6.2f} + {found[-1].database:6.2f} s")
                forget_loads(database)
            found.append(measured(database, None, rows, "\\copy and the function", lambda: load_in_psql(database, lined)))
            say(f"  load   {rows:10,} {found[-1].who:24}          {found[-1].database:6.2f} s")
            forget_loads(database)
    return found


# ---- One series, and exceptions -------------------------------------------------------------------

def series(contenders, given, token, database, folder, measure_load, say):
    cells = []
    for number in range(given.rounds):
        for case, path in (("series", SERIES), ("analysis", ANALYSIS)):
            for connections in given.connections:
                for contender in contenders:
                    if case == "analysis" and contender.name != "service":
                        continue
                    load = Load("about", connections, given.seconds, 0, folder, path)
                    cell = replace(measure_load(contender, load, token, database, number), case=case)
                    cells.append(cell)
                    say(f"  {case:9} {connections:3} {contender.name:16} {cell.rate:8.0f}/s "
                        f"{cell.server_us:8.1f} + {cell.database_us:8.1f} us")
    return cells


def exceptions(service, given, token, database, priority, folder, measure_load):
    """A request for exceptions, and how long quick requests take beside such requests: (cost, alone, beside)."""
    command = curl(service, token, f"/v1/exceptions?priority={priority}")
    ask = lambda: subprocess.run(command, check=True)
    ask()
    cost = min((measured(database, service.process.pid, 0, priority, ask) for _ in range(max(3, given.rounds))),
               key=lambda each: each.server + each.database)
    quick = Load("about", 2, given.seconds, 0, folder, "/v1/partners/kcc")
    alone = measure_load(service, quick, token, database, 0)
    # In a group of its own, so that the last request ends with the loop.
    again = subprocess.Popen(["sh", "-c", 'while "$@"; do :; done', "sh", *command], start_new_session=True)
    try:
        beside = measure_load(service, quick, token, database, 0)
    finally:
        os.killpg(again.pid, signal.SIGKILL)
        again.wait()
    return cost, alone, beside


# ---- How it grows ---------------------------------------------------------------------------------

def pages(database, statement):
    """How many pages PostgreSQL looks at for an answer."""
    answer = database.sql(
        f"SET ROLE safer_service; SET search_path = ''; SET jit = off; SET max_parallel_workers_per_gather = 0;"
        f" SET safer.partner = 'kcc'; SET safer.today = '{TODAY}';"
        + f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {statement.rstrip().rstrip(';')};" * 3)
    plan = json.loads(answer.split("\n[\n")[-1].join(["[", ""]))[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def growth(service, given, token, database, rows, folder, measure_load):
    """What the service alone needs with so many observations: a dictionary of figures by what they are."""
    export = measured(database, service.process.pid, rows, "", lambda: subprocess.run(
        curl(service, token, "/v1/observations", "-H", "Accept: text/csv"), check=True))
    of_series, of_analysis = (measure_load(service, Load("about", 2, given.seconds, 0, folder, path), token, database, 0)
                              for path in (SERIES, ANALYSIS))
    few, _, _ = exceptions(service, given, token, database, "bench-few", folder, measure_load)
    key = {"indicator": "'bench-rest-1'", "area": "'E10000016'"}
    return {
        "export": (export.server / rows * 1e6, export.database / rows * 1e6, export.grown_mb,
                   pages(database, named("observations/list_observations", page_size="NULL"))),
        "series": (of_series.server_us, of_series.database_us, None,
                   pages(database, named("observations/list_observations", page_size="501", **key))),
        "analysis": (of_analysis.server_us, of_analysis.database_us, None,
                     pages(database, named("indicators/get_indicator_analysis", **key))),
        "few": (few.server * 1e6, few.database * 1e6, few.grown_mb,
                pages(database, named("exceptions/get_exceptions", priority="'bench-few'"))),
    }


# ---- All of it ------------------------------------------------------------------------------------

def grow(database, given, folder, measure_load, say):
    """The figures by number of observations. The databases stay, the largest for the rest."""
    found, made = {}, None
    for rows in sorted(given.observations):
        made = make(database, rows)
        service = Service(os.environ["BENCH_SAFERD"], made, folder)
        try:
            service.start()
            found[rows] = growth(service, given, service.token(), made, rows, folder, measure_load)
        finally:
            service.stop()
        say(f"  {rows:10,}  " + "  ".join(f"{what} {each[0]:.1f} + {each[1]:.1f} us, {each[3]:,} pages"
                                         for what, each in found[rows].items()))
    return found, made
