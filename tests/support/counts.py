"""Counts the tests that meson ran, by what each program said of its own tests.

SPDX-License-Identifier: MIT

Usage: counts.py STATUS LOG     STATUS is meson's exit status, LOG its JSON log, a test program a line.
Prints what failed, and "N passed, N failed" as the last line. A skipped test counts as failed.
"""

import json
import os
import re
import sys

SYNTHESIS = re.compile(
    r"Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TAP = re.compile(r"^(ok|not ok)\b([^\n]*)$", re.M)


def counts_of(result):
    """(passed, failed) of one test program."""
    output = COLOUR.sub("", (result.get("stdout") or "") + "\n" + (result.get("stderr") or ""))
    good = result["result"] == "OK"
    passed = failed = 0
    synthesis = SYNTHESIS.search(output)
    if synthesis:
        tested, passed, failing, crashing = map(int, synthesis.groups())
        failed = max(failing + crashing, tested - passed) + output.count("[SKIP]")
    elif TAP.search(output):
        for word, rest in TAP.findall(output):
            if word == "ok" and not re.search(r"#\s*(skip|todo)", rest, re.I):
                passed += 1
            else:
                failed += 1
    elif good:
        passed = 1
    if not good and not failed:
        failed = 1
    return passed, failed, output


def main():
    status, path = int(sys.argv[1]), sys.argv[2]
    passed = failed = 0
    if os.path.exists(path):
        with open(path, encoding="utf-8") as log:
            for line in log:
                result = json.loads(line)
                good, bad, output = counts_of(result)
                passed, failed = passed + good, failed + bad
                if bad:
                    print(f"-- {result['name']}: {good} passed, {bad} failed ({result['result']})")
                    print("\n".join(output.strip().split("\n")[-80:]))
    if status and not failed:
        print(f"meson ended with {status}")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
