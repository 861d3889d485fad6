"""What a service manager sees of the service: readiness, health, secrets in files.

SPDX-License-Identifier: MIT
"""

import os
import socket
import subprocess
import tempfile
import unittest

from service import Database, Service, setting

SECONDS = 60


def saferd(environment, *words):
    return subprocess.run([setting("SAFERD"), *words], env=environment, capture_output=True,
                          text=True, timeout=SECONDS, check=False)


class Manager:
    """The socket a service manager listens on; `name` is what goes into NOTIFY_SOCKET."""

    def __init__(self, name):
        self.name = name
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.settimeout(SECONDS)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else name)

    def told(self):
        return self.socket.recv(4096).decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


class NotifyTest(unittest.TestCase):
    def check(self, name):
        with Manager(name) as manager:
            with Service({"NOTIFY_SOCKET": name}) as service:
                self.assertEqual(manager.told(), "READY=1")
                self.assertEqual(service.get("/health/ready").status, 200)
            self.assertEqual(manager.told(), "STOPPING=1")

    def test_a_manager_at_a_path_is_told_ready_and_stopping(self):
        with tempfile.TemporaryDirectory(dir="/tmp") as folder:
            self.check(folder + "/notify")

    def test_a_manager_at_an_abstract_name_is_told_ready_and_stopping(self):
        self.check(f"@safer-test-{os.getpid()}")

    def test_a_manager_that_is_not_there_hinders_nothing(self):
        for name in ("/nowhere/notify", "relative", "@", "/" + "x" * 200):
            with Service({"NOTIFY_SOCKET": name}) as service:
                self.assertEqual(service.get("/health/live").status, 200)


class HealthTest(unittest.TestCase):
    def test_health_is_asked_over_loopback_and_says_how_it_is(self):
        with Service({"http_proxy": "http://127.0.0.1:1"}) as service:
            for address in ("127.0.0.1", "0.0.0.0"):
                asked = saferd(dict(service.environment, SAFER_ADDRESS=address), "check-health")
                self.assertEqual((asked.returncode, asked.stdout), (0, '{"status":"ready"}\n'),
                                 asked.stderr)
            environment = service.environment
        asked = saferd(environment, "check-health")
        self.assertEqual(asked.returncode, 1)
        self.assertIn("/health/ready: ", asked.stderr)

    def test_a_service_that_is_still_starting_is_waited_for(self):
        with Service() as service:
            environment = dict(service.environment)
            service.process.terminate()
            self.assertEqual(service.process.wait(SECONDS), 0)
            waiting = subprocess.Popen([setting("SAFERD"), "check-health", "--wait", "60"],
                                       env=environment, stdout=subprocess.PIPE, text=True)
            service.process = subprocess.Popen([setting("SAFERD"), "serve"], env=environment,
                                               stderr=subprocess.DEVNULL)
            said, _ = waiting.communicate(timeout=SECONDS)
            self.assertEqual((waiting.returncode, said), (0, '{"status":"ready"}\n'))
        for words in (("--wait",), ("--wait", "x"), ("--wait", "-1"), ("--wait", "9999"), ("now",)):
            self.assertEqual(saferd(environment, "check-health", *words).returncode, 64, words)

    def test_an_ipv6_address_is_asked_at_its_own_loopback(self):
        with Service({"SAFER_ADDRESS": "::"}) as service:
            asked = saferd(service.environment, "check-health")
            self.assertEqual(asked.returncode, 0, asked.stderr)

    def test_a_service_without_its_database_is_not_healthy(self):
        with Service() as service:
            service.database.sql(
                f"ALTER DATABASE {service.database.name} ALLOW_CONNECTIONS false;"
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                f" WHERE datname = '{service.database.name}'", "postgres")
            asked = saferd(service.environment, "check-health")
            self.assertEqual(asked.returncode, 1)
            self.assertIn('"status":503', asked.stderr)


class DescriptorTest(unittest.TestCase):
    def test_no_connection_takes_the_place_of_a_standard_descriptor(self):
        with Service() as service:
            environment = dict(service.environment)
            service.process.terminate()
            self.assertEqual(service.process.wait(SECONDS), 0)
            service.process = subprocess.Popen(
                ["sh", "-c", 'exec "$0" serve <&- >&- 2>&-', setting("SAFERD")], env=environment)
            self.assertEqual(saferd(environment, "check-health", "--wait", "60").returncode, 0)
            places = [os.readlink(f"/proc/{service.process.pid}/fd/{number}") for number in range(3)]
            self.assertEqual(places, ["/dev/null"] * 3)


class SecretFileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=setting("SAFER_TEST_FOLDER"))
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "database_url")

    def write(self, text):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(text)

    def test_the_connection_string_may_stand_in_a_file(self):
        database = Database()
        self.addCleanup(database.drop)
        self.write(database.url() + "\n")
        with Service({"DATABASE_URL": None, "DATABASE_URL_FILE": self.path}, database) as service:
            self.assertEqual(service.get("/v1/partners/kcc").status, 200)
            self.write(database.url("safer_migrate") + "\n")
            migrated = saferd(dict(service.environment, SAFER_MIGRATE_URL_FILE=self.path,
                                   DATABASE_URL_FILE="", DATABASE_URL=database.url()), "migrate")
            self.assertEqual(migrated.returncode, 0, migrated.stderr)

    def refusal(self, **settings):
        return saferd({**{name: value for name, value in os.environ.items()
                          if name.endswith("SAN_OPTIONS")}, **settings}, "serve")

    def test_a_setting_and_its_file_together_are_refused(self):
        self.write("postgresql://a/b")
        refused = self.refusal(DATABASE_URL="postgresql://c/d", DATABASE_URL_FILE=self.path)
        self.assertEqual(refused.returncode, 64)
        self.assertIn("DATABASE_URL and DATABASE_URL_FILE are both set", refused.stderr)

    def test_a_file_that_holds_no_text_is_refused(self):
        for text, said in ((None, "No such file"), ("x" * 5000, "at most 4095 bytes"),
                           ("a\0b", "at most 4095 bytes")):
            if text is not None:
                self.write(text)
            refused = self.refusal(DATABASE_URL_FILE=self.path)
            self.assertEqual(refused.returncode, 64)
            self.assertIn(said, refused.stderr)
