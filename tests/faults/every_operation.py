"""Asks every operation with its Nth allocation, call of the database or write failing, for every N.

SPDX-License-Identifier: MIT

Of calls that come to the same place by the same way, in one operation or in several, a few fail; each of
them in each operation only when SAFER_TEST_NUMBERS is set, for it takes hours.

What is asked of each: the right problem, or a connection that is visibly broken, never a wrong answer; in the
database nothing of the request, or all of it where COMMIT went through; the same request with the same key
afterwards finds it or does it, once; no descriptor, connection or byte of memory is left behind.
"""

import collections
import itertools
import os
import re
import sys
import time
import unittest

from service import wait_until

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import agenda_requests  # noqa: E402
import csa_requests  # noqa: E402
import dhr_money_requests  # noqa: E402
import dhr_requests  # noqa: E402
import meeting_requests  # noqa: E402
import project_requests  # noqa: E402
from faults import (  # noqa: E402
    CLIENT_RECEIVE, CLIENT_SEND, DATABASE, DATABASE_SOCKET, MEMORY, Faulty, request,
)

NAMES = {MEMORY: "allocation", DATABASE: "call of libpq", DATABASE_SOCKET: "packet of PostgreSQL's",
         CLIENT_SEND: "write to the client", CLIENT_RECEIVE: "read from the client"}
EACH = bool(os.environ.get("SAFER_TEST_NUMBERS"))
NEVER = 1 << 40
REPEATS = 3  # of calls from the same place in one request: the first, the second, and any later one

# Not counted: what is there for the first time only, and what the service's own jobs write.
UNCOUNTED = ("account", "audit_seal", "schema_migration", "schema_state")

# Counts what each transaction writes, table by table, in the transaction itself: so what was rolled back is not there,
# and asking costs a row a table and kind instead of a count of them all. Of a statement that writes no row nothing is.
COUNT = """
CREATE SCHEMA written;
CREATE TABLE written.rows (what text PRIMARY KEY, number bigint NOT NULL DEFAULT 0);
CREATE FUNCTION written.count()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
AS $$
BEGIN
    UPDATE written.rows AS r SET number = r.number + n.number
    FROM (SELECT count(*) AS number FROM written) AS n
    WHERE r.what = TG_TABLE_NAME || ' ' || TG_OP AND n.number > 0;
    RETURN NULL;
END
$$;
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN
        SELECT c.relname AS name, w.operation, w.held
        FROM pg_class AS c
        CROSS JOIN (VALUES ('INSERT', 'NEW'), ('UPDATE', 'NEW'), ('DELETE', 'OLD')) AS w (operation, held)
        WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN %s
    LOOP
        INSERT INTO written.rows VALUES (made.name || ' ' || made.operation);
        EXECUTE format('CREATE TRIGGER written_%%s AFTER %%s ON safer.%%I REFERENCING %%s TABLE AS written'
            ' FOR EACH STATEMENT EXECUTE FUNCTION written.count()', lower(made.operation), made.operation, made.name,
            made.held);
    END LOOP;
END
$$""" % (UNCOUNTED,)

STATE = "SELECT string_agg(r.number::text, ' ' ORDER BY r.what) FROM written.rows AS r"

# The last one is the request's own first attempt, which PostgreSQL has not yet given up.
REFUSALS = ((503, "unavailable"), (503, "outcome-unknown"), (409, "idempotency-key-in-use"))

MADE_UP = re.compile(rb'"([0-9a-f]{8}-[0-9a-f-]{27}|[0-9-]{10}T[0-9:.]+Z)"')

numbers = itertools.count(1)


class Requests(unittest.TestCase):
    CASE = {"summary": "Joint work", "personnel": "One officer"}

    @classmethod
    def setUpClass(cls):
        cls.service = Faulty()
        cls.service.sql.ask(COUNT)
        cls.event = cls.service.sql.ask(STATE.replace("r.number::text", "r.what").replace("' '", "','")).split(
            ",").index("audit_event INSERT")
        cls.kcc = cls.service.token("kcc-finance", "kcc",
                                    "contributions.write funds.read funds.write agreements.write posts.write csa.write"
                                    " indicators.write meetings.write projects.write dhrs.read dhrs.write"
                                    " restricted.read audit.read")
        cls.kfrs = cls.service.token("kfrs-finance", "kfrs", "funds.write funds.read posts.write")
        cls.police = cls.service.token("police", "kent-police", "agreements.write")
        cls.swale = cls.service.token("district", "swale", "agreements.write")
        cls.running = cls.second = None
        cls.csa = csa_requests.Csa(cls.made_at, lambda: next(numbers))
        cls.agendas = agenda_requests.Agendas(cls.made_at, lambda: next(numbers))
        cls.projects = project_requests.Projects(cls.made_at, lambda: next(numbers), cls.service.sql.ask)
        cls.reviews_money = dhr_money_requests.Reviews(lambda: next(numbers), cls.service.sql.ask)
        cls.meetings = meeting_requests.Meetings(cls.made_at, lambda: next(numbers), cls.service.sql.ask)
        cls.reviews = dhr_requests.Reviews(cls.made_at, lambda: next(numbers))

    @classmethod
    def tearDownClass(cls):
        cls.service.stop()

    def setUp(self):
        self.found, self.tried, self.count = [], set(), 0

    # ---- What is asked ---------------------------------------------------------------------

    def contribution(self, **members):
        return {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
                "received_on": "2018-04-03", "external_reference": f"KCC-{next(numbers)}",
                "note": "The year's contribution", **members}

    def agreement(self):
        """One that sets no year's minimum a second time: what others like it set goes first."""
        self.service.sql.ask("SET session_replication_role = replica;"
                             " DELETE FROM safer.agreement_minimum WHERE agreement LIKE 'mou-%';"
                             " RESET session_replication_role")
        return {"id": f"mou-{next(numbers)}", "title": "Memorandum", "fund": "kcst-pooled-budget",
                "starts_on": "2026-04-01", "ends_on": "2029-03-31",
                "parties": ["kfrs", "kcc", "kent-police"], "reviews": ["2027-04-15"],
                "minimums": [{"financial_year": "2027/28", "amount_pence": 1700000}]}

    def post(self, target, body, token=None):
        return request("POST", target, token or self.kcc, body,
                       {"Idempotency-Key": f"key-{next(numbers)}"})

    def a_post(self):
        return {"id": f"post-{next(numbers)}", "employer": "kcc", "title": "Officer",
                "from_on": "2018-06-01", "funding": "joint", "fund": "kcst-pooled-budget",
                "agreement": "kcst-mou-2018", "annual_cost_pence": 2800000,
                "funded_from": "2018-06-01", "funded_months": 12}

    @classmethod
    def made_at(cls, target, body):
        """Posts it as KCC, and returns where it now is."""
        answer = cls.service.clean(request("POST", target, cls.kcc, body,
                                           {"Idempotency-Key": f"key-{next(numbers)}"}))
        assert answer.status in (200, 201), answer
        return answer.headers.get("Location")

    def made(self):
        """The path of a new post."""
        answer = self.service.clean(self.post("/v1/posts", self.a_post(), self.kfrs))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def posted(self):
        """The path of a new contribution, to do something with."""
        answer = self.service.clean(self.post("/v1/contributions", self.contribution()))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def unsigned(self):
        """The address at which KCC signs, as if it had not yet."""
        self.service.sql.ask("UPDATE safer.agreement_party SET signed_on = NULL, designation = NULL"
                             " WHERE partner = 'kcc'")
        return "/v1/agreements/kcst-mou-2018/parties/kcc/signature"

    def in_force(self):
        """The address of an agreement that is in force, the same each time."""
        if not self.running:
            answer = self.service.clean(self.post("/v1/agreements", self.agreement()))
            self.assertEqual(answer.status, 201, answer)
            type(self).running = answer.headers["Location"]
        return self.running

    def staying(self):
        """The same, from which nobody has withdrawn."""
        address = self.in_force()
        self.service.sql.ask("DELETE FROM safer.withdrawal;"
                             " UPDATE safer.agreement SET dissolved_on = NULL")
        return address

    def asked(self):
        """The address of a new change request, to answer."""
        answer = self.service.clean(self.post(
            self.in_force() + "/change-requests", {"title": "Title", "text": "Text"}))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def offered(self):
        """The address of a new business case, of a partner that has not joined."""
        self.service.sql.ask("DELETE FROM safer.agreement_additional")
        answer = self.service.clean(self.post(self.in_force() + "/business-cases", self.CASE, self.swale))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def withdrawn(self):
        """The address of a withdrawal."""
        answer = self.service.clean(self.post(
            self.staying() + "/withdrawals", {"partner": "kcc", "notice_on": "2026-04-30"}))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def spending(self):
        return {"fund": "kcst-pooled-budget", "purpose": "joint-initiatives", "amount_pence": 100,
                "incurred_on": "2018-06-30", "external_reference": f"KFRS-{next(numbers)}",
                "decision": "Minute 1"}

    def spent(self):
        """The path of new spending."""
        answer = self.service.clean(self.post("/v1/expenditures", self.spending(), self.kfrs))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def fund(self):
        """One that the fire service hosts, and KCC pays into."""
        return {"id": f"fund-{next(numbers)}", "name": "Fund",
                "contributors": [{"partner": "kcc", "from_on": "2017-04-01", "amount_pence": 500}]}

    def made_fund(self):
        """The path of a new fund with money in it."""
        answer = self.service.clean(self.post("/v1/funds", self.fund(), self.kfrs))
        self.assertEqual(answer.status, 201, answer)
        paid = self.service.clean(self.post("/v1/contributions", self.contribution(
            fund=answer.json()["id"], financial_year="2017/18", received_on="2018-02-01")))
        self.assertEqual(paid.status, 201, paid)
        return answer.headers["Location"]

    def transfer(self):
        """From the pooled budget to a fund that is the same each time."""
        if not self.second:
            type(self).second = self.made_fund().rpartition("/")[2]
        return {"from_fund": "kcst-pooled-budget", "to_fund": self.second, "amount_pence": 100,
                "made_on": "2018-06-30", "external_reference": f"KFRS-{next(numbers)}",
                "decision": "Minute 1"}

    def passed_on(self):
        """The path of a new transfer."""
        answer = self.service.clean(self.post("/v1/transfers", self.transfer(), self.kfrs))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def closed(self):
        """The path of the closing of a year of a new fund."""
        answer = self.service.clean(self.post(
            self.made_fund() + "/closings", {"financial_year": "2017/18"}, self.kfrs))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def indicator(self):
        """The path of a new indicator."""
        answer = self.service.clean(self.post("/v1/indicators", self.an_indicator()))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def an_indicator(self):
        return {"id": f"indicator-{next(numbers)}", "title": "Title", "unit": "people", "polarity": "neutral",
                "frequency": "month", "priority": "road-safety"}

    def agreed(self):
        """The path of one that is agreed."""
        path = self.indicator()
        answer = self.service.clean(self.post(path + "/agreement", {}))
        self.assertEqual(answer.status, 200, answer)
        return path

    def annotated(self):
        """The path of a new annotation."""
        answer = self.service.clean(self.post(
            "/v1/indicators/road-casualties-ksi/annotations",
            {"period": "2016-10", "kind": "event", "text": "Text"}))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def observed(self):
        """An observation to take back."""
        number = next(numbers) % 2400
        period = f"{1801 + number // 12}-{number % 12 + 1:02}"
        self.service.sql.ask(
            "INSERT INTO safer.observation AS o (written_by, recorded_at, indicator, area, starts_on, revision,"
            " provisional, value) SELECT pg_current_xact_id(), now(), i.number, a.number,"
            f" '{period}-01', 1, false, 12.50 FROM safer.indicator AS i, safer.area AS a"
            " WHERE i.id = 'road-casualties-ksi' AND a.id = 'E10000016'"
            " ON CONFLICT (indicator, area, starts_on) DO UPDATE SET value = 12.50, revision = o.revision + 1")
        return {"indicator": "road-casualties-ksi", "area": "E10000016", "period": period,
                "reason": "Counted twice."}

    def taken_back(self):
        """The path of a withdrawal of an observation."""
        answer = self.service.clean(self.post("/v1/observations/withdrawals", self.observed()))
        self.assertEqual(answer.status, 201, answer)
        return answer.headers["Location"]

    def loaded(self):
        """The path of a load."""
        self.service.sql.ask(
            "INSERT INTO safer.observation_load (id, form, sha256, bytes, rows, added, revised, unchanged,"
            " partner, client, created_at, database_life, oldest_open) VALUES"
            " ('018f0000-0000-7000-8000-000000000000', 'csv', repeat('a', 64), 1, 0, 0, 0, 0, 'kcc', 'kcc-finance',"
            " now(), 'x', '1') ON CONFLICT DO NOTHING")
        return "/v1/observation-loads/018f0000-0000-7000-8000-000000000000"

    def imported(self):
        """The path of an import of an agenda."""
        self.service.sql.ask(
            "INSERT INTO safer.agenda_import (id, body, meeting, became, details, restricted, form, sha256, bytes,"
            " partner, client) SELECT '018f0000-0000-7000-8000-000000000000', m.body, m.id, 'unchanged', '[]', false, 'csv',"
            " repeat('a', 64), 1, 'kcc', 'kcc-finance' FROM safer.meeting AS m"
            " WHERE m.id = '01590000-0000-7000-8000-000000000208' ON CONFLICT DO NOTHING")
        return "/v1/agenda-imports/018f0000-0000-7000-8000-000000000000"

    def a_report(self):
        """One that corrects the latest of its quarter."""
        latest = self.service.sql.ask("SELECT max(number) FROM safer.report WHERE quarter = '2017/18-Q1'")
        return {"quarter": "2017/18-Q1", "corrects": int(latest) if latest else None}

    def issued(self):
        """The path of a report on a quarter of which no other is issued."""
        return self.csa.once("report", lambda: self.made_at("/v1/reports", {"quarter": "2016/17-Q3"}))

    def change(self, path, body=None):
        return request("PATCH", path, self.kcc, body or {"title": "Another"},
                       {"Idempotency-Key": f"key-{next(numbers)}", "If-Match": '"1-0-json"'})

    def put(self, path, body, match):
        return request("PUT", path, self.kcc, body, {"Idempotency-Key": f"key-{next(numbers)}", "If-Match": match})

    def writes(self):
        """What makes a request that was never made before, by its operation."""
        return {
            "create_contribution": lambda: self.post("/v1/contributions", self.contribution()),
            "confirm_contribution": lambda: self.post(
                self.posted() + "/receipt", {"confirmed_on": "2018-04-05", "bank_reference": "BACS 1"},
                self.kfrs),
            "reverse_contribution": lambda: self.post(
                self.posted() + "/reversal",
                {"reason": "Keyed wrongly", "replacement": {"amount_pence": 1500000}}),
            "create_expenditure": lambda: self.post("/v1/expenditures", self.spending(), self.kfrs),
            "reverse_expenditure": lambda: self.post(
                self.spent() + "/reversal",
                {"reason": "Keyed wrongly", "replacement": {"amount_pence": 90}}, self.kfrs),
            "create_transfer": lambda: self.post("/v1/transfers", self.transfer(), self.kfrs),
            "reverse_transfer": lambda: self.post(
                self.passed_on() + "/reversal", {"reason": "Wrong fund"}, self.kfrs),
            "create_fund": lambda: self.post("/v1/funds", self.fund(), self.kfrs),
            "create_fund_purpose": lambda: self.post(
                "/v1/funds/kcst-pooled-budget/purposes",
                {"id": f"purpose-{next(numbers)}", "name": "Purpose", "kind": "other"}, self.kfrs),
            "create_fund_closing": lambda: self.post(
                self.made_fund() + "/closings", {"financial_year": "2017/18"}, self.kfrs),
            "create_agreement": lambda: self.post("/v1/agreements", self.agreement()),
            "create_post": lambda: self.post("/v1/posts", self.a_post(), self.kfrs),
            "create_post_change": lambda: self.post(
                self.made() + "/changes", {"from_on": "2018-07-01", "filled": True}),
            "sign_agreement": lambda: self.post(
                self.unsigned(), {"signed_on": "2018-01-15", "designation": "Director"}),
            "create_change_request": lambda: self.post(
                self.in_force() + "/change-requests", {"title": "Title", "text": "Text"}),
            "create_business_case": lambda: self.post(
                self.in_force() + "/business-cases", self.CASE, self.swale),
            "decide_business_case": lambda: self.post(
                self.offered() + "/decision",
                {"accepted": True, "decided_on": "2026-04-30", "decision": "Minutes"}),
            "create_withdrawal": lambda: self.post(
                self.staying() + "/withdrawals", {"partner": "kcc", "notice_on": "2026-04-30"}),
            "create_area": lambda: self.post(
                "/v1/areas", {"id": f"area-{next(numbers)}", "name": "Area", "kind": "other"}),
            "create_indicator": lambda: self.post("/v1/indicators", self.an_indicator()),
            "change_indicator": lambda: self.change(self.indicator()),
            "agree_indicator": lambda: self.post(self.indicator() + "/agreement", {}),
            "retire_indicator": lambda: self.post(self.agreed() + "/retirement", {}),
            "create_annotation": lambda: self.post(
                "/v1/indicators/road-casualties-ksi/annotations",
                {"period": "2016-10", "kind": "event", "text": "Text"}),
            "withdraw_annotation": lambda: self.post(self.annotated() + "/withdrawal", {"reason": "Wrong"}),
            "withdraw_observation": lambda: self.post("/v1/observations/withdrawals", self.observed()),
            "create_consent": lambda: self.post(
                self.asked() + "/consents", {"agrees": True}, self.police),
            **self.csa.writes(self.post),
            **self.meetings.writes(self.post, self.change),
            **self.agendas.writes(self.post, self.change),
            **self.projects.writes(self.post, self.change),
            **self.reviews_money.writes(self.post, self.put),
            **self.reviews.writes(self.post, self.change),
            "issue_report": lambda: self.post("/v1/reports", self.a_report()),
        }

    def reads(self):
        """Requests that store nothing, however often they are made, by their operation."""
        one = self.posted()
        event = self.service.sql.ask("SELECT id FROM safer.audit_event LIMIT 1")
        first = self.service.clean(request("GET", "/v1/contributions?limit=1", self.kcc))
        schedule = "/v1/funds/kcst-pooled-budget/schedule?financial_year=2018/19"
        csv = {"Accept": "text/csv"}
        replayed = self.post("/v1/contributions", self.contribution())
        self.service.clean(replayed)
        fund, closing = "/v1/funds/kcst-pooled-budget", self.closed()
        postings = self.service.clean(request("GET", fund + "/postings?limit=1", self.kcc))
        statement, forecast = fund + "/statement?financial_year=2018/19", fund + "/forecast?from=2018-04&to=2019-03&costs=2018-06:5"
        detail, chart = "/v1/reports/quarterly?quarter=2016/17-Q3", (
            "/v1/indicators/domestic-abuse-incidents/analysis?area=E10000016")
        ours = {
            "get_expenditure": self.spent(),
            "list_expenditures": "/v1/expenditures?financial_year=2018/19&limit=2&count=true",
            "get_transfer": self.passed_on(),
            "list_transfers": "/v1/transfers?limit=2&count=true",
            "get_fund_statement": statement,
            "get_fund_shares": fund + "/shares",
            "get_fund_forecast": forecast,
            "list_fund_balances": fund + "/balances",
            "list_fund_postings": fund + "/postings?kind=expenditure&limit=2",
            "the next page of postings": postings.json()["next"],
            "list_fund_purposes": fund + "/purposes",
            "get_fund_purpose": fund + "/purposes/joint-initiatives",
            "list_fund_closings": closing.rpartition("/")[0],
            "get_fund_closing": closing,
            "get_contribution": one,
            "list_contributions": "/v1/contributions?financial_year=2018/19&limit=2&count=true",
            "the next page": first.json()["next"],
            "get_fund_schedule": schedule,
            "list_funds": "/v1/funds",
            "get_fund": "/v1/funds/kcst-pooled-budget",
            "list_fund_contributors": "/v1/funds/kcst-pooled-budget/contributors",
            "list_audit_events": "/v1/audit-events?limit=2",
            "list_retention_rules": "/v1/retention-rules",
            "get_audit_event": f"/v1/audit-events/{event}",
            "list_posts": "/v1/posts?on=2018-04-01&limit=2&count=true",
            "get_post": "/v1/posts/kcst-coordinator",
            "list_post_changes": "/v1/posts/kcst-admin-officer/changes",
            "get_establishment": "/v1/establishment?on=2018-01-01",
            "list_change_requests": self.in_force() + "/change-requests?on=2026-06-01",
            "get_change_request": self.asked(),
            "list_business_cases": self.in_force() + "/business-cases",
            "get_business_case": self.offered(),
            "list_withdrawals": self.in_force() + "/withdrawals",
            "get_withdrawal": self.withdrawn(),
            **self.csa.reads(),
            **self.meetings.reads(),
            **self.agendas.reads(),
            **self.projects.reads(),
            **self.reviews.reads(),
            **self.reviews_money.reads(),
            "list_reports": "/v1/reports?quarter=2016/17-Q3&limit=2&count=true",
            "get_report": self.issued(),
            "get_quarterly_report": detail,
            "get_quarterly_report as a draft": "/v1/reports/quarterly?quarter=2017/18-Q2",
            "get_summary_report": "/v1/reports/summary?quarter=2016/17-Q3",
            "get_summary_report as a page": "/v1/reports/summary?quarter=2017/18-Q2&format=markdown",
            "get_observation_withdrawal": self.taken_back(),
            "get_observation_load": self.loaded(),
            "get_agenda_import": self.imported(),
            "list_observations": "/v1/observations?limit=2&count=true",
            "search": "/v1/search?q=review&limit=2",
            "what has changed": "/v1/observations?updated_after=2018-01-01T00:00:00Z&limit=2",
        }
        anybodys = {
            "list_agreements": "/v1/agreements",
            "get_agreement": "/v1/agreements/kcst-mou-2018",
            "list_agreement_functions": "/v1/agreements/kcst-mou-2018/functions",
            "list_agreement_parties": "/v1/agreements/kcst-mou-2018/parties",
            "get_agreement_party": "/v1/agreements/kcst-mou-2018/parties/kcc",
            "list_agreement_minimums": "/v1/agreements/kcst-mou-2018/minimums",
            "list_agreement_reviews": "/v1/agreements/kcst-mou-2018/reviews",
            "list_budgets": "/v1/budgets",
            "get_budget": "/v1/budgets/pcc-commissioning-2017-18",
            "list_budget_lines": "/v1/budget-lines?limit=3&count=true",
            "list_names": "/v1/names?name=kcst&count=true",
            "list_areas": "/v1/areas?limit=2&count=true",
            "get_area": "/v1/areas/E10000016",
            "list_indicators": "/v1/indicators?limit=2&count=true",
            "get_indicator": "/v1/indicators/road-casualties-ksi",
            "list_annotations": "/v1/indicators/road-casualties-ksi/annotations",
            "get_annotation": "/v1/indicators/road-casualties-ksi/annotations/01580000-0000-7000-8000-000000000002",
            "list_observation_revisions": "/v1/indicators/road-casualties-ksi/revisions?limit=2",
            "get_indicator_analysis": chart,
            "get_exceptions": "/v1/exceptions?quarter=2017/18-Q1",
            "get_data_package": "/v1/datapackage.json",
            "list_partners": "/v1/partners",
            "get_partner": "/v1/partners/kcc",
            "health_live": "/health/live",
            "health_ready": "/health/ready",
            "get_metrics": "/metrics",
            "get_openapi_yaml": "/openapi.yaml",
            "get_openapi_json": "/openapi.json",
            "get_docs": "/docs",
            "get_problem_page": "/problems/timeout",
        }
        return {
            **{name: request("GET", target, self.kcc) for name, target in ours.items()},
            **{name: request("GET", target) for name, target in anybodys.items()},
            "list_contributions as CSV": request("GET", "/v1/contributions", self.kcc, None, csv),
            "list_observations as CSV": request("GET", "/v1/observations", self.kcc, None, csv),
            "list_observations as CSV, its head": request("HEAD", "/v1/observations", self.kcc, None, csv),
            "get_indicator_analysis as CSV": request("GET", chart, None, None, csv),
            "get_exceptions as CSV": request("GET", "/v1/exceptions", self.kcc, None, csv),
            "get_grant_account as CSV": request("GET", "/v1/grant-rounds/read/account", self.kcc, None, csv),
            "get_quarterly_report as CSV": request("GET", detail, self.kcc, None, csv),
            "get_fund_schedule as CSV": request("GET", schedule, self.kcc, None, csv),
            "get_fund_statement as CSV": request("GET", statement, self.kcc, None, csv),
            "get_fund_forecast as CSV": request("GET", forecast, self.kcc, None, csv),
            "HEAD": request("HEAD", one, self.kcc),
            "OPTIONS": request("OPTIONS", "/v1/partners/kcc"),
            "a replay": replayed,
            "a dry run": request("POST", "/v1/contributions?dry_run=true", self.kcc,
                                 self.contribution()),
            "a dry run of what is restricted": request(
                "PATCH", agenda_requests.RESTRICTED_ITEM + "?dry_run=true", self.kcc, {"note": "Note"}, {"If-Match": '"1-0-json"'}),
        }

    def refused(self):
        """Requests that are refused: no fault may let one through, or blame the client for another."""
        scenario = "/v1/funds/kcst-pooled-budget/forecast?from=2018-04&to=2019-03&costs=2030-06:5"
        wrong = self.contribution(amount_pence=-1, financial_year="2018/20", surplus=[])
        return {
            "a wrong body": self.post("/v1/contributions", wrong),
            "no JSON": self.post("/v1/contributions", '{"fund": "kcst-pooled-budget", "a": 1'),
            "a rule that refuses": self.post(
                "/v1/contributions", self.contribution(financial_year="2037/38")),
            "a scenario that cannot be": request("GET", scenario, self.kcc),
            "a scenario that cannot be, as CSV": request(
                "GET", scenario, self.kcc, None, {"Accept": "text/csv"}),
            "a watermark of another database, as CSV": request(
                "GET", "/v1/observations?updated_after=0123456789abcdef-5", self.kcc, None, {"Accept": "text/csv"}),
            "a wrong parameter": request("GET", "/v1/contributions?financial_year=2018/20&limit=0"),
            "a wrong cursor": request("GET", "/v1/contributions?after=abcd", self.kcc),
            "a wrong token": request("GET", "/v1/contributions", self.kcc[:-6] + "AAAAAA"),
            "a scope that is missing": self.post("/v1/agreements", self.agreement(), self.kfrs),
            "nothing there": request("GET", "/v1/nothing"),
            "a method that is not taken": request("DELETE", "/v1/partners/kcc"),
        }

    # ---- What is held ----------------------------------------------------------------------

    def explain(self, name, kind, at, answer):
        return f"{name}, {NAMES[kind]} number {at}: {answer}\n{self.service.plan.trace()}"

    def hold(self, condition, message, *arguments):
        """Goes on after a fault, so that one run shows them all."""
        if not condition:
            self.found.append(message(*arguments))

    def list_calls(self, bytes_, kind):
        """From where that request makes calls of that kind, one after another."""
        self.service.plan.list(kind)
        self.service.send(bytes_)
        stacks = self.service.plan.listed()
        self.service.clean(bytes_)
        return stacks

    def choose(self, stacks, group):
        """Which of those calls are to fail, each with its number and its key: those from where none of this
        group's has failed yet, the middle one and the last one."""
        seen, chosen = collections.Counter(), []
        for at, stack in enumerate(stacks, 1):
            seen[stack] += 1
            key = (group, stack, min(seen[stack], REPEATS))
            if EACH or key not in self.tried or at in (len(stacks) // 2, len(stacks)):
                chosen.append((at, key))
        return chosen

    def every(self, kind, persists, stacks, group, make):
        """Each call that is to fail does so in turn, and then none: its number, and what make() gave."""
        plan = self.service.plan
        for at, key in self.choose(stacks, group):
            if key in self.tried and not EACH and at not in (len(stacks) // 2, len(stacks)):
                continue  # it has failed in another's place meanwhile
            made = make()
            plan.arm(kind, at, persists)
            yield at, made
            if plan.failed:
                self.count += 1
                self.tried.add((group, plan.failed_stack, key[2]))
        made = make()
        plan.arm(kind, NEVER)
        yield NEVER, made

    def fail_read(self, name, bytes_, kind, persists=False, cold=False):
        service, state, events = self.service, self.state(), self.events()
        answer = right = service.clean(bytes_)
        told = self.events() - events  # what is restricted was shown
        self.assertTrue(right.whole and right.status not in (0, 429, 503), f"{name}: {right}")
        same = COMPARED.get(name, is_same)

        def prepare():
            if answer.status != right.status:
                service.clean(bytes_)
            if cold:
                service.cut()

        prepare()
        stacks = self.list_calls(bytes_, kind)
        for at, _ in self.every(kind, persists, stacks, right.status < 400, prepare):
            before = self.events() if told else 0
            answer = service.send(bytes_)
            service.plan.disarm()
            self.hold(same(answer, right) or not answer.whole or is_refusal(answer),
                      self.explain, name, kind, at, answer)
            self.hold(not told or not same(answer, right) or self.events() > before,
                      self.explain, f"{name}, which is shown and not written down", kind, at, answer)
        self.assertTrue(same(answer, right), f"{name}: {answer} is not {right}")
        if not told:
            self.assertEqual(self.state(), state, name)

    def fail_write(self, name, make, kind, persists=False, cold=False):
        service = self.service

        def prepare():
            bytes_ = make()
            state = self.state()
            if cold:
                service.cut()
            return bytes_, state

        bytes_, state = prepare()
        right = service.clean(bytes_).status
        self.assertIn(right, (200, 201), name)
        whole = difference(self.state(), state)
        stacks = self.list_calls(prepare()[0], kind)
        for at, (bytes_, state) in self.every(kind, persists, stacks, "write", prepare):
            answer = service.send(bytes_)
            service.plan.disarm()
            effect = difference(self.state_when_quiet(), state)
            nothing = not any(effect)
            made = answer.whole and answer.status == right
            again = service.clean(bytes_)

            def explain(what):
                return (f"{what}: {effect} of {whole}\nafterwards {again}\n"
                        + self.explain(name, kind, at, answer))

            self.hold(nothing or effect == whole, explain, "a part is stored")
            self.hold(made or not answer.whole or is_refusal(answer), explain, "a wrong answer")
            self.hold(not made or effect == whole, explain, "it is said to be stored")
            self.hold(nothing or answer.problem != "unavailable", explain, "it is said not to be stored")
            twice = difference(self.state(), state)
            if twice != whole and "Idempotency-Replayed" in again.headers:
                twice[self.event] -= self.events_of(again)  # what is restricted was shown once more
            self.hold(again.status == right and twice == whole, explain, "sent again, it is not there once")
            self.hold(("Idempotency-Replayed" in again.headers) != nothing, explain, "its key was lost")
            self.hold(not made or is_same(again, answer), explain, "it is answered differently")
        self.assertTrue(made, f"{name}: {answer}")

    def events(self):
        return int(self.service.sql.ask("SELECT count(*) FROM safer.audit_event"))

    def events_of(self, replayed):
        """Of a reply that was given once more: 1 where that is written down, or else 0."""
        return int(self.service.sql.ask(
            "SELECT count(*) FROM safer.audit_event AS e WHERE e.after::text = '{\"replayed\":true}'"
            f" AND e.request_id = '{replayed.headers['X-Request-Id']}'"))

    def state(self):
        return [int(word) for word in self.service.sql.ask(STATE).split()]

    def state_when_quiet(self):
        """Once no transaction of the service is under way."""
        wait_until(lambda: self.service.sql.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE usename = 'saferd'"
            " AND datname = current_database() AND state <> 'idle'") == "0", 30)
        return self.state()

    def run_all(self, kind, persists=False, cold=False, only=None):
        """Runs every operation, or those named. Returns how many calls were made to fail."""
        service = self.service
        reads = {**self.reads(), **self.refused()}
        if cold:
            service.cut()  # of the jobs, too, who do not notice
        self.ask_each_kind(reads)
        before = self.held()
        for name, make in self.writes().items():
            if not only or name in only:
                self.fail_write(name, make, kind, persists, cold)
        for name, bytes_ in reads.items():
            if not only or name in only:
                self.fail_read(name, bytes_, kind, persists, cold)
        self.ask_each_kind(reads)
        self.assertEqual(self.found, [], f"{len(self.found)} faults:\n\n"
                         + "\n\n".join(self.found[:10]))
        deadline = time.monotonic() + 30
        while not is_no_more(self.held(), before):
            self.assertLess(time.monotonic(), deadline, f"{self.held()} is held, and was {before}")
            time.sleep(0.05)
        return self.count

    def ask_each_kind(self, reads):
        """One request that a worker answers, one that is streamed and one that is slow: each has its connection."""
        for name in ("get_contribution", "list_contributions as CSV", "get_quarterly_report"):
            if name in reads:
                self.service.clean(reads[name])

    def held(self):
        """What the service holds while nobody but this test asks."""
        service = self.service
        metrics = [service.metric(name) for name in (
            "safer_requests_in_flight", "safer_database_connections", "safer_exports_running")]
        # Until the connections of this test itself are closed at the other end, too.
        descriptors = None
        while descriptors != service.descriptors():
            descriptors = service.descriptors()
            time.sleep(0.1)
        return metrics, service.backends(), descriptors


def is_no_more(held, before):
    return held[:2] == before[:2] and len(held[2]) <= len(before[2])


def is_refusal(answer):
    """A problem that says, and truly, that it is not the request's fault."""
    return (answer.whole and "Retry-After" in answer.headers
            and (answer.status, answer.problem) in REFUSALS)


class EachCallFails:
    """For Requests of one kind alone, such as files: its writes and reads with each call of each sort failing."""

    def test_an_allocation_that_finds_nothing(self):
        self.assertGreater(self.run_all(MEMORY), 80)

    def test_all_allocations_from_one_on_find_nothing(self):
        self.assertGreater(self.run_all(MEMORY, persists=True), 80)

    def test_a_call_of_libpq_that_fails(self):
        self.assertGreater(self.run_all(DATABASE), 100)

    def test_a_packet_of_postgresql_that_is_lost(self):
        self.assertGreater(self.run_all(DATABASE_SOCKET), 20)

    def test_a_write_to_the_client_that_fails(self):
        self.assertGreater(self.run_all(CLIENT_SEND), 5)

    def test_a_read_from_the_client_that_fails(self):
        self.assertGreater(self.run_all(CLIENT_RECEIVE), 8)


def is_same(answer, right):
    return (answer.whole and answer.status == right.status
            and all(answer.headers.get(name) == right.headers.get(name)
                    for name in ("ETag", "Location", "Content-Type", "Allow", "WWW-Authenticate"))
            and without_request(answer) == without_request(right))


def is_alike(answer, right):
    """The same for a dry run, which has another id and another time each time."""
    return (answer.whole and answer.status == right.status
            and MADE_UP.sub(b"", answer.body) == MADE_UP.sub(b"", right.body))


def is_there(answer, right):
    """For numbers that are others each time."""
    return answer.whole and answer.status == right.status and len(answer.body) > len(right.body) / 2


COMPARED = {"a dry run": is_alike, "get_metrics": is_there}


def without_request(answer):
    """The body without what names the one request."""
    if answer.body and answer.headers.get("Content-Type") == "application/problem+json":
        return {**answer.json(), "request_id": ""}
    return answer.body


def difference(after, before):
    return [a - b for a, b in zip(after, before)]
