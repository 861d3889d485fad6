"""Calendars of meetings, read by two readers from npm: what a subscriber sees, and what becomes of it.

SPDX-License-Identifier: MIT
"""

import json
import os
import subprocess
import unittest
import urllib.error
import urllib.request

from service import Service, setting

HERE = os.path.dirname(os.path.abspath(__file__))
BODY = "kcst-smt"


class Calendars(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service({"SAFER_TODAY": "2026-03-01"})
        cls.officer = cls.service.token("officer", "kfrs", "meetings.write restricted.read")
        cls.member = cls.service.token("member", "kcc", "contributions.write")
        cls.stranger = cls.service.token("stranger", "swale", "contributions.write")

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def ask(self, method, path, token=None, body=None, headers=None):
        request = urllib.request.Request(self.service.url + path, method=method, headers={
            **({"Authorization": "Bearer " + token} if token else {}),
            **({"Content-Type": "application/json"} if body is not None else {}), **(headers or {})},
            data=None if body is None else json.dumps(body).encode())
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read().decode()

    def write(self, method, path, body, status, **headers):
        got, answer_headers, text = self.ask(method, path, self.officer, body, headers)
        self.assertEqual(got, status, text)
        return json.loads(text), answer_headers["ETag"]

    def calendar(self, token=None, body=BODY):
        """What both readers find, which is the same."""
        status, headers, text = self.ask("GET", f"/v1/bodies/{body}/calendar.ics", token)
        self.assertEqual(status, 200, text)
        self.assertTrue(headers["Content-Type"].startswith("text/calendar"))
        for line in text.split("\r\n"):
            self.assertLessEqual(len(line.encode()), 75, line)
        self.assertNotIn("\n", text.replace("\r\n", ""))
        read = subprocess.run([setting("SAFER_TEST_NODE"), HERE + "/read.mjs", setting("SAFER_TEST_MODULES")],
                              input=text, capture_output=True, text=True, timeout=60, check=True)
        found = json.loads(read.stdout)
        by_uid = [sorted(found[reader], key=lambda event: event["uid"]) for reader in ("first", "second")]
        self.assertEqual(*by_uid)
        self.assertEqual(found["method"], "PUBLISH")
        return {event["uid"]: event for event in found["first"]}

    def meeting(self, starts_at, **members):
        made, tag = self.write("POST", "/v1/meetings", {
            "body": BODY, "starts_at": starts_at, "place": "Training Centre; Room 1, Maidstone", **members}, 201)
        self.write("POST", f"/v1/meetings/{made['id']}/publications", {"what": "notice"}, 200)
        return made["id"]

    def test_times_are_londons_on_both_sides_of_the_change_of_clocks(self):
        winter, summer = self.meeting("2026-03-27T10:00:00Z"), self.meeting("2026-03-30T09:00:00Z")
        events = self.calendar(self.member)
        self.assertEqual(events[winter]["starts"], "2026-03-27T10:00:00.000Z")
        self.assertEqual(events[summer]["starts"], "2026-03-30T09:00:00.000Z")
        text = self.ask("GET", f"/v1/bodies/{BODY}/calendar.ics", self.member)[2]
        for day in ("20260327", "20260330"):
            self.assertIn(f"DTSTART;TZID=Europe/London:{day}T100000", text)
        self.assertEqual(events[winter]["place"], "Training Centre; Room 1, Maidstone")

    def test_a_meeting_that_moves_and_one_that_is_cancelled_reach_who_has_subscribed(self):
        meeting = self.meeting("2026-05-12T09:00:00Z")
        before = self.calendar(self.member)[meeting]
        tag = self.ask("GET", f"/v1/meetings/{meeting}", self.officer)[1]["ETag"]
        self.write("PATCH", f"/v1/meetings/{meeting}", {"starts_at": "2026-05-13T09:30:00Z"}, 200,
                   **{"If-Match": tag})
        moved = self.calendar(self.member)[meeting]
        self.assertEqual(moved["starts"], "2026-05-13T09:30:00.000Z")
        self.assertGreater(moved["sequence"], before["sequence"])
        self.write("POST", f"/v1/meetings/{meeting}/cancellation", {"reason": "No room, sadly."}, 200)
        cancelled = self.calendar(self.member)[meeting]
        self.assertEqual(cancelled["status"], "CANCELLED")
        self.assertGreater(cancelled["sequence"], moved["sequence"])
        self.assertEqual(cancelled["description"], "No room, sadly.")

    def test_a_private_body_shows_its_meetings_to_its_members_only(self):
        meeting = self.meeting("2026-06-02T09:00:00Z")
        self.assertIn(meeting, self.calendar(self.member))
        self.assertNotIn(meeting, self.calendar(self.stranger))
        self.assertNotIn(meeting, self.calendar())

    def test_what_is_not_for_publication_is_not_in_it_whoever_asks(self):
        officer = self.service.token("kcc-officer", "kcc", "meetings.write restricted.read")
        for token in (None, self.member, officer):
            events = self.calendar(token, "kcsp")
            agenda = next(event for event in events.values() if event["starts"] == "2017-03-15T10:00:00.000Z")
            self.assertIn("A2 Declarations of Interest", agenda["description"])
            reviews = next(event for event in events.values() if event["starts"].startswith("2016-10-13"))
            self.assertIn("C3 Domestic Homicide Review briefing\n", reviews["description"] + "\n")

    def test_what_has_not_changed_is_not_sent_again(self):
        status, headers, _ = self.ask("GET", "/v1/calendar.ics")
        self.assertEqual(status, 200)
        self.assertEqual(self.ask("GET", "/v1/calendar.ics", None, None, {"If-None-Match": headers["ETag"]})[0], 304)


if __name__ == "__main__":
    unittest.main()
