"""Holds the tree to the rules that no compiler knows: who may include what, banned functions, first lines.

SPDX-License-Identifier: MIT

Each fault is a line; the last line is "N passed, N failed", by file.
"""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Which folder of api/ may include what of the others: a folder, or one header of it. main and what lies
# beside it may include everything.
ARROWS = {
    "base": [],
    "analysis": ["base"],
    "contract": ["base"],
    "identity": ["base"],
    "names": ["base", "contract/faults.h", "contract/pointer.h"],
    "database": ["base", "contract/operation.h"],
    "http": ["base", "database/rows.h"],
    "handlers": ["base", "contract", "database", "http", "analysis"],
}

# Which folder may include which library. What is not listed here is a C or POSIX header, or a fault.
LIBRARIES = {
    "ulfius.h": ["http"],
    "microhttpd.h": ["http"],
    "jwt.h": ["identity"],
    "rhonabwy.h": ["identity"],
    "curl/": ["identity", ""],
    "libpq-fe.h": ["database"],
    "jansson.h": ["contract", "http", "identity", "names", "handlers", ""],
    "pcre2.h": ["contract"],
    "gnutls/": ["base", "http", "identity"],
    "zlib.h": ["http"],
    "libical/": ["handlers"],
    "cmark.h": ["handlers"],
    "unicase.h": ["names"],
    "unictype.h": ["names"],
    "uninorm.h": ["names"],
}

STANDARD = set("""
arpa/inet.h assert.h ctype.h errno.h fcntl.h fenv.h float.h getopt.h inttypes.h limits.h locale.h math.h
netdb.h netinet/in.h netinet/tcp.h poll.h pthread.h sched.h semaphore.h signal.h spawn.h stdarg.h
stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h strings.h sys/eventfd.h sys/file.h
sys/prctl.h sys/random.h sys/resource.h sys/socket.h sys/stat.h sys/statvfs.h sys/time.h sys/types.h sys/uio.h
sys/un.h sys/wait.h syslog.h time.h unistd.h
""".split())

BANNED = re.compile(
    r"\b(sprintf|vsprintf|strcpy|stpcpy|strcat|strncpy|strncat|atoi|atol|atoll|atof|strtok|gets|alloca"
    r"|mktemp|tmpnam|rand|srand|system|popen|setjmp|longjmp|goto)\b(?=\s*\(|\s+\w+\s*;)")

NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def files():
    """Every file of the tree that is not ignored, by its path from the root."""
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=True).stdout.decode()
    return sorted(path for path in set(listed.split("\0"))
                  if path and os.path.isfile(os.path.join(ROOT, path)))


def include_faults(path, text):
    """Includes of a file in api/ that point the wrong way."""
    inside = path.removeprefix("api/")
    folder = os.path.dirname(inside).split("/")[0]
    faults = []
    for mark, header in re.findall(r'^\s*#\s*include\s*(["<])([^">]+)[">]', text, re.M):
        if mark == '"':
            target = header.split("/")[0] if "/" in header else ""
            allowed = ARROWS.get(folder)
            if folder and target != folder and allowed is not None and not (
                    target in allowed or header in allowed):
                faults.append(f"{folder}/ may not include {header}")
            continue
        if header in STANDARD:
            continue
        rows = [folders for library, folders in LIBRARIES.items()
                if header == library or (library.endswith("/") and header.startswith(library))]
        if not rows:
            faults.append(f"<{header}> is no header that a folder is known to need")
        elif folder not in rows[0]:
            faults.append(f"<{header}> belongs to {', '.join(rows[0])}, not to {folder or 'api'}/")
    return faults


def banned_faults(text):
    code = NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return [f"line {code.count(chr(10), 0, match.start()) + 1}: {match[1]} is banned"
            for match in BANNED.finditer(code)]


def first_line_faults(path, text):
    lines = text.split("\n")
    if not any("SPDX-License-Identifier: MIT" in line for line in lines[:6]):
        return ["no SPDX line among the first lines"]
    first = lines[1] if lines[0].startswith("#!") else lines[0]
    if path.endswith((".c", ".h", ".def")) and not first.startswith("/* "):
        return ["the first line does not say the file's purpose"]
    return []


def text_faults(text):
    faults = []
    if text and not text.endswith("\n"):
        faults.append("no newline at the end")
    if "\r\n" in text:
        faults.append("CR LF")
    if re.search(r"[ \t]+$", text, re.M):
        faults.append("blanks at the end of a line")
    return faults


def lockfile_faults(text):
    return ["names where its packages come from"] if '"resolved"' in text else []


def name_faults(text):
    """One name runs through everything: each operation is named by a test of its own kind."""
    named = ""
    for path in files():
        if path.startswith("tests/operations/"):
            with open(os.path.join(ROOT, path), encoding="utf-8") as file:
                named += file.read()
    return [f"no test in tests/operations names {operation}"
            for operation in re.findall(r"^ +operationId: (\w+)$", text, re.M)
            if not re.search(rf"\b{operation}\b", named)]


def faults_of(path):
    """What is wrong with a file; None when no rule is about it."""
    code = path.endswith((".c", ".h", ".def"))
    if "/fixtures/" in path:
        return None
    if path.endswith("package-lock.json"):
        rules = [lambda path, text: lockfile_faults(text)]
    elif code or path.endswith((".py", ".sh")) or path in ("run", "check"):
        rules = [first_line_faults, lambda path, text: text_faults(text)]
        if path.startswith("api/") and code:
            rules.append(include_faults)
        if code:
            rules.append(lambda path, text: banned_faults(text))
    elif path.endswith((".sql", ".json", ".yaml", ".md", ".build")):
        rules = [lambda path, text: text_faults(text)]
        if path == "openapi.yaml":
            rules.append(lambda path, text: name_faults(text))
    else:
        return None
    with open(os.path.join(ROOT, path), encoding="utf-8", newline="") as file:
        text = file.read()
    return [fault for rule in rules for fault in rule(path, text)]


def main():
    passed = failed = 0
    for path in files():
        faults = faults_of(path)
        if faults is None:
            continue
        for fault in faults:
            print(f"{path}: {fault}")
        passed, failed = passed + (not faults), failed + bool(faults)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
