"""Finance systems that post contributions until they are answered, whatever happens to the service.

SPDX-License-Identifier: MIT

Each is a client with a token, keys and references of its own. It posts, is cut off or told to come back,
posts again with the same key, and believes an answer only when it is final. Now and then it hangs up before
the answer comes, and now and then it asks again for one that it has. `check` holds what all of them were
told against the service and against the tables.
"""

import http.client
import json
import random
import threading
import time

CONTRIBUTIONS = "/v1/contributions"
PARTNERS = ["kcc", "kfrs", "kent-police"]
AGAIN = {503: None, 409: "/problems/idempotency-key-in-use"}  # status: its type, None for any
HANGS_UP, ASKS_TWICE = 0.06, 0.06
SECONDS = 300


class Answer:
    def __init__(self, response, body):
        self.status = response.status
        self.location = response.headers.get("Location")
        self.replayed = response.headers.get("Idempotency-Replayed") == "true"
        self.body = body

    @property
    def says(self):
        return f"{self.status} {self.body.decode(errors='replace')}"


class Payer(threading.Thread):
    """One client. `posts` are (reference, body) pairs; `answers` what it was told, by reference."""

    def __init__(self, service, number, count, seed):
        super().__init__(daemon=True)
        self.service = service
        self.chance = random.Random(f"{seed} {number}")
        self.partner = PARTNERS[number % len(PARTNERS)]
        self.token = service.token(f"{self.partner}-{number}", self.partner,
                                   "contributions.write funds.read")
        self.posts = [self._post(number, n) for n in range(count)]
        self.answers = {}
        self.unanswered = self.told_to_come_back = self.replays = 0
        self.failure = None
        self.connection = None
        self.deadline = time.monotonic() + SECONDS

    def _post(self, number, n):
        reference = f"{self.partner}-{number}-{n}"
        return reference, json.dumps({
            "fund": "kcst-pooled-budget", "financial_year": "2018/19",
            "amount_pence": self.chance.randrange(1, 10**7), "received_on": "2018-04-03",
            "external_reference": reference, "note": f"£ {n} – {number}",
        })

    def run(self):
        try:
            for reference, body in self.posts:
                answer = self.ask_until_answered("POST", CONTRIBUTIONS, reference, body)
                assert answer.status == 201, answer.says
                self.answers[reference] = answer
                if self.chance.random() < ASKS_TWICE:
                    again = self.ask_until_answered("POST", CONTRIBUTIONS, reference, body)
                    assert again.replayed, again.says
                    assert (again.status, again.location, again.body) == (
                        answer.status, answer.location, answer.body), again.says
        except Exception as fault:  # pylint: disable=broad-exception-caught
            self.failure = fault
        finally:
            self.hang_up()

    def ask_until_answered(self, method, target, key=None, body=None):
        while time.monotonic() < self.deadline:
            try:
                answer = self.ask(method, target, key, body)
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
                self.hang_up()
                time.sleep(self.chance.uniform(0, 0.03))
                continue
            if answer is None:
                continue
            kind = AGAIN.get(answer.status, "final")
            if kind == "final" or kind and kind not in answer.body.decode():
                self.replays += answer.replayed
                return answer
            self.told_to_come_back += 1
            time.sleep(self.chance.uniform(0, 0.05))
        raise TimeoutError(f"no answer within {SECONDS} s: {method} {target} {key}")

    def ask(self, method, target, key, body):
        """One try; None when it hung up before the answer came."""
        if not self.connection:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        headers = {"Authorization": "Bearer " + self.token}
        if key:
            headers.update({"Idempotency-Key": key, "Content-Type": "application/json"})
        self.connection.request(method, target, body and body.encode(), headers)
        if key and self.chance.random() < HANGS_UP:
            self.hang_up()
            return None
        response = self.connection.getresponse()
        return Answer(response, response.read())

    def hang_up(self):
        if self.connection:
            self.connection.close()
        self.connection = None


def pay(payers, trouble):
    """Lets them all post, and troubles come: (after how many answers, what to do) in order."""
    for payer in payers:
        payer.start()
    for after, act in sorted(trouble, key=lambda row: row[0]):
        while sum(len(payer.answers) for payer in payers) < after:
            assert any(payer.is_alive() for payer in payers), failed(payers)
            time.sleep(0.001)
        act()
    for payer in payers:
        payer.join()
    assert not failed(payers), failed(payers)


def failed(payers):
    """The first of those who gave up, and how many did."""
    failures = [payer.failure for payer in payers if payer.failure]
    return f"{len(failures)} of {len(payers)}, as {failures[0]!r}" if failures else ""


def check(payers, service):
    """Every contribution is there exactly once, as its client was told, with its money and its event."""
    database = service.database
    told, total = {}, {partner: 0 for partner in PARTNERS}
    for payer in payers:
        assert len(payer.answers) == len(payer.posts)
        for reference, body in payer.posts:
            answer, asked = payer.answers[reference], json.loads(body)
            shown = json.loads(answer.body)
            assert shown["external_reference"] == reference and shown["partner"] == payer.partner
            for name, value in asked.items():
                assert shown[name] == value, (name, shown)
            assert answer.location == f"{CONTRIBUTIONS}/{shown['id']}"
            told[reference] = shown["id"]
            total[payer.partner] += asked["amount_pence"]

    rows = database.sql("SELECT external_reference, id FROM safer.contribution").split("\n")
    assert sorted(rows) == sorted(f"{reference}|{id}" for reference, id in told.items())
    one_each = database.sql("""
        SELECT count(*) FROM safer.contribution AS c
        WHERE (SELECT count(*) FROM safer.entry AS e WHERE e.contribution = c.id) = 1
            AND (SELECT sum(p.amount_pence) FROM safer.posting AS p JOIN safer.entry AS e
                ON e.id = p.entry WHERE e.contribution = c.id) = c.amount_pence
            AND (SELECT count(*) FROM safer.audit_event AS e WHERE e.object = c.id::text
                AND e.operation = 'create_contribution' AND e.partner = c.partner) = 1
            AND (SELECT count(*) FROM safer.idempotency_key AS k
                WHERE k.key = c.external_reference AND k.status = 201) = 1""")
    assert int(one_each) == len(told), one_each
    for table in ("entry", "posting", "audit_event", "idempotency_key"):
        assert int(database.sql(f"SELECT count(*) FROM safer.{table}")) == len(told), table
    for partner, pence in total.items():
        credited = database.sql("SELECT -balance_pence FROM api.balances"
                                f" WHERE kind = 'contributions' AND partner = '{partner}'")
        assert int(credited) == pence, (partner, credited, pence)
    in_transit = database.sql("SELECT balance_pence FROM api.balances WHERE kind = 'in-transit'")
    assert int(in_transit) == sum(total.values())
    assert database.sql("SELECT safer.verify_audit_chain() IS NULL") == "t"
    in_parallel(read_back, payers)


def read_back(payer):
    """What the service shows now is, byte for byte, what it answered then."""
    for answer in payer.answers.values():
        shown = payer.ask_until_answered("GET", answer.location)
        assert (shown.status, shown.body) == (200, answer.body), shown.says
    payer.hang_up()


def in_parallel(function, payers):
    faults = []

    def one(payer):
        try:
            function(payer)
        except Exception as fault:  # pylint: disable=broad-exception-caught
            faults.append(fault)

    threads = [threading.Thread(target=one, args=(payer,)) for payer in payers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[:1]
