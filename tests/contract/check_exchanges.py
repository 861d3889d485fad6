"""Checks every recorded exchange against the contract, and that nothing of the contract went unasked.

SPDX-License-Identifier: MIT

Usage: check_exchanges.py [--root FOLDER] EXCHANGES
EXCHANGES is what the tests have recorded: one JSON object a line (see tests/support/http.h). Each fault
is a line; the last line is "N passed, N failed". An exchange is judged by openapi.yaml, schema/ and
api/http/problem.def of the root folder:

- its status, content type, headers and body are as promised, and so is the order of members and columns;
- a problem is one that the contract names there, and says its own status;
- what was accepted is what the contract accepts, and what was refused as invalid is not.

Every operation must have been hit with every status that it declares, and every problem of its own. The
statuses that mean the same everywhere (401, 403, 429, 503) are tables over operations: of these, 401 must
have been seen for every operation that takes a token, 403 for every one that needs a scope, and 429 for
every one that declares it.
"""

import argparse
import base64
import collections
import csv
import datetime
import gzip
import io
import json
import os
import re
import sys
import uuid
from urllib.parse import parse_qsl, unquote

import jsonschema
import yaml

SHARED_STATUSES = {"401", "403", "429", "503"}
METHODS = ("get", "put", "post", "patch", "delete")
NAMING_CODES = {"name", "maxWords"}  # what x-names refuses, and no schema can say
PROBLEM_TYPE = "application/problem+json"
# What takes two requests at one moment, or an operator, is shown once, not for each operation.
ONCE = {"idempotency-key-in-use", "idempotency-reply-erased"}


# ---- Reading the contract ----------------------------------------------------------------------


class PlainLoader(yaml.SafeLoader):
    """YAML whose dates stay text, as they are in JSON."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

FORMATS = jsonschema.FormatChecker(formats=())
SENT_FORMATS = jsonschema.FormatChecker(formats=())  # of what clients send


@SENT_FORMATS.checks("date", ValueError)
@FORMATS.checks("date", ValueError)
def is_date(value):
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
            return False
        datetime.date.fromisoformat(value)
    return True


@FORMATS.checks("date-time", ValueError)
def is_instant(value):
    """An instant as the contract has it: UTC, ending in Z."""
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value, re.ASCII):
            return False
        datetime.datetime.fromisoformat(value[:19])
    return True


@SENT_FORMATS.checks("date-time", ValueError)
def is_sent_instant(value):
    """The same with any offset from UTC, as RFC 3339 has it."""
    if isinstance(value, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", value, re.ASCII):
            return False
        datetime.datetime.fromisoformat(value[:10] + "T" + value[11:17] + value[17:19].replace("60", "59"))
        return value[-1] in "Zz" or int(value[-5:-3]) < 24 and int(value[-2:]) < 60
    return True


@SENT_FORMATS.checks("uuid", ValueError)
@FORMATS.checks("uuid", ValueError)
def is_uuid(value):
    if isinstance(value, str):
        return bool(re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value)) and bool(
            uuid.UUID(value))
    return True


@SENT_FORMATS.checks("financial-year")
@FORMATS.checks("financial-year")
def is_financial_year(value):
    """2018/19: the second year follows the first, and both are of this age."""
    if isinstance(value, str):
        match = re.fullmatch(r"(\d{4})/(\d\d)", value, re.ASCII)
        return bool(match) and 1900 <= int(match[1]) <= 2200 and (
            int(match[1]) + 1) % 100 == int(match[2])
    return True


# An integer is written without fraction or exponent: 16000.0 is none.
TYPES = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
    "integer", lambda _, value: isinstance(value, int) and not isinstance(value, bool))
Validator = jsonschema.validators.extend(jsonschema.Draft202012Validator, type_checker=TYPES)


class Response:
    """What an operation promises for one status."""

    def __init__(self, key, node, shared, contract):
        self.key = key
        self.shared = shared  # written once, for several operations
        self.headers = {
            name.lower(): contract.resolve(header)
            for name, header in node.get("headers", {}).items()
        }
        self.content = node.get("content", {})
        self.slugs = {
            slug for media in self.content.values() for slug in media.get("examples", {})
        } if PROBLEM_TYPE in self.content else set()


class Operation:
    """One operation, as the contract describes it."""

    def __init__(self, template, method, item, node, contract):
        self.id = node["operationId"]
        self.method = method.upper()
        self.template = template
        self.segments = template.split("/")
        security = node.get("security", contract.document.get("security", []))
        self.takes_token = any(security)
        self.needs_scope = bool(security) and all(
            any(scopes for scopes in scheme.values()) for scheme in security)
        parameters = [
            contract.resolve(p) for p in item.get("parameters", []) + node.get("parameters", [])
        ]
        self.query = {p["name"]: p for p in parameters if p["in"] == "query"}
        self.header = {p["name"]: p for p in parameters if p["in"] == "header"}
        self.path = {p["name"]: p for p in parameters if p["in"] == "path"}
        body = contract.resolve(node.get("requestBody", {}))
        media = body.get("content", {}).get("application/json", {})
        self.body = media.get("schema")
        self.media_types = set(body.get("content", {}))
        self.looks_at_names = "x-names" in node
        self.bodies = [media["example"]] if "example" in media else [
            contract.resolve(example)["value"] for example in media.get("examples", {}).values()]
        self.responses = {
            str(key): Response(str(key), contract.resolve(r), "$ref" in r, contract)
            for key, r in node.get("responses", {}).items()
        }

    def response(self, status):
        status = str(status)
        return self.responses.get(status) or self.responses.get(status[0] + "XX") or \
            self.responses.get("default")

    def own_statuses(self):
        return [s for s in self.responses if s != "default" and s not in SHARED_STATUSES]


class Contract:
    """openapi.yaml with schema/ and the table of problems."""

    def __init__(self, root):
        path = os.path.abspath(os.path.join(root, "openapi.yaml"))
        with open(path, encoding="utf-8") as file:
            # By way of JSON: aliases become copies, keys become text.
            self.document = json.loads(json.dumps(yaml.load(file, Loader=PlainLoader)))
        self.uri = "file://" + path
        self.resolver = jsonschema.RefResolver(self.uri, self.document)
        self.validators = {}
        self.problems = read_problems(os.path.join(root, "api", "http", "problem.def"))
        self.operations = [
            Operation(template, method, item, item[method], self)
            for template, item in self.document["paths"].items()
            for method in METHODS if method in item
        ]
        shared = {
            slug
            for response in self.document.get("components", {}).get("responses", {}).values()
            for media in response.get("content", {}).values()
            for slug in media.get("examples", {})
        }
        self.shared_slugs = shared
        self.problem_schema = {"$ref": self.uri + "#/components/schemas/problem"}

    def resolve(self, node):
        """What a reference stands for; anything else is itself. Files of schema/ name one another without it."""
        while "$ref" in node:
            reference = node["$ref"]
            if re.match(r"[\w-]+\.json", reference):
                reference = "schema/" + reference
            node = self.resolver.resolve(reference)[1]
        return node

    def validator(self, schema, sent):
        key = id(schema), sent
        if key not in self.validators:
            self.validators[key] = Validator(
                schema, resolver=self.resolver, format_checker=SENT_FORMATS if sent else FORMATS)
        return self.validators[key]

    def faults(self, schema, value, sent=False):
        """What is wrong with a value, a sentence each; `sent` by a client, or answered."""
        return [
            f"/{'/'.join(str(step) for step in fault.absolute_path)}: {fault.message[:300]}"
            for fault in self.validator(schema, sent).iter_errors(value)
        ]

    def route(self, path):
        """The operations of the address, by method; a literal segment beats a parameter."""
        segments = path.split("/")
        best, rank = {}, None
        for operation in self.operations:
            if len(operation.segments) != len(segments):
                continue
            kinds = []
            for wanted, given in zip(operation.segments, segments):
                if wanted.startswith("{"):
                    kinds.append(1)
                elif wanted == given:
                    kinds.append(0)
                else:
                    break
            if len(kinds) < len(segments):
                continue
            if rank is None or kinds < rank:
                best, rank = {}, kinds
            if kinds == rank:
                best[operation.method] = operation
        return best


def read_problems(path):
    """The slugs of problem.def, each with its status."""
    with open(path, encoding="utf-8") as file:
        rows = re.findall(r'^PROBLEM\(\s*\w+,\s*"([a-z0-9-]+)",\s*(\d{3}),', file.read(), re.M)
    if not rows:
        raise ValueError(f"{path} has no row that can be read")
    return {slug: int(status) for slug, status in rows}


# ---- Judging one exchange ----------------------------------------------------------------------


def body_of(recorded):
    if recorded.get("text") is not None:
        return recorded["text"].encode()
    return base64.b64decode(recorded["base64"]) if recorded.get("base64") else b""


def path_and_query(target):
    """The two parts of a target as it was sent; //v1 is a path, not a host."""
    path, _, query = target.partition("?")
    return path, query


def media_type(headers):
    return headers.get("content-type", [""])[0].split(";")[0].strip().lower()


def scalar_columns(contract, schema):
    """The columns of a list's CSV: the members of its items that are not nested, in order."""
    schema = contract.resolve(schema)
    items = contract.resolve(contract.resolve(schema["properties"]["items"])["items"])
    columns = {}
    for name, member in items["properties"].items():
        member = contract.resolve(member)
        types = member.get("type", [])
        types = {types} if isinstance(types, str) else set(types)
        if types and not types & {"object", "array"}:
            columns[name] = (member, types)
    return columns


def example_columns(example):
    """The columns of the CSV of one answer: those of the contract's example; amounts are whole pence."""
    columns = {}
    for name in next(csv.reader(io.StringIO(example or ""))):
        types = ["integer" if name.endswith("_pence") else "string", "null"]
        columns[name] = ({"type": types}, set(types))
    return columns


def csv_value(text, types):
    """A cell as the JSON value it stands for."""
    if text == "" and "null" in types:
        return None
    if "number" in types and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if "integer" in types and re.fullmatch(r"-?\d+", text):
        return int(text)
    if "number" in types and re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text):
        return float(text)
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    return text


def sent_type(exchange):
    """The type of the body that was sent, without its parameters."""
    given = exchange["request_headers"].get("content-type", [""])[0]
    return given.split(";")[0].strip().lower()


def is_json(exchange):
    return sent_type(exchange) in ("", "application/json")


class Judge:
    """Says what is wrong with exchanges, and remembers what they have shown."""

    def __init__(self, contract):
        self.contract = contract
        self.statuses = collections.defaultdict(set)
        self.slugs = collections.defaultdict(set)
        self.media_types = collections.defaultdict(set)

    def judge(self, exchange):
        """The faults of one exchange, a sentence each."""
        path, query = path_and_query(exchange["target"])
        method, status = exchange["method"], exchange["status"]
        reply = body_of(exchange["body"])
        if exchange["headers"].get("content-encoding") == ["gzip"] and reply:
            reply = gzip.decompress(reply)
        if method == "OPTIONS":
            return [] if status in (200, 204) or status >= 400 else [f"OPTIONS answers {status}"]
        methods = self.contract.route(path)
        operation = methods.get("GET" if method == "HEAD" else method)
        if operation is None:
            return self.judge_unrouted(exchange, methods, reply)
        response = operation.response(status)
        if response is None:
            return [f"{operation.id} declares no {status}"]
        self.statuses[operation.id].add(str(status))
        faults = self.judge_headers(response, exchange["headers"])
        if status == 304:
            return faults + ([f"{operation.id}: 304 has a body"] if reply else [])
        media = media_type(exchange["headers"])
        if media not in response.content:
            faults.append(f"content type {media!r} is not declared for {operation.id} {status}")
        elif method == "HEAD":
            faults += ["HEAD has a body"] if reply else []
        elif media == PROBLEM_TYPE:
            faults += self.judge_problem(operation, response, exchange, reply)
        elif media == "application/json" or media.endswith("+json"):
            faults += self.judge_json(response.content[media].get("schema", {}), reply)
        elif media == "text/csv" and "application/json" in response.content:
            faults += self.judge_csv(response, reply)
        elif media.endswith(".csv"):
            faults += self.judge_table(response.content[media], reply)
        elif not reply:
            faults.append("the body is empty")
        if status < 300:
            faults += self.judge_accepted(operation, path, query, exchange)
        return faults

    def judge_unrouted(self, exchange, methods, reply):
        """An address, or a method, that the contract does not know."""
        status = exchange["status"]
        if methods and status == 405 and "allow" not in exchange["headers"]:
            return ["405 without Allow"]
        if status < 400:
            return [f"{exchange['method']} is not in the contract, and answers {status}"]
        if exchange["method"] == "HEAD":
            return []
        faults, problem = self.read_problem(exchange, reply)
        slug = problem.get("type", "").removeprefix("/problems/")
        if slug == "internal-error":
            faults.append("an internal error")
        return faults

    def judge_headers(self, response, headers):
        faults = []
        for name, header in response.headers.items():
            values = headers.get(name)
            if values is None:
                if header.get("required"):
                    faults.append(f"the header {name} is missing")
                continue
            value = values[0]
            schema = header.get("schema", {})
            if schema.get("type") == "integer" and re.fullmatch(r"\d+", value):
                value = int(value)
            faults += [f"the header {name}{fault}" for fault in self.contract.faults(schema, value)]
        return faults

    def read_problem(self, exchange, reply):
        """A problem document, and what is wrong with it wherever it appears."""
        if media_type(exchange["headers"]) != PROBLEM_TYPE:
            return [f"{exchange['status']} is not a problem document"], {}
        try:
            problem = json.loads(reply)
        except ValueError as error:
            return [f"the problem is not JSON: {error}"], {}
        faults = self.contract.faults(self.contract.problem_schema, problem)
        slug = str(problem.get("type", "")).removeprefix("/problems/")
        known = self.contract.problems.get(slug)
        if known is None:
            faults.append(f"the problem {problem.get('type')!r} is not in problem.def")
        elif not known == exchange["status"] == problem.get("status"):
            faults.append(
                f"{slug} is {known}, the reply {exchange['status']}, its body {problem.get('status')}")
        if problem.get("instance") != path_and_query(exchange["target"])[0]:
            faults.append(f"instance is {problem.get('instance')!r}")
        request_id = exchange["headers"].get("x-request-id", [None])[0]
        if problem.get("request_id") != request_id:
            faults.append("request_id is not the header's")
        return faults, problem

    def judge_problem(self, operation, response, exchange, reply):
        faults, problem = self.read_problem(exchange, reply)
        slug = str(problem.get("type", "")).removeprefix("/problems/")
        self.slugs[operation.id].add(slug)
        if slug == "internal-error":
            faults.append("an internal error")
        elif response.slugs and slug not in response.slugs:
            faults.append(f"{operation.id} does not name {slug} for {exchange['status']}")
        if slug == "invalid-body" and operation.body is not None and is_json(exchange):
            try:
                body = json.loads(body_of(exchange["request_body"]))
            except ValueError:
                return faults
            beyond = operation.looks_at_names and {
                error["code"] for error in problem.get("errors", [])} <= NAMING_CODES
            if not beyond and not self.contract.faults(operation.body, body, sent=True):
                faults.append("a body that the contract accepts was refused as invalid")
        return faults

    def judge_json(self, schema, reply):
        try:
            value = json.loads(reply)
        except ValueError as error:
            return [f"the body is not JSON: {error}"]
        return self.contract.faults(schema, value) + self.judge_order(schema, value)

    def judge_order(self, schema, value, where=""):
        """Members come in the order in which the contract lists them."""
        schema = self.contract.resolve(schema)
        faults = []
        if isinstance(value, dict) and "properties" in schema:
            listed = [name for name in schema["properties"] if name in value]
            if listed != [name for name in value if name in schema["properties"]]:
                faults.append(f"members of {where or 'the body'} are out of order: {list(value)}")
            for name in listed:
                faults += self.judge_order(
                    schema["properties"][name], value[name], f"{where}/{name}")
        elif isinstance(value, list) and "items" in schema:
            for item in value[:3]:
                faults += self.judge_order(schema["items"], item, f"{where}/*")
        return faults

    def judge_csv(self, response, reply):
        page = response.content.get("application/json", {}).get("schema")
        if page is None:
            return ["CSV where there is nothing in JSON"]
        columns = (scalar_columns(self.contract, page)
                   if {"items", "next"} <= {*self.contract.resolve(page)["properties"]}
                   else example_columns(response.content["text/csv"].get("example")))
        return self.judge_cells(columns, reply)

    def judge_table(self, media, reply):
        """A CSV in the words of a standard: its columns are those of the contract's example."""
        return self.judge_cells(example_columns(media.get("example")), reply)

    def judge_cells(self, columns, reply):
        try:
            text = reply.decode()
        except UnicodeDecodeError:
            return ["the CSV is not UTF-8"]
        text = text.removeprefix("\ufeff")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        if not rows or rows[0] != list(columns):
            return [f"the header row is {rows[:1]}, the contract's {list(columns)}"]
        if not text.endswith("\r\n"):
            return ["rows do not end with CR LF"]
        faults = []
        for number, row in enumerate(rows[1:], 2):
            if len(row) != len(columns):
                faults.append(f"row {number} has {len(row)} cells")
                continue
            for cell, (name, (schema, types)) in zip(row, columns.items()):
                for fault in self.contract.faults(schema, csv_value(cell, types)):
                    faults.append(f"row {number}, {name}{fault}")
            if len(faults) > 5:
                break
        return faults

    def judge_accepted(self, operation, path, query, exchange):
        """What was accepted, the contract accepts."""
        faults = []
        segments = dict(zip(operation.segments, path.split("/")))
        for name, parameter in operation.path.items():
            value = unquote(segments["{" + name + "}"])
            faults += [f"accepted {name}{fault}"
                       for fault in self.contract.faults(parameter["schema"], value, sent=True)]
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name not in operation.query:
                faults.append(f"accepted the unknown parameter {name!r}")
                continue
            schema = operation.query[name]["schema"]
            faults += [f"accepted {name}{fault}"
                       for fault in self.contract.faults(schema, parameter_value(schema, value), sent=True)]
        sent = sent_type(exchange)
        if operation.media_types and sent and sent not in operation.media_types:
            faults.append(f"accepted a body of {sent}")
        self.media_types[operation.id].add(sent)
        if operation.body is not None and operation.method != "GET" and is_json(exchange):
            try:
                body = json.loads(body_of(exchange["request_body"]))
            except ValueError:
                return faults + ["accepted a body that is not JSON"]
            faults += [f"accepted the body{fault}"
                       for fault in self.contract.faults(operation.body, body, sent=True)]
        return faults

    # ---- What was never seen

    def never_seen(self):
        """What the contract promises and no exchange has shown, a sentence each; and what was seen."""
        faults, seen = [], 0
        all_slugs = set().union(*self.slugs.values()) if self.slugs else set()
        for operation in self.contract.operations:
            statuses = self.statuses.get(operation.id)
            if not statuses:
                faults.append(f"{operation.id} was never hit")
                continue
            if len(operation.media_types) > 1:
                faults += [f"{operation.id} never accepted {one}"
                           for one in sorted(operation.media_types - self.media_types[operation.id])]
            wanted = operation.own_statuses()
            wanted += ["401"] if operation.takes_token else []
            wanted += ["403"] if operation.needs_scope else []
            wanted += ["429"] if "429" in operation.responses else []
            for status in wanted:
                if status in statuses:
                    seen += 1
                else:
                    faults.append(f"{operation.id} never answered {status}")
            for response in operation.responses.values():
                if response.shared:
                    continue
                for slug in sorted(response.slugs - self.contract.shared_slugs):
                    known = all_slugs if slug in ONCE else self.slugs[operation.id]
                    if slug in known:
                        seen += 1
                    else:
                        faults.append(f"{operation.id} never answered {slug}")
        return faults, seen


def parameter_value(schema, text):
    """A query parameter's text as the value its schema speaks of."""
    if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", text):
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def shown(exchange, faults):
    """An exchange with its faults, for whoever must mend one or the other."""
    lines = [f"{exchange['method']} {exchange['target']} -> {exchange['status']}"]
    lines += [f"    {fault}" for fault in faults[:8]]
    for side in ("request_body", "body"):
        text = body_of(exchange[side]).decode(errors="replace")
        if text:
            lines.append(f"    {side.replace('_', ' ')}: {text[:600]}")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--root", default=os.path.dirname(os.path.dirname(os.path.dirname(
        os.path.abspath(__file__)))))
    parser.add_argument("exchanges")
    arguments = parser.parse_args()
    judge = Judge(Contract(arguments.root))
    passed = failed = 0
    if not os.path.exists(arguments.exchanges):
        print("nothing was recorded")
        print("0 passed, 1 failed")
        return 1
    with open(arguments.exchanges, encoding="utf-8") as file:
        for line in file:
            exchange = json.loads(line)
            faults = judge.judge(exchange)
            if faults:
                failed += 1
                if failed <= 40:
                    print(shown(exchange, faults))
            else:
                passed += 1
    missing, seen = judge.never_seen()
    for fault in missing:
        print(fault)
    print(f"{passed + seen} passed, {failed + len(missing)} failed")
    return 1 if failed or missing or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
