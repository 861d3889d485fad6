"""The requests about projects that every_operation.py makes to fail.

SPDX-License-Identifier: MIT
"""

STATE = """(SELECT count(*) + sum(version) FROM safer.project), (SELECT count(*) FROM safer.project_partner),
    (SELECT count(*) FROM safer.project_priority), (SELECT count(*) FROM safer.project_theme),
    (SELECT count(*) FROM safer.project_action), (SELECT count(*) FROM safer.project_target),
    (SELECT count(*) FROM safer.project_outcome), (SELECT count(*) FROM safer.project_step)"""

LIBERTY = "/v1/projects/project-liberty"


class Projects:
    """Mixed into the test's requests: `made` posts as KCC and returns the Location, `number` gives the next number."""

    def __init__(self, made, number):
        self.made = made
        self.number = number

    def a_project(self):
        return {"id": f"project-{self.number()}", "title": "Project", "priorities": ["road-safety"]}

    def new_project(self):
        return self.made("/v1/projects", self.a_project())

    def writes(self, post, change):
        """What makes a request that was never made before, by its operation."""
        return {
            "create_project": lambda: post("/v1/projects", self.a_project()),
            "change_project": lambda: change(self.new_project()),
            "move_project": lambda: post(self.new_project() + "/state", {"state": "approved"}),
            "set_project_partners": lambda: post(self.new_project() + "/partners", {"partners": [{"partner": "swale"}]}),
            "set_project_targets": lambda: post(self.new_project() + "/targets", {"targets": [{"text": "Target"}]}),
            "set_project_outcomes": lambda: post(self.new_project() + "/outcomes", {"outcomes": [{"text": "Outcome"}]}),
        }

    def reads(self):
        """Addresses by their operation."""
        return {
            "list_projects": "/v1/projects?limit=2&count=true",
            "get_project": LIBERTY,
            "list_project_steps": LIBERTY + "/steps",
            "list_project_partners": LIBERTY + "/partners",
            "list_project_targets": LIBERTY + "/targets",
            "list_project_outcomes": LIBERTY + "/outcomes",
        }
