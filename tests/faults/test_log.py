"""A disk full under the log, and a log that nobody reads: requests are answered all the same.

SPDX-License-Identifier: MIT
"""

import json
import os
import resource
import signal
import subprocess
import time
import unittest

from service import START_SECONDS, Service, free_port, setting, wait_until


class PipedService(Service):
    """A service that logs to a pipe, which is read when a test asks for it."""

    def start(self):
        self.reader, writer = os.pipe()
        self.port = free_port()
        self.environment["SAFER_PORT"] = str(self.port)
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", setting("SAFERD"), "serve"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=writer, stderr=writer)
        os.close(writer)
        os.set_blocking(self.reader, False)
        said, deadline = b"", time.monotonic() + START_SECONDS
        while b'"event":"ready"' not in said:
            if time.monotonic() > deadline:
                raise RuntimeError(f"the service did not start: {said}")
            said += self.read()
            time.sleep(0.005)

    def read(self):
        """What the pipe holds now."""
        parts = []
        while True:
            try:
                part = os.read(self.reader, 65536)
            except BlockingIOError:
                part = b""
            if not part:
                return b"".join(parts)
            parts.append(part)

    def close_reader(self):
        if self.reader is not None:
            os.close(self.reader)
            self.reader = None

    def clean_up(self):
        super().clean_up()
        self.close_reader()


class Log(unittest.TestCase):
    def lost(self, service):
        return next(int(line.split()[1]) for line in service.get("/metrics").text.split("\n")
                    if line.startswith("safer_log_lines_lost_total "))

    def assert_serves(self, service, times=20):
        for _ in range(times):
            self.assertEqual(service.get("/v1/partners/kcc").status, 200)

    def test_a_disk_that_is_full_loses_lines_and_no_requests(self):
        with Service({"SAFER_JOBS_SECONDS": "3600", "SAFER_RATE_LIMIT_ANONYMOUS": "0"}) as service:
            self.assert_serves(service, 1)
            before = os.path.getsize(service.log_path)
            limits = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
            # Room for half a line, as on a disk that fills up.
            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (before + 50, limits[1]))
            self.assert_serves(service)
            self.assertEqual(service.get("/health/ready").status, 200)
            body = {"fund": "kcst-pooled-budget", "financial_year": "2018/19", "amount_pence": 1600000,
                    "received_on": "2018-04-03", "external_reference": "KCC-1"}
            made = service.post("/v1/contributions", body, service.token(), key="KCC-1")
            self.assertEqual(made.status, 201, made.text)
            self.assertEqual(os.path.getsize(service.log_path), before + 50)
            lost = self.lost(service) + 1  # the line of asking is lost as well
            self.assertEqual(lost, 20 + 1 + 1 + 1)

            resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, limits)
            self.assert_serves(service, 1)
            self.assertEqual(self.lost(service), lost)
            lines = service.log()[before:].split("\n")
            self.assertEqual(len(lines[0]), 50)
            said = json.loads(lines[1])
            self.assertEqual((said["event"], said["lines"]), ("log_lines_lost", lost))
            self.assertEqual(json.loads(lines[2])["operation"], "get_partner")

    def test_a_pipe_that_nobody_reads_keeps_no_request(self):
        settings = {"SAFER_RATE_LIMIT_ANONYMOUS": "0", "SAFER_JOBS_SECONDS": "3600"}
        with PipedService(settings) as service:
            for _ in range(3000):  # far more than a pipe holds
                self.assert_serves(service, 1)
                if self.lost(service):
                    break
            else:
                self.fail("a pipe took them all")
            began = time.monotonic()
            self.assert_serves(service, 50)
            self.assertLess(time.monotonic() - began, 30)
            read = service.read()
            self.assert_serves(service, 1)
            read += service.read()
            lines = [json.loads(line) for line in read.decode().split("\n") if line]
            self.assertEqual(lines[-2]["event"], "log_lines_lost")
            self.assertEqual(lines[-1]["operation"], "get_partner")
            # A pipe that is full of lines may have had room for one that says so.
            self.assertEqual(sum(line.get("lines", 0) for line in lines), self.lost(service))

    def test_a_pipe_whose_reader_has_left_ends_nothing(self):
        with PipedService({"SAFER_JOBS_SECONDS": "3600"}) as service:
            service.close_reader()
            self.assert_serves(service)
            self.assertGreaterEqual(self.lost(service), 20)

    def test_a_reader_that_stands_still_while_the_service_stops_does_not_hold_it(self):
        with PipedService({"SAFER_RATE_LIMIT_ANONYMOUS": "0"}) as service:
            for _ in range(3000):
                self.assert_serves(service, 1)
                if self.lost(service):
                    break
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: service.process.poll() is not None, 60)
            self.assertEqual(service.process.returncode, 0)


if __name__ == "__main__":
    unittest.main()
