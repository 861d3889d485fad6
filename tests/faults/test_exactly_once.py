"""2,000 contributions posted through crashes of the service and of PostgreSQL: each is there exactly once.

SPDX-License-Identifier: MIT

`./check --numbers N exactly-once` posts N where that is more. The moments at which the service is killed are
random; SAFER_TEST_SEED, a number, makes them others.
"""

import os
import random
import sys
import time

from cluster import Cluster, Served
from payers import Payer, check, pay
from service import Service, steady_port, wait_until

POSTS = max(2000, int(os.environ.get("SAFER_TEST_NUMBERS") or 0))
SEED = int(os.environ.get("SAFER_TEST_SEED") or random.SystemRandom().randrange(10**9))
CLIENTS = 16
ENVIRONMENT = {"SAFER_JOBS_SECONDS": "1"}


class Trouble:
    """What happens, and after how many answers."""

    def __init__(self, service):
        self.service = service
        self.chance = random.Random(SEED)
        self.rows = []

    def at_random(self, count, act):
        for after in self.chance.sample(range(1, POSTS - POSTS // 20), count):
            self.rows.append((after, self.after_a_moment(act)))

    def after_a_moment(self, act):
        delay = self.chance.uniform(0, 0.02)

        def later():
            time.sleep(delay)
            act()
        return later

    def kill_service(self):
        self.service.kill()
        self.service.start()


def post_through(service, trouble):
    print(f"seed {SEED}", file=sys.stderr)
    payers = [Payer(service, number, POSTS // CLIENTS, SEED) for number in range(CLIENTS)]
    pay(payers, trouble.rows)
    unanswered = sum(payer.unanswered for payer in payers)
    replays = sum(payer.replays for payer in payers)
    print(f"{unanswered} requests were not answered, {replays} answered again", file=sys.stderr)
    assert unanswered and replays, "nothing went wrong: this has shown nothing"
    wait_until(lambda: service.database.sql(
        "SELECT count(*) = (SELECT count(*) FROM safer.audit_seal) FROM safer.audit_event") == "t", 60)
    check(payers, service)


def test_killing_the_service_and_crashing_postgresql_lose_and_double_nothing():
    with Cluster() as cluster:
        cluster.migrate()
        with Service(ENVIRONMENT, Served(cluster), steady_port()) as service:
            trouble = Trouble(service)
            trouble.at_random(12, trouble.kill_service)
            trouble.at_random(1, lambda: cluster.restart("immediate"))
            post_through(service, trouble)


def test_losing_the_primary_and_promoting_its_synchronous_standby_lose_and_double_nothing():
    with Cluster() as primary:
        primary.migrate()
        with primary.standby(synchronous=True) as standby:
            with Service(ENVIRONMENT, Served(primary, standby), steady_port()) as service:
                def fail_over():
                    primary.kill()
                    standby.promote()

                trouble = Trouble(service)
                trouble.at_random(4, trouble.kill_service)
                trouble.at_random(1, fail_over)
                post_through(service, trouble)
