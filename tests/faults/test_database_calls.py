"""Every operation with each call of libpq and each packet of PostgreSQL's failing: see every_operation.py.

SPDX-License-Identifier: MIT
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from every_operation import Requests  # noqa: E402
from faults import DATABASE, DATABASE_SOCKET  # noqa: E402


# One of each way to the database: each call that fails while connecting costs a fifth of a second, until
# the service tries again. SAFER_TEST_NUMBERS, whatever it says, adds those that go the same ways.
COLD = ("create_contribution", "a replay", "list_contributions", "get_fund_schedule as CSV")
if os.environ.get("SAFER_TEST_NUMBERS"):
    COLD += ("get_contribution", "list_contributions as CSV", "health_ready")


class Database(Requests):
    def test_a_call_of_libpq_that_fails(self):
        self.assertGreater(self.run_all(DATABASE), 500)

    def test_a_packet_that_is_lost(self):
        self.assertGreater(self.run_all(DATABASE_SOCKET), 60)

    def test_a_call_of_libpq_that_fails_on_the_way_to_a_new_connection(self):
        self.assertGreater(self.run_all(DATABASE, cold=True, only=COLD), 150)

    def test_a_packet_that_is_lost_on_the_way_to_a_new_connection(self):
        self.assertGreater(self.run_all(DATABASE_SOCKET, cold=True, only=COLD), 25)


if __name__ == "__main__":
    unittest.main()
