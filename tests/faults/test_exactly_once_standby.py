"""A COMMIT that waits for a synchronous standby, and what may happen meanwhile: nobody is told what is not so.

SPDX-License-Identifier: MIT
"""

import contextlib
import http.client
import subprocess
import threading

from cluster import SUPERUSER, Cluster, Served
from service import Service, steady_port, wait_until

TARGET = "/v1/contributions"
BODY = {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
        "received_on": "2018-04-03", "external_reference": "KCC-1"}
JOBS_SELDOM = {"SAFER_JOBS_SECONDS": "3600"}
IMPATIENT = {**JOBS_SELDOM, "SAFER_STATEMENT_TIMEOUT_MS": "500", "SAFER_LOCK_TIMEOUT_MS": "500"}
WAITING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'saferd'"


@contextlib.contextmanager
def pair():
    with Cluster() as primary:
        primary.migrate()
        with primary.standby(synchronous=True) as standby:
            yield primary, standby


class Posting(threading.Thread):
    """A post under way; `reply` is None when the connection ended without one."""

    def __init__(self, service):
        super().__init__(daemon=True)
        self.service = service
        self.reply = None
        self.start()

    def run(self):
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.reply = post(self.service)


def post(service):
    return service.post(TARGET, BODY, service.token(), key="k")


def problem(reply):
    return (reply.status, reply.json()["type"])


def post_until_answered(service):
    replies = []

    def is_answered():
        replies.append(post(service))
        assert replies[-1].status in (201, 409, 503), replies[-1].text
        return replies[-1].status == 201
    wait_until(is_answered, 60)
    return replies[-1]


def waiting(primary):
    return int(primary.sql(f"SELECT count(*) {WAITING}"))


def paid(cluster):
    return cluster.sql("SELECT count(*), sum(amount_pence) FROM safer.contribution", "safer")


def interrupted(how):
    """A COMMIT that waits for the standby is interrupted: PostgreSQL warns that it kept it all the same."""
    with pair() as (primary, standby), Service(JOBS_SELDOM, Served(primary, standby)) as service:
        standby.freeze()
        posting = Posting(service)
        wait_until(lambda: waiting(primary) == 1, 60)
        primary.sql(f"SELECT {how}(pid) {WAITING}")
        posting.join()
        assert problem(posting.reply) == (503, "/problems/outcome-unknown"), posting.reply.text
        assert posting.reply.headers["Retry-After"] == "1"
        standby.thaw()
        again = post_until_answered(service)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert paid(primary) == "1|1600000"


def test_a_commit_that_is_cancelled_while_it_waits_is_an_outcome_unknown():
    interrupted("pg_cancel_backend")


def test_a_commit_whose_session_is_ended_while_it_waits_is_an_outcome_unknown():
    interrupted("pg_terminate_backend")


def test_what_the_standby_may_not_have_is_not_acknowledged_by_a_replay_either():
    with pair() as (primary, standby), Service(IMPATIENT, Served(primary, standby)) as service:
        standby.freeze()
        assert problem(post(service)) == (503, "/problems/outcome-unknown")
        primary.sql(f"SELECT pg_cancel_backend(pid) {WAITING}")
        wait_until(lambda: paid(primary) == "1|1600000", 60)  # here, and nowhere else
        again = post(service)
        assert problem(again) == (503, "/problems/outcome-unknown"), again.text
        standby.kill()
        primary.kill()
        standby.start()
        standby.promote()
        assert paid(standby) == "0|"
        made = post_until_answered(service)
        assert "Idempotency-Replayed" not in made.headers
        assert paid(standby) == "1|1600000"


def test_killed_while_its_commit_waits_it_has_paid_and_says_so_when_it_is_back():
    with pair() as (primary, standby), Service(JOBS_SELDOM, Served(primary, standby),
                                               steady_port()) as service:
        standby.freeze()
        posting = Posting(service)
        wait_until(lambda: waiting(primary) == 1, 60)
        service.kill()
        posting.join()
        assert posting.reply is None
        standby.thaw()
        wait_until(lambda: waiting(primary) == 0, 60)
        service.start()
        again = post_until_answered(service)
        assert again.headers["Idempotency-Replayed"] == "true"
        assert paid(primary) == "1|1600000"


@contextlib.contextmanager
def locked(cluster):
    """Holds up every write of a contribution."""
    session = subprocess.Popen(
        ["psql", "-X", "-q", "-d", f"host={cluster.folder} port={cluster.port} user={SUPERUSER} dbname=safer"],
        stdin=subprocess.PIPE, text=True)
    try:
        session.stdin.write("BEGIN; LOCK TABLE safer.contribution IN EXCLUSIVE MODE;\n")
        session.stdin.flush()
        wait_until(lambda: cluster.sql(
            "SELECT count(*) FROM pg_locks WHERE mode = 'ExclusiveLock' AND granted"
            " AND relation = 'safer.contribution'::regclass", "safer") == "1", 60)
        yield
    finally:
        session.communicate()


def test_killed_in_the_middle_of_a_write_it_has_paid_nothing():
    patient = {**JOBS_SELDOM, "SAFER_LOCK_TIMEOUT_MS": "600000", "SAFER_STATEMENT_TIMEOUT_MS": "600000"}
    with Cluster() as cluster:
        cluster.migrate()
        with Service(patient, Served(cluster), steady_port()) as service:
            with locked(cluster):
                posting = Posting(service)
                wait_until(lambda: cluster.sql(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == "1", 60)
                service.kill()
                posting.join()
                assert posting.reply is None
                service.start()
                # Its session does not know yet that nobody listens, and holds the key.
                assert problem(post(service)) == (409, "/problems/idempotency-key-in-use")
            made = post_until_answered(service)
            assert "Idempotency-Replayed" not in made.headers
            assert paid(cluster) == "1|1600000"
