"""Runs the commands of a README, in order, against a live service: what it shows is what happens.

SPDX-License-Identifier: MIT

Usage: readme.py PAGE...

Blocks marked ```sh are run, each with the variables and functions of those before it, in a copy of the tree made of links; what is not to be run is
marked otherwise (```console, ```text). The service of the page, http://127.0.0.1:8080, is one with a
database and a port of its own, and /tmp a folder of its own; each page has another. A block fails when a command in it does, and a curl does when the answer is
an error; in a block marked ```sh refused the last command must fail instead.
Prints what failed, and "N passed, N failed", by block, as the last line.
"""

import os
import re
import subprocess
import sys
import tempfile

from service import ROOT, Service, setting

BLOCK = re.compile(r"^```sh([^\n]*)\n(.*?)^```\s*$", re.M | re.S)
BLOCK_SECONDS = 120


def blocks(text):
    """(line, refused, commands) of every block that is run."""
    for match in BLOCK.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, "refused" in match[1].split(), match[2]


def link_tree(folder):
    """A tree that looks like this one, with the binary under test, where commands may leave files."""
    for name in os.listdir(ROOT):
        if name not in ("build", "var", ".git"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
    os.mkdir(os.path.join(folder, "build"))
    os.symlink(setting("SAFERD"), os.path.join(folder, "build", "saferd"))


def run(commands, refused, folder, environment):
    """Runs a block; what it said when it did not go as it should, else nothing. Its variables are kept."""
    script = (
        'curl() { command curl --fail-with-body --silent --show-error "$@"; }\n'
        '[ ! -f "$KEPT_VARIABLES" ] || . "$KEPT_VARIABLES"\n'
        "trap 'export -p >\"$KEPT_VARIABLES\"; declare -f >>\"$KEPT_VARIABLES\"' EXIT\n"
        "set -a -e -o pipefail\n" + commands)
    try:
        result = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=BLOCK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "it did not end"
    if (result.returncode != 0) == refused:
        return ""
    return (f"ended with {result.returncode}\n{commands}\n"
            + result.stdout.decode(errors="replace")[-4000:])


def run_page(page):
    """How many blocks of a page did as they should, and how many did not."""
    with open(page, encoding="utf-8") as file:
        found = list(blocks(file.read()))
    passed = failed = 0
    with tempfile.TemporaryDirectory(dir=setting("SAFER_TEST_FOLDER")) as folder:
        link_tree(folder)
        state = os.path.join(folder, "var")
        with Service({"SAFER_STATE": state}) as service:
            environment = dict(service.environment, HOME=folder, NO_COLOR="1",
                               KEPT_VARIABLES=os.path.join(service.folder, "variables"))
            for line, refused, commands in found:
                commands = re.sub(r"(127\.0\.0\.1|localhost):8080", f"127.0.0.1:{service.port}",
                                  commands).replace("/tmp/", service.folder + "/")
                said = run(commands, refused, folder, environment)
                if said:
                    print(f"{page}:{line}: {said}")
                passed, failed = passed + (not said), failed + bool(said)
    return passed, failed


def main():
    counts = [run_page(page) for page in sys.argv[1:]]
    passed, failed = (sum(count) for count in zip(*counts))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not all(count[0] for count in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
