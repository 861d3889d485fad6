"""Instances on one database, and clients that ask and post without a pause and hold every answer to be right.

SPDX-License-Identifier: MIT
"""

import collections
import http.client
import json
import threading
import time

from service import Service, steady_port

POOL = "kcst-pooled-budget"
SETTINGS = {"SAFER_TODAY": "2018-06-01", "SAFER_NOTICE_SECONDS": "3", "SAFER_DRAIN_SECONDS": "60",
            "SAFER_PROXIES": "127.0.0.1", "SAFER_RATE_LIMIT": "0"}
UNLIMITED = (r"sc0_http_req_rate gt 3000", "sc0_http_req_rate gt 100000000")


def contribution(reference, amount=100):
    return {"fund": POOL, "financial_year": "2018/19", "amount_pence": amount,
            "received_on": "2018-04-03", "external_reference": reference}


def instances(case, database, count=2, **settings):
    """Instances on one database, with one development key."""
    made = []
    for _ in range(count):
        shared = {"SAFER_STATE": made[0].environment["SAFER_STATE"]} if made else {}
        service = Service({**SETTINGS, **shared, **settings}, database, steady_port())
        case.addCleanup(service.clean_up)
        made.append(service)
    return made


class Load:
    """Clients of a front on threads of their own; a context manager that ends them.

    patient: what a finance system does when it gets no answer, or one with Retry-After: the same
    again, with the same key. Otherwise every such answer is a fault.
    """

    def __init__(self, front, token, patient=False, readers=2, posters=2, rehearsers=1):
        self.front = front
        self.headers = {"Authorization": "Bearer " + token}
        self.patient = patient
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.faults = []
        self.counts = collections.Counter()
        self.posted = {}  # by external reference: the id that was answered
        self.answered = []  # when a post was answered, seconds on time.monotonic()
        works = [self.read] * readers + [self.post] * posters + [self.rehearse] * rehearsers
        self.threads = [threading.Thread(target=self.run, args=(work, number))
                        for number, work in enumerate(works)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(120)

    def count(self, name):
        with self.lock:
            return self.counts[name]

    def run(self, work, number):
        client = self.front.client()
        turn = 0
        try:
            while not self.over.is_set():
                work(client, number, turn)
                turn += 1
                self.over.wait(0.01)
        except Exception as error:  # pylint: disable=broad-except
            self.fault(f"{work.__name__} {turn}: {error!r}")
        finally:
            client.close()

    def fault(self, what):
        with self.lock:
            self.faults.append(what)

    def ask(self, client, method, target, body=None, key=None):
        """An answer: (status, headers, body); a patient client asks until it has one."""
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        deadline = time.monotonic() + 100
        while True:
            try:
                client.request(method, target, body and json.dumps(body), headers)
                reply = client.getresponse()
                status, said, text = reply.status, reply.headers, reply.read()
            except (OSError, http.client.HTTPException):
                if not self.patient or time.monotonic() > deadline:
                    raise
                client.close()
                status, said, text = 0, {}, b""
            if not self.patient or (status and "Retry-After" not in said):
                return status, said, text
            if time.monotonic() > deadline:
                return status, said, text
            with self.lock:
                self.counts["again"] += 1
            time.sleep(0.1)

    def expect(self, name, status, answer):
        if answer[0] == status:
            with self.lock:
                self.counts[name] += 1
        else:
            self.fault(f"{name}: {answer[0]} {dict(answer[1])} {answer[2][:400]!r}")

    def read(self, client, number, turn):
        targets = ("/v1/contributions?limit=20", "/v1/partners/kcc", "/v1/agreements?count=true",
                   f"/v1/funds/{POOL}/schedule?financial_year=2018/19")
        self.expect("read", 200, self.ask(client, "GET", targets[turn % len(targets)]))

    def post(self, client, number, turn):
        reference = f"LOAD-{number}-{turn}"
        answer = self.ask(client, "POST", "/v1/contributions", contribution(reference),
                          key="load-" + reference)
        self.expect("post", 201, answer)
        if answer[0] == 201:
            with self.lock:
                self.posted[reference] = json.loads(answer[2])["id"]
                self.answered.append(time.monotonic())

    def rehearse(self, client, number, turn):
        answer = self.ask(client, "POST", "/v1/contributions?dry_run=true",
                          contribution(f"DRY-{number}-{turn}"))
        self.expect("rehearse", 200, answer)

    def longest_gap(self):
        """The longest time between two answered posts, in seconds."""
        with self.lock:
            times = sorted(self.answered)
        return max((later - earlier for earlier, later in zip(times, times[1:])), default=0)

    def check_ledger(self, database):
        """Every post that was answered is there once, as it was answered, and nothing else is."""
        rows = [row.split("|") for row in database.sql(
            "SELECT external_reference, id, amount_pence FROM safer.contribution"
            " WHERE external_reference LIKE 'LOAD-%' OR external_reference LIKE 'DRY-%'"
            ).splitlines()]
        kept = {reference: identity for reference, identity, _ in rows}
        assert len(rows) == len(kept)
        assert kept == self.posted, set(kept.items()) ^ set(self.posted.items())
        total = database.sql("SELECT coalesce(sum(p.amount_pence), 0) FROM safer.posting AS p")
        assert int(total) == sum(int(amount) for _, _, amount in rows), total
