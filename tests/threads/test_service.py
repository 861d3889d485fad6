"""The whole service under ThreadSanitizer, asked everything at once, reloaded, cut off, stopped.

SPDX-License-Identifier: MIT

./check gives it a service that was built for that, and fails on any report. Libraries are not instrumented,
and no report is suppressed.
"""

import http.client
import random
import signal
import socket
import threading
import unittest

from service import Service, wait_until

CLIENTS = 6
ROUNDS = 60
ROWS = 6000
RELOADS = 4
SCOPES = "contributions.write funds.read indicators.write"
BUSY = (503,)  # what a request may say whose PostgreSQL connection was cut off

INSERT = f"""
SET session_replication_role = replica;
INSERT INTO safer.contribution (id, fund, partner, financial_year, booked_in, amount_pence,
                                received_on, external_reference, note)
SELECT format('018f0000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid, 'kcst-pooled-budget', 'kcc',
       '2018/19', '2018/19', n, '2018-04-03', 'ROW-' || n, repeat('n', 100)
  FROM generate_series(1, {ROWS}) AS n"""
INDICATOR = """INSERT INTO safer.indicator (id, title, description, unit, polarity, frequency, year, priority, source,
    state, agreed_on, public, focus, kind)
SELECT 'burglary', 'Burglary', 'Recorded.', 'offences', 'lower_is_better', 'month', 'calendar', min(p.id),
    'kent-police', 'agreed', DATE '2018-01-01', true, false, 'count' FROM safer.priority AS p"""
LOADED = "indicator,area,period,value,status\n" + "".join(
    f"burglary,E10000016,{year}-{month:02},{month},final\n" for year in range(1990, 2018) for month in range(1, 13))
FORM = ('--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        + LOADED + "\r\n--xyz--\r\n")
FORM_TYPE = "multipart/form-data; boundary=xyz"
OBSERVATIONS = "/v1/observations"
CUT_OFF = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class Client(threading.Thread):
    """Asks at random; what it may not be told is kept in `wrong`."""

    def __init__(self, service, number, token):
        super().__init__()
        self.service, self.number, self.token = service, number, token
        self.chance = random.Random(number)
        self.wrong = []
        self.created = 0

    def run(self):
        acts = [self.read, self.post, self.post, self.post_too, self.export, self.leave, self.refuse, self.watch,
                self.load, self.upload, self.cut_upload]
        for turn in range(ROUNDS):
            self.chance.choice(acts)(turn)

    def expect(self, reply, *statuses):
        if reply.status not in statuses:
            self.wrong.append(f"{reply.status} for one of {statuses}: {reply.body[:300]}")

    def read(self, _turn):
        schedule = "/v1/funds/kcst-pooled-budget/schedule?financial_year=2018/19"
        self.expect(self.service.get(schedule, self.token), 200, *BUSY)
        self.expect(self.service.get("/v1/contributions?limit=5", self.token), 200, *BUSY)

    def contribution(self, reference):
        return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 100,
                "received_on": "2018-04-03", "external_reference": reference}

    def post(self, turn):
        name = f"own-{self.number}-{turn}"
        reply = self.service.post("/v1/contributions", self.contribution(name), self.token, key=name)
        self.expect(reply, 201, *BUSY)
        self.created += reply.status == 201

    def post_too(self, turn):
        """The same as the others post, under the same key."""
        name = f"shared-{turn}"
        reply = self.service.post("/v1/contributions", self.contribution(name), self.token, key=name)
        self.expect(reply, 201, 409, *BUSY)

    def export(self, _turn):
        try:
            reply = self.service.get("/v1/contributions?format=csv", self.token)
        except http.client.IncompleteRead:
            return  # cut off, and it was seen
        self.expect(reply, 200, *BUSY)
        if reply.status == 200 and reply.body.count(b"\r\n") < ROWS + 1:
            self.wrong.append(f"a whole answer of {reply.body.count(b'%c%c' % (13, 10))} lines")

    def leave(self, _turn):
        """Begins to read a long answer, and goes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        connection.request("GET", "/v1/contributions?format=csv",
                           headers={"Authorization": "Bearer " + self.token})
        if self.chance.random() < 0.5:
            connection.getresponse().read(100)
        connection.close()

    def load(self, _turn):
        reply = self.service.post(OBSERVATIONS, LOADED, self.token, headers={"Content-Type": "text/csv"})
        self.expect(reply, 201, *BUSY)

    def upload(self, turn):
        reply = self.service.post(OBSERVATIONS, FORM, self.token, key=f"file-{turn}",
                                  headers={"Content-Type": FORM_TYPE})
        self.expect(reply, 201, 409, *BUSY)
        reply = self.service.post(OBSERVATIONS, FORM[:-5], self.token, headers={"Content-Type": FORM_TYPE})
        self.expect(reply, 400, *BUSY)

    def cut_upload(self, _turn):
        """Goes away while a file is on its way, or while its rows are worked on."""
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=60) as connection:
            head = (f"POST {OBSERVATIONS} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {self.token}\r\n"
                    f"Content-Type: {FORM_TYPE}\r\nContent-Length: {len(FORM)}\r\n\r\n")
            connection.sendall((head + FORM[:self.chance.choice((10, 1000, len(FORM)))]).encode())

    def refuse(self, _turn):
        self.expect(self.service.get("/v1/contributions", "a.b.c"), 401)
        self.expect(self.service.post("/v1/contributions", "{" * 40, self.token, key="x"), 400, 415)
        self.expect(self.service.get("/no/such"), 404)

    def watch(self, _turn):
        self.expect(self.service.get("/metrics"), 200)
        self.expect(self.service.get("/health/ready"), 200, 503)
        self.expect(self.service.get("/openapi.json"), 200)


class Hammering(unittest.TestCase):

    def test_it_answers_rightly_and_ends_well_whatever_goes_on_at_once(self):
        with Service({"SAFER_TODAY": "2018-06-01", "SAFER_JOBS_SECONDS": "1", "SAFER_EXPORTS": "2",
                      "SAFER_EXPORT_QUEUE": "2", "SAFER_WORKERS": "4", "SAFER_SLOW": "3",
                      "SAFER_SLOW_QUEUE": "3"}) as service:
            service.database.sql(INSERT)
            service.database.sql(INDICATOR)
            clients = [Client(service, number, service.token(scope=SCOPES)) for number in range(CLIENTS)]
            for client in clients:
                client.start()
            for _ in range(RELOADS):
                self.reload(service)
                service.database.sql(CUT_OFF)
            for client in clients:
                client.join()
            self.assertEqual([wrong for client in clients for wrong in client.wrong], [])
            self.assertGreater(sum(client.created for client in clients), 0)
            self.stop_while_streaming(service, clients[0])

    def reloads(self, service):
        return service.log().count('"event":"reload')

    def reload(self, service):
        before = self.reloads(service)
        service.process.send_signal(signal.SIGHUP)
        wait_until(lambda: self.reloads(service) > before, 120)

    def begin_export(self, service, token):
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=60)
        connection.request("GET", "/v1/contributions?format=csv", headers={"Authorization": "Bearer " + token})
        return connection

    def stop_while_streaming(self, service, client):
        """SIGTERM meets answers under way; `with` waits for the end and looks at its status."""
        wait_until(lambda: service.get("/v1/contributions?format=csv", client.token).status == 200, 120)
        connections = [self.begin_export(service, client.token) for _ in range(3)]
        service.process.send_signal(signal.SIGTERM)
        for connection in connections:
            connection.close()


if __name__ == "__main__":
    unittest.main()
