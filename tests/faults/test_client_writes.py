"""Every operation with each write to the client, and each read from it, failing: see every_operation.py.

SPDX-License-Identifier: MIT
"""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from every_operation import COMPARED, Requests, is_same  # noqa: E402
from faults import CLIENT_RECEIVE, CLIENT_SEND, CLIENT_SHORT, request  # noqa: E402


class Client(Requests):
    def test_every_operation_is_among_those_that_are_asked(self):
        document = self.service.clean(request("GET", "/openapi.json")).json()
        operations = {operation["operationId"] for path in document["paths"].values()
                      for operation in path.values() if "operationId" in operation}
        self.assertGreater(len(operations), 20)
        elsewhere = {"create_observations", "import_agenda",  # test_loads.py
                     "put_paper_file", "get_paper_file"}  # test_paper_files.py
        self.assertEqual(operations - {*self.writes(), *self.reads(), *elsewhere}, set())

    def test_a_write_to_the_client_that_fails(self):
        self.assertGreater(self.run_all(CLIENT_SEND), 30)

    def test_a_read_from_the_client_that_fails(self):
        self.assertGreater(self.run_all(CLIENT_RECEIVE), 30)

    def test_writes_to_the_client_that_take_a_few_bytes_each_lose_none(self):
        service = self.service
        for name, bytes_ in {**self.reads(), **self.refused()}.items():
            right = service.clean(bytes_)
            service.plan.arm(CLIENT_SHORT, 1, persists=True)
            answer = service.send(bytes_)
            self.assertGreater(service.plan.disarm(), 5, name)
            same = COMPARED.get(name, is_same)
            self.assertTrue(same(answer, right), f"{name}: {answer}")


if __name__ == "__main__":
    unittest.main()
