# What the writing commands of safer meetings share: which meeting, whose office, what is restricted.
# SPDX-License-Identifier: MIT

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping

from safer_client.common import EXIT_USAGE, Stop
from safer_client.console import clean
from safer_client.meeting_values import SLUG_OR_NAME, day_words
from safer_client.writing import Body, only_said

if TYPE_CHECKING:
    import argparse


def title_of(meeting: Mapping[str, Any]) -> str:
    """kcst-smt on 14 May 2018"""
    return "%s on %s" % (clean(meeting.get("body")), day_words(meeting.get("starts_at_local")))


def organisation_of(text: str) -> Body:
    """A partner by its identifier; any other organisation by its name."""
    return {"partner": text} if SLUG_OR_NAME.match(text) else {"organisation": text}


def check_restriction(options: argparse.Namespace) -> None:
    """What goes with --restricted alone."""
    for name in ("public_title", "public_interest"):
        if getattr(options, name, None) and not options.restricted:
            raise Stop(EXIT_USAGE, "--%s goes with --restricted" % name.replace("_", "-"))


def restriction(options: argparse.Namespace) -> Body:
    """What a body says of why it is not for publication."""
    if not options.restricted:
        return {}
    return only_said(
        restricted=True, exempt_ground=options.restricted, public_interest=options.public_interest
    )
