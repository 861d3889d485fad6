"""What docs/operations.md says of the service is so: its log, its connections, its links.

SPDX-License-Identifier: MIT
"""

import os
import re
import socket
import threading
import unittest

import yaml
from service import ROOT, Service, wait_until

SECONDS = 60
WORKERS, EXPORTS = 3, 2


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def sources():
    for folder, _, names in os.walk(os.path.join(ROOT, "api")):
        for name in names:
            if name.endswith(".c"):
                yield read(os.path.join(folder, name))


def anchors_of(page):
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", page, re.M)}


class PageTest(unittest.TestCase):
    page = read("docs/operations.md")

    def section(self, heading):
        return re.search(rf"^## {heading}\n(.*?)^## ", self.page, re.M | re.S)[1]

    def test_every_field_and_event_of_the_log_is_explained(self):
        rows = re.findall(r"^\| (`.*?) \| (.*) \|$", self.section("The log"), re.M)
        fields = set(re.findall(r"`(\w+)`", " ".join(row[0] for row in rows)))
        events = set(re.findall(r"`(\w+)`", next(row[1] for row in rows if "`event`" in row[0])))
        text = "".join(sources())
        self.assertEqual(fields - {"time", "event"}, set(
            re.findall(r'log_(?:string|number)\(\s*&\w+,\s*"(\w+)"', text)))
        told = "".join(re.findall(r"log_say\(([^,;]*),", text)
                       + re.findall(r"log_open\(\s*&\w+,([^;]*)\);", text))
        self.assertEqual(events, set(re.findall(r'"(\w+)"', told)))

    def test_every_link_leads_somewhere(self):
        anchors = anchors_of(self.page)
        links = re.findall(r"\]\(([^)]+)\)", self.page)
        self.assertGreater(len(links), 10)
        for link in links:
            if link.startswith("#"):
                self.assertIn(link[1:], anchors)
                continue
            path, _, place = link.partition("#")
            self.assertTrue(os.path.exists(os.path.join(ROOT, "docs", path)), link)
            if place:
                self.assertIn(place, anchors_of(read(os.path.join("docs", path))))

    def test_every_setting_it_names_is_one(self):
        known = set(re.findall(r'"((?:SAFER_|DATABASE_)\w+)"', read("api/config.def")))
        known |= {"SAFER_URL", "SAFER_TOKEN"}  # the client's
        used = set(re.findall(r"\b(?:SAFER|DATABASE)_[A-Z_]+", self.page))
        self.assertGreater(len(used), 8)
        self.assertLessEqual(used, known)

    def test_its_compose_file_changes_what_the_other_has(self):
        with_issuers = yaml.safe_load(re.search(r"^```yaml\n(.*?)^```", self.page, re.M | re.S)[1])
        services = yaml.safe_load(read("docker-compose.yml"))["services"]
        self.assertLessEqual(set(with_issuers["services"]), set(services))
        settings = with_issuers["services"]["service"]["environment"]
        mounts = [mount.split(":") for mount in with_issuers["services"]["service"]["volumes"]]
        self.assertIn([os.path.dirname(settings["SAFER_ISSUERS"]), "ro"], [mount[1:] for mount in mounts])

    def test_an_instance_holds_no_more_connections_than_the_formula_says(self):
        self.assertIn("`SAFER_WORKERS` + `SAFER_EXPORTS` + `SAFER_SLOW` + 1", self.page)
        with Service({"SAFER_WORKERS": str(WORKERS), "SAFER_EXPORTS": str(EXPORTS)}) as service:
            token = service.token()

            def client(media_type):
                with socket.create_connection(("127.0.0.1", service.port), timeout=SECONDS) as one:
                    for last in (False, False, True):
                        one.sendall((f"GET /v1/contributions HTTP/1.1\r\nHost: a\r\nAccept: {media_type}\r\n"
                                     f"Authorization: Bearer {token}\r\n"
                                     f"{'Connection: close' if last else 'X-More: yes'}\r\n\r\n").encode())
                    while one.recv(65536):
                        pass

            def open_now():
                return int(service.database.sql(
                    "SELECT count(*) FROM pg_stat_activity"
                    f" WHERE datname = '{service.database.name}' AND application_name = 'saferd'",
                    "postgres"))

            def ask_much():
                threads = [threading.Thread(target=client, args=(media_type,)) for media_type in
                           ("application/json", "text/csv") * 8]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                return open_now() >= WORKERS + EXPORTS + 1
            wait_until(ask_much, SECONDS)
            self.assertEqual(open_now(), WORKERS + EXPORTS + 1)
