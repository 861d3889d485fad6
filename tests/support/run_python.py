"""Runs Python test files, each in a process of its own; a skip is a failure, and so is a file without a test.

SPDX-License-Identifier: MIT

Usage: run_python.py FILE...    Prints what failed, and "N passed, N failed" as the last line.
"""

import importlib.util
import json
import os
import subprocess
import sys
import types
import unittest

FILE_SECONDS = 900


def load(path):
    """The tests of a file: its unittest classes, and its plain functions named test_*."""
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    name = os.path.splitext(os.path.basename(path))[0]
    specification = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    suite = unittest.defaultTestLoader.loadTestsFromModule(module)
    suite.addTests(unittest.FunctionTestCase(value) for key, value in vars(module).items()
                   if key.startswith("test_") and isinstance(value, types.FunctionType))
    return suite


def run_one(path):
    result = unittest.TextTestRunner(verbosity=1).run(load(path))
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    odd = len(result.skipped) + len(result.expectedFailures)
    for test, reason in result.skipped:
        print(f"{test} was skipped: {reason}", file=sys.stderr)
    failed = bad + odd
    print(json.dumps([max(result.testsRun - failed, 0), failed]))
    return 1 if failed else 0


def main():
    if sys.argv[1:2] == ["--one"]:
        return run_one(sys.argv[2])
    passed = failed = 0
    for path in sys.argv[1:]:
        good = bad = 0
        try:
            result = subprocess.run(
                [sys.executable, os.path.abspath(__file__), "--one", path], capture_output=True,
                text=True, timeout=FILE_SECONDS, check=False, stdin=subprocess.DEVNULL)
            said = result.stderr
            good, bad = json.loads(result.stdout.rstrip().rsplit("\n", 1)[-1])
            if result.returncode and not bad:
                bad = 1
        except subprocess.TimeoutExpired as error:
            said, bad = f"{error}\n{error.stderr}", 1
        except ValueError:
            said, bad = result.stdout + result.stderr, 1
        if not good + bad:
            said, bad = "it has no test", 1
        if bad:
            print(f"-- {path}: {good} passed, {bad} failed\n{said}")
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
