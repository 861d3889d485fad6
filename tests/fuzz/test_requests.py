"""Requests made at random from the contract, right ones and broken ones: every answer is as promised.

SPDX-License-Identifier: MIT

What the contract allows is never refused as invalid, what it does not allow is never accepted, nothing is
an internal error, and the service still stands and stops well at the end. `./check --numbers N requests` sends
N requests, and SAFER_TEST_SEED, a number, makes them others.
"""

import json
import os
import random
import re
import string
import sys
import unittest
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "contract"))
import check_exchanges  # noqa: E402
from service import ROOT, Service, exchange_of  # noqa: E402

NUMBERS = int(os.environ.get("SAFER_TEST_NUMBERS") or 1500)
SEED = int(os.environ.get("SAFER_TEST_SEED") or 2018)

CALLERS = [
    None,
    ("kcc-finance", "kcc",
     "contributions.write funds.read funds.write agreements.write posts.write csa.write indicators.write"
     " meetings.write projects.write restricted.read audit.read"),
    ("kfrs-finance", "kfrs",
     "contributions.write funds.read funds.write agreements.write posts.write csa.write indicators.write"
     " meetings.write projects.write audit.read"),
    ("police-finance", "kent-police", "contributions.write agreements.write"),
    ("district", "maidstone",
     "funds.read agreements.write csa.write indicators.write meetings.write projects.write"),
    ("auditor", "kent-pcc", "audit.read"),
    ("portal", None,
     "contributions.write funds.read funds.write agreements.write posts.write csa.write indicators.write"
     " meetings.write projects.write restricted.read audit.read"),
]

TEXTS = [
    "", " ", "a", "kcc", "kfrs", "kent-police", "kcst-pooled-budget", "kcst-mou-2018", "no-such", "KCC", "-",
    "a" * 64, "a" * 600, "2018-04-03", "2018-02-30", "9999-12-31", "0001-01-01", "2018/19", "2018/20",
    "1899/00", "2018-19", "0190a5c8-3f1e-7b42-9c6d-5e2f8a1b0c37", "0190A5C8-3F1E-7B42-9C6D-5E2F8A1B0C37",
    "00000000-0000-0000-0000-000000000000", "true", "false", "TRUE", "1", "0", "-1", "501", "500", "1.0",
    "1e3", "99999999999999999999", "json", "csv", "confirmed", "'; DROP TABLE x; --", "%00", "\x00", "\x7f",
    "é", "\u202e", "🚒", "\ud800", "=1+1", "../..", "a/b", "a b", "null", "£16,000.00", "16,000",
    "2018-04-03T09:00:00Z", "2018-04-03T09:00:00+01:00", "2018-04-03T25:00:00Z",
]
# What parameters are likely to allow: names of what there is, and parts of a scenario.
WORDS = [
    "kcc", "kfrs", "kcst-pooled-budget", "kcst-mou-2018", "kcst-analyst", "invalid-body", "dhr-fund",
    "joint-initiatives", "2018-04", "2019-03", "2018/19:1600000", "2018/19:2018-07-01",
    "kcst-coordinator:2018-10", "2018-06:1500000",
    "01590000-0000-7000-8000-000000000344", "01590000-0000-7000-8000-000000000603",
    "csa-2016-17", "csa-2018-19", "csa-2014-17", "csa-2017-04", "road-safety", "reducing-re-offending", "leads",
    "safer-in-kent-2017-2021",
    "kcst-smt", "kcsp", "dhr-steering-group",
    "E10000016", "domestic-abuse-incidents", "2017-03", "2017/18-Q1", "2017", "0123456789abcdef-7",
]
VALUES = [None, True, False, 0, 1, -1, 1600000, 10**12, 10**12 + 1, 2**63, 1600000.0, 0.5, 1e300, [], {}, [[]],
          {"a": 1}]
BYTES = [b"", b"{", b"}", b"null", b"[]", b"\xff\xfe", b"\xef\xbb\xbf{}", b"{\"a\":1,\"a\":2}", b"\x00",
         b"[" * 200, b"{\"a\":" * 200, b"1e999", b"'x'", b"{} {}", b"NaN", b"\"\\ud800\""]


class Maker:
    """Makes requests."""

    def __init__(self, contract, chance):
        self.contract = contract
        self.chance = chance
        self.seen = []  # ids that answers have shown: the way to what exists

    def text(self):
        if self.seen and self.chance.random() < 0.3:
            return self.chance.choice(self.seen)
        if self.chance.random() < 0.1:
            letters = string.printable + "éß€🚒\u0000\u200b"
            return "".join(self.chance.choice(letters) for _ in range(self.chance.randrange(40)))
        return self.chance.choice(TEXTS)

    def right(self, schema):
        """A text that a parameter's schema is likely to allow."""
        schema = self.contract.resolve(schema)
        if "enum" in schema:
            return str(self.chance.choice(schema["enum"]))
        if schema.get("type") == "integer":
            return str(self.chance.choice([1, 2, 50, 500]))
        if schema.get("type") == "boolean":
            return self.chance.choice(["true", "false"])
        if "pattern" in schema:
            fitting = [word for word in WORDS if re.search(schema["pattern"], word)]
            return self.chance.choice(fitting or WORDS)
        return {
            "date": "2018-04-03", "financial-year": "2018/19", "date-time": "2018-04-03T09:00:00Z",
            "uuid": self.chance.choice(self.seen or ["0190a5c8-3f1e-7b42-9c6d-5e2f8a1b0c37"]),
        }.get(schema.get("format")) or self.chance.choice(WORDS)

    def parameter(self, schema):
        return self.right(schema) if self.chance.random() < 0.75 else self.text()

    def path(self, operation):
        segments = []
        for segment in operation.segments:
            if segment.startswith("{"):
                segment = self.parameter(operation.path[segment[1:-1]]["schema"])
            segments.append(escaped(segment))
        return "/".join(segments)

    def query(self, operation):
        pairs = []
        for name, parameter in operation.query.items():
            if parameter.get("required") and self.chance.random() < 0.9 or self.chance.random() < 0.2:
                pairs.append((name, self.parameter(parameter["schema"])))
        if self.chance.random() < 0.05:
            pairs.append((self.text(), self.text()))
        if pairs and self.chance.random() < 0.03:
            pairs.append(pairs[0])
        return "&".join(f"{escaped(name)}={escaped(value)}" for name, value in pairs)

    def value(self):
        return self.chance.choice(VALUES) if self.chance.random() < 0.5 else self.text()

    def broken(self, value):
        """A value, changed in one place."""
        kind = self.chance.random()
        if isinstance(value, dict) and value and kind < 0.85:
            name = self.chance.choice(list(value))
            changed = dict(value)
            if kind < 0.15:
                del changed[name]
            elif kind < 0.25:
                changed[self.text()] = self.value()
            else:
                changed[name] = self.broken(value[name])
            return changed
        if isinstance(value, list) and value and kind < 0.7:
            changed = list(value)
            place = self.chance.randrange(len(value))
            changed[place] = self.broken(value[place])
            return changed
        return self.value()

    def body(self, operation):
        body = self.chance.choice(operation.bodies)
        if "external_reference" in body and self.chance.random() < 0.7:
            body = dict(body, external_reference=f"FUZZ-{self.chance.randrange(10**9)}")
        for _ in range(self.chance.choice([0, 0, 1, 1, 1, 2, 3])):
            body = self.broken(body)
        data = json.dumps(body, ensure_ascii=self.chance.random() < 0.5).encode(
            errors="surrogatepass")
        if self.chance.random() < 0.1:
            data = self.chance.choice(BYTES)
        elif self.chance.random() < 0.1:
            place = self.chance.randrange(len(data) + 1)
            data = data[:place] + bytes([self.chance.randrange(256)]) + data[place + 1:]
        return data

    def headers(self, operation):
        headers = {}
        if "Idempotency-Key" in operation.header and self.chance.random() < 0.85:
            headers["Idempotency-Key"] = self.chance.choice(
                [f"key-{self.chance.randrange(10**9)}"] * 12 + ["key-1", '"key-1"', "a" * 256, " ", '""'])
        if self.chance.random() < 0.08:
            headers["Accept"] = self.chance.choice(
                ["*/*", "text/csv", "application/json", "text/html", "application/*;q=0", "x", "",
                 "application/problem+json", "text/csv;q=0.5, application/json;q=0.6", "text/*"])
        for name in ("If-Match", "If-None-Match"):
            if self.chance.random() < 0.1:
                headers[name] = self.chance.choice(['*', '"1-x-json"', "W/\"1\"", "x", '"', '"a", "b"'])
        return headers

    def request(self):
        writes = [operation for operation in self.contract.operations if operation.body is not None]
        operation = self.chance.choice(writes if self.chance.random() < 0.6 else self.contract.operations)
        method = operation.method
        if self.chance.random() < 0.04:
            method = self.chance.choice(["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "POST", "GET"])
        headers, body = self.headers(operation), None
        if operation.body is not None:
            body = self.body(operation)
            headers["Content-Type"] = "application/json" if self.chance.random() < 0.95 else self.chance.choice(
                ["text/plain", "application/json; charset=utf-8", "application/json; charset=latin1",
                 "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"])
        query = self.query(operation)
        return method, self.path(operation) + ("?" + query if query else ""), headers, body

    def learn(self, reply):
        """Remembers what an answer names."""
        if reply.status < 300 and reply.body[:1] == b"{":
            answer = json.loads(reply.body)
            items = answer.get("items")
            for item in items[:3] if isinstance(items, list) else [answer]:
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    self.seen = [*self.seen, item["id"]][-60:]


def escaped(text):
    return quote(text.encode(errors="surrogatepass"), safe="")


class Requests(unittest.TestCase):

    def test_every_answer_to_any_request_is_as_the_contract_says(self):
        chance = random.Random(SEED)
        contract = check_exchanges.Contract(ROOT)
        judge, maker, wrong, accepted = check_exchanges.Judge(contract), Maker(contract, chance), [], 0
        with Service({"SAFER_TODAY": "2018-06-01"}) as service:
            tokens = [caller and service.token(*caller) for caller in CALLERS] + ["a.b.c"]
            for number in range(NUMBERS):
                method, target, headers, body = maker.request()
                token = chance.choice(tokens[1:3] if chance.random() < 0.7 else tokens)
                reply = service.request(method, target, body, token, headers)
                faults = judge.judge(exchange_of(method, target, headers, body, reply))
                if faults:
                    wrong.append(f"request {number}: " + check_exchanges.shown(
                        exchange_of(method, target, headers, body, reply), faults))
                accepted += reply.status < 300
                maker.learn(reply)
            self.assertEqual(service.get("/health/ready").status, 200)
        self.assertFalse(wrong, f"seed {SEED}, {len(wrong)} faults:\n" + "\n".join(wrong[:10]))
        self.assertGreater(accepted, NUMBERS / 20, "nearly everything was refused")


if __name__ == "__main__":
    unittest.main()
