"""What the contract says may be asked, read from the service itself.

SPDX-License-Identifier: MIT
"""

import itertools
import json
import urllib.parse


class Operation:
    """One operation: its method, the template of its path, its parameters by name and what else it says."""

    def __init__(self, contract, template, item, method):
        node = item[method]
        self.id = node["operationId"]
        self.method = method.upper()
        security = node.get("security", contract.document.get("security", []))
        self.anonymous = not security or {} in security
        audited = node.get("x-audit-read", [])
        self.scopes = [scope for entry in security for scope in entry.get("bearer", [])] + (
            audited if isinstance(audited, list) else [audited])
        self.template = template
        parameters = [contract.resolve(p) for p in item.get("parameters", []) + node.get("parameters", [])]
        self.path = [p for p in parameters if p["in"] == "path"]
        self.query = [p for p in parameters if p["in"] == "query"]
        self.names = {p["name"] for p in parameters}
        self.reads = node.get("x-reads", {}).get("operation")
        self.keyed = any(p["name"] == "Idempotency-Key" and p.get("required") for p in parameters)
        self.schemas = {p["name"]: contract.resolve(p.get("schema", {})) for p in parameters}
        self.texts = [p["name"] for p in self.query if self.schemas[p["name"]].get("type") == "string"
                      and "enum" not in self.schemas[p["name"]] and p["name"] != "after"]
        content = contract.resolve(node.get("requestBody", {})).get("content", {})
        media = content.get("application/json", {})
        examples = [contract.resolve(e)["value"] for e in media.get("examples", {}).values()]
        self.body = media.get("example", examples[0] if examples else None)
        self.body_schema = contract.resolve(media.get("schema", {}))
        members = self.body_schema.get("properties", {})
        self.named = [name for name in members if contract.resolve(members[name]).get("format") == "uuid"]
        self.body_without_ids = self.body and {k: v for k, v in self.body.items() if k not in self.named}

    def examples(self):
        """Of each parameter that must be there, the contract's example."""
        return {p["name"]: p.get("example", self.schemas[p["name"]].get("example"))
                for p in self.path + self.query if p.get("required")}

    def target(self, values):
        """The address with these parameters."""
        path = self.template
        values = dict(values)
        for parameter in self.path:
            name = parameter["name"]
            path = path.replace("{" + name + "}", urllib.parse.quote(str(values.pop(name)), safe=""))
        query = urllib.parse.urlencode({k: str(v).lower() if isinstance(v, bool) else v for k, v in values.items()})
        return path + ("?" + query if query else "")


class Contract:
    """openapi.json, and its operations."""

    def __init__(self, text):
        self.document = json.loads(text)
        self.operations = [
            Operation(self, template, item, method)
            for template, item in self.document["paths"].items()
            for method in ("get", "put", "post", "patch", "delete") if method in item
        ]
        self.reads = [o for o in self.operations if o.method == "GET"]
        self.writes = [o for o in self.operations if o.method != "GET"]
        self.by_id = {o.id: o for o in self.operations}
        self.scopes = sorted({scope for o in self.operations for scope in o.scopes})

    def resolve(self, node):
        """What a reference stands for; anything else is itself."""
        while "$ref" in node:
            found = self.document
            for step in node["$ref"].lstrip("#/").split("/"):
                found = found[step]
            node = found
        return node

    def schema(self, name):
        return self.resolve(self.document["components"]["schemas"][name])


def bindings(operation, pools):
    """The path's parameters, each way to bind them: ids that are known of the kind, or else the contract's example."""
    names = [p["name"] for p in operation.path]
    examples = operation.examples()
    choices = [pools.get(name) or [examples[name]] for name in names]
    return [dict(zip(names, values)) for values in itertools.product(*choices)]


def asked(operation, pools):
    """What is asked of a read: the parameters of each request, one of the query's at a time."""
    required = {name: value for name, value in operation.examples().items()
                if name not in {p["name"] for p in operation.path}}
    queries = [{}]
    for parameter in operation.query:
        name, schema = parameter["name"], operation.schemas[parameter["name"]]
        if "enum" in schema:
            queries += [{name: value} for value in schema["enum"][name == "format":]]  # its first comes anyway
        elif schema.get("type") == "boolean":
            queries += [{name: value} for value in (True, False) if value is not schema.get("default")]
        elif schema.get("format") == "date":
            queries += [{name: "2018-05-10"}]
        elif schema.get("format") == "date-time":
            queries += [{name: "2018-05-10T00:00:00Z"}]
        elif name in pools:
            queries += [{name: value} for value in pools[name]]
    return [{**bound, **required, **query} for bound in bindings(operation, pools) for query in queries]
