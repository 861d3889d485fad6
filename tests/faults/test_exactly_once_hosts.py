"""Several hosts in DATABASE_URL, and PostgreSQL that hangs: the writable one is found, nobody waits for nothing.

SPDX-License-Identifier: MIT
"""

import datetime
import http.client
import json
import signal
import socket
import threading
import time

from cluster import Cluster, Served
from service import Service, wait_until

TARGET = "/v1/contributions"
PARTNERS = "/v1/partners"


def body(reference):
    return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
            "received_on": "2018-04-03", "external_reference": reference}


class Hole:
    """A host that takes connections and never says a word."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.visitors = []

    def visits(self):
        """How many have come so far."""
        try:
            while True:
                self.visitors.append(self.listener.accept()[0])
        except BlockingIOError:
            return len(self.visitors)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in [self.listener, *self.visitors]:
            one.close()


class Behind(Served):
    """The same database behind other hosts that are named before it."""

    def __init__(self, ports, *clusters):
        super().__init__(*clusters)
        self.ports = ports

    def url(self, login="saferd"):
        return super().url(login).replace(
            "@", "@" + "".join(f"127.0.0.1:{port}," for port in self.ports), 1)


def lines(service, event):
    return [line for line in map(json.loads, filter(None, service.log().split("\n")))
            if line["event"] == event]


def span(line):
    """From when to when a request was under way, in seconds."""
    end = datetime.datetime.fromisoformat(line["time"].replace("Z", "+00:00")).timestamp()
    return end - line["duration_us"] / 1e6, end


def statuses(service, count):
    """What so many readers at once are answered."""
    answers = []

    def ask():
        answers.append(service.get(PARTNERS).status)
    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_host_that_hangs_or_only_reads_does_not_keep_it_from_the_writable_one():
    with Cluster() as primary:
        primary.migrate()
        with primary.standby() as standby, Hole() as hole:
            database = Behind([hole.port, standby.port], primary)
            with Service({"SAFER_CONNECT_TIMEOUT_MS": "6000", "SAFER_WORKERS": "2"}, database) as service:
                made = service.post(TARGET, body("KCC-1"), service.token(), key="k")
                assert made.status == 201, made.text
                assert service.get(PARTNERS + "?format=csv").status == 200
                assert hole.visits()
                standby.kill()
                before = hole.visits()
                # Whoever had a connection needs another, and none asks the hole or the dead one first.
                primary.sql("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                            " WHERE usename = 'saferd'")
                for number in range(8):
                    made = service.post(TARGET, body(f"L-{number}"), service.token(), key=f"l-{number}")
                    assert made.status == 201, made.text
                assert hole.visits() == before


def test_the_session_on_a_server_that_only_reads_by_now_is_left_for_another():
    with Cluster() as primary:
        primary.migrate()
        with primary.standby(synchronous=True) as standby:
            with Service({"SAFER_WORKERS": "1"}, Served(primary, standby)) as service:
                assert service.get(PARTNERS).status == 200
                # Its sessions live on, and are told that they may only read.
                primary.sql("CREATE FUNCTION public.demoted() RETURNS trigger LANGUAGE plpgsql AS"
                            " $$ BEGIN RAISE 'read-only' USING ERRCODE = '25006'; END $$;"
                            " CREATE TRIGGER demoted BEFORE INSERT ON safer.contribution"
                            " FOR EACH ROW EXECUTE FUNCTION public.demoted()", "safer")
                primary.sql("ALTER SYSTEM SET default_transaction_read_only = on")
                primary.sql("SELECT pg_reload_conf()")
                wait_until(
                    lambda: primary.sql("SHOW default_transaction_read_only") == "on", 60)
                refused = service.post(TARGET, body("KCC-1"), service.token(), key="k")
                assert refused.status == 503, refused.text
                assert refused.json()["type"] == "/problems/unavailable"
                standby.promote()
                standby.sql("DROP FUNCTION public.demoted CASCADE", "safer")
                replies = []

                def is_made():
                    replies.append(service.post(TARGET, body("KCC-1"), service.token(), key="k"))
                    return replies[-1].status == 201
                wait_until(is_made, 60)
                assert standby.sql("SELECT count(*) FROM safer.contribution", "safer") == "1"


def test_a_primary_that_hangs_is_left_when_its_standby_is_promoted():
    with Cluster() as primary:
        primary.migrate()
        with primary.standby(synchronous=True) as standby:
            settings = {"SAFER_STATEMENT_TIMEOUT_MS": "500", "SAFER_LOCK_TIMEOUT_MS": "500"}
            with Service(settings, Served(primary, standby)) as service:
                assert service.get(PARTNERS).status == 200
                primary.freeze()
                assert service.get(PARTNERS).status == 503
                standby.promote()
                wait_until(lambda: service.get(PARTNERS).status == 200, 60)
                # The first on a server that has just begun may take longer than half a second.
                wait_until(lambda: service.post(TARGET, body("KCC-1"), service.token(), key="k").status == 201, 60)
                assert standby.sql("SELECT count(*) FROM safer.contribution", "safer") == "1"


def test_while_postgresql_is_silent_one_waits_and_the_others_are_told():
    with Cluster() as cluster:
        cluster.migrate()
        cluster.freeze()
        settings = {"SAFER_CONNECT_TIMEOUT_MS": "3000", "SAFER_WORKERS": "8"}
        with Service(settings, Served(cluster)) as service:
            assert statuses(service, 8) == [503] * 8
            before = len(lines(service, "request"))

            def since(cause):
                return [line for line in lines(service, "request")[before:] if cause in line["cause"]]

            def three_have_tried():
                assert statuses(service, 8) == [503] * 8
                return len(since("no answer in time")) >= 3
            wait_until(three_have_tried, 120)
            tries = sorted(map(span, since("no answer in time")))
            told = since("connecting failed a moment ago")
            assert told and len(tries) + len(told) == len(since("")), since("")
            for (_, end), (begin, _) in zip(tries, tries[1:]):
                assert begin > end - 1.5, tries  # of three seconds: they did not try together
            cluster.thaw()
            wait_until(lambda: service.get(PARTNERS).status == 200, 60)


def test_it_stops_though_its_exports_and_jobs_wait_for_a_postgresql_that_hangs():
    with Cluster() as cluster:
        cluster.migrate()
        with Service({"SAFER_DRAIN_SECONDS": "1", "SAFER_JOBS_SECONDS": "1"}, Served(cluster)) as service:
            assert service.get(PARTNERS + "?format=csv").status == 200
            cluster.freeze()
            asking = threading.Thread(target=lambda: ended(service, PARTNERS + "?format=csv"))
            asking.start()
            wait_until(lambda: "safer_exports_running 1" in service.get("/metrics").text, 60)
            began = time.monotonic()
            service.process.send_signal(signal.SIGTERM)
            status = service.process.wait(60)
            took = time.monotonic() - began
            asking.join()
            assert status == 0 and took < 20, (status, took)
            service.process = None


def ended(service, target):
    try:
        service.get(target)
    except (OSError, http.client.HTTPException):
        pass


def test_an_outage_is_said_once_by_each_job_and_so_is_its_end():
    with Cluster() as cluster:
        cluster.migrate()
        cluster.stop()
        with Service({"SAFER_JOBS_SECONDS": "1"}, Served(cluster)) as service:
            wait_until(lambda: len(lines(service, "job_failed")) == 3, 60)
            began = time.monotonic()
            wait_until(lambda: time.monotonic() - began > 3)
            cluster.start()
            wait_until(lambda: len(lines(service, "job_recovered")) == 3, 60)
            failed = sorted(line["job"] for line in lines(service, "job_failed"))
            assert failed == ["apply_retention", "purge_idempotency_keys", "seal_audit_events"]
