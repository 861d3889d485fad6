# safer report: a quarter's report, as a page or for programs.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from safer_client.access import needed_token
from safer_client.addresses import with_query
from safer_client.common import EXIT_DONE
from safer_client.console import clean
from safer_client.reading import output, write_reply
from safer_client.service import Service

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console


def command_report(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer report"""
    target = with_query(
        "/v1/reports/%s" % ("quarterly" if options.detail else "summary"),
        [
            ("quarter", options.quarter),
            ("number", None if options.number is None else str(options.number)),
            ("format", options.format),
        ],
    )
    with contextlib.closing(
        Service(settings.base, needed_token(settings, console), settings, console)
    ) as service:
        reply = service.get(target, "*/*")
    with output(options.output) as sink:
        shown = sink is sys.stdout.buffer and sys.stdout.isatty()
        if shown and reply.media_type().startswith("text/"):
            for line in reply.body.decode("utf-8", "replace").splitlines():
                console.say(clean(line))
        else:
            write_reply(reply, sink, console)
    return EXIT_DONE
