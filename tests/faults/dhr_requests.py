"""The requests about domestic homicide reviews that every_operation.py makes to fail.

SPDX-License-Identifier: MIT
"""

import datetime

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ACTION = {"text": "Text", "due_on": "2026-12-31"}
RECOMMENDATION = {"reach": "local", "text": "Text", "addressees": [
    {"partner": "kcc", "actions": [ACTION]}, {"organisation": "Home Office", "actions": [ACTION]}]}
PANEL = {"members": [{"partner": "swale", "office": "Head", "from_on": "2026-01-02"},
                     {"organisation": "Charity", "from_on": "2026-01-02"}]}
CHAIR = {"office": "Chair", "from_on": "2026-01-02", "account": {"issuer": "https://chairs.example", "subject": "c"}}
PERSONS = {"persons": [{"role": "victim", "sex": "female", "age_band": "25_44"},
                       {"role": "perpetrator", "sex": "male", "age_band": "45_64", "relationship": "partner"}]}
DECISION = {"stage": "decision", "decision": "review", "reached_on": "2026-01-10"}
REPORT = {"state": "in_progress", "text": "Text", "evidence": "Register"}


class Reviews:
    """Mixed into the test's requests: `made` posts as KCC and returns the Location, `number` gives the next number."""

    def __init__(self, made, number):
        self.made = made
        self.number = number
        self.rules = 0
        self.common = None

    def a_review(self):
        name, number = "", self.number()
        while number:
            name, number = LETTERS[number % 26] + name, number // 26
        return {"pseudonym": f"Review {name}/2026", "partnership": "medway-csp", "notified_on": "2026-01-01",
                "summary": "Text", "documents_location": "Box", "note": "Note", "aliases": [f"Alias {name}"]}

    def new_review(self):
        return self.made("/v1/dhrs", self.a_review())

    def new_chair(self):
        chair = self.new_review() + "/chair"
        self.made(chair, CHAIR)
        return chair

    def new_recommendation(self):
        return self.made(self.new_review() + "/recommendations", RECOMMENDATION)

    def new_action(self):
        return self.made(self.new_recommendation() + "/actions", {"partner": "kcc", **ACTION})

    def a_rule(self):
        """Each a day after the one before."""
        self.rules += 1
        from_on = datetime.date(2030, 1, 1) + datetime.timedelta(self.rules)
        return {"id": f"rule-{self.number()}", "from_on": str(from_on), "decision_months": 1,
                "completion_months": 6, "completed_by": "sign_off", "source": "Source"}

    def writes(self, post, change):
        """What makes a request that was never made before, by its operation."""
        return {
            "create_dhr": lambda: post("/v1/dhrs", self.a_review()),
            "change_dhr": lambda: change(self.new_review(), {"note": "Another", "aliases": []}),
            "move_dhr": lambda: post(self.new_review() + "/stages", DECISION),
            "set_dhr_panel": lambda: post(self.new_review() + "/panel", PANEL),
            "appoint_dhr_chair": lambda: post(self.new_review() + "/chair", CHAIR),
            "end_dhr_chair": lambda: post(self.new_chair() + "/end", {"to_on": "2026-01-03"}),
            "keep_dhr_names": lambda: post(self.new_review() + "/protected-names", {"names": ["Zoe Quibble", "Quibble"]}),
            "set_dhr_persons": lambda: post(self.new_review() + "/persons", PERSONS),
            "erase_dhr": lambda: post(self.new_review() + "/erasure", {"parts": ["texts", "aliases"]}),
            "create_dhr_clock_rule": lambda: post("/v1/dhr-clock-rules", self.a_rule()),
            "create_dhr_recommendation": lambda: post(self.new_review() + "/recommendations", RECOMMENDATION),
            "change_dhr_recommendation": lambda: change(self.new_recommendation(), {"text": "Another"}),
            "create_dhr_action": lambda: post(self.new_recommendation() + "/actions", {"partner": "kcc", **ACTION}),
            "change_dhr_action": lambda: change(self.new_action(), {"text": "Another"}),
            "move_dhr_action": lambda: post(self.new_action() + "/reports", REPORT),
        }

    def whole(self):
        """The addresses of a review with all that belongs to one, of a recommendation and of an action."""
        if not self.common:
            review = self.new_review()
            for part, body in (("/panel", PANEL), ("/chair", CHAIR), ("/persons", PERSONS), ("/stages", DECISION)):
                self.made(review + part, body)
            recommendation = self.made(review + "/recommendations", RECOMMENDATION)
            action = self.made(recommendation + "/actions", {"partner": "kcc", **ACTION})
            self.made(action + "/reports", REPORT)
            self.common = review, recommendation, action
        return self.common

    def reads(self):
        """Addresses by their operation."""
        review, recommendation, action = self.whole()
        identity = review.rpartition("/")[2]
        return {
            "list_dhrs": "/v1/dhrs?limit=2&count=true&stage=decision",
            "get_dhr": review,
            "list_dhr_stages": review + "/stages",
            "get_dhr_clock": review + "/clock?on=2026-02-01",
            "list_dhr_panel": review + "/panel",
            "list_dhr_chairs": review + "/chair",
            "list_dhr_persons": review + "/persons",
            "list_dhr_accesses": review + "/accesses?limit=2",
            "list_dhr_clock_rules": "/v1/dhr-clock-rules",
            "get_dhr_clock_rule": "/v1/dhr-clock-rules/home-office-2016",
            "list_dhr_deadlines": f"/v1/dhr-deadlines?dhr={identity}",
            "list_dhr_recommendations": review + "/recommendations",
            "get_dhr_recommendation": recommendation,
            "list_dhr_actions": f"/v1/dhr-actions?limit=2&count=true&dhr={identity}",
            "get_dhr_action": action,
            "list_dhr_action_reports": action + "/reports",
        }
