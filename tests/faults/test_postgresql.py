"""PostgreSQL gone and back, stopping, silent, full, read-only: what is answered, and that it mends by itself.

SPDX-License-Identifier: MIT
"""

import http.client
import os
import shutil
import signal
import time
import unittest

from cluster import ACCOUNT, Cluster, Served
from service import Service, setting, wait_until

FULL = "disk-is-full"


class FillingCluster(Cluster):
    """A cluster whose disk can be full: see disk_full.c."""

    def start(self):
        # Where PostgreSQL's account can read them, which the build folder need not be.
        library = os.path.join(self.folder, "disk_full.so")
        shutil.copy(os.path.join(os.path.dirname(setting("SAFERD")), "tests", "disk_full.so"), library)
        os.chmod(library, 0o755)
        os.environ.update(LD_PRELOAD=library, SAFER_DISK_FULL=os.path.join(self.folder, FULL))
        try:
            super().start()
        finally:
            del os.environ["LD_PRELOAD"], os.environ["SAFER_DISK_FULL"]

    def fill(self, what="data"):
        path = os.path.join(self.folder, FULL)
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(what)
        if ACCOUNT:
            shutil.chown(path + ".new", ACCOUNT, ACCOUNT)
        os.rename(path + ".new", path)

    def make_room(self):
        os.unlink(os.path.join(self.folder, FULL))


class PostgreSQL(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = FillingCluster({"fsync": "off", "max_connections": 40})
        cls.addClassCleanup(cls.cluster.remove)
        cls.cluster.migrate()
        cls.service = Service({
            "SAFER_TODAY": "2018-04-09", "SAFER_WORKERS": "4", "SAFER_STATEMENT_TIMEOUT_MS": "1000",
            "SAFER_LOCK_TIMEOUT_MS": "500", "SAFER_CONNECT_TIMEOUT_MS": "1000",
            "SAFER_RATE_LIMIT": "0", "SAFER_RATE_LIMIT_ANONYMOUS": "0",
        }, database=Served(cls.cluster))
        cls.token = cls.service.token("kcc-finance", "kcc", "contributions.write funds.read")
        cls.number = 0

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    # ---- What clients see --------------------------------------------------------------------

    def post(self, reference):
        body = {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
                "received_on": "2018-04-03", "external_reference": reference, "note": "x" * 400}
        return self.service.post("/v1/contributions", body, self.token, key=reference)

    def new_reference(self):
        type(self).number += 1
        return f"KCC-{self.number}"

    def stored(self, reference):
        return self.cluster.sql("SELECT count(*) FROM safer.contribution"
                                f" WHERE external_reference = '{reference}'", "safer")

    def assert_problem(self, reply, *slugs):
        self.assertEqual(reply.status, 503, reply.text)
        self.assertIn(reply.json()["type"].removeprefix("/problems/"), slugs)
        self.assertGreaterEqual(int(reply.headers["Retry-After"]), 1)
        for word in ("SELECT", "ERROR", "FATAL", "safer.", "postgres", "relation", "recovery"):
            self.assertNotIn(word, reply.json()["detail"])

    def assert_refuses(self, *slugs):
        """What a request of each kind is told while the database cannot be used; nothing is kept."""
        reference = self.new_reference()
        self.assert_problem(self.service.get("/v1/partners/kcc"), *slugs)
        self.assert_problem(self.post(reference), *slugs)
        try:
            self.assert_problem(self.service.get("/v1/partners?format=csv"), *slugs)
        except http.client.IncompleteRead:  # begun before it was known; the client sees that it broke
            self.assertIn("timeout", slugs)
        # What was true a moment ago may be said once more.
        wait_until(lambda: self.service.get("/health/ready").status == 503, 30)
        self.assert_problem(self.service.get("/health/ready"), "unavailable")
        self.assertEqual(self.service.get("/health/live").status, 200)
        return reference

    def assert_good(self, *references):
        """All is well again, without a restart, once each worker has noticed; and a key stored one thing."""
        wait_until(lambda: self.service.get("/v1/partners/kcc").status == 200, 30)
        for reference in references or [self.new_reference()]:
            wait_until(lambda key=reference: self.post(key).status == 201, 30)
            self.assertEqual(self.stored(reference), "1")
        wait_until(lambda: self.service.get("/v1/partners?format=csv").status == 200)
        wait_until(lambda: self.service.get("/health/ready").status == 200)
        for _ in range(8):  # of each worker
            self.assertEqual(self.service.get("/health/ready").status, 200)

    # ---- What happens to the database --------------------------------------------------------

    def test_gone_and_back(self):
        self.assert_good()
        self.cluster.stop("immediate")
        began = time.monotonic()
        reference = self.assert_refuses("unavailable")
        self.assertLess(time.monotonic() - began, 15)
        self.cluster.start()
        self.assertEqual(self.stored(reference), "0")
        self.assert_good(reference)

    def test_a_restart_is_not_noticed(self):
        self.assert_good()
        self.cluster.restart()
        self.assertEqual(self.post(self.new_reference()).status, 201)
        for _ in range(8):
            self.assertEqual(self.service.get("/health/ready").status, 200)

    def test_stopping_once_all_sessions_have_ended(self):
        self.assert_good()
        self.cluster.process.send_signal(signal.SIGTERM)  # its sessions go on, new ones are refused
        wait_until(lambda: "received smart shutdown request" in self.cluster.log(), 30)
        replies = [self.service.get("/v1/partners/kcc") for _ in range(12)]
        for reply in replies:
            if reply.status != 200:
                self.assert_problem(reply, "unavailable")
        self.assertIn(200, {reply.status for reply in replies})
        self.cluster.stop("fast")
        self.assert_refuses("unavailable")
        self.cluster.start()
        self.assert_good()

    def test_silent(self):
        self.assert_good()
        self.cluster.freeze()
        try:
            reference = self.assert_refuses("timeout", "unavailable")
        finally:
            self.cluster.thaw()
        wait_until(lambda: self.stored(reference) == "0", 30)
        self.assert_good(reference)

    def test_no_room_for_data(self):
        self.assert_writes_fail("full", "53100")

    def test_a_disk_that_fails(self):
        self.assert_writes_fail("bad", "58030")

    def assert_writes_fail(self, how, sqlstate):
        """Writes that need another page are refused, and nothing of them is kept; reads go on."""
        self.assert_good()
        self.cluster.fill(how)
        stored = int(self.cluster.sql("SELECT count(*) FROM safer.contribution", "safer"))
        try:
            for _ in range(300):  # until a table or an index needs another page
                reference = self.new_reference()
                reply = self.post(reference)
                if reply.status != 201:
                    break
                stored += 1
            self.assert_problem(reply, "unavailable")
            self.assertIn(f'"cause":"{sqlstate} ', self.service.log())
            self.assertEqual(self.service.get("/v1/partners/kcc").status, 200)
            self.assertEqual(self.service.get("/health/ready").status, 200)
            for table in ("contribution", "entry", "audit_event", "idempotency_key"):
                self.assertEqual(self.cluster.sql(
                    f"SELECT count(*) FROM safer.{table}", "safer"), str(stored), table)
        finally:
            self.cluster.make_room()
        self.assert_good(reference)

    def test_damaged_data_is_a_fault_that_is_not_tried_again(self):
        self.assert_good()
        place = os.path.join(self.cluster.data, self.cluster.sql(
            "SELECT pg_relation_filepath('safer.partner')", "safer"))
        self.cluster.stop()
        with open(place, "r+b") as file:
            whole = file.read()
            file.seek(4000)
            file.write(b"damaged!" * 4)
        self.cluster.start()
        try:
            wait_until(lambda: self.service.get("/health/ready").status == 200, 30)
            reply = self.service.get("/v1/partners/kcc")
            self.assertEqual(reply.status, 500, reply.text)
            self.assertEqual(reply.json()["type"], "/problems/internal-error")
            self.assertNotIn("Retry-After", reply.headers)
            self.assertNotIn("invalid page", reply.text)
            self.assertIn('"cause":"XX001 invalid page', self.service.log())
        finally:
            self.cluster.stop()
            with open(place, "r+b") as file:
                file.write(whole)
            self.cluster.start()
        self.assert_good()

    def test_no_room_for_the_write_ahead_log(self):
        self.assert_good()
        reference = self.new_reference()
        self.cluster.fill("wal")
        try:
            # PostgreSQL gives up in the middle of COMMIT, if none of its own processes was before that.
            self.assert_problem(self.post(reference), "outcome-unknown", "unavailable")
            wait_until(lambda: "PANIC" in self.cluster.log(), 30)
            self.assert_problem(self.post(self.new_reference()), "unavailable", "outcome-unknown")
            self.assertEqual(self.service.get("/health/live").status, 200)
        finally:
            self.cluster.make_room()
        if self.cluster.is_running:  # at some point of starting again by itself
            self.cluster.stop("immediate")
        self.cluster.start()
        self.assert_good(reference)

    def test_too_many_connections(self):
        self.assert_good()
        self.cluster.sql("ALTER ROLE saferd CONNECTION LIMIT 0")
        self.cluster.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                         " WHERE usename = 'saferd'")
        reference = self.assert_refuses("unavailable")
        self.assertIn("too many connections", self.service.log())
        self.cluster.sql("ALTER ROLE saferd CONNECTION LIMIT -1")
        self.assert_good(reference)

    def test_read_only_while_it_follows_another(self):
        self.assert_good()
        self.cluster.stop()
        with open(os.path.join(self.cluster.data, "standby.signal"), "w", encoding="ascii"):
            pass
        self.cluster.start()
        reference = self.assert_refuses("unavailable")
        self.cluster.promote()
        self.assert_good(reference)

    def test_read_only_by_decree(self):
        self.assert_good()
        self.cluster.sql("ALTER SYSTEM SET default_transaction_read_only = on")
        self.cluster.sql("SELECT pg_reload_conf()")
        wait_until(lambda: self.cluster.sql("SHOW default_transaction_read_only") == "on")
        reference = self.new_reference()
        wait_until(lambda: self.post(self.new_reference()).status == 503)
        self.assert_problem(self.post(reference), "unavailable")
        self.cluster.sql("SET default_transaction_read_only = off;"
                         "ALTER SYSTEM RESET default_transaction_read_only")
        self.cluster.sql("SELECT pg_reload_conf()")
        wait_until(lambda: self.cluster.sql("SHOW default_transaction_read_only") == "off")
        self.assertEqual(self.stored(reference), "0")
        self.assert_good(reference)


if __name__ == "__main__":
    unittest.main()
