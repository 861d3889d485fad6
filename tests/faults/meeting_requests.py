"""The requests about bodies and their meetings that every_operation.py makes to fail.

SPDX-License-Identifier: MIT

What is made over and over is made apart from what is read, so that no answer grows.
"""

SMT, KCSP = "/v1/bodies/kcst-smt", "/v1/bodies/kcsp"
HELD = "/v1/meetings/01590000-0000-7000-8000-000000000206"
COMING = "/v1/meetings/01590000-0000-7000-8000-000000000208"
PERSON = "A Person"


class Meetings:
    """Mixed into the test's requests: `made` posts as KCC and returns the Location, `number` gives the next number,
    `ask` asks SQL."""

    def __init__(self, made, number, ask):
        self.made = made
        self.number = number
        self.ask = ask
        self.common = {}

    def once(self, name, make):
        """What is made the first time it is asked for, and then the same each time."""
        if name not in self.common:
            self.common[name] = make()
        return self.common[name]

    def a_body(self):
        return {"id": f"body-{self.number()}", "title": "Body", "meets_in": "private", "from_on": "2026-01-01"}

    def new_body(self):
        return self.made("/v1/bodies", self.a_body())

    def an_office(self):
        return {"partner": "kcc", "office": f"Office {self.number()}", "from_on": "2026-01-01"}

    def a_meeting(self, day="2026-04-30"):
        return {"body": "kcsp-working-group", "starts_at": f"{day}T10:00:00+01:00", "place": "Maidstone"}

    def new_meeting(self):
        return self.made("/v1/meetings", self.a_meeting())

    def with_item(self):
        """A meeting with an item that is not published; and the item."""
        path = self.new_meeting()
        item = self.ask("WITH i AS (INSERT INTO safer.item (id, meeting, body, place, ref) SELECT gen_random_uuid(), m.id,"
                        f" m.body, 1, '1' FROM safer.meeting AS m WHERE m.id = '{path.rpartition('/')[2]}' RETURNING id),"
                        " t AS (INSERT INTO safer.item_text (item, title) SELECT i.id, 'Title' FROM i) SELECT i.id FROM i")
        return path, item

    def a_clerk(self):
        return {"partner": "kcc", "office": f"Clerk {self.number()}", "capacity": "in_attendance", "person": PERSON}

    def a_declaration(self):
        return {"partner": "kcc", "office": "Clerk", "interest": "Works there"}

    def attended(self):
        return self.made(self.once("apart", self.new_meeting) + "/attendance", self.a_clerk())

    def left(self, post):
        path, item = self.with_item()
        return post(self.made(path + "/attendance", self.a_clerk()) + "/departure", {"until_item": item})

    def replied(self, post):
        return post(self.new_meeting() + "/replies",
                    {"office": "Head of Community Safety", "answer": "attends"})

    def writes(self, post, patch):
        """What makes a request that was never made before, by its operation."""
        apart = self.once("apart", self.new_meeting)
        body = self.once("body", self.new_body)
        return {
            "create_body": lambda: post("/v1/bodies", self.a_body()),
            "change_body": lambda: patch(self.new_body(), {"note": "Note"}),
            "set_standing_items": lambda: post(
                self.new_body() + "/standing-items", {"items": [{"ref": "1", "title": f"Item {self.number()}"}]}),
            "create_membership": lambda: post(body + "/memberships", self.an_office()),
            "end_membership": lambda: post(
                self.made(body + "/memberships", self.an_office()) + "/end", {"to_on": "2026-12-31"}),
            "create_meeting": lambda: post("/v1/meetings", self.a_meeting()),
            "change_meeting": lambda: patch(self.new_meeting(), {"place": "Ashford"}),
            "cancel_meeting": lambda: post(self.new_meeting() + "/cancellation", {"reason": "Snow"}),
            "hold_meeting": lambda: post(self.new_meeting() + "/holding", {"present_count": 3}),
            "publish_meeting": lambda: post(self.with_item()[0] + "/publications", {"what": "agenda"}),
            "reply_to_meeting": lambda: self.replied(post),
            "create_attendance": lambda: post(apart + "/attendance", self.a_clerk()),
            "record_departure": lambda: self.left(post),
            "erase_person": lambda: post(self.attended() + "/erasure", {}),
            "create_declaration": lambda: post(apart + "/declarations", self.a_declaration()),
        }

    def reads(self):
        """Addresses by their operation."""
        read = self.once("read", self.new_meeting)
        return {
            "list_bodies": "/v1/bodies?meets_in=public",
            "get_body": SMT,
            "list_standing_items": SMT + "/standing-items",
            "list_memberships": KCSP + "/memberships?on=2017-03-15",
            "get_membership": "/v1/memberships/01590000-0000-7000-8000-000000000111",
            "get_body_watch": SMT + "/watch",
            "list_meetings": "/v1/meetings?body=kcsp&limit=2&count=true",
            "get_meeting": HELD,
            "get_meeting_agenda": HELD + "/agenda?format=html",
            "get_meeting_notes": HELD + "/notes?format=html",
            "get_meeting_notes as Markdown": HELD + "/notes",
            "get_body_calendar": KCSP + "/calendar.ics",
            "get_calendar": "/v1/calendar.ics",
            "list_publications": HELD + "/publications",
            "list_replies": COMING + "/replies",
            "list_attendance": HELD + "/attendance",
            "get_attendance": "/v1/attendance/01590000-0000-7000-8000-000000000311",
            "list_declarations": read + "/declarations",
            "get_declaration": self.once("declared", lambda: self.made(read + "/declarations", self.a_declaration())),
            "list_bank_holidays": "/v1/bank-holidays?from=2017-01-01&to=2017-12-31",
        }
