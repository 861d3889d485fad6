"""An upgrade behind HAProxy: each instance is replaced in its turn, and no client notices.

SPDX-License-Identifier: MIT
"""

import http.client
import os
import re
import signal
import subprocess
import unittest

from front import NAME, Front
from load import UNLIMITED, Load, instances
from service import Database, setting, wait_until

ROWS = 20000
# A stream that is read slowly is to wait at its service, not between it and the reader.
NARROW = (r"tune\.http\.maxhdr 64",
          "tune.http.maxhdr 64\n    tune.rcvbuf.server 65536\n    tune.sndbuf.client 65536")


def running_exports(service):
    return int(re.search(r"^safer_exports_running (\d+)$", service.get("/metrics").text, re.M)[1])


class Stream:
    """The whole list as CSV, begun and read no further than its head until finish()."""

    def __init__(self, front, token):
        self.wire = front.connect(window=65536)
        self.wire.sendall(
            f"GET /v1/contributions?financial_year=2017/18 HTTP/1.1\r\nHost: {NAME}\r\n"
            f"Accept: text/csv\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self.answer = http.client.HTTPResponse(self.wire, method="GET")
        self.answer.begin()

    def finish(self):
        """How many rows came, of a body that ended as it should."""
        assert self.answer.status == 200, self.answer.status
        body = self.answer.read()  # fails where the last chunk is missing
        self.wire.close()
        return body.count(b",REF-")


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.database = Database()
        self.addCleanup(self.database.drop)

    def fill(self):
        self.database.sql(
            "SET session_replication_role = replica;"
            " INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in,"
            " amount_pence, received_on, external_reference, note)"
            " SELECT format('018f0000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid,"
            " 'kcst-pooled-budget', 'kcc', '2017/18', '2017/18', 1, '2017-04-03', 'REF-' || n,"
            f" repeat('n', 450) FROM generate_series(1, {ROWS}) AS n")

    def replace(self, front, service, name, token):
        """SIGTERM while a stream is on its way, and a new process on the same port."""
        other = next(each for each in self.services if each is not service)
        stream = Stream(front, token)
        while not running_exports(service):  # it went to the other one
            self.assertEqual(stream.finish(), ROWS)
            wait_until(lambda: not running_exports(other))
            stream = Stream(front, token)
        service.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not front.servers()[name], 30)
        self.assertEqual(service.process.poll(), None)
        self.assertEqual(running_exports(service), 1)
        self.assertEqual(stream.finish(), ROWS)
        self.assertEqual(service.process.wait(60), 0, service.log())
        service.start()
        wait_until(lambda: front.servers()[name], 30)

    def migrate(self, front, token):
        """A version whose views differ migrates while a stream holds them: it waits, and nobody else."""
        # A quarter of this is less than a request waits for a lock, the whole is more.
        environment = dict(self.services[0].environment, SAFER_LOCK_TIMEOUT_MS="6000",
                           SAFER_MIGRATE_URL=self.database.url("safer_migrate"))
        stream = Stream(front, token)
        self.database.sql("UPDATE safer.schema_state SET digest = 'of the version before'")
        for service in self.services:
            self.assertEqual(service.get("/health/ready").status, 200)
        process = subprocess.Popen([setting("SAFERD"), "migrate"], env=environment, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            self.assertIn("trying again", process.stdout.readline())
            self.assertEqual(stream.finish(), ROWS)
            self.assertIn("made anew", process.communicate(timeout=60)[0])
            self.assertEqual(process.returncode, 0)
        finally:
            process.kill()
            process.wait()
        self.assertEqual(front.servers(), {"one": True, "two": True})

    def test_an_instance_is_ready_for_its_own_database_and_then_for_a_newer_one(self):
        old, = instances(self, self.database, 1)
        self.assertEqual(old.get("/health/ready").status, 200)
        self.database.sql("UPDATE safer.schema_state SET digest = 'of the next version'")
        self.assertEqual(old.get("/health/ready").status, 200)
        started_later, = instances(self, self.database, 1)
        self.assertEqual(started_later.get("/health/ready").status, 503)

    def test_notice_is_given_before_requests_are_refused_and_a_second_signal_ends_it(self):
        service, = instances(self, self.database, 1, SAFER_NOTICE_SECONDS="3600")
        service.process.send_signal(signal.SIGTERM)
        wait_until(lambda: service.get("/health/ready").status == 503, 30)
        reply = service.get("/v1/partners/kcc")
        self.assertEqual((reply.status, reply.headers["Connection"].lower()), (200, "close"))
        self.assertEqual(service.process.poll(), None)
        service.process.send_signal(signal.SIGTERM)
        self.assertEqual(service.process.wait(60), 0, service.log())

    def test_no_request_is_refused_while_the_database_is_migrated_again_and_again(self):
        # Views, functions and policies are made anew within a second, and within three on a busy machine.
        services = instances(self, self.database, SAFER_LOCK_TIMEOUT_MS="4500")
        environment = dict(services[0].environment,
                           SAFER_MIGRATE_URL=self.database.url("safer_migrate"))
        front = Front([service.port for service in services], [UNLIMITED])
        self.addCleanup(front.stop)
        wait_until(lambda: front.servers() == {"one": True, "two": True}, 30)
        with Load(front, services[0].token()) as load:
            for _ in range(min(int(os.environ.get("SAFER_TEST_NUMBERS", "3")), 40)):
                self.database.sql("UPDATE safer.schema_state SET digest = 'of the version before'")
                done = subprocess.run([setting("SAFERD"), "migrate"], env=environment, timeout=300,
                                      capture_output=True, text=True, check=False)
                self.assertIn("made anew", done.stdout, done.stderr)
        self.assertEqual(load.faults, [])
        load.check_ledger(self.database)
        print(f"{sum(load.counts.values())} requests; the longest time between two posts was"
              f" {load.longest_gap():.1f} s")

    def test_no_request_is_refused_while_both_instances_are_replaced(self):
        self.fill()
        self.services = instances(self, self.database, SAFER_LOCK_TIMEOUT_MS="4500")
        token = self.services[0].token()
        front = Front([service.port for service in self.services], [UNLIMITED, NARROW])
        self.addCleanup(front.stop)
        wait_until(lambda: front.servers() == {"one": True, "two": True}, 30)
        with Load(front, token) as load:
            for name in ("read", "post", "rehearse"):
                wait_until(lambda name=name: load.count(name) > 5, 60)
            self.migrate(front, token)
            for service, name in zip(self.services, ("one", "two")):
                self.replace(front, service, name, token)
            counts = {name: load.count(name) for name in ("read", "post", "rehearse")}
            for name, count in counts.items():
                wait_until(lambda name=name, count=count: load.faults or load.count(name) > count + 5,
                           60)
        self.assertEqual(load.faults, [])
        load.check_ledger(self.database)


if __name__ == "__main__":
    unittest.main()
