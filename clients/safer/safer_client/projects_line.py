# The command lines of safer projects.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import argparse
from typing import Any

from safer_client.options import add_command, add_forms, add_group, add_priority, argument
from safer_client.projects import command_project, command_project_report, command_projects
from safer_client.values import parse_slug

STATES = ("proposed", "approved", "active", "complete", "withdrawn")


def add_projects(commands: Any, common: argparse.ArgumentParser) -> None:
    """safer projects list, show, report"""
    nested = add_group(
        commands,
        "projects",
        "what is done with the money, and what came of it",
        "Reads projects: what they are for, what they were given, and what came of them.",
    )
    parser = add_command(
        nested,
        common,
        "list",
        "list projects",
        "Lists the projects you may see.",
        "examples:\n"
        "  safer projects list\n"
        "  safer projects list --state active --lead kfrs\n"
        "  safer projects list --priority road-safety --csv --output projects.csv\n",
    )
    parser.add_argument("--state", choices=STATES, help="in this state only")
    parser.add_argument("--lead", metavar="PARTNER", type=argument(parse_slug), help="led by this partner only")
    add_priority(parser)
    add_forms(parser)
    parser.set_defaults(run=command_projects)
    parser = add_command(
        nested,
        common,
        "show",
        "a project, from the bid to the evaluation",
        "Shows a project: what it is for, what it was to reach and did, what it was given and how that\n"
        "was paid, and what happened, in order. As CSV, what happened.",
        "examples:\n"
        "  safer projects show licence-to-kill\n"
        "  safer projects show licence-to-kill --csv\n",
    )
    parser.add_argument("project", metavar="PROJECT", type=argument(parse_slug), help="such as licence-to-kill")
    add_forms(parser)
    parser.set_defaults(run=command_project)
    parser = add_command(
        nested,
        common,
        "report",
        "what was given, paid, returned and reached, and what each priority received",
        "Shows for the Working Group each project with what it was awarded, paid and gave back, its\n"
        "targets and its last return; and what each priority received: of an award whose project serves\n"
        "several, an equal share. As CSV, the projects.",
        "examples:\n"
        "  safer projects report --round kcsp-2016-17\n"
        "  safer projects report --csv --output projects.csv\n",
    )
    parser.add_argument(
        "--round", metavar="ROUND", type=argument(parse_slug), help="only what this round has awarded"
    )
    add_forms(parser)
    parser.set_defaults(run=command_project_report)
