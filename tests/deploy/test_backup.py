"""A record that was backed up as docs/operations.md says comes back whole, and goes on.

SPDX-License-Identifier: MIT
"""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

from cluster import ACCOUNT, AS_ACCOUNT, Cluster, Served, postgres_bin
from service import ROOT, Service, setting, wait_until

SECONDS = 120
FAST = {"fsync": "off"}  # power is not lost here


def block(name):
    """The commands of the page's block ```sh NAME."""
    with open(os.path.join(ROOT, "docs/operations.md"), encoding="utf-8") as file:
        found = re.findall(rf"^```sh {name}\n(.*?)^```$", file.read(), re.M | re.S)
    assert len(found) == 1, name
    return found[0]


RUN = set()


def run_block(name, cluster, **variables):
    """Runs it as PostgreSQL's account on that cluster; what it printed."""
    RUN.add(name)
    environment = {"PATH": f"{postgres_bin()}:/usr/bin:/bin", "LC_ALL": "C.UTF-8",
                   "PGHOST": cluster.folder, "PGPORT": str(cluster.port), "PGUSER": "postgres",
                   **variables}
    result = subprocess.run([*AS_ACCOUNT, "bash", "-e", "-u", "-o", "pipefail", "-c", block(name)],
                            env=environment, cwd="/", capture_output=True, text=True,
                            timeout=SECONDS, check=False)
    if result.returncode:
        raise AssertionError(f"{name}: {result.stdout}{result.stderr}")
    return result.stdout


class Restored(Cluster):
    """A cluster whose data folder the commands of the page make; it takes the old one's password."""

    def __init__(self, old, **variables):
        self.old, self.variables = old, variables
        super().__init__(FAST)
        self.password = old.password
        self.sql(f"ALTER ROLE postgres PASSWORD '{old.password}'")

    def _create(self):
        run_block("restore-moment", self.old, NEW=self.data, **self.variables)

    def start(self):
        super().start()
        run_block("wait-moment", self)


def contribution(number, amount=1600000):
    return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": amount,
            "received_on": "2018-04-03", "external_reference": f"KCC-{number}"}


def post(service, number):
    reply = service.post("/v1/contributions", contribution(number), service.token(), f"key-{number}")
    assert reply.status == 201, reply.text
    return reply


def all_sealed(cluster):
    return cluster.sql("SELECT count(*) > 0 AND count(*) = (SELECT count(*) FROM safer.audit_seal)"
                       " FROM safer.audit_event", "safer") == "t"


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.backups = tempfile.mkdtemp(prefix="backups-",
                                        dir=os.path.dirname(setting("SAFER_TEST_SOCKET")))
        self.addCleanup(shutil.rmtree, self.backups, ignore_errors=True)
        if ACCOUNT:
            shutil.chown(self.backups, ACCOUNT, ACCOUNT)
        self.old = Cluster(FAST)
        self.addCleanup(self.old.remove)
        self.old.migrate()
        run_block("archive", self.old, BACKUPS=self.backups)
        self.old.restart()

    def serve(self, cluster):
        return Service({"SAFER_JOBS_SECONDS": "1"}, Served(cluster))

    def migrated(self, service):
        environment = dict(service.environment,
                           SAFER_MIGRATE_URL=service.database.url("safer_migrate"))
        return subprocess.run([setting("SAFERD"), "migrate"], env=environment, capture_output=True,
                              text=True, timeout=SECONDS, check=True).stdout

    def goes_on(self, cluster, stored, number):
        """The record of a restored cluster is whole, answers as before, and takes what is new."""
        with self.serve(cluster) as service:
            self.assertEqual(self.migrated(service), "the database is as this binary needs it\n")
            again = post(service, 1)
            self.assertEqual(again.headers["Idempotency-Replayed"], "true")
            self.assertEqual(again.json(), stored)
            self.assertEqual(service.get(f"/v1/contributions/{stored['id']}",
                                         service.token()).json(), stored)
            other = service.post("/v1/contributions", contribution(1), service.token(), "another-key")
            self.assertEqual(other.status, 409)
            self.assertNotIn("Idempotency-Replayed", post(service, number).headers)
            wait_until(lambda: all_sealed(cluster), SECONDS)
        self.assertIn("audit chain|whole\n", run_block("verify", cluster))

    def archives_once(self):
        """A segment that is there already is not written over by another."""
        command = self.old.sql("SHOW archive_command")
        wal = os.path.join(self.backups, "wal")
        segment = os.path.join(self.backups, "segment")

        def archive(text):
            with open(segment, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(segment, 0o644)
            return subprocess.run(
                [*AS_ACCOUNT, "sh", "-c", command.replace("%p", segment).replace("%f", "0A")],
                timeout=SECONDS, check=False).returncode

        self.assertEqual(archive("one"), 0)
        self.assertEqual(archive("one"), 0)
        self.assertNotEqual(archive("two"), 0)
        with open(os.path.join(wal, "0A"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "one")

    def test_a_dump_comes_back_with_roles_rights_and_the_whole_chain(self):
        with self.serve(self.old) as service:
            stored = post(service, 1).json()
            post(service, 2)
            wait_until(lambda: all_sealed(self.old), SECONDS)
        before = run_block("verify", self.old)
        self.assertIn("contributions|2|3200000 pence\nledger|2|3200000 pence\n", before)
        run_block("dump", self.old, BACKUPS=self.backups)
        with Cluster(FAST) as new:
            run_block("restore-dump", new, BACKUPS=self.backups)
            new.password = self.old.password
            self.assertEqual(run_block("verify", new), before)
            self.assertEqual(rights(new), rights(self.old))
            self.goes_on(new, stored, 3)
            new.sql("ALTER TABLE safer.audit_event DISABLE TRIGGER USER;"
                    "UPDATE safer.audit_event SET client = 'somebody else' WHERE id = ("
                    " SELECT event FROM safer.audit_seal WHERE sequence = 2)", "safer")
            self.assertIn("audit chain|broken at 2\n", run_block("verify", new))

    def test_a_moment_comes_back_and_what_came_after_it_does_not(self):
        self.archives_once()
        with self.serve(self.old) as service:
            stored = post(service, 1).json()
            run_block("base", self.old, BACKUPS=self.backups)
            post(service, 2)
            wait_until(lambda: all_sealed(self.old), SECONDS)
            before = run_block("verify", self.old)
            moment = self.old.sql("SELECT clock_timestamp()")
            post(service, 3)
        last = self.old.sql("SELECT pg_walfile_name(pg_switch_wal())")
        wait_until(lambda: os.path.exists(os.path.join(self.backups, "wal", last)), SECONDS)
        self.assertEqual(self.old.sql("SELECT failed_count FROM pg_stat_archiver"), "0")
        self.old.kill()
        base = os.path.join(self.backups, "base")
        with Restored(self.old, BACKUPS=self.backups, MOMENT=moment,
                      BASE=os.path.join(base, os.listdir(base)[0])) as new:
            self.assertEqual(run_block("verify", new), before)
            self.goes_on(new, stored, 3)
            new.restart()
            self.assertIn("contributions|3|4800000 pence\n", run_block("verify", new))
        with Restored(self.old, BACKUPS=self.backups, MOMENT="",
                      BASE=os.path.join(base, os.listdir(base)[0])) as new:
            self.assertIn("contributions|3|4800000 pence\n", run_block("verify", new))

class PageTest(unittest.TestCase):
    def test_no_block_of_the_page_is_left_untried(self):
        with open(os.path.join(ROOT, "docs/operations.md"), encoding="utf-8") as file:
            blocks = set(re.findall(r"^```sh ?(.*)$", file.read(), re.M))
        self.assertEqual(blocks, RUN)  # the tests of this file run in the order of their names


def rights(cluster):
    """Who may do what: members, owners, privileges, policies."""
    return cluster.sql(
        "SELECT r.rolname, m.rolname FROM pg_auth_members AS a"
        " JOIN pg_roles AS r ON r.oid = a.roleid JOIN pg_roles AS m ON m.oid = a.member"
        " WHERE r.rolname LIKE 'safer%' ORDER BY 1, 2;"
        "SELECT relname, relowner::regrole, relacl, relrowsecurity, relforcerowsecurity"
        " FROM pg_class WHERE relnamespace::regnamespace::text IN ('safer', 'api')"
        " ORDER BY 1, relnamespace::regnamespace::text;"
        "SELECT proname, proowner::regrole, proacl, prosecdef FROM pg_proc"
        " WHERE pronamespace::regnamespace::text IN ('safer', 'api')"
        " ORDER BY 1, pg_get_function_identity_arguments(oid);"
        "SELECT * FROM pg_policies ORDER BY schemaname, tablename, policyname", "safer")
