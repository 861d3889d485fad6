"""What the images and the compose file promise, as far as it can be held without a container engine.

SPDX-License-Identifier: MIT
"""

import os
import re
import subprocess
import unittest

import yaml
from service import ROOT, setting

# What of build_packages one of two names is chosen from.
SHELL_PACKAGES = 'source tests/support/machine.sh; printf "%s\\n" "${build_packages[@]}"'


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60,
                          check=True).stdout


def stages(path):
    """The text of each stage, its instructions in one line each."""
    text = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", read(path), flags=re.M))
    return re.split(r"^(?=FROM )", text, flags=re.M)[1:]


def packages(stage):
    found = re.findall(r"apt-get -q install -y --no-install-recommends([^&]*)&&", stage)
    assert len(found) == 1, found
    return found[0].split()


class ImageTest(unittest.TestCase):
    def test_only_debian_is_built_upon(self):
        for path in ("Dockerfile", "deploy/database/Dockerfile"):
            for stage in stages(path):
                self.assertRegex(stage, r"^FROM debian:bookworm-slim( AS \w+)?\n")

    def test_what_it_is_built_with_is_what_the_machine_needs(self):
        wanted = [set(line.split("|")) for line in run("bash", "-c", SHELL_PACKAGES).split()]
        given = packages(stages("Dockerfile")[0])
        self.assertEqual(len(given), len(set(given)))
        self.assertEqual(len(given), len(wanted))
        for names in wanted:
            self.assertEqual(len(names & set(given)), 1, names)

    def test_what_it_runs_with_are_the_libraries_it_is_linked_with(self):
        needed = re.findall(r"^  NEEDED +(\S+)$", run("objdump", "-p", setting("SAFERD")), re.M)
        places = dict(re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", setting("SAFERD")), re.M))
        wanted = {"ca-certificates"}
        for library in needed:
            if re.match(r"lib(asan|ubsan|c|m)\.so|ld-", library):
                continue  # the sanitizers', and what every image has
            wanted.add(owner(places[library]))
        self.assertEqual(set(packages(stages("Dockerfile")[1])), wanted)

    def test_the_last_stage_runs_as_a_number_and_stops_on_a_signal(self):
        service, database = stages("Dockerfile")[1], stages("deploy/database/Dockerfile")[0]
        for stage in (service, database):
            self.assertRegex(stage, r"\nUSER [1-9][0-9]*:[1-9][0-9]*\n")
            self.assertRegex(stage, r"\nHEALTHCHECK .*CMD \[")
            self.assertRegex(stage, r"\nENTRYPOINT \[")
            self.assertIn("org.opencontainers.image.licenses", stage)
            self.assertRegex(stage, r"\nSTOPSIGNAL SIG(TERM|INT)\n")
        self.assertNotIn("COPY . .", service)

    def test_nothing_of_the_image_is_a_secret(self):
        for path in ("Dockerfile", "deploy/database/Dockerfile", "docker-compose.yml"):
            self.assertNotRegex(read(path), r"(?i)(password|secret|token)\w* *[:=] *\S")
            self.assertNotRegex(read(path), r"postgresql://")

    def test_all_that_is_built_from_is_let_in(self):
        let_in = [line[1:] for line in read(".dockerignore").split("\n") if line.startswith("!")]
        build = read("meson.build")
        installed = [path for call in re.findall(r"install_(?:data|subdir)\(([^)]*)\)", build)
                     for path in re.findall(r"'([^']+)'", call)
                     if os.path.exists(os.path.join(ROOT, path))]
        self.assertGreater(len(installed), 8)
        for path in installed + [
                "LICENSE", "openapi.yaml", "meson_options.txt", "api", "schema", "sql",
                "tests/meson.build"]:
            self.assertTrue(any(path == one or path.startswith(one + "/") for one in let_in), path)
        for path in let_in:
            self.assertTrue(os.path.exists(os.path.join(ROOT, path)), path)


def owner(path):
    """The Debian package a file comes from; /usr/lib and /lib are the same folder."""
    real = os.path.realpath(path)
    for name in (real, path, real.removeprefix("/usr"), path.removeprefix("/usr")):
        result = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True,
                                timeout=60, check=False)
        if result.returncode == 0:
            return result.stdout.split(":")[0]
    raise AssertionError(f"no package owns {path}")


class ComposeTest(unittest.TestCase):
    def setUp(self):
        self.compose = yaml.safe_load(read("docker-compose.yml"))
        self.services = self.compose["services"]

    def test_every_container_is_confined(self):
        self.assertEqual(set(self.services), {"database", "migration", "service"})
        for name, service in self.services.items():
            with self.subTest(name):
                self.assertIs(service["read_only"], True)
                self.assertEqual(service["cap_drop"], ["ALL"])
                self.assertNotIn("cap_add", service)
                self.assertNotIn("privileged", service)
                self.assertEqual(service["security_opt"], ["no-new-privileges:true"])
                self.assertRegex(service["user"], r"^[1-9][0-9]{3,}:[1-9][0-9]{3,}$")
                self.assertIn("mem_limit", service)
                self.assertIn("pids_limit", service)
                self.assertIn("healthcheck", service)
                self.assertIn("restart", service)
                self.assertNotIn("image", service)

    def test_only_the_service_is_reached_and_from_this_machine_alone(self):
        for name, service in self.services.items():
            ports = service.get("ports", [])
            self.assertEqual(len(ports), 1 if name == "service" else 0)
            for port in ports:
                self.assertTrue(port.startswith("127.0.0.1:"), port)
        self.assertIs(self.compose["networks"]["database"]["internal"], True)
        self.assertEqual(self.services["database"]["networks"], ["database"])

    def test_the_service_waits_for_the_migration_and_that_for_the_database(self):
        healthy = {"condition": "service_healthy"}
        self.assertEqual(self.services["migration"]["depends_on"], {"database": healthy})
        self.assertEqual(self.services["service"]["depends_on"], {
            "database": healthy, "migration": {"condition": "service_completed_successfully"}})
        self.assertEqual(self.services["migration"]["restart"], "no")

    def test_each_reads_its_own_connection_string_and_the_service_no_other(self):
        mounts = {name: set(service["volumes"]) for name, service in self.services.items()}
        self.assertEqual(mounts["service"], {"state:/var/lib/saferd",
                                             "service-access:/run/safer-service:ro"})
        self.assertEqual(mounts["migration"], {"migrate-access:/run/safer-migrate:ro",
                                               "service-access:/run/safer-service:ro"})
        declared = {volume.split(":")[0] for volumes in mounts.values() for volume in volumes}
        self.assertEqual(declared, set(self.compose["volumes"]))

    def test_the_users_are_those_of_the_images(self):
        for name, path in (("database", "deploy/database/Dockerfile"), ("service", "Dockerfile"),
                           ("migration", "Dockerfile")):
            self.assertIn(f"\nUSER {self.services[name]['user']}\n", stages(path)[-1])

    def test_a_stop_leaves_time_to_finish(self):
        drain = int(re.search(r'"SAFER_DRAIN_SECONDS", (\d+),', read("api/config.def"))[1])
        for name in ("database", "service"):
            grace = int(self.services[name]["stop_grace_period"].removesuffix("s"))
            self.assertGreater(grace, drain)

    def test_the_database_takes_the_connections_of_two_instances(self):
        def fallback(name):
            return int(re.search(rf'"{name}", (\d+),', read("api/config.def"))[1])
        instance = fallback("SAFER_WORKERS") + fallback("SAFER_EXPORTS") + fallback("SAFER_SLOW") + 1
        given = re.findall(r"max_connections=(\d+)", " ".join(self.services["database"]["command"]))
        self.assertGreaterEqual(int(given[0]), 2 * instance + 10)

    def test_its_settings_are_settings(self):
        known = set(re.findall(r'"((?:SAFER_|DATABASE_)\w+)"', read("api/config.def")))
        for service in self.services.values():
            self.assertLessEqual(set(service.get("environment", {})), known)
