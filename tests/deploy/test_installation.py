"""What `meson install` puts where, and what systemd makes of the units.

SPDX-License-Identifier: MIT
"""

import os
import re
import subprocess
import tempfile
import unittest

from service import ROOT, setting

UNITS = ("saferd.service", "saferd-migrate.service")
EXPOSURE = 20  # tenths: at most 2.0


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)


class InstallationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(dir=setting("SAFER_TEST_FOLDER"))
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.root = os.path.join(cls.temporary.name, "root")
        done = run("meson", "install", "-C", os.path.dirname(setting("SAFERD")), "--no-rebuild",
                   "--quiet", "--destdir", cls.root)
        assert done.returncode == 0, done.stdout + done.stderr
        cls.units = os.path.join(cls.temporary.name, "units")
        os.mkdir(cls.units)
        for unit in UNITS:  # as installed, but for where the programs are
            with open(cls.path("lib/systemd/system", unit), encoding="utf-8") as file:
                text = file.read().replace("=/usr/local/bin/", f"={cls.root}/usr/local/bin/")
            with open(os.path.join(cls.units, unit), "w", encoding="utf-8") as file:
                file.write(text)

    @classmethod
    def path(cls, *parts):
        return os.path.join(cls.root, "usr/local", *parts)

    def read(self, *parts):
        with open(self.path(*parts), encoding="utf-8") as file:
            return file.read()

    def test_the_programs_are_there_and_run(self):
        for program in ("saferd", "safer"):
            said = run(self.path("bin", program), "--version", env={"PATH": "/usr/bin:/bin"})
            self.assertEqual(said.returncode, 0, said.stderr)
            self.assertTrue(said.stdout.startswith(program + " "), said.stdout)

    def test_pages_examples_and_completions_are_there(self):
        documents = "share/doc/safer-communities"
        for parts in (("share/man/man8/saferd.8",), ("share/man/man1/safer.1",),
                      (documents, "operations.md"), (documents, "identity.md"),
                      (documents, "alerts.yml"), (documents, "LICENSE"),
                      ("share/bash-completion/completions/safer",), ("lib/sysusers.d/saferd.conf",)):
            self.assertTrue(os.path.isfile(self.path(*parts)), parts)
        self.assertEqual(self.read(documents, "saferd.env"),
                         run(setting("SAFERD"), "settings", "--env").stdout)

    def test_systemd_understands_the_units(self):
        said = run("systemd-analyze", "verify", "--man=no",
                   *(os.path.join(self.units, unit) for unit in UNITS))
        self.assertEqual((said.returncode, said.stdout, said.stderr), (0, "", ""))

    def test_the_units_are_exposed_no_more_than_two_in_ten(self):
        for unit in UNITS:
            said = run("systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}",
                       "--no-pager", os.path.join(self.units, unit))
            self.assertEqual(said.returncode, 0, said.stdout[-300:] + said.stderr)
            level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said.stdout)
            self.assertLessEqual(float(level[1]) * 10, EXPOSURE)

    def test_the_units_have_one_sandbox(self):
        def sandbox(unit):
            return self.read("lib/systemd/system", unit).partition("\nAmbientCapabilities=")[2].partition(
                "\n[Install]")[0].split()
        self.assertEqual(*map(sandbox, UNITS))
        self.assertGreater(len(sandbox(UNITS[0])), 25)

    def test_the_accounts_can_be_made(self):
        empty = os.path.join(self.temporary.name, "empty")
        os.makedirs(os.path.join(empty, "etc"))
        said = run("systemd-sysusers", "--dry-run", f"--root={empty}", "-",
                   input=self.read("lib/sysusers.d/saferd.conf"))
        self.assertEqual(said.returncode, 0, said.stderr)
        for unit in UNITS:
            account = re.search(r"^User=(.*)$", self.read("lib/systemd/system", unit), re.M)[1]
            self.assertIn(f"'{account}'", said.stdout + said.stderr)

    def test_the_manual_page_is_clean_and_names_every_command(self):
        page = self.path("share/man/man8/saferd.8")
        said = run("groff", "-man", "-ww", "-Tutf8", "-z", page)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        shown = run("man", "--local-file", page, env=dict(os.environ, MANWIDTH="100")).stdout
        commands = re.findall(r"^(?:usage:)? +saferd (\S+)", run(setting("SAFERD"), "--help").stdout, re.M)
        self.assertGreater(len(commands), 4)
        for command in commands:
            self.assertRegex(shown, rf"saferd .*{re.escape(command)}")

    def test_the_units_settings_are_settings(self):
        known = set(re.findall(r'"((?:SAFER_|DATABASE_)\w+)"',
                               open(os.path.join(ROOT, "api/config.def"), encoding="utf-8").read()))
        for unit in UNITS:
            used = set(re.findall(r"\b((?:SAFER|DATABASE)_\w+)=", self.read("lib/systemd/system", unit)))
            self.assertTrue(used)
            self.assertLessEqual(used, known)
