"""The contract checker catches each kind of drift, on a small contract of its own.

SPDX-License-Identifier: MIT
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_exchanges  # noqa: E402

CONTRACT = """
openapi: 3.1.0
info: {title: Small, version: 1.0.0}
paths:
  /payments:
    get:
      operationId: list_payments
      security: [{bearer: [payments.read]}]
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 500}}
      responses:
        '200':
          description: a page
          headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
          content:
            application/json:
              schema:
                type: object
                additionalProperties: false
                required: [items, next]
                properties:
                  items: {type: array, items: {$ref: schema/payment.json}}
                  next: {type: [string, 'null']}
            text/csv: {schema: {type: string}}
            application/vnd.other+json:
              schema: {type: object, required: [payments], properties: {payments: {type: array}}}
            text/vnd.other.csv: {schema: {type: string}, example: "Identifier,Amount Awarded\\n"}
        '401': {$ref: '#/components/responses/unauthenticated'}
        '403': {$ref: '#/components/responses/unauthenticated'}
    post:
      operationId: create_payment
      security: [{}, {bearer: [payments.write]}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              additionalProperties: false
              required: [amount_pence]
              properties: {amount_pence: {type: integer, minimum: 1}}
      responses:
        '201':
          description: stored
          content: {application/json: {schema: {$ref: schema/payment.json}}}
        '422':
          description: refused
          content:
            application/problem+json:
              schema: {$ref: '#/components/schemas/problem'}
              examples: {invalid-body: {value: {}}, date-in-future: {value: {}}}
        '401': {$ref: '#/components/responses/unauthenticated'}
  /payments/{payment}:
    get:
      operationId: get_payment
      security: []
      parameters:
        - {name: payment, in: path, required: true, schema: {type: string, format: uuid}}
      responses:
        '200':
          description: it
          content: {application/json: {schema: {$ref: schema/payment.json}}}
components:
  headers:
    X-Request-Id: {required: true, schema: {type: string}}
  responses:
    unauthenticated:
      description: no token
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/problem+json:
          schema: {$ref: '#/components/schemas/problem'}
          examples: {invalid-token: {value: {}}}
  schemas:
    problem:
      type: object
      required: [type, status, instance, request_id]
"""

PAYMENT_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "amount_pence", "paid_on", "note"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "amount_pence": {"type": "integer"},
        "paid_on": {"type": ["string", "null"], "format": "date"},
        "note": {"type": ["string", "null"]},
        "parts": {"type": "array", "items": {"type": "string"}},
    },
}

PROBLEMS = """
PROBLEM(INVALID_BODY, "invalid-body", 422, "a", "b")
PROBLEM(DATE_IN_FUTURE, "date-in-future", 422, "a", "b")
PROBLEM(INVALID_TOKEN, "invalid-token", 401, "a",
        "b")
"""

PAYMENT = {
    "id": "0190a5c8-3f1e-7b42-9c6d-5e2f8a1b0c37",
    "amount_pence": 1600000,
    "paid_on": "2018-04-03",
    "note": None,
}


def exchange(method="GET", target="/payments", status=200, body=None, request=None,
             content_type="application/json", **headers):
    """An exchange as the tests record it."""
    recorded = {"content-type": [content_type], "x-request-id": ["r"]}
    recorded.update({k.replace("_", "-"): [v] for k, v in headers.items() if v is not None})
    if not isinstance(body, (str, type(None))):
        body = json.dumps(body)
    if not isinstance(request, (str, type(None))):
        request = json.dumps(request)
    return {
        "method": method, "target": target, "request_headers": {}, "status": status,
        "request_body": {"text": request}, "headers": recorded, "body": {"text": body},
    }


def problem(slug, status, instance="/payments"):
    return {"type": "/problems/" + slug, "status": status, "instance": instance,
            "request_id": "r"}


def refusal(slug, code, method="POST", **members):
    return exchange(method, "/payments", code, {**problem(slug, code), **members}, "{}",
                    "application/problem+json")


def page(*items):
    return {"items": list(items), "next": None}


class CheckExchanges(unittest.TestCase):

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        for path, text in (("openapi.yaml", CONTRACT), ("api/http/problem.def", PROBLEMS),
                           ("schema/payment.json", json.dumps(PAYMENT_SCHEMA))):
            path = os.path.join(self.folder.name, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        self.judge = check_exchanges.Judge(check_exchanges.Contract(self.folder.name))

    def accepts(self, recorded):
        self.assertEqual(self.judge.judge(recorded), [])

    def refuses(self, recorded, words):
        faults = self.judge.judge(recorded)
        self.assertTrue(any(words in fault for fault in faults), faults)

    def test_what_is_as_promised_passes(self):
        self.accepts(exchange(body=page(PAYMENT)))
        self.accepts(exchange("GET", "/payments/" + PAYMENT["id"], body=PAYMENT))
        self.accepts(exchange("POST", status=201, body=PAYMENT, request={"amount_pence": 1}))
        self.accepts(refusal("invalid-body", 422))
        self.accepts(exchange("HEAD", body=None))

    def test_a_status_that_is_not_declared(self):
        self.refuses(exchange("GET", "/payments/" + PAYMENT["id"], 404, "{}"), "declares no 404")

    def test_a_member_that_is_missing_or_unknown(self):
        short = {k: v for k, v in PAYMENT.items() if k != "note"}
        self.refuses(exchange(body=page(short)), "'note' is a required property")
        self.refuses(exchange(body=page({**PAYMENT, "extra": 1})), "'extra' was unexpected")

    def test_a_member_of_another_type_or_format(self):
        self.refuses(exchange(body=page({**PAYMENT, "amount_pence": "1"})), "not of type 'integer'")
        self.refuses(exchange(body=page({**PAYMENT, "amount_pence": 1.0})), "not of type 'integer'")

    def test_a_cell_of_a_csv_is_a_number_where_the_column_is_one(self):
        for text, types, value in (("12.50", {"number", "null"}, 12.5), ("-3", {"number"}, -3), ("", {"number", "null"}, None),
                                   ("1,5", {"number"}, "1,5"), ("12.50", {"string"}, "12.50")):
            self.assertEqual(check_exchanges.csv_value(text, types), value)
        self.refuses(exchange(body=page({**PAYMENT, "paid_on": "2018-02-30"})), "not a 'date'")
        self.refuses(exchange(body=page({**PAYMENT, "id": "7"})), "not a 'uuid'")

    def test_members_out_of_order(self):
        turned = dict(reversed(PAYMENT.items()))
        self.refuses(exchange(body=page(turned)), "out of order")

    def test_a_body_that_is_not_json(self):
        self.refuses(exchange(body="{"), "not JSON")

    def test_another_content_type(self):
        self.refuses(exchange(body="x", content_type="text/plain"), "content type 'text/plain'")

    def test_a_required_header_that_is_missing(self):
        recorded = exchange(body=page())
        del recorded["headers"]["x-request-id"]
        self.refuses(recorded, "x-request-id is missing")

    def test_csv_with_the_scalar_columns_in_order_passes(self):
        row = PAYMENT["id"] + ',1600000,,"a, ""b"""\r\n'
        self.accepts(exchange(body="id,amount_pence,paid_on,note\r\n" + row,
                              content_type="text/csv; charset=utf-8; header=present"))

    def test_csv_columns_that_differ(self):
        for header in ("amount_pence,id,paid_on,note", "id,amount_pence,paid_on,note,parts", ""):
            self.refuses(exchange(body=header + "\r\n", content_type="text/csv"), "header row")

    def test_csv_rows_that_differ(self):
        head = "id,amount_pence,paid_on,note"
        for body, words in ((f"{head}\n", "CR LF"),
                            (f"{head}\r\n{PAYMENT['id']},1\r\n", "2 cells"),
                            (f"{head}\r\n{PAYMENT['id']},1.5,,\r\n", "amount_pence"),
                            (f"{head}\r\n{PAYMENT['id']},1,3/4/2018,\r\n", "paid_on")):
            self.refuses(exchange(body=body, content_type="text/csv"), words)

    def test_json_in_the_words_of_a_standard(self):
        self.accepts(exchange(body='{"payments": []}', content_type="application/vnd.other+json"))
        self.refuses(exchange(body="{}", content_type="application/vnd.other+json"), "'payments' is a required property")

    def test_csv_in_the_words_of_a_standard(self):
        kind = "text/vnd.other.csv; charset=utf-8; header=present"
        self.accepts(exchange(body="Identifier,Amount Awarded\r\nx,1.00\r\n", content_type=kind))
        self.refuses(exchange(body="Identifier,Amount\r\n", content_type=kind), "header row")
        self.refuses(exchange(body="Identifier,Amount Awarded\r\nx\r\n", content_type=kind), "1 cells")

    def test_a_problem_that_is_not_known_or_not_named_here(self):
        self.refuses(refusal("no-such", 422), "not in problem.def")
        self.refuses(refusal("invalid-token", 422), "invalid-token is 401")
        self.refuses(refusal("date-in-future", 401), "date-in-future is 422")
        self.judge.contract.problems["other"] = 422
        self.refuses(refusal("other", 422), "does not name other")

    def test_a_problem_whose_body_says_something_else(self):
        self.refuses(refusal("date-in-future", 422, status=400), "its body 400")
        self.refuses(refusal("date-in-future", 422, instance="/x"), "instance")
        self.refuses(refusal("date-in-future", 422, request_id="x"), "request_id")

    def test_an_error_that_is_no_problem_document(self):
        self.refuses(exchange("GET", "/nowhere", 404, "{}"), "not a problem document")

    def test_an_address_that_begins_with_two_slashes_is_a_path(self):
        self.judge.contract.problems["not-found"] = 404
        self.accepts(exchange("GET", "//payments?x", 404, problem("not-found", 404, "//payments"),
                              content_type="application/problem+json"))

    def test_what_is_not_in_the_contract_must_be_refused(self):
        self.refuses(exchange("GET", "/nowhere", 200, "{}"), "not in the contract")
        self.refuses(exchange("PUT", "/payments", 405, "{}"), "without Allow")

    def test_a_valid_body_refused_as_invalid(self):
        recorded = refusal("invalid-body", 422)
        recorded["request_body"] = {"text": '{"amount_pence": 5}'}
        self.refuses(recorded, "the contract accepts was refused")

    def test_what_no_schema_can_say_of_a_name_is_refused_where_names_are_looked_at(self):
        def told(code):
            recorded = refusal("invalid-body", 422, errors=[{"pointer": "/text", "code": code, "detail": "it is none"}])
            recorded["request_body"] = {"text": '{"amount_pence": 5}'}
            return recorded
        self.refuses(told("name"), "the contract accepts was refused")
        for operation in self.judge.contract.operations:
            operation.looks_at_names = True
        self.accepts(told("name"))
        self.refuses(told("type"), "the contract accepts was refused")

    def test_an_invalid_request_that_was_accepted(self):
        self.refuses(exchange("POST", status=201, body=PAYMENT, request={"amount_pence": 0}),
                     "accepted the body")
        self.refuses(exchange("POST", status=201, body=PAYMENT, request={"amount_pence": 1.0}),
                     "accepted the body")
        self.refuses(exchange("GET", "/payments?limit=501", body=page()), "accepted limit")
        self.refuses(exchange("GET", "/payments?limt=5", body=page()), "unknown parameter 'limt'")
        self.refuses(exchange("GET", "/payments/5", body=PAYMENT), "accepted payment")

    def test_a_not_modified_with_a_body(self):
        for node in self.judge.contract.operations:
            node.responses["304"] = next(iter(node.responses.values()))
        self.refuses(exchange(status=304, body="x"), "304 has a body")

    def test_a_fault_of_the_service(self):
        self.judge.contract.problems["internal-error"] = 500
        recorded = exchange("GET", "/nowhere", 500, problem("internal-error", 500, "/nowhere"), content_type="application/problem+json")
        self.refuses(recorded, "an internal error")

    def test_what_was_never_seen_is_named(self):
        self.accepts(exchange(body=page()))
        self.accepts(refusal("invalid-body", 422))
        faults, _ = self.judge.never_seen()
        self.assertEqual(faults, [
            "list_payments never answered 401",
            "list_payments never answered 403",
            "create_payment never answered 201",
            "create_payment never answered 401",
            "create_payment never answered date-in-future",
            "get_payment was never hit",
        ])

    def run_whole(self, exchanges):
        path = os.path.join(self.folder.name, "exchanges")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(recorded) + "\n" for recorded in exchanges)
        return subprocess.run(
            [sys.executable, check_exchanges.__file__, "--root", self.folder.name, path],
            capture_output=True, text=True, check=False)

    def test_a_whole_run_says_how_many_and_fails_on_what_was_never_seen(self):
        exchanges = [
            exchange(body=page(PAYMENT)),
            refusal("invalid-token", 401, "GET"),
            refusal("invalid-token", 401),
            exchange("POST", status=201, body=PAYMENT, request={"amount_pence": 1}),
            refusal("invalid-body", 422),
            refusal("date-in-future", 422),
            exchange("GET", "/payments/" + PAYMENT["id"], body=PAYMENT),
        ]
        result = self.run_whole(exchanges)
        self.assertEqual(result.returncode, 1)
        self.assertIn("list_payments never answered 403\n", result.stdout)
        self.assertTrue(result.stdout.endswith("\n15 passed, 1 failed\n"), result.stdout)

    def test_a_run_without_exchanges_fails(self):
        self.assertEqual(self.run_whole([]).returncode, 1)


if __name__ == "__main__":
    unittest.main()
