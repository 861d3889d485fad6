# safer grants round, bid, award, return: what is written of them that moves no money.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Mapping, Sequence

from safer_client.common import EXIT_REFUSED, EXIT_USAGE, ServiceRefusal, Stop
from safer_client.console import clean, sterling
from safer_client.grant_values import (
    AWARD_STANDING,
    STANDING,
    awards_named,
    bids_named,
    bids_of,
    called,
    decision_id,
    find_award,
    find_condition,
    find_return,
    meant_of,
    path_of,
    returns_of,
    round_path,
    standing_bid,
    tranches_body,
    tranches_of,
)
from safer_client.grants import show_parts, show_similar, term_words
from safer_client.meeting_values import day_words, listed
from safer_client.reading import document, pence_of
from safer_client.replies import refusal
from safer_client.writing import Body, Work, only_said, open_writing, same_as, text_of

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console

BID_WORDS = {
    "amount_pence": "amount", "match_cash_pence": "cash beside it", "match_kind_pence": "help in kind",
    "objectives": "objectives", "starts_on": "first day", "ends_on": "last day", "answers": "answers",
}  # fmt: skip


def command_create_round(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants round create"""
    body = only_said(
        id=options.round, title=options.title, fund=options.fund, amount_pence=options.amount, opens_on=options.opens,
        closes_on=options.closes, body=options.body, public=options.public, url=options.link, note=options.note,
    )  # fmt: skip
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        there = same_as([one for one in listed(service, "/v1/grant-rounds") if one.get("id") == options.round], body)
        value = work.once("/v1/grant-rounds", body, there)
        return work.tell(
            value,
            "Round %s offers %s of %s; it takes bids %s."
            % (
                clean(value.get("id")), sterling(pence_of(value, "amount_pence")), clean(value.get("fund")),
                term_words(value, "opens_on", "closes_on"),
            ),
            ["Nobody is named who decides: --body does." if not value.get("body") else ""],
        )  # fmt: skip


def command_criteria(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants round criteria"""
    if not options.criteria:
        raise Stop(EXIT_USAGE, "say at least one --criterion or --optional")
    body: Body = {"criteria": options.criteria}
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        value: Mapping[str, Any] = document(service, round_path(options.round))
        if value.get("criteria") == options.criteria:
            work.before = True
        else:
            value = repeated(work, round_path(options.round, "criteria"), body)
        return work.tell(
            value,
            "A bid in %s has to answer:" % clean(value.get("id")),
            ["%s: %s" % (clean(one.get("id")), clean(one.get("text"), 1000)) for one in value.get("criteria") or []],
        )


def repeated(work: Work, path: str, body: Body) -> Mapping[str, Any]:
    """What may be said again and counts again then, as it is afterwards."""
    reply = work.repeatable(path, body)
    if reply.status != 200:
        raise refusal(reply)
    return work.taken(reply)


def command_make_bid(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants bid make"""
    if options.bid.identifier:
        raise Stop(EXIT_USAGE, "a bid is made for a project in a round: write it as safe-drive@kcsp-2018-19")
    name = options.bid
    body = only_said(
        project=name.project, amount_pence=options.amount, match_cash_pence=options.match_cash,
        match_kind_pence=options.match_kind, objectives=text_of(options.objectives), starts_on=options.first,
        ends_on=options.last, answers=options.answers,
    )  # fmt: skip
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        found = bids_of(service, name.round, name.project)
        standing = standing_bid(service, found)
        if standing is not None:
            check_same_bid(standing, body)
        # What was withdrawn or rejected may be bid for again, and is another bid then.
        gone = sorted(str(one.get("id")) for one in found)
        bid = work.once(round_path(name.round, "bids"), body, standing, gone)
        code = work.tell(
            bid, "Bid %s, by %s, asks for %s." % (called(bid), clean(bid.get("bidder")), sterling(pence_of(bid, "amount_pence"))),
        )  # fmt: skip
        if work.before or not options.dry_run:
            show_similar(listed(service, path_of("bids", bid, "similar")), console)
        return code


def check_same_bid(bid: Mapping[str, Any], body: Body) -> None:
    """A bid that is there must be what is meant."""
    there = dict(bid, answers=sorted(bid.get("answers") or [], key=str))
    meant: Body = {"match_cash_pence": 0, "match_kind_pence": 0, "starts_on": None, "ends_on": None, **body}
    meant["answers"] = sorted(body.get("answers") or [], key=str)
    other = [words for name, words in BID_WORDS.items() if there.get(name) != meant.get(name)]
    if other:
        raise Stop(
            EXIT_REFUSED,
            "there is a bid %s already, with another %s (it asks for %s); nothing was changed: withdraw it to bid anew"
            % (called(bid), ", ".join(other), sterling(pence_of(bid, "amount_pence"))),
        )


def command_close_bid(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants bid withdraw, reject"""
    what, state = {"withdraw": ("withdrawal", "withdrawn"), "reject": ("rejection", "rejected")}[options.verb]
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        found = bids_named(service, options.bid)
        bid = meant_of(found, STANDING)
        body = only_said(reason=options.reason)
        if options.verb == "reject" and options.decision:
            body["decision"] = decision_id(service, options.decision)
        wanted = {"state": state, "decided_because": options.reason, **only_said(decision=body.get("decision"))}
        # After a new bid the command that closed the one before it means that one.
        value = work.once(path_of("bids", bid, what), body, same_as([bid, *reversed(found)], wanted))
        return work.tell(
            value, "Bid %s is %s: %s" % (called(value), state, clean(options.reason, 2000)),
            [left_alone("bid", value, bid)],
        )  # fmt: skip


def left_alone(kind: str, there: Mapping[str, Any], meant: Mapping[str, Any]) -> str:
    """What is said when one is there already, and another of its name is not touched."""
    if there.get("id") == meant.get("id"):
        return ""
    return "There is another %s %s, which is %s and was left alone: to close that one, name it by its id, %s." % (
        kind, called(meant), clean(meant.get("state"), 40), clean(meant.get("id"), 40),
    )  # fmt: skip


def command_tranches(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants award tranches"""
    body: Body = {"tranches": tranches_body(options.tranches)}
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        award = find_award(service, options.award)
        value = repeated(work, path_of("awards", award, "tranches"), body)
        code = work.tell(value, "What is to be paid of %s is divided anew." % called(award))
        if not options.dry_run:
            show_parts({"tranches": tranches_of(service, str(award.get("id")))}, console)
        return code


def command_condition(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants award condition"""
    body = only_said(outcome=options.outcome, decided_on=options.on, note=options.note)
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        condition = find_condition(service, options.condition)
        path = path_of("conditions", condition, "outcome")
        day = condition.get("met_on" if options.outcome == "met" else "failed_on")
        value: Mapping[str, Any] = condition
        if day and options.on in (None, day) and options.note in (None, condition.get("note")):
            work.before = True
        else:
            value = repeated(work, path, body)
        return work.tell(
            value,
            "Condition %s %s: %s"
            % (
                clean(value.get("place")),
                "is met" if options.outcome == "met" else "has failed",
                clean(value.get("text"), 2000),
            ),
        )


def command_end_award(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants award withdraw, complete"""
    if options.verb == "withdraw":
        what, body = "withdrawal", only_said(reason=options.reason, withdrawn_on=options.on)
        wanted = {"state": "withdrawn", "withdrawn_because": options.reason, **only_said(withdrawn_on=options.on)}
    else:
        what, body = "completion", {"completed_on": options.on}
        wanted = {"state": "complete", "completed_on": options.on}
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        found = awards_named(service, options.award)
        award = meant_of(found, AWARD_STANDING)
        value = work.once(path_of("awards", award, what), body, same_as([award, *reversed(found)], wanted))
        back = pence_of(value, "paid_pence") - pence_of(value, "returned_pence")
        unpaid = released_by(service, value, options.verb)
        return work.tell(
            value,
            "Award %s is %s: %s paid, %s returned."
            % (
                called(value), "withdrawn" if options.verb == "withdraw" else "settled",
                sterling(pence_of(value, "paid_pence")), sterling(pence_of(value, "returned_pence")),
            ),
            [
                "%s will not be paid, and can be awarded again." % sterling(unpaid) if unpaid else "",
                "%s was paid and has not come back." % sterling(back) if back and options.verb == "withdraw" else "",
                left_alone("award", value, award),
            ],
        )  # fmt: skip


def released_by(service: Service, award: Mapping[str, Any], verb: str) -> int:
    """What can be awarded again: all that is not paid once an award is withdrawn, the tranches that are not paid once
    it is settled."""
    if verb == "withdraw":
        return pence_of(award, "amount_pence") - pence_of(award, "paid_pence")
    with contextlib.suppress(ServiceRefusal):
        found = tranches_of(service, str(award.get("id")))
        return sum(pence_of(one, "amount_pence") for one in found if one.get("state") != "paid")
    return 0


def command_ask_return(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants return ask"""
    body = {"due_on": options.due_on}
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        award = find_award(service, options.award)
        there = same_as(returns_of(service, str(award.get("id"))), body)
        value = work.once(path_of("awards", award, "monitoring-returns"), body, there)
        return work.tell(
            value, "A return of %s is asked for, due %s." % (called(value), day_words(value.get("due_on")))
        )


def command_make_return(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants return make"""
    body = only_said(spent_pence=options.spent, text=text_of(options.text), received_on=options.on)
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        one: Mapping[str, Any] = find_return(service, options.return_)
        if one.get("state") in ("received", "accepted") and same_as([one], body):
            work.before = True
        else:
            one = repeated(work, path_of("monitoring-returns", one, "receipt"), body)
        return work.tell(
            one,
            "The return of %s due %s has come in, on %s: %s spent until then."
            % (
                called(one), day_words(one.get("due_on")), day_words(one.get("received_on")),
                sterling(pence_of(one, "spent_pence")),
            ),
        )  # fmt: skip


def command_decide_return(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants return accept, fail"""
    outcome = {"accept": "accepted", "fail": "failed"}[options.verb]
    body = only_said(outcome=outcome, reason=options.reason)
    with open_writing(settings, console) as service:
        work = Work(service, options, console)
        one = find_return(service, options.return_)
        there = same_as([one], {"state": outcome, **({"decided_because": options.reason} if options.reason else {})})
        # One that has failed may come in anew, and be decided again.
        path = path_of("monitoring-returns", one, "decision")
        value = work.once(path, body, there, [str(one.get("version"))])
        return work.tell(
            value,
            "The return of %s due %s %s."
            % (called(value), day_words(value.get("due_on")), "is accepted" if outcome == "accepted" else "has failed"),
            withheld_sentences(outcome),
        )


def withheld_sentences(outcome: str) -> Sequence[str]:
    """What a return that has failed means."""
    if outcome != "failed":
        return []
    return ["What is still to be paid is withheld until it has come in anew and is accepted."]
