"""The requests about projects that every_operation.py makes to fail.

SPDX-License-Identifier: MIT
"""

STATE = """(SELECT count(*) + sum(version) FROM safer.project), (SELECT count(*) FROM safer.project_partner),
    (SELECT count(*) FROM safer.project_priority), (SELECT count(*) FROM safer.project_theme),
    (SELECT count(*) FROM safer.project_action), (SELECT count(*) FROM safer.project_target),
    (SELECT count(*) FROM safer.project_outcome), (SELECT count(*) FROM safer.project_step),
    (SELECT count(*) + sum(version) FROM safer.grant_round), (SELECT count(*) FROM safer.criterion),
    (SELECT count(*) + coalesce(sum(version), 0) FROM safer.bid), (SELECT count(*) FROM safer.bid_answer)"""

LIBERTY = "/v1/projects/project-liberty"


class Projects:
    """Mixed into the test's requests: `made` posts as KCC and returns the Location, `number` gives the next number."""

    def __init__(self, made, number):
        self.made = made
        self.number = number
        self.common = None

    def a_project(self):
        return {"id": f"project-{self.number()}", "title": "Project", "priorities": ["road-safety"]}

    def new_project(self):
        return self.made("/v1/projects", self.a_project())

    def a_round(self):
        return {"id": f"round-{self.number()}", "title": "Round", "fund": "pcc-kcsp-grant-2016-17", "amount_pence": 100,
                "opens_on": "2010-01-01", "closes_on": "2100-12-31"}

    def new_round(self):
        return self.made("/v1/grant-rounds", self.a_round())

    def round(self):
        """The round that is bid in."""
        if not self.common:
            self.common = self.new_round()
        return self.common

    def a_bid(self):
        return {"project": self.new_project().rpartition("/")[2], "amount_pence": 100, "objectives": "Objectives"}

    def new_bid(self):
        return self.made(self.round() + "/bids", self.a_bid())

    def writes(self, post, change):
        """What makes a request that was never made before, by its operation."""
        return {
            "create_project": lambda: post("/v1/projects", self.a_project()),
            "change_project": lambda: change(self.new_project()),
            "move_project": lambda: post(self.new_project() + "/state", {"state": "approved"}),
            "set_project_partners": lambda: post(self.new_project() + "/partners", {"partners": [{"partner": "swale"}]}),
            "set_project_targets": lambda: post(self.new_project() + "/targets", {"targets": [{"text": "Target"}]}),
            "set_project_outcomes": lambda: post(self.new_project() + "/outcomes", {"outcomes": [{"text": "Outcome"}]}),
            "create_grant_round": lambda: post("/v1/grant-rounds", self.a_round()),
            "change_grant_round": lambda: change(self.new_round()),
            "set_criteria": lambda: post(self.new_round() + "/criteria", {"criteria": [{"id": "need", "text": "Need"}]}),
            "create_bid": lambda: post(self.round() + "/bids", self.a_bid()),
            "withdraw_bid": lambda: post(self.new_bid() + "/withdrawal", {"reason": "Wrong"}),
            "reject_bid": lambda: post(self.new_bid() + "/rejection", {"reason": "Wrong"}),
        }

    def reads(self):
        """Addresses by their operation."""
        bid = self.new_bid()
        return {
            "list_grant_rounds": "/v1/grant-rounds",
            "get_grant_round": "/v1/grant-rounds/kcsp-2016-17",
            "list_criteria": "/v1/grant-rounds/kcsp-2016-17/criteria",
            "list_bids": self.round() + "/bids?limit=1",
            "get_bid": bid,
            "list_similar": bid + "/similar",
            "list_awards": "/v1/awards?limit=2&count=true",
            "list_awards as open data": "/v1/awards?format=360giving",
            "list_awards as a table of open data": "/v1/awards?format=360giving-csv",
            "get_award": "/v1/awards/01590000-0000-7000-8000-000000000801",
            "list_projects": "/v1/projects?limit=2&count=true",
            "get_project": LIBERTY,
            "list_project_steps": LIBERTY + "/steps",
            "list_project_partners": LIBERTY + "/partners",
            "list_project_targets": LIBERTY + "/targets",
            "list_project_outcomes": LIBERTY + "/outcomes",
        }
