"""The requests about agendas, minutes and decisions that every_operation.py makes to fail.

SPDX-License-Identifier: MIT

What is made over and over is made apart from what is read, so that no answer grows.
"""

LOADED = "01590000-0000-7000-8000-000000000"
AGENDA, HELD = f"/v1/meetings/{LOADED}207", f"/v1/meetings/{LOADED}206"
RESTRICTED_ITEM = f"/v1/items/{LOADED}331"
GROUND = {"exempt_ground": "3"}


class Agendas:
    """Mixed into the test's requests: `made` posts as KCC, who may read what is restricted, and returns the Location,
    `number` gives the next number."""

    def __init__(self, made, number):
        self.made = made
        self.number = number
        self.common = {}

    def once(self, name, make):
        """What is made the first time it is asked for, and then the same each time."""
        if name not in self.common:
            self.common[name] = make()
        return self.common[name]

    def new_meeting(self, body="kcsp-working-group", day="2026-04-30"):
        return self.made("/v1/meetings", {"body": body, "starts_at": f"{day}T10:00:00+01:00", "place": "Maidstone"})

    def apart(self):
        """A meeting of a body whose agendas and minutes nothing else here reads."""
        return self.once("apart", self.new_meeting)

    def an_item(self):
        number = self.number()
        letter = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number // 1000 % 26]
        return {"ref": f"{letter}{number % 1000}", "title": "Item", "description": "Text"}

    def new_item(self, **members):
        return self.made(self.new_meeting() + "/items", {**self.an_item(), **members})

    def new_minute(self):
        return self.made(self.apart() + "/minutes", {"title": "Minute", "text": "Text"})

    def a_decision(self):
        return {"text": "Text", "options": [{"text": "One", "chosen": True}, {"text": "Two"}],
                "follow_up": {"text": "Text", "partner": "kfrs"}}

    def a_follow_up(self):
        return {"meeting": self.apart().rpartition("/")[2], "text": "Text", "due": "future_meeting"}

    def new_follow_up(self):
        return self.made("/v1/follow-ups", self.a_follow_up())

    def removed(self, post):
        meeting = self.new_meeting()
        item = self.made(meeting + "/items", self.an_item()).rpartition("/")[2]
        return post(f"{meeting}/items/{item}/removal", {})

    def approved(self, post):
        meeting = self.new_meeting(day="2026-02-03")
        self.made(meeting + "/minutes", {"title": "Minute"})
        self.made(meeting + "/holding", {})
        return post(meeting + "/approval", {"at_meeting": self.apart().rpartition("/")[2]})

    def writes(self, post, patch):
        """What makes a request that was never made before, by its operation."""
        apart = self.apart()
        return {
            "create_item": lambda: post(self.new_meeting() + "/items", self.an_item()),
            "change_item": lambda: patch(self.new_item(), {"title": "Another", "note": "Note"}),
            "remove_item": lambda: self.removed(post),
            "restrict_item": lambda: post(self.new_item() + "/restriction", GROUND),
            "release_item": lambda: post(self.new_item(restricted=True, **GROUND) + "/release", {}),
            "draft_agenda": lambda: post(self.new_meeting("kcst-smt") + "/agenda", {}),
            "create_paper": lambda: post(
                self.new_item() + "/papers", {"title": "Paper", "text": "Text", "recommendations": ["Note"]}),
            "change_paper": lambda: patch(self.made(self.new_item() + "/papers", {"title": "Paper"}),
                                          {"title": "Another", "recommendations": ["Agree"]}),
            "create_minute": lambda: post(apart + "/minutes", {"title": "Minute", "text": "Text"}),
            "change_minute": lambda: patch(self.new_minute(), {"text": "Other text"}),
            "approve_minutes": lambda: self.approved(post),
            "create_decision": lambda: post(apart + "/decisions", self.a_decision()),
            "create_follow_up": lambda: post("/v1/follow-ups", self.a_follow_up()),
            "close_follow_up": lambda: post(self.new_follow_up() + "/closing", {"reason": "Done"}),
        }

    def reads(self):
        """Addresses by their operation."""
        return {
            "list_items": AGENDA + "/items",
            "get_item": f"/v1/items/{LOADED}351",
            "list_papers": f"/v1/items/{LOADED}344/papers",
            "get_paper": f"/v1/papers/{LOADED}701",
            "list_paper_recommendations": f"/v1/papers/{LOADED}701/recommendations",
            "list_minutes": HELD + "/minutes",
            "get_minute": f"/v1/minutes/{LOADED}425",
            "list_meeting_decisions": HELD + "/decisions",
            "list_decisions": "/v1/decisions?body=kcsp&limit=2&count=true",
            "get_decision": f"/v1/decisions/{LOADED}525",
            "list_follow_ups": "/v1/follow-ups?body=kcsp&limit=2&count=true",
            "get_follow_up": f"/v1/follow-ups/{LOADED}603",
        }
