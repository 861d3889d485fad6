# safer dhrs names, stage, report: what is kept out of a review, and how it and its actions go on.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import getpass
import sys
import warnings
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Tuple

from safer_client.addresses import segment
from safer_client.common import EXIT_DECLINED, EXIT_USAGE, Stop
from safer_client.console import clean, counted
from safer_client.dhr_values import find_review, open_private, owner_of, parse_review, review_path, slug_words
from safer_client.grant_writes import repeated
from safer_client.meeting_values import day_words
from safer_client.posting import check_somebody_can_say_yes, send
from safer_client.reading import document
from safer_client.replies import refusal
from safer_client.writing import Body, Work, only_said, same_as, text_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service

# What a stage says beside its day, and with which option.
DETAILS = {"decision": "decision", "answer": "home_office_answer", "for": "suspended"}


def typed_names(console: Console) -> List[str]:
    """Names typed at a terminal that shows nothing of them: each twice, for nobody can read a slip afterwards; until one
    that is empty."""
    console.note("type each name twice, it is not shown; an empty line ends the list")
    names: List[str] = []
    with warnings.catch_warnings():
        # It would show what is typed rather than fail.
        warnings.simplefilter("error", getpass.GetPassWarning)
        while True:
            try:
                name = getpass.getpass("Name %d: " % (len(names) + 1)).strip()
                if not name:
                    return names
                if getpass.getpass("Again: ").strip() == name:
                    names.append(name)
                    continue
            except getpass.GetPassWarning:
                raise Stop(
                    EXIT_USAGE, "this terminal would show the names: give them on standard input, one a line"
                ) from None
            except EOFError:
                return names
            console.note("the two are not the same; type the name anew")


def asked_names(review: str, console: Console) -> Tuple[str, List[str]]:
    """The review and the names: of a terminal, or of the lines of standard input, the review first where it is -."""
    if sys.stdin and sys.stdin.isatty():
        return review, typed_names(console) if review != "-" else []
    names = [line.strip() for line in (text_of("-") or "").split("\n") if line.strip()]
    if review == "-":
        try:
            review = parse_review(names.pop(0) if names else "")
        except ValueError as error:
            raise Stop(EXIT_USAGE, str(error)) from None
    return review, names


def command_names(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs names"""
    with open_private(settings, console) as service:
        work = Work(service, options, console)
        name, names = asked_names(options.review, console)
        review = find_review(service, name)
        if name == "-":
            names = typed_names(console)
        if not names:
            raise Stop(EXIT_USAGE, "there is no name to keep, so the list stays as it is")
        value = repeated(work, review_path(review, "protected-names"), {"names": names})
        before = int(review.get("protected_names") or 0)
        return work.tell(
            value,
            "%s: %s kept out of its texts%s."
            % (
                clean(value.get("pseudonym"), 80), counted(int(value.get("protected_names") or 0), "name"),
                ", in place of the %d before" % before if before else "",
            ),
        )  # fmt: skip


def check_details(options: argparse.Namespace) -> None:
    """A decision says what was decided, an answer what was answered, a suspension what for; and nothing else does."""
    for option, stage in DETAILS.items():
        said = getattr(options, "suspended_for" if option == "for" else option)
        if said and options.stage != stage:
            raise Stop(EXIT_USAGE, "--%s goes with the stage %s" % (option, stage))
        if not said and options.stage == stage:
            raise Stop(EXIT_USAGE, "the stage %s needs --%s" % (stage, option))


def command_stage(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs stage"""
    check_details(options)
    publishes = options.stage == "published"
    if publishes:
        check_somebody_can_say_yes(options, options.review == "-")
    body = only_said(
        stage=options.stage, reached_on=options.on, decision=options.decision, answer=options.answer,
        suspended_for=options.suspended_for,
    )  # fmt: skip
    with open_private(settings, console) as service:
        work = Work(service, options, console)
        review = find_review(service, options.review)
        there = review if same_as((review.get("stages") or [])[-1:], body) else None
        if publishes and there is None and not may_publish(service, review, body, options, console):
            return EXIT_DECLINED
        # A review that is suspended again is so for another time.
        value = work.once(review_path(review, "stages"), body, there, [str(review.get("version"))])
        return work.tell(value, stage_sentence(value), ["" if options.dry_run else next_sentence(value)])


def may_publish(
    service: Service, review: Mapping[str, Any], body: Body, options: argparse.Namespace, console: Console
) -> bool:
    """Whether what everybody may read from then on is to be published: checked first, then asked."""
    if options.yes or options.dry_run:
        return True
    checked = send(service, review_path(review, "stages"), body, None)
    if checked.status != 200:
        raise refusal(checked)
    console.sentence(
        "From then on everybody may read what is written for the public. It cannot be taken back, only hidden again."
    )
    if console.ask("Publish %s?" % clean(review.get("pseudonym"), 80)):
        return True
    console.note("nothing was sent")
    return False


def last_stage(review: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a review came to last, suspended and resumed too."""
    stages = review.get("stages") or [{}]
    return stages[-1] if isinstance(stages[-1], dict) else {}


def stage_sentence(review: Mapping[str, Any]) -> str:
    """Larkspur/2019 has come to "decision" on 20 May 2019: review."""
    last = last_stage(review)
    said = last.get("decision") or last.get("answer") or last.get("suspended_for")
    return "%s: %s on %s%s." % (
        clean(review.get("pseudonym"), 80), slug_words(last.get("stage")), day_words(last.get("reached_on")),
        " (%s)" % slug_words(said) if said else "",
    )  # fmt: skip


def next_sentence(review: Mapping[str, Any]) -> str:
    """What is due of it now."""
    for what, words_ in (("decision", "To be decided"), ("completion", "To be complete")):
        if review.get(what + "_state") in ("due", "overdue", "suspended"):
            moving = ", and a day later with every day it is suspended" if review.get("suspended") else ""
            return "%s by %s%s." % (words_, day_words(review.get(what + "_due_on")), moving)
    return ""


def command_dhr_report(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer dhrs report"""
    body = only_said(
        state=options.state, text=text_of(options.text), evidence=options.evidence, reported_on=options.on
    )
    with open_private(settings, console) as service:
        work = Work(service, options, console)
        path = "/v1/dhr-actions/" + segment(options.reported)
        action: Mapping[str, Any] = document(service, path)
        there: Optional[Mapping[str, Any]] = action if same_as((action.get("reports") or [])[-1:], body) else None
        if there is not None:
            work.before = True
            value = there
        else:
            # The key is drawn anew: nothing that goes into a log or a table is made of what was written.
            value = repeated(work, path + "/reports", body)
        return work.tell(
            value,
            "The action of %s, due %s, is %s."
            % (owner_of(value), day_words(value.get("due_on")), slug_words(value.get("state"))),
        )
