"""Runs the fuzz targets: each first over its corpus, then over so many new inputs made from it.

SPDX-License-Identifier: MIT

Usage: run_targets.py BUILD_FOLDER FOLDER     FOLDER keeps what a target failed on.
`./check --numbers N fuzz` makes N inputs for each target, and SAFER_TEST_SEED, a number, makes them others.
Prints what failed, with the input, and "N passed, N failed" as the last line.
"""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NUMBERS = int(os.environ.get("SAFER_TEST_NUMBERS") or 25000)
SEED = int(os.environ.get("SAFER_TEST_SEED") or 2018)
SLOW = {"issuers": 20}  # so many times fewer inputs: each is a file, and threads that would fetch
INPUT_BYTES_MAX = 4096
INPUT_SECONDS_MAX = 120  # far more than any input takes: one that never ends is found


def run(target, program, folder):
    """What the target says when it fails, or None. New inputs that led further are not kept."""
    corpus = os.path.join(HERE, "corpus", target)
    if not os.listdir(corpus):
        return "its corpus is empty"
    with tempfile.TemporaryDirectory(dir=folder) as found:
        result = subprocess.run(
            [program, f"-runs={NUMBERS // SLOW.get(target, 1)}", f"-seed={SEED}",
             f"-max_len={INPUT_BYTES_MAX}", f"-timeout={INPUT_SECONDS_MAX}",
             "-print_funcs=0",  # would ask a symbolizer, and its absence would be a report
             f"-artifact_prefix={folder}/{target}-", found, corpus],
            capture_output=True, text=True, errors="replace", check=False, stdin=subprocess.DEVNULL)
    if result.returncode == 0 and "Done " in result.stderr:
        return None
    return "\n".join(result.stderr.split("\n")[-60:]) or f"it ended with {result.returncode}"


def main():
    build, folder = sys.argv[1:]
    passed = failed = 0
    for target in sorted(os.listdir(os.path.join(HERE, "corpus"))):
        said = run(target, os.path.join(build, "tests", "fuzz", "fuzz_" + target), folder)
        if said:
            print(f"-- {target}: with SAFER_TEST_SEED={SEED}\n{said}")
        passed, failed = passed + (not said), failed + bool(said)
    sources = [name for name in os.listdir(HERE) if name.endswith(".c") and name != "fuzz.c"]
    if passed + failed != len(sources):
        print(f"{len(sources)} targets, {passed + failed} corpora")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
