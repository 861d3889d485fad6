# safer indicators push: observations from a CSV file of any length.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import json
import uuid
from typing import TYPE_CHECKING, Any, Dict, Mapping

from safer_client.access import needed_token, partner_of
from safer_client.common import EXIT_DONE, ServiceRefusal
from safer_client.console import clean
from safer_client.pull import observations
from safer_client.reading import tell_refusal
from safer_client.replies import slug_of
from safer_client.service import Service
from safer_client.sheet import key_of
from safer_client.upload import Load, of_file, of_stdin, send_load, show_refused

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console


def command_push(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer indicators push"""
    token = needed_token(settings, console)
    load = of_stdin() if options.file == "-" else of_file(options.file, console)
    with contextlib.closing(Service(settings.base, token, settings, console)) as service:
        key = ["observations", partner_of(token), load.sha256]
        key += [uuid.uuid4().hex] if options.again else []
        try:
            value, replayed = send_load(
                service, load, key_of(key), options.dry_run, "/v1/observations"
            )
        except ServiceRefusal as error:
            if slug_of(error.problem) == "rows-refused":
                show_refused(load, error.problem, console)
            else:
                tell_refusal(console, error)
            if options.json:
                print(json.dumps(error.problem or {"detail": str(error)}, indent=2))
            return error.code
    console.clear_progress()
    if options.json:
        print(json.dumps(value, indent=2))
    show_load(load, value, replayed, options.dry_run, console)
    return EXIT_DONE


def show_load(
    load: Load, value: Mapping[str, Any], replayed: bool, dry_run: bool, console: Console
) -> None:
    """What became of the rows."""
    counts: Dict[str, int] = {
        name: int(value.get(name) or 0) for name in ("rows", "added", "revised", "unchanged")
    }
    told = "%s: %s: %s added, %s revised, %s unchanged" % (
        load.name,
        observations(counts["rows"]),
        *(format(counts[name], ",") for name in ("added", "revised", "unchanged")),
    )
    if dry_run:
        console.say(told + "; this was a dry run, and nothing was kept.")
        return
    console.say(told + ".")
    console.say("Load %s." % clean(value.get("id") or "without a number", 100))
    if replayed:
        console.sentence(
            "This very file was loaded before, at %s, and was not loaded again. If other values "
            "have been loaded since and these are to stand, say --again."
            % clean(value.get("created_at") or "another time", 40)
        )
    if value.get("sha256") not in (None, load.sha256):
        console.note("caution: the file was changed while it was sent")
