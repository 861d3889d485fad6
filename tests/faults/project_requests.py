"""The requests about projects and grants that every_operation.py makes to fail.

SPDX-License-Identifier: MIT
"""

LIBERTY = "/v1/projects/project-liberty"
FUND, DECISION, MEETING = "grants", "0190eeee-0000-7000-8000-000000000001", "0190eeee-0000-7000-8000-000000000002"
# A fund that KCC hosts with a million pounds in it, two rounds, one of which is read and does not grow, and what a
# meeting has decided.
GRANTS = f"""BEGIN;
SELECT set_config('safer.partner', 'kent-pcc', true), set_config('safer.today', '2026-05-01', true);
INSERT INTO safer.fund (id, name, host, rolls_forward) VALUES ('{FUND}', 'Grants', 'kcc', true);
INSERT INTO safer.fund_contributor (fund, partner, from_on) VALUES ('{FUND}', 'kent-pcc', '2010-04-01');
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES (gen_random_uuid(), '{FUND}', 'kent-pcc', '2026/27', 100000000, '2026-04-02', 'GRANTS');
INSERT INTO safer.grant_round (id, title, fund, amount_pence, opens_on, closes_on)
VALUES ('written', 'Written', '{FUND}', 100000000, '2026-01-01', '2026-12-31'),
    ('read', 'Read', '{FUND}', 100000000, '2026-01-01', '2026-12-31');
INSERT INTO safer.meeting (id, body, starts_at, place, state)
VALUES ('{MEETING}', 'kcsp', '2026-04-20 09:00Z', 'Maidstone', 'held');
INSERT INTO safer.decision (id, meeting, body, text) VALUES ('{DECISION}', '{MEETING}', 'kcsp', 'Award them');
COMMIT"""
# A bid for a project of its own.
BID = """BEGIN;
INSERT INTO safer.project (id, title, state, lead) VALUES ('grant-{n}', 'Grant', 'approved', 'kcc');
INSERT INTO safer.project_priority (project, priority) VALUES ('grant-{n}', 'road-safety');
INSERT INTO safer.bid (id, round, project, bidder, amount_pence, objectives, submitted_on)
VALUES ('{bid}', '{round}', 'grant-{n}', 'kcc', 100, 'Objectives', '2026-04-01');
COMMIT"""
# It is awarded, with two tranches, a condition that is to be met later and a return that is.
AWARD = """BEGIN;
SELECT set_config('safer.partner', 'kcc', true), set_config('safer.today', '2026-05-01', true);
SELECT safer.create_award('{award}', '{bid}', 100, '{decision}', '[{{"parts": 1, "due_on": "2026-04-20"}},
    {{"parts": 1, "due_on": "2026-04-21"}}]', '[{{"text": "Text", "due_on": "2026-12-01"}}]',
    '[{{"due_on": "2026-11-01"}}]', NULL, NULL);
COMMIT"""
CALL = """BEGIN;
SELECT set_config('safer.partner', 'kcc', true), set_config('safer.today', '2026-05-01', true);
SELECT * FROM safer.{};
COMMIT"""


class Projects:
    """Mixed into the test's requests: `made` posts as KCC and returns the Location, `number` gives the next number,
    `ask` asks SQL."""

    def __init__(self, made, number, ask):
        self.made = made
        self.number = number
        self.ask = ask
        self.common = None
        self.ask(GRANTS)

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

    def bid_for_a_grant(self, round_="written"):
        n = self.number()
        bid = f"0190eeee-0000-7000-8001-{n:012d}"
        self.ask(BID.format(n=n, bid=bid, round=round_))
        return bid

    def award(self, round_="written"):
        """The id of a new award."""
        bid = self.bid_for_a_grant(round_)
        award = bid.replace("-8001-", "-8002-")
        self.ask(AWARD.format(award=award, bid=bid, decision=DECISION))
        return award

    def part(self, table, award=None):
        """The id of the first tranche, condition, return or refund of an award; of a new one, if none is named."""
        return self.ask(f"SELECT id FROM safer.{table} WHERE award = '{award or self.award()}' LIMIT 1")

    def paid(self, round_="written"):
        """The id of an award of which a tranche is paid."""
        award, n = self.award(round_), self.number()
        self.ask(CALL.format(f"pay_tranche('{self.part('tranche', award)}', gen_random_uuid(), '2026-04-22', 'P-{n}',"
                             " NULL)"))
        return award

    def said(self):
        """The id of a return that has come in."""
        made = self.part("monitoring_return")
        self.ask(CALL.format(f"receive_monitoring_return('{made}', 50, 'Text', NULL, NULL)"))
        return made

    def refunded(self, round_="written"):
        """The id of an award of which something came back."""
        award, n = self.paid(round_), self.number()
        self.ask(CALL.format(f"create_refund(gen_random_uuid(), '{award}', 1, '2026-04-23', 'R-{n}', 'Reason')"))
        return award

    def settled(self):
        """The id of an award of which nothing is open."""
        award = self.paid()
        self.ask(f"UPDATE safer.monitoring_return SET state = 'accepted', received_on = '2026-04-30', spent_pence = 50,"
                 f" text = 'Text', decided_on = '2026-04-30' WHERE award = '{award}'")
        self.ask(f"UPDATE safer.award_condition SET met_on = '2026-04-30' WHERE award = '{award}'")
        return award

    def grants(self, post):
        """What makes a request about grants that was never made before, by its operation."""
        return {
            "create_award": lambda: post(f"/v1/bids/{self.bid_for_a_grant()}/award", {
                "amount_pence": 100, "decision": DECISION, "conditions": [{"text": "Text"}],
                "tranches": [{"parts": 2, "due_on": "2026-04-20"}, {"parts": 1, "due_on": "2026-12-01"}],
                "returns": [{"due_on": "2026-11-01"}]}),
            "set_tranches": lambda: post(f"/v1/awards/{self.award()}/tranches", {
                "tranches": [{"amount_pence": 100, "due_on": "2026-04-20"}]}),
            "pay_tranche": lambda: post(f"/v1/tranches/{self.part('tranche')}/payment", {
                "paid_on": "2026-04-30", "external_reference": f"PAY-{self.number()}"}),
            "decide_award_condition": lambda: post(
                f"/v1/conditions/{self.part('award_condition')}/outcome", {"outcome": "met"}),
            "create_monitoring_return": lambda: post(
                f"/v1/awards/{self.award()}/monitoring-returns", {"due_on": "2026-12-31"}),
            "receive_monitoring_return": lambda: post(
                f"/v1/monitoring-returns/{self.part('monitoring_return')}/receipt", {"spent_pence": 1, "text": "Text"}),
            "decide_monitoring_return": lambda: post(
                f"/v1/monitoring-returns/{self.said()}/decision", {"outcome": "accepted"}),
            "create_refund": lambda: post(f"/v1/awards/{self.paid()}/refunds", {
                "amount_pence": 1, "received_on": "2026-04-30", "external_reference": f"IN-{self.number()}",
                "reason": "Reason"}),
            "reverse_refund": lambda: post(
                f"/v1/refunds/{self.part('grant_refund', self.refunded())}/reversal", {"reason": "Reason"}),
            "withdraw_award": lambda: post(f"/v1/awards/{self.award()}/withdrawal", {"reason": "Reason"}),
            "complete_award": lambda: post(f"/v1/awards/{self.settled()}/completion", {"completed_on": "2026-04-30"}),
        }

    def grants_read(self):
        """Addresses of what was made of grants, by their operation."""
        award = self.refunded("read")
        return {
            "list_tranches": f"/v1/awards/{award}/tranches",
            "get_tranche": f"/v1/tranches/{self.part('tranche', award)}",
            "list_award_conditions": f"/v1/awards/{award}/conditions",
            "get_award_condition": f"/v1/conditions/{self.part('award_condition', award)}",
            "list_monitoring_returns": "/v1/monitoring-returns?limit=2&round=read&count=true",
            "get_monitoring_return": f"/v1/monitoring-returns/{self.part('monitoring_return', award)}",
            "list_refunds": f"/v1/awards/{award}/refunds",
            "get_refund": f"/v1/refunds/{self.part('grant_refund', award)}",
            "get_grant_account": "/v1/grant-rounds/read/account",
            "list_priority_grants": "/v1/priority-grants?round=read",
            "get_project_story": LIBERTY + "/story",
        }

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
            **self.grants(post),
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
            **self.grants_read(),
        }
