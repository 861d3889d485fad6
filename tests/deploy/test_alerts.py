"""The alert rules stand on metrics that a running service gives, and the page says what to do about each.

SPDX-License-Identifier: MIT
"""

import os
import re
import unittest

import yaml
from service import ROOT, Service

TOLD_BY_PROMETHEUS = {"up"}
FUNCTIONS = {"absent", "and", "by", "changes", "histogram_quantile", "increase", "offset", "or", "rate", "sum",
             "time", "unless"}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


class AlertTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rules = [rule for group in yaml.safe_load(read("deploy/alerts.yml"))["groups"]
                     for rule in group["rules"]]
        with Service() as service:
            service.get("/v1/partners/kcc")
            cls.metrics = service.get("/metrics").text

    def test_each_metric_of_a_rule_is_given(self):
        given = set(re.findall(r"^(\w+)", self.metrics, re.M)) | TOLD_BY_PROMETHEUS
        self.assertGreater(len(self.rules), 10)
        for rule in self.rules:
            bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\([a-z, ]+\)|\b\d+[smh]\b", " ", rule["expr"])
            used = set(re.findall(r"[a-zA-Z_:]\w+", bare)) - FUNCTIONS
            self.assertTrue(used, rule["alert"])
            self.assertLessEqual(used, given, rule["alert"])

    def test_each_operation_of_a_rule_is_in_the_contract(self):
        operations = re.findall(r"operationId: (\w+)", read("openapi.yaml"))
        found = 0
        for rule in self.rules:
            for kind, value in re.findall(r'operation(!?=~?)"([^"]*)"', rule["expr"]):
                for part in value.split("|"):
                    pattern = part if "~" in kind else re.escape(part)
                    self.assertTrue(any(re.fullmatch(pattern, name) for name in operations), part)
                    found += 1
        self.assertGreater(found, 3)

    def test_each_status_of_a_rule_is_counted_by_the_service(self):
        counted = re.search(r"statuses\[\] = \{([^}]*)\}", read("api/base/metrics.c"))[1]
        for rule in self.rules:
            for status in re.findall(r'status="(\d+)"', rule["expr"]):
                self.assertIn(status, re.findall(r"\d+", counted))

    def test_each_rule_is_whole_and_explained(self):
        page = read("docs/operations.md")
        for rule in self.rules:
            self.assertIn(rule["labels"]["severity"], ("page", "ticket"))
            self.assertTrue(rule["annotations"]["summary"].endswith("."))
            self.assertIn(f"`{rule['alert']}`", page)
        self.assertEqual(set(re.findall(r"`(Saferd\w+)`", page)),
                         {rule["alert"] for rule in self.rules})
