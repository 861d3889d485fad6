"""The examples that openapi.yaml shows are what it describes, in the order it lists.

SPDX-License-Identifier: MIT
"""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import check_exchanges  # noqa: E402


class Examples(unittest.TestCase):

    def setUp(self):
        self.contract = check_exchanges.Contract(os.path.dirname(os.path.dirname(HERE)))
        self.judge = check_exchanges.Judge(self.contract)

    def values(self, media):
        if "example" in media:
            yield media["example"]
        for example in media.get("examples", {}).values():
            yield self.contract.resolve(example)["value"]

    def test_every_json_example_of_an_answer_is_valid_and_in_order(self):
        seen = 0
        for operation in self.contract.operations:
            for status, response in operation.responses.items():
                for name, media in response.content.items():
                    if "json" not in name or "schema" not in media:
                        continue
                    for value in self.values(media):
                        seen += 1
                        with self.subTest(operation=operation.id, status=status):
                            self.assertEqual(self.contract.faults(media["schema"], value), [])
                            self.assertEqual(
                                self.judge.judge_order(media["schema"], value), [])
        self.assertGreater(seen, 100)

    def test_every_csv_example_has_the_columns_of_its_list(self):
        for operation in self.contract.operations:
            for status, response in operation.responses.items():
                example = response.content.get("text/csv", {}).get("example")
                if example:
                    with self.subTest(operation=operation.id, status=status):
                        reply = example.replace("\n", "\r\n").encode()
                        self.assertEqual(self.judge.judge_csv(response, reply), [])

    def test_every_example_in_the_words_of_a_standard_is_a_table(self):
        tables = [media for operation in self.contract.operations for response in operation.responses.values()
                  for name, media in response.content.items() if name.endswith(".csv")]
        self.assertTrue(tables)
        for media in tables:
            self.assertEqual(self.judge.judge_table(media, media["example"].replace("\n", "\r\n").encode()), [])

    def test_every_problem_example_says_its_own_name_and_status(self):
        examples = self.contract.document["components"]["examples"]
        for slug, status in self.contract.problems.items():
            if slug in examples:
                with self.subTest(slug=slug):
                    value = examples[slug]["value"]
                    self.assertEqual(value["type"], "/problems/" + slug)
                    self.assertEqual(value["status"], status)


if __name__ == "__main__":
    unittest.main()
