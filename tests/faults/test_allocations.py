"""Every operation with each of its allocations finding no memory: see every_operation.py.

SPDX-License-Identifier: MIT
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from every_operation import Requests  # noqa: E402
from faults import MEMORY  # noqa: E402


class Memory(Requests):
    """Of the service's own code and of jansson; the other libraries' is not the service's to mend."""

    def test_an_allocation_that_finds_nothing(self):
        self.assertGreater(self.run_all(MEMORY), 400)

    def test_no_allocation_finds_anything_from_then_on(self):
        self.assertGreater(self.run_all(MEMORY, persists=True), 300)

    def test_an_allocation_that_finds_nothing_on_the_way_to_a_new_connection(self):
        self.assertGreater(self.run_all(MEMORY, cold=True, only=("a replay", "health_ready")), 20)


if __name__ == "__main__":
    unittest.main()
