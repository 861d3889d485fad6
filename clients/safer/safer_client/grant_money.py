# safer grants award make, pay, refund make, refund reverse: what promises or moves money.
# SPDX-License-Identifier: MIT

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from safer_client.access import partner_of
from safer_client.addresses import segment
from safer_client.common import EXIT_DECLINED, EXIT_REFUSED, ServiceRefusal, Stop
from safer_client.console import clean, sterling
from safer_client.grant_values import (
    AWARD_STANDING,
    awards_named,
    awards_to,
    called,
    conditions_of,
    decision_id,
    find_bid,
    find_refund,
    find_tranche,
    meant_of,
    path_of,
    refunds_of_all,
    returns_of,
    round_path,
    tranche_amounts,
    tranches_body,
    tranches_of,
)
from safer_client.grants import award_words, parts_of_award, show_parts
from safer_client.meeting_values import day_words
from safer_client.posting import check_somebody_can_say_yes, send
from safer_client.reading import document, pence_of
from safer_client.replies import refusal, slug_of
from safer_client.sheet import key_of
from safer_client.writing import Body, Work, only_said, open_writing, same_as

if TYPE_CHECKING:
    import argparse

    from safer_client.settings import Settings
    from safer_client.console import Console
    from safer_client.service import Service


class Money(Work):
    """A write that promises or moves money: a dry run first, then shown, asked, and sent under a key made of all
    that is sent, so that it is never done twice."""

    def __init__(self, service: Service, options: argparse.Namespace, console: Console) -> None:
        super().__init__(service, options, console)
        self._yes = options.yes

    def move(
        self, path: str, body: Body, show: Callable[[Mapping[str, Any]], str], question: str
    ) -> Optional[Mapping[str, Any]]:
        """What has become of it, or would in a dry run; None when the answer was no."""
        checked = send(self.service, path, body, None)
        if checked.status != 200:
            raise refusal(checked)
        if self._options.dry_run:
            return self.taken(checked)
        if not self._yes:
            self._console.sentence(show(checked.json()))
            if not self._console.ask(question):
                self._console.note("nothing was sent")
                return None
        reply = send(self.service, path, body, self._key(path, body))
        if reply.status not in (200, 201):
            raise refusal(reply)
        return self.taken(reply)

    def repeated(self, path: str, body: Body, paid: Mapping[str, Any]) -> Optional[Mapping[str, Any]]:
        """The first reply to the same command, where it made the payment that stands; None where that is not certain.
        Nobody is asked, so only --yes sends it again."""
        if not self._yes or self._options.dry_run:
            return None
        reply = send(self.service, path, body, self._key(path, body))
        if reply.status != 200:
            return None
        value = self.taken(reply)
        self.before = value.get("expenditure") == paid["expenditure"]
        replayed = (reply.headers.get("Idempotency-Replayed") or "").lower() == "true"
        # The payment of a reply that is kept may have been reversed, and the tranche paid by another since.
        return None if replayed and not self.before else value

    def _key(self, path: str, body: Body) -> str:
        return key_of(["money", partner_of(self.service.token), path, *sorted(body.items())])


def left_sentence(service: Service, award: Mapping[str, Any], dry_run: bool) -> str:
    """What a round has left once an award is made, for who may know."""
    with contextlib.suppress(ServiceRefusal):
        left = pence_of(document(service, round_path(str(award.get("round")), "account")), "left_pence")
        left -= pence_of(award, "amount_pence") if dry_run else 0
        return "Of the round %s %s left." % (sterling(left), "would be" if dry_run else "are")
    return ""


def command_make_award(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants award make"""
    check_somebody_can_say_yes(options)
    tranches = tranches_body(options.tranches)
    with open_writing(settings, console) as service:
        money = Money(service, options, console)
        bid = find_bid(service, options.bid)
        body = only_said(
            amount_pence=options.amount, decision=decision_id(service, options.decision), tranches=tranches,
            conditions=options.conditions, returns=[{"due_on": day} for day in options.returns or []],
            note=options.note,
        )  # fmt: skip
        award = award_there(service, bid, body)
        if award is not None:
            money.before = True
        else:
            award = money.move(
                path_of("bids", bid, "award"), body, lambda would: "To be awarded: " + sentence_of(would),
                "Award %s to %s?" % (sterling(options.amount), called(bid)),
            )  # fmt: skip
        if award is None:
            return EXIT_DECLINED
        unmade = options.dry_run and not money.before
        code = money.tell(award, "Awarded: " + sentence_of(award), [left_sentence(service, award, unmade)])
        if not unmade:
            show_parts(parts_of_award(service, award), console)
        return code


def sentence_of(award: Mapping[str, Any]) -> str:
    """safe-drive@kcsp-2018-19, £6,000.00 to kfrs on 12 June 2018, of pcc-kcsp-grant."""
    return "%s, %s." % (called(award), award_words(award))


def award_there(service: Service, bid: Mapping[str, Any], body: Body) -> Optional[Mapping[str, Any]]:
    """The award that was made of a bid, if it is what is meant; with another the command ends."""
    if bid.get("state") != "awarded":
        return None
    found = awards_to(service, str(bid.get("round")), str(bid.get("project")))
    found = [one for one in found if one.get("state") != "withdrawn"]
    there = same_as(found, {"amount_pence": body["amount_pence"], "decision": body["decision"]})
    if found and there is None:
        raise Stop(
            EXIT_REFUSED,
            "the bid is awarded already: %s by another decision or another amount; nothing was changed"
            % award_words(found[0]),
        )
    if there is not None:
        check_same_award(service, there, body)
    return there


def check_same_award(service: Service, award: Mapping[str, Any], body: Body) -> None:
    """What belongs to an award that is there must be what is meant."""
    identifier = str(award.get("id"))
    tranches = [(str(one.get("due_on")), pence_of(one, "amount_pence")) for one in tranches_of(service, identifier)]
    conditions = [(one.get("text"), one.get("due_on")) for one in conditions_of(service, identifier)]
    returns = [str(one.get("due_on")) for one in returns_of(service, identifier)]
    asked = [(one["text"], one.get("due_on")) for one in body.get("conditions", [])]
    other = []
    if sorted(tranches) != sorted(tranche_amounts(body["tranches"], pence_of(body, "amount_pence"))):
        other.append(("tranches", ["%s on %s" % (sterling(pence), day_words(day)) for day, pence in tranches]))
    if conditions != asked and conditions != [*of_decision(service, body), *asked]:
        told = [clean(text, 200) + (" (by %s)" % day_words(day) if day else "") for text, day in conditions]
        other.append(("conditions", told))
    if sorted(returns) != sorted(one["due_on"] for one in body.get("returns", [])):
        other.append(("returns", [day_words(day) for day in returns]))
    if other:
        raise Stop(
            EXIT_REFUSED,
            "the bid is awarded already: %s, and with other %s; nothing was changed"
            % (
                award_words(award),
                ", and other ".join("%s (there are: %s)" % (what, "; ".join(there) or "none") for what, there in other),
            ),
        )


def of_decision(service: Service, body: Body) -> List[Tuple[Any, Any]]:
    """What a conditional decision asks for, which is the first condition of the award."""
    with contextlib.suppress(ServiceRefusal):
        condition = document(service, "/v1/decisions/" + segment(str(body["decision"]))).get("condition")
        return [(condition, None)] if condition else []
    return []


def command_pay(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants pay"""
    check_somebody_can_say_yes(options)
    body = only_said(paid_on=options.on, external_reference=options.reference, note=options.note)
    with open_writing(settings, console) as service:
        money = Money(service, options, console)
        tranche: Mapping[str, Any] = find_tranche(service, options.tranche)
        paid: Optional[Mapping[str, Any]] = tranche
        award = document(service, path_of("awards", {"id": tranche.get("award")}))
        words = "tranche %s of %s, %s" % (
            clean(tranche.get("place")), called(award), sterling(pence_of(tranche, "amount_pence")),
        )  # fmt: skip
        path = path_of("tranches", tranche, "payment")
        paid_so = is_paid_so(service, tranche, body)
        if paid_so:
            money.before = True
        else:
            try:
                paid = money.move(
                    path, body, lambda would: "To be paid: %s, on %s." % (words, day_words(would.get("paid_on"))),
                    "Pay %s?" % words,
                )  # fmt: skip
            except ServiceRefusal as error:
                if paid_so is not None or slug_of(error.problem) != "tranche-paid":
                    raise
                paid = money.repeated(path, body, tranche)
                if paid is None:
                    raise
        if paid is None:
            return EXIT_DECLINED
        return money.tell(
            paid,
            "Paid: %s, on %s (%s)." % (words, day_words(paid.get("paid_on")), clean(options.reference, 100)),
        )


def is_paid_so(service: Service, tranche: Mapping[str, Any], body: Body) -> Optional[bool]:
    """Whether a tranche was paid on this day under this reference; None where the caller may not read that."""
    if tranche.get("paid_on") != body["paid_on"] or not tranche.get("expenditure"):
        return False
    with contextlib.suppress(ServiceRefusal):
        spent = document(service, "/v1/expenditures/" + segment(str(tranche["expenditure"])))
        return bool(spent.get("external_reference") == body["external_reference"])
    return None


def command_refund(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants refund make"""
    check_somebody_can_say_yes(options)
    body: Body = {
        "amount_pence": options.amount, "received_on": options.on, "external_reference": options.reference,
        "reason": options.reason,
    }  # fmt: skip
    with open_writing(settings, console) as service:
        money = Money(service, options, console)
        found = awards_named(service, options.award)
        refund: Optional[Mapping[str, Any]] = refund_there(refunds_of_all(service, found), body)
        award = found[-1]
        if refund is not None:
            money.before = True
        else:
            award = award_to_refund(found)
            refund = money.move(
                path_of("awards", award, "refunds"), body,
                lambda would: "To be posted: %s of %s came back." % (sterling(pence_of(would, "amount_pence")), called(award)),
                "Post %s as returned?" % sterling(options.amount),
            )  # fmt: skip
        if refund is None:
            return EXIT_DECLINED
        return money.tell(
            refund,
            "%s of %s came back to %s, on %s (%s)."
            % (
                sterling(pence_of(refund, "amount_pence")), called(award), clean(refund.get("fund")),
                day_words(refund.get("received_on")), clean(refund.get("external_reference"), 100),
            ),
        )  # fmt: skip


def award_to_refund(found: Sequence[Dict[str, Any]]) -> Dict[str, Any]:
    """Of the awards of a name the one that has money out; with several the command ends."""
    out = [one for one in found if pence_of(one, "paid_pence") > pence_of(one, "returned_pence")]
    if len(out) < 2:
        return out[0] if out else meant_of(found, AWARD_STANDING)
    raise Stop(
        EXIT_REFUSED,
        "more than one award %s has money out; nothing was posted: name the one it came back of by its id: %s"
        % (
            called(out[0]),
            ", ".join(
                "%s (%s, %s has not come back)"
                % (
                    clean(one.get("id"), 40), clean(one.get("state"), 40),
                    sterling(pence_of(one, "paid_pence") - pence_of(one, "returned_pence")),
                )
                for one in out
            ),
        ),
    )  # fmt: skip


def refund_there(found: List[Any], body: Body) -> Optional[Mapping[str, Any]]:
    """The refund that was posted under this reference, if it is what is meant."""
    there: Optional[Mapping[str, Any]] = same_as(found, {"external_reference": body["external_reference"]})
    if there is None:
        return None
    if there.get("state") == "reversed":
        raise Stop(
            EXIT_REFUSED,
            "this reference was posted already, and reversed since; if the money came back after all, post it under "
            "a reference of its own",
        )
    if same_as([there], body) is None:
        raise Stop(
            EXIT_REFUSED,
            "this reference was posted already, with %s on %s, or another reason; reverse it to correct it"
            % (sterling(pence_of(there, "amount_pence")), day_words(there.get("received_on"))),
        )
    return there


def command_reverse(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """safer grants refund reverse"""
    check_somebody_can_say_yes(options)
    body: Body = {"reason": options.reason}
    with open_writing(settings, console) as service:
        money = Money(service, options, console)
        refund: Optional[Mapping[str, Any]] = find_refund(service, options.refund)
        assert refund is not None
        amount = sterling(pence_of(refund, "amount_pence"))
        if same_as([refund], {"state": "reversed", "reversal_reason": options.reason}):
            money.before = True
        else:
            refund = money.move(
                path_of("refunds", refund, "reversal"), body,
                lambda would: "To be reversed: %s (%s)." % (amount, clean(would.get("external_reference"), 100)),
                "Reverse the refund of %s?" % amount,
            )  # fmt: skip
        if refund is None:
            return EXIT_DECLINED
        return money.tell(
            refund, "The refund of %s is reversed: %s" % (amount, clean(refund.get("reversal_reason"), 500))
        )
