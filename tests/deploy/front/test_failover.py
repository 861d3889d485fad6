"""The primary of PostgreSQL is lost: its synchronous standby takes over, and every post is done once.

SPDX-License-Identifier: MIT
"""

import unittest

from cluster import Cluster, Served
from front import Front
from load import UNLIMITED, Load, instances
from service import wait_until


class Failover(unittest.TestCase):
    def test_every_post_is_done_once_when_the_primary_dies_and_the_standby_is_promoted(self):
        with Cluster() as primary:
            primary.migrate()
            with primary.standby(synchronous=True) as standby:
                self.lose_the_primary(primary, standby)

    def lose_the_primary(self, primary, standby):
        served = Served(primary, standby)
        services = instances(self, served)
        processes = [service.process.pid for service in services]
        front = Front([service.port for service in services], [UNLIMITED])
        self.addCleanup(front.stop)
        wait_until(lambda: front.servers() == {"one": True, "two": True}, 30)
        with Load(front, services[0].token(), patient=True, posters=4) as load:
            wait_until(lambda: load.count("post") > 20, 60)
            primary.kill()
            standby.promote()
            before = {name: load.count(name) for name in ("read", "post", "rehearse")}
            for name, count in before.items():
                wait_until(lambda name=name, count=count: load.faults or load.count(name) > count + 20,
                           60)
        self.assertEqual(load.faults, [])
        load.check_ledger(served)
        self.assertEqual([service.process.pid for service in services], processes)
        self.assertEqual([service.process.poll() for service in services], [None, None])
        self.assertLess(load.longest_gap(), 30)
        print(f"the longest time between two posts was {load.longest_gap():.1f} s")


if __name__ == "__main__":
    unittest.main()
