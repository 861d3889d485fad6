"""The requests about what reviews cost, what is published of them and their counts that every_operation.py makes to
fail.

SPDX-License-Identifier: MIT
"""

FUND = "/v1/funds/dhr-fund"
READ = "0190dddd-0000-7000-8000-000000000001"
PUBLISHED = "0190dddd-0000-7000-8000-000000000002"
EXCLUDED = "0190dddd-0000-7000-8000-000000000003"
# A review that is read, and published.
REVIEW = """BEGIN;
INSERT INTO safer.dhr_clock_rule (id, from_on, decision_months, completion_months, completed_by, source)
SELECT 'test', '2011-04-13', 1, 6, 'sign_off', 'Test' WHERE NOT EXISTS (SELECT FROM safer.dhr_clock_rule);
INSERT INTO safer.dhr (id, reference, pseudonym, partnership, rule, notified_on, stage_on)
SELECT '{review}', 'F-{n}', '{name}/2019', 'swale', min(r.id), '2019-02-01', '2019-02-01'
FROM safer.dhr_clock_rule AS r;
INSERT INTO safer.dhr_publication (dhr, id, pseudonym, review_type, published_on, title)
SELECT '{review}', '{published}', '{name}/2019', 'dhr', '2021-02-01', 'Summary' WHERE {n} = 0;
COMMIT"""
EXCLUSION = """INSERT INTO safer.fund_exclusion (id, fund, partner, from_on, reason)
VALUES ('{exclusion}', 'dhr-fund', '{partner}', '{day}', 'Directive')"""
SPENT = """BEGIN;
SELECT set_config('safer.partner', 'kcc', true), set_config('safer.today', '2026-05-01', true);
INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on, external_reference, decision)
VALUES ('{id}', 'dhr-fund', 'kcc', 'reviews', 100, '2026-04-20', 'DHR-{n}', 'Minute 1');
COMMIT"""
PAID = """BEGIN;
SELECT set_config('safer.partner', 'kent-pcc', true), set_config('safer.today', '2026-05-01', true);
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference)
VALUES ('{id}', 'dhr-fund', 'kent-pcc', '2026/27', 100, '2026-04-20', 'DHR-{n}');
COMMIT"""


class Reviews:
    """Mixed into the test's requests: `number` gives the next number, `ask` asks SQL."""

    def __init__(self, number, ask):
        self.number = number
        self.ask = ask
        self.ask(REVIEW.format(review=READ, n=0, name="Larkspur", published=PUBLISHED))
        self.ask(EXCLUSION.format(exclusion=EXCLUDED, partner="secamb", day="2018-04-01"))

    def review(self):
        """The address of a review that is new."""
        n = self.number()
        review = f"0190dddd-0000-7000-8001-{n:012d}"
        name = "Lobelia " + "".join(chr(65 + int(digit)) for digit in str(n))
        self.ask(REVIEW.format(review=review, n=n, name=name, published=PUBLISHED))
        return f"/v1/dhrs/{review}"

    def money(self, statement, member):
        """The body that attributes a spending or a contribution that is new."""
        n = self.number()
        made = f"0190dddd-0000-7000-8002-{n:012d}"
        self.ask(statement.format(id=made, n=n))
        return {member: made, "amount_pence": 60}

    def exclusion(self):
        """One of a day of its own, so that no two of them meet."""
        n = self.number()
        partner = f"excluded-{n}"
        self.ask(f"INSERT INTO safer.partner (id, name, kind) VALUES ('{partner}', 'Excluded', 'outside')")
        return {"partner": partner, "from_on": "2018-04-01", "reason": "Directive"}

    def excluded(self):
        """The address of an exclusion that is new."""
        made, n = self.exclusion(), self.number()
        exclusion = f"0190dddd-0000-7000-8003-{n:012d}"
        self.ask(EXCLUSION.format(exclusion=exclusion, partner=made["partner"], day=made["from_on"]))
        return f"/v1/fund-exclusions/{exclusion}"

    def writes(self, post, put):
        """What makes a request that was never made before, by its operation."""
        return {
            "create_fund_exclusion": lambda: post(FUND + "/exclusions", self.exclusion()),
            "end_fund_exclusion": lambda: post(self.excluded() + "/end", {"to_on": "2019-03-31"}),
            "attribute_dhr_cost": lambda: post(f"/v1/dhrs/{READ}/costs", self.money(SPENT, "expenditure")),
            "attribute_dhr_contribution": lambda: post(
                f"/v1/dhrs/{READ}/contributions", self.money(PAID, "contribution")),
            "put_dhr_publication": lambda: put(
                self.review() + "/publication", {"title": "Summary", "lessons": ["Ask"]}, "*"),
            "issue_dhr_statistics": lambda: post("/v1/dhr-statistics", {"counted_on": "2026-04-01"}),
        }

    def reads(self):
        """Addresses by their operation."""
        return {
            "list_fund_exclusions": FUND + "/exclusions?on=2018-04-01",
            "get_fund_exclusion": f"/v1/fund-exclusions/{EXCLUDED}",
            "get_dhr_funding_model": "/v1/dhr-funding-model?financial_year=2026/27&contributions=swale:5",
            "list_dhr_statistics": "/v1/dhr-statistics?limit=2&count=true&counted_to=2018-01-01",
            "get_dhr_statistics": "/v1/dhr-statistics/01590000-0000-7000-8000-000000000901",
            "list_published_dhrs": "/v1/published-dhrs?limit=2&count=true",
            "get_published_dhr": f"/v1/published-dhrs/{PUBLISHED}",
            "list_published_lessons": f"/v1/published-dhrs/{PUBLISHED}/lessons",
            "list_published_recommendations": f"/v1/published-dhrs/{PUBLISHED}/recommendations",
            # What is read and written down.
            "list_dhr_costs": f"/v1/dhrs/{READ}/costs",
            "list_dhr_contributions": f"/v1/dhrs/{READ}/contributions",
            "get_dhr_account": f"/v1/dhrs/{READ}/account",
            "get_dhr_publication": f"/v1/dhrs/{READ}/publication",
            "list_dhr_counts": "/v1/dhr-counts",
        }
