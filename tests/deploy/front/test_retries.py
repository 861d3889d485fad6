"""What HAProxy sends to another instance when one breaks off: only what is harmless to do twice.

SPDX-License-Identifier: MIT
"""

import collections
import socketserver
import threading
import unittest

from front import Front
from load import UNLIMITED, Load, instances
from service import Database, wait_until


class Breaker(socketserver.StreamRequestHandler):
    """Says that it is ready, and closes the connection on everything else: the worst an instance can do."""

    def handle(self):
        line = self.rfile.readline().decode()
        length = 0
        while (header := self.rfile.readline().decode().rstrip("\r\n")):
            name, value = header.split(":", 1)
            length = int(value) if name.lower() == "content-length" else length
        self.rfile.read(length)
        if line.startswith("GET /health/ready "):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif line:
            with self.server.lock:
                self.server.seen[line.split("?")[0].split(" ")[1]] += 1


class Breakers(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Breaker)
        self.lock = threading.Lock()
        self.seen = collections.Counter()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Retries(unittest.TestCase):
    def test_only_what_may_be_done_twice_is_sent_twice(self):
        breakers = Breakers()
        self.addCleanup(breakers.server_close)
        self.addCleanup(breakers.shutdown)
        front = Front([breakers.server_address[1]] * 2)
        self.addCleanup(front.stop)
        key = {"Idempotency-Key": "a"}
        for method, target, headers, times in (
                ("GET", "/read", {}, 4), ("HEAD", "/head", {}, 4), ("OPTIONS", "/options", {}, 4),
                ("POST", "/keyed", key, 4), ("POST", "/rehearsed?dry_run=true", {}, 4),
                ("POST", "/bare", {}, 1), ("POST", "/earnest?dry_run=false", {}, 1),
                ("POST", "/other?dry=true", {}, 1), ("PUT", "/put", {}, 1),
                ("DELETE", "/delete", {}, 1)):
            client = front.client()
            client.request(method, target, b"{}" if method in ("POST", "PUT") else None,
                           {"Content-Type": "application/json", **headers})
            self.assertEqual(client.getresponse().status, 502, target)
            client.close()
            self.assertEqual(breakers.seen[target.split("?")[0]], times, target)

    def test_nobody_waits_long_when_an_instance_is_killed(self):
        database = Database()
        self.addCleanup(database.drop)
        services = instances(self, database)
        front = Front([service.port for service in services], [UNLIMITED])
        self.addCleanup(front.stop)
        wait_until(lambda: front.servers() == {"one": True, "two": True}, 30)
        with Load(front, services[0].token(), patient=True) as load:
            for service, name in zip(services, ("one", "two")):
                for work in ("read", "post", "rehearse"):
                    count = load.count(work)
                    wait_until(lambda: load.faults or load.count(work) > count + 10, 60)
                service.kill()
                wait_until(lambda: not front.servers()[name], 30)
                for work in ("read", "post", "rehearse"):
                    count = load.count(work)
                    wait_until(lambda: load.faults or load.count(work) > count + 10, 60)
                service.start()
                wait_until(lambda: front.servers()[name], 30)
        self.assertEqual(load.faults, [])
        load.check_ledger(database)
        # Sent again by the client: a key whose first transaction PostgreSQL has not given up yet.
        self.assertLess(load.count("again"), 10)
        print(f"{load.count('again')} were sent again by clients; the longest time between two posts"
              f" was {load.longest_gap():.2f} s")


if __name__ == "__main__":
    unittest.main()
