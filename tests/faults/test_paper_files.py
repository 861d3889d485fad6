"""Files of papers, both ways, with each allocation, call of libpq, packet, read and write failing.

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
from faults import CLIENT_SHORT, DATABASE, DATABASE_SOCKET, MEMORY, request  # noqa: E402

STATE = """SELECT concat_ws(' ', (SELECT count(*) FROM safer.paper_file), (SELECT sum(version) FROM safer.paper),
    (SELECT count(*) FROM safer.paper_text WHERE file_sha256 IS NOT NULL),
    (SELECT count(*) FROM safer.audit_event WHERE operation = 'put_paper_file' AND marking IS NULL),
    (SELECT count(*) FROM safer.idempotency_key))"""
# A draft, which files are put to, each without one before; one that has a file of three parts, and one that has it
# and is restricted.
DRAFT, OPEN, SHUT = (f"00000000-0000-7000-8000-00000000003{n}" for n in (1, 2, 3))
AGENDA = f"""INSERT INTO safer.meeting (id, body, starts_at, place)
VALUES ('00000000-0000-7000-8000-000000000001', 'kcst-smt', '2018-09-10 10:00Z', 'Maidstone');
INSERT INTO safer.item (id, meeting, body, place, ref)
VALUES ('00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000001', 'kcst-smt', 1, '1');
INSERT INTO safer.item_text (item, title) VALUES ('00000000-0000-7000-8000-000000000021', 'Title');
INSERT INTO safer.paper (id, item, meeting, body, place, restricted, exempt_ground)
SELECT v.id::uuid, '00000000-0000-7000-8000-000000000021', '00000000-0000-7000-8000-000000000001', 'kcst-smt', v.place,
    v.ground IS NOT NULL, v.ground
FROM (VALUES ('{DRAFT}', 1, NULL), ('{OPEN}', 2, NULL), ('{SHUT}', 3, '1')) AS v (id, place, ground);
INSERT INTO safer.paper_file (paper, part, content)
SELECT p.id, n, convert_to(repeat('x', 49152), 'UTF8') FROM safer.paper AS p, generate_series(1, 6) AS n
WHERE p.id IN ('{OPEN}', '{SHUT}');
INSERT INTO safer.paper_text (paper, title, file_name, file_type, file_bytes, file_sha256)
VALUES ('{DRAFT}', 'Title', NULL, NULL, NULL, NULL),
    ('{OPEN}', 'Title', 'a.txt', 'text/plain', 6 * 49152, encode(sha256(repeat('x', 6 * 49152)::bytea), 'hex')),
    ('{SHUT}', 'Title', 'Prüfung.txt', 'text/plain', 6 * 49152, encode(sha256(repeat('x', 6 * 49152)::bytea), 'hex'))"""


def path(paper):
    return f"/v1/papers/{paper}/file"


class Files(every_operation.EachCallFails, every_operation.Requests):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.service.token("keeper", "kcc", "meetings.write restricted.read")
        cls.open_keeper = cls.service.token("keeper", "kcc", "meetings.write")
        cls.service.sql.ask(AGENDA)

    def state(self):
        return [int(word) for word in self.service.sql.ask(STATE).split()]

    def form(self, text, name="a.txt", target=path(DRAFT), boundary="xyz"):
        bytes_ = request("POST", target, self.keeper,
                         f'--xyz\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                         f"Content-Type: text/plain\r\n\r\n{text}\r\n--{boundary}--\r\n",
                         {"Idempotency-Key": f"key-{next(numbers)}"})
        return bytes_.replace(b"Content-Type: application/json", b"Content-Type: multipart/form-data; boundary=xyz")

    def file(self):
        """A file of two parts for the draft, which has none."""
        self.service.sql.ask(f"DELETE FROM safer.paper_file WHERE paper = '{DRAFT}'")
        self.service.sql.ask("UPDATE safer.paper_text SET file_name = NULL, file_type = NULL, file_bytes = NULL,"
                             f" file_sha256 = NULL WHERE paper = '{DRAFT}'")
        return self.form("x" * 50000)

    def held(self):
        """With the connections that a file keeps, each way."""
        self.service.clean(self.form("x", target=path(DRAFT) + "?dry_run=true"))
        self.service.clean(request("GET", path(OPEN), self.open_keeper))
        return super().held()

    def writes(self):
        return {"put_paper_file": self.file}

    def reads(self):
        return {
            "get_contribution": request("GET", self.posted(), self.kcc),
            "list_contributions as CSV": request("GET", "/v1/contributions", self.kcc, None, {"Accept": "text/csv"}),
            "get_paper_file": request("GET", path(OPEN), self.open_keeper),
            "get_paper_file of a restricted one": request("GET", path(SHUT), self.keeper),
            "get_paper_file, its head": request("HEAD", path(OPEN), self.open_keeper),
            "a dry run": self.form("x", target=path(DRAFT) + "?dry_run=true"),
        }

    def refused(self):
        return {
            "a file of a wrong type": self.form("x", "a.pdf").replace(b"text/plain", b"image/gif "),
            "a file of another type": self.form("x", "a.pdf").replace(b"Type: text/plain", b"Type: image/jpeg"),
            "an empty file": self.form(""),
            "a form that is cut off": self.form("x", boundary="xy"),
            "a file that is not there": request("GET", path("00000000-0000-7000-8000-000000000099"), self.keeper),
            "a file that is not to be seen": request("GET", path(SHUT), self.open_keeper),
            "a file in a form that it has not": request("GET", path(OPEN), self.keeper, None, {"Accept": "text/html"}),
        }

    def test_a_reading_of_what_is_restricted_is_recorded_before_it_is_answered(self):
        service, bytes_ = self.service, request("GET", path(SHUT), self.keeper)
        recorded = "SELECT count(*) FROM safer.audit_event WHERE operation = 'get_paper_file'"
        right, before = service.clean(bytes_), int(service.sql.ask(recorded))
        self.assertEqual(len(right.body), 6 * 49152)
        for kind in (DATABASE, DATABASE_SOCKET, MEMORY):
            stacks = self.list_calls(bytes_, kind)
            before = int(service.sql.ask(recorded))
            for at in range(1, len(stacks) + 1):
                service.plan.arm(kind, at)
                answer = service.send(bytes_)
                service.plan.disarm()
                self.state_when_quiet()
                after = int(service.sql.ask(recorded))
                if answer.status == 200:
                    self.assertGreater(after, before, self.explain("get_paper_file", kind, at, answer))
                before = after

    def test_a_file_that_is_sent_a_few_bytes_at_a_time_loses_none(self):
        for bytes_ in (request("GET", path(OPEN), self.open_keeper), request("GET", path(SHUT), self.keeper)):
            right = self.service.clean(bytes_)
            self.service.plan.arm(CLIENT_SHORT, 1, persists=True)
            answer = self.service.send(bytes_)
            self.assertGreater(self.service.plan.disarm(), 5)
            self.assertTrue(answer.whole)
            self.assertEqual(answer.body, right.body)

    def test_postgresql_that_goes_away_in_the_middle_of_the_file(self):
        """It is on the disk still, so it is staged again."""
        bytes_, before = self.form("x" * 60_000_000), self.state()
        with socket.create_connection(("127.0.0.1", self.service.port), timeout=120) as client:
            client.sendall(bytes_)
            wait_until(lambda: self.service.sql.ask(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'saferd' AND query LIKE 'COPY%'"
                " AND state = 'active' AND datname = current_database()") != "0", 60)
            self.service.cut()
            answer = client.recv(65536).decode()
        self.assertIn(" 200 ", answer.split("\r\n")[0])
        self.assertEqual(self.service.sql.ask(f"SELECT sum(octet_length(content)) FROM safer.paper_file"
                                              f" WHERE paper = '{DRAFT}'"), "60000000")
        self.assertEqual(self.state()[3], before[3] + 1)


if __name__ == "__main__":
    unittest.main()
