"""The requests about the Community Safety Agreement that every_operation.py makes to fail.

SPDX-License-Identifier: MIT

What is made over and over is made apart from what is read, so that no answer grows.
"""

THEME = "reducing-re-offending"


class Csa:
    """Mixed into the test's requests: `made` posts and returns the Location, `number` gives the next number."""

    def __init__(self, made, number):
        self.made = made
        self.number = number
        self.common = {}

    def once(self, name, make):
        """What is made the first time it is asked for, and then the same each time."""
        if name not in self.common:
            self.common[name] = make()
        return self.common[name]

    def a_set(self):
        return {"id": f"set-{self.number()}", "title": "Set", "starts_on": "2026-04-01", "source": "Minutes"}

    def a_priority(self):
        return {"id": f"priority-{self.number()}", "title": "Priority"}

    def a_plan(self):
        return {"id": f"plan-{self.number()}", "title": "Plan", "source": "Minutes",
                "aims": [{"kind": "priority", "text": "Aim"}]}

    def a_version(self):
        return {"id": f"version-{self.number()}", "title": "Version", "starts_on": "2026-04-01",
                "source": "Minutes"}

    def a_chapter(self):
        return {"chapter": f"chapter-{self.number()}", "title": "Chapter", "text": "Text", "place": 1}

    def an_action(self):
        return {"title": "Action", "priority": "road-safety", "themes": [THEME], "public": True}

    def step(self):
        priority = self.once("priority", lambda: self.made("/v1/priorities", self.a_priority()))
        return {"kind": "added", "to": priority.rpartition("/")[2], "source": "Minutes"}

    def new_set(self):
        return self.made("/v1/priority-sets", self.a_set())

    def set_with_something(self):
        made = self.new_set()
        self.made(made + "/lineage", self.step())
        return made

    def new_priority(self):
        return self.made("/v1/priorities", self.a_priority())

    def new_version(self):
        return self.made("/v1/csa/versions", self.a_version())

    def draft(self):
        return self.once("version", self.new_version)

    def new_chapter(self):
        return self.made(self.draft() + "/chapters", self.a_chapter())

    def new_action(self):
        return self.made("/v1/actions", self.an_action())

    def action(self):
        return self.once("action", self.new_action)

    def commentary(self):
        return self.once("commentary", lambda: self.made(
            "/v1/priorities/domestic-abuse/commentaries", {"quarter": "2017/18-Q1", "text": "Text"}))

    def writes(self, post):
        """What makes a request that was never made before, by its operation."""
        chapter, former = self.once("chapter", self.new_chapter), self.once("set", self.set_with_something)
        return {
            "create_priority_set": lambda: post(
                "/v1/priority-sets", {**self.a_set(), "succeeds": former.rpartition("/")[2]}),
            "create_priority": lambda: post("/v1/priorities", self.a_priority()),
            "create_theme": lambda: post("/v1/themes", self.a_priority()),
            "create_lineage_step": lambda: post(self.new_set() + "/lineage", self.step()),
            "agree_priority_set": lambda: post(
                self.set_with_something() + "/agreement", {"agreed_on": "2026-04-30", "minute": "Minutes"}),
            "create_priority_lead": lambda: post(
                self.new_priority() + "/leads", {"from_on": "2026-04-01", "office": "Head", "source": "Minutes"}),
            "create_plan": lambda: post("/v1/plans", self.a_plan()),
            "publish_plan": lambda: post(
                self.made("/v1/plans", {**self.a_plan(), "state": "draft"}) + "/publication", {"source": "Minutes"}),
            "link_priority_plan": lambda: post(self.new_priority() + "/plans", {"plan": "vision-for-kent"}),
            "create_commentary": lambda: post(
                "/v1/priorities/road-safety/commentaries", {"quarter": "2017/18-Q1", "text": "Text"}),
            "create_csa_version": lambda: post("/v1/csa/versions", self.a_version()),
            "create_csa_chapter": lambda: post(self.new_version() + "/chapters", self.a_chapter()),
            "revise_csa_chapter": lambda: post(
                chapter + "/revision", {"text": f"Text {self.number()}", "change_note": "Note"}),
            "remove_csa_chapter": lambda: post(self.chapter_alone() + "/removal", {"change_note": "Note"}),
            "decide_csa_version": lambda: post(
                self.new_version() + "/decisions",
                {"decision": "in_principle", "decided_on": "2026-04-30", "minute": "Minutes"}),
            "create_action": lambda: post("/v1/actions", self.an_action()),
            "change_action": lambda: post(
                self.action() + "/changes", {"title": f"Action {self.number()}", "themes": [THEME]}),
            "move_action": lambda: post(
                self.new_action() + "/state", {"state": "in_progress", "text": "Begun"}),
            "report_progress": lambda: post(self.new_action() + "/progress", {"text": "Text"}),
        }

    def chapter_alone(self):
        return self.made(self.new_version() + "/chapters", self.a_chapter())

    def reads(self):
        """Addresses by their operation."""
        commentary, abuse = self.commentary(), "/v1/priorities/domestic-abuse"
        return {
            "list_priority_sets": "/v1/priority-sets?state=superseded",
            "get_priority_set": "/v1/priority-sets/csa-2016-17",
            "list_priorities": "/v1/priorities?set=csa-2016-17",
            "get_priority": abuse,
            "list_themes": "/v1/themes?set=csa-2016-17",
            "get_theme": "/v1/themes/reducing-re-offending",
            "list_lineage": "/v1/lineage?set=csa-2016-17",
            "list_priority_leads": abuse + "/leads",
            "list_priority_plans": abuse + "/plans",
            "list_commentaries": abuse + "/commentaries",
            "get_commentary": commentary,
            "list_plans": "/v1/plans?due_regard=true",
            "get_plan": "/v1/plans/safer-in-kent-2017-2021",
            "list_plan_aims": "/v1/plans/safer-in-kent-2017-2021/aims",
            "list_csa_versions": "/v1/csa/versions?state=final",
            "get_csa_version": "/v1/csa/versions/csa-2017-04",
            "list_csa_chapters": "/v1/csa/versions/csa-2017-04/chapters",
            "get_csa_chapter": "/v1/csa/versions/csa-2017-04/chapters/leads",
            "list_csa_decisions": "/v1/csa/versions/csa-2014-17/decisions",
            "list_csa_diff": "/v1/csa/diff?from=csa-2014-17&to=csa-2017-04",
            "list_actions": "/v1/actions?limit=2",
            "get_action": self.action(),
            "list_action_progress": self.action() + "/progress",
        }
