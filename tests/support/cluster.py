"""PostgreSQL clusters of a test's own: a primary, standbys of it, and all that can happen to them.

SPDX-License-Identifier: MIT

Unlike the cluster that ./check shares among all tests, these keep what they commit: fsync is on, they
listen on a loopback port, and they are stopped, killed, frozen and promoted as a test likes.

    with Cluster() as primary:
        primary.migrate()                      # the database "safer", with the published facts
        with primary.standby(synchronous=True) as standby:
            with Service(database=Served(primary, standby)) as service:
                primary.kill()
                standby.promote()

Whoever starts a cluster must outlive it: it is stopped when the thread that started it ends.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time

from service import setting, steady_port, wait_until

START_SECONDS = 120
STOP_SECONDS = 120
SUPERUSER = "postgres"

# PostgreSQL refuses root, so root's clusters run as Debian's user "postgres".
if os.geteuid() == 0:
    ACCOUNT = "postgres"
    AS_ACCOUNT = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups",
                  "--inh-caps=-all"]
else:
    ACCOUNT = None
    AS_ACCOUNT = ["env"]


def postgres_bin():
    """The bin folder of the newest PostgreSQL there is."""
    root = "/usr/lib/postgresql"
    versions = [name for name in os.listdir(root)
                if os.access(f"{root}/{name}/bin/postgres", os.X_OK)]
    return f"{root}/{max(versions, key=float)}/bin"


def children_of(process):
    """The process ids whose parent is this one."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            found.append(int(name))
    return found


def is_over(process):
    """Whether a process has ended; a zombie has, whoever is to collect it."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


class Cluster:
    """A running cluster on a loopback port of its own; a context manager.

    settings: of postgresql.conf, such as {"max_connections": 50}, for every start of it.
    """

    def __init__(self, settings=None, primary=None):
        self.settings = dict(settings or {})
        self.primary = primary
        self.password = primary.password if primary else secrets.token_hex(16)
        self.port = steady_port()
        self.process = None
        self.frozen = []
        # Where its account can get to: beside the socket of the shared cluster.
        self.folder = tempfile.mkdtemp(
            prefix="cluster-", dir=os.path.dirname(setting("SAFER_TEST_SOCKET")))
        if ACCOUNT:
            shutil.chown(self.folder, ACCOUNT, ACCOUNT)
        self.data = os.path.join(self.folder, "data")
        self.log_path = os.path.join(self.folder, "log")
        try:
            if primary:
                self._copy(primary)
            else:
                self._create()
            self.start()
            if not primary:
                self.sql(f"ALTER ROLE {SUPERUSER} PASSWORD '{self.password}'")
        except BaseException:
            self.remove()
            raise

    # ---- Making it ---------------------------------------------------------------------------

    def _run(self, program, *arguments, **options):
        """Runs one of PostgreSQL's programs as its account."""
        result = subprocess.run(
            [*AS_ACCOUNT, f"{postgres_bin()}/{program}", *arguments], cwd="/", text=True,
            capture_output=True, timeout=START_SECONDS, check=False, **options)
        if result.returncode:
            raise RuntimeError(f"{program}: {result.stdout}{result.stderr}\n{self.log()[-3000:]}")
        return result.stdout

    def _create(self):
        self._run("initdb", "-D", self.data, "-U", SUPERUSER, "--encoding=UTF8",
                  "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256",
                  "--data-checksums", "--no-instructions", "--no-sync")

    def _copy(self, primary):
        self._run("pg_basebackup", "-D", self.data, "--checkpoint=fast", "--no-sync",
                  "--wal-method=stream", "-d",
                  f"host={primary.folder} port={primary.port} user={SUPERUSER}")
        with open(os.path.join(self.data, "standby.signal"), "w", encoding="utf-8"):
            pass

    # ---- Starting and ending -----------------------------------------------------------------

    @property
    def name(self):
        """What a synchronous_standby_names of its primary calls it."""
        return f"standby_{self.port}"

    def _options(self):
        options = {
            "listen_addresses": "127.0.0.1", "port": self.port,
            "unix_socket_directories": self.folder, "unix_socket_permissions": "0700",
            "logging_collector": "off", "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %q%u@%d ", "wal_level": "replica", "max_wal_senders": 8,
            "hot_standby": "on", "jit": "off", "wal_receiver_status_interval": 1,
            "wal_retrieve_retry_interval": "200ms",
        }
        if self.primary:
            options["primary_conninfo"] = (
                f"host=127.0.0.1 port={self.primary.port} user={SUPERUSER}"
                f" password={self.password} application_name={self.name}")
        options.update(self.settings)
        return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def start(self):
        """Starts it, and waits until it answers."""
        pid_file = os.path.join(self.data, "postmaster.pid")
        if os.path.exists(pid_file):  # of one that was killed
            os.remove(pid_file)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*AS_ACCOUNT, "setsid", "setpriv", "--pdeathsig", "INT",
                 f"{postgres_bin()}/postgres", "-D", self.data, *self._options()],
                cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self._says_ready(pid_file):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not start:\n" + self.log()[-3000:])
            time.sleep(0.01)

    @staticmethod
    def _says_ready(pid_file):
        try:
            with open(pid_file, encoding="utf-8") as file:
                return file.read().split("\n")[7:8] == ["ready   "]
        except OSError:
            return False

    def _is_in_recovery(self):
        return self.sql("SELECT pg_is_in_recovery()") == "t"

    def stop(self, mode="fast"):
        """Stops it: "smart", "fast", or "immediate", which leaves its recovery to the next start."""
        self.thaw()
        number = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode]
        self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        self.process = None

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def kill(self):
        """Ends every process of it with SIGKILL: as if its machine had lost power."""
        family = [self.process.pid, *children_of(self.process.pid)]
        for number in family:
            self._signal(number, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)
        wait_until(lambda: all(map(is_over, family)), STOP_SECONDS)
        self.process, self.frozen = None, []

    def freeze(self):
        """Stops every process of it where it is: connections are accepted, and nothing answers."""
        self._signal(self.process.pid, signal.SIGSTOP)
        self.frozen = [*children_of(self.process.pid), self.process.pid]
        for number in self.frozen:
            self._signal(number, signal.SIGSTOP)

    def thaw(self):
        """Lets it go on."""
        frozen, self.frozen = self.frozen, []
        for number in frozen:
            self._signal(number, signal.SIGCONT)

    @staticmethod
    def _signal(process, number):
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass

    def remove(self):
        """Ends it in whatever state it is, and removes its files."""
        if self.process and self.process.poll() is None:
            self.kill()
        self.process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        self.remove()

    # ---- Using it ----------------------------------------------------------------------------

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        if not os.path.exists(self.log_path):
            return ""
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def sql(self, text, database="postgres", timeout=60):
        """Runs SQL as superuser; what it answers as text: a line a row, columns apart by |."""
        result = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
             f"host={self.folder} port={self.port} user={SUPERUSER} dbname={database}"],
            input=text, capture_output=True, text=True, timeout=timeout, check=False)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return result.stdout.rstrip("\n")

    def migrate(self, name="safer"):
        """Makes a database, migrated and with the published facts, and the two logins of the service."""
        self.sql(f"CREATE ROLE safer_migrate LOGIN CREATEROLE PASSWORD '{self.password}';"
                 f"CREATE ROLE saferd LOGIN PASSWORD '{self.password}'")
        self.sql(f"CREATE DATABASE {name} OWNER safer_migrate TEMPLATE template0")
        served = Served(self, name=name)
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith(("SAFER_", "PG"))}
        environment.update(DATABASE_URL=served.url(), SAFER_STATE=self.folder,
                           SAFER_MIGRATE_URL=served.url("safer_migrate"))
        result = subprocess.run(
            [setting("SAFERD"), "migrate", "--published-data"], env=environment, text=True,
            capture_output=True, timeout=START_SECONDS, check=False)
        if result.returncode:
            raise RuntimeError(result.stdout + result.stderr)

    def standby(self, synchronous=False, settings=None):
        """A hot standby of this cluster, streaming; synchronous: no COMMIT answers before it has it."""
        standby = Cluster({**self.settings, **(settings or {})}, primary=self)
        if synchronous:
            self.require(standby)
        wait_until(lambda: self.sql(
            "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'"
            f" AND application_name = '{standby.name}'") == ("sync" if synchronous else "async"),
            START_SECONDS)
        return standby

    def require(self, standby):
        """From now on COMMIT waits for this standby; None: for none."""
        names = standby.name if standby else ""
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.sql("SELECT pg_reload_conf()")

    def promote(self):
        """Makes a standby the primary: it takes writes when this returns."""
        self.sql(f"SELECT pg_promote(true, {START_SECONDS})", timeout=START_SECONDS + 10)
        wait_until(lambda: not self._is_in_recovery(), START_SECONDS)
        self.primary = None


class Served:
    """The database of one cluster or of several as `Service` wants it: all of their hosts in its URL."""

    def __init__(self, *clusters, name="safer"):
        self.clusters = clusters
        self.name = name

    def url(self, login="saferd"):
        hosts = ",".join(f"127.0.0.1:{cluster.port}" for cluster in self.clusters)
        return f"postgresql://{login}:{self.clusters[0].password}@{hosts}/{self.name}"

    def sql(self, text):
        """Runs SQL as superuser on the writable one."""
        for cluster in self.clusters:
            if cluster.is_running and not cluster.primary:
                return cluster.sql(text, self.name)
        raise RuntimeError("no cluster is writable now")

    def drop(self):
        """It goes with its clusters."""
