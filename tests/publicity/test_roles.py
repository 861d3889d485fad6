"""Every operation of the contract as every role of docs/who-sees-reviews.md: what comes back is what the page says.

SPDX-License-Identifier: MIT
"""

import concurrent.futures
import http.client
import json
import re
import threading
import unittest
import uuid

import contract
import roles
from service import Reply, Service

SETTINGS = {
    "SAFER_TODAY": roles.TODAY,
    "SAFER_RATE_LIMIT": "0",
    "SAFER_RATE_LIMIT_ANONYMOUS": "0",
    "SAFER_JOBS_SECONDS": "3600",
}
NOWHERE = "0190ffff-1234-7abc-8def-0123456789ab"
# Where no word of ours can stand, what shows that it is this review's.
MARKS = {"list_dhr_stages": "commissioned", "get_dhr_clock": "commissioned", "list_dhr_persons": "former_partner",
         "list_dhr_accesses": "appoint_dhr_chair", "list_dhr_costs": "234567", "list_dhr_contributions": "234567",
         "get_dhr_account": "234567"}
MEASURES = {"get_metrics", "health_ready", "health_live"}


class Connection:
    """Asks the service as a role, over a connection that each thread keeps."""

    def __init__(self, service):
        self.port = service.port
        self.tokens = {}
        for role, caller in roles.CALLERS.items():
            if caller:
                partner, scope, subject = (*caller, None)[:3]
                more = {"subject": subject} if subject else {}
                self.tokens[role] = service.token(client=role.replace(" ", "-"), partner=partner, scope=scope, **more)
        self.of_thread = threading.local()

    def ask(self, role, method, target, body=None, headers=None):
        headers = dict(headers or {})
        if self.tokens.get(role):
            headers["Authorization"] = "Bearer " + self.tokens[role]
        if body is not None:
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        for last in (False, True):
            kept = self.of_thread.__dict__.get("kept")
            if kept is None:
                kept = self.of_thread.kept = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                kept.request(method, target, body, headers)
                answer = kept.getresponse()
                reply = Reply(answer.status, answer.headers, answer.read())
            except (http.client.HTTPException, OSError):
                self.close()
                if last:
                    raise
                continue
            if answer.will_close:
                self.close()
            return reply
        raise AssertionError("not reached")

    def close(self):
        kept = self.of_thread.__dict__.pop("kept", None)
        if kept:
            kept.close()


def plain(reply, asked):
    """An answer without what is of the request alone, and without what was asked for."""
    text = reply.body.decode("utf-8", "replace").replace(reply.headers.get("X-Request-Id", "\0"), "REQUEST")
    headers = sorted(f"{name.lower()}: {value}" for name, value in reply.headers.items()
                     if name.lower() not in {"date", "x-request-id", "server-timing", "connection"})
    return f"{reply.status}\n{headers}\n{text}".replace(asked, "ASKED")


class Roles(unittest.TestCase):
    """One service, one page."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.page = roles.Page()
        cls.service = Service(SETTINGS)
        try:
            cls.connection = Connection(cls.service)
            cls.contract = contract.Contract(cls.connection.ask("public", "GET", "/openapi.json").text)
            cls.reviews = roles.Reviews(cls.service, cls.connection)
            cls.asks = [ask for operation in cls.contract.operations if operation.id not in MEASURES
                        for ask in cls.asks_of(operation)]
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = dict(zip(roles.CALLERS, pool.map(cls.ask_all, roles.CALLERS)))
            cls.answers = answers
        except BaseException:
            cls.service.clean_up()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.connection.close()
        cls.service.stop()

    @classmethod
    def asks_of(cls, operation):
        """What is asked of an operation: its own ids of the review, or the contract's; each as JSON and, of a list, CSV."""
        of = cls.reviews.of
        examples = operation.examples()
        bound = [{name: of.get(name, value) for name, value in examples.items()}]
        if "dhr_action" in bound[0]:
            bound.append({**bound[0], "dhr_action": of["other_action"]})
        for values in bound:
            forms = [{}]
            if operation.method == "GET" and "format" in operation.names and operation.id in cls.page.deals:
                forms.append({"format": "csv"})
            if operation.method != "GET" and "dry_run" in operation.names:
                forms = [{"dry_run": True}]
            for form in forms:
                yield operation, {**values, **form}

    @classmethod
    def body_of(cls, operation):
        return operation.body

    @classmethod
    def ask(cls, role, operation, values):
        headers = {}
        if operation.method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        if operation.method in ("PATCH", "PUT", "DELETE") and "If-Match" in operation.names:
            got = cls.connection.ask("coordinator", "GET", operation.target(values).split("?")[0])
            headers["If-Match"] = got.headers.get("ETag") or '"1-x-json"'
        body = operation.body if operation.method != "GET" else None
        return cls.connection.ask(role, operation.method, operation.target(values), body, headers)

    @classmethod
    def ask_all(cls, role):
        return [cls.ask(role, operation, values) for operation, values in cls.asks]

    # ---- The page ------------------------------------------------------------------------------

    def test_01_every_role_is_described_and_every_operation_stands_in_one_table(self):
        self.assertEqual(list(roles.CALLERS), self.page.described)
        self.assertEqual(list(roles.CALLERS), list(self.page.may))
        known = {operation.id for operation in self.contract.operations}
        self.assertEqual(set(), known - set(self.page.deals) - self.page.others, "these are in no table")
        self.assertEqual(set(), (set(self.page.deals) | self.page.others) - known, "these are no operations")
        self.assertEqual(set(), set(self.page.deals) & self.page.others, "these are in both")
        for operation in known:
            if "dhr" in operation:
                self.assertIn(operation, self.page.deals)

    def reads(self, role, columns):
        return any(self.page.may[role][column] in ("read", "write") for column in columns)

    def test_02_nothing_is_in_any_answer_that_the_role_may_not_read(self):
        faults = []
        for role, replies in self.answers.items():
            for (operation, values), reply in zip(self.asks, replies):
                text = f"{reply.headers}\n{reply.body.decode('utf-8', 'replace')}".lower()
                given = operation.target(values)
                for word, columns in {**self.reviews.words, **self.reviews.ids}.items():
                    if word in text and word not in given and not self.reads(role, columns):
                        faults.append(f"{role}: {operation.id} {given} has a word of {sorted(columns)}")
                    elif word in text and operation.id in self.page.others:
                        faults.append(f"{role}: {operation.id} {given} deals with no review, and has a word of it")
        self.assertEqual([], faults[:30], f"{len(faults)} faults")

    def test_03_what_a_role_may_read_it_reads_where_the_page_says_so(self):
        faults = []
        for role, replies in self.answers.items():
            for (operation, values), reply in zip(self.asks, replies):
                column, needs = self.page.deals.get(operation.id, (None, None))
                if column not in roles.COLUMNS or operation.method != "GET" or values.get("dhr_action") \
                        == self.reviews.of["other_action"]:
                    continue
                # An action of the review is one's own for who owns it, and one of others for who knows of the review.
                columns = ["own actions", "actions"] if column == "own actions" else [column]
                text = reply.body.decode("utf-8", "replace").lower()
                given = operation.target(values)
                found = [w for w, of in {**self.reviews.words, **self.reviews.ids}.items()
                         if w in text and w not in given and of & set(columns)]
                if operation.id in MARKS:
                    found = re.findall(MARKS[operation.id], text)
                if self.reads(role, columns) and not (reply.status == 200 and found):
                    faults.append(f"{role}: {operation.id} {values}: {reply.status}, nothing of {columns}")
                elif not self.reads(role, columns) and (found or reply.status not in (200, 401, 403, 404)):
                    faults.append(f"{role}: {operation.id} {values}: {reply.status} {found}")
        self.assertEqual([], faults[:30], f"{len(faults)} faults")

    def may_write(self, role, operation, values):
        column, needs = self.page.deals[operation.id]
        if needs == "coordinator":
            return role == "coordinator"
        cell = self.page.may[role][column]
        if column == "own actions" and role != "coordinator":
            # The action that is tried is Swale's.
            return cell == "write" and roles.CALLERS[role] and roles.CALLERS[role][0] == "swale" \
                and values["dhr_action"] != self.reviews.of["other_action"]
        return cell == "write"

    def test_04_what_a_role_may_write_it_writes_and_nobody_else(self):
        faults = []
        for role, replies in self.answers.items():
            for (operation, values), reply in zip(self.asks, replies):
                if operation.id not in self.page.deals or operation.method == "GET":
                    continue
                denied = reply.status in (401, 403, 404)
                if self.may_write(role, operation, values) == denied:
                    faults.append(f"{role}: {operation.id} {values}: {reply.status} {reply.text[:200]}")
        self.assertEqual([], faults[:30], f"{len(faults)} faults")

    def test_05_what_is_not_known_is_answered_as_what_is_not_there(self):
        faults = []
        for role, replies in self.answers.items():
            for (operation, values), reply in zip(self.asks, replies):
                named = {name: value for name, value in values.items() if value in self.reviews.ids}
                if not named or any(self.reads(role, self.reviews.ids[value]) for value in named.values()):
                    continue
                nowhere = self.ask(role, operation, {**values, **dict.fromkeys(named, NOWHERE)})
                one, other = (plain(r, v) for r, v in
                              ((reply, next(iter(named.values()))), (nowhere, NOWHERE)))
                if one != other:
                    faults.append(f"{role}: {operation.id}\n{one[:400]}\n{other[:400]}")
        self.assertEqual([], faults[:10], f"{len(faults)} faults")

    def test_06_a_review_that_is_not_known_is_not_counted_found_or_called(self):
        this = self.reviews.of["dhr"]
        whole = self.connection.ask("coordinator", "GET", f"/v1/dhrs/{this}").json()
        for role in roles.CALLERS:
            if self.reads(role, ["review"]):
                continue
            for query in ("count=true", f"count=true&called={whole['reference']}", "limit=1&count=true",
                          f"count=true&partnership={whole['partnership']}", "count=true&overdue=true"):
                reply = self.connection.ask(role, "GET", "/v1/dhrs?" + query)
                if reply.status == 200:
                    self.assertNotIn(this, reply.text, f"{role} {query}")
                    self.assertEqual(len(reply.json()["items"]), reply.json()["total"], f"{role} {query}")
                    self.assertIsNone(reply.json()["next"], f"{role} {query}")
                else:
                    self.assertIn(reply.status, (401, 403), f"{role} {query}")

    def test_07_every_reading_is_recorded_and_kept_out_of_caches(self):
        for role in ("coordinator", "panel member", "action owner"):
            for (operation, values), reply in zip(self.asks, self.answers[role]):
                column = self.page.deals.get(operation.id, ("none",))[0]
                if column in roles.COLUMNS and column != "published" and reply.status == 200:
                    self.assertIn("no-store", reply.headers.get("Cache-Control", ""), f"{role}: {operation.id}")
        of = self.reviews.of
        accesses = []
        target = f"/v1/dhrs/{of['dhr']}/accesses?limit=500"
        while target:
            page = self.connection.ask("coordinator", "GET", target).json()
            accesses += page["items"]
            target = page["next"]
        seen = {(access["client"], access["operation"]) for access in accesses}
        for operation in ("get_dhr", "list_dhr_stages", "get_dhr_clock", "list_dhr_panel", "list_dhr_persons",
                          "list_dhr_recommendations", "get_dhr_recommendation", "get_dhr_action",
                          "list_dhr_action_reports"):
            for client in ("coordinator", "panel-member"):
                self.assertIn((client, operation), seen)
        self.assertIn(("action-owner", "get_dhr_action"), seen)
        self.assertNotIn("other-partner", {client for client, _ in seen})


if __name__ == "__main__":
    unittest.main()
