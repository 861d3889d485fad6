"""Runs the commands of pages, in order, against live services: what a page shows is what happens.

SPDX-License-Identifier: MIT

Usage: readme.py PAGE.md...

Blocks marked ```sh, ```python and ```r are run, each with the variables and functions of those before it (a
program has those that are exported), in a copy of the tree made of links; what is not to be run is marked
otherwise (```console, ```text). The service of a page, http://127.0.0.1:8080, is one with a database and a
port of its own, and /tmp a folder of its own. A block fails when a command in it does, and a curl does when
the answer is an error; in a block marked ```sh refused the last command must fail instead.
Prints what failed, and "N passed, N failed", by block, as the last line.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile

from service import ROOT, Service, setting

BLOCK = re.compile(r"^```(sh|python|r)\b([^\n]*)\n(.*?)^```\s*$", re.M | re.S)
BLOCK_SECONDS = 120
PROGRAMS = {"python": "python3 %s", "r": "Rscript --vanilla %s"}


def blocks(text):
    """(line, language, refused, commands) of every block that is run."""
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield line, match[1], "refused" in match[2].split(), match[3]


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


def program(language, commands, folder):
    """The command that runs a block that is not the shell's."""
    path = os.path.join(folder, "block." + language)
    with open(path, "w", encoding="utf-8") as file:
        file.write(commands)
    return PROGRAMS[language] % shlex.quote(path)


def run_page(path):
    """Runs a page; how many blocks passed and failed."""
    with open(path, encoding="utf-8") as file:
        found = list(blocks(file.read()))
    passed = failed = 0
    with tempfile.TemporaryDirectory(dir=setting("SAFER_TEST_FOLDER")) as folder:
        link_tree(folder)
        state = os.path.join(folder, "var")
        with Service({"SAFER_STATE": state}) as service:
            environment = dict(service.environment, HOME=folder, NO_COLOR="1",
                               KEPT_VARIABLES=os.path.join(service.folder, "variables"))
            for line, language, refused, commands in found:
                commands = re.sub(r"(127\.0\.0\.1|localhost):8080", f"127.0.0.1:{service.port}",
                                  commands).replace("/tmp/", service.folder + "/")
                if language != "sh":
                    commands = program(language, commands, service.folder)
                said = run(commands, refused, folder, environment)
                if said:
                    print(f"{path}:{line}: {said}")
                passed, failed = passed + (not said), failed + bool(said)
    return passed, failed or not found


def main():
    passed = failed = 0
    for path in sys.argv[1:]:
        good, bad = run_page(path)
        passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
