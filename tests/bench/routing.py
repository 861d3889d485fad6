"""The cost of routing in a contract of so many operations, made up and compiled for it.

SPDX-License-Identifier: MIT
"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

OPERATION = """    {method}:
      operationId: {name}
      summary: An operation that is routed to and never run.
      security: []
      x-handler: none
{parameters}      responses:
        '200': {{description: never}}
"""


def contract(operations):
    """Five operations a resource, as ours have them: a list, what is posted, one, and two steps of one."""
    lines = ["openapi: 3.1.0", "info: {title: made up, version: '1'}", "paths:"]
    for number in range(operations // 5):
        name = f"resource_{number:03d}"
        base = f"/v1/{name.replace('_', '-')}"
        for path, methods in ((base, ("get", "post")), (base + "/{item}", ("get",)),
                              (base + "/{item}/receipt", ("post",)), (base + "/{item}/reversal", ("post",))):
            lines.append(f"  {path}:")
            for method in methods:
                inside = "{item}" in path
                what = path.rsplit("/", 1)[1] if inside and not path.endswith("}") else "one" if inside else "all"
                lines.append(OPERATION.format(
                    method=method, name=f"{method}_{name}_{what}", parameters=(
                        "      parameters:\n        - {name: item, in: path, required: true, schema: {type: string}}\n"
                        if inside else "")).rstrip())
    return "\n".join(lines) + "\n"


def lay_out(folder, operations):
    """A tree for the generator: the contract made up, and of the rest as much as it asks for."""
    for name in ("api/contract", "api/http", "api/database", "schema", "sql"):
        os.makedirs(os.path.join(folder, name))
    for name in ("queries", "migrations", "functions", "views", "policies", "data"):
        os.mkdir(os.path.join(folder, "sql", name))
    for name in ("api/http/problem.def", "api/database/embedded.h", "sql/queries/service"):
        os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
    with open(os.path.join(folder, "api/contract/reference.py"), "w", encoding="utf-8") as file:
        file.write("def render(contract, problems):\n    return {}\n")
    with open(os.path.join(folder, "openapi.yaml"), "w", encoding="utf-8") as file:
        file.write(contract(operations))


def nanoseconds(folder, operations):
    """The time to find one operation among so many; `folder` does not exist yet."""
    lay_out(folder, operations)
    subprocess.run([sys.executable, os.path.join(ROOT, "api/contract/operations.py"),
                    "--root", folder, "--output", folder],
                   check=True, capture_output=True)
    program = os.path.join(folder, "routing")
    subprocess.run(["gcc", "-O3", "-std=gnu17", "-D_GNU_SOURCE", "-I", os.path.join(ROOT, "api"),
                    os.path.join(ROOT, "tests/bench/routing.c"), os.path.join(ROOT, "api/contract/router.c"),
                    os.path.join(folder, "operations.c"), "-o", program], check=True)
    return min(float(subprocess.run([program], check=True, capture_output=True, text=True).stdout)
               for _ in range(3))
