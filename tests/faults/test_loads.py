"""Loads with each allocation, call of libpq, packet, read and write failing, and PostgreSQL gone in the middle.

SPDX-License-Identifier: MIT

What is asked of them is what is asked of every operation: see every_operation.py.
"""

import os
import socket
import sys
import unittest

from service import wait_until

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import every_operation  # noqa: E402
from every_operation import numbers  # noqa: E402
from faults import request  # noqa: E402

STATE = """SELECT concat_ws(' ', (SELECT count(*) FROM safer.observation),
    (SELECT count(*) FROM safer.observation_load), (SELECT coalesce(sum(rows), 0) FROM safer.observation_load),
    (SELECT count(*) FROM safer.agenda_import), (SELECT count(*) + sum(version) FROM safer.meeting),
    (SELECT count(*) FROM safer.item), (SELECT count(*) FROM safer.paper),
    (SELECT count(*) FROM safer.audit_event), (SELECT count(*) FROM safer.idempotency_key))"""
INDICATOR = """INSERT INTO safer.indicator (id, title, description, unit, polarity, frequency, year, priority, source,
    state, agreed_on, public, focus, kind)
SELECT 'burglary', 'Burglary', 'Recorded.', 'offences', 'lower_is_better', 'month', 'calendar', min(p.id),
    'kent-police', 'agreed', DATE '2018-01-01', true, false, 'count' FROM safer.priority AS p"""
AREA = """INSERT INTO safer.area (id, name, kind) SELECT format('place-%s', n), format('Place %s', n), 'policing-district'
FROM generate_series(1, 9999) AS n ON CONFLICT DO NOTHING"""
PATH = "/v1/observations"
HEADER = "indicator,area,period,value,status\n"
AGENDAS = "/v1/bodies/kcsp-working-group/agenda-imports"


class Loads(every_operation.EachCallFails, every_operation.Requests):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loader = cls.service.token("kcc-analysis", "kcc", "indicators.write meetings.write")
        cls.service.sql.ask(INDICATOR)
        cls.service.sql.ask(AREA)

    def state(self):
        return [int(word) for word in self.service.sql.ask(STATE).split()]

    def load(self, media_type, text, target=PATH):
        bytes_ = request("POST", target, self.loader, text, {"Idempotency-Key": f"key-{next(numbers)}"})
        return bytes_.replace(b"Content-Type: application/json", b"Content-Type: " + media_type.encode())

    def row(self):
        return f"burglary,place-{next(numbers)},2018-03,12,final\n"

    def rows(self):
        return HEADER + self.row() + self.row()

    def form(self, text):
        return self.load("multipart/form-data; boundary=xyz",
                         '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
                         + text + "\r\n--xyz--\r\n")

    def json(self):
        return {"items": [{"indicator": "burglary", "area": f"place-{next(numbers)}", "period": "2018-03",
                           "value": 12}]}

    def agenda(self):
        return {"external_system": "moderngov", "external_id": f"{next(numbers)}", "place": "Maidstone",
                "starts_at": "2026-05-28T10:00:00+01:00",
                "items": [{"ref": "1", "title": "Item", "papers": [{"title": "Paper", "url": "https://example.org/1"}]}]}

    def held(self):
        """With the connection that a load keeps."""
        self.service.clean(self.load("text/csv", self.rows(), PATH + "?dry_run=true"))
        return super().held()

    def writes(self):
        return {
            "create_observations": lambda: self.load("text/csv", self.rows()),
            "create_observations as JSON": lambda: self.load("application/json", self.json()),
            "create_observations as a file": lambda: self.form(self.rows()),
            "import_agenda": lambda: self.load("application/json", self.agenda(), AGENDAS),
        }

    def reads(self):
        one = self.posted()
        return {
            "get_contribution": request("GET", one, self.kcc),
            "list_contributions as CSV": request("GET", "/v1/contributions", self.kcc, None, {"Accept": "text/csv"}),
            "a dry run": self.load("text/csv", self.rows(), PATH + "?dry_run=true"),
        }

    def refused(self):
        return {
            "rows that are wrong": self.load("text/csv", HEADER + "burglary,nowhere,2018-03,12,final\n"),
            "a file that is none": self.form("indicator;area;period;value\n"),
            "a form that is none": self.form("x").replace(b'name="file"', b'name="other"'),
            "a form that is cut off": self.form("x").replace(b"--xyz--", b"--xyz-x"),
        }

    def test_postgresql_that_goes_away_in_the_middle_of_the_rows(self):
        """The file is there still, so its rows are copied again."""
        lines = "".join(self.row() for _ in range(4000)) * 50  # repeated rows are refused: nothing is kept
        before = self.state()
        bytes_ = self.form(HEADER + lines)
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=120) as client:
            client.sendall(bytes_)
            wait_until(lambda: self.service.sql.ask(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'saferd' AND query LIKE 'COPY%'"
                " AND state = 'active' AND datname = current_database()") != "0", 60)
            self.service.cut()
            answer = client.recv(65536).decode()
        self.assertIn(" 422 ", answer.split("\r\n")[0])
        self.assertIn("rows-refused", answer)
        self.assertEqual(self.state(), before)


if __name__ == "__main__":
    unittest.main()
