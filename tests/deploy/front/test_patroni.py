"""PostgreSQL under Patroni, as deploy/patroni/patroni.yml sets it up: the leading machine is lost.

SPDX-License-Identifier: MIT

Patroni finds that out and promotes the standby by itself; every post is done once; the machine that was
lost comes back as the standby.
"""

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from cluster import ACCOUNT, AS_ACCOUNT, Cluster, Served, children_of, postgres_bin
from front import Front, replaced
from load import UNLIMITED, Load, instances
from service import ROOT, setting, steady_port, wait_until

EXAMPLE = os.path.join(ROOT, "deploy", "patroni", "patroni.yml")
SECONDS = 120

# Runs a program and collects all that descends from it, until nothing of that is left. Patroni takes a
# PostgreSQL that has ended and was not collected for one that still runs, and waits for its end; and not
# every first process of a container collects what it did not start. 36 is PR_SET_CHILD_SUBREAPER.
COLLECTING = """
import ctypes, os, subprocess, sys
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
subprocess.Popen(sys.argv[1:])
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
"""


def family(process):
    """A process and all that descends from it."""
    found = [process]
    for child in children_of(process):
        found += family(child)
    return found


class Program:
    """A program that runs as PostgreSQL's account, with a folder of its own."""

    def __init__(self, name):
        self.folder = tempfile.mkdtemp(
            prefix=name + "-", dir=os.path.dirname(setting("SAFER_TEST_SOCKET")))
        if ACCOUNT:
            shutil.chown(self.folder, ACCOUNT, ACCOUNT)
        self.log_path = os.path.join(self.folder, "log")
        self.process = None

    def run(self, *words):
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith(("SAFER_", "PG", "PATRONI", "ETCD", "PYTHON"))}
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [*AS_ACCOUNT, "setsid", "setpriv", "--pdeathsig", "TERM",
                 "/usr/bin/python3", "-c", COLLECTING, "setpriv", "--pdeathsig", "TERM", *words], cwd="/",
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return log.read()

    def kill(self):
        """SIGKILL to every process at once, as if the machine had lost power; the one that collects them ends then."""
        def is_over():
            for number in family(self.process.pid)[1:]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            return self.process.poll() is not None
        wait_until(is_over, SECONDS)

    def remove(self):
        if self.process:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Etcd(Program):
    """One etcd, where a partnership has three."""

    def __init__(self):
        super().__init__("etcd")
        self.port, peers = steady_port(), f"http://127.0.0.1:{steady_port()}"
        client = f"http://127.0.0.1:{self.port}"
        self.run("etcd", "--data-dir", os.path.join(self.folder, "data"),
                 "--listen-client-urls", client, "--advertise-client-urls", client,
                 "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
                 "--initial-cluster", "default=" + peers)


class Node(Program):
    """PostgreSQL under Patroni, on a loopback port; `Served` and `Cluster.migrate` take it for a cluster."""

    primary = None
    migrate = Cluster.migrate

    def __init__(self, name, etcd, passwords):
        super().__init__(name)
        self.name, self.port, self.rest = name, steady_port(), steady_port()
        self.password = passwords["superuser"]
        with open(EXAMPLE, encoding="utf-8") as file:
            text = file.read()
        for pattern, replacement, count in (
                (r"^name: db1$", "name: " + name, 1),
                (r"10\.0\.0\.21:8008", f"127.0.0.1:{self.rest}", 2),
                (r"10\.0\.0\.31:2379,10\.0\.0\.32:2379,10\.0\.0\.33:2379",
                 f"127.0.0.1:{etcd.port}", 1),
                (r"10\.0\.0\.0/24", "127.0.0.1/32", 2),
                (r"10\.0\.0\.21:5432", f"127.0.0.1:{self.port}", 2),
                (r"/var/lib/postgresql/15/safer", self.folder + "/data", 1),
                (r"/usr/lib/postgresql/15/bin", postgres_bin(), 1),
                (r"/var/lib/postgresql/patroni\.pgpass", self.folder + "/pgpass", 1),
                (r"/var/run/postgresql", self.folder, 1),
                (r"change-the-superuser", passwords["superuser"], 1),
                (r"change-the-replicator", passwords["replicator"], 1),
                (r"change-the-rewinder", passwords["rewinder"], 1),
                (r"mode: automatic", "mode: \"off\"", 1),
                # so that the test takes a minute less; what is waited for most, ttl, stays
                (r"loop_wait: 5", "loop_wait: 1", 1),
                (r"retry_timeout: 5", "retry_timeout: 3", 1)):
            text = replaced(text, pattern, replacement, count, EXAMPLE)
        self.path = os.path.join(self.folder, "patroni.yml")
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)
        self.start()

    def start(self):
        self.run("patroni", self.path)

    @property
    def is_running(self):
        return self.asks("/primary") == 200

    def asks(self, path):
        """The status of Patroni's answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}{path}", timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def members(self):
        """What Patroni knows of the cluster: (role, state) by name."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/cluster", timeout=10) as reply:
                return {member["name"]: (member["role"], member["state"])
                        for member in json.load(reply)["members"]}
        except (OSError, ValueError):
            return {}

    def sql(self, text, database="postgres"):
        """Runs SQL as superuser; what it answers as text: a line a row, columns apart by |."""
        result = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
             f"host=127.0.0.1 port={self.port} user=postgres password={self.password}"
             f" dbname={database}"],
            input=text, capture_output=True, text=True, timeout=60, check=False)
        if result.returncode:
            raise RuntimeError(result.stderr)
        return result.stdout.rstrip("\n")


class Patroni(unittest.TestCase):
    def setUp(self):
        passwords = {name: secrets.token_hex(16) for name in ("superuser", "replicator", "rewinder")}
        self.started = time.monotonic()
        etcd = Etcd()
        self.addCleanup(etcd.remove)
        self.nodes = []
        for name in ("db1", "db2"):
            node = Node(name, etcd, passwords)
            self.addCleanup(node.remove)
            self.nodes.append(node)

    def wait_for(self, roles, seconds=SECONDS):
        """Until the members have these roles, the leader running and the standby following."""
        try:
            wait_until(lambda: any(
                sorted(role for role, state in node.members().values()
                       if state in ("running", "streaming")) == roles for node in self.nodes), seconds)
        except AssertionError as error:
            raise AssertionError("\n".join(
                f"-- {node.name} {node.members()}\n{node.log()[-3000:]}" for node in self.nodes)
                ) from error

    def say(self, what):
        print(f"{time.monotonic() - self.started:5.1f} s {what}")

    def test_every_post_is_done_once_when_the_leading_machine_is_lost_and_comes_back(self):
        self.wait_for(["leader", "sync_standby"])
        self.say("a leader and a synchronous standby")
        leader, standby = sorted(self.nodes, key=lambda node: not node.is_running)
        leader.migrate()
        served = Served(leader, standby)
        services = instances(self, served)
        processes = [service.process.pid for service in services]
        front = Front([service.port for service in services], [UNLIMITED])
        self.addCleanup(front.stop)
        wait_until(lambda: front.servers() == {"one": True, "two": True}, 30)
        self.say("two instances behind HAProxy")
        with Load(front, services[0].token(), patient=True) as load:
            wait_until(lambda: load.count("post") > 20, 60)
            leader.kill()
            self.say("the leader is killed")
            count = load.count("post")
            wait_until(lambda: load.faults or load.count("post") > count + 20, SECONDS)
            self.say("posts go on")
            leader.start()
            self.wait_for(["leader", "sync_standby"])
            self.say("the former leader is the synchronous standby")
            count = load.count("post")
            wait_until(lambda: load.faults or load.count("post") > count + 20, SECONDS)
        self.assertEqual(load.faults, [])
        self.assertTrue(standby.is_running)
        load.check_ledger(served)
        self.assertEqual([service.process.pid for service in services], processes)
        self.assertEqual([service.process.poll() for service in services], [None, None])
        self.say(f"done; the longest time between two posts was {load.longest_gap():.1f} s")


if __name__ == "__main__":
    unittest.main()
