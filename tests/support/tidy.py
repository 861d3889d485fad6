"""Runs clang-tidy over files, two at a time.

SPDX-License-Identifier: MIT

Usage: tidy.py BUILD_FOLDER FILE...    Prints what it finds, and "N passed, N failed" as the last line.
"""

import concurrent.futures
import subprocess
import sys


def tidy(folder, path):
    """What clang-tidy finds in a file; empty when it finds nothing."""
    result = subprocess.run(
        ["clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", folder, path],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return result.stdout if result.returncode else ""  # stderr counts what was left out


def main():
    folder, paths = sys.argv[1], sys.argv[2:]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [said for said in pool.map(lambda path: tidy(folder, path), paths) if said]
    print("".join(found), end="")
    print(f"{len(paths) - len(found)} passed, {len(found)} failed")
    return 1 if found or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
