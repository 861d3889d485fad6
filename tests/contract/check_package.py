"""Holds every CSV that a service's data package describes against its Table Schema.

SPDX-License-Identifier: MIT

    check_package.py URL TOKEN [NAME=PATH...]

Reads the package of a live service and each of its resources, and those named beside it at another
path. A line for each fault, then how many resources and rows were read.
"""

import csv
import datetime
import io
import json
import re
import sys
import urllib.error
import urllib.request

READERS = {
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": datetime.date.fromisoformat,
    "datetime": lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")),
    "string": str,
}


def cell_fault(field, text):
    """What is wrong with a cell, or None."""
    rules = field["constraints"]
    if text == "":
        return "is required" if rules.get("required") else None
    if field["type"] == "datetime":  # microseconds, of which Python before 3.11 takes three or six
        text = re.sub(r"\.(\d+)", lambda found: "." + found[1].ljust(6, "0"), text)
    try:
        value = READERS[field["type"]](text)
    except (ValueError, KeyError):
        return f"is no {field['type']}: {text}"
    if "enum" in rules and text not in rules["enum"]:
        return f"is none of {rules['enum']}: {text}"
    if "pattern" in rules and not re.search(rules["pattern"], text):
        return f"does not match {rules['pattern']}: {text}"
    if not rules.get("minLength", 0) <= len(text) <= rules.get("maxLength", len(text)):
        return f"is too short or too long: {text}"
    if field["type"] in ("integer", "number") and not (
            rules.get("minimum", value) <= value <= rules.get("maximum", value)):
        return f"is too small or too large: {text}"
    return None


def read(address, token):
    request = urllib.request.Request(
        address, headers={"Authorization": "Bearer " + token, "Accept": "text/csv"})
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()


def main(url, token, *others):
    package = json.loads(urllib.request.urlopen(url + "/v1/datapackage.json").read())
    by_name = {resource["name"]: resource for resource in package["resources"]}
    targets = [(resource, resource["path"]) for resource in package["resources"]]
    targets += [(by_name[name], path) for name, path in (other.split("=", 1) for other in others)]
    rows = 0
    for resource, path in targets:
        fields = resource["schema"]["fields"]
        try:
            table = list(csv.reader(io.StringIO(read(f"{url}/v1/{path}", token), newline=""), strict=True))
        except urllib.error.HTTPError as error:
            print(f"{path} answers {error.code}")
            continue
        if not table or table[0] != [field["name"] for field in fields]:
            print(f"{path} begins with {table[:1]}")
            continue
        for number, row in enumerate(table[1:], 2):
            rows += 1
            for field, text in zip(fields, row):
                fault = cell_fault(field, text)
                if fault:
                    print(f"{path}, row {number}: {field['name']} {fault}")
    print(f"{len(targets)} resources, {rows} rows")


main(*sys.argv[1:])
