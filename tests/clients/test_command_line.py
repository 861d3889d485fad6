# Help, completions and manual page of the client say the same as its command line.
# SPDX-License-Identifier: MIT
"""Every option of every command, compared with argparse's own tables."""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import unittest
from typing import Dict, Iterator, List, Set, Tuple

from support import CLIENT, PARTS, ROOT, environment, fork_client, run_client, safer

FOLDER = CLIENT.parent
COMPLETIONS = FOLDER / "completions"
PAGES = ("finance-officers.md", "financial-year.md", "analysts.md", "imports.md", "meetings.md", "grants.md")
# Commands that only hold others: --help is their one option.
GROUPS = (
    "contributions", "budget", "indicators", "meetings", "projects", "grants",
    "grants round", "grants bid", "grants award", "grants return", "grants refund",
)  # fmt: skip


def walk(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[Tuple[str, argparse.ArgumentParser]]:
    """Each command with its parser; the program itself is ''."""
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, nested in action.choices.items():
                yield from walk(nested, (name + " " + word).strip())


def options() -> Dict[str, Set[str]]:
    """The options of each command."""
    return {
        name: {option for action in parser._actions for option in action.option_strings}
        for name, parser in walk(safer.build_parser())
    }


def choices() -> Dict[Tuple[str, str], List[str]]:
    """The values of the options that take one of a few."""
    return {
        (name, action.option_strings[-1]): list(action.choices)
        for name, parser in walk(safer.build_parser())
        for action in parser._actions
        if action.option_strings and action.choices
    }


def bash_replies(line: str) -> List[str]:
    """What bash offers after this line."""
    script = (
        'source "$1"; read -ra COMP_WORDS <<<"$2"; [[ $2 != *" " ]] || COMP_WORDS+=("");'
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _safer;"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-uc", script, "bash", str(COMPLETIONS / "safer.bash"), line],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        timeout=20,
        cwd=str(FOLDER),
    )
    return done.stdout.split()


class Completions(unittest.TestCase):
    def test_bash_offers_exactly_the_options_of_each_command(self) -> None:
        for command, expected in options().items():
            with self.subTest(command):
                line = " ".join(filter(None, ["safer", command, "-"]))
                self.assertEqual(set(bash_replies(line)), expected)

    def test_bash_finds_the_command_behind_options_with_values(self) -> None:
        line = "safer --url contributions schedule --f"
        self.assertEqual(set(bash_replies(line)), {"--fund", "--financial-year"})

    def test_bash_offers_the_commands(self) -> None:
        for group in GROUPS:
            names = [name.split() for name in options()]
            words = group.split()
            nested = {name[-1] for name in names if name[:-1] == words}
            self.assertEqual(set(bash_replies("safer %s " % group)), nested)
        self.assertEqual(
            set(bash_replies("safer ")), {name for name in options() if name and " " not in name}
        )

    def test_bash_offers_the_values_of_options_that_take_one_of_a_few(self) -> None:
        for (command, option), values in choices().items():
            with self.subTest(command + " " + option):
                replies = bash_replies("safer %s %s " % (command, option))
                self.assertEqual(sorted(replies), sorted(values))

    def test_zsh_knows_exactly_the_options_of_each_command(self) -> None:
        text = (COMPLETIONS / "_safer").read_text(encoding="utf-8")
        arrays = {
            name: set(re.findall(r"(?:'(?:\([^)]*\))?\*?|[{,])(-[-a-z]+)", body))
            for name, body in re.findall(r"^_safer_(\w+)=\(\n(.*?)^\)", text, re.M | re.S)
        }
        for command, expected in options().items():
            with self.subTest(command):
                if command in GROUPS:
                    continue  # --help is written where it is used
                own = arrays[re.sub("[ -]", "_", command) if command else "top"]
                self.assertEqual(own | arrays["common"], expected)

    def test_fish_knows_exactly_the_options_of_each_command(self) -> None:
        text = (COMPLETIONS / "safer.fish").read_text(encoding="utf-8")
        found: Dict[str, Set[str]] = {}
        for line in text.splitlines():
            where = re.search(r"-n '(not )?__safer_at ?([a-z -]*)[;']", line)
            words = {"--" + word for word in re.findall(r" -l ([a-z-]+)", line)}
            words |= {"-" + word for word in re.findall(r" -s ([a-z])\b", line)}
            if line.startswith("complete ") and words:
                place = "everywhere" if not where else where.group(2)
                place = "common" if where and where.group(1) else place
                found.setdefault(place, set()).update(words)
        for command, expected in options().items():
            with self.subTest(command):
                here = found.get(command, set()) | found["everywhere"]
                here |= set() if command in GROUPS else found["common"]
                self.assertEqual(here, expected)

    def test_the_values_of_options_are_the_same_in_zsh_and_fish(self) -> None:
        for shell in ("_safer", "safer.fish"):
            text = (COMPLETIONS / shell).read_text(encoding="utf-8")
            for values in choices().values():
                self.assertIn(" ".join(values), text)


class Manual(unittest.TestCase):
    TEXT = (FOLDER / "safer.1").read_text(encoding="utf-8")

    def test_the_manual_page_has_every_option_and_no_other(self) -> None:
        spoken = {
            "-" + name.replace("\\-", "-")
            for line in self.TEXT.splitlines()
            if line.startswith(".It Fl")
            for name in re.findall(r"(?:Fl|, Fl) (\S+)", line)
        }
        expected = set().union(*options().values())
        self.assertEqual(spoken, expected)

    def test_the_manual_page_and_the_help_have_the_same_exit_codes(self) -> None:
        codes = re.findall(r"^  ([0-9]+) ", safer.EXIT_CODES, re.M)
        section = self.TEXT.split(".Sh EXIT STATUS")[1].split(".Sh ")[0]
        self.assertEqual(re.findall(r"^\.It ([0-9]+)$", section, re.M), codes)
        page = (ROOT / "docs" / "finance-officers.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"^\| ([0-9]+) \|", page, re.M), codes)

    def test_the_manual_page_has_every_variable_the_client_reads(self) -> None:
        text = "".join(path.read_text(encoding="utf-8") for path in PARTS)
        read = set(re.findall(r'"(SAFER_[A-Z_]+)"', text))
        read -= {"SAFER_STATE"}
        self.assertEqual(set(re.findall(r"^\.It Ev (SAFER_\w+)", self.TEXT, re.M)), read)

    def test_the_manual_page_is_without_warnings(self) -> None:
        self.assertIsNotNone(shutil.which("man"), "man is needed: install man-db")
        done = subprocess.run(
            ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", str(FOLDER / "safer.1")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(MANWIDTH="100"),
            timeout=60,
            check=True,
        )
        self.assertEqual(done.stderr, b"")
        self.assertIn("16,000.00", done.stdout.decode())


class Installation(unittest.TestCase):
    def test_the_build_knows_every_part_of_the_client(self) -> None:
        text = (ROOT / "meson.build").read_text(encoding="utf-8")
        named = re.search(r"foreach part : \[(.*?)\]", text, re.S)
        assert named is not None
        self.assertEqual(
            re.findall(r"'(\w+)'", named.group(1)), [path.stem for path in PARTS]
        )


class Help(unittest.TestCase):
    def test_every_command_has_help_with_examples_and_exit_codes(self) -> None:
        for command in options():
            with self.subTest(command):
                done = fork_client(*command.split(), "--help")
                self.assertEqual(done.returncode, 0)
                text = done.stdout.decode()
                if command not in GROUPS:
                    self.assertIn("examples:", text)
                    self.assertIn("exit codes:", text)
                self.assertLessEqual(max(len(line) for line in text.splitlines()), 100)

    def test_the_version_is_said(self) -> None:
        done = run_client("--version")
        self.assertEqual(done.stdout.decode().strip(), "safer " + safer.VERSION)

    def test_help_can_be_printed_in_ascii(self) -> None:
        done = run_client(
            "contributions", "post", "--help", env=environment(PYTHONIOENCODING="ascii")
        )
        self.assertEqual(done.returncode, 0, done.stderr)


class Documents(unittest.TestCase):
    def test_every_option_in_the_documents_exists(self) -> None:
        known = options()
        docs = ROOT / "docs"
        pages = [docs / name for name in PAGES]
        for path in (FOLDER / "README.md", *pages):
            text = path.read_text(encoding="utf-8")
            calls = (
                r"\bsafer (?:contributions|schedule|budget|indicators|exceptions|report|meetings|projects|grants|search"
                r"|get|token)\b"
            )
            lines = [line for line in text.splitlines() if re.search(calls, line)]
            self.assertTrue(lines, path)
            for line in lines:
                named = r"\bsafer ((?:(?:%s) )?[a-z-]+)([^|`#>]*)" % "|".join(sorted(GROUPS, key=len, reverse=True))
                for call in re.findall(named, line):
                    used = set(re.findall(r"(?<!\S)(--[a-z-]+)", call[1]))
                    with self.subTest(path=path.name, line=line):
                        self.assertLessEqual(used, known.get(call[0], set()))


if __name__ == "__main__":
    unittest.main()
