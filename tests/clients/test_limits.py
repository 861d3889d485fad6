# The client against a service that lets it make only so many requests in a minute.
# SPDX-License-Identifier: MIT
"""Starts a service of its own, with a small quota: see tests/support/service.py."""

from __future__ import annotations

import json
import unittest

from service import Service
from support import environment, run_client

ROWS = 35


class Limits(unittest.TestCase):
    def test_a_file_longer_than_the_quota_is_posted_once_and_whole(self) -> None:
        lines = ["financial_year,amount_gbp,received_on,external_reference"]
        lines += ["2018/19,100,2018-04-03,LIMIT-%d" % number for number in range(ROWS)]
        # One a second: each row is tried and then posted, so it is more than a minute's, and stays
        # so on a machine that takes seconds for it.
        with Service({"SAFER_RATE_LIMIT": "60"}) as service:
            env = environment(SAFER_URL=service.url, SAFER_TOKEN=service.token())
            done = run_client(
                "contributions", "post", "-", "--yes", "--json",
                stdin="\n".join(lines).encode(), env=env,
            )
            said = done.stderr.decode()
            self.assertEqual(done.returncode, 0, said)
            self.assertIn("the service answered 429 (Too many requests); trying again in", said)
            self.assertEqual(len(json.loads(done.stdout)["posted"]), ROWS)
            self.assertEqual(
                service.database.sql(
                    "SELECT count(*), sum(amount_pence) FROM safer.contribution"),
                "%d|%d" % (ROWS, ROWS * 10000),
            )


if __name__ == "__main__":
    unittest.main()
